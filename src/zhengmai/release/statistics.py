"""What a release holds, counted: by graph, and of one graph by class and by property.

Entry points: `graph_sizes`, `Statistics`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from zhengmai.graph.statements import RDF_TYPE
from zhengmai.store.query import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_TYPE = ox.NamedNode(RDF_TYPE)


class Sizes(NamedTuple):
    """Numbers of statements.

    Attributes:
        default: of the default graph.
        named: of each named graph, by its IRI, in the order of the IRIs.
    """

    default: int
    named: dict[str, int]


def graph_sizes(store: ox.Store) -> Sizes:
    """Count the statements of each graph."""
    default = rows(store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    named = rows(store, "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    # A graph that is there and empty is no row.
    held = {name.value: 0 for name in store.named_graphs() if isinstance(name, ox.NamedNode)}
    held |= {row["g"]: int(row["n"]) for row in named}
    return Sizes(int(default[0]["n"]), dict(sorted(held.items())))


class Statistics:
    """Counts of a set of triples, to which further ones can be added.

    Attributes:
        triples: number of triples.
        subjects: number of different subjects.
        entities: class → number of its instances.
        properties: property → number of its triples.
        by_class: (class of the subject, property) → number of triples.
        objects: (class of the subject, property, class of the object) → number of triples.
        datatypes: (class of the subject, property, datatype of the literal) → number of triples.
    """

    def __init__(self) -> None:
        self.triples = 0
        self.subjects = 0
        self.entities: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.by_class: Counter[tuple[str, str]] = Counter()
        self.objects: Counter[tuple[str, str, str]] = Counter()
        self.datatypes: Counter[tuple[str, str, str]] = Counter()
        # Of each subject its classes; few sets of classes are shared by millions of subjects.
        self._types: dict[str, tuple[str, ...]] = {}
        self._earlier: Mapping[str, tuple[str, ...]] = {}

    @classmethod
    def of_default_graph(cls, store: ox.Store) -> Statistics:
        """Count the default graph of a store, in two passes and without a query."""
        found = cls()
        found._add(lambda: store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        return found

    def with_quads(self, quads: Iterable[ox.Quad]) -> Statistics:
        """Give the counts with further triples.

        Args:
            quads: each once and none counted yet; they give a class only to things that no triple counted so far
                names, since what was counted is not gone through again.
        """
        added = list(quads)
        found = Statistics()
        found.triples, found.subjects = self.triples, self.subjects
        for name in ("entities", "properties", "by_class", "objects", "datatypes"):
            setattr(found, name, getattr(self, name).copy())
        found._earlier = self._types
        found._add(lambda: added)
        return found

    def _add(self, quads: Callable[[], Iterable[ox.Quad]]) -> None:
        sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        for quad in quads():
            subject = _key(quad.subject)
            classes = self._classes(subject)
            if classes is None:
                self.subjects += 1
                self._types[subject] = classes = ()
            if quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
                self.entities[quad.object.value] += 1
                more = (*classes, quad.object.value)
                self._types[subject] = sets.setdefault(more, more)
        for quad in quads():
            self._count(quad)

    def _classes(self, thing: str) -> tuple[str, ...] | None:
        """Give the classes of a thing; None where it is no subject."""
        own = self._types.get(thing)
        return own if own is not None else self._earlier.get(thing)

    def _count(self, quad: ox.Quad) -> None:
        predicate, value = quad.predicate.value, quad.object
        self.triples += 1
        self.properties[predicate] += 1
        for kind in self._classes(_key(quad.subject)) or ():
            self.by_class[kind, predicate] += 1
            if isinstance(value, ox.Literal):
                self.datatypes[kind, predicate, value.datatype.value] += 1
            else:
                for other in self._classes(_key(value)) or ():
                    self.objects[kind, predicate, other] += 1


def _key(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
