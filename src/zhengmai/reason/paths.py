"""The triples along a property path (SPARQL 1.1, section 9) from one term to another. Entry point: `witness`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhengmai.store.source import Source

Term = NamedNode | Literal
_Step = tuple[Term, tuple[Triple, ...]]
# A chain of plans or of parts is short; the bound is against data that go round for ever.
_MOST_NODES = 10_000


def witness(store: Source, start: Term, path: Any, end: Term) -> list[Triple] | None:
    """Give the triples of one shortest way along a path, in the default graph; None where there is no way.

    Args:
        store: a release's store.
        start: where the path begins.
        path: a path of rdflib, or an IRI.
        end: where it ends.

    Raises:
        ValueError: the path has an operator that rules do not use (a negated set).
    """
    return next((list(way) for reached, way in _steps(store, start, path) if reached == end), None)


def _steps(store: Source, start: Term, path: Any) -> Iterator[_Step]:
    """Give what a path reaches, each with its way, nearer ones first."""
    match path:
        case rdflib.URIRef():
            yield from _direct(store, start, NamedNode(str(path)))
        case InvPath():
            yield from _inverse(store, start, path.arg)
        case SequencePath():
            yield from _sequence(store, start, list(path.args))
        case AlternativePath():
            for one in path.args:
                yield from _steps(store, start, one)
        case MulPath():
            yield from _repeated(store, start, path)
        case _:
            raise ValueError(f"a path that is not supported: {path}")


def _direct(store: Source, start: Term, predicate: NamedNode) -> Iterator[_Step]:
    if not isinstance(start, NamedNode):
        return
    for quad in _sorted(store.quads_for_pattern(start, predicate, None, DefaultGraph())):
        if isinstance(quad.object, NamedNode | Literal):
            yield quad.object, (quad.triple,)


def _inverse(store: Source, start: Term, path: Any) -> Iterator[_Step]:
    if not isinstance(path, rdflib.URIRef):
        raise ValueError(f"a path that is not supported: ^({path})")
    for quad in _sorted(store.quads_for_pattern(None, NamedNode(str(path)), start, DefaultGraph())):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject, (quad.triple,)


def _sequence(store: Source, start: Term, parts: list[Any]) -> Iterator[_Step]:
    if not parts:
        yield start, ()
        return
    for reached, way in _steps(store, start, parts[0]):
        for end, rest in _sequence(store, reached, parts[1:]):
            yield end, way + rest


def _repeated(store: Source, start: Term, path: MulPath) -> Iterator[_Step]:
    if path.zero:
        yield start, ()
    seen: set[Term] = set()
    ring: list[_Step] = [(start, ())]
    while ring and len(seen) < _MOST_NODES:
        further: list[_Step] = []
        for at, way in ring:
            for reached, step in _steps(store, at, path.path):
                if reached not in seen:
                    seen.add(reached)
                    further.append((reached, way + step))
                    yield reached, way + step
        ring = further if path.more else []


def _sorted(quads: Any) -> list[Any]:
    return sorted(quads, key=str)
