"""Are findings stable, sorted, mergeable, and fit to be published?"""

from dataclasses import replace

import pyshacl
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, serialize
from rdflib import RDF, SH, Graph, URIRef

from zhengmai.errors import Bilingual, EngineError, InputError
from zhengmai.namespaces import DATA, GRAPH, PP, PPS
from zhengmai.validate import Anchor, Finding, Report, Value, load_profile, merge, validate_document

DOC = DATA + "doc/甲政办〔2022〕1号"
GRAVE = Finding(
    shape=PPS + "AnchorShape-quote",
    code="S32",
    severity="violation",
    focus=DATA + "anchor/0123456789ab-0-2",
    subject=Value("丙丁", "http://www.w3.org/2001/XMLSchema#string"),
    path=PPS + "quoteMismatch",
    component=str(SH.InConstraintComponent),
    message=Bilingual("引文相同。", "The quote is the same."),
    document=DOC,
    anchors=(Anchor("0123456789ab", 0, 2, "甲乙", DATA + "anchor/0123456789ab-0-2"),),
)
NO_ISSUER = replace(GRAVE, shape=PPS + "DocumentShape-issuer-missing", code="S17", focus=DOC, subject=None)
NO_DATE = replace(
    GRAVE, shape=PPS + "DocumentShape-issue-date-missing", code="S16", severity="warning", focus=DOC
)
NOTE = replace(
    GRAVE,
    shape=PPS + "MeasureShape-deadline-unstated",
    code="S11",
    severity="info",
    focus=DATA + "provision/x",
)


def report(*findings: Finding) -> Report:
    return merge([Report(findings, {f.shape: 1 for f in findings}, len(findings))])


def two_documents() -> Store:
    store = Store()
    store.update(
        f"PREFIX pp: <{PP}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> INSERT DATA {{"
        f'<{DATA}doc/乙政办〔2022〕2号> a pp:PolicyDocument ; pp:documentNumber "乙政办〔2022〕2号" ; pp:issuedBy <{DATA}agency/x> .'
        f'<{DATA}doc/甲政办〔2022〕1号> a pp:PolicyDocument ; pp:documentNumber "甲政办〔2022〕1号" ; pp:issueDate "2022-06-01"^^xsd:date ; '
        f"pp:issues <{DATA}plan/甲政办〔2022〕1号-p1> . <{DATA}plan/甲政办〔2022〕1号-p1> a pp:Plan }}"
    )
    return store


def test_findings_of_two_documents_are_told_apart() -> None:
    found = [(f.code, f.document) for f in validate_document(two_documents()).findings]
    assert found == [
        ("S16", DATA + "doc/乙政办〔2022〕2号"),
        ("S17", DATA + "doc/甲政办〔2022〕1号"),
        ("S33", DATA + "doc/甲政办〔2022〕1号"),
    ]


def test_findings_of_two_runs_are_equal_in_content_and_order() -> None:
    first, second = validate_document(two_documents()), validate_document(two_documents())
    assert first == second
    assert [f.iri for f in first.findings] == [f.iri for f in second.findings]
    assert list(first.to_quads()) == list(second.to_quads())


def test_finding_iri_names_shape_and_hashes_focus_and_value() -> None:
    assert GRAVE.iri.startswith(DATA + "node/finding-AnchorShape-quote-")
    assert GRAVE.iri != replace(GRAVE, focus=DOC).iri
    assert GRAVE.iri != replace(GRAVE, subject=None).iri
    assert GRAVE.iri == replace(GRAVE, message=Bilingual("别的", "other"), anchors=()).iri


def test_report_counts_and_thresholds() -> None:
    whole = report(GRAVE, NO_DATE, NOTE)
    assert whole.counts() == {"violation": 1, "warning": 1, "info": 1, "checked": 3}
    assert [f.code for f in whole.at_least("violation")] == ["S32"]
    assert [f.code for f in whole.at_least("warning")] == ["S16", "S32"]
    assert [f.code for f in whole.at_least("info")] == ["S11", "S16", "S32"]


def test_merge_adds_coverage_and_keeps_a_repeated_finding_once() -> None:
    whole = merge([report(GRAVE, NO_DATE), report(GRAVE), Report((), {NOTE.shape: 0}, 0)])
    assert [f.code for f in whole.findings] == ["S16", "S32"]
    assert whole.checked[GRAVE.shape] == 2
    assert whole.idle == (NOTE.shape,)
    assert whole.focus_nodes == 3


@pytest.mark.parametrize(
    ("profile", "finding", "stops"),
    [
        ("draft", GRAVE, True),
        ("draft", replace(GRAVE, code="S33"), True),
        ("draft", replace(GRAVE, code="S35"), True),
        ("draft", replace(GRAVE, code="RDF"), True),
        ("draft", NO_ISSUER, False),
        ("release", NO_ISSUER, True),
        ("release", NO_DATE, False),
        ("strict", NO_ISSUER, True),
        ("strict", NOTE, False),
    ],
)
def test_profile_stops_what_it_says(profile: str, finding: Finding, stops: bool) -> None:
    assert report(finding).stops(load_profile(profile)) is stops


def test_report_as_rdf_is_a_shacl_report_without_blank_nodes() -> None:
    graph_name = NamedNode(GRAPH + "validation")
    quads = list(report(GRAVE, NO_ISSUER).to_quads(graph_name))
    assert {quad.graph_name for quad in quads} == {graph_name}
    assert not [t for q in quads for t in (q.subject, q.object) if isinstance(t, BlankNode)]
    data = serialize((quad.triple for quad in quads), format=RdfFormat.TURTLE)
    assert data is not None
    graph = Graph().parse(data=data, format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert str(graph.value(node, SH.conforms)) == "false"
    results = set(graph.objects(node, SH.result))
    assert (
        results
        == set(graph.subjects(RDF.type, SH.ValidationResult))
        == set(graph.subjects(RDF.type, URIRef(PP + "Finding")))
    )
    (quote,) = graph.subjects(SH.sourceShape, URIRef(GRAVE.shape))
    assert {str(m.language) for m in graph.objects(quote, SH.resultMessage)} == {"zh-hans", "en"}  # type: ignore[attr-defined]
    assert graph.value(quote, URIRef(PP + "evidencedBy")) == URIRef(GRAVE.anchors[0].iri)
    for required in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
        assert all(graph.value(result, required) for result in results)


def test_report_without_findings_conforms() -> None:
    texts = {quad.object.value for quad in Report().to_quads() if hasattr(quad.object, "value")}
    assert "true" in texts


def test_engine_that_breaks_raises_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(pyshacl, "validate", broken)
    with pytest.raises(EngineError) as caught:
        validate_document(two_documents())
    assert caught.value.exit_code == 3
    assert "out of memory" in caught.value.message.zh


def test_profile_of_unknown_name_is_refused_with_the_known_ones() -> None:
    from zhengmai.errors import ZhengmaiError

    with pytest.raises(ZhengmaiError) as caught:
        load_profile("lenient")
    assert "draft, release, strict" in caught.value.message.en
    assert not isinstance(caught.value, InputError)
