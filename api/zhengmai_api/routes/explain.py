"""Why a statement stands: /explain?s=&p=&o=, as JSON or as a page.

Entry point: `router`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zhengmai.reason.asking import ArgumentError, ask
from zhengmai.reason.why import DEPTH, Explanation
from zhengmai.reason.why_json import document
from zhengmai_api.curated import notes_on
from zhengmai_api.describe import labels, shown_value
from zhengmai_api.negotiation import HTML, Offer, choose
from zhengmai_api.problems import problem
from zhengmai_api.render import page, page_language
from zhengmai_api.service import Service

router = APIRouter()

_JSON = Offer("json", ("application/json",))
_DEEPEST = 50


@router.get("/explain", summary="Why a statement stands")
@router.api_route("/explain", methods=["GET", "HEAD"], include_in_schema=False)
def explain(
    request: Request,
    s: Annotated[str, Query(description="Subject: IRI, prefixed name or 文号.")] = "",
    p: Annotated[str, Query(description="Property: IRI, prefixed name, or bare name of pp:.")] = "",
    o: Annotated[
        str, Query(description='Object: IRI, prefixed name, 文号 or "literal"^^xsd:date; all if left out.')
    ] = "",
    depth: Annotated[str, Query(description="How many steps of rules to follow, 0 to 50.")] = str(DEPTH),
    format: Annotated[str, Query(description="json or html; by Accept if left out.")] = "",
) -> Response:
    """Explain a statement: its graphs, the rule and premises, the curation records, the words of the text."""
    service = Service.of(request)
    name = _form(request, format)
    found = ask(service.store, s, p, o, _depth(depth))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    if name == _JSON.name:
        return JSONResponse(document(found, service.manifest.id), headers=headers)
    language = page_language(request)
    parts = [part for explanation in found for part in _walk(explanation)]
    nodes = {term.value for part in parts for term in part.triple if isinstance(term, NamedNode)}
    nodes |= {place.confidence for part in parts for place in part.places if place.confidence}
    names = labels(service, nodes, language)
    recorded = {
        part.triple.subject.value
        for part in parts
        if part.records and isinstance(part.triple.subject, NamedNode)
    }
    values = {
        "found": found,
        "names": names,
        "value": lambda term: shown_value(term, names),
        "notes": {note.record.iri: note for note in notes_on(service, sorted(recorded), language)},
    }
    return page(request, "explain.html", values, headers=headers)


def _form(request: Request, asked: str) -> str:
    if asked in (_JSON.name, HTML.name):
        return asked
    if asked:
        raise problem(
            "not-acceptable", "format 参数应为 json 或 html。", "The format parameter must be json or html."
        )
    chosen = choose(request.headers.get("accept"), (_JSON, HTML), only_named=(HTML.name,))
    if chosen is None:
        raise problem(
            "not-acceptable", "说明只有 JSON 和网页两种格式。", "An explanation comes as JSON or as a page."
        )
    return chosen.name


def _depth(text: str) -> int:
    if not text.isdecimal() or int(text[:9]) > _DEEPEST:
        raise ArgumentError(
            "depth", f"“{text}”不是 0 到 {_DEEPEST} 的整数", f"“{text}” is no integer from 0 to {_DEEPEST}"
        )
    return int(text)


def _walk(found: Explanation) -> Iterator[Explanation]:
    yield found
    for way in found.derivations:
        for premise in way.premises:
            yield from _walk(premise)
