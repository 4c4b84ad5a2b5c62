"""What the tests of the project as a whole share: its root, its files, and tables of its documents."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = (".git",)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker of tests that take more than some seconds; they run all the same."""
    config.addinivalue_line("markers", "slow: takes more than some seconds")


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def repository_files() -> list[Path]:
    """Give the files of the repository: all that .gitignore does not leave out, without asking git."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [*_NOT_OURS, *(line.rstrip("/") for line in lines)]

    def kept(name: str) -> bool:
        return not any(fnmatch(name, pattern) for pattern in ignored)

    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if kept(name))
        found += [Path(folder, name) for name in sorted(names) if kept(name)]
    assert len(found) > 100
    return found


@pytest.fixture(scope="session")
def pages(repository_files: list[Path]) -> dict[str, str]:
    """Give the text of every Markdown page by its path from the root."""
    found = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in repository_files
        if path.suffix == ".md"
    }
    assert {"README.md", "README.zh.md", "docs/index.md", "docs/zh/index.md"} <= set(found)
    return found
