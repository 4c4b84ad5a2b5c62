"""The elements that a reading can be, with their names and how they look. Entry point: `ELEMENTS`."""

from __future__ import annotations

from typing import NamedTuple

from zhengmai.errors import Bilingual


class Element(NamedTuple):
    """One kind of reading.

    Attributes:
        name: what a person reads.
        terminal: its style in a terminal, in the words of rich.
        paper: background colour on a page, hexadecimal.
    """

    name: Bilingual
    terminal: str
    paper: str


# The order is that of the legend. The first words that a list of facts prints are these keys. Headings and measures
# lie under what is read inside them, so they are faint. Every paper leaves black text a contrast of more than 7 : 1.
ELEMENTS: dict[str, Element] = {
    "unread": Element(Bilingual("未读", "unread"), "bold white on red", "#ff9d9d"),
    "carrier": Element(Bilingual("公文要素", "carrier field"), "black on bright_white", "#d9d9d9"),
    "plan": Element(Bilingual("方案标题", "plan title"), "bold underline", "#cfd8ff"),
    "section": Element(Bilingual("章节标题", "heading"), "bold", "#eceff4"),
    "problem": Element(Bilingual("短板", "problem"), "dim", "#f3ece4"),
    "goal": Element(Bilingual("目标部分", "goal"), "italic", "#eef4e4"),
    "demand": Element(Bilingual("工作要求", "demand"), "italic", "#f1ebf6"),
    "measure": Element(Bilingual("措施", "measure"), "underline", "#fbf6df"),
    "lead": Element(Bilingual("牵头单位", "lead"), "black on bright_green", "#8ddb8d"),
    "support": Element(Bilingual("配合单位", "support"), "black on bright_cyan", "#96dcdf"),
    "responsible": Element(Bilingual("责任单位", "responsible"), "black on green", "#bfe38f"),
    "deadline": Element(Bilingual("期限", "deadline"), "black on bright_yellow", "#ffd75e"),
    "other-deadline": Element(Bilingual("其他时间", "other date"), "yellow", "#ffeeba"),
    "target": Element(Bilingual("目标值", "target"), "black on bright_magenta", "#f0b0e6"),
    "citation": Element(Bilingual("引用", "citation"), "black on bright_blue", "#a9c9ff"),
}
