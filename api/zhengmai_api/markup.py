"""A text cut where findings begin and end, so that a page can mark them.

Entry point: `marked_text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zhengmai.validate.findings import SEVERITIES


@dataclass(frozen=True)
class Piece:
    """A piece of a text that is marked alike throughout.

    Attributes:
        text: its characters.
        severity: of the gravest finding about it; empty: it is not marked.
        starts: numbers of the findings whose first place begins here, from 1.
        about: numbers of all findings about it, from 1.
    """

    text: str
    severity: str
    starts: tuple[int, ...]
    about: tuple[int, ...]


def marked_text(text: str, findings: Sequence[dict[str, Any]]) -> list[Piece]:
    """Cut a text into pieces.

    Args:
        text: the source text.
        findings: of a report in JSON; their places count code points of the text.
    """
    places = [
        (max(0, place["start"]), min(len(text), place["end"]), number)
        for number, finding in enumerate(findings, 1)
        for place in finding["places"]
    ]
    places = [place for place in places if place[0] < place[1]]
    cuts = sorted({0, len(text), *(place[0] for place in places), *(place[1] for place in places)})
    first: dict[int, int] = {}
    for start, _, number in places:
        first.setdefault(number, start)
    pieces = []
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for start, end, number in places:
        opening.setdefault(start, []).append(number)
        closing.setdefault(end, []).append(number)
    open_now: list[int] = []
    for start, end in pairwise(cuts):
        for number in closing.get(start, ()):
            open_now.remove(number)
        open_now += opening.get(start, ())
        about = tuple(sorted(set(open_now)))
        starts = tuple(number for number in about if first[number] == start)
        severity = min(
            (findings[number - 1]["severity"] for number in about), key=SEVERITIES.index, default=""
        )
        pieces.append(Piece(text[start:end], severity, starts, about))
    return pieces
