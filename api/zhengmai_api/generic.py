"""What a store of any data says of a thing, and how much it holds; nothing of a release is taken for granted.

Entry points: `release_only`, `statements_on` and `counted`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from starlette.requests import Request

from zhengmai.prefixes import shorten
from zhengmai.store.errors import LimitExceeded, QueryEvaluationError
from zhengmai.store.formats import SOLUTIONS
from zhengmai.store.source import Source
from zhengmai_api.problems import problem
from zhengmai_api.results import Value
from zhengmai_api.service import Service

SHOWN = 200
"""Statements that a page shows in each direction."""
MOST = 10_000
"""Statements that a description has at most; the rest is told by a query."""
_LARGEST_PARTITION = 1000


def release_only(request: Request) -> None:
    """Refuse what only a release can answer.

    Raises:
        Problem: 404, the store that is served is no release.
    """
    if not Service.of(request).is_release:
        raise problem(
            "no-release",
            "所服务的存储不是政脉的发布，没有这一页。可以用 /sparql 查询，用 /resource?iri= 查看资源。",
            "The store that is served is no release of Zhengmai and has no such page. Ask /sparql, or look at a resource "
            "by /resource?iri=.",
        )


@dataclass(frozen=True)
class Line:
    """A statement on a page: the property, the other end, and the graph (empty: the default graph)."""

    predicate: str
    value: Value
    graph: str


@dataclass(frozen=True)
class Thing:
    """What a store says of a thing, up to `SHOWN` statements in each direction; `more_…`: there are others."""

    iri: str
    statements: tuple[Line, ...]
    incoming: tuple[Line, ...]
    more_statements: bool
    more_incoming: bool


def statements_on(source: Source, node: NamedNode) -> Thing | None:
    """Give what is said of a thing and with it; None where nothing is."""
    outgoing = list(islice(source.quads_for_pattern(node, None, None, None), SHOWN + 1))
    incoming = list(islice(source.quads_for_pattern(None, None, node, None), SHOWN + 1))
    if not outgoing and not incoming:
        return None
    said = sorted((_line(quad, quad.object) for quad in outgoing[:SHOWN]), key=_order)
    pointing = sorted((_line(quad, quad.subject) for quad in incoming[:SHOWN]), key=_order)
    return Thing(
        node.value, tuple(said), tuple(pointing), len(outgoing) > SHOWN, len(incoming) > SHOWN
    )  # fmt: skip


def description(source: Source, node: NamedNode) -> list[Triple] | None:
    """Give a thing's concise bounded description: its statements, and those of the blank nodes they lead to.

    Returns:
        The triples; None where there are more than `MOST`.
    """
    found: dict[Triple, None] = {}
    wanted: list[NamedNode | BlankNode] = [node]
    seen: set[NamedNode | BlankNode] = {node}
    while wanted:
        for quad in source.quads_for_pattern(wanted.pop(), None, None, None):
            found[quad.triple] = None
            if len(found) > MOST:
                return None
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                wanted.append(quad.object)
    return sorted(found, key=str)


def _line(quad: Quad, term: object) -> Line:
    graph = quad.graph_name
    named = (
        graph.value if isinstance(graph, NamedNode) else str(graph) if isinstance(graph, BlankNode) else ""
    )
    return Line(quad.predicate.value, _value(term), named)


def _value(term: object) -> Value:
    if isinstance(term, NamedNode):
        return Value(shorten(term.value), iri=term.value)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        plain = term.language is not None or datatype.endswith("#string")
        return Value(term.value, language=term.language or "", datatype="" if plain else shorten(datatype))
    return Value(str(term))


def _order(line: Line) -> tuple[bool, str, str, str]:
    return not line.predicate.endswith("#type"), line.predicate, line.value.iri or line.value.text, line.graph


@dataclass(frozen=True)
class Counted:
    """Counts of the default graph; None or empty where the count did not end within the limits.

    Attributes:
        triples: number of statements.
        subjects: number of different subjects.
        entities: class → number of instances.
        properties: property → number of statements.
    """

    triples: int | None
    subjects: int | None
    entities: dict[str, int] | None
    properties: dict[str, int] | None


_TOTAL = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
_ENTITIES = (
    "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?k FILTER isIRI(?k) } "
    f"GROUP BY ?k ORDER BY DESC(?n) ?k LIMIT {_LARGEST_PARTITION}"
)
_PROPERTIES = f"SELECT ?k (COUNT(*) AS ?n) WHERE {{ ?s ?k ?o }} GROUP BY ?k ORDER BY DESC(?n) ?k LIMIT {_LARGEST_PARTITION}"


async def counted(service: Service) -> Counted:
    """Count the default graph by queries that keep the limits of all queries; what does not end stays unknown."""
    total, subjects, entities, properties = await asyncio.gather(
        *(_rows(service, text) for text in (_TOTAL, _SUBJECTS, _ENTITIES, _PROPERTIES))
    )
    return Counted(_single(total), _single(subjects), _table(entities), _table(properties))


async def _rows(service: Service, text: str) -> list[dict[str, Any]] | None:
    try:
        result = await service.pool.run(text, SOLUTIONS[0])
    except (LimitExceeded, QueryEvaluationError):
        return None
    found: list[dict[str, Any]] = json.loads(result.read())["results"]["bindings"]
    return found


def _single(found: list[dict[str, Any]] | None) -> int | None:
    return int(found[0]["n"]["value"]) if found else None


def _table(found: list[dict[str, Any]] | None) -> dict[str, int] | None:
    # A cut table would pass for a whole one.
    if found is None or len(found) >= _LARGEST_PARTITION:
        return None
    return {row["k"]["value"]: int(row["n"]["value"]) for row in found if "k" in row}


def void_triples(counts: Counted, dataset: str, endpoint: str) -> list[Triple]:
    """Describe a store (W3C Interest Group Note "Describing Linked Datasets with the VoID Vocabulary").

    Args:
        counts: of its default graph; what is unknown is not said.
        dataset: IRI of the description's document; the dataset is `#dataset` of it.
        endpoint: address of the endpoint.
    """
    return list(_void(counts, dataset, endpoint))


def _void(counts: Counted, document: str, endpoint: str) -> Iterator[Triple]:
    void, kind = "http://rdfs.org/ns/void#", NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    dataset = NamedNode(f"{document}#dataset")

    def said(subject: NamedNode, name: str, value: NamedNode | int) -> Triple:
        return Triple(subject, NamedNode(void + name), Literal(value) if isinstance(value, int) else value)

    yield Triple(NamedNode(document), kind, NamedNode(void + "DatasetDescription"))
    yield Triple(NamedNode(document), NamedNode("http://xmlns.com/foaf/0.1/primaryTopic"), dataset)
    yield Triple(dataset, kind, NamedNode(void + "Dataset"))
    yield said(dataset, "sparqlEndpoint", NamedNode(endpoint))
    totals: Iterable[tuple[str, int | None]] = (
        ("triples", counts.triples),
        ("distinctSubjects", counts.subjects),
        ("classes", None if counts.entities is None else len(counts.entities)),
        ("properties", None if counts.properties is None else len(counts.properties)),
    )
    for name, number in totals:
        if number is not None:
            yield said(dataset, name, number)
    for partition, of, unit, table in (
        ("classPartition", "class", "entities", counts.entities),
        ("propertyPartition", "property", "triples", counts.properties),
    ):
        for position, (iri, number) in enumerate((table or {}).items()):
            part = NamedNode(f"{document}#{of}-{position}")
            yield said(dataset, partition, part)
            yield said(part, of, NamedNode(iri))
            yield said(part, unit, number)
