"""Does every identifier lead to what is known of it, in the form that was asked for, and only when it has changed?"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote

import pytest
from httpx2 import Response
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from zhengmai.namespaces import BASE, DATA, PP
from zhengmai.release.build import Built
from zhengmai.settings import Settings
from zhengmai_api.app import create_app
from zhengmai_api.jsonld import compacted, context

NUMBER = "狮政办〔2022〕47号"
MEASURE = quote(f"/cn/provision/{NUMBER}-p2-2-2-1")
PLAN = quote(f"/cn/plan/{NUMBER}-p2")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "html": "text/html; charset=utf-8",
}


@pytest.fixture(scope="module")
def real(release: Built) -> Iterator[TestClient]:
    """A client of the release of the five documents."""
    settings = Settings(home=release.folder.parents[1], workers=1)
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


def read(response: Response) -> set[Triple]:
    """Read a description in the syntax that it says it has; JSON-LD with the context that it names."""
    media_type = response.headers["content-type"].partition(";")[0]
    content = response.content
    if media_type == "application/ld+json":
        document = json.loads(content)
        assert document["@context"] == "http://testserver/context.jsonld"
        content = json.dumps({**document, **context()}).encode()
    syntax = RdfFormat.from_media_type(media_type)
    assert syntax is not None
    return {quad.triple for quad in parse(content, syntax)}


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples;q=0.9, text/turtle;q=0.1", "nt"),
        ("application/rdf+xml", "rdf"),
        ("*/*", "ttl"),
        ("", "ttl"),
    ],
)
def test_resource_sends_to_the_document_that_accept_prefers(
    real: TestClient, accept: str, suffix: str
) -> None:
    for method in ("GET", "HEAD"):
        answer = real.request(method, f"{MEASURE}?lang=en", headers={"Accept": accept})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{MEASURE}.{suffix}?lang=en"
        assert "Accept" in answer.headers["vary"]
    document = real.get(answer.headers["location"], headers={"Accept": accept})
    assert document.status_code == 200
    assert document.headers["content-type"] == TYPES[suffix]
    assert document.headers["content-location"] == f"{MEASURE}.{suffix}"


def test_suffix_overrules_accept_and_follows_to_the_canonical_spelling(real: TestClient) -> None:
    for suffix, content_type in TYPES.items():
        assert (
            real.get(f"{PLAN}.{suffix}", headers={"Accept": "image/png"}).headers["content-type"]
            == content_type
        )
        other = real.get(f"{quote('/cn/plan/狮政办[2022]47号')}-p2.{suffix}?lang=en")
        assert (other.status_code, other.headers["location"]) == (301, f"{PLAN}.{suffix}?lang=en")
    assert real.get(MEASURE, headers={"Accept": "image/png"}).status_code == 406
    assert real.get("/cn/doc/none.ttl").status_code == 404
    assert real.get("/cn/doc/.ttl").status_code == 404


def test_description_is_the_same_in_every_syntax(real: TestClient) -> None:
    expected = read(real.get(f"{MEASURE}.nt"))
    assert len(expected) > 50
    for suffix in ("ttl", "rdf", "jsonld"):
        assert read(real.get(f"{MEASURE}.{suffix}")) == expected, suffix


def test_description_has_labels_types_sentence_and_dataset(real: TestClient, release: Built) -> None:
    said = read(real.get(f"{MEASURE}.nt"))
    own = NamedNode(BASE + unquote(MEASURE)[1:])
    labels = {
        t.object.language: t.object.value for t in said if t.subject == own and t.predicate.value == LABEL
    }  # type: ignore[union-attr]
    assert labels["zh-hans"].startswith("措施：组织开展国有企业助残就业")
    assert labels["en"].startswith("measure: ")
    named = {
        t.subject.value
        for t in said
        if t.predicate.value in (LABEL, "http://www.w3.org/2004/02/skos/core#prefLabel")
    }  # type: ignore[union-attr]
    assert {PP + "Measure", PP + "hasLead", f"{DATA}agency/350581-财政局"} <= named
    assert any(
        t.predicate.value.endswith("#exact") and "国有企业助残就业专场招聘" in str(t.object) for t in said
    )
    dataset = NamedNode(f"{DATA}release/{release.id}")
    assert Triple(own, NamedNode("http://rdfs.org/ns/void#inDataset"), dataset) in said
    assert "指向此处的陈述" in real.get(f"{quote('/cn/agency/350581-财政局')}.html?lang=zh").text


def test_every_identifier_of_the_release_leads_somewhere(real: TestClient, release_store: Store) -> None:
    """Of each kind some are tried, in RDF and as a page; the dump is not a document about itself."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for quad in release_store:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode) and term.value.startswith(BASE):
                path = "/" + term.value.removeprefix(BASE).partition("#")[0]
                kinds[path.rpartition("/")[0]].append(path)
    draw = random.Random(7)
    tried = 0
    for kind, paths in sorted(kinds.items()):
        if kind.startswith("/releases/"):
            continue
        for path in draw.sample(sorted(set(paths)), min(4, len(set(paths)))):
            if path in ("/", "/sparql", "/openapi.json"):
                continue
            for accept in ("text/turtle", "text/html"):
                answer = real.get(quote(path), headers={"Accept": accept}, follow_redirects=True)
                assert answer.status_code == 200, path
                assert answer.headers["content-type"].startswith(accept), path
                tried += 1
            assert read(real.get(quote(path), follow_redirects=True)) if kind != "/queries" else True, path
    assert len(kinds) > 15
    assert tried > 100


