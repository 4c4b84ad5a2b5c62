"""What the library asks of a store, whichever holds the data.

Entry points: `Source` and `prefetch`. A store of pyoxigraph is a `Source` as it stands; `zhengmai.store.remote` is one
over the SPARQL 1.1 Protocol. Answers in a format, rows and terms are made of it by `zhengmai.store.query`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Triple,
)

Term = NamedNode | BlankNode | Literal | Triple
Answer = QuerySolutions | QueryBoolean | Iterable[Triple]
"""Of SELECT, of ASK, and of CONSTRUCT or DESCRIBE."""


class Source(Protocol):
    """Quads in a default graph of its own and in named graphs, for reading."""

    def query(
        self,
        query: str,
        /,
        *,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> Answer:
        """Evaluate a query; a dataset that is given overrides FROM and FROM NAMED.

        Raises:
            SyntaxError: the text is no query.
            OSError, RuntimeError, ValueError: it cannot be evaluated.
            QueryError: the store that was asked fails.
        """
        ...

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """Give the quads of a pattern, each once; None stands for any term, as a graph also for the default graph."""
        ...

    def contains_named_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph, /) -> bool:
        """Tell whether there is a graph of that name."""
        ...

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Give the names of the graphs."""
        ...

    def __contains__(self, quad: Quad, /) -> bool:
        """Tell whether a quad stands."""
        ...


@runtime_checkable
class Prefetching(Protocol):
    """A source that answers sooner what it is told of beforehand."""

    def prefetch(self, nodes: Iterable[NamedNode], /) -> None:
        """Fetch what is said of resources, all at once."""
        ...


def prefetch(source: Source, nodes: Iterable[NamedNode]) -> None:
    """Tell a source that what is said of these resources will be asked for; where asking costs nothing, do nothing."""
    if isinstance(source, Prefetching):
        source.prefetch(nodes)
