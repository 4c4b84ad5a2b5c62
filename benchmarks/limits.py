"""Whether the limits hold: how late the worst queries are stopped, and what others notice of them.

Run: python benchmarks/limits.py [RELEASE] [--runs N] [--seconds S] [--port P]

Serves a release (var/current if none is told) with a time limit of S seconds and two places for long queries, and prints
three tables:

- how long after the limit the answer to a query that runs into it arrives, N times a kind, as many at once as there are
  places; how long after that answer the process that ran it is gone, and all processes are ready again;
- how long after a client has left its query's process is gone;
- how long `ASK {}` and the pages of a measure and a plan take, alone and while eight clients send the worst queries
  without a pause; a page is rendered anew each time, or given as it was kept.

The command ends with 1 where a figure is over its bound. Seconds depend on the machine; the bounds are those of the
service. It runs for about 10 minutes.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

from zhengmai.namespaces import PP
from zhengmai.settings import Settings
from zhengmai.store.workers import SPARE

PLACES, CLIENTS = 2, 8
LATE, GONE, LEFT, OTHERS = 0.5, 0.5, 1.0, 0.2
"""Bounds in seconds: overrun (99 %), process gone and replaced, client left, other requests (95 %)."""

_NUMBERS = " ".join(str(number) for number in range(70_000))
WORST = {
    "cartesian product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }",
    "ORDER BY": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 10",
    "property path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:y>)+ ?c }",
    "regex": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER regex(concat(str(?c), str(?f)), "(.*.*)+x$", "i") }',
    "VALUES of 0.8 MB": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {_NUMBERS} }} VALUES ?b {{ {_NUMBERS} }} FILTER(?a < ?b) }}",
}


class Server:
    """A running server: its address and the processes that it starts."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def ask(self, query: str, source: str = "127.0.0.1") -> tuple[int, bytes]:
        """Send a query by POST from a local address and give status and body."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=120, source_address=(source, 0)
        )
        try:
            connection.request(
                "POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"}
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        """Get a path and give status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path, headers={"Accept": accept})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def workers(self) -> set[int]:
        """Give the processes of the workers."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        found: list[str] = []
        for file in tasks.glob("*/children"):
            try:
                found += file.read_text().split()
            except OSError:
                continue
        return {int(pid) for pid in found if _runs(int(pid))}

    def busy(self) -> set[int]:
        """Give the workers that have used the processor in the last moment."""
        before = {pid: _ticks(pid) for pid in self.workers()}
        time.sleep(0.1)
        return {pid for pid, ticks in before.items() if _ticks(pid) - ticks >= 2}

    def ready(self) -> bool:
        """Tell whether all workers are ready."""
        return json.loads(self.get("/healthz")[1])["workers"] == PLACES + SPARE


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def until(done: Callable[[], bool], limit: float = 10.0) -> float:
    """Wait until something holds and give the seconds."""
    started = time.monotonic()
    while not done():
        if time.monotonic() - started > limit:
            return limit
        time.sleep(0.005)
    return time.monotonic() - started


@contextmanager
def serve(release: Path, seconds: float, port: int) -> Iterator[Server]:
    """Serve a release on a local port while the block runs."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGMAI_")}
    settings = {"STORE": str(release), "QUERY_SECONDS": str(seconds), "WORKERS": str(PLACES)}
    settings["LOG_LEVEL"] = "warning"
    variables = kept | {f"ZHENGMAI_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "zhengmai", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL) as process:
        server = Server(process, port)
        try:
            until(lambda: _answers(server), 30)
            yield server
        finally:
            process.terminate()


def _answers(server: Server) -> bool:
    try:
        return server.ready()
    except OSError:
        return False


def overruns(server: Server, runs: int, seconds: float) -> bool:
    """Print how late each kind of query is stopped; tell whether all are in time."""
    print("| query | runs | statuses | overrun p50, s | overrun p99, s | gone p99, s | replaced p99, s |")
    print("|---|---:|---|---:|---:|---:|---:|")
    fine = True
    for name, query in WORST.items():
        late: list[float] = []
        gone: list[float] = []
        ready: list[float] = []
        statuses: Counter[int] = Counter()
        while len(late) < runs:
            until(server.ready)
            with ThreadPoolExecutor(PLACES) as pool:
                asked = [pool.submit(_timed, server, query) for _ in range(PLACES)]
                time.sleep(min(1.0, seconds / 2))
                ran = server.busy()
                for future in asked:
                    future.result()
            gone.append(until(lambda ran=ran: not any(_runs(pid) for pid in ran)))  # type: ignore[misc]
            ready.append(gone[-1] + until(server.ready))
            for future in asked:
                status, took = future.result()
                statuses[status] += 1
                late.append(max(0.0, took - seconds))
        shown = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        print(
            f"| {name} | {len(late)} | {shown} | {median(late):.3f} | {_percentile(late, 99):.3f} | {_percentile(gone, 99):.3f} | {_percentile(ready, 99):.3f} |"
        )
        fine &= _percentile(late, 99) <= LATE and _percentile(ready, 99) <= GONE and 200 not in statuses
    return fine


def _timed(server: Server, query: str) -> tuple[int, float]:
    started = time.monotonic()
    status, _ = server.ask(query)
    return status, time.monotonic() - started


def leavers(server: Server, runs: int) -> bool:
    """Print how soon the process of a query is gone whose client has left; tell whether it is in time."""
    found = []
    for _ in range(runs):
        until(server.ready)
        path = f"/sparql?query={quote(WORST['cartesian product'])}"
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.5)
            ran = server.busy()
        if len(ran) != 1:
            raise SystemExit(f"one worker should be busy, not {len(ran)}")
        found.append(until(lambda ran=ran: not any(_runs(pid) for pid in ran)))  # type: ignore[misc]
    print("\n| clients that left | gone p50, s | gone, longest, s |\n|---:|---:|---:|")
    print(f"| {len(found)} | {median(found):.3f} | {max(found):.3f} |")
    return max(found) <= LEFT


