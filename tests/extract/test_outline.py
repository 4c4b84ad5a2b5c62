"""Does the numbering of a text become the tree that its author meant?"""

from __future__ import annotations

from zhengmai.extract.document import extract_document
from zhengmai.extract.outline import Item, build_outline
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes


def outline(text: str) -> Item:
    return build_outline([p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))])


def paths(text: str) -> list[str]:
    return ["/".join(item.path) for item in outline(text).walk() if item.label]


def test_usual_numbering_nests() -> None:
    text = "一、任务\n（一）就业\n1.开展培训。\n2.举办招聘。\n（二）服务\n1.完善台账。\n二、要求\n（一）加强领导。"
    assert paths(text) == [
        "一",
        "一/（一）",
        "一/（一）/1",
        "一/（一）/2",
        "一/（二）",
        "一/（二）/1",
        "二",
        "二/（一）",
    ]


def test_numbering_that_runs_on_across_groups_nests_all_the_same() -> None:
    text = "一、甲\n（一）一项。\n（二）二项。\n二、乙\n（三）三项。\n（四）四项。"
    assert paths(text) == ["一", "一/（一）", "一/（二）", "二", "二/（三）", "二/（四）"]


def test_items_inside_one_long_paragraph_are_found() -> None:
    filler = "完善工作机制，明确责任分工，推动各项任务落地见效。" * 8
    text = f"一、总体要求{filler}二、主要任务（一）开展培训。{filler}（二）举办招聘。{filler}三、保障措施{filler}"
    assert paths(text) == ["一", "二", "二/（一）", "二/（二）", "三"]


def test_enumeration_in_running_text_makes_no_items() -> None:
    assert paths(
        "一、任务\n一是加强领导；二是落实责任；三是强化督导。各地要做到（一）早发现、（二）早报告。"
    ) == ["一"]


def test_heading_on_its_own_line_is_told_from_running_text() -> None:
    root = outline(
        "一、主要任务\n（一）助残就业行动\n推广典型经验，带动就业。\n（二）加强服务。建立台账，开展回访。"
    )
    first, second = root.children[0].children
    assert first.heading is not None
    assert first.heading.text == "助残就业行动"
    assert [view.text for view in first.body] == ["推广典型经验，带动就业。"]
    assert second.heading is None
    assert second.body[0].text == "加强服务。建立台账，开展回访。"


def test_text_before_the_first_item_belongs_to_the_root() -> None:
    assert [view.text for view in outline("为推进工作，制定本方案。\n一、目标\n达到目标。").views] == [
        "为推进工作，制定本方案。"
    ]


def test_lines_of_who_acts_may_stand_above_their_items() -> None:
    text = (
        "一级任务1：压实责任\n【责任单位：县食安办】\n1.1 完善机制。\n1.2 开展督导。\n一级任务2：守牢源头\n【牵头单位：县农业农村局】\n2.1 完成检测。\n"
        "【责任单位：县自然资源局】\n2.2 开展排查。\n"
    )
    plan = extract_document(read_bytes(("临江县食品安全工作清单\n" + text).encode(), "a.txt")).plans[0]
    assert [("/".join(m.path), [p.mention for p in m.parties]) for m in plan.measures] == [
        ("一级任务1/1.1", ["县食安办"]), ("一级任务1/1.2", ["县食安办"]),
        ("一级任务2/2.1", ["县农业农村局"]), ("一级任务2/2.2", ["县自然资源局"]),
    ]  # fmt: skip
    # Behind each item they are that item's own.
    behind = "一、压实责任\n1.完善机制。\n【责任单位：县食安办】\n2.开展督导。\n【责任单位：县教育局】\n"
    plan = extract_document(read_bytes(("临江县食品安全工作清单\n" + behind).encode(), "a.txt")).plans[0]
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["县食安办"], ["县教育局"]]


def test_a_line_behind_the_last_item_may_speak_for_all_of_its_group() -> None:
    text = "一、消防安全\n1.排查宿舍。\n2.更换器材。\n以上两项由县教育局牵头，县消防救援大队配合。\n二、食品安全\n1.检查食堂。\n2.开展培训。（县市场监管局负责）\n"
    plan = extract_document(read_bytes(("临江县校园安全工作方案\n" + text).encode(), "a.txt")).plans[0]
    assert [[p.mention for p in m.parties] for m in plan.measures] == [
        ["县教育局", "县消防救援大队"], ["县教育局", "县消防救援大队"], [], ["县市场监管局"],
    ]  # fmt: skip
