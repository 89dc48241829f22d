"""What the server reads of an application loads neither torch nor Streamlit."""

import subprocess
import sys

from dlcore.contract import ROOT, applications

LOOK = """
import importlib, sys
from dlcore.contract import applications, export
from dlcore.contract.cards import data_card, model_card
for one in applications():
    one.Config.settings(), one.presets, one.tasks, one.breakages, one.lesson, model_card(one.name)
    [data_card(name) for name in one.datasets]
    export.script(one, {}), export.notebook(one, {}), export.sources(one)
    if (one.folder / "figures.py").exists():
        importlib.import_module(one.package + ".figures")
    heavy = {"torch", "streamlit"} & set(sys.modules)
    assert not heavy, f"{one.name} loads {heavy}"
    print(one.name)
"""


def test_records_and_figures_are_light() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [application.name for application in applications()]
