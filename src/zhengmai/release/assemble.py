"""The graph of a release: all documents, stubs, curation, inference, and the materialised default graph.

Entry point: `assemble`. Named graphs tell where a statement was made; the default graph is their copy, so that a
plain query gives the same answer in any store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai.align.records import alignment_statements
from zhengmai.errors import Bilingual
from zhengmai.graph.corpus import Corpus
from zhengmai.graph.curation import ALIGNMENT, ASSERT, Outcome, Record, curation_statements
from zhengmai.graph.document import document_quads
from zhengmai.graph.statements import DCT
from zhengmai.graph.stubs import stub_statements
from zhengmai.graph.vocabulary import ontology_quads, shapes_quads, vocabulary_quads
from zhengmai.namespaces import PP
from zhengmai.reason.evidence import PROVENANCE
from zhengmai.reason.rules import run_rules
from zhengmai.store.executables import executable_quads
from zhengmai.store.query import rows
from zhengmai.store.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from zhengmai.extract.facts import DocumentFacts
    from zhengmai.graph.statements import Statements

WRITING = Bilingual("生成图谱", "writing the graph")
INFERRING = Bilingual("推理", "inferring")
ALIGNING = Bilingual("对齐措施", "aligning measures")
"""What `assemble` does, in this order."""

_TITLE_KEY = ox.NamedNode(PP + "titleKey")
_REPLACED = ox.NamedNode(DCT + "isReplacedBy")


@dataclass(frozen=True)
class Assembly:
    """A release's graph before it is checked.

    Attributes:
        store: all named graphs and the default graph.
        corpus: the documents.
        curation: what became of each curation record.
    """

    store: ox.Store
    corpus: Corpus
    curation: tuple[Outcome, ...]


def assemble(
    documents: Iterable[DocumentFacts],
    records: Sequence[Record],
    store: ox.Store | None = None,
    *,
    progress: Callable[[Bilingual], None] = lambda message: None,
) -> Assembly:
    """Build the graph of a release.

    Args:
        documents: resolved facts, each content once.
        records: curation records.
        store: where to, empty; in memory if left out. A store on disk takes several times as long and little memory.
        progress: is told what begins.
    """
    progress(WRITING)
    store, corpus = store if store is not None else ox.Store(), Corpus(documents)
    write(store, chain(vocabulary_quads(), ontology_quads(), stub_statements(corpus)))
    write(store, chain.from_iterable(_document_quads(corpus)))
    described, accepted, outcomes = _curate(store, records)
    write(store, chain(described, accepted, shapes_quads(), executable_quads()))
    progress(INFERRING)
    run_rules(store)
    progress(ALIGNING)
    # Comparing needs the lineage that the rules give; what it finds is asked for by the name of its graph.
    write(store, alignment_statements(partial(rows, store)))
    return Assembly(store, corpus, tuple(_checked(store, outcome) for outcome in outcomes))


def _document_quads(corpus: Corpus) -> Iterator[Iterable[ox.Quad]]:
    for document in corpus.documents:
        statements, provenance = document_quads(document, corpus)
        yield statements
        yield provenance.statements


def _checked(store: ox.Store, outcome: Outcome) -> Outcome:
    """Report a retraction as vanished where nobody makes the statement any more."""
    record = outcome.record
    if record.kind == ASSERT or outcome.state not in ("applied", "repointed"):
        return outcome
    # Measures are aligned later, and a pair that is rejected need not be proposed again.
    if record.predicate in ALIGNMENT:
        return outcome
    subject, predicate, value = outcome.statement
    term = ox.NamedNode(value) if isinstance(value, str) else value
    stands = any(store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), term, None))
    return outcome if stands else replace(outcome, state="vanished")


def _curate(store: ox.Store, records: Sequence[Record]) -> tuple[Statements, Statements, list[Outcome]]:
    by_title: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, _TITLE_KEY, None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            # Of several plans with one title the smallest IRI is taken, so that the outcome is the same each time.
            known = by_title.get(quad.object.value)
            by_title[quad.object.value] = min(known, quad.subject.value) if known else quad.subject.value
    replaced = {
        quad.subject.value: quad.object.value
        for quad in store.quads_for_pattern(None, _REPLACED, None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    return curation_statements(records, by_title, partial(_is_known, store), replaced)


def _is_known(store: ox.Store, iri: str) -> bool:
    """Tell whether a text, the vocabulary or a citation says anything of a thing or points at it."""
    node = ox.NamedNode(iri)
    found = chain(
        store.quads_for_pattern(node, None, None, None), store.quads_for_pattern(None, None, node, None)
    )
    return any(quad.graph_name != PROVENANCE for quad in found)
