"""Task tables that a copy flattened: one cell a paragraph, or the cells of a row set apart by blanks.

Entry point: `flattened_tables`. Empty cells are left out, cells stand on several lines, heads break over lines and
come again with each page. Rows begin with their number where the table numbers them, else with what is to be done.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.table_broken import Token, whole_cells
from zhengmai.extract.table_cells import LABELLED_GROUP, LONGEST_PIECE, fit, is_units, kind_of_cell, places_of
from zhengmai.extract.table_heads import MOST_COLUMNS, Head, head_at, is_known, split
from zhengmai.extract.table_rows import (
    ANNEX_NUMBER,
    EMPTY,
    LONGEST_GRID_HEAD,
    LONGEST_NAME,
    SERIAL_HEAD,
    UNIT_ROLES,
    Row,
    Table,
    chapter_label,
    column_role,
    columns_of,
    joined_cell,
    read_row,
    row_label,
)
from zhengmai.extract.table_run_together import table_without_marks
from zhengmai.extract.unit_names import LEVEL_WORDS
from zhengmai.text.numbering import Label, parse_label
from zhengmai.text.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.table_rows import ColumnRole

_MOST_MERGED = 3
# Cells of one row, with all their lines; more are no row.
_MOST_CELLS = 40
# Cells of merged columns that stand before the number of the first row.
_MOST_BEFORE = 5
_FAR = 3
# So many paragraphs are looked at before more of a text is.
_WINDOW = 120
# A note to the whole table stands below its last row.
_NOTE = re.compile("(?:备?注|说明|填表说明)：")
_PARTS_OF_TASK = re.compile("[—－-]{1,2}|（\\d{1,2}）|[①-⑳]|\\d{1,2}）")
_OF_A_PLACE = (*LEVEL_WORDS, "各", "局")
# Columns of a group's name, of an item's name and of its task.
_FEWEST_NESTED = 3
_DONE = frozenset({"unit", "deadline", "person"})


def flattened_tables(views: Sequence[View]) -> list[Table]:
    """Find the flattened task tables among paragraphs, in order."""
    tables: list[Table] = []
    i = 0
    while i < len(views):
        head = head_at(views, i)
        table = _read(views, head) if head is not None else table_without_marks(views, i)
        if table is not None:
            tables.append(table)
        i = max(i + 1, table.end if table is not None else 0, head.end if head is not None else 0)
    return tables


def _tokens(views: Sequence[View], head: Head, stop: int) -> list[Token]:
    """Cut the paragraphs below a head into cells, up to another head; a head that comes again with a page is left out."""
    tokens: list[Token] = []
    for at in range(head.end, min(stop, len(views))):
        parts = split(views[at], 1 if head.blanks else 2)
        if (
            tokens
            and len(parts) == 1
            and (ANNEX_NUMBER.fullmatch(parts[0].text) or _NOTE.match(parts[0].text))
        ):
            break
        if len(parts) == 1 and parts[0].text not in head.printed and column_role(parts[0].text) in UNIT_ROLES:
            break
        tokens += [Token(cell, at) for part in parts for cell in _before_titles(part)]
    found: list[Token] = []
    k = 0
    first, count = head.printed[0], len(head.printed)
    while k < len(tokens):
        if tokens[k].text == first and tuple(t.text for t in tokens[k : k + count]) == head.printed:
            k += count
        else:
            found.append(tokens[k])
            k += 1
    return found


def _before_titles(cell: View) -> list[View]:
    """Set units apart from the title in the next cell, which the lines of a copy run into: 各街镇 | 《甲规划》."""
    title = cell.text.find("《")
    units = title > 0 and is_units(cell.text[:title])
    return [cell.slice(0, title), cell.slice(title)] if units else [cell]


def _names_break(tokens: Sequence[Token], starts: Sequence[tuple[int, Label]], places: Sequence[str]) -> bool:
    """Tell whether the names of what rows belong to stand on two lines in most rows: 海绵城市 | 建设管理 | what is to be done."""
    if places[:2] != ["name", "task"]:
        return False
    two = 0
    for k, _ in starts:
        kinds = [kind_of_cell(token.text) for token in tokens[k + 1 : k + 4]]
        short = all(len(token.text) <= LONGEST_PIECE for token in tokens[k + 1 : k + 3])
        two += short and kinds[:2] == ["words", "words"] and kinds[2:] in (["sentence"], ["long"])
    return two > 1 and 2 * two >= len(starts)


def _read(views: Sequence[View], head: Head) -> Table | None:
    # Ever more of the text is cut into cells, for as long as rows go on: work keeps to the table's length.
    window = _WINDOW
    while True:
        stop = min(len(views), head.end + window)
        printed = _tokens(views, head, stop)
        tokens = whole_cells(printed)
        head = replace(head, broken=len(tokens) < len(printed))
        heads = list(head.heads)
        serial, starts = _starts(tokens, heads)
        if stop == len(views) or not starts or 2 * (tokens[starts[-1][0]].at - head.end) < window:
            return _rows(tokens, starts, heads, serial, head) if starts else None
        window *= 2


def _starts(tokens: Sequence[Token], heads: list[str]) -> tuple[int | None, list[tuple[int, Label]]]:
    """Find where rows begin, and the column of their numbers; a head is put in for numbers that have none."""
    if not tokens:
        return None, []
    serial = next((k for k, word in enumerate(heads) if SERIAL_HEAD.fullmatch(word)), None)
    first = next((k for k, t in enumerate(tokens[: _MOST_BEFORE + 1]) if _is_number(t)), None)
    if first is not None and (
        serial is not None or first == 0 or row_label(tokens[0].view) is not None or _named_row(tokens, first)
    ):
        if serial is None:
            # The number stands under the head of what it numbers.
            serial = min(first, len(heads))
            heads.insert(serial, "序号")
        return serial, _numbered(tokens, first, columns_of(heads))
    if parse_label(tokens[0].text) is not None:
        if _numbers_within(tokens, heads):
            # Its column names what the rows belong to.
            del heads[0]
            return None, _labelled(tokens, first=1)
        return None, _labelled(tokens)
    return None, _unnumbered(tokens, heads)


def _numbers_within(tokens: Sequence[Token], heads: Sequence[str]) -> bool:
    """Tell whether the rows are numbered within labelled groups: 一、做好保障 | 1.做好规划 | what is to be done."""
    labels = [parse_label(token.text) for token in tokens[:2]]
    if len(labels) < 2 or labels[0] is None or labels[1] is None or len(heads) <= _FEWEST_NESTED:
        return False
    named = columns_of(heads)[:_FEWEST_NESTED].count("text") == _FEWEST_NESTED
    return (
        named and labels[0].style in LABELLED_GROUP and (labels[1].style, labels[1].number) == ("arabic", 1)
    )


def _named_row(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether the first row's number has no head and stands behind the name of what it belongs to."""
    return (
        first == 1
        and tokens[first].text == "1"
        and kind_of_cell(tokens[0].text) in ("words", "long")
        and _opens_row(tokens, first)
    )


