"""Rows of task tables of which a copy lost all marks between cells: 1新增企业100户。王某市工信局市财政局、市税务局2….

Entry point: `table_without_marks`. A row is known by the next number, and only where all behind its task reads as
units, a person or a deadline; its cells end where a name begins without a mark before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.rules import load_rules
from zhengmai.extract.table_cells import fit, kind_of_cell
from zhengmai.extract.table_heads import COLUMN_WORDS, RUN_TOGETHER
from zhengmai.extract.table_rows import (
    EMPTY,
    LONGEST_GRID_HEAD,
    SERIAL_HEAD,
    UNIT_ROLES,
    Row,
    Table,
    columns_of,
    read_row,
)
from zhengmai.extract.unit_names import LEVEL_WORDS, kind_of, run_together, split_at
from zhengmai.text.numbering import Label, parse_label
from zhengmai.text.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.table_rows import ColumnRole

# So much may stand before the head row of a table that a copy put on one line.
_LONGEST_TITLE = 50
_HEAD_ROW = 200
_UNIT_COLUMN = re.compile("(?:单位|部门|主体|[科处股]室)")
_SERIAL = re.compile("序[号次列]|编号|项次|ID")
_FEWEST_ROWS = 2
_MOST_PARAGRAPHS = 400
# The name of a chapter, on a row of its own of the lost table: 一、完善制度1.修订办法….
_LONGEST_CHAPTER = 48
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；，：\d]{2,40}(?=\d{1,3}[.、]?[\u4e00-\u9fff“《])")
_CHAPTER_BEFORE = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；，：\d]{2,40}$")
_OPENS_ROWS = re.compile("1[.、]?[\u4e00-\u9fff“《]|[一二三四五六七八九十]{1,3}、")
_SHORTEST_TASK = 4
_LONGEST_ROW = 600
_SURNAMES = load_rules("parties").data["lists"]["surnames"]
_PERSON = re.compile(f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[省市县区州旗镇乡各])")
_LAST_PERSON = re.compile(f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}$")
_DUE = re.compile(
    r"(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|[底末])?|第?[一二三四]季度|[上下]半年|年)?(?:[底末]?前|[底末])?(?:完成)?$|(?:全年|长期(?:坚持)?|持续推进)$"
)
# What a number counts is no task.
_COUNTED = "年|月|日|个|项|家|名|人|万|亿|所|户|公里|座|处|次|场|亩|套|号|级|类|种|批|条|期|台|辆|米|吨|元|篇|部|件|支|岁|周|天|轮|大|平方|分|倍|届|楼|栋|间"
_ROW_NUMBER = re.compile(rf"(?<![\d.])([1-9]\d{{0,3}})[.、]?(?=[\u4e00-\u9fff“《])(?!{_COUNTED})")
_NEW_BODY = re.compile(
    "(?<=[局委办厅部会院心队社司])(?=各(?:[省市县区州旗镇乡街]|有关|相关)|[省市县区州旗](?:直属?|级|属)各?(?:有关|相关)?(?:部门|单位))"
)


@dataclass(frozen=True)
class _RawRow:
    """A row as its text stands: its number, its cells, the number of the chapter that it opens, and where it ends."""

    number: View
    cells: list[View]
    chapter: Label | None
    end: int


def table_without_marks(views: Sequence[View], at: int) -> Table | None:
    """Read a table of which the copy lost all marks between cells; None where no two rows can be told."""
    head = _head_in(views[at])
    if head is None:
        return None
    begin, heads = head
    opens = views[at].text[begin:] or (views[at + 1].text if at + 1 < len(views) else "")
    if not _OPENS_ROWS.match(opens):
        return None
    # Where a page lost its line breaks, paragraphs end at blanks inside cells, too.
    whole, bounds = _run_on(views, at, "".join(heads))
    raw = list(_rows_of(whole, begin, bounds, heads))
    if len(raw) < _FEWEST_ROWS:
        return None
    columns = columns_of(heads)
    serial = SERIAL_HEAD.fullmatch(heads[0]) is not None
    # The names of chapters stand in a column of their own before that of the numbered tasks.
    first = 1 if serial else _task_column(columns)
    own, words = columns[first:], heads[first:]
    rows: list[Row] = []
    chapter: Label | None = None
    for n, (row, cells) in enumerate(zip(raw, _with_empty_leads(raw, own), strict=True), start=1):
        chapter = row.chapter or chapter
        fitted, _, _ = fit(cells, own, words)
        read = read_row(Label("serial", n, len(row.number), row.number.text), tuple(fitted), own, -1)
        rows.append(replace(read, cells=(row.number, *fitted) if serial else tuple(fitted), chapter=chapter))
    kept = 0 if serial else first
    end = at + 1 + bisect_left(bounds, raw[-1].end)
    return Table(columns[kept:], tuple(heads[kept:]), tuple(rows), at, end)


def _head_in(view: View) -> tuple[int, list[str]] | None:
    """Find the head row among the first words of a paragraph: where it ends and its words; None where there is none."""
    # A head row names a column of units, most paragraphs do not begin with one.
    if view.cell is not None or _UNIT_COLUMN.search(view.text, 0, _HEAD_ROW) is None:
        return None
    serial = _SERIAL.search(view.text, 0, _LONGEST_TITLE)
    head = (
        RUN_TOGETHER.match(view.text, serial.start())
        if serial is not None
        else RUN_TOGETHER.search(view.text, 0, _LONGEST_TITLE + LONGEST_GRID_HEAD)
    )
    if head is not None and serial is None and (title := head[0].rfind("表")) >= 0:
        # The name of the table stands right before its head row.
        head = RUN_TOGETHER.match(view.text, head.start() + title + 1)
    heads = _heads_of(head[0]) if head is not None else None
    if head is None or heads is None or "。" in view.text[: head.start()]:
        return None
    return head.end(), heads


def _run_on(views: Sequence[View], at: int, heads: str) -> tuple[View, list[int]]:
    """Put the paragraphs from one on together, up to a table's cells or the same heads; with the places where they end."""
    last = min(len(views), at + _MOST_PARAGRAPHS)
    ends = (i for i in range(at + 1, last) if views[i].cell is not None or heads in views[i].text)
    stop = next(ends, last)
    run = views[at:stop]
    whole = View(
        "".join(view.text for view in run),
        "".join(view.printed for view in run),
        tuple(chain.from_iterable(view.offsets for view in run)),
        glued=run[0].glued,
    )
    return whole, list(accumulate(len(view) for view in run))


