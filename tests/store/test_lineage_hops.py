from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from zhengmai.namespaces import GRAPH, PP
from zhengmai.store.lineage import Branch, Query, chain, downward, hops, hops_from, upward
from zhengmai.store.query import open_release, rows

PLAN = "https://w3id.org/policyplan/cn/plan/"
SHISHI, FUJIAN, STATE = (
    PLAN + "狮政办〔2022〕47号-p2",
    PLAN + "闽政办〔2022〕52号-p1",
    PLAN + "t-921709608b1e-p1",
)


@pytest.fixture
def query(release: Path) -> Query:
    return partial(rows, open_release(release))


def derives(store: Store, child: str, parent: str, *graphs: str) -> None:
    triple = NamedNode(child), NamedNode(PP + "derivesFrom"), NamedNode(parent)
    store.add(Quad(*triple))
    for graph in graphs:
        store.add(Quad(*triple, NamedNode(GRAPH + graph)))


def test_hops_citation_that_names_the_parents_notice_makes_it_stated(query: Query) -> None:
    (hop,) = hops(query, SHISHI)
    assert (hop.parent, hop.kind) == (FUJIAN, "stated")
    assert "闽政办〔2022〕52号" in hop.quote
    assert hop.anchor.endswith("anchor/fcd396196f14-5711-5778")


def test_hops_accepted_record_makes_it_curated(query: Query) -> None:
    (hop,) = hops(query, FUJIAN)
    assert (hop.parent, hop.kind) == (STATE, "curated")
    assert hop.record is not None
    assert hop.record.author.endswith("steward-1")
    assert hop.record.date == "2026-11-01"
    assert (hop.record.reason, hop.record.reason_en) == ("国办方案与福建方案同名同期", "Same name and period")


def test_hops_rule_without_citation_makes_it_inferred() -> None:
    store = Store()
    derives(store, "urn:a", "urn:b", "inferred")
    (hop,) = hops(partial(rows, store), "urn:a")
    assert (hop.kind, hop.quote, hop.record) == ("inferred", "", None)


def test_hops_rule_and_record_together_count_as_inferred() -> None:
    store = Store()
    derives(store, "urn:a", "urn:b", "inferred", "curation/accepted")
    assert [hop.kind for hop in hops(partial(rows, store), "urn:a")] == ["inferred"]


def test_hops_retracted_statement_is_left_out(query: Query) -> None:
    assert hops(query, PLAN + "狮政办〔2022〕47号-p1") == []


def test_chain_reaches_the_state_council_in_two_hops(query: Query) -> None:
    assert [(hop.parent, hop.kind) for hop in chain(query, SHISHI)] == [
        (FUJIAN, "stated"),
        (STATE, "curated"),
    ]


def test_upward_and_downward_are_the_same_hops_from_either_end(query: Query) -> None:
    top = upward(query, SHISHI)
    assert top.hop is None
    assert [branch.plan.iri for branch in _line(top)] == [SHISHI, FUJIAN, STATE]
    bottom = downward(query, STATE)
    assert [branch.plan.iri for branch in _line(bottom)] == [STATE, FUJIAN, SHISHI]
    assert hops_from(query, FUJIAN) == hops(query, SHISHI)


def test_upward_tells_what_is_known_of_each_plan(query: Query) -> None:
    shishi, fujian, state = (branch.plan for branch in _line(upward(query, SHISHI)))
    assert (shishi.number, shishi.date, shishi.division) == ("狮政办〔2022〕47号", "2022-12-21", "石狮市")
    assert not shishi.cited_only
    assert fujian.cited_only
    assert state.title == ""
    assert state.document_title.startswith("国务院办公厅关于印发促进残疾人就业")


def test_upward_cycle_ends() -> None:
    store = Store()
    derives(store, "urn:a", "urn:b", "inferred")
    derives(store, "urn:b", "urn:a", "inferred")
    assert [branch.plan.iri for branch in _line(upward(partial(rows, store), "urn:a"))] == ["urn:a", "urn:b"]
    assert len(chain(partial(rows, store), "urn:a")) == 2


def test_hops_text_that_is_no_iri_is_refused(query: Query) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        hops(query, "urn:a> } #")


def _line(branch: Branch) -> list[Branch]:
    return [branch, *(found for below in branch.branches for found in _line(below))]