def _is_number(token: Token) -> bool:
    return re.fullmatch(r"\d{1,3}", token.text) is not None


def _numbered(tokens: Sequence[Token], first: int, columns: Sequence[ColumnRole]) -> list[tuple[int, Label]]:
    """Find the rows by their numbers: each is the next, or a later one or 1 again behind a row that is whole."""
    figures = bool({"goal", "measure-unit"}.intersection(columns))
    starts: list[tuple[int, Label]] = []
    whole = False
    for k in range(first, len(tokens)):
        text = tokens[k].text
        if not _is_number(tokens[k]):
            whole = whole or kind_of_cell(text) in _DONE
            continue
        number = int(text)
        label = Label("serial", number, len(text), text)
        if not starts:
            starts.append((k, label))
            continue
        last = starts[-1][1].number
        if number == last + 1:
            fits = whole or (not figures and k > starts[-1][0] + 1)
        else:
            fits = whole and (number > last or number == 1) and _opens_row(tokens, k)
        if fits:
            starts.append((k, label))
            whole = False
    return starts


def _opens_row(tokens: Sequence[Token], k: int) -> bool:
    """Tell whether words follow a number, and units behind them."""
    kinds = [kind_of_cell(token.text) for token in tokens[k + 1 : k + MOST_COLUMNS]]
    return bool(kinds) and kinds[0] in ("words", "long", "sentence", "short") and "unit" in kinds


