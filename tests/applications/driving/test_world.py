"""Driving: the car, its tracks and what it sees."""

import base64

import numpy as np
import pytest

from dlcore.applications.reinforcement.driving import car, tracks
from dlcore.applications.reinforcement.driving.car import COASTING, COLUMNS, USUAL
from dlcore.applications.reinforcement.driving.drives import Drives
from dlcore.applications.reinforcement.driving.look import standing
from dlcore.applications.reinforcement.driving.sensors import ANGLES, Map, inputs_of, rays, see
from dlcore.applications.reinforcement.driving.tracks import Track, from_drawing, generated

ANGLE = np.linspace(0, 2 * np.pi, 200, endpoint=False)
STRAIGHT_ON, LEFT, BRAKE = 7, 8, 1  # accelerate straight on, accelerate to the left, brake


def ring(radius: float = 32, count: int = 200, part: float = 1.0) -> list[list[float]]:
    angle = np.linspace(0, 2 * np.pi * part, count, endpoint=part < 1)
    return np.stack([50 + radius * np.cos(angle), 50 + radius * np.sin(angle)], axis=1).tolist()


def eight() -> list[list[float]]:
    return np.stack([50 + 38 * np.sin(ANGLE), 50 + 30 * np.sin(2 * ANGLE)], axis=1).tolist()


@pytest.fixture(scope="module")
def round_track() -> Track:
    return from_drawing(ring())


def test_a_car_moves_as_far_as_its_speed_says() -> None:
    state = np.zeros((1, COLUMNS))
    for _ in range(10):
        car.move(state, np.array([STRAIGHT_ON]), USUAL)
    speeds = 0.1 * (car.PULL - car.DRAG) * np.arange(1, 11)
    assert state[0, car.SPEED] == pytest.approx(speeds[-1])
    assert state[0, car.X] == pytest.approx(0.1 * speeds.sum())
    assert state[0, [car.Y, car.HEADING, car.SLIDE]] == pytest.approx([0, 0, 0])
    for _ in range(30):
        car.move(state, np.array([BRAKE]), USUAL)
    assert state[0, car.SPEED] == 0  # it stands, and does not go back


@pytest.mark.parametrize(("grip", "slides"), [(30.0, False), (3.0, True)])
def test_tyres_hold_only_so_much(grip: float, slides: bool) -> None:
    state = np.zeros((1, COLUMNS))
    state[0, car.SPEED] = 10
    for _ in range(8):
        car.move(state, np.array([LEFT]), {**USUAL, "grip": grip})
    assert (abs(state[0, car.SLIDE]) > 0.5) == slides
    assert state[0, car.HEADING] > 0.5


def test_without_tyres_the_momentum_keeps_its_direction() -> None:
    state = np.zeros((1, COLUMNS))
    state[0, [car.SPEED, car.STEERING]] = 8.0, 0.3
    world = {**USUAL, "grip": 0.0}
    for _ in range(5):
        before = state[0].copy()
        car.move(state, np.array([5]), world)
        moved = state[0, :2] - before[:2]
        assert np.arctan2(moved[1], moved[0]) == pytest.approx(0, abs=0.03)
    assert state[0, car.HEADING] > 0.3


def test_an_action_comes_late() -> None:
    history = np.full((3, car.LATEST + 1), COASTING)
    world = {**USUAL, "delay": np.array([0.0, 1.0, 3.0])}
    arrived = [car.late(history, np.full(3, action), world).tolist() for action in (0, 1, 2, 3)]
    assert arrived == [[0, 4, 4], [1, 0, 4], [2, 1, 4], [3, 2, 0]]


def test_tracks_are_the_same_every_time_and_whole() -> None:
    generated.cache_clear()
    first = generated(7)
    generated.cache_clear()
    again = generated(7)
    assert np.array_equal(first.centre, again.centre)
    for number in range(12):
        track = generated(number)
        assert not tracks.fault(track.centre, track.half_width)
        assert track.length == pytest.approx(208, abs=1)
        drives = standing(track, USUAL, "rays")
        x, y = track.centre.T[:, None]
        assert drives.map.on_road(x, y).all()


