"""Are numbering labels known, and what only looks like one left alone?"""

from __future__ import annotations

import pytest

from zhengmai.text.numbering import han_number, parse_label


@pytest.mark.parametrize(
    ("text", "style", "number", "printed"),
    [
        ("一、总体要求", "han", 1, "一"),
        ("二十一、其他", "han", 21, "二十一"),
        ("—、总体目标", "han", 1, "一"),
        ("（十一）保障条件", "han-paren", 11, "（十一）"),
        ("1.加强", "arabic", 1, "1"),
        ("12、加强", "arabic", 12, "12"),
        ("（3）落实", "arabic-paren", 3, "（3）"),
        ("1.4.1建设", "decimal", 1, "1.4.1"),
        ("2.5G基站建设", "arabic", 2, "2"),
        ("3.3D打印产业", "arabic", 3, "3"),
        ("第三章附则", "chapter", 3, "第三章"),
        ("第12条设立", "article", 12, "第12条"),
        ("③推进", "circled", 3, "③"),
        ("㈢推进", "han-paren", 3, "（三）"),
        ("⑶推进", "arabic-paren", 3, "（3）"),
        ("⒊推进", "arabic", 3, "3"),
        ("[三]推进", "han-paren", 3, "（三）"),
        ("三）推进", "han-paren", 3, "（三）"),
        ("3·推进", "arabic", 3, "3"),
    ],
)
def test_label_is_read(text: str, style: str, number: int, printed: str) -> None:
    label = parse_label(text)
    assert label is not None
    assert (label.style, label.number, label.printed) == (style, number, printed)


@pytest.mark.parametrize(
    "text",
    ["2022年12月", "一是加强领导", "十四五期间", "统一、高效", "第三条第二款规定", "3.5万人", "5·12防灾日"],
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert parse_label(text) is None


def test_item_whose_text_begins_with_a_figure_is_an_item() -> None:
    label = parse_label("1.80周岁以上老年人")
    assert label is not None
    assert (label.printed, label.length) == ("1", 2)


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("二十三", 23), ("一百零五", 105), ("二〇二二", 2022), ("甲", None)]
)
def test_han_numerals(text: str, value: int | None) -> None:
    assert han_number(text) == value
