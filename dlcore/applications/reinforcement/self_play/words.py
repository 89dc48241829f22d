"""Sentences that the page says about answers; none of them needs torch."""

from collections.abc import Mapping
from typing import Any

TITLES = {"connect_four": "6 × 7", "small_connect_four": "4 × 5", "tic_tac_toe": "Tic-tac-toe"}
STRENGTHS = {"Guess": 1, "Quick": 16, "Full": 200}
SIDES = {"It begins": 2, "You begin": 1, "Watch": 0}
AGES = {"now": "fully grown", "middle": "a quarter grown", "young": "very young"}
RULES = {
    "connect_four": "Four of yours in a line win: upright, level or slanting. Pieces fall to the bottom.",
    "small_connect_four": "Four in a line win. The board is so small that good play ends in a draw.",
    "tic_tac_toe": "Three in a line win. Whoever plays perfectly never loses.",
}
TREE = (
    "Each simulation walks down the tree, adds one position, and carries its value back up. At every fork it "
    "takes the move with the highest sum of **Q**, how well it went so far, and a bonus for moves that the "
    "network likes (**P**) and that were tried seldom (**N**)."
)
POLICY = (
    "The dashed outline is the network's first guess, from one look. The filled bar is where the search "
    "looked. Learning means: next time, guess what the search found."
)
CURVE = (
    "Above the middle player 1 is better off, below it player 2. A jump is a mistake, or something that was "
    "overlooked before. Drag along the line to see the position."
)
OPENINGS = (
    "Every pair of first moves, two games each against minimax of depth 2, one with each colour. Dark cells "
    "are openings that it plays badly. A network trained with the setting “One opening” has many."
)
RATINGS = (
    "From 32 games at each exam, eight against each opponent, so the bars are wide: one standard error up "
    "and down. Dashed lines are the opponents. The scale is that of chess: 400 more are ten points to one."
)
LADDER = (
    "The shipped network with search beside its opponents, measured in held-out games; the bar at its end is "
    "one standard error. The scale is that of chess: 400 more are ten points to one. Train a run of your "
    "own, choose it above, and this picture shows how its rating grew, exam by exam."
)
HOLE = (
    "The agent always answers alike. So one line that beats it beats it every time: a **hole**. Minimax of "
    "depth 4 draws lots among equal moves until it finds one. **Remedy:** training with noise and many "
    "openings, so that few positions are new to the network; and search, which finds out in time."
)
NO_SEARCH = (
    "The same network, more and more simulations. Without search it knows only what it saw before; with "
    "search it finds out what it did not know. **Remedy** for a weak guess: look ahead."
)


def ended(result: Mapping[str, Any]) -> str:
    """What the visitor hears at the end of a game."""
    strength = "without search" if result["simulations"] <= 1 else f"with {result['simulations']} simulations"
    told = {"won": "You beat", "lost": "You lost to", "draw": "A draw with"}[result["result"]]
    return f"**{told}** the network {strength}, after {result['moves']} moves."


def proved(found: Mapping[str, Any]) -> str:
    """Why a search ended early."""
    return (
        f"After {len(found['steps'])} simulations it is proved: with best play the game is {found['proved']} "
        "for who is to move, and nothing is left to look for."
    )


def thought(found: Mapping[str, Any]) -> str:
    """The search in a sentence."""
    if found["proved"]:
        return f"Its search has proved: with best play the game is {found['proved']} for who is to move."
    return (
        f"It expects {found['value']:+.2f} for itself (−1 lost, +1 won), after {found['simulations']} "
        f"simulations in {found['seconds'] * 1000:.0f} ms."
    )


def duel(found: Mapping[str, Any]) -> str:
    """Who won a game of two."""
    end = {1: "Player 1 wins", 2: "Player 2 wins", 3: "A draw"}[found["winner"]]
    return f"**{end}** after {len(found['moves'])} moves."


def score(found: Mapping[str, Any]) -> str:
    """The score of player 1 in several games."""
    return (
        f"In {found['games']} games that begin with two moves by chance, both with the smaller number of "
        f"simulations, player 1 scores **{found['score']:.2f} ± {found['error']:.2f}**."
    )


def table(simulations: int) -> str:
    """What stands in the table of held-out figures."""
    return (
        f"Held-out games that begin with two moves by chance, both sides with {simulations} simulations. The "
        "baseline is tree search without a network; for the policy alone it is minimax of depth 2 itself."
    )


def hole(found: Mapping[str, Any]) -> str:
    """How many games were lost, and whether there is a line to replay."""
    told = f"Of {found['games']} games the agent lost **{found['lost']}** and won {found['won']}. "
    if not found["moves"]:
        return told + "No hole was found; with more search there are fewer."
    return told + "The shortest line stands on the board. On the Use view you can play it yourself."
