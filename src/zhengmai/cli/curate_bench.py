"""What the commands `curate …` share: the folder of records, the release they are checked against, what they print.

Entry points: `Desk` and `Decision`.
"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from zhengmai.cli.output import console, errors, language
from zhengmai.cli.query import open_folder, show
from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.graph import minting
from zhengmai.graph.curation import ALIGNMENT, ASSERT, RETRACT, Record, Review, curation_files, read_records
from zhengmai.graph.curation_files import append_records, append_review, file_for, kinds, next_ids
from zhengmai.graph.terms import expand, write_term
from zhengmai.reason.asking import predicate_iri, subject_iri
from zhengmai.settings import Settings
from zhengmai.validate.curation import Bench

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhengmai.graph.statements import Term


KINDS = {ASSERT: Bilingual(ASSERT, "assertion"), RETRACT: Bilingual(RETRACT, "retraction")}
STATUSES = {
    "已采纳": Bilingual("已采纳", "accepted"),
    "待核": Bilingual("待核", "pending"),
    "已拒绝": Bilingual("已拒绝", "rejected"),
    "已撤回": Bilingual("已撤回", "withdrawn"),
}
_IN_ENGLISH = {name.en: zh for zh, name in STATUSES.items()}


class Decision(NamedTuple):
    """Who decided what, when and why, as typed; an empty date is today."""

    reason_zh: str
    reason_en: str
    author: str
    date: str
    status: str
    confidence: str = ""
    justification: str = ""

    def state(self) -> str:
        """Give the status as the files say it."""
        return _IN_ENGLISH.get(self.status, self.status)

    def day(self) -> str:
        """Give the day of the decision.

        Raises:
            ZhengmaiError: it is no day of the form YYYY-MM-DD.
        """
        try:
            return (
                datetime.date.fromisoformat(self.date) if self.date else datetime.date.today()
            ).isoformat()
        except ValueError as error:
            raise _error(
                f"--date“{self.date}”不是日期（YYYY-MM-DD）", f"--date “{self.date}” is no date (YYYY-MM-DD)"
            ) from error

    def sureness(self) -> Decimal | None:
        """Give the confidence.

        Raises:
            ZhengmaiError: it is no number from 0 to 1.
        """
        if not self.confidence:
            return None
        try:
            number = Decimal(self.confidence)
        except InvalidOperation:
            number = Decimal(-1)
        if not 0 <= number <= 1:
            raise _error(
                f"--confidence“{self.confidence}”不是 0 到 1 之间的数",
                f"--confidence “{self.confidence}” is no number from 0 to 1",
            )
        return number


class Desk:
    """A folder of records and the release that they are checked against.

    Args:
        folder: of the records; None: that of the project.
        release: whether the release is needed.

    Raises:
        InputError: a file of the folder is ill-formed, or there is no release.
    """

    def __init__(self, folder: Path | None, *, release: bool = True) -> None:
        from zhengmai import resources

        self.default = folder is None
        self.folder = folder or Path(str(resources.root("data") / "curation"))
        self.records = read_records(curation_files(self.folder)) if self.folder.is_dir() else []
        self._bench = Bench(open_folder(), self.records) if release else None

    @property
    def bench(self) -> Bench:
        """The release with the records."""
        if self._bench is None:
            raise TypeError("the release was not asked for")
        return self._bench

    def subject(self, text: str) -> str:
        """Give the IRI of a thing that a person typed."""
        return subject_iri(text)

    def predicate(self, text: str) -> str:
        """Give the IRI of a property that a person typed."""
        return predicate_iri(text)

    def value(self, predicate: str, text: str) -> Term:
        """Give the object that a person typed."""
        return self.bench.read_value(predicate, text)

    def standing(self, subject: str, predicate: str, text: str) -> Term:
        """Give the object that is to be taken back: as typed, or the only one that there is."""
        if text:
            return self.value(predicate, text)
        values = self.bench.values(subject, predicate)
        if len(values) == 1:
            return values[0]
        shown = f"{write_term(subject)} {write_term(predicate)}"
        listed = [write_term(term) for term in values]
        if not values:
            raise _error(f"发布中没有 {shown} 的陈述", f"the release states no {shown}")
        raise _error(
            f"{shown} 有 {len(values)} 个值，请指明是哪一个：{'、'.join(listed)}",
            f"{shown} has {len(values)} values; say which one: {', '.join(listed)}",
        )

    def property_to_resolve(self, subject: str) -> str:
        """Give the property that settles what a thing stands for or belongs to, by its class."""
        types = self.bench.types(subject)
        for kind, predicate in kinds()["resolves"].items():
            if kind in types:
                return predicate
        known = ", ".join(write_term(kind) for kind in kinds()["resolves"])
        shown = write_term(subject)
        raise _error(
            f"{shown} 不是可归并的事物（{known}）", f"{shown} is nothing that can be resolved ({known})"
        )

    def record(
        self,
        kind: str,
        subject: str,
        predicate: str,
        value: Term,
        said: Decision,
        place: int = 0,
        in_place_of: str | None = None,
    ) -> Record:
        """Make a record with a new id; `place` counts those that are made together."""
        return Record(
            id=next_ids(self.records, place + 1)[place],
            kind=kind,
            status=said.state(),
            subject=subject,
            predicate=predicate,
            object=value,
            author=said.author,
            date=said.day(),
            reason_zh=said.reason_zh,
            reason_en=said.reason_en,
            file=file_for(predicate),
            subject_title=self._title(subject),
            object_title=self._title(value) if isinstance(value, str) else None,
            confidence=said.sureness(),
            justification=expand(said.justification) if said.justification else None,
            in_place_of=in_place_of,
        )

    def correction(self, subject: str, predicate: str, old: Term, new: Term, said: Decision) -> list[Record]:
        """Make the two records of a correction."""
        if old == new:
            shown = write_term(old)
            raise _error(f"新旧相同：{shown}", f"the old and the new are the same: {shown}")
        back = self.record(RETRACT, subject, predicate, old, said)
        return [back, self.record(ASSERT, subject, predicate, new, said, 1, in_place_of=back.id)]

    def write(self, records: Sequence[Record], *, dry_run: bool, as_json: bool) -> None:
        """Check records, write them and say what was written and what to do next.

        Raises:
            ZhengmaiError: a record does not hold; nothing is written.
        """
        for record in records:
            _require_words(record.author, record.reason_zh, record.reason_en)
        verdict = self.bench.check(records)
        if verdict.refused:
            messages = [Bilingual("未写入：", "nothing was written:"), *verdict.refused]
            raise _error(
                "\n".join(message.zh for message in messages), "\n".join(message.en for message in messages)
            )
        files = [] if dry_run else append_records(self.folder, records)
        if as_json:
            self._print_json(records, files, verdict.notes)
            return
        for record in records:
            console().print(_line(record))
        for note in verdict.notes:
            said = Bilingual(f"注意：{note.zh}", f"note: {note.en}")
            errors().print(Text(said.text(language()), style="yellow"))
        self._next(files)

    def review(self, name: str, said: Decision, *, alone: bool, as_json: bool) -> None:
        """Set the state of a record and of the one that it makes a correction with."""
        record = next((one for one in self.records if one.id == name.removeprefix("n:")), None)
        if record is None:
            raise self._no_record(name)
        _require_words(said.author, said.reason_zh, said.reason_en)
        pair = [
            other
            for other in self.records
            if record.in_place_of == other.id or other.in_place_of == record.id
        ]
        changed = [one for one in (record, *(() if alone else pair)) if one.standing != said.state()]
        if record not in changed:
            now = STATUSES[record.standing]
            raise _error(f"{record.id} 已经是{now.zh}", f"{record.id} is {now.en} already")
        decision = Review(said.state(), said.author, said.day(), said.reason_zh, said.reason_en)
        files = [append_review(self.folder, one, decision) for one in changed]
        after = {one.id: one for one in read_records(curation_files(self.folder))}
        reviewed = [after[one.id] for one in changed]
        if as_json:
            self._print_json(reviewed, files, ())
            return
        for one in reviewed:
            console().print(_line(one))
        self._next(files)

    def show(self, *, as_json: bool) -> None:
        """List the records with what became of each in the current release."""
        from rich import box
        from rich.table import Table

        outcomes = _outcomes()
        if as_json:
            listed = [_document(record) | {"outcome": outcomes.get(record.id)} for record in self.records]
            console().print_json(json.dumps(listed, ensure_ascii=False))
            return
        headings = Bilingual(
            "编号 种类 状态 结果 陈述 作者 日期", "id kind status outcome statement author date"
        )
        table = Table(box=box.SIMPLE_HEAD)
        for heading in headings.text(language()).split():
            table.add_column(heading, overflow="fold")
        for record in self.records:
            outcome = outcomes.get(record.id, Bilingual("未生成", "not built").text(language()))
            cells = (
                record.id,
                record.kind,
                record.standing,
                outcome,
                _statement(record),
                record.author,
                record.date,
            )
            table.add_row(*(Text(cell) for cell in cells))
        show(table)

    def check(self, *, as_json: bool) -> bool:
        """Tell which records do not hold in the current release; whether all do."""
        wrong = {record.id: self._wrong(record) for record in self.records}
        if as_json:
            listed = [
                {"id": name, "problems": [{"zh": one.zh, "en": one.en} for one in found]}
                for name, found in wrong.items()
            ]
            console().print_json(json.dumps(listed, ensure_ascii=False))
            return not any(wrong.values())
        for name, found in wrong.items():
            for message in found:
                errors().print(Text(f"{name}: {message.text(language())}", style="red"))
        bad = sum(bool(found) for found in wrong.values())
        summary = Bilingual(
            f"{len(wrong)} 条记录，{bad} 条有问题", f"{len(wrong)} records, {bad} of them with problems"
        )
        console().print(Text(summary.text(language())))
        return not bad

    def _wrong(self, record: Record) -> list[Bilingual]:
        if not record.in_force:
            return []
        found = list(self.bench.misfits(record))
        if record.kind == RETRACT and record.predicate not in ALIGNMENT and not self.bench.stands(record):
            found.append(Bilingual("所撤销的陈述已不存在", "nobody makes the statement that it takes back"))
        return found

    def _title(self, iri: str) -> str | None:
        """Give the title of a plan, by which a record finds it again."""
        from zhengmai.graph.statements import DCT
        from zhengmai.namespaces import DATA

        if not iri.startswith(DATA + "plan/"):
            return None
        titles = [t.value for t in self.bench.values(iri, DCT + "title") if not isinstance(t, str)]
        return min(titles, default=None)

    def _next(self, files: Iterable[Path]) -> None:
        written = list(dict.fromkeys(str(path) for path in files))
        if not written:
            console().print(
                Text(Bilingual("试运行，未写入", "dry run, nothing was written").text(language()))
            )
            return
        command = "zhengmai build" + ("" if self.default else f" --curation {self.folder}")
        message = Bilingual(
            f"已写入 {'、'.join(written)}；下一步：{command}",
            f"written to {', '.join(written)}; next: {command}",
        )
        console().print(Text(message.text(language())))

    def _print_json(
        self, records: Iterable[Record], files: Iterable[Path], notes: Iterable[Bilingual]
    ) -> None:
        document = {
            "records": [_document(record) for record in records],
            "files": list(dict.fromkeys(str(path) for path in files)),
            "notes": [{"zh": note.zh, "en": note.en} for note in notes],
        }
        console().print_json(json.dumps(document, ensure_ascii=False))

    def _no_record(self, name: str) -> ZhengmaiError:
        known = [record.id for record in self.records]
        return _error(
            f"没有记录 {name}；现有：{'、'.join(known) or '无'}",
            f"there is no record {name}; there are: {', '.join(known) or 'none'}",
        )


def _require_words(author: str, *reasons: str) -> None:
    if not author.strip() or not all(reason.strip() for reason in reasons):
        raise _error(
            "作者（--author）和中英文理由（--reason-zh、--reason-en）都要写",
            "the author (--author) and the reason in both languages (--reason-zh, --reason-en) are needed",
        )
    if minting.name_local(author) != author:
        raise _error(
            f"--author“{author}”不能用作标识符；不要用空格和标点，例如 steward-1",
            f"--author “{author}” cannot stand in an identifier; use no blanks and no punctuation, such as steward-1",
        )


def _outcomes() -> dict[str, str]:
    """Give what the current release made of each record; nothing where there is no release."""
    settings = Settings()
    manifest = (Path(settings.store) if settings.store else settings.current) / "manifest.json"
    if not manifest.is_file():
        return {}
    found: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")).get("curation", {})
    return found


def _statement(record: Record) -> str:
    return " ".join(write_term(term) for term in (record.subject, record.predicate, record.object))


def _line(record: Record) -> Text:
    line = Text(f"{record.id}  ", style="bold")
    words = [names.text(language()) for names in (KINDS[record.kind], STATUSES[record.standing])]
    line.append(f"[{'，'.join(words) if language() == 'zh' else ', '.join(words)}] ", style="magenta")
    return line.append(_statement(record), style="default")


def _document(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "kind": record.kind,
        "status": record.standing,
        "subject": record.subject,
        "predicate": record.predicate,
        "object": write_term(record.object) if not isinstance(record.object, str) else record.object,
        "in_place_of": record.in_place_of,
        "author": record.author,
        "date": record.date,
        "reason": {"zh": record.reason_zh, "en": record.reason_en},
        "file": record.file,
    }


def _error(zh: str, en: str) -> ZhengmaiError:
    return ZhengmaiError(Bilingual(zh, en))
