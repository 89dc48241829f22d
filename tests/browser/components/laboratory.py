"""A tiny app that shows the components alone: `streamlit run tests/browser/components/laboratory.py`."""

import sys
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2])]

import fake_stream  # noqa: E402

from dlcore.ui import server  # noqa: E402


async def heard(_: Request) -> Response:
    """What the browser has said over the stream, and how many sockets are open."""
    return JSONResponse({"heard": fake_stream.heard, "sockets": len(fake_stream.connections)})


async def cut(_: Request) -> Response:
    """Close every socket, as a server that is restarted does."""
    for socket in list(fake_stream.connections):
        await socket.close()
    return Response("cut")


app = st.App(
    HERE / "showcase.py",
    routes=[*fake_stream.routes, *server.routes, Route("/heard", heard), Route("/cut", cut)],
    middleware=server.middleware,
)
