"""Driving: learned in a simulation, then put into a changed world."""

from typing import Any

import streamlit as st

from dlcore import ui
from dlcore.applications.reinforcement.driving import figures, words
from dlcore.applications.reinforcement.driving.car import NAMES, USUAL

HERE, OWN = "One of ours", "Draw your own"
NEW = 2000  # a track that nobody has learned on
ZOOMS = ("The loop", "Through the network", "Action map", "The camera", "Where it leaves")
REST = ("noise", "mass", "steering", "night")


def known(page: ui.Page) -> dict[str, Any]:
    """The drivers of the chosen model with what they see by, and its changed world."""
    found: dict[str, Any] = page.ask("drivers")
    return found


def chosen_driver(page: ui.Page, key: str, eyes: str = "") -> str:
    """One of the drivers, of those with these eyes if any are named; empty where there is none."""
    names = [name for name, sees in known(page)["drivers"].items() if sees in (eyes or sees)]
    widget = page.key(f"{key}.{page.source}")
    return str(st.selectbox("Driver", names, format_func=words.title, key=widget)) if names else ""


def chosen_track(page: ui.Page) -> dict[str, Any]:
    """A track by its number, or the line that the visitor drew."""
    if ui.choose(page, "whose", "Track", (HERE, OWN), labelled=True) == HERE:
        told = "Tracks below 64 may have been trained on; the others are new to every driver."
        number = int(st.number_input("Track number", 0, 9999, NEW, key=page.key("track"), help=told))
        return {"track": number, "drawn": [], "width": 3.2}
    width = st.slider("Half the width of the road (m)", 1.0, 6.0, 3.2, 0.2, key=page.key("width"))
    return {"track": NEW, "drawn": ui.own_track(page, "own"), "width": width}


def use(page: ui.Page) -> None:
    road, controls = st.columns([5, 2])
    with controls:
        names = list(known(page)["drivers"])
        key, first = page.key(f"shown.{page.source}"), those(page, "simulation", "fine_tuned")
        shown = st.multiselect("Drivers", names, first, format_func=words.title, max_selections=3, key=key)
        where = chosen_track(page)
        worlds = {"Usual world": USUAL, "Changed world": known(page)["changed"]}
        world = ui.slider_set(page, "world", words.WORLD, worlds, ("More of the world", REST))
    with road:
        if st.session_state.get(page.key("whose")) == OWN and not where["drawn"]:
            st.markdown(words.OWN)
            ui.draw_own_track(page, "own", where["width"], lambda line: check(page, line, where["width"]))
            return
        scene = page.ask("scene", names=shown, **where)
        drivers = [{"name": words.title(name), "policy": scene["policies"][name]} for name in shown]
        done = ui.drive(scene["track"], world, drivers, page.key("drive"))
        if done and shown:
            race(page, dict(done), {"driver": shown[0], "world": world, **where})
    compare(page, shown, world)


def check(page: ui.Page, line: list[list[float]], width: float) -> None:
    """Nothing for a line that can be driven; a sentence for any other, which ends the view."""
    page.ask("scene", names=[], track=NEW, drawn=line, width=width)


def race(page: ui.Page, done: dict[str, Any], given: dict[str, Any]) -> None:
    """The visitor's finished drive beside the first driver's; judged once, in the world that it ended in."""
    key = page.key("race")
    if st.session_state.get(key, {}).get("done") != done:
        mine = {name: done[name] for name in ("laps", "steps", "crashed")}
        answer = page.ask("raced", record=True, **given, **mine)
        st.session_state[key] = {"done": done, "verdict": words.verdict(answer, given["driver"])}
    st.info(st.session_state[key]["verdict"])


