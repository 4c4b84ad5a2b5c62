"""The deadlines of a plan, an agency or a division, as days, spans and rhythms of the calendar.

Entry points: `Asked`, `resolve` and `agenda`; `zhengmai.store.calendar_file` writes them as iCalendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.namespaces import DATA, GRAPH, PP, VOCAB
from zhengmai.store.keys import find_node, find_plans

Query = Callable[[str], list[dict[str, str]]]
FILTERS = ("agency", "division", "plan")
"""By what deadlines are chosen; several narrow one another."""
_PROLOGUE = f"PREFIX pp: <{PP}> PREFIX dct: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
_CODE = re.compile(r"\d{6}|\d{9}")
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
_TITLE_LENGTH = 60
_ROLES = ("hasLead", "hasParty")

REASONS = {
    "no-year": Bilingual("原文没有写明年份", "the text names no year"),
    "no-day": Bilingual("原文只写了周期，没有写明哪一天", "the text names a rhythm and no day"),
    "no-date": Bilingual("原文没有可以确定的日期", "the text names no date that can be told"),
}
"""Why a deadline has no place in a calendar."""


@dataclass(frozen=True)
class Asked:
    """What deadlines are asked for: IRIs; an empty one narrows nothing."""

    agency: str = ""
    division: str = ""
    plans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rhythm:
    """How a deadline recurs: each year on a month and day, or each month on a day; `month` is None then."""

    month: int | None
    day: int
    last: date | None


@dataclass(frozen=True)
class Deadline:
    """A deadline of a measure or another provision.

    Attributes:
        iri: the deadline.
        holder: IRI of the measure or provision.
        plan: IRI of the plan.
        plan_title: its title.
        path: printed number of the measure.
        title: the measure in short.
        sentence: the sentence that the deadline was read from, or the measure's text where it stands apart from it.
        verbatim: the words of the deadline.
        parties: names of those who lead, else of all who are named.
        confidence: how sure the reading is: certain, likely or doubtful; empty where the release does not say.
        kind: "day", "span", "rhythm", or "undated".
        start: the day, the first day of the span, or the first occurrence.
        end: the last day of the span.
        latest: the later reading of words that can be read in two ways.
        rhythm: how it recurs.
        reason: of `REASONS`, for an undated one.
    """

    iri: str
    holder: str
    plan: str
    plan_title: str
    path: str
    title: str
    sentence: str
    verbatim: str
    parties: tuple[str, ...]
    confidence: str
    kind: str
    start: date | None = None
    end: date | None = None
    latest: date | None = None
    rhythm: Rhythm | None = None
    reason: str = ""

    def document(self) -> dict[str, Any]:
        """Give the deadline as JSON."""
        found: dict[str, Any] = {
            "deadline": self.iri,
            "provision": self.holder,
            "plan": {"iri": self.plan, "title": self.plan_title},
            "path": self.path,
            "title": self.title,
            "sentence": self.sentence,
            "verbatim": self.verbatim,
            "parties": list(self.parties),
            "confidence": self.confidence,
            "kind": self.kind,
        }
        for name in ("start", "end", "latest"):
            value = getattr(self, name)
            if value is not None:
                found[name] = value.isoformat()
        if self.rhythm is not None:
            last = self.rhythm.last
            found["every"] = {
                "month": self.rhythm.month, "day": self.rhythm.day, "until": last.isoformat() if last else None,
            }  # fmt: skip
        if self.reason:
            reason = REASONS[self.reason]
            found["reason"] = {"id": self.reason, "zh": reason.zh, "en": reason.en}
        return found


def resolve(query: Query, agency: str = "", division: str = "", plan: str = "") -> Asked:
    """Look up by what deadlines are chosen.

    Args:
        query: runs a SELECT over the release.
        agency: key of an agency or group.
        division: key of a division, or its GB/T 2260 code.
        plan: key of a plan, or of a notice for all plans that it issues.

    Raises:
        UnknownKeyError: nothing has the key.
        AmbiguousKeyError: several things have it.
        ZhengmaiError: none of the three is given.
    """
    if not (agency or division or plan):
        raise ZhengmaiError(
            Bilingual(
                "请给出 agency、division、plan 中的一个，例如 division=350581。",
                "Give one of agency, division and plan, for example division=350581.",
            )
        )
    if _CODE.fullmatch(division):
        division = f"{DATA}division/{division}"
    return Asked(
        find_node(query, agency) if agency else "",
        find_node(query, division) if division else "",
        tuple(find_plans(query, plan)) if plan else (),
    )


def agenda(query: Query, asked: Asked) -> list[Deadline]:
    """Give the deadlines that are asked for, by plan, in a fixed order.

    A division's are those of the plans made for it; an agency's those of the measures that name it, also as the unit
    through which another acts.

    Args:
        query: runs a SELECT over the release.
        asked: by what they are chosen.
    """
    where = "?holder pp:hasDeadline ?deadline ; pp:provisionOf ?plan . "
    if asked.plans:
        where = f"VALUES ?plan {{ {' '.join(f'<{plan}>' for plan in asked.plans)} }} " + where
    if asked.division:
        where = f"?plan a pp:Plan ; pp:jurisdiction <{asked.division}> . " + where
    if asked.agency:
        where = (
            f"{{ SELECT DISTINCT ?holder WHERE {{ ?holder pp:hasAssignment ?assignment . "
            f"?assignment pp:assignee|pp:throughUnit <{asked.agency}> }} }} " + where
        )
    rows = query(
        f"{_PROLOGUE} SELECT DISTINCT * WHERE {{ {where} ?deadline a ?type ; pp:verbatim ?verbatim . "
        "FILTER(?type IN (pp:FixedDeadline, pp:RecurringDeadline, pp:WholePeriodDeadline)) "
        "OPTIONAL { ?plan dct:title ?planTitle } OPTIONAL { ?document pp:issues ?plan ; pp:issueDate ?issued } "
        "OPTIONAL { ?holder pp:numberPath ?path } OPTIONAL { ?holder pp:text ?text } OPTIONAL { ?holder pp:order ?order } "
        "OPTIONAL { ?deadline pp:dueDate ?due } OPTIONAL { ?deadline pp:latestReading ?latest } "
        "OPTIONAL { ?deadline pp:dueMonthDay ?monthDay } OPTIONAL { ?deadline pp:dueDay ?dueDay } "
        "OPTIONAL { ?deadline pp:frequency ?frequency } "
        "OPTIONAL { ?deadline pp:periodStart ?start } OPTIONAL { ?deadline pp:periodEnd ?end } "
        f"OPTIONAL {{ GRAPH <{GRAPH}provenance> {{ ?deadline pp:readingConfidence ?confidence }} }} "
        "} ORDER BY ?plan ?order ?holder ?deadline ?due ?issued"
    )
    occurrences = _values(query, where, "deadline", "?deadline pp:occurrenceDate ?value")
    parties = {
        role: _values(query, where, "holder", f"?holder pp:{role} ?party . ?party skos:prefLabel ?value")
        for role in _ROLES
    }
    found: dict[str, Deadline] = {}
    for row in rows:
        # A second title or day of issue gives the same deadline again.
        if row["deadline"] not in found:
            named = next(
                (parties[role][row["holder"]] for role in _ROLES if row["holder"] in parties[role]), []
            )
            found[row["deadline"]] = _deadline(row, occurrences.get(row["deadline"], []), named)
    return list(found.values())


def _values(query: Query, where: str, key: str, pattern: str) -> dict[str, list[str]]:
    """Give the values that a pattern binds, by what they are of."""
    found: dict[str, list[str]] = {}
    for row in query(
        f"{_PROLOGUE} SELECT DISTINCT ?{key} ?value WHERE {{ {where} {pattern} }} ORDER BY ?value"
    ):
        found.setdefault(row[key], []).append(row["value"])
    return found


def _deadline(row: dict[str, str], occurrences: list[str], parties: list[str]) -> Deadline:
    text, verbatim = row.get("text", ""), row["verbatim"]
    return Deadline(
        row["deadline"],
        row["holder"],
        row["plan"],
        row.get("planTitle", ""),
        row.get("path", ""),
        _shortened(text) or verbatim,
        _sentence(text, verbatim),
        verbatim,
        tuple(parties),
        row.get("confidence", "").removeprefix(f"{VOCAB}confidence-"),
        **_when(row, occurrences),
    )


def _when(row: dict[str, str], occurrences: list[str]) -> dict[str, Any]:
    """Give what the calendar says of a deadline."""
    kind = row["type"].removeprefix(PP)
    if kind == "FixedDeadline":
        due = _day(row.get("due"))
        if due is None:
            return {"kind": "undated", "reason": "no-date"}
        return {"kind": "day", "start": due, "latest": _day(row.get("latest"))}
    if kind == "WholePeriodDeadline":
        start, end = _day(row.get("start")), _day(row.get("end"))
        if start is None or end is None:
            return {"kind": "undated", "reason": "no-year"}
        return {"kind": "span", "start": start, "end": end}
    return _recurring(row, occurrences)


def _recurring(row: dict[str, str], occurrences: list[str]) -> dict[str, Any]:
    month_day, day = row.get("monthDay", ""), row.get("dueDay", "")
    monthly = row.get("frequency", "") == f"{VOCAB}freq-每月"
    if not month_day and not (day and monthly):
        return {"kind": "undated", "reason": "no-day"}
    month = int(month_day[2:4]) if month_day else None
    number = int(month_day[5:7]) if month_day else int(day)
    if occurrences:
        # The rule of inference has told them within the plan's period.
        first, last = _day(occurrences[0]), _day(occurrences[-1])
    else:
        first, last = _first(month, number, _day(row.get("issued"))), None
    if first is None:
        return {"kind": "undated", "reason": "no-year"}
    return {"kind": "rhythm", "start": first, "rhythm": Rhythm(month, number, last)}


def _first(month: int | None, day: int, issued: date | None) -> date | None:
    """Give the first occurrence from the day of issue on."""
    if issued is None:
        return None
    # The 29th of February may be eight years away.
    for step in range(9 * 12):
        year, index = divmod(issued.year * 12 + issued.month - 1 + step, 12)
        if month not in (None, index + 1):
            continue
        try:
            found = date(year, index + 1, day)
        except ValueError:
            continue
        if found >= issued:
            return found
    return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _sentence(text: str, verbatim: str) -> str:
    sentences = (part.strip() for part in _SENTENCE.findall(text))
    return next((part for part in sentences if verbatim in part), text)


def _shortened(text: str) -> str:
    first = next((part.strip("。；;\n ") for part in _SENTENCE.findall(text) if part.strip()), "")
    return first if len(first) <= _TITLE_LENGTH else first[: _TITLE_LENGTH - 1] + "…"
