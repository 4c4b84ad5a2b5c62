"""Are the rows of a task table those that are printed, whatever its columns are called?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.tables import Table, find_tables
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes
from zhengmai.text.readers.blocks import Block, render

HEAD = ["序号", "工作任务", "牵头单位", "完成时限"]


def tables(*blocks: Block) -> list[Table]:
    return tables_of(render(blocks))


def tables_of(text: str) -> list[Table]:
    return find_tables([p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))])


def rows(table: Table) -> list[tuple[str, list[str], str | None]]:
    return [
        (row.label.printed, [t.text for t in row.texts], row.group.text if row.group else None)
        for row in table.rows
    ]


def test_rows_without_any_numbering_are_counted() -> None:
    (table,) = tables([["任务", "责任单位"], ["开展培训", "人社局"], ["举办招聘", "残联"]])
    assert rows(table) == [("1", ["开展培训"], None), ("2", ["举办招聘"], None)]


def test_empty_cells_keep_the_columns_in_place() -> None:
    (table,) = tables([HEAD, ["1", "培训", "", "全年"], ["2", "招聘", "残联", ""]])
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["1", "培训", "", "全年"],
        ["2", "招聘", "残联", ""],
    ]


def test_head_row_repeated_on_each_page_is_no_row() -> None:
    (table,) = tables([HEAD, ["1", "培训", "人社局", "全年"], HEAD, ["2", "招聘", "残联", "全年"]])
    assert [label for label, _, _ in rows(table)] == ["1", "2"]


def test_head_of_two_rows_names_the_lower_columns() -> None:
    (table,) = tables(
        [
            ["序号", "任务", "责任单位", "", "时限"],
            ["序号", "任务", "牵头单位", "配合单位", "时限"],
            ["1", "培训", "人社局", "残联", "全年"],
        ]
    )
    assert table.columns[:4] == ("text", "text", "lead", "support")
    assert len(table.rows) == 1


def test_title_inside_the_table_stands_before_it() -> None:
    (table,) = tables([["任务分解表", "", "", ""], HEAD, ["1", "培训", "人社局", "全年"]])
    assert (table.begin, len(table.rows)) == (1, 1)


def test_row_of_one_cell_names_the_group_of_the_rows_below() -> None:
    (table,) = tables(
        [
            HEAD,
            ["一、培训行动", "", "", ""],
            ["1", "开班", "人社局", ""],
            ["二、招聘行动", "", "", ""],
            ["2", "办会", "残联", ""],
        ]
    )
    assert rows(table) == [("1", ["开班"], "一、培训行动"), ("2", ["办会"], "二、招聘行动")]


def test_merged_cell_of_text_is_the_group_and_shared_numbers_are_told_apart() -> None:
    (table,) = tables(
        [
            ["序号", "项目", "措施", "责任单位"],
            ["1", "培训", "开班", "甲局"],
            ["1", "培训", "结业", "乙局"],
            ["2", "招聘", "办会", "丙局"],
        ]
    )
    assert rows(table) == [("1", ["开班"], "培训"), ("1-2", ["结业"], "培训"), ("2", ["办会"], "招聘")]


def test_row_cut_by_a_page_break_is_put_together() -> None:
    (table,) = tables(
        [HEAD, ["1", "开展职业技能", "人社局", "全年"], ["", "培训。", "", ""], ["2", "招聘。", "残联", ""]]
    )
    assert [texts for _, texts, _ in rows(table)] == [["开展职业技能培训。"], ["招聘。"]]


def test_row_with_a_deadline_of_its_own_shares_the_number_above() -> None:
    (table,) = tables_of(
        piped(
            ["序号", "任务", "责任单位", "完成时限"],
            ["1", "新建农田3万亩", "县农业农村局", "11月底"],
            ["", "整治荒地2000亩", "县自然资源局", "全年"],
            ["2", "监测对象300户", "县民政局", "12月底"],
        )
    )
    assert [label for label, _, _ in rows(table)] == ["1", "1-2", "2"]


def test_row_without_a_number_after_a_full_sentence_is_a_row() -> None:
    (table,) = tables([HEAD, ["1", "开展培训。", "人社局", "全年"], ["", "举办招聘。", "残联", ""]])
    assert [texts for _, texts, _ in rows(table)] == [["开展培训。"], ["举办招聘。"]]


def test_several_tables_are_read_and_one_without_units_is_left_alone() -> None:
    found = tables(
        [HEAD, ["1", "培训", "人社局", "全年"]],
        "附件2",
        [["年份", "人数"], ["2024", "500"]],
        [["措施", "责任部门"], ["招聘", "残联"]],
    )
    assert [(t.number, len(t.rows), t.columns[-1]) for t in found] == [
        (1, 1, "deadline"),
        (2, 1, "responsible"),
    ]


def test_second_head_inside_one_grid_begins_another_table() -> None:
    found = tables([["任务", "责任单位"], ["培训", "人社局"], ["措施", "牵头部门"], ["招聘", "残联"]])
    assert [table.heads for table in found] == [("任务", "责任单位"), ("措施", "牵头部门")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("|序号|任务|责任单位|\n|--|--|--|\n|1|培训|人社局|\n|2|招聘| |\n", id="markdown"),
        pytest.param("序号\t任务\t责任单位\n1\t培训\t人社局\n2\t招聘\n", id="tabs"),
        pytest.param(
            "\t序号\n\t任务\n\t责任单位\n\n\t1\n\t培训\n\t人社局\n\t2\n\t招聘\n\t\n",
            id="two rows run together",
        ),
    ],
)
def test_every_form_of_table_gives_the_same_rows(text: str) -> None:
    (table,) = tables_of(text)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["1", "培训", "人社局"],
        ["2", "招聘", ""],
    ]


def test_cell_of_several_paragraphs_is_one_text_whose_span_quotes_the_source() -> None:
    source = read_bytes(render([[["任务", "责任单位"], ["1.开班。\n2.结业。", "人社局"]]]).encode(), "a.txt")
    (table,) = find_tables([p.view for p in paragraphs(source)])
    (row,) = table.rows
    assert row.label.printed == "1"
    assert source.quote(row.cells[0].span()) == "1.开班。\n2.结业。"


def test_units_on_lines_of_their_own_are_a_list_and_a_name_cut_at_a_line_end_is_one() -> None:
    units = "县农业农\n村局\n县人力资源和社会\n保障局\n各镇人民政府"
    (table,) = tables([["任务", "责任单位"], ["培训", units], ["招聘", "县残联、县妇联"]])
    assert [row.cells[1].text for row in table.rows] == [
        "县农业农村局、县人力资源和社会保障局、各镇人民政府",
        "县残联、县妇联",
    ]
    offsets = table.rows[0].cells[1].offsets
    assert list(offsets) == sorted(set(offsets))


def test_what_stands_in_the_column_of_tasks_is_no_name_where_the_one_before_is_empty() -> None:
    head = ["序号", "重点工作", "具体举措", "目标值", "责任单位"]
    (table,) = tables(
        [
            head,
            ["1", "供水", "实施供水工程，普及率达到96%", "96%", "县水利局"],
            ["2", "", "改造管网，漏损率降低", "", "县水利局"],
        ]
    )
    assert rows(table) == [
        ("1", ["实施供水工程，普及率达到96%", "96%"], "供水"), ("2", ["改造管网，漏损率降低"], None),
    ]  # fmt: skip


def test_a_head_row_that_begins_like_metadata_stays_a_head_row() -> None:
    text = "临江县2022年工作任务清单\n" + render(
        [[["类别", "序号", "工作任务", "目标值", "牵头单位"], ["一、规划引领", "1", "完成方案修编。", "", "县发改局"],
          ["一、规划引领", "2", "建设示范点，新增示范点", "3个", "县文旅局"], ["二、整治", "3", "治理小水电站3座。", "3座", "县水利局"]]]
    )  # fmt: skip
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [m.path for m in plan.measures] == [("表", "一", "1"), ("表", "一", "2"), ("表", "二", "3")]
    # A figure in a column of goals is a target, once.
    assert [[(t.text, str(t.value)) for t in m.targets] for m in plan.measures] == [
        [], [("3个", "3")], [("治理小水电站3座", "3")],
    ]  # fmt: skip


def test_a_column_that_shares_out_work_holds_the_units_in_their_roles() -> None:
    text = "临江县2023年重点任务责任清单\n" + render(
        [[["序号", "重点任务", "责任分工", "时限"],
          ["1", "新（改）建卫生厕所2500户", "牵头：县农业农村局；配合：县住建局、县卫健局；责任主体：各乡镇", "2023.11"],
          ["2", "新建公共厕所6座", "县住建局牵头，各乡镇负责落实", "6月30日"]]]
    )  # fmt: skip
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [[(p.role, p.mention) for p in m.parties] for m in plan.measures] == [
        [("lead", "县农业农村局"), ("support", "县住建局"), ("support", "县卫健局"), ("support", "各乡镇")],
        [("lead", "县住建局"), ("support", "各乡镇")],
    ]
    assert [[str(t.value) for t in m.targets] for m in plan.measures] == [["2500"], ["6"]]
    assert [m.deadline.text if m.deadline else None for m in plan.measures] == ["2023.11", "6月30日"]


def test_heads_of_units_may_name_their_level() -> None:
    (table,) = tables(
        [["序号", "任务", "市级牵头单位", "县级责任单位"], ["1", "建成30个卫生室", "市卫健委", "各县政府"]]
    )
    assert table.columns == ("text", "text", "lead", "responsible")


def test_numbers_may_begin_again_in_each_chapter_of_a_table() -> None:
    text = "临江县2022年工作任务清单\n" + render(
        [[HEAD, ["一、培训行动", "", "", ""], ["1", "开班。", "县人社局", ""], ["二、招聘行动", "", "", ""],
          ["1", "办会。", "县残联", ""], ["2", "送岗。", "县残联", ""]]]
    )  # fmt: skip
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert ["/".join(m.path) for m in plan.measures] == ["表/一/1", "表/二/1", "表/二/2"]


def test_cells_behind_a_merged_one_that_a_copy_leaves_out_are_put_back() -> None:
    text = (
        "临江市2024年设备更新任务清单\n\n| 序号 | 领域 | 推进任务 | 牵头责任部门 |\n| --- | --- | --- | --- |\n| 一、实施设备更新行动 |\n"
        "| 1 | 工业 | 组织实施技术改造项目1000个以上。 | 市工信局 |\n| 2 | 新建10家绿色工厂。 | 市工信局、市发改委 |\n"
        "| 3 | 能源 | 技术改造机组规模355万千瓦以上。 | 市发改委 |\n| 4 | 加快支撑性机组建设。 |\n| 二、实施回收行动 |\n"
        "| 5 | 回收 | 完善分拣中心7个。 | 市供销社 |\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "a.md")).plans
    assert [("/".join(m.path), m.begins[:4], [p.mention for p in m.parties]) for m in plan.measures] == [
        ("表/一/1", "组织实施", ["市工信局"]),
        ("表/一/2", "新建10", ["市工信局", "市发改委"]),
        ("表/一/3", "技术改造", ["市发改委"]),
        ("表/一/4", "加快支撑", ["市发改委"]),
        ("表/二/5", "完善分拣", ["市供销社"]),
    ]


def piped(*lines: list[str]) -> str:
    head, *body = lines
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *body]) + "\n"


def test_chapters_in_the_first_column_number_what_the_second_holds() -> None:
    (table,) = tables_of(
        piped(
            ["项目", "内容", "责任部门", "完成时间"],
            ["一、就业", "1.新增就业5000人；", "区人社局", "12月底"],
            ["", "2.培训2000人次。", "区总工会", "11月底"],
            ["二、养老", "3.适老化改造300户。", "区民政局", "10月底"],
        )
    )
    assert [(row.chapter.printed if row.chapter else None, *found) for row, found in zip(table.rows, rows(table), strict=True)] == [
        ("一", "1", ["新增就业5000人；"], "就业"),
        ("一", "2", ["培训2000人次。"], "就业"),
        ("二", "3", ["适老化改造300户。"], "养老"),
    ]  # fmt: skip


def test_columns_of_years_hold_targets_of_the_indicator() -> None:
    text = "临江县“十四五”主要指标分工\n\n" + piped(
        ["序号", "指标名称", "2020年", "2024年目标值", "2025年目标值", "牵头单位"],
        ["1", "康复服务率（%）", "70", "85", ">85", "县残联"],
        ["2", "新增就业（人）", "80", "120", "120", "县人社局"],
    )
    (plan,) = extract_document(read_bytes(text.encode(), "a.md")).plans
    assert [
        [(t.indicator, t.comparator, int(t.value or 0), t.unit, t.period) for t in measure.targets]
        for measure in plan.measures
    ] == [
        [("康复服务率", "=", 85, "%", "2024"), ("康复服务率", ">", 85, "%", "2025")],
        [("新增就业", "=", 120, "人", "2024"), ("新增就业", "=", 120, "人", "2025")],
    ]


def test_columns_of_quarters_say_how_far_and_not_what() -> None:
    (table,) = tables_of(
        piped(
            ["序号", "工作任务", "一季度", "二季度", "牵头单位"],
            ["1", "建成养老中心10个", "完成选址", "投入使用", "县民政局"],
        )
    )
    assert rows(table) == [("1", ["建成养老中心10个"], None)]


def test_last_rows_deadline_is_no_day_of_issue() -> None:
    text = "临江县整改任务清单\n\n" + piped(
        ["序号", "整改措施", "责任单位", "整改时限"], ["1", "改造100户。", "县残联", "2024年12月31日"]
    )
    document = extract_document(read_bytes(text.encode(), "a.md"))
    assert document.carrier.date is None
    (measure,) = document.plans[0].measures
    assert measure.deadline is not None
    assert measure.deadline.value == "2024-12-31"


def test_table_of_areas_and_figures_gives_each_area_its_targets_without_the_sum() -> None:
    text = "临江市2024年养老服务目标任务分解表\n\n" + piped(
        ["县区", "新增床位（张）", "适老化改造（户）"],
        ["东城区", "300", "120"],
        ["西城区", "200", "—"],
        ["合计", "500", "120"],
    )
    (plan,) = extract_document(read_bytes(text.encode(), "a.md")).plans
    assert [
        (
            [p.mention for p in m.parties],
            [(t.indicator, int(t.value or 0), t.unit) for t in m.targets],
            m.begins,
        )
        for m in plan.measures
    ] == [
        (["东城区"], [("新增床位", 300, "张"), ("适老化改造", 120, "户")], "新增床位300张；适老化改造120户"),
        (["西城区"], [("新增床位", 200, "张")], "新增床位200张"),
    ]


def test_units_of_measure_make_no_table_of_units() -> None:
    assert tables_of(piped(["项目", "单位", "目标任务"], ["造林", "亩", "300"], ["改厕", "户", "120"])) == []


def test_table_of_units_and_duties_is_read_row_by_row() -> None:
    (table,) = tables_of(
        piped(["序号", "部门", "主要职责"], ["1", "市民政局", "制定计划。"], ["2", "市财政局", "落实资金。"])
    )
    assert rows(table) == [("1", ["制定计划。"], None), ("2", ["落实资金。"], None)]
    assert table.columns[1] == "responsible"
