"""The provisions of a plan as statements: measures with parties, deadlines, targets; sections, goals, demands.

Entry point: `ProvisionWriter`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.extract.facts import Evidence
from zhengmai.graph import minting
from zhengmai.graph.statements import boolean, concept, day, decimal, integer, month_day, string, zh
from zhengmai.registry import vocabulary
from zhengmai.resolve.bodies import resolve_body
from zhengmai.text.layout import fold

if TYPE_CHECKING:
    from zhengmai.extract.facts import Deadline, Party, PlanFacts, Provision, Target
    from zhengmai.graph.document import DocumentWriter

_CLASSES = {
    "section": "Section",
    "problem": "ProblemStatement",
    "goal": "GoalStatement",
    "measure": "Measure",
    "demand": "Demand",
}
_ROLES = {
    "lead": ("hasLeadAssignment", "role-牵头"),
    "support": ("hasSupportAssignment", "role-配合"),
    "responsible": ("hasResponsibleAssignment", "role-责任"),
}
_DEADLINE_CLASSES = {
    "by-date": "FixedDeadline",
    "annual": "RecurringDeadline",
    "recurring": "RecurringDeadline",
    "whole-year": "WholePeriodDeadline",
    "period": "WholePeriodDeadline",
}
_NO_PERIOD = ("annual", None)
_WHOLE = 100


@dataclass
class _Unit:
    """A unit with the one that annotates it in parentheses."""

    party: Party
    through: Party | None = None


class ProvisionWriter:
    """Writes the provisions of one plan."""

    def __init__(self, document: DocumentWriter, plan: PlanFacts, plan_iri: str, local: str) -> None:
        self.document = document
        self.out = document.out
        self.plan = plan
        self.plan_iri = plan_iri
        self.local = local
        self._used: Counter[str] = Counter()
        self._by_numbers: dict[tuple[int, ...], str] = {}

    def write(self) -> None:
        """Write all provisions, and the targets that the plan states outside its measures."""
        measures = 0
        for provision in self.plan.provisions:
            if provision.kind == "measure":
                measures += 1
            self._provision(provision, measures if provision.kind == "measure" else None)
        for number, target in enumerate(self.plan.targets, 1):
            self._target(self.plan_iri, self.local, target, number)

    def _provision(self, provision: Provision, order: int | None) -> None:
        numbers = "-".join(map(str, provision.numbers))
        if provision.table is not None:
            local = self._unique(f"{self.local}-t{provision.table}-{numbers}")
        elif provision.kind == "measure" and provision.heading is not None:
            # A group that is itself the measure: the group is a section, its unnumbered text the measure under it.
            self._section(provision, self._unique(f"{self.local}-{numbers}"))
            local = self._unique(f"{self.local}-{numbers}-0")
        else:
            local = self._unique(f"{self.local}-{numbers}")
        node = minting.iri("provision", local)
        out = self.out
        out.type(node, _CLASSES[provision.kind])
        out.pp(self.plan_iri, "hasMeasure" if provision.kind == "measure" else "hasProvision", node)
        out.pp(node, "provisionOf", self.plan_iri)
        out.pp(node, "numberPath", string("".join(provision.path)))
        out.pp(node, "order", integer(order))
        out.pp(node, "heading", zh(provision.heading or (provision.group if provision.table else None)))
        out.pp(node, "text", zh(provision.text))
        out.pp(node, "underSection", self._above(provision, local))
        out.pp(node, "openEnded", boolean(True) if provision.open_ended else None)
        self.document.anchor(node, provision.evidence)
        if not (provision.kind == "measure" and provision.heading is not None):
            self._by_numbers.setdefault(provision.numbers, node)
        for number, citation in enumerate(provision.citations, 1):
            self.document.cite(node, local, citation, number)
        self._parties(node, local, provision)
        if provision.kind == "measure":
            for number, target in enumerate(provision.targets, 1):
                self._target(node, local, target, number)
            self._deadlines(node, local, [provision.deadline] if provision.deadline else [])
        elif provision.kind == "demand":
            self._deadlines(node, local, provision.deadlines)

    def _section(self, provision: Provision, local: str) -> None:
        node = minting.iri("provision", local)
        out = self.out
        out.type(node, "Section")
        out.pp(self.plan_iri, "hasProvision", node)
        out.pp(node, "provisionOf", self.plan_iri)
        out.pp(node, "numberPath", string("".join(provision.path)))
        out.pp(node, "heading", zh(provision.heading))
        out.pp(node, "underSection", self._by_numbers.get(provision.numbers[:-1]))
        self.document.anchor(node, provision.evidence)
        self._by_numbers.setdefault(provision.numbers, node)

    def _above(self, provision: Provision, local: str) -> str | None:
        if provision.table is not None:
            return None
        if local.endswith("-0"):
            return self._by_numbers.get(provision.numbers)
        return self._by_numbers.get(provision.numbers[:-1])

    def _unique(self, local: str) -> str:
        self._used[local] += 1
        return local if self._used[local] == 1 else f"{local}-x{self._used[local]}"

    def _parties(self, node: str, local: str, provision: Provision) -> None:
        units = _units(provision.parties)
        orders: Counter[str] = Counter()
        sole = len(units) == 1 and units[0].party.role == "responsible"
        for number, unit in enumerate(units, 1):
            orders[unit.party.role] += 1
            name, role = _ROLES[unit.party.role]
            assignment = self._assignment(local, number, role, orders[unit.party.role])
            self.out.pp(node, name, assignment)
            if sole:
                self.out.pp(node, "hasSoleAssignment", assignment)
            self._assigned(assignment, unit)
        if provision.kind == "measure" and not units and self.plan.kind == "贯彻通知":
            self._presumed(node, local)

    def _assignment(self, local: str, number: int, role: str, order: int) -> str:
        assignment = minting.iri("node", f"{local}-a{number}")
        self.out.type(assignment, "Assignment")
        self.out.pp(assignment, "role", concept(role))
        self.out.pp(assignment, "order", integer(order))
        return assignment

    def _assigned(self, assignment: str, unit: _Unit) -> None:
        party, through = unit.party, unit.through
        if party.resolution is None:
            raise ValueError(f"party {party.mention} has not been resolved")
        self.out.pp(assignment, "assignee", self.document.body(party.resolution))
        self.out.pp(assignment, "namePrefix", self._name_prefix(party))
        self.out.pp(
            assignment, "repairedName", string(party.resolution.short if party.resolution.repaired else None)
        )
        self.out.pp(assignment, "roleStated", None if party.stated is None else boolean(party.stated))
        evidence = party.evidence
        verbatim = party.mention
        if through is not None and through.resolution is not None:
            self.out.pp(assignment, "throughUnit", self.document.body(through.resolution))
            # One mention covers both units and the bracket that closes behind the second.
            end = through.evidence.span.end + 1
            evidence = Evidence(evidence.span._replace(end=end), evidence.rule, evidence.confidence)
            verbatim = f"{party.mention}（{through.mention}）"
        self.out.pp(assignment, "verbatimName", string(verbatim))
        self.document.anchor(assignment, evidence)

    def _name_prefix(self, party: Party) -> str | None:
        """Say how a name tells its division; None where it needs no prefix: groups of bodies, national names."""
        resolution = party.resolution
        if resolution is None or resolution.rule == "national-name":
            return None
        if resolution.rule == "elided-prefix":
            return None if party.collective else concept("prefix-省略")
        if resolution.rule == "level-word" and resolution.short == fold(party.mention):
            # The word belongs to the name and names no level: 街道办事处.
            return None
        own = self.document.document.facts.carrier.division
        return concept("prefix-本级" if resolution.division == own else "prefix-他地")

    def _presumed(self, node: str, local: str) -> None:
        """Presume that who is addressed by an implementing notice carries out its measures; never a party."""
        carrier = self.document.document.facts.carrier
        addressees = [h for h in carrier.header if h.element == "主送机关"]
        for number, element in enumerate(addressees, 1):
            assignment = self._assignment(local, number, "role-推定", number)
            self.out.pp(node, "hasAssignment", assignment)
            self.out.pp(assignment, "assignee", self.document.body(resolve_body(element.verbatim, carrier)))
            self.out.pp(assignment, "verbatimName", string(element.verbatim))
            self.document.anchor(assignment, element.evidence)

    def _deadlines(self, node: str, local: str, deadlines: list[Deadline]) -> None:
        out = self.out
        for number, deadline in enumerate(deadlines, 1):
            due = minting.iri("node", f"{local}-d{number}")
            out.pp(node, "hasDeadline", due)
            out.type(due, _DEADLINE_CLASSES[deadline.kind])
            out.pp(due, "verbatim", string(deadline.text))
            out.pp(due, "daysAfterIssue", integer(deadline.days_after_issue))
            self._due(due, deadline)
            self.document.anchor(due, deadline.evidence)

    def _due(self, due: str, deadline: Deadline) -> None:
        out, value = self.out, deadline.value
        if deadline.kind == "annual":
            out.pp(due, "frequency", concept("freq-每年"))
        if value is None:
            return
        if deadline.kind == "by-date":
            out.pp(due, "dueDate", day(value))
            out.pp(due, "latestReading", day(deadline.latest))
        elif deadline.kind == "annual":
            out.pp(due, "dueMonthDay", month_day(value))
        elif deadline.kind == "recurring":
            rhythm, _, date = value.partition("/--")
            out.pp(due, "frequency", vocabulary.by_notation("frequencies", rhythm))
            out.pp(due, "dueDay", integer(int(date)) if date.isdecimal() else None)
        elif deadline.kind == "period":
            first, _, last = value.partition("/")
            out.pp(due, "periodStart", day(f"{first}-01-01"))
            out.pp(due, "periodEnd", day(f"{last}-12-31"))

    def _target(self, owner: str, local: str, target: Target, number: int) -> None:
        out, node = self.out, minting.iri("node", f"{local}-t{number}")
        out.pp(owner, "hasTarget", node)
        out.type(node, "Target")
        out.pp(node, "verbatim", string(target.text))
        out.pp(node, "indicatorText", string(target.indicator))
        out.pp(node, "indicator", vocabulary.by_words("indicators", target.indicator + target.text))
        comparator = (
            vocabulary.by_notation("comparators", target.comparator)
            if target.stated or _is_whole(target)
            else concept("cmp-未标明")
        )
        out.pp(node, "comparator", comparator)
        out.pp(node, "value", decimal(target.value))
        out.pp(node, "unit", _unit(target.unit))
        out.pp(node, "unitText", string(target.unit))
        out.pp(node, "condition", string(target.condition))
        out.pp(node, "distribution", concept("dist-每个下级") if target.distribution else None)
        out.pp(node, "distributionText", string(target.distribution))
        out.pp(
            node,
            "benchmark",
            vocabulary.by_words("benchmarks", target.benchmark) if target.benchmark else None,
        )
        out.pp(node, "benchmarkText", string(target.benchmark))
        if target.period not in _NO_PERIOD:
            first, _, last = str(target.period).partition("/")
            out.pp(node, "targetStart", day(f"{first}-01-01"))
            out.pp(node, "targetEnd", day(f"{last or first}-12-31"))
        elif target.period == "annual":
            out.pp(node, "frequency", concept("freq-每年"))
        self.document.anchor(node, target.evidence)


def _is_whole(target: Target) -> bool:
    """Tell whether a bare number can only mean "equal": nothing is above 100 %."""
    return target.unit == "%" and target.value == _WHOLE


def _unit(unit: str | None) -> str | None:
    if unit is None:
        return None
    return vocabulary.by_notation("units", unit) or vocabulary.concept(f"unit-{unit}")


def _units(parties: list[Party]) -> list[_Unit]:
    units: list[_Unit] = []
    for party in parties:
        if party.through and units and units[-1].party.role == party.role:
            units[-1].through = party
        else:
            units.append(_Unit(party))
    return units
