"""Are records held against the release: does what they speak of exist, fit and satisfy the shapes?"""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from zhengmai.errors import ZhengmaiError
from zhengmai.graph.curation import ASSERT, RETRACT, Record
from zhengmai.graph.statements import Term
from zhengmai.graph.terms import expand, typed
from zhengmai.namespaces import DATA, PP
from zhengmai.validate.curation import Bench
from zhengmai.validate.curation_pairs import pair_of

XSD = "http://www.w3.org/2001/XMLSchema#"
NOTICE = "狮政办〔2022〕47号"
DATE = typed("2022-12-22", XSD + "date")
OLD = typed("2022-12-21", XSD + "date")


def record(kind: str, subject: str, predicate: str, value: Term, name: str = "cur-8", **more: str) -> Record:
    target = expand(value) if isinstance(value, str) else value
    return Record(
        name, kind, more.pop("status", "已采纳"), expand(subject), expand(predicate), target, "steward-1",
        "2026-02-01", "理由", "reason", "a.toml", **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def bench(release_store: ox.Store) -> Bench:
    return Bench(release_store, [])


def refusal(bench: Bench, *records: Record) -> str:
    return "\n".join(message.en for message in bench.check(records).refused)


def test_correction_of_a_date_holds(bench: Bench) -> None:
    back = record(RETRACT, f"doc:{NOTICE}", "pp:issueDate", OLD)
    put = record(ASSERT, f"doc:{NOTICE}", "pp:issueDate", DATE, "cur-9", in_place_of="cur-8")
    verdict = bench.check([back, put])
    assert verdict.refused == ()


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (
            record(ASSERT, "doc:无政办〔2022〕1号", "pp:issueDate", DATE),
            "the subject doc:无政办〔2022〕1号 is not in",
        ),
        (record(ASSERT, f"doc:{NOTICE}", "pp:isueDate", DATE), "did you mean pp:issueDate"),
        (
            record(ASSERT, f"doc:{NOTICE}", "pp:issuedBy", "ag:350581-没有的局"),
            "the object ag:350581-没有的局 is not in",
        ),
        (record(ASSERT, f"doc:{NOTICE}", "pp:issuedBy", "div:350581"), "must be a pp:ResponsibleParty"),
        (record(ASSERT, f"doc:{NOTICE}", "pp:issuedBy", DATE), "is a thing, not the literal"),
        (record(ASSERT, f"doc:{NOTICE}", "pp:documentNumber", "div:350581"), "is a literal, not the thing"),
        (record(ASSERT, f"doc:{NOTICE}", "pp:issueDate", ox.Literal("昨天")), "takes xsd:date"),
        (record(ASSERT, "div:350581", "pp:issueDate", DATE), "is of pp:PolicyText, which div:350581 is not"),
        (record(ASSERT, f"n:{NOTICE}-p2-2-2-1-a2", "pp:role", "v:level-县级"), "taken from v:roles"),
        (record(ASSERT, f"doc:{NOTICE}", "pp:issueDate", OLD), "already states this"),
        (record(RETRACT, f"doc:{NOTICE}", "pp:issueDate", DATE), 'the values are: "2022-12-21"^^xsd:date'),
        (record(ASSERT, f"doc:{NOTICE}", "pp:issueDate", DATE), "S16"),
        (record(ASSERT, "ag:350581-新设局", "rdf:type", "pp:hasLead"), "no class of the ontology"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_record_that_does_not_hold_is_refused_with_its_cause(bench: Bench, made: Record, says: str) -> None:
    assert says in refusal(bench, made)


def test_thing_is_introduced_before_it_is_spoken_of(bench: Bench) -> None:
    kind = record(ASSERT, "ag:350581-新设局", "rdf:type", "pp:Agency")
    place = record(ASSERT, "ag:350581-新设局", "pp:agencyOf", "div:350581", "cur-9")
    assert "is not in the current release" in refusal(bench, place)
    assert refusal(bench, kind) == ""
    assert refusal(bench, kind, place) == ""
    assert refusal(Bench(bench.store, [kind]), place) == ""
    assert "is not in" in refusal(Bench(bench.store, [replace(kind, status="待核")]), place)


def test_statement_that_a_record_speaks_of_already_is_refused(bench: Bench) -> None:
    first = record(RETRACT, f"doc:{NOTICE}", "pp:issueDate", OLD)
    again = replace(first, id="cur-9")
    assert "curate withdraw cur-8" in refusal(Bench(bench.store, [first]), again)
    assert refusal(Bench(bench.store, [replace(first, status="已撤回")]), again) == ""


def test_shapes_see_what_the_folder_says_besides_the_release(bench: Bench) -> None:
    # With the old date taken back in the folder, a new one alone satisfies S16.
    back = record(RETRACT, f"doc:{NOTICE}", "pp:issueDate", OLD)
    put = record(ASSERT, f"doc:{NOTICE}", "pp:issueDate", DATE, "cur-9")
    assert "S16" in refusal(bench, put)
    assert refusal(Bench(bench.store, [back]), put) == ""


def test_record_out_of_form_is_refused_by_its_own_shape(bench: Bench) -> None:
    made = replace(record(RETRACT, f"doc:{NOTICE}", "pp:issueDate", OLD), reason_en="")
    assert "S38" in refusal(bench, made)


def test_new_finding_that_stops_nothing_is_a_note(bench: Bench) -> None:
    early = typed("2023-12-31", XSD + "date")
    back = record(RETRACT, f"doc:{NOTICE}", "pp:issueDate", OLD)
    put = record(ASSERT, f"doc:{NOTICE}", "pp:issueDate", early, "cur-9", in_place_of="cur-8")
    verdict = bench.check([back, put])
    assert verdict.refused == ()
    assert any(note.en.startswith("S09") for note in verdict.notes)


@pytest.mark.parametrize(
    ("predicate", "text", "term"),
    [
        ("pp:issueDate", "2022-12-22", DATE),
        ("pp:issuedBy", "ag:350581-财政局", DATA + "agency/350581-财政局"),
        ("pp:citedText", "闽政办[2022]52号", DATA + "doc/闽政办〔2022〕52号"),
        ("dct:title", "新题", ox.Literal("新题", language="zh-Hans")),
        ("dct:title", "A title", ox.Literal("A title", language="en")),
        ("pp:documentNumber", NOTICE, ox.Literal(NOTICE)),
        ("pp:dueMonthDay", "--10-31", typed("--10-31", XSD + "gMonthDay")),
        ("pp:value", "2.5", typed("2.5", XSD + "decimal")),
        ("rdf:type", "pp:Agency", PP + "Agency"),
        ("pp:note", '"x"', ox.Literal("x")),
    ],
)
def test_object_is_read_as_its_property_takes_it(bench: Bench, predicate: str, text: str, term: Term) -> None:
    if predicate == "pp:note":
        with pytest.raises(ZhengmaiError, match="no property pp:note"):
            bench.read_value(expand(predicate), text)
        return
    assert bench.read_value(expand(predicate), text) == term


@pytest.mark.parametrize(("predicate", "text"), [("pp:issueDate", "2022-13-01"), ("pp:issuedBy", "某局")])
def test_object_of_the_wrong_kind_is_refused(bench: Bench, predicate: str, text: str) -> None:
    with pytest.raises(ZhengmaiError):
        bench.read_value(expand(predicate), text)


SHISHI, JINJIANG = DATA + f"provision/{NOTICE}-p2-2-1-1", DATA + "provision/晋政残工委〔2023〕5号-p1-2-1-1"


def test_counterparts_of_siblings_are_told_from_the_later_plan(release_store: ox.Store) -> None:
    expected = JINJIANG, PP + "parallelTo", SHISHI
    assert pair_of(release_store, SHISHI, JINJIANG) == expected
    assert pair_of(release_store, JINJIANG, SHISHI) == expected


def statements(*turtle: tuple[str, str, str]) -> ox.Store:
    store = ox.Store()
    for subject, predicate, value in turtle:
        store.add(ox.Quad(*(ox.NamedNode(expand(term)) for term in (subject, predicate, value))))  # type: ignore[arg-type]
    return store


PLANS = (
    ("pv:a", "pp:provisionOf", "plan:a"),
    ("pv:b", "pp:provisionOf", "plan:b"),
    ("plan:b", "pp:ancestorPlan", "plan:a"),
    ("doc:a", "pp:issues", "plan:a"),
)


def test_counterpart_in_a_plan_above_is_what_the_lower_one_was_adapted_from() -> None:
    below, above = expand("pv:b"), expand("pv:a")
    for pair in ((below, above), (above, below)):
        assert pair_of(statements(*PLANS), *pair) == (below, PP + "adaptedFrom", above)


def test_counterpart_in_a_text_that_is_only_cited_is_parallel() -> None:
    store = statements(*PLANS, ("doc:a", "pp:holding", "v:holding-仅见引用"))
    assert pair_of(store, expand("pv:a"), expand("pv:b"))[1] == PP + "parallelTo"


def test_pair_that_the_release_proposes_keeps_its_relation_and_direction() -> None:
    store = statements(*PLANS)
    graph = ox.NamedNode(DATA + "graph/alignment")
    node = ox.NamedNode(expand("n:align-1"))
    for name, value in (("Subject", "pv:a"), ("Predicate", "pp:parallelTo"), ("Object", "pv:b")):
        store.add(ox.Quad(node, ox.NamedNode(PP + "record" + name), ox.NamedNode(expand(value)), graph))
    expected = expand("pv:a"), PP + "parallelTo", expand("pv:b")
    assert pair_of(store, expand("pv:b"), expand("pv:a")) == expected


@pytest.mark.parametrize("pair", [("pv:a", "pv:a"), ("pv:a", "plan:a")])
def test_pair_that_can_be_no_counterparts_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(ZhengmaiError):
        pair_of(statements(*PLANS), expand(pair[0]), expand(pair[1]))


def test_same_pair_from_either_side_is_one_decision(release_store: ox.Store) -> None:
    accepted = record(ASSERT, JINJIANG, "pp:parallelTo", SHISHI)
    rejected = record(RETRACT, SHISHI, "pp:parallelTo", JINJIANG, "cur-9")
    assert Bench(release_store, []).check([accepted]).refused == ()
    assert "cur-8 already speaks" in refusal(Bench(release_store, [accepted]), rejected)
