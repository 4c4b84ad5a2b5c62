"""The outcome of a check as JSON, CSV and RDF, and what a later check needs of it as a baseline.

Entry points: `as_json`, `as_csv`, `as_rdf`, `read_baseline`.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, serialize

from zhengmai.errors import Bilingual, InputError
from zhengmai.prefixes import prefixes
from zhengmai.validate.findings import Report

if TYPE_CHECKING:
    from zhengmai.validate.outcome import Located, Outcome
    from zhengmai.validate.places import LineColumn, Place

FORMAT = "zhengmai-validation/1"
FINGERPRINT = "zhengmaiFinding/v1"
COLUMNS = (
    *("file", "line", "column", "severity", "code", "message_zh", "message_en", "quote"),
    *("document", "focus", "value", "shape", "known", "identity"),
)
# A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(outcome: Outcome) -> str:
    """Give an outcome as JSON; docs/validation.md describes every member."""
    return json.dumps(document(outcome), ensure_ascii=False, indent=2) + "\n"


def document(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as what `as_json` writes."""
    return {
        "format": FORMAT,
        "conforms": not outcome.findings,
        "exit_code": int(outcome.exit_code),
        "profile": outcome.profile.name,
        "fail_on": outcome.fail_on,
        "counts": {**outcome.counts(), "known": len(outcome.findings) - len(outcome.new)},
        "focus_nodes": outcome.focus_nodes,
        "inputs": [{"file": name, "focus_nodes": count} for name, count in outcome.inputs.items()],
        "findings": [_finding(found, outcome) for found in outcome.findings],
        "coverage": [
            {
                "shape": shape,
                "code": rule.code if (rule := outcome.rules.get(shape)) else "",
                "checked": count,
            }
            for shape, count in outcome.checked.items()
        ],
        "notes": [
            {"kind": note.kind, "where": note.where, "term": note.term or None, **note.text._asdict()}
            for note in outcome.notes
        ],
        "failures": [
            {"where": failure.where, "engine": failure.engine, **failure.text._asdict()}
            for failure in outcome.failures
        ],
    }


def _finding(found: Located, outcome: Outcome) -> dict[str, Any]:
    finding = found.finding
    rule = outcome.rules.get(finding.shape)
    return {
        "id": finding.iri,
        "identity": found.identity,
        "code": finding.code,
        "severity": finding.severity,
        "stops": outcome.stops(found),
        "known": found.known,
        "message": finding.message._asdict(),
        "reason": rule.description._asdict() if rule else None,
        "file": found.file,
        "document": finding.document,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "shape": finding.shape,
        "component": finding.component,
        "places": [_place(place) for place in found.places],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "in_file": place.in_file,
        "start": place.start,
        "end": place.end,
        **_numbers("", place.first),
        **_numbers("end_", place.last),
        "quote": place.quote,
    }


def _numbers(prefix: str, position: LineColumn | None) -> dict[str, int | None]:
    return {
        f"{prefix}line": position.line if position else None,
        f"{prefix}column": position.column if position else None,
    }


def as_csv(outcome: Outcome) -> str:
    """Give the findings as CSV (RFC 4180), one a row, at its first place; the first row names the columns."""
    output = io.StringIO()
    writer = csv.DictWriter(output, COLUMNS)
    writer.writeheader()
    for found in outcome.findings:
        finding, place = found.finding, found.places[0] if found.places else None
        position = place.first if place else None
        row: dict[str, object] = {
            "file": found.file,
            "line": position.line if position else "",
            "column": position.column if position else "",
            "severity": finding.severity,
            "code": finding.code,
            "message_zh": finding.message.zh,
            "message_en": finding.message.en,
            "quote": place.quote if place else "",
            "document": finding.document or "",
            "focus": finding.focus,
            "value": finding.value or "",
            "shape": finding.shape,
            "known": "true" if found.known else "false",
            "identity": found.identity,
        }
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return output.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_rdf(outcome: Outcome, syntax: RdfFormat = RdfFormat.TURTLE) -> bytes:
    """Give the findings as a sh:ValidationReport, without blank nodes; a finding of two files stands there once.

    Args:
        outcome: what was found.
        syntax: what to write.
    """
    by_iri = {found.finding.iri: found.finding for found in outcome.findings}
    findings = sorted(by_iri.values(), key=lambda finding: finding.sort_key())
    report = Report(tuple(findings), outcome.checked, outcome.focus_nodes)
    known = prefixes() if syntax != RdfFormat.N_TRIPLES else None
    return serialize((quad.triple for quad in report.to_quads()), format=syntax, prefixes=known) or b""


def read_baseline(data: bytes, name: str) -> Counter[str]:
    """Read the identities of the findings in an earlier report.

    Args:
        data: a report in JSON or SARIF, as this program writes them.
        name: the file's name, for messages.

    Returns:
        How often each identity stands in it.

    Raises:
        InputError: it is no such report.
    """
    try:
        report = json.loads(data)
        if report.get("format") == FORMAT:
            return Counter(str(finding["identity"]) for finding in report["findings"])
        if str(report.get("version", "")).startswith("2.1"):
            results = [result for run in report["runs"] for result in run.get("results") or ()]
            return Counter(str(result["partialFingerprints"][FINGERPRINT]) for result in results)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise InputError(
        name,
        Bilingual(
            "不是可作基线的报告；须为 zhengmai validate --format json 或 sarif 的输出",
            "is no report that can be a baseline; it must be what zhengmai validate --format json or sarif wrote",
        ),
    )
