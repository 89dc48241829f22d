"""The questions that the page puts to a model that can write."""

import math
from typing import Any

import numpy as np
import torch

from dlcore.applications.sequences.text_generation import data as texts
from dlcore.applications.sequences.text_generation import features, training
from dlcore.applications.sequences.text_generation.config import Config
from dlcore.applications.sequences.text_generation.model import CharacterModel
from dlcore.contract import Text, TrainedModel
from dlcore.contract.seeds import seeded
from dlcore.datasets.packages import MissingPackageError

TYPED = str.maketrans(  # what keyboards and phones put where the plays have plain signs
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "--",
        "—": "--",
        "…": "...",
        "\t": " ",
        "\r": None,
        "\xa0": " ",
    }
)
LONGEST_PROMPT, LONGEST_TEXT, LONGEST_SCORED = 1_000, 2_000, 2_000  # characters
UNROLLED = 32  # characters drawn side by side
FEATURE_TEXT, FEATURE_SHOWN = 16_000, 600  # characters that cells are compared on, and shown
MISSING = 255  # code of a character that the training text doesn't have: it matches nothing


def generate(
    trained: TrainedModel,
    prompt: str,
    length: int = 400,
    temperature: float = 0.8,
    top: int = 0,
    seed: int = 0,
) -> dict[str, Any]:
    """Go on writing after a prompt, drawing only among the `top` likeliest characters (0: among all)."""
    model, vocabulary = _model(trained), _vocabulary(trained)
    known, note = readable(prompt, vocabulary)
    with seeded(seed):
        text = training.write(
            model, vocabulary, known, min(length, LONGEST_TEXT), min(max(temperature, 0.0), 5.0), top
        )
    return {"text": text, "prompt": known, "note": note}


def gallery(trained: TrainedModel) -> Text:
    """The picture on the application's card in the gallery: a few lines that the model wrote."""
    written = generate(trained, "ROMEO:", length=230, temperature=0.6, seed=3)
    return Text(written["text"], written["prompt"])


def ngram_generate(
    trained: TrainedModel, prompt: str, length: int = 400, temperature: float = 0.8, seed: int = 0
) -> dict[str, Any]:
    """What counting writes: the 5-gram of the model's own training text, at the same temperature."""
    data, source = _training_text(trained)
    known, note = readable(prompt, data.vocabulary)
    codes = list(texts.encode(known, data.vocabulary))
    dice = np.random.default_rng(seed)
    for _ in range(min(length, LONGEST_TEXT)):
        chances = data.counts.next_character(np.array(codes[-data.counts.order + 1 :], dtype=np.uint8))
        codes.append(_throw(chances, temperature, dice))
    written = np.array(codes[len(known) :], dtype=np.uint8)
    return {"text": texts.decode(written, data.vocabulary), "prompt": known, "note": note, "source": source}


def novelty(trained: TrainedModel, text: str) -> dict[str, Any]:
    """Each line of a text sorted into seen, nearly seen and new, and its longest copied passage."""
    data, source = _training_text(trained)
    codes = texts.encode(text[:LONGEST_TEXT], data.vocabulary, missing=MISSING)
    longest = data.passages.longest(codes)
    lines, start = [], 0
    for line in text[:LONGEST_TEXT].split("\n"):
        share = data.passages.longest(codes[start : start + len(line)]).length / max(1, len(line))
        lines.append({"text": line, "verdict": _verdict(line, share), "share": share})
        start += len(line) + 1
    around = data.training[max(0, longest.source - 30) : longest.source + longest.length + 30]
    return {
        "lines": lines,
        "longest": text[longest.start : longest.start + longest.length],
        "length": longest.length,
        "start": longest.start,
        "around": texts.decode(around, data.vocabulary) if longest.length else "",
        "source": source,
    }


def score(trained: TrainedModel, text: str) -> dict[str, Any]:
    """How surprised the model, and the 5-gram beside it, is by each character of a text, in nats."""
    vocabulary = _vocabulary(trained)
    known, note = readable(text[:LONGEST_SCORED], vocabulary)
    start = "\n" if "\n" in vocabulary else vocabulary[0]  # something must come before the first character
    surprise = training.surprise(_model(trained), texts.encode(start + known, vocabulary))
    data, source = _training_text(trained)
    same = known.translate({ord(character): None for character in set(known) - set(data.vocabulary)})
    counted = data.counts.surprise(texts.encode(start + same, data.vocabulary))[1:] if same else np.zeros(0)
    mean = float(surprise.mean()) if len(surprise) else 0.0
    return {
        "characters": list(known),
        "surprise": surprise.round(4).tolist(),
        "loss": mean,
        "perplexity": math.exp(mean),
        "ngram_loss": float(counted.mean()) if len(counted) else 0.0,
        "note": note,
        "source": source,
    }


