"""Read one source text whole. Entry point: `extract_document`."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual, InputError
from zhengmai.extract.carrier.head import Head
from zhengmai.extract.carrier.reader import read_carrier
from zhengmai.extract.dense import restore_lines
from zhengmai.extract.document_numbers import find_document_numbers, parse_document_number
from zhengmai.extract.facts import Carrier, CitationFact, DocumentFacts, Evidence, PlanFacts
from zhengmai.extract.measures import Reader, without_short_names
from zhengmai.extract.outline import build_outline
from zhengmai.extract.plan_places import PlanPlace, find_plans
from zhengmai.extract.plans import read_plans
from zhengmai.extract.rules import load_rules
from zhengmai.extract.series import named_texts
from zhengmai.extract.table_heads import RUN_TOGETHER
from zhengmai.extract.tables import find_table
from zhengmai.extract.titles import inner_titles, is_legal, title_key
from zhengmai.extract.unread import find_unread
from zhengmai.text.layout import paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.text.view import SourceText, View


_NUMBER_FIRST = re.compile(r"[（(][\u4e00-\u9fff]{1,12}[〔\[（【](?:19|20)\d\d[〕\]）】]\d{1,5}号[）)].")
# The sentence of a notice in a copy whose punctuation cannot be relied on.
_FORWARDED = re.compile(r"现[^。]{0,40}(?:印发|转发|下发)给你们")
# No line below the text of a page is longer, and no more of them stand between two that tell.
_LONGEST_LINK = 300
_MOST_LINKS = 12
# A paragraph of this length does not come twice by chance.
_TELLING = 50


def extract_document(source: SourceText) -> DocumentFacts:
    """Read carrier, plans and measures of a document.

    Args:
        source: the document's text.

    Returns:
        The facts, units not yet resolved. A document that holds no plan has an empty list of plans.

    Raises:
        InputError: the text is no policy document: it has no 文号, no title or heading that ends in a kind of
            document, no numbered item, no column of responsible units, and no addressees with a signature.
    """
    views = _with_numbers(restore_lines([p.view for p in paragraphs(source)]))
    views = _without_page_foot(_without_second_copy(views))
    head = read_carrier(views)
    _require_policy_document(source, views, head)
    number = parse_document_number(head.carrier.number) if head.carrier.number else None
    reader = Reader(
        date.fromisoformat(head.carrier.date) if head.carrier.date else None,
        numbered=number.year if number else None,
    )
    places = find_plans(views, head)
    titles = [head.carrier.title, *inner_titles(head.carrier.title or ""), *(place.title for place in places)]
    reader.own_titles = {title_key(title) for title in titles if title}
    _carrier_citations(views, head, places, reader)
    plans = [plan for place in places for plan in read_plans(views, place, head, reader)]
    _table_without_notice(head, places, plans)
    head.carrier.citations = reader.with_later_numbers(head.carrier.citations)
    for plan in plans:
        plan.citations = reader.with_later_numbers(plan.citations)
        plan.title_citations = _title_citations(plan, head)
    unread = {*reader.unread, *find_unread(views, head.carrier, plans, reader.outlines, reader.heads)}
    return DocumentFacts(
        source, head.carrier, plans, sorted(unread, key=lambda u: (u.span, u.looks_like, u.reason))
    )


def _with_numbers(views: list[View]) -> list[View]:
    """Join a line that begins with the number of the title that ends the line before."""
    joined: list[View] = []
    for view in views:
        if joined and view.cell is None and joined[-1].text.endswith("》") and _NUMBER_FIRST.match(view.text):
            joined[-1] = joined[-1].followed_by(view)
        else:
            joined.append(view)
    return joined


def _without_second_copy(views: list[View]) -> list[View]:
    """Leave out the second copy where a document stands twice in its page."""
    first = next((i for i, view in enumerate(views) if len(view) >= _TELLING), None)
    if first is None:
        return views
    for second in range(first + 1, len(views)):
        if views[second].text == views[first].text:
            copied = [view.text for view in views[second:]]
            same = sum(a == b.text for a, b in zip(copied, views[first:second], strict=False))
            # Behind the second copy stands the foot of the page. The copy begins as far above this paragraph as the first one does.
            if same * 2 >= len(copied):
                begin = second
                while (
                    begin > first
                    and first - (second - begin) > 0
                    and views[begin - 1].text == views[first - (second - begin) - 1].text
                ):
                    begin -= 1
                return views[:begin]
    return views


def _without_page_foot(views: list[View]) -> list[View]:
    """Leave out what a web page prints below its text: links to other texts, who runs the site."""
    at = foot = len(views)
    # Such lines may stand above the text as well, which is always the greater part.
    left = sum(map(len, views)) / 2
    # Links stand between the lines that tell; a sentence or a cell is of the text.
    while at > 0 and len(views[at - 1]) <= min(_LONGEST_LINK, left) and views[at - 1].cell is None:
        at -= 1
        left -= len(views[at])
        if _is_page_foot(views[at]):
            foot = at
        elif foot - at > _MOST_LINKS or views[at].text.endswith(("。", "；")):
            break
    return views[:foot]


def _is_page_foot(view: View) -> bool:
    return bool(load_rules("carrier").only("line-page-foot").matches(view.text))


def _require_policy_document(source: SourceText, views: Sequence[View], head: Head) -> None:
    carrier = head.carrier
    # A notice copied without its title still says to whom it goes and who signed it when.
    if carrier.addressees and carrier.issuers and carrier.date:
        return
    if carrier.title or carrier.verbatim_number or build_outline(views).children or find_table(views):
        return
    if any(
        find_document_numbers(view.text) or RUN_TOGETHER.search(view.text) or _FORWARDED.search(view.text)
        for view in views
    ):
        return
    raise InputError(
        source.name,
        Bilingual(
            "不像政策文件：没有文号，没有以文种或方案、规划、计划、表结尾的标题，没有编号条目，没有责任单位栏，也没有主送机关和落款",
            "is no policy document: no document number, no title that ends in a kind of document, no numbered item, "
            "no column of responsible units, and no addressees with a signature",
        ),
    )


def _carrier_citations(
    views: Sequence[View], head: Head, places: Sequence[PlanPlace], reader: Reader
) -> None:
    """Read what the notice itself cites; of a document that holds no plan, all that it cites."""
    if places and places[0].own:
        return
    end = (places[0].title_lines or (places[0].begin,))[0] if places else len(views)
    for i in range(head.body_from, end):
        if i not in head.consumed:
            cited = reader.citations(views[i])
            head.carrier.citations += without_short_names(head.carrier.citations, cited)


def _title_citations(plan: PlanFacts, head: Head) -> list[CitationFact]:
    """Give what a plan's title carries out, or what the notice that issues it forwards."""
    evidence = plan.title_evidence
    named = named_texts(plan.title)
    if not named and head.carrier.title:
        named = [text for text in named_texts(head.carrier.title) if text.role == "forwards"]
        evidence = head.title_evidence()
    if evidence is None:
        return []
    # What the text cites as well needs no second citation for the title.
    cited = [c.alias_of or c.title for c in plan.citations if c.role in ("basis", "implements")]
    known = {title_key(text) for title in cited if title for text in (title, *inner_titles(title))}
    return [
        CitationFact(
            title=text.title,
            number=None,
            verbatim_number=None,
            role=text.role,
            evidence=Evidence(evidence.span, text.rule, text.confidence),
            legal=is_legal(text.title),
        )
        for text in named
        if title_key(text.title) not in known
    ]


def _table_without_notice(head: Head, places: Sequence[PlanPlace], plans: Sequence[PlanFacts]) -> None:
    """Leave the carrier's title empty where the document is a mere table: the title is the table's."""
    # A page that gives the title among its metadata bears it as its own; so does what is signed.
    carrier = head.carrier
    is_table = carrier.kind is not None and carrier.kind.endswith("表") and not carrier.issuers
    if is_table and head.title_field is None and len(plans) == len(places) == 1:
        title_header = [h for h in head.carrier.header if h.element != "标题"]
        head.carrier = Carrier(header=title_header)
