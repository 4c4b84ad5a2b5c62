"""The command `lineage`: what a plan descends from and what descends from it, as trees.

Entry point: `command`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import language
from zhengmai.cli.query import open_current, show
from zhengmai.errors import Bilingual
from zhengmai.namespaces import GRAPH, PP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store
    from rich.tree import Tree

    from zhengmai.store.lineage import Branch, Hop, PlanSummary, Query, Record

_KINDS = {
    "stated": (Bilingual("原文写明", "stated"), "green"),
    "inferred": (Bilingual("推理", "inferred"), "yellow"),
    "curated": (Bilingual("人工补录", "curated"), "magenta"),
}
_CITED_ONLY = Bilingual("仅见引用", "cited only")
_UP = Bilingual("向上：依据", "Upward: bases")
_DOWN = Bilingual("向下：落实", "Downward: plans that carry it out")
_RETRACTED = Bilingual("已撤销的依据", "Steps taken back")
_NONE = Bilingual("（没有）", "(none)")


def command(
    key: Annotated[
        str, typer.Argument(help="Document number, one with -p1 for its first plan, IRI or prefixed name.")
    ],
) -> None:
    """Show what a plan descends from and what descends from it, with the evidence of each step.

    Example: zhengmai lineage 狮政办〔2022〕47号
    """
    from zhengmai.store.keys import find_plans
    from zhengmai.store.lineage import downward, upward
    from zhengmai.store.query import rows

    store = open_current()
    query = partial(rows, store)
    for plan in find_plans(query, key):
        above, below = upward(query, plan), downward(query, plan)
        tree = _root(above.plan)
        for title, branch in ((_UP, above), (_DOWN, below)):
            part = tree.add(Text(title.text(language()), style="bold"))
            _grow(query, part, branch)
            if not branch.branches:
                part.add(Text(_NONE.text(language()), style="dim"))
        _add_retracted(tree, store, (above, below))
        show(tree)


def _add_retracted(tree: Tree, store: Store, trees: Iterable[Branch]) -> None:
    """List the steps that a person took back, of the plans that the trees show, with who, when and why."""
    from zhengmai.graph.terms import write_term
    from zhengmai.store.records import decisions_on

    plans = dict.fromkeys(branch.plan.iri for one in trees for branch in _walk(one))
    taken = [
        record
        for plan in plans
        for record in decisions_on(store, plan, PP + "derivesFrom")
        if record.kind == "retract" and record.in_force
    ]
    if not taken:
        return
    part = tree.add(Text(_RETRACTED.text(language()), style="bold"))
    for record in taken:
        line = part.add(Text(f"{write_term(record.subject)} → {write_term(record.object)}", style="red"))
        reason = record.reason_zh if language() == "zh" else record.reason_en
        facts = (write_term(record.iri), write_term(record.author), record.date, reason)
        line.add(Text("  ".join(fact for fact in facts if fact), style="italic"))


def _walk(branch: Branch) -> Iterator[Branch]:
    yield branch
    for below in branch.branches:
        yield from _walk(below)


def _root(plan: PlanSummary) -> Tree:
    from rich.tree import Tree

    return Tree(_label(plan, "bold"))


def _label(plan: PlanSummary, style: str = "") -> Text:
    from zhengmai.prefixes import shorten

    label = Text(plan.title or shorten(plan.iri), style=style)
    facts = [plan.number, plan.division, plan.date]
    if plan.cited_only:
        facts.append(_CITED_ONLY.text(language()))
    shown = (
        "，".join(fact for fact in facts if fact) if language() == "zh" else ", ".join(filter(None, facts))
    )
    if shown:
        label.append(f"  {shown}", style="dim")
    return label


def _grow(query: Query, tree: Tree, branch: Branch) -> None:
    for child in branch.branches:
        if child.hop is None:
            continue
        line = _kind(child.hop)
        line.append_text(_label(child.plan))
        grown = tree.add(line)
        evidence = _evidence(query, child.hop)
        if evidence:
            grown.add(Text(evidence, style="italic"))
        _grow(query, grown, child)


def _kind(hop: Hop) -> Text:
    name, style = _KINDS[hop.kind]
    return Text(f"[{name.text(language())}] ", style=style)


def _evidence(query: Query, hop: Hop) -> str:
    """Give the sentence that states a step, or who recorded it, when and why."""
    if hop.quote:
        return f"“{hop.quote}”"
    if hop.record is None:
        return ""
    from zhengmai.prefixes import shorten

    record = hop.record
    author = shorten(record.author) if record.author else ""
    parts = [shorten(record.iri), author, record.date, _reason(query, record)]
    return "  ".join(part for part in parts if part)


def _reason(query: Query, record: Record) -> str:
    """Give a record's reason in the user's language, else in the one that it has."""
    found = query(
        f"PREFIX pp: <{PP}> SELECT ?reason WHERE {{ GRAPH <{GRAPH}curation> {{ <{record.iri}> pp:reason ?reason }} "
        f'FILTER langMatches(lang(?reason), "{language()}") }} ORDER BY ?reason'
    )
    return found[0]["reason"] if found else record.reason
