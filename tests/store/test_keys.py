"""Does a key lead to the one thing that a person means, and to help where it does not?"""

from __future__ import annotations

from functools import partial

import pytest
from pyoxigraph import RdfFormat, Store

from zhengmai.prefixes import prefixes, shorten
from zhengmai.store.keys import (
    AmbiguousKeyError,
    Query,
    UnknownKeyError,
    find_node,
    find_plans,
    find_text,
)
from zhengmai.store.query import rows

DATA = """
doc:石政办〔2022〕47号 a pp:PolicyDocument ; pp:documentNumber "石政办〔2022〕47号" ; pp:issues plan:石政办〔2022〕47号-p1 , plan:石政办〔2022〕47号-p2 .
plan:石政办〔2022〕47号-p1 a pp:Plan ; pp:titleKey "石狮市就业方案(2022-2024年)" . plan:石政办〔2022〕47号-p2 a pp:Plan .
doc:政发〔2022〕1号 a pp:PolicyDocument ; pp:documentNumber "政发〔2022〕1号" ; pp:issues plan:政发〔2022〕1号-p1 . plan:政发〔2022〕1号-p1 a pp:Plan .
doc:政发〔2022〕1号-350581 a pp:PolicyDocument ; pp:documentNumber "政发〔2022〕1号" .
doc:闽〔2021〕3号 a pp:PolicyDocument ; pp:documentNumber "闽〔2021〕3号" .
ag:350581-残疾人联合会 a pp:Agency ; skos:prefLabel "石狮市残疾人联合会"@zh-Hans ; skos:altLabel "石狮市残联"@zh-Hans .
ag:a-财政局 a pp:Agency ; skos:prefLabel "财政局"@zh-Hans . ag:b-财政局 a pp:Agency ; skos:prefLabel "财政局"@zh-Hans .
pv:m a pp:Measure ; pp:hasTarget n:only-an-object .
GRAPH <https://w3id.org/policyplan/cn/graph/curation> { n:cur-1 a pp:CurationRecord }
"""


@pytest.fixture(scope="module")
def query() -> Query:
    store = Store()
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    store.load((head + DATA).encode(), RdfFormat.TRIG)
    return partial(rows, store)


@pytest.mark.parametrize(
    ("key", "node"),
    [
        ("石政办〔2022〕47号", "doc:石政办〔2022〕47号"),
        ("石政办[2022]47号", "doc:石政办〔2022〕47号"),
        ("石政办【2022】47号", "doc:石政办〔2022〕47号"),
        (" 石政办（2022） 47 号 ", "doc:石政办〔2022〕47号"),
        ("石政办[2022]47号-p2", "plan:石政办〔2022〕47号-p2"),
        ("plan:石政办〔2022〕47号-p1", "plan:石政办〔2022〕47号-p1"),
        ("https://w3id.org/policyplan/cn/doc/石政办[2022]47号", "doc:石政办〔2022〕47号"),
        ("《石狮市就业方案（2022—2024年）》", "plan:石政办〔2022〕47号-p1"),
        ("石狮市残联", "ag:350581-残疾人联合会"),
        ("石狮市残疾人联合会", "ag:350581-残疾人联合会"),
        ("n:only-an-object", "n:only-an-object"),
        ("n:cur-1", "n:cur-1"),
        ("doc:政发〔2022〕1号-350581", "doc:政发〔2022〕1号-350581"),
    ],
)
def test_key_leads_to_its_node(query: Query, key: str, node: str) -> None:
    assert shorten(find_node(query, key)) == node


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("石政办〔2022〕48号", "石政办〔2022〕47号"),
        ("石政办 2022 47", "石政办〔2022〕47号"),
        ("石狮市残联会", "石狮市残联"),
        ("石狮市就业方案", "石狮市就业方案(2022-2024年)"),
    ],
)
def test_unknown_key_names_the_nearest(query: Query, key: str, nearest: str) -> None:
    with pytest.raises(UnknownKeyError) as caught:
        find_node(query, key)
    assert caught.value.nearest[0] == nearest
    assert nearest in caught.value.message.zh
    assert nearest in caught.value.message.en


def test_unknown_key_like_no_other_says_what_a_key_may_be(query: Query) -> None:
    with pytest.raises(UnknownKeyError) as caught:
        find_node(query, "zzzz")
    assert caught.value.nearest == ()
    assert "文号" in caught.value.message.zh


@pytest.mark.parametrize(
    ("key", "candidates"),
    [
        ("政发〔2022〕1号", ("doc:政发〔2022〕1号", "doc:政发〔2022〕1号-350581")),
        ("财政局", ("ag:a-财政局", "ag:b-财政局")),
    ],
)
def test_ambiguous_key_names_the_candidates(query: Query, key: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousKeyError) as caught:
        find_node(query, key)
    assert caught.value.candidates == candidates
    assert all(shorten(find_node(query, one)) == one for one in candidates)


def test_key_in_a_query_string_stays_a_term(query: Query) -> None:
    for key in ('" } ; DROP ALL #', "> } UNION { ?s ?p ?o", "石狮市残联\\", '石"狮'):
        with pytest.raises(UnknownKeyError):
            find_node(query, key)


def test_find_text_takes_documents_and_plans_only(query: Query) -> None:
    assert shorten(find_text(query, "闽[2021]3号")) == "doc:闽〔2021〕3号"
    with pytest.raises(UnknownKeyError):
        find_text(query, "石狮市残联")


def test_find_plans_gives_the_plan_or_those_of_the_document(query: Query) -> None:
    both = ["plan:石政办〔2022〕47号-p1", "plan:石政办〔2022〕47号-p2"]
    assert [*map(shorten, find_plans(query, "石政办[2022]47号"))] == both
    assert [*map(shorten, find_plans(query, "石政办[2022]47号-p2"))] == both[1:]
    with pytest.raises(UnknownKeyError):
        find_plans(query, "闽〔2021〕3号")
