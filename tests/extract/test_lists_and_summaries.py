"""Lists of projects, summary tables and copies that lost what parts names, titles and cells."""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts, Provision
from zhengmai.extract.targets import find_targets
from zhengmai.extract.titles import plan_period
from zhengmai.extract.unit_names import split_names
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes

NOTICE = """示范县人民政府办公室
关于印发示范县2025年重点民生工程项目的通知
各乡镇人民政府，县政府有关部门：
《示范县2025年重点民生工程项目》已经县政府同意，现印发给你们。
示范县人民政府办公室
2025年3月5日
附件
"""
PROJECTS = """示范县2025年重点民生工程项目清单
序号
工程名称
建设地点
建设内容
总投资（万元）
建设工期
责任单位
1
河西中学迁建工程
河西镇
新建教学楼3栋、宿舍楼2栋。
5200
2025年3月—2026年8月
县教育局
2
南山水库除险加固工程
南山乡
加固大坝1座，新修防汛道路4公里。
1800
2025
县水利局
"""
SUMMARY = """索引号：|005566/2024-11|发布机构：|示范市水利局|发文时间：|2024-07-02 09:15:00|
文号：||主题分类：|水利|
内容概述：|2024年示范市重点水利任务上半年进展情况汇总表|
序号 | 工作任务 | 进展情况 | 存在问题和下步计划 | 责任单位 |
1 | 完成河道清淤30公里。 | 1.已完成清淤12公里。 | 加快施工进度。 | 市水利局 |
2 | 新建泵站4座。 | 2.已建成1座。 | 年底完工。 | 市水利局、各县（市、区）政府 |
"""
ONE_MARK_A_LINE = """重点工作
|
主要举措
|
责任股室
|
完成时限
|
推进依法行政
|
1
|
开展行政执法案卷评查，完善评查标准。
|
法规股
|
12月底前
|
优化窗口服务
|
2
|
推行一窗受理，规范办理流程。
|
政务股
|
持续推进
|
3
|
开展满意度调查。
|
各股室
|
持续推进
|
"""


def read(text: str) -> DocumentFacts:
    return resolve_document(extract_document(read_bytes(text.encode(), "a.txt")))


def measures(text: str) -> list[Provision]:
    return [p for plan in read(text).plans for p in plan.provisions if p.kind == "measure"]


def units(text: str) -> list[str]:
    return [text[name.start : name.end] for name in split_names(text, 0, len(text))]


def test_a_list_of_projects_has_the_title_of_its_annex() -> None:
    facts = read(NOTICE + PROJECTS)
    assert facts.carrier.title == "示范县人民政府办公室关于印发示范县2025年重点民生工程项目的通知"
    assert [(plan.title, plan.period) for plan in facts.plans] == [
        ("示范县2025年重点民生工程项目清单", ("2025", "2025"))
    ]


def test_places_and_sums_beside_a_project_are_neither_units_nor_tasks() -> None:
    rows = measures(NOTICE + PROJECTS)
    assert [row.begins for row in rows] == ["河西中学迁建工程", "南山水库除险加固工程"]
    assert [[p.mention for p in row.parties] for row in rows] == [["县教育局"], ["县水利局"]]
    assert [row.deadline.value for row in rows if row.deadline] == ["2026-08-31", "2025-12-31"]
    assert [[int(t.value or 0) for t in row.targets] for row in rows] == [[3, 2], [1, 4]]


@pytest.mark.parametrize(
    ("issued", "bears"),
    [
        ("示范市深化河长制任务分解方案", "示范市深化河长制任务分解表"),
        ("示范区2026年为民办实事项目", "示范区2026年为民办实事项目清单"),
        ("示范州乡村建设重点工作安排", "示范州乡村建设重点工作任务清单"),
        ("示范县2024年交通重点项目", "示范县2024年交通重点项目责任分解表"),
        ("示范市优化营商环境工作举措", "示范市优化营商环境工作任务分工"),
    ],
)
def test_the_text_may_bear_another_word_than_its_notice_gives(issued: str, bears: str) -> None:
    table = "| 序号 | 工作内容 | 责任单位 |\n|---|---|---|\n| 1 | 健全巡查制度。 | 市水利局 |\n| 2 | 开展评估。 | 市财政局 |\n"
    facts = read(f"示范市人民政府办公室\n关于印发《{issued}》的通知\n\n{bears}\n\n{table}")
    assert [plan.title for plan in facts.plans] == [bears]
    assert len(facts.plans[0].measures) == 2


