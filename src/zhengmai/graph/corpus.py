"""All documents of a build together: their identifiers, and what their citations point at.

Entry point: `Corpus`. A citation by title alone means the document that is known, from any text, to bear or to
issue that title; else the title itself becomes an identifier, until its document turns up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.extract.titles import inner_titles, title_hash, title_key
from zhengmai.graph import minting
from zhengmai.resolve.bodies import resolve_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhengmai.extract.facts import CitationFact, DocumentFacts

# Shorter titles (实施方案, 规划) name nothing outside the text that declares them.
_SHORTEST_TITLE = 8


@dataclass(frozen=True)
class HeldDocument:
    """One copy with its facts and the local part of its document's identifier.

    Attributes:
        facts: resolved facts.
        local: local part of the document's IRI.
        preferred: whether this copy, among those of the same document, feeds the default graph.
    """

    facts: DocumentFacts
    local: str
    preferred: bool = True

    @property
    def key(self) -> str:
        """First 12 digits of the copy's sha256."""
        return self.facts.source.key


class Corpus:
    """The documents of a build, in the order of their sha256.

    Args:
        documents: resolved facts; equal copies (same sha256) must have been left out.
    """

    def __init__(self, documents: Iterable[DocumentFacts]) -> None:
        ordered = sorted(documents, key=lambda facts: facts.source.sha256)
        self.documents = _with_locals(ordered)
        self._held = {document.local for document in self.documents}
        self._by_title: dict[str, str] = {}
        self._learn_titles()

    def is_held(self, local: str) -> bool:
        """Tell whether a document's text is held, by the local part of its IRI."""
        return local in self._held

    def cited(self, citation: CitationFact) -> str | None:
        """Give the local part of the document that a citation means; None where it names neither title nor number."""
        if citation.number:
            return citation.number
        title = citation.alias_of or citation.title
        if title:
            known = self._by_title.get(title_key(title))
            return known or minting.title_local(title_hash(title))
        if citation.verbatim_number:
            # A damaged number is not repaired; it identifies the text as a title would.
            return minting.title_local(title_hash(citation.verbatim_number))
        return None

    def citations(self) -> Iterator[tuple[HeldDocument, CitationFact]]:
        """Give all citations of all documents."""
        for document in self.documents:
            for citation in _citations(document.facts):
                yield document, citation

    def _learn_titles(self) -> None:
        for document in self.documents:
            carrier = document.facts.carrier
            for title in (carrier.title, *(plan.title for plan in document.facts.plans)):
                if title and len(title) >= _SHORTEST_TITLE:
                    self._by_title.setdefault(title_key(title), document.local)
        numbered = sorted(
            {(c.number, c.title) for _, c in self.citations() if c.number and c.title and not c.alias_of}
        )
        for number, title in numbered:
            for text in (title, *_all_inner(title)):
                if len(text) >= _SHORTEST_TITLE:
                    self._by_title.setdefault(title_key(text), number)


def _all_inner(title: str) -> list[str]:
    found = inner_titles(title)
    return [*found, *(deeper for text in found for deeper in inner_titles(text))]


def _citations(facts: DocumentFacts) -> Iterator[CitationFact]:
    yield from facts.carrier.citations
    for plan in facts.plans:
        yield from plan.citations
        for provision in plan.provisions:
            yield from provision.citations


def _with_locals(ordered: list[DocumentFacts]) -> list[HeldDocument]:
    """Give each document its identifier; numbers shared by different issuers stay apart.

    Of two documents with one number and different issuing divisions, the earlier by (date, sha256) keeps the bare
    number; several copies of one document share its identifier, and one of them is preferred.
    """
    works: dict[tuple[str, str | None], list[DocumentFacts]] = {}
    for facts in ordered:
        works.setdefault((_local(facts), facts.carrier.division), []).append(facts)
    by_local: dict[str, list[tuple[str | None, list[DocumentFacts]]]] = {}
    for (local, division), copies in works.items():
        by_local.setdefault(local, []).append((division, copies))
    found: list[HeldDocument] = []
    for local, claims in by_local.items():
        claims.sort(key=lambda claim: min((c.carrier.date or "9999", c.source.sha256) for c in claim[1]))
        for place, (division, copies) in enumerate(claims):
            own = local if place == 0 else f"{local}-{division or copies[0].source.key}"
            best = min(copies, key=_preference)
            found += [HeldDocument(facts, own, preferred=facts is best) for facts in copies]
    return sorted(found, key=lambda document: document.facts.source.sha256)


def _preference(facts: DocumentFacts) -> tuple[bool, int, str]:
    """Prefer the simplified copy, then the one that yields more, then the smaller hash."""
    read = sum(len(plan.measures) for plan in facts.plans)
    return facts.source.script == "Hant", -read, facts.source.sha256


def _local(facts: DocumentFacts) -> str:
    carrier = facts.carrier
    issuer = resolve_body(carrier.issuers[0], carrier) if carrier.issuers else None
    return minting.document_local(
        carrier.number,
        issuer.division if issuer else None,
        issuer.name if issuer else None,
        carrier.date,
        facts.source.key,
    )
