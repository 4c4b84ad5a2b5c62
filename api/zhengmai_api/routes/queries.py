"""The saved queries: /queries lists them, /queries/NAME?param= runs one.

Entry point: `router`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from zhengmai.errors import ZhengmaiError
from zhengmai.store.executables import query_iri
from zhengmai.store.formats import GRAPHS, SOLUTIONS, Format
from zhengmai.store.query import OWN_DATASET
from zhengmai.store.saved import GROUPS, Parameter, SavedQuery, bound_text, get, load, resolve
from zhengmai.store.syntax import form, is_volatile
from zhengmai_api.asking import Asked, Shown, answer, choice
from zhengmai_api.describe import portal_triples, triples
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, prefers_html
from zhengmai_api.problems import Problem, from_error, problem
from zhengmai_api.render import page, page_language
from zhengmai_api.representation import rdf, representation
from zhengmai_api.results import GraphView, TableView
from zhengmai_api.service import PARAMETER, Service, in_release

router = APIRouter()

RESERVED = ("format", "lang", PARAMETER)
"""Names that are no parameters of a query."""

_JSON = Offer("json", ("application/json",))


@dataclass(frozen=True)
class Field:
    """One parameter in the form of a query: what it is, the value typed, keys to take instead of a wrong one."""

    parameter: Parameter
    value: str
    options: tuple[tuple[str, str], ...] = ()


@router.get("/queries", summary="The saved queries", operation_id="queries")
@router.api_route("/queries", methods=["HEAD"], include_in_schema=False)
def queries(request: Request) -> Response:
    """List the saved queries with their questions and parameters, as JSON or as a page."""
    asked = request.query_params.get("format")
    chosen = (
        Choice(asked, "")
        if asked in (_JSON.name, HTML.name)
        else choose(request.headers.get("accept"), [_JSON, HTML], only_named=(HTML.name,))
    )
    if chosen is None or asked not in (None, "", _JSON.name, HTML.name):
        raise _not_acceptable(["application/json", "text/html"])
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    if chosen.name == _JSON.name:
        return JSONResponse({"queries": [_described(request, query) for query in load()]}, headers=headers)
    groups = [(title, [query for query in load() if query.group == group]) for group, title in GROUPS.items()]
    values = {"groups": [(title, found) for title, found in groups if found], "total": len(load())}
    return page(request, "queries.html", values, headers=headers)


async def saved_query(request: Request) -> Response:
    """Answer a saved query whole, or refuse it; a browser gets a page with a form for the parameters."""
    name, suffix = _name_and_suffix(request.scope["path"].removeprefix("/queries/"))
    query = get(name)
    if name != query.name:
        # A question's id, such as L1, is another name of the query.
        path = f"/queries/{query.name}" + (f".{suffix}" if suffix else "")
        return RedirectResponse(path + (f"?{request.url.query}" if request.url.query else ""), 301)
    if _wants_description(request, query, suffix):
        iri = query_iri(query)
        return rdf(
            request,
            representation(request, suffix),
            portal_triples(Service.of(request), iri, triples(Service.of(request), iri)),
        )
    chosen, media_type = _representation(request, query, suffix)
    if chosen is not None:
        return await _answer(request, await _asked(request, query, chosen, media_type))
    try:
        if _is_bare(request, query):
            return _page(request, query)
        return await _answer(request, await _asked(request, query, _formats(query)[0], "text/html"), query)
    except (Problem, ZhengmaiError) as error:
        found = error if isinstance(error, Problem) else from_error(error)
        if not prefers_html(request.headers.get("accept")):
            raise found from error
        return _page(request, query, found=found)


def _wants_description(request: Request, query: SavedQuery, suffix: str) -> bool:
    """Tell whether a client asks for RDF on a query without values whose answer is a table.

    It gets what the graph says of the query, whose IRI this is; an answer is no RDF (406).
    """
    names = {known.name for known in GRAPHS}
    if _formats(query) is GRAPHS or _values(request, query):
        return False
    named = suffix or request.query_params.get("format", "")
    if named:
        return named in names
    accept = request.headers.get("accept")
    if choice(accept, SOLUTIONS) is not None:
        return False
    found = choice(accept, GRAPHS)
    return found is not None and found.name in names


def _name_and_suffix(rest: str) -> tuple[str, str]:
    """Split basis_chain.csv; what is no format stays part of the name."""
    name, dot, suffix = rest.rpartition(".")
    known = {one.name for one in SOLUTIONS + GRAPHS} | {HTML.name}
    return (name, suffix) if dot and suffix in known else (rest, "")


def _formats(query: SavedQuery) -> tuple[Format, ...]:
    return GRAPHS if form(query.query) in ("CONSTRUCT", "DESCRIBE") else SOLUTIONS


def _representation(request: Request, query: SavedQuery, suffix: str) -> tuple[Format | None, str]:
    """Choose the syntax of an answer by suffix, `?format=` or Accept; None means a page."""
    formats = _formats(query)
    named = suffix or request.query_params.get("format", "")
    if named:
        if named == HTML.name:
            return None, ""
        by_name = next((known for known in formats if known.name == named), None)
        if by_name is None:
            raise _not_acceptable([known.name for known in formats] + [HTML.name])
        return by_name, by_name.media_type
    found = choice(request.headers.get("accept"), formats)
    if found is None:
        raise _not_acceptable([known.media_type for known in formats] + ["text/html"])
    if found.name == HTML.name:
        return None, ""
    return next(known for known in formats if known.name == found.name), found.media_type


def _not_acceptable(types: list[str]) -> Problem:
    listed = ", ".join(types)
    return problem("not-acceptable", f"此地址只有这些格式：{listed}。", f"This address gives: {listed}.")


def _values(request: Request, query: SavedQuery) -> dict[str, str]:
    """Read the parameters of a request; an empty one counts as left out, as a form sends it."""
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in RESERVED:
            continue
        if name in values:
            found = problem(
                "invalid-parameter",
                f"参数 {name} 给了不止一次。",
                f"The parameter {name} is given more than once.",
            )
            found.members["parameter"] = name
            raise found
        if value.strip() or name not in query.params:
            values[name] = value
    return values


def _is_bare(request: Request, query: SavedQuery) -> bool:
    """Tell whether a browser comes without any value to a query that needs one: it gets the form, no refusal."""
    required = any(one.default is None for one in query.params.values())
    return required and not _values(request, query)


async def _asked(request: Request, query: SavedQuery, chosen: Format, media_type: str) -> Asked:
    values = _values(request, query)
    # Keys are looked up in the pages' own store, beside the loop: the nearest of many take a while to find.
    resolved = await asyncio.to_thread(resolve, Service.of(request).rows, query, values)
    text = bound_text(query, resolved)
    html = media_type == "text/html"
    shown = (request.url.query,) if html else ()
    return Asked(text, OWN_DATASET, chosen, media_type, html, is_volatile(text), shown)


async def _answer(request: Request, asked: Asked, query: SavedQuery | None = None) -> Response:
    def show(shown: Shown, headers: dict[str, str]) -> Response:
        if query is None:
            raise TypeError("a page needs its query")
        return _page(request, query, view=shown.view, elapsed=shown.elapsed, headers=headers, text=asked.text)

    return await answer(request, asked, show)


def _page(
    request: Request,
    query: SavedQuery,
    *,
    view: TableView | GraphView | None = None,
    elapsed: float | None = None,
    found: Problem | None = None,
    headers: dict[str, str] | None = None,
    text: str = "",
) -> Response:
    values = {
        "query": query,
        "fields": _fields(request, query, found),
        "view": _without_parameters(view, query),
        "elapsed": elapsed,
        "links": _links(request, query),
        "why": query.empty.text(page_language(request)),
        "problem": found,
        "text": text or query.query,
    }
    status = found.kind.status if found else 200
    if headers is None:
        headers = {**(found.headers if found else {}), "Cache-Control": "no-store" if found else "no-cache"}
    return page(request, "query.html", values, status=status, headers=headers)


def _fields(request: Request, query: SavedQuery, found: Problem | None) -> list[Field]:
    fields = []
    for parameter in query.params.values():
        value = request.query_params.get(parameter.name, parameter.default or "")
        options: tuple[tuple[str, str], ...] = ()
        if found is not None and found.members.get("key") == value:
            keys = found.members.get("nearest") or found.members.get("candidates") or ()
            options = tuple((key, _address(request, query, **{parameter.name: key})) for key in keys)
        fields.append(Field(parameter, value, options))
    return fields


def _without_parameters(
    view: TableView | GraphView | None, query: SavedQuery
) -> TableView | GraphView | None:
    """Leave out the columns that repeat what the form says."""
    if not isinstance(view, TableView):
        return view
    kept = [i for i, column in enumerate(view.columns) if column not in query.params]
    return replace(
        view,
        columns=tuple(view.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in view.rows),
    )


def _links(request: Request, query: SavedQuery) -> list[tuple[str, str]]:
    return [(one.name, _address(request, query, suffix=one.name)) for one in _formats(query)]


def _address(request: Request, query: SavedQuery, suffix: str = "", **changed: str) -> str:
    """Give the address of a query with the values of a request, some of them changed."""
    kept = {name: value for name, value in request.query_params.items() if name in query.params and value}
    if not suffix and "lang" in request.query_params:
        kept["lang"] = request.query_params["lang"]
    encoded = urlencode({**kept, **changed})
    path = f"/queries/{quote(query.name)}{'.' + suffix if suffix else ''}"
    return in_release(request, path + (f"?{encoded}" if encoded else ""))


def _described(request: Request, query: SavedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "id": query.id,
        "group": query.group,
        "question": {"zh": query.question.zh, "en": query.question.en},
        "returns": {"zh": query.returns.zh, "en": query.returns.en},
        "empty": {"zh": query.empty.zh, "en": query.empty.en},
        "href": in_release(request, f"/queries/{query.name}"),
        "parameters": [
            {
                "name": one.name,
                "type": one.kind,
                "required": one.default is None,
                "default": one.default,
                "example": one.example,
                "pattern": one.pattern,
            }
            for one in query.params.values()
        ],
    }


_SCHEMAS: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
}
_KINDS = {
    "number": "A 文号 in any bracket form, a 文号 with -p1 for the first plan of that notice, an IRI, a prefixed name, "
    "or a whole title or name. 文号（括号不限）、方案（文号-p1）、IRI、带前缀的名称或者完整的标题、名称。",
    "iri": "An IRI or prefixed name. IRI 或带前缀的名称。",
}
_REFUSALS = {
    404: "No such query, or nothing in the release has the key; `nearest` names what looks like it.",
    406: "The answer has no such format.",
    409: "Several things have the key; `candidates` names them.",
    422: "A parameter is unknown, missing or ill-typed; `parameter` names it. Or the result is too large.",
    503: "All workers are busy.",
    504: "The time limit was reached.",
}


def _operation(query: SavedQuery) -> dict[str, Any]:
    """Describe a saved query for OpenAPI: parameters with types, defaults and examples, formats, refusals."""
    formats = _formats(query)
    parameters: list[dict[str, Any]] = []
    for one in query.params.values():
        schema = dict(_SCHEMAS.get(one.kind, {"type": "string"}))
        if one.default is not None:
            schema["default"] = _typed(one.kind, one.default)
        if one.pattern is not None:
            schema["pattern"] = f"^(?:{one.pattern})$"
        described = {"name": one.name, "in": "query", "required": one.default is None, "schema": schema}
        described |= {"example": _typed(one.kind, one.example), "description": _KINDS.get(one.kind, "")}
        parameters.append(described)
    names = [known.name for known in formats] + [HTML.name]
    parameters.append({"name": "format", "in": "query", "schema": {"type": "string", "enum": names}})
    content: dict[str, Any] = {known.media_type: {} for known in formats} | {"text/html": {}}
    refusals = {
        str(status): {"description": text, "content": {"application/problem+json": {}}}
        for status, text in _REFUSALS.items()
    }
    returned = {"200": {"description": f"{query.returns.en} {query.returns.zh}", "content": content}}
    return {"parameters": parameters, "responses": returned | refusals}


def _typed(kind: str, text: str) -> str | int | float:
    """Give a value of a parameter as JSON has it."""
    return int(text) if kind == "integer" else float(text) if kind == "decimal" else text


def _add_routes() -> None:
    """Give every saved query a path of its own in OpenAPI; the last route takes ids, suffixes and unknown names."""
    for query in load():
        router.add_api_route(
            f"/queries/{query.name}",
            saved_query,
            methods=["GET"],
            summary=f"{query.id}: {query.question.en}",
            description=f"{query.question.en}\n\n{query.question.zh}\n\n{query.empty.en}\n\n{query.empty.zh}",
            operation_id=f"query_{query.name}",
            openapi_extra=_operation(query),
            tags=[f"queries: {GROUPS[query.group].en}"],
            response_class=Response,
        )
    router.add_api_route(
        "/queries/{rest:path}", saved_query, methods=["GET", "HEAD"], include_in_schema=False
    )


_add_routes()
