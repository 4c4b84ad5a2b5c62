"""Titles of policy documents: keys, frames, kinds, issuers and periods, read off the title alone.

Entry points: `title_key`, `title_hash`, `split_frame`, `inner_titles`, `plan_period`,
`document_kind`, `is_legal`, `issuers_in_title`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import cast

from zhengmai.extract.calendar_forms import five_year_plan
from zhengmai.extract.rules import RuleMatch, load_rules
from zhengmai.registry import agencies
from zhengmai.text.characters import replacer

ASKS_FOR_COMMENT = (
    r"现(?:[将就][^。]{0,120})?(?:公开|向社会|面向社会)[^。]{0,12}(?:征求|征集|听取)[^。]{0,8}意见"
)
"""Pattern of the sentence by which a draft is shown so that the public may comment on it."""

_SPACE = re.compile(r"\s+")
# Every dash that copies hold; a soft hyphen is what is left of one.
_DASHES = "‐‑‒–—―−－～~\u00ad"
_unify = replacer(str.maketrans("（）" + _DASHES, "()" + "-" * len(_DASHES)))
_TAIL = re.compile(r"(?:[（(][^（）()]{1,40}[）)]|[“”‘’'\"])$")
_ARTICLES = re.compile(r"(?<=政策|措施|举措|意见|规定|办法)(?:[一二三四五六七八九十百]{1,4}|\d{1,3})条$")
_OPEN, _CLOSE = "《〈‹<", "》〉›>"
_BRACKET = re.compile(f"[{_OPEN}{_CLOSE}]")
_as_outer = replacer(str.maketrans("〈〉‹›<>", "《》《》《》"))
# What may stand between the titles of several texts that one notice issues.
_BETWEEN = re.compile(
    r"(?:[、，和与及等]|以及|（[^（）]{0,40}）|[两二三四五六七八九十\d]+(?:个|项|部)?(?:文件|方案|办法|规划|制度)?)*"
)
# What stands in a title for the issuers it does not name: 民政部等11部门.
_SHORTEST_BODY, _LONGEST_BODY = 3, 14
_AND_OTHERS = re.compile(
    r"等(?:[\d一二三四五六七八九十]{1,3}个?)?(?:部门|单位|部委|厅局|委局|机关|部、委)(?:单位)?$"
)
_MAX_TITLE = 600
# The period of what a plan carries out is that text's own: 贯彻落实甲纲要（2022—2035年）行动方案.
_CARRIED_OUT = re.compile(r"(?:贯彻|落实|实施)[^（）《》]{2,60}(?:纲要|规划|意见|计划|方案)（$")
_LOOKS_BACK = re.compile(
    r"(?:19|20)\d\d年(?:度|[上下]半年)?[^，。；《》\d]{0,16}(?:总结|回顾|情况)(?:及|和|与|暨|以及)"
)
_CARRIES_OUT = re.compile(r"）的?(?:行动|实施|工作|具体|若干|的)*(?:方案|计划|意见|措施|办法|细则|分工)")
# When a page was published, behind its title: X的通知（2025-01-27）.
_PUBLISHED = re.compile(
    r"[（\[【]?(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\d{1,2}:\d\d(?::\d\d)?)?[）\]】]?$"
)
_BULLET = re.compile(r"[•·●◆■★▪◇▶►➤※◎-]{1,2}(?=[\u4e00-\u9fff《“（\d])")
_with_usual_width = replacer(str.maketrans("()０１２３４５６７８９", "（）0123456789"))
# What a heading says nothing of: whose text it is, and of which year.
_OF_PLACE_AND_YEAR = re.compile(
    r"(?![全各本我])[\u4e00-\u9fff]{1,8}[省市县区州盟旗镇乡](?:20\d\d|“?十[二三四五六]五”?)[^，。；：]{4,40}$"
)
_FORWARDS = re.compile("转发|批转")


@dataclass(frozen=True)
class TitleFrame:
    """A title taken apart.

    Attributes:
        issuers: who issues, as printed in the title; empty where it begins with 关于.
        verb: 印发, 转发 … where the document only carries other texts, else None.
        inner: the titles of those texts.
        kind: 文种 of the document itself, None where the title ends in none.
    """

    issuers: tuple[str, ...]
    verb: str | None
    inner: tuple[str, ...]
    kind: str | None


def title_key(title: str) -> str:
    """Give the form under which titles are compared.

    White space and outer 《》 are left out, （） become (), every dash becomes "-". A traditional title is
    simplified by the caller.

    >>> title_key("《福建省促进残疾人就业三年行动实施方案 （2022—2024年）》")
    '福建省促进残疾人就业三年行动实施方案(2022-2024年)'
    """
    key = _SPACE.sub("", title)
    if key.startswith("《") and key.endswith("》") and _closing(key, 0) == len(key) - 1:
        key = key[1:-1]
    return _unify(key)


def title_hash(title: str) -> str:
    """Give the first 12 hexadecimal digits of the sha256 of a title's key, over UTF-8."""
    return hashlib.sha256(title_key(title).encode()).hexdigest()[:12]


