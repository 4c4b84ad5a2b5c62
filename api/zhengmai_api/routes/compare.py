"""Two plans side by side: /compare?left=&right=.

Entry point: `router`.
"""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.align.compare import Comparison, chosen, compare
from zhengmai.align.forms import document, triples
from zhengmai.errors import Bilingual
from zhengmai.graph.iris import IriError
from zhengmai.registry.vocabulary import labels
from zhengmai.store.formats import GRAPHS
from zhengmai.store.keys import AmbiguousKeyError, UnknownKeyError
from zhengmai.store.query import write_triples
from zhengmai_api.negotiation import HTML, Choice, Offer, choose
from zhengmai_api.problems import KINDS, Problem, from_error, problem
from zhengmai_api.render import page, page_language
from zhengmai_api.service import PARAMETER, Service
from zhengmai_api.validators import is_fresh, validators

router = APIRouter()

_JSON = Offer("json", ("application/json",))
_SYNTAXES = [Offer(known.name, (known.media_type, *known.aliases)) for known in GRAPHS]
_OFFERS = [_JSON, *_SYNTAXES, HTML]
_PARAMETERS = ("left", "right", "format", "lang", PARAMETER)
# Longer than any identifier of the project; a key is compared with all others where it is not known.
_LONGEST_KEY = 500


@router.get("/compare", summary="Two plans compared, measure by measure")
@router.api_route("/compare", methods=["GET", "HEAD"], include_in_schema=False)
def comparison(
    request: Request,
    left: Annotated[str, Query(description="文号, IRI or prefixed name of the upper or earlier plan")] = "",
    right: Annotated[str, Query(description="文号, IRI or prefixed name of the other plan")] = "",
) -> Response:
    """Give what one plan adopts, adapts, adds and leaves out against another, as JSON, RDF or a page."""
    for name in request.query_params:
        if name not in _PARAMETERS:
            raise _wrong(
                name,
                f"没有参数 {name}（可用：{'、'.join(_PARAMETERS)}）",
                f"there is no parameter {name} (known: {', '.join(_PARAMETERS)})",
            )
    keys = {"left": left.strip(), "right": right.strip()}
    for name, key in keys.items():
        _require(request, name, key)
    representation = _representation(request)
    service = Service.of(request)
    parts = [representation.media_type, request.url.query]
    if representation.name == HTML.name:
        parts.append(page_language(request))
    headers = validators(request, *parts)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    found = compare(service.rows, *_plans(service, keys))
    if representation.name == HTML.name:
        return page(request, "compare.html", _shown(request, found, keys), headers=headers)
    return Response(
        _written(found, representation), headers={**headers, "Content-Type": _content_type(representation)}
    )


def _require(request: Request, name: str, key: str) -> None:
    if len(request.query_params.getlist(name)) > 1:
        raise _wrong(name, f"参数 {name} 只能出现一次", f"the parameter {name} may stand only once")
    if not key:
        raise _wrong(
            name,
            f"缺少参数 {name}，例如 /compare?left=狮政办〔2022〕47号-p2&right=晋政残工委〔2023〕5号",
            f"the parameter {name} is missing; an example is /compare?left=狮政办〔2022〕47号-p2&right=晋政残工委〔2023〕5号",
        )
    if len(key) > _LONGEST_KEY:
        raise _wrong(
            name,
            f"参数 {name} 超过 {_LONGEST_KEY} 个字符",
            f"the parameter {name} is longer than {_LONGEST_KEY} characters",
        )


def _plans(service: Service, keys: dict[str, str]) -> tuple[str, str]:
    try:
        return chosen(service.rows, keys["left"], keys["right"])
    except (UnknownKeyError, AmbiguousKeyError) as error:
        found = from_error(error)
        found.members["parameter"] = next(name for name, key in keys.items() if key == error.key)
        raise found from error
    except IriError as error:
        name = next((name for name, key in keys.items() if error.character in key), "left")
        raise Problem(KINDS["invalid-parameter"], error.message, {"parameter": name}) from error


def _representation(request: Request) -> Choice:
    asked = request.query_params.get("format", "")
    if asked:
        offer = next((known for known in _OFFERS if known.name == asked), None)
        if offer is None:
            listed = ", ".join(known.name for known in _OFFERS)
            raise _wrong(
                "format", f"format 参数应为 {listed} 之一", f"the parameter format must be one of {listed}"
            )
        return Choice(offer.name, offer.media_types[0])
    found = choose(request.headers.get("accept"), _OFFERS, only_named=(HTML.name,))
    if found is None:
        types = ", ".join(known.media_types[0] for known in _OFFERS)
        raise problem(
            "not-acceptable", f"比对结果只有这些格式：{types}。", f"A comparison comes as: {types}."
        )
    return found


def _wrong(name: str, zh: str, en: str) -> Problem:
    return Problem(
        KINDS["invalid-parameter"], Bilingual(f"{zh}。", f"{en[0].upper()}{en[1:]}."), {"parameter": name}
    )


def _written(found: Comparison, representation: Choice) -> bytes:
    if representation.name == _JSON.name:
        return json.dumps(document(found), ensure_ascii=False).encode("utf-8")
    return write_triples(triples(found), next(known for known in GRAPHS if known.name == representation.name))


def _content_type(representation: Choice) -> str:
    known = next((one for one in GRAPHS if one.name == representation.name), None)
    return representation.media_type + ("; charset=utf-8" if known and known.charset else "")


def _shown(request: Request, found: Comparison, keys: dict[str, str]) -> dict[str, object]:
    language = page_language(request)
    schemes = ("changes", "differences", "roles", "systems", "review-statuses")
    return {
        "found": found,
        "keys": keys,
        "labels": {scheme: labels(scheme, language) for scheme in schemes},
        # The other formats keep the keys as they were asked for.
        "formats": [("json", "JSON"), *((known.name, known.name.upper()) for known in GRAPHS)],
    }
