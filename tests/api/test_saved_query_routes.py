"""The saved queries over HTTP: listed, answered in each format, refused in words, described in OpenAPI."""

from __future__ import annotations

import csv
import html
import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from zhengmai.namespaces import BASE
from zhengmai.store.saved import load
from zhengmai_api.routes.queries import RESERVED

CHAIN = "/queries/basis_chain"
SHISHI = "狮政办〔2022〕47号-p2"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
QUERIES = load()


def refusal(client: TestClient, path: str, **params: str) -> dict[str, Any]:
    response = client.get(path, params=params)
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == response.status_code
    assert problem["zh"] != problem["en"]
    return problem


def test_list_names_every_query_with_its_parameters(client: TestClient) -> None:
    listed = client.get("/queries").json()["queries"]
    assert [one["name"] for one in listed] == [query.name for query in QUERIES]
    assert len(listed) == 46
    (chain,) = (one for one in listed if one["id"] == "L1")
    assert chain["question"]["zh"].startswith("某方案逐级向上的依据链")
    assert chain["href"] == CHAIN
    assert chain["parameters"] == [
        {
            "name": "text",
            "type": "number",
            "required": True,
            "default": None,
            "example": "狮政办〔2022〕47号",
            "pattern": None,
        }
    ]


@pytest.mark.parametrize(("language", "heading"), [("zh", "沿革与依据"), ("en", "Lineage and bases")])
def test_list_is_a_page_for_a_browser(client: TestClient, language: str, heading: str) -> None:
    response = client.get("/queries", headers=HTML | {"Accept-Language": language})
    assert response.headers["content-type"].startswith("text/html")
    assert heading in response.text
    for query in QUERIES:
        assert f'href="/queries/{query.name}"' in response.text
        assert query.question.text(language) in html.unescape(response.text)


