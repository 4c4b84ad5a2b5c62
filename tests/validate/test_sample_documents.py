"""Does the report over the five sample documents hold the defects that they have, and no others?

sample-findings.toml lists every finding, each read against its document: those known beforehand and the others.
"""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zhengmai.namespaces import DATA, PPS
from zhengmai.validate import Report, load_shapes, validate_document
from zhengmai.validate.inputs import load_document

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
REVIEWED: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sample-findings.toml").read_text(encoding="utf-8")
)["finding"]
NAMES = [
    "shishi-2022-47",
    "jinjiang-2023-5",
    "jiangxi-2022-employment",
    "shandong-2023-6",
    "district-task-table",
]
BEGINNING = 30
# Defects that readers of the documents had found before any shape did: shape, node, words at the place.
KNOWN = {
    "shishi-2022-47": [
        ("MeasureShape-lead-missing", "p1-2-5-1", "加强康复医疗服务"),
        ("MeasureShape-lead-missing", "p1-2-5-3", "加强专业化个性化长期照护服务"),
        ("AssignmentShape-role-stated", "p1-2-5-3-a1", "市民政局"),
        ("AssignmentShape-name-whole", "p1-2-4-4-a2", "红十字"),
        ("AssignmentShape-prefix-carried", "p1-2-1-1-a5", "交通港口局"),
        ("MeasureShape-open-list", "p1-2-4-4", "制定我市全民急救知识和技能培训计划"),
        *(
            ("DeadlineShape-soon-due", f"p2-2-{path}-d1", "2022年底前")
            for path in ("9-1", "10-2", "11-1", "11-2", "11-4")
        ),
        *(("MeasureShape-lead-agency", f"p2-2-{path}", "") for path in ("1-1", "1-2", "5-2", "11-2", "11-4")),
        ("PlanShape-basis-level", "p1", "石狮市残疾预防补短板工作方案"),
        ("PlanShape-basis-level", "p2", "石狮市促进残疾人就业三年行动实施方案"),
        ("TextShape-damage", "p1-2-4-1", "总工会、按职责"),
        ("ProvisionShape-programme-name", "p2-3-2", "加强舆论宣传"),
        ("TargetShape-inside-period", "p2-2-1-1-t1", "至少安排1名"),
    ],
    "jinjiang-2023-5": [
        ("TextShape-damage", "p1-2-11-5", "保障残疾人保障残疾人"),
        ("TextShape-damage", "", "PAGE-3-"),
        ("AssignmentShape-prefix-carried", "p1-2-7-2-a2", "财政局"),
        ("AssignmentShape-recipient", "p1-2-2-2-a2", "国资委"),
        ("DeadlineShape-inside-period", "p1-2-1-1-d1", "“十四五”期间"),
        ("DeadlineShape-round-before-issue", "p1-2-1-2-d1", "每年10月底前"),
        ("CitationShape-number", "p1-2-8-2-c1", "执行《中国残联办公厅关于转发"),
        ("TargetShape-comparator", "p1-t1", "新增残疾人就业600人"),
        ("PlanShape-issued-early", "p1", "晋江市促进残疾人就业三年行动实施方案"),
    ],
    "jiangxi-2022-employment": [
        ("DocumentShape-number-missing", "", "江西省人民政府辦公廳關於印發"),
        ("CitationShape-number", "p1-c1", "根據《國務院辦公廳關於印發"),
        ("DeadlineShape-inside-period", "p1-2-1-1-d1", "“十四五”期間"),
        ("TextShape-damage", "p1-2-1-1", "中國小"),
    ],
    "shandong-2023-6": [
        ("DeadlineShape-one-reading", "p1-3-1-d1", "2024年前"),
        ("DocumentShape-issue-date-missing", "", "关于贯彻落实"),
        ("TargetShape-period", "p1-t1", "10万名"),
        ("TextShape-damage", "p1-3-2", "招聘（聘）"),
        ("TextShape-damage", "p1-4-2", "企业and外资"),
    ],
    "district-task-table": [
        *(("DeadlineShape-years-named", f"p1-t1-{row}-d1", "全年") for row in range(1, 11)),
        ("DocumentShape-number-missing", "", ""),
        ("DocumentShape-issue-date-missing", "", ""),
        ("DocumentShape-issuer-missing", "", ""),
        ("PlanShape-carrier-known", "p1", "2022—2024年促进残疾人就业三年行动方案"),
    ],
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


def sentence(quote: str) -> str:
    return "".join(quote.split())


@pytest.mark.parametrize("name", NAMES)
def test_sample_document_has_the_findings_that_were_reviewed_and_no_others(name: str) -> None:
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for finding in report(name).findings:
        quote = sentence(finding.anchors[0].quote)[:BEGINNING] if finding.anchors else ""
        key = (finding.shape.removeprefix(PPS), finding.code, finding.severity)
        found[key].add((finding.focus.rpartition("/")[2], quote))
    reviewed = {
        (group["shape"], group["code"], group["severity"]): {(node, quote) for node, quote in group["found"]}
        for group in REVIEWED
        if group["document"] == name
    }
    assert found == reviewed


@pytest.mark.parametrize(
    ("name", "shape", "node", "words"),
    [(name, *known) for name, defects in KNOWN.items() for known in defects],
    ids=lambda value: value or "-",
)
def test_known_defect_is_found_at_its_sentence(name: str, shape: str, node: str, words: str) -> None:
    (document,) = {finding.document for finding in report(name).findings}
    local = str(document).rpartition("/")[2] + (f"-{node}" if node else "")
    found = [f for f in report(name).findings if f.shape == PPS + shape and f.focus.endswith(f"/{local}")]
    assert found
    quotes = [sentence(anchor.quote) for finding in found for anchor in finding.anchors]
    assert any(words in quote for quote in quotes) or (not words and not quotes)


def test_reviewed_list_says_why_in_both_languages() -> None:
    assert {group["status"] for group in REVIEWED} == {"listed", "reviewed"}
    assert all(group["zh"] and group["en"] and group["found"] for group in REVIEWED)
    keys = [(group["document"], group["shape"]) for group in REVIEWED]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", NAMES)
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
