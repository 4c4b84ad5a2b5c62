"""The server as a user starts it, asked by clients that know nothing of it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, XML, SPARQLWrapper

from zhengmai.cli.serve import _bound

SERVE = [sys.executable, "-c", "import typer; from zhengmai.cli.serve import command; typer.run(command)"]
PREFIXES = """PREFIX pp: <https://w3id.org/policyplan/ns#>
PREFIX doc: <https://w3id.org/policyplan/cn/doc/>
PREFIX plan: <https://w3id.org/policyplan/cn/plan/>
"""
CHAIN = (
    PREFIXES
    + "SELECT ?upper WHERE { doc:狮政办〔2022〕47号 pp:issues ?plan . ?plan pp:derivesFrom+ ?upper } ORDER BY ?upper"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGMAI_")}
    return {**kept, "ZHENGMAI_HOME": str(home), "ZHENGMAI_WORKERS": "1", "ZHENGMAI_LANG": "en", **more}


@pytest.fixture(scope="module")
def endpoint(home: Path) -> Iterator[str]:
    """Address of a running server's endpoint."""
    port = free_port()
    # A shell's own HOST is not taken.
    variables = environment(home, HOST="host.invalid", ZHENGMAI_QUERY_SECONDS="3")
    with subprocess.Popen(
        [*SERVE, "--port", str(port)], env=variables, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server)
            yield f"http://127.0.0.1:{port}/sparql"
        finally:
            server.send_signal(signal.SIGINT)
            output, _ = server.communicate(timeout=15)
    assert f"http://127.0.0.1:{port}" in output


def _wait(address: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=2) as response:
                response.read()
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def ask(endpoint: str, query: str, form: str, method: str = "GET") -> Any:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    wrapper.setTimeout(10)
    response = wrapper.query()
    try:
        return response.convert()
    finally:
        response.response.close()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_select_with_prefixed_document_number(endpoint: str, method: str) -> None:
    found = ask(endpoint, CHAIN, JSON, method)["results"]["bindings"]
    assert [row["upper"]["value"].rpartition("/")[2] for row in found] == [
        "t-921709608b1e-p1",
        "闽政办〔2022〕52号-p1",
    ]


def test_sparqlwrapper_xml_and_construct(endpoint: str) -> None:
    assert "闽政办〔2022〕52号" in ask(endpoint, CHAIN, XML).toxml()
    data = ask(endpoint, PREFIXES + "CONSTRUCT WHERE { doc:狮政办〔2022〕47号 ?p ?o }", TURTLE)
    assert len(Graph().parse(data=data, format="turtle")) > 5


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store_select_ask_and_triples(endpoint: str, method: str) -> None:
    store = SPARQLStore(endpoint, method=method)
    graph = Graph(store)
    assert len(list(graph.query(CHAIN))) == 2
    assert bool(
        graph.query(PREFIXES + "ASK { plan:狮政办〔2022〕47号-p2 pp:derivesFrom+ plan:t-921709608b1e-p1 }")
    )
    subject = URIRef("https://w3id.org/policyplan/cn/doc/狮政办〔2022〕47号")
    assert len(list(graph.triples((subject, None, None)))) > 5


def test_rdflib_store_named_graph(endpoint: str) -> None:
    store = SPARQLStore(endpoint)
    graph = Graph(store, identifier=URIRef("https://w3id.org/policyplan/cn/graph/inferred"))
    assert len(list(graph.triples((None, URIRef("https://w3id.org/policyplan/ns#hasLead"), None)))) == 1


def test_serve_taken_port_is_one_sentence_and_exit_2(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = _run(home, "--port", str(taken.getsockname()[1]))
    assert "is taken" in run.stderr


def test_serve_without_release_says_to_build(tmp_path: Path) -> None:
    run = _run(tmp_path, "--port", "0")
    assert "zhengmai build" in run.stderr


def test_serve_host_that_cannot_be_bound_is_named(home: Path) -> None:
    run = _run(home, "--host", "192.0.2.1", "--port", "0")
    assert "192.0.2.1" in run.stderr


def test_serve_sends_what_it_writes_at_once() -> None:
    async def accepted() -> int:
        loop = asyncio.get_running_loop()
        option: asyncio.Future[int] = loop.create_future()

        class Taken(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                connection = transport.get_extra_info("socket")
                option.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        async with await loop.create_server(Taken, sock=_bound("127.0.0.1", 0)) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
            found = await asyncio.wait_for(option, 10)
            writer.close()
            await writer.wait_closed()
            return found

    assert asyncio.run(accepted()) != 0


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its error, as the command line does it."""
    script = """import sys, typer
from zhengmai.cli.serve import command
from zhengmai.errors import ZhengmaiError
app = typer.Typer()
app.command()(command)
try:
    app(standalone_mode=False)
except ZhengmaiError as error:
    print(error.message.en, file=sys.stderr)
    sys.exit(error.exit_code)
"""
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1, run.stderr
    return run
