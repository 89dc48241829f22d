"""The Train view: the form beside live curves, and what can be done with the runs."""

from collections.abc import Mapping

import streamlit as st

from dlcore import runs
from dlcore.contract import BaseConfig, Preset, Until, Value
from dlcore.ui import components
from dlcore.ui.fetching import offer_fetch
from dlcore.ui.form import form, take_in
from dlcore.ui.link import write_address
from dlcore.ui.page import Page, diagram
from dlcore.ui.runs_list import runs_panel
from dlcore.ui.sharing import any_open, code_panel, share_panel
from dlcore.ui.state import visitor


def train_view(this: Page) -> None:
    """Live panel at the left, settings at the right; on a phone the panel comes first."""
    panel, settings = st.columns([3, 1], gap="small")
    with panel, st.container(key=f"{this.application.name}_stays_in_sight"):
        take_in(this)
        start_row(this)
        follow_live_settings(this)
        live_panel(this)  # first of all that is sent: the curve shall not wait for the form
        rest = st.container()
    with settings:
        settings_panel(this)
    with rest:
        with st.expander("**The picture**, with the numbers of the run", expanded=not this.state.run):
            diagram(this, key=f"picture.{this.state.run}", live=True)
        runs_panel(this)
        share_panel(this)
        code_panel(this)


@st.fragment
def settings_panel(this: Page) -> None:
    """Presets and form. A turned knob runs only this: thirty students who turn knobs share one processor."""
    run, config = this.state.run, this.state.config
    if this.application.alone:
        who_learns(this)
    preset_row(this)
    form(this)
    follow_live_settings(this)
    write_address(this.state)
    told_elsewhere = this.state.config != config and any_open(this)
    if this.state.run != run or told_elsewhere:
        st.rerun()


def who_learns(this: Page) -> None:
    """Let one part of the model learn alone, step by step, while the others hold still."""
    alone, state = this.application.alone, this.state
    now = next((one for one in alone if holds(state.config, alone[one])), "both")
    parts = {"both": "Both"} | {phase: f"{phase.capitalize()} alone" for phase in alone}
    chosen = st.selectbox(
        "Who learns ⚡",
        list(parts),
        index=list(parts).index(now),
        format_func=lambda one: parts.get(one, one),
        help="The others hold still, also while training runs. “One step” then moves this one alone.",
        key=this.key(f"{state.generation}.who_learns"),
    )
    if chosen == now:
        return
    names = {name for values in alone.values() for name in values}
    if now == "both":
        state.together = {name: getattr(state.config, name) for name in names}
    values = state.together or {name: getattr(this.application.Config(), name) for name in names}
    state.replace_config(state.config.changed({**values, **alone.get(chosen, {})}))


def holds(config: BaseConfig, values: Mapping[str, Value]) -> bool:
    """Whether a config has all these values."""
    return all(getattr(config, name) == value for name, value in values.items())


def preset_row(this: Page) -> None:
    """Settings known to work, and some known to fail with the reason why."""
    state = this.state
    presets = {preset.name: preset for preset in this.application.presets}
    chosen = st.selectbox(
        "Preset",
        [*presets],
        index=None,
        placeholder="Good ones and bad ones",
        format_func=lambda name: f"{'✓' if presets[name].good else '✗'} {presets[name].title}",
        key=f"{this.application.name}.{state.generation}.preset",
    )
    if chosen:
        take_preset(this, presets[chosen])
    reason = st.session_state.get(this.key("why"), "")
    if reason:
        st.caption(reason)
    if state.config.differences() and st.button("Reset all settings", key=this.key("reset_settings")):
        state.replace_config(this.application.Config())
        st.session_state[this.key("why")] = ""
        st.rerun()


def take_preset(this: Page, preset: Preset) -> None:
    """Put a preset's values into the form and keep the seed."""
    config = this.application.Config.model_validate({**preset.values})
    this.state.replace_config(config)
    mark = "Good settings" if preset.good else "Settings that fail"
    st.session_state[this.key("why")] = f"**{mark}: {preset.title}.** {preset.why}"
    st.rerun()


