"""JSON-LD with a context of ours (W3C JSON-LD 1.1): short keys, made of the ontology and the list of prefixes.

Entry points: `context`, served at /context.jsonld, and `compacted`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

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
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in dict.fromkeys(triples):
        node = nodes.setdefault(_iri(triple.subject), {})
        predicate = triple.predicate.value
        if predicate == RDF_TYPE:
            node.setdefault("@type", []).append(_name(_iri(triple.object)))
        else:
            name = _name(predicate)
            node.setdefault(name, []).append(_value(triple.object, _coercion(name)))
    # The resource itself leads, the rest follows by name.
    order = sorted(nodes, key=lambda iri: (iri != first, _identifier(iri)))
    document = {"@context": address, "@graph": [_ordered(_identifier(iri), nodes[iri]) for iri in order]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _ordered(iri: str, said: dict[str, list[Any]]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": iri}
    for name in sorted(said):
        values = sorted(said[name], key=lambda value: json.dumps(value, sort_keys=True))
        node[name] = values[0] if len(values) == 1 else values
    return node


@cache
def _coercion(name: str) -> str:
    """Give the type that the context says of a term's values; an empty string where it says none."""
    term = context()["@context"].get(name)
    return str(term.get("@type", "")) if isinstance(term, dict) else ""


def _value(term: object, coercion: str) -> Any:
    """Give a value as it is written under a term (W3C JSON-LD 1.1 API, 6.2, value compaction)."""
    if not isinstance(term, Literal):
        identifier = _identifier(_iri(term))
        return identifier if coercion == "@id" else {"@id": identifier}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    datatype = term.datatype.value
    if datatype == XSD + "string":
        return {"@value": term.value} if coercion else term.value
    name = _identifier(datatype)
    return term.value if coercion == name else {"@type": name, "@value": term.value}


@lru_cache(maxsize=4096)
def _name(iri: str) -> str:
    """Give the term or prefixed name of a property or class (IRI compaction against the vocabulary)."""
    local = iri.removeprefix(PP)
    return local if iri.startswith(PP) and local in context()["@context"] else _identifier(iri)


def _identifier(iri: str) -> str:
    """Give the prefixed name of an IRI, or the IRI where no prefix fits."""
    for namespace, prefix in _namespaces():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            # What follows a colon with two slashes is an absolute IRI, whatever stands before it.
            return f"{prefix}:{local}" if local and not local.startswith("//") else iri
    return iri


@cache
def _namespaces() -> tuple[tuple[str, str], ...]:
    """Give namespaces with their prefixes, the longest first; one that makes names ends in a delimiter (JSON-LD 1.1, 4.4)."""
    found = ((namespace, prefix) for prefix, namespace in prefixes().items() if namespace[-1] in ":/?#[]@")
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[1])))


def _iri(term: object) -> str:
    if not isinstance(term, NamedNode):
        raise TypeError(f"no IRI: {term}")
    return term.value
