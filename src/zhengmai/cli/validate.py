"""`zhengmai validate`: checks documents and RDF against the shapes.

Entry point: `command`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import console, errors, language
from zhengmai.errors import Bilingual, InputError, ZhengmaiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhengmai.validate.checking import ShapesSource
    from zhengmai.validate.inputs import Part
    from zhengmai.validate.outcome import Checked, Outcome

STYLES = {
    "document": "bold",
    "violation": "red",
    "warning": "yellow",
    "info": "cyan",
    "place": "blue",
    "caret": "red",
    "note": "yellow",
    "summary": "bold",
}
STANDARD_INPUT = "-"
# With fewer inputs than this a progress bar would only flicker.
_WORTH_A_BAR = 8


class Format(StrEnum):
    """How the report is written."""

    text = "text"
    json = "json"
    ttl = "ttl"
    csv = "csv"
    sarif = "sarif"
    junit = "junit"


class Threshold(StrEnum):
    """The least severity that fails."""

    violation = "violation"
    warning = "warning"
    info = "info"


def command(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Documents, RDF files, folders, releases, addresses of SPARQL endpoints, or - for standard input."
        ),
    ],
    report_format: Annotated[
        Format, typer.Option("--format", help="How the report is written.")
    ] = Format.text,
    out: Annotated[
        Path | None,
        typer.Option(help="File for the report in --format; the text still goes to standard output."),
    ] = None,
    shapes: Annotated[
        list[Path] | None,
        typer.Option(help="Own shapes (Turtle) in place of the built-in ones; may be repeated."),
    ] = None,
    fail_on: Annotated[
        Threshold | None,
        typer.Option(help="Fail at this severity or graver, besides what the profile stops."),
    ] = None,
    profile: Annotated[str, typer.Option(help="What stops: draft, release or strict.")] = "release",
    baseline: Annotated[
        Path | None, typer.Option(help="Earlier report (JSON or SARIF); only findings that are new fail.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, help="How many findings the text shows; the rest are counted. 0: all.")
    ] = 50,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="List for each shape how many nodes it looked at.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=0, help="How many processes may check; 0: one for each core.")] = 1,
    input_format: Annotated[
        str,
        typer.Option(
            help="Kind of standard input: ttl, nt, nq, trig, rdf, jsonld, or txt, html, docx, pdf for a document."
        ),
    ] = "",
) -> None:
    """Check documents or RDF against the shapes.

    Example: zhengmai validate plans/ --format sarif --out findings.sarif

    Exit codes: 0 conforms; 1 findings that the profile or --fail-on stops; 2 unreadable input or wrong usage;
    3 the engine or an endpoint failed; 4 nothing was checked. Where several hold, the order is 3, 2, 4, 1, 0.
    """
    from zhengmai.validate.checking import ShapesSource
    from zhengmai.validate.notes import shapes_notes
    from zhengmai.validate.outcome import join
    from zhengmai.validate.profiles import load_profile

    try:
        chosen = load_profile(profile)
        source = ShapesSource(tuple(shapes or ()), profile)
        loaded = source.load()
        known = _known(baseline)
    except ZhengmaiError as error:
        errors().print(Text(error.message.text(language()), style="red"))
        raise typer.Exit(error.exit_code) from None
    outcome = join(
        _told(_checked(paths, source, input_format, jobs or os.cpu_count() or 1)),
        loaded.rules,
        chosen,
        fail_on=fail_on.value if fail_on else None,
        notes=shapes_notes(loaded) if shapes else (),
    )
    if known is not None:
        outcome = outcome.compared(known)
    _write(outcome, report_format, out, limit, coverage=coverage)
    raise typer.Exit(int(outcome.exit_code))


def _known(baseline: Path | None) -> dict[str, int] | None:
    from zhengmai.validate.reports import read_baseline

    if baseline is None:
        return None
    try:
        return read_baseline(baseline.read_bytes(), str(baseline))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            str(baseline), Bilingual(f"无法读取：{reason}", f"cannot be read: {reason}")
        ) from error


def _checked(paths: list[str], source: ShapesSource, input_format: str, jobs: int) -> Iterator[Checked]:
    """Check each input; files that stand together are checked side by side."""
    from zhengmai.validate.checking import check_inputs, check_parts
    from zhengmai.validate.inputs import find_inputs
    from zhengmai.validate.remote import SCHEMES, read_endpoint

    files: list[Path] = []
    others: list[tuple[str, Iterator[Part]]] = []
    for path in paths:
        if path == STANDARD_INPUT:
            others.append((path, _standard_input(input_format)))
        elif path.startswith(SCHEMES):
            others.append((path, read_endpoint(path)))
        else:
            try:
                found = find_inputs(Path(path))
            except InputError as error:
                others.append((path, _raising(error)))
                continue
            files += found
            if not found:
                yield _nothing(path)
    # A file that is named twice is checked once.
    unique = list(dict.fromkeys(files))
    yield from _with_bar(check_inputs(unique, source, jobs=jobs), len(unique))
    loaded = source.load()
    for name, parts in others:
        yield check_parts(name, parts, loaded)


def _nothing(folder: str) -> Checked:
    from zhengmai.validate.outcome import Checked, Note

    text = Bilingual("文件夹中没有可检查的文件", "the folder holds no file to check")
    return Checked(folder, notes=(Note("empty", folder, text),))


def _with_bar(checked: Iterable[Checked], total: int) -> Iterator[Checked]:
    if total < _WORTH_A_BAR or not errors().is_terminal:
        yield from checked
        return
    from rich.progress import track

    said = Bilingual("检查", "checking").text(language())
    yield from track(checked, said, total=total, console=errors(), transient=True)


def _told(checked: Iterable[Checked]) -> Iterator[Checked]:
    """Tell on standard error at once what could not be checked."""
    for one in checked:
        for failure in one.failures:
            errors().print(Text(failure.text.text(language()), style="red"))
        yield one


def _raising(error: ZhengmaiError) -> Iterator[Part]:
    raise error
    yield  # makes this a generator, so that the error is told in turn with the others


def _standard_input(input_format: str) -> Iterator[Part]:
    from zhengmai.text.reader import SUFFIXES
    from zhengmai.validate.inputs import FORMATS, rdf_format, read_rdf, read_text

    syntax = rdf_format(input_format)
    suffix = "." + input_format.lower().removeprefix(".")
    if syntax is None and suffix not in SUFFIXES:
        known = ", ".join(name.removeprefix(".") for name in (*FORMATS, *sorted(SUFFIXES)))
        raise InputError(
            STANDARD_INPUT,
            Bilingual(
                f"标准输入须用 --input-format 说明种类：{known}",
                f"standard input needs --input-format, one of {known}",
            ),
        )
    data = sys.stdin.buffer.read()
    if syntax is not None:
        yield from read_rdf(data, syntax, STANDARD_INPUT)
        return
    try:
        yield replace(read_text(data, f"stdin{suffix}"), name=STANDARD_INPUT)
    except InputError as error:
        raise InputError(STANDARD_INPUT, error.cause) from error


def _write(outcome: Outcome, report_format: Format, out: Path | None, limit: int, *, coverage: bool) -> None:
    from zhengmai.validate.listing import coverage_lines, listing

    if report_format is not Format.text and out is None:
        # As bytes, so that no terminal's encoding changes them.
        sys.stdout.buffer.write(_document(outcome, report_format))
        sys.stdout.buffer.flush()
        return
    lines = list(listing(outcome, language(), most=limit))
    if coverage:
        lines += coverage_lines(outcome, language())
    for line in lines:
        console().print(Text(line.text, style=STYLES.get(line.role, "")))
    if out is not None:
        data = _document(outcome, report_format)
        if report_format is Format.text:
            every = [*listing(outcome, language(), most=0), *coverage_lines(outcome, language())]
            data = "".join(f"{line.text}\n" for line in every).encode()
        _save(out, data)


def _save(out: Path, data: bytes) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        message = Bilingual(f"{out}：无法写入：{reason}", f"{out}: cannot be written: {reason}")
        errors().print(Text(message.text(language()), style="red"))
        raise typer.Exit(InputError.exit_code) from None


def _document(outcome: Outcome, report_format: Format) -> bytes:
    from zhengmai.validate import reports
    from zhengmai.validate.junit import as_junit
    from zhengmai.validate.sarif import as_sarif

    match report_format:
        case Format.json:
            return reports.as_json(outcome).encode()
        case Format.csv:
            return reports.as_csv(outcome).encode()
        case Format.sarif:
            return as_sarif(outcome, language()).encode()
        case Format.junit:
            return as_junit(outcome, language()).encode()
        case Format.ttl:
            return reports.as_rdf(outcome)
        case Format.text:
            return b""
