"""The media types that answers are given in.

Entry points: `SOLUTIONS`, `GRAPHS` and `by_name`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True)
class Format:
    """A syntax of results.

    Attributes:
        name: short name, also the file suffix and the value of `?format=`.
        media_type: the registered media type, without parameters.
        aliases: further media types that clients ask for it by.
        syntax: the store's serialiser.
        charset: whether the media type takes a charset parameter.
    """

    name: str
    media_type: str
    aliases: tuple[str, ...]
    syntax: QueryResultsFormat | RdfFormat
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


# Order is preference: the first one answers */*.
SOLUTIONS = (
    Format("json", "application/sparql-results+json", ("application/json",), QueryResultsFormat.JSON),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), QueryResultsFormat.XML),
    Format("csv", "text/csv", (), QueryResultsFormat.CSV, charset=True),
    Format("tsv", "text/tab-separated-values", (), QueryResultsFormat.TSV, charset=True),
)
"""SELECT and ASK: W3C SPARQL 1.1 Query Results JSON, XML, CSV and TSV Formats."""

GRAPHS = (
    Format("ttl", "text/turtle", ("application/x-turtle",), RdfFormat.TURTLE, charset=True),
    Format("nt", "application/n-triples", ("text/plain",), RdfFormat.N_TRIPLES),
    Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"), RdfFormat.RDF_XML),
    Format("jsonld", "application/ld+json", ("application/json",), RdfFormat.JSON_LD),
)
"""CONSTRUCT, DESCRIBE and descriptions of resources."""


def by_name(name: str) -> Format | None:
    """Find a format by its short name; "xml" and "json" mean those of solutions."""
    return next((known for known in SOLUTIONS + GRAPHS if known.name == name), None)
