"""Why a statement stands: where it was made, from what it follows, who recorded it, and in which words.

Entry points: `explain` for one triple, `values` for the objects of a subject and property, `known_of` for what to
say of a triple that the release does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple
from pyoxigraph import Literal as RdfLiteral

from zhengmai.namespaces import GRAPH, PP
from zhengmai.reason.alignment import alignment_of
from zhengmai.reason.evidence import Place, places
from zhengmai.reason.premises import Derived, derivations
from zhengmai.store.origins import COPIED, origin
from zhengmai.store.records import Decision, decisions_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhengmai.errors import Bilingual
    from zhengmai.store.source import Source

Term = NamedNode | RdfLiteral
Standing = Literal["stands", "retracted", "passed over", "apart", "proposed"]

_TEXT = NamedNode(PP + "text")

DEPTH = 12
"""How many steps an explanation goes down by default; the longest chain of rules has nine."""
MOST_NODES = 400
"""An explanation of more statements than this is cut, and says so."""
MOST_WAYS = 3
"""Of several ways to one statement this many are shown."""


@dataclass(frozen=True)
class Derivation:
    """One way to a statement that was not read: the rule, what it says, and the statements it was drawn from.

    Of a correspondence of measures the rule is "alignment", and the statements are the texts of the two measures.
    """

    rule: str
    says: Bilingual
    premises: tuple[Explanation, ...]


@dataclass(frozen=True)
class Explanation:
    """Why one triple stands, or no longer does.

    Attributes:
        triple: the statement.
        standing: "stands" (in the default graph), "retracted" (by an accepted record), "passed over" (only a copy
            that is not preferred makes it), "apart" (in a graph that is asked for by name), "proposed" (only a record
            that is not in force speaks of it).
        origins: what its graphs tell: "stated", "inferred", "curated", "vocabulary", "stub", …; sorted.
        graphs: IRIs of the named graphs that hold it; sorted.
        places: where it was read.
        derivations: how it was inferred, for one in graph/inferred.
        more: how many further ways there are.
        records: the curation records about it, in force or not.
        cut: whether premises or ways are left out because the explanation is too deep or too long.
    """

    triple: Triple
    standing: Standing
    origins: tuple[str, ...]
    graphs: tuple[str, ...]
    places: tuple[Place, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    more: int = 0
    records: tuple[Decision, ...] = ()
    cut: bool = False


def explain(store: Source, triple: Triple, depth: int = DEPTH) -> Explanation | None:
    """Explain a triple down to the text; None where the release does not hold it and no record speaks of it.

    Args:
        store: a release's store.
        triple: the statement; its terms are in canonical form.
        depth: how many steps of rules to follow.
    """
    found = _Explainer(store, depth).explain(triple, None, frozenset())
    return found if found.graphs or found.records else None


def values(store: Source, subject: str, predicate: str) -> list[Term]:
    """Give the objects that some graph or record of the release gives a subject and property, sorted."""
    node, name = NamedNode(subject), NamedNode(predicate)
    terms = {quad.object for quad in store.quads_for_pattern(node, name, None, None)}
    terms |= {record.object for record in decisions_on(store, subject, predicate)}
    return sorted((term for term in terms if isinstance(term, NamedNode | RdfLiteral)), key=str)


def known_of(store: Source, subject: str) -> list[str]:
    """Give the properties that the release states of a subject, sorted; none where it says nothing of it."""
    quads = store.quads_for_pattern(NamedNode(subject), None, None, DefaultGraph())
    return sorted({quad.predicate.value for quad in quads})


def graphs_of(store: Source, triple: Triple) -> tuple[str, ...]:
    """Give the IRIs of the named graphs that hold a triple, sorted."""
    quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return tuple(sorted(q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)))


class _Explainer:
    """Explains one statement and what it hangs on, within a budget of statements."""

    def __init__(self, store: Source, depth: int) -> None:
        self.store = store
        self.depth = depth
        self.budget = MOST_NODES

    def explain(self, triple: Triple, before: int | None, path: frozenset[Triple]) -> Explanation:
        self.budget -= 1
        graphs = graphs_of(self.store, triple)
        origins = {origin(graph) for graph in graphs}
        records = self._records(triple)
        ways, more, cut = self._ways(triple, before, path) if "inferred" in origins else ((), 0, False)
        if "alignment" in origins:
            ways += self._aligned(triple)
        return Explanation(
            triple,
            self._standing(triple, origins, records),
            tuple(sorted(origins)),
            graphs,
            tuple(place for graph in graphs for place in self._places(triple, graph)),
            ways,
            more,
            records,
            cut,
        )

    def _places(self, triple: Triple, graph: str) -> Iterable[Place]:
        read = origin(graph) == "stated" or graph == GRAPH + "stubs"
        return places(self.store, triple, graph) if read else ()

    def _records(self, triple: Triple) -> tuple[Decision, ...]:
        subject, predicate, value = triple
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | RdfLiteral):
            return ()
        return tuple(decisions_on(self.store, subject.value, predicate.value, value))

    def _standing(self, triple: Triple, origins: set[str], records: tuple[Decision, ...]) -> Standing:
        if Quad(*triple) in self.store:
            return "stands"
        if origins & COPIED:
            taken = any(record.kind == "retract" and record.in_force for record in records)
            return "retracted" if taken else "passed over"
        return "apart" if origins else "proposed"

    def _ways(
        self, triple: Triple, before: int | None, path: frozenset[Triple]
    ) -> tuple[tuple[Derivation, ...], int, bool]:
        here = path | {triple}
        found = [way for way in derivations(self.store, triple, before) if not here & set(way.premises)]
        if len(path) >= self.depth or self.budget <= 0:
            return (), 0, bool(found)
        ways: list[Derivation] = []
        for number, way in enumerate(found):
            if len(ways) == MOST_WAYS or self.budget <= 0:
                return tuple(ways), len(found) - number, self.budget <= 0
            derivation = self._way(way, here)
            if derivation is not None:
                ways.append(derivation)
        return tuple(ways), 0, False

    def _aligned(self, triple: Triple) -> tuple[Derivation, ...]:
        """Explain a correspondence by its record and the texts of the two measures."""
        says = alignment_of(self.store, triple)
        if says is None:
            return ()
        texts = [
            quad.triple
            for measure in (triple.subject, triple.object)
            if isinstance(measure, NamedNode)
            for quad in self.store.quads_for_pattern(measure, _TEXT, None, DefaultGraph())
        ]
        return (
            Derivation("alignment", says, tuple(self.explain(text, None, frozenset()) for text in texts)),
        )

    def _way(self, way: Derived, path: frozenset[Triple]) -> Derivation | None:
        """Explain the premises of one way; None where one of them hangs on nothing but what it should explain."""
        premises = tuple(self.explain(premise, way.rule.order, path) for premise in way.premises)
        if any(
            premise.origins == ("inferred",) and not premise.derivations and not premise.cut
            for premise in premises
        ):
            return None
        return Derivation(way.rule.name, way.rule.explanation, premises)
