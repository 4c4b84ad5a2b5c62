"""What the graph of a statement tells: read from a text, inferred, curated, … Entry points: `origin` and `COPIED`."""

from __future__ import annotations

from zhengmai.namespaces import GRAPH

_ORIGINS = {
    "inferred": "inferred",
    "curation/accepted": "curated",
    "vocabulary": "vocabulary",
    "ontology": "vocabulary",
    "queries": "vocabulary",
    "catalogue": "metadata",
    "void": "metadata",
    "stubs": "stub",
    "provenance": "provenance",
    "validation": "validation",
    "alignment": "alignment",
    "curation": "record",
    "candidates": "candidate",
    "shapes": "shape",
}
COPIED = frozenset({"stated", "inferred", "curated", "vocabulary", "stub", "metadata"})
"""Origins whose statements the default graph holds as well, less what was retracted."""


def origin(graph: str) -> str:
    """Give the origin that the IRI of a named graph tells; "other" for graphs that are none of a release."""
    if graph.startswith(GRAPH + "doc/"):
        return "stated"
    return _ORIGINS.get(graph.removeprefix(GRAPH), "other")
