"""What stands in the body of a plan: forms of real documents, each in a small text of our own."""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts, Provision
from zhengmai.text.reader import read_bytes

HEAD = "临江县养老服务提升行动方案\n"


def read(text: str) -> DocumentFacts:
    return extract_document(read_bytes((HEAD + text).encode(), "plan.txt"))


def measures(text: str) -> list[Provision]:
    return read(text).plans[0].measures


def with_role(measure: Provision, role: str) -> list[str]:
    return [party.mention for party in measure.parties if party.role == role]


def paths(text: str) -> list[str]:
    return ["/".join(measure.path) for measure in measures(text)]


def test_a_table_of_contents_sets_no_tasks() -> None:
    text = (
        "目录\n一、总体要求……1\n二、重点任务……2\n（一）完善设施……2\n（二）培训队伍……3\n为加强养老服务，制定本方案。\n"
        "一、总体要求\n到2025年，床位达到600张。\n二、重点任务\n（一）完善设施。建设服务中心。\n（二）培训队伍。培训护理员。\n"
    )
    assert paths(text) == ["二/（一）", "二/（二）"]


def test_work_under_safeguards_counts_and_is_doubtful() -> None:
    text = (
        "一、重点任务\n（一）完善设施。建设服务中心。\n（二）培训队伍。培训护理员。\n二、保障措施\n"
        "（一）加强组织领导。成立领导小组。\n（二）强化资金保障。县财政安排资金。\n（三）严格督促检查。定期通报。\n"
    )
    found = measures(text)
    assert ["/".join(m.path) for m in found] == ["一/（一）", "一/（二）", "二/（二）"]
    assert [(m.unsure, m.evidence.confidence) for m in found] == [
        (False, "certain"), (False, "certain"), (True, "doubtful"),
    ]  # fmt: skip


def test_conditions_are_part_of_the_measure_that_announces_them() -> None:
    text = "一、重点任务\n（一）遴选企业。企业应具备以下条件：\n1.信誉良好。\n2.产值超过1亿元。\n（二）建设基地。\n"
    found = measures(text)
    assert ["/".join(m.path) for m in found] == ["一/（一）", "一/（二）"]
    assert found[0].targets == []


def test_fields_and_items_run_on_in_one_line() -> None:
    text = (
        "一、重点任务（一）完善设施。建设服务中心20个。牵头单位：县民政局责任单位：县财政局、县自然资源局完成时限：2024年6月底"
        "（二）培训队伍。培训护理员500人次。责任单位：县人社局完成时限：2023年底前"
    )
    first, second = measures(text)
    assert with_role(first, "lead") == ["县民政局"]
    assert with_role(first, "support") == ["县财政局", "县自然资源局"]
    assert with_role(second, "responsible") == ["县人社局"]
    assert first.deadline is not None
    assert first.deadline.value == "2024-06-30"


def test_numbering_runs_on_across_headings_of_one_paragraph() -> None:
    text = (
        "一、开放环境\n（一）统筹规划。制定规划。\n（二）鼓励办医。引导社会资本。\n"
        "（三）推进引资。建立通道。二、加强服务（四）分类管理。自主选择登记。（五）明晰产权。自负盈亏。\n"
    )
    assert paths(text) == ["一/（一）", "一/（二）", "一/（三）", "二/（四）", "二/（五）"]


def test_parts_of_decimal_numbers_are_nested() -> None:
    text = (
        "1总则\n1.1编制目的\n提高能力。\n1.2编制依据\n《中华人民共和国突发事件应对法》《甲省突发事件应急预案》。\n"
        "2预防\n2.1监测\n2.1.1建立网络。\n2.1.2报送信息。\n2.2预警\n发布预警。\n"
    )
    facts = read(text)
    assert paths(text) == ["2/2.1/2.1.1", "2/2.1/2.1.2", "2/2.2"]
    assert [(c.title, c.role) for c in facts.plans[0].citations] == [
        ("中华人民共和国突发事件应对法", "basis"),
        ("甲省突发事件应急预案", "basis"),
    ]


def test_a_unit_shows_the_rule_of_its_own_role_word() -> None:
    (measure, _) = measures(
        "一、重点任务\n1.建设中心。（县民政局牵头，县财政局配合）\n2.培训队伍。（县人社局负责）\n"
    )
    assert [p.evidence.rule for p in measure.parties] == ["clause-verb-lead", "clause-verb-support"]


def test_bodies_that_no_name_tells_are_no_parties() -> None:
    (measure, _) = measures("一、重点任务\n1.建设中心。（县民政局牵头，各有关单位配合）\n2.培训队伍。\n")
    assert [p.mention for p in measure.parties] == ["县民政局"]
    assert measure.open_ended


def test_what_ends_the_document_belongs_to_no_item() -> None:
    text = (
        "1.建设中心。\n2.培训队伍。\n3.开展评估。\n4.加强监管。\n"
        "各乡镇要制定实施细则，于2023年3月31日前报县民政局。\n《临江县养老服务办法》（临政发〔2012〕3号）同时废止。\n"
    )
    plan = read(text).plans[0]
    assert plan.measures[-1].deadline is None
    assert plan.measures[-1].citations == []
    assert [c.number for c in plan.other_citations] == ["临政发〔2012〕3号"]


def test_a_document_that_stands_twice_in_its_page_is_read_once() -> None:
    text = (
        "一、重点任务\n（一）完善设施。推动社区养老服务全面覆盖城乡各类社区，完善居家社区机构相协调、医养康养相结合的服务体系。（县民政局负责）\n"
        "（二）培训队伍。（县人社局负责）\n"
    )
    assert paths(text + HEAD + text + "版权所有\n") == ["一/（一）", "一/（二）"]


def test_clauses_and_targets_that_nothing_read_are_listed() -> None:
    facts = read(
        "一、重点任务\n（一）完善设施。由甲乙丙丁牵头建立机制。\n（二）培训队伍。（甲〔乙〕丙负责）\n"
        "附件1\n评价标准\n2025年覆盖率达到80%以上。\n"
    )
    unread = {(u.looks_like, facts.source.quote(u.span)) for u in facts.unread}
    assert {"clause", "target"} <= {kind for kind, _ in unread}
    assert ("clause", "（甲〔乙〕丙负责）") in unread


def test_offices_inside_a_unit_are_listed_as_unread() -> None:
    text = (
        "附件任务分工表\n序号\n工作任务\n牵头单位\n配合单位\n市民政局内牵头科室\n"
        "1\n建设服务中心。\n市民政局\n市财政局\n养老科\n2\n培训护理员。\n市民政局\n市人社局\n人事科\n"
    )
    found = read(text)
    first, second = found.plans[0].measures
    assert [p.mention for p in first.parties] == ["市民政局", "市财政局"]
    assert (first.begins, second.begins) == ("建设服务中心。", "培训护理员。")
    assert [found.source.quote(u.span) for u in found.unread] == ["养老科", "人事科"]


def test_a_plan_may_follow_its_notice_without_a_title_of_its_own() -> None:
    notice = "临江县人民政府办公室关于印发加快养老服务发展若干举措的通知\n各乡镇人民政府，县直各单位：\n"
    text = "为加快养老服务发展，制定如下举措。\n一、完善设施。建设服务中心。（县民政局负责）\n二、培训队伍。培训护理员。（县人社局负责）\n"
    found = extract_document(read_bytes((notice + text).encode(), "plan.txt"))
    assert [plan.title for plan in found.plans] == ["加快养老服务发展若干举措"]
    assert [p.mention for m in found.plans[0].measures for p in m.parties] == ["县民政局", "县人社局"]


def test_texts_that_a_copy_leaves_out_are_plans_without_measures() -> None:
    text = (
        "各乡镇人民政府：\n《临江县蓝天工作方案》《临江县碧水工作方案》已经县政府同意，现印发给你们，请认真贯彻执行。\n"
        "临江县蓝天工作方案\n一、主要任务\n（一）治理扬尘。清扫道路。\n（二）治理油烟。安装设备。\n"
    )
    plans = extract_document(read_bytes(text.encode(), "plan.txt")).plans
    assert [(plan.title, len(plan.measures)) for plan in plans] == [
        ("临江县蓝天工作方案", 2),
        ("临江县碧水工作方案", 0),
    ]


def test_a_notice_may_say_in_other_words_what_it_issues() -> None:
    text = (
        "临江县人民政府办公室关于分解落实《政府工作报告》重点工作的通知\n各乡镇人民政府：\n"
        "现将《政府工作报告》重点工作进行分解并印发给你们，请抓好落实。\n临江县人民政府办公室\n2024年2月1日\n"
        "《政府工作报告》重点工作\n任务分解方案\n1.完善设施。（县民政局负责）\n2.培训队伍。（县人社局负责）\n"
    )
    plans = extract_document(read_bytes(text.encode(), "plan.txt")).plans
    assert [(plan.title, len(plan.measures)) for plan in plans] == [
        ("《政府工作报告》重点工作任务分解方案", 2)
    ]


def test_a_group_and_its_first_item_share_a_line() -> None:
    text = "一、重点任务\n（一）完善设施。1.建设服务中心。选址要近。\n2.改造敬老院。\n（二）培训队伍。1.培训护理员。\n2.培训院长。\n"
    assert paths(text) == ["一/（一）/1", "一/（一）/2", "一/（二）/1", "一/（二）/2"]


def test_an_enumeration_goes_on_behind_a_line_break() -> None:
    text = (
        "一、重点任务\n1.改造住房：（1）6月底前摸底。\n（2）12月底前竣工。\n牵头单位：县住建局\n2.修建道路：（1）硬化村道。\n"
        "（2）加固桥梁。\n牵头单位：县交通局\n"
    )
    assert paths(text) == ["一/1", "一/2"]
    assert [p.mention for m in measures(text) for p in m.parties] == ["县住建局", "县交通局"]


