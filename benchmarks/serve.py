"""The service beside the Oxigraph server on the same data: rates, times, processor time and memory.

Run: python benchmarks/serve.py [--documents N] [--seconds S] [--processes P] [--clients C]

Builds a release of N generated documents (200, about a million statements), serves it, loads its dump into the server of
the PyPI package `oxigraph`, and asks both in turns. Clients and servers share the machine's processors, so that only
ratios of one run say anything; the processor time of the servers a request is printed beside the rates, since it does
not depend on who else works. Ends with 1 where a bound is not kept.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from zhengmai.namespaces import BASE, PP
from zhengmai.release.catalogue import current_id
from zhengmai.store.query import open_release, rows

ROOT = Path(__file__).resolve().parents[1]
SEED, ROUNDS, NEW_ROUNDS = 1, 5, 15
JSON, TURTLE = "application/sparql-results+json", "text/turtle"
PREFIX = f"PREFIX pp: <{PP}> "
# Each is asked with another number each time, so that no answer is there already.
NEW = {
    "join of four": "SELECT ?plan ?measure ?unit { ?plan pp:hasMeasure ?measure . ?measure pp:hasAssignment ?a . "
    "?a pp:assignee ?unit . ?unit pp:agencyOf ?d FILTER ( STRLEN(STR(?d)) != NUMBER ) } LIMIT 2000",
    "measures of a plan with units": "SELECT ?measure ?name { <PLAN> pp:hasMeasure ?measure . ?measure pp:hasAssignment/pp:assignee ?unit . "
    "?unit pp:fullName|pp:verbatimName ?name FILTER ( STRLEN(?name) != NUMBER ) }",
    "count by class": "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class FILTER ( STRLEN(STR(?class)) != NUMBER ) } GROUP BY ?class",
    "measures by division": "SELECT ?d (COUNT(?m) AS ?n) { ?p pp:hasMeasure ?m ; pp:jurisdiction ?d FILTER ( STRLEN(STR(?d)) != NUMBER ) } "
    "GROUP BY ?d ORDER BY DESC(?n) LIMIT 20",
    "lineage path": "SELECT ?above { <PLAN> pp:derivesFrom+ ?above FILTER ( STRLEN(STR(?above)) != NUMBER ) }",
}
_OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o FILTER ( STRLEN(STR(?p)) != NUMBER ) } LIMIT 100000"


class Address(NamedTuple):
    """What is asked: the port, the target, and what is accepted."""

    port: int
    target: str
    accept: str


class Answered(NamedTuple):
    """One answer: seconds to its first byte and to its last, and its bytes."""

    first: float
    total: float
    size: int


class Connection:
    """A connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._stream = self._socket.makefile("rb")

    def get(self, address: Address) -> Answered:
        """Send a request and read the whole answer.

        Raises:
            SystemExit: the answer is not 200.
        """
        host = f"127.0.0.1:{address.port}"
        begin = time.perf_counter()
        self._socket.sendall(
            f"GET {address.target} HTTP/1.1\r\nHost: {host}\r\nAccept: {address.accept}\r\n\r\n".encode()
        )
        status = self._stream.readline()
        length, chunked = 0, False
        while (line := self._stream.readline().lower()) not in (b"\r\n", b""):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
            chunked = chunked or line.startswith(b"transfer-encoding: chunked")
        body = self._stream.read(1) if length else b""
        first = time.perf_counter() - begin
        size = len(body) + len(self._stream.read(length - len(body))) if not chunked else self._chunks()
        if b" 200 " not in status:
            raise SystemExit(f"{address.target[:80]}: {status!r}")
        return Answered(first, time.perf_counter() - begin, size)

    def _chunks(self) -> int:
        size = 0
        while length := int(self._stream.readline(), 16):
            size += len(self._stream.read(length))
            self._stream.readline()
        self._stream.readline()
        return size


def repeat(address: Address, seconds: float) -> int:
    """Send the same request for so many seconds; give how often."""
    connection, count = Connection(address.port), 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.get(address)
        count += 1
    return count


