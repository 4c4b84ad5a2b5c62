"""Does `why` draw the tree down to the words of the text, and give it as JSON?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.errors import ZhengmaiError

if TYPE_CHECKING:
    from zhengmai.release.build import Built

NOTICE = "狮政办〔2022〕47号"


def why(built: Built, *words: str, language: str = "zh") -> str:
    home = {"ZHENGMAI_HOME": str(built.folder.parents[1])}
    result = CliRunner().invoke(app, ["--lang", language, "why", *words], env=home)
    if result.exception is not None:
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_why_draws_rule_premises_and_words(release: Built) -> None:
    said = why(release, f"pv:{NOTICE}-p2-2-2-1", "hasLead")
    for words in (
        "[推理] pv:狮政办〔2022〕47号-p2-2-2-1 pp:hasLead ag:350581-财政局",
        "规则 parties_by_role",
        "[原文写明] n:狮政办〔2022〕47号-p2-2-2-1-a1 pp:assignee ag:350581-财政局",
        "“市财政局（市国有资产发展服务中心）”",
        "第 6413–6430 字",
        "sha256 fcd396196f14",
        "所属条文 “1. 组织开展国有企业",
    ):
        assert words in said, words
    english = why(release, f"pv:{NOTICE}-p2-2-2-1", "hasLead", language="en")
    assert "[stated]" in english
    assert "characters 6413–6430" in english


def test_why_shows_who_decided_what_and_why(curated_release: Built) -> None:
    said = why(curated_release, NOTICE, "pp:issueDate")
    assert '[已撤销] [原文写明] doc:狮政办〔2022〕47号 pp:issueDate "2022-12-21"^^xsd:date' in said
    assert "n:cur-1  撤销  已采纳  n:steward-1  2026-01-02  以落款处印章日期为准" in said
    assert '[人工补录] doc:狮政办〔2022〕47号 pp:issueDate "2022-12-22"^^xsd:date' in said
    proposed = why(curated_release, f"{NOTICE}-p1", "dct:title", '"石狮市残疾预防方案"@zh', language="en")
    assert "only a record that is not in force" in proposed
    assert "the short title in use" in proposed


def test_why_prints_json_with_the_release(curated_release: Built) -> None:
    found = json.loads(why(curated_release, "ag:350581-新设局", "a", "--json"))
    assert found["release"] == curated_release.id
    (one,) = found["explanations"]
    assert one["origins"] == ["curated"]
    assert one["records"][0]["reviews"][0]["reason"] == {"zh": "已核对", "en": "checked"}


def test_why_says_where_it_stops(release: Built) -> None:
    assert "--depth" in why(release, f"{NOTICE}-p2", "pp:jurisdiction", "--depth", "1")


def test_why_unknown_statement_ends_with_what_is_known(release: Built) -> None:
    with pytest.raises(ZhengmaiError, match="2022-12-21") as caught:
        why(release, NOTICE, "pp:issueDate", "2022-12-29")
    assert caught.value.exit_code == 2


def test_lineage_lists_steps_that_were_taken_back(curated_release: Built, release: Built) -> None:
    def lineage(built: Built) -> str:
        home = {"ZHENGMAI_HOME": str(built.folder.parents[1])}
        return CliRunner().invoke(app, ["--lang", "zh", "lineage", f"{NOTICE}-p2"], env=home).output

    said = lineage(curated_release)
    assert "已撤销的依据" in said
    assert "plan:狮政办〔2022〕47号-p2 → plan:闽政办〔2022〕52号-p1" in said
    assert "n:cur-3  n:steward-2  2026-01-03  依据另有所指" in said
    assert "已撤销的依据" not in lineage(release)
