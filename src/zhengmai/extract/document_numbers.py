"""发文字号 (document numbers) in folded text.

Entry points: `find_document_numbers` for running text, `parse_document_number` for one number alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from zhengmai.extract.numerals import han_zeros, small_number
from zhengmai.extract.rules import Confidence, RuleMatch, load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_SPACE = re.compile(r"\s+")
_BEFORE_OPENING = frozenset("》〉）”’」〕号0123456789")


@dataclass(frozen=True)
class DocumentNumber:
    """One document number as found.

    Attributes:
        start: offset of its first character in the text that was searched.
        end: offset behind its last character.
        verbatim: the characters found.
        canonical: with 〔〕, ASCII digits, no 第 behind 〕 and no leading zero, a lost bracket put back behind the
            four digits of the year; None where the copy is damaged otherwise (a masked year, a lost 机关代字),
            since a guess would name another document.
        issuer_code: 机关代字, None where damaged.
        year: None for decrees numbered without a year, and where damaged.
        sequence: 发文顺序号, None where damaged.
        rule: id of the rule that found it.
        confidence: certain, likely or doubtful.
    """

    start: int
    end: int
    verbatim: str
    canonical: str | None
    issuer_code: str | None
    year: int | None
    sequence: int | None
    rule: str
    confidence: Confidence


def find_document_numbers(text: str) -> list[DocumentNumber]:
    """Find all document numbers of a folded text, in order, without overlaps.

    >>> [n.canonical for n in find_document_numbers("根据国办发[2018]129号文件")]
    ['国办发〔2018〕129号']
    """
    return [_number(text, match) for match in load_rules("document_numbers").matches(text)]


def parse_document_number(text: str) -> DocumentNumber | None:
    """Read a text that is one document number and nothing else.

    Args:
        text: as typed or printed; white space and full-width digits do not matter.

    Returns:
        The number, its offsets those of the text without white space; None where the text is something else.

    >>> parse_document_number("闽政办 [2022] 52号").canonical
    '闽政办〔2022〕52号'
    """
    plain = _SPACE.sub("", text).translate(_FULL_WIDTH).replace("(", "（").replace(")", "）")
    found = find_document_numbers(plain)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(plain)):
        return found[0]
    return None


def _number(text: str, match: RuleMatch) -> DocumentNumber:
    damaged = bool(match.rule.attributes.get("damaged", False))
    code = match.group("code") or ""
    start = match.start
    if code:
        start += _code_start(code, text[start - 1] if start else "")
        code = text[start : match.start + len(code)]
    elif damaged:
        run = re.match(r"[一-鿿〇]*", text[start : match.end])
        start += _code_start(run[0] if run else "", text[start - 1] if start else "")
    year, sequence = _figures(match.group("year")), _figures(match.group("sequence"))
    return DocumentNumber(
        start=start,
        end=match.end,
        verbatim=text[start : match.end],
        canonical=None if damaged else _canonical(match, code, year, sequence),
        issuer_code=None if damaged else code + str(match.rule.attributes.get("decree", "")),
        year=int(year) if year else None,
        sequence=int(sequence) if sequence else None,
        rule=match.rule.id,
        confidence=match.rule.confidence,
    )


def _figures(printed: str | None) -> str | None:
    """Give a year or a serial number in ASCII digits."""
    return printed if printed is None or printed.isascii() else str(small_number(han_zeros(printed)))


def _canonical(match: RuleMatch, code: str, year: str | None, sequence: str | None) -> str:
    code += str(match.rule.attributes.get("decree", ""))
    if year is None:
        return f"{code}第{sequence}号"
    if match.rule.id == "number-year-without-brackets":
        return f"{code}{year}年第{sequence}号"
    return f"{code}〔{year}〕{sequence}号"


@cache
def _lead_in() -> re.Pattern[str]:
    words: Sequence[str] = load_rules("document_numbers").data["lead_ins"]
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def _code_start(code: str, before: str) -> int:
    """Give how many characters of a run of Han characters stand before the 机关代字."""
    start = 0
    for cut in _lead_in().finditer(code):
        if cut.end() < len(code):
            start = cut.end()
    openings: Sequence[str] = load_rules("document_numbers").data["openings"]
    if start == 0 and before in _BEFORE_OPENING and len(code) > 2 and code[0] in openings:
        start = 1
    return start
