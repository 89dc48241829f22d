"""The questions that the page puts to trained drivers."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
from torch import nn

from dlcore.applications.reinforcement.driving import look
from dlcore.applications.reinforcement.driving.car import ACTIONS, NAMES, STEPS, USUAL, World
from dlcore.applications.reinforcement.driving.config import Config
from dlcore.applications.reinforcement.driving.data import HELD_OUT, HELD_OUT_TRACKS
from dlcore.applications.reinforcement.driving.exam import Exam, whole
from dlcore.applications.reinforcement.driving.held_out import examined, result
from dlcore.applications.reinforcement.driving.model import Driver, Drivers
from dlcore.applications.reinforcement.driving.rule import careful, plain
from dlcore.applications.reinforcement.driving.sensors import Eyes
from dlcore.applications.reinforcement.driving.tracks import (
    Track,
    from_drawing,
    generated,
    track_json,
)
from dlcore.contract import Images, TrainedModel

LIMITS = {  # of each number of a world
    "grip": (2.0, 8.0),
    "delay": (0.0, 4.0),
    "noise": (0.0, 0.5),
    "mass": (0.5, 2.0),
    "steering": (0.4, 1.6),
    "night": (0.0, 1.0),
}
RULES = {"rule": plain, "careful rule": careful}
DRIVES = 50  # of an answer that the page waits for: a hundred take a third of a second
POINTS, EACH = 9, 6  # values of a sweep, and drives at each
STARTS = 60  # drives of the heat map


def gallery(trained: TrainedModel) -> Images:
    """What the home page shows: lines of drives on tracks that were never driven before."""
    name = next(iter(trained.signature["drivers"]))
    driver, eyes = _driver(trained, name)
    pictures = []
    for number in range(6):
        track = generated(HELD_OUT + number)
        exam = look.driven(driver, track, USUAL, eyes)
        pictures.append(look.from_above(track, np.array(exam.frames)[:, :2]))
    return Images(np.stack(pictures), columns=3, alt="Six tracks from above, each with the line of a drive")


def drivers(trained: TrainedModel) -> dict[str, Any]:
    """Which drivers there are, with what they see by, and the world in which they were changed."""
    known = {name: one["eyes"] for name, one in trained.signature["drivers"].items()}
    return {"drivers": known, "changed": dict(trained.signature["changed"])}


def scene(
    trained: TrainedModel, names: list[str], track: int, drawn: list[list[float]], width: float
) -> dict[str, Any]:
    """A track, by number or as somebody drew it, and the networks of some drivers for the browser.

    Raises `ValueError` with one sentence for a track that can't be driven.
    """
    place = _track(track, drawn, width)
    return {
        "track": track_json(place),
        "length": place.length,
        "policies": {name: policy(*_driver(trained, name)) for name in names[:3]},
    }


def policy(driver: Driver, eyes: Eyes) -> dict[str, Any]:
    """Weights as plain numbers, to five digits."""
    layers = [layer for layer in driver.policy if isinstance(layer, nn.Linear)]
    return {
        "inputs": layers[0].in_features,
        "layers": [{"weight": _digits(layer.weight), "bias": _digits(layer.bias)} for layer in layers],
        "scale": [1.0] * layers[0].in_features,
        "actions": ACTIONS.tolist(),
        "names": list(NAMES),
        "eyes": eyes,
    }


def measured(trained: TrainedModel, driver: str, world: dict[str, float]) -> dict[str, float]:
    """Laps, share of crashes and reward of 50 drives on ten tracks, in this world; also of a rule."""
    network, eyes = _anybody(trained, driver)
    return {**examined(network, _world(world), eyes, DRIVES), "drives": DRIVES}


def sweep(trained: TrainedModel, driver: str, name: str) -> dict[str, Any]:
    """Laps and crashes over one number of the world, the others as usual; ten drives at each value."""
    network, eyes = _anybody(trained, driver)
    low, high = LIMITS[name] if name in LIMITS else LIMITS["grip"]
    values = np.linspace(low, high, 5 if name == "delay" else POINTS)
    count = EACH * len(values)
    world: World = {**USUAL, name: np.repeat(values, EACH)}
    tracks = [generated(HELD_OUT + number) for number in range(HELD_OUT_TRACKS)]
    exam = whole(Exam(network, tracks, world, eyes, count))
    return {
        "values": values.tolist(),
        "laps": exam.laps.reshape(-1, EACH).mean(axis=1).tolist(),
        "crashes": exam.crashed.reshape(-1, EACH).mean(axis=1).tolist(),
        "drives": EACH,
    }


def raced(
    trained: TrainedModel,
    driver: str,
    track: int,
    drawn: list[list[float]],
    width: float,
    world: dict[str, float],
    laps: float,
    steps: int,
    crashed: bool,
) -> dict[str, Any]:
    """A visitor's drive beside the driver's from the same place in the same world, for 40 seconds each."""
    network, eyes = _anybody(trained, driver)
    exam = look.driven(network, _track(track, drawn, width), _world(world), eyes)
    return {
        "laps": min(max(float(laps), -1.0), 20.0),
        "driver": float(exam.laps[0]),
        "driver_crashed": bool(exam.crashed[0]),
        "crashed": bool(crashed),
        "whole": steps >= STEPS and not crashed,
    }


def moment(
    trained: TrainedModel, driver: str, track: int, world: dict[str, float], step: int
) -> dict[str, Any]:
    """One step of a drive with every number on the way, and a picture of the place."""
    network, eyes = _driver(trained, driver)
    place, config = generated(track), cast(Config, trained.config)
    steps = look.driven(network, place, _world(world), eyes).steps
    step = min(max(step, 0), steps - 1)
    exam = look.driven(network, place, _world(world), eyes, step)
    rewards = (config.progress_reward, config.speed_reward, config.crash_reward)
    line = np.array(exam.frames)[:, :2]
    found = look.moment(network, exam, config.discount, rewards)
    above = look.from_above(place, line)
    return {**found, "steps": steps, "step": step, "above": above, "eyes": eyes, "discount": config.discount}


def choices(
    trained: TrainedModel, driver: str, track: int, step: int, across: int, up: int
) -> dict[str, Any]:
    """The action over two of the ten inputs, the others as they are at one step of a drive."""
    network, eyes = _driver(trained, driver)
    if eyes != "rays":
        raise ValueError("A camera has 195 inputs: choose a driver with rays for this map.")
    exam = look.driven(network, generated(track), USUAL, eyes, step)
    seen = exam.drives.see()[0]
    across, up = (min(max(one, 0), len(seen) - 1) for one in (across, up))
    found = look.choices(network, seen, across, up, 41)
    return {**found, "now": [float(seen[one] * look.SCALES[one]) for one in (across, up)]}


def attention(trained: TrainedModel, track: int, step: int, night: float) -> dict[str, Any]:
    """The camera's picture at one step of a drive, and how much each point of it speaks for the choice."""
    network, eyes = _driver(trained, "camera")
    world = _world({**USUAL, "night": night})
    exam = look.driven(network, generated(track), world, eyes, step)
    found = look.attention(network, exam.drives.see()[0])
    return {**found, "action": NAMES[found["action"]], "step": exam.steps, "crashed": exam.ended}


