"""The commands `curate …`: writing, reviewing and listing curation records.

Entry point: `app`. What each one does with the folder and the release is in `zhengmai.cli.curate_bench`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    help="Write, review and list curation records: what people add, take back and decide.",
)


class Status(StrEnum):
    """The states that a new record can have, in either language."""

    zh_accepted = "已采纳"
    zh_pending = "待核"
    accepted = "accepted"
    pending = "pending"


class Decided(StrEnum):
    """The states that a review can give, in either language."""

    zh_accepted = "已采纳"
    zh_rejected = "已拒绝"
    accepted = "accepted"
    rejected = "rejected"


Subject = Annotated[str, typer.Argument(help="IRI, prefixed name or document number.")]
Predicate = Annotated[str, typer.Argument(help="Property, such as pp:issueDate, dct:title or a (rdf:type).")]
Left = Annotated[str, typer.Argument(help="IRI or prefixed name of a measure.")]
Right = Annotated[str, typer.Argument(help="IRI or prefixed name of another plan's measure.")]
RecordId = Annotated[str, typer.Argument(metavar="ID", help="Id of a record, such as cur-3.")]
ReasonZh = Annotated[str, typer.Option("--reason-zh", help="Why, in Chinese.")]
ReasonEn = Annotated[str, typer.Option("--reason-en", help="Why, in English.")]
Author = Annotated[str, typer.Option("--author", help="Local name of the steward, such as steward-1.")]
Day = Annotated[str, typer.Option("--date", help="Day of the decision, YYYY-MM-DD; today if not given.")]
NewStatus = Annotated[
    Status, typer.Option("--status", help="已采纳 (accepted) or 待核 (pending: not in force yet).")
]
Confidence = Annotated[str, typer.Option("--confidence", help="How sure, from 0 to 1.")]
Justification = Annotated[str, typer.Option("--justification", help="Kind of reason, a term of semapv.")]
Folder = Annotated[
    Path | None,
    typer.Option("--curation", help="Folder of curation records; that of the project if not given."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and show the records, write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
MANUAL = "semapv:ManualMappingCuration"


@app.command("add")
def add(
    subject: Subject,
    predicate: Predicate,
    value: Annotated[
        str,
        typer.Argument(
            metavar="OBJECT",
            help='IRI, prefixed name, document number, or literal such as "2022-12-21"^^xsd:date.',
        ),
    ],
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    date: Day = "",
    status: NewStatus = Status.zh_accepted,
    confidence: Confidence = "",
    justification: Justification = "",
    curation: Folder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add a statement.

    Example: zhengmai curate add doc:c-922927e3e2f1 pp:jurisdiction div:350502 --reason-zh 附件封面写明 --reason-en "named on the cover" --author steward-1
    """
    from zhengmai.cli.curate_bench import Decision, Desk

    desk = Desk(curation)
    said = Decision(reason_zh, reason_en, author, date, status.value, confidence, justification)
    iri = desk.subject(subject)
    name = desk.predicate(predicate)
    desk.write(
        [desk.record("断言", iri, name, desk.value(name, value), said)], dry_run=dry_run, as_json=as_json
    )


