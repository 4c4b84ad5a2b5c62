"""Whether the service answers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from zhengmai_api.service import Service

router = APIRouter()


@router.get("/healthz", summary="Whether the service answers")
@router.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
def healthz(request: Request) -> JSONResponse:
    """Give the release that is served and the number of query workers; 503 where there is none."""
    service = Service.of(request)
    alive = service.pool.alive
    state = {"status": "ok" if alive else "no workers", "release": service.manifest.id, "workers": alive}
    return JSONResponse(state, status_code=200 if alive else 503, headers={"Cache-Control": "no-store"})
