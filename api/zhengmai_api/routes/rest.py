"""The release as plain JSON and JSON-LD: /api, /api/COLLECTION and /api/COLLECTION/KEY.

Entry point: `router`. A page is found in the release's index and read from its store, so that it costs the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zhengmai.namespaces import BASE
from zhengmai.store.index import Index, Wanted
from zhengmai.store.words import match
from zhengmai_api.problems import problem
from zhengmai_api.public import public_url
from zhengmai_api.render import path_of
from zhengmai_api.rest.asked import JSON, Cursor, address, answer, form_of, limit_of, parameters, tags
from zhengmai_api.rest.collections import COLLECTIONS, Collection, invalid, read, resolve
from zhengmai_api.rest.facts import Facts
from zhengmai_api.rest.items import READERS
from zhengmai_api.rest.models import PageOf
from zhengmai_api.service import Service, in_release, named_release
from zhengmai_api.validators import is_fresh

router = APIRouter()

LISTED = ("sort", "limit", "cursor")
"""Parameters of every collection."""


def start(request: Request) -> Response:
    """List the collections with their addresses."""
    given = parameters(request, ())
    headers = tags(request, form_of(request, given, (JSON,)))
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    listed = [
        {
            "name": one.name,
            "zh": one.said.zh,
            "en": one.said.en,
            "href": in_release(request, public_url(request, f"api/{one.name}")),
            "parameters": [found.name for found in one.filters],
            "sorts": list(one.sorts),
        }
        for one in COLLECTIONS.values()
    ]
    links = {"search": in_release(request, public_url(request, "api/search")), "description": public_url(request, "openapi.json"), "documentation": public_url(request, "docs")}  # fmt: skip
    found = {"release": Service.of(request).manifest.id, "collections": listed, **links}
    return JSONResponse(found, headers=headers)


def index_of(service: Service) -> Index:
    """Give the index of a release.

    Raises:
        Problem: 404 where it has none, with what to do.
    """
    if service.index is None:
        raise problem(
            "no-index",
            "本发布没有索引，不能列出、检索；请用 zhengmai build 重新生成发布。单项（/api/…/键）、SPARQL 与网页照常可用。",
            "This release has no index, so that nothing can be listed or searched; build it again with zhengmai build. "
            "Single items (/api/…/KEY), SPARQL and pages work as ever.",
        )
    return service.index


def _list_of(one: Collection) -> Callable[[Request], Response]:
    def listed(request: Request) -> Response:
        given = parameters(request, [*(found.name for found in one.filters), *LISTED])
        service, chosen, limit = Service.of(request), form_of(request, given), limit_of(given)
        cursor = Cursor.of(request, given)
        begins = cursor.read(given.get("cursor"), (int,))
        wanted = _wanted(service, one, given, begins[0] if begins else 0, limit)
        headers = tags(request, chosen)
        index = index_of(service)
        if is_fresh(request, headers):
            return Response(status_code=304, headers=headers)
        page = index.page(wanted)
        first = address(request, given, cursor=None)
        following = address(request, given, cursor=cursor.write([page.last])) if page.more else None
        links = [f'<{first}>; rel="first"', f'<{following}>; rel="next"' if following else ""]
        facts = Facts(service, named_release(request))
        found = PageOf[Any](
            release=service.manifest.id,
            total=page.total,
            items=[READERS[one.name](facts, iri) for iri in page.iris],
            next=following,
            first=first,
        )
        return answer(
            request, chosen, headers | {"Link": ", ".join(filter(None, links))}, found, facts.triples
        )

    return listed


def _wanted(service: Service, one: Collection, given: dict[str, str], after: int, limit: int) -> Wanted:
    sort = given.get("sort", one.sorts[0])
    if sort not in one.sorts:
        listed = ", ".join(one.sorts)
        raise invalid("sort", f"应为 {listed} 之一", f"must be one of {listed}")
    facets: list[tuple[str, str]] = []
    ranges: dict[str, list[Any]] = {}
    words = ""
    for asked in one.filters:
        if asked.name not in given:
            continue
        if asked.reads == "words":
            words = match(given[asked.name])
            continue
        value = read(service, asked, given[asked.name])
        if asked.reads in ("date", "number"):
            ranges.setdefault(asked.facet, [None, None])[asked.most] = value
        else:
            facets.append((asked.facet, value))
    found = tuple((name, least, most) for name, (least, most) in ranges.items())
    return Wanted(one.name, sort, tuple(facets), found, words, after, limit)


def _item_of(one: Collection) -> Callable[[Request, str], Response]:
    def item(request: Request, key: str) -> Response:
        given = parameters(request, ())
        service, chosen = Service.of(request), form_of(request, given)
        iri = resolve(service, one.name, key)
        headers = tags(request, chosen)
        if is_fresh(request, headers):
            return Response(status_code=304, headers=headers)
        facts = Facts(service, named_release(request))
        found = READERS[one.name](facts, iri)
        headers["Link"] = (
            f'<{BASE}{path_of(iri).lstrip("/")}>; rel="describes", <{found.page}>; rel="alternate"; type="text/html"'
        )
        return answer(request, chosen, headers, found, facts.triples, iri)

    return item


def _add_routes() -> None:
    router.add_api_route("/api", start, methods=["GET", "HEAD"], include_in_schema=False, name="api")
    for one in COLLECTIONS.values():
        router.add_api_route(
            f"/api/{one.name}",
            _list_of(one),
            methods=["GET", "HEAD"],
            include_in_schema=False,
            name=f"list_{one.name}",
        )
        router.add_api_route(
            f"/api/{one.name}/{{key:path}}",
            _item_of(one),
            methods=["GET", "HEAD"],
            include_in_schema=False,
            name=f"item_{one.name}",
        )


_add_routes()
