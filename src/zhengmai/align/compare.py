"""Two plans compared, measure by measure: adopted, adapted, added, left out.

Entry points: `compare` and `chosen`. Only pairs that are accepted, by rule or by a person, count as counterparts; what
may be one is shown beside a measure that has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zhengmai.align.counterparts import pairs_of
from zhengmai.align.differences import differences
from zhengmai.align.matching import PLAUSIBLE
from zhengmai.align.measures import load_plan
from zhengmai.align.partners import relation
from zhengmai.errors import Bilingual
from zhengmai.prefixes import shorten
from zhengmai.store.keys import AmbiguousKeyError, find_plans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.align.differences import Differences
    from zhengmai.align.measures import Measure, PlanText
    from zhengmai.align.pairs import Pair
    from zhengmai.align.partners import PlanPair
    from zhengmai.store.lineage import Query

ChangeKind = Literal["adopted", "adapted", "added", "left-out"]
Relationship = Literal["parent-child", "child-parent", "siblings", "other"]

CHANGE_KINDS: tuple[ChangeKind, ...] = ("adopted", "adapted", "added", "left-out")
"""Notations of ontology/vocab/changes.ttl."""


@dataclass(frozen=True)
class Change:
    """What became of one measure.

    Attributes:
        kind: adopted (at most parties and deadline differ), adapted (anything else differs), added (on the right
            only), left-out (on the left only).
        left: the measure of the left plan; None where added.
        right: the measure of the right plan; None where left out.
        pair: how the two were paired; None where there is one side only.
        differences: what differs; None where there is one side only.
        candidates: of a measure without counterpart, the pairs that nobody has accepted or rejected, the best first.
    """

    kind: ChangeKind
    left: Measure | None
    right: Measure | None
    pair: Pair | None = None
    differences: Differences | None = None
    candidates: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side.

    Attributes:
        left: the plan that is the measure of the other, as a rule the upper or earlier one.
        right: the plan that is seen against it.
        relationship: how the two stand to each other.
        changes: in the order of the left plan's measures, then those that the right one adds.
        reason: why there is no change to show; None where there is one.
    """

    left: PlanText
    right: PlanText
    relationship: Relationship
    changes: tuple[Change, ...]
    reason: Bilingual | None = None

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """How many changes there are of each kind."""
        return {kind: sum(change.kind == kind for change in self.changes) for kind in CHANGE_KINDS}


def chosen(query: Query, left: str, right: str) -> tuple[str, str]:
    """Give the two plans that two keys stand for.

    A notice that issues several plans stands for the one that shares its series with the other side.

    Args:
        query: runs a SELECT over the release.
        left: a 文号 in any bracket form, one with -p1, an IRI or a prefixed name.
        right: the same.

    Raises:
        UnknownKeyError: a key stands for nothing.
        AmbiguousKeyError: a key stands for several plans and the series does not tell which is meant.
    """
    found = find_plans(query, left), find_plans(query, right)
    if len(found[0]) == 1 and len(found[1]) == 1:
        return found[0][0], found[1][0]
    series = tuple({plan: load_plan(query, plan).series for plan in plans} for plans in found)
    same = [
        (one, other)
        for one in found[0]
        for other in found[1]
        if one != other and series[0][one] and series[0][one] == series[1][other]
    ]
    if len(same) == 1:
        return same[0]
    key, plans = (left, found[0]) if len(found[0]) > 1 else (right, found[1])
    raise AmbiguousKeyError(key, tuple(shorten(plan) for plan in plans))


def compare(query: Query, left_plan: str, right_plan: str) -> Comparison:
    """Compare two plans, aligned in the release or not.

    Args:
        query: runs a SELECT over the release.
        left_plan: IRI of the plan that the other is seen against, as a rule the upper or earlier one.
        right_plan: IRI of the other.
    """
    left, right = load_plan(query, left_plan), load_plan(query, right_plan)
    relationship = _relationship(relation(query, left_plan, right_plan), left, right)
    found = pairs_of(query, left, right)
    reason = _reason(left, right, found)
    changes = () if reason else _changes(left, right, found)
    return Comparison(left, right, relationship, changes, reason)


def _changes(left: PlanText, right: PlanText, found: Sequence[Pair]) -> tuple[Change, ...]:
    accepted = [pair for pair in found if pair.status == "accepted"]
    open_pairs = [pair for pair in found if pair.status == "pending" and pair.score >= PLAUSIBLE]
    changes: list[Change] = []
    for measure in left.measures:
        own = [pair for pair in accepted if pair.left.iri == measure.iri]
        for pair in own:
            seen = differences(pair.left, left, pair.right, right)
            kind: ChangeKind = "adopted" if seen.adopted else "adapted"
            changes.append(Change(kind, pair.left, pair.right, pair, seen))
        if not own:
            candidates = tuple(pair for pair in open_pairs if pair.left.iri == measure.iri)
            changes.append(Change("left-out", measure, None, candidates=candidates))
    matched = {pair.right.iri for pair in accepted}
    for measure in right.measures:
        if measure.iri not in matched:
            options = sorted(
                (pair for pair in open_pairs if pair.right.iri == measure.iri), key=lambda pair: -pair.score
            )
            changes.append(Change("added", None, measure, candidates=tuple(options)))
    return tuple(changes)


def _relationship(direction: PlanPair, left: PlanText, right: PlanText) -> Relationship:
    if direction.relation == "adaptedFrom":
        return "parent-child" if direction.object == left.iri else "child-parent"
    return "siblings" if left.series and left.series == right.series else "other"


def _reason(left: PlanText, right: PlanText, found: Sequence[Pair]) -> Bilingual | None:
    if left.iri == right.iri:
        return Bilingual("两个键指同一份方案。", "Both keys stand for the same plan.")
    for plan in (left, right):
        if not plan.measures:
            name = plan.title or shorten(plan.iri)
            return Bilingual(
                f"《{name}》没有读到的措施（全文未入库，或文中未列措施），无从比较。",
                f"No measure of “{name}” is held (its text is not held, or it lists none), so there is nothing to compare.",
            )
    if any(pair.status == "accepted" or pair.score >= PLAUSIBLE for pair in found):
        return None
    best = max((pair.score for pair in found), default=0.0)
    zh = f"两份方案没有相互对应的措施：最高相似度 {best:.2f}，低于 {PLAUSIBLE:.2f}"
    en = f"The two plans share no measure: the highest likeness is {best:.2f}, below {PLAUSIBLE:.2f}"
    if left.series != right.series:
        zh, en = f"{zh}，且不属于同一系列", f"{en}, and they belong to different series"
    return Bilingual(f"{zh}。", f"{en}.")
