"""Is the way along a property path found, the shortest one, and none where there is none?"""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import URIRef

from zhengmai.reason.paths import witness

GRAPH = """@prefix : <urn:x:> .
:a :up :b . :b :up :c . :c :up :d . :a :over :d . :d :up :a . :e :over :a . :m :in :s . :s :part :p ."""
UP, OVER, IN, PART = (URIRef(f"urn:x:{name}") for name in ("up", "over", "in", "part"))


def way(start: str, path: Any, end: str) -> list[str] | None:
    store = Store()
    store.load(GRAPH.encode(), RdfFormat.TURTLE)
    found = witness(store, NamedNode(f"urn:x:{start}"), path, NamedNode(f"urn:x:{end}"))
    return None if found is None else [f"{str(t.subject)[7:-1]}-{str(t.object)[7:-1]}" for t in found]


@pytest.mark.parametrize(
    ("start", "path", "end", "expected"),
    [
        ("a", UP, "b", ["a-b"]),
        ("a", UP * "+", "d", ["a-b", "b-c", "c-d"]),
        ("a", (UP | OVER) * "+", "d", ["a-d"]),
        ("a", UP * "*", "a", []),
        ("a", UP * "?", "b", ["a-b"]),
        ("a", UP * "?", "a", []),
        ("m", IN / PART, "p", ["m-s", "s-p"]),
        ("b", ~UP, "a", ["a-b"]),
        ("e", OVER / (UP * "+"), "c", ["e-a", "a-b", "b-c"]),
        ("a", UP * "+", "a", ["a-b", "b-c", "c-d", "d-a"]),
    ],
)
def test_witness_gives_the_triples_of_a_shortest_way(
    start: str, path: Any, end: str, expected: list[str]
) -> None:
    assert way(start, path, end) == expected


@pytest.mark.parametrize(
    ("start", "path", "end"),
    [("d", OVER, "a"), ("p", UP * "+", "a"), ("a", UP * "?", "c"), ("m", IN / UP, "p")],
)
def test_witness_without_a_way_is_none(start: str, path: Any, end: str) -> None:
    assert way(start, path, end) is None


def test_witness_refuses_an_operator_that_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="not supported"):
        way("a", -UP, "b")
