"""Text that lost its line breaks: the head and the tail of a document are cut into their lines again.

Entry point: `restore_lines`. Only paragraphs far longer than any that was printed are cut; their numbered items are
found by the outline. A name that signs on two lines becomes one.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.lines import LONGEST_SIGNATURE, SEAL, names_issuer
from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.rules import load_rules
from zhengmai.extract.titles import document_kind, inner_titles, issuers_in_title, without_frame
from zhengmai.extract.unit_names import LEVEL_WORDS, kind_of, split_names
from zhengmai.registry import divisions
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from zhengmai.text.view import View

# No printed paragraph is as long as this; one that is has lost its line breaks.
_LOST_BREAKS = 1200
# In a text of so few paragraphs even a shorter one has.
_FEW_PARAGRAPHS = 3
_LOST_BREAKS_OF_FEW = 300
# A document that is one paragraph has lost them, were it the shortest of notices.
_LOST_BREAKS_OF_ONE = 100
_HEAD = 900
# Above the text stand the menus of a web page, too.
_HEAD_PARAGRAPHS = 120
_LONGEST_HEAD_LINE = 200
_LABELLED = re.compile(r"[\[【|]*[\u4e00-\u9fff]{2,6}[\]】]?[：|]")
_CITES = ("根据", "按照", "依据", "为", "附件", "现将", "贯彻", "落实", "《")
_TAIL = 400
_HEAD_LINES = 3
_SHORTEST_TITLE = 8
_SHORTEST_HALF = 8
_OF_PLACE = (*LEVEL_WORDS, "国", "自治", "中共")
_NAMED_BARE = frozenset({"方案", "规划", "计划", "行动计划", "纲要", "要点", "措施"})
_MARK = re.compile("[。；：，]")
_TITLE_LINES = 4
_CATALOGUED = re.compile(
    r"(?P<number>\d{1,3}[.、])?(?:[^。；：]{0,60}关于[^。；：]{4,120}(?:通知|意见|决定|公告|函|批复|措施|方案)"
    r"|[^。；：《》]{4,40}印发《[^《》]{4,80}》|[^。；：《》]{8,80}(?:要点|方案|计划|规划|措施|清单))(?P<date>（(?:19|20)\d\d年\d{1,2}月\d{1,2}日[^（）]{0,12}）)"
)
_LINK = re.compile(
    r"(?:[【\[][\u4e00-\u9fff]{2,8}[】\]])?[A-Z0-9.]{0,40}(?:[\u4e00-\u9fff]{0,4}链接：)?https?：//[!-~：？]{4,300}"
)
_TWICE = re.compile(
    "(?P<title>[^。；：]{12,120}?(?:通知|意见|方案|规划|计划|措施|决定|公告|批复)(?:（[^（）]{1,20}）)?)(?P=title)"
)
# Words between a date and the title of what is issued: （此件公开发布）, 文件全文.
_REMARK = 12
_DATE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_DATE_LINES = 6
_NUMBER_OR_DAY = re.compile(
    r"(?<=通知|意见|决定|方案|规划|计划|办法|措施|批复|公告|纲要|要点)（(?P<inside>[^（）]{6,24})）"
)
# A title that opens a text on one line, before what the plan is made for or its first item.
_OPENING_TITLE = re.compile(
    r"(?P<title>[^。；：，《》]{6,60}?(?:方案|计划|规划|纲要|要点|措施|意见|办法|条例|规定|细则|清单|分工)(?:（(?!\d{4}年\d)[^（）]{2,24}）)?)"
    r"(?P<passed>（\d{4}年\d{1,2}月[^（）]{4,160}(?:通过|公布|批准|发布|修订|修正)）)?"
    r"(?=为(?:了|深入|全面|贯彻|进一步|切实|认真|加[强快]|确保|做好|落实|激发|推[进动]|促进|充分|有效|规范|更好|扎实|积极|巩固|持续|实现|解决|提[升高])"
    r"|根据|按照|依据|贯彻|第一[章条]|一、|目录|总则|(?:19|20)\d\d年(?:是|，|全|我|工作))"
)
_DATED = re.compile(rf"(?:{_DATE.pattern})$")
_TITLE_END = re.compile(
    r"(?:的)?(?:通知|意见|决定|方案|规划|计划|办法|措施|批复|函|公告|纲要|要点)(?:（[^（）]{1,12}）)?(?=各|市|县|省|区|全|国务院|有关|机关|驻)"
)
_ADDRESSEES = re.compile(
    r"(?:各|[省市县区州盟旗](?:[直级属]|人民政府|政府)|国务院|[局厅委]机关)[^。；：《》]{2,150}：(?=为|根据|按照|依据|现将|经|近年|近日|今年|当前|《|贯彻|自|\d{4}年)"
)
_LONGEST_FIELD_NAME = 6
_NAMES_FIELD = re.compile("(?:责任|牵头|配合|主办|协办|实施)(?:单位|部门|处室|科室)$|(?:完成|办理)?时限$")
_BEFORE_REASON = re.compile(
    r"[\u4e00-\u9fff（）][^。；：《》]{2,120}：(?=为(?:进一步|深入|贯彻|切实|认真|加强|全面|确保|做好|落实)|根据《?|按照|现将)"
)
_CONTACT = re.compile(r"(?<=[。；）])(?:联系人(?:及电话|、联系电话)?|联系电话|联系方式)：")
_NAME = re.compile("[\u4e00-\u9fff（）]{3,30}")
_FIGURES = "0123456789-—"
# The sentence that issues a plan and its signature in one paragraph, and the plan's title in it or behind it.
_SIGNED_INSIDE = re.compile(
    r"你们[^。]{0,40}。[\u4e00-\u9fff（）]{3,400}\d{4}年\d{1,2}月\d{1,2}日(?:（[^（）]{2,12}）)?(?:[\u4e00-\u9fff\d“《]|$)"
)
# The paragraph that a signature opens, with a plan behind it.
_SIGNED_FIRST = re.compile(
    r"[\u4e00-\u9fff（）]{3,40}\d{4}年\d{1,2}月\d{1,2}日(?:（[^（）]{2,12}）)?(?:\d{4}年|[\u4e00-\u9fff“《])"
)
_ANNEX = re.compile(r"附件\d{0,2}(?=[：:“《\u4e00-\u9fff])")


def restore_lines(views: Sequence[View]) -> list[View]:
    """Cut head and tail of overlong paragraphs where their lines ended.

    Args:
        views: a document's paragraphs.

    Returns:
        The same characters in more paragraphs; ordinary paragraphs come back as they are.
    """
    views = _with_single_title(_behind_link(views))
    views = _with_whole_signers(_with_whole_dates(_split_head(_without_catalogue(views))))
    few = len(views) <= _FEW_PARAGRAPHS or any(
        _SIGNED_INSIDE.search(view.text)
        or (len(view) >= _LOST_BREAKS_OF_FEW and _SIGNED_FIRST.match(view.text))
        for view in views
    )
    longest = _LOST_BREAKS_OF_FEW if few else _LOST_BREAKS
    if len(views) == 1:
        longest = _LOST_BREAKS_OF_ONE
    if all(len(view) < longest for view in views):
        return list(views)
    # Below the menus of a page the first paragraph that lost its breaks begins with the head.
    first = next(i for i, view in enumerate(views) if len(view) >= longest)
    # Where the plan's title is parted from the notice by a blank, the paragraph before it holds the head.
    heads = {*range(_HEAD_LINES), first - 1, first}
    titles = _issued_titles("".join(view.text for view in views[:_HEAD_LINES])[:_HEAD])
    titles += _issued_titles(views[first].text[:_HEAD])
    issuers = {
        name
        for view in views[: first + 1]
        if _is_head_line(text := view.text.removeprefix("标题："))
        for name in issuers_in_title(text)
    }
    found: list[View] = []
    for i, view in enumerate(views):
        cuts = {0, len(view)}
        if i in heads:
            cuts |= set(_head_cuts(view.text))
        # Once one paragraph has lost its breaks, shorter ones have, too.
        if len(view) >= (longest if i <= first else _LOST_BREAKS_OF_FEW) or _SIGNED_INSIDE.search(view.text):
            cuts |= {
                *_signature_cuts(view.text, titles, issuers),
                *_title_cuts(view.text, titles),
                *_annex_cuts(view.text),
                *(match.start() for match in _CONTACT.finditer(view.text)),
            }
        elif i >= first - 1 and _DATED.search(view.text):
            cuts |= {*_signature_cuts(view.text, titles, issuers)}
        if i + 1 < len(views) and _DATE.fullmatch(views[i + 1].text):
            cuts |= {*_signer_cuts(view.text, len(view), issuers)}
        found += [view.slice(a, b) for a, b in pairwise(sorted(cuts)) if a < b]
    return found


def _behind_link(views: Sequence[View]) -> Sequence[View]:
    """Cut off the address of the page that a copy on one line begins with, and the code of a collection before it."""
    for i, view in enumerate(views[:_HEAD_LINES]):
        link = _LINK.match(view.text)
        if link is not None and link.end() < len(view):
            return [*views[:i], view.slice(0, link.end()), view.slice(link.end()), *views[i + 1 :]]
    return views


def _with_single_title(views: Sequence[View]) -> Sequence[View]:
    """Cut a title off that a page's text repeats at once, where the break between them is lost: 甲的通知甲的通知各县：…."""
    for i, view in enumerate(views[:_HEAD_LINES]):
        twice = _TWICE.match(view.text, 0, _HEAD)
        if twice is not None and _is_head_line(twice["title"]):
            return [*views[:i], view.slice(twice.end("title")), *views[i + 1 :]]
    return views


