"""Does the page of a release's findings show each with its sentence, and lead to where it stands?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from zhengmai.release.build import Built, build
from zhengmai.settings import Settings
from zhengmai_api.app import create_app

ROOT = Path(__file__).parents[2]
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    documents = [ROOT / "data/documents" / name for name in ("shishi-2022-47.txt", "district-task-table.txt")]
    return build(documents, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def pages(built: Built) -> Iterator[TestClient]:
    settings = Settings(home=built.folder.parents[1], workers=1)
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


def test_start_page_counts_findings_by_document_and_leads_to_them(pages: TestClient, built: Built) -> None:
    page = pages.get("/?lang=en", headers=HTML).text
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/report[^"]*)"', page)}
    assert len(links) == 3 + 2 + 1
    for link in links:
        answer = pages.get(link, headers=HTML)
        assert answer.status_code == 200, link
        assert '<li class="' in answer.text
    counts = built.manifest["validation"]
    assert f"<strong>{counts['violation']}</strong> Violations" in page


def test_report_shows_every_finding_with_its_sentence(pages: TestClient, built: Built) -> None:
    page = pages.get("/report?lang=zh", headers=HTML).text
    counts = built.manifest["validation"]
    total = sum(counts[severity] for severity in ("violation", "warning", "info"))
    assert 20 < total <= 200
    assert len(re.findall(r'<li class="(?:violation|warning|info)">\s*<strong>', page)) == total
    assert "每年10月底前</blockquote>" in page
    for link in re.findall(r'<code>|href="(/cn/[^"]+)"', page)[:40]:
        assert not link or pages.get(link, headers=HTML, follow_redirects=True).status_code == 200


def test_report_can_be_narrowed_to_a_severity_and_a_document(pages: TestClient, built: Built) -> None:
    grave = pages.get("/report?severity=violation", headers=HTML).text
    items = re.findall(r'<li class="(violation|warning|info)">\s*<strong>', grave)
    assert items == ["violation"] * built.manifest["validation"]["violation"]
    iri = next(entry["work"] for entry in built.manifest["documents"] if entry["number"])
    one = pages.get(f"/report?document={quote(iri)}", headers=HTML).text
    assert one.count("<section aria-labelledby=") == 1


def test_report_as_rdf_is_the_report_of_the_release(pages: TestClient, built: Built) -> None:
    answer = pages.get("/report", headers={"Accept": "text/turtle"})
    triples = {str(quad.triple) for quad in parse(answer.content, format=RdfFormat.TURTLE)}
    written = parse((built.folder / "report.ttl").read_bytes(), format=RdfFormat.TURTLE)
    assert triples == {str(quad.triple) for quad in written}


@pytest.mark.parametrize(
    "query",
    [
        "severity=grave",
        "document=x",
        "document=https://w3id.org/policyplan/cn/doc/a>b",
        "offset=-1",
        "offset=x",
    ],
)
def test_report_refuses_a_parameter_that_is_not_valid(pages: TestClient, query: str) -> None:
    assert pages.get(f"/report?{query}", headers=HTML).status_code == 400


def test_report_is_cut_into_pages_and_says_so(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengmai_api.findings.PAGE_FINDINGS", 10)
    monkeypatch.setattr("zhengmai_api.routes.report.PAGE_FINDINGS", 10)
    seen, link = 0, "/report?lang=en"
    while link:
        page = pages.get(link, headers=HTML).text
        seen += len(re.findall(r'<li class="(?:violation|warning|info)">\s*<strong>', page))
        found = re.search(r'href="([^"]+)" rel="next"', page)
        link = found[1].replace("&amp;", "&") if found else ""
        assert not link or "this page shows" in page
    total = re.search(r"([\d,]+) in all", pages.get("/report?lang=en", headers=HTML).text)
    assert total
    assert seen == int(total[1])
