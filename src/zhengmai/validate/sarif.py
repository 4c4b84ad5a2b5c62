"""The outcome of a check as SARIF 2.1.0 (OASIS, 2020), for editors and code hosts.

Entry point: `as_sarif`. Columns and offsets count Unicode code points (`columnKind`). A file that is no plain text
(HTML, DOCX, PDF) has no lines of its own, so the place there is told in words and has no region.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from zhengmai import __version__
from zhengmai.prefixes import shorten
from zhengmai.validate.reports import FINGERPRINT

if TYPE_CHECKING:
    from zhengmai.errors import Bilingual
    from zhengmai.validate.findings import Severity
    from zhengmai.validate.outcome import Failure, Located, Note, Outcome
    from zhengmai.validate.places import Place
    from zhengmai.validate.shapes import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://w3id.org/policyplan/shapes"
_LEVELS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "note"}
_ROOT = "SRCROOT"


def as_sarif(outcome: Outcome, language: str = "zh", root: Path | None = None) -> str:
    """Give an outcome as a SARIF log.

    Args:
        outcome: what was found.
        language: "zh" or "en", of the messages; rules have their help in both.
        root: folder that paths of files are relative to; the working folder if left out.
    """
    return json.dumps(log(outcome, language, root or Path.cwd()), ensure_ascii=False, indent=2) + "\n"


def log(outcome: Outcome, language: str, root: Path) -> dict[str, Any]:
    """Give an outcome as what `as_sarif` writes."""
    ids = _rule_ids(outcome)
    order = {shape: index for index, shape in enumerate(ids)}
    run = {
        "tool": {
            "driver": {
                "name": "zhengmai",
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(shape, outcome.rules.get(shape), ids, language) for shape in ids],
            }
        },
        "language": "zh-CN" if language == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that the check was run in."}}},
        "invocations": [_invocation(outcome, language)],
        "artifacts": [{"location": _artifact(name, root)} for name in outcome.inputs],
        "results": [_result(found, outcome, ids, order, language, root) for found in outcome.findings],
        "properties": {
            "profile": outcome.profile.name,
            "focusNodes": outcome.focus_nodes,
            "coverage": {shorten(shape): count for shape, count in outcome.checked.items()},
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule_ids(outcome: Outcome) -> dict[str, str]:
    """Give each shape its identifier: the number and, since a number has several shapes, its own name."""
    shapes = sorted({*outcome.rules, *(found.finding.shape for found in outcome.findings)})
    codes = {shape: rule.code for shape, rule in outcome.rules.items()}
    codes.update((found.finding.shape, found.finding.code) for found in outcome.findings)
    names = {shape: shape.replace("#", "/").rpartition("/")[2] for shape in shapes}
    return {
        shape: f"{codes[shape]}/{names[shape]}" if codes[shape] != names[shape] else names[shape]
        for shape in sorted(shapes, key=lambda shape: (codes[shape], shape))
    }


def _rule(shape: str, rule: Rule | None, ids: dict[str, str], language: str) -> dict[str, Any]:
    name = ids[shape].rpartition("/")[2]
    described: dict[str, Any] = {
        "id": ids[shape],
        "name": "".join(part[:1].upper() + part[1:] for part in name.split("-")),
    }
    if rule is None:
        return described
    described["defaultConfiguration"] = {"level": _LEVELS[rule.severity]}
    if rule.message.zh:
        described["shortDescription"] = {"text": rule.message.text(language)}
        described["fullDescription"] = {"text": _both(rule.message)}
        reason = rule.description if rule.description.zh else rule.message
        described["help"] = {
            "text": f"{_both(rule.message)}\n{_both(reason)}",
            "markdown": f"**{rule.code}** {rule.message.zh}\n\n{reason.zh}\n\n---\n\n**{rule.code}** {rule.message.en}\n\n{reason.en}",
        }
    if shape.startswith(("http://", "https://")):
        described["helpUri"] = quote(shape, safe=":/#?&=%")
    return described


def _both(text: Bilingual) -> str:
    return text.zh if text.zh == text.en else f"{text.zh}\n{text.en}"


def _invocation(outcome: Outcome, language: str) -> dict[str, Any]:
    return {
        # Findings are no failure of the tool.
        "executionSuccessful": not outcome.failures,
        "exitCode": int(outcome.exit_code),
        "toolExecutionNotifications": [
            *(_failure(failure, language) for failure in outcome.failures),
            *(_note(note, language) for note in outcome.notes),
        ],
    }


def _failure(failure: Failure, language: str) -> dict[str, Any]:
    return {"level": "error", "message": {"text": failure.text.text(language)}}


def _note(note: Note, language: str) -> dict[str, Any]:
    text = f"{note.where}：{note.text.zh}" if language == "zh" else f"{note.where}: {note.text.en}"
    return {"level": "note", "descriptor": {"id": note.kind}, "message": {"text": text}}


def _result(
    found: Located, outcome: Outcome, ids: dict[str, str], order: dict[str, int], language: str, root: Path
) -> dict[str, Any]:
    finding = found.finding
    # A viewer shows one location a result; the first place is it, the others are related.
    places = found.places or ()
    locations = [_location(place, found, root) for place in places[:1]] or [_whole(found, root)]
    result: dict[str, Any] = {
        "ruleId": ids[finding.shape],
        "ruleIndex": order[finding.shape],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(found, language)},
        "locations": locations,
        "partialFingerprints": {FINGERPRINT: found.identity},
        "properties": {"stops": outcome.stops(found), "focus": finding.focus, "value": finding.value},
    }
    if places[1:]:
        result["relatedLocations"] = [_location(place, found, root) for place in places[1:]]
    if outcome.baseline:
        result["baselineState"] = "unchanged" if found.known else "new"
    return result


def _message(found: Located, language: str) -> str:
    finding = found.finding
    text = finding.message.text(language)
    if finding.value:
        text += f"（{shorten(finding.value)}）" if language == "zh" else f" ({shorten(finding.value)})"
    place = found.places[0] if found.places else None
    if place and not place.in_file and place.quote:
        text += f" “{' '.join(place.quote.split())}”"
    return text


def _location(place: Place, found: Located, root: Path) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(place.file, root)}
    if place.in_file and place.first and place.last:
        physical["region"] = {
            "startLine": place.first.line,
            "startColumn": place.first.column,
            "endLine": place.last.line,
            "endColumn": place.last.column,
            "charOffset": place.start,
            "charLength": place.end - place.start,
            "snippet": {"text": place.quote},
        }
    return {"physicalLocation": physical, "logicalLocations": [_logical(found)]}


def _whole(found: Located, root: Path) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": _artifact(found.file, root)},
        "logicalLocations": [_logical(found)],
    }


def _logical(found: Located) -> dict[str, Any]:
    return {"fullyQualifiedName": shorten(found.finding.focus), "kind": "object"}


def _artifact(name: str, root: Path) -> dict[str, Any]:
    """Give the location of an input: relative where it lies under the root, so that a log holds no machine's path."""
    if name.startswith(("http://", "https://")):
        return {"uri": name}
    if name == "-":
        return {"uri": "stdin", "description": {"text": "standard input"}}
    path = Path(name)
    try:
        relative = path.resolve().relative_to(root.resolve()) if path.is_absolute() else path
    except ValueError:
        return {"uri": path.resolve().as_uri()}
    return {"uri": quote(relative.as_posix()), "uriBaseId": _ROOT}