def unroll(trained: TrainedModel, prompt: str) -> dict[str, Any]:
    """The loop drawn out over the last characters of a prompt: state and expectation after each.

    `hidden` is (time, hidden); `expected` holds for each step the eight likeliest characters and chances.
    """
    model, vocabulary = _model(trained), _vocabulary(trained)
    known, note = readable(prompt, vocabulary)
    codes = torch.from_numpy(texts.encode(known, vocabulary)).long()[None]  # (1, time)
    with torch.no_grad():
        hidden, _ = model.read(model.embedding(codes), None)  # (1, time, hidden)
        chances = model.output(hidden)[0].softmax(dim=-1)  # (time, symbols)
    best = chances.topk(min(8, len(vocabulary)), dim=-1)
    first = max(0, len(known) - UNROLLED)
    expected = [
        [[vocabulary[code], round(chance, 5)] for code, chance in zip(row, values, strict=True)]
        for row, values in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    ]
    came = chances[torch.arange(len(known) - 1), codes[0, 1:]].tolist()  # what the model gave the next one
    return {
        "characters": list(known[first:]),
        "hidden": hidden[0, first:].numpy(),
        "expected": expected[first:],
        "came": [round(chance, 5) for chance in came[first:]],
        "note": note,
    }


def cells(trained: TrainedModel, text: str = "") -> dict[str, Any]:
    """For each feature of a text the cell that follows it most closely (Karpathy and others, 2016).

    The cell is chosen on the first half of the text and its correlation measured on the second half, so that
    the best of hundreds can't look good by chance. Without a text: one that the model has never seen.
    """
    vocabulary = _vocabulary(trained)
    known, note = readable(text or _unseen_text(trained), vocabulary)
    known = known[:FEATURE_TEXT]
    codes = torch.from_numpy(texts.encode(known, vocabulary)).long()[None]  # (1, time)
    model = _model(trained)
    with torch.no_grad():
        activity = model.read(model.embedding(codes), None)[0][0].double().numpy()  # (time, hidden)
    half = len(known) // 2
    found = []
    for feature in features.FEATURES:
        track = feature.track(known)
        fits = features.correlation(activity[:half], track[:half])
        cell = int(np.abs(fits).argmax())
        held = float(features.correlation(activity[half:, cell : cell + 1], track[half:])[0])
        shown = slice(*_busiest(track[half:], half))
        if track[:half].any() and track[half:].any():
            found.append(
                {
                    "name": feature.name,
                    "title": feature.title,
                    "cell": cell,
                    "correlation": held,
                    "text": known[shown],
                    "activity": (activity[shown, cell] * (1 if held >= 0 else -1)).round(3).tolist(),
                    "track": track[shown].tolist(),
                }
            )
    return {"features": found, "cells": activity.shape[1], "characters": len(known), "note": note}


def readable(text: str, vocabulary: str) -> tuple[str, str]:
    """The text in characters that the model knows, and a sentence about those that it doesn't."""
    text = text[-FEATURE_TEXT:].translate(
        {code: sign for code, sign in TYPED.items() if chr(code) not in vocabulary}
    )
    if '"' not in vocabulary:
        text = text.replace('"', "'")
    unknown = "".join(dict.fromkeys(character for character in text if character not in vocabulary))
    replacement = texts.UNKNOWN if texts.UNKNOWN in vocabulary else None
    text = text.translate({ord(character): replacement for character in unknown})
    note = ""
    if unknown:
        shown = " ".join(unknown[:12]) + (" …" if len(unknown) > 12 else "")
        note = f"The model has never read these characters, so they were left out: {shown}"
    if not text:
        text = "\n" if "\n" in vocabulary else vocabulary[0]
        note = note or "With nothing to go on from, the model starts on a new line."
    return text, note


def _model(trained: TrainedModel) -> CharacterModel:
    assert isinstance(trained.model, CharacterModel)
    return trained.model


def _vocabulary(trained: TrainedModel) -> str:
    return str(trained.signature["vocabulary"])


def _training_text(trained: TrainedModel) -> tuple[texts.TextData, str]:
    """What the model has read, and its title; the nine shipped plays where the others are not here."""
    try:
        data: texts.TextData = trained.data
    except MissingPackageError:
        return _nine_plays(), "nine of the 36 plays that it has read (the others are not on this machine)"
    return data, data.title


_shipped: list[texts.TextData] = []  # opened once a process


def _nine_plays() -> texts.TextData:
    if not _shipped:
        _shipped.append(texts.load_data(Config(dataset="nine plays")))
    return _shipped[0]


def _unseen_text(trained: TrainedModel) -> str:
    if trained.config.model_dump()["dataset"] == "all plays":
        return texts.the_tempest()
    data: texts.TextData = trained.data
    return texts.decode(data.held_out[:FEATURE_TEXT], data.vocabulary)


def _throw(
    chances: np.ndarray[Any, np.dtype[np.float64]], temperature: float, dice: np.random.Generator
) -> int:
    if temperature == 0:
        return int(chances.argmax())
    weights = np.exp(np.log(chances) / temperature)
    return int(dice.choice(len(weights), p=weights / weights.sum()))


def _verdict(line: str, share: float) -> str:
    if len(line) < 12:
        return "short"
    return "seen" if share == 1 else "nearly" if share >= 0.7 else "new"


def _busiest(track: features.Track, offset: int) -> tuple[int, int]:
    """The stretch in which a feature changes most often, as places in the whole text."""
    changes = np.concatenate([[0], np.cumsum(np.diff(track) != 0)])
    last = max(1, len(track) - FEATURE_SHOWN)
    starts = np.arange(last)
    ends = np.minimum(starts + FEATURE_SHOWN, len(track) - 1)
    best = int((changes[ends] - changes[starts]).argmax())
    return offset + best, offset + min(best + FEATURE_SHOWN, len(track))
