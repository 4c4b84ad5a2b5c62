"""What many tests share: the five documents as read, and a release built of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, settings

from zhengmai.extract.document import extract_document
from zhengmai.release.build import Built, build
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhengmai.extract.facts import DocumentFacts

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT / "data" / "documents"
CURATION = ROOT / "data" / "curation"

# Other work on the machine makes nothing wrong, however long an example takes.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

# The name under which clients in process ask the application, beside those that it is asked under when it runs.
os.environ.setdefault("ZHENGMAI_ALLOWED_HOSTS", "testserver,localhost,127.0.0.1,::1")


@pytest.fixture(autouse=True)
def no_chosen_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the language that a command chooses to its test."""
    monkeypatch.setattr("zhengmai.cli.output._chosen", {})


@pytest.fixture(scope="session")
def keys_of() -> Callable[[Any], set[str]]:
    """Give what names all keys of a JSON value, at any depth."""

    def keys(value: Any) -> set[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        own = set(value) if isinstance(value, dict) else set()
        return own.union(*map(keys, inner))

    return keys


@pytest.fixture(scope="session")
def five_documents() -> dict[str, DocumentFacts]:
    """Give the resolved readings of the five source documents by stem."""
    files = sorted(DOCUMENTS.glob("*.txt"))
    assert len(files) == 5
    return {path.stem: resolve_document(extract_document(read_file(path))) for path in files}


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a release of the five source documents in a home of its own."""
    return build([DOCUMENTS], tmp_path_factory.mktemp("home"), curation=CURATION)


@pytest.fixture(scope="session")
def release_store(release: Built) -> ox.Store:
    """Open the store of that release, read-only."""
    return ox.Store.read_only(str(release.folder / "store"))


@pytest.fixture(scope="session")
def curated_release(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a release of one document with the records of tests/fixtures/curated.toml."""
    folder = tmp_path_factory.mktemp("curation")
    (folder / "curated.toml").write_bytes((ROOT / "tests" / "fixtures" / "curated.toml").read_bytes())
    return build([DOCUMENTS / "shishi-2022-47.txt"], tmp_path_factory.mktemp("home"), curation=folder)


@pytest.fixture(scope="session")
def curated_store(curated_release: Built) -> ox.Store:
    """Open the store of that release, read-only."""
    return ox.Store.read_only(str(curated_release.folder / "store"))
