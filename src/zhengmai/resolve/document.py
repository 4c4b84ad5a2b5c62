"""Resolve all names of a document. Entry point: `resolve_document`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.registry import divisions
from zhengmai.resolve.places import Place, place_of
from zhengmai.resolve.units import NATION_NAME, UNKNOWN_NAME, Resolver
from zhengmai.text.layout import fold

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts, PlanFacts

_LEVEL_BY_WORD = {
    "省": "province",
    "市": None,
    "县": "county",
    "区": "county",
    "旗": "county",
    "镇": "township",
    "乡": "township",
}


def resolve_document(facts: DocumentFacts) -> DocumentFacts:
    """Give the facts with division and level of the carrier, and every party resolved.

    A document whose division is not known keeps None; its units are of an unknown division, never of a guessed one.
    """
    place = place_of(facts.carrier)
    resolver = Resolver(place)
    plans = [_resolve_plan(plan, resolver) for plan in facts.plans]
    carrier = replace(facts.carrier)
    if place is not None:
        carrier.division = place.code
        carrier.division_name = NATION_NAME if place.code == divisions.NATION else place.name
        carrier.level = place.level
    elif plans:
        carrier.division_name = UNKNOWN_NAME
        carrier.level = _level_by_parties(plans)
    return replace(facts, carrier=carrier, plans=plans)


def _resolve_plan(plan: PlanFacts, resolver: Resolver) -> PlanFacts:
    provisions = [
        replace(p, parties=[resolver.resolve(party) for party in p.parties]) for p in plan.provisions
    ]
    return replace(plan, provisions=provisions)


def _level_by_parties(plans: list[PlanFacts]) -> str | None:
    """Tell the level of an unknown division by the level word of most of its units: 区残联, 区财政局."""
    words = Counter(
        fold(party.mention)[0]
        for plan in plans
        for p in plan.provisions
        for party in p.parties
        if not party.collective
    )
    if not words:
        return None
    word, count = words.most_common(1)[0]
    return _LEVEL_BY_WORD.get(word) if count * 2 > sum(words.values()) else None


__all__ = ["Place", "resolve_document"]
