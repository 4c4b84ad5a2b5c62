"""Turns every error into RFC 9457 problem JSON, or into a page where a browser asks.

Entry points: `install`, `respond` and `unexpected`.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai_api.negotiation import prefers_html
from zhengmai_api.problems import KINDS, Kind, Problem, from_error, problem
from zhengmai_api.render import page, page_language

_LOG = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Register the handlers of all errors."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(ZhengmaiError, _library)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)


def respond(request: Request, found: Problem) -> Response:
    """Give the answer that a problem is."""
    language = page_language(request)
    headers = {
        **found.headers,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
        "Content-Language": language,
    }
    if prefers_html(request.headers.get("accept")):
        return page(request, "error.html", {"problem": found}, status=found.kind.status, headers=headers)
    document = found.document(language)
    if request_id := request.scope.get("state", {}).get("request_id"):
        document["request_id"] = request_id
    return JSONResponse(document, found.kind.status, headers, media_type="application/problem+json")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this type
    return respond(request, error)


async def _library(request: Request, error: Exception) -> Response:
    assert isinstance(error, ZhengmaiError)  # noqa: S101 - registered for this type
    return respond(request, from_error(error))


async def _validation(request: Request, error: Exception) -> Response:
    return respond(
        request, problem("bad-request", "请求参数有误。", "A parameter of the request is not valid.")
    )


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        found = problem("not-found", "此地址没有内容。", "There is nothing at this address.")
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(sorted(headers.pop("Allow", "").split(", ")))
        headers["Allow"] = allowed
        found = problem(
            "method-not-allowed",
            f"此地址只支持 {allowed}。",
            f"This address takes only {allowed}.",
        )
    else:
        phrase = HTTPStatus(error.status_code).phrase
        kind = Kind("bad-request", error.status_code, Bilingual(phrase, phrase))
        found = Problem(kind, Bilingual(str(error.detail), str(error.detail)))
    found.headers.update(headers)
    return respond(request, found)


def unexpected(request: Request, error: Exception) -> Response:
    """Log an error that nothing else takes, and give the answer; it tells nothing of what went wrong."""
    _LOG.error("unexpected error at %s", request.url.path, exc_info=error)
    kind = KINDS["internal"]
    return respond(
        request, Problem(kind, Bilingual("服务出错，已记录。", "The service failed; it was logged."))
    )
