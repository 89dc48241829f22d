"""A simulation of soil sensors: a bucket that rain fills and warmth empties, seen through a noisy sensor.

Nothing here was measured. The bucket is the simplest model of hydrology: water in a layer of soil rises with
rain and irrigation, falls with evaporation, and runs off where there is too much.
"""

from dataclasses import dataclass

import numpy as np

from dlcore.applications.classification.season.series import Array, Series

DAYS = 120  # from the first of April
VALIDATION, FRESH = 40, 40  # sensors
SOILS = {  # wilting point, field capacity, saturation, in percent of the volume
    "sand": (5.0, 14.0, 38.0),
    "loam": (11.0, 27.0, 44.0),
    "clay": (20.0, 37.0, 50.0),
}
NOISE = 0.35  # of a reading, in percent of the volume
GAUGE = 0.2  # how far the rain at the sensor is from that at the gauge, as a factor


@dataclass(frozen=True)
class Weather:
    """What the station beside each field writes down: (sensor, day)."""

    rain: Array  # mm
    temperature: Array  # degrees Celsius
    irrigation: Array  # mm, as the farmer logs it


def soil(sensors: int, drifting: float = 0.0) -> Series:
    """Readings of healthy sensors in fields with weather of their own; some of the learned ones may drift."""
    count = sensors + VALIDATION + FRESH
    kinds = np.random.choice(list(SOILS), count)  # the driver has seeded the dice
    readings, weather = simulate(kinds)
    start = np.random.randint(10, 60, count)
    slope = np.random.choice([-1.0, 1.0], count) * np.random.uniform(0.08, 0.25, count)
    chosen = np.random.permutation(sensors)[: round(drifting * sensors)]
    since = np.maximum(0, np.arange(DAYS) - start[:, None])
    readings[chosen] += (slope[:, None] * since)[chosen]
    place = np.arange(count)[:, None] * np.ones((1, DAYS))
    wet = np.stack([weather.rain / 10, np.log1p(weather.rain), weather.irrigation / 20], axis=2)
    ahead = np.concatenate([wet, (weather.temperature[..., None] - 18) / 6], axis=2)
    return Series(
        tuple(f"sensor {number + 1}" for number in range(count)),
        tuple(str(kind) for kind in kinds),
        np.broadcast_to(np.arange(1.0, DAYS + 1), readings.shape),
        readings,
        np.zeros((*readings.shape, 0)),
        ahead,
        ("rain", "rain (log)", "irrigation", "temperature"),
        "last",
        place >= sensors + VALIDATION,
        (place >= sensors) & (place < sensors + VALIDATION),
        "% water",
    )


def simulate(kinds: np.ndarray) -> tuple[Array, Weather]:
    """Readings (sensor, day) and the weather beside them, for fields of these soils."""
    count = len(kinds)
    wilting, capacity, saturation = np.array([SOILS[str(kind)] for kind in kinds]).T
    depth = np.random.uniform(250, 450, count)  # mm of soil that the sensor speaks for
    crop = np.random.uniform(0.8, 1.2, count)  # how thirsty the crop is
    irrigated = np.random.rand(count) < 0.5
    rain, temperature = _rain(count), _temperature(count)
    fallen = rain * np.exp(GAUGE * np.random.randn(count, DAYS))  # the gauge stands elsewhere
    irrigation = np.zeros((count, DAYS))
    water = capacity - np.random.uniform(0, 0.4, count) * (capacity - wilting)
    path = np.zeros((count, DAYS))
    for day in range(DAYS):
        stress = np.clip((water - wilting) / (0.6 * (capacity - wilting)), 0, 1)
        thirsty = irrigated & (stress < 0.6) & (rain[:, day] < 2)
        irrigation[:, day] = 20.0 * thirsty
        evaporation = crop * np.maximum(0, 0.22 * temperature[:, day] + 0.3) * stress  # mm a day
        water = water + 100 * (fallen[:, day] + irrigation[:, day] - evaporation) / depth
        water = np.minimum(water, saturation)  # the rest runs off
        water = water - 0.5 * np.maximum(0, water - capacity)  # what drains by tomorrow
        path[:, day] = water
    return path + NOISE * np.random.randn(count, DAYS), Weather(rain, temperature, irrigation)


def _rain(count: int) -> Array:
    """Wet days follow wet days; their amounts are mostly small and now and then large."""
    wet = np.random.rand(count) < 0.3
    rain = np.zeros((count, DAYS))
    for day in range(DAYS):
        wet = np.random.rand(count) < np.where(wet, 0.5, 0.2)
        rain[:, day] = wet * np.random.gamma(0.8, 9.0, count)
    return rain


def _temperature(count: int) -> Array:
    """From April to July it gets warmer; warm days follow warm days."""
    usual = 10 + 12 * np.sin(np.pi * np.arange(DAYS) / 200)
    departure = np.zeros((count, DAYS))
    for day in range(1, DAYS):
        departure[:, day] = 0.75 * departure[:, day - 1] + 2.2 * np.random.randn(count)
    return usual + np.random.uniform(-2, 3, (count, 1)) + departure
