"""The way from a node back to the document it belongs to and the sentence it was read from.

Entry point: `Evidence`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from zhengmai.namespaces import PP, VOCAB
from zhengmai.validate.computed import (
    END,
    EXACT,
    HAS_SELECTOR,
    HAS_SOURCE,
    RDF_TYPE,
    START,
    TEXT_ANCHOR,
    copy_key,
)
from zhengmai.validate.findings import EVIDENCED_BY, Anchor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

DOCUMENT_CLASSES = (NamedNode(PP + "PolicyDocument"), NamedNode(PP + "IssuingNotice"))
HOLDING = NamedNode(PP + "holding")
CITED_ONLY = NamedNode(VOCAB + "holding-仅见引用")
HAS_HEADER_ELEMENT = NamedNode(PP + "hasHeaderElement")
ELEMENT_KIND = NamedNode(PP + "elementKind")
TITLE_ELEMENT = NamedNode(VOCAB + "element-标题")
VERBATIM = NamedNode(PP + "verbatim")
# From a part to the whole it stands in, where the part is the subject.
UPWARD = tuple(
    NamedNode(PP + name)
    for name in ("provisionOf", "isPartOf", "underSection", "issuedThrough", "assignmentOf")
)
# These point at another text or party, not at a part: following them backwards would leave the document.
REFERENCES = frozenset(
    PP + name
    for name in (
        *(
            "citedText",
            "cites",
            "hasBasis",
            "hasLegalBasis",
            "possibleUpperPlan",
            "derivesFrom",
            "ancestorPlan",
        ),
        *(
            "hasDerivedPlan",
            "carriesOut",
            "descendantPlan",
            "adaptedFrom",
            "ancestorProvision",
            "parallelTo",
            "cascadesFrom",
        ),
        *("ancestorTarget", "answersProblem", "realizes", "embodies", "recordSubject", "recordObject"),
    )
)


class Evidence:
    """Looks up documents and anchors in the data of a validation.

    Args:
        store: the data; read only.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._documents = {
            quad.subject
            for kind in DOCUMENT_CLASSES
            for quad in store.quads_for_pattern(None, RDF_TYPE, kind, None)
            if isinstance(quad.subject, NamedNode)
        }
        cited_only = {quad.subject for quad in store.quads_for_pattern(None, HOLDING, CITED_ONLY, None)}
        self._held = self._documents - cited_only

    def document(self, focus: NamedNode) -> str | None:
        """Give the IRI of the document that a node is part of, where the data tell."""
        seen = {focus}
        waiting = [focus]
        while waiting:
            node = waiting.pop(0)
            if node in self._documents:
                return node.value
            for whole in self._wholes(node):
                if whole not in seen:
                    seen.add(whole)
                    waiting.append(whole)
        # A node that nothing links to can still only be of the one document that was read.
        return next(iter(self._held)).value if len(self._held) == 1 else None

    def anchors(self, focus: NamedNode, value: str | None) -> tuple[Anchor, ...]:
        """Give the places in the source text that a node was read from.

        A document has none of its own: its header element that holds the value stands for it, else its title.

        Args:
            focus: the node, which may be an anchor itself.
            value: the value that a finding is about.
        """
        found = {anchor for node in self._anchor_nodes(focus, value) if (anchor := self._anchor(node))}
        return tuple(sorted(found))

    def _wholes(self, node: NamedNode) -> list[NamedNode]:
        upward = {
            quad.object
            for predicate in UPWARD
            for quad in self._store.quads_for_pattern(node, predicate, None, None)
            if isinstance(quad.object, NamedNode)
        }
        pointing = {
            quad.subject
            for quad in self._store.quads_for_pattern(None, None, node, None)
            if isinstance(quad.subject, NamedNode) and quad.predicate.value not in REFERENCES
        }
        return sorted(upward | pointing, key=lambda term: term.value)

    def _anchor_nodes(self, focus: NamedNode, value: str | None) -> Iterator[NamedNode]:
        if any(True for _ in self._store.quads_for_pattern(focus, RDF_TYPE, TEXT_ANCHOR, None)):
            yield focus
        elif focus in self._documents:
            for element in self._header_elements(focus, value):
                yield from self._named(element, EVIDENCED_BY)
        else:
            yield from self._named(focus, EVIDENCED_BY)

    def _header_elements(self, document: NamedNode, value: str | None) -> list[NamedNode]:
        elements = list(self._named(document, HAS_HEADER_ELEMENT))
        printed = [e for e in elements if value and value in self._texts(e, VERBATIM)]
        return printed or [e for e in elements if TITLE_ELEMENT in set(self._named(e, ELEMENT_KIND))]

    def _anchor(self, node: NamedNode) -> Anchor | None:
        copies = list(self._named(node, HAS_SOURCE))
        parts: dict[NamedNode, str] = {}
        for selector in self._named(node, HAS_SELECTOR):
            for predicate in (START, END, EXACT):
                for text in self._texts(selector, predicate):
                    parts.setdefault(predicate, text)
        if not copies or not (parts.get(START, "").isdecimal() and parts.get(END, "").isdecimal()):
            return None
        return Anchor(
            copy=copy_key(self._store, copies[0]),
            start=int(parts[START]),
            end=int(parts[END]),
            quote=parts.get(EXACT, ""),
            iri=node.value,
        )

    def _named(self, subject: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
        for quad in self._store.quads_for_pattern(subject, predicate, None, None):
            if isinstance(quad.object, NamedNode):
                yield quad.object

    def _texts(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        quads = self._store.quads_for_pattern(subject, predicate, None, None)
        return [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
