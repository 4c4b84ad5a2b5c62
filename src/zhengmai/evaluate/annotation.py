"""The readings of a document as JSON in the form of data/gold/GUIDE.md, with spans and rules added.

Entry point: `annotate`. Every fact carries "span": [start, end) in code points of the source text, "rule" and
"confidence".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhengmai.extract.facts import (
        Carrier,
        CitationFact,
        Deadline,
        DocumentFacts,
        Evidence,
        Party,
        PlanFacts,
        Provision,
        Target,
    )

Json = dict[str, Any]


def annotate(facts: DocumentFacts) -> Json:
    """Give the readings of one document, ready for `json.dumps`.

    Args:
        facts: resolved facts; unresolved parties have "resolved": null.
    """
    return {
        "file": facts.source.name,
        "sha256": facts.source.sha256,
        "encoding": facts.source.encoding,
        "script": facts.source.script,
        "carrier": _carrier(facts.carrier),
        "plans": [_plan(plan, facts.carrier) for plan in facts.plans],
        "unread": [
            {
                "span": list(u.span),
                "text": facts.source.quote(u.span),
                "looks_like": u.looks_like,
                "reason": u.reason._asdict(),
            }
            for u in facts.unread
        ],
    }


def _carrier(carrier: Carrier) -> Json:
    return {
        "number": carrier.number,
        "title": carrier.title,
        "issuers": carrier.issuers,
        "date": carrier.date,
        "division": carrier.division_name,
        "level": carrier.level,
        "addressees": carrier.addressees,
        "verbatim_number": carrier.verbatim_number,
        "kind": carrier.kind,
        "approved_by": carrier.approved_by,
        "header": [
            {"element": h.element, "text": h.verbatim, **_evidence(h.evidence)} for h in carrier.header
        ],
        "cites": [_citation(c) for c in carrier.citations],
    }


def _plan(plan: PlanFacts, carrier: Carrier) -> Json:
    return {
        "title": plan.title or None,
        "kind": plan.kind,
        "period": list(plan.period) if plan.period else None,
        **(_evidence(plan.title_evidence) if plan.title_evidence else {}),
        "cites": [_citation(c) for c in [*plan.citations, *_notice_citations(plan, carrier)]],
        "plan_targets": [_target(t) for t in plan.targets],
        "other_cites": [_citation(c) for c in plan.other_citations],
        "other_deadlines": [_deadline(d) for d in plan.other_deadlines],
        "measures": [_measure(m) for m in plan.measures],
        "provisions": [
            {"path": "/".join(p.path), "kind": p.kind, "heading": p.heading, **_evidence(p.evidence)}
            for p in plan.provisions
            if p.kind != "measure"
        ],
    }


def _notice_citations(plan: PlanFacts, carrier: Carrier) -> list[CitationFact]:
    """Give what the notice cites besides: its plan rests on that too."""
    own = {citation.number or citation.title for citation in plan.citations}
    return [citation for citation in carrier.citations if (citation.number or citation.title) not in own]


def _measure(measure: Provision) -> Json:
    result: Json = {
        "path": "/".join(measure.path),
        "heading": measure.heading or measure.group,
        "begins": measure.begins,
        "text": measure.text,
        "lead": [_party(p) for p in measure.parties if p.role == "lead"],
        "support": [_party(p) for p in measure.parties if p.role == "support"],
        "responsible": [_party(p) for p in measure.parties if p.role == "responsible"],
        "deadline": _deadline(measure.deadline) if measure.deadline else None,
        "targets": [_target(t) for t in measure.targets],
        "cites": [_citation(c) for c in measure.citations],
        **_evidence(measure.evidence),
    }
    if measure.unsure:
        result["unsure"] = True
    return result


def _party(party: Party) -> Json:
    resolution = party.resolution
    return {
        "mention": party.mention,
        "resolved": resolution.key if resolution else None,
        "name": resolution.name if resolution else None,
        "division": resolution.division if resolution else None,
        "collective": party.collective,
        "through": party.through,
        **_evidence(party.evidence),
    }


def _deadline(deadline: Deadline) -> Json:
    return {
        "text": deadline.text,
        "kind": deadline.kind,
        "value": deadline.value,
        "latest": deadline.latest,
        **_evidence(deadline.evidence),
    }


def _target(target: Target) -> Json:
    value: int | float | None = None
    if target.value is not None:
        value = int(target.value) if target.value == target.value.to_integral_value() else float(target.value)
    result: Json = {
        "text": target.text,
        "indicator": target.indicator,
        "comparator": target.comparator,
        "value": value,
        "unit": target.unit,
        "period": target.period,
        "stated": target.stated,
        "distribution": target.distribution,
        "benchmark": target.benchmark,
        "condition": target.condition,
        **_evidence(target.evidence),
    }
    if target.unsure:
        result["unsure"] = True
    return result


def _citation(citation: CitationFact) -> Json:
    result: Json = {
        "title": citation.title,
        # A standard has a number of its own, which is no 文号.
        "number": citation.number or citation.standard,
        # The guide knows three roles; a repealed text is one that is merely mentioned.
        "role": "reference" if citation.role == "repeal" else citation.role,
        "repeals": citation.role == "repeal",
        "pinpoint": citation.pinpoint,
        **_evidence(citation.evidence),
    }
    if citation.alias:
        result["alias"] = citation.alias
    if citation.alias_of:
        result["alias_of"] = citation.alias_of
    return result


def _evidence(evidence: Evidence) -> Json:
    return {"span": list(evidence.span), "rule": evidence.rule, "confidence": evidence.confidence}
