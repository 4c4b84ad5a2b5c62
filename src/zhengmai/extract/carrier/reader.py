"""Reads the carrier of a document. Entry point: `read_carrier`.

Elements and their places follow GB/T 9704-2012 clause 7; where a web site's metadata differ from the text, the text
wins, and the site's own 发布机构 and 发布日期 never count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.addressees import read_addressees
from zhengmai.extract.carrier.head import Head
from zhengmai.extract.carrier.issuers import read_approval, read_red_head
from zhengmai.extract.carrier.lines import line_date
from zhengmai.extract.carrier.metadata import read_metadata
from zhengmai.extract.carrier.recipients import read_recipients, read_rosters
from zhengmai.extract.carrier.signature import read_signature
from zhengmai.extract.carrier.title import SERIES, read_title
from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.facts import Carrier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.carrier.metadata import Fields
    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import View


# What stands before the number of a telegram on the same line.
_TELEGRAM_HEAD = re.compile(
    r"(?:发电单位|发往|见报头|签批(?:盖章)?|[\u4e00-\u9fff]{2,3}(?=等级)|等级|密级|特急|加急|特提|平急|急件|明电|[·：，、（）|])*"
)


def read_carrier(views: Sequence[View]) -> Head:
    """Read the carrier of a document.

    Args:
        views: the document's paragraphs.
    """
    head = Head(Carrier())
    fields = read_metadata(views, head)
    read_title(views, head, fields)
    _read_number(views, head, fields)
    read_addressees(views, head)
    read_rosters(views, head)
    read_signature(views, head, fields)
    read_approval(views, head)
    read_red_head(views, head)
    if "发布机构" in fields:
        i, start, end = fields["发布机构"]
        head.carrier.publisher = views[i].printed[start:end]
    read_recipients(views, head)
    return head


def _read_number(views: Sequence[View], head: Head, fields: Fields) -> None:
    if _read_series(views, head):
        return
    for i in range(head.body_begin(views)):
        view = views[i]
        if _read_number_and_day(view, head):
            head.consumed.add(i)
            return
        for number in find_document_numbers(view.text):
            if number.end - number.start >= len(view) - 4 or (
                number.end == len(view) and _TELEGRAM_HEAD.fullmatch(view.text, 0, number.start)
            ):
                _set_number(
                    head, view, number.start, number.end, number.canonical, number.rule, number.confidence
                )
                head.consumed.add(i)
                return
    if "发文字号" in fields:
        i, start, end = fields["发文字号"]
        for number in find_document_numbers(views[i].text[start:end]):
            _set_number(
                head,
                views[i],
                start + number.start,
                start + number.end,
                number.canonical,
                number.rule,
                "likely",
            )
            return


def _read_series(views: Sequence[View], head: Head) -> bool:
    """Read the number of a decree or an announcement, which its name stands above: 甲市人民政府令 | 第35号."""
    if head.title is None or head.carrier.title is None or head.title[1] + 1 >= len(views):
        return False
    below = views[head.title[1] + 1]
    if head.carrier.kind not in ("命令", "公告", "通告") or not SERIES.fullmatch(below.text):
        return False
    title = views[head.title[1]].text
    if "关于" in title:
        return False
    _set_number(head, below, 0, len(below), title + below.text, "number-decree", "likely")
    head.consumed.add(head.title[1] + 1)
    return True


def _read_number_and_day(view: View, head: Head) -> bool:
    """Read a line that holds number and day of issue, as in one bracket: （国办发〔2000〕19号 二○○○年二月二十七日）."""
    bracketed = view.text.startswith("（")
    for number in find_document_numbers(view.text):
        behind = number.start == bracketed and number.end < len(view)
        dated = line_date(view.slice(number.end)) if behind else None
        if dated is not None:
            _set_number(
                head, view, number.start, number.end, number.canonical, number.rule, number.confidence
            )
            head.carrier.date = dated[0]
            head.add("成文日期", view, number.end, len(view) - bracketed, dated[1].rule.id, "likely")
            return True
    return False


def _set_number(
    head: Head, view: View, start: int, end: int, canonical: str | None, rule: str, confidence: Confidence
) -> None:
    head.carrier.number = canonical
    head.carrier.verbatim_number = view.printed[start:end]
    head.add("发文字号", view, start, end, rule, confidence)
