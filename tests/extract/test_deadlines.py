"""Which deadlines do we read, with which values, and what is none?"""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengmai.extract.calendar_forms import five_year_plan
from zhengmai.extract.deadlines import choose_deadline, find_deadlines, read_deadline_line
from zhengmai.extract.document import extract_document
from zhengmai.extract.rules import load_rules
from zhengmai.text.reader import read_bytes

ISSUED = date(2023, 3, 31)


def chosen(text: str, issued: date | None = ISSUED) -> tuple[str, str | None] | None:
    reading = choose_deadline(find_deadlines(text, issued=issued))
    return (reading.kind, reading.value) if reading else None


def in_line(text: str, issued: date | None = ISSUED) -> tuple[str, str | None] | None:
    reading = read_deadline_line(text, issued=issued)
    return (reading.kind, reading.value) if reading else None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("到2024年，各设区市至少有1个基地", "by-date", "2024-12-31"),
        ("2024年10月底前完成", "by-date", "2024-10-31"),
        ("2024年2月底前完成", "by-date", "2024-02-29"),
        ("请于2023年4月20日（星期五）前报送", "by-date", "2023-04-20"),
        ("2023年第四季度组织一次评估", "by-date", "2023-12-31"),
        ("2024年上半年建成", "by-date", "2024-06-30"),
        ("2023年9月中旬前完成", "by-date", "2023-09-20"),
        ("于2023年10月20日-11月30日开展演出", "by-date", "2023-11-30"),
        ("第一阶段（2023年7月至2024年6月）", "by-date", "2024-06-30"),
        ("二〇二四年底前完成", "by-date", "2024-12-31"),
        ("十月底前完成整改", "by-date", "2023-10-31"),
        ("6月底前完成排查", "by-date", "2023-06-30"),
        ("明年6月底前完成", "by-date", "2024-06-30"),
        ("“十四五”末达到100家", "by-date", "2025-12-31"),
        ("确保“十四五”期间至少安排1名", "period", "2021/2025"),
        ("力争5年内基本建成", "period", "2023/2027"),
        ("用3年时间（2023年至2025年）完成改造", "period", "2023/2025"),
        ("于每年10月底前将情况上报", "annual", "--10-31"),
        ("每年12月10日前提交报告", "annual", "--12-10"),
        ("每年2月底前提出名单", "annual", "--02-28"),
        ("每年年底报送落实情况", "annual", "--12-31"),
        ("务于每月25日前报送", "recurring", "P1M/--25"),
        ("每月5日前报送", "recurring", "P1M/--05"),
        ("每季度末通报", "recurring", "P3M"),
        ("每半年报告一次", "recurring", "P6M"),
    ],
)
def test_find_deadlines_printed_form_gives_kind_and_value(text: str, kind: str, value: str) -> None:
    assert chosen(text) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "自2024年1月1日起施行",
        "从2023年4月起执行新标准",
        "有效期至2025年12月31日",
        "政策期限为2023年1月1日至2025年12月31日",
        "2022年底，全县已建成8个中心",
        "截至2023年底，共有12处",
        "较2025年下降2个百分点",
        "落实《“十四五”期间就业规划》和《2024年底前重点工作》",
        "改造2000年底前建成的小区",
        "对2023年12月31日前登记注册的企业减免租金",
        "制定2023-2025年招录计划",
        "每年组织一次评估",
        "按年度公示",
        "受理之日起10个工作日内办结",
        "3年内保留人事关系",
        "党的二十大召开前完成",
        "2023年4月20日召开大会",
    ],
)
def test_find_deadlines_date_that_is_no_deadline_gives_nothing(text: str) -> None:
    assert find_deadlines(text, issued=ISSUED) == []


def test_find_deadlines_date_before_year_of_issue_is_none() -> None:
    assert chosen("2021年底前完成") is None
    assert chosen("2021年底前完成", issued=None) == ("by-date", "2021-12-31")


@pytest.mark.parametrize(
    ("text", "strict", "lenient"),
    [
        ("在2024年前达到", "2023-12-31", "2024-12-31"),
        ("2024年6月前建成", "2024-05-31", "2024-06-30"),
        ("每年6月前完成考核", "--05-31", "--06-30"),
    ],
)
def test_find_deadlines_before_a_year_or_month_keeps_both_readings(
    text: str, strict: str, lenient: str
) -> None:
    (reading,) = find_deadlines(text, issued=ISSUED)
    assert (reading.value, reading.latest) == (strict, lenient)


