"""Calendar values of printed times: the last day of a month, a quarter, a third of a month, a five-year plan.

Entry points: `last_day`, `five_year_plan`, `add_months`, `festival`. Pure calendar arithmetic; what a form means is
said by the rules that use it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache

from cnlunar import Lunar

_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PLAN_NUMERALS = "零一二三四五六七八九"
# Festivals on the same day each year, by the words that print them.
_FIXED = {"元旦": (1, 1), "五一": (5, 1), "七一": (7, 1), "八一": (8, 1), "国庆": (10, 1), "十一": (10, 1)}
# Festivals of the lunar calendar: its month and day, and the month and day before which none of them falls.
_LUNAR = {"春节": ((1, 1), (1, 20)), "端午": ((5, 5), (5, 27)), "中秋": ((8, 15), (9, 7))}
_SOLAR_TERMS = frozenset({"清明", "冬至"})
# A lunar month, and a leap month of the same number behind or before it.
_LONGEST_SEARCH = 60


@cache
def festival(name: str, year: int) -> date | None:
    """Give the day of a festival in a year, by the calendar of GB/T 33661-2017; None where that does not tell it.

    Args:
        name: as printed, without 节: 元旦, 春节, 清明, 五一, 端午, 国庆 …
        year: the year of the Gregorian calendar, from 1901 to 2099.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _SOLAR_TERMS:
        return date(year, *Lunar(datetime(year, 6, 1)).thisYearSolarTermsDic[name])
    if name not in _LUNAR:
        return None
    sought, first = _LUNAR[name]
    days = (datetime(year, *first) + timedelta(days=k) for k in range(_LONGEST_SEARCH))
    return next(
        day.date()
        for day in days
        if (lunar := Lunar(day))
        and (lunar.lunarMonth, lunar.lunarDay) == sought
        and not lunar.isLunarLeapMonth
    )


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
