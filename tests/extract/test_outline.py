"""Does the numbering of a text become the tree that its author meant?"""

from __future__ import annotations

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
