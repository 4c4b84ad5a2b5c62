"""Is the head of a document read as GB/T 9704 orders it, whatever surrounds it?"""

from __future__ import annotations

import pytest

from zhengmai.extract.carrier import iso_date, read_carrier
from zhengmai.extract.facts import Carrier
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes

NOTICE = """示范县人民政府办公室文件

示政办〔2023〕7号

示范县人民政府办公室关于印发
《示范县全民健身实施方案》的通知

各乡镇人民政府，县直各单位：

经县政府同意，现将《示范县全民健身实施方案》印发给你们，请认真贯彻执行。

示范县人民政府办公室
2023年5月6日

（此件公开发布）
示范县全民健身实施方案
一、目标任务
"""


def carrier(text: str) -> Carrier:
    return read_carrier([p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))]).carrier


def test_notice_is_read_whole() -> None:
    read = carrier(NOTICE)
    assert read.number == "示政办〔2023〕7号"
    assert read.title == "示范县人民政府办公室关于印发《示范县全民健身实施方案》的通知"
    assert read.kind == "通知"
    assert read.issuers == ["示范县人民政府办公室"]
    assert read.date == "2023-05-06"
    assert read.addressees == ["各乡镇人民政府", "县直各单位"]
    assert read.approved_by == "县政府"


def test_every_header_element_quotes_the_source() -> None:
    source = read_bytes(NOTICE.encode(), "a.txt")
    elements = read_carrier([p.view for p in paragraphs(source)]).carrier.header
    assert {h.element for h in elements} >= {
        "发文字号",
        "标题",
        "发文机关署名",
        "成文日期",
        "主送机关",
        "批准机关",
        "发文机关标志",
    }
    for element in elements:
        quoted = "".join(source.quote(element.evidence.span).split())
        assert quoted == element.verbatim or element.verbatim in quoted


@pytest.mark.parametrize(
    ("printed", "number", "verbatim"),
    [
        ("示政办[2023]7号", "示政办〔2023〕7号", "示政办[2023]7号"),
        ("示政办【2023】7号", "示政办〔2023〕7号", "示政办【2023】7号"),
        ("示政办〔2023〕 7 号", "示政办〔2023〕7号", "示政办〔2023〕7号"),
        ("示政办〔20237号", None, "示政办〔20237号"),
    ],
)
def test_deformed_brackets_are_unified_and_a_lost_one_is_not_repaired(
    printed: str, number: str | None, verbatim: str
) -> None:
    read = carrier(NOTICE.replace("示政办〔2023〕7号", printed))
    assert (read.number, read.verbatim_number) == (number, verbatim)


def test_joint_issuers_sign_on_several_lines() -> None:
    text = NOTICE.replace("示范县人民政府办公室\n2023", "示范县民政局\n示范县财政局 示范县残疾人联合会\n2023")
    assert carrier(text).issuers == ["示范县民政局", "示范县财政局", "示范县残疾人联合会"]


def test_site_metadata_count_only_where_the_text_is_silent() -> None:
    head = "索引号：000/2023 发文机关：别的机关 成文日期：2020年01月01日\n发布机构：某网站 发布日期：2024年01月01日\n"
    read = carrier(head + NOTICE)
    assert (read.issuers, read.date) == (["示范县人民政府办公室"], "2023-05-06")
    bare = carrier(head + "关于推进全民健身的意见\n一、加强领导\n")
    assert (bare.issuers, bare.date) == (["别的机关"], "2020-01-01")


def test_date_in_chinese_numerals_is_read() -> None:
    assert carrier(NOTICE.replace("2023年5月6日", "二○二三年五月六日")).date == "2023-05-06"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("2023", "2", "30"), None),
        (("2023", "12", "31"), "2023-12-31"),
        (("二〇〇七", "四", "十三"), "2007-04-13"),
        ((None, "1", "1"), None),
    ],
)
def test_only_days_that_exist_are_dates(
    parts: tuple[str | None, str | None, str | None], expected: str | None
) -> None:
    assert iso_date(*parts) == expected


TAIL = "示范县直有关单位：组织部、教育局、民政局、财政局、残联。\n抄送：示范市残联；\n\n示范县有关领导。\n"


def test_units_listed_by_name_at_the_end_are_recipients_and_no_text() -> None:
    views = [
        p.view for p in paragraphs(read_bytes((NOTICE + TAIL.replace("示范县直", "县直")).encode(), "a.txt"))
    ]
    head = read_carrier(views)
    assert [h.verbatim for h in head.carrier.header if h.element == "分送机关"] == [
        "组织部",
        "教育局",
        "民政局",
        "财政局",
        "残联",
    ]
    left = [view.text for i, view in enumerate(views) if i not in head.consumed]
    assert not [text for text in left if "组织部" in text or "有关领导" in text]


@pytest.mark.parametrize(
    "line",
    ["县直有关单位：", "县直单位：抓好落实，形成合力，务求实效，不留死角。", "县直单位：教育局、民政局。"],
)
def test_line_that_lists_no_names_is_no_list_of_recipients(line: str) -> None:
    assert not [h for h in carrier(NOTICE + line + "\n").header if h.element == "分送机关"]
