"""The carrier: number, title, issuers, date and addressees of the document that was issued.

Entry point: `read_carrier`. Elements and their places follow GB/T 9704-2012 clause 7; where a web site's
metadata differ from the text, the text wins, and the site's own 发布机构 and 发布日期 never count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.facts import Carrier, Evidence, HeaderFact, Roster
from zhengmai.extract.parties import PartyReading, split_names
from zhengmai.extract.rules import RuleMatch, load_rules
from zhengmai.extract.titles import (
    bracketed,
    document_kind,
    is_heading_too,
    is_unfinished,
    issuers_in_title,
    split_frame,
    title_key,
)
from zhengmai.text.layout import fold
from zhengmai.text.numbering import han_number, parse_label
from zhengmai.text.view import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import View

_TITLE_LINES = 4
# Single words that go on with a list of offices: 市政府有关委、办、局.
_SINGLE_OFFICES = frozenset({"委", "办", "局", "厅", "处", "室", "院"})
# Territories without a body of theirs, which the next words name: 各省、自治区、直辖市…主管部门.
_BARE_TERRITORY = re.compile(
    r"各(?:有关)?(?:省|自治[区州县]|直辖市|计划单列市|[市州盟县区旗镇乡]|街道|、|及|和)+"
)
# What may be left of a title for its last line.
_TITLE_TAIL = re.compile(
    "[》〉]?的(?:实施|若干|指导|紧急|补充|暂行)?(?:通知|函|批复|意见|方案|办法|决定|公告|通告|通报|规定|措施|请示|报告)|(?:通知|公告|通告|通报|决定|意见)"
)
_SECOND_TERRITORY = re.compile(
    r"(自治[州县旗]|县级市|[市县区旗镇乡]|街道)(?:（[^（）]{1,8}）)?(?!直|级|有关|各|属|委|政府|人民政府各)[\u4e00-\u9fff]{2,}"
)
_BARE_ZONE = re.compile(r"(?:[新园港景保发经高验范假]|开发|示范|度假|综合)区$")
_ZONE = re.compile(
    r"(?:[新园港景保发经高验范假]|开发|示范|度假|综合)区(?:管委会|管理委员会|党工委|（[^（）]{1,8}）)*$"
)
# A part of a name in brackets: 民（宗）委, 教育（体育）局.
_INSERTED = re.compile(r"（[^（）]{1,8}）")
_LONGEST_TITLE = 200
_LONGEST_BARE = 300
_ADOPTION_LINES = 8
# What encloses fields in tables and lists, and values that say that there is none.
_FRAME = "|•·*-—"
_NO_VALUE = frozenset({"无", "暂无", "-", "/", "--", "无文号", "其他"})
_FIELD_DATE = re.compile(r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?")
_SHORTEST_ROSTER = 3
_LONGEST_SIGNATURE = 60
_LONGEST_HEAD = 40
_LONGEST_MENU = 300
# Paragraphs behind which no list of recipients is looked for, and the fewest names that make one.
_LONGEST_TAIL = 12
_SHORTEST_LIST = 4
# The sentence of a notice that issues another text.
_ISSUES = re.compile(r"现(?:予以?)?(?:将[^。]{0,80})?(?:印发|转发)|(?:印发|转发)(?:给)?你们")
# The first line of a plan's title: place and time, and words that go on: 示范市示范区2023年度 | 老旧小区改造实施方案.
_BEGINS_PLAN = re.compile(
    r"[\u4e00-\u9fff]{1,12}[省市县区州盟旗镇乡][\u4e00-\u9fff\d“”（）—-]{0,30}(?:年|年度|”|的|和|与|及|、|推进|促进|加强|加快|深化|落实)"
)
# A remark on the seal beside or below the units that sign: （代章）, （甲局代章）, （盖章）.
_SEAL = re.compile(r"（[^（）]{0,24}[章印]）$")
_MARKS = re.compile(r"[。；：，《》]|^(?:截至|至|自|从|于|在|到)|(?:于|在|至|自|从)$")
_SIGNED_DATE = re.compile(r"[（(]?[\d〇○零一二三四五六七八九十]{4}年")
_REMARK = re.compile(r"（[^（）]{1,24}）")


@dataclass
class Head:
    """What the search for the carrier found, besides the facts.

    Attributes:
        carrier: the facts.
        title: places of the title's paragraphs, [first, last].
        title_field: where the metadata give the title of a text that lacks it, as (paragraph, start, end).
        body_from: index of the first paragraph after title and addressees.
        signature: index of the signature's date, None where there is none.
        consumed: indexes of the paragraphs that are metadata or carrier elements.
    """

    carrier: Carrier
    title: tuple[int, int] | None = None
    title_field: tuple[int, int, int] | None = None
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
    _read_rosters(views, head)
    _read_signature(views, head, fields)
    _read_approval(views, head)
    _read_red_head(views, head)
    if "发布机构" in fields:
        i, start, end = fields["发布机构"]
        head.carrier.publisher = views[i].printed[start:end]
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
        matches = load_rules("carrier").where("form", "field").matches(view.text)
        if not matches and view.cell is not None and (label := _label_of(view.text)):
            if row := _value_below(views, i):
                head.consumed |= {i, row[0]}
                _note_field(views, found, label, row)
            continue
        if not matches or view.text[: matches[0].start].strip(_FRAME):
            matches = _bare_labels(view) if len(view) <= _LONGEST_BARE and i not in head.consumed else []
            if not matches:
                continue
        elif len(matches) == 1 and _is_label(view.text) and (row := _value_below(views, i)):
            # Label and value each on a line, or in a cell, of their own.
            head.consumed |= {i, row[0]}
            _note_field(views, found, matches[0], row)
            continue
        head.consumed.add(i)
        for k, match in enumerate(matches):
            end = matches[k + 1].start if k + 1 < len(matches) else len(view)
            _note_field(views, found, match, (i, match.end, end))
    return found


def _note_field(
    views: Sequence[View],
    found: dict[str, tuple[int, int, int]],
    match: RuleMatch,
    place: tuple[int, int, int],
) -> None:
    i, start, end = place
    text = views[i].text
    while start < end and text[start] in _FRAME + "：":
        start += 1
    while start < end and text[end - 1] in _FRAME:
        end -= 1
    element = str(match.rule.attributes["element"])
    if element and start < end and text[start:end] not in _NO_VALUE:
        found.setdefault(element, (i, start, end))


def _bare_labels(view: View) -> list[RuleMatch]:
    """Give the labels of a line that sets label and value apart by blanks or by the lines of a table.

    One label by itself may be a word of a menu; it counts where the value is of its kind.
    """
    rules = load_rules("carrier").where("form", "label")
    found = [
        match
        for match in rules.matches(view.text)
        if _is_parted(view, match.start)
        and (_is_parted(view, match.end) or match.match[0].endswith(("]", "】")))
    ]
    if not found or view.text[: found[0].start].strip(_FRAME):
        return []
    value = view.text[found[0].end :].strip(_FRAME)
    known = bool(value) and _is_value(str(found[0].rule.attributes["element"]), value)
    return found if known or len(found) > 1 or found[0].match[0].endswith(("]", "】")) else []


def _is_parted(view: View, at: int) -> bool:
    """Tell whether white space, a mark of a table or an end of the line stands before a character."""
    return (
        at in (0, len(view))
        or view.offsets[at] - view.offsets[at - 1] > 1
        or view.text[at] in _FRAME
        or view.text[at - 1] in _FRAME
    )


def _label_of(text: str) -> RuleMatch | None:
    """Give the label that a text consists of."""
    plain = text.strip(_FRAME + "：")
    found = load_rules("carrier").where("form", "label").matches(plain)
    return found[0] if found and (found[0].start, found[0].end) == (0, len(plain)) else None


def _is_label(text: str) -> bool:
    return _label_of(text) is not None


def _value_below(views: Sequence[View], label: int) -> tuple[int, int, int] | None:
    """Give the paragraph that holds the value of a label alone on its line; None where none is of its kind."""
    if label + 1 >= len(views) or _is_label(views[label + 1].text):
        return None
    name, value = views[label], views[label + 1]
    known = _label_of(name.text)
    element = str(known.rule.attributes["element"]) if known else ""
    beside = name.cell is not None and value.cell == name.cell._replace(column=name.cell.column + 1)
    if beside or (name.cell is None and _is_value(element, value.text)):
        return label + 1, 0, len(value)
    return None


def _is_value(element: str, text: str) -> bool:
    """Tell whether a text is what an element of the metadata may hold."""
    if element == "发文字号":
        numbers = find_document_numbers(text)
        return bool(numbers) and numbers[0].start == 0
    if element == "成文日期":
        return _FIELD_DATE.match(text) is not None
    if element == "标题":
        return "关于" in text and document_kind(text) is not None
    return element in ("发文机关", "发布机构") and _is_unit(text)


def _read_title(views: Sequence[View], head: Head, fields: dict[str, tuple[int, int, int]]) -> None:
    found = _title_place(views, head)
    carrier = head.carrier
    if found is None:
        if "标题" in fields:
            i, start, end = fields["标题"]
            head.title_field = (i, start, end)
            carrier.title = views[i].printed[start:end]
            carrier.kind = document_kind(views[i].text[start:end])
            _add(head, "标题", views[i], start, end, "field-title", "likely")
        return
    first, last = _last_copy(views, found)
    first = _with_issuers(views, first, last, head)
    head.title = (first, last)
    carrier.title = _bare_title("".join(views[i].printed for i in range(first, last + 1)))
    carrier.kind = document_kind("".join(views[i].text for i in range(first, last + 1)))
    for i in range(first, last + 1):
        _add(head, "标题", views[i], 0, len(views[i]), "line-title", "certain")
        head.consumed.add(i)
    head.body_from = last + 1


def _bare_title(printed: str) -> str:
    """Give a title without the 《》 that a web page sets around it."""
    return printed[1:-1] if bracketed(printed) == [(0, len(printed))] else printed


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
                if _is_issued_above(views, first):
                    return None
                place = first, _end_of_title(views, text, last, head)
                return _issuing_title(views, place, text, head) or place
    return None


def _issuing_title(
    views: Sequence[View], place: tuple[int, int], title: str, head: Head
) -> tuple[int, int] | None:
    """Give the title of the notice where a web page names what it issues above it."""
    if split_frame(title).verb or document_kind(title) in ("通知", "函"):
        return None
    for last in range(place[1] + 1, min(len(views), place[1] + _LONGEST_HEAD)):
        if _ISSUES.search(views[last].text):
            return None
        for first in range(last, max(place[1], last - _TITLE_LINES), -1):
            if first in head.consumed or not _may_stand_in_title(views[first]):
                break
            text = "".join(view.text for view in views[first : last + 1])
            if any(same_title(inner, title) for inner in split_frame(text).inner):
                return first, last
    return None


def _end_of_title(views: Sequence[View], text: str, last: int, head: Head) -> int:
    """Give the last line of a title whose first lines end like a title themselves: 关于印发2022年《政府工作报告》."""
    if not is_unfinished(text):
        return last
    for end in range(last + 1, min(last + _TITLE_LINES, len(views))):
        if end in head.consumed or not _may_stand_in_title(views[end]):
            break
        text += views[end].text
        if document_kind(text) is not None and not is_unfinished(text):
            return end
    return last


def _is_one_line(views: Sequence[View], first: int, last: int) -> bool:
    # A remark in brackets, such as the period, may stand on a line of its own.
    return all(_REMARK.fullmatch(view.text) for view in views[first + 1 : last + 1])


def _with_issuers(views: Sequence[View], first: int, last: int, head: Head) -> int:
    """Give where the title begins with the issuers that are printed on lines above it."""
    begin = first
    while begin > 0 and begin - 1 not in head.consumed and first - begin < _TITLE_LINES:
        above, below = views[begin - 1], views[first].text
        if not _may_stand_in_title(above) or above.text.endswith("文件"):
            break
        opens = re.search(
            r"(?:印发|转发|关于|批转|人民|人民政|委员|办公|领导小|领导小组办|联合)$", above.text
        ) or (begin == first and _BEGINS_PLAN.fullmatch(above.text) and not split_frame(below).issuers)
        units = [above.text[start:end] for start, end in units_of_line(above)]
        # A site's name stands above the issuers as well, so that who stands above the nearest line must sign, too.
        nearest = begin == first and below.startswith(("关于", "印发", "转发"))
        named = begin < first or bool(issuers_in_title(below))
        signs = units and (nearest or (named and _sign_below(views, units, last)))
        if not opens and not signs:
            break
        begin -= 1
    return begin


def _sign_below(views: Sequence[View], units: Sequence[str], last: int) -> bool:
    """Tell whether all of some units stand in signature lines below."""
    lines = {
        view.text[start:end]
        for view in views[last + 1 :]
        if len(view) <= _LONGEST_SIGNATURE
        for start, end in units_of_line(view)
    }
    return all(unit in lines for unit in units)


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
            if at > found[1] and (joined == text or ("关于" in views[at].text and _is_signed(joined, text))):
                found = (at, end)
            if len(joined) >= len(text) + _LONGEST_SIGNATURE:
                break
        # Behind the text of a notice the same words are the title of what it issues.
        if _ISSUES.search(views[at].text):
            break
        if len(views[at]) > 60 and "。" in views[at].text:
            break
    return found


def _is_signed(joined: str, title: str) -> bool:
    """Tell whether a text is a title with its issuers before it."""
    if not joined.endswith(title) or not title.startswith("关于"):
        return False
    return "".join(issuers_in_title(joined)) == joined.removesuffix(title).replace("、", "")


def _goes_on(views: Sequence[View], last: int) -> bool:
    # 《X（试行）》 may follow on the next line of the same title; a date or a number in brackets is none of it.
    if last + 1 >= len(views) or line_date(views[last + 1]) or find_document_numbers(views[last + 1].text):
        return False
    return bool(_REMARK.fullmatch(views[last + 1].text) or _TITLE_TAIL.fullmatch(views[last + 1].text))


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
    if is_heading_too(text):
        return False
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
    for i, view in enumerate(views):
        for match in load_rules("carrier").only("line-addressees-label").matches(view.text):
            part = view.slice(match.end, len(view) - 1 if view.text[-1] in "。；" else len(view))
            # The list ends where the words before a colon would.
            for name in _addressees(f"{part.text}：") if len(part) else ():
                head.carrier.addressees.append(part.printed[name.start : name.end])
                _add(head, "主送机关", part, name.start, name.end, "line-addressees-label", "certain")
            head.consumed.add(i)
            return


def _read_rosters(views: Sequence[View], head: Head) -> None:
    """Read the list of a collective addressee's units, a paragraph that its name and a colon open.

    晋政残工委〔2023〕5号 is addressed to 市直有关单位 and ends 市直有关单位：组织部、宣传部、….
    """
    for addressee in dict.fromkeys(fold(name) for name in head.carrier.addressees):
        opening = addressee + "："
        for i in range(head.body_from, len(views)):
            view = views[i]
            if i in head.consumed or not view.text.startswith(opening):
                continue
            end = len(view.text.rstrip("。；"))
            names = split_names(view.text, len(opening), end, general=True)
            if len(names) < _SHORTEST_ROSTER:
                continue
            before = len(head.carrier.header)
            for name in names:
                _add(head, "分送机关", view, name.start, name.end, "line-recipients", "certain")
            head.carrier.rosters.append(Roster(addressee, tuple(head.carrier.header[before:])))
            head.consumed.add(i)


def _addressees(text: str) -> list[PartyReading]:
    """Split 主送机关; words that are no unit by themselves belong to the unit that follows: 商务、教育主管部门."""
    found: list[PartyReading] = []
    waiting: int | None = None
    for name in split_names(text, 0, len(text) - 1, general=True):
        printed = text[name.start : name.end]
        before = text[found[-1].start : found[-1].end] if found else ""
        # 县委和人民政府 are one addressee of a place that only the first of them names.
        joint = text[name.start - 1] == "和" and before.endswith("委") and printed in ("人民政府", "政府")
        if (
            (printed in _SINGLE_OFFICES and found)
            or joint
            or (
                text[name.start - 1] == "、"
                and waiting is None
                and (
                    _of_provinces(before, printed)
                    or _of_territory(before, printed)
                    or _of_zones(before, printed)
                )
            )
        ):
            found[-1] = replace(found[-1], end=name.end)
        elif not load_rules("parties").matches(_INSERTED.sub("", printed)) and text[name.end] == "、":
            if waiting is None and found and _BARE_TERRITORY.fullmatch(before):
                waiting = found.pop().start
            waiting = name.start if waiting is None else waiting
        else:
            found.append(name if waiting is None else replace(name, start=waiting))
            waiting = None
    return found


def _of_territory(before: str, printed: str) -> bool:
    """Tell whether a name goes on with territories that have no body of theirs yet: 各区、县（市）安委会."""
    territory = _SECOND_TERRITORY.match(printed)
    if _BARE_TERRITORY.fullmatch(before) is None or territory is None:
        return False
    # 市 stands above 区 and 镇, and is then the issuer's own: 各区、市财政局.
    return (territory[1] != "市" or bool(re.search("[省州盟县]", before))) and bool(
        load_rules("parties").matches(f"各{printed}")
    )


def _of_zones(before: str, printed: str) -> bool:
    """Tell whether a name goes on with zones that have no body of theirs yet: 甲高新区、乙新区管委会."""
    return bool(_BARE_ZONE.search(before) and _ZONE.search(printed))


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
        signers: list[tuple[int, int, int]] = []
        begin = 0
        if dated is None and (found := _signed_line(views[i])):
            dated, own = found
            signers = [(i, start, end) for start, end in own]
            begin = own[-1][1]
        if dated is None:
            continue
        signers = [*_signers(views, i, head), *signers]
        if not signers and head.signature is not None:
            continue
        carrier.date = dated[0]
        head.signature = i
        _drop(head, "成文日期")
        _add(head, "成文日期", views[i], begin, len(views[i]), "line-date", "certain")
        head.consumed.add(i)
        if signers:
            for k, start, end in signers:
                carrier.issuers.append(views[k].printed[start:end])
                _add(head, "发文机关署名", views[k], start, end, "line-signature", "certain")
                head.consumed.add(k)
            return
    _read_adoption(views, head)
    if carrier.date is None and "成文日期" in fields:
        _date_from_field(views, head, fields["成文日期"])
    if not carrier.issuers:
        _issuers_from_title(views, head, fields)


def _signed_line(view: View) -> tuple[tuple[str, RuleMatch], list[tuple[int, int]]] | None:
    """Read a line that holds signature and date: the date, and where its units stand."""
    if not 12 <= len(view) <= _LONGEST_SIGNATURE or view.text[-1] not in "日）":
        return None
    for at in _SIGNED_DATE.finditer(view.text):
        line, names = view.slice(at.start()), view.slice(0, at.start())
        dated = line_date(line)
        # A sentence may end in a date, too: only a blank in the print, or the whole of a unit, sets a signature off.
        units = units_of_line(names) if len(names) else []
        if dated and units and _MARKS.search(names.text) is None and not parse_label(names.text):
            return dated, units
    return None


def _drop(head: Head, element: str) -> None:
    head.carrier.header = [h for h in head.carrier.header if h.element != element]


def _signers(views: Sequence[View], dated: int, head: Head) -> list[tuple[int, int, int]]:
    """Give the units that sign above a date, as (paragraph, start, end), in printed order."""
    found: list[tuple[int, int, int]] = []
    for i in range(dated - 1, max(head.body_from - 1, dated - 16), -1):
        view = views[i]
        if _SEAL.fullmatch(view.text):
            continue
        if (
            len(view) > _LONGEST_SIGNATURE
            or parse_label(view.text)
            or re.search(r"[。；：，]", view.text)
            or is_closing(view)
        ):
            break
        parts = units_of_line(view)
        if not parts:
            break
        found[:0] = [(i, start, end) for start, end in parts]
    return found


def units_of_line(view: View) -> list[tuple[int, int]]:
    """Split a signature line into units; blanks in the print part them."""
    if (seal := _SEAL.search(view.text)) and seal.start():
        view = view.slice(0, seal.start())
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
    match = _FIELD_DATE.match(views[i].text[start:end])
    if match and (value := iso_date(match[1], match[2], match[3])):
        head.carrier.date = value
        _add(head, "成文日期", views[i], start + match.start(), start + match.end(), "field-date", "likely")


def _read_adoption(views: Sequence[View], head: Head) -> None:
    """Read who adopted a text and when, in the lines under its title: of several acts publishing counts most."""
    if head.carrier.date is not None or head.title is None:
        return
    for i in range(head.body_from, min(len(views), head.body_from + _ADOPTION_LINES)):
        view = views[i]
        if parse_label(view.text) or "。" in view.text:
            return
        for match in load_rules("carrier").only("adoption").matches(view.text):
            value = iso_date(match.group("year"), match.group("month"), match.group("day"))
            published = match.group("act") != "通过"
            if value is None or (head.carrier.date is not None and not published):
                continue
            head.carrier.date = value
            start, end = match.match.span("body")
            _drop(head, "成文日期")
            _add(head, "成文日期", view, match.start, start, "adoption", "likely")
            if not issuers_in_title(head.carrier.title or "") and end - start >= 3:
                head.carrier.issuers = [view.printed[start:end]]
                _drop(head, "发文机关")
                _add(head, "发文机关", view, start, end, "adoption", "likely")
            head.consumed.add(i)


def _issuers_from_title(views: Sequence[View], head: Head, fields: dict[str, tuple[int, int, int]]) -> None:
    carrier = head.carrier
    place = head.title or ((head.title_field[0],) * 2 if head.title_field else None)
    if place:
        _issuers_in_lines(views, place, head)
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
            # A site is no issuer: 县政府网站.
            name = views[i].text[unit.start : unit.end]
            if name.endswith(("网站", "网", "平台")):
                continue
            carrier.issuers.append(views[i].printed[unit.start : unit.end])
            _add(head, "发文机关", views[i], unit.start, unit.end, "field-issuer", "likely")


def _issuers_in_lines(views: Sequence[View], place: tuple[int, int], head: Head) -> None:
    """Read the issuers that the title names; a name may run over the end of a line."""
    rule: Literal["title-issuer", "field-title"] = "title-issuer" if head.title else "field-title"
    lines = [(view, k) for view in views[place[0] : place[1] + 1] for k in range(len(view))]
    if head.title_field and not head.title:
        lines = lines[head.title_field[1] : head.title_field[2]]
    text = "".join(view.text[k] for view, k in lines)
    at = 0
    for name in split_frame(text).issuers:
        at = text.find(name, at)
        if at < 0:
            return
        (first, start), (last, end) = lines[at], lines[at + len(name) - 1]
        span = Span(first.offsets[start], last.offsets[end] + 1)
        printed = "".join(view.printed[k] for view, k in lines[at : at + len(name)])
        at += len(name)
        head.carrier.issuers.append(printed)
        confidence: Confidence = "certain" if head.title else "likely"
        head.carrier.header.append(HeaderFact("发文机关", printed, Evidence(span, rule, confidence)))


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
