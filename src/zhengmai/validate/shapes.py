"""The shapes graph and what each named shape says of itself.

Entry points: `load_shapes` for the project's own shapes, `read_shapes` for a user's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import pyoxigraph
import pyshacl
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral

from zhengmai import resources
from zhengmai.errors import Bilingual, InputError
from zhengmai.namespaces import PPS
from zhengmai.validate.profiles import DEFAULT, load_profile, profile_shape_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from zhengmai.validate.findings import Severity

PREFIXES = "prefixes.ttl"
SEVERITY_NAMES: dict[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
# What a shape may say besides its constraints; a node shape with nothing else is only a holder of property shapes.
_DESCRIPTIVE = {
    *_TARGETS,
    *(
        SH.property,
        SH.severity,
        SH.message,
        SH.name,
        SH.description,
        SH.order,
        SH.group,
        SH.deactivated,
        SH.path,
    ),
}


@dataclass(frozen=True)
class Targets:
    """Where a node shape looks, as IRIs (SHACL 2017, section 2.1.3)."""

    classes: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    subjects_of: tuple[str, ...] = ()
    objects_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One named shape.

    Attributes:
        shape: its IRI.
        code: its number, for example "S01".
        severity: how grave a finding is.
        message: the rule, in both languages.
        description: its reason and source, in both languages.
        path: the property it looks at.
        targets: where its node shape looks.
    """

    shape: str
    code: str
    severity: Severity
    message: Bilingual
    description: Bilingual
    path: str | None
    targets: Targets


@dataclass(frozen=True)
class Shapes:
    """A shapes graph.

    Attributes:
        name: what it was read from, for messages.
        graph: as the engine takes it.
        rules: named shapes that have a target, by IRI.
        untargeted: named shapes that have none and that no other shape uses, sorted.
    """

    name: str
    graph: Graph
    rules: Mapping[str, Rule]
    untargeted: tuple[str, ...] = ()

    def rule(self, node: Node) -> Rule:
        """Describe the shape that a validation result names.

        A nameless one speaks for itself but goes under the name and number of the shape that it is part of.
        """
        known = self.rules.get(str(node))
        if known:
            return known
        holder = _rule(self.graph, _named(self.graph, node), Targets())
        return replace(_rule(self.graph, node, Targets()), shape=holder.shape, code=holder.code)


@cache
def load_shapes(profile: str = DEFAULT) -> Shapes:
    """Read the project's shapes.

    Args:
        profile: one of `profile_names`; its own shapes are added.

    Raises:
        ZhengmaiError: there is no such profile.
    """
    only_in_profiles = profile_shape_files()
    files = [name for name in resources.names("shapes", ".ttl") if name not in only_in_profiles]
    files += load_profile(profile).shapes
    graph = _prefixes()
    for name in files:
        graph.parse(data=resources.read_bytes("shapes", name), format="turtle")
    return _shapes("shapes", graph)


def read_shapes(paths: Sequence[Path]) -> Shapes:
    """Read a user's own shapes (Turtle).

    Raises:
        InputError: a file cannot be read, is not Turtle, or a shape is ill-formed; the message names the shape
            and says why.
    """
    graph = _prefixes()
    for path in paths:
        _parse(graph, path)
    name = "、".join(str(path) for path in paths)
    _check_forms(name, graph)
    shapes = _shapes(name, graph)
    _check_queries(shapes)
    return shapes


