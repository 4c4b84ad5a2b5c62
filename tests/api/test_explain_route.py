"""Does /explain answer why a statement stands, and do pages tell what people decided?"""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from rdflib import Graph
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

if TYPE_CHECKING:
    from zhengmai.release.build import Built

NOTICE = "狮政办〔2022〕47号"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
DATA = "https://w3id.org/policyplan/cn/"
Page = runpy.run_path(str(Path(__file__).parent / "test_resource_pages.py"))["Page"]


@pytest.fixture(scope="module")
def curated(curated_release: Built) -> Iterator[TestClient]:
    settings = Settings(store=str(curated_release.folder), workers=1)
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


def explained(client: TestClient, **params: str) -> list[dict[str, Any]]:
    response = client.get("/explain", params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    found: list[dict[str, Any]] = response.json()["explanations"]
    return found


def page(client: TestClient, path: str, lang: str = "zh") -> Any:
    response = client.get(
        path + ("&" if "?" in path else "?") + f"lang={lang}", headers=BROWSER, follow_redirects=True
    )
    assert response.status_code == 200, response.text
    return Page(response.text)


def test_explain_gives_rule_premises_and_place(curated: TestClient) -> None:
    (found,) = explained(curated, s=f"pv:{NOTICE}-p2-2-2-1", p="pp:hasLead", o="ag:350581-财政局")
    (way,) = found["derivations"]
    assert way["rule"] == "parties_by_role"
    place = way["premises"][0]["places"][0]
    assert (place["quote"], place["start"], place["end"]) == (
        "市财政局（市国有资产发展服务中心）",
        6413,
        6430,
    )
    assert place["sha256"] == "fcd396196f1440abed4788e1c1500cb06e5301894ef479a9591826df899872d2"
    assert place["document"] == f"{DATA}doc/{NOTICE}"


@pytest.mark.parametrize(
    "s", [NOTICE, "狮政办[2022]47号", f"doc:{NOTICE}", f"{DATA}doc/{NOTICE}", f"<{DATA}doc/{NOTICE}>"]
)
def test_explain_takes_the_subject_in_any_form(curated: TestClient, s: str) -> None:
    assert [one["standing"] for one in explained(curated, s=s, p="issueDate")] == ["retracted", "stands"]


def test_explain_without_object_lists_every_value_with_its_record(curated: TestClient) -> None:
    old, new = explained(curated, s=NOTICE, p="pp:issueDate")
    assert old["records"][0]["kind"] == "retract"
    assert new["records"][0]["in_place_of"] == old["records"][0]["iri"]
    (only,) = explained(curated, s=NOTICE, p="pp:issueDate", o='"2022-12-22"^^xsd:date')
    assert only["o"]["value"] == "2022-12-22"


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({}, "s"),
        ({"s": NOTICE}, "p"),
        ({"s": "某文件", "p": "pp:issueDate"}, "s"),
        ({"s": NOTICE, "p": "no:x"}, "p"),
        ({"s": NOTICE, "p": "pp:issueDate", "o": '"x"^^xsd:date'}, "o"),
        ({"s": NOTICE, "p": "pp:issueDate", "depth": "deep"}, "depth"),
        ({"s": NOTICE, "p": "pp:issueDate", "depth": "51"}, "depth"),
    ],
    ids=str,
)
def test_explain_ill_typed_parameter_is_422_that_names_it(
    curated: TestClient, params: dict[str, str], parameter: str
) -> None:
    response = curated.get("/explain", params=params)
    assert response.status_code == 422
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["parameter"] == parameter
    assert parameter in problem["zh"]
    assert parameter in problem["en"]


def test_explain_unknown_statement_is_404_with_what_is_known(curated: TestClient) -> None:
    response = curated.get("/explain", params={"s": NOTICE, "p": "pp:issueDate", "o": "2022-12-29"})
    assert response.status_code == 404
    assert [value["value"] for value in response.json()["values"]] == ["2022-12-21", "2022-12-22"]
    assert "2022-12-22" in response.json()["en"]
    missing = curated.get("/explain", params={"s": NOTICE, "p": "pp:hasLead"})
    assert any(name.endswith("issueDate") for name in missing.json()["properties"])
    assert curated.get("/explain", params={"s": "无政办〔2022〕1号", "p": "a"}).status_code == 404


