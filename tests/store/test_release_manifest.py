from __future__ import annotations

from pathlib import Path

import pytest

from zhengmai.errors import InputError
from zhengmai.store.manifest import read_manifest


def test_read_manifest_gives_documents_counts_and_findings(release: Path) -> None:
    manifest = read_manifest(release)
    assert manifest.id == "test-release"
    assert [len(document.plans) for document in manifest.documents] == [2]
    assert (manifest.counts.triples, manifest.validation.warning) == (4321, 17)


def test_read_manifest_missing_file_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path)
    assert "manifest.json" in caught.value.file


@pytest.mark.parametrize("text", ["", "[]", '{"id": 3, "profile": "draft"}', '{"profile": "draft"}'])
def test_read_manifest_other_content_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_manifest(tmp_path)
