"""Every agency mention of the annotations goes through the registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zhengmai.registry import agencies, divisions

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold"
ROLES = ("lead", "support", "responsible")
# Phrases for several parties at once: the caller's grammar of 各 and 有关 reads them, not the registry.
COLLECTIVE = ("各", "有关")


def mentions() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in sorted(GOLD.rglob("*.json")):
        annotation: Any = json.loads(path.read_text(encoding="utf-8"))
        for plan in annotation.get("plans", ()) if isinstance(annotation, dict) else ():
            for measure in plan["measures"]:
                found += [(party["mention"], party["resolved"]) for role in ROLES for party in measure[role]]
    return found


def test_annotations_every_resolved_agency_known_to_the_registry() -> None:
    register = divisions.load()
    found = mentions()
    assert len(found) == 563
    for mention, resolved in found:
        place, name = resolved.split("|")
        if place != "?":
            (division,) = register.named(place)
            # A division found in the mention is the one that the annotation gives.
            prefix = register.prefix(mention, within=division.code)
            assert prefix is None or prefix.division == division
        full = agencies.expand(name)
        assert agencies.expand(full) == full
        if not any(word in name for word in COLLECTIVE):
            assert agencies.is_agency_word(name), name
            assert agencies.systems(name), name
