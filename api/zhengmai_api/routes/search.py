"""Searching by words: /api/search as JSON, /search as a page.

Entry point: `router`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import ZhengmaiError
from zhengmai.store.index import SEARCHED
from zhengmai.store.words import LONGEST, SearchError, match
from zhengmai_api.problems import Problem, from_error
from zhengmai_api.render import page, page_language
from zhengmai_api.rest.asked import JSON, Cursor, address, answer, form_of, limit_of, parameters, tags
from zhengmai_api.rest.collections import invalid
from zhengmai_api.rest.facts import Facts
from zhengmai_api.rest.models import SearchPage
from zhengmai_api.rest.searching import parts, shown, types_of
from zhengmai_api.routes.rest import index_of
from zhengmai_api.service import Service, named_release
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

PARAMETERS = ("q", "type", "limit", "cursor")
USUAL = 20
"""Hits of a page where no limit is asked for."""


@router.api_route("/api/search", methods=["GET", "HEAD"], include_in_schema=False, name="search")
def search(request: Request) -> Response:
    """Find documents, plans, agencies and measures by words."""
    given = parameters(request, PARAMETERS)
    chosen = form_of(request, given, (JSON,))
    _asked(given)
    headers = tags(request, chosen)
    index_of(Service.of(request))
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    found = _found(request, given)
    links = [f'<{found.first}>; rel="first"', f'<{found.next}>; rel="next"' if found.next else ""]
    return answer(request, chosen, headers | {"Link": ", ".join(filter(None, links))}, found, [])


@router.api_route("/search", methods=["GET", "HEAD"], include_in_schema=False, name="search_page")
def search_page(request: Request) -> Response:
    """Show the search with what it found; a wrong search is explained above the form."""
    given = {
        name: request.query_params[name] for name in PARAMETERS if request.query_params.get(name, "").strip()
    }
    values: dict[str, Any] = {"found": None, "problem": None, "q": given.get("q", "")[:LONGEST], "type": given.get("type", ""), "types": SEARCHED, "marked": parts}  # fmt: skip
    headers = validators(request, "html", page_language(request), request.url.query)
    if not given.get("q"):
        return Response(status_code=304, headers=headers) if is_fresh(request, headers) else page(request, "search.html", values, headers=headers)  # fmt: skip
    try:
        given = parameters(request, PARAMETERS)
        _asked(given)
        if is_fresh(request, headers):
            return Response(status_code=304, headers=headers)
        values["found"] = _found(request, given)
    except (Problem, ZhengmaiError) as error:
        refused = error if isinstance(error, Problem) else from_error(error)
        values["problem"] = refused
        return page(
            request, "search.html", values, status=refused.kind.status, headers={"Cache-Control": "no-store"}
        )
    return page(request, "search.html", values, headers=headers)


def _asked(given: Mapping[str, str]) -> tuple[str, tuple[str, ...], int]:
    """Check what a search asks: the expression of its words, the collections, how many hits."""
    if not given.get("q"):
        raise invalid(
            "q", "缺少检索词，例如 /api/search?q=就业", "is missing; an example is /api/search?q=就业"
        )
    try:
        words = match(given["q"])
    except SearchError as error:
        raise from_error(error) from error
    return words, types_of(given.get("type")), limit_of(given, USUAL)


def _found(request: Request, given: dict[str, str]) -> SearchPage:
    service = Service.of(request)
    words, types, limit = _asked(given)
    cursor = Cursor.of(request, given)
    begins = cursor.read(given.get("cursor"), (float, int))
    found = index_of(service).search(words, types, (begins[0], begins[1]) if begins else None, limit)
    facts = Facts(service, named_release(request))
    following = None
    if found.more:
        last = found.hits[-1]
        following = address(request, given, cursor=cursor.write([float(last.rank), last.id]))
    return SearchPage(
        release=service.manifest.id,
        total=found.total,
        items=[shown(facts, one, given["q"], ranked=found.ranked) for one in found.hits],
        next=following,
        first=address(request, given, cursor=None),
        q=given["q"],
        ranked=found.ranked,
    )
