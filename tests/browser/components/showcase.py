"""The page of the tiny app: `?show=` says which component, the rest is drawn by it."""

import base64

import board_games
import driving_views
import numpy as np
import streamlit as st

from dlcore.contract import Arrow, Box, Diagram, Images, Metric, Plane, Points, Stage, Text
from dlcore.contract.events import png_base64
from dlcore.ui import components, glossary
from dlcore.uploads import accept

st.set_page_config(layout="wide", page_title="Components")
METRICS = {
    "loss": Metric("Loss", "How surprised the model is; lower is better."),
    "validation_loss": Metric("Validation loss", "The same on held-out data."),
    "accuracy": Metric("Accuracy", "Share of right answers.", better="higher"),
    "discriminator_loss": Metric("Discriminator loss", "How often it is fooled."),
    "generator_loss": Metric("Generator loss", "How often it is found out."),
}
GAN = Diagram(
    (
        Box(
            "noise",
            "Noise",
            0,
            0,
            "Random numbers: the only thing that the generator is given.",
            shape="circle",
        ),
        Box("generator", "Generator", 1, 0, "Turns noise into a picture.", "generator_loss", "horn"),
        Box("made", "Made picture", 2, 0, "What the generator made of the noise."),
        Box("real", "Real picture", 2, 1, "From the data set."),
        Box("discriminator", "Discriminator", 3, 0.5, "Says real or made.", "discriminator_loss", "funnel"),
        Box("verdict", "Verdict", 4, 0.5, "1 means real, 0 means made.", shape="circle"),
    ),
    (
        Arrow("noise", "generator"),
        Arrow("generator", "made"),
        Arrow("made", "discriminator", "is it real?"),
        Arrow("real", "discriminator"),
        Arrow("discriminator", "verdict"),
        Arrow("verdict", "generator", "gradient: how to fool it better", dashed=True),
    ),
    (
        Stage(("real", "discriminator"), "The discriminator sees real pictures.", "discriminator"),
        Stage(("noise", "generator", "made", "discriminator"), "It sees made ones.", "discriminator"),
        Stage(("verdict", "generator"), "The generator learns from the verdict.", "generator"),
    ),
    "A generative adversarial network",
)


def live() -> None:
    """Runs named in the address, side by side if there are several."""
    names = st.query_params.get("runs", "text").split(",")
    state = components.live(
        [{"id": name, "label": name} for name in names],
        METRICS,
        "generator_loss" if "gan" in names[0] else "loss",
        key="live",
        layout="side by side" if len(names) > 1 else "beside",
    )
    st.slider("A widget that makes the page run again", 0, 10, key="again")
    stopped = st.session_state.setdefault("stopped", [])  # a trigger is there for one run of the script only
    stopped += state.stop
    st.write(f"stop={','.join(stopped)} ended={','.join(state.ended)} seen={dict(state.seen)}")


def samples() -> None:
    """One of each kind."""
    generator = np.random.default_rng(0)
    ramp = np.linspace(0, 255, 28 * 28).reshape(28, 28).astype(np.uint8)
    left, right = st.columns(2)
    with left:
        components.sample(Text("To be, or <b>not</b> to be", "To be"), key="text", height=120)
        components.sample(
            Images(np.stack([ramp] * 6), 3, ("one", "two"), "Six ramps"), key="images", height=200
        )
        components.sample(
            Images(np.stack([ramp] * 4), 4, ("nought", "one", "two", "three")), key="tiles", height=160
        )
    with right:
        clouds = [
            Points(generator.normal(0.4 * group - 1, 0.3, (20, 2)), group, f"group {group}")
            for group in range(6)
        ]
        surface = np.linspace(0, 1, 900).reshape(30, 30)
        components.sample(
            Plane((-2, 2, -2, 2), clouds, (), surface, alt="Six clouds"), key="plane", height=420
        )


def diagram() -> None:
    """A GAN with a picture, a text, numbers and, if the address names a run, live ones."""
    picture = png_base64(np.arange(784, dtype=np.uint8).reshape(28, 28))
    values = {"noise": {"text": "64 numbers"}, "made": {"png": picture}, "discriminator": {"number": 0.731}}
    components.diagram(GAN, values, key="diagram", run_id=st.query_params.get("run"))


def pads() -> None:
    """Drawing, points and code."""
    left, right = st.columns(2)
    with left:
        drawing = components.drawing_pad("drawing", colour=True)
    with right:
        points = components.point_pad("points", (-2, 2, -2, 2), ("blue", "orange"), [[0.5, 0.5, 1]])["points"]
    code = components.code_bars("code", [0.0, 0.5, -1.0, 2.0], -3, 3)
    picture = accept("drawing.png", base64.b64decode(drawing), "image") if drawing else None
    ink = "" if picture is None else f"{picture.shape} ink={round(float((255 - picture).mean()))}"
    st.write(f"drawing={ink or None}")
    st.write(f"points={len(points)} last={points[-1] if points else None}")
    st.write(f"code={code}")


def words() -> None:
    """The glossary on labels and marked words."""
    st.markdown(glossary.explained("The loss falls, the `loss` too."), unsafe_allow_html=True)
    st.slider("Learning rate", 0, 10)
    st.code("x" * 400)


VIEWS = {"live": live, "samples": samples, "diagram": diagram, "pads": pads, "words": words}
VIEWS |= {"drive": driving_views.drive, "draw": driving_views.draw_track, "recorded": driving_views.recorded}
VIEWS |= {"board": board_games.board, "watched": board_games.watched, "tree": board_games.tree}
components.enhance(glossary.terms(), key="enhance")
if not st.toggle("Hide everything"):
    VIEWS[st.query_params.get("show", "live")]()