def _labelled(tokens: Sequence[Token], first: int = 0) -> list[tuple[int, Label]]:
    """Find the rows by the labels that their first cells begin with, from the first such cell on."""
    starts: list[tuple[int, Label]] = []
    whole = False
    for k, token in enumerate(tokens[first:], start=first):
        label = parse_label(token.text)
        if label is None:
            whole = whole or kind_of_cell(token.text) in _DONE
            continue
        if not starts:
            starts.append((k, label))
        elif label.style == starts[-1][1].style and (
            label.number == starts[-1][1].number + 1 or (whole and _has_units(tokens, k, label.style))
        ):
            starts.append((k, label))
            whole = False
    return starts


def _has_units(tokens: Sequence[Token], k: int, style: str) -> bool:
    for token in tokens[k + 1 : k + MOST_COLUMNS]:
        label = parse_label(token.text)
        if label is not None and label.style == style:
            return False
        if kind_of_cell(token.text) == "unit":
            return True
    return False


def _unnumbered(tokens: Sequence[Token], heads: Sequence[str]) -> list[tuple[int, Label]]:
    """Find the rows of a table without numbers: what is to be done begins each, units follow."""
    columns = columns_of(heads)
    units = [c for c, column in enumerate(columns) if column in UNIT_ROLES]
    if columns == ("responsible", "text"):
        return _duties(tokens)
    if not units or "text" not in columns[: units[0]] or sum(map(is_known, heads)) < 2:
        return []
    starts: list[int] = []
    whole = True
    unit = True
    for k, token in enumerate(tokens):
        kind = kind_of_cell(token.text)
        if kind in _DONE or kind in ("number", "measure"):
            whole = True
            unit = unit or kind == "unit"
        elif whole and kind in ("words", "long", "sentence", "short"):
            if not unit or "：" in token.text[:LONGEST_GRID_HEAD] or parse_label(token.text):
                break
            starts.append(k)
            whole = unit = False
    if not unit:
        starts = starts[:-1]
    found = [(k, Label("row", n, 0, str(n))) for n, k in enumerate(starts, start=1)]
    return found if len(found) >= 2 and found[0][0] == 0 else []


def _duties(tokens: Sequence[Token]) -> list[tuple[int, Label]]:
    """Find the rows of a table of two columns that gives each unit its duties: what is to be done follows the unit."""
    kinds = [kind_of_cell(token.text) for token in tokens]
    starts: list[int] = []
    for k, (kind, behind) in enumerate(pairwise(kinds)):
        if kind == "unit" and behind in ("sentence", "short", "long", "words"):
            starts.append(k)
        elif not starts or (kind == "unit" and starts[-1] == k - 1):
            break
    found = [(k, Label("row", n, 0, str(n))) for n, k in enumerate(starts, start=1)]
    return found if len(found) >= 2 and found[0][0] == 0 else []


def _rows(
    tokens: Sequence[Token],
    starts: Sequence[tuple[int, Label]],
    heads: list[str],
    serial: int | None,
    head: Head,
) -> Table | None:
    columns = columns_of(heads)
    rows: list[Row] = []
    leftover: list[View] = []
    end = head.end
    before = [token.view for token in tokens[: starts[0][0]]]
    group: View | None = None
    chapter: Label | None = None
    pieces = (
        head.blanks
        or head.broken
        or (serial == 0 and _names_break(tokens, starts, places_of(columns, heads)[1:]))
    )
    for n, (at, label) in enumerate(starts):
        last = n + 1 == len(starts)
        stop = _last_end(tokens, at, columns, heads) if last else starts[n + 1][0]
        group = before[-1] if before else group
        chapter = next((above for view in reversed(before) if (above := chapter_label(view))), chapter)
        cells = [token.view for token in tokens[at:stop]]
        read, taken = _row_of(label, cells, columns, heads, serial, before, pieces=pieces)
        for row in read:
            if not row.texts and row.group is None:
                continue
            rows.append(replace(row, group=row.group or group, chapter=chapter))
        # A name in a merged cell stands for the rows below, too.
        group = next((row.group for row in reversed(read) if row.group is not None), group)
        rest = cells[taken:]
        before = [] if last else _groups_in(rest, serial)
        end = tokens[at + taken - 1].at + 1 if last else tokens[stop - 1].at + 1
        if not last:
            leftover += [view for view in rest if not any(view is b for b in before)]
    return Table(columns, tuple(heads), tuple(rows), head.begin, end, tuple(leftover)) if rows else None


