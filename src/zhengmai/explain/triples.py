"""The statements that each reading gives. Entry point: `Triples`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from zhengmai.graph import minting
from zhengmai.graph.bodies import write_body
from zhengmai.graph.corpus import Corpus
from zhengmai.graph.document import DocumentWriter
from zhengmai.graph.provenance import Provenance
from zhengmai.graph.statements import DCT, Statements
from zhengmai.namespaces import PP
from zhengmai.prefixes import shorten
from zhengmai.resolve.bodies import resolve_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhengmai.explain.facts import Reading
    from zhengmai.extract.facts import DocumentFacts, Evidence
    from zhengmai.graph.corpus import HeldDocument

# What an element of the head says of the document itself, besides its own node.
_OF_DOCUMENT = {
    "发文字号": (PP + "documentNumber", PP + "verbatimNumber"),
    "标题": (DCT + "title", PP + "documentType"),
    "成文日期": (PP + "issueDate",),
    "发文机关": (PP + "issuedBy",),
    "发文机关署名": (PP + "issuedBy",),
    "主送机关": (PP + "addressedTo",),
    "批准机关": (PP + "approvedBy",),
}
_ONE_BODY_EACH = ("发文机关", "发文机关署名", "主送机关")


class Description(NamedTuple):
    """What is said of one subject; all terms as prefixed names or literals in the form of Turtle.

    Attributes:
        subject: the node.
        statements: predicate and its objects; the type first, then by name.
    """

    subject: str
    statements: tuple[tuple[str, tuple[str, ...]], ...]

    def compact(self, most: int = 3, longest: int = 60) -> str:
        """Give the statements on one line.

        Args:
            most: how many objects of one predicate are shown; the number of all stands behind them.
            longest: how many characters of a literal are shown.
        """
        parts = []
        for predicate, objects in self.statements:
            shown = ", ".join(_cut(value, longest) for value in objects[:most])
            parts.append(f"{predicate} {shown}{f', … ({len(objects)})' if len(objects) > most else ''}")
        return f"{self.subject} {' ; '.join(parts)} ."


@dataclass(frozen=True)
class _Anchored:
    """A node with the evidence that it was anchored with; holding the evidence keeps its identity."""

    node: str
    evidence: Evidence


class _Recorder(DocumentWriter):
    """Writes a document and notes which node each evidence gave."""

    def __init__(self, document: HeldDocument, corpus: Corpus, provenance: Provenance) -> None:
        super().__init__(document, corpus, provenance)
        self.anchored: list[_Anchored] = []

    def anchor(self, node: str, evidence: Evidence) -> None:
        """Anchor a node in the source, and note it."""
        super().anchor(node, evidence)
        self.anchored.append(_Anchored(node, evidence))


class Triples:
    """The graph of one document, by reading.

    Args:
        facts: resolved facts.
    """

    def __init__(self, facts: DocumentFacts) -> None:
        corpus = Corpus([facts])
        (document,) = corpus.documents
        provenance = Provenance()
        writer = _Recorder(document, corpus, provenance)
        self._facts = facts
        self._document = writer.iri
        self._key = document.key
        self._about: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for quad in [*writer.write(), *provenance.statements]:
            if quad.graph_name == writer.out.graph or _is_unread(quad):
                self._about[_name(quad.subject)].append((_name(quad.predicate), _term(quad.object)))
        self._nodes: dict[int, list[str]] = defaultdict(list)
        self._assignments: dict[int, list[str]] = defaultdict(list)
        for entry in writer.anchored:
            if self._is_presumed(entry.node):
                continue
            self._nodes[id(entry.evidence)].append(entry.node)
            if self._is_a(entry.node, "pp:Assignment"):
                self._assignments[entry.evidence.span.start].append(entry.node)
        self._kept = writer.anchored

    def of(self, reading: Reading) -> list[Description]:
        """Give what a reading says: of its own nodes, and for the document's head of the document.

        Returns:
            One description a node; none where the graph does not hold the reading, as with a date that is not the
            deadline of its measure.
        """
        if reading.evidence is None:
            return [self._description(name) for name in self._unread.get(reading.span, [])]
        nodes = self._nodes.get(id(reading.evidence), [])
        if reading.element in ("lead", "support", "responsible") and not nodes:
            # Where a unit in parentheses follows, both share one assignment, anchored over the two names.
            evidence = reading.reach or reading.evidence
            nodes = self._nodes.get(id(evidence)) or self._assignments.get(evidence.span.start, [])
        found = [self._description(shorten(node)) for node in dict.fromkeys(nodes)]
        if reading.element == "carrier":
            found += self._of_document(reading)
        return found

    @cached_property
    def _unread(self) -> dict[tuple[int, int], list[str]]:
        by_anchor: dict[str, list[str]] = defaultdict(list)
        for subject, pairs in self._about.items():
            if ("rdf:type", "pp:UnreadSpan") in pairs:
                for predicate, value in pairs:
                    if predicate == "pp:evidencedBy":
                        by_anchor[value].append(subject)
        spans = (unread.span for unread in self._facts.unread)
        return {
            span: sorted(by_anchor[shorten(minting.iri("anchor", f"{self._key}-{span.start}-{span.end}"))])
            for span in spans
        }

    def _of_document(self, reading: Reading) -> Iterator[Description]:
        element, _, name = reading.value.partition(" ")
        predicates = {shorten(predicate) for predicate in _OF_DOCUMENT.get(element, ())}
        wanted: set[str] | None = None
        if element in _ONE_BODY_EACH:
            resolution = resolve_body(name, self._facts.carrier)
            body = write_body(Statements(self._document), resolution, self._key)
            wanted = {shorten(body)}
        document = shorten(self._document)
        pairs = [
            (predicate, value)
            for predicate, value in self._about.get(document, [])
            if predicate in predicates and (wanted is None or value in wanted)
        ]
        if pairs:
            yield _described(document, pairs)

    def _description(self, subject: str) -> Description:
        return _described(subject, self._about.get(subject, []))

    def _is_a(self, node: str, name: str) -> bool:
        return ("rdf:type", name) in self._about.get(shorten(node), [])

    def _is_presumed(self, node: str) -> bool:
        """Tell whether a node was presumed of an addressee: the addressee's reading does not state it."""
        return ("pp:role", "v:role-推定") in self._about.get(shorten(node), [])


def _described(subject: str, pairs: Iterable[tuple[str, str]]) -> Description:
    by_predicate: dict[str, list[str]] = defaultdict(list)
    for predicate, value in pairs:
        by_predicate[predicate].append(value)
    ordered = sorted(by_predicate.items(), key=lambda item: (item[0] != "rdf:type", item[0]))
    return Description(
        subject, tuple(("a" if p == "rdf:type" else p, tuple(sorted(values))) for p, values in ordered)
    )


def _is_unread(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.NamedNode) and "-u" in quad.subject.value.rpartition("/")[2]


def _name(node: object) -> str:
    if not isinstance(node, ox.NamedNode):
        raise TypeError(f"{node} is no IRI; the graph of a document holds no blank node")
    return shorten(node.value)


def _term(term: object) -> str:
    if not isinstance(term, ox.Literal):
        return _name(term)
    quoted = '"' + term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    datatype = shorten(term.datatype.value)
    if datatype in ("xsd:integer", "xsd:decimal"):
        return term.value
    return quoted if datatype == "xsd:string" else f"{quoted}^^{datatype}"


def _cut(value: str, longest: int) -> str:
    if not value.startswith('"') or len(value) <= longest:
        return value
    _, _, suffix = value.rpartition('"')
    return f'{value[:longest]}…"{suffix}'
