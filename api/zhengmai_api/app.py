"""The application.

Entry point: `create_app`, also for `uvicorn --factory zhengmai_api.app:create_app`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import zhengmai
from zhengmai.settings import Settings
from zhengmai.store.place import served_place
from zhengmai.store.workers import Limits
from zhengmai_api.checking import Checker
from zhengmai_api.errors import install
from zhengmai_api.generic import release_only
from zhengmai_api.routes import (
    compare,
    explain,
    generic,
    graph_store,
    health,
    metadata,
    pages,
    queries,
    report,
    resources,
    sparql,
    terms,
    validate,
)
from zhengmai_api.service import Service

_HERE = Path(__file__).parent
_HEADERS = (
    # Nothing is loaded from another host and no script stands in a page.
    (b"content-security-policy", b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)  # fmt: skip


def create_app(settings: Settings | None = None, release: Path | None = None) -> FastAPI:
    """Make the application that serves one release.

    Args:
        settings: limits and places; read from the environment if not given.
        release: a release's folder; what `ZHENGMAI_STORE` names or the current release if not given.

    Raises:
        InputError: the folder is no release, or the store holds none.
        StoreError: its store cannot be opened.
        QueryError: a store that is asked over HTTP fails.
    """
    settings = settings or Settings()
    limits = Limits(
        seconds=settings.query_seconds,
        result_bytes=settings.result_bytes,
        memory_bytes=settings.query_memory_bytes,
        waiting=settings.waiting_queries,
        per_client=settings.client_queries,
        short_seconds=settings.short_seconds,
    )
    service = Service.open(release or served_place(settings), settings.workers, limits)
    app = FastAPI(
        title="Zhengmai 政脉",
        version=zhengmai.__version__,
        # The library's own pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=_lifespan,
    )
    app.state.service = service
    app.state.settings = settings
    app.state.void_counts = {}
    app.state.check_bytes = settings.check_bytes
    app.state.checker = Checker(settings.checks, settings.check_seconds, settings.check_memory_bytes)
    install(app)
    # What only a release can answer; a store of other data says so.
    of_release = [Depends(release_only)]
    app.include_router(sparql.router)
    app.include_router(generic.router)
    # Before the resources, whose paths hold those of graphs.
    app.include_router(graph_store.router)
    app.include_router(queries.router, dependencies=of_release)
    app.include_router(explain.router, dependencies=of_release)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(terms.router, dependencies=of_release)
    app.include_router(metadata.router)
    app.include_router(report.router, dependencies=of_release)
    app.include_router(validate.router)
    app.include_router(resources.router, dependencies=of_release)
    app.include_router(compare.router, dependencies=of_release)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["Accept", "Accept-Language", "Content-Type", "If-Modified-Since", "If-None-Match"],
        expose_headers=[
            "Allow",
            "Content-Length",
            "Content-Location",
            "ETag",
            "Link",
            "Retry-After",
            "Zhengmai-Exit-Code",
            "Zhengmai-Hint",
        ],
        allow_credentials=False,
    )
    app.add_middleware(_Headers)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    await service.pool.start()
    try:
        yield
    finally:
        await service.pool.close()


class _Headers:
    """Adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
