"""Words as they are searched: one form for simplified and traditional, half and full width, upper and lower case.

Entry points: `tokens` for the index, `match` for what is searched, `highlights` for what is shown. Chinese has no
space between words, so that the tokens are pairs of neighbouring characters: any part of a text of two characters or
more is found as a phrase of pairs, and a single character as the beginning of a pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import opencc

from zhengmai.errors import Bilingual, ZhengmaiError

LONGEST = 100
"""Characters that a search may have."""
MOST_TERMS = 10
"""Terms, parted by white space, that a search may have."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_DIGITS = 5


class SearchError(ZhengmaiError):
    """A text that cannot be searched for."""


def fold(text: str) -> str:
    """Give a text in the form that is compared: as many characters, each simplified, half-width and lower-case."""
    half = text.translate(_FULL_WIDTH)
    simple = _converter().convert(half)
    # A conversion of phrases could change the length; characters by themselves do not.
    if len(simple) != len(half):
        simple = "".join(map(_simplified, half))
    return "".join(low if len(low := character.lower()) == 1 else character for character in simple)


def tokens(text: str) -> str:
    """Give the tokens of a text for the index, parted by spaces.

    White space is passed over, any other character that is no letter or digit parts two runs.
    """
    return " ".join(token for run in _runs(fold("".join(text.split()))) for token in _pairs(run, closed=True))


def match(text: str) -> str:
    """Give the expression that finds what holds every term of a text (SQLite FTS5, "Full-text Query Syntax").

    The expression holds nothing but hexadecimal tokens, whatever the text is.

    Args:
        text: terms parted by white space; each is found as it stands, also inside a word.

    Raises:
        SearchError: the text has no letter or digit, or is too long.
    """
    terms = _terms(text)
    return " AND ".join(_phrase(list(_runs(term))) for term in terms)


def highlights(text: str, searched: str) -> list[tuple[int, int]]:
    """Give where the terms of a search stand in a text: [start, end) in code points, apart and in order.

    A term that stands there in parts only, such as a number with other brackets, is shown by its parts.
    """
    shown = [(position, character) for position, character in enumerate(fold(text)) if character.isalnum()]
    plain = "".join(character for _, character in shown)
    places = []
    for term in _terms(searched):
        wanted = "".join(_runs(term))
        start = plain.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            places.append((shown[start][0], shown[end - 1][0] + 1))
            start = plain.find(wanted, end)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _terms(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise SearchError(
            Bilingual(f"检索词不超过 {LONGEST} 个字符", f"a search has no more than {LONGEST} characters")
        )
    found = list(dict.fromkeys(term for term in fold(text).split() if any(map(str.isalnum, term))))
    if not found:
        raise SearchError(
            Bilingual(
                "检索词里没有文字，例如 就业、残联、狮政办〔2022〕47号",
                "there is nothing to search for; examples are 就业, 残联, 狮政办〔2022〕47号",
            )
        )
    if len(found) > MOST_TERMS:
        raise SearchError(
            Bilingual(f"检索词不超过 {MOST_TERMS} 个", f"a search has no more than {MOST_TERMS} terms")
        )
    return found


def _phrase(runs: list[str]) -> str:
    """Give the phrase of a term: its runs one after the other, the last of them open at its end."""
    *closed, last = runs
    words = [token for run in closed for token in _pairs(run, closed=True)]
    if len(last) == 1:
        return '"' + " ".join([*words, _code(last)]) + '" *'
    return '"' + " ".join([*words, *_pairs(last, closed=False)]) + '"'


def _runs(folded: str) -> Iterator[str]:
    run = ""
    for character in folded:
        if character.isalnum():
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run


def _pairs(run: str, *, closed: bool) -> Iterator[str]:
    """Give the pairs of neighbours of a run; a closed one ends in its last character by itself."""
    codes = [_code(character) for character in run]
    yield from (first + second for first, second in pairwise(codes))
    if closed:
        yield codes[-1]


def _code(character: str) -> str:
    return format(ord(character), f"0{_DIGITS}x")


@cache
def _simplified(character: str) -> str:
    found = _converter().convert(character)
    return found if len(found) == 1 else character


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
