"""Parts of a text that something takes, for quick questions about places. Entry point: `Cover`."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cover:
    """Half-open ranges [start, end), merged; a question takes time that hardly grows with their number."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, at: int) -> bool:
        """Tell whether a place lies in one of the ranges."""
        return self.touches((at, at + 1))

    def touches(self, span: tuple[int, int]) -> bool:
        """Tell whether a range shares a place with another one."""
        start, end = span
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start
