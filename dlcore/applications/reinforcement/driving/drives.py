"""Many drives side by side: a car that has crashed or used its time makes place for a new one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.driving import car
from dlcore.applications.reinforcement.driving.car import COASTING, LATEST, STEPS, Floats, World
from dlcore.applications.reinforcement.driving.sensors import Eyes, Map, see
from dlcore.applications.reinforcement.driving.tracks import SIZE, Track

Span = Mapping[str, tuple[float, float]]  # from and to of each number of a world
ROLLING = 8.0  # m/s, the most that a car of the training begins with


class Moved(NamedTuple):
    """What one step did to each car."""

    gained: Floats  # metres forward along the track
    crashed: NDArray[np.bool_]
    timed_out: NDArray[np.bool_]


class Practiced(NamedTuple):
    """The same of a car that learns; a drive that is over has already made place for a new one."""

    gained: Floats
    metres: Floats  # that it moved, wherever it went
    crashed: NDArray[np.bool_]
    timed_out: NDArray[np.bool_]
    last_seen: NDArray[np.float32]  # before the new drive began


class Drives:
    """Cars on tracks. `world` has one number for all cars, or one for each."""

    def __init__(
        self, tracks: Sequence[Track], cars: int, world: World, eyes: Eyes, grass: bool = False
    ) -> None:
        self.grass = grass  # whether a drive goes on beside the road, as far as the map
        self.map = Map(tracks, np.zeros(cars, dtype=np.int64))
        self.world, self.eyes = world, eyes
        self.state = np.zeros((cars, car.COLUMNS))
        self.history = np.full((cars, LATEST + 1), COASTING)
        self.clock = np.zeros(cars, dtype=np.int64)

    def begin(self, cars: NDArray[np.int64], which: NDArray[np.int64], throws: Floats, speed: float) -> None:
        """Put cars on the road; `throws` are four numbers from 0 to 1 a car: place, side, nose, speed."""
        road = self.map
        road.which[cars] = which
        place = (throws[:, 0] * road.points[which]).astype(np.int64)
        tangent = road.tangent[which, place]
        beside = (2 * throws[:, 1] - 1)[:, None] * np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
        state = np.zeros((len(cars), car.COLUMNS))
        state[:, :2] = road.centre[which, place] + beside
        state[:, car.HEADING] = np.arctan2(tangent[:, 1], tangent[:, 0]) + 0.3 * (throws[:, 2] - 0.5)
        state[:, car.SPEED] = speed * throws[:, 3]
        state[:, car.PLACE], state[:, car.ALONG] = place, place * (road.lengths / road.points)[which]
        self.state[cars], self.history[cars], self.clock[cars] = state, COASTING, 0

    def see(self) -> NDArray[np.float32]:
        """What each network gets, (cars, inputs)."""
        return see(self.state, self.map, self.eyes, self.world)

    def step(self, actions: NDArray[np.int64]) -> Moved:
        """All cars move for a tenth of a second; nobody is put back on the road."""
        car.move(self.state, car.late(self.history, actions, self.world), self.world)
        self.clock += 1
        gained = self.map.advance(self.state)
        places = self.state[:, [car.X, car.Y]]
        crashed = ~self.map.on_road(*places.T)
        if self.grass:  # it may go on there, but metres beside the road don't count
            self.state[crashed, car.DRIVEN] -= gained[crashed]
            gained[crashed] = 0
            crashed = np.any((places < 0) | (places > SIZE), axis=1)
        return Moved(gained, crashed, (self.clock >= STEPS) & ~crashed)

    @property
    def laps(self) -> Floats:
        """Laps of each car so far; driving back takes them away again."""
        found: Floats = self.state[:, car.DRIVEN] / self.map.lengths[self.map.which]
        return found


class Practice(Drives):
    """Drives that go on for ever: whoever has crashed or used the time begins anew, in a world of its own."""

    def __init__(
        self, tracks: Sequence[Track], span: Span, eyes: Eyes, cars: int, grass: bool = False
    ) -> None:
        self.span = span
        self.drawn = {name: np.full(cars, low) for name, (low, _) in span.items()}
        fixed = {name: low for name, (low, high) in span.items() if low == high}
        world: World = fixed if len(fixed) == len(span) else self.drawn  # one number is quicker than many
        super().__init__(tracks, cars, world, eyes, grass)
        self.restart(np.arange(cars))
        self.clock[:] = np.random.randint(0, STEPS, cars)  # else all would run out of time at once
        self.seen = self.see()

    def restart(self, cars: NDArray[np.int64]) -> None:
        """New places and new worlds for these cars."""
        which = np.random.randint(0, len(self.map.tracks), len(cars))
        self.begin(cars, which, np.random.random((len(cars), 4)), ROLLING)
        for name, (low, high) in self.span.items():
            if low < high:
                drawn = np.random.uniform(low, high, len(cars))
                self.drawn[name][cars] = np.round(drawn) if name == "delay" else drawn

    def go_on(self, actions: NDArray[np.int64]) -> Practiced:
        """One move of every car; `seen` is what they see after it."""
        moved = self.step(actions)
        metres = np.hypot(self.state[:, car.SPEED], self.state[:, car.SLIDE]) * car.SECONDS
        last_seen = self.seen = self.see()
        over = np.flatnonzero(moved.crashed | moved.timed_out)
        if len(over):
            self.restart(over)
            self.seen = self.see()
        return Practiced(moved.gained, metres, moved.crashed, moved.timed_out, last_seen)
