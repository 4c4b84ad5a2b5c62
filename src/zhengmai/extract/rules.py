r"""Rules of extraction as data: TOML tables beside this module, each rule with its own examples.

Entry points: `load_rules` and `search`. A table looks like this::

    [fragments]                       # named parts, written <<name>> in patterns and other fragments
    year = '(?:19|20)\d\d'

    [[rule]]
    id = "due-year-end"               # kebab-case, unique over all tables
    source = "狮政办〔2022〕47号 二（二）2：完成时限：2023年底前"
    pattern = '(?P<year><<year>>)年年?底前'
    attributes = { kind = "by-date" } # anything the code of the table needs
    confidence = "certain"            # certain, likely or doubtful
    examples = ["2023年底前"]          # whole matches
    near_misses = ["2023年前"]         # the rule finds nothing in these
    contexts = [ { text = "于2024年底前完成", match = ["2024年底前"] } ]   # what the rule finds in running text

Patterns see *folded* text (see `zhengmai.text.view`): simplified characters, no white space inside
Chinese, full-width punctuation, ASCII digits. They are compiled by `re` and must not backtrack without
bound: bounded repetition or possessive quantifiers only.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, cast

from zhengmai.extract.necessary import code_of, codes_of, necessary_strings, rarity, with_first_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Confidence = Literal["certain", "likely", "doubtful"]

# Fewer rules than this are tried sooner than the characters of a text are looked up.
_WORTH_SIFTING = 4
# A document's head, outline and units ask for the same lines time and again; what a table found in the last ones is
# kept, but for texts of a length that would fill the memory.
_MOST_KEPT = 256
_LONGEST_KEPT = 2000
_FRAGMENT = re.compile(r"<<([a-z][a-z0-9_-]*)>>")


@dataclass(frozen=True)
class Context:
    """Running text with the strings that a rule must find in it, in order; empty: none."""

    text: str
    match: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One form, as a pattern with its evidence."""

    id: str
    pattern: re.Pattern[str]
    source: str
    confidence: Confidence
    attributes: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True)
class RuleMatch:
    """Where a rule matched: offsets in the text that was searched."""

    rule: Rule
    start: int
    end: int
    match: re.Match[str]

    def group(self, name: str) -> str | None:
        """Give a named group's text, or None where the pattern has no such group or it took no part."""
        place = self.match.re.groupindex.get(name)
        return None if place is None else self.match[place]


