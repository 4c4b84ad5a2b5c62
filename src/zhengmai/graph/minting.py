"""Identifiers of the data, as docs/identifiers.md lists them.

Each function gives the local part behind the namespace; `iri` puts the two together. A thing has one identifier,
made of what names it: a document number, an official name, a place in a text.
"""

from __future__ import annotations

import re

from zhengmai.graph.iris import FORBIDDEN, canonical_iri
from zhengmai.namespaces import DATA, GRAPH

# ASCII that an IRI may hold, but that means something of its own in one.
_DELIMITER = re.compile(r"[!#$&'()*+,/:;=?@~%]")
_BRACKETS = str.maketrans("()〔〕[]", "（）（）（）")


def iri(kind: str, local: str) -> str:
    """Give an identifier.

    Args:
        kind: doc, plan, provision, node, agency, party, division, anchor or copy.
        local: the part behind it.
    """
    return f"{DATA}{kind}/{local}"


def document_graph(key: str) -> str:
    """Give the graph that holds what was read from one copy; `key` are 12 digits of its sha256."""
    return f"{GRAPH}doc/{key}"


def document_local(
    number: str | None, division: str | None, issuer: str | None, date: str | None, key: str
) -> str:
    """Give a held document's local part: its number, else issuer and date, else its copy's hash.

    Args:
        number: canonical 文号.
        division: code of the issuing division.
        issuer: the issuer's canonical name less its place.
        date: ISO 8601 date of signature.
        key: first 12 digits of the copy's sha256.
    """
    if number:
        return number
    if division and issuer and date:
        return f"{division}-{name_local(issuer)}-{date}-1"
    return f"c-{key}"


def name_local(name: str) -> str:
    """Give a name in characters that an identifier may hold."""
    kept = _DELIMITER.sub("", FORBIDDEN.sub("", name.translate(_BRACKETS)))
    return canonical_iri(DATA + kept).removeprefix(DATA)


def body_local(division: str | None, name: str, key: str) -> str:
    """Give the local part of an agency or a collective party.

    Args:
        division: code of its division; None where unknown, then the copy's hash stands in its place.
        name: canonical name less place.
        key: first 12 digits of the copy's sha256.
    """
    return f"{division or f'c-{key}'}-{name_local(name)}"


def title_local(title_hash: str) -> str:
    """Give the local part of a document that is known by its title only."""
    return f"t-{title_hash}"
