"""Damaged words of a source text: repetitions, left-over fields, foreign words, marks without a word.

Entry point: `find_damage`. The rules are damage.toml, each with the text that it was written for.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zhengmai.text.layout import paragraphs
from zhengmai.text.view import SourceText, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class DamageRule:
    """One kind of damage.

    Attributes:
        id: its name.
        on: what the pattern is tried on, "paragraph" or "text".
        pattern: what damaged words look like; a group `after` belongs to them as well.
        examples: texts that it matches.
        near_misses: texts that it does not match.
    """

    id: str
    on: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def damage_rules() -> tuple[DamageRule, ...]:
    """Give the rules of damage.toml."""
    data = tomllib.loads(files("zhengmai.validate").joinpath("damage.toml").read_text(encoding="utf-8"))
    return tuple(
        DamageRule(
            rule["id"],
            rule["on"],
            re.compile(rule["pattern"]),
            tuple(rule["examples"]),
            tuple(rule["near_misses"]),
        )
        for rule in data["rule"]
    )


def find_damage(text: str) -> list[Span]:
    """Find damaged words.

    Args:
        text: a source text, as spans count it.

    Returns:
        Their spans in code points of the text, sorted, none inside another.
    """
    spans = sorted({*_in_text(text), *_in_paragraphs(text)}, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in spans:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _in_text(text: str) -> Iterator[Span]:
    for rule in damage_rules():
        if rule.on == "text":
            yield from (Span(*match.span()) for match in rule.pattern.finditer(text))


def _in_paragraphs(text: str) -> Iterator[Span]:
    rules = [rule for rule in damage_rules() if rule.on == "paragraph"]
    # Conversion to simplified characters is left out: it changes no place, and the patterns know both.
    for paragraph in paragraphs(SourceText("", text, "", "", "Hans")):
        view = paragraph.view
        for rule in rules:
            for match in rule.pattern.finditer(view.text):
                after = match.end("after") if "after" in rule.pattern.groupindex else match.end()
                yield view.span(match.start(), max(match.end(), after))
