"""Checks of what documents say of each other, over a whole release. Entry point: `validate_lineage`.

The shapes of `pps:LineageShape` and of `pps:Across…` are run as they stand, but each query once over all nodes: an
engine that takes one node after the other gets slow beyond proportion in a large graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QuerySolutions
from rdflib import SH, URIRef

from zhengmai.namespaces import GRAPH, PP, PPS
from zhengmai.prefixes import prologue
from zhengmai.validate.engine import filled
from zhengmai.validate.evidence import Evidence
from zhengmai.validate.findings import Finding, Report, Value
from zhengmai.validate.shapes import load_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from zhengmai.validate.shapes import Rule, Shapes

# Shapes about more than one document, by the beginning of their names.
ACROSS = (PPS + "LineageShape-", PPS + "Across")
# What alignment says stands by itself, apart from the default graph.
_WITH_ALIGNMENT: list[NamedNode | BlankNode | DefaultGraph] = [DefaultGraph(), NamedNode(GRAPH + "alignment")]
_BASES = (NamedNode(PP + "hasBasisCitation"), NamedNode(PP + "citedText"))


def validate_lineage(store: Store, shapes: Shapes | None = None) -> Report:
    """Check the documents of a release against each other: descent, bases, numbers, titles, figures.

    Args:
        store: a release's graph; its default graph is looked at, with what was inferred and curated.
        shapes: from `load_shapes`; the project's own if left out.

    Returns:
        A report that counts no nodes: the plans are counted where each document is checked by itself.
    """
    shapes = shapes or load_shapes()
    evidence = Evidence(store)
    rules = [rule for shape, rule in shapes.rules.items() if shape.startswith(ACROSS)]
    found = [finding for rule in rules for finding in _findings(store, shapes, rule, evidence)]
    return Report(tuple(sorted({finding.iri: finding for finding in found}.values(), key=Finding.sort_key)))


def _findings(store: Store, shapes: Shapes, rule: Rule, evidence: Evidence) -> Iterator[Finding]:
    for constraint in shapes.graph.objects(URIRef(rule.shape), SH.sparql):
        query = str(shapes.graph.value(constraint, SH.select)).replace("$this", "?this")
        aligned = rule.path == PP + "adaptedFrom"
        solutions = store.query(f"{prologue()} {query}", default_graph=_WITH_ALIGNMENT if aligned else None)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError(f"{constraint} is no SELECT")
        for row in solutions:
            focus, value = row["this"], row["value"]
            if isinstance(focus, NamedNode) and isinstance(value, NamedNode):
                yield _finding(store, rule, focus, value, evidence)


def _finding(store: Store, rule: Rule, focus: NamedNode, value: NamedNode, evidence: Evidence) -> Finding:
    subject = Value(value.value, None)
    # The sentence that names the basis says more than the plan's title.
    citing = [anchor for node in _citing(store, focus, value) for anchor in evidence.anchors(node, None)]
    return Finding(
        shape=rule.shape,
        code=rule.code,
        severity=rule.severity,
        focus=focus.value,
        subject=subject,
        path=rule.path,
        component=str(SH.SPARQLConstraintComponent),
        message=filled(rule.message, focus.value, subject),
        document=evidence.document(focus),
        anchors=tuple(citing) or evidence.anchors(focus, None),
    )


def _citing(store: Store, plan: NamedNode, basis: NamedNode) -> list[NamedNode]:
    has_citation, cited = _BASES
    found = {
        quad.object
        for quad in store.quads_for_pattern(plan, has_citation, None, None)
        if isinstance(quad.object, NamedNode)
        and next(store.quads_for_pattern(quad.object, cited, basis, None), None)
    }
    return sorted(found, key=lambda node: node.value)
