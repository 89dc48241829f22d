"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dlcore.applications.classification.field import pictures, tables
from dlcore.contract.events import png_base64
from dlcore.plotting.theme import DIVERGING, LIGHT, MARKERS, tidy

Picture = NDArray[np.uint8]
BLUE, GOLD, DARK_RED, VIOLET, _, PINK = LIGHT
ORANGE = DIVERGING[2][1]
SCALE = [list(stop) for stop in DIVERGING]
GREENS = ((0.0, "#7A4A21"), (0.45, "#E8DCC0"), (1.0, "#0B5D2E"))
LAYERS = ("False colours", "Greenness", "Truth", "Network", "Errors", "Split")
GROUP_COLOURS = np.array([[86, 180, 233], [240, 160, 40], [213, 94, 0], [90, 90, 96], [20, 20, 24]], np.uint8)
GROUPS = ("learned from", "held out", "new ground", "left out")
STEP = 3  # of the places on the map that can be clicked


def scene(layer: str, answer: Mapping[str, Any]) -> Picture:
    """One of the layers of Landsat's scene for its windows, (80, 98, 3)."""
    found = tables.scene()
    middle = found.image[1:-1, 1:-1]
    if layer == LAYERS[0]:
        return pictures.false_colours(middle)
    if layer == LAYERS[1]:
        painted = shades(pictures.greenness(middle), -0.25, 0.55, GREENS)
        return np.asarray(painted * middle.any(axis=2, keepdims=True))
    if layer == LAYERS[2]:
        return pictures.painted(found.classes, 1)
    said, groups = np.asarray(answer["classes"]), np.asarray(answer["groups"])
    if layer == LAYERS[3]:
        return pictures.painted(said, 1)
    if layer == LAYERS[4]:
        dim = (pictures.false_colours(middle) * 0.35).astype(np.uint8)
        wrong = (said != found.classes) & (found.classes >= 0)
        dim[wrong] = (255, 176, 0)
        return np.asarray(dim)
    return np.asarray(GROUP_COLOURS[groups])


def clickable_scene(picture: Picture, row: int, column: int) -> go.Figure:
    """The scene with places to click and a frame around the chosen window."""
    rows, across = picture.shape[:2]
    down, right = (one.ravel() for one in np.mgrid[0:rows:STEP, 0:across:STEP])
    figure = go.Figure()
    figure.add_layout_image(
        source=f"data:image/png;base64,{png_base64(pictures.larger(picture, 6))}",
        x=-0.5,
        y=-0.5,
        sizex=across,
        sizey=rows,
        xref="x",
        yref="y",
        sizing="stretch",
        layer="below",
    )
    figure.add_scatter(
        x=right,
        y=down,
        customdata=np.column_stack([down, right]).tolist(),
        mode="markers",
        marker={"size": 13, "color": "rgba(0,0,0,0.004)", "symbol": "square"},
        hovertemplate="row %{y}, column %{x}<extra></extra>",
        showlegend=False,
    )
    for colour, width in (("#000000", 4), ("#FFFFFF", 2)):
        figure.add_shape(
            type="rect",
            x0=column - 1.5,
            x1=column + 1.5,
            y0=row - 1.5,
            y1=row + 1.5,
            line={"color": colour, "width": width},
        )
    figure.update_xaxes(visible=False, range=[-0.5, across - 0.5], constrain="domain")
    figure.update_yaxes(visible=False, range=[rows - 0.5, -0.5], scaleanchor="x", constrain="domain")
    return tidy(figure, 385).update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode=False)


def chances(answer: Mapping[str, Any]) -> go.Figure:
    """The probability of each class, network beside the simple model."""
    names = list(answer["chances"])[::-1]
    figure = go.Figure()
    rows = (("simple", "logistic regression", GOLD, "/"), ("chances", "network", BLUE, ""))
    for key, label, colour, pattern in rows:
        figure.add_bar(
            y=names,
            x=[answer[key][name] for name in names],
            name=label,
            orientation="h",
            marker={"color": colour, "pattern_shape": pattern},
            hovertemplate="%{y}: %{x:.0%}<extra></extra>",
        )
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    figure.update_yaxes(automargin=True)
    return tidy(figure, 270).update_layout(
        legend={"traceorder": "reversed", "y": -0.14}, margin_t=4, bargap=0.25
    )


def spectrum(answer: Mapping[str, Any]) -> go.Figure:
    """One spectrum, its stretches coloured by what they add to the answer, and the usual spectrum."""
    across, curve = np.asarray(answer["wavelengths"]), np.asarray(answer["reflectance"])
    figure = go.Figure()
    shares = np.array([one["share"] for one in answer["stretches"]])
    bound = max(float(np.abs(shares).max()), 1e-6)
    edges = np.array([one["from"] for one in answer["stretches"]] + [answer["stretches"][-1]["to"]])
    top = 1.08 * float(max(curve.max(), np.max(answer["usual"])))
    figure.add_bar(
        x=(edges[1:] + edges[:-1]) / 2,
        width=np.diff(edges),
        y=np.full(len(shares), top),
        marker={
            "color": [f"rgb{tuple(one)}" for one in shades(shares, -bound, bound).tolist()],
            "line_width": 0,
        },
        customdata=shares,
        hovertemplate="about %{x:.0f} nm: %{customdata:+.2f} % of clay<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=across,
        y=answer["usual"],
        mode="lines",
        name="the mean of all samples",
        line={"color": "#777777", "width": 2, "dash": "dot"},
    )
    figure.add_scatter(
        x=across, y=curve, mode="lines", name="this sample", line={"color": VIOLET, "width": 2}
    )
    figure.update_xaxes(title_text="wavelength (nm)", range=[across[0], across[-1]])
    figure.update_yaxes(title_text="light thrown back (%)", range=[0, top])
    return tidy(figure, 340).update_layout(legend_y=-0.28, margin_t=6)


