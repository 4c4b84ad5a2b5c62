"""What a page shows of a query's result.

Entry points: `table_view` and `GraphView`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from zhengmai.graph.terms import expand
from zhengmai.prefixes import shorten

PAGE_ROWS = 1000
"""A page shows this many rows of a table and says how many there are."""


@dataclass(frozen=True)
class Value:
    """One value that a page shows, in a table or as the object of a statement: its text, the IRI that it is (or ""), its language tag and its short datatype."""

    text: str
    iri: str = ""
    language: str = ""
    datatype: str = ""


def literal(value: Value) -> Literal:
    """Give the literal that a value is."""
    if value.language:
        return Literal(value.text, language=value.language)
    return (
        Literal(value.text, datatype=NamedNode(expand(value.datatype)))
        if value.datatype
        else Literal(value.text)
    )


@dataclass(frozen=True)
class TableView:
    """The result of a SELECT or an ASK.

    Attributes:
        columns: names of the variables.
        rows: the rows shown; None is an unbound value.
        total: number of rows in the result.
        boolean: the answer of an ASK.
        size: bytes of the result as JSON.
        formats: short names of the formats that it can be had in.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    total: int
    boolean: bool | None
    size: int
    formats: tuple[str, ...]


@dataclass(frozen=True)
class GraphView:
    """The result of a CONSTRUCT or DESCRIBE as text, or any result that is too large for a page (text None)."""

    text: str | None
    size: int
    formats: tuple[str, ...]


def table_view(document: dict[str, Any], size: int, formats: tuple[str, ...]) -> TableView:
    """Make a table of a SPARQL results document (W3C SPARQL 1.1 Query Results JSON Format).

    Args:
        document: the parsed document.
        size: its bytes.
        formats: short names of the formats to offer.
    """
    if "boolean" in document:
        return TableView((), (), 0, document["boolean"], size, formats)
    columns = tuple(document["head"].get("vars", ()))
    bindings = document["results"]["bindings"]
    rows = tuple(tuple(_cell(binding.get(name)) for name in columns) for binding in bindings[:PAGE_ROWS])
    return TableView(columns, rows, len(bindings), None, size, formats)


def _cell(value: dict[str, Any] | None) -> Value | None:
    if value is None:
        return None
    if value["type"] == "uri":
        return Value(shorten(value["value"]), iri=value["value"])
    if value["type"] == "triple":
        return Value(str(value["value"]))
    datatype = value.get("datatype", "")
    return Value(
        value["value"], language=value.get("xml:lang", ""), datatype=shorten(datatype) if datatype else ""
    )
