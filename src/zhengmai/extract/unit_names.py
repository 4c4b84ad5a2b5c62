"""Lists of units: the names in a list, what belongs to one name, and what kind of name it is.

Entry points: `split_names`, `is_unit`, `run_together`. The forms of names stand in rules/parties.toml; who of a list leads or
supports is read in `zhengmai.extract.parties`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.rules import load_rules
from zhengmai.registry import divisions
from zhengmai.text.characters import replacer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Role = Literal["lead", "support", "responsible"]
PAIRS = {"（": "）", "〔": "〕", "［": "］", "(": ")", "[": "]", "【": "】", "《": "》"}
CLOSERS = frozenset(PAIRS.values())
BRACKETS = "".join((*PAIRS, *CLOSERS))
# Names longer than this are sentences.
LONGEST_NAME = 40
_CONJUNCTION = re.compile(r"以及|[和与及]")
OPEN_END = re.compile(
    r"等(?:[省市州县区]直|[省市州县区]级|[省市州县区旗镇乡]政府|[省市州县区])?(?:(?:有关|相关|各有关|各相关)?(?:部门|单位|机构|部委|地区|成员|处室|科室|股室|站所)*(?:和单位|和部门|、单位|（(?:单位|部门|机构|企业|集团)）)?|[\d一二三四五六七八九十]+(?:个|家)?(?:部门|单位))?$"
    # What others are named by in few words: 等市直（驻市）进驻大厅单位, 等行业主管部门.
    r"|(?<![高中初平同])等(?:[省市州县区]|中央|驻)?[^、，；。等]{1,14}(?:单位|部门)$"
)
NO_PARTY = re.compile(
    r"[/\\—－-]+|无|不再列出|(?:等|及|和)?(?:其他)?(?:有关|相关)(?:部门|单位|方面|地区|各方|职能部门|处室|科室|股室|站所)*(?:（(?:单位|部门)）)?|等(?:[省市州县区旗镇乡](?:政府|直|级)?)?(?:有关|相关)(?:部门|单位)|等"
)
LEVEL_WORDS = ("省", "市", "县", "区", "州", "旗", "镇", "乡")
"""What a name begins with that tells its place by the level alone."""

SINGLE_OFFICES = frozenset("委办局厅处室院")
"""Single words that go on with a list of offices: 相关委、办、局."""

_OFFICES = re.compile("[省市县区州各]?(?:相关|有关)[委办局厅](?:、[委办局厅处室院])*")
_LEAD_IN = re.compile(
    r"^(?:以[上下](?:各项|所有|全部)?(?:工作|任务|措施|事项|政策)?均?(?:需要?|须|由)|由|分别由|统一由|主要由|会同|协同|同|、|，|：)+"
)
_ABOVE_ALL = re.compile(
    r"^(?:各(?:有关|相关)?|有关|相关|所在|属地|涉及)(?:地)?(?:县级市|自治[区州县]|[省市州盟县区旗镇乡]{1,4})(?:（[^（）]{1,8}）)?$|^各街道$|^各地[区市州]?$|^(?:全[市县区])?\d{1,3}个(?:街道|乡镇|[市县区镇乡])(?:（[^（）]*）)?$"
)
_PARTY_BODY = re.compile(r"(?:党委|党工委|工委|党组)$")
_GOVERNMENT_BESIDE = re.compile(r"(?:人民政府|政府|管委会|管理委员会|办事处|行政)(?:（[^（）]*）)?")
_AREA = re.compile(r"[\u4e00-\u9fff]{2,12}[^县市]区")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_ZONE_OF_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,4}?(?:经济技术|经济|高新技术(?:产业)?|工业)?(?:开发区|园区|高新区|经开区)(?:管委会|管理委员会|党工委)"
)
_PLACE_GOVERNMENT = re.compile(r"[\u4e00-\u9fff]{2,5}[市县区州旗盟](?:人民)?政府")
# Whole names by their forms: an office with its level before it, a town, a zone with or without its administration.
_SHORTEST_RUN, _LONGEST_RUN, _LONGEST_PIECE = 6, 120, 24
# So far before a name others of its list are looked at.
_FAR_BACK = 80
# Behind these a word of level is part of the name that it stands in: 公安局市区分局, 教育局区直学校.
_NO_NEW_NAME = re.compile(
    "[省县区州旗镇乡直级属辖域]|市(?![场政容民监])|[\u4e00-\u9fff]{0,3}(?:分局|支队|大队|中队|支局|科|股)"
)
_MARKED = re.compile(
    r"[^\u4e00-\u9fff]|各|有关|相关|和(?!城乡|社会|信息|改革|旅游|计划|规划|草原|国土|科技|体育|广播|新闻|文化|自然)|[与及]|其他|成员|负责|牵头|单位"
)
_LISTS: dict[str, list[str]] = load_rules("parties").data["lists"]
_OFFICE_END = "|".join(_LISTS["office_words"])
_TOWN_BODY = "(?:人民政府|政府|办事处|党委|党工委)?"
_ZONE_END = "|".join([*_LISTS["zone_words"], *_LISTS["farm_words"]])
_BODY_WORD = "管委会|管理委|党工委|党委|人民政府|政府|办事处"
_ZONE_BODY = "(?:管委会|管理委员会|党工委)?"
_WHOLE_NAMES = (
    ("office", re.compile(rf"[省市县区州旗镇](?!人民|政府)[\u4e00-\u9fff]{{1,16}}(?:{_OFFICE_END})")),
    ("town", re.compile(rf"(?![省市县区州旗镇乡]|城[镇乡市]|{_BODY_WORD})[\u4e00-\u9fff]{{2,4}}(?:街道|镇|(?<!城)乡(?!镇)){_TOWN_BODY}")),
    ("zone", re.compile(rf"(?![省市县区州旗镇乡]|{_BODY_WORD})[\u4e00-\u9fff]{{1,12}}(?:{_ZONE_END}){_ZONE_BODY}")),
)  # fmt: skip
_NAME_ENDS = {
    "office": re.compile(f"(?P<end>{_OFFICE_END})"),
    "town": re.compile(f"(?P<end>街道|镇|乡){_TOWN_BODY}"),
    "zone": re.compile(f"(?P<end>{_ZONE_END}){_ZONE_BODY}"),
}
# What is named in quotation marks, and brackets inside a name that stand for round ones: 各县<市、区>人民政府, 各市〔州〕.
_ANNOTATED = r"“[^“”。；（）]{1,30}”|<[^<>。；]{1,12}>|〈[^〈〉。；]{1,12}〉|＜[^＜＞。；]{1,12}＞"
# Brackets that copies print for round ones; inside a list of units all mean the same.
with_round_brackets = replacer(str.maketrans("<>〈〉＜＞〔〕[]［］【】", "（）" * 7))
_TERRITORY = re.compile(
    r"^(?:县级市|自治[区州县]|直辖市(?:[及和]计划单列市)?|计划单列市|[省市州盟县区旗镇乡]{1,3}|街道)(?:（[^（）]*）|人民政府|政府|办事处|党工?委|管委会|工委)*$"
    # 各市、县（区）市场监管局: the offices of all of them, named once.
    r"|^[县市区]（[^（）]{1,8}）[\u4e00-\u9fff]{0,14}(?:局|委|委员会|办|办公室|人民法院|人民检察院)$"
    r"|^(?:自治[区州县]|(?:直辖|计划单列)市(?:[及和]计划单列市)?)[\u4e00-\u9fff]{2,14}(?:厅|局|委|委员会)(?:（[^（）]{1,12}）)?$"
)
_SHORTEST_NAME = 4
_SAME_OFFICE = re.compile("[\u4e00-\u9fff]?[局委厅办]")
# The same without the word of its level.
_SHORTEST_BARE = 3
_MOST_SHARING = 12
# What a short name looks like, and the last name of its list that says which body all of them are.
_SHARED_BODIES = (
    (_PLACE, _PLACE_GOVERNMENT),
    (
        re.compile("(?!各|有关|相关|其他)[\u4e00-\u9fff]{2,6}"),
        re.compile("[\u4e00-\u9fff]{2,8}(?:主管)?部门"),
    ),
)
# Units in brackets behind a unit, which may go with it from here on: 各县、区政府（市高新区管委会，下同）. Where a list is
# read, commas stand for the words that it says of itself.
_NOTED = re.compile(r"([^（）]+)（([^（）]+?)(?P<on>[，、；]?以?下同|，{2,})?）")
_LED_BY = re.compile(r"（[^（）]{2,20}(?:牵头|主办|为牵头(?:单位|部门)|牵头负责)）$")
_NEXT_NAME = re.compile(r"(?<=[局厅办联委院心司])[省市县区州镇](?=[\u4e00-\u9fff]{2})")
_JOINED_HEAD = (*"等局厅委办部院会署行队联府司团社处所级室关镇区县", "单位", "部门", "中心")


@dataclass(frozen=True)
class PartyReading:
    """One unit of a clause; offsets are those of the text that was read.

    Attributes:
        start: where its name begins.
        end: where it ends.
        role: lead, support or responsible (gold guide: 牵头, 配合, 责任).
        through: whether it annotates, in parentheses, the unit before it.
        collective: whether the name is that of a group of bodies (各…, …成员单位).
        rule: id of the rule whose word gives its role; "" where the clause's own rule does.
    """

    start: int
    end: int
    role: Role
    through: bool = False
    collective: bool = False
    rule: str = ""


def split_names(text: str, start: int, end: int, *, general: bool = False) -> list[PartyReading]:
    """Split a list of units into its names; the role is set by the caller.

    Args:
        text: folded text.
        start: where the list begins in it.
        end: where it ends.
        general: whether bare 有关单位 counts, as it does among addressees; in a clause it is no unit.

    Returns:
        One reading a name, `responsible` as a placeholder for the role.
    """
    lead_in = _LEAD_IN.match(text[start:end])
    start += lead_in.end() if lead_in else 0
    tokens = _merge_territories(text, list(_tokens(text, start, end)))
    names: list[PartyReading] = []
    for token_start, token_end in (part for token in tokens for part in _apart(text, *token)):
        found = list(_names_of_token(text, token_start, token_end))
        if general and not found and token_end - token_start >= 4:
            found = [PartyReading(token_start, token_end, "responsible", collective=True)]
        names += found
    return names


# The same few names answer for most of a plan.
@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """Tell by its form whether a name is that of an agency or of a collective; None: of neither."""
    if len(name) > LONGEST_NAME:
        return None
    found = load_rules("parties").matches(with_round_brackets(name))
    kind = found[0].rule.attributes["kind"] if found else None
    return None if kind == "person" else kind


def is_person(name: str) -> bool:
    """Tell by its form whether a name is that of somebody who holds an office (主要领导, 镇长)."""
    return bool(load_rules("parties").where("kind", "person").matches(name))


def shares_body(text: str, names: Sequence[PartyReading], index: int) -> bool:
    """Tell whether a name is short because the last of its list says what body it is.

    That is a government (甲、乙、丙市政府) or a department (教育、民政、卫生健康部门).
    """
    # No printed list of short names is longer, and the bound keeps work to the length of the text.
    listed = [text[name.start : name.end] for name in names[index : index + _MOST_SHARING]]
    for short, whole in _SHARED_BODIES:
        body = next((k for k, name in enumerate(listed) if whole.fullmatch(name)), None)
        if body is not None and all(short.fullmatch(name) for name in listed[:body]):
            return True
    return False


def is_unit(name: str) -> bool:
    """Tell by its form whether a folded name is that of an agency or of all bodies of a kind (各乡镇人民政府)."""
    kind = kind_of(name)
    return kind == "agency" or (kind == "collective" and name.startswith("各"))


def split_at(text: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """Cut a part of a text at marks outside brackets."""
    depth, at = 0, start
    for found in _marks(marks).finditer(text, start, end):
        c, i = found[0], found.start()
        if c in PAIRS:
            depth += 1
        elif c in CLOSERS:
            depth = max(0, depth - 1)
        elif depth == 0 and len(c) == 1:
            if at < i:
                yield at, i
            at = i + 1
    if at < end:
        yield at, end


@cache
def _marks(marks: str) -> re.Pattern[str]:
    return re.compile(f"{_ANNOTATED}|[{re.escape(BRACKETS + marks)}]")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Give a part of a text less the list marks at its ends."""
    while start < end and text[start] in "，、；。：":
        start += 1
    while start < end and text[end - 1] in "，、；。：":
        end -= 1
    return start, end


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for token_start, token_end in split_at(text, start, end, "、，；"):
        at = token_start
        for match in _CONJUNCTION.finditer(text, token_start, token_end):
            right = text[match.end() : min(token_end, match.end() + LONGEST_NAME + 1)]
            # 人力资源和社会保障局 is one name: a conjunction parts units only after a complete name.
            if (
                match.start() - at > 1
                and text.endswith(_JOINED_HEAD, at, match.start())
                and kind_of(right)
                and not inside_bracket(text, at, match.start())
            ):
                yield at, match.start()
                at = match.end()
        yield at, token_end


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part names between which a blank stood that the folded text does not show: 县人社局县民政局."""
    if begins := run_together(text[start:end]):
        yield from pairwise([*(start + at for at in begins), end])
        return
    at = start
    for match in _NEXT_NAME.finditer(text, start + 3, end):
        length = match.start() - at
        if (
            (
                (length >= _SHORTEST_NAME and text[match.start()] == text[start])
                or (length >= _SHORTEST_BARE and _opened_before(text, start, match.start()))
            )
            and kind_of(text[at : match.start()]) == "agency"
            and kind_of(text[match.start() : end]) == "agency"
        ):
            yield at, match.start()
            at = match.start()
    yield at, end


def _opened_before(text: str, start: int, at: int) -> bool:
    """Tell whether names of the list before a name begin with the level that stands in its midst: 区法院、检察院 区司法局."""
    level = text[at]
    if _NO_NEW_NAME.match(text, at + 1):
        return False
    listed = text[max(0, start - _FAR_BACK) : start]
    return any(f"{mark}{level}" in listed for mark in "、，：（")


@lru_cache(maxsize=4096)
def run_together(name: str) -> tuple[int, ...]:
    """Give where the names begin in a run of names without any mark: 区文旅局湖滨新城云山镇; () where it is none.

    A town behind a zone may lie in it (甲开发区乙街道), and an office's own branch bears its name: where only two
    pieces are found, the first is an office, or both are of one kind.
    """
    if not _SHORTEST_RUN <= len(name) <= _LONGEST_RUN or _MARKED.search(name):
        return ()
    # best[i]: how many whole names the text has up to i, where the last of them begins, its kind; the most win.
    best: dict[int, tuple[int, int, str]] = {0: (0, 0, "")}
    for at in range(len(name)):
        if at not in best:
            continue
        count = best[at][0] + 1
        last = min(len(name), at + _LONGEST_PIECE)
        for kind, pattern in _WHOLE_NAMES:
            for closing in _NAME_ENDS[kind].finditer(name, at + 1, last):
                for stop in {closing.end(), closing.end("end")}:
                    if (stop not in best or best[stop][0] < count) and pattern.fullmatch(name, at, stop):
                        best[stop] = (count, at, kind)
    if len(name) not in best or best[len(name)][0] < 2:
        return ()
    begins: list[int] = []
    kinds: list[str] = []
    at = len(name)
    while at > 0:
        _, at, kind = best[at]
        begins.append(at)
        kinds.append(kind)
    begins, kinds = begins[::-1], kinds[::-1]
    if len(kinds) == 2 and kinds[0] != kinds[1] and (kinds[0] != "office" or kinds[1] == "office"):
        return ()
    if kinds == ["office", "office"] and name[0] != name[begins[1]]:
        return ()
    return tuple(begins)


def inside_bracket(text: str, start: int, at: int) -> bool:
    """Tell whether a bracket that opens behind `start` is still open at a place."""
    return text.count("（", start, at) > text.count("）", start, at)


def _merge_territories(text: str, tokens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what one collective name holds: 各市、州、县人民政府; 各区、县级市."""
    merged: list[tuple[int, int]] = []
    for start, end in tokens:
        if merged and _TERRITORY.match(text[start:end]):
            before = text[merged[-1][0] : merged[-1][1]]
            parts = before.split("、")
            if _ABOVE_ALL.match(parts[0]) and all(
                _ABOVE_ALL.match(part) or _TERRITORY.match(part) for part in parts
            ):
                merged[-1] = (merged[-1][0], end)
                continue
        if merged and text[start:end] in SINGLE_OFFICES and _OFFICES.fullmatch(text, *merged[-1]):
            merged[-1] = (merged[-1][0], end)
            continue
        if (
            merged
            and _GOVERNMENT_BESIDE.fullmatch(text, start, end)
            and _PARTY_BODY.search(text, *merged[-1])
        ):
            _join_areas(text, merged)
            merged[-1] = (merged[-1][0], end)
            continue
        if _ZONE_OF_PLACE.fullmatch(text, start, end):
            # 甲、乙、丙经济开发区管委会: the zones of several places, named once. Behind an office stand short names of
            # others, of which some are places' names too.
            while (
                merged
                and not (len(merged) > 1 and kind_of(text[merged[-2][0] : merged[-2][1]]) == "agency")
                and _PLACE.fullmatch(text, *merged[-1])
                and divisions.load().stemmed(text[merged[-1][0] : merged[-1][1]])
                and text[merged[-1][1] : start] == "、"
            ):
                start, _ = merged.pop()
        merged.append((start, end))
    return merged


