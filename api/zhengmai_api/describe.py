"""What the release says of one resource, with where each statement stands and the sentence it was read from.

Entry points: `describe`, `labels`, `shown_value`, `is_known`, `triples` and `portal_triples`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from zhengmai.namespaces import BASE, DATA, PP, VOCAB
from zhengmai.prefixes import shorten
from zhengmai.release.void import VOID, dataset_iri
from zhengmai.store.origins import COPIED, origin
from zhengmai.store.records import CURATION, decisions_on
from zhengmai.store.source import prefetch
from zhengmai_api.curated import Note, notes_on, notes_to
from zhengmai_api.negotiation import Language
from zhengmai_api.results import Value
from zhengmai_api.service import Service

INCOMING_SHOWN = 200
_AGENCIES = (DATA + "agency/", DATA + "party/")

# Unreviewed guesses are shown with their badge and never handed out as a description.
_UNREVIEWED = "candidate"

_OA = "http://www.w3.org/ns/oa#"
_HAS_SELECTOR = NamedNode(_OA + "hasSelector")
# Earlier ones win.
_LABELS = tuple(
    NamedNode(name)
    for name in (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://purl.org/dc/terms/title",
        PP + "documentNumber",
        PP + "verbatimName",
        PP + "verbatimTitle",
        PP + "verbatim",
        PP + "text",
        _OA + "exact",
    )
)

_LABEL_RANKS = {name: rank for rank, name in enumerate(_LABELS)}
_RDFS_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_IN_DATASET = NamedNode(VOID + "inDataset")
_TAGS: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
_LABEL_LENGTH = 80
# Some ten megabytes.
_MOST_LABELS = 50_000
_DIGITS = re.compile("([0-9]+)")
# Text sorts behind every number.
_NO_NUMBER = 10**18


@dataclass(frozen=True)
class Statement:
    """One statement of a resource.

    Attributes:
        predicate: IRI of the property.
        predicate_label: its label.
        value: the object.
        origins: where it stands: "stated", "inferred", "curated", "vocabulary", …
        adopted: False where a document states it and the release does not adopt it (retracted, or another copy).
        notes: the curation records about it.
    """

    predicate: str
    predicate_label: str
    value: Value
    origins: tuple[str, ...]
    adopted: bool
    notes: tuple[Note, ...] = ()

    @property
    def retracted(self) -> bool:
        """Whether an accepted record takes it back."""
        return not self.adopted and any(note.retracts for note in self.notes)


@dataclass(frozen=True)
class Incoming:
    """A statement that points at the resource."""

    subject: Value
    predicate: str
    predicate_label: str


@dataclass(frozen=True)
class Evidence:
    """A place in a source copy: the anchor's IRI, the quoted text, and its offsets in code points, end excluded."""

    anchor: str
    quote: str
    start: str
    end: str
    copy: str


@dataclass(frozen=True)
class Description:
    """What is known of a resource; `statements` and `incoming` are sorted.

    Attributes:
        iri: the resource.
        label: its name.
        types: its classes.
        statements: what is said of it.
        incoming: statements that point at it, at most `INCOMING_SHOWN`.
        incoming_total: how many there are.
        evidence: where it was read.
        notes: the curation records about its statements and about those that point at it.
    """

    iri: str
    label: str
    types: tuple[Value, ...]
    statements: tuple[Statement, ...]
    incoming: tuple[Incoming, ...]
    incoming_total: int
    evidence: tuple[Evidence, ...]
    notes: tuple[Note, ...] = ()


