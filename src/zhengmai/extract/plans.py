"""The plans of a document: where each begins, what its parts are for, what its measures say.

Entry point: `read_plans`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.head import Head
from zhengmai.extract.carrier.lines import has_cells_beside, is_closing, units_of_line
from zhengmai.extract.carrier.title import line_above_table, same_title
from zhengmai.extract.contents import contents_lines
from zhengmai.extract.deadlines import stated_term
from zhengmai.extract.facts import Evidence, PlanFacts, Provision
from zhengmai.extract.measures import Reader
from zhengmai.extract.outline import Item, build_outline
from zhengmai.extract.rules import load_rules
from zhengmai.extract.sections import is_safeguard, lists_conditions, section_role
from zhengmai.extract.tables import Table, find_table, find_tables
from zhengmai.extract.titles import (
    ASKS_FOR_COMMENT,
    bracketed,
    document_kind,
    inner_titles,
    is_heading_too,
    plan_period,
    split_frame,
    title_key,
    unquoted,
)
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.text.view import View

# Kinds of text that set tasks. Others (办法, 条例, 批复, 函, 名单 …) hold no plan, and no measure is read from them.
_PLAN_KINDS = frozenset(load_rules("sections").data["lists"]["plan_kinds"])
# Notices that set tasks by themselves, though they number none: 关于下达甲项目任务指标的通知, 关于挂牌督办乙区域的通知.
_SETS_TASKS = re.compile(
    r"关于(?:分解)?下达[^《》]{2,60}(?:任务|指标|目标)(?:清单|指标|任务)?的通知|关于(?:对[^《》]{2,60}(?:进行|实施|予以))?(?:重点|挂牌)督办[^《》]{2,60}的通知"
)
_TITLE_LINES = 3
_LONGEST_TABLE_TITLE = 60
# A notice says in its first paragraphs what it issues; items of its own are few.
_NOTICE_LINES = 8
# A plan says in its first paragraphs for which years it is.
_OPENING_LINES = 8
_MANY_ITEMS = 4
_FEW_ITEMS = 2
# A bracket that closes an item and says who is to act.
_CLOSING_CLAUSE = re.compile(
    r"（(?:牵头|责任|主办|承办|落实|配合)[\u4e00-\u9fff]{0,6}(?:单位|部门)：[^（）]{2,200}(?:（[^（）]{1,40}）[^（）]{0,200})?）$"
)
# The sentence by which a text without a title says what it is.
_OPENS_OPINION = re.compile(
    r"(?:提出|制[定订]|作出|做出)(?:以下|如下)[^。；：]{0,6}(?:意见|措施|方案|计划|举措|决定)"
)
# The heading under which rules (实施细则, 办法) set tasks as a plan does.
_SETS_OUT_TASKS = re.compile(
    r"(?:主要|重点|具体|目标)(?:工作)?(?:任务|举措)|(?:工作|主要)(?:任务|措施|举措)|重点工作"
)
# Rules by the name of which nothing is known of whether they set tasks.
_RULE_KINDS = frozenset({"细则", "办法", "决定"})
# What a text's own title may end in where its notice says 关于印发X的通知.
_NOTICE_TAIL = "的通知"
# So much of the title that the notice gives must open the line that bears another word for the same text.
_ALIKE, _ALIKE_SHARE = 8, 0.6
# The sentence that opens a plan: 制定本方案, 特制定如下措施, 提出以下意见.
_OPENS_PLAN = re.compile(
    r"制[定订]本|本(?:方案|规划|计划|纲要|要点|措施|意见|清单|预案)(?:。|$)|(?:制[定订]|提出|明确|作出|做出)(?:以下|如下)"
)
_ISSUES = re.compile(
    r"(?:印发|转发|印送|下发)(?:给)?你们|现(?:予以?)?(?:印发|转发|公布|发布)|予以(?:印发|公布|发布)"
    # What is set is sent down: 现将…目标任务分解下达, 现下达给你们.
    r"|(?:现|兹)?将[^。；]{2,80}(?:分解|任务|计划|目标|清单)(?:予以|分别)?下达|(?:现|予以)下达|下达(?:给)?你们"
    # A draft is shown so that the public may comment on it.
    rf"|{ASKS_FOR_COMMENT}"
)
# What the sentence names as its basis is not what it issues.
_CITED = re.compile(r"(?:根据|依据|按照|依照|遵照|贯彻|落实|执行|对照)[^，。；《》]{0,20}$")
_ANNEX = re.compile(r"附[件表]\d{0,2}(?:[：—-]?[^。；，：]{0,40})?")
# The same where the text of the annex runs on in the line.
_ANNEX_RUNS_ON = re.compile(
    r"附[件表]\d{1,2}：?[^。；，：]{2,60}?(?:方案|标准|规范|要求|细则|表|清单|说明|指南|名单|办法)(?:（[^（）]{1,12}）)?"
    r"(?:[一1][、.]|（一）|第一章)"
)
_BARE_ANNEX = re.compile(r"附[件表](?:\d{1,2}|[一二三四五])?[：.]?")
_LISTS_ANNEXES = re.compile(r"附[件表]\d?[：]|\d[.、]")
_SHORTEST_ANNEXED = 8
# A table's head and its first rows stand in so many paragraphs.
_TABLE_BEGINS = 60
_NAMES_ANNEXES = re.compile(r"附[件表]\d{0,2}：")
_LONGEST_HEADING = 30
_SENTENCE_MARK = re.compile(r"[。；：，]")
# No printed paragraph is as long as this: one that is has lost its line breaks.
_LOST_BREAKS = 300


@dataclass(frozen=True)
class PlanPlace:
    """Where a plan stands.

    Attributes:
        title: its title as printed.
        title_lines: paragraphs [first, last] of its own title, None where only the carrier has one.
        begin: index of the first paragraph of its text.
        end: index behind the last one.
        own: whether the carrier itself is the plan.
    """

    title: str
    title_lines: tuple[int, int] | None
    begin: int
    end: int
    own: bool


def find_plans(views: Sequence[View], head: Head) -> list[PlanPlace]:
    """Find the plans of a document, in order."""
    inner = _issued_titles(views, head)
    if not inner:
        behind = _title_behind(views, head) or _annexed_title(views, head)
        return _placed([behind], len(views)) if behind else _own_plan(views, head)
    inner = _joined_titles(views, inner, head)
    forwards = split_frame(head.carrier.title or "").verb in ("转发", "批转")
    if forwards:
        # A forwarded notice issues the plan in its turn.
        inner = [deeper for title in inner for deeper in inner_titles(title) or [title]]
    found: list[tuple[str, tuple[int, int] | None]] = []
    after = head.body_from
    for title in inner:
        place = _title_lines(views, title, after) or _title_alike(views, title, after)
        if place is not None:
            place = _with_issuers(views, place, head)
            printed = _printed(views, place)
            # What the text's title has of the notice's frame is no part of the plan's.
            framed = printed.endswith(_NOTICE_TAIL) and not title.endswith(_NOTICE_TAIL)
            found.append((title if framed else printed, place))
            after = place[1] + 1
        elif len(inner) == 1:
            # The plan's own title is lost, or the copy holds the notice alone.
            end = _end_of_notice(views, head)
            if end is not None:
                found.append((_named_in_notice(views, title, head), (end, end - 1)))
        else:
            # One of several texts, which the copy leaves out.
            found.append((title, None))
    found = [
        (title, place)
        for title, place in found
        if document_kind(title) in _PLAN_KINDS
        or (place is not None and _shares_out(views[place[1] + 1 :]))
        # What a higher body passes on in full is the plan, were it a notice of tasks.
        or (forwards and place is not None and place[0] <= place[1] and _is_outlined(views[place[1] + 1 :]))
    ]
    if forwards and all(place is None or place[0] > place[1] for _, place in found):
        # The copy leaves out what is forwarded; what the notice itself sets as tasks comes before its signature.
        own = _own_plan(views, head)
        if own:
            return own
    return _placed(found, len(views))


def _placed(found: Sequence[tuple[str, tuple[int, int] | None]], end: int) -> list[PlanPlace]:
    """Give each title its text, which runs to the next title; a text that the copy leaves out is empty."""
    places: list[PlanPlace] = []
    for title, place in reversed(found):
        if place is None:
            places.append(PlanPlace(title, None, end, end, own=False))
            continue
        first, last = place
        places.append(PlanPlace(title, place if first <= last else None, last + 1, end, own=False))
        end = first
    return places[::-1]


def _printed(views: Sequence[View], place: tuple[int, int]) -> str:
    return "".join(view.printed for view in views[place[0] : place[1] + 1])


def _joined_titles(views: Sequence[View], inner: list[str], head: Head) -> list[str]:
    """Take apart 关于印发甲方案和乙方案的通知, where the first text follows under its own title."""
    if len(inner) != 1 or _title_lines(views, inner[0], head.body_from) is not None:
        return inner
    title = inner[0]
    for mark in re.finditer(r"以及|[和、及与]", title):
        parts = [title[: mark.start()], title[mark.end() :]]
        if all(document_kind(part) in _PLAN_KINDS for part in parts) and (
            _title_lines(views, parts[0], head.body_from) is not None
        ):
            return parts
    return inner


def _end_of_notice(views: Sequence[View], head: Head) -> int | None:
    """Give the index behind the notice's own text; None where nothing tells where it ends."""
    announced = _announced(views, head)
    text = views[head.body_from : head.signature]
    if announced is None and (
        _is_outlined(text) or (head.signature is None and find_table(text) is not None)
    ):
        # The text follows the title at once, without a sentence that issues it.
        return head.body_from
    if head.signature is not None:
        return head.signature + 1
    if announced is None:
        return None
    return announced + 1 if _is_outlined(views[announced + 1 :]) else len(views)


