"""Does the command read everything, say what it found, and end with the right code?"""

from pathlib import Path

import pyshacl
import pytest
import typer
from rdflib import RDF, SH, Graph
from typer.testing import CliRunner, Result

from zhengmai.cli.validate import command
from zhengmai.namespaces import DATA, PP

CLEAN = (
    f"<{DATA}doc/甲政办〔2022〕1号> a <{PP}PolicyDocument> ; <{PP}documentNumber> '甲政办〔2022〕1号' ; "
    f"<{PP}issueDate> '2022-06-01'^^<http://www.w3.org/2001/XMLSchema#date> ; <{PP}issuedBy> <{DATA}agency/x> .\n"
)
WARNED = CLEAN.replace(f"<{PP}issueDate> '2022-06-01'^^<http://www.w3.org/2001/XMLSchema#date> ; ", "")
GRAVE = CLEAN.replace(f" ; <{PP}issuedBy> <{DATA}agency/x>", "")
UNTRACEABLE = f"<{DATA}node/a> a <{PP}Citation> .\n"

app = typer.Typer()
app.command()(command)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGMAI_LANG", "en")


def write(folder: Path, **files: str) -> list[str]:
    paths = []
    for name, text in files.items():
        file = folder / f"{name}.ttl"
        file.write_text(text, encoding="utf-8")
        paths.append(str(file))
    return paths


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def test_validate_of_clean_data_exits_0_and_says_what_it_checked(tmp_path: Path) -> None:
    result = run(*write(tmp_path, clean=CLEAN))
    assert result.exit_code == 0
    assert "violation 0, warning 0, info 0" in result.stdout
    assert "looked at 1 nodes" in result.stdout
    assert "Shapes without a node to check: " in result.stdout


def test_validate_of_a_violation_exits_1_and_names_document_rule_and_node(tmp_path: Path) -> None:
    result = run(*write(tmp_path, grave=GRAVE))
    assert result.exit_code == 1
    assert "doc:甲政办〔2022〕1号" in result.stdout
    assert "S17 violation  A held document has an issuing body." in result.stdout


def test_validate_speaks_the_users_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGMAI_LANG", "zh")
    result = run(*write(tmp_path, grave=GRAVE), str(tmp_path / "missing.ttl"))
    assert "S17 违规  入库的公文有发文机关。" in result.stdout
    assert "没有这个文件或文件夹" in result.stderr


def test_validate_quotes_the_sentence(tmp_path: Path) -> None:
    example = Path(__file__).with_name("worked-example.trig")
    result = run(str(example), "--fail-on", "warning")
    assert result.exit_code == 1
    assert "“每年10月底前” [6465, 6472)" in result.stdout


@pytest.mark.parametrize(("threshold", "code"), [("violation", 0), ("warning", 1), ("info", 1)])
def test_validate_fails_on_the_severity_asked_for(tmp_path: Path, threshold: str, code: int) -> None:
    assert run(*write(tmp_path, warned=WARNED), "--fail-on", threshold).exit_code == code


@pytest.mark.parametrize(
    ("profile", "text", "code"),
    [
        ("draft", GRAVE, 0),
        ("draft", UNTRACEABLE, 1),
        ("release", GRAVE, 1),
        ("release", WARNED, 0),
        ("strict", WARNED, 0),
        ("strict", GRAVE, 1),
    ],
)
def test_validate_stops_on_what_the_profile_stops(tmp_path: Path, profile: str, text: str, code: int) -> None:
    assert run(*write(tmp_path, data=text), "--profile", profile).exit_code == code


@pytest.mark.parametrize("profile", ["draft", "release", "strict"])
@pytest.mark.parametrize(
    "text",
    ["", "<http://example.org/a> <http://example.org/b> 5 .", CLEAN.replace("PolicyDocument", "Nothing")],
)
def test_validate_of_data_without_focus_node_exits_4_in_every_profile(
    tmp_path: Path, text: str, profile: str
) -> None:
    result = run(*write(tmp_path, empty=text), "--profile", profile)
    assert result.exit_code == 4
    said = "is empty, it holds no statement" if not text else "holds no node that the shapes check"
    assert f"empty.ttl: {said}" in result.stdout