def describe(service: Service, iri: str, language: Language) -> Description | None:
    """Describe a resource; None where the release says nothing of it.

    Args:
        service: the release.
        iri: the resource, in canonical form.
        language: of the labels.
    """
    node = NamedNode(iri)
    quads = [quad for quad in service.store.quads_for_pattern(node, None, None, None) if _graph(quad)]
    pointing = [quad for quad in service.store.quads_for_pattern(None, None, node, None) if not _graph(quad)]
    if not quads and not pointing:
        return None
    pointing.sort(key=lambda quad: (quad.predicate.value, str(quad.subject)))
    shown = pointing[:INCOMING_SHOWN]
    names = labels(service, {iri} | _mentioned(quads) | _mentioned(shown), language)
    about = notes_on(service, [iri], language)
    statements = _statements(service, quads, names, about)
    types = tuple(found.value for found in statements if found.predicate.endswith("#type") and found.adopted)
    incoming = tuple(
        Incoming(
            shown_value(quad.subject, names),
            quad.predicate.value,
            names.get(quad.predicate.value, shorten(quad.predicate.value)),
        )
        for quad in shown
    )
    label = names.get(iri, shorten(iri))
    return Description(
        iri,
        label,
        types,
        tuple(statements),
        incoming,
        len(pointing),
        evidence(service, iri),
        (*about, *notes_to(service, iri, language)),
    )


def evidence(service: Service, iri: str) -> tuple[Evidence, ...]:
    """Give the places that bear a resource out, in the order of the text."""
    node = NamedNode(iri)
    anchors = [node] if iri.startswith(DATA + "anchor/") else _objects(service, node, PP + "evidencedBy")
    found = [place for anchor in anchors if (place := _place(service, anchor)) is not None]
    return tuple(sorted(found, key=lambda place: (place.copy, int(place.start or 0), place.anchor)))


def _place(service: Service, anchor: NamedNode) -> Evidence | None:
    said: dict[str, str] = {}
    for selector in _objects(service, anchor, _HAS_SELECTOR.value):
        for quad in service.store.quads_for_pattern(selector, None, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                said[quad.predicate.value.removeprefix(_OA)] = quad.object.value
    if "exact" not in said:
        return None
    copies = _objects(service, anchor, _OA + "hasSource")
    copy = copies[0].value if copies else ""
    return Evidence(anchor.value, said["exact"], said.get("start", ""), said.get("end", ""), copy)


def _objects(service: Service, subject: NamedNode, predicate: str) -> list[NamedNode]:
    quads = service.store.quads_for_pattern(subject, NamedNode(predicate), None, DefaultGraph())
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]


def labels(service: Service, iris: Collection[str], language: Language) -> dict[str, str]:
    """Give a label for each IRI that has one or is an agency, in the language where there is a choice.

    Args:
        service: the release.
        iris: what to label; gone through more than once.
        language: "zh" or "en"; the other one is taken where it is the only one.
    """
    prefetch(service.store, map(NamedNode, iris))
    found = {iri: label for iri in iris if (label := _label(service, iri, language))}
    agencies = [iri for iri in iris if iri not in found and iri.startswith(_AGENCIES)]
    return found | _agency_names(service, agencies, language)


def _label(service: Service, iri: str, language: Language) -> str:
    """Give the label of an IRI, or an empty string."""
    kept = service.kept_labels
    if kept is None:
        return _find_label(service, iri, language)
    found = kept.get((iri, language))
    if found is None:
        found = _find_label(service, iri, language)
        if len(kept) >= _MOST_LABELS:
            kept.clear()
        kept[iri, language] = found
    return found


def _find_label(service: Service, iri: str, language: Language) -> str:
    """Look a label up in the store.

    The indexes are asked directly: a join over many IRIs and properties is evaluated as a scan of the store.
    """
    node = NamedNode(iri)
    if iri.startswith(DATA + "anchor/"):
        selectors = service.store.quads_for_pattern(node, _HAS_SELECTOR, None, DefaultGraph())
        nodes = [node, *(quad.object for quad in selectors if isinstance(quad.object, NamedNode))]
    else:
        nodes = [node]
    # Records, runs and copies stand outside the default graph.
    for graph in (DefaultGraph(), None):
        found = [
            (_LABEL_RANKS[quad.predicate], *_rank(quad.object, language))
            for subject in nodes
            for quad in service.store.quads_for_pattern(subject, None, None, graph)
            if quad.predicate in _LABEL_RANKS and isinstance(quad.object, Literal)
        ]
        if found:
            return min(found)[-1]
    return ""


