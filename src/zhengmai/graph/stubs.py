"""Texts that are cited and not held: what their titles and numbers tell, in graph/stubs.

Entry points: `stub_statements`, `replaced`. Stubs are rebuilt with every build; when a text arrives, none is written for it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhengmai.extract.document_numbers import parse_document_number
from zhengmai.extract.facts import Carrier, Resolution
from zhengmai.extract.series import named_texts, place_in_title, series_key
from zhengmai.extract.titles import document_kind, inner_titles, issuers_in_title, plan_period, title_key
from zhengmai.graph import minting
from zhengmai.graph.bodies import write_body
from zhengmai.graph.statements import DCT, Statements, concept, day, graph, string, zh
from zhengmai.registry import agencies, divisions, issuers, vocabulary
from zhengmai.resolve.bodies import resolve_body
from zhengmai.resolve.places import place_of_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhengmai.graph.corpus import Corpus

# A cited title names a plan only where it ends in one of these.
_PLAN_KINDS = frozenset({"方案", "规划", "计划", "行动计划", "纲要", "措施", "要点"})


@dataclass
class _Known:
    """What citations tell of a text that is not held: its titles with how often each was met, and its number.

    A standard has a number of its own kind (`standard`), which is no 文号.
    """

    titles: Counter[str] = field(default_factory=Counter)
    number: str | None = None
    standard: str | None = None

    @property
    def title(self) -> str | None:
        """The title under which it is shown: the one that says most, then the one met most often."""
        return min(
            self.titles,
            key=lambda title: (
                not issuers_in_title(title),
                not inner_titles(title),
                -self.titles[title],
                title,
            ),
            default=None,
        )

    @property
    def plans(self) -> list[tuple[int, str]]:
        """The plans that its title names as issued, each with its place among the texts issued."""
        return _plans_in(self.title) if self.title else []


def stub_statements(corpus: Corpus) -> Statements:
    """Give what is known of the cited texts that are not held, and what identifiers have been replaced."""
    known = _cited(corpus)
    named = _add_named(corpus, known)
    out = Statements(graph("stubs"))
    for local in sorted(known):
        _stub(out, local, known[local], named)
    for local, number in corpus.learned.items():
        out.pp(minting.iri("doc", local), "documentNumber", string(number))
    for old, new in replaced(corpus, known).items():
        out.add(old, DCT + "isReplacedBy", new)
    return out


def replaced(corpus: Corpus, known: Mapping[str, _Known] | None = None) -> dict[str, str]:
    """Give the IRIs of documents and plans that other releases may have used, each with the one used now.

    Args:
        corpus: the documents.
        known: what is known of the cited texts that are not held; worked out where left out.
    """
    stubs = _cited(corpus) if known is None else known
    found: dict[str, str] = {}
    for former in corpus.former():
        found[minting.iri("doc", former.old)] = minting.iri("doc", former.new)
        if former.title is None:
            places = {place: place for place, _ in enumerate(corpus.plan_keys(former.new), 1)}
        else:
            places = _same_plans(former.title, _plan_places(corpus, stubs, former.new))
        for old, new in places.items():
            plan = minting.iri("plan", f"{former.old}-p{old}")
            found[plan] = minting.iri("plan", f"{former.new}-p{new}")
    return found


def _cited(corpus: Corpus) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for by, citation in corpus.citations():
        local = corpus.cited(citation, by)
        if local is None or corpus.is_held(local):
            continue
        entry = known.setdefault(local, _Known())
        title = citation.alias_of or citation.title
        if title:
            entry.titles[title] += 1
        if citation.number:
            entry.number = citation.number
        entry.standard = entry.standard or citation.standard
    return known


def _add_named(corpus: Corpus, known: dict[str, _Known]) -> dict[str, str]:
    """Add the plans that the titles of cited plans say they carry out; give upper by lower plan, as IRIs."""
    found: dict[str, str] = {}
    waiting = sorted(known)
    for local in waiting:
        for place, title in known[local].plans:
            texts = [text.title for text in named_texts(title) if document_kind(text.title) in _PLAN_KINDS]
            if len(texts) != 1:
                continue
            upper = corpus.titled(texts[0])
            if not corpus.is_held(upper) and upper not in known:
                known[upper] = _Known(Counter(texts))
                # A title in a title is shorter, so that the list ends.
                waiting.append(upper)
            same = _same_plans(texts[0], _plan_places(corpus, known, upper))
            if len(same) == 1:
                (there,) = same.values()
                lower = minting.iri("plan", f"{local}-p{place}")
                found[lower] = minting.iri("plan", f"{upper}-p{there}")
    return found


def _plans_in(title: str) -> list[tuple[int, str]]:
    texts = inner_titles(title) or [title]
    return [(place, text) for place, text in enumerate(texts, 1) if document_kind(text) in _PLAN_KINDS]


def _plan_places(corpus: Corpus, known: Mapping[str, _Known], local: str) -> dict[str, int]:
    """Give the place of each plan of a document by its title key."""
    if corpus.is_held(local):
        return {key: place for place, key in enumerate(corpus.plan_keys(local), 1)}
    entry = known.get(local, _Known())
    return {title_key(title): place for place, title in entry.plans}


def _same_plans(title: str, places: Mapping[str, int]) -> dict[int, int]:
    """Tell which plan of a document is meant by each plan that a title names: the one of that title, or the only one."""
    named = _plans_in(title)
    sole = next(iter(places.values())) if len(places) == len(named) == 1 else None
    found = {place: places.get(title_key(text), sole) for place, text in named}
    return {place: there for place, there in found.items() if there is not None}


def _stub(out: Statements, local: str, known: _Known, named: Mapping[str, str]) -> None:
    node, title = minting.iri("doc", local), known.title
    out.type(node, "PolicyDocument")
    out.pp(node, "holding", concept("holding-仅见引用"))
    out.pp(node, "documentNumber", string(known.number))
    out.add(node, DCT + "identifier", string(known.standard))
    out.add(node, DCT + "title", zh(title))
    out.pp(node, "documentType", vocabulary.concept(f"type-{document_kind(title)}") if title else None)
    issuing = _issuers(known.number, title)
    for resolution in issuing:
        out.pp(node, "issuedBy", write_body(out, resolution, local))
    if title is None:
        return
    if not issuing:
        place = place_in_title(title)
        out.pp(node, "jurisdiction", minting.iri("division", place) if place else None)
    for order, inner in known.plans:
        plan = _plan(out, node, f"{local}-p{order}", inner)
        out.pp(plan, "carriesOut", named.get(plan))


def _plan(out: Statements, document: str, local: str, title: str) -> str:
    plan = minting.iri("plan", local)
    period = plan_period(title)
    out.pp(document, "issues", plan)
    out.type(plan, "Plan")
    out.add(plan, DCT + "title", zh(title))
    out.pp(plan, "titleKey", string(title_key(title)))
    out.pp(plan, "seriesKey", string(series_key(title, period)))
    out.pp(plan, "planKind", vocabulary.concept(f"plan-{document_kind(title)}"))
    if period:
        out.pp(plan, "periodStart", day(f"{period[0]}-01-01"))
        out.pp(plan, "periodEnd", day(f"{period[1]}-12-31"))
    return plan


def _issuers(number: str | None, title: str | None) -> list[Resolution]:
    """Read the issuers off the title, else off the number's 机关代字; an issuer without a place is left out."""
    names = [name for name in issuers_in_title(title or "") if place_of_name(name)]
    if names:
        return [resolve_body(name, Carrier(issuers=[name])) for name in names]
    parsed = parse_document_number(number) if number else None
    known = issuers.by_code(parsed.issuer_code) if parsed and parsed.issuer_code else None
    if known is None:
        return []
    division = divisions.load().get(known.division)
    return [
        Resolution(
            division=division.code,
            division_name=division.name,
            short=known.name,
            name=known.name,
            collective=False,
            rule="issuer-code",
            confidence="certain",
            systems=agencies.systems(known.name),
        )
    ]
