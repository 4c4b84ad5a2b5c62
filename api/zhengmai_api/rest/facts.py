"""What the release says of things, read for an answer and kept for it.

Entry point: `Facts`. JSON and JSON-LD of an answer are made from the same statements.
"""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from zhengmai.namespaces import BASE, DATA, PP, VOCAB
from zhengmai_api.describe import labels
from zhengmai_api.render import path_of
from zhengmai_api.rest.models import Evidence, Label, Ref
from zhengmai_api.service import Service, with_release

_OA = "http://www.w3.org/ns/oa#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NAMES = tuple(
    NamedNode(name)
    for name in (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
        PP + "documentNumber",
        PP + "numberPath",
    )
)
_CONFIDENCE = NamedNode(PP + "readingConfidence")
_COLLECTIONS = {
    "doc/": "documents",
    "plan/": "plans",
    "agency/": "agencies",
    "party/": "agencies",
    "division/": "divisions",
}


class Facts:
    """Reads statements of the default graph, each thing once, and remembers what it read.

    Args:
        service: the release.
        release: id by which the request named it, which addresses then keep; empty: it named none.
    """

    def __init__(self, service: Service, release: str = "") -> None:
        self._service = service
        self._release = release
        self._said: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        self._refs: dict[str, Ref] = {}
        self._read: dict[Triple, None] = {}

    @property
    def triples(self) -> list[Triple]:
        """Every statement that was read, in a fixed order."""
        return sorted(self._read, key=str)

    def of(self, iri: str) -> dict[str, list[NamedNode | Literal]]:
        """Give all that is said of a thing, by property; values are sorted."""
        if iri not in self._said:
            said: dict[str, list[NamedNode | Literal]] = {}
            for quad in self._service.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()):
                if isinstance(quad.object, NamedNode | Literal):
                    said.setdefault(quad.predicate.value, []).append(quad.object)
                    self._read[quad.triple] = None
            for values in said.values():
                values.sort(key=lambda value: value.value)
            self._said[iri] = said
        return self._said[iri]

    def iris(self, iri: str, name: str) -> list[str]:
        """Give the things that a property of `pp:` points at."""
        return [value.value for value in self.of(iri).get(PP + name, ()) if isinstance(value, NamedNode)]

    def texts(self, iri: str, name: str) -> list[str]:
        """Give the literals of a property, by its IRI or its name in `pp:`."""
        full = name if "://" in name else PP + name
        return [value.value for value in self.of(iri).get(full, ()) if isinstance(value, Literal)]

    def text(self, iri: str, name: str) -> str | None:
        """Give the first literal of a property; None where there is none."""
        return next(iter(self.texts(iri, name)), None)

    def number(self, iri: str, name: str) -> Decimal | None:
        """Give the first literal of a property as a number."""
        found = self.text(iri, name)
        return None if found is None else Decimal(found)

    def types(self, iri: str) -> list[str]:
        """Give the names of the project's classes that a thing is of."""
        return [
            value.value.removeprefix(PP)
            for value in self.of(iri).get(_TYPE, ())
            if value.value.startswith(PP)
        ]

    def refs(self, iri: str, name: str) -> list[Ref]:
        """Give the things that a property points at, with their labels."""
        return [self.ref(found) for found in self.iris(iri, name)]

    def first(self, iri: str, name: str) -> Ref | None:
        """Give the first thing that a property points at; None where there is none."""
        return next(iter(self.refs(iri, name)), None)

    def pointing(self, iri: str, name: str) -> list[str]:
        """Give the things that point at one by a property of `pp:`."""
        quads = self._service.store.quads_for_pattern(
            None, NamedNode(PP + name), NamedNode(iri), DefaultGraph()
        )
        found = []
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self._read[quad.triple] = None
                found.append(quad.subject.value)
        return sorted(found)

    def ref(self, iri: str) -> Ref:
        """Give a thing by name: its IRI, key, labels and addresses."""
        if iri not in self._refs:
            collection = _collection_of(iri)
            self._refs[iri] = Ref(
                iri=iri,
                key=key_of(iri),
                label=self.label(iri),
                page=self.page(iri),
                href=self.address(collection, iri) if collection else None,
            )
        return self._refs[iri]

    def page(self, iri: str) -> str:
        """Give the path of the page about a thing."""
        return self.within(path_of(iri))

    def address(self, collection: str, iri: str) -> str:
        """Give the path of a thing in its collection."""
        return self.within(f"/api/{collection}/{quote(key_of(iri), safe='')}")

    def within(self, address: str) -> str:
        """Give an address with the release that the request named."""
        return with_release(self._release, address)

    def label(self, iri: str) -> Label:
        """Give the names of a thing in Chinese and English."""
        found: dict[str, str] = {}
        for name in _NAMES:
            quads = self._service.store.quads_for_pattern(NamedNode(iri), name, None, DefaultGraph())
            for quad in sorted(
                quads, key=lambda quad: quad.object.value if isinstance(quad.object, Literal) else ""
            ):
                if isinstance(quad.object, Literal):
                    language = (quad.object.language or "zh").partition("-")[0]
                    if found.setdefault(language, quad.object.value) == quad.object.value:
                        self._read[quad.triple] = None
            if found:
                break
        if not found:
            made = labels(self._service, [iri], "zh").get(iri)
            found = {"zh": made} if made else {}
        return Label(zh=found.get("zh"), en=found.get("en"))

    def evidence(self, iri: str) -> list[Evidence]:
        """Give the places of the text that a thing was read from, in their order."""
        found = []
        for anchor in self.iris(iri, "evidencedBy"):
            said: dict[str, str] = {}
            for selector in self.of(anchor).get(_OA + "hasSelector", ()):
                for name in ("exact", "start", "end"):
                    value = self.text(selector.value, _OA + name)
                    if value is not None:
                        said[name] = value
            source = self.of(anchor).get(_OA + "hasSource", ())
            if "exact" in said:
                found.append(
                    Evidence(
                        anchor=anchor,
                        quote=said["exact"],
                        start=int(said["start"]) if "start" in said else None,
                        end=int(said["end"]) if "end" in said else None,
                        copy_iri=source[0].value if source else None,
                    )
                )
        return sorted(found, key=lambda place: (place.copy_iri or "", place.start or 0, place.anchor))

    def confidence(self, iri: str) -> str | None:
        """Give how sure the reading of a thing is: certain, likely or unsure; None where nothing was read."""
        quads = self._service.store.quads_for_pattern(NamedNode(iri), _CONFIDENCE, None, None)
        found = sorted(quad.object.value for quad in quads if isinstance(quad.object, NamedNode))
        return found[0].removeprefix(VOCAB + "confidence-") if found else None


def key_of(iri: str) -> str:
    """Give the key of a thing in the addresses of its collection: the last part of its IRI."""
    for namespace in (DATA, VOCAB, BASE):
        if iri.startswith(namespace):
            local = iri.removeprefix(namespace)
            return local.partition("/")[2] or local
    return iri


def _collection_of(iri: str) -> str | None:
    """Give the collection that a thing is in; None where its IRI does not tell."""
    local = iri.removeprefix(DATA)
    return next((name for prefix, name in _COLLECTIONS.items() if local.startswith(prefix)), None)
