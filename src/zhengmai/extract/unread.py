"""What looks like a fact and was not read: listed, so that no reader takes silence for absence.

Entry point: `find_unread`. It runs after the reading and knows nothing of how that was done: it looks for the outer
forms of clauses, numbers, citations and headings and lists those that no fact covers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual
from zhengmai.extract.cover import Cover
from zhengmai.extract.deadlines import find_deadlines
from zhengmai.extract.facts import (
    Carrier,
    CitationFact,
    Deadline,
    HeaderFact,
    Party,
    PlanFacts,
    Target,
    Unread,
)
from zhengmai.extract.parties import find_clauses
from zhengmai.extract.table_heads import RUN_TOGETHER
from zhengmai.extract.targets import find_targets
from zhengmai.extract.titles import bracketed, document_kind, title_key
from zhengmai.text.view import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.outline import Item
    from zhengmai.text.view import View

_Read = HeaderFact | Party | Deadline | Target | CitationFact

_NUMBER = re.compile(r"[〔\[【（﹝]?(?:19|20)\d\d[〕\]】）﹞]\d{1,5}号|[〔\[【﹝](?:19|20)\d\d\d{1,4}号")
_ROLE = "牵头|负责|责任单位|责任部门|配合单位|牵头单位|组织实施|督导"
_ANY_ROLE = re.compile(r"牵头|负责|承办|实施|督导|(?:单位|部门|领导|处室|科室)：")
_IN_BRACKET = r"(?:[^（）〔〕【】［］]|[（〔【［][^（）〔〕【】［］]{0,40}[）〕】］]){0,300}"
_CLAUSE = re.compile(
    rf"[（〔【［](?={_IN_BRACKET}[）〕】］])(?={_IN_BRACKET}?(?:{_ROLE})){_IN_BRACKET}[）〕】］]"
)
_FIELD = re.compile(
    r"(?:^|(?<=[。；！？）]))(?:主要|其他|总)?(?:牵头|责任|配合|主办|协办|承办|落实|参与|协同)[\u4e00-\u9fff]{0,4}(?:单位|部门|领导|处室|科室)：[^。]*"
)
# A clause in a sentence: 由甲负责, 甲牵头建立; not the noun 牵头单位, nor what is merely answered for.
_PROSE = re.compile(
    r"(?:^|(?<=[。；，：、]))(?:由[^。；，：（）]{2,40}?(?:负责(?!人|解释|制|同志|任)|承办|组织实施)|"
    r"[^。；，：（）]{2,60}?牵头(?!单位|部门|人|领导|作用|责任|抓总|机构|企业|医院|学校|高校|院校|组织单位|股室|科室|处室|工作|做好|的|《))"
)
# A term that runs from an event which the text does not date: 自受理之日起十个工作日内.
_TERM = re.compile(
    r"(?:(?:自|从)[^，。；、]{2,24}之日起[^，。；、\d]{0,4})?(?<![\d一二三四五六七八九十百])[\d一二三四五六七八九十百]{1,3}个?(?:工作日|日|天|月)之?内"
)
# Units in a bracket that ends a paragraph, with words that no rule knows: （省级层面：省民政厅；市级层面：市民政局）.
_UNIT = "[省市县区州旗镇乡](?!级|直)[\u4e00-\u9fff]{1,12}(?:局|委|办|厅|政府)"
_UNITS_AT_END = re.compile(
    rf"(?<=[。；！])[（〔【［](?=[^。]{{0,200}}{_UNIT}[、，；）〕】］])[^。]{{4,400}}[）〕】］]。?$"
)
_ROLE_NOTE = re.compile("[（〔【](?:牵头|配合|负责|主办|协办|参与)(?:单位|部门)?[）〕】]")
# What is shorter behind a head row are more of its words.
_ROW = 20
_FIRST_ROWS = 2
# Words that make a bracket an explanation and no clause.
_NO_CLAUSE = re.compile(
    r"牵头工作|(?:支持|鼓励|引导|推动|依托)[^，]{0,20}牵头|(?:企业|领导|书记|[省市县区镇乡]长|主任)(?:任组长)?牵头|负责人|负责制|负责解释|负责同志|责任制|负责任|以下简称"
)

_NO_KNOWN_UNIT = Bilingual(
    "像责任分工，但没有写法已知的单位",
    "looks like a responsibility clause, but names no unit of a known form",
)
_NO_KNOWN_ROLE = Bilingual(
    "括号中列有单位，但没有写法已知的分工", "names units in brackets, but not in a known form of what they do"
)
_NUMBER_OF_NO_CITATION = Bilingual(
    "像发文字号，但不属于任何引用", "looks like a document number and belongs to no citation"
)
_TITLE_OF_NO_CITATION = Bilingual(
    "像文件标题，但没有读作引用", "looks like the title of a document and was not read as a citation"
)
_TARGET_OUTSIDE = Bilingual(
    "像目标，但不在方案的正文中", "looks like a target and stands outside the text of a plan"
)
_TERM_OF_NO_DAY = Bilingual(
    "像时限，但没有写明从哪一天算起",
    "looks like a deadline that runs from a day which the text does not name",
)
# A word that every head row of a task table holds; looked for first, for it is found fast.
_UNIT_HEAD = re.compile("(?:责任|牵头|主办|承办|负责|实施)[单部主科处股]")
_ENDS_IN_UNIT = re.compile("(?:[局委办厅部会院]|政府|街道|乡镇|镇街|部门|单位|公司|中心)$")
_ROWS_RUN_TOGETHER = Bilingual(
    "像任务表，但副本丢失了表格线，各栏连在一起",
    "looks like a task table of which the copy lost what parts the cells",
)
_DEADLINE_OUTSIDE = Bilingual(
    "像时限，但不在方案的正文中", "looks like a deadline and stands outside the text of a plan"
)


def _missing(number: int) -> Bilingual:
    return Bilingual(f"此条之前缺第 {number} 条", f"number {number} is missing before this item")


def find_unread(
    views: Sequence[View],
    carrier: Carrier,
    plans: Sequence[PlanFacts],
    outlines: Sequence[Item],
    heads: Sequence[Span] = (),
) -> list[Unread]:
    """List what looks like a clause, number, citation or heading and is covered by no fact.

    Args:
        views: the document's paragraphs.
        carrier: the carrier as read.
        plans: the plans as read.
        outlines: the outlines of the plans' texts.
        heads: heads of columns that tell what the cells below them mean.

    Returns:
        The spans in the order of the text.
    """
    covered = Cover(_spans(carrier, plans))
    own = {title_key(title) for title in (carrier.title, *(plan.title for plan in plans)) if title}
    found = [
        unread
        for view in views
        for unread in (
            *_clauses(view, covered),
            *_numbers(view, covered, carrier),
            *_citations(view, covered, own),
            *_terms(view, covered),
        )
    ]
    read = Cover([*_places_read(carrier, plans, outlines), *heads])
    for view in views:
        if not read.touches(view.span()):
            found += [*_quantities(view), *_dates(view)]
    found += _lost_tables(views, covered)
    found += [unread for outline in outlines for unread in _headings(outline)]
    return sorted(set(found), key=lambda unread: (unread.span, unread.looks_like))


def _spans(carrier: Carrier, plans: Sequence[PlanFacts]) -> list[Span]:
    """Give the spans of all facts but those of whole provisions, which cover everything."""
    facts: list[_Read] = [*carrier.header, *carrier.citations]
    for plan in plans:
        facts += [*plan.citations, *plan.other_citations, *plan.targets, *plan.other_deadlines]
        for provision in plan.provisions:
            facts += [*provision.parties, *provision.deadlines, *provision.targets, *provision.citations]
    titles = [plan.title_evidence for plan in plans]
    return [evidence.span for evidence in (*(fact.evidence for fact in facts), *titles) if evidence]


def _clauses(view: View, covered: Cover) -> Iterator[Unread]:
    missed = [(at, span, reason) for at, span, reason in _like_clauses(view) if not covered.touches(span)]
    if not missed:
        return
    # Units that their measure has named before give no fact of their own.
    read = Cover((clause.start, clause.end) for clause in find_clauses(view.text) if clause.parties)
    yield from (Unread(span, "clause", reason) for at, span, reason in missed if not read.holds(at))


def _like_clauses(view: View) -> Iterator[tuple[int, Span, Bilingual]]:
    """Give what has the form of a clause: where it begins in the paragraph, its span, and what it looks like."""
    text = view.text
    units = _UNITS_AT_END.search(text) if text.endswith(("）", "〕", "】", "］", "）。")) else None
    if units is not None and not _NO_CLAUSE.search(units[0]):
        yield units.start(), view.span(units.start(), units.end()), _NO_KNOWN_ROLE
    if not _ANY_ROLE.search(text):
        return
    found = [*_CLAUSE.finditer(text), *_FIELD.finditer(text)]
    taken = Cover(match.span() for match in found)
    found += [match for match in _PROSE.finditer(text) if not taken.holds(match.start())]
    for match in found:
        if units is not None and match.start() >= units.start():
            continue
        # A role word in brackets belongs to the name before it: 市民政局（牵头）.
        noted = match.start() > 0 and _ROLE_NOTE.fullmatch(match[0]) is not None
        if not _NO_CLAUSE.search(match[0]):
            yield match.start(), view.span(match.start() - noted, match.end()), _NO_KNOWN_UNIT


def _numbers(view: View, covered: Cover, carrier: Carrier) -> Iterator[Unread]:
    for match in _NUMBER.finditer(view.text):
        span = view.span(match.start(), match.end())
        # A web page prints the document's own number more than once.
        own = carrier.number is not None and carrier.number.endswith(match[0])
        if not own and not covered.touches(span):
            yield Unread(span, "number", _NUMBER_OF_NO_CITATION)


def _citations(view: View, covered: Cover, own: set[str]) -> Iterator[Unread]:
    for start, end in bracketed(view.text):
        title = view.text[start + 1 : end - 1]
        span = view.span(start, end)
        if title and document_kind(title) and title_key(title) not in own and not covered.touches(span):
            yield Unread(span, "citation", _TITLE_OF_NO_CITATION)


def _terms(view: View, covered: Cover) -> Iterator[Unread]:
    if "内" not in view.text:
        return
    for match in _TERM.finditer(view.text):
        span = view.span(match.start(), match.end())
        if not covered.touches(span):
            yield Unread(span, "deadline", _TERM_OF_NO_DAY)


def _places_read(carrier: Carrier, plans: Sequence[PlanFacts], outlines: Sequence[Item]) -> list[Span]:
    """Give the spans of all text in which targets and deadlines were looked for."""
    items = [item for outline in outlines for item in outline.walk()]
    spans = [view.span() for item in items for view in (*item.views, *item.closing)]
    spans += [fact.evidence.span for fact in carrier.header]
    spans += [plan.title_evidence.span for plan in plans if plan.title_evidence]
    for plan in plans:
        # The cells of a row stand between its first words and its last fact.
        for row in plan.provisions:
            if row.table is not None:
                facts: list[_Read] = [*row.parties, *row.deadlines, *row.targets, *row.citations]
                ends = [fact.evidence.span.end for fact in facts]
                span = row.evidence.span
                spans.append(span._replace(end=max([span.end, *ends])))
    return spans


def _quantities(view: View) -> Iterator[Unread]:
    for target in find_targets(view.text):
        if target.comparator != "=" or target.stated or target.unit == "%":
            yield Unread(view.span(target.start, target.end), "target", _TARGET_OUTSIDE)


def _dates(view: View) -> Iterator[Unread]:
    for deadline in find_deadlines(view.text, issued=None):
        yield Unread(view.span(deadline.start, deadline.end), "deadline", _DEADLINE_OUTSIDE)


def _lost_tables(views: Sequence[View], covered: Cover) -> Iterator[Unread]:
    """List the rest of a paragraph behind a head row without marks, and paragraphs below it in which nothing was read."""
    below = False
    for i, view in enumerate(views):
        head = RUN_TOGETHER.search(view.text) if view.cell is None and _UNIT_HEAD.search(view.text) else None
        touched = covered.touches(view.span(head.end() if head and len(view) - head.end() >= _ROW else 0))
        if head is not None and len(view) - head.end() < _ROW:
            # Rows that stand below their head and were read are not lost; the name of a chapter may stand before them.
            rows = views[i + 1 : i + 1 + _FIRST_ROWS]
            lost = bool(rows) and not any(covered.touches(row.span()) for row in rows)
        elif head is not None:
            # Where the rows beside it were read, what ends in a unit below them is one that was not.
            lost = not touched
        else:
            lost = below and not touched
        below = lost or (
            head is not None and i + 1 < len(views) and _ENDS_IN_UNIT.search(views[i + 1].text) is not None
        )
        if lost:
            yield Unread(view.span(head.start() if head else 0), "cell", _ROWS_RUN_TOGETHER)


def _headings(outline: Item) -> Iterator[Unread]:
    """List items before which a number of their sequence is missing: a heading may have lost its label."""
    for item in outline.walk():
        for before, after in zip(item.children, item.children[1:], strict=False):
            if (
                before.label
                and after.label
                and before.label.style == after.label.style
                and after.label.number > before.label.number + 1
            ):
                span = after.views[0].span(0, after.label.length)
                yield Unread(span, "heading", _missing(before.label.number + 1))
