"""The strings that a pattern cannot match without.

Most rules of a table concern few of the paragraphs that they are tried on, and what they wait for is one of a
handful of characters or pairs of characters: a rule that needs 牵头, 主办 or 主抓 is not worth a search in a paragraph
without any. The sets are derived from the pattern itself, so that nobody has to keep them beside it.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# The parser of `re` has no public name since Python 3.11 deprecated `sre_parse`, and no library on the package
# index parses this dialect, possessive quantifiers included. Only its tree is read; what is unknown is passed over.
op: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

# A class wider than this (all Chinese characters, say) is in every text, and tells nothing.
_WIDEST_RANGE = 64
# More pairs than this are dearer to look for than what they spare.
_MOST_PAIRS = 256

# In the machine's own byte order, so that two bytes or four are a number as they stand.
_ENCODING = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"

_Strings = frozenset[str]


def necessary_strings(pattern: re.Pattern[str]) -> frozenset[_Strings]:
    """Give sets of strings of each of which a text must hold at least one for the pattern to match in it.

    Args:
        pattern: a pattern that tells upper from lower case.

    Returns:
        The sets, of strings of one or two characters; none where nothing is known to be necessary. A text that
        satisfies all need not match.
    """
    return frozenset(_of_sequence(list(_parser.parse(pattern.pattern, pattern.flags))))


def with_first_characters(pattern: str) -> str:
    """Give an equal pattern that looks at the next character before all else, where it can begin with few only.

    `re` tries every branch of an alternation at every place of a text; a class is one look.

    Args:
        pattern: a pattern without flags of its own.

    Returns:
        The pattern behind a look at its first characters; as it was where those are not known, or where it begins with
        one character or an edge of the text, which `re` finds without trying.
    """
    items = list(_parser.parse(pattern))
    first = _first_of(items)
    if first is None or not first.characters or first.may_be_empty or _is_found_at_once(items):
        return pattern
    return f"(?=[{first.characters}])(?:{pattern})"


def _is_found_at_once(items: list[tuple[Any, Any]]) -> bool:
    kind, argument = items[0]
    if kind is op.SUBPATTERN:
        return _is_found_at_once(list(argument[-1]))
    return kind in (op.LITERAL, op.AT)


@dataclass(frozen=True)
class _First:
    """What may begin a match: the inside of a class, and whether a match of nothing is possible."""

    characters: str
    may_be_empty: bool


def _first_of(items: list[tuple[Any, Any]]) -> _First | None:
    """Give what a sequence can begin with; None: anything."""
    characters = ""
    for kind, argument in items:
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            # What is only looked at narrows the choice, and is passed over.
            continue
        found = _first_of_item(kind, argument)
        if found is None:
            return None
        characters += found.characters
        if not found.may_be_empty:
            return _First(characters, may_be_empty=False)
    return _First(characters, may_be_empty=True)


def _first_of_item(kind: Any, argument: Any) -> _First | None:
    if kind is op.LITERAL:
        return _First(re.escape(chr(argument)), may_be_empty=False)
    if kind is op.IN:
        inside = _inside_of_class(argument)
        return None if inside is None else _First(inside, may_be_empty=False)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        fewest, _, repeated = argument
        found = _first_of(list(repeated))
        return found and _First(found.characters, may_be_empty=found.may_be_empty or not fewest)
    if kind is op.SUBPATTERN:
        return _first_of(list(argument[-1]))
    if kind is op.ATOMIC_GROUP:
        return _first_of(list(argument))
    if kind is op.BRANCH:
        branches = [_first_of(list(branch)) for branch in argument[1]]
        known = [branch for branch in branches if branch is not None]
        if len(known) < len(branches):
            return None
        characters = "".join(branch.characters for branch in known)
        return _First(characters, may_be_empty=any(branch.may_be_empty for branch in known))
    return None


def _inside_of_class(members: Iterable[tuple[Any, Any]]) -> str | None:
    """Write the inside of a class, or None where it is negated or holds what is seldom needed."""
    written = ""
    for kind, argument in members:
        if kind is op.LITERAL:
            written += re.escape(chr(argument))
        elif kind is op.RANGE:
            written += "-".join(re.escape(chr(end)) for end in argument)
        elif kind is op.CATEGORY and argument is op.CATEGORY_DIGIT:
            written += r"\d"
        else:
            return None
    return written


def codes_of(text: str) -> frozenset[int]:
    """Give the codes of all strings of one or two characters that a text holds."""
    # Numbers are made from the encoded text at a fraction of what it takes to cut so many strings.
    units = memoryview(text.encode(_ENCODING, "surrogatepass"))
    even, odd = len(units) & ~3, 2 + (len(units) - 2 & ~3)
    pairs = (units[:even].cast("I"), units[2:odd].cast("I")) if len(units) > 2 else ()
    return frozenset(units.cast("H")).union(*pairs)


def code_of(string: str) -> int:
    """Give the code of a string of one or two characters of the Basic Multilingual Plane."""
    units = memoryview(string.encode(_ENCODING, "surrogatepass"))
    return int(units.cast("H" if len(units) == 2 else "I")[0])


def _of_sequence(items: list[tuple[Any, Any]]) -> list[_Strings]:
    found = [strings for kind, argument in items for strings in _of_item(kind, argument)]
    for before, after in pairwise(items):
        last, first = _edge(before, -1), _edge(after, 0)
        if last and first and len(last) * len(first) <= _MOST_PAIRS and max(last | first) <= "\uffff":
            found.append(frozenset(a + b for a in last for b in first))
    return found


def _of_item(kind: Any, argument: Any) -> list[_Strings]:
    if kind is op.LITERAL:
        return [frozenset(chr(argument))]
    if kind is op.IN:
        characters = _of_class(argument)
        return [characters] if characters else []
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        fewest, _, repeated = argument
        return _of_sequence(list(repeated)) if fewest else []
    if kind is op.SUBPATTERN:
        return _of_sequence(list(argument[-1]))
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(list(argument))
    if kind is op.ASSERT:
        # What is looked at lies in the same text.
        return _of_sequence(list(argument[1]))
    if kind is op.BRANCH:
        branches = [_of_sequence(list(branch)) for branch in argument[1]]
        if all(branches):
            return [frozenset[str]().union(*(min(branch, key=rarity) for branch in branches))]
    return []


def rarity(strings: _Strings) -> tuple[bool, int]:
    """Order sets by how seldom a text is likely to satisfy them: pairs before single characters."""
    return any(len(string) == 1 for string in strings), len(strings)


def _edge(item: tuple[Any, Any], end: int) -> _Strings | None:
    """Give the characters of which one begins (end 0) or ends (-1) all that an item matches; None: not known."""
    kind, argument = item
    if kind is op.LITERAL:
        return frozenset(chr(argument))
    if kind is op.IN:
        return _of_class(argument)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        fewest, _, repeated = argument
        return _edge_of_sequence(list(repeated), end) if fewest else None
    if kind is op.SUBPATTERN:
        return _edge_of_sequence(list(argument[-1]), end)
    if kind is op.ATOMIC_GROUP:
        return _edge_of_sequence(list(argument), end)
    if kind is op.BRANCH:
        edges = [_edge_of_sequence(list(branch), end) for branch in argument[1]]
        known = [edge for edge in edges if edge is not None]
        return frozenset[str]().union(*known) if len(known) == len(edges) else None
    return None


def _edge_of_sequence(items: list[tuple[Any, Any]], end: int) -> _Strings | None:
    return _edge(items[end], end) if items else None


def _of_class(members: Iterable[tuple[Any, Any]]) -> _Strings | None:
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
