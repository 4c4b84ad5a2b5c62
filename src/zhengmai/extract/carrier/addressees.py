"""主送机关, the units a document is addressed to (GB/T 9704-2012 7.3.2). Entry point: `read_addressees`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.extract.rules import load_rules
from zhengmai.extract.unit_names import SINGLE_OFFICES, inside_bracket, split_names
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.extract.unit_names import PartyReading
    from zhengmai.text.view import View

# Territories without a body of theirs, which the next words name: 各省、自治区、直辖市…主管部门.
_BARE_TERRITORY = re.compile(
    r"各(?:有关)?(?:省|自治[区州县]|直辖市|计划单列市|设区的?市|(?:省?直管|扩权)[市县]|[市州盟地县区旗镇乡]|街道|、|及|和|（[市县区旗镇乡、]{1,6}）|（含[^（）]{1,16}）)+"
)
_MUNICIPALITIES = re.compile(
    "直辖市(?:和|及|、)[\u4e00-\u9fff、]+(?:局|厅|委|办|部门|政府)(?:（[^（）]{1,12}）)?"
)
_SECOND_TERRITORY = re.compile(
    r"(自治[州县旗]|县级市|(?:省?直管|扩权)[市县]|[市县区旗镇乡]|街道)(?:（[^（）]{1,8}）)?(?!直|级|有关|各|属|委|政府|人民政府各)[\u4e00-\u9fff]{2,}"
)
_ZONE_KIND = r"(?:[新园港景保发开经高验范假旅]|开发|示范|度假|综合|管理)(?:（[^（）]{1,6}）)?区"
# The list of zones ends in what body they have: 甲新片区、乙商务区管委会.
_ZONES_BODY = re.compile("[^，：]*?(?:会|委|局|办|厅|部|中心|联|政府|）)(?:[，：]|$)")
_BARE_ZONE = re.compile(rf"{_ZONE_KIND}$")
_ZONE = re.compile(
    rf"{_ZONE_KIND}(?:管委会|管理委员会|党工委|（[^（）]{{1,8}}）)*$"
    r"|^[\u4e00-\u9fff]{2,12}(?:[港园城]|基地)(?:管委会|管理委员会)$"
    rf"|^[\u4e00-\u9fff]{{0,8}}{_ZONE_KIND}[\u4e00-\u9fff（）]{{1,12}}(?:会|委|局|办|厅|部|中心|联|政府)$"
    # What kind of body they all have is said behind the last of them: 甲新片区、乙商务区、丙岛等管委会.
    r"|等(?:管委会|管理委员会)$"
)
_BESIDE_PARTY = re.compile("(?:人民)?政府$|[省市县区]级国家机关")
# A letter that answers a proposal is addressed to those who made it: 甲、乙、丙代表.
_PERSONS = re.compile(
    r"(?:尊敬的)?[\u4e00-\u9fff·]{2,12}(?:、[\u4e00-\u9fff·]{2,12})*(?:等\d*[位名]?)?(?:代表|委员|先生|女士|同志)(?:、[\u4e00-\u9fff·]{2,4}(?:代表|委员|先生|女士|同志))*"
)
_ANSWERS = re.compile("答复|复函|回复")
# Words that whoever copied the text took out.
_MASKED = "（略）"
_OFFICE_AND_ALL = re.compile(f"[{''.join(sorted(SINGLE_OFFICES))}][和及与](?=各)")
_NEXT_BODY = re.compile("(?<=人民政府)(?=[省市县区州盟旗](?:直|级|属)[各有相])")
_LONGEST_OTHER_WORD = 3
# The rest of a bracket of such words.
_OTHER_WORDS = re.compile("(?:、[\u4e00-\u9fff]{1,4})*）")
# A part of a name in brackets: 民（宗）委, 教育（体育）局.
_INSERTED = re.compile(r"（[^（）]{1,8}）")


def read_addressees(views: Sequence[View], head: Head) -> None:
    """Read 主送机关: the line that ends in a colon between title and text (GB/T 9704-2012 7.3.2)."""
    begin = head.title[1] + 1 if head.title else 0
    for i in range(begin, min(head.body_begin(views) + 1, len(views))):
        view = views[i]
        if i in head.consumed:
            continue
        if (
            _ANSWERS.search(head.carrier.title or "")
            and view.text.endswith("：")
            and _PERSONS.fullmatch(view.text, 0, len(view) - 1)
        ):
            head.carrier.addressees.append(view.printed[:-1])
            head.add("主送机关", view, 0, len(view) - 1, "line-addressees", "certain")
            head.consumed.add(i)
            head.body_from = i + 1
            return
        if (
            view.text.endswith("：")
            and not parse_label(view.text)
            and "。" not in view.text
            and _lists_units(view.text[:-1])
        ):
            for name in _addressees(view.text):
                head.carrier.addressees.append(view.printed[name.start : name.end])
                head.add("主送机关", view, name.start, name.end, "line-addressees", "certain")
            head.consumed.add(i)
            head.body_from = i + 1
            return
    for i, view in enumerate(views):
        for match in load_rules("carrier").only("line-addressees-label").matches(view.text):
            part = view.slice(match.end, len(view) - 1 if view.text[-1] in "。；" else len(view))
            # The list ends where the words before a colon would.
            for name in _addressees(f"{part.text}：") if len(part) else ():
                head.carrier.addressees.append(part.printed[name.start : name.end])
                head.add("主送机关", part, name.start, name.end, "line-addressees-label", "certain")
            head.consumed.add(i)
            return


def _addressees(text: str) -> list[PartyReading]:
    """Split 主送机关; words that are no unit by themselves belong to the unit that follows: 商务、教育主管部门."""
    found: list[PartyReading] = []
    waiting: int | None = None
    for name in split_names(text, 0, len(text) - 1, general=True):
        if found and _OFFICE_AND_ALL.match(text, name.start, name.end):
            # 省政府各厅、委和各直属机构: the office goes on with those before it.
            found[-1] = replace(found[-1], end=name.start + 1)
            name = replace(name, start=name.start + 2)
        printed = text[name.start : name.end]
        before = text[found[-1].start : found[-1].end] if found else ""
        # 县委和人民政府 are one addressee of a place that only the first of them names.
        joint = text[name.start - 1] == "和" and before.endswith("委") and _BESIDE_PARTY.match(printed)
        if (
            (
                found
                and (
                    (printed in SINGLE_OFFICES and text[name.start - 1] != "，")
                    or _is_other_word(text, name, found[-1])
                )
            )
            or joint
            or (
                text[name.start - 1] == "、"
                and waiting is None
                and (
                    _of_provinces(before, printed, ends=text[name.end] in "，：")
                    or _of_territory(before, printed)
                    or (_of_zones(before, printed) and _ZONES_BODY.match(text, name.start))
                )
            )
        ):
            # 民政厅（局）, 教育厅（教委） close their brackets behind the second word.
            bracketed = text[name.end] == "）" and inside_bracket(text, found[-1].start, name.start)
            found[-1] = replace(found[-1], end=name.end + bracketed)
        elif (
            not load_rules("parties").matches(_INSERTED.sub("", printed))
            and text[name.end] == "、"
            and _MASKED not in printed
        ):
            if waiting is None and found and _BARE_TERRITORY.fullmatch(before):
                waiting = found.pop().start
            waiting = name.start if waiting is None else waiting
        else:
            found.append(name if waiting is None else replace(name, start=waiting))
            waiting = None
    return [part for name in found for part in _apart(text, name)]


def _apart(text: str, name: PartyReading) -> Iterator[PartyReading]:
    """Part two addressees between which a print has but a blank: 各市人民政府 省直各部门."""
    joint = _NEXT_BODY.search(text, name.start, name.end)
    if joint is None:
        yield name
        return
    yield replace(name, end=joint.start())
    yield replace(name, start=joint.start())


def _is_other_word(text: str, name: PartyReading, before: PartyReading) -> bool:
    """Tell whether a name in brackets is what some places call the body before it: 教育厅（教委）, 教育厅（教委、教育局）."""
    return (
        name.end - name.start <= _LONGEST_OTHER_WORD
        and inside_bracket(text, before.start, name.start)
        and _OTHER_WORDS.match(text, name.end) is not None
    )


def _of_territory(before: str, printed: str) -> bool:
    """Tell whether a name goes on with territories that have no body of theirs yet: 各区、县（市）安委会."""
    territory = _SECOND_TERRITORY.match(printed)
    if _BARE_TERRITORY.fullmatch(before) is None or territory is None:
        return False
    # 市 stands above 区 and 镇, and is then the issuer's own: 各区、市财政局.
    return (territory[1] != "市" or bool(re.search("[省州盟县]", before))) and bool(
        load_rules("parties").matches(f"各{printed}")
    )


def _of_zones(before: str, printed: str) -> bool:
    """Tell whether a name goes on with zones that have no body of theirs yet: 甲高新区、乙新区管委会."""
    bare = _BARE_ZONE.search(before) or ("（" in before and _BARE_TERRITORY.fullmatch(before))
    return bool(bare and _ZONE.search(printed))


def _of_provinces(before: str, printed: str, *, ends: bool) -> bool:
    """Tell whether a name goes on with provinces that have no body of theirs yet: 各省、自治区、直辖市…主管部门."""
    bare = _BARE_TERRITORY.search(before)
    if (
        bare is None
        or bare.end() < len(before)
        or not re.search("省|自治区", bare[0])
        or printed.startswith("各")
    ):
        return False
    return bool(
        load_rules("parties").matches(printed)
        or (ends and printed.startswith("直辖市"))
        or _BARE_TERRITORY.fullmatch(f"各{printed}")
        or _MUNICIPALITIES.fullmatch(printed)
    )


def _lists_units(text: str) -> bool:
    names = split_names(text, 0, len(text))
    return (
        any(load_rules("parties").matches(text[n.start : n.end]) for n in names)
        and all(n.end - n.start <= 40 for n in names)
        and not re.search(r"通知如下|如下|现将|公告|为|制定", text[-12:])
    )
