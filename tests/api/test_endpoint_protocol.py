from __future__ import annotations

import csv
import io
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results
from starlette.testclient import TestClient

PLAN = "https://w3id.org/policyplan/cn/plan/狮政办〔2022〕47号-p2"
GRAPH = "https://w3id.org/policyplan/cn/graph/"
SELECT = f"SELECT ?o {{ <{PLAN}> <http://purl.org/dc/terms/title> ?o }}"
CONSTRUCT = f"CONSTRUCT {{ <{PLAN}> ?p ?o }} WHERE {{ <{PLAN}> ?p ?o }}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?f && ?f != ?i && ?i != ?l) }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
SOLUTIONS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


Pairs = list[tuple[str, str | int | float | bool | None]]


def send(client: TestClient, method: str, query: str, accept: str = "*/*"):  # type: ignore[no-untyped-def]
    headers = {"Accept": accept}
    if method == "GET":
        return client.get("/sparql", params={"query": query}, headers=headers)
    if method == "form":
        return client.post("/sparql", content=urlencode({"query": query}), headers={**headers, **FORM})
    return client.post("/sparql", content=query.encode(), headers={**headers, **DIRECT})


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
@pytest.mark.parametrize("accept", list(SOLUTIONS))
def test_select_by_every_method_in_every_format(client: TestClient, method: str, accept: str) -> None:
    response = send(client, method, SELECT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    assert "石狮市促进残疾人就业三年行动实施方案" in response.content.decode("utf-8")
    assert int(response.headers["content-length"]) == len(response.content)
    if accept != "text/csv":
        assert len(list(parse_query_results(response.content, SOLUTIONS[accept]))) == 1  # type: ignore[arg-type]
    else:
        assert len(list(csv.reader(io.StringIO(response.text)))) == 2


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
@pytest.mark.parametrize("accept", list(GRAPHS))
def test_construct_by_every_method_in_every_syntax(client: TestClient, method: str, accept: str) -> None:
    response = send(client, method, CONSTRUCT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    assert len(list(parse(response.content, GRAPHS[accept]))) > 5


@pytest.mark.parametrize("accept", list(SOLUTIONS))
def test_ask_in_every_format_says_true(client: TestClient, accept: str) -> None:
    assert b"true" in send(client, "GET", "ASK { ?s ?p ?o }", accept).content


def test_ask_with_prefixed_document_number_reaches_the_state_council(client: TestClient) -> None:
    query = """PREFIX pp: <https://w3id.org/policyplan/ns#> PREFIX plan: <https://w3id.org/policyplan/cn/plan/>
    PREFIX ag: <https://w3id.org/policyplan/cn/agency/>
    ASK { plan:狮政办〔2022〕47号-p2 pp:derivesFrom+ ?p . ?d pp:issues ?p ; pp:issuedBy ag:CN-国务院办公厅 }"""
    assert send(client, "GET", query).json()["boolean"] is True


def test_encoded_iri_in_the_query_names_the_same_thing(client: TestClient) -> None:
    iri = "https://w3id.org/policyplan/cn/plan/" + quote("狮政办〔2022〕47号-p2")
    assert send(client, "GET", f"ASK {{ <{iri}> ?p ?o }}").json()["boolean"] is True


def test_plus_and_percent_are_decoded_once(client: TestClient) -> None:
    encoded = "query=SELECT+%28%22a%2Bb%2520c%22+AS+%3Fx%29%7B%7D"
    response = client.get(f"/sparql?{encoded}")
    assert response.json()["results"]["bindings"][0]["x"]["value"] == "a+b%20c"
    response = client.post("/sparql", content=encoded, headers=FORM)
    assert response.json()["results"]["bindings"][0]["x"]["value"] == "a+b%20c"


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
def test_dataset_of_the_request_is_honoured(client: TestClient, method: str) -> None:
    def lead(*graphs: str) -> bool:
        query = "ASK { ?s <https://w3id.org/policyplan/ns#hasLead> ?o }"
        pairs: Pairs = [("default-graph-uri", GRAPH + graph) for graph in graphs]
        if method == "GET":
            return bool(client.get("/sparql", params=[("query", query), *pairs]).json()["boolean"])
        if method == "form":
            content = urlencode([("query", query), *((name, str(value)) for name, value in pairs)])
            return bool(client.post("/sparql", content=content, headers=FORM).json()["boolean"])
        return bool(client.post("/sparql", params=pairs, content=query, headers=DIRECT).json()["boolean"])

    assert lead("inferred")
    assert not lead("stubs")
    assert lead("stubs", "inferred")


def test_named_graph_uri_limits_the_named_graphs(client: TestClient) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    pairs: Pairs = [
        ("query", query),
        ("named-graph-uri", GRAPH + "stubs"),
        ("named-graph-uri", GRAPH + "inferred"),
    ]
    found = client.get("/sparql", params=pairs).json()["results"]["bindings"]
    assert {row["g"]["value"] for row in found} == {GRAPH + "stubs", GRAPH + "inferred"}


def test_named_graphs_alone_leave_the_default_graph_empty(client: TestClient) -> None:
    params: Pairs = [("query", "ASK { ?s ?p ?o }"), ("named-graph-uri", GRAPH + "inferred")]
    assert client.get("/sparql", params=params).json()["boolean"] is False


def test_dataset_of_the_request_overrides_from(client: TestClient) -> None:
    query = f"ASK FROM <{GRAPH}inferred> {{ ?s <https://w3id.org/policyplan/ns#hasLead> ?o }}"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True
    params = {"query": query, "default-graph-uri": GRAPH + "stubs"}
    assert client.get("/sparql", params=params).json()["boolean"] is False


def test_head_has_the_headers_of_get_and_no_body(client: TestClient) -> None:
    got = client.get("/sparql", params={"query": SELECT})
    head = client.head("/sparql", params={"query": SELECT})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]


def test_options_names_the_methods_and_preflight_is_answered(client: TestClient) -> None:
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    preflight = client.options(
        "/sparql",
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )  # fmt: skip
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in preflight.headers


def test_cors_header_stands_on_answers_and_refusals(client: TestClient) -> None:
    origin = {"Origin": "https://example.org"}
    assert (
        client.get("/sparql", params={"query": SELECT}, headers=origin).headers["access-control-allow-origin"]
        == "*"
    )
    assert (
        client.get("/sparql", params={"query": "SELEC"}, headers=origin).headers[
            "access-control-allow-origin"
        ]
        == "*"
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_method_is_405_with_allow(client: TestClient, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": SELECT})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"},
        {"Content-Type": "application/sparql-query; charset=utf-16"},
        {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"},
    ],
)
def test_other_media_type_is_415(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/sparql", content=SELECT.encode(), headers=headers)
    assert response.status_code == 415
    assert "application/sparql-query" in response.json()["en"]


@pytest.mark.parametrize(
    "request_of",
    [
        lambda client: client.get("/sparql"),
        lambda client: client.get("/sparql", params={"other": "x"}),
        lambda client: client.get("/sparql", params=[("query", SELECT), ("query", SELECT)]),
        lambda client: client.post("/sparql", content="x=1", headers=FORM),
        lambda client: client.post("/sparql", content=urlencode([("query", SELECT)] * 2), headers=FORM),
        lambda client: client.post("/sparql", params={"query": SELECT}, content=SELECT, headers=DIRECT),
        lambda client: client.get("/sparql?query=%FF%FE"),
        lambda client: client.post("/sparql", content=b"\xff\xfe", headers=DIRECT),
        lambda client: client.get("/sparql", params={"query": SELECT, "default-graph-uri": "not an iri"}),
    ],
    ids=["missing", "other-parameter", "double", "form-missing", "form-double", "body-and-url", "not-utf8", "body-not-utf8", "relative-graph"],
)  # fmt: skip
def test_malformed_request_is_400(client: TestClient, request_of) -> None:  # type: ignore[no-untyped-def]
    response = request_of(client)
    assert response.status_code == 400
    problem = response.json()
    assert problem["status"] == 400
    assert problem["zh"] != problem["en"]


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
def test_bad_query_is_400_with_line_and_column(client: TestClient, method: str) -> None:
    response = send(client, method, "SELECT * WHERE {\n ?s ?p }")
    assert response.status_code == 400
    problem = response.json()
    assert (problem["line"], problem["column"]) == (2, 8)
    assert problem["type"].endswith("/problem/query-syntax")
    assert "第 2 行第 8 列" in problem["zh"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "text/turtle"),
        (CONSTRUCT, "text/csv"),
        (SELECT, "image/png"),
        ("ASK {}", "application/ld+json"),
    ],
)
def test_accept_that_does_not_fit_the_form_is_406(client: TestClient, query: str, accept: str) -> None:
    response = send(client, "GET", query, accept)
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9, */*;q=0.1", "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+json;q=0.1", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/*", "text/xml"),
        ("text/csv; charset=utf-8; header=present; q=0.9, application/json;q=0.8", "text/csv"),
        ("TEXT/CSV;Q=0.9, */*;q=0.1", "text/csv"),
    ],
)
def test_accept_quality_decides(client: TestClient, accept: str, expected: str) -> None:
    response = send(client, "GET", SELECT, accept)
    assert response.headers["content-type"].partition(";")[0] == expected


