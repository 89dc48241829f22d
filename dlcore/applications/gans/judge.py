"""An independent small classifier that judges generated pictures: it never takes part in the game.

Trained once on the real digits and on real cat doodles, 28 by 28 pixels, and shipped. Remake it with
`python -m dlcore.applications.gans.judge` (a minute), after `python -m dlcore data fetch quickdraw`.
"""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from dlcore.contract.checkpoint import CHECKPOINTS, load_weights, save_weights
from dlcore.datasets import doodles
from dlcore.datasets.digits import load_digits

CLASSES = (*"0123456789", "cat")
PATH = CHECKPOINTS / "picture_judge.safetensors"
FEATURES = 64
HELD_OUT_CATS = 500  # the last ones


class Judge(nn.Module):
    """Two convolutions, 64 features, eleven classes."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1),  # 14 x 14
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1),  # 7 x 7
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(32 * 7 * 7, FEATURES),
            nn.ReLU(),
        )
        self.score = nn.Linear(FEATURES, len(CLASSES))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, 1, 28, 28) from -1 to 1, to features (batch, 64) and scores (batch, 11)."""
        features = self.features(pictures)
        return features, self.score(features)


@cache
def judge() -> Judge:
    """The shipped judge, in evaluation mode."""
    model = Judge()
    load_weights(model, PATH)
    return model.eval().requires_grad_(False)


def train(seed: int = 0, epochs: int = 14, batch_size: int = 64) -> tuple[Judge, dict[str, float]]:
    """A new judge and its share of right answers on held-out pictures, by kind."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    pictures, labels, tests = examples()
    model = Judge()
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    steps = epochs * (len(pictures) // batch_size)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * (1 - step / steps)
        rows = torch.randint(len(pictures), (batch_size,))
        shift = tuple(int(pixels) for pixels in torch.randint(-1, 2, (2,)))
        _, scores = model(torch.roll(pictures[rows], shift, dims=(2, 3)))
        loss = cross_entropy(scores, labels[rows], label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    with torch.no_grad():
        right = {
            kind: (model(shown)[1].argmax(1) == meant).float().mean().item()
            for kind, (shown, meant) in tests.items()
        }
    return model, right


def examples() -> tuple[Tensor, Tensor, dict[str, tuple[Tensor, Tensor]]]:
    """Training pictures and labels, and held-out ones by kind. Raises `MissingDoodlesError`."""
    digits, cats = load_digits(), doodles.load_doodles("cat")
    pictures = np.concatenate([digits.train_images, cats[:-HELD_OUT_CATS]])
    labels = np.concatenate([digits.train_labels, np.full(len(cats) - HELD_OUT_CATS, CLASSES.index("cat"))])
    tests = {
        "digits": (scaled(digits.test_images), torch.as_tensor(digits.test_labels.astype(np.int64))),
        "cats": (scaled(cats[-HELD_OUT_CATS:]), torch.full((HELD_OUT_CATS,), CLASSES.index("cat"))),
    }
    return scaled(pictures), torch.as_tensor(labels.astype(np.int64)), tests


def scaled(pictures: NDArray[np.uint8]) -> Tensor:
    """(count, 28, 28) from 0 to 255, to (count, 1, 28, 28) from -1 to 1."""
    return torch.as_tensor(pictures.astype(np.float32))[:, None] / 127.5 - 1


if __name__ == "__main__":
    made, right = train()
    save_weights(made, PATH, half=True)
    print({kind: round(share, 4) for kind, share in right.items()}, PATH)
