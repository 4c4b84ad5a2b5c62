"""Does a DOCX give the words, the labels and the rows that Word prints?"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengmai.errors import InputError
from zhengmai.text.reader import read_bytes
from zhengmai.text.readers.docx_numbering import format_number

if TYPE_CHECKING:
    from collections.abc import Callable

# Word's usual list of an official document: 一、（一）1. and, at the fourth level, a legal 1.1.1.1.
LEVELS = (
    ("chineseCounting", "%1、", ""),
    ("chineseCounting", "（%2）", ""),
    ("decimal", "%3.", ""),
    ("decimal", "%1.%2.%3.%4", "<w:isLgl/>"),
)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def text_of(document: Any) -> str:
    return read_bytes(saved(document), "plan.docx").text


def with_list(document: Any, num: str = "") -> None:
    """Add the abstract list 77, and lists 77 and 78 that count by it."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text, extra) in enumerate(LEVELS)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    numbering.insert(0, abstract)
    for number, inner in (("77", ""), ("78", num)):
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="77"/>{inner}</w:num>'
            )
        )


def listed(paragraph: Any, level: int, number: int = 77) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_numbering_of_paragraphs_appears_as_the_printed_labels() -> None:
    document = docx.Document()
    with_list(document)
    for level, words in enumerate(("总体要求", "指导思想", "以人为本。", "细则。")):
        listed(document.add_paragraph(words), level)
    listed(document.add_paragraph("目标"), 1)
    listed(document.add_paragraph("任务"), 0)
    listed(document.add_paragraph("设施"), 1)
    assert text_of(document).splitlines() == [
        "一、总体要求",
        "（一）指导思想",
        "1.以人为本。",
        "1.1.1.1细则。",
        "（二）目标",
        "二、任务",
        "（一）设施",
    ]


def test_numbering_of_a_style_and_of_the_style_it_is_based_on_is_read() -> None:
    document = docx.Document()
    with_list(document)
    heading = document.styles["Heading 1"]
    heading.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>')
    )
    derived = document.styles.add_style("DerivedHeading", 1)
    derived.base_style = heading
    document.add_paragraph("总体要求", style="Heading 1")
    document.add_paragraph("重点任务", style=derived)
    plain = document.add_paragraph("无编号", style="Heading 1")
    listed(plain, 0, number=0)
    assert text_of(document).splitlines() == ["一、总体要求", "二、重点任务", "无编号"]


def test_list_with_an_override_begins_anew() -> None:
    document = docx.Document()
    with_list(document, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    for number in (77, 77, 78, 78):
        listed(document.add_paragraph("甲"), 0, number)
    assert text_of(document).splitlines() == ["一、甲", "二、甲", "一、甲", "二、甲"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "japaneseCounting", "一百〇五"),
        (110, "chineseCounting", "一百一十"),
        (20, "ideographDigital", "二〇"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (9, "someFutureForm", "9"),
    ],
)
def test_numbers_are_written_in_the_list_s_form(number: int, form: str, printed: str) -> None:
    assert format_number(number, form) == printed


def test_merged_cells_stand_in_each_row_and_empty_cells_stay() -> None:
    document = docx.Document()
    document.add_paragraph("任务分解表")
    table = document.add_table(rows=4, cols=3)
    words = [("任务", "牵头单位", "时限"), ("培训", "人社局", "全年"), ("招聘", "", ""), ("走访", "残联", "")]
    for row, cells in zip(table.rows, words, strict=True):
        for cell, word in zip(row.cells, cells, strict=True):
            cell.text = word
    table.cell(1, 1).merge(table.cell(2, 1))
    document.add_paragraph("附件2")
    assert text_of(document) == (
        "任务分解表\n\n\t任务\n\t牵头单位\n\t时限\n\n\t培训\n\t人社局\n\t全年\n\n\t招聘\n\t人社局\n\t\n\n"
        "\t走访\n\t残联\n\t\n\n附件2\n"
    )


