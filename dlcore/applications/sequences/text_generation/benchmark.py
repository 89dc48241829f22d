"""One minute of one thread: our recurrent network beside the 5-gram and a well-known small transformer."""

import math
import time
from typing import Any

import torch
from torch import Tensor, nn

from dlcore.applications.sequences.text_generation.config import Config
from dlcore.applications.sequences.text_generation.data import TextData, baseline, load_data
from dlcore.applications.sequences.text_generation.model import next_character_loss
from dlcore.applications.sequences.text_generation.training import evaluate
from dlcore.contract import Training, find
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seeded
from dlcore.datasets.packages import MissingPackageError

Row = dict[str, Any]
BLOCK, WIDTH, HEADS, LAYERS, BATCH = 64, 128, 4, 4, 12  # the peer's published settings for a processor
PEAK, LAST, WARM_UP = 1e-3, 1e-4, 100  # its learning rate, falling as a cosine over the time it is given


def benchmark(quick: bool) -> list[Row]:
    """Held-out nats a character, seconds counted as processor time of one thread."""
    torch.set_num_threads(1)
    seconds = 6.0 if quick else 60.0
    data = load_data(Config())
    five = baseline(data)["validation_loss"]
    ours, spent = recurrent(data, seconds)
    peer, peer_spent = transformer(data, seconds)
    after = f"after {seconds:.0f} s of one thread (took {spent:.0f} s, transformer {peer_spent:.0f} s)"
    rows = [
        row(f"nats {after}: LSTM, 5-gram", ours, five, "below the 5-gram's", ours < five),
        row(f"nats {after}: LSTM, transformer", ours, peer, "at least 0.45 less", ours <= peer - 0.45),
    ]
    return rows + shipped()


def row(what: str, ours: float, peer: float, goal: str, met: bool) -> Row:
    """One line of the table."""
    return {"what": what, "ours": ours, "peer": peer, "ratio": ours / peer, "goal": goal, "met": met}


def shipped() -> list[Row]:
    """The shipped model on the plays that it never saw; nothing where they are not on this machine."""
    trained = open_checkpoint("text_generation")
    try:
        data = trained.data
    except MissingPackageError:
        return []
    loss = evaluate(trained.model, data)["validation_loss"]  # type: ignore[arg-type]
    five = baseline(data)["validation_loss"]
    return [row("nats on two unseen plays: shipped LSTM, 5-gram", loss, five, "1.43 or below", loss <= 1.43)]


def recurrent(data: TextData, seconds: float) -> tuple[float, float]:
    """Held-out loss of the default settings, and the processor time of the training."""
    trial = Training(find("text_generation"), {"steps": 1000, "sample_every": 10_000}, data=data)
    trial.advance(math.inf, steps=10)
    began = time.process_time()
    trial.advance(math.inf, steps=100)
    steps = int(0.97 * seconds / ((time.process_time() - began) / 100))
    run = Training(find("text_generation"), {"steps": steps, "sample_every": 10_000}, data=data)
    began = time.process_time()
    while time.process_time() - began < seconds and run.advance(math.inf, steps=10):
        pass
    spent = time.process_time() - began
    return evaluate(run.model, data)["validation_loss"], spent  # type: ignore[arg-type]


class Transformer(nn.Module):
    """A decoder of four blocks, as in the example that this is compared with: no dropout, no biases."""

    def __init__(self, symbols: int) -> None:
        super().__init__()
        self.symbols = nn.Embedding(symbols, WIDTH)
        self.places = nn.Embedding(BLOCK, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, symbols, bias=False)
        self.output.weight = self.symbols.weight
        for name, weights in self.named_parameters():
            if weights.dim() == 2:
                deep = math.sqrt(2 * LAYERS) if name.endswith("project.weight") else 1
                nn.init.normal_(weights, std=0.02 / deep)

    def forward(self, characters: Tensor) -> Tensor:
        """Scores for the next character at every place, (batch, time, symbols)."""
        values = self.symbols(characters) + self.places.weight[: characters.shape[1]]
        for block in self.blocks:
            values = block(values)
        scores: Tensor = self.output(self.norm(values))
        return scores


class Block(nn.Module):
    """Attention over what came before, then a small network at each place."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH, bias=False) for _ in range(2))
        self.attend = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.attended = nn.ModuleDict({"project": nn.Linear(WIDTH, WIDTH, bias=False)})
        self.widen = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.widened = nn.ModuleDict({"project": nn.Linear(4 * WIDTH, WIDTH, bias=False)})

    def forward(self, values: Tensor) -> Tensor:
        """The same shape, (batch, time, width)."""
        batch, length, _ = values.shape
        parts = self.attend(self.norms[0](values)).view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, content = parts.permute(2, 0, 3, 1, 4)  # each (batch, heads, time, width / heads)
        seen = nn.functional.scaled_dot_product_attention(query, key, content, is_causal=True)
        values = values + self.attended["project"](seen.transpose(1, 2).reshape(batch, length, WIDTH))
        wide = nn.functional.gelu(self.widen(self.norms[1](values)))
        result: Tensor = values + self.widened["project"](wide)
        return result


def transformer(data: TextData, seconds: float) -> tuple[float, float]:
    """Held-out loss of the peer after so much processor time, and the time."""
    with seeded(0):
        model = Transformer(len(data.vocabulary))
        optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK, betas=(0.9, 0.99), weight_decay=0.1)
        text = torch.from_numpy(data.training.copy()).long()
        began, step = time.process_time(), 0
        while (spent := time.process_time() - began) < seconds:
            share = (1 + math.cos(math.pi * spent / seconds)) / 2
            rate = (LAST + (PEAK - LAST) * share) * min(1, (step + 1) / WARM_UP)
            for group in optimizer.param_groups:
                group["lr"] = rate
            starts = torch.randint(len(text) - BLOCK, (BATCH,))
            rows = torch.stack([text[start : start + BLOCK + 1] for start in starts])  # (batch, time + 1)
            loss = next_character_loss(model(rows[:, :-1]), rows[:, 1:])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
        return held_out_loss(model, data), spent


def held_out_loss(model: Transformer, data: TextData) -> float:
    """Over the whole held-out part; in the peer's favour, 32 or more come before each counted character."""
    text = torch.from_numpy(data.held_out.copy()).long()
    half = BLOCK // 2
    blocks = text.unfold(0, BLOCK + 1, half)  # (blocks, time + 1), each half a block after the other
    losses = []
    with torch.no_grad():
        for rows in blocks.split(128):  # type: ignore[no-untyped-call]
            scores = model(rows[:, :-1])[:, half:]
            loss = next_character_loss(scores, rows[:, half + 1 :])
            losses.append(loss * len(rows))
    return float(torch.stack(losses).sum()) / len(blocks)
