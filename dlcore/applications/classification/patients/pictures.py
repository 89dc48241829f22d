"""What is watched while training runs: eight cells of risk, or a curve. Drawn with numpy and Pillow."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dlcore.applications.classification.patients import cox, encoding, measures
from dlcore.applications.classification.patients.linear import sigmoid
from dlcore.contract import Images, Plane, Points
from dlcore.plotting.theme import DIVERGING

if TYPE_CHECKING:
    from dlcore.applications.classification.patients.data import Data, Split
    from dlcore.applications.classification.patients.model import PatientNetwork

Array = NDArray[Any]
LABELS, CELL, ROW, HEAD = 122, 62, 54, 26  # pixels
SMALL, LARGE = ImageFont.load_default(14), ImageFont.load_default(18)
BORDERS = (0.0, 1.0, 0.0, 1.0)


def progress(model: "PatientNetwork", data: "Data", simple: Array) -> Images | Plane:
    """The new patients as the model sees them now; `simple` are the simple model's raw outputs for them."""
    from dlcore.applications.classification.patients.training import outputs_of

    outputs, signature = outputs_of(model, data.fresh), data.signature
    if signature["kind"] == "two classes":
        if signature["cuts"]:
            return cell_pictures(signature, data.fresh, sigmoid(outputs[:, 0]))
        return roc_plane(data.fresh.targets, outputs[:, 0], simple[:, 0])
    if signature["kind"] == "number":
        return scatter(outputs[:, 0], data.fresh.targets)
    if signature["kind"] == "survival":
        return survival_plane(signature, data.fresh, outputs)
    return sure_plane(outputs, data.fresh.targets)


def members(signature: Mapping[str, Any], split: "Split") -> Array:
    """The cell of each patient: 4 for the first cut's upper half, plus 2 for the second's, 1 the third's."""
    lies = encoding.places(signature["columns"])
    columns = {column["name"]: column for column in signature["columns"]}
    cells = np.zeros(len(split), dtype=int)
    for weight, cut in zip((4, 2, 1), signature["cuts"], strict=True):
        column, (kind, where) = columns[cut["column"]], lies[cut["column"]]
        if kind == "number":
            high = split.numbers[:, where[0]] >= (cut["at"] - column["mean"]) / column["spread"] - 1e-5
        else:
            high = split.codes[:, where[0]] == column["values"].index(cut["at"]) + 1
        cells += weight * high
    return cells


def by_cell(cells: Array, values: Array) -> list[float | None]:
    """The mean of values in each of the eight cells; nothing where nobody is."""
    return [float(values[cells == cell].mean()) if (cells == cell).any() else None for cell in range(8)]


def cell_pictures(signature: Mapping[str, Any], split: "Split", risk: Array) -> Images:
    """Eight cells twice, side by side: the network's mean risk, and what is true (or what happened)."""
    cells = members(signature, split)
    truth = split.risk if split.risk is not None else split.targets
    seen, real = by_cell(cells, risk), by_cell(cells, truth)
    title = "True risk" if split.risk is not None else "Happened"
    picture = cell_picture(signature["cuts"], {"Network": seen, title: real})
    said = "; ".join(
        f"{cell_name(signature['cuts'], cell)}: {value:.0%}, {title.lower()} {truth:.0%}"
        for cell, (value, truth) in enumerate(zip(seen, real, strict=True))
        if value is not None and truth is not None
    )
    return Images(picture[None], 1, alt=f"Risk by group as the network sees it. {said}.")


def cell_name(cuts: Sequence[Mapping[str, Any]], cell: int) -> str:
    """A cell in words."""
    return ", ".join(
        cut["high" if cell & weight else "low"] for weight, cut in zip((4, 2, 1), cuts, strict=True)
    )


