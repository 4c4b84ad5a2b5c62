"""Is the head of a document read as GB/T 9704 orders it, whatever surrounds it?"""

from __future__ import annotations

import pytest

from zhengmai.extract.carrier.lines import iso_date
from zhengmai.extract.carrier.reader import read_carrier
from zhengmai.extract.dense import restore_lines
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
    views = [p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))]
    return read_carrier(restore_lines(views)).carrier


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
        ("示政办〔20237号", "示政办〔2023〕7号", "示政办〔20237号"),
        ("示政办〔*〕7号", None, "示政办〔*〕7号"),
    ],
)
def test_deformed_brackets_are_unified_and_a_masked_year_is_not_guessed(
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


TITLE = "示范县人民政府办公室关于印发《示范县全民健身实施方案》的通知"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # The first line ends like a title, and the title goes on.
        (
            "示范县人民政府办公室关于印发2023年《政府工作报告》\n重点任务分工方案的通知",
            "示范县人民政府办公室关于印发2023年《政府工作报告》重点任务分工方案的通知",
        ),
        # 通知 stands by itself, set apart by blanks.
        (
            "示范县人民政府办公室\n关于公布示范县决策事项目录的\n通    知",
            "示范县人民政府办公室关于公布示范县决策事项目录的通知",
        ),
        # Several issuers, the last one on the line of 关于.
        (
            "示范县民政局 示范县财政局\n示范县人民政府办公室关于印发示范县救助方案的通知",
            "示范县民政局示范县财政局示范县人民政府办公室关于印发示范县救助方案的通知",
        ),
        # The site's name stands above the issuer, the bare title above both.
        (
            "关于印发示范县救助方案的通知\n发布日期：2023-05-08 浏览次数：9\n示范县人民政府\n示范县人民政府办公室\n关于印发示范县救助方案的通知",
            "示范县人民政府办公室关于印发示范县救助方案的通知",
        ),
        # What is issued is named above the notice; 《》 around the whole title are the site's.
        (
            "示范县全民健身实施方案\n来源：县政府\n《" + TITLE.replace("《", "〈").replace("》", "〉") + "》",
            TITLE.replace("《", "〈").replace("》", "〉"),
        ),
    ],
)
def test_title_is_read_whole_and_nothing_beside_it(printed: str, expected: str) -> None:
    text = NOTICE.replace("示范县人民政府办公室关于印发\n《示范县全民健身实施方案》的通知", printed)
    signers = (
        "示范县民政局\n示范县财政局\n示范县人民政府办公室\n2023年"
        if "民政局" in printed
        else "示范县人民政府办公室\n2023年"
    )
    assert carrier(text.replace("示范县人民政府办公室\n2023年", signers)).title == expected


@pytest.mark.parametrize(
    "head",
    [
        "索 引 号 000/2023 主题分类 体育\n发布机构 别处 文  号 示政办〔2023〕8号\n成文日期 2023-05-06",
        "| 索引号： | 000/2023 | 主题分类： | 体育 |\n| 文　　号： | 示政办〔2023〕8号 | 成文日期： | 2023-05-06 |",
        "文 号 | 示政办〔2023〕8号 | 成文日期 | 2023-05-06 16:20 |\n---|---|---|---|\n有 效 性 | 有效 | 标 题 | 全民健身 |",
        "  • 索引号：\n\n    000/2023\n  • 文号：\n\n    示政办〔2023〕8号\n  • 成文日期：\n\n    2023年05月06日 16:40",
        "[ 发文字号 ]示政办〔2023〕8号\n[ 成文日期 ]2023-05-06",
    ],
)
def test_metadata_are_read_in_any_dress(head: str) -> None:
    read = carrier(f"{head}\n关于推进全民健身的意见\n一、加强领导\n")
    assert (read.number, read.date) == ("示政办〔2023〕8号", "2023-05-06")


def test_a_menu_of_bare_words_is_no_metadata() -> None:
    assert (
        carrier("标题\n全文\n分类\n打印\n关于推进全民健身的意见\n一、加强领导\n").title
        == "关于推进全民健身的意见"
    )


def test_number_beside_the_title_is_no_part_of_it() -> None:
    for line in (f"{TITLE} 示政办〔2023〕8号", f"{TITLE}（示政办〔2023〕8号）", f"示政办〔2023〕8号 {TITLE}"):
        read = carrier(f"{line}\n各乡镇人民政府：\n现将《示范县全民健身实施方案》印发给你们。\n")
        assert (read.title, read.number) == (TITLE, "示政办〔2023〕8号")


@pytest.mark.parametrize(
    ("signature", "issuers"),
    [
        ("示范县民政局　　2023年5月6日", ["示范县民政局"]),
        ("示范县民政局（盖章）\n2023年5月6日", ["示范县民政局"]),
        ("示范县残疾人工作委员会\n（示范县残疾人联合会代章）\n2023年5月6日", ["示范县残疾人工作委员会"]),
    ],
)
def test_signature_is_read_with_seal_and_date_beside_it(signature: str, issuers: list[str]) -> None:
    read = carrier(NOTICE.replace("示范县人民政府办公室\n2023年5月6日", signature))
    assert (read.issuers, read.date) == (issuers, "2023-05-06")


def test_a_sentence_that_ends_in_a_date_is_no_signature() -> None:
    read = carrier(NOTICE.replace("示范县人民政府办公室\n2023年5月6日", "申报截止至2023年5月9日"))
    assert (read.issuers, read.date) == (["示范县人民政府办公室"], None)


