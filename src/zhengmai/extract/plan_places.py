"""Where the plans of a document stand, and whether it holds any. Entry point: `find_plans`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from zhengmai.extract.outline import build_outline
from zhengmai.extract.parties import find_clauses
from zhengmai.extract.plan_titles import (
    MOST_PLANS,
    NOTICE_LINES,
    NOTICE_TAIL,
    PLAN_KINDS,
    annexed_plans,
    annexed_title,
    announced,
    issued_titles,
    joined_titles,
    line_alike,
    lines_of_title,
    named_by_itself,
    named_in_notice,
    printed_title,
    table_name,
    title_behind,
    with_issuers,
)
from zhengmai.extract.sections import demands_alone, section_role
from zhengmai.extract.tables import find_table
from zhengmai.extract.titles import document_kind, inner_titles, is_account, split_frame
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.text.view import View

# Notices that set tasks by themselves, though they number none: 关于下达甲项目任务指标的通知, 关于挂牌督办乙区域的通知.
_SETS_TASKS = re.compile(
    r"关于(?:分解)?下达[^《》]{2,60}(?:任务|指标|目标)(?:清单|指标|任务)?的通知|关于(?:对[^《》]{2,60}(?:进行|实施|予以))?(?:重点|挂牌)督办[^《》]{2,60}的通知"
)
# What each leader of a body is in charge of is no task of a plan.
_LEADERS = re.compile(r"领导(?:班子|同志)?(?:成员)?(?:的)?(?:工作|职责|行政)?分工")
# Who is honoured is listed, and nothing is to be done.
_AWARDS = re.compile(
    r"关于(?:给予|予以|对[^《》]{2,40}(?:给予|予以|进行))?(?:通报)?(?:表彰|表扬|嘉奖|授予|命名)(?!活动|工作|大会)"
)
# A plan says in its first paragraphs what it is made for.
_OPENING = 6
# Who is in a body, and what it is for, is no task.
_FOUNDS_BODY = re.compile(
    r"关于(?:成立|调整|组建|撤销|设立|充实)[^《》]{2,60}(?:小组|委员会|指挥部|机构|专班|联席会议|工作组)(?:组成|成员|人员|名单|的|和)*通知$"
)
_MANY_ITEMS = 4
_FEW_ITEMS = 2
# A bracket that closes an item and says who is to act.
_CLOSING_CLAUSE = re.compile(
    r"（(?:牵头|责任|主办|承办|落实|配合)[\u4e00-\u9fff]{0,6}(?:单位|部门)：[^（）]{2,200}(?:（[^（）]{1,40}）[^（）]{0,200})?）$"
)
_CLOSED_BY_VERB = re.compile(
    r"(?<=[。；])（[省市县区州旗镇乡各][^（）。；：]{1,120}(?:负责|牵头|配合|参与)(?:落实|实施)?）。?$"
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
# Who is to act, in a line of its own or behind an item.
_SAYS_WHO = re.compile(
    "^(?:牵头|责任|主办)(?:单位|部门)?：|[（〔](?:[^（）〔〕]{2,120}(?:负责|牵头|配合|参与|落实)|(?:责任|牵头)(?:单位|部门)：[^（）〔〕]{2,200})[）〕]。?$"
)
# The sentence that opens a plan: 制定本方案, 特制定如下措施, 提出以下意见.
_OPENS_PLAN = re.compile(
    r"制[定订]本|本(?:方案|规划|计划|纲要|要点|措施|意见|清单|预案)(?:。|$)|(?:制[定订]|提出|明确|作出|做出)(?:以下|如下)"
)
# A letter tells those below its sender what they must do: 有关要求通知如下, 现将有关事项函告如下.
_LETTER_DEMANDS = re.compile(r"(?:通知|函告|要求|安排|部署)如下")
# What is issued follows at once.
_BELOW = re.compile(r"(?:分解|分工|安排|公布|印发|下达|明确|通知)如下")
_NAMES_ANNEXES = re.compile(r"附[件表]\d{0,2}：")
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
    """Find the plans of a document, in order; one that is annexed to another stands behind it."""
    return [part for place in _plans_of(views, head) for part in _with_annexed(views, place)]


def _with_annexed(views: Sequence[View], place: PlanPlace) -> list[PlanPlace]:
    """Part a plan from the plans that stand under titles of their own in its annexes."""
    annexed: list[tuple[int, int]] = []
    for lines in islice(annexed_plans(views, place.begin, place.end), MOST_PLANS):
        before = annexed[-1][1] + 1 if annexed else place.begin
        text = views[lines[1] + 1 : place.end]
        if _is_outlined(views[before : lines[0]]) and _is_outlined(text) and _opens(text):
            annexed.append(lines)
    if not annexed:
        return [place]
    titles = [(printed_title(views, lines), lines) for lines in annexed]
    return [replace(place, end=annexed[0][0]), *_placed(titles, place.end)]


def _opens(views: Sequence[View]) -> bool:
    """Tell whether a text begins as a plan does: with what it is made for, or with its aims."""
    for view in views[:_OPENING]:
        label = parse_label(view.text)
        if label is not None:
            return section_role(build_outline(views[:_OPENING]).children[0]) == "goal"
        if _OPENS_PLAN.search(view.text):
            return True
    return False


def _plans_of(views: Sequence[View], head: Head) -> list[PlanPlace]:
    inner = issued_titles(views, head)
    if not inner:
        behind = title_behind(views, head) or annexed_title(views, head)
        return _placed([behind], len(views)) if behind else _own_plan(views, head)
    inner = joined_titles(views, inner, head)
    forwards = split_frame(head.carrier.title or "").verb in ("转发", "批转")
    if forwards:
        # A forwarded notice issues the plan in its turn.
        inner = [deeper for title in inner for deeper in inner_titles(title) or [title]]
    found: list[tuple[str, tuple[int, int] | None]] = []
    after = head.body_from
    for title in inner:
        place = lines_of_title(views, title, after) or line_alike(views, title, after)
        if place is not None:
            place = with_issuers(views, place, head)
            printed = printed_title(views, place)
            # What the text's title has of the notice's frame is no part of the plan's.
            framed = printed.endswith(NOTICE_TAIL) and not title.endswith(NOTICE_TAIL)
            found.append((title if framed else printed, place))
            after = place[1] + 1
        elif len(inner) == 1:
            # The plan's own title is lost, or the copy holds the notice alone.
            end = head.body_from if _stands_in_notice(views, head) else _end_of_notice(views, head)
            if end is not None:
                found.append((named_in_notice(views, title, head), (end, end - 1)))
        else:
            # One of several texts, which the copy leaves out.
            found.append((title, None))
    found = [
        (title, place)
        for title, place in found
        if document_kind(title) in PLAN_KINDS
        or (place is not None and _shares_out(views[place[1] + 1 :]))
        or (
            document_kind(title) in _RULE_KINDS
            and place is not None
            and _sets_out_tasks(views[place[1] + 1 :])
        )
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


def _end_of_notice(views: Sequence[View], head: Head) -> int | None:
    """Give the index behind the notice's own text; None where nothing tells where it ends."""
    issuing = announced(views, head)
    text = views[head.body_from : head.signature]
    if issuing is None and (_is_outlined(text) or (head.signature is None and find_table(text) is not None)):
        # The text follows the title at once, without a sentence that issues it.
        return head.body_from
    if head.signature is not None:
        return head.signature + 1
    if issuing is None:
        return None
    return issuing + 1 if _is_outlined(views[issuing + 1 :]) else len(views)