def _without_catalogue(views: Sequence[View]) -> Sequence[View]:
    """Set off what a collection prints around a title: its number there is left out, the date in brackets gets a line."""
    for last in range(min(_TITLE_LINES, len(views))):
        entry = _CATALOGUED.fullmatch("".join(view.text for view in views[: last + 1]))
        if entry is None:
            continue
        lines = [*views[: last + 1]]
        dated = len(lines[last]) - len(entry["date"])
        if dated > 0:
            lines[last:] = [lines[last].slice(0, dated), lines[last].slice(dated)]
        lines[0] = lines[0].slice(len(entry["number"] or ""))
        return [*(line for line in lines if len(line)), *views[last + 1 :]]
    return views


def _with_whole_dates(views: Sequence[View]) -> Sequence[View]:
    """Put a date together whose figures stand on lines of their own: 2021 | 年 | 2 | 月 | 2 | 日."""
    found: list[View] = []
    for view in views:
        found.append(view)
        if view.text != "日":
            continue
        for count in range(2, _DATE_LINES + 1):
            if _DATE.fullmatch("".join(part.text for part in found[-count:])):
                found[-count:] = [reduce(lambda one, more: one.followed_by(more), found[-count:])]
                break
    return found


def _with_whole_signers(views: Sequence[View]) -> Sequence[View]:
    """Put a signature together whose name takes two lines: 省…审批 | 制度改革部门联席会议办公室 | 2023年6月14日."""
    found: list[View] = []
    for view in views:
        if len(found) > 1 and _DATE.fullmatch(view.text) and _is_cut_signer(found[-2].text, found[-1].text):
            found[-2:] = [found[-2].followed_by(found[-1])]
        found.append(view)
    return found