@app.command("retract")
def retract(
    subject: Subject,
    predicate: Predicate,
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    value: Annotated[
        str, typer.Argument(metavar="[OBJECT]", help="The object; may be left out where there is one only.")
    ] = "",
    date: Day = "",
    status: NewStatus = Status.zh_accepted,
    confidence: Confidence = "",
    curation: Folder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a statement back: it stays in the graph that made it and leaves the default graph.

    Example: zhengmai curate retract n:狮政办〔2022〕47号-p2-2-2-1-a1 pp:throughUnit --reason-zh 误读 --reason-en misread --author steward-1
    """
    from zhengmai.cli.curate_bench import Decision, Desk

    desk = Desk(curation)
    said = Decision(reason_zh, reason_en, author, date, status.value, confidence)
    iri = desk.subject(subject)
    name = desk.predicate(predicate)
    desk.write(
        [desk.record("撤销", iri, name, desk.standing(iri, name, value), said)],
        dry_run=dry_run,
        as_json=as_json,
    )


@app.command("correct")
def correct(
    subject: Subject,
    predicate: Predicate,
    value: Annotated[str, typer.Argument(metavar="OBJECT", help="What is right.")],
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    old: Annotated[
        str, typer.Option("--old", help="What is wrong; may be left out where there is one object only.")
    ] = "",
    date: Day = "",
    status: NewStatus = Status.zh_accepted,
    confidence: Confidence = "",
    curation: Folder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Correct a statement: two linked records take the old one back and put the new one in its place.

    Example: zhengmai curate correct 狮政办〔2022〕47号 pp:issueDate 2022-12-22 --reason-zh 以印章日期为准 --reason-en "by the date of the seal" --author steward-1
    """
    from zhengmai.cli.curate_bench import Decision, Desk

    desk = Desk(curation)
    said = Decision(reason_zh, reason_en, author, date, status.value, confidence)
    iri = desk.subject(subject)
    name = desk.predicate(predicate)
    records = desk.correction(iri, name, desk.standing(iri, name, old), desk.value(name, value), said)
    desk.write(records, dry_run=dry_run, as_json=as_json)


@app.command("resolve")
def resolve(
    subject: Annotated[
        str, typer.Argument(metavar="NODE", help="Assignment, citation, agency, document or plan.")
    ],
    value: Annotated[
        str,
        typer.Argument(metavar="TARGET", help="Agency, text or division that it stands for or belongs to."),
    ],
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    date: Day = "",
    status: NewStatus = Status.zh_accepted,
    confidence: Confidence = "",
    curation: Folder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say whom an assignment means, which text a citation means, or to which division an agency or document belongs.

    What was resolved otherwise is corrected, what was not is added.

    Example: zhengmai curate resolve doc:c-922927e3e2f1 div:350502 --reason-zh 附件封面写明 --reason-en "named on the cover" --author steward-1
    """
    from zhengmai.cli.curate_bench import Decision, Desk

    desk = Desk(curation)
    said = Decision(reason_zh, reason_en, author, date, status.value, confidence)
    iri = desk.subject(subject)
    name = desk.property_to_resolve(iri)
    target = desk.value(name, value)
    wrong = desk.bench.values(iri, name)
    if wrong:
        records = desk.correction(iri, name, desk.standing(iri, name, ""), target, said)
    else:
        records = [desk.record("断言", iri, name, target, said)]
    desk.write(records, dry_run=dry_run, as_json=as_json)


@app.command("accept")
def accept(
    left: Left,
    right: Right,
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    date: Day = "",
    confidence: Confidence = "",
    curation: Folder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Accept that two measures are counterparts; the relation and its direction follow from their plans.

    Example: zhengmai curate accept pv:晋政残工委〔2023〕5号-p1-2-1-1 pv:狮政办〔2022〕47号-p2-2-1-1 --reason-zh 文字相同 --reason-en "same words" --author steward-1
    """
    _decide("断言", left, right, (reason_zh, reason_en, author, date, confidence), curation, dry_run, as_json)


@app.command("reject")
def reject(
    left: Left,
    right: Right,
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    date: Day = "",
    confidence: Confidence = "",
    curation: Folder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Reject that two measures are counterparts.

    Example: zhengmai curate reject pv:晋政残工委〔2023〕5号-p1-2-1-1 pv:狮政办〔2022〕47号-p2-2-1-2 --reason-zh 对象不同 --reason-en "other people are meant" --author steward-1
    """
    _decide("撤销", left, right, (reason_zh, reason_en, author, date, confidence), curation, dry_run, as_json)


def _decide(
    kind: str,
    left: str,
    right: str,
    words: tuple[str, str, str, str, str],
    curation: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from zhengmai.cli.curate_bench import Decision, Desk
    from zhengmai.validate.curation_pairs import pair_of

    desk = Desk(curation)
    reason_zh, reason_en, author, date, confidence = words
    said = Decision(reason_zh, reason_en, author, date, Status.zh_accepted.value, confidence, MANUAL)
    statement = pair_of(desk.bench.store, desk.subject(left), desk.subject(right))
    desk.write([desk.record(kind, *statement, said)], dry_run=dry_run, as_json=as_json)


@app.command("review")
def review(
    record: RecordId,
    decided: Annotated[Decided, typer.Argument(metavar="STATUS", help="已采纳 (accept) or 已拒绝 (reject).")],
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    date: Day = "",
    curation: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Accept or reject a record that awaits review; the two records of a correction are reviewed together.

    Example: zhengmai curate review cur-3 已采纳 --reason-zh 已核对原件 --reason-en "compared with the original" --author steward-2
    """
    from zhengmai.cli.curate_bench import Decision, Desk

    said = Decision(reason_zh, reason_en, author, date, decided.value)
    Desk(curation, release=False).review(record, said, alone=False, as_json=as_json)


@app.command("withdraw")
def withdraw(
    record: RecordId,
    reason_zh: ReasonZh,
    reason_en: ReasonEn,
    author: Author,
    date: Day = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Only this record, not the other one of its correction.")
    ] = False,
    curation: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw a record: it stays in its file and is no longer in force.

    Example: zhengmai curate withdraw cur-3 --reason-zh 原读无误 --reason-en "the reading was right" --author steward-1
    """
    from zhengmai.cli.curate_bench import Decision, Desk

    said = Decision(reason_zh, reason_en, author, date, "已撤回")
    Desk(curation, release=False).review(record, said, alone=alone, as_json=as_json)


@app.command("list")
def list_records(curation: Folder = None, as_json: AsJson = False) -> None:
    """List the records of the folder, with what became of each in the current release.

    Example: zhengmai curate list
    """
    from zhengmai.cli.curate_bench import Desk

    Desk(curation, release=False).show(as_json=as_json)


@app.command("check")
def check(curation: Folder = None, as_json: AsJson = False) -> None:
    """Check all records against the current release; ends with 1 where one does not hold.

    Example: zhengmai curate check
    """
    from zhengmai.cli.curate_bench import Desk

    if not Desk(curation).check(as_json=as_json):
        raise typer.Exit(1)
