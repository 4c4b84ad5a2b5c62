"""The command `cascade`: how an indicator's target is broken down from level to level. Entry point: `command`."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import language
from zhengmai.cli.query import open_current, show
from zhengmai.errors import Bilingual

if TYPE_CHECKING:
    from rich.tree import Tree

    from zhengmai.store.cascade import Cascade, Place

_NOTHING = Bilingual(
    "这一方案及其系列、上下级方案都没有写明可归入指标的目标。",
    "Neither the plan nor its series nor the plans above and below state a target with a known indicator.",
)
_NO_FIGURE = Bilingual("无数值", "no figure")
_EACH = Bilingual("（每个下级）", "(each place below)")
_SUM = Bilingual("下级合计", "sum below")
_SHORT = Bilingual("缺口", "shortfall")


def command(
    key: Annotated[
        str, typer.Argument(help="Document number, one with -p1 for its first plan, IRI or prefixed name.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Also indicators that stand in measures only.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the cascade as JSON.")] = False,
) -> None:
    """Show how targets of one indicator are broken down in a plan's family, what they add up to and what is missing.

    Example: zhengmai cascade 晋政残工委〔2023〕5号
    """
    from zhengmai.store.cascade import cascades
    from zhengmai.store.keys import find_plans
    from zhengmai.store.query import rows

    query = partial(rows, open_current())
    plans = find_plans(query, key)
    if as_json:
        from zhengmai.store.lineage_json import cascade_json

        found = {"key": key, "plans": [cascade_json(query, plan, everything=everything) for plan in plans]}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for plan in plans:
        title = _title(query(f"SELECT ?t WHERE {{ <{plan}> <http://purl.org/dc/terms/title> ?t }}"), plan)
        found_cascades = cascades(query, plan, everything=everything)
        show(_tree(title, found_cascades))


def _title(rows: list[dict[str, str]], plan: str) -> str:
    from zhengmai.prefixes import shorten

    return rows[0]["t"] if rows else shorten(plan)


def _tree(title: str, found: list[Cascade]) -> Tree:
    from rich.tree import Tree

    tree = Tree(Text(title, style="bold"))
    if not found:
        tree.add(Text(_NOTHING.text(language()), style="dim"))
    for cascade in found:
        part = tree.add(Text(cascade.label.text(language()), style="bold"))
        for place in cascade.places:
            if not place.above:
                _grow(part, place, cascade)
    return tree


def _grow(tree: Tree, place: Place, cascade: Cascade) -> None:
    line = Text(f"{place.level.text(language())} {place.name.text(language())}  ".lstrip())
    if place.figures:
        shown = (
            f"{figure.comparator.text(language())} {figure.amount}"
            + (_EACH.text(language()) if figure.each else "")
            + (f"  {figure.period}" if figure.period else "")
            for figure in place.figures
        )
        line.append("; ".join(shown), style="green")
    else:
        line.append(_NO_FIGURE.text(language()), style="yellow")
    if place.total is not None:
        line.append(f"  {_SUM.text(language())} {place.total.normalize():f}", style="cyan")
    if place.shortfall:
        line.append(f"  {_SHORT.text(language())} {place.shortfall.normalize():f}", style="red")
    grown = tree.add(line)
    for figure in place.figures:
        if figure.quote:
            grown.add(Text(f"“{figure.quote}”", style="italic"))
    for words in place.said:
        grown.add(Text(words.text(language()), style="dim"))
    for below in cascade.places:
        if place.division and below.above == place.division:
            _grow(grown, below, cascade)
