"""The questions of `use.py` can be put from anywhere: by name, with plain arguments."""

import importlib
import inspect
import types
import typing
from collections.abc import Callable
from typing import Any

from dlcore.contract import Application, TrainedModel

PLAIN = {"int", "float", "bool", "str", "list", "tuple", "dict", "Sequence", "Mapping", "NDArray", "ndarray"}
PLAIN |= {"NoneType", "Literal", "Any"}


def questions(application: Application) -> dict[str, Callable[..., Any]]:
    """The public functions of `use.py` that begin with a trained model."""
    module = importlib.import_module(f"{application.package}.use")
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
        and "trained" in inspect.signature(value).parameters
    }


def names_in(annotation: Any) -> set[str]:
    """The outermost names of a type and, for a union, of its parts."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return {name for part in typing.get_args(annotation) for name in names_in(part)}
    if origin is typing.Annotated:
        return names_in(typing.get_args(annotation)[0])
    kind = origin or annotation
    return {getattr(kind, "__name__", None) or getattr(kind, "_name", str(kind))}


def test_questions_take_a_model_and_plain_values(application: Application) -> None:
    asked = questions(application)
    assert "gallery" in asked
    assert len(asked) >= 2
    for name, question in asked.items():
        assert question.__doc__, name
        hints = typing.get_type_hints(question)
        first, *others = inspect.signature(question).parameters.values()
        assert first.name == "trained", name
        assert hints["trained"] is TrainedModel, name
        assert names_in(hints["return"]) <= {"dict", "Text", "Images", "Plane"}, name
        for parameter in others:
            assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD, f"{name}: {parameter}"
            assert parameter.name in hints, f"{name}: {parameter} has no type"
            assert names_in(hints[parameter.name]) <= PLAIN, f"{name}: {parameter}"


def test_a_question_is_found_by_name_and_nothing_else_is(application: Application) -> None:
    for name in questions(application):
        assert application.function("use", name)
    for name in ("_private", "TrainedModel", "torch", "no_such_question"):
        try:
            application.function("use", name)
        except KeyError:
            continue
        raise AssertionError(f"{name} may be asked")
