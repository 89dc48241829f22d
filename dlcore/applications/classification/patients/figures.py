"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, MARKERS, tidy

BLUE, GOLD, DARK_RED, VIOLET, _, PINK = LIGHT
ORANGE = DIVERGING[2][1]
SCALE = [list(stop) for stop in DIVERGING]
SHORT = {
    "Logistic regression": "Logistic<br>regression",
    "With products by hand": "Products<br>by hand",
    "The true risk": "True<br>risk",
}


def what_moves_it(answer: Mapping[str, Any], most: int = 8) -> go.Figure:
    """For each column the risks that its values would give, everything else as it is."""
    ranges = list(answer["ranges"][:most])[::-1]
    figure = go.Figure()
    for one in ranges:
        figure.add_scatter(
            x=[one["lowest"], one["highest"]],
            y=[one["label"]] * 2,
            mode="lines+markers",
            line={"color": BLUE, "width": 6},
            marker={"size": 9, "symbol": "line-ns-open", "color": BLUE},
            customdata=[one["lowest_at"], one["highest_at"]],
            hovertemplate="%{y} %{customdata}: %{x:.0%}<extra></extra>",
            showlegend=False,
        )
    figure.add_vline(x=answer["risk"], line={"color": ORANGE, "width": 2, "dash": "dash"})
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title_text="risk")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 60 + 30 * len(ranges)).update_layout(margin_r=28)


