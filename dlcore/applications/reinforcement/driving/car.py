"""A car seen from above: throttle, brake, steering, and tyres that hold only so much.

Many cars at once: every number is an array over cars. The browser computes the same, number by number
(`assets/components/driving_rules.js`).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
World = Mapping[str, float | Floats]  # one number for all cars, or one for each

SECONDS = 0.1  # of a step
STEPS = 400  # of a whole drive: 40 seconds
TOP_SPEED, PULL, BRAKE, DRAG = 12.0, 5.0, 8.0, 0.2  # m/s, m/s², m/s², and m/s² that rolling costs
WHEELBASE, MOST_STEERING, STEERING_SPEED = 2.5, 0.5, 3.0  # m, rad, rad/s
LATEST = 4  # steps that an action may come late
X, Y, HEADING, SPEED, SLIDE, STEERING = range(6)  # columns of the state: m, m, rad, m/s, m/s to the left, rad
PLACE, ALONG, DRIVEN = range(6, 9)  # nearest point of the centreline, metres along it, metres driven so far
COLUMNS = 9
ACTIONS = np.array([(steer, throttle) for throttle in (-1, 0, 1) for steer in (-1, 0, 1)], dtype=float)
COASTING = 4  # the action that does nothing
NAMES = tuple(
    f"{how} {where}".strip()
    for how in ("brake", "roll", "accelerate")
    for where in ("to the right", "straight on", "to the left")
)
USUAL: dict[str, float] = {
    "grip": 6.0,  # m/s² of side speed that the tyres take away
    "delay": 0.0,  # whole steps that an action comes late
    "noise": 0.0,  # of the sensors, as a share of their range
    "mass": 1.0,  # divides pull and brakes
    "steering": 1.0,  # how far the wheels turn, times
    "night": 0.0,  # 0 is day; only the camera minds
}


def late(history: NDArray[np.int64], actions: NDArray[np.int64], world: World) -> NDArray[np.int64]:
    """Remember the newest actions and return those that arrive now; `history` is (cars, LATEST + 1)."""
    history[:, 1:] = history[:, :-1]
    history[:, 0] = actions
    delay = np.broadcast_to(np.asarray(world["delay"]), len(history)).astype(np.int64)
    found: NDArray[np.int64] = history[np.arange(len(history)), delay]
    return found


def move(state: Floats, actions: NDArray[np.int64], world: World) -> None:
    """One step of a tenth of a second, in place; the track knows nothing of it yet."""
    steer, throttle = ACTIONS[actions].T
    turn = np.clip(
        steer * MOST_STEERING - state[:, STEERING], -STEERING_SPEED * SECONDS, STEERING_SPEED * SECONDS
    )
    state[:, STEERING] += turn
    force = np.where(throttle > 0, PULL, BRAKE) * throttle / world["mass"]
    speed = np.clip(state[:, SPEED] + (force - DRAG) * SECONDS, 0.0, TOP_SPEED)
    angle = (
        speed * np.tan(state[:, STEERING] * world["steering"]) / WHEELBASE * SECONDS
    )  # that the nose turns
    # The nose turns, the car's momentum does not: seen from the car it now points a little sideways.
    cosine, sine = np.cos(angle), np.sin(angle)
    forward, side = cosine * speed + sine * state[:, SLIDE], cosine * state[:, SLIDE] - sine * speed
    held = np.asarray(world["grip"]) * SECONDS
    side -= np.clip(side, -held, held)  # the tyres take it away, as far as they hold
    state[:, HEADING] += angle
    state[:, SPEED], state[:, SLIDE] = np.clip(forward, 0.0, TOP_SPEED), side
    cosine, sine = np.cos(state[:, HEADING]), np.sin(state[:, HEADING])
    state[:, X] += (state[:, SPEED] * cosine - side * sine) * SECONDS
    state[:, Y] += (state[:, SPEED] * sine + side * cosine) * SECONDS