def _join_areas(text: str, merged: list[tuple[int, int]]) -> None:
    """Join the areas before one that is named with both its bodies: 甲高新区、乙经开区党工委、管委会."""
    while (
        len(merged) > 1 and text[merged[-2][1] : merged[-1][0]] == "、" and _AREA.fullmatch(text, *merged[-2])
    ):
        _, end = merged.pop()
        merged[-1] = (merged[-1][0], end)


def _names_of_token(text: str, start: int, end: int) -> Iterator[PartyReading]:
    lead_in = _LEAD_IN.match(text[start:end])
    start += lead_in.end() if lead_in else 0
    open_end = OPEN_END.search(text[start:end])
    if open_end and open_end.start() > 0:
        end = start + open_end.start()
    start, end = trim(text, start, end)
    if start >= end or NO_PARTY.fullmatch(text[start:end]):
        return
    led_by = _LED_BY.search(text, start, end)
    end = led_by.start() if led_by else end
    name = text[start:end]
    note = _NOTED.fullmatch(name)
    inner = list(split_at(name, note.start(2), note.end(2), "、")) if note else []
    if (
        note
        # Who stands for the whole group in brackets is a part of it, unless the bracket adds to it from here on: 下同.
        and (not note[1].startswith("各") or note["on"])
        and kind_of(note[1]) in ("agency", "collective" if note["on"] else "agency")
        # 教育厅（教委）, 财政厅（局）: what the same body is called elsewhere.
        and all(kind_of(name[a:b]) == "agency" and not _SAME_OFFICE.fullmatch(name, a, b) for a, b in inner)
        # Several names without the level are what one body is called in several places: 工信厅（经信委、经信局）.
        and (len(inner) == 1 or note["on"] or all(name[a] == name[0] for a, _ in inner))
    ):
        yield PartyReading(start, start + len(note[1]), "responsible")
        for a, b in inner:
            yield PartyReading(start + a, start + b, "responsible", through=True)
        return
    yield PartyReading(start, end, "responsible", collective=kind_of(name) == "collective")
