"""Self-play on a board: a network that learned by playing against itself, and that you may play against."""

from typing import Any

import streamlit as st

from dlcore import runs, ui
from dlcore.applications.reinforcement.self_play import figures, notation, pictures, ratings, words
from dlcore.contract.events import png_base64
from dlcore.ui import playing

FULL = words.STRENGTHS["Full strength"]
ZOOMS = ("The tree grows", "Before and after search", "Value over a game", "Openings", "Strength", "The loop")


def chosen_game(page: ui.Page, key: str = "game") -> str:
    """One of the games that the chosen model plays; at first the one that a link names."""
    titles = {words.TITLES[name]: name for name in page.ask("games")}
    linked = words.TITLES.get(playing.linked_game(page), "")
    return titles[
        ui.choose(page, key, "Game", list(titles), linked if linked in titles else "", labelled=True)
    ]


def use(page: ui.Page) -> None:
    controls, place = st.columns([1, 3])
    with controls:
        game = chosen_game(page)
        side = words.SIDES[ui.choose(page, "side", "Who plays", list(words.SIDES), labelled=True)]
        if side:
            strengths = list(words.STRENGTHS)
            chosen = ui.choose(page, "strength", "Its strength", strengths, strengths[-1], labelled=True)
    with place:
        if side:
            against(page, game, side, words.STRENGTHS[chosen])
        else:
            two(page, game, controls)
    ui.baseline_table(page)
    st.caption(
        f"Held-out games that begin with two moves by chance, both with {ratings.SIMULATIONS} simulations; the "
        "baseline is tree search without a network, and for the policy alone minimax of depth 2 itself."
    )


def against(page: ui.Page, game: str, you: int, simulations: int) -> None:
    """The visitor against the agent; the agent answers at once."""
    rules, key = notation.rules_of(game), page.key(f"board.{game}.{you}")
    told = playing.position(page, game, key)
    moves = told.moves
    try:
        now = notation.read(rules, moves)
    except ValueError as refusal:
        st.error(str(refusal))
        moves, now = "", notation.read(rules, "")
    if not now.winner and now.mover != you:
        moves = page.ask("answer", game=game, moves=moves, simulations=simulations, record=True)["moves"]
        now = notation.read(rules, moves)
    playing.keep_position(page, game, moves)
    hint = None
    if told.hint and not now.winner:
        hint = page.ask("answer", game=game, moves=moves, simulations=FULL)["thought"]["chosen"]
    ui.board(
        rules.to_json(),
        moves,
        key,
        you=1 if you == 1 else 2,
        thought=last_thought(page, game, moves, now.mover == you, simulations),
        hint=hint,
        curve=page.ask("curve", game=game, moves=moves)["values"],
    )
    if now.winner:
        given = {"game": game, "moves": moves, "you": you, "simulations": simulations}
        st.success(words.ended(page.ask("finished", record=True, **given)))
    else:
        st.caption(words.RULES[game])


def last_thought(page: ui.Page, game: str, moves: str, agents: bool, simulations: int) -> Any:
    """What the agent thought before its last move; nothing where the moves in a link are not its own."""
    before = len(moves) - (1 if agents else 2)
    if before < 0:
        return None
    found = page.ask("answer", game=game, moves=moves[:before], simulations=simulations)
    return found["thought"] if moves.startswith(found["moves"]) else None


def two(page: ui.Page, game: str, controls: Any) -> None:
    """Two ages of the network, or one with more simulations than the other, play a game."""
    ages, counts = list(words.AGES), [1, 4, 16, 32]
    with controls:
        picked = []
        for number, (title, age) in enumerate((("First", "now"), ("Second", "young"))):
            name = st.selectbox(
                f"{title}: the network",
                ages,
                index=ages.index(age),
                format_func=lambda one: words.AGES.get(one, one),
                key=page.key(f"age.{number}"),
            )
            count = st.select_slider("Simulations", counts, 16, key=page.key(f"count.{number}"))
            picked.append((name, int(count)))
    (one, first), (other, second) = picked
    found = page.ask("duel", game=game, one=one, two=other, first=first, second=second)
    names = [f"{words.AGES[age].capitalize()}, {count}" for age, count in picked]
    ui.board(
        notation.rules_of(game).to_json(),
        found["moves"],
        page.key(f"duel.{game}"),
        you=0,
        curve=found["values"],
        names=names,
    )
    score = page.ask("match", game=game, one=one, two=other, simulations=max(min(first, second), 1))
    st.markdown(
        f"{words.duel(found, *names)} In {score['games']} games with {min(first, second)} simulations each and "
        f"other openings the first scores **{score['score']:.2f} ± {score['error']:.2f}**."
    )


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "How near?", ZOOMS, labelled=True)
    views = (tree, before_and_after, value, openings, strength, loop)
    views[ZOOMS.index(zoom)](page)


def position_of(page: ui.Page, key: str) -> tuple[str, str]:
    """A game, and a moment of a game that the network plays against itself, or of the visitor's own."""
    chosen, place = st.columns([2, 3])
    with chosen:
        game = chosen_game(page, f"{key}.game")
    mine = page.state.parameters.get("moves", "") if playing.linked_game(page) == game else ""
    try:
        moves = mine if len(mine) > 1 and notation.read(notation.rules_of(game), mine) else ""
    except ValueError:
        moves = ""
    if not moves:
        moves = page.ask("duel", game=game, one="now", two="now", first=16, second=16)["moves"]
    last = len(moves) - 1
    told = "Move of your game on the Use view" if mine and moves == mine else "Move of a game against itself"
    count = place.slider(told, 0, last, min(6, last), key=page.key(f"{key}.{game}.{len(moves)}"))
    return game, moves[:count]


