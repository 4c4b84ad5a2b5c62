"""Runs the shapes over the data of one document.

Entry point: `validate_document`. The engine is pySHACL on a pyoxigraph store, without inference: SHACL runs
on asserted data, since an axiom of range would give a missing type and turn a finding into a pass.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyshacl
from pyoxigraph import NamedNode
from pyshacl.errors import ConstraintLoadError, ShapeLoadError, ValidationFailure
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import RDF, SH, URIRef
from rdflib import Graph as RdfGraph
from rdflib import Literal as RdfLiteral

from zhengmai.errors import Bilingual, EngineError, InputError
from zhengmai.validate.computed import ALL_CHECKS, Computed, Terms, computed_defects
from zhengmai.validate.evidence import Evidence
from zhengmai.validate.findings import Finding, Report, Value
from zhengmai.validate.shapes import Shapes, Targets, load_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Quad, Store
    from rdflib.term import Node

RDF_TYPE = NamedNode(str(RDF.type))
SUBCLASS_OF = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class _Data(OxigraphDataGraph):
    """The engine's view of a store."""

    def __bool__(self) -> bool:
        # The engine asks for this twice a result, and the inherited answer counts all statements.
        return True


def validate_document(
    store: Store,
    *,
    sources: Mapping[str, str] | None = None,
    shapes: Shapes | None = None,
    terms: Terms | None = None,
) -> Report:
    """Check the data of one document.

    Args:
        store: the asserted data of one document, with the vocabulary; all its graphs count as one. It must be
            writable and is unchanged afterwards; no other thread may use it meanwhile.
        sources: source texts by the first 12 digits of their copy's sha256; None: no text is at hand, so the
            quotes of anchors are not compared (their shape's count says 0).
        shapes: from `load_shapes` or `read_shapes`; the project's own if left out.
        terms: of the data, where they are known already.

    Raises:
        EngineError: the engine failed, as opposed to having found something.
        InputError: the shapes are ill-formed.
    """
    shapes = shapes or load_shapes()
    wanted = frozenset(rule.path for rule in shapes.rules.values() if rule.path)
    computed = computed_defects(store, sources, wanted, terms)
    with _stated(store, computed.defects):
        results = _run(store, shapes)
        evidence = Evidence(store)
        findings = {
            f.iri: f
            for node in results.subjects(RDF.type, SH.ValidationResult)
            for f in _finding(results, node, shapes, evidence, computed)
        }
        checked, focus_nodes = _coverage(store, shapes, computed)
    return Report(tuple(sorted(findings.values(), key=Finding.sort_key)), checked, focus_nodes)


@contextmanager
def _stated(store: Store, defects: list[Quad]) -> Iterator[None]:
    new = [quad for quad in defects if quad not in store]
    store.extend(new)
    try:
        yield
    finally:
        for quad in new:
            store.remove(quad)


def _run(store: Store, shapes: Shapes) -> RdfGraph:
    try:
        _, report, _ = pyshacl.validate(
            _Data(store), shacl_graph=shapes.graph, inplace=True, inference="none"
        )
    except (ShapeLoadError, ConstraintLoadError) as cause:
        raise InputError(
            shapes.name, Bilingual(f"形状不合 SHACL 规范：{cause}", f"ill-formed shapes: {cause}")
        ) from cause
    except Exception as cause:
        raise _failure(cause) from cause
    if isinstance(report, ValidationFailure):
        raise _failure(report) from report
    if not isinstance(report, RdfGraph):
        raise _failure(TypeError(type(report).__name__))
    return report


def _failure(cause: Exception) -> EngineError:
    text = f"{type(cause).__name__}: {cause}"
    return EngineError(Bilingual(f"SHACL 引擎出错：{text}", f"the SHACL engine failed: {text}"))


