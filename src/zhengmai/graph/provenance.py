"""How statements came about: copies, rules, confidence, unread spans; all in graph/provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhengmai import __version__
from zhengmai.graph import minting
from zhengmai.graph.statements import DCT, OA, PROV, RDF_TYPE, Statements, concept, graph, integer, string
from zhengmai.registry import vocabulary

if TYPE_CHECKING:
    from zhengmai.extract.facts import Evidence, Unread
    from zhengmai.graph.corpus import HeldDocument


class Provenance:
    """Collects the statements of graph/provenance."""

    def __init__(self) -> None:
        self.statements = Statements(graph("provenance"))

    def copy(self, document: HeldDocument) -> None:
        """Describe a source copy, the expression it embodies, and the bundle read from it."""
        out, source = self.statements, document.facts.source
        copy = minting.iri("copy", document.key)
        expression = f"{copy}-x"
        work = minting.iri("doc", document.local)
        out.type(copy, "SourceCopy")
        out.pp(copy, "sha256", string(source.sha256))
        out.pp(copy, "fileName", string(source.name))
        out.pp(copy, "legalValue", concept("legal-非官方"))
        out.pp(copy, "embodies", expression)
        out.type(expression, "TextExpression")
        out.pp(expression, "realizes", work)
        out.pp(
            expression,
            "expressionKind",
            concept("expr-繁体转换" if source.script == "Hant" else "expr-原文简体"),
        )
        if document.preferred:
            out.pp(work, "preferredCopy", copy)
        bundle = minting.document_graph(document.key)
        run = minting.iri("node", f"run-{__version__}")
        out.add(bundle, RDF_TYPE, PROV + "Bundle")
        out.add(bundle, PROV + "wasDerivedFrom", copy)
        out.add(bundle, PROV + "wasGeneratedBy", run)
        out.add(run, RDF_TYPE, PROV + "Activity")
        out.add(run, DCT + "identifier", string(f"zhengmai {__version__}"))

    def reading(self, node: str, evidence: Evidence) -> None:
        """Say by which rule a node was read and how sure that is."""
        self.statements.pp(node, "readByRule", string(evidence.rule))
        self.statements.pp(node, "readingConfidence", concept(f"confidence-{evidence.confidence}"))

    def unread(self, document: HeldDocument, number: int, unread: Unread) -> None:
        """Describe a span that looks like a fact and was not read."""
        out = self.statements
        node = minting.iri("node", f"c-{document.key}-u{number}")
        start, end = unread.span
        anchor = minting.iri("anchor", f"{document.key}-{start}-{end}")
        position, quote = f"{anchor}-pos", f"{anchor}-quote"
        out.type(node, "UnreadSpan")
        out.pp(node, "unreadKind", vocabulary.by_notation("unread-kinds", unread.looks_like))
        out.pp(node, "unreadIn", minting.iri("copy", document.key))
        out.pp(node, "reason", ox.Literal(unread.reason.zh, language="zh-Hans"))
        out.pp(node, "reason", ox.Literal(unread.reason.en, language="en"))
        out.pp(node, "evidencedBy", anchor)
        out.type(anchor, "TextAnchor")
        out.add(anchor, OA + "hasSource", minting.iri("copy", document.key))
        out.add(anchor, OA + "hasSelector", position)
        out.add(anchor, OA + "hasSelector", quote)
        out.add(position, RDF_TYPE, OA + "TextPositionSelector")
        out.add(position, OA + "start", integer(start))
        out.add(position, OA + "end", integer(end))
        out.add(quote, RDF_TYPE, OA + "TextQuoteSelector")
        out.add(quote, OA + "exact", string(document.facts.source.quote(unread.span)))
