"""From what a rule of inference drew a triple: the rule's patterns, filled in from the release.

Entry point: `derivations`. The WHERE part of each rule whose head fits the triple is evaluated with the head's
variables bound; the premises are its triple patterns under each solution. A property path becomes the triples along
one shortest way. Conditions (FILTER, NOT EXISTS) are no premises: the rule's explanation says them in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple
from rdflib.plugins.sparql.algebra import translateUpdate
from rdflib.plugins.sparql.parser import parseUpdate

from zhengmai.reason.paths import witness
from zhengmai.reason.rules import TEMPLATE, InferenceRule, rules
from zhengmai.store.query import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhengmai.store.source import Source

Term = NamedNode | Literal
_Pattern = tuple[Any, Any, Any]
# More ways to one triple than these are not looked at; a person reads a few.
_MOST_SOLUTIONS = 50


@dataclass(frozen=True)
class Derived:
    """One way to a triple: the rule and the triples that it was drawn from, sorted as the rule names them."""

    rule: InferenceRule
    premises: tuple[Triple, ...]


@dataclass(frozen=True)
class _Alternative:
    """One way to meet a WHERE: patterns that must hold, and groups of patterns that may."""

    required: tuple[_Pattern, ...] = ()
    optional: tuple[tuple[_Pattern, ...], ...] = ()

    def joined(self, other: _Alternative) -> _Alternative:
        """Give both together."""
        return _Alternative(self.required + other.required, self.optional + other.optional)


@dataclass(frozen=True)
class _Parsed:
    """A rule as the algebra of SPARQL sees it."""

    heads: tuple[_Pattern, ...]
    alternatives: tuple[_Alternative, ...]
    variables: tuple[str, ...]
    certain: frozenset[str]
    prologue: str
    body: str


def derivations(store: Source, triple: Triple, before: int | None = None) -> list[Derived]:
    """Give the ways in which rules draw a triple from the default graph, in the order of the rules.

    Args:
        store: a release's store.
        triple: what was drawn.
        before: only rules of a lower order, or of this very order where the rule repeats; None: all rules. A rule
            sees only what rules before it gave.
    """
    found: dict[Derived, None] = {}
    for rule in rules():
        if before is not None and not (rule.order < before or (rule.order == before and rule.repeat)):
            continue
        for head in parsed(rule).heads:
            bound = _unified(head, triple)
            if bound is not None:
                found.update(dict.fromkeys(_solved(store, rule, bound, triple)))
    return list(found)


@cache
def parsed(rule: InferenceRule) -> _Parsed:
    """Take a rule apart.

    Raises:
        ValueError: the rule is not of the form INSERT { … } WHERE { … }.
    """
    update = translateUpdate(parseUpdate(rule.text)).algebra[0]
    match = TEMPLATE.search(rule.text)
    if match is None:
        raise ValueError(f"{rule.name}: no INSERT … WHERE")
    heads = tuple(pattern for patterns in update.insert.quads.values() for pattern in patterns)
    alternatives = tuple(_alternatives(update.where))
    names = {str(term) for head in heads for term in head if isinstance(term, rdflib.Variable)}
    for alternative in alternatives:
        for group in (alternative.required, *alternative.optional):
            names |= _variables(group)
    return _Parsed(
        heads,
        alternatives,
        tuple(sorted(names)),
        frozenset.intersection(*(frozenset(_variables(a.required)) for a in alternatives)),
        rule.text[: match.start()],
        rule.text[match.end() :].strip(),
    )


def _alternatives(node: Any) -> list[_Alternative]:
    match node.name:
        case "BGP":
            return [_Alternative(tuple(node.triples))]
        case "Join":
            return [a.joined(b) for a in _alternatives(node.p1) for b in _alternatives(node.p2)]
        case "LeftJoin":
            groups = tuple(
                pattern for a in _alternatives(node.p2) for pattern in (a.required, *a.optional) if pattern
            )
            return [a.joined(_Alternative((), groups)) for a in _alternatives(node.p1)]
        case "Union":
            return [*_alternatives(node.p1), *_alternatives(node.p2)]
        case "Minus":
            return _alternatives(node.p1)
        case "values":
            return [_Alternative()]
    return _alternatives(node.p)


def _variables(patterns: tuple[_Pattern, ...]) -> set[str]:
    return {str(term) for pattern in patterns for term in pattern if isinstance(term, rdflib.Variable)}


def _unified(head: _Pattern, triple: Triple) -> dict[str, Term] | None:
    """Give the values that make a rule's head the triple; None where there are none."""
    bound: dict[str, Term] = {}
    for pattern, term in zip(head, triple, strict=True):
        if isinstance(pattern, rdflib.Variable):
            if bound.setdefault(str(pattern), term) != term:
                return None
        elif _term(pattern) != term:
            return None
    return bound


