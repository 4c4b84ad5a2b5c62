"""How a plan descends from the plans above it, hop by hop, with what bears each hop out.

Entry points: `hops`, `upward` and `downward`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from zhengmai.namespaces import GRAPH, PP, VOCAB

Rows = list[dict[str, str]]
"""Solutions: variable name → lexical form or IRI; unbound variables are absent."""

Query = Callable[[str], Rows]
"""Runs one SELECT over a release; `zhengmai.store.query.rows` bound to a store is one."""

HopKind = Literal["stated", "inferred", "curated"]

_PROLOGUE = f"""PREFIX pp: <{PP}>
PREFIX v: <{VOCAB}>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX pav: <http://purl.org/pav/>
"""


@dataclass(frozen=True)
class Record:
    """The accepted curation record behind a curated hop; an empty string where it does not say.

    Attributes:
        iri: the record.
        author: IRI of who made it.
        date: when, YYYY-MM-DD.
        reason: why, in Chinese where there is a choice.
        reason_en: why, in English where there is a choice.
    """

    iri: str
    author: str = ""
    date: str = ""
    reason: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Hop:
    """One step from a plan to a plan that it derives from.

    Attributes:
        child: IRI of the lower plan.
        parent: IRI of the upper plan.
        kind: "stated" where the child's own basis citation names the text that issues the parent,
            "inferred" where only a rule gives the hop, "curated" where only an accepted record does.
        quote: the sentence of the child's citation, for a stated hop.
        anchor: IRI of that sentence's anchor.
        citation: IRI of that citation.
        record: the curation record, for a curated hop.
    """

    child: str
    parent: str
    kind: HopKind
    quote: str = ""
    anchor: str = ""
    citation: str = ""
    record: Record | None = None


@dataclass(frozen=True)
class PlanSummary:
    """What a tree shows of a plan; an empty string or False where the release does not know.

    Attributes:
        iri: the plan.
        title: its title as printed.
        document: IRI of the notice that issues it.
        number: that notice's 文号.
        document_title: that notice's title.
        date: that notice's date of issue, YYYY-MM-DD.
        issuer: label or IRI of the first issuer.
        division: label of the jurisdiction.
        level: IRI of the level concept of the jurisdiction.
        cited_only: the text is known by citation only (仅见引用).
    """

    iri: str
    title: str = ""
    document: str = ""
    number: str = ""
    document_title: str = ""
    date: str = ""
    issuer: str = ""
    division: str = ""
    level: str = ""
    cited_only: bool = False


@dataclass(frozen=True)
class Branch:
    """A plan in a lineage tree, the hop that led to it (none at the root) and its further branches."""

    plan: PlanSummary
    hop: Hop | None
    branches: tuple[Branch, ...]


def hops(query: Query, plan: str) -> list[Hop]:
    """Give the hops from a plan to its direct parents, sorted by parent IRI.

    A hop counts only while the default graph holds it, so a retracted one is left out.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the child plan.
    """
    return _hops(query, f"VALUES ?child {{ <{_iri(plan)}> }}")


def hops_from(query: Query, plan: str) -> list[Hop]:
    """Give the hops that lead from direct descendants to a plan, sorted by child IRI.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the parent plan.
    """
    return sorted(_hops(query, f"VALUES ?parent {{ <{_iri(plan)}> }}"), key=lambda hop: hop.child)


def upward(query: Query, plan: str) -> Branch:
    """Give the tree of all plans that a plan descends from, the plan itself at the root."""
    return _tree(query, plan, None, frozenset(), hops, lambda hop: hop.parent)


def downward(query: Query, plan: str) -> Branch:
    """Give the tree of all plans that descend from a plan, the plan itself at the root."""
    return _tree(query, plan, None, frozenset(), hops_from, lambda hop: hop.child)


def chain(query: Query, plan: str) -> list[Hop]:
    """Give every hop above a plan once, nearest first (breadth first)."""
    found: list[Hop] = []
    seen = {plan}
    ring = [plan]
    while ring:
        step = [hop for child in ring for hop in hops(query, child)]
        found += step
        ring = list(dict.fromkeys(hop.parent for hop in step if hop.parent not in seen))
        seen.update(ring)
    return found


def summary(query: Query, plan: str) -> PlanSummary:
    """Give what is known of a plan and the notice that issues it.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan; a plan of which nothing is known gives a summary with its IRI only.
    """
    found = query(_SUMMARY.replace("?plan_iri", f"<{_iri(plan)}>"))
    if not found:
        return PlanSummary(plan)
    row = found[0]
    return PlanSummary(
        iri=plan,
        title=row.get("title", ""),
        document=row.get("document", ""),
        number=row.get("number", ""),
        document_title=row.get("documentTitle", ""),
        date=row.get("date", ""),
        issuer=row.get("issuerLabel", row.get("issuer", "")),
        division=row.get("divisionLabel", ""),
        level=row.get("level", ""),
        cited_only=row.get("holding", "") == VOCAB + "holding-仅见引用",
    )


_SUMMARY = (
    _PROLOGUE
    + """SELECT ?title ?document ?number ?documentTitle ?date ?issuer ?issuerLabel ?divisionLabel ?level ?holding WHERE {
  VALUES ?plan { ?plan_iri }
  OPTIONAL { ?plan dct:title ?title }
  OPTIONAL { ?document pp:issues ?plan
    OPTIONAL { ?document pp:documentNumber ?number }
    OPTIONAL { ?document dct:title ?documentTitle }
    OPTIONAL { ?document pp:issueDate ?date }
    OPTIONAL { ?document pp:holding ?holding }
    OPTIONAL { ?document pp:issuedBy ?issuer
      OPTIONAL { ?issuer skos:prefLabel ?issuerLabel FILTER langMatches(lang(?issuerLabel), "zh") } } }
  OPTIONAL { { ?plan pp:jurisdiction ?division } UNION
             { ?carrier pp:issues ?plan ; pp:issuedBy ?unit . ?unit pp:agencyOf ?division }
    OPTIONAL { ?division skos:prefLabel ?divisionLabel FILTER langMatches(lang(?divisionLabel), "zh") }
    OPTIONAL { ?division pp:level ?level } }
} ORDER BY ?document ?issuer ?division ?title LIMIT 1"""
)

_HOPS = (
    _PROLOGUE
    + f"""SELECT ?child ?parent ?graph ?citation ?anchor ?quote ?record ?author ?date ?reason ?reasonEn WHERE {{
  ?bound
  ?child pp:derivesFrom ?parent .
  GRAPH ?graph {{ ?child pp:derivesFrom ?parent }}
  OPTIONAL {{
    ?child pp:hasBasisCitation ?citation .
    ?citation pp:citedText ?text .
    FILTER ( ?text = ?parent || EXISTS {{ ?text pp:issues ?parent }} )
    OPTIONAL {{ ?citation pp:evidencedBy ?anchor . ?anchor oa:hasSelector ?selector . ?selector oa:exact ?quote }}
  }}
  OPTIONAL {{ GRAPH <{GRAPH}curation> {{
    ?record pp:recordSubject ?child ; pp:recordPredicate pp:derivesFrom ; pp:recordObject ?parent ;
      pp:reviewStatus v:review-已采纳 .
    OPTIONAL {{ ?record pav:authoredBy ?author }}
    OPTIONAL {{ ?record pav:authoredOn ?date }}
    OPTIONAL {{ ?record pp:reason ?reason FILTER ( !langMatches(lang(?reason), "en") ) }}
    OPTIONAL {{ ?record pp:reason ?reasonEn FILTER langMatches(lang(?reasonEn), "en") }}
  }} }}
}} ORDER BY ?parent ?child ?citation ?anchor ?record ?reason ?reasonEn"""
)


def _hops(query: Query, bound: str) -> list[Hop]:
    pairs: dict[tuple[str, str], Rows] = {}
    for row in query(_HOPS.replace("?bound", bound, 1)):
        pairs.setdefault((row["parent"], row["child"]), []).append(row)
    return [_hop(child, parent, found) for (parent, child), found in pairs.items()]


def _hop(child: str, parent: str, found: Rows) -> Hop:
    """Decide the kind of one hop from the graphs that hold it and the citations that bear it out."""
    read_or_drawn = any(row["graph"] != GRAPH + "curation/accepted" for row in found)
    cited = next((row for row in found if "citation" in row), None)
    if read_or_drawn and cited is not None:
        quote = next((row for row in found if "quote" in row), cited)
        return Hop(
            child,
            parent,
            "stated",
            quote=quote.get("quote", ""),
            anchor=quote.get("anchor", ""),
            citation=quote["citation"],
        )
    if read_or_drawn:
        return Hop(child, parent, "inferred")
    row = next((row for row in found if "record" in row), None)
    record = None
    if row is not None:
        zh, en = row.get("reason", ""), row.get("reasonEn", "")
        record = Record(row["record"], row.get("author", ""), row.get("date", ""), zh or en, en or zh)
    return Hop(child, parent, "curated", record=record)


def _tree(
    query: Query,
    plan: str,
    hop: Hop | None,
    above: frozenset[str],
    step: Callable[[Query, str], list[Hop]],
    end: Callable[[Hop], str],
) -> Branch:
    # A cycle is a finding of the shapes, not a reason to run for ever: a plan is not entered twice on one path.
    path = above | {plan}
    branches = tuple(
        _tree(query, end(next_hop), next_hop, path, step, end)
        for next_hop in step(query, plan)
        if end(next_hop) not in path
    )
    return Branch(summary(query, plan), hop, branches)


def _iri(text: str) -> str:
    """Refuse what cannot stand between < and > in a query."""
    if any(ord(char) <= 0x20 or char in '<>"{}|^`\\' for char in text):
        raise ValueError(f"not an IRI: {text!r}")
    return text
