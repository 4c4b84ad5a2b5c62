"""The description of the interface: /openapi.json, and /docs to read and try it.

Entry point: `router`. The page is Swagger UI, as a package of the registry holds it; nothing is loaded from elsewhere.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zhengmai_api.interface.document import describe
from zhengmai_api.render import page, page_language
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

VIEWER = Path(str(files("fastapi_offline") / "static"))
"""Folder of the viewer's script and style."""


@router.api_route("/openapi.json", methods=["GET", "HEAD"], include_in_schema=False)
def openapi(request: Request) -> Response:
    """Give the description of the interface (OpenAPI 3.1)."""
    headers = validators(request, "application/json")
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    # The description is that of the program: it is made once.
    if request.app.openapi_schema is None:
        request.app.openapi_schema = describe(request.app)
    text = json.dumps(request.app.openapi_schema, ensure_ascii=False)
    return Response(text, headers={**headers, "Content-Type": "application/json"})


@router.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False, name="docs")
def docs(request: Request) -> Response:
    """Show the description of the interface, with forms to try every operation."""
    headers = validators(request, "html", page_language(request), request.url.query)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return page(request, "docs.html", {}, headers=headers)