def _rank(literal: Literal, language: Language) -> tuple[bool, str]:
    return (literal.language or language).partition("-")[0] != language, literal.value


def _agency_names(service: Service, iris: Iterable[str], language: Language) -> dict[str, str]:
    """Name agencies without a label by their division and the name in their IRI."""
    names = {iri: iri.rpartition("/")[2].partition("-") for iri in iris}
    divisions = {iri: f"{DATA}division/{code}" for iri, (code, _, _) in names.items()}
    places = {division: _label(service, division, language) for division in set(divisions.values())}
    return {
        # A body of the nation bears no place name.
        iri: ("" if code == "CN" else places[divisions[iri]] or code) + name
        for iri, (code, _, name) in names.items()
        if name
    }


def triples(service: Service, iri: str) -> list[Triple]:
    """Give the description of a resource as RDF: its adopted statements and those of its anchors and selectors.

    The curation records about its statements are part of it, those that are not in force included.

    Args:
        service: the release.
        iri: the resource, in canonical form.
    """
    found: dict[Triple, None] = {}
    wanted, seen = [iri], {iri}
    while wanted:
        for quad in _described(service, wanted.pop()):
            found[quad.triple] = None
            target = quad.object
            if (
                quad.predicate.value in (PP + "evidencedBy", _HAS_SELECTOR.value)
                and isinstance(target, NamedNode)
                and target.value not in seen
            ):
                seen.add(target.value)
                wanted.append(target.value)
    for record in decisions_on(service.store, iri):
        found.update(dict.fromkeys(_recorded(service, record.iri)))
    return sorted(found, key=str)


def is_known(service: Service, iri: str) -> bool:
    """Tell whether the release says anything of a resource, or with it."""
    node, store = NamedNode(iri), service.store
    return any(True for _ in store.quads_for_pattern(node, None, None, None)) or any(
        not _graph(quad) for quad in store.quads_for_pattern(None, None, node, None)
    )


def portal_triples(service: Service, iri: str, described: Sequence[Triple]) -> list[Triple]:
    """Complete a description, so that a portal can show it without asking again.

    Added are the labels of everything that it mentions, the release that it is part of (void:inDataset) and, where
    the resource has no label in Chinese or English, one made of its class and its name. A resource of which nothing
    is said is described by the statements that point at it.

    Args:
        service: the release.
        iri: the resource.
        described: its description.
    """
    found = list(described)
    if not found:
        pointing = service.store.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph())
        found = sorted((quad.triple for quad in pointing), key=str)
    said = dict.fromkeys(found)
    mentioned = {term.value for triple in found for term in (triple.predicate, triple.object)
                 if isinstance(term, NamedNode)}  # fmt: skip
    for other in sorted(mentioned - {iri}):
        for name in _LABELS[:3]:
            quads = service.store.quads_for_pattern(NamedNode(other), name, None, DefaultGraph())
            said.update(dict.fromkeys(sorted((quad.triple for quad in quads), key=str)))
    if iri.startswith(DATA):
        said.update(dict.fromkeys(_made_labels(service, iri, found)))
        said[Triple(NamedNode(iri), _IN_DATASET, NamedNode(dataset_iri(service.manifest.id)))] = None
    return list(said)


