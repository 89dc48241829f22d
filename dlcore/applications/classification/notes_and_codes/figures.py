"""Figures and marked texts from the answers of `use`; none of them needs torch."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dlcore.applications.classification.notes_and_codes.words import WHO
from dlcore.plotting.theme import DIVERGING, LIGHT, MARKERS, tidy

BLUE, ORANGE = DIVERGING[0][1], DIVERGING[2][1]
STRONG = 2.5  # a fall of the score that is drawn at full strength


def chances(answer: Mapping[str, Any], using: str) -> go.Figure:
    """Each finding's probability: a bar for what is chosen, a mark for each of the two others."""
    rows = list(answer["findings"])[::-1]
    names = [f"{row['name']} {row[using]:>4.0%}" for row in rows]
    figure = go.Figure()
    figure.add_bar(
        x=[row[using] for row in rows],
        y=names,
        orientation="h",
        name=WHO[using].lower(),
        marker={
            "color": BLUE,
            "opacity": [1.0 if row[f"{using}_called"] else 0.45 for row in rows],
            "pattern_shape": ["" if row[f"{using}_called"] else "/" for row in rows],
        },
        hovertemplate="%{y}<extra></extra>",
    )
    for index, who in enumerate(one for one in WHO if one != using):
        figure.add_scatter(
            x=[row[who] for row in rows],
            y=names,
            mode="markers",
            name=WHO[who].lower(),
            marker={"symbol": MARKERS[index + 1], "size": 9, "color": (ORANGE, LIGHT[3])[index]},
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    figure.update_xaxes(range=[0, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 64 + 22 * len(rows)).update_layout(margin_t=4, legend_y=-0.14)


def chances_alt(answer: Mapping[str, Any], using: str) -> str:
    """The same in words."""
    return (
        "Probabilities: " + ", ".join(f"{row['name']} {row[using]:.0%}" for row in answer["findings"]) + "."
    )


def marked_note(note: str, found: Mapping[str, Any]) -> str:
    """HTML: the note; words that carry much stand on a ground with a line below (for) or above (against)."""
    parts, last = [], 0
    for one in found["words"]:
        parts.append(html.escape(note[last : one["start"]]))
        parts.append(_marked(note[one["start"] : one["end"]], one["share"], one["without"]))
        last = one["end"]
    parts.append(html.escape(note[last:]))
    return (
        f'<p style="white-space:pre-wrap;overflow-wrap:anywhere;line-height:2;margin:0">{"".join(parts)}</p>'
    )


def marked_codes(found: Mapping[str, Any]) -> str:
    """HTML: the codes in the same way, one a line."""
    rows = [f"<div>{_marked(one['label'], one['share'], one['without'])}</div>" for one in found["codes"]]
    return f'<div style="line-height:1.9">{"".join(rows)}</div>'


def _marked(text: str, share: float, without: float) -> str:
    strength = min(abs(share) / STRONG, 1.0)
    if strength < 0.06:
        return html.escape(text)
    colour = ORANGE if share > 0 else BLUE
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    side = "bottom" if share > 0 else "top"
    style = (
        f"background:rgba({red},{green},{blue},{0.35 * strength:.2f});"
        f"border-{side}:{max(1, round(4 * strength))}px solid rgb({red},{green},{blue})"
    )
    return f'<span style="{style}" title="without it: {without:.0%}">{html.escape(text)}</span>'


def each_finding(found: Mapping[str, Any]) -> go.Figure:
    """F1 of every finding for the three networks."""
    figure = go.Figure()
    rows = list(found["findings"])[::-1]
    for index, who in enumerate(WHO):
        figure.add_scatter(
            x=[row[who] for row in rows],
            y=[f"{row['name']} ({row['notes_with']})" for row in rows],
            mode="markers",
            name=WHO[who].lower(),
            marker={"symbol": MARKERS[index], "size": 10, "color": (BLUE, ORANGE, LIGHT[3])[index]},
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )
    figure.update_xaxes(range=[-0.03, 1.03], title_text="F1 on held-out notes")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 110 + 26 * len(rows))


def code_map(found: Mapping[str, Any]) -> go.Figure:
    """Codes as points, a colour and a shape for each of the most frequent chapters."""
    rows = found["codes"]
    chapters = list(dict.fromkeys(row["chapter"] for row in rows))
    figure = go.Figure()
    for index, chapter in enumerate(chapters):
        here = [row for row in rows if row["chapter"] == chapter]
        figure.add_scatter(
            x=[row["place"][0] for row in here],
            y=[row["place"][1] for row in here],
            mode="markers+text",
            name=chapter if len(chapter) < 40 else f"{chapter[:38]}…",
            text=[row["label"].split()[0] for row in here],
            textposition="top center",
            textfont_size=10,
            customdata=[[row["label"], row["times"]] for row in here],
            marker={"symbol": MARKERS[(index + index // 6) % 6], "size": 9, "color": LIGHT[index % 6]},
            hovertemplate="%{customdata[0]}<br>in %{customdata[1]} notes<extra></extra>",
        )
    figure.update_xaxes(showticklabels=False)
    figure.update_yaxes(showticklabels=False)
    return tidy(figure, 480)


def ladder(found: Mapping[str, Any]) -> go.Figure:
    """What is added to each finding's score (rows) from the chapter down to the code (columns)."""
    rows = found["rows"]
    values = np.array([row["scores"] for row in rows]).T  # (finding, line)
    labels = [
        f"{row['level']}<br>{row['label'].split()[0]}" + ("" if row["met"] else "<br>never met")
        for row in rows
    ]
    bound = max(1.0, float(np.abs(values).max()))
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=labels,
            y=found["names"],
            text=[[f"{value:+.1f}" for value in row] for row in values],
            texttemplate="%{text}",
            zmin=-bound,
            zmax=bound,
            colorscale=[list(stop) for stop in DIVERGING],
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{y}: %{z:+.2f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(side="top", tickangle=0)
    return tidy(figure, 90 + 28 * len(found["names"])).update_layout(margin_t=62)


def variants(found: Mapping[str, Any], who: str = "both") -> go.Figure:
    """One finding's probability for the note and its changed copies."""
    rows = list(found["variants"])[::-1]
    figure = go.Figure(
        go.Bar(
            x=[row[who] for row in rows],
            y=[row["name"] for row in rows],
            orientation="h",
            marker={"color": [ORANGE if row is rows[-1] else BLUE for row in rows]},
            text=[f"{row[who]:.0%}" for row in rows],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.add_vline(x=found["cut"][who], line={"color": "#888888", "dash": "dash"})
    figure.update_xaxes(range=[0, 1.12], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 260)


def nearness(pairs: Sequence[tuple[str, float]]) -> go.Figure:
    """Neighbours of a word as bars."""
    rows = list(pairs)[::-1]
    figure = go.Figure(
        go.Bar(
            x=[value for _, value in rows],
            y=[word for word, _ in rows],
            orientation="h",
            marker_color=BLUE,
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text="nearness (cosine)", range=[min(0, *(value for _, value in rows)), 1])
    figure.update_yaxes(automargin=True)
    return tidy(figure, 90 + 24 * len(rows))


def diagram_values(
    note: str, codes: Sequence[str], answer: Mapping[str, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """What stands in the diagram's boxes for one note."""
    row = max(answer["findings"], key=lambda one: one["both"])
    return {
        "note": {"text": f"{note[:38]}…"},
        "words": {"text": f"{about['words']:,} words known"},
        "windows": {"text": f"note alone: {row['notes']:.0%}"},
        "codes": {"text": ", ".join(codes[:3]) + (" …" if len(codes) > 3 else "") or "none"},
        "lines": {"text": "4 lines a code"},
        "bend": {"text": f"codes alone: {row['codes']:.0%}"},
        "findings": {"text": f"{row['both']:.0%} {row['name']}"},
        "loss": {"text": "known only with the truth"},
    }
