"""Is an identifier that is no longer used answered with the way to the one used now?"""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, Quad, Store
from starlette.testclient import TestClient

from zhengmai.namespaces import DATA, GRAPH
from zhengmai.settings import Settings
from zhengmai_api.app import create_app

STORE_TESTS = Path(__file__).parents[1] / "store" / "conftest.py"
OLD, NEW = "t-0123456789ab", "闽政办〔2022〕52号"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The small release, in which one document and its plan have been known by title."""
    home = tmp_path_factory.mktemp("replaced")
    folder = home / "releases" / "test-release"
    runpy.run_path(str(STORE_TESTS))["build"](folder)
    (home / "current").symlink_to("releases/test-release")
    store = Store(str(folder / "store"))
    for kind, part in (("doc", ""), ("plan", "-p1")):
        old, new = (NamedNode(f"{DATA}{kind}/{local}{part}") for local in (OLD, NEW))
        link = NamedNode("http://purl.org/dc/terms/isReplacedBy")
        store.extend([Quad(old, link, new), Quad(old, link, new, NamedNode(GRAPH + "stubs"))])
    store.flush()
    del store
    with TestClient(create_app(Settings(home=home)), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"/cn/doc/{OLD}", f"/cn/doc/{NEW}"),
        (f"/cn/plan/{OLD}-p1", f"/cn/plan/{NEW}-p1"),
        (f"/cn/provision/{OLD}-p1-2-1", f"/cn/provision/{NEW}-p1-2-1"),
        (f"/cn/node/{OLD}-p2-c1", f"/cn/node/{NEW}-p2-c1"),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_replaced_identifier_redirects_for_good(served: TestClient, old: str, new: str, accept: str) -> None:
    answer = served.get(quote(old), headers={"Accept": accept})
    assert answer.status_code == 301
    assert answer.headers["location"] == quote(new)


def test_replaced_identifier_keeps_the_query_of_the_request(served: TestClient) -> None:
    answer = served.get(f"/cn/doc/{OLD}?format=ttl")
    assert answer.headers["location"] == quote(f"/cn/doc/{NEW}") + "?format=ttl"
    followed = served.get(answer.headers["location"], follow_redirects=True)
    assert followed.status_code == 200
    assert NEW in followed.text


@pytest.mark.parametrize("path", [f"/cn/doc/{NEW}", f"/cn/plan/{NEW}-p1"])
def test_identifier_in_use_is_not_redirected(served: TestClient, path: str) -> None:
    answer = served.get(quote(path), headers={"Accept": "text/turtle"})
    assert answer.status_code == 303
    assert answer.headers["location"] == quote(path) + ".ttl"


def test_identifier_of_nothing_is_still_unknown(served: TestClient) -> None:
    assert served.get("/cn/doc/t-ffffffffffff").status_code == 404
    assert served.get("/cn/plan/t-ffffffffffff-p1").status_code == 404
