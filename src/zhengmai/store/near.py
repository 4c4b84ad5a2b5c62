"""Names of the project's namespace in a query that the ontology does not have, with the nearest that it has.

Entry point: `unknown_names`. A query with such a name is a query all the same: it only finds nothing there.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

import pyoxigraph as ox

from zhengmai import resources
from zhengmai.namespaces import PP
from zhengmai.store.tokens import tokens

_LONGEST = 64 * 1024
"""Longer texts are not looked through."""
_MOST = 5
_NEAREST = 3
_CUTOFF = 0.6


@dataclass(frozen=True)
class Near:
    """A name that the ontology does not have.

    Attributes:
        iri: the IRI that the query names.
        line: where it stands first, from 1.
        column: in code points, from 1.
        nearest: names of the ontology, with the prefix pp:, the nearest first.
    """

    iri: str
    line: int
    column: int
    nearest: tuple[str, ...]

    @classmethod
    def of_wire(cls, fields: list[Any]) -> Near:
        """Read the form in which it travels between processes."""
        return cls(fields[0], fields[1], fields[2], tuple(fields[3]))

    def to_wire(self) -> list[Any]:
        """Give the form in which it travels between processes."""
        return [self.iri, self.line, self.column, list(self.nearest)]


def unknown_names(text: str) -> tuple[Near, ...]:
    """Give the names of the ontology's namespace that it does not have, each once, at most five.

    Args:
        text: a SPARQL request, right or wrong.
    """
    if len(text) > _LONGEST or PP not in text:
        return ()
    found: dict[str, Near] = {}
    namespaces: dict[str, str] = {}
    before = prefix = ""
    for token in tokens(text):
        name = token.text
        if token.kind == "name" and before.upper() == "PREFIX":
            prefix = name[:-1]
        elif token.kind == "iri" and before == f"{prefix}:":
            namespaces.setdefault(prefix, name[1:-1])
        elif token.kind in ("iri", "name"):
            start, _, local = name.partition(":")
            iri = name[1:-1] if token.kind == "iri" else namespaces.get(start, "") + local
            if iri.startswith(PP) and iri != PP and iri[len(PP) :] not in _terms() and iri not in found:
                line, column = place(text, token.start)
                found[iri] = Near(iri, line, column, _nearest(iri[len(PP) :], type_of=before == "a"))
                if len(found) == _MOST:
                    break
        before = name
    return tuple(found.values())


def place(text: str, position: int) -> tuple[int, int]:
    """Give line and column, both from 1, of a position in code points."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _nearest(local: str, *, type_of: bool) -> tuple[str, ...]:
    # What stands after `a` is a class; classes are written with a capital.
    names = [name for name in _terms() if not type_of or name[0].isupper()]
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(local.lower(), by_lower, n=_NEAREST, cutoff=_CUTOFF)
    return tuple(f"pp:{by_lower[name]}" for name in close)


@cache
def _terms() -> frozenset[str]:
    """Give the local names of all terms that the ontology defines."""
    subjects = {
        quad.subject.value
        for name in resources.names("ontology", ".ttl")
        if "/" not in name
        for quad in ox.parse(resources.read_bytes("ontology", name), ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    }
    return frozenset(iri[len(PP) :] for iri in subjects if iri.startswith(PP) and iri != PP)
