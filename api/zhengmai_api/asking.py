"""Running a query for a request: the tag of its answer, the workers, what a page shows of the result.

Entry points: `Asked`, `answer`. Used by the endpoint and by the saved queries.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from zhengmai.store.formats import GRAPHS, SOLUTIONS, Format
from zhengmai.store.near import Near
from zhengmai.store.query import Dataset
from zhengmai.store.workers import Result
from zhengmai_api.kept import keep_for_release
from zhengmai_api.metrics import SPOOLED, counted
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, is_held
from zhengmai_api.observed import LEFT, keep_query
from zhengmai_api.render import page_language
from zhengmai_api.results import GraphView, TableView, table_view
from zhengmai_api.service import Service

PAGE_BYTES = 8 * 2**20
"""Results larger than this are offered for download on the page instead of shown."""
_STREAMED_BYTES = 1024 * 1024
_UNWATCHED_SECONDS = 0.05
_IRI_SAFE = "!#$&'()*+,;=:@-._~/?%[]"

HINT = "Zhengmai-Hint"
"""A header: names of the project's namespace in the query that the ontology does not have, with the nearest."""


@dataclass(frozen=True)
class Shown:
    """What the page of a result shows: the result, the seconds that the query ran, and names it does not know."""

    view: TableView | GraphView
    elapsed: float
    hints: tuple[Near, ...] = ()


Show = Callable[[Shown, dict[str, str]], Response]
"""Makes the page of a result with these headers."""


@dataclass(frozen=True)
class Asked:
    """A query with what is known of it before it runs.

    Attributes:
        text: the query.
        dataset: the graphs that the request names.
        chosen: the syntax that the store writes.
        media_type: the type of the answer.
        html: whether the answer is a page.
        volatile: whether the same query may have another answer next time.
        shown: what a page depends on besides.
    """

    text: str
    dataset: Dataset
    chosen: Format
    media_type: str
    html: bool
    volatile: bool
    shown: tuple[str, ...] = ()


def choice(accept: str | None, formats: Sequence[Format]) -> Choice | None:
    """Choose among syntaxes and a page by an Accept header; None where nothing is acceptable."""
    offers = [Offer(known.name, (known.media_type, *known.aliases)) for known in formats]
    return choose(accept, [*offers, HTML], only_named=(HTML.name,))


async def answer(request: Request, asked: Asked, show: Show) -> Response:
    """Answer a query whole, or not modified.

    Raises:
        ZhengmaiError: the query is refused, wrong, or over a limit.
    """
    service = Service.of(request)
    keep_query(request, asked.text)
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
    if not asked.volatile:
        headers |= {"Cache-Control": "no-cache", "ETag": _etag(request, service, asked)}
        keep_for_release(request)
        if _known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    result = await _run(request, service, asked)
    if result is None:
        # Nobody reads this.
        return Response(status_code=LEFT)
    if result.hints:
        headers |= {HINT: ", ".join(_hint(name) for name in result.hints)}
    if asked.html:
        view = await asyncio.to_thread(_view, asked, result)
        return show(Shown(view, result.elapsed, result.hints), headers)
    charset = "; charset=utf-8" if asked.chosen.charset else ""
    headers |= {"Content-Type": asked.media_type + charset, "Content-Length": str(result.size)}
    if request.method == "HEAD":
        result.close()
        return Response(headers=headers)
    if result.size > _STREAMED_BYTES:
        return StreamingResponse(result.chunks(), headers=headers)
    return Response(result.read(), headers=headers)


def _etag(request: Request, service: Service, asked: Asked) -> str:
    parts = [
        service.manifest.id,
        request.app.version,
        asked.media_type,
        asked.chosen.name,
        page_language(request) + request.query_params.get("lang", "") if asked.html else "",
        *asked.shown,
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
    return is_held(request.headers.get("if-none-match", ""), etag)


async def _run(request: Request, service: Service, asked: Asked) -> Result | None:
    """Run the query; None where the client leaves before the answer, which ends the query."""
    client = request.client.host if request.client else ""
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(_counted(service, asked, client))]
    try:
        # Most answers are there before it is worth while to watch whether the client stays.
        await asyncio.wait(tasks, timeout=_UNWATCHED_SECONDS)
        if not tasks[0].done():
            tasks.append(asyncio.create_task(_gone(request)))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return await tasks[0] if tasks[0].done() else None
    finally:
        if not all(task.done() for task in tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _counted(service: Service, asked: Asked, client: str) -> Result:
    with counted():
        result = await service.pool.run(asked.text, asked.chosen, asked.dataset, client)
    if result.spooled:
        SPOOLED.inc(result.size)
    return result


def _hint(name: Near) -> str:
    """Give an unknown name as a member of a header (RFC 9651, list of strings with parameters)."""
    iri = quote(name.iri, safe=_IRI_SAFE)
    return f'"{iri}";line={name.line};column={name.column};nearest="{" ".join(name.nearest)}"'


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _view(asked: Asked, result: Result) -> TableView | GraphView:
    """Make what a page shows of a result."""
    if result.size > PAGE_BYTES:
        result.close()
        return GraphView(text=None, size=result.size, formats=_names(asked))
    if asked.chosen in GRAPHS:
        return GraphView(text=result.read().decode("utf-8"), size=result.size, formats=_names(asked))
    document: dict[str, Any] = json.loads(result.read())
    return table_view(document, result.size, _names(asked))


def _names(asked: Asked) -> tuple[str, ...]:
    return tuple(known.name for known in (GRAPHS if asked.chosen in GRAPHS else SOLUTIONS))