def _check_forms(name: str, graph: Graph) -> None:
    """Refuse shapes that break the rules of SHACL (2017), by its own shapes for shapes (appendix C)."""
    # Inference would load a library that changes how rdflib reads literals, for the whole process.
    conforms, results, text = pyshacl.validate(graph, shacl_graph=_shapes_of_shapes(), inference="none")
    if conforms:
        return
    if not isinstance(results, Graph):
        raise InputError(name, Bilingual(f"形状不合 SHACL 规范：{text}", f"ill-formed shapes: {text}"))
    causes: dict[str, set[str]] = {}
    for node in results.subjects(RDF.type, SH.ValidationResult):
        focus = results.value(node, SH.focusNode)
        messages = " ".join(sorted(str(m) for m in results.objects(node, SH.resultMessage)))
        path = results.value(node, SH.resultPath)
        property_name = f"sh:{str(path).rpartition('#')[2]}: " if isinstance(path, URIRef) else ""
        if focus is not None:
            causes.setdefault(_described(graph, focus), set()).add(property_name + messages)
    parts = [f"{shape} ({'; '.join(sorted(said))})" for shape, said in sorted(causes.items())]
    raise InputError(
        name,
        Bilingual(f"形状不合 SHACL 规范：{'、'.join(parts)}", f"ill-formed shapes: {', '.join(parts)}"),
    )


@cache
def _shapes_of_shapes() -> Graph:
    """Give the W3C's shapes for shapes, which travel with the engine."""
    data = files("pyshacl") / "assets" / "shacl-shacl.ttl"
    return Graph().parse(data=data.read_bytes(), format="turtle")


def _described(graph: Graph, node: Node) -> str:
    if isinstance(node, URIRef):
        return str(node)
    path = graph.value(node, SH.path)
    inside = f"sh:path {path}" if path is not None else "blank"
    return f"{_named(graph, node)} [{inside}]"


def _parse(graph: Graph, path: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError as cause:
        raise InputError(
            str(path), Bilingual(f"无法读取：{cause.strerror}", f"cannot be read: {cause.strerror}")
        ) from None
    try:
        # The stricter parser speaks first: it takes nothing that is not Turtle and gives line and column.
        list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE, base_iri=path.resolve().as_uri()))
    except SyntaxError as cause:
        line, column = cause.lineno or 1, cause.offset or 1
        raise InputError(
            str(path),
            Bilingual(
                f"第 {line} 行第 {column} 列，不是正确的 Turtle：{cause.msg}",
                f"line {line}, column {column}: is not well-formed Turtle: {cause.msg}",
            ),
        ) from None
    graph.parse(data=data, format="turtle", publicID=path.resolve().as_uri())


def _prefixes() -> Graph:
    """Start a shapes graph with the project's prefixes, for queries that name them by sh:prefixes."""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=resources.read_bytes("ontology", PREFIXES), format="turtle")
    return graph


def _shapes(name: str, graph: Graph) -> Shapes:
    rules = {rule.shape: rule for holder in _holders(graph) for rule in _rules(graph, holder)}
    untargeted = tuple(sorted(_untargeted(graph)))
    _give_property_shapes_their_targets(graph)
    return Shapes(name, graph, dict(sorted(rules.items())), untargeted)


def _untargeted(graph: Graph) -> Iterator[str]:
    holders = set(_holders(graph))
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in graph.subjects(RDF.type, kind):
            if isinstance(shape, URIRef) and shape not in holders and not any(graph.subjects(None, shape)):
                yield str(shape)


def _give_property_shapes_their_targets(graph: Graph) -> None:
    """Move targets of node shapes down to their property shapes.

    The results are the same (SHACL 2017, section 4.7.2: sh:property asks that the focus node conforms to the
    property shape, and reports the latter's results), but the engine then prepares a constraint once and not
    once a node. A node shape that others refer to, or that is switched off, stays as it is.
    """
    for holder in list(_holders(graph)):
        referred = any(graph.subjects(None, holder)) or (holder, SH.deactivated, None) in graph
        if referred or _is_class(graph, holder):
            continue
        named = [shape for shape in graph.objects(holder, SH.property) if isinstance(shape, URIRef)]
        for shape in named:
            for predicate in _TARGETS:
                for target in graph.objects(holder, predicate):
                    graph.add((shape, predicate, target))
            graph.remove((holder, SH.property, shape))


