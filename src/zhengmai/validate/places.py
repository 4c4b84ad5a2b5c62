"""Where in a file a finding is: line and column beside the offsets of its anchors.

Entry points: `LineIndex`, `locate`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhengmai.validate.findings import Finding

# What ends a line in an editor; the form feeds and separators of Unicode do not.
_BREAK = re.compile(r"\r\n|\n|\r")


class LineColumn(NamedTuple):
    """A position as editors count: line and column from 1, columns in Unicode code points."""

    line: int
    column: int


@dataclass(frozen=True)
class Place:
    """A place that a finding is about.

    Attributes:
        file: name of the file as it was given.
        start: offset of the first character, in Unicode code points of the source text.
        end: offset behind the last character.
        first: line and column of the first character; None: the text is not at hand.
        last: line and column behind the last character.
        quote: the characters in between.
        line_text: the line that `first` stands in, without its end; empty: the text is not at hand.
        in_file: whether offsets and lines are those of the file itself, as in plain text; else they are those of
            the text that was read from it (HTML, DOCX, PDF).
    """

    file: str
    start: int
    end: int
    first: LineColumn | None
    last: LineColumn | None
    quote: str
    line_text: str
    in_file: bool


class LineIndex:
    """Turns offsets of a text into lines and columns.

    Args:
        text: the source text; lines end at CR LF, LF or CR.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        breaks = list(_BREAK.finditer(text))
        self._starts = [0, *(found.end() for found in breaks)]
        self._ends = [*(found.start() for found in breaks), len(text)]

    def position(self, offset: int) -> LineColumn:
        """Give line and column of an offset, which is at most the length of the text."""
        number = bisect_right(self._starts, offset) - 1
        return LineColumn(number + 1, offset - self._starts[number] + 1)

    def line(self, number: int) -> str:
        """Give a line, counted from 1, without what ends it."""
        return self._text[self._starts[number - 1] : self._ends[number - 1]]


def locate(
    finding: Finding,
    file: str,
    indexes: Mapping[str, LineIndex],
    lengths: Mapping[str, int],
    *,
    in_file: bool,
) -> tuple[Place, ...]:
    """Give the places of a finding, in the order of the text.

    Args:
        finding: with anchors.
        file: the file that was checked.
        indexes: of the texts at hand, by the first 12 digits of their copy's sha256.
        lengths: of the same texts, in code points.
        in_file: whether those texts are the file itself.
    """
    places: list[Place] = []
    for anchor in finding.anchors:
        index = indexes.get(anchor.copy)
        # An anchor may be the very thing that is wrong: it can point behind the end of the text.
        if index is None or not 0 <= anchor.start < anchor.end <= lengths[anchor.copy]:
            places.append(Place(file, anchor.start, anchor.end, None, None, anchor.quote, "", in_file=False))
            continue
        first, last = index.position(anchor.start), index.position(anchor.end)
        line = index.line(first.line)
        places.append(Place(file, anchor.start, anchor.end, first, last, anchor.quote, line, in_file))
    return tuple(places)
