"""Do the commands `curate …` write what holds, refuse what does not, and say what to do next?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.errors import ZhengmaiError
from zhengmai.graph.curation import curation_files, read_records
from zhengmai.graph.terms import write_term

if TYPE_CHECKING:
    from zhengmai.graph.curation import Record
    from zhengmai.release.build import Built

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "狮政办〔2022〕47号"
SHISHI, JINJIANG = f"pv:{NOTICE}-p2-2-1-1", "pv:晋政残工委〔2023〕5号-p1-2-1-1"
SAID = ("--reason-zh", "以印章为准", "--reason-en", "by the seal", "--author", "steward-7")
DAY = ("--date", "2026-03-01")


@pytest.fixture(autouse=True)
def served(release: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGMAI_HOME", str(release.folder.parents[1]))
    monkeypatch.setenv("ZHENGMAI_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lineage.toml").write_bytes((ROOT / "data" / "curation" / "lineage.toml").read_bytes())
    return tmp_path


def curate(folder: Path, *words: str, language: str = "en") -> str:
    result = CliRunner().invoke(app, ["--lang", language, "curate", *words, "--curation", str(folder)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1), result.output
    return result.output


def written(folder: Path) -> dict[str, Record]:
    found = {record.id: record for record in read_records(curation_files(folder))}
    return {name: record for name, record in found.items() if name not in ("cur-1", "cur-2")}


def test_correct_writes_two_linked_records_and_says_what_comes_next(folder: Path) -> None:
    said = curate(folder, "correct", NOTICE, "pp:issueDate", "2022-12-22", *SAID, *DAY)
    back, put = written(folder).values()
    assert (back.id, back.kind, write_term(back.object)) == ("cur-3", "撤销", '"2022-12-21"^^xsd:date')
    assert (put.id, put.kind, write_term(put.object)) == ("cur-4", "断言", '"2022-12-22"^^xsd:date')
    assert (put.in_place_of, put.author, put.date) == ("cur-3", "steward-7", "2026-03-01")
    assert (put.reason_zh, put.reason_en) == ("以印章为准", "by the seal")
    assert f"next: zhengmai build --curation {folder}" in said
    assert {path.name for path in folder.iterdir()} == {"lineage.toml", "statements.toml"}


def test_resolve_corrects_what_was_read_and_adds_what_was_not(folder: Path) -> None:
    curate(folder, "resolve", f"n:{NOTICE}-p2-2-2-1-a1", "ag:350581-国有资产发展服务中心", *SAID)
    curate(folder, "resolve", "doc:c-922927e3e2f1", "div:350502", *SAID)
    back, put, place = written(folder).values()
    assert [write_term(record.predicate) for record in (back, put, place)] == [
        "pp:assignee",
        "pp:assignee",
        "pp:jurisdiction",
    ]
    assert (put.in_place_of, place.in_place_of) == (back.id, None)
    assert {path.name for path in folder.iterdir()} == {"lineage.toml", "agencies.toml", "places.toml"}


def test_accept_and_reject_write_decisions_about_counterparts(folder: Path) -> None:
    curate(folder, "accept", SHISHI, JINJIANG, *SAID)
    curate(folder, "reject", f"pv:{NOTICE}-p2-2-1-2", JINJIANG, *SAID)
    accepted, rejected = written(folder).values()
    assert (accepted.kind, rejected.kind) == ("断言", "撤销")
    assert {write_term(record.predicate) for record in (accepted, rejected)} == {"pp:parallelTo"}
    assert write_term(accepted.subject) == JINJIANG
    assert write_term(accepted.justification or "") == "semapv:ManualMappingCuration"
    with pytest.raises(ZhengmaiError, match="cur-3 already speaks"):
        curate(folder, "reject", JINJIANG, SHISHI, *SAID)


def test_pending_record_is_reviewed_then_withdrawn_and_stays_in_its_file(folder: Path) -> None:
    curate(folder, "retract", f"{NOTICE}-p2", "pp:derivesFrom", "--status", "待核", *SAID)
    (record,) = written(folder).values()
    assert (record.standing, record.subject_title) == (
        "待核",
        "石狮市促进残疾人就业三年行动实施方案(2022—2024年)",
    )
    curate(folder, "review", "cur-3", "accepted", *SAID)
    assert written(folder)["cur-3"].standing == "已采纳"
    before = (folder / "lineage.toml").read_text(encoding="utf-8")
    curate(folder, "withdraw", "cur-3", *SAID)
    assert written(folder)["cur-3"].standing == "已撤回"
    assert (folder / "lineage.toml").read_text(encoding="utf-8").startswith(before)
    with pytest.raises(ZhengmaiError, match="withdrawn already"):
        curate(folder, "withdraw", "cur-3", *SAID)


def test_withdraw_takes_both_records_of_a_correction(folder: Path) -> None:
    curate(folder, "correct", NOTICE, "pp:issueDate", "2022-12-22", *SAID)
    curate(folder, "withdraw", "cur-4", *SAID)
    assert {record.standing for record in written(folder).values()} == {"已撤回"}
    curate(folder, "correct", NOTICE, "pp:issueDate", "2022-12-23", *SAID)
    curate(folder, "withdraw", "cur-6", "--alone", *SAID)
    assert [record.standing for record in written(folder).values()] == [
        "已撤回",
        "已撤回",
        "已采纳",
        "已撤回",
    ]


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (("add", "doc:无政办〔2022〕1号", "pp:issueDate", "2022-01-01"), "not in the current release"),
        (("add", NOTICE, "pp:isueDate", "2022-01-01"), "did you mean pp:issueDate"),
        (("add", NOTICE, "pp:issuedBy", "div:350581"), "must be a pp:ResponsibleParty"),
        (("add", NOTICE, "pp:issueDate", "2022-13-01"), "no valid xsd:date"),
        (("correct", NOTICE, "pp:issueDate", "2022-12-21"), "the same"),
        (("correct", "晋政残工委〔2023〕5号", "pp:approvedBy", "ag:350582-人民政府"), "states no"),
        (("correct", f"{NOTICE}", "pp:issues", f"{NOTICE}-p1"), "say which one"),
        (("retract", NOTICE, "pp:issueDate", "2022-12-29"), "no statement"),
        (("resolve", "v:role-牵头", "div:350581"), "nothing that can be resolved"),
        (("accept", SHISHI, f"pv:{NOTICE}-p2-2-1-2"), "one plan"),
        (("accept", "doc:狮政办〔2022〕47号", JINJIANG), "no provision of a plan"),
        (("withdraw", "cur-99"), "there is no record cur-99; there are: cur-1, cur-2"),
        (("add", NOTICE, "dct:title", "题", "--date", "yesterday"), "no date"),
        (("add", NOTICE, "dct:title", "题", "--confidence", "7"), "from 0 to 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[:3]),
)
def test_what_does_not_hold_is_refused_and_nothing_written(
    folder: Path, words: tuple[str, ...], cause: str
) -> None:
    with pytest.raises(ZhengmaiError, match=cause) as caught:
        curate(folder, *words, *SAID)
    assert caught.value.exit_code == 2
    assert [path.name for path in folder.iterdir()] == ["lineage.toml"]
    assert written(folder) == {}


def test_empty_reason_is_refused(folder: Path) -> None:
    with pytest.raises(ZhengmaiError, match="reason in both languages"):
        curate(
            folder,
            "retract",
            NOTICE,
            "pp:issueDate",
            "--reason-zh",
            "误",
            "--reason-en",
            " ",
            "--author",
            "steward-7",
        )


def test_author_that_cannot_be_an_identifier_is_refused(folder: Path) -> None:
    words = (
        "retract",
        NOTICE,
        "pp:issueDate",
        "--reason-zh",
        "误",
        "--reason-en",
        "wrong",
        "--author",
        "Li Ming",
    )
    with pytest.raises(ZhengmaiError, match="cannot stand in an identifier"):
        curate(folder, *words)


def test_dry_run_writes_nothing(folder: Path) -> None:
    said = curate(folder, "resolve", "doc:c-922927e3e2f1", "div:350502", "--dry-run", *SAID)
    assert "cur-3  [assertion, accepted] doc:c-922927e3e2f1 pp:jurisdiction div:350502" in said
    assert "nothing was written" in said
    assert written(folder) == {}


def test_json_gives_records_and_files(folder: Path) -> None:
    said: dict[str, Any] = json.loads(
        curate(folder, "resolve", "doc:c-922927e3e2f1", "div:350502", "--json", *SAID)
    )
    (record,) = said["records"]
    assert (record["id"], record["status"], record["reason"]["en"]) == ("cur-3", "已采纳", "by the seal")
    assert said["files"] == [str(folder / "places.toml")]


def test_list_shows_each_record_with_its_outcome(folder: Path) -> None:
    curate(folder, "resolve", "doc:c-922927e3e2f1", "div:350502", *SAID)
    lines = curate(folder, "list").splitlines()
    assert any("cur-1" in line and "applied" in line for line in lines)
    assert any("cur-3" in line and "not built" in line for line in lines)
    listed = json.loads(curate(folder, "list", "--json"))
    assert [(one["id"], one["outcome"]) for one in listed][-1] == ("cur-3", None)


def test_check_ends_with_one_where_a_record_does_not_hold(folder: Path) -> None:
    assert "2 records, 0 of them with problems" in curate(folder, "check")
    assert "2 条记录，0 条有问题" in curate(folder, "check", language="zh")
    text = (folder / "lineage.toml").read_text(encoding="utf-8")
    (folder / "lineage.toml").write_text(
        text.replace('"plan:t-921709608b1e-p1"', '"div:350581"'), encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["curate", "check", "--json", "--curation", str(folder)])
    assert result.exit_code == 1
    wrong = {one["id"]: one["problems"] for one in json.loads(result.stdout)}
    assert wrong["cur-2"] == []
    assert "must be a pp:Plan" in wrong["cur-1"][0]["en"]


def test_record_that_was_written_takes_effect_with_the_next_build(folder: Path, tmp_path: Path) -> None:
    from zhengmai.release.build import build

    curate(folder, "correct", NOTICE, "pp:issueDate", "2022-12-22", *SAID)
    built = build([ROOT / "data" / "documents" / "shishi-2022-47.txt"], tmp_path / "home", curation=folder)
    assert built.manifest["curation"]["cur-4"] == "applied"


def test_refusal_is_one_sentence_on_standard_error_and_ends_with_two(folder: Path, release: Built) -> None:
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
    words = [
        "curate",
        "add",
        "doc:无政办〔2022〕1号",
        "pp:issueDate",
        "2022-01-01",
        *SAID,
        "--curation",
        str(folder),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "zhengmai", *words], capture_output=True, text=True, timeout=120, env=environment, check=False
    )  # fmt: skip
    assert done.returncode == 2
    assert "nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
