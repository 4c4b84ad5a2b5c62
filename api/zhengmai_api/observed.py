"""What happens around every request: its id, its log line, its figures, the headers of every answer, and failures.

Entry point: `Observed`.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhengmai_api import metrics
from zhengmai_api.errors import respond, unexpected
from zhengmai_api.lifecycle import Lifecycle
from zhengmai_api.logs import REQUEST_ID
from zhengmai_api.problems import problem

HEADER = "X-Request-ID"
LEFT = 499
"""Status under which a request is counted whose client has left before the answer; nobody gets it."""

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))
_PATH_CHARS = 500
_HEADERS = (
    # Nothing is loaded from another host and no script stands in a page.
    (b"content-security-policy", b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    # Answers are data that any page may read.
    (b"cross-origin-resource-policy", b"cross-origin"),
)  # fmt: skip


class Observed:
    """Gives each request an id, logs and counts it, and answers what fails inside.

    Args:
        app: what answers.
        query_chars: number of characters of a query that are logged.
    """

    def __init__(self, app: ASGIApp, query_chars: int) -> None:
        self._app = app
        self._query_chars = query_chars

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get(HEADER, "")
        request_id = asked if _ID.fullmatch(asked) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer(send, request_id)
        token = REQUEST_ID.set(request_id)
        started = time.perf_counter()
        try:
            await self._guarded(scope, receive, answer)
        finally:
            self._note(scope, answer, time.perf_counter() - started)
            REQUEST_ID.reset(token)

    async def _guarded(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        request = Request(scope, receive)
        try:
            await self._app(scope, receive, answer)
        except asyncio.CancelledError:
            if answer.status or not Lifecycle.of(request).draining:
                raise
            stopping = problem(
                "busy", "服务正在停止，请重试。", "The service is stopping; try again.", Retry_After="1"
            )
            await respond(request, stopping)(scope, receive, answer)
        except ClientDisconnect:
            # It went while its body was read; nobody is there to be answered.
            return
        except Exception as error:
            found = unexpected(request, error)
            if answer.status:
                # A whole answer or none: the connection is broken off.
                raise
            await found(scope, receive, answer)

    def _note(self, scope: Scope, answer: _Answer, seconds: float) -> None:
        client = scope["client"][0] if scope.get("client") else ""
        found = noted(scope, answer.status or LEFT, answer.size)
        found.note(seconds, client, self._query_chars)


@dataclass(frozen=True)
class Noted:
    """What is counted and logged of an answer.

    Attributes:
        method: of the request.
        path: of the request.
        route: template of the route that answered.
        status: of the answer.
        size: of its body in bytes.
        query: text of the SPARQL query; empty: none.
    """

    method: str
    path: str
    route: str
    status: int
    size: int
    query: str

    @cached_property
    def _figures(self) -> tuple[Counter, Histogram, Counter]:
        method = self.method if self.method in _METHODS else "other"
        return (
            metrics.REQUESTS.labels(self.route, method, str(self.status)),
            metrics.SECONDS.labels(self.route),
            metrics.SENT.labels(self.route),
        )

    def note(self, seconds: float, client: str, query_chars: int) -> None:
        """Count and log one answer.

        Args:
            seconds: that it took.
            client: address that it went to.
            query_chars: number of characters of the query that are logged.
        """
        requests, took, sent = self._figures
        requests.inc()
        took.observe(seconds)
        sent.inc(self.size)
        if not _LOG.isEnabledFor(logging.INFO):
            return
        fields: dict[str, Any] = {
            "method": self.method[:20],
            "path": self.path[:_PATH_CHARS],
            "route": self.route,
            "status": self.status,
            "seconds": round(seconds, 4),
            "bytes": self.size,
            "client": client,
        }
        if self.query and query_chars:
            fields |= {"query": self.query[:query_chars], "query_chars": len(self.query)}
        _LOG.info("request", extra={"fields": fields})


def noted(scope: Scope, status: int, size: int) -> Noted:
    """Give what is to be noted of the answer to a request, once a route has answered it."""
    return Noted(scope["method"], scope["path"], route_of(scope), status, size, asked_query(scope["state"]))


class _Answer:
    """Sends an answer with the headers of every one and keeps its status and size."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._headers = ((b"x-request-id", request_id.encode()), *_HEADERS)
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", []), *self._headers]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


def keep_query(request: Request, text: str) -> None:
    """Keep the text of a query for the log line of its request."""
    request.scope.setdefault("state", {})["query"] = text


def asked_query(state: Mapping[str, Any]) -> str:
    """Give the text that `keep_query` kept; empty where there is none."""
    found: str = state.get("query", "")
    return found


def route_of(scope: Scope) -> str:
    """Give the template of the route that answered a request, such as `/cn/{rest:path}`; `none` where none did."""
    route = scope.get("route")
    if route is not None:
        return str(getattr(route, "path", "none"))
    return "/static" if scope["path"].startswith("/static/") and "endpoint" in scope else "none"
