"""Are the cells of every form of table found, and nothing that is no table?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengmai.text.grid import find_cells
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes
from zhengmai.text.readers.blocks import render

FLAT = "表\n\n\t任务\n\t责任\n单位\n\n\t培训\n\t\n\n\t招聘\n\t残联\n\n完\n"
PIPES = "| 任务 | 责任单位 |\n|---|:---:|\n| 培训 | |\n| 招聘 | 残联 |\n"
TABS = "任务\t责任单位\n培训\n招聘\t残联\n"


def cells(text: str) -> list[tuple[int, int, str]]:
    return [
        (p.view.cell.row, p.view.cell.column, p.view.text)
        for p in paragraphs(read_bytes(text.encode(), "a.txt"))
        if p.view.cell is not None
    ]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        pytest.param(FLAT, [(0, 0, "任务"), (0, 1, "责任"), (0, 1, "单位")], id="flattened"),
        pytest.param(PIPES, [(0, 0, "任务"), (0, 1, "责任单位")], id="markdown"),
        pytest.param(TABS.replace("培训\n", "培训\t\n"), [(0, 0, "任务"), (0, 1, "责任单位")], id="tabs"),
    ],
)
def test_cells_are_found_with_empty_ones_counted(text: str, heads: list[tuple[int, int, str]]) -> None:
    assert cells(text) == [*heads, (1, 0, "培训"), (2, 0, "招聘"), (2, 1, "残联")]


def test_tables_are_counted_and_text_between_them_is_outside() -> None:
    found = [p.view for p in paragraphs(read_bytes((FLAT + PIPES).encode(), "a.txt"))]
    assert [view.text for view in found if view.cell is None] == ["表", "完"]
    assert {view.cell.table for view in found if view.cell is not None} == {0, 1}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\t为促进就业，制定本方案。\n\t一、目标\n\t二、任务\n", id="indented paragraphs"),
        pytest.param("\t任务\n\t单位\n\n\t培训\n\n\t招聘\n\t残联\n", id="uneven rows"),
        pytest.param("一、\t总体要求\n二、\t重点任务\n", id="numbers before tabs"),
        pytest.param("索引号：\t123\n文号：\t4号\n", id="labels and values"),
        pytest.param(
            "索引号: | 123 | 分类: | 通知 |\n机构: | 县政府 |\n", id="pipes without a delimiter row"
        ),
    ],
)
def test_what_is_no_table_has_no_cells(text: str) -> None:
    assert cells(text) == []


def test_escaped_pipe_parts_no_cells() -> None:
    assert (1, 0, "甲\\|乙") in cells("|任务|单位|\n|--|--|\n|甲\\|乙|丙|\n")


WORDS = st.text("甲乙丙 、。\n\t", max_size=6).filter(lambda word: word.strip())


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=2, max_size=5)
    )
)
def test_rendered_tables_are_read_back_cell_by_cell(rows: list[list[str]]) -> None:
    text = render(["前文", rows, "后文", rows])
    expected = [
        (t, r, c, "".join(word.split()))
        for t in (0, 1)
        for r, row in enumerate(rows)
        for c, word in enumerate(row)
    ]
    found: dict[tuple[int, int, int], str] = {}
    for start, pieces in find_cells(text).items():
        assert text[:start].endswith("\n")
        for begin, end, cell in pieces:
            assert cell is not None
            found[cell] = found.get(cell, "") + "".join(text[begin:end].split())
    assert found == {(t, r, c): word for t, r, c, word in expected}


@given(st.text("\t|-\n a甲、1:", max_size=60))
def test_pieces_lie_in_their_lines_and_rise(text: str) -> None:
    for start, pieces in find_cells(text).items():
        ends = [start]
        for begin, end, _ in pieces:
            assert ends[-1] <= begin <= end
            assert "\n" not in text[begin:end]
            ends.append(end)


@pytest.mark.parametrize(
    "unit", ["\t", "|", "\t\n", "|\n", "甲\t", "甲\t乙\n", "甲\t乙\t丙\n", "|-|\n", "\t\n\n"]
)
def test_hostile_text_is_searched_to_its_end(unit: str) -> None:
    text = unit * 32_000 + "甲\t乙\n文"
    assert all(0 <= begin < len(text) for begin in find_cells(text))


def test_rows_between_tabs_that_run_over_several_lines_are_left_alone() -> None:
    assert cells("序号\t任务\t单位\n1\t培训\n第一段。\n第二段。\t人社局\n") == []


def test_cell_of_several_lines_that_a_spreadsheet_quoted_is_one_cell() -> None:
    text = '任务\t措施\t单位\n培训\t"1.办班。\n2.发证。"\t人社局\n招聘\t"十四五"期间\t残联\n'
    cells: dict[tuple[int, int], str] = {}
    for pieces in find_cells(text).values():
        for start, end, cell in pieces:
            if cell is not None:
                key = (cell.row, cell.column)
                cells[key] = cells.get(key, "") + text[start:end]
    assert cells[1, 1] == "1.办班。2.发证。"
    assert (cells[1, 2], cells[2, 1], cells[2, 2]) == ("人社局", '"十四五"期间', "残联")


def test_quotation_mark_that_nothing_closes_opens_no_cell() -> None:
    text = '任务\t单位\n培训\t"残联\n招聘\t人社局\n'
    assert sum(len(pieces) for pieces in find_cells(text).values()) == 6
