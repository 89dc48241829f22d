"""The answers of `use` in words."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dlcore.applications.classification.field import pictures, tables
from dlcore.applications.classification.field.config import MARKS

STATIONS = {
    "Satellite": "satellite",
    "Soil sensors": "soil",
    "Soil spectrum": "spectrum",
    "Rice farms": "rice",
    "Wheat plots": "wheat",
    "Photo from above": "drone",
}
TARGETS = {
    "carbon": "Organic carbon",
    "ph": "pH",
    "clay": "Clay",
    "spectrum": "Clay",
    "rice": "Harvest",
    "wheat": "Harvest",
    "satellite": "Accuracy",
    "drone": "Accuracy",
    "hectare": "Per hectare",
}
UNITS = {"carbon": "%", "ph": "", "clay": "%", "spectrum": "%", "rice": "log kg", "wheat": ""}
FIRST = {
    "soil": ["ERa", "G_Total_Counts", "pH_ISE", "Altitude", "B12", "NDVI"],
    "rice": ["size", "urea", "seed", "hiredlabor", "varieties", "region"],
}
GROUPS = {"validation": "held out", "fresh": "new ground"}
FOLDS_PLACE = Path(__file__).with_name("folds.json")

INTERVAL = (
    "The interval is as wide as the errors that nine of ten held-out rows stay under. No advice for a farm."
)
STRETCHES = (
    "Orange stretches speak for more clay, blue ones for less: how far the answer moves when the stretch is "
    "replaced by that of the mean spectrum."
)
WHEAT_MAP = (
    "Orange: a large harvest is foreseen, blue: a small one. The network knows the place and nothing else."
)
FOLDS = (
    "Mean and spread over five folds, each fifth foreseen once. “By place” puts whole blocks or farms "
    "aside. A gap smaller than the spread is no gap."
)
OFFICIAL = (
    "“2,000 held out” is drawn from anywhere, three times (seeds 0 to 2): as many windows as the official "
    "test part has, which can no longer be told from the others. Only this column compares with published "
    "figures."
)
WAY = "The window that is chosen on the Use view, on its way through the network."
FILTERS = (
    "Each picture is one neuron of the first layer: its weights for the 3x3 pixels in four bands "
    "(green, red, two infrared), orange for more and blue for less. A filter that is orange in infrared "
    "and blue in red looks for plants."
)
FILTER_CURVES = (
    "The eight windows that glide over every spectrum: a rising one answers to a slope, a dip to the "
    "bite that a mineral takes out of the light."
)
ERRORS = (
    "What the network says too much (orange) or too little (blue) at each place. Neighbours with the same "
    "colour mean: there is something in the ground that it has not been told."
)
LAYERS = {
    "False colours": "Near infrared is drawn as red, so growing plants glow. Black: unknown.",
    "Greenness": "Infrared less red, divided by their sum, like the NDVI: green means plants.",
    "Errors": "Orange: the network names another class than was found on the ground.",
}


def layer(name: str) -> str:
    """What a layer of the scene shows, as an alternative text."""
    return f"Landsat's scene of 80 by 98 windows. {LAYERS.get(name, OTHER_LAYERS.get(name, ''))}"


OTHER_LAYERS = {
    "Truth": "The class that was found on the ground, as a colour.",
    "Network": "The class that the network names, as a colour.",
    "Split": "Which windows were learned from, held out, put aside as new ground, or left out between them.",
}


def legend(name: str) -> str:
    """The colours of a layer, as squares with words."""
    if name in ("Truth", "Network"):
        return _squares(pictures.CLASS_COLOURS, tables.scene().names)
    if name == "Split":
        colours = np.array([[86, 180, 233], [240, 160, 40], [213, 94, 0], [90, 90, 96]])
        return _squares(colours, ("learned from", "held out", "new ground", "left out: shares pixels"))
    return f"<small>{LAYERS[name]} Click on a place.</small>"


def _squares(colours: Any, names: Sequence[str]) -> str:
    shown = [
        f'<span style="display:inline-block;white-space:nowrap;margin-right:.7em">'
        f'<span style="display:inline-block;width:.8em;height:.8em;border:1px solid #888;'
        f'background:rgb({red},{green},{blue})"></span> {name}</span>'
        for (red, green, blue), name in zip(np.asarray(colours).tolist(), names, strict=True)
    ]
    return f"<small>{''.join(shown)}</small>"


def best(likely: Mapping[str, float]) -> str:
    """The most probable class."""
    return max(likely, key=likely.__getitem__)


def window(answer: Mapping[str, Any]) -> str:
    """What the network makes of a window, the truth, and where the window belongs."""
    said, truth = best(answer["chances"]), answer["truth"]
    verdict = "That is right." if said == truth else f"Found on the ground: **{truth}**."
    return (
        f"**{said.capitalize()}**, {answer['chances'][said]:.0%} sure. {verdict}  \n"
        f"This window: {answer['group']}."
    )


def chances(answer: Mapping[str, Any]) -> str:
    """The probabilities in a sentence, as an alternative text."""
    said = ", ".join(f"{name} {chance:.0%}" for name, chance in answer["chances"].items())
    return f"The network's probabilities: {said}. Logistic regression names {best(answer['simple'])}."


def answers(
    station: str,
    targets: Mapping[str, Mapping[str, float]],
    values: Mapping[str, Any],
    truth: Mapping[str, float] | None = None,
) -> list[str]:
    """One line a target: the value with its interval, the simple model's, and the truth where it is known."""
    true = dict(truth or {})
    if station == "rice":
        return _rice(targets["rice"], float(values["size"]), true.get("rice"))
    found = []
    for name, one in targets.items():
        unit = f" {UNITS[name]}" if UNITS[name] else ""
        low, high = one["value"] - one["half"], one["value"] + one["half"]
        low = low if name == "ph" else max(low, 0.0)
        found.append(
            f"**{TARGETS[name]}: {one['value']:.3g}{unit}**, nine of ten times from {low:.2g} to {high:.3g}"
            f"{unit}.  \nRidge regression says {one['simple']:.3g}{unit}."
            + (f" True: **{true[name]:.3g}{unit}**." if name in true else "")
        )
    return found