def _is_cut_signer(above: str, below: str) -> bool:
    """Tell whether two lines are the two halves of a name: only the first names a place, only both are a body."""
    if not _SHORTEST_HALF <= len(above) <= LONGEST_SIGNATURE or len(below) > LONGEST_SIGNATURE:
        return False
    whole = SEAL.sub("", above + below)
    return (
        len(whole) <= LONGEST_SIGNATURE
        and not _MARK.search(whole)
        and parse_label(above) is None
        and document_kind(above) is None
        and _of_place(above)
        and not _of_place(below)
        and not names_issuer(above)
        and names_issuer(whole)
    )


def _of_place(name: str) -> bool:
    return name.startswith(_OF_PLACE) or divisions.load().prefix(name) is not None


def _split_head(views: Sequence[View]) -> list[View]:
    """Cut the lines above the text that hold the document number beside the title or the issuer's red head."""
    found: list[View] = []
    for i, view in enumerate(views):
        if i >= _HEAD_PARAGRAPHS or ("。" in view.text and len(view) > _LONGEST_HEAD_LINE):
            cuts = (_addressee_cuts(view.text) or _numbered_head(view.text)) if i < _HEAD_PARAGRAPHS else None
            return [
                *found,
                *([view.slice(a, b) for a, b in pairwise(cuts)] if cuts else [view]),
                *views[i + 1 :],
            ]
        if 8 < len(view) <= _LONGEST_HEAD_LINE and view.cell is None:
            start, end = without_frame(view.text)
            bare = view.text[start:end]
            # A bullet may stand before the name of a plan that has no 关于.
            named = end < len(view) or document_kind(bare) in _NAMED_BARE
            if len(bare) < len(view) and (_is_head_line(bare) or (named and _is_bare_title(bare))):
                view = view.slice(start, end)
        cuts = (
            (
                (_number_cuts(view.text) or _title_and_addressees(view.text))
                if len(view) <= _LONGEST_HEAD_LINE
                else None
            )
            or _addressee_cuts(view.text)
            or _signed_title(view.text)
        )
        found += [view.slice(a, b) for a, b in pairwise(cuts)] if cuts else [view]
    return found


