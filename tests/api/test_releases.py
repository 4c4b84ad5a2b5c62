"""Does a server follow a switch of release without a failed request, and answer from the release that is named?"""

from __future__ import annotations

import json
import re
import runpy
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store
from starlette.testclient import TestClient

from zhengmai.release.catalogue import switch_to
from zhengmai.settings import Settings
from zhengmai_api.app import create_app
from zhengmai_api.problems import Problem
from zhengmai_api.releases import Releases

STORE_TESTS = Path(__file__).parents[1] / "store" / "conftest.py"
PLAN = "https://w3id.org/policyplan/cn/plan/狮政办〔2022〕47号-p2"
DOCUMENT = "https://w3id.org/policyplan/cn/doc/狮政办〔2022〕47号"
PATH = "/cn/doc/" + quote("狮政办〔2022〕47号")
VERSION = "SELECT ?v WHERE { <https://example.org/release> <http://purl.org/dc/terms/identifier> ?v }"


def write_release(home: Path, name: str) -> None:
    """Write the small release under a name, which a statement of its own says."""
    folder = runpy.run_path(str(STORE_TESTS))["build"](home / "releases" / name)
    store = Store(str(folder / "store"))
    subject, predicate = (
        NamedNode("https://example.org/release"),
        NamedNode("http://purl.org/dc/terms/identifier"),
    )
    store.add(Quad(subject, predicate, Literal(name), DefaultGraph()))
    store.flush()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"id": name}), encoding="utf-8")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let servers look more often than each second."""
    monkeypatch.setattr("zhengmai_api.releases._LOOK_SECONDS", 0.05)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Releases that are copied, not served."""
    home = tmp_path_factory.mktemp("three")
    for name in ("first", "second", "third"):
        write_release(home, name)
    return home


@pytest.fixture
def held(three: Path, tmp_path: Path) -> Path:
    """A home of three releases of which the first is current."""
    shutil.copytree(three, tmp_path / "home")
    switch_to(tmp_path / "home", "first")
    return tmp_path / "home"


