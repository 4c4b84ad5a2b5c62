"""The plans of one series in all places, and how a plan stands to the levels above it.

Entry points: `series_of`, `kin`, `siblings`, `nearest` and `skips`. Everything is looked up from the plan outwards, so that the
cost is that of the answer and not of the release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhengmai.errors import Bilingual
from zhengmai.namespaces import PP
from zhengmai.store.lineage import Hop, PlanSummary, Query, checked_iri, hops, summary

_PREFIXES = f"PREFIX pp: <{PP}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "


@dataclass(frozen=True)
class Series:
    """A family of plans.

    Attributes:
        name: what their titles have in common, less place, level, period and kind.
        period: first and last year, such as 2022-2024; empty where unknown.
    """

    name: str
    period: str

    @property
    def key(self) -> str:
        """The value of pp:seriesKey."""
        return f"{self.name}|{self.period}"


@dataclass(frozen=True)
class Skip:
    """A level between a plan and a plan that it rests on, of which it names no text.

    Attributes:
        child: the lower plan.
        parent: the upper plan.
        division: IRI of the division that was passed over.
        name: its label.
        candidates: plans of the child's or the parent's series there, the earliest first; none where none is known.
        existed: whether one of them existed when the child was issued; None where nothing known tells.
    """

    child: PlanSummary
    parent: PlanSummary
    division: str
    name: str
    candidates: tuple[PlanSummary, ...]
    existed: bool | None

    @property
    def said(self) -> Bilingual:
        """Say in words whether the level's document existed."""
        if not self.candidates:
            return Bilingual(
                f"{self.name}的同系列文件未知，无从判断当时是否存在",
                f"no text of the series is known of {self.name}, so nothing tells whether one existed",
            )
        known = self.candidates[0]
        label = known.number or known.title or known.iri
        when = known.date or (str(known.year) if known.year else "")
        if self.existed is None:
            return Bilingual(
                f"{self.name}有{label}，但日期不足以判断先后",
                f"{self.name} has {label}, but the dates do not tell which came first",
            )
        if self.existed:
            return Bilingual(
                f"{self.name}的{label}（{when}）当时已经存在",
                f"{label} of {self.name} ({when}) existed by then",
            )
        return Bilingual(
            f"{self.name}的{label}（{when}）当时尚未印发",
            f"{label} of {self.name} ({when}) was not issued yet",
        )


def series_of(query: Query, plan: str) -> list[Series]:
    """Give the series that a plan belongs to, those with a period first; none where its title names nothing.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
    """
    found = query(
        f"{_PREFIXES} SELECT DISTINCT ?key WHERE {{ <{checked_iri(plan)}> pp:seriesKey ?key }} ORDER BY ?key"
    )
    known = [Series(*row["key"].rpartition("|")[::2]) for row in found]
    return sorted(known, key=lambda series: (not series.period, series.key))


def kin(query: Query, plan: str) -> list[str]:
    """Give the IRIs of the other plans of a plan's series, sorted.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
    """
    found = query(
        f"{_PREFIXES} SELECT DISTINCT ?other WHERE {{ VALUES ?plan {{ <{checked_iri(plan)}> }} "
        "?plan pp:seriesKey ?key . ?other pp:seriesKey ?key FILTER ( ?other != ?plan ) } ORDER BY ?other"
    )
    return [row["other"] for row in found]


def siblings(query: Query, plan: str) -> list[PlanSummary]:
    """Give the other plans of a plan's series, held or cited only: by level from the nation down, then by place.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
    """
    found = [summary(query, other) for other in kin(query, plan)]
    return sorted(found, key=lambda plan: (plan.rank, plan.division_iri, plan.iri))


def nearest(query: Query, plan: str) -> Hop | None:
    """Give the hop to the parent nearest in level: of the levels above the plan's own, the lowest.

    A basis of the plan's own level (the place's own five-year plan, the government's plan that an office carries out)
    counts where there is none above; of several on one level that of the plan's own series is taken.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
    """
    above = hops(query, plan)
    if not above:
        return None
    own = summary(query, plan)
    family = set(kin(query, plan))

    def distance(hop: Hop) -> tuple[bool, int, bool, str]:
        parent = summary(query, hop.parent)
        # A parent of unknown level is taken last of those above.
        unknown = parent.level == "" or own.level == ""
        steps = own.rank - parent.rank
        return steps <= 0 and not unknown, 99 if unknown else abs(steps), hop.parent not in family, hop.parent

    return min(above, key=distance)


def skips(query: Query, plan: str) -> list[Skip]:
    """Give the levels that a plan's own bases pass over, each with what is known of that level's text.

    A level is passed over where the plan rests on a text above it and on none of the division itself.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
    """
    own = summary(query, plan)
    if not own.division_iri:
        return []
    line = _divisions_above(query, own.division_iri)
    parents = [summary(query, hop.parent) for hop in hops(query, plan)]
    named = {parent.division_iri for parent in parents}
    found: dict[tuple[str, str], Skip] = {}
    for parent in sorted(parents, key=lambda parent: (-parent.rank, parent.iri)):
        codes = [division for division, _ in line]
        if parent.division_iri not in codes:
            continue
        for division, name in line[: codes.index(parent.division_iri)]:
            if division not in named and not any(key[0] == division for key in found):
                found[division, parent.iri] = _skip(query, own, parent, division, name)
    return list(found.values())


def _skip(query: Query, child: PlanSummary, parent: PlanSummary, division: str, name: str) -> Skip:
    known = {p.iri: p for plan in (child, parent) for p in siblings(query, plan.iri)}
    there = [p for p in known.values() if p.division_iri == division]
    there.sort(key=lambda p: (p.date or f"{p.year or 9999}", p.iri))
    return Skip(child, parent, division, name, tuple(there), _existed(there, child))


def _existed(known: Sequence[PlanSummary], child: PlanSummary) -> bool | None:
    """Tell whether one of some plans is older than another; None where the dates do not decide."""
    order = [_earlier(one, child) for one in known]
    if True in order:
        return True
    return None if None in order or not order else False


def _earlier(one: PlanSummary, other: PlanSummary) -> bool | None:
    if one.date and other.date:
        return one.date <= other.date
    if one.year is None or other.year is None or one.year == other.year:
        return None
    return one.year < other.year


def _divisions_above(query: Query, division: str) -> list[tuple[str, str]]:
    """Give the divisions above a division, the nearest first, each with its label."""
    found: list[tuple[str, str]] = []
    here = division
    while True:
        rows = query(
            f"{_PREFIXES} SELECT ?above ?name WHERE {{ <{checked_iri(here)}> pp:parentDivision ?above "
            'OPTIONAL { ?above skos:prefLabel ?name FILTER langMatches(lang(?name), "zh") } } ORDER BY ?above'
        )
        if not rows or any(rows[0]["above"] == known for known, _ in found):
            return found
        here = rows[0]["above"]
        found.append((here, rows[0].get("name", "")))
