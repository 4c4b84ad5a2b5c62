"""Is a seeded defect in real data found, at the right sentence, and nothing else?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from zhengmai.namespaces import DATA, PP, PPS
from zhengmai.validate import Report, validate_document
from zhengmai.validate.inputs import split

HERE = Path(__file__).parent
KEY = "fcd396196f14"
SOURCE = HERE.parents[1] / "data" / "documents" / "shishi-2022-47.txt"
NODE = DATA + "node/狮政办〔2022〕47号-p2-2-2-1"
MEASURE = DATA + "provision/狮政办〔2022〕47号-p2-2-2-1"
DOCUMENT = DATA + "doc/狮政办〔2022〕47号"
PLAN = DATA + "plan/狮政办〔2022〕47号"
# The yearly deadline's first round, 31 October 2022, was past when the notice was issued in December.
ROUND = ("DeadlineShape-round-before-issue", f"{NODE}-d1")
# The plan cites the province and not the prefecture, a third of its period had passed, and in the text of the other
# plan a unit is missing.
KNOWN = {
    ROUND,
    ("PlanShape-basis-level", f"{PLAN}-p2"),
    ("PlanShape-issued-early", f"{PLAN}-p2"),
    ("TextShape-damage", DOCUMENT),
}


@pytest.fixture
def store() -> Store:
    whole = Store()
    whole.load(path=str(HERE / "worked-example.trig"), format=RdfFormat.TRIG)
    # The curation record of the example makes a part of its own.
    part, _ = split(whole)
    return part.store


def check(store: Store) -> Report:
    return validate_document(store, sources={KEY: SOURCE.read_text(encoding="utf-8")})


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.shape.removeprefix(PPS), finding.focus) for finding in report.findings}


def update(text: str) -> Callable[[Store], None]:
    prefixes = {"pp": PP, "xsd": "http://www.w3.org/2001/XMLSchema#", "oa": "http://www.w3.org/ns/oa#"}
    return lambda store: store.update(text, prefixes=prefixes)


def test_worked_example_has_only_its_real_findings_with_their_sentence(store: Store) -> None:
    report = check(store)
    assert found(report) == KNOWN
    (finding,) = [f for f in report.findings if f.code == "S09"]
    assert (finding.code, finding.severity, finding.value) == ("S09", "warning", "2022-10-31")
    assert finding.document == DOCUMENT
    (anchor,) = finding.anchors
    assert (anchor.copy, anchor.start, anchor.end, anchor.quote) == (KEY, 6465, 6472, "每年10月底前")


def test_validation_leaves_the_data_as_they_were(store: Store) -> None:
    update("DELETE { ?s oa:exact ?q } INSERT { ?s oa:exact '错' } WHERE { ?s oa:exact ?q }")(store)
    before = set(store)
    assert check(store).findings
    assert set(store) == before


SEEDED = {
    "lead taken away": (
        f"DELETE WHERE {{ <{MEASURE}> pp:hasLeadAssignment ?a }}",
        {("MeasureShape-lead-missing", MEASURE)},
        "1. 组织开展国有企业助残就业专场招聘活动，选取业务范围覆盖较广、岗位较多的国有企业，开发岗位定向招聘残疾人。",
    ),
    "lead also supports": (
        f"DELETE {{ <{NODE}-a2> pp:assignee ?x }} INSERT {{ <{NODE}-a2> pp:assignee ?y }} "
        f"WHERE {{ <{NODE}-a2> pp:assignee ?x . <{NODE}-a1> pp:assignee ?y }}",
        {("MeasureShape-lead-and-support", MEASURE)},
        "1. 组织开展国有企业助残就业专场招聘活动，选取业务范围覆盖较广、岗位较多的国有企业，开发岗位定向招聘残疾人。",
    ),
    "document number damaged": (
        f"DELETE {{ <{DOCUMENT}> pp:documentNumber ?x }} WHERE {{ <{DOCUMENT}> pp:documentNumber ?x }}",
        {("DocumentShape-number-damaged", DOCUMENT)},
        "狮政办〔2022〕47号",
    ),
    "anchor of the clause taken away": (
        f"DELETE WHERE {{ <{NODE}-a3> pp:evidencedBy ?x }}",
        {("ExtractedNodeShape-anchor", f"{NODE}-a3")},
        None,
    ),
    "anchor moved by one": (
        "DELETE { ?s oa:start 6437 ; oa:end 6441 } INSERT { ?s oa:start 6438 ; oa:end 6442 } "
        "WHERE { ?s oa:start 6437 ; oa:end 6441 }",
        {("AnchorShape-quote", f"{DATA}anchor/{KEY}-6437-6441")},
        "市人社局",
    ),
    "cited document percent-encoded": (
        f"INSERT DATA {{ <{NODE}-c1> pp:citedText <{DATA}doc/%E9%97%BD> }}",
        {("IriShape-form", f"{DATA}doc/%E9%97%BD")},
        None,
    ),
}


@pytest.mark.parametrize(("change", "expected", "sentence"), SEEDED.values(), ids=SEEDED)
def test_seeded_defect_is_found_at_its_sentence_and_nothing_else(
    store: Store, change: str, expected: set[tuple[str, str]], sentence: str | None
) -> None:
    update(change)(store)
    report = check(store)
    assert found(report) == expected | KNOWN
    quotes = {
        anchor.quote
        for f in report.findings
        if (f.shape.removeprefix(PPS), f.focus) in expected
        for anchor in f.anchors
    }
    assert quotes == ({sentence} if sentence else set())


def test_moved_anchor_tells_what_the_text_has_there(store: Store) -> None:
    update(SEEDED["anchor moved by one"][0])(store)
    (finding,) = [f for f in check(store).findings if f.code == "S32"]
    assert finding.value == SOURCE.read_text(encoding="utf-8")[6438:6442]


def test_without_source_texts_quotes_count_as_not_checked(store: Store) -> None:
    update(SEEDED["anchor moved by one"][0])(store)
    report = validate_document(store)
    # Without its text nothing in it is seen to be damaged.
    assert found(report) == KNOWN - {("TextShape-damage", DOCUMENT)}
    assert PPS + "TextShape-damage" in report.idle
    assert report.checked[PPS + "AnchorShape-quote"] == 0
    assert PPS + "AnchorShape-quote" in report.idle
    assert report.checked[PPS + "AnchorShape-selectors"] == 10


def test_cited_only_stub_in_the_same_graph_is_not_a_held_document(store: Store) -> None:
    stub = f"{DATA}doc/t-921709608b1e"
    update(
        f"INSERT DATA {{ <{stub}> a pp:PolicyDocument ; "
        f"pp:holding <https://w3id.org/policyplan/vocab/holding-仅见引用> ; pp:issues <{stub}-p1> . "
        f"<{stub}-p1> a pp:Plan }}"
    )(store)
    report = check(store)
    assert found(report) == KNOWN
    assert {finding.document for finding in report.findings} == {DOCUMENT}
    assert NamedNode(stub) in {quad.subject for quad in store}
