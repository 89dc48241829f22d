"""What to reach, and what to break; all judged from what runs and questions measured."""

from collections.abc import Mapping

from dlcore.applications.reinforcement.deep_q_learning.config import RECIPES
from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value


def score_of(run: RunSummary, game: str) -> float:
    """The best exam of a run in that game; nothing for a run in another."""
    return run.highest.get("score", 0.0) if run.config["game"] == game else 0.0


def balanced(evidence: Evidence) -> bool:
    """A run has kept the pole up for 475 steps on average."""
    return any(score_of(run, "cartpole") >= 475 for run in evidence.runs)


def without_falling(evidence: Evidence) -> bool:
    """The same with another reward than the one for falling."""
    return any(
        score_of(run, "cartpole") >= 300 and float(run.config["failure_reward"]) >= 0 for run in evidence.runs
    )


def crossed(evidence: Evidence) -> bool:
    """A run crosses the road better than always walking up."""
    return any(score_of(run, "freeway") >= 15.5 for run in evidence.runs)


def hacked(evidence: Evidence) -> bool:
    """A run whose rewards grew to three times what its points explain: they came from something else."""
    return any(
        run.config["game"] != "cartpole"
        and float(run.config["near_reward"]) > 0
        and run.last.get("reward", 0.0) >= 10
        and run.last.get("reward", 0.0) >= 3 * max(run.last.get("score", 1e9), 1.0)
        for run in evidence.runs
    )


def beaten(evidence: Evidence) -> bool:
    """The visitor played a whole game and had more points than the agent in the same one."""
    return any(
        answer.question == "replayed"
        and answer.result["start"] == 0
        and answer.result["ended"]
        and answer.result["points"] > answer.result["agent"]
        for answer in evidence.answers
    )


def own_world(evidence: Evidence) -> bool:
    """A run collects fruit in a world that the visitor drew."""
    return any(bool(run.config["own_world"]) and score_of(run, "collect") >= 8 for run in evidence.runs)


TASKS = (
    Task(
        "balance",
        "Train a network that keeps the pole up for 475 of 500 steps in an exam.",
        balanced,
        "The default settings do it in seconds. Watch exploration fall and the score rise after it.",
    ),
    Task(
        "other reward",
        "Keep the pole up for 300 steps without any punishment for falling.",
        without_falling,
        "Give a reward for every step. Values then grow large; a lower discount keeps them small.",
    ),
    Task(
        "road",
        "Bring the hen across 15.5 times a game: better than always walking up.",
        crossed,
        "Take the preset “Freeway” and wait half a minute.",
    ),
    Task(
        "beat it",
        "On the Use view: play a whole game from its start and have more points than the agent.",
        beaten,
        "The shipped agents are hard to beat. A half-trained one of your own is easier: choose it above.",
    ),
    Task(
        "hack",
        "Set rewards that an agent games: a reward of 10 or more a game, and three times its points.",
        hacked,
        "Reward for being near pays at every step. Why should anybody then eat the fruit?",
    ),
    Task(
        "own world",
        "Draw a world of your own for “collect” and train an agent that fetches 8 fruit in it.",
        own_world,
        "Preset “Collect and avoid”; few walls and no guards are the easiest.",
    ),
)


def variant(game: str, **changed: Value) -> Mapping[str, Value]:
    """The recipe of a game with something else."""
    return {**RECIPES[game], "stop_when_solved": False, **changed}


POLE: dict[str, Value] = {"steps": 700}
BREAKAGES = (
    Breakage(
        "no_target",
        "No target network",
        healthy=variant("cartpole", **POLE),
        broken=variant("cartpole", **POLE, target_rate=1.0, double=False, look_ahead=1),
        look_for="The score jumps up and down, and values grow beyond what is possible: no reward here is "
        "above zero, so no true value is either. The network learns from its own newest guess, and each "
        "error feeds the next one.",
        remedy="A second network that follows slowly, so that the goal holds still for a while; and double "
        "Q-learning, where one network chooses and the other judges.",
        metric="score",
    ),
    Breakage(
        "no_replay",
        "Only the newest moves",
        healthy=variant("cartpole", **POLE),
        broken=variant("cartpole", **POLE, replay=200),
        look_for="The newest moves are all alike: the network learns the moment by heart and forgets the "
        "rest. The score rises, and falls again.",
        remedy="Remember many moves and draw from them at random.",
        metric="score",
    ),
    Breakage(
        "plain",
        "Plain rewards and raw inputs",
        healthy=variant("cartpole", **POLE),
        broken=variant(
            "cartpole", **POLE, step_reward=1.0, failure_reward=0.0, scaled_inputs=False, look_ahead=1
        ),
        look_for="One point a step is the same task: who falls late wins. But now values have to grow from "
        "nothing to a hundred, by a little each time, before differences between actions can show.",
        remedy="Choose rewards so that values start at the right size: nothing a step and -1 for falling. "
        "Divide inputs by their usual size. Let several real rewards come before the guess.",
        metric="score",
    ),
    Breakage(
        "no_exploration",
        "No exploration",
        healthy=variant("cartpole", **POLE),
        broken=variant("cartpole", **POLE, first_exploration=0.0, last_exploration=0.0),
        look_for="The score rises to something and stays there. All moves are those that seemed best, so the "
        "agent sees the same games again and again, and never what another push would have brought.",
        remedy="Begin with moves by chance and let their share fall while the values become better. (Try the "
        "same with Freeway: there the first guess happens to be good, and nothing breaks.)",
        metric="score",
    ),
    Breakage(
        "short_sighted",
        "Discount 0: only the next reward counts",
        healthy=variant("cartpole", **POLE),
        broken=variant("cartpole", **POLE, discount=0.0),
        look_for="The agent knows only whether the pole falls at this very step. By then it is too late.",
        remedy="A discount near 1: about 1 / (1 - discount) steps are looked ahead. At exactly 1 values need "
        "not settle at all.",
        metric="score",
    ),
    Breakage(
        "hacked",
        "Reward hacking: paid for being near",
        healthy=variant("collect", steps=1500),
        broken=variant("collect", steps=1500, near_reward=1.0),
        look_for="Compare reward with score: the reward rises far above the healthy run's, and the fruit "
        "stays where it is. Each step near a fruit is paid, and eating it ends that income, so the agent "
        "stands beside it and waits. Watch a game of the broken run.",
        remedy="Pay for what you want, and not for what usually comes before it. Ask of each reward: what is "
        "the cheapest way to earn it?",
        metric="score",
    ),
)
