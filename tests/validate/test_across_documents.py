"""Is what documents say of each other found over a whole release, and not only inside one document?"""

from pathlib import Path

import pyoxigraph as ox
import pytest

from zhengmai.extract.document import extract_document
from zhengmai.graph.curation import read_records
from zhengmai.namespaces import DATA, GRAPH, PP, PPS
from zhengmai.prefixes import prologue
from zhengmai.release.assemble import assemble
from zhengmai.release.build import validate_assembly
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_file
from zhengmai.validate import Finding
from zhengmai.validate.lineage import validate_lineage

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
SHISHI = DATA + "plan/狮政办〔2022〕47号-p2"
JINJIANG = DATA + "plan/晋政残工委〔2023〕5号-p1"
PARENT = DATA + "plan/闽政办〔2022〕52号-p1"


@pytest.fixture(scope="module")
def whole() -> ox.Store:
    facts = [resolve_document(extract_document(read_file(file))) for file in sorted(DOCUMENTS.glob("*.txt"))]
    return assemble(facts, read_records([])).store


@pytest.fixture
def store(whole: ox.Store) -> ox.Store:
    copy = ox.Store()
    copy.bulk_extend(whole)
    return copy


def findings(store: ox.Store, shape: str) -> list[Finding]:
    return [f for f in validate_lineage(store).findings if f.shape == PPS + shape]


def change(store: ox.Store, text: str) -> None:
    store.update(f"{prologue()} {text}")


def test_five_documents_have_one_number_under_three_titles_and_one_figure_left_out(store: ox.Store) -> None:
    found = {(f.code, f.focus) for f in validate_lineage(store).findings}
    node = DATA + "node/晋政残工委〔2023〕5号-p1-2-"
    assert found == {("S21", node + "7-2-c1"), ("S21", node + "11-2-c1"), ("S30", SHISHI)}
    (figure,) = findings(store, "AcrossPlanShape-headline-missing")
    assert figure.value == DATA + "node/晋政残工委〔2023〕5号-p1-t1"
    assert [anchor.quote for anchor in figure.anchors] == [
        "石狮市促进残疾人就业三年行动实施方案 (2022—2024年)"
    ]


def test_build_reports_what_only_the_whole_shows() -> None:
    names = ("shishi-2022-47", "jinjiang-2023-5")
    facts = [resolve_document(extract_document(read_file(DOCUMENTS / f"{name}.txt"))) for name in names]
    report = validate_assembly(assemble(facts, read_records([])))
    assert [f.focus for f in report.findings if f.code == "S30"] == [SHISHI]


def test_document_under_a_second_identifier_is_found(store: ox.Store) -> None:
    other = DATA + "doc/t-0123456789ab"
    change(store, f'INSERT DATA {{ <{other}> a pp:PolicyDocument ; pp:documentNumber "残联发〔2021〕51号" }}')
    found = {f.focus for f in findings(store, "AcrossDocumentShape-number-unique")}
    assert found == {other, DATA + "doc/残联发〔2021〕51号"}


def test_measure_adapted_from_a_plan_beside_is_found_in_the_graph_of_alignment(store: ox.Store) -> None:
    measure, beside = (
        DATA + "provision/狮政办〔2022〕47号-p2-2-2-1",
        DATA + "provision/晋政残工委〔2023〕5号-p1-2-2-1",
    )
    change(store, f"INSERT DATA {{ GRAPH <{GRAPH}alignment> {{ <{measure}> pp:adaptedFrom <{beside}> }} }}")
    (finding,) = findings(store, "AcrossProvisionShape-adapted-in-line")
    assert (finding.focus, finding.value) == (measure, beside)
    assert finding.anchors[0].quote.startswith("1. 组织开展国有企业助残就业专场招聘活动")
    change(store, f"INSERT DATA {{ <{SHISHI}> pp:derivesFrom <{JINJIANG}> }}")
    assert findings(store, "AcrossProvisionShape-adapted-in-line") == []


def test_figure_above_that_of_the_parent_is_found_at_its_words(store: ox.Store) -> None:
    target = DATA + "node/t-0123456789ab-t1"
    change(
        store,
        f"INSERT DATA {{ <{PARENT}> pp:hasTarget <{target}> . <{target}> a pp:Target ; pp:value 500 ; "
        "pp:indicator v:indicator-新增残疾人就业 ; pp:unit v:unit-人 }",
    )
    (finding,) = findings(store, "AcrossPlanShape-figure-above")
    assert (finding.focus, finding.value) == (JINJIANG, DATA + "node/晋政残工委〔2023〕5号-p1-t1")


def test_terms_of_the_checks_are_those_of_the_release(whole: ox.Store) -> None:
    """A query over a term that no release uses would never find anything."""
    for name in ("documentNumber", "verbatimTitle", "citedText", "derivesFrom", "hasTarget", "indicator"):
        assert next(whole.quads_for_pattern(None, ox.NamedNode(PP + name), None, ox.DefaultGraph()), None)
