"""Figures that stand alone in a table's cell: ≥95, 1.2万, ［18］.

Entry points: `read_figure`, `unit_in_name`, `year_of_head`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.extract.numerals import number_value
from zhengmai.extract.quantities import find_quantities

if TYPE_CHECKING:
    from decimal import Decimal

    from zhengmai.extract.quantities import Comparator

_FIGURE = re.compile(
    r"[［\[〔【]?(?:达到?|为)?(?P<sign>[≥≤<>＜＞~～]=?|不少于|不低于|不高于|不超过|大于|小于|超过|低于|高于|至少|约)?"
    r"(?P<number>\d+(?:[.,]\d+)*)(?P<unit>[^\d以左［］\[\]〔〕【】]{1,6})?(?P<behind>以[上内下]|左右)?[］\]〕】]?"
)
_COMPARATORS: dict[str, Comparator] = {
    "≥": ">=", ">=": ">=", "不少于": ">=", "不低于": ">=", "至少": ">=", "以上": ">=",
    ">": ">", "＞": ">", "大于": ">", "超过": ">", "高于": ">",
    "≤": "<=", "<=": "<=", "不高于": "<=", "不超过": "<=", "以内": "<=", "以下": "<=",
    "<": "<", "＜": "<", "小于": "<", "低于": "<", "~": "~", "～": "~", "约": "~", "左右": "~",
}  # fmt: skip
_SCALED_UNIT = re.compile("(?P<scale>万亿|[万亿千百](?![瓦克米卡焦帕赫]))?(?P<unit>.*)", re.DOTALL)
# The unit that stands in brackets behind an indicator's name: （%）, （万人次）, （家，累计）.
_UNIT_IN_NAME = re.compile("（(?P<unit>[^（）]{1,12})）$")
_NO_UNIT = re.compile("[和与及]|累计|以上|含|不含|其中|年均")
_YEAR_HEAD = re.compile(
    r"(?:到)?(?P<year>20\d\d)年?(?:底|末)?(?:规划|预期|计划|预计)?(?:目标|指标)?(?:值|数)?(?:（[^（）]{1,8}）)?"
)


@dataclass(frozen=True)
class Figure:
    """What a cell of figures says.

    Attributes:
        value: exact, 万 and 亿 multiplied out.
        unit: as printed, without 万 and 亿; None where none is.
        comparator: the relation to the value; "=" also for a bare number.
        stated: False where the number stands bare.
        rule: id of the rule that read the quantity; "table-figure" where its unit is none of the known ones.
    """

    value: Decimal
    unit: str | None
    comparator: Comparator
    stated: bool
    rule: str


def unit_in_name(name: str) -> tuple[int, str]:
    """Part an indicator's name from the unit in brackets behind it.

    Args:
        name: its folded text: 新增床位（张）.

    Returns:
        Where the bracket begins, or the length of the name if there is none; and the unit, "" where none is said.
    """
    noted = _UNIT_IN_NAME.search(name)
    if noted is None or not noted.start():
        return len(name), ""
    said: str = noted["unit"].split("，")[0]
    return noted.start(), "" if _NO_UNIT.search(said) else said


def year_of_head(head: str) -> str | None:
    """Give the year whose values stand below a head: 2025年, 2025年目标值; None where the head is no such one."""
    match = _YEAR_HEAD.fullmatch(head)
    return match["year"] if match else None


def read_figure(text: str, unit: str = "") -> Figure | None:
    """Read a cell that holds one figure.

    Args:
        text: the cell's folded text.
        unit: the unit that another cell or the indicator's name gives it, for cells that print none.

    Returns:
        The figure; None where the cell is anything else.
    """
    figure = _FIGURE.fullmatch(text)
    if figure is None:
        return None
    said = figure["sign"] or figure["behind"] or ""
    comparator = _COMPARATORS.get(said, "=")
    measured = figure["unit"] or unit
    found = find_quantities(f"{figure['number']}{measured}")
    if len(found) == 1 and found[0].unit_end == len(figure["number"]) + len(measured):
        return Figure(found[0].value, found[0].unit, comparator, bool(said), found[0].rule)
    scaled = _SCALED_UNIT.fullmatch(measured)
    if scaled is None:
        return None
    try:
        value = number_value(figure["number"] + (scaled["scale"] or ""))
    except ValueError:  # 1,2,3: a list of numbers
        return None
    return Figure(value, scaled["unit"] or None, comparator, bool(said), "table-figure")
