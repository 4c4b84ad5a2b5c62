"""The titles of a document's plans: what the notice says that it issues, and the lines that bear it.

Entry points: `issued_titles` for what a notice names, `lines_of_title` and `line_alike` for where a named text begins,
`title_behind`, `annexed_title`, `table_name` and `named_by_itself` for texts that the notice does not name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.lines import is_closing, units_of_line
from zhengmai.extract.carrier.title import line_above_table, same_title
from zhengmai.extract.rules import load_rules
from zhengmai.extract.tables import table_below
from zhengmai.extract.titles import (
    ASKS_FOR_COMMENT,
    bare_title,
    bracketed,
    document_kind,
    inner_titles,
    is_heading_too,
    title_key,
    unquoted,
)
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.text.view import View

# Kinds of text that set tasks. Others (办法, 条例, 批复, 函, 名单 …) hold no plan, and no measure is read from them.
PLAN_KINDS = frozenset(load_rules("sections").data["lists"]["plan_kinds"])
_TITLE_LINES = 3
MOST_PLANS = 12
# A notice says in its first paragraphs what it issues; items of its own are few.
NOTICE_LINES = 8
# What a text's own title may end in where its notice says 关于印发X的通知.
NOTICE_TAIL = "的通知"
# So much of the title that the notice gives must open the line that bears another word for the same text.
_ALIKE, _ALIKE_SHARE = 8, 0.6
_ISSUES = re.compile(
    r"(?:印发|转发|印送|下发)(?:给)?你们|现(?:予以?)?(?:印发|转发|公布|发布)|予以(?:印发|公布|发布)"
    # What is set is sent down: 现将…目标任务分解下达, 现下达给你们.
    r"|(?:现|兹)?将[^。；]{2,80}(?:分解|任务|计划|目标|清单)(?:予以|分别)?下达|(?:现|予以)下达|下达(?:给)?你们"
    # A draft is shown so that the public may comment on it.
    rf"|{ASKS_FOR_COMMENT}"
)
# What the sentence names as its basis is not what it issues.
_CITED = re.compile(r"(?:根据|依据|按照|依照|遵照|贯彻|落实|执行|对照)[^，。；《》]{0,20}$")
ANNEX = re.compile(r"附[件表]\d{0,2}(?:[：—-]?[^。；，：]{0,40})?")
_BARE_ANNEX = re.compile(r"附[件表](?:\d{1,2}|[一二三四五])?[：.]?")
_LISTS_ANNEXES = re.compile(r"附[件表]\d?[：]|\d[.、]")
_SHORTEST_ANNEXED = 8
# What a plan annexes sets tasks itself if it is of one of these kinds; tables are read with the plan.
_ANNEXED_KINDS = frozenset({"方案", "规划", "计划", "行动计划"})
_LONGEST_TITLE_LINE = 80
# So much of a line tells at once that it cannot bear a name.
_OPENING = 2
_LISTED_ANNEX = re.compile(r"(?:附[件表])?：?\d{1,2}[.、．]|附[件表]\d{0,2}：(?:\d{1,2}[.、．])?")
# A title so long stays the same with a place's name before it.
_SHORTEST_NAMED = 6
_PLACE_BEFORE = re.compile("[\u4e00-\u9fff]{0,11}(?:[省市县区州盟旗镇乡]|街道|自治区)")
# Who wrote what a notice forwards: 教育部等部门“十四五”….
_WRITTEN_BY = re.compile(
    "[\u4e00-\u9fff、]{2,60}?等(?:[0-9一二三四五六七八九十]{1,3}个?)?(?:部门|单位|部委)(?:关于)?"
)
_YEARS_ALONE = re.compile("（?(?:19|20)[0-9]{2}年?(?:[—–－～~-]{1,2}|至|到)(?:19|20)?[0-9]{2}年?）?")
LONGEST_HEADING = 30
SENTENCE_MARK = re.compile(r"[。；：，]")


def announced(views: Sequence[View], head: Head) -> int | None:
    """Give the paragraph that says that the notice issues something."""
    first = range(head.body_from, min(len(views), head.body_from + NOTICE_LINES))
    return next((i for i in first if _ISSUES.search(views[i].text)), None)


def issued_titles(views: Sequence[View], head: Head) -> list[str]:
    """Give the titles that a notice's own title or its first sentences name as issued."""
    titles = inner_titles(head.carrier.title or "")
    # What a letter encloses is a draft or another's text.
    if head.carrier.kind == "函":
        return titles
    stop = head.signature if head.signature is not None else min(len(views), head.body_from + 6)
    said = next((view for view in views[head.body_from : stop] if _ISSUES.search(view.text)), None)
    named = _plans_named(said) if said is not None else []
    if not titles:
        return named
    # 关于印发优化营商环境五大专项行动方案的通知 sums up what its first sentence names one by one.
    sums_up = (
        len(titles) == 1
        and len(named) > 1
        and lines_of_title(views, titles[0], head.body_from) is None
        and lines_of_title(views, named[0], head.body_from) is not None
    )
    return named if sums_up else titles


