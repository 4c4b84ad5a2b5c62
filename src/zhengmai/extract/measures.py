"""What one item of a plan says: parties, deadline, targets, citations, each with its span.

Entry point: `Reader`, which reads the items of one document in order and keeps what is said once for the rest
of it (the first unit leads, a short title stands for a long one).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual
from zhengmai.extract.citations import Citation, find_citations
from zhengmai.extract.cover import Cover
from zhengmai.extract.deadlines import DeadlineReading, choose_deadline, find_deadlines, read_deadline_line
from zhengmai.extract.duties import duties_of_paragraphs
from zhengmai.extract.duties_by_number import duties_by_number
from zhengmai.extract.facts import (
    CitationFact,
    Deadline,
    Evidence,
    Party,
    PlanFacts,
    Provision,
    Target,
    Unread,
    likely,
)
from zhengmai.extract.parties import ClauseReading, find_clauses
from zhengmai.extract.sections import SectionRole, heading_text, states_conditions
from zhengmai.extract.shared_roles import beside_lead, grouped, led_to_the_comma, side_by_side
from zhengmai.extract.table_rows import UNIT_ROLES, listed
from zhengmai.extract.table_targets import figure_cells, figure_target, goal_targets, shares_of_unit
from zhengmai.extract.targets import find_targets
from zhengmai.extract.titles import title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from zhengmai.extract.citations import Role as CitationRole
    from zhengmai.extract.facts import ProvisionKind
    from zhengmai.extract.outline import Item
    from zhengmai.extract.table_indicators import IndicatorTable
    from zhengmai.extract.tables import Row, Table
from zhengmai.text.view import Span, View

_KINDS: dict[SectionRole, ProvisionKind] = {
    "problem": "problem",
    "goal": "goal",
    "measure": "section",
    "demand": "demand",
    "annex": "section",
}
_BEGINS = 20
_BASES = re.compile(
    r"(?:主要|总体)?(?:规划|方案|预案|政策|法律|法规)?(?:(?:编制|制定|制订)?(?:目的|背景|宗旨)[和与及、]?)?(?:编制|制定|制订|编写|工作|政策|法律|法规)?依据"
)
# What is left of a number behind a title whose copy is damaged.
_DAMAGED_NUMBER = re.compile(r"（[^（）]{0,20}[〔\[（]?(?:19|20)\d\d[^（）]{0,4}\d{1,5}号）")
_PROJECT_HEAD = re.compile("(?:建设|工程|重点|实事)?(?:项目|工程)(?:名称)?")
_BUILT_HEAD = re.compile("(?:建设|工程|施工|改造)(?:内容|规模)")
# A title this long names one document; shorter ones (关于做好工作的通知) may be borne by several.
_FULL_TITLE = 16
_YEAR = re.compile("[0-9]{4}")
# What is said of all tasks that name no day.
_DUE_BY_DEFAULT = re.compile(
    "(?:(?:任务|事项|工作|措施|项目)[，、]?除(?:已|另)?有?(?:注明|标明|明确|规定)[^，。；]{0,16}外"
    "|未(?:注明|标明|明确|规定)[^，。；]{0,6}(?:时限|时间|期限)的(?:任务|事项|工作|措施|项目)"
    "|(?:以上|上述)(?:各项|所有|全部)?(?:任务|事项|工作|措施|项目)(?=，?(?:均|都|一律)))"
    "，?(?:[^，。；]{0,12}?(?:均|都|一律))?(?:应|须|要)?[于在]?(?=[\\d一二三四年每])"
)

_NOTHING_TAKEN = Cover(())

_NO_KNOWN_DEADLINE = Bilingual("时限的写法未知", "deadline of no known form")
_NO_FIGURE = Bilingual("指标表的目标值不是数字", "value of an indicator that is no figure")
_NO_KNOWN_UNIT = Bilingual(
    "责任分工中没有写法已知的单位的部分", "part of a clause that names no known form of unit"
)
_OFFICE = Bilingual(
    "单位内设的处室、科室，不作为责任单位", "an office inside a unit, which is no responsible unit"
)
_CELL_WITHOUT_COLUMN = Bilingual("此行单元格多于表头", "row has more cells than the head row")


@dataclass
class Reader:
    """Reads items of one document in order.

    Attributes:
        issued: the day of issue, for deadlines that depend on it.
        aliases: short titles declared so far, with what they stand for.
        unread: what looked like a fact and was not read.
        outlines: the outlines of the plans that were read.
        heads: where heads of columns stand that say what the cells below them mean.
        own_titles: keys of the document's own titles, which its text names without citing anything.
        year: the year that the plan being read is for, where its title names one only.
        begins: the first year of its term.
        numbered: the year in the document's own number, which tells the year of a deadline where nothing else does.
    """

    issued: date | None
    numbered: int | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    outlines: list[Item] = field(default_factory=list)
    heads: list[Span] = field(default_factory=list)
    own_titles: set[str] = field(default_factory=set)
    year: int | None = None
    begins: int | None = None
    _first_leads: bool = False
    _comma_leads: bool = False
    _numbers: dict[str, str] = field(default_factory=dict)

    def has_clause(self, item: Item) -> bool:
        """Tell whether an item's own text holds a responsibility clause that names units."""
        return any(clause.parties for view in item.texts for clause in find_clauses(view.text))

    def provision(self, item: Item, role: SectionRole, *, whole: bool = False) -> Provision:
        """Read an item by itself, or with all that stands below it.

        Args:
            item: the item.
            role: what it is for.
            whole: whether the items below it belong to its own text.
        """
        heading = item.heading
        group = item if heading is not None else item.parent
        label = item.label
        evidence_view = item.views[0]
        provision = Provision(
            path=item.path,
            numbers=item.numbers,
            kind=_KINDS[role],
            heading=heading.printed if heading is not None else None,
            group=_group_heading(group),
            text="",
            evidence=Evidence(evidence_view.span(), f"outline-{label.style if label else 'root'}", "certain"),
        )
        if whole:
            texts = [text for part in item.walk() for text in part.texts]
        elif item.children and heading is not None and len(heading) >= len(item.texts[0]):
            texts = item.texts[1:]
        else:
            texts = item.body
        self._read(provision, texts, _default_role(item))
        if whole or not item.children:
            named = (
                whole
                and heading is not None
                and len(item.texts) > 1
                and len(item.texts[0]) <= len(heading) + 1
            )
            self._begins(provision, item, texts[1:] if named else texts)
            if texts:
                views = [view for part in item.walk() for view in part.views]
                provision.evidence = replace(provision.evidence, span=_own_span(views, provision))
        return provision

    def spoken_above(self, item: Item) -> list[Party]:
        """Read who is to act in an item by the line above it and its neighbours."""
        if item.above is None:
            return []
        view = item.above
        parties = side_by_side([self._parties(view, clause) for clause in find_clauses(view.text)])
        return [likely(party) for party in parties]

    def default_deadline(self, outline: Item) -> Deadline | None:
        """Read by when is due what names no day itself: 除注明完成时限的外，均于11月底前完成."""
        views = [
            *outline.views,
            *(view for item in outline.walk() if item.label for view in item.texts),
            *outline.closing,
        ]
        for view in views:
            said = _DUE_BY_DEFAULT.search(view.text)
            for reading in self._deadlines(view) if said else ():
                if said and view.text[said.end() :].startswith(reading.text):
                    return likely(reading)
        return None

    def share_by_number(self, outline: Item, provisions: Sequence[Provision]) -> None:
        """Give items the units that a paragraph names for their numbers, if each number is that of one measure."""
        by_begin = {provision.evidence.span.start: provision for provision in provisions}
        by_number: dict[int, list[Provision]] = {}
        for provision in provisions:
            if provision.kind == "measure" and provision.numbers:
                by_number.setdefault(provision.numbers[-1], []).append(provision)
        for item in outline.walk():
            duties = [duty for view in item.texts for duty in duties_by_number(view)]
            own = by_begin.get(item.views[0].span().start) if item.label and duties else None
            for numbers, part, clauses in duties:
                for number in numbers:
                    meant = [p for p in by_number.get(number, ()) if p is not own]
                    if len(meant) == 1 and not meant[0].parties:
                        self._clauses(meant[0], [(part, clause) for clause in clauses])
            if own is not None:
                own.kind = "section"

    def rows(self, table: Table, number: int) -> list[Provision]:
        """Read the rows of a task table as measures.

        Args:
            table: the table.
            number: its number in the plan, from 1.
        """
        return [self._row(table, row, number) for row in table.rows]

    def indicators(self, plan: PlanFacts, table: IndicatorTable) -> None:
        """Read a table of indicators: each value of the plan's years is a target, those before are where it starts."""
        self.heads += [head.span() for head in table.heads]
        years = sorted({int(value.year) for _, value in table.values if value.year})
        issued = self.issued.year if self.issued else None
        first = self.begins or self.year or issued or (years[:-1] or [0])[0] + 1
        plan.targets += [
            figure_target(value.cell, value.figure, name.printed, value.year)
            for name, value in table.values
            if value.year is None or int(value.year) >= first
        ]
        for cell in table.unread:
            self.unread.append(Unread(cell.span(), "target", _NO_FIGURE))

    def preamble(self, plan: PlanFacts, outline: Item) -> None:
        """Read the text before the first item: what the plan rests on, and targets stated there."""
        self.outlines.append(outline)
        for view in outline.views:
            plan.citations += without_short_names(plan.citations, self.citations(view, preamble=True))
            plan.targets += self._targets(view)
            if any(c.first_leads for c in find_clauses(view.text)):
                self._first_leads = True
        for view in outline.closing:
            plan.other_citations += self.citations(view)
            plan.targets += self._targets(view)
            plan.other_deadlines += self._deadlines(view)

    def outside(self, plan: PlanFacts, provision: Provision, item: Item) -> None:
        """Keep with the plan what stands outside its measures: targets, citations and deadlines."""
        # What a plan says of the past and of what is wrong are no targets.
        # Nor are the terms on which a scheme is open to somebody.
        if provision.kind != "problem" and not states_conditions(item):
            plan.targets += provision.targets
        if _default_role(item) == "basis":
            plan.citations += provision.citations
        else:
            plan.other_citations += provision.citations
        if not item.children:
            plan.other_deadlines += provision.deadlines
        provision.deadline = None

    def citations(
        self,
        view: View,
        default_role: CitationRole = "reference",
        *,
        preamble: bool = False,
        listed: bool = False,
    ) -> list[CitationFact]:
        """Read the citations of a paragraph; aliases that it declares hold from here on.

        Args:
            view: the paragraph.
            default_role: the role of what no word governs.
            preamble: whether it stands before a plan's first item, where a plan names what it rests on: that is
                another text even where both have one title, as a county's plan may bear the nation's.
            listed: whether it is the cell of a column of documents.
        """
        found = find_citations(
            view.text, view.printed, aliases=self.aliases, default_role=default_role, listed=listed
        )
        other = ("repeal", "basis", "implements") if preamble else ("repeal",)
        facts = []
        for citation in found:
            key = title_key(citation.title) if citation.title else None
            # An earlier text of the same title is another document, which this one repeals.
            if citation.number is None and key in self.own_titles and citation.role not in other:
                continue
            if citation.alias and citation.title:
                self.aliases[citation.alias] = citation.title
            if key and citation.number:
                self._numbers.setdefault(key, citation.number)
            elif key in self._numbers and (
                (preamble and len(key) >= _FULL_TITLE)
                or _DAMAGED_NUMBER.search(view.text[citation.start : citation.end])
            ):
                # The same title bears a whole number elsewhere in the document.
                citation = replace(citation, number=self._numbers[key], confidence="likely")
            facts.append(_citation(view, citation))
        return facts

    def with_later_numbers(self, citations: Iterable[CitationFact]) -> list[CitationFact]:
        """Give citations with the numbers that the document prints beside the same titles further on."""
        found = []
        for citation in citations:
            key = title_key(citation.title or "")
            number = self._numbers.get(key) if len(key) >= _FULL_TITLE else None
            if citation.number is None and number is not None:
                citation = replace(likely(citation), number=number)
            found.append(citation)
        return found

    def note_leftover(self, views: Iterable[View]) -> None:
        """List cells of a table that fit no column as unread."""
        for view in views:
            self.unread.append(Unread(view.span(), "cell", _CELL_WITHOUT_COLUMN))

    def _read(
        self, provision: Provision, texts: list[View], default_role: CitationRole = "reference"
    ) -> None:
        kept: list[str] = []
        clauses: list[tuple[View, ClauseReading]] = []
        for view in texts:
            found = find_clauses(view.text)
            clauses += [(view, clause) for clause in found]
            # Only clauses that name somebody are cut out of the text; a mere deadline line is one too.
            spans = [(c.start, c.end) for c in found if not c.prose]
            own = _without(view, spans)
            if len(own):
                kept.append(own.printed)
            taken = Cover(spans)
            provision.targets += self._targets(view, taken)
            cited = self.citations(view, default_role)
            clauses_of_view = Cover(view.span(s, e) for s, e in spans if s < e)
            provision.citations += [c for c in cited if not clauses_of_view.holds(c.evidence.span.start)]
            provision.deadlines += self._deadlines(view, taken)
        self._clauses(provision, clauses)
        if not provision.parties:
            provision.parties = duties_of_paragraphs(texts)
        provision.text = "".join(kept)
        provision.deadline = self._choose(provision)

    def _clauses(self, provision: Provision, clauses: list[tuple[View, ClauseReading]]) -> None:
        if any(clause.first_leads for _, clause in clauses):
            self._first_leads = True
        if any(clause.comma_leads for _, clause in clauses):
            self._comma_leads = True
        settled = {view.printed[p.start : p.end] for view, c in clauses if not c.prose for p in c.parties}
        for group in grouped(clauses):
            parties = side_by_side([self._parties(view, clause) for view, clause in group])
            # The words that let the first ones lead from here on say the roles of all whom no other words gave one:
            # a clause or a table's column that names those who support keeps its own.
            open_roles = bool(parties) and all(p.role == "responsible" for p in parties)
            if self._first_leads and open_roles:
                parties = [
                    replace(parties[0], role="lead", stated=True),
                    *(replace(p, role="support", stated=True) for p in parties[1:]),
                ]
            elif self._comma_leads and open_roles and len(group) == 1:
                parties = led_to_the_comma(*group[0], parties)
            known = {(p.mention, p.role) for p in provision.parties}
            in_sentence = all(clause.prose for _, clause in group)
            for party in parties:
                # Whom a clause names has its role; that a sentence says it answers for a part adds none.
                if in_sentence and party.role == "responsible" and party.mention in settled:
                    continue
                if (party.mention, party.role) not in known:
                    known.add((party.mention, party.role))
                    provision.parties.append(party)
        provision.by_lines = bool(clauses) and all(c.field and c.start == 0 for _, c in clauses)
        for view, clause in clauses:
            if not clause.prose:
                provision.clause_spans.append(view.span(clause.start, clause.end))
            provision.open_ended = provision.open_ended or clause.open_ended
            provision.has_clause = provision.has_clause or bool(clause.parties)
            for start, end in clause.rest:
                if start < end:
                    self.unread.append(
                        Unread(
                            view.span(start, end),
                            "clause",
                            _NO_KNOWN_UNIT,
                        )
                    )
            if clause.deadline:
                start, end = clause.deadline
                reading = read_deadline_line(view.text[start:end], issued=self.issued, year=self.year)
                if reading:
                    provision.deadlines.append(_deadline(view, reading, start, from_field=True))
                elif start < end:
                    self.unread.append(Unread(view.span(start, end), "deadline", _NO_KNOWN_DEADLINE))

    def _parties(self, view: View, clause: ClauseReading) -> list[Party]:
        return [
            Party(
                mention=view.printed[p.start : p.end],
                role=p.role,
                evidence=Evidence(view.span(p.start, p.end), p.rule or clause.rule, clause.confidence),
                through=p.through,
                collective=p.collective,
                stated=clause.stated,
            )
            for p in clause.parties
        ]

    def _targets(self, view: View, taken: Cover = _NOTHING_TAKEN) -> list[Target]:
        return [
            Target(
                text=view.printed[t.start : t.end],
                indicator=t.indicator,
                comparator=t.comparator,
                stated=t.stated,
                value=t.value,
                unit=t.unit,
                period=t.period,
                evidence=Evidence(view.span(t.start, t.end), t.rule, t.confidence),
                distribution=t.distribution,
                benchmark=t.benchmark,
                condition=t.condition,
                unsure=t.unsure,
            )
            for t in find_targets(view.text)
            if not taken.holds(t.start) and not self._is_past(t.period)
        ]

    def _is_past(self, period: str | None) -> bool:
        """Tell whether a quantity is told of a year before the plan's: it was reached, not aimed at."""
        first = self.begins or self.year or (self.issued.year if self.issued else None)
        return first is not None and bool(_YEAR.fullmatch(period or "")) and int(period or 0) < first

    def _deadlines(self, view: View, taken: Cover = _NOTHING_TAKEN) -> list[Deadline]:
        return [
            _deadline(view, reading, 0, from_field=False)
            for reading in find_deadlines(view.text, issued=self.issued, year=self.year)
            if not taken.holds(reading.start)
        ]

    def _choose(self, provision: Provision) -> Deadline | None:
        fields = [d for d in provision.deadlines if d.field]
        candidates = fields or provision.deadlines
        readings = [_reading(i, d) for i, d in enumerate(candidates)]
        chosen = choose_deadline(readings)
        return candidates[chosen.start] if chosen else None

    def _begins(self, provision: Provision, item: Item, texts: list[View]) -> None:
        own = texts or item.texts
        told = [_without_clauses(view) for view in own]
        provision.begins = "".join(view.printed for view in (told if any(map(len, told)) else own))[:_BEGINS]

    def _row(self, table: Table, row: Row, number: int) -> Provision:
        group = row.group
        shares = shares_of_unit(table, row) if table.of_units else []
        spans = {share.evidence.span for share in shares}
        spans |= {cell.span() for cell, _ in figure_cells(table, row)}
        texts = [t for t in row.texts if t.span() not in spans]
        texts = texts or ([group] if group is not None else list(row.texts))
        project = group is not None and bool(row.texts) and _names_project(table, row)
        if project and group is not None:
            # In a list of building projects the name says what is to be done, the next column how much of it.
            texts.insert(0, group)
        first = next(view for view in (*texts, *row.cells) if len(view))
        # A chapter's row stands above its rows as a chapter does.
        labels = [label for label in (row.chapter, row.label) if label is not None]
        provision = Provision(
            path=("表", *(label.printed for label in labels)),
            numbers=tuple(label.number for label in labels),
            kind="measure",
            heading=None,
            group=group.printed if group is not None else None,
            text="",
            evidence=Evidence(first.span(), "table-row", "certain"),
            table=number,
        )
        self._read(provision, texts)
        for column, view in zip(table.columns, row.cells, strict=False):
            if len(view):
                self._cell(provision, column, view)
            if column == "remark":
                # 参考文件, 政策依据: what the task rests on.
                provision.citations += self.citations(view, listed=True)
        provision.targets += [
            target
            for target in goal_targets(table, row, texts, provision.targets)
            if not self._is_past(target.period)
        ]
        if "main" in table.columns and UNIT_ROLES.intersection(table.columns) - {"main"}:
            # 主要责任单位 leads where the others have a column of their own.
            main = {
                offset
                for column, cell in zip(table.columns, row.cells, strict=False)
                if column == "main"
                for offset in cell.offsets
            }
            provision.parties = [
                replace(p, role="lead") if p.evidence.span.start in main else p for p in provision.parties
            ]
        # Where those that take part have a column of their own, who answers for the task stands beside both.
        if any(p.role == "lead" for p in provision.parties) and "support" not in table.columns:
            provision.parties = beside_lead(provision.parties)
        provision.targets += shares
        provision.deadline = self._choose(provision)
        provision.begins = "".join(view.printed for view in (texts[:1] if project else texts))[:_BEGINS]
        if shares and len(shares) == len(row.texts):
            # Figures say nothing without the heads above them.
            provision.text = "；".join(f"{share.indicator}{share.text}{share.unit}" for share in shares)
            provision.begins = provision.text[:_BEGINS]
        return provision

    def _cell(self, provision: Provision, column: str, view: View) -> None:
        if column == "deadline":
            reading = read_deadline_line(view.text, issued=self.issued, year=self.year)
            if reading:
                provision.deadlines.append(_deadline(view, reading, 0, from_field=True))
            elif len(view) > 1:
                self.unread.append(Unread(view.span(), "deadline", _NO_KNOWN_DEADLINE))
        elif column == "person":
            self.unread.append(Unread(view.span(), "clause", _NO_KNOWN_UNIT))
        elif column == "office":
            self.unread.append(Unread(view.span(), "clause", _OFFICE))
        elif column in UNIT_ROLES:
            # A cell is read like the words behind a label, whose role the head row gives.
            labels = {"lead": "牵头单位：", "support": "配合单位：", "main": "主要责任单位："}
            label = labels.get(column, "责任单位：")
            view = listed(view)
            clauses = [_shifted(c, len(label)) for c in find_clauses(label + view.text)]
            # One character at the end of a cell is what is left of a name where the copy breaks off.
            kept = [replace(c, parties=tuple(p for p in c.parties if p.end - p.start > 1)) for c in clauses]
            self._clauses(provision, [(view, c) for c in kept])