def _holders(graph: Graph) -> Iterator[URIRef]:
    targeted = {shape for predicate in _TARGETS for shape in graph.subjects(predicate)}
    targeted |= {shape for shape in graph.subjects(RDF.type, SH.NodeShape) if _is_class(graph, shape)}
    yield from sorted(shape for shape in targeted if isinstance(shape, URIRef))


def _is_class(graph: Graph, shape: Node) -> bool:
    return any((shape, RDF.type, kind) in graph for kind in (RDFS.Class, OWL.Class))


def _rules(graph: Graph, holder: URIRef) -> Iterator[Rule]:
    targets = _targets(graph, holder)
    properties = [shape for shape in graph.objects(holder, SH.property) if isinstance(shape, URIRef)]
    for shape in properties:
        yield _rule(graph, shape, targets)
    own = {p for p in graph.predicates(holder) if str(p).startswith(str(SH))} - _DESCRIPTIVE
    if own or not properties:
        yield _rule(graph, holder, targets)


def _targets(graph: Graph, shape: URIRef) -> Targets:
    def values(predicate: URIRef) -> tuple[str, ...]:
        return tuple(sorted(str(value) for value in graph.objects(shape, predicate)))

    implicit = (str(shape),) if _is_class(graph, shape) else ()
    return Targets(
        values(SH.targetClass) + implicit,
        values(SH.targetNode),
        values(SH.targetSubjectsOf),
        values(SH.targetObjectsOf),
    )


def _rule(graph: Graph, shape: Node, targets: Targets) -> Rule:
    severity = graph.value(shape, SH.severity) or SH.Violation
    path = graph.value(shape, SH.path)
    constraints = [shape, *graph.objects(shape, SH.sparql)]
    return Rule(
        shape=str(shape),
        code=str(graph.value(shape, SKOS.notation) or str(shape).replace("#", "/").rpartition("/")[2]),
        severity=SEVERITY_NAMES.get(severity, "violation"),
        message=_bilingual(graph, constraints, SH.message),
        description=_bilingual(graph, constraints, SH.description),
        path=str(path) if isinstance(path, URIRef) else None,
        targets=targets,
    )


def _bilingual(graph: Graph, nodes: Iterable[Node], predicate: URIRef) -> Bilingual:
    texts = [cast("RdfLiteral", text) for node in nodes for text in graph.objects(node, predicate)]
    texts.sort(key=lambda text: (text.language or "", str(text)))
    chinese = [str(text) for text in texts if (text.language or "").startswith("zh")]
    other = [str(text) for text in texts if not (text.language or "").startswith("zh")]
    english = [str(text) for text in texts if (text.language or "").startswith("en")] or other
    return Bilingual(" ".join(chinese[:1] or english[:1]), " ".join(english[:1] or chinese[:1]))


def _named(graph: Graph, node: Node) -> URIRef:
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop(0)
        if isinstance(current, URIRef):
            return current
        seen.add(current)
        waiting += [parent for parent in graph.subjects(None, current) if parent not in seen]
    return URIRef(PPS + "unnamed")


def _check_queries(shapes: Shapes) -> None:
    """Parse each SELECT beforehand: the engine would only stumble over it once a node is there."""
    graph = shapes.graph
    for constraint, query in graph.subject_objects(SH.select):
        declared = [
            d for holder in graph.objects(constraint, SH.prefixes) for d in graph.objects(holder, SH.declare)
        ]
        names = {str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace)) for d in declared}
        # These three the engine declares by itself.
        names.update(rdf=str(RDF), rdfs=str(RDFS), owl=str(OWL))
        # The engine puts a property path in place of $PATH before it parses.
        text = str(query).replace("$PATH", "<urn:path>")
        try:
            pyoxigraph.Store().query(text, prefixes=names)
        except SyntaxError as cause:
            where = f"sh:select of {constraint}" if not isinstance(constraint, BNode) else "sh:select"
            raise InputError(
                shapes.name,
                Bilingual(f"{where} 的 SPARQL 有误：{cause}", f"the SPARQL of {where} is broken: {cause}"),
            ) from None
