"""What the server adds around Streamlit: security headers, compression, visitor's cookie, files, log."""

import gzip
import hashlib
import json
import logging
import re
import secrets
from base64 import b64encode
from collections.abc import MutableMapping
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import plotly
import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dlcore.contract import ROOT
from dlcore.datasets.home import home

VISITOR_COOKIE = "dlcore_visitor"
COMPONENTS = ROOT / "assets" / "components"
A_YEAR = "public, max-age=31536000, immutable"
log = logging.getLogger("dlcore")


def inline_script_hashes() -> str:
    """The hashes of the inline scripts of Streamlit's own page, which the policy has to let in."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = (b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


HEADERS = {
    # Beside safety, this makes the browser itself enforce that no request leaves the machine.
    "content-security-policy": (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob: {inline_script_hashes()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' data: blob:; media-src 'self' blob: data:; worker-src 'self' blob:; "
        "frame-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """Adds the security headers to every answer, and a cookie that tells visitors apart to every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with an eye on the head of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = VISITOR_COOKIE in Request(scope).cookies

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message["headers"])
                present = {name.lower() for name, _ in headers}
                headers.extend(
                    (name.encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.encode() not in present
                )
                is_page = any(
                    name == b"content-type" and value.startswith(b"text/html") for name, value in headers
                )
                if is_page and not known:
                    value = f"{VISITOR_COOKIE}={secrets.token_urlsafe(18)}"
                    cookie = f"{value}; Path=/; Max-Age=15552000; SameSite=Lax; HttpOnly"
                    headers.append((b"set-cookie", cookie.encode()))
            await send(message)

        await self.app(scope, receive, with_headers)


class StaticCompression:
    """Serves Streamlit's own static files compressed; each is compressed once and kept.

    Streamlit leaves its 3 to 16 MB uncompressed; thirty pupils on one access point would feel it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept; otherwise let the app answer, compress, keep."""
        path = scope.get("path", "")
        compressible = path.endswith((".js", ".css", ".svg", ".json", ".wasm"))
        path = f"{path}?{scope.get('query_string', b'').decode('latin-1')}"
        plain = scope["type"] != "http" or scope["method"] != "GET" or not compressible
        if plain or "gzip" not in Request(scope).headers.get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        if path not in self.kept and not await self._keep(path, scope, receive, send):
            return  # answered already
        headers, body = self.kept[path]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _keep(self, path: str, scope: Scope, receive: Receive, send: Send) -> bool:
        """Let the app answer into memory; keep what never changes, pass on the rest. Returns whether kept."""
        messages: list[MutableMapping[str, Any]] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        whole_file = {**scope, "headers": [h for h in scope["headers"] if h[0] not in CONDITIONAL]}
        await self.app(whole_file, receive, collect)
        headers = dict(messages[0]["headers"])
        whole = b"".join(message.get("body", b"") for message in messages[1:])
        lasting = b"immutable" in headers.get(b"cache-control", b"")
        complete = headers.get(b"content-length") == str(len(whole)).encode()
        if messages[0]["status"] != 200 or not lasting or not complete or len(self.kept) >= MOST_KEPT:
            for message in messages:
                await send(message)
            return False
        body = gzip.compress(whole, 6)
        plain = [(name, value) for name, value in headers.items() if name not in (b"content-length", b"etag")]
        extra = [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
        self.kept[path] = ([*plain, *extra, (b"content-length", str(len(body)).encode())], body)
        return True


MOST_KEPT = 600  # Streamlit has some 250 files
CONDITIONAL = (b"if-none-match", b"if-modified-since", b"range", b"accept-encoding")


async def component_file(request: Request) -> Response:
    """One of the files of our browser components."""
    path = COMPONENTS / request.path_params["name"]
    if path.parent != COMPONENTS or not path.is_file():
        return Response("There is no such file.", status_code=404)
    caching = A_YEAR if "v" in request.query_params else "no-cache"
    return FileResponse(path, headers={"cache-control": caching})


async def newest_plotly(_: Request) -> Response:
    """Leads to the present version of Plotly, whose own address may be kept for a year."""
    return RedirectResponse(f"/lab/plotly/{plotly.__version__}.js", headers={"cache-control": "no-cache"})


async def plotly_script(_: Request) -> Response:
    """The Plotly that the `plotly` package ships, for the live charts."""
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return FileResponse(path, media_type="text/javascript", headers={"cache-control": A_YEAR})


routes = [
    Route("/lab/components/{name}", component_file),
    Route("/lab/plotly.min.js", newest_plotly),
    Route(f"/lab/plotly/{plotly.__version__}.js", plotly_script),
]
middleware = [Middleware(Guard), Middleware(StaticCompression)]


class JsonLines(logging.Formatter):
    """One JSON object a line, so that a log can be searched by field."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, message, and the trace where there is one."""
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


@cache
def log_to_file() -> None:
    """Write the log of this process to a rotating file in the data folder, once."""
    folder = home() / "log"
    folder.mkdir(exist_ok=True)
    handler = RotatingFileHandler(folder / "dlcore.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def report(error: Exception) -> str:
    """Log an error with its trace; returns the number under which the log has it."""
    number = secrets.token_hex(3).upper()
    log.error("error %s: %s", number, error, exc_info=error)
    return number


def report_script_error(error: Exception) -> bool:
    """Called for what a page's own net did not catch: one sentence instead of a trace."""
    number = report(error)
    streamlit.error(
        f"Something went wrong on our side (error {number}). Reload the page, or go back to the gallery."
    )
    return True
