"""Scores, ranks and the rule of acceptance."""

from __future__ import annotations

import pytest

from zhengmai.align.matching import Candidate, ranked
from zhengmai.align.measures import Measure, Party, PlanText
from zhengmai.align.similarity import features, scores
from zhengmai.align.words import bare, clauses, comparable, members_of, own_names

TASKS = (
    "组织开展国有企业助残就业专场招聘活动，开发岗位定向招聘残疾人。",
    "扶持农村残疾人从事种植、养殖、加工，带动生产增收。",
    "鼓励医院开发盲人医疗按摩岗位。",
)


def plan(division: str, texts: tuple[str, ...], party: str = "") -> PlanText:
    parties = (Party(party, "lead", f"ag:{division}-{party}", (), False),) if party else ()
    measures = tuple(
        Measure(f"urn:{division}-{n}", f"urn:{division}", f"二{n}", n, "行动", text, parties)
        for n, text in enumerate(texts, 1)
    )
    return PlanText(f"urn:{division}", division=division, measures=measures)


def test_scores_equal_texts_come_near_one_and_others_far_below() -> None:
    table = scores(features(plan("350581", TASKS)), features(plan("360000", TASKS)))
    for i, row in enumerate(table):
        assert row[i] > 0.9
        assert all(score < 0.3 for j, score in enumerate(row) if j != i)


def test_scores_texts_without_a_common_character_are_zero_whatever_place_and_heading() -> None:
    assert scores(features(plan("350581", ("甲乙丙丁",))), features(plan("360000", ("子丑寅卯",)))) == [[0.0]]


def test_scores_do_not_depend_on_direction() -> None:
    one, other = features(plan("350581", TASKS)), features(plan("360000", (*TASKS[::-1], "招聘残疾人")))
    forth, back = scores(one, other), scores(other, one)
    assert [list(column) for column in zip(*back, strict=True)] == forth


def test_scores_names_of_own_place_and_parties_do_not_count() -> None:
    plain = scores(features(plan("350581", ("举办招聘会。",))), features(plan("360000", ("举办招聘会。",))))
    named = scores(
        features(plan("350581", ("石狮市残联在全市举办招聘会。",), "石狮市残联")),
        features(plan("360000", ("江西省残联在全省举办招聘会。",), "江西省残联")),
    )
    assert named[0][0] == pytest.approx(plain[0][0], abs=0.12)
    assert own_names("350581")[-1] in ("石狮", "泉州", "福建")
    assert "福建省" in own_names("350581")
    assert own_names("CN") == own_names("") == ()


def test_comparable_leaves_out_a_basis_and_a_repeat() -> None:
    text = "根据《甲办法》（甲发〔2021〕1号）要求，将毕业生纳入行动，保障残疾人保障残疾人就业。"
    assert comparable(text, ()) == "将毕业生纳入行动，保障残疾人就业。"


def test_comparable_keeps_a_measure_that_says_nothing_but_its_basis() -> None:
    assert "甲规范" in comparable("认真执行《甲规范》相关要求。", ())


def test_clauses_are_without_subject_words_and_members_without_enumeration() -> None:
    assert [bare(clause) for clause in clauses("各镇（街道）依托基地，扶持就业；带动增收。")] == [
        "依托基地",
        "扶持就业",
        "带动增收",
    ]
    assert members_of("建立“福乐家园”“爱心驿站”、托养机构") == ["建立“福乐家园”", "“爱心驿站”", "托养机构"]


@pytest.mark.parametrize(
    ("candidate", "accepted"),
    [
        (Candidate(0, 0, 0.35, 0.10, True, True), True),
        (Candidate(0, 0, 0.29, 0.20, True, True), False),
        (Candidate(0, 0, 0.80, 0.05, True, True), False),
        (Candidate(0, 0, 0.45, 0.30, True, False), True),
        (Candidate(0, 0, 0.39, 0.30, True, False), False),
        (Candidate(0, 0, 0.60, 0.20, False, True), False),
        (Candidate(0, 0, 0.90, -0.01, False, False), False),
    ],
)
def test_accepted_needs_score_and_lead_and_less_where_both_agree(
    candidate: Candidate, accepted: bool
) -> None:
    assert candidate.accepted is accepted


def test_ranked_gives_the_larger_lead_as_margin_and_leaves_low_scores_out() -> None:
    found = ranked([[0.9, 0.5, 0.05], [0.2, 0.8, 0.05]])
    assert [(one.left, one.right, one.margin) for one in found] == [
        (0, 0, 0.7),
        (0, 1, -0.3),
        (1, 1, 0.6),
        (1, 0, -0.6),
    ]


def test_ranked_rejected_pair_does_not_compete() -> None:
    table = [[0.9, 0.35], [0.1, 0.2]]
    assert not ranked(table)[1].accepted
    (first, *_) = ranked(table, refused={(0, 0)})
    assert (first.right, first.accepted) == (1, True)
