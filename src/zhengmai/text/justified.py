"""Lines of a justified print that its copy cut at the wide gaps behind punctuation and around quotation marks.

Entry point: `printed_lines`. Such a copy breaks off in mid-sentence far before the margin; parts that together are as
wide as the print was one line of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Widths are counted in Han characters. Fewer lines tell nothing of the print.
_SHORT, _FEW_LINES, _NARROWEST, _WIDEST = 12, 20, 24, 60
# How far from the margin a full line may end, and how far a line that breaks off.
_RAGGED, _FAR = 2, 6
# So many lines, and one in so many, break off behind a comma where a print would have gone on.
_FEWEST_BROKEN, _ONE_IN = 4, 25
_MOST_PARTS = 12
_LONGEST_REST = 3
_BEHIND = re.compile(r"[，、；：。！？”’）》〉】〕\]%0-9A-Za-z]$|^\d{1,3}\.$")
# A date in brackets and a document number are lines of their own, however short.
_STANDS_ALONE = re.compile(
    r"（?\d{4}年\d{1,2}月\d{1,2}日）?|[\u4e00-\u9fff]{1,14}[〔\[（]\d{4}[〕\]）]\d{1,5}号"
)
_DATED = re.compile(r"（\d{4}年\d{1,2}月\d{1,2}日）$")
# Behind the last sentence a unit alone on its line signs.
_SIGNS = re.compile(r"[\u4e00-\u9fff]{2,28}(?:政府|委员会|办公[厅室]|[厅局])")
_BEFORE = re.compile(r"[“‘（《〈【〔\[0-9A-Za-z]")


def printed_lines(texts: Sequence[str], widths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the lines of the print as ranges [first, end) of the lines of its copy.

    Args:
        texts: the lines of the copy, folded.
        widths: how wide each is, in Han characters.

    Returns:
        All lines in order, each by itself where nothing shows that the copy cut the lines of a print.
    """
    margin = _margin(texts, widths)
    at = 0
    while at < len(texts):
        end = at + 1 if margin is None else _end(texts, widths, at, margin)
        yield at, end
        at = end


def _margin(texts: Sequence[str], widths: Sequence[int]) -> int | None:
    """Give how wide the print is; None where the copy did not cut its lines."""
    running = sorted(width for width in widths if width >= _SHORT)
    if len(running) < _FEW_LINES:
        return None
    margin = running[len(running) * 9 // 10]
    if not _NARROWEST <= margin <= _WIDEST:
        return None
    broken = sum(
        text.endswith(("，", "、")) and width < margin - _FAR
        for text, width in zip(texts, widths, strict=True)
    )
    return margin if broken >= max(_FEWEST_BROKEN, len(texts) // _ONE_IN) else None


def _end(texts: Sequence[str], widths: Sequence[int], first: int, margin: int) -> int:
    """Give the end of the parts that fill a line of the print together; else that of the first alone."""
    width = widths[first]
    for end in range(first + 1, min(len(texts), first + _MOST_PARTS) + 1):
        if width > margin + 1:
            break
        if width >= margin - _RAGGED and not (
            # One more character may have stood at the margin.
            end < len(texts) and width + widths[end] <= margin + 1 and _parted(texts[end - 1], texts[end])
        ):
            return end
        if end == len(texts) or not _parted(texts[end - 1], texts[end]):
            break
        width += widths[end]
    return first + 1


def _parted(before: str, behind: str) -> bool:
    """Tell whether a gap of a justified line may stand between two parts."""
    # The rest of a list of addressees ends its paragraph.
    if before.endswith("：") and len(before) <= _LONGEST_REST:
        return False
    if before.endswith("。") and _SIGNS.fullmatch(behind):
        return False
    if _DATED.search(before) or _STANDS_ALONE.fullmatch(before) or _STANDS_ALONE.fullmatch(behind):
        return False
    return bool(_BEHIND.search(before) or _BEFORE.match(behind)) and parse_label(behind) is None
