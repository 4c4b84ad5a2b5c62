from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, parse
from rdflib import Graph

from zhengmai.errors import InputError
from zhengmai.prefixes import prefixes, prologue, shorten
from zhengmai.store.errors import DatasetError, QueryEvaluationError, QueryRefused, QuerySyntaxError
from zhengmai.store.formats import GRAPHS, SOLUTIONS, Format, by_name
from zhengmai.store.query import OWN_DATASET, Dataset, answer, open_release, rows, write_triples

GRAPH = "https://w3id.org/policyplan/cn/graph/"
PLAN = "https://w3id.org/policyplan/cn/plan/狮政办〔2022〕47号-p2"


@pytest.fixture
def store(release: Path) -> Store:
    return open_release(release)


def ask(store: Store, text: str, name: str, dataset: Dataset = OWN_DATASET) -> bytes:
    chosen = by_name(name)
    assert chosen is not None
    output = io.BytesIO()
    answer(store, text, chosen, output, dataset)
    return output.getvalue()


def test_open_release_folder_without_store_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_release(tmp_path)
    assert str(tmp_path) in caught.value.message.zh


def test_open_release_is_read_only(store: Store) -> None:
    with pytest.raises((OSError, ValueError, RuntimeError)):
        store.update("INSERT DATA { <u:a> <u:b> <u:c> }")


@pytest.mark.parametrize("chosen", SOLUTIONS, ids=lambda found: found.name)
def test_answer_select_gives_every_results_format(store: Store, chosen: Format) -> None:
    data = ask(store, f"SELECT ?title {{ <{PLAN}> <http://purl.org/dc/terms/title> ?title }}", chosen.name)
    assert "石狮市促进残疾人就业三年行动实施方案" in data.decode("utf-8")


@pytest.mark.parametrize("chosen", GRAPHS, ids=lambda found: found.name)
def test_answer_construct_gives_the_same_graph_in_every_syntax(store: Store, chosen: Format) -> None:
    text = f"CONSTRUCT {{ <{PLAN}> ?p ?o }} WHERE {{ <{PLAN}> ?p ?o }}"
    assert isinstance(chosen.syntax, RdfFormat)
    found = {quad.triple for quad in parse(ask(store, text, chosen.name), chosen.syntax)}
    expected = {quad.triple for quad in parse(ask(store, text, "nt"), RdfFormat.N_TRIPLES)}
    assert found == expected
    assert len(expected) > 5


def test_answer_turtle_has_the_prefixes_of_the_list_and_parses_in_rdflib(store: Store) -> None:
    data = ask(store, f"DESCRIBE <{PLAN}>", "ttl").decode()
    assert "plan:狮政办〔2022〕47号-p2" in data
    assert len(Graph().parse(data=data, format="turtle")) > 5


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_answer_ask_gives_the_boolean(store: Store, name: str) -> None:
    assert b"true" in ask(store, "ASK { ?s ?p ?o }", name)


def test_answer_default_graph_is_the_materialised_one(store: Store) -> None:
    text = f"ASK {{ <{PLAN}> <https://w3id.org/policyplan/ns#derivesFrom>+ ?p . ?d <https://w3id.org/policyplan/ns#issues> ?p }}"
    assert json.loads(ask(store, text, "json"))["boolean"]


@pytest.mark.parametrize(
    ("dataset", "text", "expected"),
    [
        (Dataset((GRAPH + "inferred",)), "ASK { ?s <https://w3id.org/policyplan/ns#hasLead> ?o }", True),
        (Dataset((GRAPH + "stubs",)), "ASK { ?s <https://w3id.org/policyplan/ns#hasLead> ?o }", False),
        (Dataset((GRAPH + "stubs", GRAPH + "inferred")), "ASK { ?s <https://w3id.org/policyplan/ns#hasLead> ?o }", True),
        (Dataset((GRAPH + "inferred",)), "ASK { GRAPH ?g { ?s ?p ?o } }", False),
        (Dataset((), (GRAPH + "stubs",)), "ASK { GRAPH ?g { ?s ?p ?o } }", True),
        (Dataset((), (GRAPH + "stubs",)), "ASK { ?s ?p ?o }", False),
        # The protocol's dataset overrides the query's own.
        (Dataset((GRAPH + "stubs",)), f"ASK FROM <{GRAPH}inferred> {{ ?s <https://w3id.org/policyplan/ns#hasLead> ?o }}", False),
    ],
)  # fmt: skip
def test_answer_dataset_of_the_request_is_used(
    store: Store, dataset: Dataset, text: str, expected: bool
) -> None:
    assert json.loads(ask(store, text, "json", dataset))["boolean"] is expected


def test_answer_relative_graph_iri_is_refused(store: Store) -> None:
    with pytest.raises(DatasetError):
        ask(store, "ASK {}", "json", Dataset(("not an iri",)))


def test_answer_syntax_error_has_place_in_both_languages(store: Store) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(store, "SELECT * WHERE {\n ?s ?p }", "json")
    assert (caught.value.line, caught.value.column) == (2, 8)
    assert "第 2 行第 8 列" in caught.value.message.zh
    assert "line 2, column 8" in caught.value.message.en


def test_answer_service_and_update_are_refused(store: Store) -> None:
    with pytest.raises(QueryRefused) as caught:
        ask(store, "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "json")
    assert caught.value.reason == "service"
    with pytest.raises(QueryRefused) as caught:
        ask(store, "DELETE WHERE { ?s ?p ?o }", "json")
    assert caught.value.reason == "update"
    assert "data/curation" in caught.value.message.zh


def test_answer_unknown_function_is_an_evaluation_error(store: Store) -> None:
    with pytest.raises(QueryEvaluationError):
        ask(store, "SELECT (<urn:f>(1) AS ?x) {}", "json")


def test_rows_unbound_variable_is_absent(store: Store) -> None:
    found = rows(store, "SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }")
    assert found == [{"a": "1"}]


def test_write_triples_writes_only_the_prefixes_in_use(store: Store) -> None:
    turtle = by_name("ttl")
    assert turtle is not None
    triples = [
        quad.triple for quad in parse(b"<https://w3id.org/policyplan/cn/doc/x> a <u:y> .", RdfFormat.TURTLE)
    ]
    text = write_triples(triples, turtle).decode()
    assert "@prefix doc:" in text
    assert "@prefix plan:" not in text


def test_prefixes_stand_in_the_order_of_the_file() -> None:
    assert list(prefixes())[:3] == ["pp", "pps", "v"]
    assert prologue().startswith("PREFIX pp: <https://w3id.org/policyplan/ns#>\n")
    assert shorten("https://w3id.org/policyplan/cn/graph/doc/abc") == "gd:abc"
    assert shorten("urn:x") == "urn:x"


def test_the_traceback_of_an_error_keeps_no_solutions(store: Store) -> None:
    """Solutions may not be let go in another thread, as the collector might let go what an error keeps."""
    with pytest.raises(QueryEvaluationError) as caught:
        ask(store, "SELECT * { ?s ?p ?o }", "ttl")
    frames = [entry.frame.raw for entry in caught.traceback]
    assert any(frame.f_code.co_name == "_serialise" for frame in frames)
    assert not [
        value for frame in frames for value in frame.f_locals.values() if isinstance(value, QuerySolutions)
    ]
