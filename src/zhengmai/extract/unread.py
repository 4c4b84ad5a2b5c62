"""What looks like a fact and was not read: listed, so that no reader takes silence for absence.

Entry point: `find_unread`. It runs after the reading and knows nothing of how that was done: it looks for the outer
forms of clauses, numbers, citations and headings and lists those that no fact covers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual
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
from zhengmai.extract.titles import bracketed, document_kind, title_key
from zhengmai.text.view import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.outline import Item
    from zhengmai.text.view import View

_Read = HeaderFact | Party | Deadline | Target | CitationFact

_NUMBER = re.compile(r"[〔\[【（﹝]?(?:19|20)\d\d[〕\]】）﹞]\d{1,5}号|[〔\[【﹝](?:19|20)\d\d\d{1,4}号")
_CLAUSE = re.compile(
    r"[（〔【][^（）〔〕【】]{0,200}(?:牵头|负责|责任单位|责任部门|配合单位|牵头单位)[^（）〔〕【】]{0,200}[）〕】]"
)
_FIELD = re.compile(r"^(?:牵头|责任|配合|主办|协办)[\u4e00-\u9fff]{0,4}(?:单位|部门)：")
# Words that make a bracket an explanation and no clause.
_NO_CLAUSE = re.compile(r"负责人|负责制|负责解释|负责同志|责任制|负责任|以下简称")

_NO_KNOWN_UNIT = Bilingual(
    "像责任分工，但没有写法已知的单位",
    "looks like a responsibility clause, but names no unit of a known form",
)
_NUMBER_OF_NO_CITATION = Bilingual(
    "像发文字号，但不属于任何引用", "looks like a document number and belongs to no citation"
)
_TITLE_OF_NO_CITATION = Bilingual(
    "像文件标题，但没有读作引用", "looks like the title of a document and was not read as a citation"
)


def _missing(number: int) -> Bilingual:
    return Bilingual(f"此条之前缺第 {number} 条", f"number {number} is missing before this item")


def find_unread(
    views: Sequence[View], carrier: Carrier, plans: Sequence[PlanFacts], outlines: Sequence[Item]
) -> list[Unread]:
    """List what looks like a clause, number, citation or heading and is covered by no fact.

    Args:
        views: the document's paragraphs.
        carrier: the carrier as read.
        plans: the plans as read.
        outlines: the outlines of the plans' texts.

    Returns:
        The spans in the order of the text.
    """
    covered = _Cover(_spans(carrier, plans))
    own = {title_key(title) for title in (carrier.title, *(plan.title for plan in plans)) if title}
    found = [
        unread
        for view in views
        for unread in (
            *_clauses(view, covered),
            *_numbers(view, covered, carrier),
            *_citations(view, covered, own),
        )
    ]
    found += [unread for outline in outlines for unread in _headings(outline)]
    return sorted(set(found), key=lambda unread: (unread.span, unread.looks_like))


class _Cover:
    """The spans of all facts, merged, for quick questions."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def touches(self, span: Span) -> bool:
        """Tell whether a fact shares a character with a span."""
        at = bisect_right(self.starts, span.end - 1) - 1
        return at >= 0 and self.ends[at] > span.start


def _spans(carrier: Carrier, plans: Sequence[PlanFacts]) -> list[Span]:
    """Give the spans of all facts but those of whole provisions, which cover everything."""
    facts: list[_Read] = [*carrier.header, *carrier.citations]
    for plan in plans:
        facts += [*plan.citations, *plan.targets]
        for provision in plan.provisions:
            facts += [*provision.parties, *provision.deadlines, *provision.targets, *provision.citations]
    titles = [plan.title_evidence for plan in plans]
    return [evidence.span for evidence in (*(fact.evidence for fact in facts), *titles) if evidence]


def _clauses(view: View, covered: _Cover) -> Iterator[Unread]:
    for match in (*_CLAUSE.finditer(view.text), *_FIELD.finditer(view.text)):
        end = len(view) if match.re is _FIELD else match.end()
        span = view.span(match.start(), end)
        if not _NO_CLAUSE.search(match[0]) and not covered.touches(span):
            yield Unread(span, "clause", _NO_KNOWN_UNIT)


def _numbers(view: View, covered: _Cover, carrier: Carrier) -> Iterator[Unread]:
    for match in _NUMBER.finditer(view.text):
        span = view.span(match.start(), match.end())
        # A web page prints the document's own number more than once.
        own = carrier.number is not None and carrier.number.endswith(match[0])
        if not own and not covered.touches(span):
            yield Unread(span, "number", _NUMBER_OF_NO_CITATION)


def _citations(view: View, covered: _Cover, own: set[str]) -> Iterator[Unread]:
    for start, end in bracketed(view.text):
        title = view.text[start + 1 : end - 1]
        span = view.span(start, end)
        if title and document_kind(title) and title_key(title) not in own and not covered.touches(span):
            yield Unread(span, "citation", _TITLE_OF_NO_CITATION)


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