def split_frame(title: str) -> TitleFrame:
    """Take a title apart.

    Args:
        title: folded, outer 《》 allowed.
    """
    plain = _plain(title)
    frame = _frame(plain)
    return TitleFrame(
        issuers=tuple(issuers_in_title(plain)),
        verb=frame.group("verb") if frame else None,
        inner=tuple(_inner(frame)) if frame else (),
        kind=document_kind(plain),
    )


def inner_titles(title: str) -> list[str]:
    """Give the titles of the texts that a notice issues or forwards; none for any other title.

    >>> inner_titles("关于印发《甲办法》《乙方案（2022—2024年）》的通知")
    ['甲办法', '乙方案（2022—2024年）']
    """
    frame = _frame(_plain(title))
    return _inner(frame) if frame else []


def plan_period(title: str) -> tuple[str, str] | None:
    """Give first and last year of the period that a title names: by years, by a five-year plan, by one year.

    >>> plan_period("残疾预防行动计划（2021—2025年）")
    ('2021', '2025')
    """
    # What is looked back on is none of the plan: 2021年工作总结和2022年工作计划.
    plain = _LOOKS_BACK.sub("", _plain(title))
    # A period inside 《》 is that of the text named there, not of this one.
    quoted = bracketed(plain)
    for name in ("title-period", "title-period-joined", "title-period-plan", "title-period-year"):
        for match in load_rules("titles").only(name).matches(plain):
            first, last = _years(match)
            if _CARRIED_OUT.search(plain, 0, match.start) and _CARRIES_OUT.match(plain, match.end):
                continue
            if first <= last and not any(start <= match.start < end for start, end in quoted):
                return str(first), str(last)
    return None


def _years(match: RuleMatch) -> tuple[int, int]:
    ordinal = match.group("ordinal")
    named = f"{ordinal}五" if ordinal else match.group("plan")
    if named:
        return five_year_plan(named)
    first = int(match.group("from") or 0)
    return first, int(match.group("to") or first)


def document_kind(title: str) -> str | None:
    """Give the kind of text that a title ends with, remarks such as （试行） left aside.

    >>> document_kind("石狮市促进残疾人就业三年行动实施方案（2022—2024年）")
    '方案'
    """
    ending = _without_remarks(_plain(title))
    if ending.endswith(_not_kinds()):
        return None
    found = _ends_in_kind().search(ending)
    return found and _kinds()[found[0]]


def without_frame(title: str) -> tuple[int, int]:
    """Give where a title stands in a line that a web page dressed up with a bullet or the name of its site.

    >>> without_frame("•关于印发甲方案的通知_示范市人民政府")
    (1, 11)
    """
    bullet = _BULLET.match(title)
    start = bullet.end() if bullet and document_kind(title[bullet.end() :]) else 0
    if (dated := _PUBLISHED.search(title, start)) and document_kind(title[start : dated.start()]) is not None:
        return start, dated.start()
    for match in load_rules("titles").only("title-site-suffix").matches(title[start:]):
        end = start + match.start
        if document_kind(title[start:end]) is not None and not title[:end].endswith(("《", "“")):
            return start, end
    return start, len(title)


def is_unfinished(title: str) -> bool:
    """Tell whether a title opens what it does not close: 关于印发《X》, without 的通知.

    >>> is_unfinished("关于印发2022年《政府工作报告》")
    True
    """
    plain = _plain(title)
    return _frame(plain) is None and bool(load_rules("titles").only("title-unfinished").matches(plain))


