"""Turtle files of ontology/ as plain records. Entry point: `read`."""

from __future__ import annotations

import pyoxigraph

from zhengmai import resources
from zhengmai.errors import Bilingual, InputError
from zhengmai.namespaces import PP

Value = pyoxigraph.NamedNode | pyoxigraph.Literal

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SKOS = "http://www.w3.org/2004/02/skos/core#"


class Record:
    """The statements about one subject.

    Attributes:
        iri: the subject.
    """

    __slots__ = ("_values", "iri")

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self._values: dict[str, list[Value]] = {}

    def add(self, predicate: str, value: Value) -> None:
        """Add one statement."""
        self._values.setdefault(predicate, []).append(value)

    def all(self, predicate: str, language: str | None = None) -> tuple[str, ...]:
        """Give the values of a property in the order of the file.

        Args:
            predicate: the property's IRI.
            language: a language tag in lower case; only literals of that language are given.
        """
        found = self._values.get(predicate, ())
        if language is None:
            return tuple(value.value for value in found)
        return tuple(
            value.value
            for value in found
            if isinstance(value, pyoxigraph.Literal) and (value.language or "").lower() == language
        )

    def one(self, predicate: str, language: str | None = None) -> str | None:
        """Give the first value of a property, or None."""
        found = self.all(predicate, language)
        return found[0] if found else None


def read(name: str, class_name: str) -> list[Record]:
    """Read the instances of one class from a file of ontology/, in the order of the file.

    Args:
        name: path inside ontology/, for example "registry/divisions.ttl".
        class_name: local name of a class of the ontology, for example "Division".

    Raises:
        InputError: the file is not well-formed Turtle, or holds no instance of the class.
    """
    found: dict[str, Record] = {}
    try:
        for quad in pyoxigraph.parse(resources.read_bytes("ontology", name), pyoxigraph.RdfFormat.TURTLE):
            subject, predicate, value, _ = quad
            iri = subject.value
            record = found.get(iri)
            if record is None:
                record = found[iri] = Record(iri)
            record.add(predicate.value, value)
    except SyntaxError as error:
        raise InputError(
            f"ontology/{name}",
            Bilingual(f"不是合法的 Turtle：{error}", f"is not well-formed Turtle: {error}"),
        ) from error
    kind = PP + class_name
    instances = [record for record in found.values() if kind in record.all(RDF_TYPE)]
    if not instances:
        raise InputError(
            f"ontology/{name}", Bilingual(f"没有 {class_name} 类的条目", f"holds no instance of {class_name}")
        )
    return instances
