"""The command `compare`: two plans side by side, measure by measure.

Entry point: `command`.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import console, language
from zhengmai.cli.query import open_current, show
from zhengmai.errors import Bilingual
from zhengmai.registry.vocabulary import labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhengmai.align.compare import Change, Comparison
    from zhengmai.align.differences import Differences, Segment
    from zhengmai.align.measures import Measure, PlanText, Target

_HEADINGS = (
    Bilingual("变化", "change"),
    Bilingual("左", "left"),
    Bilingual("右", "right"),
    Bilingual("相似度", "score"),
    Bilingual("差异", "differs in"),
    Bilingual("内容", "content"),
)
_STYLES = {"adopted": "green", "adapted": "yellow", "added": "blue", "left-out": "magenta"}
_LEFT, _RIGHT = Bilingual("左", "Left"), Bilingual("右", "Right")
_PARTIES, _DEADLINE = Bilingual("责任方", "parties"), Bilingual("期限", "deadline")
_TARGET, _BASIS = Bilingual("目标", "target"), Bilingual("依据", "basis")
_NONE = Bilingual("无", "none")
_MAY_BE = Bilingual("可能对应", "may correspond to")
_OPEN = Bilingual("待核", "pending")
# An equal run longer than twice this is shown by its ends; a text without counterpart by its beginning.
_CONTEXT = 12
_BEGINNING = 60


class CompareFormat(StrEnum):
    """How a comparison is written."""

    table = "table"
    json = "json"
    ttl = "ttl"


def command(
    left: Annotated[
        str, typer.Argument(help="The plan that the other is seen against: number, IRI or prefixed name.")
    ],
    right: Annotated[str, typer.Argument(help="The other plan.")],
    output_format: Annotated[
        CompareFormat, typer.Option("--format", help="How the comparison is written.")
    ] = CompareFormat.table,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Compare two plans measure by measure: adopted, adapted, added, left out.

    Example: zhengmai compare 狮政办〔2022〕47号-p2 晋政残工委〔2023〕5号
    """
    from zhengmai.align.compare import chosen, compare
    from zhengmai.align.forms import document, triples
    from zhengmai.store.formats import GRAPHS
    from zhengmai.store.query import rows, write_triples

    query = partial(rows, open_current())
    found = compare(query, *chosen(query, left, right))
    if as_json or output_format is CompareFormat.json:
        typer.echo(json.dumps(document(found), ensure_ascii=False, indent=2))
    elif output_format is CompareFormat.ttl:
        turtle = next(known for known in GRAPHS if known.name == "ttl")
        typer.echo(write_triples(triples(found), turtle).decode("utf-8"), nl=False)
    else:
        _show(found)


def _show(found: Comparison) -> None:
    from rich import box
    from rich.table import Table

    for side, plan in ((_LEFT, found.left), (_RIGHT, found.right)):
        console().print(Text(f"{_say(side)}  {_plan(plan)}"))
    if found.reason:
        console().print(Text(_say(found.reason), style="yellow"))
        return
    counts = (f"{_name('changes', kind)} {count}" for kind, count in found.counts.items())
    console().print(Text("  ".join(counts), style="bold"))
    table = Table(box=box.SIMPLE_HEAD)
    for heading in _HEADINGS:
        table.add_column(_say(heading), overflow="fold")
    for change in found.changes:
        table.add_row(*_row(change))
    show(table)


def _row(change: Change) -> Iterable[Text]:
    seen = change.differences
    kinds = [_name("differences", kind) for kind in seen.kinds] if seen else []
    return (
        Text(_name("changes", change.kind), style=_STYLES[change.kind]),
        Text(change.left.path if change.left else ""),
        Text(change.right.path if change.right else ""),
        Text(f"{change.pair.score:.2f}" if change.pair else ""),
        Text(_listed(kinds)),
        _content(change),
    )


def _content(change: Change) -> Text:
    if change.differences is None:
        return _alone(change)
    seen, parts = change.differences, []
    if {"wording", "scope-wider", "scope-narrower"} & set(seen.kinds):
        parts.append(_runs(seen.wording))
    parts += [Text(line) for line in _details(change, seen)]
    return Text("\n").join(parts)


def _details(change: Change, seen: Differences) -> Iterable[str]:
    if seen.parties:
        changes = (
            f"{_name('systems', one.function)} {_roles(one.left)}→{_roles(one.right)}" for one in seen.parties
        )
        yield f"{_say(_PARTIES)}{_colon()}{_listed(changes)}"
    if "deadline" in seen.kinds and change.left and change.right:
        yield f"{_say(_DEADLINE)}{_colon()}{_deadlines(change.left)} → {_deadlines(change.right)}"
    for one in seen.targets:
        yield f"{_say(_TARGET)}{_colon()}{_target(one.left)} → {_target(one.right)}"
    if "basis" in seen.kinds and change.left and change.right:
        yield f"{_say(_BASIS)}{_colon()}{_bases(change.left)} → {_bases(change.right)}"


def _alone(change: Change) -> Text:
    measure = change.left or change.right
    text = measure.text if measure else ""
    shown = Text(text if len(text) <= _BEGINNING else f"{text[:_BEGINNING]}…")
    for pair in change.candidates:
        other = pair.right if change.left else pair.left
        shown.append(f"\n{_say(_MAY_BE)} {other.path} {pair.score:.2f} {_say(_OPEN)}", style="dim")
    return shown


def _runs(segments: Iterable[Segment]) -> Text:
    shown = Text()
    for run in segments:
        if run.kind == "delete":
            shown.append(f"[-{run.text}-]", style="red")
        elif run.kind == "insert":
            shown.append(f"{{+{run.text}+}}", style="green")
        elif len(run.text) > 2 * _CONTEXT:
            shown.append(f"{run.text[:_CONTEXT]}…{run.text[-_CONTEXT:]}")
        else:
            shown.append(run.text)
    return shown


def _plan(plan: PlanText) -> str:
    from zhengmai.prefixes import shorten

    return "  ".join(filter(None, (plan.title or shorten(plan.iri), plan.number, plan.date)))


def _roles(roles: str) -> str:
    return "/".join(_name("roles", role) for role in roles.split("/")) if roles else _say(_NONE)


def _deadlines(measure: Measure) -> str:
    return _listed(one.text for one in measure.deadlines) or _say(_NONE)


def _bases(measure: Measure) -> str:
    return _listed(one.text for one in measure.bases) or _say(_NONE)


def _target(target: Target | None) -> str:
    return target.text if target else _say(_NONE)


def _listed(parts: Iterable[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(parts)


def _colon() -> str:
    return "：" if language() == "zh" else ": "


def _name(scheme: str, notation: str) -> str:
    """Give a concept's label; what is no concept (a unit without a system) is its own name."""
    return labels(scheme, language()).get(notation, notation)


def _say(text: Bilingual) -> str:
    return text.text(language())
