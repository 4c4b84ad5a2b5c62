"""Is a whole document read truly: right facts, exact spans, no invention, and refusal of what is no document?"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhengmai.errors import InputError
from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts, Evidence
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes

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
1.开展职业技能培训，每年培训不少于2000人次。（市人社局牵头，市教育局、财政局配合）
2.建设实训基地。2024年6月底前完成。（责任单位：市人社局，各县（市、区）人民政府）
（二）就业服务行动
完善就业服务平台。
牵头单位：市人社局
配合单位：市残联
完成时限：每年10月底前
三、保障措施
（一）加强组织领导。各地要高度重视，落实责任。
"""


def read(text: str) -> DocumentFacts:
    return resolve_document(extract_document(read_bytes(text.encode(), "plan.txt")))


def evidence_of(node: object) -> Iterator[Evidence]:
    if isinstance(node, Evidence):
        yield node
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from evidence_of(getattr(node, field.name))
    elif isinstance(node, list | tuple):
        for item in node:
            yield from evidence_of(item)


def test_measures_parties_and_deadlines_of_a_plan() -> None:
    (plan,) = read(PLAN).plans
    assert plan.title == "示范市促进就业实施方案（2023—2025年）"
    assert plan.period == ("2023", "2025")
    assert ["/".join(m.path) for m in plan.measures] == ["二/（一）/1", "二/（一）/2", "二/（二）"]
    first, second, third = plan.measures
    assert [(p.role, p.mention) for p in first.parties] == [
        ("lead", "市人社局"),
        ("support", "市教育局"),
        ("support", "财政局"),
    ]
    assert [p.mention for p in second.parties] == ["市人社局", "各县（市、区）人民政府"]
    assert second.deadline is not None
    assert second.deadline.value == "2024-06-30"
    assert third.deadline is not None
    assert (third.deadline.kind, third.deadline.value, third.deadline.field) == ("annual", "--10-31", True)
    assert [c.number for c in plan.citations] == ["甲政发〔2022〕3号"]
    assert [(t.value, t.unit) for t in plan.targets] == [(50000, "人")]
    assert [(t.value, t.unit, t.comparator) for t in first.targets] == [(2000, "人次", ">=")]


def test_text_of_a_measure_is_without_its_clause_and_its_span_quotes_it() -> None:
    facts = read(PLAN)
    first = facts.plans[0].measures[0]
    assert first.text == "开展职业技能培训，每年培训不少于2000人次。"
    assert facts.source.quote(first.evidence.span) == "1.开展职业技能培训，每年培训不少于2000人次。"


def test_sections_problems_goals_and_demands_are_told_apart() -> None:
    kinds = {"/".join(p.path): p.kind for p in read(PLAN).plans[0].provisions}
    assert kinds["一"] == "goal"
    assert kinds["二"] == "section"
    assert kinds["三/（一）"] == "demand"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("示范市绩效管理条例", "条例"),
        ("关于同意设立示范开发区的批复", "批复"),
        ("示范市优秀企业名单", "名单"),
        ("示范市奖励办法", "办法"),
    ],
)
def test_texts_that_hold_no_plan_give_no_measure(title: str, kind: str) -> None:
    facts = read(
        f"{title}\n一、奖励对象\n（一）先进企业。\n（二）先进个人。\n二、奖励标准\n按照有关规定执行。\n"
    )
    assert facts.carrier.kind == kind
    assert facts.plans == []


def test_first_unit_leads_from_where_it_is_said() -> None:
    text = PLAN.replace(
        "（市人社局牵头，市教育局、财政局配合）", "（市人社局、教育局负责。列第一位者为牵头单位，下同）"
    )
    first, second, _ = read(text).plans[0].measures
    assert [(p.role, p.mention) for p in first.parties] == [("lead", "市人社局"), ("support", "教育局")]
    assert (second.parties[0].role, second.parties[0].mention) == ("lead", "市人社局")


