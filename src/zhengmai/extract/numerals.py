"""Numbers as official documents write them: 1,200, 2.5万, 1.8万亿, 二十五, 百, 二○二三.

Entry points: `number_value`, `small_number`. Both give exact values; the bare Chinese numeral is read by cn2an,
everything around it (grouping commas, decimal points, 万 and 亿 after digits) here, because cn2an refuses it.
"""

from __future__ import annotations

import re
from decimal import Decimal

import cn2an

LONGEST = 24
"""Longer strings are no numbers of this genre; the limit keeps the work bounded."""

_PRINTED = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,5}(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>[十百千万亿]{0,2})"
)
_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ZEROS = str.maketrans("Oo0○", "〇〇〇〇")
_HAN_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}")


def han_zeros(printed: str) -> str:
    """Give a Chinese numeral with the proper zero where a letter or a digit stands for it: 二OO九, 二0二一."""
    return printed.translate(_ZEROS)


def number_value(text: str) -> Decimal:
    """Read one number.

    Args:
        text: the number alone, without qualifier and unit: "600", "1,200", "2.5万", "1.8万亿", "二十五", "百万".

    Raises:
        ValueError: the text is not one number of a form that is known here.
    """
    if not 0 < len(text) <= LONGEST:
        raise ValueError(f"not a number: {text[:LONGEST]!r}")
    printed = _PRINTED.fullmatch(text)
    if printed:
        value = Decimal(printed["digits"].replace(",", ""))
        for scale in printed["scale"]:
            value *= _SCALES[scale]
        return value
    return _han_value(text)


def small_number(text: str) -> int:
    """Read a year, month, day, ordinal or count in digits or Chinese numerals.

    Raises:
        ValueError: the text is not a whole number.
    """
    if _HAN_YEAR.fullmatch(text):
        return int(text.translate(_HAN_DIGITS))
    value = number_value(text)
    if value != value.to_integral_value():
        raise ValueError(f"not a whole number: {text!r}")
    return int(value)


def _han_value(text: str) -> Decimal:
    # cn2an wants a digit before a leading 百, 千 or 万 (百项, 千名).
    spelled = f"一{text}" if text[0] in "百千万亿" else text
    try:
        return Decimal(str(cn2an.cn2an(spelled, "normal")))
    except (ValueError, KeyError) as error:  # cn2an looks 亿一 up in vain
        raise ValueError(f"not a number: {text!r}") from error
