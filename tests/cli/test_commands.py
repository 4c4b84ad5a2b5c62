"""Do the commands do what their help says, with one clear sentence for every misuse?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from zhengmai.release.build import Built

ROOT = Path(__file__).resolve().parents[2]
SHISHI = ROOT / "data" / "documents" / "shishi-2022-47.txt"


def run(
    *words: str, home: Path | None = None, language: str = "en", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ZHENGMAI_LANG": language, "COLUMNS": "200", "NO_COLOR": "1"}
    environment |= {"ZHENGMAI_HOME": str(home)} if home else {}
    return subprocess.run(
        [sys.executable, "-m", "zhengmai", *words], capture_output=True, text=True, timeout=180, env=environment, cwd=cwd or ROOT, check=False
    )  # fmt: skip


def test_help_lists_the_commands() -> None:
    shown = run("--help")
    assert shown.returncode == 0
    for command in (
        "build",
        "extract",
        "validate",
        "query",
        "lineage",
        "evaluate",
        "releases",
        "publish",
        "serve",
        "check-ontology",
    ):
        assert command in shown.stdout


def test_extract_writes_one_file_a_document_with_spans(tmp_path: Path) -> None:
    done = run("extract", str(SHISHI), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    reading = json.loads((tmp_path / "shishi-2022-47.json").read_text(encoding="utf-8"))
    assert reading["carrier"]["number"] == "狮政办〔2022〕47号"
    start, end = reading["plans"][1]["measures"][0]["lead"][0]["span"]
    text = SHISHI.read_text(encoding="utf-8")
    assert text[start:end] == "市政府残工委有关成员单位"


@pytest.mark.parametrize("form", ["json", "ttl", "nq", "trig"])
def test_extract_prints_each_format(form: str) -> None:
    done = run("extract", str(ROOT / "data" / "documents" / "shandong-2023-6.txt"), "--format", form)
    assert done.returncode == 0, done.stderr
    assert "鲁残联发〔2023〕6号" in done.stdout


def test_extract_reports_what_it_cannot_read_and_reads_the_rest(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("extract", str(tmp_path / "empty.txt"), str(SHISHI), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "empty.txt: the file is empty" in done.stderr
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["shishi-2022-47.json"]


def test_messages_follow_the_language(tmp_path: Path) -> None:
    assert "没有这个文件或文件夹" in run("build", str(tmp_path / "none"), home=tmp_path, language="zh").stderr
    assert "there is no such file or folder" in run("build", str(tmp_path / "none"), home=tmp_path).stderr
    assert (
        "没有这个文件或文件夹" in run("--lang", "zh", "build", str(tmp_path / "none"), home=tmp_path).stderr
    )


def test_build_says_what_it_published(tmp_path: Path) -> None:
    done = run("build", str(SHISHI), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "1 documents, 2 plans, 48 measures" in done.stdout
    listed = run("releases", "--json", home=tmp_path)
    (entry,) = json.loads(listed.stdout)
    assert entry["current"]
    assert run("publish", "nowhere", home=tmp_path).returncode == 2
    assert run("publish", entry["id"], home=tmp_path).returncode == 0


def test_build_with_an_unreadable_document_ends_with_two(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "walk.txt").write_text("今天天气很好。", encoding="utf-8")
    done = run("build", str(SHISHI), str(tmp_path / "in" / "walk.txt"), "--out", str(tmp_path / "home"))
    assert done.returncode == 2
    assert "walk.txt" in done.stderr
    assert "48 measures" in done.stdout


def test_evaluate_prints_figures_and_fails_below_the_bar(tmp_path: Path) -> None:
    done = run("evaluate", "--min", "0.97")
    assert done.returncode == 0, done.stdout
    assert "agency.resolved" in done.stdout
    gold = json.loads((ROOT / "data/gold/annotations/shandong-2023-6.json").read_text(encoding="utf-8"))
    gold["carrier"]["number"] = "鲁残联发〔2023〕7号"
    (tmp_path / "shandong-2023-6.json").write_text(json.dumps(gold), encoding="utf-8")
    assert run("evaluate", str(tmp_path), "--min", "0.97").returncode == 1
    assert run("evaluate", str(tmp_path / "none")).returncode == 2


def test_query_and_lineage_answer_from_the_current_release(release: Built) -> None:
    home = release.folder.parents[1]
    chain = run("lineage", "狮政办〔2022〕47号", home=home)
    assert chain.returncode == 0, chain.stderr
    assert "闽政办〔2022〕52号" in chain.stdout
    assert "促进残疾人就业三年行动方案" in chain.stdout
    answer = run("query", "measures_without_lead", "--format", "json", home=home)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["results"]["bindings"]


def test_commands_without_a_release_say_what_to_do(tmp_path: Path) -> None:
    for words in (("query", "measures_without_lead"), ("lineage", "狮政办〔2022〕47号"), ("serve",)):
        done = run(*words, home=tmp_path)
        assert done.returncode == 2, done.stderr
        assert "build" in done.stderr


def test_wrong_usage_ends_with_two() -> None:
    assert run("extract").returncode == 2
    assert run("nonsense").returncode == 2
    assert run("build", "--profile", "nonsense", str(SHISHI), "--out", "/tmp").returncode == 2