def start_row(this: Page) -> None:
    """Train, with an optional goal and a budget wished in seconds."""
    state, application = this.state, this.application
    metric = application.metrics[application.headline]
    row = st.container(horizontal=True, vertical_alignment="bottom")
    pressed = row.button("▶ Train", type="primary", key=this.key("train_button"))
    with row.popover("Stop when …"):
        on = st.toggle("Stop at a goal", value=state.until is not None, key=this.key("until_on"))
        sign = "at or below" if metric.better == "lower" else "at or above"
        card_value = float(this.card.get("heldout", {}).get(application.headline, 0.5))
        goal = st.number_input(
            f"{metric.label} {sign}",
            value=state.until if state.until is not None else card_value,
            format="%.4g",
            disabled=not on,
            key=this.key("until_value"),
        )
        state.until = float(goal) if on else None
    with row.popover("About … seconds"):
        seconds = st.number_input("Seconds of computing", 1, 1200, 20, key=this.key("seconds"))
        st.caption("Measured once and turned into steps, so that the same run can be repeated.")
        if st.button("Set the number of steps", key=this.key("measure_button")):
            set_steps_from_seconds(this, float(seconds))
    if pressed:
        start(this)


def set_steps_from_seconds(this: Page, seconds: float) -> None:
    """Turn a wish in seconds into steps by a short measurement."""
    try:
        steps = runs.current().measure(this.application.name, this.state.config.model_dump(), seconds)
        this.state.replace_config(this.state.config.changed({"steps": max(1, steps)}))
    except (runs.QuestionError, ValueError) as refusal:
        st.error(str(refusal))
        return
    st.rerun()


def start(this: Page) -> None:
    """Submit the run that the form describes; an identical one of anybody is shared."""
    state, application = this.state, this.application
    try:
        run = runs.current().submit(
            application.name, state.config.model_dump(), visitor(), goal(this), name=run_name(this)
        )
    except (runs.BudgetError, ValueError) as refusal:
        st.error(str(refusal))
        return
    before = runs.current().get(state.run) if state.run else None
    if before and before.id != run.id and before.status != "failed":
        state.beside = [one for one in [*state.beside, state.run] if one != run.id][-3:]
    state.run = run.id


def goal(this: Page) -> Until | None:
    """The stop condition as the run keeps it."""
    if this.state.until is None:
        return None
    below = this.application.metrics[this.application.headline].better == "lower"
    return Until(this.application.headline, this.state.until, below)


def run_name(this: Page) -> str:
    """A name that says what is special about a run."""
    differences = this.state.config.differences()
    words = [f"{name.replace('_', ' ')} {value}" for name, value in list(differences.items())[:3]]
    return ", ".join(words)[:60] or "default settings"


def follow_live_settings(this: Page) -> None:
    """Hand changed live settings to the run that is being watched, if the form still describes that run."""
    state = this.state
    run = runs.current().get(state.run, visitor()) if state.run else None
    if run is None or run.ended:
        return
    values, wanted = run.current, state.config.model_dump()
    live = {setting.name for setting in state.config.settings() if setting.live}
    changed = {name: value for name, value in wanted.items() if values.get(name) != value}
    if not changed or not changed.keys() <= live:
        return
    try:
        seen = st.session_state.get(this.key("seen"), {}).get(run.id)
        followed = runs.current().change(run.id, changed, visitor(), at=seen)
    except (runs.BudgetError, ValueError) as refusal:
        st.error(str(refusal))
        return
    if followed.id != run.id:
        st.toast("Others watch the run too, so it goes on as a run of your own from here.")
        state.run = followed.id


def live_panel(this: Page) -> None:
    """The curves and samples of the run; before the first one an invitation above axes that wait."""
    state, application = this.state, this.application
    run = runs.current().get(state.run, visitor()) if state.run else None
    with st.container():  # always there, so that the panel below keeps its place and its state
        if run is None:
            invitation(this)
    others = [runs.current().get(one, visitor()) for one in state.beside]
    shown = [run, *(one for one in others if one)] if run else []
    did = components.live(
        runs=[{"id": one.id, "label": one.name} for one in shown],
        metrics=application.metrics,
        headline=application.headline,
        key=f"{application.name}_live",
    )
    st.session_state[this.key("seen")] = dict(did.seen)
    if run is None:
        return
    if visitor() not in run.visitors:
        runs.current().adopt(run.id, visitor())
    if run.status == "failed":
        offer_fetch(run.sentence, this.key("fetch"))
    if run.id in did.stop:
        state.run = runs.current().stop(run.id, visitor()).id
        st.rerun()


def invitation(this: Page) -> None:
    """What to do first, and how long it will take."""
    if this.state.run:
        st.info("This run is no longer kept. Its settings are in the form: press Train to make it again.")
        this.state.run = ""
        return
    seconds = this.card.get("live_seconds")
    wait = f" The default settings take about {seconds:.0f} s of one core." if seconds else ""
    st.info(f"Press **Train** and watch.{wait} Settings marked ⚡ may be turned while it runs.")