def _number_cuts(text: str) -> list[int] | None:
    """Give where a line is cut around the only document number in it; None where the number is a part of the line."""
    numbers = find_document_numbers(text)
    if len(numbers) != 1 or _LABELLED.match(text):
        return None
    start, end = numbers[0].start, numbers[0].end
    if text[start - 1 : start] == "（" and text[end : end + 1] == "）":
        start, end = start - 1, end + 1
    before, behind = text[:start], text[end:]
    if not (before or behind) or (before and not (_is_head_line(before) or before.endswith("文件"))):
        return None
    addressed = behind.endswith("：") and not _MARK.search(behind[:-1].replace("，", ""))
    if behind and not (_is_head_line(behind) or behind.startswith("签发人") or (before and addressed)):
        return None
    return sorted({0, start, end, len(text)})


def _addressee_cuts(text: str) -> list[int] | None:
    """Give where a paragraph is cut behind the addressees that open it: 各县人民政府：为加强…; None where none do."""
    opening = _ADDRESSEES.match(text)
    if opening is None:
        # Whatever units open a paragraph before a colon and the reason of a notice are addressed.
        opening = _BEFORE_REASON.match(text)
        names = split_names(text, 0, opening.end() - 1) if opening else []
        if not names or any(kind_of(text[name.start : name.end]) is None for name in names):
            return None
    return [0, opening.end(), len(text)] if opening else None


def _numbered_head(text: str) -> list[int] | None:
    """Give where a paragraph is cut that begins with number, title and addressees and goes on with the text."""
    number = next(iter(find_document_numbers(text[:_LONGEST_HEAD_LINE])), None)
    title = _TITLE_END.search(text, number.end, _HEAD) if number is not None and number.start == 0 else None
    if number is None or title is None or not _is_head_line(text[number.end : title.end()]):
        return None
    colon = text.find("：", title.end(), title.end() + _LONGEST_HEAD_LINE)
    if colon < 0 or "。" in text[title.end() : colon]:
        return None
    return [0, number.end, title.end(), colon + 1, len(text)]


def _signed_title(text: str) -> list[int] | None:
    """Give where a short line is cut that holds a signature and the title of what follows it."""
    dated = _DATE.search(text) if len(text) <= _LONGEST_HEAD_LINE else None
    if dated is None or _MARK.search(text):
        return None
    signer, title = text[: dated.start()], text[dated.end() :]
    if not _is_bare_title(title) or document_kind(title) is None or (signer and not _is_unit(signer)):
        return None
    return sorted({0, dated.start(), dated.end(), len(text)})


def _title_and_addressees(text: str) -> list[int] | None:
    """Give where a line is cut that holds a title and those it goes to: 关于…的通知各市教育局…."""
    title = _TITLE_END.search(text) if text.endswith("：") else None
    if title is None or not _is_head_line(text[: title.end()]) or re.search("[。；]", text):
        return None
    return [0, title.end(), len(text)]


def _is_head_line(text: str) -> bool:
    """Tell whether a text is a title that names what it is about: X关于…的通知."""
    return (
        "关于" in text
        and document_kind(text) is not None
        and not re.search("[。；：]", text)
        and not text.startswith(_CITES)
        and text.count("《") == text.count("》")
    )


def _is_bare_title(text: str) -> bool:
    return len(text) >= _SHORTEST_TITLE and not _MARK.search(text) and not text.startswith(_CITES)


