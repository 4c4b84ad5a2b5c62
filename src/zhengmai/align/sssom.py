"""The alignment of a release as an SSSOM mapping set.

Entry points: `tsv` and `rows`. Format: SSSOM 1.1, embedded metadata as `#` lines of YAML above a tab-separated table
(Simple Standard for Sharing Ontological Mappings). Its entity references are URIs, which hold ASCII only, so our
identifiers stand percent-encoded there (RFC 3987, 3.1); decoded they are the IRIs of the release. What SSSOM has no
slot for, margin, review status and kinds of difference, stands in the slot `other` as key=value.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import zhengmai
from zhengmai.align.counterparts import Record, all_records
from zhengmai.align.pairs import BY_PERSON
from zhengmai.namespaces import GRAPH, PP
from zhengmai.prefixes import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhengmai.align.pairs import Status
    from zhengmai.store.lineage import Query

COLUMNS = (
    "record_id",
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "subject_source",
    "object_source",
    "mapping_date",
    "mapping_tool",
    "mapping_tool_version",
    "similarity_score",
    "similarity_measure",
    "other",
    "comment",
)
"""Slots of the table, in the order of the SSSOM schema."""

_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_TOOL = "zhengmai"
# What a URI may hold beside letters and digits (RFC 3986, 2.2 and 2.3).
_URI = "-._~:/?#@!$&'()*+,;="
# Tabs and line breaks end a cell or a line of the table; a text that holds one is given with a blank in its place.
_BREAKS = str.maketrans("\t\r\n", "   ")


@dataclass(frozen=True)
class _Measure:
    path: str
    text: str
    plan: str


@dataclass(frozen=True)
class _Decision:
    author: str
    date: str
    reason: str


def rows(query: Query, statuses: Iterable[Status] = ("accepted", "rejected")) -> list[dict[str, str]]:
    """Give the mappings as rows of the table: slot → value, empty where there is none.

    Args:
        query: runs a SELECT over the release.
        statuses: which records to give; a rejected one has the predicate modifier Not.
    """
    wanted = set(statuses)
    measures, people = _measures(query), _people(query)
    return [
        _row(record, measures, people.get(record.decision))
        for record in all_records(query)
        if record.status in wanted
    ]


def tsv(query: Query, release: str, statuses: Iterable[Status] = ("accepted", "rejected")) -> str:
    """Give the mapping set as an SSSOM TSV file.

    Args:
        query: runs a SELECT over the release.
        release: id of the release, which makes the id and the version of the mapping set.
        statuses: as `rows`.
    """
    table = rows(query, statuses)
    out = io.StringIO()
    out.write(_metadata(release, table))
    writer = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def _row(record: Record, measures: dict[str, _Measure], decision: _Decision | None) -> dict[str, str]:
    subject, other = measures[record.subject], measures[record.object]
    found = {
        "record_id": _curie(record.iri),
        "subject_id": _curie(record.subject),
        "subject_label": f"{subject.path} {subject.text}",
        "predicate_id": _curie(record.predicate),
        "predicate_modifier": "Not" if record.status == "rejected" else "",
        "object_id": _curie(record.object),
        "object_label": f"{other.path} {other.text}",
        "mapping_justification": _curie(record.justification),
        "author_id": _curie(decision.author) if decision else "",
        "subject_source": _curie(subject.plan),
        "object_source": _curie(other.plan),
        "mapping_date": decision.date if decision else "",
        "mapping_tool": "" if record.justification == BY_PERSON else _TOOL,
        "mapping_tool_version": "" if record.justification == BY_PERSON else zhengmai.__version__,
        "similarity_score": f"{record.score:.4f}",
        "similarity_measure": record.method,
        "other": _other(record),
        "comment": decision.reason if decision else "",
    }
    return {name: value.translate(_BREAKS) for name, value in found.items()}


def _other(record: Record) -> str:
    parts = [f"margin={record.margin:.4f}", f"review_status={record.status}"]
    if record.differences:
        parts.append(f"differences={','.join(record.differences)}")
    return "|".join(parts)


def _metadata(release: str, table: list[dict[str, str]]) -> str:
    used = {
        value.partition(":")[0]
        for row in table
        for name, value in row.items()
        if name.endswith(("_id", "_source", "_justification")) and value
    }
    curies = {"pp": PP} | {prefix: iri for prefix, iri in prefixes().items() if prefix in used}
    lines = [
        "curie_map:",
        *(f"  {prefix}: {_scalar(curies[prefix])}" for prefix in sorted(curies)),
        f"license: {_scalar(_LICENSE)}",
        f"mapping_set_description: {_scalar('政府方案措施之间的对应关系。 Correspondences between measures of government plans.')}",
        f"mapping_set_id: {_scalar(f'{GRAPH}alignment/{release}')}",
        f"mapping_set_title: {_scalar('政脉措施对齐 Zhengmai measure alignment')}",
        f"mapping_set_version: {_scalar(release)}",
        f"sssom_version: {_scalar('1.1')}",
    ]
    return "".join(f"# {line}\n" for line in lines)


def _scalar(text: str) -> str:
    # A JSON string is a YAML double-quoted scalar.
    return json.dumps(text, ensure_ascii=False)


def _curie(iri: str) -> str:
    """Give an IRI as a URI, shortened by the longest prefix of the project's list that fits."""
    best = max(
        (item for item in prefixes().items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    if best is None:
        return quote(iri, safe=_URI)
    return f"{best[0]}:{quote(iri.removeprefix(best[1]), safe=_URI)}"


def _measures(query: Query) -> dict[str, _Measure]:
    found = query(
        f"""PREFIX pp: <{PP}> SELECT ?measure ?plan ?path ?text WHERE {{
  ?plan pp:hasMeasure ?measure . ?measure pp:text ?text . OPTIONAL {{ ?measure pp:numberPath ?path }}
}} ORDER BY ?measure ?plan"""
    )
    return {row["measure"]: _Measure(row.get("path", ""), row["text"], row["plan"]) for row in found}


def _people(query: Query) -> dict[str, _Decision]:
    found = query(
        f"""PREFIX pp: <{PP}> PREFIX pav: <http://purl.org/pav/> SELECT ?record ?author ?date ?reason WHERE {{
  GRAPH <{GRAPH}curation> {{
    VALUES ?predicate {{ pp:parallelTo pp:adaptedFrom }}
    ?record pp:recordPredicate ?predicate ; pav:authoredBy ?author ; pav:authoredOn ?date ; pp:reason ?reason
    FILTER langMatches(lang(?reason), "zh") }} }} ORDER BY ?record ?author"""
    )
    return {row["record"]: _Decision(row["author"], row["date"][:10], row["reason"]) for row in found}
