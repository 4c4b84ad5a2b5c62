"""The server as a user starts it, over the release of the five documents, for clients that know nothing of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from zhengmai.release.build import Built


@pytest.fixture(scope="session")
def endpoint(release: Built) -> Iterator[str]:
    """Address of the endpoint of a running server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGMAI_")}
    # Nothing is set but what is served: the release, on a machine that others use too.
    variables = {**kept, "ZHENGMAI_STORE": str(Path(release.folder)), "ZHENGMAI_QUERY_SECONDS": "60"}
    command = [sys.executable, "-m", "zhengmai", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env={**variables, "ZHENGMAI_LANG": "en"}, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            said = ""
            # A long line is broken where no terminal is.
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", said)):
                line = server.stdout.readline()
                assert line, said
                said += line
            _wait(found[0], server)
            yield f"{found[0]}/sparql"
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=20)


def _wait(address: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5) as response:
                response.read()
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server did not come up")
