"""SPARQLWrapper, rdflib and pySHACL work with the endpoint as they are."""

from __future__ import annotations

from typing import Any

import pytest
from pyshacl import validate
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLExceptions,
    SPARQLWrapper,
)  # fmt: skip

from zhengmai.namespaces import GRAPH, PP

# What SPARQLWrapper and pySHACL call in rdflib is deprecated there; it is theirs to change.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:rdflib.graph",
    "ignore:ConjunctiveGraph is:DeprecationWarning",
    "ignore:Dataset.default_context is:DeprecationWarning",
)

SHISHI = URIRef("https://w3id.org/policyplan/cn/doc/狮政办〔2022〕47号")
MEASURES = f"SELECT ?m ?t WHERE {{ ?m a <{PP}Measure> ; <{PP}text> ?t }} ORDER BY ?m LIMIT 7"


def ask(endpoint: str, query: str, form: str, method: str = GET, encoding: str = URLENCODED) -> Any:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(encoding)
    response = wrapper.query()
    try:
        return response.convert()
    finally:
        response.response.close()


@pytest.mark.parametrize(
    ("method", "encoding"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
)
def test_sparqlwrapper_reads_solutions_in_every_format(endpoint: str, method: str, encoding: str) -> None:
    found = ask(endpoint, MEASURES, JSON, method, encoding)["results"]["bindings"]
    assert len(found) == 7
    first = found[0]["m"]["value"]
    xml = ask(endpoint, MEASURES, XML, method, encoding)
    assert first in xml.toxml()
    for form, quoted in ((CSV, first), (TSV, f"<{first}>")):
        lines = ask(endpoint, MEASURES, form, method, encoding).decode().splitlines()
        assert len(lines) == 8
        assert lines[1].startswith(quoted)


@pytest.mark.parametrize("form", [JSON, XML])
def test_sparqlwrapper_reads_a_truth_value(endpoint: str, form: str) -> None:
    found = ask(endpoint, f"ASK {{ <{SHISHI}> a <{PP}PolicyDocument> }}", form)
    assert found["boolean"] is True if form == JSON else "true" in found.toxml()


@pytest.mark.parametrize("query", [f"CONSTRUCT WHERE {{ <{SHISHI}> ?p ?o }}", f"DESCRIBE <{SHISHI}>"])
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_reads_a_graph_in_every_format(endpoint: str, query: str, form: str) -> None:
    found = ask(endpoint, query, form)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert (SHISHI, RDF.type, URIRef(PP + "PolicyDocument")) in graph


def test_sparqlwrapper_gets_its_own_errors(endpoint: str) -> None:
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match="WHERE"):
        ask(endpoint, "SELECT * WERE { ?s ?p ?o }", JSON)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_graph_reads_patterns_queries_and_sizes(endpoint: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert len(list(graph.query(MEASURES))) == 7
    bound = list(graph.query("SELECT ?p WHERE { ?s ?p ?o }", initBindings={"s": SHISHI}))
    assert len(bound) > 10
    assert (SHISHI, RDF.type, URIRef(PP + "PolicyDocument")) in graph
    assert len(list(graph.triples((None, RDF.type, URIRef(PP + "Plan"))))) > 5
    assert bool(graph.query(f"ASK {{ <{SHISHI}> ?p ?o }}"))
    described = graph.query(f"CONSTRUCT WHERE {{ <{SHISHI}> ?p ?o }}")
    assert len(described.graph or ()) > 10
    assert len(graph) > 10_000


def test_rdflib_graph_of_a_name_reads_that_graph(endpoint: str) -> None:
    graph = Graph(SPARQLStore(endpoint), identifier=URIRef(GRAPH + "inferred"))
    assert len(list(graph.triples((None, URIRef(PP + "derivesFrom"), None)))) > 3
    assert not list(graph.triples((None, URIRef(PP + "text"), None)))


def test_rdflib_dataset_reads_default_and_named_graphs(endpoint: str) -> None:
    dataset = Dataset(SPARQLStore(endpoint))
    assert (SHISHI, RDF.type, URIRef(PP + "PolicyDocument")) in dataset
    assert len(list(dataset.query(MEASURES))) == 7
    inferred = dataset.get_context(URIRef(GRAPH + "inferred"))
    assert len(list(inferred.triples((None, URIRef(PP + "derivesFrom"), None)))) > 3
    # Dataset.graphs() wants to create the default graph, which a read-only store of rdflib refuses by itself.
    names = set(SPARQLStore(endpoint).contexts())
    assert {URIRef(GRAPH + name) for name in ("inferred", "ontology", "void", "provenance")} <= names
    rows = dataset.query(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ <{SHISHI}> a ?type }} }} ORDER BY ?g")
    # Read from the text, and inferred.
    assert [str(row[0]).removeprefix(GRAPH)[:4] for row in rows] == ["doc/", "infe"]  # type: ignore[index]


# This version of pySHACL breaks off in its remote mode, before it asks, at sh:targetClass; targets by query and by node work.
SHAPES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix pp: <{PP}> .
<urn:x:Notice> a sh:NodeShape ;
  sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE {{ ?this a <{PP}IssuingNotice> ; <{PP}hasHeaderElement> ?h }}" ] ;
  sh:property [ sh:path pp:documentNumber ; sh:minCount 1 ; sh:datatype xsd:string ] ;
  sh:property [ sh:path pp:issueDate ; sh:maxCount 1 ; sh:datatype xsd:date ] .
<urn:x:Held> a sh:NodeShape ; sh:targetNode <{SHISHI}> ;
  sh:property [ sh:path pp:documentNumber ; sh:minCount 1 ; sh:pattern "47" ] .
"""


def test_pyshacl_validates_the_endpoint_in_its_remote_mode(endpoint: str) -> None:
    conforms, report, _ = validate(
        endpoint, shacl_graph=SHAPES, shacl_graph_format="turtle", sparql_mode=True, advanced=True
    )
    assert isinstance(report, Graph)
    found = {
        (str(focus), str(report.value(result, SH.resultPath)))
        for result, focus in report.subject_objects(SH.focusNode)
    }
    graph = Graph(SPARQLStore(endpoint))
    without = graph.query(
        f"SELECT DISTINCT ?d WHERE {{ ?d a <{PP}IssuingNotice> ; <{PP}hasHeaderElement> ?h "
        f"FILTER NOT EXISTS {{ ?d <{PP}documentNumber> ?n }} }}"
    )
    expected = {(str(row[0]), PP + "documentNumber") for row in without}  # type: ignore[index]
    assert found == expected
    assert expected
    assert not conforms
    assert Literal(False) in set(report.objects(None, SH.conforms))
