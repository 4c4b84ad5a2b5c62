"""The ontology, the shapes, the prefixes and the JSON-LD context: /ns, /shapes, /prefixes, /context.jsonld.

Entry point: `router`. Terms are hash IRIs, so their document is answered at once, in what Accept or a suffix says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from fastapi import APIRouter
from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zhengmai.namespaces import BASE, GRAPH
from zhengmai.prefixes import prefixes
from zhengmai.store.query import rows
from zhengmai_api.jsonld import context
from zhengmai_api.negotiation import Language
from zhengmai_api.problems import problem
from zhengmai_api.render import page, page_language
from zhengmai_api.representation import HTML_NAME, html_headers, rdf, representation
from zhengmai_api.service import Service, in_release
from zhengmai_api.terms import read_terms
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

PREFIXES = BASE + "prefixes"


@dataclass(frozen=True)
class Row:
    """A line of a page of terms: its name, a label and what is said of it."""

    name: str
    label: str
    definition: str


@router.get("/ns", summary="The ontology")
@router.api_route("/ns", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/ns.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
def ontology(request: Request, suffix: str = "") -> Response:
    """Give the ontology as RDF or as its documentation."""
    service = Service.of(request)
    chosen = representation(request, suffix)
    if chosen.name != HTML_NAME:
        return rdf(request, chosen, _graph_triples(service, "ontology"))
    headers = html_headers(request, BASE + "ns")
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return page(
        request, "ontology.html", {"ontology": read_terms(service), "prefixes": prefixes()}, headers=headers
    )


@router.api_route("/ns/{rest:path}", methods=["GET", "HEAD"], include_in_schema=False)
def ontology_part(request: Request, rest: str) -> Response:
    """Send the IRI of a module or version of the ontology to the document that describes it."""
    store, node = Service.of(request).store, NamedNode(GRAPH + "ontology")
    try:
        iri = NamedNode(f"{BASE}ns/{rest}")
    except ValueError:
        iri = None
    if iri is None or not (
        any(True for _ in store.quads_for_pattern(iri, None, None, node))
        or any(True for _ in store.quads_for_pattern(None, None, iri, node))
    ):
        raise problem("not-found", "本体没有这一部分。", "The ontology has no such part.")
    return RedirectResponse(in_release(request, "/ns"), status_code=303)


@router.get("/shapes", summary="The shapes")
@router.api_route("/shapes", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/shapes.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
def shapes(request: Request, suffix: str = "") -> Response:
    """Give the shapes as RDF or as a page."""
    service = Service.of(request)
    if not service.has_shapes:
        raise problem("not-found", "本发布不含形状。", "This release holds no shapes.")
    chosen = representation(request, suffix)
    if chosen.name != HTML_NAME:
        return rdf(request, chosen, _graph_triples(service, "shapes"))
    headers = html_headers(request, BASE + "shapes")
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    found = _shapes(service, page_language(request))
    return _terms_page(request, ("shapes_title", "shapes_text"), found, "/shapes", headers)


@router.get("/prefixes", summary="The prefixes")
@router.api_route("/prefixes", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/prefixes.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
def prefix_list(request: Request, suffix: str = "") -> Response:
    """Give the prefixes as sh:declare or as a page."""
    chosen = representation(request, suffix)
    if chosen.name != HTML_NAME:
        found = _graph_triples(Service.of(request), "ontology")
        return rdf(request, chosen, [triple for triple in found if _about_prefixes(triple)])
    headers = html_headers(request, PREFIXES)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    listed = [Row(prefix, "", namespace) for prefix, namespace in prefixes().items()]
    return _terms_page(request, ("prefixes_title", "prefixes_text"), listed, "/prefixes", headers)


@router.get("/context.jsonld", summary="The JSON-LD context")
@router.api_route("/context.jsonld", methods=["GET", "HEAD"], include_in_schema=False)
def json_ld_context(request: Request) -> Response:
    """Give the context that the service's JSON-LD names."""
    headers = validators(request)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    headers |= {"Cache-Control": "public, max-age=3600", "Content-Type": "application/ld+json"}
    return Response(json.dumps(context(), ensure_ascii=False, indent=1) + "\n", headers=headers)


def _terms_page(
    request: Request, texts: tuple[str, str], found: list[Row], path: str, headers: dict[str, str]
) -> Response:
    values = {"title": texts[0], "lead": texts[1], "groups": ((texts[0], found),), "path": path}
    return page(request, "terms.html", values, headers=headers)


def _about_prefixes(triple: Triple) -> bool:
    return isinstance(triple.subject, NamedNode) and triple.subject.value.partition("#")[0] == PREFIXES


def _graph_triples(service: Service, graph: str) -> list[Triple]:
    quads = service.store.quads_for_pattern(None, None, None, NamedNode(GRAPH + graph))
    return sorted((quad.triple for quad in quads), key=str)


def _shapes(service: Service, language: Language) -> list[Row]:
    found = rows(
        service.store,
        f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?x ?message WHERE {{ GRAPH <{GRAPH}shapes> {{ {{ ?x a sh:NodeShape }} UNION {{ ?x a sh:PropertyShape }}
  OPTIONAL {{ ?x sh:message|sh:sparql/sh:message ?message FILTER langMatches(lang(?message), "{language}") }} }}
  FILTER isIRI(?x) }} ORDER BY ?x ?message""",
    )
    listed = {row["x"]: row.get("message", "") for row in found}
    return [Row(iri.removeprefix(BASE).partition("#")[2] or iri, "", text) for iri, text in listed.items()]
