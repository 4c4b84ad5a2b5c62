"""Checks that an engine cannot make from the graph alone, or would get wrong in silence.

Entry point: `computed_defects`. Each check states a triple `node pps:<defect> "value"`; shapes/computed.ttl
declares these properties, and a shape with an empty sh:in on one of them reports every value. So what is
computed here has a shape, a severity and a message like everything else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.graph.literals import checked, well_typed
from zhengmai.namespaces import BASE, DATA, PP, PPS
from zhengmai.validate.damage import find_damage
from zhengmai.validate.findings import Anchor
from zhengmai.validate.plan_checks import PLAN_CHECKS, plan_defects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

XSD = "http://www.w3.org/2001/XMLSchema#"
OA = "http://www.w3.org/ns/oa#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TEXT_ANCHOR = NamedNode(PP + "TextAnchor")
SHA256 = NamedNode(PP + "sha256")
HAS_SOURCE = NamedNode(OA + "hasSource")
HAS_SELECTOR = NamedNode(OA + "hasSelector")
START = NamedNode(OA + "start")
END = NamedNode(OA + "end")
EXACT = NamedNode(OA + "exact")

SELECTOR_DEFECT = PPS + "selectorDefect"
SOURCE_UNKNOWN = PPS + "sourceUnknown"
QUOTE_MISMATCH = PPS + "quoteMismatch"
CANONICAL_FORM = PPS + "canonicalForm"
FORBIDDEN_CHARACTER = PPS + "forbiddenCharacter"
ILL_TYPED_LITERAL = PPS + "illTypedLiteral"
ANCHOR_CHECKS = frozenset({SELECTOR_DEFECT, SOURCE_UNKNOWN, QUOTE_MISMATCH})
TERM_CHECKS = frozenset({CANONICAL_FORM, FORBIDDEN_CHARACTER, ILL_TYPED_LITERAL})
TEXT_DAMAGE = PPS + "textDamage"
TEXT_CHECKS = frozenset({TEXT_DAMAGE})
ALL_CHECKS = ANCHOR_CHECKS | TERM_CHECKS | TEXT_CHECKS | PLAN_CHECKS


@dataclass
class Computed:
    """What was computed.

    Attributes:
        defects: statements for the engine.
        seen: for each defect property, how many things were checked for it.
        places: where in a source text a defect stands, by node, property and value; it may stand in several places.
    """

    defects: list[Quad] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    places: dict[tuple[str, str, str], list[Anchor]] = field(default_factory=dict)

    def add(self, node: NamedNode, defect: str, value: str, place: Anchor | None = None) -> None:
        """State a defect of a node."""
        self.defects.append(Quad(node, NamedNode(defect), Literal(value)))
        if place is not None:
            self.places.setdefault((node.value, defect, value), []).append(place)


class Terms(NamedTuple):
    """The terms of some statements, as far as their form is checked.

    Attributes:
        identifiers: all IRIs.
        literals: subject, property and value of each statement whose value is of a checked datatype.
    """

    identifiers: frozenset[NamedNode]
    literals: frozenset[tuple[NamedNode, NamedNode, Literal]]

    def __or__(self, other: Terms) -> Terms:
        """Give the terms of both."""
        return Terms(self.identifiers | other.identifiers, self.literals | other.literals)


def terms_of(quads: Iterable[Quad]) -> Terms:
    """Give the terms of some statements."""
    identifiers: set[NamedNode] = set()
    literals: set[tuple[NamedNode, NamedNode, Literal]] = set()
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode):
            identifiers.add(subject)
        identifiers.add(quad.predicate)
        if isinstance(value, NamedNode):
            identifiers.add(value)
        elif isinstance(value, Literal) and isinstance(subject, NamedNode) and checked(value.datatype.value):
            literals.add((subject, quad.predicate, value))
    return Terms(frozenset(identifiers), frozenset(literals))


def computed_defects(
    store: Store, sources: Mapping[str, str] | None, wanted: frozenset[str], terms: Terms | None = None
) -> Computed:
    """Check anchors against their source texts, identifiers against their canonical form, literals against XSD.

    Also the source texts themselves for damaged words, and of plans what an engine cannot compare.

    Args:
        store: the data; every graph in it is looked at, nothing is changed.
        sources: source texts by the first 12 digits of their copy's sha256. None: no text is at hand, quotes
            are not compared and no copy counts as unknown; `Computed.seen` says so.
        wanted: the defect properties that some shape looks at.
        terms: of the data, where they are known already.
    """
    result = Computed()
    if wanted & ANCHOR_CHECKS:
        for quad in store.quads_for_pattern(None, RDF_TYPE, TEXT_ANCHOR, None):
            if isinstance(quad.subject, NamedNode):
                _check_anchor(store, quad.subject, sources, result)
    if wanted & TERM_CHECKS:
        _check_terms(terms or terms_of(store), result)
    if wanted & PLAN_CHECKS:
        for found in plan_defects(store):
            result.seen[found.check] += 1
            if found.value is not None:
                result.add(NamedNode(found.node), found.check, found.value)
    if wanted & TEXT_CHECKS and sources:
        for copy, text in sources.items():
            _check_text(store, copy, text, result)
    result.defects = [quad for quad in result.defects if quad.predicate.value in wanted]
    return result


_EXTENTS = """PREFIX pp: <%s> PREFIX oa: <%s>
SELECT ?node (MIN(?start) AS ?first) (MAX(?end) AS ?last) WHERE {
  ?node pp:provisionOf ?plan .
  ?node (pp:hasLeadAssignment|pp:hasSupportAssignment|pp:hasResponsibleAssignment|pp:hasDeadline|pp:hasTarget)? ?part .
  ?part pp:evidencedBy ?anchor . ?anchor oa:hasSource <%s> ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end } GROUP BY ?node"""
_WORK = "PREFIX pp: <%s> SELECT ?work WHERE { <%s> pp:embodies/pp:realizes ?work }"


def _check_text(store: Store, copy: str, text: str, result: Computed) -> None:
    """State damaged words of the provision that they stand in, else of the document."""
    node = f"{DATA}copy/{copy}"
    works = [row[0] for row in _solutions(store, _WORK % (PP, node))]
    if not works or not any(store.quads_for_pattern(None, HAS_SOURCE, NamedNode(node), None)):
        # Nothing in the data was read from this text.
        return
    result.seen[TEXT_DAMAGE] += 1
    extents = [
        (int(last.value) - int(first.value), int(first.value), int(last.value), provision)
        for provision, first, last in _solutions(store, _EXTENTS % (PP, OA, node))
    ]
    for start, end in find_damage(text):
        holders = [entry for entry in extents if entry[1] <= start < entry[2]]
        holder = min(holders, key=lambda entry: (entry[0], entry[3].value))[3] if holders else works[0]
        words = text[start:end]
        place = Anchor(copy, start, end, words, f"{DATA}anchor/{copy}-{start}-{end}", made=True)
        result.add(holder, TEXT_DAMAGE, " ".join(words.split()), place)


def _solutions(store: Store, query: str) -> list[Any]:
    return [tuple(row) for row in store.query(query, use_default_graph_as_union=True)]  # type: ignore[union-attr]


class _Selectors(NamedTuple):
    copies: list[NamedNode]
    starts: list[int]
    ends: list[int]
    quotes: list[str]

    def defect(self) -> str | None:
        """Say what is missing, doubled or impossible, in terms of the vocabulary, readable in any language."""
        counts = {
            "oa:hasSource": len(self.copies),
            "oa:start": len(self.starts),
            "oa:end": len(self.ends),
            "oa:exact": len(self.quotes),
        }
        for name, count in counts.items():
            if count != 1:
                return f"{name} ×{count}"
        start, end, length = self.starts[0], self.ends[0], len(self.quotes[0])
        if not 0 <= start < end:
            return f"oa:start {start}, oa:end {end}"
        if length != end - start:
            return f"oa:end − oa:start = {end - start}, oa:exact ×{length}"
        return None


def _check_anchor(
    store: Store, anchor: NamedNode, sources: Mapping[str, str] | None, result: Computed
) -> None:
    selectors = _selectors(store, anchor)
    result.seen[SELECTOR_DEFECT] += 1
    defect = selectors.defect()
    if defect:
        result.add(anchor, SELECTOR_DEFECT, defect)
    if sources is None or len(selectors.copies) != 1:
        return
    copy = copy_key(store, selectors.copies[0])
    result.seen[SOURCE_UNKNOWN] += 1
    if copy not in sources:
        result.add(anchor, SOURCE_UNKNOWN, copy)
        return
    if defect:
        return
    result.seen[QUOTE_MISMATCH] += 1
    actual = sources[copy][selectors.starts[0] : selectors.ends[0]]
    if actual != selectors.quotes[0]:
        result.add(anchor, QUOTE_MISMATCH, actual)


def _selectors(store: Store, anchor: NamedNode) -> _Selectors:
    found = _Selectors(
        [term for term in _objects(store, anchor, HAS_SOURCE) if isinstance(term, NamedNode)], [], [], []
    )
    for selector in _objects(store, anchor, HAS_SELECTOR):
        if isinstance(selector, NamedNode):
            found.starts.extend(_integers(store, selector, START))
            found.ends.extend(_integers(store, selector, END))
            found.quotes.extend(t.value for t in _objects(store, selector, EXACT) if isinstance(t, Literal))
    return found


def copy_key(store: Store, copy: NamedNode) -> str:
    """Give the first 12 digits of a source copy's sha256: from its pp:sha256, else from its IRI."""
    for term in _objects(store, copy, SHA256):
        if isinstance(term, Literal):
            return term.value[:12]
    return copy.value.rpartition("/")[2]


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[object]:
    # The same triple may stand in two graphs.
    return list(
        dict.fromkeys(quad.object for quad in store.quads_for_pattern(subject, predicate, None, None))
    )


