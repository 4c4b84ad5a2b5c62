"""The division that a document belongs to. Entry points: `place_of`, `place_of_name`, `place_by_evidence`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.rules import load_rules
from zhengmai.extract.titles import issuers_in_title
from zhengmai.registry import agencies, divisions, issuers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.facts import Carrier
    from zhengmai.registry.divisions import Division

_TOWNSHIP = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:街道|镇|乡|苏木)")
# A unit of the town: its government, party committee, office or a commission of it.
_TOWNSHIP_BODY = re.compile(
    r"^(?:人民政府|政府|办事处|办公室|党[委工政]|安全生产|综合|委员会|工作委员会|工委|人大|社会事务|应急|农业|经济发展|纪委)"
)
_SHORT_AUTONOMOUS = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,6}?)(?P<own>自治)?(?P<word>[州县旗]|(?<=自治)区)")
# The town that a title begins with; 城镇, 小镇 and 乡镇 are kinds of places.
_OWN_TOWN = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,4}?(?<![城乡村集小重强名建各])(?P<kind>街道|镇|乡|苏木))(?![村级化街域企区镇]|居民|振兴|建设)"
)
# Words before 镇 and 乡 that make it a kind of place and no name.
_NO_TOWN = re.compile(
    r"^(?:各|本|全|该|我|有关|相关|县|区|市|州|旗|盟|省|乡镇|城镇|镇|乡|街道|村镇|集镇|建制镇|中心镇|.{0,3}[县市区旗]各|印发|转发|推[动进]|加[强快]|促进)"
)
# What names its place by the level alone: 省人民政府, 市政府办公室, 自治区党委.
_LEVEL_ONLY = re.compile(
    r"^(自治区|自治州|自治县|自治旗|省|市|州|盟|县|区|旗)(?=人民|政府|委|府|党委|直|级|[\u4e00-\u9fff]{2,12}[局厅委办会联]$)"
)
_LEVELS = {
    "省": ("province",),
    "自治区": ("province",),
    "市": ("prefecture", "county", "province"),
    "自治州": ("prefecture",),
    "州": ("prefecture",),
    "盟": ("prefecture",),
    "县": ("county",),
    "自治县": ("county",),
    "旗": ("county",),
    "自治旗": ("county",),
    "区": ("county",),
}
_BRANCH = re.compile(r"[局委](?P<stem>[\u4e00-\u9fff]{2,5}?)[区县市]?分局$")
# A vertical service of the state names its place behind its own name: 国家税务总局示范省税务局.
_VERTICAL = re.compile(r"^(?:(?:国家|中国)[\u4e00-\u9fff]{2,10}?(?:总局|总署|银行|公司|局)|财政部)")
# Others name it by its short name: 国家能源局江苏监管办公室, 财政部深圳监管局.
_SERVES = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{2,4}?)(?:监管|监察|监督|专员|证监|分局|分行|管理局|办事处|局$)"
)
# What a zone's administration has behind the bare name of its place, or behind its full name.
_LISTS: dict[str, list[str]] = load_rules("parties").data["lists"]
_ZONE_KIND = f"(?:{'|'.join(_LISTS['zone_kinds'])})?(?:{'|'.join(_LISTS['zone_words'])})"
_ZONE = re.compile(rf"^(?P<own>(?:国家级?)?(?:[\u4e00-\u9fff]{{2,10}}?)??){_ZONE_KIND}")
_ZONE_BODY = re.compile(r"^(?:管委会|管理委员会|党工委|工委|党政)")
# A zone whose place the registry does not know by that name, and a part of a zone with an administration of its own.
_UNKNOWN_ZONE = re.compile(rf"^(?![\u4e00-\u9fff]?[省市县区州])[\u4e00-\u9fff]{{2,8}}?{_ZONE_KIND}")
_PART_OF_ZONE = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,4}片区)(?:开发|开发建设)?(?:管理局|管理办公室|管委会|管理委员会|党工委)"
)
# In running text a place must be named so often, and be so much the most frequent, to be the document's own.
_OFTEN, _SHARE = 2, 0.6
_LONGEST_SEARCH = 20_000


@dataclass(frozen=True)
class Place:
    """A division as far as it is known.

    Attributes:
        code: its code; None where the registry does not hold it.
        name: its full name; "?" where it is not known.
        level: national, province, prefecture, county or township; None where unknown.
        above: code of the division above, where only that is in the registry.
    """

    code: str | None
    name: str
    level: str | None
    above: str | None = None


def place_of(carrier: Carrier) -> Place | None:
    """Tell whose document a carrier is: by its issuers, its number, its title.

    Returns:
        None where nothing in the carrier tells; a place is never guessed. Of a resolved carrier its own division.
    """
    if carrier.division is not None:
        return _place(divisions.load().get(carrier.division))
    if carrier.level and carrier.division_name not in (None, "?"):
        return Place(None, carrier.division_name, carrier.level, carrier.above)
    for name in [*carrier.issuers, *issuers_in_title(carrier.title or "")]:
        place = _of_branch(name) or place_of_name(name)
        if place:
            return place
    return (
        _by_bare_name(carrier)
        or _by_number(carrier)
        or (place_of_name(carrier.title) if carrier.title else None)
    )


def _of_branch(name: str) -> Place | None:
    """Give the county or district that a city's bureau serves through a branch: 上海市公安局奉贤分局."""
    branch, city = _BRANCH.search(name), divisions.load().prefix(name)
    if branch is None or city is None or branch.start() < city.length:
        return None
    served = [
        one
        for one in divisions.load().stemmed(branch["stem"])
        if one.level == "county" and divisions.load().contains(city.division.code, one.code)
    ]
    return _place(served[0]) if len(served) == 1 else None


