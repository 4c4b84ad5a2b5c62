"""Numbering labels of Chinese official documents, as GB/T 9704-2012 7.3.3 orders them and as they are met.

Entry point: `parse_label`. GB/T 9704 names 一、 → （一） → 1. → （1）; the other styles are met in practice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_HAN_NUMERALS = "一二三四五六七八九十百〇○零"
_HAN = f"[{_HAN_NUMERALS}]"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# Labels of one character: ㈠ stands for （一）, ⑴ for （1）, ⒈ for 1. (Unicode, Enclosed Alphanumerics and CJK Letters).
_HAN_ENCLOSED = dict(zip("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", "一二三四五六七八九十", strict=True))
_ARABIC_ENCLOSED = {chr(0x2474 + i): str(i + 1) for i in range(20)}
_ARABIC_STOPPED = {chr(0x2488 + i): str(i + 1) for i in range(20)}
_ENCLOSED = _HAN_ENCLOSED | _ARABIC_ENCLOSED | _ARABIC_STOPPED
_N = f"(?P<n>{_HAN}{{1,7}}|\\d{{1,3}})"
# Words that items bear before their numbers, by the styles that they make.
_WORDS = {
    "action": "行动",
    "task": "任务",
    "key-task": "重点任务",
    "main-task": "主要任务",
    "first-task": "一级任务",
    "second-task": "二级任务",
    "mended-task": "整改任务",
    "problem": "问题",
    "matter": "事项",
    "special-action": "专项行动",
    "deed": "实事",
    "project": "项目",
    "works": "工程",
    "step": "举措",
    "means": "措施",
}
# A number that only a blank parted from the heading which ends the line: 行动1 机构建设提档.
_NAMED = "(?P<m>\\d{1,2})(?=[\u4e00-\u9fff“”（）]{4,30}$)"

# Style, what it begins with ("0" for any digit), pattern, and how the label stands in a path. An earlier style wins.
STYLES: tuple[tuple[str, str, re.Pattern[str], str], ...] = (
    ("part", "第", re.compile(f"第{_N}(?:篇|部分)[：、]?"), "第{}部分"),
    ("chapter", "第", re.compile(f"第{_N}章"), "第{}章"),
    ("section", "第", re.compile(f"第{_N}节"), "第{}节"),
    ("article", "第", re.compile(f"第{_N}条(?![款项例第])"), "第{}条"),
    # A plan of actions numbers its actions and tasks by their own words, a task behind a dash as well: ——任务1：.
    *(
        (
            style,
            f"{word[0]}—【〔[",
            re.compile(
                f"—{{0,2}}(?:{word}(?:{_N}[：、]|{_NAMED})|[【〔\\[]{word}(?P<k>{_HAN}{{1,3}}|\\d{{1,2}})[】〕\\]][：、]?)"
            ),
            f"{word}{{}}",
        )
        for style, word in _WORDS.items()
    ),
    ("han-paren", "（〔[【", re.compile(f"[（〔[【](?P<n>{_HAN}{{1,5}})[）〕\\]】][、.]?"), "（{}）"),
    # The first half of the brackets may be lost.
    ("han-paren", _HAN_NUMERALS, re.compile(f"(?P<n>{_HAN}{{1,3}})）[、.]?"), "（{}）"),
    ("han-paren", "".join(_HAN_ENCLOSED), re.compile(f"(?P<n>[{''.join(_HAN_ENCLOSED)}])[、.]?"), "（{}）"),
    ("han", _HAN_NUMERALS, re.compile(f"(?P<n>{_HAN}{{1,5}})(?:、|[.．](?!\\d))"), "{}"),
    # OCR reads the single stroke of 一 as a dash.
    ("han", "—－-", re.compile("(?P<n>[—－-])、"), "{}"),
    (
        "decimal",
        "0",
        # 2.5G网络 and 3.3D打印 are second and third items on 5G and 3D.
        re.compile(r"(?P<n>\d{1,2}(?:\.[1-3]?\d){1,3})(?![\d.%万亿人个年月周岁元]|[GD](?![A-Za-z]))[.、]?"),
        "{}",
    ),
    (
        "arabic-paren",
        "".join(_ARABIC_ENCLOSED),
        re.compile(f"(?P<n>[{''.join(_ARABIC_ENCLOSED)}])[、.]?"),
        "（{}）",
    ),
    ("arabic-paren", "（", re.compile(r"（(?P<n>\d{1,3})）[、.]?"), "（{}）"),
    # OCR and hasty hands write the stop of a sentence behind the number.
    (
        "arabic",
        "0",
        re.compile(r"(?P<n>\d{1,3})(?:、|[.](?!\d+(?:[.]\d|[万亿%]))|[。·•](?=[\u4e00-\u9fff]{2}))"),
        "{}",
    ),
    ("arabic", "".join(_ARABIC_STOPPED), re.compile(f"(?P<n>[{''.join(_ARABIC_STOPPED)}])[、.]?"), "{}"),
    ("arabic-close", "0", re.compile(r"(?P<n>\d{1,2})）"), "{}）"),
    ("circled", _CIRCLED, re.compile(f"(?P<n>[{_CIRCLED}])[、.]?"), "{}"),
)


@dataclass(frozen=True)
class Label:
    """A numbering label at the start of a text.

    Attributes:
        style: one of the names in `STYLES`.
        number: its number; for "decimal" the last part.
        length: how many characters of the folded text it takes.
        printed: as it stands in a path, for example "二", "（四）", "1".
    """

    style: str
    number: int
    length: int
    printed: str


_OPENED_BY: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
for _style, _openings, _pattern, _form in STYLES:
    for _opening in _openings:
        _OPENED_BY.setdefault(_opening, []).append((_style, _pattern, _form))


# Layout, contents and outline ask about the same lines one after the other.
@lru_cache(maxsize=256)
def parse_label(text: str, at: int = 0) -> Label | None:
    """Read the numbering label at a place of a folded text; None where there is none."""
    first = text[at : at + 1]
    for style, pattern, form in _OPENED_BY.get("0" if first.isdecimal() else first, ()):
        match = pattern.match(text, at)
        if match:
            numeral = match["n"] or match["m"] or match["k"]
            printed = "一" if numeral in "—－-" else _ENCLOSED.get(numeral, numeral)
            number = _number(printed)
            if number is None:
                continue
            return Label(style, number, match.end() - at, form.format(printed))
    return None


def han_number(text: str) -> int | None:
    """Give the value of a Chinese numeral below 1000 (二十一 = 21); None where it is none."""
    if not text:
        return None
    if all(c in _HAN_DIGITS for c in text):
        return int("".join(str(_HAN_DIGITS[c]) for c in text))
    total = 0
    digit = 0
    for c in text:
        if c in _HAN_DIGITS:
            digit = _HAN_DIGITS[c]
        elif c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit


def _number(printed: str) -> int | None:
    if printed in _CIRCLED:
        return _CIRCLED.index(printed) + 1
    if printed[0].isascii():
        return int(printed.rpartition(".")[2])
    return han_number(printed)