def calibration(answer: Mapping[str, Any]) -> go.Figure:
    """What was predicted against what happened, in groups of held-out patients."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", name="honest", line={"color": "#888888", "dash": "dot", "width": 1}
    )
    for index, name in enumerate(("network", "logistic regression")):
        groups = answer[name]
        figure.add_scatter(
            x=[one["predicted"] for one in groups],
            y=[one["happened"] for one in groups],
            customdata=[one["patients"] for one in groups],
            mode="lines+markers",
            name=name,
            line={"color": LIGHT[index], "dash": DASHES[index]},
            marker={"symbol": MARKERS[index], "size": 8},
            hovertemplate="said %{x:.0%}, happened %{y:.0%} (%{customdata:.0f} patients)<extra></extra>",
        )
    figure.update_xaxes(tickformat=".0%", title_text="risk that the model said")
    figure.update_yaxes(tickformat=".0%", title_text="what happened")
    return tidy(figure, 320)


def eight_cells(answer: Mapping[str, Any]) -> go.Figure:
    """The eight groups as rows, models and what happened as columns, coloured by risk."""
    models = list(answer["risks"])
    rows = []
    for name, count in zip(answer["names"], answer["patients"], strict=True):
        first, rest = name.split(", ", 1)
        rows.append(f"{first} ({count:,})<br>{rest}")
    values = [[answer["risks"][model][cell] for model in models] for cell in range(len(rows))]
    texts = [["" if value is None else f"{value:.0%}" for value in row] for row in values]
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=[SHORT.get(model, model) for model in models],
            y=rows,
            text=texts,
            texttemplate="%{text}",
            zmin=0,
            zmax=1,
            colorscale=SCALE,
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{y}<br>%{x}: %{z:.1%}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(side="top", tickangle=0, tickfont_size=11)
    return tidy(figure, 400).update_layout(margin_t=48)


def importances(answer: Mapping[str, Any]) -> go.Figure:
    """How much worse the network gets when a column is shuffled."""
    rows = list(answer["columns"])[:14][::-1]
    figure = go.Figure(
        go.Bar(
            x=[one["fall"] for one in rows],
            y=[one["label"] for one in rows],
            error_x={"array": [one["spread"] for one in rows], "color": "#888888"},
            orientation="h",
            marker_color=BLUE,
            hovertemplate="%{y}: %{x:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text=f"{answer['figure']} lost when the column is shuffled")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 90 + 24 * len(rows))


def shares(answer: Mapping[str, Any], most: int = 9) -> go.Figure:
    """From the average patient's score to this one's, column by column."""
    ordered = sorted(answer["shares"], key=lambda one: -abs(one["share"]))
    rest = sum(one["share"] for one in ordered[most:])
    names = [f"{one['label']}: {one['value']}" for one in ordered[:most]]
    steps = [one["share"] for one in ordered[:most]]
    if ordered[most:]:
        names, steps = [*names, "the others"], [*steps, rest]
    figure = go.Figure(
        go.Waterfall(
            y=["average patient", *names, "this patient"][::1],
            x=[answer["average"], *steps, 0],
            measure=["absolute"] + ["relative"] * len(steps) + ["total"],
            orientation="h",
            increasing={"marker": {"color": ORANGE}},
            decreasing={"marker": {"color": BLUE}},
            totals={"marker": {"color": VIOLET}},
            hovertemplate="%{y}: %{delta:.2f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(title_text="score (logit): 0 is a risk of one half")
    return tidy(figure, 110 + 26 * len(steps))


def interactions(answer: Mapping[str, Any], labels: Mapping[str, str]) -> go.Figure:
    """The size of what pairs and triple do only together, for network and logistic regression."""
    figure = go.Figure()
    for index, (model, name) in enumerate((("network", "network"), ("logistic", "logistic regression"))):
        rows = answer[model]
        if not rows:
            continue
        figure.add_bar(
            x=[" x ".join(labels[column] for column in one["columns"]) for one in rows],
            y=[one["size"] for one in rows],
            customdata=[one["strength"] for one in rows],
            name=name,
            marker={"color": LIGHT[index], "pattern_shape": ("", "/")[index]},
            hovertemplate="%{x}<br>size %{y:.2f}, H² %{customdata:.2f}<extra></extra>",
        )
    figure.update_yaxes(title_text="size (spread of the logit)")
    return tidy(figure, 320)


def survival_curves(
    patients: Mapping[str, Sequence[float]], simple: Mapping[str, Sequence[float]]
) -> go.Figure:
    """The chance to be alive over the years for each patient: the network's steps, Cox's dashed."""
    figure = go.Figure()
    for index, name in enumerate(patients):
        for curves, who, dash in ((patients, "network", "solid"), (simple, "Cox", "dash")):
            values = [1.0, *curves[name]]
            figure.add_scatter(
                x=list(range(len(values))),
                y=values,
                mode="lines",
                name=f"{name}, {who}",
                line={"color": LIGHT[index], "dash": dash, "width": 2},
                hovertemplate="year %{x}: %{y:.0%}<extra></extra>",
            )
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02], title_text="alive")
    figure.update_xaxes(title_text="years after the blood sample")
    return tidy(figure, 380)


def simpson(groups: Mapping[str, Mapping[str, float]]) -> go.Figure:
    """Share dead after twenty years by smoking: all together, and by age."""
    figure = go.Figure()
    for index, (name, label) in enumerate((("yes", "smokers"), ("no", "non-smokers"))):
        figure.add_bar(
            x=list(groups),
            y=[one[name] for one in groups.values()],
            name=label,
            marker={"color": LIGHT[index], "pattern_shape": ("", "/")[index]},
            text=[f"{one[name]:.0%}" for one in groups.values()],
            textposition="outside",
        )
    figure.update_yaxes(tickformat=".0%", title_text="dead after 20 years", range=[0, 1])
    return tidy(figure, 320)


def diagram_values(answer: Mapping[str, Any], patient: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes for one patient."""
    first = ", ".join(
        f"{value:g}" if isinstance(value, float) else str(value) for value in list(patient.values())[:4]
    )
    speaking = ", ".join(f"{active} of {count} speak" for active, count in answer["speaking"])
    return {
        "record": {"text": f"{first} …"},
        "features": {"text": f"{len(answer['features'])} numbers"},
        "hidden": {"text": speaking or "none"},
        "risk": {"text": f"score {answer['score']:.2f}"},
        "simple": {"text": f"score {answer['simple']:.2f}"},
        "loss": {"text": "known only when the outcome is"},
    }
