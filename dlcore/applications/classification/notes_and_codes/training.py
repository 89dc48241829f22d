"""Learning from notes and codes: show some to all three networks, measure the surprise, move every weight."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.notes_and_codes import scoring, tokens
from dlcore.applications.classification.notes_and_codes.config import Config
from dlcore.applications.classification.notes_and_codes.data import Data, Part
from dlcore.applications.classification.notes_and_codes.model import READ, ThreeReaders
from dlcore.applications.classification.notes_and_codes.watching import reading
from dlcore.contract import Event, Metrics, Sample

AT_ONCE = 128  # notes that are judged together
WATCHED = 400  # held-out notes that are measured on while training goes on


def build_model(config: Config, signature: Mapping[str, Any]) -> ThreeReaders:
    """The three networks before their first step."""
    sizes = (config.word_size, config.width, config.code_size)
    words = len(signature["vocabulary"]) + 2  # padding and the unknown word
    model = ThreeReaders(
        words,
        signature["lines"],
        len(signature["names"]),
        sizes,
        config.window,
        config.reader,
        config.dropout,
    )
    rates = torch.tensor(signature["rates"]).clamp(0.01, 0.99)
    for name in READ:
        # Begin with what is usual: one finding in ten is there. It saves the first hundred steps.
        getattr(model, name).output.bias.data = torch.logit(rates)
    return model


def train(model: ThreeReaders, data: Data, config: Config) -> Iterator[Event]:
    """Teach all three networks, on the same notes in the same order."""
    words, codes, truth = tensors(data.train)
    weights = torch.from_numpy(data.weights)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    measure_every, draw_every = max(10, config.steps // 30), max(10, config.steps // 30)
    lengths = (words != tokens.PADDING).sum(dim=1)
    for step in range(config.steps):
        for group in optimizer.param_groups:  # read at every step: the sliders are live
            group["lr"], group["weight_decay"] = config.learning_rate, config.weight_decay
        chosen = alike(lengths, config.batch_size)
        batch = trimmed(words[chosen])  # (batch, time): as long as the longest note among these
        # Some words are made unreadable, so that no finding hangs on a single word.
        hidden = (torch.rand(batch.shape) < config.word_dropout) & (batch != tokens.PADDING)
        scores = model(batch.masked_fill(hidden, tokens.UNKNOWN), codes[chosen])  # (3, batch, finding)
        losses = F.binary_cross_entropy_with_logits(scores, truth[chosen].expand_as(scores), reduction="none")
        if config.balance_template:
            losses = losses * weights[chosen][:, None]
        # The three share no weight, so the sum teaches each as if it were alone.
        loss = losses.mean(dim=(1, 2)).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        # From here on nothing is learned: measure and show.
        last = step == config.steps - 1
        most = None if last else WATCHED
        if last or step % measure_every == measure_every - 1:
            set_thresholds(model, data, most)  # a step ahead: no step takes long
        if step % draw_every == 0 or last:
            yield Sample(step, reading(chances(model, data.held_out, 4), data), name="reading")
        measured = {"loss": losses[READ.index("both")].mean().item()}
        if step % measure_every == 0 or last:
            measured |= evaluate(model, data, most)
        yield Metrics(step, measured)


def tensors(part: Part) -> tuple[Tensor, Tensor, Tensor]:
    """Words (notes, time), codes (notes, line) and truth (notes, finding)."""
    return torch.from_numpy(part.words), torch.from_numpy(part.codes), torch.from_numpy(part.truth)


def alike(lengths: Tensor, count: int) -> Tensor:
    """So many notes of about the same length, drawn at random: much less padding to compute on."""
    order = (lengths + 12 * torch.rand(len(lengths))).argsort()
    first = int(torch.randint(len(lengths), ()))
    return order[(first + torch.arange(count)) % len(lengths)]


def trimmed(words: Tensor) -> Tensor:
    """The same notes without columns that are padding for all of them."""
    return words[:, : max(1, int((words != tokens.PADDING).any(dim=0).sum()))]


@torch.no_grad()
def chances(
    model: ThreeReaders, part: Part, count: int | None = None, names: Sequence[str] = READ
) -> dict[str, NDArray[np.float32]]:
    """Probabilities (notes, finding) by network, dropout off; of the first `count` notes."""
    was_training = model.training
    model.eval()
    words, codes, _ = tensors(part)
    words, codes = words[:count], codes[:count]
    order = (words != tokens.PADDING).sum(dim=1).argsort(stable=True)  # short ones together: less padding
    found = {name: torch.empty(len(words), part.truth.shape[1]) for name in names}
    for some in torch.split(order, AT_ONCE):
        for name in names:
            network = getattr(model, name)
            found[name][some] = torch.sigmoid(network(trimmed(words[some]), codes[some]))
    model.train(was_training)
    return {name: scores.numpy() for name, scores in found.items()}


def set_thresholds(model: ThreeReaders, data: Data, most: int | None = None) -> None:
    """Choose on the tuning part, never on held-out notes, from which probability a finding is called."""
    found, truth = chances(model, data.tuning, most), data.tuning.truth[:most]
    cuts = np.stack([scoring.thresholds(found[name], truth) for name in READ])
    model.cuts.copy_(torch.from_numpy(cuts))


def evaluate(model: ThreeReaders, data: Data, most: int | None = None) -> dict[str, float]:
    """Macro-F1 of the three on (at most so many) held-out notes, and what a phrase and a denial do."""
    cuts = dict(zip(READ, model.cuts.numpy(), strict=True))
    truth = data.held_out.truth[:most]
    held_out = chances(model, data.held_out, most)
    flipped = chances(model, data.flipped, most, ("both",))
    denials = chances(model, data.denials, names=("notes",))
    figures = scoring.figures(held_out, cuts, truth)
    place = data.signature["names"].index(data.signature["marked"])
    for name, found in (("marked_f1", held_out), ("flipped_f1", flipped)):
        called = found["both"] >= cuts["both"]
        figures[name] = float(scoring.f1(called, truth)[place])
    alarms = (denials["notes"] >= cuts["notes"]) & (data.denials.truth > 0)  # found although denied
    return figures | {"denial_alarms": float(alarms.any(axis=1).mean())}
