"""The SPARQL endpoint: /sparql by GET, HEAD, POST and OPTIONS.

Entry point: `router`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from zhengmai.errors import ZhengmaiError
from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE
from zhengmai.store.formats import GRAPHS, SOLUTIONS, Format
from zhengmai.store.query import Dataset
from zhengmai.store.syntax import Form, form, is_volatile, rewrite_iris
from zhengmai.store.workers import Result
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, prefers_html
from zhengmai_api.problems import Problem, from_error, problem
from zhengmai_api.protocol import DIRECT, FORM, QueryRequest, missing_query, read_request
from zhengmai_api.render import page, page_language
from zhengmai_api.results import GraphView, TableView, table_view
from zhengmai_api.service import Service

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
_STREAMED_BYTES = 1024 * 1024
PAGE_BYTES = 8 * 2**20
"""Results larger than this are offered for download on the page instead of shown."""


@dataclass(frozen=True)
class _Asked:
    """A query with what is known of it before it runs."""

    text: str
    dataset: Dataset
    chosen: Format
    media_type: str
    html: bool
    volatile: bool


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
        values = {"query": text, "view": None, "problem": found, "elapsed": None}
        return page(request, "sparql.html", values, status=found.kind.status, headers=headers)


def _query_page(request: Request) -> Response:
    if not prefers_html(request.headers.get("accept")):
        raise missing_query()
    return page(request, "sparql.html", {"query": "", "view": None, "problem": None, "elapsed": None})


async def _inspect(request: Request, received: QueryRequest) -> _Asked:
    text = received.text or ""
    # A long text would hold up the other requests of the loop.
    inspected = _read(text) if len(text) <= _SHORT_TEXT else await asyncio.to_thread(_read, text)
    text, kind, volatile = inspected
    formats = GRAPHS if kind in ("CONSTRUCT", "DESCRIBE") else SOLUTIONS
    # Clients send names of their own here as well; those are left to Accept.
    named = next((known for known in formats if known.name == received.format), None)
    if named is not None:
        return _Asked(text, received.dataset, named, named.media_type, html=False, volatile=volatile)
    choice = _choice(request, formats)
    if choice is None and kind is not None:
        types = ", ".join([*(known.media_type for known in formats), HTML.media_types[0]])
        raise problem(
            "not-acceptable",
            f"此类查询的结果只有这些格式：{types}。",
            f"The result of such a query comes as: {types}.",
        )
    if choice is None or choice.name == HTML.name:
        # A text without a form goes to the parser, whose error is the answer.
        return _Asked(text, received.dataset, formats[0], "text/html", html=True, volatile=volatile)
    chosen = next(known for known in formats if known.name == choice.name)
    return _Asked(text, received.dataset, chosen, choice.media_type, html=False, volatile=volatile)


def _choice(request: Request, formats: tuple[Format, ...]) -> Choice | None:
    offers = [Offer(known.name, (known.media_type, *known.aliases)) for known in formats]
    return choose(request.headers.get("accept"), [*offers, HTML], only_named=(HTML.name,))


def _read(text: str) -> tuple[str, Form | None, bool]:
    text = rewrite_iris(text, BASE, _canonical)
    return text, form(text), is_volatile(text)


def _canonical(iri: str) -> str:
    # An IRI without a canonical form names nothing here; the query runs with it as it stands.
    with contextlib.suppress(IriError):
        return canonical_iri(iri)
    return iri


async def _answer(request: Request, asked: _Asked) -> Response:
    service = Service.of(request)
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
    if not asked.volatile:
        headers |= {"Cache-Control": "no-cache", "ETag": _etag(request, service, asked)}
        if _known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    result = await _run(request, service, asked)
    if result is None:
        # The client has gone; nobody reads this.
        return Response(status_code=503)
    if asked.html:
        view = await asyncio.to_thread(_view, asked, result)
        values = {"query": asked.text, "view": view, "problem": None, "elapsed": result.elapsed}
        return page(request, "sparql.html", values, headers=headers)
    charset = "; charset=utf-8" if asked.chosen.charset else ""
    headers |= {"Content-Type": asked.media_type + charset, "Content-Length": str(result.size)}
    if request.method == "HEAD":
        result.close()
        return Response(headers=headers)
    if result.size > _STREAMED_BYTES:
        return StreamingResponse(result.chunks(), headers=headers)
    return Response(result.read(), headers=headers)


def _etag(request: Request, service: Service, asked: _Asked) -> str:
    parts = [
        service.manifest.id,
        request.app.version,
        asked.media_type,
        asked.chosen.name,
        page_language(request) + request.query_params.get("lang", "") if asked.html else "",
        *asked.dataset.default_graphs,
        "",
        *asked.dataset.named_graphs,
        "",
        asked.text,
    ]
    return f'"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}"'


def _known(request: Request, etag: str) -> bool:
    """Tell whether the client holds this answer (RFC 9110, 13.1.2: weak comparison)."""
    if request.method == "POST":
        return False
    held = [item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")]
    return etag in held or held == ["*"]


async def _run(request: Request, service: Service, asked: _Asked) -> Result | None:
    """Run the query; None where the client leaves before the answer, which ends the query."""
    query = asyncio.create_task(service.pool.run(asked.text, asked.chosen, asked.dataset))
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({query, gone}, return_when=asyncio.FIRST_COMPLETED)
        return await query if query.done() else None
    finally:
        for task in (query, gone):
            task.cancel()
        await asyncio.gather(query, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _view(asked: _Asked, result: Result) -> TableView | GraphView:
    """Make what a page shows of a result."""
    if result.size > PAGE_BYTES:
        result.close()
        return GraphView(text=None, size=result.size, formats=_names(asked))
    if asked.chosen in GRAPHS:
        return GraphView(text=result.read().decode("utf-8"), size=result.size, formats=_names(asked))
    document: dict[str, Any] = json.loads(result.read())
    return table_view(document, result.size, _names(asked))


def _names(asked: _Asked) -> tuple[str, ...]:
    return tuple(known.name for known in (GRAPHS if asked.chosen in GRAPHS else SOLUTIONS))
