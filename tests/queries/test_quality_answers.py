"""Questions on texts, problems, checks and origin over the five documents, and on fixtures where they hold no case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from zhengmai.release.build import build

Ask = Callable[..., list[dict[str, str]]]
Load = Callable[[Store, str], Store]

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
JIANGXI = "doc:360000-人民政府办公厅-2022-09-07-1"
VALIDATION = "<https://w3id.org/policyplan/cn/graph/validation>"


def test_x1_three_documents_are_incomplete(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "X1")
    assert {r["document"]: (r["hasNumber"], r["hasDate"], r["hasIssuer"]) for r in rows} == {
        JIANGXI: ("false", "true", "true"),
        "doc:鲁残联发〔2023〕6号": ("true", "false", "true"),
        "doc:c-922927e3e2f1": ("false", "false", "false"),
    }
    assert {row["file"] for row in rows} == {
        "jiangxi-2022-employment.txt", "shandong-2023-6.txt", "district-task-table.txt",
    }  # fmt: skip


def test_x2_the_jiangxi_plan_is_held_in_one_traditional_copy(release_store: Store, ask: Ask) -> None:
    (row,) = ask(release_store, "X2", document=JIANGXI)
    assert (row["file"], row["kindName"], row["preferred"]) == (
        "jiangxi-2022-employment.txt", "繁体转换", "true",
    )  # fmt: skip
    assert row["sha256"].startswith("0afa64f5ed34")
    assert ask(release_store, "X2", document="闽政办〔2022〕52号") == []


def test_x4_eighteen_problems_have_a_measure_each(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "X4", text="狮政办〔2022〕47号-p1")
    # Five groups of 3, 3, 4, 4 and 4 on either side.
    wanted = [
        f"（{group}）{number}"
        for group, count in zip("一二三四五", (3, 3, 4, 4, 4), strict=True)
        for number in range(1, count + 1)
    ]
    assert [(r["problemPath"], r["measurePath"]) for r in rows] == [(f"一{w}", f"二{w}") for w in wanted]
    first, accident = rows[0], rows[11]
    assert first["problemText"].startswith("残疾预防专题知识宣传力度不足。")
    assert first["measureText"].startswith("丰富残疾预防科普知识。")
    assert accident["problemText"].startswith("交通事故仍然是意外伤害")
    assert accident["measureText"].startswith("加强道路交通和运输安全管理。")
    assert {row["how"] for row in rows} == {"by number"}


def test_x4_a_recorded_answer_takes_the_place_of_the_number(load: Load, ask: Ask) -> None:
    store = load(
        Store(),
        """plan:p a pp:Plan ; pp:hasProvision pv:p1 , pv:p2 ; pp:hasMeasure pv:m1 , pv:m2 .
        pv:p1 a pp:ProblemStatement ; pp:provisionOf plan:p ; pp:text "甲"@zh-Hans ; pp:numberPath "一（一）1" .
        pv:p2 a pp:ProblemStatement ; pp:provisionOf plan:p ; pp:text "乙"@zh-Hans ; pp:numberPath "一（九）9" .
        pv:m1 pp:numberPath "二（一）1" . pv:m2 pp:numberPath "二（二）1" ; pp:answersProblem pv:p1 .""",
    )
    rows = ask(store, "X4", text="plan:p")
    assert [(r["problem"], r.get("measure"), r.get("how")) for r in rows] == [
        ("pv:p1", "pv:m2", "recorded"),
        ("pv:p2", None, None),
    ]


def test_x5_the_demands_of_shandong_go_to_the_city_federations(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "X5", text="鲁残联发〔2023〕6号")
    assert [(r["path"], r["addressee"], r["how"]) for r in rows] == [
        (path, "cp:370000-各市残联", "document") for path in ("五（一）", "五（二）", "五（三）")
    ]


def test_x5_a_demands_own_addressee_comes_before_the_documents(load: Load, ask: Ask) -> None:
    store = load(
        Store(),
        """doc:d pp:issues plan:p ; pp:addressedTo cp:all . plan:p a pp:Plan ; pp:hasProvision pv:a , pv:b .
        pv:a a pp:Demand ; pp:text "甲"@zh-Hans ; pp:addressedTo cp:one . pv:b a pp:Demand ; pp:text "乙"@zh-Hans .""",
    )
    rows = ask(store, "X5", text="plan:p")
    assert [(r["demand"], r["addressee"], r["how"]) for r in rows] == [
        ("pv:a", "cp:one", "own"),
        ("pv:b", "cp:all", "document"),
    ]


def test_x7_records_on_the_fujian_plan(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "X7", node="闽政办〔2022〕52号-p1")
    assert [(r["record"], r["subject"], r["object"]) for r in rows] == [
        ("n:cur-1", "plan:闽政办〔2022〕52号-p1", "plan:t-921709608b1e-p1"),
        ("n:cur-2", "plan:泉政残工委办〔2023〕1号-p1", "plan:闽政办〔2022〕52号-p1"),
    ]
    first = rows[0]
    assert (first["kindName"], first["predicate"], first["statusName"]) == (
        "断言",
        "pp:derivesFrom",
        "已采纳",
    )
    assert (first["author"], first["date"], first["confidence"]) == ("n:steward-1", "2026-11-22", "0.9")
    assert first["reason"].startswith("省级方案与国务院办公厅印发的三年行动方案同名同期")
    assert ask(release_store, "X7", node="晋政残工委〔2023〕5号-p1") == []


@pytest.mark.parametrize(
    ("subject", "predicate", "origins"),
    [
        # 石狮's own citation names 闽政办〔2022〕52号; the last hop stands in a record only.
        ("狮政办〔2022〕47号-p2", "pp:derivesFrom", {"plan:闽政办〔2022〕52号-p1": "stated"}),
        ("闽政办〔2022〕52号-p1", "pp:derivesFrom", {"plan:t-921709608b1e-p1": "curated"}),
        ("狮政办〔2022〕47号", "pp:issueDate", {"2022-12-21": "stated"}),
        ("pv:狮政办〔2022〕47号-p2-2-4-0", "pp:hasLead", {"ag:350581-残疾人联合会": "inferred"}),
        ("闽政办〔2022〕52号", "pp:holding", {"v:holding-仅见引用": "cited"}),
        ("div:350581", "pp:parentDivision", {"div:350500": "vocabulary"}),
    ],
)
def test_x8_tells_where_a_statement_comes_from(
    release_store: Store, ask: Ask, subject: str, predicate: str, origins: dict[str, str]
) -> None:
    rows = ask(release_store, "X8", subject=subject, predicate=predicate)
    assert {row["value"]: row["origin"] for row in rows} == origins


def test_x8_a_descent_that_only_a_rule_gives_is_inferred(load: Load, ask: Ask) -> None:
    store = load(
        Store(),
        "GRAPH <https://w3id.org/policyplan/cn/graph/inferred> { plan:a pp:derivesFrom plan:b } plan:a pp:derivesFrom plan:b .",
    )
    (row,) = ask(store, "X8", subject="plan:a")
    assert row["origin"] == "inferred"


def test_v1_shows_what_a_second_copy_says_otherwise(tmp_path: Path, ask: Ask) -> None:
    text = (DOCUMENTS / "shishi-2022-47.txt").read_text(encoding="utf-8")
    assert text.count("完成时限：2024年6月底前") == 1
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "first.txt").write_text(text, encoding="utf-8")
    (folder / "second.txt").write_text(
        text.replace("完成时限：2024年6月底前", "完成时限：2024年9月底前"), encoding="utf-8"
    )
    built = build([folder], tmp_path / "home")
    rows = ask(Store.read_only(str(built.folder / "store")), "V1", document="狮政办〔2022〕47号")
    assert {(r["subject"], r["predicate"], r["value"]) for r in rows} == {
        ("n:狮政办〔2022〕47号-p2-2-8-0-d1", "pp:dueDate", "2024-06-30"),
        ("n:狮政办〔2022〕47号-p2-2-8-0-d1", "pp:dueDate", "2024-09-30"),
        ("n:狮政办〔2022〕47号-p2-2-8-0-d1", "pp:verbatim", "2024年6月底前"),
        ("n:狮政办〔2022〕47号-p2-2-8-0-d1", "pp:verbatim", "2024年9月底前"),
    }
    assert {row["preferred"] for row in rows} == {"true", "false"}
    assert len({row["copy"] for row in rows}) == 2


def test_v1_of_the_five_documents_has_nothing_to_compare(release_store: Store, ask: Ask) -> None:
    assert ask(release_store, "V1", document="狮政办〔2022〕47号") == []


def test_v2_lists_the_findings_of_the_check_on_identifiers(
    load: Load, ask: Ask, release_store: Store
) -> None:
    store = load(
        Store(),
        f"""GRAPH {VALIDATION} {{
          n:f1 skos:notation "S35" ; sh:focusNode <https://w3id.org/policyplan/cn/doc/%E7%8B%AE> ;
            sh:value "https://w3id.org/policyplan/cn/doc/狮" ; sh:resultMessage "标识符用规范写法。"@zh-Hans , "An identifier is canonical."@en .
          n:f2 skos:notation "S16" ; sh:focusNode doc:x . }}""",
    )
    (row,) = ask(store, "V2")
    assert row["found"] == "doc:狮"
    assert row["message"] == "标识符用规范写法。"
    assert ask(release_store, "V2") == []


def test_x6_damaged_words_of_the_five_documents(release_store: Store, ask: Ask) -> None:
    found = {(row["document"], row.get("path", ""), row["found"]) for row in ask(release_store, "X6")}
    assert found == {
        ("doc:狮政办〔2022〕47号", "二（四）1", "总工会、按职责"),
        ("doc:晋政残工委〔2023〕5号", "二（十一）5", "保障残疾人保障残疾人"),
        # A page field stands between provisions.
        ("doc:晋政残工委〔2023〕5号", "", "PAGE - 3 -"),
        ("doc:鲁残联发〔2023〕6号", "三（二）", "招聘（聘）"),
        ("doc:鲁残联发〔2023〕6号", "四（二）", "企业 and 外资"),
        (JIANGXI, "二（一）1", "中國小"),
    }
