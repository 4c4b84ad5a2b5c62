"""Does every spelling of an identifier come to one?"""

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE, DATA

CANONICAL = DATA + "doc/狮政办〔2022〕47号"


@pytest.mark.parametrize(
    "spelling",
    [
        CANONICAL,
        DATA + "doc/" + quote("狮政办〔2022〕47号"),
        DATA + "doc/" + quote("狮政办〔2022〕47号").lower(),
        DATA + "doc/" + quote("狮政办[2022]47号"),
        DATA + "doc/狮政办[2022]47号",
        DATA + "doc/狮政办【2022】47号",
        DATA + "doc/狮政办（2022）47号",
        DATA + "doc/狮政办(2022)47号",
        DATA + "doc/狮政办﹝2022﹞47号",
        DATA + "doc/狮政办〔２０２２〕４７号",
        DATA + "doc/狮政办〔2022】47号",
    ],
)
def test_canonical_iri_of_any_spelling_is_the_same(spelling: str) -> None:
    assert canonical_iri(spelling) == CANONICAL


def test_canonical_iri_composes_to_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", DATA + "agency/é局")
    assert canonical_iri(decomposed) == DATA + "agency/é局"


def test_canonical_iri_keeps_brackets_that_hold_no_year() -> None:
    party = DATA + "party/350581-各镇人民政府（街道办事处）"
    assert canonical_iri(party) == party


@pytest.mark.parametrize("character", list("“”‘’—–…　 %○①[]{}<>|\\^`\t\n"))
def test_canonical_iri_with_a_forbidden_character_raises(character: str) -> None:
    with pytest.raises(IriError) as caught:
        canonical_iri(f"{DATA}doc/甲{character}乙")
    assert caught.value.character == character
    assert f"U+{ord(character):04X}" in caught.value.message.zh
    assert f"U+{ord(character):04X}" in caught.value.message.en


@pytest.mark.parametrize("encoded", ["%E2%80%94", "%20", "%2F", "%E7%8B", "%", "%zz"])
def test_canonical_iri_with_an_encoding_that_cannot_be_undone_raises(encoded: str) -> None:
    with pytest.raises(IriError):
        canonical_iri(f"{DATA}doc/甲{encoded}乙")


def test_canonical_iri_of_another_namespace_is_returned_unchanged() -> None:
    assert canonical_iri("http://example.org/a%20b“") == "http://example.org/a%20b“"


def test_canonical_iri_of_a_term_is_itself() -> None:
    assert canonical_iri(BASE + "ns#hasMeasure") == BASE + "ns#hasMeasure"


@given(st.text(alphabet="狮政办〔〕（）0123456789号-é年", min_size=1, max_size=30))
def test_canonical_iri_is_idempotent_and_undoes_encoding(local: str) -> None:
    once = canonical_iri(DATA + "doc/" + local)
    assert canonical_iri(once) == once
    assert canonical_iri(DATA + "doc/" + quote(local)) == once
