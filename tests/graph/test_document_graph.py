"""Do the statements of a release say what was read, and can each be followed to its sentence?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from zhengmai.extract.document import extract_document
from zhengmai.graph.corpus import Corpus
from zhengmai.graph.document import document_quads
from zhengmai.namespaces import DATA, GRAPH, PP
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts

EXAMPLE = Path(__file__).resolve().parents[1] / "ontology" / "worked-example.ttl"
PREFIXES = (
    f"PREFIX pp: <{PP}> PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX v: <https://w3id.org/policyplan/vocab/> "
)


def rows(store: ox.Store, query: str) -> list[list[str]]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [[str(getattr(row[v], "value", "")) for v in solutions.variables] for row in solutions]


def test_release_holds_the_worked_example(release_store: ox.Store) -> None:
    """The example writes titles with a blank, other dashes, and other local numbers; all else must be there."""
    differing = {
        "http://purl.org/dc/terms/title",
        "http://www.w3.org/ns/prov#wasGeneratedBy",
    }
    header = f"{DATA}node/狮政办〔2022〕47号-h1"
    missing = [
        triple
        for triple in ox.parse(EXAMPLE.read_bytes(), ox.RdfFormat.TURTLE)
        if not any(release_store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))
        and triple.predicate.value not in differing
        and getattr(triple.subject, "value", "") != header
    ]
    assert missing == []


def test_a_release_has_no_blank_node(release_store: ox.Store) -> None:
    assert not any(
        isinstance(term, ox.BlankNode)
        for quad in release_store
        for term in (quad.subject, quad.object, quad.graph_name)
    )


def test_every_anchor_quotes_its_source_exactly(
    release_store: ox.Store, five_documents: dict[str, DocumentFacts]
) -> None:
    texts = {f"{DATA}copy/{facts.source.key}": facts.source.text for facts in five_documents.values()}
    anchors = rows(
        release_store,
        "SELECT ?copy ?start ?end ?exact { GRAPH ?g { ?a a pp:TextAnchor ; oa:hasSource ?copy ; oa:hasSelector ?p , ?q . "
        "?p oa:start ?start ; oa:end ?end . ?q oa:exact ?exact } }",
    )
    assert len(anchors) > 900
    for copy, start, end, exact in anchors:
        assert texts[copy][int(start) : int(end)] == exact


@pytest.mark.parametrize(
    "kind",
    [
        "Measure",
        "Section",
        "GoalStatement",
        "ProblemStatement",
        "Demand",
        "Assignment",
        "Citation",
        "Target",
        "FixedDeadline",
        "RecurringDeadline",
        "WholePeriodDeadline",
        "HeaderElement",
    ],
)
def test_every_extracted_node_has_an_anchor(release_store: ox.Store, kind: str) -> None:
    assert rows(release_store, f"SELECT ?n {{ ?n a pp:{kind} }}")
    assert (
        rows(release_store, f"SELECT ?n {{ ?n a pp:{kind} FILTER NOT EXISTS {{ ?n pp:evidencedBy ?a }} }}")
        == []
    )


def test_every_term_of_ours_is_declared(release_store: ox.Store) -> None:
    used = {q.predicate.value for q in release_store if q.predicate.value.startswith(PP)}
    used |= {
        q.object.value
        for q in release_store
        if isinstance(q.object, ox.NamedNode)
        and q.object.value.startswith((PP, "https://w3id.org/policyplan/vocab/"))
        # VoID names the namespaces themselves.
        and not q.object.value.endswith(("#", "/"))
    }
    labels = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    preferred = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    undeclared = {
        iri
        for iri in used
        if not any(release_store.quads_for_pattern(ox.NamedNode(iri), labels, None, None))
        and not any(release_store.quads_for_pattern(ox.NamedNode(iri), preferred, None, None))
        and "#chain-" not in iri
    }
    assert undeclared == set()


def test_sole_responsible_unit_is_accountable_and_presumed_ones_are_no_parties(
    release_store: ox.Store,
) -> None:
    sole = rows(
        release_store, f"SELECT ?p {{ <{DATA}provision/c-922927e3e2f1-p1-t1-3> pp:accountableParty ?p }}"
    )
    assert sole == [[f"{DATA}agency/c-922927e3e2f1-残疾人联合会"]]
    presumed = f"<{DATA}provision/鲁残联发〔2023〕6号-p1-2-1>"
    assert rows(release_store, f"SELECT ?role {{ {presumed} pp:hasAssignment/pp:role ?role }}") == [
        ["https://w3id.org/policyplan/vocab/role-推定"]
    ]
    assert rows(release_store, f"SELECT ?p {{ {presumed} pp:hasParty ?p }}") == []


def test_unit_in_parentheses_acts_through_the_assignment_before_it(release_store: ox.Store) -> None:
    found = rows(
        release_store,
        f"SELECT ?a ?t ?n {{ <{DATA}provision/狮政办〔2022〕47号-p2-2-2-1> pp:hasLeadAssignment ?x . ?x pp:assignee ?a ; pp:throughUnit ?t ; pp:verbatimName ?n }}",
    )
    assert found == [
        [
            f"{DATA}agency/350581-财政局",
            f"{DATA}agency/350581-国有资产发展服务中心",
            "市财政局（市国有资产发展服务中心）",
        ]
    ]


def test_group_that_is_itself_a_measure_has_a_section_and_an_unnumbered_measure(
    release_store: ox.Store,
) -> None:
    measure = f"<{DATA}provision/狮政办〔2022〕47号-p2-2-4-0>"
    assert rows(
        release_store,
        f"SELECT ?s ?h {{ {measure} a pp:Measure ; pp:underSection ?s . ?s a pp:Section ; pp:heading ?h }}",
    ) == [[f"{DATA}provision/狮政办〔2022〕47号-p2-2-4", "残疾人组织助残就业行动"]]


def test_unknown_agency_keeps_its_name_and_no_guessed_place(release_store: ox.Store) -> None:
    agency = f"<{DATA}agency/c-922927e3e2f1-残疾人联合会>"
    assert rows(
        release_store,
        f"SELECT ?l {{ {agency} a pp:Agency ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }}",
    ) == [["残疾人联合会"]]
    assert rows(release_store, f"SELECT ?d {{ {agency} pp:agencyOf ?d }}") == []


def test_title_cited_alone_means_the_notice_that_issues_it(release_store: ox.Store) -> None:
    """The Jiangxi plan cites the 办法 of 残联发〔2021〕51号 by its title in two measures."""
    found = rows(
        release_store,
        f"SELECT ?m {{ ?m pp:hasBasisCitation ?c . ?c pp:citedText <{DATA}doc/残联发〔2021〕51号> FILTER NOT EXISTS {{ ?c pp:verbatimNumber ?n }} }}",
    )
    assert sorted(found) == [
        [f"{DATA}provision/360000-人民政府办公厅-2022-09-07-1-p1-2-{n}"] for n in ("1-4", "2-2")
    ]


def _facts(name: str, number: str, place: str, date: str = "2023年3月1日") -> DocumentFacts:
    text = f"{number}\n{place}人民政府关于推进就业工作的实施意见\n{place}人民政府\n{date}\n一、任务\n（一）开展培训（{name}）。\n"
    return resolve_document(extract_document(read_bytes(text.encode(), f"{name}.txt")))


def test_one_number_of_two_issuers_gives_two_documents() -> None:
    corpus = Corpus(
        [
            _facts("a", "政发〔2023〕1号", "石狮市", "2023年3月2日"),
            _facts("b", "政发〔2023〕1号", "晋江市", "2023年3月1日"),
        ]
    )
    assert sorted(d.local for d in corpus.documents) == ["政发〔2023〕1号", "政发〔2023〕1号-350581"]


def test_two_copies_of_one_document_share_its_identifier_and_one_is_preferred() -> None:
    corpus = Corpus([_facts("a", "狮政〔2023〕1号", "石狮市"), _facts("b", "狮政〔2023〕1号", "石狮市")])
    assert {d.local for d in corpus.documents} == {"狮政〔2023〕1号"}
    assert [d.preferred for d in corpus.documents].count(True) == 1


def test_same_facts_give_the_same_statements(five_documents: dict[str, DocumentFacts]) -> None:
    corpus = Corpus(five_documents.values())
    for document in corpus.documents:
        first, _ = document_quads(document, corpus)
        second, _ = document_quads(document, corpus)
        assert set(first) == set(second)
        assert first.graph.value == f"{GRAPH}doc/{document.key}"


def test_unit_that_serves_another_division_names_who_sends_it(release_store: ox.Store) -> None:
    found = rows(
        release_store,
        "SELECT ?unit ?sender ?of WHERE { ?unit pp:dispatchedBy ?sender . ?sender pp:agencyOf ?of }",
    )
    senders = {
        unit.rpartition("/")[2]: (sender.rpartition("/")[2], of.rpartition("/")[2])
        for unit, sender, of in found
    }
    assert senders == {
        "350500-石狮生态环境局": ("350500-生态环境局", "350500"),
        "350500-医保局石狮分局": ("350500-医疗保障局", "350500"),
        "350500-银保监分局石狮监管组": ("350500-银保监分局", "350500"),
        "350500-医疗保障局晋江分局": ("350500-医疗保障局", "350500"),
    }


def test_assignment_says_how_its_name_tells_the_division(release_store: ox.Store) -> None:
    node = f"{DATA}node/狮政办〔2022〕47号-p1-2-1-1-a"
    found = dict(
        rows(
            release_store,
            f"SELECT ?name ?prefix WHERE {{ ?a pp:verbatimName ?name ; pp:namePrefix ?prefix . "
            f'FILTER ( STRSTARTS(STR(?a), "{node}") ) }}',
        )
    )
    prefix = "https://w3id.org/policyplan/vocab/prefix-"
    assert found["市残联"] == prefix + "本级"
    assert found["泉州市石狮生态环境局"] == prefix + "他地"
    assert found["交通港口局"] == prefix + "省略"


def test_document_is_distributed_to_the_units_that_its_end_lists(release_store: ox.Store) -> None:
    document = f"<{DATA}doc/晋政残工委〔2023〕5号>"
    found = rows(release_store, f"SELECT ?unit WHERE {{ {document} pp:distributedTo ?unit }}")
    assert len(found) == 40
    assert [f"{DATA}agency/350582-教育局"] in found
    text = rows(release_store, 'SELECT ?d WHERE { ?d pp:text ?t FILTER ( CONTAINS(?t, "晋江经济报社") ) }')
    assert text == []


def test_open_lists_and_relative_targets_are_written(release_store: ox.Store) -> None:
    open_lists = rows(release_store, "SELECT ?m WHERE { ?m pp:openEnded true }")
    assert len({node for (node,) in open_lists}) == 2
    assert rows(release_store, "SELECT DISTINCT ?b WHERE { ?t pp:benchmark ?b }") == [
        ["https://w3id.org/policyplan/vocab/benchmark-上一年度全国平均水平"]
    ]
    whole = rows(
        release_store, "SELECT DISTINCT ?c WHERE { ?t pp:value ?v ; pp:comparator ?c FILTER ( ?v = 100 ) }"
    )
    assert whole == [["https://w3id.org/policyplan/vocab/cmp-等于"]]