def test_service_is_refused_and_no_word_of_it(client: TestClient) -> None:
    response = send(client, "GET", "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert response.status_code == 403
    assert response.json()["type"].endswith("service-refused")
    fine = "PREFIX service: <urn:s:> SELECT ?service { ?service service:p <urn:service> }"
    assert send(client, "GET", fine).status_code == 200


@pytest.mark.parametrize("way", ["direct", "form", "query"])
def test_update_is_refused_with_the_way_corrections_are_made(client: TestClient, way: str) -> None:
    update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    if way == "direct":
        response = client.post(
            "/sparql", content=update, headers={"Content-Type": "application/sparql-update"}
        )
    elif way == "form":
        response = client.post("/sparql", content=urlencode({"update": update}), headers=FORM)
    else:
        response = send(client, "GET", update)
    assert response.status_code == 403
    assert "data/curation" in response.json()["zh"]
    assert "zhengmai build" in response.json()["en"]


def test_time_limit_is_refused_whole_and_the_next_query_is_answered(client: TestClient) -> None:
    response = send(client, "GET", ENDLESS)
    assert response.status_code == 504
    problem = response.json()
    assert problem["limit"] == "query_seconds"
    assert 1.5 <= problem["elapsed"] < 2.5
    assert send(client, "GET", "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_result_over_the_size_limit_is_refused_whole(client: TestClient) -> None:
    response = send(client, "GET", "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert response.status_code == 422
    assert response.json()["value"] == 200_000


def test_etag_answers_304_and_differs_by_format_and_query(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    etag = first.headers["etag"]
    again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": f'"x", W/{etag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert send(client, "GET", SELECT, "text/csv").headers["etag"] != etag
    assert send(client, "GET", SELECT + " ").headers["etag"] != etag
    assert "Accept" in first.headers["vary"]


def test_query_that_differs_by_call_has_no_etag(client: TestClient) -> None:
    response = send(client, "GET", "SELECT (RAND() AS ?x) {}")
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("media_type", ["application/sparql-query; charset=UTF-8", 'Application/SPARQL-Query;charset="utf-8"', "application/x-www-form-urlencoded; charset=utf-8"])  # fmt: skip
def test_media_type_of_a_body_may_bear_parameters(client: TestClient, media_type: str) -> None:
    content = urlencode({"query": SELECT}) if "form" in media_type else SELECT
    response = client.post("/sparql", content=content.encode(), headers={"Content-Type": media_type})
    assert response.status_code == 200


def test_large_body_is_413(client: TestClient) -> None:
    response = client.post("/sparql", content=b"#" * (2**20 + 1), headers=DIRECT)
    assert response.status_code == 413


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_format_parameter_chooses_for_links(client: TestClient, name: str) -> None:
    response = client.get(
        "/sparql", params={"query": SELECT, "format": name}, headers={"Accept": "text/html"}
    )
    assert response.status_code == 200
    assert "html" not in response.headers["content-type"]


def test_format_parameter_with_a_clients_own_name_leaves_the_choice_to_accept(client: TestClient) -> None:
    params = {"query": CONSTRUCT, "format": "turtle", "output": "turtle"}
    response = client.get("/sparql", params=params, headers={"Accept": "application/turtle,text/turtle"})
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"


def test_healthz_names_the_release(client: TestClient) -> None:
    found = client.get("/healthz").json()
    # A killed worker may be on its way back.
    assert found["workers"] in (3, 4)
    assert (found["status"], found["release"]) == ("ok", "test-release")


def test_openapi_names_the_endpoint_and_no_page_loads_from_elsewhere(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert {"get", "post"} <= set(document["paths"]["/sparql"])
    assert "cdn" not in client.get("/docs").text
    assert client.get("/redoc").status_code == 404
