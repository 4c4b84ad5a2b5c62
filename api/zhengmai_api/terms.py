"""The terms of the ontology as a reader wants them: names, definitions, place among the others, in both languages.

Entry point: `read_terms`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from zhengmai.errors import Bilingual
from zhengmai.graph.statements import DCT, RDF_TYPE, SKOS
from zhengmai.namespaces import BASE, GRAPH, PP
from zhengmai.prefixes import shorten
from zhengmai_api.service import Service

ONTOLOGY = BASE + "ns"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_GROUPS = {
    "classes": ("Class",),
    "object_properties": ("ObjectProperty",),
    "datatype_properties": ("DatatypeProperty",),
    "annotation_properties": ("AnnotationProperty",),
}
# Each is shown under the text of its key; those that end in "_of" are read backwards.
_RELATIONS = {
    "term_super": (_RDFS + "subClassOf", _RDFS + "subPropertyOf"),
    "term_domain": (_RDFS + "domain",),
    "term_range": (_RDFS + "range",),
    "term_inverse": (_OWL + "inverseOf",),
    "term_equivalent": (_OWL + "equivalentClass", _OWL + "equivalentProperty"),
    "term_disjoint": (_OWL + "disjointWith",),
    "term_replaced": (DCT + "isReplacedBy",),
    "term_see": (_RDFS + "seeAlso",),
    "term_sub_of": (_RDFS + "subClassOf", _RDFS + "subPropertyOf"),
    "term_domain_of": (_RDFS + "domain",),
    "term_range_of": (_RDFS + "range",),
}
_TRAITS = (
    "TransitiveProperty",
    "SymmetricProperty",
    "AsymmetricProperty",
    "IrreflexiveProperty",
    "FunctionalProperty",
)


@dataclass(frozen=True)
class Term:
    """A class or property.

    Attributes:
        iri: its IRI.
        name: its name in the namespace.
        label: its label.
        definition: its definition.
        comment: a remark.
        traits: "TransitiveProperty" and the like.
        relations: (key of the text that names it, IRIs with the names that they are shown under).
        deprecated: whether it is no longer used.
    """

    iri: str
    name: str
    label: Bilingual
    definition: Bilingual
    comment: Bilingual
    traits: tuple[str, ...]
    relations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    deprecated: bool


@dataclass(frozen=True)
class Ontology:
    """The ontology: its own title, description, version and licence, and its terms by kind."""

    title: Bilingual
    description: Bilingual
    version: str
    version_iri: str
    licence: str
    groups: tuple[tuple[str, tuple[Term, ...]], ...]


def read_terms(service: Service) -> Ontology:
    """Read the ontology of a release, from graph/ontology."""
    said: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    back: dict[str, dict[str, list[NamedNode]]] = {}
    for quad in service.store.quads_for_pattern(None, None, None, NamedNode(GRAPH + "ontology")):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            said.setdefault(subject.value, {}).setdefault(predicate, []).append(value)
            if isinstance(value, NamedNode):
                back.setdefault(value.value, {}).setdefault(predicate, []).append(subject)
    own = said.get(ONTOLOGY, {})
    groups = []
    for key, kinds in _GROUPS.items():
        iris = sorted(
            iri for iri, about in said.items()
            if iri.startswith(PP) and any(value.value == _OWL + kind for kind in kinds for value in about.get(RDF_TYPE, ()))
        )  # fmt: skip
        if iris:
            groups.append((key, tuple(_term(iri, said[iri], back.get(iri, {})) for iri in iris)))
    return Ontology(
        _text(own, DCT + "title", _RDFS + "label"),
        _text(own, DCT + "description"),
        _first(own, _OWL + "versionInfo"),
        _first(own, _OWL + "versionIRI"),
        _first(own, DCT + "license"),
        tuple(groups),
    )


def _term(iri: str, about: dict[str, list[NamedNode | Literal]], back: dict[str, list[NamedNode]]) -> Term:
    relations = []
    for key, predicates in _RELATIONS.items():
        found = back if key.endswith("_of") else about
        values = {value.value for predicate in predicates for value in found.get(predicate, ())}
        if values:
            relations.append((key, tuple((value, _shown(value)) for value in sorted(values))))
    types = {value.value.removeprefix(_OWL) for value in about.get(RDF_TYPE, ())}
    return Term(
        iri,
        iri.removeprefix(PP),
        _text(about, _RDFS + "label"),
        _text(about, SKOS + "definition"),
        _text(about, _RDFS + "comment", SKOS + "scopeNote"),
        tuple(trait for trait in _TRAITS if trait in types),
        tuple(relations),
        any(value.value == "true" for value in about.get(_OWL + "deprecated", ())),
    )


def _shown(iri: str) -> str:
    return iri.removeprefix(PP) if iri.startswith(PP) else shorten(iri)


def _text(about: dict[str, list[NamedNode | Literal]], *predicates: str) -> Bilingual:
    found = {"zh": "", "en": ""}
    for predicate in predicates:
        for value in about.get(predicate, ()):
            language = (value.language or "").partition("-")[0] if isinstance(value, Literal) else ""
            if language in found and not found[language]:
                found[language] = value.value
    return Bilingual(**found)


def _first(about: dict[str, list[NamedNode | Literal]], predicate: str) -> str:
    return min((value.value for value in about.get(predicate, ())), default="")
