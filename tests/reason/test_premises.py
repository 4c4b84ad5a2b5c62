"""Is every inferred statement drawn again from premises that hold, by each rule?"""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from zhengmai.namespaces import DATA, PP
from zhengmai.prefixes import prefixes
from zhengmai.reason.premises import derivations, parsed
from zhengmai.reason.rules import INFERRED, InferenceRule, rules, run_rules


def inferred(store: Store, step: int) -> list[Triple]:
    quads = sorted(store.quads_for_pattern(None, None, None, INFERRED), key=str)
    assert len(quads) > 3000
    return [quad.triple for quad in quads[::step]]


def test_every_inferred_statement_of_a_release_has_premises_that_stand(release_store: Store) -> None:
    for triple in inferred(release_store, 7):
        ways = derivations(release_store, triple)
        assert ways, triple
        for way in ways:
            assert way.premises
            assert triple not in way.premises
            assert all(Quad(*premise) in release_store for premise in way.premises)


def test_premises_alone_give_the_statement_again(
    release_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown as the premises is enough for the rule."""
    seen: set[str] = set()
    first: dict[str, list[Triple]] = {}
    for triple in inferred(release_store, 1):
        first.setdefault(triple.predicate.value, []).append(triple)
    for triple in (one for found in first.values() for one in found[::97][:12]):
        way = derivations(release_store, triple)[0]
        alone = Store()
        alone.extend(Quad(*premise, NamedNode(DATA + "graph/doc/0123456789ab")) for premise in way.premises)
        with monkeypatch.context() as patch:
            patch.setattr("zhengmai.reason.rules.rules", lambda rule=way.rule: (rule,))
            run_rules(alone)
        assert Quad(*triple, INFERRED) in alone, (way.rule.name, triple)
        seen.add(way.rule.name)
    assert len(seen) > 12


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rule_is_taken_apart_whatever_its_form(rule: InferenceRule) -> None:
    of = parsed(rule)
    assert of.heads
    assert all(alternative.required for alternative in of.alternatives)
    assert of.body.startswith("{")
    assert of.certain <= set(of.variables)


def store_of(turtle: str) -> Store:
    store = Store()
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    store.load(f"{head} gd:0123456789ab {{ {turtle} }}".encode(), RdfFormat.TRIG)
    run_rules(store)
    return store


def triple(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(DATA + subject), NamedNode(PP + predicate), NamedNode(DATA + value))


def test_branch_of_a_union_that_does_not_hold_is_no_way() -> None:
    store = store_of("pv:d pp:provisionOf plan:a .")
    ways = derivations(store, triple("plan/a", "hasProvision", "provision/d"))
    assert [[premise.predicate.value for premise in way.premises] for way in ways] == [[PP + "provisionOf"]]


def test_optional_pattern_is_a_premise_only_where_it_holds() -> None:
    store = store_of("doc:a pp:issues plan:a-p1 , doc:b . plan:a-p1 a pp:Plan .")
    (with_plan,) = derivations(store, triple("plan/a-p1", "issuedThrough", "doc/a"))
    (without,) = derivations(store, triple("doc/b", "issuedThrough", "doc/a"))
    assert (len(with_plan.premises), len(without.premises)) == (2, 1)
    kind = Triple(
        NamedNode(DATA + "doc/a"),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode(PP + "IssuingNotice"),
    )
    assert [len(way.premises) for way in derivations(store, kind)] == [2]


def test_condition_of_a_rule_is_kept() -> None:
    # The notice issues two plans and the citation names none, so nothing is derived.
    store = store_of(
        "plan:a-p1 a pp:Plan ; pp:hasBasisCitation n:c . n:c pp:citedText doc:b . "
        "doc:b pp:issues plan:b-p1 , plan:b-p2 . plan:b-p1 a pp:Plan . plan:b-p2 a pp:Plan ."
    )
    assert derivations(store, triple("plan/a-p1", "derivesFrom", "plan/b-p1")) == []


def test_only_rules_before_the_given_place_are_asked() -> None:
    store = store_of("plan:a pp:derivesFrom plan:b . plan:b pp:derivesFrom plan:c .")
    asked = triple("plan/a", "ancestorPlan", "plan/c")
    (way,) = derivations(store, asked)
    assert [t.object.value.rpartition("/")[2] for t in way.premises] == ["b", "c"]  # type: ignore[union-attr]
    assert derivations(store, asked, before=way.rule.order) == []
