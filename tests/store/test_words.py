"""Words are found whatever their script, width and case, in whole and in part, and nothing else is asked of the index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengmai.store.words import LONGEST, MOST_TERMS, SearchError, fold, highlights, match, tokens

TEXT = "根据《狮政办〔2022〕47号》，组织国有企业助残就业专场招聘会（5G+ABC），招聘残疾人。"
EXPRESSION = re.compile(
    r'"[0-9a-f]{5,10}( [0-9a-f]{5,10})*"( \*)?( AND "[0-9a-f]{5,10}( [0-9a-f]{5,10})*"( \*)?)*'
)


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (name, text, content = '', tokenize = 'ascii')")
    connection.execute("INSERT INTO words (rowid, name, text) VALUES (1, '', ?)", (tokens(TEXT),))
    connection.execute("INSERT INTO words (rowid, name, text) VALUES (2, '', ?)", (tokens("2024 年"),))
    yield connection
    connection.close()


def found(table: sqlite3.Connection, text: str) -> set[int]:
    rows = table.execute("SELECT rowid FROM words WHERE words MATCH ?", (match(text),))
    return {row[0] for row in rows}


@given(st.text(max_size=50))
def test_fold_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("就業", "就业"),
        ("２０２２", "2022"),
        ("ＡＢＣ", "abc"),
        ("（", "("),
        ("殘疾人聯合會", "残疾人联合会"),
    ],
)
def test_fold_makes_spellings_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_match_finds_every_part_of_a_text(table: sqlite3.Connection, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    part = TEXT[start : data.draw(st.integers(start + 1, len(TEXT)))]
    if any(map(str.isalnum, part)):
        # Punctuation at the beginning of what is searched is passed over, as is that at its end.
        assert 1 in found(table, part)


@pytest.mark.parametrize(
    "text", ["就业", "就業", "就", "号", "2022", "47号", "狮政办[2022]47号", "残疾人 招聘", "abc", "5g"]
)
def test_match_finds_words_and_their_beginnings(table: sqlite3.Connection, text: str) -> None:
    assert found(table, text) == {1} if text != "2022" else 1 in found(table, text)


@pytest.mark.parametrize("text", ["业就", "残疾人 退休", "狮政办2023", "就业场"])
def test_match_passes_over_what_is_not_there(table: sqlite3.Connection, text: str) -> None:
    assert found(table, text) == set()


def test_white_space_inside_a_text_parts_no_word(table: sqlite3.Connection) -> None:
    assert found(table, "2024年") == {2}


@settings(deadline=None)
@given(st.text(min_size=1, max_size=LONGEST))
def test_match_gives_nothing_but_tokens(text: str) -> None:
    try:
        expression = match(text)
    except SearchError:
        return
    assert EXPRESSION.fullmatch(expression)


@pytest.mark.parametrize(
    "text", ["", " ", '"*()-', "业" * (LONGEST + 1), " ".join(map(str, range(MOST_TERMS + 1)))]
)
def test_match_refuses_what_cannot_be_searched(text: str) -> None:
    with pytest.raises(SearchError):
        match(text)


def test_highlights_tell_the_places_in_the_text_as_it_is_written() -> None:
    places = highlights(TEXT, "狮政办[2022]47号 就業 招聘")
    assert [TEXT[start:end] for start, end in places] == ["狮政办〔2022〕47号", "就业", "招聘", "招聘"]
    assert highlights(TEXT, "退休") == []
