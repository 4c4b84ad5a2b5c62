"""What holds for every file of the repository."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

# In parts, so that this file does not hold what it looks for.
REGISTRY_HOSTS = (
    "py" + r"pi\." + "org", "python" + r"hosted\." + "org", r"registry\." + "npm" + "js", "crates" + r"\." + "io",
    r"proxy\." + "golang", "anaconda" + r"\." + "org", "mirrors" + r"\.", "simple/" + "?$",
    "(?<!no-emit-)" + "index" + "-url", "find" + "-links", "artifact" + "ory", "nex" + "us3?/repository",
)  # fmt: skip
REGISTRY = re.compile("|".join(REGISTRY_HOSTS), re.IGNORECASE | re.MULTILINE)
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:" + "|".join(("work", "home", "root", "Users")) + r")/\w|\b[A-Z]:\\\w"
)
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
LOCKS = ("requirements.txt", "requirements-test.txt")


def texts(files: list[Path]) -> list[tuple[Path, str]]:
    found = [(path, path.read_bytes().decode("utf-8", errors="replace")) for path in files]
    assert len(found) > 100
    return found


def hits(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for path, text in texts(files)
        for match in pattern.finditer(text)
    ]


def test_files_name_no_package_registry(repository_files: list[Path]) -> None:
    assert hits(REGISTRY, repository_files) == []


def test_files_name_no_place_on_a_machine(repository_files: list[Path]) -> None:
    assert hits(MACHINE_PATH, repository_files) == []


def test_files_hold_no_reminder_of_unfinished_work(repository_files: list[Path]) -> None:
    assert hits(UNFINISHED, repository_files) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "https://py" + "pi.org/simple"),
        (REGISTRY, "--extra-" + "index" + "-url https://example.org"),
        (MACHINE_PATH, "see /" + "home/someone/plans"),
        (MACHINE_PATH, "C:" + "\\plans"),
        (UNFINISHED, "# TO" + "DO: later"),
    ],
)
def test_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_gives_a_hash_for_everything_and_no_address(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(?:\[[^\]]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"--hash=\S+", "", text), re.MULTILINE)


def test_test_files_are_all_collected(root: Path) -> None:
    names = [path.name for path in (root / "tests").rglob("*.py")]
    assert len(names) > 20
    assert [name for name in names if not re.fullmatch(r"test_\w+\.py|conftest\.py", name)] == []
    # Test modules are imported under their names, so these are unique over all folders.
    counted = Counter(name for name in names if name != "conftest.py")
    assert [name for name, count in counted.items() if count > 1] == []