def _announced(views: Sequence[View], head: Head) -> int | None:
    """Give the paragraph that says that the notice issues something."""
    first = range(head.body_from, min(len(views), head.body_from + _NOTICE_LINES))
    return next((i for i in first if _ISSUES.search(views[i].text)), None)


def _is_outlined(views: Sequence[View]) -> bool:
    """Tell whether these are a whole plan and not only the demands of a notice."""
    labelled = [i for i, view in enumerate(views) if parse_label(view.text)]
    if any(len(view) > _LOST_BREAKS for view in views) and len(build_outline(views).children) >= _FEW_ITEMS:
        # The items stand in one paragraph, which lost its line breaks.
        return True
    # What a text is made for stands before its first item; a notice has said so already.
    opens = bool(labelled) and any(_OPENS_PLAN.search(view.text) for view in views[: labelled[0]])
    return len(labelled) >= (_FEW_ITEMS if opens else _MANY_ITEMS)


def _named_in_notice(views: Sequence[View], title: str, head: Head) -> str:
    """Give the title of what is issued as the notice's sentence prints it, where that says the same in other words."""
    for view in views[head.body_from : head.body_from + _NOTICE_LINES]:
        if not _ISSUES.search(view.text):
            continue
        named = [view.printed[start + 1 : end - 1] for start, end in bracketed(view.text)]
        plans = [name for name in named if document_kind(name) in _PLAN_KINDS]
        if len(plans) == 1 and document_kind(plans[0]) == document_kind(title):
            return unquoted(plans[0])
    return title