def test_validate_of_an_empty_folder_exits_4(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert result.exit_code == 4
    assert "holds no file to check" in result.stdout


def test_validate_of_a_missing_file_exits_2_and_still_checks_the_others(tmp_path: Path) -> None:
    result = run(str(tmp_path / "missing.ttl"), *write(tmp_path, grave=GRAVE))
    assert result.exit_code == 2
    assert "missing.ttl: there is no such file or folder" in result.stderr
    assert "S17" in result.stdout


def test_validate_of_broken_rdf_exits_2_with_file_line_and_cause(tmp_path: Path) -> None:
    result = run(*write(tmp_path, clean=CLEAN, broken="<a> <b>\n oops"))
    assert result.exit_code == 2
    assert "broken.ttl: line 2" in result.stderr
    assert "looked at 1 nodes" in result.stdout


def test_validate_unreadable_input_outranks_nothing_checked(tmp_path: Path) -> None:
    assert run(str(tmp_path / "missing.ttl"), *write(tmp_path, empty="")).exit_code == 2


def test_validate_with_a_failing_engine_exits_3_before_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(pyshacl, "validate", broken)
    result = run(str(tmp_path / "missing.ttl"), *write(tmp_path, grave=GRAVE))
    assert result.exit_code == 3
    assert "the SHACL engine failed: RuntimeError: out of memory" in result.stderr


def test_validate_with_broken_shapes_exits_2(tmp_path: Path) -> None:
    data, shapes = write(tmp_path, clean=CLEAN, shapes="not Turtle")
    result = run(data, "--shapes", shapes)
    assert result.exit_code == 2
    assert "shapes.ttl" in result.stderr


def test_validate_with_own_shapes_runs_only_those(tmp_path: Path) -> None:
    own = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://example.org/S> a sh:NodeShape ; "
        f"sh:targetClass <{PP}PolicyDocument> ; sh:property <http://example.org/P> . "
        f"<http://example.org/P> sh:path <{PP}approvedBy> ; sh:minCount 1 ; sh:message 'approved'@en ."
    )
    data, shapes = write(tmp_path, grave=GRAVE, own=own)
    result = run(data, "--shapes", shapes)
    assert result.exit_code == 1
    assert "P violation  approved" in result.stdout
    assert "S17" not in result.stdout


def test_validate_with_an_unknown_profile_exits_2(tmp_path: Path) -> None:
    result = run(*write(tmp_path, clean=CLEAN), "--profile", "lenient")
    assert result.exit_code == 2
    assert "draft, release, strict" in result.stderr


def test_validate_reads_standard_input_in_the_syntax_given() -> None:
    result = run("-", "--input-format", "ttl", stdin=GRAVE)
    assert result.exit_code == 1
    assert "S17" in result.stdout


def test_validate_of_standard_input_without_syntax_exits_2() -> None:
    result = run("-", stdin=GRAVE)
    assert result.exit_code == 2
    assert "--input-format" in result.stderr


def test_validate_of_two_documents_groups_by_document(tmp_path: Path) -> None:
    other = GRAVE.replace("甲政办", "乙政办")
    files = write(tmp_path, both=GRAVE + other)
    headings = [line for line in run(*files).stdout.splitlines() if line.startswith("doc:")]
    assert headings == [f"doc:乙政办〔2022〕1号  ({files[0]})", f"doc:甲政办〔2022〕1号  ({files[0]})"]


def test_validate_writes_turtle_that_is_a_report_and_nothing_else(tmp_path: Path) -> None:
    result = run(*write(tmp_path, grave=GRAVE), "--format", "ttl")
    assert result.exit_code == 1
    graph = Graph().parse(data=result.stdout, format="turtle")
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 1


def test_validate_twice_writes_the_same(tmp_path: Path) -> None:
    files = write(tmp_path, grave=GRAVE, untraceable=UNTRACEABLE, warned=WARNED.replace("甲政办", "丙政办"))
    for report_format in ("text", "ttl"):
        assert run(*files, "--format", report_format).stdout == run(*files, "--format", report_format).stdout


STEWARD = Path(__file__).parents[1] / "fixtures" / "steward" / "plan.txt"