def test_cell_over_two_columns_leaves_the_second_one_empty() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "一、培训行动"
    table.cell(1, 0).text, table.cell(1, 1).text = "开班", "人社局"
    assert text_of(document) == "\t一、培训行动\n\t\n\n\t开班\n\t人社局\n"


def test_serial_numbers_of_a_list_are_read_inside_cells() -> None:
    document = docx.Document()
    with_list(document)
    table = document.add_table(rows=2, cols=2)
    for row, word in zip(table.rows, ("培训", "招聘"), strict=True):
        listed(row.cells[0].paragraphs[0], 0)
        row.cells[1].text = word
    assert text_of(document) == "\t一、\n\t培训\n\n\t二、\n\t招聘\n"


def test_text_in_controls_insertions_and_smart_tags_is_read_and_deleted_text_is_not() -> None:
    document = docx.Document()
    run = "<w:r {0}><w:t>{1}</w:t></w:r>"
    space = nsdecls("w")
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {space}><w:sdtContent><w:p>"
            f"{run.format('', '成文')}<w:ins>{run.format('', '日期')}</w:ins>"
            f"<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
            f"<w:smartTag>{run.format('', '2024年')}</w:smartTag></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert text_of(document) == "成文日期2024年\n"


def test_external_entities_are_not_read(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", encoding="utf-8")
    evil = rewritten(
        saved(docx.Document()),
        lambda xml: (
            f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
            f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>公开内容&x;</w:t></w:r></w:p></w:body></w:document>"
        ).encode(),
    )
    assert "机密" not in read_bytes(evil, "evil.docx").text


def rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Give a DOCX whose main part is changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info, change(content) if info.filename == "word/document.xml" else content)
    return stream.getvalue()


def test_equal_bytes_give_equal_texts_with_the_bytes_sha256() -> None:
    document = docx.Document()
    document.add_paragraph("关于开展培训的通知")
    data = saved(document)
    first, second = read_bytes(data, "a.docx"), read_bytes(data, "a.docx")
    assert first == second
    assert first.encoding == "docx"


@pytest.mark.parametrize("part", [0.3, 0.7, 0.98])
def test_cut_file_is_an_error_that_names_file_and_cause(part: float) -> None:
    document = docx.Document()
    document.add_paragraph("关于开展培训的通知")
    data = saved(document)
    with pytest.raises(InputError, match=r"cut\.docx: is a broken") as caught:
        read_bytes(data[: int(len(data) * part)], "cut.docx")
    assert "损坏" in caught.value.message.zh


def test_broken_xml_inside_is_an_error() -> None:
    data = rewritten(saved(docx.Document()), lambda xml: xml[:-30])
    with pytest.raises(InputError, match="broken DOCX"):
        read_bytes(data, "a.docx")


def test_text_box_stands_where_it_is_anchored() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("各镇人民政府：")
    paragraph._p.find(qn("w:r")).append(
        parse_xml(
            f"<w:pict {nsdecls('w')}><w:txbxContent><w:p><w:r><w:t>临湖县人民政府文件</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict>"
        )
    )
    assert text_of(document) == "临湖县人民政府文件\n各镇人民政府：\n"


DAMAGED = docx.Document()
DAMAGED.add_paragraph("关于开展培训的通知", style="List Number")
DAMAGED.add_table(rows=2, cols=2)
XML = zipfile.ZipFile(io.BytesIO(saved(DAMAGED))).read("word/document.xml")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(XML) - 1), st.binary(min_size=1, max_size=12))
def test_damaged_part_is_read_or_is_an_input_error(at: int, damage: bytes) -> None:
    data = rewritten(saved(DAMAGED), lambda xml: xml[:at] + damage + xml[at + len(damage) :])
    try:
        name = read_bytes(data, "a.docx").name
    except InputError as error:
        name = error.file
    assert name == "a.docx"
