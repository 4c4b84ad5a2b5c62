"""Parts of a text that bear no numbers: chapters whose numbers a copy lost, short lines above running text, dashes.

Entry points: `bare_headings`, `named_parts`, `dashed_parts`.
"""

from __future__ import annotations

import re
from itertools import count, pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.sections import names_chapter
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.text.view import View

_MARK = re.compile(r"[，。；：]")
# Numbers of styles that stand above those of items.
CHAPTER_STYLES = frozenset({"han", "chapter", "section", "article", "part", "decimal"})
# So many parts of a kind are needed to tell them.
_FEWEST = 3
_SHARED_OUT = re.compile("（[^（）]{2,80}(?:负责|牵头|配合|[局委办股科处站所]|中心)）。?$")
_LONGEST_HEADING = 14
_FEWEST_CHAPTERS = 2
_SHORTEST_HEADING = 2
_NAMES_ACTOR = re.compile(
    "[局委办厅部会站所社队院府科股](?:共同|按职责)?(?:分工)?(?:牵头|负责)|(?:责任|牵头)(?:单位|部门)："
)


def bare_headings(views: Sequence[View]) -> dict[int, int]:
    """Give the lines that are headings of chapters of which the copy lost the numbers, with the number of each.

    Several lines must be the usual headings of a plan's chapters, and no other label that stands above items be left.
    """
    labels = [parse_label(view.text) for view in views]
    if any(label is not None and label.style in CHAPTER_STYLES for label in labels):
        return {}
    found = [
        i
        for i, view in enumerate(views)
        if labels[i] is None
        and view.cell is None
        and len(view) <= _LONGEST_HEADING
        and not _MARK.search(view.text)
        and names_chapter(view.text)
    ]
    return dict(zip(found, count(1))) if len(found) >= _FEWEST_CHAPTERS and any(labels) else {}


def named_parts(views: Sequence[View]) -> dict[int, int]:
    """Give the headings of a text that numbers nothing: short lines each with running text below, with the number of each.

    Several of the texts must say who is to act.
    """
    if any(parse_label(view.text) for view in views):
        return {}
    found = [
        i
        for i, (view, below) in enumerate(pairwise(views))
        if view.cell is None
        and _SHORTEST_HEADING <= len(view) <= _LONGEST_HEADING
        and not _MARK.search(view.text)
        and len(below) > _LONGEST_HEADING
        and _MARK.search(below.text)
    ]
    shared = sum(_NAMES_ACTOR.search(view.text) is not None for view in views[found[0] :]) if found else 0
    return dict(zip(found, count(1))) if min(len(found), shared) >= _FEWEST else {}


def dashed_parts(views: Sequence[View]) -> dict[int, int]:
    """Give the paragraphs behind dashes that share out the work of a text without numbers, with the place of each."""
    dashed = [i for i, view in enumerate(views) if view.text.startswith("——")]
    shared = sum(_SHARED_OUT.search(views[i].text) is not None for i in dashed)
    if shared < _FEWEST or 2 * shared < len(dashed) or any(parse_label(view.text) for view in views):
        return {}
    return {i: n for n, i in enumerate(dashed, start=1)}