@pytest.mark.parametrize("report_format", ["json", "ttl", "csv", "sarif", "junit"])
def test_validate_writes_a_report_to_a_file_and_the_text_to_the_screen(
    tmp_path: Path, report_format: str
) -> None:
    out = tmp_path / "reports" / "report"
    result = run(str(STEWARD), "--format", report_format, "--out", str(out))
    assert result.exit_code == 1
    assert "plan.txt:31:1" in result.stdout
    alone = run(str(STEWARD), "--format", report_format)
    assert alone.exit_code == 1
    assert alone.stdout_bytes == out.read_bytes()


def test_validate_writes_the_whole_text_to_a_file_though_the_screen_is_cut(tmp_path: Path) -> None:
    out = tmp_path / "report.txt"
    result = run(str(STEWARD), "--limit", "1", "--fail-on", "warning", "--out", str(out))
    assert "2 more are not listed" in result.stdout
    text = out.read_text(encoding="utf-8")
    assert "not listed" not in text
    assert all(code in text for code in ("S18", "S01", "S09", "Nodes that each shape looked at:"))


def test_validate_with_a_baseline_fails_on_new_findings_only(tmp_path: Path) -> None:
    report = tmp_path / "report.sarif"
    assert run(str(STEWARD), "--format", "sarif", "--out", str(report)).exit_code == 1
    known = run(str(STEWARD), "--baseline", str(report))
    assert known.exit_code == 0
    assert "known from the baseline" in known.stdout
    again = run(str(STEWARD), *write(tmp_path, grave=GRAVE), "--baseline", str(report))
    assert again.exit_code == 1
    assert "S17" in again.stdout
    assert "S18" not in again.stdout


@pytest.mark.parametrize("text", ["", "{}", "oops"])
def test_validate_with_a_baseline_that_is_none_exits_2(tmp_path: Path, text: str) -> None:
    baseline = tmp_path / "baseline.json"
    assert run(str(STEWARD), "--baseline", str(baseline)).exit_code == 2
    baseline.write_text(text, encoding="utf-8")
    result = run(str(STEWARD), "--baseline", str(baseline))
    assert result.exit_code == 2
    assert "baseline.json" in result.stderr


def test_validate_lists_the_coverage_of_each_shape(tmp_path: Path) -> None:
    result = run(*write(tmp_path, clean=CLEAN), "--coverage")
    assert "       1  S17  pps:DocumentShape-issuer-missing" in result.stdout
    assert "       0  S01  pps:MeasureShape-lead-missing" in result.stdout


def test_validate_says_which_words_of_the_data_nobody_declared(tmp_path: Path) -> None:
    wrong = CLEAN.replace("issuedBy", "isuedBy") + f"<{DATA}plan/a> a <{PP}Plann> .\n"
    result = run(*write(tmp_path, wrong=wrong))
    assert (
        "the property pp:isuedBy is not declared, so no shape looks at it; is pp:issuedBy meant?"
        in result.stdout
    )
    assert "the class pp:Plann is not declared, so no shape looks at it; is pp:Plan meant?" in result.stdout


def test_validate_with_shapes_that_have_no_target_exits_4_and_says_so(tmp_path: Path) -> None:
    own = "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://example.org/S> a sh:NodeShape ; sh:nodeKind sh:IRI ."
    data, shapes = write(tmp_path, grave=GRAVE, own=own)
    for profile in ("draft", "release", "strict"):
        result = run(data, "--shapes", shapes, "--profile", profile)
        assert result.exit_code == 4
        assert "the shape http://example.org/S has no target" in result.stdout


def test_validate_reads_a_document_from_standard_input() -> None:
    result = CliRunner().invoke(app, ["-", "--input-format", "txt"], input=STEWARD.read_bytes())
    assert result.exit_code == 1
    assert "-:31:1" in result.stdout


def test_validate_checks_a_file_that_is_named_twice_once(tmp_path: Path) -> None:
    (file,) = write(tmp_path, grave=GRAVE)
    assert "violation 1," in run(file, file, str(tmp_path)).stdout


def test_validate_to_a_file_that_cannot_be_written_exits_2(tmp_path: Path) -> None:
    result = run(str(STEWARD), "--format", "json", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
