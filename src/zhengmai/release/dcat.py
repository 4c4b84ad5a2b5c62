"""The catalogue of a release (W3C DCAT 3, profile DCAT-AP 3.0.1).

Entry points: `catalogue_statements`, put into the release by the build, and `file_statements`, which say what only
the finished files tell. Addresses are those under the stable namespace; the service gives its own in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal

from zhengmai.errors import Bilingual
from zhengmai.graph.statements import DCT, PROV, RDF_TYPE, SKOS, XSD, Statements, day, graph
from zhengmai.namespaces import BASE, DATA, PP
from zhengmai.release.void import VOID, dataset_iri
from zhengmai.store.executables import ENDPOINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CATALOGUE_GRAPH = graph("catalogue")
CATALOGUE = BASE + "catalog"
"""The catalogue and the document that describes it, served at /catalog."""
SERIES = DATA + "release"
"""The series of all releases, served at /cn/release."""
PUBLISHER, CONTACT = CATALOGUE + "#publisher", CATALOGUE + "#contact"
SERVICE, REST = CATALOGUE + "#sparql", CATALOGUE + "#rest"

DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
SPDX = "http://spdx.org/rdf/terms#"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LICENCE = _AUTHORITY + "licence/CC_BY_4_0"
_THEMES = _AUTHORITY + "data-theme"
_THEME = _THEMES + "/GOVE"
_LANGUAGES = (_AUTHORITY + "language/ZHO", _AUTHORITY + "language/ENG")
_NATION = _AUTHORITY + "country/CHN"
_PUBLIC = _AUTHORITY + "access-right/PUBLIC"
_SPARQL_PROTOCOL = "http://www.w3.org/TR/sparql11-protocol/"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
_MEDIA = "https://www.iana.org/assignments/media-types/"

FILES: dict[str, tuple[str, str]] = {
    "graph.nq.gz": ("RDF_N_QUADS", "application/n-quads"),
    "graph.trig.gz": ("RDF_TRIG", "application/trig"),
}
"""Dumps that a release may hold → code of the EU file type and media type inside the compression."""

_NAMES = {
    _LICENCE: ("知识共享 署名 4.0 国际", "Creative Commons Attribution 4.0 International"),
    _THEME: ("政府与公共部门", "Government and public sector"),
    _LANGUAGES[0]: ("中文", "Chinese"),
    _LANGUAGES[1]: ("英文", "English"),
    _NATION: ("中国", "China"),
    _PUBLIC: ("公开", "public"),
}


def address(path: str) -> str:
    """Give the address of something that the service answers, under the stable namespace."""
    return BASE + path


def distribution(name: str) -> str:
    """Give the IRI of a dump in the catalogue."""
    return f"{CATALOGUE}#{name.replace('.', '-')}"


def catalogue_statements(
    store: ox.Store, release: str, version: str, works: Sequence[str], files: Iterable[str] = tuple(FILES)
) -> Statements:
    """Describe a release for data portals.

    Args:
        store: the release's store, with its default graph.
        release: its id.
        version: of the package that made it.
        works: IRIs of the documents that it holds.
        files: names of its dumps, of those in `FILES`.
    """
    out = Statements(CATALOGUE_GRAPH)
    dataset = dataset_iri(release)
    plans = [plan for work in works for plan in _objects(store, work, "issues")]
    measures = sum(1 for _ in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(PP + "Measure"), ox.DefaultGraph()))  # fmt: skip
    places = sorted({place for work in works for place in _objects(store, work, "jurisdiction")})
    _authorities(out)
    _catalogue(out, dataset)
    _series(out)
    held = Bilingual(
        f"发布 {release}：{len(works)} 份文件、{len(plans)} 个方案、{measures} 条措施，每一条陈述都指回原文的那一句。"
        "含本体、词表、行政区划与机构、推理结果、考订记录、措施对齐和校验结果。",
        f"Release {release}: {len(works)} documents, {len(plans)} plans and {measures} measures, each statement with the "
        "sentence it was read from; with ontology, vocabularies, divisions and agencies, inferred statements, curation "
        "records, aligned measures and findings.",
    )
    out.add(dataset, RDF_TYPE, DCAT + "Dataset")
    out.add(dataset, RDF_TYPE, VOID + "Dataset")
    _said(out, dataset, "title", Bilingual(f"政府方案关联数据，发布 {release}", f"Government plans of China as linked data, release {release}"))  # fmt: skip
    _said(out, dataset, "description", held)
    _resource(out, dataset)
    out.add(dataset, DCT + "identifier", Literal(release))
    out.add(dataset, DCAT + "version", Literal(release))
    out.add(dataset, DCAT + "inSeries", SERIES)
    out.add(dataset, DCT + "conformsTo", BASE + "ns")
    out.add(BASE + "ns", RDF_TYPE, DCT + "Standard")
    out.add(dataset, PROV + "wasGeneratedBy", f"{CATALOGUE}#build")
    out.add(f"{CATALOGUE}#build", RDF_TYPE, PROV + "Activity")
    _said(
        out,
        f"{CATALOGUE}#build",
        "title",
        Bilingual(f"由政脉 {version} 生成", f"built by Zhengmai {version}"),
    )
    for place in [*places, _NATION]:
        out.add(dataset, DCT + "spatial", place)
        out.add(place, RDF_TYPE, DCT + "Location")
    _period(out, dataset, store, works, plans)
    for name in files:
        out.add(dataset, DCAT + "distribution", distribution(name))
        _dump(out, release, name)
    _services(out, dataset)
    return out


def file_statements(release: str, files: Mapping[str, Mapping[str, int | str]]) -> list[ox.Triple]:
    """Say the size and digest of the dumps, which no statement inside them can.

    Args:
        release: id of the release.
        files: name of a dump → its `bytes` and `sha256`.
    """
    out = Statements(CATALOGUE_GRAPH)
    for name, said in files.items():
        if name not in FILES:
            continue
        node, checksum = distribution(name), f"{distribution(name)}-sha256"
        size = Literal(str(said["bytes"]), datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
        out.add(node, DCAT + "byteSize", size)
        out.add(node, SPDX + "checksum", checksum)
        out.add(checksum, RDF_TYPE, SPDX + "Checksum")
        out.add(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
        out.add(SPDX + "checksumAlgorithm_sha256", RDF_TYPE, SPDX + "ChecksumAlgorithm")
        digest = Literal(str(said["sha256"]), datatype=ox.NamedNode(XSD + "hexBinary"))
        out.add(checksum, SPDX + "checksumValue", digest)
    return [quad.triple for quad in out]


def _catalogue(out: Statements, dataset: str) -> None:
    out.add(CATALOGUE, RDF_TYPE, DCAT + "Catalog")
    _said(out, CATALOGUE, "title", Bilingual("政脉数据目录", "Zhengmai data catalogue"))
    _said(
        out,
        CATALOGUE,
        "description",
        Bilingual(
            "中国政府方案和通知的关联数据：发布、下载文件与查询服务。",
            "Linked data on plans and notices of Chinese governments: releases, files and query services.",
        ),
    )
    _about(out, CATALOGUE)
    out.add(CATALOGUE, DCT + "license", _LICENCE)
    out.add(CATALOGUE, DCT + "spatial", _NATION)
    out.add(CATALOGUE, FOAF + "homepage", address(""))
    out.add(address(""), RDF_TYPE, FOAF + "Document")
    out.add(CATALOGUE, DCAT + "themeTaxonomy", _THEMES)
    out.add(CATALOGUE, DCAT + "dataset", dataset)
    out.add(CATALOGUE, DCAT + "dataset", SERIES)
    out.add(CATALOGUE, DCAT + "service", SERVICE)
    out.add(CATALOGUE, DCAT + "service", REST)
    out.add(PUBLISHER, RDF_TYPE, FOAF + "Agent")
    out.add(PUBLISHER, FOAF + "name", Literal("政脉 Zhengmai"))
    out.add(CONTACT, RDF_TYPE, VCARD + "Kind")
    out.add(CONTACT, VCARD + "fn", Literal("政脉 Zhengmai"))
    out.add(CONTACT, VCARD + "hasURL", address(""))


def _series(out: Statements) -> None:
    # Every series is a dataset (DCAT 3, 6.7); both are said, since validators infer nothing.
    out.add(SERIES, RDF_TYPE, DCAT + "DatasetSeries")
    out.add(SERIES, RDF_TYPE, DCAT + "Dataset")
    _said(out, SERIES, "title", Bilingual("政府方案关联数据", "Government plans of China as linked data"))
    _said(
        out,
        SERIES,
        "description",
        Bilingual(
            "历次发布。发布一经生成不再改动；文件有增改时生成新的发布。",
            "All releases. A release never changes; a new one is made when documents are added or corrected.",
        ),
    )
    _resource(out, SERIES)
    out.add(SERIES, DCT + "spatial", _NATION)


def _dump(out: Statements, release: str, name: str) -> None:
    code, media_type = FILES[name]
    node, url = distribution(name), address(f"releases/{release}/{name}")
    out.add(node, RDF_TYPE, DCAT + "Distribution")
    _said(out, node, "title", Bilingual(f"全部图的转储（{name}）", f"Dump of all graphs ({name})"))
    _said(
        out,
        node,
        "description",
        Bilingual(
            "默认图与全部命名图，gzip 压缩；可载入任何 SPARQL 1.1 存储。",
            "Default graph and all named graphs, compressed by gzip; loads into any SPARQL 1.1 store.",
        ),
    )
    out.add(node, DCAT + "accessURL", url)
    out.add(node, DCAT + "downloadURL", url)
    out.add(node, DCT + "license", _LICENCE)
    for language in _LANGUAGES:
        out.add(node, DCT + "language", language)
    _typed(out, node, DCT + "format", f"{_AUTHORITY}file-type/{code}", DCT + "MediaTypeOrExtent")
    _typed(out, node, DCAT + "mediaType", _MEDIA + media_type, DCT + "MediaType")
    _typed(out, node, DCAT + "compressFormat", _MEDIA + "application/gzip", DCT + "MediaType")
    out.add(node, DCAT + "accessService", SERVICE)


def _services(out: Statements, dataset: str) -> None:
    _service(
        out,
        SERVICE,
        dataset,
        (ENDPOINT, ENDPOINT),
        _SPARQL_PROTOCOL,
        Bilingual("SPARQL 端点", "SPARQL endpoint"),
        Bilingual(
            "按 SPARQL 1.1 协议查询当前发布，加参数 release=发布号则查询该发布；答案要么完整，要么拒绝并说明原因。",
            "Queries on the current release, or on the one that the parameter release names, by the SPARQL 1.1 Protocol; "
            "an answer is whole or refused with a reason.",
        ),
    )
    for code in ("SPARQLQRES", "RDF_TURTLE", "JSON_LD", "RDF_N_TRIPLES", "RDF_XML", "CSV"):
        _typed(out, SERVICE, DCT + "format", f"{_AUTHORITY}file-type/{code}", DCT + "MediaTypeOrExtent")
    _service(
        out,
        REST,
        dataset,
        (address(""), address("openapi.json")),
        _OPENAPI,
        Bilingual("HTTP 接口", "HTTP interface"),
        Bilingual(
            "备好的问题、资源描述与比较，不必会写 SPARQL；由 OpenAPI 描述。",
            "Saved questions, descriptions of resources and comparisons for those who speak no SPARQL; described by OpenAPI.",
        ),
    )
    for code in ("JSON", "JSON_LD", "CSV"):
        _typed(out, REST, DCT + "format", f"{_AUTHORITY}file-type/{code}", DCT + "MediaTypeOrExtent")


def _service(
    out: Statements,
    node: str,
    dataset: str,
    urls: tuple[str, str],
    standard: str,
    title: Bilingual,
    description: Bilingual,
) -> None:
    out.add(node, RDF_TYPE, DCAT + "DataService")
    _said(out, node, "title", title)
    _said(out, node, "description", description)
    out.add(node, DCAT + "endpointURL", urls[0])
    out.add(node, DCAT + "endpointDescription", urls[1])
    out.add(node, DCAT + "servesDataset", dataset)
    out.add(node, DCT + "license", _LICENCE)
    _typed(out, node, DCT + "conformsTo", standard, DCT + "Standard")
    _resource(out, node)


def _resource(out: Statements, node: str) -> None:
    """Say what datasets, series and services have in common."""
    _about(out, node)
    out.add(node, DCAT + "contactPoint", CONTACT)
    out.add(node, DCAT + "theme", _THEME)
    out.add(node, DCT + "accessRights", _PUBLIC)
    out.add(node, DCAT + "landingPage", address(""))
    for zh, en in (("政府方案", "government plans"), ("政策落实", "policy implementation"), ("责任分工", "responsibilities")):  # fmt: skip
        out.add(node, DCAT + "keyword", Literal(zh, language="zh-Hans"))
        out.add(node, DCAT + "keyword", Literal(en, language="en"))


def _about(out: Statements, node: str) -> None:
    out.add(node, DCT + "publisher", PUBLISHER)
    for language in _LANGUAGES:
        out.add(node, DCT + "language", language)


def _period(
    out: Statements, dataset: str, store: ox.Store, works: Sequence[str], plans: Sequence[str]
) -> None:
    """Say the period that the plans cover; where no plan names one, that in which the documents were issued."""
    starts = [value for plan in plans for value in _objects(store, plan, "periodStart")]
    ends = [value for plan in plans for value in _objects(store, plan, "periodEnd")]
    issued = [value for work in works for value in _objects(store, work, "issueDate")]
    first, last = min(starts or issued, default=None), max(ends or issued, default=None)
    if first is None and last is None:
        return
    node = f"{CATALOGUE}#period"
    out.add(dataset, DCT + "temporal", node)
    out.add(node, RDF_TYPE, DCT + "PeriodOfTime")
    out.add(node, DCAT + "startDate", day(first))
    out.add(node, DCAT + "endDate", day(last))


def _authorities(out: Statements) -> None:
    """Say the classes and names of the terms of EU authority tables, since validators load no other file."""
    out.add(_LICENCE, RDF_TYPE, DCT + "LicenseDocument")
    out.add(_LICENCE, SKOS + "exactMatch", "https://creativecommons.org/licenses/by/4.0/")
    _typed(out, _LICENCE, DCT + "type", "http://purl.org/adms/licencetype/Attribution", SKOS + "Concept")
    out.add("http://purl.org/adms/licencetype/Attribution", SKOS + "prefLabel", Literal("Attribution", language="en"))  # fmt: skip
    out.add(_THEMES, RDF_TYPE, SKOS + "ConceptScheme")
    _said(out, _THEMES, "title", Bilingual("数据主题", "Data theme"))
    out.add(_THEME, RDF_TYPE, SKOS + "Concept")
    out.add(_THEME, SKOS + "inScheme", _THEMES)
    out.add(_NATION, RDF_TYPE, DCT + "Location")
    out.add(_PUBLIC, RDF_TYPE, DCT + "RightsStatement")
    for language in _LANGUAGES:
        out.add(language, RDF_TYPE, DCT + "LinguisticSystem")
    for node, (zh, en) in _NAMES.items():
        out.add(node, SKOS + "prefLabel", Literal(zh, language="zh-Hans"))
        out.add(node, SKOS + "prefLabel", Literal(en, language="en"))


def _typed(out: Statements, node: str, predicate: str, value: str, kind: str) -> None:
    out.add(node, predicate, value)
    out.add(value, RDF_TYPE, kind)


def _said(out: Statements, node: str, name: str, said: Bilingual) -> None:
    out.add(node, DCT + name, Literal(said.zh, language="zh-Hans"))
    out.add(node, DCT + name, Literal(said.en, language="en"))


def _objects(store: ox.Store, subject: str, name: str) -> list[str]:
    """Give the values of a property of ours in the default graph, sorted."""
    quads = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(PP + name), None, ox.DefaultGraph())
    return sorted(q.object.value for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal))
