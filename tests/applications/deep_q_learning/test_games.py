"""The rules of the games: CartPole beside Gymnasium's, the others beside MinAtar's, cell by cell."""

from typing import Any

import numpy as np
import pytest

from dlcore.applications.reinforcement.deep_q_learning import dice, world
from dlcore.applications.reinforcement.deep_q_learning.breakout import Breakout
from dlcore.applications.reinforcement.deep_q_learning.cartpole import CartPole
from dlcore.applications.reinforcement.deep_q_learning.collecting import Collecting
from dlcore.applications.reinforcement.deep_q_learning.freeway import Freeway
from dlcore.applications.reinforcement.deep_q_learning.games import Game, Many, at_random, over, played

ORCHARD = world.read(world.ORCHARD)
GAMES: list[Game] = [CartPole(), Freeway(), Breakout(), Collecting(ORCHARD)]


def test_cartpole_is_gymnasiums_step_by_step() -> None:
    gymnasium = pytest.importorskip("gymnasium")
    theirs, ours = gymnasium.make("CartPole-v1"), CartPole()
    generator = np.random.default_rng(0)
    for seed in range(30):
        first, _ = theirs.reset(seed=seed)
        state = ours.begin(np.array([seed]))
        state[0, :4] = theirs.unwrapped.state  # in double precision
        assert np.array_equal(ours.observe(state)[0], first)
        for _ in range(600):
            action = int(generator.integers(2)) if seed % 2 else int(ours.rule(state)[0])
            seen, reward, terminated, truncated, _ = theirs.step(action)
            outcome = ours.step(state, np.array([action]))
            state = outcome.state
            assert np.array_equal(ours.observe(state)[0], seen)
            assert (bool(outcome.lost[0]), reward) == (terminated, 1.0)
            assert bool(over(ours, outcome)[0]) == (terminated or truncated)
            if terminated or truncated:
                break


def freeway_by_cells(state: list[int], action: int, speeds: list[int]) -> tuple[list[int], int, bool]:
    """One step as MinAtar writes it, car by car; `speeds` are those that a crossing draws."""
    hen, cars = state[0], [[state[1 + i], i + 1, state[9 + i], state[17 + i]] for i in range(8)]
    struck, reward = False, 0
    if action == 1:
        hen = max(0, hen - 1)
    elif action == 2:
        hen = min(9, hen + 1)
    if hen == 0:
        reward, hen = 1, 9
        for car, speed in zip(cars, speeds, strict=True):
            car[2:4] = [abs(speed), speed]
    for car in cars:
        if car[0:2] == [4, hen]:
            hen, struck = 9, True
        if car[2] == 0:
            car[2] = abs(car[3])
            car[0] = (car[0] + (1 if car[3] > 0 else -1)) % 10
            if car[0:2] == [4, hen]:
                hen, struck = 9, True
        else:
            car[2] -= 1
    return [hen, *(car[i] for i in (0, 2, 3) for car in cars)], reward, struck


def breakout_by_cells(state: list[int], action: int) -> tuple[list[int], int, bool]:
    """One step as MinAtar writes it."""
    paddle, x, y, way, _, _, strike, *rows = state[:10]
    bricks = {(row + 1, column) for row in range(3) for column in range(10) if rows[row] >> column & 1}
    paddle = max(0, paddle - 1) if action == 1 else min(9, paddle + 1) if action == 2 else paddle
    last_x, last_y, reward, lost, touching = x, y, 0, False, False
    new_x, new_y = x + (-1, 1, 1, -1)[way], y + (-1, -1, 1, 1)[way]
    if new_x < 0 or new_x > 9:
        new_x, way = min(max(new_x, 0), 9), [1, 0, 3, 2][way]
    if new_y < 0:
        new_y, way = 0, [3, 2, 1, 0][way]
    elif (new_y, new_x) in bricks:
        touching = True
        if not strike:
            reward, strike = 1, 1
            bricks.remove((new_y, new_x))
            new_y, way = last_y, [3, 2, 1, 0][way]
    elif new_y == 9:
        if not bricks:
            bricks = {(row, column) for row in (1, 2, 3) for column in range(10)}
        if x == paddle:
            new_y, way = last_y, [3, 2, 1, 0][way]
        elif new_x == paddle:
            new_y, way = last_y, [2, 3, 0, 1][way]
        else:
            lost = True
    strike = strike if touching else 0
    after = [sum(1 << column for column in range(10) if (row, column) in bricks) for row in (1, 2, 3)]
    return [paddle, new_x, new_y, way, last_x, last_y, strike, *after], reward, lost


def test_freeway_has_the_published_rules() -> None:
    game, generator = Freeway(), np.random.default_rng(0)
    state, crossings = game.begin(np.arange(20)), 0
    for _ in range(400):
        actions = generator.choice(3, 20, p=[0.15, 0.75, 0.1])
        outcome = game.step(state, actions)
        for row in range(20):
            speeds = outcome.state[row, 17:25].tolist()
            wanted, reward, struck = freeway_by_cells(state[row].tolist(), int(actions[row]), speeds)
            assert outcome.state[row, :25].tolist() == wanted
            assert outcome.happened[row, :2].tolist() == [bool(reward), struck]
            crossings += reward
        state = outcome.state
    assert crossings > 100
    assert set(np.abs(state[:, 17:25]).ravel()) == {1, 2, 3, 4, 5}


