"""The outcome of a check as JUnit XML, which most CI services show: a suite an input, a case a shape.

Entry point: `as_junit`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from zhengmai.prefixes import shorten

if TYPE_CHECKING:
    from zhengmai.validate.outcome import Located, Outcome

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(outcome: Outcome, language: str = "zh") -> str:
    """Give an outcome as JUnit XML.

    A case fails where a finding stops; findings that do not stop are told in its output. A shape that looked at no
    node is skipped. Inputs that could not be checked are errors.

    Args:
        outcome: what was found.
        language: "zh" or "en".
    """
    cases: list[str] = []
    failed = skipped = 0
    for shape in sorted({*outcome.checked, *(found.finding.shape for found in outcome.findings)}):
        found = [one for one in outcome.findings if one.finding.shape == shape and not one.known]
        stopping = [one for one in found if outcome.stops(one)]
        rule = outcome.rules.get(shape)
        code = rule.code if rule else ""
        head = f"    <testcase classname={_attribute(f'zhengmai.{code}')} name={_attribute(shorten(shape))}>"
        body = [_failure(one, language) for one in stopping]
        noted = "\n".join(_line(one, language) for one in found if one not in stopping)
        if noted:
            body.append(f"      <system-out>{_text(noted)}</system-out>")
        if stopping:
            failed += 1
        elif not outcome.checked.get(shape):
            skipped += 1
            word = "没有可检查的节点" if language == "zh" else "no node to check"
            body.insert(0, f"      <skipped message={_attribute(word)}/>")
        cases.append("\n".join([head, *body, "    </testcase>"]))
    for failure in outcome.failures:
        cases.append(
            f"    <testcase classname={_attribute('zhengmai.input')} name={_attribute(failure.where)}>\n"
            f"      <error message={_attribute(failure.text.text(language))}/>\n    </testcase>"
        )
    numbers = f'tests="{len(cases)}" failures="{failed}" errors="{len(outcome.failures)}" skipped="{skipped}"'
    properties = (
        "    <properties>\n"
        f'      <property name="profile" value={_attribute(outcome.profile.name)}/>\n'
        f'      <property name="focusNodes" value="{outcome.focus_nodes}"/>\n'
        f'      <property name="exitCode" value="{int(outcome.exit_code)}"/>\n'
        "    </properties>"
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="zhengmai validate" {numbers}>',
            f'  <testsuite name="zhengmai validate" {numbers}>',
            properties,
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _failure(found: Located, language: str) -> str:
    finding = found.finding
    message = _attribute(finding.message.text(language))
    return (
        f"      <failure type={_attribute(finding.severity)} message={message}>"
        f"{_text(_line(found, language))}</failure>"
    )


def _line(found: Located, language: str) -> str:
    finding = found.finding
    place = found.places[0] if found.places else None
    where = found.file
    if place and place.first:
        where = f"{place.file}:{place.first.line}:{place.first.column}"
    quoted = f" “{' '.join(place.quote.split())}”" if place and place.quote else ""
    return f"{where}: {finding.code} {finding.message.text(language)} {shorten(finding.focus)}{quoted}"


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))
