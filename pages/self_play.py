"""Self-play on a board: a network that learned by playing against itself, and that you may play against."""

from typing import Any, Literal, cast

import streamlit as st

from dlcore import runs, ui
from dlcore.applications.reinforcement.self_play import figures, notation, pictures, ratings, words
from dlcore.contract.events import png_base64

FULL = words.STRENGTHS["Full"]
ZOOMS = ("The tree grows", "Before and after search", "Value over a game", "Openings", "Strength", "The loop")


def chosen_game(page: ui.Page, key: str = "game") -> str:
    """One of the games that the chosen model plays; at first the one that a link names."""
    titles: dict[str, str] = {words.TITLES[name]: name for name in page.ask("games")}
    linked = words.TITLES.get(ui.linked_game(page), "")
    first = linked if linked in titles else ""
    return titles[ui.choose(page, key, "Game", list(titles), first, labelled=True)]


def use(page: ui.Page) -> None:
    controls, place = st.columns([2, 5])
    with controls:
        game = chosen_game(page)
        side = words.SIDES[ui.choose(page, "side", "Who plays", list(words.SIDES), labelled=True)]
        strengths = list(words.STRENGTHS)
        if side:
            told = ui.choose(page, "strength", "Its strength", strengths, strengths[-1], labelled=True)
        else:
            players = [picked(page, number) for number in (1, 2)]
    with place:
        if side:
            against(page, game, cast(Literal[1, 2], side), words.STRENGTHS[told])
        else:
            two(page, game, players)
    ui.baseline_table(page)
    st.caption(words.table(ratings.SIMULATIONS))


def against(page: ui.Page, game: str, you: Literal[1, 2], simulations: int) -> None:
    rules = notation.rules_of(game)

    def read(moves: str) -> tuple[int, int]:
        position = notation.read(rules, moves)
        return position.mover, position.winner

    moves = ui.play_against(page, rules.to_json(), read, you, simulations, FULL)
    if read(moves)[1]:
        given = {"game": game, "moves": moves, "you": you, "simulations": simulations}
        st.success(words.ended(page.ask("finished", record=True, **given)))
    else:
        st.caption(words.RULES[game])


def picked(page: ui.Page, number: int) -> tuple[str, int]:
    """An age of the network, and how many simulations it has."""
    ages = list(words.AGES)
    age = st.selectbox(
        f"Player {number}: the network",
        ages,
        index=2 * (number - 1),
        format_func=lambda one: words.AGES.get(one, one),
        key=page.key(f"age.{number}"),
    )
    told = f"Its simulations, player {number}"
    return age, int(st.select_slider(told, [1, 4, 8, 16, 32], 8, key=page.key(f"count.{number}")))


def two(page: ui.Page, game: str, players: list[tuple[str, int]]) -> None:
    """Two ages of the network, or one with more simulations than the other, play a game."""
    (one, first), (other, second) = players
    found = page.ask("duel", game=game, one=one, two=other, first=first, second=second)
    names = [f"{words.AGES[age]}, {count}" for age, count in players]
    shown(page, game, found["moves"], "duel", found["values"], names, autoplay=True)
    score = page.ask("match", game=game, one=one, two=other, simulations=min(first, second))
    st.markdown(f"{words.duel(found)} {words.score(score)}")


def shown(
    page: ui.Page, game: str, moves: str, key: str, curve: Any = (), names: Any = (), autoplay: bool = False
) -> None:
    """A game to look at, move by move."""
    rules = notation.rules_of(game).to_json()
    ui.board(rules, moves, page.key(f"{key}.{game}"), you=0, curve=curve, names=names, autoplay=autoplay)


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "How near?", ZOOMS, labelled=True)
    views = (tree, before_and_after, value, openings, strength, loop)
    views[ZOOMS.index(zoom)](page)


def position_of(page: ui.Page, key: str) -> tuple[str, str, Any]:
    """A moment of the visitor's game, or of one of the network against itself; and room beside it."""
    chosen, place, more = st.columns([2, 2, 2])
    with chosen:
        game = chosen_game(page, f"{key}.game")
    mine = notation.possible(notation.rules_of(game), ui.linked_moves(page, game))
    moves = mine or page.ask("duel", game=game, one="now", two="now", first=16, second=16)["moves"]
    told = f"Move of {'your game' if mine else 'a game against itself'}"
    last = len(moves) - 1
    count = place.slider(told, 0, max(last, 1), min(2, last), key=page.key(f"{key}.{game}.{len(moves)}"))
    return game, moves[: min(count, last)], more


def tree(page: ui.Page) -> None:
    game, moves, _ = position_of(page, "tree")
    found = page.ask("grow", game=game, moves=moves, simulations=80)
    ui.search_tree(found, page.key("grown"))
    if found["proved"]:
        st.markdown(words.proved(found))
    st.markdown(words.TREE)


