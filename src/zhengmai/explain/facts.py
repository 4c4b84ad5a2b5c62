"""All facts of a document as one flat list. Entry point: `readings`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhengmai.extract.facts import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhengmai.extract.facts import (
        Carrier,
        CitationFact,
        Deadline,
        DocumentFacts,
        HeaderFact,
        Party,
        PlanFacts,
        Provision,
        Target,
    )
    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import Span


@dataclass(frozen=True)
class Reading:
    """One fact, or one span that was not read.

    Attributes:
        element: a key of `zhengmai.explain.elements.ELEMENTS`.
        span: where it stands, in code points of the source text.
        text: the source's own characters there.
        value: what was made of it: the element of the head and its canonical form, the path of a provision, the
            resolved unit, the normalised deadline, the target's comparison, the cited document; why it was not read.
        place: where it belongs: "" the carrier, "p1" the first plan, "p1 二/（一）/1" one of its provisions.
        rule: which rule found it; None where it was not read.
        confidence: how sure it is; None where it was not read.
        evidence: the fact's own evidence, which leads to its nodes in the graph.
        reach: the evidence with which the graph anchors it, where that is another fact's.
    """

    element: str
    span: Span
    text: str
    value: str
    place: str
    rule: str | None
    confidence: Confidence | None
    evidence: Evidence | None = field(default=None, compare=False, repr=False)
    reach: Evidence | None = field(default=None, compare=False, repr=False)


def readings(facts: DocumentFacts) -> list[Reading]:
    """Give every fact of a document once, and every unread span.

    Args:
        facts: resolved facts; of unresolved ones parties have no value but their printed name.

    Returns:
        In the order of the text; of readings that begin together the longer one first.
    """
    lister = _Lister(facts)
    found = [*lister.carrier(facts.carrier)]
    for number, plan in enumerate(facts.plans, 1):
        found += lister.plan(plan, f"p{number}")
    for unread in facts.unread:
        value = f"{unread.looks_like}: {' · '.join(unread.reason)}"
        found.append(Reading("unread", unread.span, facts.source.quote(unread.span), value, "", None, None))
    return sorted(found, key=lambda r: (r.span.start, -r.span.end))


class _Lister:
    """Lists facts; a fact that stands with a provision and with its plan counts once, with the provision."""

    def __init__(self, facts: DocumentFacts) -> None:
        self._source = facts.source
        self._seen: set[int] = set()

    def carrier(self, carrier: Carrier) -> Iterator[Reading]:
        for element in carrier.header:
            yield from self._one("carrier", element.evidence, _header(element, carrier), "")
        yield from self._citations(carrier.citations, "")

    def plan(self, plan: PlanFacts, place: str) -> Iterator[Reading]:
        if plan.title_evidence is not None:
            period = f" {'/'.join(plan.period)}" if plan.period else ""
            yield from self._one("plan", plan.title_evidence, f"{plan.kind}{period}", place)
        for provision in plan.provisions:
            yield from self._provision(provision, place)
        yield from self._citations([*plan.title_citations, *plan.citations, *plan.other_citations], place)
        yield from self._targets(plan.targets, place)
        yield from self._deadlines(plan.other_deadlines, None, place)

    def _provision(self, provision: Provision, plan: str) -> Iterator[Reading]:
        path = "/".join(provision.path)
        place = f"{plan} {path}"
        unsure = " (unsure)" if provision.unsure else ""
        heading = provision.heading or (provision.group if provision.kind == "measure" else None)
        value = f"{path} {heading}" if heading else path
        yield from self._one(provision.kind, provision.evidence, value + unsure, place)
        yield from self._parties(provision.parties, place)
        yield from self._deadlines(provision.deadlines, provision.deadline, place)
        yield from self._targets(provision.targets, place)
        yield from self._citations(provision.citations, place)

    def _parties(self, parties: Iterable[Party], place: str) -> Iterator[Reading]:
        before: Party | None = None
        for party in parties:
            # A unit in parentheses has no node of its own: the assignment of the unit before it names both.
            reach = before.evidence if party.through and before is not None else None
            yield from self._one(party.role, party.evidence, _party(party), place, reach)
            before = before if party.through else party

    def _deadlines(
        self, deadlines: Iterable[Deadline], chosen: Deadline | None, place: str
    ) -> Iterator[Reading]:
        for deadline in deadlines:
            element = "deadline" if deadline is chosen else "other-deadline"
            yield from self._one(element, deadline.evidence, _deadline(deadline), place)

    def _targets(self, targets: Iterable[Target], place: str) -> Iterator[Reading]:
        for target in targets:
            yield from self._one("target", target.evidence, _target(target), place)

    def _citations(self, citations: Iterable[CitationFact], place: str) -> Iterator[Reading]:
        for citation in citations:
            yield from self._one("citation", citation.evidence, _citation(citation), place)

    def _one(
        self, element: str, evidence: Evidence, value: str, place: str, reach: Evidence | None = None
    ) -> Iterator[Reading]:
        if id(evidence) in self._seen:
            return
        self._seen.add(id(evidence))
        text = self._source.quote(evidence.span)
        yield Reading(
            element, evidence.span, text, value, place, evidence.rule, evidence.confidence, evidence, reach
        )


def _header(element: HeaderFact, carrier: Carrier) -> str:
    canonical = {
        "发文字号": carrier.number or "?",
        "成文日期": carrier.date or "?",
        "标题": carrier.kind or "?",
    }.get(element.element, element.verbatim)
    return f"{element.element} {canonical}"


def _party(party: Party) -> str:
    resolution = party.resolution
    if resolution is None:
        return party.mention
    name = f" {resolution.name}" if resolution.name != resolution.short else ""
    return f"{resolution.key}{name} ({resolution.division or '?'})"


def _deadline(deadline: Deadline) -> str:
    parts = [deadline.kind, deadline.value]
    if deadline.latest:
        parts.append(f"… {deadline.latest}")
    if deadline.days_after_issue is not None:
        parts.append(f"+{deadline.days_after_issue} d")
    return " ".join(part for part in parts if part)


def _target(target: Target) -> str:
    parts: list[str | None] = [target.indicator, target.comparator]
    parts.append(f"{target.value.normalize():f}" if target.value is not None else "?")
    parts += [target.unit, target.period, target.distribution, target.benchmark, target.condition]
    return " ".join(part for part in parts if part) + (" (unsure)" if target.unsure else "")


def _citation(citation: CitationFact) -> str:
    title = citation.alias_of or citation.title
    named = [
        citation.number or citation.verbatim_number,
        f"《{title}》" if title else None,
        citation.pinpoint,
    ]
    return " ".join([citation.role, *(part for part in named if part)])
