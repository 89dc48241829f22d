"""What is measured on held-out pictures, while training in turns and in the end as a whole."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.chest_xray.batches import CORNER, LETTER, marked, to_tensor
from dlcore.applications.classification.chest_xray.compose import Composed
from dlcore.applications.classification.chest_xray.data import ChestData
from dlcore.applications.classification.chest_xray.model import GRID, ChestReader, Reading, score
from dlcore.applications.classification.chest_xray.overlay import readings_on, true_boxes
from dlcore.applications.classification.chest_xray.scoring import (
    area_under_curve,
    mean_iou,
    operating_curve,
)
from dlcore.contract import Images

MEASURE_EVERY = 24  # steps
WATCHED = 160  # held-out pictures measured while training; `evaluate` takes all
AT_ONCE = 200
SHOWN = 4


class Watch:
    """Measures a network in training, one figure in turn, so that no step takes long."""

    def __init__(self, model: ChestReader, data: ChestData, steps: int) -> None:
        self.model, self.data, self.steps = model, data, steps
        self.watched = first(data.held_out, WATCHED)
        self.sweep: list[NDArray[np.float32]] = []  # chances of held-out pictures, measured in the last steps

    def measure(self, step: int) -> dict[str, float]:
        """What is due at this step, and nothing at most steps; at first everything, on a few pictures."""
        if step == 0:
            return self.begin()
        turn, is_last = step % MEASURE_EVERY, step == self.steps - 1
        model, watched = self.model.eval(), self.watched
        found: dict[str, float] = {}
        if turn == 0 or is_last:
            found |= verdicts(model, watched)
        if turn == 6 or is_last:
            found["validation_iou"] = boxes(model, first(self.data.held_out_boxes, WATCHED))
        if turn == 12:
            found["inverted_auc"] = inverted(model, watched)
        if turn == 18:
            found["misled_auc"] = misled(model, watched)
        if turn == 20:
            found["marker_mass"] = marker_mass(model, watched)
        if turn == 22:
            remember(model, chances(model, watched), watched)
        self._sweep(step)
        model.train()
        return found

    def begin(self) -> dict[str, float]:
        """Every figure of the untrained network, so that every curve has its beginning."""
        model, few = self.model.eval(), first(self.data.held_out, WATCHED // 4)
        found = verdicts(model, few)
        found["validation_iou"] = boxes(model, first(self.data.held_out_boxes, WATCHED // 4))
        found["inverted_auc"], found["misled_auc"] = inverted(model, few), misled(model, few)
        found["marker_mass"] = marker_mass(model, few)
        model.train()
        return found

    def _sweep(self, step: int) -> None:
        """In the last steps, when the weights hardly move any more: all held-out pictures, part by part."""
        everything = self.data.held_out
        parts = -(-len(everything.labels) // WATCHED)
        number = step - (self.steps - 1 - parts)
        if 0 <= number < parts and len(self.sweep) == number:
            some = slice(number * WATCHED, (number + 1) * WATCHED)
            chosen = Composed(everything.images[some], everything.labels[some], everything.boxes[some])
            self.sweep.append(chances(self.model, chosen))
            if number == parts - 1:
                remember(self.model, np.concatenate(self.sweep), everything)


def figures(model: ChestReader, data: ChestData) -> dict[str, float]:
    """All held-out figures on all held-out pictures."""
    found = verdicts(model, data.held_out)
    found["validation_iou"] = boxes(model, data.held_out_boxes)
    found["inverted_auc"] = inverted(model, data.held_out)
    found["misled_auc"] = misled(model, data.held_out)
    found["marker_mass"] = marker_mass(model, data.held_out)
    if data.easy:
        found["easy_auc"] = area_under_curve(scores(model, to_tensor(data.easy.images)), data.easy.labels)
    return found


def verdicts(model: ChestReader, pictures: Composed) -> dict[str, float]:
    """How well the scores part abnormal from healthy, and how often the likelier verdict is right."""
    found = scores(model, to_tensor(pictures.images)).numpy()
    return {
        "validation_auc": area_under_curve(found, pictures.labels),
        "validation_accuracy": float(((found > 0) == pictures.labels).mean()),
    }


def boxes(model: ChestReader, pictures: Composed) -> float:
    """Mean overlap with the true box where there is one."""
    ill = pictures.labels == 1
    with torch.no_grad():
        found = model.locate(to_tensor(pictures.images[ill]))
    return mean_iou(found, pictures.boxes[ill])


def inverted(model: ChestReader, pictures: Composed) -> float:
    """The area under the curve with black and white exchanged."""
    return area_under_curve(scores(model, 1 - to_tensor(pictures.images)), pictures.labels)


def misled(model: ChestReader, pictures: Composed) -> float:
    """The area under the curve with a marker on the healthy pictures and on no other."""
    plain = to_tensor(pictures.images)
    healthy = torch.from_numpy(pictures.labels == 0)[:, None, None, None]
    return area_under_curve(scores(model, torch.where(healthy, marked(plain), plain)), pictures.labels)


@torch.no_grad()
def marker_mass(model: ChestReader, pictures: Composed) -> float:
    """The share of all heat that lies on the marker when every picture has one."""
    spoiled = marked(to_tensor(pictures.images))
    heat = torch.cat([model.judge(some) for some in torch.split(spoiled, AT_ONCE)]).clamp_min(0)
    on_it = heat * torch.from_numpy(marker_region())  # (count, 14, 14)
    return float(on_it.sum() / heat.sum().clamp_min(1e-6))


def marker_region() -> NDArray[np.float32]:
    """The places of the evidence map that lie on the marker or touch it, (14, 14)."""
    cell = 2  # pixels a place
    region = np.zeros((GRID, GRID), np.float32)
    region[: -(-(CORNER + LETTER.shape[0] + 1) // cell), : -(-(CORNER + LETTER.shape[1] + 1) // cell)] = 1
    return region


def chances(model: ChestReader, pictures: Composed) -> NDArray[np.float32]:
    """The probabilities (count,) that pictures are abnormal."""
    found: NDArray[np.float32] = scores(model, to_tensor(pictures.images)).sigmoid().numpy()
    return found


def remember(model: ChestReader, found: NDArray[np.float32], pictures: Composed) -> None:
    """Keep sensitivity and specificity by threshold with the model, for the page's slider."""
    model.curve.copy_(torch.from_numpy(operating_curve(found, pictures.labels)))


