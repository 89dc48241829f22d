"""Names and sentences that the page says; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

TITLES = {
    "simulation": "Simulation",
    "randomised": "Randomised",
    "fine_tuned": "Fine-tuned",
    "from_scratch": "From scratch",
    "camera": "Camera",
    "rule": "A hand-written rule",
    "careful rule": "A careful rule",
}
WORLD = {  # label, least, most, step, help
    "grip": ("Grip (m/s²)", 2.0, 8.0, 0.25, "What the tyres hold sideways. 6 is a dry road, 3 a wet one."),
    "delay": ("Delay (tenths of a second)", 0, 4, 1, "How late an action arrives at wheels and pedals."),
    "noise": ("Noise of the sensors", 0.0, 0.5, 0.05, "Error of what it sees, as a share of its range."),
    "mass": ("Mass", 0.5, 2.0, 0.1, "Twice the mass halves pull and brakes."),
    "steering": ("Steering", 0.4, 1.6, 0.1, "How far the wheels turn for the same action."),
    "night": (
        "Night",
        0.0,
        1.0,
        0.1,
        "Only the camera minds: far away it is dark, and the picture is grainy.",
    ),
}
INPUTS = (
    "distance 75° to the right",
    "distance 50° to the right",
    "distance 25° to the right",
    "distance ahead",
    "distance 25° to the left",
    "distance 50° to the left",
    "distance 75° to the left",
    "speed",
    "slide",
    "steering angle",
)
SHORT = (
    "75° right",
    "50° right",
    "25° right",
    "ahead",
    "25° left",
    "50° left",
    "75° left",
    "speed",
    "slide",
    "wheels",
)
UNITS = ("m",) * 7 + ("m/s", "m/s", "rad")
SEES = (
    "Ten numbers are all that it gets: seven distances to the edge of the road, its speed, how fast it "
    "slides sideways, and the angle of its wheels. Nobody tells it the grip."
)
MAP = (
    "Two of the ten inputs are varied, the others stay as they are at this step (the cross). The colour is "
    "the throttle: orange accelerates, blue brakes. Arrows show where it steers."
)
SALIENCY = (
    "Orange speaks for the choice, blue against it: the road where it is seen, grass where there is none. "
    "(Slope times input: a first hint, no proof.)"
)
LEAVING = (
    "Each cross is a place where a drive ended in the grass. Crashes gather where a bend follows a straight: "
    "it arrives too fast, because it brakes for the grip that it knows."
)
PERFECT = (
    "The driver of the simulation has met one grip, 6, to the last digit. It drives at the limit of these "
    "tyres, so a little less grip is too little. The randomised driver met other grips in training: it is "
    "slower at 6, and still drives at 4. **Remedy:** make the simulator worse on purpose, by chance and "
    "differently each time."
)
FORGETTING = (
    "Fine-tuning has changed the very weights that knew the usual world; nobody asked to keep that. What is "
    "left there is a driver who brakes for a slippery road. **Remedy:** keep the old weights, or train in "
    "both worlds in turn, as the randomised driver does."
)
OWN = "Draw one closed line round the map; the road is laid along it. Then the drivers drive there."


def title(name: str) -> str:
    """What a driver is called on the page."""
    return TITLES.get(name, name)


def worlds_apart(world: Mapping[str, float], usual: Mapping[str, float]) -> str:
    """What is changed in a world, in words."""
    changed = [
        f"{WORLD[name][0].split(' (')[0].lower()} {value:g}"
        for name, value in world.items()
        if abs(value - usual[name]) > 1e-9
    ]
    return "the usual world" if not changed else f"a world with {', '.join(changed)}"


def verdict(answer: Mapping[str, Any], driver: str) -> str:
    """The visitor beside the driver."""
    mine, other = answer["laps"], answer["driver"]
    told = f"You: **{mine:.2f}** laps, {title(driver).lower()}: **{other:.2f}**"
    if answer["driver_crashed"]:
        told += " until it crashed"
    if answer["crashed"]:
        return f"{told}. You left the road."
    if not answer["whole"]:
        return f"{told}. A whole drive has 40 seconds."
    return f"{told}. {'You win.' if mine > other else 'You lose.' if mine < other else 'A draw.'}"


def moment(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """One step as a sum, in words."""
    after = (
        "It leaves the road, so nothing follows"
        if found["crashed"]
        else f"What the judge expects one move later, {found['later']:.2f}, times the discount "
        f"{found['discount']:g} comes to {found['discount'] * found['later']:.2f}"
    )
    sign = "better" if found["advantage"] >= 0 else "worse"
    return (
        f"**Step {found['step']} of {found['steps']}.** At {found['speed']:.1f} m/s it chose "
        f"“{names[found['action']]}” with a probability of "
        f"{max(found['probabilities']):.0%}. The judge expected {found['value']:.2f}; "
        f"the move was worth {found['reward']:.2f}. {after}. Together "
        f"{found['target']:.2f}: an advantage of **{found['advantage']:+.2f}**, {sign} than expected."
    )


def measured(found: Mapping[str, float]) -> str:
    """Laps and crashes in a few words."""
    return f"{found['laps']:.2f} laps, {found['crashes']:.0%} crash"


def in_both(found: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    """Laps and crashes of some drivers in the usual and in the changed world, a line each."""
    return "\n".join(
        f"- **{title(name)}**: at home {measured(here)}; in the changed world {measured(there)}."
        for name, (here, there) in found.items()
    )