def _plans_named(said: View) -> list[str]:
    """Give the plans that the sentence names which issues them."""
    named = [
        said.printed[start + 1 : end - 1]
        for start, end in bracketed(said.text)
        if not _CITED.search(said.text, max(0, start - 40), start)
    ]
    return [unquoted(title) for title in named if document_kind(title) in PLAN_KINDS][:MOST_PLANS]


def joined_titles(views: Sequence[View], inner: list[str], head: Head) -> list[str]:
    """Take apart 关于印发甲方案和乙方案的通知, where the first text follows under its own title."""
    if len(inner) != 1 or lines_of_title(views, inner[0], head.body_from) is not None:
        return inner
    title = inner[0]
    for mark in re.finditer(r"以及|[和、及与]", title):
        parts = [title[: mark.start()], title[mark.end() :]]
        if all(document_kind(part) in PLAN_KINDS for part in parts) and (
            lines_of_title(views, parts[0], head.body_from) is not None
        ):
            return parts
    return inner


def lines_of_title(views: Sequence[View], title: str, after: int) -> tuple[int, int] | None:
    """Find the paragraphs [first, last] that bear a title, from the one at `after` on; years may stand in one of their own."""
    place = _lines_of_name(views, title, after)
    if place is None or place[1] + 1 >= len(views) or not _YEARS_ALONE.fullmatch(views[place[1] + 1].text):
        return place
    return place[0], place[1] + 1


def _lines_of_name(views: Sequence[View], title: str, after: int) -> tuple[int, int] | None:
    written = _WRITTEN_BY.match(title)
    for first in range(after, len(views)):
        for last in range(first, min(first + _TITLE_LINES, len(views))):
            joined = "".join(view.printed for view in views[first : last + 1])
            if len(joined) > len(title) + 12:
                break
            if same_title(joined, title) or _is_alike(_bare(joined), _bare(title)):
                return first, last
            # What one body forwards of another one bears its own title: 关于…的意见.
            if joined.startswith("关于") and _bare(joined) == _bare(title[title.find("关于") :]):
                return first, last
            # So does a plan: 教育部等部门“十四五”…行动计划.
            if written and _bare(joined) == _bare(title[written.end() :]):
                return first, last
            # The text may bear the last words of the notice's title, too.
            if joined.endswith(NOTICE_TAIL) and _bare(joined.removesuffix(NOTICE_TAIL)) == _bare(title):
                return first, last
    return None


def line_alike(views: Sequence[View], title: str, after: int) -> tuple[int, int] | None:
    """Find a line that calls by another word what the notice issues: 甲任务分解方案, 甲任务分解表; 乙项目, 乙项目清单.

    Its own items or rows must follow at once.
    """
    key = _bare(title)
    for at in range(after, len(views) - 1):
        text = views[at].text
        if len(text) > len(title) + LONGEST_HEADING or parse_label(text) or SENTENCE_MARK.search(text):
            continue
        named = _bare(text)
        shared = next((n for n, (a, b) in enumerate(zip(key, named, strict=False)) if a != b), None)
        shared = min(len(key), len(named)) if shared is None else shared
        if (
            shared < max(_ALIKE, _ALIKE_SHARE * len(key))
            or document_kind(text) not in PLAN_KINDS
            or is_closing(views[at])
        ):
            continue
        if parse_label(views[at + 1].text) or table_below(views, at):
            return at, at
    return None


def with_issuers(views: Sequence[View], place: tuple[int, int], head: Head) -> tuple[int, int]:
    """Give where a title begins with the issuers on the lines above it: 甲市人民政府 | 关于…的意见."""
    first, last = place
    while (
        first - 1 > head.body_from
        and place[0] - first < _TITLE_LINES
        and first - 1 not in head.consumed
        and views[place[0]].text.startswith("关于")
        and units_of_line(views[first - 1])
        # Whoever issues a notice without a date signs it there.
        and not (head.signature is None and views[first - 1].printed in head.carrier.issuers)
    ):
        first -= 1
    return first, last


def title_behind(views: Sequence[View], head: Head) -> tuple[str, tuple[int, int]] | None:
    """Find a plan under a title of its own behind a notice that says in other words what it issues.

    关于分解落实《甲报告》重点工作的通知 issues 《甲报告》重点工作任务分解方案.
    """
    issuing = announced(views, head)
    if issuing is None:
        return None
    behind = (issuing if head.signature is None else max(issuing, head.signature)) + 1
    for first in range(behind, min(len(views), behind + _TITLE_LINES)):
        for last in range(first, min(first + _TITLE_LINES, len(views) - 1)):
            lines = views[first : last + 1]
            if any(parse_label(v.text) or SENTENCE_MARK.search(v.text) or is_closing(v) for v in lines):
                break
            text = "".join(view.text for view in lines)
            if document_kind(text) in PLAN_KINDS and not is_heading_too(text) and not ANNEX.fullmatch(text):
                return printed_title(views, (first, last)), (first, last)
    return None


