"""Does the list of readings hold every fact of a document once, with what it gives in the graph?"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from zhengmai.errors import Bilingual
from zhengmai.explain.elements import ELEMENTS
from zhengmai.explain.facts import Reading, readings
from zhengmai.explain.triples import Triples
from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts, Evidence, Unread
from zhengmai.graph.corpus import Corpus
from zhengmai.graph.document import document_quads
from zhengmai.prefixes import shorten
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes
from zhengmai.text.view import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN = """示范市人民政府关于印发示范市促进就业实施方案（2023—2025年）的通知
示政发〔2023〕9号
各县（市、区）人民政府，市直各单位：
现将《示范市促进就业实施方案（2023—2025年）》印发给你们，请认真组织实施。
示范市人民政府
2023年3月1日
示范市促进就业实施方案（2023—2025年）
根据《甲省人民政府关于促进就业的意见》（甲政发〔2022〕3号），制定本方案。
一、目标任务
到2025年，全市新增就业5万人。
二、主要措施
（一）职业培训行动
1.开展职业技能培训，2023年底前每年培训不少于2000人次，2024年6月底前完成评估。（市人社局牵头，市财政局（市国有资产发展服务中心）配合）
2.建设实训基地。（责任单位：市人社局；完成时限：待定）
"""


def read(text: str) -> DocumentFacts:
    return resolve_document(extract_document(read_bytes(text.encode(), "plan.txt")))


@pytest.fixture(scope="module")
def facts() -> DocumentFacts:
    found = read(PLAN)
    at = PLAN.index("待定")
    found.unread[:] = [Unread(Span(at, at + 2), "deadline", Bilingual("时限", "no known form"))]
    return found


@pytest.fixture(scope="module")
def found(facts: DocumentFacts) -> list[Reading]:
    return readings(facts)


def evidence_of(node: object) -> Iterator[Evidence]:
    if isinstance(node, Evidence):
        yield node
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from evidence_of(getattr(node, field.name))
    elif isinstance(node, list | tuple):
        for item in node:
            yield from evidence_of(item)


def test_readings_of_the_five_documents_hold_each_evidence_once(
    five_documents: dict[str, DocumentFacts],
) -> None:
    for facts in five_documents.values():
        wanted = {id(e) for e in [*evidence_of(facts.carrier), *evidence_of(facts.plans)]}
        held = Counter(id(r.evidence) for r in readings(facts) if r.evidence is not None)
        assert set(held) == wanted
        assert set(held.values()) == {1}


def test_readings_stand_in_the_order_of_the_text_and_quote_it(found: list[Reading]) -> None:
    assert [r.span.start for r in found] == sorted(r.span.start for r in found)
    assert all(PLAN[slice(*r.span)] == r.text != "" for r in found)
    assert {r.element for r in found} <= set(ELEMENTS)


def test_readings_give_value_rule_and_confidence(found: list[Reading]) -> None:
    lead = next(r for r in found if r.element == "lead")
    assert (lead.text, lead.value, lead.place) == (
        "市人社局",
        "?|人社局 人力资源和社会保障局 (?)",
        "p1 二/（一）/1",
    )
    assert (lead.rule, lead.confidence) == ("clause-verb-lead", "certain")
    assert [r.value for r in found if r.element == "deadline"] == ["by-date 2024-06-30"]
    citation = next(r for r in found if r.element == "citation")
    assert citation.value == "basis 甲政发〔2022〕3号 《甲省人民政府关于促进就业的意见》"
    number = next(r for r in found if r.value.startswith("发文字号"))
    assert number.value == "发文字号 示政发〔2023〕9号"


def test_date_that_is_not_the_deadline_of_its_measure_is_told_apart(
    found: list[Reading], facts: DocumentFacts
) -> None:
    (other,) = [r for r in found if r.element == "other-deadline" and r.place.endswith("/1")]
    assert other.value == "by-date 2023-12-31"
    assert Triples(facts).of(other) == []


def test_unread_span_stands_in_the_list_with_its_reason(found: list[Reading], facts: DocumentFacts) -> None:
    (unread,) = [r for r in found if r.element == "unread"]
    assert (unread.text, unread.value) == ("待定", "deadline: 时限 · no known form")
    assert (unread.rule, unread.confidence) == (None, None)
    (description,) = Triples(facts).of(unread)
    assert ("a", ("pp:UnreadSpan",)) in description.statements


def test_unit_in_parentheses_shares_the_assignment_of_the_unit_before_it(
    found: list[Reading], facts: DocumentFacts
) -> None:
    triples = Triples(facts)
    first, second = [r for r in found if r.element == "support"]
    assert second.text == "市国有资产发展服务中心"
    assert triples.of(first) == triples.of(second)
    (description,) = triples.of(first)
    assert "pp:throughUnit" in dict(description.statements)


def test_every_reading_that_the_graph_holds_has_triples_and_no_two_measures_share_them(
    five_documents: dict[str, DocumentFacts],
) -> None:
    for facts in five_documents.values():
        triples = Triples(facts)
        found = readings(facts)
        without = {r.element for r in found if not triples.of(r)}
        assert without <= {"other-deadline"}
        own = Counter(
            d.subject
            for r in found
            if r.element == "measure"
            for d in triples.of(r)
            if ("a", ("pp:Measure",)) in d.statements
        )
        assert len(own) == sum(len(plan.measures) for plan in facts.plans)
        assert set(own.values()) == {1}


def test_triples_are_those_of_the_graph(facts: DocumentFacts, found: list[Reading]) -> None:
    corpus = Corpus([facts])
    statements, _ = document_quads(corpus.documents[0], corpus)
    links = {
        (shorten(q.subject.value), shorten(q.predicate.value), shorten(q.object.value))  # type: ignore[union-attr]
        for q in statements
        if not str(q.object).startswith('"')
    }
    triples = Triples(facts)
    count = 0
    for reading in found:
        for subject, pairs in triples.of(reading):
            for predicate, objects in pairs:
                for value in objects:
                    if reading.element != "unread" and value.partition(":")[0] in (
                        "ag",
                        "cp",
                        "n",
                        "pv",
                        "doc",
                    ):
                        assert (subject, predicate, value) in links
                        count += 1
    assert count > 20


def test_compact_description_names_how_many_objects_it_leaves_out(
    five_documents: dict[str, DocumentFacts],
) -> None:
    facts = five_documents["shishi-2022-47"]
    plan = next(r for r in readings(facts) if r.element == "plan")
    (description,) = Triples(facts).of(plan)
    line = description.compact(most=2, longest=10)
    assert "pp:hasMeasure pv:狮政办〔2022〕47号-p1-2-1-1, pv:狮政办〔2022〕47号-p1-2-1-2, … (18) ;" in line
    assert '"石狮市残疾预防补短…"@zh-hans' in line
    assert line.endswith(" .")
