"""From the lines of a file to logical paragraphs: what belongs together is joined, what is no text is masked.

Entry point: `paragraphs`. Nothing is deleted from the source: a paragraph is a `View`, whose offsets lead back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.text.numbering import parse_label
from zhengmai.text.reader import simplify
from zhengmai.text.view import SourceText, View

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL_TO_ASCII = {0xFF10 + i: 0x30 + i for i in range(10)}
_FULL_TO_ASCII |= {0xFF21 + i: 0x41 + i for i in range(26)}
_FULL_TO_ASCII |= {0xFF41 + i: 0x61 + i for i in range(26)}
_FULL_TO_ASCII |= {ord("％"): ord("%"), ord("．"): ord(".")}
_TO_FULL_PUNCTUATION = {ord(a): ord(b) for a, b in zip("(),:;!?", "（），：；！？", strict=True)}
_FOLD = _FULL_TO_ASCII | _TO_FULL_PUNCTUATION
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
# Lines that are no text: page numbers in their many dresses, rules, picture names.
_NOISE = re.compile(
    r"(?:PAGE)?(?:[-—–－·•]{1,3}\d{1,4}[-—–－·•]{1,3}|PAGE\d{0,4}|第\d{1,4}页(?:[，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}|[-—–－_=*·•]{3,})"
    # Headers and footers of a printed web page: time and title, address and page of pages.
    r"|\d{4}/\d{1,2}/\d{1,2}[， ]?\d{1,2}:\d{2}.{0,120}|(?:https?：//|http|www\.)[!-~：？]{4,300}"
)
_MARKDOWN = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)+|\*\*|^[ \t]*\*[ \t]+")
_TERMINAL = "。；！？：:;!?…”’"
_CLOSING = "）)〕】》」"
_FIELD = re.compile(r"[\u4e00-\u9fff（）、]{2,14}[：:]")
_OPENERS = dict(zip("（〔【《“", "）〕】》”", strict=True))
# A line this long is running text even without punctuation in it: GB/T 9704-2012 5.2.3 sets 28 characters a line.
_RUNNING = 24


@dataclass(frozen=True)
class Paragraph:
    """Text that belongs together.

    Attributes:
        view: its characters.
        cell: whether it began with a tab, as the cell of a flattened table does.
        gap: whether a blank line or a cell mark stood before it.
    """

    view: View
    cell: bool = False
    gap: bool = False


def paragraphs(source: SourceText) -> list[Paragraph]:
    """Give the logical paragraphs of a text, in order.

    Lines cut in mid-sentence (by page breaks or fixed width) are joined. Page numbers, rules and Markdown marks
    are masked.
    """
    plain = simplify(source.text) if source.script == "Hant" else source.text
    result: list[Paragraph] = []
    for line in _lines(plain):
        if result and not line.cell and _continues(result[-1], line):
            before = result[-1]
            result[-1] = Paragraph(_join(before.view, line.view), before.cell, before.gap)
        else:
            result.append(line)
    return result


def _lines(plain: str) -> Iterator[Paragraph]:
    gap = True
    last_end = 0
    for match in _LINE.finditer(plain):
        gap = gap or plain.count("\n", last_end, match.start()) > 1
        last_end = match.end()
        for start, end in _segments(plain, match.start(), match.end()):
            view = _view(plain, start, end)
            if not len(view) or _NOISE.fullmatch(view.text):
                gap = gap or not len(view)
                continue
            lead = plain[start : start + 4]
            yield Paragraph(view, cell="\t" in lead[: len(lead) - len(lead.lstrip())], gap=gap)
            gap = False


def _segments(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line where two ideographic spaces stand for a line break."""
    position = start
    for match in re.finditer("\u3000{2,}", plain[start:end]):
        cut = start + match.start()
        before = plain[position:cut].rstrip()
        # Inside a title or a signature the spaces are mere layout: only a finished sentence ends there.
        if before and before[-1] in _TERMINAL + _CLOSING:
            yield position, cut
            position = start + match.end()
    yield position, end


def _view(plain: str, start: int, end: int) -> View:
    line = plain[start:end]
    masked: set[int] = set()
    for mark in _MARKDOWN.finditer(line):
        masked.update(range(mark.start(), mark.end()))
    kept = [i for i, c in enumerate(line) if i not in masked and not c.isspace() and c not in _INVISIBLE]
    printed = "".join(line[i] for i in kept)
    return View(fold(printed), printed, tuple(start + i for i in kept))


def fold(printed: str) -> str:
    """Unify the width of punctuation, digits and letters, one character for one.

    A comma, colon or stop between two digits stays as printed, since it belongs to a number.
    """
    folded = printed.translate(_FOLD)
    # Only numbers with separators need a look at their neighbours.
    return re.sub(r"(?<=\d)[，：](?=\d)", lambda m: printed[m.start()], folded)


def _join(left: View, right: View) -> View:
    return View(left.text + right.text, left.printed + right.printed, (*left.offsets, *right.offsets))


def _continues(before: Paragraph, line: Paragraph) -> bool:
    """Tell whether a line goes on with the sentence of the paragraph before it."""
    a, b = before.view.text, line.view.text
    if a[-1] in "、，":
        return True
    if parse_label(b) or _FIELD.match(b):
        return _open_bracket(a) is not None and not _FIELD.match(b) and len(a) > _RUNNING
    still_open = _open_bracket(a)
    # A short line with an open 〔 is a document number that lost its second bracket.
    if still_open is not None and (still_open != "〔" or len(a) >= _RUNNING):
        return True
    if a[-1] in _TERMINAL or a[-1] in _CLOSING:
        return False
    if b[0] in "、，。；）":
        return True
    # A signature or a heading has no punctuation and is short.
    return (
        len(a) >= _RUNNING
        and any(c in a for c in "，。；、")
        and not re.fullmatch(r"[^，。；]{0,16}\d{4}年\d{1,2}月\d{1,2}日", b)
    )


def _open_bracket(text: str) -> str | None:
    """Give the bracket that is still open at the end, if it was opened in the last 300 characters."""
    stack: list[str] = []
    for c in text[-300:]:
        if c in _OPENERS:
            stack.append(c)
        elif stack and c == _OPENERS[stack[-1]]:
            stack.pop()
    return stack[-1] if stack else None
