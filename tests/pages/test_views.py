"""Every page renders in every view, and every control of every view works."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dlcore.contract import applications

PAGES = Path(__file__).resolve().parents[2] / "pages"
NAMES = [application.name for application in applications()]
VIEWS = ("use", "train", "inside", "break", "learn")

pytestmark = pytest.mark.usefixtures("engine")


def opened(name: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return whole(test.run())


def whole(test: AppTest) -> AppTest:
    """Nothing broke; a refusal is one sentence without an error number."""
    assert not test.exception, [error.value for error in test.exception]
    assert not [error.value for error in test.error if "(error " in error.value]
    return test


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", NAMES)
def test_view_renders(name, view):
    test = opened(name, view=view)
    assert len(test.title) == 1
    assert len(test.main) > 3
    assert not test.warning
    assert not [error.value for error in test.error]


@pytest.mark.parametrize("view", ["use", "train", "inside"])
@pytest.mark.parametrize("name", NAMES)
def test_every_control_works(name, view):
    test = opened(name, view=view)
    for kind in ("slider", "select_slider", "number_input", "selectbox", "toggle", "checkbox", "radio"):
        for index in range(len(test.get(kind))):
            controls = test.get(kind)
            if index < len(controls) and not controls[index].disabled:
                turn(kind, controls[index])
                whole(test.run())


def turn(kind, control) -> None:
    """Set a control to another value that it allows."""
    if kind == "slider":
        other = control.min if control.value != control.min else control.max
        control.set_value(other)
    elif kind == "number_input":
        step = control.step or 1
        low = control.value - step
        control.set_value(low if control.min is None or low >= control.min else control.value + step)
    elif kind in ("toggle", "checkbox"):
        control.set_value(not control.value)
    else:
        others = [option for option in control.options if option != control.value]
        if others:
            control.select_index(control.options.index(others[-1])) if hasattr(
                control, "select_index"
            ) else None


@pytest.mark.parametrize("name", NAMES)
def test_every_failure_is_shown(name):
    test = opened(name, view="break")
    for failure in test.button_group(key=f"{name}.breakage").options:
        test.session_state[f"{name}.breakage"] = failure.value if hasattr(failure, "value") else failure
        whole(test.run())
        assert not [error.value for error in test.error]


@pytest.mark.parametrize("name", NAMES)
def test_wrong_addresses_get_a_sentence_each(name):
    test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for key, value in {"view": "nowhere", "seed": "-5", "learning_rate": "nan", "bogus": "1"}.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    assert len(test.warning) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_values_survive_a_change_of_view(name):
    test = opened(name, view="train", seed="7")
    for view in ("learn", "use", "train"):
        test.session_state[f"{name}.view"] = view
        whole(test.run())
    assert dict(test.query_params)["seed"] in ("7", ["7"])


def test_gallery_renders_and_searches():
    test = AppTest.from_file(str(PAGES / "index.py"), default_timeout=60).run()
    whole(test)
    assert len(test.title) == 1
    test.text_input(key="home.search").set_value("gradient").run()
    whole(test)
    test.text_input(key="home.search").set_value("zzzz").run()
    assert "zzzz" in test.info[0].value


def test_unknown_run_in_a_link_is_explained():
    test = opened(NAMES[0], view="train", run="no-such-run")
    assert "no longer kept" in test.info[0].value


def test_one_part_learns_alone_and_what_held_before_comes_back():
    test = opened("gan_laboratory", view="train", discriminator_steps="3")
    state = test.session_state["dlcore_pages"]["gan_laboratory"]

    def let_learn(who: str) -> tuple[int, int]:
        test.session_state[f"gan_laboratory.{state.generation}.who_learns"] = who
        whole(test.run())
        return state.config.discriminator_steps, state.config.generator_steps

    assert let_learn("discriminator") == (3, 0)
    assert let_learn("generator") == (0, 1)
    assert let_learn("both") == (3, 1)
