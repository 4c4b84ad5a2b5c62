"""Reading the items of the collections from the release.

Entry point: `READERS`, a function for each collection: statements in, a model out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

from zhengmai.namespaces import DATA
from zhengmai_api.rest.facts import Facts, key_of
from zhengmai_api.rest.models import (
    Agency,
    Assignment,
    Citation,
    Deadline,
    DeadlineFacts,
    Division,
    Document,
    HeaderElement,
    Measure,
    Period,
    Plan,
    Ref,
    Series,
    Target,
    TargetFacts,
)

_TITLE = "http://purl.org/dc/terms/title"
_ALT = "http://www.w3.org/2004/02/skos/core#altLabel"
_DEADLINES = ("FixedDeadline", "RecurringDeadline", "WholePeriodDeadline")

Reader = Callable[[Facts, str], Any]


def _names(facts: Facts, collection: str, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "key": key_of(iri),
        "page": facts.page(iri),
        "href": facts.address(collection, iri),
    }


def _read_from(facts: Facts, iri: str) -> dict[str, Any]:
    return {"evidence": facts.evidence(iri), "confidence": facts.confidence(iri)}


def _period(facts: Facts, iri: str, prefix: str) -> Period | None:
    start, end = facts.text(iri, f"{prefix}Start"), facts.text(iri, f"{prefix}End")
    return Period(start=start, end=end) if start or end else None


def document(facts: Facts, iri: str) -> Document:
    """Read a document."""
    elements = [
        HeaderElement(
            element=facts.first(node, "elementKind"),
            verbatim=facts.text(node, "verbatim"),
            **_read_from(facts, node),
        )
        for node in facts.iris(iri, "hasHeaderElement")
    ]
    return Document(
        **_names(facts, "documents", iri),
        number=facts.text(iri, "documentNumber"),
        verbatim_number=facts.text(iri, "verbatimNumber"),
        title=facts.text(iri, _TITLE),
        kind=facts.first(iri, "documentType"),
        holding=facts.first(iri, "holding"),
        issue_date=facts.text(iri, "issueDate"),
        issuers=facts.refs(iri, "issuedBy"),
        approved_by=facts.refs(iri, "approvedBy"),
        addressed_to=facts.refs(iri, "addressedTo"),
        division=facts.first(iri, "jurisdiction"),
        plans=facts.refs(iri, "issues"),
        header=elements,
        confidence=facts.confidence(iri),
    )


def plan(facts: Facts, iri: str) -> Plan:
    """Read a plan."""
    series = facts.text(iri, "seriesKey")
    name, _, period = (series or "").partition("|")
    return Plan(
        **_names(facts, "plans", iri),
        title=facts.text(iri, _TITLE),
        kind=facts.first(iri, "planKind"),
        clause_style=facts.first(iri, "clauseStyle"),
        documents=facts.refs(iri, "issuedThrough"),
        division=facts.first(iri, "jurisdiction"),
        period=_period(facts, iri, "period"),
        series=Series(key=series, name=name, period=period) if series else None,
        derives_from=facts.refs(iri, "derivesFrom"),
        derived_plans=facts.refs(iri, "hasDerivedPlan"),
        bases=[_citation(facts, node) for node in facts.iris(iri, "hasBasisCitation")],
        measures=len(facts.iris(iri, "hasMeasure")),
        measures_href=facts.within(f"/api/measures?plan={quote(key_of(iri), safe='')}"),
        **_read_from(facts, iri),
    )


def measure(facts: Facts, iri: str) -> Measure:
    """Read a measure with its assignments, deadlines, targets and citations."""
    order = facts.text(iri, "order")
    assignments = [_assignment(facts, node) for node in facts.iris(iri, "hasAssignment")]
    return Measure(
        **_names(facts, "measures", iri),
        number_path=facts.text(iri, "numberPath"),
        order=int(order) if order else None,
        heading=facts.text(iri, "heading"),
        text=facts.text(iri, "text"),
        plan=facts.first(iri, "provisionOf"),
        section=facts.first(iri, "underSection"),
        division=facts.first(iri, "jurisdiction"),
        lead=facts.refs(iri, "hasLead"),
        support=facts.refs(iri, "hasSupport"),
        responsible=facts.refs(iri, "hasResponsible"),
        assignments=assignments,
        deadlines=[_deadline(facts, node) for node in facts.iris(iri, "hasDeadline")],
        targets=[_target(facts, node) for node in facts.iris(iri, "hasTarget")],
        citations=[_citation(facts, node) for node in facts.iris(iri, "hasCitation")],
        **_read_from(facts, iri),
    )


def agency(facts: Facts, iri: str) -> Agency:
    """Read an agency or a group of agencies."""
    kind = "CollectiveParty" if "CollectiveParty" in facts.types(iri) else "Agency"
    return Agency(
        **_names(facts, "agencies", iri),
        type=cast("Any", kind),
        label=facts.label(iri),
        names=facts.texts(iri, _ALT),
        division=facts.first(iri, "agencyOf"),
        functional_systems=facts.refs(iri, "functionalSystem"),
        dispatched_by=facts.first(iri, "dispatchedBy"),
        selection=facts.first(iri, "selection"),
        member_level=facts.first(iri, "memberLevel"),
    )


def division(facts: Facts, iri: str) -> Division:
    """Read an administrative division."""
    return Division(
        **_names(facts, "divisions", iri),
        code=facts.text(iri, "gb2260") or facts.text(iri, "statisticsCode"),
        label=facts.label(iri),
        level=facts.first(iri, "level"),
        parent=facts.first(iri, "parentDivision"),
        abbreviation=facts.text(iri, "abbreviation"),
    )


def deadline(facts: Facts, iri: str) -> Deadline:
    """Read a deadline with the measure or other provision that it is of."""
    owner = next(iter(facts.pointing(iri, "hasDeadline")), None)
    return Deadline(
        **(_due(facts, iri) | _names(facts, "deadlines", iri)),
        of=_owner(facts, owner),
        plan=facts.first(owner, "provisionOf") if owner else None,
        agencies=facts.refs(owner, "hasParty") if owner else [],
    )


def target(facts: Facts, iri: str) -> Target:
    """Read a target with the measure, other provision or plan that sets it."""
    owner = next(iter(facts.pointing(iri, "hasTarget")), None)
    of_plan = owner is not None and "Plan" in facts.types(owner)
    plan_of = facts.ref(owner) if owner and of_plan else facts.first(owner, "provisionOf") if owner else None
    return Target(
        **(_figure(facts, iri) | _names(facts, "targets", iri)), of=_owner(facts, owner), plan=plan_of
    )


def _owner(facts: Facts, iri: str | None) -> Ref | None:
    if iri is None:
        return None
    found = facts.ref(iri)
    if "Measure" in facts.types(iri):
        return found.model_copy(update={"href": facts.address("measures", iri)})
    return found


def _assignment(facts: Facts, iri: str) -> Assignment:
    return Assignment(
        iri=iri,
        role=facts.first(iri, "role"),
        agency=facts.first(iri, "assignee"),
        through=facts.first(iri, "throughUnit"),
        verbatim=facts.text(iri, "verbatimName"),
        **_read_from(facts, iri),
    )


def _citation(facts: Facts, iri: str) -> Citation:
    return Citation(
        iri=iri,
        role=facts.first(iri, "citationRole"),
        text=facts.first(iri, "citedText"),
        verbatim_title=facts.text(iri, "verbatimTitle"),
        verbatim_number=facts.text(iri, "verbatimNumber"),
        **_read_from(facts, iri),
    )


def _deadline(facts: Facts, iri: str) -> DeadlineFacts:
    return DeadlineFacts(**_due(facts, iri))


def _target(facts: Facts, iri: str) -> TargetFacts:
    return TargetFacts(**_figure(facts, iri))


def _due(facts: Facts, iri: str) -> dict[str, Any]:
    kind = next((name for name in facts.types(iri) if name in _DEADLINES), _DEADLINES[0])
    return {
        "iri": iri,
        "kind": kind,
        "verbatim": facts.text(iri, "verbatim"),
        "due_date": facts.text(iri, "dueDate"),
        "latest_reading": facts.text(iri, "latestReading"),
        "month_day": facts.text(iri, "dueMonthDay"),
        "frequency": facts.first(iri, "frequency"),
        "occurrences": facts.texts(iri, "occurrenceDate"),
        "period": _period(facts, iri, "period"),
        **_read_from(facts, iri),
    }


def _figure(facts: Facts, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "verbatim": facts.text(iri, "verbatim"),
        "indicator": facts.first(iri, "indicator"),
        "indicator_text": facts.text(iri, "indicatorText"),
        "comparator": facts.first(iri, "comparator"),
        "value": facts.number(iri, "value"),
        "unit": facts.first(iri, "unit"),
        "unit_text": facts.text(iri, "unitText"),
        "benchmark_text": facts.text(iri, "benchmarkText"),
        "condition": facts.text(iri, "condition"),
        "distribution": facts.first(iri, "distribution"),
        "period": _period(facts, iri, "target"),
        **_read_from(facts, iri),
    }


READERS: Mapping[str, Reader] = {
    "documents": document,
    "plans": plan,
    "measures": measure,
    "agencies": agency,
    "divisions": division,
    "deadlines": deadline,
    "targets": target,
}
"""What reads an item of each collection."""

PREFIXES: Mapping[str, tuple[str, ...]] = {
    "documents": (DATA + "doc/",),
    "plans": (DATA + "plan/",),
    "measures": (DATA + "provision/",),
    "agencies": (DATA + "agency/", DATA + "party/"),
    "divisions": (DATA + "division/",),
    "deadlines": (DATA + "node/",),
    "targets": (DATA + "node/",),
}
"""The namespaces of the identifiers of each collection's items."""
