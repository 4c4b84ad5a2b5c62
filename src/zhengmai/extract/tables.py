"""Task tables (任务分解表) that were flattened to one cell a paragraph.

Entry point: `find_table`. A table is known by its head row, which holds a column of responsible units; rows
are known by the numbering of their first cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.rules import load_rules
from zhengmai.text.numbering import Label, parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.text.view import View

ColumnRole = Literal["lead", "support", "responsible", "main", "guide", "deadline", "person", "text"]
_LONGEST_HEAD = 14
_MOST_COLUMNS = 10


@dataclass(frozen=True)
class Row:
    """One row: its numbering and the cells by column."""

    label: Label
    cells: tuple[View, ...]


@dataclass(frozen=True)
class Table:
    """A task table.

    Attributes:
        columns: what each column holds; "text" where it holds neither units nor deadlines.
        heads: the words of the head row.
        rows: its rows in order.
        begin: index of the first paragraph of the table.
        end: index behind its last paragraph.
        leftover: indexes of paragraphs inside the table that fit no column.
    """

    columns: tuple[ColumnRole, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    begin: int
    end: int
    leftover: tuple[int, ...] = ()


def find_table(views: Sequence[View]) -> Table | None:
    """Find the first task table among paragraphs; None where there is none."""
    for i, view in enumerate(views):
        role = column_role(view.text)
        if role in (None, "text", "deadline", "person"):
            continue
        begin = _head_begin(views, i)
        first_row = next(
            (k for k in range(i + 1, min(i + _MOST_COLUMNS + 2, len(views))) if _row_label(views[k])), None
        )
        if first_row is None:
            continue
        heads = _heads(views, begin, first_row)
        if len(heads) >= 2:
            return _read_rows(views, begin, first_row, heads)
    return None


def column_role(head: str) -> ColumnRole | None:
    """Tell what a column holds by its head; None where the words cannot be a head."""
    # A line that ends in 表 is the table's title.
    if len(head) > _LONGEST_HEAD or head.endswith("表") or re.search(r"[，。；：、]", head):
        return None
    for match in load_rules("clauses").matches(head.replace("（", "").replace("）", "") + "："):
        if match.rule.attributes["form"] == "label" and match.start == 0 and match.end == len(head) + 1:
            role: ColumnRole = match.rule.attributes["role"]
            return role
    return "text"


def _head_begin(views: Sequence[View], i: int) -> int:
    begin = i
    while (
        begin > 0
        and i - begin < _MOST_COLUMNS
        and column_role(views[begin - 1].text)
        and not parse_label(views[begin - 1].text)
    ):
        begin -= 1
    return begin


def _heads(views: Sequence[View], begin: int, end: int) -> list[str]:
    """Give the words of the head row; a head cut in two by a line break is put together."""
    heads: list[str] = []
    for view in views[begin:end]:
        if heads and heads[-1] in ("完成", "责任", "牵头", "配合", "工作", "时间", "具体", "主要"):
            heads[-1] += view.text
        else:
            heads.append(view.text)
    return heads


def _row_label(view: View) -> Label | None:
    label = parse_label(view.text)
    if label is None and re.fullmatch(r"\d{1,3}", view.text):
        return Label("serial", int(view.text), len(view), view.text)
    return label


def _read_rows(views: Sequence[View], begin: int, first_row: int, heads: list[str]) -> Table:
    columns: tuple[ColumnRole, ...] = tuple(column_role(h) or "text" for h in heads)
    starts: list[tuple[int, Label]] = []
    for i in range(first_row, len(views)):
        label = _row_label(views[i])
        if label is None:
            continue
        if not starts or (label.style == starts[-1][1].style and label.number == starts[-1][1].number + 1):
            starts.append((i, label))
    rows: list[Row] = []
    leftover: list[int] = []
    end = first_row
    for k, (at, label) in enumerate(starts):
        stop = starts[k + 1][0] if k + 1 < len(starts) else min(len(views), at + len(columns))
        cells = list(views[at:stop])
        if len(cells) > len(columns):
            leftover += range(at + len(columns), stop)
            cells = cells[: len(columns)]
        rows.append(Row(label, tuple(cells)))
        end = stop
    return Table(columns, tuple(heads), tuple(rows), begin, end, tuple(leftover))