def _by_bare_name(carrier: Carrier) -> Place | None:
    """Tell the place that a title has in an issuer's stead: 泰州关于印发甲方案的通知."""
    for name in issuers_in_title(carrier.title or ""):
        named = divisions.load().stemmed(name)
        if len(named) == 1:
            return _place(named[0])
    return None


def place_of_name(name: str) -> Place | None:
    """Give the division that a unit's full name begins with; None where it begins with none."""
    folded = re.sub(r"^(?:中共|中国共产党)", "", name)
    match = divisions.load().prefix(folded)
    if match:
        town = _TOWNSHIP.match(folded[match.length :])
        if (
            town
            and match.division.level == "county"
            and _TOWNSHIP_BODY.match(folded[match.length + town.end() :])
        ):
            return Place(None, town[0], "township", match.division.code)
        return _zone_of(match.division, folded[: match.length], folded[match.length :]) or _place(
            match.division
        )
    if load_rules("carrier").only("national-issuer").matches(folded) or agencies.is_national(folded):
        served = _served_by_branch(folded)
        if served is not None:
            return _place(served)
        return _place(divisions.load().get(divisions.NATION))
    return (
        _autonomous(folded)
        or _unknown_town(folded)
        or _part_of_zone(folded)
        or _zone(folded)
        or _unknown_zone(folded)
    )


def _served_by_branch(name: str) -> Division | None:
    """Give the division that a branch of a national body serves; None where the name tells none."""
    vertical = _VERTICAL.match(name)
    if vertical is None:
        return None
    registry, rest = divisions.load(), name[vertical.end() :]
    full = registry.prefix(rest)
    if full is not None:
        return full.division if full.length < len(rest) else None
    short = _SERVES.match(rest)
    bearing = registry.stemmed(short["stem"]) if short is not None else ()
    # 河南局 is that of the province, whatever else bears the name.
    named = [one for one in bearing if one.level == "province"] or bearing
    return named[0] if len(named) == 1 else None


