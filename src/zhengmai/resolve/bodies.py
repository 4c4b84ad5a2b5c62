"""The agency behind a name outside clauses: issuers, addressees, approving bodies. Entry point: `resolve_body`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhengmai.extract.facts import Evidence, Party
from zhengmai.extract.rules import load_rules
from zhengmai.resolve.places import place_of
from zhengmai.resolve.units import Resolver
from zhengmai.text.layout import fold
from zhengmai.text.view import Span

if TYPE_CHECKING:
    from zhengmai.extract.facts import Carrier, Resolution


def resolve_body(name: str, carrier: Carrier) -> Resolution:
    """Give what the name of a body in a document's head stands for.

    Args:
        name: as printed, simplified.
        carrier: the document's carrier, whose division stands behind a bare name.
    """
    folded = fold(name)
    found = load_rules("parties").matches(folded)
    collective = bool(found) and found[0].rule.attributes["kind"] == "collective"
    party = Party(folded, "responsible", Evidence(Span(0, 0), "", "certain"), collective=collective)
    resolution = Resolver(place_of(carrier)).resolve(party).resolution
    if resolution is None:
        raise AssertionError("a resolver always gives a resolution")
    return resolution
