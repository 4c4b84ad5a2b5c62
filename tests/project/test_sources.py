"""The sample documents, their annotations and their provenance belong together."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from zhengmai.release.build import Built
from zhengmai.text.reader import read_file


@pytest.fixture(scope="module")
def sources(root: Path) -> list[dict[str, Any]]:
    data = tomllib.loads((root / "data" / "sources.toml").read_text(encoding="utf-8"))
    listed: list[dict[str, Any]] = data["document"]
    assert data["licence"]["zh"]
    assert data["licence"]["en"]
    return listed


@pytest.fixture(scope="module")
def measures_by_plan(root: Path, release: Built) -> dict[str, set[str]]:
    """Paths of the annotated measures by the IRI that the build gave to their plan."""
    found: dict[str, set[str]] = {}
    for document in release.manifest["documents"]:
        gold = json.loads(annotation(root, document["file"]).read_text(encoding="utf-8"))
        assert len(gold["plans"]) == len(document["plans"])
        for plan, annotated in zip(document["plans"], gold["plans"], strict=True):
            found[plan["iri"]] = {measure["path"] for measure in annotated["measures"]}
    return found


def annotation(root: Path, file: str) -> Path:
    return root / "data" / "gold" / "annotations" / f"{Path(file).stem}.json"


def test_sources_list_every_document_once(root: Path, sources: list[dict[str, Any]]) -> None:
    files = sorted(path.name for path in (root / "data" / "documents").iterdir())
    assert sorted(source["file"] for source in sources) == files
    assert len(files) == 5


def test_sources_tell_digest_encoding_and_script_of_each_document(
    root: Path, sources: list[dict[str, Any]]
) -> None:
    for source in sources:
        path = root / "data" / "documents" / source["file"]
        text = read_file(path)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == source["sha256"]
        assert (text.encoding, text.script) == (source["encoding"], source["script"]), path.name
        assert source["origin"]["zh"]
        assert source["origin"]["en"]
        assert source["language"] == "zh"


def test_sources_name_number_and_issuer_as_the_build_reads_them(
    release: Built, sources: list[dict[str, Any]]
) -> None:
    by_file = {document["file"]: document for document in release.manifest["documents"]}
    for source in sources:
        read = by_file[source["file"]]
        assert source.get("number") == read["number"]
        assert read["issuers"] == ([source["issuer"]] if "issuer" in source else [])


def test_annotations_stand_under_the_names_of_the_documents(root: Path) -> None:
    stems = {path.stem for path in (root / "data" / "documents").iterdir()}
    files = sorted((root / "data" / "gold" / "annotations").iterdir())
    assert {path.stem for path in files} == stems
    for path in files:
        assert Path(json.loads(path.read_text(encoding="utf-8"))["file"]).stem == path.stem


def test_alignment_speaks_of_plans_and_measures_that_exist(
    root: Path, measures_by_plan: dict[str, set[str]]
) -> None:
    pairs = json.loads((root / "data" / "gold" / "alignment.json").read_text(encoding="utf-8"))
    assert len(pairs) >= 2
    for key, entries in pairs.items():
        left, arrow, right = key.partition("→")
        assert arrow
        assert {left, right} <= set(measures_by_plan), key
        # Every measure of the left plan is listed, once.
        assert sorted(entry["left"] for entry in entries) == sorted(measures_by_plan[left])
        named = {other["path"] for entry in entries for other in entry["right"]}
        assert named
        assert named <= measures_by_plan[right]
