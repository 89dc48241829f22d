"""The parts of a page that live in the browser: each is a plain JavaScript module of `assets/components`.

Streamlit is given a short shim that imports the module from the server's own address. The modules never put
text from outside into HTML. Where no browser answers (in tests) the functions return what an untouched
component would.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import streamlit as st

from dlcore.contract.application import ROOT, Metric
from dlcore.contract.events import Content

FOLDER = ROOT / "assets" / "components"
Demand = Literal["live", "pause"]
REM = 16  # pixels of one rem at the usual type size; heights are given in pixels and grow with the type


def version() -> str:
    """A fingerprint of all files in the folder: a new one makes browsers fetch anew."""
    files = sorted(FOLDER.glob("*.*"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _register(name: str, height: int) -> Any:
    """Tell Streamlit of a module; `height` in pixels is kept free until it has loaded."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    folder = f"/{base}/lab/components".replace("//", "/")
    script = f"""
        const loading = import(new URL("{folder}/{name}.js?v={_VERSION}", location.origin));
        export default async (component) => (await loading).default(component);
    """
    style = f'<link rel="stylesheet" href="{folder}/components.css?v={_VERSION}">'
    stand_in = f'<div class="stand-in" style="min-height:{height}px"></div>'
    return st.components.v2.component(f"dlcore_{name}", html=style + stand_in, js=script)


_VERSION = version()
_LIVE = _register("live", 460)
_SAMPLE = _register("sample", 320)


@dataclass(frozen=True)
class LiveState:
    """What the visitor did in a live panel since the last rerun."""

    stop: tuple[str, ...] = ()  # ids of the runs that shall stop now
    ended: tuple[str, ...] = ()  # ids of the runs that have just come to their end
    seen: Mapping[str, int] = field(default_factory=dict)  # events seen by a visitor who paused; empty when live


def live(
    runs: Sequence[Mapping[str, str]],
    metrics: Mapping[str, Metric],
    headline: str,
    key: str,
    height: int = 300,
    controls: bool = True,
    demand: Demand = "live",
    show: Sequence[str] = (),
    layout: Literal["beside", "side by side"] = "beside",
) -> LiveState:
    """The live training panel of one or several runs ({"id", "label"}).

    `metrics` are the application's; `show` names those that the chart opens with, else `headline`; `height` is that of chart and sample in pixels. With the layout
    "side by side" the chart takes the whole width and each run's samples stand in a column below it.
    """
    result = _LIVE(
        key=key,
        data={
            "runs": [dict(run) for run in runs],
            "metrics": {name: asdict(metric) for name, metric in metrics.items()},
            "headline": headline,
            "height": height / REM,
            "controls": controls,
            "demand": demand,
            "show": list(show),
            "layout": layout,
        },
        on_stop_change=_nothing,
        on_ended_change=_nothing,
        on_seen_change=_nothing,
    )
    return LiveState(
        stop=_texts(result.get("stop")),
        ended=_texts(result.get("ended")),
        seen={str(run): int(events) for run, events in (result.get("seen") or {}).items()},
    )


def sample(content: Content | Mapping[str, Any], key: str, height: int = 320) -> None:
    """Draw a `Text`, `Images` or `Plane` as the live samples are drawn; `height` in pixels."""
    values = dict(content) if isinstance(content, Mapping) else content.to_json()
    _SAMPLE(key=key, data={"content": values, "height": height / REM})


def _nothing() -> None:
    """A callback that makes Streamlit return the value."""


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())