def _with_issuers(views: Sequence[View], place: tuple[int, int], head: Head) -> tuple[int, int]:
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


def _issued_titles(views: Sequence[View], head: Head) -> list[str]:
    titles = inner_titles(head.carrier.title or "")
    # What a letter encloses is a draft or another's text.
    if titles or head.carrier.kind == "函":
        return titles
    stop = head.signature if head.signature is not None else min(len(views), head.body_from + 6)
    for view in views[head.body_from : stop]:
        if _ISSUES.search(view.text):
            named = [
                view.printed[start + 1 : end - 1]
                for start, end in bracketed(view.text)
                if not _CITED.search(view.text, max(0, start - 40), start)
            ]
            return [unquoted(title) for title in named if document_kind(title) in _PLAN_KINDS][:4]
    return []


def _title_behind(views: Sequence[View], head: Head) -> tuple[str, tuple[int, int]] | None:
    """Find a plan under a title of its own behind a notice that says in other words what it issues.

    关于分解落实《甲报告》重点工作的通知 issues 《甲报告》重点工作任务分解方案.
    """
    announced = _announced(views, head)
    if announced is None:
        return None
    behind = (announced if head.signature is None else max(announced, head.signature)) + 1
    for first in range(behind, min(len(views), behind + _TITLE_LINES)):
        for last in range(first, min(first + _TITLE_LINES, len(views) - 1)):
            lines = views[first : last + 1]
            if any(parse_label(v.text) or _SENTENCE_MARK.search(v.text) or is_closing(v) for v in lines):
                break
            text = "".join(view.text for view in lines)
            if document_kind(text) in _PLAN_KINDS and not is_heading_too(text) and not _ANNEX.fullmatch(text):
                return _printed(views, (first, last)), (first, last)
    return None


def _annexed_title(views: Sequence[View], head: Head) -> tuple[str, tuple[int, int]] | None:
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
            if any(parse_label(v.text) or _SENTENCE_MARK.search(v.text) for v in lines):
                break
            text = "".join(view.text for view in lines)
            named = document_kind(text) in _PLAN_KINDS and len(text) >= _SHORTEST_ANNEXED
            follows = last + 1 < len(views) and (
                parse_label(views[last + 1].text) or find_table(views[last + 1 : last + 1 + _TABLE_BEGINS])
            )
            if named and follows:
                return _printed(views, (first, last)), (first, last)
        return None
    return None


