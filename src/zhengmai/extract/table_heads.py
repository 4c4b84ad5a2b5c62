"""Head rows of flattened task tables: heads on lines of their own, some broken over lines, or parted by blanks.

Entry point: `head_at`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.rules import load_rules
from zhengmai.extract.table_rows import (
    ASSESSES,
    BARE_UNIT_HEAD,
    DUTY_HEAD,
    SERIAL_HEAD,
    UNIT_ROLES,
    column_role,
    row_label,
    with_unit_head,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.text.view import View

MOST_COLUMNS = 10
_REMARK = re.compile("（[^（）]{1,10}）")
_LISTS: dict[str, list[str]] = load_rules("clauses").data["lists"]
_CUT_HEADS = frozenset(_LISTS["cut_heads"])
_HEAD_TAIL = re.compile("|".join(_LISTS["head_tails"]))
_NO_HEAD = re.compile(r"附[件表]\d*|\d{4}年\d{1,2}月.*|.*(?:日期|来源|字体|打印|分享|关闭).*")
_TEXT_HEAD = re.compile("|".join(_LISTS["text_head_forms"]))
_PIPES = re.compile(r"\|+")
COLUMN_WORDS = f"(?:{'|'.join(_LISTS['column_forms'])})"
# The head row of a task table of which the copy lost all marks between cells: 序号项目名称主要内容牵头单位配合单位.
RUN_TOGETHER = re.compile(
    # The first look spares the second one, which goes far ahead.
    rf"(?={COLUMN_WORDS})"
    "(?=[\u4e00-\u9fff（）]{0,40}(?:责任|牵头|主办|承办|负责|实施)(?:单位|部门|主体|科室|处室|股室))"
    rf"{COLUMN_WORDS}(?:[^\W\d_和的与及或由在要对是为按、]{{0,6}}?{COLUMN_WORDS}){{2,}}"
)


@dataclass(frozen=True)
class Head:
    """A head row: its words, how they are printed, the paragraphs that it takes, whether blanks part cells or lines break them."""

    heads: list[str]
    printed: tuple[str, ...]
    begin: int
    end: int
    blanks: bool
    broken: bool = False


def head_at(views: Sequence[View], i: int) -> Head | None:
    """Read the head row of which paragraph `i` holds the first column of units; None where it holds none."""
    view = views[i]
    words = split(view, 1)
    if len(words) >= 3:
        heads = with_unit_head([word.text for word in words])
        roles = [column_role(head) for head in heads]
        if all(roles) and UNIT_ROLES.intersection(roles) and sum(map(is_known, heads)) >= 2:
            return Head(heads, tuple(word.text for word in words), i, i + 1, blanks=True)
        return None
    text = _bare(view).text
    of_units = (
        i + 1 < len(views) and BARE_UNIT_HEAD.fullmatch(text) and DUTY_HEAD.fullmatch(views[i + 1].text)
    )
    if (
        column_role(text) not in UNIT_ROLES
        and not of_units
        and not (
            text in _CUT_HEADS
            and i + 1 < len(views)
            and column_role(text + _bare(views[i + 1]).text) in UNIT_ROLES
        )
    ):
        return None
    begin = i
    while begin > 0 and i - begin < MOST_COLUMNS and _may_be_head(_bare(views[begin - 1])):
        begin -= 1
    end = last = i + (2 if of_units else 1)
    while end < len(views) and end - i <= MOST_COLUMNS and _may_be_head(_bare(views[end])):
        end += 1
        text = _bare(views[end - 1]).text
        if is_known(text) or _goes_on(_bare(views[end - 2]).text, text):
            last = end
    words = [_bare(view) for view in views[begin:end]]
    heads = _joined_heads(words)
    serial = next((k for k, head in enumerate(heads) if SERIAL_HEAD.fullmatch(head)), None)
    # What stands between the last head and the first number is a head too where the number is in the first column.
    if end > last and not (serial == 0 and end < len(views) and row_label(_bare(views[end])) is not None):
        words = words[: last - begin]
        end = last
        heads = _joined_heads(words)
    return (
        Head(with_unit_head(heads), tuple(word.text for word in words), begin, end, blanks=False)
        if len(heads) >= 2
        else None
    )


def _may_be_head(view: View) -> bool:
    return (
        column_role(view.text) is not None
        and len(view) > 0
        and row_label(view) is None
        and not _NO_HEAD.fullmatch(view.text)
    )


def is_known(head: str) -> bool:
    """Tell whether these words are those of a head, and not of a cell."""
    return column_role(head) not in ("text", None) or bool(
        _TEXT_HEAD.fullmatch(head) or SERIAL_HEAD.fullmatch(head) or ASSESSES.fullmatch(head)
    )


def _goes_on(above: str, below: str) -> bool:
    return bool((above in _CUT_HEADS and _HEAD_TAIL.fullmatch(below)) or _REMARK.fullmatch(below))


def _joined_heads(views: Sequence[View]) -> list[str]:
    """Give the words of the head row; a head cut in two by a line break is put together."""
    heads: list[str] = []
    for view in views:
        cut = heads and heads[-1] in _CUT_HEADS
        if cut or (heads and _REMARK.fullmatch(view.text)):
            heads[-1] += view.text
        else:
            heads.append(view.text)
    return heads


def _bare(view: View) -> View:
    """Give a cell without the pipes at its ends, with which some copies print it."""
    start, end = 0, len(view)
    while start < end and view.text[start] == "|":
        start += 1
    while start < end and view.text[end - 1] == "|":
        end -= 1
    return view if (start, end) == (0, len(view)) else view.slice(start, end)


def split(view: View, gap: int) -> list[View]:
    """Cut a paragraph where so many blanks or line breaks stood that the folded text does not show, and at pipes."""
    offsets = view.offsets
    # The offsets of a line without blanks are a range.
    gaps = (
        ()
        if isinstance(offsets, range)
        else (k for k in range(1, len(view)) if offsets[k] - offsets[k - 1] > gap)
    )
    cuts = [0, *gaps, len(view)]
    parts: list[View] = []
    for a, b in pairwise(cuts):
        at = a
        for pipe in _PIPES.finditer(view.text, a, b):
            parts.append(view.slice(at, pipe.start()))
            at = pipe.end()
        parts.append(view.slice(at, b))
    return [part for part in parts if len(part)]
