"""What portals and crawlers read first: the catalogue, VoID, the sitemap and robots.txt.

Entry point: `router`. Catalogue (W3C DCAT 3, DCAT-AP 3.0.1) and VoID stand in the release; what only the running
service knows is added: its addresses, its publisher, when the release was put in place, sizes and digests of files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zhengmai.graph.statements import DCT, RDF_TYPE, XSD
from zhengmai.namespaces import DATA, PP, VOCAB
from zhengmai.prefixes import shorten
from zhengmai.release.dcat import (
    CATALOGUE,
    CATALOGUE_GRAPH,
    CONTACT,
    DCAT,
    FOAF,
    PUBLISHER,
    SERIES,
    VCARD,
    file_statements,
)
from zhengmai.release.void import DOCUMENT, VOID, VOID_GRAPH, dataset_iri
from zhengmai.store import saved
from zhengmai.store.source import Source, prefetch
from zhengmai_api.describe import labels, shown_value
from zhengmai_api.generic import release_only
from zhengmai_api.negotiation import Choice
from zhengmai_api.problems import problem
from zhengmai_api.public import located, public_url, settings_of
from zhengmai_api.render import page, page_language, path_of
from zhengmai_api.representation import HTML_NAME, html_headers, rdf, representation
from zhengmai_api.results import Value
from zhengmai_api.routes.generic import store_void
from zhengmai_api.service import Service, in_release
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

SITEMAP_URLS = 50_000
"""The most addresses that one sitemap may hold (sitemaps.org, protocol 0.9)."""
_LISTED = ("PolicyDocument", "IssuingNotice", "Plan", "Measure")
_PAGES = ("", "ns", "shapes", "prefixes", "catalog", "void", "queries", "sparql")
_TYPE = NamedNode(RDF_TYPE)


@dataclass(frozen=True)
class Part:
    """A class or property of the dataset with its counts; `objects` are those of each property of a class."""

    name: str
    iri: str
    label: str
    anchor: str
    count: int
    parts: tuple[Part, ...] = ()


@router.get("/catalog", summary="The catalogue (DCAT-AP)")
@router.api_route("/catalog", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/catalog.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
def catalogue(request: Request, suffix: str = "") -> Response:
    """Give the catalogue as RDF or as a page."""
    _require_metadata(request)
    chosen = representation(request, suffix)
    if chosen.name != HTML_NAME:
        return rdf(request, chosen, catalogue_triples(request), CATALOGUE)
    headers = html_headers(request, CATALOGUE)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return page(request, "catalogue.html", {"entries": _entries(request)}, headers=headers)


@router.api_route("/dcat", methods=["GET", "HEAD"], include_in_schema=False)
def dcat(request: Request) -> Response:
    """Send to the catalogue."""
    return RedirectResponse(in_release(request, "/catalog"), status_code=303)


@router.get("/void", summary="Counts by class and property (VoID)")
@router.api_route("/void", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/void.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/.well-known/void", methods=["GET", "HEAD"], include_in_schema=False)
async def void(request: Request, suffix: str = "") -> Response:
    """Give the VoID description as RDF or as a page; that of a store that is no release is counted."""
    chosen = representation(request, suffix)
    if Service.of(request).is_release:
        return await run_in_threadpool(_void, request, chosen)
    return await store_void(request, chosen)


def _void(request: Request, chosen: Choice) -> Response:
    _require_metadata(request)
    if chosen.name != HTML_NAME:
        return rdf(request, chosen, located(request, _graph(request, VOID_GRAPH)), DOCUMENT)
    headers = html_headers(request, DOCUMENT)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return page(request, "void.html", _counts(request), headers=headers)


@router.get("/sitemap.xml", summary="The sitemap")
@router.api_route("/sitemap.xml", methods=["GET", "HEAD"], include_in_schema=False)
def sitemap(request: Request) -> Response:
    """List the pages, or the sitemaps that list them where one may not hold them all."""
    release_only(request)
    paths = _listed(request)
    if len(paths) <= SITEMAP_URLS:
        return _xml(request, "urlset", "url", paths)
    return _xml(request, "sitemapindex", "sitemap", [f"sitemap-{n + 1}.xml" for n in range(-(-len(paths) // SITEMAP_URLS))])  # fmt: skip


@router.api_route("/sitemap-{number:int}.xml", methods=["GET", "HEAD"], include_in_schema=False)
def sitemap_part(request: Request, number: int) -> Response:
    """List one part of the pages."""
    release_only(request)
    paths = _listed(request)[(number - 1) * SITEMAP_URLS : number * SITEMAP_URLS] if number > 0 else []
    if not paths:
        raise problem("not-found", "没有这一部分站点地图。", "The sitemap has no such part.")
    return _xml(request, "urlset", "url", paths)


@router.get("/robots.txt", summary="What crawlers may read")
@router.api_route("/robots.txt", methods=["GET", "HEAD"], include_in_schema=False)
def robots(request: Request) -> Response:
    """Let crawlers (RFC 9309) read pages and data, and keep them from asking queries."""
    text = (
        "User-agent: *\nDisallow: /sparql?\nDisallow: /explain\nDisallow: /compare\nAllow: /\n\n"
        f"Sitemap: {public_url(request, 'sitemap.xml')}\n"
    )
    headers = validators(request) | {"Cache-Control": "public, max-age=3600"}
    return Response(text, headers={**headers, "Content-Type": "text/plain; charset=utf-8"})


def _require_metadata(request: Request) -> None:
    release_only(request)
    if not Service.of(request).has_metadata:
        raise problem("not-found", "本发布没有对自身的描述。", "This release holds no description of itself.")


def catalogue_triples(request: Request) -> list[Triple]:
    """Give the catalogue of the release with what the running service knows."""
    service, settings = Service.of(request), settings_of(request)
    said = _graph(request, CATALOGUE_GRAPH)
    files = {name: entry.model_dump() for name, entry in service.manifest.files.items()}
    said = located(request, [*said, *file_statements(service.manifest.id, files)])
    if settings.publisher:
        said = _replaced(said, PUBLISHER, FOAF + "name", Literal(settings.publisher))
        said = _replaced(said, CONTACT, VCARD + "fn", Literal(settings.publisher))
    if settings.contact.startswith(("http://", "https://")):
        said = _replaced(said, CONTACT, VCARD + "hasURL", NamedNode(settings.contact))
    elif settings.contact:
        said.append(Triple(NamedNode(CONTACT), NamedNode(VCARD + "hasEmail"), NamedNode(f"mailto:{settings.contact}")))  # fmt: skip
    placed = datetime.fromtimestamp(service.modified, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for node in (CATALOGUE, SERIES, dataset_iri(service.manifest.id)):
        for name in ("issued", "modified"):
            moment = Literal(placed, datatype=NamedNode(XSD + "dateTime"))
            said.append(Triple(NamedNode(node), NamedNode(DCT + name), moment))
    return sorted(dict.fromkeys(said), key=str)


def _replaced(said: list[Triple], subject: str, predicate: str, value: NamedNode | Literal) -> list[Triple]:
    node, name = NamedNode(subject), NamedNode(predicate)
    return [t for t in said if (t.subject, t.predicate) != (node, name)] + [Triple(node, name, value)]


def _graph(request: Request, graph: str) -> list[Triple]:
    quads = Service.of(request).store.quads_for_pattern(None, None, None, NamedNode(graph))
    return sorted((quad.triple for quad in quads), key=str)


@dataclass(frozen=True)
class Entry:
    """Something in the catalogue: its IRI, the fragment of it, its title, its class and what is said of it."""

    iri: str
    anchor: str
    title: str
    kind: str
    statements: tuple[tuple[str, tuple[Value, ...]], ...]


_KINDS = ("Catalog", "DatasetSeries", "Dataset", "Distribution", "DataService")


def _entries(request: Request) -> list[Entry]:
    """Give what the catalogue lists, by kind, for its page."""
    language = page_language(request)
    about: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for triple in catalogue_triples(request):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values = about.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, [])
            values.append(triple.object)
    iris = {value.value for said in about.values() for found in said.values() for value in found if isinstance(value, NamedNode)}  # fmt: skip
    names = labels(Service.of(request), iris | set(about), language)
    found: dict[str, Entry] = {}
    for kind in _KINDS:
        for iri in sorted(about):
            if iri in found or not any(value.value == DCAT + kind for value in about[iri].get(RDF_TYPE, ())):
                continue
            statements = []
            for predicate in sorted(about[iri], key=_reading_order):
                values = _in_language(about[iri][predicate], language)
                shown = tuple(replace(shown_value(value, names), language="") for value in values)
                if predicate not in (RDF_TYPE, DCT + "title"):
                    statements.append((shorten(predicate), shown))
            found[iri] = Entry(iri, iri.partition("#")[2], names.get(iri, iri), kind, tuple(statements))
    return list(found.values())


def _reading_order(predicate: str) -> tuple[bool, str]:
    return predicate != DCT + "description", predicate


def _in_language(values: list[NamedNode | Literal], language: str) -> list[NamedNode | Literal]:
    told = [v for v in values if not isinstance(v, Literal) or not v.language or v.language.startswith(language)]  # fmt: skip
    return told or values


def _counts(request: Request) -> dict[str, object]:
    """Give the counts for the page of VoID."""
    service, language = Service.of(request), page_language(request)
    store, dataset = service.store, dataset_iri(service.manifest.id)
    totals = [(name, _number(store, dataset, name)) for name in ("triples", "classes", "properties", "distinctSubjects")]  # fmt: skip
    classes = _parts(service, dataset, "class", "entities", language)
    properties = _parts(service, dataset, "property", "triples", language)
    return {
        "totals": totals,
        "classes": sorted(classes, key=lambda part: (-part.count, part.name)),
        "properties": sorted(properties, key=lambda part: (-part.count, part.name)),
    }


def _parts(service: Service, owner: str, of: str, counted: str, language: str) -> list[Part]:
    nodes = _values(service.store, owner, f"{of}Partition")
    prefetch(service.store, map(NamedNode, nodes))
    return [_part(service, node, of, counted, language) for node in nodes]


def _part(service: Service, node: str, of: str, counted: str, language: str) -> Part:
    store = service.store
    iri = _values(store, node, of)[0]
    inner = _parts(service, node, "property", "triples", language)
    label = labels(service, [iri], "zh" if language == "zh" else "en").get(iri, "")
    inner.sort(key=lambda part: (-part.count, part.name))
    return Part(shorten(iri), iri, label, node.partition("#")[2], _number(store, node, counted), tuple(inner))


def _values(store: Source, node: str, name: str) -> list[str]:
    quads = store.quads_for_pattern(NamedNode(node), NamedNode(VOID + name), None, NamedNode(VOID_GRAPH))
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal))


def _number(store: Source, node: str, name: str) -> int:
    return int(next(iter(_values(store, node, name)), "0"))


def _listed(request: Request) -> list[str]:
    """Give the paths of all pages worth finding: documents, plans, measures, vocabularies, queries, terms."""
    service = Service.of(request)
    found = [*_PAGES, f"cn/release/{service.manifest.id}", "cn/release"]
    found += [f"queries/{query.name}" for query in saved.load()]
    found += sorted({path_of(iri).removeprefix("/") for iri in _pages(service.store)})
    return found


def _pages(store: Source) -> Iterator[str]:
    for name in _LISTED:
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(PP + name), None):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(DATA):
                yield quad.subject.value
    scheme = NamedNode("http://www.w3.org/2004/02/skos/core#ConceptScheme")
    for quad in store.quads_for_pattern(None, _TYPE, scheme, None):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(VOCAB):
            yield quad.subject.value


def _xml(request: Request, root: str, element: str, paths: list[str]) -> Response:
    headers = validators(request) | {"Content-Type": "application/xml; charset=utf-8"}
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    placed = datetime.fromtimestamp(Service.of(request).modified, UTC).strftime("%Y-%m-%d")
    lines = [
        f"<{element}><loc>{escape(in_release(request, public_url(request, path)))}</loc><lastmod>{placed}</lastmod></{element}>\n"
        for path in paths
    ]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</{root}>\n'
    )
    return Response(body, headers=headers)