def _finding(
    results: RdfGraph, node: Node, shapes: Shapes, evidence: Evidence, computed: Computed
) -> Iterator[Finding]:
    source = results.value(node, SH.sourceShape)
    focus = results.value(node, SH.focusNode)
    component = results.value(node, SH.sourceConstraintComponent)
    if source is None or focus is None:
        raise _failure(ValueError("a result without sh:sourceShape or sh:focusNode"))
    rule = shapes.rule(source)
    path = results.value(node, SH.resultPath)
    value = _value(results.value(node, SH.value), focus)
    focus_node = NamedNode(_iri(focus))
    own = computed.places.get((focus_node.value, str(path), value.text)) if value else None
    yield Finding(
        shape=rule.shape,
        code=rule.code,
        severity=rule.severity,
        focus=focus_node.value,
        subject=value,
        path=str(path) if isinstance(path, URIRef) else None,
        component=str(component),
        message=filled(
            rule.message if rule.message.en else _own_words(results, node), focus_node.value, value
        ),
        document=evidence.document(focus_node),
        anchors=tuple(sorted(own)) if own else evidence.anchors(focus_node, value.text if value else None),
    )


def _own_words(results: RdfGraph, node: Node) -> Bilingual:
    """Give what the engine says where a shape says nothing."""
    text = " ".join(sorted(str(message) for message in results.objects(node, SH.resultMessage)))
    return Bilingual(text, text)


def _value(term: Node | None, focus: Node) -> Value | None:
    if term is None or term == focus:
        return None
    if isinstance(term, RdfLiteral):
        return Value(str(term), str(term.datatype or XSD_STRING))
    return Value(_iri(term), None)


def _iri(term: Node) -> str:
    """Give an IRI for any term: a report has no blank nodes and no literal as a focus node."""
    return str(term) if isinstance(term, URIRef) else f"urn:x-node:{quote(str(term))}"


def filled(message: Bilingual, focus: str, value: Value | None) -> Bilingual:
    """Put node and value where a message asks for them (SHACL 2017, section 5.3.2).

    Args:
        message: with {$this}, {?this}, {$value} or {?value} in it, or with none.
        focus: IRI of the node.
        value: what broke the rule.
    """
    texts = {"this": focus, "value": value.text if value else ""}
    zh, en = message
    for name, text in texts.items():
        for mark in ("$", "?"):
            zh, en = zh.replace(f"{{{mark}{name}}}", text), en.replace(f"{{{mark}{name}}}", text)
    return Bilingual(zh, en)


def _coverage(store: Store, shapes: Shapes, computed: Computed) -> tuple[dict[str, int], int]:
    nodes: dict[Targets, set[object]] = {}
    checked: dict[str, int] = {}
    for shape, rule in shapes.rules.items():
        if rule.targets not in nodes:
            nodes[rule.targets] = _target_nodes(store, rule.targets)
        # Of what the program checks, it knows the number; the shape sees the defects only.
        is_computed = rule.path is not None and rule.path in ALL_CHECKS
        checked[shape] = computed.seen[rule.path or ""] if is_computed else len(nodes[rule.targets])
    return checked, len(set().union(*nodes.values()))


def _target_nodes(store: Store, targets: Targets) -> set[object]:
    found: set[object] = {NamedNode(iri) for iri in targets.nodes}
    for iri in targets.classes:
        for kind in _with_subclasses(store, NamedNode(iri)):
            found.update(quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, kind, None))
    for iri in targets.subjects_of:
        found.update(quad.subject for quad in store.quads_for_pattern(None, NamedNode(iri), None, None))
    for iri in targets.objects_of:
        found.update(quad.object for quad in store.quads_for_pattern(None, NamedNode(iri), None, None))
    return found


def _with_subclasses(store: Store, kind: NamedNode) -> set[NamedNode]:
    found = {kind}
    waiting = [kind]
    while waiting:
        for quad in store.quads_for_pattern(None, SUBCLASS_OF, waiting.pop(), None):
            if isinstance(quad.subject, NamedNode) and quad.subject not in found:
                found.add(quad.subject)
                waiting.append(quad.subject)
    return found
