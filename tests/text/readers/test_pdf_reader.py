"""Is a PDF read in paragraphs and rows, without what the pages add?

data/plan.pdf is data/plan.html, a text written for these tests, printed once by a browser
(chromium --headless --disable-pdf-tagging --no-pdf-header-footer --print-to-pdf) and stripped of its metadata.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengmai.errors import InputError
from zhengmai.text.reader import read_bytes, read_file
from zhengmai.text.readers.pdf_grid import Line, find_grids

PLAN = Path(__file__).parent / "data" / "plan.pdf"


def test_page_headers_and_numbers_are_left_out() -> None:
    text = read_file(PLAN).text
    assert "临湖县人民政府文件" not in text
    assert "— 1 —" not in text
    assert "— 2 —" not in text


def test_lines_that_fill_the_column_are_joined_and_others_are_not() -> None:
    lines = read_file(PLAN).text.splitlines()
    assert lines[2:4] == ["临政办〔2024〕8号", "各镇人民政府，县直各单位："]
    assert (
        "《临湖县数字乡村三年行动方案（2024—2026年）》已经县政府同意，现印发给你们，请结合各自的工作实际认真抓好"
        "贯彻落实，确保各项任务按期完成。" in lines
    )
    assert lines.index("临湖县人民政府办公室") + 1 == lines.index("2024年3月12日")


def test_table_over_two_pages_gives_its_rows_with_merged_cells_repeated() -> None:
    _, _, table = read_file(PLAN).text.partition("任务分解表\n")
    rows = [row.replace("\n\t", "|").strip("\t\n") for row in table.strip("\n").split("\n\n")]
    head = ["序号|重点工作|具体措施|责任单位||完成时限", "序号|重点工作|具体措施|牵头单位|配合单位|完成时限"]
    assert rows[:2] == head
    body = [row for row in rows if row not in head]
    assert [row.split("|")[0] for row in body] == [str(n) for n in range(1, 11)]
    assert body[1] == "2|网络设施|改造农村广播电视网络800公里。|县工信局||2025年6月底前"
    assert body[9] == "10|农村电商|评选示范村。|县农业农村局||每年12月"


def test_equal_bytes_give_equal_texts() -> None:
    first, second = read_file(PLAN), read_file(PLAN)
    assert first == second
    assert first.encoding == "pdf"


def pdf(*objects: str, trailer: str = "") -> bytes:
    """Write a small PDF by hand (ISO 32000-1 7.5)."""
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n"
    return data + end.encode() + f"{len(data)}\n%%EOF\n".encode()


PAGE = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
)


def test_scan_without_text_is_an_error_that_says_so() -> None:
    with pytest.raises(InputError, match=r"scan\.pdf: the PDF holds no text") as caught:
        read_bytes(pdf(*PAGE), "scan.pdf")
    assert "扫描件" in caught.value.message.zh


def test_encrypted_file_is_an_error_that_says_so() -> None:
    # Standard security handler, revision 2 (ISO 32000-1 7.6.3); the empty password does not fit these keys.
    keys = "<" + "41" * 32 + ">"
    locked = pdf(
        *PAGE,
        f"<</Filter/Standard/V 1/R 2/O{keys}/U{keys}/P -44>>",
        trailer=f"/Encrypt 4 0 R/ID[{keys}{keys}]",
    )
    with pytest.raises(InputError, match="encrypted and needs a password") as caught:
        read_bytes(locked, "locked.pdf")
    assert "加密" in caught.value.message.zh


@pytest.mark.parametrize("length", [20, 900])
def test_cut_file_is_an_error(length: int) -> None:
    with pytest.raises(InputError, match=r"cut\.pdf: "):
        read_bytes(PLAN.read_bytes()[:length], "cut.pdf")


def grid_lines(xs: list[float], ys: list[float]) -> tuple[list[Line], list[Line]]:
    return [Line(y, xs[0], xs[-1]) for y in ys], [Line(x, ys[0], ys[-1]) for x in xs]


def test_grid_knows_the_cells_that_lack_a_line_between_them() -> None:
    horizontal, vertical = grid_lines([0, 100, 200], [0, 20, 40, 60])
    horizontal[2] = Line(40, 100, 200)
    (grid,) = find_grids(horizontal, vertical)
    assert grid.cell_at(50, 50) == grid.cell_at(50, 30) == (1, 0)
    assert grid.cell_at(150, 50) == (2, 1)
    assert grid.cell_at(250, 50) is None


def test_frame_without_columns_is_no_table() -> None:
    assert find_grids(*grid_lines([0, 200], [0, 20, 40])) == []


def test_two_tables_on_a_page_are_told_apart() -> None:
    first = grid_lines([0, 100, 200], [0, 20, 40])
    second = grid_lines([0, 100, 200], [100, 120, 140])
    assert len(find_grids(first[0] + second[0], first[1] + second[1])) == 2


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 41_000), st.binary(min_size=1, max_size=40))
def test_damaged_file_is_read_or_is_an_input_error(at: int, damage: bytes) -> None:
    data = PLAN.read_bytes()
    data = data[:at] + damage + data[at + len(damage) :]
    try:
        name = read_bytes(data, "a.pdf").name
    except InputError as error:
        name = error.file
    assert name == "a.pdf"


def test_single_row_at_the_top_of_a_page_is_part_of_a_table() -> None:
    (grid,) = find_grids(*grid_lines([0, 100, 200], [0, 20]))
    assert grid.cell_at(150, 10) == (0, 1)
