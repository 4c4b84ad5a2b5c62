"""Is everything that differs between two releases told, and told as what it is?"""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.errors import InputError, ZhengmaiError
from zhengmai.release.catalogue import switch_to
from zhengmai.release.difference import difference, patch, statements_of
from zhengmai.settings import Settings
from zhengmai_api.app import create_app

CN = "https://w3id.org/policyplan/cn/"
NS = "https://w3id.org/policyplan/ns#"
LEFT = {"stays": "a" * 64, "text": "b" * 64, "reading": "c" * 64, "goes": "d" * 64}
RIGHT = {"stays": "a" * 64, "text": "e" * 64, "reading": "c" * 64, "comes": "f" * 64}


def quad(name: str, value: str, sha: str = "", predicate: str = "text") -> str:
    graph = f" <{CN}graph/doc/{sha[:12]}>" if sha else ""
    return f'<{CN}doc/{name}> <{NS}{predicate}> "{value}"{graph} .\n'


def anchor(sha: str) -> str:
    return f"<{CN}anchor/{sha[:12]}-1-2> <http://www.w3.org/ns/oa#hasSource> <{CN}copy/{sha[:12]}> <{CN}graph/doc/{sha[:12]}> .\n"


def write(home: Path, name: str, works: dict[str, str], lines: list[str], **versions: str) -> Path:
    folder = home / "releases" / name
    folder.mkdir(parents=True)
    with gzip.open(folder / "graph.nq.gz", "wb") as file:
        file.write("".join(sorted(lines)).encode())
    entries = [
        {"file": f"{work}.txt", "sha256": sha, "work": f"{CN}doc/{work}", "number": work, "title": f"题 {work}",
         "plans": [], "measures": len(work)}
        for work, sha in works.items()
    ]  # fmt: skip
    manifest = {"id": name, "profile": "draft", "documents": entries, "versions": {"package": "1", **versions},
                "counts": {"measures": len(lines), "graphs": {}}, "validation": {"violation": len(works)}}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases that differ in every way; literals hold what N-Quads is parted by."""
    home = tmp_path_factory.mktemp("two")
    hard = 'say \\"a\\" <b> . @zh'
    before = [quad(name, hard, sha) for name, sha in LEFT.items()]
    before += [quad(name, hard) for name in LEFT] + [anchor(LEFT["text"]), quad("text", "same", LEFT["text"])]
    before += [
        quad("reading", "old reading", LEFT["reading"]),
        quad("inferred", "x", "").replace(" .\n", f" <{CN}graph/inferred> .\n"),
    ]
    after = [quad(name, hard, sha) for name, sha in RIGHT.items()]
    after += [quad(name, hard) for name in RIGHT] + [
        anchor(RIGHT["text"]),
        quad("text", "same", RIGHT["text"]),
    ]
    after += [quad("text", "new", RIGHT["text"]), quad("reading", "new reading", RIGHT["reading"])]
    return write(home, "left", LEFT, before, rules="1"), write(home, "right", RIGHT, after, rules="2")


def changes(found: dict[str, Any]) -> dict[str, tuple[str, tuple[int, int], tuple[int, int]]]:
    return {
        one["number"]: (
            one["change"],
            (one["statements"]["added"], one["statements"]["removed"]),
            (one["evidence"]["added"], one["evidence"]["removed"]),
        )
        for one in found["changes"]
    }


def test_difference_tells_changed_text_apart_from_changed_reading(two: tuple[Path, Path]) -> None:
    found = difference(*two).document()
    assert changes(found) == {
        "comes": ("added", (1, 0), (0, 0)),
        "goes": ("removed", (0, 1), (0, 0)),
        "text": ("changed-text", (1, 0), (1, 1)),
        "reading": ("changed-reading", (1, 1), (0, 0)),
    }
    assert [one["number"] for one in found["changes"]] == ["comes", "goes", "text", "reading"]
    assert found["documents"] == {
        "added": 1, "removed": 1, "changed-text": 1, "changed-reading": 1, "unchanged": 1,
    }  # fmt: skip
    assert found["graphs"] == {"default": {"added": 1, "removed": 1}, "inferred": {"added": 0, "removed": 1}}
    assert found["versions"] == {"rules": {"before": "1", "after": "2"}}
    assert found["counts"]["measures"] == {"before": 12, "after": 12}
    assert found["validation"]["violation"] == {"before": 4, "after": 4}
    assert difference(two[0], two[0]).document()["changes"] == []


def test_difference_turned_round_swaps_added_and_removed(two: tuple[Path, Path]) -> None:
    found = changes(difference(two[1], two[0]).document())
    assert found["comes"][0] == "removed"
    assert found["reading"][1] == (1, 1)
    assert found["text"][1] == (0, 1)


def test_statements_of_a_document_are_listed_in_pages(two: tuple[Path, Path]) -> None:
    found = statements_of(*two, f"{CN}doc/reading")
    assert found is not None
    assert [(one["change"], one["statement"].split('"')[1]) for one in found["statements"]] == [
        ("added", "new reading"), ("removed", "old reading"),
    ]  # fmt: skip
    part = statements_of(*two, f"{CN}doc/reading", offset=1, limit=1)
    assert part is not None
    assert (part["total"], part["statements"]) == (2, found["statements"][1:])
    assert statements_of(*two, f"{CN}doc/nowhere") is None


def test_patch_turns_one_dump_into_the_other(two: tuple[Path, Path]) -> None:
    out = io.BytesIO()
    patch(*two, out)
    left, right = (
        set(gzip.decompress((folder / "graph.nq.gz").read_bytes()).decode().splitlines()) for folder in two
    )
    rows = out.getvalue().decode().splitlines()
    assert rows[2] == "TX ."
    assert rows[-1] == "TC ."
    removed = {row[2:] for row in rows if row.startswith("D ")}
    added = {row[2:] for row in rows if row.startswith("A ")}
    assert removed <= left
    assert not added & left
    assert (left - removed) | added == right


def test_dump_that_is_not_sorted_or_broken_is_refused(two: tuple[Path, Path], tmp_path: Path) -> None:
    broken = write(tmp_path, "broken", RIGHT, [])
    for content in (gzip.compress(b"<b> <b> <b> .\n<a> <a> <a> .\n"), b"no gzip", gzip.compress(b"<a>")[:-9]):
        (broken / "graph.nq.gz").write_bytes(content)
        with pytest.raises(InputError, match="graph\\.nq\\.gz"):
            difference(two[0], broken)


def test_command_prints_text_json_and_patch(two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGMAI_HOME", str(two[0].parents[1]))
    run = CliRunner().invoke
    for tongue, words in (("zh", "读法不同 1"), ("en", "changed reading 1")):
        assert words in run(app, ["--lang", tongue, "diff", "left", "right"]).output
    found = json.loads(run(app, ["diff", "left", str(two[1]), "--format", "json"]).output)
    assert (found["from"], found["total"]) == ("left", 4)
    listed = run(app, ["diff", "left", "right", "--document", f"{CN}doc/reading"]).output
    assert [line[0] for line in listed.splitlines()] == ["+", "-"]
    assert run(app, ["diff", "left", "right", "--format", "patch"]).output.startswith("H ")
    for wrong in (
        ["left", "nowhere"],
        ["left", "right", "--format", "x"],
        ["left", "right", "--document", "x"],
    ):
        assert isinstance(run(app, ["diff", *wrong]).exception, ZhengmaiError)


@pytest.fixture(scope="module")
def client(two: tuple[Path, Path], release: Any) -> TestClient:
    """A client of a service that holds both, and serves a whole release."""
    home = two[0].parents[1]
    (home / "releases" / release.id).symlink_to(release.folder)
    switch_to(home, release.id)
    return TestClient(create_app(Settings(home=home)), follow_redirects=False)


def test_difference_is_served_as_json_patch_and_page(client: TestClient) -> None:
    found = client.get("/releases/left/diff/right?limit=3").json()
    assert (found["total"], len(found["changes"])) == (4, 3)
    onward = client.get(found["next"] + "&limit=3")
    assert [one["change"] for one in onward.json()["changes"]] == ["changed-reading"]
    assert "next" not in onward.json()
    listed = client.get(onward.json()["changes"][0]["href"]).json()
    assert (listed["total"], listed["from"], listed["to"]) == (2, "left", "right")
    written = client.get("/releases/left/diff/right", headers={"Accept": "application/rdf-patch"})
    assert written.text.startswith("H id")
    assert int(written.headers["content-length"]) == len(written.content)
    for lang, words in (("zh", "读法不同"), ("en", "changed reading")):
        shown = client.get(f"/releases/left/diff/right?lang={lang}", headers={"Accept": "text/html"})
        assert shown.status_code == 200
        assert words in shown.text
    held = {"If-None-Match": written.headers["etag"], "Accept": "application/rdf-patch"}
    assert client.get("/releases/left/diff/right", headers=held).status_code == 304


def test_difference_that_cannot_be_given_is_refused(client: TestClient) -> None:
    assert client.get("/releases/left/diff/nowhere").json()["type"].endswith("/unknown-release")
    assert client.get("/releases/left/diff/right?document=x").status_code == 404
    assert client.get("/releases/left/diff/right?format=x").status_code == 406
    for wrong in ("offset=-1", "limit=0", "limit=1001", "offset=x"):
        assert client.get(f"/releases/left/diff/right?{wrong}").status_code == 400


def test_difference_ends_at_its_limit_of_time(two: tuple[Path, Path], client: TestClient) -> None:
    home = two[0].parents[1]
    short = TestClient(create_app(Settings(home=home, diff_seconds=0.001)))
    refused = short.get("/releases/right/diff/left")
    assert (refused.status_code, refused.json()["limit"]) == (504, "diff_seconds")
    small = TestClient(create_app(Settings(home=home, result_bytes=100)))
    large = small.get("/releases/left/diff/right?format=patch")
    assert (large.status_code, large.json()["limit"]) == (422, "result_bytes")