def test_a_summary_names_the_table_of_a_page() -> None:
    facts = read(SUMMARY)
    assert facts.carrier.title == "2024年示范市重点水利任务上半年进展情况汇总表"
    assert facts.carrier.date is None
    assert [plan.period for plan in facts.plans] == [("2024", "2024")]
    assert [row.begins for row in measures(SUMMARY)] == ["完成河道清淤30公里。", "新建泵站4座。"]
    assert [[int(t.value or 0) for t in row.targets] for row in measures(SUMMARY)] == [[30], [4]]


@pytest.mark.parametrize(
    "beside",
    ["上半年进展情况", "下半年工作措施", "下一步工作打算", "问题与困难", "存在的主要问题", "工程进度", "建设地点", "资金来源", "年度计划投资（万元）", "第三季度完成情况"],
)  # fmt: skip
def test_columns_that_set_no_task(beside: str) -> None:
    table = f"| 序号 | 重点任务 | {beside} | 责任单位 |\n|--|--|--|--|\n| 1 | 新增就业3万人。 | 已达500人。 | 市人社局 |\n| 2 | 新建公园2座。 | 已建1座。 | 市城管局 |\n"
    rows = measures(f"示范市2024年重点任务分解表\n{table}")
    assert [row.begins for row in rows] == ["新增就业3万人。", "新建公园2座。"]
    assert [[int(t.value or 0) for t in row.targets] for row in rows] == [[30_000], [2]]


def test_a_line_with_a_year_right_above_a_table_is_its_title() -> None:
    table = "序号 | 目标任务 | 责任单位 | 完成情况 |\n1 | 新建停车位500个。 | 区城管局河东街道河西街道 | 已建300个 |\n"
    bare = read(f"2023政府工作报告第三季度进展情况\n{table}")
    assert (bare.carrier.title, bare.plans[0].title) == (None, "2023政府工作报告第三季度进展情况")
    page = read(f"索引号 | H1/2023 | 成文日期 | 2023-10-08 |\n2023政府工作报告第三季度进展情况 |||\n{table}")
    assert page.carrier.title == page.plans[0].title == "2023政府工作报告第三季度进展情况"
    assert page.plans[0].period == ("2023", "2023")
    assert [p.mention for p in page.plans[0].measures[0].parties] == ["区城管局", "河东街道", "河西街道"]


def test_a_table_with_a_mark_a_line_and_no_title_is_read() -> None:
    rows = measures(ONE_MARK_A_LINE)
    assert [(row.path, row.group, [p.mention for p in row.parties]) for row in rows] == [
        (("表", "1"), "推进依法行政", ["法规股"]),
        (("表", "2"), "优化窗口服务", ["政务股"]),
        (("表", "3"), "优化窗口服务", ["各股室"]),
    ]


def test_names_of_rows_stand_before_what_is_to_be_done() -> None:
    table = (
        "一、工作要点\n1.加强学习。\n二、任务分解\n重点任务 | 工作内容 | 负责科室 |\n"
        "政策解读 | 及时解读本县出台的文件，做到应解尽解。 | 各科室 |\n"
        "回应关切 | 及时回应群众来信、来访。 | 综合科 |\n"
    )
    rows = [row for row in measures(table) if row.table]
    assert [(row.group, row.begins) for row in rows] == [
        ("政策解读", "及时解读本县出台的文件，做到应解尽解。"),
        ("回应关切", "及时回应群众来信、来访。"),
    ]