def is_heading_too(title: str) -> bool:
    """Tell whether a title's last words are those of headings as well: 重点任务; 某市2024年重点任务 is none."""
    weak: list[str] = load_rules("titles").data["lists"]["weak_endings"]
    plain = _without_remarks(_plain(title))
    return plain.endswith(tuple(weak)) and _OF_PLACE_AND_YEAR.match(plain) is None


def is_account(title: str) -> bool:
    """Tell whether a title is that of a text about a plan or looking back, or of a call for applicants or bids.

    >>> is_account("临江县教育局2023年公开招聘教师公告")
    True
    """
    lists = load_rules("titles").data["lists"]
    kind = document_kind(title)
    return kind in lists["accounts"] or (kind == "公告" and any(word in title for word in lists["calls"]))


def unquoted(title: str) -> str:
    """Give a title that stood in 《》 by itself: what is quoted in it with 〈〉 is then quoted with 《》 (GB/T 15834).

    >>> unquoted("2022年〈政府工作报告〉分工")
    '2022年《政府工作报告》分工'
    """
    return title if "《" in title else _as_outer(title)


def is_legal(title: str) -> bool:
    """Tell whether a title, or the text that it issues, is a 法, 条例, 规定, 办法 or 细则."""
    legal: list[str] = load_rules("titles").data["lists"]["legal"]
    return any(document_kind(text) in legal for text in (title, *_all_inner(title)))


def issuers_in_title(title: str) -> list[str]:
    """Give the issuers that stand before 关于 (or 转发, 印发) in a title; none where it begins with 关于.

    >>> issuers_in_title("中共中央办公厅国务院办公厅关于印发《甲规划》的通知")
    ['中共中央办公厅', '国务院办公厅']
    """
    plain = _plain(title)
    frame = _frame(plain)
    head = (frame.group("issuers") or "") if frame else plain.partition("关于")[0] if "关于" in plain else ""
    not_issuers: list[str] = load_rules("titles").data["lists"]["not_issuers"]
    if any(mark in head for mark in "《〈，。；") or head.startswith(tuple(not_issuers)):
        return []
    found: list[str] = []
    for part in head.split("、"):
        found.extend(split_unmarked(part))
    return [name for name in (_AND_OTHERS.sub("", name) for name in found) if name]


def bare_title(printed: str) -> str:
    """Give a title without the 《》 that are set around the whole of it."""
    return printed[1:-1] if bracketed(printed) == [(0, len(printed))] else printed


def bracketed(text: str) -> list[tuple[int, int]]:
    """Give the outermost 《…》 or 〈…〉 of a text as [start, end) with their brackets, in order."""
    # One pass finds all pairs: a look ahead from each bracket would cost a title's length for each.
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in _OPEN:
            opened.append(bracket.start())
        elif opened:
            pairs[opened.pop()] = bracket.start()
    found = []
    end = 0
    for start, close in sorted(pairs.items()):
        if start >= end and close - start < _MAX_TITLE:
            end = close + 1
            found.append((start, end))
    return found


@cache
def _kinds() -> dict[str, str]:
    return cast("dict[str, str]", load_rules("titles").data["kinds"])


@cache
def _ends_in_kind() -> re.Pattern[str]:
    # A search finds the longest kind first, since it begins furthest to the left.
    return re.compile(f"(?:{'|'.join(map(re.escape, _kinds()))})$")


@cache
def _not_kinds() -> tuple[str, ...]:
    return tuple(load_rules("titles").data["lists"]["not_kinds"])


def _plain(title: str) -> str:
    plain = _with_usual_width(_SPACE.sub("", title)[:_MAX_TITLE])
    if plain.startswith("《") and _closing(plain, 0) == len(plain) - 1:
        inner = plain[1:-1]
        # Without the outer brackets, those inside are the outer ones.
        return inner if "《" in inner else inner.replace("〈", "《").replace("〉", "》")
    return plain


