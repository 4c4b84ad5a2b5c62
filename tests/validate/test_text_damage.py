"""Are damaged words found where they stand, and sound ones left alone?"""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from zhengmai.namespaces import DATA, PPS
from zhengmai.validate import validate_document
from zhengmai.validate.damage import DamageRule, damage_rules, find_damage
from zhengmai.validate.inputs import load_document

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"


def ids(rule: DamageRule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", damage_rules(), ids=ids)
def test_rule_matches_its_examples_and_no_near_miss(rule: DamageRule) -> None:
    assert rule.on in ("paragraph", "text")
    assert rule.examples
    assert rule.near_misses
    for example in rule.examples:
        assert find_damage(example), example
        assert rule.pattern.search(example if rule.on == "text" else "".join(example.split())), example
    for text in rule.near_misses:
        assert not rule.pattern.search(text), text


def test_rules_have_names_of_their_own() -> None:
    names = [rule.id for rule in damage_rules()]
    assert len(names) == len(set(names)) >= 7


def test_damage_is_found_across_a_broken_line_at_its_source_offsets() -> None:
    text = "统筹用好各类残疾人就业创业扶持资金和补贴资金，保障残疾人\n\n保障残疾人就业培训相关资金投入。"
    (span,) = find_damage(text)
    assert text[span.start : span.end] == "保障残疾人\n\n保障残疾人"


def test_words_repeated_over_two_paragraphs_are_no_damage() -> None:
    assert find_damage("一、残疾预防知识普及\n残疾预防知识普及是基础工作。") == []


def test_finding_of_damage_brings_an_anchor_that_is_written_with_it() -> None:
    part = load_document(DOCUMENTS / "jinjiang-2023-5.txt")
    assert part.sources is not None
    ((key, text),) = part.sources.items()
    report = validate_document(part.store, sources=part.sources)
    found = [f for f in report.findings if f.shape == PPS + "TextShape-damage"]
    assert len(found) == 2
    for finding in found:
        (anchor,) = finding.anchors
        assert anchor.made
        assert text[anchor.start : anchor.end] == anchor.quote
        quads = set(finding.to_quads(DefaultGraph()))
        source = Quad(
            NamedNode(anchor.iri),
            NamedNode("http://www.w3.org/ns/oa#hasSource"),
            NamedNode(f"{DATA}copy/{key}"),
        )
        assert source in quads


def test_text_that_nothing_in_the_data_was_read_from_is_left_out() -> None:
    part = load_document(DOCUMENTS / "district-task-table.txt")
    sources = {"0123456789ab": "保障残疾人保障残疾人就业。"}
    report = validate_document(part.store, sources=sources)
    assert report.checked[PPS + "TextShape-damage"] == 0
    assert not [f for f in report.findings if f.shape == PPS + "TextShape-damage"]