def _made_labels(service: Service, iri: str, described: Iterable[Triple]) -> list[Triple]:
    """Make a label in each language that has none: the label of the class, then the name."""
    own = [triple for triple in described if triple.subject == NamedNode(iri)]
    types = [triple.object.value for triple in own if triple.predicate.value.endswith("#type") and isinstance(triple.object, NamedNode)]  # fmt: skip
    labelled = {
        (triple.object.language or "").partition("-")[0]
        for triple in own
        if triple.predicate in _LABELS[:2] and isinstance(triple.object, Literal)
    }
    made = []
    for language, tag in _TAGS.items():
        if language in labelled:
            continue
        names = labels(service, {iri, *types}, language)
        kinds = sorted(names[kind] for kind in types if kind in names and kind.startswith(PP))
        name = names.get(iri) or shorten(iri)
        shown = name if len(name) <= _LABEL_LENGTH else name[: _LABEL_LENGTH - 1] + "…"
        parts = [kinds[0], shown] if kinds else [shown]
        label = ("：" if language == "zh" else ": ").join(parts)
        made.append(Triple(NamedNode(iri), _RDFS_LABEL, Literal(label, language=tag)))
    return made


def _recorded(service: Service, record: str) -> list[Triple]:
    quads = list(service.store.quads_for_pattern(NamedNode(record), None, None, CURATION))
    reviews = [
        q.object for q in quads if q.predicate.value == PP + "hasReview" and isinstance(q.object, NamedNode)
    ]
    for review in reviews:
        quads += service.store.quads_for_pattern(review, None, None, CURATION)
    return [quad.triple for quad in quads]


def _described(service: Service, iri: str) -> list[Quad]:
    quads = service.store.quads_for_pattern(NamedNode(iri), None, None, None)
    return [
        quad
        for quad in quads
        if not _graph(quad) or (origin(_graph(quad)) not in COPIED and origin(_graph(quad)) != _UNREVIEWED)
    ]


def _graph(quad: Quad) -> str:
    """Give the IRI of a quad's graph; an empty string is the default graph."""
    name = quad.graph_name
    return name.value if isinstance(name, NamedNode) else ""


def _statements(
    service: Service, quads: list[Quad], names: dict[str, str], notes: Sequence[Note]
) -> list[Statement]:
    graphs: dict[Triple, set[str]] = {}
    for quad in quads:
        graphs.setdefault(quad.triple, set()).add(origin(_graph(quad)))
    found = []
    for triple, origins in graphs.items():
        in_default = not origins & COPIED or Quad(*triple) in service.store
        predicate = triple.predicate.value
        found.append(
            Statement(
                predicate,
                names.get(predicate, shorten(predicate)),
                shown_value(triple.object, names),
                tuple(sorted(origins)),
                in_default,
                tuple(
                    note
                    for note in notes
                    if (note.record.predicate, note.record.object) == (predicate, triple.object)
                ),
            )
        )
    # Types first, then by property; numbers in names sort by size.
    return sorted(
        found, key=lambda item: (not item.predicate.endswith("#type"), item.predicate, _natural(item.value))
    )


def _natural(value: Value) -> tuple[tuple[int, str], ...]:
    """Give what sorts a value so that numbers in it count by their size, each before any other text."""
    return tuple(
        (int(part[:18]), "") if part.isdigit() else (_NO_NUMBER, part)
        for part in _DIGITS.split(value.iri or value.text)
        if part
    )


def _mentioned(quads: list[Quad]) -> set[str]:
    terms_of = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return {term.value for term in terms_of if isinstance(term, NamedNode)}


def shown_value(term: object, names: dict[str, str]) -> Value:
    """Give a term as a page shows it: an IRI under its label, a literal with its tag or datatype."""
    if isinstance(term, NamedNode):
        return Value(names.get(term.value, _short(term.value)), iri=term.value)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        plain = term.language is not None or datatype.endswith("#string")
        return Value(term.value, language=term.language or "", datatype="" if plain else shorten(datatype))
    return Value(str(term))


def _short(iri: str) -> str:
    """Give a readable name of an IRI without a label: the last part of the project's own, else the prefixed name."""
    if iri.startswith((DATA, VOCAB)):
        return iri.removeprefix(BASE).partition("/")[2]
    return shorten(iri)
