"""The carrier: number, title, issuers, date and addressees of the document that was issued.

Entry point: `read_carrier`. Elements and their places follow GB/T 9704-2012 clause 7; where a web site's
metadata differ from the text, the text wins, and the site's own 发布机构 and 发布日期 never count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.facts import Carrier, Evidence, HeaderFact
from zhengmai.extract.parties import PartyReading, split_names
from zhengmai.extract.rules import RuleMatch, load_rules
from zhengmai.extract.titles import document_kind, split_frame, title_key
from zhengmai.text.numbering import han_number, parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import View

_TITLE_LINES = 4
# Single words that go on with a list of offices: 市政府有关委、办、局.
_SINGLE_OFFICES = frozenset({"办", "局", "厅", "处", "室", "院"})
# Territories without a body of theirs, which the next words name: 各省、自治区、直辖市…主管部门.
_BARE_TERRITORY = re.compile(
    r"各(?:有关)?(?:省|自治[区州县]|直辖市|计划单列市|[市州盟县区旗镇乡]|街道|、|及|和)+"
)
_LONGEST_TITLE = 200
_LONGEST_SIGNATURE = 60
_LONGEST_HEAD = 40
_LONGEST_MENU = 300
# Paragraphs behind which no list of recipients is looked for, and the fewest names that make one.
_LONGEST_TAIL = 12
_SHORTEST_LIST = 4
# The sentence of a notice that issues another text.
_ISSUES = re.compile(r"现(?:予以?)?(?:将[^。]{0,80})?(?:印发|转发)|(?:印发|转发)(?:给)?你们")
_REMARK = re.compile(r"（[^（）]{1,24}）")


@dataclass
class Head:
    """What the search for the carrier found, besides the facts.

    Attributes:
        carrier: the facts.
        title: places of the title's paragraphs, [first, last].
        body_from: index of the first paragraph after title and addressees.
        signature: index of the signature's date, None where there is none.
        consumed: indexes of the paragraphs that are metadata or carrier elements.
    """

    carrier: Carrier
    title: tuple[int, int] | None = None
    body_from: int = 0
    signature: int | None = None
    consumed: set[int] = field(default_factory=set)


def read_carrier(views: Sequence[View]) -> Head:
    """Read the carrier of a document.

    Args:
        views: the document's paragraphs.
    """
    head = Head(Carrier())
    fields = _metadata(views, head)
    _read_title(views, head, fields)
    _read_number(views, head, fields)
    _read_addressees(views, head)
    _read_signature(views, head, fields)
    _read_approval(views, head)
    _read_red_head(views, head)
    _read_recipients(views, head)
    return head


def is_closing(view: View) -> bool:
    """Tell whether a paragraph is one of the lines that close a document (附注, 抄送, 印发)."""
    return any(
        m.rule.id == "line-closing" for m in load_rules("carrier").only("line-closing").matches(view.text)
    )


def line_date(view: View) -> tuple[str, RuleMatch] | None:
    """Read a paragraph that is a date and nothing else as an ISO 8601 date; None where it is none."""
    for match in load_rules("carrier").only("line-date").matches(view.text):
        value = iso_date(match.group("year"), match.group("month"), match.group("day"))
        if value:
            return value, match
    return None


def iso_date(year: str | None, month: str | None, day: str | None) -> str | None:
    """Give the ISO 8601 form of a date in ASCII or Chinese numerals; None where there is no such day."""
    numbers = [
        int(part) if part and part.isdecimal() else han_number((part or "").replace("O", "〇"))
        for part in (year, month, day)
    ]
    if any(n is None for n in numbers):
        return None
    try:
        return date(*(n or 0 for n in numbers)).isoformat()
    except ValueError:
        return None


def _metadata(views: Sequence[View], head: Head) -> dict[str, tuple[int, int, int]]:
    """Find the metadata that a web site puts before or after the text: element → (paragraph, start, end)."""
    found: dict[str, tuple[int, int, int]] = {}
    for i, view in enumerate(views):
        # Only a paragraph that begins with such a field is metadata; in running text the words mean themselves.
        matches = [
            m for m in load_rules("carrier").matches(view.text) if m.rule.attributes["form"] == "field"
        ]
        if not matches or matches[0].start > 0:
            continue
        head.consumed.add(i)
        for k, match in enumerate(matches):
            end = matches[k + 1].start if k + 1 < len(matches) else len(view)
            element = str(match.rule.attributes["element"])
            if element and match.end < end and view.text[match.end : end] not in ("无", "暂无", "-"):
                found.setdefault(element, (i, match.end, end))
    return found


def _read_title(views: Sequence[View], head: Head, fields: dict[str, tuple[int, int, int]]) -> None:
    found = _title_place(views, head)
    carrier = head.carrier
    if found is None:
        if "标题" in fields:
            i, start, end = fields["标题"]
            carrier.title = views[i].printed[start:end]
            carrier.kind = document_kind(views[i].text[start:end])
            _add(head, "标题", views[i], start, end, "field-title", "likely")
        return
    first, last = found = _last_copy(views, found)
    head.title = found
    carrier.title = "".join(views[i].printed for i in range(first, last + 1))
    carrier.kind = document_kind("".join(views[i].text for i in range(first, last + 1)))
    for i in range(first, last + 1):
        _add(head, "标题", views[i], 0, len(views[i]), "line-title", "certain")
        head.consumed.add(i)
    head.body_from = last + 1


def _title_place(views: Sequence[View], head: Head) -> tuple[int, int] | None:
    """Find the first run of lines that reads as a document's title; of several runs the shortest."""
    for last in range(min(len(views), 400)):
        for first in range(last, max(-1, last - _TITLE_LINES), -1):
            if first in head.consumed or not _may_stand_in_title(views[first]):
                break
            text = "".join(view.text for view in views[first : last + 1])
            if len(text) > _LONGEST_TITLE:
                break
            if _is_title(text, one_line=_is_one_line(views, first, last)) and not _goes_on(views, last):
                return None if _is_issued_above(views, first) else (_with_issuers(views, first, head), last)
    return None


