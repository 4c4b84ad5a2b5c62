"""Are the forms read that real documents take when they leave the usual layout?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts
from zhengmai.extract.parties import find_clauses
from zhengmai.resolve.document import resolve_document
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes

FILLER = (
    "要坚持系统观念，完善工作机制，明确责任分工，加强统筹协调，推动各项任务落地见效，不断提升服务能力和水平。"
    * 3
)


def read(text: str) -> DocumentFacts:
    return resolve_document(extract_document(read_bytes(text.encode(), "a.txt")))


def one_line(*parts: str) -> str:
    return "".join(parts)


def test_document_on_one_line_is_read_like_any_other() -> None:
    facts = read(
        one_line(
            "石狮市人民政府关于印发石狮市全民健身实施方案的通知狮政〔2023〕8号各镇人民政府，市直各单位：",
            "现将《石狮市全民健身实施方案》印发给你们，请认真贯彻执行。石狮市人民政府2023年5月6日石狮市全民健身实施方案",
            f"为推动全民健身，制定本方案。一、工作目标{FILLER}二、主要任务（一）建设场地。{FILLER}（市体育局牵头，市财政局配合）",
            f"（二）举办赛事。{FILLER}（市体育局负责）三、保障措施（一）加强领导。{FILLER}",
        )
    )
    carrier = facts.carrier
    assert (carrier.number, carrier.date, carrier.issuers) == (
        "狮政〔2023〕8号",
        "2023-05-06",
        ["石狮市人民政府"],
    )
    assert carrier.addressees == ["各镇人民政府", "市直各单位"]
    (plan,) = facts.plans
    assert plan.title == "石狮市全民健身实施方案"
    assert ["/".join(m.path) for m in plan.measures] == ["二/（一）", "二/（二）"]
    assert [(p.role, p.mention) for p in plan.measures[0].parties] == [
        ("lead", "市体育局"),
        ("support", "市财政局"),
    ]


def test_document_that_stands_twice_in_its_page_is_read_once() -> None:
    text = f"关于推进就业工作的实施意见\n{FILLER}\n一、任务\n（一）开展培训。（市人社局负责）\n（二）举办招聘。（市残联负责）\n"
    assert len(read(text).plans[0].measures) == len(read(text + text).plans[0].measures) == 2


def test_plan_whose_copy_lost_its_title_keeps_its_measures_and_gets_no_invented_name() -> None:
    text = "各镇人民政府，市直各单位：\n为推进就业，提出如下意见：\n一、任务\n（一）开展培训。（市人社局负责）\n（二）举办招聘。（市残联负责）\n石狮市人民政府\n2023年5月6日\n"
    facts = read(text)
    assert facts.carrier.title is None
    assert [plan.title for plan in facts.plans] == [""]
    assert len(facts.plans[0].measures) == 2


def test_title_repeated_above_a_menu_does_not_hide_the_head() -> None:
    title = "石狮市人民政府关于推进就业工作的实施意见"
    text = f"{title}\n搜索\n登录\n首页\n{title}\n狮政〔2023〕8号\n各镇人民政府：\n{FILLER}\n一、任务\n（一）开展培训。\n（二）举办招聘。\n"
    carrier = read(text).carrier
    assert (carrier.number, carrier.addressees) == ("狮政〔2023〕8号", ["各镇人民政府"])


def test_issuers_above_the_title_belong_to_it() -> None:
    text = f"中共石狮市委 石狮市人民政府\n关于推进就业工作的实施意见\n（2023年2月8日）\n{FILLER}\n一、任务\n（一）开展培训。\n（二）举办招聘。\n"
    carrier = read(text).carrier
    assert carrier.title == "中共石狮市委石狮市人民政府关于推进就业工作的实施意见"
    assert carrier.date == "2023-02-08"


def test_task_table_with_a_title_of_its_own_is_a_plan_beside_the_plan() -> None:
    rows = "\n".join(
        f"{n}\n{task}\n{lead}\n{support}"
        for n, task, lead, support in [
            (1, "开展培训。", "市人社局", "市财政局"),
            (2, "举办招聘。", "市残联", "/"),
        ]
    )
    text = (
        "石狮市促进就业实施方案\n一、任务\n（一）开展培训，提高技能。\n（二）举办招聘，带动就业。\n"
        f"附件\n石狮市促进就业任务分工表\n序号\n工作任务\n牵头单位\n配合单位\n{rows}\n"
    )
    plan, table = read(text).plans
    assert len(plan.measures) == 2
    assert table.title == "石狮市促进就业任务分工表"
    assert [[(p.role, p.mention) for p in m.parties] for m in table.measures] == [
        [("lead", "市人社局"), ("support", "市财政局")],
        [("lead", "市残联")],
    ]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("由市供电公司牵头，组织各县开展排查。", [("lead", "市供电公司")]),
        ("省人社厅牵头，五市人社部门参加。", [("lead", "省人社厅"), ("support", "五市人社部门")]),
        ("市发改委为此项工作总牵头单位，各县落实。", [("lead", "市发改委")]),
        ("市国有企业改革领导小组负责统筹协调。", [("responsible", "市国有企业改革领导小组")]),
        ("（市科技局、各区政府，持续推进）", [("responsible", "市科技局"), ("responsible", "各区政府")]),
        ("增强信任感。（市科委）", [("responsible", "市科委")]),
    ],
)
def test_clause_in_prose_and_bare_lists_name_their_units(text: str, parties: list[tuple[str, str]]) -> None:
    assert [(p.role, text[p.start : p.end]) for c in find_clauses(text) for p in c.parties] == parties


def test_duties_listed_by_unit_are_its_own_and_doubtful() -> None:
    text = "石狮市整治工作方案\n一、工作职责\n（一）市工信局：制定方案，督促落实。\n（二）市委文明办（创城办）：开展督查。\n"
    first, second = read(text).plans[0].measures
    assert [(p.role, p.mention, p.evidence.confidence) for p in first.parties] == [
        ("responsible", "市工信局", "doubtful")
    ]
    assert [p.mention for p in second.parties] == ["市委文明办", "创城办"]


def test_what_looks_like_a_fact_and_is_not_read_is_listed() -> None:
    text = (
        "石狮市促进就业实施方案\n一、任务\n（一）开展培训。（由甲乙丙丁戊己牵头抓好）\n（二）按〔2023〕15号要求举办招聘。\n"
        "（四）完善台账。\n"
    )
    unread = {(u.looks_like, read(text).source.quote(u.span)) for u in read(text).unread}
    assert ("number", "〔2023〕15号") in unread
    assert ("clause", "（由甲乙丙丁戊己牵头抓好）") in unread
    assert ("heading", "（四）") in unread


@pytest.mark.parametrize(
    "term", ["自收到申请之日起十个工作日内", "15个工作日内", "从公示期满之日起30日内", "三个月内"]
)
def test_a_term_that_runs_from_an_undated_event_is_listed(term: str) -> None:
    text = f"示范县救助办法\n第一条 主管部门应当{term}作出决定。\n第二条 本办法自2023年5月1日起施行。\n"
    facts = read(text)
    assert ("deadline", term) in {(u.looks_like, facts.source.quote(u.span)) for u in facts.unread}


def test_everything_read_leaves_nothing_unread(five_documents: dict[str, DocumentFacts]) -> None:
    assert {
        name: [u.looks_like for u in facts.unread] for name, facts in five_documents.items() if facts.unread
    } == {}


def test_lines_broken_at_fixed_width_are_joined_even_without_punctuation() -> None:
    body = (
        "为贯彻落实《石狮市促进残疾人就业条例》及其实施细则有关要求和工作部署安排，结合我市实际，制定本方案。"
    )
    lines = [body[i : i + 26] for i in range(0, len(body), 26)] * 12
    views = [p.view.text for p in paragraphs(read_bytes("\n".join(lines).encode(), "a.txt"))]
    assert views == [body] * 12
