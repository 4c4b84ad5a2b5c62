"""The VoID description of a release (W3C Interest Group Note "Describing Linked Datasets with the VoID Vocabulary").

Entry point: `void_statements`. Everything counted is the default graph, which is what a plain query sees; the
description stands in it as well and counts itself, so that whoever counts by SPARQL gets the numbers that it states.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from zhengmai.graph.statements import DCT, RDF_TYPE, Statements, graph, integer
from zhengmai.namespaces import BASE, DATA, PP, VOCAB
from zhengmai.prefixes import shorten
from zhengmai.store.executables import ENDPOINT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhengmai.release.statistics import Statistics

VOID = "http://rdfs.org/ns/void#"
VOID_GRAPH = graph("void")
DOCUMENT = BASE + "void"
"""The description itself; its parts are hash IRIs of it, served at /void."""

# Where SIB's query editor looks for the datatypes of a property's values.
_VOID_EXT = "http://ldf.fi/void-ext#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SYNTAXES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")

GRAPH_NAMES = {
    "alignment": ("措施对齐", "alignment of measures"),
    "catalogue": ("目录", "catalogue"),
    "curation": ("考订记录", "curation records"),
    "curation/accepted": ("已采纳的考订陈述", "accepted statements of curation"),
    "inferred": ("推理所得", "inferred statements"),
    "ontology": ("本体", "ontology"),
    "provenance": ("来源记录", "provenance"),
    "queries": ("备好的查询", "saved queries"),
    "shapes": ("形状", "shapes"),
    "stubs": ("仅见引用的文件", "documents known by citation"),
    "validation": ("校验结果", "findings"),
    "vocabulary": ("词表、行政区划与机构", "vocabularies, divisions and agencies"),
    "void": ("统计描述", "statistical description"),
}
"""Graphs that are not of one document → their names in Chinese and English."""


def dataset_iri(release: str) -> str:
    """Give the IRI of a release as a dataset, served at /cn/release/{id}."""
    return f"{DATA}release/{release}"


def partition(*names: str) -> str:
    """Give the IRI of the part of the dataset that a class, a property or a chain of them selects."""
    return f"{DOCUMENT}#" + "--".join(_local(name) for name in names)


def void_statements(release: str, counts: Statistics, graphs: Mapping[str, int]) -> Statements:
    """Describe a release.

    Args:
        release: its id.
        counts: of its default graph.
        graphs: named graph → number of its quads; those of single documents are described by their provenance.
    """
    out = Statements(VOID_GRAPH)
    dataset = dataset_iri(release)
    out.add(DOCUMENT, RDF_TYPE, VOID + "DatasetDescription")
    out.add(DOCUMENT, "http://xmlns.com/foaf/0.1/primaryTopic", dataset)
    for language, said in (("zh-Hans", "数据集的统计描述"), ("en", "Statistical description of the dataset")):
        out.add(DOCUMENT, DCT + "title", Literal(said, language=language))
    _dataset(out, dataset, counts)
    for name, triples in graphs.items():
        local = name.removeprefix(graph(""))
        if local in GRAPH_NAMES:
            _subset(out, dataset, name, triples)
            for language, said in zip(("zh-Hans", "en"), GRAPH_NAMES[local], strict=True):
                out.add(name, DCT + "title", Literal(said, language=language))
    for kind, entities in counts.entities.items():
        part = partition(kind)
        out.add(dataset, VOID + "classPartition", part)
        out.add(part, VOID + "class", kind)
        out.add(part, VOID + "entities", integer(entities))
    for name, triples in counts.properties.items():
        _property(out, dataset, partition(name), name, triples)
    for (kind, name), triples in counts.by_class.items():
        _property(out, partition(kind), partition(kind, name), name, triples)
    for (kind, name, other), triples in counts.objects.items():
        part = partition(kind, name, other)
        out.add(partition(kind, name), VOID + "classPartition", part)
        out.add(part, VOID + "class", other)
        out.add(part, VOID + "triples", integer(triples))
    for (kind, name, datatype), triples in counts.datatypes.items():
        part = partition(kind, name, datatype)
        out.add(partition(kind, name), _VOID_EXT + "datatypePartition", part)
        out.add(part, _VOID_EXT + "datatype", datatype)
        out.add(part, VOID + "triples", integer(triples))
    return out


def _dataset(out: Statements, dataset: str, counts: Statistics) -> None:
    out.add(dataset, VOID + "sparqlEndpoint", ENDPOINT)
    for name in ("graph.nq.gz", "graph.trig.gz"):
        out.add(dataset, VOID + "dataDump", f"{BASE}releases/{dataset.rpartition('/')[2]}/{name}")
    out.add(dataset, VOID + "uriSpace", Literal(DATA))
    out.add(dataset, VOID + "rootResource", BASE + "catalog")
    for vocabulary in (PP, VOCAB, DCT, "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/oa#",
                       "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/dcat#"):  # fmt: skip
        out.add(dataset, VOID + "vocabulary", vocabulary)
    for syntax in _SYNTAXES:
        out.add(dataset, VOID + "feature", _FORMATS + syntax)
    out.add(dataset, VOID + "triples", integer(counts.triples))
    out.add(dataset, VOID + "classes", integer(len(counts.entities)))
    out.add(dataset, VOID + "properties", integer(len(counts.properties)))
    out.add(dataset, VOID + "distinctSubjects", integer(counts.subjects))


def _subset(out: Statements, dataset: str, name: str, triples: int) -> None:
    out.add(dataset, VOID + "subset", name)
    out.add(name, RDF_TYPE, VOID + "Dataset")
    out.add(name, VOID + "triples", integer(triples))


def _property(out: Statements, owner: str, part: str, name: str, triples: int) -> None:
    out.add(owner, VOID + "propertyPartition", part)
    out.add(part, VOID + "property", name)
    out.add(part, VOID + "triples", integer(triples))


def _local(name: str) -> str:
    """Give a name that stands for an IRI in a fragment: its prefixed name, or its digest where it has none."""
    prefix, colon, local = shorten(name).partition(":")
    readable = colon and local.isascii() and local.replace("-", "").replace("_", "").isalnum()
    return f"{prefix}-{local}" if readable else hashlib.sha256(name.encode()).hexdigest()[:12]
