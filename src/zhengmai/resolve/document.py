"""Resolve all names of a document. Entry point: `resolve_document`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.registry import divisions
from zhengmai.resolve.places import (
    Place,
    above_town,
    level_of_issuers,
    place_by_evidence,
    place_of,
    place_of_name,
)
from zhengmai.resolve.units import NATION_NAME, UNKNOWN_NAME, Resolver
from zhengmai.text.layout import fold
from zhengmai.text.reader import simplify

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts, PlanFacts

_COUNTIES_BELOW = re.compile(
    "各(?:有关)?[县縣](?:[（(、]|市|[区區])|各(?:有关)?[区區](?:[县縣]|、[县縣]|人民政府|政府)|[县縣]级?[（(]市|市、?[县縣](?:[（(].{1,4}[)）]|[区區])?(?:[两兩二]|三)级|[县縣](?:市[区區]|[（(]市、?[区區][)）])"
)
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
    place = _place(facts)
    resolver = Resolver(place)
    plans = [_resolve_plan(plan, resolver) for plan in facts.plans]
    carrier = replace(facts.carrier)
    if place is not None:
        carrier.division = place.code
        carrier.division_name = NATION_NAME if place.code == divisions.NATION else place.name
        carrier.level = place.level
        carrier.above = place.above
    elif plans:
        carrier.division_name = UNKNOWN_NAME
        carrier.level = level_of_issuers(carrier) or _level_by_parties(plans, facts.source.text)
    return replace(facts, carrier=carrier, plans=plans)


def _place(facts: DocumentFacts) -> Place | None:
    place = place_of(facts.carrier)
    if place is not None and (place.code is not None or place.above is not None):
        return place
    source = facts.source
    text = simplify(source.text) if source.script == "Hant" else source.text
    if place is not None:
        return above_town(place, text)
    titles = [fold(title) for title in (facts.carrier.title, *(plan.title for plan in facts.plans)) if title]
    if not facts.carrier.issuers:
        # A copy without title and signature still names its place in the title of what it issues.
        return next((place for title in titles if (place := place_of_name(title))), None)
    return place_by_evidence(facts.carrier, titles, text)


def _resolve_plan(plan: PlanFacts, resolver: Resolver) -> PlanFacts:
    provisions = [
        replace(p, parties=[resolver.resolve(party) for party in p.parties]) for p in plan.provisions
    ]
    return replace(plan, provisions=provisions)


def _level_by_parties(plans: list[PlanFacts], text: str) -> str | None:
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
    if count * 2 <= sum(words.values()):
        return None
    # A city that has counties or districts under it is no city of a county's rank.
    if word == "市" and _COUNTIES_BELOW.search(text):
        return "prefecture"
    return _LEVEL_BY_WORD.get(word)


__all__ = ["Place", "resolve_document"]
