"""Ontology, vocabularies and registry as quads. Entry points: `ontology_quads`, `vocabulary_quads`."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from zhengmai import resources
from zhengmai.graph.statements import graph

# axioms.ttl stays out: its restriction needs a blank node, and a release has none. The rules of inference do its work.
_TERMS = ("core.ttl", "align.ttl", "prefixes.ttl")


@cache
def ontology_quads() -> tuple[ox.Quad, ...]:
    """Give the terms and prefixes, in graph/ontology."""
    return _quads(list(_TERMS), graph("ontology"))


@cache
def vocabulary_quads() -> tuple[ox.Quad, ...]:
    """Give concepts, divisions and agency names: ontology/vocab and ontology/registry, in graph/vocabulary."""
    names = resources.names("ontology", ".ttl", under="vocab") + resources.names(
        "ontology", ".ttl", under="registry"
    )
    return _quads(names, graph("vocabulary"))


def _quads(names: list[str], target: str) -> tuple[ox.Quad, ...]:
    node = ox.NamedNode(target)
    return tuple(
        ox.Quad(triple.subject, triple.predicate, triple.object, node)
        for name in names
        for triple in ox.parse(resources.read_bytes("ontology", name), ox.RdfFormat.TURTLE)
    )
