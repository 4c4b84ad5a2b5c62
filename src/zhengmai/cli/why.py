"""The command `why`: from what a statement is known, as a tree down to the words of the text.

Entry point: `command`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import console, language
from zhengmai.cli.query import current_id, open_current, show
from zhengmai.errors import Bilingual

if TYPE_CHECKING:
    from rich.tree import Tree

    from zhengmai.reason.evidence import Place
    from zhengmai.reason.why import Derivation, Explanation
    from zhengmai.store.records import Decision

_ORIGINS = {
    "stated": (Bilingual("原文写明", "stated"), "green"),
    "inferred": (Bilingual("推理", "inferred"), "yellow"),
    "curated": (Bilingual("人工补录", "curated"), "magenta"),
    "vocabulary": (Bilingual("词表和名录", "vocabulary"), "cyan"),
    "stub": (Bilingual("由引用得知", "from citations"), "cyan"),
    "alignment": (Bilingual("对齐", "alignment"), "cyan"),
    "record": (Bilingual("考订记录", "curation record"), "cyan"),
    "provenance": (Bilingual("来源记录", "provenance"), "cyan"),
    "candidate": (Bilingual("待核的推测", "candidate"), "cyan"),
    "shape": (Bilingual("形状", "shape"), "cyan"),
    "validation": (Bilingual("校验", "validation"), "cyan"),
}
_STANDINGS = {
    "retracted": (Bilingual("已撤销", "retracted"), "red"),
    "passed over": (
        Bilingual("未采用：只见于非首选的副本", "not adopted: only in a copy that is not preferred"),
        "red",
    ),
    "apart": (Bilingual("不在默认图中", "not in the default graph"), "cyan"),
    "proposed": (
        Bilingual("只有未生效的考订记录提到", "only a record that is not in force speaks of it"),
        "red",
    ),
}
_KINDS = {"assert": Bilingual("断言", "assertion"), "retract": Bilingual("撤销", "retraction")}
_STATUSES = {
    "accepted": Bilingual("已采纳", "accepted"),
    "pending": Bilingual("待核", "pending"),
    "rejected": Bilingual("已拒绝", "rejected"),
    "withdrawn": Bilingual("已撤回", "withdrawn"),
}


def command(
    subject: Annotated[str, typer.Argument(help="IRI, prefixed name or document number.")],
    predicate: Annotated[str, typer.Argument(help="Property, such as pp:hasLead or hasLead.")],
    value: Annotated[
        str,
        typer.Argument(
            metavar="[OBJECT]",
            help='IRI, prefixed name, or literal such as "2022-12-21"^^xsd:date; all if left out.',
        ),
    ] = "",
    depth: Annotated[int, typer.Option(min=0, max=50, help="How many steps of rules to follow.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
) -> None:
    """Show why a statement stands: its graph, the rule and premises, the curation record, the words of the text.

    Example: zhengmai why 狮政办〔2022〕47号-p2 pp:derivesFrom
    """
    from zhengmai.reason.asking import ask
    from zhengmai.reason.why_json import document

    store = open_current()
    found = ask(store, subject, predicate, value, depth)
    if as_json:
        console().print_json(data=document(found, current_id()), ensure_ascii=False)
        return
    for explanation in found:
        show(_tree(explanation))


def _tree(found: Explanation) -> Tree:
    from rich.tree import Tree

    tree = Tree(_statement(found))
    _grow(tree, found)
    return tree


def _grow(tree: Tree, found: Explanation) -> None:
    for record in found.records:
        tree.add(_record(record))
    for place in found.places:
        branch = tree.add(_place(place))
        if place.surroundings is not None:
            around = Bilingual("所属条文", "part of").text(language())
            branch.add(Text(f"{around} “{_line(place.surroundings.quote)}”", style="dim italic"))
    for way in found.derivations:
        branch = tree.add(_rule(way))
        for premise in way.premises:
            _grow(branch.add(_statement(premise)), premise)
    if found.more:
        more = Bilingual(f"另有 {found.more} 种推法", f"{found.more} more ways")
        tree.add(Text(more.text(language()), style="dim"))
    if found.cut:
        cut = Bilingual("以下从略（可用 --depth 加深）", "the rest is left out (see --depth)")
        tree.add(Text(cut.text(language()), style="dim"))


def _statement(found: Explanation) -> Text:
    from zhengmai.graph.terms import write_term

    line = Text()
    for standing in (_STANDINGS[found.standing],) if found.standing in _STANDINGS else ():
        line.append(f"[{standing[0].text(language())}] ", style=standing[1])
    for origin in found.origins:
        name, style = _ORIGINS.get(origin, (Bilingual(origin, origin), "cyan"))
        line.append(f"[{name.text(language())}] ", style=style)
    subject, predicate, value = (write_term(term) for term in found.triple)
    line.append(subject).append(f" {predicate} ", style="bold").append(value)
    return line


def _rule(way: Derivation) -> Text:
    name = Bilingual("规则", "rule").text(language())
    return Text(f"{name} {way.rule}  ", style="yellow").append(way.says.text(language()), style="default")


def _place(place: Place) -> Text:
    from zhengmai.prefixes import shorten

    line = Text(f"“{_line(place.quote)}”", style="italic")
    document = place.number or place.title or shorten(place.document)
    where = Bilingual(
        f"  {document} 第 {place.start}–{place.end} 字", f"  {document}, characters {place.start}–{place.end}"
    )
    line.append(where.text(language()), style="dim")
    line.append(f"  {place.file}  sha256 {place.sha256[:12]}…", style="dim")
    return line


def _line(quote: str) -> str:
    """Give a quote on one line; with --json it stands as it is in the text."""
    return " ".join(quote.split())


def _record(record: Decision) -> Text:
    from zhengmai.prefixes import shorten

    head = [_KINDS[record.kind], _STATUSES[record.status]]
    line = Text(
        f"{shorten(record.iri)}  {'  '.join(word.text(language()) for word in head)}", style="magenta"
    )
    facts = [shorten(record.author) if record.author else "", record.date]
    facts.append(record.reason_zh if language() == "zh" else record.reason_en)
    for review in record.reviews:
        reason = review.reason_zh if language() == "zh" else review.reason_en
        facts.append(
            f"→ {_STATUSES[review.status].text(language())} {shorten(review.author)} {review.date} {reason}"
        )
    return line.append("  " + "  ".join(fact for fact in facts if fact), style="default")
