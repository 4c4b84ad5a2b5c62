"""The locks hold what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def wanted(root: Path, extras: set[str] | None) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    chosen = set(optional) if extras is None else extras
    lines = [*project["dependencies"], *(line for extra in sorted(chosen) for line in optional[extra])]
    return [Requirement(line) for line in lines]


def locked(root: Path, name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in PINNED.findall((root / name).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.txt", {"build"}), ("requirements-test.txt", None)]
)
def test_lock_holds_every_dependency_in_a_version_that_is_wanted(
    root: Path, lock: str, extras: set[str] | None
) -> None:
    pins = locked(root, lock)
    requirements = wanted(root, extras)
    assert len(requirements) >= 14
    for requirement in requirements:
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement} is not in {lock}"
        assert all(version in requirement.specifier for version in versions), (requirement, versions)


def test_locks_agree_on_what_both_hold(root: Path) -> None:
    run, test = (locked(root, name) for name in ("requirements.txt", "requirements-test.txt"))
    assert {name: versions for name, versions in run.items() if test.get(name) != versions} == {}
