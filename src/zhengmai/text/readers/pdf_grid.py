"""Tables of a PDF page from its ruling lines.

Entry point: `find_grids`. Coordinates are points from the page's top left corner, y growing downwards.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Lines that lie closer than this are one: a border is often drawn from both of its cells.
_NEAR = 3.0
_SHORTEST = 6.0
# A drawing or a map has more lines than any table of a page.
_MOST_LINES = 3000


class Line(NamedTuple):
    """A horizontal or vertical line: its place across, and from where to where it runs along."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Grid:
    """A table's grid on one page.

    Attributes:
        xs: places of the vertical lines, rising.
        ys: places of the horizontal lines, rising.
        merged: for each basic cell (row, column) the first basic cell of the printed cell that it is part of.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    merged: dict[tuple[int, int], tuple[int, int]]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Give the printed cell that a point lies in; None outside of the table."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(max(bisect_left(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_left(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.merged[row, column]


def find_grids(horizontal: Sequence[Line], vertical: Sequence[Line]) -> list[Grid]:
    """Find the tables that ruling lines make, from top to bottom; a mere frame is none."""
    horizontal = _merge(line for line in horizontal if line.end - line.start >= _SHORTEST)
    vertical = _merge(line for line in vertical if line.end - line.start >= _SHORTEST)
    if len(horizontal) < 2 or len(vertical) < 3 or len(horizontal) + len(vertical) > _MOST_LINES:
        return []
    grids = [_grid(rows, columns) for rows, columns in _connected(horizontal, vertical)]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: grid.ys[0])


def _merge(lines: Iterable[Line]) -> list[Line]:
    """Put pieces of one line together."""
    merged: list[Line] = []
    for group in _clusters(sorted(lines)):
        at = sum(line.at for line in group) / len(group)
        start, end = None, 0.0
        for line in sorted(group, key=lambda g: g.start):
            if start is None:
                start, end = line.start, line.end
            elif line.start <= end + _NEAR:
                end = max(end, line.end)
            else:
                merged.append(Line(at, start, end))
                start, end = line.start, line.end
        if start is not None:
            merged.append(Line(at, start, end))
    return merged


def _clusters(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.at - groups[-1][0].at <= _NEAR:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _connected(horizontal: Sequence[Line], vertical: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Part lines into groups that cross or touch each other."""
    parent = list(range(len(horizontal) + len(vertical)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, row in enumerate(horizontal):
        for j, column in enumerate(vertical):
            if (
                row.start - _NEAR <= column.at <= row.end + _NEAR
                and column.start - _NEAR <= row.at <= column.end + _NEAR
            ):
                parent[find(i)] = find(len(horizontal) + j)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for i, line in enumerate([*horizontal, *vertical]):
        groups.setdefault(find(i), ([], []))[i >= len(horizontal)].append(line)
    return list(groups.values())


def _grid(horizontal: Sequence[Line], vertical: Sequence[Line]) -> Grid | None:
    xs = _places(vertical)
    ys = _places(horizontal)
    # A row may stand alone at the top of a page; a single column is a frame.
    if len(xs) < 3 or len(ys) < 2:
        return None
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            left = merged.get((row, column - 1))
            above = merged.get((row - 1, column))
            if left is not None and not _crosses(vertical, xs[column], y):
                merged[row, column] = left
            elif above is not None and not _crosses(horizontal, ys[row], x):
                merged[row, column] = above
            else:
                merged[row, column] = (row, column)
    return Grid(xs, ys, merged)


def _places(lines: Sequence[Line]) -> tuple[float, ...]:
    return tuple(group[0].at for group in _clusters(sorted(lines)))


def _crosses(lines: Sequence[Line], at: float, along: float) -> bool:
    return any(abs(line.at - at) <= _NEAR and line.start <= along <= line.end for line in lines)