def _solved(store: Source, rule: InferenceRule, bound: Mapping[str, Term], triple: Triple) -> list[Derived]:
    of = parsed(rule)
    derived: dict[Derived, None] = {}
    for solution in _solutions(store, of, bound):
        for alternative in of.alternatives:
            premises = _premises(store, alternative, solution)
            if premises and triple not in premises:
                derived[Derived(rule, premises)] = None
    return sorted(derived, key=lambda way: (len(way.premises), [str(premise) for premise in way.premises]))


def _solutions(store: Source, of: _Parsed, bound: Mapping[str, Term]) -> list[dict[str, Term]]:
    # A value put in front makes the look-up quick, but only a variable that every solution has from a pattern keeps
    # its meaning there; outside all of them are demanded, since a rule writes nothing for a variable without a value.
    first = {name: term for name, term in bound.items() if name in of.certain}
    names = " ".join(f"?{name}" for name in of.variables)
    body = of.body.replace("{", f"{{ {_values(first)} ", 1)
    demanded = " && ".join(f"sameTerm(?{name}, {term})" for name, term in bound.items()) or "true"
    query = f"{of.prologue} SELECT DISTINCT {names} WHERE {{ {body} FILTER ( {demanded} ) }} LIMIT {_MOST_SOLUTIONS}"
    return terms(store, query)


def _values(bound: Mapping[str, Term]) -> str:
    if not bound:
        return ""
    names = " ".join(f"?{name}" for name in bound)
    return f"VALUES ( {names} ) {{ ( {' '.join(str(term) for term in bound.values())} ) }}"


def _premises(
    store: Source, alternative: _Alternative, solution: Mapping[str, Term]
) -> tuple[Triple, ...] | None:
    found: dict[Triple, None] = {}
    for pattern in alternative.required:
        filled = _filled(store, pattern, solution)
        if filled is None:
            return None
        found.update(dict.fromkeys(filled))
    for group in alternative.optional:
        parts = [_filled(store, pattern, solution) for pattern in group]
        for part in parts if None not in parts else ():
            found.update(dict.fromkeys(part or ()))
    return tuple(found)


def _filled(store: Source, pattern: _Pattern, solution: Mapping[str, Term]) -> list[Triple] | None:
    """Give the triples that a pattern stands for under a solution; None where they do not hold."""
    subject, path, value = pattern
    ends = [solution.get(str(t)) if isinstance(t, rdflib.Variable) else _term(t) for t in (subject, value)]
    if isinstance(path, rdflib.Variable):
        predicate = solution.get(str(path))
    else:
        predicate = _term(path) if isinstance(path, rdflib.URIRef) else None
    if not isinstance(ends[0], NamedNode) or ends[1] is None:
        return None
    if isinstance(predicate, NamedNode):
        holds = Quad(ends[0], predicate, ends[1], DefaultGraph()) in store
        return [Triple(ends[0], predicate, ends[1])] if holds else None
    return None if isinstance(path, rdflib.Variable) else witness(store, ends[0], path, ends[1])


def _term(node: Any) -> Term:
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
