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

import zhengmai
from zhengmai.settings import Settings
from zhengmai.store.place import Place, ReleaseFolder, place_of
from zhengmai_api.checking import Checker
from zhengmai_api.errors import install
from zhengmai_api.generic import release_only
from zhengmai_api.hardening import Guard, harden
from zhengmai_api.kept import Keeping, KeptAnswers
from zhengmai_api.releases import Leasing, Releases
from zhengmai_api.routes import (
    calendar,
    compare,
    differences,
    docs,
    explain,
    generic,
    graph_store,
    health,
    metadata,
    metrics,
    pages,
    queries,
    releases,
    report,
    resources,
    rest,
    search,
    sparql,
    terms,
    validate,
)

_HERE = Path(__file__).parent


def create_app(settings: Settings | None = None, release: Path | None = None) -> FastAPI:
    """Make the application that serves releases.

    Args:
        settings: limits and places; read from the environment if not given.
        release: folder of the one release to serve; what `ZHENGMAI_STORE` names if not given. Without either the current
            release is served, and another one as soon as `current` is switched.

    Raises:
        InputError: the folder is no release, or the store holds none.
        StoreError: its store cannot be opened.
        QueryError: a store that is asked over HTTP fails.
    """
    settings = settings or Settings()
    fixed: Place | None = ReleaseFolder(release) if release is not None else None
    if fixed is None and settings.store:
        fixed = place_of(settings.store, settings)
    held = Releases(settings, fixed)
    app = FastAPI(
        title="Zhengmai 政脉",
        version=zhengmai.__version__,
        # The library's own pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
    )
    app.state.releases = held
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
    app.include_router(metrics.router)
    app.include_router(pages.router)
    app.include_router(terms.router, dependencies=of_release)
    app.include_router(metadata.router)
    app.include_router(calendar.router, dependencies=of_release)
    app.include_router(differences.router)
    app.include_router(releases.router)
    app.include_router(report.router, dependencies=of_release)
    app.include_router(validate.router)
    app.include_router(resources.router, dependencies=of_release)
    app.include_router(compare.router, dependencies=of_release)
    app.include_router(search.router, dependencies=of_release)
    app.include_router(rest.router, dependencies=of_release)
    app.include_router(docs.router)
    app.mount("/static/viewer", StaticFiles(directory=docs.VIEWER), name="viewer")
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    # The one that is added last is met first: pages of others may read refusals of the guard as well.
    app.add_middleware(Leasing)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=[
            "Accept",
            "Accept-Language",
            "Content-Type",
            "If-Modified-Since",
            "If-None-Match",
            "Range",
        ],
        expose_headers=[
            "Allow",
            "Accept-Ranges",
            "Content-Length",
            "Content-Location",
            "Content-Range",
            "ETag",
            "Link",
            "Repr-Digest",
            "Retry-After",
            "X-Request-ID",
            "Zhengmai-Exit-Code",
            "Zhengmai-Hint",
        ],
        allow_credentials=False,
    )
    harden(app, settings)
    app.state.kept = KeptAnswers(held, settings.answer_cache_bytes)
    app.add_middleware(Keeping, kept=app.state.kept)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    held: Releases = app.state.releases
    await held.start()
    try:
        yield
    finally:
        await held.close()
