"""Rendering pages: templates, the language of a request, links within the service.

Entry points: `page`, `page_language` and `path_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

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
from zhengmai_api.service import Service

_SAFE = "!$&'()*+,;=:@-._~/"


def page_language(request: Request) -> Language:
    """Give the language that a request is answered in."""
    return language(request.query_params.get("lang"), request.headers.get("accept-language"))


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
        manifest=Service.of(request).manifest,
        is_release=Service.of(request).is_release,
        has_shapes=Service.of(request).has_shapes,
        has_metadata=Service.of(request).has_metadata,
        package_version=zhengmai.__version__,
    )
    named = {"Vary": "Accept, Accept-Language", "Content-Language": chosen, **(headers or {})}
    return HTMLResponse(html, status, named)


@pass_context
def _text(context: Context, key: str, **values: object) -> str:
    found = texts.TEXTS[key].text(context["lang"])
    return found.format(**values) if values else found


@pass_context
def _say(context: Context, message: Bilingual) -> str:
    return message.text(context["lang"])


@pass_context
def _link(context: Context, iri: str) -> str:
    """Give a link to an IRI or a path of the service, with the language where it was asked for."""
    path = path_of(iri)
    asked = context["asked_lang"]
    if not asked or not path.startswith("/"):
        return path
    before, hash_sign, fragment = path.partition("#")
    joint = "&" if "?" in before else "?"
    return f"{before}{joint}{urlencode({'lang': asked})}{hash_sign}{fragment}"


@pass_context
def _why(context: Context, subject: str, predicate: str, value: Value) -> str:
    """Give the address that explains a statement."""
    term = value.iri or write_term(literal(value))
    path = f"/explain?{urlencode({'s': subject, 'p': predicate, 'o': term})}"
    asked = context["asked_lang"]
    return f"{path}&{urlencode({'lang': asked})}" if asked else path


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
        t=_text, link=_link, why=_why, other_language=_other_language, prologue=prologue, web_link=_web_link
    )
    environment.filters.update(say=_say, number=_number, shorten=shorten)
    return environment


def _web_link(iri: str) -> bool:
    """Tell whether a browser may follow an IRI; a graph can hold any scheme."""
    return iri.startswith(("https://", "http://"))


_ENVIRONMENT = _environment()
