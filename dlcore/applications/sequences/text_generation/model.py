"""A character language model: an embedding, a recurrent layer, a score for every possible next character.

After Elman (1990), "Finding structure in time"; the LSTM cell is that of Hochreiter and Schmidhuber (1997)
with the forget gate of Gers et al. (2000), the GRU that of Cho et al. (2014); for what such a network can
write see Graves (2013) and Karpathy (2015).

Left out on purpose: words and word pieces (letters need no dictionary and show more), attention (the page
on transformers has it), tied embeddings and layer normalisation (little gain at this size).
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

CELLS: dict[str, Callable[..., nn.RNNBase]] = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
State = tuple[Tensor, ...]  # one tensor, or for the LSTM two: each (layers, batch, hidden)


class CharacterModel(nn.Module):
    """Reads characters one after another and says after each which one it expects next."""

    def __init__(
        self,
        symbols: int,
        embedding: int,
        hidden: int,
        layers: int = 1,
        cell: str = "lstm",
        dropout: float = 0,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(symbols, embedding)
        between_layers = dropout if layers > 1 else 0.0
        self.memory = CELLS[cell](embedding, hidden, layers, batch_first=True, dropout=between_layers)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, symbols)
        self._remember_at_first()

    def _remember_at_first(self) -> None:
        """Start with weights that keep what is in the memory: one that forgets at once learns nothing."""
        hidden = self.memory.hidden_size
        for name, weights in self.memory.named_parameters():
            if name.startswith("weight_hh"):  # (gates x hidden, hidden): a rotation neither shrinks nor grows
                for gate in weights.data.chunk(len(weights) // hidden):
                    nn.init.orthogonal_(gate)
            elif name.startswith("bias"):
                nn.init.zeros_(weights)
                if isinstance(self.memory, nn.LSTM) and name.startswith("bias_ih"):
                    weights.data[hidden : 2 * hidden] = 1  # the forget gate stands second: open it

    def forward(self, characters: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Scores for the next character at every place, (batch, time, symbols), and the state after the last.

        `characters` holds codes, (batch, time); without a state the memory starts empty.
        """
        inputs = self.dropout(self.embedding(characters))  # (batch, time, embedding)
        hidden, state = self.read(inputs, state)  # (batch, time, hidden)
        return self.output(self.dropout(hidden)), state  # (batch, time, symbols)

    def read(self, inputs: Tensor, state: State | None) -> tuple[Tensor, State]:
        """The recurrent layer; its state always comes as a tuple, whatever the cell."""
        if isinstance(self.memory, nn.LSTM):
            hidden, state = self.memory(inputs, state)
            return hidden, state
        hidden, last = self.memory(inputs, None if state is None else state[0])
        return hidden, (last,)


def lstm_step(
    layer: nn.LSTM, inputs: Tensor, hidden: Tensor, cell: Tensor
) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
    """One step of the first layer of an LSTM, written out: the same numbers as PyTorch's own.

    `inputs` is (batch, embedding), `hidden` and `cell` are (batch, hidden). Returns the new hidden state,
    the new cell, and the gates.
    """
    weights = dict(layer.named_parameters())
    from_input = nn.functional.linear(inputs, weights["weight_ih_l0"], weights["bias_ih_l0"])
    from_state = nn.functional.linear(hidden, weights["weight_hh_l0"], weights["bias_hh_l0"])
    sums = from_input + from_state  # (batch, 4 x hidden)
    take_in, keep, candidate, show = sums.chunk(4, dim=-1)  # each (batch, hidden)
    take_in, keep, show = take_in.sigmoid(), keep.sigmoid(), show.sigmoid()  # gates: 0 is shut, 1 is open
    # The cell is only ever scaled and added to. That is why its gradient survives hundreds of steps.
    cell = keep * cell + take_in * candidate.tanh()
    hidden = show * cell.tanh()
    return hidden, cell, {"input": take_in, "forget": keep, "output": show}


def detached(state: State) -> State:
    """The same numbers without their history: the error travels back no further than one window."""
    return tuple(tensor.detach() for tensor in state)


def next_character_loss(scores: Tensor, targets: Tensor) -> Tensor:
    """How surprised the model is by what really came, in nats a character.

    `scores` is (batch, time, symbols), `targets` is (batch, time).
    """
    return nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())


def draw(scores: Tensor, temperature: float, top: int = 0) -> Tensor:
    """One character for every row of scores, (batch, symbols): codes, (batch, 1).

    Temperature divides the scores before they become chances: below 1 the likely gets likelier.
    """
    scores = scores.nan_to_num()  # weights that have run away still write something
    if top:  # everything below the `top` best scores is ruled out
        limit = scores.topk(min(top, scores.shape[-1]), dim=-1).values[:, -1:]  # (batch, 1)
        scores = scores.masked_fill(scores < limit, -torch.inf)
    if temperature == 0:
        return scores.argmax(dim=-1, keepdim=True)
    return torch.multinomial((scores / temperature).softmax(dim=-1), 1)
