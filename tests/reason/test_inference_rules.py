"""Each rule of queries/rules on a fixture of its own, and the run as a whole."""

import re

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store
from rdflib.plugins.sparql.algebra import translateUpdate
from rdflib.plugins.sparql.parser import parseUpdate

from zhengmai.prefixes import prefixes, prologue
from zhengmai.reason.rules import INFERRED, InferenceRule, materialise, rules, run_rules

GRAPH = "https://w3id.org/policyplan/cn/graph/"
DOCUMENT = "GRAPH gd:aaaaaaaaaaaa"
PROVISION = "pv:a-p1-1"

# Rule → what is given, what follows (all of the rule's new triples), in Turtle.
CASES: dict[str, tuple[str, str]] = {
    "division_within": (
        "div:350581 pp:parentDivision div:350500 . div:350500 pp:parentDivision div:350000 .",
        "div:350581 pp:within div:350500 , div:350000 . div:350500 pp:within div:350000 .",
    ),
    "carriers": (
        "doc:a pp:issues plan:a-p1 . plan:a-p1 a pp:Plan . doc:b pp:issues doc:c .",
        "plan:a-p1 pp:issuedThrough doc:a . doc:a a pp:IssuingNotice . doc:c pp:issuedThrough doc:b .",
    ),
    "provisions": (
        "plan:a-p1 pp:hasMeasure pv:m . plan:a-p1 pp:hasProvision pv:s . pv:d pp:provisionOf plan:a-p1 .",
        "pv:m pp:provisionOf plan:a-p1 . pv:s pp:provisionOf plan:a-p1 . plan:a-p1 pp:hasProvision pv:m , pv:d .",
    ),
    "parts": (
        "pv:m pp:provisionOf plan:a ; pp:underSection pv:s . pv:s pp:provisionOf plan:a .",
        "pv:m pp:isPartOf plan:a , pv:s . pv:s pp:isPartOf plan:a .",
    ),
    "jurisdiction_of_document": (
        "doc:a pp:issuedBy ag:350581-x . ag:350581-x pp:agencyOf div:350581 . doc:b pp:issuedBy ag:c-y .",
        "doc:a pp:jurisdiction div:350581 .",
    ),
    "jurisdiction_of_text": (
        "doc:a pp:issues plan:a-p1 ; pp:jurisdiction div:350581 . doc:b pp:issues plan:b-p1 .",
        "plan:a-p1 pp:jurisdiction div:350581 .",
    ),
    "jurisdiction_of_provision": (
        "pv:m pp:provisionOf plan:a . plan:a pp:jurisdiction div:350581 .",
        "pv:m pp:jurisdiction div:350581 .",
    ),
    "assignments": (
        "pv:m pp:hasLeadAssignment n:a1 ; pp:hasSupportAssignment n:a2 . pv:o pp:hasSoleAssignment n:a3 .",
        "pv:m pp:hasAssignment n:a1 , n:a2 . pv:o pp:hasAssignment n:a3 ; pp:hasResponsibleAssignment n:a3 . "
        "n:a1 pp:assignmentOf pv:m . n:a2 pp:assignmentOf pv:m . n:a3 pp:assignmentOf pv:o .",
    ),
    "parties_by_role": (
        "pv:m pp:hasLeadAssignment n:a1 ; pp:hasSupportAssignment n:a2 . n:a1 pp:assignee ag:x . n:a2 pp:assignee ag:y ; "
        "pp:throughUnit ag:w . pv:o pp:hasSoleAssignment n:a3 ; pp:hasResponsibleAssignment n:a3 . n:a3 pp:assignee ag:z . "
        "pv:p pp:hasAssignment n:a4 . n:a4 pp:assignee ag:u ; pp:role v:role-推定 .",
        "pv:m pp:hasLead ag:x ; pp:hasSupport ag:y . pv:o pp:accountableParty ag:z ; pp:hasResponsible ag:z .",
    ),
    "members_of_collective": (
        "cp:a a pp:CollectiveParty ; pp:selection v:sel-全部 ; pp:memberKind v:member-人民政府 ; pp:memberLevel v:level-乡级 ; "
        "pp:agencyOf div:350581 . cp:b a pp:CollectiveParty ; pp:selection v:sel-有关 ; pp:memberKind v:member-人民政府 ; "
        "pp:memberLevel v:level-乡级 ; pp:agencyOf div:350581 . "
        "div:350581100 pp:within div:350581 ; pp:level v:level-乡级 . div:350582100 pp:within div:350582 ; pp:level v:level-乡级 . "
        "ag:t a pp:Agency ; pp:agencyOf div:350581100 ; pp:functionalSystem v:sys-乡级政府 . "
        "ag:u a pp:Agency ; pp:agencyOf div:350581100 ; pp:functionalSystem v:sys-残联 . "
        "ag:w a pp:Agency ; pp:agencyOf div:350582100 ; pp:functionalSystem v:sys-乡级政府 .",
        "cp:a pp:hasEveryMember ag:t .",
    ),
    "member_of_collective": ("cp:a pp:hasEveryMember ag:t .", "cp:a pp:hasMember ag:t ."),
    "parties_through_collective": (
        "pv:m pp:hasLead cp:a ; pp:hasSupport ag:x . cp:a pp:hasEveryMember cp:b . cp:b pp:hasEveryMember ag:t . cp:a pp:hasMember ag:u .",
        "pv:m pp:hasLead cp:b , ag:t .",
    ),
    "parties": (
        "pv:m pp:hasLead ag:x ; pp:hasSupport ag:y ; pp:hasResponsible ag:z .",
        "pv:m pp:hasParty ag:x , ag:y , ag:z ; pp:accountableParty ag:x .",
    ),
    "possible_parties": (
        "pv:m pp:hasParty cp:a . cp:a pp:hasMember ag:t . pv:p pp:hasAssignment n:a1 . n:a1 pp:role v:role-推定 ; pp:assignee ag:u . "
        "pv:q pp:hasAssignment n:a2 . n:a2 pp:role v:role-责任 ; pp:assignee ag:x .",
        "pv:m pp:possibleParty ag:t . pv:p pp:possibleParty ag:u .",
    ),
    "citations": (
        "pv:m pp:hasLegalBasisCitation n:c1 . plan:a pp:hasBasisCitation n:c2 ; pp:hasCitation n:c3 .",
        "pv:m pp:hasBasisCitation n:c1 ; pp:hasCitation n:c1 . plan:a pp:hasCitation n:c2 .",
    ),
    "bases": (
        "plan:a pp:hasBasisCitation n:c1 ; pp:hasCitation n:c1 , n:c2 . n:c1 pp:citedText doc:x . n:c2 pp:citedText doc:y . "
        "pv:m pp:hasLegalBasisCitation n:c3 . n:c3 pp:citedText doc:z .",
        "plan:a pp:hasBasis doc:x ; pp:cites doc:x , doc:y . pv:m pp:hasLegalBasis doc:z .",
    ),
    "bases_of_notice": (
        "doc:a pp:issues plan:a-p1 ; pp:hasBasisCitation n:c1 ; pp:hasLegalBasisCitation n:c2 . plan:a-p1 a pp:Plan . "
        "doc:b pp:issues plan:b-p1 , plan:b-p2 ; pp:hasBasisCitation n:c3 . plan:b-p1 a pp:Plan . plan:b-p2 a pp:Plan .",
        "plan:a-p1 pp:hasBasisCitation n:c1 ; pp:hasLegalBasisCitation n:c2 .",
    ),
    "basis_of": ("plan:a pp:hasBasis doc:x .", "doc:x pp:isBasisOf plan:a ."),
    "derived_plans": (
        "plan:a-p1 a pp:Plan ; pp:hasBasisCitation n:c1 . n:c1 pp:citedText doc:x . doc:x pp:issues plan:x-p1 . plan:x-p1 a pp:Plan .",
        "plan:a-p1 pp:derivesFrom plan:x-p1 .",
    ),
    "derived_by_title": (
        "plan:a pp:carriesOut plan:x ; pp:jurisdiction div:350500 . plan:x pp:jurisdiction div:350000 . "
        "div:350500 pp:within div:350000 . plan:b pp:carriesOut plan:y . plan:y pp:jurisdiction div:350000 . "
        "plan:c pp:carriesOut plan:z ; pp:jurisdiction div:350500 . plan:z pp:jurisdiction div:350600 .",
        "plan:a pp:derivesFrom plan:x . plan:b pp:derivesFrom plan:y .",
    ),
    "target_cascade": (
        "plan:a pp:derivesFrom plan:x ; pp:hasTarget n:t1 , n:t5 ; pp:hasProvision pv:m . pv:m pp:hasTarget n:t2 , n:t3 , n:t4 . "
        "plan:x pp:hasTarget n:u . n:u pp:indicator v:i ; pp:unit v:unit-人 ; pp:targetEnd '2024-12-31'^^xsd:date . "
        "v:unit-名 skos:exactMatch v:unit-人 . v:unit-位 skos:exactMatch v:unit-人 . n:t1 pp:indicator v:i ; pp:unit v:unit-人 . "
        "n:t2 pp:indicator v:i ; pp:unit v:unit-名 ; pp:targetEnd '2024-12-31'^^xsd:date . n:t3 pp:indicator v:j ; pp:unit v:unit-人 . "
        "n:t4 pp:indicator v:i ; pp:unit v:unit-户 . n:t5 pp:indicator v:i ; pp:unit v:unit-人 ; pp:targetEnd '2023-12-31'^^xsd:date . "
        "plan:b pp:hasTarget n:t6 . n:t6 pp:indicator v:i ; pp:unit v:unit-人 .",
        "n:t1 pp:cascadesFrom n:u . n:t2 pp:cascadesFrom n:u .",
    ),
    "series_by_lineage": (
        "plan:q a pp:Plan ; pp:seriesKey '养老|' ; pp:derivesFrom plan:f . plan:f pp:seriesKey '养老|2021-2023' . "
        "plan:t a pp:Plan ; pp:seriesKey '养老|' ; pp:derivesFrom plan:q . plan:q pp:hasDerivedPlan plan:t . "
        "plan:other a pp:Plan ; pp:seriesKey '托育|' ; pp:derivesFrom plan:f . "
        "plan:two a pp:Plan ; pp:seriesKey '就业|' ; pp:derivesFrom plan:g , plan:h . "
        "plan:g pp:seriesKey '就业|2021-2023' . plan:h pp:seriesKey '就业|2018-2020' .",
        "plan:q pp:seriesKey '养老|2021-2023' . plan:t pp:seriesKey '养老|2021-2023' .",
    ),
    "possible_upper_plans": (
        "plan:a a pp:Plan ; pp:hasBasis doc:x . doc:x pp:issues plan:x-p1 , plan:x-p2 . plan:x-p1 a pp:Plan . plan:x-p2 a pp:Plan . "
        "plan:b a pp:Plan ; pp:derivesFrom plan:x-p1 .",
        "plan:a pp:possibleUpperPlan plan:x-p1 , plan:x-p2 . plan:b pp:possibleUpperPlan plan:x-p1 .",
    ),
    "plan_lineage": (
        "plan:a pp:derivesFrom plan:b . plan:b pp:derivesFrom plan:c .",
        "plan:a pp:ancestorPlan plan:b , plan:c . plan:b pp:ancestorPlan plan:c . "
        "plan:b pp:descendantPlan plan:a . plan:c pp:descendantPlan plan:a , plan:b .",
    ),
    "derived_plan_of": ("plan:a pp:derivesFrom plan:b .", "plan:b pp:hasDerivedPlan plan:a ."),
    "yearly_occurrences": (
        "n:d1 a pp:RecurringDeadline ; pp:frequency v:freq-每年 ; pp:dueMonthDay '--10-31'^^xsd:gMonthDay . "
        "n:d2 a pp:RecurringDeadline ; pp:frequency v:freq-每年 ; pp:dueMonthDay '--02-29'^^xsd:gMonthDay . "
        "n:d3 a pp:RecurringDeadline ; pp:frequency v:freq-每年 ; pp:dueMonthDay '--12-10'^^xsd:gMonthDay . "
        "pv:m pp:hasDeadline n:d1 , n:d2 ; pp:provisionOf plan:a . pv:o pp:hasDeadline n:d3 ; pp:provisionOf plan:b . "
        "plan:a a pp:Plan ; pp:periodStart '2022-01-01'^^xsd:date ; pp:periodEnd '2024-12-31'^^xsd:date . plan:b a pp:Plan .",
        "n:d1 pp:occurrenceDate '2022-10-31'^^xsd:date , '2023-10-31'^^xsd:date , '2024-10-31'^^xsd:date . "
        "n:d2 pp:occurrenceDate '2024-02-29'^^xsd:date .",
    ),
    "monthly_occurrences": (
        "n:d1 a pp:RecurringDeadline ; pp:frequency v:freq-每月 ; pp:dueDay 5 . plan:a pp:hasDeadline n:d1 ; a pp:Plan ; "
        "pp:periodStart '2022-11-01'^^xsd:date ; pp:periodEnd '2023-01-31'^^xsd:date .",
        "n:d1 pp:occurrenceDate '2022-11-05'^^xsd:date , '2022-12-05'^^xsd:date , '2023-01-05'^^xsd:date .",
    ),
}