@pytest.mark.parametrize(
    ("lines", "issuers", "date"),
    [
        (
            "（2019年10月25日示范市第十六届人民代表大会常务委员会第二十二次会议通过）",
            ["示范市第十六届人民代表大会常务委员会"],
            "2019-10-25",
        ),
        (
            "2019年10月25日 示范市第十六届人民代表大会常务委员会第三次会议通过\n2019年12月3日 示范市第十六届人民代表大会常务委员会公告第5号公布",
            ["示范市第十六届人民代表大会常务委员会"],
            "2019-12-03",
        ),
    ],
)
def test_who_adopted_a_text_issued_it(lines: str, issuers: list[str], date: str) -> None:
    read = carrier(f"示范市残疾人保障条例\n{lines}\n第一条 为了保障权益，制定本条例。\n")
    assert (read.issuers, read.date) == (issuers, date)


def test_issuer_that_runs_over_a_line_end_has_a_span() -> None:
    text = "示范市人民政\n府办公室关于印发\n示范市救助方案的通知\n各县人民政府：\n现将《示范市救助方案》印发给你们。\n2023年5月6日\n"
    source = read_bytes(text.encode(), "a.txt")
    read = read_carrier([p.view for p in paragraphs(source)]).carrier
    issuer = next(h for h in read.header if h.element == "发文机关")
    assert read.issuers == [issuer.verbatim] == ["示范市人民政府办公室"]
    assert source.quote(issuer.evidence.span) == "示范市人民政\n府办公室"


def test_others_that_a_title_counts_are_no_part_of_the_issuer() -> None:
    assert carrier("示范市民政局等6部门关于加强养老服务的意见\n各县民政局：\n").issuers == ["示范市民政局"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("各区、县（市）安委会，市安委会成员单位", ["各区、县（市）安委会", "市安委会成员单位"]),
        ("省民（宗）委、省公安厅", ["省民（宗）委", "省公安厅"]),
        ("各盟行政公署，旗政府各委、办、局", ["各盟行政公署", "旗政府各委、办、局"]),
        ("甲县、乙县委和人民政府，新区各部门", ["甲县、乙县委和人民政府", "新区各部门"]),
        ("各县人民政府，甲高新区、乙新区管委会", ["各县人民政府", "甲高新区、乙新区管委会"]),
        (
            "各区人民政府，甲新片区、乙度假区、丙岛等管委会",
            ["各区人民政府", "甲新片区、乙度假区、丙岛等管委会"],
        ),
        ("市局有关处室、执法总队", ["市局有关处室", "执法总队"]),
        (
            "各县（市、区）人民政府，高新区、循环化工园区管委会，市政\n府各部门",
            ["各县（市、区）人民政府", "高新区、循环化工园区管委会", "市政府各部门"],
        ),
    ],
)
def test_addressees_are_told_apart(printed: str, expected: list[str]) -> None:
    assert carrier(NOTICE.replace("各乡镇人民政府，县直各单位", printed)).addressees == expected


def test_addressees_behind_their_label_are_read() -> None:
    assert carrier(
        NOTICE.replace("各乡镇人民政府，县直各单位：\n", "") + "主送：各乡镇人民政府，县直各单位。\n"
    ).addressees == [
        "各乡镇人民政府",
        "县直各单位",
    ]


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("已经市政府第58次常务会议研究通过", "市政府"),
        ("已经市政府十七届61次常务会议审议通过", "市政府"),
        ("经县人民政府常务会议审议通过", "县人民政府"),
        ("已经2013年6月17日自治区人民政府第五次常务会议审议通过", "自治区人民政府"),
    ],
)
def test_who_approved_is_read_without_the_meeting(sentence: str, body: str) -> None:
    assert carrier(NOTICE.replace("经县政府同意", sentence)).approved_by == body


def test_roster_of_a_collective_addressee_is_read_and_is_no_text_of_the_plan() -> None:
    found = carrier(
        "晋政〔2023〕5号\n晋江市人民政府关于印发《晋江市就业方案》的通知\n各镇人民政府，市直有关单位：\n现将方案印发给你们。\n"
        "晋江市人民政府\n2023年7月14日\n晋江市就业方案\n一、任务\n（一）开展培训。（市人社局负责）\n"
        "市直有关单位：组织部、宣传部、工业和信息化局、慈善总会。\n"
    )
    (roster,) = found.rosters
    assert roster.addressee == "市直有关单位"
    assert [one.verbatim for one in roster.members] == ["组织部", "宣传部", "工业和信息化局", "慈善总会"]
    assert {one.element for one in roster.members} == {"分送机关"}
    assert found.addressees == ["各镇人民政府", "市直有关单位"]


def test_paragraph_that_opens_like_an_addressee_and_lists_nobody_is_no_roster() -> None:
    found = carrier(
        "晋政〔2023〕5号\n晋江市人民政府关于做好就业工作的通知\n市直有关单位：\n现通知如下。\n"
        "市直有关单位：要认真落实。\n晋江市人民政府\n2023年7月14日\n"
    )
    assert found.rosters == []


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


@pytest.mark.parametrize("kind", ["令", "公告"])
def test_a_decree_stands_above_its_number(kind: str) -> None:
    read = carrier(
        f"示范市人民政府{kind}\n第35号\n《示范市电梯安全办法》已经审议通过，现予公布。\n市长 某某\n2022年8月15日\n"
    )
    assert read.title == f"示范市人民政府{kind}"
    assert read.number == f"示范市人民政府{kind}第35号"
    assert read.issuers == ["示范市人民政府"]


def test_who_passed_a_rule_is_none_of_its_title() -> None:
    read = carrier(
        "示范市绿化管理办法\n（2021年5月6日市人民政府第12次常务会议通过）\n第一章 总则\n第一条 为加强绿化管理，制定本办法。\n"
    )
    assert read.title == "示范市绿化管理办法"
    assert read.date == "2021-05-06"
