"""What a check should say besides its findings: words that nobody declared, shapes that look nowhere.

Entry points: `data_notes`, `shapes_notes`. A misspelt class or property makes a shape look past the data, so that
everything seems to conform.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import RDF, SH, URIRef

from zhengmai import resources
from zhengmai.errors import Bilingual
from zhengmai.namespaces import PP, PPS
from zhengmai.prefixes import shorten
from zhengmai.validate.findings import RDF_TYPE
from zhengmai.validate.outcome import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from zhengmai.validate.shapes import Shapes

_OURS = (PP, PPS)
_CLASS, _PROPERTY = "unknown-class", "unknown-property"
_WORDS = {_CLASS: Bilingual("类", "class"), _PROPERTY: Bilingual("属性", "property")}
_TARGET_CLASSES = (SH.targetClass, SH["class"])
_PROPERTIES = (SH.path, SH.targetSubjectsOf, SH.targetObjectsOf)
_NAME_IN_QUERY = re.compile(r"\bpp:([A-Za-z]\w*)")


@cache
def declared() -> frozenset[str]:
    """Give the IRIs that ontology and shapes declare, in the project's own namespaces."""
    found: set[str] = set()
    for kind in ("ontology", "shapes"):
        for name in resources.names(kind, ".ttl"):
            quads = parse(resources.read_bytes(kind, name), format=RdfFormat.TURTLE)
            found.update(
                quad.subject.value
                for quad in quads
                if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_OURS)
            )
    return frozenset(found)


def data_notes(quads: Iterable[Quad], where: str) -> Iterator[Note]:
    """Tell which classes and properties in our namespaces the data use and nobody declared.

    Args:
        quads: the data.
        where: the file's name.
    """
    properties: set[str] = set()
    classes: set[str] = set()
    for quad in quads:
        properties.add(quad.predicate.value)
        if quad.predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
            classes.add(quad.object.value)
    for iri in sorted(filter(_unknown, properties)):
        yield _note(_PROPERTY, iri, where)
    for iri in sorted(filter(_unknown, classes)):
        yield _note(_CLASS, iri, where)


def shapes_notes(shapes: Shapes) -> Iterator[Note]:
    """Tell which shapes have no target, and which classes and properties shapes name that nobody declared."""
    graph = shapes.graph
    for shape in shapes.untargeted:
        yield Note(
            "no-target",
            shapes.name,
            Bilingual(
                f"形状 {shorten(shape)} 没有目标，也没有其他形状用它，不检查任何节点",
                f"the shape {shorten(shape)} has no target and no other shape uses it, so it checks nothing",
            ),
            shape,
        )
    named = [(_CLASS, term) for p in _TARGET_CLASSES for term in graph.objects(None, p)]
    named += [(_PROPERTY, term) for p in _PROPERTIES for term in graph.objects(None, p)]
    named += [
        (_CLASS, s) for s in graph.subjects(RDF.type, SH.NodeShape) if (s, RDF.type, _RDFS_CLASS) in graph
    ]
    found = {(kind, str(term)) for kind, term in named if isinstance(term, URIRef)}
    for text in graph.objects(None, SH.select):
        # A word in a query is a class or a property; which one is not worth a parser.
        found |= {(_PROPERTY, PP + name) for name in _NAME_IN_QUERY.findall(str(text))}
    for kind, iri in sorted(found):
        if _unknown(iri):
            yield _note(kind, iri, shapes.name)


_RDFS_CLASS = URIRef("http://www.w3.org/2000/01/rdf-schema#Class")


def _unknown(iri: str) -> bool:
    return iri.startswith(_OURS) and iri not in declared()


def _note(kind: str, iri: str, where: str) -> Note:
    word = _WORDS[kind]
    close = get_close_matches(iri, declared(), n=1, cutoff=0.85)
    zh = f"；是否指 {shorten(close[0])}？" if close else ""
    en = f"; is {shorten(close[0])} meant?" if close else ""
    text = Bilingual(
        f"没有声明的{word.zh} {shorten(iri)}，没有形状会看它{zh}",
        f"the {word.en} {shorten(iri)} is not declared, so no shape looks at it{en}",
    )
    return Note(kind, where, text, iri)
