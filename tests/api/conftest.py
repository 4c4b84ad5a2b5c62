"""The application over the small release of tests/store, in process and as a server of its own."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

STORE_TESTS = Path(__file__).parents[1] / "store" / "conftest.py"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ZHENGMAI_HOME whose current release is the small one."""
    folder = tmp_path_factory.mktemp("served")
    runpy.run_path(str(STORE_TESTS))["build"](folder / "releases" / "test-release")
    (folder / "current").symlink_to("releases/test-release")
    return folder


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    """Short limits, so that tests reach them."""
    return Settings(home=home, query_seconds=1.5, result_bytes=200_000, workers=2)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the application, with its workers running."""
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


class Server:
    """A server as a user starts it.

    Attributes:
        process: the process that the command is.
        port: on the loopback.
        log: the file that its standard error goes to.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    def send(self, request: bytes, seconds: float = 60.0) -> bytes:
        """Send bytes over a connection of their own and give all that comes back until its end.

        Raises:
            TimeoutError: nothing came for so many seconds.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(request)
            return self.read(connection)

    @staticmethod
    def read(connection: socket.socket) -> bytes:
        """Read until the other side ends the connection."""
        received = b""
        try:
            while part := connection.recv(65536):
                received += part
        except ConnectionResetError:
            pass
        return received

    def get(self, target: str, *headers: str) -> tuple[int, str]:
        """Get a target; give status and all that came, head and body."""
        lines = [f"GET {target} HTTP/1.1", "Connection: close", *headers]
        if not any(line.startswith("Host:") for line in headers):
            lines.append("Host: localhost")
        answer = self.send("".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1"))
        return int(answer.split(b" ", 2)[1]), answer.decode("utf-8", "replace")

    def logged(self) -> str:
        """Give what was written to standard error so far."""
        return self._log.read_text()


@contextmanager
def started(home: Path, folder: Path, *options: str, **settings: str) -> Iterator[Server]:
    """Start `zhengmai serve` and wait until it is ready; it is killed afterwards where it still runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGMAI_")}
    own = {"HOME": str(home), "WORKERS": "1", **settings}
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with (
        (folder / f"server-{port}.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "zhengmai", "serve", "--port", str(port), *options],
            env=kept | {f"ZHENGMAI_{name}": value for name, value in own.items()},
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as process,
    ):
        server = Server(process, port, Path(log.name))
        try:
            deadline = time.monotonic() + 90
            while not _ready(server):
                assert process.poll() is None, server.logged()
                assert time.monotonic() < deadline, server.logged()
                time.sleep(0.05)
            yield server
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()


def _ready(server: Server) -> bool:
    try:
        return server.get("/health/ready")[0] == 200
    except (OSError, IndexError):
        return False


@pytest.fixture(scope="session")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with short limits that tests share."""
    settings = {"REQUEST_SECONDS": "1.5", "LOG_FORMAT": "json", "LOG_QUERY_CHARS": "20", "QUERY_SECONDS": "3"}
    with started(home, tmp_path_factory.mktemp("server"), **settings) as found:
        yield found
