"""Examinations during a run: cheap ones at once, dear ones in portions, so that no step takes long."""

import torch

from dlcore.applications.gans.gan_laboratory.data import Data
from dlcore.applications.gans.gan_laboratory.measure import judge_pictures, measure_pictures, measure_points
from dlcore.applications.gans.gan_laboratory.model import GAN
from dlcore.applications.gans.gan_laboratory.pictures import PictureData
from dlcore.applications.gans.gan_laboratory.planes import PlaneData
from dlcore.applications.gans.gan_laboratory.scenes import labels_for, make

POINTS, POINT_STEPS = 2000, 20  # points measured, every so many steps
PORTION, PORTIONS, PICTURE_STEPS = 40, 25, 100  # pictures judged in the last PORTIONS of so many steps


class PointExam:
    """Modes covered and precision, every few steps."""

    def __init__(self, data: PlaneData, steps: int) -> None:
        self.target = data.target
        self.last = steps - 1

    def results(self, model: GAN, step: int) -> dict[str, float]:
        """The figures due at this step; mostly none."""
        if step % POINT_STEPS and step != self.last:
            return {}
        noise = model.noise(POINTS)
        return measure_points(make(model, noise, labels_for(noise)).numpy(), self.target)


class PictureExam:
    """The judge looks at a portion a step; with the last portion come the figures."""

    def __init__(self, data: PictureData) -> None:
        self.data = data
        self.labels = torch.arange(PORTION * PORTIONS) % len(data.classes)
        self.judged: list[tuple[torch.Tensor, torch.Tensor]] = []

    def results(self, model: GAN, step: int) -> dict[str, float]:
        """The figures due at this step; mostly none."""
        portion = step % PICTURE_STEPS - (PICTURE_STEPS - PORTIONS)
        if portion < 0:
            self.judged = []
            return {}
        labels = self.labels[portion * PORTION : (portion + 1) * PORTION]
        self.judged.append(judge_pictures(make(model, model.noise(PORTION), labels)))
        if len(self.judged) < PORTIONS:
            return {}
        features, verdicts = (torch.cat(column) for column in zip(*self.judged, strict=True))
        return measure_pictures(features, verdicts, self.labels, self.data.classes, self.data.target)


def exam_for(data: Data, steps: int) -> PointExam | PictureExam:
    """The examination that fits the data, for a run of so many steps."""
    return PointExam(data, steps) if isinstance(data, PlaneData) else PictureExam(data)
