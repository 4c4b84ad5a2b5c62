"""Concepts of the vocabularies, by local name, notation or the words of a text.

Entry points: `concept`, `by_notation`, `by_words`, `labels`, `concept_label`. Source: ontology/vocab/*.ttl.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai import resources
from zhengmai.namespaces import PP, VOCAB

if TYPE_CHECKING:
    from collections.abc import Mapping

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_CONCEPT = ox.NamedNode(_SKOS + "Concept")
_LABEL = ox.NamedNode(_SKOS + "prefLabel")
_NOTATION = ox.NamedNode(_SKOS + "notation")
_SCHEME = ox.NamedNode(_SKOS + "inScheme")
_WORD = ox.NamedNode(PP + "matchWord")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@cache
def _store() -> ox.Store:
    store = ox.Store()
    for name in resources.names("ontology", ".ttl", under="vocab"):
        store.load(resources.read_bytes("ontology", name), ox.RdfFormat.TURTLE)
    return store


@cache
def concept(local_name: str) -> str | None:
    """Give a concept's IRI by its local name ("role-牵头"); None where no vocabulary holds it."""
    node = ox.NamedNode(VOCAB + local_name)
    return node.value if next(_store().quads_for_pattern(node, _TYPE, _CONCEPT), None) else None


@cache
def by_notation(scheme: str, notation: str) -> str | None:
    """Give the IRI of a scheme's concept with a notation, for example ("comparators", ">="); None: no such."""
    for quad in _store().quads_for_pattern(None, _NOTATION, ox.Literal(notation)):
        if isinstance(quad.subject, ox.NamedNode) and next(
            _store().quads_for_pattern(quad.subject, _SCHEME, ox.NamedNode(VOCAB + scheme)), None
        ):
            return quad.subject.value
    return None


@cache
def _words(scheme: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    found = []
    for quad in _store().quads_for_pattern(None, _WORD, None):
        subject, words = quad.subject, quad.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(words, ox.Literal):
            continue
        if next(_store().quads_for_pattern(subject, _SCHEME, ox.NamedNode(VOCAB + scheme)), None):
            found.append((tuple(words.value.split()), subject.value))
    # The most telling pattern first: more words, then longer ones; the IRI makes the order total.
    return tuple(sorted(found, key=lambda entry: (-len(entry[0]), -sum(map(len, entry[0])), entry[1])))


def by_words(scheme: str, text: str) -> str | None:
    """Give the IRI of a scheme's concept whose match words all stand in a text; None where none fits."""
    for words, iri in _words(scheme):
        if all(word in text for word in words):
            return iri
    return None


@cache
def concept_label(iri: str, language: str) -> str:
    """Give a concept's label in "zh" or "en"; the local name where no vocabulary holds it."""
    names = (quad.object for quad in _store().quads_for_pattern(ox.NamedNode(iri), _LABEL, None))
    texts = [name for name in names if isinstance(name, ox.Literal)]
    found = next((one.value for one in texts if (one.language or "").startswith(language)), None)
    return found or iri.removeprefix(VOCAB)


@cache
def labels(scheme: str, language: str) -> Mapping[str, str]:
    """Give the labels of a scheme's concepts by their notation, for example "roles" in "en": {"lead": "lead", …}.

    Args:
        scheme: local name of the scheme.
        language: "zh" or "en".
    """
    found: dict[str, str] = {}
    for member in _store().quads_for_pattern(None, _SCHEME, ox.NamedNode(VOCAB + scheme)):
        names = [quad.object for quad in _store().quads_for_pattern(member.subject, _LABEL, None)]
        texts = [name for name in names if isinstance(name, ox.Literal)]
        text = next((one.value for one in texts if (one.language or "").startswith(language)), "")
        for quad in _store().quads_for_pattern(member.subject, _NOTATION, None):
            if isinstance(quad.object, ox.Literal):
                found[quad.object.value] = text
    return found
