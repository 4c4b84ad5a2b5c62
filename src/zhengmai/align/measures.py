"""A plan with its measures as the comparison sees them.

Entry points: `load_plan` and `series_of`. Everything is read from the default graph of a release.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.align.words import words
from zhengmai.namespaces import PP, VOCAB

if TYPE_CHECKING:
    from zhengmai.store.lineage import Query, Rows

_PROLOGUE = f"""PREFIX pp: <{PP}>
PREFIX v: <{VOCAB}>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# An identifier of a body begins with its division; docs/identifiers.md.
_DIVISION = re.compile(r"^(?:\d+|CN|c-[0-9a-f]{12})-")
_ROLES = {"role-牵头": "lead", "role-配合": "support", "role-责任": "responsible"}


@dataclass(frozen=True)
class Party:
    """A unit that a measure names.

    Attributes:
        name: as printed.
        role: "lead", "support" or "responsible".
        body: IRI of the agency or group.
        systems: local names of its functional systems ("人社"), sorted.
        territorial: governments, towns and development zones of the plan's own place, which every plan has.
    """

    name: str
    role: str
    body: str
    systems: tuple[str, ...]
    territorial: bool

    @property
    def functions(self) -> tuple[str, ...]:
        """What it is compared by: its systems, or where it has none its name without place and level word."""
        return self.systems or (_DIVISION.sub("", self.body.rpartition("/")[2]),)


@dataclass(frozen=True)
class Deadline:
    """A deadline: its words, and its kind and dates in one string for comparison."""

    iri: str
    text: str
    value: str


@dataclass(frozen=True)
class Target:
    """A quantity that a measure undertakes to reach; an empty string where it does not say.

    Attributes:
        iri: the target.
        text: as printed.
        indicator: IRI of the indicator's concept.
        comparator: local name of the comparator's concept.
        value: decimal, lexical form.
        unit: local name of the unit's concept.
        period: start and end, or how often.
    """

    iri: str
    text: str
    indicator: str
    comparator: str
    value: str
    unit: str
    period: str


@dataclass(frozen=True)
class Basis:
    """A text that a measure names as its basis: its IRI, and title or number as printed."""

    iri: str
    text: str


