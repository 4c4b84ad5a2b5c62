"""Are the kin of a plan found in all places, its nearest parent, and the levels that it passed over?"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from pyoxigraph import NamedNode, Quad, Store

from zhengmai.namespaces import DATA, PP
from zhengmai.prefixes import shorten
from zhengmai.store.lineage import Branch, Query, chain, descent, downward, in_use, upward
from zhengmai.store.query import rows
from zhengmai.store.series import nearest, series_of, siblings, skips

PLAN = f"{DATA}plan/"
JINJIANG, SHISHI = f"{PLAN}晋政残工委〔2023〕5号-p1", f"{PLAN}狮政办〔2022〕47号-p2"
PREVENTION = f"{PLAN}狮政办〔2022〕47号-p1"
SHANDONG, JIANGXI = f"{PLAN}鲁残联发〔2023〕6号-p1", f"{PLAN}360000-人民政府办公厅-2022-09-07-1-p1"
DISTRICT = f"{PLAN}c-922927e3e2f1-p1"
# From the State Council down: level, place, held.
FAMILY = {
    "plan:t-921709608b1e-p1": ("国家级", "中华人民共和国", False),
    "plan:闽政办〔2022〕52号-p1": ("省级", "福建省", False),
    "plan:360000-人民政府办公厅-2022-09-07-1-p1": ("省级", "江西省", True),
    "plan:鲁政办发〔2022〕20号-p1": ("省级", "山东省", False),
    "plan:鲁残联发〔2023〕6号-p1": ("省级", "山东省", True),
    "plan:泉政残工委办〔2023〕1号-p1": ("地级", "泉州市", False),
    "plan:狮政办〔2022〕47号-p2": ("县级", "石狮市", True),
    "plan:晋政残工委〔2023〕5号-p1": ("县级", "晋江市", True),
    "plan:c-922927e3e2f1-p1": ("", "", True),
}


@pytest.fixture
def query(release_store: Store) -> Query:
    return partial(rows, release_store)


@pytest.mark.parametrize("plan", FAMILY)
def test_every_plan_of_the_employment_family_finds_all_the_others(query: Query, plan: str) -> None:
    found = siblings(query, plan.replace("plan:", PLAN))
    known = {shorten(p.iri): (p.level_name.zh, p.division, not p.cited_only) for p in found}
    assert known == {other: facts for other, facts in FAMILY.items() if other != plan}
    assert list(known) == [other for other in FAMILY if other != plan]


def test_series_has_name_and_period_also_where_the_title_states_none(query: Query) -> None:
    for plan in FAMILY:
        first = series_of(query, plan.replace("plan:", PLAN))[0]
        assert (first.name, first.period) == ("促进残疾人就业三年行动", "2022-2024")


def test_plan_of_another_name_is_alone_in_its_series(query: Query) -> None:
    assert [series.key for series in series_of(query, PREVENTION)] == ["残疾预防补短板|2021-2025"]
    assert siblings(query, PREVENTION) == []


@pytest.mark.parametrize(
    ("plan", "parent"),
    [
        # It names the province's plan, the prefecture's and its own five-year plan.
        (JINJIANG, "plan:泉政残工委办〔2023〕1号-p1"),
        (SHISHI, "plan:闽政办〔2022〕52号-p1"),
        # An office carries out its own government's plan.
        (SHANDONG, "plan:鲁政办发〔2022〕20号-p1"),
        # Beside the nation's plan it names two of its own province.
        (JIANGXI, "plan:t-921709608b1e-p1"),
    ],
)
def test_nearest_parent_is_the_lowest_of_the_levels_above(query: Query, plan: str, parent: str) -> None:
    hop = nearest(query, plan)
    assert hop is not None
    assert shorten(hop.parent) == parent


def test_plan_without_a_basis_has_no_nearest_parent(query: Query) -> None:
    assert nearest(query, DISTRICT) is None
    assert skips(query, DISTRICT) == []


def test_skipped_level_tells_whether_its_text_existed(query: Query) -> None:
    (skip,) = skips(query, SHISHI)
    assert skip.name == "泉州市"
    assert [shorten(plan.iri) for plan in skip.candidates] == ["plan:泉政残工委办〔2023〕1号-p1"]
    assert skip.existed is False
    assert skip.said.zh == "泉州市的泉政残工委办〔2023〕1号（2023）当时尚未印发"
    (unknown,) = skips(query, PREVENTION)
    assert (unknown.name, unknown.existed, unknown.candidates) == ("泉州市", None, ())


def test_level_whose_text_is_named_is_not_skipped(query: Query) -> None:
    assert skips(query, JINJIANG) == []


CITY = """
PREFIX pp: <https://w3id.org/policyplan/ns#> PREFIX v: <https://w3id.org/policyplan/vocab/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA {
  <urn:county> pp:seriesKey "养老|2023-2025" ; pp:jurisdiction <urn:div:3> ; pp:derivesFrom <urn:province> .
  <urn:province> pp:seriesKey "养老|2023-2025" ; pp:jurisdiction <urn:div:1> .
  <urn:city> pp:seriesKey "养老|2023-2025" ; pp:jurisdiction <urn:div:2> .
  <urn:div:3> pp:parentDivision <urn:div:2> ; pp:level v:level-县级 .
  <urn:div:2> pp:parentDivision <urn:div:1> ; pp:level v:level-地级 . <urn:div:1> pp:level v:level-省级 .
  <urn:doc:county> pp:issues <urn:county> ; COUNTY . <urn:doc:city> pp:issues <urn:city> ; CITY .
  GRAPH <urn:g> { <urn:county> pp:derivesFrom <urn:province> } }
