"""Agencies and groups of bodies as statements. Entry point: `write_body`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhengmai.graph import minting
from zhengmai.graph.statements import SKOS, Statements, concept, zh
from zhengmai.registry import agencies, divisions, vocabulary

if TYPE_CHECKING:
    from zhengmai.extract.facts import Resolution

# What 各… distributes over, by its first words.
_MEMBER_LEVELS = (
    (("各省", "各自治区", "各直辖市"), "level-省级"),
    (("各市、州", "各设区市", "各地级", "各市州", "各地市", "各盟市"), "level-地级"),
    (("各县", "各区县", "各区、县", "各旗", "各市县"), "level-县级"),
    (("各镇", "各乡", "各街道", "乡镇", "镇街", "街道办事处", "街道", "各苏木"), "level-乡级"),
)


def write_body(out: Statements, resolution: Resolution, key: str) -> str:
    """Write the agency or group behind a name.

    Args:
        out: where to write.
        resolution: what the name stands for.
        key: first 12 digits of the copy's sha256, which names bodies of an unknown division.

    Returns:
        Its IRI.
    """
    kind = "party" if resolution.collective else "agency"
    node = minting.iri(kind, minting.body_local(resolution.division, resolution.name, key))
    out.type(node, "CollectiveParty" if resolution.collective else "Agency")
    place = "" if resolution.division in (None, divisions.NATION) else resolution.division_name
    out.add(node, SKOS + "prefLabel", zh(_label(place, resolution.name)))
    if resolution.name != resolution.short and not resolution.collective:
        out.add(node, SKOS + "altLabel", zh(_label(place, resolution.short)))
    serves = resolution.serves or resolution.division
    out.pp(node, "agencyOf", minting.iri("division", serves) if serves else None)
    for system in resolution.systems:
        out.pp(node, "functionalSystem", concept(system))
    if resolution.collective:
        _members(out, node, resolution.name)
    elif resolution.serves and resolution.serves != resolution.division:
        out.pp(node, "dispatchedBy", _dispatcher(out, resolution, key))
    return node


def _dispatcher(out: Statements, resolution: Resolution, key: str) -> str | None:
    """Write the agency that sends out a unit: 泉州市|医保局|石狮|分局 that of the words before the place served.

    泉州市|石狮|生态环境局 has none before it: its own name less the place is that of the sender.
    """
    stem = divisions.load().stem(resolution.serves) if resolution.serves else None
    if stem is None:
        return None
    before, _, after = resolution.short.partition(stem)
    short = before or after
    if not short:
        return None
    name = agencies.expand(short)
    sender = replace(resolution, short=short, name=name, serves=None, systems=agencies.systems(name))
    return write_body(out, sender, key)


def _members(out: Statements, node: str, name: str) -> None:
    """Say of a group which bodies it means: of what level and kind, and all of them or only those concerned."""
    selection = "sel-有关" if any(word in name for word in ("有关", "相关")) else "sel-全部"
    out.pp(node, "selection", concept(selection))
    level = next((level for words, level in _MEMBER_LEVELS if name.startswith(words)), None)
    out.pp(node, "memberLevel", concept(level) if level else None)
    out.pp(node, "memberKind", vocabulary.by_words("member-kinds", name))


def _label(place: str, name: str) -> str:
    return name if name.startswith(place) else place + name