def _task_column(columns: Sequence[ColumnRole]) -> int:
    """Give the last column of text before the first one of units: it holds the numbered tasks."""
    units = next((c for c, column in enumerate(columns) if column in UNIT_ROLES), len(columns))
    return max((c for c in range(units) if columns[c] == "text"), default=0)


def _with_empty_leads(rows: Sequence[_RawRow], columns: Sequence[ColumnRole]) -> Iterator[list[View]]:
    """Give the cells of each row, with an empty one where a blank is all that is left of the cell of those who lead.

    It is where other rows have no blank between their task and their units.
    """
    roles = [column for column in columns if column in UNIT_ROLES]
    parted = [len(row.cells) > 1 and _parted(row.cells[0], row.cells[1]) for row in rows]
    tells = len(roles) > 1 and roles[0] == "lead" and not all(parted)
    for row, blank in zip(rows, parted, strict=True):
        units = [cell for cell in row.cells[1:] if kind_of_cell(cell.text) == "unit"]
        yield [row.cells[0], EMPTY, *row.cells[1:]] if tells and blank and len(units) == 1 else row.cells


def _parted(before: View, behind: View) -> bool:
    return behind.offsets[0] - before.offsets[-1] > 1


def _heads_of(text: str) -> list[str] | None:
    """Give the words of a head row without marks between them; None where a text is none."""
    whole = RUN_TOGETHER.match(text)
    if whole is None:
        return None
    heads: list[str] = []
    at = 0
    for word in re.finditer(COLUMN_WORDS, whole[0]):
        heads.append(whole[0][at : word.end()])
        at = word.end()
    return heads if at == whole.end() else None


