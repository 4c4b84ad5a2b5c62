"""The start page and the pages of the terms: /, /ns and /shapes.

Entry point: `router`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import Bilingual
from zhengmai.namespaces import BASE, GRAPH, PP
from zhengmai.store import saved
from zhengmai.store.query import rows
from zhengmai_api.describe import labels
from zhengmai_api.findings import counts_by_document
from zhengmai_api.negotiation import Language
from zhengmai_api.problems import problem
from zhengmai_api.render import page, page_language
from zhengmai_api.representation import HTML_NAME, rdf, representation
from zhengmai_api.service import Service
from zhengmai_api.views import documents

router = APIRouter()

_DEFAULT_QUERY = """
# 每条有牵头单位的措施：牵头单位与期限
SELECT ?measure ?lead ?deadline WHERE {
  ?measure a pp:Measure ; pp:hasLead ?lead .
  OPTIONAL { ?measure pp:hasDeadline/pp:verbatim ?deadline }
}
ORDER BY ?measure ?lead
LIMIT 50
"""


@dataclass(frozen=True)
class Example:
    """A saved query that runs on a click: its parameters are filled with their examples."""

    name: str
    id: str
    question: Bilingual
    text: str


@dataclass(frozen=True)
class TermRow:
    """One term of the ontology."""

    iri: str
    name: str
    label: str
    definition: str


@router.get("/", summary="Start page")
@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
def start(request: Request) -> Response:
    """Show the release, its documents, findings and questions to start from."""
    service = Service.of(request)
    values = {
        "documents": documents(service, page_language(request)),
        "findings": counts_by_document(service),
        "examples": examples(),
        "query": _DEFAULT_QUERY,
    }
    return page(request, "start.html", values, headers={"Cache-Control": "no-cache"})


@router.get("/ns", summary="The ontology")
@router.api_route("/ns", methods=["GET", "HEAD"], include_in_schema=False)
def ontology(request: Request) -> Response:
    """Give the ontology as RDF or as a page."""
    service = Service.of(request)
    chosen = representation(request)
    if chosen.name != HTML_NAME:
        return rdf(request, chosen, _graph_triples(service, "ontology"))
    language = page_language(request)
    kinds = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    found = {kind: _terms(service, kind, language) for kind in kinds}
    values = {
        "title": "terms_title",
        "lead": "terms_text",
        "groups": (
            ("classes", found["Class"]),
            (
                "properties",
                [*found["ObjectProperty"], *found["DatatypeProperty"], *found["AnnotationProperty"]],
            ),
        ),
        "path": "/ns",
    }
    return page(request, "terms.html", values, headers={"Cache-Control": "no-cache"})


@router.get("/shapes", summary="The shapes")
@router.api_route("/shapes", methods=["GET", "HEAD"], include_in_schema=False)
def shapes(request: Request) -> Response:
    """Give the shapes as RDF or as a page."""
    service = Service.of(request)
    if not service.has_shapes:
        raise problem("not-found", "本发布不含形状。", "This release holds no shapes.")
    chosen = representation(request)
    if chosen.name != HTML_NAME:
        return rdf(request, chosen, _graph_triples(service, "shapes"))
    values = {
        "title": "shapes_title",
        "lead": "shapes_text",
        "groups": (("shapes_title", _shapes(service, page_language(request))),),
        "path": "/shapes",
    }
    return page(request, "terms.html", values, headers={"Cache-Control": "no-cache"})


def examples() -> list[Example]:
    """Give the saved queries of the start page with the examples of their parameters bound, by group and id."""
    return [
        Example(
            found.name,
            found.id,
            found.question,
            saved.bound_text(found, {name: param.example for name, param in found.params.items()}),
        )
        for found in saved.load()
        if found.start
    ]


def _graph_triples(service: Service, graph: str) -> list[Any]:
    quads = service.store.quads_for_pattern(None, None, None, NamedNode(GRAPH + graph))
    return sorted((quad.triple for quad in quads), key=str)


def _terms(service: Service, kind: str, language: Language) -> list[TermRow]:
    found = rows(
        service.store,
        f"""PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?x ?definition WHERE {{ GRAPH <{GRAPH}ontology> {{ ?x a owl:{kind} .
  OPTIONAL {{ ?x skos:definition ?definition FILTER langMatches(lang(?definition), "{language}") }} }}
  FILTER STRSTARTS(STR(?x), "{PP}") }} ORDER BY ?x ?definition""",
    )
    names = labels(service, {row["x"] for row in found}, language)
    listed = {row["x"]: row.get("definition", "") for row in found}
    return [TermRow(iri, iri.removeprefix(PP), names.get(iri, ""), text) for iri, text in listed.items()]


def _shapes(service: Service, language: Language) -> list[TermRow]:
    found = rows(
        service.store,
        f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?x ?message WHERE {{ GRAPH <{GRAPH}shapes> {{ {{ ?x a sh:NodeShape }} UNION {{ ?x a sh:PropertyShape }}
  OPTIONAL {{ ?x sh:message|sh:sparql/sh:message ?message FILTER langMatches(lang(?message), "{language}") }} }}
  FILTER isIRI(?x) }} ORDER BY ?x ?message""",
    )
    listed = {row["x"]: row.get("message", "") for row in found}
    name = {iri: iri.removeprefix(BASE).partition("#")[2] or iri for iri in listed}
    return [TermRow(iri, name[iri], "", text) for iri, text in listed.items()]
