"""Visitors without a browser: they speak the protocol of Streamlit's page and of the live stream."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from dlcore.benchmarks._serving import PATIENCE, free_port, until

RUN_ID = re.compile(rb'"id":\s*"([\w-]{16})"')


@contextmanager
def app(script: Path, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """A Streamlit server of its own: its host and its process number."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.headless", "true"],
        env=environment,
        cwd=script.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    host = f"localhost:{port}"
    try:
        until(lambda: answers(f"http://{host}/_stcore/health"))
        yield host, server.pid
    finally:
        server.terminate()
        server.wait(20)


def answers(address: str) -> bool:
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def warm(host: str) -> bool:
    """Whether all workers of a laboratory are ready."""
    with urllib.request.urlopen(f"http://{host}/lab/health", timeout=5) as response:
        return int(json.load(response)["workers"]) == int(
            os.environ.get("DLCORE_WORKERS") or os.cpu_count() or 1
        )


class Session:
    """One visitor of a Streamlit page."""

    def __init__(self, host: str, page: str = "", query: str = "") -> None:
        self.page, self.query, self.hash = page, query, ""
        self.sliders: dict[str, Any] = {}
        self.buttons: dict[str, str] = {}  # label to id
        self.values: dict[str, float] = {}  # of sliders that were moved
        self.fragments: dict[str, str] = {}  # slider's id to the part of the page that answers it
        self.runs: list[str] = []
        self.errors = 0
        address = f"ws://{host}/_stcore/stream"
        self._line = connect(
            address,
            origin=Origin(f"http://{host}"),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE,
        )

    def show(self, press: str = "", moved: str = "") -> float:
        """Let the script run for a visit, a pressed button or a moved slider; seconds until all is there.

        As in a browser, a slider that stands in a fragment lets only the fragment run.
        """
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.hash
        state.fragment_id = self.fragments.get(moved, "")
        if not self.hash:
            state.page_name = self.page
        for identity, value in self.values.items():
            widget = WidgetState(id=identity)
            if options := self.sliders[identity].options:
                widget.string_array_value.data.append(options[int(value)])
            else:
                widget.double_array_value.data.append(value)
            state.widget_states.widgets.append(widget)
        if press:
            state.widget_states.widgets.append(WidgetState(id=self.buttons[press], trigger_value=True))
        began = time.monotonic()
        self._line.send(message.SerializeToString())
        while not self._finished(ForwardMsg.FromString(self._line.recv(timeout=PATIENCE))):
            pass
        return time.monotonic() - began

    def move_a_slider(self) -> float:
        """Move the first slider that is no live setting, and wait for the page."""
        identity, slider = next((key, one) for key, one in self.sliders.items() if "⚡" not in one.label)
        low, high = slider.min, slider.max
        self.values[identity] = high if self.values.get(identity, low) == low else low
        return self.show(moved=identity)

    def close(self) -> None:
        """Leave."""
        self._line.close()

    def _finished(self, message: ForwardMsg) -> bool:
        if message.HasField("navigation"):
            self.hash = message.navigation.page_script_hash
        if message.HasField("page_info_changed"):
            self.query = message.page_info_changed.query_string
        if message.HasField("delta") and message.delta.HasField("new_element"):
            self._meet(message.delta.new_element, message.delta.fragment_id)
        return message.HasField("script_finished")

    def _meet(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "slider":
            self.sliders[element.slider.id] = element.slider
            self.fragments[element.slider.id] = fragment
        elif kind == "button":
            self.buttons[element.button.label] = element.button.id
        elif kind == "exception" or (kind == "alert" and "(error " in element.alert.body):
            self.errors += 1
        elif kind == "bidi_component":
            self.runs += [found.decode() for found in RUN_ID.findall(element.SerializeToString())]


def at_once(work: list[Any]) -> None:
    """Call all functions in threads of their own and wait."""
    threads = [threading.Thread(target=one, daemon=True) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def memory_of(process: int) -> float:
    """Bytes of a process and all below it, shared pages shared out."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(words[1]), []).append(int(stat.parent.name))
    waiting, total = [process], 0.0
    while waiting:
        one = waiting.pop()
        waiting += children.get(one, [])
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(1024.0 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total
