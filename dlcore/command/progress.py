"""Progress with an honest remaining time: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

LINE_EVERY = 5.0  # seconds between two plain lines
WINDOW = 15.0  # seconds: the remaining time is told from the rate of these


class Report(Protocol):
    """What a command tells about how far it is."""

    def __call__(self, done: float, text: str = "") -> None:
        """`done` in the units of the total."""


class Clock:
    """Tells the remaining time from the latest rate."""

    def __init__(self, total: float) -> None:
        self.total = total
        self._marks: deque[tuple[float, float]] = deque([(time.monotonic(), 0.0)])

    def mark(self, done: float) -> None:
        """Note how far it is now."""
        now = time.monotonic()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] > WINDOW:
            self._marks.popleft()

    def remaining(self) -> float | None:
        """Seconds to the end; None while nothing can be told."""
        (start, first), (now, last) = self._marks[0], self._marks[-1]
        if last <= first or now - start < 0.5:
            return None
        return (self.total - last) * (now - start) / (last - first)


@contextmanager
def progress(title: str, total: float) -> Iterator[Report]:
    """A way to report progress on standard error, whatever that is connected to."""
    clock = Clock(total)
    if sys.stderr.isatty():
        with _bar(title, total, clock) as report:
            yield report
        return
    said = time.monotonic()

    def line(done: float, text: str = "") -> None:
        nonlocal said
        clock.mark(done)
        if time.monotonic() - said >= LINE_EVERY:
            said = time.monotonic()
            share = f"{done / total:.0%}" if total else f"{done:g}"
            print(
                f"{title}: {share}, {wait(clock.remaining())}. {text}".rstrip(), file=sys.stderr, flush=True
            )

    yield line


@contextmanager
def _bar(title: str, total: float, clock: Clock) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = ("[bold]{task.description}", BarColumn(), TaskProgressColumn(), "{task.fields[wait]}")
    last = TextColumn("{task.fields[text]}", markup=False)
    with Progress(*columns, last, console=Console(stderr=True), refresh_per_second=4) as bar:
        task = bar.add_task(title, total=total or None, wait="", text="")

        def report(done: float, text: str = "") -> None:
            clock.mark(done)
            bar.update(task, completed=done, wait=wait(clock.remaining()), text=text)

        yield report


def wait(seconds: float | None) -> str:
    """A remaining time in words."""
    if seconds is None:
        return "remaining time not known yet"
    if seconds < 60:
        return f"about {max(seconds, 0):.0f} s left"
    return f"about {seconds / 60:.0f} min left"
