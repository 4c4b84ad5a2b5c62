"""How fast documents are read, in how much memory, and how the work grows with number and length.

Run: python benchmarks/extract.py [COUNT …]

The first table reads COUNT generated documents (10, 100 and 1,000 if not told otherwise) one after the other in one
process of its own, after start-up; processor time counts, so that other work of the machine matters less. The second
reads each text and its first quarter: work that grows with the length gives 4, quadratic work 16.
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

from zhengmai.extract.document import extract_document
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes, read_file

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
    """What reading a folder took.

    Attributes:
        size: bytes of all documents.
        seconds: processor time of reading, extraction and resolution.
        peak: largest resident memory of the process, start-up included, in bytes.
    """

    size: int
    seconds: float
    peak: int


def measure(folder: Path) -> Measured:
    """Read all documents of a folder, one at a time; to be called in a process of its own."""
    paths = sorted(folder.glob("*.txt"))
    resolve_document(extract_document(read_file(paths[0])))
    begin = time.process_time()
    for path in paths:
        resolve_document(extract_document(read_file(path)))
    seconds = time.process_time() - begin
    size = sum(path.stat().st_size for path in paths)
    # Linux gives kibibytes.
    return Measured(size, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def speed(counts: Sequence[int]) -> str:
    """Give the table of so many generated documents."""
    lines = [
        "| documents | MB | documents/s | MB/s | peak memory, MiB | time per MB, first row = 1 |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    first: float | None = None
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            out = Path(name, "out")
            generator = [sys.executable, str(ROOT / "benchmarks" / "generate.py")]
            subprocess.run(
                [*generator, str(out), "--count", str(count), "--seed", str(SEED)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                found = pool.submit(measure, out / "documents").result()
        each = found.seconds / found.size
        first = first or each
        megabytes = found.size / 1e6
        lines.append(
            f"| {count} | {megabytes:.2f} | {count / found.seconds:.0f} | {megabytes / found.seconds:.2f} "
            f"| {found.peak / 2**20:.0f} | {each / first:.2f} |"
        )
    return "\n".join(lines)


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
    try:
        counts = [int(argument) for argument in arguments] or COUNTS
    except ValueError:
        print("extract.py: COUNT 须为整数 · COUNT has to be a whole number", file=sys.stderr)
        return 2
    print(f"{speed(counts)}\n\n{growth()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
