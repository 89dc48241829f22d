"""`python -m dlcore benchmark NAME`: our figures beside those of the peers, as ratios."""

import argparse
import importlib
import json
import math
import pkgutil
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from dlcore import benchmarks
from dlcore.command.parser import Commands
from dlcore.contract import ROOT, applications

Row = dict[str, Any]  # what, ours, peer, ratio, goal, met
Benchmark = Callable[[bool], list[Row]]
RESULTS = ROOT / "build" / "benchmarks"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "benchmark",
        help="our figures beside those of the peers",
        description="Measures on this machine, in one process tree; results also go to build/benchmarks.",
    )
    parser.add_argument("name", metavar="NAME", help=f"all, or one of: {', '.join(names())}")
    parser.add_argument("--quick", action="store_true", help="a short run that only shows that it works")
    parser.add_argument("--json", action="store_true", help="print the rows for machines")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure. Returns 1 where a goal is missed."""
    known = names()
    wanted = known if arguments.name == "all" else [arguments.name]
    if not set(wanted) <= set(known):
        arguments.parser.error(
            f"there is no benchmark “{arguments.name}”; there are: all, {', '.join(known)}."
        )
    results: dict[str, list[Row]] = {}
    for name in wanted:
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        results[name] = find(name)(arguments.quick)
        keep(name, results[name], arguments.quick)
        if not arguments.json:
            print(table(name, results[name]))
    if arguments.json:
        print(json.dumps(results, ensure_ascii=False))
    return int(any(row["met"] is False for rows in results.values() for row in rows))


def names() -> list[str]:
    """The frame's benchmarks, then the applications that have one."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    frame = [name for name in found if not name.startswith("_")]
    return frame + [one.name for one in applications() if (one.folder / "benchmark.py").exists()]


def find(name: str) -> Benchmark:
    """The function `benchmark(quick)` of that name; returns rows."""
    packages = {one.name: one.package + ".benchmark" for one in applications()}
    module = importlib.import_module(packages.get(name, f"{benchmarks.__name__}.{name}"))
    measure: Benchmark = module.benchmark
    return measure


def keep(name: str, rows: Sequence[Row], quick: bool) -> None:
    """Write the rows beside those of former measurements."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    record = {"name": name, "quick": quick, "made": time.strftime("%Y-%m-%d %H:%M"), "rows": list(rows)}
    path = RESULTS / f"{name}{'.quick' if quick else ''}.json"
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(name: str, rows: Sequence[Row]) -> str:
    """Rows for a person."""
    wide = max([len(row["what"]) for row in rows], default=0)
    lines = [f"\n{name}", f"{'':<{wide}}{'ours':>11}{'peer':>11}{'ratio':>8}  goal"]
    for row in rows:
        mark = {True: "✓", False: "✗ missed", None: ""}[row["met"]]
        figures = f"{figure(row['ours']):>11}{figure(row['peer']):>11}{figure(row['ratio']):>8}"
        lines.append(f"{row['what']:<{wide}}{figures}  {row['goal']} {mark}".rstrip())
    return "\n".join(lines)


def figure(value: float | None) -> str:
    """Three digits; nothing where there is no peer."""
    return "" if value is None or not math.isfinite(value) else f"{value:.3g}"
