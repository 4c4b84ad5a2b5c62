"""What a request must be before a route sees it: whom it is sent to, how large it is, how soon it arrives.

Entry points: `Guard` and `harden`. Limits that the server itself keeps (the whole head, slow heads, connections) are in
`zhengmai_api.serving`.
"""

from __future__ import annotations

import asyncio
import ipaddress
from urllib.parse import unquote, urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from zhengmai.settings import Settings
from zhengmai_api.errors import respond
from zhengmai_api.lifecycle import Lifecycle
from zhengmai_api.observed import Observed
from zhengmai_api.problems import Problem, problem
from zhengmai_api.protocol import BODY_BYTES
from zhengmai_api.rendered import RenderedPages

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
REFUSALS = ("request-timeout", "request-too-large", "target-too-long", "misdirected", "headers-too-large")
"""Kinds of problem that a request meets before any route sees it."""
_FORM_BYTES = 64 * 1024
"""What a multipart form may add to a document that it holds."""


def harden(app: FastAPI, settings: Settings) -> None:
    """Put the logging of requests and their figures around an application, outside of all else; `Guard` stands within."""
    app.state.lifecycle = Lifecycle()
    app.state.rendered = RenderedPages(settings.page_cache_bytes)
    # The one that is added last is met first.
    app.add_middleware(Observed, query_chars=settings.log_query_chars)
    app.add_middleware(Forwarded, proxies=listed(settings.trusted_proxies))


def listed(setting: str) -> list[str]:
    """Give the parts of a setting that is written with commas."""
    return [part.strip() for part in setting.split(",") if part.strip()]


class Forwarded:
    """Takes client, scheme and host from X-Forwarded-For, -Proto and -Host where a trusted proxy sent the request.

    Args:
        app: what answers.
        proxies: addresses and networks of the proxies.
    """

    def __init__(self, app: ASGIApp, proxies: list[str]) -> None:
        self._app = app
        self._proxied = ProxyHeadersMiddleware(app, proxies)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope["client"][0] if scope.get("client") else None
        trusted = client in self._proxied.trusted_hosts
        # A proxy that is not trusted hides who asks.
        scope.setdefault("state", {})["hidden"] = not trusted and any(
            name in (b"x-forwarded-for", b"forwarded", b"x-real-ip") for name, _ in scope["headers"]
        )
        hosts = [value for name, value in scope["headers"] if name == b"x-forwarded-host"]
        if trusted and hosts:
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            # The nearest proxy writes last.
            scope["headers"] = [(b"host", hosts[-1].rpartition(b",")[2].strip()), *kept]
        await self._proxied(scope, receive, send)  # type: ignore[arg-type]


class Guard:
    """Refuses requests for other hosts and those that are too large, and breaks off bodies that come too slowly.

    Args:
        app: what answers.
        settings: the limits.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = Hosts(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _origin_form(scope)
        refused = self._refused(scope)
        if refused is not None:
            await respond(Request(scope), refused)(scope, receive, send)
            return
        body = _Body(receive, self._body_bytes(scope), self._settings.request_seconds)
        await self._app(scope, body, send)

    def _refused(self, scope: Scope) -> Problem | None:
        limits, headers = self._settings, scope["headers"]
        target = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if target > limits.target_bytes:
            return problem(
                "target-too-long",
                f"请求的地址有 {target} 字节，上限 {limits.target_bytes}；长查询请用 POST 发送。",
                f"The address of the request has {target} bytes, of at most {limits.target_bytes}; send long queries by POST.",
            )
        size = sum(len(name) + len(value) for name, value in headers)
        if size > limits.header_bytes or len(headers) > limits.header_count:
            return problem(
                "headers-too-large",
                f"请求头有 {len(headers)} 个、{size} 字节，上限 {limits.header_count} 个、{limits.header_bytes} 字节。",
                f"The request has {len(headers)} headers of {size} bytes, of at most {limits.header_count} and "
                f"{limits.header_bytes}.",
            )
        host = next((value for name, value in headers if name == b"host"), b"")
        if host and not self._hosts.allows(host.decode("latin-1")):
            return problem(
                "misdirected",
                "本服务不在此主机名下；运营者可用 ZHENGMAI_PUBLIC_URL 或 ZHENGMAI_ALLOWED_HOSTS 设定。",
                "This service is not known under this host name; who runs it sets ZHENGMAI_PUBLIC_URL or "
                "ZHENGMAI_ALLOWED_HOSTS.",
            )
        length = next((value for name, value in headers if name == b"content-length"), b"0")
        limit = self._body_bytes(scope)
        return _too_large(limit) if length.isdigit() and int(length[:20]) > limit else None

    def _body_bytes(self, scope: Scope) -> int:
        """Give the size limit of a body: that of documents where they are checked, that of queries elsewhere."""
        if scope["path"] == "/validate":
            return max(BODY_BYTES, self._settings.check_bytes + _FORM_BYTES)
        return BODY_BYTES


class _Body:
    """Hands a request's body on as long as it is within its limits.

    Args:
        receive: gives the body.
        limit: most bytes.
        seconds: in which the whole of it must arrive, from when it is first asked for.
    """

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self._receive = receive
        self._limit = limit
        self._seconds = seconds
        self._until: float | None = None
        self._size = 0
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise problem(
                "request-timeout",
                f"请求正文在 {self._seconds:g} 秒内没有收全。",
                f"The body of the request did not arrive within {self._seconds:g} s.",
                Connection="close",
            ) from None
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            raise _too_large(self._limit)
        self._whole = not message.get("more_body", False)
        return message


class Hosts:
    """The host names that requests may be sent to.

    Without `ZHENGMAI_ALLOWED_HOSTS` these are the names of the loopback, the address that is bound and the host of
    `ZHENGMAI_PUBLIC_URL`. A server that is bound to all addresses and is not told its name takes any address that is
    written as a number, which no web page can point at it under a name of its own (DNS rebinding).
    """

    def __init__(self, settings: Settings) -> None:
        named = listed(settings.allowed_hosts.lower())
        self._any = "*" in named
        public = urlsplit(settings.public_url).hostname
        self._names = (
            frozenset(named) if named else LOOPBACK | {settings.host.lower(), *([public] if public else [])}
        )
        self._numbers = not named and not public and settings.host in ("0.0.0.0", "::")  # noqa: S104 - compared

    def allows(self, host: str) -> bool:
        """Tell whether a Host header names this service; its port is not looked at."""
        if self._any:
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or (self._numbers and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _origin_form(scope: Scope) -> None:
    """Turn a target in absolute form into path and Host (RFC 9112, 3.2.2: the header is then ignored)."""
    raw: bytes = scope.get("raw_path") or b""
    if not raw.lower().startswith((b"http://", b"https://")):
        return
    authority, _, path = raw.partition(b"://")[2].partition(b"/")
    scope["raw_path"] = b"/" + path
    scope["path"] = "/" + unquote(path.decode("ascii", "replace"))
    kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
    scope["headers"] = [(b"host", authority), *kept]


def _too_large(limit: int) -> Problem:
    return problem(
        "request-too-large",
        f"请求正文超过 {limit} 字节。",
        f"The body of the request is larger than {limit} bytes.",
    )
