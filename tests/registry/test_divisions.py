"""The register of divisions."""

from __future__ import annotations

from collections import Counter

import pyoxigraph
import pytest

from zhengmai import resources
from zhengmai.namespaces import VOCAB
from zhengmai.registry import divisions

SHISHI = "350581"


@pytest.fixture(scope="module")
def register() -> divisions.Divisions:
    return divisions.load()


def test_load_all_levels_complete(register: divisions.Divisions) -> None:
    levels = Counter(division.level for division in register)
    assert levels["national"] == 1
    assert levels["province"] == 34
    assert 330 < levels["prefecture"] < 340
    assert levels["county"] > 2840
    assert levels["township"] == 9 + 19


def test_load_every_parent_exists_and_is_higher(register: divisions.Divisions) -> None:
    rank = list(divisions.LEVELS.values())
    for division in register:
        if division.parent is None:
            assert division.code == divisions.NATION
            continue
        assert rank.index(register.get(division.parent).level) < rank.index(division.level)
        if division.level != "province":
            assert division.code.startswith(division.parent.rstrip("0")[:2])


def test_load_every_province_has_its_own_short_name(register: divisions.Divisions) -> None:
    shorts = [division.short for division in register if division.level == "province"]
    assert None not in shorts
    assert len(set(shorts)) == 34
    assert {"闽", "鲁", "赣"} <= set(shorts)


def test_levels_equal_the_vocabulary() -> None:
    notation = "http://www.w3.org/2004/02/skos/core#notation"
    content = resources.read_bytes("ontology", "vocab/levels.ttl")
    found = {
        quad.subject.value.removeprefix(VOCAB + "level-"): quad.object.value
        for quad in pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE)
        if quad.predicate.value == notation and isinstance(quad.object, pyoxigraph.Literal)
    }
    assert found == divisions.LEVELS


def test_get_unknown_code_names_it(register: divisions.Divisions) -> None:
    with pytest.raises(KeyError, match="999999"):
        register.get("999999")


def test_get_known_code(register: divisions.Divisions) -> None:
    assert register.get(SHISHI) == divisions.Division(SHISHI, "石狮市", "county", "350500", None)
    assert SHISHI in register
    assert "999999" not in register


def test_ancestors_nearest_first(register: divisions.Divisions) -> None:
    assert [one.name for one in register.ancestors(SHISHI)] == ["泉州市", "福建省", "中华人民共和国"]
    assert register.ancestors("CN") == []


def test_ancestors_county_directly_under_province(register: divisions.Divisions) -> None:
    (xiantao,) = register.named("仙桃市")
    assert xiantao.parent == "420000"


def test_named_several_bearers_all_given(register: divisions.Divisions) -> None:
    assert {one.code[:2] for one in register.named("朝阳区")} == {"11", "22"}
    assert register.named("没有市") == ()
    assert [one.code for one in register.named("全国")] == ["CN"]


@pytest.mark.parametrize(
    ("stem", "codes"),
    [
        ("石狮", {"350581"}),
        ("广西", {"450000"}),
        ("恩施", {"422800", "422801"}),
        ("莫力达瓦", {"150722"}),
        ("吉林", {"220000", "220200"}),
        ("香港", {"810000"}),
        ("石狮市", set()),
    ],
)
def test_stemmed_names_without_generic_element(
    register: divisions.Divisions, stem: str, codes: set[str]
) -> None:
    assert {one.code for one in register.stemmed(stem)} == codes


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("350000", "省"), ("350500", "市"), ("350581", "市"), ("450000", "自治区"), ("110105", "区"),
        ("422800", "州"), ("130321", "县"), ("350581100", "镇"), ("350581001", "街道"), ("CN", "国家"),
    ],
)  # fmt: skip
def test_level_word_is_the_generic_element(register: divisions.Divisions, code: str, word: str) -> None:
    assert register.level_word(code) == word


@pytest.mark.parametrize(
    ("text", "within", "code", "length"),
    [
        ("石狮市残联", None, "350581", 3),
        ("福建省泉州市石狮市财政局", None, "350581", 9),
        ("福建省石狮市", None, "350581", 6),
        ("泉州市石狮生态环境局", SHISHI, "350500", 3),
        ("广西壮族自治区财政厅", None, "450000", 7),
        ("吉林省吉林市", None, "220200", 6),
        ("中华人民共和国财政部", None, "CN", 7),
        ("鼓楼区教育局", SHISHI, "350102", 3),
        ("朝阳区", "110000", "110105", 3),
        ("北京市朝阳区", None, "110105", 6),
        ("宝盖镇人民政府", SHISHI, "350581100", None),
        ("城区公安局", "441500", "441502", 2),
    ],
)
def test_prefix_division_found(
    register: divisions.Divisions, text: str, within: str | None, code: str, length: int | None
) -> None:
    found = register.prefix(text, within)
    assert found is not None
    if length is None:
        assert found.division.name == text[: found.length]
    else:
        assert (found.division.code, found.length) == (code, length)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("市残联", SHISHI),
        ("各镇人民政府", SHISHI),
        ("朝阳区", None),
        ("鼓楼区", None),
        ("市中区", "510000"),
        ("城区", None),
        ("城区管理", SHISHI),
        ("宝盖镇人民政府", None),
        ("宝盖镇人民政府", "360000"),
        ("石狮生态环境局", SHISHI),
        ("", None),
        ("省", None),
    ],
)
def test_prefix_nothing_guessed(register: divisions.Divisions, text: str, within: str | None) -> None:
    assert register.prefix(text, within) is None


def test_prefix_every_full_name_in_its_own_province(register: divisions.Divisions) -> None:
    for division in register:
        if division.level in ("prefecture", "province"):
            assert register.prefix(division.name + "教育局") == (division, len(division.name))


def test_contains_itself_and_inner_only(register: divisions.Divisions) -> None:
    assert register.contains("350000", SHISHI)
    assert register.contains(SHISHI, SHISHI)
    assert not register.contains(SHISHI, "350000")


def test_shortened_province(register: divisions.Divisions) -> None:
    found = register.shortened("闽")
    assert found is not None
    assert found.name == "福建省"
    assert register.shortened("某") is None
