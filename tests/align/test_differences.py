"""What differs between two corresponding measures."""

from __future__ import annotations

import pytest

from zhengmai.align.differences import Differences, PartyChange, differences, segments
from zhengmai.align.measures import Basis, Deadline, Measure, Party, PlanText, Target

LEFT, RIGHT = PlanText("urn:l", division="350581"), PlanText("urn:r", division="350582")


def measure(text: str = "举办残疾人专场招聘会。", **facts: object) -> Measure:
    return Measure("urn:m", "urn:p", "二1", 1, "行动", text, **facts)  # type: ignore[arg-type]


def seen(left: Measure, right: Measure) -> Differences:
    return differences(left, LEFT, right, RIGHT)


def party(system: str, role: str = "lead", *, territorial: bool = False) -> Party:
    return Party(f"市{system}局", role, f"ag:350581-{system}局", (system,), territorial)


@pytest.mark.parametrize(
    ("left", "right", "kinds"),
    [
        ("举办残疾人专场招聘会。", "举办残疾人专场招聘会。", ()),
        ("举办残疾人专场招聘会，开发岗位。", "举办残疾人专场招聘会；开发岗位", ()),
        ("在石狮市举办专场招聘会。", "在晋江市举办专场招聘会。", ()),
        ("各镇（街道）依托基地扶持就业。", "依托基地扶持就业。", ()),
        ("将毕业生纳入行动。", "根据《甲办法》（甲发〔2021〕1号）要求，将毕业生纳入行动。", ()),
        ("举办残疾人专场招聘会。", "定期举办残疾人招聘会。", ("wording",)),
        ("举办专场招聘会。", "举办专场招聘会。对企业给予资金奖励。", ("scope-wider",)),
        ("举办专场招聘会。对企业给予资金奖励。", "举办专场招聘会。", ("scope-narrower",)),
        ("围绕宣传年活动，大力宣传扶持政策。", "大力宣传扶持政策。", ("scope-wider",)),
        (
            "扶持种植、养殖、农产品加工行业就业。",
            "扶持种植、养殖行业就业。",
            ("wording", "scope-narrower"),
        ),
        (
            "举办专场招聘会。开放训练场馆。",
            "举办专场招聘会。编印维权手册。",
            ("scope-wider", "scope-narrower"),
        ),
    ],
)
def test_text_differs_in_wording_and_scope_only_where_the_task_does(
    left: str, right: str, kinds: tuple[str, ...]
) -> None:
    assert seen(measure(left), measure(right)).kinds == kinds


def test_parties_differ_by_functional_system_without_territorial_bodies() -> None:
    town = party("乡级政府", territorial=True)
    found = seen(measure(parties=(party("人社"), town)), measure(parties=(party("人社"), party("财政"))))
    assert found.kinds == ("parties",)
    assert found.parties == (PartyChange("财政", "", "lead"),)
    assert found.adopted


def test_role_alone_is_told_and_makes_no_kind_of_difference() -> None:
    found = seen(measure(parties=(party("人社"),)), measure(parties=(party("人社", "responsible"),)))
    assert found.kinds == ()
    assert found.parties == (PartyChange("人社", "lead", "responsible"),)


def test_deadline_differs_by_its_date_and_not_by_its_words() -> None:
    one, same = (Deadline("urn:d", text, "FixedDeadline 2023-12-31") for text in ("2023年底前", "到2023年底"))
    other = Deadline("urn:d", "2024年底前", "FixedDeadline 2024-12-31")
    assert seen(measure(deadlines=(one,)), measure(deadlines=(same,))).kinds == ()
    assert seen(measure(deadlines=(one,)), measure(deadlines=(other,))).kinds == ("deadline",)
    assert seen(measure(deadlines=(one,)), measure()).kinds == ("deadline",)


def test_target_differs_by_comparator_value_unit_and_period() -> None:
    def target(value: str, comparator: str = "不少于", period: str = "") -> Target:
        return Target("urn:t", f"{value}人", "", comparator, value, "人", period)

    assert seen(measure(targets=(target("600"),)), measure(targets=(target("600"),))).kinds == ()
    for changed in (target("500"), target("600", "等于"), target("600", period="2022-01-01/2024-12-31")):
        found = seen(measure(targets=(target("600"),)), measure(targets=(changed,)))
        assert found.kinds == ("target",)
        assert [(one.left and one.left.value, one.right) for one in found.targets] == [("600", changed)]
        assert not found.adopted
    dropped = seen(measure(targets=(target("600"),)), measure())
    assert [one.right for one in dropped.targets] == [None]


def test_basis_differs_by_the_text_that_is_cited() -> None:
    found = seen(measure(), measure(bases=(Basis("urn:law", "甲办法"),)))
    assert (found.kinds, found.bases_left, found.bases_right) == (("basis",), (), ("urn:law",))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("按年度公示安排情况", "建立年度公示制度，公示安排情况"),
        ("", "只有右侧"),
        ("只有左侧", ""),
        ("甲乙丙", "子丑寅"),
        ("同样的文字", "同样的文字"),
    ],
)
def test_segments_give_both_texts_back(left: str, right: str) -> None:
    runs = segments(left, right)
    assert "".join(run.text for run in runs if run.kind != "insert") == left
    assert "".join(run.text for run in runs if run.kind != "delete") == right
    assert all(run.text for run in runs)


def test_segments_of_unlike_texts_are_not_cut_to_pieces() -> None:
    assert [run.kind for run in segments("举办残疾人专场招聘会", "对困难群众的子女发放补助")] == [
        "delete",
        "insert",
    ]
