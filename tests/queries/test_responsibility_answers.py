"""Questions on who does what over the five documents; expected rows read off the documents by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

Ask = Callable[..., list[dict[str, str]]]

ANNOTATIONS = Path(__file__).parents[2] / "data" / "gold" / "annotations"
SHISHI_PREVENTION, SHISHI_JOBS = "plan:狮政办〔2022〕47号-p1", "plan:狮政办〔2022〕47号-p2"
JINJIANG = "plan:晋政残工委〔2023〕5号-p1"
JIANGXI = "plan:360000-人民政府办公厅-2022-09-07-1-p1"
DISTRICT = "plan:c-922927e3e2f1-p1"
THROUGH = "市财政局（市国有资产发展服务中心）"


def names(row: dict[str, str], column: str) -> list[str]:
    """Give the units of a cell one by one, as the annotations list them."""
    cell = row.get(column, "").replace(THROUGH, "市财政局、市国有资产发展服务中心")
    return cell.split("、") if cell else []


def test_r2_gives_the_thirty_rows_of_the_shishi_plan_as_annotated_by_hand(
    release_store: Store, ask: Ask
) -> None:
    gold = json.loads((ANNOTATIONS / "shishi-2022-47.json").read_text(encoding="utf-8"))["plans"][1][
        "measures"
    ]
    rows = ask(release_store, "R2", text="狮政办〔2022〕47号-p2")
    assert len(rows) == len(gold) == 30
    for row, measure in zip(rows, gold, strict=True):
        path = "".join(measure["path"]).replace("/", "")
        assert row["path"] == path
        for role in ("lead", "support"):
            assert names(row, role) == [unit["mention"] for unit in measure[role]], path
        assert row["deadlineText"] == measure["deadline"]["text"].replace(" ", ""), path
    assert rows[2]["lead"] == THROUGH
    assert rows[2]["support"] == "市人社局、残联、各镇人民政府（街道办事处）"


def test_r2_of_a_notice_covers_all_its_plans(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R2", text="狮政办〔2022〕47号")
    assert [row["plan"] for row in rows] == [SHISHI_PREVENTION] * 18 + [SHISHI_JOBS] * 30
    # 二（五）1: 市发改局、民政局、卫健局、残联按职责分工负责, nobody leads.
    assert ("lead" in rows[14], rows[14]["responsible"]) == (False, "市发改局、民政局、卫健局、残联")


def test_r4_five_leads_are_collectives_only(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R4")
    assert {row["plan"] for row in rows} == {SHISHI_JOBS}
    assert [(row["path"], row["name"]) for row in rows] == [
        ("二（一）1", "市政府残工委有关成员单位"),
        ("二（一）2", "市政府残工委有关成员单位"),
        ("二（五）2", "各镇人民政府（街道办事处）"),
        ("二（十一）2", "市政府残工委有关成员单位"),
        ("二（十一）4", "市政府残工委有关成员单位"),
    ]


def test_r5_the_towns_and_streets_of_shishi(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R5", collective="cp:350581-各镇人民政府（街道办事处）")
    assert {row["memberName"] for row in rows} == {
        "湖滨街道", "凤里街道", "灵秀镇", "宝盖镇", "蚶江镇", "祥芝镇", "鸿山镇", "锦尚镇", "永宁镇",
    }  # fmt: skip
    assert {(row["how"], row["scope"], row["levelName"], row["divisionName"]) for row in rows} == {
        ("by rule", "全部", "乡级", "石狮市")
    }


def test_r5_towns_alone_leave_out_the_streets(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R5", collective="cp:350582-各镇人民政府")
    assert len(rows) == 13  # 晋江市 has 13 towns and 6 streets.
    assert all(row["memberName"].endswith("镇") for row in rows)


def test_r5_lists_the_units_that_a_roster_names(release_store: Store, ask: Ask) -> None:
    # 市直有关单位：组织部、宣传部 … 慈善总会、晋江经济报社。
    rows = ask(release_store, "R5", collective="cp:350582-市直有关单位")
    members = {row["member"] for row in rows}
    assert len(members) == 40
    assert {
        "ag:350582-党委组织部", "ag:350582-工业和信息化局", "ag:350582-慈善总会", "ag:350500-医疗保障局晋江分局",
    } <= members  # fmt: skip
    assert {row["how"] for row in rows} == {"listed"}


def test_r5_of_a_body_whose_members_nobody_lists_says_what_it_means(release_store: Store, ask: Ask) -> None:
    (row,) = ask(release_store, "R5", collective="cp:350581-政府残工委有关成员单位")
    assert row["scope"] == "有关"
    assert "member" not in row


def test_r6_federations_lead_in_shishi_and_only_answer_elsewhere(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R6")
    # 江西: all measures but 二（五）4, whose parties end with 人行南昌中心支行.
    assert {(row["plan"], row["roleName"]): int(row["measures"]) for row in rows} == {
        (SHISHI_PREVENTION, "牵头"): 5, (SHISHI_PREVENTION, "配合"): 2, (SHISHI_PREVENTION, "责任"): 1,
        (SHISHI_JOBS, "牵头"): 17, (SHISHI_JOBS, "配合"): 3,
        (JINJIANG, "责任"): 21, (JIANGXI, "责任"): 40, (DISTRICT, "责任"): 10,
    }  # fmt: skip
    levels = {row["plan"]: (row.get("divisionName"), row.get("levelName")) for row in rows}
    assert levels[JIANGXI] == ("江西省", "省级")
    assert levels[DISTRICT] == (None, None)


def test_r6_of_another_system(release_store: Store, ask: Ask) -> None:
    # 卫健 in 石狮's employment plan: leads 二（八）, supports 二（十一）1.
    rows = [row for row in ask(release_store, "R6", system="v:sys-卫健") if row["plan"] == SHISHI_JOBS]
    assert {(row["roleName"], row["measures"]) for row in rows} == {("牵头", "1"), ("配合", "1")}


def test_r7_bureaus_of_several_systems(release_store: Store, ask: Ask) -> None:
    systems = {row["agency"]: set(row["systems"].split("、")) for row in ask(release_store, "R7")}
    assert systems["ag:350581-文体旅游局"] == {"文化", "体育", "旅游"}
    assert systems["ag:350581-工信科技局"] == {"工业和信息化", "科学技术"}
    assert systems["ag:350582-文化和旅游局"] == {"文化", "旅游"}
    assert "ag:350581-财政局" not in systems


def test_r8_units_that_quanzhou_sends_to_shishi(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R8")
    assert {(row["name"], row["path"], row["roleName"], row["dispatcherName"]) for row in rows} == {
        ("泉州市石狮生态环境局", "二（一）1", "配合", "泉州市生态环境局"),
        ("泉州市石狮生态环境局", "二（一）2", "配合", "泉州市生态环境局"),
        ("泉州市石狮生态环境局", "二（一）3", "配合", "泉州市生态环境局"),
        ("泉州市医保局石狮分局", "二（五）3", "责任", "泉州市医疗保障局"),
        ("泉州银保监分局石狮监管组", "二（五）3", "责任", "泉州市银保监分局"),
    }
    assert {row["plan"] for row in rows} == {SHISHI_PREVENTION}
    assert {row["servesName"] for row in rows} == {"石狮市"}


def test_r9_four_units_of_jinjiang_are_not_on_the_list(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "R9")
    assert {row["agency"]: int(row["measures"]) for row in rows} == {
        "ag:350582-经济开发区管理委员会": 20,
        "ag:350582-国有资产监督管理委员会": 2,  # 二（二）1, 2
        "ag:350582-邮政管理局": 2,  # 二（三）1, 二（六）3
        "ag:350582-商务局": 1,  # 二（三）1
    }
    assert {row["document"] for row in rows} == {"doc:晋政残工委〔2023〕5号"}
    # Whether they are members of the 残工委, no held text says.
    assert {row["maybe"] for row in rows} == {"晋江市政府残工委各成员单位"}


def test_r10_short_and_full_names_of_one_bureau(release_store: Store, ask: Ask) -> None:
    # 工信局 in 二（三）3, 二（三）4 and 二（四）1.
    rows = ask(release_store, "R10", agency="ag:350582-工业和信息化局")
    assert {(row["from"], row["name"], int(row["times"])) for row in rows} == {
        ("printed", "工信局", 3),
        ("full name", "晋江市工业和信息化局", 0),
        ("short name", "晋江市工信局", 0),
    }
    printed = {
        row["name"]
        for row in ask(release_store, "R10", agency="ag:350581-残疾人联合会")
        if row["from"] == "printed"
    }
    assert printed == {"市残联", "残联"}
