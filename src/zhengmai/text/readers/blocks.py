"""Paragraphs and tables of a document as one text, in the form that `zhengmai.text.grid` reads back.

Entry point: `render`.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A table as rows of cells; the text of a merged cell stands in each row that it spans.
Rows = list[list[str]]
Block = str | Rows

_SPACE = re.compile(r"[ \t\x00-\x08\x0b-\x1f\x7f\u00a0]+")
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
# Labels of the table of metadata that stands above a document on its web page.
METADATA = re.compile(
    r"(?:索引号|索取号|发文字号|公文字号|文号|发文机关|制发机关|发布机构|成文日期|发文日期|发布日期|主题分类|主题词)[：:]?"
)


def render(blocks: Iterable[Block]) -> str:
    """Give one text of paragraphs and tables.

    Args:
        blocks: paragraphs (further lines are kept) and tables in reading order.

    Returns:
        Paragraphs on lines of their own. A table of at least two rows and columns has each cell on a line that begins
        with a TAB and a blank line before each row; a table of labels and values has one row a line.
    """
    chunks: list[str] = []
    for block in blocks:
        lines = _paragraph(block) if isinstance(block, str) else _table(block)
        if lines:
            chunks.append("\n".join(lines))
    text = "\n".join(chunks).strip("\n")
    return text + "\n" if text else ""


def clean(text: str) -> str:
    """Give a text without control characters, tabs and blank lines; lines are stripped of spaces at their ends."""
    return "\n".join(_paragraph(text))


def _paragraph(text: str) -> list[str]:
    lines = (_SPACE.sub(" ", line).strip(" ") for line in _BREAK.split(text))
    return [line for line in lines if line.strip()]


def _table(rows: Rows) -> list[str]:
    cells = [[clean(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    width = max((len(row) for row in cells), default=0)
    used = [c for c in range(width) if any(c < len(row) and row[c] for row in cells)]
    cells = [[row[c] if c < len(row) else "" for c in used] for row in cells]
    if len(used) < 2 or len(cells) < 2:
        return [line for row in cells for cell in row if cell for line in cell.split("\n")]
    if _is_metadata(cells):
        return [" ".join(cell.replace("\n", "") for cell in row if cell) for row in cells]
    # The blank line behind the last row keeps two tables apart.
    return [*(line for row in cells for line in ("", *("\t" + cell for cell in row))), ""]


def _is_metadata(cells: Rows) -> bool:
    """Tell a table of labels and values: its columns alternate, and it holds two or more of the usual labels."""
    labels = [cell for row in cells for cell, _ in zip_longest(row[::2], row[1::2]) if cell]
    known = sum(METADATA.fullmatch(re.sub(r"\s", "", cell)) is not None for cell in labels)
    return known >= 2 or (len(labels) > 1 and all(cell.endswith(("：", ":")) for cell in labels))
