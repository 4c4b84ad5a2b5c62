from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from starlette.testclient import TestClient

NUMBER = "狮政办〔2022〕47号"
DOCUMENT, PLAN, MEASURE = f"/cn/doc/{NUMBER}", f"/cn/plan/{NUMBER}-p2", f"/cn/provision/{NUMBER}-p2-2-2-1"
FUJIAN = "/cn/plan/闽政办〔2022〕52号-p1"
PAGES = [
    "/",
    "/sparql",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205",
    "/sparql?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Fpolicyplan%2Fcn%2Fnode%2Fcur-1%3E",
    "/sparql?query=SELEC",
    "/ns",
    "/shapes",
    "/vocab/roles",
    "/vocab/role-" + quote("牵头"),
    *(quote(path) for path in (DOCUMENT, PLAN, MEASURE, FUJIAN)),
    "/cn/doc/" + quote("闽政办〔2022〕52号"),
    "/cn/node/cur-1",
    "/cn/anchor/fcd396196f14-5711-5778",
    "/cn/copy/fcd396196f14",
    "/cn/graph/doc/fcd396196f14",
    "/cn/agency/" + quote("350581-财政局"),
    "/cn/doc/unknown",
    "/nowhere",
]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in order; notes what is loaded, linked and said."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag in ("script", "img", "iframe", "source", "embed", "object"):
            self.loaded.append(found.get("src") or found.get("data") or "inline")
        if tag == "link" and found.get("rel") not in ("canonical", "alternate"):
            self.loaded.append(found.get("href") or "")
        if tag == "a":
            self.links.append(found.get("href") or "")
        assert not any(name.startswith("on") or name == "style" for name in found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def get(client: TestClient, path: str, **options: Any) -> Response:
    """Ask as clients do that follow redirects, from a resource to a document about it."""
    return client.get(path, follow_redirects=True, **options)


def read(client: TestClient, path: str, lang: str = "zh", status: int = 200) -> Page:
    joint = "&" if "?" in path else "?"
    response = get(client, f"{path}{joint}lang={lang}", headers=BROWSER)
    assert response.status_code == status, path
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_formed_and_loads_nothing_from_elsewhere(
    client: TestClient, path: str, lang: str
) -> None:
    response = get(client, path, params=None, headers={**BROWSER, "Accept-Language": lang})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(response.text)
    assert page.loaded
    assert all(address.startswith("/static/") for address in page.loaded)
    assert len(page.ids) == len(set(page.ids))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == 1
    assert {"header", "nav", "main", "footer"} <= set(tags)
    assert page.elements[0][1]["lang"] == ("zh-Hans" if lang == "zh" else "en")
    assert response.headers["content-language"] == lang
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES[:1] + PAGES[9:13])
def test_page_links_within_the_service_lead_somewhere(client: TestClient, path: str) -> None:
    page = read(client, path)
    own = {link for link in page.links if link.startswith("/")}
    assert len(own) > 5
    for link in own:
        response = get(client, link.partition("#")[0], headers=BROWSER)
        # The small release holds no ontology beyond four terms, so its own concepts may be unknown.
        known = response.status_code == 200 or link.startswith("/vocab/") or "agency" in link
        assert known, link


def test_start_page_shows_release_documents_counts_and_findings(client: TestClient) -> None:
    page = read(client, "/")
    for words in (
        "test-release",
        NUMBER,
        "石狮市人民政府办公室",
        "2022-12-21",
        "4,321",
        "5 违反",
        "17 警告",
        "29 提示",
        "broken.txt",
    ):
        assert words in page.text, words
    assert "石狮市促进残疾人就业三年行动实施方案" in page.text
    english = read(client, "/", "en")
    assert "17 Warnings" in english.text
    assert "no policy document" in english.text


def test_start_page_examples_are_forms_that_run(client: TestClient) -> None:
    page = read(client, "/")
    queries = [
        found["value"] for tag, found in page.elements if tag == "input" and found.get("name") == "query"
    ]
    assert len(queries) >= 11
    for query in queries:
        response = get(client, "/sparql", params={"query": query or ""})
        assert response.status_code == 200, query


def test_start_page_query_box_has_the_prefixes(client: TestClient) -> None:
    text = read(client, "/").text
    assert "PREFIX pp: <https://w3id.org/policyplan/ns#>" in text
    box = text[text.index("PREFIX pp:") : text.index("LIMIT 50") + len("LIMIT 50")]
    assert get(client, "/sparql", params={"query": box}).status_code == 200


def test_document_page_shows_both_plans_and_the_chain_with_its_evidence(client: TestClient) -> None:
    text = read(client, quote(DOCUMENT)).text
    for words in (
        "石狮市残疾预防补短板工作方案(2021—2025年)",
        "石狮市促进残疾人就业三年行动实施方案 (2022—2024年)",
        "根据《福建省人民政府办公厅关于印发福建省促进残疾人就业三年行动实施方案",
        "国务院办公厅关于印发促进残疾人就业三年行动方案",
        "国办方案与福建方案同名同期",
    ):
        assert words in text, words
    assert text.index("原文载明") < text.index("人工整理")
    assert "Same name and period" not in text
    assert "Same name and period" in read(client, quote(DOCUMENT), "en").text


