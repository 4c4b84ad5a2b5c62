"""Texts that are cited and not held: what their titles and numbers tell, in graph/stubs.

Entry point: `stub_statements`. Stubs are rebuilt with every build; when a text arrives, none is written for it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhengmai.extract.document_numbers import parse_document_number
from zhengmai.extract.facts import Carrier, Resolution
from zhengmai.extract.titles import document_kind, inner_titles, issuers_in_title, plan_period, title_key
from zhengmai.graph import minting
from zhengmai.graph.bodies import write_body
from zhengmai.graph.statements import DCT, Statements, concept, day, graph, string, zh
from zhengmai.registry import agencies, divisions, issuers, vocabulary
from zhengmai.resolve.bodies import resolve_body
from zhengmai.resolve.places import place_of_name

if TYPE_CHECKING:
    from zhengmai.graph.corpus import Corpus

# A cited title names a plan only where it ends in one of these.
_PLAN_KINDS = frozenset({"方案", "规划", "计划", "行动计划", "纲要", "措施", "要点"})


def stub_statements(corpus: Corpus) -> Statements:
    """Give what is known of the cited texts that are not held."""
    titles: dict[str, Counter[str]] = {}
    numbers: dict[str, str] = {}
    for _, citation in corpus.citations():
        local = corpus.cited(citation)
        if local is None or corpus.is_held(local):
            continue
        known = titles.setdefault(local, Counter())
        title = citation.alias_of or citation.title
        if title:
            known[title] += 1
        if citation.number:
            numbers[local] = citation.number
    out = Statements(graph("stubs"))
    for local in sorted(titles):
        _stub(out, local, numbers.get(local), _best(titles[local]))
    return out


def _best(titles: Counter[str]) -> str | None:
    """Choose the title under which a text is shown: the one that says most, then the one met most often."""
    if not titles:
        return None
    return min(
        titles,
        key=lambda title: (not issuers_in_title(title), not inner_titles(title), -titles[title], title),
    )


def _stub(out: Statements, local: str, number: str | None, title: str | None) -> None:
    node = minting.iri("doc", local)
    out.type(node, "PolicyDocument")
    out.pp(node, "holding", concept("holding-仅见引用"))
    out.pp(node, "documentNumber", string(number))
    out.add(node, DCT + "title", zh(title))
    out.pp(node, "documentType", vocabulary.concept(f"type-{document_kind(title)}") if title else None)
    for resolution in _issuers(number, title):
        out.pp(node, "issuedBy", write_body(out, resolution, local))
    if title is None:
        return
    for order, inner in enumerate(inner_titles(title) or [title], 1):
        if document_kind(inner) in _PLAN_KINDS:
            _plan(out, node, f"{local}-p{order}", inner)


def _plan(out: Statements, document: str, local: str, title: str) -> None:
    plan = minting.iri("plan", local)
    out.pp(document, "issues", plan)
    out.type(plan, "Plan")
    out.add(plan, DCT + "title", zh(title))
    out.pp(plan, "titleKey", string(title_key(title)))
    out.pp(plan, "planKind", vocabulary.concept(f"plan-{document_kind(title)}"))
    period = plan_period(title)
    if period:
        out.pp(plan, "periodStart", day(f"{period[0]}-01-01"))
        out.pp(plan, "periodEnd", day(f"{period[1]}-12-31"))


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