def _closing(text: str, start: int) -> int:
    """Give where the bracket that opens at `start` closes, kinds of brackets taken as one; -1: nowhere."""
    depth = 0
    for index in range(start, min(len(text), start + _MAX_TITLE)):
        if text[index] in _OPEN:
            depth += 1
        elif text[index] in _CLOSE:
            depth -= 1
            if depth == 0:
                return index
    return -1


def _without_remarks(text: str) -> str:
    while (tail := _TAIL.search(text)) and tail.start() > 0:
        text = text[: tail.start()]
    # 优化营商环境政策25条 is a text of 政策.
    return _ARTICLES.sub("", text.rstrip("》〉›>"))


def _frame(plain: str) -> RuleMatch | None:
    frames = [
        "title-issuing-notice",
        "title-forwarding-notice",
        "title-issuing-plain",
        "title-issued-without-notice",
    ]
    for name in frames:
        for match in load_rules("titles").only(name).matches(plain):
            # 甲转发乙关于印发…的通知 forwards what 乙 issued.
            forwarded = name != "title-forwarding-notice" and _FORWARDS.search(match.group("issuers") or "")
            if match.start == 0 and match.end == len(plain) and not forwarded:
                return match
    return None


def _inner(frame: RuleMatch) -> list[str]:
    inner = frame.group("inner") or ""
    parts = bracketed(inner)
    if not parts:
        return [inner]
    ends = [(0, parts[0][0]), *((a[1], b[0]) for a, b in pairwise(parts)), (parts[-1][1], len(inner))]
    outside = [inner[start:end] for start, end in ends]
    if frame.group("verb") in ("转发", "批转"):
        outside = outside[1:]
    # 《政府工作报告》任务分解表 is one title that quotes another one.
    if all(_BETWEEN.fullmatch(part) for part in outside):
        return [unquoted(inner[start + 1 : end - 1]) for start, end in parts]
    return [inner]


def _all_inner(title: str) -> list[str]:
    found: list[str] = []
    waiting = inner_titles(title)
    while waiting:
        text = waiting.pop(0)
        found.append(text)
        # Each step leaves a frame out, so that the text gets shorter and the loop ends.
        waiting.extend(inner_titles(text))
    return found


def _opens_with_national(text: str) -> bool:
    """Tell whether a text begins with the name of a body of the nation: 教育部, 中央宣传部."""
    return any(agencies.is_national(text[:length]) for length in range(_SHORTEST_BODY, _LONGEST_BODY + 1))


# Bodies of the nation that name their branches with their own name before the place's.
_HAS_BRANCHES = re.compile("国家(?:税务总局|统计局|金融监督管理总局|矿山安全监察局|外汇管理局)")
# Their branches in a province that bear its short name: 福建银保监局.
_BRANCH_OF_PROVINCE = re.compile(
    "[\u4e00-\u9fff]{2,3}(?:银保监|证监|金融监管|通信管理|海事|海关|邮政管理|地震|煤矿安全)局"
)
# A party committee and the body that it belongs to: 中共示范大学委员会示范大学.
_PARTY_COMMITTEE = re.compile(r"中共([\u4e00-\u9fff]{2,14}?)委员会(?=\1)")


def split_unmarked(part: str) -> list[str]:
    """Split units of one place that are printed one after another without a mark, in a head or a signature."""
    lists = load_rules("titles").data["lists"]
    openings: tuple[str, ...] = tuple(lists["issuer_openings"])
    ends: tuple[str, ...] = tuple(lists["issuer_ends"])
    place = re.match(r"(?:中共)?(.{1,7}?[省市县区州盟旗镇乡])", part) or _PARTY_COMMITTEE.match(part)
    if place:
        openings = (*openings, place[1])
    cuts = [0]
    for index in range(1, len(part)):
        if index - cuts[-1] < _SHORTEST_BODY or not part.endswith(ends, 0, index):
            continue
        # 国家税务总局示范市税务局 is one name.
        if _HAS_BRANCHES.fullmatch(part, cuts[-1], index):
            continue
        if (
            part.startswith(openings, index)
            or _BRANCH_OF_PROVINCE.match(part, index)
            or _opens_with_national(part[index : index + _LONGEST_BODY])
        ):
            cuts.append(index)
    return [part[a:b] for a, b in zip(cuts, [*cuts[1:], len(part)], strict=True)]
