"""Rendering pages: templates, the language of a request, links within the service.

Entry points: `page`, `rendered_page`, `page_language` and `path_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse

import zhengmai
from zhengmai.errors import Bilingual
from zhengmai.graph.terms import write_term
from zhengmai.namespaces import BASE
from zhengmai.prefixes import prologue, shorten
from zhengmai_api import texts
from zhengmai_api.negotiation import Language, language
from zhengmai_api.results import Value, literal
from zhengmai_api.service import PARAMETER, Service, in_release, named_release

_REMEMBERED = 8192
_SAFE = "!$&'()*+,;=:@-._~/"


def page_language(request: Request) -> Language:
    """Give the language that a request is answered in."""
    return language(request.query_params.get("lang"), request.headers.get("accept-language"))


# A page explains many statements of one subject, with few properties.
_parameter = lru_cache(maxsize=_REMEMBERED)(quote_plus)


@lru_cache(maxsize=_REMEMBERED)
def path_of(iri: str) -> str:
    """Give the path that an IRI of the project is served at, percent-encoded; other IRIs come back as they are."""
    if not iri.startswith(BASE):
        return iri
    path, hash_sign, fragment = iri[len(BASE) - 1 :].partition("#")
    return quote(path, safe=_SAFE) + hash_sign + quote(fragment, safe=_SAFE)


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Render a page in the language of the request.

    Args:
        request: the request.
        template: name of the template.
        values: what it shows.
        status: the status of the answer.
        headers: further headers.
    """
    chosen = page_language(request)
    html = _ENVIRONMENT.get_template(template).render(
        **values,
        lang=chosen,
        asked_lang=request.query_params.get("lang", ""),
        request=request,
        asked_release=named_release(request),
        manifest=Service.of(request).manifest,
        is_release=Service.of(request).is_release,
        has_shapes=Service.of(request).has_shapes,
        has_metadata=Service.of(request).has_metadata,
        package_version=zhengmai.__version__,
    )
    return HTMLResponse(html, status, _named(chosen, headers))


def rendered_page(request: Request, html: bytes, headers: Mapping[str, str]) -> HTMLResponse:
    """Give a page that was rendered before, with these headers."""
    return HTMLResponse(html, 200, _named(page_language(request), headers))


def _named(chosen: Language, headers: Mapping[str, str] | None) -> dict[str, str]:
    return {"Vary": "Accept, Accept-Language", "Content-Language": chosen, **(headers or {})}


@pass_context
def _text(context: Context, key: str, **values: object) -> str:
    found = texts.TEXTS[key].text(context["lang"])
    return found.format(**values) if values else found


@pass_context
def _say(context: Context, message: Bilingual) -> str:
    return message.text(context["lang"])


@pass_context
def _link(context: Context, iri: str) -> str:
    """Give a link to an IRI or a path of the service, with the language and the release that were asked for."""
    path = path_of(iri)
    if not path.startswith("/"):
        return path
    asked = context["asked_lang"]
    if asked:
        before, hash_sign, fragment = path.partition("#")
        joint = "&" if "?" in before else "?"
        path = f"{before}{joint}{urlencode({'lang': asked})}{hash_sign}{fragment}"
    return in_release(context["request"], path)


@pass_context
def _data_link(context: Context, path: str) -> str:
    """Give a link to data, which have no language, with the release that was asked for."""
    return in_release(context["request"], path)


@pass_context
def _to_current(context: Context) -> str:
    """Give the address of the same page in the current release."""
    request: Request = context["request"]
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != PARAMETER]
    return quote(request.url.path, safe=_SAFE) + (f"?{urlencode(kept)}" if kept else "")


@pass_context
def _why(context: Context, subject: str, predicate: str, value: Value) -> str:
    """Give the address that explains a statement."""
    term = value.iri or write_term(literal(value))
    address = f"/explain?s={_parameter(subject)}&p={_parameter(predicate)}&o={quote_plus(term)}"
    return str(_link(context, address))


@pass_context
def _other_language(context: Context) -> str:
    request: Request = context["request"]
    other = "en" if context["lang"] == "zh" else "zh"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{quote(request.url.path, safe=_SAFE)}?{urlencode([*kept, ('lang', other)])}"


def _number(value: int) -> str:
    return f"{value:,}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=_text,
        link=_link,
        data_link=_data_link,
        to_current=_to_current,
        why=_why,
        other_language=_other_language,
        prologue=prologue,
        web_link=_web_link,
    )
    environment.filters.update(say=_say, number=_number, shorten=shorten)
    return environment


def _web_link(iri: str) -> bool:
    """Tell whether a browser may follow an IRI; a graph can hold any scheme."""
    return iri.startswith(("https://", "http://"))


_ENVIRONMENT = _environment()