def _names_project(table: Table, row: Row) -> bool:
    """Tell whether a row's name is that of a project whose building another column describes."""
    named = any(
        cell is row.group and _PROJECT_HEAD.fullmatch(head)
        for cell, head in zip(row.cells, table.heads, strict=False)
    )
    return named and any(_BUILT_HEAD.search(head) for head in table.heads)


def without_short_names(known: list[CitationFact], cited: list[CitationFact]) -> list[CitationFact]:
    """Leave out the short names of what the same preamble cites in full: they name no further document."""
    full = {title_key(c.title) for c in (*known, *cited) if c.title and not c.alias_of}
    return [c for c in cited if not c.alias_of or title_key(c.alias_of) not in full]


def _default_role(item: Item) -> CitationRole:
    """Give the role of what an item names without a word that says why: under 编制依据 it is a basis."""
    return (
        "basis"
        if _BASES.match(heading_text(item) or item.texts[0].text if item.texts else "")
        else "reference"
    )


def _shifted(clause: ClauseReading, by: int) -> ClauseReading:
    """Move the offsets of a clause that was read behind a label that the text does not hold."""
    return replace(
        clause,
        start=max(0, clause.start - by),
        end=clause.end - by,
        parties=tuple(replace(p, start=p.start - by, end=p.end - by) for p in clause.parties),
        rest=tuple((s - by, e - by) for s, e in clause.rest),
        deadline=(clause.deadline[0] - by, clause.deadline[1] - by) if clause.deadline else None,
    )


