"""Who is to act where duties are listed by unit: 县水利局：负责… | （一）市残联 | 1.制定….

Entry points: `duties_of_paragraphs`, `duties_of_headings`.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from zhengmai.extract.facts import Evidence, Party
from zhengmai.extract.unit_names import is_unit, split_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.outline import Item
    from zhengmai.text.view import View

_UNIT_FIRST = re.compile("[^：。—]*(?=：|——)|(?:[省市县区州镇乡]|各)[^：。]*(?=。.)")
_LONGEST_DUTY_HEAD = 60
_FEW_DUTIES = 2
# What a sentence says that its subject must do: 各有关部门要密切配合。
_MUST = re.compile("[要须]|应当|应(?!急)")
# A heading that names what is built (托养中心, 特殊教育学校) is none that names who is to act.
_ENDS_AS_BODY = re.compile(
    "(?:[局委办厅部会联院]|政府|街道|街镇|镇街|乡镇|办事处|单位|部门)(?:（[^（）]{1,12}）)?$"
)
_DUTIES = re.compile("(?:的?(?:主要|具体|工作|责任)*(?:职责|任务|分工)(?:任务|分工)?)?$")


def duties_of_paragraphs(views: Sequence[View]) -> list[Party]:
    """Read who is to act where duties are listed by unit, each in a paragraph: 县水利局：负责… | 县财政局：负责…."""
    duties = [_duty_of(view) for view in views]
    if not duties or not (duties[0] or sum(map(bool, duties)) > 1):
        return []
    found: dict[str, Party] = {}
    for party in chain.from_iterable(duties):
        found.setdefault(party.mention, party)
    return list(found.values())


def _duty_of(view: View) -> list[Party]:
    """Read who is to act where duties are listed by unit: （一）市工信局：制定…, 1.市公安局。依法查处…."""
    unit = _UNIT_FIRST.match(view.text)
    return _responsible(view, len(_DUTIES.sub("", unit[0]))) if unit else []


def _responsible(view: View, end: int) -> list[Party]:
    """Give the units that all of a text up to `end` names; none where it names anything else."""
    if end > _LONGEST_DUTY_HEAD or "。" in view.text[:end] or _MUST.search(view.text, 0, end):
        return []
    names = split_names(view.text, 0, end)
    if not names or any(not is_unit(view.text[n.start : n.end]) for n in names):
        return []
    evidence = [Evidence(view.span(n.start, n.end), "duty-by-unit", "doubtful") for n in names]
    return [
        Party(view.printed[n.start : n.end], "responsible", e, n.through, n.collective)
        for n, e in zip(names, evidence, strict=True)
    ]


def duties_of_headings(items: Sequence[Item]) -> list[list[Party]]:
    """Read who is to act where most headings of a part are units: （一）市残联 | 1.制定…; a list for each item.

    A single such heading may name what is to be built.
    """
    duties = [_units_of_heading(item) for item in items]
    return duties if sum(map(bool, duties)) * 2 > max(len(items), _FEW_DUTIES) else [[] for _ in items]


def _units_of_heading(item: Item) -> list[Party]:
    heading = item.heading
    if heading is None:
        return []
    # 教育部职责 and 市教育局主要任务 name the unit as well.
    end = len(_DUTIES.sub("", heading.text))
    return _responsible(heading, end) if _ENDS_AS_BODY.search(heading.text[:end]) else []
