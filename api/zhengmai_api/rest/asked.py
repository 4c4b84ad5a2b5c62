"""What a request asks of a collection or a search: parameters read and checked, cursors, the form of the answer.

Entry points: `parameters`, `Cursor`, `limit_of`, `form_of` and `answer`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import Bilingual
from zhengmai_api.jsonld import compacted
from zhengmai_api.negotiation import Choice, Offer, choose
from zhengmai_api.problems import KINDS, Problem, problem
from zhengmai_api.public import public_url
from zhengmai_api.representation import LICENCE
from zhengmai_api.rest.collections import LONGEST, invalid
from zhengmai_api.service import PARAMETER, Service
from zhengmai_api.validators import is_fresh, validators

COMMON = ("format", "lang", PARAMETER)
"""Parameters of every address: the form, the language of refusals, the release (which `Service.of` gives)."""
LIMIT, MOST = 20, 200
"""Items of a page where none is asked for, and the most that may be."""

JSON = Offer("json", ("application/json",))
JSON_LD = Offer("jsonld", ("application/ld+json",))


def parameters(request: Request, known: Iterable[str]) -> dict[str, str]:
    """Read the parameters of a request; an empty one counts as left out.

    Raises:
        Problem: 422 where one is unknown, repeated or too long; nothing is passed over in silence.
    """
    names = [*known, *COMMON]
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in names:
            listed = ", ".join(names)
            raise invalid(
                name[:100], f"没有这个参数，可用：{listed}", f"there is none of this name; known are {listed}"
            )
        if name in found:
            raise invalid(name, "只能出现一次", "may stand only once")
        if len(value) > (LONGEST if name != "cursor" else 4 * LONGEST):
            raise invalid(name, f"超过 {LONGEST} 个字符", f"has more than {LONGEST} characters")
        if not value.isprintable():
            raise invalid(name, "含有控制字符", "holds control characters")
        found[name] = value
    if found.get("lang") not in (None, "", "zh", "en"):
        raise invalid("lang", "应为 zh 或 en", "must be zh or en")
    return {name: value for name, value in found.items() if value.strip()}


def limit_of(given: Mapping[str, str], usual: int = LIMIT) -> int:
    """Read how many items a page has.

    Raises:
        Problem: 422 where it is no number from 1 to `MOST`.
    """
    text = given.get("limit", str(usual))
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST):
        raise invalid("limit", f"应为 1 到 {MOST} 的整数", f"must be an integer from 1 to {MOST}")
    return int(text)


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins, in a form that says nothing to the client.

    Attributes:
        release: id of the release.
        asked: what tells this list from others: its address and its parameters but `cursor` and `limit`.
    """

    release: str
    asked: str

    @classmethod
    def of(cls, request: Request, given: Mapping[str, str]) -> Cursor:
        """Give the cursors of a request's list."""
        kept = {
            name: value for name, value in given.items() if name not in ("cursor", "limit", "lang", "format")
        }
        digest = hashlib.sha256(json.dumps([request.url.path, sorted(kept.items())]).encode()).hexdigest()[
            :12
        ]
        return cls(Service.of(request).manifest.id, digest)

    def write(self, place: list[Any]) -> str:
        """Write where the next page begins."""
        text = json.dumps([self.release, self.asked, *place], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, text: str | None, kinds: tuple[type, ...]) -> list[Any] | None:
        """Read where a page begins; None for the first page.

        Args:
            text: value of the parameter.
            kinds: the types of what was written.

        Raises:
            Problem: 410 where the cursor is of another release, 422 where it is of another list or none of ours.
        """
        if text is None:
            return None
        try:
            padded = text + "=" * (-len(text) % 4)
            found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (binascii.Error, ValueError, RecursionError):
            found = None
        well = (
            isinstance(found, list)
            and len(found) == 2 + len(kinds)
            and all(map(isinstance, found[2:], kinds))
        )
        if not well or not all(isinstance(value, str) for value in found[:2]) or not _small(found[2:]):
            raise invalid("cursor", "不是本服务给出的游标", "is none that this service gave")
        if found[0] != self.release:
            raise Problem(
                KINDS["cursor-expired"],
                Bilingual(
                    "发布已更换，游标失效；请去掉 cursor，从第一页重新取。",
                    "The release has changed and the cursor with it; leave out cursor and begin with the first page.",
                ),
                {"parameter": "cursor", "release": self.release},
            )
        if found[1] != self.asked:
            raise invalid("cursor", "属于另一组条件", "is of a list with other parameters")
        return list(found[2:])


def _small(values: list[Any]) -> bool:
    """Tell whether the numbers of a cursor are those of an index."""
    return all(not isinstance(value, bool) and abs(value) < 2**53 for value in values)


def form_of(
    request: Request, given: Mapping[str, str], offers: tuple[Offer, ...] = (JSON, JSON_LD)
) -> Choice:
    """Choose the form of an answer by `format` or Accept.

    Raises:
        Problem: 422 for an unknown format, 406 where nothing that is accepted is offered.
    """
    asked = given.get("format")
    if asked is not None:
        found = next((offer for offer in offers if offer.name == asked), None)
        if found is None:
            listed = ", ".join(offer.name for offer in offers)
            raise invalid("format", f"应为 {listed} 之一", f"must be one of {listed}")
        return Choice(found.name, found.media_types[0])
    chosen = choose(request.headers.get("accept"), offers, only_named=("html",))
    if chosen is None:
        types = ", ".join(offer.media_types[0] for offer in offers)
        raise problem("not-acceptable", f"此地址只有这些格式：{types}。", f"This address gives: {types}.")
    return chosen


def tags(request: Request, chosen: Choice) -> dict[str, str]:
    """Give the validators of an answer."""
    return validators(request, chosen.media_type, request.url.query)


def address(request: Request, given: Mapping[str, str], **changed: str | None) -> str:
    """Give the address of a request with some parameters changed or, by None, left out."""
    kept: dict[str, str | None] = {**given, **changed}
    query = urlencode({name: value for name, value in kept.items() if value is not None})
    path = quote(request.url.path.lstrip("/"), safe="/")
    return public_url(request, path) + (f"?{query}" if query else "")


def answer(
    request: Request,
    chosen: Choice,
    headers: dict[str, str],
    model: BaseModel,
    triples: list[Triple],
    first: str = "",
) -> Response:
    """Write an answer as JSON, or its statements as JSON-LD with the context of the service.

    Args:
        request: the request.
        chosen: what `form_of` chose.
        headers: the validators, and links.
        model: the answer.
        triples: the statements that it was made from.
        first: IRI of what JSON-LD gives first.
    """
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    links = [
        headers.get("Link", ""),
        '</openapi.json>; rel="service-desc"; type="application/json"',
        f'<{LICENCE}>; rel="license"',
    ]
    headers = {**headers, "Link": ", ".join(filter(None, links)), "Content-Type": chosen.media_type}
    if chosen.name == JSON_LD.name:
        return Response(compacted(triples, public_url(request, "context.jsonld"), first), headers=headers)
    return Response(model.model_dump_json(), headers=headers)
