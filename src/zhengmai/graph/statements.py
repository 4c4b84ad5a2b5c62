"""Collecting statements for one named graph. Entry point: `Statements`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai.namespaces import GRAPH, PP, VOCAB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCT = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
PAV = "http://purl.org/pav/"

Term = str | ox.Literal
"""A string is an IRI; everything else is a literal."""


class Statements:
    """A set of quads in one named graph; order and repetition of additions do not matter."""

    def __init__(self, graph: str) -> None:
        self.graph = ox.NamedNode(graph)
        self._quads: set[ox.Quad] = set()

    def add(self, subject: str, predicate: str, value: Term | None) -> None:
        """Add a statement; None adds nothing, so that absent facts need no test."""
        if value is None:
            return
        term = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        self._quads.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, self.graph))

    def pp(self, subject: str, name: str, value: Term | None) -> None:
        """Add a statement with a property of our own namespace."""
        self.add(subject, PP + name, value)

    def type(self, subject: str, name: str) -> None:
        """Say that something is of a class of our own namespace."""
        self.add(subject, RDF_TYPE, PP + name)

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._quads)

    def __len__(self) -> int:
        return len(self._quads)


def zh(text: str | None) -> ox.Literal | None:
    """Give a text in simplified Chinese."""
    return ox.Literal(text, language="zh-Hans") if text else None


def string(text: str | None) -> ox.Literal | None:
    """Give a plain string."""
    return ox.Literal(text) if text else None


def integer(number: int | None) -> ox.Literal | None:
    """Give an xsd:integer."""
    return None if number is None else ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))


def decimal(number: Decimal | None) -> ox.Literal | None:
    """Give an xsd:decimal, without an exponent."""
    return (
        None
        if number is None
        else ox.Literal(f"{number.normalize():f}", datatype=ox.NamedNode(XSD + "decimal"))
    )


def day(iso: str | None) -> ox.Literal | None:
    """Give an xsd:date of an ISO 8601 date."""
    return ox.Literal(iso, datatype=ox.NamedNode(XSD + "date")) if iso else None


def month_day(text: str) -> ox.Literal:
    """Give an xsd:gMonthDay ("--10-31")."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "gMonthDay"))


def boolean(value: bool) -> ox.Literal:
    """Give an xsd:boolean."""
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(XSD + "boolean"))


def concept(local_name: str) -> str:
    """Give the IRI of a concept of our vocabularies."""
    return VOCAB + local_name


def graph(name: str) -> str:
    """Give the IRI of a graph by its name behind cn/graph/."""
    return GRAPH + name
