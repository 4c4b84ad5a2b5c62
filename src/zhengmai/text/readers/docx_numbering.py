"""Numbering labels of DOCX paragraphs as Word prints them (ECMA-376-1 17.9).

Entry point: `Numbering`. The labels of Chinese documents mostly stand in no run: a paragraph, or its style, only
names a list and a level, and `numbering.xml` says how the level counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

_HAN = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_STYLES = 20


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int
    restart: int | None
    legal: bool
    tight: bool
    style: str | None


@dataclass
class _List:
    """One abstract list: its levels, and how far each of them has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the lists of one document; paragraphs are to be asked for in document order."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._styles = {
            style.get(qn("w:styleId"), ""): style
            for style in (styles.iterchildren(qn("w:style")) if styles is not None else ())
        }
        self._default = next(
            (
                k
                for k, s in self._styles.items()
                if s.get(qn("w:type")) == "paragraph" and _on(s.get(qn("w:default")))
            ),
            None,
        )
        self._lists: dict[str, _List] = {}
        self._numbers: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: _Element) -> str:
        """Give the label of a `w:p` as printed, with the space behind it; empty where it has none."""
        number, level = self._place(paragraph)
        abstract = self._lists.get(self._numbers.get(number or "", ""))
        if number is None or abstract is None or level not in abstract.levels:
            return ""
        for at, start in sorted(self._overrides.pop(number, {}).items()):
            # A list that begins anew does so at its first paragraph.
            abstract.counts[at] = start - 1
        self._count(abstract, level)
        return self._printed(abstract, level)

    def _count(self, abstract: _List, level: int) -> None:
        own = abstract.levels[level]
        abstract.counts[level] = abstract.counts.get(level, own.start - 1) + 1
        for deeper in [k for k in abstract.counts if k > level]:
            restart = abstract.levels[deeper].restart if deeper in abstract.levels else None
            # `restart` counts levels from 1; 0 stands for never.
            if restart is None or level < restart:
                del abstract.counts[deeper]

    def _printed(self, abstract: _List, level: int) -> str:
        own = abstract.levels[level]
        if own.form in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = abstract.levels.get(at)
            if shown is None:
                return ""
            form = "decimal" if own.legal else shown.form
            return format_number(abstract.counts.get(at, shown.start), form)

        return re.sub(r"%([1-9])", number, own.text) + ("" if own.tight else " ")

    def _place(self, paragraph: _Element) -> tuple[str | None, int]:
        """Give the number of a paragraph's list and its level in it, from the paragraph or from its styles."""
        properties = paragraph.find(qn("w:pPr"))
        number, level = _list_of(properties)
        style: str | None = _value(properties, "w:pStyle") or self._default
        seen: set[str] = set()
        while (
            number is None
            and style
            and style in self._styles
            and style not in seen
            and len(seen) < _MOST_STYLES
        ):
            seen.add(style)
            element = self._styles[style]
            number, of_style = _list_of(element.find(qn("w:pPr")))
            if number is not None and level is None:
                level = of_style if of_style is not None else self._level_of_style(number, style)
            style = _value(element, "w:basedOn")
        return (None, 0) if number in (None, "0") else (number, level or 0)

    def _level_of_style(self, number: str, style: str) -> int:
        abstract = self._lists.get(self._numbers.get(number, ""))
        levels = abstract.levels if abstract else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def _read(self, numbering: _Element) -> None:
        links: dict[str, str] = {}
        for element in numbering.iterchildren(qn("w:abstractNum")):
            key = element.get(qn("w:abstractNumId"), "")
            self._lists[key] = _List(_levels(element))
            link = _value(element, "w:numStyleLink")
            if link:
                links[key] = link
        for element in numbering.iterchildren(qn("w:num")):
            number = element.get(qn("w:numId"), "")
            self._numbers[number] = _value(element, "w:abstractNumId") or ""
            self._override(number, element)
        for key, link in links.items():
            style = self._styles.get(link)
            number_of_style, _ = _list_of(style.find(qn("w:pPr")) if style is not None else None)
            target = self._lists.get(self._numbers.get(number_of_style or "", ""))
            if target is not None:
                self._lists[key] = target

    def _override(self, number: str, element: _Element) -> None:
        for override in element.iterchildren(qn("w:lvlOverride")):
            at = _integer(override.get(qn("w:ilvl")), 0)
            start = _value(override, "w:startOverride")
            if start is not None:
                self._overrides.setdefault(number, {})[at] = _integer(start, 1)
            changed = _levels(override)
            abstract = self._lists.get(self._numbers[number])
            if changed and abstract is not None:
                own = _List({**abstract.levels, **changed})
                self._numbers[number] = f"num {number}"
                self._lists[f"num {number}"] = own


def format_number(number: int, form: str) -> str:
    """Give a number in one of the forms of ECMA-376-1 17.18.59; a form not known is given in digits."""
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 5 + 1)
        return letter.upper() if form == "upperLetter" else letter
    writer = _FORMS.get(form)
    return writer(number) if writer is not None and number > 0 else str(number)


def _han(number: int) -> str:
    """Write a number below 10,000 in Chinese, for example 二十一, 一百〇五."""
    if number >= 10_000:
        return str(number)
    printed = ""
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            printed += _HAN[digit] + word
        elif printed and number % unit and not printed.endswith("〇"):
            printed += "〇"
    return printed[1:] if printed.startswith("一十") else printed


def _digits(number: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(number))


def _circled(number: int) -> str:
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else str(number)


def _roman(number: int) -> str:
    printed = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        printed += letters * min(count, 10)
    return printed


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "japaneseCounting": _han,
    "taiwaneseCounting": _han,
    "taiwaneseCountingThousand": _han,
    "koreanDigital2": _digits,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({0x30 + i: 0xFF10 + i for i in range(10)}),
    "decimalFullWidth2": lambda n: str(n).translate({0x30 + i: 0xFF10 + i for i in range(10)}),
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
}


def _levels(element: _Element) -> dict[int, _Level]:
    return {
        _integer(level.get(qn("w:ilvl")), 0): _Level(
            form=_value(level, "w:numFmt") or "decimal",
            text=_value(level, "w:lvlText") or "",
            start=_integer(_value(level, "w:start"), 0),
            restart=None
            if _value(level, "w:lvlRestart") is None
            else _integer(_value(level, "w:lvlRestart"), 0),
            legal=level.find(qn("w:isLgl")) is not None,
            tight=_value(level, "w:suff") == "nothing",
            style=_value(level, "w:pStyle"),
        )
        for level in element.iterchildren(qn("w:lvl"))
    }


def _list_of(properties: _Element | None) -> tuple[str | None, int | None]:
    place = properties.find(qn("w:numPr")) if properties is not None else None
    level = _value(place, "w:ilvl")
    return _value(place, "w:numId"), None if level is None else _integer(level, 0)


def _value(element: _Element | None, child: str) -> str | None:
    found = element.find(qn(child)) if element is not None else None
    value: str | None = found.get(qn("w:val")) if found is not None else None
    return value


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text, re.ASCII) else default


def _on(value: str | None) -> bool:
    return value in ("1", "true", "on")
