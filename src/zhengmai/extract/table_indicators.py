"""Tables of indicators (主要指标): what a plan undertakes to reach, and in which year.

Entry point: `indicator_tables`. A table is known by its head row: a column of indicators beside one of years or target
values, and none of units who answer for a task (those are task tables, `zhengmai.extract.tables`). Its cells are known
(`View.cell`), or stand on lines of their own, or are parted by blanks in the line of their row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.table_cells import kind_of_cell
from zhengmai.extract.table_figures import read_figure, unit_in_name, year_of_head
from zhengmai.extract.table_grids import grid_rows
from zhengmai.extract.table_heads import split
from zhengmai.extract.table_rows import SERIAL_HEAD, UNIT_ROLES, column_role, joined_cell, row_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from zhengmai.extract.table_figures import Figure
    from zhengmai.text.view import Cell, View

IndicatorColumn = Literal["serial", "name", "unit", "kind", "value", "base", "rate", "other"]

_NAME_HEAD = re.compile("(?:[\u4e00-\u9fff]{0,4}指标)(?:名称|内容|项目|体系)?(?:（[^（）]{1,8}）)?")
_UNIT_HEAD = re.compile("(?:计量)?单位")
_KIND_HEAD = re.compile("(?:指标)?(?:属性|性质|类型)")
_TARGET_HEAD = re.compile(
    "(?:规划|预期|计划|总体|“?十[二三四五六]五”?(?:期?末)?)?(?:目标|指标值|目标任务)(?:值|数)?|(?:规划|预期|计划)(?:值|数)"
)
_BASE_HEAD = re.compile(
    "[0-9年“”十三四五末底]{0,8}(?:基期|基准|基础|基数|现状|实际|完成|实现|实绩|初步统计|预计完成)[\u4e00-\u9fff]{0,4}"
)
_RATE_HEAD = re.compile("[0-9—-]{0,9}年?[〔［\\[（]?(?:年均|累计|五年|增长|增速|增幅|变化)[^，。；]{0,12}")
_OTHER_HEAD = re.compile("备注|说明|类别|分类|领域|方面|维度|类型|项目")
_HEADS: tuple[tuple[IndicatorColumn, re.Pattern[str]], ...] = (
    ("serial", SERIAL_HEAD),
    ("unit", _UNIT_HEAD),
    ("kind", _KIND_HEAD),
    ("base", _BASE_HEAD),
    ("value", _TARGET_HEAD),
    ("name", _NAME_HEAD),
    ("rate", _RATE_HEAD),
    ("other", _OTHER_HEAD),
)
# What an indicator is to a plan, as five-year plans tell them apart: bound to be reached, expected, or watched.
_KIND = re.compile("(?:约束|预期|控制|指导|参考|监测|引导|创新|特色)性(?:指标)?")
_LONGEST_HEAD = 16
_LONGEST_NAME = 48
_MOST_COLUMNS = 9
_MOST_CELLS = 16


@dataclass(frozen=True)
class IndicatorValue:
    """A value that an indicator is to reach.

    Attributes:
        cell: where it stands.
        figure: what it says.
        year: by when, four digits; None where the head names no year.
    """

    cell: View
    figure: Figure
    year: str | None


@dataclass(frozen=True)
class IndicatorTable:
    """A table of indicators.

    Attributes:
        values: for each value the indicator that reaches it, without unit and number.
        heads: the cells of its head row.
        unread: cells under a year that hold words instead of a figure.
        begin: index of the first paragraph of the table.
        end: index behind its last paragraph.
    """

    values: tuple[tuple[View, IndicatorValue], ...]
    heads: tuple[View, ...]
    unread: tuple[View, ...]
    begin: int
    end: int


@dataclass(frozen=True)
class _Head:
    columns: tuple[IndicatorColumn, ...]
    years: tuple[str | None, ...]

    @property
    def values(self) -> list[int]:
        """Places of the columns whose cells hold figures, base years and rates included."""
        return [c for c, column in enumerate(self.columns) if column in ("value", "base", "rate")]


def indicator_tables(views: Sequence[View], taken: Collection[int]) -> list[IndicatorTable]:
    """Find the tables of indicators among paragraphs, in order.

    Args:
        views: the paragraphs.
        taken: indexes of paragraphs that belong to task tables.
    """
    found: list[IndicatorTable] = []
    i = 0
    while i < len(views):
        table = None
        if i not in taken and "指标" in views[i].text and len(views[i]) <= 2 * _LONGEST_NAME:
            cell = views[i].cell
            if cell is None:
                table = _flattened(views, i)
            elif cell.row == 0:
                # Only the first row of a table holds its heads.
                table = _grid(views, i, cell)
        if table is not None and not any(k in taken for k in range(table.begin, table.end)):
            found.append(table)
            i = table.end
        else:
            i += 1
    return found


def _head(words: Sequence[str]) -> _Head | None:
    """Read the words of a head row; None where they are none of a table of indicators."""
    if not 2 <= len(words) <= _MOST_COLUMNS or any(len(word) > _LONGEST_HEAD for word in words):
        return None
    if any(column_role(word) in UNIT_ROLES for word in words):
        return None
    columns = [_column(word) for word in words]
    if "name" not in columns or "value" not in columns or None in columns:
        return None
    return _Head(tuple(c for c in columns if c is not None), tuple(map(year_of_head, words)))


def _column(word: str) -> IndicatorColumn | None:
    if year_of_head(word):
        return "value"
    return next((column for column, form in _HEADS if form.fullmatch(word)), None)


def _grid(views: Sequence[View], i: int, cell: Cell) -> IndicatorTable | None:
    """Read a table of known cells in whose head row paragraph `i` stands in `cell`."""
    last = i
    while last + 1 < len(views) and (below := views[last + 1].cell) is not None and below.table == cell.table:
        last += 1
    first = i
    while first > 0 and (above := views[first - 1].cell) is not None and above[:2] == cell[:2]:
        first -= 1
    rows = grid_rows(views, range(first, last + 1))
    head = _head([c.text for c in rows[0].cells])
    if head is None:
        return None
    values: list[tuple[View, IndicatorValue]] = []
    unread: list[View] = []
    for row in rows[1:]:
        name = next(
            (c for c, k in zip(row.cells, head.columns, strict=False) if k == "name" and len(c)), None
        )
        unit = next((c.text for c, k in zip(row.cells, head.columns, strict=False) if k == "unit"), "")
        if name is not None and len(row.filled) > 1:
            _read(name, unit, row.cells, head, values, unread)
    heads = tuple(rows[0].filled)
    return IndicatorTable(tuple(values), heads, tuple(unread), first, last + 1) if values else None


def _flattened(views: Sequence[View], i: int) -> IndicatorTable | None:
    """Read a table whose head begins in paragraph `i`, or some lines above it where each cell has its own."""
    words = split(views[i], 1)
    if len(words) > 1:
        head = _head([word.text for word in words])
        return _rows_of_lines(views, i, i + 1, head) if head is not None else None
    if not _NAME_HEAD.fullmatch(views[i].text):
        return None
    begin, end = i, i + 1
    while begin > 0 and i - begin < 2 and SERIAL_HEAD.fullmatch(views[begin - 1].text):
        begin -= 1
    while end < len(views) and end - begin < _MOST_COLUMNS and _is_head_word(views[end].text):
        end += 1
    head = _head([view.text for view in views[begin:end]])
    return _rows_of_lines(views, begin, end, head) if head is not None else None


def _is_head_word(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and _column(text) is not None


def _rows_of_lines(views: Sequence[View], begin: int, end: int, head: _Head) -> IndicatorTable | None:
    """Read the rows below a head, cell by cell: a name, then as many values as there are columns of them."""
    values: list[tuple[View, IndicatorValue]] = []
    unread: list[View] = []
    count = len(head.values)
    before: list[View] = []
    stop = end
    kinds = "kind" in head.columns
    for at in range(end, len(views)):
        cells = split(views[at], 1)
        if any(len(cell) > _LONGEST_NAME or "。" in cell.text for cell in cells):
            break
        before += [cell for cell in cells if not (kinds and _KIND.fullmatch(cell.text))]
        whole = _is_row(before, count, head) and (not kinds or _KIND.fullmatch(cells[-1].text) is not None)
        if whole:
            row = before[-count:]
            unit = before[-count - 1].text if "unit" in head.columns else ""
            names = _name_cells(before[: len(before) - count - ("unit" in head.columns)])
            if names:
                _read(joined_cell(names), unit, _placed(row, head), head, values, unread)
            before, stop = [], at + 1
        elif len(before) > _MOST_CELLS:
            break
    heads = tuple(views[begin:end])
    return IndicatorTable(tuple(values), heads, tuple(unread), begin, stop) if values else None


def _is_row(cells: Sequence[View], count: int, head: _Head) -> bool:
    """Tell whether cells end in as many figures as a row has, behind a name."""
    others = 1 + ("unit" in head.columns)
    figures = cells[-count:]
    return (
        len(cells) >= count + others
        and all(read_figure(c.text) is not None or kind_of_cell(c.text) == "blank" for c in figures)
        and any(read_figure(c.text) is not None for c in figures)
    ) or (
        # Under a column of kinds words may stand for a figure: 与经济增长同步.
        "kind" in head.columns and len(cells) == count + others + ("serial" in head.columns)
    )


def _name_cells(cells: Sequence[View]) -> list[View]:
    """Give the lines of an indicator's name: what stands behind the last bare number or label."""
    for k in range(len(cells) - 1, -1, -1):
        label = row_label(cells[k])
        if label is not None and label.style == "serial":
            return list(cells[k + 1 :])
        if label is not None and label.length < len(cells[k]):
            return list(cells[k:])
    return list(cells[-1:])


def _placed(row: Sequence[View], head: _Head) -> list[View | None]:
    """Put the cells of values under their heads."""
    places = dict(zip(head.values, row, strict=True))
    return [places.get(c) for c in range(len(head.columns))]


def _read(
    name: View,
    unit: str,
    cells: Sequence[View | None],
    head: _Head,
    values: list[tuple[View, IndicatorValue]],
    unread: list[View],
) -> None:
    """Read the values of one row; words where a figure is due are unread."""
    label = row_label(name)
    bare = name.slice(label.length) if label is not None and 0 < label.length < len(name) else name
    end, said = unit_in_name(bare.text)
    bare, unit = bare.slice(0, end), unit or said
    for cell, column, year in _cells(cells, head):
        figure = read_figure(cell.text, unit)
        if column == "value" and figure is not None:
            values.append((bare, IndicatorValue(cell, figure, year)))
        elif column == "value" and kind_of_cell(cell.text) != "blank":
            unread.append(cell)


def _cells(cells: Sequence[View | None], head: _Head) -> Iterator[tuple[View, IndicatorColumn, str | None]]:
    for cell, column, year in zip(cells, head.columns, head.years, strict=False):
        if cell is not None and len(cell):
            yield cell, column, year
