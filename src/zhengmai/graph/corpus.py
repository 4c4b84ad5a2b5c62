"""All documents of a build together: their identifiers, and what their citations point at.

Entry point: `Corpus`. A citation by title alone means the document that is known, from any text, to bear or to
issue that title; else the title itself becomes an identifier, until its document turns up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.extract.titles import inner_titles, title_hash, title_key
from zhengmai.graph import minting
from zhengmai.graph.identities import TitleIndex, all_titles, division_of, learned_numbers
from zhengmai.resolve.bodies import resolve_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhengmai.extract.facts import CitationFact, DocumentFacts

_BASES = ("basis", "implements", "forwards")


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


@dataclass(frozen=True)
class Former:
    """An identifier that is no longer used.

    Attributes:
        old: local part of the document's IRI then.
        new: local part of its IRI now.
        title: key of the title that the old one was made of; None where it named the text itself.
    """

    old: str
    new: str
    title: str | None


class Corpus:
    """The documents of a build, in the order of their sha256.

    Args:
        documents: resolved facts; equal copies (same sha256) must have been left out.

    Attributes:
        documents: the held documents with their identifiers.
        learned: numbers of held documents that only other texts tell, by the local part of the document's IRI.
    """

    def __init__(self, documents: Iterable[DocumentFacts]) -> None:
        ordered = sorted(documents, key=lambda facts: facts.source.sha256)
        numbers = learned_numbers(ordered, (c for facts in ordered for c in _citations(facts)))
        self.documents = _with_locals(ordered, numbers)
        self.learned = {
            document.local: numbers[document.facts.source.sha256]
            for document in self.documents
            if document.facts.source.sha256 in numbers
        }
        self._held = {document.local: document for document in self.documents if document.preferred}
        self._cited: dict[str, str | None] = {}
        self._titles = TitleIndex(self._division)
        self._learn_titles()

    def is_held(self, local: str) -> bool:
        """Tell whether a document's text is held, by the local part of its IRI."""
        return local in self._held

    def cited(self, citation: CitationFact, by: HeldDocument | None = None) -> str | None:
        """Give the local part of the document that a citation means; None where it names neither title nor number.

        Args:
            citation: what the text names.
            by: the document that cites, which tells two documents of one title apart.
        """
        if citation.number:
            return citation.number
        title = citation.alias_of or citation.title
        if title:
            return self.titled(title, by, is_basis=citation.role in _BASES)
        if citation.verbatim_number:
            # A damaged number is not repaired; it identifies the text as a title would.
            return minting.title_local(title_hash(citation.verbatim_number))
        return None

    def titled(self, title: str, by: HeldDocument | None = None, *, is_basis: bool = False) -> str:
        """Give the local part of the document that a title alone means.

        Args:
            title: as cited.
            by: the document that cites.
            is_basis: whether it rests on the cited text.
        """
        return self._known(title, by, is_basis=is_basis) or minting.title_local(title_hash(title))

    def citations(self) -> Iterator[tuple[HeldDocument, CitationFact]]:
        """Give all citations of all documents."""
        for document in self.documents:
            for citation in _citations(document.facts):
                yield document, citation

    def plan_keys(self, local: str) -> list[str]:
        """Give the title keys of the plans of a held document, in their order."""
        document = self._held.get(local)
        return [title_key(plan.title) for plan in document.facts.plans] if document else []

    def former(self) -> Iterator[Former]:
        """Give the identifiers that other releases may have used for a document.

        These are the hashes of all titles that one document alone is known by, since whoever cites it by title
        before it is held makes an identifier of the title; and what a held document was called before its number
        turned up. A hash that still is an identifier is left out.
        """
        meant: dict[str, set[str]] = {key: {local} for key, local in self._titles.sole()}
        live: set[str] = set()
        for by, citation in self.citations():
            local = self.cited(citation, by)
            if local is None:
                continue
            live.add(local)
            title = citation.alias_of or citation.title
            if title and not citation.number:
                meant.setdefault(title_key(title), set()).add(local)
        for key, locals_ in sorted(meant.items()):
            old = minting.title_local(title_hash(key))
            if old not in live and len(locals_) == 1:
                yield Former(old, next(iter(locals_)), key)
        for document in self._held.values():
            if document.local in self.learned and not document.facts.carrier.number:
                old = _local(document.facts, None)
                if old not in self._held:
                    yield Former(old, document.local, None)

    def _known(self, title: str, by: HeldDocument | None = None, *, is_basis: bool = False) -> str | None:
        below, own = (by.facts.carrier.division, by.local) if by else (None, None)
        known = self._titles.find(title, below=below, apart_from=own, is_basis=is_basis)
        inner = inner_titles(title)
        if known is not None or len(inner) != 1:
            return known
        # One notice is cited with its issuers written in several ways; what it issues is written alike.
        known = self._titles.find(inner[0], below=below, apart_from=own, is_basis=is_basis)
        issuing = division_of(None, title)
        here = self._division(known) if known else None
        return None if issuing and here and issuing != here else known

    def _division(self, local: str) -> str | None:
        document = self._held.get(local)
        return document.facts.carrier.division if document else self._cited.get(local)

    def _learn_titles(self) -> None:
        for document in self.documents:
            carrier = document.facts.carrier
            for title in (carrier.title, *(plan.title for plan in document.facts.plans)):
                if title:
                    self._titles.learn(title, document.local)
        numbered = sorted(
            {(c.number, c.title) for _, c in self.citations() if c.number and c.title and not c.alias_of}
        )
        for number, title in numbered:
            self._cited[number] = self._cited.get(number) or division_of(number, title)
            for text in all_titles(title):
                self._titles.learn(text, number)
        alone = [
            (citation.title, by)
            for by, citation in self.citations()
            if citation.title
            and not citation.number
            and not citation.alias_of
            and inner_titles(citation.title)
        ]
        for title, by in sorted(alone, key=lambda cited: (cited[0], cited[1].facts.source.sha256)):
            local = minting.title_local(title_hash(title))
            if self._known(title, by) is None:
                self._cited[local] = division_of(None, title)
                for text in all_titles(title):
                    self._titles.learn(text, local)


def _citations(facts: DocumentFacts) -> Iterator[CitationFact]:
    yield from facts.carrier.citations
    for plan in facts.plans:
        yield from plan.citations
        yield from plan.title_citations
        for provision in plan.provisions:
            yield from provision.citations


def _with_locals(ordered: Sequence[DocumentFacts], numbers: Mapping[str, str]) -> list[HeldDocument]:
    """Give each document its identifier; numbers shared by different issuers stay apart.

    Of two documents with one number and different issuing divisions, the earlier by (date, sha256) keeps the bare
    number; several copies of one document share its identifier, and one of them is preferred.
    """
    works: dict[tuple[str, str | None], list[DocumentFacts]] = {}
    for facts in ordered:
        local = _local(facts, facts.carrier.number or numbers.get(facts.source.sha256))
        works.setdefault((local, facts.carrier.division), []).append(facts)
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


def _local(facts: DocumentFacts, number: str | None) -> str:
    carrier = facts.carrier
    issuer = resolve_body(carrier.issuers[0], carrier) if carrier.issuers else None
    return minting.document_local(
        number,
        issuer.division if issuer else None,
        issuer.name if issuer else None,
        carrier.date,
        facts.source.key,
    )
