"""What query editors ask an endpoint for: prefixes, examples, classes with their properties; across origins.

The editor of the Swiss Institute of Bioinformatics (a YASGUI) asks for them by GET with a parameter of its own, `ac=1`;
the queries are stated here in the patterns that it asks for. YASGUI itself sends POST forms.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from zhengmai.namespaces import PP
from zhengmai.prefixes import prefixes
from zhengmai.store.saved import load

ORIGIN = "https://editor.example"
PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query } ORDER BY ?sq"""
_VOID = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_LINKS = """UNION { ?set void:subjectsTarget [ void:class ?kind ] ; void:linkPredicate ?property ;
  void:objectsTarget [ void:class ?other ] }"""
CLASSES = (
    _VOID
    + """SELECT DISTINCT ?kind ?property ?other ?datatype WHERE { {
  ?of void:class ?kind ; void:propertyPartition ?part . ?part void:property ?property .
  OPTIONAL { { ?part void:classPartition [ void:class ?other ] } UNION { ?part ext:datatypePartition [ ext:datatype ?datatype ] } }
} """
    + _LINKS
    + "}"
)
LABELLED = (
    _VOID
    + """SELECT DISTINCT ?graph ?graphLabel ?kind ?property ?other ?datatype ?triples ?kindLabel ?propertyLabel WHERE { {
  OPTIONAL { ?graph sd:graph ?described . OPTIONAL { ?graph rdfs:label ?graphLabel } ?described void:classPartition ?of . }
  ?of void:class ?kind ; void:propertyPartition ?part .
  OPTIONAL { ?kind rdfs:label ?kindLabel }
  ?part void:property ?property . OPTIONAL { ?part void:triples ?triples }
  OPTIONAL { ?property rdfs:label ?propertyLabel }
  OPTIONAL { { ?part void:classPartition [ void:class ?other ] } UNION { ?part ext:datatypePartition [ ext:datatype ?datatype ] } }
} """
    + _LINKS
    + "} ORDER BY ?kind ?other ?datatype ?graph ?triples"
)


def ask(endpoint: str, query: str) -> list[dict[str, Any]]:
    address = f"{endpoint}?{urlencode({'ac': 1, 'query': query})}"
    headers = {"Accept": "application/sparql-results+json", "Origin": ORIGIN}
    with urlopen(Request(address, headers=headers), timeout=60) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        found: list[dict[str, Any]] = json.load(response)["results"]["bindings"]
    return found


def test_editor_finds_the_prefixes(endpoint: str) -> None:
    found = {row["prefix"]["value"]: row["namespace"]["value"] for row in ask(endpoint, PREFIXES)}
    assert found == dict(prefixes())


def test_editor_finds_examples_that_run(endpoint: str) -> None:
    found = ask(endpoint, EXAMPLES)
    texts = {row["sq"]["value"]: row["query"]["value"] for row in found}
    assert len(texts) == len(load())
    assert all(row["comment"]["value"] for row in found)
    short = sorted(texts.values(), key=len)[:5]
    for text in short:
        assert isinstance(ask(endpoint, text), list)


@pytest.mark.parametrize("query", [CLASSES, LABELLED])
def test_editor_finds_classes_with_their_properties(endpoint: str, query: str) -> None:
    found = {(row["kind"]["value"], row["property"]["value"]): row for row in ask(endpoint, query)}
    assert (PP + "Measure", PP + "hasLead") in found
    assert any("other" in row for row in found.values())
    assert any("datatype" in row for row in found.values())


def test_yasgui_may_ask_from_another_origin(endpoint: str) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    preflight = Request(
        endpoint, headers={**asked, "Access-Control-Request-Headers": "content-type,accept"}, method="OPTIONS"
    )
    with urlopen(preflight, timeout=20) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert "content-type" in response.headers["Access-Control-Allow-Headers"].lower()
    sent = {
        "Origin": ORIGIN,
        "Accept": "application/sparql-results+json,*/*;q=0.9",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    }
    query = urlencode({"query": f"SELECT ?m WHERE {{ ?m a <{PP}Measure> }} LIMIT 3"}).encode()
    with urlopen(Request(endpoint, query, sent), timeout=60) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert len(json.load(response)["results"]["bindings"]) == 3
