"""What the parts of a plan are for: problems, goals, measures, demands. Entry point: `section_role`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from zhengmai.extract.rules import load_rules

if TYPE_CHECKING:
    from zhengmai.extract.outline import Item
    from zhengmai.extract.rules import RuleTable

SectionRole = Literal["problem", "goal", "measure", "demand", "annex"]
_LONGEST_RUN_IN = 40


def section_role(item: Item) -> SectionRole:
    """Tell what a numbered item is for, by its heading and the headings above it.

    General demands stand at the end of a plan, under a heading of their own or as a last item; a goal or a
    problem may have its heading at any depth.
    """
    own = _by_heading(item)
    if own in ("problem", "goal"):
        return own
    if item.parent is None or item.parent.label is None:
        return own or "measure"
    above = section_role(item.parent)
    if above == "measure" and own == "annex":
        return "annex"
    return above


def heading_text(item: Item) -> str:
    """Give an item's heading, or the first sentence where the text runs on from it."""
    heading = item.heading
    if heading is not None:
        return heading.text
    if not item.texts:
        return ""
    text = item.texts[0].text
    first = re.split(r"[。：；]", text, maxsplit=1)[0]
    if len(first) <= _LONGEST_RUN_IN:
        return first
    # Where the line break behind the heading is lost, only a heading known by its words can be told.
    run_in = load_rules("sections").only("section-goal-run-in").matches(text[:_LONGEST_RUN_IN])
    return run_in[0].match[0] if run_in else ""


@cache
def _whole_headings() -> RuleTable:
    table = load_rules("sections")
    return table.only(*(rule.id for rule in table.rules if not rule.attributes.get("run_in")))


def _by_heading(item: Item) -> SectionRole | None:
    heading = heading_text(item)
    if not heading or len(heading) > _LONGEST_RUN_IN:
        return None
    found = _whole_headings().matches(heading)
    return cast("SectionRole", found[0].rule.attributes["role"]) if found else None
