"""The page of the tiny app: `?show=` says which component, the rest is drawn by it."""

import numpy as np
import streamlit as st

from dlcore.contract import Images, Metric, Plane, Points, Text
from dlcore.ui import components

st.set_page_config(layout="wide", page_title="Components")
METRICS = {
    "loss": Metric("Loss", "How surprised the model is; lower is better."),
    "validation_loss": Metric("Validation loss", "The same on held-out data."),
    "accuracy": Metric("Accuracy", "Share of right answers.", better="higher"),
    "discriminator_loss": Metric("Discriminator loss", "How often it is fooled."),
    "generator_loss": Metric("Generator loss", "How often it is found out."),
}


def live() -> None:
    """Runs named in the address, side by side if there are several."""
    names = st.query_params.get("runs", "text").split(",")
    state = components.live(
        [{"id": name, "label": name} for name in names],
        METRICS,
        "generator_loss" if names[0].startswith("gan") else "loss",
        key="live",
        layout="side by side" if len(names) > 1 else "beside",
    )
    st.slider("A widget that makes the page run again", 0, 10, key="again")
    st.write(f"stop={','.join(state.stop)} ended={','.join(state.ended)} seen={dict(state.seen)}")


def samples() -> None:
    """One of each kind."""
    generator = np.random.default_rng(0)
    ramp = np.linspace(0, 255, 28 * 28).reshape(28, 28).astype(np.uint8)
    left, right = st.columns(2)
    with left:
        components.sample(Text("To be, or <b>not</b> to be", "To be"), key="text", height=120)
        components.sample(Images(np.stack([ramp] * 6), 3, ("one", "two"), "Six ramps"), key="images", height=200)
        components.sample(
            Images(np.stack([ramp] * 4), 4, ("nought", "one", "two", "three")), key="tiles", height=160
        )
    with right:
        clouds = [
            Points(generator.normal(0.4 * group - 1, 0.3, (20, 2)), group, f"group {group}") for group in range(6)
        ]
        surface = np.linspace(0, 1, 900).reshape(30, 30)
        components.sample(Plane((-2, 2, -2, 2), clouds, (), surface, alt="Six clouds"), key="plane", height=420)


{"live": live, "samples": samples}[st.query_params.get("show", "live")]()
