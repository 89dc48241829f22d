"""Sweeping away old runs, by count, age and size; never one that is pinned or under way."""

import time

from dlcore.runs.ledger import Ledger
from dlcore.runs.records import ENDED, Record

MOST_RUNS = 600
MOST_BYTES = 2e9  # of events and weights
LONGEST = 60 * 24 * 3600.0  # seconds since the last change
EVERY = 600.0  # seconds between two sweeps


def prune(ledger: Ledger) -> None:
    """Remove the oldest runs until the rest fits; looks only now and then."""
    if time.monotonic() < ledger.next_prune:
        return
    ledger.next_prune = time.monotonic() + EVERY
    sizes = _sizes(ledger)
    with ledger.lock:
        records = sorted(ledger.records.values(), key=lambda record: record.updated)
    count, total = len(records), sum(sizes.values())
    doomed = []
    for record in records:
        too_much = count > MOST_RUNS or total > MOST_BYTES
        if (too_much or time.time() - record.updated > LONGEST) and _may_go(record):
            doomed.append(record.id)
            count, total = count - 1, total - sizes.get(record.id, 0)
    ledger.forget(doomed)


def _may_go(record: Record) -> bool:
    pinned = any(visit.pinned for visit in record.visits.values())
    idle = record.status in (*ENDED, "interrupted") and not record.wants
    return idle and not pinned


def _sizes(ledger: Ledger) -> dict[str, int]:
    sizes = ledger.store.sizes()
    for path in (ledger.home / "weights").glob("*.safetensors"):
        sizes[path.stem] = sizes.get(path.stem, 0) + path.stat().st_size
    return sizes
