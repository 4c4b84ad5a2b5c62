"""Do `lineage` and `cascade` say in a tree and in JSON what the release holds?"""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest

from zhengmai.cli.app import main
from zhengmai.release.build import Built


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the language that a command chooses to this test."""
    monkeypatch.setattr("zhengmai.cli.output._chosen", {})
    monkeypatch.setenv("COLUMNS", "300")


def run(release: Built, *arguments: str, lang: str = "zh") -> tuple[int, str, str]:
    written, errors, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGMAI_HOME", str(release.folder.parents[1]))
        patch.setattr("sys.argv", ["zhengmai", "--lang", lang, *arguments])
        try:
            with contextlib.redirect_stdout(written), contextlib.redirect_stderr(errors):
                main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    return code, written.getvalue(), errors.getvalue()


def read(release: Built, *arguments: str) -> Any:
    code, out, _ = run(release, *arguments, "--json")
    assert code == 0
    return json.loads(out)


def lines(text: str) -> list[str]:
    return [line.strip("│├└─ ") for line in text.splitlines()]


def test_lineage_shows_nearest_parent_and_series(release: Built) -> None:
    code, out, _ = run(release, "lineage", "晋政残工委〔2023〕5号")
    shown = lines(out)
    assert code == 0
    nearest = shown.index("最近的上级")
    assert shown[nearest + 1].startswith("泉州市促进残疾人就业三年行动具体措施")
    series = shown.index("同系列：促进残疾人就业三年行动 2022-2024")
    assert len(shown[series + 1 :]) == 8
    assert shown[series + 1].startswith("[仅见引用] 国家级 中华人民共和国")
    assert (
        shown[-1]
        == "[已入库] 区划不详  2022—2024年促进残疾人就业三年行动方案工作目标任务落实分解表  2022-2024"
    )


def test_lineage_shows_the_counterparts_of_every_measure(release: Built) -> None:
    _, out, _ = run(release, "lineage", "晋政残工委〔2023〕5号", "--measures")
    shown = lines(out)
    measures = shown[shown.index("各条措施的对应措施") + 1 :]
    assert sum(line.startswith(("二（", "三（")) for line in measures) == 29
    first = measures[1 : measures.index(next(line for line in measures if line.startswith("二（一）2")))]
    assert [line.split("  ")[0] for line in first[:2]] == [
        "[已采纳] 江西省 二（一）1",
        "[已采纳] 石狮市 二（一）1",
    ]
    assert first[1].split("  ")[1] == "文字、责任方、期限、范围较宽、依据"
    # The command behind a line explains it down to both sentences.
    command = first[1].partition("zhengmai ")[2].split()
    code, why, _ = run(release, *command)
    assert code == 0
    assert "规则 alignment" in why
    assert "jinjiang-2023-5.txt" in why
    assert "shishi-2022-47.txt" in why


def test_lineage_json_holds_measures_where_asked(release: Built) -> None:
    (plan,) = read(release, "lineage", "晋政残工委〔2023〕5号", "--measures")["plans"]
    assert len(plan["measures"]) == 29
    accepted = [
        other for m in plan["measures"] for other in m["counterparts"] if other["status"] == "accepted"
    ]
    assert {other["plan"].rpartition("/")[2] for other in accepted} >= {"狮政办〔2022〕47号-p2"}
    assert all(other["differences"] is not None and 0 < other["score"] <= 1 for other in accepted)
    assert "measures" not in read(release, "lineage", "晋政残工委〔2023〕5号")["plans"][0]


def test_lineage_says_in_english_what_was_passed_over(release: Built) -> None:
    _, out, _ = run(release, "lineage", "狮政办[2022]47号-p2", lang="en")
    shown = lines(out)
    assert (
        shown[shown.index("Levels passed over") + 1]
        == "泉政残工委办〔2023〕1号 of 泉州市 (2023) was not issued yet"
    )
    assert "Nearest parent" not in shown
    assert (
        "[held] county 晋江市  晋江市促进残疾人就业三年行动实施方案（2022-2024年）  2022-2024  晋政残工委〔2023〕5号  2023-07-14"
        in shown
    )


def test_lineage_writes_a_plan_that_is_reached_twice_once_with_its_branches(release: Built) -> None:
    _, out, _ = run(release, "lineage", "晋政残工委〔2023〕5号")
    up = out.partition("最近的上级")[0]
    assert up.count("[人工补录] 促进残疾人就业三年行动方案") == 1
    assert up.count("（其后见他处）") == 1


def test_lineage_json_holds_trees_kinds_and_sentences(release: Built) -> None:
    (plan,) = read(release, "lineage", "晋政残工委〔2023〕5号")["plans"]
    steps = [branch["step"] for branch in plan["up"]]
    assert [step["kind"] for step in steps] == ["stated"] * 3
    assert all(step["quote"] and step["anchor"] and step["citation"] for step in steps)
    fujian = plan["up"][2]
    (nation,) = fujian["branches"]
    assert (nation["step"]["kind"], nation["step"]["record"]["author"].rpartition("/")[2]) == (
        "curated",
        "steward-1",
    )
    assert set(nation["step"]["record"]["reason"]) == {"zh", "en"}
    assert plan["nearest"].endswith("泉政残工委办〔2023〕1号-p1")
    assert plan["series"] == [
        {"key": "促进残疾人就业三年行动|2022-2024", "name": "促进残疾人就业三年行动", "period": "2022-2024"}
    ]
    assert [member["held"] for member in plan["siblings"]].count(True) == 4
    assert plan["skipped"] == []


def test_lineage_of_a_notice_with_two_plans_gives_both(release: Built) -> None:
    found = read(release, "lineage", "狮政办〔2022〕47号")
    assert [plan["plan"]["iri"].rpartition("-")[2] for plan in found["plans"]] == ["p1", "p2"]
    assert [skip["existed"] for plan in found["plans"] for skip in plan["skipped"]] == [None, False]
    (step,) = [branch["step"] for branch in found["plans"][0]["up"][0]["branches"]]
    assert (step["kind"], step["quote"]) == ("inferred", None)


@pytest.mark.parametrize("command", ["lineage", "cascade"])
def test_replaced_identifier_is_followed(release: Built, command: str) -> None:
    (plan,) = read(release, command, "doc:t-568fd6844cfd")["plans"]
    assert plan["plan"]["number"] == "泉政残工委办〔2023〕1号"


@pytest.mark.parametrize("command", ["lineage", "cascade"])
def test_unknown_key_names_the_nearest_and_ends_with_2(release: Built, command: str) -> None:
    code, out, errors = run(release, command, "晋政残工委〔2023〕6号")
    assert (code, out) == (2, "")
    assert "晋政残工委〔2023〕5号" in errors


def test_cascade_shows_places_sums_and_what_is_missing(release: Built) -> None:
    code, out, _ = run(release, "cascade", "晋政残工委〔2023〕5号")
    shown = lines(out)
    assert code == 0
    start = shown.index("新增残疾人就业人数")
    assert shown[start + 1] == "国家级 中华人民共和国  无数值  下级合计 125000"
    assert "县级 晋江市  未标明 600人  2022-2024" in shown
    assert "县级 石狮市  无数值" in shown
    assert "石狮市的已入库文本没有这一指标" in shown
    assert any("缺口无从判断" in line for line in shown)
    _, english, _ = run(release, "cascade", "晋政残工委〔2023〕5号", lang="en")
    assert "the held text of 石狮市 does not state the indicator" in lines(english)


def test_cascade_json_gives_values_as_decimals_with_their_sentences(release: Built) -> None:
    (plan,) = read(release, "cascade", "狮政办〔2022〕47号-p2")["plans"]
    jobs = next(one for one in plan["indicators"] if one["label"]["zh"] == "新增残疾人就业人数")
    by_name = {place["division"]["name"]: place for place in jobs["places"] if place["division"]}
    assert by_name["江西省"]["figures"][0]["value"] == "25000"
    assert by_name["江西省"]["figures"][0]["quote"] == "新增殘疾人就業2.5萬人"
    assert (by_name["中华人民共和国"]["sum"], by_name["中华人民共和国"]["shortfall"]) == ("125000", None)
    assert {division.rpartition("/")[2] for division in by_name["中华人民共和国"]["counted"]} == {
        "360000",
        "370000",
    }


def test_cascade_gives_indicators_of_measures_on_demand(release: Built) -> None:
    few = read(release, "cascade", "晋政残工委〔2023〕5号")["plans"][0]["indicators"]
    all_ = read(release, "cascade", "晋政残工委〔2023〕5号", "--all")["plans"][0]["indicators"]
    assert len(few) == 2
    assert len(all_) > 10


def test_cascade_of_a_plan_without_targets_says_so(release: Built) -> None:
    _, out, _ = run(release, "cascade", "狮政办〔2022〕47号-p1")
    assert "都没有写明可归入指标的目标" in out