def cell_picture(cuts: Sequence[Mapping[str, Any]], panels: Mapping[str, Sequence[float | None]]) -> Array:
    """Four rows, and two columns a panel, of coloured percentages, uint8 (height, width, 3)."""
    canvas = Image.new("RGB", (LABELS + 2 * CELL * len(panels), 2 * HEAD + 4 * ROW), "white")
    draw = ImageDraw.Draw(canvas)
    for panel, (title, values) in enumerate(panels.items()):
        left = LABELS + 2 * CELL * panel
        draw.text((left + CELL, HEAD // 2), title, fill="black", font=LARGE, anchor="mm")
        for column, half in enumerate(("low", "high")):
            place = (left + CELL * column + CELL // 2, HEAD + HEAD // 2)
            draw.text(place, cuts[2][half], fill="black", font=SMALL, anchor="mm")
        for cell, value in enumerate(values):
            _draw_cell(draw, value, (left + CELL * (cell % 2), 2 * HEAD + ROW * (cell // 2)))
    for row in range(4):
        top = 2 * HEAD + ROW * row
        first, second = (cuts[0]["high" if row & 2 else "low"], cuts[1]["high" if row & 1 else "low"])
        draw.text((4, top + ROW // 2 - 9), first, fill="black", font=SMALL, anchor="lm")
        draw.text((4, top + ROW // 2 + 9), second, fill="black", font=SMALL, anchor="lm")
    return np.asarray(canvas, dtype=np.uint8)


def _draw_cell(draw: ImageDraw.ImageDraw, value: float | None, corner: tuple[int, int]) -> None:
    left, top = corner
    colour = (230, 230, 230) if value is None else shade(value)
    edge = 4 if left >= LABELS + 2 * CELL and (left - LABELS) % (2 * CELL) == 0 else 1
    draw.rectangle((left + edge, top + 1, left + CELL - 2, top + ROW - 2), fill=colour)
    text = "–" if value is None else f"{value:.0%}"
    ink = "black" if value is None or abs(value - 0.5) < 0.3 else "white"
    draw.text((left + CELL // 2, top + ROW // 2), text, fill=ink, font=LARGE, anchor="mm")


def shade(risk: float) -> tuple[int, int, int]:
    """A risk as a colour: blue for none, pale for one half, orange for certain."""
    stops = [place for place, _ in DIVERGING]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in DIVERGING])
    red, green, blue = (int(np.interp(risk, stops, colours[:, channel])) for channel in range(3))
    return red, green, blue


def roc_plane(ill: Array, network: Array, simple: Array) -> Plane:
    """Found patients over false alarms, for network and simple model; the diagonal is guessing."""
    lines = [
        Points(measures.roc_curve(network, ill), 0, "network"),
        Points(measures.roc_curve(simple, ill), 1, "logistic regression"),
        Points(np.array([[0.0, 0.0], [1.0, 1.0]]), 2, "guessing"),
    ]
    area = measures.auroc(network, ill)
    return Plane(BORDERS, lines=lines, alt=f"Found patients over false alarms; the area is {area:.3f}.")


def scatter(predicted: Array, truth: Array, most: int = 400) -> Plane:
    """Predicted over true values, in spreads; a perfect model lies on the diagonal."""
    spots = np.clip(np.stack([truth, predicted], axis=1)[:most], -3, 3)
    diagonal = Points(np.array([[-3.0, -3.0], [3.0, 3.0]]), 2, "perfect")
    alt = "Predicted over true values of new cases."
    return Plane((-3, 3, -3, 3), [Points(spots, 0, "new cases")], [diagonal], alt=alt)


def sure_plane(outputs: Array, truth: Array) -> Plane:
    """How often the answer is right, over how sure the network is."""
    chances = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    sure = (chances / chances.sum(axis=1, keepdims=True)).max(axis=1)
    groups = measures.calibration(sure, outputs.argmax(axis=1) == truth)
    line = Points(np.array([[one["predicted"], one["happened"]] for one in groups]), 0, "network")
    diagonal = Points(np.array([[0.0, 0.0], [1.0, 1.0]]), 2, "honest")
    return Plane(BORDERS, [line], [line, diagonal], alt="How often it is right over how sure it is.")


def survival_plane(signature: Mapping[str, Any], split: "Split", outputs: Array) -> Plane:
    """The share alive over the years: for patients of low and high risk, predicted and counted."""
    assert split.event is not None
    edges = np.array(signature["edges"])
    years = np.concatenate([[0.0], edges / 365.25])
    alive = cox.surviving(outputs)
    high = cox.hazards(outputs).sum(axis=1) > np.median(cox.hazards(outputs).sum(axis=1))
    lines = []
    for group, (chosen, name) in enumerate(((~high, "lower half"), (high, "upper half"))):
        predicted = np.concatenate([[1.0], alive[chosen].mean(axis=0)])
        counted = cox.kaplan_meier(split.targets[chosen], split.event[chosen], list(edges))
        lines.append(Points(np.stack([years, predicted], axis=1), 2 * group, f"{name}, network"))
        seen = np.concatenate([[1.0], counted])
        lines.append(Points(np.stack([years, seen], axis=1), 2 * group + 1, f"{name}, counted"))
    alt = "The share alive over the years, for the half at lower and the half at higher risk."
    return Plane((0.0, float(years[-1]), 0.0, 1.0), lines=lines, alt=alt)
