"""The simple model to beat: tf-idf of words and pairs of words, codes as flags, logistic regression."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.notes_and_codes import icd, tokens
from dlcore.applications.classification.notes_and_codes.data import Data, Part
from dlcore.applications.classification.notes_and_codes.scoring import figures, thresholds

STRENGTH = 10.0  # inverse of the penalty
Array = NDArray[Any]


def counted(data: Data) -> dict[str, float]:
    """Macro-F1 of the simple model on note, codes and both; thresholds are set on the tuning part."""
    tuning, held_out = chances(data, data.tuning), chances(data, data.held_out)
    cuts = {name: thresholds(found, data.tuning.truth) for name, found in tuning.items()}
    return figures(held_out, cuts, data.held_out.truth)


def chances(data: Data, part: Part) -> dict[str, Array]:
    """Probabilities (notes, finding) by what was read: "notes", "codes" and "both"."""
    from scipy import sparse  # type: ignore[import-untyped]

    notes, new_notes = weighed(data.train, part, data.signature["vocabulary"])
    codes, new_codes = sparse.csr_matrix(flags(data.train)), sparse.csr_matrix(flags(part))
    read = {
        "notes": (notes, new_notes),
        "codes": (codes, new_codes),
        "both": (
            sparse.hstack([notes, codes * 0.5]).tocsr(),
            sparse.hstack([new_notes, new_codes * 0.5]).tocsr(),
        ),
    }
    return {name: fitted(learned, data.train.truth, new) for name, (learned, new) in read.items()}


def fitted(learned: Any, truth: Array, new: Any) -> Array:
    """One logistic regression a finding, fitted and applied: (notes, finding)."""
    from sklearn.linear_model import LogisticRegression

    columns = []
    for place in range(truth.shape[1]):
        model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear")
        model.fit(learned, truth[:, place] > 0)
        columns.append(model.predict_proba(new)[:, 1])
    return np.stack(columns, axis=1)


def weighed(train: Part, part: Part, vocabulary: Sequence[str]) -> tuple[Any, Any]:
    """tf-idf of single words and pairs, for the notes learned from and for others, as they were read."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
        tokenizer=str.split,
        token_pattern=None,
        lowercase=False,
    )
    learned = vectorizer.fit_transform(written(train, vocabulary))
    return learned, vectorizer.transform(written(part, vocabulary))


def written(part: Part, vocabulary: Sequence[str]) -> list[str]:
    """The notes as the network reads them, unknown words left out: so a slip of the pen costs both alike."""
    return [
        " ".join(vocabulary[number - 2] for number in row if number > tokens.UNKNOWN) for row in part.words
    ]


def flags(part: Part) -> Array:
    """1 where a line of the classification stands above one of the note's codes, (notes, line)."""
    array = np.zeros((len(part), len(icd.entries()) + 1), dtype=np.float32)
    np.put_along_axis(array, part.codes, 1.0, axis=1)
    array[:, 0] = 0.0
    return array