@pytest.mark.parametrize(
    ("text", "days", "known", "unknown"),
    [
        ("自方案印发之日起30日内制定细则", 30, "2023-04-30", None),
        ("本文印发后3个月内出台方案", None, "2023-06-30", None),
        ("通知印发后十个工作日内报送", None, None, None),
    ],
)
def test_find_deadlines_counted_from_issue_needs_the_day_of_issue(
    text: str, days: int | None, known: str | None, unknown: str | None
) -> None:
    (with_date,) = find_deadlines(text, issued=ISSUED)
    (without,) = find_deadlines(text)
    assert (with_date.kind, with_date.value, with_date.days_after_issue) == ("by-date", known, days)
    assert (without.value, without.days_after_issue) == (unknown, days)


def test_find_deadlines_month_without_year_has_no_value_where_issue_is_unknown() -> None:
    assert chosen("6月底前完成", issued=None) == ("by-date", None)


def test_find_deadlines_day_that_does_not_exist_gives_nothing() -> None:
    assert find_deadlines("2023年2月30日前完成", issued=ISSUED) == []


def test_find_deadlines_span_quotes_the_deadline_alone() -> None:
    text = "各单位于每年10月底前将情况报市残联"
    (reading,) = find_deadlines(text)
    assert text[reading.start : reading.end] == "每年10月底前"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023年12月底前完成方案，2025年6月底前建成", ("by-date", "2025-06-30")),
        ("“十四五”期间实施，2024年底前完成一半", ("by-date", "2024-12-31")),
        ("每月10日前公示，每年12月底前总结", ("annual", "--12-31")),
        ("每年10月底前报送，2024年底前评估", ("by-date", "2024-12-31")),
    ],
)
def test_choose_deadline_several_readings_gives_latest_date_before_rhythms_and_periods(
    text: str, value: tuple[str, str]
) -> None:
    assert chosen(text) == value


def test_choose_deadline_no_reading_gives_none() -> None:
    assert choose_deadline([]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年", ("whole-year", None)),
        ("2023年底前", ("by-date", "2023-12-31")),
        ("2023年12月", ("by-date", "2023-12-31")),
        ("2024.06.30", ("by-date", "2024-06-30")),
        ("12月底", ("by-date", "2023-12-31")),
        ("1-6月", ("by-date", "2023-06-30")),
        ("第四季度", ("by-date", "2023-12-31")),
        ("年底前", ("by-date", "2023-12-31")),
        ("2022—2024年", ("period", "2022/2024")),
        ("2023年6月底前，并长期坚持", ("by-date", "2023-06-30")),
        ("长期坚持", ("period", None)),
        ("每季度", ("recurring", "P3M")),
        ("每年10月底前", ("annual", "--10-31")),
        ("适时", None),
        ("", None),
    ],
)
def test_read_deadline_line_content_of_a_line_gives_its_deadline(
    text: str, expected: tuple[str, str | None] | None
) -> None:
    assert in_line(text) == expected


def test_find_deadlines_whole_year_in_prose_is_none() -> None:
    assert find_deadlines("全年培训5000人次，长期坚持") == []


@pytest.mark.parametrize(
    ("printed", "years"), [("“十一五”", (2006, 2010)), ("十三五", (2016, 2020)), ("“十五五”", (2026, 2030))]
)
def test_five_year_plan_short_name_gives_its_years(printed: str, years: tuple[int, int]) -> None:
    assert five_year_plan(printed) == years


def test_deadline_rules_every_reading_has_its_maker() -> None:
    readings = {rule.attributes["reading"] for rule in load_rules("deadlines").rules}
    text = "".join(f"{rule.contexts[0].text}。" for rule in load_rules("deadlines").rules)
    assert {"none", "by-date", "annual", "recurring", "days", "years", "span"} <= readings
    assert find_deadlines(text, issued=ISSUED)


@given(st.text(alphabet="到至每年月日季度末底前印发之起内一二十0123456789“”（）《》，。、-", max_size=60))
def test_find_deadlines_any_text_gives_ordered_spans_and_well_formed_values(text: str) -> None:
    end = 0
    for reading in find_deadlines(text, issued=ISSUED):
        assert end <= reading.start < reading.end <= len(text)
        end = reading.end
        if reading.value:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d|--\d\d-\d\d|P\d[MW](/--\d\d)?|\d{4}/\d{4}", reading.value)


