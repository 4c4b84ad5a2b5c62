"""Writing curation records into TOML files, which keep their comments, their order and all that stands in them.

Entry points: `file_for`, `next_ids`, `append_records` and `append_review`. Blocks are only ever added; what a
file will say is read back and compared before it is written.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual, InputError
from zhengmai.graph.curation import Record, Review, curation_files, read_records
from zhengmai.graph.statements import XSD, Term
from zhengmai.graph.terms import expand, write_term
from zhengmai.prefixes import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_ID = re.compile(r"cur-([1-9][0-9]*)")
_HEADER = re.compile(r"\s*\[\[\s*record\s*\]\]\s*(#.*)?")
# TOML has dates, integers and booleans of its own; a decimal too, read without trailing zeros and only with a point.
_BARE = {
    XSD + "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    XSD + "integer": re.compile(r"-?(?:0|[1-9]\d*)"),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9]\d*)\.\d*[1-9]"),
    XSD + "boolean": re.compile(r"true|false"),
}


@cache
def kinds() -> dict[str, dict[str, str]]:
    """Give the table of what stands where: "files" (property → file), "resolves" (class → property), by IRI."""
    data = tomllib.loads(files("zhengmai.graph").joinpath("curation_kinds.toml").read_text(encoding="utf-8"))
    by_property = {
        expand(name): file for file, names in data["files"].items() for name in names if name != "*"
    }
    by_property["*"] = next(file for file, names in data["files"].items() if "*" in names)
    resolves = {expand(name): expand(prop) for name, prop in data["resolves"].items()}
    return {"files": by_property, "resolves": resolves}


def file_for(predicate: str) -> str:
    """Give the name of the file that records about a property, given by its IRI, are written to."""
    by_property = kinds()["files"]
    return by_property.get(predicate, by_property["*"])


def next_ids(records: Sequence[Record], count: int) -> list[str]:
    """Give ids that no record has: cur-N, with N behind the highest one in use."""
    used = [int(match[1]) for record in records if (match := _ID.fullmatch(record.id))]
    first = max(used, default=0) + 1
    return [f"cur-{first + number}" for number in range(count)]


def append_records(folder: Path, records: Sequence[Record]) -> list[Path]:
    """Add records at the end of their files; a file that does not exist is begun.

    Args:
        folder: of the curation files.
        records: what to add; `Record.file` is the name of the file inside the folder.

    Returns:
        The files written.

    Raises:
        InputError: a file of the folder is ill-formed, an id is in use, or a file cannot be written.
    """
    texts = {record.file: "" for record in records}
    for record in records:
        texts[record.file] += "\n" + _block(record)
    expected = {record.id: record for record in records}
    return _change(folder, {name: _appended(text) for name, text in texts.items()}, expected)


def append_review(folder: Path, record: Record, review: Review) -> Path:
    """Add a later decision to a record, behind what stands in it.

    Raises:
        InputError: the record cannot be found in its file again, or the file cannot be written.
    """
    lines = [
        "[[record.review]]",
        f"status = {_string(review.status)}",
        f"author = {_string(review.author)}",
        f"date = {review.date}",
        f"reason.zh = {_string(review.reason_zh)}",
        f"reason.en = {_string(review.reason_en)}",
    ]
    changes = {record.file: lambda text: _inserted(text, record, "\n".join(lines))}
    (path,) = _change(folder, changes, {record.id: replace(record, review=(*record.review, review))})
    return path


def _change(
    folder: Path, changes: Mapping[str, Callable[[str], str]], expected: dict[str, Record]
) -> list[Path]:
    """Write changed files once reading them gives all records as they were, and the expected ones."""
    before = curation_files(folder) if folder.is_dir() else []
    texts = {name: content.decode("utf-8") for name, content in before}
    wanted = {record.id: record for record in read_records(before)} | expected
    after = texts | {name: change(texts.get(name, "")) for name, change in changes.items()}
    found = {record.id: record for record in read_records((n, t.encode()) for n, t in sorted(after.items()))}
    if found != wanted:
        names = ", ".join(sorted(changes))
        cause = Bilingual(
            "改写后读回的内容不符，未写入；请手工编辑",
            "would read otherwise once written, so nothing was; edit it by hand",
        )
        raise InputError(names, cause)
    for name in changes:
        _write(folder / name, texts.get(name), after[name])
    return [folder / name for name in changes]


def _write(path: Path, before: str | None, after: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if (path.read_bytes().decode("utf-8") if path.is_file() else None) != before:
            cause = Bilingual("刚被改动过，请再试一次", "was changed in the meantime; run the command again")
            raise InputError(str(path), cause)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(after.encode())
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            str(path),
            Bilingual(
                f"无法写入（{reason}）；可用 --curation 另选文件夹",
                f"cannot be written ({reason}); choose another folder with --curation",
            ),
        ) from error


def _appended(block: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        if not text:
            return block.lstrip("\n")
        return text + ("" if text.endswith("\n") else "\n") + block

    return change


def _inserted(text: str, record: Record, block: str) -> str:
    """Put a block behind the lines of one record, before the comments that belong to the next one."""
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if _HEADER.fullmatch(line.rstrip("\r\n"))]
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        own = "".join(lines[start:following])
        try:
            (entry,) = tomllib.loads(own)["record"]
        except (tomllib.TOMLDecodeError, ValueError):
            continue
        if entry.get("id") != record.id:
            continue
        end = following
        while end > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        head = "".join(lines[:end])
        return f"{head}{'' if head.endswith(chr(10)) else chr(10)}\n{block}\n{''.join(lines[end:])}"
    raise InputError(
        record.file,
        Bilingual(
            f"找不到 {record.id} 的位置，请手工编辑",
            f"the place of {record.id} was not found; edit it by hand",
        ),
    )


def _block(record: Record) -> str:
    fields = {
        "id": _string(record.id),
        "kind": _string(record.kind),
        "status": _string(record.status),
        "subject": _string(write_term(record.subject)),
        "predicate": _string(shorten(record.predicate)),
        "object": _object(record.object),
        "subject_title": _string(record.subject_title) if record.subject_title else None,
        "object_title": _string(record.object_title) if record.object_title else None,
        "in_place_of": _string(record.in_place_of) if record.in_place_of else None,
        "justification": _string(write_term(record.justification)) if record.justification else None,
        "confidence": None if record.confidence is None else f"{record.confidence.normalize():f}",
        "author": _string(record.author),
        "date": record.date,
        "reason.zh": _string(record.reason_zh),
        "reason.en": _string(record.reason_en),
    }
    lines = [f"{key} = {value}" for key, value in fields.items() if value is not None]
    return "\n".join(["[[record]]", *lines]) + "\n"


def _object(term: Term) -> str:
    if isinstance(term, str):
        return _string(write_term(term))
    bare = _BARE.get(term.datatype.value)
    return term.value if bare and bare.fullmatch(term.value) else _string(write_term(term))


def _string(text: str) -> str:
    """Write a TOML string: literal where it holds quotation marks, so that it stays readable."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    # TOML forbids control characters in a string, line breaks among them.
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'
