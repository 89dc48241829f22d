"""One animal or sensor watched by several rules: when each raised an alarm, and at what price."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcore.applications.classification.season import alarms, simple
from dlcore.applications.classification.season.alarms import Bend
from dlcore.applications.classification.season.pictures import foretold
from dlcore.applications.classification.season.series import Array, Station, encode
from dlcore.applications.classification.season.simple import Rule

ANIMALS = ("cows", "chicks")
DAYS_A_MONTH = 30


@dataclass(frozen=True)
class Watcher:
    """A rule that raises alarms; with `adding` small departures to the same side count too."""

    rule: Rule
    adding: bool


def watchers(name: str, station: Station, network: Rule) -> dict[str, Watcher]:
    """The network and the simple rules of a station."""
    found = {"Network": Watcher(network, True), "Linear rule": Watcher(simple.linear(station), True)}
    if name in ANIMALS:
        found["Mixed model"] = Watcher(simple.own_level(station), True)
    found["Last value"] = Watcher(simple.last(station), False)
    found["Fixed limits"] = Watcher(simple.fixed_limit(station), False)
    return found


def watch(
    part: Station, row: int, found: Mapping[str, Watcher], bend: Bend, threshold: float
) -> dict[str, Any]:
    """One subject with a fault, the network's interval around it, and all rules' alarms here and elsewhere.

    The network alarms above `threshold` spreads. The other rules get thresholds at which as many healthy
    subjects of the held-out part alarm.
    """
    values, known = part.series.values, part.held_out
    ill = bend(values)
    healthy = {
        name: alarms.departures(part.targets, one.rule(part, values), one.adding)
        for name, one in found.items()
    }
    count = int((alarms.loudest(healthy["Network"], known) > threshold).sum())
    _, targets = encode(part, ill)
    rows = []
    line = curve(part, row, found["Network"].rule, ill, threshold)
    for name, one in found.items():
        limit = threshold if name == "Network" else alarms.same_alarms(healthy[name], known, count)
        sick = alarms.departures(targets, one.rule(part, ill), one.adding)
        rows.append({"rule": name, **_alarms(part, row, sick, healthy[name], bend, limit)})
    return {
        "kind": bend.kind,
        "subject": part.series.subjects[row],
        "group": part.series.groups[row],
        "unit": part.series.unit,
        "onset": float(part.series.times[row, min(bend.onset, part.series.times.shape[1] - 1)]),
        "rules": rows,
        "healthy": len(values),
        "alarmed": count,
        "months": float(known.sum()) / DAYS_A_MONTH,
        "over": sum(value > threshold for value in line["departure"]),
        "curve": line,
    }


def curve(part: Station, row: int, rule: Rule, ill: Array, threshold: float) -> dict[str, list[float]]:
    """What was measured, what a healthy one would have had, and the network's interval, by time."""
    series = part.series
    forecast = rule(part, ill)
    here = np.isfinite(series.values[row])
    lines = {"measured": series.shown(ill), "healthy": series.shown(series.values)}
    for label, spreads in (("low", -threshold), ("middle", 0.0), ("high", threshold)):
        one = series.shown(foretold(part, forecast, spreads, ill))
        lines[label] = np.pad(one, ((0, 0), (1, 0)), mode="edge")  # nothing is foretold of the first value
    _, targets = encode(part, ill)
    score = alarms.departures(targets, forecast)
    lines["departure"] = np.pad(score, ((0, 0), (1, 0)))
    lines["time"] = series.times
    return {name: line[row][here].tolist() for name, line in lines.items()}


def _alarms(
    part: Station, row: int, sick: Array, healthy: Array, bend: Bend, limit: float
) -> dict[str, float | int | None]:
    """When the subject's fault is noticed, and of how many others; false alarms of the healthy."""
    known, times = part.held_out, part.series.times
    first = alarms.first_alarm(sick, known, limit, bend.onset)
    columns = np.arange(1, known.shape[1] + 1)
    present = (known & (columns >= bend.onset)).any(axis=1)
    noticed = first[present & (first >= 0)]
    delays = [
        times[one, first[one]] - times[one, bend.onset] for one in np.flatnonzero(present & (first >= 0))
    ]
    over = (healthy > limit) & known
    starts = over & ~np.pad(over, ((0, 0), (1, 0)))[:, :-1]
    early = over[row] & (columns < bend.onset)
    return {
        "time": float(times[row, first[row]]) if first[row] >= 0 and bend.kind != "none" else None,
        "before": int(early.sum()),
        "limit": float(limit),
        "caught": len(noticed) / max(int(present.sum()), 1),
        "delay": float(np.median(delays)) if delays else None,
        "false": int(starts.sum()),
    }
