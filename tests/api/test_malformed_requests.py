"""Requests that no honest client sends get an answer that is soon, short and says nothing of the machine."""

from __future__ import annotations

import json
import re
import socket
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from .conftest import Server

FILE = Path(__file__).parent / "data" / "malformed-requests.toml"
REQUESTS: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["request"]
REPEATED = re.compile(r"\{(.[^{}*]*)\*([0-9]+)\}", re.DOTALL)
LEAKS = (
    "Traceback",
    'File "',
    "site-packages",
    str(Path(__file__).parents[2]),
    sys.prefix,
    "Error:",
    "/tmp/",
)


def named(*, slow: bool) -> list[Any]:
    return [pytest.param(found, id=found["name"]) for found in REQUESTS if found.get("slow", False) is slow]


def bytes_of(send: str) -> bytes:
    return REPEATED.sub(lambda match: match[1] * int(match[2]), send).encode("latin-1")


def answer_of(server: Server, found: dict[str, Any]) -> bytes:
    try:
        return server.send(bytes_of(found["send"]))
    except (BrokenPipeError, ConnectionResetError):
        # It ended the connection while the request was being written; what it said is lost with it.
        return b""


def check(found: dict[str, Any], answer: bytes, server: Server) -> None:
    if not answer and len(bytes_of(found["send"])) > 500_000:
        return
    head, _, body = answer.partition(b"\r\n\r\n")
    first = head.partition(b"\r\n")[0]
    assert re.match(rb"HTTP/1\.1 [1-5][0-9]{2} ", first), first
    status = int(first.split(b" ")[1])
    assert status in found["status"], body[:500]
    shown = answer.decode("utf-8", "replace")
    assert [leak for leak in LEAKS if leak in shown] == []
    assert b"\nset-cookie" not in head.lower()
    assert not re.search(rb"\r\nlocation: (?!/[^/])", head, re.IGNORECASE)


def test_requests_are_many() -> None:
    assert len(REQUESTS) > 100
    assert len({found["name"] for found in REQUESTS}) == len(REQUESTS)
    assert max(len(bytes_of(found["send"])) for found in REQUESTS) > 10_000_000


@pytest.mark.parametrize("found", named(slow=False))
def test_malformed_request_gets_an_answer_that_tells_nothing(server: Server, found: dict[str, Any]) -> None:
    check(found, answer_of(server, found), server)


def test_requests_that_come_too_slowly_are_ended(server: Server) -> None:
    slow = [found.values[0] for found in named(slow=True)]
    with ThreadPoolExecutor(len(slow)) as pool:
        for found, answer in zip(slow, pool.map(lambda one: answer_of(server, one), slow), strict=True):
            check(found, answer, server)


def test_client_that_does_not_read_its_answer_is_let_go(server: Server) -> None:
    # Few rows with a long value are large and soon found.
    query = quote(f'SELECT ?x {{ VALUES ?x {{ "{"a" * 1000}" }} ?s ?p ?o . ?a ?b ?c }} LIMIT 10000')
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        first = connection.recv(4096)
        assert first.startswith(b"HTTP/1.1 200")
        length = int(first.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        assert length > 8_000_000
        time.sleep(3)
        assert len(first) + len(server.read(connection)) < length


def test_server_is_well_after_all_of_them(server: Server) -> None:
    for found in REQUESTS[:5]:
        answer_of(server, found)
    status, answer = server.get("/sparql?query=ASK%7B%7D")
    assert status == 200
    assert '"boolean":true' in answer
    lines = [json.loads(line) for line in server.logged().splitlines()]
    assert [line for line in lines if "exception" in line or line["level"] == "error"] == []
