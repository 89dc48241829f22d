"""The code: a script and a notebook that repeat a run to the last bit, without the app."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from dlcore.contract import ROOT, Application, Change, Metrics, Training, Until, export, find

STEPS = 6


def change_of(application: Application) -> Change:
    """The first live number, at its lowest from the third event on."""
    live = next(one for one in application.Config.settings() if one.live and one.minimum is not None)
    value = live.minimum or 0.0
    return Change(3, {live.name: int(value) if live.kind == "whole number" else value})


def figures(training: Training) -> list[tuple[int, str, dict[str, float]]]:
    return [(event.step, event.phase, event.values) for event in training if isinstance(event, Metrics)]


def run_alone(code: str, folder: Path) -> list[str]:
    """What a script prints when it is run in the project's folder, in a process of its own."""
    path = folder / "the run.py"
    path.write_text(code, encoding="utf-8")
    command = [sys.executable, "-W", "error", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def run_here(code: str) -> list[str]:
    """What a script prints, without the seconds that loading torch takes once more."""
    lines: list[str] = []
    exec(compile(code, "script", "exec"), {"print": lambda *words: lines.append(" ".join(map(str, words)))})
    return lines


def read(lines: list[str]) -> list[tuple[int, str, dict[str, float]]]:
    """The steps among the lines, floats bit by bit."""
    steps = []
    for line in lines:
        before, brace, after = line.partition("{")
        words = before.split()
        if brace and words and words[0].isdigit():
            steps.append((int(words[0]), words[1] if len(words) > 1 else "", ast.literal_eval(brace + after)))
    return steps


def test_the_script_repeats_the_run(application: Application, tmp_path: Path) -> None:
    change = change_of(application)
    expected = figures(Training(application, {"steps": STEPS}, [change]))
    lines = run_alone(export.script(application, {"steps": STEPS}, [change]), tmp_path)
    assert read(lines) == expected
    assert lines[-2].startswith("model")
    assert lines[-1].startswith("baseline")


def test_the_notebook_repeats_the_run(application: Application) -> None:
    document = json.loads(export.notebook(application, {"steps": STEPS}))
    codes = [cell["source"] for cell in document["cells"] if cell["cell_type"] == "code"]
    assert read(run_here("\n\n".join(codes))) == figures(Training(application, {"steps": STEPS}))
    assert document["nbformat"] == 4
    assert len({cell["id"] for cell in document["cells"]}) == len(document["cells"])


def test_the_script_ends_where_the_run_ended() -> None:
    application, config = find("gradient_descent"), {"steps": 60}
    curve = figures(Training(application, config))
    until = Until("loss", sorted(values["loss"] for _, _, values in curve[5:])[3])
    expected = figures(Training(application, config, until=until))
    assert 5 < len(expected) < 60
    assert read(run_here(export.script(application, config, until=until))) == expected


def test_the_script_ends_where_the_run_diverged() -> None:
    application = find("gradient_descent")
    config = dict(application.preset("too fast").values)
    training = Training(application, config)
    expected = figures(training)
    assert training.status == "diverged"
    lines = run_here(export.script(application, config))
    assert sum(line.split(" ")[0].isdigit() for line in lines) == len(expected)


def test_the_sources_are_the_files(application: Application) -> None:
    sources = export.sources(application)
    assert list(sources)[:2] == ["training.py", "model.py"]
    for name, text in sources.items():
        folder = application.folder.parent if "/" in name else application.folder
        assert text == (folder / Path(name).name).read_text(encoding="utf-8")
    assert all(text.strip() for text in sources.values())
