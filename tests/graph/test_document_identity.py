"""Does a document that is known in pieces become one, without a duplicate and with its old identifiers answered?"""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.titles import title_hash
from zhengmai.graph.curation import Record
from zhengmai.namespaces import DATA, PP
from zhengmai.prefixes import prologue
from zhengmai.release.assemble import Assembly, assemble
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes

TASKS = "一、主要任务\n（一）建设养老服务中心。（市民政局负责）\n（二）培训护理人员。（市人社局负责）\n"
PLAN = "泉州市养老服务三年行动方案（2023—2025年）"
NOTICE = f"泉州市人民政府办公室关于印发《{PLAN}》的通知"
HELD = f"泉政办〔2023〕8号\n{NOTICE}\n各县（市、区）人民政府：\n现印发给你们。\n泉州市人民政府办公室\n2023年3月1日\n{PLAN}\n{TASKS}"
WITHOUT_NUMBER = HELD.partition("\n")[2]
CITING_PLAN = f"晋政办〔2023〕20号\n晋江市人民政府办公室关于养老服务的实施意见\n晋江市人民政府办公室\n2023年6月1日\n根据《{PLAN}》，制定本意见。\n{TASKS}"
CITING_NOTICE = CITING_PLAN.replace(f"《{PLAN}》", f"《{NOTICE.replace('《', '〈').replace('》', '〉')}》")
CITING_NUMBER = CITING_NOTICE.replace("〉的通知》", "〉的通知》（泉政办〔2023〕8号）").replace("20号", "21号")
DOC, OLD_PLAN = f"{DATA}doc/泉政办〔2023〕8号", f"{DATA}plan/t-{title_hash(PLAN)}-p1"
NEW_PLAN = f"{DATA}plan/泉政办〔2023〕8号-p1"
UNNUMBERED = "350500-人民政府办公室-2023-03-01-1"


def graph_of(*texts: str, records: tuple[Record, ...] = ()) -> Assembly:
    read = [read_bytes(text.encode(), f"{number}.txt") for number, text in enumerate(texts)]
    return assemble([resolve_document(extract_document(source)) for source in read], records)


def documents(assembly: Assembly) -> set[str]:
    return {
        row[0].removeprefix(f"{DATA}doc/") for row in rows(assembly, "SELECT ?d { ?d a pp:PolicyDocument }")
    }


def rows(assembly: Assembly, query: str) -> list[list[str]]:
    found = assembly.store.query(f"{prologue()} {query}")
    assert isinstance(found, ox.QuerySolutions)
    return [[row[v].value for v in found.variables] for row in found]


def replaced_by(assembly: Assembly, iri: str) -> list[str]:
    return [row[0] for row in rows(assembly, f"SELECT ?now {{ <{iri}> dct:isReplacedBy ?now }}")]


@pytest.mark.parametrize("citing", [CITING_PLAN, CITING_NOTICE])
def test_document_cited_by_title_becomes_the_held_one_under_its_number(citing: str) -> None:
    before = graph_of(citing)
    (title,) = {local for local in documents(before) if local.startswith("t-")}
    after = graph_of(citing, HELD)
    assert documents(after) == {"泉政办〔2023〕8号", "晋政办〔2023〕20号"}
    assert replaced_by(after, f"{DATA}doc/{title}") == [DOC]
    assert replaced_by(after, f"{DATA}plan/{title}-p1") == [NEW_PLAN]
    assert rows(after, "SELECT ?p { plan:晋政办〔2023〕20号-p1 pp:derivesFrom ?p }") == [[NEW_PLAN]]


@pytest.mark.parametrize("citing", [CITING_PLAN, CITING_NOTICE])
def test_number_in_another_document_takes_the_place_of_the_title(citing: str) -> None:
    (title,) = {local for local in documents(graph_of(citing)) if local.startswith("t-")}
    after = graph_of(citing, CITING_NUMBER)
    assert documents(after) == {"泉政办〔2023〕8号", "晋政办〔2023〕20号", "晋政办〔2023〕21号"}
    assert replaced_by(after, f"{DATA}doc/{title}") == [DOC]
    assert replaced_by(after, f"{DATA}plan/{title}-p1") == [NEW_PLAN]


def test_notice_and_its_plan_cited_by_title_alone_are_one_document() -> None:
    together = graph_of(CITING_PLAN, CITING_NOTICE.replace("20号", "22号"))
    assert len([local for local in documents(together) if local.startswith("t-")]) == 1


