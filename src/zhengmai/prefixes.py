"""The prefixes of ontology/prefixes.ttl, the only list of them.

Entry points: `prefixes`, `prologue` and `shorten`.
"""

from __future__ import annotations

from functools import cache, lru_cache

import pyoxigraph

from zhengmai.resources import read_bytes


@cache
def prefixes() -> dict[str, str]:
    """Give prefix → namespace, in the order of the file."""
    data = read_bytes("ontology", "prefixes.ttl")
    parser = pyoxigraph.parse(data, pyoxigraph.RdfFormat.TURTLE)
    # The parser knows the prefixes once it has read past them; it gives them in no order.
    for _ in parser:
        pass
    return dict(sorted(parser.prefixes.items(), key=lambda item: data.find(f"@prefix {item[0]}:".encode())))


def prologue() -> str:
    """Give all prefixes as PREFIX lines of a query."""
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes().items())


@lru_cache(maxsize=8192)
def shorten(iri: str) -> str:
    """Give an IRI as a prefixed name for a reader, or the IRI itself where no prefix fits.

    The result is for display: a local name may hold characters that SPARQL wants escaped.
    """
    best = max(
        (item for item in prefixes().items() if iri.startswith(item[1]) and len(iri) > len(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    return iri if best is None else f"{best[0]}:{iri[len(best[1]) :]}"
