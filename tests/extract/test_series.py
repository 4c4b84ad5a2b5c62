"""Which series does a title belong to, and which text does it say it carries out?"""

import pytest

from zhengmai.extract.series import named_texts, place_in_title, series_key
from zhengmai.extract.titles import plan_period

JOBS = "促进残疾人就业三年行动"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("促进残疾人就业三年行动方案（2022—2024年）", f"{JOBS}|2022-2024"),
        ("国务院办公厅关于印发促进残疾人就业三年行动方案（2022—2024年）的通知", f"{JOBS}|2022-2024"),
        ("江西省促进残疾人就业三年行动实施方案(2022-2024年)", f"{JOBS}|2022-2024"),
        ("关于贯彻落实《山东省促进残疾人就业三年行动实施方案（2022-2024年）》的通知", f"{JOBS}|2022-2024"),
        ("泉州市促进残疾人就业三年行动具体措施", f"{JOBS}|"),
        ("2022—2024年促进残疾人就业三年行动方案工作目标任务落实分解表", f"{JOBS}|2022-2024"),
        ("福建省贯彻国家残疾预防行动计划（2021—2025年）实施方案", "残疾预防行动|2021-2025"),
        ("国家残疾预防行动计划（2021—2025年）", "残疾预防行动|2021-2025"),
        ("江西省“十四五”就业促进规划", "就业促进|2021-2025"),
        ("福建省泉州市鲤城区养老服务三年行动工作方案（2023—2025年）", "养老服务三年行动|2023-2025"),
        ("朝阳区养老服务三年行动方案（2023—2025年）", "养老服务三年行动|2023-2025"),
        ("全市养老服务三年行动方案（2023—2025年）", "养老服务三年行动|2023-2025"),
        ("晋江市计划生育服务管理实施方案", "计划生育服务管理|"),
        ("国土空间规划编制工作方案", "国土空间|"),
        (
            "晋江市人民政府办公室转发泉州市人民政府办公室关于印发《泉州市养老服务三年行动方案（2023—2025年）》的通知",
            "养老服务三年行动|2023-2025",
        ),
        ("实施方案", None),
        ("2023年工作要点", None),
        ("关于贯彻落实《甲省就业促进方案》《甲省养老服务方案》的通知", None),
        ("", None),
    ],
)
def test_series_key_is_the_bare_name_with_the_period(title: str, key: str | None) -> None:
    assert series_key(title, plan_period(title)) == key


def test_series_key_takes_the_period_of_the_plan_where_the_title_has_none() -> None:
    assert series_key("泉州市促进残疾人就业三年行动具体措施", ("2022", "2024")) == f"{JOBS}|2022-2024"


def test_series_key_of_a_carrying_notice_takes_the_period_of_what_it_carries_out() -> None:
    title = "关于贯彻落实《福建省养老服务方案（2021—2023年）》的通知"
    assert series_key(title, ("2024", "2024")) == "养老服务|2021-2023"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("关于贯彻落实《甲省就业方案》的通知", [("甲省就业方案", "implements")]),
        ("关于贯彻落实国务院《全民健身计划》的实施意见", [("全民健身计划", "implements")]),
        ("关于转发《国务院办公厅关于印发甲办法的通知》的通知", [("国务院办公厅关于印发甲办法的通知", "forwards")]),
        ("福建省贯彻国家残疾预防行动计划（2021—2025年）实施方案", [("国家残疾预防行动计划（2021—2025年）", "implements")]),
        ("贯彻落实《甲省就业方案》《甲省养老方案》实施意见", [("甲省就业方案", "implements"), ("甲省养老方案", "implements")]),
        ("石狮市人民政府办公室关于印发《石狮市就业方案》的通知", []),
        ("石狮市促进残疾人就业三年行动实施方案（2022—2024年）", []),
        ("2022—2024年促进残疾人就业三年行动方案工作目标任务落实分解表", []),
        ("关于学习《晋江市就业方案》的通知", []),
    ],
)  # fmt: skip
def test_named_texts_are_those_carried_out_or_forwarded(title: str, named: list[tuple[str, str]]) -> None:
    assert [(text.title, text.role) for text in named_texts(title)] == named


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("江西省“十四五”残疾人保障和发展规划", "360000"),
        ("国家残疾预防行动计划", "CN"),
        ("关于晋江市养老服务的方案", "350582"),
        ("养老服务方案", None),
        ("朝阳区养老服务方案", None),
    ],
)
def test_place_in_title_is_the_division_at_its_head(title: str, code: str | None) -> None:
    assert place_in_title(title) == code
