"""Can an editor find and run the saved queries in the graph itself?"""

from __future__ import annotations

from pyoxigraph import QuerySolutions, Store
from rdflib.plugins.sparql import prepareQuery

from zhengmai.prefixes import prefixes
from zhengmai.store.executables import ENDPOINT, executable_quads, query_iri
from zhengmai.store.saved import load

FIND = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
SELECT ?query ?comment ?text ?target WHERE { ?query a sh:SPARQLExecutable ; rdfs:comment ?comment ;
  sh:select|sh:ask|sh:construct|sh:describe ?text ; schema:target ?target } ORDER BY ?query ?comment"""


def found(store: Store, text: str) -> list[dict[str, str]]:
    result = store.query(text)
    assert isinstance(result, QuerySolutions)
    names = [variable.value for variable in result.variables]
    return [{name: row[name].value for name in names} for row in result]


def test_plain_query_finds_every_saved_query_in_both_languages(release_store: Store) -> None:
    rows = found(release_store, FIND)
    comments = {(row["query"], row["comment"]) for row in rows}
    wanted = {(query_iri(query), said) for query in load() for said in (query.question.zh, query.question.en)}
    assert comments == wanted
    assert len(rows) == 2 * 46
    assert {row["target"] for row in rows} == {ENDPOINT} == {"https://w3id.org/policyplan/sparql"}


def test_text_runs_as_it_stands_on_both_engines(release_store: Store) -> None:
    for text in {row["text"] for row in found(release_store, FIND)}:
        prepareQuery(text)
        assert isinstance(release_store.query(text), QuerySolutions)


def test_prefixes_are_declared_where_the_query_points(release_store: Store) -> None:
    rows = found(
        release_store,
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT DISTINCT ?prefix ?namespace WHERE { "
        "?query a sh:SPARQLExecutable ; sh:prefixes/sh:declare ?one . ?one sh:prefix ?prefix ; sh:namespace ?namespace }",
    )
    assert {row["prefix"]: row["namespace"] for row in rows} == prefixes()


def test_statements_hold_no_blank_node_and_stand_in_one_graph() -> None:
    quads = executable_quads()
    assert {type(quad.subject).__name__ for quad in quads} == {"NamedNode"}
    assert {quad.graph_name.value for quad in quads} == {"https://w3id.org/policyplan/cn/graph/queries"}  # type: ignore[union-attr]