def trig(graphs: str) -> Store:
    store = Store()
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    store.load((head + graphs).encode(), RdfFormat.TRIG)
    return store


def inferred(store: Store) -> set[str]:
    return {str(quad.triple) for quad in store.quads_for_pattern(None, None, None, INFERRED)}


def triples(turtle: str) -> set[str]:
    return {str(quad.triple) for quad in trig(turtle)}


def holds(store: Store, pattern: str) -> bool:
    return bool(store.query(f"{prologue()} ASK {{ {pattern} }}"))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rule_is_explained_and_parses_in_both_libraries(rule: InferenceRule) -> None:
    assert re.search("[一-鿿]", rule.explanation.zh)
    assert rule.explanation.en
    Store().update(rule.text)
    translateUpdate(parseUpdate(rule.text))
    declared = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", rule.text))
    assert declared.items() <= prefixes().items()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rule_draws_what_follows_and_nothing_else(
    rule: InferenceRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, follows = CASES[rule.name]
    store = trig(f"{DOCUMENT} {{ {given} }}")
    monkeypatch.setattr("zhengmai.reason.rules.rules", lambda: (rule,))
    added = run_rules(store)
    assert inferred(store) == triples(follows)
    assert added == {rule.name: len(triples(follows))}


def test_every_rule_has_a_case() -> None:
    assert CASES.keys() == {rule.name for rule in rules()}


TWO_PLANS = """GRAPH gd:aaaaaaaaaaaa { doc:狮 pp:issues plan:狮-p1 , plan:狮-p2 .
  plan:狮-p1 a pp:Plan ; pp:titleKey "预防方案" . plan:狮-p2 a pp:Plan ; pp:titleKey "就业方案" . }
GRAPH gd:bbbbbbbbbbbb { plan:named a pp:Plan ; pp:hasBasisCitation n:c1 . n:c1 pp:citedText doc:狮 ; pp:citedPlanKey "就业方案" .
  plan:unnamed a pp:Plan ; pp:hasBasisCitation n:c2 . n:c2 pp:citedText doc:狮 .
  plan:other a pp:Plan ; pp:hasBasisCitation n:c3 . n:c3 pp:citedText doc:狮 ; pp:citedPlanKey "文化方案" . }"""


def test_derived_plans_of_a_notice_with_two_plans_follow_the_quoted_title_only() -> None:
    store = trig(TWO_PLANS)
    run_rules(store)
    assert holds(store, "plan:named pp:derivesFrom plan:狮-p2")
    assert not holds(store, "plan:named pp:derivesFrom plan:狮-p1")
    assert not holds(store, "plan:unnamed pp:derivesFrom ?x")
    assert not holds(store, "plan:other pp:derivesFrom ?x")
    assert holds(store, "plan:unnamed pp:possibleUpperPlan plan:狮-p1 , plan:狮-p2")


PLACES = """{ div:350581 pp:within div:350500 , div:350000 . div:350582 pp:within div:350500 , div:350000 . div:350500 pp:within div:350000 .
  plan:x a pp:Plan ; pp:hasBasisCitation n:c . n:c pp:citedText doc:y . doc:y pp:issues plan:y . plan:y a pp:Plan . """


@pytest.mark.parametrize(
    ("child", "parent", "derives"),
    [
        ("350581", "350500", True),
        ("350581", "350000", True),
        ("350581", "350581", True),
        ("350581", "350582", False),
        ("350500", "350581", False),
        ("", "350581", True),
        ("350581", "", True),
    ],
)
def test_derived_plans_come_from_the_same_division_or_one_above(
    child: str, parent: str, derives: bool
) -> None:
    places = (("x", child), ("y", parent))
    known = "".join(f"plan:{plan} pp:jurisdiction div:{code} . " for plan, code in places if code)
    store = trig(f"{DOCUMENT} {PLACES} {known} }}")
    run_rules(store)
    assert holds(store, "plan:x pp:derivesFrom plan:y") == derives
    assert holds(store, "plan:x pp:possibleUpperPlan plan:y")


def test_derived_plans_leave_a_plan_out_that_cites_its_own_notice() -> None:
    store = trig(
        f"{DOCUMENT} {{ doc:a pp:issues plan:a-p1 . plan:a-p1 a pp:Plan ; pp:hasBasisCitation n:c . n:c pp:citedText doc:a }}"
    )
    run_rules(store)
    assert not holds(store, "plan:a-p1 pp:derivesFrom ?x")


WHOLE = (
    TWO_PLANS
    + """
GRAPH <https://w3id.org/policyplan/cn/graph/curation/accepted> { plan:狮-p2 pp:derivesFrom plan:闽-p1 . }
GRAPH <https://w3id.org/policyplan/cn/graph/curation> { n:cur-1 a pp:CurationRecord ; pp:recordSubject plan:狮-p2 .
  n:cur-9 pp:recordKind v:record-撤销 ; pp:reviewStatus v:review-STATUS ; pp:recordSubject plan:named ;
    pp:recordPredicate pp:derivesFrom ; pp:recordObject plan:狮-p2 . }
GRAPH <https://w3id.org/policyplan/cn/graph/alignment> { pv:x pp:parallelTo pv:y . }
GRAPH <https://w3id.org/policyplan/cn/graph/provenance> {
  gd:bbbbbbbbbbbb prov:wasDerivedFrom copy:bbbbbbbbbbbb . copy:bbbbbbbbbbbb pp:embodies copy:bbbbbbbbbbbb-x .
  copy:bbbbbbbbbbbb-x pp:realizes doc:named . doc:named pp:preferredCopy copy:PREFERRED . }"""
)


def whole(status: str = "待核", preferred: str = "bbbbbbbbbbbb") -> Store:
    return trig(WHOLE.replace("STATUS", status).replace("PREFERRED", preferred))


def test_run_rules_follows_accepted_curation_and_gives_the_same_twice() -> None:
    store = whole()
    first = run_rules(store)
    once = {str(quad) for quad in store}
    assert holds(store, "plan:named pp:ancestorPlan plan:闽-p1")
    assert run_rules(store) == first
    assert {str(quad) for quad in store} == once
    assert list(first) == [rule.name for rule in rules()]


def test_run_rules_reads_neither_records_nor_alignment_nor_provenance() -> None:
    store = whole()
    run_rules(store)
    assert not holds(store, "?r a pp:CurationRecord")
    assert not holds(store, "pv:x pp:parallelTo ?y")
    assert not holds(store, "?c pp:embodies ?x")


def test_run_rules_draws_nothing_from_a_retracted_statement() -> None:
    store = whole(status="已采纳")
    run_rules(store)
    assert not holds(store, "plan:named pp:derivesFrom plan:狮-p2")
    assert not holds(store, "plan:named pp:ancestorPlan ?x")
    # The rule's own graph still says what the rule gave.
    assert holds(store, f"GRAPH <{GRAPH}inferred> {{ plan:named pp:derivesFrom plan:狮-p2 }}")


def test_run_rules_passes_over_copies_that_are_not_preferred() -> None:
    store = whole(preferred="cccccccccccc")
    run_rules(store)
    assert not holds(store, "plan:named a pp:Plan")
    assert not holds(store, "plan:named pp:derivesFrom ?x")


def test_run_rules_keeps_what_is_stated_out_of_the_inferred_graph() -> None:
    store = trig(f"{DOCUMENT} {{ plan:a pp:hasMeasure pv:m . pv:m pp:provisionOf plan:a }}")
    run_rules(store)
    assert "provisionOf" not in " ".join(inferred(store))


def test_run_rules_keeps_what_a_rule_gives_although_a_person_added_it_too() -> None:
    store = trig(
        f"{DOCUMENT} {{ {CASES['derived_plans'][0]} }} "
        f"GRAPH <{GRAPH}curation/accepted> {{ plan:a-p1 pp:derivesFrom plan:x-p1 }}"
    )
    run_rules(store)
    assert triples("plan:a-p1 pp:derivesFrom plan:x-p1 .") <= inferred(store)


def test_run_rules_drops_what_it_inferred_before() -> None:
    store = whole()
    stale = NamedNode("http://example.org/stale")
    store.add(Quad(stale, stale, stale, INFERRED))
    store.add(Quad(stale, stale, stale, DefaultGraph()))
    run_rules(store)
    assert not list(store.quads_for_pattern(stale, None, None, None))


def test_materialise_copies_the_visible_graphs_only() -> None:
    store = whole()
    materialise(store)
    visible = {str(quad.triple) for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}
    assert holds(store, "plan:狮-p2 pp:derivesFrom plan:闽-p1")
    assert len(visible) == len(triples(TWO_PLANS)) + 1
