"""Keys by which people name things: 文号 in any bracket form, IRIs, prefixed names, exact titles and names.

Entry points: `key_iri` reads a key by itself; `find_plans`, `find_text` and `find_node` look it up in a release.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

from pyoxigraph import Literal, NamedNode

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.extract.document_numbers import parse_document_number
from zhengmai.extract.titles import title_key
from zhengmai.graph.iris import canonical_iri
from zhengmai.namespaces import DATA, PP
from zhengmai.prefixes import prefixes, shorten
from zhengmai.store.lineage import in_use

Query = Callable[[str], list[dict[str, str]]]
"""Runs one SELECT over a release; `zhengmai.store.query.rows` bound to a store is one."""

_PLAN = re.compile(r"(?P<number>.+?)-p(?P<place>[1-9]\d*)")
_PREFIXED = re.compile(r"(?P<prefix>[A-Za-z][\w.-]*):(?P<local>(?!//).+)")
_PROLOGUE = f"PREFIX pp: <{PP}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
_NEAREST = 3
_LIKENESS = 0.5
# Comparing strings is quadratic in their length and linear in their number: of many names those are
# compared that share the most characters with the key.
_COMPARED = 500


class UnknownKeyError(ZhengmaiError):
    """Nothing in the release has this key.

    Attributes:
        key: as given.
        nearest: keys of the release that look like it, the best first.
    """

    def __init__(self, key: str, nearest: tuple[str, ...]) -> None:
        zh = (
            f"，是否指 {'、'.join(nearest)}？"
            if nearest
            else "。可用文号、IRI、带前缀的名称或者完整的标题、名称。"
        )
        en = (
            f"; did you mean {', '.join(nearest)}?"
            if nearest
            else ". Give a document number, an IRI, a prefixed name, or a whole title or name."
        )
        super().__init__(
            Bilingual(f"发布中没有与“{key}”对应的内容{zh}", f"the release has nothing under “{key}”{en}")
        )
        self.key = key
        self.nearest = nearest


class AmbiguousKeyError(ZhengmaiError):
    """Several things in the release have this key.

    Attributes:
        key: as given.
        candidates: a key for each of them that is not ambiguous, as prefixed names where possible.
    """

    def __init__(self, key: str, candidates: tuple[str, ...]) -> None:
        super().__init__(
            Bilingual(
                f"“{key}”对应不止一项，请写明是哪一项：{'、'.join(candidates)}。",
                f"“{key}” stands for more than one; say which: {', '.join(candidates)}.",
            )
        )
        self.key = key
        self.candidates = candidates


def key_iri(key: str) -> str:
    """Give the IRI that a 文号, a plan's 文号 with -p1, a prefixed name or an IRI stands for.

    Raises:
        ValueError: the key is none of them, or a damaged 文号.
        IriError: an identifier of the project with a character that none of them holds.
    """
    number = _number(key)
    if number is not None:
        return f"{DATA}doc/{number}"
    plan = _PLAN.fullmatch(key)
    carrier = _number(plan["number"]) if plan else None
    if plan is not None and carrier is not None:
        return f"{DATA}plan/{carrier}-p{plan['place']}"
    return iri_of(key)


def _number(key: str) -> str | None:
    """Give the canonical form of a 文号; None where a key is none, or a damaged one, of which nothing is guessed."""
    number = parse_document_number(key)
    return number.canonical if number is not None and number.confidence != "doubtful" else None


def iri_of(name: str) -> str:
    """Give the canonical IRI of a prefixed name or IRI.

    Raises:
        ValueError: it is neither, or no well-formed IRI.
        IriError: as `key_iri`.
    """
    prefixed = _PREFIXED.fullmatch(name)
    if prefixed is not None and prefixed["prefix"] in prefixes():
        name = prefixes()[prefixed["prefix"]] + prefixed["local"]
    elif "://" not in name and not name.startswith("urn:"):
        raise ValueError(f"{name!r} is no IRI")
    return NamedNode(canonical_iri(name)).value


def find_node(query: Query, key: str) -> str:
    """Give the IRI of the one thing in a release that a key names: a text, provision, agency, place or node.

    Args:
        query: runs a SELECT over the release, as `zhengmai.store.query.rows` bound to a store does.
        key: a 文号 in any bracket form, one with -p1, an IRI, a prefixed name, or a whole title or name.

    Raises:
        UnknownKeyError: nothing has the key.
        AmbiguousKeyError: several things have it.
    """
    key = key.strip()
    try:
        # An identifier that is no longer used means what has taken its place.
        iri = in_use(query, key_iri(key))
    except ValueError:
        return _by_name(query, key)
    same = _same_number(query, key)
    if len(same) > 1:
        raise AmbiguousKeyError(key, tuple(map(shorten, same)))
    if _is_known(query, iri):
        return iri
    raise UnknownKeyError(key, _nearest(query, key))


def find_text(query: Query, key: str) -> str:
    """Give the IRI of the one document or plan that a key names.

    Args:
        query: as `find_node`.
        key: as `find_node`.

    Raises:
        UnknownKeyError: no document or plan has the key.
        AmbiguousKeyError: several have it.
    """
    iri = find_node(query, key)
    found = query(
        f"{_PROLOGUE} SELECT ?text WHERE {{ VALUES ?text {{ <{iri}> }} "
        "{ ?text a pp:Plan } UNION { ?text a pp:PolicyDocument } UNION { ?text pp:issues ?plan } } LIMIT 1"
    )
    if not found:
        raise UnknownKeyError(key, _nearest(query, key))
    return iri


def find_plans(query: Query, key: str) -> list[str]:
    """Give the plans that a key names: the plan itself, or those that the document issues, in order of IRI.

    Args:
        query: as `find_node`.
        key: as `find_node`.

    Raises:
        UnknownKeyError: no plan and no document with a plan has the key.
        AmbiguousKeyError: several documents have it.
    """
    iri = find_text(query, key)
    found = query(
        f"{_PROLOGUE} SELECT DISTINCT ?plan WHERE {{ VALUES ?key {{ <{iri}> }} "
        "{ ?key pp:issues ?plan . ?plan a pp:Plan } UNION { ?key a pp:Plan BIND(?key AS ?plan) } } ORDER BY ?plan"
    )
    if not found:
        raise UnknownKeyError(key, _nearest(query, key))
    return [row["plan"] for row in found]


def _is_known(query: Query, iri: str) -> bool:
    """Tell whether any graph says something of an IRI; a cited node may stand as an object only."""
    return bool(
        query(
            f"SELECT ?p WHERE {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} "
            f"UNION {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} UNION {{ GRAPH ?g {{ ?s ?p <{iri}> }} }} }} LIMIT 1"
        )
    )


def _same_number(query: Query, key: str) -> list[str]:
    """Give the documents that bear a number; two issuers may have used the same one."""
    number = _number(key)
    if number is None:
        return []
    found = query(
        f"{_PROLOGUE} SELECT DISTINCT ?document WHERE {{ ?document pp:documentNumber {Literal(number)} }} "
        "ORDER BY ?document"
    )
    return [row["document"] for row in found]


def _by_name(query: Query, key: str) -> str:
    """Give the thing whose whole title or name is the key."""
    label, folded = Literal(key, language="zh-Hans"), Literal(title_key(key))
    found = query(
        f"{_PROLOGUE} SELECT DISTINCT ?thing WHERE {{ "
        f"{{ ?thing skos:prefLabel {label} }} UNION {{ ?thing skos:altLabel {label} }} UNION {{ ?thing pp:titleKey {folded} }} "
        "} ORDER BY ?thing"
    )
    if len(found) > 1:
        raise AmbiguousKeyError(key, tuple(shorten(row["thing"]) for row in found))
    if not found:
        raise UnknownKeyError(key, _nearest(query, key))
    return found[0]["thing"]


def _nearest(query: Query, key: str) -> tuple[str, ...]:
    """Give the keys that look most like one: numbers where there is a year or 号 in it, else titles and names."""
    if parse_document_number(key) is not None or re.search(r"\d{4}|号", key):
        wanted = "?d pp:documentNumber ?name"
    else:
        wanted = (
            "{ ?d pp:titleKey ?name } UNION { ?d a pp:Agency ; skos:prefLabel|skos:altLabel ?name } "
            "UNION { ?d a pp:CollectiveParty ; skos:prefLabel ?name }"
        )
    found = query(f"{_PROLOGUE} SELECT DISTINCT ?name WHERE {{ {wanted} }} ORDER BY ?name")
    compared = _sharing(key, (row["name"] for row in found))
    return tuple(difflib.get_close_matches(key, compared, n=_NEAREST, cutoff=_LIKENESS))


def _sharing(key: str, names: Iterable[str]) -> list[str]:
    own = set(key)
    return sorted(names, key=lambda name: (-len(own & set(name)), name))[:_COMPARED]
