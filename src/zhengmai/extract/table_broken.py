"""Cells of flattened tables of which a narrow column broke the lines: 市农业农 | 村局.

Entry points: `Token`, `whole_cells`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from zhengmai.extract.table_cells import is_units, kind_of_cell
from zhengmai.extract.unit_names import LEVEL_WORDS, kind_of
from zhengmai.registry import agencies, divisions
from zhengmai.text.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

# Names of offices that a narrow column breaks; the lines of a column of text are longer.
_FEWEST_BROKEN = 2
_WIDEST_UNITS = 12
_SHORTEST_LINE = 10


@dataclass(frozen=True)
class Token:
    """A cell, or a line of one, and the paragraph that it stands in."""

    view: View
    at: int

    @property
    def text(self) -> str:
        """Its folded text."""
        return self.view.text


def whole_cells(tokens: list[Token]) -> list[Token]:
    """Put cells together whose lines a narrow column broke: 市农业农 | 村局; as they are where no unit's name is broken.

    How long the first pieces of broken names are tells how wide their column is.
    """
    broken = {k for k in range(len(tokens) - 1) if _is_broken_name(tokens[k].text, tokens[k + 1].text)}
    if len(broken) < _FEWEST_BROKEN:
        return tokens
    width = Counter(_last_line(tokens[k].text) for k in broken).most_common(1)[0][0]
    whole: list[Token] = []
    k = 0
    while k < len(tokens):
        last = k
        if k in broken:
            last += 1
            while last + 1 < len(tokens) and _goes_on_below(tokens[last].text, tokens[last + 1].text, width):
                last += 1
        elif len(tokens[k].text) >= _SHORTEST_LINE and kind_of_cell(tokens[k].text) in ("long", "words"):
            while last + 1 < len(tokens) and last + 1 not in broken and _runs_on(tokens, last):
                last += 1
        part = tokens[k : last + 1]
        whole.append(Token(reduce(View.followed_by, (token.view for token in part)), part[-1].at))
        k = last + 1
    return whole


def _runs_on(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a line of text goes on in the next one."""
    below = tokens[at + 1].text
    return tokens[at].text[-1] not in "。；！" and (
        below[-1] in "。；" or kind_of_cell(below) in ("long", "sentence", "short", "words")
    )


def _is_broken_name(above: str, below: str) -> bool:
    """Tell whether the end of a cell names a place and no office, and the begin of the next makes it a known one."""
    first, second = re.split("[、，；]", above)[-1], re.split("[、，；（]", below)[0]
    return (
        1 < len(first) <= _WIDEST_UNITS
        and 0 < len(second) <= _WIDEST_UNITS
        and kind_of(first) is None
        and _is_known_office(first + second)
    )


def _goes_on_below(above: str, below: str, width: int) -> bool:
    """Tell whether a name goes on below a line that fills its column."""
    full = len(above) == width and not re.search("[、，；。]", above)
    return full and len(below) <= width and is_units(below) and not _is_known_office(below)


def _last_line(text: str) -> int:
    return len(re.split("[、，；]", text)[-1])


def _is_known_office(name: str) -> bool:
    """Tell whether a name is that of a place's office which the registry knows."""
    place = divisions.load().prefix(name)
    taken = place.length if place else name.startswith(LEVEL_WORDS)
    own = name[taken:]
    return bool(taken) and agencies.is_agency_word(own) and bool(agencies.systems(own))
