"""What the endpoint says of itself, whole graphs, and what a refusal tells."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, Namespace, URIRef
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
GRAPH = "https://w3id.org/policyplan/cn/graph/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?f && ?f != ?i && ?i != ?l) }"
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


def described(client: TestClient) -> tuple[Graph, URIRef]:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    graph = Graph().parse(data=response.text, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert isinstance(service, URIRef)
    return graph, service


@pytest.mark.parametrize("accept", list(GRAPHS))
def test_no_query_and_a_syntax_of_rdf_gives_the_service_description(client: TestClient, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    assert any(
        triple.predicate.value == SD.endpoint.toPython() for triple in parse(response.content, GRAPHS[accept])
    )
    held = client.get("/sparql", headers={"Accept": accept, "If-None-Match": response.headers["etag"]})
    assert held.status_code == 304


def test_service_description_names_endpoint_language_formats_and_graphs(client: TestClient) -> None:
    graph, service = described(client)
    assert graph.value(service, SD.endpoint) == URIRef("http://testserver/sparql")
    assert list(graph.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
    formats = {str(found).rpartition("/")[2] for found in graph.objects(service, SD.resultFormat)}
    assert formats == {"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD"}  # fmt: skip
    dataset = graph.value(service, SD.defaultDataset)
    assert graph.value(dataset, SD.defaultGraph)
    named = {str(graph.value(node, SD.name)) for node in graph.objects(dataset, SD.namedGraph)}
    asked = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g {} }"}).json()["results"][
        "bindings"
    ]
    assert named == {row["g"]["value"] for row in asked}
    assert len(named) > 3


def test_service_description_states_every_limit(client: TestClient, settings: Settings) -> None:
    graph, service = described(client)
    schema = Namespace("https://schema.org/")
    limits = {
        str(graph.value(node, schema.propertyID)): float(str(graph.value(node, schema.value)))
        for node in graph.objects(service, schema.additionalProperty)
    }
    for name in ("query_seconds", "result_bytes", "query_memory_bytes", "client_queries", "waiting_queries"):
        assert limits[name] == getattr(settings, name)


def test_no_query_and_a_browser_gives_the_page(client: TestClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.headers["content-type"].startswith("text/html")
    assert "<textarea" in response.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/sparql-results+json"])
def test_no_query_and_no_syntax_of_rdf_is_400_and_says_where_the_description_is(
    client: TestClient, accept: str
) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 400
    assert 'rel="describedby"' in response.headers["link"]


def test_dataset_without_a_query_is_no_call_for_the_description(client: TestClient) -> None:
    params = {"default-graph-uri": GRAPH + "inferred"}
    assert client.get("/sparql", params=params, headers={"Accept": "text/turtle"}).status_code == 400


@pytest.mark.parametrize("accept", list(GRAPHS))
def test_named_graph_is_given_whole_in_every_syntax(client: TestClient, accept: str) -> None:
    response = client.get("/sparql/graph", params={"graph": GRAPH + "inferred"}, headers={"Accept": accept})
    assert response.status_code == 200
    count = client.get(
        "/sparql", params={"query": f"SELECT ?s {{ GRAPH <{GRAPH}inferred> {{ ?s ?p ?o }} }}"}
    ).json()
    assert len(list(parse(response.content, GRAPHS[accept]))) == len(count["results"]["bindings"]) > 0


def test_default_graph_is_given_whole_and_head_has_its_headers(client: TestClient) -> None:
    got = client.get("/sparql/graph?default")
    count = client.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o }"}).json()["results"]["bindings"]
    assert len(list(parse(got.content, RdfFormat.TURTLE))) == len(count)
    head = client.head("/sparql/graph?default")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_graph_is_given_at_the_path_of_its_own_iri(client: TestClient) -> None:
    direct = client.get("/cn/graph/inferred", headers={"Accept": "application/n-triples"})
    indirect = client.get("/sparql/graph", params={"graph": GRAPH + "inferred", "format": "nt"})
    assert direct.status_code == 200
    assert sorted(direct.text.splitlines()) == sorted(indirect.text.splitlines())


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?default&graph=urn:x", 400),
        ("?graph=urn:a&graph=urn:b", 400),
        ("?graph=relative", 400),
        ("?graph=urn:none", 404),
        ("?default&format=csv", 406),
    ],
)
def test_graph_that_is_not_named_rightly_is_refused(client: TestClient, query: str, status: int) -> None:
    response = client.get("/sparql/graph" + query)
    assert response.status_code == status
    assert response.json()["zh"] != response.json()["en"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/sparql/graph?default", "/cn/graph/inferred"])
def test_writing_a_graph_is_405_and_says_how_corrections_are_made(
    client: TestClient, method: str, path: str
) -> None:
    response = client.request(method, path, content="<urn:a> <urn:b> <urn:c> .")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "data/curation" in response.json()["en"]
    assert client.options("/sparql/graph").headers["allow"] == "GET, HEAD, OPTIONS"


def test_refusal_by_time_says_limit_elapsed_and_what_to_try(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": ENDLESS})
    assert response.status_code == 504
    problem = response.json()
    assert (problem["limit"], problem["value"], problem["unit"]) == ("query_seconds", 1.5, "seconds")
    assert {one.get("href") for one in problem["try"]} >= {"/queries", "/catalog"}
    assert all(one["zh"] and one["en"] for one in problem["try"])
    shown = client.get(
        "/sparql?lang=en", params={"query": ENDLESS, "lang": "en"}, headers={"Accept": "text/html"}
    )
    assert shown.status_code == 504
    assert "What to try" in shown.text


def test_syntax_error_has_caret_suggestion_and_unknown_names_in_json_and_on_the_page(
    client: TestClient,
) -> None:
    query = "PREFIX pp: <https://w3id.org/policyplan/ns#>\nSELECT * WERE { ?s pp:hasLeed ?o }"
    problem = client.get("/sparql", params={"query": query}).json()
    assert (problem["line"], problem["column"], problem["found"]) == (2, 10, "WERE")
    assert problem["suggestions"] == ["WHERE"]
    assert problem["caret"] == "SELECT * WERE { ?s pp:hasLeed ?o }\n         ^"
    assert problem["unknown_names"][0]["nearest"][0] == "pp:hasLead"
    for lang, said in (("zh", "或许应为"), ("en", "Perhaps meant")):
        shown = client.post(
            f"/sparql?lang={lang}", data={"query": query}, headers={"Accept": "text/html"}
        ).text
        assert said in shown
        assert "SELECT * WERE" in shown.partition("<textarea")[2]
        assert "pp:hasLead<" in shown


def test_unknown_name_in_a_right_query_is_a_note_and_changes_no_result(client: TestClient) -> None:
    query = "PREFIX pp: <https://w3id.org/policyplan/ns#> SELECT * { ?s a pp:Mesure }"
    response = client.get("/sparql", params={"query": query})
    assert response.json()["results"]["bindings"] == []
    assert 'ns#Mesure";line=1;column=' in response.headers["zhengmai-hint"]
    assert "pp:Measure" in response.headers["zhengmai-hint"]
    assert (
        "pp:Measure<" in client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).text
    )
    right = client.get("/sparql", params={"query": query.replace("Mesure", "Measure")})
    assert "zhengmai-hint" not in right.headers


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """Serve on a port in a thread: the test client hands requests on whole and cannot leave."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.02)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def test_client_that_leaves_frees_its_place_before_its_query_would_end(home: Path) -> None:
    with served(Settings(home=home, workers=1, query_seconds=30, client_queries=1)) as port:
        with socket.create_connection(("127.0.0.1", port)) as leaver:
            leaver.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.6)
            status, headers = ask(port)
            # One query a client: the running one takes it.
            assert (status, headers["Retry-After"].isdigit()) == (429, True)
        left = time.monotonic()
        while ask(port)[0] != 200:
            assert time.monotonic() - left < 15
            time.sleep(0.02)


def ask(port: int) -> tuple[int, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", f"/sparql?query={quote('ASK {}')}")
        response = connection.getresponse()
        response.read()
        return response.status, response.headers
    finally:
        connection.close()
