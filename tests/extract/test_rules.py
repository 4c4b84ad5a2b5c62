"""Do the rule tables keep what their own examples promise?"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from zhengmai.extract.necessary import code_of, codes_of, necessary_strings, with_first_characters
from zhengmai.extract.rules import Rule, load_rules, table_names
from zhengmai.text.layout import paragraphs

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts

RULES = [(table, rule) for table in table_names() for rule in load_rules(table).rules]


def test_there_are_rules_and_their_ids_are_unique() -> None:
    ids = [rule.id for _, rule in RULES]
    assert len(ids) >= 20
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("table", "rule"), [pytest.param(t, r, id=f"{t}:{r.id}") for t, r in RULES])
def test_rule_matches_its_examples_and_nothing_of_its_near_misses(table: str, rule: Rule) -> None:
    # A rule that looks at what stands around its match has no whole match; its contexts stand for examples.
    assert rule.examples or any(c.match for c in rule.contexts), "a rule without an example"
    assert rule.near_misses, "a rule without a near miss"
    assert rule.contexts, "a rule without a context"
    for example in rule.examples:
        assert rule.pattern.fullmatch(example), f"{rule.id} does not match its example {example!r}"
    for miss in rule.near_misses:
        found = rule.pattern.search(miss)
        assert found is None, f"{rule.id} finds {found and found[0]!r} in its near miss {miss!r}"
    for context in rule.contexts:
        # The whole table runs, so that precedence among its rules is tested too.
        found_texts = [m.match[0] for m in load_rules(table).matches(context.text) if m.rule.id == rule.id]
        assert found_texts == list(context.match), f"{rule.id} in {context.text!r}"


@pytest.mark.parametrize(("table", "rule"), [pytest.param(t, r, id=f"{t}:{r.id}") for t, r in RULES])
def test_a_rule_is_a_candidate_wherever_it_matches(table: str, rule: Rule) -> None:
    texts = [*rule.examples, *(c.text for c in rule.contexts if c.match)]
    for text in texts:
        assert rule in load_rules(table).candidates(text), f"{rule.id} is passed over in {text!r}"


def test_whatever_matches_in_the_documents_is_among_the_candidates(
    five_documents: dict[str, DocumentFacts],
) -> None:
    for facts in five_documents.values():
        for paragraph in paragraphs(facts.source):
            text = paragraph.view.text
            for table in table_names():
                matching = {r.id for r in load_rules(table).rules if r.pattern.search(text)}
                assert matching <= {r.id for r in load_rules(table).candidates(text)}


def test_most_rules_are_passed_over_where_nothing_speaks_for_them() -> None:
    tables = [load_rules(name) for name in table_names()]
    assert sum(len(t.candidates("甲乙丙")) for t in tables) * 10 < sum(len(t.rules) for t in tables)


@pytest.mark.parametrize(
    ("pattern", "necessary"),
    [
        ("牵头", ["牵", "头", "牵头"]),
        ("(?:牵头|主办)单位", ["牵头 主办", "单", "位", "单位", "头单 办单"]),
        ("(?<=由)[市县]?局+", ["由", "局"]),
        ("(?!由)局{0,3}[^市]", []),
        (r"(?>\d{4})年(?P<m>底|末)*+", ["年"]),
        ("(?:甲|)乙", ["乙"]),
        ("[省市]局", ["省 市", "局", "省局 市局"]),
        ("甲(?=.)乙", ["甲", "乙"]),
    ],
)
def test_necessary_strings(pattern: str, necessary: list[str]) -> None:
    assert necessary_strings(re.compile(pattern)) == {frozenset(strings.split()) for strings in necessary}


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("(?:按|依)?(?:职责|分工)?负责", "按依职分负"),
        (r"(?<!\d)[〔\[]?\d{4}年", r"〔\[\d"),
        ("(?:市|区)(?!局)长|县长", "市区县"),
        ("(?:甲|)(?:乙|[^丙])", None),
        ("[省市]{0,3}", None),
        ("牵头(?:单位)?", None),
        ("^市局", None),
    ],
)
def test_a_pattern_is_tried_only_where_it_can_begin(pattern: str, first: str | None) -> None:
    made = with_first_characters(pattern)
    assert made == (pattern if first is None else f"(?=[{first}])(?:{pattern})")
    text = "依职责负责，分工负责；2021年〔2022年，市长区局长、县长。牵头单位省市"
    assert [m.span() for m in re.finditer(made, text)] == [m.span() for m in re.finditer(pattern, text)]


@pytest.mark.parametrize("text", ["", "甲", "甲乙", "甲乙乙", "a甲𠀀乙"])
def test_codes_of_a_text_are_those_of_its_characters_and_pairs(text: str) -> None:
    strings = {*text, *map("".join, pairwise(text))}
    plain = [string for string in strings if "𠀀" not in string]
    assert codes_of(text) >= {code_of(string) for string in plain}
    assert len({code_of(string) for string in plain}) == len(plain)
    if len(plain) == len(strings):
        assert len(codes_of(text)) == len(plain)
