"""Data of a SPARQL endpoint, fetched graph by graph to be checked here.

Entry point: `read_endpoint`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.error import URLError

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from zhengmai.errors import Bilingual, EngineError
from zhengmai.validate.inputs import (
    COPY_PREDICATES,
    DOCUMENT_GRAPHS,
    OTHER_GRAPHS,
    PROVENANCE,
    VOCABULARY,
    name_blank_nodes,
    split,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhengmai.validate.inputs import Part

SECONDS = 60
SCHEMES = ("http://", "https://")
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <%s> { ?s ?p ?o } }"
_DEFAULT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def read_endpoint(address: str, *, seconds: float = SECONDS) -> Iterator[Part]:
    """Read the data behind a SPARQL 1.1 endpoint, document by document where its graphs tell them apart.

    Each document graph is fetched by a request of its own, with the vocabulary, which is fetched once. Where there
    is no document graph, the default graph and the other named graphs are one part.

    Args:
        address: the endpoint's address, http or https.
        seconds: how long one answer may take.

    Raises:
        EngineError: the endpoint does not answer, refuses, or answers with what is no RDF.
    """
    graphs = _names(address, seconds)
    vocabulary = (
        _fetch(address, _GRAPH % VOCABULARY.value, seconds, VOCABULARY) if VOCABULARY.value in graphs else []
    )
    copies: list[Quad] = []
    if PROVENANCE.value in graphs:
        wanted = " ".join(str(predicate) for predicate in COPY_PREDICATES)
        query = (
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {PROVENANCE} {{ ?s ?p ?o VALUES ?p {{ {wanted} }} }} }}"
        )
        copies = _fetch(address, query, seconds, PROVENANCE)
    documents = [graph for graph in graphs if graph.startswith(DOCUMENT_GRAPHS)]
    store = _store(vocabulary, copies)
    for graph in documents:
        store.extend(_fetch(address, _GRAPH % graph, seconds, NamedNode(graph)))
        yield from split(store)
        store.remove_graph(NamedNode(graph))
    if not documents:
        rest = _fetch(address, _DEFAULT, seconds, DefaultGraph())
        for graph in graphs:
            if graph not in OTHER_GRAPHS:
                rest += _fetch(address, _GRAPH % graph, seconds, DefaultGraph())
        yield from split(_store(vocabulary, copies, rest))


def _store(*groups: list[Quad]) -> Store:
    store = Store()
    for group in groups:
        store.extend(group)
    return store


def _names(address: str, seconds: float) -> list[str]:
    answer = _ask(address, _GRAPHS, "application/sparql-results+json", seconds)
    try:
        rows = json.loads(answer)["results"]["bindings"]
        # What is no IRI would be no part of the next query either.
        return sorted(NamedNode(row["g"]["value"]).value for row in rows if row["g"]["type"] == "uri")
    except (ValueError, KeyError, TypeError) as error:
        raise _failed(address, error) from error


def _fetch(address: str, query: str, seconds: float, graph: NamedNode | DefaultGraph) -> list[Quad]:
    answer = _ask(address, query, "application/n-triples", seconds)
    try:
        read = name_blank_nodes(parse(answer, format=RdfFormat.N_TRIPLES))
        return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read]
    except (SyntaxError, ValueError) as error:
        raise _failed(address, error) from error


def _ask(address: str, query: str, media_type: str, seconds: float) -> bytes:
    wrapper = SPARQLWrapper(address)
    wrapper.setMethod(POST)
    wrapper.setQuery(query)
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader("Accept", media_type)
    wrapper.setTimeout(max(1, round(seconds)))
    try:
        return bytes(wrapper.query().response.read())
    except (SPARQLWrapperException, URLError, OSError) as error:
        raise _failed(address, error) from error


def _failed(address: str, error: Exception) -> EngineError:
    said = " ".join(str(error).split())[:300]
    return EngineError(
        Bilingual(f"{address}：端点没有回答：{said}", f"{address}: the endpoint did not answer: {said}")
    )
