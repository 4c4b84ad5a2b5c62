"""Any Oxigraph directory is served as it is: queries, graphs, counts and resources, and no page of a release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from starlette.testclient import TestClient

from zhengmai.errors import InputError
from zhengmai.settings import Settings
from zhengmai.store.place import OxigraphDirectory, place_of
from zhengmai_api.app import create_app

DATA = b"""@prefix ex: <http://example.org/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
ex:anna a foaf:Person ; foaf:name "Anna"@en ; foaf:knows ex:bo ; ex:address [ ex:street "Main St" ; ex:in [ ex:name "X" ] ] .
ex:bo a foaf:Person ; foaf:name "Bo" .
ex:hidden { ex:anna ex:secret 42 . <urn:isbn:1> ex:by ex:anna }
"""
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NAMES = "SELECT ?n WHERE { ?s <http://xmlns.com/foaf/0.1/name> ?n } ORDER BY ?n"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over a store of other data."""
    folder = tmp_path_factory.mktemp("other")
    store = Store(str(folder))
    store.load(DATA, RdfFormat.TRIG)
    store.flush()
    del store
    settings = Settings(
        home=folder / "none", workers=1, query_seconds=2, result_bytes=20_000, store=f"oxigraph:{folder}"
    )
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


def test_query_sees_the_default_graph_of_the_store_alone(other: TestClient) -> None:
    assert other.get("/sparql", params={"query": NAMES, "format": "csv"}).text == "n\r\nAnna\r\nBo\r\n"
    hidden = "ASK { ?s <http://example.org/secret> ?o }"
    assert other.get("/sparql", params={"query": hidden}).json()["boolean"] is False
    named = {"query": hidden, "default-graph-uri": "http://example.org/hidden"}
    assert other.get("/sparql", params=named).json()["boolean"] is True


def test_limits_and_refusals_are_those_of_a_release(other: TestClient) -> None:
    every = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert other.get("/sparql", params={"query": every}).json()["limit"] == "result_bytes"
    service = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert other.get("/sparql", params={"query": service}).status_code == 403
    assert other.post("/sparql", data={"update": "DELETE WHERE { ?s ?p ?o }"}).status_code == 403


def test_service_description_names_the_graphs_and_claims_no_count(other: TestClient) -> None:
    described = other.get("/sparql", params={"format": "nt"}).text
    assert "<http://example.org/hidden>" in described
    assert "void#triples" not in described
    assert "one store" in described


def test_graph_store_gives_default_and_named_graph_whole(other: TestClient) -> None:
    default = other.get("/sparql/graph", params={"default": "", "format": "nt"})
    assert len(default.text.splitlines()) == 9
    named = other.get("/sparql/graph", params={"graph": "http://example.org/hidden", "format": "nt"})
    assert len(named.text.splitlines()) == 2
    assert other.get("/sparql/graph", params={"graph": "http://example.org/none"}).status_code == 404


def void(client: TestClient, path: str) -> dict[str, str]:
    """Give what VoID says of the dataset itself: name of the property → value."""
    store, name = Store(), "http://rdfs.org/ns/void#"
    store.load(client.get(path, headers={"Accept": "text/turtle"}).content, RdfFormat.TURTLE)
    (dataset,) = store.quads_for_pattern(None, None, NamedNode(name + "Dataset"))
    said = store.quads_for_pattern(dataset.subject, None, None)
    return {quad.predicate.value.removeprefix(name): str(getattr(quad.object, "value", "")) for quad in said}


@pytest.mark.parametrize("path", ["/void.ttl", "/.well-known/void"])
def test_void_counts_what_is_there(other: TestClient, path: str) -> None:
    said = void(other, path)
    assert [said[name] for name in ("triples", "distinctSubjects", "classes", "properties")] == [
        "9",
        "4",
        "1",
        "7",
    ]
    assert "foaf:Person" in other.get("/void", headers=HTML).text


