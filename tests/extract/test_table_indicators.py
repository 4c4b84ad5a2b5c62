"""Are the values of a table of indicators targets of the plan, each with its year and unit?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.table_figures import read_figure
from zhengmai.text.reader import read_bytes

ABOVE = "临江市“十四五”养老服务发展规划\n\n为加快发展，制定本规划。\n\n一、主要指标\n\n"
BELOW = "\n二、主要任务\n\n1.完善制度。市民政局牵头，市财政局配合。\n"
HEADS = ["序号", "指标", "2020年", "2025年", "属性"]
ROWS = [
    ["1", "护理型床位占比（%）", "40", "55", "约束性"],
    ["2", "基本养老保险参保人数（万人）", "120", "≥130", "预期性"],
    ["3", "特殊困难老年人月探访率", "—", "100%", "约束性"],
]
TARGETS = [
    ("护理型床位占比", "=", 55, "%", "2025"),
    ("基本养老保险参保人数", ">=", 1_300_000, "人", "2025"),
    ("特殊困难老年人月探访率", "=", 100, "%", "2025"),
]


def targets(table: str, above: str = ABOVE) -> list[tuple[str, str, int, str | None, str | None]]:
    source = read_bytes((above + table + BELOW).encode(), "a.md")
    (plan,) = extract_document(source).plans
    assert [measure.begins for measure in plan.measures] == ["完善制度。市民政局牵头，市财政局配合。"]
    for target in plan.targets:
        assert source.quote(target.evidence.span) == target.text
    return [(t.indicator, t.comparator, int(t.value or 0), t.unit, t.period) for t in plan.targets]


def piped() -> str:
    lines = [HEADS, ["---"] * len(HEADS), *ROWS]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(piped(), id="Markdown"),
        pytest.param("\n".join("\t".join(cells) for cells in [HEADS, *ROWS]), id="tabs"),
        pytest.param("\n".join(" ".join(cells) for cells in [HEADS, *ROWS]), id="blanks"),
        pytest.param("\n".join(cell for cells in [HEADS, *ROWS] for cell in cells), id="a cell a line"),
    ],
)
def test_values_of_the_plans_years_are_targets(table: str) -> None:
    assert targets(table) == TARGETS


def test_unit_column_and_name_on_two_lines() -> None:
    lines = ["指标名称", "单位", "2020年", "2025年", "属性", "1", "城镇职工基本养老保险", "参保人数", "万人"]
    table = "\n".join([*lines, "120", "130", "预期性"])
    assert targets(table) == [("城镇职工基本养老保险参保人数", "=", 1_300_000, "人", "2025")]


def test_column_of_target_values_names_no_year_and_bases_are_none() -> None:
    table = "| 指标 | 现状值 | 目标值 |\n| --- | --- | --- |\n| 建档率 | 80% | 95%以上 |\n"
    assert targets(table) == [("建档率", ">=", 95, "%", None)]


def test_first_year_is_the_base_where_the_plan_names_no_years() -> None:
    above = ABOVE.replace("“十四五”", "")
    table = "| 指标 | 2020年 | 2025年 |\n| --- | --- | --- |\n| 床位（张） | 80 | 95 |\n"
    assert targets(table, above) == [("床位", "=", 95, "张", "2025")]


def test_words_instead_of_a_figure_are_listed_as_unread() -> None:
    table = "| 指标 | 2020年 | 2025年 |\n| --- | --- | --- |\n| 床位（张） | 80 | 95 |\n| 寿命（岁） | 78 | 与全国同步 |\n"
    source = read_bytes((ABOVE + table + BELOW).encode(), "a.md")
    document = extract_document(source)
    assert [t.text for t in document.plans[0].targets] == ["95"]
    assert [(source.quote(u.span), u.looks_like) for u in document.unread] == [("与全国同步", "target")]


def test_table_with_a_column_of_units_stays_a_task_table() -> None:
    table = "| 指标 | 2025年 | 责任单位 |\n| --- | --- | --- |\n| 床位达到95张 | 95 | 市民政局 |\n"
    source = read_bytes((ABOVE + table + BELOW).encode(), "a.md")
    (plan,) = extract_document(source).plans
    assert [m.path for m in plan.measures] == [("二", "1"), ("表", "1")]


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("［18］", "%", ("=", 18, "%")),
        ("95以上", "%", (">=", 95, "%")),
        ("40", "万人次", ("=", 400_000, "人次")),
        ("1.2万", "", ("=", 12_000, None)),
        ("450", "万千瓦", ("=", 4_500_000, "千瓦")),
        ("<3", "微克/立方米", ("<", 3, "微克/立方米")),
    ],
)
def test_figure_alone_in_a_cell(text: str, unit: str, figure: tuple[str, int, str | None]) -> None:
    found = read_figure(text, unit)
    assert found is not None
    assert (found.comparator, found.value, found.unit) == figure


@pytest.mark.parametrize("text", ["—", "与全国同步", "1,2,3", "2—3", ""])
def test_what_is_no_single_figure(text: str) -> None:
    assert read_figure(text) is None