@pytest.mark.parametrize("unit", ["1", "（", "《", "2024年", "每年1月1日前、", "自", "到2024年、", "十"])
def test_find_deadlines_hostile_repetition_takes_time_in_proportion(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.perf_counter()
        find_deadlines(text, issued=ISSUED)
        return time.perf_counter() - start

    find_deadlines(unit)
    small, large = seconds(20_000), seconds(80_000)
    # Four times the text may take four times as long; quadratic work would take sixteen times.
    assert large < 10 * small + 0.5


def test_month_is_of_the_year_that_the_plan_is_for() -> None:
    issued = date(2022, 12, 20)
    (found,) = find_deadlines("11月底前全部竣工", issued=issued, year=2023)
    assert found.value == "2023-11-30"
    (found,) = find_deadlines("今年年底前全部竣工", issued=issued, year=2023)
    assert found.value == "2022-12-31"
    line = read_deadline_line("12月底前", issued=None, year=2021)
    assert line is not None
    assert line.value == "2021-12-31"


def test_month_is_of_the_only_year_that_the_text_names() -> None:
    found = find_deadlines("2016年计划出列的村，8月底开工，11月底100%竣工")
    assert [reading.value for reading in found] == ["2016-08-31", "2016-11-30"]
    assert [r.value for r in find_deadlines("2016年和2017年计划出列的村，8月底开工")] == [None]


def test_the_documents_number_tells_the_year_where_no_day_does() -> None:
    text = (
        "奉贤区文物局关于印发整治工作方案的通知\n沪奉文物〔2023〕8号\n各镇人民政府：\n现将《整治工作方案》印发给你们。\n整治工作方案\n"
        "一、主要任务\n（一）开展排查。8月31日前完成。\n（二）整改隐患。9月底前完成。\n"
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    assert [m.deadline.value for m in facts.plans[0].measures if m.deadline] == ["2023-08-31", "2023-09-30"]


@pytest.mark.parametrize(
    ("text", "issued", "due"),
    [
        ("2月5日前报送总结", date(2022, 12, 20), "2023-02-05"),
        ("3月底前完成", date(2022, 11, 2), "2023-03-31"),
        ("12月底前完成", date(2022, 12, 20), "2022-12-31"),
        ("2月底前完成", date(2022, 3, 10), "2022-02-28"),
    ],
)
def test_towards_the_end_of_a_year_the_first_months_are_those_of_the_next(
    text: str, issued: date, due: str
) -> None:
    assert chosen(text, issued) == ("by-date", due)


@pytest.mark.parametrize(
    ("text", "issued", "value"),
    [
        ("元旦前完成整改", date(2023, 11, 9), "2023-12-31"),
        ("春节前整改销号", date(2023, 11, 9), "2024-02-09"),
        ("2025年春节前完成", date(2023, 11, 9), "2025-01-28"),
        ("清明节前全面完成", date(2024, 2, 18), "2024-04-03"),
        ("五一节前公布第一批", date(2024, 4, 19), "2024-04-30"),
        ("端午节前建成开放", date(2024, 2, 18), "2024-06-09"),
        ("中秋节前完成", date(2025, 2, 18), "2025-10-05"),
        ("冬至前完成", date(2023, 11, 9), "2023-12-21"),
        # Behind a leap month, and before one of the same number.
        ("春节前完成", date(2023, 1, 29), "2024-02-09"),
        ("2009年端午节前完成", None, "2009-05-27"),
        ("国庆节前建成开放", None, None),
        # When the flood season or a school term begins, the text alone does not tell.
        ("汛期前完成清淤", date(2024, 2, 18), None),
        ("秋季开学前，妥善安排入学", date(2024, 4, 19), None),
    ],
)
def test_find_deadlines_before_a_festival_or_season(
    text: str, issued: date | None, value: str | None
) -> None:
    [reading] = find_deadlines(text, issued=issued)
    assert (reading.kind, reading.value) == ("by-date", value)


@pytest.mark.parametrize("text", ["春节前后开展慰问", "做到汛前、灌前、秋后“三必查”", "春节期间"])
def test_find_deadlines_a_season_that_nothing_ends_before_gives_nothing(text: str) -> None:
    assert find_deadlines(text, issued=ISSUED) == []