def test_blanks_inside_names_part_no_cells() -> None:
    table = (
        "示范市人民政府办公室关于印发示范市治水任务分解表的通知\n\n示范市治水任务分解表\n\n"
        "序号 类别 主要任务 细化措施 牵头单位 参与单位 责任单位\n"
        "1 加强水污 染防 治 严控排污总量 核定排污许可，落实限排制度。到2025年，排放总量比2020年分别下降8%、9%以上。 市生态环境局 市水利局、农业局 各县（市、区）人民政府\n"
        "2  严守 生态 红线 划定管控范围，完成勘界立标。 市自然资源局 市林业局等 各县（市、区）人民政府\n"
        "3   抓好生活节水。推广节水器具，改造老旧管网。 市住房城乡建设局 市发展改革委等 各县（市、区）人民政府\n"
    )
    rows = measures(table)
    assert [row.begins[:6] for row in rows] == ["核定排污许可", "划定管控范围", "抓好生活节水"]
    assert [[p.role for p in row.parties] for row in rows] == [
        ["lead", "support", "support", "responsible"],
        ["lead", "support", "responsible"],
        ["lead", "support", "responsible"],
    ]
    assert [(int(t.value or 0), t.comparator) for t in rows[0].targets] == [(8, ">="), (9, ">=")]


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("区文旅局湖滨新城云山镇", ["区文旅局", "湖滨新城", "云山镇"]),
        ("市水利局城关镇东湖街道", ["市水利局", "城关镇", "东湖街道"]),
        ("区住房和城乡建设局蜀山街道", ["区住房和城乡建设局", "蜀山街道"]),
        ("云山镇人民政府河西镇人民政府", ["云山镇人民政府", "河西镇人民政府"]),
        ("县农业农村局大河乡小河乡", ["县农业农村局", "大河乡", "小河乡"]),
        ("区委组织部高新技术产业开发区管委会西店镇", ["区委组织部", "高新技术产业开发区管委会", "西店镇"]),
        ("苏州工业园区唯亭街道", ["苏州工业园区唯亭街道"]),
        ("市公安局城关镇派出所", ["市公安局城关镇派出所"]),
        ("云山镇工业园区", ["云山镇工业园区"]),
        ("市住房和城乡建设局城市管理局", ["市住房和城乡建设局城市管理局"]),
        ("市自然资源局湖里分局", ["市自然资源局湖里分局"]),
        ("金华、兰溪、义乌经济技术开发区管委会", ["金华、兰溪、义乌经济技术开发区管委会"]),
        ("市教育局、公安、临江经济开发区管委会", ["市教育局", "公安", "临江经济开发区管委会"]),
    ],
)
def test_names_run_together_are_parted_where_each_is_whole(run: str, names: list[str]) -> None:
    assert units(run) == names


def test_a_title_in_full_stands_below_its_short_form() -> None:
    text = (
        "首页 政策一网通查\n区政府关于加强社区养老服务工作的意见\n政策原文\n示政发〔2021〕7号\n\n"
        "示范区人民政府关于加强社区养老服务工作的意见\n\n各街道办事处：\n现提出如下意见：\n"
        "一、新建日间照料中心。（区民政局负责）\n二、改造老年食堂。（区商务局负责）\n"
    )
    carrier = read(text).carrier
    assert carrier.title == "示范区人民政府关于加强社区养老服务工作的意见"
    assert carrier.issuers == ["示范区人民政府"]


def test_a_headline_above_a_plan_is_not_its_title() -> None:
    text = (
        "《示范市政府印发示范市噪声污染防治2022年行动计划》\n  • 来源：环境信息\n  • 示范市噪声污染防治2022年行动计划\n"
        "根据《示范省噪声污染防治方案》以及《示范市噪声污染防治目标责任书》，制定本行动计划。\n"
        "一、重点工作\n（一）加强工地管理。（市住建局牵头，市城管局配合）\n（二）加强巡查。（市公安局负责）\n"
    )
    facts = read(text)
    assert facts.carrier.title == facts.plans[0].title == "示范市噪声污染防治2022年行动计划"
    assert [(c.title, c.role) for c in facts.plans[0].citations] == [
        ("示范省噪声污染防治方案", "basis"),
        ("示范市噪声污染防治目标责任书", "basis"),
    ]


def test_rules_that_set_tasks_are_a_plan_of_the_place_above_their_title() -> None:
    text = (
        "示范市\n关于促进企业技术改造的实施细则\n为落实省政府部署，制定本实施细则。\n一、总体目标\n到2025年，规上企业达到800家。\n"
        "二、主要任务\n（一）实施千企技改。（市经信局，各县区按职责分工负责）\n（二）强化服务。\n"
    )
    facts = read(text)
    assert facts.carrier.title == "示范市关于促进企业技术改造的实施细则"
    assert facts.carrier.issuers == []
    assert [int(t.value or 0) for t in facts.plans[0].targets] == [800]


def test_a_text_that_decides_is_a_plan_without_a_title() -> None:
    text = (
        "为加快发展物流业，现作出如下决定。\n一、发展目标\n"
        "--到2025年，总量达到300亿元；主营收入十亿元以上企业达到12家，其中五十亿元以上企业5家，百亿元以上企业2家。\n"
        "二、建设枢纽\n（一）建设场站。（责任单位：市交通运输局）\n"
    )
    assert [int(t.value or 0) for t in read(text).plans[0].targets] == [30_000_000_000, 12, 5, 2]


