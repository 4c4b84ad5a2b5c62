"""Curation records: what people assert or retract, with author, date and reason.

Entry points: `read_records`, `curation_statements`. Records are TOML files in data/curation/, one or more
`[[record]]` each; source graphs are never edited.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from zhengmai.errors import Bilingual, InputError
from zhengmai.extract.titles import title_key
from zhengmai.graph import minting
from zhengmai.graph.iris import canonical_iri
from zhengmai.graph.statements import DCT, PAV, Statements, concept, day, decimal, graph, string
from zhengmai.namespaces import PP
from zhengmai.prefixes import prefixes
from zhengmai.registry import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ACCEPTED = "已采纳"
_REQUIRED = ("id", "kind", "status", "subject", "predicate", "object", "author", "date", "reason")


@dataclass(frozen=True)
class Record:
    """One decision of a person.

    Attributes:
        id: local name, unique over all files.
        kind: 断言 (assert) or 撤销 (retract).
        status: 已采纳, 待核, 已拒绝 or 已撤回; only 已采纳 is in force.
        subject: IRI.
        predicate: IRI.
        object: IRI.
        subject_title: title of the subject's plan, by which the record finds it again under a new IRI.
        object_title: the same for the object.
        author: local name of the steward.
        date: ISO 8601 day of the decision.
        reason_zh: why, in Chinese.
        reason_en: why, in English.
        justification: IRI of a semapv justification.
        confidence: between 0 and 1; None where not given.
        file: where the record stands.
    """

    id: str
    kind: str
    status: str
    subject: str
    predicate: str
    object: str
    author: str
    date: str
    reason_zh: str
    reason_en: str
    file: str
    subject_title: str | None = None
    object_title: str | None = None
    justification: str | None = None
    confidence: Decimal | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a record in a build: applied, waiting, re-pointed to a new IRI, or its target has vanished."""

    record: Record
    state: str


def read_records(files: Iterable[tuple[str, bytes]]) -> list[Record]:
    """Read curation files.

    Args:
        files: name and content of each.

    Returns:
        The records in the order of their ids.

    Raises:
        InputError: a file is no TOML, a record lacks a field or has an unknown value, or two share an id.
    """
    records: dict[str, Record] = {}
    for name, content in files:
        for number, entry in enumerate(_entries(name, content), 1):
            record = _record(name, number, entry)
            if record.id in records:
                other = records[record.id].file
                raise _error(
                    name,
                    f"第 {number} 条：编号 {record.id} 已用于 {other}",
                    f"record {number}: id {record.id} is already used in {other}",
                )
            records[record.id] = record
    return [records[key] for key in sorted(records)]


def curation_statements(
    records: Sequence[Record],
    plans_by_title: Mapping[str, str],
    known: frozenset[str],
    replaced: Mapping[str, str] | None = None,
) -> tuple[Statements, Statements, list[Outcome]]:
    """Turn records into statements.

    Args:
        records: all records.
        plans_by_title: IRI of each plan by its title key.
        known: the IRIs of which something is known.
        replaced: IRIs that are no longer used, each with the one used now.

    Returns:
        The records themselves (graph/curation), the statements of those in force that assert
        (graph/curation/accepted), and the outcome of each record. Those that retract take effect where the default
        graph is made.
    """
    described = Statements(graph("curation"))
    accepted = Statements(graph("curation/accepted"))
    outcomes: list[Outcome] = []
    for record in records:
        now = replaced or {}
        subject, moved_subject = _find(record.subject, record.subject_title, plans_by_title, known, now)
        target, moved_object = _find(record.object, record.object_title, plans_by_title, known, now)
        _describe(described, record, subject or record.subject, target or record.object)
        if record.status != ACCEPTED:
            outcomes.append(Outcome(record, "waiting"))
        elif subject is None or target is None:
            outcomes.append(Outcome(record, "vanished"))
        else:
            if record.kind == "断言":
                accepted.add(subject, record.predicate, target)
            outcomes.append(Outcome(record, "repointed" if moved_subject or moved_object else "applied"))
    return described, accepted, outcomes


def _find(
    iri: str,
    title: str | None,
    by_title: Mapping[str, str],
    known: frozenset[str],
    replaced: Mapping[str, str],
) -> tuple[str | None, bool]:
    if iri in replaced:
        return replaced[iri], True
    if iri in known:
        return iri, False
    moved = by_title.get(title_key(title)) if title else None
    return moved, moved is not None


