"""Which plan does a plan carry out, read off the forms in which documents say so?"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from zhengmai.extract.document import extract_document
from zhengmai.graph.curation import Record
from zhengmai.namespaces import DATA
from zhengmai.prefixes import prologue
from zhengmai.release.assemble import Assembly, assemble
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes

TASKS = "一、主要任务\n（一）建设养老服务中心。（市民政局负责）\n（二）培训护理人员。（市人社局负责）\n"
UPPER = (
    "泉政办〔2023〕8号\n泉州市人民政府办公室关于印发《泉州市养老服务三年行动方案（2023—2025年）》的通知\n"
    "各县（市、区）人民政府：\n现将《泉州市养老服务三年行动方案（2023—2025年）》印发给你们。\n"
    "泉州市人民政府办公室\n2023年3月1日\n泉州市养老服务三年行动方案（2023—2025年）\n" + TASKS
)
UPPER_PLAN = "plan:泉政办〔2023〕8号-p1"
TITLE = "泉州市养老服务三年行动方案（2023—2025年）"


def issued(
    number: str, place: str, plan: str, preamble: str, date: str = "2023年6月1日", body: str = ""
) -> str:
    """Write a notice that issues a plan, as offices of a county do."""
    office = f"{place}人民政府办公室"
    return (
        f"{number}\n{office}关于印发《{plan}》的通知\n各镇人民政府：\n{body}现将《{plan}》印发给你们，请认真贯彻执行。\n"
        f"{office}\n{date}\n{plan}\n{preamble}\n{TASKS}"
    )


def graph_of(*texts: str, records: list[Record] | None = None) -> Assembly:
    read = [read_bytes(text.encode(), f"{number}.txt") for number, text in enumerate(texts)]
    return assemble([resolve_document(extract_document(source)) for source in read], records or [])


def parents(assembly: Assembly, plan: str) -> set[str]:
    found = assembly.store.query(f"{prologue()} SELECT ?upper {{ {plan} pp:derivesFrom ?upper }}")
    assert isinstance(found, ox.QuerySolutions)
    return {row["upper"].value.replace(f"{DATA}plan/", "plan:") for row in found}


def holds(assembly: Assembly, pattern: str) -> bool:
    return bool(assembly.store.query(f"{prologue()} ASK {{ {pattern} }}"))


COUNTY = "plan:晋政办〔2023〕20号-p1"
OWN = "晋江市养老服务三年行动实施方案（2023—2025年）"
NUMBERED = (
    "《泉州市人民政府办公室关于印发〈泉州市养老服务三年行动方案（2023—2025年）〉的通知》（泉政办〔2023〕8号）"
)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("basis by number", issued("晋政办〔2023〕20号", "晋江市", OWN, f"根据{NUMBERED}精神，制定本方案。")),
        ("basis by title", issued("晋政办〔2023〕20号", "晋江市", OWN, f"根据《{TITLE}》，制定本方案。")),
        ("carried out in the preamble", issued("晋政办〔2023〕20号", "晋江市", OWN, f"为贯彻落实{NUMBERED}，制定本方案。")),
        (
            "basis in the notice that issues it",
            issued("晋政办〔2023〕20号", "晋江市", OWN, "为做好工作，制定本方案。", body=f"根据{NUMBERED}要求，"),
        ),
        (
            "carried out in the title",
            issued("晋政办〔2023〕20号", "晋江市", f"晋江市贯彻落实〈{TITLE}〉实施方案", "为做好工作，制定本方案。"),
        ),
        (
            "carried out in the title without brackets",
            issued("晋政办〔2023〕20号", "晋江市", f"晋江市贯彻{TITLE}实施方案", "为做好工作，制定本方案。"),
        ),
        (
            "a notice that is the plan",
            f"晋政办〔2023〕20号\n晋江市人民政府办公室关于贯彻落实《{TITLE}》的通知\n各镇人民政府：\n现就有关事项通知如下：\n"
            f"{TASKS}晋江市人民政府办公室\n2023年6月1日\n",
        ),
        (
            "forwarded with tasks of its own",
            "晋政办〔2023〕20号\n晋江市人民政府办公室转发泉州市人民政府办公室关于印发"
            f"《{TITLE}》的通知\n各镇人民政府：\n现转发给你们，并就有关事项通知如下：\n{TASKS}"
            "晋江市人民政府办公室\n2023年6月1日\n",
        ),
        (
            "forwarded with its text",
            f"晋政办〔2023〕20号\n晋江市人民政府办公室关于转发《泉州市人民政府办公室关于印发〈{TITLE}〉的通知》的通知\n"
            f"各镇人民政府：\n现转发给你们，请认真贯彻执行。\n晋江市人民政府办公室\n2023年6月1日\n{TITLE}\n{TASKS}",
        ),
    ],
)  # fmt: skip
def test_plan_derives_from_the_plan_that_it_names(form: str, text: str) -> None:
    assembly = graph_of(UPPER, text)
    assert parents(assembly, COUNTY) == {UPPER_PLAN}, form
    # Each is borne out by a sentence: the citation of the plan that names the upper notice has an anchor.
    assert holds(
        assembly,
        f"{COUNTY} pp:hasBasisCitation ?c . ?c pp:citedText doc:泉政办〔2023〕8号 ; pp:evidencedBy ?a . ?a a pp:TextAnchor",
    )
    assert not holds(assembly, "?d pp:holding v:holding-仅见引用")


@pytest.mark.parametrize(
    ("miss", "preamble"),
    [
        ("law", "根据《中华人民共和国老年人权益保障法》，制定本方案。"),
        ("neighbour", "根据《石狮市人民政府办公室关于印发石狮市养老服务三年行动方案（2023—2025年）的通知》（狮政办〔2023〕9号），制定本方案。"),
        ("below", "根据《晋江市青阳街道养老服务三年行动方案（2023—2025年）》，制定本方案。"),
        ("mentioned", "《泉州市养老服务三年行动方案（2023—2025年）》已经印发。"),
    ],
)  # fmt: skip
def test_plan_derives_from_no_law_no_neighbour_and_nothing_merely_mentioned(miss: str, preamble: str) -> None:
    town = "青阳街办〔2023〕1号\n晋江市青阳街道办事处关于印发《晋江市青阳街道养老服务三年行动方案（2023—2025年）》的通知\n各社区：\n现印发给你们。\n晋江市青阳街道办事处\n2023年4月1日\n晋江市青阳街道养老服务三年行动方案（2023—2025年）\n"
    assembly = graph_of(UPPER, town + TASKS, issued("晋政办〔2023〕20号", "晋江市", OWN, preamble))
    assert parents(assembly, COUNTY) == set(), miss


def test_bases_of_a_notice_with_two_plans_are_given_to_neither() -> None:
    two = (
        "晋政办〔2023〕20号\n晋江市人民政府办公室关于印发《晋江市养老服务实施方案》《晋江市托育服务实施方案》的通知\n"
        f"各镇人民政府：\n根据{NUMBERED}，现将两个方案印发给你们。\n晋江市人民政府办公室\n2023年6月1日\n"
        f"晋江市养老服务实施方案\n为做好工作，制定本方案。\n{TASKS}晋江市托育服务实施方案\n为做好工作，制定本方案。\n{TASKS}"
    )
    assembly = graph_of(UPPER, two)
    assert holds(
        assembly, "doc:晋政办〔2023〕20号 pp:issues plan:晋政办〔2023〕20号-p2 ; pp:hasBasisCitation ?c"
    )
    assert parents(assembly, COUNTY) == parents(assembly, "plan:晋政办〔2023〕20号-p2") == set()


def test_plan_that_bears_its_parents_title_derives_from_it_and_not_from_itself() -> None:
    title = "养老服务三年行动方案（2023—2025年）"
    nation = (
        "国办发〔2023〕5号\n国务院办公厅关于印发养老服务三年行动方案（2023—2025年）的通知\n各省、自治区、直辖市人民政府：\n"
        f"现印发给你们。\n国务院办公厅\n2023年1月5日\n{title}\n{TASKS}"
    )
    county = issued("晋政办〔2023〕20号", "晋江市", title, f"根据《{title}》，制定本方案。")
    assert parents(graph_of(nation, county), COUNTY) == {"plan:国办发〔2023〕5号-p1"}
    # Until the nation's text is held, the title stands for it; the county's plan is not its own parent.
    alone = parents(graph_of(county), COUNTY)
    assert len(alone) == 1
    assert alone.pop().startswith("plan:t-")


def test_cited_plan_whose_title_names_its_parent_derives_from_it() -> None:
    text = issued(
        "晋政办〔2023〕20号", "晋江市", OWN, "根据《泉州市人民政府办公室关于印发泉州市贯彻福建省养老服务行动计划（2023—2025年）实施方案的通知》（泉政办〔2023〕8号），制定本方案。",
    )  # fmt: skip
    assembly = graph_of(text)
    (upper,) = parents(assembly, UPPER_PLAN)
    assert holds(
        assembly,
        f"{upper} dct:title '福建省养老服务行动计划（2023—2025年）'@zh-Hans ; pp:jurisdiction div:350000",
    )
    assert parents(assembly, COUNTY) == {UPPER_PLAN}
