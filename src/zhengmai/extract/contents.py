"""Tables of contents: lists of headings before the text that they announce, which set no tasks themselves.

Entry point: `contents_lines`. A list is known by its entries, which come again as headings below it; the word 目录
above it, leaders and page numbers may stand or be lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.text.view import View

_LONGEST_ENTRY = 45
# A list of fewer numbered entries may be headings that follow each other in the text.
_FEWEST_ENTRIES = 3
_TITLE = re.compile(r"目[录次]")
_LEADER = re.compile(r"[.…·⋯。—－-]*[（(]?\d{1,3}[）)]?$|[.…·⋯。]{2,}$")
_SENTENCE = re.compile(r"[。；：]")
_LOST_STOP = re.compile(r"\d{1,2}(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class _Line:
    """A line as an entry of a list: what it says without number, leader and page."""

    words: str
    labelled: bool
    short: bool


def contents_lines(views: Sequence[View]) -> set[int]:
    """Find the lines that belong to a table of contents.

    Args:
        views: paragraphs of a text in order, tables left out or known by their cells.

    Returns:
        Their indexes; empty where the text has no such list.
    """
    lines = [_line(view) for view in views]
    last = {line.words: i for i, line in enumerate(lines)}
    found: set[int] = set()
    for begin, end in _runs(lines):
        found |= _listed(lines, begin, end, last)
    return found | {i - 1 for i in found if i and _TITLE.fullmatch(views[i - 1].text)}


def _line(view: View) -> _Line:
    text = view.text
    # A longer line is no entry, whatever it ends in.
    leader = _LEADER.search(text) if len(text) <= _LONGEST_ENTRY else None
    body = text[: leader.start()] if leader and leader.start() else text
    label = parse_label(text)
    bare = _LOST_STOP.match(text)
    skipped = label.length if label else bare.end() if bare else 0
    words = _SENTENCE.split(body[skipped:], maxsplit=1)[0]
    short = view.cell is None and len(text) <= _LONGEST_ENTRY and not _SENTENCE.search(body)
    return _Line(words if len(words) >= 2 else "", skipped > 0, short)


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Give the unbroken runs of short lines as [begin, end)."""
    begin = 0
    for i in range(len(lines) + 1):
        if i < len(lines) and lines[i].short:
            continue
        if i - begin > _FEWEST_ENTRIES:
            yield begin, i
        begin = i + 1


def _listed(lines: Sequence[_Line], begin: int, end: int, last: dict[str, int]) -> set[int]:
    seen: dict[str, int] = {}
    for i in range(begin, end):
        words = lines[i].words
        first = seen.setdefault(words, i) if words else i
        # Where the first heading of the text follows the list at once, the list ends before it.
        if first < i and lines[i].labelled and _entries(lines, first, i) >= _FEWEST_ENTRIES:
            return set(range(first, i))
    entries = [i for i in range(begin, end) if lines[i].labelled and lines[i].words]
    again = [i for i in entries if last[lines[i].words] >= end]
    if len(again) >= _FEWEST_ENTRIES and len(again) * 5 >= len(entries) * 3:
        return set(range(again[0], entries[-1] + 1))
    return set()


def _entries(lines: Sequence[_Line], begin: int, end: int) -> int:
    return len({line.words for line in lines[begin:end] if line.labelled})
