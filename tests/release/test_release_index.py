"""The index of a release holds what the release holds, in order, by filter and by word."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhengmai.namespaces import DATA, PP
from zhengmai.release.indexing import CLASSES, FIRST_SORT, write_index
from zhengmai.store import index as indexes
from zhengmai.store.index import FILE, KINDS, SEARCHED, Hit, Index, IndexTimeoutError, Wanted
from zhengmai.store.query import rows
from zhengmai.store.words import match

if TYPE_CHECKING:
    from pyoxigraph import Store

    from zhengmai.release.build import Built

PREFIX = f"PREFIX pp: <{PP}> PREFIX dct: <http://purl.org/dc/terms/> "


@pytest.fixture(scope="module")
def index(release: Built) -> Index:
    found = Index.open(release.folder)
    assert found is not None
    return found


def walked(index: Index, wanted: Wanted) -> list[str]:
    """Give what all pages of a list hold."""
    found: list[str] = []
    after = 0
    while True:
        page = index.page(
            Wanted(wanted.kind, wanted.sort, wanted.facets, wanted.ranges, wanted.words, after, wanted.limit)
        )
        assert len(page.iris) <= wanted.limit
        found += page.iris
        if not page.more:
            return found
        assert page.last > after
        after = page.last


def asked(store: Store, where: str) -> set[str]:
    return {row["x"] for row in rows(store, f"{PREFIX} SELECT DISTINCT ?x WHERE {{ {where} }}")}


@pytest.mark.parametrize("kind", KINDS)
def test_pages_hold_every_item_once_in_every_order(index: Index, release_store: Store, kind: str) -> None:
    classes = " ".join(f"pp:{name}" for name in CLASSES[kind])
    held = asked(release_store, f"VALUES ?c {{ {classes} }} ?x a ?c")
    assert held
    sorts = {
        "documents": ("date", "-date", "title"),
        "measures": ("due",),
        "plans": ("-period",),
        "agencies": ("name",),
    }
    for sort in (FIRST_SORT[kind], *sorts.get(kind, ())):
        found = walked(index, Wanted(kind, sort, limit=67))
        assert len(found) == len(set(found))
        assert set(found) == held
        assert index.page(Wanted(kind, sort)).total == len(held)


FACETS = [
    ("measures", "lead", "?x a pp:Measure ; pp:hasLead ?v"),
    ("measures", "support", "?x a pp:Measure ; pp:hasSupport ?v"),
    ("measures", "responsible", "?x a pp:Measure ; pp:hasResponsible ?v"),
    ("measures", "plan", "?x a pp:Measure ; pp:provisionOf ?v"),
    ("measures", "division", "?x a pp:Measure ; pp:jurisdiction ?v"),
    ("measures", "within", "?x a pp:Measure ; pp:jurisdiction/pp:within ?v"),
    ("measures", "agency", "?x pp:hasAssignment/pp:throughUnit ?v"),
    ("documents", "issuer", "?x a pp:PolicyDocument ; pp:issuedBy ?v"),
    ("documents", "level", "?x a pp:PolicyDocument ; pp:jurisdiction/pp:level ?v"),
    ("agencies", "system", "{ ?x a pp:Agency } UNION { ?x a pp:CollectiveParty } ?x pp:functionalSystem ?v"),
    ("divisions", "parent", "?x a pp:Division ; pp:parentDivision ?v"),
    ("targets", "indicator", "?x a pp:Target ; pp:indicator ?v"),
    ("targets", "plan", "{ ?o pp:provisionOf ?v } UNION { ?o a pp:Plan BIND (?o AS ?v) } ?o pp:hasTarget ?x"),
    ("deadlines", "plan", "?o pp:hasDeadline ?x ; pp:provisionOf ?v"),
]


@pytest.mark.parametrize(
    ("kind", "facet", "where"), FACETS, ids=[f"{kind}-{facet}" for kind, facet, _ in FACETS]
)
def test_filters_give_what_a_query_gives(
    index: Index, release_store: Store, kind: str, facet: str, where: str
) -> None:
    values = sorted(
        {row["v"] for row in rows(release_store, f"{PREFIX} SELECT DISTINCT ?v WHERE {{ {where} }}")}
    )
    assert values
    for value in random.Random(3).sample(values, min(6, len(values))):
        found = walked(index, Wanted(kind, facets=((facet, value),), limit=9))
        expected = asked(release_store, f"{where} FILTER (?v = <{value}>)")
        # A filter of several properties finds at least what one of them gives.
        assert expected <= set(found) if facet in ("agency", "within") else expected == set(found)


def test_filters_together_give_what_fulfils_all(index: Index, release_store: Store) -> None:
    lead, plan = f"{DATA}agency/350581-残疾人联合会", f"{DATA}plan/狮政办〔2022〕47号-p2"
    facets = (("lead", lead), ("plan", plan), ("has-deadline", "true"))
    where = f"?x pp:hasLead <{lead}> ; pp:provisionOf <{plan}> ; pp:hasDeadline ?d"
    for sort in ("key", "due"):
        for limit in (2, 50):
            assert set(walked(index, Wanted("measures", sort, facets, limit=limit))) == asked(
                release_store, where
            )


def test_ranges_look_at_every_date_of_a_deadline(
    index: Index, release_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = (("date", "2023-10-01", "2023-10-31"),)
    where = "?x pp:dueDate|pp:latestReading|pp:occurrenceDate|pp:periodEnd ?d FILTER (STR(?d) >= '2023-10-01' && STR(?d) <= '2023-10-31')"
    expected = asked(release_store, where)
    assert len(expected) == 10
    assert set(walked(index, Wanted("deadlines", ranges=bounds, limit=3))) == expected
    # The same where too many have such a date to list them first.
    monkeypatch.setattr(indexes, "_FEW", 1)
    assert set(walked(index, Wanted("deadlines", ranges=bounds, limit=3))) == expected


def test_words_filter_gives_what_holds_them_in_every_order(index: Index, release_store: Store) -> None:
    expected = asked(
        release_store, "?x a pp:Measure ; pp:text|pp:heading ?t FILTER CONTAINS(STR(?t), '招聘')"
    )
    assert expected
    for sort in ("key", "due"):
        assert set(walked(index, Wanted("measures", sort, words=match("招聘"), limit=4))) == expected


def hits(index: Index, text: str, kinds: tuple[str, ...], limit: int) -> list[Hit]:
    found: list[Hit] = []
    after = None
    while True:
        page = index.search(match(text), kinds, after, limit)
        found += page.hits
        if not page.more:
            assert len(found) == page.total
            return found
        after = (page.hits[-1].rank, page.hits[-1].id)


def test_search_pages_give_every_hit_once_the_best_first(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked = hits(index, "残联", SEARCHED, 7)
    assert [hit.rank for hit in ranked] == sorted(hit.rank for hit in ranked)
    assert ranked == hits(index, "残联", SEARCHED, 1000)
    assert len({hit.iri for hit in ranked}) == len(ranked)
    monkeypatch.setattr(indexes, "RANKED", 3)
    in_order = hits(index, "残联", SEARCHED, 7)
    assert {hit.iri for hit in in_order} == {hit.iri for hit in ranked}
    assert [hit.kind for hit in in_order] == sorted((hit.kind for hit in ranked), key=SEARCHED.index)
    assert hits(index, "残联", ("measures",), 3) == [hit for hit in in_order if hit.kind == "measures"]


def test_equal_stores_give_equal_indexes(release: Built, release_store: Store, tmp_path: Path) -> None:
    write_index(release_store, tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == (release.folder / FILE).read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_index_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert Index.open(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"no database, but long enough to have a head of one hundred bytes" * 3)
    assert Index.open(tmp_path) is None


def test_page_that_takes_too_long_is_refused(release: Built) -> None:
    slow = Index(release.folder / FILE, seconds=-1.0)
    with pytest.raises(IndexTimeoutError):
        slow.page(Wanted("divisions", limit=5000))
    slow.close()
