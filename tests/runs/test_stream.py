"""The WebSocket: its words, its bounds, and who may connect."""

import asyncio
import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from dlcore.runs import Runs
from dlcore.runs.stream import MOST_ERRORS, MOST_RUNS, Line, routes
from dlcore.runs.viewers import Viewer
from tests.runs.helpers import Lab, wait_for

HOME = {"origin": "http://testserver"}


@pytest.fixture
def client(runs: Runs) -> TestClient:
    return TestClient(Starlette(routes=routes))


def tell(socket: WebSocketTestSession, **message: Any) -> None:
    socket.send_text(json.dumps(message))


def hear(socket: WebSocketTestSession, **wanted: Any) -> dict[str, Any]:
    """The next frame that has these values."""
    for _ in range(2000):
        frame = json.loads(socket.receive_text())
        if all(frame.get(name) == value for name, value in wanted.items()):
            return frame
    raise AssertionError(f"no frame with {wanted}")


def test_a_run_streams_whole_and_in_order(client: TestClient, lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=150, pause=0.002)
    events: list[dict[str, Any]] = []
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        tell(socket, type="watch", run=run, **{"from": 0}, demand="live")
        while len(events) < 158:
            frame = hear(socket, type="events", run=run)
            assert frame["from"] == len(events)
            events += frame["events"]
            assert frame["to"] == len(events)
        status = hear(socket, type="run", status="finished")
    assert events == runs.events(run)
    assert (status["events"], status["step"], status["steps"]) == (158, 149, 150)
    assert set(status) == {
        *("type", "run", "status", "events", "step", "steps", "rate", "remaining", "sentence"),
        *("baseline", "changes", "until", "shared", "epoch"),
    }


def test_a_new_line_goes_on_where_the_old_one_was_cut(client: TestClient, lab: Lab) -> None:
    run = lab.train(steps=100)
    lab.end(run)
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        tell(socket, type="watch", run=run, **{"from": 90}, demand="live")
        frame = hear(socket, type="events")
    assert (frame["from"], frame["to"], len(frame["events"])) == (90, 105, 15)


def test_a_lost_line_wants_nothing(client: TestClient, lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=100_000, pause=0.002)
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        tell(socket, type="watch", run=run, demand="live")
        hear(socket, type="events")
    wait_for(lambda: runs.get(run).status == "paused")
    assert not runs.ledger.records[run].wants
    runs.delete(run, "ada")


def test_steps_pause_and_unwatch(client: TestClient, lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=100_000)
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        tell(socket, type="watch", run=run, demand="pause")
        hear(socket, type="run", status="paused")
        seen = 0
        for _ in range(2):
            tell(socket, type="step", run=run)
            frame = hear(socket, type="events")
            assert frame["from"] == seen
            assert [event["type"] for event in frame["events"]].count("metrics") == 1
            seen = frame["to"]
        tell(socket, type="demand", run=run, demand="live")
        assert hear(socket, type="events")["from"] == seen
        tell(socket, type="unwatch", run=run)
        wait_for(lambda: not runs.ledger.records[run].wants)
    runs.delete(run, "ada")


def test_many_points_are_thinned_and_none_is_skipped(client: TestClient, lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=1200)
    lab.end(run)
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        tell(socket, type="watch", run=run)
        frame = hear(socket, type="events")
    assert (frame["from"], frame["to"]) == (0, 1260)
    losses = [event["values"]["loss"] for event in frame["events"] if event["type"] == "metrics"]
    assert len(losses) < 250
    everything = runs.curves(run)["loss"][1]
    assert (min(losses), max(losses), losses[-1]) == (min(everything), max(everything), everything[-1])
    assert sum(event["type"] == "sample" for event in frame["events"]) == 60


def test_a_run_that_is_not_there_is_gone(client: TestClient) -> None:
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        tell(socket, type="watch", run="nobody")
        assert hear(socket, type="gone", run="nobody")["sentence"]


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 1500,
        '{"type":"watch"}',
        '{"type":"watch","run":7}',
        '{"type":"watch","run":"x","from":-1}',
        '{"type":"watch","run":"x","from":"1"}',
        '{"type":"watch","run":"x","from":1e400}',
        '{"type":"watch","run":"x","demand":"everything"}',
        '{"type":"watch","run":"x","demand":["live"]}',
        '{"type":["watch"],"run":"x"}',
        json.dumps({"type": "watch", "run": "x" * 65}),
        json.dumps({"type": "watch", "run": "x", "more": "x" * 3000}),
    ],
)
def test_garbage_gets_a_sentence_and_the_line_stays(client: TestClient, garbage: str) -> None:
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        socket.send_text(garbage)
        assert hear(socket, type="error")["sentence"]
        socket.send_bytes(b"\x00\xff")
        assert hear(socket, type="error")["sentence"]
        tell(socket, type="watch", run="nobody")
        hear(socket, type="gone")


def test_too_much_garbage_cuts_the_line(client: TestClient) -> None:
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        for _ in range(30):
            socket.send_text("nonsense")
        kinds = [socket.receive()["type"] for _ in range(MOST_ERRORS)]
        while kinds[-1] == "websocket.send":
            kinds.append(socket.receive()["type"])
    assert kinds[-1] == "websocket.close"
    assert len(kinds) <= MOST_ERRORS + 2


def test_a_tab_watches_a_bounded_number_of_runs(client: TestClient, lab: Lab) -> None:
    runs = [lab.train(background=False, visitor=f"w{number}", steps=1) for number in range(MOST_RUNS + 1)]
    with client.websocket_connect("/lab/stream", headers=HOME) as socket:
        for run in runs:
            tell(socket, type="watch", run=run, demand="pause")
        assert "at most" in hear(socket, type="error")["sentence"]


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://testserver.evil.example"])
def test_pages_of_other_servers_may_not_connect(client: TestClient, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/lab/stream", headers=headers):
        pass


def test_health(client: TestClient) -> None:
    answer = wait_for(lambda: (found := client.get("/lab/health").json())["workers"] == 2 and found)
    assert answer["status"] == "ok"
    assert answer["runs"] >= 0


class DeafSocket:
    """Takes everything."""

    async def send_text(self, text: str) -> None:
        pass


@pytest.mark.parametrize("turns", range(6))
def test_a_line_that_is_cut_while_it_wakes_up_falls_silent(runs: Runs, turns: int) -> None:
    """Otherwise the server would wait for it for ever when it shall end."""

    async def cut_while_waking() -> bool:
        line = Line(DeafSocket())  # type: ignore[arg-type]
        line.viewers["gone"] = Viewer(runs, "gone", 0, "pause")
        line._frames = silence  # type: ignore[method-assign]
        speaker = asyncio.create_task(line.speak())
        for _ in range(10):
            await asyncio.sleep(0)
        line.wake.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        speaker.cancel()
        done, _ = await asyncio.wait({speaker}, timeout=2)
        return speaker in done

    async def silence(_: Viewer) -> list[dict[str, Any]]:
        return []

    assert asyncio.run(cut_while_waking())