def place_by_evidence(carrier: Carrier, texts: Sequence[str], body: str) -> Place | None:
    """Tell whose document it is where its issuers name their place by the level alone: 省人民政府, 市政府办公室.

    Args:
        carrier: the carrier, whose issuers are of this form.
        texts: titles and other short texts of the document that name its place, the most telling first.
        body: the document's text.

    Returns:
        The division of that level that number, titles, site or text name; None where they name none, or several.
    """
    word = _level_word(carrier)
    if word is None:
        return None
    levels = _LEVELS[word]
    found = _by_code_letters(carrier, word)
    for text in texts if found is None else ():
        named = {one.code: one for one in _named_in(text, levels, word)}
        if not named:
            # A title may name a province without its generic word: 云南….
            bare = (one for n in (2, 3) for one in divisions.load().stemmed(text[:n]))
            named = {
                one.code: one for one in bare if "province" in levels and _bears(one, ("province",), word)
            }
        if len(named) == 1:
            found = next(iter(named.values()))
            break
    if found is None and carrier.publisher:
        place = place_of_name(carrier.publisher)
        # A site may show what a division above its own has issued, never what one below has.
        line = (
            [place.code, *(d.code for d in divisions.load().ancestors(place.code))]
            if place and place.code
            else []
        )
        fitting = [divisions.load().get(code) for code in line if code]
        found = next((one for one in fitting if _bears(one, levels, word)), None)
    if found is None:
        counted = Counter(one.code for one in _named_in(body[:_LONGEST_SEARCH], levels, word))
        if counted:
            code, count = counted.most_common(1)[0]
            if count >= _OFTEN and count >= _SHARE * sum(counted.values()):
                found = divisions.load().get(code)
    return _place(found) if found else None


def level_of_issuers(carrier: Carrier) -> str | None:
    """Give the level that an issuer names without its place; None for 市, which has more than one."""
    levels = _LEVELS.get(_level_word(carrier) or "", ())
    return levels[0] if len(levels) == 1 else None


def _level_word(carrier: Carrier) -> str | None:
    return next((m[1] for name in carrier.issuers if (m := _LEVEL_ONLY.match(name))), None)


def above_town(place: Place, text: str) -> Place:
    """Give a town that the registry lacks with the county that the text names before it, if it names just one."""
    if place.code is not None or place.above is not None:
        return place
    counties = set()
    for match in re.finditer(re.escape(place.name), text[:_LONGEST_SEARCH]):
        before = text[max(0, match.start() - 20) : match.start()]
        for start in range(len(before)):
            county = divisions.load().prefix(before[start:])
            if county and start + county.length == len(before) and county.division.level == "county":
                counties.add(county.division.code)
                break
    return Place(None, place.name, place.level, counties.pop()) if len(counties) == 1 else place


def place_of_division(division: Division | None) -> Place | None:
    """Give a division of the registry as a place; None for none."""
    return _place(division) if division else None


def _place(division: Division) -> Place:
    return Place(division.code, division.name, division.level)


def _unknown_town(name: str) -> Place | None:
    """Give the town that a name begins with though the registry has none of that name: 示范镇人民政府."""
    town = _TOWNSHIP.match(name)
    if town is None or _NO_TOWN.match(name) or not _TOWNSHIP_BODY.match(name[town.end() :]):
        return None
    return Place(None, town[0], "township")


def _autonomous(name: str) -> Place | None:
    """Give the autonomous region, prefecture or county whose short name a name begins with: 宁夏自治区, 湘西州."""
    short = _SHORT_AUTONOMOUS.match(name)
    if short is None:
        return None
    named = [
        one
        for one in divisions.load().stemmed(short["stem"])
        if one.name.endswith(f"自治{short['word']}") and (short["own"] or short["word"] == "州")
    ]
    return _place(named[0]) if len(named) == 1 else None


def town_in_title(titles: Sequence[str], text: str) -> Place | None:
    """Give the town that opens a title, where the text speaks of its own town: 示范镇2024年计划, 全镇, 镇政府."""
    for title in titles:
        place = divisions.load().prefix(title)
        begin = place.length if place and place.division.level == "county" else 0
        town = _OWN_TOWN.match(title, begin)
        if town is None or _NO_TOWN.match(town["name"]):
            continue
        kind = town["kind"]
        if re.search(
            f"[我全本]{kind}|{kind}(?:人民)?政府|{kind}党委|{kind}属|{kind}[机直][关属]|{kind}办事处", text
        ):
            return Place(None, town["name"], "township", place.division.code if place and begin else None)
    return None


