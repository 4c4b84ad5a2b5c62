"""Whether the service lives, and whether it takes requests.

Entry point: `router`.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from zhengmai.errors import ZhengmaiError
from zhengmai_api.lifecycle import Lifecycle
from zhengmai_api.releases import Releases
from zhengmai_api.service import Service

router = APIRouter()

_LOG = logging.getLogger(__name__)
_STORE_SECONDS = 2.0
_READING = ["GET", "HEAD"]


@router.get("/healthz", summary="Whether the service answers")
@router.api_route("/healthz", methods=_READING, include_in_schema=False)
def healthz(request: Request) -> JSONResponse:
    """Give the release that is served and the number of query workers; 503 where there is none.

    A release that `current` names and that cannot be served is told with the reason.
    """
    releases: Releases = request.app.state.releases
    service = releases.current
    alive = service.pool.alive
    state: dict[str, Any] = {
        "status": "ok" if alive else "no workers",
        "release": service.manifest.id,
        "workers": alive,
    }
    if releases.failure is not None:
        failed = releases.failure
        state["not_served"] = {
            "release": failed.release,
            "zh": failed.reason.zh,
            "en": failed.reason.en,
        }
    return _said(state, 200 if alive else 503)


@router.get("/health/live", summary="Whether the process answers")
@router.api_route("/health/live", methods=_READING, include_in_schema=False)
async def live() -> JSONResponse:
    """Say that the process answers; one that does not should be restarted."""
    return _said({"status": "ok"}, 200)


@router.get(
    "/health/ready",
    summary="Whether the service takes requests",
    responses={503: {"description": "It starts, stops, has no query worker, or its store does not answer"}},
)
@router.api_route("/health/ready", methods=_READING, include_in_schema=False)
async def ready(request: Request) -> JSONResponse:
    """Say whether workers are up and the store answers; otherwise 503 with the reason."""
    service, lifecycle = Service.of(request), Lifecycle.of(request)
    reason = ""
    if lifecycle.draining:
        reason = "stopping"
    elif not service.pool.alive:
        reason = "no workers" if lifecycle.was_ready else "starting"
    elif not await _store_answers(service):
        reason = "store does not answer"
    else:
        lifecycle.was_ready = True
    state: dict[str, str | int] = {
        "status": reason or "ready",
        "release": service.manifest.id,
        "workers": service.pool.alive,
    }
    return _said(state, 503 if reason else 200)


async def _store_answers(service: Service) -> bool:
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            return bool(await asyncio.to_thread(service.rows, "SELECT ?s { ?s ?p ?o } LIMIT 1"))
    except (TimeoutError, ZhengmaiError) as error:
        _LOG.error("the store does not answer: %s", error or type(error).__name__)
        return False


def _said(state: dict[str, str | int], status: int) -> JSONResponse:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "1"} if status == 503 else {})
    return JSONResponse(state, status_code=status, headers=headers)
