"""What a SPARQL store of others does wrong becomes a clear refusal, without its address, its words or credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize
from starlette.testclient import TestClient

from zhengmai.errors import InputError
from zhengmai.settings import Settings
from zhengmai.store.errors import QueryTimeout, StoreFailed
from zhengmai.store.place import Endpoint, place_of
from zhengmai.store.query import rows
from zhengmai.store.remote import Access, RemoteStore
from zhengmai_api.app import create_app

ALL = "SELECT * WHERE { ?s ?p ?o }"
REASONS = {
    "cut": ("unreadable", 0),
    "short": ("unreadable", 0),
    "message": ("unreadable", 0),
    "page": ("unreadable", 0),
    "partial": ("incomplete", 0),
    "400": ("refused", 400),
    "401": ("credentials", 401),
    "404": ("missing", 404),
    "500": ("failed", 500),
    "503": ("timeout", 503),
    "507": ("failed", 507),
}


@pytest.fixture(scope="module")
def relay(oxigraph: str, relaying: Callable[[str], Any]) -> Iterator[Any]:
    """A relay before the store that holds the release."""
    with relaying(f"{oxigraph}/query") as found:
        yield found


@pytest.fixture
def mode(relay: Any) -> Iterator[Callable[[str], None]]:
    """Give what makes the relay fail until the test ends."""
    yield lambda name: setattr(relay, "mode", name)
    relay.mode = "whole"


@pytest.fixture(scope="module")
def served(relay: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service that asks the relay, with a user name and a password."""
    settings = Settings(
        home=tmp_path_factory.mktemp("unused"),
        workers=1,
        query_seconds=3,
        result_bytes=100_000,
        store=f"sparql+{relay.address}",
        store_user="reader",
        store_password="s3cret-pass",  # type: ignore[arg-type]
    )
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


@pytest.mark.parametrize("name", REASONS)
def test_failure_of_the_store_is_told_by_its_kind(relay: Any, mode: Callable[[str], None], name: str) -> None:
    mode(name)
    with pytest.raises(StoreFailed) as raised:
        rows(RemoteStore(Access(relay.address, user="reader", password="s3cret-pass")), ALL)
    assert (raised.value.reason, raised.value.status) == REASONS[name]
    for told in (raised.value.message.zh, raised.value.message.en):
        assert "internal" not in told
        assert "127.0.0.1" not in told


def test_graph_that_breaks_off_is_no_answer(relay: Any, mode: Callable[[str], None]) -> None:
    mode("shortgraph")
    store = RemoteStore(Access(relay.address))
    with pytest.raises(StoreFailed, match="breaks off"):
        list(store.query("CONSTRUCT WHERE { ?s ?p ?o }"))  # type: ignore[arg-type]


def test_store_that_is_away_or_too_slow_is_told(
    relay: Any, mode: Callable[[str], None], free_port: Callable[[], int]
) -> None:
    with pytest.raises(StoreFailed, match="cannot be reached"):
        rows(RemoteStore(Access(f"http://127.0.0.1:{free_port()}/query")), ALL)
    mode("slow")
    with pytest.raises(QueryTimeout):
        rows(RemoteStore(Access(relay.address, seconds=1)), ALL)


def test_credentials_and_limit_are_sent_and_stay_with_the_address(
    relay: Any, mode: Callable[[str], None], relaying: Callable[[str], Any]
) -> None:
    access = Access(relay.address, seconds=7.5, user="reader", password="s3cret-pass")
    list(RemoteStore(access).named_graphs())
    assert relay.seen[-1]["authorization"].startswith("Basic ")
    assert "timeout=8" in relay.asked[-1]
    assert "s3cret" not in repr(access)
    list(RemoteStore(Access(relay.address, token="t0ken")).named_graphs())
    assert relay.seen[-1]["authorization"] == "Bearer t0ken"
    with relaying("unused") as other:
        relay.elsewhere = other.address
        mode("away")
        with pytest.raises(StoreFailed):
            rows(RemoteStore(access), ALL)
        assert len(other.seen) == 1
        assert "authorization" not in other.seen[0]


@pytest.mark.parametrize("name", ["cut", "500", "401"])
@pytest.mark.parametrize("path", [f"/sparql?query={ALL}", "/queries/cited_only?format=json", "/report.ttl"])
def test_service_answers_502_and_leaks_nothing(
    served: TestClient, mode: Callable[[str], None], name: str, path: str
) -> None:
    mode(name)
    refused = served.get(path)
    assert refused.status_code == 502
    problem = refused.json()
    assert problem["type"].endswith("/store-failed")
    assert problem["cause"] == REASONS[name][0]
    assert problem["zh"] != problem["en"]
    for secret in ("127.0.0.1", "internal", "reader", "s3cret", "repositories"):
        assert secret not in refused.text
    page = served.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 502
    assert "internal" not in page.text


