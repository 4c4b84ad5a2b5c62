"""The same release from its folder and from a SPARQL store gives the same answers, whole or refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from zhengmai.store.saved import SavedQuery, load

QUERIES = load()
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "zh"}
SHISHI, JINJIANG = "狮政办〔2022〕47号", "晋政残工委〔2023〕5号"
PP = "https://w3id.org/policyplan/ns#"


def rows(client: TestClient, query: SavedQuery, values: dict[str, str]) -> list[str]:
    answer = client.get(f"/queries/{query.name}", params={**values, "format": "json"})
    assert answer.status_code == 200, answer.text[:500]
    found = answer.json()
    if "results" not in found:
        return [json.dumps(found)]
    bindings = found["results"]["bindings"]
    # GROUP_CONCAT joins in no order (SPARQL 1.1, 18.5.1.7).
    for name in re.findall(r'separator\s*=\s*"、"\)\s+AS\s+\?(\w+)', query.query):
        for row in bindings:
            if name in row:
                row[name]["value"] = sorted(row[name]["value"].split("、"))
    listed = [json.dumps(row, sort_keys=True, ensure_ascii=False) for row in bindings]
    ordered = re.search(r"\bORDER\s+BY\b", query.query, re.IGNORECASE)
    return listed if ordered else sorted(listed)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_saved_query_has_equal_answers_from_both_stores(
    local: TestClient, remote: TestClient, query: SavedQuery
) -> None:
    examples = {name: one.example for name, one in query.params.items()}
    defaults = {name: one.example for name, one in query.params.items() if one.default is None}
    for values in [examples] if examples == defaults else [examples, defaults]:
        assert rows(remote, query, values) == rows(local, query, values)


def test_saved_queries_that_agree_are_not_all_empty(local: TestClient) -> None:
    found = [rows(local, query, {n: p.example for n, p in query.params.items()}) for query in QUERIES]
    assert sum(map(bool, found)) > len(QUERIES) * 2 // 3


PAGES = (
    f"/cn/doc/{SHISHI}.html",
    f"/cn/plan/{SHISHI}-p2.html",
    f"/cn/provision/{SHISHI}-p2-2-1-1.html",
    "/cn/agency/350581-残疾人联合会.html",
    "/cn/division/350581.html",
    f"/compare?left={SHISHI}-p2&right={JINJIANG}",
    f"/explain?s={SHISHI}-p2&p=pp:derivesFrom",
    "/queries/basis_chain?text=" + SHISHI,
    "/report?severity=violation",
    "/ns",
    "/shapes",
    "/void",
    "/vocab/roles.html",
    "/resource?iri=http://www.w3.org/2004/02/skos/core%23ConceptScheme",
)


@pytest.mark.parametrize("page", PAGES)
def test_page_is_the_same_from_both_stores(local: TestClient, remote: TestClient, page: str) -> None:
    ours, theirs = local.get(page, headers=BROWSER), remote.get(page, headers=BROWSER)
    assert (theirs.status_code, theirs.headers["content-type"]) == (200, "text/html; charset=utf-8")
    # The number of nodes that were checked stands in the manifest alone; how long a query ran differs.
    assert _told(theirs.text) == _told(ours.text)


def _told(html: str) -> str:
    without = re.sub(r'<p class="lead">[^<]*\d 个节点[^<]*</p>', "", html)
    return re.sub(r"\s+", " ", re.sub(r"\d+\.\d+ (?:s|秒)", "", without))


@pytest.mark.parametrize(
    "path", [f"/cn/doc/{SHISHI}.ttl", f"/cn/plan/{SHISHI}-p2.nt", "/ns.ttl", "/void.nt", "/report.nt"]
)
def test_rdf_of_a_resource_is_the_same_from_both_stores(
    local: TestClient, remote: TestClient, path: str
) -> None:
    ours, theirs = local.get(path), remote.get(path)
    assert theirs.status_code == 200
    assert theirs.content == ours.content
    assert len(theirs.content) > 500


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?m ?n WHERE {{ ?m a <{PP}Measure> ; <{PP}text> ?n }} ORDER BY ?m",
        f"ASK {{ ?m a <{PP}Measure> }}",
        f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?m a <{PP}Measure> }} }} GROUP BY ?g ORDER BY ?g",
    ],
)
def test_protocol_query_is_answered_alike_in_every_format(
    local: TestClient, remote: TestClient, form: str, query: str
) -> None:
    asked = {"query": query, "format": form}
    ours, theirs = local.get("/sparql", params=asked), remote.get("/sparql", params=asked)
    assert (theirs.status_code, theirs.headers["content-type"]) == (200, ours.headers["content-type"])
    assert theirs.content == ours.content


@pytest.mark.parametrize(("form", "syntax"), [("ttl", RdfFormat.TURTLE), ("rdf", RdfFormat.RDF_XML)])
@pytest.mark.parametrize(
    "query",
    [f"CONSTRUCT WHERE {{ ?m <{PP}hasLead> ?a }}", f"DESCRIBE <https://w3id.org/policyplan/cn/doc/{SHISHI}>"],
)
def test_graph_is_answered_alike(
    local: TestClient, remote: TestClient, form: str, syntax: RdfFormat, query: str
) -> None:
    asked = {"query": query, "format": form}
    ours, theirs = (client.get("/sparql", params=asked) for client in (local, remote))
    assert theirs.status_code == 200
    found = [{str(quad.triple) for quad in parse(answer.content, syntax)} for answer in (ours, theirs)]
    assert found[0] == found[1]
    assert found[0]


def test_dataset_of_a_request_is_handed_on(local: TestClient, remote: TestClient) -> None:
    graph = "https://w3id.org/policyplan/cn/graph/"
    asked = {
        "query": "SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
        "default-graph-uri": [graph + "inferred", graph + "stubs"],
        "named-graph-uri": graph + "curation",
        "format": "csv",
    }
    ours, theirs = local.get("/sparql", params=asked), remote.get("/sparql", params=asked)
    assert theirs.content == ours.content
    assert int(ours.text.split()[1]) > 100


def test_graph_store_and_service_description_speak_for_the_remote_store(
    local: TestClient, remote: TestClient
) -> None:
    graph = {"graph": "https://w3id.org/policyplan/cn/graph/curation/accepted", "format": "nt"}
    ours, theirs = local.get("/sparql/graph", params=graph), remote.get("/sparql/graph", params=graph)
    assert sorted(theirs.text.splitlines()) == sorted(ours.text.splitlines())
    assert theirs.text
    described = [client.get("/sparql", params={"format": "nt"}).text for client in (local, remote)]
    assert described[0] == described[1]


def test_start_page_names_the_documents_of_the_release(local: TestClient, remote: TestClient) -> None:
    def tell(client: TestClient) -> tuple[list[str], list[str]]:
        text = client.get("/", headers=BROWSER).text
        return re.findall(r'href="(/cn/[^"]+)"', text), re.findall(r"<dd>([^<]+)</dd>", text)

    assert tell(remote) == tell(local)
    assert len(tell(remote)[0]) > 10


def test_manifest_is_read_off_the_graph(local: TestClient, remote: TestClient) -> None:
    def manifest(client: TestClient) -> Any:
        from starlette.requests import Request

        from zhengmai_api.service import Service

        return Service.of(Request({"type": "http", "app": client.app})).manifest

    ours, theirs = manifest(local), manifest(remote)
    assert theirs.id == ours.id
    assert theirs.documents == ours.documents
    assert (theirs.counts.triples, theirs.counts.measures) == (ours.counts.triples, ours.counts.measures)
    assert (theirs.counts.plans, theirs.counts.agencies) == (ours.counts.plans, ours.counts.agencies)
    assert theirs.validation.model_dump(exclude={"checked"}) == ours.validation.model_dump(
        exclude={"checked"}
    )
