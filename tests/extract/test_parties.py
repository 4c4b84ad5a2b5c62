"""Who leads, who supports, who answers, in each form of responsibility clause?"""

from __future__ import annotations

import pytest

from zhengmai.extract.parties import find_clauses


def read(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for clause in find_clauses(text):
        for party in clause.parties:
            found.setdefault(party.role, []).append(text[party.start : party.end])
    return found


@pytest.mark.parametrize(
    ("text", "lead", "support", "responsible"),
    [
        (
            "（市残联、卫健局牵头，市教育局、团市委按职责分工负责）",
            ["市残联", "卫健局"],
            ["市教育局", "团市委"],
            [],
        ),
        ("（市应急局牵头，市教育局、总工会、按职责分工负责）", ["市应急局"], ["市教育局", "总工会"], []),
        ("（市卫健局负责）", [], [], ["市卫健局"]),
        ("（责任单位：市残联、妇联、文旅局按职责分工负责）", [], [], ["市残联", "妇联", "文旅局"]),
        (
            "（牵头单位：甲市教育局；责任单位：市财政局，各区县政府）",
            ["甲市教育局"],
            ["市财政局", "各区县政府"],
            [],
        ),
        ("（牵头单位：市民政局，配合单位：各区、县级市）", ["市民政局"], ["各区、县级市"], []),
        ("牵头单位：市财政局（市国有资产发展服务中心）", ["市财政局", "市国有资产发展服务中心"], [], []),
        (
            "（省残联、省文化和旅游厅及各设区市按职责分工负责）",
            [],
            [],
            ["省残联", "省文化和旅游厅", "各设区市"],
        ),
        ("（地方人民政府相关部门负责，商务部指导）", [], ["商务部"], ["地方人民政府相关部门"]),
        (
            "（市发改局、民政局、泉州银保监分局石狮监管组。）",
            [],
            [],
            ["市发改局", "民政局", "泉州银保监分局石狮监管组"],
        ),
        ("（商务部主办，财政部协办）", ["商务部"], ["财政部"], []),
        ("〔各市、州、县人民政府，省直有关部门负责〕", [], [], ["各市、州、县人民政府", "省直有关部门"]),
        ("主要责任单位：市民政局；其他责任单位：市财政局", ["市民政局"], ["市财政局"], []),
    ],
)
def test_clause_names_its_units_by_role(
    text: str, lead: list[str], support: list[str], responsible: list[str]
) -> None:
    expected = {"lead": lead, "support": support, "responsible": responsible}
    assert read(text) == {role: names for role, names in expected.items() if names}


@pytest.mark.parametrize(
    "text",
    [
        "编制67人（含）以上的事业单位",
        "《办法》（试行）由市残联负责解释。",
        "（以下简称“通信线”）",
        "建立由政府负责人牵头的协调机制",
        "（此件主动公开）",
        "主要负责同志要亲自负责",
    ],
)
def test_what_is_no_clause_names_nobody(text: str) -> None:
    assert read(text) == {}


def test_list_that_ends_in_others_is_open() -> None:
    (clause,) = find_clauses("（市卫健局、教育局等相关单位按职责分工负责。）")
    assert clause.open_ended
    assert len(clause.parties) == 2


def test_first_unit_leads_where_the_clause_says_so() -> None:
    (clause,) = find_clauses("（市发改委、财政局负责。列第一位者为牵头单位，下同）")
    assert clause.first_leads


def test_deadline_inside_a_clause_is_kept_apart() -> None:
    text = "（牵头单位：市科技局；完成时限：2025年6月底前）"
    (clause,) = find_clauses(text)
    assert clause.deadline is not None
    assert text[slice(*clause.deadline)] == "2025年6月底前"


def test_work_grows_linearly_with_hostile_brackets() -> None:
    # Bounded by the test run itself: quadratic work on this input would take minutes.
    assert find_clauses("（" * 100_000) == []
    assert find_clauses("（市局负责" * 20_000 + "）" * 20_000) is not None


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("加强服务。（市民政局、卫健局、石狮监管组。）", False),
        ("加强服务。（市民政局、卫健局按职责分工负责）", True),
        ("牵头单位：市民政局", True),
    ],
)
def test_clause_tells_whether_a_word_says_the_role(text: str, stated: bool) -> None:
    (clause,) = find_clauses(text)
    assert clause.stated is stated
