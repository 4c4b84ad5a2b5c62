"""Ontology, vocabularies, registry and shapes as quads.

Entry points: `ontology_quads`, `vocabulary_quads`, `shapes_quads`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai import resources
from zhengmai.graph.statements import graph

if TYPE_CHECKING:
    from collections.abc import Iterable

# axioms.ttl stays out: its restriction needs a blank node, and a release has none. The rules of inference do its work.
_TERMS = ("core.ttl", "align.ttl", "prefixes.ttl")


@cache
def ontology_quads() -> tuple[ox.Quad, ...]:
    """Give the terms and prefixes, in graph/ontology."""
    return _quads("ontology", _TERMS, graph("ontology"))


@cache
def vocabulary_quads() -> tuple[ox.Quad, ...]:
    """Give concepts, divisions and agency names: ontology/vocab and ontology/registry, in graph/vocabulary."""
    names = resources.names("ontology", ".ttl", under="vocab") + resources.names(
        "ontology", ".ttl", under="registry"
    )
    return _quads("ontology", names, graph("vocabulary"))


@cache
def shapes_quads() -> tuple[ox.Quad, ...]:
    """Give the shapes that every release is checked with, in graph/shapes; those of single profiles stay out."""
    names = [name for name in resources.names("shapes", ".ttl") if "/" not in name]
    return _quads("shapes", names, graph("shapes"))


def _quads(kind: str, names: Iterable[str], target: str) -> tuple[ox.Quad, ...]:
    node = ox.NamedNode(target)
    return tuple(
        ox.Quad(triple.subject, triple.predicate, triple.object, node)
        for name in names
        for triple in ox.parse(resources.read_bytes(kind, name), ox.RdfFormat.TURTLE)
    )
