"""Lineage, series and cascades in plain data, for programs. Entry points: `lineage_json` and `cascade_json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhengmai.store.cascade import cascades
from zhengmai.store.lineage import downward, summary, upward
from zhengmai.store.series import nearest, series_of, siblings, skips

if TYPE_CHECKING:
    from zhengmai.errors import Bilingual
    from zhengmai.store.cascade import Cascade, Figure, Place
    from zhengmai.store.lineage import Branch, Hop, PlanSummary, Query
    from zhengmai.store.series import Skip

Json = dict[str, Any]


def lineage_json(query: Query, plan: str) -> Json:
    """Give all that `zhengmai lineage` shows of a plan.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
    """
    hop = nearest(query, plan)
    return {
        "plan": plan_json(summary(query, plan)),
        "up": [branch_json(branch) for branch in upward(query, plan).branches],
        "nearest": hop.parent if hop else None,
        "skipped": [_skip(skip) for skip in skips(query, plan)],
        "down": [branch_json(branch) for branch in downward(query, plan).branches],
        "series": [
            {"key": series.key, "name": series.name, "period": series.period or None}
            for series in series_of(query, plan)
        ],
        "siblings": [plan_json(member) for member in siblings(query, plan)],
    }


def cascade_json(query: Query, plan: str, *, everything: bool = False) -> Json:
    """Give all that `zhengmai cascade` shows of a plan; values are numbers in decimal notation.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
        everything: also indicators that stand in measures only.
    """
    found = cascades(query, plan, everything=everything)
    return {"plan": plan_json(summary(query, plan)), "indicators": [_cascade(one) for one in found]}


def plan_json(plan: PlanSummary) -> Json:
    """Give what is known of a plan; null where the release does not know."""
    return {
        "iri": plan.iri,
        "title": plan.title or None,
        "kind": plan.kind or None,
        "period": plan.period or None,
        "document": plan.document or None,
        "number": plan.number or None,
        "date": plan.date or None,
        "issuer": plan.issuer or None,
        "division": {"iri": plan.division_iri, "name": plan.division} if plan.division_iri else None,
        "level": _both(plan.level_name) if plan.level else None,
        "held": not plan.cited_only,
    }


def branch_json(branch: Branch) -> Json:
    """Give a plan of a tree, the step that led to it and its further branches."""
    return {
        "plan": plan_json(branch.plan),
        "step": _step(branch.hop) if branch.hop else None,
        "repeated": branch.repeated,
        "branches": [branch_json(below) for below in branch.branches],
    }


def _step(hop: Hop) -> Json:
    record = hop.record
    return {
        "child": hop.child,
        "parent": hop.parent,
        "kind": hop.kind,
        "quote": hop.quote or None,
        "anchor": hop.anchor or None,
        "citation": hop.citation or None,
        "record": record
        and {
            "iri": record.iri,
            "author": record.author or None,
            "date": record.date or None,
            "reason": {"zh": record.reason, "en": record.reason_en},
        },
    }


def _skip(skip: Skip) -> Json:
    return {
        "division": {"iri": skip.division, "name": skip.name},
        "parent": skip.parent.iri,
        "existed": skip.existed,
        "candidates": [plan_json(plan) for plan in skip.candidates],
        "said": _both(skip.said),
    }


def _cascade(cascade: Cascade) -> Json:
    return {
        "indicator": cascade.indicator,
        "label": _both(cascade.label),
        "places": [_place(place) for place in cascade.places],
    }


def _place(place: Place) -> Json:
    figure = place.figure
    return {
        "division": {"iri": place.division, "name": place.name.zh} if place.division else None,
        "level": _both(place.level) if place.level.zh else None,
        "above": place.above or None,
        "plans": [plan_json(plan) for plan in place.plans],
        "figure": figure.iri if figure else None,
        "figures": [_figure(one) for one in place.figures],
        "sum": None if place.total is None else f"{place.total.normalize():f}",
        "shortfall": None if place.shortfall is None else f"{place.shortfall.normalize():f}",
        "counted": list(place.counted),
        "divisions_below": place.below,
        "said": [_both(words) for words in place.said],
    }


def _figure(figure: Figure) -> Json:
    return {
        "iri": figure.iri,
        "plan": figure.plan,
        "holder": figure.holder,
        "value": None if figure.value is None else f"{figure.value.normalize():f}",
        "unit": figure.unit_label or None,
        "comparator": _both(figure.comparator) if figure.comparator.zh else None,
        "period": figure.period or None,
        "each": figure.each,
        "headline": figure.headline,
        "verbatim": figure.verbatim,
        "cascades_from": list(figure.from_targets),
        "quote": figure.quote or None,
        "anchor": figure.anchor or None,
    }


def _both(words: Bilingual) -> Json:
    return {"zh": words.zh, "en": words.en}
