"""What the pages of documents, plans and measures show beyond their statements.

Entry points: `documents`, `document_view`, `plan_view` and `measure_view`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhengmai.namespaces import BASE, PP, VOCAB
from zhengmai.store.lineage import Branch, downward, upward
from zhengmai_api.curated import Note, notes_on
from zhengmai_api.describe import Evidence, evidence, labels
from zhengmai_api.negotiation import Language
from zhengmai_api.service import Service

_PROLOGUE = f"""PREFIX pp: <{PP}>
PREFIX v: <{VOCAB}>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""
_ASSIGNMENT = "pp:hasLeadAssignment|pp:hasSupportAssignment|pp:hasResponsibleAssignment|pp:hasSoleAssignment|pp:hasAssignment"


@dataclass(frozen=True)
class DocumentRow:
    """One document of the release's list."""

    iri: str
    number: str
    title: str
    issuers: tuple[tuple[str, str], ...]
    date: str
    plans: tuple[tuple[str, str], ...]
    measures: int


@dataclass(frozen=True)
class PlanRow:
    """One plan of a document."""

    iri: str
    title: str
    start: str
    end: str
    measures: int
    bases: tuple[Mention, ...]
    up: Branch


@dataclass(frozen=True)
class DocumentView:
    """A document: what a reader looks for first."""

    title: str
    number: str
    date: str
    issuers: tuple[tuple[str, str], ...]
    cited_only: bool
    plans: tuple[PlanRow, ...]
    tree_names: dict[str, str]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Party:
    """A party of a measure: role concept and label, name as written, resolved party and label, assignment."""

    role: str
    role_label: str
    name: str
    party: str
    party_label: str
    assignment: str


@dataclass(frozen=True)
class Mention:
    """A deadline, target or citation as written: its node, its words, and what it names."""

    iri: str
    text: str
    about: str = ""
    about_label: str = ""
    quote: str = ""


@dataclass(frozen=True)
class MeasureRow:
    """One measure of a plan."""

    iri: str
    path: str
    text: str
    roles: tuple[tuple[str, tuple[Party, ...]], ...]
    deadlines: tuple[Mention, ...]


