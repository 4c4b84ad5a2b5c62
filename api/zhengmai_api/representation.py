"""In what a resource is given: a page or a syntax of RDF, and the answer in that syntax.

Entry points: `representation` and `rdf`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.store.formats import GRAPHS
from zhengmai.store.query import write_triples
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, is_held
from zhengmai_api.problems import problem
from zhengmai_api.service import Service

HTML_NAME = HTML.name


def representation(request: Request) -> Choice:
    """Choose what a resource is given in: by `?format=`, else by Accept; anything goes means Turtle.

    Raises:
        Problem: 406 where nothing that is asked for is offered.
    """
    asked = request.query_params.get("format", "")
    names = {"html": HTML.media_types[0], "json": "application/ld+json"}
    names |= {known.name: known.media_type for known in GRAPHS}
    if asked:
        if asked not in names:
            listed = ", ".join(names)
            raise problem(
                "not-acceptable",
                f"format 参数应为 {listed} 之一。",
                f"The format parameter must be one of {listed}.",
            )
        return Choice("jsonld" if asked == "json" else asked, names[asked])
    offers = [Offer(known.name, (known.media_type, *known.aliases)) for known in GRAPHS]
    chosen = choose(request.headers.get("accept"), [*offers, HTML], only_named=(HTML.name,))
    if chosen is None:
        types = ", ".join(names.values())
        raise problem("not-acceptable", f"资源只有这些格式：{types}。", f"The resource comes as: {types}.")
    return chosen


def rdf(request: Request, chosen: Choice, triples: Sequence[Triple]) -> Response:
    """Answer with triples.

    Args:
        request: the request.
        chosen: a syntax of RDF.
        triples: what to give, in a fixed order.
    """
    known = next(found for found in GRAPHS if found.name == chosen.name)
    service = Service.of(request)
    parts = "\n".join([service.manifest.id, request.app.version, chosen.media_type, request.url.path])
    etag = f'"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    if is_held(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    charset = "; charset=utf-8" if known.charset else ""
    return Response(
        write_triples(triples, known), headers={**headers, "Content-Type": chosen.media_type + charset}
    )
