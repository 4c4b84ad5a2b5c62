"""The curation records of a release: who asserted or retracted which statement, when and why.

Entry points: `decisions_on`, `decision`, `all_decisions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from zhengmai.namespaces import GRAPH, PP, VOCAB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhengmai.store.source import Source

CURATION = NamedNode(f"{GRAPH}curation")
_PAV = "http://purl.org/pav/"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBJECT, _OBJECT = NamedNode(PP + "recordSubject"), NamedNode(PP + "recordObject")

Kind = Literal["assert", "retract"]
Status = Literal["accepted", "pending", "rejected", "withdrawn"]
# The notations of ontology/vocab/record-kinds.ttl and review-statuses.ttl.
_KINDS: dict[str, Kind] = {"record-断言": "assert", "record-撤销": "retract"}
_STATUSES: dict[str, Status] = {
    "review-已采纳": "accepted",
    "review-待核": "pending",
    "review-已拒绝": "rejected",
    "review-已撤回": "withdrawn",
}


@dataclass(frozen=True)
class Review:
    """A later decision about a record; an empty string where it does not say."""

    status: Status
    author: str
    date: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Decision:
    """A curation record; an empty string where it does not say.

    Attributes:
        iri: the record.
        kind: "assert" or "retract".
        status: the status that counts.
        subject: IRI.
        predicate: IRI.
        object: the term.
        author: IRI of who made it.
        date: when, YYYY-MM-DD.
        reason_zh: why, in Chinese where there is a choice.
        reason_en: why, in English where there is a choice.
        justification: IRI of a semapv justification.
        confidence: a decimal from 0 to 1.
        in_place_of: IRI of the retraction that it makes one correction with.
        reviews: later decisions about the record.
    """

    iri: str
    kind: Kind
    status: Status
    subject: str
    predicate: str
    object: NamedNode | RdfLiteral
    author: str
    date: str
    reason_zh: str
    reason_en: str
    justification: str
    confidence: str
    in_place_of: str
    reviews: tuple[Review, ...]

    @property
    def in_force(self) -> bool:
        """Whether the record is accepted."""
        return self.status == "accepted"


def decisions_on(
    store: Source, subject: str, predicate: str | None = None, value: NamedNode | RdfLiteral | None = None
) -> list[Decision]:
    """Give the records about a statement, or about all statements of a subject, sorted by record.

    Args:
        store: a release's store.
        subject: IRI of the statement's subject.
        predicate: IRI of its property; None: any.
        value: its object; None: any.
    """
    nodes = (quad.subject for quad in store.quads_for_pattern(None, _SUBJECT, NamedNode(subject), CURATION))
    found = _read(store, nodes)
    return [
        record
        for record in found
        if predicate in (None, record.predicate) and (value is None or value == record.object)
    ]


def decisions_to(store: Source, value: str) -> list[Decision]:
    """Give the records whose statement has a thing as its object, sorted by record."""
    nodes = (quad.subject for quad in store.quads_for_pattern(None, _OBJECT, NamedNode(value), CURATION))
    return _read(store, nodes)


def all_decisions(store: Source) -> list[Decision]:
    """Give all records of a release, sorted by record."""
    kind = NamedNode(PP + "CurationRecord")
    return _read(store, (quad.subject for quad in store.quads_for_pattern(None, _TYPE, kind, CURATION)))


def decision(store: Source, iri: str) -> Decision | None:
    """Give one record; None where the release holds no such record, or not a whole statement in it."""
    node = NamedNode(iri)
    said: dict[str, list[object]] = {}
    for quad in store.quads_for_pattern(node, None, None, CURATION):
        said.setdefault(quad.predicate.value, []).append(quad.object)
    subject, predicate = _iri(said, PP + "recordSubject"), _iri(said, PP + "recordPredicate")
    values = said.get(PP + "recordObject", [])
    if not subject or not predicate or not values:
        return None
    zh, en = _reasons(said)
    return Decision(
        iri=iri,
        kind=_KINDS.get(_iri(said, PP + "recordKind").removeprefix(VOCAB), "assert"),
        status=_status(said),
        subject=subject,
        predicate=predicate,
        object=cast("NamedNode | RdfLiteral", values[0]),
        author=_iri(said, _PAV + "authoredBy"),
        date=_text(said, _PAV + "authoredOn")[:10],
        reason_zh=zh,
        reason_en=en,
        justification=_iri(said, PP + "justification"),
        confidence=_text(said, PP + "confidence"),
        in_place_of=_iri(said, PP + "inPlaceOf"),
        reviews=_reviews(store, said),
    )


def _read(store: Source, nodes: Iterable[object]) -> list[Decision]:
    iris = sorted({node.value for node in nodes if isinstance(node, NamedNode)}, key=_place)
    return [found for iri in iris if (found := decision(store, iri)) is not None]


def _place(iri: str) -> tuple[str, int]:
    """Sort cur-10 behind cur-9."""
    head, _, number = iri.rpartition("-")
    return (head, int(number)) if number.isdecimal() else (iri, 0)


def _reviews(store: Source, said: dict[str, list[object]]) -> tuple[Review, ...]:
    found = []
    for node in said.get(PP + "hasReview", []):
        if not isinstance(node, NamedNode):
            continue
        of: dict[str, list[object]] = {}
        for quad in store.quads_for_pattern(node, None, None, CURATION):
            of.setdefault(quad.predicate.value, []).append(quad.object)
        date = _text(of, _PAV + "authoredOn")[:10]
        review = Review(_status(of), _iri(of, _PAV + "authoredBy"), date, *_reasons(of))
        found.append((int(_text(of, PP + "order") or 0), review))
    return tuple(review for _, review in sorted(found, key=lambda item: item[0]))


def _status(said: dict[str, list[object]]) -> Status:
    # A record of an unknown status is not in force.
    return _STATUSES.get(_iri(said, PP + "reviewStatus").removeprefix(VOCAB), "pending")


def _reasons(said: dict[str, list[object]]) -> tuple[str, str]:
    texts = sorted(
        (t for t in said.get(PP + "reason", []) if isinstance(t, RdfLiteral)),
        key=lambda t: (t.language or "", t.value),
    )
    english = [text.value for text in texts if (text.language or "").startswith("en")]
    other = [text.value for text in texts if not (text.language or "").startswith("en")]
    return next(iter([*other, *english]), ""), next(iter([*english, *other]), "")


def _iri(said: dict[str, list[object]], predicate: str) -> str:
    return next((term.value for term in said.get(predicate, []) if isinstance(term, NamedNode)), "")


def _text(said: dict[str, list[object]], predicate: str) -> str:
    return next((term.value for term in said.get(predicate, []) if isinstance(term, RdfLiteral)), "")