def _describe(out: Statements, record: Record, subject: str, target: str) -> None:
    node = minting.iri("node", record.id)
    out.type(node, "CurationRecord")
    out.pp(node, "recordKind", concept(f"record-{record.kind}"))
    out.pp(node, "recordSubject", subject)
    out.pp(node, "recordPredicate", record.predicate)
    out.pp(node, "recordObject", target)
    out.pp(node, "reviewStatus", concept(f"review-{record.status}"))
    out.pp(node, "justification", record.justification)
    out.pp(node, "confidence", decimal(record.confidence))
    out.pp(node, "reason", ox.Literal(record.reason_zh, language="zh-Hans"))
    out.pp(node, "reason", ox.Literal(record.reason_en, language="en"))
    author = minting.iri("node", record.author)
    out.add(node, PAV + "authoredBy", author)
    out.add(node, PAV + "authoredOn", day(record.date))
    out.add(author, DCT + "identifier", string(record.author))


def _entries(name: str, content: bytes) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(name, f"不是有效的 TOML：{error}", f"is not valid TOML: {error}") from error
    entries = data.get("record", [])
    if set(data) - {"record"} or not isinstance(entries, list):
        raise _error(name, "只应含有 [[record]]", "may hold [[record]] entries only")
    return entries


def _record(name: str, number: int, entry: dict[str, Any]) -> Record:
    where_zh, where_en = (
        f"第 {number} 条（{entry.get('id', '?')}）",
        f"record {number} ({entry.get('id', '?')})",
    )
    missing = [key for key in _REQUIRED if not entry.get(key)]
    if missing:
        raise _error(
            name, f"{where_zh}：缺少 {'、'.join(missing)}", f"{where_en}: {', '.join(missing)} missing"
        )
    reason = entry["reason"]
    if not isinstance(reason, dict) or not {"zh", "en"} <= set(reason):
        raise _error(name, f"{where_zh}：reason 须有 zh 和 en", f"{where_en}: reason needs zh and en")
    for key, prefix in (("kind", "record-"), ("status", "review-")):
        if vocabulary.concept(prefix + str(entry[key])) is None:
            raise _error(
                name,
                f"{where_zh}：{key} 的值 {entry[key]} 不在词表中",
                f"{where_en}: {key} {entry[key]} is in no vocabulary",
            )
    if not isinstance(entry["date"], date):
        raise _error(name, f"{where_zh}：date 须为日期", f"{where_en}: date must be a date")
    iris = {
        key: _expand(name, where_zh, where_en, str(entry[key])) for key in ("subject", "predicate", "object")
    }
    if not iris["predicate"].startswith(PP):
        raise _error(
            name,
            f"{where_zh}：predicate 须为 pp: 属性",
            f"{where_en}: the predicate must be a property of pp:",
        )
    justification = entry.get("justification")
    return Record(
        id=str(entry["id"]),
        kind=str(entry["kind"]),
        status=str(entry["status"]),
        **iris,
        author=str(entry["author"]),
        date=entry["date"].isoformat(),
        reason_zh=str(reason["zh"]),
        reason_en=str(reason["en"]),
        file=name,
        subject_title=entry.get("subject_title"),
        object_title=entry.get("object_title"),
        justification=_expand(name, where_zh, where_en, justification) if justification else None,
        confidence=Decimal(str(entry["confidence"])) if "confidence" in entry else None,
    )


def _expand(name: str, where_zh: str, where_en: str, text: str) -> str:
    """Give the IRI of a prefixed name or IRI, in canonical form."""
    if text.startswith(("http://", "https://")):
        return canonical_iri(text)
    prefix, colon, local = text.partition(":")
    namespace = prefixes().get(prefix)
    if not colon or namespace is None:
        raise _error(name, f"{where_zh}：{text} 的前缀未知", f"{where_en}: {text} has an unknown prefix")
    return canonical_iri(namespace + local)


def _error(name: str, zh: str, en: str) -> InputError:
    return InputError(name, Bilingual(zh, en))


def curation_files(folder: Path) -> list[tuple[str, bytes]]:
    """Give the curation files of a folder, sorted by name."""
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.toml"))]
