"""The outcome of a check as text for a person: grouped by document, with the sentence and a caret under the place.

Entry point: `listing`.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width
from urllib.parse import unquote

from zhengmai.errors import Bilingual
from zhengmai.prefixes import shorten
from zhengmai.validate.findings import SEVERITIES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.validate.outcome import Located, Outcome
    from zhengmai.validate.places import Place

SEVERITY_WORDS: dict[Severity, Bilingual] = {
    "violation": Bilingual("违规", "violation"),
    "warning": Bilingual("警告", "warning"),
    "info": Bilingual("提示", "info"),
}
MOST_FINDINGS = 50
_NO_DOCUMENT = Bilingual("（不属于任何公文）", "(of no document)")
# Columns of a terminal that a line of the source may take; a Han character takes two.
_WIDTH = 72
_BEFORE = 16
_MOST_PLACES = 3


class Line(NamedTuple):
    """One line of text.

    Attributes:
        text: without markup.
        role: "document", a severity, "place", "source", "caret", "note", "summary" or "plain", for whoever colours it.
    """

    text: str
    role: str


def listing(outcome: Outcome, language: str, *, most: int = MOST_FINDINGS) -> Iterator[Line]:
    """Give an outcome line by line.

    Args:
        outcome: what was found.
        language: "zh" or "en".
        most: how many findings are shown, the gravest first chosen; the rest are counted. 0: all.
    """
    new = outcome.new
    shown = new if not most or len(new) <= most else _gravest(new, most)
    for (file, document), group in groupby(shown, key=lambda found: (found.file, found.finding.document)):
        heading = unquote(shorten(document)) if document else _NO_DOCUMENT.text(language)
        yield Line(f"{heading}  ({file})", "document")
        for found in group:
            yield from _finding(found, language)
        yield Line("", "plain")
    left = Counter(found.finding.severity for found in new) - Counter(
        found.finding.severity for found in shown
    )
    if left:
        yield Line(_left(left, language), "summary")
    yield from _notes(outcome, language)
    yield from _summary(outcome, language)


def _gravest(findings: Sequence[Located], most: int) -> list[Located]:
    ranked = sorted(range(len(findings)), key=lambda i: (SEVERITIES.index(findings[i].finding.severity), i))
    return [findings[i] for i in sorted(ranked[:most])]


def _left(left: Counter[Severity], language: str) -> str:
    zh = "、".join(f"{SEVERITY_WORDS[s].zh} {left[s]}" for s in SEVERITIES if left[s])
    en = ", ".join(f"{SEVERITY_WORDS[s].en} {left[s]}" for s in SEVERITIES if left[s])
    count = left.total()
    return Bilingual(
        f"… 另有 {count} 项未列出（{zh}）；--limit 0 全部列出",
        f"… {count} more are not listed ({en}); --limit 0 lists them all",
    ).text(language)


def _finding(found: Located, language: str) -> Iterator[Line]:
    finding = found.finding
    word = SEVERITY_WORDS[finding.severity].text(language)
    yield Line(f"  {finding.code} {word}  {finding.message.text(language)}", finding.severity)
    value = f" = {shorten(finding.value)}" if finding.value else ""
    yield Line(f"      {shorten(finding.focus)}{value}", "plain")
    for place in found.places[:_MOST_PLACES]:
        yield from _place(place, language)
    if len(found.places) > _MOST_PLACES:
        more = len(found.places) - _MOST_PLACES
        yield Line(
            Bilingual(f"      … 另有 {more} 处", f"      … and {more} more places").text(language), "place"
        )


def _place(place: Place, language: str) -> Iterator[Line]:
    if place.first is None:
        flat = " ".join(place.quote.split())
        shown = flat if len(flat) <= _WIDTH // 2 else flat[: _WIDTH // 2 - 1] + "…"
        yield Line(f"      “{shown}” [{place.start}, {place.end})", "source")
        return
    line, column = place.first
    inside = "" if place.in_file else Bilingual("（读出的文字）", " (text as read)").text(language)
    yield Line(f"      {place.file}:{line}:{column}{inside}", "place")
    # A place that goes on in the next line is marked to the end of its first.
    end = place.last.column if place.last and place.last.line == line else len(place.line_text) + 1
    source, caret = excerpt(place.line_text, column - 1, end - 1)
    yield Line(f"      │ {source}", "source")
    yield Line(f"      │ {caret}", "caret")


def excerpt(text: str, start: int, end: int) -> tuple[str, str]:
    """Cut a line around a place so that it fits a terminal, and give it with carets under the place.

    Args:
        text: the line.
        start: offset of the place in it.
        end: offset behind it.

    Returns:
        The line, cut ends marked by an ellipsis, and a line of blanks and carets of the same display width.
    """
    text = text.replace("\t", " ")
    first = start
    while first > 0 and _width(text[first - 1 : start]) <= _BEFORE:
        first -= 1
    lead = "" if not text[:first].strip() else "…"
    if not lead:
        # Blanks before the first word show nothing.
        first = min(start, len(text) - len(text.lstrip()))
    last, room = first, _WIDTH - len(lead)
    while last < len(text) and _width(text[first : last + 1]) <= room:
        last += 1
    tail = "…" if last < len(text) else ""
    shown = text[first:last]
    marked = text[start : max(start + 1, min(end, last))]
    caret = " " * (len(lead) + _width(text[first:start])) + "^" * max(1, _width(marked))
    return f"{lead}{shown}{tail}", caret


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _notes(outcome: Outcome, language: str) -> Iterator[Line]:
    for note in outcome.notes:
        text = Bilingual(f"{note.where}：{note.text.zh}", f"{note.where}: {note.text.en}")
        yield Line(text.text(language), "note")


def _summary(outcome: Outcome, language: str) -> Iterator[Line]:
    counts = outcome.counts()
    known = len(outcome.findings) - len(outcome.new)
    zh = "，".join(f"{SEVERITY_WORDS[s].zh} {counts[s]}" for s in SEVERITIES)
    en = ", ".join(f"{SEVERITY_WORDS[s].en} {counts[s]}" for s in SEVERITIES)
    if outcome.baseline:
        zh, en = f"新增：{zh}；基线中已有 {known}", f"new: {en}; {known} known from the baseline"
    active = len(outcome.checked) - len(outcome.idle)
    yield Line(
        Bilingual(
            f"{zh}。用 {active} 个形状检查了 {outcome.focus_nodes} 个节点。",
            f"{en}. {active} shapes looked at {outcome.focus_nodes} nodes.",
        ).text(language),
        "summary",
    )
    if outcome.idle:
        names = [shorten(shape) for shape in outcome.idle]
        text = Bilingual(
            f"没有可检查节点的形状：{'、'.join(names)}", f"Shapes without a node to check: {', '.join(names)}"
        )
        yield Line(text.text(language), "plain")


def coverage_lines(outcome: Outcome, language: str) -> Iterator[Line]:
    """Give for each shape how many nodes it looked at.

    Args:
        outcome: what was checked.
        language: "zh" or "en".
    """
    yield Line(
        Bilingual("各形状检查的节点数：", "Nodes that each shape looked at:").text(language), "summary"
    )
    for shape, count in outcome.checked.items():
        rule = outcome.rules.get(shape)
        yield Line(f"{count:>8}  {rule.code if rule else ''}  {shorten(shape)}", "plain")
