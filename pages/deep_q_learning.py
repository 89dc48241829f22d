"""Deep Q-learning: agents that play, and that you may play against."""

from typing import Any

import streamlit as st

from dlcore import ui
from dlcore.applications.reinforcement.deep_q_learning import figures, words, world, worlds

OWN = "Draw your own"
PLANE = (-1.0, 1.0, -1.0, 1.0)
ZOOMS = ("The loop", "Values as it plays", "What it looks at", "Surprises", "Value map", "Table or network")


def chosen_game(page: ui.Page, key: str = "game") -> str:
    """One of the games that the chosen model knows."""
    known = [name for name in words.TITLES if name in page.ask("games")]
    chosen = st.radio(
        "Game",
        known,
        format_func=lambda one: words.TITLES.get(one, one),
        key=page.key(f"{key}.{page.source}"),
        horizontal=True,
    )
    return str(chosen or known[0])


def chosen_seed(page: ui.Page) -> int:
    """Each number is another game: other cars, other fruit."""
    told = "Each number is another throw of the game's dice."
    return int(st.number_input("Game number", 0, 9999, 1, key=page.key("seed"), help=told))


def use(page: ui.Page) -> None:
    told, boards = st.columns([2, 5])
    with told:
        game = chosen_game(page)
        seed = chosen_seed(page)
        found = page.ask("episode", game=game, seed=seed)
        st.markdown(words.RULES[game])
    with boards:
        done = ui.arena(
            found["episode"],
            seed,
            page.key("arena"),
            lambda actions: page.ask("handed_over", game=game, seed=seed, actions=actions),
            page.source,
        )
        st.markdown(words.compared(game, found))
        if done:
            given = {"actions": done["actions"], "start": done["from"]}
            answer = page.ask("replayed", game=game, seed=seed, record=not done["together"], **given)
            st.success(words.verdict(game, answer, done["together"]))
    ui.baseline_table(page)
    st.caption(
        "Means of 100 games that no training and no exam has seen. The baseline is a hand-written rule. "
        "Skill: 0 is chance and 100 the rule, averaged over the games."
    )


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "How near?", ZOOMS, labelled=True)
    views = (loop, values, attention, surprises, value_map, table)
    views[ZOOMS.index(zoom)](page)


def chosen_step(page: ui.Page) -> tuple[str, int]:
    """A game, and a step of it."""
    chosen, place = st.columns([3, 4])
    with chosen:
        game = chosen_game(page)
    steps = len(page.ask("episode", game=game, seed=1)["episode"]["actions"])
    key = page.key(f"step.{game}.{steps}")
    return game, place.slider("Step of the game", 0, max(steps - 1, 1), min(20, steps - 1), key=key)


def loop(page: ui.Page) -> None:
    game, step = chosen_step(page)
    found = page.ask("one_step", game=game, seed=1, place=step)
    ui.diagram(page, figures.diagram_values(found), key=page.key("diagram"))
    st.markdown(words.step(found))


def values(page: ui.Page) -> None:
    game = chosen_game(page)
    found = page.ask("episode", game=game, seed=1)["episode"]
    left, right = st.columns(2)
    with left:
        ui.sample(found, key=page.key("playing"), height=330)
    with right:
        ui.figure(figures.values_over_game(found), "Values over a game.", page.key("values"))
        st.markdown(words.VALUES)


def attention(page: ui.Page) -> None:
    game, step = chosen_step(page)
    found = page.ask("attention", game=game, seed=1, place=step)
    shown, picture = st.columns([5, 2])
    with shown:
        ui.figure(figures.attention(found), "What speaks for and against the choice.", page.key("attention"))
    with picture:
        now = page.ask("one_step", game=game, seed=1, place=step)
        ui.picture(now["before"], f"The game at step {step}", width=180)
    st.markdown(words.attention(found))


