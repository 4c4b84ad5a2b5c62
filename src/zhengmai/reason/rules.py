"""Inference by the INSERT rules of queries/rules, and the default graph that they read and extend.

Entry points: `run_rules` and `materialise`. A rule reads the default graph and writes to graph/inferred; what it
gives is copied to the default graph, so that later rules and queries see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, QueryTriples, Store, Triple

from zhengmai.errors import Bilingual
from zhengmai.namespaces import GRAPH, PP, VOCAB
from zhengmai.resources import names, read_bytes
from zhengmai.store.saved import front_matter, without_front_matter
from zhengmai.store.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterator

INFERRED = NamedNode(f"{GRAPH}inferred")
_ADDED = NamedNode(f"{GRAPH}curation/accepted")

_SHARED = tuple(
    f"{GRAPH}{name}"
    for name in ("vocabulary", "ontology", "queries", "catalogue", "void", "stubs", "curation/accepted")
)
_DOCUMENTS = f"{GRAPH}doc/"
TEMPLATE = re.compile(
    rf"INSERT\s*\{{\s*GRAPH\s*<{re.escape(INFERRED.value)}>\s*\{{([^{{}}]*)\}}\s*\}}\s*WHERE"
)
# Rules that repeat end when nothing new comes; the bound is against a rule that invents values for ever.
_MOST_ROUNDS = 100

_PREFERRED = f"""PREFIX pp: <{PP}>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?graph WHERE {{ GRAPH <{GRAPH}provenance> {{
  ?graph prov:wasDerivedFrom ?copy . ?copy pp:embodies/pp:realizes ?work . ?work pp:preferredCopy ?preferred
  FILTER ( ?preferred != ?copy ) }} }}"""

_RETRACTED = f"""PREFIX pp: <{PP}>
PREFIX v: <{VOCAB}>
SELECT DISTINCT ?subject ?predicate ?object WHERE {{ GRAPH <{GRAPH}curation> {{
  ?record pp:recordKind v:record-撤销 ; pp:reviewStatus v:review-已采纳 ;
    pp:recordSubject ?subject ; pp:recordPredicate ?predicate ; pp:recordObject ?object }} }}"""


@dataclass(frozen=True)
class InferenceRule:
    """One INSERT rule.

    Attributes:
        name: the file's stem.
        order: rules run in rising order.
        repeat: whether the rule runs again until it gives nothing new.
        explanation: what follows from what.
        text: the SPARQL update, reading the default graph and writing to graph/inferred.
    """

    name: str
    order: int
    repeat: bool
    explanation: Bilingual
    text: str

    @property
    def construct(self) -> str:
        """The query that gives the triples which the update writes."""
        return TEMPLATE.sub(r"CONSTRUCT {\1} WHERE", self.text)


@cache
def rules() -> tuple[InferenceRule, ...]:
    """Give the rules in the order in which they run.

    Raises:
        ValueError: a file is not well formed, or two rules share a place; the message names the file.
    """
    found = sorted((_read(path) for path in names("queries", ".rq", "rules")), key=lambda rule: rule.order)
    for first, second in pairwise(found):
        if first.order == second.order:
            raise ValueError(
                f"queries/rules: {first.name} and {second.name} have the same order {first.order}"
            )
    return tuple(found)


def run_rules(store: Store) -> dict[str, int]:
    """Drop graph/inferred, make the default graph anew and run all rules.

    The result depends on the named graphs only: a second run gives the same triples. Afterwards the default
    graph is complete (see `materialise`), the inferred triples included, retracted ones left out.

    Args:
        store: a writable store with the named graphs of a release.

    Returns:
        Rule name → number of triples that it added to graph/inferred, in the order of the rules.
    """
    store.remove_graph(INFERRED)
    store.add_graph(INFERRED)
    materialise(store)
    retracted = _retracted(store)
    added: dict[str, int] = {}
    size = 0
    for rule in rules():
        before = size
        for _ in range(_MOST_ROUNDS):
            previous = size
            _apply(store, rule)
            _withdraw(store, retracted)
            size = _size(store)
            if size == previous or not rule.repeat:
                break
        added[rule.name] = size - before
    return added


def _apply(store: Store, rule: InferenceRule) -> None:
    """Write what a rule gives to graph/inferred and to the default graph."""
    given = store.query(rule.construct)
    if not isinstance(given, QueryTriples):
        raise TypeError("a CONSTRUCT gives triples")
    write(store, (quad for triple in given for quad in _copies(store, triple)))


def _copies(store: Store, triple: Triple) -> Iterator[Quad]:
    # A statement that is read stays out of graph/inferred; one that a person has added as well goes in, since a step
    # counts as curated only where nothing but a record gives it.
    subject, predicate, value = triple
    plain = Quad(subject, predicate, value)
    is_new = plain not in store
    if is_new:
        yield plain
    if is_new or Quad(subject, predicate, value, _ADDED) in store:
        yield Quad(subject, predicate, value, INFERRED)


def materialise(store: Store) -> None:
    """Make the default graph anew as the copy of the graphs that plain queries see.

    These are the document graphs of preferred copies, vocabulary, ontology, saved queries, catalogue, VoID, stubs,
    accepted curation and graph/inferred, less what an accepted curation record retracts. Records, alignment, provenance and
    validation are asked for by the name of their graph.
    """
    store.clear_graph(DefaultGraph())
    # All graphs at once: on disk, ten thousand small portions would take many times as long as a few large ones.
    held = (store.quads_for_pattern(None, None, None, NamedNode(graph)) for graph in _visible(store))
    write(store, (Quad(*quad.triple) for quad in chain.from_iterable(held)))
    _withdraw(store, _retracted(store))


def _visible(store: Store) -> list[str]:
    passed_over = {row["graph"].value for row in _rows(store, _PREFERRED)}
    held = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
    documents = sorted(graph for graph in held if graph.startswith(_DOCUMENTS) and graph not in passed_over)
    return [*documents, *(graph for graph in (*_SHARED, INFERRED.value) if graph in held)]


def _retracted(store: Store) -> list[Quad]:
    return [
        Quad(row["subject"], row["predicate"], row["object"], DefaultGraph())
        for row in _rows(store, _RETRACTED)
    ]


def _withdraw(store: Store, retracted: list[Quad]) -> None:
    for quad in retracted:
        store.remove(quad)


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return found


def _size(store: Store) -> int:
    count = next(
        iter(_rows(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{INFERRED.value}> {{ ?s ?p ?o }} }}"))
    )
    return int(count["n"].value)


def _read(path: str) -> InferenceRule:
    text = read_bytes("queries", path).decode("utf-8")
    query = without_front_matter(text)
    try:
        head = front_matter(text)
        explanation = Bilingual(head["explanation"]["zh"], head["explanation"]["en"])
        order, repeat = int(head["order"]), bool(head["repeat"])
    except (KeyError, ValueError) as error:
        raise ValueError(f"queries/{path}: front matter: {error}") from error
    if not TEMPLATE.search(query) or query.count(INFERRED.value) != 1:
        raise ValueError(
            f"queries/{path}: not of the form INSERT {{ GRAPH <{INFERRED.value}> {{ … }} }} WHERE"
        )
    name = path.removeprefix("rules/").removesuffix(".rq")
    return InferenceRule(name, order, repeat, explanation, query)
