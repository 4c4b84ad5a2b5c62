"""Do the shape files say all that they should, in terms that exist?"""

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, URIRef
from rdflib.namespace import OWL

from zhengmai import resources
from zhengmai.namespaces import PP, PPS, VOCAB
from zhengmai.validate import computed
from zhengmai.validate.profiles import load_profile, profile_names
from zhengmai.validate.shapes import load_shapes

ROOT = Path(__file__).parents[2]
FILES = resources.names("shapes", ".ttl")
PREFIXES = {"pp": PP, "v": VOCAB, "pps": PPS}


@cache
def shapes_graph() -> Graph:
    graph = Graph()
    for name in FILES:
        graph.parse(data=resources.read_bytes("shapes", name), format="turtle")
    return graph


@cache
def declared_terms() -> frozenset[str]:
    graph = Graph()
    for name in resources.names("ontology", ".ttl"):
        graph.parse(data=resources.read_bytes("ontology", name), format="turtle")
    graph += shapes_graph()
    return frozenset(str(subject) for subject in graph.subjects(RDF.type))


def used_terms() -> set[str]:
    graph = shapes_graph()
    used = {str(term) for triple in graph for term in triple if str(term).startswith((PP, VOCAB, PPS))}
    for query in graph.objects(None, SH.select):
        for prefix, name in re.findall(r"(?<![\w<])(pp|pps|v):([\w-]+)", str(query)):
            used.add(PREFIXES[prefix] + name)
    return used


def property_shapes() -> list[URIRef]:
    return sorted(s for s in shapes_graph().subjects(RDF.type, SH.PropertyShape) if isinstance(s, URIRef))


def test_every_term_in_shapes_is_declared() -> None:
    used = used_terms()
    assert len(used) > 60
    assert sorted(used - declared_terms()) == []


@pytest.mark.parametrize("name", FILES)
def test_shape_file_is_read_alike_by_both_parsers(name: str) -> None:
    data = resources.read_bytes("shapes", name)
    triples = set(parse(data, format=RdfFormat.TURTLE))
    assert len(Graph().parse(data=data, format="turtle")) == len(triples) > 0


def test_shapes_have_no_blank_nodes() -> None:
    assert [t for triple in shapes_graph() for t in triple if isinstance(t, BNode)] == []


@pytest.mark.parametrize("shape", property_shapes(), ids=lambda s: s.removeprefix(PPS))
def test_property_shape_says_number_severity_rule_and_reason_in_both_languages(shape: URIRef) -> None:
    graph = shapes_graph()
    (code,) = graph.objects(shape, SKOS.notation)
    assert re.fullmatch(r"S[0-9]{2}|RDF", str(code))
    assert len(list(graph.objects(shape, SH.severity))) == 1
    for predicate in (SH.message, SH.description):
        tags = sorted(str(text.language) for text in graph.objects(shape, predicate))  # type: ignore[attr-defined]
        assert tags == ["en", "zh-Hans"]
    assert len(list(graph.subjects(SH.property, shape))) == 1


def test_property_shape_names_begin_with_their_node_shape() -> None:
    for holder, shape in shapes_graph().subject_objects(SH.property):
        assert str(shape).startswith(f"{holder}-")
        assert (holder, RDF.type, SH.NodeShape) in shapes_graph()


def test_numbers_of_the_list_are_all_there() -> None:
    codes = {rule.code for rule in load_shapes().rules.values()}
    assert codes == {f"S{number:02}" for number in range(1, 39)} | {"RDF"}


def test_computed_properties_are_declared_and_each_is_reported_by_one_shape() -> None:
    graph = shapes_graph()
    properties = {URIRef(iri) for iri in computed.ALL_CHECKS}
    assert set(graph.subjects(RDF.type, RDF.Property)) == properties
    for term in properties:
        (shape,) = graph.subjects(SH.path, term)
        assert graph.value(shape, SH["in"]) == RDF.nil
        assert {str(t.language) for t in graph.objects(term, RDFS.label)} == {"zh-Hans", "en"}  # type: ignore[attr-defined]


def test_every_profile_is_named_and_reads_its_own_shapes() -> None:
    assert profile_names() == ["draft", "release", "strict"]
    for name in profile_names():
        profile = load_profile(name)
        assert profile.title.zh
        assert profile.reason.en
    strict, release = set(load_shapes("strict").rules), set(load_shapes("release").rules)
    assert strict - release == {PPS + "MeasureShape-lead-required"}
    assert release < strict


def test_prefixes_of_shapes_come_from_the_one_list() -> None:
    graph = load_shapes().graph
    ontology = URIRef("https://w3id.org/policyplan/shapes")
    assert (ontology, RDF.type, OWL.Ontology) in graph
    declared = {
        str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace))
        for d in graph.objects(ontology, SH.declare)
    }
    assert declared == {"pp": PP, "v": VOCAB, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    assert set(graph.objects(None, SH.prefixes)) == {ontology}


SEVERITY_WORDS = {
    "docs/validation.md": {"violation": "Violation", "warning": "Warning", "info": "Info"},
    "docs/zh/validation.md": {"violation": "违规", "warning": "警告", "info": "提示"},
}


@pytest.mark.parametrize("page", SEVERITY_WORDS)
def test_documentation_lists_every_shape_with_its_number_severity_and_rule(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = {
        tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in text.splitlines() if "`pps:" in line
    }
    language = "zh" if "/zh/" in page else "en"
    expected = {
        (
            rule.code,
            f"`{rule.shape.replace(PPS, 'pps:')}`",
            SEVERITY_WORDS[page][rule.severity],
            rule.message.text(language),
        )
        for rule in load_shapes("strict").rules.values()
    }
    assert expected <= rows
    assert {row[1] for row in rows if len(row) == 4} == {row[1] for row in expected}
    for term in computed.ALL_CHECKS:
        assert f"`{term.replace(PPS, 'pps:')}`" in text


@pytest.mark.parametrize("page", SEVERITY_WORDS)
def test_documentation_counts_the_findings_of_the_five_documents(page: str) -> None:
    data = Path(__file__).with_name("sample-findings.toml").read_text(encoding="utf-8")
    found = Counter(
        (group["code"], group["document"]) for group in tomllib.loads(data)["finding"] for _ in group["found"]
    )
    text = (ROOT / page).read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if "`shishi-2022-47`" in line and line.startswith("|"))
    documents = re.findall("`([^`]+)`", head)
    assert {document for _, document in found} == set(documents)
    for code in {code for code, _ in found}:
        cells = " | ".join(str(found[code, document] or "–") for document in documents)
        assert f"| {code} | {cells} |" in text


@pytest.mark.parametrize("page", SEVERITY_WORDS)
def test_documentation_names_every_profile_and_option(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for word in (
        *(f"`{name}`" for name in profile_names()),
        "--fail-on",
        "--format",
        "--profile",
        "--shapes",
        "--input-format",
    ):
        assert word in text
