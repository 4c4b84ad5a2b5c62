"""Lines of a document's head and end: dates, units that sign, and what closes a document."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengmai.extract.numerals import han_zeros
from zhengmai.extract.rules import load_rules
from zhengmai.extract.titles import split_unmarked
from zhengmai.text.numbering import han_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.rules import RuleMatch
    from zhengmai.text.view import View

LONGEST_SIGNATURE = 60
# A remark on the seal beside or below the units that sign: （代章）, （甲局代章）, （盖章）.
SEAL = re.compile(r"（[^（）]{0,24}[章印]）$")
# What white space leaves behind a line when a page is copied.
_GARBAGE = re.compile(r"[？?\ufffd\ufffc□]+$")


def is_closing(view: View) -> bool:
    """Tell whether a paragraph is one of the lines that close a document (附注, 抄送, 印发)."""
    return bool(load_rules("carrier").only("line-closing").matches(view.text))


def has_cells_beside(views: Sequence[View], at: int) -> bool:
    """Tell whether a paragraph is a cell with other cells beside it, as those of a table's rows are."""
    cell = views[at].cell
    if cell is None:
        return False
    beside = (views[i].cell for i in (at - 1, at + 1) if 0 <= i < len(views))
    return any(
        other is not None
        and (other.table, other.row) == (cell.table, cell.row)
        and other.column != cell.column
        for other in beside
    )


def line_date(view: View) -> tuple[str, RuleMatch] | None:
    """Read a paragraph that is a date and nothing else as an ISO 8601 date; None where it is none."""
    for match in load_rules("carrier").only("line-date").matches(view.text):
        value = iso_date(match.group("year"), match.group("month"), match.group("day"))
        if value:
            return value, match
    return None


def copied_date(view: View) -> tuple[str | None, RuleMatch] | None:
    """Read a paragraph that is a date in the form that is left of it in a copy.

    Such a line means a date only where a signature's date stands; the caller knows the place.

    Returns:
        The ISO 8601 date and the match; None as the date where its figures are masked, and None for the whole
        where the paragraph is no such date or has several readings.
    """
    rules = load_rules("carrier")
    for match in rules.only("line-date-marks").matches(view.text):
        month, day = match.group("month") or match.group("month2"), match.group("day") or match.group("day2")
        if value := iso_date(match.group("year"), month, day):
            return value, match
    for match in rules.only("line-date-lost-year-sign").matches(view.text):
        if value := iso_date(match.group("year"), match.group("month"), match.group("day")):
            return value, match
    for match in rules.only("line-date-digits").matches(view.text):
        readings = _readings(view, match)
        return (readings.pop(), match) if len(readings) == 1 else None
    for match in rules.only("line-date-masked").matches(view.text):
        return None, match
    return None


def _readings(view: View, match: RuleMatch) -> set[str]:
    """Give the days that a year and the digits behind it may mean; a blank in the print parts month and day."""
    start, end = match.match.span("rest")
    blanks = [k for k in range(start + 1, end) if view.parted(k)]
    cuts = blanks if len(blanks) == 1 else range(start + 1, end)
    found = set()
    for cut in cuts:
        month, day = view.text[start:cut], view.text[cut:end]
        if len(month) <= 2 and len(day) <= 2 and (value := iso_date(match.group("year"), month, day)):
            found.add(value)
    return found


def iso_date(year: str | None, month: str | None, day: str | None) -> str | None:
    """Give the ISO 8601 form of a date in ASCII or Chinese numerals; None where there is no such day."""
    numbers = [
        int(part) if part and part.isdecimal() else han_number(han_zeros(part or ""))
        for part in (year, month, day)
    ]
    if any(n is None for n in numbers):
        return None
    try:
        return date(*(n or 0 for n in numbers)).isoformat()
    except ValueError:
        return None


def units_of_line(view: View) -> list[tuple[int, int]]:
    """Split a signature line into units; blanks in the print part them, and so does the place that each begins with."""
    for mark in (_GARBAGE, SEAL):
        if (found := mark.search(view.text)) and found.start():
            view = view.slice(0, found.start())
    cuts = [0, *(k for k in range(1, len(view)) if view.parted(k)), len(view)]
    parts = [part for a, b in pairwise(cuts) if a < b for part in _unmarked(view.text, a, b)]
    if all(names_issuer(view.text[a:b]) for a, b in parts):
        return parts
    return [(0, len(view))] if names_issuer(view.text) else []


def _unmarked(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for name in split_unmarked(text[start:end]):
        yield start, start + len(name)
        start += len(name)


def names_issuer(text: str) -> bool:
    """Tell whether a text has the form of the name of a body that issues documents."""
    return (
        len(text) >= 3
        and any(m.rule.attributes["kind"] == "agency" for m in load_rules("parties").matches(text))
    ) or text == "国务院"
