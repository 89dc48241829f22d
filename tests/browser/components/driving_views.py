"""Drives, recorded drives and the drawing of tracks, for the tiny app that shows components."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from dlcore.applications.reinforcement.driving.car import ACTIONS, USUAL
from dlcore.applications.reinforcement.driving.sensors import COLUMNS, ROWS, SIDE
from dlcore.applications.reinforcement.driving.tracks import from_drawing, generated, track_json
from dlcore.contract import Episode
from dlcore.ui import components, driving


def linear(weight: np.ndarray[Any, Any], bias: np.ndarray[Any, Any], eyes: str) -> dict[str, Any]:
    """A network of one layer."""
    layer = {"weight": np.round(weight, 5).tolist(), "bias": np.round(bias, 5).tolist()}
    return {"inputs": weight.shape[1], "layers": [layer], "actions": ACTIONS.tolist(), "eyes": eyes}


def careful(pace: float = 4.0) -> dict[str, Any]:
    """Steers to the free side, and goes by the free road ahead: a rule, written as a network of one layer."""
    steer, throttle = ACTIONS.T
    sides = np.array([-0.6, -1.2, -1.6, 0, 1.6, 1.2, 0.6])
    ahead = np.array([0, 0, 1.0, 2.2, 1.0, 0, 0])
    weight = np.zeros((9, 10))
    weight[:, :7] = 4 * steer[:, None] * sides + pace * throttle[:, None] * ahead
    weight[:, 7] = -12 * throttle
    weight[:, 9] = -0.5 * steer
    return linear(weight, -0.4 * np.abs(steer), "rays")


def looking() -> dict[str, Any]:
    """The same by the camera."""
    steer, throttle = ACTIONS.T
    side = np.broadcast_to(SIDE, (ROWS, COLUMNS)) / 12
    ahead = (np.abs(SIDE) < 0.2)[None] * (np.arange(ROWS) < 8)[:, None] / 16
    weight = np.zeros((9, ROWS * COLUMNS + 3))
    weight[:, :-3] = (8 * steer[:, None, None] * side + 5 * throttle[:, None, None] * ahead).reshape(9, -1)
    weight[:, -3] = -7 * throttle
    return linear(weight, -0.2 * np.abs(steer), "camera")


def drive() -> None:
    """Up to three drivers on track 7, with sliders for two numbers of the world."""
    grip = st.slider("Grip", 2.0, 8.0, 6.0)
    noise = st.slider("Noise", 0.0, 0.5, 0.0)
    drivers = [
        {"name": "Careful", "policy": careful()},
        {"name": "Hasty", "policy": careful(9.0)},
        {"name": "By camera", "policy": looking()},
    ]
    count = int(st.query_params.get("drivers", 3))
    world = USUAL | {"grip": grip, "noise": noise, "night": float(st.query_params.get("night", 0))}
    track: Mapping[str, Any] = track_json(generated(int(st.query_params.get("track", 7))))
    if "short" in st.query_params:
        track = track | {"centre": track["centre"][:3]}
    driven = driving.drive(track, world, drivers[-count:] if count else [], "drive")
    st.write(f"grip={grip} driven={driven and {**driven, 'turn': 0}}")


def draw_track() -> None:
    """A line, and what becomes of it."""
    line = driving.draw_track("track")
    try:
        st.write(f"points={len(line or [])} track={line and round(from_drawing(line).length)}")
    except ValueError as refusal:
        st.write(str(refusal))


def recorded() -> None:
    """Two cars that went round, one of which left the road."""
    centre = generated(7).centre
    ahead = np.roll(centre, -1, axis=0) - centre
    heading = np.unwrap(np.arctan2(ahead[:, 1], ahead[:, 0]))
    rows = [
        [*place, turn, 8.0, 0.1, 0, step / 208]
        for step, (place, turn) in enumerate(zip(centre, heading, strict=True))
    ]
    other = [[*row[:5], int(step == 60), row[6]] for step, row in enumerate(rows[:61])]
    scene = {"track": track_json(generated(7)), "others": [other]}
    components.sample(Episode("driving", rows, scene=scene, alt="Two cars"), key="recorded", height=360)
