"""The plans of a document: what their parts are for, what their measures say.

Entry point: `read_plans`; `zhengmai.extract.plan_places` says where they stand.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.lines import has_cells_beside, is_closing
from zhengmai.extract.contents import contents_lines
from zhengmai.extract.deadlines import stated_term
from zhengmai.extract.duties import duties_of_headings
from zhengmai.extract.facts import Evidence, PlanFacts, Provision, likely
from zhengmai.extract.outline import build_outline
from zhengmai.extract.plan_titles import ANNEX, LONGEST_HEADING, SENTENCE_MARK
from zhengmai.extract.rules import load_rules
from zhengmai.extract.sections import (
    demands_alone,
    is_safeguard,
    is_step,
    lists_conditions,
    section_role,
    sets_a_unit_to_work,
)
from zhengmai.extract.sharing import share_closing_clauses, share_out, share_out_deadline
from zhengmai.extract.table_indicators import indicator_tables
from zhengmai.extract.table_rows import ANNEX_NUMBER
from zhengmai.extract.table_run_together import table_without_marks
from zhengmai.extract.tables import find_tables, table_below
from zhengmai.extract.titles import document_kind, plan_period
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.extract.facts import Party
    from zhengmai.extract.measures import Reader
    from zhengmai.extract.outline import Item
    from zhengmai.extract.plan_places import PlanPlace
    from zhengmai.extract.tables import Table
    from zhengmai.text.view import View

_LONGEST_TABLE_TITLE = 60
# A plan says in its first paragraphs for which years it is.
_OPENING_LINES = 8
_ANNEXED = re.compile(r"附[件表](?:\d{1,2}|[一二三四五])?[：.]?(?=[^。；，：]{4})")
# The same where the text of the annex runs on in the line.
_ANNEX_RUNS_ON = re.compile(
    r"附[件表]\d{1,2}：?[^。；，：]{2,60}?(?:方案|标准|规范|要求|细则|表|清单|说明|指南|名单|办法)(?:（[^（）]{1,12}）)?"
    r"(?:[一1][、.]|（一）|第一章)"
)


def read_plans(views: Sequence[View], place: PlanPlace, head: Head, reader: Reader) -> list[PlanFacts]:
    """Read one plan, and the task tables behind it that bear a title of their own as plans beside it.

    Args:
        views: the document's paragraphs.
        place: where the plan stands.
        head: the carrier, whose paragraphs are no text of the plan.
        reader: reads parties, deadlines, targets and citations of a text.
    """
    plan = PlanFacts(
        place.title, _title_evidence(views, place, head), _plan_kind(place), plan_period(place.title)
    )
    indexes = [
        i
        for i in range(place.begin, place.end)
        # A task may bear the name of what stands below a page: 政策解读.
        if i not in head.consumed
        and (
            has_cells_beside(views, i)
            or not is_closing(views[i])
            or ANNEX_NUMBER.fullmatch(views[i].text)
            or _names_table(views, i)
        )
    ]
    body = [views[i] for i in indexes]
    tables = [(table, _table_title(body, table)) for table in find_tables(body)]
    inside = {i for table, _ in tables for i in range(table.begin, table.end)}
    indicators = indicator_tables(body, inside)
    inside |= {i for table in indicators for i in range(table.begin, table.end)}
    listed = contents_lines(body) - inside
    inside |= listed
    # What stands in an annex explains or measures the plan; of it only task tables set tasks.
    annex = _annex_begin(views, place, {indexes[k] for k in listed})
    inside |= {k for k, i in enumerate(indexes) if i >= annex}
    # The line tells a table that it ends, and says nothing else.
    inside |= {k for k, view in enumerate(body) if ANNEX_NUMBER.fullmatch(view.text)}
    titles = {table.begin - 1 for table, title in tables if title is not None}
    outline = build_outline([view for i, view in enumerate(body) if i not in inside | titles])
    term = (
        None
        if plan.period
        else next(filter(None, (stated_term(view.text) for view in body[:_OPENING_LINES])), None)
    )
    if term is not None:
        plan.period = str(term[0]), str(term[1])
    first, last = plan.period or ("", "")
    reader.begins = int(first) if first else None
    # Where no day of issue tells, a term of years runs from the year that the text begins with.
    reader.year = (
        int(first) if first and (first == last or (term is not None and reader.issued is None)) else None
    )
    if reader.year is None and reader.issued is None and not plan.period:
        reader.year = reader.numbered
    reader.preamble(plan, outline)
    for indicated in indicators:
        reader.indicators(plan, indicated)
    lone = demands_alone(outline) and not tables
    plan.provisions = _provisions_below(outline, reader, plan, own=place.own, lone=lone)
    share_closing_clauses(outline, plan.provisions)
    reader.share_by_number(outline, plan.provisions)
    if default := reader.default_deadline(outline):
        share_out_deadline(default, plan.provisions)
    beside: list[PlanFacts] = []
    above = {body[table.begin - 1].span().start for table, _ in tables if table.begin > 0}
    for provision in plan.provisions:
        # A numbered line above a table (一、任务安排表) is the table's heading.
        if provision.kind == "measure" and provision.evidence.span.start in above and not provision.parties:
            provision.kind = "section"
    numbers = 0
    for table, title in tables:
        reader.note_leftover(table.leftover)
        if title is not None and plan.measures:
            evidence = Evidence(title.span(), "table-title", "certain")
            other = PlanFacts(title.printed, evidence, "任务表", plan_period(title.text))
            other.provisions = reader.rows(table, 1)
            beside.append(other)
        else:
            numbers += 1
            plan.provisions += reader.rows(table, numbers)
    return [plan, *beside]


def _annex_begin(views: Sequence[View], place: PlanPlace, contents: Collection[int]) -> int:
    """Give the index of the line that opens the first annex behind the plan's items; else the plan's end.

    The list of contents, whose lines are `contents`, names annexes as well.
    """
    numbered = False
    for i in range(place.begin, place.end):
        if i in contents:
            continue
        numbered = numbered or parse_label(views[i].text) is not None or "：一、" in views[i].text
        if numbered and (ANNEX.fullmatch(views[i].text) or _ANNEX_RUNS_ON.match(views[i].text)):
            return i
    return place.end


def _names_table(views: Sequence[View], at: int) -> bool:
    """Tell whether a line such as 附件：重点任务分解表 stands right above the head row of the table that it names.

    Where line breaks are lost, the head row follows in the line.
    """
    if not _ANNEXED.match(views[at].text):
        return False
    table = table_below(views, at)
    return (table is not None and table.begin == 0) or table_without_marks(views, at) is not None


def _table_title(body: Sequence[View], table: Table) -> View | None:
    """Give the line above a table if it names it."""
    if table.begin == 0:
        return None
    above = body[table.begin - 1]
    if annexed := _ANNEXED.match(above.text):
        above = above.slice(annexed.end())
    named = document_kind(above.text) in ("表", "任务分解表", "清单", "分工") or above.text.endswith("表")
    return above if named and len(above) <= _LONGEST_TABLE_TITLE and parse_label(above.text) is None else None


def _title_evidence(views: Sequence[View], place: PlanPlace, head: Head) -> Evidence | None:
    """Give where the plan's title stands: above its text, else in the notice, which names what it issues."""
    if place.title_lines:
        first, last = place.title_lines
        return Evidence(views[first].span()._replace(end=views[last].span().end), "plan-title", "certain")
    named = head.title_evidence()
    if named:
        return Evidence(named.span, "plan-title-in-notice", "likely")
    return (
        Evidence(views[place.begin].span(), "plan-first-line", "doubtful")
        if place.begin < len(views)
        else None
    )


