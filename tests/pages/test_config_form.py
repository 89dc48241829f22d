"""What the form and the address make of a Config."""

from typing import Annotated, Literal

import pytest
from pydantic import Field, model_validator

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Setting
from dlcore.ui.form import nice_step, scale
from dlcore.ui.link import text


class Config(BaseConfig):
    modes: Annotated[Literal[8, 25], Field(description="How many."), Group("Data")] = 8
    rate: Annotated[float, Field(ge=1e-5, le=1e-1, description="Step."), Live(), Logarithmic()] = 3e-3
    layers: Annotated[int, Field(ge=0, le=4, description="Layers."), Group("Model")] = 1
    dropout: Annotated[bool, Field(description="Whether."), Group("Model")] = False
    low: Annotated[float, Field(ge=0, le=1, description="Low.")] = 0.2

    @model_validator(mode="after")
    def dropout_needs_layers(self):
        if self.dropout and self.layers == 0:
            raise ValueError("Dropout needs at least one hidden layer.")
        return self


def setting(name: str) -> Setting:
    return next(one for one in Config.settings() if one.name == name)


def test_settings_know_kind_bounds_and_marks():
    rate = setting("rate")
    assert (rate.kind, rate.minimum, rate.maximum) == ("number", 1e-5, 1e-1)
    assert rate.live
    assert rate.logarithmic
    assert setting("modes").choices == (8, 25)
    assert setting("dropout").kind == "switch"
    assert [one.name for one in Config.settings()][-2:] == ["steps", "seed"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"modes": "25"}, {"modes": 25}),
        ({"rate": "0.01"}, {"rate": 0.01}),
        ({"layers": "3"}, {"layers": 3}),
        ({"dropout": "true"}, {"dropout": True}),
        ({"steps": "2000"}, {"steps": 2000}),
    ],
)
def test_a_link_sets_values(given, kept):
    config, problems = Config.read(given)
    assert config.differences() == kept
    assert problems == []


@pytest.mark.parametrize(
    "given",
    [
        {"modes": "9"},
        {"rate": "nan"},
        {"rate": "inf"},
        {"rate": "1"},
        {"rate": "fast"},
        {"layers": "-1"},
        {"layers": "2.5"},
        {"layers": "9" * 400},
        {"dropout": "maybe"},
        {"unknown": "1"},
        {"seed": "<script>alert(1)</script>"},
        {"dropout": "true", "layers": "0"},
    ],
)
def test_a_wrong_link_is_explained_and_the_defaults_kept(given):
    config, problems = Config.read(given)
    assert config.differences() == {}
    assert len(problems) == 1
    assert problems[0].endswith(("kept.", "ignored."))
    assert len(problems[0]) < 250


def test_good_values_of_a_partly_wrong_link_are_kept():
    config, problems = Config.read({"layers": "2", "rate": "nan"})
    assert config.differences() == {"layers": 2}
    assert "Rate" in problems[0]


def test_a_link_round_trips():
    config = Config(modes=25, rate=0.01234, dropout=True)
    again, problems = Config.read({name: text(value) for name, value in config.differences().items()})
    assert again == config
    assert problems == []


def test_apply_changes_live_fields_only_and_leaves_the_object_whole_after_a_refusal():
    config = Config()
    config.apply({"rate": 0.05})
    assert config.rate == 0.05
    with pytest.raises(ValueError, match="can't change"):
        config.apply({"layers": 2})
    with pytest.raises(ValueError, match=r"from 1e-05 to 0\.1"):
        config.apply({"rate": 7.0})
    assert config == Config(rate=0.05)


def test_a_logarithmic_slider_has_its_bounds_and_the_present_value():
    stops = scale(setting("rate"), 0.00123)
    assert stops[0] == 1e-5
    assert stops[-1] == 0.1
    assert 0.00123 in stops
    assert 0.003 in stops


@pytest.mark.parametrize(("span", "step"), [(1.0, 0.01), (100.0, 1.0), (0.5, 0.005), (7.0, 0.05)])
def test_steps_are_round(span, step):
    assert nice_step(span) == pytest.approx(step)
