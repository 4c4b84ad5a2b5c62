"""Does a release describe itself by numbers and coverage that are true?"""

from __future__ import annotations

import hashlib

import pyoxigraph as ox
import pytest

from zhengmai.namespaces import GRAPH
from zhengmai.reason.rules import materialise
from zhengmai.release.build import Built
from zhengmai.store.query import rows

PROLOGUE = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX pp: <https://w3id.org/policyplan/ns#> PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
# What VoID states → what SPARQL counts.
PAIRS = {
    "classes": (
        "SELECT ?a ?n { ?set a void:Dataset ; void:classPartition ?part . ?part void:class ?a ; void:entities ?n }",
        "SELECT ?a (COUNT(DISTINCT ?s) AS ?n) { ?s a ?a } GROUP BY ?a",
    ),
    "properties": (
        "SELECT ?a ?n { ?set a void:Dataset ; void:propertyPartition ?part . ?part void:property ?a ; void:triples ?n }",
        "SELECT ?a (COUNT(*) AS ?n) { ?s ?a ?o } GROUP BY ?a",
    ),
    "properties of classes": (
        "SELECT ?a ?b ?n { ?set a void:Dataset ; void:classPartition ?c . ?c void:class ?a ; void:propertyPartition ?p . "
        "?p void:property ?b ; void:triples ?n }",
        "SELECT ?a ?b (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o } GROUP BY ?a ?b",
    ),
    "classes of values": (
        "SELECT ?a ?b ?c ?n { ?x void:class ?a ; void:propertyPartition ?p . ?p void:property ?b ; void:classPartition ?q . "
        "?q void:class ?c ; void:triples ?n }",
        "SELECT ?a ?b ?c (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o . ?o a ?c } GROUP BY ?a ?b ?c",
    ),
    "datatypes of values": (
        "SELECT ?a ?b ?c ?n { ?x void:class ?a ; void:propertyPartition ?p . ?p void:property ?b ; ext:datatypePartition ?q . "
        "?q ext:datatype ?c ; void:triples ?n }",
        "SELECT ?a ?b ?c (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o FILTER isLiteral(?o) BIND (DATATYPE(?o) AS ?c) } GROUP BY ?a ?b ?c",
    ),
    "totals": (
        "SELECT ?a ?b ?c ?n { ?set a void:Dataset ; void:triples ?n ; void:classes ?a ; void:properties ?b ; void:distinctSubjects ?c }",
        "SELECT ?a ?b ?c ?n { { SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?p) AS ?b) (COUNT(DISTINCT ?s) AS ?c) { ?s ?p ?o } } "
        "{ SELECT (COUNT(DISTINCT ?t) AS ?a) { ?x a ?t } } }",
    ),
    "graphs": (
        "SELECT ?a ?n { ?set void:subset ?a . ?a void:triples ?n }",
        f"SELECT ?a (COUNT(*) AS ?n) {{ GRAPH ?a {{ ?s ?p ?o }} FILTER (!STRSTARTS(STR(?a), '{GRAPH}doc/')) }} GROUP BY ?a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PAIRS)
def test_void_states_what_sparql_counts(release_store: ox.Store, what: str) -> None:
    stated, counted = (
        sorted(tuple(sorted(row.items())) for row in rows(release_store, PROLOGUE + query))
        for query in PAIRS[what]
    )
    assert stated == counted
    assert stated


def test_void_is_found_by_queries_that_editors_ask(release_store: ox.Store) -> None:
    """SIB's editor completes by the first query, YASGUI and it find prefixes and examples by the others."""
    found = rows(
        release_store,
        PROLOGUE + "SELECT DISTINCT ?subjectClass ?prop ?objectClass { ?cp void:class ?subjectClass ; "
        "void:propertyPartition ?pp . ?pp void:property ?prop . OPTIONAL { ?pp void:classPartition [ void:class ?objectClass ] } }",
    )
    pp = "https://w3id.org/policyplan/ns#"
    assert {"subjectClass": pp + "Measure", "prop": pp + "hasLead", "objectClass": pp + "Agency"} in found
    prefixes = rows(
        release_store,
        PROLOGUE + "SELECT ?prefix ?namespace { [] sh:prefix ?prefix ; sh:namespace ?namespace }",
    )
    assert {"prefix": "pp", "namespace": pp} in prefixes
    examples = rows(
        release_store,
        PROLOGUE
        + "SELECT ?q ?text { ?q a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?text "
        "FILTER LANGMATCHES(LANG(?comment), 'en') }",
    )
    assert len(examples) >= 46


def test_catalogue_covers_what_the_plans_cover(release: Built, release_store: ox.Store) -> None:
    found = rows(
        release_store,
        PROLOGUE
        + "SELECT ?start ?end { ?set dcat:version ?v ; dct:temporal ?t . ?t dcat:startDate ?start ; dcat:endDate ?end }",
    )
    works = " ".join(f"<{document['work']}>" for document in release.manifest["documents"])
    expected = rows(
        release_store,
        PROLOGUE
        + f"SELECT (MIN(?a) AS ?start) (MAX(?b) AS ?end) {{ VALUES ?w {{ {works} }} ?w pp:issues ?p . "
        "?p pp:periodStart ?a ; pp:periodEnd ?b }",
    )
    assert found == expected == [{"start": "2021-01-01", "end": "2025-12-31"}]
    places = rows(release_store, PROLOGUE + "SELECT ?x { ?set dcat:version ?v ; dct:spatial ?x } ORDER BY ?x")
    assert [row["x"].rpartition("/")[2] for row in places] == ["CHN", "350581", "350582", "360000", "370000"]
    (said,) = rows(
        release_store,
        PROLOGUE
        + "SELECT ?text { ?set dcat:version ?v ; dct:description ?text FILTER LANGMATCHES(LANG(?text), 'en') }",
    )
    assert "5 documents, 6 plans and 136 measures" in said["text"]


def test_metadata_stand_in_graphs_of_their_own_and_in_the_default_graph(release_store: ox.Store) -> None:
    store = ox.Store()
    store.extend(release_store)
    before = set(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    for name in ("catalogue", "void"):
        quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + name)))
        assert len(quads) > 100
        assert all(ox.Quad(*quad.triple) in before for quad in quads)
    # The default graph made anew from the named graphs is the one that was counted.
    materialise(store)
    assert set(store.quads_for_pattern(None, None, None, ox.DefaultGraph())) == before


def test_manifest_gives_size_and_digest_of_the_files(release: Built) -> None:
    files = release.manifest["files"]
    assert {"graph.nq.gz", "report.ttl"} <= set(files)
    for name, said in files.items():
        content = (release.folder / name).read_bytes()
        assert said == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
