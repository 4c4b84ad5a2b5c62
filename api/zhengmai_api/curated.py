"""What people decided about the things that a page shows: records with their authors, dates and reasons.

Entry points: `notes_on` and `notes_to`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from zhengmai.prefixes import shorten
from zhengmai.store.records import Decision, decisions_on, decisions_to
from zhengmai_api.negotiation import Language
from zhengmai_api.results import Value
from zhengmai_api.service import Service


@dataclass(frozen=True)
class Said:
    """Who decided, when and why, and the state that the decision gave the record."""

    status: str
    author: Value
    date: str
    reason: str


@dataclass(frozen=True)
class Note:
    """A curation record as a page shows it.

    Attributes:
        record: the record.
        subject: what the statement is about.
        predicate: its property.
        value: its object.
        said: the decision itself.
        reviews: later decisions.
        mark: how a value that the record bears on is marked: "curated", "retracted", "corrected", or not at all: where
            the record is not in force, and where it retracts what another one corrects.
    """

    record: Decision
    subject: Value
    predicate: Value
    value: Value
    said: Said
    reviews: tuple[Said, ...]
    mark: str

    @property
    def retracts(self) -> bool:
        """Whether the record is in force and takes its statement back."""
        return self.record.in_force and self.record.kind == "retract"


def notes_on(service: Service, subjects: Iterable[str], language: Language) -> tuple[Note, ...]:
    """Give the records about statements of some things, each once, in the order of the things and records."""
    found = {
        record.iri: record
        for subject in dict.fromkeys(subjects)
        for record in decisions_on(service.store, subject)
    }
    return _notes(service, found.values(), language)


def notes_to(service: Service, iri: str, language: Language) -> tuple[Note, ...]:
    """Give the records about statements that point at a thing."""
    return _notes(service, decisions_to(service.store, iri), language)


def _notes(service: Service, records: Iterable[Decision], language: Language) -> tuple[Note, ...]:
    # Labels are read in describe, which shows these notes itself.
    from zhengmai_api.describe import labels

    decisions = list(records)
    iris = {iri for record in decisions for iri in (record.subject, record.predicate, record.author)}
    iris |= {record.object.value for record in decisions if isinstance(record.object, NamedNode)}
    iris |= {review.author for record in decisions for review in record.reviews}
    names = labels(service, iris - {""}, language)
    replaced = {record.in_place_of for record in decisions if record.in_force}
    return tuple(_note(record, names, language, _mark(record, replaced)) for record in decisions)


def _mark(record: Decision, replaced: set[str]) -> str:
    if not record.in_force or (record.kind == "retract" and record.iri in replaced):
        return ""
    if record.kind == "retract":
        return "retracted"
    return "corrected" if record.in_place_of else "curated"


def _note(record: Decision, names: dict[str, str], language: Language, mark: str) -> Note:
    reason = record.reason_zh if language == "zh" else record.reason_en
    return Note(
        record,
        _value(record.subject, names),
        _value(record.predicate, names),
        _term(record.object, names),
        Said(record.status, _value(record.author, names), record.date, reason),
        tuple(
            Said(
                review.status,
                _value(review.author, names),
                review.date,
                review.reason_zh if language == "zh" else review.reason_en,
            )
            for review in record.reviews
        ),
        mark,
    )


def _value(iri: str, names: dict[str, str]) -> Value:
    return Value(names.get(iri) or (shorten(iri).partition(":")[2] or iri), iri=iri)


def _term(term: NamedNode | Literal, names: dict[str, str]) -> Value:
    if isinstance(term, NamedNode):
        return _value(term.value, names)
    datatype = term.datatype.value
    plain = term.language is not None or datatype.endswith("#string")
    return Value(term.value, language=term.language or "", datatype="" if plain else shorten(datatype))
