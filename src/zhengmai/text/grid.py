"""Tables inside a text: where each cell stands.

Entry point: `find_cells`. Three forms of tables are known:

* one cell a line, each line beginning with a TAB, an empty cell being a lone TAB, further lines of a cell without
  a TAB, and a blank line before each row: so the readers of all formats give tables, with the text of a merged
  cell in each row that it spans;
* lines of cells set apart by TABs, below a line of short column heads;
* Markdown's pipe tables (GitHub Flavored Markdown 0.29, 4.10), and rows of cells between pipes without the
  delimiter row, below a head that names a column of units.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from zhengmai.text.view import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A piece of a line: start, end, and the cell it belongs to (None: it holds no text).
Piece = tuple[int, int, Cell | None]

LONGEST_HEAD = 14
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
# A head names a column: no punctuation of running text, not a mere number.
_NO_HEAD = re.compile(r"[。；：，、！？:;|]|^[\d.]+$")
_PIPE = re.compile(r"(?<!\\)\|")
# A head row that no delimiter follows is one where a column holds units or deadlines; menus of web pages are none.
_UNIT_HEAD = re.compile(
    r"(?:责任|牵头|配合|承办|主办|协办|实施|落实|负责|参与|协同|主管)\S{0,6}(?:单位|部门|主体|科室|处室|股室)(?:（\S{1,6}）)?"
)


# A cell that a spreadsheet copied with its line breaks: "1.做好甲。 | 2.做好乙。".
_OPEN_QUOTE = re.compile(r'(?:^|\t)"[^"\t]*$')
_CLOSING_QUOTE = re.compile(r'^[^"\t]*"[ ]*(?:\t|$)')
_MOST_QUOTED_LINES = 40


class _Line(NamedTuple):
    """A line that is not blank; `gap` counts the blank lines before it, `text` is without the line break."""

    start: int
    end: int
    gap: int
    text: str

    @property
    def flat(self) -> bool:
        """Whether it begins a cell of a flattened table."""
        return self.text.lstrip(" ").startswith("\t") and "\t" not in self.text.strip()

    @property
    def tabbed(self) -> bool:
        """Whether tabs part it."""
        return "\t" in self.text.strip(" ") and not self.flat


def find_cells(text: str) -> dict[int, list[Piece]]:
    """Find the cells of all tables of a text.

    Args:
        text: any text; offsets are its code points.

    Returns:
        For each line of a table, known by where it starts, its pieces in order. Work grows linearly with the text.
    """
    if "\t" not in text and "|" not in text:
        return {}
    lines = list(_lines(text))
    found: dict[int, list[Piece]] = {}
    tables = 0
    i = 0
    while i < len(lines):
        table: list[list[Piece]] = []
        stop = i + 1
        if lines[i].flat:
            stop, table = _flattened(lines, i, tables)
        elif i + 1 < len(lines) and _is_delimiter(lines[i + 1]) and "|" in lines[i].text:
            stop, table = _piped(lines, i, tables)
        elif "|" in lines[i].text and _UNIT_HEAD.search(lines[i].text):
            stop, table = _bare_piped(lines, i, tables)
        elif lines[i].tabbed:
            stop, table = _separated(lines, i, tables)
        if table:
            found.update((line.start, pieces) for line, pieces in zip(lines[i:stop], table, strict=True))
            tables += 1
        i = stop
    return found


def _lines(text: str) -> Iterator[_Line]:
    last_end = 0
    gap = 1
    for match in _LINE.finditer(text):
        gap += max(0, text.count("\n", last_end, match.start()) - 1)
        last_end = match.end()
        if not match[0].strip() and "\t" not in match[0]:
            gap += 1
            continue
        yield _Line(match.start(), match.end(), gap, match[0])
        gap = 0


def _flattened(lines: Sequence[_Line], first: int, table: int) -> tuple[int, list[list[Piece]]]:
    """Read a run of cells on lines of their own; it is a table where all its blocks hold whole rows."""
    blocks: list[int] = []
    numbers: list[int] = []
    cell = -1
    i = first
    while i < len(lines):
        line = lines[i]
        if i > first and (line.tabbed or line.gap > 1 or (line.gap == 1 and not line.flat)):
            break
        if i == first or line.gap:
            blocks.append(0)
        if line.flat:
            blocks[-1] += 1
            cell += 1
        numbers.append(cell)
        i += 1
    columns = blocks[0]
    if columns < 2 or sum(blocks) < 2 * columns or any(count % columns for count in blocks):
        return i, []
    return i, [
        [(line.start, line.end, Cell(table, *divmod(number, columns)))]
        for line, number in zip(lines[first:i], numbers, strict=True)
    ]


def _separated(lines: Sequence[_Line], first: int, table: int) -> tuple[int, list[list[Piece]]]:
    """Read lines of cells set apart by tabs."""
    heads = _fields(lines[first], re.compile("\t"))
    words = [lines[first].text[s:e].strip() for s, e in heads]
    if not all(word and len(word) <= LONGEST_HEAD and not _NO_HEAD.search(word) for word in words):
        return first + 1, []
    rows = [heads]
    # For each line the row that it stands in, and the column of its first field.
    places = [(0, 0)]
    i = first + 1
    while i < len(lines) and "\t" in lines[i].text and lines[i].gap <= 1:
        last = _end_of_quoted(lines, i)
        fields_of = [_fields(line, re.compile("\t")) for line in lines[i : last + 1]]
        columns = [0, *accumulate(len(fields) - 1 for fields in fields_of)]
        if columns[-1] >= len(heads):
            break
        rows += [
            _without_quotes(
                lines[k].text,
                fields,
                goes_on=_OPEN_QUOTE.search(lines[k].text) is not None and k < last,
                continues=k > i,
            )
            for k, fields in enumerate(fields_of, start=i)
        ]
        places += [(places[-1][0] + 1, column) for column in columns[:-1]]
        i = last + 1
    # Where a row breaks off and text follows, cells run over several lines: which of them, nobody can tell.
    cut = i < len(lines) and lines[i].gap <= 1 and places[-1][1] + len(rows[-1]) < len(heads)
    if len(rows) < 2 or cut:
        return i, []
    return i, [
        [(line.start + s, line.start + e, Cell(table, row, column + c)) for c, (s, e) in enumerate(fields)]
        for line, fields, (row, column) in zip(lines[first:i], rows, places, strict=True)
    ]


def _end_of_quoted(lines: Sequence[_Line], first: int) -> int:
    """Give the last line of a row of which a spreadsheet wrote a cell of several lines in quotation marks."""
    is_open = _OPEN_QUOTE.search(lines[first].text) is not None
    for i in range(first + 1, min(len(lines), first + _MOST_QUOTED_LINES)):
        if not is_open or lines[i].gap > 1:
            break
        if _CLOSING_QUOTE.search(lines[i].text) and _OPEN_QUOTE.search(lines[i].text) is None:
            return i
    return first


def _without_quotes(
    text: str, fields: Sequence[tuple[int, int]], *, goes_on: bool, continues: bool
) -> list[tuple[int, int]]:
    """Leave the quotation marks out that enclose cells of a spreadsheet.

    Args:
        text: the line.
        fields: its fields.
        goes_on: whether the last field goes on in the next line.
        continues: whether the first field began in the line before.
    """
    found = list(fields)
    if goes_on and found:
        start, end = found[-1]
        found[-1] = (text.index('"', start) + 1, end)
    if continues and found:
        start, end = found[0]
        stop = text.rfind('"', start, end)
        found[0] = (start, end if stop < 0 else stop)
    return found


def _piped(lines: Sequence[_Line], first: int, table: int) -> tuple[int, list[list[Piece]]]:
    """Read a Markdown table: its head, the delimiter row, and rows up to a line without a pipe."""
    i = first + 2
    while i < len(lines) and "|" in lines[i].text and not lines[i].gap:
        i += 1
    rows = [_fields(line, _PIPE) for line in lines[first:i]]
    pieces = _pieces([lines[first], *lines[first + 2 : i]], [rows[0], *rows[2:]], table)
    delimiter: list[Piece] = [(lines[first + 1].start, lines[first + 1].start, None)]
    return i, [pieces[0], delimiter, *pieces[1:]]


def _bare_piped(lines: Sequence[_Line], first: int, table: int) -> tuple[int, list[list[Piece]]]:
    """Read rows of cells between pipes without a delimiter row: short heads, and rows of no more cells."""
    heads = _cells_of(lines[first])
    words = [lines[first].text[s:e].strip() for s, e in heads]
    named = any(_UNIT_HEAD.fullmatch(re.sub(r"\s", "", word)) for word in words)
    if (
        len(words) < 2
        or not named
        or not all(w and len(w) <= LONGEST_HEAD and not _NO_HEAD.search(w) for w in words)
    ):
        return first + 1, []
    rows = [heads]
    i = first + 1
    while i < len(lines) and "|" in lines[i].text and lines[i].gap <= 1:
        fields = _cells_of(lines[i])
        if not 2 <= len(fields) <= len(heads):
            break
        rows.append(fields)
        i += 1
    return (i, _pieces(lines[first:i], rows, table)) if len(rows) > 1 else (i, [])


def _cells_of(line: _Line) -> list[tuple[int, int]]:
    """Give the cells between pipes; only the pipe at the line's end encloses, an empty first cell is one."""
    cuts = [m.start() for m in _PIPE.finditer(line.text)]
    fields = list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(line.text)], strict=True))
    if line.text.lstrip().startswith("|"):
        fields = fields[1:]
    return fields[:-1] if len(fields) > 1 and not line.text[slice(*fields[-1])].strip() else fields


def _is_delimiter(line: _Line) -> bool:
    return not line.gap and "-" in line.text and "|" in line.text and set(line.text) <= set("|-: \t")


def _fields(line: _Line, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Give the fields of a line as offsets in it; outer pipes enclose, they part nothing."""
    cuts = [(m.start(), m.end()) for m in separator.finditer(line.text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(line.text)]
    fields = list(zip(starts, ends, strict=True))
    if separator is _PIPE:
        fields = fields[1:] if not line.text[slice(*fields[0])].strip() else fields
        fields = fields[:-1] if fields and not line.text[slice(*fields[-1])].strip() else fields
    return fields


def _pieces(lines: Sequence[_Line], rows: Sequence[list[tuple[int, int]]], table: int) -> list[list[Piece]]:
    return [
        [(line.start + s, line.start + e, Cell(table, r, c)) for c, (s, e) in enumerate(fields)]
        or [(line.start, line.start, None)]
        for r, (line, fields) in enumerate(zip(lines, rows, strict=True))
    ]
