"""How fast a new query can be at all: servers that do nothing but pass it on, beside the Oxigraph server.

Run: python benchmarks/floor.py [--documents N] [--rounds R]

Each bare server is Python's event loop with a protocol that cuts the query out of the request line: no headers are read,
nothing is checked, limited, logged or counted. One evaluates the query itself, so that nobody can end it; one hands it to
another process, which can be ended. What the service does besides is the distance from that. Both hold the same
statements as the Oxigraph server, and all are asked in turns over one connection each.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.parse import unquote_plus

import pyoxigraph

from serve import NEW, PREFIX, Connection, build, free_port, load, oxigraph, started
from zhengmai.store.query import open_release, rows

BARE = ("evaluated by the process that has the connection", "handed to a process that can be ended")
SHORT = ("measures of a plan with units", "lineage path")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: %d\r\n\r\n"


class _Bare(asyncio.Protocol):
    """Answers each request with what `evaluate` gives for its query.

    Args:
        evaluate: takes a query and what is to be called with the result.
    """

    def __init__(self, evaluate: Callable[[bytes, Callable[[bytes], None]], None]) -> None:
        self._evaluate = evaluate

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        begin = data.index(b"query=") + len(b"query=")
        self._evaluate(unquote_plus(data[begin : data.index(b" HTTP/")].decode()).encode(), self._give)

    def _give(self, result: bytes) -> None:
        self._transport.write(_HEAD % len(result) + result)


def serve_bare(folder: str, port: int, *, is_handed_on: bool) -> None:
    """Serve a folder of Oxigraph until the process is ended."""
    if is_handed_on:
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            _evaluate_for(theirs, folder)
            os._exit(0)
        theirs.close()
        asyncio.run(_listen(port, None, ours))
    else:
        asyncio.run(_listen(port, pyoxigraph.Store.read_only(folder), None))


def _evaluate_for(channel: socket.socket, folder: str) -> None:
    store = pyoxigraph.Store.read_only(folder)
    while query := channel.recv(2**16):
        channel.sendall(_result(store, query))


def _result(store: pyoxigraph.Store, query: bytes) -> bytes:
    found = store.query(query.decode())
    return bytes(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON))  # type: ignore[union-attr, arg-type]


async def _listen(port: int, store: pyoxigraph.Store | None, channel: socket.socket | None) -> None:
    loop = asyncio.get_running_loop()
    waiting: list[Callable[[bytes], None]] = []

    def evaluate(query: bytes, give: Callable[[bytes], None]) -> None:
        if store is not None:
            give(_result(store, query))
        elif channel is not None:
            waiting.append(give)
            channel.sendall(query)

    if channel is not None:
        received = channel
        loop.add_reader(received.fileno(), lambda: waiting.pop(0)(received.recv(2**20)))
    server = await loop.create_server(lambda: _Bare(evaluate), "127.0.0.1", port)
    await server.serve_forever()


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1000)
    chosen = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        release = build(folder, chosen.documents)
        loaded = load(folder, release)
        ports = [free_port() for _ in range(4)]
        own = [sys.executable, "-m", "zhengmai", "serve", "--port", str(ports[1])]
        servers = [
            stack.enter_context(started(oxigraph(loaded, ports[0]), "/query", ports[0])),
            stack.enter_context(
                started(own, "/sparql", ports[1], ZHENGMAI_STORE=str(release), ZHENGMAI_LOG_LEVEL="warning")
            ),
        ]
        for port, kind in zip(ports[2:], BARE, strict=True):
            bare = [sys.executable, __file__, "--bare", str(loaded), str(port), kind]
            servers.append(stack.enter_context(started(bare, "/", port)))
        plan = rows(
            open_release(release),
            f"{PREFIX} SELECT DISTINCT ?plan {{ ?plan pp:derivesFrom ?above ; pp:hasMeasure ?m }} LIMIT 1",
        )[0]["plan"]
        connections = [Connection(server.port) for server in servers]
        print(f"| server | {' | '.join(f'{name}, new' for name in SHORT)} |\n|---|---:|---:|")
        ratios: list[list[float]] = [[] for _ in servers[1:]]
        for name in SHORT:
            found: list[list[float]] = [[] for _ in servers]
            for number in range(1000, 1000 + chosen.rounds):
                query = NEW[name].replace("NUMBER", str(number)).replace("PLAN", plan)
                for server, connection, seconds in zip(servers, connections, found, strict=True):
                    seconds.append(connection.get(server.ask(query)).total)
            for line, seconds in zip(ratios, found[1:], strict=True):
                line.append(median(found[0]) / median(seconds))
        for label, line in zip(("the service", *(f"bare, {kind}" for kind in BARE)), ratios, strict=True):
            print(f"| {label} | {' | '.join(f'{ratio:.2f}' for ratio in line)} |")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        serve_bare(sys.argv[2], int(sys.argv[3]), is_handed_on=sys.argv[4] == BARE[1])
    sys.exit(main(sys.argv[1:]))
