"""A report as text for a person: grouped by document, with the sentence that a finding is about.

Entry point: `listing`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from zhengmai.errors import Bilingual
from zhengmai.prefixes import shorten
from zhengmai.validate.findings import SEVERITIES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhengmai.validate.findings import Anchor, Finding, Report

SEVERITY_WORDS: dict[Severity, Bilingual] = {
    "violation": Bilingual("违规", "violation"),
    "warning": Bilingual("警告", "warning"),
    "info": Bilingual("提示", "info"),
}
_NO_DOCUMENT = Bilingual("（不属于任何公文）", "(of no document)")
_LONGEST_QUOTE = 60


class Line(NamedTuple):
    """One line of text.

    Attributes:
        text: without markup.
        role: "document", a severity, "quote", "summary" or "plain", for whoever colours it.
    """

    text: str
    role: str


def listing(report: Report, language: str) -> Iterator[Line]:
    """Give a report line by line.

    Args:
        report: what was found.
        language: "zh" or "en".
    """
    for document, group in groupby(report.findings, key=lambda finding: finding.document):
        findings = list(group)
        heading = shorten(document) if document else _NO_DOCUMENT.text(language)
        yield Line(unquote(heading), "document")
        for finding in findings:
            yield from _finding(finding, language)
        yield Line("", "plain")
    yield from _summary(report, language)


def _finding(finding: Finding, language: str) -> Iterator[Line]:
    word = SEVERITY_WORDS[finding.severity].text(language)
    yield Line(f"  {finding.code} {word}  {finding.message.text(language)}", finding.severity)
    value = f" = {shorten(finding.value)}" if finding.value else ""
    yield Line(f"      {shorten(finding.focus)}{value}", "plain")
    for anchor in finding.anchors:
        yield Line(f"      {_quote(anchor)}", "quote")


def _quote(anchor: Anchor) -> str:
    flat = " ".join(anchor.quote.split())
    shown = flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1] + "…"
    return f"“{shown}” [{anchor.start}, {anchor.end})"


def _summary(report: Report, language: str) -> Iterator[Line]:
    counts = report.counts()
    zh = "，".join(f"{SEVERITY_WORDS[s].zh} {counts[s]}" for s in SEVERITIES)
    en = ", ".join(f"{SEVERITY_WORDS[s].en} {counts[s]}" for s in SEVERITIES)
    active = len(report.checked) - len(report.idle)
    yield Line(
        Bilingual(
            f"{zh}。用 {active} 个形状检查了 {counts['checked']} 个节点。",
            f"{en}. {active} shapes looked at {counts['checked']} nodes.",
        ).text(language),
        "summary",
    )
    if report.idle:
        names = [shorten(shape) for shape in report.idle]
        text = Bilingual(
            f"没有可检查节点的形状：{'、'.join(names)}", f"Shapes without a node to check: {', '.join(names)}"
        )
        yield Line(text.text(language), "plain")