@dataclass(frozen=True)
class RuleTable:
    """All rules of one element, in order of precedence."""

    name: str
    rules: tuple[Rule, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    """Word lists and other tables of the same file, outside [[rule]] and [fragments]."""

    @cached_property
    def _waiting(self) -> dict[int, list[tuple[int, tuple[frozenset[int], ...]]]]:
        """For each string: the rules that wait for it first, with all the sets that a text must meet.

        A rule waits first for the set that a text is least likely to meet; rules are given by their places.
        """
        waiting: dict[int, list[tuple[int, tuple[frozenset[int], ...]]]] = {}
        for place, rule in enumerate(self.rules):
            sets = necessary_strings(rule.pattern)
            if sets:
                first, *others = sorted(sets, key=lambda strings: (rarity(strings), sorted(strings)))
                needed = tuple(frozenset(map(code_of, strings)) for strings in others)
                for string in first:
                    waiting.setdefault(code_of(string), []).append((place, needed))
        return waiting

    @cached_property
    def _first(self) -> frozenset[int]:
        return frozenset(self._waiting)

    @cached_property
    def _always(self) -> frozenset[int]:
        """The places of the rules that wait for nothing."""
        return frozenset(
            place for place, rule in enumerate(self.rules) if not necessary_strings(rule.pattern)
        )

    @cached_property
    def _with_string(self) -> tuple[tuple[Rule, str], ...]:
        """The rules, each with the string that it cannot match without; an empty one where there is none or a choice."""
        return tuple(
            (
                rule,
                max(
                    (string for sets in necessary_strings(rule.pattern) if len(sets) == 1 for string in sets),
                    key=len,
                    default="",
                ),
            )
            for rule in self.rules
        )

    @cached_property
    def _never_idle(self) -> tuple[Rule, ...]:
        return tuple(self.rules[place] for place in sorted(self._always))

    @cached_property
    def _parts(self) -> dict[tuple[Any, ...], RuleTable]:
        return {}

    def only(self, *ids: str) -> RuleTable:
        """Give the table of some of the rules, in their order here; ids that the table lacks are passed over."""
        part = self._parts.get(ids)
        if part is None:
            rules = tuple(rule for rule in self.rules if rule.id in ids)
            part = self._parts[ids] = RuleTable(self.name, rules, self.data)
        return part

    def where(self, attribute: str, *values: Any) -> RuleTable:
        """Give the table of the rules whose attribute has one of some values."""
        part = self._parts.get((attribute, values))
        if part is None:
            part = self.only(*(rule.id for rule in self.rules if rule.attributes.get(attribute) in values))
            self._parts[attribute, values] = part
        return part

    def candidates(self, text: str) -> Sequence[Rule]:
        """Give the rules that may match in a folded text, or in any part of it, in their order.

        They are those whose necessary strings the text holds.
        """
        if len(self.rules) < _WORTH_SIFTING:
            return [rule for rule, string in self._with_string if string in text]
        strings, awaited = _strings_of(text)
        spoken_for = self._first & awaited
        if not spoken_for:
            return self._never_idle
        places = set(self._always)
        for string in spoken_for:
            for place, needed in self._waiting[string]:
                if place in places:
                    continue
                for one in needed:
                    if strings.isdisjoint(one):
                        break
                else:
                    places.add(place)
        return [self.rules[place] for place in sorted(places)]

    def matches(self, text: str) -> Sequence[RuleMatch]:
        """Find what the rules match in a folded text, without overlaps: an earlier rule wins over a later one.

        Returns:
            The matches in order of their place.
        """
        return self._kept(text) if len(text) <= _LONGEST_KEPT else self._find(text)

    def _find(self, text: str) -> Sequence[RuleMatch]:
        return tuple(search(self.candidates(text), text))

    @cached_property
    def _kept(self) -> Callable[[str], Sequence[RuleMatch]]:
        return lru_cache(maxsize=_MOST_KEPT)(self._find)


def search(rules: Iterable[Rule], text: str) -> list[RuleMatch]:
    """Find what rules match in a folded text, without overlaps: an earlier rule wins over a later one.

    Args:
        rules: of one table, in its order; `RuleTable.candidates` of a text serve for all parts of it.
        text: folded text.

    Returns:
        The matches in order of their place.
    """
    found: list[RuleMatch] = []
    taken: bytearray | None = None
    for rule in rules:
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            if start == end:
                continue
            if taken is None:
                taken = bytearray(len(text))
            elif any(taken[start:end]):
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append(RuleMatch(rule, start, end, match))
    if len(found) > 1:
        found.sort(key=_place)
    return found


# The tables are asked about the same paragraph one after the other.
@lru_cache(maxsize=64)
def _strings_of(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Give the codes of all strings of a text, and those for which some rule of any table waits first."""
    strings = codes_of(text)
    return strings, strings & _awaited()


@cache
def _awaited() -> frozenset[int]:
    return frozenset().union(*(load_rules(name)._first for name in table_names()))


def _place(match: RuleMatch) -> int:
    return match.start


@cache
def load_rules(name: str) -> RuleTable:
    """Read the table `rules/<name>.toml`.

    Raises:
        FileNotFoundError: there is no such table.
        ValueError: the table is not well formed; the message names table and rule.
    """
    text = files("zhengmai.extract").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    fragments = _resolve_fragments(data.pop("fragments", {}), name)
    rules = tuple(_rule(entry, fragments, name) for entry in data.pop("rule", []))
    return RuleTable(name, rules, data)


def table_names() -> list[str]:
    """Give the names of all rule tables, sorted."""
    folder = files("zhengmai.extract").joinpath("rules")
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def _resolve_fragments(raw: Mapping[str, str], table: str) -> dict[str, str]:
    resolved: dict[str, str] = {}
    for name, pattern in raw.items():
        # A fragment may use those above it only, so that no cycle can arise.
        resolved[name] = f"(?:{_substitute(pattern, resolved, f'{table}: fragment {name}')})"
    return resolved


def _substitute(pattern: str, fragments: Mapping[str, str], where: str) -> str:
    def fragment(match: re.Match[str]) -> str:
        try:
            return fragments[match[1]]
        except KeyError:
            raise ValueError(f"{where}: unknown fragment <<{match[1]}>>") from None

    return _FRAGMENT.sub(fragment, pattern)


def _rule(entry: Mapping[str, Any], fragments: Mapping[str, str], table: str) -> Rule:
    where = f"{table}: rule {entry.get('id', '?')}"
    for key in ("id", "source", "pattern", "examples", "near_misses", "contexts"):
        if key not in entry:
            raise ValueError(f"{where}: {key} is missing")
    unknown = set(entry) - {
        "id", "source", "pattern", "attributes", "confidence", "examples", "near_misses", "contexts",
    }  # fmt: skip
    if unknown:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")
    confidence = entry.get("confidence", "certain")
    if confidence not in ("certain", "likely", "doubtful"):
        raise ValueError(f"{where}: confidence {confidence!r} is none of certain, likely, doubtful")
    try:
        pattern = re.compile(with_first_characters(_substitute(entry["pattern"], fragments, where)))
    except re.error as error:
        raise ValueError(f"{where}: {error}") from error
    return Rule(
        id=entry["id"],
        pattern=pattern,
        source=entry["source"],
        confidence=cast("Confidence", confidence),
        attributes=entry.get("attributes", {}),
        examples=tuple(entry["examples"]),
        near_misses=tuple(entry["near_misses"]),
        contexts=tuple(Context(c["text"], tuple(c["match"])) for c in entry["contexts"]),
    )
