"""The division that a document belongs to. Entry point: `place_of`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.rules import load_rules
from zhengmai.extract.titles import issuers_in_title
from zhengmai.registry import agencies, divisions, issuers

if TYPE_CHECKING:
    from zhengmai.extract.facts import Carrier

_TOWNSHIP = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:街道|镇|乡|苏木)")
# A unit of the town: its government, party committee or a commission of it.
_TOWNSHIP_BODY = re.compile(r"^(?:人民政府|办事处|党[委工]|安全生产|综合|委员会)")


@dataclass(frozen=True)
class Place:
    """A division as far as it is known.

    Attributes:
        code: its code; None where the registry does not hold it.
        name: its full name; "?" where it is not known.
        level: national, province, prefecture, county or township; None where unknown.
        above: code of the division above, where only that is in the registry.
    """

    code: str | None
    name: str
    level: str | None
    above: str | None = None


def place_of(carrier: Carrier) -> Place | None:
    """Tell whose document a carrier is: by its issuers, its number, its title.

    Returns:
        None where nothing in the carrier tells; a place is never guessed.
    """
    for name in [*carrier.issuers, *issuers_in_title(carrier.title or "")]:
        place = place_of_name(name)
        if place:
            return place
    return _by_number(carrier) or (place_of_name(carrier.title) if carrier.title else None)


def place_of_name(name: str) -> Place | None:
    """Give the division that a unit's full name begins with; None where it begins with none."""
    folded = re.sub(r"^(?:中共|中国共产党)", "", name)
    match = divisions.load().prefix(folded)
    if match:
        town = _TOWNSHIP.match(folded[match.length :])
        if (
            town
            and match.division.level == "county"
            and _TOWNSHIP_BODY.match(folded[match.length + town.end() :])
        ):
            return Place(None, town[0], "township", match.division.code)
        return Place(match.division.code, match.division.name, match.division.level)
    if load_rules("carrier").only("national-issuer").matches(folded) or agencies.is_national(folded):
        nation = divisions.load().get(divisions.NATION)
        return Place(nation.code, nation.name, nation.level)
    return None


def _by_number(carrier: Carrier) -> Place | None:
    for number in find_document_numbers(carrier.number or ""):
        known = issuers.by_code(number.issuer_code or "")
        if known:
            division = divisions.load().get(known.division)
            return Place(division.code, division.name, division.level)
    return None
