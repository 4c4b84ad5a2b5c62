"""What the endpoint says of itself (W3C SPARQL 1.1 Service Description, Recommendation, 21 March 2013).

Entry point: `service_description`.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode, Triple

from zhengmai.prefixes import prefixes
from zhengmai_api.protocol import BODY_BYTES
from zhengmai_api.service import Service

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


def service_description(service: Service, endpoint: str) -> list[Triple]:
    """Describe the endpoint: language, formats, default dataset with its named graphs, and limits.

    The service is `ENDPOINT#service`, its dataset `ENDPOINT#dataset`; there are no blank nodes. Of the features that
    the Recommendation names none is claimed: the default graph is kept as such, not the union of the named ones, and
    neither federation nor fetching of graphs is offered.

    Args:
        service: the release that is served.
        endpoint: absolute address of the endpoint, without query or fragment.
    """
    return list(_triples(service, endpoint))


def _triples(service: Service, endpoint: str) -> Iterator[Triple]:
    node = NamedNode(f"{endpoint}#service")
    dataset, default = NamedNode(f"{endpoint}#dataset"), NamedNode(f"{endpoint}#default-graph")
    yield Triple(node, _TYPE, _sd("Service"))
    yield Triple(node, _sd("endpoint"), NamedNode(endpoint))
    yield Triple(node, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in _RESULT_FORMATS:
        yield Triple(node, _sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(node, _sd("defaultEntailmentRegime"), NamedNode("http://www.w3.org/ns/entailment/Simple"))
    zh, en = ("一个发布", "one release") if service.is_release else ("一个存储", "one store")
    for text, language in (
        (f"政脉 SPARQL 端点：{zh}，只读；结果完整给出，否则拒绝。", "zh-hans"),
        (f"SPARQL endpoint of Zhengmai: {en}, read-only; answers are whole or refused.", "en"),
    ):
        yield Triple(node, _named("rdfs", "label"), Literal(text, language=language))
    for text, language in (
        ("加参数 release=发布号 即查询该发布；现有的发布见 /releases。", "zh-hans"),
        ("The parameter release=ID asks a named release; those held are listed at /releases.", "en"),
    ):
        yield Triple(node, _named("rdfs", "comment"), Literal(text, language=language))
    yield Triple(node, _named("rdfs", "seeAlso"), NamedNode(urljoin(endpoint, "releases")))
    yield from _limits(node, endpoint, service)
    yield Triple(node, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _named("dct", "identifier"), Literal(service.manifest.id))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, _TYPE, _sd("Graph"))
    if service.is_release:
        size = Literal(str(service.manifest.counts.triples), datatype=_INTEGER)
        yield Triple(default, _named("void", "triples"), size)
    names = (graph.value for graph in service.store.named_graphs() if isinstance(graph, NamedNode))
    for number, name in enumerate(sorted(names)):
        graph = NamedNode(f"{endpoint}#named-graph-{number}")
        yield Triple(dataset, _sd("namedGraph"), graph)
        yield Triple(graph, _TYPE, _sd("NamedGraph"))
        yield Triple(graph, _sd("name"), NamedNode(name))


def _limits(node: NamedNode, endpoint: str, service: Service) -> Iterator[Triple]:
    """Give the limits as schema:PropertyValue, which the Recommendation has no word for."""
    limits = service.pool.limits
    found = (
        ("query_seconds", limits.seconds, "s", "一个查询的时限", "time limit of one query"),
        ("result_bytes", limits.result_bytes, "byte", "一个结果的大小上限", "size limit of one result"),
        ("query_memory_bytes", limits.memory_bytes, "byte", "一个查询进程的内存上限", "memory limit of one query's process"),
        ("client_queries", limits.per_client, "query", "同一来源同时的查询数", "queries of one client at once"),
        ("waiting_queries", limits.waiting, "query", "等待中的查询数", "queries that may wait"),
        ("request_bytes", BODY_BYTES, "byte", "请求正文的大小上限", "size limit of a request's body"),
    )  # fmt: skip
    for name, value, unit, zh, en in found:
        limit = NamedNode(f"{endpoint}#limit-{name.replace('_', '-')}")
        yield Triple(node, _named("schema", "additionalProperty"), limit)
        yield Triple(limit, _TYPE, _named("schema", "PropertyValue"))
        yield Triple(limit, _named("schema", "propertyID"), Literal(name))
        exact = (
            Literal(f"{value:f}".rstrip("0").rstrip("."), datatype=_DECIMAL)
            if isinstance(value, float)
            else None
        )
        yield Triple(limit, _named("schema", "value"), exact or Literal(str(value), datatype=_INTEGER))
        yield Triple(limit, _named("schema", "unitText"), Literal(unit))
        yield Triple(limit, _named("rdfs", "label"), Literal(zh, language="zh-hans"))
        yield Triple(limit, _named("rdfs", "label"), Literal(en, language="en"))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _named(prefix: str, name: str) -> NamedNode:
    return NamedNode(prefixes()[prefix] + name)
