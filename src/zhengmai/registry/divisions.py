"""Administrative divisions of China with GB/T 2260 codes. Entry point: `load`.

Source: ontology/registry/divisions.ttl. The nation has the code "CN", towns and streets nine-digit codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from zhengmai.namespaces import PP, VOCAB
from zhengmai.registry.records import SKOS, Record, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Level = Literal["national", "province", "prefecture", "county", "township"]

NATION = "CN"
LEVELS: dict[str, Level] = {
    "国家级": "national",
    "省级": "province",
    "地级": "prefecture",
    "县级": "county",
    "乡级": "township",
}


_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division.

    Attributes:
        code: six digits of GB/T 2260, nine digits for towns and streets, "CN" for the nation.
        name: full official name, for example "石狮市".
        level: one of the five levels.
        parent: code of the division above, None for the nation only.
        short: one-character (or customary) name of a province, for example "闽"; None elsewhere.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    short: str | None


class PrefixMatch(NamedTuple):
    """A division that a text begins with, and how many code points of the text name it."""

    division: Division
    length: int


class Divisions:
    """The divisions with look-ups by code, name and place in a text."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_code: dict[str, Division] = {}
        self._named: dict[str, list[Division]] = {}
        self._stemmed: dict[str, list[Division]] = {}
        self._stems: dict[str, str] = {}
        self._short: dict[str, Division] = {}
        self._level_words: dict[str, str] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        for record in records:
            self._add(record)
        self._longest = max(len(name) for name in self._named)
        self._name_lengths = _lengths(self._named)
        self._stem_lengths = _lengths(self._stemmed)

    def _add(self, record: Record) -> None:
        division = _division(record)
        self._by_code[division.code] = division
        for name in (division.name, *record.all(SKOS + "altLabel", "zh-hans")):
            self._named.setdefault(name, []).append(division)
        for stem in record.all(PP + "specificElement"):
            self._stemmed.setdefault(stem, []).append(division)
            # 中国残联 and 中国电信 bear the nation's name as a part of their own.
            if division.code != NATION:
                self._stems.setdefault(division.code, stem)
        for short in record.all(PP + "abbreviation"):
            self._short[short] = division
        self._level_words[division.code] = record.one(PP + "genericElement") or ""

    def __iter__(self) -> Iterator[Division]:
        """Give all divisions, higher levels first, by code inside a level."""
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Division:
        """Give the division of a code.

        Raises:
            KeyError: no division has the code.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise KeyError(f"no division has the code {code!r} (ontology/registry/divisions.ttl)") from None

    def named(self, name: str) -> tuple[Division, ...]:
        """Give the divisions of a full name ("石狮市"); 中国 and 全国 name the nation."""
        return tuple(self._named.get(name, ()))

    def stemmed(self, stem: str) -> tuple[Division, ...]:
        """Give the divisions of a name without its generic element ("石狮", "广西", "恩施")."""
        return tuple(self._stemmed.get(stem, ()))

    def stems_at(self, text: str, at: int) -> Iterator[tuple[int, tuple[Division, ...]]]:
        """Give length and divisions of each name without its generic element that stands at a place, longest first."""
        for length in self._stem_lengths.get(text[at : at + _SHORTEST_STEM], ()):
            if named := self._stemmed.get(text[at : at + length]):
                yield length, tuple(named)

    def shortened(self, short: str) -> Division | None:
        """Give the province of a short name ("闽"), or None."""
        return self._short.get(short)

    def ancestors(self, code: str) -> list[Division]:
        """Give the divisions above a division, nearest first, the nation last.

        Raises:
            KeyError: no division has the code.
        """
        found: list[Division] = []
        parent = self.get(code).parent
        while parent is not None:
            found.append(self._by_code[parent])
            parent = found[-1].parent
        return found

    def contains(self, code: str, inner: str) -> bool:
        """Tell whether `inner` is the division `code` or lies within it.

        Raises:
            KeyError: no division has one of the codes.
        """
        return self.get(code).code in self._line(inner)

    def level_word(self, code: str) -> str:
        """Give the generic element of the name: 省, 市, 县, 区, 州, 自治区, 镇, 街道 …; 国家 for the nation.

        Raises:
            KeyError: no division has the code.
        """
        return self._level_words[self.get(code).code]

    def stem(self, code: str) -> str | None:
        """Give the name without its generic element: 石狮 of 石狮市, 广西 of 广西壮族自治区; None where that is no name by itself.

        Raises:
            KeyError: no division has the code.
        """
        name, word = self.get(code).name, self.level_word(code)
        stem = self._stems.get(code) or name.removesuffix(word)
        return stem if len(stem) >= _SHORTEST_STEM and stem != name else None

    def prefix(self, text: str, within: str | None = None) -> PrefixMatch | None:
        """Find the longest division name that a text begins with.

        A chain such as 福建省泉州市石狮市 gives the innermost division. A name that several divisions bear
        is decided by nearness to `within`, and gives None where that does not decide. Towns, streets and
        names such as 城区 or 东区 count only beside `within` or in a chain, since many places have them.

        Args:
            text: folded text.
            within: code of the division whose document the text stands in.

        Raises:
            KeyError: no division has the code `within`.
        """
        found: Division | None = None
        taken = 0
        while step := self._step(text[taken : taken + self._longest], found, within):
            found = step
            taken += len(step.name)
        return PrefixMatch(found, taken) if found else None

    def _step(self, text: str, outer: Division | None, within: str | None) -> Division | None:
        for length in self._name_lengths.get(text[:_SHORTEST_STEM], ()):
            name = text[:length]
            named = self._named.get(name)
            if named is None:
                continue
            candidates = [division for division in named if division.name == name]
            if outer is not None:
                inside = [one for one in candidates if one != outer and outer.code in self._line(one.code)]
                chosen = inside[0] if len(inside) == 1 else None
            else:
                chosen = self._choose(candidates, within)
            if chosen:
                return chosen
        return None

    def _line(self, code: str) -> tuple[str, ...]:
        line = self._lines.get(code)
        if line is None:
            line = self._lines[code] = (code, *(division.code for division in self.ancestors(code)))
        return line

    def _choose(self, candidates: list[Division], within: str | None) -> Division | None:
        here = self._line(within) if within else ()
        eligible = [one for one in candidates if not _is_common(one) or one.parent in here]
        if len(eligible) < 2:
            return eligible[0] if eligible else None
        nearness = [self._shared(one, here) for one in eligible]
        best = max(nearness)
        if best < 2 or nearness.count(best) > 1:
            return None
        return eligible[nearness.index(best)]

    def _shared(self, division: Division, here: tuple[str, ...]) -> int:
        """Count the divisions that lie above (or are) both; 1 is the nation alone."""
        return sum(code in here for code in self._line(division.code))


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Give for the first characters of names how long those that begin with them are, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        if len(name) >= _SHORTEST_STEM:
            lengths.setdefault(name[:_SHORTEST_STEM], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _is_common(division: Division) -> bool:
    return division.level == "township" or (len(division.name) == 2 and division.name.endswith("区"))


def _division(record: Record) -> Division:
    level = (record.one(PP + "level") or "").removeprefix(VOCAB + "level-")
    parent = record.one(PP + "parentDivision")
    return Division(
        code=record.iri.rpartition("/")[2],
        name=cast("str", record.one(SKOS + "prefLabel", "zh-hans")),
        level=LEVELS[level],
        parent=parent.rpartition("/")[2] if parent else None,
        short=record.one(PP + "abbreviation"),
    )


@cache
def load() -> Divisions:
    """Read the register of divisions, once a process.

    Raises:
        InputError: the file is not well-formed.
    """
    return Divisions(read("registry/divisions.ttl", "Division"))
