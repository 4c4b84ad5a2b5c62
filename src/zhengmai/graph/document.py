"""The graph of one document: everything that was read from one copy, each node with its anchor.

Entry points: `document_quads`, `document_alone`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai.extract.document import extract_document
from zhengmai.extract.series import series_key
from zhengmai.extract.titles import inner_titles, title_key
from zhengmai.graph import minting
from zhengmai.graph.bodies import write_body
from zhengmai.graph.corpus import Corpus, HeldDocument
from zhengmai.graph.provenance import Provenance
from zhengmai.graph.provisions import ProvisionWriter
from zhengmai.graph.statements import (
    DCT,
    OA,
    RDF_TYPE,
    Statements,
    concept,
    day,
    integer,
    string,
    zh,
)
from zhengmai.registry import vocabulary
from zhengmai.resolve.bodies import resolve_body
from zhengmai.resolve.document import resolve_document

if TYPE_CHECKING:
    from zhengmai.extract.facts import CitationFact, Evidence, PlanFacts, Resolution
    from zhengmai.text.view import SourceText

_CITATION_ROLES = {
    "basis": "cite-根据",
    "implements": "cite-贯彻落实",
    "reference": "cite-提及",
    "repeal": "cite-废止",
    "forwards": "cite-转发",
}


class DocumentWriter:
    """Writes one held document into its graph.

    Attributes:
        out: the statements of graph/doc/{sha12}.
        provenance: rules and confidence of each node, for graph/provenance.
    """

    def __init__(self, document: HeldDocument, corpus: Corpus, provenance: Provenance) -> None:
        self.document = document
        self.corpus = corpus
        self.provenance = provenance
        self.out = Statements(minting.document_graph(document.key))
        self.iri = minting.iri("doc", document.local)

    def write(self) -> Statements:
        """Write carrier and plans; give the statements."""
        self._carrier()
        for number, plan in enumerate(self.document.facts.plans, 1):
            self._plan(plan, f"{self.document.local}-p{number}")
        self._unread()
        return self.out

    def anchor(self, node: str, evidence: Evidence) -> None:
        """Anchor a node in the source: position and exact quote (Web Annotation Data Model 4.2)."""
        source = self.document.facts.source
        start, end = evidence.span
        local = f"{self.document.key}-{start}-{end}"
        anchor, position, quote = (minting.iri("anchor", local + suffix) for suffix in ("", "-pos", "-quote"))
        out = self.out
        out.pp(node, "evidencedBy", anchor)
        out.type(anchor, "TextAnchor")
        out.add(anchor, OA + "hasSource", minting.iri("copy", self.document.key))
        out.add(anchor, OA + "hasSelector", position)
        out.add(anchor, OA + "hasSelector", quote)
        out.add(position, RDF_TYPE, OA + "TextPositionSelector")
        out.add(position, OA + "start", integer(start))
        out.add(position, OA + "end", integer(end))
        out.add(quote, RDF_TYPE, OA + "TextQuoteSelector")
        out.add(quote, OA + "exact", string(source.quote(evidence.span)))
        self.provenance.reading(node, evidence)

    def body(self, resolution: Resolution) -> str:
        """Write the agency or group behind a name and give its IRI."""
        return write_body(self.out, resolution, self.document.key)

    def cite(self, owner: str, owner_local: str, citation: CitationFact, number: int) -> None:
        """Write one citation of a document, plan or provision."""
        node = minting.iri("node", f"{owner_local}-c{number}")
        out = self.out
        out.type(node, "Citation")
        out.pp(node, "citationRole", concept(_CITATION_ROLES[citation.role]))
        cited = self.corpus.cited(citation, self.document)
        out.pp(node, "citedText", minting.iri("doc", cited) if cited else None)
        out.pp(node, "verbatimNumber", string(citation.verbatim_number))
        out.pp(node, "verbatimTitle", string(citation.title))
        out.pp(node, "pinpoint", string(citation.pinpoint))
        out.pp(node, "aliasOf", string(citation.alias_of))
        full = citation.alias_of or citation.title
        for title in (inner_titles(full) or [full]) if full else []:
            out.pp(node, "citedPlanKey", string(title_key(title)))
        basis = citation.role in ("basis", "implements", "forwards")
        out.pp(owner, "hasBasisCitation" if basis else "hasCitation", node)
        if basis and citation.legal:
            out.pp(owner, "hasLegalBasisCitation", node)
        self.anchor(node, citation.evidence)

    def _carrier(self) -> None:
        carrier, out, local = self.document.facts.carrier, self.out, self.document.local
        out.type(self.iri, "PolicyDocument")
        out.pp(self.iri, "holding", concept("holding-已入库"))
        out.add(self.iri, DCT + "title", zh(carrier.title))
        out.pp(self.iri, "documentNumber", string(carrier.number))
        out.pp(self.iri, "verbatimNumber", string(carrier.verbatim_number))
        out.pp(self.iri, "issueDate", day(carrier.date))
        out.pp(self.iri, "documentType", vocabulary.concept(f"type-{carrier.kind}"))
        for name in carrier.issuers:
            out.pp(self.iri, "issuedBy", self.body(resolve_body(name, carrier)))
        for name in carrier.addressees:
            out.pp(self.iri, "addressedTo", self.body(resolve_body(name, carrier)))
        for roster in carrier.rosters:
            group = self.body(resolve_body(roster.addressee, carrier))
            for member in roster.members:
                out.pp(group, "hasMember", self.body(resolve_body(member.verbatim, carrier)))
        for element in carrier.header:
            if element.element == "分送机关":
                out.pp(self.iri, "distributedTo", self.body(resolve_body(element.verbatim, carrier)))
        if carrier.approved_by:
            for name in carrier.approved_by.split("、"):
                out.pp(self.iri, "approvedBy", self.body(resolve_body(name, carrier)))
        for number, element in enumerate(carrier.header, 1):
            node = minting.iri("node", f"{local}-h{number}")
            out.pp(self.iri, "hasHeaderElement", node)
            out.type(node, "HeaderElement")
            out.pp(node, "elementKind", vocabulary.concept(f"element-{element.element}"))
            out.pp(node, "verbatim", string(element.verbatim))
            self.anchor(node, element.evidence)
        for number, citation in enumerate(carrier.citations, 1):
            self.cite(self.iri, local, citation, number)

    def _plan(self, plan: PlanFacts, local: str) -> None:
        out, node = self.out, minting.iri("plan", local)
        out.pp(self.iri, "issues", node)
        out.type(node, "Plan")
        out.add(node, DCT + "title", zh(plan.title))
        out.pp(node, "titleKey", string(title_key(plan.title) or None))
        out.pp(node, "seriesKey", string(series_key(plan.title, plan.period)))
        out.pp(node, "planKind", vocabulary.concept(f"plan-{plan.kind}"))
        if plan.period:
            out.pp(node, "periodStart", day(f"{plan.period[0]}-01-01"))
            out.pp(node, "periodEnd", day(f"{plan.period[1]}-12-31"))
        out.pp(node, "clauseStyle", concept(clause_style(plan)))
        if plan.title_evidence:
            self.anchor(node, plan.title_evidence)
        known = {self.corpus.cited(citation, self.document) for citation in plan.citations}
        # The text may cite by number what the title names.
        named = [c for c in plan.title_citations if self.corpus.cited(c, self.document) not in known]
        for number, citation in enumerate([*plan.citations, *named], 1):
            self.cite(node, local, citation, number)
        ProvisionWriter(self, plan, node, local).write()

    def _unread(self) -> None:
        for number, unread in enumerate(self.document.facts.unread, 1):
            self.provenance.unread(self.document, number, unread)


def clause_style(plan: PlanFacts) -> str:
    """Give a plan's drafting style: 牵头 if at least half of its measures with a clause name a lead, else 责任.

    无 where no measure has a clause.
    """
    with_parties = [m for m in plan.measures if m.parties]
    if not with_parties:
        return "style-无"
    led = sum(any(p.role == "lead" for p in m.parties) for m in with_parties)
    return "style-牵头" if led * 2 >= len(with_parties) else "style-责任"


def document_quads(document: HeldDocument, corpus: Corpus) -> tuple[Statements, Provenance]:
    """Give the statements of one document and of how they were read.

    Args:
        document: one of the corpus.
        corpus: all documents of the build, which give meaning to citations.
    """
    provenance = Provenance()
    provenance.copy(document)
    return DocumentWriter(document, corpus, provenance).write(), provenance


def document_alone(source: SourceText) -> list[ox.Quad]:
    """Give the graph of one text by itself, for validation.

    Args:
        source: the text of a document.

    Returns:
        Its statements and their provenance, in their named graphs.

    Raises:
        InputError: the text is no policy document.
    """
    facts = resolve_document(extract_document(source))
    corpus = Corpus([facts])
    statements, provenance = document_quads(corpus.documents[0], corpus)
    return [*statements, *provenance.statements]