def _title_lines(views: Sequence[View], title: str, after: int) -> tuple[int, int] | None:
    for first in range(after, len(views)):
        for last in range(first, min(first + _TITLE_LINES, len(views))):
            joined = "".join(view.printed for view in views[first : last + 1])
            if len(joined) > len(title) + 12:
                break
            if same_title(joined, title) or _bare(joined) == _bare(title):
                return first, last
            # What one body forwards of another one bears its own title: 关于…的意见.
            if joined.startswith("关于") and _bare(joined) == _bare(title[title.find("关于") :]):
                return first, last
            # The text may bear the last words of the notice's title, too.
            if joined.endswith(_NOTICE_TAIL) and _bare(joined.removesuffix(_NOTICE_TAIL)) == _bare(title):
                return first, last
    return None


def _title_alike(views: Sequence[View], title: str, after: int) -> tuple[int, int] | None:
    """Find a line that calls by another word what the notice issues: 甲任务分解方案, 甲任务分解表; 乙项目, 乙项目清单.

    Its own items or rows must follow at once.
    """
    key = _bare(title)
    for at in range(after, len(views) - 1):
        text = views[at].text
        if len(text) > len(title) + _LONGEST_HEADING or parse_label(text) or _SENTENCE_MARK.search(text):
            continue
        named = _bare(text)
        shared = next((n for n, (a, b) in enumerate(zip(key, named, strict=False)) if a != b), None)
        shared = min(len(key), len(named)) if shared is None else shared
        if (
            shared < max(_ALIKE, _ALIKE_SHARE * len(key))
            or document_kind(text) not in _PLAN_KINDS
            or is_closing(views[at])
        ):
            continue
        if parse_label(views[at + 1].text) or find_table(views[at + 1 : at + 1 + _TABLE_BEGINS]):
            return at, at
    return None


def _bare(title: str) -> str:
    """Give a title without the words that a notice and the text's own title use differently."""
    return re.sub(r"^关于|的(?=[^的]{2,8}$)|[《》〈〉<>“”\s]", "", title_key(title))


def _own_plan(views: Sequence[View], head: Head) -> list[PlanPlace]:
    kind = head.carrier.kind
    sets_tasks = (
        kind in _PLAN_KINDS
        or _shares_out(views[head.body_from :])
        or (kind in _RULE_KINDS and _sets_out_tasks(views[head.body_from :]))
    )
    if not sets_tasks and kind not in ("通知", "决定", "公告", None):
        return []
    # A copy may have lost its title; what it sets as tasks is a plan all the same, without a name.
    named = None if head.carrier.title else _named_by_itself(views, head) or _table_name(views, head)
    place = PlanPlace(head.carrier.title or named or "", head.title, head.body_from, len(views), own=True)
    if sets_tasks or find_table(views) is not None:
        return [place]
    # A notice without an annex is a plan if it numbers what is to be done; else it only announces.
    outline = build_outline([views[i] for i in range(head.body_from, len(views)) if i not in head.consumed])
    tasks = [
        item
        for item in outline.walk()
        if item.label and not item.children and section_role(item) == "measure"
    ]
    if kind == "通知" and _SETS_TASKS.search(place.title):
        # Its tasks stand in its sentences; what is numbered behind them lists annexes or belongs to the page.
        last = len(views) if head.signature is None else head.signature
        annexes = (i for i in range(place.begin, last) if _NAMES_ANNEXES.match(views[i].text))
        return [replace(place, end=next(annexes, last))]
    says_so = kind is None and any(
        _OPENS_OPINION.search(view.text) for view in views[head.body_from : head.body_from + _NOTICE_LINES]
    )
    if says_so and outline.children:
        return [place]
    return [place] if len(tasks) >= (1 if named else 2) else []


def _shares_out(views: Sequence[View]) -> bool:
    """Tell whether items close with brackets that say who is to act: rules that share out work are a plan as well."""
    return sum(_CLOSING_CLAUSE.search(view.text) is not None for view in views) >= _FEW_ITEMS


def _sets_out_tasks(views: Sequence[View]) -> bool:
    """Tell whether a part of a text bears the heading of tasks."""
    return any(
        (label := parse_label(view.text)) is not None
        and label.style == "han"
        and _SETS_OUT_TASKS.fullmatch(view.text, label.length)
        for view in views
    )


