"""Targets that cells of figures state in the rows of task tables.

Entry points: `goal_targets` for columns of goals and years, `shares_of_unit` for tables that give each unit its figures,
`figure_cells` and `figure_target` for one cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhengmai.extract.facts import Evidence, Target
from zhengmai.extract.table_figures import read_figure, unit_in_name, year_of_head
from zhengmai.extract.table_rows import GOAL_HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.table_figures import Figure
    from zhengmai.extract.table_rows import Row, Table
    from zhengmai.text.view import View


def goal_targets(table: Table, row: Row, texts: Sequence[View], known: Sequence[Target]) -> list[Target]:
    """Read the cells of quantities of a row (年度目标, 2025年): what is to reach them is the task.

    Args:
        table: the table.
        row: the row.
        texts: what the row says is to be done; its last part names what reaches the figures.
        known: targets that the task itself states, which are none of their own again.

    Returns:
        The targets; years before the plan's own are among them.
    """
    cells = dict(zip(table.columns, row.cells, strict=False))
    unit, goal = cells.get("measure-unit"), cells.get("goal")
    goals = [(goal, None)] if goal is not None and len(goal) else []
    found: list[Target] = []
    for cell, year in (figure_cells(table, row) or goals) if texts else ():
        end, noted = unit_in_name(texts[-1].text)
        figure = read_figure(cell.text, unit.text if unit is not None else noted)
        if figure is None or not figure.unit:
            continue
        said = [(target.value, target.unit, target.period) for target in (*known, *found)]
        if (figure.value, figure.unit, year) not in said:
            found.append(figure_target(cell, figure, texts[-1].printed[:end], year))
    return found


def shares_of_unit(table: Table, row: Row) -> list[Target]:
    """Read the figures that a table gives each unit, below heads that name them: 新增床位（张）."""
    found = []
    for column, head, cell in zip(table.columns, table.heads, row.cells, strict=False):
        end, unit = unit_in_name(head)
        figure = read_figure(cell.text, unit) if column == "text" else None
        if figure is not None and figure.unit:
            found.append(figure_target(cell, figure, head[:end], None))
    return found


def figure_cells(table: Table, row: Row) -> list[tuple[View, str | None]]:
    """Give the cells below heads such as 目标值 and 2025年 that hold a figure and nothing else, each with its year.

    Its unit stands with the figure, or in brackets behind the name of what is to reach it.
    """
    names = [row.group, *row.texts] if row.group is not None else row.texts
    noted = any(unit_in_name(name.text)[1] for name in names if name is not None)
    return [
        (cell, year_of_head(head))
        for column, head, cell in zip(table.columns, table.heads, row.cells, strict=False)
        if column == "text"
        and (GOAL_HEAD.fullmatch(head) or year_of_head(head))
        and (figure := read_figure(cell.text)) is not None
        and (figure.unit or noted)
    ]


def figure_target(cell: View, figure: Figure, indicator: str, period: str | None) -> Target:
    """Give the target that a cell states: its figure, by what it is reached, and in which year if that is said."""
    return Target(
        text=cell.printed,
        indicator=indicator,
        comparator=figure.comparator,
        stated=figure.stated,
        value=figure.value,
        unit=figure.unit,
        period=period,
        evidence=Evidence(cell.span(), figure.rule, "likely"),
    )
