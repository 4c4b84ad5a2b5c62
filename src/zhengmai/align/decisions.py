"""What people have decided about pairs of measures: accepted curation records of pp:parallelTo and pp:adaptedFrom.

Entry point: `decisions`. A record that asserts accepts the pair, one that retracts rejects it; the direction of the
record and which of the two properties it names do not matter, since the lineage of the plans decides that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.namespaces import GRAPH, PP, VOCAB

if TYPE_CHECKING:
    from zhengmai.store.lineage import Query


@dataclass(frozen=True)
class Decision:
    """A person's word on one pair of measures.

    Attributes:
        accept: whether they correspond.
        record: IRI of the curation record.
        plans: IRIs of the two plans.
    """

    accept: bool
    record: str
    plans: frozenset[str]


def decisions(query: Query) -> dict[frozenset[str], Decision]:
    """Give the decisions in force by the two measures' IRIs; of several on one pair the latest.

    A decision on a measure that the release does not hold is left out; the build reports it as vanished.

    Args:
        query: runs a SELECT over the release.
    """
    records = query(_DECISIONS)
    measures = {row[side] for row in records for side in ("one", "other")}
    plans = _plans(query, measures)
    return {
        frozenset((row["one"], row["other"])): Decision(
            accept=row["kind"] == VOCAB + "record-断言",
            record=row["record"],
            plans=frozenset((plans[row["one"]], plans[row["other"]])),
        )
        for row in records
        if row["one"] in plans and row["other"] in plans
    }


def _plans(query: Query, measures: set[str]) -> dict[str, str]:
    """Give the plan of each measure that the release holds.

    Asked for by name: together with the records, a store may go through the measures of all plans.
    """
    if not measures:
        return {}
    named = " ".join(f"<{measure}>" for measure in sorted(measures))
    found = query(f"SELECT ?plan ?one WHERE {{ VALUES ?one {{ {named} }} ?plan <{PP}hasMeasure> ?one }}")
    return {row["one"]: row["plan"] for row in found}


_DECISIONS = f"""PREFIX pp: <{PP}>
PREFIX v: <{VOCAB}>
PREFIX pav: <http://purl.org/pav/>
SELECT ?record ?kind ?one ?other ?date WHERE {{
  GRAPH <{GRAPH}curation> {{
    VALUES ?predicate {{ pp:parallelTo pp:adaptedFrom }}
    ?record pp:recordPredicate ?predicate ; pp:recordKind ?kind ; pp:reviewStatus v:review-已采纳 ;
      pp:recordSubject ?one ; pp:recordObject ?other .
    OPTIONAL {{ ?record pav:authoredOn ?date }}
  }}
}} ORDER BY ?date ?record"""
