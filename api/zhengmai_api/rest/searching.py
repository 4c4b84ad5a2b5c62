"""What a search found, shown: the name of each thing and the part of its text that holds the words.

Entry points: `Search`, `searched` and `shown`.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhengmai.namespaces import PP
from zhengmai.store import index as indexes
from zhengmai.store.index import SEARCHED
from zhengmai.store.words import highlights
from zhengmai_api.rest.collections import invalid
from zhengmai_api.rest.facts import Facts, key_of
from zhengmai_api.rest.models import Hit

_BEFORE, _LENGTH = 30, 140
_TITLE = "http://purl.org/dc/terms/title"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TEXTS = {
    "documents": (_TITLE, PP + "documentNumber", PP + "verbatimNumber"),
    "plans": (_TITLE,),
    "measures": (PP + "heading", PP + "text"),
    "agencies": (_SKOS + "prefLabel", _SKOS + "altLabel"),
}


@dataclass(frozen=True)
class Part:
    """A part of a snippet, and whether it is what was searched for."""

    text: str
    marked: bool


def types_of(text: str | None) -> tuple[str, ...]:
    """Read which collections to search: names parted by commas; all if none is given.

    Raises:
        Problem: 422 for an unknown one.
    """
    names = tuple(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))
    for name in names:
        if name not in SEARCHED:
            listed = ", ".join(SEARCHED)
            raise invalid(
                "type", f"应为 {listed} 之中的若干个，逗号隔开", f"must be some of {listed}, parted by commas"
            )
    return names or SEARCHED


def shown(facts: Facts, found: indexes.Hit, searched: str, *, ranked: bool) -> Hit:
    """Give what an answer shows of something that was found."""
    snippet, marks = _snippet(facts, found, searched)
    return Hit(
        type=found.kind,  # type: ignore[arg-type]
        iri=found.iri,
        key=key_of(found.iri),
        page=facts.page(found.iri),
        href=facts.address(found.kind, found.iri),
        title=_title(facts, found),
        snippet=snippet,
        highlights=marks,
        score=round(-found.rank, 6) if ranked else None,
    )


def parts(snippet: str, marks: list[tuple[int, int]]) -> list[Part]:
    """Part a snippet by what is marked in it."""
    found, last = [], 0
    for start, end in marks:
        found += [Part(snippet[last:start], marked=False), Part(snippet[start:end], marked=True)]
        last = end
    return [part for part in (*found, Part(snippet[last:], marked=False)) if part.text]


def _title(facts: Facts, found: indexes.Hit) -> str:
    if found.kind != "measures":
        label = facts.label(found.iri)
        return label.zh or label.en or key_of(found.iri)
    plan = facts.first(found.iri, "provisionOf")
    name = (plan.label.zh or plan.key) if plan else ""
    return " ".join(filter(None, (name, facts.text(found.iri, "numberPath"))))


def _snippet(facts: Facts, found: indexes.Hit, searched: str) -> tuple[str, list[tuple[int, int]]]:
    texts = [text for name in _TEXTS[found.kind] for text in facts.texts(found.iri, name)]
    best = max(texts, key=lambda text: len(highlights(text, searched)), default="")
    marks = highlights(best, searched)
    start = max(0, marks[0][0] - _BEFORE) if marks else 0
    end = start + _LENGTH
    inside = [(max(a - start, 0), min(b, end) - start) for a, b in marks if b > start and a < end]
    # An ellipsis takes the place of what is left out.
    before, after = "…" if start else "", "…" if end < len(best) else ""
    return before + best[start:end] + after, [(a + len(before), b + len(before)) for a, b in inside]
