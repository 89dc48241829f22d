"""Driving: learned in a simulation, then put into a changed world."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dlcore import ui
from dlcore.applications.reinforcement.driving import figures, words
from dlcore.applications.reinforcement.driving.car import NAMES, USUAL

HERE, OWN = "One of ours", "Draw your own"
ZOOMS = ("The loop", "Through the network", "Action map", "The camera", "Where it leaves")
FIRST = ["simulation", "fine_tuned"]
MAIN = ("grip", "delay")


def known(page: ui.Page) -> dict[str, Any]:
    """The drivers of the chosen model with what they see by, and its changed world."""
    found: dict[str, Any] = page.ask("drivers")
    return found


def chosen_driver(page: ui.Page, key: str, eyes: str = "") -> str:
    """One of the drivers, of those with these eyes if any are named; empty where there is none."""
    names = [name for name, sees in known(page)["drivers"].items() if sees in (eyes or sees)]
    if not names:
        return ""
    widget = page.key(f"{key}.{page.source}")
    return str(st.selectbox("Driver", names, format_func=words.title, key=widget) or names[0])


def world_sliders(page: ui.Page) -> dict[str, float]:
    """The numbers of the world; two buttons put them to the usual and to the changed one."""
    row = st.container(horizontal=True)
    changed = known(page)["changed"]
    row.button("Usual world", on_click=put_world, args=(page, USUAL), key=page.key("usual"))
    row.button("Changed world", on_click=put_world, args=(page, changed), key=page.key("changed"))
    world = {name: world_slider(page, name) for name in MAIN}
    with st.expander("More of the world"):
        return world | {name: world_slider(page, name) for name in words.WORLD if name not in MAIN}


def world_slider(page: ui.Page, name: str) -> float:
    """One number of the world."""
    label, least, most, step, told = words.WORLD[name]
    key = page.key(f"world.{name}")
    if key not in st.session_state:
        st.session_state[key] = type(step)(USUAL[name])
    return float(st.slider(label, least, most, step=step, key=key, help=told))


def put_world(page: ui.Page, world: Mapping[str, float]) -> None:
    """Move all sliders; runs before the page is drawn anew."""
    for name, (_, _, _, step, _) in words.WORLD.items():
        st.session_state[page.key(f"world.{name}")] = type(step)(world[name])


def chosen_track(page: ui.Page) -> dict[str, Any]:
    """A track by its number, or the line that the visitor drew."""
    if ui.choose(page, "whose", "Track", (HERE, OWN), labelled=True) == HERE:
        told = "Tracks below 64 may have been trained on; the others are new to every driver."
        number = int(st.number_input("Track number", 0, 9999, 2000, key=page.key("track"), help=told))
        return {"track": number, "drawn": [], "width": 3.2}
    width = st.slider("Half the width of the road (m)", 1.0, 6.0, 3.2, 0.2, key=page.key("width"))
    st.caption(words.OWN)
    drawn = ui.draw_track(page.key("own"), height=260, half_width=width)
    return {"track": 2000, "drawn": drawn or [], "width": width}


def use(page: ui.Page) -> None:
    road, controls = st.columns([5, 2])
    with controls:
        names = list(known(page)["drivers"])
        default = [name for name in FIRST if name in names] or names[:1]
        key = page.key(f"shown.{page.source}")
        shown = st.multiselect("Drivers", names, default, format_func=words.title, max_selections=3, key=key)
        world = world_sliders(page)
        where = chosen_track(page)
    with road:
        scene = page.ask("scene", names=shown, **where)
        drivers = [{"name": words.title(name), "policy": scene["policies"][name]} for name in shown]
        done = ui.drive(scene["track"], world, drivers, page.key("drive"))
        if done and shown:
            mine = {name: done[name] for name in ("laps", "steps", "crashed")}
            given = {"driver": shown[0], "world": world, **where, **mine}
            st.success(words.verdict(page.ask("raced", record=True, **given)))
        compare(page, shown, world)


def compare(page: ui.Page, shown: list[str], world: Mapping[str, float]) -> None:
    """What the drivers on the road and the rule reach in a hundred drives in this world."""
    record = dict(world) != USUAL
    found = {
        name: page.ask("measured", driver=name, world=dict(world), record=record) for name in [*shown, "rule"]
    }
    st.dataframe(figures.table(found), hide_index=True, alt="Laps and crashes of the drivers in this world")
    st.caption(
        f"{found['rule']['drives']:.0f} drives each on ten tracks that nobody has learned on, in "
        f"{words.worlds_apart(world, USUAL)}. The baseline is a rule that a person wrote."
    )


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "How near?", ZOOMS, labelled=True)
    views = (loop, network, action_map, camera, heat)
    views[ZOOMS.index(zoom)](page)


def chosen_moment(page: ui.Page, key: str, eyes: str = "") -> dict[str, Any] | None:
    """A driver and a step of its drive on the first new track, with all numbers of that step."""
    chosen, place = st.columns([2, 3])
    with chosen:
        driver = chosen_driver(page, key, eyes)
    if not driver:
        st.info("This model has no such driver; choose another one above.")
        return None
    step = place.slider("Step of the drive (tenths of a second)", 0, 399, 60, key=page.key("step"))
    found = page.ask("moment", driver=driver, track=2000, world=USUAL, step=step)
    return {**found, "driver": driver}


def loop(page: ui.Page) -> None:
    if found := chosen_moment(page, "loop"):
        ui.diagram(page, figures.diagram_values(found, NAMES), key=page.key("diagram"))
        st.markdown(words.moment(found, NAMES))


def network(page: ui.Page) -> None:
    if not (found := chosen_moment(page, "network", "rays")):
        return
    pictures, told = st.columns([5, 2])
    with pictures:
        ui.figure(figures.neurons(found), "The numbers on the way through the network.", page.key("neurons"))
    with told:
        ui.picture(found["above"], f"The track and the drive up to step {found['step']}", width=200)
    st.markdown(words.SEES)


def action_map(page: ui.Page) -> None:
    if not (found := chosen_moment(page, "map", "rays")):
        return
    told, picture = st.columns([2, 5])
    with told:
        numbers = list(range(len(words.INPUTS)))
        across = st.selectbox(
            "Across", numbers, 3, format_func=lambda one: input_name(one), key=page.key("across")
        )
        up = st.selectbox("Up", numbers, 7, format_func=lambda one: input_name(one), key=page.key("up"))
        st.markdown(words.MAP)
    with picture:
        given = {"driver": found["driver"], "track": 2000, "step": found["step"]}
        drawn = figures.choices(page.ask("choices", **given, across=across, up=up), across, up)
        ui.figure(drawn, "Throttle and steering over two inputs.", page.key("choices"))


def input_name(one: int | str) -> str:
    """An input by its number."""
    return words.INPUTS[one] if isinstance(one, int) else one


def camera(page: ui.Page) -> None:
    if "camera" not in known(page)["drivers"]:
        st.info("This model has no driver with a camera; choose another one above.")
        return
    one, other = st.columns(2)
    step = one.slider("Step of the drive (tenths of a second)", 0, 399, 60, key=page.key("step"))
    night = other.slider("Night", 0.0, 1.0, 0.0, 0.1, key=page.key("dark"))
    found = page.ask("attention", track=2000, step=step, night=night)
    ui.figure(figures.attention(found), "The camera's picture and what speaks.", page.key("attention"))
    st.markdown(words.SALIENCY)


def heat(page: ui.Page) -> None:
    told, picture = st.columns([2, 5])
    with told:
        driver = chosen_driver(page, "heat")
        grip = st.slider("Grip (m/s²)", 2.0, 8.0, 4.0, 0.25, key=page.key("heat_grip"))
        number = int(st.number_input("Track number", 0, 9999, 2000, key=page.key("heat_track")))
        found = page.ask("leaving", driver=driver, track=number, world={**USUAL, "grip": grip})
        st.markdown(f"**{len(found['places'])} of {found['drives']}** drives leave the road.")
        st.markdown(words.LEAVING)
    with picture:
        ui.figure(figures.leaving(found), "Where drives leave the track.", page.key("leaving"))


def too_perfect(page: ui.Page) -> None:
    told, picture = st.columns([2, 5])
    with told:
        names = [name for name in words.WORLD if name != "night"]
        name = st.selectbox("What changes", names, format_func=world_name, key=page.key("sweep"))
        st.markdown(words.PERFECT)
    with picture:
        shown = [one for one in ("simulation", "randomised") if one in known(page)["drivers"]]
        found = {one: page.ask("sweep", driver=one, name=name) for one in [*shown, "rule"]}
        drawn = figures.sweeps(found, words.WORLD[name][0], USUAL[name])
        ui.figure(drawn, "Laps and crashes over one number of the world.", page.key("sweeps"))
        st.caption(f"{found['rule']['drives']} drives at each point; the dotted line is the usual world.")


def world_name(name: str) -> str:
    """What a number of the world is called."""
    return str(words.WORLD[name][0]) if name in words.WORLD else name


def forgetting(page: ui.Page) -> None:
    drivers, changed = known(page)["drivers"], known(page)["changed"]
    shown = [one for one in ("simulation", "fine_tuned", "randomised") if one in drivers]
    worlds = {"the usual world": dict(USUAL), "the changed world": changed}
    found = {
        one: [page.ask("measured", driver=one, world=world) for world in worlds.values()] for one in shown
    }
    rows = [(words.title(one), *(each["laps"] for each in found[one])) for one in shown]
    ui.figure(
        figures.bars(rows, ("the usual world", "the changed world")),
        "Laps in both worlds.",
        page.key("forgetting"),
    )
    for one in shown:
        here, there = found[one]
        st.markdown(
            f"- **{words.title(one)}**: at home {words.measured(here)}; in the changed world "
            f"{words.measured(there)}."
        )
    st.markdown(words.FORGETTING)


FAILURES = {"A simulator that is too perfect": too_perfect, "Forgetting": forgetting}
ui.page("driving", use=use, inside=inside, failures=FAILURES)
