"""Which statement a decision about two measures is: the relation, and which of the two is its subject.

Entry point: `pair_of`. Measures are adapted from measures of a plan above theirs whose text is held; all other
counterparts are parallel, told from the side of the later plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.graph.terms import write_term
from zhengmai.namespaces import GRAPH, PP, VOCAB

if TYPE_CHECKING:
    from pyoxigraph import Store

PARALLEL, ADAPTED = PP + "parallelTo", PP + "adaptedFrom"
_ALIGNMENT = NamedNode(GRAPH + "alignment")
_PARTS = tuple(NamedNode(PP + name) for name in ("recordSubject", "recordPredicate", "recordObject"))
_CITED_ONLY = NamedNode(VOCAB + "holding-仅见引用")


def pair_of(store: Store, left: str, right: str) -> tuple[str, str, str]:
    """Give subject, property and object of the statement that two measures are counterparts.

    Args:
        store: a release's store.
        left: IRI of a measure.
        right: IRI of another.

    Raises:
        ZhengmaiError: one of them is in no plan, or both are in one.
    """
    proposed = _proposed(store, left, right) or _proposed(store, right, left)
    if proposed is not None:
        return proposed
    plans = _plan(store, left), _plan(store, right)
    if plans[0] == plans[1]:
        raise ZhengmaiError(
            Bilingual(
                "两条措施属于同一方案，不作对应",
                "the two measures belong to one plan and are no counterparts",
            )
        )
    for child, parent, lower, upper in ((left, right, *plans), (right, left, *reversed(plans))):
        if _below(store, lower, upper) and _held(store, lower) and _held(store, upper):
            return child, ADAPTED, parent
    later = max(
        ((_date(store, plan), plan, measure) for plan, measure in zip(plans, (left, right), strict=True))
    )
    return later[2], PARALLEL, right if later[2] == left else left


def _proposed(store: Store, subject: str, value: str) -> tuple[str, str, str] | None:
    """Give the statement that the release's own alignment makes of a pair."""
    for quad in store.quads_for_pattern(None, _PARTS[0], NamedNode(subject), _ALIGNMENT):
        said = [
            next((q.object for q in store.quads_for_pattern(quad.subject, part, None, _ALIGNMENT)), None)
            for part in _PARTS[1:]
        ]
        if isinstance(said[0], NamedNode) and said[1] == NamedNode(value):
            return subject, said[0].value, value
    return None


def _plan(store: Store, measure: str) -> str:
    node = NamedNode(measure)
    for quad in store.quads_for_pattern(node, NamedNode(PP + "provisionOf"), None, DefaultGraph()):
        if isinstance(quad.object, NamedNode):
            return quad.object.value
    shown = write_term(measure)
    raise ZhengmaiError(
        Bilingual(f"{shown} 不是发布中某个方案的条款", f"{shown} is no provision of a plan in this release")
    )


def _below(store: Store, lower: str, upper: str) -> bool:
    return Quad(NamedNode(lower), NamedNode(PP + "ancestorPlan"), NamedNode(upper)) in store


def _held(store: Store, plan: str) -> bool:
    return not any(
        Quad(document, NamedNode(PP + "holding"), _CITED_ONLY) in store
        for document in _documents(store, plan)
    )


def _date(store: Store, plan: str) -> str:
    dates = [
        quad.object.value
        for document in _documents(store, plan)
        for quad in store.quads_for_pattern(document, NamedNode(PP + "issueDate"), None, DefaultGraph())
        if isinstance(quad.object, Literal)
    ]
    return min(dates, default="")


def _documents(store: Store, plan: str) -> list[NamedNode]:
    quads = store.quads_for_pattern(None, NamedNode(PP + "issues"), NamedNode(plan), DefaultGraph())
    return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]