def _groups_in(cells: Sequence[View], serial: int | None) -> list[View]:
    """Give the cells at a row's end that belong to merged columns before the number of the next row."""
    before = [cell for cell in cells if kind_of_cell(cell.text) in ("group", "words", "long")]
    return before if serial else [cell for cell in before if kind_of_cell(cell.text) == "group"]


def _last_end(tokens: Sequence[Token], at: int, columns: Sequence[ColumnRole], heads: Sequence[str]) -> int:
    """Give the index behind the last row: its cells go on up to a label or a line of running text behind its task."""
    end = min(len(tokens), at + len(columns) + _FAR)
    places = places_of(columns, heads)
    if "task" in places and "unit" in places and places.index("task") > places.index("unit"):
        # What is to be done stands behind the units.
        return min(len(tokens), at + len(columns))
    whole = False
    for k in range(at + 1, end):
        kind = kind_of_cell(tokens[k].text)
        if kind == "group" or (parse_label(tokens[k].text) is not None and k > at + 2):
            return k
        if (
            k > at + 2
            and whole
            and kind in ("sentence", "short", "long")
            and len(tokens[k].text) > LONGEST_GRID_HEAD
        ):
            return k
        whole = whole or kind in _DONE
    return end


def _row_of(
    label: Label,
    cells: Sequence[View],
    columns: tuple[ColumnRole, ...],
    heads: list[str],
    serial: int | None,
    above: Sequence[View],
    *,
    pieces: bool = False,
) -> tuple[list[Row], int]:
    """Read the cells behind one number, which may be several rows that share its first cells.

    Args:
        label: the number.
        cells: its cell, and those behind it.
        columns: what the columns hold.
        heads: the words above them.
        serial: the column of the numbers, if there is one.
        above: cells of the columns before the number.
        pieces: whether a name may stand in several cells.

    Returns:
        The rows, and how many cells they take.
    """
    begin = 0 if serial is None else serial + 1
    own = list(cells[:_MOST_CELLS] if serial is None else cells[1:_MOST_CELLS])
    inside, names = columns[begin:], heads[begin:]
    joined = 0
    if serial is None:
        printed, own = own, _with_whole_name(own, inside)
        joined = len(printed) - len(own)
    parts = _parts(own, inside, heads=names)
    named = serial is None and _names_item(own, inside)
    fitted = [
        _behind_name(part, inside, names, named=part is parts[0])
        if named
        else fit(part, inside, names, pieces=pieces)
        for part in parts
    ]
    taken = sum(len(part) for part in parts[:-1]) + fitted[-1][1]
    merged, count = _under_merged(list(cells), columns)
    if len(merged) > 1 and sum(cost for _, _, cost in fitted) > 2 * len(parts) + 2:
        at = 0 if label.style == "serial" else None
        return [read_row(label, row, columns, at) for row in merged], count
    before: tuple[View, ...] = ()
    if serial is not None:
        own_before = tuple(above[-serial:]) if serial else ()
        before = (EMPTY,) * (serial - len(own_before)) + own_before
    rows: list[tuple[View, ...]] = []
    for part, (row, _, _) in zip(parts, fitted, strict=True):
        whole = tuple(row)
        if rows and part and _PARTS_OF_TASK.match(part[0].text):
            rows[-1] = tuple(
                joined_cell([v for v in pair if len(v)]) for pair in zip(rows[-1], whole, strict=True)
            )
        elif rows:
            rows.append(_with_merged(whole, rows[-1], inside))
        else:
            rows.append(whole)
    if serial is None:
        read = [read_row(label, row, columns, None) for row in rows]
        name = next((row.group for row in read if row.group is not None), None)
        return [replace(row, group=row.group or name) for row in read], taken + joined
    # The columns before the number name groups; what is to be done stands behind it.
    read = [read_row(label, row, inside, -1) for row in rows]
    return [replace(row, cells=(*before, cells[0], *row.cells)) for row in read], taken + 1


