"""Is what a copied web page leaves in a text hidden, and does every word keep its place?"""

from __future__ import annotations

import pytest

from zhengmai.text.copies import without_remains
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes
from zhengmai.text.view import Cell


def read(text: str) -> list[str]:
    return [p.view.text for p in paragraphs(read_bytes(text.encode(), "a.txt"))]


@pytest.mark.parametrize(
    "text",
    [
        "各市人(rén)民政府，各大(dà)企业：为加强国(guó)土治理，制定本方案。",
        "各市人（rén）民政府，各大（dà）企业：为加强国（guó）土治理，制定本方案。",
        "各市人(rén / ren)民政府，各大(dà/dài)企业：为(wéi / wèi /wéi)加强国(guó)土治理，制定本方案。",
        "各市人[rén]民政府，各大【dà】企业：为加强国（guó）（guó）土治理，制定本方案。",
        "各市人( rén )民政府，各大(dà)企业：为加强国(guo)土治(zhì)理，制定本方案。",
        "各市人(rén)民政(zheng)府(fǔ)，各大企业：为加强国土治理，制(zhì)定本方案。",
    ],
)
def test_pinyin_behind_characters_is_hidden(text: str) -> None:
    expected = "各市人民政府，各大企业：为加强国土治理，制定本方案。"
    assert "".join(read(text)) == expected


def test_pinyin_that_an_excerpt_cuts_is_hidden() -> None:
    assert read("各市人(rén)民，各大(dà)企业，全国(guó)的效率(lǜ") == ["各市人民，各大企业，全国的效率"]


def test_pinyin_without_tones_is_hidden_where_a_text_is_full_of_it() -> None:
    text = "各(ge)省(sheng)人民(min)政(zheng)(zheng)(zheng)府(fu)，国务(wu)(wu)院(yuan)各部委(wei)：推进(jin)数(shu)据(ju)共享。"
    assert read(text) == ["各省人民政府，国务院各部委：推进数据共享。"]


@pytest.mark.parametrize(
    "text",
    [
        "细颗粒物(PM2.5)浓度、挥发性有机物(VOCs)排放、推广(PPP)模式、频率(hz)、附件(a)和表(b)",
        "各市人(rén)民政府，各大(dà)企业，全国(guó)：细颗粒物(PM2.5)，频率(hz)，附件(a)、(b)",
        "甲(an)、乙(bei)、丙(long)",
    ],
)
def test_brackets_that_hold_no_reading_stay(text: str) -> None:
    shown = without_remains(text, tags=True)[0]
    for kept in ("(PM2.5)", "(VOCs)", "(PPP)", "(hz)", "附件(a)", "(b)", "(an)", "(bei)", "(long)"):
        assert (kept in shown) == (kept in text)


def test_hidden_pinyin_parts_no_words() -> None:
    source = read_bytes("省(shěng)政府(fǔ) 市(shì)政府".encode(), "a.txt")
    (view,) = (p.view for p in paragraphs(source))
    assert view.text == "省政府市政府"
    assert [view.parted(at) for at in range(1, len(view))] == [False, False, True, False, False]
    assert [source.text[offset] for offset in view.offsets] == list(view.text)


@pytest.mark.parametrize(
    "text",
    [
        "文号：甲发〔2020〕1号\n<p>各区：</p><p>　现将方案印发。</p><p style='text-align: right'><strong>甲市人民政府</strong></p>",
        "文号：甲发〔2020〕1号\n各区：<br/>现将方案印发。<BR>甲市<b>人民</b>政府<br>",
        "文号：甲发〔2020〕1号\n<div class='a'>\n<p>\n各区：\n</p>\n<p>现将方案&nbsp;印发。\n<o:p></o:p>\n<p>甲市<span>人民</span>政府\n</div>",
        "文号：甲发〔2020〕1号<p>各区：<p>现将方案<!-- a<p>b -->印发。<p>甲市人民政府<p class=",
        "文号：甲发〔2020〕1号<style>p {a:b}</style><p>各区：</p><P>现将方案印发。</P><script>if (a<b) {}</script><P>甲市人民政府</P>",
    ],
)
def test_tags_in_a_text_end_its_lines(text: str) -> None:
    assert read(text) == ["文号：甲发〔2020〕1号", "各区：", "现将方案印发。", "甲市人民政府"]


def test_table_of_tags_has_its_cells() -> None:
    row = "<tr><td>{}</td><td><p>{}</p></td></tr>"
    text = (
        "<p>任务表</p><table>" + row.format("任务", "单位") + row.format("植树", "") + "</table>\n<p>完。</p>"
    )
    found = [(p.view.text, p.view.cell) for p in paragraphs(read_bytes(text.encode(), "a.txt"))]
    assert found == [
        ("任务表", None),
        ("任务", Cell(0, 0, 0)),
        ("单位", Cell(0, 0, 1)),
        ("植树", Cell(0, 1, 0)),
        ("完。", None),
    ]


def test_angle_brackets_of_a_text_stay() -> None:
    text = "残疾率<5%且收入>3万元的家庭。《〈甲〉乙》<试行>"
    assert without_remains(text, tags=True) == (text, frozenset())
