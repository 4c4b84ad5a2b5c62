"""PDF with text: lines in reading order, without page headers and numbers; tables with ruling lines row by row.

Entry point: `read_text`.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from zhengmai.errors import Bilingual, InputError
from zhengmai.text.numbering import parse_label
from zhengmai.text.readers.blocks import render
from zhengmai.text.readers.pdf_grid import Grid, Line, find_grids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhengmai.text.readers.blocks import Block, Rows

_MOST_PAGES = 2000
_MOST_CHARACTERS = 200_000
# Lines thinner than this rule; boxes thicker than this have edges that do.
_THIN = 3.0
# What word processors leave free beside a cell's border: 0.19 cm.
_PADDING = 5.4
# How many lines at the top and at the bottom of a page may be its header and footer.
_EDGE = 3
_PAGE_NUMBER = re.compile(
    r"(?:PAGE)?[-—–－·•]{0,3}\d{1,4}[-—–－·•]{0,3}|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}",
    re.IGNORECASE,
)
# A scan has pictures for pages, with at most a stamp's or a scanner's few characters.
_FEWEST = 10


class _Char(NamedTuple):
    """A character and its box in points from the page's top left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class _Text:
    """A printed line: its text, its box, and the height of its letters."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


@dataclass(frozen=True)
class _Table:
    """A table on one page: rows, its top, and the places of its columns."""

    rows: Rows
    y0: float
    columns: int


_Part = _Text | _Table


def read_text(data: bytes, name: str) -> str:
    """Give the text of a PDF.

    Args:
        data: the file's bytes.
        name: its name, for errors.

    Returns:
        Printed lines, those that fill the column joined to the next; page headers, footers and page numbers are left
        out; tables with ruling lines as `render` gives them, one that goes on overleaf as one table.

    Raises:
        InputError: the file is broken, encrypted, a scan without text, or has too many pages.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise InputError(name, _open_error(error)) from error
    try:
        count = len(document)
        if count > _MOST_PAGES:
            zh, en = (
                f"PDF 有 {count} 页，上限 {_MOST_PAGES} 页",
                f"the PDF has {count} pages, at most {_MOST_PAGES} are read",
            )
            raise InputError(name, Bilingual(zh, en))
        pages = [_read_page(document, index) for index in range(count)]
    except (pdfium.PdfiumError, ValueError, OverflowError) as error:
        raise InputError(
            name, Bilingual(f"PDF 文件已损坏（{error}）", f"is a broken PDF file ({error})")
        ) from error
    finally:
        document.close()
    text = render(_joined(_without_margins(pages)))
    if sum(not c.isspace() for c in text) < _FEWEST:
        cause = Bilingual(
            "PDF 里没有文字，多半是扫描件；请先做文字识别（OCR）",
            "the PDF holds no text; it is most likely a scan: run OCR on it first",
        )
        raise InputError(name, cause)
    return text


def _open_error(error: pdfium.PdfiumError) -> Bilingual:
    if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
        return Bilingual("PDF 已加密，需要密码", "the PDF is encrypted and needs a password")
    return Bilingual("是已损坏的 PDF 文件，无法打开", "is a broken PDF file that cannot be opened")


def _read_page(document: pdfium.PdfDocument, index: int) -> list[_Part]:
    page = document[index]
    try:
        turn = _Turn(page)
        grids = find_grids(*_rules(page, turn))
        loose: list[_Char] = []
        inside: list[dict[tuple[int, int], list[_Char]]] = [{} for _ in grids]
        for char in _characters(page, turn):
            x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
            for grid, cells in zip(grids, inside, strict=True):
                cell = grid.cell_at(x, y)
                if cell is not None:
                    cells.setdefault(cell, []).append(char)
                    break
            else:
                loose.append(char)
        parts: list[_Part] = list(_lines(loose))
        for grid, cells in zip(grids, inside, strict=True):
            parts.append(_Table(_table_rows(grid, cells), grid.ys[0], len(grid.xs) - 1))
        return sorted(parts, key=lambda part: part.y0)
    finally:
        page.close()


