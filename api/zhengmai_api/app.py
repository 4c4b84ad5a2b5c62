"""The application.

Entry point: `create_app`, also for `uvicorn --factory zhengmai_api.app:create_app`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

import zhengmai
from zhengmai.settings import Settings
from zhengmai.store.workers import Limits
from zhengmai_api.checking import Checker
from zhengmai_api.errors import install
from zhengmai_api.hardening import harden
from zhengmai_api.routes import (
    compare,
    docs,
    explain,
    graph_store,
    health,
    metadata,
    metrics,
    pages,
    queries,
    report,
    resources,
    rest,
    search,
    sparql,
    terms,
    validate,
)
from zhengmai_api.service import Service

_HERE = Path(__file__).parent


def create_app(settings: Settings | None = None, release: Path | None = None) -> FastAPI:
    """Make the application that serves one release.

    Args:
        settings: limits and places; read from the environment if not given.
        release: the release's folder; `ZHENGMAI_STORE` or the current release if not given.

    Raises:
        InputError: the folder is no release.
        StoreError: its store cannot be opened.
    """
    settings = settings or Settings()
    if release is None:
        release = Path(settings.store) if settings.store else settings.current
    limits = Limits(
        seconds=settings.query_seconds,
        result_bytes=settings.result_bytes,
        memory_bytes=settings.query_memory_bytes,
        waiting=settings.waiting_queries,
        per_client=settings.client_queries,
        short_seconds=settings.short_seconds,
    )
    service = Service.open(release, settings.workers, limits)
    app = FastAPI(
        title="Zhengmai 政脉",
        version=zhengmai.__version__,
        # The library's own pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
    )
    app.state.service = service
    app.state.settings = settings
    app.state.check_bytes = settings.check_bytes
    app.state.checker = Checker(settings.checks, settings.check_seconds, settings.check_memory_bytes)
    install(app)
    app.include_router(sparql.router)
    # Before the resources, whose paths hold those of graphs.
    app.include_router(graph_store.router)
    app.include_router(queries.router)
    app.include_router(explain.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(pages.router)
    app.include_router(terms.router)
    app.include_router(metadata.router)
    app.include_router(report.router)
    app.include_router(validate.router)
    app.include_router(resources.router)
    app.include_router(compare.router)
    app.include_router(search.router)
    app.include_router(rest.router)
    app.include_router(docs.router)
    app.mount("/static/viewer", StaticFiles(directory=docs.VIEWER), name="viewer")
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
            "X-Request-ID",
            "Zhengmai-Exit-Code",
            "Zhengmai-Hint",
        ],
        allow_credentials=False,
    )
    harden(app, settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    await service.pool.start()
    try:
        yield
    finally:
        await service.pool.close()