def test_held_document_without_number_takes_the_number_that_another_text_gives_it() -> None:
    before = graph_of(WITHOUT_NUMBER)
    assert documents(before) == {UNNUMBERED}
    after = graph_of(WITHOUT_NUMBER, CITING_NUMBER)
    assert documents(after) == {"泉政办〔2023〕8号", "晋政办〔2023〕21号"}
    assert replaced_by(after, f"{DATA}doc/{UNNUMBERED}") == [DOC]
    assert replaced_by(after, f"{DATA}plan/{UNNUMBERED}-p1") == [NEW_PLAN]
    assert rows(after, f"SELECT ?g {{ GRAPH ?g {{ <{DOC}> pp:documentNumber ?n }} }}") == [
        [f"{DATA}graph/stubs"]
    ]


def test_copy_without_number_is_a_copy_of_the_numbered_document() -> None:
    assert documents(graph_of(HELD, WITHOUT_NUMBER)) == {"泉政办〔2023〕8号"}


@pytest.mark.parametrize(
    ("what", "held", "citing"),
    [
        ("another year", WITHOUT_NUMBER.replace("2023年3月1日", "2022年3月1日"), CITING_NUMBER),
        ("another place", WITHOUT_NUMBER.replace("泉州市人民政府办公室", "漳州市人民政府办公室"), CITING_NUMBER),
        ("two numbers", WITHOUT_NUMBER, CITING_NUMBER + CITING_NUMBER.partition("\n")[2].replace("8号", "9号")),
    ],
)  # fmt: skip
def test_held_document_does_not_take_a_number_that_may_be_anothers(what: str, held: str, citing: str) -> None:
    after = graph_of(held, citing)
    assert any(local.endswith("-1") for local in documents(after)), what
    assert "泉政办〔2023〕8号" in documents(after)


def test_title_that_two_documents_bear_stands_for_neither() -> None:
    plan = "养老服务三年行动方案（2023—2025年）"
    held = [
        HELD.replace(PLAN, plan).replace("泉州市", place).replace("泉政办", code)
        for place, code in (("泉州市", "泉政办"), ("福建省", "闽政办"))
    ]
    after = graph_of(*held, CITING_PLAN.replace(PLAN, plan))
    assert f"t-{title_hash(plan)}" in documents(after)
    assert replaced_by(after, f"{DATA}doc/t-{title_hash(plan)}") == []


RECORD = Record(
    "cur-7", "断言", "已采纳", OLD_PLAN, PP + "derivesFrom", f"{DATA}plan/晋政办〔2023〕20号-p1",
    "steward-1", "2026-01-02", "理由", "reason", "a.toml",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["断言", "撤销"])
def test_record_on_an_old_identifier_is_repointed_without_a_title(kind: str) -> None:
    record = replace(RECORD, kind=kind)
    if kind == "撤销":
        record = replace(record, subject=RECORD.object, object=OLD_PLAN)
    after = graph_of(CITING_PLAN, HELD, records=(record,))
    assert [outcome.state for outcome in after.curation] == ["repointed"]
    asked = f"ASK {{ <{NEW_PLAN}> pp:derivesFrom plan:晋政办〔2023〕20号-p1 }}"
    drawn = f"ASK {{ plan:晋政办〔2023〕20号-p1 pp:derivesFrom <{NEW_PLAN}> }}"
    assert bool(after.store.query(f"{prologue()} {asked}")) == (kind == "断言")
    assert bool(after.store.query(f"{prologue()} {drawn}")) == (kind == "断言")


def test_no_identifier_in_use_is_said_to_be_replaced(release_store: ox.Store) -> None:
    replaced = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")
    pairs = list(release_store.quads_for_pattern(None, replaced, None, ox.DefaultGraph()))
    assert len(pairs) > 40
    for pair in pairs:
        said = list(release_store.quads_for_pattern(pair.subject, None, None, ox.DefaultGraph()))
        assert [quad.predicate for quad in said] == [replaced]
        assert next(release_store.quads_for_pattern(pair.object, None, None, ox.DefaultGraph()), None)
        assert not any(release_store.quads_for_pattern(None, None, pair.subject, ox.DefaultGraph()))


def test_cited_standard_bears_its_number_and_no_document_number() -> None:
    citing = CITING_PLAN.replace(f"《{PLAN}》", "《老年人能力评估规范》（GB/T 42195—2022）")
    found = graph_of(citing)
    assert rows(found, "SELECT ?n { ?d a pp:PolicyDocument ; dct:identifier ?n }") == [["GB/T42195—2022"]]
    assert (
        rows(found, "SELECT ?n { ?d a pp:PolicyDocument ; dct:identifier ?s ; pp:documentNumber ?n }") == []
    )
