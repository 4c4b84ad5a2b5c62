"""Asking saved queries in tests, both ways that their parameters can be bound."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from zhengmai.prefixes import prefixes, shorten
from zhengmai.store.saved import bind, bound_text, get

Row = dict[str, str]
Ask = Callable[..., list[Row]]


def _rows(found: object) -> list[Row]:
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: shorten(row[name].value) for name in names if row[name] is not None} for row in found]


def _sorted_cells(row: Row) -> dict[str, list[str]]:
    return {name: sorted(cell.split("、")) for name, cell in row.items()}


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Give a function that runs a saved query on a store and gives its rows with IRIs shortened."""

    def run(store: Store, name: str, **values: str) -> list[Row]:
        query = get(name)
        found = _rows(store.query(query.text, substitutions=bind(query, values)))
        bound = _rows(store.query(bound_text(query, values)))
        # GROUP_CONCAT joins in no fixed order (SPARQL 1.1, 18.5.1.7).
        assert [*map(_sorted_cells, bound)] == [*map(_sorted_cells, found)]
        return found

    return run


@pytest.fixture(scope="session")
def load() -> Callable[[Store, str], Store]:
    """Give a function that adds TriG without its prefixes to a store; what has no graph is the default graph."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())

    def add(store: Store, trig: str) -> Store:
        store.load((head + trig).encode(), RdfFormat.TRIG)
        return store

    return add


@pytest.fixture
def copied(release_store: Store) -> Store:
    """Give a copy of the release of the five documents that a test may add to."""
    store = Store()
    store.extend(release_store)
    return store