def stretches(answer: Mapping[str, Any]) -> go.Figure:
    """How much each stretch of wavelengths matters on samples never learned from."""
    rows = answer["stretches"]
    figure = go.Figure(
        go.Bar(
            x=[(one["from"] + one["to"]) / 2 for one in rows],
            width=[one["to"] - one["from"] for one in rows],
            y=[one["fall"] for one in rows],
            marker_color=BLUE,
            hovertemplate="about %{x:.0f} nm: %{y:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text="wavelength (nm)")
    figure.update_yaxes(title_text="R² lost")
    return tidy(figure, 320)


def importances(rows: Sequence[Mapping[str, Any]], targets: Sequence[str]) -> go.Figure:
    """How much R² each target loses when a column is shuffled."""
    shown = list(rows)[:12][::-1]
    figure = go.Figure()
    for place, target in enumerate(targets):
        figure.add_bar(
            y=[one["label"] for one in shown],
            x=[one["fall"][place] for one in shown],
            error_x={"array": [one["spread"][place] for one in shown], "color": "#888888"},
            name=target,
            orientation="h",
            marker={"color": (BLUE, GOLD, PINK)[place], "pattern_shape": ("", "/", ".")[place]},
            hovertemplate="%{y}: %{x:.3f}<extra></extra>",
        )
    figure.update_xaxes(title_text="R² lost when the column is shuffled")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 110 + 28 * len(shown))


def errors_on_a_map(positions: NDArray[Any], answer: Mapping[str, Any], target: int, unit: str) -> go.Figure:
    """What the network says too much (orange) and too little (blue), at its place; shapes tell the groups."""
    rows, groups = np.array(answer["row"]), np.array(answer["group"])
    errors = np.array(answer["said"])[:, target] - np.array(answer["true"])[:, target]
    bound = float(np.percentile(np.abs(errors), 95))
    figure = go.Figure()
    for group in range(3):
        chosen = groups == group
        figure.add_scatter(
            x=positions[rows[chosen], 0],
            y=positions[rows[chosen], 1],
            mode="markers",
            name=GROUPS[group],
            customdata=errors[chosen],
            marker={
                "color": errors[chosen],
                "colorscale": SCALE,
                "cmin": -bound,
                "cmax": bound,
                "symbol": MARKERS[group],
                "size": 10,
                "line": {"color": "#444444", "width": 1},
                "showscale": not group,
                "colorbar": {"title": {"text": unit}, "thickness": 12},
            },
            hovertemplate=f"%{{customdata:.2f}} {unit}<extra>{GROUPS[group]}</extra>",
        )
    figure.update_xaxes(title_text="east (m)")
    figure.update_yaxes(title_text="north (m)")
    return tidy(figure, 420)


def filter_pictures(filters: NDArray[Any]) -> Picture:
    """Landsat's filters as small pictures of their four bands, side by side: (filters, 3, 15, 3)."""
    bound = float(np.abs(filters).max())
    found = []
    for one in filters:
        bands = [shades(one[..., band], -bound, bound) for band in range(4)]
        gap = np.full((3, 1, 3), 128, np.uint8)
        found.append(np.concatenate([bands[0], gap, bands[1], gap, bands[2], gap, bands[3]], axis=1))
    return np.stack(found)


def filter_curves(filters: NDArray[Any]) -> go.Figure:
    """The windows that glide over a spectrum, as curves."""
    figure = go.Figure()
    for place, one in enumerate(filters):
        figure.add_scatter(
            y=one, mode="lines", name=f"window {place + 1}", line={"color": LIGHT[place % len(LIGHT)]}
        )
    figure.update_xaxes(title_text="place in the window (25 wavelengths)")
    figure.update_yaxes(title_text="weight")
    return tidy(figure, 320)


def shades(
    values: NDArray[Any], low: float, high: float, stops: Sequence[tuple[float, str]] = DIVERGING
) -> Picture:
    """Values from low to high as colours, (..., 3)."""
    places = [place for place, _ in stops]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in stops])
    share = np.clip((np.nan_to_num(values) - low) / (high - low), 0, 1)
    return np.stack([np.interp(share, places, colours[:, i]) for i in range(3)], axis=-1).astype(np.uint8)


def diagram_values(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes while this window passes."""
    best = max(answer["chances"], key=answer["chances"].__getitem__)
    straight = max(answer["simple"], key=answer["simple"].__getitem__)
    seen = pictures.larger(pictures.false_colours(np.asarray(answer["pixels"])), 28)
    scaled = shades(np.asarray(answer["scaled"]).reshape(3, 12), -2.5, 2.5)
    (first, of_first), (second, of_second) = answer["active"]
    return {
        "ground": {"png": png_base64(seen), "text": "9 pixels"},
        "scaled": {"png": png_base64(pictures.larger(scaled, 10))},
        "filters": {"text": f"{first} of {of_first} speak, then {second} of {of_second}"},
        "answer": {"text": f"{best}: {answer['chances'][best]:.0%}"},
        "simple": {"text": f"{straight}: {answer['simple'][straight]:.0%}"},
        "loss": {"text": f"true: {answer['truth']}"},
    }
