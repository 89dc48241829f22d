"""GAN laboratory: what the page is told, and what hostile questions get."""

import numpy as np
import pytest
import torch

from dlcore.applications.gans.gan_laboratory import figures, planes
from dlcore.applications.gans.gan_laboratory.config import Config
from dlcore.applications.gans.gan_laboratory.data import load_data
from dlcore.applications.gans.gan_laboratory.ink import training_picture

from .helpers import APPLICATION, ask

# Own points


@pytest.mark.parametrize(
    "text",
    [
        "[[0, 0]]",
        '{"points": [[1, 1, 0], [1, 1, 0], [1, 1, 0], [1, 1, 0]]}',
        '{"points": []}',
        '{"points": [[1], [2, "x"]]}',
        "no json",
        "[[1e300, 1], [1, NaN], [2, Infinity]]",
    ],
)
def test_unusable_points_give_one_sentence(own_points, text):
    with pytest.raises(ValueError, match=r"^[A-Z][^.]*: [^.]*\.$"):
        load_data(Config(dataset="own", own_points=own_points(text)))


def test_own_without_points_says_what_to_do():
    with pytest.raises(ValueError, match="Draw your own points first"):
        load_data(Config(dataset="own"))


def test_own_points_are_scaled_and_grouped(own_points):
    heaps = [[x + dx, 500.0, 0] for x in (0, 1000, 2000) for dx in (0, 5, 10)]
    data = load_data(Config(dataset="own", own_points=own_points(str({"points": heaps}).replace("'", '"'))))
    assert data.target.modes.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert np.abs(data.target.centres).max() == pytest.approx(planes.OWN_RADIUS, abs=0.01)


# Questions


def test_generated_pictures_follow_seed_and_label(tiny):
    answer = ask(tiny, "generate", labels=["3", "7"], count=2, seed=5)
    again = ask(tiny, "generate", labels=["3", "7"], count=2, seed=5)
    assert answer["pictures"].shape == (4, 28, 28)
    assert answer["labels"] == ["3", "3", "7", "7"]
    assert np.array_equal(answer["pictures"], again["pictures"])
    other = ask(tiny, "generate", labels=["3", "7"], count=2, seed=6)
    assert not np.array_equal(answer["pictures"], other["pictures"])
    with pytest.raises(ValueError, match="is none of them"):
        ask(tiny, "generate", labels=["cat"], count=1, seed=0)


def test_without_noise_all_pictures_of_a_label_are_the_same(tiny):
    pictures = ask(tiny, "generate", labels=["3"], count=2, seed=5, truncation=0.0)["pictures"]
    assert np.array_equal(*pictures)


def test_a_number_is_written(tiny):
    answer = ask(tiny, "type_number", text=" 20 26 ", seed=0)
    assert answer["picture"].shape == (28, 5 * 28)
    assert not answer["picture"][:, 56:84].any()
    for text in ("", "abc", "c"):
        with pytest.raises(ValueError, match="Type something made of"):
            ask(tiny, "type_number", text=text, seed=0)


def test_a_morph_begins_and_ends_with_what_was_asked(tiny):
    way = ask(tiny, "morph", start="1", end="8", seed=1, end_seed=2)["pictures"]
    start = ask(tiny, "generate", labels=["1"], count=1, seed=1)["pictures"][0]
    end = ask(tiny, "generate", labels=["8"], count=1, seed=2)["pictures"][0]
    assert np.abs(way[0].astype(int) - start).max() <= 1
    assert np.abs(way[-1].astype(int) - end).max() <= 1


def test_noise_is_new_and_a_training_picture_is_a_copy(tiny, monkeypatch):
    assert ask(tiny, "nearest", label="4", seed=0)["kind"] == "new"
    use = APPLICATION.load("use", "shapes")
    fours = tiny.data.pictures[tiny.data.labels == 4]
    monkeypatch.setattr(use, "to_pictures", lambda _: fours[:1])
    found = ask(tiny, "nearest", label="4", seed=0)
    assert found["kind"] == "copied"
    assert found["distances"][0] == pytest.approx(0, abs=1e-5)


def test_verdicts_on_a_drawing(tiny):
    paper = np.full((112, 112, 3), 255, np.uint8)
    with pytest.raises(ValueError, match="nothing on this picture"):
        ask(tiny, "verdicts", picture=paper)
    paper[20:90, 50:60] = 0
    answer = ask(tiny, "verdicts", picture=paper)
    assert answer["best"] in answer["scores"]
    assert answer["score"] == max(answer["scores"].values())
    assert 0 <= answer["rank"] <= 1
    assert figures.verdict_histogram(answer).data[0].name == "real"


def test_a_drawing_is_turned_into_white_ink_in_the_middle():
    paper = np.full((200, 100), 250, np.uint8)
    paper[10:60, 5:10] = 3
    drawn = training_picture(paper)
    rows, columns = np.nonzero(drawn)
    assert drawn.max() == 255
    assert rows.max() - rows.min() == 19
    assert abs(rows.mean() - 13.5) < 1
    assert abs(columns.mean() - 13.5) < 1
    assert np.array_equal(drawn, training_picture(255 - paper))


def test_the_plane_and_the_four_steps(eight):
    model, _ = eight
    state = ask(model, "plane_state", seed=0)
    assert state["modes_covered"] == state["modes"] == 8
    assert state["scene"].to_json()["surface"]["rows"] == 40
    before = [one.clone() for one in model.model.parameters()]
    steps = ask(model, "four_steps", seed=0)
    assert all(map(torch.equal, before, model.model.parameters()))
    assert steps["generator_gradient"] > 0
    boxes = {box.name for box in APPLICATION.diagram.boxes}
    assert figures.diagram_values(steps).keys() <= boxes
    assert len(ask(model, "latent_walk", label="point", seed=0)["scene"].lines) == 34
    with pytest.raises(ValueError, match="makes points"):
        ask(model, "type_number", text="1", seed=0)


def test_pictures_have_no_plane(tiny):
    with pytest.raises(ValueError, match="needs a run on points"):
        ask(tiny, "plane_state", seed=0)
    assert ask(tiny, "latent_walk", label="2", seed=0, cells=3)["scene"].images.shape == (9, 28, 28)
    assert figures.diagram_values(ask(tiny, "four_steps", seed=0))["real"]["png"]
