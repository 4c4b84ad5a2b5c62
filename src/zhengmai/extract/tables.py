"""Task tables (任务分解表, 责任清单): which there are, and what their rows say.

Entry points: `find_tables`, `find_table`. A table is known by its head row, which holds a column of responsible
units. Where the text shows its cells (`View.cell`), rows are those of the table; where it was flattened to one
cell a paragraph without marks of its rows, they are known by the numbering of their first cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.rules import load_rules
from zhengmai.text.numbering import Label, parse_label
from zhengmai.text.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ColumnRole = Literal[
    "lead", "support", "responsible", "main", "guide", "deadline", "person", "office", "remark", "text"
]
_UNIT_ROLES = frozenset({"lead", "support", "responsible", "main", "guide"})
_LONGEST_HEAD = 14
_MOST_COLUMNS = 10
_MOST_MERGED = 3
# A first cell of words this short names the row; what is to be done stands in the next.
_LONGEST_NAME = 30
# In a table whose cells are known a head may be longer, and may list (“工作任务、目标”).
_LONGEST_GRID_HEAD = 24
_REMARK = re.compile("（[^（）]{1,10}）")
_DEADLINE = re.compile(
    "(?:\\d{4}年)?(?:\\d{1,2}月|第?[一二三四]季度|上半年|下半年|全年|年|长期|持续|常态)[^。]{0,10}|\\d{4}年[^。]{0,6}"
)
_PERSON = re.compile(
    "[\u4e00-\u9fff]{2,4}(?<![会局办部科股室站所院心队组馆处委司团厂社校园村镇乡县区市省厅行])"
)
_SERIAL_HEAD = re.compile(r"序号?|编号|项次|顺序|No\.?", re.IGNORECASE)
_EMPTY = View("", "", ())


@dataclass(frozen=True)
class Row:
    """One row of a task table.

    Attributes:
        label: its numbering; style "serial" for a bare number in a column of its own, "row" where the table has
            no numbering and rows are counted.
        cells: the cells by column; a cell without text is an empty view.
        texts: the cells that say what is to be done, without the numbering; none is empty.
        group: what the row belongs to: a name in the row itself, in a merged cell, or in a row of its own above.
    """

    label: Label
    cells: tuple[View, ...]
    texts: tuple[View, ...] = ()
    group: View | None = None


@dataclass(frozen=True)
class Table:
    """A task table.

    Attributes:
        columns: what each column holds; "text" where it holds none of units, deadlines, persons, offices
            inside a unit and remarks.
        heads: the words of the head row.
        rows: its rows in order; their labels differ from each other.
        begin: index of the first paragraph of the table.
        end: index behind its last paragraph.
        leftover: indexes of paragraphs inside the table that fit no column.
        number: its place among the task tables of the text, from 1.
    """

    columns: tuple[ColumnRole, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    begin: int
    end: int
    leftover: tuple[int, ...] = ()
    number: int = 1


def find_table(views: Sequence[View]) -> Table | None:
    """Find the first task table among paragraphs; None where there is none."""
    return next(iter(find_tables(views)), None)


def find_tables(views: Sequence[View]) -> list[Table]:
    """Find all task tables among paragraphs, in order; tables without a column of units are left alone."""
    tables = _grid_tables(views)
    if not tables:
        flattened = _flattened_table(views)
        tables = [flattened] if flattened else []
    return [replace(table, number=n) for n, table in enumerate(tables, start=1)]


def _flattened_table(views: Sequence[View]) -> Table | None:
    for i, view in enumerate(views):
        role = column_role(view.text)
        if role not in _UNIT_ROLES:
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
    # What stands in brackets adds to the head or says it in other words: 责任股室（单位）.
    for label in (re.sub("[（）]", "", head), re.sub("（[^（）]*）", "", head)):
        for match in load_rules("clauses").matches(f"{label}："):
            if match.rule.attributes["form"] == "label" and (match.start, match.end) == (0, len(label) + 1):
                role: ColumnRole = match.rule.attributes["role"]
                return role
    if head in load_rules("clauses").data["lists"]["remark_heads"]:
        return "remark"
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
        cut = heads and heads[-1] in ("完成", "责任", "牵头", "配合", "工作", "时间", "具体", "主要")
        if cut or (heads and _REMARK.fullmatch(view.text)):
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
        stop = starts[k + 1][0] if k + 1 < len(starts) else _last_row_end(views, at, columns)
        serial = 0 if label.style == "serial" else None
        cells = list(views[at:stop])
        whole, taken = _under_merged(cells, columns)
        if len(whole) == 1 and len(cells) != len(columns) and (fitted := _fitted(cells, columns)):
            whole, taken = [fitted], len(cells)
        rows += [_row(label, row, columns, serial=serial) for row in whole]
        leftover += range(at + taken, stop)
        end = stop
    return Table(columns, tuple(heads), tuple(rows), begin, end, tuple(leftover))


def _last_row_end(views: Sequence[View], at: int, columns: Sequence[ColumnRole]) -> int:
    """Give the index behind the last row: as many cells as there are columns, up to a line of running text behind its task."""
    end = min(len(views), at + len(columns))
    return next((i for i in range(at + 2, end) if len(views[i]) > _LONGEST_GRID_HEAD and i > at + 2), end)


def _fitted(cells: Sequence[View], columns: Sequence[ColumnRole]) -> tuple[View, ...] | None:
    """Put the cells of a row into their columns by what they hold, where the copy left out empty ones or cut others.

    The task is the last cell that is a sentence; behind it a deadline, a person and units are told by their forms.

    Returns:
        A cell a column; None where the columns leave it open what the cells are.
    """
    texts = [c for c, column in enumerate(columns) if column == "text"]
    units = [c for c, column in enumerate(columns) if column in _UNIT_ROLES]
    sentences = [k for k, cell in enumerate(cells) if cell.text.endswith(("。", "；"))]
    if len(units) != 1 or not sentences or not texts:
        return None
    task = sentences[-1]
    row = [_EMPTY] * len(columns)
    inside = [c for c in texts if c < units[0]]
    if task >= len(inside):
        return None
    # Of the columns of text before the units the last holds the task; what stands before it begins with the number.
    for column, cell in zip([*inside[:task], inside[-1]], cells[: task + 1], strict=True):
        row[column] = cell
    names: list[View] = []
    for cell in cells[task + 1 :]:
        kind = _kind_of(cell)
        free = next((c for c, column in enumerate(columns) if column == kind and not len(row[c])), None)
        if free is None:
            names.append(cell)
        else:
            row[free] = cell
    row[units[0]] = _list(names)
    return tuple(row)


def _kind_of(cell: View) -> ColumnRole | None:
    """Tell a deadline and a person by their form; None: a unit, or anything else."""
    if _DEADLINE.fullmatch(cell.text):
        return "deadline"
    return "person" if _PERSON.fullmatch(cell.text) else None


def _list(names: Sequence[View]) -> View:
    """Put names on lines of their own into one list."""
    joined = next(iter(names), _EMPTY)
    for name in names[1:]:
        joined = View(
            f"{joined.text}、{name.text}",
            f"{joined.printed}、{name.printed}",
            (*joined.offsets, joined.offsets[-1] + 1, *name.offsets),
        )
    return joined


def _under_merged(cells: list[View], columns: Sequence[ColumnRole]) -> tuple[list[tuple[View, ...]], int]:
    """Split the cells behind one number into rows that share its first, merged, cells.

    Returns:
        The rows, and how many cells they take.
    """
    width = len(columns)
    rest = cells[width:]
    for merged in range(1, _MOST_MERGED + 1):
        step = width - merged
        if not rest or step < 2 or len(rest) % step:
            continue
        parts = [tuple(rest[i : i + step]) for i in range(0, len(rest), step)]
        units = [
            part[i - merged]
            for part in parts
            for i, column in enumerate(columns)
            if i >= merged and column in _UNIT_ROLES
        ]
        # A cell of units is no sentence; where one would be, the cells are split wrongly.
        if units and all("。" not in cell.text for cell in units):
            first = tuple(cells[:merged])
            return [tuple(cells[:width]), *(first + part for part in parts)], len(cells)
    return [tuple(cells[:width])], min(len(cells), width)


def _row(label: Label, cells: tuple[View, ...], columns: Sequence[ColumnRole], serial: int | None) -> Row:
    """Tell the cells of a row that say what is to be done from its numbering and its name."""
    words = [
        cell
        for i, (column, cell) in enumerate(zip(columns, cells, strict=False))
        if column == "text" and i != serial and len(cell)
    ]
    if serial is not None and len(words) > 1 and len(words[0]) <= _LONGEST_NAME:
        return Row(label, cells, tuple(words[1:]), words[0])
    if serial is not None or label.style == "row" or not words:
        return Row(label, cells, tuple(words))
    name = words[0].slice(label.length)
    texts = tuple(words[1:]) or ((name,) if len(name) else ())
    return Row(label, cells, texts, name if len(name) else None)


@dataclass(frozen=True)
class _GridRow:
    """A row of a table whose cells are known: its cells by column, and the paragraphs that it takes."""

    cells: tuple[View, ...]
    indexes: tuple[int, ...]

    @property
    def filled(self) -> list[View]:
        return [cell for cell in self.cells if len(cell)]

    def words(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)


def _grid_tables(views: Sequence[View]) -> list[Table]:
    by_table: dict[int, list[int]] = {}
    for i, view in enumerate(views):
        if view.cell is not None:
            by_table.setdefault(view.cell.table, []).append(i)
    return [table for indexes in by_table.values() for table in _split_grid(_grid_rows(views, indexes))]


def _grid_rows(views: Sequence[View], indexes: Iterable[int]) -> list[_GridRow]:
    """Put the paragraphs of a table into its rows and columns; the paragraphs of a cell become one text."""
    places: dict[int, dict[int, list[int]]] = {}
    width = 0
    for i in indexes:
        cell = views[i].cell
        if cell is not None:
            places.setdefault(cell.row, {}).setdefault(cell.column, []).append(i)
            width = max(width, cell.column + 1)
    return [
        _GridRow(
            tuple(_joined([views[i] for i in row.get(column, ())]) for column in range(width)),
            tuple(i for column in sorted(row) for i in row[column]),
        )
        for _, row in sorted(places.items())
    ]


def _joined(views: Sequence[View]) -> View:
    """Put the lines of a cell into one text; between units on lines of their own stands a 、 for the line break."""
    joined = next(iter(views), _EMPTY)
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


def _lists_units(above: str, below: str) -> bool:
    if not above or not below:
        return False
    last, first = re.split("[、，；]", above)[-1], re.split("[、，；]", below)[0]
    # A name can break behind 社会, which ends like a unit (人力资源和社会保障局).
    return not last.endswith("社会") and all(
        len(name) <= _LONGEST_NAME and any(True for _ in load_rules("parties").matches(name))
        for name in (last, first)
    )


def _split_grid(rows: Sequence[_GridRow]) -> list[Table]:
    """Read the task tables of one grid: each head row that differs from the one before begins a table."""
    heads: list[tuple[int, int]] = []
    i = 0
    while i < len(rows):
        if _is_head(rows[i]):
            depth = 1
            while i + depth < len(rows) and _is_second_head(rows[i], rows[i + depth]):
                depth += 1
            repeated = heads and {r.words() for r in rows[i : i + depth]} <= {
                r.words() for r in rows[heads[-1][0] : sum(heads[-1])]
            }
            if not repeated:
                heads.append((i, depth))
            i += depth
        else:
            i += 1
    ends = [*(at for at, _ in heads), len(rows)][1:]
    tables = [
        _grid_table(rows[at : at + depth], rows[at + depth : end])
        for (at, depth), end in zip(heads, ends, strict=True)
    ]
    return [table for table in tables if table.rows]


def _is_head(row: _GridRow) -> bool:
    cells = row.filled
    return (
        len(cells) >= 2
        and all(len(c) <= _LONGEST_GRID_HEAD and not re.search("[。；]", c.text) for c in cells)
        and any(column_role(c.text) in _UNIT_ROLES for c in cells)
    )


def _is_second_head(first: _GridRow, row: _GridRow) -> bool:
    """Tell whether a row goes on with the head above it: merged heads stand in both, or it parts one of them."""
    if row.words() == first.words() or any(len(c) > _LONGEST_GRID_HEAD for c in row.filled):
        return False
    shared = [a.text for a, b in zip(first.cells, row.cells, strict=True) if len(a) and a.text == b.text]
    return bool(shared) or _is_head(row)


def _grid_table(head: Sequence[_GridRow], body: Sequence[_GridRow]) -> Table:
    # The lowest head that has words names the column, unless only the one above says that it holds units.
    names = [
        [row.cells[c].text for row in reversed(head) if len(row.cells[c])] for c in range(len(head[0].cells))
    ]
    heads = tuple(
        next((w for w in words if (column_role(w) or "text") != "text"), words[0] if words else "")
        for words in names
    )
    columns: tuple[ColumnRole, ...] = tuple(column_role(h) or "text" for h in heads)
    serial = next((c for c, h in enumerate(heads) if _SERIAL_HEAD.fullmatch(h)), None)
    words_of_heads = {row.words() for row in head}
    rows = [row for row in body if row.filled and row.words() not in words_of_heads]
    taken = [i for row in (*head, *body) for i in row.indexes]
    read = _numbered_rows(_whole_rows(rows, columns, serial), columns, serial)
    return Table(columns, heads, tuple(read), min(taken), max(taken) + 1)


def _whole_rows(
    rows: Sequence[_GridRow], columns: Sequence[ColumnRole], serial: int | None
) -> list[_GridRow]:
    """Put a row that a page break cut in two together: its second half has no number and goes on in mid-sentence."""
    whole: list[_GridRow] = []
    for row in rows:
        if whole and serial is not None and not len(row.cells[serial]) and _goes_on(whole[-1], row, columns):
            cells = tuple(_joined([a, b]) for a, b in zip(whole[-1].cells, row.cells, strict=True))
            whole[-1] = _GridRow(cells, whole[-1].indexes + row.indexes)
        else:
            whole.append(row)
    return whole


def _goes_on(before: _GridRow, row: _GridRow, columns: Sequence[ColumnRole]) -> bool:
    if len(row.cells) > 2 and len(row.filled) == 1 and row.cells[0] is row.filled[0]:
        return False
    texts = [
        (a, b)
        for column, a, b in zip(columns, before.cells, row.cells, strict=True)
        if column == "text" and len(b)
    ]
    return all(len(a) and a.text[-1] not in "。；！" for a, _ in texts)


def _numbered_rows(
    rows: Sequence[_GridRow], columns: tuple[ColumnRole, ...], serial: int | None
) -> list[Row]:
    group: View | None = None
    group_column = _group_column(rows, columns, serial)
    result: list[Row] = []
    used: dict[str, int] = {}
    for row in rows:
        if len(columns) > 2 and len(row.filled) == 1:
            group = row.filled[0]
            continue
        label = _unused(_label_of(row, serial, len(result) + 1), used)
        read = _row(label, row.cells, columns, serial)
        if group_column is not None and read.group is None and len(row.cells[group_column]):
            name = row.cells[group_column]
            read = replace(read, group=name, texts=tuple(t for t in read.texts if t is not name))
        if read.texts:
            result.append(read if read.group is not None else replace(read, group=group))
    return result


def _label_of(row: _GridRow, serial: int | None, count: int) -> Label:
    if serial is not None and len(row.cells[serial]):
        label = _row_label(row.cells[serial])
        return replace(label, style="serial") if label else Label("row", count, 0, str(count))
    first = row.cells[0]
    label = parse_label(first.text) if serial is None and len(first) else None
    if label is not None and label.length < len(first):
        return label
    if serial is None and re.fullmatch(r"\d{1,3}", first.text):
        return Label("serial", int(first.text), len(first), first.text)
    return Label("row", count, 0, str(count))


def _unused(label: Label, used: dict[str, int]) -> Label:
    """Tell rows apart that share a number, as those beside one merged cell do: 1, 1-2, 1-3."""
    used[label.printed] = count = used.get(label.printed, 0) + 1
    return label if count == 1 else _unused(replace(label, printed=f"{label.printed}-{count}"), used)


def _group_column(rows: Sequence[_GridRow], columns: Sequence[ColumnRole], serial: int | None) -> int | None:
    """Give the first column of text if merged cells in it stand for several rows; None where it is no group."""
    texts = [c for c, column in enumerate(columns) if column == "text" and c != serial]
    if len(texts) < 2:
        return None
    first, others = texts[0], texts[1:]
    merged = any(
        len(a.cells[first])
        and a.cells[first].text == b.cells[first].text
        and any(a.cells[c].text != b.cells[c].text for c in others)
        for a, b in pairwise(rows)
    )
    return first if merged else None
