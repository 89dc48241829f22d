"""The data plane: one WebSocket a tab carries every chart's events, and what its viewers ask for."""

import asyncio
import contextlib
import json
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

import dlcore.runs as runs_module
from dlcore.runs.viewers import DEMANDS, Viewer

TICK = 0.08  # seconds between two looks while something moves
IDLE_TICK = 0.25
LONGEST_MESSAGE = 2_000  # characters
MOST_RUNS = 24  # that one tab watches
MOST_ERRORS = 20  # messages that make no sense before the line is cut

_GOING_AWAY, _REFUSED, _TOO_MUCH = 1001, 1008, 1009


class ProtocolError(ValueError):
    """One sentence about a message that makes no sense."""


class Line:
    """One browser tab."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.runs = runs_module.current()
        self.viewers: dict[str, Viewer] = {}
        self.outbox: list[dict[str, Any]] = []
        self.wake = asyncio.Event()

    def hear(self, text: str) -> None:
        """Do what the browser asks. Raises `ProtocolError`."""
        message = _parsed(text)
        run_id, kind = message["run"], message["type"]
        if kind == "watch":
            self._watch(run_id, message)
        elif viewer := self.viewers.get(run_id):
            if kind == "demand":
                viewer.ask_for(_demand(message))
            elif kind == "step":
                viewer.step()
            elif kind == "unwatch":
                self.viewers.pop(run_id).leave()
        self.wake.set()

    def _watch(self, run_id: str, message: dict[str, Any]) -> None:
        seen = message.get("from", 0)
        if not isinstance(seen, int) or seen < 0:
            raise ProtocolError("“from” counts events: a whole number from 0.")
        if run_id not in self.viewers and len(self.viewers) >= MOST_RUNS:
            raise ProtocolError(f"One tab can watch at most {MOST_RUNS} runs.")
        if before := self.viewers.pop(run_id, None):
            before.leave()
        self.viewers[run_id] = Viewer(self.runs, run_id, seen, _demand(message))

    async def speak(self) -> None:
        """Send what there is to send, until the line is cut."""
        while True:
            frames, self.outbox = self.outbox, []
            for viewer in list(self.viewers.values()):
                frames += await self._frames(viewer)
            for frame in frames:
                await self.socket.send_text(json.dumps(frame, separators=(",", ":"), allow_nan=False))
            busy = any(viewer.busy for viewer in self.viewers.values())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause(busy)):  # Python 3.11's `wait_for` may lose a cancel
                    await self.wake.wait()
            self.wake.clear()

    def _pause(self, busy: bool) -> float | None:
        if not self.viewers:
            return None
        return TICK if busy else IDLE_TICK

    async def _frames(self, viewer: Viewer) -> list[dict[str, Any]]:
        record = viewer.record()
        if record is not None and viewer.seen < record.tail_first:
            frames = await asyncio.to_thread(viewer.frames)  # from the store
        else:
            frames = viewer.frames()
        if record is None:
            self.viewers.pop(viewer.run_id, None)
        return frames

    def cut(self) -> None:
        """Nobody watches through this line any more."""
        for viewer in self.viewers.values():
            viewer.leave()
        self.viewers.clear()


async def stream(socket: WebSocket) -> None:
    """Serve one tab; only pages of this very server may connect."""
    if not _same_origin(socket):
        await socket.close(_REFUSED)
        return
    await socket.accept()
    line = Line(socket)
    speaker = asyncio.create_task(line.speak())
    try:
        await _listen(line)
    except WebSocketDisconnect:
        pass
    finally:
        line.cut()
        speaker.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError, OSError):
            await speaker


async def _listen(line: Line) -> None:
    errors = 0
    while (message := await line.socket.receive())["type"] != "websocket.disconnect":
        try:
            line.hear(message.get("text") or "")
        except ProtocolError as error:
            errors += 1
            line.outbox.append({"type": "error", "sentence": str(error)})
            line.wake.set()
        if errors > MOST_ERRORS:
            await line.socket.close(_REFUSED)
            return


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_MESSAGE:
        raise ProtocolError("The message is too long.")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError("The message is not JSON.") from None
    if not isinstance(message, dict) or message.get("type") not in ("watch", "demand", "step", "unwatch"):
        raise ProtocolError("The message has no known type.")
    if not isinstance(message.get("run"), str) or len(message["run"]) > 64:
        raise ProtocolError("The message names no run.")
    return message


def _demand(message: dict[str, Any]) -> str:
    demand = message.get("demand", "live")
    if demand not in DEMANDS:
        raise ProtocolError("A demand is live, pause or slow.")
    return str(demand)


def _same_origin(socket: WebSocket) -> bool:
    origin = socket.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == socket.headers.get("host")


async def health(_request: Request) -> JSONResponse:
    """Whether the server answers, and how much it has in hand."""
    runs = runs_module.current()
    workers = sum(worker is not None and worker.ready.is_set() for worker in runs.engine.workers)
    with runs.ledger.lock:
        active = len(runs.engine.active())
    return JSONResponse({"status": "ok", "workers": workers, "runs": active})


routes: list[Route | WebSocketRoute] = [
    WebSocketRoute("/lab/stream", stream),
    Route("/lab/health", health),
]
