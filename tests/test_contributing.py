"""The guide's application is built from its own blocks, in a copy of the project, and keeps every promise."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "CONTRIBUTING.md"
NAME = "penguin_species"
BLOCK = re.compile(
    r"^```\w+\n(?:# |<!-- )(?P<path>[\w/.]+)(?: -->)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
COPIED = (
    "dlcore",
    "pages",
    "assets",
    "tests/contract",
    "tests/__init__.py",
    "tests/conftest.py",
    "pyproject.toml",
)
NOT_FOR_ONE = "test_every_data_card_is_somebodys"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the guide's files in it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for path, text in blocks().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(
            text.replace("…", "It learns from what it gets wrong. " * 20), encoding="utf-8"
        )
    return folder


def blocks() -> dict[str, str]:
    """The guide's files by their path."""
    return {block["path"]: block["text"] for block in BLOCK.finditer(GUIDE.read_text(encoding="utf-8"))}


def run(folder: Path, *words: str) -> str:
    environment = {**os.environ, "DLCORE_HOME": str(folder / "home"), "DLCORE_EXTRA_APPLICATIONS": ""}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_guide_has_every_file() -> None:
    folder = f"dlcore/applications/classification/{NAME}"
    files = {
        "__init__.py",
        "config.py",
        "data.py",
        "model.py",
        "training.py",
        "use.py",
        "tasks.py",
        "lesson.md",
    }
    assert blocks().keys() == {f"{folder}/{name}" for name in files} | {f"pages/{NAME}.py"}


def test_the_guides_files_are_formatted(copy: Path) -> None:
    files = [path for path in blocks() if path.endswith(".py")]
    run(copy, "-m", "ruff", "check", *files)
    run(copy, "-m", "ruff", "format", "--check", "--diff", *files)


def test_the_guides_application_keeps_every_promise(copy: Path) -> None:
    said = run(copy, "-m", "dlcore", "train", NAME, "--preset", "shipped", "--save")
    assert "Validation accuracy" in said
    report = run(copy, "-m", "pytest", "-q", "tests/contract", "-k", NAME)
    assert re.search(r"\b(2[5-9]|[3-9]\d) passed", report), report
    assert "failed" not in report
