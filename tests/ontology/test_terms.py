"""The ontology files: terms, labels, prefixes, loading."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from zhengmai import namespaces, resources

EXAMPLE = Path(__file__).parent / "worked-example.ttl"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
LANGUAGES = {"zh-Hans", "en"}
FILES = resources.names("ontology", ".ttl")
WITH_BLANK_NODES = {"axioms.ttl"}
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
DATES = {rdflib.XSD.date, rdflib.XSD.gYear, rdflib.XSD.gMonthDay, rdflib.XSD.gYearMonth, rdflib.XSD.dateTime}


@cache
def graph(*names: str) -> rdflib.Graph:
    found = rdflib.Graph(bind_namespaces="none")
    for name in names:
        found.parse(data=resources.read_bytes("ontology", name), format="turtle")
    return found


@cache
def quads(name: str) -> tuple[pyoxigraph.Quad, ...]:
    return tuple(pyoxigraph.parse(resources.read_bytes("ontology", name), pyoxigraph.RdfFormat.TURTLE))


def own_terms() -> list[rdflib.URIRef]:
    core = graph("core.ttl")
    kinds = (OWL.Class, *PROPERTY_KINDS)
    found = {str(term) for kind in kinds for term in core.subjects(RDF.type, kind)}
    return [rdflib.URIRef(term) for term in sorted(found) if term.startswith(namespaces.PP)]


def declared() -> set[str]:
    subjects = (quad.subject for name in FILES for quad in quads(name))
    return {subject.value for subject in subjects if isinstance(subject, pyoxigraph.NamedNode)}


def used(found: tuple[pyoxigraph.Quad, ...]) -> set[str]:
    nodes = {node for quad in found for node in (quad.subject, quad.predicate, quad.object)}
    own = (namespaces.PP, namespaces.VOCAB)
    return {
        node.value for node in nodes if isinstance(node, pyoxigraph.NamedNode) and node.value.startswith(own)
    }


def languages(found: rdflib.Graph, term: rdflib.term.Node, predicate: rdflib.URIRef) -> set[str | None]:
    return {value.language for value in found.objects(term, predicate) if isinstance(value, rdflib.Literal)}


def test_files_every_kind_present() -> None:
    assert {"core.ttl", "align.ttl", "axioms.ttl", "prefixes.ttl"} <= set(FILES)
    assert len(resources.names("ontology", ".ttl", "vocab")) >= 20


@pytest.mark.parametrize("name", FILES)
def test_file_both_parsers_same_number_of_statements(name: str) -> None:
    assert len(graph(name)) == len(set(quads(name))) > 0


@pytest.mark.parametrize("name", FILES)
def test_file_blank_nodes_only_where_left_out_of_release(name: str) -> None:
    blank = [q for q in quads(name) if pyoxigraph.BlankNode in (type(q.subject), type(q.object))]
    assert bool(blank) == (name in WITH_BLANK_NODES)


def test_term_every_one_label_and_definition_in_both_languages() -> None:
    core = graph("core.ttl")
    terms = own_terms()
    assert len(terms) > 150
    for term in terms:
        assert languages(core, term, RDFS.label) == LANGUAGES, term
        assert languages(core, term, SKOS.definition) == LANGUAGES, term
        assert core.value(term, RDFS.isDefinedBy) == rdflib.URIRef(namespaces.PP.rstrip("#")), term


def test_label_no_two_terms_of_one_kind_share_one() -> None:
    core = graph("core.ttl")
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        labels = [label for term in core.subjects(RDF.type, kind) for label in core.objects(term, RDFS.label)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", resources.names("ontology", ".ttl", "vocab"))
def test_vocabulary_every_concept_label_definition_and_scheme(name: str) -> None:
    found = graph(name)
    schemes = set(found.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(found.subjects(RDF.type, SKOS.Concept))
    assert len(schemes) == 1
    assert len(concepts) >= 2
    for concept in schemes | concepts:
        assert languages(found, concept, SKOS.prefLabel) == LANGUAGES, concept
        assert languages(found, concept, SKOS.definition) == LANGUAGES, concept
    for concept in concepts:
        assert set(found.objects(concept, SKOS.inScheme)) == schemes, concept
    notations = list(found.objects(None, SKOS.notation))
    assert len(notations) == len(set(notations))


def test_registry_every_entry_label_in_both_languages() -> None:
    found = graph("registry/agencies.ttl", "registry/issuer-codes.ttl")
    kinds = ("AgencyName", "AgencyNameStem", "AgencyHeadWord", "IssuerCode")
    for kind in kinds:
        entries = list(found.subjects(RDF.type, rdflib.URIRef(namespaces.PP + kind)))
        assert len(entries) > 20
        for entry in entries:
            assert languages(found, entry, RDFS.label) == LANGUAGES, entry


@pytest.mark.parametrize("name", FILES)
def test_file_uses_declared_terms_only(name: str) -> None:
    assert used(quads(name)) - declared() == set()


def test_worked_example_uses_declared_terms_only() -> None:
    found = tuple(pyoxigraph.parse(path=EXAMPLE))
    assert len(found) > 200
    assert used(found) - declared() == set()


def test_undeclared_term_found() -> None:
    line = f"<urn:a> <{namespaces.PP}noSuchTerm> <urn:b> ."
    found = tuple(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES))
    assert used(found) - declared() == {namespaces.PP + "noSuchTerm"}


def test_core_no_imports() -> None:
    assert list(graph("core.ttl").objects(None, OWL.imports)) == []


def test_profile_no_functional_property_and_no_range_of_dates() -> None:
    found = graph("core.ttl", "align.ttl", "axioms.ttl")
    for kind in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty):
        assert list(found.subjects(RDF.type, kind)) == []
    assert not DATES & set(found.objects(None, RDFS.range))


def test_profile_one_domain_and_range_each_and_no_unions() -> None:
    core = graph("core.ttl")
    for kind in PROPERTY_KINDS:
        for term in core.subjects(RDF.type, kind):
            assert len(list(core.objects(term, RDFS.domain))) <= 1
            assert len(list(core.objects(term, RDFS.range))) <= 1
    assert list(core.objects(None, OWL.unionOf)) == []


def test_profile_non_simple_properties_without_simple_axioms() -> None:
    core = graph("core.ttl")
    non_simple = set(core.subjects(OWL.propertyChainAxiom)) | set(
        core.subjects(RDF.type, OWL.TransitiveProperty)
    )
    waiting = list(non_simple)
    while waiting:
        for upper in core.objects(waiting.pop(), RDFS.subPropertyOf):
            if upper not in non_simple:
                non_simple.add(upper)
                waiting.append(upper)
    simple_only = {
        term
        for kind in (OWL.AsymmetricProperty, OWL.IrreflexiveProperty)
        for term in core.subjects(RDF.type, kind)
    }
    assert len(simple_only) >= 5
    assert non_simple & simple_only == set()


def test_chain_every_list_has_two_named_members() -> None:
    core = graph("core.ttl")
    chains = list(core.objects(None, OWL.propertyChainAxiom))
    assert len(chains) == 14
    for chain in chains:
        members = list(core.items(chain))
        assert len(members) == 2
        assert set(members) <= set(core.subjects(RDF.type, OWL.ObjectProperty))


def test_align_deprecated_eli_property_not_used() -> None:
    found = graph("align.ttl")
    eli = "http://data.europa.eu/eli/ontology#"
    assert (None, None, rdflib.URIRef(eli + "applies")) in found
    assert (None, None, rdflib.URIRef(eli + "implements")) not in found


def prefix_lines() -> dict[str, str]:
    parser = pyoxigraph.parse(resources.read_bytes("ontology", "prefixes.ttl"), pyoxigraph.RdfFormat.TURTLE)
    list(parser)
    return dict(parser.prefixes)


def test_prefixes_lines_equal_declarations() -> None:
    found = graph("prefixes.ttl")
    records = {
        str(found.value(record, SH.prefix)): str(found.value(record, SH.namespace))
        for record in found.objects(None, SH.declare)
    }
    assert len(records) > 30
    assert records == prefix_lines()


def test_prefixes_equal_constants() -> None:
    lines = prefix_lines()
    constants = {"pp": namespaces.PP, "pps": namespaces.PPS, "v": namespaces.VOCAB}
    data = {
        "doc": "doc/", "plan": "plan/", "pv": "provision/", "n": "node/", "ag": "agency/", "cp": "party/",
        "div": "division/", "an": "anchor/", "copy": "copy/", "gd": "graph/doc/",
    }  # fmt: skip
    constants |= {prefix: namespaces.DATA + folder for prefix, folder in data.items()}
    assert constants.items() <= lines.items()
    own = {prefix for prefix, iri in lines.items() if iri.startswith(namespaces.BASE)}
    assert own == set(constants)


@pytest.mark.parametrize("name", FILES)
def test_file_prefixes_equal_the_list(name: str) -> None:
    parser = pyoxigraph.parse(resources.read_bytes("ontology", name), pyoxigraph.RdfFormat.TURTLE)
    list(parser)
    assert parser.prefixes.items() <= prefix_lines().items()


def test_elements_of_official_documents_are_those_of_the_standard() -> None:
    found = graph("vocab/header-elements.ttl", "vocab/document-types.ttl")
    types = {str(one) for one in found.subjects(RDF.type, SKOS.Concept) if "/type-" in str(one)}
    assert len(types) == 15
    assert len(list(found.subjects(RDF.type, SKOS.Concept))) - len(types) == 18 + 4


def test_name_every_term_is_a_prefixed_name_in_both_query_parsers() -> None:
    prefixes = {"pp": namespaces.PP, "v": namespaces.VOCAB}
    names = [
        f"{prefix}:{term.removeprefix(iri)}"
        for prefix, iri in prefixes.items()
        for term in sorted(declared())
        if term.startswith(iri)
    ]
    assert len(names) > 800
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
    query = head + "ASK { VALUES ?term { " + " ".join(names) + " } }"
    assert bool(pyoxigraph.Store().query(query))
    assert rdflib.Graph().query(query).askAnswer
