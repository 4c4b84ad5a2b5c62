"""What a graph holds, counted by class and by property. Entry point: `Statistics`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai.graph.statements import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TYPE = ox.NamedNode(RDF_TYPE)


class Statistics:
    """Counts of a set of triples, to which further ones can be added.

    Attributes:
        triples: number of triples.
        entities: class → number of its instances.
        properties: property → number of its triples.
        by_class: (class of the subject, property) → number of triples.
        objects: (class of the subject, property, class of the object) → number of triples.
        datatypes: (class of the subject, property, datatype of the literal) → number of triples.
    """

    def __init__(self) -> None:
        self.triples = 0
        self.entities: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.by_class: Counter[tuple[str, str]] = Counter()
        self.objects: Counter[tuple[str, str, str]] = Counter()
        self.datatypes: Counter[tuple[str, str, str]] = Counter()
        self._types: dict[str, tuple[str, ...]] = {}
        self._subjects: set[str] = set()

    @property
    def subjects(self) -> int:
        """Number of different subjects."""
        return len(self._subjects)

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
        found.triples = self.triples
        for name in ("entities", "properties", "by_class", "objects", "datatypes"):
            setattr(found, name, getattr(self, name).copy())
        found._types = dict(self._types)
        found._subjects = set(self._subjects)
        found._add(lambda: added)
        return found

    def _add(self, quads: Callable[[], Iterable[ox.Quad]]) -> None:
        types: dict[str, list[str]] = {}
        for quad in quads():
            if quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
                types.setdefault(_key(quad.subject), []).append(quad.object.value)
        for subject, classes in types.items():
            self._types[subject] = tuple(classes)
            self.entities.update(classes)
        for quad in quads():
            self._count(quad)

    def _count(self, quad: ox.Quad) -> None:
        predicate, value = quad.predicate.value, quad.object
        subject = _key(quad.subject)
        self.triples += 1
        self.properties[predicate] += 1
        self._subjects.add(subject)
        for kind in self._types.get(subject, ()):
            self.by_class[kind, predicate] += 1
            if isinstance(value, ox.Literal):
                self.datatypes[kind, predicate, value.datatype.value] += 1
            else:
                for other in self._types.get(_key(value), ()):
                    self.objects[kind, predicate, other] += 1


def _key(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
