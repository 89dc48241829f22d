"""Three networks side by side: one reads the note, one the codes, one both.

The note is read as in Kim's “Convolutional neural networks for sentence classification” (2014), by windows
of neighbouring words, or by a recurrent network with gates (Cho and others 2014). The code's place in a
hierarchy is used as in GRAM (Choi and others 2017), but simpler: a code is the sum of its own vector and of
those of all lines above it. Left out: pretrained word vectors, attention, and any sharing between the three,
so that “note alone” really is what a network makes of the note alone.
"""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PADDING = 0
Kind = Literal["convolution", "GRU"]
READ = ("notes", "codes", "both")  # what each of the three is given


class NoteReader(nn.Module):
    """Words (batch, time) to one vector a note (batch, feature)."""

    def __init__(self, words: int, word_size: int, width: int, window: int, kind: Kind) -> None:
        super().__init__()
        self.words = nn.Embedding(words, word_size, padding_idx=PADDING)
        nn.init.normal_(self.words.weight[1:], std=0.3)  # a view: row 0 stays the zero of padding
        self.kind = kind
        if kind == "GRU":
            self.recurrent = nn.GRU(word_size, width, batch_first=True, bidirectional=True)
            self.size = 2 * width
        else:
            # Filters over 1, 2, … words: “fever” is one word, “no fever” two.
            self.filters = nn.ModuleList(
                nn.Conv1d(word_size, width, length, padding=length // 2) for length in range(1, window + 1)
            )
            self.size = window * width

    def forward(self, words: Tensor) -> Tensor:
        """The strongest answer of every filter (or cell) anywhere in the note: (batch, feature)."""
        strongest: Tensor = self.everywhere(words).amax(dim=2)
        return strongest

    def everywhere(self, words: Tensor) -> Tensor:
        """What each filter says at each place, (batch, feature, time); nothing is said at padding."""
        vectors = self.words(words)  # (batch, time, word_size)
        if self.kind == "GRU":
            # Packed, so that reading from the end begins at the last word and not at the padding behind it.
            lengths = (words != PADDING).sum(dim=1).clamp(min=1)
            packed = pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False)
            states, _ = self.recurrent(packed)
            unpacked, _ = pad_packed_sequence(states, batch_first=True, total_length=words.shape[1])
            answers = unpacked.transpose(1, 2)  # (batch, feature, time)
        else:
            across = vectors.transpose(1, 2)  # (batch, word_size, time): what a convolution wants
            time = words.shape[1]
            answers = torch.cat([torch.relu(one(across))[:, :, :time] for one in self.filters], dim=1)
        silent = (words == PADDING)[:, None, :]
        # The lowest that a cell (−1 to 1) or a filter (from 0 on) can say, so that padding never wins.
        heard: Tensor = answers.masked_fill(silent, -1.0 if self.kind == "GRU" else 0.0)
        return heard

    def reach(self, feature: int) -> int:
        """How many words the filter of that number reads together; of a GRU's cell three are shown."""
        return 3 if self.kind == "GRU" else 1 + feature * len(self.filters) // self.size


class CodeReader(nn.Module):
    """Lines of the classification (batch, line) to one vector a patient (batch, feature)."""

    def __init__(self, lines: int, size: int) -> None:
        super().__init__()
        self.lines = nn.Embedding(lines + 1, size, padding_idx=PADDING)
        # All begin at zero: a code never met says nothing itself, but its category and chapter may.
        nn.init.zeros_(self.lines.weight)
        self.inner = nn.Linear(size, 2 * size)
        self.size = 2 * size

    def forward(self, codes: Tensor) -> Tensor:
        """The sum over codes and the lines above them, bent once: (batch, feature)."""
        return torch.relu(self.inner(self.lines(codes).sum(dim=1)))


class Network(nn.Module):
    """A note reader, a code reader or both, and one number a finding."""

    def __init__(
        self, note: NoteReader | None, code: CodeReader | None, findings: int, dropout: float
    ) -> None:
        super().__init__()
        self.note, self.code = note, code
        self.dropout = nn.Dropout(dropout)
        size = (note.size if note else 0) + (code.size if code else 0)
        self.output = nn.Linear(size, findings)

    def forward(self, words: Tensor, codes: Tensor) -> Tensor:
        """Scores (batch, finding); the logistic function makes a probability of each."""
        features = []
        if self.note is not None:
            features.append(self.note(words))
        if self.code is not None:
            features.append(self.code(codes))
        # Fusion is nothing more than this: the two vectors side by side, and one weight for each number.
        together = self.dropout(torch.cat(features, dim=1))
        scores: Tensor = self.output(together)
        return scores


class ThreeReaders(nn.Module):
    """The three networks; they share no weight."""

    def __init__(
        self,
        words: int,
        lines: int,
        findings: int,
        sizes: tuple[int, int, int],
        window: int,
        kind: Kind,
        dropout: float,
    ) -> None:
        super().__init__()
        word_size, width, code_size = sizes

        def note() -> NoteReader:
            return NoteReader(words, word_size, width, window, kind)

        self.notes = Network(note(), None, findings, dropout)
        self.codes = Network(None, CodeReader(lines, code_size), findings, dropout)
        self.both = Network(note(), CodeReader(lines, code_size), findings, dropout)
        # From which probability a finding is called; set on notes kept for that, saved with the weights.
        self.cuts: Tensor
        self.register_buffer("cuts", torch.full((len(READ), findings), 0.5))

    def forward(self, words: Tensor, codes: Tensor) -> Tensor:
        """Scores of all three in the order of `READ`: (3, batch, finding)."""
        return torch.stack([getattr(self, name)(words, codes) for name in READ])