def _zone(name: str) -> Place | None:
    """Give the zone whose name begins with the bare name of its place: 泉州台商投资区管理委员会."""
    for length in range(min(len(name) - 2, 6), 1, -1):
        named = divisions.load().stemmed(name[:length])
        # One name may be borne by a city and a county in it; the zone is then the city's.
        highest = next(
            (
                level
                for level in ("province", "prefecture", "county")
                if any(one.level == level for one in named)
            ),
            None,
        )
        chosen = [one for one in named if one.level == highest]
        if len(chosen) == 1 and (zone := _ZONE.match(name[length:])):
            # A zone is no division of GB/T 2260; its administration issues in its name.
            return Place(None, name[:length] + zone[0], "county", chosen[0].code)
    return None


def _part_of_zone(name: str) -> Place | None:
    """Give the part of a zone whose own administration a name is: 甲综合实验区乙片区管理局."""
    zone = _zone(name)
    part = _PART_OF_ZONE.match(name, 0) or (zone and _PART_OF_ZONE.match(name[len(zone.name) :]))
    return Place(None, part["name"], "township", zone.above if zone else None) if part else None


def _unknown_zone(name: str) -> Place | None:
    zone = _UNKNOWN_ZONE.match(name)
    return Place(None, zone[0], "county") if zone and _ZONE_BODY.match(name[zone.end() :]) else None


def _zone_of(division: Division, printed: str, rest: str) -> Place | None:
    """Give the zone whose administration follows a division's full name: 甲市东湖新技术开发区管委会."""
    zone = _ZONE.match(rest)
    if zone is None or not _ZONE_BODY.match(rest[zone.end() :]):
        return None
    return Place(None, zone[0] if zone["own"] else printed + zone[0], "county", division.code)


def _by_number(carrier: Carrier) -> Place | None:
    for number in find_document_numbers(carrier.number or ""):
        known = issuers.by_code(number.issuer_code or "")
        word = _level_word(carrier)
        # 新政发 is 新疆's, and 新洲区's: the registry's reading must fit the level that the issuer names.
        if known and (word is None or _bears(divisions.load().get(known.division), _LEVELS[word], word)):
            return _place(divisions.load().get(known.division))
    return None


def _by_code_letters(carrier: Carrier, word: str) -> Division | None:
    """Tell the place by the first letters of the 机关代字: 鄂政发 of a 省人民政府, 黄石政办发 of a 市人民政府."""
    for number in find_document_numbers(carrier.number or ""):
        code = number.issuer_code or ""
        # Counties use the letters of provinces too; only an issuer that is of a province decides.
        short = divisions.load().shortened(code[:1])
        if short and "province" in _LEVELS[word] and _bears(short, ("province",), word):
            return short
        for length in range(min(len(code) - 1, 5), 1, -1):
            named = [
                one for one in divisions.load().stemmed(code[:length]) if _bears(one, _LEVELS[word], word)
            ]
            if len(named) == 1:
                return named[0]
    return None


def _bears(division: Division, levels: Sequence[str], word: str) -> bool:
    generic = divisions.load().level_word(division.code)
    return division.level in levels and generic.endswith(word)


def _named_in(text: str, levels: Sequence[str], word: str) -> Iterator[Division]:
    """Give the divisions of some levels that a text names in full, each time that it does."""
    at = 0
    while at < len(text):
        match = divisions.load().prefix(text[at : at + 40])
        if match is None:
            at += 1
            continue
        at += match.length
        line = [match.division, *divisions.load().ancestors(match.division.code)]
        found = next((one for one in line if _bears(one, levels, word)), None)
        if found is not None and (found is match.division or found.level == "province"):
            yield found
