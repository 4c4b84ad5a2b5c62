"""How fast documents are read, in how much memory, and how the work grows with number and length.

Run: python benchmarks/extract.py [COUNT | FOLDER …]

The first table reads the five source documents, then COUNT generated documents or the documents of a FOLDER (10, 100
and 1,000 if not told otherwise), one after the other in one process of its own, after start-up; processor time
counts, so that other work of the machine matters less. The second reads each text and its first quarter: work that
grows with the length gives 4, quadratic work 16.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zhengmai.errors import Bilingual, InputError
from zhengmai.extract.document import extract_document
from zhengmai.release.sources import find_documents
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhengmai.text.view import SourceText

ROOT = Path(__file__).resolve().parents[1]
FIVE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "data/documents").glob("*.txt")))
# What stands behind this is read as the text of a measure.
PLAN = "示范市促进就业实施方案\n根据有关规定，制定本方案。\n一、主要措施\n（一）职业培训行动\n1.开展职业技能培训。"
COUNTS = (10, 100, 1000)
SEED = 1
# Below this many seconds the clock says nothing about growth.
LEAST = 0.02
# Documents that take less are read again and again.
LEAST_SECONDS = 2.0
ATTEMPTS = 3


class Case(NamedTuple):
    """A text that can be made as long as one likes.

    Attributes:
        name: what it is.
        make: gives a text of about so many characters.
        length: characters of the longest text that is read.
    """

    name: str
    make: Callable[[int], str]
    length: int


def repeated(text: str) -> Callable[[int], str]:
    """Give a maker of a text again and again."""
    return lambda length: (text * (length // len(text) + 1))[:length]


def in_plan(text: str) -> Callable[[int], str]:
    """Give a maker of a measure that holds a text again and again."""
    return lambda length: PLAN + text * (length // len(text))


def nested(opening: str, closing: str, depth: int) -> Callable[[int], str]:
    """Give a maker of a measure with brackets nested so deep."""
    group = opening * depth + "甲" + closing * depth
    return lambda length: PLAN + group * max(1, length // len(group))


CASES = (
    Case("five documents, 1 MB", repeated(FIVE), 350_000),
    Case("five documents without line breaks, 1 MB", repeated(FIVE.replace("\n", "")), 350_000),
    Case("one measure without line breaks", in_plan("加强培训，提高质量。"), 100_000),
    Case("opening brackets", in_plan("（"), 100_000),
    Case("opening number brackets", in_plan("〔"), 100_000),
    Case("opening title brackets", in_plan("《"), 100_000),
    Case("closing brackets", in_plan("）"), 100_000),
    Case("digits", in_plan("1"), 250_000),
    Case("number brackets nested 10,000 deep", nested("〔", "〕", 10_000), 80_000),
    Case("brackets nested 10,000 deep", nested("（", "）", 10_000), 80_000),
    Case("由", in_plan("由"), 100_000),
    Case("commas of a list", in_plan("、"), 100_000),
    Case("第一条", in_plan("第一条"), 100_000),
    Case("第一条 on lines", in_plan("第一条\n"), 60_000),
    Case("labels on lines", in_plan("一、\n"), 100_000),
    Case("numbered lines", in_plan("1.甲\n"), 30_000),
    Case("items with clauses above them", repeated("【牵头单位：市教育局】\n1.1 完善机制。\n"), 200_000),
    Case("role labels", in_plan("责任单位："), 50_000),
    Case("clauses", in_plan("（市教育局负责）"), 40_000),
    Case("sentences with clauses and targets", in_plan("开展培训5万人。（市教育局负责）"), 50_000),
    Case("a unit list without end", lambda n: PLAN + "（责任单位：" + "市教育局、" * (n // 5), 100_000),
    Case("a unit list with conjunctions", lambda n: PLAN + "责任单位：" + "市教育局和" * (n // 5), 50_000),
    Case("deadlines", in_plan("2023年底前"), 100_000),
    Case("dates", in_plan("2023年3月1日"), 100_000),
    Case("targets", in_plan("不少于5万人"), 100_000),
    Case("document numbers", in_plan("甲政发〔2022〕3号"), 60_000),
    Case("citations", in_plan("根据《甲乙丙办法》（甲政发〔2022〕3号），"), 60_000),
    Case("short titles", in_plan("根据《甲办法》（以下简称《办法》）。\n"), 40_000),
    Case("cells", in_plan("\t甲"), 40_000),
    Case(
        "rows", lambda n: "任务分解表\n序号\t任务\t责任单位\n" + "1\t开展培训\t市教育局\n" * (n // 13), 60_000
    ),
    Case("blank lines", in_plan("\n"), 300_000),
    Case("title lines", in_plan("关于印发方案的通知\n"), 40_000),
    Case("colons on lines", in_plan("：\n"), 20_000),
)


class Measured(NamedTuple):
    """What reading some documents took.

    Attributes:
        documents: how many were read, each as often as it was read.
        size: bytes of their texts in UTF-8.
        extraction: processor time of extraction, in seconds.
        whole: the same with decoding before it and resolution behind it.
        peak: largest resident memory of the process, start-up included, in bytes.
    """

    documents: int
    size: int
    extraction: float
    whole: float
    peak: int


def measure(folder: Path) -> Measured:
    """Read all documents of a folder, one at a time; to be called in a process of its own."""
    paths, _ = find_documents([folder])
    _read(ROOT / "data" / "documents" / "jinjiang-2023-5.txt")
    documents, size, extraction = 0, 0, 0.0
    begin = time.process_time()
    while time.process_time() - begin < LEAST_SECONDS:
        for path in paths:
            for length, seconds in _read(path):
                documents, size, extraction = documents + 1, size + length, extraction + seconds
    whole = time.process_time() - begin
    # Linux gives kibibytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Measured(documents, size, extraction, whole, peak)


def _read(path: Path) -> list[tuple[int, float]]:
    """Read a file and give the bytes of each text in it and the seconds of its extraction."""
    found = []
    for text in read_documents(path):
        if isinstance(text, InputError):
            continue
        begin = time.process_time()
        try:
            facts = extract_document(text)
        except InputError:
            continue
        found.append((len(text.text.encode()), time.process_time() - begin))
        resolve_document(facts)
    return found


def speed(sources: Sequence[int | Path]) -> str:
    """Give the table of the five sources and of so many generated documents or of a folder's documents."""
    lines = [
        "| documents | MB | documents/s | extraction, MB/s | with decoding and resolution, MB/s | peak memory, MiB | time per MB, first generated = 1 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    first: float | None = None
    for source in (ROOT / "data" / "documents", *sources):
        with tempfile.TemporaryDirectory() as name:
            folder = source if isinstance(source, Path) else _generated(source, Path(name, "out"))
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                found = pool.submit(measure, folder).result()
        if not found.size:
            raise InputError(str(source), Bilingual("没有可读的文件", "no document could be read"))
        each = found.whole / found.size
        grown = "–"
        if not isinstance(source, Path):
            first = first or each
            grown = f"{each / first:.2f}"
        label = f"{source:,} generated" if isinstance(source, int) else f"those of {source.name}/"
        megabytes = found.size / 1e6
        lines.append(
            f"| {label} | {megabytes:.2f} | {found.documents / found.whole:.0f} | {megabytes / found.extraction:.2f} "
            f"| {megabytes / found.whole:.2f} | {found.peak / 2**20:.0f} | {grown} |"
        )
    return "\n".join(lines)


def _generated(count: int, out: Path) -> Path:
    generator = [sys.executable, str(ROOT / "benchmarks" / "generate.py")]
    subprocess.run(
        [*generator, str(out), "--count", str(count), "--seed", str(SEED)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return out / "documents"


def text_of(case: Case, part: int = 1) -> SourceText:
    """Give a case's text, or a part of its length."""
    return read_bytes(case.make(case.length // part).encode(), "long.txt")


def growth() -> str:
    """Give the table of all cases."""
    extract_document(read_bytes(FIVE.encode(), "five.txt"))
    lines = ["| text | characters | time of the whole : time of a quarter |", "|---|---:|---:|"]
    for case in CASES:
        quarter, whole = text_of(case, 4), text_of(case)
        ratio = min(_seconds(whole) / max(_seconds(quarter), LEAST) for _ in range(ATTEMPTS))
        told = f"{ratio:.1f}" if ratio >= 1 else "too short to tell"
        lines.append(f"| {case.name} | {len(whole.text)} | {told} |")
    return "\n".join(lines)


def _seconds(text: SourceText) -> float:
    begin = time.process_time()
    extract_document(text)
    return time.process_time() - begin


def main(arguments: Sequence[str]) -> int:
    """Print both tables."""
    sources: list[int | Path] = []
    for argument in arguments:
        if argument.isdecimal() and int(argument) > 0:
            sources.append(int(argument))
        elif Path(argument).is_dir():
            sources.append(Path(argument))
        else:
            print(
                f"extract.py: {argument} 既不是正整数也不是文件夹 · {argument} is neither a positive number nor a folder",
                file=sys.stderr,
            )
            return 2
    print(f"{speed(sources or COUNTS)}\n\n{growth()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