def _is_one_line(views: Sequence[View], first: int, last: int) -> bool:
    # A remark in brackets, such as the period, may stand on a line of its own.
    return all(_REMARK.fullmatch(view.text) for view in views[first + 1 : last + 1])


def _with_issuers(views: Sequence[View], first: int, head: Head) -> int:
    """Give where the title begins with the issuers that are printed on lines above it."""
    begin = first
    while begin > 0 and begin - 1 not in head.consumed and first - begin < _TITLE_LINES:
        above = views[begin - 1]
        opens = re.search(r"(?:印发|转发|关于|批转)$", above.text)
        signs = (
            views[first].text.startswith(("关于", "印发", "转发"))
            and _units_of_line(above)
            and not above.text.endswith("文件")
        )
        if not _may_stand_in_title(above) or not (opens or signs):
            break
        begin -= 1
    return begin


def _is_issued_above(views: Sequence[View], first: int) -> bool:
    """Tell whether a notice without a title stands above: then the title is that of its plan."""
    return any(_ISSUES.search(view.text) for view in views[:first])


def _last_copy(views: Sequence[View], place: tuple[int, int]) -> tuple[int, int]:
    """Give the last place where the same title stands before the text: a web page repeats it above its menus."""
    first, last = place
    text = "".join(view.text for view in views[first : last + 1])
    found = place
    for at in range(last + 1, min(len(views), last + _LONGEST_MENU)):
        for end in range(at, min(at + _TITLE_LINES, len(views))):
            joined = "".join(view.text for view in views[at : end + 1])
            if joined == text and at > found[1]:
                found = (at, end)
            if len(joined) >= len(text):
                break
        # Behind the text of a notice the same words are the title of what it issues.
        if _ISSUES.search(views[at].text):
            break
        if len(views[at]) > 60 and "。" in views[at].text:
            break
    return found