def test_void_leaves_out_what_was_not_counted_in_time(
    other: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(9))
    monkeypatch.setattr("zhengmai_api.generic._TOTAL", f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    monkeypatch.setattr(other.app.state, "void_counts", {})  # type: ignore[attr-defined]
    said = void(other, "/void.ttl")
    assert said["distinctSubjects"] == "4"
    assert "triples" not in said
    assert "not counted" in other.get("/void?lang=en", headers=HTML).text


@pytest.mark.parametrize("iri", ["http://example.org/anna", "urn:isbn:1"])
def test_resource_has_a_page_whatever_its_iri(other: TestClient, iri: str) -> None:
    shown = other.get("/resource", params={"iri": iri}, headers=HTML)
    assert shown.status_code == 200
    assert "/resource?iri=http%3A//example.org/hidden" in shown.text


def test_resource_comes_with_its_blank_nodes(other: TestClient) -> None:
    for form, syntax in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
        found = other.get("/resource", params={"iri": "http://example.org/anna", "format": form})
        triples = {str(quad.predicate) for quad in parse(found.content, syntax)}
        assert {"<http://example.org/street>", "<http://example.org/name>"} <= triples
    again = other.get(
        "/resource",
        params={"iri": "http://example.org/anna", "format": "ttl"},
        headers={
            "If-None-Match": other.get(
                "/resource", params={"iri": "http://example.org/anna", "format": "ttl"}
            ).headers["etag"]
        },
    )
    assert again.status_code == 304


@pytest.mark.parametrize(("iri", "status"), [("http://example.org/none", 404), ("no iri", 400), ("", 400)])
def test_resource_that_is_unknown_or_no_iri_is_refused(other: TestClient, iri: str, status: int) -> None:
    for headers in ({}, HTML):
        assert other.get("/resource", params={"iri": iri}, headers=headers).status_code == status


@pytest.mark.parametrize(
    "path",
    ["/queries", "/queries/basis_chain?text=x", "/compare?left=a&right=b", "/report", "/report.ttl", "/explain?s=a&p=b",
     "/catalog", "/catalog.ttl", "/ns", "/ns.ttl", "/shapes", "/prefixes.ttl", "/sitemap.xml", "/cn/doc/x",
     "/cn/doc/x.ttl", "/vocab/roles", "/cn/graph/inferred"],
)  # fmt: skip
def test_page_of_a_release_says_that_the_store_is_none(other: TestClient, path: str) -> None:
    refused = other.get(path)
    assert refused.status_code == 404
    problem = refused.json()
    assert problem["type"].endswith("/no-release")
    assert "不是" in problem["zh"]
    assert "no release" in problem["en"]
    assert other.get(path, headers=HTML).status_code == 404


def test_start_page_shows_the_graphs_and_links_no_page_of_a_release(other: TestClient) -> None:
    shown = other.get("/", headers=HTML).text
    assert "http://example.org/hidden" in shown
    assert 'href="/queries"' not in shown
    assert 'href="/ns"' not in shown
    table = other.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers=HTML).text
    assert "/resource?iri=http%3A//example.org/anna" in table


def test_release_s_own_store_directory_is_served_as_any_other(local: TestClient) -> None:
    asked = {"iri": "https://w3id.org/policyplan/cn/doc/狮政办〔2022〕47号", "lang": "en"}
    sent = local.get("/resource", params=asked)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/cn/doc/%E7%8B%AE")
    assert sent.headers["location"].endswith("?lang=en")
    assert (
        local.get("/resource", params={"iri": "http://www.w3.org/2004/02/skos/core#Concept"}).status_code
        == 200
    )


def test_folder_that_is_no_store_of_oxigraph_is_named(tmp_path: Path) -> None:
    place = place_of(f"oxigraph:{tmp_path}", Settings())
    assert isinstance(place, OxigraphDirectory)
    with pytest.raises(InputError, match="no directory of Oxigraph"):
        create_app(Settings(store=f"oxigraph:{tmp_path}"))
    assert not list(tmp_path.iterdir())
