"""Does the work of reading grow no faster than the text, also where the text is made to hurt?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.text.reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhengmai.text.view import SourceText

DOCUMENTS = Path(__file__).resolve().parents[2] / "data" / "documents"
FIVE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.txt")))
# What stands behind this is read as the text of a measure.
PLAN = "示范市促进就业实施方案\n根据有关规定，制定本方案。\n一、主要措施\n（一）职业培训行动\n1.开展职业技能培训。"
# From a quarter of a text to the whole the work may grow fourfold; quadratic work would grow sixteenfold.
MOST = 8.0
# Below this many seconds the clock says nothing about growth.
LEAST = 0.05
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
    return lambda length: (text * (length // len(text) + 1))[:length]


def in_plan(text: str) -> Callable[[int], str]:
    return lambda length: PLAN + text * (length // len(text))


def nested(opening: str, closing: str, depth: int) -> Callable[[int], str]:
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


def source(case: Case, length: int) -> SourceText:
    return read_bytes(case.make(length).encode(), "long.txt")


def seconds(text: SourceText) -> float:
    """Give the processor's time for extraction."""
    begin = time.process_time()
    extract_document(text)
    return time.process_time() - begin


@pytest.fixture(scope="module", autouse=True)
def tables_are_loaded() -> None:
    """Compile the rules before anything is measured."""
    extract_document(read_bytes(FIVE.encode(), "five.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_work_grows_no_faster_than_the_text(case: Case) -> None:
    texts = [source(case, case.length // part) for part in (4, 1)]
    ratios = []
    for _ in range(ATTEMPTS):
        short, long = (seconds(text) for text in texts)
        ratios.append(long / max(short, LEAST))
        if ratios[-1] <= MOST:
            return
    pytest.fail(f"{case.name}: four times the text took {min(ratios):.1f} times as long")


def test_measure_of_growth_tells_quadratic_work() -> None:
    def work(length: int) -> float:
        begin = time.process_time()
        sum(1 for i in range(length) for _ in range(length))
        return time.process_time() - begin

    assert work(3200) / work(800) > MOST
