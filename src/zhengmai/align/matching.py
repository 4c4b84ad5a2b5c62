"""Which pairs of measures are candidates, how far each leads, and which are accepted without a person.

Entry points: `ranked` and `Candidate.accepted`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.align.similarity import DIGITS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# A pair that is the best of both its measures needs less than one that is the best of one of them only, as where a
# row of a table stands for several measures. Chosen on the sample pairs so that a change of a tenth either way
# accepts nothing wrong (docs/alignment.md).
_MUTUAL_SCORE, _MUTUAL_LEAD = 0.30, 0.10
_SINGLE_SCORE, _SINGLE_LEAD = 0.40, 0.45

PLAUSIBLE = 0.20
"""Below this score a candidate is not shown as a possible counterpart."""

_FLOOR = 0.10
_PER_LEFT, _PER_RIGHT = 3, 1


@dataclass(frozen=True)
class Candidate:
    """Two measures that may correspond.

    Attributes:
        left: index of the measure in its plan.
        right: index in the other plan.
        score: between 0 and 1.
        margin: by how much the score leads that of the next best pair of the left measure or of the right one,
            whichever lead is larger; negative where the pair is the best of neither.
        best_of_left: no right measure fits the left one better.
        best_of_right: no left measure fits the right one better.
    """

    left: int
    right: int
    score: float
    margin: float
    best_of_left: bool
    best_of_right: bool

    @property
    def accepted(self) -> bool:
        """Whether it is taken for a counterpart without a person: by its score and by how far it leads.

        Only the share of the margin in the score counts, since scores are lower between provinces than inside one.
        """
        if self.margin <= 0:
            return False
        lead = self.margin / self.score
        if self.best_of_left and self.best_of_right:
            return self.score >= _MUTUAL_SCORE and lead >= _MUTUAL_LEAD
        return self.score >= _SINGLE_SCORE and lead >= _SINGLE_LEAD


def ranked(scores: Sequence[Sequence[float]], refused: Collection[tuple[int, int]] = ()) -> list[Candidate]:
    """Give the candidates that are worth keeping: three of each left measure and the best of each right one.

    Args:
        scores: n rows of m numbers.
        refused: pairs of indices that a person has rejected; they do not compete.

    Returns:
        Candidates by left measure, the best first; ties by the order of the right measures.
    """
    pairs = {
        (i, j): score
        for i, row in enumerate(scores)
        for j, score in enumerate(row)
        if score >= _FLOOR and (i, j) not in refused
    }
    by_left: dict[int, list[tuple[float, int]]] = {}
    by_right: dict[int, list[tuple[float, int]]] = {}
    for (i, j), score in pairs.items():
        by_left.setdefault(i, []).append((-score, j))
        by_right.setdefault(j, []).append((-score, i))
    for options in (*by_left.values(), *by_right.values()):
        options.sort()
    kept = {(i, j) for i, options in by_left.items() for _, j in options[:_PER_LEFT]}
    kept |= {(i, j) for j, options in by_right.items() for _, i in options[:_PER_RIGHT]}
    found = [_candidate(i, j, pairs[i, j], by_left[i], by_right[j]) for i, j in kept]
    return sorted(found, key=lambda one: (one.left, -one.score, one.right))


def _candidate(
    i: int, j: int, score: float, of_left: list[tuple[float, int]], of_right: list[tuple[float, int]]
) -> Candidate:
    lead_left, lead_right = _lead(score, j, of_left), _lead(score, i, of_right)
    margin = round(max(lead_left, lead_right), DIGITS)
    return Candidate(i, j, score, margin, of_left[0][1] == j, of_right[0][1] == i)


def _lead(score: float, own: int, options: list[tuple[float, int]]) -> float:
    return score - max((-other for other, index in options if index != own), default=0.0)
