"""Sentences that the page says about answers; none of them needs torch."""

from collections.abc import Mapping
from typing import Any

TITLES = {"freeway": "Freeway", "breakout": "Breakout", "collect": "Collect", "cartpole": "CartPole"}
UNITS = {"freeway": "crossings", "breakout": "bricks", "collect": "fruit", "cartpole": "steps"}
RULES = {
    "freeway": "Bring the hen from the bottom to the top, again and again. A car sends her back.",
    "breakout": "Keep the ball in play with the paddle. Each brick is a point; a missed ball ends the game.",
    "collect": "Fetch fruit; a new one grows elsewhere. Guards walk their rows: meeting one ends the game.",
    "cartpole": "Push the cart left or right so that the pole stays up. Each step is a point.",
}
VALUES = (
    "Where the lines part, the choice matters; where they lie together, any move will do. A line that "
    "rises says that something good comes nearer."
)
SURPRISES = (
    "A wall of remembered moves, the most surprising first. The number is the temporal-difference "
    "error: above zero it went better than expected, below zero worse. Learning is making these "
    "numbers small."
)
MAP = (
    "The cart stands in the middle. Every point is an angle of the pole and how fast it turns. On the "
    "black line both pushes are worth the same: on one side it pushes left, on the other right."
)
TABLE = (
    "The same rule, the same moves. The table has one number for each cell and move: exact in the "
    "end, and blank where it has not been (**?**). The network has an opinion about every cell, and "
    "often a wrong one: in a world of 36 cells the table wins. Breakout has more states than any "
    "table can hold."
)
ABROAD = "It knows one world. **Remedy:** train in many worlds, or learn anew in this one."


def compared(game: str, found: Mapping[str, Any]) -> str:
    """Who scores what in the very same game."""
    return (
        f"In this game, number {found['seed']}: the **agent {found['agent']:.0f}**, a hand-written rule "
        f"{found['rule']:.0f}, moves by chance {found['chance']:.0f} {UNITS[game]}."
    )


def verdict(game: str, answer: Mapping[str, Any], together: bool = False) -> str:
    """The visitor beside the agent, or what came of a game that the agent took on from the visitor."""
    mine, agent = answer["points"], answer["agent"]
    if together:
        told = f"You and the agent together: **{mine}**, the agent alone: **{agent:.0f}** {UNITS[game]}"
        return f"{told}. Hand over as late as you dare: can it save a game that you had nearly lost?"
    told = f"You: **{mine}**, the agent: **{agent:.0f}** {UNITS[game]}"
    if answer["start"]:
        return f"{told}. You took over at step {answer['start']}; from the start it counts as a duel."
    if mine == agent:
        return f"{told}: a draw."
    return f"{told}. {'You win.' if mine > agent else 'The agent wins.'}"


def step(found: Mapping[str, Any]) -> str:
    """The sum of one step in words."""
    after = (
        "The game is lost, so nothing follows"
        if found["lost"]
        else f"The best value of the next state, times the discount {found['discount']:g}, comes to "
        f"{found['target'] - found['reward']:.3f}"
    )
    value = found["values"][found["action"]]
    return (
        f"**Step {found['place']} of {found['steps']}.** It chose “{found['names'][found['action']]}”, worth "
        f"{value:.3f} in its view, and got a reward of {found['reward']:g}. {after}. Together "
        f"{found['target']:.3f}: a surprise of **{found['error']:+.3f}**."
    )


def lost_share(found: Mapping[str, Any]) -> str:
    """What a disturbance left over."""
    if found["usual"] <= 0:
        return "This agent wins nothing in undisturbed games either."
    return f"{found['disturbed'] / found['usual']:.0%} of its usual points are left."


def attention(found: Mapping[str, Any]) -> str:
    """How to read the picture of what speaks for a choice."""
    return (
        f"It chooses “{found['action']}”. Orange speaks for this choice, blue against it; what has no "
        "colour is not there. These are the channels that the network really sees: the picture moves with "
        "the player, who always stands in the same place. (Slope times input: a first hint, no proof.)"
    )
