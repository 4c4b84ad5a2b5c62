"""Are curation records read from a release as they were written?"""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Store

from zhengmai.namespaces import DATA, PP
from zhengmai.store.origins import origin
from zhengmai.store.records import all_decisions, decision, decisions_on, decisions_to

NOTICE = DATA + "doc/狮政办〔2022〕47号"


def test_records_of_a_release_come_in_their_order_with_their_state(curated_store: Store) -> None:
    found = {record.iri.rpartition("/")[2]: record for record in all_decisions(curated_store)}
    assert list(found) == [f"cur-{number}" for number in range(1, 8)]
    assert [record.kind for record in found.values()].count("retract") == 2
    assert {name for name, record in found.items() if not record.in_force} == {"cur-4"}
    assert found["cur-2"].in_place_of == DATA + "node/cur-1"
    (review,) = found["cur-5"].reviews
    assert (review.status, review.author, review.date) == ("accepted", DATA + "node/steward-1", "2026-01-05")
    assert (review.reason_zh, review.reason_en) == ("已核对", "checked")


def test_records_on_a_statement_are_those_of_its_object(curated_store: Store) -> None:
    day = Literal("2022-12-22", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    assert len(decisions_on(curated_store, NOTICE)) == 2
    (record,) = decisions_on(curated_store, NOTICE, PP + "issueDate", day)
    assert (record.kind, record.object, record.author) == ("assert", day, DATA + "node/steward-1")
    assert decisions_on(curated_store, NOTICE, PP + "documentNumber") == []


def test_records_to_a_thing_are_those_whose_object_it_is(curated_store: Store) -> None:
    (record,) = decisions_to(curated_store, DATA + "plan/闽政办〔2022〕52号-p1")
    assert record.predicate == PP + "derivesFrom"


def test_record_that_is_none_is_none(curated_store: Store) -> None:
    assert decision(curated_store, DATA + "node/cur-99") is None


def test_origin_is_told_by_the_graph() -> None:
    base = DATA + "graph/"
    names = ("doc/0123456789ab", "inferred", "curation/accepted", "ontology", "elsewhere")
    assert [origin(base + name) for name in names] == ["stated", "inferred", "curated", "vocabulary", "other"]
