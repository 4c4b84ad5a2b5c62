"""Is a flattened task table read row by row, whatever its columns are called?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.tables import column_role, find_table
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes

TABLE = """示范区就业工作任务分解表
\t序号
\t工作任务
\t牵头单位
\t配合单位
\t完成
时限
\t1
\t开展就业培训。
\t区人社局
\t区残联、区妇联
\t2024年底前
\t2
\t举办招聘活动。
\t区残联
\t各镇街
\t全年
"""


def test_rows_are_split_by_their_numbering() -> None:
    table = find_table([p.view for p in paragraphs(read_bytes(TABLE.encode(), "a.txt"))])
    assert table is not None
    assert table.columns == ("text", "text", "lead", "support", "deadline")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["1", "开展就业培训。", "区人社局", "区残联、区妇联", "2024年底前"],
        ["2", "举办招聘活动。", "区残联", "各镇街", "全年"],
    ]


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("责任部门", "responsible"),
        ("牵头单位", "lead"),
        ("配合单位", "support"),
        ("完成时限", "deadline"),
        ("市教育局内牵头处室", "office"),
        ("工作任务", "text"),
        ("这是一个完整的句子，不是表头。", None),
    ],
)
def test_columns_are_known_by_their_heads(head: str, role: str | None) -> None:
    assert column_role(head) == role


def test_text_without_a_column_of_units_is_no_table() -> None:
    assert (
        find_table(
            [p.view for p in paragraphs(read_bytes("一、目标\n二、任务\n1.开展培训。".encode(), "a.txt"))]
        )
        is None
    )


def test_rows_without_numbers_name_their_field_first_and_who_inspects_is_no_part_of_them() -> None:
    text = (
        "示范市水环境治理任务分解表\n类别\t目标任务\t责任单位\t督查单位\n水质目标\t1.入湖河流水质达标率100%\t市水利局、各县政府\t市环保局\n"
        "控源截污\t2.新建污水管网200公里\t市住建局\t市太湖办\n"
    )
    table = find_table([p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))])
    assert table is not None
    assert [[cell.text for cell in row.texts] for row in table.rows] == [
        ["入湖河流水质达标率100%"],
        ["新建污水管网200公里"],
    ]
    assert [row.group.text for row in table.rows if row.group] == ["水质目标", "控源截污"]
    assert table.columns[-1] == "assess"


def test_a_markdown_table_whose_cells_hold_line_breaks_is_read_row_by_row() -> None:
    text = (
        "示范市数据工作任务表\n| 序次 | 事项 | 主责部门 | 协同部门 |\n| :--: | :--- | :--- | :--- |\n"
        "| 1 | 编制目录，应编尽编；<br>逐条核对。 | 市数据局 | 市委编办、市财政局\n| 2 | 打通接口，按日更新。 | 市建设局 | 市水务集团<br>市燃气公司 |\n"
    )
    table = find_table([p.view for p in paragraphs(read_bytes(text.encode(), "a.md"))])
    assert table is not None
    assert [[cell.text for cell in row.cells][:3] for row in table.rows] == [
        ["1", "编制目录，应编尽编；逐条核对。", "市数据局"],
        ["2", "打通接口，按日更新。", "市建设局"],
    ]


def test_table_that_gives_each_unit_its_duties_flattened_to_one_cell_a_line() -> None:
    text = "临江市养老服务职责分工表\n单位\n主要职责\n市民政局\n统筹协调养老服务工作。\n市财政局\n落实资金保障，加强监管。\n"
    (plan,) = extract_document(read_bytes(text.encode(), "a.txt")).plans
    assert [(m.begins, [(p.mention, p.role) for p in m.parties]) for m in plan.measures] == [
        ("统筹协调养老服务工作。", [("市民政局", "responsible")]),
        ("落实资金保障，加强监管。", [("市财政局", "responsible")]),
    ]
