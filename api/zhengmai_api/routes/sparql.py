"""The SPARQL endpoint: /sparql by GET, HEAD, POST and OPTIONS.

Entry point: `router`.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import ZhengmaiError
from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE
from zhengmai.store.formats import GRAPHS, SOLUTIONS
from zhengmai.store.syntax import Form, form, is_volatile, rewrite_iris
from zhengmai_api.asking import Asked, answer, choice
from zhengmai_api.negotiation import HTML, prefers_html
from zhengmai_api.problems import Problem, from_error, problem
from zhengmai_api.protocol import DIRECT, FORM, QueryRequest, missing_query, read_request
from zhengmai_api.render import page
from zhengmai_api.results import GraphView, TableView

router = APIRouter()

_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_PARAMETERS: dict[str, dict[str, Any]] = {
    "query": {"type": "string"},
    "default-graph-uri": {"type": "array", "items": {"type": "string", "format": "uri"}},
    "named-graph-uri": {"type": "array", "items": {"type": "string", "format": "uri"}},
    "format": {"type": "string", "enum": [known.name for known in SOLUTIONS + GRAPHS]},
}
_GET = {
    "parameters": [
        {"name": name, "in": "query", "schema": schema, "required": name == "query"}
        for name, schema in _PARAMETERS.items()
    ]
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


@router.post("/sparql", summary="Query by POST", openapi_extra=_POST, operation_id="query_post")
@router.get("/sparql", summary="Query by GET", openapi_extra=_GET, operation_id="query_get")
@router.api_route("/sparql", methods=_METHODS, include_in_schema=False)
async def sparql(request: Request) -> Response:
    """Answer a query whole, or refuse it."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
    try:
        received = await read_request(request)
        if received.text is None:
            return _query_page(request)
        return await _answer(request, await _inspect(request, received))
    except (Problem, ZhengmaiError) as error:
        found = error if isinstance(error, Problem) else from_error(error)
        if not prefers_html(request.headers.get("accept")):
            raise found from error
        text = request.query_params.get("query", "")
        headers = {**found.headers, "Cache-Control": "no-store"}
        values: dict[str, Any] = {"query": text, "view": None, "problem": found, "elapsed": None, "links": []}
        return page(request, "sparql.html", values, status=found.kind.status, headers=headers)


def _query_page(request: Request) -> Response:
    if not prefers_html(request.headers.get("accept")):
        raise missing_query()
    return page(
        request, "sparql.html", {"query": "", "view": None, "problem": None, "elapsed": None, "links": []}
    )


async def _inspect(request: Request, received: QueryRequest) -> Asked:
    text = received.text or ""
    # A long text would hold up the other requests of the loop.
    inspected = _read(text) if len(text) <= _SHORT_TEXT else await asyncio.to_thread(_read, text)
    text, kind, volatile = inspected
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


def _read(text: str) -> tuple[str, Form | None, bool]:
    text = rewrite_iris(text, BASE, _canonical)
    return text, form(text), is_volatile(text)


def _canonical(iri: str) -> str:
    # An IRI without a canonical form names nothing here; the query runs with it as it stands.
    with contextlib.suppress(IriError):
        return canonical_iri(iri)
    return iri


async def _answer(request: Request, asked: Asked) -> Response:
    def show(view: TableView | GraphView, elapsed: float, headers: dict[str, str]) -> Response:
        links = [
            (name, f"/sparql?{urlencode({'query': asked.text, 'format': name})}") for name in view.formats
        ]
        values = {"query": asked.text, "view": view, "problem": None, "elapsed": elapsed, "links": links}
        return page(request, "sparql.html", values, headers=headers)

    return await answer(request, asked, show)
