import pytest

from zhengmai.extract.titles import (
    bracketed,
    document_kind,
    inner_titles,
    is_legal,
    issuers_in_title,
    plan_period,
    split_frame,
    title_hash,
    title_key,
)

NATIONAL = "国务院办公厅关于印发促进残疾人就业三年行动方案（2022—2024年）的通知"
DISABILITY_RULES = "中国残联关于印发〈机关、事业单位、国有企业带头安排残疾人就业办法〉的通知"


def test_title_hash_is_the_published_one() -> None:
    assert title_hash(NATIONAL) == "921709608b1e"


@pytest.mark.parametrize("dash", ["—", "－", "–", "～", "-", "\u00ad"])
def test_title_key_makes_dashes_brackets_and_spaces_alike(dash: str) -> None:
    assert title_key(f"《甲方案 （2022{dash}2024年）》") == "甲方案(2022-2024年)"


def test_title_key_of_two_titles_keeps_their_brackets() -> None:
    assert title_key("《甲》和《乙》") == "《甲》和《乙》"


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        (NATIONAL, ["促进残疾人就业三年行动方案（2022—2024年）"]),
        ("石狮市人民政府办公室关于印发《甲方案》《乙方案》的通知", ["甲方案", "乙方案"]),
        (DISABILITY_RULES, ["机关、事业单位、国有企业带头安排残疾人就业办法"]),
        ("国务院办公厅关于转发生态环境部等部门《水体行动方案》的通知", ["水体行动方案"]),
        ("广东省人民政府关于印发<打赢蓝天保卫战实施方案>的通知", ["打赢蓝天保卫战实施方案"]),
        ("关于转发《国务院办公厅关于印发甲办法的通知》的通知", ["国务院办公厅关于印发甲办法的通知"]),
        ("中共中央办公厅国务院办公厅印发关于完善服务体系的意见", ["关于完善服务体系的意见"]),
        ("关于贯彻落实《山东省促进残疾人就业三年行动实施方案（2022-2024年）》的通知", []),
        ("国务院关于加快推进残疾人小康进程的意见", []),
    ],
)
def test_inner_titles_are_those_of_the_texts_issued(title: str, inner: list[str]) -> None:
    assert inner_titles(title) == inner


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("石狮市残疾预防补短板工作方案（2021—2025年）", ("2021", "2025")),
        ("2022—2024年促进残疾人就业三年行动方案工作目标任务落实分解表", ("2022", "2024")),
        ("甲计划（2022年至2024年）", ("2022", "2024")),
        ("关于贯彻落实《山东省促进残疾人就业三年行动实施方案（2022-2024年）》的通知", None),
        ("江西省“十四五”就业促进规划", ("2021", "2025")),
        ("第十四个五年规划和2035年远景目标纲要", ("2021", "2025")),
        ("甲方案（２０２２—２０２４年）", ("2022", "2024")),
        ("甲方案（2025—2021年）", None),
    ],
)
def test_plan_period_is_read_from_years_in_the_plans_own_title(
    title: str, period: tuple[str, str] | None
) -> None:
    assert plan_period(title) == period


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("石狮市促进残疾人就业三年行动实施方案（2022—2024年）", "方案"),
        ("残疾预防行动计划（2021—2025年）", "行动计划"),
        ("江西省超比例安排残疾人就业企业奖励的办法(试行)", "办法"),
        ("2022—2024年方案工作目标任务落实分解表", "任务分解表"),
        ("关于同意设立开发区的批复", "批复"),
        ("中华人民共和国残疾人保障法", "法"),
        ("残疾人之歌", None),
        ("先进工作做法", None),
    ],
)
def test_document_kind_is_the_last_word_of_the_title(title: str, kind: str | None) -> None:
    assert document_kind(title) == kind


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        (NATIONAL, ["国务院办公厅"]),
        ("中组部、中央编办、中国残联关于印发〈甲办法〉的通知", ["中组部", "中央编办", "中国残联"]),
        ("中共中央国务院关于打赢脱贫攻坚战三年行动的指导意见", ["中共中央", "国务院"]),
        (
            "陕西省发展和改革委员会陕西省林业局关于印发《甲方案》的通知",
            ["陕西省发展和改革委员会", "陕西省林业局"],
        ),
        ("晋江市人民政府残疾人工作委员会关于印发《甲方案》的通知", ["晋江市人民政府残疾人工作委员会"]),
        ("关于印发《甲方案》的通知", []),
        ("石狮市残疾预防补短板工作方案", []),
    ],
)
def test_issuers_in_title_stand_before_the_subject(title: str, issuers: list[str]) -> None:
    assert issuers_in_title(title) == issuers


def test_is_legal_looks_through_the_notice_to_what_it_issues() -> None:
    assert is_legal(DISABILITY_RULES)
    assert is_legal("关于转发《国务院办公厅关于印发甲办法的通知》的通知")
    assert not is_legal(NATIONAL)


def test_split_frame_gives_all_parts() -> None:
    frame = split_frame(NATIONAL)
    assert frame.issuers == ("国务院办公厅",)
    assert frame.verb == "印发"
    assert frame.kind == "通知"
    assert len(frame.inner) == 1


def test_bracketed_gives_outermost_brackets_only() -> None:
    assert bracketed("《甲〈乙〉》、《丙》") == [(0, 6), (7, 10)]
    assert bracketed("《没有结尾") == []


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("甲市政府关于印发《政府工作报告》任务分解表的通知", ["《政府工作报告》任务分解表"]),
        ("甲市政府关于印发2022年《政府工作报告》分工的通知", ["2022年《政府工作报告》分工"]),
        ("关于印发《甲办法》和《乙方案》的通知", ["甲办法", "乙方案"]),
        ("关于印发《甲市〈政府工作报告〉分工》的通知", ["甲市《政府工作报告》分工"]),
    ],
)
def test_a_quoted_title_inside_another_one_is_a_part_of_it(title: str, inner: list[str]) -> None:
    assert inner_titles(title) == inner
