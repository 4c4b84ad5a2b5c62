"""Every IRI of the data and the vocabularies under its own path: /cn/… and /vocab/….

Entry point: `router`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import APIRouter
from pyoxigraph import DefaultGraph, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zhengmai.errors import Bilingual
from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE, DATA, PP
from zhengmai_api.describe import Description, describe, is_known, portal_triples, triples
from zhengmai_api.negotiation import Language
from zhengmai_api.problems import KINDS, Problem
from zhengmai_api.public import located
from zhengmai_api.render import page, page_language, path_of, rendered_page
from zhengmai_api.rendered import RenderedPages
from zhengmai_api.representation import HTML_NAME, html_headers, rdf, representation, see_other, split
from zhengmai_api.service import Service
from zhengmai_api.validators import is_fresh
from zhengmai_api.views import DocumentView, MeasureView, PlanView, document_view, measure_view, plan_view

router = APIRouter()

_REPLACED = NamedNode("http://purl.org/dc/terms/isReplacedBy")
_PART = re.compile(
    re.escape(DATA) + r"(?P<kind>plan|provision|node)/(?P<document>[^/]+?)(?P<part>-p[1-9]\d*(?:-[^/]*)?)"
)
# Other query strings may be anything; none of them changes what a page shows.
_KEPT = ("", "lang=zh", "lang=en")
_CALENDARS = {
    PP + "Plan": "plan",
    PP + "Agency": "agency",
    PP + "CollectiveParty": "agency",
    PP + "Division": "division",
}
"""Classes whose deadlines make a calendar → parameter of /calendar.ics."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"


@router.get("/cn/{rest:path}", summary="A resource of the data")
@router.api_route("/cn/{rest:path}", methods=["GET", "HEAD"], include_in_schema=False)
@router.get("/vocab/{rest:path}", summary="A vocabulary or one of its concepts")
@router.api_route("/vocab/{rest:path}", methods=["GET", "HEAD"], include_in_schema=False)
def resource(request: Request, rest: str) -> Response:
    """Send to the document about a resource, or give that document: RDF or a page.

    The path of the IRI itself is answered by 303 to the representation that Accept prefers; with a suffix or
    `?format=` the document is given. Another spelling of the IRI is redirected to the canonical one, a replaced IRI to
    the one used now.
    """
    del rest  # The whole path is needed, with its first part.
    service = Service.of(request)
    path, suffix = split(request.scope["path"])
    asked = BASE + path.removeprefix("/")
    try:
        iri = NamedNode(canonical_iri(asked)).value
    except (IriError, ValueError) as error:
        raise _unknown(asked) from error
    iri = _in_use(service, iri)
    if iri != asked:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(path_of(iri) + (f".{suffix}" if suffix else "") + query, status_code=301)
    chosen = representation(request, suffix)
    if not is_known(service, iri):
        raise _unknown(iri)
    if not suffix and "format" not in request.query_params:
        return see_other(request, iri, chosen)
    if chosen.name != HTML_NAME:
        return rdf(
            request, chosen, located(request, portal_triples(service, iri, _with_members(service, iri)))
        )
    headers = html_headers(request, iri)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)

    def render() -> bytes:
        return bytes(_page(request, service, iri).body)

    if request.url.query not in _KEPT:
        return rendered_page(request, render(), headers)
    return rendered_page(request, RenderedPages.of(request).page(headers["ETag"], render), headers)


def _page(request: Request, service: Service, iri: str) -> Response:
    language = page_language(request)
    description = describe(service, iri, language)
    if description is None:
        raise _unknown(iri)
    kind, view = _view(service, description, language)
    shown = (*(view.notes if view else ()), *description.notes)
    notes = tuple({note.record.iri: note for note in shown}.values())
    calendar = next(
        (name for found, name in _CALENDARS.items() if found in {one.iri for one in description.types}), ""
    )
    values = {"d": description, "kind": kind, "view": view, "notes": notes, "calendar": calendar}
    return page(request, "resource.html", values)


def _in_use(service: Service, iri: str) -> str:
    """Give the IRI that is used now in the place of another; the same where it has not been replaced.

    What a document holds (plans, provisions, their nodes) goes with the document.
    """
    found = _replacement(service, iri)
    if found:
        return found
    held = _PART.fullmatch(iri)
    document = _replacement(service, f"{DATA}doc/{held['document']}") if held else None
    if held is None or document is None:
        return iri
    return f"{DATA}{held['kind']}/{document.removeprefix(f'{DATA}doc/')}{held['part']}"


def _replacement(service: Service, iri: str) -> str | None:
    quads = service.store.quads_for_pattern(NamedNode(iri), _REPLACED, None, DefaultGraph())
    return next((quad.object.value for quad in quads if isinstance(quad.object, NamedNode)), None)


def _view(
    service: Service, description: Description, language: Language
) -> tuple[str, DocumentView | PlanView | MeasureView | None]:
    types = {found.iri for found in description.types}
    iri = description.iri
    if PP + "Measure" in types:
        return "measure", measure_view(service, iri, language)
    if PP + "Plan" in types:
        return "plan", plan_view(service, iri, language)
    if types & {PP + "PolicyDocument", PP + "IssuingNotice"}:
        return "document", document_view(service, iri, language)
    return "resource", None


def _with_members(service: Service, iri: str) -> list[Triple]:
    """Give the description of a resource; that of a concept scheme has its concepts with it."""
    found = triples(service, iri)
    members = service.store.quads_for_pattern(None, NamedNode(_SKOS + "inScheme"), NamedNode(iri), None)
    for subject in sorted({quad.subject.value for quad in members if isinstance(quad.subject, NamedNode)}):
        found += triples(service, subject)
    return found


def _unknown(iri: str) -> Problem:
    shown = iri[:300]
    return Problem(
        KINDS["not-found"],
        Bilingual(f"本发布没有关于 {shown} 的内容。", f"This release says nothing of {shown}."),
        {"iri": quote(shown, safe=":/#%")},
    )