def _stands_in_notice(views: Sequence[View], head: Head) -> bool:
    """Tell whether a notice sets out above its signature what its title says that it issues.

    It says so (现将任务分解如下), or its items say who is to act.
    """
    if head.signature is None or any(parse_label(view.text) for view in views[head.signature + 1 :]):
        return False
    text = views[head.body_from : head.signature]
    announced = any(_BELOW.search(view.text) for view in text[:NOTICE_LINES] if not parse_label(view.text))
    announced = announced or sum(_SAYS_WHO.search(view.text) is not None for view in text) >= _FEW_ITEMS
    items = [item for item in build_outline(text).children if item.label]
    return announced and len(items) >= _FEW_ITEMS and find_table(views[head.signature + 1 :]) is None


def _is_outlined(views: Sequence[View]) -> bool:
    """Tell whether these are a whole plan and not only the demands of a notice."""
    labelled = [i for i, view in enumerate(views) if parse_label(view.text)]
    if any(len(view) > _LOST_BREAKS for view in views) and len(build_outline(views).children) >= _FEW_ITEMS:
        # The items stand in one paragraph, which lost its line breaks.
        return True
    # What a text is made for stands before its first item; a notice has said so already.
    opens = bool(labelled) and any(_OPENS_PLAN.search(view.text) for view in views[: labelled[0]])
    return len(labelled) >= (_FEW_ITEMS if opens else _MANY_ITEMS)