@dataclass
class Server:
    """A server under test.

    Attributes:
        port: on the loopback.
        process: id of its first process.
        endpoint: path of its SPARQL endpoint.
    """

    port: int
    process: int
    endpoint: str

    def ask(self, query: str, accept: str = JSON) -> Address:
        """Give the address of a query."""
        return Address(self.port, f"{self.endpoint}?query={quote(PREFIX + query)}", accept)

    def processes(self) -> list[int]:
        """Give the ids of its processes, descendants included."""
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
        found = [self.process]
        for one in found:
            found += [child for child, parent in parents.items() if parent == one]
        return found

    def processor_seconds(self) -> float:
        """Give the processor time that its processes have used."""
        total = 0
        for one in self.processes():
            try:
                fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def memory(self) -> list[int]:
        """Give the resident memory of each of its processes in MiB, the first one first."""
        found = []
        for one in self.processes():
            status = Path(f"/proc/{one}/status").read_text().splitlines()
            found += [int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS")]
        return found


@contextmanager
def started(command: Sequence[str], endpoint: str, port: int, **variables: str) -> Iterator[Server]:
    """Run a server until the block ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGMAI_")}
    with subprocess.Popen(
        command, env=kept | variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            server = Server(port, process.pid, endpoint)
            deadline = time.monotonic() + 120
            while not _answers(server):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{command[0]} does not answer")
                time.sleep(0.1)
            time.sleep(3)
            yield server
        finally:
            process.terminate()


def _answers(server: Server) -> bool:
    try:
        Connection(server.port).get(server.ask("ASK {}"))
    except (OSError, ValueError, SystemExit):
        return False
    return True


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Kind:
    """A kind of request and what was measured; of times the smaller is the better.

    Attributes:
        name: for the table.
        bound: our figure, as a multiple of the other's, has to reach (rates) or must not exceed (times) it.
        is_rate: whether more is better.
        ours: figure of each round.
        theirs: figure of each round.
        processor: milliseconds of processor time a request, ours and theirs; None: not measured.
    """

    name: str
    bound: float
    is_rate: bool
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    processor: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    @property
    def ratio(self) -> float:
        """Median of our figure to theirs, round by round."""
        return median(one / other for one, other in zip(self.ours, self.theirs, strict=True))

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.ratio >= self.bound if self.is_rate else self.ratio <= self.bound

    def line(self) -> str:
        """Give the row of the table."""
        spent = " | ".join(f"{1000 * median(found):.3f}" if found else "–" for found in self.processor)
        sign = "≥" if self.is_rate else "≤"
        return f"| {self.name} | {self.ratio:.2f} | {sign} {self.bound} | {spent} |"


def repeated(
    pool: ProcessPoolExecutor, clients: int, ours: Server, theirs: Server, release: Path, seconds: float
) -> list[Kind]:
    """Measure the same request again and again, from several clients at once."""
    store = open_release(release)
    query = f"{PREFIX} SELECT ?unit {{ ?unit a pp:Agency ; pp:agencyOf ?d }} ORDER BY ?unit LIMIT 1"
    unit = rows(store, query)[0]["unit"]
    path = quote(urlsplit(unit).path.removeprefix(urlsplit(BASE).path.rstrip("/")))
    look_up = f"SELECT ?p ?o {{ <{unit}> ?p ?o }}"
    described = Address(ours.port, f"{path}.ttl", TURTLE)
    asked = {
        "`ASK {}`": (ours.ask("ASK {}"), theirs.ask("ASK {}")),
        "look-up of a resource by query": (ours.ask(look_up), theirs.ask(look_up)),
        "resource as Turtle : DESCRIBE": (described, theirs.ask(f"DESCRIBE <{unit}>", TURTLE)),
    }
    kinds = []
    for name, addresses in asked.items():
        kind = Kind(f"{name}, repeated", 1.0, is_rate=True)
        for _ in range(ROUNDS):
            for server, address, rates, spent in zip(
                (ours, theirs), addresses, (kind.ours, kind.theirs), kind.processor, strict=True
            ):
                before = server.processor_seconds()
                count = sum(pool.map(repeat, [address] * clients, [seconds] * clients))
                rates.append(count / seconds)
                spent.append((server.processor_seconds() - before) / count)
        kinds.append(kind)
    return kinds


def new(ours: Server, theirs: Server, release: Path) -> list[Kind]:
    """Measure queries that were never asked before."""
    store = open_release(release)
    plans = rows(
        store, f"{PREFIX} SELECT DISTINCT ?plan {{ ?plan pp:derivesFrom ?above ; pp:hasMeasure ?m }} LIMIT 1"
    )
    kinds, number = [], 1000
    for name, text in NEW.items():
        kind = Kind(f"{name}, new", 0.9, is_rate=True)
        # As clients do, each server is asked over one connection.
        connections = [
            (ours, Connection(ours.port), kind.ours),
            (theirs, Connection(theirs.port), kind.theirs),
        ]
        for _ in range(NEW_ROUNDS):
            number += 1
            query = text.replace("NUMBER", str(number)).replace("PLAN", plans[0]["plan"])
            for server, connection, rates in connections:
                rates.append(1 / connection.get(server.ask(query)).total)
        kinds.append(kind)
    return kinds


def large(ours: Server, theirs: Server) -> list[Kind]:
    """Measure results of 100,000 rows."""
    first, total = (
        Kind("100,000 rows, first byte", 1.2, is_rate=False),
        Kind("100,000 rows, all", 1.2, is_rate=False),
    )
    for number in range(ROUNDS):
        sizes = []
        for server, firsts, totals in ((ours, first.ours, total.ours), (theirs, first.theirs, total.theirs)):
            query = LARGE.replace("NUMBER", str(2000 + number))
            answered = Connection(server.port).get(server.ask(query, "text/tab-separated-values"))
            firsts.append(answered.first)
            totals.append(answered.total)
            sizes.append(answered.size)
        if not 0.9 < sizes[0] / sizes[1] < 1.1:
            raise SystemExit(f"the two answers differ in size: {sizes}")
    return [first, total]


def build(folder: Path, documents: int) -> Path:
    """Build a release of generated documents; give its folder."""
    generate = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(folder / "generated")]
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*generate, "--count", str(documents), "--seed", str(SEED)], **quiet)  # type: ignore[call-overload]
    command = [sys.executable, "-m", "zhengmai", "build", str(folder / "generated" / "documents")]
    subprocess.run(command, env=os.environ | {"ZHENGMAI_HOME": str(folder / "home")}, **quiet)  # type: ignore[call-overload]
    return folder / "home" / "releases" / str(current_id(folder / "home"))


def load(folder: Path, release: Path) -> Path:
    """Load a release into a folder of the Oxigraph server; give that folder."""
    loaded = folder / "oxigraph"
    command = [_OXIGRAPH, "load", "--location", str(loaded), "--file", str(release / "graph.nq.gz")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return loaded


def oxigraph(loaded: Path, port: int) -> list[str]:
    """Give the command that serves what was loaded."""
    return [_OXIGRAPH, "serve-read-only", "--location", str(loaded), "--bind", f"127.0.0.1:{port}"]


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--clients", type=int, default=2)
    chosen = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        release = build(folder, chosen.documents)
        loaded, ports = load(folder, release), (free_port(), free_port())
        serve = [
            sys.executable,
            "-m",
            "zhengmai",
            "serve",
            "--port",
            str(ports[0]),
            "--processes",
            str(chosen.processes),
        ]
        ours = stack.enter_context(
            started(serve, "/sparql", ports[0], ZHENGMAI_STORE=str(release), ZHENGMAI_LOG_LEVEL="warning")
        )
        theirs = stack.enter_context(started(oxigraph(loaded, ports[1]), "/query", ports[1]))
        pool = stack.enter_context(ProcessPoolExecutor(chosen.clients, mp_context=get_context("spawn")))
        kinds = repeated(pool, chosen.clients, ours, theirs, release, chosen.seconds)
        kinds += [*new(ours, theirs, release), *large(ours, theirs)]
        statements = len(open_release(release))
        print(f"{statements:,} statements; {chosen.processes} server process(es) of ours.\n")
        print("| request | ours : Oxigraph server | bound | processor ms a request, ours | Oxigraph server |")
        print("|---|---:|---:|---:|---:|")
        print("\n".join(kind.line() for kind in kinds))
        first, *workers = ours.memory()
        print(f"\nMemory in MiB: server process {first}, its workers {', '.join(map(str, workers))}; "
              f"Oxigraph server {theirs.memory()[0]}.")  # fmt: skip
    return 0 if all(kind.holds for kind in kinds) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
