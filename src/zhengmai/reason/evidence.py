"""The places in source texts that bear a read statement out. Entry point: `places`.

A release holds quotes with their offsets and no source texts, so the sentence around a short quote is given only
where a node that owns the quoted one has an anchor of its own: the measure around the name of a unit.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from zhengmai.graph.terms import expand
from zhengmai.namespaces import DATA, GRAPH, PP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Triple

    from zhengmai.store.source import Source

PROVENANCE = NamedNode(f"{GRAPH}provenance")
_OA = "http://www.w3.org/ns/oa#"
_EVIDENCED_BY, _HAS_SOURCE, _HAS_SELECTOR = (
    NamedNode(PP + "evidencedBy"),
    NamedNode(_OA + "hasSource"),
    NamedNode(_OA + "hasSelector"),
)
_ANCHORS = DATA + "anchor/"
# Things that a text contains, as opposed to those that it speaks of.
_OWNED = tuple(DATA + kind for kind in ("node/", "provision/", "plan/"))
# A name that stands fifty times in a text is borne out by a few of them.
_MOST_MENTIONS = 3


@dataclass(frozen=True)
class Surroundings:
    """The provision or plan that a quoted node belongs to.

    Attributes:
        node: its IRI.
        quote: its own text.
        start: offset of its first code point in the source text.
        end: offset behind its last one.
        holds: whether the quote lies inside it.
    """

    node: str
    quote: str
    start: int
    end: int
    holds: bool


@dataclass(frozen=True)
class Place:
    """A place in a source text; an empty string where the release does not say.

    Attributes:
        role: how the quote bears the statement out: "object" and "subject" (the quote is what one of them was read
            from), "header" (an element of the document's header), "mention" (something in the text names the
            subject), "citation" (another text cites the subject), "anchor" (the statement is about the quote).
        node: what was read from the place.
        anchor: IRI of the anchor.
        quote: the text there, character by character.
        start: offset of its first code point in the source text.
        end: offset behind its last one.
        copy: IRI of the source copy.
        sha256: hash of the copy's bytes.
        file: name of the file.
        document: IRI of the document that the copy is of.
        number: that document's 文号.
        title: that document's title.
        rule: the rule of extraction that read the node.
        confidence: IRI of how sure that reading is.
        surroundings: what the node belongs to.
    """

    role: str
    node: str
    anchor: str
    quote: str
    start: int
    end: int
    copy: str
    sha256: str
    file: str
    document: str
    number: str
    title: str
    rule: str
    confidence: str
    surroundings: Surroundings | None


def places(store: Source, triple: Triple, graph: str) -> tuple[Place, ...]:
    """Give the places that bear a statement of one graph out, the most telling ones first.

    Args:
        store: a release's store.
        triple: the statement.
        graph: IRI of the document graph, or of graph/stubs, that makes it.
    """
    node = NamedNode(graph)
    found: list[Place] = []
    for role, thing in _bearers(store, triple, node):
        for anchor in _anchors(store, thing, node if role != "citation" else None):
            place = _place(store, role, thing, anchor)
            if place is not None and all(place.anchor != known.anchor for known in found):
                found.append(place)
    return tuple(found)


def _bearers(store: Source, triple: Triple, graph: NamedNode) -> Iterator[tuple[str, NamedNode]]:
    """Give the nodes whose anchors bear a statement out: the first kind of them that there is."""
    subject, predicate, value = triple
    for term in (value, subject):
        if isinstance(term, NamedNode) and term.value.startswith(_ANCHORS):
            yield "anchor", NamedNode(term.value.removesuffix("-pos").removesuffix("-quote"))
            return
    if not isinstance(subject, NamedNode):
        return
    if graph.value == GRAPH + "stubs":
        yield from _citing(store, subject)
        return
    owned = (
        isinstance(value, NamedNode) and value.value.startswith(_OWNED) and _has_anchor(store, value, graph)
    )
    if owned and _local(value).startswith(_local(subject)):
        yield "object", value
        return
    header = list(_header(store, subject, predicate.value, graph))
    if header:
        yield from (("header", element) for element in header)
    elif _has_anchor(store, subject, graph):
        yield "subject", subject
    elif owned:
        yield "object", value
    else:
        yield from (("mention", one) for one in _mentions(store, subject, graph))


def _local(node: Any) -> str:
    """Give what names a thing behind its namespace; that of a part begins with that of its whole."""
    return str(node.value).rpartition("/")[2]


def _header(store: Source, document: NamedNode, predicate: str, graph: NamedNode) -> Iterator[NamedNode]:
    kinds = _header_kinds().get(predicate, ())
    for element in _objects(store, document, NamedNode(PP + "hasHeaderElement"), graph):
        if set(_objects(store, element, NamedNode(PP + "elementKind"), graph)) & set(kinds):
            yield element


@cache
def _header_kinds() -> dict[str, tuple[NamedNode, ...]]:
    table = tomllib.loads(files("zhengmai.reason").joinpath("evidence.toml").read_text(encoding="utf-8"))
    return {
        expand(name): tuple(NamedNode(expand(kind)) for kind in kinds)
        for name, kinds in table["header"].items()
    }


def _mentions(store: Source, thing: NamedNode, graph: NamedNode) -> list[NamedNode]:
    """Give nodes of the text that point at a thing and have a place in it, else the header that names it."""
    pointing = sorted(
        (
            (quad.subject, quad.predicate.value)
            for quad in store.quads_for_pattern(None, None, thing, graph)
            if isinstance(quad.subject, NamedNode)
        ),
        key=lambda item: (len(item[0].value), item[0].value, item[1]),
    )
    found = {node: None for node, _ in pointing if _has_anchor(store, node, graph)}
    for node, predicate in () if found else pointing:
        found.update(dict.fromkeys(_header(store, node, predicate, graph)))
        if predicate == PP + "dispatchedBy":
            # Who sends a unit out is known by the unit's name.
            found.update(dict.fromkeys(_mentions(store, node, graph)))
    return list(found)[:_MOST_MENTIONS]


def _citing(store: Source, thing: NamedNode) -> Iterator[tuple[str, NamedNode]]:
    """Give the citations from which a text that is not held is known, for it, its plan or its issuer."""
    default = DefaultGraph()
    documents = [thing]
    for name in ("issues", "issuedBy"):
        quads = store.quads_for_pattern(None, NamedNode(PP + name), thing, default)
        documents += sorted((q.subject for q in quads if isinstance(q.subject, NamedNode)), key=str)
    for document in documents:
        quads = store.quads_for_pattern(None, NamedNode(PP + "citedText"), document, default)
        citing = sorted((q.subject for q in quads if isinstance(q.subject, NamedNode)), key=str)
        if citing:
            yield from (("citation", one) for one in citing[:_MOST_MENTIONS])
            return


def _has_anchor(store: Source, node: NamedNode, graph: NamedNode) -> bool:
    return next(store.quads_for_pattern(node, _EVIDENCED_BY, None, graph), None) is not None


def _anchors(store: Source, node: NamedNode, graph: NamedNode | None) -> list[NamedNode]:
    if node.value.startswith(_ANCHORS):
        return [node]
    return _objects(store, node, _EVIDENCED_BY, graph or DefaultGraph())


def _objects(
    store: Source, subject: NamedNode, predicate: NamedNode, graph: NamedNode | DefaultGraph | None
) -> list[NamedNode]:
    found = {q.object for q in store.quads_for_pattern(subject, predicate, None, graph)}
    return sorted((term for term in found if isinstance(term, NamedNode)), key=str)


def _text(store: Source, subject: NamedNode, name: str) -> str:
    """Give the literal of a property in any graph, an empty string where there is none."""
    found = {
        quad.object.value
        for quad in store.quads_for_pattern(subject, NamedNode(name), None, None)
        if isinstance(quad.object, Literal)
    }
    return min(found, default="")


def _span(store: Source, anchor: NamedNode) -> tuple[str, int, int] | None:
    said: dict[str, str] = {}
    for selector in _objects(store, anchor, _HAS_SELECTOR, None):
        for quad in store.quads_for_pattern(selector, None, None, None):
            if isinstance(quad.object, Literal):
                said[quad.predicate.value.removeprefix(_OA)] = quad.object.value
    if not {"exact", "start", "end"} <= said.keys():
        return None
    return said["exact"], int(said["start"]), int(said["end"])


def _place(store: Source, role: str, node: NamedNode, anchor: NamedNode) -> Place | None:
    span = _span(store, anchor)
    if span is None:
        return None
    copy = next(iter(_objects(store, anchor, _HAS_SOURCE, None)), None)
    document = _document(store, copy)
    confidence = _objects(store, node, NamedNode(PP + "readingConfidence"), PROVENANCE)
    return Place(
        role=role,
        node=node.value,
        anchor=anchor.value,
        quote=span[0],
        start=span[1],
        end=span[2],
        copy=copy.value if copy else "",
        sha256=_text(store, copy, PP + "sha256") if copy else "",
        file=_text(store, copy, PP + "fileName") if copy else "",
        document=document.value if document else "",
        number=_text(store, document, PP + "documentNumber") if document else "",
        title=_text(store, document, "http://purl.org/dc/terms/title") if document else "",
        rule=_text(store, node, PP + "readByRule"),
        confidence=confidence[0].value if confidence else "",
        surroundings=_surroundings(store, node, copy, span),
    )


def _document(store: Source, copy: NamedNode | None) -> NamedNode | None:
    for expression in _objects(store, copy, NamedNode(PP + "embodies"), PROVENANCE) if copy else ():
        for work in _objects(store, expression, NamedNode(PP + "realizes"), PROVENANCE):
            return work
    return None


def _surroundings(
    store: Source, node: NamedNode, copy: NamedNode | None, span: tuple[str, int, int]
) -> Surroundings | None:
    """Find the provision or plan of the same copy that has the node."""
    owners = {q.subject for q in store.quads_for_pattern(None, None, node, DefaultGraph())}
    for owner in sorted((one for one in owners if isinstance(one, NamedNode)), key=str):
        whole = owner.value.startswith((DATA + "provision/", DATA + "plan/"))
        if not whole or owner == node or not _local(node).startswith(_local(owner)):
            continue
        for anchor in _objects(store, owner, _EVIDENCED_BY, DefaultGraph()):
            around = _span(store, anchor)
            if around is None or around == span or copy not in _objects(store, anchor, _HAS_SOURCE, None):
                continue
            holds = around[1] <= span[1] and span[2] <= around[2]
            return Surroundings(owner.value, *around, holds)
    return None