def _integers(store: Store, subject: NamedNode, predicate: NamedNode) -> Iterator[int]:
    for term in _objects(store, subject, predicate):
        if isinstance(term, Literal) and re.fullmatch(r"[+-]?\d+", term.value):
            yield int(term.value)


def _check_terms(terms: Terms, result: Computed) -> None:
    for identifier in sorted(terms.identifiers, key=lambda node: node.value):
        if identifier.value.startswith(BASE):
            result.seen[CANONICAL_FORM] += 1
            result.seen[FORBIDDEN_CHARACTER] += 1
            defect = _iri_defect(identifier.value)
            if defect:
                result.add(identifier, *defect)
    for subject, predicate, literal in terms.literals:
        result.seen[ILL_TYPED_LITERAL] += 1
        if not well_typed(literal.value, literal.datatype.value):
            name = predicate.value.replace("#", "/").rpartition("/")[2]
            kind = literal.datatype.value.removeprefix(XSD)
            result.add(subject, ILL_TYPED_LITERAL, f"{name} “{literal.value}” (xsd:{kind})")


# The vocabulary is the same for every document: its identifiers are looked at once a process.
@lru_cache(maxsize=100_000)
def _iri_defect(iri: str) -> tuple[str, str] | None:
    try:
        canonical = canonical_iri(iri)
    except IriError as error:
        return FORBIDDEN_CHARACTER, f"{error.character} U+{ord(error.character):04X}"
    return None if canonical == iri else (CANONICAL_FORM, canonical)