def annexed_title(views: Sequence[View], head: Head) -> tuple[str, tuple[int, int]] | None:
    """Find what a notice without a sentence that issues it annexes: a titled plan behind a line 附件.

    The notice's own items, if it has any, are then not what it is made for; one that numbers tasks is a plan itself.
    """
    for at in range(head.body_from, len(views)):
        if not _BARE_ANNEX.fullmatch(views[at].text):
            if parse_label(views[at].text) and not _LISTS_ANNEXES.match(views[at - 1].text if at else ""):
                return None
            continue
        first = at + 1
        for last in range(first, min(first + _TITLE_LINES, len(views) - 1)):
            lines = views[first : last + 1]
            if any(parse_label(v.text) or SENTENCE_MARK.search(v.text) for v in lines):
                break
            text = "".join(view.text for view in lines)
            named = document_kind(text) in PLAN_KINDS and len(text) >= _SHORTEST_ANNEXED
            follows = last + 1 < len(views) and (
                parse_label(views[last + 1].text) or table_below(views, last)
            )
            if named and follows:
                return printed_title(views, (first, last)), (first, last)
        return None
    return None


def annexed_plans(views: Sequence[View], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Find the titles [first, last] of plans in the annexes of a text, the paragraphs [begin, end).

    Each stands below a line 附件1, or bears the name that the text's list of annexes gives.
    """
    announced_names: set[str] = set()
    openings: set[str] = set()
    at = begin
    while at < end:
        text = views[at].text
        short = len(text) <= _LONGEST_TITLE_LINE
        if short and (listed := _LISTED_ANNEX.match(text)):
            name = text[listed.end() :].rstrip("。；")
            announced_names.add(_bare(name))
            openings |= {name[:_OPENING], _bare(name)[:_OPENING]}
        below = at > begin and _BARE_ANNEX.fullmatch(views[at - 1].text) is not None
        found = None
        if short and (below or text[:_OPENING] in openings):
            found = next(
                (
                    (at, last)
                    for last in range(at, min(at + _TITLE_LINES, end - 1))
                    if _is_annexed_title(views[at : last + 1])
                    and (below or _bare("".join(v.text for v in views[at : last + 1])) in announced_names)
                ),
                None,
            )
        if found is not None:
            yield found
        at = at + 1 if found is None else found[1] + 1


def _is_annexed_title(lines: Sequence[View]) -> bool:
    if any(parse_label(view.text) or SENTENCE_MARK.search(view.text) or is_closing(view) for view in lines):
        return False
    text = "".join(view.text for view in lines)
    return len(text) >= _SHORTEST_ANNEXED and document_kind(text) in _ANNEXED_KINDS


def named_in_notice(views: Sequence[View], title: str, head: Head) -> str:
    """Give the title of what is issued as the notice's sentence prints it, where that says the same in other words."""
    for view in views[head.body_from : head.body_from + NOTICE_LINES]:
        if not _ISSUES.search(view.text):
            continue
        named = [view.printed[start + 1 : end - 1] for start, end in bracketed(view.text)]
        plans = [name for name in named if document_kind(name) in PLAN_KINDS]
        if len(plans) == 1 and document_kind(plans[0]) == document_kind(title):
            return unquoted(plans[0])
    return title


def named_by_itself(views: Sequence[View], head: Head) -> str | None:
    """Give the title that a text without one names before its first item: 《X》全文如下, 特制定X方案（以下简称…）."""
    rules = load_rules("carrier")
    for name in ("printed-whole", "preamble-names-plan"):
        for view in views[head.body_from : head.body_from + NOTICE_LINES]:
            if parse_label(view.text):
                break
            for match in rules.only(name).matches(view.text):
                start, end = match.match.span("title")
                if start < 0:
                    start, end = match.match.span("bare")
                return view.printed[start:end]
    return None


def table_name(views: Sequence[View], head: Head) -> str | None:
    """Give the line right above a task table that names it."""
    above = line_above_table(views, head)
    return views[above[0]].printed[above[1] : above[2]] if above else None


def printed_title(views: Sequence[View], place: tuple[int, int]) -> str:
    """Give a title as its paragraphs [first, last] print it."""
    return bare_title("".join(view.printed for view in views[place[0] : place[1] + 1]))


def _is_alike(one: str, other: str) -> bool:
    """Tell whether two bare titles are equal, or one has a place's name before the other: 甲县养老服务方案."""
    shorter, longer = sorted((one, other), key=len)
    before = longer.removesuffix(shorter)
    return one == other or (
        len(shorter) >= _SHORTEST_NAMED and before != longer and _PLACE_BEFORE.fullmatch(before) is not None
    )


def _bare(title: str) -> str:
    """Give a title without the words that a notice and the text's own title use differently."""
    return re.sub(r"^关于|的(?=[^的]{2,8}$)|[《》〈〉<>“”\s]", "", title_key(title))
