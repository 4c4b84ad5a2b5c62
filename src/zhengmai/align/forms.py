"""A comparison of two plans as JSON and as RDF.

Entry points: `document`, `triples` and, for the counterparts of a plan's measures, `measures_json`. The JSON form is described in docs/alignment.md, the terms in
ontology/core.ttl and ontology/vocab/changes.ttl.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhengmai.graph.statements import Statements, concept, decimal, graph, string, zh
from zhengmai.namespaces import DATA, VOCAB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import Triple

    from zhengmai.align.compare import Change, Comparison
    from zhengmai.align.counterparts import Counterpart
    from zhengmai.align.differences import Differences
    from zhengmai.align.measures import Measure, PlanText, Target
    from zhengmai.align.pairs import Pair

_CHANGES = {
    "adopted": "change-沿用",
    "adapted": "change-调整",
    "added": "change-新增",
    "left-out": "change-未列",
}


def document(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as a JSON document; every IRI is absolute, absent facts are null or empty lists."""
    return {
        "left": _plan(comparison.left),
        "right": _plan(comparison.right),
        "relationship": comparison.relationship,
        "counts": comparison.counts,
        "reason": comparison.reason._asdict() if comparison.reason else None,
        "changes": [_change(change) for change in comparison.changes],
    }


def triples(comparison: Comparison) -> list[Triple]:
    """Give a comparison as RDF, sorted."""
    # The graph's name is of no account: the statements are given as triples.
    out = Statements(graph("comparison"))
    left, right = comparison.left, comparison.right
    node = _node("compare", left.iri, right.iri)
    out.type(node, "PlanComparison")
    out.pp(node, "leftPlan", left.iri)
    out.pp(node, "rightPlan", right.iri)
    for change in comparison.changes:
        ends = (change.left.iri if change.left else left.iri, change.right.iri if change.right else right.iri)
        one = _node("change", *ends)
        out.pp(node, "hasChange", one)
        out.type(one, "MeasureChange")
        out.pp(one, "changeKind", concept(_CHANGES[change.kind]))
        out.pp(one, "leftMeasure", change.left.iri if change.left else None)
        out.pp(one, "rightMeasure", change.right.iri if change.right else None)
        if change.pair and change.differences:
            out.pp(one, "accordingTo", change.pair.record)
            out.pp(one, "score", decimal(Decimal(str(change.pair.score))))
            _describe(out, one, change.differences)
    return sorted((quad.triple for quad in out), key=str)


def _describe(out: Statements, node: str, seen: Differences) -> None:
    for kind in seen.kinds:
        out.pp(node, "difference", concept(f"diff-{kind}"))
    for name, parts in (("onlyInLeft", seen.only_left), ("onlyInRight", seen.only_right)):
        for part in parts:
            out.pp(node, name, zh(part))
    for run in seen.wording:
        if run.kind != "equal":
            out.pp(node, "deletedText" if run.kind == "delete" else "insertedText", string(run.text))
    for party in seen.parties:
        # A unit without a system is known by its name only, which is no concept.
        system = f"{VOCAB}sys-{party.function}" if party.is_system else None
        if not party.left:
            out.pp(node, "systemAdded", system)
        if not party.right:
            out.pp(node, "systemDropped", system)


def _node(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
    return f"{DATA}node/{kind}-{digest}"


def _plan(plan: PlanText) -> dict[str, Any]:
    return {
        "iri": plan.iri,
        "title": plan.title or None,
        "number": plan.number or None,
        "date": plan.date or None,
        "division": plan.division or None,
        "series": plan.series or None,
        "measures": len(plan.measures),
    }


def _change(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": change.kind,
        "left": _measure(change.left),
        "right": _measure(change.right),
    }
    if change.pair and change.differences:
        found["alignment"] = _pair(change.pair)
        found["differences"] = list(change.differences.kinds)
        found.update(_details(change, change.differences))
    else:
        found["candidates"] = [
            {"measure": (pair.right if change.left else pair.left).iri, **_pair(pair)}
            for pair in change.candidates
        ]
    return found


def _details(change: Change, seen: Differences) -> dict[str, Any]:
    return {
        "wording": [{"kind": run.kind, "text": run.text} for run in seen.wording],
        "only_left": list(seen.only_left),
        "only_right": list(seen.only_right),
        "parties": [
            {"function": one.function, "left": one.left or None, "right": one.right or None}
            for one in seen.parties
        ],
        "deadlines": {
            side: [{"text": one.text, "value": one.value} for one in (measure.deadlines if measure else ())]
            for side, measure in (("left", change.left), ("right", change.right))
        },
        "targets": [{"left": _target(one.left), "right": _target(one.right)} for one in seen.targets],
        "bases": {"left": list(seen.bases_left), "right": list(seen.bases_right)},
    }


def _measure(measure: Measure | None) -> dict[str, Any] | None:
    if measure is None:
        return None
    return {
        "iri": measure.iri,
        "path": measure.path,
        "heading": measure.heading or None,
        "text": measure.text,
    }


def _target(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {
        "text": target.text,
        "indicator": target.indicator or None,
        "comparator": target.comparator or None,
        "value": target.value or None,
        "unit": target.unit or None,
        "period": target.period or None,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "record": pair.record,
        "score": pair.score,
        "margin": pair.margin,
        "status": pair.status,
        "method": pair.method,
        "justification": pair.justification,
        "decision": pair.decision or None,
    }


def measures_json(found: Sequence[tuple[Measure, Sequence[Counterpart]]]) -> list[dict[str, Any]]:
    """Give the measures of a plan and their counterparts as plain data."""
    return [
        {
            "measure": measure.iri,
            "path": measure.path,
            "text": measure.text,
            "counterparts": [
                {
                    "measure": other.measure,
                    "plan": other.plan,
                    "path": other.path,
                    "status": other.record.status,
                    "score": other.record.score,
                    "margin": other.record.margin,
                    "relation": other.record.predicate,
                    "subject": other.record.subject,
                    "differences": list(other.record.differences),
                    "record": other.record.iri,
                }
                for other in others
            ],
        }
        for measure, others in found
    ]
