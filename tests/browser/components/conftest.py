"""The tiny app that shows the components alone, and a page that notes what goes wrong in it."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import answers, free_port, wait_for

HERE = Path(__file__).resolve().parent


@dataclass
class Laboratory:
    """The app, the page that looks at it, and what the page complained about."""

    address: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    def show(self, **parameters: str) -> Page:
        """Open the page with these parameters and wait until a component stands in it."""
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        self.page.goto(f"{self.address}/?{query}")
        expect(self.page.locator(".component").last).to_be_attached()
        return self.page

    def get(self, path: str) -> str:
        """What the app answers."""
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            text: str = answer.read().decode()
        return text

    def heard(self, run: str) -> list[dict[str, Any]]:
        """What the browser said of a run over the stream."""
        return [message for message in json.loads(self.get("/heard"))["heard"] if message["run"] == run]

    def sockets(self) -> int:
        """How many streams are open."""
        return int(json.loads(self.get("/heard"))["sockets"])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, home = free_port(), tmp_path_factory.mktemp("components")
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(HERE / "laboratory.py"),
        "--server.port",
        str(port),
    ]
    settings = ["--server.headless", "true", "--server.fileWatcherType", "none"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *settings],
            cwd=HERE.parents[2],
            env={**os.environ, "DLCORE_HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        found = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(f"{found}/_stcore/health"), 40, (home / "log").read_text)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def laboratory(address: str, browser: Browser) -> Iterator[Laboratory]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    made = Laboratory(address, context.new_page())
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on(
        "console", lambda message: made.complaints.append(message.text) if message.type == "error" else None
    )
    yield made
    context.close()
    assert not made.complaints, made.complaints
