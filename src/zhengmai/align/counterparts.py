"""The counterparts of measures, as a release keeps them; where it keeps none, computed the same way.

Entry points: `pairs` for two plans, `counterparts` for one measure, `counterparts_in_plan` for all of one plan,
`all_records` for the whole release.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.align.decisions import Decision, decisions
from zhengmai.align.differences import KINDS
from zhengmai.align.measures import Measure, PlanText, load_plan
from zhengmai.align.pairs import Pair, Status, align
from zhengmai.align.partners import relation
from zhengmai.align.records import STATUSES
from zhengmai.namespaces import GRAPH, PP, VOCAB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhengmai.store.lineage import Query

_BY_CONCEPT: dict[str, Status] = {
    f"{VOCAB}{STATUSES['accepted']}": "accepted",
    f"{VOCAB}{STATUSES['pending']}": "pending",
    f"{VOCAB}{STATUSES['rejected']}": "rejected",
}


@dataclass(frozen=True)
class Record:
    """One alignment record as it stands in graph/alignment.

    Attributes:
        iri: the record.
        subject: IRI of the lower or later measure.
        object: IRI of the other measure.
        predicate: IRI of the relation that the record is about.
        score: likeness between 0 and 1.
        margin: lead over the next best pair.
        method: how the score was made.
        justification: IRI.
        status: accepted, pending or rejected.
        differences: kinds of difference of the subject against the object.
        decision: IRI of the curation record behind it, else empty.
    """

    iri: str
    subject: str
    object: str
    predicate: str
    score: float
    margin: float
    method: str
    justification: str
    status: Status
    differences: tuple[str, ...]
    decision: str


@dataclass(frozen=True)
class Counterpart:
    """A measure of another plan that corresponds or may correspond to a given one.

    Attributes:
        measure: IRI of the other measure.
        plan: IRI of its plan.
        path: its number as printed.
        record: the alignment record; `record.subject` tells which of the two is the lower or later one.
    """

    measure: str
    plan: str
    path: str
    record: Record


def pairs(query: Query, left_plan: str, right_plan: str) -> list[Pair]:
    """Give the pairs of measures of two plans.

    Args:
        query: runs a SELECT over the release.
        left_plan: IRI of the plan whose measures stand left.
        right_plan: IRI of the plan whose measures stand right.

    Returns:
        By left measure, the best right one first; none where a text is not held or the plans share nothing.
    """
    return pairs_of(query, load_plan(query, left_plan), load_plan(query, right_plan))


def pairs_of(query: Query, left: PlanText, right: PlanText) -> list[Pair]:
    """Give the pairs of two plans that are loaded already; see `pairs`."""
    if not left.measures or not right.measures or left.iri == right.iri:
        return []
    found = _kept(query, left, right)
    if not found:
        direction = relation(query, left.iri, right.iri)
        turned = direction.subject != left.iri
        computed = align(right, left, decisions(query)) if turned else align(left, right, decisions(query))
        found = [pair.turned() for pair in computed] if turned else computed
    return sorted(found, key=lambda pair: (pair.left.order, -pair.score, pair.right.order, pair.record))


def counterparts(query: Query, measure_iri: str) -> list[Counterpart]:
    """Give what a release keeps of the counterparts of one measure.

    Args:
        query: runs a SELECT over the release.
        measure_iri: IRI of the measure.

    Returns:
        Accepted ones first, then pending, then rejected ones, each by score; none where its plan is compared
        with no other.
    """
    found = []
    for record in _of_measures(query, [_iri(measure_iri)]):
        other = record.object if record.subject == measure_iri else record.subject
        place = query(
            f"{_PROLOGUE}SELECT ?plan ?path WHERE {{ VALUES ?measure {{ <{other}> }} {_PLACE} }} ORDER BY ?plan"
        )
        row = place[0] if place else {}
        found.append(Counterpart(other, row.get("plan", ""), row.get("path", ""), record))
    order = list(_BY_CONCEPT.values())
    return sorted(
        found, key=lambda one: (order.index(one.record.status), one.plan, -one.record.score, one.measure)
    )


def counterparts_in_plan(query: Query, plan: str) -> list[tuple[Measure, list[Counterpart]]]:
    """Give the measures of a plan in their order, each with its counterparts.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan; one without text gives none.
    """
    return [(measure, counterparts(query, measure.iri)) for measure in load_plan(query, plan).measures]


def all_records(query: Query) -> list[Record]:
    """Give all alignment records of a release, sorted by subject, score and object."""
    found = _read(query, "")
    return sorted(found, key=lambda one: (one.subject, -one.score, one.object))


def _kept(query: Query, left: PlanText, right: PlanText) -> list[Pair]:
    by_iri: dict[str, Measure] = {measure.iri: measure for measure in (*left.measures, *right.measures)}
    own = {measure.iri for measure in left.measures}
    # Either end would do, since the graph's index knows both; the shorter list asks less.
    fewer = min((left, right), key=lambda plan: len(plan.measures))
    found = []
    for record in _of_measures(query, [measure.iri for measure in fewer.measures]):
        ends = {record.subject, record.object}
        if not ends <= by_iri.keys() or len(ends & own) != 1:
            continue
        pair = Pair(
            left=by_iri[record.subject],
            right=by_iri[record.object],
            score=record.score,
            margin=record.margin,
            status=record.status,
            justification=record.justification,
            record=record.iri,
            decision=record.decision,
            method=record.method,
            differences=record.differences,
        )
        found.append(pair if record.subject in own else pair.turned())
    return found


def _of_measures(query: Query, measures: Iterable[str]) -> list[Record]:
    """Give the records that one of some measures is an end of, each once."""
    values = " ".join(f"<{measure}>" for measure in measures)
    # One query for each end: a UNION of both is joined with all records of the release.
    ends = (f"VALUES ?{end} {{ {values} }}" for end in ("subject", "object"))
    found = {record.iri: record for bound in ends for record in _read(query, bound)}
    return list(found.values())


def _read(query: Query, bound: str) -> list[Record]:
    """Read the records whose ?subject or ?object a clause binds; all of them for an empty one."""
    kinds: dict[str, set[str]] = {}
    for row in query(_DIFFERENCES.replace("?bound", bound)):
        kinds.setdefault(row["record"], set()).add(row["difference"].rpartition("diff-")[2])
    decided = decisions(query)
    found = {}
    for row in query(_RECORDS.replace("?bound", bound)):
        decision = decided.get(frozenset((row["subject"], row["object"])))
        found[row["record"]] = _of(row, kinds.get(row["record"], set()), decision)
    return list(found.values())


def _of(row: dict[str, str], kinds: set[str], decision: Decision | None) -> Record:
    return Record(
        iri=row["record"],
        subject=row["subject"],
        object=row["object"],
        predicate=row["predicate"],
        score=float(row["score"]),
        margin=float(row["margin"]),
        method=row["method"],
        justification=row["justification"],
        status=_BY_CONCEPT[row["status"]],
        # The notation of a kind is the local name of its concept.
        differences=tuple(kind for kind in KINDS if kind in kinds),
        decision=decision.record if decision else "",
    )


def _iri(text: str) -> str:
    if any(ord(char) <= 0x20 or char in '<>"{}|^`\\' for char in text):
        raise ValueError(f"not an IRI: {text!r}")
    return text


_PROLOGUE = f"PREFIX pp: <{PP}>\n"
_PLACE = "?plan pp:hasMeasure ?measure OPTIONAL { ?measure pp:numberPath ?path }"
_RECORDS = f"""{_PROLOGUE}SELECT ?record ?subject ?object ?predicate ?score ?margin ?status ?method ?justification WHERE {{
  ?bound
  GRAPH <{GRAPH}alignment> {{
    ?record pp:recordSubject ?subject ; pp:recordObject ?object ; pp:recordPredicate ?predicate ;
      pp:score ?score ; pp:margin ?margin ; pp:reviewStatus ?status ; pp:method ?method ;
      pp:justification ?justification .
  }}
}} ORDER BY ?record"""
_DIFFERENCES = f"""{_PROLOGUE}SELECT ?record ?difference WHERE {{
  ?bound
  GRAPH <{GRAPH}alignment> {{
    ?record pp:recordSubject ?subject ; pp:recordObject ?object ; pp:difference ?difference .
  }}
}} ORDER BY ?record ?difference"""
