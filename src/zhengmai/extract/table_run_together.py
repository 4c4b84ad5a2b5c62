"""Rows of task tables of which a copy lost all marks between cells: 1新增企业100户。王某市工信局市财政局、市税务局2….

Entry point: `table_without_marks`. A row is known by the next number, and only where all behind its task reads as
units, a person or a deadline; its cells end where a name begins without a mark before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.rules import load_rules
from zhengmai.extract.table_cells import fit, kind_of_cell
from zhengmai.extract.table_heads import COLUMN_WORDS, RUN_TOGETHER
from zhengmai.extract.table_rows import UNIT_ROLES, Row, Table, columns_of, read_row
from zhengmai.extract.unit_names import LEVEL_WORDS, kind_of, run_together, split_at
from zhengmai.text.numbering import Label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.text.view import View

# So much may stand before the head row of a table that a copy put on one line.
_LONGEST_TITLE = 50
_SERIAL = re.compile("序[号次列]|编号|项次|ID")
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
_NEW_BODY = re.compile("(?<=[局委办厅部会院心队社司])(?=各(?:[省市县区州旗镇乡街]|有关|相关))")


def table_without_marks(views: Sequence[View], at: int) -> Table | None:
    """Read a table of which the copy lost all marks between cells; None where no two rows can be told."""
    serial = _SERIAL.search(views[at].text, 0, _LONGEST_TITLE) if views[at].cell is None else None
    head = RUN_TOGETHER.match(views[at].text, serial.start()) if serial is not None else None
    heads = _heads_of(head[0]) if head is not None else None
    if head is None or heads is None or "。" in views[at].text[: head.start()]:
        return None
    columns = columns_of(heads)
    rows: list[Row] = []
    begin, end = head.end(), at
    while end < len(views) and begin <= len(views[end]):
        found = list(_rows_of(views[end], begin, len(rows) + 1, heads))
        if not found and (end > at or begin < len(views[end])):
            break
        for number, *cells in found:
            label = Label("serial", len(rows) + 1, len(number), number.text)
            fitted, _, _ = fit(cells, columns[1:], heads[1:])
            row = tuple(fitted)
            rows.append(replace(read_row(label, row, columns[1:], -1), cells=(number, *row)))
        begin, end = 0, end + 1
    return Table(columns, tuple(heads), tuple(rows), at, end) if len(rows) > 1 else None


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


def _rows_of(view: View, begin: int, number: int, heads: Sequence[str]) -> Iterator[list[View]]:
    """Cut a paragraph into rows, each a number, its task and the cells behind it.

    Args:
        view: the paragraph.
        begin: where the first row's number stands in it.
        number: the number that the first row must have.
        heads: the words above the columns.
    """
    columns = columns_of(heads)
    persons = "person" in columns and columns.index("person") < next(
        (c for c, column in enumerate(columns) if column in UNIT_ROLES), len(columns)
    )
    text, at = view.text, begin
    while (opening := _number(number).match(text, at)) is not None:
        ends = [found.start() for found in _number(number + 1).finditer(text, opening.end())]
        # Behind the last row nothing may follow.
        for end in (*(end for end in ends if end - at <= _LONGEST_ROW), len(text)):
            cuts = _cells(text, opening.end(), end, persons=persons, dated=columns[-1] == "deadline")
            if cuts is not None:
                break
        else:
            return
        yield [view.slice(at, at + len(str(number))), *(view.slice(a, b) for a, b in cuts)]
        at, number = end, number + 1


def _number(number: int) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.]){number}[.、]?(?=[\u4e00-\u9fff“《])(?!{_COUNTED})")


def _cells(text: str, start: int, end: int, *, persons: bool, dated: bool) -> list[tuple[int, int]] | None:
    """Cut a row behind its number into its task and the cells behind that; None where they do not read as such."""
    # A list of units may end in a stop.
    end -= text[end - 1] in "。；"
    stop = max(text.rfind("。", start, end), text.rfind("；", start, end))
    stopped = stop > start and stop + 1 < end
    if stopped:
        begins: Sequence[int] = (stop + 1,)
    else:
        begins = [
            at for at in range(start + _SHORTEST_TASK, end - 1) if text[at] in LEVEL_WORDS or text[at] == "各"
        ]
    for begin in begins:
        behind = _behind_task(text, begin, end, persons=persons, dated=dated)
        if behind and persons and not stopped and (person := _LAST_PERSON.search(text[start:begin])):
            behind.insert(0, (start + person.start(), begin))
        if behind:
            return [(start, behind[0][0]), *behind]
    return None


def _behind_task(
    text: str, start: int, end: int, *, persons: bool, dated: bool
) -> list[tuple[int, int]] | None:
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
            if len(names) == 1 and kind_of(text[a:b]) is None:
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
