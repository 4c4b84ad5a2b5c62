"""Explanations as JSON (docs/why.md says what each key holds). Entry point: `document`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from zhengmai.graph.terms import write_term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.errors import Bilingual
    from zhengmai.reason.evidence import Place
    from zhengmai.reason.why import Derivation, Explanation, Term
    from zhengmai.store.records import Decision


def document(explanations: Sequence[Explanation], release: str) -> dict[str, Any]:
    """Give explanations as a JSON document.

    Args:
        explanations: of one subject and property.
        release: id of the release.
    """
    return {"release": release, "explanations": [_explanation(found) for found in explanations]}


def term(value: Term) -> dict[str, str]:
    """Give a term as in the SPARQL 1.1 Query Results JSON Format, with its short form under "short"."""
    if isinstance(value, NamedNode):
        return {"type": "uri", "value": value.value, "short": write_term(value)}
    given = {"type": "literal", "value": value.value, "short": write_term(value)}
    if value.language:
        return {**given, "xml:lang": value.language}
    return {**given, "datatype": value.datatype.value}


def _explanation(found: Explanation) -> dict[str, Any]:
    subject, predicate, value = found.triple
    return {
        "s": term(subject),
        "p": term(predicate),
        "o": term(value),
        "standing": found.standing,
        "origins": list(found.origins),
        "graphs": list(found.graphs),
        "places": [_place(place) for place in found.places],
        "derivations": [_derivation(way) for way in found.derivations],
        "more": found.more,
        "records": [_record(record) for record in found.records],
        "cut": found.cut,
    }


def _derivation(way: Derivation) -> dict[str, Any]:
    return {
        "rule": way.rule,
        "says": _both(way.says),
        "premises": [_explanation(premise) for premise in way.premises],
    }


def _place(place: Place) -> dict[str, Any]:
    around = place.surroundings
    return {
        "role": place.role,
        "node": place.node,
        "anchor": place.anchor,
        "quote": place.quote,
        "start": place.start,
        "end": place.end,
        "copy": place.copy,
        "sha256": place.sha256,
        "file": place.file,
        "document": place.document,
        "number": place.number,
        "title": place.title,
        "rule": place.rule,
        "confidence": place.confidence,
        "surroundings": None
        if around is None
        else {
            "node": around.node,
            "quote": around.quote,
            "start": around.start,
            "end": around.end,
            "holds": around.holds,
        },
    }


def _record(record: Decision) -> dict[str, Any]:
    return {
        "iri": record.iri,
        "kind": record.kind,
        "status": record.status,
        "author": record.author,
        "date": record.date,
        "reason": {"zh": record.reason_zh, "en": record.reason_en},
        "justification": record.justification,
        "confidence": record.confidence,
        "in_place_of": record.in_place_of,
        "reviews": [
            {
                "status": review.status,
                "author": review.author,
                "date": review.date,
                "reason": {"zh": review.reason_zh, "en": review.reason_en},
            }
            for review in record.reviews
        ],
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
