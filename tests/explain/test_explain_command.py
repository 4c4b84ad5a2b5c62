"""Does `zhengmai explain` show text, facts and triples, in each of its forms?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from zhengmai.cli import output
from zhengmai.cli.app import app
from zhengmai.errors import InputError, ZhengmaiError
from zhengmai.explain.facts import readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result

    from zhengmai.extract.facts import DocumentFacts

ROOT = Path(__file__).resolve().parents[2]
SHISHI = ROOT / "data" / "documents" / "shishi-2022-47.txt"
CONTROL = "示范市就业实施方案\r\n一、主要措施\r\n1.开展\x1b[31m培训。（市人社局牵头，市教育局配合）\f\r\n"


@pytest.fixture(autouse=True)
def fresh_console() -> Iterator[None]:
    """Let each run write to the output that it was given."""
    output.console.cache_clear()
    yield
    output.console.cache_clear()


def explain(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(app, ["explain", *words], env={"ZHENGMAI_LANG": language, "NO_COLOR": "1"})


def test_explain_prints_the_text_with_facts_and_triples_behind_each_part() -> None:
    done = explain(str(SHISHI))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("   lead ") and "市卫健局" in line)
    assert "石狮市|卫健局 卫生健康局 (350581)" in lines[at]
    assert "certain" in lines[at]
    assert lines[at + 1].strip().startswith("n:狮政办〔2022〕47号-p1-")
    assert "pp:assignee ag:350581-卫生健康局" in lines[at + 1]


def test_explain_prints_every_line_of_the_source_and_every_reading(
    five_documents: dict[str, DocumentFacts],
) -> None:
    shown = explain(str(SHISHI)).stdout
    source = "".join(five_documents["shishi-2022-47"].source.text.split())
    without_facts = [
        line
        for line in shown.partition("\n\n")[2].splitlines()
        if not line.startswith(("        ", "   ", "!! "))
    ]
    assert "".join("".join(without_facts).split()) == source
    count = sum("→" in line and line.startswith(("   ", "!! ")) for line in shown.splitlines())
    assert count == len(readings(five_documents["shishi-2022-47"]))


def test_explain_lists_unread_spans_first_and_marks_them(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(
        "示范市就业实施方案\n一、主要措施\n1.开展培训。（责任单位：市人社局；完成时限：待定）\n",
        encoding="utf-8",
    )
    lines = explain(str(path)).stdout.splitlines()
    (count,) = [line for line in lines[:4] if line.startswith("unread ")]
    gaps = [i for i, line in enumerate(lines) if line.startswith("!! unread")]
    assert count == f"unread {len(gaps) // 2}"
    assert len(gaps) >= 2
    text = next(i for i, line in enumerate(lines) if line == "示范市就业实施方案")
    assert gaps[0] < text < gaps[-1]


def test_explain_speaks_chinese_where_asked(tmp_path: Path) -> None:
    shown = explain(str(SHISHI), language="zh").stdout
    assert "牵头单位 [" in shown
    assert "未读 " in shown


def test_explain_shows_control_characters_as_pictures(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(CONTROL.encode())
    done = explain(str(path))
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "␛[31m培训" in done.stdout


def test_explain_json_lists_every_reading(five_documents: dict[str, DocumentFacts]) -> None:
    listed = json.loads(explain(str(SHISHI), "--json").stdout)
    text = five_documents["shishi-2022-47"].source.text
    assert len(listed) == len(readings(five_documents["shishi-2022-47"]))
    for entry in listed:
        assert set(entry) == {"element", "span", "text", "value", "in", "rule", "confidence"}
        assert text[slice(*entry["span"])] == entry["text"]


def test_explain_writes_a_page(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = explain(str(SHISHI), "--html", str(out), language="zh")
    assert (done.exit_code, done.stdout) == (0, "")
    html = out.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert '<h2 id="unread">未读片段' in html


def test_explain_of_a_page_that_cannot_be_written_names_it(tmp_path: Path) -> None:
    out = tmp_path / "missing" / "page.html"
    done = explain(str(SHISHI), "--html", str(out))
    assert isinstance(done.exception, ZhengmaiError)
    assert str(out) in done.exception.message.en
    assert str(out) in done.exception.message.zh


def test_explain_of_what_is_no_document_is_refused(tmp_path: Path) -> None:
    done = explain(str(tmp_path / "none.txt"))
    assert isinstance(done.exception, InputError)
