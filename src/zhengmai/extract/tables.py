"""Task tables (任务分解表, 责任清单): which there are, and what their rows say.

Entry points: `find_tables`, `find_table`, `table_below`. A table is known by its head row, which holds a column of responsible
units. Where the text shows its cells (`View.cell`), rows are those of the table; where it was flattened to one
cell a paragraph, or to cells set apart by blanks, without marks of its rows, they are known by the numbering of
their first cell or by what the cells hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.extract.table_flattened import flattened_tables
from zhengmai.extract.table_grids import grid_tables
from zhengmai.extract.table_rows import ColumnRole, Row, Table, column_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.text.view import View

__all__ = ["ColumnRole", "Row", "Table", "column_role", "find_table", "find_tables", "table_below"]

# So many paragraphs below a title are looked at for the table that it names.
_LOOKED_AT = 60


def find_table(views: Sequence[View]) -> Table | None:
    """Find the first task table among paragraphs; None where there is none."""
    return next(iter(find_tables(views)), None)


def table_below(views: Sequence[View], at: int) -> Table | None:
    """Find the first task table in the paragraphs below paragraph `at`; None where there is none near."""
    return find_table(views[at + 1 : at + 1 + _LOOKED_AT])


def find_tables(views: Sequence[View]) -> list[Table]:
    """Find all task tables among paragraphs, in order; tables without a column of units are left alone."""
    tables = grid_tables(views) or flattened_tables(views)
    return [replace(table, number=n) for n, table in enumerate(tables, start=1)]
