"""Ontology and worked example hold together with what ELI, ORG, PROV-O and SKOS say of the terms that are used."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from zhengmai import resources
from zhengmai.namespaces import PP
from zhengmai.reason import consistency

HERE = Path(__file__).parent
ANCHORS = HERE / "anchors.ttl"
EXAMPLE = HERE.parent / "ontology" / "worked-example.ttl"
SOURCE = NamedNode("http://purl.org/dc/terms/source")
NAMESPACES = {
    "http://data.europa.eu/eli/ontology#": "http://data.europa.eu/eli/ontology",
    "http://www.w3.org/ns/org#": "https://www.w3.org/TR/2014/REC-vocab-org-20140116/",
    "http://www.w3.org/ns/prov#": "https://www.w3.org/TR/2013/REC-prov-o-20130430/",
    "http://www.w3.org/2004/02/skos/core#": "https://www.w3.org/TR/2009/REC-skos-reference-20090818/",
}
PREFIXES = f"@prefix pp: <{PP}> . @prefix org: <http://www.w3.org/ns/org#> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix eli: <http://data.europa.eu/eli/ontology#> . "


def load(*contents: bytes) -> Store:
    store = Store()
    for content in contents:
        store.load(content, format=RdfFormat.TURTLE)
    return store


def test_every_restated_term_names_its_source() -> None:
    store = load(ANCHORS.read_bytes())
    subjects = {quad.subject for quad in store}
    counted = dict.fromkeys(NAMESPACES, 0)
    for subject in subjects:
        assert isinstance(subject, NamedNode)
        (source,) = [quad.object for quad in store.quads_for_pattern(subject, SOURCE, None, None)]
        for namespace, page in NAMESPACES.items():
            if subject.value.startswith(namespace):
                assert isinstance(source, NamedNode)
                assert source.value.startswith(page)
                counted[namespace] += 1
    assert all(count >= 8 for count in counted.values())


def test_every_outer_class_that_is_above_one_of_ours_is_restated() -> None:
    align = load(resources.read_bytes("ontology", "align.ttl"))
    restated = {quad.subject for quad in load(ANCHORS.read_bytes())}
    above = {
        quad.object
        for quad in align
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(PP)
        and quad.predicate.value.endswith("#subClassOf")
        and isinstance(quad.object, NamedNode)
        and quad.object.value.startswith(tuple(NAMESPACES))
    }
    assert len(above) >= 7
    assert above <= restated


def test_ontology_and_example_are_consistent_with_the_anchors() -> None:
    found = consistency.check([ANCHORS, EXAMPLE])
    assert found.consistent
    assert found.unsatisfiable == ()


@pytest.mark.parametrize(
    "statement",
    [
        "<urn:m> a pp:Measure , prov:Activity .",
        "<urn:a> a pp:Agency , org:Role .",
        "<urn:p> pp:realizes <urn:t> . <urn:s> a skos:ConceptScheme . <urn:t> pp:jurisdiction <urn:s> .",
    ],
)
def test_what_contradicts_an_anchor_is_found(statement: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(PREFIXES + statement, encoding="utf-8")
    assert not consistency.check([ANCHORS, wrong]).consistent
