"""The answers of `use` in words."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from dlcore.applications.classification.season.animals import Measured
from dlcore.applications.classification.season.tables import read

TITLES = {
    "Soil (simulated)": "soil",
    "Cows": "cows",
    "Chicks": "chicks",
    "Drought": "rain",
    "Your own": "own",
}
FAULTS = {"Drifts away": "drift", "Is stuck": "stuck", "Spikes": "spikes", "Nothing is wrong": "none"}
HELD_OUT = {
    "soil": "Simulated sensor",
    "cows": "Held-out cow",
    "chicks": "Held-out chick",
    "own": "Held-out series",
}
ANIMALS = ("cows", "chicks")
COLUMNS = ("Series", "Time", "Value")
SIZES = {  # of a fault: label, least, most, usual, step
    "drift": ("Drift (% water in ten days)", -4.0, 4.0, 2.0, 0.1),
    "spikes": ("Size of a spike (% water)", -8.0, 8.0, 3.0, 0.5),
    "cows": ("Protein falls by (points)", 0.0, 1.5, 0.8, 0.05),
    "chicks": ("Weighs less by (%)", 0.0, 70.0, 40.0, 5.0),
    "own": ("Falls by (usual spreads)", -4.0, 4.0, 2.0, 0.1),
}
CARE = {
    "soil": "A simulation: no soil was measured, and the faults are put in by us. No advice for a field.",
    "rain": "Dry, usual and wet are the thirds of the years up to 1971; framed is what came. No drought is "
    "foretold here.",
    "own": "Your own series, kept on this machine; the fault is put in by the page. No advice.",
    "animals": "Real animals; the illness is put in by us, and some of the “healthy” may have been ill. No "
    "diagnosis.",
}
CLASSES = ("dry", "usual", "wet")
MANY = {"cows": "cows", "chicks": "chicks", "soil": "sensors", "own": "series"}
TIME = {"cows": "week", "chicks": "day", "soil": "day", "rain": "year", "own": "time"}
MEMORY = (
    "Each row is one cell of the memory, from -1 (blue) to 1 (orange). Some cells follow the last value, "
    "some hold on to a level for many steps, some answer only to rain or to the first weeks."
)

REPEATS = Path(__file__).with_name("repeats.json")
REPEATED = (
    "Surprise at fresh values in nats, lower is better (★ best): mean and spread over five runs with other "
    "animals and sensors held out; for rain the years stay the same. A gap smaller than the spread is no gap."
)


def noticed(answer: Mapping[str, Any], station: str) -> str:
    """When the network noticed the fault."""
    network, time, before = answer["rules"][0], TIME[station], answer["rules"][0]["before"]
    if answer["kind"] == "none":
        over = answer["over"]
        return (
            "Nothing is wrong here, and the network raises **no alarm**."
            if not over
            else f"Nothing is wrong here. The network is over the threshold **{over} times**, all false."
        )
    also = f" ({before} false alarm{'s' * (before != 1)} before)" if before else ""
    if network["time"] is None:
        return f"The network **never notices** it{also}."
    delay = network["time"] - answer["onset"]
    after = "at once" if delay <= 0 else f"{span(delay, station)} after it began"
    when = "on" if time == "day" else "in"
    return f"The network notices it {when} **{time} {network['time']:g}**, {after}{also}."


def span(delay: float, station: str) -> str:
    """A length of time: 3 weeks, 1 day."""
    return f"{delay:.3g} {unit(station)}{'s' * (delay != 1)}"


def unit(station: str) -> str:
    """In what its time is counted."""
    return "unit" if station == "own" else TIME[station]


def amount(station: str, kind: str, size: float, spread: float) -> float:
    """The size of a fault as the slider has it, in the units of the values."""
    if kind != "slide":
        return size
    return {"cows": -size, "chicks": math.log(1 - size / 100), "own": -size * spread}[station]


def example() -> str:
    """The chicks as a table of the visitor's own might look."""
    columns = read("chick_weights")
    lines = [",".join(row) for row in zip(*columns.values(), strict=True)]
    return "\n".join([",".join(columns), *lines])


def own_found(found: Measured) -> str:
    """What was found in a visitor's table."""
    series = len(set(found.subjects))
    return (
        f"{series} series with {len(found.values):,} measurements of {found.unit}, usually {found.gap:g} "
        f"apart. {2 * round(0.2 * series)} whole series will be held out."
    )


