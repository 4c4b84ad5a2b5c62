"""The agency or group of bodies behind a name in a clause.

Entry point: `Resolver`. A name says its division outright (泉州市石狮生态环境局), by a level word (市残联), or
not at all (残联), and then it is the document's own: a unit with another place's name does not hand its prefix on.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zhengmai.extract.facts import Resolution
from zhengmai.extract.rules import load_rules
from zhengmai.registry import agencies, divisions
from zhengmai.text.layout import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhengmai.extract.facts import Party
    from zhengmai.extract.rules import Confidence
    from zhengmai.registry.divisions import Division
    from zhengmai.resolve.places import Place

# 市级各有关部门, 区直各单位: the first character is part of a word and names no division by itself.
_NO_LEVEL_WORD = re.compile(r"[省市县区州盟旗镇乡](?:级|[辖属])")
# A free-trade zone names its province in a bracket.
_FREE_TRADE_ZONE = re.compile("中国（(?P<place>[\u4e00-\u9fff]{2,4})）自由贸易")
# What a bracket says of a short name is no part of the name.
_SHORT_NAME_NOTE = re.compile(r"（[^（）]*(?:简|统|合|以下|下)称[^（）]*）")

NATION_NAME = "全国"
UNKNOWN_NAME = "?"


@cache
def names() -> Mapping[str, Any]:
    """Give the tables of resolve/names.toml."""
    return tomllib.loads(files("zhengmai.resolve").joinpath("names.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Resolver:
    """Resolves the names of units in one document.

    Attributes:
        place: the division whose document it is; None where unknown.
    """

    place: Place | None
    _known: dict[tuple[str, bool], Resolution] = field(default_factory=dict)

    def resolve(self, party: Party) -> Party:
        """Give a party with what its name stands for."""
        # A plan names the same few units again and again.
        key = (party.mention, party.collective)
        resolution = self._known.get(key)
        if resolution is None:
            resolution = self._known[key] = self._resolve(party)
        return replace(party, resolution=resolution)

    def _resolve(self, party: Party) -> Resolution:
        printed = fold(party.mention)
        outright = self._outright(printed)
        if outright:
            division, length = outright
            rest = printed[length:]
            if self._shares_name(division, printed[:length]):
                return self._resolution(party, None, rest, "elided-prefix", "likely")
            serves = self._serves(division, rest)
            return self._resolution(party, division, rest, "place-name", "certain", serves)
        if trade_zone := _FREE_TRADE_ZONE.match(printed):
            provinces = [d for d in divisions.load().stemmed(trade_zone["place"]) if d.level == "province"]
            if provinces:
                return self._resolution(party, provinces[0], printed, "place-name", "certain")
        word = self._zone_word(printed) or self._level_word(printed)
        if word and self.place and self.place.code is None and self.place.name.endswith(word):
            # A town or zone that the registry lacks is known by its name alone.
            return self._resolution(party, None, printed[len(word) :], "elided-prefix", "certain")
        if word:
            division_or_none, cut = self._of_level(word)
            rest = printed[len(word) :] if cut else printed
            return self._resolution(
                party, division_or_none, rest, "level-word", "certain" if cut else "likely"
            )
        if not party.collective and (
            load_rules("carrier").only("national-issuer").matches(printed) or agencies.is_national(printed)
        ):
            nation = divisions.load().get(divisions.NATION)
            # 国家 and 全国 say the level as 省 and 市 do: 国家统计局 is the nation's 统计局; 全国人大 is
            # nobody's 人大 without it.
            own_prefix = next(
                (word for word in ("国家", "全国") if printed.startswith(word) and _is_unit(printed[2:])), ""
            )
            return self._resolution(
                party, nation, printed.removeprefix(own_prefix), "national-name", "certain", full=printed
            )
        return self._resolution(party, self._own(), printed, "elided-prefix", "certain")

    def _own(self) -> Division | None:
        if self.place is None or self.place.code is None:
            return None
        return divisions.load().get(self.place.code)

    def _line(self) -> list[Division]:
        """Give the document's division and those above it, nearest first."""
        code = (self.place.code or self.place.above) if self.place else None
        if code is None:
            return []
        return [divisions.load().get(code), *divisions.load().ancestors(code)]

    def _outright(self, printed: str) -> tuple[Division, int] | None:
        own = self._own()
        match = divisions.load().prefix(printed, within=own.code if own else None)
        if match and match.length < len(printed):
            return match.division, match.length
        for division in self._line():
            # A unit of the state may carry the bare name of its place: 上海海关, 泉州银保监分局.
            stem = divisions.load().stem(division.code)
            if (
                stem
                and printed.startswith(stem)
                and len(printed) > len(stem) + 1
                and _is_unit(printed[len(stem) :])
            ):
                return division, len(stem)
        return None

    def _shares_name(self, division: Division, printed: str) -> bool:
        """Tell whether a bare name is that of the document's zone as much as of the county that it covers: 甲海关 in 甲实验区."""
        place = self.place
        return (
            place is not None
            and place.code is None
            and place.above == division.code
            and division.level == "county"
            and printed != division.name
            and place.name.startswith(printed)
        )

    def _serves(self, division: Division, rest: str) -> str | None:
        """Give the document's own division where a unit of a higher one names it: 泉州市|石狮生态环境局."""
        own = self._own()
        if own is None or own.code == division.code:
            return None
        stem = divisions.load().stem(own.code)
        return (
            own.code if stem and stem in rest and divisions.load().contains(division.code, own.code) else None
        )

    def _zone_word(self, printed: str) -> str | None:
        """Give what a zone's own document calls it before the name of its units: 园区民政办 in 甲工业园区."""
        if self.place is None or self.place.code is not None:
            return None
        words: list[str] = load_rules("parties").data["lists"]["zone_words"]
        named = (w for w in words if printed.startswith(w) and self.place.name.endswith(w))
        return next((w for w in named if len(printed) > len(w) + 1), None)

    def _level_word(self, printed: str) -> str | None:
        if printed.startswith(tuple(names()["not_prefixed"])) or _NO_LEVEL_WORD.match(printed):
            return None
        words = sorted(names()["level_words"], key=len, reverse=True)
        return next(
            (w for w in words if printed.startswith(w) and len(printed) > len(w) + 1 and w != "国家"), None
        )

    def _of_level(self, word: str) -> tuple[Division | None, bool]:
        """Give the division that a level word means, and whether the word is to be cut off the name.

        A word for a level below the document's own names no division: 街道办事处 in a county's plan are its own.
        """
        for division in self._line():
            if (
                divisions.load().level_word(division.code).endswith(word)
                and division.level in names()["level_words"][word]
            ):
                return division, True
        own = self._own()
        return own, own is None

    def _resolution(
        self,
        party: Party,
        division: Division | None,
        rest: str,
        rule: str,
        confidence: Confidence,
        serves: str | None = None,
        full: str | None = None,
    ) -> Resolution:
        rest = _SHORT_NAME_NOTE.sub("", rest)
        short = names()["repairs"].get(rest, rest)
        collective = party.collective
        name = short if collective else agencies.expand(full or short)
        own_name = (
            self.place.name
            if self.place and self.place.code is None and rule == "elided-prefix"
            else UNKNOWN_NAME
        )
        return Resolution(
            division=division.code if division else None,
            division_name=_name(division) if division else own_name,
            short=short,
            name=name,
            collective=collective,
            rule=rule,
            confidence=confidence,
            serves=serves,
            systems=() if collective else agencies.systems(name),
            repaired=short != rest,
        )


def _is_unit(name: str) -> bool:
    return agencies.is_agency_word(name) or bool(agencies.systems(name))


def _name(division: Division) -> str:
    return NATION_NAME if division.code == divisions.NATION else division.name
