"""A stream of made-up runs that speaks the protocol of `dlcore.runs`, so that components are tested alone."""

import asyncio
import math
from typing import Any

import numpy as np
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dlcore.contract import Images, Note, Plane, Points, Sample, Text, metrics

connections: list[WebSocket] = []
heard: list[dict[str, Any]] = []


def steps_of(run: str) -> int:
    """How long a run is; those that a test wants to catch while they go on are called long."""
    return 3000 if "long" in run else 300


def events_of(run: str) -> list[dict[str, Any]]:
    """All events of a run; its name says of which kind it is."""
    made: list[Any] = []
    generator = np.random.default_rng(len(run))
    for step in range(steps_of(run)):
        falling = 1.5 + 2.7 * math.exp(-step / 60) + generator.normal() * 0.08
        if step % 20 == 0:
            made.append(Sample(step, content_of(run, step, generator)))
        if step == 5:
            made.append(Note(step, "The first batches are the hardest. <b>Not bold</b>", "info"))
        if "gan" in run:
            made.append(metrics(step, phase="discriminator", discriminator_loss=1.4 - falling / 5))
            made.append(metrics(step, phase="generator", generator_loss=falling / 2))
        elif "broken" in run and step > 120:
            made.append(metrics(step, loss=math.nan))  # the wire says null
            break
        elif step % 10 == 0:
            made.append(
                metrics(step, loss=falling, validation_loss=falling + step / 600, accuracy=0.5 + step / 700)
            )
        else:
            made.append(metrics(step, loss=falling, accuracy=0.5 + step / 700))
    return [without_nan(event.to_json()) for event in made]


def without_nan(event: dict[str, Any]) -> dict[str, Any]:
    """JSON has no word for "not a number"."""
    if event["type"] == "metrics":
        event["values"] = {
            name: None if math.isnan(value) else value for name, value in event["values"].items()
        }
    return event


def content_of(run: str, step: int, generator: np.random.Generator) -> Any:
    """A text, pictures or a plane, by the run's name."""
    if "images" in run:
        ramp = np.linspace(0, 255, 28 * 28).reshape(28, 28)
        noise = generator.normal(0, max(4, 120 - step), (16, 28, 28))
        return Images(np.clip(ramp + noise, 0, 255).astype(np.uint8), 8, (), f"Sixteen ramps at step {step}")
    if "plane" in run or "gan" in run:
        return plane(step, generator)
    return Text(f"ROMEO: the <i>step</i> is {step} and\nall the world's a stage\n" * 3, "ROMEO:")


def plane(step: int, generator: np.random.Generator) -> Plane:
    """Two groups of points over a surface."""
    across, up = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))
    surface = 1 / (1 + np.exp(-(across + up * math.sin(step / 40)) * 2))
    one = Points(generator.normal(0.8, 0.4, (60, 2)), 0, "real")
    other = generator.normal(-0.8, 0.4, (40, 2))
    two = Points(other, 1, "made", arrows=-other / 4)
    line = Points(np.array([[-1.5, -1.5], [0, 0.5], [1.5, 1.5]]), 2, "path")
    return Plane((-2, 2, -2, 2), (one, two), (line,), surface, 0, 1, f"Two clouds of points at step {step}")


async def stream(socket: WebSocket) -> None:
    """One tab: reads wishes, plays events."""
    await socket.accept()
    connections.append(socket)
    runs: dict[str, dict[str, Any]] = {}
    player = asyncio.create_task(play(socket, runs))
    try:
        while True:
            message = await socket.receive_json()
            heard.append(message)
            take(runs, message)
    except WebSocketDisconnect:
        pass
    finally:
        player.cancel()
        connections.remove(socket)


def take(runs: dict[str, dict[str, Any]], message: dict[str, Any]) -> None:
    """A wish of the browser."""
    run = message["run"]
    if message["type"] == "watch":
        runs[run] = {"events": events_of(run), "at": message["from"], "demand": message["demand"], "grant": 0}
        if run.startswith("finished"):
            runs[run]["fast"] = True
    elif message["type"] == "demand":
        runs[run]["demand"] = message["demand"]
    elif message["type"] == "step":
        runs[run].update(demand="pause", grant=1)
    elif message["type"] == "unwatch":
        runs.pop(run, None)


async def play(socket: WebSocket, runs: dict[str, dict[str, Any]]) -> None:
    """Ten frames a second of what each run's viewer wants."""
    while True:
        for run, state in list(runs.items()):
            await play_run(socket, run, state)
        await asyncio.sleep(0.1)


async def play_run(socket: WebSocket, run: str, state: dict[str, Any]) -> None:
    """The next frame of one run."""
    count = {"live": len(state["events"]) if state.get("fast") else 8, "slow": 1, "pause": 0}[state["demand"]]
    if state["grant"]:
        state["grant"] = 0
        count = 1
        while state["events"][min(state["at"] + count - 1, len(state["events"]) - 1)]["type"] != "metrics":
            count += 1
    start, end = state["at"], min(state["at"] + count, len(state["events"]))
    if end > start:
        state["at"] = end
        events = state["events"][start:end]
        await socket.send_json({"type": "events", "run": run, "from": start, "to": end, "events": events})
    done = end == len(state["events"])
    status = "running" if state["demand"] != "pause" else "paused"
    if done:
        status = "diverged" if "broken" in run else "finished"
    step = state["events"][max(0, end - 1)]["step"]
    changes = [{"event": 200, "step": 190, "values": {"learning_rate": 0.001}}] if step > 190 else []
    await socket.send_json(
        {
            "type": "run",
            "run": run,
            "status": status,
            "events": end,
            "step": step,
            "steps": steps_of(run),
            "rate": 80,
            "remaining": (steps_of(run) - step) / 80,
            "sentence": "",
            "baseline": {"validation_loss": 1.97, "loss": 2.0},
            "changes": changes,
            "until": None,
            "shared": False,
            "epoch": 0,
        }
    )


routes = [WebSocketRoute("/lab/stream", stream)]
