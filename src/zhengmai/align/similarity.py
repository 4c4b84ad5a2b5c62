"""How alike two measures are, between 0 and 1.

Entry points: `features` and `scores`. The score is a weighted mean of
- the text: cosine of TF-IDF vectors of character 1–3-grams, and how much of the shorter text the other one holds,
- the heading of the 行动 that they stand under, by the same vectors,
- the functional systems of their parties (Jaccard index), and
- the place of the 行动 in the order of its plan.
Frequencies are counted over the two plans that are compared, so that a score depends on nothing else in a release. It
is symmetric. No model, no list of words of one field: docs/alignment.md says what was measured.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.align.words import comparable, own_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.align.measures import PlanText

METHOD = "char-tfidf-1-3+containment+heading+systems+order/1"
"""Name of the method; the number rises when a weight or a part changes."""

DIGITS = 4
"""Scores are rounded before they are ranked, so that ranks are the same on every machine."""

_COSINE, _CONTAINMENT, _HEADING, _SYSTEMS, _ORDER = 0.5, 0.5, 0.1, 0.05, 0.05
_TOTAL = _COSINE + _CONTAINMENT + _HEADING + _SYSTEMS + _ORDER
# What all measures of both plans share still counts a little: without it, two plans of one equal measure each
# would have nothing in common.
_IDF_FLOOR = 0.25
_LENGTHS = (1, 2, 3)
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff0-9A-Za-z]+")


@dataclass(frozen=True)
class Features:
    """What one measure is compared by.

    Attributes:
        text: n-gram → count.
        heading: n-gram → count.
        systems: functional systems of the parties.
        place: of the 行动 in its plan, between 0 and 1.
    """

    text: Counter[str]
    heading: Counter[str]
    systems: frozenset[str]
    place: float


@dataclass(frozen=True)
class _Vector:
    """TF-IDF weights by n-gram, and their sum of squares."""

    weights: dict[str, float]
    square: float


def features(plan: PlanText) -> list[Features]:
    """Give what the measures of a plan are compared by, in their order."""
    names = own_names(plan.division)
    parties = sorted(
        {party.name for measure in plan.measures for party in measure.parties if len(party.name) > 2},
        key=lambda name: (-len(name), name),
    )
    headings = list(dict.fromkeys(measure.heading for measure in plan.measures))
    return [
        Features(
            text=_grams(comparable(measure.text, (*parties, *names))),
            heading=_grams(comparable(measure.heading, names)),
            systems=measure.functions,
            place=(headings.index(measure.heading) + 0.5) / len(headings),
        )
        for measure in plan.measures
    ]


def scores(left: Sequence[Features], right: Sequence[Features]) -> list[list[float]]:
    """Give the score of each measure of one plan with each of another.

    Args:
        left: n measures.
        right: m measures.

    Returns:
        n rows of m numbers between 0 and 1, rounded to `DIGITS`.
    """
    texts = _vectors([one.text for one in left], [one.text for one in right])
    headings = _vectors([one.heading for one in left], [one.heading for one in right])
    likeness = _shared(*texts)
    heading_likeness = _shared(*headings)
    found = []
    for i, one in enumerate(left):
        row = []
        for j, other in enumerate(right):
            cosine, containment = likeness[i][j]
            heading, _ = heading_likeness[i][j]
            total = (
                _COSINE * cosine
                + _CONTAINMENT * containment
                + _HEADING * heading
                + _SYSTEMS * _jaccard(one.systems, other.systems)
                + _ORDER * (1 - abs(one.place - other.place))
            )
            # Where the texts share nothing, place and parties alone are no likeness.
            row.append(round(total / _TOTAL, DIGITS) if cosine else 0.0)
        found.append(row)
    return found


def _grams(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in _RUN.findall(text):
        for length in _LENGTHS:
            counts.update(run[start : start + length] for start in range(len(run) - length + 1))
    return counts


def _vectors(
    left: Sequence[Counter[str]], right: Sequence[Counter[str]]
) -> tuple[list[_Vector], list[_Vector]]:
    frequency: Counter[str] = Counter()
    for counts in (*left, *right):
        frequency.update(counts.keys())
    number = len(left) + len(right)
    weight = {gram: math.log((1 + number) / (1 + count)) + _IDF_FLOOR for gram, count in frequency.items()}
    return [_vector(counts, weight) for counts in left], [_vector(counts, weight) for counts in right]


def _vector(counts: Counter[str], weight: dict[str, float]) -> _Vector:
    weights = {gram: (1 + math.log(count)) * weight[gram] for gram, count in counts.items()}
    return _Vector(weights, math.fsum(value * value for value in weights.values()))


def _shared(left: Sequence[_Vector], right: Sequence[_Vector]) -> list[list[tuple[float, float]]]:
    """Give cosine and containment of each left vector with each right one, through the n-grams that both have."""
    postings: dict[str, list[tuple[int, float]]] = {}
    for j, vector in enumerate(right):
        for gram, value in vector.weights.items():
            postings.setdefault(gram, []).append((j, value))
    found = []
    for one in left:
        products, own, others = ([0.0] * len(right) for _ in range(3))
        for gram, value in one.weights.items():
            for j, other in postings.get(gram, ()):
                products[j] += value * other
                own[j] += value * value
                others[j] += other * other
        found.append(
            [
                _likeness(products[j], own[j], others[j], one.square, vector.square)
                for j, vector in enumerate(right)
            ]
        )
    return found


def _likeness(
    product: float, own: float, other: float, square: float, other_square: float
) -> tuple[float, float]:
    if not product:
        return 0.0, 0.0
    return product / math.sqrt(square * other_square), max(own / square, other / other_square)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    both = one | other
    return len(one & other) / len(both) if both else 0.0