def _table_name(views: Sequence[View], head: Head) -> str | None:
    """Give the line right above a task table that names it."""
    above = line_above_table(views, head)
    return views[above[0]].printed[above[1] : above[2]] if above else None


def _named_by_itself(views: Sequence[View], head: Head) -> str | None:
    """Give the title that a text without one names before its first item: 《X》全文如下, 特制定X方案（以下简称…）."""
    rules = load_rules("carrier")
    for name in ("printed-whole", "preamble-names-plan"):
        for view in views[head.body_from : head.body_from + _NOTICE_LINES]:
            if parse_label(view.text):
                break
            for match in rules.only(name).matches(view.text):
                start, end = match.match.span("title")
                if start < 0:
                    start, end = match.match.span("bare")
                return view.printed[start:end]
    return None


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
        if i not in head.consumed and (has_cells_beside(views, i) or not is_closing(views[i]))
    ]
    body = [views[i] for i in indexes]
    tables = [(table, _table_title(body, table)) for table in find_tables(body)]
    inside = {i for table, _ in tables for i in range(table.begin, table.end)}
    # What stands in an annex explains or measures the plan; of it only task tables set tasks.
    annex = _annex_begin(views, place)
    inside |= {k for k, i in enumerate(indexes) if i >= annex}
    inside |= contents_lines(body) - inside
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
    # Where no day of issue tells, a term of years runs from the year that the text begins with.
    reader.year = (
        int(first) if first and (first == last or (term is not None and reader.issued is None)) else None
    )
    reader.preamble(plan, outline)
    plan.provisions = [
        p for child in outline.children for p in _provisions(child, reader, plan, own=place.own)
    ]
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


def _annex_begin(views: Sequence[View], place: PlanPlace) -> int:
    """Give the index of the line that opens the first annex behind the plan's items; else the plan's end."""
    numbered = False
    for i in range(place.begin, place.end):
        numbered = numbered or parse_label(views[i].text) is not None or "：一、" in views[i].text
        if numbered and (_ANNEX.fullmatch(views[i].text) or _ANNEX_RUNS_ON.match(views[i].text)):
            return i
    return place.end


def _table_title(body: Sequence[View], table: Table) -> View | None:
    """Give the line above a table if it names it."""
    if table.begin == 0:
        return None
    above = body[table.begin - 1]
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


def _provisions(item: Item, reader: Reader, plan: PlanFacts, *, own: bool) -> list[Provision]:
    """Read an item and all below it; a measure takes in what is below it."""
    role = section_role(item)
    conditions = role == "measure" and lists_conditions(item)
    whole = conditions or (role in ("measure", "demand") and _clause_closes_group(item, reader))
    provision = reader.provision(item, role, whole=whole)
    if conditions:
        # What an applicant must fulfil is nothing that the plan undertakes to reach.
        end = item.views[-1].span().end
        provision.targets = [target for target in provision.targets if target.evidence.span.end <= end]
    if item.children and not whole:
        reader.outside(plan, provision, item)
        below = [p for child in item.children for p in _provisions(child, reader, plan, own=own)]
        return [provision, *below]
    if role == "measure" and not provision.has_clause and _is_cut_heading(item):
        return [provision]
    # Goals, steps and general demands count where they name who is to act.
    if role == "measure" or (role in ("goal", "demand") and provision.has_clause):
        # In an implementing notice a group without items under it may be a mere exhortation.
        exhorts = (own and len(item.path) == 1 and _siblings_have_items(item)) or is_safeguard(item)
        provision.kind = "measure"
        if exhorts and not provision.has_clause:
            provision.unsure = True
            provision.evidence = replace(provision.evidence, confidence="doubtful")
        return [provision]
    reader.outside(plan, provision, item)
    return [provision]


def _is_cut_heading(item: Item) -> bool:
    """Tell whether a part is a mere heading because the copy ends behind it, or lost what stood below."""
    siblings = item.parent.children if item.parent and item.parent.label is None else []
    others = [s for s in siblings if s is not item]
    return (
        len(item.views) == 1
        and len(item.views[0]) <= _LONGEST_HEADING
        and not _SENTENCE_MARK.search(item.texts[0].text if item.texts else "")
        and bool(others)
        and all(s.children or any("。" in view.text for view in s.views) for s in others)
    )


def _siblings_have_items(item: Item) -> bool:
    return item.parent is not None and any(s.children for s in item.parent.children)


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