def _rice(one: Mapping[str, float], land: float, truth: float | None) -> list[str]:
    """Kilograms, where the network says their logarithm."""
    value, low, high, simple = np.exp(
        [one["value"], one["value"] - one["half"], one["value"] + one["half"], one["simple"]]
    )
    return [
        f"**Harvest: {value:,.0f} kg of rough rice**, nine of ten times from {low:,.0f} to "
        f"{high:,.0f} kg.  \n"
        f"Ridge regression says {simple:,.0f} kg."
        + ("" if truth is None else f" True: **{np.exp(truth):,.0f} kg**."),
        f"That is **{value / max(land, 0.01):,.0f} kg a hectare**. Move the land alone: seed, fertiliser and "
        "work stay as they are and are spread over more of it, so a hectare gives less.",
    ]


def spectrum(answer: Mapping[str, Any]) -> str:
    """A spectrum in a sentence, as an alternative text."""
    strongest = max(answer["stretches"], key=lambda one: abs(one["share"]))
    return (
        f"A curve of the light thrown back from {answer['wavelengths'][0]} to "
        f"{answer['wavelengths'][-1]} nm. The "
        f"stretch that moves the answer most lies about {strongest['from']:.0f} nm."
    )


def importance(rows: Sequence[Mapping[str, Any]]) -> str:
    """Which column matters most, in a sentence."""
    return (
        f"Shuffled among rows that were never learned from, “{rows[0]['label']}” costs most. Columns that "
        "say the same share their importance, and a column that costs nothing may still be one of two twins."
    )


