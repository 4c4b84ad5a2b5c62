"""A SPARQL 1.1 store that is asked over HTTP (W3C SPARQL 1.1 Protocol, Recommendation, 21 March 2013).

Entry point: `RemoteStore`. Solutions are asked for as JSON, graphs as N-Triples, and both are read before anything is
handed on: what breaks off, has an error message inside or is called partial by its headers raises `StoreFailed`.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from threading import Lock
from typing import IO, Any, cast
from urllib.error import HTTPError, URLError
from urllib.request import Request

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from SPARQLWrapper import POST, URLENCODED, SPARQLExceptions, SPARQLWrapper

from zhengmai.store.errors import QueryTimeout, StoreFailed, StoreReason
from zhengmai.store.source import Answer, Term
from zhengmai.store.syntax import form

_LOG = logging.getLogger(__name__)

_SOLUTIONS = "application/sparql-results+json"
_GRAPH = "application/n-triples, text/turtle;q=0.5"
_LOGGED_CHARS = 300
_KEPT_QUADS = 200_000
_BATCH = 40
# Virtuoso marks a result cut off at its row limit or time limit by these headers alone.
_PARTIAL = ("X-SPARQL-MaxRows", "X-SQL-State")
_KINDS: dict[str, type[QuerySolutions | QueryBoolean]] = {"SELECT": QuerySolutions, "ASK": QueryBoolean}
_REASONS: dict[int, StoreReason] = {
    401: "credentials", 403: "credentials", 404: "missing", 408: "timeout", 503: "timeout", 504: "timeout",
}  # fmt: skip
"""What a status means here; Jena answers a query at its time limit by 503."""


@dataclass(frozen=True)
class Access:
    """How a store is reached.

    Attributes:
        url: address of its query endpoint, without credentials.
        seconds: time limit of one query, told to the store and kept here as well.
        user: name for Basic authentication (RFC 7617), with `password`.
        password: the password.
        token: for Bearer authentication (RFC 6750), instead of these.
        default_graph: IRI of the graph that holds the release's default graph, where the store's own is another one.
    """

    url: str
    seconds: float = 10.0
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    default_graph: str = ""


class RemoteStore:
    """A `zhengmai.store.source.Source` over a SPARQL endpoint.

    The release in it does not change, so what was read of a resource is kept, up to a number of quads.

    Args:
        access: how the store is reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._lock = Lock()
        self._about: OrderedDict[NamedNode, tuple[Quad, ...]] = OrderedDict()
        self._kept = 0
        self._graphs: tuple[NamedNode, ...] | None = None

    def query(
        self,
        query: str,
        /,
        *,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> Answer:
        """Ask a query; see `zhengmai.store.source.Source.query`.

        Raises:
            SyntaxError: the text is no query of SPARQL 1.1; it is not sent.
            QueryTimeout: the store did not answer in time.
            StoreFailed: it cannot be reached, refuses, fails, or its answer breaks off.
        """
        # On an empty store nothing is evaluated; what is no query is told with its place, as for a local store.
        Store().query(query)
        default = [graph.value for graph in default_graph or () if isinstance(graph, NamedNode)]
        named = [graph.value for graph in named_graphs or () if isinstance(graph, NamedNode)]
        if default_graph is None and named_graphs is None:
            default, named = self._dataset()
        kind = _KINDS.get(form(query) or "")
        body = self._send(query, _SOLUTIONS if kind else _GRAPH, default, named)
        if kind is None:
            return self._triples(body)
        with _readable(body):
            result = parse_query_results(body.file, format=QueryResultsFormat.JSON)
            if not isinstance(result, kind):
                raise StoreFailed("unreadable")
        return result

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """Give the quads of a pattern; a blank node names nothing outside the store that holds it."""
        terms = (subject, predicate, object, graph_name)
        if any(isinstance(term, BlankNode | Triple) for term in terms):
            return
        if isinstance(subject, NamedNode):
            for quad in self._quads_of(subject):
                if (
                    predicate in (None, quad.predicate)
                    and object in (None, quad.object)
                    and graph_name in (None, quad.graph_name)
                ):
                    yield quad
            return
        pattern = f"?s {predicate or '?p'} {object or '?o'}"
        for found in self._solutions(f"SELECT * WHERE {{ {_in_graph(pattern, graph_name)} }}"):
            if graph_name is not None:
                found["g"] = graph_name
            yield _quad({"p": predicate, "o": object, **found})

    def contains_named_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph, /) -> bool:
        """Tell whether there is a graph of that name."""
        return graph_name in self._names()

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Give the names of the graphs, without the one that stands for the default graph."""
        return iter(self._names())

    def __contains__(self, quad: Quad, /) -> bool:
        """Tell whether a quad stands."""
        return any(True for _ in self.quads_for_pattern(*quad))

    def prefetch(self, nodes: Iterable[NamedNode], /) -> None:
        """Fetch what is said of resources in few requests."""
        with self._lock:
            wanted = [node for node in dict.fromkeys(nodes) if node not in self._about]
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            # Each resource stands in its patterns: a join with VALUES is evaluated as a scan by some stores.
            patterns = " UNION ".join(
                f"{{ BIND ({number} AS ?n) {_in_graph(f'{node} ?p ?o')} }}"
                for number, node in enumerate(batch)
            )
            found: list[list[Quad]] = [[] for _ in batch]
            for row in self._solutions(f"SELECT ?n ?p ?o ?g WHERE {{ {patterns} }}"):
                number = int(row["n"].value)
                found[number].append(_quad({"s": batch[number], **row}))
            for node, quads in zip(batch, found, strict=True):
                self._keep(node, tuple(dict.fromkeys(quads)))

    def _quads_of(self, node: NamedNode) -> tuple[Quad, ...]:
        with self._lock:
            if node in self._about:
                self._about.move_to_end(node)
                return self._about[node]
        rows = self._solutions(f"SELECT ?p ?o ?g WHERE {{ {_in_graph(f'{node} ?p ?o')} }}")
        found = tuple(dict.fromkeys(_quad({"s": node, **row}) for row in rows))
        self._keep(node, found)
        return found

    def _keep(self, node: NamedNode, quads: tuple[Quad, ...]) -> None:
        with self._lock:
            self._kept += len(quads) + 1 - (len(self._about.pop(node)) + 1 if node in self._about else 0)
            self._about[node] = quads
            while self._kept > _KEPT_QUADS and len(self._about) > 1:
                _, gone = self._about.popitem(last=False)
                self._kept -= len(gone) + 1

    def _names(self) -> tuple[NamedNode, ...]:
        if self._graphs is None:
            # The first form reads no data; stores that give nothing for it are asked by the second.
            for pattern in ("{ }", "{ ?s ?p ?o }"):
                rows = self._rows(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {pattern} }}", [], [])
                names = [row["g"] for row in rows if isinstance(row.get("g"), NamedNode)]
                if names:
                    break
            own = self._access.default_graph
            self._graphs = tuple(name for name in sorted(names, key=str) if name.value != own)
        return self._graphs

    def _dataset(self) -> tuple[list[str], list[str]]:
        """Give the dataset of a query that names none: the store's own, or the one that the settings name."""
        if not self._access.default_graph:
            return [], []
        return [self._access.default_graph], [name.value for name in self._names()]

    def _solutions(self, text: str) -> Iterator[dict[str, Any]]:
        return self._rows(text, *self._dataset())

    def _rows(self, text: str, default: list[str], named: list[str]) -> Iterator[dict[str, Any]]:
        """Give the solutions of a query as they arrive; the connection ends with the iteration."""
        body = self._send(text, _SOLUTIONS, default, named)
        try:
            with _readable(body):
                result = parse_query_results(body.file, format=QueryResultsFormat.JSON)
                if isinstance(result, QueryBoolean):
                    raise SyntaxError("a truth value for a SELECT")
                names = [variable.value for variable in result.variables]
                for solution in result:
                    bound = {name: solution[name] for name in names}
                    yield {name: term for name, term in bound.items() if term is not None}
        finally:
            body.close()

    def _triples(self, body: _Body) -> Iterator[Triple]:
        try:
            with _readable(body):
                for quad in parse(body.file, format=body.syntax):
                    yield quad.triple
        finally:
            body.close()

    def _send(self, text: str, accept: str, default: Sequence[str], named: Sequence[str]) -> _Body:
        access, started = self._access, time.monotonic()
        seconds = max(1, math.ceil(access.seconds))
        wrapper = _Wrapper(access.url)
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(seconds)
        wrapper.queryString, wrapper.queryType = text, form(text) or "SELECT"
        # In seconds, as Jena, RDF4J and GraphDB read it; Virtuoso takes no heed of so small a number.
        wrapper.addParameter("timeout", str(seconds))
        for name, graphs in (("default-graph-uri", default), ("named-graph-uri", named)):
            for graph in graphs:
                wrapper.addParameter(name, graph)
        wrapper.addCustomHttpHeader("Accept", accept)
        if access.token:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {access.token}")
        elif access.user:
            wrapper.setCredentials(access.user, access.password)
        try:
            response: HTTPResponse = wrapper.query().response
        except (SPARQLExceptions.SPARQLWrapperException, HTTPError) as error:
            raise _refused(error) from None
        except (URLError, OSError, HTTPException) as error:
            cause = error.reason if isinstance(error, URLError) else error
            if isinstance(cause, TimeoutError):
                raise QueryTimeout(access.seconds, time.monotonic() - started) from None
            _LOG.warning("the SPARQL store cannot be reached: %s", cause)
            raise StoreFailed("unreachable") from None
        body = _Body(response, started, access.seconds)
        if any(response.headers.get(name) for name in _PARTIAL):
            body.close()
            raise StoreFailed("incomplete")
        return body


