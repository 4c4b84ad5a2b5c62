"""The saved queries as statements, so that query editors find them in the graph itself.

Entry point: `executable_quads`. Each query is a sh:SPARQLExecutable (W3C SHACL Advanced Features 5.3) with its text
and question; editors that read examples from an endpoint ask the default graph for that class.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from zhengmai.graph.statements import DCT, RDF_TYPE, Statements, graph
from zhengmai.namespaces import BASE
from zhengmai.store.saved import GROUPS, bound_text, load
from zhengmai.store.syntax import form

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from zhengmai.store.saved import SavedQuery

_SH = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA = "https://schema.org/"
_FORMS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
ENDPOINT = BASE + "sparql"
"""The endpoint under the stable namespace; its redirect leads to where the release is served."""


def query_iri(query: SavedQuery) -> str:
    """Give the IRI of a saved query; its path is the one that the service answers it at."""
    return f"{BASE}queries/{query.name}"


@cache
def executable_quads() -> tuple[Quad, ...]:
    """Give the statements on all saved queries, in graph/queries.

    The text has the examples of its parameters bound, so that it runs as it stands.
    """
    out = Statements(graph("queries"))
    for query in load():
        _describe(out, query)
    return tuple(out)


def _describe(out: Statements, query: SavedQuery) -> None:
    node = query_iri(query)
    name, text = _FORMS[form(query.query) or ""]
    out.add(node, RDF_TYPE, _SH + "SPARQLExecutable")
    out.add(node, RDF_TYPE, _SH + name)
    examples = {parameter.name: parameter.example for parameter in query.params.values()}
    out.add(node, _SH + text, Literal(bound_text(query, examples)))
    out.add(node, _SH + "prefixes", BASE + "prefixes")
    for language, said in (("zh-Hans", query.question.zh), ("en", query.question.en)):
        out.add(node, _RDFS + "comment", Literal(said, language=language))
        out.add(node, _RDFS + "label", Literal(f"{query.id} {query.name}", language=language))
    for language, said in (("zh-Hans", query.returns.zh), ("en", query.returns.en)):
        out.add(node, DCT + "description", Literal(said, language=language))
    out.add(node, DCT + "identifier", Literal(query.id))
    out.add(node, _SCHEMA + "target", ENDPOINT)
    for language, said in (("zh-Hans", GROUPS[query.group].zh), ("en", GROUPS[query.group].en)):
        out.add(node, _SCHEMA + "keywords", Literal(said, language=language))
