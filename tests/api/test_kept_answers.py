"""Does the same request get the same answer at once, and only for as long as it is the right one?"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from zhengmai_api.kept import ASKED, Keeping, KeptAnswers, may_be_kept
from zhengmai_api.service import SERVICE

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from .conftest import Server

ASK = f"GET /sparql?query={quote('ASK {}')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
FORM = b"query=ASK+%7B%7D"
POST = (
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(FORM), FORM)
)


def exchange(server: Server, *requests: bytes) -> list[tuple[int, dict[str, str], bytes]]:
    """Send requests one after the other over one connection; give status, headers and body of each answer."""
    found = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        stream = connection.makefile("rb")
        for request in requests:
            connection.sendall(request)
            status = int(stream.readline().split()[1])
            headers: dict[str, str] = {}
            while (line := stream.readline().decode().strip()) != "":
                name, _, value = line.partition(": ")
                assert name.lower() not in headers, line
                headers[name.lower()] = value
            found.append((status, headers, stream.read(int(headers.get("content-length", 0)))))
    return found


@pytest.mark.parametrize("request_", [ASK, POST], ids=["GET", "POST"])
def test_second_answer_is_the_first_but_for_its_own_headers(server: Server, request_: bytes) -> None:
    first, second, third = exchange(server, request_, request_, request_)
    assert json.loads(first[2])["boolean"] is True
    for status, headers, body in (second, third):
        assert (status, body) == (200, first[2])
        assert headers.keys() == first[1].keys()
        differing = {name for name in headers if headers[name] != first[1][name]}
        assert differing <= {"x-request-id", "date"}
    assert len({headers["x-request-id"] for _, headers, _ in (first, second, third)}) == 3


def test_every_answer_is_logged_with_its_own_id(server: Server) -> None:
    answers = exchange(server, ASK, ASK)
    wanted = {headers["x-request-id"] for _, headers, _ in answers}
    deadline, logged = time.monotonic() + 10, []
    # A line is written once the answer is on its way.
    while len(logged) < len(wanted) and time.monotonic() < deadline:
        lines = [json.loads(line) for line in server.logged().splitlines() if line.startswith("{")]
        logged = [line for line in lines if line.get("request_id") in wanted]
    assert [(line["status"], line["route"], line["query"]) for line in logged] == [
        (200, "/sparql", "ASK {}")
    ] * 2


def test_held_answer_is_not_sent_again(server: Server) -> None:
    ((_, headers, _),) = exchange(server, ASK)
    conditional = ASK.replace(b"Host:", f"If-None-Match: {headers['etag']}\r\nHost:".encode())
    assert [(status, body) for status, _, body in exchange(server, conditional, conditional)] == [
        (304, b"")
    ] * 2


def test_answer_that_differs_each_time_is_worked_out_each_time(server: Server) -> None:
    text = quote("SELECT (RAND() AS ?r) {}")
    request = f"GET /sparql?query={text} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    one, other = exchange(server, request, request)
    assert one[2] != other[2]


def test_own_request_id_is_given_back_each_time(server: Server) -> None:
    request = ASK.replace(b"Host:", b"X-Request-ID: mine-7\r\nHost:")
    assert [headers["x-request-id"] for _, headers, _ in exchange(server, request, request)] == ["mine-7"] * 2


def test_requests_in_pieces_and_in_one_piece_are_all_answered(server: Server) -> None:
    exchange(server, ASK)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(ASK[:20])
        connection.sendall(ASK[20:] + ASK + ASK.replace(b"Host:", b"Connection: close\r\nHost:"))
        assert len(re.findall(rb"HTTP/1\.1 200 ", server.read(connection))) == 3


@pytest.mark.parametrize(
    "data",
    [
        ASK[:-1],
        ASK + b"G",
        ASK + ASK,
        ASK.replace(b"HTTP/1.1", b"HTTP/1.0"),
        ASK.replace(b"GET", b"HEAD"),
        ASK.replace(b"Host:", b"x-forwarded-for: 10.0.0.1\r\nHost:"),
        ASK.replace(b"Host:", b"X-Request-Id: a\r\nHost:"),
        ASK.replace(b"Host:", b"Range : bytes=0-1\r\nHost:"),
        ASK.replace(b"Host:", b"Connection: close\r\nHost:"),
        ASK.replace(b"Host:", b"Content-Length: 0\r\nHost:"),
        POST[:-1],
        POST.replace(b"Content-Length:", b"Content-Length: 16\r\nContent-Length:"),
        ASK.replace(b"Host:", b"X: " + b"a" * 20_000 + b"\r\nHost:"),
    ],
)  # fmt: skip
def test_anything_but_one_whole_plain_request_takes_its_way(data: bytes) -> None:
    assert may_be_kept(ASK)
    assert may_be_kept(POST)
    assert not may_be_kept(data)


@dataclass
class _Releases:
    current: object


async def _answered(scope: Scope, receive: Receive, send: Send) -> None:
    scope[SERVICE] = scope["given"]
    scope["state"]["of_release"] = scope["depends"]
    await send({"type": "http.response.start", "status": scope["status"], "headers": [(b"etag", b'"1"')]})
    await send({"type": "http.response.body", "body": b"x" * scope["size"]})


def _ask(kept: KeptAnswers, given: object, **options: Any) -> None:
    scope = {"type": "http", "method": "GET", "path": "/a", "state": {ASKED: b"asked"}, "given": given,
             "status": 200, "depends": True, "size": 10, **options}  # fmt: skip

    async def send(message: object) -> None:
        pass

    asyncio.run(Keeping(_answered, kept)(scope, send, send))  # type: ignore[arg-type]


def test_answer_is_kept_for_the_release_that_gave_it_alone() -> None:
    old, new = object(), object()
    releases = _Releases(old)
    kept = KeptAnswers(releases, 10_000)  # type: ignore[arg-type]
    _ask(kept, new)
    assert kept.find(b"asked") is None
    _ask(kept, old)
    found = kept.find(b"asked")
    assert found is not None
    assert (found.body, kept.size) == (b"x" * 10, len(b"asked") + len(found.head) + 10)
    releases.current = new
    assert kept.find(b"asked") is None
    assert kept.size == 0


@pytest.mark.parametrize("options", [{"status": 404}, {"status": 206}, {"depends": False}, {"size": 9_000}])
def test_answer_that_may_change_or_is_large_is_not_kept(options: dict[str, Any]) -> None:
    release = object()
    kept = KeptAnswers(_Releases(release), 10_000)  # type: ignore[arg-type]
    _ask(kept, release, **options)
    assert kept.find(b"asked") is None


def test_answers_asked_longest_ago_make_room() -> None:
    release = object()
    kept = KeptAnswers(_Releases(release), 3_000)  # type: ignore[arg-type]
    for number in range(20):
        _ask(kept, release, size=150, state={ASKED: b"asked %d" % number})
        kept.find(b"asked 0")
    assert 0 < kept.size <= 3_000
    assert kept.find(b"asked 0") is not None
    assert kept.find(b"asked 1") is None
    assert kept.find(b"asked 19") is not None
