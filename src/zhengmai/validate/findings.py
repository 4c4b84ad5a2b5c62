"""What validation finds, in a form that can be sorted, counted, merged and published.

Entry points: `Finding`, `Report`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pyoxigraph import DefaultGraph, NamedNode, Quad
from pyoxigraph import Literal as RdfLiteral

from zhengmai.namespaces import DATA, PP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhengmai.errors import Bilingual
    from zhengmai.validate.profiles import Profile

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")

SH = "http://www.w3.org/ns/shacl#"
OA = "http://www.w3.org/ns/oa#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD_BOOLEAN = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
XSD_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
SKOS_NOTATION = NamedNode("http://www.w3.org/2004/02/skos/core#notation")
DCT_SOURCE = NamedNode("http://purl.org/dc/terms/source")
EVIDENCED_BY = NamedNode(PP + "evidencedBy")
REPORT = NamedNode(DATA + "node/report")
SEVERITY_TERMS: dict[Severity, NamedNode] = {
    "violation": NamedNode(SH + "Violation"),
    "warning": NamedNode(SH + "Warning"),
    "info": NamedNode(SH + "Info"),
}


@dataclass(frozen=True, order=True)
class Anchor:
    """A place in a source text.

    Attributes:
        copy: first 12 digits of the sha256 of the source copy.
        start: offset of the first character, in Unicode code points of the source text.
        end: offset behind the last character.
        quote: the characters in between, as the data give them.
        iri: of the pp:TextAnchor.
        made: whether the anchor stands in no data and is described with the finding.
    """

    copy: str
    start: int
    end: int
    quote: str
    iri: str
    made: bool = False

    def to_quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        """Describe the anchor (Web Annotation Data Model 2017, section 4.2), without blank nodes.

        Args:
            graph: where the statements stand.
        """
        node, position, quote = (NamedNode(self.iri + suffix) for suffix in ("", "-pos", "-quote"))
        yield Quad(node, RDF_TYPE, NamedNode(PP + "TextAnchor"), graph)
        yield Quad(node, NamedNode(OA + "hasSource"), NamedNode(f"{DATA}copy/{self.copy}"), graph)
        for selector, kind in ((position, "TextPositionSelector"), (quote, "TextQuoteSelector")):
            yield Quad(node, NamedNode(OA + "hasSelector"), selector, graph)
            yield Quad(selector, RDF_TYPE, NamedNode(OA + kind), graph)
        for name, offset in (("start", self.start), ("end", self.end)):
            yield Quad(position, NamedNode(OA + name), RdfLiteral(str(offset), datatype=XSD_INTEGER), graph)
        yield Quad(quote, NamedNode(OA + "exact"), RdfLiteral(self.quote), graph)


@dataclass(frozen=True)
class Value:
    """The value that a finding is about.

    Attributes:
        text: an IRI or a literal's lexical form.
        datatype: the literal's datatype; None: `text` is an IRI.
    """

    text: str
    datatype: str | None

    def term(self) -> NamedNode | RdfLiteral:
        """Give the value as an RDF term."""
        if self.datatype is None:
            return NamedNode(self.text)
        return RdfLiteral(self.text, datatype=NamedNode(self.datatype))


@dataclass(frozen=True)
class Finding:
    """One result of one shape at one node.

    Attributes:
        shape: IRI of the named shape that was not met.
        code: the shape's number, for example "S01".
        severity: how grave the shape says it is.
        focus: IRI of the node that was checked.
        subject: the value that broke the rule, where there is one.
        path: IRI of the property that was looked at, where there is one.
        component: IRI of the SHACL constraint component.
        message: the rule, in both languages.
        document: IRI of the document that the node belongs to, where the data tell.
        anchors: places in the source text that the node was read from, in their order there.
    """

    shape: str
    code: str
    severity: Severity
    focus: str
    subject: Value | None
    path: str | None
    component: str
    message: Bilingual
    document: str | None
    anchors: tuple[Anchor, ...]

    @property
    def value(self) -> str | None:
        """The value's text: an IRI or a literal's lexical form."""
        return self.subject.text if self.subject else None

    @property
    def iri(self) -> str:
        """The finding's own IRI: the same for the same shape, node and value in every run."""
        name = self.shape.replace("#", "/").rpartition("/")[2]
        # Path and component are the same in every result of a named shape; they keep those of nameless ones apart.
        parts = (self.shape, self.focus, self.value or "", self.path or "", self.component)
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        return f"{DATA}node/finding-{name}-{digest}"

    def sort_key(self) -> tuple[str, str, str, int, str, str]:
        """Order findings by document, number, shape and place in the text."""
        place = self.anchors[0].start if self.anchors else -1
        return (self.document or "", self.code, self.shape, place, self.focus, self.value or "")

    def to_quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        """Give the finding as a SHACL validation result with evidence; no blank nodes.

        Args:
            graph: where the statements stand.
        """
        node = NamedNode(self.iri)
        for kind in (SH + "ValidationResult", PP + "Finding"):
            yield Quad(node, RDF_TYPE, NamedNode(kind), graph)
        yield Quad(node, SKOS_NOTATION, RdfLiteral(self.code), graph)
        pairs = {
            "focusNode": NamedNode(self.focus),
            "resultSeverity": SEVERITY_TERMS[self.severity],
            "sourceShape": NamedNode(self.shape),
            "sourceConstraintComponent": NamedNode(self.component),
        }
        for name, term in pairs.items():
            yield Quad(node, NamedNode(SH + name), term, graph)
        if self.path:
            yield Quad(node, NamedNode(SH + "resultPath"), NamedNode(self.path), graph)
        if self.subject:
            yield Quad(node, NamedNode(SH + "value"), self.subject.term(), graph)
        for tag, text in (("zh-Hans", self.message.zh), ("en", self.message.en)):
            yield Quad(node, NamedNode(SH + "resultMessage"), RdfLiteral(text, language=tag), graph)
        if self.document:
            yield Quad(node, DCT_SOURCE, NamedNode(self.document), graph)
        for anchor in self.anchors:
            yield Quad(node, EVIDENCED_BY, NamedNode(anchor.iri), graph)
            if anchor.made:
                yield from anchor.to_quads(graph)


