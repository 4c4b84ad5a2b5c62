"""What is read from one document: plain data, every fact with its span in the source text.

Spans count Unicode code points of `SourceText.text`; strings are simplified, without white space.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from decimal import Decimal

    from zhengmai.errors import Bilingual
    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import SourceText, Span

Role = Literal["lead", "support", "responsible"]
ProvisionKind = Literal["section", "problem", "goal", "measure", "demand"]


@dataclass(frozen=True)
class Evidence:
    """Where a fact was read, by which rule, and how sure it is."""

    span: Span
    rule: str
    confidence: Confidence


@dataclass(frozen=True)
class HeaderFact:
    """One element of an official document's head or tail (GB/T 9704-2012 clause 7).

    Attributes:
        element: name of the element: 发文字号, 标题, 发文机关, 成文日期, 主送机关 …
        verbatim: as printed, simplified, without white space.
        evidence: where it stands.
    """

    element: str
    verbatim: str
    evidence: Evidence


@dataclass(frozen=True)
class Roster:
    """Units that a document lists as those of one collective addressee (GB/T 9704-2012 7.3.2 moves long lists to the end).

    Attributes:
        addressee: the addressee as printed: 市直有关单位.
        members: the units, one element each.
    """

    addressee: str
    members: tuple[HeaderFact, ...]


@dataclass(frozen=True)
class Party:
    """One unit in a responsibility clause.

    Attributes:
        mention: its name as printed.
        role: lead, support or responsible.
        evidence: where its name stands.
        through: whether it annotates the unit before it, in parentheses.
        collective: whether it names a group of bodies.
        resolution: what the name stands for; None before resolving.
        stated: whether a word says the role (a verb, a label, the head of a column); False in a mere list of
            units; None where no clause gives it.
    """

    mention: str
    role: Role
    evidence: Evidence
    through: bool = False
    collective: bool = False
    resolution: Resolution | None = None
    stated: bool | None = None


@dataclass(frozen=True)
class Resolution:
    """What a unit's name stands for.

    Attributes:
        division: code of the division in whose name the unit stands; None where it is unknown.
        division_name: that division's name; "全国" for the nation, "?" where it is unknown.
        short: the printed name less place and level word.
        name: canonical name, abbreviations expanded.
        collective: whether it is a group of bodies.
        serves: code of the division it works for, where that is not `division` (dispatched units).
        systems: its functional systems, local names of the vocabulary.
        repaired: whether a slip in the printed name was mended.
        rule: which rule decided.
        confidence: how sure that is.
    """

    division: str | None
    division_name: str
    short: str
    name: str
    collective: bool
    rule: str
    confidence: Confidence
    serves: str | None = None
    systems: tuple[str, ...] = ()
    repaired: bool = False

    @property
    def key(self) -> str:
        """The form of the gold guide: division, bar, short name."""
        return f"{self.division_name}|{self.short}"


@dataclass(frozen=True)
class Deadline:
    """A deadline as read: `kind` and `value` in the form of the gold guide."""

    text: str
    kind: str
    value: str | None
    evidence: Evidence
    latest: str | None = None
    days_after_issue: int | None = None
    field: bool = False
    """Whether it was read from a 完成时限 line or column."""


@dataclass(frozen=True)
class Target:
    """A quantity that a plan undertakes to reach."""

    text: str
    indicator: str
    comparator: str
    stated: bool
    value: Decimal | None
    unit: str | None
    period: str | None
    evidence: Evidence
    distribution: str | None = None
    benchmark: str | None = None
    condition: str | None = None
    unsure: bool = False


@dataclass(frozen=True)
class CitationFact:
    """A document that the text names."""

    title: str | None
    number: str | None
    verbatim_number: str | None
    role: str
    evidence: Evidence
    pinpoint: str | None = None
    alias: str | None = None
    alias_of: str | None = None
    legal: bool = False
    unsure: bool = False
    standard: str | None = None


@dataclass
class Provision:
    """A numbered part of a plan.

    Attributes:
        path: printed numbering labels from the outermost heading.
        numbers: the same as numbers.
        kind: section, problem, goal, measure or demand.
        heading: own heading, None where the text runs on.
        group: heading of the nearest enclosing group.
        text: own text without label, heading line and responsibility clause.
        evidence: the span from the label to the end of that text.
        clause_spans: the spans of its responsibility clauses.
        unsure: whether it may not count as a measure.
        by_lines: whether who acts stands in lines of their own (责任单位：甲局), which speak for all of a group.
        table: number of the table whose row it is; None outside tables.
    """

    path: tuple[str, ...]
    numbers: tuple[int, ...]
    kind: ProvisionKind
    heading: str | None
    group: str | None
    text: str
    evidence: Evidence
    begins: str = ""
    clause_spans: list[Span] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    deadline: Deadline | None = None
    targets: list[Target] = field(default_factory=list)
    citations: list[CitationFact] = field(default_factory=list)
    open_ended: bool = False
    has_clause: bool = False
    unsure: bool = False
    by_lines: bool = False
    table: int | None = None


@dataclass
class PlanFacts:
    """A plan: a document's own text or one that its notice issues.

    Attributes:
        title_citations: the texts that its title, or that of the notice which forwards it, says it carries out.
    """

    title: str
    title_evidence: Evidence | None
    kind: str
    period: tuple[str, str] | None = None
    citations: list[CitationFact] = field(default_factory=list)
    other_citations: list[CitationFact] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    other_deadlines: list[Deadline] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    title_citations: list[CitationFact] = field(default_factory=list)

    @property
    def measures(self) -> list[Provision]:
        """The provisions that are measures, in the order of the text."""
        return [p for p in self.provisions if p.kind == "measure"]


@dataclass
class Carrier:
    """The document that was issued: a notice, or the plan itself.

    Attributes:
        number: canonical 文号; None where absent or damaged.
        verbatim_number: as printed.
        title: as printed, simplified, without white space.
        kind: 文种.
        issuers: names as printed.
        date: ISO 8601 date of signature (成文日期).
        division: code of the issuer's division; None where unknown.
        division_name: its name; "?" where unknown.
        above: code of the division above, where only that is in the registry.
        level: national, province, prefecture, county or township.
        addressees: 主送机关, one item each.
        approved_by: who approved the text ("经市政府同意"), as printed.
        header: the elements with their spans.
        publisher: who runs the site that the copy is from; it says where the copy was found, not who issued the text.
        rosters: the members of collective addressees, where the document lists them.
    """

    number: str | None = None
    verbatim_number: str | None = None
    title: str | None = None
    kind: str | None = None
    issuers: list[str] = field(default_factory=list)
    date: str | None = None
    division: str | None = None
    division_name: str | None = None
    above: str | None = None
    level: str | None = None
    addressees: list[str] = field(default_factory=list)
    approved_by: str | None = None
    header: list[HeaderFact] = field(default_factory=list)
    citations: list[CitationFact] = field(default_factory=list)
    publisher: str | None = None
    rosters: list[Roster] = field(default_factory=list)


@dataclass(frozen=True)
class Unread:
    """Text that looks like a clause, number, citation or heading and was not read."""

    span: Span
    looks_like: str
    reason: Bilingual


@dataclass
class DocumentFacts:
    """All that was read from one source text."""

    source: SourceText
    carrier: Carrier
    plans: list[PlanFacts]
    unread: list[Unread] = field(default_factory=list)


_Weighed = TypeVar("_Weighed", Party, Deadline, CitationFact)


def likely(fact: _Weighed) -> _Weighed:
    """Give a fact as one that was drawn from its place: no word beside it says that it holds there."""
    return replace(fact, evidence=replace(fact.evidence, confidence="likely"))
