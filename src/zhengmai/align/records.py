"""The alignment of a release as statements of graph/alignment.

Entry point: `alignment_statements`. For each pair of measures that is kept, a pp:AlignmentRecord with score, margin,
method, justification and status; the relation itself (pp:parallelTo both ways, or pp:adaptedFrom from the lower
measure to the upper one) only where the pair is accepted.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from zhengmai.align.decisions import decisions
from zhengmai.align.differences import differences
from zhengmai.align.measures import PlanText, load_plan
from zhengmai.align.pairs import align
from zhengmai.align.partners import PlanPair, partners, relation
from zhengmai.align.similarity import features
from zhengmai.graph.statements import Statements, concept, decimal, graph, string
from zhengmai.namespaces import PP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Quad

    from zhengmai.align.decisions import Decision
    from zhengmai.align.pairs import Pair
    from zhengmai.store.lineage import Query

STATUSES = {"accepted": "review-已采纳", "pending": "review-待核", "rejected": "review-已拒绝"}
"""Status of a pair → local name of its concept."""

# Near plans come one after another, so that few of them need to be in memory at once.
_PLANS_KEPT = 256


def alignment_statements(query: Query) -> Iterator[Quad]:
    """Compare the plans of a release and give what graph/alignment holds, one pair of plans after the other.

    Args:
        query: runs a SELECT over the release, whose default graph must be complete.
    """
    decided = decisions(query)
    loaded = lru_cache(maxsize=_PLANS_KEPT)(partial(load_plan, query))
    known = lru_cache(maxsize=_PLANS_KEPT)(lambda plan: features(loaded(plan)))
    for pair in _plan_pairs(query, decided):
        subject, other = loaded(pair.subject), loaded(pair.object)
        out = Statements(graph("alignment"))
        for found in align(subject, other, decided, lambda plan: known(plan.iri)):
            _record(out, pair, found, subject, other)
        yield from out


def _plan_pairs(query: Query, decided: Mapping[frozenset[str], Decision]) -> list[PlanPair]:
    """Give the pairs of plans to compare: those that the plans choose, and those on whose measures people decided."""
    found = {frozenset((pair.subject, pair.object)): pair for pair in partners(query)}
    for decision in decided.values():
        if len(decision.plans) == 2 and decision.plans not in found:
            one, other = sorted(decision.plans)
            found[decision.plans] = relation(query, one, other)
    return list(found.values())


def _record(out: Statements, plans: PlanPair, pair: Pair, subject: PlanText, other: PlanText) -> None:
    left, right, node = pair.left.iri, pair.right.iri, pair.record
    out.type(node, "AlignmentRecord")
    out.pp(node, "recordSubject", left)
    out.pp(node, "recordPredicate", PP + plans.relation)
    out.pp(node, "recordObject", right)
    out.pp(node, "score", decimal(Decimal(str(pair.score))))
    out.pp(node, "margin", decimal(Decimal(str(pair.margin))))
    out.pp(node, "method", string(pair.method))
    out.pp(node, "justification", pair.justification)
    out.pp(node, "reviewStatus", concept(STATUSES[pair.status]))
    if pair.status != "accepted":
        return
    out.pp(left, plans.relation, right)
    if plans.relation == "parallelTo":
        out.pp(right, plans.relation, left)
    for kind in differences(pair.right, other, pair.left, subject, wording=False).kinds:
        out.pp(node, "difference", concept(f"diff-{kind}"))
