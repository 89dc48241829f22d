"""Teaching the model to predict the next character."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from dlcore.applications.sequences.text_generation.config import Config
from dlcore.applications.sequences.text_generation.data import WORD, TextData, decode, encode
from dlcore.applications.sequences.text_generation.model import (
    CharacterModel,
    State,
    detached,
    draw,
    next_character_loss,
)
from dlcore.applications.sequences.text_generation.ngrams import Codes
from dlcore.contract import Event, Metrics, Sample, Text
from dlcore.contract.seeds import seeded

WARM_UP = 50  # steps over which the learning rate rises from nothing
SAMPLE_LENGTH = 150  # characters
SLICES, WARM_READING, SLICE = 16, 32, 256  # of the held-out text while training; see `validation_loss`
VALIDATE_EVERY = 50  # steps


def build_model(config: Config, signature: dict[str, Any]) -> CharacterModel:
    """The untrained network for a vocabulary."""
    return CharacterModel(
        symbols=len(signature["vocabulary"]),
        embedding=config.embedding_size,
        hidden=config.hidden_size,
        layers=config.layers,
        cell=config.cell,
        dropout=config.dropout,
    )


def train(model: CharacterModel, data: TextData, config: Config) -> Iterator[Event]:
    """Read the text in windows, in several places at once, and learn from every surprise."""
    optimizer = make_optimizer(model, config)
    streams = in_streams(data.training, config.batch_size, config.window)  # (batch, length)
    judge(data.opening, data)  # makes the indexes by which samples are judged
    position, state = 0, None
    for step in range(config.steps):
        set_learning_rate(optimizer, config, step)  # read every step: the slider is live
        if position + config.window >= streams.shape[1]:  # the end of the text: begin again, a little shifted
            shift = min(config.window, streams.shape[1] - config.window)
            position, state = int(torch.randint(shift, (1,))), None
        inputs = streams[:, position : position + config.window].long()  # (batch, time)
        targets = streams[:, position + 1 : position + config.window + 1].long()  # the same, one later
        position += config.window

        # The state is carried from window to window, so the model remembers further back than the error
        # travels: "truncated backpropagation through time".
        scores, state = model(inputs, state)  # (batch, time, symbols)
        loss = next_character_loss(scores, targets)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norm = clip_gradients(model, config.gradient_clip)  # recurrent gradients can explode
        optimizer.step()
        state = sometimes_forget(detached(state), config.forget)

        measured: dict[str, float] = {"loss": loss.item(), "gradient_norm": norm}
        if step % VALIDATE_EVERY == 0 or step == config.steps - 1:
            measured["validation_loss"] = validation_loss(model, data.held_out)
        if step % config.sample_every == 0 or step == config.steps - 1:
            with seeded(config.seed + step):  # dice of their own: however we sample, training stays the same
                text = write(model, data.vocabulary, data.opening, SAMPLE_LENGTH, config.temperature)
            measured |= judge(text, data)
            yield Sample(step, Text(text, data.opening))
        yield Metrics(step, measured)


def make_optimizer(model: nn.Module, config: Config) -> torch.optim.Optimizer:
    """AdamW, or plain gradient descent to see what AdamW does for us."""
    if config.optimizer == "sgd":
        return torch.optim.SGD(model.parameters(), lr=config.learning_rate)
    return torch.optim.AdamW(
        model.parameters(), lr=config.learning_rate, betas=(0.9, 0.99), weight_decay=config.weight_decay
    )


def set_learning_rate(optimizer: torch.optim.Optimizer, config: Config, step: int) -> None:
    """A short warm-up, then down to 3 % along the schedule: long steps first, fine ones at the end."""
    done = step / config.steps
    share = {"constant": 1.0, "linear": 1 - done, "cosine": (1 + math.cos(math.pi * done)) / 2}[
        config.schedule
    ]
    rate = config.learning_rate * max(0.03, share) * min(1, (step + 1) / WARM_UP)
    for group in optimizer.param_groups:
        group["lr"] = rate


def in_streams(text: Codes, batch_size: int, window: int) -> Tensor:
    """Cut the text into equal stretches that are read side by side, (batch, length); fewer if it is short."""
    rows = max(1, min(batch_size, len(text) // (window + 1)))
    length = len(text) // rows
    return torch.from_numpy(text[: rows * length].copy()).view(rows, length)


def clip_gradients(model: nn.Module, limit: float) -> float:
    """Shorten all gradients together if they are longer than `limit` (0: never); returns their length."""
    return float(nn.utils.clip_grad_norm_(model.parameters(), limit or math.inf))


def sometimes_forget(state: State, chance: float) -> State:
    """Empty the memory of some rows, so that the model also learns to begin."""
    keep = (torch.rand(1, state[0].shape[1], 1) >= chance).float()  # (1, batch, 1)
    return tuple(tensor * keep for tensor in state)


def write(
    model: CharacterModel, vocabulary: str, prompt: str, length: int, temperature: float, top: int = 0
) -> str:
    """Read a prompt, then draw one character after another and read each in turn. Returns the new text."""
    training = model.training
    model.eval()
    codes = []
    with torch.no_grad():
        scores, state = model(torch.from_numpy(encode(prompt, vocabulary)).long()[None])  # (1, time, symbols)
        for _ in range(length):
            code = draw(scores[:, -1], temperature, top)  # (1, 1)
            codes.append(int(code))
            scores, state = model(code, state)  # (1, 1, symbols)
    model.train(training)
    return decode(np.array(codes, dtype=np.uint8), vocabulary)


def judge(text: str, data: TextData) -> dict[str, float]:
    """How much of a sample is copied, which share of its words the training text has, and how varied it is.

    Variety is the share of different runs of four characters among all of them: 1 means that none repeats.
    """
    words = WORD.findall(text)
    runs = [text[place : place + 4] for place in range(len(text) - 3)]
    return {
        "copied": data.passages.longest(encode(text, data.vocabulary)).length,
        "known_words": sum(word.lower() in data.words for word in words) / max(1, len(words)),
        "variety": len(set(runs)) / max(1, len(runs)),
    }


def validation_loss(model: CharacterModel, held_out: Codes) -> float:
    """Nats a character on 16 passages of the held-out text: a sample of 4,096 characters, always the same.

    Each passage is read from 32 characters earlier, so that the memory isn't empty where counting begins.
    """
    length = min(WARM_READING + SLICE, max(1, (len(held_out) - 1) // SLICES))
    starts = np.linspace(0, len(held_out) - length - 1, SLICES).astype(int)
    rows = np.stack([held_out[start : start + length + 1] for start in starts])  # (slices, time + 1)
    codes = torch.from_numpy(rows).long()
    counted = min(WARM_READING, length // 2)
    training = model.training
    model.eval()
    with torch.no_grad():
        scores, _ = model(codes[:, :-1])
        loss = next_character_loss(scores[:, counted:], codes[:, counted + 1 :])
    model.train(training)
    return loss.item()


def evaluate(model: CharacterModel, data: TextData) -> dict[str, float]:
    """Nats a character over the whole held-out part, read once from its beginning to its end."""
    loss = float(surprise(model, data.held_out).mean())
    return {"validation_loss": loss, "perplexity": math.exp(loss)}


def surprise(model: CharacterModel, text: Codes) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Nats for each character after the first, the memory carried from start to end, (characters - 1,)."""
    codes = torch.from_numpy(text.copy()).long()[None]  # (1, time)
    training, state, parts = model.training, None, []
    model.eval()
    with torch.no_grad():
        for start in range(0, codes.shape[1] - 1, 1000):
            window = codes[:, start : start + 1001]
            scores, state = model(window[:, :-1], state)
            chances = scores[0].log_softmax(dim=-1).gather(1, window[0, 1:, None])  # (time, 1)
            parts.append(-chances[:, 0].double().numpy())
    model.train(training)
    return np.concatenate(parts) if parts else np.zeros(0)