def surprises(page: ui.Page) -> None:
    chosen, chance = st.columns(2)
    with chosen:
        game = chosen_game(page)
    exploring = chance.slider("Share of chance moves", 0.0, 1.0, 0.2, 0.05, key=page.key("exploring"))
    ui.sample(page.ask("surprises", game=game, exploring=exploring), key=page.key("wall"), height=330)
    st.markdown(words.SURPRISES)


def value_map(page: ui.Page) -> None:
    if "cartpole" not in page.ask("games"):
        st.info("This model does not play CartPole; choose another one above.")
        return
    found = page.ask("value_map")
    told, picture = st.columns([2, 5])
    with told:
        kinds = {"value": "How good it is", "lead": "Which push is better"}
        what = st.radio(
            "Colour", list(kinds), format_func=lambda one: kinds.get(one, one), key=page.key("map")
        )
        st.markdown(words.MAP)
    with picture:
        ui.figure(
            figures.value_map(found, what), "Values over angle and turning speed.", page.key("value_map")
        )


def table(page: ui.Page) -> None:
    left, right = st.columns(2)
    stops = [30, 100, 300, 1000, 3000]
    moves = left.select_slider("Moves by chance to learn from", stops, 100, key=page.key("moves"))
    discount = right.slider("Discount", 0.0, 0.99, 0.9, 0.01, key=page.key("table_discount"))
    found = page.ask("table", moves=moves, discount=discount)
    shown = {"table": "A table", "network": "A network", "truth": "The truth"}
    for column, (name, title) in zip(st.columns(3), shown.items(), strict=True):
        with column:
            told = f": {found[name]['right']} of {found['cells']} moves are right" if name != "truth" else ""
            st.markdown(f"**{title}**{told}")
            ui.figure(figures.small_world(found, name), f"{title}: values, moves.", page.key(name))
    st.markdown(words.TABLE)


def clumsy(page: ui.Page) -> None:
    told, picture = st.columns([2, 3])
    with told:
        game = chosen_game(page)
        slips = st.slider(
            "Share of moves that slip to any action", 0.0, 0.5, 0.1, 0.05, key=page.key("slips")
        )
        delay = st.slider("Steps that each move comes late", 0, 3, 1, key=page.key("delay"))
    found = page.ask("disturbed", game=game, slips=slips, delay=delay)
    with picture:
        bars = figures.compared(
            ("Undisturbed", "Disturbed"), (found["usual"], found["disturbed"]), words.UNITS[game]
        )
        ui.figure(bars, "Points with and without the disturbance.", page.key("clumsy"))
        st.markdown(
            f"{words.lost_share(found)} Means of {found['games']} games. In training every move was carried "
            "out at once; a delay that it has never met can ruin everything. **Remedy:** train with the "
            "disturbance."
        )


def elsewhere(page: ui.Page) -> None:
    if "collect" not in page.ask("games"):
        st.info("This model does not play “collect”; choose another one above.")
        return
    told, picture = st.columns([2, 3])
    with told:
        name = st.selectbox("World", [*worlds.WORLDS, OWN], index=2, key=page.key("world"))
        rows = drawn_world(page) if name == OWN else worlds.WORLDS[name]
        found: dict[str, Any] = page.ask("elsewhere", rows=list(rows))
        bars = figures.compared(
            ("Agent, own world", "Agent, here", "Rule, here"),
            (found["at_home"], found["agent"], found["rule"]),
            words.UNITS["collect"],
        )
        ui.figure(bars, "Fruit of agent and rule.", page.key("elsewhere"))
        st.markdown(words.ABROAD)
    with picture:
        ui.sample(found["episode"], key=page.key("abroad"), height=330)


def drawn_world(page: ui.Page) -> tuple[str, ...]:
    """The orchard, into which the visitor puts walls, fruit, guards and another start."""
    given = world.to_points(worlds.OPEN)
    return world.from_points(ui.draw_points(page, "pad", PLANE, world.CLASSES, given)["points"])


FAILURES = {"Clumsy hands": clumsy, "Another world": elsewhere}
ui.page("deep_q_learning", use=use, inside=inside, failures=FAILURES)