def _goes_on(views: Sequence[View], last: int) -> bool:
    # 《X（试行）》 may follow on the next line of the same title; a date in brackets is none of it.
    if last + 1 >= len(views) or line_date(views[last + 1]):
        return False
    return bool(
        _REMARK.fullmatch(views[last + 1].text)
        or re.fullmatch("[》〉]?的(?:通知|函|批复)", views[last + 1].text)
    )


def _may_stand_in_title(view: View) -> bool:
    text = view.text
    if parse_label(text) or line_date(view) or len(text) > _LONGEST_TITLE or text[-1] in "。；：，、":
        return False
    outside = re.sub(r"《[^《》]*》", "", text)
    return not re.search(r"[。；：！？]", outside) and not find_document_numbers(text)


def _is_title(text: str, *, one_line: bool) -> bool:
    if document_kind(text) is None or len(text) < 6:
        return False
    frame = split_frame(text)
    if "关于" in text and (text.startswith("关于") or frame.issuers or text.index("关于") < 60):
        return True
    # A plan that is issued by itself: X实施方案（2022—2024年）. One line only, so that no menu becomes a title.
    return one_line and (bool(frame.verb) or frame.kind not in (None, "通知", "公告", "意见", "函"))


def _read_number(views: Sequence[View], head: Head, fields: dict[str, tuple[int, int, int]]) -> None:
    for i in range(_body_begin(views, head)):
        view = views[i]
        for number in find_document_numbers(view.text):
            if number.end - number.start >= len(view) - 4:
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


def _body_begin(views: Sequence[View], head: Head) -> int:
    """Give the index of the first paragraph that is running text, behind the title if there is one."""
    begin = head.title[1] + 1 if head.title else 0
    for i in range(begin, min(len(views), begin + _LONGEST_HEAD)):
        if i not in head.consumed and (
            parse_label(views[i].text) or (len(views[i]) > 30 and "。" in views[i].text)
        ):
            return i
    return min(len(views), begin + _LONGEST_HEAD)


def _set_number(
    head: Head, view: View, start: int, end: int, canonical: str | None, rule: str, confidence: Confidence
) -> None:
    head.carrier.number = canonical
    head.carrier.verbatim_number = view.printed[start:end]
    _add(head, "发文字号", view, start, end, rule, confidence)


def _read_addressees(views: Sequence[View], head: Head) -> None:
    """Read 主送机关: the line that ends in a colon between title and text (GB/T 9704-2012 7.3.2)."""
    begin = head.title[1] + 1 if head.title else 0
    for i in range(begin, min(_body_begin(views, head) + 1, len(views))):
        view = views[i]
        if i in head.consumed:
            continue
        if (
            view.text.endswith("：")
            and not parse_label(view.text)
            and "。" not in view.text
            and _lists_units(view.text[:-1])
        ):
            for name in _addressees(view.text):
                head.carrier.addressees.append(view.printed[name.start : name.end])
                _add(head, "主送机关", view, name.start, name.end, "line-addressees", "certain")
            head.consumed.add(i)
            head.body_from = i + 1
            return


def _addressees(text: str) -> list[PartyReading]:
    """Split 主送机关; words that are no unit by themselves belong to the unit that follows: 商务、教育主管部门."""
    found: list[PartyReading] = []
    waiting: int | None = None
    for name in split_names(text, 0, len(text) - 1, general=True):
        printed = text[name.start : name.end]
        before = text[found[-1].start : found[-1].end] if found else ""
        if (printed in _SINGLE_OFFICES and found) or (
            text[name.start - 1] == "、" and waiting is None and _of_provinces(before, printed)
        ):
            found[-1] = replace(found[-1], end=name.end)
        elif not load_rules("parties").matches(printed) and text[name.end] == "、":
            if waiting is None and found and _BARE_TERRITORY.fullmatch(before):
                waiting = found.pop().start
            waiting = name.start if waiting is None else waiting
        else:
            found.append(name if waiting is None else replace(name, start=waiting))
            waiting = None
    return found


