"""Gradient descent: a surface that parts points, one's own points, one weight rolling downhill."""

import math

import streamlit as st

from dlcore import ui
from dlcore.applications.foundations.gradient_descent import figures, own_sets, words

PAD = (-1.2, 1.2, -1.2, 1.2)
MIDDLE = [[0.0, 0.1, 0], [0.2, -0.1, 0], [-0.2, 0.0, 0], [0.1, 0.3, 0], [-0.1, -0.3, 0]]
RING = [[0.9 * math.cos(turn * math.pi / 4), 0.9 * math.sin(turn * math.pi / 4), 1] for turn in range(8)]
ZOOMS = ("The loop", "Neurons", "Weights and gradients", "One number", "Loss landscape")


def use(page: ui.Page) -> None:
    shipped = page.ask("surface")
    asked, network, linear = st.columns([3, 4, 4])
    with asked:
        x, y = place(page, shipped["extent"], bool(shipped["classes"]))
        st.markdown(words.verdict(page.ask("predict", x=x, y=y)))
        st.caption("A cross (×) is a held-out point that the model gets wrong.")
    for column, who, scores in ((network, "network", "scores"), (linear, "linear", "linear_scores")):
        with column:
            st.markdown(f"**{'The network' if who == 'network' else 'A linear model'}**")
            ui.sample(figures.with_probe(shipped[who], x, y), key=page.key(f"surface.{who}"), height=300)
            st.caption(words.held_out(shipped[scores]))
    one_weight(page)
    ui.baseline_table(page)
    own_points(page)


def place(page: ui.Page, extent: list[float], plane: bool) -> tuple[float, float]:
    left, right, bottom, top = extent
    st.markdown("**Ask about a place**")
    x = st.slider("x", left, right, left + 0.62 * (right - left), key=page.key(f"x.{page.source}"))
    if not plane:
        return x, page.ask("predict", x=x)["network"]
    return x, st.slider("y", bottom, top, (bottom + top) / 2, key=page.key(f"y.{page.source}"))


def own_points(page: ui.Page) -> None:
    st.subheader("Your own points", anchor=False)
    st.markdown("Put points of two colours. After each one a small network learns them all anew.")
    pad, learned = st.columns(2)
    with pad:
        points = ui.draw_points(page, "pad", PAD, ("blue", "orange"), MIDDLE + RING)["points"]
    with learned:
        if refusal := own_sets.refusal(points):
            st.info(refusal)
            return
        answer = page.ask("learn", points=points, extent=PAD)
        ui.sample(answer["picture"], key=page.key("learned"), height=360)
        st.caption(f"{answer['accuracy']:.0%} of your points are right after {answer['steps']} steps.")


def one_weight(page: ui.Page) -> None:
    st.subheader("Downhill with one weight, or two", anchor=False)
    settings, hill, line = st.columns([3, 4, 4])
    with settings:
        weights = st.segmented_control("Weights", (1, 2), default=1, key=page.key("weights"), required=True)
        rate = st.slider("Learning rate", 0.01, 0.6, 0.05, key=page.key("rate"))
        steps = st.slider("Steps", 0, 40, 6, key=page.key("steps"))
        momentum = st.slider("Momentum", 0.0, 0.95, 0.0, key=page.key("momentum"))
        centred = st.toggle("Centre x first", key=page.key("centred")) if weights == 2 else False
        values = {"learning_rate": rate, "steps": steps, "momentum": momentum, "centred": centred}
        found = page.ask("slope", weights=weights, record=True, **values)
        st.markdown(words.descended(found))
    with hill:
        ui.figure(figures.descent(found), "The loss, and the steps taken on it.", page.key("hill"))
    with line:
        ui.figure(figures.fitted_line(found), "The points and the line after each step.", page.key("line"))


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "How near?", ZOOMS, labelled=True)
    (loop, neurons, weights_and_gradients, one_number, landscape)[ZOOMS.index(zoom)](page)


def loop(page: ui.Page) -> None:
    turn = st.slider("Which batch", 0, 50, 0, key=page.key("turn"), help="Each number draws other points.")
    ui.diagram(page, values=figures.diagram_values(page.ask("one_step", seed=turn)), key=page.key("loop"))


def neurons(page: ui.Page) -> None:
    found = page.ask("neurons")
    st.markdown("Each neuron says something about every place: blue below zero, pale at zero, orange above.")
    for number, activities in enumerate(found["layers"]):
        st.markdown(f"**Hidden layer {number + 1}**")
        if activities.ndim == 3:
            tiles = figures.neuron_pictures(activities, found["dead"][number], number)
            ui.sample(tiles, key=page.key(f"neurons.{number}"), height=220)
        else:
            curves = figures.neuron_curves(activities, found["extent"])
            ui.figure(curves, "Each neuron's activity over x.", page.key(f"neurons.{number}"))
    if not found["layers"]:
        st.info("This model has no hidden layer: it is linear.")


def weights_and_gradients(page: ui.Page) -> None:
    layers = page.ask("gradients")["layers"]
    st.markdown("**Weights**: blue is negative, orange positive.")
    ui.figure(figures.weight_maps(layers, "weights"), "The weights of each layer.", page.key("weights"))
    st.markdown("**Gradient** on all training points: which way each weight would raise the loss.")
    ui.figure(figures.weight_maps(layers, "gradient"), "The gradient of each layer.", page.key("gradient"))
    ui.figure(figures.layer_norms(layers), "Length of weights and gradient by layer.", page.key("norms"))


def one_number(page: ui.Page) -> None:
    shipped, found = page.ask("surface"), page.ask("neurons")
    settings, sums = st.columns([2, 5])
    with settings:
        names = [f"Hidden layer {number + 1}" for number in range(len(found["layers"]))] + ["Output"]
        layer = st.selectbox("Layer", range(len(names)), format_func=names.__getitem__, key=page.key("layer"))
        count = (
            len(found["layers"][layer]) if layer < len(found["layers"]) else max(1, len(shipped["classes"]))
        )
        neuron = st.selectbox("Neuron", range(1, count + 1), key=page.key(f"neuron.{count}"))
        x, y = place(page, shipped["extent"], bool(shipped["classes"]))
    with sums:
        answer = page.ask("one_number", layer=layer, neuron=neuron - 1, x=x, y=y)
        st.markdown(words.sum_in_words(answer))
        ui.figure(figures.sum_bars(answer), "Each input times its weight, and the sum.", page.key("sum"))


def landscape(page: ui.Page) -> None:
    settings, picture = st.columns([2, 5])
    with settings:
        kinds = {"path": "Along a fresh network's path", "random": "Two random directions"}
        kind = st.radio("Directions", list(kinds), format_func=kinds.__getitem__, key=page.key("directions"))
        rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
        rate = st.select_slider("Learning rate", rates, 0.01, key=page.key("walk"), disabled=kind == "random")
        steps = st.select_slider(
            "Steps", [50, 150, 300, 600], 150, key=page.key("far"), disabled=kind == "random"
        )
        found = page.ask("landscape", directions=kind, learning_rate=rate, steps=steps)
        st.markdown(words.landscape_in_words(found))
        hills = st.toggle("As hills", key=page.key("hills"))
    with picture:
        drawing = figures.landscape_hills(found) if hills else figures.loss_landscape(found)
        ui.figure(drawing, "The loss over two directions in the space of weights.", page.key("landscape"))


ui.page("gradient_descent", use=use, inside=inside)
