"""Lineage questions over the five documents; the expected rows were read off the documents by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Store

Ask = Callable[..., list[dict[str, str]]]

SHISHI_PREVENTION, SHISHI_JOBS = "plan:狮政办〔2022〕47号-p1", "plan:狮政办〔2022〕47号-p2"


def test_l3_the_prefectures_plan_is_later_than_the_county_that_skips_it(
    release_store: Store, ask: Ask
) -> None:
    # 石狮 issued on 2022-12-21; the number 泉政残工委办〔2023〕1号 says 2023. Of 残疾预防 泉州 has no known plan.
    rows = ask(release_store, "L3")
    assert [(r["plan"], r.get("betweenNumber"), r["existed"]) for r in rows] == [
        (SHISHI_PREVENTION, None, "none"),
        (SHISHI_JOBS, "泉政残工委办〔2023〕1号", "later"),
    ]
    assert {r["skippedName"] for r in rows} == {"泉州市"}
    assert {r["issued"] for r in rows} == {"2022-12-21"}


@pytest.mark.parametrize(
    ("number", "date", "existed"),
    [
        ("泉〔2021〕1号", "", "existed"),
        ("泉〔2022〕1号", "", "unknown"),
        ("泉〔2022〕1号", "2022-03-02", "existed"),
        ("泉〔2022〕1号", "2022-12-30", "later"),
    ],
)
def test_l3_tells_by_date_where_there_is_one_and_else_by_the_year_of_the_number(
    load: Callable[[Store, str], Store], ask: Ask, number: str, date: str, existed: str
) -> None:
    dated = f'pp:issueDate "{date}"^^xsd:date ;' if date else ""
    store = load(
        Store(),
        f"""div:1 pp:parentDivision div:2 . div:2 pp:parentDivision div:3 .
        doc:a pp:issues plan:a ; pp:issueDate "2022-12-21"^^xsd:date . plan:a a pp:Plan ; pp:jurisdiction div:1 ; pp:hasBasis doc:c ; pp:derivesFrom plan:c .
        doc:b pp:issues plan:b ; {dated} pp:documentNumber "{number}" . plan:b a pp:Plan ; pp:jurisdiction div:2 ; pp:derivesFrom plan:c .
        doc:c pp:issues plan:c ; pp:jurisdiction div:3 . plan:c a pp:Plan ; pp:jurisdiction div:3 .""",
    )
    (row,) = ask(store, "L3")
    assert (row["between"], row["existed"]) == ("plan:b", existed)


def test_l3_finds_the_skipped_levels_plan_by_its_series_without_a_common_parent(
    load: Callable[[Store, str], Store], ask: Ask
) -> None:
    store = load(
        Store(),
        """div:1 pp:parentDivision div:2 . div:2 pp:parentDivision div:3 .
        doc:a pp:issues plan:a ; pp:issueDate "2022-12-21"^^xsd:date . plan:a a pp:Plan ; pp:jurisdiction div:1 ; pp:hasBasis doc:c ; pp:seriesKey "就业|2022-2024" .
        doc:b pp:issues plan:b ; pp:issueDate "2022-01-01"^^xsd:date . plan:b a pp:Plan ; pp:jurisdiction div:2 ; pp:seriesKey "就业|2022-2024" .
        doc:c pp:issues plan:c ; pp:jurisdiction div:3 .""",
    )
    (row,) = ask(store, "L3")
    assert (row["between"], row["existed"]) == ("plan:b", "existed")


def test_l11_the_shandong_notice_carries_out_the_provincial_plan(release_store: Store, ask: Ask) -> None:
    (row,) = ask(release_store, "L11", document="鲁残联发[2023]6号")
    assert (row["number"], row["upper"]) == ("鲁政办发〔2022〕20号", "plan:鲁政办发〔2022〕20号-p1")
    assert row["upperTitle"] == "山东省促进残疾人就业三年行动实施方案（2022—2024年）"
    assert row["quote"].startswith("贯彻落实《山东省人民政府办公厅关于印发")
    # 石狮 says 根据 of its bases, not that it carries one out.
    assert ask(release_store, "L11", document="狮政办〔2022〕47号") == []


def test_l12_three_titles_of_one_number(release_store: Store, ask: Ask) -> None:
    # 晋江 writes 中组部 in （一）1 and 中央组织部 in （七）2 and （十一）2; 江西 puts the issuers before 《.
    rows = ask(release_store, "L12", document="残联发〔2021〕51号")
    method = "关于印发〈机关、事业单位、国有企业带头安排残疾人就业办法〉的通知"
    bodies = "、中央编办、人力资源和社会保障部、国务院国资委、中国残联"
    assert {row["title"]: (row["citations"], row["documents"]) for row in rows} == {
        f"中央组织部{bodies}{method}": ("2", "1"),
        f"中组部{bodies}{method}": ("1", "1"),
        method: ("1", "1"),
    }


def test_l12_dashes_of_one_title_are_shown_as_they_are_printed(release_store: Store, ask: Ask) -> None:
    titles = {
        row["title"].partition("（")[2] for row in ask(release_store, "L12", document="闽政办〔2022〕52号")
    }
    assert titles == {"2022—2024年）的通知", "2022-2024年）的通知"}


def test_l13_only_the_district_table_belongs_to_no_plan(release_store: Store, ask: Ask) -> None:
    (row,) = ask(release_store, "L13")
    assert (row["document"], row["file"], row["measures"]) == (
        "doc:c-922927e3e2f1", "district-task-table.txt", "10",
    )  # fmt: skip
    assert (row["hasNumber"], row["hasDate"], row["hasIssuer"]) == ("false", "false", "false")


def test_l13_a_table_beside_its_plan_or_below_one_is_no_orphan(
    load: Callable[[Store, str], Store], ask: Ask
) -> None:
    store = load(
        Store(),
        """plan:a pp:planKind v:plan-任务表 . doc:a pp:issues plan:a , plan:a2 .
        plan:b pp:planKind v:plan-任务表 ; pp:derivesFrom plan:x . plan:c pp:planKind v:plan-任务表 .""",
    )
    assert [row["plan"] for row in ask(store, "L13")] == ["plan:c"]
