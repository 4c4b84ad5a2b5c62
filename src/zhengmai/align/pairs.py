"""The corresponding measures of two plans, computed.

Entry points: `align` and `Pair`. `zhengmai.align.records` keeps them in a release, `zhengmai.align.counterparts`
reads them from there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from zhengmai.align.matching import ranked
from zhengmai.align.similarity import METHOD, features, scores
from zhengmai.namespaces import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from zhengmai.align.decisions import Decision
    from zhengmai.align.measures import Measure, PlanText
    from zhengmai.align.similarity import Features

Status = Literal["accepted", "pending", "rejected"]

_SEMAPV = "https://w3id.org/semapv/vocab/"
BY_METHOD = _SEMAPV + "CompositeMatching"
BY_PERSON = _SEMAPV + "ManualMappingCuration"
"""Justifications of a record (Semantic Mapping Vocabulary)."""


@dataclass(frozen=True)
class Pair:
    """Two measures that correspond, may correspond, or were found not to.

    Attributes:
        left: a measure of the one plan.
        right: a measure of the other.
        score: likeness between 0 and 1.
        margin: by how much the score leads that of the next best pair of either measure.
        status: accepted by rule or person, pending, or rejected by a person.
        justification: IRI: `BY_METHOD` or `BY_PERSON`.
        record: IRI of the alignment record.
        decision: IRI of the curation record behind a person's decision, else empty.
        method: how the score was made.
        differences: kinds of difference as the release keeps them, of the lower or later measure against the other;
            none where the pair is not accepted.
    """

    left: Measure
    right: Measure
    score: float
    margin: float
    status: Status
    justification: str
    record: str
    decision: str = ""
    method: str = METHOD
    differences: tuple[str, ...] = ()

    def turned(self) -> Pair:
        """Give the pair with left and right exchanged."""
        return replace(self, left=self.right, right=self.left)


def align(
    subject: PlanText,
    other: PlanText,
    decided: Mapping[frozenset[str], Decision] | None = None,
    of: Callable[[PlanText], Sequence[Features]] = features,
) -> list[Pair]:
    """Compute the pairs of two plans.

    Args:
        subject: the lower or later plan; its measures stand left.
        other: the plan that it is compared with.
        decided: what people have decided, by the IRIs of both measures.
        of: gives what the measures of a plan are compared by; one that remembers saves work over many pairs.

    Returns:
        The candidates worth keeping and all that people decided, by left measure, the best first.
    """
    decided = decided or {}
    plans = frozenset((subject.iri, other.iri))
    places = (
        {measure.iri: index for index, measure in enumerate(subject.measures)},
        {measure.iri: index for index, measure in enumerate(other.measures)},
    )
    own: dict[tuple[int, int], Decision] = {}
    for pair, decision in decided.items():
        if decision.plans == plans and len(pair) == 2:
            (left,) = (places[0][iri] for iri in pair if iri in places[0])
            (right,) = (places[1][iri] for iri in pair if iri in places[1])
            own[left, right] = decision
    table = scores(of(subject), of(other))
    refused = {place for place, decision in own.items() if not decision.accept}
    found = {
        (one.left, one.right): (one.score, one.margin, "accepted" if one.accepted else "pending")
        for one in ranked(table, refused)
    }
    pairs = [
        _pair(subject.measures[i], other.measures[j], *values, own.get((i, j)))
        for (i, j), values in found.items()
    ]
    pairs += [
        _pair(subject.measures[i], other.measures[j], table[i][j], 0.0, "pending", decision)
        for (i, j), decision in own.items()
        if (i, j) not in found
    ]
    return sorted(pairs, key=lambda pair: (pair.left.order, -pair.score, pair.right.order, pair.record))


def record_iri(subject: str, other: str) -> str:
    """Give the IRI of the alignment record of two measures."""
    digest = hashlib.sha256(f"{subject}\n{other}".encode()).hexdigest()[:12]
    return f"{DATA}node/align-{digest}"


def _pair(
    left: Measure, right: Measure, score: float, margin: float, status: str, decision: Decision | None
) -> Pair:
    if decision is not None:
        status = "accepted" if decision.accept else "rejected"
    return Pair(
        left=left,
        right=right,
        score=score,
        margin=margin,
        status=_STATUSES[status],
        justification=BY_PERSON if decision else BY_METHOD,
        record=record_iri(left.iri, right.iri),
        decision=decision.record if decision else "",
    )


_STATUSES: dict[str, Status] = {"accepted": "accepted", "pending": "pending", "rejected": "rejected"}
