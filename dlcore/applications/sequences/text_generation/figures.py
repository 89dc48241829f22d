"""Pictures of the answers: chances, states, and texts coloured and underlined character by character."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dlcore.contract.events import png_base64
from dlcore.plotting.theme import DIVERGING, LIGHT, tidy

NAMES = {"\n": "⏎", " ": "␣"}  # what can't be seen is drawn with its usual sign
MARKS = {"seen": "● seen", "nearly": "◐ nearly seen", "new": "○ new", "short": "· too short to tell"}


def shown(character: str) -> str:
    """A character as it is drawn in a figure."""
    return NAMES.get(character, character)


def chances(expected: Sequence[tuple[str, float]]) -> go.Figure:
    """Bars of the likeliest next characters."""
    characters = [shown(character) for character, _ in expected]
    values = [chance for _, chance in expected]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=characters,
            orientation="h",
            marker_color=LIGHT[0],
            text=[f"{value:.1%}" for value in values],
            textposition="outside",
            cliponaxis=False,
        )
    )
    figure.update_yaxes(autorange="reversed", type="category", title="next character")
    figure.update_xaxes(range=[0, 1.15], tickformat=".0%", title="chance")
    return tidy(figure, 290)


def chances_alt(expected: Sequence[tuple[str, float]]) -> str:
    """The bars in words."""
    best = ", ".join(f"“{shown(character)}” {chance:.0%}" for character, chance in expected[:4])
    return f"The likeliest next characters: {best}."


def expectations(unrolled: Mapping[str, Any], rows: int = 5) -> go.Figure:
    """For every step of the loop the likeliest next characters, the darker the surer."""
    expected = unrolled["expected"]
    ranks = [[step[rank] if rank < len(step) else ("", 0.0) for step in expected] for rank in range(rows)]
    figure = go.Figure(
        go.Heatmap(
            z=[[chance for _, chance in row] for row in ranks],
            text=[[shown(character) for character, _ in row] for row in ranks],
            texttemplate="%{text}",
            customdata=[[f"{chance:.1%}" for _, chance in row] for row in ranks],
            hovertemplate="“%{text}” %{customdata}<extra></extra>",
            colorscale=[[0, "#FFFFFF"], [1, LIGHT[0]]],
            zmin=0,
            zmax=1,
            colorbar={"title": "chance", "tickformat": ".0%"},
            xgap=2,
            ygap=2,
        )
    )
    _step_axis(figure, unrolled["characters"])
    figure.update_yaxes(
        tickvals=list(range(rows)), ticktext=[f"{rank + 1}." for rank in range(rows)], autorange="reversed"
    )
    return tidy(figure, 260)


def states(unrolled: Mapping[str, Any], most: int = 64) -> go.Figure:
    """The hidden state after every character: the numbers that change most, from -1 to 1."""
    hidden = np.asarray(unrolled["hidden"])  # (time, hidden)
    chosen = np.sort(np.argsort(-hidden.std(axis=0))[:most])
    figure = go.Figure(
        go.Heatmap(
            z=hidden[:, chosen].T.round(3),
            colorscale=[list(stop) for stop in DIVERGING],
            zmin=-1,
            zmax=1,
            customdata=np.repeat(chosen[:, None], len(hidden), axis=1),
            hovertemplate="number %{customdata} of the state: %{z}<extra></extra>",
            colorbar={"title": "value"},
        )
    )
    _step_axis(figure, unrolled["characters"])
    figure.update_yaxes(showticklabels=False, title=f"{len(chosen)} of {hidden.shape[1]} numbers")
    return tidy(figure, 380)


def _step_axis(figure: go.Figure, characters: Sequence[str]) -> None:
    figure.update_xaxes(
        tickvals=list(range(len(characters))),
        ticktext=[shown(character) for character in characters],
        tickangle=0,
        title="character read",
    )


def surprise_text(score: Mapping[str, Any]) -> str:
    """HTML: each character on a ground that is the darker, and a line below that is the thicker, the more
    surprising it was."""  # noqa: D205, D209
    parts = []
    for character, nats in zip(score["characters"], score["surprise"], strict=True):
        strength = min(nats / 6, 1.0)  # six nats: one chance in four hundred
        parts.append(_letter(character, LIGHT[5], strength, f"{nats:.2f} nats, chance {np.exp(-nats):.1%}"))
    return _text(parts)


def cell_text(feature: Mapping[str, Any]) -> str:
    """HTML: a text over which one cell is drawn, a line below where it is positive, above where negative."""
    parts = []
    for character, value in zip(feature["text"], feature["activity"], strict=True):
        colour = LIGHT[0] if value >= 0 else DIVERGING[2][1]
        parts.append(_letter(character, colour, abs(value), f"{value:+.2f}", above=value < 0))
    return _text(parts)


def _letter(character: str, colour: str, strength: float, title: str, above: bool = False) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    side = "top" if above else "bottom"
    style = (
        f"background:rgba({red},{green},{blue},{0.5 * strength:.2f});"
        f"border-{side}:{round(4 * strength)}px solid rgb({red},{green},{blue})"
    )
    visible = "⏎\n" if character == "\n" else html.escape(character)
    return f'<span style="{style}" title="{title}">{visible}</span>'


def _text(parts: Sequence[str]) -> str:
    style = "white-space:pre-wrap;overflow-wrap:anywhere;line-height:2;font-family:monospace;margin:0"
    return f'<p style="{style}">{"".join(parts)}</p>'


def sorted_lines(novelty: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows of a table: each line of a text with its verdict."""
    return [
        {
            "Verdict": MARKS[line["verdict"]],
            "Line": line["text"],
            "Longest copied part": f"{line['share']:.0%}",
        }
        for line in novelty["lines"]
        if line["verdict"] != "short"
    ]


def diagram_values(unrolled: Mapping[str, Any], steps: int = 4) -> dict[str, dict[str, Any]]:
    """The last characters of a prompt as the values of the application's diagram."""
    first = max(0, len(unrolled["characters"]) - steps)
    hidden = np.asarray(unrolled["hidden"])
    values: dict[str, dict[str, Any]] = {}
    if first:
        values["start"] = {"png": strip(hidden[first - 1]), "text": f"after {first} characters"}
    for step, place in enumerate(range(first, len(unrolled["characters"])), start=1):
        (best, chance), *_ = unrolled["expected"][place]
        values[f"character {step}"] = {"text": shown(unrolled["characters"][place])}
        values[f"state {step}"] = {"png": strip(hidden[place])}
        values[f"scores {step}"] = {"text": f"{chance:.0%} “{shown(best)}”"}
        values[f"guess {step}"] = {"text": shown(best)}
    return values


def strip(state: NDArray[np.floating[Any]], rows: int = 4, columns: int = 16) -> str:
    """The first numbers of a state as a small picture, PNG in base64: blue is −1, pale 0, orange +1."""
    cells = np.zeros(rows * columns)
    cells[: min(len(state), len(cells))] = state[: len(cells)]
    ends = [[int(stop[1][place : place + 2], 16) for place in (1, 3, 5)] for stop in DIVERGING]
    colours = [np.interp(cells, [-1, 0, 1], [end[channel] for end in ends]) for channel in range(3)]
    picture = np.stack(colours, axis=-1).round().astype(np.uint8).reshape(rows, columns, 3)
    return png_base64(picture.repeat(6, axis=0).repeat(6, axis=1))


def ending(unrolled: Mapping[str, Any]) -> str:
    """The last characters of the prompt, for a heading."""
    return "".join(shown(character) for character in unrolled["characters"][-12:])