def others(server: Server, pages: dict[str, str], measured: float) -> bool:
    """Print how long short requests take, alone and beside the worst queries; tell whether they stay short."""
    requests: dict[str, Callable[[], tuple[int, bytes]]] = {
        "`ASK {}`": lambda: server.ask("ASK {}"),
        **{f"{name}, kept": partial(server.get, path, "text/html") for name, path in pages.items()},
        **{f"{name}, rendered": partial(_anew, server, path) for name, path in pages.items()},
    }
    alone = {name: _durations(request, 2.0) for name, request in requests.items()}
    stop = threading.Event()
    statuses: Counter[int] = Counter()

    def worst(number: int) -> None:
        queries = list(WORST.values())
        while not stop.is_set():
            statuses[server.ask(queries[number % len(queries)], f"127.0.1.{number + 1}")[0]] += 1
            number += 1

    threads = [threading.Thread(target=worst, args=(number,), daemon=True) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(1.0)
    beside = {name: _durations(request, measured) for name, request in requests.items()}
    stop.set()
    for thread in threads:
        thread.join()
    shown = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    print(f"\nBeside {CLIENTS} clients that send the worst queries ({shown}):\n")
    print("| request | alone p50, ms | alone p95, ms | requests beside | p50, ms | p95, ms | longest, ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, took in beside.items():
        figures = (
            median(alone[name]),
            _percentile(alone[name], 95),
            median(took),
            _percentile(took, 95),
            max(took),
        )
        ms = [f"{1000 * figure:.0f}" for figure in figures]
        print(f"| {name} | {ms[0]} | {ms[1]} | {len(took)} | {ms[2]} | {ms[3]} | {ms[4]} |")
    return all(_percentile(took, 95) <= OTHERS for took in beside.values())


def _anew(server: Server, path: str) -> tuple[int, bytes]:
    """Get a page under an address that it has not been kept for."""
    return server.get(f"{path}?number={time.monotonic_ns()}", "text/html")


def page_of(server: Server, kind: str) -> str:
    """Give the path of the first resource of a class."""
    query = f"SELECT ?x {{ ?x a <{PP}{kind}> }} ORDER BY ?x LIMIT 1"
    rows = json.loads(server.ask(query)[1])["results"]["bindings"]
    return quote(urlsplit(rows[0]["x"]["value"]).path.removeprefix("/policyplan")) + ".html"


def _durations(request: Callable[[], tuple[int, bytes]], measured: float) -> list[float]:
    found = []
    end = time.monotonic() + measured
    while time.monotonic() < end:
        started = time.monotonic()
        status, _ = request()
        if status != 200:
            raise SystemExit(f"a short request was answered {status}")
        found.append(time.monotonic() - started)
        time.sleep(0.02)
    return found


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)]


def main(arguments: list[str]) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("release", nargs="?", type=Path, default=Settings().current)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args(arguments)
    release = chosen.release.resolve()
    with serve(release, chosen.seconds, chosen.port) as server:
        pages = {"page of a measure": page_of(server, "Measure"), "page of a plan": page_of(server, "Plan")}
        fine = overruns(server, chosen.runs, chosen.seconds)
        fine &= leavers(server, chosen.runs)
        fine &= others(server, pages, 10.0)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