def rules_table(answer: Mapping[str, Any], station: str) -> list[dict[str, str]]:
    """All rules: this subject, the same fault put into all the others, and false alarms."""
    rows, time = [], TIME[station]
    for one in answer["rules"]:
        row = {"Rule": one["rule"]}
        if answer["kind"] != "none":
            row["Here"] = "never" if one["time"] is None else f"{time} {one['time']:g}"
            row[f"Same fault in all {MANY[station]}"] = f"{one['caught']:.0%} noticed"
            delay = one["delay"]
            row["Half of them after"] = "–" if delay is None else span(delay, station)
        row["False alarms, all healthy"] = f"{one['false']}"
        rows.append(row)
    return rows


def price(answer: Mapping[str, Any], station: str) -> str:
    """What the alarms cost: how many healthy ones alarm, and how often."""
    false = answer["rules"][0]["false"]
    often = (
        f", **{false / answer['months']:.2f} false alarms** a month and sensor" if station == "soil" else ""
    )
    return (
        f"At this threshold **{answer['alarmed']} of {answer['healthy']}** healthy held-out {MANY[station]} "
        f"raise an alarm{often}. The other rules are set so that as many do: only then can they be compared."
    )


def compared(answer: Mapping[str, Any], station: str) -> str:
    """Which rule notices the same fault in the most of all."""
    if answer["kind"] == "none":
        return ""
    network, *others = answer["rules"]
    best = max(others, key=lambda one: one["caught"])
    said = (
        f"The same fault in all {answer['healthy']} {MANY[station]}: the network notices "
        f"**{network['caught']:.0%}**, the next best ({best['rule'].lower()}) {best['caught']:.0%}."
    )
    if best["caught"] <= network["caught"] + 0.02:
        return said
    return (
        f"The same fault in all {answer['healthy']} {MANY[station]}: the network notices "
        f"{network['caught']:.0%}, {best['rule'].lower()} **{best['caught']:.0%}**: the simpler wins."
    )


def came(answer: Mapping[str, Any]) -> str:
    """What the network said of a year, and what came."""
    chances = answer["chances"]["Network"]
    happened = CLASSES[answer["happened"]]
    likeliest = CLASSES[chances.index(max(chances))]
    return (
        f"At the end of {answer['year'] - 1} the network gave **{likeliest}** the largest chance, "
        f"{max(chances):.0%}. {answer['year']} was **{happened}** ({answer['came']:.0f} mm), to which it had "
        f"given {chances[answer['happened']]:.0%}."
    )


def verdict(answer: Mapping[str, Any]) -> str:
    """Whether the network is any better than climatology, with its error."""
    network = answer["rows"]["Network"]
    first, last = answer["years"]
    skill, error = network["skill"], network["error"]
    said = "no better" if abs(skill) <= 2 * error else "better" if skill > 0 else "worse"
    return (
        f"Over {first:.0f} to {last:.0f} its skill is **{skill:+.2f} ± {error:.2f}**: **{said} than "
        "climatology**, the thirty years before. Climatology's skill is 0, a perfect one 1."
    )


def weights(answer: Mapping[str, Any], time: str) -> str:
    """Where the weight of a forecast lies."""
    found = answer["weights"]
    last, before = found[-1], sum(found[:-1])
    return (
        f"One unit more in the last value moves the forecast of {time} {answer['next']:g} by **{last:.2f}**; "
        f"one more in each of the {len(found) - 1} values before by {before:+.2f} together."
    )


def kept(answer: Mapping[str, Any]) -> str:
    """How much the gate keeps on average, and when it lets go."""
    shares = answer["kept"].mean(axis=1)
    loosest = int(shares.argmin())
    return (
        f"Dark means kept: the gate holds on to **{shares.mean():.0%}** of the memory from step to step. It "
        f"lets go most ({shares[loosest]:.0%} kept) after the value at {answer['time'][loosest]:g}. Nobody "
        "told it when to."
    )


def repeats_table() -> list[dict[str, str]]:
    """The fresh loss by rule and station, mean and spread over the draws; the best of a station marked."""
    found = json.loads(REPEATS.read_text(encoding="utf-8"))
    rules = list(dict.fromkeys(rule for station in found["stations"].values() for rule in station))
    rows = []
    for rule in rules:
        row = {"Rule": rule}
        for name, station in found["stations"].items():
            row[name], best = "–", min(station, key=lambda one: fmean(station[one]))
            if rule in station:
                mark = " ★" if rule == best else ""
                row[name] = f"{fmean(station[rule]):.2f} ± {stdev(station[rule]):.2f}{mark}"
        rows.append(row)
    return rows