def test_json_ld_context_is_complete_and_what_documents_name(real: TestClient, release_store: Store) -> None:
    answer = real.get("/context.jsonld", headers={"Origin": "https://portal.example"})
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age" in answer.headers["cache-control"]
    terms = answer.json()["@context"]
    assert terms["hasLead"] == {"@id": "pp:hasLead", "@type": "@id"}
    assert terms["doc"] == DATA + "doc/"
    kinds = ("Class", "ObjectProperty", "DatatypeProperty")
    declared = {
        quad.subject.value.removeprefix(PP)
        for kind in kinds
        for quad in release_store.quads_for_pattern(
            None, None, NamedNode(f"http://www.w3.org/2002/07/owl#{kind}"), None
        )
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(PP)
    }
    assert len(declared) > 100
    # A prefix and a term of one name would hide each other.
    assert all(json.dumps(terms[name]).count(f"pp:{name}") == 1 for name in declared)


def test_json_ld_gives_back_every_statement_of_the_release(release_store: Store) -> None:
    for graph in release_store.named_graphs():
        triples = {quad.triple for quad in release_store.quads_for_pattern(None, None, None, graph)}
        some = sorted(triples, key=str)[:: max(1, len(triples) // 1500)]
        document = {**json.loads(compacted(some, "x")), **context()}
        assert {quad.triple for quad in parse(json.dumps(document), RdfFormat.JSON_LD)} == set(some), graph


def test_json_ld_expanded_needs_no_context(real: TestClient) -> None:
    profile = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'
    answer = real.get(f"{MEASURE}.jsonld", headers={"Accept": profile})
    assert answer.headers["content-type"] == profile.replace(";", "; ")
    expanded = {quad.triple for quad in parse(answer.content, RdfFormat.JSON_LD)}
    assert expanded == read(real.get(f"{MEASURE}.nt"))
    assert answer.headers["etag"] != real.get(f"{MEASURE}.jsonld").headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        f"{MEASURE}.ttl",
        f"{MEASURE}.html",
        "/ns.ttl",
        "/ns.html",
        "/catalog.ttl",
        "/void.ttl",
        "/context.jsonld",
        "/sitemap.xml",
    ],
)
def test_unchanged_document_is_not_sent_again(real: TestClient, path: str) -> None:
    first = real.get(path)
    assert "Accept" in first.headers["vary"]
    etag, changed = first.headers["etag"], first.headers["last-modified"]
    for held in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"other", W/{etag}'},
        {"If-Modified-Since": changed},
    ):
        again = real.get(path, headers=held)
        assert (again.status_code, again.content) == (304, b""), held
        assert again.headers["etag"] == etag
    for other in (
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        # RFC 9110, 13.1.3: the tag decides where there is one.
        {"If-None-Match": '"other"', "If-Modified-Since": changed},
    ):
        assert real.get(path, headers=other).status_code == 200, other


