"""Runs on the disk: SQLite with a write-ahead log, events as compressed batches."""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dlcore.runs.records import Record, Visit

_SCHEMA = """
create table if not exists runs (
    id text primary key, fields text not null, created real not null, updated real not null
);
create table if not exists events (
    run text not null, first integer not null, count integer not null, batch blob not null,
    primary key (run, first)
) without rowid;
"""
BATCH = 2000  # events in a row of the table
Row = tuple[str, str, float, float]
_STORED = (
    "application",
    "config",
    "code",
    "until",
    "identity",
    "parent",
    "status",
    "sentence",
    "seconds",
    "changes",
    "metrics",
    "step",
    "last",
    "lowest",
    "highest",
    "baseline",
    "signature",
)


class Store:
    """One connection behind a lock; every call is a transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, timeout=10.0)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._connection as connection:
            yield connection

    def records(self) -> list[Record]:
        """All runs, oldest first; how far each came is counted from its events."""
        with self._transaction() as connection:
            counts = dict(connection.execute("select run, max(first + count) from events group by run"))
            rows = connection.execute("select id, fields, created, updated from runs order by created")
            return [
                _record(run, fields, created, updated, counts.get(run, 0))
                for run, fields, created, updated in rows
            ]

    def write(self, changes: Iterable[tuple[Row, int, list[dict[str, Any]]]]) -> None:
        """Write rows of records, each with the number of its first new event and the new events."""
        with self._transaction() as connection:
            for row, first, events in changes:
                connection.execute("insert or replace into runs values (?, ?, ?, ?)", row)
                for offset in range(0, len(events), BATCH):
                    part = events[offset : offset + BATCH]
                    batch = zlib.compress(json.dumps(part, separators=(",", ":")).encode(), 1)
                    values = (row[0], first + offset, len(part), batch)
                    connection.execute("insert or replace into events values (?, ?, ?, ?)", values)

    def events(self, run: str, start: int, end: int) -> list[dict[str, Any]]:
        """The stored events from number `start` up to, not including, `end`."""
        with self._transaction() as connection:
            rows = connection.execute(
                "select first, batch from events where run = ? and first < ? and first + count > ?"
                " order by first",
                (run, end, start),
            ).fetchall()
        found: list[dict[str, Any]] = []
        for first, batch in rows:
            found += json.loads(zlib.decompress(batch))[max(0, start - first) : max(0, end - first)]
        return found

    def sizes(self) -> dict[str, int]:
        """Bytes of events of each run."""
        with self._transaction() as connection:
            return dict(connection.execute("select run, sum(length(batch)) from events group by run"))

    def delete(self, runs: Iterable[str]) -> None:
        """Remove runs with all their events."""
        with self._transaction() as connection:
            for run in runs:
                connection.execute("delete from events where run = ?", (run,))
                connection.execute("delete from runs where id = ?", (run,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def row_of(record: Record) -> Row:
    """The record as it is written."""
    fields = {name: getattr(record, name) for name in _STORED}
    fields["visits"] = {visitor: asdict(visit) for visitor, visit in record.visits.items()}
    return record.id, json.dumps(fields), record.created, record.updated


def _record(run: str, text: str, created: float, updated: float, events: int) -> Record:
    fields = json.loads(text)
    visits = {visitor: Visit(**visit) for visitor, visit in fields.pop("visits").items()}
    record = Record(id=run, created=created, updated=updated, visits=visits, **fields)
    record.events = record.saved = events
    return record