def before_and_after(page: ui.Page) -> None:
    game, moves, more = position_of(page, "policy")
    count = more.select_slider("Simulations", [1, 4, 16, 64, 200], 64, key=page.key("policy.count"))
    thought = page.ask("answer", game=game, moves=moves, simulations=count)["thought"]
    rules = notation.rules_of(game).to_json()
    ui.board(rules, moves, page.key(f"policy.board.{game}"), you=0, thought=thought)
    st.markdown(f"{words.thought(thought)} {words.POLICY}")


def value(page: ui.Page) -> None:
    left, right = st.columns(2)
    with left:
        game = chosen_game(page, "value.game")
    with right:
        age = ui.choose(page, "value.age", "Who plays player 2", list(words.AGES.values()), labelled=True)
    other = next(name for name, title in words.AGES.items() if title == age)
    found = page.ask("duel", game=game, one="now", two=other, first=16, second=16)
    shown(page, game, found["moves"], f"value.{other}", found["values"], [words.AGES["now"], age])
    st.markdown(words.CURVE)


def openings(page: ui.Page) -> None:
    told, picture = st.columns([1, 2])
    with told:
        game = chosen_game(page, "openings.game")
        count = st.select_slider("Simulations", [1, 2, 4], 1, key=page.key("openings.count"))
        found = page.ask("openings", game=game, simulations=count)
        st.markdown(f"Mean score **{found['mean']:.2f}** in {found['games']} games. {words.OPENINGS}")
    with picture:
        ui.figure(figures.openings(found), "Score after each pair of first moves.", page.key("openings"))


def strength(page: ui.Page) -> None:
    """The rating of a run while it learned; of the shipped model, what its card says."""
    anchors = ratings.anchors(next(iter(page.ask("games"))))
    if page.source == "shipped":
        known = page.card["heldout"]
        found = figures.ladder({"the network": known["rating"]}, known["rating_error"], anchors)
    else:
        curves = runs.current().curves(page.source)
        if "rating" not in curves:
            st.info("This run has not finished an exam yet: train a little longer.")
            return
        found = figures.ratings(*curves["rating"], curves["rating_error"][1], anchors)
    ui.figure(found, "Ratings of the network and its opponents.", page.key("ratings"))
    st.markdown(words.LADDER if page.source == "shipped" else words.RATINGS)


def loop(page: ui.Page) -> None:
    game, moves, _ = position_of(page, "loop")
    answer, rules = page.ask("answer", game=game, moves=moves, simulations=64), notation.rules_of(game)
    picture = png_base64(pictures.board_picture(notation.read(rules, moves)))
    values = figures.diagram_values(answer, picture, rules.names)
    ui.diagram(page, values, key=page.key("diagram"))
    st.markdown(words.thought(answer["thought"]))


def hole(page: ui.Page) -> None:
    told, place = st.columns([1, 2])
    with told:
        game = chosen_game(page, "hole.game")
        count = st.select_slider("Simulations of the agent", [1, 2, 4], 1, key=page.key("hole.count"))
        sides = {"Minimax": 1, "The agent": 2}
        side = sides[ui.choose(page, "hole.side", "Who begins", list(sides), labelled=True)]
        found = page.ask("hole", game=game, simulations=count, you=side)
        st.markdown(f"{words.hole(found)} {words.HOLE}")
    with place:
        if found["moves"]:
            curve = page.ask("curve", game=game, moves=found["moves"])["values"]
            names = ["Minimax 4", "The agent"][:: 1 if side == 1 else -1]
            shown(page, game, found["moves"], f"hole.{side}", curve, names)


def no_search(page: ui.Page) -> None:
    told, picture = st.columns([1, 2])
    with told:
        game = chosen_game(page, "alone.game")
        rivals = {figures.NAMES[name]: name for name in ("minimax_4", "minimax_2")}
        rival = rivals[ui.choose(page, "alone.rival", "Against", list(rivals), labelled=True)]
        st.markdown(words.NO_SEARCH)
    with picture:
        counts = (1, 2, 4, 8)
        found = [page.ask("match", game=game, one="now", two=rival, simulations=one) for one in counts]
        names = ["no search", *(f"{count} simulations" for count in counts[1:])]
        drawing = figures.scores(names, [one["score"] for one in found], [one["error"] for one in found])
        ui.figure(drawing, "Score by number of simulations.", page.key("alone"))
        st.caption(f"{found[0]['games']} games each; one standard error up and down.")


FAILURES = {"A hole that stays": hole, "Without looking ahead": no_search}
ui.page("self_play", use=use, inside=inside, failures=FAILURES)
