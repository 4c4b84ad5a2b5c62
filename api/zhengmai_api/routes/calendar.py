"""Deadlines of an agency, a division or a plan: /calendar.ics, as iCalendar or JSON.

Entry point: `router`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.graph.iris import IriError
from zhengmai.store.calendar_file import calendar_file
from zhengmai.store.deadlines import FILTERS, Asked, Deadline, agenda, resolve
from zhengmai.store.keys import AmbiguousKeyError, UnknownKeyError
from zhengmai_api.describe import labels
from zhengmai_api.negotiation import Choice, Offer, choose
from zhengmai_api.problems import KINDS, Problem, from_error, problem
from zhengmai_api.render import page_language
from zhengmai_api.service import Service
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

_ICS = Offer("ics", ("text/calendar",))
_JSON = Offer("json", ("application/json",))
# Longer than any identifier of the project; a key is compared with all others where it is not known.
_LONGEST_KEY = 500


@router.get("/calendar.ics", summary="Deadlines as a calendar")
@router.api_route("/calendar.ics", methods=["HEAD"], include_in_schema=False)
def calendar(
    request: Request,
    agency: Annotated[str, Query(description="IRI, prefixed name or whole name of an agency.")] = "",
    division: Annotated[str, Query(description="Name, GB/T 2260 code or IRI of a division.")] = "",
    plan: Annotated[
        str, Query(description="文号, IRI, prefixed name or whole title of a plan or notice.")
    ] = "",
) -> Response:
    """Give the deadlines of an agency, a division or a plan as iCalendar, or with those without a date as JSON."""
    service, chosen, language = Service.of(request), _chosen(request), page_language(request)
    headers = validators(request, chosen.name, language, request.url.query)
    keys = dict(zip(FILTERS, (agency.strip(), division.strip(), plan.strip()), strict=True))
    asked = _asked(service, keys)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    found = agenda(service.rows, asked)
    iris = [iri for iri in (asked.agency, asked.division, *asked.plans) if iri]
    names = labels(service, iris, language)
    shown = "、".join(names.get(iri, iri) for iri in iris)
    title = Bilingual(f"期限：{shown}", f"Deadlines: {shown}").text(language)
    if chosen.name == _JSON.name:
        return JSONResponse(_document(service, title, found), headers=headers)
    body = calendar_file(found, title, service.modified, language)
    headers |= {"Content-Type": "text/calendar; charset=utf-8"}
    return Response(body, headers=headers)


def _document(service: Service, title: str, found: list[Deadline]) -> dict[str, Any]:
    return {
        "release": service.manifest.id,
        "title": title,
        "deadlines": [one.document() for one in found if one.kind != "undated"],
        "undated": [one.document() for one in found if one.kind == "undated"],
    }


def _asked(service: Service, keys: dict[str, str]) -> Asked:
    for name, key in keys.items():
        if len(key) > _LONGEST_KEY:
            raise _wrong(
                name,
                Bilingual(
                    f"参数 {name} 超过 {_LONGEST_KEY} 个字符。",
                    f"The parameter {name} is longer than {_LONGEST_KEY} characters.",
                ),
            )
    try:
        return resolve(service.rows, **keys)
    except (UnknownKeyError, AmbiguousKeyError) as error:
        found = from_error(error)
        found.members["parameter"] = next((name for name, key in keys.items() if key == error.key), "")
        raise found from error
    except IriError as error:
        name = next((name for name, key in keys.items() if error.character in key), FILTERS[0])
        raise _wrong(name, error.message) from error
    except ZhengmaiError as error:
        raise _wrong(", ".join(FILTERS), error.message) from error


def _wrong(name: str, message: Bilingual) -> Problem:
    return Problem(KINDS["invalid-parameter"], message, {"parameter": name})


def _chosen(request: Request) -> Choice:
    asked = request.query_params.get("format", "")
    offer = next((one for one in (_ICS, _JSON) if one.name == asked), None)
    found = (
        Choice(offer.name, offer.media_types[0])
        if offer
        else choose(request.headers.get("accept"), (_ICS, _JSON))
    )
    if found is None or (asked and offer is None):
        raise problem(
            "not-acceptable", "期限有 text/calendar 和 application/json 两种格式。", "Deadlines come as text/calendar or application/json."
        )  # fmt: skip
    return found