def _own_plan(views: Sequence[View], head: Head) -> list[PlanPlace]:
    kind = head.carrier.kind
    title = head.carrier.title or ""
    if _LEADERS.search(title) or _AWARDS.search(title) or is_account(title):
        return []
    if _FOUNDS_BODY.search(title) and not _shares_out(views[head.body_from :]):
        return []
    sets_tasks = (
        kind in PLAN_KINDS
        or _shares_out(views[head.body_from :])
        or (kind in _RULE_KINDS and _sets_out_tasks(views[head.body_from :]))
    )
    demands = kind == "函" and _demands(views, head)
    if not sets_tasks and not demands and kind not in ("通知", "决定", None):
        return []
    # A copy may have lost its title; what it sets as tasks is a plan all the same, without a name.
    named = None if head.carrier.title else named_by_itself(views, head) or table_name(views, head)
    place = PlanPlace(head.carrier.title or named or "", head.title, head.body_from, len(views), own=True)
    if sets_tasks or find_table(views) is not None:
        return [place]
    # A notice without an annex is a plan if it numbers what is to be done; else it only announces.
    outline = build_outline([views[i] for i in range(head.body_from, len(views)) if i not in head.consumed])
    roles = ("demand",) if demands_alone(outline) else ("measure",)
    tasks = [
        item for item in outline.walk() if item.label and not item.children and section_role(item) in roles
    ]
    if kind == "通知" and _SETS_TASKS.search(place.title):
        # Its tasks stand in its sentences; what is numbered behind them lists annexes or belongs to the page.
        last = len(views) if head.signature is None else head.signature
        annexes = (i for i in range(place.begin, last) if _NAMES_ANNEXES.match(views[i].text))
        return [replace(place, end=next(annexes, last))]
    says_so = kind is None and any(
        _OPENS_OPINION.search(view.text) for view in views[head.body_from : head.body_from + NOTICE_LINES]
    )
    if says_so and outline.children:
        return [place]
    if kind is None and not named and not _reads_as_plan(views[head.body_from :]):
        return []
    return [place] if len(tasks) >= (1 if named else 2) else []


def _reads_as_plan(views: Sequence[View]) -> bool:
    """Tell whether a text without a title says that it is a plan, or tells units what to do."""
    return any(
        _OPENS_PLAN.search(view.text) or any(clause.parties for clause in find_clauses(view.text))
        for view in views
    )


def _demands(views: Sequence[View], head: Head) -> bool:
    """Tell whether a letter goes to all bodies of a kind and says at once that it sets out demands."""
    to_all = any(addressee.startswith("各") for addressee in head.carrier.addressees)
    first = views[head.body_from : head.body_from + NOTICE_LINES]
    return to_all and any(_LETTER_DEMANDS.search(view.text) for view in first)


def _shares_out(views: Sequence[View]) -> bool:
    """Tell whether items close with brackets that say who is to act: rules that share out work are a plan as well."""
    closed = (
        view for view in views if _CLOSING_CLAUSE.search(view.text) or _CLOSED_BY_VERB.search(view.text)
    )
    return sum(1 for _ in closed) >= _FEW_ITEMS


def _sets_out_tasks(views: Sequence[View]) -> bool:
    """Tell whether a part of a text bears the heading of tasks."""
    return any(
        (label := parse_label(view.text)) is not None
        and label.style == "han"
        and _SETS_OUT_TASKS.fullmatch(view.text, label.length)
        for view in views
    )
