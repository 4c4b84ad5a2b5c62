"""Who leads, who supports, who answers, in each form of responsibility clause?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.parties import find_clauses
from zhengmai.text.reader import read_bytes


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
        ("责任单位：市民政局牵头、市财政局、市残联配合", ["市民政局"], ["市财政局", "市残联"], []),
        ("整改责任单位：市水利局牵头，市住建局配合", ["市水利局"], ["市住建局"], []),
        ("整改责任单位：市水利局", [], [], ["市水利局"]),
        (
            "责任主体：各县、区政府（市高新区管委会、市经开区管委会，下同）",
            [],
            [],
            ["各县、区政府", "市高新区管委会", "市经开区管委会"],
        ),
        ("各县区城市管理局全面负责本辖区内的执法工作。", [], [], ["各县区城市管理局"]),
        (
            "由市司法局与市法制办、仲裁办共同研究制定培训计划。",
            [],
            [],
            ["市司法局", "市法制办", "仲裁办"],
        ),
        ("（疾控、教育、卫生健康部门按职责分工负责）", [], [], ["疾控", "教育", "卫生健康部门"]),
        ("（省民政厅负责，省财政厅给予支持）", [], ["省财政厅"], ["省民政厅"]),
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


def test_units_before_the_first_comma_lead_from_where_a_clause_says_so() -> None:
    text = (
        "示范市促进就业实施方案\n一、工作任务\n"
        "1.简化手续。〔责任单位：市水利局、市林业局（逗号前为牵头单位，未明确牵头单位的按职责分工负责，下同）〕\n"
        "2.强化评估。（责任单位：市规划局、市住建局，市水利局、市林业局）\n"
        "3.强化服务。（责任单位：市教育局、市财政局）\n"
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    roles = [[(p.mention, p.role) for p in m.parties] for m in facts.plans[0].measures]
    assert roles == [
        [("市水利局", "responsible"), ("市林业局", "responsible")],
        [("市规划局", "lead"), ("市住建局", "lead"), ("市水利局", "support"), ("市林业局", "support")],
        [("市教育局", "responsible"), ("市财政局", "responsible")],
    ]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "（牵头指导处室：市局标准处，各区市场监管局、机场分局为实施单位）",
            [("市局标准处", "lead"), ("各区市场监管局", "support"), ("机场分局", "support")],
        ),
        (
            "〔任务分解：市教育局、市卫健委等有关单位牵头做好指导，并汇总报市公开办；各县政府根据要求做好考评工作〕",
            [("市教育局", "lead"), ("市卫健委", "lead"), ("各县政府", "support")],
        ),
        (
            "（市工信局牵头，各成员单位、市政府督查室配合，各县（市、区）落实）",
            [
                ("市工信局", "lead"),
                ("各成员单位", "support"),
                ("市政府督查室", "support"),
                ("各县（市、区）", "support"),
            ],
        ),
        (
            "（市水利局牵头，市财政局参与，各县政府负责落实。以下均需各县政府落实）",
            [("市水利局", "lead"), ("市财政局", "support"), ("各县政府", "responsible")],
        ),
        (
            "（市法院、市热线中心等市直有关部门（单位）、各县政府按职责分工负责）",
            [("市法院", "responsible"), ("市热线中心", "responsible"), ("各县政府", "responsible")],
        ),
    ],
)
def test_units_named_beside_labels_and_others(clause: str, expected: list[tuple[str, str]]) -> None:
    (found,) = find_clauses(clause)
    assert [(clause[p.start : p.end], p.role) for p in found.parties] == expected


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


@pytest.mark.parametrize(
    "text",
    [
        "（省民政厅、省财政厅，各县<市、区>人民政府，排名第一位为牵头单位，下同）",
        "责任单位：省民政厅、省财政厅，各县<市、区>人民政府（第一责任单位为牵头单位，下同）",
        "（省民政厅、省财政厅，各县<市、区>人民政府负责。注：首位为牵头单位，其余为配合单位，以下同）",
        "（省民政厅（第一家为总牵头单位，下同）、省财政厅，各县<市、区>人民政府）",
        "（省民政厅、省财政厅，各县<市、区>人民政府；牵头单位列首位，下同）",
        "（责任单位：省民政厅、省财政厅，各县<市、区>人民政府。排在首位的单位牵头，以下均同）",
    ],
)
def test_remark_that_the_first_unit_leads_is_no_unit(text: str) -> None:
    assert read(text) == {"responsible": ["省民政厅", "省财政厅", "各县<市、区>人民政府"]}
    assert any(clause.first_leads for clause in find_clauses(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("（责任单位：县教体局，各乡镇政府。除专门列出外，以下任务均涉及各乡镇政府，不再重复）", ["县教体局", "各乡镇政府"]),
        ("（县教体局、县财政局；具体任务均涉及相关乡（镇）人民政府，不再做分工，下同）", ["县教体局", "县财政局"]),
        ("（各镇政府负责落实。各镇政府包括工业园区管委会、景区（林场）管理处，不再列出）", ["各镇政府"]),
        ("（责任单位：县水利局，三镇人民政府，以下各", ["县水利局", "三镇人民政府"]),
        ("（各镇党委、政府，甲高新区、乙经开区党工委、管委会负责）", ["各镇党委、政府", "甲高新区、乙经开区党工委、管委会"]),
        ("（省水利厅、相关市、县政府负责）", ["省水利厅", "相关市、县政府"]),
        ("（省水利厅，海宁、桐乡、平湖市政府负责）", ["省水利厅", "海宁", "桐乡", "平湖市政府"]),
        ("（责任单位：县教体局，各乡镇主要负责人；具体责任人：张三、李四）", ["县教体局"]),
        ("成立领导小组，由各村党支部书记具体负责，部门配合。", []),
    ],
)  # fmt: skip
def test_explanations_and_persons_are_no_units(text: str, names: list[str]) -> None:
    assert read(text).get("responsible", []) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "（市水利局牵头，市财政局参与，各县区政府负责落实）",
            {"lead": ["市水利局"], "support": ["市财政局"], "responsible": ["各县区政府"]},
        ),
        ("（市水利局牵头，各县区政府负责落实）", {"lead": ["市水利局"], "support": ["各县区政府"]}),
        (
            "由市教育局会同市财政局、市人社局负责落实。",
            {"responsible": ["市教育局"], "support": ["市财政局", "市人社局"]},
        ),
        (
            "此项工作由县水利局牵头，县财政局、县林业局配合，2023年底前完成。",
            {"lead": ["县水利局"], "support": ["县财政局", "县林业局"]},
        ),
        (
            "（省发展改革委等省直相关部门及各市州按职责分工负责）",
            {"responsible": ["省发展改革委", "各市州"]},
        ),
        ("责任单位：县卫健局（牵头）、县医保局", {"lead": ["县卫健局"], "support": ["县医保局"]}),
        (
            "牵头负责领导：张三牵头责任单位：办公室协同责任单位：机关各科室",
            {"lead": ["办公室"], "support": ["机关各科室"]},
        ),
    ],
)
def test_roles_stand_beside_a_lead(text: str, expected: dict[str, list[str]]) -> None:
    assert read(text) == expected


def test_lists_of_units_without_a_role_word_close_items() -> None:
    for text in (
        "加强草原保护。（农牧业厅、发展改革委、科技厅等）",
        "保障粮食安全。（市发改委、市农委、各县市区人民政府、中储粮直属库）",
        "保障粮食安全。（中储粮直属库、市发改委、市农委、市财政局。排名第一的为牵头单位，下同）",
    ):
        (clause,) = find_clauses(text)
        assert len(clause.parties) >= 3
    for text in ("完善储备。（含成品粮、食用油）", "推广成品粮（大米、面粉）。"):
        assert not [clause for clause in find_clauses(text) if clause.parties]


def test_guiding_units_in_a_bracket_take_no_others_away() -> None:
    (clause,) = find_clauses("（市教育局牵头，市直有关部门指导、各县区人民政府落实）")
    assert "市教育局" in {
        "（市教育局牵头，市直有关部门指导、各县区人民政府落实）"[p.start : p.end] for p in clause.parties
    }
    (clause,) = find_clauses("（责任单位：市财政局，市级主管部门指导，各县区人民政府负责）")
    text = "（责任单位：市财政局，市级主管部门指导，各县区人民政府负责）"
    assert "各县区人民政府" in {text[p.start : p.end] for p in clause.parties}


def test_units_in_brackets_behind_one_are_units_of_their_own() -> None:
    text = "责任单位：区委宣传部（区文明办、区政府新闻办），省工信厅（经信委、经信局）"
    [clause] = find_clauses(text)
    assert [text[p.start : p.end] for p in clause.parties] == [
        "区委宣传部", "区文明办", "区政府新闻办", "省工信厅（经信委、经信局）",
    ]  # fmt: skip


def test_the_last_bracket_of_a_clause_that_nobody_closed_stays_with_its_name() -> None:
    text = "归集信息。（牵头部门：厅法规处；责任部门：厅综规处，各市（州）交通运输局（委）"
    [clause] = find_clauses(text)
    assert text[clause.parties[-1].start : clause.parties[-1].end] == "各市（州）交通运输局（委）"
    text = "归集信息。（牵头部门：厅法规处；责任部门：县交通运输局）"
    [clause] = find_clauses(text)
    assert text[clause.parties[-1].start : clause.parties[-1].end] == "县交通运输局"


def test_departments_with_another_word_in_brackets_are_a_collective() -> None:
    text = "建立收集机制。（市司法局，市级有关部门（单位））"
    [clause] = find_clauses(text)
    assert [text[p.start : p.end] for p in clause.parties] == ["市司法局", "市级有关部门（单位）"]
    text = "建立收集机制。（市司法局牵头，相关部门（单位）配合）"
    [clause] = find_clauses(text)
    assert [text[p.start : p.end] for p in clause.parties] == ["市司法局"]


def test_names_of_a_list_that_lost_the_mark_between_them_are_two() -> None:
    def named(text: str) -> list[str]:
        return [text[p.start : p.end] for clause in find_clauses(text) for p in clause.parties]

    assert named("责任单位：区法院、检察院区市场监管局、社会事业局") == [
        "区法院", "检察院", "区市场监管局", "社会事业局",
    ]  # fmt: skip
    assert named("责任单位：市教育局、公安局市区分局") == ["市教育局", "公安局市区分局"]


def test_a_deadline_behind_a_person_is_one() -> None:
    text = "（市发展改革委牵头，各县区政府配合，责任领导：王某某，12月底前完成）"
    (clause,) = find_clauses(text)
    assert clause.deadline is not None
    assert text[slice(*clause.deadline)] == "12月底前完成"
    assert [text[a:b] for a, b in clause.rest] == ["王某某"]


def test_the_words_of_levels_in_a_name_s_own_bracket_are_no_list_of_units() -> None:
    (clause,) = find_clauses("举办招聘活动。责任单位：市教育局，各县（市、区）")
    assert len(clause.parties) == 2
    assert find_clauses("实现服务覆盖所有县（市、区）") == []


def test_with_whom_another_acts_stands_before_what_they_do() -> None:
    text = "县消防救援大队牵头，会同县住建局、县市场监管局，集中开展专项整治。"
    assert [(text[p.start : p.end], p.role) for clause in find_clauses(text) for p in clause.parties] == [
        ("县消防救援大队", "lead"),
        ("县住建局", "support"),
        ("县市场监管局", "support"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "建设中心。（责任单位：市民政局，市财政局配合）",
            [("市民政局", "responsible"), ("市财政局", "support")],
        ),
        (
            "建设中心。（责任单位：各县区；指导单位：市民政局）",
            [("各县区", "responsible"), ("市民政局", "support")],
        ),
        ("3.完善社会救助体系（市民政局）", [("市民政局", "responsible")]),
        (
            "建设中心。（各县政府负责落实，商务部、市场监管总局指导督促）",
            [("各县政府", "responsible"), ("商务部", "support"), ("市场监管总局", "support")],
        ),
        (
            "建设中心。（市公安局、市应急局按照职责分工，负责落实）",
            [("市公安局", "responsible"), ("市应急局", "responsible")],
        ),
        (
            "市直牵头单位：市民政局；市直责任单位：市财政局、市卫生健康委",
            [("市民政局", "lead"), ("市财政局", "support"), ("市卫生健康委", "support")],
        ),
        ("建设中心。（市商务局牵头会同市公安局落实）", [("市商务局", "lead"), ("市公安局", "support")]),
        ("建设中心。（市商务局负责，会同市公安局）", [("市商务局", "responsible"), ("市公安局", "support")]),
        (
            "由市教育局牵头，会同市财政局、市人社局于2024年6月底前制定细则。",
            [("市教育局", "lead"), ("市财政局", "support"), ("市人社局", "support")],
        ),
        (
            "市教育局负责制定标准，市公安局负责巡逻。",
            [("市教育局", "responsible"), ("市公安局", "responsible")],
        ),
        (
            "（各县级市、区人民政府、市教育局负责）",
            [("各县级市、区人民政府", "responsible"), ("市教育局", "responsible")],
        ),
        ("建设中心。【责任单位】市民政局", [("市民政局", "responsible")]),
        (
            "建设中心。【牵头单位】市民政局【责任单位】：市财政局【完成时限】2025年底",
            [("市民政局", "lead"), ("市财政局", "support")],
        ),
        (
            "建设中心。（市民政局，东城新区、西山、北河区政府）",
            [
                ("市民政局", "responsible"),
                ("东城新区", "responsible"),
                ("西山", "responsible"),
                ("北河区政府", "responsible"),
            ],
        ),
        ("标注【责任单位】的，分别组织实施。", []),
        (
            "（市卫健委、市医保局，完成时限：2022年12月底前）",
            [("市卫健委", "responsible"), ("市医保局", "responsible")],
        ),
        ("（市发展改革委、市科委按职责推进）", [("市发展改革委", "responsible"), ("市科委", "responsible")]),
        (
            "（发改局牵头，各部门、各乡镇落实）",
            [("发改局", "lead"), ("各部门", "support"), ("各乡镇", "support")],
        ),
        (
            "省市场监管局牵头推动监管，省教育厅、省公安厅等部门依职责分工落实责任。",
            [("省市场监管局", "lead"), ("省教育厅", "support"), ("省公安厅", "support")],
        ),
        (
            "（各省、自治区、直辖市教育厅（教委）、人力资源社会保障厅（局）负责）",
            [
                ("各省、自治区、直辖市教育厅（教委）", "responsible"),
                ("人力资源社会保障厅（局）", "responsible"),
            ],
        ),
        ("市财政局要牵头优化救助基金系统。", [("市财政局", "lead")]),
        # A note to a name is no clause.
        ("成员单位包括市国有资产监督管理委员会（市国资委）", []),
    ],
)
def test_who_supports_beside_a_label_and_who_ends_an_item(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(text[p.start : p.end], p.role) for clause in find_clauses(text) for p in clause.parties]
    assert found == expected
