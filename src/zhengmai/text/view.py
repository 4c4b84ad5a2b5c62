"""Views of a source text for matching, with the way back to the source.

Entry points: `SourceText`, `View`. A view leaves characters out (white space, page headers) and replaces
characters one for one (simplification, full-width punctuation), so every offset in it maps to exactly one
code point of the source.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Script = Literal["Hans", "Hant"]


class Span(NamedTuple):
    """A half-open range [start, end) in Unicode code points of the source text."""

    start: int
    end: int


class Cell(NamedTuple):
    """The place of a table's cell; each number counts from 0.

    Attributes:
        table: number of the table in the text.
        row: number of the row in the table, head rows included.
        column: number of the column.
    """

    table: int
    row: int
    column: int


@dataclass(frozen=True)
class SourceText:
    """A document's text, untouched.

    Attributes:
        name: the file's name.
        text: what spans count: the decoded text, or for a format that is no plain text what its reader yields,
            which is the same for equal bytes.
        sha256: of the file's bytes, 64 hexadecimal digits.
        encoding: what the bytes were decoded with; for a format that is no plain text its name ("docx", "pdf").
        script: ISO 15924 code of the characters, Hans or Hant.
    """

    name: str
    text: str
    sha256: str
    encoding: str
    script: Script

    @cached_property
    def key(self) -> str:
        """First 12 digits of the sha256: the copy's identifier."""
        return self.sha256[:12]

    def quote(self, span: Span) -> str:
        """Give the source's own characters of a span."""
        return self.text[span.start : span.end]


def sha256_of(data: bytes) -> str:
    """Give the sha256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class View:
    """Some characters of a source text, for matching.

    Attributes:
        text: folded: simplified, without white space inside Chinese, full-width punctuation, ASCII digits.
        printed: as printed, but simplified and without white space; as long as `text`.
        offsets: for each character its offset in the source, strictly rising.
        cell: the cell that the characters stand in; None outside tables.
        glued: offsets of characters that nothing but hidden ones part from the character before.
    """

    text: str
    printed: str
    offsets: Sequence[int]
    cell: Cell | None = None
    glued: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, end: int | None = None) -> View:
        """Give a part of the view; offsets are those of the view."""
        return View(
            self.text[start:end], self.printed[start:end], self.offsets[start:end], self.cell, self.glued
        )

    def followed_by(self, other: View) -> View:
        """Give this view and one behind it as one; both stand in the same text, in no cell."""
        return View(
            self.text + other.text,
            self.printed + other.printed,
            (*self.offsets, *other.offsets),
            glued=self.glued,
        )

    def parted(self, at: int) -> bool:
        """Tell whether white space stands in the source before a character that is not the first one."""
        offsets = self.offsets
        return offsets[at] - offsets[at - 1] > 1 and offsets[at] not in self.glued

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Give the source span of a part of the view.

        Raises:
            ValueError: the part is empty, so it has no place in the source.
        """
        stop = len(self.text) if end is None else end
        if start >= stop:
            raise ValueError(f"empty part [{start}, {stop}) of a view has no span")
        return Span(self.offsets[start], self.offsets[stop - 1] + 1)