@dataclass(frozen=True)
class Report:
    """The outcome of a validation.

    Attributes:
        findings: sorted by document, number, shape and place.
        checked: for each shape how many nodes it looked at, 0 included.
        focus_nodes: how many different nodes the shapes targeted in all.
    """

    findings: tuple[Finding, ...] = ()
    checked: Mapping[str, int] = field(default_factory=dict)
    focus_nodes: int = 0

    @property
    def idle(self) -> tuple[str, ...]:
        """Shapes that met no node to check, sorted."""
        return tuple(sorted(shape for shape, count in self.checked.items() if not count))

    def counts(self) -> dict[str, int]:
        """Count findings by severity; "checked" is the number of nodes that were looked at."""
        found = Counter(finding.severity for finding in self.findings)
        return {**{severity: found[severity] for severity in SEVERITIES}, "checked": self.focus_nodes}

    def stopping(self, profile: Profile) -> tuple[Finding, ...]:
        """Give the findings that stop a release under a profile."""
        return tuple(finding for finding in self.findings if profile.stops(finding.code, finding.severity))

    def stops(self, profile: Profile) -> bool:
        """Tell whether a release may not go out under a profile."""
        return bool(self.stopping(profile))

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Give the findings that are at least as grave as a severity."""
        grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return tuple(finding for finding in self.findings if finding.severity in grave)

    def to_quads(
        self, graph: NamedNode | DefaultGraph | None = None, *, report: NamedNode = REPORT
    ) -> Iterator[Quad]:
        """Give a sh:ValidationReport with its results, without blank nodes, in a fixed order.

        Args:
            graph: where the statements stand; the default graph if left out.
            report: the report's own IRI.
        """
        place = graph or DefaultGraph()
        conforms = RdfLiteral("false" if self.findings else "true", datatype=XSD_BOOLEAN)
        yield Quad(report, RDF_TYPE, NamedNode(SH + "ValidationReport"), place)
        yield Quad(report, NamedNode(SH + "conforms"), conforms, place)
        for finding in self.findings:
            yield Quad(report, NamedNode(SH + "result"), NamedNode(finding.iri), place)
            yield from finding.to_quads(place)


def merge(reports: Iterable[Report]) -> Report:
    """Join reports of several documents into one; a finding that stands in two of them is kept once."""
    findings: dict[str, Finding] = {}
    checked: Counter[str] = Counter()
    focus_nodes = 0
    for report in reports:
        findings.update((finding.iri, finding) for finding in report.findings)
        checked.update(report.checked)
        focus_nodes += report.focus_nodes
    return Report(
        tuple(sorted(findings.values(), key=Finding.sort_key)), dict(sorted(checked.items())), focus_nodes
    )
