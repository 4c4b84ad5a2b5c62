"""What differs between two measures that correspond: wording, parties, deadline, targets, basis, scope.

Entry points: `differences` and `segments`. Kinds are the notations of ontology/vocab/differences.ttl, as the
annotation guide defines them; the right measure is seen against the left one.
"""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from zhengmai.align.words import bare, clauses, comparable, members_of, own_names, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.align.measures import Measure, Party, PlanText, Target

SegmentKind = Literal["equal", "delete", "insert"]

KINDS = ("wording", "parties", "deadline", "target", "scope-wider", "scope-narrower", "basis")
"""Notations of the differences, in the order in which they are given."""

# A clause is shared where half of its pairs of characters stand in the other measure too.
_SHARED = 0.5
# A part of so few characters (并, 特别是) says nothing by itself.
_SHORTEST = 4
# An equal run shorter than this between two changes is shown as changed: readers see words, not characters.
_SHORTEST_EQUAL = 2
# Texts less alike than this are shown as one struck out and one put in.
_LEAST_RATIO = 0.3


@dataclass(frozen=True)
class Segment:
    """A run of characters that stands in both texts, in the left one only (delete) or the right one only (insert)."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True)
class PartyChange:
    """What became of one functional system; a role is empty where the measure does not name the system.

    Attributes:
        function: the system, or the name of a unit that has none.
        left: roles in the left measure, joined by "/".
        right: roles in the right one.
        is_system: whether it is a functional system.
    """

    function: str
    left: str
    right: str
    is_system: bool = True


@dataclass(frozen=True)
class TargetChange:
    """A target of one measure and the one that stands in its place in the other; None: it has none."""

    left: Target | None
    right: Target | None


@dataclass(frozen=True)
class Differences:
    """All that differs between two measures.

    Attributes:
        kinds: what differs, in the order of `KINDS`.
        wording: the two texts as one, run by run.
        only_left: clauses without a counterpart on the right.
        only_right: clauses without a counterpart on the left.
        parties: functional systems that one measure names and the other does not, or in another role; the
            kind "parties" is given for the former only.
        targets: targets that differ.
        bases_left: IRIs of the bases of the left measure only.
        bases_right: IRIs of those of the right one only.
    """

    kinds: tuple[str, ...]
    wording: tuple[Segment, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    parties: tuple[PartyChange, ...]
    targets: tuple[TargetChange, ...]
    bases_left: tuple[str, ...]
    bases_right: tuple[str, ...]

    @property
    def adopted(self) -> bool:
        """Whether the right measure takes the left one over: at most parties and deadline differ."""
        return set(self.kinds) <= {"parties", "deadline"}


def differences(
    left: Measure, left_plan: PlanText, right: Measure, right_plan: PlanText, *, wording: bool = True
) -> Differences:
    """Compare two measures that correspond.

    Args:
        left: a measure.
        left_plan: its plan, which knows the names of its places.
        right: the measure that is seen against it.
        right_plan: its plan.
        wording: whether to compare the texts character by character, which takes longer than all else.
    """
    left_text = comparable(left.text, own_names(left_plan.division))
    right_text = comparable(right.text, own_names(right_plan.division))
    reworded, only_left, only_right = _clauses(left_text, right_text)
    parties = _parties(left.parties, right.parties)
    targets = _targets(left.targets, right.targets)
    bases = {basis.iri for basis in left.bases}, {basis.iri for basis in right.bases}
    limited = tuple(words()["scope"]["limiting"])
    narrower, wider = _scope(only_left, limited), _scope(only_right, limited)
    holds = {
        "wording": reworded,
        "parties": left.functions != right.functions,
        "deadline": {one.value for one in left.deadlines} != {one.value for one in right.deadlines},
        "target": bool(targets),
        "scope-wider": wider[0] or narrower[1],
        "scope-narrower": narrower[0] or wider[1],
        "basis": bases[0] != bases[1],
    }
    return Differences(
        kinds=tuple(kind for kind in KINDS if holds[kind]),
        wording=tuple(segments(left.text, right.text)) if wording else (),
        only_left=tuple(only_left),
        only_right=tuple(only_right),
        parties=tuple(parties),
        targets=tuple(targets),
        bases_left=tuple(sorted(bases[0] - bases[1])),
        bases_right=tuple(sorted(bases[1] - bases[0])),
    )


def segments(left: str, right: str) -> list[Segment]:
    """Give two texts as one: what both have, what only the left has, what only the right has.

    The left text is what remains without the inserted runs, the right one what remains without the deleted ones.

    >>> [(run.kind, run.text) for run in segments("按年度公示安排情况", "按季度公示安排情况")]
    [('equal', '按'), ('delete', '年'), ('insert', '季'), ('equal', '度公示安排情况')]
    """
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    if left and right and matcher.ratio() < _LEAST_RATIO:
        return [Segment("delete", left), Segment("insert", right)]
    found: list[Segment] = []
    deleted = inserted = ""
    operations = matcher.get_opcodes()
    for place, (operation, i1, i2, j1, j2) in enumerate(operations):
        inside = 0 < place < len(operations) - 1
        if operation == "equal" and not (inside and i2 - i1 < _SHORTEST_EQUAL):
            found += [*_change(deleted, inserted), Segment("equal", left[i1:i2])]
            deleted = inserted = ""
        else:
            deleted += left[i1:i2]
            inserted += right[j1:j2]
    return found + _change(deleted, inserted)


def _change(deleted: str, inserted: str) -> list[Segment]:
    runs = (Segment("delete", deleted), Segment("insert", inserted))
    return [run for run in runs if run.text]


@dataclass
class _Side:
    """What the clauses of one text are to the other text."""

    verbatim: bool = False
    reworded: bool = False
    alone: list[str] = field(default_factory=list)


def _clauses(left: str, right: str) -> tuple[bool, list[str], list[str]]:
    """Tell whether the shared clauses differ in words, and give what only one text has."""
    one, other = _side(left, bare(right)), _side(right, bare(left))
    # Where the shared clauses of one text stand in the other word for word, what is worded otherwise there is more.
    reworded = (
        (one.reworded and other.reworded)
        or (one.reworded and not one.verbatim)
        or (other.reworded and not other.verbatim)
    )
    return reworded, one.alone, other.alone


def _side(text: str, other: str) -> _Side:
    """Sort the clauses of a text by whether the other one has them.

    A clause is shared where enough of its characters stand in the other text; of a shared clause the members of an
    enumeration (at 、) that the other text lacks are given by themselves.
    """
    found, pairs = _Side(), Counter(_pairs(other))
    for clause in clauses(text):
        if bare(clause) in other:
            found.verbatim = True
        elif _share(bare(clause), pairs) < _SHARED:
            found.alone.append(clause)
        else:
            found.reworded = True
            first, *rest = members_of(clause)
            # The first member has the verb before it; what it names stands at its end.
            missing = [first] if rest and bare(first)[-2:] not in other else []
            found.alone += missing + [one for one in rest if _share(bare(one), pairs) < _SHARED]
    found.alone = [part for part in found.alone if len(bare(part)) >= _SHORTEST]
    return found


def _pairs(text: str) -> list[str]:
    return [text[start : start + 2] for start in range(len(text) - 1)]


def _share(clause: str, pairs: Counter[str]) -> float:
    own = Counter(_pairs(clause))
    return sum(min(count, pairs[pair]) for pair, count in own.items()) / max(1, own.total())


def _scope(alone: Sequence[str], limiting: tuple[str, ...]) -> tuple[bool, bool]:
    """Tell whether a side does something that the other does not, and whether it limits what both do."""
    limits = [clause.startswith(limiting) for clause in alone]
    return not all(limits), any(limits)


def _parties(left: Sequence[Party], right: Sequence[Party]) -> list[PartyChange]:
    before, after = _roles(left), _roles(right)
    systems = {name for party in (*left, *right) for name in party.systems}
    names = sorted(before.keys() | after.keys())
    return [
        PartyChange(name, before.get(name, ""), after.get(name, ""), name in systems)
        for name in names
        if before.get(name) != after.get(name)
    ]


def _roles(parties: Sequence[Party]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for party in parties:
        if not party.territorial:
            for name in party.functions:
                found.setdefault(name, set()).add(party.role)
    return {name: "/".join(sorted(roles)) for name, roles in found.items()}


def _targets(left: Sequence[Target], right: Sequence[Target]) -> list[TargetChange]:
    """Pair the targets of two measures, equal ones first, then those of one unit; what is equal is left out."""
    before, after = list(left), list(right)
    for one in list(before):
        same = next((other for other in after if _amount(one) == _amount(other)), None)
        if same is not None:
            before.remove(one)
            after.remove(same)
    changes = []
    for one in before:
        like = next((other for other in after if _kin(one, other)), None)
        if like is not None:
            after.remove(like)
        changes.append(TargetChange(one, like))
    return changes + [TargetChange(None, other) for other in after]


def _amount(target: Target) -> tuple[str, ...]:
    return target.comparator, target.value, target.unit, target.period


def _kin(one: Target, other: Target) -> bool:
    return one.unit == other.unit and (
        not one.indicator or not other.indicator or one.indicator == other.indicator
    )
