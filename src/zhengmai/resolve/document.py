"""Resolve all names of a document. Entry point: `resolve_document`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.registry import divisions
from zhengmai.resolve.evidence import level_by_bodies, place_by_names
from zhengmai.resolve.places import (
    Place,
    above_town,
    level_of_issuers,
    place_by_evidence,
    place_of,
    place_of_division,
    place_of_name,
    town_in_title,
)
from zhengmai.resolve.units import NATION_NAME, UNKNOWN_NAME, Resolver
from zhengmai.text.layout import fold
from zhengmai.text.reader import simplify

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts, PlanFacts


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
    elif plans or carrier.addressees:
        carrier.division_name = UNKNOWN_NAME if plans else None
        carrier.level = level_of_issuers(carrier) or _level(facts)
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
        place = next((place for title in titles if (place := place_of_name(title))), None)
        # A site's own name is no issuer's, but it tells which town the text calls its own.
        own = [*titles, *([fold(facts.carrier.publisher)] if facts.carrier.publisher else [])]
        if place is None and (town := town_in_title(own, _folded(text))):
            return above_town(town, text)
        if place is None and (facts.plans or facts.carrier.addressees):
            level = _level(facts)
            if level == "national":
                return place_of_division(divisions.load().get(divisions.NATION))
            place = place_of_division(place_by_names(level, "。".join([*titles, _folded(text)])))
        return place
    place = place_by_evidence(facts.carrier, titles, text)
    if place is None and level_of_issuers(facts.carrier) is None and _level(facts) == "national":
        # A body whose name tells no place sets ministries to work: 示范行动推进委员会办公室.
        return place_of_division(divisions.load().get(divisions.NATION))
    return place


def _level(facts: DocumentFacts) -> str | None:
    source = facts.source
    text = simplify(source.text) if source.script == "Hant" else source.text
    mentions = [fold(party.mention) for plan in facts.plans for p in plan.provisions for party in p.parties]
    return level_by_bodies([fold(name) for name in facts.carrier.addressees], mentions, _folded(text))


def _folded(text: str) -> str:
    return fold("".join(text.split()))


def _resolve_plan(plan: PlanFacts, resolver: Resolver) -> PlanFacts:
    provisions = [
        replace(p, parties=[resolver.resolve(party) for party in p.parties]) for p in plan.provisions
    ]
    return replace(plan, provisions=provisions)


__all__ = ["Place", "resolve_document"]
