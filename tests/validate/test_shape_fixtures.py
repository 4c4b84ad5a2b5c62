"""Does every shape find what it should, and only that?"""

from collections import defaultdict
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import SH, Graph

from zhengmai.namespaces import PPS
from zhengmai.validate import Report, load_shapes, validate_document
from zhengmai.validate.computed import ALL_CHECKS
from zhengmai.validate.profiles import profile_names

FIXTURES = Path(__file__).parents[1] / "fixtures" / "shapes"
FRAME = FIXTURES / "frame.ttl"
SOURCES = {"0123456789ab": "甲乙丙丁", "0123456789cd": "落实资金，保障残疾人保障残疾人就业。"}
INVALID = sorted(FIXTURES.glob("*/invalid/*.ttl"))
VALID = sorted(FIXTURES.glob("*/valid/*.ttl"))


def named_shapes(file: Path, word: str) -> set[str]:
    """Read the shapes that a fixture's first line names after `# expects:` or `# passes:`."""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    mark, _, names = first.partition(": ")
    assert mark == f"# {word}", f"{file} begins with {first!r}"
    return {name.strip().replace("pps:", PPS) for name in names.split(",")}


def check(file: Path) -> Report:
    store = Store()
    for part in (FRAME, file):
        store.load(path=str(part), format=RdfFormat.TURTLE)
    profile = "strict" if file.stem.startswith("strict-") else "release"
    return validate_document(store, sources=SOURCES, shapes=load_shapes(profile))


def all_shapes() -> set[str]:
    return {shape for name in profile_names() for shape in load_shapes(name).rules}


def test_fixtures_are_there_for_every_shape_on_both_sides() -> None:
    assert len(INVALID) >= 100
    assert len(VALID) >= 80
    expected = {shape for file in INVALID for shape in named_shapes(file, "expects")}
    passed = {shape for file in VALID for shape in named_shapes(file, "passes")}
    assert expected == all_shapes()
    assert passed == all_shapes()


def test_fixtures_all_lie_in_a_folder_of_a_number() -> None:
    codes = {rule.code for rule in load_shapes("strict").rules.values()}
    folders = {file.relative_to(FIXTURES).parts[0] for file in FIXTURES.rglob("*.ttl") if file != FRAME}
    assert folders == codes
    collected = {FRAME, *INVALID, *VALID}
    assert set(FIXTURES.rglob("*.*")) == collected


@pytest.mark.parametrize("file", INVALID, ids=lambda f: "/".join(f.parts[-3::2]))
def test_shape_with_a_defect_reports_exactly_the_shapes_expected(file: Path) -> None:
    found = {finding.shape for finding in check(file).findings}
    assert found == named_shapes(file, "expects")


@pytest.mark.parametrize("file", VALID, ids=lambda f: "/".join(f.parts[-3::2]))
def test_shape_without_a_defect_reports_nothing(file: Path) -> None:
    report = check(file)
    assert [finding.shape for finding in report.findings] == []
    assert all(report.checked[shape] for shape in named_shapes(file, "passes")), "the shape looked at nothing"


@pytest.mark.parametrize("file", [*INVALID, *VALID, FRAME], ids=lambda f: "/".join(f.parts[-3::2]))
def test_fixture_is_read_alike_by_both_parsers(file: Path) -> None:
    store = Store()
    store.load(path=str(file), format=RdfFormat.TURTLE)
    assert len(store) == len(Graph().parse(file, format="turtle")) > 0


def is_computed(file: Path) -> bool:
    """Tell whether the program finds the defect, so that there is no query to compare."""
    rules = load_shapes("strict").rules
    return any(rules[shape].path in ALL_CHECKS for shape in named_shapes(file, "expects"))


ASSERTED = [file for file in INVALID if not is_computed(file)]


@pytest.mark.parametrize("file", ASSERTED, ids=lambda f: "/".join(f.parts[-3::2]))
def test_queries_of_shapes_give_the_same_on_another_sparql_engine(file: Path) -> None:
    """Where two engines differ, one of them meets a type error, and the shape passes silently."""
    data = Graph()
    for part in (FRAME, file):
        data.parse(part, format="turtle")
    profile = "strict" if file.stem.startswith("strict-") else "release"
    expected = sorted(named_shapes(file, "expects"))
    _, results, _ = pyshacl.validate(data, shacl_graph=load_shapes(profile).graph, use_shapes=expected)
    assert isinstance(results, Graph)
    found = {
        (str(results.value(node, SH.focusNode)), str(shape))
        for node, shape in results.subject_objects(SH.sourceShape)
    }
    assert found == {(finding.focus, finding.shape) for finding in check(file).findings}


def test_lead_shapes_have_all_three_severities() -> None:
    severities = defaultdict(set)
    for file in INVALID:
        for finding in check(file).findings if file.parts[-3] == "S01" else ():
            severities[finding.shape.removeprefix(PPS)].add(finding.severity)
    assert severities["MeasureShape-lead-missing"] == {"violation"}
    assert severities["MeasureShape-lead-unclear"] == {"warning"}
    assert severities["MeasureShape-lead-unassigned"] == {"info"}
