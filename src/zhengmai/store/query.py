"""Asking a store: SPARQL queries and their results in a media type.

Entry points: `open_release`, `answer` and `rows`. Errors of the store's library are translated here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from zhengmai.errors import Bilingual, InputError
from zhengmai.prefixes import prefixes
from zhengmai.store.errors import (
    DatasetError,
    QueryEvaluationError,
    QueryRefused,
    StoreError,
    StoreFailed,
)
from zhengmai.store.formats import Format
from zhengmai.store.source import Answer, Source
from zhengmai.store.syntax import calls_service, canonical_iris, explain, form


@dataclass(frozen=True)
class Dataset:
    """The dataset that a protocol request names (SPARQL 1.1 Protocol, 2.1.4); it overrides FROM and FROM NAMED.

    Attributes:
        default_graphs: IRIs of the graphs whose union is the default graph.
        named_graphs: IRIs of the named graphs.
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


OWN_DATASET = Dataset()
"""No graph is named: the release's default graph and all its named graphs."""


def open_release(release: Path) -> Store:
    """Open the store of a release for reading; several processes may do so at once.

    Args:
        release: the release's folder.

    Raises:
        InputError: there is no store in the folder.
        StoreError: the store cannot be opened.
    """
    directory = release / "store"
    if not directory.is_dir():
        cause = Bilingual(
            "没有存储目录，此目录不是一个发布。", "there is no store in it: this is no release."
        )
        raise InputError(str(release), cause)
    try:
        return Store.read_only(str(directory))
    except (OSError, ValueError) as error:
        raise StoreError(str(directory), str(error)) from error


def answer(
    store: Source, text: str, chosen: Format, output: IO[bytes], dataset: Dataset = OWN_DATASET
) -> None:
    """Evaluate a query and write its result.

    Args:
        store: the release's store.
        text: a SPARQL 1.1 query; its IRIs of the project are read in their canonical form.
        chosen: a format that fits the query's form.
        output: takes the result; on an error a part of it may have been written.
        dataset: the dataset of the request.

    Raises:
        QuerySyntaxError: the text is no query.
        QueryRefused: the query has SERVICE, or the text is an update.
        DatasetError: a graph IRI of the dataset is not absolute.
        QueryEvaluationError: the query cannot be evaluated, or its result has no such format.
        StoreFailed: the store that was asked over HTTP failed.
    """
    refuse(text)
    written = canonical_iris(text)
    with _translated(text, written):
        if dataset == OWN_DATASET:
            result = store.query(written)
        else:
            default = [_graph(iri) for iri in dataset.default_graphs]
            named = [_graph(iri) for iri in dataset.named_graphs]
            result = store.query(written, default_graph=[*default], named_graphs=[*named])
    try:
        with _reading():
            _serialise(result, chosen, output)
    finally:
        del result


def refuse(text: str) -> None:
    """Refuse updates and federated queries before anything is evaluated.

    Raises:
        QueryRefused: the text is an update or has SERVICE.
    """
    if form(text) == "UPDATE":
        raise QueryRefused("update")
    if calls_service(text):
        raise QueryRefused("service")


def rows(store: Source, text: str) -> list[dict[str, str]]:
    """Run a SELECT and give each solution as variable → lexical form or IRI; unbound variables are absent.

    Raises:
        QuerySyntaxError: the text is no query.
        QueryEvaluationError: the query cannot be evaluated or is no SELECT.
    """
    return [{name: term.value for name, term in solution.items()} for solution in terms(store, text)]


def terms(store: Source, text: str) -> list[dict[str, Any]]:
    """Run a SELECT and give each solution as variable → RDF term of pyoxigraph; unbound variables are absent.

    Raises:
        QuerySyntaxError: the text is no query.
        QueryEvaluationError: the query cannot be evaluated or is no SELECT.
    """
    with _translated(text):
        result = store.query(text)
    if not isinstance(result, QuerySolutions):
        raise QueryEvaluationError("SELECT ?")
    try:
        with _reading():
            names = [variable.value for variable in result.variables]
            found = []
            for solution in result:
                bound = ((name, solution[name]) for name in names)
                found.append({name: term for name, term in bound if term is not None})
            return found
    finally:
        del result


def write_triples(triples: Sequence[pyoxigraph.Triple], chosen: Format) -> bytes:
    """Give triples in a syntax, with those prefixes of the project's list that occur in them.

    Args:
        triples: what to write.
        chosen: one of `zhengmai.store.formats.GRAPHS`.
    """
    if not isinstance(chosen.syntax, RdfFormat):
        raise ValueError(f"{chosen.name} is no syntax of RDF")
    used = {
        prefix: namespace
        for prefix, namespace in prefixes().items()
        if any(iri.startswith(namespace) for triple in triples for iri in _iris(triple))
    }
    return bytes(pyoxigraph.serialize(triples, format=chosen.syntax, prefixes=used) or b"")


def _iris(triple: pyoxigraph.Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, pyoxigraph.Literal):
            yield term.datatype.value


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise DatasetError(iri) from error


def _serialise(result: Answer, chosen: Format, output: IO[bytes]) -> None:
    # Solutions may not be let go in another thread, where those would be that the traceback of an error keeps.
    try:
        if isinstance(chosen.syntax, QueryResultsFormat):
            if not isinstance(result, QuerySolutions | QueryBoolean):
                raise QueryEvaluationError(f"{chosen.media_type}: CONSTRUCT, DESCRIBE")
            result.serialize(output, format=chosen.syntax)
            return
        if isinstance(result, QuerySolutions | QueryBoolean):
            raise QueryEvaluationError(f"{chosen.media_type}: SELECT, ASK")
        pyoxigraph.serialize(result, output, format=chosen.syntax, prefixes=prefixes())
    finally:
        del result


@contextmanager
def _translated(text: str, written: str = "") -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        # Places are told in the text as it was sent, not as its IRIs were rewritten.
        said = str(error) if written in ("", text) else re.sub(r"^error at \d+:\d+", "error", str(error))
        raise explain(text, said, prefixes()) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryEvaluationError(str(error)) from error


@contextmanager
def _reading() -> Iterator[None]:
    """Translate the errors of reading a result; the query itself was understood."""
    try:
        yield
    except SyntaxError as error:
        raise StoreFailed("unreadable") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryEvaluationError(str(error)) from error
