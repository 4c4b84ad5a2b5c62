"""Questions on counterparts of measures: over alignment records made of the hand-made alignment of the gold set, and
over those that the build itself makes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

Ask = Callable[..., list[dict[str, str]]]

GOLD = Path(__file__).parents[2] / "data" / "gold" / "alignment.json"
SHISHI, JINJIANG = "狮政办〔2022〕47号-p2", "晋政残工委〔2023〕5号-p1"
JIANGXI = "360000-人民政府办公厅-2022-09-07-1-p1"
GRAPH = "<https://w3id.org/policyplan/cn/graph/alignment>"


def provisions(store: Store, plan: str) -> dict[str, str]:
    """Give the measures of a plan by the path of the gold set."""
    query = (
        "PREFIX pp: <https://w3id.org/policyplan/ns#> SELECT ?m ?path WHERE { "
        f"<https://w3id.org/policyplan/cn/plan/{plan}> pp:hasMeasure ?m . ?m pp:numberPath ?path }}"
    )
    return {row["path"].value: row["m"].value for row in store.query(query)}  # type: ignore[union-attr]


def records(store: Store, left: str, right: str) -> str:
    """Give the gold alignment of two plans as accepted records in TriG."""
    iri = "https://w3id.org/policyplan/cn/plan/"
    lefts, rights = provisions(store, left), provisions(store, right)
    written = []
    for number, entry in enumerate(json.loads(GOLD.read_text(encoding="utf-8"))[f"{iri}{left}→{iri}{right}"]):
        for other in entry["right"]:
            one, two = (
                lefts[entry["left"].replace("/", "")], rights[other["path"].replace("/", "")]
            )  # fmt: skip
            differences = " , ".join(f"v:diff-{kind}" for kind in other["differences"])
            written.append(
                f"<{one}> pp:parallelTo <{two}> . <{two}> pp:parallelTo <{one}> . "
                f"n:align-{len(right)}-{number}-{len(written)} a pp:AlignmentRecord ; pp:recordSubject <{two}> ; "
                f"pp:recordPredicate pp:parallelTo ; pp:recordObject <{one}> ; pp:score 0.9000 ; "
                f"pp:reviewStatus v:review-已采纳 ; pp:difference {differences} ."
            )
    assert len(written) > 20
    return f"GRAPH {GRAPH} {{ {' '.join(written)} }}"


@pytest.fixture
def aligned(copied: Store, load: Callable[[Store, str], Store]) -> Store:
    """Give the release with the gold alignment of 石狮 with 晋江 and with 江西 in place of its own."""
    copied.clear_graph(NamedNode("https://w3id.org/policyplan/cn/graph/alignment"))
    for right in (JINJIANG, JIANGXI):
        load(copied, records(copied, SHISHI, right))
    return copied


def test_l8_shows_the_sibling_county_and_leaves_out_the_province(aligned: Store, ask: Ask) -> None:
    (row,) = ask(aligned, "L8", measure=f"pv:{SHISHI.removesuffix('-p2')}-p2-2-1-1")
    assert (row["other"], row["otherPath"], row["divisionName"]) == (
        "pv:晋政残工委〔2023〕5号-p1-2-1-1", "二（一）1", "晋江市",
    )  # fmt: skip
    assert row["measureText"].startswith("制定机关、事业单位按比例安排残疾人就业工作项目推进计划")
    assert row["otherText"].startswith("发挥机关、事业单位带头安排残疾人就业作用。")
    assert set(row["differences"].split("、")) >= {"文字", "期限"}
    assert row["statusName"] == "已采纳"


def test_l8_reads_a_record_from_either_side(aligned: Store, ask: Ask) -> None:
    (row,) = ask(aligned, "L8", measure="pv:晋政残工委〔2023〕5号-p1-2-1-1")
    assert (row["other"], row["divisionName"], row["score"]) == (
        "pv:狮政办〔2022〕47号-p2-2-1-1", "石狮市", "0.9",
    )  # fmt: skip


def test_l8_and_l9_over_the_records_of_the_build(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "L8", measure="pv:狮政办〔2022〕47号-p2-2-1-1")
    assert [(row["other"], row["divisionName"], row["statusName"]) for row in rows] == [
        ("pv:晋政残工委〔2023〕5号-p1-2-1-1", "晋江市", "已采纳")
    ]
    left_out = ask(release_store, "L9", plan=JINJIANG, other=SHISHI)
    assert [*dict.fromkeys(row["path"] for row in left_out)] == ["二（九）2", "二（十）2", "二（十一）3"]


def test_l8_without_alignment_gives_no_row(release_store: Store, ask: Ask) -> None:
    rows = ask(release_store, "L8", measure="pv:狮政办〔2022〕47号-p2-2-9-2")
    assert rows == []


def test_l9_three_measures_of_shishi_have_no_counterpart_in_jinjiang(aligned: Store, ask: Ask) -> None:
    # 就业辅导员队伍, 职业技能竞赛 and 人力资源服务机构清单 stand in no measure of 晋江.
    rows = ask(aligned, "L9", plan=JINJIANG, other=SHISHI)
    assert [row["path"] for row in rows] == ["二（九）2", "二（十）2", "二（十一）3"]
    assert rows[0]["measureText"].startswith("建立市级残疾人就业辅导员队伍")
    by_notice = ask(aligned, "L9", plan="晋政残工委〔2023〕5号", other="狮政办〔2022〕47号")
    assert [row["measure"] for row in by_notice] == [row["measure"] for row in rows]


def test_l9_shows_a_candidate_that_was_not_accepted(
    aligned: Store, load: Callable[[Store, str], Store], ask: Ask
) -> None:
    load(
        aligned,
        f"GRAPH {GRAPH} {{ n:align-x a pp:AlignmentRecord ; pp:recordSubject pv:晋政残工委〔2023〕5号-p1-2-9-2 ; "
        "pp:recordPredicate pp:parallelTo ; pp:recordObject pv:狮政办〔2022〕47号-p2-2-9-2 ; pp:reviewStatus v:review-待核 }",
    )
    first = ask(aligned, "L9", plan=JINJIANG, other=SHISHI)[0]
    assert (first["path"], first["candidate"], first["statusName"]) == (
        "二（九）2", "pv:晋政残工委〔2023〕5号-p1-2-9-2", "待核",
    )  # fmt: skip


def test_l9_says_nothing_of_plans_that_were_never_compared(
    release_store: Store, aligned: Store, ask: Ask
) -> None:
    assert ask(aligned, "L9", plan=JINJIANG, other=JIANGXI.join(("plan:", ""))) == []


def test_l7_shows_what_was_changed_of_the_parents_measure(
    load: Callable[[Store, str], Store], ask: Ask
) -> None:
    store = load(
        Store(),
        f"""plan:闽〔2022〕1号-p1 dct:title "福建方案"@zh-Hans .
        pv:upper pp:provisionOf plan:闽〔2022〕1号-p1 ; pp:numberPath "二（一）1" ; pp:text "至少安排2名。"@zh-Hans .
        pv:lower pp:text "至少安排1名。"@zh-Hans .
        v:diff-target skos:prefLabel "目标"@zh-Hans , "target"@en . v:diff-parties skos:prefLabel "责任单位"@zh-Hans .
        v:review-已采纳 skos:prefLabel "已采纳"@zh-Hans .
        GRAPH {GRAPH} {{ pv:lower pp:adaptedFrom pv:upper .
          n:align-1 a pp:AlignmentRecord ; pp:recordSubject pv:lower ; pp:recordPredicate pp:adaptedFrom ; pp:recordObject pv:upper ;
            pp:score 0.8123 ; pp:margin 0.2 ; pp:reviewStatus v:review-已采纳 ; pp:difference v:diff-target , v:diff-parties .
          n:align-2 a pp:AlignmentRecord ; pp:recordSubject pv:lower ; pp:recordPredicate pp:adaptedFrom ; pp:recordObject pv:other ;
            pp:reviewStatus v:review-已拒绝 . }}""",
    )
    (row,) = ask(store, "L7", measure="pv:lower")
    assert (row["parent"], row["parentPath"], row["parentPlanTitle"]) == ("pv:upper", "二（一）1", "福建方案")
    assert (row["measureText"], row["parentText"]) == ("至少安排1名。", "至少安排2名。")
    assert set(row["differences"].split("、")) == {"目标", "责任单位"}
    assert (row["score"], row["statusName"], row["record"]) == ("0.8123", "已采纳", "n:align-1")


def test_l7_of_the_five_documents_gives_no_row_for_their_parents_are_not_held(
    release_store: Store, ask: Ask
) -> None:
    assert ask(release_store, "L7", measure="pv:狮政办〔2022〕47号-p2-2-2-1") == []


def test_v3_lists_what_waits_and_what_scores_low_but_nothing_rejected(
    load: Callable[[Store, str], Store], ask: Ask
) -> None:
    def record(name: str, score: str, status: str) -> str:
        return (
            f"n:{name} a pp:AlignmentRecord ; pp:recordSubject pv:a ; pp:recordPredicate pp:parallelTo ; "
            f'pp:recordObject pv:b ; pp:score {score} ; pp:margin 0.1 ; pp:method "ngrams" ; pp:reviewStatus v:review-{status} . '
        )

    trig = (
        record("low", "0.4", "已采纳")
        + record("waiting", "0.95", "待核")
        + record("high", "0.9", "已采纳")
        + record("rejected", "0.1", "已拒绝")
    )
    store = load(
        Store(), f"pv:a pp:numberPath '二（一）1' ; pp:provisionOf plan:p . GRAPH {GRAPH} {{ {trig} }}"
    )
    rows = ask(store, "V3")
    assert [row["record"] for row in rows] == ["n:low", "n:waiting"]
    assert (rows[0]["subjectPath"], rows[0]["subjectPlan"], rows[0]["margin"]) == (
        "二（一）1",
        "plan:p",
        "0.1",
    )
    assert [row["record"] for row in ask(store, "V3", threshold="0.92")] == ["n:low", "n:high", "n:waiting"]


def test_gold_differences_are_concepts_of_the_vocabulary(release_store: Store) -> None:
    text = GOLD.read_text(encoding="utf-8")
    kinds = set(re.findall(r'"([a-z-]+)"', " ".join(re.findall(r'"differences": \[([^\]]*)\]', text))))
    for kind in kinds:
        assert bool(release_store.query(
            f"PREFIX v: <https://w3id.org/policyplan/vocab/> ASK {{ v:diff-{kind} ?p ?o }}"
        )), kind  # fmt: skip