@dataclass(frozen=True)
class PlanView:
    """A plan: its carrier, bases, lineage and measures."""

    document: str
    document_label: str
    start: str
    end: str
    cited_only: bool
    bases: tuple[Mention, ...]
    up: Branch
    down: Branch
    tree_names: dict[str, str]
    measures: tuple[MeasureRow, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class MeasureView:
    """A measure: its plan, text, parties with their evidence, deadlines and targets."""

    plan: str
    plan_label: str
    path: str
    text: str
    parties: tuple[Party, ...]
    proofs: dict[str, tuple[Evidence, ...]]
    deadlines: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    citations: tuple[Mention, ...]
    notes: tuple[Note, ...]


def documents(service: Service, language: Language) -> list[DocumentRow]:
    """List the documents of the release in the order of its manifest."""
    entries = service.manifest.documents
    values = " ".join(f"<{entry.work}>" for entry in entries)
    found = service.rows(
        f"{_PROLOGUE} SELECT ?doc ?number ?date ?issuer WHERE {{ VALUES ?doc {{ {values} }} "
        "OPTIONAL { ?doc pp:documentNumber ?number } OPTIONAL { ?doc pp:issueDate ?date } "
        "OPTIONAL { ?doc pp:issuedBy ?issuer } } ORDER BY ?doc ?issuer"
    )
    names = labels(service, {row["issuer"] for row in found if "issuer" in row}, language)
    listed = []
    for entry in entries:
        own = [row for row in found if row["doc"] == entry.work]
        issuers = dict.fromkeys(row["issuer"] for row in own if "issuer" in row)
        listed.append(
            DocumentRow(
                entry.work,
                own[0].get("number", ""),
                entry.title,
                tuple((issuer, _name(issuer, names)) for issuer in issuers),
                own[0].get("date", ""),
                tuple((plan.iri, plan.title) for plan in entry.plans),
                entry.measures,
            )
        )
    return listed


def document_view(service: Service, iri: str, language: Language) -> DocumentView:
    """Give what the page of a document shows."""
    heads = service.rows(
        f"{_PROLOGUE} SELECT ?title ?number ?date ?holding ?issuer WHERE {{ VALUES ?doc {{ <{iri}> }} "
        "OPTIONAL { ?doc dct:title ?title } OPTIONAL { ?doc pp:documentNumber ?number } "
        "OPTIONAL { ?doc pp:issueDate ?date } OPTIONAL { ?doc pp:issuedBy ?issuer } "
        "OPTIONAL { ?doc pp:holding ?holding } } ORDER BY ?title ?number ?date ?issuer"
    )
    head = heads[0]
    issuers = dict.fromkeys(row["issuer"] for row in heads if "issuer" in row)
    entry = next((entry for entry in service.manifest.documents if entry.work == iri), None)
    plans = service.rows(
        f"{_PROLOGUE} SELECT ?plan (SAMPLE(?t) AS ?title) (MIN(?s) AS ?start) (MAX(?e) AS ?end) "
        f"(COUNT(DISTINCT ?m) AS ?measures) WHERE {{ <{iri}> pp:issues ?plan . "
        "OPTIONAL { ?plan dct:title ?t } OPTIONAL { ?plan pp:periodStart ?s } "
        "OPTIONAL { ?plan pp:periodEnd ?e } OPTIONAL { ?plan pp:hasMeasure ?m } } GROUP BY ?plan ORDER BY ?plan"
    )
    rows = tuple(
        PlanRow(
            row["plan"],
            row.get("title", ""),
            row.get("start", ""),
            row.get("end", ""),
            int(row["measures"]),
            _citations(service, row["plan"], "pp:hasBasisCitation", language),
            upward(service.rows, row["plan"]),
        )
        for row in plans
    )
    names = _tree_names(service, [row.up for row in rows], language) | labels(service, issuers, language)
    return DocumentView(
        head.get("title") or (entry.title if entry else ""),
        head.get("number", ""),
        head.get("date", ""),
        tuple((issuer, _name(issuer, names)) for issuer in issuers),
        _cited_only(head),
        rows,
        names,
        notes_on(
            service,
            [iri, *(row.iri for row in rows), *_bases(rows), *_plans(row.up for row in rows)],
            language,
        ),
    )


def plan_view(service: Service, iri: str, language: Language) -> PlanView:
    """Give what the page of a plan shows."""
    head = service.rows(
        f"{_PROLOGUE} SELECT ?doc ?start ?end ?holding WHERE {{ VALUES ?plan {{ <{iri}> }} "
        "OPTIONAL { ?doc pp:issues ?plan OPTIONAL { ?doc pp:holding ?holding } } "
        "OPTIONAL { ?plan pp:periodStart ?start } OPTIONAL { ?plan pp:periodEnd ?end } } ORDER BY ?doc LIMIT 1"
    )[0]
    up, down = upward(service.rows, iri), downward(service.rows, iri)
    document = head.get("doc", "")
    names = labels(service, {document} if document else (), language)
    measures = _measures(service, iri, language)
    bases = _citations(service, iri, "pp:hasBasisCitation", language)
    shown = [iri, *(base.iri for base in bases), *_plans((up, down)), *_nodes(measures)]
    return PlanView(
        document,
        _name(document, names) if document else "",
        head.get("start", ""),
        head.get("end", ""),
        _cited_only(head),
        bases,
        up,
        down,
        _tree_names(service, [up, down], language),
        measures,
        notes_on(service, shown, language),
    )


def measure_view(service: Service, iri: str, language: Language) -> MeasureView:
    """Give what the page of a measure shows."""
    head = service.rows(
        f"{_PROLOGUE} SELECT ?plan ?path ?text WHERE {{ VALUES ?m {{ <{iri}> }} "
        "OPTIONAL { ?plan pp:hasMeasure ?m } OPTIONAL { ?m pp:numberPath ?path } OPTIONAL { ?m pp:text ?text } } "
        "ORDER BY ?plan LIMIT 1"
    )[0]
    parties = _parties(service, f"VALUES ?m {{ <{iri}> }}", language).get(iri, ())
    plan = head.get("plan", "")
    names = labels(service, {plan} if plan else (), language)
    deadlines = _mentions(service, f"VALUES ?m {{ <{iri}> }}", "pp:hasDeadline").get(iri, ())
    targets = _mentions(service, f"VALUES ?m {{ <{iri}> }}", "pp:hasTarget").get(iri, ())
    citations = _citations(
        service, iri, "pp:hasCitation|pp:hasBasisCitation|pp:hasLegalBasisCitation", language
    )
    shown = [iri, *(party.assignment for party in parties)]
    shown += [mention.iri for mention in (*deadlines, *targets, *citations)]
    return MeasureView(
        plan,
        _name(plan, names) if plan else "",
        head.get("path", ""),
        head.get("text", ""),
        parties,
        {party.assignment: evidence(service, party.assignment) for party in parties},
        deadlines,
        targets,
        citations,
        notes_on(service, shown, language),
    )


def _tree_names(service: Service, trees: Iterable[Branch], language: Language) -> dict[str, str]:
    """Give the names of the issuers of the plans of trees and of those who wrote the records behind the hops."""
    branches = [branch for tree in trees for branch in _walk(tree)]
    authors = {branch.hop.record.author for branch in branches if branch.hop and branch.hop.record}
    issuers = {branch.plan.issuer for branch in branches}
    return labels(service, {iri for iri in authors | issuers if iri.startswith(BASE)}, language)


def _plans(trees: Iterable[Branch]) -> list[str]:
    return [branch.plan.iri for tree in trees for branch in _walk(tree)]


def _bases(rows: Iterable[PlanRow]) -> list[str]:
    return [base.iri for row in rows for base in row.bases]


def _nodes(measures: Iterable[MeasureRow]) -> Iterable[str]:
    """Give what a list of measures shows: the measures, their assignments and their deadlines."""
    for measure in measures:
        yield measure.iri
        yield from (party.assignment for _, parties in measure.roles for party in parties)
        yield from (deadline.iri for deadline in measure.deadlines)


def _walk(branch: Branch) -> Iterable[Branch]:
    yield branch
    for below in branch.branches:
        yield from _walk(below)


def _measures(service: Service, plan: str, language: Language) -> tuple[MeasureRow, ...]:
    bound = f"<{plan}> pp:hasMeasure ?m ."
    found = service.rows(
        f"{_PROLOGUE} SELECT ?m ?path ?text ?order WHERE {{ {bound} "
        "OPTIONAL { ?m pp:numberPath ?path } OPTIONAL { ?m pp:text ?text } OPTIONAL { ?m pp:order ?order } }"
    )
    found = sorted(found, key=lambda row: (int(row.get("order", 0)), row["m"], row.get("text", "")))
    parties = _parties(service, bound, language)
    deadlines = _mentions(service, bound, "pp:hasDeadline")
    # A measure stands once, also where a second copy gives it another text.
    first = {row["m"]: row for row in reversed(found)}
    return tuple(
        MeasureRow(
            measure,
            first[measure].get("path", ""),
            first[measure].get("text", ""),
            _by_role(parties.get(measure, ())),
            deadlines.get(measure, ()),
        )
        for measure in dict.fromkeys(row["m"] for row in found)
    )


def _parties(service: Service, bound: str, language: Language) -> dict[str, tuple[Party, ...]]:
    """Give the parties of measures: leads first, then as written."""
    found = service.rows(
        f"{_PROLOGUE} SELECT DISTINCT ?m ?a ?role ?name ?party ?order WHERE {{ {bound} ?m {_ASSIGNMENT} ?a . "
        "?a pp:role ?role . OPTIONAL { ?a pp:verbatimName ?name } OPTIONAL { ?a pp:assignee ?party } "
        "OPTIONAL { ?a pp:order ?order } }"
    )
    names = labels(service, {row[key] for row in found for key in ("role", "party") if key in row}, language)
    grouped: dict[str, list[Party]] = {}
    # Sorted here: the store takes longer to sort than to find.
    for row in sorted(found, key=_standing):
        party = row.get("party", "")
        grouped.setdefault(row["m"], []).append(
            Party(
                row["role"],
                _name(row["role"], names).removeprefix("role-"),
                row.get("name", ""),
                party,
                _name(party, names) if party else "",
                row["a"],
            )
        )
    return {measure: tuple(parties) for measure, parties in grouped.items()}


def _standing(row: Mapping[str, str]) -> tuple[bool, str, int, str, str]:
    """Give what sorts the parties of a measure."""
    role = row["role"]
    return role != VOCAB + "role-牵头", role, int(row.get("order", 0)), row["a"], row.get("party", "")


def _by_role(parties: tuple[Party, ...]) -> tuple[tuple[str, tuple[Party, ...]], ...]:
    """Group parties under the labels of their roles, in the order in which the roles first stand."""
    grouped: dict[str, list[Party]] = {}
    for party in parties:
        grouped.setdefault(party.role_label, []).append(party)
    return tuple((role, tuple(found)) for role, found in grouped.items())


def _mentions(service: Service, bound: str, path: str) -> dict[str, tuple[Mention, ...]]:
    found = service.rows(
        f"{_PROLOGUE} SELECT DISTINCT ?m ?x ?text ?due WHERE {{ {bound} ?m {path} ?x . "
        "OPTIONAL { ?x pp:verbatim ?text } OPTIONAL { ?x pp:dueDate|pp:dueMonthDay ?due } } ORDER BY ?m ?x ?due"
    )
    grouped: dict[str, dict[str, Mention]] = {}
    for row in found:
        mention = Mention(row["x"], row.get("text", ""), about_label=row.get("due", "").removeprefix("--"))
        grouped.setdefault(row["m"], {}).setdefault(row["x"], mention)
    return {measure: tuple(mentions.values()) for measure, mentions in grouped.items()}


def _citations(service: Service, iri: str, path: str, language: Language) -> tuple[Mention, ...]:
    found = service.rows(
        f"{_PROLOGUE} SELECT DISTINCT ?c ?title ?number ?cited ?quote WHERE {{ <{iri}> {path} ?c . "
        "OPTIONAL { ?c pp:verbatimTitle ?title } OPTIONAL { ?c pp:verbatimNumber ?number } "
        "OPTIONAL { ?c pp:citedText ?cited } "
        "OPTIONAL { ?c pp:evidencedBy ?anchor . ?anchor oa:hasSelector ?s . ?s oa:exact ?quote } } ORDER BY ?c ?quote"
    )
    names = labels(service, {row["cited"] for row in found if "cited" in row}, language)
    mentions: dict[str, Mention] = {}
    for row in found:
        cited = row.get("cited", "")
        words = row.get("title") or row.get("number") or ""
        name = _name(cited, names) if cited else ""
        mentions.setdefault(row["c"], Mention(row["c"], words, cited, name, row.get("quote", "")))
    return tuple(mentions.values())


def _cited_only(row: dict[str, str]) -> bool:
    return row.get("holding", "") == VOCAB + "holding-仅见引用"


def _name(iri: str, names: dict[str, str]) -> str:
    return names.get(iri) or iri.rpartition("/")[2]
