"""The questions that page and gallery put to the three trained networks."""

import random
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.notes_and_codes import icd, looking, scoring, tokens, watching
from dlcore.applications.classification.notes_and_codes.data import NORTH, SOUTH, lines, padded
from dlcore.applications.classification.notes_and_codes.model import READ, ThreeReaders
from dlcore.applications.classification.notes_and_codes.training import chances
from dlcore.contract import Text, TrainedModel

Array = NDArray[Any]
NORTHERN, SOUTHERN = tokens.split(NORTH), tokens.split(SOUTH)  # equally many words
LOOKED_AT = 400  # held-out notes among which examples are sought
MEASURED = 600  # held-out notes on which each finding is measured
LONGEST_EXAMPLE = 600  # characters
SAID = re.compile(r"\b(with|complains of|seen for|reports|there is|there are|and)\b(?! no\b)")


def gallery(trained: TrainedModel) -> Text:
    """What the home page shows: held-out notes and what the three say."""
    model, data = _model(trained), trained.data
    return watching.reading(chances(model, data.held_out, watching.SHOWN), data)


def about(trained: TrainedModel) -> dict[str, Any]:
    """What the model can find, and on what it was taught."""
    signature = trained.signature
    return {
        "names": signature["names"],
        "notes": signature["notes"],
        "marked": signature["marked"],
        "words": len(signature["vocabulary"]),
        "rates": signature["rates"],
    }


def examples(trained: TrainedModel) -> dict[str, Any]:
    """Held-out notes with codes and truth: one a finding, where only both together are right if there is one.

    The last is one where the network that reads both is wrong.
    """
    data, names, cuts = trained.data, trained.signature["names"], _cuts(trained)
    cases, found = data.held_out.cases[:LOOKED_AT], chances(_model(trained), data.held_out, LOOKED_AT)
    right = {who: ((found[who] >= cuts[who]) == data.held_out.truth[:LOOKED_AT]).all(axis=1) for who in READ}
    fit = np.array([bool(case.codes) and len(case.note) < LONGEST_EXAMPLE for case in cases])
    single = data.held_out.truth[:LOOKED_AT].sum(axis=1) == 1
    telling = 4 * right["both"] + ~right["notes"] + ~right["codes"] + 1.5 * single  # of what fusion does
    chosen: list[int] = []
    for place in range(len(names)):
        has = fit & (data.held_out.truth[:LOOKED_AT, place] > 0) & ~np.isin(np.arange(len(cases)), chosen)
        if has.any():
            chosen.append(int(np.where(has, telling, -1).argmax()))
    wrong = np.flatnonzero(fit & ~right["both"])
    rows = [(at, "") for at in chosen] + [(int(at), ", where it errs") for at in wrong[:1]]
    return {
        "cases": [
            {
                "title": f"Example {number}{remark}",
                "note": cases[at].note,
                "codes": list(cases[at].codes),
                "true": [name for name in names if name in cases[at].truth],
            }
            for number, (at, remark) in enumerate(rows, start=1)
        ]
    }


def read(trained: TrainedModel, note: str, codes: Sequence[str]) -> dict[str, Any]:
    """Each finding's probability from note, codes and both, and whether that is enough to call it.

    "refused" is a sentence where the note can't be read; then there is nothing else.
    """
    numbers = tokens.table(trained.signature["vocabulary"])
    if sentence := tokens.refused(note, numbers):
        return {"refused": sentence}
    words, found = tokens.split(note), _scores(trained, [tokens.split(note)], [list(codes)])
    cuts = _cuts(trained)
    rows = [
        {"name": name}
        | {who: float(found[who][0, place]) for who in READ}
        | {f"{who}_called": bool(found[who][0, place] >= cuts[who][place]) for who in READ}
        for place, name in enumerate(trained.signature["names"])
    ]
    alphabetic = [word for word in words[: tokens.MOST_WORDS] if word[0].isalpha()]
    return {
        "refused": "",
        "findings": rows,
        "unknown": sorted({word for word in alphabetic if word not in numbers})[:12],
        "known": sum(word in numbers for word in alphabetic) / len(alphabetic),
        "cut": max(0, len(words) - tokens.MOST_WORDS),
    }


def carried(
    trained: TrainedModel, note: str, codes: Sequence[str], finding: str, using: str = "both"
) -> dict[str, Any]:
    """What each word and code carried for a finding: how far the score falls without it (occlusion)."""
    place = trained.signature["names"].index(finding)
    words = tokens.split(note)[: tokens.MOST_WORDS]
    kept = list(codes)
    # The note as it is, then with one word after the other made unreadable, then without one code each.
    notes = (
        [words] + [[*words[:one], "\0", *words[one + 1 :]] for one in range(len(words))] + [words] * len(kept)
    )
    lists = [kept] * (1 + len(words)) + [kept[:one] + kept[one + 1 :] for one in range(len(kept))]
    found = _scores(trained, notes, lists, (using,))[using][:, place]
    logits = np.log(found) - np.log1p(-found)
    falls = (logits[0] - logits[1:]).tolist()
    spans = [match.span() for match in tokens.WORD.finditer(note)][: tokens.MOST_WORDS]
    return {
        "chance": float(found[0]),
        "words": [
            {"start": start, "end": end, "share": fall, "without": float(without)}
            for (start, end), fall, without in zip(spans, falls, found[1:].tolist(), strict=False)
        ],
        "codes": [
            {"code": code, "label": icd.entries()[code].label, "share": fall, "without": float(without)}
            for code, fall, without in zip(
                kept, falls[len(words) :], found[1 + len(words) :].tolist(), strict=True
            )
        ],
    }


