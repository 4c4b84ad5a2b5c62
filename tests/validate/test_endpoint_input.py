"""Is the data behind an endpoint fetched graph by graph and checked, and silence called a failure and no finding?"""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, Store
from typer.testing import CliRunner, Result

from zhengmai.cli.app import app
from zhengmai.errors import EngineError
from zhengmai.graph.document import document_alone
from zhengmai.graph.vocabulary import vocabulary_quads
from zhengmai.namespaces import GRAPH
from zhengmai.text.reader import read_file
from zhengmai.validate.remote import read_endpoint

ROOT = Path(__file__).parents[2]
Answer = Callable[[str, str], tuple[int, bytes]]


class Endpoint:
    """A SPARQL endpoint on this machine's loopback that counts what it is asked."""

    def __init__(self, answer: Answer) -> None:
        asked: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                (query,) = form["query"]
                asked.append(query)
                status, body = answer(query, self.headers["Accept"])
                self.send_response(status)
                self.send_header("Content-Type", self.headers["Accept"])
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/sparql"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Endpoint]]:
    running: list[Endpoint] = []

    def start(answer: Answer) -> Endpoint:
        running.append(Endpoint(answer))
        return running[-1]

    yield start
    for endpoint in running:
        endpoint.server.shutdown()
        endpoint.server.server_close()


def answering(store: Store) -> Answer:
    def answer(query: str, accept: str) -> tuple[int, bytes]:
        found = store.query(query)
        if "json" in accept:
            return 200, found.serialize(format=QueryResultsFormat.JSON) or b""  # type: ignore[union-attr]
        return 200, found.serialize(format=RdfFormat.N_TRIPLES) or b""  # type: ignore[union-attr]

    return answer


def two_documents() -> Store:
    store = Store()
    for name in ("shandong-2023-6", "district-task-table"):
        store.extend(document_alone(read_file(ROOT / f"data/documents/{name}.txt")))
    store.extend(vocabulary_quads())
    return store


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["validate", *arguments], env={"ZHENGMAI_LANG": "en"})


def test_documents_of_an_endpoint_are_fetched_one_at_a_time_and_checked(
    serve: Callable[[Answer], Endpoint],
) -> None:
    endpoint = serve(answering(two_documents()))
    parts = list(read_endpoint(endpoint.address))
    assert len(parts) == 2
    assert sum("CONSTRUCT" in query and "/graph/doc/" in query for query in endpoint.asked) == 2
    assert sum("/graph/vocabulary" in query for query in endpoint.asked) == 1
    result = command(endpoint.address)
    assert result.exit_code == 1
    assert "S17 violation" in result.stdout
    assert endpoint.address in result.stdout


def test_an_endpoint_without_document_graphs_is_checked_as_one(serve: Callable[[Answer], Endpoint]) -> None:
    store = Store()
    store.extend(
        Quad(q.subject, q.predicate, q.object)
        for q in two_documents()
        if q.graph_name != NamedNode(GRAPH + "vocabulary")
    )
    (part,) = read_endpoint(serve(answering(store)).address)
    assert len(part.store) == len(store)


def test_an_endpoint_that_is_empty_ends_with_4(serve: Callable[[Answer], Endpoint]) -> None:
    result = command(serve(answering(Store())).address)
    assert result.exit_code == 4


@pytest.mark.parametrize(
    "answer",
    [
        lambda query, accept: (500, b"broken"),
        lambda query, accept: (404, b""),
        lambda query, accept: (200, b"<html>no results here</html>"),
    ],
    ids=["error", "missing", "no-results"],
)
def test_an_endpoint_that_refuses_or_talks_nonsense_is_a_failure(
    serve: Callable[[Answer], Endpoint], answer: Answer
) -> None:
    endpoint = serve(answer)
    result = command(endpoint.address)
    assert result.exit_code == 3
    assert f"{endpoint.address}: the endpoint did not answer" in result.stderr


def test_an_endpoint_that_is_not_there_ends_with_3_and_the_files_are_checked_all_the_same() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = command(f"http://127.0.0.1:{port}/sparql", str(ROOT / "data/documents/district-task-table.txt"))
    assert result.exit_code == 3
    assert "S17 violation" in result.stdout


def test_an_endpoint_that_is_silent_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(EngineError, match="did not answer"):
            list(read_endpoint(f"http://127.0.0.1:{silent.getsockname()[1]}/sparql", seconds=1))
