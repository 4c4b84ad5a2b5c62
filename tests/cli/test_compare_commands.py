"""The commands `compare` and `alignment`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.store.keys import AmbiguousKeyError, UnknownKeyError

if TYPE_CHECKING:
    from pathlib import Path

    from zhengmai.release.build import Built

SHISHI, JINJIANG = "狮政办[2022]47号", "晋政残工委〔2023〕5号"


@pytest.fixture(autouse=True)
def served(release: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGMAI_STORE", str(release.folder))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"ZHENGMAI_LANG": "zh"}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_compare_prints_a_table_in_both_languages() -> None:
    chinese = run("--lang", "zh", "compare", SHISHI, JINJIANG)
    assert "沿用 10  调整 17  新增 2  未列 3" in chinese
    assert "[-相关-]{+按比例安排残疾人就业+}" in chinese
    assert "期限：2023年底前 → 无" in chinese
    english = run("--lang", "en", "compare", SHISHI, JINJIANG)
    assert "adopted 10  adapted 17  added 2  left out 3" in english
    assert "deadline: 2023年底前 → none" in english


def test_compare_json_and_turtle_say_the_same_number_of_changes() -> None:
    found = json.loads(run("compare", SHISHI, JINJIANG, "--json"))
    assert found == json.loads(run("compare", SHISHI, JINJIANG, "--format", "json"))
    turtle = run("compare", SHISHI, JINJIANG, "--format", "ttl")
    changes = [
        quad for quad in parse(turtle, RdfFormat.TURTLE) if quad.predicate.value.endswith("#hasChange")
    ]
    assert len(changes) == len(found["changes"]) == 32


def test_compare_without_common_measures_prints_the_reason() -> None:
    assert "没有相互对应的措施" in run(
        "--lang", "zh", "compare", "狮政办〔2022〕47号-p1", "plan:c-922927e3e2f1-p1"
    )


def test_compare_unknown_and_ambiguous_keys_are_told_apart() -> None:
    for arguments, error in (
        (("狮政办〔2022〕48号", JINJIANG), UnknownKeyError),
        ((SHISHI, "闽政办〔2022〕35号"), AmbiguousKeyError),
    ):
        with pytest.raises(error):
            CliRunner().invoke(app, ["compare", *arguments], catch_exceptions=False)


def test_alignment_writes_sssom_with_the_release_as_version(release: Built, tmp_path: Path) -> None:
    text = run("alignment")
    assert f'# mapping_set_version: "{release.id}"' in text
    header = next(line for line in text.splitlines() if not line.startswith("#"))
    assert header.split("\t")[:2] == ["record_id", "subject_id"]
    target = tmp_path / "measures.sssom.tsv"
    run("alignment", "--out", str(target))
    assert target.read_text(encoding="utf-8") == text


def test_alignment_gives_the_records_of_a_status() -> None:
    accepted = json.loads(run("alignment", "--format", "json"))
    pending = json.loads(run("alignment", "--format", "json", "--status", "pending"))
    assert len(accepted) > 80
    assert len(pending) > 200
    assert all("review_status=accepted" in row["other"] for row in accepted)
    assert all("review_status=pending" in row["other"] for row in pending)
