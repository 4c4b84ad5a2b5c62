"""Deadlines as iCalendar (RFC 5545), for the calendars that people keep.

Entry point: `calendar_file`. Each deadline is a VEVENT of whole days: calendar applications show those of a subscribed
calendar, while most of them pass over a VTODO.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from icalendar import Calendar, Event

from zhengmai.errors import Bilingual
from zhengmai.store.deadlines import Deadline

_PARTIES_SHOWN = 3
_URI = "!$&'()*+,;=:@-._~/%#?"
_CONFIDENCE = {
    "certain": Bilingual("确定", "certain"),
    "likely": Bilingual("较有把握", "likely"),
    "doubtful": Bilingual("存疑", "doubtful"),
}


def calendar_file(found: Sequence[Deadline], title: str, moment: float, language: str) -> bytes:
    """Write deadlines as a calendar; equal arguments give equal bytes.

    UID is the IRI of the deadline, so that a calendar that is fetched again replaces its entries; the later reading of
    words that can be read in two ways is an entry of its own, with `#latest`. DTSTAMP is the time of the release, which
    is when the entries were made (RFC 5545, 3.8.7.2).

    Args:
        found: the deadlines; what has no date is counted in the description of the calendar and left out.
        title: name of the calendar.
        moment: when the release was put in place, in seconds since 1970.
        language: "zh" or "en", of the words that are ours.
    """
    out = Calendar()
    out.add("prodid", "-//policyplan//Zhengmai//ZH")
    out.add("version", "2.0")
    out.add("method", "PUBLISH")
    undated = sum(one.kind == "undated" for one in found)
    left_out = (
        Bilingual(
            f"另有 {undated} 项无法定到日期，未列入。", f" {undated} more cannot be dated and are left out."
        )
        if undated
        else Bilingual("", "")
    )
    told = Bilingual(
        f"政府方案中的期限，由原文读出。{left_out.zh}",
        f"Deadlines of government plans, read from their texts.{left_out.en}",
    ).text(language)
    for name in ("name", "x-wr-calname"):
        out.add(name, title)
    for name in ("description", "x-wr-caldesc"):
        out.add(name, told)
    stamp = datetime.fromtimestamp(int(moment), UTC)
    for one in found:
        for event in _events(one, stamp, language):
            out.add_component(event)
    return bytes(out.to_ical())


def _events(one: Deadline, stamp: datetime, language: str) -> Iterator[Event]:
    if one.start is None:
        return
    if one.kind == "span" and one.end is not None:
        told = Bilingual(
            f"不早于 {one.start}，不晚于 {one.end}", f"not before {one.start}, not after {one.end}"
        )
        yield _event(one, stamp, language, one.start, one.end, told)
    elif one.rhythm is not None:
        yield _recurring(one, stamp, language, one.start)
    elif one.latest is None:
        told = Bilingual(f"不晚于 {one.start}", f"not after {one.start}")
        yield _event(one, stamp, language, one.start, one.start, told)
    else:
        for day, mark, other in (
            (one.start, Bilingual("从严读法", "strict reading"), one.latest),
            (one.latest, Bilingual("从宽读法", "lenient reading"), one.start),
        ):
            told = Bilingual(
                f"不晚于 {day}（{mark.zh}）；另一读法为 {other}",
                f"not after {day} ({mark.en}); read otherwise, {other}",
            )
            uids = one.iri, f"{one.iri}#latest"
            event = _event(one, stamp, language, day, day, told, mark, uids[day == one.latest])
            event.add("related-to", uids[day != one.latest])
            yield event


def _recurring(one: Deadline, stamp: datetime, language: str, first: date) -> Event:
    rhythm = one.rhythm
    assert rhythm is not None  # noqa: S101 - told by the caller
    rule: dict[str, Any] = {"freq": "yearly" if rhythm.month else "monthly", "bymonthday": rhythm.day}
    if rhythm.month:
        rule["bymonth"] = rhythm.month
    every = Bilingual("每年", "each year") if rhythm.month else Bilingual("每月", "each month")
    if rhythm.last is not None:
        rule["until"] = rhythm.last
        told = Bilingual(f"{every.zh}，{first} 至 {rhythm.last}", f"{every.en}, {first} to {rhythm.last}")
    else:
        told = Bilingual(
            f"{every.zh}，自印发后的 {first} 起；方案没有写明到哪一年",
            f"{every.en}, from {first} on, the first after issue; the plan names no last year",
        )
    event = _event(one, stamp, language, first, first, told)
    event.add("rrule", rule)
    return event


def _event(
    one: Deadline,
    stamp: datetime,
    language: str,
    first: date,
    last: date,
    told: Bilingual,
    mark: Bilingual | None = None,
    uid: str = "",
) -> Event:
    event = Event()
    event.add("uid", uid or one.iri)
    event.add("dtstamp", stamp)
    event.add("dtstart", first)
    # The end is the day after the last one (RFC 5545, 3.6.1).
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", _summary(one, language, mark))
    event.add("description", _description(one, language, told))
    # A URI has no character beyond ASCII (RFC 5545, 3.3.13; RFC 3987, 3.1).
    event.add("url", quote(one.holder, safe=_URI))
    event.add("categories", [one.plan_title or one.plan])
    # A deadline takes no time of the day.
    event.add("transp", "TRANSPARENT")
    return event


def _summary(one: Deadline, language: str, mark: Bilingual | None) -> str:
    more = len(one.parties) - _PARTIES_SHOWN
    names = "、".join(one.parties[:_PARTIES_SHOWN])
    if more > 0:
        names += Bilingual(f"等{len(one.parties)}家", f" and {more} more").text(language)
    read = f" [{mark.text(language)}]" if mark else ""
    head = f"{one.path} " if one.path else ""
    return f"{head}{one.title}{f'（{names}）' if names else ''}{read}"


def _description(one: Deadline, language: str, told: Bilingual) -> str:
    lines = [
        Bilingual(f"期限：{one.verbatim}（{told.zh}）", f"Deadline: {one.verbatim} ({told.en})"),
        Bilingual(f"原文：{one.sentence}", f"Source: {one.sentence}"),
        Bilingual(f"方案：{one.plan_title}", f"Plan: {one.plan_title}") if one.plan_title else None,
    ]
    sure = _CONFIDENCE.get(one.confidence)
    if sure is not None:
        lines.append(Bilingual(f"判读把握：{sure.zh}", f"Confidence of the reading: {sure.en}"))
    return "\n".join(line.text(language) for line in lines if line is not None)