def _group_heading(item: Item | None) -> str | None:
    while item is not None and item.label is not None:
        if item.heading is not None:
            return item.heading.printed
        if item.children and heading_text(item):
            return heading_text(item)
        item = item.parent
    return None


def _without(view: View, spans: list[tuple[int, int]]) -> View:
    """Give a view less some parts of it."""
    if not spans:
        return view
    dropped = bytearray(len(view))
    for start, end in spans:
        dropped[start:end] = b"\x01" * (end - start)
    kept = [not drop for drop in dropped]
    return type(view)(
        "".join(compress(view.text, kept)),
        "".join(compress(view.printed, kept)),
        tuple(compress(view.offsets, kept)),
    )


def _without_clauses(view: View) -> View:
    """Give a view less the clauses that are no part of its sentences."""
    return _without(
        view, [(c.start, c.end) for c in find_clauses(view.text) if not c.prose and (c.parties or c.field)]
    )


def _own_span(own: list[View], provision: Provision) -> Span:
    """Give the span from the label to the end of an item's own text, clauses at its end left out."""
    views = list(own)
    start = views[0].span().start
    end = views[-1].span().end
    clauses = sorted(provision.clause_spans, key=lambda s: s.start, reverse=True)
    while views:
        last = views[-1].span()
        closing = next(
            (c for c in clauses if c.start <= end and c.end >= last.end - 1 and c.start >= last.start), None
        )
        if closing is None:
            break
        inside = [o for o in views[-1].offsets if o < closing.start]
        if inside:
            end = inside[-1] + 1
            clauses.remove(closing)
            break
        views.pop()
        clauses.remove(closing)
        if views:
            end = views[-1].span().end
    return own[0].span()._replace(start=start, end=max(end, start + 1))


