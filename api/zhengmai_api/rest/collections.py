"""The collections: their filters and orders, as data that routes and OpenAPI are made from.

Entry points: `COLLECTIONS`, `Filter` and `resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from zhengmai.errors import Bilingual
from zhengmai.extract.document_numbers import parse_document_number
from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import PP, VOCAB
from zhengmai.release.indexing import CLASSES
from zhengmai.store.keys import AmbiguousKeyError, UnknownKeyError, find_node
from zhengmai.store.lineage import in_use
from zhengmai_api.problems import KINDS, Problem, from_error
from zhengmai_api.rest.items import PREFIXES
from zhengmai_api.service import Service

_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
LONGEST = 500
"""Characters that a parameter may have."""


@dataclass(frozen=True)
class Filter:
    """A parameter of a collection.

    Attributes:
        name: of the parameter.
        reads: what its value is: "words", "text", "date", "number", "boolean", "item" (of the collection in `of`),
            "concept" (of the scheme in `of`) or "choice" (one of `values`).
        facet: name of the facet or range in the index.
        said: what it does.
        example: a value.
        of: see `reads`.
        values: see `reads`.
        most: for a range, whether it is the upper bound.
        pattern: what a text has to match.
    """

    name: str
    reads: str
    facet: str
    said: Bilingual
    example: str
    of: str = ""
    values: tuple[str, ...] = ()
    most: bool = False
    pattern: str = ""


@dataclass(frozen=True)
class Collection:
    """A collection: its name, what it holds, its filters, the names of its orders (the first is the usual one)."""

    name: str
    said: Bilingual
    one: Bilingual
    filters: tuple[Filter, ...]
    sorts: tuple[str, ...]
    example: str

    @property
    def words(self) -> Filter | None:
        """The filter by words, where there is one."""
        return next((one for one in self.filters if one.reads == "words"), None)


def _q(what: Bilingual, example: str = "就业") -> Filter:
    said = Bilingual(
        f"{what.zh}含有的词，空格隔开，须全部出现；不分简繁、全角半角",
        f"words, parted by spaces, that {what.en} holds, all of them; simplified and traditional, half and full width alike",
    )
    return Filter("q", "words", "", said, example)


_DIVISION = Filter("division", "item", "division", Bilingual("行政区划（代码、名称或标识），不含下级", "administrative division by code, name or identifier, without those inside it"), "350581", of="divisions")  # fmt: skip
_WITHIN = Filter("within", "item", "within", Bilingual("行政区划（代码、名称或标识），含下级", "administrative division by code, name or identifier, with all inside it"), "350000", of="divisions")  # fmt: skip
_LEVEL = Filter(
    "level", "concept", "level", Bilingual("行政层级", "administrative level"), "县级", of="levels"
)
_PLACES = (_DIVISION, _WITHIN, _LEVEL)
_AGENCY_EXAMPLE = "350581-残疾人联合会"


def _agency(name: str, facet: str, zh: str, en: str, example: str = _AGENCY_EXAMPLE) -> Filter:
    return Filter(name, "item", facet, Bilingual(zh, en), example, of="agencies")


_PLAN = Filter("plan", "item", "plan", Bilingual("方案（标识末段、文号-p1、标题或标识）", "plan by key, 文号-p1, title or identifier"), "狮政办〔2022〕47号-p2", of="plans")  # fmt: skip
_ANY_AGENCY = _agency(
    "agency", "agency", "任一角色的单位（键、名称或标识）", "party in any role, by key, name or identifier"
)

COLLECTIONS: Mapping[str, Collection] = {
    one.name: one
    for one in (
        Collection(
            "documents",
            Bilingual("公文", "Documents"),
            Bilingual("一份公文", "A document"),
            (
                _q(Bilingual("标题、文号", "the title or number")),
                Filter("number", "text", "number", Bilingual("文号，括号不限", "文号, with any brackets"), "狮政办〔2022〕47号"),
                _agency("issuer", "issuer", "发文机关（键、名称或标识）", "issuing body by key, name or identifier", "350581-人民政府办公室"),
                *_PLACES,
                Filter("kind", "concept", "kind", Bilingual("文种", "document type"), "通知", of="document-types"),
                Filter("holding", "concept", "holding", Bilingual("已入库或仅见引用", "whether the text is held or only cited"), "已入库", of="holdings"),
                Filter("from", "date", "date", Bilingual("成文日期不早于", "issued on or after"), "2022-01-01"),
                Filter("to", "date", "date", Bilingual("成文日期不晚于", "issued on or before"), "2023-12-31", most=True),
            ),
            ("key", "date", "-date", "title"),
            "狮政办〔2022〕47号",
        ),
        Collection(
            "plans",
            Bilingual("方案", "Plans"),
            Bilingual("一份方案", "A plan"),
            (
                _q(Bilingual("标题", "the title")),
                *_PLACES,
                Filter("period", "text", "period", Bilingual("期限内的一年，或者起止年份", "a year within the period, or first and last year"), "2022-2024", pattern=r"[0-9]{4}(-[0-9]{4})?"),
                Filter("series", "text", "series", Bilingual("系列：共同名称，可带期限", "series: common name, with its period or without"), "促进残疾人就业三年行动"),
                Filter("kind", "concept", "kind", Bilingual("方案种类", "kind of plan"), "方案", of="plan-kinds"),
                Filter("document", "item", "document", Bilingual("印发文件（文号、键或标识）", "issuing document by 文号, key or identifier"), "狮政办〔2022〕47号", of="documents"),
                Filter("upper", "item", "upper", Bilingual("直接落实的上级方案", "plan that it carries out directly"), "闽政办〔2022〕52号-p1", of="plans"),
            ),
            ("key", "period", "-period", "title"),
            "狮政办〔2022〕47号-p2",
        ),
        Collection(
            "measures",
            Bilingual("措施", "Measures"),
            Bilingual("一条措施", "A measure"),
            (
                _q(Bilingual("标题、正文", "heading or text")),
                _PLAN,
                _agency("lead", "lead", "牵头单位", "leading body"),
                _agency("support", "support", "配合单位", "supporting body"),
                _agency("responsible", "responsible", "责任单位", "responsible body"),
                _ANY_AGENCY,
                *_PLACES,
                Filter("has-deadline", "boolean", "has-deadline", Bilingual("是否写明期限", "whether a deadline is stated"), "true"),
                Filter("due-from", "date", "due", Bilingual("有期限在该日或以后", "has a deadline on or after"), "2023-01-01"),
                Filter("due-to", "date", "due", Bilingual("有期限在该日或以前", "has a deadline on or before"), "2023-12-31", most=True),
            ),
            ("key", "due"),
            "狮政办〔2022〕47号-p2-2-2-1",
        ),
        Collection(
            "agencies",
            Bilingual("机关单位", "Agencies"),
            Bilingual("一个单位", "An agency"),
            (
                _q(Bilingual("名称", "a name"), "残联"),
                Filter("name", "text", "name", Bilingual("完整名称或别名", "whole name or other name"), "石狮市残联"),
                *_PLACES,
                Filter("system", "concept", "system", Bilingual("职能系统", "functional system"), "残联", of="systems"),
                Filter("type", "choice", "type", Bilingual("单个单位或集合", "single body or group"), "Agency", values=("Agency", "CollectiveParty")),
            ),
            ("key", "name"),
            _AGENCY_EXAMPLE,
        ),
        Collection(
            "divisions",
            Bilingual("行政区划", "Administrative divisions"),
            Bilingual("一个行政区划", "An administrative division"),
            (
                Filter("code", "text", "code", Bilingual("区划代码或其开头", "code, or the beginning of it"), "3505", pattern=r"[0-9A-Za-z]{1,12}"),
                _LEVEL,
                Filter("parent", "item", "parent", Bilingual("直接上级", "division directly above"), "350500", of="divisions"),
                _WITHIN,
            ),
            ("code", "name"),
            "350581",
        ),
        Collection(
            "deadlines",
            Bilingual("期限", "Deadlines"),
            Bilingual("一项期限", "A deadline"),
            (
                _PLAN,
                _ANY_AGENCY,
                *_PLACES,
                Filter("kind", "choice", "kind", Bilingual("种类：确定日期、按年按月、全期", "kind: fixed, recurring or whole period"), "FixedDeadline", values=CLASSES["deadlines"]),
                Filter("from", "date", "date", Bilingual("有到期日在该日或以后", "falls due on or after"), "2023-10-01"),
                Filter("to", "date", "date", Bilingual("有到期日在该日或以前", "falls due on or before"), "2023-10-31", most=True),
            ),
            ("date", "key"),
            "狮政办〔2022〕47号-p2-2-2-1-d1",
        ),
        Collection(
            "targets",
            Bilingual("指标", "Targets"),
            Bilingual("一项指标", "A target"),
            (
                _PLAN,
                _ANY_AGENCY,
                *_PLACES,
                Filter("indicator", "concept", "indicator", Bilingual("指标", "indicator"), "新增残疾人就业", of="indicators"),
                Filter("comparator", "concept", "comparator", Bilingual("比较词", "comparator"), "不少于", of="comparators"),
                Filter("unit", "concept", "unit", Bilingual("单位", "unit"), "人", of="units"),
                Filter("value-from", "number", "value", Bilingual("数值不小于", "value not below"), "1000"),
                Filter("value-to", "number", "value", Bilingual("数值不大于", "value not above"), "100000", most=True),
            ),
            ("key",),
            "鲁残联发〔2023〕6号-p1-t1",
        ),
    )
}  # fmt: skip


def read(service: Service, one: Filter, text: str) -> Any:
    """Read a parameter's value into what the index holds: an IRI, a number, or the text itself.

    Raises:
        Problem: 422, 404 or 409, naming the parameter.
    """
    match one.reads:
        case "item":
            return _item_of(service, one, text)
        case "concept":
            return _concept(service, one, text)
        case "date":
            return _matching(one, text, _DATE, Bilingual("应为日期 YYYY-MM-DD", "must be a date, YYYY-MM-DD"))
        case "number":
            pattern = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
            return float(_matching(one, text, pattern, Bilingual("应为数字", "must be a number")))
        case "boolean":
            return _one_of(one, text, ("true", "false"))
        case "choice":
            return _one_of(one, text, one.values)
        case _:
            if one.name == "number":
                return _number(text)
            shown = Bilingual(f"应合乎 {one.pattern}", f"must match {one.pattern}")
            return _matching(one, text, re.compile(one.pattern), shown) if one.pattern else text


def invalid(name: str, zh: str, en: str) -> Problem:
    """Give the refusal of a parameter."""
    detail = Bilingual(f"参数 {name}：{zh}。", f"The parameter {name}: {en}.")
    return Problem(KINDS["invalid-parameter"], detail, {"parameter": name})


def resolve(service: Service, collection: str, key: str) -> str:
    """Give the IRI of the item of a collection that a key names.

    Args:
        service: the release.
        collection: its name.
        key: the last part of the IRI, a 文号, a prefixed name, an IRI, or a whole title or name.

    Raises:
        UnknownKeyError: no item of the collection has the key.
        AmbiguousKeyError: several things have it.
    """
    key = key.strip()
    if not key or len(key) > LONGEST:
        raise UnknownKeyError(key[:LONGEST], ())
    for prefix in PREFIXES[collection]:
        try:
            iri = NamedNode(canonical_iri(prefix + key)).value
        except (IriError, ValueError):
            break
        iri = in_use(service.rows, iri)
        if _is_of(service, collection, iri):
            return iri
    try:
        found = find_node(service.rows, key)
    except IriError as error:
        raise UnknownKeyError(key, ()) from error
    if not _is_of(service, collection, found):
        raise UnknownKeyError(key, ())
    return found


def _is_of(service: Service, collection: str, iri: str) -> bool:
    quads = service.store.quads_for_pattern(NamedNode(iri), _TYPE, None, DefaultGraph())
    kinds = {PP + name for name in CLASSES[collection]}
    return any(isinstance(quad.object, NamedNode) and quad.object.value in kinds for quad in quads)


def _item_of(service: Service, one: Filter, text: str) -> str:
    try:
        return resolve(service, one.of, text)
    except (UnknownKeyError, AmbiguousKeyError) as error:
        members = {**from_error(error).members, "parameter": one.name}
        raise Problem(KINDS["invalid-parameter"], error.message, members) from error


def _concept(service: Service, one: Filter, text: str) -> str:
    """Give the concept of a scheme by label in either language, notation, local name or IRI."""
    names = _concepts(service, one.of)
    found = names.get(text) or names.get(text.lower())
    if found is None:
        listed = "、".join(sorted(set(map(_short, names.values()))))
        raise invalid(
            one.name, f"没有“{text[:100]}”，可用：{listed}", f"there is no “{text[:100]}”; known are {listed}"
        )
    return found


def _concepts(service: Service, scheme: str) -> dict[str, str]:
    """Give the concepts of a scheme by every name that one may be asked for by."""
    store, found = service.store, dict[str, str]()
    members = store.quads_for_pattern(
        None, NamedNode(_SKOS + "inScheme"), NamedNode(VOCAB + scheme), DefaultGraph()
    )
    for iri in sorted(quad.subject.value for quad in members if isinstance(quad.subject, NamedNode)):
        local = iri.removeprefix(VOCAB)
        for name in (iri, local, f"v:{local}", _short(iri)):
            found.setdefault(name, iri)
        for label in ("prefLabel", "notation"):
            for quad in store.quads_for_pattern(
                NamedNode(iri), NamedNode(_SKOS + label), None, DefaultGraph()
            ):
                if isinstance(quad.object, Literal):
                    found.setdefault(quad.object.value, iri)
    return found


def _short(iri: str) -> str:
    """Give the local name of a concept less the prefix of its scheme."""
    return iri.removeprefix(VOCAB).partition("-")[2]


def _matching(one: Filter, text: str, pattern: re.Pattern[str], said: Bilingual) -> str:
    if not pattern.fullmatch(text):
        raise invalid(one.name, f"“{text[:100]}”{said.zh}", f"“{text[:100]}” {said.en}")
    return text


def _one_of(one: Filter, text: str, values: tuple[str, ...]) -> str:
    if text not in values:
        listed = ", ".join(values)
        raise invalid(one.name, f"应为 {listed} 之一", f"must be one of {listed}")
    return text


def _number(text: str) -> str:
    found = parse_document_number(text)
    return found.canonical if found is not None and found.canonical is not None else text
