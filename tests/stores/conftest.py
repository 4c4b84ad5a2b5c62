"""Stores of others with our data in them: the Oxigraph server, and a relay before it that can be made to fail."""

from __future__ import annotations

import gzip
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

if TYPE_CHECKING:
    from zhengmai.release.build import Built

OXIGRAPH = Path(sysconfig.get_path("scripts")) / "oxigraph"


@contextmanager
def run_oxigraph(port: int, *options: str) -> Iterator[str]:
    """Run the Oxigraph server in memory and give its address."""
    command = [str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}", *options]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(address, server)
            yield address
        finally:
            server.terminate()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{address}/query?query=ASK%7B%7D", timeout=5) as response:
                response.read()
            return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError("the Oxigraph server did not come up")


def add(address: str, content: bytes, media_type: str, graph: str = "") -> None:
    """Add data to an Oxigraph server."""
    request = Request(f"{address}/store{graph}", content, {"Content-Type": media_type}, method="POST")
    with urlopen(request, timeout=60) as response:
        assert response.status == 204


@pytest.fixture(scope="session")
def dump(release: Built) -> bytes:
    """The release's dump as N-Quads."""
    return gzip.decompress((Path(release.folder) / "graph.nq.gz").read_bytes())


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Give what finds a port that nothing listens on."""
    import socket

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture(scope="session")
def oxigraph(dump: bytes, free_port: Callable[[], int]) -> Iterator[str]:
    """Address of an Oxigraph server that holds the release as its dump loads."""
    with run_oxigraph(free_port()) as address:
        add(address, dump, "application/n-quads")
        yield address


@pytest.fixture(scope="session")
def local(release: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the release's own folder."""
    settings = Settings(home=tmp_path_factory.mktemp("unused"), workers=1, query_seconds=60)
    with TestClient(create_app(settings, Path(release.folder)), follow_redirects=False) as found:
        yield found


@pytest.fixture(scope="session")
def remote(oxigraph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service that asks the Oxigraph server."""
    home, store = tmp_path_factory.mktemp("unused"), f"sparql+{oxigraph}/query"
    settings = Settings(home=home, workers=1, query_seconds=60, store=store)
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


@dataclass
class Relay:
    """A server that hands requests on to a store, or fails as `mode` says; it counts them and keeps their headers."""

    target: str
    mode: str = "whole"
    address: str = ""
    elsewhere: str = ""
    seen: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


_CUT = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://a/b"}}'
_ERRORS = {"400": 400, "401": 401, "404": 404, "500": 500, "503": 503, "507": 507}


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            relay.seen.append({name.lower(): value for name, value in self.headers.items()})
            relay.asked.append(body.decode())
            getattr(self, f"_{relay.mode}", self._error)(body)

        def do_GET(self) -> None:
            relay.seen.append({name.lower(): value for name, value in self.headers.items()})
            self._answer(b'{"head":{},"boolean":true}')

        def _whole(self, body: bytes) -> None:
            kept = {name: self.headers[name] for name in ("Accept", "Content-Type")}
            with urlopen(Request(relay.target, body, kept), timeout=30) as response:
                self._answer(response.read(), response.headers["Content-Type"])

        def _cut(self, body: bytes) -> None:
            self._answer(_CUT)

        def _short(self, body: bytes) -> None:
            self._answer(_CUT + b"]}}", length=500)

        def _shortgraph(self, body: bytes) -> None:
            self._answer(b'<http://a/b> <http://a/c> "x" .\n', "application/n-triples", length=500)

        def _message(self, body: bytes) -> None:
            self._answer(_CUT + b"]}}" + b"\nTransaction timed out at db-7.internal", length=0)

        def _page(self, body: bytes) -> None:
            self._answer(b"<html>It works, db-7.internal</html>", "text/html")

        def _partial(self, body: bytes) -> None:
            self._answer(_CUT + b"]}}", more=("X-SQL-State", "S1TAT"))

        def _slow(self, body: bytes) -> None:
            time.sleep(4)
            self._answer(_CUT + b"]}}")

        def _away(self, body: bytes) -> None:
            self.send_response(303)
            self.send_header("Location", relay.elsewhere)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _error(self, body: bytes) -> None:
            self.send_error(_ERRORS[relay.mode], "failed at db-7.internal")

        def _answer(
            self,
            content: bytes,
            media_type: str = "application/sparql-results+json",
            *,
            length: int = 0,
            more: tuple[str, str] | None = None,
        ) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(length or len(content)))
            if more:
                self.send_header(*more)
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:
                # Who asked may have given up.
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def run_relay(target: str) -> Iterator[Relay]:
    """Run a relay in a thread."""
    relay = Relay(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(relay))
    server.daemon_threads = True
    relay.address = f"http://127.0.0.1:{server.server_address[1]}/repositories/release"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def oxigraph_server() -> Callable[..., Any]:
    """Give what runs an Oxigraph server."""
    return run_oxigraph


@pytest.fixture(scope="session")
def load() -> Callable[..., None]:
    """Give what adds data to one."""
    return add


@pytest.fixture(scope="session")
def relaying() -> Callable[[str], Any]:
    """Give what runs a relay."""
    return run_relay