class _Turn:
    """Turns a page's coordinates into points from the top left corner of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._rotation = page.get_rotation()

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        if self._rotation == 90:
            return y - self._bottom, x - self._left
        if self._rotation == 180:
            return self._right - x, y - self._bottom
        if self._rotation == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (xa, ya), (xb, yb) = self(left, bottom), self(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _characters(page: pdfium.PdfPage, turn: _Turn) -> Iterator[_Char]:
    text = page.get_textpage()
    try:
        box = pdfium_c.FS_RECTF()
        for i in range(min(text.count_chars(), _MOST_CHARACTERS)):
            code = pdfium_c.FPDFText_GetUnicode(text, i)
            # Surrogates and characters that pdfium made up (spaces, line ends, hyphens) have no place of their own.
            if code <= 0x20 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
                continue
            # The loose box is as wide as the type and as high as its line, whatever little ink a comma has.
            if not pdfium_c.FPDFText_GetLooseCharBox(text, i, ctypes.byref(box)):
                continue
            yield _Char(chr(code), *turn.box(box.left, box.bottom, box.right, box.top))
    finally:
        text.close()


def _lines(chars: Sequence[_Char]) -> Iterator[_Text]:
    """Put characters into printed lines, from top to bottom."""
    tall = [c for c in chars if c.y1 - c.y0 > 0]
    if not tall:
        return
    size = sorted(max(c.x1 - c.x0, c.y1 - c.y0) for c in tall)[len(tall) // 2]
    row: list[_Char] = []
    bottom = top = 0.0
    for char in sorted(chars, key=lambda c: (c.y0 + c.y1) / 2):
        middle = (char.y0 + char.y1) / 2
        # Full stops stand low and dashes in the middle: a line is known by overlap, not by its letters' height.
        if row and middle - (top + bottom) / 2 > size * 0.6:
            yield _line(row)
            row = []
        if not row:
            top, bottom = char.y0, char.y1
        elif char.y1 - char.y0 > size * 0.5:
            top, bottom = min(top, char.y0), max(bottom, char.y1)
        row.append(char)
    if row:
        yield _line(row)


def _line(chars: Iterable[_Char]) -> _Text:
    ordered = sorted(chars, key=lambda c: (c.x0, c.x1))
    size = sorted(max(c.x1 - c.x0, c.y1 - c.y0) for c in ordered)[len(ordered) // 2]
    printed = ordered[0].text
    for before, char in pairwise(ordered):
        # A bold letter is sometimes printed twice, a hair apart.
        if char.text == before.text and abs(char.x0 - before.x0) < size * 0.15:
            continue
        wide = char.x0 - before.x1 > size * (0.25 if before.text.isascii() and char.text.isascii() else 0.9)
        printed += (" " if wide else "") + char.text
    return _Text(
        printed,
        ordered[0].x0,
        min(c.y0 for c in ordered),
        max(c.x1 for c in ordered),
        max(c.y1 for c in ordered),
        size,
    )


def _rules(page: pdfium.PdfPage, turn: _Turn) -> tuple[list[Line], list[Line]]:
    """Give the horizontal and the vertical lines that a page draws."""
    horizontal: list[Line] = []
    vertical: list[Line] = []
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=4):
        try:
            x0, y0, x1, y1 = turn.box(*item.get_bounds())
        except pdfium.PdfiumError:
            continue
        if y1 - y0 <= _THIN:
            horizontal.append(Line((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN:
            vertical.append(Line((x0 + x1) / 2, y0, y1))
        else:
            for (ax, ay), (bx, by) in _segments(item, turn):
                if abs(ay - by) <= 1:
                    horizontal.append(Line((ay + by) / 2, min(ax, bx), max(ax, bx)))
                elif abs(ax - bx) <= 1:
                    vertical.append(Line((ax + bx) / 2, min(ay, by), max(ay, by)))
    return horizontal, vertical


def _segments(
    item: pdfium.PdfObject, turn: _Turn
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Give the straight pieces of a path."""
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    at = begin = (0.0, 0.0)
    for i in range(min(pdfium_c.FPDFPath_CountSegments(item), 5000)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, i)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = turn(*matrix.on_point(x.value, y.value))
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield at, point
        at = point
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield at, begin


