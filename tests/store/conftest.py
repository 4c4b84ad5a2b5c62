"""A small release in the form of the worked example: one document, one measure, a chain of two hops."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

DATA = Path(__file__).parent / "data"
GRAPH = "https://w3id.org/policyplan/cn/graph/"
COPIED = ("vocabulary", "ontology", "stubs", "inferred", "curation/accepted")
RETRACTED = "https://w3id.org/policyplan/cn/plan/狮政办〔2022〕47号-p1"


def build(folder: Path) -> Path:
    """Write the release; one inferred statement of the first plan is retracted from the default graph."""
    folder.mkdir(parents=True)
    store = Store(str(folder / "store"))
    store.bulk_load((DATA / "release.trig").read_bytes(), RdfFormat.TRIG)
    for quad in list(store):
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        kept = "derivesFrom" not in quad.predicate.value or quad.subject != NamedNode(RETRACTED)
        if kept and (name.startswith(GRAPH + "doc/") or name.removeprefix(GRAPH) in COPIED):
            store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    store.flush()
    shutil.copy(DATA / "manifest.json", folder / "manifest.json")
    return folder


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small release."""
    return build(tmp_path_factory.mktemp("home") / "releases" / "test-release")
