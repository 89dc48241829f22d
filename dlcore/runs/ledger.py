"""All runs in memory, written behind to the store twice a second."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dlcore.runs.records import ACTIVE, ENDED, Record
from dlcore.runs.store import Store, row_of

logger = logging.getLogger("dlcore")

_EVERY = 0.5  # seconds between two writes
_TAIL = 400  # stored events kept in memory for viewers of a run under way


class Ledger:
    """The records, their events, and the thread that writes both."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(home / "runs.sqlite")
        self.lock = threading.RLock()
        self.records: dict[str, Record] = {}
        self._dirty: set[str] = set()
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._write_behind, name="ledger", daemon=True)
        self.next_prune = 0.0
        self.on_tick: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Read what is stored; runs that were under way are interrupted."""
        for record in self.store.records():
            if not record.visits:  # deleted while it was being written
                self.store.delete([record.id])
                continue
            if record.status in ACTIVE:
                record.status = "interrupted"
                record.sentence = "The laboratory was closed meanwhile: this goes on when you watch it."
            self.records[record.id] = record
        self._thread.start()

    def touch(self, record: Record, urgent: bool = False) -> None:
        """Remember that a record must be written, and that viewers should hear of it."""
        record.version += 1
        record.updated = time.time()
        self._dirty.add(record.id)
        if urgent:
            self._wake.set()

    def events(self, record: Record, start: int, end: int | None = None) -> list[dict[str, Any]]:
        """Events from number `start` up to, not including, `end`, from memory where they are there."""
        with self.lock:
            end = record.events if end is None else min(end, record.events)
            first, tail = record.tail_first, record.tail
            recent = tail[max(0, start - first) : max(0, end - first)]
        if start >= min(first, end):
            return recent
        return self.store.events(record.id, start, min(first, end)) + recent

    def weights(self, run: str) -> Path:
        """Where the latest weights of a run lie, if there are any."""
        return self.home / "weights" / f"{run}.safetensors"

    def forget(self, runs: list[str]) -> None:
        """Remove runs for good."""
        with self.lock:
            for run in runs:
                self.records.pop(run, None)
                self._dirty.discard(run)
        self.store.delete(runs)
        for run in runs:
            self.weights(run).unlink(missing_ok=True)

    def flush(self) -> None:
        """Write everything that is not yet on the disk."""
        with self.lock:
            dirty = [self.records[run] for run in self._dirty if run in self.records]
            self._dirty.clear()
            changes = [
                (row_of(record), record.saved, record.tail[record.saved - record.tail_first :])
                for record in dirty
            ]
        try:
            self.store.write(changes)
        except Exception:
            self._dirty.update(row[0] for row, _, _ in changes)
            raise
        with self.lock:
            for record, (_, first, events) in zip(dirty, changes, strict=True):
                record.saved = first + len(events)
                keep = 0 if record.status in ENDED else _TAIL
                spare = min(len(record.tail) - keep, record.saved - record.tail_first)
                if spare > 0:
                    record.tail = record.tail[spare:]

    def close(self) -> None:
        """Write the rest and close the store."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        self.flush()
        self.store.close()

    def _write_behind(self) -> None:
        while not self._closing:
            self._wake.wait(_EVERY)
            self._wake.clear()
            try:
                self.flush()
                self.on_tick()
            except Exception:
                logger.exception("runs could not be written")
