"""Is any deformation of a real document read without an exception, with exact evidence, and always alike?"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zhengmai.errors import InputError
from zhengmai.evaluate.annotation import annotate
from zhengmai.text.reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhengmai.extract.facts import DocumentFacts
    from zhengmai.text.view import SourceText

    ReadThrough = Callable[[SourceText], DocumentFacts]

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "data" / "documents"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))}
# The longest part of a document that one example reads.
PART = 3000
HALF = "()[]:;,!?0123456789%."
FULL = "（）〔〕：；，！？０１２３４５６７８９％．"
BRACKETS = "（）〔〕《》〈〉【】[]()“”"
# Characters and words that rules, numerals, identifiers and layout might stumble over.
STRANGE = (
    *"（）〔〕《》【】「」()[]、，；。：|＃*#-—\t\r\n\f\v\u2028\u2029\ufeff\u200b\u00ad\u3000\x00\x01\x1b\x85\uffff\ue000",
    *"²③Ⅳ〇○٣५百万亿半0９%％‰~～〜々ㄅéß𠮷𝟙😀İﬁ\u0301\u202e",
    "第一条", "第0条", "责任单位：", "牵头单位：", "完成时限：", "由", "（由", "负责）", "牵头，", "〔2022〕", "〔２０２２〕号",
    "2023年", "2023年13月32日", "0000年0月0日", "9999年底前", "每月31日前", "印发之日起999999999日内", "到2025年，",
    "不少于", "100%", "1,2,3", "9" * 60, "1.1.1.1", "一二三四五六七八九十", "万亿万亿", "五分之零", "至少0个", "翻一番", "3—1人",
    "《》", "《〈》〉", "（以下简称《", "附件1：", "各市、县", "等部门", "http://a.b/c?d=<e>", "<b>&amp;", "\\", '"', "{", "`", "^",
    "一、", "（一）", "1.", "（1）", "①", "表", "|---|", "序号\t任务\t责任单位\t完成时限\n", "中华人民共和国", "市市市",
)  # fmt: skip


def cut(text: str, rng: random.Random) -> str:
    start = rng.choice([0, rng.randrange(len(text) + 1)])
    return text[start : rng.randrange(start, len(text) + 1)]


def shuffle(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    rng.shuffle(lines)
    return "".join(lines)


def double(text: str, rng: random.Random) -> str:
    if rng.random() < 0.5:
        return text + text
    return "".join(line * rng.choice([1, 2, 3]) for line in text.splitlines(keepends=True))


def lose(text: str, rng: random.Random) -> str:
    share = rng.choice([0.003, 0.03, 0.2])
    return "".join(c for c in text if rng.random() >= share)


def deform_brackets(text: str, rng: random.Random) -> str:
    share = rng.choice([0.1, 0.5, 1.0])
    return "".join(rng.choice(BRACKETS) if c in BRACKETS and rng.random() < share else c for c in text)


def mix_width(text: str, rng: random.Random) -> str:
    other = dict(zip(HALF + FULL, FULL + HALF, strict=True))
    return "".join(other.get(c, c) if rng.random() < 0.5 else c for c in text)


def lose_breaks(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice(["", "", " ", "　　", "\r", "\r\n", "\u2028"]))


def break_lines(text: str, rng: random.Random) -> str:
    return "".join(c + "\n" if rng.random() < 0.05 else c for c in text)


def insert(text: str, rng: random.Random) -> str:
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(STRANGE) + text[at:]
    return text


def exchange(text: str, rng: random.Random) -> str:
    """Put a part of another document into this one."""
    other = rng.choice(sorted(TEXTS.values()))
    at, begin = rng.randrange(len(text) + 1), rng.randrange(len(other))
    return text[:at] + other[begin : begin + 600] + text[at:]


ACTIONS = (
    cut, shuffle, double, lose, deform_brackets, mix_width, lose_breaks, break_lines, insert, exchange,
)  # fmt: skip


def mutate(text: str, actions: list[Callable[[str, random.Random], str]], seed: int) -> str:
    # The seed decides all, so that an example that fails is the same when it is run again.
    rng = random.Random(seed)
    if len(text) > PART:
        start = rng.choice([0, 0, rng.randrange(len(text) - PART)])
        text = text[start : start + PART]
    for action in actions:
        text = action(text, rng)
    return text[: 2 * PART]


def assert_read_alike(text: str, read_through: ReadThrough) -> None:
    data = text.encode("utf-8", "replace")
    outcomes: list[object] = []
    for _ in range(2):
        try:
            outcomes.append(annotate(read_through(read_bytes(data, "mutation.txt"))))
        except InputError as error:
            outcomes.append(error.cause)
    assert outcomes[0] == outcomes[1]


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(TEXTS)),
    actions=st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=4),
    seed=st.integers(0, 2**32),
)
def test_any_mutation_of_a_document_is_read_with_exact_evidence(
    name: str,
    actions: list[Callable[[str, random.Random], str]],
    seed: int,
    read_through: ReadThrough,
) -> None:
    assert_read_alike(mutate(TEXTS[name], actions, seed), read_through)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: str(action.__name__))
def test_each_kind_of_mutation_is_read_with_exact_evidence(
    action: Callable[[str, random.Random], str], read_through: ReadThrough
) -> None:
    for seed, text in enumerate(TEXTS.values()):
        assert_read_alike(mutate(text, [action], seed), read_through)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.sampled_from(STRANGE), st.text(max_size=8)), max_size=60).map("".join))
@example("示范市就业实施方案\n一、主要措施\n1.培训\x00（责任单位：\ue000局）")
def test_any_text_is_read_with_exact_evidence(read_through: ReadThrough, text: str) -> None:
    assert_read_alike("示范市就业实施方案\n一、主要措施\n（一）培训行动\n1.开展培训，" + text, read_through)
    assert_read_alike(text, read_through)


def test_documents_give_the_same_output_whatever_the_order_of_sets() -> None:
    outputs = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "zhengmai", "extract", str(DOCUMENTS), "--format", "nq"],
            capture_output=True, timeout=180, check=True, env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) > 100_000