def leaving(trained: TrainedModel, driver: str, track: int, world: dict[str, float]) -> dict[str, Any]:
    """Where drives that begin all round a track leave it, x and y in metres; and the road itself."""
    network, eyes = _anybody(trained, driver)
    place = generated(track)
    exam = whole(Exam(network, [place], _world(world), eyes, STARTS))
    return {
        "places": look.places(exam),
        "drives": STARTS,
        "road": look.cells_of(place),
        **result(exam),
    }


def _track(number: int, drawn: list[list[float]], width: float) -> Track:
    return from_drawing(drawn, width) if drawn else generated(min(max(int(number), 0), 9999))


def _world(given: Mapping[str, float]) -> World:
    """A world within its limits, whatever the page or a link says; what is not given is usual."""
    return {name: float(np.clip(float(given.get(name, USUAL[name])), *LIMITS[name])) for name in USUAL}


def _driver(trained: TrainedModel, name: str) -> tuple[Driver, Eyes]:
    """One of the drivers. Raises `ValueError`."""
    known = trained.signature["drivers"]
    if name not in known:
        raise ValueError(f"This model has no driver “{name[:20]}”: choose another driver or another model.")
    return cast(Driver, cast(Drivers, trained.model).drivers[name]), known[name]["eyes"]


def _anybody(trained: TrainedModel, name: str) -> tuple[nn.Module, Eyes]:
    """One of the drivers, or a hand-written rule."""
    return (RULES[name](), "rays") if name in RULES else _driver(trained, name)


def _digits(weights: Any) -> Any:
    return np.round(weights.detach().numpy().astype(float), 5).tolist()
