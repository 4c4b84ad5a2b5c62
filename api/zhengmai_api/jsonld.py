"""JSON-LD with a context of ours (W3C JSON-LD 1.1): short keys, made of the ontology and the list of prefixes.

Entry points: `context`, served at /context.jsonld, and `compacted`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Graph, URIRef
from rdflib import Literal as RdflibLiteral

from zhengmai.graph.statements import RDF_TYPE, XSD
from zhengmai.graph.vocabulary import ontology_quads
from zhengmai.namespaces import PP
from zhengmai.prefixes import prefixes

_OWL = "http://www.w3.org/2002/07/owl#"
_RANGE = "http://www.w3.org/2000/01/rdf-schema#range"
_KINDS = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")


@cache
def context() -> dict[str, Any]:
    """Give the context: every prefix of the project's list, every class and property of the ontology by its name.

    Values of object properties are identifiers; those of a property whose range is a datatype have that datatype.
    """
    kinds: dict[str, str] = {}
    ranges: dict[str, str] = {}
    for quad in ontology_quads():
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
            continue
        if quad.predicate.value == RDF_TYPE and quad.object.value.removeprefix(_OWL) in _KINDS:
            kinds[quad.subject.value] = quad.object.value.removeprefix(_OWL)
        elif quad.predicate.value == _RANGE:
            ranges[quad.subject.value] = quad.object.value
    terms: dict[str, Any] = {}
    for iri, kind in sorted(kinds.items()):
        if not iri.startswith(PP):
            continue
        name = iri.removeprefix(PP)
        if kind == "ObjectProperty":
            terms[name] = {"@id": f"pp:{name}", "@type": "@id"}
        elif ranges.get(iri, "").startswith(XSD) and ranges[iri] != XSD + "string":
            terms[name] = {"@id": f"pp:{name}", "@type": f"xsd:{ranges[iri].removeprefix(XSD)}"}
        else:
            terms[name] = f"pp:{name}"
    return {"@context": {"@version": 1.1, **prefixes(), **terms}}


def compacted(triples: Sequence[Triple], address: str, first: str = "") -> bytes:
    """Give triples as JSON-LD with the context of ours, in a fixed order.

    Args:
        triples: what to give; none has a blank node.
        address: of the context.
        first: IRI of what is given first.
    """
    graph = Graph()
    for triple in triples:
        graph.add((URIRef(_iri(triple.subject)), URIRef(triple.predicate.value), _rdflib(triple.object)))
    found = json.loads(graph.serialize(format="json-ld", context=context()["@context"]))
    nodes = found.get("@graph", [{name: value for name, value in found.items() if name != "@context"}])
    # Prefixed names are as unique as IRIs; the resource itself leads, the rest follows by name.
    leading = _shortened(found, first)
    nodes.sort(key=lambda node: (node["@id"] not in leading, node["@id"]))
    document = {"@context": address, "@graph": [_ordered(node) for node in nodes]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _shortened(document: dict[str, Any], iri: str) -> set[str]:
    """Give the forms in which an IRI may stand in a compacted document."""
    namespaces = document["@context"].items()
    return {iri} | {
        f"{prefix}:{iri[len(namespace) :]}"
        for prefix, namespace in namespaces
        if isinstance(namespace, str) and namespace and iri.startswith(namespace)
    }


def _rdflib(term: object) -> URIRef | RdflibLiteral:
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        datatype = term.datatype.value
        return RdflibLiteral(
            term.value, datatype=None if datatype == XSD + "string" else URIRef(datatype), normalize=False
        )
    return URIRef(_iri(term))


def _iri(term: object) -> str:
    if not isinstance(term, NamedNode):
        raise TypeError(f"no IRI: {term}")
    return term.value


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
