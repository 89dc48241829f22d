"""Looking into the networks: words, filters, and the hierarchy of codes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlcore.applications.classification.notes_and_codes import icd
from dlcore.applications.classification.notes_and_codes.data import Data, Numbers, lines, padded
from dlcore.applications.classification.notes_and_codes.model import CodeReader, Network, NoteReader
from dlcore.applications.classification.notes_and_codes.synthetic import Case

LOOKED_AT = 200  # held-out notes


def neighbours(vocabulary: Sequence[str], network: Network, word: str, most: int = 10) -> dict[str, Any]:
    """The words that are nearest by cosine, or a sentence where the word is not known."""
    spoken = word.strip().lower()
    if spoken not in vocabulary:
        return {"refused": f"“{spoken[:30]}” is not a word of this model: try another one.", "near": []}
    weights = _note(network).words.weight.detach()[2:]
    unit = weights / weights.norm(dim=1, keepdim=True).clamp(min=1e-9)
    nearness = unit @ unit[vocabulary.index(spoken)]
    order = nearness.argsort(descending=True).tolist()
    pairs = [(vocabulary[one], float(nearness[one])) for one in order if vocabulary[one] != spoken]
    return {"refused": "", "near": pairs[:most]}


@torch.no_grad()
def filters(network: Network, data: Data, place: int, most: int = 6) -> list[dict[str, Any]]:
    """The filters (or cells) that make most difference for a finding, and what excites each most."""
    reader, vocabulary = _note(network), ["", "(unknown)", *data.signature["vocabulary"]]
    words = torch.from_numpy(data.held_out.words[:LOOKED_AT])
    answers = reader.everywhere(words)  # (notes, feature, time)
    weights = network.output.weight[place].detach()[: reader.size]
    speaking = (weights * answers.amax(dim=2).std(dim=0)).argsort(descending=True)[:most].tolist()
    found = []
    for feature in speaking:
        length, phrases = reader.reach(feature), dict[str, float]()
        for flat in answers[:, feature].flatten().argsort(descending=True)[:40].tolist():
            note, time = divmod(flat, words.shape[1])
            first = max(0, time - length // 2)
            phrase = " ".join(vocabulary[number] for number in words[note, first : first + length].tolist())
            phrases.setdefault(phrase.strip(), float(answers[note, feature, time]))
        told = list(phrases.items())[:4]
        found.append({"weight": float(weights[feature]), "length": length, "phrases": told})
    return found


@torch.no_grad()
def hierarchy(network: Network, met: Numbers, code: str) -> list[dict[str, Any]]:
    """From the chapter down to the code: what the lines so far add to every finding's score."""
    reader, path = _code(network), icd.path(code)
    nothing = _scores(network, torch.zeros(reader.lines.embedding_dim))
    rows = []
    for depth in range(len(path), 0, -1):
        one, above = path[depth - 1], torch.tensor([line.number for line in path[depth - 1 :]])
        scores = _scores(network, reader.lines(above).sum(dim=0)) - nothing
        known = bool((met == one.number).any())
        rows.append({"label": one.label, "level": one.level, "met": known, "scores": scores.tolist()})
    return rows


@torch.no_grad()
def code_map(network: Network, cases: Sequence[Case], most: int = 60) -> dict[str, Any]:
    """The most frequent codes in the two directions in which their vectors differ most."""
    counts = Counter(code for case in cases for code in case.codes).most_common(most)
    numbers = torch.from_numpy(padded([lines([code]) for code, _ in counts]))
    vectors = _code(network).lines(numbers).sum(dim=1)
    centred = (vectors - vectors.mean(dim=0)).double().numpy()
    places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    return {
        "codes": [
            {
                "label": icd.entries()[code].label,
                "chapter": icd.path(code)[-1].name,
                "times": count,
                "place": places[at].tolist(),
            }
            for at, (code, count) in enumerate(counts)
        ]
    }


def _note(network: Network) -> NoteReader:
    assert network.note is not None
    return network.note


def _code(network: Network) -> CodeReader:
    assert network.code is not None
    return network.code


def _scores(network: Network, total: Tensor) -> Tensor:
    """The codes' own part of every finding's score, from the sum of their vectors."""
    features = torch.relu(_code(network).inner(total))
    return network.output.weight[:, -len(features) :] @ features