def _plan_kind(place: PlanPlace) -> str:
    kind = document_kind(place.title)
    if place.own and kind == "通知":
        carries_out = any(word in place.title for word in ("贯彻", "落实", "转发", "批转"))
        return "贯彻通知" if carries_out else "通知"
    if kind is not None and kind.endswith("表"):
        return "任务表"
    return kind or "方案"


def _provisions_below(
    parent: Item, reader: Reader, plan: PlanFacts, *, own: bool, lone: bool
) -> list[Provision]:
    """Read the items below one.

    Where demands are all that the plan has (`lone`), they are its measures.
    """
    below = zip(parent.children, duties_of_headings(parent.children), strict=True)
    return [p for item, duties in below for p in _provisions(item, duties, reader, plan, own=own, lone=lone)]


def _provisions(
    item: Item, duties: Sequence[Party], reader: Reader, plan: PlanFacts, *, own: bool, lone: bool
) -> list[Provision]:
    """Read an item and all below it, for which the units of its heading (`duties`) answer where nobody else is named.

    A measure takes in what is below it.
    """
    role = section_role(item)
    if lone and role == "demand":
        role = "measure"
    conditions = role == "measure" and lists_conditions(item)
    whole = conditions or (role in ("measure", "demand") and _clause_closes_group(item, reader))
    provision = reader.provision(item, role, whole=whole)
    if role != "measure":
        duties = ()
    if conditions:
        # What an applicant must fulfil is nothing that the plan undertakes to reach.
        end = item.views[-1].span().end
        provision.targets = [target for target in provision.targets if target.evidence.span.end <= end]
    if item.children and not whole:
        due = [d for d in provision.deadlines if d.field] if provision.by_lines else []
        reader.outside(plan, provision, item)
        below = _provisions_below(item, reader, plan, own=own, lone=lone)
        if provision.by_lines or not provision.text.removesuffix("。"):
            # A clause behind more than a heading speaks of that text alone, if it is no line of its own.
            share_out([likely(party) for party in provision.parties], below)
            if len(due) == 1:
                share_out_deadline(due[0], below)
        share_out(duties, below)
        return [provision, *below]
    provision.parties = provision.parties or reader.spoken_above(item) or [*duties]
    if role == "measure" and not provision.has_clause and _is_cut_heading(item):
        return [provision]
    # Goals, steps and general demands count where they name who is to act.
    acts = role == "demand" and sets_a_unit_to_work(item)
    if role == "measure" or acts or (role in ("goal", "demand", "annex") and provision.has_clause):
        # In an implementing notice a group without items under it may be a mere exhortation.
        exhorts = (
            (own and len(item.path) == 1 and item.parent is not None and item.parent.holds_groups)
            or is_safeguard(item)
            or is_step(item)
        )
        provision.kind = "measure"
        if exhorts and not provision.has_clause:
            provision.unsure = True
            provision.evidence = replace(provision.evidence, confidence="doubtful")
        return [provision]
    reader.outside(plan, provision, item)
    return [provision]


def _is_cut_heading(item: Item) -> bool:
    """Tell whether a part is a mere heading because the copy ends behind it, or lost what stood below."""
    parent = item.parent
    return (
        parent is not None
        and parent.label is None
        and len(parent.children) > 1
        and len(item.views) == 1
        and len(item.views[0]) <= LONGEST_HEADING
        and not SENTENCE_MARK.search(item.texts[0].text if item.texts else "")
        and parent.bare_children == item.bare
    )


def _clause_closes_group(item: Item, reader: Reader) -> bool:
    """Tell whether one clause behind the last of several minor items speaks for all of them."""
    minor = load_rules("sections").data["lists"]["minor_styles"]
    children = item.children
    if len(children) < 2 or any(
        c.children or c.label is None or c.label.style not in minor for c in children
    ):
        return False
    with_clause = [reader.has_clause(child) for child in children]
    last_line = children[-1].views[-1]
    return (
        with_clause[-1]
        and not any(with_clause[:-1])
        and len(children[-1].views) > 1
        and last_line.text[0] in "（〔"
    )
