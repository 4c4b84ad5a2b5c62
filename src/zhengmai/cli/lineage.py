"""The command `lineage`: what a plan descends from, what descends from it, and its kin in other places.

Entry point: `command`.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import language
from zhengmai.cli.query import open_current, show
from zhengmai.errors import Bilingual
from zhengmai.namespaces import GRAPH, PP, VOCAB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.tree import Tree

    from zhengmai.align.counterparts import Counterpart
    from zhengmai.store.lineage import Branch, Hop, PlanSummary, Query, Record
    from zhengmai.store.series import Skip
    from zhengmai.store.source import Source

_KINDS = {
    "stated": (Bilingual("原文写明", "stated"), "green"),
    "inferred": (Bilingual("推理", "inferred"), "yellow"),
    "curated": (Bilingual("人工补录", "curated"), "magenta"),
}
_CITED_ONLY = Bilingual("仅见引用", "cited only")
_UP = Bilingual("向上：依据", "Upward: bases")
_DOWN = Bilingual("向下：落实", "Downward: plans that carry it out")
_RETRACTED = Bilingual("已撤销的依据", "Steps taken back")
_NEAREST_PARENT = Bilingual("最近的上级", "Nearest parent")
_SKIPPED = Bilingual("越过的层级", "Levels passed over")
_SERIES = Bilingual("同系列：", "Series: ")
_SHOWN = Bilingual("（其后见他处）", "(goes on elsewhere in the tree)")
_HELD = Bilingual("已入库", "held")
_NO_PLACE = Bilingual("区划不详", "place unknown")
_MEASURES = Bilingual("各条措施的对应措施", "Counterparts of its measures")
_STATUSES = {
    "accepted": (Bilingual("已采纳", "accepted"), "green"),
    "pending": (Bilingual("待核", "pending"), "yellow"),
}
_SAME = Bilingual("无差异", "no difference")
_NO_COUNTERPART = Bilingual("（没有对应措施）", "(no counterpart)")
_NO_MEASURES = Bilingual("（正文未入库）", "(its text is not held)")
_SHOWN_TEXT = 40
_NONE = Bilingual("（没有）", "(none)")


def command(
    key: Annotated[
        str, typer.Argument(help="Document number, one with -p1 for its first plan, IRI or prefixed name.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print trees, series and skipped levels as JSON.")
    ] = False,
    measures: Annotated[
        bool, typer.Option("--measures", help="Also show the counterparts of every measure in other plans.")
    ] = False,
) -> None:
    """Show what a plan descends from and what descends from it, with the evidence of each step, and its series.

    Example: zhengmai lineage 狮政办〔2022〕47号
    """
    from zhengmai.store.keys import find_plans
    from zhengmai.store.query import rows

    store = open_current()
    query = partial(rows, store)
    plans = find_plans(query, key)
    if as_json:
        from zhengmai.store.lineage_json import lineage_json

        entries = [lineage_json(query, plan) for plan in plans]
        if measures:
            from zhengmai.align.counterparts import counterparts_in_plan
            from zhengmai.align.forms import measures_json

            for plan, entry in zip(plans, entries, strict=True):
                entry["measures"] = measures_json(counterparts_in_plan(query, plan))
        typer.echo(json.dumps({"key": key, "plans": entries}, ensure_ascii=False, indent=2))
        return
    for plan in plans:
        tree = _whole(store, query, plan)
        if measures:
            _add_measures(tree, query, plan)
        show(tree)


def _whole(store: Source, query: Query, plan: str) -> Tree:
    """Build the tree of a plan: one part for each question that it answers."""
    from zhengmai.store.lineage import downward, upward
    from zhengmai.store.series import siblings, skips

    above, below = upward(query, plan), downward(query, plan)
    tree = _root(above.plan)
    parts: tuple[tuple[Bilingual, bool, Callable[[Tree], None]], ...] = (
        (_UP, True, lambda part: _grow(query, part, above)),
        (_NEAREST_PARENT, len(above.branches) > 1, lambda part: _nearest_parent(query, part, plan)),
        (_SKIPPED, bool(passed := skips(query, plan)), lambda part: _passed_over(part, passed)),
        (_DOWN, True, lambda part: _grow(query, part, below)),
        (_series_title(query, plan), bool(kin := siblings(query, plan)), lambda part: _kin(part, kin)),
    )
    for title, shown, fill in parts:
        if shown:
            part = tree.add(Text(title.text(language()), style="bold"))
            fill(part)
            if not part.children:
                part.add(Text(_NONE.text(language()), style="dim"))
    _add_retracted(tree, store, (above, below))
    return tree


def _add_retracted(tree: Tree, store: Source, trees: Iterable[Branch]) -> None:
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


def _nearest_parent(query: Query, part: Tree, plan: str) -> None:
    from zhengmai.store.lineage import summary
    from zhengmai.store.series import nearest

    hop = nearest(query, plan)
    if hop is not None:
        part.add(_label(summary(query, hop.parent)))


def _passed_over(part: Tree, passed: list[Skip]) -> None:
    for skip in passed:
        part.add(Text(skip.said.text(language())))


def _series_title(query: Query, plan: str) -> Bilingual:
    from zhengmai.store.series import series_of

    names = [f"{series.name} {series.period}".strip() for series in series_of(query, plan)[:1]]
    return Bilingual(*(f"{title}{''.join(names)}" for title in _SERIES))


def _kin(part: Tree, kin: list[PlanSummary]) -> None:
    for plan in kin:
        place = plan.division or _NO_PLACE.text(language())
        level = plan.level_name.text(language())
        held = _CITED_ONLY if plan.cited_only else _HELD
        line = Text(f"[{held.text(language())}] ", style="yellow" if plan.cited_only else "green")
        line.append(" ".join(word for word in (level, place) if word) + "  ", style="default")
        line.append(plan.title or plan.document_title)
        facts = "  ".join(word for word in (plan.period, plan.number, plan.date) if word)
        line.append(f"  {facts}" if facts else "", style="dim")
        part.add(line)


def _add_measures(tree: Tree, query: Query, plan: str) -> None:
    """List a plan's measures, each with its counterparts: place, number, status, kinds of difference, their words."""
    from zhengmai.align.counterparts import counterparts_in_plan
    from zhengmai.graph.terms import write_term
    from zhengmai.prefixes import shorten
    from zhengmai.registry.vocabulary import concept_label
    from zhengmai.store.lineage import summary

    part = tree.add(Text(_MEASURES.text(language()), style="bold"))
    names: dict[str, str] = {}
    for measure, others in counterparts_in_plan(query, plan):
        line = part.add(Text(f"{measure.path}  {_shortened(measure.text)}"))
        shown = _worth_showing(others)
        for other in shown:
            if other.plan not in names:
                found = summary(query, other.plan)
                names[other.plan] = found.division or found.title or shorten(other.plan)
            status, style = _STATUSES[other.record.status]
            entry = Text(f"[{status.text(language())}] ", style=style)
            entry.append(f"{names[other.plan]} {other.path}", style="default")
            if other.record.status == "accepted":
                between = "、" if language() == "zh" else ", "
                kinds = between.join(
                    concept_label(f"{VOCAB}diff-{kind}", language()) for kind in other.record.differences
                )
                entry.append(f"  {kinds or _SAME.text(language())}", style="default")
            entry.append(f"  {other.record.score:.2f}", style="dim")
            if other.record.status == "accepted":
                terms = (other.record.subject, other.record.predicate, other.record.object)
                entry.append(f"  zhengmai why {' '.join(map(write_term, terms))}", style="dim")
            line.add(entry)
        if not shown:
            line.add(Text(_NO_COUNTERPART.text(language()), style="dim"))
    if not part.children:
        part.add(Text(_NO_MEASURES.text(language()), style="dim"))


def _worth_showing(others: Iterable[Counterpart]) -> list[Counterpart]:
    """Give the accepted counterparts, and of a plan without any the best one that waits for a person."""
    shown: list[Counterpart] = []
    for other in others:
        known = any(other.plan == earlier.plan for earlier in shown)
        if other.record.status == "accepted" or (other.record.status == "pending" and not known):
            shown.append(other)
    return shown


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_TEXT else f"{text[:_SHOWN_TEXT]}…"


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
        if child.repeated:
            line.append(f"  {_SHOWN.text(language())}", style="dim")
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
