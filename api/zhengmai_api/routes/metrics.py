"""Figures for Prometheus.

Entry point: `router`.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zhengmai_api.hardening import listed
from zhengmai_api.metrics import CONTENT_TYPE, exposition
from zhengmai_api.problems import problem
from zhengmai_api.public import settings_of
from zhengmai_api.releases import Releases

router = APIRouter()


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {"description": "Figures in Prometheus' text format", "content": {"text/plain": {}}},
        403: {"description": "The client's address may not read them"},
    },
)
@router.api_route("/metrics", methods=["GET", "HEAD"], include_in_schema=False)
def metrics(request: Request) -> Response:
    """Give the figures to the addresses of `ZHENGMAI_METRICS_CLIENTS`."""
    clients = settings_of(request).metrics_clients
    address = request.client.host if request.client else ""
    if clients.strip() != "*" and (request.state.hidden or not _within(address, clients)):
        raise problem(
            "forbidden",
            "此地址不可读取运行指标（ZHENGMAI_METRICS_CLIENTS）。",
            "This address may not read the figures (ZHENGMAI_METRICS_CLIENTS).",
        )
    releases: Releases = request.app.state.releases
    body = exposition(releases.open_ids)
    return Response(body, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


@lru_cache(maxsize=1024)
def _within(address: str, networks: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network, strict=False) for network in listed(networks))