def test_explain_of_a_format_that_there_is_not_is_406(curated: TestClient) -> None:
    asked = {"s": NOTICE, "p": "pp:issueDate"}
    assert curated.get("/explain", params={**asked, "format": "ttl"}).status_code == 406
    assert curated.get("/explain", params=asked, headers={"Accept": "image/png"}).status_code == 406
    assert curated.get("/explain", params={**asked, "format": "json"}, headers=BROWSER).json()["explanations"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_page_shows_the_same_and_loads_nothing_from_elsewhere(curated: TestClient, lang: str) -> None:
    found = page(curated, f"/explain?s=pv:{quote(NOTICE)}-p2-2-2-1&p=pp:hasLead", lang)
    for words in ("市财政局（市国有资产发展服务中心）", "parties_by_role", "6413–6430", "shishi-2022-47.txt"):
        assert words in found.text, words
    assert all(address.startswith("/static/") for address in found.loaded)
    assert [tag for tag, _ in found.elements].count("h1") == 1
    corrected = page(curated, f"/explain?s={quote(NOTICE)}&p=pp:issueDate", lang)
    assert ("以落款处印章日期为准" if lang == "zh" else "by the date of the seal") in corrected.text


def test_explain_page_of_an_error_is_a_page(curated: TestClient) -> None:
    response = curated.get("/explain", headers=BROWSER)
    assert response.status_code == 422
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_explain_page_shows_hostile_values_as_text(curated: TestClient) -> None:
    response = curated.get(
        "/explain", params={"s": NOTICE, "p": "pp:issueDate", "o": '"<script>x</script>"'}, headers=BROWSER
    )
    assert response.status_code == 404
    assert "<script>x" not in response.text


def test_every_statement_of_a_page_links_to_its_explanation(curated: TestClient) -> None:
    found = page(curated, f"/cn/provision/{quote(NOTICE)}-p2-2-2-1")
    links = [link for link in found.links if link.startswith("/explain?")]
    assert len(links) > 20
    for link in links:
        response = curated.get(link, follow_redirects=True)
        assert response.status_code == 200, link
        assert len(response.json()["explanations"]) == 1


def test_document_page_shows_the_corrected_date_and_who_corrected_it(curated: TestClient) -> None:
    for lang, words in (
        (
            "zh",
            (
                "2022-12-22",
                "人工更正",
                "考订记录",
                "2022-12-21",
                "已撤销",
                "steward-1",
                "以落款处印章日期为准",
            ),
        ),
        ("en", ("2022-12-22", "corrected", "Curation", "2022-12-21", "retracted", "by the date of the seal")),
    ):
        found = page(curated, f"/cn/doc/{quote(NOTICE)}", lang)
        for word in words:
            assert word in found.text, word
        assert "/cn/node/cur-1" in {link.partition("?")[0] for link in found.links}


def test_plan_page_shows_the_step_that_was_taken_back(curated: TestClient) -> None:
    found = page(curated, f"/cn/plan/{quote(NOTICE)}-p2")
    for words in ("没有已知的上级方案", "依据另有所指", "steward-2", "2026-01-03", "撤销 · 已采纳"):
        assert words in found.text, words


def test_page_tells_proposals_from_what_is_in_force(curated: TestClient) -> None:
    found = page(curated, f"/cn/plan/{quote(NOTICE)}-p1", "en")
    assert "assertion · pending" in found.text
    assert "the short title in use" in found.text
    marks = [
        attributes
        for tag, attributes in found.elements
        if tag == "a" and attributes.get("class") == "badge curated"
    ]
    assert marks == []


def test_description_of_a_resource_holds_its_records(curated: TestClient) -> None:
    turtle = curated.get(f"/cn/doc/{quote(NOTICE)}?format=ttl").text
    graph = Graph().parse(data=turtle, format="turtle")
    assert "n:cur-1" in turtle
    assert "n:cur-2" in turtle
    row = graph.query(
        "PREFIX pp: <https://w3id.org/policyplan/ns#> ASK { ?r pp:inPlaceOf ?old ; pp:recordObject ?new . ?doc pp:issueDate ?new }"
    )
    assert row.askAnswer
    reviewed = curated.get(f"/cn/agency/{quote('350581-新设局')}?format=jsonld").text
    assert "hasReview" in reviewed
    assert "checked" in reviewed


def test_record_has_a_page_of_its_own(curated: TestClient) -> None:
    found = page(curated, "/cn/node/cur-5")
    assert "已采纳" in found.text
    assert "机构改革新设" in found.text
