"""The SPARQL endpoint: /sparql by GET, HEAD, POST and OPTIONS.

Entry point: `router`.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import ZhengmaiError
from zhengmai.store.formats import GRAPHS, SOLUTIONS
from zhengmai.store.query import write_triples
from zhengmai.store.syntax import Form, form, is_volatile
from zhengmai_api.asking import Asked, Shown, answer, choice
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, is_held, prefers_html
from zhengmai_api.problems import Problem, described, from_error, problem
from zhengmai_api.protocol import DIRECT, FORM, QueryRequest, missing_query, read_request
from zhengmai_api.render import page
from zhengmai_api.service import PARAMETER, Service, in_release
from zhengmai_api.service_description import service_description

router = APIRouter()

_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_PARAMETERS: dict[str, dict[str, Any]] = {
    "query": {"type": "string"},
    "default-graph-uri": {"type": "array", "items": {"type": "string", "format": "uri"}},
    "named-graph-uri": {"type": "array", "items": {"type": "string", "format": "uri"}},
    "format": {"type": "string", "enum": [known.name for known in SOLUTIONS + GRAPHS]},
}
_POST = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {"schema": {"type": "object", "properties": _PARAMETERS, "required": ["query"]}},
            DIRECT: {"schema": {"type": "string"}},
        },
    }
}
_SHORT_TEXT = 16 * 1024
_EMPTY: dict[str, Any] = {
    "query": "", "view": None, "problem": None, "elapsed": None, "links": [], "unknown_names": [],
}  # fmt: skip


@router.post("/sparql", summary="Query by POST", openapi_extra=_POST, operation_id="query_post")
@router.api_route("/sparql", methods=_METHODS, include_in_schema=False)
async def sparql(request: Request) -> Response:
    """Answer a query whole, or refuse it."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
    text = ""
    try:
        received = await read_request(request)
        if received.text is None:
            return await asyncio.to_thread(_without_query, request)
        text = received.text
        return await _answer(request, await _inspect(request, received))
    except (Problem, ZhengmaiError) as error:
        found = error if isinstance(error, Problem) else from_error(error)
        if not prefers_html(request.headers.get("accept")):
            raise found from error
        headers = {**found.headers, "Cache-Control": "no-store"}
        values = _EMPTY | {"query": text, "problem": found}
        return page(request, "sparql.html", values, status=found.kind.status, headers=headers)


def _without_query(request: Request) -> Response:
    """Answer a GET without a query: a browser with the page, who accepts RDF with the service description."""
    asked = set(request.query_params)
    named = request.query_params.get("format", "")
    # A wildcard asks for the result of a query that is not there; only who names a syntax of RDF wants the description.
    # Types that have other uses as well (application/json, text/plain) do not name one.
    offers = [Offer(known.name, (known.media_type,)) for known in GRAPHS]
    names = [known.name for known in (*GRAPHS, HTML)]
    found = choose(request.headers.get("accept") or "*/*", [*offers, HTML], only_named=names)
    if named in names:
        found = Choice(named, "")
    if found is None or (found.name != HTML.name and asked - {"format", "lang", PARAMETER}):
        raise missing_query(request)
    if found.name == HTML.name:
        return page(request, "sparql.html", _EMPTY)
    chosen = next(known for known in GRAPHS if known.name == found.name)
    body = write_triples(service_description(Service.of(request), _address(request)), chosen)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    if is_held(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": chosen.content_type})


def _address(request: Request) -> str:
    """Give the address of the endpoint as the client wrote it, which a service description is about."""
    return in_release(request, str(request.url.replace(query="", fragment="")))


async def _inspect(request: Request, received: QueryRequest) -> Asked:
    text = received.text or ""
    # A long text would hold up the other requests of the loop.
    inspected = _read(text) if len(text) <= _SHORT_TEXT else await asyncio.to_thread(_read, text)
    kind, volatile = inspected
    formats = GRAPHS if kind in ("CONSTRUCT", "DESCRIBE") else SOLUTIONS
    # Clients send names of their own here as well; those are left to Accept.
    named = next((known for known in formats if known.name == received.format), None)
    if named is not None:
        return Asked(text, received.dataset, named, named.media_type, html=False, volatile=volatile)
    found = choice(request.headers.get("accept"), formats)
    if found is None and kind is not None:
        types = ", ".join([*(known.media_type for known in formats), HTML.media_types[0]])
        raise problem(
            "not-acceptable",
            f"此类查询的结果只有这些格式：{types}。",
            f"The result of such a query comes as: {types}.",
        )
    if found is None or found.name == HTML.name:
        # A text without a form goes to the parser, whose error is the answer.
        return Asked(text, received.dataset, formats[0], "text/html", html=True, volatile=volatile)
    chosen = next(known for known in formats if known.name == found.name)
    return Asked(text, received.dataset, chosen, found.media_type, html=False, volatile=volatile)


def _read(text: str) -> tuple[Form | None, bool]:
    return form(text), is_volatile(text)


async def _answer(request: Request, asked: Asked) -> Response:
    def show(shown: Shown, headers: dict[str, str]) -> Response:
        links = [
            (name, in_release(request, f"/sparql?{urlencode({'query': asked.text, 'format': name})}"))
            for name in shown.view.formats
        ]
        values = _EMPTY | {"query": asked.text, "view": shown.view, "elapsed": shown.elapsed, "links": links}
        values["unknown_names"] = [described(name) for name in shown.hints]
        return page(request, "sparql.html", values, headers=headers)

    return await answer(request, asked, show)
