"""The server: starts the workers, adds the live routes, hands over to Streamlit. `make run` starts it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from dlcore import runs
from dlcore.runs import stream
from dlcore.ui import server

ROOT = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Workers live as long as the server."""
    server.log_to_file()
    engine = await asyncio.to_thread(runs.current)
    yield {"runs": engine}
    await asyncio.to_thread(engine.close)


app = st.App(
    ROOT / "pages" / "index.py",
    lifespan=lifespan,
    routes=[*stream.routes, *server.routes],
    middleware=server.middleware,
    on_script_error=server.report_script_error,
)
