"""Which pairs of plans are compared in a release: plans along a lineage, and near siblings of a series.

Entry points: `partners` and `relation`. Each plan chooses at most `MOST` others, so that the work of a release grows
with the number of its plans and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from zhengmai.align.measures import series_of
from zhengmai.namespaces import PP

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from zhengmai.store.lineage import Query, Rows

Relation = Literal["adaptedFrom", "parallelTo"]

MOST = 8
"""How many other plans one plan chooses."""

_LEVELS = ("国家级", "省级", "地级", "县级", "乡级")


@dataclass(frozen=True)
class PlanPair:
    """Two plans whose measures are compared.

    Attributes:
        subject: IRI of the lower plan; of siblings the later one, by date of issue and then IRI.
        object: IRI of the other.
        relation: adaptedFrom along a lineage, parallelTo otherwise.
    """

    subject: str
    object: str
    relation: Relation


@dataclass(frozen=True)
class _Held:
    """A plan whose measures are held, with what nearness is told by."""

    iri: str
    series: str
    division: str
    level: str
    date: str

    @property
    def place(self) -> tuple[str, str, int, str, str]:
        """Sorts plans of one province, prefecture and level side by side."""
        level = _LEVELS.index(self.level) if self.level in _LEVELS else len(_LEVELS)
        return self.division[:2], self.division[:4], level, self.date, self.iri


def partners(query: Query) -> list[PlanPair]:
    """Give all pairs of plans that a release compares, near plans one after another.

    A plan chooses first the plans above it whose text is held, the nearest first; then siblings of its series, of the
    same prefecture before those of the same province, the same level, and the nearest date.

    Args:
        query: runs a SELECT over the release.
    """
    held = {one.iri: one for one in _held(query)}
    parents = _parents(query)
    series: dict[str, list[_Held]] = {}
    for one in held.values():
        if one.series:
            series.setdefault(one.series, []).append(one)
    for members in series.values():
        members.sort(key=lambda one: one.place)
    found: dict[PlanPair, None] = {}
    for one in sorted(held.values(), key=lambda one: (one.series, one.place)):
        above = [iri for iri in ancestors(parents, one.iri) if iri in held]
        chosen = above[:MOST]
        siblings = _nearest(one, series.get(one.series, []), set(above))
        chosen += [iri for iri in siblings if iri not in chosen][: MOST - len(chosen)]
        found.update((_pair(one, held[iri], above, ancestors(parents, iri)), None) for iri in chosen)
    return list(found)


def relation(query: Query, one: str, other: str) -> PlanPair:
    """Give the direction in which two plans are compared, by their lineage and dates.

    Args:
        query: runs a SELECT over the release.
        one: IRI of a plan.
        other: IRI of another.
    """
    return _pair(_one(query, one), _one(query, other), _above(query, one), _above(query, other))


def ancestors(parents: Mapping[str, Sequence[str]], plan: str) -> list[str]:
    """Give the plans above a plan, nearest first; a plan is given once, a circle ends."""
    found: list[str] = []
    ring = [plan]
    while ring:
        above = dict.fromkeys(parent for child in ring for parent in parents.get(child, ()))
        ring = [parent for parent in above if parent not in found and parent != plan]
        found += ring
    return found


def _pair(one: _Held, other: _Held, above_one: Collection[str], above_other: Collection[str]) -> PlanPair:
    if other.iri in above_one:
        return PlanPair(one.iri, other.iri, "adaptedFrom")
    if one.iri in above_other:
        return PlanPair(other.iri, one.iri, "adaptedFrom")
    earlier, later = sorted((one, other), key=lambda plan: (plan.date, plan.iri))
    return PlanPair(later.iri, earlier.iri, "parallelTo")


def _nearest(one: _Held, members: Sequence[_Held], but: set[str]) -> list[str]:
    """Give the siblings that stand nearest, out of those beside the plan in the order of the series."""
    if len(members) < 2:
        return []
    place = bisect_left(members, one.place, key=lambda other: other.place)
    beside = members[max(0, place - MOST) : place + MOST + 1]
    options = [other for other in beside if other.iri != one.iri and other.iri not in but]
    options.sort(
        key=lambda other: (
            other.division[:4] != one.division[:4],
            other.division[:2] != one.division[:2],
            other.level != one.level,
            _days(one.date, other.date),
            other.iri,
        )
    )
    return [other.iri for other in options]


def _days(one: str, other: str) -> int:
    """Give the days between two dates; an unknown one is farther than any known."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return 1_000_000


def _held(query: Query) -> list[_Held]:
    rows = query(_HELD.replace("?which", "FILTER EXISTS { ?plan pp:hasMeasure ?measure }"))
    by_plan: dict[str, Rows] = {}
    for row in rows:
        by_plan.setdefault(row["plan"], []).append(row)
    return [_of(plan, found) for plan, found in by_plan.items()]


def _one(query: Query, plan: str) -> _Held:
    rows = query(_HELD.replace("?which", f"VALUES ?plan {{ <{plan}> }}"))
    return _of(plan, rows)


def _of(plan: str, rows: Rows) -> _Held:
    row = rows[0] if rows else {}
    division = row.get("code") or row.get("division", "").rpartition("/")[2]
    level = row.get("level", "").rpartition("/")[2].removeprefix("level-")
    return _Held(plan, series_of(rows), division, level, row.get("date", ""))


def _above(query: Query, plan: str) -> set[str]:
    found = query(f"SELECT DISTINCT ?parent WHERE {{ <{plan}> <{PP}derivesFrom>+ ?parent }}")
    return {row["parent"] for row in found}


def _parents(query: Query) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in query(
        f"SELECT ?child ?parent WHERE {{ ?child <{PP}derivesFrom> ?parent }} ORDER BY ?child ?parent"
    ):
        found.setdefault(row["child"], []).append(row["parent"])
    return found


_HELD = f"""PREFIX pp: <{PP}>
SELECT ?plan ?series ?code ?division ?level ?date WHERE {{
  ?plan a pp:Plan . ?which
  OPTIONAL {{ ?plan pp:seriesKey ?series }}
  OPTIONAL {{ ?document pp:issues ?plan . OPTIONAL {{ ?document pp:issueDate ?date }} }}
  OPTIONAL {{ ?plan pp:jurisdiction ?division
    OPTIONAL {{ ?division pp:gb2260 ?code }} OPTIONAL {{ ?division pp:level ?level }} }}
}} ORDER BY ?plan ?division ?document ?date ?series"""
