"""The address that the service is reached at, and statements that speak of it.

Entry points: `public_url` and `located`. Identifiers are constants under the stable namespace; what is fetched,
asked or visited has the address of this service.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request

from zhengmai.namespaces import BASE
from zhengmai.release.dcat import DCAT, FOAF, VCARD
from zhengmai.release.void import VOID
from zhengmai.settings import Settings
from zhengmai.store.executables import ENDPOINT
from zhengmai_api.service import in_release

_ADDRESSES = frozenset(
    {
        *(DCAT + name for name in ("accessURL", "downloadURL", "endpointURL", "endpointDescription", "landingPage")),
        FOAF + "homepage",
        VCARD + "hasURL",
        VOID + "sparqlEndpoint",
        VOID + "dataDump",
    }
)  # fmt: skip


def settings_of(request: Request) -> Settings:
    """Give the settings of a request's application."""
    return cast("Settings", request.app.state.settings)


def public_url(request: Request, path: str = "") -> str:
    """Give the address of a path of the service.

    Args:
        request: the request, whose own address is taken where `ZHENGMAI_PUBLIC_URL` says none.
        path: percent-encoded, without the leading slash.
    """
    base = settings_of(request).public_url or str(request.base_url)
    return base.rstrip("/") + "/" + path


def located(request: Request, triples: Iterable[Triple]) -> list[Triple]:
    """Give statements with the addresses of this service in place of those under the stable namespace.

    Only values of properties that hold addresses (of files, endpoints and pages) change, and what is said of them.
    """
    said = list(triples)
    moved = {
        triple.object.value: _at(request, triple.object.value)
        for triple in said
        if triple.predicate.value in _ADDRESSES
        and isinstance(triple.object, NamedNode)
        and triple.object.value.startswith(BASE)
    }
    return [
        Triple(
            _moved(triple.subject, moved),
            triple.predicate,
            _moved(triple.object, moved)
            if triple.predicate.value in _ADDRESSES
            else triple.object,
        )
        for triple in said
    ]  # fmt: skip


def _at(request: Request, iri: str) -> str:
    address = public_url(request, iri.removeprefix(BASE))
    # The endpoint of a named release is asked with its id, or it would answer for the current one.
    return in_release(request, address) if iri == ENDPOINT else address


def _moved(term: Any, moved: dict[str, str]) -> Any:
    known = isinstance(term, NamedNode) and term.value in moved
    return NamedNode(moved[term.value]) if known else term
