"""Deadlines in a measure's text and in lines and columns that hold nothing else.

Entry points: `find_deadlines`, `read_deadline_line`, `choose_deadline`. The forms stand in rules/deadlines.toml; this
module makes their values. All offsets count characters of the folded text that was given (see `zhengmai.text.view`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.calendar_forms import (
    add_months,
    festival,
    five_year_plan,
    last_day,
    quarter_end_month,
    third_of_month_end,
)
from zhengmai.extract.numerals import small_number
from zhengmai.extract.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhengmai.extract.rules import Confidence, RuleMatch, RuleTable

DeadlineKind = Literal["by-date", "annual", "recurring", "whole-year", "period"]

_LAST_YEAR = 9000
_NAMED_YEAR = re.compile("((?:19|20)[0-9]{2})年")
# A month that lies so many months before that of issue is one of the next year.
_TURN_OF_YEAR = 8
_RHYTHMS = {"周": "P1W", "月": "P1M", "季": "P3M", "季度": "P3M"}
_HALF_ENDS = {"上": 6, "下": 12}


@dataclass(frozen=True)
class DeadlineReading:
    """One printed deadline and its value.

    Attributes:
        start: offset of its first character in the folded text.
        end: offset after its last character.
        kind: by-date (once), annual (each year), recurring (within the year), whole-year or period.
        value: by-date an ISO date, the strict reading; annual "--MM-DD"; recurring an ISO 8601 duration, with
            "/--DD" where a day of the month is named; period "first year/last year"; None where the text alone does
            not tell (全年, or a date that depends on an unknown day of issue).
        latest: by-date or annual: the lenient reading, where there are two (2024年前); else None.
        days_after_issue: calendar days from the day of issue, where the text counts them; else None.
        rule: id of the rule in rules/deadlines.toml.
        confidence: the rule's.
    """

    start: int
    end: int
    kind: DeadlineKind
    value: str | None
    latest: str | None
    days_after_issue: int | None
    rule: str
    confidence: Confidence


@dataclass(frozen=True)
class _Value:
    kind: DeadlineKind
    value: str | None = None
    latest: str | None = None
    days_after_issue: int | None = None


def find_deadlines(
    text: str, *, issued: date | None = None, year: int | None = None
) -> list[DeadlineReading]:
    """Find the deadlines that a measure's own text states.

    Args:
        text: folded text, without its heading.
        issued: the day of issue; it dates 6月底前 and 印发之日起30日内.
        year: the year that the plan is for, which dates 6月底前 rather than the day of issue does; None where its
            title names none. Without either, the only year that the text names counts.

    Returns:
        The readings in order of their place. A date before the year of issue is none, for it cannot be due any more.
    """
    if year is None and issued is None:
        named = set(_NAMED_YEAR.findall(text))
        year = int(named.pop()) if len(named) == 1 else None
    found = _readings(text, issued, year, in_line=False)
    return [reading for reading in found if not _is_over(reading, issued)]


def stated_term(text: str) -> tuple[int, int] | None:
    """Give the first and the last year of the term that a text states with its first year: 2021年起3年内."""
    for match in load_rules("deadlines").only("due-years-from").matches(text):
        value = _years(match, None)
        if value is not None and value.value is not None:
            first, _, last = value.value.partition("/")
            return int(first), int(last)
    return None


def read_deadline_line(
    text: str, *, issued: date | None = None, year: int | None = None
) -> DeadlineReading | None:
    """Read the content of a 完成时限 line or of a deadline column.

    Args:
        text: folded text of the line after its label, or of the cell: 全年, 2023年底前, 长期, 12月.
        issued: the day of issue.
        year: the year that the plan is for.

    Returns:
        The deadline; None where the text holds no form that is known.
    """
    return choose_deadline(_readings(text, issued, year, in_line=True))


def choose_deadline(readings: Sequence[DeadlineReading]) -> DeadlineReading | None:
    """Choose the deadline of a measure that states several: the latest date counts, and a date before a rhythm.

    A date that depends on an unknown day of issue comes after those that are known, a date read with doubt after
    those that recur, and a period after everything dated.
    """
    return max(readings, key=_precedence, default=None)


def _precedence(reading: DeadlineReading) -> tuple[int, str]:
    rank = {"by-date": 5, "annual": 4, "recurring": 3, "period": 2, "whole-year": 1}[reading.kind]
    if reading.value is None:
        rank = 0 if reading.kind == "period" else min(rank, 2)
    if reading.confidence == "doubtful":
        rank = min(rank, 3)
    return rank, reading.latest or reading.value or ""


def _is_over(reading: DeadlineReading, issued: date | None) -> bool:
    if issued is None or reading.value is None or reading.kind not in ("by-date", "period"):
        return False
    last = (reading.latest or reading.value).rpartition("/")[2]
    return int(last[:4]) < issued.year


def _readings(text: str, issued: date | None, year: int | None, *, in_line: bool) -> list[DeadlineReading]:
    planned = issued if year is None else date(year, 1, 1)
    found = []
    for match in (load_rules("deadlines") if in_line else _rules_for_running_text()).matches(text):
        reading = match.rule.attributes["reading"]
        make = _MAKERS[reading]
        # A month is one of the plan's own year; 今年 is the year of who speaks. 5年内 runs from the issue where that is known.
        of_plan = (reading in ("by-date", "season") and not match.group("rel")) or (
            reading == "years" and issued is None
        )
        value = make(match, planned if of_plan else issued) if make else None
        if value is not None:
            found.append(_reading(match, value))
    return found


@cache
def _rules_for_running_text() -> RuleTable:
    table = load_rules("deadlines")
    return table.only(*(rule.id for rule in table.rules if not rule.attributes.get("line", False)))


def _reading(match: RuleMatch, value: _Value) -> DeadlineReading:
    return DeadlineReading(
        start=match.start,
        end=match.end,
        kind=value.kind,
        value=value.value,
        latest=value.latest,
        days_after_issue=value.days_after_issue,
        rule=match.rule.id,
        confidence=match.rule.confidence,
    )


def _year(match: RuleMatch, issued: date | None) -> int | None:
    printed = match.group("y2") or match.group("y")
    if printed:
        return small_number(printed)
    if issued is None:
        return None
    month = _month(match)
    # Towards the end of a year the first months are those of the next: 2月5日前, issued in December.
    turned = not match.group("rel") and month is not None and issued.month - month >= _TURN_OF_YEAR
    return issued.year + (match.group("rel") == "明年" or turned)


def _month(match: RuleMatch) -> int | None:
    printed, quarter, half = match.group("m") or match.group("m2"), match.group("q"), match.group("h")
    if printed:
        return small_number(printed)
    if quarter:
        return quarter_end_month(quarter)
    return _HALF_ENDS[half] if half else None


def _day_of(match: RuleMatch, year: int, month: int) -> date | None:
    day, third = match.group("d") or match.group("d2"), match.group("x")
    if third:
        return date(year, month, third_of_month_end(year, month, third))
    if not day:
        return last_day(year, month)
    try:
        return date(year, month, small_number(day))
    except ValueError:  # a day that the month does not have
        return None


def _by_date(match: RuleMatch, issued: date | None) -> _Value | None:
    year, month = _year(match, issued), _month(match)
    if year is None:
        return _Value("by-date")
    latest = _day_of(match, year, month or 12)
    if latest is None:
        return None
    if not match.group("before"):
        return _Value("by-date", latest.isoformat())
    # 2024年前 strictly ends with 2023, 2024年6月前 with May; both are often meant to include what they name.
    strict = date(year, month or 1, 1) - timedelta(days=1)
    return _Value("by-date", strict.isoformat(), latest=latest.isoformat())


def _annual(match: RuleMatch, issued: date | None) -> _Value | None:
    # 2023 is no leap year: the end of February that holds each year is the 28th.
    year = 2023
    month = _month(match) or 12
    latest = _day_of(match, year, month)
    if latest is None:
        return None
    if not match.group("before"):
        return _Value("annual", f"--{latest:%m-%d}")
    strict = date(year, month, 1) - timedelta(days=1)
    return _Value("annual", f"--{strict:%m-%d}", latest=f"--{latest:%m-%d}")


def _recurring(match: RuleMatch, issued: date | None) -> _Value:
    period = match.rule.attributes.get("period") or _RHYTHMS[match.group("unit") or "月"]
    day = match.group("d")
    return _Value("recurring", f"{period}/--{small_number(day):02d}" if day else period)


def _days(match: RuleMatch, issued: date | None) -> _Value:
    count, unit = small_number(match.group("n") or "0"), match.group("unit")
    if unit in ("日", "天"):
        due = issued + timedelta(days=count) if issued else None
        return _Value("by-date", due.isoformat() if due else None, days_after_issue=count)
    if unit in ("月", "年") and issued:
        return _Value("by-date", add_months(issued, count * (12 if unit == "年" else 1)).isoformat())
    # Working days need the calendar of public holidays of that year.
    return _Value("by-date")


def _years(match: RuleMatch, issued: date | None) -> _Value | None:
    count = small_number(match.group("n") or "0")
    if count == 0:
        return None
    stated = match.group("since")
    first = int(stated) if stated else issued.year if issued else None
    if first is None:
        return _Value("period")
    return _Value("period", f"{first}/{min(first + count - 1, _LAST_YEAR)}")


def _span(match: RuleMatch, issued: date | None) -> _Value | None:
    first, last = small_number(match.group("y") or "0"), small_number(match.group("y2") or "0")
    return _Value("period", f"{first}/{last}") if first <= last else None


def _plan_period(match: RuleMatch, issued: date | None) -> _Value:
    first, last = five_year_plan(match.group("plan") or "")
    return _Value("period", f"{first}/{last}")


def _plan_end(match: RuleMatch, issued: date | None) -> _Value:
    return _Value("by-date", last_day(five_year_plan(match.group("plan") or "")[1]).isoformat())


def _season(match: RuleMatch, issued: date | None) -> _Value:
    printed = match.group("y")
    year = small_number(printed) if printed else _year(match, issued)
    day = festival(match.group("season") or "", year) if year is not None else None
    if day is not None and issued is not None and not printed and day <= issued:
        # Said late in a year, it is the next one that is meant.
        day = festival(match.group("season") or "", day.year + 1)
    return _Value("by-date", (day - timedelta(days=1)).isoformat() if day else None)


_MAKERS: dict[str, Callable[[RuleMatch, date | None], _Value | None] | None] = {
    "none": None,
    "by-date": _by_date,
    "annual": _annual,
    "recurring": _recurring,
    "days": _days,
    "years": _years,
    "span": _span,
    "plan-period": _plan_period,
    "plan-end": _plan_end,
    "whole-year": lambda match, issued: _Value("whole-year"),
    "season": _season,
    "open": lambda match, issued: _Value("period"),
}