def _deadline(view: View, reading: DeadlineReading, offset: int, *, from_field: bool) -> Deadline:
    start, end = reading.start + offset, reading.end + offset
    return Deadline(
        text=view.printed[start:end],
        kind=reading.kind,
        value=reading.value,
        evidence=Evidence(view.span(start, end), reading.rule, reading.confidence),
        latest=reading.latest,
        days_after_issue=reading.days_after_issue,
        field=from_field,
    )


def _reading(index: int, deadline: Deadline) -> DeadlineReading:
    # The index travels as the offset, so that the chosen reading leads back to its fact.
    return DeadlineReading(
        index, index + 1, deadline.kind, deadline.value, deadline.latest, deadline.days_after_issue,  # type: ignore[arg-type]
        deadline.evidence.rule, deadline.evidence.confidence,
    )  # fmt: skip


def _citation(view: View, citation: Citation) -> CitationFact:
    title = citation.title
    return CitationFact(
        title=title,
        number=citation.number,
        verbatim_number=citation.verbatim_number,
        role=citation.role,
        evidence=Evidence(view.span(citation.start, citation.end), citation.rule, citation.confidence),
        pinpoint=citation.pinpoint,
        alias=citation.alias,
        alias_of=citation.alias_of,
        legal=citation.legal,
        standard=citation.standard,
    )