def test_the_browser_gets_the_very_road(round_track: Track) -> None:
    told = tracks.track_json(round_track)
    bits = np.unpackbits(np.frombuffer(base64.b64decode(told["bitmap"]), dtype=np.uint8))
    assert np.array_equal(bits.reshape(400, 400).astype(bool), round_track.road)
    assert np.array_equal(np.array(told["centre"]), round_track.centre)
    area = round_track.road.sum() * told["cell"] ** 2
    assert area == pytest.approx(round_track.length * 2 * told["width"], rel=0.02)


@pytest.mark.parametrize(
    ("points", "width", "sentence"),
    [
        ([], 3.2, "no line yet"),
        ([[1.0, 2.0], [3.0, 4.0]], 3.2, "no line yet"),
        ([[1.0, float("nan")]] * 5, 3.2, "no line yet"),
        (ring(part=0.8), 3.2, "open"),
        (eight(), 3.2, "crosses itself"),
        (ring(60), 3.2, "leaves the map"),
        (ring(8), 3.2, "metres: draw one of"),
        (ring(), 1.0, "too narrow"),
        (ring(14), 15.0, "too tight"),
        ([[20, 20], [80, 20], [80, 24], [20, 24]], 3.2, "tight|touch"),
        (ring(count=6000), 3.2, "too many points"),
    ],
)
def test_a_track_that_cannot_be_driven_gets_one_sentence(
    points: list[list[float]], width: float, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        from_drawing(points, width)
    told = str(refusal.value)
    assert told.endswith(".")
    assert told.count(".") == 1


def test_a_shaky_line_is_smoothed_into_a_track() -> None:
    np.random.seed(1)
    shaky = np.array(ring()) + 0.4 * np.random.standard_normal((200, 2))
    track = from_drawing(shaky.tolist())
    assert track.length == pytest.approx(2 * np.pi * 32, rel=0.05)


def test_rays_measure_the_road(round_track: Track) -> None:
    drives = standing(round_track, USUAL, "rays")
    seen = rays(drives.state, drives.map)[0] * 16
    half = round_track.half_width / np.sin(np.radians(75))
    assert seen[0] == pytest.approx(half, abs=1.0)  # to the right, outside of the ring
    assert seen[0] <= seen[3]
    assert len(seen) == len(ANGLES)
    assert 0 < seen.min() <= seen.max() <= 16


def test_the_camera_sees_road_ahead_and_darkness_at_night(round_track: Track) -> None:
    day = standing(round_track, USUAL, "camera").see()
    assert day.shape == (1, inputs_of("camera"))
    assert set(np.unique(day[0, :-3])) == {0.0, 1.0}
    picture = day[0, :-3].reshape(12, 16)
    assert picture[-1].all()  # right before the car there is road
    np.random.seed(0)
    night = standing(round_track, {**USUAL, "night": 1.0}, "camera").see()
    far, near = slice(0, 96), slice(96, 192)
    assert night[0, far].mean() < 0.6 * day[0, far].mean()
    assert night[0, far].mean() / day[0, far].mean() < night[0, near].mean() / day[0, near].mean()


def test_noise_stays_in_range(round_track: Track) -> None:
    drives = standing(round_track, USUAL, "rays")
    seen = see(drives.state, drives.map, "rays", {**USUAL, "noise": 0.5})
    assert ((seen[:, :7] >= 0) & (seen[:, :7] <= 1)).all()


def test_laps_are_counted_along_the_track_and_backwards_takes_them_away(round_track: Track) -> None:
    road = Map([round_track], np.array([0]))
    state = np.zeros((1, COLUMNS))
    points = len(round_track.centre)
    for number in [*range(points), *range(10)]:
        state[0, :2] = round_track.centre[number % points]
        road.advance(state)
    forth = state[0, car.DRIVEN] / round_track.length
    assert forth == pytest.approx(1 + 9 / points, abs=0.01)
    for number in range(9, -1, -1):
        state[0, :2] = round_track.centre[number]
        road.advance(state)
    assert state[0, car.DRIVEN] / round_track.length == pytest.approx(1, abs=0.01)


def test_outside_the_map_there_is_no_road(round_track: Track) -> None:
    drives = Drives([round_track], 3, USUAL, "rays")
    drives.state[:, car.X], drives.state[:, car.Y] = [-5.0, 50.0, 104.0], [50.0, 110.0, -3.0]
    moved = drives.step(np.full(3, COASTING))
    assert moved.crashed.all()
    assert np.isfinite(drives.see()).all()
