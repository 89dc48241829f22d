"""`python -m dlcore list`: what there is, for people, machines and the README."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from dlcore.command.parser import Commands
from dlcore.contract import FAMILIES, Application, applications
from dlcore.contract.cards import model_card

START, END = "<!-- applications -->", "<!-- /applications -->"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "list", help="the applications", description="The applications, with what each shows."
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print them for machines")
    form.add_argument("--markdown", action="store_true", help="print the README's table")
    form.add_argument("--check", type=Path, metavar="FILE", help="fail if the table in FILE is stale")
    form.add_argument("--write", type=Path, metavar="FILE", help="put the table into FILE")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """List, or look after the README's table. Returns 1 for a stale one."""
    if arguments.json:
        print(json.dumps([record(application) for application in applications()], ensure_ascii=False))
    elif arguments.markdown:
        print(markdown())
    elif arguments.check:
        return check(arguments.check)
    elif arguments.write:
        text = arguments.write.read_text(encoding="utf-8")
        arguments.write.write_text(with_table(text), encoding="utf-8")
    else:
        print(in_words())
    return 0


def record(application: Application) -> dict[str, Any]:
    """What machines may want to know of an application."""
    return {
        "name": application.name,
        "title": application.title,
        "family": application.family,
        "sentence": application.sentence,
        "presets": [preset.name for preset in application.presets],
        "datasets": list(application.datasets),
        "trained": bool(model_card(application.name)),
    }


def in_words() -> str:
    """The applications under their families."""
    lines: list[str] = []
    for key, title in FAMILIES.items():
        mine = [application for application in applications() if application.family == key]
        if mine:
            lines += ["", title]
            lines += [f"  {application.name:<20} {application.sentence}" for application in mine]
    return "\n".join([*lines[1:], "", "Train one: python -m dlcore train NAME"])


def markdown() -> str:
    """The README's table: every application with its shipped model beside the baseline."""
    rows = ["| page | what happens there | shipped model | baseline |", "|---|---|---|---|"]
    for application in applications():
        model, base = figures(application)
        name = f"{application.icon} **{application.title}** `{application.name}`"
        rows.append(f"| {name} | {application.sentence} | {model} | {base} |")
    return "\n".join(rows)


def figures(application: Application) -> tuple[str, str]:
    """The first held-out figure in which model and baseline differ, in words."""
    card = model_card(application.name)
    for name, value in card.get("heldout", {}).items():
        model, base = f"{value:.3g}", f"{card['baseline'].get(name, value):.3g}"
        if model != base:
            return f"{application.metrics[name].label.lower()} {model}", base
    return "none yet", ""


def with_table(text: str) -> str:
    """A text with the table between its two marks. Raises `ValueError` where they are missing."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"The file needs the two lines {START} and {END}; the table goes between them.")
    return f"{before}{START}\n{markdown()}\n{END}{after}"


def check(path: Path) -> int:
    """Returns 1 if the table in a file is not the one that would be written."""
    text = path.read_text(encoding="utf-8")
    if with_table(text) == text:
        return 0
    print(f"The table in {path} is stale: python -m dlcore list --write {path}", file=sys.stderr)
    return 1