def _head_cuts(text: str) -> Iterator[int]:
    """Cut around the number, behind the title and behind the addressees."""
    head = text[:_HEAD]
    body = 0
    numbers = [n for n in find_document_numbers(head) if not _inside(head, n.start)]
    if behind := _behind_title(head):
        body = behind[1]
        yield from behind
    elif numbers:
        body = numbers[0].end
        yield from (numbers[0].start, body)
    elif (opening := _OPENING_TITLE.match(head)) and document_kind(opening["title"]) is not None:
        body = opening.end()
        yield from {opening.end("title"), body}
    colon = head.find("：", body)
    # The colon of a list in brackets, below an item's label or behind a field's name ends no addressees.
    listed = (
        parse_label(head, body) is not None
        or (colon > 0 and _inside(head, colon))
        or _NAMES_FIELD.search(head[max(0, colon - _LONGEST_FIELD_NAME) : max(0, colon)]) is not None
    )
    if 0 <= colon < body + 500 and not listed and "。" not in head[body:colon]:
        yield colon + 1
        title = _TITLE_END.search(head, body, colon)
        if title:
            yield title.end()


def _behind_title(head: str) -> tuple[int, int] | None:
    """Give where the number or the day of issue stands in brackets behind the title that opens a text."""
    bracket = _NUMBER_OR_DAY.search(head, 0, _LONGEST_HEAD_LINE)
    if bracket is None or not _is_head_line(head[: bracket.start()]):
        return None
    if not _DATE.fullmatch(bracket["inside"]) and not find_document_numbers(bracket["inside"]):
        return None
    return bracket.span()


def _inside(text: str, at: int) -> bool:
    return any(
        text.rfind(opening, 0, at) > text.rfind(closing, 0, at) for opening, closing in ("《》", "（）")
    )


def _signature_cuts(text: str, titles: Sequence[str], issuers: Collection[str]) -> Iterator[int]:
    """Cut before the units that sign, behind each, and behind the date; a date alone where a title follows."""
    for match in _DATE.finditer(text):
        signers = [*_signer_cuts(text, match.start(), issuers)]
        alone = text[match.start() - 1 : match.start()] in ("", "。", "：")
        followed = any(0 <= text.find(title, match.end()) <= match.end() + _REMARK for title in titles)
        if alone and followed:
            signers = [match.start()]
        if signers:
            yield from (*signers, match.end())


def _signer_cuts(text: str, end: int, issuers: Collection[str]) -> Iterator[int]:
    """Cut before the units that sign, the last of which ends at `end`, and behind each."""
    begin = max(text.rfind("。", 0, end), text.rfind("：", 0, end)) + 1
    # A telephone number may end where the signature begins.
    signers = text[begin:end].lstrip(_FIGURES)
    # The title's issuer may sign behind a list of annexes.
    if not _NAME.fullmatch(signers):
        signers = max((name for name in issuers if signers.endswith(name)), key=len, default=signers)
    if not 3 <= len(signers) <= _TAIL or re.search(r"[，；、（《]", signers) or not _is_unit(signers):
        return
    at = end - len(signers)
    yield at
    for name in issuers_in_title(f"{signers}关于工作的通知") or [signers]:
        at += len(name)
        yield at


def _title_cuts(text: str, titles: Sequence[str]) -> Iterator[int]:
    """Cut around the titles of what is issued where they stand behind a finished sentence or the signature."""
    for title in titles:
        at = text.find(title)
        while at >= 0:
            if at and text[at - 1] in "。）日文":
                yield from (at, at + len(title))
            at = text.find(title, at + 1)


def _issued_titles(head: str) -> list[str]:
    """Give the titles that the head names as issued."""
    found = [m[1] for m in re.finditer(r"《([^《》]{4,80})》", head) if document_kind(m[1])]
    for number in find_document_numbers(head)[:1]:
        found += inner_titles(head[: number.start])
    return found


def _is_unit(text: str) -> bool:
    names = split_names(text, 0, len(text))
    return bool(names) and bool(load_rules("parties").matches(text[-20:]))


def _annex_cuts(text: str) -> Iterator[int]:
    for match in _ANNEX.finditer(text):
        if match.start() and text[match.start() - 1] in "。；）：日":
            yield match.start()