"""


@pytest.mark.parametrize(
    ("county", "city", "existed"),
    [
        ('pp:issueDate "2023-06-01"^^xsd:date', 'pp:issueDate "2023-05-31"^^xsd:date', True),
        ('pp:issueDate "2023-06-01"^^xsd:date', 'pp:issueDate "2023-06-02"^^xsd:date', False),
        ('pp:issueDate "2023-06-01"^^xsd:date', 'pp:documentNumber "泉政办〔2022〕8号"', True),
        ('pp:issueDate "2023-06-01"^^xsd:date', 'pp:documentNumber "泉政办〔2024〕8号"', False),
        ('pp:issueDate "2023-06-01"^^xsd:date', 'pp:documentNumber "泉政办〔2023〕8号"', None),
        ('pp:documentNumber "晋政办〔2023〕1号"', 'pp:documentNumber "泉政办〔2022〕8号"', True),
        ("a pp:PolicyDocument", 'pp:issueDate "2023-05-31"^^xsd:date', None),
    ],
)
def test_skipped_levels_text_existed_by_day_else_by_year(
    county: str, city: str, existed: bool | None
) -> None:
    store = Store()
    store.update(CITY.replace("COUNTY", county).replace("CITY", city))
    (skip,) = skips(partial(rows, store), "urn:county")
    assert skip.existed is existed
    assert [plan.iri for plan in skip.candidates] == ["urn:city"]


def test_replaced_identifier_leads_to_the_one_in_use(query: Query) -> None:
    assert in_use(query, f"{DATA}doc/t-568fd6844cfd") == f"{DATA}doc/泉政残工委办〔2023〕1号"
    assert in_use(query, JINJIANG) == JINJIANG


def _count(branch: Branch) -> int:
    return 1 + sum(_count(below) for below in branch.branches)


def test_plans_that_are_reached_on_very_many_ways_are_written_once() -> None:
    """In 12 layers of 4 plans, each resting on all of the next, there are 4^11 ways from top to bottom."""
    store = Store()
    derives = NamedNode(PP + "derivesFrom")
    layers = [[NamedNode(f"urn:{layer}-{place}") for place in range(4)] for layer in range(12)]
    for lower, upper in pairwise(layers):
        store.extend(Quad(child, derives, parent) for child in lower for parent in upper)
        store.extend(Quad(child, derives, parent, NamedNode("urn:g")) for child in lower for parent in upper)
    query = partial(rows, store)
    # Sixteen million ways lead up: whoever walked each of them would not end.
    up, down = upward(query, "urn:0-0"), downward(query, "urn:11-0")
    assert _count(up) == _count(down) == 1 + 4 + 10 * 16
    assert len(chain(query, "urn:0-0")) == len(descent(query, "urn:11-0")) == 4 + 10 * 16
