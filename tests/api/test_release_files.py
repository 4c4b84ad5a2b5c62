"""Do portals find every release with its files, and get them whole, in part or not again?"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest
from starlette.testclient import TestClient

from zhengmai.release.build import Built
from zhengmai.settings import Settings
from zhengmai_api.app import create_app


@pytest.fixture(scope="module")
def portal(release: Built) -> TestClient:
    """A client of a service over the release of the five documents; no query is asked, so no worker runs."""
    return TestClient(
        create_app(Settings(home=release.folder.parents[1], public_url="https://data.example.org/plans")),
        follow_redirects=False,
    )


def test_releases_are_listed_with_counts_files_and_links(portal: TestClient, release: Built) -> None:
    found = portal.get("/releases").json()
    assert found["current"] == release.id
    (one,) = found["releases"]
    assert (one["id"], one["current"], one["profile"]) == (release.id, True, "draft")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one["placed"])
    manifest = release.manifest
    assert (one["documents"], one["plans"], one["measures"]) == (5, 6, 136)
    assert one["quads"] == manifest["counts"]["quads"]
    assert one["validation"] == manifest["validation"]
    for entry in one["files"]:
        assert {key: entry[key] for key in ("bytes", "sha256")} == manifest["files"][entry["name"]]
        assert entry["href"] == f"https://data.example.org/plans/releases/{release.id}/{entry['name']}"
    assert {entry["name"] for entry in one["files"]} == {"graph.nq.gz", "graph.trig.gz", "report.ttl"}
    assert one["links"]["sparql"].endswith(f"/sparql?release={release.id}")
    assert portal.get(f"/releases/{release.id}").json() == manifest


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_releases_have_pages_that_lead_to_their_files(portal: TestClient, release: Built, lang: str) -> None:
    headers = {"Accept": "text/html"}
    listed = portal.get(f"/releases?lang={lang}", headers=headers)
    one = portal.get(f"/releases/{release.id}?lang={lang}", headers=headers)
    for answer in (listed, one):
        assert answer.headers["content-type"].startswith("text/html")
        for name in release.manifest["files"]:
            assert f'href="/releases/{release.id}/{name}"' in answer.text
    assert {"zh": "全部发布", "en": "Releases"}[lang] in listed.text
    assert release.manifest["files"]["graph.nq.gz"]["sha256"] in one.text


@pytest.mark.parametrize("name", ["graph.nq.gz", "graph.trig.gz", "report.ttl", "manifest.json"])
def test_file_of_a_release_is_given_whole_in_part_and_not_again(
    portal: TestClient, release: Built, name: str
) -> None:
    content = (release.folder / name).read_bytes()
    address = f"/releases/{release.id}/{name}"
    whole = portal.get(address)
    assert (whole.status_code, whole.content) == (200, content)
    assert "immutable" in whole.headers["cache-control"]
    assert "content-encoding" not in whole.headers
    head = portal.head(address)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))
    part = portal.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(content)}"
    # A file that has changed meanwhile is given whole (RFC 9110, 13.1.5).
    changed = portal.get(address, headers={"Range": "bytes=100-199", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, content)
    beyond = portal.get(address, headers={"Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(content)}")
    assert beyond.json()["type"].endswith("/range-not-satisfiable")
    for ill_formed in ("items=1-2", "bytes=", "bytes=9-3", "bytes=a-b"):
        answer = portal.get(address, headers={"Range": ill_formed})
        assert (answer.status_code, answer.content) == (200, content), ill_formed
    again = portal.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    if name != "manifest.json":
        digest = hashlib.sha256(content)
        assert whole.headers["etag"] == f'"{digest.hexdigest()}"'
        assert whole.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"


def test_dump_is_not_unpacked_on_its_way(portal: TestClient, release: Built) -> None:
    answer = portal.get(f"/releases/{release.id}/graph.nq.gz", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-type"] == "application/gzip"
    assert hashlib.sha256(gzip.decompress(answer.content)).hexdigest() == release.manifest["canonical_hash"]


@pytest.mark.parametrize(
    "path",
    ["/releases/nowhere", "/releases/nowhere/graph.nq.gz", "/releases/%2e%2e/current", "/releases/./manifest.json",
     "/releases/..%2freleases/manifest.json", "/releases/{id}/store", "/releases/{id}/%2e%2e/{id}/manifest.json",
     "/releases/{id}/..%2f{id}%2fmanifest.json", "/releases/{id}/store%2fCURRENT", "/releases/{id}/GRAPH.NQ.GZ"],
)  # fmt: skip
def test_nothing_but_the_files_of_a_release_is_given(portal: TestClient, release: Built, path: str) -> None:
    for accept in ("*/*", "text/html"):
        answer = portal.get(path.replace("{id}", release.id), headers={"Accept": accept})
        assert answer.status_code == 404, path
        assert str(release.folder.parents[1]) not in answer.text