def wavelengths(answer: Mapping[str, Any]) -> str:
    """Which stretch of the spectrum matters most, in a sentence."""
    most = max(answer["stretches"], key=lambda one: one["fall"])
    return (
        f"The stretch from {most['from']:.0f} to {most['to']:.0f} nm costs most when it is exchanged "
        "with other samples'. Clay minerals take their bite near 2,200 nm, water near 1,400 and 1,900 "
        "nm, iron under 1,000."
    )


def not_learned(needed: Sequence[str]) -> str:
    """Which stations a panel needs."""
    labels = [label for label, name in STATIONS.items() if name in needed]
    return f"This panel is for {' and '.join(labels)}: choose the shipped model, or a run of that station."


def table_of(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Models and their figures as rows of a table."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for model, found in answer["models"].items():
        for key, value in found.items():
            group, _, name = key.partition("_")
            row = rows.setdefault((name, model), {"Figure": TARGETS[name], "Model": model})
            row[GROUPS[group].capitalize()] = f"{value:.3f}"
    return [rows[key] for key in sorted(rows, key=lambda key: list(TARGETS).index(key[0]))]


def counts(answer: Mapping[str, Any]) -> str:
    """How many rows stand behind the figures, and how honest the interval was."""
    counted = ", ".join(f"{count:,} {GROUPS[name]}" for name, count in answer["counts"].items())
    kind = (
        "Shares of right answers" if answer["covered"] is None else "R²: 1 is perfect, 0 is the usual value"
    )
    covered = (
        ""
        if answer["covered"] is None
        else f" Of new ground's values {answer['covered']:.0%} lie inside the interval; 90 % were promised."
    )
    return f"{kind}. Rows: {counted}.{covered}"


def folds_table(station: str) -> list[dict[str, str]]:
    """Mean and spread over five folds, by row and by place, as rows of a table."""
    if not FOLDS_PLACE.exists():
        return []
    measured = json.loads(FOLDS_PLACE.read_text(encoding="utf-8"))
    found = dict(measured["stations"].get(station, {}))
    if station == "satellite":
        found["2,000 held out"] = measured["official_size"]
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for split, models in found.items():
        for model, figures in models.items():
            for name, values in figures.items():
                row = rows.setdefault((name, model), {"Figure": TARGETS[name], "Model": model})
                row[split.capitalize()] = f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}"
    return [rows[key] for key in sorted(rows, key=lambda key: list(TARGETS).index(key[0]))]


GREEN_ALONE = (
    "Excess green: tiles over the threshold are green. It finds plants and can't tell weeds from a crop."
)


def tile_legend() -> str:
    """The colours of the kinds of tiles."""
    return _squares(pictures.TILE_COLOURS, MARKS)


def kinds(found: Any) -> str:
    """How much of the photo is of each kind, as an alternative text."""
    counts = np.bincount(np.asarray(found).ravel(), minlength=len(MARKS)) / np.asarray(found).size
    shares = ", ".join(f"{name.lower()} {share:.0%}" for name, share in zip(MARKS, counts, strict=True))
    return f"The photo in tiles coloured by the network: {shares}."


def photo(answer: Mapping[str, Any]) -> str:
    """How often network and index are right, and on what."""
    network, green = answer["figures"]["Network"], answer["figures"]["Excess green alone"]
    told = [f"Learned from {answer['marked']} marks."]
    for key, what in (("fresh_drone", "unmarked tiles"), ("validation_drone", "held-out marks")):
        if key in network:
            told.append(f"Right for {network[key]:.0%} of the {what}; the index alone for {green[key]:.0%}.")
    return " ".join(told)


def beginnings(station: str, count: int) -> list[str]:
    """Rows to begin with: a typical one, and some of new ground whose truth is known."""
    what = {"rice": "farm", "soil": "sample"}[station]
    return [f"A typical {what}", *(f"New {what} {number + 1}, truth known" for number in range(count))]
