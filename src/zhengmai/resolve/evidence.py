"""Level and division of a document whose issuer is not known, by what its text says of itself.

Entry points: `level_by_bodies`, `place_by_names`. The bodies that a document writes to or sets to work tell its level;
a place is taken only if the text names no other of that level, and never against the place above that it names.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from zhengmai.registry import divisions
from zhengmai.resolve.units import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhengmai.registry.divisions import Division

_BRACKETS = str.maketrans("〔〕()[]", "（）（）（）")
_LEVEL_OF_WORD = {
    "省": "province",
    "县": "county",
    "区": "county",
    "旗": "county",
    "镇": "township",
    "乡": "township",
}
# A unit with a level word before it, as lists of units print it: ：市人社局、.
_UNIT = re.compile(
    r"(?<![\u4e00-\u9fff])(省|市|县|区|旗|镇|乡)(?![直级属内外场政容])(?:委[\u4e00-\u9fff]{0,4}|政府[\u4e00-\u9fff]{0,4}|[\u4e00-\u9fff]{2,10}?(?:局|委|办|厅|联|会))(?=[，、。；）\s]|牵头|负责|等|$)"
)
_COUNTIES_BELOW = re.compile(
    r"各(?:有关)?县(?:[（、]|市|区)|各(?:有关)?区(?:县|、县|人民政府|政府)|县级?（市|市、?县(?:（.{1,4}）|区)?(?:[两二]|三)级|县(?:市区|（市、?区）)"
)
_TOWNS_BELOW = re.compile(r"各(?:乡镇|镇|乡|街道|镇街|街镇|苏木)")
# Another place that a text holds up as an example, or works with.
_ELSEWHERE_BEFORE = re.compile(
    r"(?:学习|借鉴|推广|对标|赴|前往|支援|援|与|比照|参照|对口|来自|毗邻)[\u4e00-\u9fff“”]{0,4}$"
)
_ELSEWHERE_BEHIND = re.compile(r"^(?:等地|等省|等市|经验|模式|做法|大学|银行|铁路|路|话|菜|籍)")
# 部 of the State Council; departments of the Party bear such names at every level.
_MINISTRY = re.compile(
    r"国务院国资委|(?!.{0,6}(?:组织|宣传|统战|政法|武装|工作|保卫|外联)部)(?:国家)?[\u4e00-\u9fff]{2,8}部|国家[\u4e00-\u9fff]{2,10}(?:局|委|委员会|办)|[\u4e00-\u9fff]{2,6}(?:总局|总署)"
)
_SELF = re.compile("(?:全|我)([省市县区旗镇乡])(?![\u4e00-\u9fff]?(?:域|级))")
_OWN_GOVERNMENT = re.compile("(?<=[以经报按由，。；（或])(县|区|市|省)政府(?=办|名义|[同审批研常，、）（])")
_LONGEST_SEARCH = 20_000
_LEVELS = ("province", "prefecture", "county")
_OFTEN = 2
_SHORTEST = 2


@cache
def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sign["level"], re.compile(sign["pattern"])) for sign in names()["level_signs"])


def level_by_bodies(addressees: Sequence[str], mentions: Iterable[str], text: str) -> str | None:
    """Tell the level by the bodies that a document addresses, that its clauses name, or that its text lists.

    Where none of them tells, several ministries do, or what the text calls its own place (全市, 我县).

    Args:
        addressees: 主送机关, folded.
        mentions: the names in its clauses, folded.
        text: the document's text, folded.
    """
    written = "，".join(addressees)
    level = _level_of_list(written)
    if level:
        return level
    mentioned = list(mentions)
    words = Counter(name[0] for name in mentioned if name[0] in "省市县区旗镇乡" and _UNIT.fullmatch(name))
    if not words:
        words = Counter(match[1] for match in _UNIT.finditer(text[:_LONGEST_SEARCH]))
    if words:
        word, count = words.most_common(1)[0]
        if count * 2 <= sum(words.values()):
            return None
        if word != "市":
            return _LEVEL_OF_WORD[word]
        # A city with towns directly under it is of a county's rank; most others have counties or districts.
        searched = f"{written}，{text}"
        if _COUNTIES_BELOW.search(searched) or not _TOWNS_BELOW.search(searched):
            return "prefecture"
        return "county"
    return _level_of_list("，".join(mentioned)) or _level_of_ministries(mentioned) or _level_of_self(text)


def _level_of_ministries(mentioned: Sequence[str]) -> str | None:
    """Tell the nation by several of its ministries, which no other level has under these names."""
    ministries = {name for name in mentioned if _MINISTRY.fullmatch(name)}
    return "national" if len(ministries) >= _OFTEN else None


def _level_of_self(text: str) -> str | None:
    """Tell the level by what a text calls its own place: 全市, 我县."""
    words = Counter(match[1] for match in _SELF.finditer(text[:_LONGEST_SEARCH]))
    if not words:
        # An office within a government speaks of that by its level: 以县政府名义.
        words = Counter(match[1] for match in _OWN_GOVERNMENT.finditer(text[:_LONGEST_SEARCH]))
    if not words:
        return None
    word, count = words.most_common(1)[0]
    if count < _OFTEN or count * 3 < sum(words.values()) * 2 or (word == "区" and "自治区" in text):
        return None
    return "prefecture" if word == "市" and not _TOWNS_BELOW.search(text) else _LEVEL_OF_WORD.get(word)


def _level_of_list(text: str) -> str | None:
    plain = text.translate(_BRACKETS)
    return next((level for level, sign in _signs() if sign.search(plain)), None)


def place_by_names(level: str | None, text: str) -> Division | None:
    """Tell the division that a text without an issuer speaks of.

    Args:
        level: the document's level; None where unknown.
        text: its text, folded; its titles first.

    Returns:
        The only division of the level that the text names, if the place above it is none but its own; None else.
    """
    counted = Counter(one.code for one in _named(text[:_LONGEST_SEARCH]))
    register = divisions.load()
    found = [register.get(code) for code in counted]
    # A municipality has districts under it and speaks of itself as a city.
    fitting = [
        one
        for one in found
        if one.level == level
        or (level == "prefecture" and one.level == "province" and one.name.endswith("市"))
    ]
    if level is None:
        # Where all places lie on one line, the innermost is the document's own.
        fitting = [one for one in found if all(register.contains(other.code, one.code) for other in found)]
        if len(found) < _OFTEN:
            return None
    if len(fitting) > 1:
        # Bare names are those of rivers, hills and dishes as well; one alone that is named in full is meant.
        fitting = [one for one in fitting if one.name in text] or fitting
    if len(fitting) != 1:
        return None
    place = fitting[0]
    above = {one.code for one in register.ancestors(place.code)}
    for higher in ("province", "prefecture"):
        named = {one.code for one in found if one.level == higher and one != place}
        if level_rank(higher) < level_rank(place.level) and named and not named & above:
            return None
    known_above = above & set(counted)
    if place.level == "province" or known_above or counted[place.code] >= _OFTEN or place.name in text:
        return place
    return None


def level_rank(level: str) -> int:
    """Give the place of a level in the order of levels, the nation first."""
    return ("national", "province", "prefecture", "county", "township").index(level)


def _named(text: str) -> Iterator[Division]:
    """Give the divisions that a text names in full or by their bare names, each time that it does."""
    register = divisions.load()
    bare: list[Division] = []
    seen: set[str] = set()
    at = 0
    while at < len(text):
        match = register.prefix(text[at : at + 40])
        # A name of two characters may be cut from words: 完成县级任务 names no 成县.
        if match is not None and match.length == _SHORTEST and at and "\u4e00" <= text[at - 1] <= "\u9fff":
            match = None
        if match is not None and match.division.level in _LEVELS:
            if not _is_elsewhere(text, at, at + match.length):
                line = [match.division, *register.ancestors(match.division.code)]
                seen |= {one.code for one in line}
                yield match.division
            at += match.length
            continue
        stem = _stem_at(text, at)
        if stem is None:
            at += 1
            continue
        length, division = stem
        if not _is_elsewhere(text, at, at + length):
            bare.append(division)
        at += length
    seen |= {one.code for one in bare if one.level != "county"}
    for one in bare:
        # Many counties' bare names are words as well; one counts beside the city or municipality it lies in.
        if one.level != "county" or one.parent in seen:
            yield one


def _stem_at(text: str, at: int) -> tuple[int, Division] | None:
    register = divisions.load()
    for length, stemmed in register.stems_at(text, at):
        named = [one for one in stemmed if one.level in _LEVELS]
        # A city and a county or a province may share a name; in running text the one that holds the others is meant.
        widest = [one for one in named if all(register.contains(one.code, other.code) for other in named)]
        if widest:
            return length, widest[0]
    return None


def _is_elsewhere(text: str, start: int, end: int) -> bool:
    return bool(
        _ELSEWHERE_BEFORE.search(text, max(0, start - 8), start)
        or _ELSEWHERE_BEHIND.match(text[end : end + 4])
    )
