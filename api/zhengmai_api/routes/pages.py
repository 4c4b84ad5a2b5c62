"""The start page.

Entry point: `router`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import Bilingual
from zhengmai.store import saved
from zhengmai_api.findings import counts_by_document
from zhengmai_api.render import page, page_language
from zhengmai_api.routes.generic import store_start
from zhengmai_api.service import Service
from zhengmai_api.views import documents

router = APIRouter()

_DEFAULT_QUERY = """
# 每条有牵头单位的措施：牵头单位与期限
SELECT ?measure ?lead ?deadline WHERE {
  ?measure a pp:Measure ; pp:hasLead ?lead .
  OPTIONAL { ?measure pp:hasDeadline/pp:verbatim ?deadline }
}
ORDER BY ?measure ?lead
LIMIT 50
"""


@dataclass(frozen=True)
class Example:
    """A saved query that runs on a click: its parameters are filled with their examples."""

    name: str
    id: str
    question: Bilingual
    text: str


@router.get("/", summary="Start page")
@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
def start(request: Request) -> Response:
    """Show the release, its documents, findings and questions to start from."""
    service = Service.of(request)
    if not service.is_release:
        return store_start(request)
    values = {
        "documents": documents(service, page_language(request)),
        "findings": counts_by_document(service),
        "examples": examples(),
        "query": _DEFAULT_QUERY,
    }
    return page(request, "start.html", values, headers={"Cache-Control": "no-cache"})


def examples() -> list[Example]:
    """Give the saved queries of the start page with the examples of their parameters bound, by group and id."""
    return [
        Example(
            found.name,
            found.id,
            found.question,
            saved.bound_text(found, {name: param.example for name, param in found.params.items()}),
        )
        for found in saved.load()
        if found.start
    ]