def _rows_of(view: View, begin: int, bounds: Sequence[int], heads: Sequence[str]) -> Iterator[_RawRow]:
    """Cut a text into rows, each a number from 1 on, its task and the cells behind it; names of chapters stand between.

    Args:
        view: the text.
        begin: where the first row, or the first chapter's name, stands in it.
        bounds: where its paragraphs end.
        heads: the words above the columns.
    """
    columns = columns_of(heads)
    persons = "person" in columns and columns.index("person") < next(
        (c for c, column in enumerate(columns) if column in UNIT_ROLES), len(columns)
    )
    text, at, number = view.text, begin, 1
    while True:
        named = _CHAPTER.match(text, at)
        at = named.end() if named is not None else at
        opening = _ROW_NUMBER.match(text, at)
        if opening is None or int(opening[1]) != number:
            return
        dated = columns[-1] == "deadline"
        tried = (
            (end, cuts)
            for end, stopped in _ends(text, opening.end(), number + 1, bounds)
            if (cuts := _cells(text, opening.end(), end, persons=persons, dated=dated, stopped=stopped))
        )
        end, cuts = next(tried, (at, []))
        if not cuts:
            return
        chapter = parse_label(named[0]) if named is not None else None
        cells = [view.slice(a, b) for a, b in cuts]
        yield _RawRow(view.slice(at, at + len(str(number))), cells, chapter, end)
        at, number = end, number + 1


def _ends(text: str, start: int, following: int, bounds: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Give where a row may end, the likeliest first, and whether its task then ends in a stop.

    It does before the next number, or the chapter's name before that; the last one does with a paragraph, where units
    behind a stop are told with more certainty than those that nothing parts from the task.
    """
    last = start + _LONGEST_ROW
    for found in _numbers(text, following, start, last):
        named = _CHAPTER_BEFORE.search(text, max(start, found - _LONGEST_CHAPTER), found)
        for end in (named.start() if named is not None else found, found):
            yield end, True
            yield end, False
    ends = bounds[bisect_left(bounds, start + 1) : bisect_left(bounds, last)]
    yield from ((end, stopped) for stopped in (True, False) for end in ends)


def _numbers(text: str, number: int, start: int, end: int) -> Iterator[int]:
    """Give where a row of a number may open within [start, end) of a text."""
    for found in _ROW_NUMBER.finditer(text, start, end):
        if int(found[1]) == number:
            yield found.start()


def _cells(
    text: str, start: int, end: int, *, persons: bool, dated: bool, stopped: bool
) -> list[tuple[int, int]] | None:
    """Cut a row behind its number into its task and the cells behind that; None where they do not read as such.

    Either the task ends in a stop (`stopped`), or nothing parts it from what stands behind.
    """
    # A list of units may end in a stop.
    end -= text[end - 1] in "。；"
    stop = max(text.rfind("。", start, end), text.rfind("；", start, end))
    if (stop > start and stop + 1 < end) is not stopped:
        return None
    if stopped:
        begins: Sequence[int] = (stop + 1,)
    else:
        begins = [
            at for at in range(start + _SHORTEST_TASK, end - 1) if text[at] in LEVEL_WORDS or text[at] == "各"
        ]
    for begin in begins:
        behind = _behind_task(text, begin, end, persons=persons, dated=dated, stopped=stopped)
        if behind and persons and not stopped and (person := _LAST_PERSON.search(text[start:begin])):
            behind.insert(0, (start + person.start(), begin))
        if behind:
            return [(start, behind[0][0]), *behind]
    return None


def _behind_task(
    text: str, start: int, end: int, *, persons: bool, dated: bool, stopped: bool
) -> list[tuple[int, int]] | None:
    """Cut what stands behind a task into cells; None where it does not read as units, persons and deadlines.

    Behind a full stop (`stopped`) a name that begins with 各 may be misprinted.
    """
    cells: list[tuple[int, int]] = []
    if persons and (person := _PERSON.match(text, start, end)):
        cells.append(person.span())
        start = person.end()
    due = _DUE.search(text[start:end]) if dated else None
    last = end if due is None or not due[0] else start + due.start()
    at = start
    for first, stop in split_at(text, start, last, "、，"):
        parts = [first, *(first + new.start() for new in _NEW_BODY.finditer(text[first:stop])), stop]
        for a, b in pairwise(parts):
            names = [a + begin for begin in run_together(text[a:b])] or [a]
            if len(names) == 1 and kind_of(text[a:b]) is None and not (stopped and text[a] == "各"):
                return None
            for name in names:
                if name > first:
                    cells.append((at, name))
                    at = name
    if at < last:
        cells.append((at, last))
    if last < end:
        cells.append((last, end))
    units = any(kind_of_cell(text[a:b]) == "unit" for a, b in cells)
    return cells if units else None
