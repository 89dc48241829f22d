"""The code of a run: its sources as they lie on the disk, and a script and a notebook that repeat it.

Both repeat the run to the last bit without the app, with nothing but the application's own functions. No
torch is loaded here: the server writes them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dlcore.contract.application import Application
from dlcore.contract.config import BaseConfig, Setting
from dlcore.contract.course import Change, Until

FIRST = ("training.py", "model.py", "data.py", "use.py", "config.py")  # in the order in which to read them
LEFT_OUT = ("__init__.py", "tasks.py", "figures.py")

HEADER = '''"""{title}: a run of the laboratory, outside the app.

Run it in the project's folder, where `dlcore` lies:  .venv/bin/python path/to/this_script.py
Same settings, same seed, one thread: the same figures as in the app, to the last bit.{own}
"""
'''
OWN = """

It learns from a file of your own, which the laboratory keeps for half a day after its last use."""
IMPORTS = """import math
import os
import sys

import torch

sys.path.insert(0, os.getcwd())  # the project's folder

from dlcore.contract import Metrics
from dlcore.contract.seeds import seed_everything
from {package}.config import Config
from {package}.data import baseline, load_data
from {package}.training import build_model, evaluate, train

torch.set_num_threads(1)  # two threads add numbers in another order, which gives another curve
"""
STAGES = """# Every stage begins with the same seed, so that a stage can be repeated alone.
seed_everything(config.seed)
data = load_data(config)
seed_everything(config.seed)
model = build_model(config, data.signature)
print(model)
"""
JUDGE = """seed_everything(config.seed)
print("model   ", evaluate(model.eval(), data))
seed_everything(config.seed)
print("baseline", baseline(data))
"""
WORDS = (
    "The application's own functions, and one thread.",
    "The settings of the run.",
    "Data and model.",
    "The training: `train` yields what it measures, step by step.",
    "Held-out figures, the model beside its baseline.",
)


def sources(application: Application) -> dict[str, str]:
    """The application's files by name, the training loop first, and what its family shares with it."""
    own = [path for path in application.folder.glob("*.py") if path.name not in LEFT_OUT]
    own.sort(key=lambda path: (FIRST.index(path.name) if path.name in FIRST else len(FIRST), path.name))
    shared = [path for path in sorted(application.folder.parent.glob("*.py")) if path.name not in LEFT_OUT]
    files = {path.name: path for path in own}
    files |= {f"{application.family}/{path.name}": path for path in shared}
    return {name: path.read_text(encoding="utf-8") for name, path in files.items()}


def script(
    application: Application,
    config: Mapping[str, Any],
    changes: Sequence[Change] = (),
    until: Until | None = None,
) -> str:
    """A Python script that repeats a run and prints every step. Raises `ValueError` for a wrong config."""
    checked = application.Config.model_validate(dict(config))
    own = any(setting.own and getattr(checked, setting.name) for setting in checked.settings())
    header = HEADER.format(title=application.title, own=OWN if own else "")
    return "\n".join([header, *_cells(application, checked, changes, until)])


def notebook(
    application: Application,
    config: Mapping[str, Any],
    changes: Sequence[Change] = (),
    until: Until | None = None,
) -> str:
    """The same as a Jupyter notebook (JSON). Raises `ValueError` for a wrong config."""
    checked = application.Config.model_validate(dict(config))
    intro = f"# {application.title}\n\n{application.idea}\n\nStart Jupyter in the project's folder."
    cells = [_cell("intro", "markdown", intro)]
    codes = _cells(application, checked, changes, until)
    for number, (words, code) in enumerate(zip(WORDS, codes, strict=True)):
        cells += [_cell(f"words-{number}", "markdown", words), _cell(f"code-{number}", "code", code.strip())]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    document = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False)


def _cells(
    application: Application, config: BaseConfig, changes: Sequence[Change], until: Until | None
) -> list[str]:
    settings = "\n".join(_line(setting, config) for setting in config.settings())
    return [
        IMPORTS.format(package=application.package),
        f"config = Config(\n{settings}\n)\n",
        STAGES,
        _loop(changes, until),
        JUDGE,
    ]


def _line(setting: Setting, config: BaseConfig) -> str:
    comment = f"  # {setting.description}" if len(setting.description) <= 70 else ""
    return f"    {setting.name}={_code(getattr(config, setting.name))},{comment}"


def _code(value: Any) -> str:
    """A value as we write it in Python, with double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_code(key)}: {_code(one)}" for key, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _loop(changes: Sequence[Change], until: Until | None) -> str:
    """The loop, with the changes made while it ran and the goal that ended it, where there are any."""
    by_event: dict[int, dict[str, Any]] = {}
    for change in changes:
        by_event.setdefault(change.event, {}).update(change.values)
    lines, counter, events = [], "", "train(model, data, config)"
    if by_event:
        lines += [f"changes = {_code(by_event)}  # live settings, by the number of events before them"]
        lines += ["config.apply(changes.get(0, {}))"]
        counter, events = "number, ", f"enumerate({events}, start=1)"
    lines += ["seed_everything(config.seed)", "curve = []"]
    lines += [f"for {counter}event in {events}:"]
    lines += ["    if isinstance(event, Metrics):"]
    lines += ["        curve.append(event)"]
    lines += ["        print(event.step, event.phase, event.values)"]
    lines += ["        if not all(map(math.isfinite, event.values.values())):"]
    lines += ["            break  # the loss is no longer a number"]
    if until:
        sign, missing = ("<=", "math.inf") if until.below else (">=", "-math.inf")
        goal = f"event.values.get({_code(until.metric)}, {missing}) {sign} {until.value!r}"
        lines += [f"        if {goal}:", "            break  # the goal of this run"]
    if by_event:
        lines += ["    config.apply(changes.get(number, {}))"]
    return "\n".join(lines) + "\n"


def _cell(name: str, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"id": name, "cell_type": kind, "metadata": {}, "source": text}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
