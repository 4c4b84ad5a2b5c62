"""Two plans compared over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

if TYPE_CHECKING:
    from zhengmai.release.build import Built

SHISHI, JINJIANG = "狮政办〔2022〕47号-p2", "晋政残工委〔2023〕5号"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def whole(release: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the release of the five documents."""
    settings = Settings(home=tmp_path_factory.mktemp("unused"), workers=1)
    with TestClient(create_app(settings, Path(release.folder))) as found:
        yield found


def ask(client: TestClient, headers: dict[str, str] | None = None, **params: str):  # type: ignore[no-untyped-def]
    return client.get("/compare", params=params, headers=headers or {})


def test_compare_gives_json_where_nothing_else_is_asked_for(whole: TestClient) -> None:
    answer = ask(whole, left="狮政办[2022]47号", right=JINJIANG)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["counts"] == {"adopted": 10, "adapted": 17, "added": 2, "left-out": 3}
    assert found["relationship"] == "siblings"
    assert found["left"]["number"] == "狮政办〔2022〕47号"


@pytest.mark.parametrize(
    ("name", "media_type", "syntax"),
    [
        ("ttl", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_compare_gives_rdf_by_format_and_by_accept(
    whole: TestClient, name: str, media_type: str, syntax: RdfFormat
) -> None:
    by_format = ask(whole, left=SHISHI, right=JINJIANG, format=name)
    by_accept = ask(whole, {"Accept": media_type.partition(";")[0]}, left=SHISHI, right=JINJIANG)
    for answer in (by_format, by_accept):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert len({str(quad.triple) for quad in parse(answer.content, syntax)}) > 300


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("方案比对", "沿用", "调整", "新增", "未列")), ("en", ("Plans compared", "adopted", "left out"))],
)
def test_compare_page_shows_struck_out_and_new_text(
    whole: TestClient, lang: str, words: tuple[str, ...]
) -> None:
    answer = ask(whole, BROWSER, left=SHISHI, right=JINJIANG, lang=lang)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == lang
    page = answer.text
    assert "<del>相关</del><ins>按比例安排残疾人就业</ins>" in page
    assert all(word in page for word in words)
    assert page.count('<li class="adopted" id=') == 10
    assert page.count('<li class="left-out" id=') == 3
    assert "2023年底前" in page


def test_compare_page_escapes_what_was_asked(whole: TestClient) -> None:
    answer = ask(whole, BROWSER, left='"><script>alert(1)</script>', right=JINJIANG)
    assert answer.status_code in (404, 422)
    assert "<script>alert" not in answer.text


def test_compare_unchanged_answer_is_not_sent_again(whole: TestClient) -> None:
    first = ask(whole, left=SHISHI, right=JINJIANG)
    again = ask(whole, {"If-None-Match": first.headers["etag"]}, left=SHISHI, right=JINJIANG)
    assert again.status_code == 304
    turned = ask(whole, {"If-None-Match": first.headers["etag"]}, left=JINJIANG, right=SHISHI)
    assert turned.status_code == 200


def test_compare_plans_that_share_nothing_is_empty_with_the_reason(whole: TestClient) -> None:
    asked = {"left": "狮政办〔2022〕47号-p1", "right": "plan:c-922927e3e2f1-p1"}
    found = ask(whole, **asked).json()
    assert found["changes"] == []
    assert found["reason"]["zh"]
    assert found["reason"]["en"]
    page = ask(whole, BROWSER, **asked, lang="zh").text
    assert found["reason"]["zh"] in page


def test_compare_unknown_key_is_404_with_the_nearest(whole: TestClient) -> None:
    answer = ask(whole, left="狮政办〔2022〕48号", right=JINJIANG)
    assert answer.status_code == 404
    problem = answer.json()
    assert problem["parameter"] == "left"
    assert problem["nearest"][0] == "狮政办〔2022〕47号"


def test_compare_ambiguous_key_names_the_candidates(whole: TestClient) -> None:
    answer = ask(whole, left=JINJIANG, right="狮政办〔2022〕47号")
    assert answer.status_code == 200
    answer = ask(whole, left="闽政办〔2022〕35号", right="狮政办〔2022〕47号")
    assert answer.status_code == 409
    assert answer.json()["parameter"] == "right"
    assert answer.json()["candidates"] == ["plan:狮政办〔2022〕47号-p1", "plan:狮政办〔2022〕47号-p2"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "left"),
        ("left=x", "right"),
        ("left=&right=x", "left"),
        ("left=x&right=%20", "right"),
        ("left=x&right=y&right=z", "right"),
        ("left=x&right=y&format=pdf", "format"),
        ("left=x&right=y&depth=3", "depth"),
        ("right=y&left=" + "x" * 501, "left"),
    ],
)
def test_compare_wrong_parameter_is_422_and_names_it(whole: TestClient, query: str, name: str) -> None:
    answer = whole.get(f"/compare?{query}")
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["parameter"] == name
    assert name in problem["zh"]
    assert name in problem["en"]


def test_compare_is_in_the_description_of_the_interface(whole: TestClient) -> None:
    found = whole.get("/openapi.json").json()["paths"]["/compare"]["get"]
    assert {one["name"] for one in found["parameters"]} == {
        "left",
        "right",
        "format",
        "lang",
        "release",
    }
