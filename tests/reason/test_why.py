"""Is every statement explained down to the words of the text, and what is not there said in words?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from zhengmai.namespaces import DATA, GRAPH, PP
from zhengmai.prefixes import prefixes
from zhengmai.reason.asking import ArgumentError, UnknownStatementError, ask
from zhengmai.reason.rules import INFERRED, run_rules
from zhengmai.reason.why import Explanation, explain
from zhengmai.reason.why_json import document

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
NOTICE = "狮政办〔2022〕47号"
MEASURE = f"pv:{NOTICE}-p2-2-2-1"


def leaves(found: Explanation) -> Iterator[Explanation]:
    if not found.derivations:
        yield found
    for way in found.derivations:
        for premise in way.premises:
            yield from leaves(premise)


def test_inferred_statements_hang_on_what_is_read_recorded_or_in_the_vocabulary(release_store: Store) -> None:
    quads = sorted(release_store.quads_for_pattern(None, None, None, INFERRED), key=str)[::17]
    assert len(quads) > 500
    for quad in quads:
        found = explain(release_store, quad.triple)
        assert found is not None
        assert found.derivations, quad
        for leaf in leaves(found):
            assert set(leaf.origins) & {"stated", "curated", "vocabulary", "stub"}, leaf.triple
            assert not leaf.cut
            if leaf.origins == ("stated",):
                assert leaf.places, leaf.triple
            if leaf.origins == ("curated",):
                assert leaf.records


def test_places_are_the_words_of_the_file_at_their_offsets(release_store: Store) -> None:
    texts = {path.name: path for path in DOCUMENTS.glob("*.txt")}
    stated = [
        quad
        for quad in sorted(release_store, key=str)
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(GRAPH + "doc/")
    ]
    without, files = set(), set()
    for quad in stated[::13]:
        found = explain(release_store, quad.triple)
        assert found is not None
        assert "stated" in found.origins
        if not found.places:
            without.add(quad.predicate.value.removeprefix(PP))
        for place in found.places:
            files.add(place.file)
            content = texts[place.file].read_bytes()
            assert hashlib.sha256(content).hexdigest() == place.sha256
            assert content.decode("utf-8")[place.start : place.end] == place.quote
            around = place.surroundings
            if around is not None:
                assert content.decode("utf-8")[around.start : around.end] == around.quote
                assert around.holds == (around.start <= place.start and place.end <= around.end)
    # That a text is held is said of the file as a whole.
    assert without <= {"holding"}
    assert len(files) == 5


def test_lead_of_a_measure_is_explained_by_rule_assignment_and_mention(release_store: Store) -> None:
    (found,) = ask(release_store, MEASURE, "hasLead")
    (way,) = found.derivations
    assert way.rule == "parties_by_role"
    assert "牵头" in way.says.zh
    assert {p.triple.predicate.value.removeprefix(PP) for p in way.premises} == {
        "hasLeadAssignment",
        "assignee",
    }
    (place,) = way.premises[0].places
    assert (place.quote, place.start, place.end) == ("市财政局（市国有资产发展服务中心）", 6413, 6430)
    assert place.number == NOTICE
    assert place.surroundings is not None
    assert place.surroundings.quote.startswith("1. 组织开展国有企业助残就业专场招聘活动")


def test_curated_step_is_explained_by_its_record(release_store: Store) -> None:
    (found,) = ask(release_store, "闽政办〔2022〕52号-p1", "pp:derivesFrom")
    assert (found.standing, found.origins) == ("stands", ("curated",))
    (record,) = found.records
    assert (record.iri, record.kind, record.status, record.date) == (
        DATA + "node/cur-1",
        "assert",
        "accepted",
        "2026-11-22",
    )
    assert "同名同期" in record.reason_zh
    assert "same" in record.reason_en or "name" in record.reason_en


def test_text_known_by_citation_is_explained_by_those_who_cite_it(release_store: Store) -> None:
    (found,) = ask(release_store, "闽政办〔2022〕52号-p1", "dct:title")
    assert found.origins == ("stub",)
    assert {place.role for place in found.places} == {"citation"}
    assert all("闽政办〔2022〕52号" in place.quote for place in found.places)


def test_corrected_statement_shows_both_values_and_who_changed_them(curated_store: Store) -> None:
    old, new = ask(curated_store, NOTICE, "pp:issueDate")
    assert (old.triple.object.value, old.standing, old.origins) == ("2022-12-21", "retracted", ("stated",))  # type: ignore[union-attr]
    assert [place.quote for place in old.places] == ["2022年12月21日"]
    assert [record.kind for record in old.records] == ["retract"]
    assert (new.triple.object.value, new.standing, new.origins) == ("2022-12-22", "stands", ("curated",))  # type: ignore[union-attr]
    assert new.records[0].in_place_of == old.records[0].iri


def test_retracted_inference_still_shows_the_rule_that_gave_it(curated_store: Store) -> None:
    (found,) = ask(curated_store, f"{NOTICE}-p2", "pp:derivesFrom")
    assert (found.standing, found.origins) == ("retracted", ("inferred",))
    assert [way.rule for way in found.derivations] == ["derived_plans"]


def test_pending_record_is_shown_as_a_proposal(curated_store: Store) -> None:
    found = ask(curated_store, f"{NOTICE}-p1", "dct:title", '"石狮市残疾预防方案"@zh')
    assert [one.standing for one in found] == ["proposed"]
    assert found[0].records[0].status == "pending"
    (reviewed,) = ask(curated_store, "ag:350581-新设局", "a", "pp:Agency")
    assert [review.status for review in reviewed.records[0].reviews] == ["accepted"]


@pytest.mark.parametrize(
    "value",
    ["", "2022-12-21", '"2022-12-21"^^xsd:date', '"2022-12-21"^^<http://www.w3.org/2001/XMLSchema#date>'],
)
def test_literal_may_be_given_in_any_form(release_store: Store, value: str) -> None:
    (found,) = ask(release_store, "狮政办[2022]47号", "pp:issueDate", value)
    assert found.places[0].role == "header"


def test_language_range_finds_the_tagged_literal(release_store: Store) -> None:
    (found,) = ask(
        release_store, f"{NOTICE}-p1", "dct:title", '"石狮市残疾预防补短板工作方案(2021—2025年)"@zh'
    )
    assert found.standing == "stands"


def test_number_as_a_value_is_found_as_document_and_as_text(release_store: Store) -> None:
    (text,) = ask(release_store, NOTICE, "documentNumber", NOTICE)
    assert isinstance(text.triple.object, Literal)
    found = ask(release_store, f"n:{NOTICE}-p2-c1", "citedText", "闽政办〔2022〕52号")
    assert isinstance(found[0].triple.object, NamedNode)


@pytest.mark.parametrize(
    ("terms", "parameter"),
    [
        (("", "pp:hasLead"), "s"),
        (("狮政办", "pp:hasLead"), "s"),
        (("doc:“x”", "pp:hasLead"), "s"),
        ((NOTICE, ""), "p"),
        ((NOTICE, "nowhere:x"), "p"),
        ((NOTICE, "pp:issueDate", '"2022-13-01"^^xsd:date'), "o"),
        ((f"{NOTICE}-p2", "pp:derivesFrom", "某方案"), "o"),
    ],
)
def test_ill_typed_term_is_refused_by_its_name(
    release_store: Store, terms: tuple[str, ...], parameter: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        ask(release_store, *terms)
    assert caught.value.parameter == parameter
    assert parameter in caught.value.message.zh


def test_unknown_statement_is_answered_with_what_is_known(release_store: Store) -> None:
    with pytest.raises(UnknownStatementError, match="2022-12-21") as other:
        ask(release_store, NOTICE, "pp:issueDate", "2022-12-29")
    assert [term.value for term in other.value.values] == ["2022-12-21"]
    with pytest.raises(UnknownStatementError, match="pp:issueDate") as missing:
        ask(release_store, NOTICE, "pp:hasLead")
    assert PP + "issueDate" in missing.value.properties
    with pytest.raises(UnknownStatementError, match="says nothing of doc:无政办"):
        ask(release_store, "无政办〔2022〕1号", "pp:issueDate")


def cycle() -> Store:
    store = Store()
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    given = "plan:a pp:derivesFrom plan:b . plan:b pp:derivesFrom plan:a ."
    store.load(f"{head} gd:0123456789ab {{ {given} }}".encode(), RdfFormat.TRIG)
    run_rules(store)
    return store


def test_circle_of_plans_is_explained_once() -> None:
    store = cycle()
    found = explain(
        store, Triple(NamedNode(DATA + "plan/a"), NamedNode(PP + "ancestorPlan"), NamedNode(DATA + "plan/a"))
    )
    assert found is not None
    (way,) = found.derivations
    assert len(way.premises) == 2
    assert {leaf.origins for leaf in leaves(found)} == {("stated",)}


def test_explanation_that_is_cut_says_so(release_store: Store) -> None:
    (found,) = ask(release_store, f"{NOTICE}-p2", "pp:jurisdiction", depth=0)
    assert (found.derivations, found.cut) == ((), True)
    (found,) = ask(release_store, f"{NOTICE}-p2", "pp:jurisdiction", depth=1)
    assert any(premise.cut for way in found.derivations for premise in way.premises)


def test_statement_in_a_graph_of_its_own_stands_apart(release_store: Store) -> None:
    found = ask(release_store, "n:cur-1", "pp:reviewStatus")
    assert [(one.standing, one.origins) for one in found] == [("apart", ("record",))]


def test_statement_of_a_copy_that_is_passed_over_is_told_apart() -> None:
    store = Store()
    graph = NamedNode(GRAPH + "doc/0123456789ab")
    triple = Triple(NamedNode(DATA + "doc/a"), NamedNode(PP + "documentNumber"), Literal("a"))
    store.add(Quad(*triple, graph))
    found = explain(store, triple)
    assert found is not None
    assert found.standing == "passed over"


def test_json_nests_premises_and_keeps_quotes_as_they_are(release_store: Store) -> None:
    found = document(ask(release_store, f"{NOTICE}-p2", "pp:jurisdiction"), "r")
    assert found["release"] == "r"
    (top,) = found["explanations"]
    assert top["o"] == {"type": "uri", "value": DATA + "division/350581", "short": "div:350581"}
    (way,) = top["derivations"]
    issued, applied = way["premises"]
    assert way["rule"] == "jurisdiction_of_text"
    assert {"zh", "en"} == set(way["says"])
    assert issued["places"][0]["sha256"].startswith("fcd396196f14")
    assert applied["derivations"][0]["rule"] == "jurisdiction_of_document"
    date = document(ask(release_store, NOTICE, "pp:issueDate"), "r")["explanations"][0]["o"]
    assert date["datatype"] == "http://www.w3.org/2001/XMLSchema#date"