def variants(
    trained: TrainedModel, note: str, codes: Sequence[str], finding: str, slips: int = 3
) -> dict[str, Any]:
    """The same note with each sentence denied, with a hospital's phrase, and with slips of the pen."""
    numbers = tokens.table(trained.signature["vocabulary"])
    place = trained.signature["names"].index(finding)
    words = tokens.split(note)
    random.seed(trained.config.seed)
    wrong = [tokens.slip(word) if len(word) > 3 and word.isalpha() and not at % max(1, slips) else word
             for at, word in enumerate(words)]  # fmt: skip
    bare = words[len(NORTHERN) :] if words[: len(NORTHERN)] in (NORTHERN, SOUTHERN) else words
    written = {
        "As it is": words,
        "Every sentence denied": denied(words),
        "With the north site's phrase": [*NORTHERN, *bare],
        "With the south site's phrase": [*SOUTHERN, *bare],
        f"A slip in every {slips}th longer word" if slips > 3 else "With slips of the pen": wrong,
        "The slips corrected": tokens.corrected(wrong, numbers),
    }
    found = _scores(trained, list(written.values()), [list(codes)] * len(written))
    return {
        "variants": [
            {"name": name, "note": " ".join(text)} | {who: float(found[who][at, place]) for who in READ}
            for at, (name, text) in enumerate(written.items())
        ],
        "cut": {who: float(_cuts(trained)[who][place]) for who in READ},
    }


def denied(words: Sequence[str]) -> list[str]:
    """“No evidence of” put before everything that the note says, but for who it is about."""
    sentences = []
    for sentence in " ".join(words).split(" . "):
        said = SAID.sub(r"\1 no evidence of", sentence)
        plain = said != sentence or "year old" in sentence or not sentence.strip(" .")
        sentences.append(said if plain else f"no evidence of {sentence}")
    return tokens.split(" . ".join(sentences))


def neighbours(trained: TrainedModel, word: str, using: str = "notes") -> dict[str, Any]:
    """The words whose vectors point the same way, or a sentence where the word is not known."""
    return looking.neighbours(trained.signature["vocabulary"], getattr(_model(trained), using), word)


def filters(trained: TrainedModel, finding: str) -> dict[str, Any]:
    """The filters that speak most for a finding, and the words of held-out notes that excite each most."""
    place = trained.signature["names"].index(finding)
    return {"filters": looking.filters(_model(trained).notes, trained.data, place)}


def hierarchy(trained: TrainedModel, code: str, using: str = "codes") -> dict[str, Any]:
    """What chapter, block, category and code add to every finding's score, one after the other."""
    rows = looking.hierarchy(getattr(_model(trained), using), trained.data.train.codes, code)
    return {"rows": rows, "names": trained.signature["names"]}


def code_map(trained: TrainedModel, using: str = "both") -> dict[str, Any]:
    """The codes met in training as places in a plane (the two directions in which they differ most)."""
    return looking.code_map(getattr(_model(trained), using), trained.data.train.cases)


def each_finding(trained: TrainedModel) -> dict[str, Any]:
    """F1 of every finding on held-out notes, for the three networks."""
    model, data = _model(trained), trained.data
    found, truth = chances(model, data.held_out, MEASURED), data.held_out.truth[:MEASURED]
    cuts = _cuts(trained)
    table = {who: scoring.f1(found[who] >= cuts[who], truth) for who in READ}
    counts = truth.sum(axis=0)
    return {
        "findings": [
            {"name": name, "notes_with": int(counts[at])} | {who: float(table[who][at]) for who in READ}
            for at, name in enumerate(trained.signature["names"])
        ],
        "notes": len(truth),
    }


def _model(trained: TrainedModel) -> ThreeReaders:
    assert isinstance(trained.model, ThreeReaders)
    return trained.model


def _cuts(trained: TrainedModel) -> dict[str, Array]:
    """The probabilities from which each network calls a finding."""
    return dict(zip(READ, _model(trained).cuts.double().numpy(), strict=True))


@torch.no_grad()
def _scores(
    trained: TrainedModel,
    notes: Sequence[Sequence[str]],
    codes: Sequence[Sequence[str]],
    names: Sequence[str] = READ,
) -> dict[str, Array]:
    """Probabilities (notes, finding) by network, of notes as words and their codes."""
    model, numbers = _model(trained), tokens.table(trained.signature["vocabulary"])
    words = torch.from_numpy(padded([tokens.numbered(one, numbers) for one in notes]))
    rows = torch.from_numpy(padded([lines(one) for one in codes]))
    return {name: torch.sigmoid(getattr(model, name)(words, rows)).double().numpy() for name in names}