def test_service_answers_504_where_the_store_runs_out_of_time(
    served: TestClient, mode: Callable[[str], None]
) -> None:
    mode("503")
    told = served.get("/sparql", params={"query": ALL})
    assert (told.status_code, told.json()["cause"]) == (504, "timeout")
    mode("slow")
    ended = served.get("/sparql", params={"query": ALL})
    assert (ended.status_code, ended.json()["limit"]) == (504, "query_seconds")


def test_what_may_not_be_asked_is_refused_before_it_is_sent(served: TestClient, relay: Any) -> None:
    sent = len(relay.asked)
    for query, status in (
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("INSERT DATA { <http://a/a> <http://a/b> 1 }", 403),
        ("SELECT * WERE { ?s ?p ?o }", 400),
    ):
        assert served.get("/sparql", params={"query": query}).status_code == status
    assert len(relay.asked) == sent


def test_result_over_its_limit_is_refused_whole(served: TestClient) -> None:
    refused = served.get("/sparql", params={"query": ALL})
    assert (refused.status_code, refused.json()["limit"]) == (422, "result_bytes")


def test_resource_is_read_in_few_requests_and_kept(served: TestClient, relay: Any) -> None:
    path = "/cn/plan/狮政办〔2022〕47号-p2.html"
    before = len(relay.asked)
    assert served.get(path, headers={"Accept": "text/html"}).status_code == 200
    first = len(relay.asked) - before
    assert served.get(path, headers={"Accept": "text/html"}).status_code == 200
    assert len(relay.asked) - before - first < first < 400


def test_worker_takes_no_credentials_by_its_arguments(relay: Any) -> None:
    place = place_of(f"sparql+{relay.address}", Settings(store_user="reader", store_password="s3cret-pass"))  # type: ignore[arg-type]
    assert isinstance(place, Endpoint)
    assert "s3cret" not in place.argument
    assert "s3cret" not in repr(place)
    assert place.environment["ZHENGMAI_STORE_PASSWORD"] == "s3cret-pass"


@pytest.mark.parametrize(
    "text",
    ["sparql+http://", "sparql+https://user:s3cret@db.example/q", "sparql+http://db.example/q#x", "sparql+http://db:x/"],
)  # fmt: skip
def test_address_without_a_host_or_with_credentials_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InputError) as raised:
        place_of(text, Settings())
    assert "s3cret" not in str(raised.value.message)


def test_store_without_a_release_says_what_is_missing(
    relay: Any, oxigraph_server: Callable[..., Any], free_port: Callable[[], int]
) -> None:
    with oxigraph_server(free_port()) as empty, pytest.raises(InputError, match="graph/catalogue") as raised:
        create_app(Settings(store=f"sparql+{empty}/query"))
    assert "docs/stores.md" in raised.value.message.en


def test_default_graph_of_a_store_that_has_another_is_named_by_a_setting(
    dump: bytes,
    local: TestClient,
    oxigraph_server: Callable[..., Any],
    load: Callable[..., None],
    free_port: Callable[[], int],
) -> None:
    name = NamedNode("https://data.example/default")
    moved = (
        Quad(*quad.triple, name if quad.graph_name == DefaultGraph() else quad.graph_name)
        for quad in parse(dump, RdfFormat.N_QUADS)
    )
    content = serialize(moved, format=RdfFormat.N_QUADS)
    with oxigraph_server(free_port(), "--union-default-graph") as address:
        load(address, content, "application/n-quads")
        place = place_of(f"sparql+{address}/query", Settings(query_seconds=60))
        with pytest.raises(InputError, match="ZHENGMAI_STORE_DEFAULT_GRAPH"):
            place.manifest(place.open())
        named = Settings(query_seconds=60, store_default_graph=name.value)
        place = place_of(f"sparql+{address}/query", named)
        source = place.open()
        assert place.manifest(source).counts.triples > 10_000
        assert not source.contains_named_graph(name)
        query = "SELECT ?g (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?g ORDER BY ?g"
        ours = local.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        theirs = rows(source, query)
        assert [row.get("n") for row in theirs] == [row["n"]["value"] for row in ours]
