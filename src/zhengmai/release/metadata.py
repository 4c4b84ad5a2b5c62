"""What a release says of itself, as statements: catalogue and VoID. Entry point: `describe_release`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai.release.dcat import catalogue_statements
from zhengmai.release.statistics import Statistics, graph_sizes
from zhengmai.release.void import VOID_GRAPH, void_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The description counts itself. Its shape is settled after two rounds and its numbers after one more.
_ROUNDS = 10


def describe_release(store: ox.Store, release: str, version: str, works: Sequence[str]) -> None:
    """Add graph/catalogue and graph/void to a release, and both to its default graph.

    Args:
        store: the whole release but for these two graphs.
        release: its id.
        version: of the package that makes it.
        works: IRIs of the documents that it holds.
    """
    _add(store, catalogue_statements(store, release, version, works))
    counts = Statistics.of_default_graph(store)
    graphs = graph_sizes(store).named
    described: set[ox.Quad] = set()
    for _ in range(_ROUNDS):
        sizes = {**graphs, VOID_GRAPH: len(described)}
        again = set(void_statements(release, counts.with_quads(described), sizes))
        if again == described:
            break
        described = again
    else:
        raise AssertionError("the numbers of the VoID description do not settle")
    _add(store, described)


def _add(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    for quad in quads:
        store.add(quad)
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph()))
