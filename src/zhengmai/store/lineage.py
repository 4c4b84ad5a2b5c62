"""How a plan descends from the plans above it, hop by hop, with what bears each hop out.

Entry points: `hops`, `upward`, `downward`, `summary` and `in_use`. Series, levels and targets of plans stand in
`zhengmai.store.series` and `zhengmai.store.cascade`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from zhengmai.errors import Bilingual
from zhengmai.namespaces import GRAPH, PP, VOCAB
from zhengmai.registry.divisions import LEVELS

Rows = list[dict[str, str]]
"""Solutions: variable name → lexical form or IRI; unbound variables are absent."""

Query = Callable[[str], Rows]
"""Runs one SELECT over a release; `zhengmai.store.query.rows` bound to a store is one."""

HopKind = Literal["stated", "inferred", "curated"]
_ACCEPTED = f"{GRAPH}curation/accepted"
Side = Literal["child", "parent"]

_YEAR = re.compile(r"〔(\d{4})〕|(?<!\d)(\d{4})年第")
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
        division_iri: IRI of the jurisdiction.
        period: first and last year, such as 2022-2024.
        kind: local name of the plan kind's concept, such as 方案 or 任务表.
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
    division_iri: str = ""
    period: str = ""
    kind: str = ""

    @property
    def rank(self) -> int:
        """Place of the level, 0 for the nation; behind all levels where it is unknown."""
        names = list(LEVELS)
        name = self.level.removeprefix(f"{VOCAB}level-")
        return names.index(name) if name in names else len(names)

    @property
    def level_name(self) -> Bilingual:
        """The level in words, empty where unknown."""
        name = self.level.removeprefix(f"{VOCAB}level-")
        return Bilingual(name, LEVELS.get(name, ""))

    @property
    def year(self) -> int | None:
        """The year of issue, by its date, else by its number; None where neither tells."""
        if self.date:
            return int(self.date[:4])
        found = _YEAR.search(self.number)
        return int(found[1] or found[2]) if found else None


@dataclass(frozen=True)
class Branch:
    """A plan in a lineage tree.

    Attributes:
        plan: the plan.
        hop: the hop that led to it, None at the root.
        branches: its further branches.
        repeated: the plan stands elsewhere in the tree with its branches, which are left out here.
    """

    plan: PlanSummary
    hop: Hop | None
    branches: tuple[Branch, ...]
    repeated: bool = False


def hops(query: Query, plan: str) -> list[Hop]:
    """Give the hops from a plan to its direct parents, sorted by parent IRI.

    A hop counts only while the default graph holds it, so a retracted one is left out.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the child plan.
    """
    return _hops(query, f"VALUES ?child {{ <{checked_iri(plan)}> }}")


def hops_from(query: Query, plan: str) -> list[Hop]:
    """Give the hops that lead from direct descendants to a plan, sorted by child IRI.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the parent plan.
    """
    return sorted(_hops(query, f"VALUES ?parent {{ <{checked_iri(plan)}> }}"), key=lambda hop: hop.child)


def upward(query: Query, plan: str) -> Branch:
    """Give the tree of all plans that a plan descends from, the plan itself at the root.

    A plan that is reached on several ways has its own branches on the first of the shortest ones only.
    """
    return _tree(query, plan, "child")


def downward(query: Query, plan: str) -> Branch:
    """Give the tree of all plans that descend from a plan, the plan itself at the root, as `upward` does."""
    return _tree(query, plan, "parent")


def chain(query: Query, plan: str) -> list[Hop]:
    """Give every hop above a plan once, nearest first (breadth first)."""
    return [hop for ring in _rings(query, plan, "child") for hop in ring]


def descent(query: Query, plan: str) -> list[Hop]:
    """Give every hop below a plan once, nearest first (breadth first)."""
    return [hop for ring in _rings(query, plan, "parent") for hop in ring]


def in_use(query: Query, iri: str) -> str:
    """Give the IRI that is used now in the place of another; the same where it has not been replaced."""
    found = query(
        _PROLOGUE + f"SELECT ?now WHERE {{ <{checked_iri(iri)}> dct:isReplacedBy ?now }} ORDER BY ?now"
    )
    return found[0]["now"] if found else iri


def summary(query: Query, plan: str) -> PlanSummary:
    """Give what is known of a plan and the notice that issues it.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan; a plan of which nothing is known gives a summary with its IRI only.
    """
    found = query(_SUMMARY.replace("?plan_iri", f"<{checked_iri(plan)}>"))
    if not found:
        return PlanSummary(plan)
    row = found[0]
    if "division" not in row:
        # Without rules the jurisdiction is only known of the issuer.
        row |= next(iter(query(_ISSUER_DIVISION.replace("?plan_iri", f"<{plan}>"))), {})
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
        division_iri=row.get("division", ""),
        period="-".join(row[key][:4] for key in ("start", "end") if key in row),
        kind=row.get("kind", "").removeprefix(f"{VOCAB}plan-"),
    )


# Each OPTIONAL asks for one statement and stands inside the one that binds its subject, and none holds a UNION: then
# the store looks up what is asked for; else it reads all statements of a property, and an answer takes longer the
# larger the release is.
_DIVISION = """?division
    OPTIONAL { ?division skos:prefLabel ?divisionLabel FILTER langMatches(lang(?divisionLabel), "zh") }
    OPTIONAL { ?division pp:level ?level }"""
_SUMMARY = (
    _PROLOGUE
    + f"""SELECT ?title ?document ?number ?documentTitle ?date ?issuer ?issuerLabel ?division ?divisionLabel ?level ?holding
  ?start ?end ?kind WHERE {{
  VALUES ?plan {{ ?plan_iri }}
  OPTIONAL {{ ?plan dct:title ?title }}
  OPTIONAL {{ ?plan pp:periodStart ?start }}
  OPTIONAL {{ ?plan pp:periodEnd ?end }}
  OPTIONAL {{ ?plan pp:planKind ?kind }}
  OPTIONAL {{ ?document pp:issues ?plan
    OPTIONAL {{ ?document pp:documentNumber ?number }}
    OPTIONAL {{ ?document dct:title ?documentTitle }}
    OPTIONAL {{ ?document pp:issueDate ?date }}
    OPTIONAL {{ ?document pp:holding ?holding }}
    OPTIONAL {{ ?document pp:issuedBy ?issuer
      OPTIONAL {{ ?issuer skos:prefLabel ?issuerLabel FILTER langMatches(lang(?issuerLabel), "zh") }} }} }}
  OPTIONAL {{ ?plan pp:jurisdiction {_DIVISION} }}
}} ORDER BY ?document ?issuer ?division ?title LIMIT 1"""
)
_ISSUER_DIVISION = (
    _PROLOGUE
    + f"""SELECT ?division ?divisionLabel ?level WHERE {{
  VALUES ?plan {{ ?plan_iri }}
  ?document pp:issues ?plan . ?document pp:issuedBy ?unit . ?unit pp:agencyOf {_DIVISION}
}} ORDER BY ?division LIMIT 1"""
)

_STEPS = (
    _PROLOGUE
    + """SELECT ?child ?parent ?graph WHERE {
  ?bound
  ?child pp:derivesFrom ?parent .
  GRAPH ?graph { ?child pp:derivesFrom ?parent }
} ORDER BY ?parent ?child ?graph"""
)
_CITATIONS = (
    _PROLOGUE
    + """SELECT ?child ?parent ?citation ?anchor ?quote WHERE {
  ?bound
  ?child pp:hasBasisCitation ?citation .
  ?citation pp:citedText ?text .
  OPTIONAL { ?text pp:issues ?issued }
  BIND ( COALESCE(?issued, ?text) AS ?parent )
  OPTIONAL { ?citation pp:evidencedBy ?anchor
    OPTIONAL { ?anchor oa:hasSelector ?selector
      OPTIONAL { ?selector oa:exact ?quote } } }
} ORDER BY ?child ?parent ?citation ?anchor ?quote"""
)
_RECORDS = (
    _PROLOGUE
    + f"""SELECT ?child ?parent ?record ?author ?date ?reason ?reasonEn WHERE {{
  ?bound
  GRAPH <{GRAPH}curation> {{
    ?record pp:recordSubject ?child ; pp:recordPredicate pp:derivesFrom ; pp:recordObject ?parent ;
      pp:reviewStatus v:review-已采纳 .
    OPTIONAL {{ ?record pav:authoredBy ?author }}
    OPTIONAL {{ ?record pav:authoredOn ?date }}
    OPTIONAL {{ ?record pp:reason ?reason FILTER ( !langMatches(lang(?reason), "en") ) }}
    OPTIONAL {{ ?record pp:reason ?reasonEn FILTER langMatches(lang(?reasonEn), "en") }}
  }}
}} ORDER BY ?child ?parent ?record ?reason ?reasonEn"""
)


def _hops(query: Query, bound: str) -> list[Hop]:
    graphs: dict[tuple[str, str], list[str]] = {}
    for row in query(_STEPS.replace("?bound", bound, 1)):
        graphs.setdefault((row["child"], row["parent"]), []).append(row["graph"])
    if not graphs:
        return []
    children = " ".join(f"<{checked_iri(child)}>" for child in dict.fromkeys(child for child, _ in graphs))
    of_children = f"VALUES ?child {{ {children} }}"
    citations = _by_step(query(_CITATIONS.replace("?bound", of_children, 1)))
    only_accepted = any(set(found) == {_ACCEPTED} for found in graphs.values())
    records = _by_step(query(_RECORDS.replace("?bound", of_children, 1))) if only_accepted else {}
    return [
        _hop(step, found, citations.get(step, []), records.get(step, [])) for step, found in graphs.items()
    ]


def _by_step(found: Rows) -> dict[tuple[str, str], Rows]:
    by_step: dict[tuple[str, str], Rows] = {}
    for row in found:
        by_step.setdefault((row["child"], row["parent"]), []).append(row)
    return by_step


def _hop(step: tuple[str, str], graphs: list[str], citations: Rows, records: Rows) -> Hop:
    """Decide the kind of one hop from the graphs that hold it and the citations that bear it out."""
    read_or_drawn = any(graph != _ACCEPTED for graph in graphs)
    if read_or_drawn and citations:
        quoted = next((row for row in citations if "quote" in row), citations[0])
        return Hop(
            *step,
            "stated",
            quote=quoted.get("quote", ""),
            anchor=quoted.get("anchor", ""),
            citation=quoted["citation"],
        )
    if read_or_drawn:
        return Hop(*step, "inferred")
    if not records:
        return Hop(*step, "curated")
    row = records[0]
    zh, en = row.get("reason", ""), row.get("reasonEn", "")
    record = Record(row["record"], row.get("author", ""), row.get("date", ""), zh or en, en or zh)
    return Hop(*step, "curated", record=record)


def _rings(query: Query, plan: str, near: Side) -> list[list[Hop]]:
    """Give the hops that lead away from a plan, ring by ring; each hop once, so that a circle ends.

    Args:
        query: runs a SELECT over the release.
        plan: where to begin.
        near: which end of a hop lies nearer to the plan: "child" leads up, "parent" leads down.
    """
    rings: list[list[Hop]] = []
    seen = {plan}
    waiting = [plan]
    while waiting:
        ring = _hops(query, f"VALUES ?{near} {{ {' '.join(f'<{checked_iri(iri)}>' for iri in waiting)} }}")
        place = {iri: number for number, iri in enumerate(waiting)}
        ring.sort(key=lambda hop: (place[_near(hop, near)], _far(hop, near)))
        rings.append(ring)
        waiting = list(dict.fromkeys(_far(hop, near) for hop in ring if _far(hop, near) not in seen))
        seen.update(waiting)
    return rings[:-1] if rings and not rings[-1] else rings


def _tree(query: Query, plan: str, near: Side) -> Branch:
    """Build a tree of the rings around a plan.

    A circle is a finding of the shapes and no reason to run for ever; and where many plans derive from each other
    on many ways, the ways are too many to write down. So a plan has its branches once.
    """
    rings = _rings(query, plan, near)
    leading: dict[str, list[Hop]] = {}
    first: dict[str, Hop] = {}
    for ring in rings:
        for hop in ring:
            leading.setdefault(_near(hop, near), []).append(hop)
            if _far(hop, near) != plan:
                first.setdefault(_far(hop, near), hop)
    known = {iri: summary(query, iri) for iri in (plan, *first)}
    built: dict[str, tuple[Branch, ...]] = {}
    # What a plan was first reached from comes before it, so that backwards its branches are there already.
    for iri in reversed([plan, *first]):
        built[iri] = tuple(
            Branch(known[end], hop, built[end])
            if first[end] is hop
            else Branch(known[end], hop, (), repeated=end in leading)
            for hop in leading.get(iri, [])
            # The way back to the root is no branch of its own.
            if (end := _far(hop, near)) != plan
        )
    return Branch(known[plan], None, built[plan])


def _near(hop: Hop, near: Side) -> str:
    return hop.child if near == "child" else hop.parent


def _far(hop: Hop, near: Side) -> str:
    return hop.parent if near == "child" else hop.child


def checked_iri(text: str) -> str:
    """Refuse what cannot stand between < and > in a query.

    Raises:
        ValueError: the text is no IRI.
    """
    if any(ord(char) <= 0x20 or char in '<>"{}|^`\\' for char in text):
        raise ValueError(f"not an IRI: {text!r}")
    return text