def test_a_plan_in_one_paragraph_behind_the_metadata_of_its_notice() -> None:
    body = "坚持政府推动、全民参与，健全分类投放、收集、运输、处理体系，提升城市精细化管理水平，" * 8
    text = (
        "示范市人民政府关于印发《示范市垃圾分类行动方案》的通知\n政策\n发布部门：示范市人民政府\n政策文号：示政字〔2023〕9号\n"
        f"为推进垃圾分类，制定本方案。一、指导思想以绿色发展为指导，{body}确保实效。"
        "二、创建目标2025年底前，分类覆盖率达到98%以上，评价总分值在90分（含90分）以上。"
        "三、重点任务（一）完善投放设施。新建投放点200处。（责任单位：市城管局）\n"
    )
    facts = read(text)
    assert facts.carrier.number == "示政字〔2023〕9号"
    assert [plan.title for plan in facts.plans] == ["示范市垃圾分类行动方案"]
    assert [int(t.value or 0) for t in facts.plans[0].targets] == [98, 90]


def test_a_signature_that_lost_the_sign_of_its_year() -> None:
    text = "示办发〔2022〕2号\n各有关单位：\n现将《示范行动2022年工作要点》印发给你们。\n示范行动推进委员会办公室\n20223月23日\n"
    assert read(text).carrier.date == "2022-03-23"


def test_the_period_of_what_is_carried_out_is_not_the_plans() -> None:
    assert plan_period("示范市贯彻落实全民健身发展纲要（2021—2035年）行动方案") is None
    assert plan_period("示范市贯彻落实全民健身发展纲要行动方案（2021—2025年）") == ("2021", "2025")


def test_a_bound_behind_the_last_figure_holds_for_all_that_are_told_severally() -> None:
    found = find_targets("到2025年，用水量、耗水量分别下降16%、18%以上，新建水厂2座、管网30公里以上。")
    assert [(int(t.value or 0), t.comparator) for t in found] == [
        (16, ">="),
        (18, ">="),
        (2, "="),
        (30, ">="),
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("《临江市养老服务条例》政策解读", "解读"),
        ("在全市安全生产工作会议上的讲话", "讲话"),
        ("临江市2022年“两节”期间市场供应保障工作总结", "总结"),
        ("临江县教育局2023年公开招聘教师公告", "公告"),
        ("临江县人民政府办公室关于成立临江县乡村振兴工作领导小组的通知", "通知"),
        ("临江县人民政府办公室关于调整县防汛抗旱指挥部组成人员的通知", "通知"),
    ],
)
def test_texts_about_plans_and_calls_hold_no_plan(title: str, kind: str) -> None:
    text = (
        f"{title}\n根据《临江市养老服务体系建设方案》（临政办发〔2023〕20号），现将有关情况说明如下。\n一、主要内容\n（一）加强监测。监测企业35家，6月底前完成。\n"
        "（二）组织货源。储备猪肉500吨。\n二、下步打算\n（一）做好监测。\n临江县人民政府办公室\n2023年2月8日\n"
    )
    facts = read(text)
    assert (facts.carrier.title, facts.carrier.kind) == (title, kind)
    assert facts.plans == []
    assert [citation.number for citation in facts.carrier.citations] == ["临政办发〔2023〕20号"]


def test_a_body_that_is_founded_with_its_tasks_shared_out_holds_a_plan() -> None:
    text = (
        "临江县人民政府办公室关于成立养老服务工作领导小组的通知\n各乡镇人民政府：\n为加强领导，成立领导小组，并明确任务如下：\n"
        "一、建设中心。（责任单位：县民政局）\n二、开展培训。（责任单位：县人社局）\n临江县人民政府办公室\n2023年2月8日\n"
    )
    [plan] = read(text).plans
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["县民政局"], ["县人社局"]]


def test_a_text_without_title_that_tells_nobody_what_to_do_holds_no_plan() -> None:
    text = "近日，全市组织开展了消防安全检查。\n一、主要情况\n（一）检查企业35家。发现隐患12处。\n（二）开展培训。参加人员500人。\n二、社会反响\n群众普遍欢迎。\n"
    assert read(text).plans == []
    [plan] = read(text.replace("参加人员500人。", "参加人员500人。（市应急局负责）")).plans
    assert [p.mention for m in plan.measures for p in m.parties] == ["市应急局"]