def _of_provinces(before: str, printed: str) -> bool:
    """Tell whether a name goes on with provinces that have no body of theirs yet: 各省、自治区、直辖市…主管部门."""
    bare = _BARE_TERRITORY.search(before)
    if (
        bare is None
        or bare.end() < len(before)
        or not re.search("省|自治区", bare[0])
        or printed.startswith("各")
    ):
        return False
    return bool(load_rules("parties").matches(printed) or _BARE_TERRITORY.fullmatch(f"各{printed}"))


def _lists_units(text: str) -> bool:
    names = split_names(text, 0, len(text))
    return (
        any(load_rules("parties").matches(text[n.start : n.end]) for n in names)
        and all(n.end - n.start <= 40 for n in names)
        and not re.search(r"通知如下|如下|现将|公告|为|制定", text[-12:])
    )


def _read_signature(views: Sequence[View], head: Head, fields: dict[str, tuple[int, int, int]]) -> None:
    """Read 发文机关署名 and 成文日期 (GB/T 9704-2012 7.3.5): units, then the date."""
    carrier = head.carrier
    for i in range(head.body_from, len(views)):
        dated = line_date(views[i])
        if dated is None:
            continue
        signers = _signers(views, i, head)
        if not signers and head.signature is not None:
            continue
        carrier.date = dated[0]
        head.signature = i
        _drop(head, "成文日期")
        _add(head, "成文日期", views[i], 0, len(views[i]), "line-date", "certain")
        head.consumed.add(i)
        if signers:
            for k, start, end in signers:
                carrier.issuers.append(views[k].printed[start:end])
                _add(head, "发文机关署名", views[k], start, end, "line-signature", "certain")
                head.consumed.add(k)
            return
    if carrier.date is None and "成文日期" in fields:
        _date_from_field(views, head, fields["成文日期"])
    if not carrier.issuers:
        _issuers_from_title(views, head, fields)


def _drop(head: Head, element: str) -> None:
    head.carrier.header = [h for h in head.carrier.header if h.element != element]


def _signers(views: Sequence[View], dated: int, head: Head) -> list[tuple[int, int, int]]:
    """Give the units that sign above a date, as (paragraph, start, end), in printed order."""
    found: list[tuple[int, int, int]] = []
    for i in range(dated - 1, max(head.body_from - 1, dated - 16), -1):
        view = views[i]
        if (
            len(view) > _LONGEST_SIGNATURE
            or parse_label(view.text)
            or re.search(r"[。；：，]", view.text)
            or is_closing(view)
        ):
            break
        parts = _units_of_line(view)
        if not parts:
            break
        found[:0] = [(i, start, end) for start, end in parts]
    return found


def _units_of_line(view: View) -> list[tuple[int, int]]:
    """Split a signature line into units; blanks in the print part them."""
    cuts = [0, *(k for k in range(1, len(view)) if view.offsets[k] - view.offsets[k - 1] > 1), len(view)]
    parts = [(a, b) for a, b in pairwise(cuts) if a < b]
    if all(_is_unit(view.text[a:b]) for a, b in parts):
        return parts
    return [(0, len(view))] if _is_unit(view.text) else []


def _is_unit(text: str) -> bool:
    return (
        len(text) >= 3
        and any(m.rule.attributes["kind"] == "agency" for m in load_rules("parties").matches(text))
    ) or text == "国务院"


