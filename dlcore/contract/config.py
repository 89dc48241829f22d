"""One description of every hyperparameter, from which form, link, command line and stored runs are made."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

Value = int | float | bool | str
Kind = Literal["whole number", "number", "switch", "choice", "text"]


@dataclass(frozen=True)
class Live:
    """Marks a field that may change while training runs: the next step reads the new value."""


@dataclass(frozen=True)
class Logarithmic:
    """Marks a number that is turned in factors rather than in differences."""


@dataclass(frozen=True)
class Own:
    """Marks a text field that holds the fingerprint of a visitor's own file (see `dlcore.datasets.own`)."""

    kind: str  # what the upload gate lets in: "text", "table", "image", "pictures" or "points"
    classes: tuple[str, ...] = ()  # of points


@dataclass(frozen=True)
class When:
    """The form shows the field only while another field has one of these values."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """The heading under which the form shows a field: "Data", "Model", "Training" or "Watching".

    Fields of the group "Data" alone decide what `load_data` returns (with the seed).
    """

    name: str


@dataclass(frozen=True)
class Setting:
    """What form, link and command line need to know about one field of a `Config`."""

    name: str
    kind: Kind
    default: Value
    description: str
    choices: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    live: bool = False
    logarithmic: bool = False
    own: str = ""  # the upload's kind, where the field holds a visitor's file
    own_classes: tuple[str, ...] = ()
    group: str = "Training"
    when: When | None = None

    @property
    def label(self) -> str:
        """The name as a person would write it: "learning_rate" becomes "Learning rate"."""
        return self.name.replace("_", " ").capitalize()


class BaseConfig(BaseModel):
    """The hyperparameters of one run. Every application adds its own, each with a description."""

    model_config = ConfigDict(extra="forbid", validate_default=True, allow_inf_nan=False)

    steps: Annotated[int, Field(ge=1, le=1_000_000, description="How many training steps.")] = 1000
    seed: Annotated[
        int,
        Field(ge=0, le=999_999, description="Same seed, same run; another seed, another draw of the dice."),
    ] = 0

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        """All fields in the order of their definition, `steps` and `seed` last."""
        names = [name for name in cls.model_fields if name not in BaseConfig.model_fields]
        return tuple(_setting(name, cls.model_fields[name]) for name in [*names, "steps", "seed"])

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> tuple[Self, list[str]]:
        """Build a config from texts (a link's parameters) and say in a sentence each what was ignored."""
        settings = {setting.name: setting for setting in cls.settings()}
        values: dict[str, Value] = {}
        problems = []
        for name, text in texts.items():
            if name not in settings:
                problems.append(f"“{name[:40]}” is not a setting of this page; it was ignored.")
                continue
            value = value_from(text, settings[name])
            try:
                cls.model_validate({**cls().model_dump(), name: value})
                values[name] = value
            except ValidationError as error:
                problems.append(f"{explain(error, settings)} The default was kept.")
        try:
            return cls.model_validate(values), problems
        except ValidationError as error:  # a rule across fields
            return cls(), [*problems, f"{explain(error, settings)} The defaults were kept."]

    def changed(self, values: Mapping[str, Any]) -> Self:
        """A copy with some values changed, checked as a whole. Raises `ValueError` with one sentence."""
        try:
            return type(self).model_validate({**self.model_dump(), **values})
        except ValidationError as error:
            settings = {setting.name: setting for setting in self.settings()}
            raise ValueError(explain(error, settings)) from None

    def apply(self, values: Mapping[str, Any]) -> None:
        """Change live fields in place, while `train` holds this very object. Raises `ValueError`."""
        live = {setting.name for setting in self.settings() if setting.live}
        for name in values:
            if name not in live:
                raise ValueError(f"“{name}” can't change while training runs.")
        self.__dict__.update(self.changed(values).__dict__)

    def differences(self) -> dict[str, Value]:
        """The values that differ from the defaults: what a link has to carry."""
        defaults = type(self)().model_dump()
        return {name: value for name, value in self.model_dump().items() if value != defaults[name]}

    def data_values(self) -> dict[str, Value]:
        """The values that decide what `load_data` returns."""
        names = [setting.name for setting in self.settings() if setting.group == "Data"]
        return {name: getattr(self, name) for name in [*names, "seed"]}


def explain(error: ValidationError, settings: Mapping[str, Setting]) -> str:
    """The first problem of a pydantic error as one sentence that names the field and what it allows."""
    problem = error.errors()[0]
    name = str(problem["loc"][0]) if problem["loc"] else ""
    if name not in settings:
        return f"{problem['msg'].removeprefix('Value error, ').rstrip('.')}."
    setting = settings[name]
    given = str(problem["input"])[:40]
    return f"{setting.label} can't be “{given}”: {allowed(setting)}."


def allowed(setting: Setting) -> str:
    """What a field allows, in words: "a whole number from 4 to 512"."""
    if setting.choices:
        return "one of " + ", ".join(str(choice) for choice in setting.choices)
    if setting.kind == "switch":
        return "yes or no"
    if setting.minimum is not None and setting.maximum is not None:
        return f"a {setting.kind} from {setting.minimum:g} to {setting.maximum:g}"
    return f"a {setting.kind}"


def _setting(name: str, field: FieldInfo) -> Setting:
    marks = {type(mark): mark for mark in field.metadata}
    is_choice = get_origin(field.annotation) is Literal
    kinds: dict[Any, Kind] = {int: "whole number", float: "number", bool: "switch", str: "text"}
    group = marks.get(Group)
    own = marks.get(Own)
    return Setting(
        name=name,
        kind="choice" if is_choice else kinds[field.annotation],
        default=field.default,
        description=field.description or "",
        choices=get_args(field.annotation) if is_choice else (),
        minimum=_number(marks.get(Ge), "ge"),
        maximum=_number(marks.get(Le), "le"),
        live=Live in marks,
        logarithmic=Logarithmic in marks,
        own=own.kind if own else "",
        own_classes=own.classes if own else (),
        group=group.name if group else "Training",
        when=marks.get(When),
    )


def _number(bound: Any, attribute: str) -> float | None:
    return None if bound is None else float(getattr(bound, attribute))


def value_from(text: str, setting: Setting) -> Value:
    """The value that a text means; the text itself where it means none, for validation to refuse."""
    if setting.kind == "choice":
        return next((choice for choice in setting.choices if str(choice) == text), text)
    if setting.kind == "switch":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if setting.kind == "text":
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if setting.kind == "whole number" and math.isfinite(number) and number.is_integer():
        return int(number)
    return number
