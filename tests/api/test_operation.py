"""What whoever runs the service sees of it: health, figures, log lines, its start and its end."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from zhengmai.settings import Settings
from zhengmai_api.app import create_app
from zhengmai_api.hardening import Hosts
from zhengmai_api.observed import Observed
from zhengmai_api.rendered import RenderedPages

from .conftest import Server, started

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?f && ?f != ?i && ?i != ?l) }"
PAGE = "/cn/plan/" + quote("狮政办〔2022〕47号-p2") + ".html"


@pytest.fixture(scope="module")
def app(settings: Settings) -> FastAPI:
    return create_app(settings.model_copy(update={"trusted_proxies": "10.0.0.0/8, 192.0.2.7"}))


@pytest.fixture(scope="module")
def operator(app: FastAPI) -> Iterator[TestClient]:
    """A client on the loopback, with the workers running."""
    with TestClient(app, client=("127.0.0.1", 40000), raise_server_exceptions=False) as found:
        yield found


def by(app: FastAPI, address: str) -> TestClient:
    return TestClient(app, client=(address, 40000), raise_server_exceptions=False)


def figures(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = client.get("/metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(client: TestClient, name: str, **labels: str) -> float:
    return figures(client).get((name, tuple(sorted(labels.items()))), 0.0)


def test_health_of_a_service_without_workers_is_alive_and_not_ready(settings: Settings) -> None:
    client = TestClient(create_app(settings))
    assert client.get("/health/live").json() == {"status": "ok"}
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "starting"


def test_health_is_ready_with_workers_and_names_the_release(operator: TestClient) -> None:
    response = operator.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (200, "ready")
    assert response.json()["release"] == "test-release"
    assert response.json()["workers"] == 4
    assert operator.head("/health/ready").status_code == 200
    assert operator.get("/healthz").json()["status"] == "ok"


def test_health_is_not_ready_where_the_store_does_not_answer(
    operator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhengmai.store.errors import StoreError
    from zhengmai_api.service import Service

    def broken(self: Service, text: str) -> Any:
        raise StoreError("store", "gone")

    monkeypatch.setattr(Service, "rows", broken)
    response = operator.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "store does not answer")


def test_health_is_not_ready_while_the_service_stops(app: FastAPI, operator: TestClient) -> None:
    app.state.lifecycle.draining = True
    try:
        assert operator.get("/health/ready").json()["status"] == "stopping"
        assert operator.get("/health/live").status_code == 200
    finally:
        app.state.lifecycle.draining = False


def test_metrics_count_requests_by_template_and_queries_by_outcome(operator: TestClient) -> None:
    cases = {"ok": "ASK {}", "syntax": "ASK {", "refused": "DROP ALL", "timeout": LONG}
    before = figures(operator)
    for query in cases.values():
        operator.get("/sparql", params={"query": query})
    operator.get("/cn/doc/nothing-1")
    operator.get("/cn/doc/nothing-2")
    operator.request("BREW", "/sparql")
    after = figures(operator)

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after.get(key, 0.0) - before.get(key, 0.0)

    # An update is refused when it is read, before it is a query.
    assert [grown("zhengmai_queries_total", outcome=name) for name in ("ok", "syntax", "timeout")] == [
        1,
        1,
        1,
    ]
    assert grown("zhengmai_queries_total", outcome="refused") == 1
    assert grown("zhengmai_http_requests_total", method="GET", route="/cn/{rest:path}", status="404") == 2
    assert grown("zhengmai_http_requests_total", method="other", route="/sparql", status="405") == 1
    assert grown("zhengmai_http_request_seconds_count", route="/sparql") == 5
    assert grown("zhengmai_query_workers_replaced_total", reason="time-limit") == 1
    assert (
        after["zhengmai_release_info", (("release", "test-release"), ("version", app_version(operator)))] == 1
    )
    assert after["process_resident_memory_bytes", ()] > 1e6
    assert after["zhengmai_query_queue", ()] == 0
    assert after["zhengmai_query_workers", (("state", "busy"),)] == 0


def app_version(client: TestClient) -> str:
    return str(client.get("/openapi.json").json()["info"]["version"])


def test_metrics_tell_a_result_that_was_spooled(operator: TestClient) -> None:
    before = figure(operator, "zhengmai_spooled_bytes_total")
    query = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 400"
    size = len(operator.get("/sparql", params={"query": query}).content)
    assert size > 65536
    assert figure(operator, "zhengmai_spooled_bytes_total") - before == size


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.9", {}, 403),
        # A proxy on this machine that is not trusted hides who asks.
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 403),
        # One that is trusted tells who asks.
        ("10.1.2.3", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("10.1.2.3", {"X-Forwarded-For": "127.0.0.1"}, 200),
    ],
)
def test_metrics_are_given_on_the_loopback_only(
    app: FastAPI, operator: TestClient, address: str, headers: dict[str, str], status: int
) -> None:
    assert by(app, address).get("/metrics", headers=headers).status_code == status


def test_metrics_are_given_to_networks_that_a_setting_names(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"metrics_clients": "203.0.113.0/24"}))
    assert by(app, "203.0.113.9").get("/metrics").status_code == 200
    assert by(app, "127.0.0.1").get("/metrics").status_code == 403


@pytest.mark.parametrize(
    ("address", "headers", "seen"),
    [
        ("10.1.2.3", {"X-Forwarded-For": "198.51.100.4, 10.9.9.9"}, ("198.51.100.4", "http", "testserver")),
        (
            "192.0.2.7",
            {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil, localhost"},
            ("192.0.2.7", "https", "localhost"),
        ),
        (
            "203.0.113.9",
            {
                "X-Forwarded-For": "198.51.100.4",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "localhost",
            },
            ("203.0.113.9", "http", "testserver"),
        ),
    ],
)
def test_forwarded_headers_are_believed_from_trusted_proxies_alone(
    settings: Settings, address: str, headers: dict[str, str], seen: tuple[str, str, str]
) -> None:
    app = create_app(settings.model_copy(update={"trusted_proxies": "10.0.0.0/8, 192.0.2.7"}))

    @app.get("/who")
    def who(request: Request) -> list[str]:
        assert request.client is not None
        return [request.client.host, request.url.scheme, request.url.hostname or ""]

    assert tuple(by(app, address).get("/who", headers=headers).json()) == seen


@pytest.mark.parametrize(
    ("settings", "allowed", "refused"),
    [
        (
            {},
            ["localhost", "127.0.0.1:8000", "[::1]:80", "LOCALHOST"],
            ["evil.example", "10.0.0.1", "localhost.evil"],
        ),
        ({"public_url": "https://data.example.org/x"}, ["data.example.org", "localhost"], ["evil.example"]),
        ({"host": "0.0.0.0"}, ["10.0.0.1:8000", "localhost"], ["evil.example", "10.0.0.1.evil.example"]),
        ({"host": "0.0.0.0", "public_url": "https://data.example.org"}, ["data.example.org"], ["10.0.0.1"]),
        ({"host": "10.0.0.1"}, ["10.0.0.1"], ["10.0.0.2"]),
        ({"allowed_hosts": "a.example, B.example"}, ["a.example", "b.example:1"], ["localhost", ""]),
        ({"allowed_hosts": "*"}, ["anything"], []),
    ],
)
def test_hosts_are_those_bound_and_published(
    settings: dict[str, str], allowed: list[str], refused: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHENGMAI_ALLOWED_HOSTS", raising=False)
    hosts = Hosts(Settings(**settings))  # type: ignore[arg-type]
    assert [host for host in allowed if not hosts.allows(host)] == []
    assert [host for host in refused if hosts.allows(host)] == []


def test_every_answer_has_the_headers_of_a_hardened_service(operator: TestClient) -> None:
    for path in ("/", "/nothing", "/static/app.css", "/health/live", PAGE):
        headers = operator.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-ID"])


def test_failure_is_answered_logged_and_says_nothing(
    operator: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from zhengmai_api.routes import pages

    def broken(*arguments: object) -> object:
        raise RuntimeError("secret of /etc/passwd")

    monkeypatch.setattr(pages, "documents", broken)
    response = operator.get("/", headers={"X-Request-ID": "mine-1"})
    assert response.status_code == 500
    assert response.json()["type"].endswith("/internal")
    assert response.json()["request_id"] == response.headers["X-Request-ID"] == "mine-1"
    assert "secret" not in response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.exc_info is not None


def test_request_that_is_cut_off_when_the_service_stops_is_told_to_try_again(app: FastAPI) -> None:
    sent: list[Message] = []

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(60)

    async def keep(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        scope: Scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        task = asyncio.create_task(Observed(endless, 0)({**scope, "app": app}, keep, keep))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        task.cancel()
        await task

    app.state.lifecycle.draining = True
    try:
        asyncio.run(ask())
    finally:
        app.state.lifecycle.draining = False
    assert sent[0]["status"] == 503
    assert dict(sent[0]["headers"])[b"retry-after"] == b"1"
    assert json.loads(sent[1]["body"])["type"].endswith("/busy")
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(ask())


@pytest.mark.parametrize("given", ["", "-x", "a" * 65, "a b", 'x"y', "é"])
def test_request_id_that_is_not_well_formed_is_replaced(operator: TestClient, given: str) -> None:
    headers = {"X-Request-ID": given.encode("latin-1")} if given else {}
    answer = operator.get("/nothing", headers=headers)  # type: ignore[arg-type]
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_log_lines_are_json_with_the_fields_of_a_request(server: Server) -> None:
    query = f"SELECT ?secretive {{ ?s ?p '{'x' * 100}' }}"
    server.get(f"/sparql?query={quote(query)}&token=hunter2", "X-Request-ID: line-1")
    (line,) = [
        one for one in map(json.loads, server.logged().splitlines()) if one.get("request_id") == "line-1"
    ]
    assert line.pop("time").endswith("Z")
    assert line.pop("seconds") > 0
    assert line.pop("bytes") > 0
    assert line == {
        "level": "info",
        "logger": "zhengmai_api.observed",
        "message": "request",
        "request_id": "line-1",
        "method": "GET",
        "path": "/sparql",
        "route": "/sparql",
        "status": 200,
        "client": "127.0.0.1",
        "query": query[:20],
        "query_chars": len(query),
    }
    assert "hunter2" not in server.logged()


def test_log_lines_as_text_stay_one_line_whatever_is_asked() -> None:
    import logging

    from zhengmai_api.logs import TextLines

    record = logging.LogRecord("zhengmai", logging.INFO, "", 0, "a\nb", None, None)
    record.fields = {"path": "/x\n2026 error", "status": 200, "empty": ""}
    line = TextLines().format(record)
    assert "\n" not in line
    assert line.endswith(r'info    a\nb path="/x\n2026 error" status=200 empty=""')


def test_page_is_rendered_once_for_a_language_and_release(
    app: FastAPI, operator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = operator.get(PAGE, headers={"Accept-Language": "en"})
    from zhengmai_api.routes import resources

    def never(*arguments: object) -> object:
        raise AssertionError("it was kept")

    monkeypatch.setattr(resources, "describe", never)
    again = operator.get(PAGE, headers={"Accept-Language": "en"})
    assert (again.status_code, again.content) == (200, first.content)
    for name in ("ETag", "Content-Language", "Content-Type", "Vary", "Link", "Last-Modified"):
        assert again.headers[name] == first.headers[name], name
    assert operator.get(PAGE + "?lang=zh").status_code == 500
    assert operator.get(PAGE + "?lang=en&x=1").status_code == 500


def test_rendered_pages_keep_within_their_bytes_and_let_the_oldest_go() -> None:
    made: list[str] = []

    def asked(pages: RenderedPages, tag: str, size: int = 4) -> bool:
        before = len(made)
        assert pages.page(tag, lambda: (made.append(tag), b"x" * size)[1]) == b"x" * size
        return len(made) > before

    pages = RenderedPages(10)
    assert [asked(pages, tag) for tag in ("a", "b", "a", "c", "a", "b")] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]
    assert pages.size == 8
    assert asked(pages, "big", 11)
    assert (asked(pages, "big", 11), pages.size) == (True, 0)
    none = RenderedPages(0)
    assert [asked(none, "a"), asked(none, "a")] == [True, True]


def test_rendered_page_that_several_ask_for_is_rendered_once_and_again_where_it_failed() -> None:
    pages, made, gate = RenderedPages(100), [], threading.Event()

    def render() -> bytes:
        made.append(1)
        assert gate.wait(10)
        return b"page"

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(pages.page, "a", render) for _ in range(4)]
        until(lambda: made)
        gate.set()
        assert {one.result() for one in asked} == {b"page"}
    assert len(made) == 1

    def broken() -> bytes:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        pages.page("b", broken)
    assert pages.page("b", lambda: b"well") == b"well"


def test_sigterm_lets_a_query_under_way_finish_and_ends_with_0(home: Path, tmp_path: Path) -> None:
    with started(home, tmp_path, QUERY_SECONDS="2", DRAIN_SECONDS="0.5", LOG_FORMAT="json") as server:
        workers = children(server.process.pid)
        assert len(workers) == 3
        answers: list[tuple[int, str]] = []
        asking = threading.Thread(target=lambda: answers.append(server.get(f"/sparql?query={quote(LONG)}")))
        asking.start()
        until(lambda: 'zhengmai_query_workers{state="busy"} 1.0' in server.get("/metrics")[1])
        server.process.send_signal(signal.SIGTERM)
        until(lambda: '"status":"stopping"' in server.get("/health/ready")[1])
        asking.join()
        # It ran to its own limit, and was answered.
        assert answers[0][0] == 504
        assert server.process.wait(20) == 0
    assert [pid for pid in workers if alive(pid)] == []
    assert "exception" not in server.logged()


def test_second_signal_ends_the_server_at_once(home: Path, tmp_path: Path) -> None:
    with started(home, tmp_path, QUERY_SECONDS="60") as server:
        workers = children(server.process.pid)
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(
                f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            until(lambda: 'zhengmai_query_workers{state="busy"} 1.0' in server.get("/metrics")[1])
            server.process.send_signal(signal.SIGINT)
            with pytest.raises(subprocess.TimeoutExpired):
                server.process.wait(0.5)
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait(5) == 128 + signal.SIGINT
        until(lambda: not any(alive(pid) for pid in workers))


def test_several_processes_share_a_port_and_one_that_dies_is_replaced(home: Path, tmp_path: Path) -> None:
    with started(home, tmp_path, "--processes", "2", LOG_FORMAT="json") as server:
        first = children(server.process.pid)
        assert len(first) == 2
        until(lambda: len(pids(server)) == 2)
        for _ in range(5):
            server.get("/sparql?query=ASK%7B%7D")
        # The figures are those of both, whichever is asked.
        assert re.search(r'zhengmai_queries_total\{outcome="ok"\} 5\.0', server.get("/metrics")[1])
        until(lambda: 'zhengmai_query_workers{state="idle"} 6.0' in server.get("/metrics")[1])
        os.kill(min(first), signal.SIGKILL)
        until(lambda: len(children(server.process.pid) - {min(first)}) == 2)
        until(lambda: len(pids(server)) == 2)
        assert server.get("/health/ready")[0] == 200
        assert re.search(r'zhengmai_queries_total\{outcome="ok"\} 5\.0', server.get("/metrics")[1])
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(20) == 0
    assert [pid for pid in first if alive(pid)] == []
    events = [json.loads(line).get("event") for line in server.logged().splitlines()]
    assert events.count("process-ended") == 1


def pids(server: Server) -> set[str]:
    return set(re.findall(r'process_resident_memory_bytes\{pid="(\d+)"\}', server.get("/metrics")[1]))


def children(process: int) -> set[int]:
    found: set[int] = set()
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        found |= set(map(int, file.read_text().split()))
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def until(holds: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [
        ("/", {"Host": "elsewhere.example.org"}, 421),
        ("/", {"Cookie": "a" * 40_000}, 431),
        ("/sparql?query=" + "a" * 40_000, {}, 414),
    ],
)
def test_browser_gets_a_page_where_its_request_is_refused_before_it_has_a_release(
    operator: TestClient, target: str, headers: dict[str, str], status: int
) -> None:
    asked = {"Accept": "text/html", "Accept-Language": "en", "Origin": "https://pages.example.org"}
    answer = operator.get(target, headers=asked | headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert operator.app.state.releases.current.manifest.id in answer.text  # type: ignore[attr-defined]