@torch.no_grad()
def scores(model: ChestReader, pictures: Tensor) -> Tensor:
    """The scores (count,), a few pictures at once. The network must be in evaluation mode."""
    return torch.cat([score(model.judge(some)) for some in torch.split(pictures, AT_ONCE)])


@torch.no_grad()
def read(model: ChestReader, pictures: Tensor) -> Reading:
    """The network's readings, a few pictures at once. It must be in evaluation mode."""
    readings = [model(some) for some in torch.split(pictures, AT_ONCE)]
    return Reading(*(torch.cat(parts) for parts in zip(*readings, strict=True)))


def first(pictures: Composed, count: int) -> Composed:
    """The first ones, or all."""
    return Composed(pictures.images[:count], pictures.labels[:count], pictures.boxes[:count])


def show(model: ChestReader, data: ChestData, marker: bool) -> Images:
    """Held-out compositions with the true box; with heat and the network's box; with the letter, if asked."""
    places = np.arange(1, 2 * SHOWN, 2)  # every other one has an opacity
    chosen = data.held_out_boxes
    plain = to_tensor(chosen.images[places])
    model.eval()
    readings = [read(model, some) for some in ((plain, marked(plain)) if marker else (plain,))]
    model.train()
    rows = [true_boxes(chosen.images[places], chosen.boxes[places])]
    for some, reading in zip((plain, marked(plain)), readings, strict=False):
        images = (some[:, 0] * 255).round().to(torch.uint8).numpy()
        rows.append(readings_on(images, reading.evidence.numpy(), reading.boxes.numpy()))
    captions = ("true box", "network", "with letter")[: len(rows)]
    alt = f"Held-out compositions in {len(rows)} rows: {', '.join(captions)}."
    return Images(np.concatenate(rows), columns=SHOWN, captions=captions, alt=alt)
