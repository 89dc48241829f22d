"""What an application is: a folder with a record of words and links, and modules loaded when needed."""

import importlib
import os
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from dlcore.contract.config import BaseConfig, Value
from dlcore.contract.diagram import Diagram
from dlcore.contract.lesson import Breakage, Preset, Task

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {
    "foundations": "Foundations",
    "classification": "Classification and prediction",
    "sequences": "Sequences",
    "autoencoders": "Autoencoders",
    "reinforcement": "Reinforcement learning",
    "gans": "GANs",
}


@dataclass(frozen=True)
class Metric:
    """A figure that training or evaluation reports, explained once for curve, card and table."""

    label: str
    description: str
    better: Literal["lower", "higher", "neither"] = "lower"
    unit: str = ""
    logarithmic: bool = False


@dataclass(frozen=True)
class Application:
    """The record of one application; imports neither torch nor Streamlit.

    The modules beside it are found by name: `config` (`Config`, `PRESETS`), `data` (`load_data`, `baseline`),
    `training` (`build_model`, `train`, `evaluate`), `use` (the questions), `tasks` (`TASKS`, `BREAKAGES`).
    """

    package: str  # "dlcore.applications.sequences.text_generation": `__name__` of the record's module
    title: str
    icon: str  # one emoji
    sentence: str  # for the gallery
    idea: str  # at most three sentences, above the fold
    order: int  # place within its family
    headline: str  # the metric that curves open with and stop conditions use
    metrics: Mapping[str, Metric]
    diagram: Diagram
    datasets: tuple[str, ...]  # names of cards in assets/data
    alone: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    # for each phase that can learn while the others hold still: the live settings that make it so
    concepts: tuple[str, ...] = ()  # what the search on the home page finds
    intended_use: str = ""
    limits: str = ""  # what the model may not be used for and where it fails
    sources: tuple[tuple[str, str], ...] = field(default=())  # (title, address)
    parameters: tuple[str, ...] = ()  # what the Use view keeps in the address beside the settings

    @property
    def name(self) -> str:
        """The folder's name: also the page file's and the URL path."""
        return self.package.rpartition(".")[2]

    @property
    def family(self) -> str:
        """The key of `FAMILIES`."""
        return self.package.split(".")[-2]

    @property
    def folder(self) -> Path:
        """Where the application's files lie."""
        return ROOT / Path(*self.package.split("."))

    @cached_property
    def Config(self) -> type[BaseConfig]:  # noqa: N802 - a class
        """The class of its configs."""
        config: type[BaseConfig] = self.load("config", "Config")
        return config

    @property
    def presets(self) -> tuple[Preset, ...]:
        """Good and bad settings with the reason why; the first is named "shipped"."""
        presets: tuple[Preset, ...] = self.load("config", "PRESETS")
        return presets

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What a student is asked to reach."""
        tasks: tuple[Task, ...] = self.load("tasks", "TASKS")
        return tasks

    @property
    def breakages(self) -> tuple[Breakage, ...]:
        """Failures on demand."""
        breakages: tuple[Breakage, ...] = self.load("tasks", "BREAKAGES")
        return breakages

    @property
    def lesson(self) -> str:
        """The words of the lesson, Markdown."""
        return (self.folder / "lesson.md").read_text(encoding="utf-8")

    def load(self, module: str, attribute: str) -> Any:
        """An attribute of one of the modules beside the record, imported now."""
        return getattr(importlib.import_module(f"{self.package}.{module}"), attribute)

    def function(self, module: str, name: str) -> Callable[..., Any]:
        """A public function defined in one of the modules. Raises `KeyError` for anything else."""
        loaded = importlib.import_module(f"{self.package}.{module}")
        value = getattr(loaded, name, None)
        if name.startswith("_") or not callable(value) or getattr(value, "__module__", "") != loaded.__name__:
            raise KeyError(f"{self.name} has no function {module}.{name}")
        return value  # type: ignore[no-any-return]

    def preset(self, name: str) -> Preset:
        """A preset by its name. Raises `KeyError`."""
        return {preset.name: preset for preset in self.presets}[name]


@cache
def applications() -> tuple[Application, ...]:
    """All applications, found by folder, in the order of families and records.

    Tests add packages of their own by naming them in the environment's `DLCORE_EXTRA_APPLICATIONS`.
    """
    extra = os.environ.get("DLCORE_EXTRA_APPLICATIONS", "").split()
    found = [importlib.import_module(package).APPLICATION for package in extra]
    for family in FAMILIES:
        package = f"dlcore.applications.{family}"
        folder = ROOT / "dlcore" / "applications" / family
        for module in pkgutil.iter_modules([str(folder)]):
            if module.ispkg:
                loaded = importlib.import_module(f"{package}.{module.name}")
                if hasattr(loaded, "APPLICATION"):  # else something that a family shares
                    found.append(loaded.APPLICATION)
    families = list(FAMILIES)
    return tuple(sorted(found, key=lambda one: (families.index(one.family), one.order)))


def find(name: str) -> Application:
    """The application of that name. Raises `KeyError` with a sentence."""
    for application in applications():
        if application.name == name:
            return application
    names = ", ".join(application.name for application in applications())
    raise KeyError(f"There is no application “{name}”. There are: {names}.")
