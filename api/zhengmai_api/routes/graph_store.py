"""Reading whole graphs: the read half of the SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013).

Entry point: `router`. Indirect identification (4.2) at /sparql/graph by `?graph=` or `?default`; direct identification
(4.1) at the path of a graph's own IRI, /cn/graph/….
"""

from __future__ import annotations

import contextlib

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import Bilingual
from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE, GRAPH
from zhengmai.store.errors import QueryRefused
from zhengmai.store.formats import GRAPHS
from zhengmai.store.query import OWN_DATASET
from zhengmai_api.asking import Asked, Shown, answer
from zhengmai_api.generic import release_only
from zhengmai_api.negotiation import Offer, choose, prefers_html
from zhengmai_api.problems import KINDS, Problem, problem
from zhengmai_api.routes.resources import resource
from zhengmai_api.service import Service

router = APIRouter()

_PATH = "/sparql/graph"
_READING = ["GET", "HEAD"]
_WRITING = ["PUT", "POST", "DELETE", "PATCH"]
_ALLOW = {"Allow": ", ".join([*_READING, "OPTIONS"])}
_DEFAULT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.api_route(_PATH, methods=_READING, include_in_schema=False)
async def graph(request: Request) -> Response:
    """Give the graph that `graph` names, or with `default` the default graph, whole."""
    names = request.query_params.getlist("graph")
    default = "default" in request.query_params
    if len(names) + default != 1:
        raise problem(
            "bad-request",
            f"请用 ?graph=图的IRI 或者 ?default 指明一个图，二者取一；例如 {_PATH}?graph={GRAPH}inferred。",
            f"Name one graph, by ?graph=IRI or by ?default; for example {_PATH}?graph={GRAPH}inferred.",
        )
    if default:
        return await _content(request, _DEFAULT)
    return await _content(request, _query(request, _named(names[0])))


@router.api_route("/cn/graph/{rest:path}", methods=_READING, include_in_schema=False)
async def direct(request: Request, rest: str) -> Response:
    """Give the graph whose own IRI was asked for; a browser gets the page about it."""
    release_only(request)
    iri = BASE + request.scope["path"].removeprefix("/")
    known = _holds(request, iri) and "format" not in request.query_params
    if not known or prefers_html(request.headers.get("accept")):
        return await run_in_threadpool(resource, request, rest)
    return await _content(request, _query(request, NamedNode(iri)))


@router.api_route(_PATH, methods=["OPTIONS"], include_in_schema=False)
def options() -> Response:
    """Name the methods."""
    return Response(status_code=204, headers=_ALLOW)


@router.api_route(_PATH, methods=_WRITING, include_in_schema=False)
@router.api_route("/cn/graph/{rest:path}", methods=_WRITING, include_in_schema=False)
def write() -> Response:
    """Refuse to write, and say how corrections are made (405, RFC 9110, 15.5.6)."""
    raise Problem(KINDS["method-not-allowed"], QueryRefused("update").message, headers=dict(_ALLOW))


def _named(asked: str) -> NamedNode:
    try:
        name = NamedNode(asked)
    except ValueError:
        shown = asked[:200]
        raise problem(
            "bad-request",
            f"图的 IRI 不是绝对 IRI：{shown}",
            f"The IRI of a graph is not an absolute IRI: {shown}",
        ) from None
    with contextlib.suppress(IriError, ValueError):
        return NamedNode(canonical_iri(name.value))
    return name


def _holds(request: Request, iri: str) -> bool:
    with contextlib.suppress(ValueError):
        return Service.of(request).store.contains_named_graph(NamedNode(iri))
    return False


def _query(request: Request, name: NamedNode) -> str:
    if not _holds(request, name.value):
        shown = name.value[:300]
        detail = Bilingual(f"本发布没有图 {shown}。", f"This release has no graph {shown}.")
        raise Problem(KINDS["not-found"], detail, {"iri": shown})
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}"


async def _content(request: Request, text: str) -> Response:
    named = request.query_params.get("format", "")
    chosen = next((known for known in GRAPHS if known.name == named), None)
    media_type = chosen.media_type if chosen else ""
    if chosen is None:
        offers = [Offer(known.name, (known.media_type, *known.aliases)) for known in GRAPHS]
        found = choose(request.headers.get("accept"), offers)
        if found is None or named:
            types = ", ".join(known.media_type for known in GRAPHS)
            raise problem("not-acceptable", f"图只有这些格式：{types}。", f"A graph comes as: {types}.")
        chosen, media_type = next(one for one in GRAPHS if one.name == found.name), found.media_type

    def show(shown: Shown, headers: dict[str, str]) -> Response:
        raise TypeError("a graph is not shown on a page")

    return await answer(
        request, Asked(text, OWN_DATASET, chosen, media_type, html=False, volatile=False), show
    )