def _date_from_field(views: Sequence[View], head: Head, place: tuple[int, int, int]) -> None:
    i, start, end = place
    match = re.match(r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?", views[i].text[start:end])
    if match and (value := iso_date(match[1], match[2], match[3])):
        head.carrier.date = value
        _add(head, "成文日期", views[i], start + match.start(), start + match.end(), "field-date", "likely")


def _issuers_from_title(views: Sequence[View], head: Head, fields: dict[str, tuple[int, int, int]]) -> None:
    carrier = head.carrier
    if head.title:
        text = "".join(view.text for view in views[head.title[0] : head.title[1] + 1])
        for name in split_frame(text).issuers:
            carrier.issuers.append(name)
            for i in range(head.title[0], head.title[1] + 1):
                at = views[i].text.find(name)
                if at >= 0:
                    _add(head, "发文机关", views[i], at, at + len(name), "title-issuer", "certain")
                    break
    if not carrier.issuers:
        for i, view in enumerate(views[: head.body_from or 10]):
            if load_rules("carrier").only("line-red-head").matches(view.text):
                carrier.issuers.append(view.printed[:-2])
                _add(head, "发文机关", view, 0, len(view) - 2, "line-red-head", "certain")
                head.consumed.add(i)
                return
    if not carrier.issuers and "发文机关" in fields:
        i, start, end = fields["发文机关"]
        for unit in split_names(views[i].text, start, end):
            carrier.issuers.append(views[i].printed[unit.start : unit.end])
            _add(head, "发文机关", views[i], unit.start, unit.end, "field-issuer", "likely")


def _read_approval(views: Sequence[View], head: Head) -> None:
    stop = head.signature if head.signature is not None else min(len(views), head.body_from + 6)
    for view in views[head.body_from : stop]:
        for match in load_rules("carrier").only("approval").matches(view.text):
            start, end = match.match.span("body")
            head.carrier.approved_by = view.printed[start:end]
            _add(head, "批准机关", view, match.start, match.end, "approval", "certain")
            return


def _read_red_head(views: Sequence[View], head: Head) -> None:
    for i, view in enumerate(views[: head.body_from or 10]):
        if load_rules("carrier").only("line-red-head").matches(view.text):
            head.consumed.add(i)
            if not any(
                h.element == "发文机关" and h.evidence.rule == "line-red-head" for h in head.carrier.header
            ):
                _add(head, "发文机关标志", view, 0, len(view), "line-red-head", "certain")


def _read_recipients(views: Sequence[View], head: Head) -> None:
    """Read the units that the text is sent to besides 主送机关, where its tail lists them by name."""
    for i in range(max(head.body_from, len(views) - _LONGEST_TAIL), len(views)):
        found = load_rules("carrier").only("line-recipients").matches(views[i].text)
        if i in head.consumed or not found:
            continue
        start, end = found[0].match.span("units")
        names = split_names(views[i].text, start, end)
        known = [n for n in names if load_rules("parties").matches(views[i].text[n.start : n.end])]
        if len(names) < _SHORTEST_LIST or len(known) * 3 < len(names) * 2:
            continue
        for name in names:
            _add(head, "分送机关", views[i], name.start, name.end, "line-recipients", "certain")
        head.consumed.add(i)
        _consume_tail(views, head, i + 1)
        return


def _consume_tail(views: Sequence[View], head: Head, begin: int) -> None:
    """Leave out what a 抄送 line that ends in a semicolon goes on with."""
    for i in range(begin, len(views)):
        if i > 0 and is_closing(views[i - 1]) and views[i - 1].text.endswith("；"):
            head.consumed.add(i)


def _add(
    head: Head, element: str, view: View, start: int, end: int, rule: str, confidence: Confidence
) -> None:
    fact = HeaderFact(element, view.printed[start:end], Evidence(view.span(start, end), rule, confidence))
    head.carrier.header.append(fact)


def same_title(left: str, right: str) -> bool:
    """Tell whether two titles are the same text, apart from brackets, dashes and white space."""
    return title_key(left) == title_key(right)
