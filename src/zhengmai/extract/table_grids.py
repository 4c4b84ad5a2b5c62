"""Task tables whose cells are known (`View.cell`).

Entry points: `grid_tables`, and `grid_rows` for other kinds of tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.table_cells import fit, kind_of_cell
from zhengmai.extract.table_rows import (
    LONGEST_GRID_HEAD,
    SERIAL_HEAD,
    UNIT_HEAD,
    UNIT_ROLES,
    ColumnRole,
    Row,
    Table,
    chapter_label,
    column_role,
    columns_of,
    joined_cell,
    read_row,
    row_label,
    with_unit_head,
)
from zhengmai.extract.unit_names import kind_of
from zhengmai.text.numbering import Label, parse_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhengmai.text.view import View


_LONGEST_ROW_NAME = 12
_PUNCTUATION = re.compile("[，。；：、]")
_SUM = re.compile("合计|总计|小计|总数|全[省市县区州镇]|平均")
_AREA = re.compile("[\u4e00-\u9fff]{2,10}(?:[省市县区旗州盟镇乡村]|街道|社区|办事处|农场|林场)")


@dataclass(frozen=True)
class GridRow:
    """A row of a table whose cells are known: its cells by column, and the paragraphs that it takes."""

    cells: tuple[View, ...]
    indexes: tuple[int, ...]

    @property
    def filled(self) -> list[View]:
        """Its cells that hold text."""
        return [cell for cell in self.cells if len(cell)]

    def words(self) -> tuple[str, ...]:
        """Give the folded text of its cells."""
        return tuple(cell.text for cell in self.cells)


def grid_tables(views: Sequence[View]) -> list[Table]:
    """Find the task tables among paragraphs that bear their cells, in order."""
    by_table: dict[int, list[int]] = {}
    for i, view in enumerate(views):
        if view.cell is not None:
            by_table.setdefault(view.cell.table, []).append(i)
    return [table for indexes in by_table.values() for table in _split_grid(grid_rows(views, indexes))]


def grid_rows(views: Sequence[View], indexes: Iterable[int]) -> list[GridRow]:
    """Put the paragraphs of a table into its rows and columns; the paragraphs of a cell become one text."""
    places: dict[int, dict[int, list[int]]] = {}
    width = 0
    for i in indexes:
        cell = views[i].cell
        if cell is not None:
            places.setdefault(cell.row, {}).setdefault(cell.column, []).append(i)
            width = max(width, cell.column + 1)
    return [
        GridRow(
            tuple(joined_cell([views[i] for i in row.get(column, ())]) for column in range(width)),
            tuple(i for column in sorted(row) for i in row[column]),
        )
        for _, row in sorted(places.items())
    ]


def _split_grid(rows: Sequence[GridRow]) -> list[Table]:
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


def _is_head(row: GridRow) -> bool:
    cells = row.filled
    return (
        len(cells) >= 2
        and all(len(c) <= LONGEST_GRID_HEAD and not re.search("[。；]", c.text) for c in cells)
        and any(column_role(head) in UNIT_ROLES for head in with_unit_head([c.text for c in cells]))
    )


def _is_second_head(first: GridRow, row: GridRow) -> bool:
    """Tell whether a row goes on with the head above it: merged heads stand in both, or it parts one of them."""
    if row.words() == first.words() or any(len(c) > LONGEST_GRID_HEAD for c in row.filled):
        return False
    shared = [a.text for a, b in zip(first.cells, row.cells, strict=True) if len(a) and a.text == b.text]
    return bool(shared) or _is_head(row)


def _grid_table(head: Sequence[GridRow], body: Sequence[GridRow]) -> Table:
    # The lowest head that has words names the column, unless only the one above says that it holds units.
    names = [
        [row.cells[c].text for row in reversed(head) if len(row.cells[c])] for c in range(len(head[0].cells))
    ]
    heads = tuple(
        next((w for w in words if (column_role(w) or "text") != "text"), words[0] if words else "")
        for words in names
    )
    printed, heads = heads, tuple(with_unit_head(heads))
    columns = columns_of(heads)
    serial = next((c for c, h in enumerate(heads) if SERIAL_HEAD.fullmatch(h)), None)
    words_of_heads = {row.words() for row in head}
    rows = [row for row in body if row.filled and row.words() not in words_of_heads]
    if printed != heads:
        rows = _rows_of_units(rows, heads.index(UNIT_HEAD))
    taken = [i for row in (*head, *body) for i in row.indexes]
    whole = _whole_rows(_with_merged_cells(rows, columns, heads, serial), columns, serial)
    read = (
        _numbered_rows(whole, columns, serial)
        if printed == heads
        else _duties_of_units(whole, columns, serial)
    )
    return Table(columns, heads, tuple(read), min(taken), max(taken) + 1, of_units=printed != heads)


def _rows_of_units(rows: Sequence[GridRow], column: int) -> list[GridRow]:
    """Give the rows of a table that gives each unit its own, without sums; none where its rows are not about units."""
    named = [row for row in rows if not _SUM.fullmatch(row.cells[column].text)]
    units = sum(
        kind_of(row.cells[column].text) is not None or _AREA.fullmatch(row.cells[column].text) is not None
        for row in named
    )
    return named if 2 * units > len(named) else []


def _duties_of_units(rows: Sequence[GridRow], columns: Sequence[ColumnRole], serial: int | None) -> list[Row]:
    """Read the rows of a table that gives each unit its own: all that the other columns hold is theirs to do."""
    used: dict[str, int] = {}
    found = []
    for n, row in enumerate(rows, start=1):
        texts = tuple(
            cell
            for c, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
            if column == "text" and c != serial and len(cell) and kind_of_cell(cell.text) != "blank"
        )
        label = Label("row", n, 0, str(n))
        if serial is not None and len(row.cells[serial]):
            label = row_label(row.cells[serial]) or label
        if texts:
            found.append(Row(_unused(label, used), row.cells, texts))
    return found


def _with_merged_cells(
    rows: Sequence[GridRow], columns: Sequence[ColumnRole], heads: Sequence[str], serial: int | None
) -> Sequence[GridRow]:
    """Put the cells of rows into their columns where a copy leaves out what is merged with the cells above.

    The cells behind such a gap then stand too far to the left, as units do in the column of tasks.
    """
    gaps = [_ends_early(row) for row in rows]
    if not any(gap and _is_shifted(row, columns) for gap, row in zip(gaps, rows, strict=True)):
        return rows
    first = 1 if serial == 0 else 0
    found: list[GridRow] = []
    above: tuple[View, ...] | None = None
    for gap, row in zip(gaps, rows, strict=True):
        cells = row.cells
        if gap:
            placed, used, _ = fit(row.filled[first:], columns[first:], heads[first:])
            if used == len(row.filled) - first:
                own = (*row.filled[:first], *placed)
                cells = tuple(a if len(a) else b for a, b in zip(own, above or own, strict=True))
        # The heading of a chapter is merged with nothing.
        above = cells if len(row.filled) > 1 else None
        found.append(GridRow(cells, row.indexes))
    return found


def _ends_early(row: GridRow) -> bool:
    """Tell whether a row of several cells has none behind its last filled one, and no empty one before that."""
    count = len(row.filled)
    return 1 < count < len(row.cells) and all(map(len, row.cells[:count]))


def _is_shifted(row: GridRow, columns: Sequence[ColumnRole]) -> bool:
    """Tell whether units stand in a column of text, and none in their own."""
    units = [c for c, column in enumerate(columns) if column in UNIT_ROLES]
    return not any(len(row.cells[c]) for c in units) and any(
        columns[c] == "text" and len(cell) and kind_of_cell(cell.text) == "unit"
        for c, cell in enumerate(row.cells)
    )


def _whole_rows(rows: Sequence[GridRow], columns: Sequence[ColumnRole], serial: int | None) -> list[GridRow]:
    """Put a row that a page break cut in two together: its second half has no number and goes on in mid-sentence."""
    whole: list[GridRow] = []
    for row in rows:
        if whole and serial is not None and not len(row.cells[serial]) and _goes_on(whole[-1], row, columns):
            cells = tuple(joined_cell([a, b]) for a, b in zip(whole[-1].cells, row.cells, strict=True))
            whole[-1] = GridRow(cells, whole[-1].indexes + row.indexes)
        else:
            whole.append(row)
    return whole


def _goes_on(before: GridRow, row: GridRow, columns: Sequence[ColumnRole]) -> bool:
    if len(row.cells) > 2 and len(row.filled) == 1 and row.cells[0] is row.filled[0]:
        return False
    pairs = list(zip(columns, before.cells, row.cells, strict=True))
    if any(column == "deadline" and len(a) and len(b) > 1 for column, a, b in pairs) and all(
        len(b) for _, a, b in pairs[1:] if len(a)
    ):
        # Who fills all that the row above fills, a deadline of its own too, shares but the number with it.
        return False
    texts = [(a, b) for column, a, b in pairs if column == "text" and len(b)]
    return all(len(a) and a.text[-1] not in "。；！" for a, _ in texts)


def _numbered_rows(rows: Sequence[GridRow], columns: tuple[ColumnRole, ...], serial: int | None) -> list[Row]:
    if serial is None and _numbers_within_chapters(rows, columns):
        return _rows_within_chapters(rows, columns)
    group: View | None = None
    chapter: Label | None = None
    group_column = _group_column(rows, columns, serial)
    result: list[Row] = []
    used: dict[str, int] = {}
    numbered: Label | None = None
    for row in rows:
        if len(columns) > 2 and len(row.filled) == 1:
            group = row.filled[0]
            chapter = chapter_label(group)
            # Numbers may begin again in each chapter.
            used = {} if chapter is not None else used
            continue
        if group_column is not None and serial is not None:
            above = chapter_label(row.cells[group_column])
            if above is not None and above != chapter:
                chapter, used = above, {}
        own = _label_of(row, serial, len(result) + 1)
        if serial is not None and len(row.cells[serial]):
            numbered = own if own.style == "serial" else None
        elif numbered is not None:
            # A merged number, which a copy prints beside the first of its rows only.
            own = numbered
        label = _unused(own, used)
        read = read_row(label, row.cells, columns, serial)
        if group_column is not None and read.group is None and len(row.cells[group_column]):
            name = row.cells[group_column]
            read = replace(read, group=name, texts=tuple(t for t in read.texts if t is not name))
        if read.texts:
            result.append(replace(read, group=read.group or group, chapter=chapter))
    return result


def _numbers_within_chapters(rows: Sequence[GridRow], columns: Sequence[ColumnRole]) -> bool:
    """Tell whether chapters stand in the first column, and what is numbered within them in the second: 一、就业 | 1.扩大就业."""
    if tuple(columns[:2]) != ("text", "text") or len(rows) < 2 or not len(rows[0].cells[0]):
        return False
    return all(
        (not len(row.cells[0]) or chapter_label(row.cells[0]) is not None)
        and (label := parse_label(row.cells[1].text)) is not None
        and label.style not in ("han", "han-paren")
        and label.length < len(row.cells[1])
        for row in rows
    )


def _rows_within_chapters(rows: Sequence[GridRow], columns: tuple[ColumnRole, ...]) -> list[Row]:
    result: list[Row] = []
    group: View | None = None
    chapter: Label | None = None
    used: dict[str, int] = {}
    for row in rows:
        above = chapter_label(row.cells[0]) if len(row.cells[0]) else None
        if above is not None and above != chapter:
            chapter, used = above, {}
            group = row.cells[0].slice(above.length) if above.length < len(row.cells[0]) else row.cells[0]
        label = parse_label(row.cells[1].text)
        if label is None:
            continue
        texts = [row.cells[1].slice(label.length)] + [
            cell
            for column, cell in zip(columns[2:], row.cells[2:], strict=True)
            if column == "text" and len(cell)
        ]
        result.append(Row(_unused(label, used), row.cells, tuple(texts), group, chapter))
    return result


def _label_of(row: GridRow, serial: int | None, count: int) -> Label:
    if serial is not None and len(row.cells[serial]):
        label = row_label(row.cells[serial])
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


def _group_column(rows: Sequence[GridRow], columns: Sequence[ColumnRole], serial: int | None) -> int | None:
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
    return first if merged or (serial is None and _names_rows(rows, first, others[0])) else None


def _names_rows(rows: Sequence[GridRow], first: int, task: int) -> bool:
    """Tell whether a column of mere names stands before what is to be done, in a table without numbers."""
    pairs = [(row.cells[first], row.cells[task]) for row in rows if len(row.filled) > 1]
    return len(pairs) > 1 and all(
        0 < len(name) <= _LONGEST_ROW_NAME
        and len(text) > len(name)
        and parse_label(name.text) is None
        and not _PUNCTUATION.search(name.text)
        and (text.text.endswith("。") or _PUNCTUATION.search(text.text))
        for name, text in pairs
    )