def test_cells_may_be_missing_or_cut_where_rows_are_known_by_their_numbers() -> None:
    text = (
        "2024年重点工作任务表\n序号\n指标\n工作任务\n完成时限\n责任领导\n责任股室\n（单位）\n备注\n"
        "1\n设施\n建设服务中心2个。\n12月底前\n张三四\n养老股\n福利院\n老龄办\n2\n改造敬老院。\n养老股\n"
        "3\n队伍\n培训护理员100名。\n人事股\n"
    )
    found = measures(text)
    assert [m.begins for m in found] == ["建设服务中心2个。", "改造敬老院。", "培训护理员100名。"]
    assert [[p.mention for p in m.parties] for m in found] == [
        ["养老股", "福利院", "老龄办"],
        ["养老股"],
        ["人事股"],
    ]


def test_cells_on_lines_of_their_own_may_end_in_a_bar() -> None:
    text = (
        "序号 |\n重点工作 |\n责任领导 |\n责任单位 |\n完成时限 |\n1 |\n优化办事流程，压减时 限 |\n李四 |\n"
        "招商部、改革办 |\n全年 |\n2 |\n盘活存量土地400亩。 |\n王五 |\n规划建设局 |\n6月底 |\n"
    )
    found = measures(text)
    assert [m.begins for m in found] == ["优化办事流程，压减时限", "盘活存量土地400亩。"]
    assert [[p.mention for p in m.parties] for m in found] == [["招商部", "改革办"], ["规划建设局"]]
    assert found[0].deadline is not None


def test_remarks_in_a_table_are_no_part_of_the_task() -> None:
    text = (
        "任务表\n序号\n工作任务\n责任单位\n备注\n1\n建设服务中心。\n县民政局\n已完成3个。\n"
        "2\n培训护理员。\n县人社局\n已培训20名。\n"
    )
    found = measures(text)
    assert [m.begins for m in found] == ["建设服务中心。", "培训护理员。"]
    assert all(not m.targets for m in found)


def test_a_task_table_that_lost_its_lines_is_listed_as_unread() -> None:
    table = "2024年民生实事任务分解表\n序号项目名称主要内容牵头单位配合单位1新建公园新建口袋公园。{}各街道2改造路灯更换路灯。{}各街道。\n养老服务新增床位。民政局各街道\n"

    def unread(text: str) -> list[str]:
        found = extract_document(read_bytes(text.encode(), "table.txt"))
        return [found.source.quote(u.span)[:6] for u in found.unread if u.looks_like == "cell"]

    assert unread(table.replace("各街道", "").format("甲乙丙", "丁戊己")) == ["序号项目名称", "养老服务新增"]
    # Rows that read as such are read; the one without a number is not.
    assert unread(table.format("城管局", "住建局")) == ["养老服务新增"]


def test_a_table_whose_cells_blanks_part_is_not_listed_where_it_was_read() -> None:
    text = (
        "临江县2024年民生实事任务分解表\n序号  工作任务  牵头单位  完成时限\n1  新建口袋公园3个  县城管局  2024年6月底\n"
        "2  改造路灯200盏  县住建局  2024年9月底\n3  建设停车位500个  县交通局  2024年12月底\n"
    )
    found = extract_document(read_bytes(text.encode(), "table.txt"))
    assert [with_role(m, "responsible") or with_role(m, "lead") for m in found.plans[0].measures] == [
        ["县城管局"],
        ["县住建局"],
        ["县交通局"],
    ]
    assert not [u for u in found.unread if u.looks_like == "cell"]


def test_a_paragraph_that_names_columns_in_a_sentence_is_no_lost_table() -> None:
    text = "一、重点任务\n（一）完善台账。台账写明工作任务、完成时限和责任单位，由各镇街填报。明确重点任务牵头单位和责任单位的具体责任。\n（二）定期通报。\n"
    assert not [u for u in read(text).unread if u.looks_like == "cell"]


@pytest.mark.parametrize(
    ("clause", "roles"),
    [
        ("（市交通局牵头负责、各县区政府组织落实）", {"市交通局": "lead", "各县区政府": "support"}),
        ("（教育局牵头、财政局配合）", {"教育局": "lead", "财政局": "support"}),
        ("（教育局负责、财政局协助）", {"教育局": "responsible", "财政局": "support"}),
        (
            "（水务局牵头负责，住建局、国资委负责、各区组织落实）",
            {"水务局": "lead", "住建局": "support", "国资委": "support", "各区": "support"},
        ),
        ("（商务局牵头，文旅局按职责组织配合）", {"商务局": "lead", "文旅局": "support"}),
        ("（县委组织部牵头、组织部配合）", {"县委组织部": "lead", "组织部": "support"}),
    ],
)
def test_a_list_mark_behind_a_role_verb_parts_roles(clause: str, roles: dict[str, str]) -> None:
    [measure] = measures(f"一、重点任务\n（一）完善设施。建设服务中心。{clause}\n")
    assert {party.mention: party.role for party in measure.parties} == roles


def test_chapters_that_lost_their_numbers_keep_their_items_apart() -> None:
    text = (
        "为加强养老服务，制定本方案。\n总体要求\n坚持以人为本。\n重点整治内容\n1.检查灶具。检查全部灶具。\n2.检查管道。检查全部管道。\n"
        "工作安排\n（一）排查阶段。2024年6月底前，完成排查。\n（二）整改阶段。2024年底前，完成整改。\n"
        "工作要求\n（一）提高认识。高度重视。\n（二）加强宣传。广泛宣传。\n"
    )
    found = measures(text)
    assert ["/".join(m.path) for m in found] == ["1", "2", "（一）", "（二）"]
    assert len({m.numbers for m in found}) == 4


def test_chapters_with_numbers_left_are_not_looked_for_by_their_headings() -> None:
    text = "一、重点任务\n（一）完善设施。建设服务中心。\n工作要求\n（二）培训队伍。培训护理员。\n工作安排\n（三）定期通报。每月通报。\n"
    assert paths(text) == ["一/（一）", "一/（二）", "一/（三）"]


def test_a_number_printed_further_on_belongs_to_the_title_above() -> None:
    notice = (
        "临江县人民政府办公室关于印发临江县燃气安全整治方案的通知\n各镇人民政府：\n根据《全省城镇燃气安全专项整治工作方案》，"
        "现将《临江县燃气安全整治方案》印发给你们。\n临江县人民政府办公室\n2024年3月1日\n临江县燃气安全整治方案\n"
        "落实《全省城镇燃气安全专项整治工作方案》（甲安委〔2023〕3号）要求，制定本方案。\n一、重点任务\n（一）排查。完成排查。\n（二）整改。完成整改。\n"
    )
    found = extract_document(read_bytes(notice.encode(), "notice.txt"))
    assert {c.number for c in (*found.carrier.citations, *found.plans[0].citations)} == {"甲安委〔2023〕3号"}


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("根据《甲省公益林管护方案》的通知（甲林〔2025〕137号）要求，开展管护。", ["甲林〔2025〕137号"]),
        ("样式可参考《警示标志示意图》（附件2）。", []),
        ("结合《应急预案编写提纲》（见附件三），编写预案。", []),
    ],
)
def test_what_follows_a_title_says_whether_it_is_cited(sentence: str, cited: list[str]) -> None:
    [measure] = measures(f"一、重点任务\n（一）完善设施。{sentence}\n")
    assert [citation.number for citation in measure.citations] == cited


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("自2024年起，用3年时间建成服务体系。", "2024/2026"),
        ("加强队伍建设，5年内重点引进100名护理员。", "2024/2028"),
        ("第三季度：全面实施建设。", "2024-09-30"),
        ("2026年12月，各镇对推广工作进行总结。", "2026-12-31"),
    ],
)
def test_terms_of_years_and_parts_of_years(sentence: str, value: str) -> None:
    text = (
        "临江县民政局关于印发临江县2024年养老服务方案的通知\n各镇：\n现将方案印发给你们。\n临江县民政局\n2024年1月5日\n"
        f"临江县2024年养老服务方案\n一、重点任务\n（一）{sentence}\n（二）定期通报。\n"
    )
    found = extract_document(read_bytes(text.encode(), "plan.txt")).plans[0].measures[0]
    assert found.deadline is not None
    assert found.deadline.value == value


def test_years_run_from_the_first_one_that_the_text_names_where_no_day_of_issue_is_known() -> None:
    found = read(
        "一、总体目标\n2021年起5年内，大力实施人才行动，建成服务体系。\n二、重点任务\n（一）引进人才。5年内重点引进100名人才。\n（二）培养人才。加强培训。\n"
    ).plans[0]
    assert found.period == ("2021", "2025")
    deadline = next(m for m in found.measures if m.path[0] == "二").deadline
    assert deadline is not None
    assert deadline.value == "2021/2025"


