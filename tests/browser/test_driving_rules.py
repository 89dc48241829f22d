"""The car in the browser is the car in Python: its steps, its eyes, and what a network makes of them."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route

from dlcore.applications.reinforcement.driving import car
from dlcore.applications.reinforcement.driving.car import USUAL
from dlcore.applications.reinforcement.driving.drives import Drives
from dlcore.applications.reinforcement.driving.sensors import Map, camera, rays
from dlcore.applications.reinforcement.driving.tracks import Track, generated, track_json
from dlcore.contract import ROOT

pytestmark = pytest.mark.browser
HERE = "http://rules.test"
NAMES = ("x", "y", "heading", "speed", "slide", "steering", "place", "along", "driven")
WORLDS: tuple[dict[str, float], ...] = (
    {},
    {"grip": 3.0, "delay": 2},
    {"delay": 4, "mass": 1.6, "steering": 0.6},
    {"grip": 8.0, "mass": 0.7},
)
DRIVE = """async ([given, start, actions, world]) => {
  const rules = await import("/driving_rules.js");
  const track = rules.readTrack(given);
  let state = { ...rules.begin(track), ...start };
  const seen = [];
  for (const action of actions) {
    state = rules.step(state, action, rules.readWorld(world), track);
    seen.push({ ...state, rays: rules.rays(state, track), camera: rules.camera(state, track) });
  }
  return seen;
}"""


@pytest.fixture(scope="module")
def rules(browser: Browser) -> Iterator[Page]:
    """A page to which the modules of the components are served, and nothing else."""
    page = browser.new_page()

    def serve(route: Route) -> None:
        file = ROOT / "assets" / "components" / route.request.url.removeprefix(f"{HERE}/")
        found = file.read_text() if file.suffix == ".js" else "<title>Rules</title>"
        route.fulfill(body=found, content_type="text/javascript" if file.suffix == ".js" else "text/html")

    page.route(f"{HERE}/**", serve)
    page.goto(f"{HERE}/")
    yield page
    page.close()


def drive(world: dict[str, float], track: Track, cars: int) -> tuple[Drives, np.ndarray[Any, Any]]:
    """Cars at rest or rolling, somewhere on the track, and 100 actions for each, held for a while."""
    dice = np.random.default_rng(len(world))
    drives = Drives([track], cars, USUAL | world, "rays")
    drives.begin(np.arange(cars), np.zeros(cars, dtype=np.int64), dice.random((cars, 4)), speed=8.0)
    return drives, np.repeat(dice.integers(9, size=(cars, 25)), 4, axis=1)


@pytest.mark.parametrize("world", WORLDS)
def test_the_browser_drives_the_same_car(rules: Page, world: dict[str, float]) -> None:
    track = generated(3 + len(world))
    drives, actions = drive(world, track, 6)
    starts = [dict(zip(NAMES, map(float, row), strict=True)) for row in drives.state]
    steps = [(drives.step(actions[:, step]), drives.state.copy()) for step in range(100)]
    crashed = 0
    for number, start in enumerate(starts):
        theirs: list[dict[str, Any]] = rules.evaluate(
            DRIVE, [track_json(track), start, actions[number].tolist(), world]
        )
        for (moved, states), row in zip(steps, theirs, strict=True):
            told = np.array([row[name] for name in NAMES])
            assert np.allclose(told[: car.PLACE], states[number, : car.PLACE], rtol=0, atol=1e-6)
            assert np.allclose(told[car.PLACE :], states[number, car.PLACE :], rtol=0, atol=1e-2)
            assert row["crashed"] == bool(moved.crashed[number])
            crashed += row["crashed"]
            seer, road = states[number : number + 1], Map([track], np.zeros(1, dtype=np.int64))
            assert np.array_equal(row["rays"], rays(seer, road)[0])
            assert np.array_equal(row["camera"], camera(seer, road).reshape(-1))
    assert 0 < crashed < 600  # both kinds of ground were driven on


def test_the_browser_makes_the_same_choice(rules: Page) -> None:
    dice = np.random.default_rng(0)
    sizes = [(64, 10), (64, 64), (9, 64)]
    layers = [(dice.normal(0, 0.4, size), dice.normal(0, 0.1, size[0])) for size in sizes]
    inputs = dice.random((200, 10))
    policy = {"layers": [{"weight": w.round(5).tolist(), "bias": b.round(5).tolist()} for w, b in layers]}
    told: list[dict[str, Any]] = rules.evaluate(
        """async ([policy, inputs]) => {
          const { choose } = await import("/driving_rules.js");
          return inputs.map((one) => choose(policy, one));
        }""",
        [policy, inputs.tolist()],
    )
    values = inputs
    for number, (weight, bias) in enumerate(layers):
        values = values @ weight.T + bias
        values = np.tanh(values) if number < 2 else values
    shares = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
    assert np.allclose([one["probabilities"] for one in told], shares, atol=1e-3)
    sure = np.diff(np.sort(shares, axis=1)[:, -2:])[:, 0] > 1e-3
    assert sure.sum() > 150
    chosen = np.array([one["action"] for one in told])
    assert np.array_equal(chosen[sure], shares.argmax(axis=1)[sure])


def test_a_world_beyond_its_limits_is_one_at_its_limits(rules: Page) -> None:
    wild = {"grip": -5, "delay": 99, "noise": "much", "mass": 0, "night": 7}
    told: dict[str, float] = rules.evaluate(
        'async (world) => (await import("/driving_rules.js")).readWorld(world)', wild
    )
    assert told == {"grip": 0.5, "delay": 4, "noise": 0, "mass": 0.1, "steering": 1, "night": 1}


def test_a_track_that_is_no_track_is_refused(rules: Page) -> None:
    track = track_json(generated(1))
    for broken in ({}, track | {"centre": []}, track | {"centre": track["centre"][:5]}):
        told = rules.evaluate(
            'async (track) => (await import("/driving_rules.js")).readTrack(track)',
            json.loads(json.dumps(broken)),
        )
        assert told is None
