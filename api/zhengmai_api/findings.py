"""What the report of a release's validation says, as its page shows it.

Entry points: `findings`, `counts_by_document`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from zhengmai.namespaces import GRAPH
from zhengmai.validate.findings import SEVERITIES, SEVERITY_TERMS, Severity
from zhengmai_api.describe import Evidence, labels
from zhengmai_api.negotiation import Language
from zhengmai_api.service import Service

PAGE_FINDINGS = 200
_PROLOGUE = """PREFIX pp: <https://w3id.org/policyplan/ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_ORDER = "?document DESC(?severity = sh:Violation) DESC(?severity = sh:Warning) ?code ?finding"


@dataclass(frozen=True)
class FoundRow:
    """One finding with the sentences it is about."""

    code: str
    severity: Severity
    message: str
    focus: str
    value: str
    quotes: tuple[Evidence, ...]


@dataclass(frozen=True)
class DocumentFindings:
    """The findings of one document; an empty IRI: of none."""

    iri: str
    label: str
    findings: tuple[FoundRow, ...]


def findings(
    service: Service, language: Language, *, severity: str = "", document: str = "", offset: int = 0
) -> tuple[list[DocumentFindings], int]:
    """Give findings by document, the gravest first in each, and how many there are in all.

    Args:
        service: the release.
        language: of the messages.
        severity: only of this one; empty: all.
        document: only of this document, an IRI; empty: all.
        offset: how many are left out before.
    """
    where = _where(severity, document)
    (total,) = service.rows(f"{_PROLOGUE} SELECT (COUNT(DISTINCT ?finding) AS ?n) WHERE {{ {where} }}")
    # Optional patterns stand in the group that binds the finding: one of their own would drop what lacks them.
    details = (
        "OPTIONAL { ?finding sh:value ?v } "
        f'OPTIONAL {{ ?finding sh:resultMessage ?m FILTER langMatches(lang(?m), "{language}") }}'
    )
    found = service.rows(
        f"{_PROLOGUE} SELECT ?finding ?code ?severity ?focus ?document "
        f"(SAMPLE(?v) AS ?value) (SAMPLE(?m) AS ?message) WHERE {{ {_where(severity, document, details)} }} "
        f"GROUP BY ?finding ?code ?severity ?focus ?document ORDER BY {_ORDER} "
        f"LIMIT {PAGE_FINDINGS} OFFSET {offset}"
    )
    quotes = _quotes(service, [row["finding"] for row in found])
    names = labels(service, {row["document"] for row in found if "document" in row}, language)
    terms = {term.value: name for name, term in SEVERITY_TERMS.items()}
    groups = []
    for iri, rows in groupby(found, key=lambda row: row.get("document", "")):
        rows_of = tuple(
            FoundRow(
                row["code"],
                terms[row["severity"]],
                row.get("message", ""),
                row["focus"],
                row.get("value", ""),
                quotes.get(row["finding"], ()),
            )
            for row in rows
        )
        groups.append(DocumentFindings(iri, names.get(iri, "") or iri.rpartition("/")[2], rows_of))
    return groups, int(total["n"])


def counts_by_document(service: Service) -> dict[str, dict[str, int]]:
    """Count the findings of each document by severity."""
    found = service.rows(
        f"{_PROLOGUE} SELECT ?document ?severity (COUNT(DISTINCT ?finding) AS ?n) WHERE {{ "
        f"{_where('', '')} }} GROUP BY ?document ?severity"
    )
    terms = {term.value: name for name, term in SEVERITY_TERMS.items()}
    counts: dict[str, dict[str, int]] = {}
    for row in found:
        own = counts.setdefault(row.get("document", ""), dict.fromkeys(SEVERITIES, 0))
        own[terms[row["severity"]]] = int(row["n"])
    return counts


def _where(severity: str, document: str, details: str = "") -> str:
    only = f"FILTER(?severity = {SEVERITY_TERMS[severity]})" if severity in SEVERITY_TERMS else ""
    of = f"?finding dct:source <{document}> . BIND(<{document}> AS ?document)" if document else (
        "OPTIONAL { ?finding dct:source ?document }"
    )  # fmt: skip
    return (
        f"GRAPH <{GRAPH}validation> {{ ?finding a pp:Finding ; skos:notation ?code ; sh:resultSeverity ?severity ; "
        f"sh:focusNode ?focus . {of} {details} {only} }}"
    )


def _quotes(service: Service, iris: list[str]) -> dict[str, tuple[Evidence, ...]]:
    values = " ".join(f"<{iri}>" for iri in iris)
    found = service.rows(
        f"{_PROLOGUE} SELECT ?finding ?anchor ?copy ?exact ?start ?end WHERE {{ VALUES ?finding {{ {values} }} "
        f"GRAPH <{GRAPH}validation> {{ ?finding pp:evidencedBy ?anchor }} "
        "?anchor oa:hasSource ?copy ; oa:hasSelector ?position , ?quote . ?position oa:start ?start ; oa:end ?end . "
        "?quote oa:exact ?exact } ORDER BY ?finding ?copy ?start"
    )
    quotes: dict[str, tuple[Evidence, ...]] = {}
    for row in found:
        evidence = Evidence(row["anchor"], row["exact"], row["start"], row["end"], row["copy"])
        quotes[row["finding"]] = (*quotes.get(row["finding"], ()), evidence)
    return quotes
