"""Which names mean one document: titles and numbers that turn up in different texts.

Entry points: `learned_numbers`, `division_of`, `TitleIndex`. A title alone is a makeshift for an identity; a number
is one. Nothing is put together unless place and year agree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from zhengmai.extract.document_numbers import parse_document_number
from zhengmai.extract.titles import inner_titles, issuers_in_title, title_key
from zhengmai.registry import divisions, issuers
from zhengmai.resolve.places import place_of_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhengmai.extract.facts import CitationFact, DocumentFacts

# Shorter titles (实施方案, 规划) name nothing outside the text that declares them.
_SHORTEST_TITLE = 8
_BRACKETS = str.maketrans("〈〉<>", "《》《》")


def all_titles(title: str) -> list[str]:
    """Give a title, those of the texts that it issues or forwards, and so on down; short ones are left out."""
    found = [title]
    for text in found:
        # Each step leaves a frame out, so that the text gets shorter and the loop ends.
        found.extend(inner_titles(text))
    return [text for text in found if len(text) >= _SHORTEST_TITLE]


@lru_cache(maxsize=50_000)
def division_of(number: str | None, title: str | None) -> str | None:
    """Give the code of the division whose document a number and a title name; None where they do not tell."""
    for name in issuers_in_title(title or ""):
        place = place_of_name(name)
        if place:
            return place.code
    parsed = parse_document_number(number) if number else None
    known = issuers.by_code(parsed.issuer_code) if parsed and parsed.issuer_code else None
    return known.division if known else None


def learned_numbers(documents: Sequence[DocumentFacts], citations: Iterable[CitationFact]) -> dict[str, str]:
    """Give the numbers that held documents without one are known to bear from other texts.

    A number is learned where another text cites it with the document's title, or where another copy of the same
    title bears it; division and year must agree, and exactly one number must do so.

    Args:
        documents: all documents of a build.
        citations: all citations in them.

    Returns:
        sha256 of the copy → canonical 文号.
    """
    claims: dict[str, set[tuple[str, str | None, str | None]]] = {}
    pairs = {(c.number, c.title) for c in citations if c.number and c.title and not c.alias_of}
    for number, title in pairs:
        for text in all_titles(title):
            claims.setdefault(_folded(text), set()).add((number, division_of(number, title), None))
    for facts in documents:
        carrier = facts.carrier
        if carrier.number and carrier.title:
            for text in all_titles(carrier.title):
                claim = (carrier.number, carrier.division, carrier.date)
                claims.setdefault(_folded(text), set()).add(claim)
    found: dict[str, str] = {}
    for facts in documents:
        if facts.carrier.number or not facts.carrier.division:
            continue
        numbers = {
            number
            for title in _own_titles(facts)
            for number, division, date in claims.get(_folded(title), ())
            if division == facts.carrier.division and _same_time(facts.carrier.date, number, date)
        }
        if len(numbers) == 1:
            found[facts.source.sha256] = numbers.pop()
    return found


def _own_titles(facts: DocumentFacts) -> list[str]:
    """Give the titles that name a document as a whole: its own, and that of its plan where it has one only."""
    titles = [facts.carrier.title, facts.plans[0].title if len(facts.plans) == 1 else None]
    return [title for title in titles if title and len(title) >= _SHORTEST_TITLE]


def _same_time(date: str | None, number: str, other_date: str | None) -> bool:
    if date is None:
        return True
    if other_date is not None:
        return date == other_date
    parsed = parse_document_number(number)
    return parsed is None or parsed.year is None or date.startswith(str(parsed.year))


def _folded(title: str) -> str:
    """Give the form under which titles are looked up: the brackets inside change where a title is quoted."""
    return title_key(title).translate(_BRACKETS)


class TitleIndex:
    """The documents that bear or issue a title.

    Args:
        division: gives a document's division by the local part of its IRI; None: unknown.
    """

    def __init__(self, division: Callable[[str], str | None]) -> None:
        self._by_key: dict[str, dict[str, None]] = {}
        self._titles: dict[str, set[str]] = {}
        self._division = division

    def learn(self, title: str, local: str) -> None:
        """Note that a document bears or issues a title; short titles name nothing and are passed over."""
        if len(title) >= _SHORTEST_TITLE:
            self._by_key.setdefault(_folded(title), {})[local] = None
            self._titles.setdefault(_folded(title), set()).add(title_key(title))

    def find(
        self, title: str, *, below: str | None = None, apart_from: str | None = None, is_basis: bool = False
    ) -> str | None:
        """Give the one document that a title means.

        Args:
            title: as cited.
            below: division of the document that cites; of two documents with one title, and for every basis, one
                that lies neither there nor above is not meant: no county acts on its neighbour's plan.
            apart_from: the document that cites, which does not mean itself.
            is_basis: whether the citing text rests on the cited one.

        Returns:
            None where no document is known by the title, or several are.
        """
        known = [local for local in self._by_key.get(_folded(title), ()) if local != apart_from]
        if is_basis or len(known) > 1:
            known = [local for local in known if self._reaches(local, below)]
        return known[0] if len(known) == 1 else None

    def sole(self) -> Iterable[tuple[str, str]]:
        """Give the title keys that one document alone bears, each with that document."""
        for folded, known in self._by_key.items():
            if len(known) == 1:
                for key in sorted(self._titles[folded]):
                    yield key, next(iter(known))

    def _reaches(self, local: str, below: str | None) -> bool:
        above = self._division(local)
        register = divisions.load()
        if above is None or below is None or above not in register or below not in register:
            return True
        return register.contains(above, below)
