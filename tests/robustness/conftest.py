"""What the tests of this folder share: reading a document through all stages with all checks, and the corpus folder."""

from __future__ import annotations

import dataclasses
import json
import os
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhengmai.evaluate.annotation import annotate
from zhengmai.explain.facts import readings
from zhengmai.extract.dense import restore_lines
from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import CitationFact, Deadline, DocumentFacts, Evidence, HeaderFact, Party, Target
from zhengmai.graph.corpus import Corpus
from zhengmai.graph.document import document_quads
from zhengmai.graph.iris import canonical_iri
from zhengmai.resolve.document import resolve_document
from zhengmai.text.layout import fold, paragraphs
from zhengmai.text.reader import simplify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zhengmai.text.view import SourceText, Span

CORPUS = "ZHENGMAI_CORPUS"
COUNTS = pytest.StashKey[list[int]]()


def corpus() -> Path | None:
    """Give the folder that the environment names; None where it names none."""
    named = os.environ.get(CORPUS)
    return Path(named) if named else None


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the tests over a corpus out where no folder is named."""
    return True if collection_path.name == "test_corpus.py" and corpus() is None else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line whether a corpus was read, and what came of it."""
    folder = corpus()
    if folder is None:
        terminalreporter.write_line(f"corpus: not read, {CORPUS} names no folder of documents")
        return
    read, refused = config.stash.get(COUNTS, [0, 0])
    terminalreporter.write_line(f"corpus {folder}: {read} documents read, {refused} refused with a cause")


class Kept:
    """The characters of a source text that rules see, by their place.

    Args:
        source: the text.
    """

    def __init__(self, source: SourceText) -> None:
        views = restore_lines([paragraph.view for paragraph in paragraphs(source)])
        self.offsets = [offset for view in views for offset in view.offsets]
        self.printed = "".join(view.printed for view in views)
        # A soft hyphen between figures is a dash that a printing program wrote so.
        text = source.text.replace("\u00ad", "-")
        plain = simplify(text) if source.script == "Hant" else text
        assert all(a < b for a, b in zip(self.offsets, self.offsets[1:], strict=False))
        assert self.printed == "".join(plain[offset] for offset in self.offsets)
        assert not any(c.isspace() for c in self.printed)

    def quote(self, span: Span) -> str:
        """Give what stands at a span, simplified, without white space and without page headers."""
        return self.printed[bisect_left(self.offsets, span.start) : bisect_left(self.offsets, span.end)]


def nodes_of(node: object) -> Iterator[object]:
    """Give a fact and all facts in it."""
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in dataclasses.fields(node):
            yield from nodes_of(getattr(node, field.name))
    elif isinstance(node, list | tuple):
        for item in node:
            yield from nodes_of(item)


def check_evidence(facts: DocumentFacts) -> int:
    """Check that every span lies in the text and quotes what was read there; give how many there are."""
    kept = Kept(facts.source)
    length = len(facts.source.text)
    count = 0
    for node in (*nodes_of(facts.carrier), *nodes_of(facts.plans)):
        if isinstance(node, Evidence):
            assert 0 <= node.span.start < node.span.end <= length, node
            count += 1
        elif isinstance(node, Party):
            assert kept.quote(node.evidence.span) == node.mention, node
        elif isinstance(node, Deadline | Target):
            assert kept.quote(node.evidence.span) == node.text, node
        elif isinstance(node, HeaderFact):
            assert kept.quote(node.evidence.span) == node.verbatim, node
        elif isinstance(node, CitationFact):
            quoted = fold(kept.quote(node.evidence.span))
            for part in (node.verbatim_number, node.title):
                assert part is None or fold(part) in quoted, node
    for unread in facts.unread:
        assert 0 <= unread.span.start < unread.span.end <= length, unread
    for reading in readings(facts):
        assert facts.source.quote(reading.span) == reading.text
    return count


def through_all_stages(source: SourceText) -> DocumentFacts:
    """Read, resolve, annotate and build the graph of one text, and check the evidence.

    Raises:
        InputError: the text is no policy document.
    """
    facts = resolve_document(extract_document(source))
    check_evidence(facts)
    json.dumps(annotate(facts), ensure_ascii=False).encode()
    corpus_of_one = Corpus([facts])
    statements, provenance = document_quads(corpus_of_one.documents[0], corpus_of_one)
    identifiers = {quad.subject.value for quad in (*statements, *provenance.statements)}
    assert len(identifiers) > 2
    # An identifier that its own address would spell otherwise could not be looked up.
    assert [iri for iri in identifiers if canonical_iri(iri) != iri] == []
    return facts


@pytest.fixture(scope="session")
def corpus_counts(request: pytest.FixtureRequest) -> list[int]:
    """Give the counts of documents read and refused, which the summary tells."""
    counts = [0, 0]
    request.config.stash[COUNTS] = counts
    return counts


@pytest.fixture(scope="session")
def read_through() -> Callable[[SourceText], DocumentFacts]:
    """Give the function that reads a text through all stages with all checks."""
    return through_all_stages
