"""Rows and columns of task tables: what a head row says, and what a row says.

Entry points: `column_role`, `columns_of`, `read_row`; `ANNEX_NUMBER`, a line at which a table ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from zhengmai.extract.rules import load_rules
from zhengmai.extract.table_figures import unit_in_name
from zhengmai.text.numbering import Label, parse_label
from zhengmai.text.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

ColumnRole = Literal[
    "lead",
    "support",
    "responsible",
    "main",
    "guide",
    "deadline",
    "person",
    "office",
    "remark",
    "assess",
    "goal",
    "measure-unit",
    "text",
]
UNIT_ROLES = frozenset({"lead", "support", "responsible", "main", "guide"})
_LONGEST_HEAD = 14
# A first cell of words this short names the row; what is to be done stands in the next.
LONGEST_NAME = 30
_LONGEST_FIELD = 12
# In a table whose cells are known a head may be longer, and may list (“工作任务、目标”).
LONGEST_GRID_HEAD = 24
# The line above a further annex: 附件2.
ANNEX_NUMBER = re.compile(r"附[件表]\d{1,2}[：:]?")
SERIAL_HEAD = re.compile(r"序[号次列]?|次序|编号|ID|项次|顺序|No\.?|任务编号|编码|序", re.IGNORECASE)
ASSESSES = re.compile(
    "(?:考核|考评|评分|评价|评估|打分|赋分|计分|考核评价|督查|督办|督导|督促|监督)(?:责任|牵头)?(?:单位|部门|主体)"
)
_BODIES = re.compile("(?:相关|有关|涉及)(?:单位|部门)")
_MEASURE_UNIT = re.compile("(?:计量|计算|指标)?单位")
GOAL_HEAD = re.compile(
    r"(?:20\d\d年?|年度|本年度?|全年|当年|量化|预期|计划)(?:度)?(?:目标|指标|任务|计划)(?:值|数|量|任务)?|(?:目标|指标|计划)(?:值|数|数值)|目标"
)
# What the column of such units is called where another word heads it.
UNIT_HEAD = "责任单位"
# Who a row is about, where the other columns say what is theirs to do.
BARE_UNIT_HEAD = re.compile(
    "(?:成员|有关|相关|市直|县直|区直|省直)?(?:单位|部门)(?:名称)?|(?:各)?(?:县区|区县|县市区|市县|市州|地市|设区市|乡镇|镇街|街镇|镇街道|街道|村社区|园区|地区)|(?:县|区|市|镇|乡|街道|街镇)(?:（[县市区镇乡街道园区、村社]{1,8}）)"
)
DUTY_HEAD = re.compile(
    "(?:主要|工作|具体|重点|部门|单位|相关)?(?:工作)?(?:职责|职责任务|职责分工|任务分工|任务职责|工作职责|职责和任务)|(?:目标|工作|主要|重点|具体)任务|任务(?:内容|要求|目标)"
)
EMPTY = View("", "", ())

_BODY_OF_AREA = re.compile("(?:人民)?政府|管委会|管理委员会|办事处|党工委|党委")
_ENDS_IN_AREA = re.compile("(?:[省市县区州盟旗镇乡园]|街道)(?:（[^（）]{1,8}）)?$|（[市县区旗、]{1,6}）$")
_EITHER = re.compile(
    "(?:配合|协办|协同)[/／或](?:责任|承办)(?:单位|部门)|(?:责任|承办)[/／或](?:配合|协办|协同)(?:单位|部门)"
)


@dataclass(frozen=True)
class Row:
    """One row of a task table.

    Attributes:
        label: its numbering; style "serial" for a bare number in a column of its own, "row" where the table has
            no numbering and rows are counted.
        cells: the cells by column; a cell without text is an empty view.
        texts: the cells that say what is to be done, without the numbering; none is empty.
        group: what the row belongs to: a name in the row itself, in a merged cell, or in a row of its own above.
        chapter: the number of the row of its own above that it stands below: 一、提升服务.
    """

    label: Label
    cells: tuple[View, ...]
    texts: tuple[View, ...] = ()
    group: View | None = None
    chapter: Label | None = None


@dataclass(frozen=True)
class Table:
    """A task table.

    Attributes:
        columns: what each column holds; "text" where it holds none of units, deadlines, persons, offices
            inside a unit and remarks.
        heads: the words of the head row.
        rows: its rows in order; those under one merged number share it.
        begin: index of the first paragraph of the table.
        end: index behind its last paragraph.
        leftover: cells inside the table that fit no column.
        number: its place among the task tables of the text, from 1.
        of_units: whether it gives each unit its own duties or figures, one row a unit.
    """

    columns: tuple[ColumnRole, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    begin: int
    end: int
    leftover: tuple[View, ...] = ()
    number: int = 1
    of_units: bool = False


def column_role(head: str) -> ColumnRole | None:
    """Tell what a column holds by its head; None where the words cannot be a head."""
    # A line that ends in 表 is the table's title.
    if len(head) > _LONGEST_HEAD or head.endswith("表") or re.search(r"[，。；：、]", head):
        return None
    if _EITHER.fullmatch(head):
        # They support whom another column names as lead, and answer for the task where it names none.
        return "responsible"
    # What stands in brackets adds to the head or says it in other words: 责任股室（单位）.
    for label in (re.sub("[（）]", "", head), re.sub("（[^（）]*）", "", head)):
        for match in load_rules("clauses").matches(f"{label}："):
            if match.rule.attributes["form"] == "label" and (match.start, match.end) == (0, len(label) + 1):
                role: str = match.rule.attributes["role"]
                if role == "duties":
                    # 责任分工 says who acts in which role, 任务分工 what is to be done.
                    return "responsible" if head.startswith(("责任", "职责")) else "text"
                return cast("ColumnRole", role)
    plain = re.sub("（[^（）]*）", "", head)
    if head in load_rules("clauses").data["lists"]["remark_heads"] or _remark_head().fullmatch(plain):
        return "remark"
    return "text"


@cache
def _remark_head() -> re.Pattern[str]:
    return re.compile("|".join(load_rules("clauses").data["lists"]["remark_forms"]))


def columns_of(heads: Sequence[str]) -> tuple[ColumnRole, ...]:
    """Tell what the columns hold by their heads, each beside the others.

    单位 beside 年度目标 is the unit of a quantity; who assesses a task (考核部门) does none of it unless no other
    unit is named; 相关部门 answers for it.
    """
    roles: list[ColumnRole] = [column_role(head) or "text" for head in heads]
    measured = [c for c, head in enumerate(heads) if _MEASURE_UNIT.fullmatch(head)]
    goals = [c for c, head in enumerate(heads) if GOAL_HEAD.fullmatch(head)]
    if len(measured) == 1 and goals:
        nearest = min(goals, key=lambda c: (abs(c - measured[0]), -c))
        if abs(nearest - measured[0]) <= 2:
            roles[measured[0]], roles[nearest] = "measure-unit", "goal"
    for c, head in enumerate(heads):
        if roles[c] == "text" and _BODIES.fullmatch(head):
            roles[c] = "responsible"
    others = [role for head, role in zip(heads, roles, strict=True) if not ASSESSES.fullmatch(head)]
    if UNIT_ROLES.intersection(others):
        roles = [
            "assess" if ASSESSES.fullmatch(head) else role for head, role in zip(heads, roles, strict=True)
        ]
    return tuple(roles)


def with_unit_head(heads: Sequence[str]) -> list[str]:
    """Name the column of units of a table that gives each unit its duties or figures: 部门 | 职责, 乡镇 | 新建公路（公里）.

    Returns:
        The heads, that of the units as `UNIT_HEAD`; as they are where they are those of no such table.
    """
    named = [c for c, head in enumerate(heads) if BARE_UNIT_HEAD.fullmatch(head)]
    others = [head for c, head in enumerate(heads) if c not in named and not SERIAL_HEAD.fullmatch(head)]
    duties = any(DUTY_HEAD.fullmatch(head) for head in others)
    figures = sum(bool(unit_in_name(head)[1]) for head in others)
    known = any(column_role(head) in UNIT_ROLES for head in heads)
    if len(named) != 1 or known or not (duties or (figures and 2 * figures >= len(others))):
        return list(heads)
    return [UNIT_HEAD if c in named else head for c, head in enumerate(heads)]


def row_label(view: View) -> Label | None:
    """Give the label that begins a row: a bare number, too."""
    label = parse_label(view.text)
    if label is None and re.fullmatch(r"\d{1,3}", view.text):
        return Label("serial", int(view.text), len(view), view.text)
    return label


def chapter_label(view: View) -> Label | None:
    """Give the number of a row that is the heading of those below it; None where it has none of a chapter."""
    label = parse_label(view.text)
    return label if label is not None and label.style in ("han", "han-paren") else None


def joined_cell(views: Sequence[View]) -> View:
    """Put the lines of a cell into one text; between units on lines of their own stands a 、 for the line break."""
    joined = next(iter(views), EMPTY)
    for view in views[1:]:
        mark = "、" if _lists_units(joined.text, view.text) else ""
        break_at = (joined.offsets[-1] + 1,) if mark else ()
        joined = View(
            joined.text + mark + view.text,
            joined.printed + mark + view.printed,
            (*joined.offsets, *break_at, *view.offsets),
            joined.cell,
        )
    return joined


def goes_on_with_body(above: str, below: str) -> bool:
    """Tell whether a line ends with an area whose body the next line names: 各县（市、区） | 人民政府, 甲高新区 | 管委会."""
    return _BODY_OF_AREA.match(below) is not None and _ENDS_IN_AREA.search(above) is not None


def _lists_units(above: str, below: str) -> bool:
    if not above or not below or goes_on_with_body(above, below):
        return False
    last, first = re.split("[、，；]", above)[-1], re.split("[、，；]", below)[0]
    # A name can break behind 社会, which ends like a unit (人力资源和社会保障局).
    return not last.endswith("社会") and all(
        len(name) <= LONGEST_NAME and any(True for _ in load_rules("parties").matches(name))
        for name in (last, first)
    )


def listed(view: View) -> View:
    """Put a list mark between units of a cell that only a blank parts, which the folded text does not show."""
    cuts = [
        k
        for k in range(2, len(view) - 1)
        if view.offsets[k] - view.offsets[k - 1] > 1 and _lists_units(view.text[:k], view.text[k:])
    ]
    if not cuts:
        return view
    text, printed, offsets = list(view.text), list(view.printed), list(view.offsets)
    for k in reversed(cuts):
        text.insert(k, "、")
        printed.insert(k, "、")
        offsets.insert(k, offsets[k - 1] + 1)
    return View("".join(text), "".join(printed), tuple(offsets), view.cell)


def _is_name(cell: View) -> bool:
    return len(cell) <= LONGEST_NAME and not re.search("[，。；：]", cell.text)


def _is_field(cell: View) -> bool:
    return len(cell) <= _LONGEST_FIELD and _is_name(cell) and not any(c.isdigit() for c in cell.text)


def read_row(label: Label, cells: tuple[View, ...], columns: Sequence[ColumnRole], serial: int | None) -> Row:
    """Tell the cells of a row that say what is to be done from its numbering and its name."""
    words = [
        cell
        for i, (column, cell) in enumerate(zip(columns, cells, strict=False))
        if column == "text" and i != serial and len(cell)
    ]
    if (
        serial is not None
        and len(words) > 2
        and all(_is_name(word) for word in words[:2])
        and words[2].text.endswith("。")
    ):
        # Behind the name of the field stands that of the task, then what is to be done.
        return Row(label, cells, tuple(words[2:]), words[1])
    if serial is not None and len(words) > 1 and len(words[0]) <= LONGEST_NAME:
        first = next(
            cell
            for i, (c, cell) in enumerate(zip(columns, cells, strict=False))
            if c == "text" and i != serial
        )
        if not len(first) and (words[0].text.endswith("。") or not _is_name(words[0])):
            # The name stands in a merged cell above; what is left are sentences.
            return Row(label, cells, tuple(words))
        return Row(label, cells, tuple(words[1:]), words[0])
    if label.style == "row":
        # Names of fields stand before what is to be done: 控源截污 | 新增污水处理能力5万吨/日.
        words = [word for word in words if not re.fullmatch(r"\d{1,3}", word.text)]
        names = next((n for n, word in enumerate(words) if not _is_field(word)), len(words))
        names = min(names, len(words) - 1)
        tasks = words[max(names, 0) :]
        if tasks and (own := parse_label(tasks[0].text)) and own.length < len(tasks[0]):
            tasks[0] = tasks[0].slice(own.length)
        return Row(label, cells, tuple(tasks), words[names - 1] if names > 0 else None)
    if serial is not None or not words:
        return Row(label, cells, tuple(words))
    if parse_label(words[0].text) != label:
        # A further row under the same label begins with what is to be done.
        return Row(label, cells, tuple(words))
    name = words[0].slice(label.length)
    texts = tuple(words[1:]) or ((name,) if len(name) else ())
    return Row(label, cells, texts, name if len(name) else None)
