"""What to reach, and what to break; all judged from what runs and questions measured."""

from dlcore.applications.reinforcement.driving.config import BUDGET, CHANGED, SLOWER
from dlcore.contract import Breakage, Evidence, RunSummary, Task


def trained(run: RunSummary, *stages: str) -> bool:
    """Whether a run of one of these stages was paid by the usual rewards."""
    usual = (run.config["progress_reward"], run.config["speed_reward"], run.config["crash_reward"])
    return run.config["stage"] in stages and usual == (0.2, 0.0, -10.0)


def two_laps(evidence: Evidence) -> bool:
    """A run in the simulation drives 1.9 laps."""
    return any(trained(run, "simulation") and run.last.get("laps", 0.0) >= 1.9 for run in evidence.runs)


def changed_too_far(evidence: Evidence) -> bool:
    """The visitor set a world in which the simulation's driver crashes in 95 of 100 drives."""
    return any(
        answer.question == "measured"
        and answer.arguments["driver"] == "simulation"
        and answer.result["crashes"] >= 0.95
        for answer in evidence.answers
    )


def five_times(evidence: Evidence) -> bool:
    """Fine-tuned and from scratch in the same world for as long, the former with five times the reward."""
    runs = [run for run in evidence.runs if run.status == "finished" and trained(run, *CHANGED)]
    return any(
        one.config["stage"] == "fine-tuned"
        and other.config["stage"] == "from scratch"
        and all(value == other.config[name] for name, value in one.config.items() if name != "stage")
        and one.last["reward"] >= 5 * max(other.last["reward"], 1.0)
        for one in runs
        for other in runs
    )


def any_grip(evidence: Evidence) -> bool:
    """A randomised run that drives grips from 3 or less to 7 or more with few crashes."""
    return any(
        trained(run, "randomised")
        and float(run.config["least_grip"]) <= 3
        and float(run.config["most_grip"]) >= 7
        and run.last.get("laps", 0.0) >= 1.3
        and run.last.get("crashes", 1.0) <= 0.2
        for run in evidence.runs
    )


def hacked(evidence: Evidence) -> bool:
    """A run that earns 30 or more and does not drive a quarter of a lap."""
    return any(
        run.last.get("reward", 0.0) >= 30 and run.last.get("laps", 9.0) < 0.25 for run in evidence.runs
    )


def beaten(evidence: Evidence) -> bool:
    """The visitor drove for 40 seconds and came further than the driver beside."""
    return any(
        answer.question == "raced"
        and answer.result["whole"]
        and answer.result["laps"] > answer.result["driver"]
        for answer in evidence.answers
    )


TASKS = (
    Task(
        "two laps",
        "Train a driver in the simulation that makes 1.9 laps in an exam.",
        two_laps,
        "The default settings do it. Watch how it first stands still, then crashes, then drives.",
    ),
    Task(
        "too far",
        "On the Use view: change the world until the simulation's driver crashes in 95 of 100 drives.",
        changed_too_far,
        "It brakes for the grip that it knows.",
    ),
    Task(
        "five times",
        "Train in the changed world twice, fine-tuned and from scratch, all else equal; end with five times "
        "the reward by fine-tuning.",
        five_times,
        "Both presets have the same world and the same number of moves.",
    ),
    Task(
        "any grip",
        "Train a driver for grips from 3 to 7 with 1.3 laps and at most 20 % of crashes.",
        any_grip,
        "Preset “Randomised simulation”: leave least grip at 3 or below, and give it time.",
    ),
    Task(
        "hack",
        "Set rewards by which a driver earns 30 or more in an exam without driving a quarter of a lap.",
        hacked,
        "Pay for something that is not driving along the track, and look where else it could be earned.",
    ),
    Task(
        "race",
        "On the Use view: drive for the whole 40 seconds and come further than the driver beside you.",
        beaten,
        "A half-trained driver of your own is easier to beat: choose it above.",
    ),
)

BREAKAGES = (
    Breakage(
        "speed_alone",
        "A reward for speed alone",
        healthy={"grass": True, **SLOWER},
        broken={"grass": True, "progress_reward": 0.0, "speed_reward": 0.2, "crash_reward": 0.0, **SLOWER},
        look_for="Both may drive over the grass. Choose the curve of the reward: the broken run's rises as "
        "well, and its laps do not. It is paid for moving, wherever that leads. Watch its drive.",
        remedy="Pay for what you want: metres along the track. (On the usual world's rules speed alone "
        "happens to work: who leaves the road is stopped, and earns nothing more.)",
        metric="laps",
    ),
    Breakage(
        "from_scratch",
        "Starting anew in the changed world",
        healthy={"stage": "fine-tuned", "steps": BUDGET, **SLOWER},
        broken={"stage": "from scratch", "steps": BUDGET, **SLOWER},
        look_for="The same slippery world, the same number of moves, the same schedule. One begins with what "
        "the simulation taught it, crashes at once, and learns within seconds; the other learns to drive.",
        remedy="Begin with what was learned elsewhere. Or give it more moves: from scratch it catches up, "
        "but in a real car every crash on the way would be a real one.",
        metric="reward",
        cured={"stage": "from scratch", "steps": 3 * BUDGET, **SLOWER},
    ),
    Breakage(
        "one_track",
        "A simulator that is too small: one track",
        healthy=SLOWER,
        broken={"tracks": 1, **SLOWER},
        look_for="Both are examined on tracks that they have never seen. Who has learned on one track knows "
        "its bends, and meets others here.",
        remedy="Vary in the simulation whatever may vary later: tracks, grip, delay.",
        metric="crashes",
    ),
    Breakage(
        "no_clip",
        "Steps without a limit",
        healthy={},
        broken={"clip": 10.0, "learning_rate": 0.01},
        look_for="Nothing holds the policy near the driver who made the moves. One lucky drive changes it so "
        "much that the next moves are made by a stranger, and it forgets how to drive or never learns it.",
        remedy="Clip: an action's probability may change by a fifth in one step. And smaller steps.",
        metric="laps",
    ),
)
