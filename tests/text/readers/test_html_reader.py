"""Is a web page read as the document on it, and nothing else?"""

from __future__ import annotations

import pytest

from zhengmai.errors import InputError
from zhengmai.text.reader import read_bytes

PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>临湖县政府</title><style>p{color:red}</style><script>var 脚本="不是正文，不应读取。";</script></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a>政务公开</a></li><li><a>办事服务</a></li></ul></div>
<div class="crumbs">当前位置：<a>首页</a> &gt; <a>通知公告</a></div>
<h1>临湖县人民政府关于促进就业的通知</h1>
<table class="info"><tr><td>索 引 号：</td><td>0001-2024</td><td>发文字号：</td><td>临政发〔2024〕3号</td></tr>
<tr><td>发布机构：</td><td>县政府办</td><td>成文日期：</td><td>2024年5月6日</td></tr></table>
<div id="zoom"><p>各镇人民政府，县直各单位：</p><p>为促进就业，现就有关事项通知如下，请认真贯彻执行。</p>
<p>一、加强培训。<br>&nbsp;县人社局要组织开展职业技能培训，全年不少于一千人次。</p>
<p>二、扩大岗位。依据<a>就业促进法</a>，各镇要开发公益性岗位，优先安置困难人员。</p><p>2024年5月6日</p></div>
<div class="box"><b>相关链接</b><ul><li><a>关于印发就业工作要点的通知，全文</a></li><li><a>关于补贴的解读</a></li><li><a>一图读懂</a></li></ul></div>
<div class="footer">版权所有：临湖县人民政府，未经许可不得转载。</div></body></html>"""

EXPECTED = """临湖县人民政府关于促进就业的通知
索 引 号： 0001-2024 发文字号： 临政发〔2024〕3号
发布机构： 县政府办 成文日期： 2024年5月6日
各镇人民政府，县直各单位：
为促进就业，现就有关事项通知如下，请认真贯彻执行。
一、加强培训。
县人社局要组织开展职业技能培训，全年不少于一千人次。
二、扩大岗位。依据就业促进法，各镇要开发公益性岗位，优先安置困难人员。
2024年5月6日
"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_whole_page_gives_heading_metadata_and_main_text_only(encoding: str) -> None:
    source = read_bytes(PAGE.encode(encoding), "page.html")
    assert source.text == EXPECTED
    assert source.encoding == "html"


def test_page_is_known_without_its_suffix() -> None:
    assert read_bytes(PAGE.encode("gb18030"), "download").text == EXPECTED


def test_stray_byte_does_not_change_the_encoding_the_page_names() -> None:
    page = "<html><meta charset=gbk><body>" + "<p>县人社局要组织开展培训，不少于一千人次。</p>" * 100
    source = read_bytes(page.encode("gb18030").replace(b"</p>", b"\xff</p>", 1), "a.html")
    assert source.text.count("县人社局要组织开展培训") == 100


def test_fragment_is_read_whole() -> None:
    fragment = "<p>各镇人民政府：</p><p>现将方案印发给你们，请认真执行。</p><p>县政府</p>"
    assert read_bytes(fragment.encode(), "a.html").text == (
        "各镇人民政府：\n现将方案印发给你们，请认真执行。\n县政府\n"
    )


def test_table_gives_rows_with_merged_cells_repeated() -> None:
    page = """<p>任务分解表</p><table><tr><th rowspan=2>任务<th colspan=2>单位<tr><th>牵头<th>配合
    <tr><td>培训<td rowspan="2">人社局<td>残联<tr><td>招聘<br>走访<td></table><p>以上任务，请各单位落实。</p>"""
    assert read_bytes(page.encode(), "a.html").text == (
        "任务分解表\n\n\t任务\n\t单位\n\t\n\n\t任务\n\t牵头\n\t配合\n\n\t培训\n\t人社局\n\t残联\n\n"
        "\t招聘\n走访\n\t人社局\n\t\n\n以上任务，请各单位落实。\n"
    )


def test_table_as_the_frame_of_a_page_is_no_table() -> None:
    page = (
        "<table><tr><td><a>首页</a><td><a>公开</a><td><a>服务</a><tr><td colspan=3><table><tr><td>"
        "<p>各镇人民政府：</p><p>现将方案印发给你们，请认真执行。</p></table></table>"
    )
    assert read_bytes(page.encode(), "a.html").text.splitlines()[-2:] == [
        "各镇人民政府：",
        "现将方案印发给你们，请认真执行。",
    ]
    assert "\t" not in read_bytes(page.encode(), "a.html").text


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    page = "<html><body>" + "<div>" * 20_000 + "各镇人民政府，现将方案印发给你们。"
    with pytest.raises(InputError, match="nested more than"):
        read_bytes(page.encode(), "deep.html")


def test_page_without_text_is_an_error() -> None:
    with pytest.raises(InputError, match="no text to read"):
        read_bytes(b"<html><body><img src=a.png></body></html>", "a.html")


def test_cells_that_span_beyond_any_table_are_cut() -> None:
    page = "<table>" + "<tr><td rowspan=200 colspan=200>甲<td rowspan=200>乙" * 300
    assert len(read_bytes(page.encode(), "a.html").text) < 100_000


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        (
            "<p><b>一、工作目标</b>到2025年，全县基本建成体系。</p>",
            ["一、工作目标", "到2025年，全县基本建成体系。"],
        ),
        (
            "<p><strong>(一) 加强<i>培训</i></strong><span>各镇要组织培训，全年一千人次。</span></p>",
            ["(一) 加强培训", "各镇要组织培训，全年一千人次。"],
        ),
        (
            "<p><strong>（一）加强培训。</strong>各镇要组织培训，全年一千人次。</p>",
            ["（一）加强培训。各镇要组织培训，全年一千人次。"],
        ),
        (
            "<p><b>一、目标</b>：到2025年，全县基本建成体系。</p>",
            ["一、目标：到2025年，全县基本建成体系。"],
        ),
        ("<p><b>第一条</b> 为促进就业，制定本办法。</p>", ["第一条 为促进就业，制定本办法。"]),
        ("<p>按照<b>一、二产业</b>融合的要求，推进工作。</p>", ["按照一、二产业融合的要求，推进工作。"]),
    ],
)
def test_a_bold_heading_that_the_text_goes_on_behind_is_a_line(html: str, lines: list[str]) -> None:
    head = "<p>临湖县人民政府关于促进就业的通知，请遵照执行。</p>"
    assert (
        read_bytes(f"<html><body>{head}{html}</body></html>".encode(), "a.html").text.splitlines()[1:]
        == lines
    )