def test_a_forwarded_notice_in_full_is_the_plan() -> None:
    text = (
        "临江县人民政府关于批转《关于加强下穿通道防汛管理工作的通知》的通知\n各镇人民政府：\n县住建局的请示收悉，现批转给你们，请照此办理。\n"
        "临江县人民政府\n2024年6月2日\n关于加强下穿通道防汛管理工作的通知\n各镇人民政府：\n为做好防汛工作，现通知如下：\n"
        "一、落实责任。各镇负责巡查。\n二、开展普查。摸清底数。\n三、编制预案。一处一案。\n四、加强值守。汛期值班。\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "notice.txt")).plans
    assert plan.title == "关于加强下穿通道防汛管理工作的通知"


def test_units_that_sign_side_by_side_are_parted_by_their_place() -> None:
    text = (
        "关于印发临江县新能源工作要点的通知\n各镇：\n现将要点印发给你们。\n临江县发展和改革委员会临江县住房保障和房屋管理局\n"
        "临江县商务委员会临江县卫生健康委员会\n2024年6月2日\n临江县新能源工作要点\n一、加强推广。推广设备。\n二、加强服务。完善服务。\n"
    )
    assert extract_document(read_bytes(text.encode(), "notice.txt")).carrier.issuers == [
        "临江县发展和改革委员会",
        "临江县住房保障和房屋管理局",
        "临江县商务委员会",
        "临江县卫生健康委员会",
    ]


def test_a_date_that_a_copy_cut_into_lines_is_put_together() -> None:
    text = (
        "临江县人民政府关于加强防汛工作的意见\n各镇人民政府：\n为做好防汛工作，按照（甲建发[2014]55\n号）要求，提出以下意见。\n"
        "一、落实责任。各镇负责巡查。\n二、开展普查。摸清底数。\n临江县人民政府\n2014\n年6\n月28\n日\n"
    )
    found = extract_document(read_bytes(text.encode(), "opinion.txt"))
    assert found.carrier.date == "2014-06-28"
    assert [c.number for c in found.plans[0].citations] == ["甲建发〔2014〕55号"]


def test_entities_of_html_in_plain_text_are_characters() -> None:
    [measure] = measures("一、重点任务\n（一）完善设施。建设&#8220;一站式&#8221;服务中心。\n")
    assert "“一站式”服务中心" in measure.text


def test_offices_of_all_places_are_one_name_whatever_their_brackets() -> None:
    [measure] = measures(
        "一、重点任务\n（一）完善设施。建设中心。（牵头单位：省商务厅，责任单位：省教育厅、各市〔州〕、县〔市、区〕人民政府，"
        "各市、县（区）市场监管局，“双随机、一公开”联席会议成员单位）\n"
    )
    assert with_role(measure, "support") == [
        "省教育厅",
        "各市〔州〕、县〔市、区〕人民政府",
        "各市、县（区）市场监管局",
        "“双随机、一公开”联席会议成员单位",
    ]


def test_who_does_related_work_supports_who_leads() -> None:
    [measure] = measures(
        "一、重点任务\n（一）完善设施。建设中心。（市财政局牵头，市直各单位按职责完成有关工作）\n"
    )
    assert with_role(measure, "support") == ["市直各单位"]


@pytest.mark.parametrize(
    ("sentence", "comparator", "value"),
    [
        ("办理时间不超过3个工作日。", "<=", 3),
        ("办理时限压缩至2个工作日内。", "<=", 2),
        ("压缩公告时间至20天。", "=", 20),
        ("新设企业100%发放电子执照。", "=", 100),
    ],
)
def test_time_limits_of_services_are_targets(sentence: str, comparator: str, value: int) -> None:
    [measure] = measures(f"一、重点任务\n（一）优化服务。{sentence}\n")
    assert [(t.comparator, t.value) for t in measure.targets] == [(comparator, value)]


def test_terms_of_subsidies_are_no_targets() -> None:
    [measure] = measures("一、重点任务\n（一）优化服务。贴息时间不超过3年。3年内部署完毕。\n")
    assert measure.targets == []


def test_a_collection_prints_number_and_date_around_a_title() -> None:
    text = (
        "12. 临江县人民政府办公室关于印发临江县优化营商\n环境任务清单的通知（2023 年3 月18 日）\n临政办函〔2023〕16 号\n各镇人民政府：\n"
        "现将任务清单印发给你们。\n临江县人民政府办公室\n2023 年3 月18 日\n临江县优化营商环境任务清单\n一、优化登记。办理登记。\n二、优化服务。完善服务。\n"
    )
    found = extract_document(read_bytes(text.encode(), "entry.txt"))
    assert found.carrier.title == "临江县人民政府办公室关于印发临江县优化营商环境任务清单的通知"
    assert found.carrier.number == "临政办函〔2023〕16号"
    assert [plan.title for plan in found.plans] == ["临江县优化营商环境任务清单"]


def test_the_signature_of_a_notice_without_a_date_is_no_part_of_the_title_below() -> None:
    text = (
        "临江县人民政府办公室印发关于建立老旧建筑防灾机制实施意见的通知\n各镇人民政府：\n"
        "《关于建立老旧建筑防灾机制的实施意见》已经县政府同意，现印发给你们。\n临江县人民政府办公室\n关于建立老旧建筑\n防灾机制的实施意见\n"
        "一、加强巡查。开展巡查。\n二、加强培训。开展培训。\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "notice.txt")).plans
    assert plan.title == "关于建立老旧建筑防灾机制的实施意见"


def test_offices_of_ministries_sign_in_one_line_with_the_date() -> None:
    text = (
        "关于加强转诊服务的通知\n各省卫生健康委：\n现就有关事项通知如下。\n一、重点任务\n1。加强联动。建立标准。\n2。规范上转。明确规则。\n"
        "二、工作要求\n各地要及时报送情况。\n国家卫生健康委办公厅 国家中医药局综合司 国家疾控局综合司 2024年10月28日\n"
    )
    found = extract_document(read_bytes(text.encode(), "notice.txt"))
    assert found.carrier.issuers == ["国家卫生健康委办公厅", "国家中医药局综合司", "国家疾控局综合司"]
    assert found.carrier.date == "2024-10-28"
    assert ["/".join(m.path) for m in found.plans[0].measures] == ["一/1", "一/2"]


def test_a_stage_is_due_in_the_month_that_its_name_bears() -> None:
    found = measures(
        "一、工作步骤\n（一）资料收集（2021年9月）。提供数据。\n（二）评估分析（2021年12月）。对比目标。\n"
    )
    assert [m.deadline.value for m in found if m.deadline] == ["2021-09-30", "2021-12-31"]


@pytest.mark.parametrize(
    "clause", ["（县民政局牵头）", "（牵头单位：县民政局；责任单位：各乡镇）", "\n牵头单位：县民政局"]
)
def test_a_clause_behind_a_groups_heading_holds_for_its_items_that_name_nobody(clause: str) -> None:
    text = f"一、重点任务\n（一）完善设施。{clause}\n1.建设服务中心。\n2.改造旧院舍。（县住建局牵头）\n（二）培训队伍。\n1.培训护理员。\n"
    found = measures(text)
    assert [(m.group, with_role(m, "lead")) for m in found] == [
        ("完善设施", ["县民政局"]),
        ("完善设施", ["县住建局"]),
        ("培训队伍", []),
    ]
    assert {p.evidence.confidence for p in found[0].parties} == {"likely"}


def test_a_clause_behind_a_groups_own_sentence_is_that_sentences() -> None:
    text = "一、重点任务\n（一）完善设施。合理布局，逐年增加投入。（县民政局牵头）\n1.建设服务中心。\n2.改造旧院舍。\n"
    assert [m.parties for m in measures(text)] == [[], []]


def test_a_number_alone_on_its_line_opens_the_item_below() -> None:
    text = "一、重点任务\n1．\n建设服务中心，新增床位600张。（县民政局牵头）\n2．\n培训护理员。（县人社局牵头）\n3.评定等级。\n"
    assert paths(text) == ["一/1", "一/2", "一/3"]
    assert [with_role(m, "lead") for m in measures(text)] == [["县民政局"], ["县人社局"], []]


def test_actions_and_tasks_are_numbered_by_their_own_words() -> None:
    text = "一、规划引领\n行动1：统筹布局\n——任务1：编制专项规划\n完成编制。\n——任务2：更新地图\n按年更新。\n行动2：建设设施\n——任务3：建设中心\n"
    assert paths(text) == ["一/行动1/任务1", "一/行动1/任务2", "一/行动2/任务3"]


def test_fields_in_square_brackets_go_on_over_their_lines() -> None:
    text = (
        "一、重点任务\n1.建设服务中心。\n[牵头单位：\n县民政局、县住建局等部门按照职能负责；\n责任单位：\n各乡镇人民政府]\n"
        "2.培训护理员。\n"
    )
    first, second = measures(text)
    assert (with_role(first, "lead"), with_role(first, "support")) == (
        ["县民政局", "县住建局"],
        ["各乡镇人民政府"],
    )
    assert second.parties == []


def test_others_whom_few_words_name_are_cut_off_a_name() -> None:
    text = "一、重点任务\n1.建设服务中心。（责任单位：县民政局、县住建局等县直（驻县）进驻大厅单位，高等教育处，各乡镇）\n"
    assert with_role(measures(text)[0], "responsible") == ["县民政局", "县住建局", "高等教育处", "各乡镇"]


@pytest.mark.parametrize(
    ("sentence", "lead", "support"),
    [
        ("由县民政局牵头，县财政局配合落实。", ["县民政局"], ["县财政局"]),
        ("届时，将由县民政局牵头开展评估。", ["县民政局"], []),
        ("县民政局要牵头开展评估。", ["县民政局"], []),
        ("试点区由县民政局牵头推进。", ["县民政局"], []),
    ],
)
def test_who_is_to_lead_in_a_sentence(sentence: str, lead: list[str], support: list[str]) -> None:
    found = measures(f"一、重点任务\n1.建设服务中心。{sentence}\n")[0]
    assert (with_role(found, "lead"), with_role(found, "support")) == (lead, support)


@pytest.mark.parametrize(("words", "units"), [("政策法规处", ["政策法规处"]), ("依法查处", []), ("附后", [])])
def test_an_office_alone_behind_the_stop_answers(words: str, units: list[str]) -> None:
    found = measures(f"一、重点任务\n1.建设服务中心。（{words}）\n2.培训护理员。\n")[0]
    assert [p.mention for p in found.parties] == units


def test_a_bracket_that_nobody_closed_holds_no_chapter() -> None:
    text = (
        "（2023版\n为加强养老服务，推动养老事业高质量发展，让老年人有更多获得感、幸福感和安全感，制定本行动方案。\n"
        "一、完善设施\n1.建设服务中心。\n2.改造旧院舍。\n二、培训队伍\n3.培训护理员。\n"
    )
    assert paths(text) == ["一/1", "一/2", "二/3"]


def test_what_is_looked_at_and_when_something_holds_are_no_tasks_of_their_own() -> None:
    text = (
        "一、排查整治范围\n1.违法违章建筑。\n2.未经审批的自建房。\n二、排查内容\n1.危险房屋是否已经拆除；\n2.管理档案是否建立。\n"
        "三、启动条件\n当价格出现以下情形时，报县政府批准后启动：\n1.粮价月同比上涨超过8%；\n2.菜价旬环比上涨超过10%。\n四、主要任务\n1.开展排查。\n"
    )
    assert paths(text) == ["三", "四/1"]


def paths_of_whole(text: str) -> list[str]:
    """Give the places of all measures of a text with a title of its own."""
    facts = extract_document(read_bytes(text.encode(), "whole.txt"))
    return ["/".join(measure.path) for plan in facts.plans for measure in plan.measures]


LETTER = (
    "示范市水务局关于开展2024年节水工作的函\n示水函〔2024〕5号\n{to}：\n为做好节水工作，{opens}：\n一、工作目标\n建成节水小区100个。\n"
    "二、相关要求\n（一）开展达标评估。请各区于10月底前报送自评报告。\n（二）加强宣传培训。请各区开展宣传活动。\n示范市水务局\n2024年2月1日\n"
)


@pytest.mark.parametrize(
    ("to", "opens", "found"),
    [
        ("各区人民政府", "有关要求通知如下", ["二/（一）", "二/（二）"]),
        ("各区人民政府", "现将有关事项函告如下", ["二/（一）", "二/（二）"]),
        # One that answers, or asks a body beside the sender, sets no tasks.
        ("各区人民政府", "经研究，现函复如下", []),
        ("市财政局", "现将有关事项函告如下", []),
    ],
)
def test_a_letter_to_all_bodies_below_that_sets_out_demands_is_a_plan(
    to: str, opens: str, found: list[str]
) -> None:
    assert paths_of_whole(LETTER.format(to=to, opens=opens)) == found


def test_demands_are_measures_where_a_notice_has_nothing_else() -> None:
    demands = "{}、工作要求\n（一）加强领导。各区要落实责任。\n（二）强化督查。市水务局定期检查。\n"
    notice = "示范市水务局关于做好节水工作的通知\n各区人民政府：\n现就有关事项通知如下：\n{}示范市水务局\n2024年2月1日\n"
    assert paths_of_whole(notice.format(demands.format("一"))) == ["一/（一）", "一/（二）"]
    tasks = "一、主要任务\n（一）改造管网。\n（二）更换水表。\n"
    assert paths_of_whole(notice.format(tasks + demands.format("二"))) == ["一/（一）", "一/（二）"]


def test_an_annex_that_the_list_of_contents_names_ends_no_plan() -> None:
    text = (
        "目  录\n一、规划背景\t1\n二、总体要求\t3\n三、主要任务\t5\n附件\t20\n一、规划背景\n取得显著成效。\n二、总体要求\n坚持以人民为中心。\n"
        "三、主要任务\n（一）完善保障。建设服务中心。（责任单位：县民政局）\n（二）促进就业。培训护理员。\n附件\n（三）名词解释。略。\n"
    )
    assert paths(text) == ["三/（一）", "三/（二）"]


def test_headings_that_are_units_beside_each_other_say_who_is_to_act() -> None:
    text = "一、工作内容及分工\n（一）县残联\n1.负责康复服务。\n2.完成改造。\n（二）县教育局\n1.落实资助政策。（县财政局配合）\n（三）各街镇\n落实属地责任。\n"
    assert [[(p.role, p.mention) for p in m.parties] for m in measures(text)] == [
        [("responsible", "县残联")],
        [("responsible", "县残联")],
        [("support", "县财政局")],
        [("responsible", "各街镇")],
    ]
    built = "一、重点任务\n（一）残疾人托养中心\n1.完成主体工程。\n（二）特殊教育学校\n1.完成选址。\n"
    assert [m.parties for m in measures(built)] == [[], []]


def test_who_is_honoured_and_what_was_done_last_year_are_no_tasks() -> None:
    award = (
        "示范县残疾人工作委员会关于表彰扶残助残先进集体和先进个人的决定\n各乡镇人民政府：\n决定授予县民政局等单位称号。\n示范县残疾人工作委员会\n"
        "2022年12月3日\n附件\n表彰名单\n一、先进集体（10个）\n县民政局\n二、先进个人（20名）\n张三\n"
    )
    assert paths_of_whole(award) == []
    report = (
        "示范市残联2021年工作总结和2022年工作计划\n一、2021年工作总结\n（一）康复工作成效明显。为3000名残疾人提供服务。\n（二）就业工作稳步推进。\n"
        "二、2022年工作计划\n（一）加强康复服务。完成救助500名以上。\n（二）促进就业。6月底前完成调查。\n"
    )
    assert paths_of_whole(report) == ["二/（一）", "二/（二）"]
    [plan] = extract_document(read_bytes(report.encode(), "whole.txt")).plans
    assert plan.period == ("2022", "2022")
    assert [str(m.deadline.value) for m in plan.measures if m.deadline] == ["2022-06-30"]


def test_a_table_out_of_a_database_numbers_its_rows_by_id() -> None:
    text = "城建项目表\nID\t项目\t责任部门\t责任领导\t时间\t工作内容\n"
    rows = "".join(f"{n}\t道路改造工程\t城管办\t张某某\t2018-0{n}\t完成第{n}次招标工作\n" for n in (3, 4, 5))
    facts = extract_document(read_bytes((text + rows).encode(), "table.txt"))
    found = [m for plan in facts.plans for m in plan.measures]
    assert [(p.mention, p.role) for p in found[0].parties] == [("城管办", "responsible")]
    assert [str(m.deadline.value) for m in found if m.deadline] == ["2018-03-31", "2018-04-30", "2018-05-31"]


def test_labels_of_one_character_number_items() -> None:
    text = "一、重点任务\n㈠完善设施\n⒈新建服务中心。（责任单位：县民政局）\n⒉改造敬老院。\n㈡培训队伍\n⑴培训护理员。\n⑵开展评估。\n"
    assert paths(text) == ["一/（一）/1", "一/（一）/2", "一/（二）/（1）", "一/（二）/（2）"]


def test_duties_of_several_units_in_paragraphs_of_one_item_are_those_of_all() -> None:
    text = "一、职责分工\n县水利局：负责设计和施工。\n县财政局：负责资金筹措。\n各乡镇人民政府：负责管护。\n二、重点任务\n（一）建设水厂。\n"
    assert with_role(measures(text)[0], "responsible") == ["县水利局", "县财政局", "各乡镇人民政府"]


def test_who_joins_in_what_another_leads_supports() -> None:
    text = "一、重点任务\n（一）验收工程。县水利局牵头组织验收，县财政局、县审计局参加。\n（二）建设水厂。\n"
    [measure, _] = measures(text)
    assert (with_role(measure, "lead"), with_role(measure, "support")) == (
        ["县水利局"],
        ["县财政局", "县审计局"],
    )


def test_a_clause_of_departments_may_say_until_when_what_is_to_be() -> None:
    text = "一、重点任务\n（一）完善制度。（政法司牵头，规财司、各司（局）参与，2022年底前取得明显进展）\n（二）建设平台。（信息中心，持续实施）\n"
    first, second = measures(text)
    assert (with_role(first, "lead"), with_role(first, "support")) == (["政法司"], ["规财司", "各司（局）"])
    assert first.deadline is not None
    assert str(first.deadline.value) == "2022-12-31"
    assert with_role(second, "responsible") == ["信息中心"]
    assert second.deadline is not None
    assert second.deadline.kind == "period"


def test_how_long_measures_are_in_force_is_no_task() -> None:
    text = "一、奖励企业。（责任单位：县财政局）\n二、安排用地。\n三、以上措施自印发之日起施行，有效期至2024年12月31日。\n"
    assert paths(text) == ["一", "二"]


def test_a_plan_may_bear_the_name_of_its_place_before_the_title_in_the_notice() -> None:
    notice = (
        "临江县人民政府办公室关于印发养老服务实施方案的通知\n各乡镇人民政府：\n现将方案印发给你们，请认真贯彻执行。\n临江县人民政府办公室\n"
        "二〇二一年三月\n临江县养老服务实施方案\n一、重点任务\n（一）新建养老院。\n（二）改造敬老院。\n"
    )
    assert paths_of_whole(notice) == ["一/（一）", "一/（二）"]


def test_headings_that_name_duties_of_units_say_who_acts() -> None:
    text = "一、任务分工\n（一）卫生健康委职责\n1.制定指南。\n2.开展筛查。\n（二）教育部职责\n1.落实制度。\n（三）财政部职责\n安排投入。\n"
    assert [with_role(m, "responsible") for m in measures(text)] == [
        ["卫生健康委"], ["卫生健康委"], ["教育部"], ["财政部"],
    ]  # fmt: skip
    stopped = "一、职责分工\n1.市生态环境局。负责综合协调。\n2.市公安局。查处违法行为。\n3.设施建设。建设服务中心。\n"
    assert [with_role(m, "responsible") for m in measures(stopped)] == [["市生态环境局"], ["市公安局"], []]


def test_a_number_alone_below_a_list_of_units_begins_the_next_row() -> None:
    text = (
        "任务清单\n序号\n重点任务\n责任单位\n1\n健全消防安全责任制，每年组织考核。\n市消防救援总队牵头，市发展改革委、市财政局，各区县政府\n"
        "2\n推进消防水源建设。\n市住房城乡建委、市水利局、市城市管理局，各区县政府\n"
    )
    first, second = measures(text)
    assert (with_role(first, "lead"), with_role(first, "support")) == (
        ["市消防救援总队"], ["市发展改革委", "市财政局", "各区县政府"],
    )  # fmt: skip
    assert with_role(second, "responsible") == ["市住房城乡建委", "市水利局", "市城市管理局", "各区县政府"]


def test_each_year_of_a_series_has_its_target() -> None:
    text = "一、重点任务\n（一）改厕。2018年改造农村户厕500户，2019年800户，2020年600户。\n（二）建设水厂。\n"
    targets = measures(text)[0].targets
    assert [(str(t.value), t.indicator, t.period) for t in targets] == [
        ("500", "农村户厕", "2018"), ("800", "农村户厕", "2019"), ("600", "农村户厕", "2020"),
    ]  # fmt: skip


def test_the_sum_that_makes_a_company_count_is_no_target() -> None:
    text = "一、重点任务\n（一）培育主体。到2028年，培育营收超1000万元企业100家以上，集聚高成长性OPC5000家以上。\n（二）建设水厂。\n"
    assert [(str(t.value), t.comparator) for t in measures(text)[0].targets] == [
        ("100", ">="),
        ("5000", ">="),
    ]


def test_an_hour_of_the_day_belongs_to_the_deadline() -> None:
    text = "一、重点任务\n（一）报送报告。2022年6月20日18：00前报送自查报告。\n（二）建设水厂。\n"
    deadline = measures(text)[0].deadline
    assert deadline is not None
    assert str(deadline.value) == "2022-06-20"


def test_a_star_is_no_part_of_a_name() -> None:
    text = "一、重点任务\n（一）奖励人才。（责任单位：*县人社局、县财政局★）\n（二）建设水厂。\n"
    assert with_role(measures(text)[0], "responsible") == ["县人社局", "县财政局"]


@pytest.mark.parametrize(
    ("sentence", "lead", "support", "responsible"),
    [
        ("县农业农村局牵头负责，县卫健委做好技术指导，各乡镇具体实施。", ["县农业农村局"], ["县卫健委", "各乡镇"], []),
        ("县文旅体局负责A级景区厕所达标。", [], [], ["县文旅体局"]),
        ("县教育局负责，县发改委、县财政局配合；年底前完成。", [], ["县发改委", "县财政局"], ["县教育局"]),
        ("扩大招生。（省教育厅，各市政府。以下各项任务均需各市政府落实，不再列出）", [], [], ["省教育厅", "各市政府"]),
        ("开展托管。（省教育厅、有关高校）", [], [], ["省教育厅", "有关高校"]),
        ("农业农村部门负责种植环节监管，市场监管部门负责流通环节监管。", [], [], ["农业农村部门", "市场监管部门"]),
        ("省委组织部负责，省委政法委、省民政厅参加", [], ["省委政法委", "省民政厅"], ["省委组织部"]),
        ("省民政厅牵头", ["省民政厅"], [], []),
        ("严格审核。（备案审查处；全年）", [], [], ["备案审查处"]),
        ("评估规划。（市民政局会同各区政府）", [], ["各区政府"], ["市民政局"]),
        ("建设平台。（责任单位：各市州、县市区人民政府）", [], [], ["各市州、县市区人民政府"]),
        ("建设平台。（市民政局、市科委；6月份启动，12月完成）", [], [], ["市民政局", "市科委"]),
        ("制定政策。（省教育厅、省财政厅按职责分工负责，6月底前出台）", [], [], ["省教育厅", "省财政厅"]),
        ("区民政局牵头抓总，区财政局保障资金，各街镇负责摸底排查。", ["区民政局"], ["各街镇"], []),
        ("由省委编办会同省供销合作社研究提出办法。", ["省委编办"], ["省供销合作社"], []),
        ("由省科技厅会同省教育厅组织做好评估工作。", [], ["省教育厅"], ["省科技厅"]),
        ("加强宣传。（省“三地一区”建设领导小组执行小组成员单位按职责分工负责）", [], [], ["省“三地一区”建设领导小组执行小组成员单位"]),
    ],
)  # fmt: skip
def test_who_acts_is_read_from_sentences_and_bare_lists(
    sentence: str, lead: list[str], support: list[str], responsible: list[str]
) -> None:
    measure = measures(f"一、重点任务\n（一）改造厕所。{sentence}\n（二）建设水厂。\n")[0]
    assert [with_role(measure, role) for role in ("lead", "support", "responsible")] == [
        lead,
        support,
        responsible,
    ]


def test_years_on_a_line_below_the_title_belong_to_it() -> None:
    notice = (
        "临江市民政局关于印发《临江市养老服务专项行动方案》的通知\n各县民政局：\n现印发给你们，请认真贯彻执行。\n临江市民政局\n2021年8月26日\n"
        "临江市养老服务专项行动方案\n（2021—2023年）\n一、重点任务\n（一）新建养老院。\n（二）改造敬老院。\n"
    )
    [plan] = extract_document(read_bytes(notice.encode(), "notice.txt")).plans
    assert (plan.title, plan.period) == ("临江市养老服务专项行动方案（2021—2023年）", ("2021", "2023"))


def test_the_items_of_a_box_are_part_of_the_measure_around_it() -> None:
    text = (
        "一、重点任务\n（一）建设队伍工程。每个乡镇组建1支队伍。\n专栏1应急队伍建设工程\n1.建设森林消防队伍。\n2.建设水上救援基地2处。\n"
        "（二）完善制度工程。健全预案。\n1.修订预案。\n2.开展演练。\n专栏2预案体系\n1.总体预案。\n3.加强宣传。\n二、保障措施\n（一）加强领导。\n"
    )
    assert paths(text) == ["一/（一）", "一/（二）/1", "一/（二）/2", "一/（二）/3"]
    assert [str(t.value) for t in measures(text)[0].targets] == ["1", "2"]


def test_a_section_of_a_county_bureau_alone_in_brackets_answers() -> None:
    text = "一、重点任务\n1.加强师德建设。开展主题活动。（人事股）\n2.强化安全管理。（安全股）\n"
    assert [with_role(m, "responsible") for m in measures(text)] == [["人事股"], ["安全股"]]


def test_plans_that_the_first_sentence_names_one_by_one_are_plans_of_their_own() -> None:
    notice = (
        "示范省人民政府办公厅关于印发优化营商环境两大专项行动方案的通知\n各市人民政府：\n"
        "《示范省规范收费专项行动方案》《示范省便民服务专项行动方案》已经省政府同意，现印发给你们，请认真贯彻执行。\n示范省人民政府办公厅\n2019年6月6日\n"
        "示范省规范收费专项行动方案\n一、主要措施\n1.规范收费。\n2.建立制度。\n示范省便民服务专项行动方案\n一、主要措施\n1.建设平台。\n2.完善清单。\n"
    )
    plans = extract_document(read_bytes(notice.encode(), "notice.txt")).plans
    assert [(plan.title, len(plan.measures)) for plan in plans] == [
        ("示范省规范收费专项行动方案", 2), ("示范省便民服务专项行动方案", 2),
    ]  # fmt: skip


def test_what_is_done_with_others_in_brackets_has_a_lead() -> None:
    text = "一、重点任务\n1.制定办法。（省财政厅会同省发展改革委、省商务厅等部门制定，2023年9月底前完成）\n2.开展评估。\n"
    measure = measures(text)[0]
    assert (with_role(measure, "lead"), with_role(measure, "support")) == (
        ["省财政厅"],
        ["省发展改革委", "省商务厅"],
    )
    assert measure.deadline is not None
    assert str(measure.deadline.value) == "2023-09-30"


def test_tasks_that_a_notice_sets_out_above_its_signature_are_those_of_what_it_issues() -> None:
    notice = (
        "临江市人民政府办公室关于印发临江市2022年重点民生实事任务分解的通知\n各县人民政府：\n经市政府同意，现将2022年重点民生实事任务分解如下，请认真抓好落实。\n"
        "一、提升就业水平。城镇新增就业6.5万人。\n牵头单位：市人社局\n二、强化养老服务。建成200个村级幸福院。\n牵头单位：市民政局\n"
        "临江市人民政府办公室\n2022年3月8日\n"
    )
    [plan] = extract_document(read_bytes(notice.encode(), "notice.txt")).plans
    assert (plan.title, plan.period) == ("临江市2022年重点民生实事任务分解", ("2022", "2022"))
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["市人社局"], ["市民政局"]]


def test_paragraphs_behind_dashes_share_out_work_where_nothing_is_numbered() -> None:
    text = (
        "为做好安全生产工作，现安排如下：\n——强化责任落实。6月底前签订责任书。（综合股负责）\n——深化专项整治。排查隐患不少于100处。（危化股、矿山股负责）\n"
        "——提升应急能力。组建救援队。（应急股牵头，消防大队配合）\n"
    )
    found = measures(text)
    assert [m.begins[:6] for m in found] == ["强化责任落实", "深化专项整治", "提升应急能力"]
    assert [[p.mention for p in m.parties] for m in found] == [
        ["综合股"],
        ["危化股", "矿山股"],
        ["应急股", "消防大队"],
    ]
    # Beside numbered items dashes only list.
    listed = "一、目标\n——建设设施。（县民政局负责）\n——培训队伍。（县人社局负责）\n——开展评估。（县财政局负责）\n二、重点任务\n1.建设中心。\n2.改造敬老院。\n"
    assert paths(listed) == ["一", "二/1", "二/2"]


def test_short_lines_head_the_parts_of_a_text_that_numbers_nothing() -> None:
    text = (
        "为改善村庄环境，制定本方案。\n攻坚目标\n百日内清理垃圾300吨以上，全镇村庄全部达标。\n"
        "垃圾清运\n由镇城建办牵头，环卫所、各村（社区）配合，对陈年垃圾进行集中清运，3月15日前完成。\n"
        "河道整治\n由镇农办牵头，对沿线池塘开展清淤。\n违建拆除\n镇综合执法队牵头，对主干道两侧违建逐处拆除，派出所、司法所协同。\n"
    )
    found = measures(text)
    assert [(m.path, m.heading) for m in found] == [((), "垃圾清运"), ((), "河道整治"), ((), "违建拆除")]
    assert [with_role(m, "lead") for m in found] == [["镇城建办"], ["镇农办"], ["镇综合执法队"]]
    assert with_role(found[2], "support") == ["派出所", "司法所"]
    # Where fewer paragraphs name who acts, lines without numbers head nothing.
    assert (
        measures("垃圾清运\n由镇城建办牵头，对垃圾进行清运。\n河道整治\n对沿线池塘开展清淤，加强巡查。\n")
        == []
    )


def test_items_bear_their_own_words_before_their_numbers() -> None:
    text = (
        "实事01：企业开办“零成本”（县市场监管局、县税务局）\n企业开办时间压缩至1个工作日以内。\n"
        "实事02：项目审批“加速跑”（牵头单位：县发改局；责任单位：县住建局）\n推行并联审批，上半年开工12个项目。\n"
    )
    found = measures(text)
    assert [("/".join(m.path), m.heading) for m in found] == [
        ("实事01", "企业开办“零成本”"), ("实事02", "项目审批“加速跑”"),
    ]  # fmt: skip
    assert [[(p.mention, p.role) for p in m.parties] for m in found] == [
        [("县市场监管局", "responsible"), ("县税务局", "responsible")], [("县发改局", "lead"), ("县住建局", "support")],
    ]  # fmt: skip
    blank = "一、重点行动\n行动1  机构建设提档\n推动卫生院达标建设。\n行动2  人才队伍固本\n实施定向培养。\n"
    assert paths(blank) == ["一/行动1", "一/行动2"]


@pytest.mark.parametrize(
    ("clause", "roles"),
    [
        ("对村寨逐寨建立台账。——县消防救援大队牵头，县住建局", {"lead": ["县消防救援大队"], "support": ["县住建局"]}),
        ("增设检查卡口46处。——县林业局、县公安局、各乡镇人民政府", {"responsible": ["县林业局", "县公安局", "各乡镇人民政府"]}),
        ("组建救援队17支。——县应急管理局；各乡镇配合", {"responsible": ["县应急管理局"], "support": ["各乡镇"]}),
        ("【牵头：县卫健局；配合：县财政局】实施免费培养。", {"lead": ["县卫健局"], "support": ["县财政局"]}),
        ("【县卫健局、县数据局（筹）】建设统一平台。", {"responsible": ["县卫健局", "县数据局（筹）"]}),
        ("由县发改局牵头，于6月底前完成一轮排查，县交易中心配合。", {"lead": ["县发改局"], "support": ["县交易中心"]}),
        ("培育企业22户。县工信局、县商务局按行业分别负责。", {"responsible": ["县工信局", "县商务局"]}),
        ("聘请监督员。此项工作由县营商办总牵头，县纪委机关督促。", {"lead": ["县营商办"], "support": ["县纪委机关"]}),
        ("架空线由县供电公司、电信等单位负责清理。", {"responsible": ["县供电公司", "电信"]}),
        ("兑现细则由县工信局会同县财政局在印发后15日内制定。", {"lead": ["县工信局"], "support": ["县财政局"]}),
        ("建立由县政府牵头的工作机制。", {}),
        ("完成验收。——以上数据均为初步统计。", {}),
    ],
)  # fmt: skip
def test_who_acts_stands_behind_dashes_before_texts_and_in_sentences(
    clause: str, roles: dict[str, list[str]]
) -> None:
    measure = measures(f"一、重点任务\n1.{clause}\n2.开展评估。\n")[0]
    assert {role: with_role(measure, role) for role in {p.role for p in measure.parties}} == roles


def test_lines_of_who_acts_and_when_above_the_items_of_a_group_speak_for_all_of_them() -> None:
    text = (
        "一、整改任务\n（一）污水直排问题\n责任单位：县住建局，各有关乡镇人民政府\n整改目标：2023年6月底前，污水收集率达到75%以上。\n整改时限：2023年6月底\n整改措施：\n"
        "1.新建管网36公里。\n2.完善运维机制。（县财政局负责）\n（二）扬尘污染问题\n整改目标：落实率100%。（县住建局负责）\n1.开展排查。\n2.建立机制。\n"
    )
    found = measures(text)
    assert ["/".join(m.path) for m in found] == ["一/（一）/1", "一/（一）/2", "一/（二）/1", "一/（二）/2"]
    assert [with_role(m, "responsible") for m in found] == [
        ["县住建局", "各有关乡镇人民政府"], ["县财政局"], [], [],
    ]  # fmt: skip
    assert [m.deadline.value if m.deadline else None for m in found] == [
        "2023-06-30",
        "2023-06-30",
        None,
        None,
    ]


def test_detailed_rules_that_set_out_tasks_are_a_plan() -> None:
    notice = (
        "示范县教育局关于印发《示范县学校卫生工作实施细则》的通知\n各学校：\n现将《示范县学校卫生工作实施细则》印发给你们，请认真贯彻执行。\n示范县教育局\n2022年8月10日\n"
        "示范县学校卫生工作实施细则\n一、工作目标\n近视率每年降低0.5个百分点。\n二、重点任务\n（一）加强监测。每年开展2次视力监测。（县教育局负责）\n（二）保障饮水。落实陪餐制度。\n三、组织保障\n各有关部门要密切配合。\n"
    )
    [plan] = extract_document(read_bytes(notice.encode(), "notice.txt")).plans
    assert (plan.title, ["/".join(m.path) for m in plan.measures]) == (
        "示范县学校卫生工作实施细则", ["二/（一）", "二/（二）"],
    )  # fmt: skip
    conditions = notice.replace("二、重点任务", "二、申请条件")
    assert extract_document(read_bytes(conditions.encode(), "notice.txt")).plans == []


def test_a_clause_in_lenticular_brackets_behind_a_heading_holds_for_its_items() -> None:
    text = (
        "一、工作措施\n（一）化解矛盾纠纷【牵头科室：综治中心；配合科室：司法所、各社区】\n1.推动中心规范化建设。\n2.开展专项行动。\n"
        "（二）强化责任\n各有关部门要密切配合。\n"
    )
    found = measures(text)
    assert [(m.group, with_role(m, "lead"), with_role(m, "support")) for m in found[:2]] == [
        ("化解矛盾纠纷", ["综治中心"], ["司法所", "各社区"]),
    ] * 2
    assert found[2].parties == []


def test_a_box_whose_name_begins_with_the_character_for_in_is_a_box() -> None:
    text = "一、主要任务\n（一）建设中医药强县。中医馆覆盖率达到100%。\n专栏1 中医药能力提升工程\n1.建设特色专科5个。\n（二）加强监管。专栏1中的项目按期完成。\n"
    assert paths(text) == ["一/（一）", "一/（二）"]


def test_offices_of_a_town_answer_in_sentences_of_their_own() -> None:
    text = "一、职责分工\n1.房屋排查。\n房管所、规建生态办负责牵头组织排查；\n经发办、机关事务办负责商务楼宇的排查；\n2.经费保障。财政所负责资金审核。本办法由镇政府负责解释。\n"
    found = measures(text)
    assert with_role(found[0], "lead") == ["房管所", "规建生态办"]
    assert with_role(found[0], "responsible") == ["经发办", "机关事务办"]
    assert with_role(found[1], "responsible") == ["财政所"]


def test_the_clause_behind_the_last_item_of_each_group_speaks_for_its_group() -> None:
    groups = [
        f"（{n}）{name}\n1.全面检查隐患。\n2.完善预案。（{unit}）\n"
        for n, name, unit in [
            ("一", "防洪设施", "农业农村处牵头，政法综治处等相关处室分工负责"), ("二", "海洋渔业", "农业农村处负责"), ("三", "水上交通", "交通与建设处负责"),
        ]
    ]  # fmt: skip
    found = measures("一、整治内容\n" + "".join(groups))
    assert [[p.mention for p in m.parties] for m in found] == [
        ["农业农村处", "政法综治处"], ["农业农村处", "政法综治处"], ["农业农村处"], ["农业农村处"], ["交通与建设处"], ["交通与建设处"],
    ]  # fmt: skip
    assert found[0].parties[0].evidence.confidence == "likely"
    # Where another item has a clause of its own, each clause is that of its item.
    mixed = "".join(groups).replace("1.全面检查隐患。", "1.全面检查隐患。（县应急局负责）", 1)
    assert [[p.mention for p in m.parties] for m in measures("一、整治内容\n" + mixed)][2:4] == [
        [],
        ["农业农村处"],
    ]


def test_labels_in_brackets_bear_words_before_their_numbers() -> None:
    text = "【目标】到2024年，建成中心1个。\n【任务一】建设网络。建成幸福院12个。责任部门：社会事务办。\n【任务二】发展托育。新增托位60个。（相关镇街负责）\n"
    found = measures(text)
    assert [("/".join(m.path), [p.mention for p in m.parties]) for m in found] == [
        ("任务一", ["社会事务办"]), ("任务二", ["相关镇街"]),
    ]  # fmt: skip


def test_tasks_above_a_notices_signature_are_its_plan_where_they_say_who_acts() -> None:
    notice = (
        "临江市人民政府办公室关于印发2022年重点工作任务分工的通知\n各县人民政府：\n《2022年重点工作任务分工》已经市政府同意，现印发给你们，请认真抓好落实。\n"
        "一、稳定增长\n（1）生产总值增长6.5%左右。\n牵头：市发改委  配合：市工信局、市统计局  分管领导：赵某\n（2）完成投资600亿元以上。\n牵头：市项目专班  配合：各县政府\n"
        "二、改善民生\n（3）新增就业2万人。\n牵头：市人社局\n临江市人民政府办公室\n2022年2月25日\n"
    )
    [plan] = extract_document(read_bytes(notice.encode(), "notice.txt")).plans
    assert plan.title == "2022年重点工作任务分工"
    assert [[(p.role, p.mention) for p in m.parties] for m in plan.measures] == [
        [("lead", "市发改委"), ("support", "市工信局"), ("support", "市统计局")],
        [("lead", "市项目专班"), ("support", "各县政府")],
        [("lead", "市人社局")],
    ]


def test_a_paragraph_shares_out_items_by_their_numbers() -> None:
    text = (
        "一、服务供给\n1.公布清单。\n2.开展评估。\n3.开展探访。\n二、设施建设\n4.改造养老院。\n5.发展助餐。\n"
        "三、责任分工\n第1—3项由县民政局负责，县财政局配合；第4项由县民政局牵头，县住建局参与；第5项由县商务局负责。\n"
    )
    found = measures(text)
    assert [[(p.role, p.mention) for p in m.parties] for m in found] == [
        *([[("responsible", "县民政局"), ("support", "县财政局")]] * 3),
        [("lead", "县民政局"), ("support", "县住建局")],
        [("responsible", "县商务局")],
    ]
    # Numbers that several groups bear tell no item.
    twice = text.replace("4.改造", "1.改造").replace("5.发展", "2.发展")
    assert measures(twice)[0].parties == []


def test_what_names_no_day_is_due_when_the_plan_says_of_all() -> None:
    text = "一、重点任务\n1.建设中心。\n2.改造道路，6月底前完成。\n二、有关要求\n本方案所列任务，除注明完成时限者外，均应于2023年11月30日前完成。\n"
    found = measures(text)
    assert [m.deadline.text if m.deadline else None for m in found] == ["2023年11月30日前", "6月底前"]
    assert found[0].deadline is not None
    assert found[0].deadline.evidence.confidence == "likely"
    own = "一、重点任务\n1.建设中心。（县住建局负责，除有明确时限要求外，年内持续推进）\n2.改造道路。\n"
    assert measures(own)[1].deadline is None


def test_a_plan_annexed_to_a_notice_that_is_one_itself_stands_beside_it() -> None:
    text = (
        "临江省人民政府办公厅关于2025年支持设备更新的通知\n临政办〔2025〕5号\n各市人民政府：\n现将支持政策通知如下。\n"
        "一、支持设备更新\n（一）更新机床。支持企业更新机床。\n（二）更新车辆。支持更新公交车。\n"
        "二、支持回收\n（三）建设站点。建设回收站点。\n（四）培育企业。培育回收企业。\n附件：2025年临江省消费品换新实施方案\n"
        "临江省人民政府办公厅\n2025年1月23日\n2025年临江省消费品换新实施方案\n为推动消费品换新，制定本实施方案。\n一、总体要求\n"
        "力争到2025年底，补贴家电10万台（套）以上，新增充电桩200个（处）。\n二、支持内容\n（一）支持汽车换新。\n对报废旧车的给予补贴。（责任单位：省商务厅）\n"
        "（二）支持家电换新。\n对购买家电的给予补贴。（责任单位：省财政厅）\n"
    )
    own, annexed = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert annexed.title == "2025年临江省消费品换新实施方案"
    assert annexed.period == ("2025", "2025")
    assert ["/".join(m.path) for m in own.measures] == ["一/（一）", "一/（二）", "二/（三）", "二/（四）"]
    assert [[p.mention for p in m.parties] for m in annexed.measures] == [["省商务厅"], ["省财政厅"]]
    assert [(str(t.value), t.unit) for t in annexed.targets] == [
        ("100000", "台（套）"),
        ("200", "个（处）"),
    ]


def test_what_a_plan_annexes_without_an_outline_of_its_own_is_no_plan() -> None:
    text = (
        "临江县养老服务实施方案\n为发展养老服务，制定本方案。\n一、主要任务\n（一）建设中心。建设服务中心。\n（二）培训人员。培训护理员。\n"
        "（三）完善制度。修订办法。\n附件1\n临江县养老服务宣传方案\n宣传时间为每年9月，由县民政局组织。\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert plan.title == "临江县养老服务实施方案"


def test_a_heading_of_two_parts_above_its_text_is_a_heading() -> None:
    told = "加强作业机具质量调查和测评选型，提高适应性、可靠性，优化完善适合不同作物、不同规模的生产模式，完善减损作业标准和操作规范，开展技术培训。"
    text = (
        "临江县农机化实施意见\n一、主要任务\n\n（一）聚焦减损提质，推动粮食生产机械化高质高效发展\n\n"
        f"{told}\n\n（二）补齐短板弱项，实现经济作物机械化关键环节突破\n\n{told[6:]}推进示范，总结经验。\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [m.heading for m in plan.measures] == [
        "聚焦减损提质，推动粮食生产机械化高质高效发展",
        "补齐短板弱项，实现经济作物机械化关键环节突破",
    ]
    assert [m.begins[:4] for m in plan.measures] == ["加强作业", "质量调查"]


def test_by_when_a_notice_wants_to_hear_is_no_part_of_its_last_item() -> None:
    text = (
        "临江县安全生产委员会办公室关于做好岁末年初安全生产工作的通知\n各乡镇安委会：\n现就有关事项通知如下：\n"
        "一、突出重点领域。开展全覆盖检查，12月31日前完成。\n二、强化应急值守。落实值班制度。\n"
        "请各乡镇于2024年1月5日前将工作开展情况报县安委办。\n临江县安全生产委员会办公室\n2023年12月12日\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [m.deadline.value if m.deadline else None for m in plan.measures] == ["2023-12-31", None]
    assert [d.value for d in plan.other_deadlines] == ["2024-01-05"]


def test_a_line_of_units_behind_the_last_item_of_each_group_speaks_for_its_items() -> None:
    text = (
        "临江市碳达峰实施方案\n为达峰，制定本方案。\n一、重点任务\n（一）能源转型行动\n1.推进替代。控制煤炭消费。\n2.发展新能源。建设光伏。\n"
        "责任单位：市发展改革委、市生态环境局\n（二）节能增效行动\n1.提升能力。推行管理。\n2.实施工程。改造设备。\n责任单位：市工信局\n"
        "二、政策保障\n（一）建立核算体系。（市统计局牵头）\n（二）完善政策。（市财政局、市税务局）\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [[p.mention for p in m.parties] for m in plan.measures] == [
        *[["市发展改革委", "市生态环境局"]] * 2,
        *[["市工信局"]] * 2,
        ["市统计局"],
        ["市财政局", "市税务局"],
    ]
    # What the line says for items before it is likely, for its own item certain.
    assert [m.parties[0].evidence.confidence for m in plan.measures[:2]] == ["likely", "certain"]


def test_a_role_word_in_brackets_behind_a_unit_is_not_unread() -> None:
    text = "临江县养老服务方案\n为发展，制定本方案。\n一、主要任务\n1.建设中心。责任单位：县民政局（牵头）、县财政局\n2.培训人员。\n责任单位：县人社局（牵头）、县卫健局\n"
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    assert [[(p.mention, p.role) for p in m.parties] for m in facts.plans[0].measures] == [
        [("县民政局", "lead"), ("县财政局", "support")],
        [("县人社局", "lead"), ("县卫健局", "support")],
    ]
    assert facts.unread == []


def test_the_terms_of_a_scheme_are_no_targets_of_the_plan() -> None:
    text = (
        "临江市科技局关于做好科技型企业培育工作的通知\n各有关企业：\n现将有关事项通知如下：\n一、工作目标\n全年新增高新技术企业60家。\n"
        "二、申报条件\n（一）注册1年以上。\n（二）研发投入占比不低于3%。\n三、工作安排\n（一）申报推荐。5月10日前完成。\n（二）评审认定。6月30日前完成。\n"
        "临江市科技局\n2023年4月6日\n"
    )
    [plan] = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [str(t.value) for t in plan.targets] == ["60"]


def test_rules_that_a_notice_issues_and_that_share_out_work_are_a_plan() -> None:
    text = (
        "临江区人民政府办公室\n印发临江区贯彻落实省“稳经济32条”实施细则的通知\n各乡镇人民政府，区直各单位：\n"
        "现将《临江区贯彻落实省“稳经济32条”实施细则》印发给你们，请认真抓好落实。\n2023年3月3日\n临江区贯彻落实省“稳经济32条”实施细则\n"
        "1.落实退税政策。及时退税。（区税务局、区财政局负责）\n2.推动项目建设。6月底前开工。（区发改局牵头，各乡镇配合）\n本细则自印发之日起施行。\n"
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    assert facts.carrier.issuers == ["临江区人民政府办公室"]
    [plan] = facts.plans
    assert plan.title == "临江区贯彻落实省“稳经济32条”实施细则"
    assert [[p.mention for p in m.parties] for m in plan.measures] == [
        ["区税务局", "区财政局"],
        ["区发改局", "各乡镇"],
    ]


def test_faults_that_a_campaign_is_against_are_no_measures() -> None:
    text = (
        "临江县高层建筑消防治理方案\n为消除隐患，制定本方案。\n一、治理内容\n（一）消防设施\n1.未按标准设置消防设施；\n2.设施故障、损坏，不能保持完好。\n"
        "（二）疏散设施\n1.占用、堵塞疏散通道；\n2.装修材料不符合标准。{}\n二、工作措施\n（一）摸清底数。摸清全县高层建筑情况。\n（二）整改隐患。督促单位整改。\n"
    )

    def found(clause: str) -> list[str]:
        plans = extract_document(read_bytes(text.format(clause).encode(), "a.txt")).plans
        return ["/".join(m.path) for plan in plans for m in plan.measures]

    assert found("") == ["二/（一）", "二/（二）"]
    # Where units are named, they are tasks.
    assert found("（责任单位：县消防救援大队）")[:1] == ["一/（一）/1"]


def test_who_is_insured_and_what_it_costs_is_no_measure() -> None:
    text = (
        "临江县2024年居民医疗保险参保缴费工作方案\n一、参保对象和缴费标准\n（一）参保对象。本县城乡居民。\n"
        "（二）缴费标准。每人380元。\n二、部门职责\n（一）县医疗保障局：负责统筹协调。\n"
    )
    (plan,) = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [m.path for m in plan.measures] == [("二", "（一）")]


def test_importance_and_leadership_are_no_measures() -> None:
    text = (
        "一、充分认识仲裁制度的重要地位\n仲裁是解决纠纷的方式。\n二、工作措施\n（一）开展培训。由市司法局负责。\n"
        "三、切实加强仲裁工作的领导\n各级部门要重视。\n"
    )
    (plan,) = read(text).plans
    assert [p.path for p in plan.provisions if p.kind == "measure"] == [("二", "（一）")]


def test_unit_before_the_word_duties_is_the_unit() -> None:
    text = "一、部门职责\n（一）各有关金融机构职责。各金融机构要主动对接。\n（二）县财政局职责。县财政局要落实资金。\n"
    (plan,) = read(text).plans
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["各有关金融机构"], ["县财政局"]]


def test_what_a_paragraph_lists_behind_its_last_comma_are_no_measures() -> None:
    text = (
        "一、主要任务\n（一）统一进场交易。交易项目一律进场，主要包括：\n1.工程建设项目采购；\n2.政府采购；\n3.产权交易。\n"
        "（二）统一信息发布。建设交易网。\n"
    )
    (plan,) = read(text).plans
    assert [m.path for m in plan.measures] == [("一", "（一）"), ("一", "（二）")]


def test_who_leads_behind_the_name_of_a_group_leads() -> None:
    text = "一、主要任务\n1.机构设置组：市编办牵头，市人社局配合。主要负责机构设置。8月15日前完成。\n2.规则组：市法制办牵头，市财政局配合。\n"
    (plan,) = read(text).plans
    assert [[(p.mention, p.role) for p in m.parties] for m in plan.measures] == [
        [("市编办", "lead"), ("市人社局", "support")],
        [("市法制办", "lead"), ("市财政局", "support")],
    ]


def test_numbers_that_go_on_behind_a_groups_name_with_a_stop() -> None:
    long = "健全工作机制，完善标准体系，提升服务水平，强化监督管理。" * 6
    text = (
        f"一、主要任务（一）规范清单。1．梳理清单。{long}（市民政局负责）2．公布清单。{long}（市财政局负责）"
        f"（二）破除垄断。3．放开市场。{long}（市发改委负责）4．清理规定。{long}（市司法局负责）\n"
    )
    (plan,) = read(text).plans
    assert [("/".join(m.path), [p.mention for p in m.parties]) for m in plan.measures] == [
        ("一/（一）/1", ["市民政局"]),
        ("一/（一）/2", ["市财政局"]),
        ("一/（二）/3", ["市发改委"]),
        ("一/（二）/4", ["市司法局"]),
    ]


def test_stages_of_the_work_may_be_no_tasks_of_their_own() -> None:
    facts = extract_document(
        read_bytes(
            "示范县治理方案\n一、主要任务\n（一）完善台账。（县水利局）\n二、实施步骤\n（一）动员部署阶段（3月）。召开会议。\n"
            "（二）组织实施阶段（4月）。推进任务。（县水利局）\n".encode(),
            "a.txt",
        )
    )
    assert [(m.path[-1], m.path[0], m.unsure) for m in facts.plans[0].measures] == [
        ("（一）", "一", False),
        ("（一）", "二", True),
        ("（二）", "二", False),
    ]


def test_units_with_unknown_roles_are_unread_and_units_named_again_are_not() -> None:
    source = read_bytes(
        "示范县治理方案\n一、主要任务\n（一）完善台账。建立制度。（县水利局、县财政局负责）\n开展检查。（县财政局负责）\n"
        "（二）完善体系。（省级层面：省民政厅；县级层面：县民政局）\n".encode(),
        "a.txt",
    )
    facts = extract_document(source)
    assert [source.text[u.span.start : u.span.end] for u in facts.unread] == [
        "（省级层面：省民政厅；县级层面：县民政局）"
    ]


def test_groups_whose_names_end_in_a_stop_hold_items_of_the_same_line() -> None:
    facts = extract_document(
        read_bytes(
            "示范市关于稳就业的意见\n一、支持企业。（一）返还保费。返还上年度保费的50%。（市人社局负责）（二）减轻负担。（市税务局负责）\n"
            "二、强化培训。1.开展培训。2023年培训3万人次以上。2.建设基地。建设实训基地5个。\n".encode(),
            "a.txt",
        )
    )
    assert ["/".join(m.path) for m in facts.plans[0].measures] == ["一/（一）", "一/（二）", "二/1", "二/2"]
    assert [[p.mention for p in m.parties] for m in facts.plans[0].measures[:2]] == [
        ["市人社局"],
        ["市税务局"],
    ]


def test_plan_that_others_wrote_and_a_notice_forwards_bears_its_own_title() -> None:
    facts = extract_document(
        read_bytes(
            "示范省人民政府办公厅转发省教育厅等部门“十四五”特殊教育提升行动计划的通知\n各市人民政府：\n"
            "省教育厅等部门《“十四五”特殊教育提升行动计划》已经同意，现转发给你们。\n示范省人民政府办公厅\n2022年5月9日\n"
            "“十四五”特殊教育提升行动计划\n省教育厅 省财政厅\n一、重点任务\n（一）建设学校。（省教育厅负责）\n（二）保障经费。（省财政厅负责）\n".encode(),
            "a.txt",
        )
    )
    assert [plan.title for plan in facts.plans] == ["“十四五”特殊教育提升行动计划"]


def test_an_announcement_to_the_public_sets_nobody_tasks() -> None:
    text = (
        "示范市人民政府公告\n第3号\n现公告如下：\n一、禁放区域为绕城高速以内。\n二、违反公告的，由公安机关处理。\n"
        "三、公安、城管部门按职责分工负责。\n示范市人民政府\n2024年1月15日\n"
    )
    assert extract_document(read_bytes(text.encode(), "a.txt")).plans == []


def test_a_chapter_on_the_people_s_living_sets_tasks() -> None:
    text = "示范县2024年工作要点\n一、民生保障\n1.扩大就业，新增就业3000人。\n2.改造学校10所。\n以上各项任务均于2024年9月底前完成。\n"
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    assert [m.deadline.value for m in facts.plans[0].measures if m.deadline] == ["2024-09-30", "2024-09-30"]


def test_names_of_items_end_where_a_sentence_begins_in_a_text_on_one_line() -> None:
    text = (
        "示范县交通整治方案 为加强整治，制定本方案。一、工作目标减少事故，保障群众平安出行，营造良好环境。二、工作内容"
        "（一）强化隐患路段排查县公安局要组织各单位开展排查，建立台账，逐项销号。"
        "（二）开展专项整治2023年9月18日至26日期间，由县交通局牵头，联合县市场监管局、县城管局、值班人员，开展整治。"
        "（三）完善标志标线为进一步规范通行秩序，及时更新标志标线，完善信号灯。"
        "（四）健全联动机制“十一”前，各单位要完善机制。（五）各单位务必在6月底前，完成更新。（六）县教育局为进一步加强教育，要开设课程。"
        + "三、工作要求要压实责任，强化协同，确保任务落到实处。"
        * 4
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    measures = [m for m in facts.plans[0].measures if m.path[0] == "二"]
    assert [(m.heading, m.begins[:6]) for m in measures[:3]] == [
        ("强化隐患路段排查", "县公安局要组"),
        ("开展专项整治", "2023年9"),
        ("完善标志标线", "为进一步规范"),
    ]
    # A subject is no name, and neither is what a sentence goes on from.
    assert [m.heading for m in measures[4:]] == [None, None]
    assert [(p.mention, p.role) for p in measures[1].parties] == [
        ("县交通局", "lead"),
        ("县市场监管局", "support"),
        ("县城管局", "support"),
    ]
    assert measures[1].deadline is not None
    assert measures[1].deadline.value == "2023-09-26"


def test_a_unit_that_does_what_a_special_heading_says_has_a_task_even_under_demands() -> None:
    text = (
        "示范市园区工作方案\n一、主要任务\n（一）完善设施。\n二、组织保障\n（一）培育低碳产业\n市工信局支持推广绿电，推动产业布局。\n"
        "（二）加强组织领导\n市发改委要加强统筹。\n"
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    assert ["/".join(m.path) for m in facts.plans[0].measures] == ["一/（一）", "二/（一）"]
