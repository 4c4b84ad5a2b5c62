"""Curation records: what people assert or retract, with author, date and reason.

Entry points: `read_records`, `curation_statements`. Records are TOML files in data/curation/, one or more
`[[record]]` each; source graphs are never edited. `zhengmai.graph.curation_files` writes them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from zhengmai.errors import Bilingual, InputError, ZhengmaiError
from zhengmai.extract.titles import title_key
from zhengmai.graph import minting
from zhengmai.graph.iris import canonical_iri
from zhengmai.graph.statements import (
    DCT,
    PAV,
    RDF_TYPE,
    SKOS,
    Statements,
    Term,
    boolean,
    concept,
    day,
    decimal,
    graph,
    integer,
    string,
)
from zhengmai.graph.terms import expand, read_literal
from zhengmai.namespaces import DATA, PP
from zhengmai.prefixes import shorten
from zhengmai.registry import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

ACCEPTED = "已采纳"
WITHDRAWN = "已撤回"
ASSERT, RETRACT = "断言", "撤销"
ALIGNMENT = frozenset({PP + "parallelTo", PP + "adaptedFrom"})
"""Decisions about counterparts of measures take effect in graph/alignment, not in the default graph."""
_FOREIGN = frozenset(
    {
        RDF_TYPE,
        DCT + "title",
        SKOS + "prefLabel",
        SKOS + "altLabel",
        "http://www.w3.org/2000/01/rdf-schema#label",
    }
)
_REQUIRED = ("id", "kind", "status", "subject", "predicate", "author", "date", "reason")
_OPTIONAL = (
    "object",
    "subject_title",
    "object_title",
    "in_place_of",
    "justification",
    "confidence",
    "review",
)


@dataclass(frozen=True)
class Review:
    """A later decision about a record, which sets its status.

    Attributes:
        status: as that of a record.
        author: local name of the steward.
        date: ISO 8601 day of the decision.
        reason_zh: why, in Chinese.
        reason_en: why, in English.
    """

    status: str
    author: str
    date: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Record:
    """One decision of a person.

    Attributes:
        id: local name, unique over all files.
        kind: 断言 (assert) or 撤销 (retract).
        status: 已采纳, 待核, 已拒绝 or 已撤回 as the record was written; `standing` is the one that counts.
        subject: IRI.
        predicate: IRI.
        object: IRI or literal.
        subject_title: title of the subject's plan, by which the record finds it again under a new IRI.
        object_title: the same for the object.
        in_place_of: id of the retraction whose statement this assertion replaces.
        author: local name of the steward.
        date: ISO 8601 day of the decision.
        reason_zh: why, in Chinese.
        reason_en: why, in English.
        justification: IRI of a semapv justification.
        confidence: between 0 and 1; None where not given.
        review: later decisions about the record, in their order.
        file: where the record stands.
    """

    id: str
    kind: str
    status: str
    subject: str
    predicate: str
    object: Term
    author: str
    date: str
    reason_zh: str
    reason_en: str
    file: str
    subject_title: str | None = None
    object_title: str | None = None
    in_place_of: str | None = None
    justification: str | None = None
    confidence: Decimal | None = None
    review: tuple[Review, ...] = ()

    @property
    def standing(self) -> str:
        """The status that counts: that of the last review, else that of the record."""
        return self.review[-1].status if self.review else self.status

    @property
    def in_force(self) -> bool:
        """Whether the record is accepted."""
        return self.standing == ACCEPTED

    @property
    def introduces(self) -> bool:
        """Whether the record says of what kind a thing of the data is, which makes the thing known."""
        return (
            self.kind == ASSERT
            and self.predicate == RDF_TYPE
            and self.in_force
            and self.subject.startswith(DATA)
        )


@dataclass(frozen=True)
class Outcome:
    """What became of a record in a build.

    Attributes:
        record: the record.
        state: applied, waiting, repointed (to a new IRI), vanished (its target has) or overruled (an accepted
            retraction takes the same statement back).
        statement: subject, predicate and object as found in this build.
    """

    record: Record
    state: str
    statement: tuple[str, str, Term]


def read_records(files: Iterable[tuple[str, bytes]]) -> list[Record]:
    """Read curation files.

    Args:
        files: name and content of each.

    Returns:
        The records in the order of their ids.

    Raises:
        InputError: a file is no TOML, a record lacks a field or has an unknown field or value, two share an id, or
            one stands in place of something that is no retraction of the same property.
    """
    records: dict[str, Record] = {}
    for name, content in files:
        for number, entry in enumerate(_entries(name, content), 1):
            record = _Entry(name, number, entry).record()
            if record.id in records:
                other = records[record.id].file
                raise _error(
                    name,
                    f"第 {number} 条：编号 {record.id} 已用于 {other}",
                    f"record {number}: id {record.id} is already used in {other}",
                )
            records[record.id] = record
    for record in records.values():
        _check_pair(record, records)
    return [records[key] for key in sorted(records, key=_place)]


def _place(name: str) -> tuple[str, int, str]:
    """Sort cur-10 behind cur-9."""
    head, _, number = name.rpartition("-")
    return (head, int(number), "") if number.isascii() and number.isdecimal() else (name, 0, name)


def curation_statements(
    records: Sequence[Record],
    plans_by_title: Mapping[str, str],
    known: Callable[[str], bool],
    replaced: Mapping[str, str] | None = None,
) -> tuple[Statements, Statements, list[Outcome]]:
    """Turn records into statements.

    Args:
        records: all records.
        plans_by_title: IRI of each plan by its title key.
        known: tells of an IRI whether anything is known of it.
        replaced: IRIs that are no longer used, each with the one used now.

    Returns:
        The records themselves (graph/curation), the statements of those in force that assert
        (graph/curation/accepted), and the outcome of each record. Those that retract take effect where the default
        graph is made; those about counterparts of measures where measures are aligned.
    """
    described = Statements(graph("curation"))
    accepted = Statements(graph("curation/accepted"))
    introduced = {record.subject for record in records if record.introduces}

    def is_known(iri: str) -> bool:
        return iri in introduced or known(iri)

    retracted = {(r.subject, r.predicate, r.object) for r in records if r.in_force and r.kind == RETRACT}
    outcomes: list[Outcome] = []
    for record in records:
        now = replaced or {}
        subject, moved = _find(record.subject, record.subject_title, plans_by_title, is_known, now)
        target, moved_object = record.object, False
        if isinstance(target, str):
            found, moved_object = _find(target, record.object_title, plans_by_title, is_known, now)
            target = found or ""
        statement = subject or record.subject, record.predicate, target or record.object
        _describe(described, record, statement[0], statement[2])
        if not record.in_force:
            state = "waiting"
        elif not subject or target == "":
            state = "vanished"
        elif record.kind == ASSERT and statement in retracted:
            state = "overruled"
        else:
            state = "repointed" if moved or moved_object else "applied"
            if record.kind == ASSERT and record.predicate not in ALIGNMENT:
                accepted.add(*statement)
        outcomes.append(Outcome(record, state, statement))
    return described, accepted, outcomes


def _find(
    iri: str,
    title: str | None,
    by_title: Mapping[str, str],
    known: Callable[[str], bool],
    replaced: Mapping[str, str],
) -> tuple[str | None, bool]:
    if iri in replaced:
        return replaced[iri], True
    if known(iri):
        return iri, False
    moved = by_title.get(title_key(title)) if title else None
    return moved, moved is not None


def _describe(out: Statements, record: Record, subject: str, target: Term) -> None:
    node = minting.iri("node", record.id)
    out.type(node, "CurationRecord")
    out.pp(node, "recordKind", concept(f"record-{record.kind}"))
    out.pp(node, "recordSubject", subject)
    out.pp(node, "recordPredicate", record.predicate)
    out.pp(node, "recordObject", target)
    out.pp(node, "inPlaceOf", minting.iri("node", record.in_place_of) if record.in_place_of else None)
    out.pp(node, "justification", record.justification)
    out.pp(node, "confidence", decimal(record.confidence))
    _decided(out, node, record, record.standing)
    for number, review in enumerate(record.review, 1):
        later = f"{node}-r{number}"
        out.pp(node, "hasReview", later)
        out.type(later, "ReviewDecision")
        out.pp(later, "order", integer(number))
        _decided(out, later, review, review.status)


def _decided(out: Statements, node: str, decision: Record | Review, status: str) -> None:
    out.pp(node, "reviewStatus", concept(f"review-{status}"))
    out.pp(node, "reason", ox.Literal(decision.reason_zh, language="zh-Hans"))
    out.pp(node, "reason", ox.Literal(decision.reason_en, language="en"))
    author = minting.iri("node", decision.author)
    out.add(node, PAV + "authoredBy", author)
    out.add(node, PAV + "authoredOn", day(decision.date))
    out.add(author, DCT + "identifier", string(decision.author))


def _entries(name: str, content: bytes) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(name, f"不是有效的 TOML：{error}", f"is not valid TOML: {error}") from error
    entries = data.get("record", [])
    if set(data) - {"record"} or not isinstance(entries, list):
        raise _error(name, "只应含有 [[record]]", "may hold [[record]] entries only")
    return entries


def _check_pair(record: Record, records: Mapping[str, Record]) -> None:
    if record.in_place_of is None:
        return
    other = records.get(record.in_place_of)
    fits = (
        other is not None
        and (record.kind, other.kind) == (ASSERT, RETRACT)
        and (record.subject, record.predicate) == (other.subject, other.predicate)
    )
    if not fits:
        raise _error(
            record.file,
            f"{record.id}：in_place_of 须指对同一主体同一属性的撤销记录，而 {record.in_place_of} 不是",
            f"{record.id}: in_place_of must name a retraction of the same subject and property, which {record.in_place_of} is not",
        )


@dataclass(frozen=True)
class _Entry:
    """One [[record]] as it stands in a file."""

    file: str
    number: int
    entry: dict[str, Any]

    def record(self) -> Record:
        """Check the entry and give the record."""
        entry = self.entry
        missing = [key for key in _REQUIRED if not entry.get(key)]
        # false and 0 are values too.
        missing += [] if entry.get("object", "") != "" else ["object"]
        if missing:
            raise self.error(f"缺少 {'、'.join(missing)}", f"{', '.join(missing)} missing")
        unknown = sorted(set(entry) - {*_REQUIRED, *_OPTIONAL})
        if unknown:
            raise self.error(f"没有字段 {'、'.join(unknown)}", f"there is no field {', '.join(unknown)}")
        if vocabulary.concept(f"record-{entry['kind']}") is None:
            raise self.no_concept("kind", entry["kind"])
        predicate = self.iri("predicate", entry["predicate"])
        if not predicate.startswith(PP) and predicate not in _FOREIGN:
            listed = ", ".join(sorted(shorten(iri) for iri in _FOREIGN))
            raise self.error(
                f"predicate 须为 pp: 属性，或 {listed}",
                f"the predicate must be a property of pp:, or one of {listed}",
            )
        justification = entry.get("justification")
        return Record(
            id=self.local("id", entry["id"]),
            kind=str(entry["kind"]),
            **self.decided(entry),
            subject=self.iri("subject", entry["subject"]),
            predicate=predicate,
            object=self.term(entry["object"]),
            file=self.file,
            subject_title=entry.get("subject_title"),
            object_title=entry.get("object_title"),
            in_place_of=entry.get("in_place_of"),
            justification=self.iri("justification", justification) if justification else None,
            confidence=self.confidence(),
            review=tuple(self.review(found) for found in entry.get("review", [])),
        )

    def review(self, entry: dict[str, Any]) -> Review:
        """Check one later decision and give it."""
        missing = [key for key in ("status", "author", "date", "reason") if not entry.get(key)]
        if missing:
            raise self.error(f"review 缺少 {'、'.join(missing)}", f"review: {', '.join(missing)} missing")
        return Review(**self.decided(entry))

    def decided(self, entry: dict[str, Any]) -> dict[str, str]:
        """Check who decided what, when and why."""
        reason = entry["reason"]
        if not isinstance(reason, dict) or not all(reason.get(tag) for tag in ("zh", "en")):
            raise self.error("reason 须有 zh 和 en", "reason needs zh and en")
        if vocabulary.concept(f"review-{entry['status']}") is None:
            raise self.no_concept("status", entry["status"])
        if not isinstance(entry["date"], date):
            raise self.error("date 须为日期", "date must be a date")
        return {
            "status": str(entry["status"]),
            "author": self.local("author", entry["author"]),
            "date": entry["date"].isoformat()[:10],
            "reason_zh": str(reason["zh"]),
            "reason_en": str(reason["en"]),
        }

    def term(self, value: object) -> Term:
        """Give the object: a TOML date, number or boolean, a literal in quotation marks, or an identifier."""
        match value:
            case bool():
                return boolean(value)
            case int():
                return integer(value) or ""
            case Decimal() if value.is_finite():
                return decimal(value) or ""
            case date():
                return day(value.isoformat()[:10]) or ""
            case str():
                try:
                    return read_literal(value) or self.iri("object", value)
                except ZhengmaiError as error:
                    raise self.error(f"object：{error.message.zh}", f"object: {error.message.en}") from error
            case _:
                raise self.error(
                    "object 须为标识符、字面值、日期、数或者真假",
                    "the object must be an identifier, a literal, a date, a number or a boolean",
                )

    def confidence(self) -> Decimal | None:
        """Give the confidence, a number from 0 to 1."""
        value = self.entry.get("confidence")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= 1:
            raise self.error("confidence 须为 0 到 1 之间的数", "the confidence must be a number from 0 to 1")
        return Decimal(value)

    def local(self, key: str, value: object) -> str:
        """Give a local name that can stand in an identifier."""
        text = str(value)
        try:
            if canonical_iri(minting.iri("node", text)) == minting.iri("node", text):
                return text
        except ZhengmaiError:
            pass
        raise self.error(
            f"{key} 的值“{text}”不能用作标识符", f"{key}: “{text}” cannot stand in an identifier"
        )

    def iri(self, key: str, text: object) -> str:
        """Give the IRI of an identifier."""
        try:
            return expand(str(text))
        except ZhengmaiError as error:
            raise self.error(f"{key}：{error.message.zh}", f"{key}: {error.message.en}") from error

    def no_concept(self, key: str, value: object) -> InputError:
        """Give the error of a value that no vocabulary holds."""
        return self.error(f"{key} 的值 {value} 不在词表中", f"{key} {value} is in no vocabulary")

    def error(self, zh: str, en: str) -> InputError:
        """Give an error that names file and place."""
        name = self.entry.get("id", "?")
        return _error(
            self.file, f"第 {self.number} 条（{name}）：{zh}", f"record {self.number} ({name}): {en}"
        )


def _error(name: str, zh: str, en: str) -> InputError:
    return InputError(name, Bilingual(zh, en))


def curation_files(folder: Path) -> list[tuple[str, bytes]]:
    """Give the curation files of a folder, sorted by name."""
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.toml"))]
