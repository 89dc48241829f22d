"""Changing and stopping runs: in place for a visitor who is alone, else in a copy of the visitor's own."""

import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from dlcore.contract import find
from dlcore.runs.engine import GRACE, Engine
from dlcore.runs.ledger import Ledger
from dlcore.runs.process import AbsentError
from dlcore.runs.records import ENDED, WITHOUT_LIMIT, Record, Visit, changed, new_id

LAG = 1.0  # seconds of events that a browser may not have drawn yet
LONGEST_WAIT = 30.0  # seconds for a worker to take a change in


class Steering:
    """What `Runs.change` and `Runs.stop` do."""

    def __init__(self, ledger: Ledger, engine: Engine) -> None:
        self.ledger = ledger
        self.engine = engine

    def change(self, record: Record, values: dict[str, Any], visitor: str, at: int | None) -> Record:
        """Change live settings where the visitor is. Raises `ValueError` with one sentence."""
        with self.ledger.lock:
            past = _past(record, at)
            _check(record, values, record.events if past is None else past)
            if past is not None:
                return self._branch(record, visitor, past, values)
            if set(record.visits) - {visitor}:
                child = new_id()
                request = {"type": "fork", "child": child, "values": values, "limit": None}
                future = self._then(
                    record, request, lambda reply: self._forked(record, visitor, child, values, reply)
                )
            else:
                request = {"type": "change", "values": values}
                future = self._then(record, request, lambda reply: self._changed(record, values, reply))
        return future.result(LONGEST_WAIT)

    def stop(self, record: Record, visitor: str) -> Record:
        """End a run for this visitor."""
        with self.ledger.lock:
            if record.status in ENDED:
                return record
            if set(record.visits) - {visitor}:
                child = new_id()
                request = {"type": "save", "name": child}
                future = self._then(
                    record, request, lambda reply: self._split_off(record, visitor, child, reply)
                )
            else:
                future = self._then(record, {"type": "stop"}, lambda _: self._stopped(record))
        return future.result(LONGEST_WAIT)

    def _then(
        self, record: Record, request: dict[str, Any], act: Callable[[dict[str, Any]], Record]
    ) -> "Future[Record]":
        """Ask the run's worker, and act on its answer before anything else it says; without one, act at once.

        The answer names the event at which the worker did it; where no worker has the run, that is the
        number of events so far.
        """
        done: Future[Record] = Future()

        def settle(answer: "Future[Any] | None") -> None:
            try:
                with self.ledger.lock:
                    try:
                        reply = answer.result() if answer else None
                    except AbsentError:
                        reply = None
                    done.set_result(act(reply or {"event": record.events}))
            except BaseException as error:
                done.set_exception(error)

        future = self.engine.request(record, request)
        if future is None:
            settle(None)
        else:
            future.add_done_callback(settle)
        return done

    def _changed(self, record: Record, values: dict[str, Any], reply: dict[str, Any]) -> Record:
        _refuse_ended(record)
        record.changes.append({"event": reply["event"], "step": record.step, "values": values})
        record.identity = ""
        self.ledger.touch(record, urgent=True)
        self.engine.reconsider(record)
        return record

    def _forked(
        self, record: Record, visitor: str, child: str, values: dict[str, Any], reply: dict[str, Any]
    ) -> Record:
        """The copy that the worker has made; a replay where it could not make one."""
        _refuse_ended(record)
        place = record.worker if reply.get("forked") else None
        copy = self._branch(record, visitor, reply["event"], values, child, place)
        record.visits.pop(visitor, None)
        self.ledger.touch(record)
        return copy

    def _stopped(self, record: Record) -> Record:
        if record.status in ENDED and record.status != "stopped":
            return record  # it came to its end first
        record.status, record.identity = "stopped", ""
        record.worker = None
        self.ledger.touch(record, urgent=True)
        return record

    def _split_off(self, record: Record, visitor: str, child: str, reply: dict[str, Any]) -> Record:
        """A stopped copy for one visitor; the others' run goes on."""
        copy = self._copy(record, visitor, reply["event"], child)
        copy.status = "stopped"
        old, new = self.ledger.weights(record.id), self.ledger.weights(child)
        if old.exists() and not new.exists():
            shutil.copyfile(old, new)
        record.visits.pop(visitor, None)
        self.ledger.touch(record)
        return copy

    def _branch(
        self,
        record: Record,
        visitor: str,
        event: int,
        values: dict[str, Any],
        child: str = "",
        place: int | None = None,
    ) -> Record:
        """A run with the same past up to an event and other settings from there; `place` has it already."""
        copy = self._copy(record, visitor, event, child or new_id())
        copy.changes.append({"event": event, "step": copy.step, "values": values})
        copy.grace = WITHOUT_LIMIT
        if place is not None:
            copy.grace = time.monotonic() + GRACE
            copy.worker, copy.limit, copy.started, copy.replayed = place, None, True, event
        self.engine.reconsider(copy)
        return copy

    def _copy(self, record: Record, visitor: str, event: int, child: str) -> Record:
        name = record.visits[visitor].name if visitor in record.visits else ""
        copy = Record(child, record.application, record.config, record.code, record.until)
        copy.parent = record.id
        copy.visits[visitor] = Visit(name)
        copy.changes = [change for change in record.changes if change["event"] <= event]
        copy.signature, copy.baseline = record.signature, dict(record.baseline)
        copy.seconds = record.seconds * event / max(1, record.events)
        copy.add(self.ledger.events(record, 0, event))
        copy.marks.clear()
        self.ledger.records[child] = copy
        self.ledger.touch(copy, urgent=True)
        return copy


def _past(record: Record, at: int | None) -> int | None:
    """The event at which a visitor is who watches what was computed before; None at the run's front."""
    if record.status in ENDED:
        if at is None or at >= record.events:
            _refuse_ended(record)
        return max(0, at or 0)
    return at if at is not None and 0 <= at < record.events_before(LAG) else None


def _refuse_ended(record: Record) -> None:
    if record.status in ENDED:
        raise ValueError("This run has ended: start a new one with these settings.")


def _check(record: Record, values: dict[str, Any], event: int) -> None:
    """Refuse settings that may not change, or not to these values, in a sentence."""
    before = [change for change in record.changes if change["event"] <= event]
    config = find(record.application).Config.model_validate(changed(record.config, before))
    config.apply(values)
