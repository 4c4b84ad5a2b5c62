"""Checks inputs one at a time, each in memory only as long as it takes, in several processes if wanted.

Entry points: `check_inputs`, `check_input`, `check_parts`, `check_release`.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zhengmai.errors import Bilingual, EngineError, ZhengmaiError
from zhengmai.store.query import open_release
from zhengmai.validate.findings import merge
from zhengmai.validate.inputs import MANIFEST, read_input, release_parts, vocabulary_of
from zhengmai.validate.lineage import validate_lineage
from zhengmai.validate.notes import data_notes
from zhengmai.validate.outcome import Checked, Failure, Located, Note
from zhengmai.validate.places import LineIndex, Place, locate
from zhengmai.validate.shapes import load_shapes, read_shapes
from zhengmai.validate.vocabulary import NOTHING, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from pyoxigraph import Quad, Store

    from zhengmai.validate.findings import Report
    from zhengmai.validate.inputs import Part
    from zhengmai.validate.shapes import Shapes

# Fewer inputs than this are checked faster in one process.
_WORTH_A_POOL = 4
_DIED = Bilingual("检查进程中止（内存不足？）", "the process that checked it ended (out of memory?)")
_EMPTY = Bilingual("是空的，没有任何陈述", "is empty, it holds no statement")
_NOT_CHECKED = Bilingual("其中没有形状所检查的节点", "holds no node that the shapes check")


class ShapesSource(NamedTuple):
    """Where shapes come from, in a form that travels between processes.

    Attributes:
        files: a user's own shapes; empty: the project's.
        profile: whose shapes are added to the project's.
    """

    files: tuple[Path, ...]
    profile: str

    def load(self) -> Shapes:
        """Read the shapes.

        Raises:
            ZhengmaiError: a file cannot be read or is ill-formed, or there is no such profile.
        """
        return read_shapes(self.files) if self.files else load_shapes(self.profile)


def check_inputs(paths: Sequence[Path], shapes: ShapesSource, *, jobs: int = 1) -> Iterator[Checked]:
    """Check files one at a time, in the order given.

    Args:
        paths: what `find_inputs` lists.
        shapes: the shapes to check with.
        jobs: how many processes may check; memory is that of as many inputs.

    Yields:
        What each gave. One that cannot be read, or whose process dies, is reported and stops no other.
    """
    loaded = shapes.load()
    if jobs < 2 or len(paths) < _WORTH_A_POOL:
        for path in paths:
            yield check_input(path, loaded)
        return
    yield from _in_pool(paths, shapes, jobs)


def _in_pool(paths: Sequence[Path], shapes: ShapesSource, jobs: int) -> Iterator[Checked]:
    # Two tasks a process keep all busy; more would only pile up results.
    waiting: deque[tuple[Path, Future[Checked]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(shapes,)) as pool:
        for path in paths:
            try:
                waiting.append((path, pool.submit(_check_one, path)))
            except BrokenProcessPool:
                yield _died(path)
            if len(waiting) >= 2 * jobs:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


_shapes: Shapes | None = None


def _begin(source: ShapesSource) -> None:
    global _shapes
    _shapes = source.load()


def _check_one(path: Path) -> Checked:
    assert _shapes is not None  # noqa: S101 - `_begin` has run
    return check_input(path, _shapes)


def _result(path: Path, future: Future[Checked]) -> Checked:
    try:
        return future.result()
    except BrokenProcessPool:
        return _died(path)


def _died(path: Path) -> Checked:
    message = Bilingual(f"{path}：{_DIED.zh}", f"{path}: {_DIED.en}")
    return Checked(str(path), failures=(Failure(str(path), message, engine=True),))


def check_release(store: Store, texts: Mapping[str, str], *, jobs: int = 1) -> Iterator[Report]:
    """Check a release that is being built: its documents and curation records one at a time, then all together.

    Args:
        store: its graph, with what was inferred, curated and aligned; not changed.
        texts: source texts by the first 12 digits of their copy's sha256.
        jobs: how many processes may check.

    Raises:
        EngineError: the engine failed, or a process ended.
    """
    vocabulary = vocabulary_of(store)
    parts = (
        replace(part, sources={part.copy: texts[part.copy]} if part.copy in texts else None)
        for part in release_parts(store, vocabulary)
    )
    if jobs < 2 or len(texts) < _WORTH_A_POOL:
        yield from (part.check() for part in parts)
    else:
        yield from _parts_in_pool(parts, vocabulary, jobs)
    yield validate_lineage(store)


def _parts_in_pool(parts: Iterable[Part], vocabulary: Vocabulary, jobs: int) -> Iterator[Report]:
    waiting: deque[Future[Report]] = deque()
    try:
        with ProcessPoolExecutor(jobs, initializer=_begin_parts, initargs=(vocabulary.quads,)) as pool:
            for part in parts:
                alone = part.vocabulary is not vocabulary
                # Each process has the vocabulary already.
                waiting.append(pool.submit(_check_part, replace(part, vocabulary=NOTHING), alone))
                if len(waiting) >= 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise EngineError(_DIED) from error


_vocabulary = NOTHING


def _begin_parts(quads: Sequence[Quad]) -> None:
    global _vocabulary
    _vocabulary = Vocabulary(quads)


def _check_part(part: Part, alone: bool) -> Report:
    return (part if alone else replace(part, vocabulary=_vocabulary)).check()


def check_input(path: Path, shapes: Shapes) -> Checked:
    """Check one file, or one release."""
    return check_parts(str(path), read_input(path), shapes, between=_between_documents(path, shapes))


def _between_documents(path: Path, shapes: Shapes) -> Iterator[Report]:
    """Check what the documents of a release say of each other; other inputs hold one document at a time."""
    if (path / MANIFEST).is_file():
        yield validate_lineage(open_release(path), shapes)


def check_parts(
    name: str, parts: Iterable[Part], shapes: Shapes, *, between: Iterable[Report] = ()
) -> Checked:
    """Check data that is read part by part.

    Args:
        name: the input as it was given.
        parts: its data; an error that reading raises is reported.
        shapes: the shapes to check with.
        between: what the documents say of each other, asked for once all parts are checked.
    """
    reports: list[Report] = []
    findings: list[Located] = []
    notes: list[Note] = []
    failures: list[Failure] = []
    statements = 0
    told = NOTHING
    try:
        for part in parts:
            file = part.name or name
            statements += len(part.quads)
            report = part.check(shapes)
            findings += _located(report, part, file)
            reports.append(report)
            if not part.is_document:
                if part.vocabulary is not told:
                    told = part.vocabulary
                    notes += data_notes(told.quads, file)
                notes += data_notes(part.quads, file)
        for report in between:
            findings += (Located(finding, name, ()) for finding in report.findings)
            reports.append(report)
    except ZhengmaiError as error:
        failures.append(Failure(name, error.message, engine=isinstance(error, EngineError)))
    report = merge(reports)
    if not failures:
        notes += _emptiness(name, statements, report)
    return Checked(
        name,
        tuple(findings),
        report.checked,
        report.focus_nodes,
        tuple(dict.fromkeys(notes)),
        tuple(failures),
    )


def _located(report: Report, part: Part, file: str) -> Iterator[Located]:
    texts = part.sources or {}
    indexes = {key: LineIndex(text) for key, text in texts.items()} if report.findings else {}
    lengths = {key: len(text) for key, text in texts.items()}
    # What a document lacks stands nowhere in it: its first line is shown instead.
    top = [_top(file, text, part) for text in texts.values()] if part.is_document else []
    for finding in report.findings:
        places = locate(finding, file, indexes, lengths, in_file=part.in_file)
        yield Located(finding, file, places or tuple(top[:1]))


def _top(file: str, text: str, part: Part) -> Place:
    start = len(text) - len(text.lstrip("\ufeff \t\r\n\u3000"))
    index = LineIndex(text)
    first = index.position(start)
    return Place(file, start, start, first, first, "", index.line(first.line), part.in_file)


def _emptiness(name: str, statements: int, report: Report) -> Iterator[Note]:
    if not statements:
        yield Note("empty", name, _EMPTY)
    elif not report.focus_nodes:
        yield Note("not-checked", name, _NOT_CHECKED)
