"""The outcome of a check of several inputs: findings with their places, coverage, notes, failures, exit code.

Entry points: `Outcome`, `Located`, `Note`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from zhengmai.validate.findings import SEVERITIES, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhengmai.errors import Bilingual
    from zhengmai.validate.places import Place
    from zhengmai.validate.profiles import Profile
    from zhengmai.validate.shapes import Rule

# Keys that change with the bytes of a file: those of a copy, of an anchor, and of a document without a number.
_CONTENT_KEY = re.compile(r"(?<=/anchor/)[0-9a-f]{12}-\d+-\d+|(?<=/copy/)[0-9a-f]{12}|(?<=/)c-[0-9a-f]{12}")
_DOCUMENT_KEY = re.compile(r"/doc/c-[0-9a-f]{12}")
# Nodes whose names count places in the text, so that they change when something is put in before them.
_COUNTED = re.compile(r"/cn/(?:provision|node|anchor|copy)/")
_SPACE = re.compile(r"\s+")
# What numbers a sentence, such as "2." or "（三）": it changes when another is put in before.
_NUMBER = re.compile(r"^(?:[（(]?[0-9０-９一二三四五六七八九十百]+[)）、.．])+")


class ExitCode(IntEnum):
    """How a check ends. Where several hold, the order is 3, 2, 4, 1, 0."""

    conforms = 0
    found = 1
    unreadable = 2
    failed = 3
    nothing_checked = 4


@dataclass(frozen=True)
class Note:
    """Something to know that is no finding: a word nobody declared, a shape that looks nowhere, an empty file.

    Attributes:
        kind: "unknown-class", "unknown-property", "no-target", "empty" or "not-checked".
        where: the file, or the shapes, that it is about.
        text: for people.
        term: the IRI that it is about; empty: none.
    """

    kind: str
    where: str
    text: Bilingual
    term: str = ""


@dataclass(frozen=True)
class Failure:
    """An input that could not be checked.

    Attributes:
        where: the input's name.
        text: what happened.
        engine: the engine or an endpoint failed, as opposed to an input that cannot be read.
    """

    where: str
    text: Bilingual
    engine: bool


@dataclass(frozen=True)
class Located:
    """A finding, the input it was found in and its places there.

    Attributes:
        finding: what was found.
        file: name of the input as it was given.
        places: where, in the order of the text.
        known: a baseline holds it already.
    """

    finding: Finding
    file: str
    places: tuple[Place, ...]
    known: bool = False

    @property
    def identity(self) -> str:
        """Give 32 hexadecimal digits that stay the same while the sentence does, wherever it moves in its document.

        They are made of the shape, property, document (the file's name where the document has no number) and the
        quoted sentence, or the node where there is none. Of several alike in one report each counts.
        """
        finding = self.finding
        document = finding.document or ""
        if not document or _DOCUMENT_KEY.search(document):
            document = self.file.replace("\\", "/").rpartition("/")[2]
        quotes = [_NUMBER.sub("", _SPACE.sub("", place.quote)) for place in self.places if place.quote]
        subject = quotes or [_stable(finding.focus)]
        value = finding.value or ""
        parts = (
            finding.shape,
            finding.path or "",
            finding.component,
            document,
            "" if _COUNTED.search(value) else value,
            *subject,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def sort_key(self) -> tuple[str, str, int, tuple[str, str, str, int, str, str]]:
        """Order by input, document and place in the text, from top to bottom."""
        place = self.places[0].start if self.places else -1
        return (self.file, self.finding.document or "", place, self.finding.sort_key())


def _stable(iri: str) -> str:
    return _CONTENT_KEY.sub("*", iri)


@dataclass(frozen=True)
class Checked:
    """What the check of one input gave.

    Attributes:
        name: the input as it was given.
        findings: located.
        checked: for each shape how many nodes it looked at.
        focus_nodes: how many nodes were looked at in all.
        notes: what else there is to know.
        failures: what could not be checked.
    """

    name: str
    findings: tuple[Located, ...] = ()
    checked: Mapping[str, int] = field(default_factory=dict)
    focus_nodes: int = 0
    notes: tuple[Note, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The outcome of a whole check.

    Attributes:
        findings: of all inputs, sorted; each once a file.
        rules: the shapes that were used, by IRI.
        checked: for each shape how many nodes it looked at, 0 included.
        focus_nodes: how many nodes were looked at in all.
        inputs: names of the inputs, with the number of nodes that were looked at in each.
        notes: what else there is to know.
        failures: inputs that could not be checked.
        profile: decides what stops.
        fail_on: fail at this severity or graver besides; None: only by the profile.
        baseline: whether findings were compared with an earlier report.
    """

    findings: tuple[Located, ...]
    rules: Mapping[str, Rule]
    checked: Mapping[str, int]
    focus_nodes: int
    inputs: Mapping[str, int]
    notes: tuple[Note, ...]
    failures: tuple[Failure, ...]
    profile: Profile
    fail_on: Severity | None = None
    baseline: bool = False

    @property
    def new(self) -> tuple[Located, ...]:
        """The findings that no baseline holds."""
        return tuple(found for found in self.findings if not found.known)

    @property
    def idle(self) -> tuple[str, ...]:
        """Shapes that met no node to check, sorted."""
        return tuple(sorted(shape for shape, count in self.checked.items() if not count))

    def counts(self) -> dict[Severity, int]:
        """Count the new findings by severity."""
        found = Counter(located.finding.severity for located in self.new)
        return {severity: found[severity] for severity in SEVERITIES}

    def stops(self, located: Located) -> bool:
        """Tell whether a finding makes the check fail."""
        finding = located.finding
        if located.known:
            return False
        grave = SEVERITIES[: SEVERITIES.index(self.fail_on) + 1] if self.fail_on else ()
        return finding.severity in grave or self.profile.stops(finding.code, finding.severity)

    @property
    def exit_code(self) -> ExitCode:
        """How the check ends."""
        if any(failure.engine for failure in self.failures):
            return ExitCode.failed
        if self.failures:
            return ExitCode.unreadable
        if not self.focus_nodes and not self.findings:
            return ExitCode.nothing_checked
        return ExitCode.found if any(self.stops(found) for found in self.findings) else ExitCode.conforms

    def compared(self, known: Mapping[str, int]) -> Outcome:
        """Mark the findings that a baseline holds.

        Args:
            known: how often each identity stands in the baseline; as many are marked, those first in order.
        """
        left = Counter(known)
        marked: list[Located] = []
        for found in self.findings:
            identity = found.identity
            marked.append(replace(found, known=left[identity] > 0))
            left[identity] -= 1
        return replace(self, findings=tuple(marked), baseline=True)


def join(
    checked: Iterable[Checked],
    rules: Mapping[str, Rule],
    profile: Profile,
    *,
    fail_on: Severity | None = None,
    notes: Iterable[Note] = (),
) -> Outcome:
    """Join what the check of each input gave.

    Args:
        checked: one for each input.
        rules: the shapes that were used, by IRI.
        profile: decides what stops.
        fail_on: fail at this severity or graver besides.
        notes: on the shapes.
    """
    findings: dict[tuple[str, str], Located] = {}
    counts: Counter[str] = Counter(dict.fromkeys(rules, 0))
    inputs: dict[str, int] = {}
    all_notes, failures = list(notes), list[Failure]()
    focus_nodes = 0
    for one in checked:
        # A finding at a node that several documents share stands in the report once a file.
        findings.update(((found.file, found.finding.iri), found) for found in one.findings)
        counts.update(one.checked)
        focus_nodes += one.focus_nodes
        inputs[one.name] = inputs.get(one.name, 0) + one.focus_nodes
        all_notes += one.notes
        failures += one.failures
    return Outcome(
        findings=tuple(sorted(findings.values(), key=Located.sort_key)),
        rules=rules,
        checked=dict(sorted(counts.items())),
        focus_nodes=focus_nodes,
        inputs=inputs,
        notes=tuple(all_notes),
        failures=tuple(failures),
        profile=profile,
        fail_on=fail_on,
    )