def settings(home: Path, **changed: float) -> Settings:
    return Settings(home=home, workers=1, **{"old_releases": 1, **changed})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(three: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service that nobody switches."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(three, home)
    switch_to(home, "third")
    with TestClient(create_app(settings(home)), follow_redirects=False) as client:
        yield client


def version(client: TestClient, **parameters: str) -> str:
    answer = client.get("/sparql", params={"query": VERSION, "format": "csv", **parameters})
    assert answer.status_code == 200, answer.text
    return answer.text.split()[-1]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; a server that never gets there fails the test."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_switch_of_release_is_followed_without_a_failed_request(held: Path) -> None:
    statuses: Counter[int] = Counter()
    seen: Counter[str] = Counter()
    ended = threading.Event()

    def ask(client: TestClient) -> None:
        while not ended.is_set():
            answer = client.get("/sparql", params={"query": VERSION, "format": "csv"})
            statuses[answer.status_code] += 1
            seen[answer.text.split()[-1]] += 1
            statuses[client.get(PATH + ".ttl").status_code] += 1

    app = create_app(settings(held))
    with TestClient(app) as client:
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        until(lambda: seen["first"] > 3)
        for name in ("second", "third"):
            switch_to(held, name)
            until(lambda name=name: seen[name] > 3)  # type: ignore[misc]
        ended.set()
        for thread in threads:
            thread.join()
        # The workers of the releases before have ended.
        until(lambda: not app.state.releases._closing)
        assert client.get("/healthz").json() == {"status": "ok", "release": "third", "workers": 3}
    assert set(statuses) == {200}
    assert set(seen) == {"first", "second", "third"}


def test_each_of_several_servers_follows_the_switch(held: Path) -> None:
    with TestClient(create_app(settings(held))) as one, TestClient(create_app(settings(held))) as other:
        switch_to(held, "second")
        for client in (one, other):
            until(lambda client=client: version(client) == "second")  # type: ignore[misc]


@pytest.mark.parametrize("damage", ["store", "manifest"])
def test_release_that_cannot_be_opened_leaves_the_old_one_in_service(
    held: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(settings(held))) as client:
        switch_to(held, "second")
        broken = held / "releases" / "second"
        if damage == "store":
            (broken / "store" / "CURRENT").unlink()
        else:
            (broken / "manifest.json").write_text("{}", encoding="utf-8")
        until(lambda: "not_served" in client.get("/healthz").json())
        state = client.get("/healthz").json()
        assert (state["status"], state["release"]) == ("ok", "first")
        assert state["not_served"]["release"] == "second"
        # The log names the place, an answer does not.
        assert str(held) not in json.dumps(state)
        assert str(held) in caplog.text
        assert version(client) == "first"
        switch_to(held, "third")
        until(lambda: version(client) == "third")
        assert "not_served" not in client.get("/healthz").json()


def test_request_that_began_before_the_switch_ends_on_its_release(held: Path) -> None:
    app = create_app(settings(held))
    with TestClient(app) as client:
        assert client.portal is not None
        releases: Releases = app.state.releases
        service, done = client.portal.call(releases.take, "")
        switch_to(held, "second")
        until(lambda: version(client) == "second")
        assert service.manifest.id == "first"
        assert service.pool.alive
        client.portal.call(done)
        until(lambda: service.pool.alive == 0)


def test_fixed_release_is_not_switched(held: Path) -> None:
    with TestClient(
        create_app(Settings(home=held, store=str(held / "releases" / "second"), workers=1))
    ) as client:
        switch_to(held, "third")
        time.sleep(0.5)
        assert version(client) == "second"
        assert client.get("/", params={"release": "third"}).json()["held"] == ["second"]


def test_named_release_answers_query_by_every_method(server: TestClient) -> None:
    assert version(server) == "third"
    assert version(server, release="second") == "second"
    assert version(server, release="third") == "third"
    assert version(server, release="") == "third"
    headers = {"Accept": "text/csv"}
    form = server.post("/sparql?release=second", data={"query": VERSION}, headers=headers)
    direct = server.post(
        "/sparql?release=second",
        content=VERSION,
        headers={**headers, "Content-Type": "application/sparql-query"},
    )
    assert form.text.split()[-1] == direct.text.split()[-1] == "second"
    graph = server.get("/sparql/graph?default&release=second", headers={"Accept": "application/n-triples"})
    assert '"second"' in graph.text


def test_release_in_the_body_of_a_query_is_refused_where_the_address_names_another(
    server: TestClient,
) -> None:
    refused = server.post("/sparql", data={"query": VERSION, "release": "second"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (400, "bad-request")
    same = server.post(
        "/sparql?release=second", data={"query": VERSION, "release": "second", "format": "csv"}
    )
    assert same.text.split()[-1] == "second"


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_unknown_release_is_told_with_those_that_are_held(server: TestClient, accept: str) -> None:
    for name in ("fourth", "../first", ".", "first/store", "%00"):
        answer = server.get("/sparql", params={"release": name}, headers={"Accept": accept})
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"
        assert all(held in answer.text for held in ("first", "second", "third"))
    if accept == "application/json":
        assert answer.json()["type"].endswith("/unknown-release")
        assert answer.json()["held"] == ["first", "second", "third"]
    assert server.get("/?release=first&release=second").status_code == 400


def test_addresses_within_a_named_release_keep_it(server: TestClient) -> None:
    seen = server.get(PATH, params={"release": "second"}, headers={"Accept": "text/turtle"})
    assert (seen.status_code, seen.headers["location"]) == (303, PATH + ".ttl?release=second")
    data = server.get(seen.headers["location"])
    assert data.headers["content-location"] == PATH + ".ttl?release=second"
    assert f"<{PATH}.nt?release=second>" in data.headers["link"]
    spelt = server.get("/cn/doc/" + quote("狮政办[2022]47号") + "?release=second")
    assert (spelt.status_code, spelt.headers["location"]) == (301, PATH + "?release=second")
    described = server.get("/sparql?release=second", headers={"Accept": "text/turtle"})
    assert "/sparql?release=second>" in described.text
    assert (
        server.get("/sparql?release=second").headers["link"].startswith("</sparql?format=ttl&release=second>")
    )


@pytest.mark.parametrize(
    "path",
    ["/", "/queries", "/queries/measures_without_lead", "/sparql", "/report", "/ns", PATH + ".html",
     "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 3"), f"/explain?s={quote(DOCUMENT)}&p=pp:issueDate",
     "/cn/plan/" + quote("狮政办〔2022〕47号-p2") + ".html"],
)  # fmt: skip
def test_links_of_a_page_of_a_named_release_keep_it(server: TestClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    answer = server.get(f"{path}{joint}release=second&lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    links = re.findall(r'href="(/[^"#]*)', answer.text)
    forms = re.findall(r"<form [^>]*action=.*?</form>", answer.text, re.DOTALL)
    away = [link for link in links if "release=second" not in link]
    apart = ("/static/", "/openapi", "/context.jsonld")
    # One link leads to the same page of the current release.
    (current,) = [link for link in away if not link.startswith(apart)]
    assert current.partition("?")[0] == path.partition("?")[0]
    assert len(links) > 8
    assert all('name="release" value="second"' in form for form in forms)


def test_addresses_in_json_of_a_named_release_keep_it(server: TestClient) -> None:
    start = server.get("/api?release=second").json()
    hrefs = [one["href"] for one in start["collections"]] + [start["search"]]
    answer = server.get("/api/plans/" + quote("狮政办〔2022〕47号-p2") + "?release=second")
    assert answer.json()["iri"] == PLAN
    hrefs += re.findall(r'"(?:page|href|measures_href)":"([^"]+)"', answer.text)
    assert len(hrefs) > 12
    assert [href for href in hrefs if "release=second" not in href] == []
    assert server.get(answer.json()["href"]).content == answer.content
    plain = server.get("/api/plans/" + quote("狮政办〔2022〕47号-p2"))
    assert "release=" not in plain.text


def test_answer_of_a_named_release_may_be_kept_and_one_of_the_current_not(server: TestClient) -> None:
    for path in (PATH + ".ttl", "/sparql?format=csv&query=" + quote(VERSION), "/sparql/graph?default"):
        joint = "&" if "?" in path else "?"
        named = server.get(f"{path}{joint}release=second")
        assert named.headers["cache-control"] == "public, max-age=31536000, immutable", path
        assert "no-cache" in server.get(path).headers["cache-control"]
        held = {"If-None-Match": named.headers["etag"]}
        again = server.get(f"{path}{joint}release=second", headers=held)
        assert (again.status_code, again.headers["cache-control"]) == (304, named.headers["cache-control"])
        assert server.get(path, headers=held).status_code == 200
    page = server.get(PATH + ".html?release=second")
    assert page.headers["cache-control"] == "public, max-age=86400"
    moment = server.get("/sparql", params={"query": "SELECT (NOW() AS ?n) {}", "release": "second"})
    assert moment.headers["cache-control"] == "no-store"


def test_older_releases_are_opened_when_asked_and_closed_for_others(held: Path) -> None:
    app = create_app(settings(held))
    with TestClient(app) as client:
        releases: Releases = app.state.releases
        assert releases.open_ids == ["first"]
        assert version(client, release="second") == "second"
        assert releases.open_ids == ["first", "second"]
        assert version(client, release="third") == "third"
        assert releases.open_ids == ["first", "third"]
        assert client.portal is not None
        service, done = client.portal.call(releases.take, "third")
        with pytest.raises(Problem) as refused:
            client.portal.call(releases.take, "second")
        assert refused.value.kind.status == 503
        assert refused.value.headers["Retry-After"]
        # One that is removed meanwhile is closed; the request under way ends on it.
        shutil.rmtree(held / "releases" / "third")
        until(lambda: releases.open_ids == ["first"])
        assert service.pool.alive
        client.portal.call(done)
        until(lambda: service.pool.alive == 0)
        assert client.get("/?release=third").json()["held"] == ["first", "second"]


def test_older_release_that_nobody_asks_is_closed(held: Path) -> None:
    app = create_app(settings(held, release_idle_seconds=0.01))
    with TestClient(app) as client:
        assert client.get(PATH + ".ttl?release=second").status_code == 200
        until(lambda: app.state.releases.open_ids == ["first"])


def test_no_older_release_is_opened_where_none_may_be(held: Path) -> None:
    with TestClient(create_app(settings(held, old_releases=0))) as client:
        assert version(client, release="first") == "first"
        answer = client.get("/?release=second")
        assert (answer.status_code, answer.json()["held"]) == (404, ["first"])
