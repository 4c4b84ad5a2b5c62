"""Who is to act in items that a paragraph names by their numbers: 第1—3项由甲局负责；第4项由乙局牵头，丙局参与.

Entry point: `duties_by_number`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.parties import find_clauses

if TYPE_CHECKING:
    from zhengmai.extract.parties import ClauseReading
    from zhengmai.text.view import View

_NUMBERS = r"\d{1,2}(?:(?:[、和及]|[—－～~-]{1,2}|至)第?\d{1,2}){0,20}"
_REFERS = re.compile(
    rf"(?:^|(?<=[。；，]))第(?P<items>{_NUMBERS})[项条](?:工作|任务|措施)?，?(?=由|[^。；]{{2,60}}(?:牵头|负责))"
)
_PART = re.compile(r"(\d{1,2})(?:(?:[—－～~-]{1,2}|至)第?(\d{1,2}))?")
_FEWEST = 2


def duties_by_number(view: View) -> list[tuple[frozenset[int], View, list[ClauseReading]]]:
    """Read a paragraph that shares out items by their numbers.

    Returns:
        For each group of numbers the part of the paragraph that speaks of it and its clauses; an empty list where
        fewer than two groups are named.
    """
    found = list(_REFERS.finditer(view.text))
    if len(found) < _FEWEST:
        return []
    duties = []
    for match, end in zip(found, [*(later.start() for later in found[1:]), len(view)], strict=True):
        part = view.slice(match.end(), end)
        clauses = find_clauses(part.text)
        if any(clause.parties for clause in clauses):
            duties.append((_numbers(match["items"]), part, clauses))
    return duties if len(duties) >= _FEWEST else []


def _numbers(printed: str) -> frozenset[int]:
    found: set[int] = set()
    for part in _PART.finditer(printed):
        first, last = int(part[1]), int(part[2] or part[1])
        found.update(range(first, last + 1))
    return frozenset(found)