def test_list_has_no_other_format(client: TestClient) -> None:
    assert client.get("/queries", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/queries", params={"format": "csv"}).status_code == 406
    assert client.get("/queries", params={"format": "json"}, headers=HTML).json()["queries"]


@pytest.mark.parametrize("key", [SHISHI, "狮政办[2022]47号-p2", f"plan:{SHISHI}", f"{BASE}cn/plan/{SHISHI}"])
def test_query_answers_every_spelling_of_a_key_alike(client: TestClient, key: str) -> None:
    rows = client.get(CHAIN, params={"text": key}).json()["results"]["bindings"]
    assert [row["parent"]["value"].rpartition("/")[2] for row in rows] == [
        "闽政办〔2022〕52号-p1",
        "t-921709608b1e-p1",
    ]


@pytest.mark.parametrize(
    ("name", "media_type", "mark"),
    [
        ("json", "application/sparql-results+json", '"bindings"'),
        ("xml", "application/sparql-results+xml", "<sparql"),
        ("csv", "text/csv; charset=utf-8", "text,plan,step"),
        ("tsv", "text/tab-separated-values; charset=utf-8", "?text\t?plan"),
        ("html", "text/html; charset=utf-8", "<table>"),
    ],
)
def test_query_gives_the_format_asked_for_by_suffix_parameter_or_accept(
    client: TestClient, name: str, media_type: str, mark: str
) -> None:
    plain = media_type.partition(";")[0]
    answers = [
        client.get(f"{CHAIN}.{name}", params={"text": SHISHI}),
        client.get(CHAIN, params={"text": SHISHI, "format": name}),
        client.get(CHAIN, params={"text": SHISHI}, headers={"Accept": plain}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert mark in answer.text
    if name != "html":
        assert len({answer.content for answer in answers}) == 1


def test_query_of_solutions_gives_no_turtle(client: TestClient) -> None:
    for response in (
        client.get(CHAIN, params={"text": SHISHI}, headers={"Accept": "text/turtle"}),
        client.get(f"{CHAIN}.ttl", params={"text": SHISHI}),
        client.get(CHAIN, params={"text": SHISHI, "format": "pdf"}),
    ):
        assert response.status_code == 406
        assert "json" in response.json()["detail"]


def test_answer_carries_a_tag_of_query_values_and_format(client: TestClient) -> None:
    first = client.get(CHAIN, params={"text": SHISHI})
    tag = first.headers["etag"]
    again = client.get(CHAIN, params={"text": "狮政办[2022]47号-p2"}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    others = [
        client.get(CHAIN, params={"text": "狮政办〔2022〕47号"}),
        client.get(f"{CHAIN}.csv", params={"text": SHISHI}),
        client.get(CHAIN, params={"text": SHISHI}, headers=HTML),
    ]
    assert len({tag, *(one.headers["etag"] for one in others)}) == 4


def test_head_answers_with_the_length_and_no_body(client: TestClient) -> None:
    got, head = (client.request(method, CHAIN, params={"text": SHISHI}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_question_id_leads_to_the_query(client: TestClient) -> None:
    response = client.get("/queries/l1.csv", params={"text": SHISHI, "lang": "en"})
    assert response.status_code == 301
    assert response.headers["location"].startswith("/queries/basis_chain.csv?text=")
    followed = client.get(response.headers["location"])
    assert next(csv.DictReader(io.StringIO(followed.text)))["kind"] == "stated"


def test_unknown_query_is_404_with_the_nearest(client: TestClient) -> None:
    problem = refusal(client, "/queries/basis_chian")
    assert problem["status"] == 404
    assert problem["type"].endswith("/unknown-query")
    assert problem["nearest"][0] == "basis_chain"
    assert refusal(client, "/queries/a/b")["status"] == 404


@pytest.mark.parametrize(
    ("path", "params", "parameter"),
    [
        (CHAIN, {"text": SHISHI, "txt": "1"}, "txt"),
        (CHAIN, {}, "text"),
        (CHAIN, {"text": " "}, "text"),
        ("/queries/due_near_issue", {"days": "thirty"}, "days"),
        ("/queries/due_near_issue", {"days": "1 } #"}, "days"),
        ("/queries/alignments_to_review", {"threshold": "0,5"}, "threshold"),
        ("/queries/due_in_month", {"month": "2023-13"}, "month"),
        ("/queries/indicator_by_place", {"indicator": "no iri"}, "indicator"),
        ("/queries/indicator_by_place", {"indicator": "http://x.example/> } UNION { ?s ?p ?o"}, "indicator"),
    ],
)
def test_unfit_parameter_is_422_naming_it(
    client: TestClient, path: str, params: dict[str, str], parameter: str
) -> None:
    problem = refusal(client, path, **params)
    assert problem["status"] == 422
    assert problem["type"].endswith("/invalid-parameter")
    assert problem["parameter"] == parameter
    assert parameter in problem["zh"]


def test_parameter_given_twice_is_422(client: TestClient) -> None:
    response = client.get(f"{CHAIN}?text={SHISHI}&text={SHISHI}")
    assert (response.status_code, response.json()["parameter"]) == (422, "text")


def test_unknown_key_is_404_with_the_nearest(client: TestClient) -> None:
    problem = refusal(client, CHAIN, text="狮政办〔2022〕48号")
    assert problem["status"] == 404
    assert problem["type"].endswith("/unknown-key")
    assert problem["nearest"][0] == "狮政办〔2022〕47号"
    injected = refusal(client, CHAIN, text='x" } ; DROP ALL #')
    assert injected["status"] == 404


def test_ambiguous_key_is_409_with_the_candidates(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two(run: object, key: str) -> list[str]:
        return [f"{BASE}cn/doc/一", f"{BASE}cn/doc/二"]

    monkeypatch.setattr("zhengmai.store.keys._same_number", two)
    problem = refusal(client, CHAIN, text="狮政办〔2022〕47号")
    assert problem["status"] == 409
    assert problem["candidates"] == ["doc:一", "doc:二"]
    page = client.get(CHAIN, params={"text": "狮政办〔2022〕47号"}, headers=HTML)
    assert page.status_code == 409
    assert "text=doc%3A%E4%B8%80" in page.text


def test_injection_in_a_string_stays_a_term(client: TestClient) -> None:
    """A value that would end the literal and open another pattern is refused or matched as the text it is."""
    rows = client.get("/queries/measures_of_agency", params={"agency": "ag:x'y"})
    assert rows.status_code == 404
    assert rows.json()["key"] == "ag:x'y"


def test_browser_gets_a_form_and_then_a_table(client: TestClient) -> None:
    form = client.get(CHAIN, headers=HTML)
    assert form.status_code == 200
    assert 'name="text"' in form.text
    assert "<table>" not in form.text
    answer = client.get(CHAIN, params={"text": SHISHI, "lang": "en"}, headers=HTML)
    assert answer.status_code == 200
    assert f'value="{SHISHI}"' in answer.text
    assert '<th scope="col">parent</th>' in answer.text
    # The form says the parameter; the table does not repeat it.
    assert '<th scope="col">text</th>' not in answer.text
    assert "/queries/basis_chain.csv?text=" in answer.text
    assert "PREFIX pp:" in answer.text


def test_query_without_parameters_answers_a_browser_at_once(client: TestClient) -> None:
    page = client.get("/queries/cited_only", headers=HTML)
    assert page.status_code == 200
    assert '<form class="ask"' not in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_says_why_an_answer_is_empty(client: TestClient, language: str) -> None:
    page = client.get("/queries/target_sums", headers=HTML | {"Accept-Language": language})
    (query,) = (one for one in QUERIES if one.name == "target_sums")
    assert query.empty.text(language) in html.unescape(page.text)


def test_page_of_an_unknown_key_offers_the_nearest(client: TestClient) -> None:
    page = client.get(CHAIN, params={"text": "狮政办〔2022〕48号"}, headers=HTML)
    assert page.status_code == 404
    assert 'value="狮政办〔2022〕48号"' in page.text
    assert "text=%E7%8B%AE%E6%94%BF%E5%8A%9E%E3%80%942022%E3%80%9547%E5%8F%B7" in page.text


def test_every_query_answers_its_examples_or_says_what_is_not_there(client: TestClient) -> None:
    for query in QUERIES:
        response = client.get(
            f"/queries/{query.name}", params={name: one.example for name, one in query.params.items()}
        )
        # The small release lacks some of the things that the examples name.
        assert response.status_code == 200 or response.json()["type"].endswith("unknown-key"), query.name


def test_openapi_has_a_path_for_every_query_with_its_parameters(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert "/queries" in paths
    for query in QUERIES:
        operation = paths[f"/queries/{query.name}"]["get"]
        assert query.question.en in operation["summary"]
        assert query.question.zh in operation["description"]
        described = {one["name"]: one for one in operation["parameters"]}
        assert set(described) == {*query.params, "format", "lang", "release"}
        for name, parameter in query.params.items():
            assert str(described[name]["example"]) == parameter.example
            assert described[name]["required"] is (parameter.default is None)
        assert {"200", "404", "409", "422"} <= set(operation["responses"])
        assert "text/csv" in operation["responses"]["200"]["content"]


def test_no_query_takes_a_parameter_of_a_reserved_name() -> None:
    assert {name for query in QUERIES for name in query.params} & set(RESERVED) == set()
