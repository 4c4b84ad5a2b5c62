"""`zhengmai validate`: checks documents and RDF against the shapes.

Entry point: `command`.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import console, errors, language
from zhengmai.errors import Bilingual, EngineError, InputError, ZhengmaiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhengmai.validate.findings import Report
    from zhengmai.validate.inputs import Part
    from zhengmai.validate.profiles import Profile
    from zhengmai.validate.shapes import Shapes

CONFORMS, FOUND, UNREADABLE, FAILED, NOTHING_CHECKED = 0, 1, 2, 3, 4
STYLES = {
    "document": "bold",
    "violation": "red",
    "warning": "yellow",
    "info": "cyan",
    "quote": "dim",
    "summary": "bold",
}
STANDARD_INPUT = Path("-")


class Format(StrEnum):
    """How the report is written."""

    text = "text"
    ttl = "ttl"


class Threshold(StrEnum):
    """The least severity that fails."""

    violation = "violation"
    warning = "warning"
    info = "info"


def command(
    paths: Annotated[
        list[Path], typer.Argument(help="Documents, RDF files, folders, releases, or - for standard input.")
    ],
    report_format: Annotated[
        Format, typer.Option("--format", help="How the report is written.")
    ] = Format.text,
    shapes: Annotated[
        list[Path] | None,
        typer.Option(help="Own shapes (Turtle) in place of the built-in ones; may be repeated."),
    ] = None,
    fail_on: Annotated[
        Threshold | None,
        typer.Option(help="Fail at this severity or graver, besides what the profile stops."),
    ] = None,
    profile: Annotated[str, typer.Option(help="What stops: draft, release or strict.")] = "release",
    input_format: Annotated[
        str, typer.Option(help="Syntax of standard input: ttl, nt, nq, trig, rdf or jsonld.")
    ] = "",
) -> None:
    """Check documents or RDF against the shapes.

    Example: zhengmai validate plan.ttl --fail-on warning

    Exit codes: 0 conforms; 1 findings that the profile or --fail-on stops; 2 unreadable input or wrong usage;
    3 the engine failed; 4 nothing was checked. Where several hold, the order is 3, 2, 4, 1, 0.
    """
    from zhengmai.validate.findings import merge
    from zhengmai.validate.profiles import load_profile

    try:
        chosen = load_profile(profile)
        rules = _shapes(shapes, profile)
    except ZhengmaiError as error:
        raise typer.Exit(_tell(error)) from None
    reports: list[Report] = []
    failures: set[int] = set()
    for name, parts in _inputs(paths, input_format):
        try:
            reports.append(_check(name, parts, rules))
        except ZhengmaiError as error:
            failures.add(_tell(error))
    report = merge(reports)
    _write(report, report_format)
    raise typer.Exit(_exit_code(report, failures, chosen, fail_on))


def _shapes(files: list[Path] | None, profile: str) -> Shapes:
    from zhengmai.validate.shapes import load_shapes, read_shapes

    return read_shapes(files) if files else load_shapes(profile)


def _tell(error: ZhengmaiError) -> int:
    errors().print(Text(error.message.text(language()), style="red"))
    return FAILED if isinstance(error, EngineError) else UNREADABLE


def _inputs(paths: list[Path], input_format: str) -> Iterator[tuple[str, Iterator[Part]]]:
    from zhengmai.validate.inputs import find_inputs, read_input

    for path in paths:
        if path == STANDARD_INPUT:
            yield "-", _standard_input(input_format)
            continue
        try:
            files = find_inputs(path)
        except InputError as error:
            yield str(path), _raising(error)
            continue
        for file in files:
            yield str(file), read_input(file)
        if not files:
            _note(str(path), Bilingual("文件夹中没有可检查的文件", "the folder holds no file to check"))


def _raising(error: ZhengmaiError) -> Iterator[Part]:
    raise error
    yield  # makes this a generator, so that the error is told in turn with the others


def _standard_input(input_format: str) -> Iterator[Part]:
    from zhengmai.validate.inputs import FORMATS, rdf_format, read_rdf

    syntax = rdf_format(input_format)
    if syntax is None:
        known = ", ".join(suffix.removeprefix(".") for suffix in FORMATS)
        raise InputError(
            "-",
            Bilingual(
                f"标准输入须用 --input-format 说明写法：{known}",
                f"standard input needs --input-format, one of {known}",
            ),
        )
    yield from read_rdf(sys.stdin.buffer.read(), syntax, "-")


def _check(name: str, parts: Iterator[Part], rules: Shapes) -> Report:
    from zhengmai.validate.engine import validate_document
    from zhengmai.validate.findings import merge

    reports = [validate_document(part.store, sources=part.sources, shapes=rules) for part in parts]
    report = merge([*reports, *_between_documents(name, rules)])
    if not report.focus_nodes:
        _note(name, Bilingual("其中没有形状所检查的节点", "it holds no node that the shapes check"))
    return report


def _between_documents(name: str, rules: Shapes) -> Iterator[Report]:
    """Check what the documents of a release say of each other; other inputs hold one document at a time."""
    from zhengmai.validate.inputs import MANIFEST
    from zhengmai.validate.lineage import validate_lineage

    if (Path(name) / MANIFEST).is_file():
        from zhengmai.store.query import open_release

        yield validate_lineage(open_release(Path(name)), rules)


def _note(name: str, text: Bilingual) -> None:
    errors().print(
        Text(Bilingual(f"{name}：{text.zh}", f"{name}: {text.en}").text(language()), style="yellow")
    )


def _write(report: Report, report_format: Format) -> None:
    from zhengmai.validate.listing import listing

    if report_format is Format.ttl:
        console().out(_turtle(report), end="", highlight=False)
        return
    for line in listing(report, language()):
        console().print(Text(line.text, style=STYLES.get(line.role, "")))


def _turtle(report: Report) -> str:
    from pyoxigraph import RdfFormat, serialize

    from zhengmai.prefixes import prefixes

    triples = (quad.triple for quad in report.to_quads())
    data = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes())
    return data.decode("utf-8") if data else ""


def _exit_code(report: Report, failures: set[int], profile: Profile, fail_on: Threshold | None) -> int:
    if failures:
        return max(failures)
    if not report.focus_nodes and not report.findings:
        return NOTHING_CHECKED
    stopped = report.stops(profile) or (fail_on is not None and bool(report.at_least(fail_on.value)))
    return FOUND if stopped else CONFORMS
