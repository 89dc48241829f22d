"""What the server adds around Streamlit, tried on a small application of its own."""

import json
import logging

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dlcore.ui import server


def page(_):
    return HTMLResponse("<p>page</p>")


def script(_):
    return Response(b"x" * 5000, media_type="text/javascript", headers={"cache-control": server.A_YEAR})


def missing(_):
    return Response("no", status_code=404)


@pytest.fixture
def client():
    routes = [Route("/", page), Route("/a.js", script), Route("/no.js", missing), *server.routes]
    return TestClient(Starlette(routes=routes, middleware=server.middleware))


def test_every_answer_has_the_security_headers(client):
    for path in ("/", "/a.js", "/no.js", "/lab/components/page.css", "/nowhere"):
        headers = client.get(path).headers
        for name, value in server.HEADERS.items():
            assert headers[name] == value, path
    assert "unsafe-eval'" not in server.HEADERS["content-security-policy"].replace("wasm-unsafe-eval", "")


def test_a_page_gives_a_visitor_one_cookie(client):
    first = client.get("/")
    assert "HttpOnly" in first.headers["set-cookie"]
    assert len(first.cookies[server.VISITOR_COOKIE]) >= 24
    assert "set-cookie" not in client.get("/").headers
    assert "set-cookie" not in client.get("/a.js").headers


def test_scripts_are_compressed_once_and_stay_whole(client):
    for _ in range(2):
        answer = client.get("/a.js", headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < 200
        assert answer.content == b"x" * 5000
    plain = client.get("/a.js", headers={"accept-encoding": "identity"})
    assert plain.content == b"x" * 5000
    assert "content-encoding" not in plain.headers
    assert client.get("/no.js").status_code == 404


def test_component_files_only_from_their_folder(client):
    assert client.get("/lab/components/page.css?v=1").headers["cache-control"] == server.A_YEAR
    assert client.get("/lab/components/page.css").headers["cache-control"] == "no-cache"
    assert client.get("/lab/components/..%2F..%2Fapp.py").status_code == 404
    assert client.get("/lab/components/none.js").status_code == 404
    assert b"plotly" in client.get("/lab/plotly.min.js").content[:400].lower()


def test_an_error_is_logged_with_its_trace_under_its_number(tmp_path):
    record = logging.LogRecord("dlcore", logging.ERROR, __file__, 1, "error %s", ("A1",), None)
    try:
        raise ValueError("broken")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    line = json.loads(server.JsonLines().format(record))
    assert line["message"] == "error A1"
    assert "ValueError: broken" in line["trace"]
    assert len(server.report(ValueError("x"))) == 6
