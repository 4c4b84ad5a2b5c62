"""The characters that a pattern cannot match without.

Most rules of a table concern few of the paragraphs that they are tried on, and what they wait for is a character
or one of a handful: a rule that needs 牵, 主 or 抓 is not worth a search in a paragraph without any. The sets are
derived from the pattern itself, so that nobody has to keep them beside it.
"""

from __future__ import annotations

# The parser of `re` has no public name since Python 3.11 deprecated `sre_parse`, and no library on the package
# index parses this dialect, possessive quantifiers included. Only its tree is read; what is unknown is passed over.
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

# A class wider than this (all Chinese characters, say) is in every text, and tells nothing.
_WIDEST_RANGE = 64


def necessary_characters(pattern: re.Pattern[str]) -> frozenset[frozenset[str]]:
    """Give sets of characters of each of which a text must hold at least one for the pattern to match in it.

    Args:
        pattern: a pattern that tells upper from lower case.

    Returns:
        The sets; none where nothing is known to be necessary. A text that satisfies all need not match.
    """
    return frozenset(_of_sequence(_parser.parse(pattern.pattern, pattern.flags)))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    return [characters for kind, argument in items for characters in _of_item(kind, argument)]


def _of_item(kind: Any, argument: Any) -> list[frozenset[str]]:
    if kind is op.LITERAL:
        return [frozenset(chr(argument))]
    if kind is op.IN:
        characters = _of_class(argument)
        return [characters] if characters else []
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        fewest, _, repeated = argument
        return _of_sequence(repeated) if fewest else []
    if kind is op.SUBPATTERN:
        return _of_sequence(argument[-1])
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(argument)
    if kind is op.ASSERT:
        # What is looked at lies in the same text.
        return _of_sequence(argument[1])
    if kind is op.BRANCH:
        branches = [_of_sequence(branch) for branch in argument[1]]
        if all(branches):
            return [frozenset[str]().union(*(min(branch, key=len) for branch in branches))]
    return []


def _of_class(members: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Give the characters of a class, or None where it is negated, named (a digit, say) or wide."""
    characters: set[str] = set()
    for kind, argument in members:
        if kind is op.LITERAL:
            characters.add(chr(argument))
        elif kind is op.RANGE and argument[1] - argument[0] < _WIDEST_RANGE:
            characters.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(characters)
