"""What the parts of a plan are for: problems, goals, measures, demands. Entry point: `section_role`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, cast

from zhengmai.extract.rules import load_rules

if TYPE_CHECKING:
    from zhengmai.extract.outline import Item
    from zhengmai.extract.rules import RuleTable

SectionRole = Literal["problem", "goal", "measure", "demand", "annex"]
_LONGEST_RUN_IN = 40
_RUNS_ON = 15
_FEW_DEMANDS = 2
_MARK = re.compile("[，：]")
# What a campaign is against, and the words of a fault; more than every second item must state one.
_AGAINST = re.compile(
    "(?:重点|主要|集中)?(?:治理|整治|排查|检查|督查|巡查|打击|清理)(?:整治)?(?:的)?(?:重点|主要)?(?:内容|重点|问题|事项|情形|隐患)(?:和(?:重点|内容|范围))?"
)
_FAULT = re.compile(
    "未(?!来|成年|端)|不(?:符|能|落|合|到|按|规范|足|健全|完善|及时|执行|严|力)|违规|违法|违反|违章|故障|损坏|缺失|占用|堵塞|封闭|擅自|乱[拉搭堆停排]|破损|脱落|过期|超[员载限标]|无证|无照|非法|私[拉搭]|弄虚作假|虚假"
)
_OF_FAULTS = 2
# Where units are named, faults are tasks.
_NAMES_WHO = re.compile("(?:责任|牵头|配合|主办)(?:单位|部门|主体|科室|处室)：|牵头|负责[）。；，]|负责$")
# A unit that begins a text, and what it does.
_UNIT_ACTS = re.compile(
    "[省市县区州](?![级直属政])[\u4e00-\u9fff]{2,14}?(?:局|委|厅|办)(?:、[\u4e00-\u9fff]{2,16}(?:局|委|厅|办))*(?:会同|要|应|负责|统筹|支持|制定|推[动进]|牵头|组织|加[强快]|开展|建立)"
)
# Headings of the terms on which a scheme is open to somebody.
_TERMS = re.compile(
    "(?:申报|申请|认定|评选|入选|准入|参评|享受|补贴|补助|奖励|资助|支持|招聘|报名|培育|遴选)(?:基本)?(?:条件|对象|资格|范围|标准)"
    "(?:[和与及、](?:条件|对象|资格|范围|标准|程序|流程))*"
)


# The same items are asked about while one plan is read; an outline does not change once it is built.
@lru_cache(maxsize=1024)
def section_role(item: Item) -> SectionRole:
    """Tell what a numbered item is for, by its heading and the headings above it.

    General demands stand at the end of a plan, under a heading of their own or as a last item; a goal or a
    problem may have its heading at any depth.
    """
    own = _by_heading(item)
    if own in ("problem", "goal"):
        return own
    if _lists_faults(item):
        return "problem"
    if item.parent is None or item.parent.label is None:
        return own or "measure"
    if is_safeguard(item):
        return "annex" if own == "annex" else "measure"
    above = section_role(item.parent)
    if above == "measure" and own == "annex":
        return "annex"
    return above


def demands_alone(outline: Item) -> bool:
    """Tell whether nothing in a text asks for anything but its demands, of which there are several."""
    roles = [section_role(item) for item in outline.walk() if item.label and not item.children]
    return "measure" not in roles and roles.count("demand") >= _FEW_DEMANDS


def is_safeguard(item: Item) -> bool:
    """Tell whether an item stands under 保障措施 and is no general demand by its heading.

    Such sections hold both: what is to be done for money, people, land or rules, which is work like any other
    (保障条件), and that work is to be led, watched and made known, which is not.
    """
    if item.parent is None or item.parent.label is None:
        return False
    above, heading = heading_text(item.parent), heading_text(item)
    return (
        0 < len(above) <= _LONGEST_RUN_IN
        and bool(heading)
        and bool(_headings("safeguards").matches(above))
        and not _headings("general").matches(heading)
    )


def is_step(item: Item) -> bool:
    """Tell whether an item is a stage of the work (动员部署阶段), or stands under 实施步骤: it may repeat the tasks by time."""
    headings = [heading_text(item)]
    if item.parent is not None and item.parent.label is not None:
        headings.append(heading_text(item.parent))
    return any(len(text) <= _LONGEST_RUN_IN and _headings("steps").matches(text) for text in headings)


def sets_a_unit_to_work(item: Item) -> bool:
    """Tell whether an item under general demands has a subject of its own and says what a unit does: （二）培育产业 | 市工信局支持…."""
    heading = heading_text(item)
    return (
        bool(heading)
        and not _headings("general").matches(heading)
        and bool(item.body)
        and _UNIT_ACTS.match(item.body[0].text) is not None
    )


def lists_conditions(item: Item) -> bool:
    """Tell whether the items below one only list: what its last words announce (conditions, documents), what is looked at."""
    if not item.children or not item.texts or any(child.children for child in item.children):
        return False
    asks = len(item.children) > 1 and all(_asks(child) for child in item.children)
    return asks or bool(_headings("announces").matches(item.texts[-1].text[-_LONGEST_RUN_IN:]))


def _lists_faults(item: Item) -> bool:
    """Tell whether a group says what a campaign is against, fault by fault: 治理内容 with 占用、堵塞疏散通道 below it."""
    if not item.children or not _AGAINST.fullmatch(heading_text(item)):
        return False
    said = [part.texts[0].text for part in item.walk() if not part.children and part.texts]
    if any(_NAMES_WHO.search(view.text) for part in item.walk() for view in part.views):
        return False
    return sum(_FAULT.search(text, 0, _LONGEST_RUN_IN) is not None for text in said) * _OF_FAULTS > len(said)


def states_conditions(item: Item | None) -> bool:
    """Tell whether an item, or one above it, says by its heading whom a scheme is for and on what terms: 申报条件, 奖励标准."""
    while item is not None and item.label is not None:
        if _TERMS.fullmatch(heading_text(item)):
            return True
        item = item.parent
    return False


def _asks(item: Item) -> bool:
    """Tell whether an item says what an inspection looks at: 危险房屋是否已经拆除."""
    return bool(item.texts) and "是否" in re.split("[。；]", item.texts[0].text, maxsplit=1)[0]


@lru_cache(maxsize=1024)
def heading_text(item: Item) -> str:
    """Give an item's heading, or the first sentence where the text runs on from it."""
    heading = item.heading
    if heading is not None:
        return heading.text.removesuffix("：")
    if not item.texts:
        return ""
    text = item.texts[0].text
    first = re.split(r"[。：；]", text, maxsplit=1)[0]
    if len(first) <= _LONGEST_RUN_IN:
        return first
    # Where the line break behind the heading is lost, only a heading known by its words can be told.
    run_in = _headings("run-in").matches(text[:_LONGEST_RUN_IN])
    return run_in[0].match[0] if run_in else ""


def names_chapter(text: str) -> bool:
    """Tell whether a line, folded, is one of the usual headings of a plan's chapters."""
    return bool(_headings("whole").matches(text) or _headings("chapter").matches(text))


@cache
def _headings(form: str) -> RuleTable:
    """Give the rules of whole headings (form "whole"), or those of another form."""
    table = load_rules("sections")
    return table.only(*(rule.id for rule in table.rules if rule.attributes.get("form", "whole") == form))


def _by_heading(item: Item) -> SectionRole | None:
    heading = heading_text(item)
    found = _headings("whole").matches(heading) if len(heading) <= _LONGEST_RUN_IN else ()
    if not found and (len(heading) >= _RUNS_ON or _MARK.search(heading)):
        # The first sentence of a group, which its heading runs into.
        found = _headings("run-in").matches(heading[:_LONGEST_RUN_IN])
    return cast("SectionRole", found[0].rule.attributes["role"]) if found else None