def test_last_modified_is_when_release_or_program_was_put_in_place(real: TestClient, release: Built) -> None:
    placed = (release.folder / "manifest.json").stat().st_mtime
    said = parsedate_to_datetime(real.get(f"{MEASURE}.ttl").headers["last-modified"]).timestamp()
    assert said >= int(placed)


def test_page_and_data_of_each_language_have_tags_of_their_own(real: TestClient) -> None:
    asked = [
        real.get(f"{MEASURE}.html?lang=zh"),
        real.get(f"{MEASURE}.html?lang=en"),
        real.get(f"{MEASURE}.ttl"),
        real.get(f"{MEASURE}.nt"),
        real.get(f"{PLAN}.ttl"),
    ]
    assert len({answer.headers["etag"] for answer in asked}) == len(asked)


def test_any_web_page_may_read_data_and_its_headers(real: TestClient) -> None:
    answer = real.get(MEASURE, headers={"Origin": "https://portal.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (303, "*")
    data = real.get(f"{MEASURE}.ttl", headers={"Origin": "https://portal.example"})
    assert {"ETag", "Link", "Content-Location"} <= set(
        data.headers["access-control-expose-headers"].split(", ")
    )
    asked = {"Origin": "https://portal.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-modified-since"}  # fmt: skip
    assert real.options(f"{MEASURE}.ttl", headers=asked).status_code == 200


def test_links_name_resource_licence_and_other_syntaxes(real: TestClient) -> None:
    link = real.get(f"{MEASURE}.ttl").headers["link"]
    assert f'<{BASE}{MEASURE[1:]}>; rel="describes"' in link
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in link
    assert f'<{MEASURE}.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert (
        f'<link rel="alternate" type="text/turtle" href="{MEASURE}.ttl">' in real.get(f"{MEASURE}.html").text
    )


def test_ontology_documentation_has_every_term_in_both_languages(
    real: TestClient, release_store: Store
) -> None:
    zh, en = (real.get(f"/ns.html?lang={lang}").text for lang in ("zh", "en"))
    graph = NamedNode(BASE + "cn/graph/ontology")
    found = {
        quad.subject.value
        for quad in release_store.quads_for_pattern(
            None, NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy"), None, graph
        )
        if isinstance(quad.subject, NamedNode)
    }
    assert len(found) > 100
    for iri in found:
        assert f'id="{iri.removeprefix(PP)}"' in zh
    for text in (zh, en):
        assert "有牵头分派" in text
        assert "has lead assignment" in text
    assert "目次" in zh
    assert "transitive" in en
    assert "eli:" in en
    turtle = Graph().parse(data=real.get("/ns", headers={"Accept": "text/turtle"}).text, format="turtle")
    assert (URIRef(PP + "hasLead"), None, None) in turtle


def test_module_and_version_of_the_ontology_lead_to_it(real: TestClient) -> None:
    for path in ("/ns/0.1.0", "/ns/align"):
        answer = real.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/ns"), path
    assert real.get("/ns/9.9.9").status_code == 404
    assert real.get("/ns/%3Cx%3E").status_code == 404


def test_query_is_described_where_rdf_is_asked_for(real: TestClient) -> None:
    said = Graph().parse(
        data=real.get("/queries/basis_chain", headers={"Accept": "text/turtle"}).text, format="turtle"
    )
    node = URIRef(BASE + "queries/basis_chain")
    assert (node, URIRef("http://www.w3.org/ns/shacl#select"), None) in said
    assert real.get("/queries/basis_chain.ttl").status_code == 200
