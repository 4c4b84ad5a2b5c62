"""Do portals and crawlers learn what there is, in the forms that they know?"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from starlette.testclient import TestClient

from zhengmai.namespaces import BASE
from zhengmai.release.build import Built
from zhengmai.settings import Settings
from zhengmai_api.app import create_app

SHAPES = Path(__file__).parents[1] / "fixtures" / "dcat" / "dcat-ap-3.0.1.ttl"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
SH = Namespace("http://www.w3.org/ns/shacl#")
CATALOGUE = URIRef(BASE + "catalog")
MANDATORY = [
    (DCAT.Catalog, DCT.title),
    (DCAT.Catalog, DCT.description),
    (DCAT.Catalog, DCT.publisher),
    (FOAF.Agent, FOAF.name),
    (DCAT.Dataset, DCT.title),
    (DCAT.Dataset, DCT.description),
    (DCAT.DatasetSeries, DCT.title),
    (DCAT.Distribution, DCAT.accessURL),
    (DCAT.DataService, DCT.title),
    (DCAT.DataService, DCAT.endpointURL),
    (SPDX.Checksum, SPDX.checksumValue),
    (SPDX.Checksum, SPDX.algorithm),
]
RECOMMENDED = [
    (DCAT.Catalog, DCAT.dataset),
    (DCAT.Catalog, DCAT.service),
    (DCAT.Catalog, DCT.license),
    (DCAT.Dataset, DCAT.contactPoint),
    (DCAT.Dataset, DCAT.theme),
    (DCAT.Dataset, DCT.temporal),
    (DCAT.Dataset, DCT.spatial),
    (DCAT.Dataset, DCAT.distribution),
    (DCAT.Distribution, DCT.license),
    (DCAT.Distribution, DCT["format"]),
    (DCAT.DataService, DCAT.endpointDescription),
    (DCAT.DataService, DCAT.servesDataset),
]


def serve(release: Built, **settings: str) -> TestClient:
    home = release.folder.parents[1]
    return TestClient(create_app(Settings(home=home, workers=1, **settings)), follow_redirects=False)


@pytest.fixture(scope="module")
def portal(release: Built) -> Iterator[TestClient]:
    """A client of a service that knows its address and its publisher."""
    with serve(
        release,
        public_url="https://data.example.org/plans",
        publisher="示范数据局",
        contact="data@example.org",
    ) as client:
        yield client


@pytest.fixture(scope="module")
def catalogue(portal: TestClient) -> Graph:
    """The catalogue as a portal reads it."""
    return Graph().parse(data=portal.get("/catalog.ttl").text, format="turtle")


def results(graph: Graph) -> Graph:
    """Validate a catalogue; no vocabulary is loaded and nothing is inferred."""
    _, report, _ = pyshacl.validate(
        graph, shacl_graph=Graph().parse(SHAPES), inference="none", allow_warnings=False
    )
    assert isinstance(report, Graph)
    return report


def test_catalogue_conforms_to_dcat_ap_with_what_it_recommends(catalogue: Graph) -> None:
    report = results(catalogue)
    found = [
        str(report.value(result, SH.resultMessage))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    assert found == []
    # Shapes without a focus node would pass as well.
    for kind in ("Catalog", "Dataset", "DatasetSeries", "Distribution", "DataService"):
        assert list(catalogue.subjects(RDF.type, DCAT[kind])), kind


@pytest.mark.parametrize(("kind", "predicate"), MANDATORY + RECOMMENDED)
def test_catalogue_that_lacks_a_property_is_found_out(
    catalogue: Graph, kind: URIRef, predicate: URIRef
) -> None:
    graph = Graph()
    graph += catalogue
    for subject in list(graph.subjects(RDF.type, kind)):
        graph.remove((subject, predicate, None))
    assert len(graph) < len(catalogue)
    report = results(graph)
    severity = SH.Violation if (kind, predicate) in MANDATORY else SH.Warning
    paths = {
        report.value(result, SH.resultPath)
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.resultSeverity) == severity
    }
    assert predicate in paths


def test_catalogue_vocabularies_are_checked(catalogue: Graph) -> None:
    for kind, predicate, wrong in (
        (DCAT.Distribution, DCT.language, "http://example.org/zh"),
        (DCAT.Distribution, DCT["format"], "http://example.org/nq"),
        (DCAT.Distribution, DCT.license, "http://example.org/licence"),
        (DCAT.Dataset, DCAT.theme, "http://example.org/theme"),
    ):
        graph = Graph()
        graph += catalogue
        subject = min(graph.subjects(RDF.type, kind))
        graph.remove((subject, predicate, None))
        graph.add((subject, predicate, URIRef(wrong)))
        assert (None, SH.resultPath, predicate) in results(graph), predicate


def test_catalogue_says_addresses_publisher_and_contact_of_the_service(catalogue: Graph) -> None:
    home = "https://data.example.org/plans/"
    assert set(catalogue.objects(None, DCAT.endpointURL)) == {URIRef(home), URIRef(home + "sparql")}
    assert URIRef(home + "sparql") in set(catalogue.objects(None, DCAT.endpointDescription))
    assert set(catalogue.objects(CATALOGUE, FOAF.homepage)) == {URIRef(home)}
    assert all(str(url).startswith(home + "releases/") for url in catalogue.objects(None, DCAT.accessURL))
    publisher = catalogue.value(CATALOGUE, DCT.publisher)
    assert list(catalogue.objects(publisher, FOAF.name)) == [Literal("示范数据局")]
    assert list(catalogue.objects(None, VCARD.hasEmail)) == [URIRef("mailto:data@example.org")]
    # Identifiers stay what they are.
    assert (CATALOGUE, RDF.type, DCAT.Catalog) in catalogue


def test_catalogue_gives_size_and_digest_of_the_dump(catalogue: Graph, release: Built) -> None:
    dumps = {str(catalogue.value(dump, DCAT.downloadURL)).rpartition("/")[2]: dump
             for dump in catalogue.subjects(RDF.type, DCAT.Distribution)}  # fmt: skip
    assert set(dumps) == {"graph.nq.gz", "graph.trig.gz"}
    for name, dump in dumps.items():
        said = release.manifest["files"][name]
        assert str(catalogue.value(dump, DCAT.byteSize)) == str(said["bytes"])
        checksum = catalogue.value(dump, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.checksumValue)).lower() == said["sha256"]
        assert str(catalogue.value(dump, DCAT.downloadURL)).endswith(f"/{release.id}/{name}")
        assert str(catalogue.value(dump, DCAT.compressFormat)).endswith("/application/gzip")


def test_catalogue_takes_the_address_of_the_request_and_repeats_no_broken_one(
    release: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGMAI_ALLOWED_HOSTS", "*")
    with serve(release) as client:
        for host, base in (
            ("portal.example:8080", "http://portal.example:8080/"),
            ("a<b>.example", "http://testserver/"),
        ):
            graph = Graph().parse(
                data=client.get("/catalog.ttl", headers={"Host": host}).text, format="turtle"
            )
            assert URIRef(base + "sparql") in set(graph.objects(None, DCAT.endpointURL))


def test_catalogue_is_the_same_in_every_syntax_and_as_a_page(portal: TestClient, catalogue: Graph) -> None:
    nt = Graph().parse(
        data=portal.get("/catalog", headers={"Accept": "application/n-triples"}).text, format="nt"
    )
    xml = Graph().parse(data=portal.get("/catalog.rdf").text, format="xml")
    assert set(nt) == set(catalogue) == set(xml)
    assert portal.get("/dcat").headers["location"] == "/catalog"
    for lang, words in (("zh", "SPARQL 端点"), ("en", "SPARQL endpoint")):
        assert words in portal.get(f"/catalog.html?lang={lang}").text


@pytest.mark.parametrize("path", ["/.well-known/void", "/void.ttl", "/void"])
def test_void_is_the_graph_of_the_store_with_the_address_of_the_service(
    portal: TestClient, release_store: Store, path: str
) -> None:
    response = portal.get(path)
    assert response.status_code == 200
    graph = Graph().parse(data=response.text, format="turtle")
    assert set(graph.objects(None, VOID.sparqlEndpoint)) == {URIRef("https://data.example.org/plans/sparql")}
    (row,) = release_store.query(  # type: ignore[union-attr]
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}cn/graph/void> {{ ?s ?p ?o }} }}"
    )
    assert len(graph) == int(row["n"].value)


def test_void_page_shows_the_counts(portal: TestClient, release: Built) -> None:
    text = portal.get("/void.html?lang=en").text
    assert 'id="pp-Measure"' in text
    assert f"{release.manifest['counts']['triples']:,}" in text


def test_sitemap_lists_pages_that_answer(portal: TestClient, release: Built) -> None:
    root = ET.fromstring(portal.get("/sitemap.xml").text)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == name + "urlset"
    found = [place.text or "" for place in root.iter(name + "loc")]
    base = "https://data.example.org/plans"
    assert len(found) == len(set(found)) > 200
    assert all(address.startswith(base + "/") and address.isascii() for address in found)
    assert sum("/cn/provision/" in address for address in found) == release.manifest["counts"]["measures"]
    for address in [*found[:10], *found[10::25]]:
        response = portal.get(
            address.removeprefix(base), headers={"Accept": "text/html"}, follow_redirects=True
        )
        assert response.status_code == 200, address
    assert f"Sitemap: {base}/sitemap.xml" in portal.get("/robots.txt").text


def test_long_sitemap_is_parted(portal: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = portal.get("/sitemap.xml").text.count("<url>")
    monkeypatch.setattr("zhengmai_api.routes.metadata.SITEMAP_URLS", 100)
    index = portal.get("/sitemap.xml").text
    parts = index.count("<sitemap>")
    assert parts == -(-whole // 100)
    assert sum(portal.get(f"/sitemap-{n + 1}.xml").text.count("<url>") for n in range(parts)) == whole
    assert portal.get(f"/sitemap-{parts + 1}.xml").status_code == 404
    assert portal.get("/sitemap-0.xml").status_code == 404


def test_release_without_metadata_says_so(client: TestClient) -> None:
    for path in ("/catalog", "/void", "/.well-known/void", "/catalog.html", "/void.html"):
        response = client.get(path)
        assert response.status_code == 404, path
    assert RdfFormat.TURTLE.media_type in client.get("/ns").headers["content-type"]