class _Wrapper(SPARQLWrapper):
    """A request whose credentials stay with the address that they are meant for."""

    def _createRequest(self) -> Request:  # noqa: N802 - the library's name
        request: Request = super()._createRequest()
        held = request.headers.pop("Authorization", None)
        if held is not None:
            # Such headers are not sent again where the store redirects to another address.
            request.add_unredirected_header("Authorization", held)
        return request


class _Body:
    """The body of an answer as a file that tells where it breaks off or takes too long."""

    def __init__(self, response: HTTPResponse, started: float, seconds: float) -> None:
        self._response = response
        self._started = started
        self._seconds = seconds
        # The library itself says nothing of a body that is shorter than it was announced.
        self._missing = int(response.headers.get("Content-Length") or 0)

    @property
    def file(self) -> IO[bytes]:
        """The body as what parsers take; they need no more of a file than `read`."""
        return cast("IO[bytes]", self)

    @property
    def syntax(self) -> RdfFormat:
        """The syntax of RDF that the answer says it is in."""
        return (
            RdfFormat.from_media_type(self._response.headers.get_content_type() or "") or RdfFormat.N_TRIPLES
        )

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes.

        Raises:
            QueryTimeout: they did not come in time.
            StoreFailed: the answer ended too early.
        """
        elapsed = time.monotonic() - self._started
        if elapsed > self._seconds:
            raise QueryTimeout(self._seconds, elapsed)
        try:
            data = self._response.read1(size)
        except TimeoutError:
            raise QueryTimeout(self._seconds, time.monotonic() - self._started) from None
        except (OSError, HTTPException) as error:
            self.close()
            _LOG.warning("the answer of the SPARQL store broke off: %s", error)
            raise StoreFailed("unreadable") from None
        announced, self._missing = self._missing, self._missing - len(data)
        if not data or self._missing == 0 < announced:
            self.close()
        if not data and self._missing > 0:
            raise StoreFailed("unreadable")
        return data

    def close(self) -> None:
        """Let the connection go."""
        self._response.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()


@contextlib.contextmanager
def _readable(body: _Body) -> Iterator[None]:
    """Translate what reading an answer raises, and let the connection go with it."""
    try:
        yield
    except StoreFailed:
        body.close()
        raise
    except (SyntaxError, ValueError) as error:
        body.close()
        _LOG.warning("the answer of the SPARQL store cannot be read: %s", str(error)[:_LOGGED_CHARS])
        raise StoreFailed("unreadable") from None


def _refused(error: Exception) -> StoreFailed:
    """Give what an answer with a status of error means; its words go to the log."""
    cause = error if isinstance(error, HTTPError) else error.__context__
    status = cause.code if isinstance(cause, HTTPError) else 0
    # SPARQLWrapper has read the body already where it raises an error of its own.
    said = str(error)
    if isinstance(cause, HTTPError):
        if cause is error:
            with contextlib.suppress(OSError, HTTPException):
                said = cause.read(_LOGGED_CHARS).decode("utf-8", "replace")
        cause.close()
    _LOG.warning("the SPARQL store answered %s: %s", status, said[:_LOGGED_CHARS])
    return StoreFailed(_REASONS.get(status, "failed" if status >= 500 else "refused"), status)


def _quad(row: dict[str, Any]) -> Quad:
    try:
        return Quad(row["s"], row["p"], row["o"], row.get("g") or DefaultGraph())
    except (KeyError, TypeError):
        # Not an answer to what was asked.
        raise StoreFailed("unreadable") from None


def _in_graph(pattern: str, graph: NamedNode | BlankNode | DefaultGraph | None = None) -> str:
    """Give a pattern in a graph; None: in the default graph and in every named one, called ?g."""
    if isinstance(graph, NamedNode):
        return f"GRAPH {graph} {{ {pattern} }}"
    if graph is not None:
        return pattern
    return f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }}"
