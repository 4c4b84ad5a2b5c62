"""Whether the service answers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from zhengmai_api.releases import Releases

router = APIRouter()


@router.get("/healthz", summary="Whether the service answers")
@router.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
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
    return JSONResponse(state, status_code=200 if alive else 503, headers={"Cache-Control": "no-store"})
