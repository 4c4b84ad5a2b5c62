"""In what a resource is given: a page or a syntax of RDF, and the answer in that syntax.

Entry points: `split`, `representation`, `see_other`, `rdf` and `html_headers`. A resource `/cn/doc/X` has a document for each
representation, `/cn/doc/X.ttl` and so on (W3C Interest Group Note "Cool URIs for the Semantic Web", 4.2).
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zhengmai.namespaces import BASE
from zhengmai.store.formats import GRAPHS
from zhengmai.store.query import write_triples
from zhengmai_api.jsonld import compacted
from zhengmai_api.negotiation import HTML, Choice, Offer, choose
from zhengmai_api.problems import problem
from zhengmai_api.public import public_url
from zhengmai_api.render import page_language, path_of
from zhengmai_api.service import in_release
from zhengmai_api.validators import is_fresh, validators

HTML_NAME = HTML.name
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_SUFFIXES = {known.name: known.media_type for known in GRAPHS} | {HTML_NAME: HTML.media_types[0]}
_EXPANDED = "http://www.w3.org/ns/json-ld#expanded"


def split(path: str) -> tuple[str, str]:
    """Part a path from the suffix that names a representation; the suffix is empty where there is none."""
    before, dot, suffix = path.rpartition(".")
    return (before, suffix) if dot and suffix in _SUFFIXES and not before.endswith("/") else (path, "")


def representation(request: Request, suffix: str = "") -> Choice:
    """Choose what a resource is given in: by suffix, by `?format=`, else by Accept; anything goes means Turtle.

    Raises:
        Problem: 406 where nothing that is asked for is offered.
    """
    names = {**_SUFFIXES, "json": "application/ld+json"}
    asked = suffix or request.query_params.get("format", "")
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


def see_other(request: Request, iri: str, chosen: Choice) -> Response:
    """Send a client that asked for a resource to the document about it (303)."""
    query = request.url.query
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "public, no-cache"}
    address = f"{path_of(iri)}.{chosen.name}" + (f"?{query}" if query else "")
    return RedirectResponse(address, status_code=303, headers=headers)


def rdf(request: Request, chosen: Choice, triples: Sequence[Triple], iri: str = "") -> Response:
    """Answer with triples.

    Args:
        request: the request.
        chosen: a syntax of RDF.
        triples: what to give, in a fixed order.
        iri: what they are about; the resource at the path that was asked for if empty.
    """
    known = next(found for found in GRAPHS if found.name == chosen.name)
    # JSON-LD 1.1, 6: the profile parameter asks for a form without a context, which a client then need not fetch.
    expanded = known.name == "jsonld" and _EXPANDED in request.headers.get("accept", "")
    headers = validators(request, chosen.media_type, "expanded" if expanded else "")
    about = iri or BASE + split(request.scope["path"])[0].removeprefix("/")
    headers |= _links(request, chosen, about)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    charset = "; charset=utf-8" if known.charset else ""
    profile = f'; profile="{_EXPANDED}"' if expanded else ""
    if known.name == "jsonld" and not expanded:
        content = compacted(triples, public_url(request, "context.jsonld"), about)
    else:
        content = write_triples(triples, known)
    return Response(content, headers={**headers, "Content-Type": chosen.media_type + charset + profile})


def html_headers(request: Request, iri: str, *parts: str) -> dict[str, str]:
    """Give the headers of a page about a resource: validators and links."""
    asked = request.query_params.get("lang", "")
    headers = validators(request, "html", page_language(request), asked, request.url.query, *parts)
    return headers | _links(request, Choice(HTML_NAME, HTML.media_types[0]), iri)


def _links(request: Request, chosen: Choice, iri: str) -> dict[str, str]:
    """Give Link (RFC 8288; "describes" of RFC 6892) and Content-Location."""
    path = path_of(iri).partition("#")[0]
    links = [f'<{BASE.rstrip("/")}{path}>; rel="describes"', f'<{LICENCE}>; rel="license"']
    links += [
        f'<{in_release(request, f"{path}.{name}")}>; rel="alternate"; type="{media_type}"'
        for name, media_type in _SUFFIXES.items()
        if name != chosen.name
    ]
    return {"Link": ", ".join(links), "Content-Location": in_release(request, f"{path}.{chosen.name}")}