@dataclass(frozen=True)
class Measure:
    """A measure with all that is compared.

    Attributes:
        iri: the measure.
        plan: IRI of its plan.
        path: its number as printed, 二（一）1.
        order: its place among the plan's measures, from 1.
        heading: heading of the nearest group, or of the measure itself; empty where there is none.
        text: simplified.
        parties: in order of role and place; presumed ones (推定) left out.
        deadlines: as read.
        targets: as read.
        bases: as read.
    """

    iri: str
    plan: str
    path: str
    order: int
    heading: str
    text: str
    parties: tuple[Party, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    targets: tuple[Target, ...] = ()
    bases: tuple[Basis, ...] = ()

    @property
    def functions(self) -> frozenset[str]:
        """The functional systems of its parties, territorial bodies left out."""
        return frozenset(name for party in self.parties if not party.territorial for name in party.functions)


@dataclass(frozen=True)
class PlanText:
    """A plan with its measures; an empty string where the release does not know.

    Attributes:
        iri: the plan.
        title: as printed.
        series: key of its series.
        division: GB/T 2260 code of its jurisdiction, "CN" for the nation.
        level: local name of the jurisdiction's level ("县级").
        date: day of issue of the notice that issues it, YYYY-MM-DD.
        number: 文号 of that notice.
        measures: in order; none where the text is not held.
    """

    iri: str
    title: str = ""
    series: str = ""
    division: str = ""
    level: str = ""
    date: str = ""
    number: str = ""
    measures: tuple[Measure, ...] = ()


def load_plan(query: Query, plan: str) -> PlanText:
    """Give a plan with its measures.

    Args:
        query: runs a SELECT over the release.
        plan: IRI; a plan of which nothing is known gives its IRI only.
    """
    measures = [
        Measure(
            iri=row["measure"],
            plan=plan,
            path=row.get("path", ""),
            order=int(row.get("order", "0")),
            heading=row.get("heading") or row.get("above", ""),
            text=row.get("text", ""),
        )
        for row in _first(query(_bound(_MEASURES, plan)), "measure")
    ]
    parties = _grouped(_first(query(_bound(_PARTIES, plan)), "assignment", "body", "system"))
    deadlines = _grouped(_first(query(_bound(_DEADLINES, plan)), "deadline"))
    targets = _grouped(_first(query(_bound(_TARGETS, plan)), "target"))
    bases = _grouped(_first(query(_bound(_BASES, plan)), "citation"))
    complete = [
        Measure(
            measure.iri,
            measure.plan,
            measure.path,
            measure.order,
            measure.heading,
            measure.text,
            _parties(parties.get(measure.iri, [])),
            tuple(_deadline(row) for row in deadlines.get(measure.iri, [])),
            tuple(_target(row) for row in targets.get(measure.iri, [])),
            _bases(bases.get(measure.iri, [])),
        )
        for measure in measures
    ]
    return _described(query, plan, complete)


def series_of(rows: Rows) -> str:
    """Give the series of a plan from its rows; empty where it belongs to none."""
    # A key that says its period tells more than the same name without one.
    keys = sorted(
        {row["series"] for row in rows if "series" in row}, key=lambda key: (key.endswith("|"), key)
    )
    return keys[0] if keys else ""


def _described(query: Query, plan: str, measures: list[Measure]) -> PlanText:
    found = query(_bound(_PLAN, plan))
    row = found[0] if found else {}
    return PlanText(
        iri=plan,
        title=row.get("title", ""),
        series=series_of(found),
        division=row.get("code") or _last(row.get("division", "")),
        level=_last(row.get("level", "")).removeprefix("level-"),
        date=row.get("date", ""),
        number=row.get("number", ""),
        measures=tuple(sorted(measures, key=lambda measure: (measure.order, measure.iri))),
    )


def _bound(text: str, plan: str) -> str:
    if any(ord(char) <= 0x20 or char in '<>"{}|^`\\' for char in plan):
        raise ValueError(f"not an IRI: {plan!r}")
    return _PROLOGUE + text.replace("?plan_iri", f"<{plan}>", 1)


def _first(rows: Rows, *names: str) -> Rows:
    """Give the first row of each value of some variables, since an optional part may multiply rows."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(name, "") for name in names), row)
    return list(found.values())


def _grouped(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(row["measure"], []).append(row)
    return found


def _parties(rows: Rows) -> tuple[Party, ...]:
    bodies: dict[tuple[str, str], Rows] = {}
    for row in rows:
        bodies.setdefault((row["assignment"], row["body"]), []).append(row)
    found = []
    for (_, body), same in bodies.items():
        systems = tuple(
            sorted({_last(row["system"]).removeprefix("sys-") for row in same if "system" in row})
        )
        found.append(
            Party(
                name=same[0].get("name", ""),
                role=_ROLES[_last(same[0]["role"])],
                body=body,
                systems=systems,
                territorial=_territorial(systems, same[0].get("memberLevel", "")),
            )
        )
    return tuple(found)


def _territorial(systems: tuple[str, ...], member_level: str) -> bool:
    if systems:
        return set(systems) <= set(words()["parties"]["territorial_systems"])
    # A group of bodies of one level and no function: 各镇人民政府, 各设区市, 各县（市、区）.
    return bool(member_level)


def _deadline(row: dict[str, str]) -> Deadline:
    names = ("kind", "due", "monthDay", "day", "frequency", "start", "end")
    value = " ".join(_last(row[name]) for name in names if row.get(name))
    return Deadline(row["deadline"], row.get("text", ""), value)


def _target(row: dict[str, str]) -> Target:
    period = "/".join(row[name] for name in ("start", "end") if name in row)
    return Target(
        iri=row["target"],
        text=row.get("text", ""),
        indicator=row.get("indicator", ""),
        comparator=_last(row.get("comparator", "")).removeprefix("cmp-"),
        value=row.get("value", "") or _last(row.get("benchmark", "")),
        unit=_last(row.get("unit", "")).removeprefix("unit-"),
        period=period or _last(row.get("frequency", "")).removeprefix("freq-"),
    )


def _bases(rows: Rows) -> tuple[Basis, ...]:
    found: dict[str, Basis] = {}
    for row in rows:
        found.setdefault(row["text"], Basis(row["text"], row.get("title") or row.get("number", "")))
    return tuple(found[iri] for iri in sorted(found))


def _last(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


_PLAN = """SELECT ?title ?series ?code ?division ?level ?date ?number WHERE {
  VALUES ?plan { ?plan_iri }
  OPTIONAL { ?plan dct:title ?title }
  OPTIONAL { ?plan pp:seriesKey ?series }
  OPTIONAL { ?document pp:issues ?plan
    OPTIONAL { ?document pp:issueDate ?date }
    OPTIONAL { ?document pp:documentNumber ?number } }
  OPTIONAL { ?plan pp:jurisdiction ?division
    OPTIONAL { ?division pp:gb2260 ?code } OPTIONAL { ?division pp:level ?level } }
} ORDER BY ?title ?division ?document ?date ?series"""

_MEASURES = """SELECT ?measure ?path ?order ?text ?heading ?above WHERE {
  VALUES ?plan { ?plan_iri }
  ?plan pp:hasMeasure ?measure .
  OPTIONAL { ?measure pp:numberPath ?path }
  OPTIONAL { ?measure pp:order ?order }
  OPTIONAL { ?measure pp:text ?text }
  OPTIONAL { ?measure pp:heading ?heading }
  OPTIONAL { ?measure pp:underSection ?section . ?section pp:heading ?above }
} ORDER BY ?order ?measure ?heading ?above"""

_PARTIES = """SELECT ?measure ?assignment ?role ?order ?name ?body ?system ?memberLevel WHERE {
  VALUES ?plan { ?plan_iri }
  VALUES ?role { v:role-牵头 v:role-配合 v:role-责任 }
  ?plan pp:hasMeasure ?measure .
  { ?measure pp:hasLeadAssignment ?assignment } UNION { ?measure pp:hasSupportAssignment ?assignment }
  UNION { ?measure pp:hasResponsibleAssignment ?assignment }
  ?assignment pp:role ?role .
  { ?assignment pp:assignee ?body } UNION { ?assignment pp:throughUnit ?body }
  OPTIONAL { ?assignment pp:order ?order }
  OPTIONAL { ?assignment pp:verbatimName ?name }
  OPTIONAL { ?body pp:functionalSystem ?system }
  OPTIONAL { ?body pp:memberLevel ?memberLevel }
} ORDER BY ?measure ?role ?order ?assignment ?body ?system"""

_DEADLINES = """SELECT ?measure ?deadline ?kind ?text ?due ?monthDay ?day ?frequency ?start ?end WHERE {
  VALUES ?plan { ?plan_iri }
  VALUES ?kind { pp:FixedDeadline pp:RecurringDeadline pp:WholePeriodDeadline }
  ?plan pp:hasMeasure ?measure . ?measure pp:hasDeadline ?deadline . ?deadline a ?kind .
  OPTIONAL { ?deadline pp:verbatim ?text }
  OPTIONAL { ?deadline pp:dueDate ?due }
  OPTIONAL { ?deadline pp:dueMonthDay ?monthDay }
  OPTIONAL { ?deadline pp:dueDay ?day }
  OPTIONAL { ?deadline pp:frequency ?frequency }
  OPTIONAL { ?deadline pp:periodStart ?start }
  OPTIONAL { ?deadline pp:periodEnd ?end }
} ORDER BY ?measure ?deadline ?due"""

_TARGETS = """SELECT ?measure ?target ?text ?indicator ?comparator ?value ?benchmark ?unit ?start ?end ?frequency WHERE {
  VALUES ?plan { ?plan_iri }
  ?plan pp:hasMeasure ?measure . ?measure pp:hasTarget ?target .
  OPTIONAL { ?target pp:verbatim ?text }
  OPTIONAL { ?target pp:indicator ?indicator }
  OPTIONAL { ?target pp:comparator ?comparator }
  OPTIONAL { ?target pp:value ?value }
  OPTIONAL { ?target pp:benchmark ?benchmark }
  OPTIONAL { ?target pp:unit ?unit }
  OPTIONAL { ?target pp:targetStart ?start }
  OPTIONAL { ?target pp:targetEnd ?end }
  OPTIONAL { ?target pp:frequency ?frequency }
} ORDER BY ?measure ?target ?indicator"""

_BASES = """SELECT ?measure ?citation ?text ?title ?number WHERE {
  VALUES ?plan { ?plan_iri }
  ?plan pp:hasMeasure ?measure . ?measure pp:hasBasisCitation ?citation . ?citation pp:citedText ?text .
  OPTIONAL { ?citation pp:verbatimTitle ?title }
  OPTIONAL { ?citation pp:verbatimNumber ?number }
} ORDER BY ?measure ?citation ?title"""
