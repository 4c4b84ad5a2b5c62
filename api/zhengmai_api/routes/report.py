"""The report of the release's own validation: /report.

Entry point: `router`.
"""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE, GRAPH
from zhengmai.validate.findings import SEVERITIES
from zhengmai_api.findings import PAGE_FINDINGS, findings
from zhengmai_api.problems import Problem, problem
from zhengmai_api.render import page, page_language
from zhengmai_api.representation import HTML_NAME, rdf, representation
from zhengmai_api.service import Service, in_release

router = APIRouter()

_MOST_OFFSET = 10_000_000


@router.get("/report", summary="What the validation of the release found")
@router.api_route("/report", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/report.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
def report(
    request: Request, severity: str = "", document: str = "", offset: int = 0, suffix: str = ""
) -> Response:
    """Give the findings of the release as RDF, or as a page with the sentences they are about."""
    service = Service.of(request)
    chosen = representation(request, suffix)
    if chosen.name != HTML_NAME:
        quads = service.store.quads_for_pattern(None, None, None, NamedNode(GRAPH + "validation"))
        return rdf(request, chosen, sorted((quad.triple for quad in quads), key=str))
    if (severity and severity not in SEVERITIES) or not 0 <= offset <= _MOST_OFFSET:
        raise problem("bad-request", "请求参数有误。", "A parameter of the request is not valid.")
    document = _document(document)
    groups, total = findings(
        service, page_language(request), severity=severity, document=document, offset=offset
    )
    shown = sum(len(group.findings) for group in groups)

    def address(**parameters: str | int) -> str:
        kept = {"severity": severity, "document": document} | parameters
        query = urlencode({name: value for name, value in kept.items() if value})
        return in_release(request, "/report" + (f"?{query}" if query else ""))

    values = {
        "groups": groups,
        "total": total,
        "shown": shown,
        "first": offset + 1,
        "next": address(offset=offset + PAGE_FINDINGS) if offset + shown < total else "",
        "address": address,
    }
    return page(request, "report.html", values, headers={"Cache-Control": "no-cache"})


def _document(asked: str) -> str:
    """Give the canonical IRI of a document; one that is none goes no further."""
    if not asked:
        return ""
    try:
        if asked.startswith(BASE):
            return NamedNode(canonical_iri(asked)).value
    except (IriError, ValueError) as error:
        raise _no_document() from error
    raise _no_document()


def _no_document() -> Problem:
    return problem(
        "bad-request", "document 不是公文的标识。", "The parameter document is no IRI of a document."
    )