def _table_rows(grid: Grid, cells: dict[tuple[int, int], list[_Char]]) -> Rows:
    """Give the rows of a table; what spans rows stands in each, what spans columns in the first."""
    right = {owner: grid.xs[column + 1] for (_, column), owner in sorted(grid.merged.items())}
    texts = {cell: "".join(_cell_lines(list(_lines(chars)), right[cell])) for cell, chars in cells.items()}
    rows: Rows = []
    for row in range(len(grid.ys) - 1):
        columns = range(len(grid.xs) - 1)
        owners = [grid.merged[row, column] for column in columns]
        rows.append([texts.get(owners[c], "") if owners[c][1] == c else "" for c in columns])
    return rows


def _cell_lines(lines: Sequence[_Text], right: float) -> Iterator[str]:
    """Give the lines of a cell, joined where one leaves no room for a further character."""
    for i, line in enumerate(lines):
        yield line.text
        if i + 1 < len(lines):
            full = line.x1 >= right - _PADDING - 1.1 * line.size
            yield "" if full and not parse_label(lines[i + 1].text) else "\n"


def _without_margins(pages: Sequence[Sequence[_Part]]) -> Iterator[list[_Part]]:
    """Leave out headers, footers and page numbers: what stands at the edge of most pages, whatever its digits."""
    edges = [_edge(parts) for parts in pages]
    counts = Counter(key for edge in edges for key in {_key(part) for part in edge})
    often = max(2, len(pages) // 2)
    for parts, edge in zip(pages, edges, strict=True):
        margin = {
            id(part)
            for part in edge
            if _PAGE_NUMBER.fullmatch(re.sub(r"\s", "", part.text)) or counts[_key(part)] >= often
        }
        # Between a margin and the text there is nothing: what stands nearer to the text is text.
        yield [part for part in parts if id(part) not in margin]


def _edge(parts: Sequence[_Part]) -> list[_Text]:
    outer = [*parts[:_EDGE], *parts[-_EDGE:]]
    return list({id(part): part for part in outer if isinstance(part, _Text)}.values())


def _key(line: _Text) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", line.text))


def _joined(pages: Iterable[Sequence[_Part]]) -> Iterator[Block]:
    """Give paragraphs and tables over all pages."""
    parts = [part for page in pages for part in page]
    lines = [part for part in parts if isinstance(part, _Text)]
    left, right = _column(lines)
    block: Block | None = None
    before: _Part | None = None
    for part in parts:
        if isinstance(part, _Text):
            if isinstance(before, _Text) and isinstance(block, str) and _runs_on(before, part, left, right):
                block += part.text
            else:
                if block is not None:
                    yield block
                block = part.text
        elif isinstance(before, _Table) and isinstance(block, list) and before.columns == part.columns:
            block = [*block, *part.rows]
        else:
            if block is not None:
                yield block
            block = part.rows
        before = part
    if block is not None:
        yield block


def _column(lines: Sequence[_Text]) -> tuple[float, float]:
    """Give the left and right edge of the text: where most long lines begin and where they end."""
    if not lines:
        return 0.0, 0.0
    widest = max(line.x1 - line.x0 for line in lines)
    long = [line for line in lines if line.x1 - line.x0 > widest * 0.8]
    left = Counter(round(line.x0) for line in long).most_common(1)[0][0]
    return float(left), sorted(line.x1 for line in long)[len(long) // 2]


def _runs_on(before: _Text, line: _Text, left: float, right: float) -> bool:
    """Tell whether a printed line goes on with the one before: that one is full, this one is not indented."""
    # A break leaves less room than the next characters take; after a full stop only a line that is full runs on.
    room = 0.6 if before.text[-1] in "。；：！？" else 2.6
    return (
        before.x1 >= right - room * before.size
        and line.x0 <= left + 0.8 * line.size
        and before.x0 <= left + 3 * before.size
        and abs(before.size - line.size) < 0.25 * max(before.size, line.size)
        and parse_label(line.text) is None
    )