def test_plan_page_shows_hops_bases_measures_and_their_parties(client: TestClient) -> None:
    text = read(client, quote(PLAN)).text
    for words in (
        "原文载明",
        "人工整理",
        "2026-11-01",
        "仅见引用",
        "二（二）1",
        "市财政局（市国有资产发展服务中心）",
        "每年10月底前",
    ):
        assert words in text, words
    assert text.index("牵头") < text.index("配合")
    up = read(client, quote(FUJIAN)).text
    assert "下级落实方案" in up
    assert "石狮市促进残疾人就业三年行动实施方案" in up


def test_plan_page_without_chain_says_so_and_marks_the_retracted_statement(client: TestClient) -> None:
    text = read(client, quote(f"/cn/plan/{NUMBER}-p1")).text
    assert "没有已知的上级方案" in text
    assert "不采用" in text


def test_measure_page_shows_the_sentence_and_tells_origins_apart(client: TestClient) -> None:
    page = read(client, quote(MEASURE))
    for words in (
        "1. 组织开展国有企业助残就业专场招聘活动",
        "6351–6406",
        "市人社局",
        "石狮市财政局",
        "10-31",
    ):
        assert words in page.text, words
    badges = {
        found["class"] for tag, found in page.elements if (found.get("class") or "").startswith("badge")
    }
    assert {"badge stated", "badge inferred"} <= badges


def test_language_follows_the_header_and_stays_in_the_links(client: TestClient) -> None:
    response = get(client, "/", headers={**BROWSER, "Accept-Language": "en"})
    assert '<html lang="en">' in response.text
    page = read(client, "/", "en")
    assert any(link.endswith("?lang=en") and link.startswith("/cn/doc/") for link in page.links)


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
    ],
)
def test_resource_by_format_and_by_accept_is_the_same_rdf(
    client: TestClient, name: str, syntax: RdfFormat
) -> None:
    by_name = get(client, quote(MEASURE), params={"format": name}, headers=BROWSER)
    by_accept = get(client, quote(MEASURE), headers={"Accept": syntax.media_type})
    assert by_name.content == by_accept.content
    assert by_accept.headers["content-type"].partition(";")[0] == syntax.media_type
    found = {quad.predicate.value.rpartition("#")[2] for quad in parse(by_name.content, syntax)}
    # The sentence is part of the description.
    assert {"hasLead", "text", "exact", "start"} <= found


def test_resource_turtle_parses_in_rdflib_with_the_prefixed_number(client: TestClient) -> None:
    response = get(client, quote(PLAN))
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert f"plan:{NUMBER}-p2" in response.text
    graph = Graph().parse(data=response.text, format="turtle")
    assert len(graph) > 10
    # A retracted statement and an unreviewed guess are not handed out.
    assert "parallelTo" not in response.text
    assert "derivesFrom" not in get(client, quote(f"/cn/plan/{NUMBER}-p1")).text


@pytest.mark.parametrize(
    "path", ["/cn/doc/狮政办[2022]47号", "/cn/doc/狮政办【2022】47号", "/cn/doc/狮政办〔２０２２〕47号"]
)
def test_other_spelling_is_redirected_to_the_canonical_one(client: TestClient, path: str) -> None:
    response = client.get(quote(path) + "?format=ttl")
    assert response.status_code == 301
    assert response.headers["location"] == quote(DOCUMENT) + "?format=ttl"


@pytest.mark.parametrize(
    "path", ["/cn/doc/none", "/cn/doc/a%20b", "/cn/doc/%22", "/cn/", "/vocab/none", "/cn/doc/%FF"]
)
def test_unknown_resource_is_404_for_pages_and_programs(client: TestClient, path: str) -> None:
    assert get(client, path, headers=BROWSER).status_code == 404
    response = get(client, path, headers={"Accept": "text/turtle"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_resource_not_acceptable_is_406(client: TestClient) -> None:
    assert get(client, quote(PLAN), headers={"Accept": "image/png"}).status_code == 406
    assert get(client, quote(PLAN), params={"format": "exe"}).status_code == 406


def test_terms_are_served_as_turtle_and_as_a_page(client: TestClient) -> None:
    ontology = get(client, "/ns", headers={"Accept": "text/turtle"}).text
    assert "pp:Measure a owl:Class" in ontology
    assert "要做的一件事。" in read(client, "/ns").text
    assert "pps:MeasureShape" in get(client, "/shapes").text
    roles = get(client, "/vocab/roles").text
    assert "v:role-牵头" in roles
    assert "v:role-配合" in roles


def test_resource_etag_answers_304(client: TestClient) -> None:
    etag = get(client, quote(PLAN)).headers["etag"]
    assert get(client, quote(PLAN), headers={"If-None-Match": etag}).status_code == 304


def test_query_page_shows_a_table_and_an_error_with_its_place(client: TestClient) -> None:
    page = read(
        client, "/sparql?query=" + quote("SELECT ?m { ?m a <https://w3id.org/policyplan/ns#Measure> }")
    )
    assert f"pv:{NUMBER}-p2-2-2-1" in page.text
    assert quote(MEASURE) + "?lang=zh" in page.links
    wrong = read(client, "/sparql?query=" + quote("SELECT * {\n ?s ?p }"), status=400)
    assert "第 2 行第 8 列" in wrong.text


def test_query_page_shows_hostile_values_as_text(client: TestClient) -> None:
    query = "SELECT ('<script>alert(1)</script>' AS ?x) (<javascript:alert(1)> AS ?y) {}"
    response = get(client, "/sparql", params={"query": query}, headers=BROWSER)
    assert "<script>alert" not in response.text
    assert not any(link.startswith("javascript:") for link in Page(response.text).links)
