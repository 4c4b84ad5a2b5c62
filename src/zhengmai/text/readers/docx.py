"""DOCX: paragraphs with their printed numbering, and tables with merged cells.

Entry point: `read_text`. The parser of python-docx resolves no entities, so no file can reach outside itself.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.oxml.ns import qn

from zhengmai.errors import Bilingual, InputError
from zhengmai.text.readers.archive import open_archive
from zhengmai.text.readers.blocks import render
from zhengmai.text.readers.docx_numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from zhengmai.text.readers.blocks import Block, Rows

_TEXT = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): " "}
# Deleted text, what only other programs show, and properties, which hold marks but no text.
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"),
            "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}  # fmt: skip
_TEXT_BOX = qn("w:txbxContent")
# Elements around paragraphs and tables that say nothing about the text.
_WRAPPERS = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")}
_MOST_COLUMNS = 200
_DEEPEST = 60


def read_text(data: bytes, name: str) -> str:
    """Give the text of a DOCX file.

    Args:
        data: the file's bytes.
        name: its name, for errors.

    Returns:
        Paragraphs on lines of their own, each with the numbering label that Word prints before it; tables as
        `render` gives them. Page headers, footers, notes, comments and deleted text are left out.

    Raises:
        InputError: the file is broken, encrypted, or expands beyond the limits.
    """
    open_archive(data, name).close()
    try:
        return render(_Body(docx.Document(io.BytesIO(data))).blocks())
    except Exception as error:  # python-docx and lxml raise what their parsing meets
        cause = Bilingual(
            f"DOCX 文件已损坏（{error}）", f"is a broken DOCX file ({type(error).__name__}: {error})"
        )
        raise InputError(name, cause) from error


class _Body:
    """The body of a document, read once from its beginning to its end, since numbering counts along."""

    def __init__(self, document: docx.document.Document) -> None:
        parts = {
            part.reltype.rpartition("/")[2]: part
            for part in document.part.rels.values()
            if not part.is_external
        }
        numbering, styles = (
            getattr(parts[kind].target_part, "element", None) if kind in parts else None
            for kind in ("numbering", "styles")
        )
        self._numbering = Numbering(numbering, styles)
        self._body: _Element = document.element.body

    def blocks(self) -> Iterator[Block]:
        return self._blocks(self._body, 0)

    def _blocks(self, parent: _Element, depth: int) -> Iterator[Block]:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                yield self._table(child, depth)
            elif child.tag in _WRAPPERS and depth < _DEEPEST:
                yield from self._blocks(child, depth + 1)

    def _paragraph(self, paragraph: _Element, depth: int) -> Iterator[Block]:
        label = self._numbering.label(paragraph)
        boxes: list[_Element] = []
        text = "".join(_runs(paragraph, boxes))
        # A text box, as the red head of a document often is one, stands where it is anchored.
        for box in boxes:
            if depth < _DEEPEST:
                yield from self._blocks(box, depth + 1)
        if text.strip() or label:
            yield label + text.lstrip(" \t")

    def _table(self, table: _Element, depth: int) -> Rows:
        rows: Rows = []
        above: dict[int, str] = {}
        for row in _children(table, qn("w:tr")):
            properties = row.find(qn("w:trPr"))
            cells = [""] * _number(properties, "w:gridBefore", 0)
            merged: dict[int, str] = {}
            for cell in _children(row, qn("w:tc")):
                column = len(cells)
                own = cell.find(qn("w:tcPr"))
                merge = own.find(qn("w:vMerge")) if own is not None else None
                text = self._cell(cell, depth)
                if merge is not None:
                    if merge.get(qn("w:val"), "continue") == "continue":
                        text = above.get(column, text)
                    merged[column] = text
                cells += [text, *[""] * (_number(own, "w:gridSpan", 1) - 1)]
            above = merged
            rows.append(cells[:_MOST_COLUMNS])
        return rows

    def _cell(self, cell: _Element, depth: int) -> str:
        if depth >= _DEEPEST:
            return ""
        lines: list[str] = []
        for block in self._blocks(cell, depth + 1):
            lines += [block] if isinstance(block, str) else [text for row in block for text in row if text]
        return "\n".join(lines)


def _runs(paragraph: _Element, boxes: list[_Element]) -> Iterator[str]:
    """Give the pieces of a paragraph's text; text boxes are collected, not read."""
    stack = [iter(paragraph)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _TEXT_BOX:
            boxes.append(child)
        elif child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _TEXT:
            yield _TEXT[child.tag]
        elif child.tag == qn("w:sym"):
            yield ""
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            stack.append(iter(child))


def _children(parent: _Element, tag: str) -> Iterator[_Element]:
    """Give the children of a kind, also those inside content controls."""
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            stack.append(iter(child))


def _number(properties: _Element | None, name: str, default: int) -> int:
    found = properties.find(qn(name)) if properties is not None else None
    text = found.get(qn("w:val"), "") if found is not None else ""
    return min(int(text), _MOST_COLUMNS) if text.isascii() and text.isdigit() else default
