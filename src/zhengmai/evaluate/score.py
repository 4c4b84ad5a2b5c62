"""Precision, recall and F1 of readings against annotations made by hand.

Entry point: `evaluate`. Both sides are JSON objects in the form of data/gold/GUIDE.md. Figures are
micro-averaged over all documents; what an annotation marks "unsure" counts neither for nor against.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

Json = dict[str, Any]

ELEMENTS = (
    "carrier.number", "carrier.title", "carrier.issuers", "carrier.date", "carrier.division", "carrier.level",
    "carrier.addressees", "plan.title", "plan.period", "citation", "citation.role", "measure", "measure.path",
    "lead", "support", "responsible", "agency.resolved", "deadline", "target", "plan.target",
)  # fmt: skip
ROLES = ("lead", "support", "responsible")
# One form of brackets and dashes, so that copies compare; the lengths of the two strings must agree.
_FORMS = str.maketrans("()[]【】〈〉,:;%—－", "（）〔〕〔〕《》，：；％--")
# A measure is known again by so many characters of its beginning.
_BEGINNING = 12


class Figures(NamedTuple):
    """Quality of one element: three shares of 1."""

    precision: float
    recall: float
    f1: float


class Difference(NamedTuple):
    """One item on which reading and annotation differ."""

    kind: str
    """extra (read, not annotated) or missed (annotated, not read)."""
    where: str
    item: str


@dataclass
class Score:
    """Counts of one element over all documents."""

    hits: int = 0
    extra: int = 0
    missed: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def annotated(self) -> int:
        """How many items the annotations hold."""
        return self.hits + self.missed

    @property
    def figures(self) -> Figures:
        """Precision, recall and F1; 1 where there is nothing to find and nothing was found."""
        precision = self.hits / (self.hits + self.extra) if self.hits + self.extra else 1.0
        recall = self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return Figures(precision, recall, f1)

    def compare(
        self,
        where: str,
        annotated: Iterable[Hashable],
        read: Iterable[Hashable],
        neutral: Iterable[Hashable] = (),
    ) -> None:
        """Count what two multisets of keys share; neutral keys are left out of both."""
        left_out = set(neutral)
        want = Counter(key for key in annotated if key not in left_out)
        got = Counter(key for key in read if key not in left_out)
        self.hits += (want & got).total()
        self._note("extra", where, got - want)
        self._note("missed", where, want - got)

    def _note(self, kind: str, where: str, keys: Counter[Hashable]) -> None:
        if kind == "extra":
            self.extra += keys.total()
        else:
            self.missed += keys.total()
        self.differences += [Difference(kind, where, str(key)) for key in keys]


def evaluate(gold: Mapping[str, Json], readings: Mapping[str, Json]) -> dict[str, Score]:
    """Compare readings with annotations, document by document.

    Args:
        gold: annotations by name; objects without "plans" are no annotations and are left out.
        readings: readings under the same names; a missing one counts as all missed.

    Returns:
        A score for each of `ELEMENTS`, in that order.
    """
    scores = {name: Score() for name in ELEMENTS}
    for name in sorted(gold):
        if "plans" in gold[name]:
            _Comparison(scores, name).document(gold[name], readings.get(name) or {})
    return scores


def canonical(text: str | None) -> str:
    """Give a text without white space and with one form of brackets and dashes."""
    return re.sub(r"\s+", "", text or "").translate(_FORMS)


class _Comparison:
    def __init__(self, scores: dict[str, Score], name: str) -> None:
        self.scores = scores
        self.name = name

    def document(self, gold: Json, reading: Json) -> None:
        want, got = gold.get("carrier") or {}, reading.get("carrier") or {}
        for key in ("number", "title", "date", "division", "level"):
            self.scores[f"carrier.{key}"].compare(self.name, _one(want.get(key)), _one(got.get(key)))
        for key in ("issuers", "addressees"):
            self.scores[f"carrier.{key}"].compare(self.name, _all(want.get(key)), _all(got.get(key)))
        plans = gold.get("plans") or []
        partners, rest = _pair_plans(plans, reading.get("plans") or [])
        for plan in rest:
            self.scores["plan.title"].compare(self.name, [], [canonical(plan.get("title"))])
            self._extra_measures(self.name, plan.get("measures") or [])
        for plan, partner in zip(plans, partners, strict=True):
            self._plan(plan, partner)

    def _plan(self, gold: Json, partner: Json | None) -> None:
        read = partner or {}
        where = f"{self.name} {gold['title'][:14]}"
        title = [canonical(read.get("title"))] if read else []
        self.scores["plan.title"].compare(where, [canonical(gold["title"])], title)
        self.scores["plan.period"].compare(where, _period(gold), _period(read))
        self._citations(where, gold.get("cites"), read.get("cites"))
        self._targets("plan.target", where, gold.get("plan_targets"), read.get("plan_targets"))
        partners, rest = _pair_measures(gold["measures"], read.get("measures") or [])
        self._extra_measures(where, rest)
        for measure, other in zip(gold["measures"], partners, strict=True):
            if not measure.get("unsure"):
                self._measure(f"{where} {measure['path']}", measure, other)

    def _extra_measures(self, where: str, measures: Iterable[Json]) -> None:
        self.scores["measure"].compare(where, [], [_beginning(m) for m in measures])

    def _measure(self, where: str, gold: Json, partner: Json | None) -> None:
        beginning = _beginning(gold)
        self.scores["measure"].compare(where, [beginning], [beginning] if partner else [])
        read = partner or {}
        self.scores["measure.path"].compare(where, [gold["path"]], [read["path"]] if read.get("path") else [])
        for role in ROLES:
            self._parties(where, role, gold.get(role) or [], read.get(role) or [])
        want, got = gold.get("deadline"), read.get("deadline")
        if not (want and want.get("unsure")):
            self.scores["deadline"].compare(where, _deadline(want), _deadline(got))
        self._targets("target", where, gold.get("targets"), read.get("targets"))
        self._citations(where, gold.get("cites"), read.get("cites"))

    def _parties(self, where: str, role: str, gold: Sequence[Json], read: Sequence[Json]) -> None:
        doubtful = [party for party in gold if party.get("unsure")]
        self.scores[role].compare(
            where,
            [canonical(p["mention"]) for p in gold],
            [canonical(p["mention"]) for p in read],
            [canonical(p["mention"]) for p in doubtful],
        )
        self.scores["agency.resolved"].compare(
            where,
            [(role, canonical(p["resolved"])) for p in gold],
            [(role, canonical(p.get("resolved"))) for p in read],
            [(role, canonical(p["resolved"])) for p in doubtful],
        )

    def _targets(
        self, element: str, where: str, gold: Sequence[Json] | None, read: Sequence[Json] | None
    ) -> None:
        neutral = [_target(t) for t in gold or [] if t.get("unsure") or t.get("value") is None]
        self.scores[element].compare(where, map(_target, gold or []), map(_target, read or []), neutral)

    def _citations(self, where: str, gold: Sequence[Json] | None, read: Sequence[Json] | None) -> None:
        neutral = {_citation(c) for c in gold or [] if c.get("unsure") or c.get("alias_of")}
        self.scores["citation"].compare(
            where, {_citation(c) for c in gold or []}, {_citation(c) for c in read or []}, neutral
        )
        want = {_citation(c): c.get("role") for c in gold or [] if _citation(c) not in neutral}
        got = {_citation(c): c.get("role") for c in read or []}
        both = [key for key in want if key in got]
        self.scores["citation.role"].compare(where, [(k, want[k]) for k in both], [(k, got[k]) for k in both])


def _one(value: str | None) -> list[str]:
    return [canonical(value)] if value else []


def _all(values: Sequence[str] | None) -> list[str]:
    return [canonical(value) for value in values or []]


def _period(plan: Json) -> list[str]:
    return ["/".join(plan["period"])] if plan.get("period") else []


def _beginning(measure: Json) -> str:
    return canonical(measure.get("begins"))[:_BEGINNING]


def _deadline(deadline: Json | None) -> list[tuple[Any, Any]]:
    return [(deadline.get("kind"), deadline.get("value"))] if deadline else []


def _target(target: Json) -> tuple[float | None, str, Any]:
    value = target.get("value")
    return (
        float(value) if value is not None else None,
        canonical(target.get("unit")),
        target.get("comparator"),
    )


def _citation(citation: Json) -> str:
    return canonical(citation.get("number")) or canonical(citation.get("title")).strip("《》")


def _pair_plans(gold: Sequence[Json], read: Sequence[Json]) -> tuple[list[Json | None], list[Json]]:
    """Pair plans by title, then the rest in order; give the partners and what is left over."""
    rest = list(read)
    partners: list[Json | None] = []
    for plan in gold:
        same = next((p for p in rest if canonical(p.get("title")) == canonical(plan["title"])), None)
        partners.append(same)
        if same is not None:
            rest.remove(same)
    for i, partner in enumerate(partners):
        if partner is None and rest:
            partners[i] = rest.pop(0)
    return partners, rest


def _pair_measures(gold: Sequence[Json], read: Sequence[Json]) -> tuple[list[Json | None], list[Json]]:
    """Pair measures by their first words; among equals the same path wins."""
    rest = list(read)
    partners: list[Json | None] = []
    for measure in gold:
        same = [p for p in rest if _beginning(p) == _beginning(measure)]
        partner = next((p for p in same if p.get("path") == measure["path"]), same[0] if same else None)
        partners.append(partner)
        if partner is not None:
            rest.remove(partner)
    return partners, rest
