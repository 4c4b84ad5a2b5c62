"""Do people get the deadlines of a plan, an agency and a division into their calendar, each with its sentence?"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from icalendar import Calendar, Event
from starlette.testclient import TestClient
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.errors import ZhengmaiError
from zhengmai.release.build import Built
from zhengmai.settings import Settings
from zhengmai.store.deadlines import Asked, agenda, resolve
from zhengmai.store.query import rows
from zhengmai_api.app import create_app

CN = "https://w3id.org/policyplan/cn/"
SHISHI = "狮政办〔2022〕47号-p2"


@pytest.fixture(scope="module")
def portal(release: Built) -> TestClient:
    """A client of a service over the release of the five documents; no query is asked, so no worker runs."""
    return TestClient(create_app(Settings(home=release.folder.parents[1])), follow_redirects=False)


def events(content: bytes | str) -> dict[str, Event]:
    """Read a calendar; each entry by the name of its deadline."""
    found = list(Calendar.from_ical(content).walk("VEVENT"))
    named = {str(event["uid"]).rpartition("/")[2]: event for event in found}
    assert len(named) == len(found)
    return named  # type: ignore[return-value]


def get(portal: TestClient, **parameters: str) -> dict[str, Event]:
    answer = portal.get("/calendar.ics", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return events(answer.content)


def test_fixed_deadline_is_a_day_with_its_sentence_and_measure(portal: TestClient) -> None:
    event = get(portal, plan=SHISHI)[f"{SHISHI}-2-10-1-d1"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2024, 10, 31), date(2024, 11, 1))
    assert event["uid"] == f"{CN}node/{SHISHI}-2-10-1-d1"
    assert event["url"].isascii()
    assert unquote(event["url"]) == f"{CN}provision/{SHISHI}-2-10-1"
    assert "期限：2024年10月底前（不晚于 2024-10-31）" in event["description"]
    assert "判读把握：确定" in event["description"]
    assert event["summary"].startswith("二（十）1 ")
    assert "石狮市" in event["summary"]


def test_yearly_deadline_recurs_within_the_period_of_its_plan(portal: TestClient) -> None:
    event = get(portal, plan=SHISHI)[f"{SHISHI}-2-2-1-d1"]
    assert event["dtstart"].dt == date(2022, 10, 31)
    rule = event["rrule"]
    assert (rule["freq"], rule["bymonth"], rule["bymonthday"]) == (["YEARLY"], [10], [31])
    assert rule["until"] == [date(2024, 10, 31)]


def test_whole_period_is_a_span_with_both_ends(portal: TestClient) -> None:
    (event,) = [
        one for one in get(portal, plan="晋政残工委〔2023〕5号").values() if "十四五" in one["description"]
    ]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2021, 1, 1), date(2026, 1, 1))
    assert "不早于 2021-01-01，不晚于 2025-12-31" in event["description"]


def test_ambiguous_deadline_shows_both_readings_as_such(portal: TestClient) -> None:
    found = get(portal, plan="鲁残联发〔2023〕6号")
    name = "鲁残联发〔2023〕6号-p1-3-1-d1"
    assert set(found) == {name, f"{name}#latest"}
    strict, lenient = found[name], found[f"{name}#latest"]
    assert (strict["dtstart"].dt, lenient["dtstart"].dt) == (date(2023, 12, 31), date(2024, 12, 31))
    assert "从严读法" in strict["summary"]
    assert "从宽读法" in lenient["summary"]
    assert (strict["related-to"], lenient["related-to"]) == (lenient["uid"], strict["uid"])
    assert "在2024年前达到15%以上" in strict["description"]


def test_what_cannot_be_dated_is_counted_in_the_calendar_and_listed_in_json(portal: TestClient) -> None:
    answer = portal.get("/calendar.ics", params={"plan": "鲁残联发〔2023〕6号", "lang": "en"})
    assert "1 more cannot be dated" in str(Calendar.from_ical(answer.content)["x-wr-caldesc"])
    found = portal.get("/calendar.ics", params={"plan": "鲁残联发〔2023〕6号", "format": "json"}).json()
    (undated,) = found["undated"]
    assert (undated["verbatim"], undated["reason"]["id"]) == ("每年12月10日前", "no-year")
    assert found["deadlines"][0]["latest"] == "2024-12-31"


def test_every_deadline_of_the_release_is_dated_or_told_as_undated(
    release: Built, release_store: ox.Store
) -> None:
    found = agenda(partial(rows, release_store), Asked())
    assert len(found) == release.manifest["counts"]["deadlines"]
    assert Counter((one.kind, one.reason) for one in found) == {
        ("day", ""): 26, ("rhythm", ""): 12, ("span", ""): 2, ("undated", "no-year"): 11,
    }  # fmt: skip
    assert all(one.verbatim and one.sentence and one.confidence for one in found)


def test_calendars_of_agency_division_and_plan_narrow_one_another(portal: TestClient) -> None:
    division = get(portal, division="350581")
    assert set(division) == set(get(portal, division="石狮市")) == set(get(portal, division="div:350581"))
    agency = get(portal, agency="石狮市财政局")
    assert set(agency) < set(division)
    assert f"{SHISHI}-2-2-1-d1" in agency
    # As the unit through which another acts.
    assert f"{SHISHI}-2-2-1-d1" in get(portal, agency=f"{CN}agency/350581-国有资产发展服务中心")
    assert set(get(portal, agency="石狮市财政局", plan="狮政办〔2022〕47号")) == set(agency)
    assert get(portal, agency="石狮市财政局", plan="晋政残工委〔2023〕5号") == {}


def test_equal_requests_get_equal_bytes_with_the_time_of_the_release(
    portal: TestClient, release: Built
) -> None:
    first, again = (portal.get("/calendar.ics", params={"division": "350581"}) for _ in range(2))
    assert first.content == again.content
    placed = (release.folder / "manifest.json").stat().st_mtime
    stamps = {event["dtstamp"].dt for event in events(first.content).values()}
    assert stamps == {datetime.fromtimestamp(int(placed), UTC)}
    held = {"If-None-Match": first.headers["etag"]}
    assert portal.get("/calendar.ics", params={"division": "350581"}, headers=held).status_code == 304
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))


@pytest.mark.parametrize(
    ("parameters", "status", "kind"),
    [
        ({}, 422, "invalid-parameter"),
        ({"agency": "石狮市财证局"}, 404, "unknown-key"),
        ({"division": "999999"}, 404, "unknown-key"),
        ({"plan": "x" * 501}, 422, "invalid-parameter"),
        ({"plan": f"{CN}plan/{chr(0x202E)}"}, 422, "invalid-parameter"),
        ({"plan": SHISHI, "format": "html"}, 406, "not-acceptable"),
    ],
)
def test_calendar_of_nothing_known_is_refused(
    portal: TestClient, parameters: dict[str, str], status: int, kind: str
) -> None:
    answer = portal.get("/calendar.ics", params=parameters)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [("agency/350581-财政局", "agency"), ("division/350581", "division"), (f"plan/{SHISHI}", "plan")],
)
def test_pages_lead_to_the_calendar(portal: TestClient, path: str, parameter: str) -> None:
    text = portal.get(f"/cn/{path}.html").text
    address = text.partition('href="/calendar.ics?')[2].partition('"')[0]
    assert address.startswith(f"{parameter}=")
    assert events(portal.get(f"/calendar.ics?{address}").content)
    assert "/calendar.ics" not in portal.get("/cn/doc/狮政办〔2022〕47号.html").text


def test_command_writes_the_calendar_and_says_what_is_left_out(
    release: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portal: TestClient
) -> None:
    monkeypatch.setenv("ZHENGMAI_HOME", str(release.folder.parents[1]))
    run = CliRunner().invoke
    done = run(
        app, ["--lang", "zh", "calendar", "--plan", "鲁残联发〔2023〕6号", "--out", str(tmp_path / "a.ics")]
    )
    assert "1 项期限无法定到日期" in done.stderr
    assert events((tmp_path / "a.ics").read_bytes()) == get(portal, plan="鲁残联发〔2023〕6号", lang="zh")
    listed = json.loads(run(app, ["calendar", "--plan", "鲁残联发〔2023〕6号", "--json"]).stdout)
    assert {one["kind"] for one in listed} == {"day", "undated"}
    assert isinstance(run(app, ["calendar"]).exception, ZhengmaiError)


def test_recurring_deadline_without_a_period_begins_after_issue() -> None:
    def deadline(**said: str) -> object:
        row = {"deadline": "d", "holder": "h", "plan": "p", "verbatim": "v", "type": "https://w3id.org/policyplan/ns#RecurringDeadline"}  # fmt: skip
        (found,) = agenda(lambda text: [row | said] if "verbatim" in text else [], Asked(plans=("p",)))
        return (
            found.start,
            found.rhythm and (found.rhythm.month, found.rhythm.day, found.rhythm.last),
            found.reason,
        )

    monthly = "https://w3id.org/policyplan/vocab/freq-每月"
    assert deadline(monthDay="--12-10", issued="2023-12-11") == (date(2024, 12, 10), (12, 10, None), "")
    assert deadline(monthDay="--02-29", issued="2023-01-01") == (date(2024, 2, 29), (2, 29, None), "")
    assert deadline(monthDay="--12-10") == (None, None, "no-year")
    assert deadline(frequency=monthly, dueDay="31", issued="2023-04-02") == (
        date(2023, 5, 31),
        (None, 31, None),
        "",
    )
    assert deadline(frequency=monthly) == (None, None, "no-day")


def test_key_is_required() -> None:
    with pytest.raises(ZhengmaiError):
        resolve(lambda text: [])
