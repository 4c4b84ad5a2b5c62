"""The application over the small release of tests/store, in process and as a server of its own."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

STORE_TESTS = Path(__file__).parents[1] / "store" / "conftest.py"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ZHENGMAI_HOME whose current release is the small one."""
    folder = tmp_path_factory.mktemp("served")
    runpy.run_path(str(STORE_TESTS))["build"](folder / "releases" / "test-release")
    (folder / "current").symlink_to("releases/test-release")
    return folder


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    """Short limits, so that tests reach them."""
    return Settings(home=home, query_seconds=1.5, result_bytes=200_000, workers=2)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the application, with its workers running."""
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found
