"""How many requests a second the service answers, with one server process and with several.

Run: python benchmarks/load.py [RELEASE] [--processes 1,2] [--connections N] [--seconds S]

Serves a release (var/current if none is told) and sends requests over N connections that are kept open, from as many
client processes as there are server processes, S seconds for each kind of request. Clients and server share the
machine's processors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from zhengmai.namespaces import PP
from zhengmai.settings import Settings

ASK = "/sparql?query=" + quote("ASK {}")
HEAD = "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"


@contextmanager
def serve(release: Path, processes: int) -> Iterator[int]:
    """Serve a release on a free port while the block runs and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGMAI_")}
    settings = {"STORE": str(release), "LOG_LEVEL": "warning", "CLIENT_QUERIES": "1000", "WORKERS": "1"}
    command = [sys.executable, "-m", "zhengmai", "serve", "--port", str(port), "--processes", str(processes)]
    variables = kept | {f"ZHENGMAI_{name}": value for name, value in settings.items()}
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL) as process:
        try:
            while not _ready(port):
                time.sleep(0.1)
            # The others follow the first.
            time.sleep(3.0 * (processes > 1))
            yield port
        finally:
            process.terminate()


def _ready(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2).status == 200)
    except OSError:
        return False


def page_of(port: int, kind: str) -> str:
    """Give the path of the page of the first resource of a class."""
    query = quote(f"SELECT ?x {{ ?x a <{PP}{kind}> }} ORDER BY ?x LIMIT 1")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query={query}") as answer:
        iri = json.load(answer)["results"]["bindings"][0]["x"]["value"]
    return quote(urlsplit(iri).path.removeprefix("/policyplan")) + ".html"


async def _connection(port: int, request: bytes, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took = []
    while time.monotonic() < until:
        started = time.monotonic()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.partition(b"\r\n")[0].decode())
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        took.append(time.monotonic() - started)
    writer.close()
    return took


def client(port: int, request: bytes, connections: int, seconds: float) -> list[float]:
    """Send a request again and again over some connections; give the seconds of each."""

    async def run() -> list[float]:
        until = time.monotonic() + seconds
        parts = await asyncio.gather(*(_connection(port, request, until) for _ in range(connections)))
        return [one for part in parts for one in part]

    return asyncio.run(run())


def measure(port: int, path: str, accept: str, clients: int, connections: int, seconds: float) -> list[float]:
    """Send a request from several processes and give the seconds of each, sorted."""
    request = HEAD.format(path=path, accept=accept).encode()
    share = (port, request, connections // clients, seconds)
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        parts = pool.starmap(client, [share] * clients)
    return sorted(one for part in parts for one in part)


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("release", nargs="?", type=Path, default=Settings().current)
    parser.add_argument("--processes", default="1,2")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args(arguments)
    print("| server processes | request | requests/s | p50, ms | p95, ms | p99, ms |")
    print("|---:|---|---:|---:|---:|---:|")
    for processes in map(int, chosen.processes.split(",")):
        with serve(chosen.release.resolve(), processes) as port:
            plan = page_of(port, "Plan")
            for name, path, accept in (
                ("`/health/live`", "/health/live", "*/*"),
                ("`ASK {}`", ASK, "*/*"),
                ("page of a plan, kept", plan, "text/html"),
                ("page of a plan, rendered", f"{plan}?n=1", "text/html"),
            ):
                # A page is rendered first, by every process.
                measure(port, path, accept, processes, chosen.connections, 1.0)
                took = measure(port, path, accept, processes, chosen.connections, chosen.seconds)
                shown = " | ".join(f"{1000 * took[len(took) * part // 100]:.1f}" for part in (50, 95, 99))
                print(f"| {processes} | {name} | {len(took) / chosen.seconds:,.0f} | {shown} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
