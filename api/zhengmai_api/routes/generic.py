"""Pages that any store can have: /resource?iri=, and the start page and VoID of a store that is no release.

Entry points: `router`, `store_start` and `store_void`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE
from zhengmai.prefixes import prologue, shorten
from zhengmai.store.formats import GRAPHS
from zhengmai.store.query import write_triples
from zhengmai_api.generic import MOST, SHOWN, counted, description, statements_on, void_triples
from zhengmai_api.negotiation import Choice
from zhengmai_api.problems import Problem, problem
from zhengmai_api.public import public_url
from zhengmai_api.render import page, page_language, path_of
from zhengmai_api.representation import HTML_NAME, representation
from zhengmai_api.service import Service
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

_SERVED = (BASE + "cn/", BASE + "vocab/")
_SHOWN_GRAPHS = 200


@router.get("/resource", summary="A resource by its IRI, whatever its namespace", response_class=Response)
@router.api_route("/resource", methods=["GET", "HEAD"], include_in_schema=False)
def resource_by_iri(request: Request) -> Response:
    """Give what the store says of a resource; one of a release that has a path of its own is sent there."""
    service, node = Service.of(request), _asked(request)
    if service.is_release and node.value.startswith(_SERVED):
        return _to_own_path(request, node.value)
    chosen = representation(request)
    headers = validators(request, chosen.name, request.url.query, page_language(request))
    if chosen.name != HTML_NAME:
        return _described(request, service, node, chosen, headers)
    found = statements_on(service.store, node)
    if found is None:
        raise _unknown(node)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return page(request, "thing.html", {"d": found, "shown": SHOWN}, headers=headers)


def _asked(request: Request) -> NamedNode:
    values = request.query_params.getlist("iri")
    try:
        (value,) = values
        return NamedNode(value)
    except ValueError:
        raise problem(
            "bad-request",
            "请用一个 iri 参数给出绝对 IRI，例如 /resource?iri=http://www.w3.org/2004/02/skos/core%23Concept。",
            "Give one parameter iri with an absolute IRI, such as "
            "/resource?iri=http://www.w3.org/2004/02/skos/core%23Concept.",
        ) from None


def _to_own_path(request: Request, iri: str) -> Response:
    try:
        path = path_of(NamedNode(canonical_iri(iri)).value)
    except (IriError, ValueError):
        raise _unknown(NamedNode(iri)) from None
    kept = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "iri"])
    return RedirectResponse(path + (f"?{kept}" if kept else ""), 303)


def _described(
    request: Request, service: Service, node: NamedNode, chosen: Choice, headers: dict[str, str]
) -> Response:
    triples = description(service.store, node)
    if triples is None:
        raise problem(
            "result-too-large",
            f"此资源的陈述多于 {MOST} 条；请用 /sparql 分页查询。",
            f"More than {MOST} statements are made of this resource; page through them by /sparql.",
        )
    if not triples:
        raise _unknown(node)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return _written(triples, chosen, headers)


def _written(triples: list[Triple], chosen: Choice, headers: dict[str, str]) -> Response:
    known = next(one for one in GRAPHS if one.name == chosen.name)
    charset = "; charset=utf-8" if known.charset else ""
    return Response(
        write_triples(triples, known), headers={**headers, "Content-Type": chosen.media_type + charset}
    )


def _unknown(node: NamedNode) -> Problem:
    shown = node.value[:300]
    found = problem("not-found", f"没有关于 {shown} 的内容。", f"Nothing is said of {shown}.")
    found.members["iri"] = shown
    return found


def store_start(request: Request) -> Response:
    """Show a store that is no release: its graphs and a query box."""
    names = sorted(
        name.value for name in Service.of(request).store.named_graphs() if isinstance(name, NamedNode)
    )
    values = {
        "graphs": names[:_SHOWN_GRAPHS],
        "total": len(names),
        "query": f"{prologue()}\nSELECT * WHERE {{ ?s ?p ?o }} LIMIT 20",
    }
    return page(request, "store.html", values, headers={"Cache-Control": "no-cache"})


async def store_void(request: Request, chosen: Choice) -> Response:
    """Count a store that is no release, within the limits of queries; the counts are kept until the server ends."""
    service = Service.of(request)
    kept: dict[str, Any] = request.app.state.void_counts
    if service.manifest.id not in kept:
        kept[service.manifest.id] = await counted(service)
    found = kept[service.manifest.id]
    if chosen.name != HTML_NAME:
        triples = void_triples(found, public_url(request, "void"), public_url(request, "sparql"))
        return _written(triples, chosen, validators(request, chosen.name))
    values = {
        "totals": [("triples", found.triples), ("distinctSubjects", found.subjects)],
        "tables": [
            ("void_classes", _named(found.entities)),
            ("void_properties", _named(found.properties)),
        ],
    }
    return page(request, "store_void.html", values)


def _named(table: dict[str, int] | None) -> list[tuple[str, str, int]] | None:
    return None if table is None else [(iri, shorten(iri), number) for iri, number in table.items()]
