"""Which pairs of plans a release compares."""

from __future__ import annotations

from functools import partial

import pyoxigraph as ox

from zhengmai.align.partners import MOST, PlanPair, ancestors, partners, relation
from zhengmai.namespaces import DATA
from zhengmai.store.query import rows

P = "PREFIX pp: <https://w3id.org/policyplan/ns#> PREFIX v: <https://w3id.org/policyplan/vocab/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def held(name: str, division: str, day: str, series: str = "s|2022-2024", *, measures: bool = True) -> str:
    measure = f"<{plan(name)}> pp:hasMeasure <urn:m-{name}> ." if measures else ""
    return f"""<{plan(name)}> a pp:Plan ; pp:seriesKey "{series}" ; pp:jurisdiction <urn:{division}> . {measure}
<urn:{division}> pp:gb2260 "{division}" ; pp:level v:level-县级 . <urn:d-{name}> pp:issues <{plan(name)}> ; pp:issueDate "{day}"^^xsd:date ."""


def plan(name: str) -> str:
    return f"{DATA}plan/{name}"


def store(*statements: str) -> ox.Store:
    found = ox.Store()
    found.update(f"{P} INSERT DATA {{ {' '.join(statements)} }}")
    return found


def named(pairs: list[PlanPair]) -> set[tuple[str, str, str]]:
    short = len(plan(""))
    return {(pair.subject[short:], pair.object[short:], pair.relation) for pair in pairs}


def test_partners_of_a_series_the_later_is_the_subject() -> None:
    data = store(
        held("a", "350581", "2023-01-01"),
        held("b", "350582", "2022-01-01"),
        held("c", "360000", "2022-06-01", "other|2022-2024"),
    )
    assert named(partners(partial(rows, data))) == {("a", "b", "parallelTo")}


def test_partners_along_a_lineage_the_lower_is_the_subject_also_over_a_plan_not_held() -> None:
    data = store(
        held("child", "350581", "2022-01-01"),
        held("middle", "350500", "2022-02-01", measures=False),
        held("top", "350000", "2023-01-01", "other|"),
        f"<{plan('child')}> pp:derivesFrom <{plan('middle')}> . <{plan('middle')}> pp:derivesFrom <{plan('top')}> .",
    )
    query = partial(rows, data)
    assert named(partners(query)) == {("child", "top", "adaptedFrom")}
    assert relation(query, plan("top"), plan("child")) == PlanPair(plan("child"), plan("top"), "adaptedFrom")


def test_partners_grow_with_the_number_of_plans_and_not_with_its_square() -> None:
    def count(number: int) -> int:
        names = [
            held(f"p{n:03}", f"{35 + n % 3}{n % 5:02}{n % 90 + 10:02}", f"2022-01-{n % 28 + 1:02}")
            for n in range(number)
        ]
        return len(partners(partial(rows, store(*names))))

    few, many = count(40), count(160)
    assert few <= MOST * 40
    assert many <= MOST * 160
    assert many < 5 * few


def test_partners_of_the_same_prefecture_come_first() -> None:
    near = [held(f"near{n}", f"3505{n + 10}", "2022-01-01") for n in range(MOST + 1)]
    far = [held(f"far{n}", f"3605{n + 10}", "2022-01-01") for n in range(MOST + 1)]
    found = named(partners(partial(rows, store(*near, *far))))
    assert found
    assert all(one[:3] == other[:3] for one, other, _ in found)


def test_ancestors_of_a_circle_end() -> None:
    assert ancestors({"a": ["b"], "b": ["c"], "c": ["a"]}, "a") == ["b", "c"]