def tree(page: ui.Page) -> None:
    game, moves = position_of(page, "tree")
    ui.search_tree(page.ask("grow", game=game, moves=moves, simulations=80), page.key("grown"))
    st.markdown(words.TREE)


def before_and_after(page: ui.Page) -> None:
    game, moves = position_of(page, "policy")
    count = st.select_slider("Simulations", [1, 4, 16, 64, 200, 400], 64, key=page.key("policy.count"))
    thought = page.ask("answer", game=game, moves=moves, simulations=count)["thought"]
    rules = notation.rules_of(game)
    ui.board(rules.to_json(), moves, page.key(f"policy.board.{game}"), you=0, thought=thought)
    st.markdown(f"{words.thought(thought)} {words.POLICY}")


def value(page: ui.Page) -> None:
    left, right = st.columns(2)
    with left:
        game = chosen_game(page, "value.game")
    with right:
        age = ui.choose(page, "value.age", "Who plays player 2", list(words.AGES.values()), labelled=True)
    other = next(name for name, title in words.AGES.items() if title == age)
    found = page.ask("duel", game=game, one="now", two=other, first=16, second=16)
    rules = notation.rules_of(game).to_json()
    names = ["The network", f"The network, {age}"]
    ui.board(
        rules, found["moves"], page.key(f"value.{game}.{other}"), you=0, curve=found["values"], names=names
    )
    st.markdown(words.CURVE)


def openings(page: ui.Page) -> None:
    told, picture = st.columns([1, 2])
    with told:
        game = chosen_game(page, "openings.game")
        count = st.select_slider("Simulations", [1, 4, 8], 1, key=page.key("openings.count"))
        found = page.ask("openings", game=game, simulations=count)
        st.metric("Mean score", f"{found['mean']:.2f}", help=f"{found['games']} games")
        st.markdown(words.OPENINGS)
    with picture:
        ui.figure(figures.openings(found), "Score after each pair of first moves.", page.key("openings"))


def strength(page: ui.Page) -> None:
    """The rating of a run while it learned; of the shipped model, what its card says."""
    if page.source == "shipped":
        game = next(iter(page.ask("games")))
        known = page.card["heldout"]
        found = figures.ladder({"the network": known["rating"]}, known["rating_error"], ratings.anchors(game))
    else:
        curves = runs.current().curves(page.source)
        game = next(iter(page.ask("games")))
        if "rating" not in curves:
            st.info("This run has not finished an exam yet: train a little longer.")
            return
        steps, values = curves["rating"]
        found = figures.ratings(steps, values, curves["rating_error"][1], ratings.anchors(game))
    ui.figure(found, "Ratings of the network and its opponents.", page.key("ratings"))
    st.markdown(words.RATINGS if page.source != "shipped" else words.LADDER)


def loop(page: ui.Page) -> None:
    game, moves = position_of(page, "loop")
    answer = page.ask("answer", game=game, moves=moves, simulations=64)
    rules = notation.rules_of(game)
    picture = png_base64(pictures.board_picture(notation.read(rules, moves)))
    values = figures.diagram_values(answer, picture, rules.names)
    ui.diagram(page, values, key=page.key("diagram"))
    st.markdown(words.thought(answer["thought"]))


def hole(page: ui.Page) -> None:
    told, place = st.columns([1, 2])
    with told:
        game = chosen_game(page, "hole.game")
        count = st.select_slider("Simulations of the agent", [1, 4, 16], 1, key=page.key("hole.count"))
        you = (
            1
            if ui.choose(page, "hole.side", "Minimax moves", ["first", "second"], labelled=True) == "first"
            else 2
        )
        found = page.ask("hole", game=game, simulations=count, you=you)
        st.markdown(f"{words.hole(found)} {words.HOLE}")
    with place:
        rules = notation.rules_of(game)
        if found["moves"]:
            curve = page.ask("curve", game=game, moves=found["moves"])["values"]
            names = ["Minimax 4", "The agent"][:: 1 if you == 1 else -1]
            ui.board(
                rules.to_json(),
                found["moves"],
                page.key(f"hole.{game}.{you}"),
                you=0,
                curve=curve,
                names=names,
            )


def no_search(page: ui.Page) -> None:
    told, picture = st.columns([1, 2])
    with told:
        game = chosen_game(page, "alone.game")
        rivals = {figures.NAMES[name]: name for name in ("minimax_2", "minimax_4")}
        rival = rivals[ui.choose(page, "alone.rival", "Against", list(rivals), labelled=True)]
        st.markdown(words.NO_SEARCH)
    with picture:
        counts = (1, 2, 4, 8, 16)
        found = [
            page.ask("match", game=game, one="now", two=rival, simulations=count, count=24)
            for count in counts
        ]
        ui.figure(
            figures.scores(
                [f"{count}" if count > 1 else "no search" for count in counts],
                [one["score"] for one in found],
                [one["error"] for one in found],
            ),
            "Score by number of simulations.",
            page.key("alone"),
        )
        st.caption(f"{found[0]['games']} games each; one standard error up and down.")


FAILURES = {"A hole that stays": hole, "Without looking ahead": no_search}
ui.page("self_play", use=use, inside=inside, failures=FAILURES)
