"""Deep Q-learning: agents that play, and that you may play against."""

import streamlit as st

from dlcore import ui

TITLES = {
    "cartpole": "CartPole",
    "freeway": "Freeway",
    "breakout": "Breakout",
    "collect": "Collect and avoid",
}
ORDER = ("freeway", "breakout", "collect", "cartpole")


def chosen_game(page: ui.Page) -> str:
    """One of the games that the chosen model knows."""
    known = [name for name in ORDER if name in page.ask("games")]
    key = page.key(f"game.{page.source}")
    chosen = st.segmented_control(
        "Game", known, format_func=lambda one: TITLES.get(one, one), default=known[0], key=key, required=True
    )
    return str(chosen or known[0])


def use(page: ui.Page) -> None:
    told, boards = st.columns([2, 5])
    with told:
        game = chosen_game(page)
        seed = st.number_input("Game number", 0, 9999, 1, key=page.key("seed"))
    found = page.ask("episode", game=game, seed=int(seed))
    with boards:
        played = ui.arena(found["episode"], int(seed), page.key("arena"), page.source)
    with told:
        if played:
            answer = page.ask(
                "replayed",
                game=game,
                seed=int(seed),
                actions=played["actions"],
                start=played["from"],
                record=True,
            )
            st.markdown(f"You: {answer['points']}, agent: {answer['agent']:.0f}")
    ui.baseline_table(page)


def inside(page: ui.Page) -> None:
    ui.diagram(page, key=page.key("diagram"))


ui.page("deep_q_learning", use=use, inside=inside)