def compare(page: ui.Page, shown: list[str], world: dict[str, float]) -> None:
    """What the drivers on the road and the rule reach in this world."""
    record = world != USUAL
    found = {name: page.ask("measured", driver=name, world=world, record=record) for name in [*shown, "rule"]}
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
    found = page.ask("moment", driver=driver, track=NEW, world=USUAL, step=step)
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
        across = words.INPUTS.index(st.selectbox("Across", words.INPUTS, 3, key=page.key("across")))
        up = words.INPUTS.index(st.selectbox("Up", words.INPUTS, 7, key=page.key("up")))
        st.markdown(words.MAP)
    with picture:
        given = {"driver": found["driver"], "track": NEW, "step": found["step"]}
        drawn = figures.choices(page.ask("choices", **given, across=across, up=up), across, up)
        ui.figure(drawn, "Throttle and steering over two inputs.", page.key("choices"))


def camera(page: ui.Page) -> None:
    if "camera" not in known(page)["drivers"]:
        st.info("This model has no driver with a camera; choose another one above.")
        return
    one, other = st.columns(2)
    step = one.slider("Step of the drive (tenths of a second)", 0, 399, 60, key=page.key("step"))
    night = other.slider("Night", 0.0, 1.0, 0.0, 0.1, key=page.key("dark"))
    found = page.ask("attention", track=NEW, step=step, night=night)
    ui.figure(figures.attention(found), "The camera's picture and what speaks.", page.key("attention"))
    st.markdown(words.SALIENCY)


def heat(page: ui.Page) -> None:
    told, picture = st.columns([2, 5])
    with told:
        driver = chosen_driver(page, "heat")
        grip = st.slider("Grip (m/s²)", 2.0, 8.0, 4.0, 0.25, key=page.key("heat_grip"))
        number = int(st.number_input("Track number", 0, 9999, NEW, key=page.key("heat_track")))
        found = page.ask("leaving", driver=driver, track=number, world={**USUAL, "grip": grip})
        st.markdown(f"**{len(found['places'])} of {found['drives']}** drives leave the road.")
        st.markdown(words.LEAVING)
    with picture:
        ui.figure(figures.leaving(found), "Where drives leave the track.", page.key("leaving"))


def those(page: ui.Page, *wanted: str) -> list[str]:
    """The wanted drivers that the chosen model has; its first one where it has none of them."""
    names = list(known(page)["drivers"])
    return [one for one in wanted if one in names] or names[:1]


def too_perfect(page: ui.Page) -> None:
    told, picture = st.columns([2, 5])
    with told:
        labels = {one[0]: name for name, one in words.WORLD.items() if name != "night"}
        name = labels[st.selectbox("What changes", list(labels), key=page.key("sweep"))]
        st.markdown(words.PERFECT)
    with picture:
        shown = those(page, "simulation", "randomised")
        found = {one: page.ask("sweep", driver=one, name=name) for one in [*shown, "rule"]}
        drawn = figures.sweeps(found, words.WORLD[name][0], USUAL[name])
        ui.figure(drawn, "Laps and crashes over one number of the world.", page.key("sweeps"))
        st.caption(f"{found['rule']['drives']} drives at each point; the dotted line is the usual world.")


def forgetting(page: ui.Page) -> None:
    worlds = {"the usual world": dict(USUAL), "the changed world": known(page)["changed"]}
    shown = those(page, "simulation", "fine_tuned", "randomised")
    found = {
        one: [page.ask("measured", driver=one, world=world) for world in worlds.values()] for one in shown
    }
    picture, told = st.columns([3, 2])
    with picture:
        rows = [(words.title(one), here["laps"], there["laps"]) for one, (here, there) in found.items()]
        drawn = figures.bars(rows, ("the usual world", "the changed world"))
        ui.figure(drawn, "Laps in both worlds.", page.key("forgetting"))
    with told:
        st.markdown(words.in_both(found))
        st.markdown(words.FORGETTING)


FAILURES = {"A simulator that is too perfect": too_perfect, "Forgetting": forgetting}
ui.page("driving", use=use, inside=inside, failures=FAILURES)
