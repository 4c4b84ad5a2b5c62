"""Are old releases removed, and never the one that is served?"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.release.catalogue import current_id, prune, release_ids, switch_to


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of four releases, the oldest of them served."""
    for age, name in enumerate(("one", "two", "three", "four")):
        folder = tmp_path / "releases" / name
        (folder / "store").mkdir(parents=True)
        manifest = folder / "manifest.json"
        manifest.write_text(json.dumps({"id": name, "profile": "draft"}), encoding="utf-8")
        os.utime(manifest, (1_700_000_000 + age, 1_700_000_000 + age))
    switch_to(tmp_path, "one")
    return tmp_path


def test_prune_keeps_the_newest_and_the_one_that_is_served(home: Path) -> None:
    assert prune(home, 1, dry=True) == ["two", "three"]
    assert release_ids(home) == ["one", "two", "three", "four"]
    assert prune(home, 1) == ["two", "three"]
    assert release_ids(home) == ["one", "four"]
    assert prune(home, 0) == ["four"]
    assert current_id(home) == "one"
    assert sorted(path.name for path in (home / "releases").iterdir()) == ["one"]


def test_prune_removes_what_an_earlier_one_left_behind(home: Path) -> None:
    (home / "releases" / "two").rename(home / "releases" / ".removed-two-1")
    assert prune(home, 9) == []
    assert not (home / "releases" / ".removed-two-1").exists()


def test_commands_list_and_prune_releases(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGMAI_HOME", str(home))
    run = CliRunner().invoke
    shown = json.loads(run(app, ["releases", "--json"]).output)
    assert [(one["id"], one["current"]) for one in shown] == [
        ("one", True), ("two", False), ("three", False), ("four", False),
    ]  # fmt: skip
    assert shown[0]["placed"] == "2023-11-14T22:13:20Z"
    assert json.loads(run(app, ["prune", "--keep", "2", "--dry-run", "--json"]).output) == ["two"]
    assert "two" in run(app, ["--lang", "en", "prune", "--keep", "2"]).output
    assert run(app, ["prune", "--keep", "-1"]).exit_code == 2
    assert release_ids(home) == ["one", "three", "four"]
