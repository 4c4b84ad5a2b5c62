"""What a release says of itself in its own graphs, for stores that hold the data and no manifest.json.

Entry point: `derive_manifest`. The id stands in the catalogue, counts in the VoID description, documents in the
provenance, findings in the report. Files that could not be read, the number of nodes checked and the digests of dumps
stand in manifest.json alone and stay unknown.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from zhengmai.errors import Bilingual, InputError
from zhengmai.namespaces import DATA, GRAPH, PP
from zhengmai.store.manifest import Counts, DocumentEntry, Findings, Manifest, PlanEntry
from zhengmai.store.query import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhengmai.store.source import Source

    Ask = Callable[[str], list[dict[str, str]]]

REQUIRED = ("catalogue", "void", "ontology", "vocabulary", "provenance", "validation", "queries")
"""Graphs that every release has; without one of them pages would be wrong rather than poor."""

_PREFIXES = f"""PREFIX pp: <{PP}>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
_COUNTED = {"measures": "Measure", "plans": "Plan", "agencies": "Agency"}
_NUMBERS = re.compile(r"\d+")


def derive_manifest(source: Source, name: str) -> Manifest:
    """Check that a store holds one whole release with its default graph, and give what it says of itself.

    Args:
        source: the store.
        name: what messages call it; without credentials.

    Raises:
        InputError: graphs are missing, there is none or more than one release, or the default graph is another one.
        QueryError: the store fails.
    """
    missing = [graph for graph in REQUIRED if not source.contains_named_graph(NamedNode(GRAPH + graph))]
    if missing:
        listed = ", ".join(GRAPH + graph for graph in missing)
        raise _wrong(
            name,
            f"缺少发布的图：{listed}。请把一个发布的 graph.nq.gz 载入此存储（docs/zh/stores.md）。",
            f"graphs of a release are missing: {listed}. Load graph.nq.gz of a release into this store (docs/stores.md).",
        )
    ask = partial(rows, source)
    release, triples = _described(ask, name)
    _check_default_graph(ask, name, triples)
    counts = {key: _entities(ask, release, kind) for key, kind in _COUNTED.items()}
    return Manifest(
        id=release.removeprefix(f"{DATA}release/"),
        profile="",
        documents=_documents(ask),
        counts=Counts(triples=triples, graphs=_sizes(ask, release), **counts),
        validation=_findings(ask),
    )


def _described(ask: Ask, name: str) -> tuple[str, int]:
    """Give IRI and size of the release."""
    found = ask(
        f"{_PREFIXES}SELECT DISTINCT ?d ?n WHERE {{ GRAPH <{GRAPH}void> {{ ?d void:triples ?n ; void:dataDump ?f }} "
        f"GRAPH <{GRAPH}catalogue> {{ ?d dct:identifier ?id }} }}"
    )
    if len(found) != 1:
        raise _wrong(
            name,
            f"图 {GRAPH}void 与 catalogue 描述了 {len(found)} 个发布，应为一个；每个发布请用单独的库。",
            f"the graphs void and catalogue behind {GRAPH} describe {len(found)} releases instead of one; "
            "keep each release in a database of its own.",
        )
    return found[0]["d"], int(found[0]["n"])


def _check_default_graph(ask: Ask, name: str, triples: int) -> None:
    held = int(ask("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"])
    if held != triples:
        raise _wrong(
            name,
            f"默认图有 {held} 条陈述，发布的默认图应有 {triples} 条：此存储的默认图不是发布的默认图（例如是所有图的并集）。"
            "请改存储的设置，或用 ZHENGMAI_STORE_DEFAULT_GRAPH 指明（docs/zh/stores.md）。",
            f"the default graph has {held} statements, that of the release {triples}: the store's default graph is "
            "another one, such as the union of all graphs. Change the store's setting, or name the graph by "
            "ZHENGMAI_STORE_DEFAULT_GRAPH (docs/stores.md).",
        )


def _entities(ask: Ask, release: str, kind: str) -> int:
    found = ask(
        f"{_PREFIXES}SELECT ?n WHERE {{ GRAPH <{GRAPH}void> {{ <{release}> void:classPartition ?part . "
        f"?part void:class pp:{kind} ; void:entities ?n }} }}"
    )
    return int(found[0]["n"]) if found else 0


def _sizes(ask: Ask, release: str) -> dict[str, int]:
    found = ask(
        f"{_PREFIXES}SELECT ?g ?n WHERE {{ GRAPH <{GRAPH}void> {{ <{release}> void:subset ?g . ?g void:triples ?n }} }}"
    )
    return {row["g"]: int(row["n"]) for row in sorted(found, key=lambda row: row["g"])}


def _documents(ask: Ask) -> tuple[DocumentEntry, ...]:
    """Give the documents in the order of the build: by digest."""
    copies = ask(
        f"{_PREFIXES}SELECT ?file ?sha ?work WHERE {{ GRAPH <{GRAPH}provenance> {{ ?copy a pp:SourceCopy ; "
        "pp:fileName ?file ; pp:sha256 ?sha ; pp:embodies/pp:realizes ?work } } ORDER BY ?sha"
    )
    numbers = {row["work"]: row["number"] for row in ask(_OF_WORKS.format("?work pp:documentNumber ?number"))}
    titles = {row["work"]: row["title"] for row in ask(_OF_WORKS.format("?work dct:title ?title"))}
    plans: dict[str, list[PlanEntry]] = {}
    for row in ask(_OF_WORKS.format("?work pp:issues ?plan OPTIONAL { ?plan dct:title ?title }")):
        plans.setdefault(row["work"], []).append(PlanEntry(iri=row["plan"], title=row.get("title", "")))
    measures = {
        row["work"]: int(row["n"])
        for row in ask(
            f"{_PREFIXES}SELECT ?work (COUNT(DISTINCT ?m) AS ?n) WHERE {{ ?work pp:issues ?plan . "
            "?plan pp:hasMeasure ?m } GROUP BY ?work"
        )
    }
    found = []
    for row in copies:
        own = tuple(sorted(plans.get(row["work"], ()), key=lambda plan: _natural(plan.iri)))
        title = titles.get(row["work"]) or (own[0].title if own else row["file"])
        found.append(
            DocumentEntry(
                file=row["file"],
                sha256=row["sha"],
                work=row["work"],
                title=title,
                number=numbers.get(row["work"]),
                plans=own,
                measures=measures.get(row["work"], 0),
            )
        )
    return tuple(found)


_OF_WORKS = f"{_PREFIXES}SELECT * WHERE {{{{ {{}} }}}}"


def _natural(iri: str) -> tuple[str, list[int]]:
    return _NUMBERS.sub("", iri), [int(number) for number in _NUMBERS.findall(iri)]


def _findings(ask: Ask) -> Findings:
    found = ask(
        f"{_PREFIXES}SELECT ?severity (COUNT(?result) AS ?n) WHERE {{ GRAPH <{GRAPH}validation> "
        "{ ?result sh:resultSeverity ?severity } } GROUP BY ?severity"
    )
    counts = {row["severity"].rpartition("#")[2].lower(): int(row["n"]) for row in found if "severity" in row}
    return Findings(**counts, checked=None)


def _wrong(name: str, zh: str, en: str) -> InputError:
    return InputError(name, Bilingual(zh, en))