def _with_whole_name(cells: list[View], columns: Sequence[ColumnRole]) -> list[View]:
    """Put an item's name together whose second line alone reads like a unit: 5.实化运行消防 | 安全委员会 | what is to be done."""
    if len(cells) < _FEWEST_NESTED or columns[:2].count("text") < 2:
        return cells
    kinds = [kind_of_cell(cell.text) for cell in cells[1:_FEWEST_NESTED]]
    broken = (
        kinds[0] == "unit"
        and kinds[1] in ("sentence", "short", "long")
        and not cells[1].text.startswith(_OF_A_PLACE)
        and not re.search("[、，。；]", cells[0].text + cells[1].text)
    )
    return [joined_cell(cells[:2]), *cells[2:]] if broken else cells


def _names_item(cells: Sequence[View], columns: Sequence[ColumnRole]) -> bool:
    """Tell whether the labelled cell of a row only names it, and a column of its own says what is to be done."""
    return (
        columns[:2].count("text") == 2
        and len(cells) > 1
        and parse_label(cells[0].text) is not None
        and len(cells[0]) <= LONGEST_NAME
        and not re.search("[，。；：]", cells[0].text)
        and kind_of_cell(cells[1].text) in ("sentence", "long", "short")
    )


def _behind_name(
    cells: Sequence[View], columns: Sequence[ColumnRole], heads: Sequence[str], *, named: bool
) -> tuple[list[View], int, float]:
    """Put cells into the columns behind that of the name, as `fit` does; the first cell is the name itself, if it is there."""
    row, taken, cost = fit(cells[named:], columns[1:], heads[1:])
    return [cells[0] if named else EMPTY, *row], taken + named, cost


def _with_merged(
    row: tuple[View, ...], above: tuple[View, ...], columns: Sequence[ColumnRole]
) -> tuple[View, ...]:
    """Let a row under the same number have the units above it, and a deadline, where it names none itself."""
    named = any(len(cell) for cell, column in zip(row, columns, strict=True) if column in UNIT_ROLES)
    return tuple(
        over if not len(cell) and ((column in UNIT_ROLES and not named) or column == "deadline") else cell
        for cell, over, column in zip(row, above, columns, strict=True)
    )


def _parts(cells: Sequence[View], columns: Sequence[ColumnRole], heads: Sequence[str]) -> list[list[View]]:
    """Part the cells behind one number where a further task follows the units of the one before."""
    places = places_of(columns, heads)
    units = [c for c, place in enumerate(places) if place == "unit"]
    # Where a column of places stands before that of the units, a town there ends no row.
    if not units or "where" in places or {"name", "task", "remark"}.intersection(places[units[0] :]):
        return [list(cells)]
    done = _DONE if "person" in places else _DONE - {"person"}
    parts: list[list[View]] = [[]]
    whole = False
    for cell in cells:
        kind = kind_of_cell(cell.text)
        if whole and kind in ("sentence", "short", "long"):
            parts.append([])
            whole = False
        parts[-1].append(cell)
        whole = whole or kind in done
    return parts


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
            if i >= merged and column in UNIT_ROLES
        ]
        # A cell of units is no sentence; where one would be, the cells are split wrongly.
        if units and all("。" not in cell.text for cell in units):
            first = tuple(cells[:merged])
            return [tuple(cells[:width]), *(first + part for part in parts)], len(cells)
    return [tuple(cells[:width])], min(len(cells), width)