@pytest.mark.parametrize(
    "remark",
    [
        "市园林局、市水务局负责。列第一位者为牵头单位，下同",
        "责任单位：市园林局，市水务局（逗号前为牵头单位，下同）",
    ],
)
def test_column_of_who_supports_keeps_its_role_where_the_first_ones_lead(remark: str) -> None:
    text = (
        "示范市绿道建设工作方案\n一、重点任务\n"
        f"（一）新建绿道。完成绿道选线。（{remark}）\n"
        "（二）改造驿站。翻新驿站十座。（责任单位：市园林局，市文旅局）\n"
        "附件：任务分工表\n"
        "| 序号 | 工作任务 | 牵头单位 | 配合单位 |\n| --- | --- | --- | --- |\n"
        "| 1 | 编制绿道图册 | 市园林局 | 市财政局，市体育局 |\n"
        "| 2 | 增设指示牌 | 市交通局 | 市财政局 |\n"
    )
    measures = [m for plan in read(text).plans for m in plan.measures]
    roles = [[(p.role, p.mention) for p in m.parties] for m in measures]
    assert roles[1] == [("lead", "市园林局"), ("support", "市文旅局")]
    assert roles[2] == [("lead", "市园林局"), ("support", "市财政局"), ("support", "市体育局")]
    assert roles[3] == [("lead", "市交通局"), ("support", "市财政局")]


@pytest.mark.parametrize(
    "text", ["今天天气很好，我们去公园散步。\n明天也去。", "abc def", "采购清单如下\n苹果 三斤\n"]
)
def test_text_that_is_no_policy_document_is_refused_with_the_cause(text: str) -> None:
    with pytest.raises(InputError, match="no policy document"):
        extract_document(read_bytes(text.encode(), "walk.txt"))


def test_spans_of_the_five_documents_lie_in_their_text(five_documents: dict[str, DocumentFacts]) -> None:
    count = 0
    for facts in five_documents.values():
        length = len(facts.source.text)
        for evidence in [*evidence_of(facts.carrier), *evidence_of(facts.plans)]:
            assert 0 <= evidence.span.start < evidence.span.end <= length
            count += 1
    assert count > 1000


def test_mentions_of_the_five_documents_are_quoted_exactly(five_documents: dict[str, DocumentFacts]) -> None:
    from zhengmai.text.reader import simplify

    for facts in five_documents.values():
        for plan in facts.plans:
            for measure in plan.measures:
                for party in measure.parties:
                    quoted = facts.source.quote(party.evidence.span)
                    if facts.source.script == "Hant":
                        quoted = simplify(quoted)
                    # A page number may stand inside a name that a page break cuts.
                    assert "".join(quoted.split()) == party.mention


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_mutation_is_read_without_an_exception_and_with_spans_inside(data: st.DataObject) -> None:
    lines = PLAN.splitlines()
    action = data.draw(st.sampled_from(["cut", "shuffle", "double", "drop", "brackets", "oneline"]))
    if action == "cut":
        text = PLAN[: data.draw(st.integers(0, len(PLAN)))]
    elif action == "shuffle":
        text = "\n".join(data.draw(st.permutations(lines)))
    elif action == "double":
        text = PLAN + PLAN
    elif action == "drop":
        at = data.draw(st.lists(st.integers(0, len(PLAN) - 1), max_size=40))
        text = "".join(c for i, c in enumerate(PLAN) if i not in set(at))
    elif action == "brackets":
        text = PLAN.translate(
            str.maketrans("（）〔〕", data.draw(st.sampled_from(["()[]", "）（〕〔", "（（（（", "    "])))
        )
    else:
        text = PLAN.replace("\n", data.draw(st.sampled_from(["", "　　", " "])))
    try:
        facts = read(text)
    except InputError:
        return
    again = read(text)
    assert facts == again
    for evidence in [*evidence_of(facts.carrier), *evidence_of(facts.plans)]:
        assert 0 <= evidence.span.start < evidence.span.end <= len(text)


def test_a_notice_copied_without_its_title_is_read_by_addressees_and_signature() -> None:
    facts = extract_document(
        read_bytes(
            "各镇人民政府，区政府各部门：\n现将年度任务分解表印发给你们，请认真抓好落实。\n"
            "甲县人民政府办公室\n2021年1月25日\n".encode(),
            "notice.txt",
        )
    )
    assert facts.carrier.issuers == ["甲县人民政府办公室"]
    assert facts.carrier.date == "2021-01-25"
    assert facts.plans == []
