"""Is every saved query well formed: front matter, prefixes, projection, both parsers?"""

import re
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store
from rdflib.plugins.sparql import prepareQuery

from zhengmai.prefixes import prefixes
from zhengmai.reason.rules import rules
from zhengmai.store.saved import SavedQuery, bind, bound_text, front_matter, load

QUERIES = load()


@pytest.fixture(params=QUERIES, ids=[query.name for query in QUERIES])
def query(request: pytest.FixtureRequest) -> SavedQuery:
    found: SavedQuery = request.param
    return found


def examples(query: SavedQuery) -> dict[str, str]:
    return {name: parameter.example for name, parameter in query.params.items()}


def test_there_are_queries_of_every_group() -> None:
    assert len(QUERIES) == 46
    assert {query.group for query in QUERIES} >= {
        "lineage",
        "responsibility",
        "deadlines",
        "targets",
        "quality",
    }


def test_query_parses_in_both_libraries_with_parameters_and_without(query: SavedQuery) -> None:
    for text in (query.text, query.query, bound_text(query, examples(query))):
        Store().query(text)
        prepareQuery(text)


def test_query_projects_its_parameters_and_runs_on_an_empty_store(query: SavedQuery) -> None:
    found = Store().query(query.query, substitutions=bind(query, examples(query)))
    assert isinstance(found, QuerySolutions)
    assert set(query.params) <= {variable.value for variable in found.variables}
    assert list(found) == []


def test_query_takes_its_prefixes_from_the_list(query: SavedQuery) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.query, re.MULTILINE))
    assert declared.items() <= prefixes().items()
    assert all(f"{prefix}:" in query.query.replace(f"PREFIX {prefix}:", "") for prefix in declared)


def test_query_asks_no_service_and_no_graph_list(query: SavedQuery) -> None:
    assert not re.search(r"\b(SERVICE|FROM)\b", query.query)


def test_query_answers_in_a_fixed_order(query: SavedQuery) -> None:
    assert "ORDER BY" in query.query


def test_query_front_matter_has_no_unknown_keys(query: SavedQuery) -> None:
    head = front_matter(query.text)
    assert set(head) - {"params", "start"} == {"id", "question", "returns", "empty"}
    assert all(
        set(one) <= {"type", "example", "default", "pattern"} for one in head.get("params", {}).values()
    )


def test_query_names_are_snake_case_and_ids_are_unique() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", query.name) for query in QUERIES)
    assert len({query.id for query in QUERIES}) == len(QUERIES)


def test_documentation_lists_every_query_and_rule_with_its_explanation() -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "queries.md").read_text(encoding="utf-8")
    chinese = (docs / "zh" / "queries.md").read_text(encoding="utf-8")
    for query in QUERIES:
        assert f"| {query.id} | `{query.name}` | {query.question.en} | {query.question.zh} |" in page
        assert f"| {query.id} | `{query.name}` | {query.question.zh} | {query.returns.zh} |" in chinese
        assert all(f"`{one.example}`" in text for one in query.params.values() for text in (page, chinese))
    assert f"There are {len(QUERIES)}." in page
    assert f"共 {len(QUERIES)} 个。" in chinese
    for rule in rules():
        assert f"| {rule.order} | `{rule.name}` | {rule.explanation.en} | {rule.explanation.zh} |" in page
