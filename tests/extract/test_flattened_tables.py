"""Is a task table read that a copy flattened to one cell a line, to pipes or to blanks?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts
from zhengmai.extract.table_cells import kind_of_cell
from zhengmai.extract.table_rows import columns_of
from zhengmai.extract.tables import Table, find_table
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes


def table_of(text: str) -> Table:
    table = find_table([p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))])
    assert table is not None
    return table


def cells_of(text: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table_of(text).rows]


def read(text: str) -> DocumentFacts:
    return extract_document(read_bytes(text.encode(), "a.txt"))


def lines(*cells: str) -> str:
    return "\n\n".join(cells) + "\n"


def test_numbers_begin_anywhere_and_heads_broken_over_lines_come_again() -> None:
    head = ("序号", "项目", "类别", "具 体 内 容", "牵头", "部门", "相关责任部门", "完成", "时间")
    text = lines(
        *head, "57", "扩大托育服务覆盖面", "卫生局", "教育局、民政局等相关部门", "2009年",
        *head, "58", "新增公共停车泊位300个", "交通局", "8个街道、镇", "2010年",
    )  # fmt: skip
    assert cells_of(text) == [
        ["57", "", "", "扩大托育服务覆盖面", "卫生局", "教育局、民政局等相关部门", "2009年"],
        ["58", "", "", "新增公共停车泊位300个", "交通局", "8个街道、镇", "2010年"],
    ]


def test_cells_of_several_lines_and_empty_cells_go_to_their_columns() -> None:
    text = lines(
        "序号", "工作任务", "责任领导", "牵头单位", "配合单位", "完成时限", "备注",
        "1", "修缮老旧管网5公里。", "李卫东", "县水利局", "县住建局", "县财政局", "9月底前",
        "2", "开放校园操场。", "县教育局", "10月底前完成",
        "3", "建设口袋公园2处。", "县城管局", "各街道", "12月底前", "续建",
    )  # fmt: skip
    assert cells_of(text) == [
        ["1", "修缮老旧管网5公里。", "李卫东", "县水利局", "县住建局、县财政局", "9月底前", ""],
        ["2", "开放校园操场。", "", "县教育局", "", "10月底前完成", ""],
        ["3", "建设口袋公园2处。", "", "县城管局", "各街道", "12月底前", "续建"],
    ]


def test_a_further_task_under_one_number_has_the_units_above_it() -> None:
    text = lines(
        "序号", "民生实事", "责任单位", "完成时限",
        "1", "新建幼儿园一所。", "县教育局", "县代建中心", "6月底前", "改造村小三所。", "11月底前",
        "2", "更新公交车10辆。", "县交通局", "12月底前",
    )  # fmt: skip
    assert cells_of(text) == [
        ["1", "新建幼儿园一所。", "县教育局、县代建中心", "6月底前"],
        ["1", "改造村小三所。", "县教育局、县代建中心", "11月底前"],
        ["2", "更新公交车10辆。", "县交通局", "12月底前"],
    ]


def test_rows_without_numbers_are_told_by_what_is_to_be_done() -> None:
    text = lines(
        "领域", "重点任务", "责任部门",
        "改善农村供水条件，新建水厂两座。", "县水利局", "县财政局",
        "完善乡镇卫生院设施。", "县卫健局",
        "推进数字校园建设。", "县教育局",
    )  # fmt: skip
    assert [[t.text for t in row.texts] for row in table_of(text).rows] == [
        ["改善农村供水条件，新建水厂两座。"], ["完善乡镇卫生院设施。"], ["推进数字校园建设。"],
    ]  # fmt: skip
    assert [row.cells[-1].text for row in table_of(text).rows] == [
        "县水利局、县财政局",
        "县卫健局",
        "县教育局",
    ]


def test_parts_of_a_task_with_units_of_their_own_are_one_row_and_numbers_may_begin_again() -> None:
    text = lines(
        "领域", "主要目标", "主要责任单位", "责任单位",
        "1.改善儿童营养状况。", "——降低贫血患病率。", "省卫生厅", "省教育厅",
        "——推广营养配餐。", "省卫生厅", "省民政厅",
        "2.提高儿童体质。", "省体育局", "省教育厅",
        "1.消除童工。", "省人社厅", "省公安厅",
    )  # fmt: skip
    rows = table_of(text).rows
    assert [row.label.number for row in rows] == [1, 2, 1]
    assert rows[0].texts[0].text == "改善儿童营养状况。——降低贫血患病率。——推广营养配餐。"
    plan = read("某省儿童发展规划目标责任分解表\n" + text).plans[0]
    assert [(p.mention, p.role) for p in plan.measures[0].parties] == [
        ("省卫生厅", "lead"), ("省教育厅", "support"), ("省民政厅", "support"),
    ]  # fmt: skip


def test_quantities_stand_in_a_column_beside_their_units() -> None:
    text = lines(
        "某县2022年乡村振兴任务清单", "考核项目", "序号", "考核指标", "单位", "年度目标", "责任部门", "评分部门",
        "产业兴旺", "1", "茶园面积", "万亩", "1.5", "县农业农村局", "市农业农村局",
        "2", "农产品抽检合格率", "%", "≥98", "县市场监管局", "市市场监管局",
        "生态宜居", "3", "新建公厕", "座", "4", "县住建局", "市住建局",
    )  # fmt: skip
    measures = read(text).plans[0].measures
    assert [[p.mention for p in m.parties] for m in measures] == [
        ["县农业农村局"],
        ["县市场监管局"],
        ["县住建局"],
    ]
    assert [(str(t.value), t.unit, t.comparator, t.indicator) for m in measures for t in m.targets] == [
        ("15000.0", "亩", "=", "茶园面积"), ("98", "%", ">=", "农产品抽检合格率"), ("4", "座", "=", "新建公厕"),
    ]  # fmt: skip
    assert [m.group for m in measures] == ["产业兴旺", "产业兴旺", "生态宜居"]


def test_numbers_without_a_head_stand_behind_merged_groups() -> None:
    text = (
        "一级指标 |\n二级指标 |\n评价指标 |\n牵头单位 |\n责任单位 | |\n一、改善服务 |\n（一）优化窗口 |\n"
        "1 |\n增设综合窗口。 |\n市数据局 |\n市政府各部门 |\n2 |\n延长服务时间。 |\n市数据局 |\n各区政府 | ||\n"
        "（二）减少材料 |\n3 |\n清理证明事项。 |\n市司法局 |\n市政府各部门 |\n"
    )
    rows = table_of(text).rows
    assert [row.group.text if row.group else "" for row in rows] == [
        "（一）优化窗口",
        "（一）优化窗口",
        "（二）减少材料",
    ]
    assert [row.cells[-1].text for row in rows] == ["市政府各部门", "各区政府", "市政府各部门"]


def test_cells_in_one_line_are_parted_by_blanks() -> None:
    text = (
        "序号 重点工作任务 主要责任单位 协同配合单位 完成期限\n"
        "12 新增电动汽车充电桩200个。 区发改委 区住建局、区交通局等有关部门，各街道。 2023年11月底\n"
        "15 改造提升农贸市场3家，打造示范街区。 区商务局\n区市场监管局\n区城管局、区财政局、各乡镇。 2023年12月底\n"
    )
    assert cells_of(text) == [
        ["12", "新增电动汽车充电桩200个。", "区发改委", "区住建局、区交通局等有关部门，各街道。", "2023年11月底"],
        ["15", "改造提升农贸市场3家，打造示范街区。", "区商务局、区市场监管局", "区城管局、区财政局、各乡镇。", "2023年12月底"],
    ]  # fmt: skip


def test_pipes_need_no_delimiter_row_below_a_head_of_units() -> None:
    text = "整治对象 | 时间安排 | 责任单位 |\n烟花店 | 2月份 | 应急办 派出所 |\n敬老院、 | 3月份 | 民政办 |\n"
    plan = read("河湾镇2018年安全整治计划\n" + text).plans[0]
    assert [m.begins for m in plan.measures] == ["烟花店", "敬老院、"]
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["应急办", "派出所"], ["民政办"]]
    assert [m.deadline.value for m in plan.measures if m.deadline] == ["2018-02-28", "2018-03-31"]


def test_menus_of_web_pages_between_pipes_are_no_table() -> None:
    text = "首页 | 机构 | 政务公开\n新闻 | 办事 | 互动\n一、目标\n二、任务\n1.开展培训。"
    assert find_table([p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))]) is None


@pytest.mark.parametrize(
    ("heads", "roles"),
    [
        (("指标", "单位", "年度目标", "责任部门"), ("text", "measure-unit", "goal", "responsible")),
        (("任务", "责任单位", "考核部门"), ("text", "responsible", "assess")),
        (("任务", "考核部门"), ("text", "responsible")),
        (("任务", "主要责任单位", "相关部门"), ("text", "main", "responsible")),
        (("工作目标", "责任单位及责任人"), ("text", "responsible")),
    ],
)
def test_columns_are_told_beside_each_other(heads: tuple[str, ...], roles: tuple[str, ...]) -> None:
    assert columns_of(heads) == roles


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("县住建局", "unit"),
        ("县住建局、各乡镇等有关部门。", "unit"),
        ("13个街道、镇", "unit"),
        ("推进县文化馆、图书馆总分馆制建设。", "short"),
        ("开工建设老年大学。", "short"),
        ("9月投入使用", "deadline"),
        ("2023年12月底", "deadline"),
        ("王建国", "person"),
        ("农业", "words"),
        ("万亩", "measure"),
        ("≥2%", "number"),
        ("/", "blank"),
        ("（一）优化窗口", "group"),
    ],
)
def test_cells_are_told_by_their_forms(text: str, kind: str) -> None:
    assert kind_of_cell(text) == kind


def test_units_beside_those_who_answer_in_them() -> None:
    text = (
        "附件1\n全县供水保障能力提升\n主要目标任务及责任分解\n一、水厂\n1.2012年底前，建成城西水厂。\n"
        "责任单位及责任人：县水务局、城关镇政府主要领导。\n2.2013年底前，建成城东水厂。\n责任单位及责任人：河东镇政府主要领导。\n"
    )
    (plan,) = read(text).plans
    assert plan.title == "全县供水保障能力提升主要目标任务及责任分解"
    assert [[p.mention for p in m.parties] for m in plan.measures] == [
        ["县水务局", "城关镇政府"],
        ["河东镇政府"],
    ]


def test_a_notice_that_sends_tasks_down_annexes_the_plan() -> None:
    text = (
        "临江县人民政府办公室关于对2017年惠民实事进行督办的通知\n各乡镇人民政府：\n"
        "根据安排，现将2017年惠民实事目标任务分解下达，请认真落实。\n附件：2017年惠民实事目标任务分解表\n"
        "临江县人民政府办公室\n2017年3月1日\n附件\n2017年惠民实事目标任务分解表\n"
    ) + lines("序号", "实事", "责任单位", "1", "新建公厕3座。", "县住建局", "2", "新建步道。", "县林业局")
    (plan,) = read(text).plans
    assert plan.title == "2017年惠民实事目标任务分解表"
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["县住建局"], ["县林业局"]]


def test_a_table_run_together_is_a_policy_document() -> None:
    found = read(
        "主题：\n助残\n实事内容工作任务责任单位进展情况\n助残新建坡道20处。区残联，相关镇街1.完成设计。\n"
    )
    assert found.plans == [] or all(not m.parties for p in found.plans for m in p.measures)


def test_items_are_numbered_within_labelled_groups() -> None:
    text = (
        "临江县消防治理工作方案\n为做好治理，制定本方案。\n一、工作要求\n（一）加强组织领导。成立领导小组。\n附件\n临江县消防治理重点任务清单\n"
    ) + lines(
        *("类别", "项目", "主要任务", "牵头单位", "配合单位"),
        *("一、做好政策保障", "1.做好规划配套", "将消防专项规划与城市规划同步实施，同步建设设施。", "县消防大队", "县应急局、各街道"),
        *("2.完善规章标准", "细化各街道的职责任务，贯彻上级发布的相关标准。", "县消防大队", "各街道"),
        *("贯彻执行重点检查事项的指引，指导基层开展检查。", "县应急局", "各街道、", "相关委、办、局"),
        *("二、推进组织建设", "3.实化运行消防", "安全委员会", "年底前，各街道成立由主要领导任主任的委员会。", "县委编办", "县消防大队"),
    )  # fmt: skip
    [plan] = [plan for plan in read(text).plans if plan.measures]
    rows = [m for m in plan.measures if m.table]
    assert ["/".join(m.path) for m in rows] == ["表/一/1", "表/一/2", "表/一/2", "表/二/3"]
    assert [m.group for m in rows] == [
        "做好规划配套",
        "完善规章标准",
        "完善规章标准",
        "实化运行消防安全委员会",
    ]
    assert [m.begins[:4] for m in rows] == ["将消防专", "细化各街", "贯彻执行", "年底前，"]
    assert [[(p.mention, p.role) for p in m.parties] for m in rows] == [
        [("县消防大队", "lead"), ("县应急局", "support"), ("各街道", "support")],
        [("县消防大队", "lead"), ("各街道", "support")],
        [("县应急局", "lead"), ("各街道", "support"), ("相关委、办、局", "support")],
        [("县委编办", "lead"), ("县消防大队", "support")],
    ]


def test_what_is_to_be_done_stands_behind_the_units_by_years() -> None:
    text = "临江县交通体系建设任务分解表\n" + lines(
        *("序号", "内容", "牵头部门", "配合部门", "2024年工作任务", "2025年工作计划", "备注"),
        *("1", "编制交通规划", "综合规划处", "—", "启动规划编制，完成现状评估。", "形成规划成果。"),
        *("2", "建设干线系统", "综合规划处", "设施养护处", "有序推进滨江路工程建设。", "建成滨江路工程。"),
        *("3", "交通建设处", "设施养护处", "开工建设越江隧道。", "继续建设越江隧道。"),
    )
    [plan] = read(text).plans
    assert ["/".join(m.path) for m in plan.measures] == ["表/1", "表/2", "表/3"]
    assert [m.begins for m in plan.measures] == [
        "启动规划编制，完成现状评估。形成规划成果",
        "有序推进滨江路工程建设。建成滨江路工程。",
        "开工建设越江隧道。继续建设越江隧道。",
    ]
    assert [m.group for m in plan.measures] == ["编制交通规划", "建设干线系统", "建设干线系统"]
    assert [[(p.mention, p.role) for p in m.parties] for m in plan.measures] == [
        [("综合规划处", "lead")],
        [("综合规划处", "lead"), ("设施养护处", "support")],
        [("交通建设处", "lead"), ("设施养护处", "support")],
    ]


def test_a_table_ends_at_the_next_annex() -> None:
    text = "临江县垃圾分类任务分解表\n" + lines(
        *("序号", "任务", "牵头单位", "配合单位"),
        *("1", "完善设施，建设分类驿站。", "县住建局", "各街镇"),
        *("2", "加强宣传，开展入户讲解。", "县委宣传部（县文明办）", "各街镇"),
        *("附件2", "街镇指标", "河东镇", "完成61个小区的达标工作。"),
    )
    rows = [m for plan in read(text).plans for m in plan.measures]
    assert [m.begins for m in rows] == ["完善设施，建设分类驿站。", "加强宣传，开展入户讲解。"]
    assert [p.mention for p in rows[1].parties] == ["县委宣传部", "县文明办", "各街镇"]


def test_cells_that_narrow_columns_broke_into_lines_are_put_together() -> None:
    text = "临江县2021年农村人居环境整治重点任务清单\n" + lines(
        *("序号", "重点任务", "主要内容", "牵头部门", "责任单位"),
        *("1", "村庄清洁", "行动", "清理农村生活垃圾、村内塘沟，改变影响", "人居环境的不良习惯。", "县农业农", "村局", "各镇（街道）"),
        *("2", "对50个重点村开展集中整治。", "县农业农", "村局", "—"),
        *("3", "农村改厕", "2021年底前，完成改厕管护服务", "站建设30处。", "县住房城", "乡建设局", "县财政局、各镇（街道）"),
    )  # fmt: skip
    rows = [m for plan in read(text).plans for m in plan.measures]
    assert [m.begins for m in rows] == [
        "清理农村生活垃圾、村内塘沟，改变影响人居",
        "对50个重点村开展集中整治。",
        "2021年底前，完成改厕管护服务站建设3",
    ]
    assert [[(p.mention, p.role) for p in m.parties] for m in rows] == [
        [("县农业农村局", "lead"), ("各镇（街道）", "support")],
        [("县农业农村局", "lead")],
        [("县住房城乡建设局", "lead"), ("县财政局", "support"), ("各镇（街道）", "support")],
    ]


@pytest.mark.parametrize("joint", ["\n", ""])
def test_rows_of_which_a_copy_lost_all_marks_between_cells_are_read(joint: str) -> None:
    text = "临江县2023年为民办实事任务分解表\n" + joint.join(
        (
            "序号工作任务牵头领导牵头单位责任单位完成时限",
            "1新建改建农村公路60公里王某县交通运输局县财政局、各乡镇2023年10月底",
            "2建成长者食堂12家，惠及老年人3000人。李某某县民政局各乡镇、县卫健局全年",
            "3完成老旧小区改造8个，2023年6月底前全部开工。张某县住建局县城管局2023年12月",
        )
    )
    rows = [m for plan in read(text).plans for m in plan.measures]
    assert [m.begins for m in rows] == [
        "新建改建农村公路60公里",
        "建成长者食堂12家，惠及老年人3000人",
        "完成老旧小区改造8个，2023年6月底前",
    ]
    assert [[(p.mention, p.role) for p in m.parties] for m in rows] == [
        [("县交通运输局", "lead"), ("县财政局", "support"), ("各乡镇", "support")],
        [("县民政局", "lead"), ("各乡镇", "support"), ("县卫健局", "support")],
        [("县住建局", "lead"), ("县城管局", "support")],
    ]
    assert [m.deadline.value for m in rows if m.deadline] == ["2023-10-31", None, "2023-12-31"]


def test_rows_without_marks_that_do_not_read_as_units_are_listed_as_unread() -> None:
    text = "临江县2023年任务分解表\n序号工作任务牵头单位责任单位\n1完善农村公路管理制度一科二科\n2加强长者食堂管理三科四科\n"
    facts = read(text)
    assert not [m for plan in facts.plans for m in plan.measures]
    assert "cell" in {u.looks_like for u in facts.unread}


def test_names_on_two_lines_and_titles_behind_units_are_cells_of_their_own() -> None:
    text = "临江县海绵城市建设实施方案\n一、重点任务\n（一）建设管理。\n（二）系统方案。\n附件：临江县海绵城市建设重点任务分解表\n" + lines(
        *("序号", "任务类型", "重点内容", "责任单位", "参考文件"),
        *("1", "海绵城市", "建设管理", "制定年度建设项目计划，落实责任分工，定期组织检查，加强过程管理。"),
        *("县住建局、县财政局、县水务局等相关部门，各街镇", "《临江县海绵城市工作指引》"),
        *("2", "海绵城市", "系统方案", "编制海绵城市系统方案，明确建设项目，聚焦重点区域、重大项目和达标区域。", "县住建局", "《实施意见》"),
        *("3", "排水系统", "开展雨污混接排摸改造，2025年底前污水处理率达到99%，加强日常管控。", "县水务局，各街镇", "《临江县水利规划》"),
    )  # fmt: skip
    plan, table = read(text).plans
    assert (plan.title, table.title) == (
        "临江县海绵城市建设实施方案",
        "临江县海绵城市建设重点任务分解表",
    )
    assert [m.begins[:8] for m in table.measures] == [
        "制定年度建设项目",
        "编制海绵城市系统",
        "开展雨污混接排摸",
    ]
    assert [[p.mention for p in m.parties] for m in table.measures] == [
        ["县住建局", "县财政局", "县水务局", "各街镇"],
        ["县住建局"],
        ["县水务局", "各街镇"],
    ]


def test_numbered_tasks_below_chapters_are_read_where_a_copy_lost_all_marks_between_cells() -> None:
    everybody = "县直各有关单位，各乡镇人民政府"
    text = (
        "附件2022年政务公开任务分解表工作任务工作要求牵头单位配合/责任单位"
        f"一、公开市场信息1.公开帮扶政策，稳定预期。 {everybody}2.建立反馈机制。县发改局县行政审批局{everybody}"
        f"二、公开就业信息3.公开培训政策及流程。县人社局{everybody}4.解读就业政策。 各县属企企\n来源：临江县人民政府"
    )
    rows = [m for plan in read(text).plans for m in plan.measures]
    assert ["/".join(m.path) for m in rows] == ["表/一/1", "表/一/2", "表/二/3", "表/二/4"]
    assert [m.begins for m in rows] == [
        "公开帮扶政策，稳定预期。", "建立反馈机制。", "公开培训政策及流程。", "解读就业政策。",
    ]  # fmt: skip
    # They support where somebody leads, and answer for the task themselves where a blank is left of that cell.
    assert [[(p.mention, p.role) for p in m.parties] for m in rows] == [
        [("县直各有关单位", "responsible"), ("各乡镇人民政府", "responsible")],
        [("县发改局", "lead"), ("县行政审批局", "lead"), ("县直各有关单位", "support"), ("各乡镇人民政府", "support")],
        [("县人社局", "lead"), ("县直各有关单位", "support"), ("各乡镇人民政府", "support")],
        [("各县属企企", "responsible")],
    ]  # fmt: skip


def test_a_chapter_between_head_and_rows_leaves_no_row_unread() -> None:
    text = (
        "临江县2022年重点改革任务清单\n序号\t改革任务\t主要内容\t牵头单位\t参加单位\t完成时限\n一、经济体制改革（2项）\n"
        "1\t深化改革\t完成重组整合，组建3家集团公司\t县财政局\t县发改局\t2022年6月\n2\t推进市场化\t建成交易平台\t县自然资源局\t各乡镇\t2022年12月\n"
    )
    facts = read(text)
    assert ["/".join(m.path) for plan in facts.plans for m in plan.measures] == ["表/一/1", "表/一/2"]
    assert [u for u in facts.unread if u.looks_like == "cell"] == []


def test_a_body_on_the_next_line_belongs_to_its_area_and_a_note_ends_the_table() -> None:
    text = "临江市2023年民生实事任务分解表\n" + lines(
        *("序号", "项目名称", "年度目标任务", "牵头单位", "责任单位", "完成时限"),
        *("1", "老旧小区改造", "完成老旧小区改造86个。", "市住建局", "市城管局、各县（市、区）", "人民政府，临江高新区", "管委会", "12月底"),
        *("2", "幼儿园建设", "新建公办幼儿园12所。", "市教育局", "市自然资源局", "市财政局", "9月底"),
        "注：责任单位包括但不限于表中所列单位。",
    )  # fmt: skip
    rows = [m for plan in read(text).plans for m in plan.measures]
    assert [[p.mention for p in m.parties] for m in rows] == [
        ["市住建局", "市城管局", "各县（市、区）人民政府", "临江高新区管委会"],
        ["市教育局", "市自然资源局", "市财政局"],
    ]
