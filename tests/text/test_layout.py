"""Do lines become the paragraphs that a reader sees, with the way back to every character?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengmai.text.layout import fold, paragraphs
from zhengmai.text.reader import read_bytes


def read(text: str) -> list[str]:
    return [p.view.text for p in paragraphs(read_bytes(text.encode(), "a.txt"))]


def test_sentence_cut_by_a_page_break_is_one_paragraph() -> None:
    assert read("持续开展对精神分裂症、抑郁症等疾病的早期及时筛查识\n\n— 3 —\n\n别和治疗。\n") == [
        "持续开展对精神分裂症、抑郁症等疾病的早期及时筛查识别和治疗。"
    ]


def test_clause_cut_inside_its_bracket_is_one_paragraph() -> None:
    assert read("（市残联牵头，市教育局、生态环境\n\n局按职责分工负责）") == [
        "（市残联牵头，市教育局、生态环境局按职责分工负责）"
    ]


def test_the_name_of_a_field_cut_in_its_bracket_goes_on() -> None:
    text = "出具批复文件。\n（责\n任单位：市委政法委、市发展改革委\n、市水利局）\n"
    assert read(text) == ["出具批复文件。", "（责任单位：市委政法委、市发展改革委、市水利局）"]


def test_numbered_items_and_fields_begin_paragraphs() -> None:
    text = "（一）组织开展培训，提高服务质量，扩大覆盖面，建立长效机制\n1.开展调查，\n牵头单位：市残联\n配合单位：市妇联\n"
    assert read(text) == [
        "（一）组织开展培训，提高服务质量，扩大覆盖面，建立长效机制",
        "1.开展调查，牵头单位：市残联",
        "配合单位：市妇联",
    ]


def test_title_does_not_run_into_the_text() -> None:
    assert read("石狮市全民健身实施计划\n为推动全民健身，制定本计划。") == [
        "石狮市全民健身实施计划",
        "为推动全民健身，制定本计划。",
    ]


def test_signature_and_date_stay_apart() -> None:
    assert read("石狮市人民政府办公室\n2022年12月21日") == ["石狮市人民政府办公室", "2022年12月21日"]


@pytest.mark.parametrize(
    "noise", ["- 3 -", "— 12 —", "PAGE", "第3页 共9页", "2/8", "-----", "https://example.org/a/b.htm 1/6"]
)
def test_page_furniture_is_no_text(noise: str) -> None:
    assert read(f"一、总体要求\n{noise}\n二、主要任务") == ["一、总体要求", "二、主要任务"]


def test_markdown_marks_are_masked() -> None:
    assert read("## **二、摸清基本情况**\n> 引文。\n") == ["二、摸清基本情况", "引文。"]
    assert read("1.开展教育。 *责任单位：市教育局*\n") == ["1.开展教育。责任单位：市教育局"]
    # An export of a table writes a quotation mark twice.
    assert read('落实“桂惠贷""政策。\n二、任务\n') == ["落实“桂惠贷”政策。", "二、任务"]
    # A mark before an item begins a line, and is none of its words.
    lines = "▲完成造林6.5万亩，其中人工造林1万亩，封山育林3万亩    配合单位：各镇\n▲创建园林式单位5个\n"
    assert read(lines)[-1] == "创建园林式单位5个"
    assert read("●市民政局、\n●市财政局\n") == ["市民政局、市财政局"]
    # A mark that notes something, and one between figures, are no emphasis.
    assert read("1.甲局*、乙局。\n面积3*5米。\n") == ["1.甲局*、乙局。", "面积3*5米。"]


def test_ideographic_spaces_break_lines_after_a_sentence_only() -> None:
    assert read("第一句。　　第二句。") == ["第一句。", "第二句。"]
    assert read("关于　　推进工作的通知") == ["关于推进工作的通知"]


def test_folding_keeps_length_and_numbers() -> None:
    assert fold("(１２),:;%．a") == "（12），：；%.a"
    assert fold("1,200人,10:30") == "1,200人，10:30"
    assert fold("1﹒推进「三区」") == "1.推进“三区”"


def test_quotation_marks_that_are_the_same_on_both_sides_are_paired() -> None:
    assert fold('"三区"和“十四五"规划＂甲＂') == "“三区”和“十四五”规划“甲”"
    assert read('根据《“十四五"规划》要求，各单位落实\n示范市教育局\n2022年11月21日') == [
        "根据《“十四五”规划》要求，各单位落实",
        "示范市教育局",
        "2022年11月21日",
    ]


@given(st.text(alphabet="一二、。，（）()1. \t\n\u3000#*-PAGE市局：", max_size=200))
def test_every_character_of_a_view_leads_back_to_its_source(text: str) -> None:
    source_text = "关于" + text
    source = read_bytes(source_text.encode(), "a.txt")
    last = -1
    for paragraph in paragraphs(source):
        view = paragraph.view
        assert len(view.text) == len(view.printed) == len(view.offsets) > 0
        for printed, offset in zip(view.printed, view.offsets, strict=True):
            assert source.text[offset] == printed
            assert offset > last
            last = offset


def test_a_percent_sign_on_the_next_line_belongs_to_its_number() -> None:
    assert read("定点医疗机构占比达到80\n%以上。推进应纳尽纳。\n") == [
        "定点医疗机构占比达到80%以上。推进应纳尽纳。"
    ]


def test_a_full_line_that_ends_with_a_sentence_goes_on_where_running_text_follows() -> None:
    width = 30
    paragraph = "加强制度建设，完善工作机制，落实主体责任，强化日常监管，" * 30
    lines = [paragraph[i : i + width] for i in range(0, len(paragraph) // width * width, width)]
    item = "（五）确保跨省直接结算信息系统升级改造到位并且平稳运行起来。"
    assert len(item) == width
    found = read(
        "\n".join(
            [*lines, "有关工作完成。", item, "各地医保部门应有序完成接口升级，", "不得中断。", "特此通知。\n"]
        )
    )
    assert found[-2:] == [f"{item}各地医保部门应有序完成接口升级，不得中断。", "特此通知。"]
    signed = read("\n".join([*lines, "有关工作完成。", item, "示范市医疗保障局\n"]))
    assert signed[-2:] == [item, "示范市医疗保障局"]


def test_sentence_cut_behind_the_rule_it_names_goes_on() -> None:
    text = "三、监理单位要按照《安全检查标准》（JGJ59—2011）\n\n　　相关规定进行检查。\n四、加强检查。\n"
    assert read(text) == [
        "三、监理单位要按照《安全检查标准》（JGJ59—2011）相关规定进行检查。",
        "四、加强检查。",
    ]


def test_first_head_below_a_tables_name_is_no_part_of_it() -> None:
    assert read("企业筛选、推送责任分工表\n序号\n名称\n")[:2] == ["企业筛选、推送责任分工表", "序号"]
