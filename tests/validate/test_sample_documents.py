"""Does the report over the five sample documents hold the defects that they have, and no others?"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from zhengmai.namespaces import DATA
from zhengmai.validate import Report, load_shapes, validate_document
from zhengmai.validate.inputs import load_document

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
# Number, severity → how often. Each was checked by hand against the document.
EXPECTED = {
    "shishi-2022-47": {("S01", "violation"): 2, ("S09", "warning"): 9, ("S11", "info"): 18},
    # S34: 保障残疾人保障残疾人 in 晋江; 中國小, 幼稚園, 市場行銷 once, 網際網路 and 網路 in eight provisions of 江西;
    # 招聘（聘） and “and” in 山东.
    "jinjiang-2023-5": {
        ("S01", "warning"): 28,
        ("S09", "warning"): 1,
        ("S11", "info"): 27,
        ("S34", "warning"): 1,
    },
    "jiangxi-2022-employment": {
        ("S01", "warning"): 41,
        ("S11", "info"): 39,
        ("S15", "warning"): 1,
        ("S34", "warning"): 11,
    },
    "shandong-2023-6": {
        ("S01", "info"): 8,
        ("S11", "info"): 7,
        ("S16", "warning"): 1,
        ("S34", "warning"): 2,
    },
    "district-task-table": {
        ("S01", "warning"): 9,
        ("S15", "warning"): 1,
        ("S16", "warning"): 1,
        ("S17", "violation"): 1,
    },
}
# Measures whose plan names no lead for them: all 136 less the 42 with 牵头.
WITHOUT_LEAD = {
    "shishi-2022-47": 6,
    "jinjiang-2023-5": 29,
    "jiangxi-2022-employment": 41,
    "shandong-2023-6": 8,
    "district-task-table": 10,
}


@cache
def report(name: str, profile: str = "release") -> Report:
    part = load_document(DOCUMENTS / f"{name}.txt")
    return validate_document(part.store, sources=part.sources, shapes=load_shapes(profile))


@pytest.mark.parametrize("name", EXPECTED)
def test_sample_document_has_the_findings_expected(name: str) -> None:
    found = Counter((finding.code, finding.severity) for finding in report(name).findings)
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_sample_document_findings_belong_to_it_and_quote_its_text(name: str) -> None:
    text = load_document(DOCUMENTS / f"{name}.txt")
    assert text.sources is not None
    (source,) = text.sources.values()
    findings = report(name).findings
    assert len({finding.document for finding in findings}) == 1
    for finding in findings:
        assert finding.anchors or finding.focus == finding.document
        assert all(source[anchor.start : anchor.end] == anchor.quote for anchor in finding.anchors)


def test_measures_without_any_accountable_party_are_those_of_the_prevention_plan() -> None:
    focus = [f.focus for f in report("shishi-2022-47").findings if f.severity == "violation"]
    plan = DATA + "provision/狮政办〔2022〕47号-p1"
    assert len(focus) == 2
    assert all(node.startswith(plan) for node in focus)
    assert {node.rpartition("-")[2] for node in focus} == {"1", "3"}


@pytest.mark.parametrize("name", WITHOUT_LEAD)
def test_strict_profile_finds_every_measure_without_a_lead(name: str) -> None:
    added = set(report(name, "strict").checked) - set(report(name).checked)
    found = [finding for finding in report(name, "strict").findings if finding.shape in added]
    assert len(found) == WITHOUT_LEAD[name]
    assert {finding.severity for finding in found} == {"violation"}