def test_breakout_has_the_published_rules() -> None:
    game, generator = Breakout(), np.random.default_rng(0)
    np.random.seed(0)
    many, knocked = Many(game, 20), 0
    for _ in range(900):
        state = many.state
        actions = np.where(generator.random(20) < 0.1, generator.integers(0, 3, 20), game.rule(state))
        outcome, _ = many.move(actions)
        for row in range(20):
            wanted, reward, lost = breakout_by_cells(state[row].tolist(), int(actions[row]))
            assert outcome.state[row, :10].tolist() == wanted
            assert (outcome.happened[row, 0], outcome.lost[row]) == (bool(reward), lost)
            knocked += reward
    assert knocked > 500  # more than a whole wall in some games


def test_guards_turn_at_walls_and_catch() -> None:
    rows = [".........."] * 10
    rows[0], rows[5], rows[9] = "*........*", "..#G.S#...", "*........*"
    game = Collecting(world.read(rows))
    state, seen = game.begin(np.array([1])), []
    for _ in range(9):
        outcome = game.step(state, np.array([0]))  # up and away, then against the edge
        state = outcome.state
        seen.append(int(state[0, game.guards][0]) % 10)
    assert seen == [4, 5, 5, 4, 3, 3, 4, 5, 5]
    caught = game.step(game.begin(np.array([1])), np.array([4]))
    assert not caught.lost[0]
    caught = game.step(caught.state, np.array([4]))
    assert caught.lost[0]  # it walked into whoever stayed
    stay = game.begin(np.array([1]))
    swapped = game.step(game.step(stay, np.array([4])).state, np.array([3]))
    assert swapped.lost[0]  # and nobody changes places with a guard


def test_fruit_grows_where_none_is() -> None:
    game = Collecting(ORCHARD)
    np.random.seed(0)
    many, found = Many(game, 50), 0
    for _ in range(150):
        outcome, _ = many.move(game.rule(many.state))
        fruits = outcome.state[:, game.fruits]
        assert all(len(set(row)) == fruits.shape[1] for row in fruits.tolist())
        assert np.isin(fruits, ORCHARD.places).all()
        found += int(outcome.happened[:, 0].sum())
    assert found > 500


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.name)
def test_many_games_at_once_are_the_same_as_each_alone(game: Game) -> None:
    generator = np.random.default_rng(1)
    together = game.begin(np.arange(6))
    alone = [game.begin(np.array([seed])) for seed in range(6)]
    for _ in range(60):
        actions = generator.integers(0, len(game.actions), 6)
        before = together.copy()
        outcome = game.step(together, actions)
        assert np.array_equal(before, together)  # the given state stays as it is
        assert game.observe(together).shape == (6, *game.shape)
        assert game.observe(together).dtype == np.float32
        alone = [game.step(state, actions[[row]]).state for row, state in enumerate(alone)]
        assert np.array_equal(outcome.state, np.concatenate(alone))
        keep = ~over(game, outcome)
        if not keep.all():
            break
        together = outcome.state


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.name)
def test_rules_of_thumb_are_worth_their_name(game: Game) -> None:
    np.random.seed(0)
    seeds = np.arange(20)
    by_rule, by_chance = played(game, game.rule, seeds), played(game, at_random(game), seeds)
    assert by_rule.mean() > 10 * by_chance.mean()
    assert np.array_equal(by_rule, played(game, game.rule, seeds))  # same seed, same game


def test_dice_are_even_and_repeat() -> None:
    drawn, following = dice.throws(np.arange(20_000), 3)
    counts = np.bincount(dice.below(drawn.ravel(), 6), minlength=6)
    assert counts.min() > 9_500
    assert counts.max() < 10_500
    again: Any = dice.throws(np.arange(20_000), 3)
    assert np.array_equal(again[0], drawn)
    assert len(np.unique(following)) > 19_900


def test_worlds_are_measured_by_the_shortest_way() -> None:
    rows = ["S#*......." if row == 0 else ".#........" for row in range(9)] + ["..*......."]
    small = world.read(rows)
    assert small.distances[0, 92] == 11
    assert small.distances[0, 2] == 20
    assert small.distances[0, 1] == world.FAR
    assert np.array_equal(small.distances, small.distances.T)


def test_an_ended_game_makes_place_for_a_new_one() -> None:
    np.random.seed(0)
    many, begun, games = Many(CartPole(), 300), 0, set()
    for _ in range(60):
        before = many.state.copy()
        outcome, ended = many.move(np.random.randint(0, 2, 300))
        assert np.array_equal(many.state[~ended], outcome.state[~ended])
        assert (many.state[ended, -2] == 0).all()  # the clock
        assert not np.array_equal(before, many.state)
        games |= set(many.state[ended, -1].tolist())
        begun += int(ended.sum())
    assert begun > 600  # more than are made at a time
    assert len(games) == begun  # no game is handed out twice
