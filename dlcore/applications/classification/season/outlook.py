"""Next year's rain in three classes, beside what simpler forecasts say, and how good such forecasts were."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.season import measures, simple
from dlcore.applications.classification.season.pictures import foretold
from dlcore.applications.classification.season.series import Array, Mask, Station
from dlcore.applications.classification.season.simple import Forecast, Rule

BLOCK = 5  # years
BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 1.0)  # of chances, for the reliability picture


def forecasts(station: Station, network: Rule) -> dict[str, Forecast]:
    """What each rule says of every year."""
    values = station.series.values
    rules = {
        "Network": network,
        "Thirty years before": simple.recent(station),
        "Linear rule": simple.linear(station),
        "Years up to 1971": simple.usual(station),
        "Last year": simple.last(station),
    }
    return {name: rule(station, values) for name, rule in rules.items()}


def year(station: Station, network: Rule, region: int, when: int) -> dict[str, Any]:
    """One region's coming year: the chances of each class by rule, and what came."""
    step = int(np.flatnonzero(station.series.times[0, 1:] == when)[0])
    found = forecasts(station, network)
    low, high = (float(one[region, 0]) for one in measures.thirds(station))
    interval = [
        float(foretold(station, found["Network"], spreads)[region, step])
        for spreads in (-measures.USUAL_DEPARTURE, 0.0, measures.USUAL_DEPARTURE)
    ]
    return {
        "region": station.series.subjects[region],
        "year": when,
        "chances": {
            "A third each": [1 / 3] * 3,
            **{name: measures.classes(station, one)[region, step].tolist() for name, one in found.items()},
        },
        "happened": int(measures.happened(station)[region, step]),
        "came": float(station.series.values[region, step + 1]),
        "cuts": [low, high],
        "interval": interval,
        "history": station.series.values[region].tolist(),
        "years": station.series.times[region].tolist(),
        "learned": bool(station.train[region, step]),
    }


def skills(station: Station, network: Rule) -> dict[str, Any]:
    """Skill of each rule against the thirty years before, over all fresh years and by blocks of them."""
    found, fresh = forecasts(station, network), station.fresh
    scores = {name: measures.scores(station, one) for name, one in found.items()}
    reference = scores["Thirty years before"]
    steps = np.flatnonzero(fresh.any(axis=0))
    blocks = [steps[start : start + BLOCK] for start in range(0, len(steps), BLOCK)]
    rows = {}
    for name, score in scores.items():
        by_block = [_saved(score, reference, _only(fresh, block)) for block in blocks]
        rows[name] = {
            "skill": _saved(score, reference, fresh),
            "blocks": by_block,
            "error": float(np.std(by_block, ddof=1) / np.sqrt(len(by_block))),
        }
    years = station.series.times[0, 1:]
    return {
        "rows": rows,
        "blocks": [f"{years[block[0]]:.0f}-{years[block[-1]]:.0f}" for block in blocks],
        "years": [float(years[steps[0]]), float(years[steps[-1]])],
        "reliability": {
            name: reliability(station, found[name]) for name in ("Network", "Thirty years before")
        },
    }


def reliability(station: Station, forecast: Forecast) -> list[dict[str, float]]:
    """Chances said of dry and wet years in groups, and how often it came so, over all fresh years."""
    chances = measures.classes(station, forecast)[station.fresh]  # (year and region, class)
    truth = measures.happened(station)[station.fresh]
    said = np.concatenate([chances[:, 0], chances[:, 2]])
    came = np.concatenate([truth == 0, truth == 2])
    group = np.digitize(said, BINS[1:-1])
    return [
        {
            "said": float(said[group == one].mean()),
            "came": float(came[group == one].mean()),
            "cases": float((group == one).sum()),
        }
        for one in range(len(BINS) - 1)
        if (group == one).sum() >= 10
    ]


def _saved(score: Array, reference: Array, mask: Mask) -> float:
    """The share of the reference's score that is saved."""
    return float(1 - score[mask].mean() / reference[mask].mean())


def _only(held_out: Mask, steps: NDArray[np.int64]) -> Mask:
    """The held-out values of these steps."""
    mask = np.zeros_like(held_out, dtype=bool)
    mask[:, steps] = True
    return mask & held_out
