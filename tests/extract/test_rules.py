"""Do the rule tables keep what their own examples promise?"""

import pytest

from zhengmai.extract.rules import Rule, load_rules, table_names

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
