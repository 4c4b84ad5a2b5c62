"""Questions on deadlines and targets over the five documents; expected rows read off the documents by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Store

Ask = Callable[..., list[dict[str, str]]]

SHISHI_JOBS = "plan:狮政办〔2022〕47号-p2"
JINJIANG = "plan:晋政残工委〔2023〕5号-p1"
JIANGXI = "plan:360000-人民政府办公厅-2022-09-07-1-p1"
SHANDONG = "plan:鲁残联发〔2023〕6号-p1"
DISTRICT = "plan:c-922927e3e2f1-p1"
NATION = "plan:t-921709608b1e-p1"
FIRST_ROUND = [
    "二（一）1",
    "二（一）2",
    "二（二）1",
    "二（三）3",
    "二（四）",
    "二（六）2",
    "二（七）1",
    "二（七）3",
    "二（十）3",
]
TEN_DAYS = ["二（九）1", "二（十）2", "二（十一）1", "二（十一）2", "二（十一）4"]


def test_e2_ten_first_rounds_were_past_at_issue_and_five_follow_in_ten_days(
    release_store: Store, ask: Ask
) -> None:
    rows = ask(release_store, "E2", days="30")
    past = [row for row in rows if row["daysAfter"].startswith("-")]
    # From 2022-10-31 to 2022-12-21 it is 51 days, to 2023-07-14 256.
    assert [(r["plan"], r["path"], r["daysAfter"]) for r in past] == [
        (JINJIANG, "二（一）2", "-256"),
        *((SHISHI_JOBS, path, "-51") for path in FIRST_ROUND),
    ]
    after = [row for row in rows if row not in past]
    assert [(r["plan"], r["path"], r["due"], r["daysAfter"]) for r in after] == [
        (SHISHI_JOBS, path, "2022-12-31", "10") for path in TEN_DAYS
    ]


def test_e2_counts_up_to_the_days_asked_for(release_store: Store, ask: Ask) -> None:
    assert len(ask(release_store, "E2", days="9")) == 10
    assert len(ask(release_store, "E2", days="10")) == 15
    assert len(ask(release_store, "E2", days="-52")) == 1
    assert ask(release_store, "E2") == ask(release_store, "E2", days="30")


@pytest.mark.parametrize(
    ("issued", "due", "days"),
    [
        ("2024-02-28", "2024-03-01", "2"),
        ("2023-02-28", "2023-03-01", "1"),
        ("1999-12-31", "2000-03-01", "61"),
        ("2022-12-31", "2023-01-01", "1"),
        ("2023-01-01", "2022-12-31", "-1"),
    ],
)
def test_e2_counts_days_over_leap_days_and_years(
    load: Callable[[Store, str], Store], ask: Ask, issued: str, due: str, days: str
) -> None:
    store = load(
        Store(),
        f'doc:d pp:issueDate "{issued}"^^xsd:date ; pp:issues plan:p . plan:p pp:hasMeasure pv:m . '
        f'pv:m pp:hasDeadline n:d . n:d pp:dueDate "{due}"^^xsd:date .',
    )
    (row,) = ask(store, "E2", days="100")
    assert row["daysAfter"] == days


def test_e3_the_ten_rows_of_the_district_table_name_no_year(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "E3")
    unstated = [row for row in rows if "start" not in row]
    assert [(r["plan"], r["deadlineText"]) for r in unstated] == [(DISTRICT, "全年")] * 10
    stated = {(r["plan"], r["path"], r["start"], r["end"]) for r in rows if "start" in r}
    assert stated == {
        (plan, "二（一）1", "2021-01-01", "2025-12-31") for plan in (JINJIANG, JIANGXI)
    }  # “十四五”期间


def test_e4_before_2024_has_two_readings(release_store: Store, ask: Ask) -> None:
    (row,) = ask(release_store, "E4")
    assert (row["plan"], row["path"], row["deadlineText"]) == (SHANDONG, "三（一）", "2024年前")
    assert (row["strict"], row["lenient"]) == ("2023-12-31", "2024-12-31")


def test_e5_two_deadlines_run_past_the_end_of_their_plan(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "E5")
    assert {(r["plan"], r["path"], r["planEnd"], r["end"]) for r in rows} == {
        (JINJIANG, "二（一）1", "2024-12-31", "2025-12-31"),
        (JIANGXI, "二（一）1", "2024-12-31", "2025-12-31"),
    }


def test_e6_who_reports_when_to_whom(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "E6")
    assert {(r["plan"], r["path"], r["who"], r["when"], r["toWhom"]) for r in rows} == {
        (SHISHI_JOBS, "三（三）", "市政府残工委", "每年年底", "泉州市政府残工委"),
        (JINJIANG, "二（一）2", "各党政机关、事业单位", "每年10月底前", "市政府残疾人工作委员会办公室"),
        (JIANGXI, "三（六）", "各设区市政府残疾人工作委员会", "每年年底", "省政府残疾人工作委员会"),
        # The sentence names nobody; the notice is addressed to 各市残联.
        (SHANDONG, "五（二）", "山东省各市残联", "每年12月10日前", "省政府残工委办公室"),
    }
    assert all(row["when"] in row["sentence"] for row in rows)


def test_t1_the_headline_target_from_level_to_level(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "T1")
    found = {row["plan"]: (row.get("value"), row.get("missing")) for row in rows}
    assert (
        found.items()
        >= {
            NATION: (None, "text not held"),
            "plan:闽政办〔2022〕52号-p1": (None, "text not held"),
            "plan:泉政残工委办〔2023〕1号-p1": (None, "text not held"),
            SHISHI_JOBS: (None, "not in the text"),
            JINJIANG: ("600", None),
            JIANGXI: ("25000", None),
        }.items()
    )
    (jinjiang,) = (row for row in rows if row["plan"] == JINJIANG)
    assert (jinjiang["levelName"], jinjiang["unitName"], jinjiang["comparison"]) == ("县级", "人", "未标明")


def test_t1_reaches_a_place_of_the_series_that_cites_no_common_parent(
    copied: Store, load: Callable[[Store, str], Store], ask: Ask
) -> None:
    # 山东's notice carries out 鲁政办发〔2022〕20号, which no held text ties to the nation's plan but for its name.
    load(
        copied,
        'plan:t-921709608b1e-p1 pp:seriesKey "k" . plan:鲁政办发〔2022〕20号-p1 pp:seriesKey "k" .',
    )
    found = {row["plan"]: row.get("value") for row in ask(copied, "T1")}
    assert found[SHANDONG] == "100000"
    assert found["plan:鲁政办发〔2022〕20号-p1"] is None


def test_t2_of_the_five_documents_has_no_pair_of_levels(release_store: Store, ask: Ask) -> None:
    assert ask(release_store, "T2") == []


CASCADE = """div:10 pp:parentDivision div:1 . div:11 pp:parentDivision div:1 . div:110 pp:parentDivision div:11 .
plan:top a pp:Plan ; pp:jurisdiction div:1 ; pp:hasTarget n:t . n:t pp:indicator v:indicator-新增残疾人就业 ; pp:value {top} ; pp:unit v:unit-人 .
plan:a a pp:Plan ; pp:derivesFrom plan:top ; pp:jurisdiction div:10 ; pp:hasMeasure pv:a . pv:a pp:hasTarget n:a .
n:a pp:indicator v:indicator-新增残疾人就业 ; pp:value 400 ; pp:unit v:unit-名 .
plan:b a pp:Plan ; pp:derivesFrom plan:top ; pp:jurisdiction div:11 {b} .
plan:skip a pp:Plan ; pp:derivesFrom plan:top ; pp:jurisdiction div:110 ; pp:hasTarget n:s . n:s pp:indicator v:indicator-新增残疾人就业 ; pp:value 999 ; pp:unit v:unit-人 .
"""  # fmt: skip
B_500 = "; pp:hasTarget n:b . n:b pp:indicator v:indicator-新增残疾人就业 ; pp:value 500 ; pp:unit v:unit-人"


@pytest.mark.parametrize(
    ("top", "b", "expected"),
    [
        ("900", B_500, ("2", "2", "900", "0", "met")),
        ("1000", B_500, ("2", "2", "900", "100", "short")),
        ("1000", "", ("2", "1", "400", "600", "open")),
        ("300", "", ("2", "1", "400", "-100", "met")),
    ],
)
def test_t2_adds_up_the_level_below_and_says_what_is_open(
    load: Callable[[Store, str], Store], ask: Ask, top: str, b: str, expected: tuple[str, ...]
) -> None:
    store = load(Store(), CASCADE.format(top=top, b=b))
    (row,) = ask(store, "T2")
    columns = ("plansBelow", "withValue", "sum", "difference", "verdict")
    assert tuple(row[name] for name in columns) == expected
    assert row["divisionsBelow"] == "2"


def test_t4_targets_for_each_unit_below(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "T4")
    assert {(r["plan"], r["path"], r["eachOf"], r["comparison"], r["value"]) for r in rows} == {
        (JIANGXI, "二（十）3", "各设区市", "不少于", "1"),
        (JIANGXI, "二（十）3", "各县（市、区）", "不少于", "1"),
        (SHANDONG, "四（二）", "各地", "不少于", "1"),
        (DISTRICT, "表（十）", "各镇街", "不少于", "1"),
    }
    # 各市残联要围绕10万名…: the sum is the province's, no city has 10万 of its own.
    assert all(row["value"] != "100000" for row in rows)


def test_t5_one_target_is_measured_against_the_national_average(release_store: Store, ask: Ask) -> None:
    (row,) = ask(release_store, "T5")
    assert (row["plan"], row["path"], row["comparison"]) == (JIANGXI, "二（七）1", "不少于")
    assert (row["benchmarkText"], row["benchmark"]) == (
        "上一年度全国平均水平", "v:benchmark-上一年度全国平均水平",
    )  # fmt: skip


def test_t6_three_targets_run_to_2025_in_plans_to_2024(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "T6")
    assert {(r["plan"], r["path"], r["targetEnd"], r["planEnd"]) for r in rows} == {
        (plan, "二（一）1", "2025-12-31", "2024-12-31") for plan in (SHISHI_JOBS, JINJIANG, JIANGXI)
    }
