"""Does the page show the source character for character, every reading in it, and nothing that is not escaped?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from zhengmai.errors import Bilingual
from zhengmai.explain.elements import ELEMENTS
from zhengmai.explain.facts import Reading, readings
from zhengmai.explain.page import marked, page
from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts, Unread
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes
from zhengmai.text.view import Span

TEXT = "示范市就业实施方案\r\n一、主要措施\r\n1.开展培训<b>&amp;。</b>（市<i>人社局牵头，市教育局配合）\r\n"


def read(text: str) -> DocumentFacts:
    return resolve_document(extract_document(read_bytes(text.encode(), "plan <&>.txt")))


def source_text(html: str) -> str:
    node = LexborHTMLParser(html).css_first("#source")
    assert node is not None
    return node.text(deep=True)


def reading(start: int, end: int, element: str = "lead", value: str = "v") -> Reading:
    return Reading(element, Span(start, end), "", value, "", "a-rule", "certain")


def test_source_block_of_the_five_documents_is_the_source_text(
    five_documents: dict[str, DocumentFacts],
) -> None:
    for facts in five_documents.values():
        assert source_text(page(facts, "zh")) == facts.source.text


def test_every_reading_is_marked_at_its_place(five_documents: dict[str, DocumentFacts]) -> None:
    facts = five_documents["shishi-2022-47"]
    tree = LexborHTMLParser(page(facts, "en"))
    for number, fact in enumerate(readings(facts), 1):
        mark, row = tree.css_first(f"#s{number}"), tree.css_first(f"#f{number}")
        assert mark is not None
        assert row is not None
        assert fact.text.startswith(mark.text(deep=True))
        assert fact.element in str(mark.attributes["class"])
        assert fact.value.splitlines()[0] in str(mark.attributes["data-note"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_loads_nothing_and_runs_no_script(
    five_documents: dict[str, DocumentFacts], language: str
) -> None:
    html = page(five_documents["district-task-table"], language)
    tree = LexborHTMLParser(html)
    assert tree.css("script, link, img, iframe, object, embed, base, form, style[src]") == []
    assert re.findall(r"url\(|@import|\bsrc=", html) == []
    assert {str(a.attributes["href"])[0] for a in tree.css("a")} == {"#"}
    assert not any(name.startswith("on") for node in tree.css("*") for name in node.attributes)


def test_page_speaks_the_language_asked_for(five_documents: dict[str, DocumentFacts]) -> None:
    facts = five_documents["shandong-2023-6"]
    chinese, english = page(facts, "zh"), page(facts, "en")
    assert '<html lang="zh-Hans">' in chinese
    assert "没有未读片段" in chinese
    assert '<html lang="en">' in english
    assert "There is no unread span" in english
    for element in ELEMENTS.values():
        assert element.name.zh in chinese
        assert element.name.en in english


def test_markup_in_a_document_stays_text() -> None:
    facts = read(TEXT)
    html = page(facts, "en")
    tree = LexborHTMLParser(html)
    assert source_text(html) == TEXT
    assert tree.css("#source i, table i, #source b") == []
    assert [node.text() for node in tree.css("title")] == ["plan <&>.txt"]


def test_unread_spans_are_listed_before_the_text() -> None:
    facts = read(TEXT.replace("<i>", "").replace("<b>", ""))
    at = facts.source.text.index("培训")
    facts.unread[:] = [Unread(Span(at, at + 2), "clause", Bilingual("一部分", "part <x> of a clause"))]
    html = page(facts, "en")
    tree = LexborHTMLParser(html)
    (gap,) = tree.css(".gaps li")
    assert "part <x> of a clause" in gap.text()
    assert html.index('class="gaps"') < html.index('id="source"')
    (mark,) = tree.css("mark.unread")
    assert mark.text() == "培训"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_spans_that_overlap_in_any_way_leave_the_text_as_it_is(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="甲乙丙<>&\"'\r\n \t", min_size=1, max_size=30))
    spans = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda s: s[0] < s[1]),
            max_size=8,
        )
    )
    found = sorted((reading(*span) for span in spans), key=lambda r: (r.span.start, -r.span.end))
    tree = LexborHTMLParser(f'<!doctype html><div id="source">{marked(text, found, "en")}</div>')
    node = tree.css_first("#source")
    assert node is not None
    assert node.text(deep=True) == text
    for number, fact in enumerate(found, 1):
        pieces = tree.css(f'mark[aria-describedby="f{number}"]')
        assert "".join(piece.text(deep=True) for piece in pieces) == text[slice(*fact.span)]
        assert len(tree.css(f"#s{number}")) == 1


def test_reading_inside_another_is_marked_inside_it() -> None:
    html = marked("甲乙丙丁", [reading(0, 4, "measure"), reading(1, 2)], "en")
    (inner,) = LexborHTMLParser(html).css("mark.measure mark.lead")
    assert inner.text() == "乙"


def test_reading_across_the_end_of_another_is_cut_there() -> None:
    html = marked("甲乙丙丁", [reading(0, 2, "measure"), reading(1, 3)], "en")
    assert [m.text(deep=True) for m in LexborHTMLParser(html).css("mark.lead")] == ["乙", "丙"]


def test_note_of_a_reading_is_escaped() -> None:
    html = marked("甲", [reading(0, 1, value='"><script>x</script>\n次')], "en")
    (mark,) = LexborHTMLParser(html).css("mark")
    assert str(mark.attributes["data-note"]).startswith('1  lead  "><script>x</script>\n次')
    assert LexborHTMLParser(html).css("script") == []
