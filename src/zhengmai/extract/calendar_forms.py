"""Calendar values of printed times: the last day of a month, a quarter, a third of a month, a five-year plan.

Entry points: `last_day`, `five_year_plan`, `add_months`, `festival`. Pure calendar arithmetic; what a form means is said by the
rules that use it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PLAN_NUMERALS = "零一二三四五六七八九"


# Festivals on the same day each year, by the words that print them.
_FIXED = {"元旦": (1, 1), "五一": (5, 1), "七一": (7, 1), "八一": (8, 1), "国庆": (10, 1), "十一": (10, 1)}
# The first day of the lunar year from 2000 on, as month and day (GB/T 33661-2017 tells how it is reckoned).
_SPRING_FIRST = 2000
_SPRING = (
    205, 124, 212, 201, 122, 209, 129, 218, 207, 126, 214, 203, 123, 210, 131, 219, 208,
    128, 216, 205, 125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 203, 123, 211, 131,
    219, 208, 128, 215, 204, 124, 212, 201, 122, 210, 130, 217, 206, 126, 214, 202, 123,
)  # fmt: skip


def festival(name: str, year: int) -> date | None:
    """Give the day of a festival in a year; None where the calendar does not tell it.

    Args:
        name: as printed, without 节: 元旦, 春节, 清明, 五一, 国庆 …
        year: the year.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name == "春节" and _SPRING_FIRST <= year < _SPRING_FIRST + len(_SPRING):
        return date(year, *divmod(_SPRING[year - _SPRING_FIRST], 100))
    if name == "清明" and _SPRING_FIRST <= year < _SPRING_FIRST + 100:
        # The usual approximation of the solar term, which holds for all of this century.
        since = year - _SPRING_FIRST
        return date(year, 4, int(since * 0.2422 + 4.81) - since // 4)
    return None


def last_day(year: int, month: int = 12) -> date:
    """Give the last day of a month, by default of the year."""
    return date(year, month, monthrange(year, month)[1])


def quarter_end_month(quarter: str) -> int:
    """Give the last month of a quarter printed as 一 to 四 or 1 to 4."""
    return 3 * _ORDINALS[quarter]


def third_of_month_end(year: int, month: int, third: str) -> int:
    """Give the last day of the month's 上旬 (10), 中旬 (20) or 下旬 (the month's last)."""
    return {"上": 10, "中": 20}.get(third, last_day(year, month).day)


def five_year_plan(printed: str) -> tuple[int, int]:
    """Give first and last year of a five-year plan period.

    Args:
        printed: the plan's short name with or without quotation marks: “十四五”.

    The tenth plan (十五) covers 2001 to 2005, and each later one the five years after.
    """
    ordinal = 10 + _PLAN_NUMERALS.index(printed.strip('“”"')[1]) if len(printed.strip('“”"')) == 3 else 10
    first = 1951 + 5 * ordinal
    return first, first + 4


def add_months(start: date, months: int) -> date:
    """Give the day so many months later; the month's last day where it has no such day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, last_day(year, month + 1).day))
