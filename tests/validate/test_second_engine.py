"""A second SHACL engine, written in another language, finds the same as the one in use, on all that is at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyshacl
import pyshacl_turbo
import pytest
from pyoxigraph import Quad, RdfFormat, Store
from rdflib import RDF, SH, Graph

from zhengmai.validate.computed import computed_defects
from zhengmai.validate.engine import _run
from zhengmai.validate.inputs import read_input
from zhengmai.validate.profiles import profile_names
from zhengmai.validate.shapes import load_shapes

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "shapes"
FRAME = FIXTURES / "frame.ttl"
SOURCES = {"0123456789ab": "甲乙丙丁"}
FILES = sorted(FIXTURES.glob("*/*/*.ttl"))
DOCUMENTS = [*sorted((ROOT / "data" / "documents").iterdir()), ROOT / "tests/fixtures/steward/plan.txt"]

Result = tuple[str, ...]


@pytest.fixture(scope="module")
def compiled() -> dict[str, Any]:
    return {name: pyshacl_turbo.compile_shapes(load_shapes(name).graph) for name in profile_names()}


def results(graph: Graph) -> list[Result]:
    """Give all that a finding is made of; nodes of ill-named shapes would be told apart by their other parts."""
    members = (
        SH.sourceShape,
        SH.focusNode,
        SH.value,
        SH.resultPath,
        SH.sourceConstraintComponent,
        SH.resultSeverity,
    )
    return sorted(
        tuple(str(graph.value(node, member)) for member in members)
        for node in graph.subjects(RDF.type, SH.ValidationResult)
    )


def prepared(store: Store, sources: Any, profile: str) -> Store:
    """Give the data as both engines get them: one graph, with the computed defects."""
    flat = Store()
    flat.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in store)
    wanted = frozenset(rule.path for rule in load_shapes(profile).rules.values() if rule.path)
    flat.extend(computed_defects(flat, sources, wanted).defects)
    return flat


def test_there_is_enough_to_agree_on() -> None:
    assert len(FILES) >= 95
    assert len(DOCUMENTS) == 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_engines_agree_on_a_fixture(file: Path, compiled: dict[str, Any]) -> None:
    store = Store()
    for part in (FRAME, file):
        store.load(path=str(part), format=RdfFormat.TURTLE)
    profile = "strict" if file.stem.startswith("strict-") else "release"
    data = prepared(store, SOURCES, profile)
    first = results(_run(data, load_shapes(profile)))
    assert bool(first) is (file.parts[-2] == "invalid")
    assert results(compiled[profile].validate(data)[1]) == first


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("profile", ["release", "strict"])
def test_engines_agree_on_a_document(document: Path, profile: str, compiled: dict[str, Any]) -> None:
    (part,) = read_input(document)
    data = prepared(part.store, part.sources, profile)
    first = results(_run(data, load_shapes(profile)))
    assert first
    assert results(compiled[profile].validate(data)[1]) == first


def test_the_reference_gives_the_same_without_our_view_of_the_store(compiled: dict[str, Any]) -> None:
    """The engine in use looks at a store through a class of ours; here it does not."""
    (part,) = read_input(DOCUMENTS[0])
    data = prepared(part.store, part.sources, "release")
    _, plain, _ = pyshacl.validate(data, shacl_graph=load_shapes().graph, inplace=True, inference="none")
    assert isinstance(plain, Graph)
    assert results(plain) == results(_run(data, load_shapes()))
