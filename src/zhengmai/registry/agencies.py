"""Names of agencies: expansion of abbreviations, functional systems, recognition by form.

Entry points: `expand`, `systems`, `is_agency_word`, `national`. All names are without their place: "残联", not
"石狮市残联". Source: ontology/registry/agencies.ttl.
"""

from __future__ import annotations

from functools import cache

from zhengmai.namespaces import PP, VOCAB
from zhengmai.registry.records import Record, read

FILE = "registry/agencies.ttl"
PARTY = "党委"
# 市委组织部 without its place and level word is 委组织部.
PARTY_SHORT = "委"
# 委员会 alone begins with the same character and is no party body.
COMMITTEE = "委员"
NOT_INSIDE = ("委", "府")
# 市政府国资委 and 市国资委 are one body.
GOVERNMENT = ("人民政府", "政府")


class AgencyNames:
    """The names, name stems and head words of the registry."""

    def __init__(self, names: list[Record], stems: list[Record], heads: list[Record]) -> None:
        self._full: dict[str, str] = {}
        self._national: dict[str, str] = {}
        self._national_only: set[str] = set()
        self._systems: dict[str, tuple[str, ...]] = {}
        self._stem_systems: dict[str, tuple[str, ...]] = {}
        self._head_words: set[str] = set()
        self._false_friends: set[str] = set()
        for record in names:
            self._add_name(record)
        written = {record.iri: self._add_head(record) for record in heads}
        for record in stems:
            self._add_stem(record, written)
        self._longest_stem = max(len(stem) for stem in self._stem_systems)
        self._longest_head = max(len(head) for head in self._head_words)
        self._longest_friend = max(len(friend) for friend in self._false_friends)

    def _add_name(self, record: Record) -> None:
        full = _full(record)
        national = record.all(PP + "nationalName") + record.all(PP + "nationalAbbreviation")
        for name in (full, *record.all(PP + "abbreviation"), *national):
            self._full[name] = full
        if national:
            self._national[full] = national[0]
        self._national_only.update(national)
        self._systems[full] = _systems(record)
        if self._systems[full]:
            # The name is found inside a longer one (各市残联) except where it begins with a word of another (各委办局).
            inside = (name for name in (full, *record.all(PP + "abbreviation")) if name[0] not in NOT_INSIDE)
            self._stem_systems.update(dict.fromkeys(inside, self._systems[full]))

    def _add_head(self, record: Record) -> tuple[str, ...]:
        forms = (_full(record), *record.all(PP + "abbreviation"))
        self._head_words.update(forms)
        self._false_friends.update(record.all(PP + "falseFriend"))
        return forms

    def _add_stem(self, record: Record, heads: dict[str, tuple[str, ...]]) -> None:
        full = _full(record)
        for stem in (full, *record.all(PP + "abbreviation")):
            self._stem_systems[stem] = _systems(record)
            for head in record.all(PP + "headWord"):
                canonical = full + heads[head][0]
                for form in heads[head]:
                    self._full.setdefault(stem + form, canonical)

    def expand(self, name: str) -> str:
        """See the module's `expand`."""
        if name in self._full:
            return self._full[name]
        for government in GOVERNMENT:
            if name.startswith(government) and name[len(government) :] in self._full:
                return self._full[name[len(government) :]]
        for party in (PARTY, PARTY_SHORT):
            if name.startswith(party) and len(name) > len(party) and not name.startswith(COMMITTEE):
                rest = name[len(party) :]
                known = self._full.get(rest, "")
                # 金融办 of a party committee is another body than 金融办 of a government.
                return known if known.startswith(PARTY) else PARTY + rest
        return name

    def systems(self, name: str) -> tuple[str, ...]:
        """See the module's `systems`."""
        full = self.expand(name)
        if self._systems.get(full):
            return self._systems[full]
        found: dict[str, None] = {}
        start = 0
        while start < len(full):
            stem = self._stem_at(full, start)
            found.update(dict.fromkeys(self._stem_systems.get(stem, ())))
            start += len(stem) or 1
        return tuple(found)

    def _stem_at(self, name: str, start: int) -> str:
        for length in range(self._longest_stem, 1, -1):
            stem = name[start : start + length]
            if len(stem) == length and stem in self._stem_systems:
                return stem
        return ""

    def is_agency_word(self, name: str) -> bool:
        """See the module's `is_agency_word`."""
        if name in self._full:
            return True
        if _ends(name, self._longest_friend) & self._false_friends:
            return False
        return any(len(name) > len(head) for head in _ends(name, self._longest_head) & self._head_words)

    def national(self, name: str) -> str | None:
        """See the module's `national`."""
        return self._national.get(self.expand(name))

    def is_national(self, name: str) -> bool:
        """See the module's `is_national`."""
        return name in self._national_only


def _full(record: Record) -> str:
    return record.all(PP + "fullName")[0]


def _systems(record: Record) -> tuple[str, ...]:
    return tuple(iri.removeprefix(VOCAB) for iri in record.all(PP + "systemOfName"))


def _ends(name: str, longest: int) -> set[str]:
    return {name[-length:] for length in range(1, min(longest, len(name)) + 1)}


@cache
def load() -> AgencyNames:
    """Read the registry of agency names, once a process.

    Raises:
        InputError: the file is not well-formed.
    """
    return AgencyNames(read(FILE, "AgencyName"), read(FILE, "AgencyNameStem"), read(FILE, "AgencyHeadWord"))


def expand(name: str) -> str:
    """Give the canonical full name of a printed name, through the abbreviations of the registry only.

    Args:
        name: a printed name without its place and level word; 市委组织部 without them is 委组织部.

    Returns:
        The full name ("残联" gives "残疾人联合会", "委组织部" gives "党委组织部"); an unknown name unchanged.
    """
    return load().expand(name)


@cache
def systems(name: str) -> tuple[str, ...]:
    """Give the functional systems of an agency's name, as local names of the vocabulary ("sys-残联").

    Known names come first, then the name stems that the name contains, in order; a merged bureau has several
    ("文体旅游局" gives sys-文化, sys-体育, sys-旅游), an unknown name none.
    """
    return load().systems(name)


def is_agency_word(name: str) -> bool:
    """Tell by form whether a word names an agency: it is known, or ends in a head word (局, 委, 办, 中心 …).

    Words that merely end like one (布局, 举办, 干部, 大会) are no agencies.
    """
    return load().is_agency_word(name)


def national(name: str) -> str | None:
    """Give the official name of the national body of a name ("残联" gives "中国残疾人联合会"), or None."""
    return load().national(name)


def is_national(name: str) -> bool:
    """Tell whether a printed name means the national body wherever it stands ("中组部", "财政部")."""
    return load().is_national(name)
