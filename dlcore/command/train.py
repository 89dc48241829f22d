"""`python -m dlcore train NAME`: train as the app does, and keep the model if asked."""

import argparse
import csv
import json
import math
import shlex
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcore.command.parser import Commands, UsageError, add_settings, one_of, read_config
from dlcore.command.progress import progress
from dlcore.contract import Application, Metrics, Note, Until, applications, find

if TYPE_CHECKING:
    from dlcore.contract import Training


def add(commands: Commands, words: Sequence[str]) -> None:
    """Add the command; only the application that is named gets its settings as options."""
    parser = commands.add_parser(
        "train",
        help="train a model and say how good it is",
        description="Train a model as the app does: same settings, same seed, same curve.",
        epilog="Settings of an application: python -m dlcore train NAME --help",
    )
    names = parser.add_subparsers(metavar="NAME", required=True)
    for application in applications():
        one = names.add_parser(
            application.name,
            help=application.sentence,
            description=textwrap.fill(application.idea, 79),
            usage="%(prog)s [options]",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(run=run, name=application.name, parser=one, words=tuple(words))
        if application.name in words:
            _add_options(one, application)


def _add_options(parser: argparse.ArgumentParser, application: Application) -> None:
    presets = [preset.name for preset in application.presets]
    parser.add_argument(
        "--preset", choices=presets, metavar="PRESET", help=f"start from known settings: {one_of(presets)}"
    )
    parser.add_argument("--until", metavar="METRIC=VALUE", help="stop early, for instance: loss=0.1")
    parser.add_argument("--save", action="store_true", help="make this the model that the app ships")
    parser.add_argument("--output", type=Path, metavar="DIR", help="write weights, card and curve there")
    parser.add_argument("--json", action="store_true", help="print the result for machines")
    lines = [
        f"  {preset.name:<16}{'' if preset.good else '(fails) '}{preset.why}"
        for preset in application.presets
    ]
    parser.epilog = "presets:\n" + "\n".join(lines)
    add_settings(parser, application)


def run(arguments: argparse.Namespace) -> int:
    """Train, show, keep. Returns 1 where the run diverged."""
    from dlcore.contract import Training

    application = find(arguments.name)
    config = read_config(application, arguments.preset or "", vars(arguments))
    training = Training(application, config, until=read_until(application, arguments.until))
    curve = follow(training, quiet=arguments.json)
    result = finish(training, arguments, curve)
    print(json.dumps(result, allow_nan=False) if arguments.json else in_words(application, result))
    return int(training.status == "diverged")


def read_until(application: Application, text: str | None) -> Until | None:
    """The goal that `--until` gives. Raises `UsageError`."""
    if text is None:
        return None
    name, _, number = text.partition("=")
    if name not in application.metrics:
        raise UsageError(
            f"--until: there is no metric “{name}”. There are: {one_of([*application.metrics])}."
        )
    try:
        value = float(number)
    except ValueError:
        raise UsageError(f"--until: “{number}” is not a number; write for instance {name}=0.1.") from None
    return Until(name, value, application.metrics[name].better != "higher")


def follow(training: "Training", quiet: bool) -> list[Metrics]:
    """Train to the end with progress on standard error; Ctrl-C stops and keeps what there is."""
    curve: list[Metrics] = []
    last: dict[str, float] = {}
    with progress(training.application.title, training.config.steps) as report:
        try:
            while batch := training.advance(seconds=0.1):
                for event in batch:
                    if isinstance(event, Metrics):
                        curve.append(event)
                        last |= event.values
                    elif isinstance(event, Note) and not quiet:
                        print(event.text, file=sys.stderr)
                step = curve[-1].step + 1 if curve else 0
                report(step, f"step {step}, {short(training.application, last)}")
        except KeyboardInterrupt:
            training.stop()
    return curve


def short(application: Application, values: Mapping[str, float]) -> str:
    """The two figures that matter most, in words."""
    names = [application.headline, *(name for name in values if name != application.headline)][:2]
    shown = [
        f"{application.metrics[name].label.lower()} {values[name]:.4g}" for name in names if name in values
    ]
    return ", ".join(shown)


def finish(training: "Training", arguments: argparse.Namespace, curve: list[Metrics]) -> dict[str, Any]:
    """Evaluate, keep what was asked for, and gather the result."""
    from dlcore.contract import saving

    application, config = training.application, training.config
    result: dict[str, Any] = {
        "application": application.name,
        "status": training.status,
        "steps": curve[-1].step + 1 if curve else 0,
        "seconds": round(training.seconds, 2),
        "config": config.model_dump(),
        "last": finite({name: value for event in curve for name, value in event.values.items()}),
        "files": [],
    }
    if training.status == "diverged":
        return result
    result["heldout"] = finite(saving.heldout(application, training.model, training.data, config))
    result["baseline"] = finite(saving.baseline(application, training.data, config))
    command = shlex.join(["python", "-m", "dlcore", *arguments.words])
    if arguments.save:
        live = saving.live_seconds(application)
        result["files"] += with_card(saving.save_checkpoint(training, command, live=live))
    if arguments.output:
        result["files"] += with_card(saving.save_checkpoint(training, command, arguments.output, half=False))
        result["files"].append(str(write_curve(curve, arguments.output / f"{application.name}.csv")))
    return result


def with_card(weights: Path) -> list[str]:
    """The two files of a checkpoint."""
    return [str(weights), str(weights.with_suffix(".json"))]


def write_curve(curve: Sequence[Metrics], path: Path) -> Path:
    """The metrics of all steps as CSV, one column a metric."""
    names = list({name: None for event in curve for name in event.values})
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["step", "phase", *names])
        table.writeheader()
        table.writerows({"step": event.step, "phase": event.phase, **event.values} for event in curve)
    return path


def in_words(application: Application, result: Mapping[str, Any]) -> str:
    """The result as lines for a person: the model beside its baseline."""
    lines = [
        f"{application.title}: {result['status']} after {result['steps']} steps, {result['seconds']:.1f} s."
    ]
    if result["status"] == "diverged":
        return lines[0]
    lines += [f"{'held-out figure':<32}{'model':>10}{'baseline':>10}"]
    for name, value in result["heldout"].items():
        base = result["baseline"].get(name)
        lines.append(f"{application.metrics[name].label:<32}{number(value):>10}{number(base):>10}")
    return "\n".join([*lines, *(f"wrote {path}" for path in result["files"])])


def number(value: float | None) -> str:
    """A figure in four digits; nothing where there is none."""
    return "" if value is None else f"{value:.4g}"


def finite(values: Mapping[str, float]) -> dict[str, float | None]:
    """Figures as JSON can hold them."""
    return {name: value if math.isfinite(value) else None for name, value in values.items()}
