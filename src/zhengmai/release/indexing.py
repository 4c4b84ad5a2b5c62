"""The index of a release, made from its store on disk.

Entry point: `write_index`. Nothing is held in memory but one item: what is sorted is sorted by SQLite in files of its
own, so that the memory that it takes does not grow with the release.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from zhengmai.graph.statements import DCT, RDF_TYPE, SKOS
from zhengmai.namespaces import DATA, PP
from zhengmai.store.index import ALL, KINDS, SCHEMA, SEARCHED, VERSION
from zhengmai.store.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

CLASSES: dict[str, tuple[str, ...]] = {
    "documents": ("PolicyDocument",),
    "plans": ("Plan",),
    "measures": ("Measure",),
    "agencies": ("Agency", "CollectiveParty"),
    "divisions": ("Division",),
    "deadlines": ("FixedDeadline", "RecurringDeadline", "WholePeriodDeadline"),
    "targets": ("Target",),
}
"""The classes whose instances each collection holds."""
FIRST_SORT = {
    "documents": "key",
    "plans": "key",
    "measures": "key",
    "agencies": "key",
    "divisions": "code",
    "deadlines": "date",
    "targets": "key",
}
"""The order in which the items of a collection have their numbers."""

_DIGITS = re.compile(r"\d+")
_LAST = "\U0010ffff"
_BATCH = 2_000
_CACHE_KIB = 32 * 1024
_STAGED = """
CREATE TABLE staged.item (kind INTEGER, iri TEXT, PRIMARY KEY (kind, iri)) WITHOUT ROWID;
CREATE TABLE staged.key (kind INTEGER, sort TEXT, key TEXT, iri TEXT, PRIMARY KEY (kind, sort, key, iri)) WITHOUT ROWID;
CREATE TABLE staged.facet (kind INTEGER, iri TEXT, name TEXT, value TEXT, PRIMARY KEY (kind, iri, name, value))
  WITHOUT ROWID;
CREATE TABLE staged.range (kind INTEGER, name TEXT, key, iri TEXT);
"""
_NUMBERED = """
INSERT INTO main.item (id, kind, iri)
  SELECT row_number() OVER (ORDER BY k.kind, k.key, k.iri), k.kind, k.iri FROM staged.key AS k
  JOIN staged.first AS f ON f.kind = k.kind AND f.sort = k.sort;
CREATE UNIQUE INDEX staged.item_of ON item (kind, iri);
CREATE TABLE staged.number (kind INTEGER, iri TEXT, id INTEGER, PRIMARY KEY (kind, iri)) WITHOUT ROWID;
INSERT INTO staged.number SELECT kind, iri, id FROM main.item ORDER BY kind, iri;
INSERT INTO main.bounds SELECT kind, min(id), max(id) FROM main.item GROUP BY kind ORDER BY kind;
CREATE TABLE staged.position (kind INTEGER, sort TEXT, iri TEXT, position INTEGER, id INTEGER,
  PRIMARY KEY (kind, iri, sort)) WITHOUT ROWID;
INSERT INTO staged.position
  SELECT k.kind, k.sort, k.iri, CASE WHEN f.sort = k.sort THEN n.id
    ELSE row_number() OVER (PARTITION BY k.kind, k.sort ORDER BY k.key, k.iri) END, n.id
  FROM staged.key AS k JOIN staged.number AS n USING (kind, iri) JOIN staged.first AS f USING (kind);
INSERT INTO main.value (text)
  SELECT text FROM (SELECT value AS text FROM staged.facet UNION SELECT name FROM staged.facet
    UNION SELECT name FROM staged.range UNION SELECT s.name || '/' || k.sort FROM staged.key AS k
    JOIN staged.first AS s USING (kind)) ORDER BY text;
INSERT INTO main.entry (sort, facet, value, position, id)
  SELECT s.id, n.id, v.id, p.position, p.id FROM staged.position AS p
  JOIN staged.first AS f USING (kind) JOIN main.value AS s ON s.text = f.name || '/' || p.sort
  JOIN staged.facet AS t ON t.kind = p.kind AND t.iri = p.iri
  JOIN main.value AS n ON n.text = t.name JOIN main.value AS v ON v.text = t.value
  ORDER BY 1, 2, 3, 4;
INSERT INTO main.size SELECT sort, facet, value, count(*) FROM main.entry GROUP BY sort, facet, value;
INSERT OR IGNORE INTO main.range (kind, name, key, id)
  SELECT r.kind, v.id, r.key, n.id FROM staged.range AS r JOIN staged.number AS n USING (kind, iri)
  JOIN main.value AS v ON v.text = r.name ORDER BY 1, 2, 3, 4;
CREATE INDEX main.range_of ON range (id, kind, name, key);
"""


@dataclass
class Entry:
    """What the index holds of one item.

    Attributes:
        sorts: name of an order → the item's key in it; every item of a collection has a key in each.
        facets: (name, value) pairs by which it is found.
        ranges: (name, value) pairs that are compared by size.
    """

    sorts: dict[str, str] = field(default_factory=dict)
    facets: set[tuple[str, str]] = field(default_factory=set)
    ranges: set[tuple[str, str | float]] = field(default_factory=set)


def write_index(store: Store, file: Path) -> None:
    """Write the index of a release.

    Args:
        store: the release's store on disk; its default graph is read item by item.
        file: where the index goes; equal stores give an index of equal content.
    """
    staging = file.with_name(f".staged-{os.getpid()}.sqlite")
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            # The sorting goes to files, whatever the library was built to prefer.
            connection.execute("PRAGMA temp_store = FILE")
            connection.executescript(SCHEMA)
            connection.execute("ATTACH DATABASE ? AS staged", (str(staging),))
            connection.execute("PRAGMA staged.journal_mode = OFF")
            connection.execute("PRAGMA staged.synchronous = OFF")
            connection.executescript(_STAGED)
            connection.execute("CREATE TABLE staged.first (kind INTEGER PRIMARY KEY, name TEXT, sort TEXT)")
            for number, kind in enumerate(KINDS):
                connection.execute(
                    "INSERT INTO staged.first VALUES (?, ?, ?)", (number, kind, FIRST_SORT[kind])
                )
            connection.execute("BEGIN")
            reader = _Reader(store)
            for kind in KINDS:
                _stage(connection, reader, kind)
            connection.execute("COMMIT")
            connection.executescript(f"BEGIN; {_NUMBERED} COMMIT;")
            _words(connection, reader)
            about = [("version", VERSION), *((f"sort {kind}", sort) for kind, sort in FIRST_SORT.items())]
            connection.executemany("INSERT INTO about VALUES (?, ?)", sorted(about))
            connection.execute("DETACH DATABASE staged")
            connection.execute("ANALYZE")
    finally:
        staging.unlink(missing_ok=True)


def _stage(connection: sqlite3.Connection, reader: _Reader, kind: str) -> None:
    number = KINDS.index(kind)
    for iri in reader.instances(kind):
        if not iri.startswith(DATA):
            continue
        local = iri.removeprefix(DATA)
        added = connection.execute(
            "INSERT OR IGNORE INTO staged.item VALUES (?, ?)", (number, local)
        ).rowcount
        if not added:
            continue
        entry = reader.entry(kind, iri)
        entry.facets.add((ALL, ALL))
        connection.executemany(
            "INSERT INTO staged.key VALUES (?, ?, ?, ?)",
            [(number, sort, key, local) for sort, key in sorted(entry.sorts.items())],
        )
        connection.executemany(
            "INSERT INTO staged.facet VALUES (?, ?, ?, ?)",
            [(number, local, name, value) for name, value in sorted(entry.facets)],
        )
        connection.executemany(
            "INSERT INTO staged.range VALUES (?, ?, ?, ?)",
            [(number, name, value, local) for name, value in sorted(entry.ranges, key=str)],
        )


def _words(connection: sqlite3.Connection, reader: _Reader) -> None:
    """Fill the words of the searched collections, in the order of their items."""
    connection.execute("BEGIN")
    for kind in sorted(SEARCHED, key=KINDS.index):
        number, last = KINDS.index(kind), 0
        # Page by page: a cursor that stays open while its connection writes is not defined.
        while rows := connection.execute(
            "SELECT id, iri FROM item WHERE kind = ? AND id > ? ORDER BY id LIMIT ?", (number, last, _BATCH)
        ).fetchall():
            last = rows[-1][0]
            for item, local in rows:
                names, text = reader.words(kind, DATA + local)
                connection.execute(
                    "INSERT INTO words (rowid, name, text) VALUES (?, ?, ?)",
                    (item, " ".join(map(tokens, names)), tokens(text)),
                )
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.execute("COMMIT")


class _Reader:
    """Reads from the default graph what the index holds of an item."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._above = lru_cache(maxsize=5_000)(self._divisions_above)
        self._owner = lru_cache(maxsize=5_000)(self._facets_of_owner)
        self._through = self._units()
        self._entries: dict[str, Callable[[str], Entry]] = {
            "documents": self._document,
            "plans": self._plan,
            "measures": self._measure,
            "agencies": self._agency,
            "divisions": self._division,
            "deadlines": self._deadline,
            "targets": self._target,
        }

    def _units(self) -> dict[str, list[str]]:
        """Give the units through which parties act by assignment; few assignments name one."""
        found: dict[str, list[str]] = {}
        for quad in self._store.quads_for_pattern(None, NamedNode(PP + "throughUnit"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found.setdefault(quad.subject.value, []).append(quad.object.value)
        return found

    def instances(self, kind: str) -> Iterator[str]:
        for name in CLASSES[kind]:
            quads = self._store.quads_for_pattern(
                None, NamedNode(RDF_TYPE), NamedNode(PP + name), DefaultGraph()
            )
            for quad in quads:
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject.value

    def entry(self, kind: str, iri: str) -> Entry:
        return self._entries[kind](iri)

    def words(self, kind: str, iri: str) -> tuple[list[str], str]:
        """Give the names of an item and its text."""
        said = self._said(iri)
        names = {
            "documents": (DCT + "title", PP + "documentNumber", PP + "verbatimNumber"),
            "plans": (DCT + "title",),
            "measures": (PP + "heading",),
            "agencies": (SKOS + "prefLabel", SKOS + "altLabel"),
        }[kind]
        found = dict.fromkeys(value for name in names for value in said.get(name, ()))
        return list(found), "\n".join(said.get(PP + "text", ()))

    def _said(self, iri: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for quad in self._store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode | Literal):
                found.setdefault(quad.predicate.value, []).append(quad.object.value)
        for values in found.values():
            values.sort()
        return found

    def _pointing(self, iri: str, name: str) -> list[str]:
        quads = self._store.quads_for_pattern(None, NamedNode(PP + name), NamedNode(iri), DefaultGraph())
        return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))

    def _document(self, iri: str) -> Entry:
        said = self._said(iri)
        date, title = _first(said, PP + "issueDate"), _first(said, DCT + "title")
        entry = Entry(
            {"key": _natural(iri), "date": date or _LAST, "-date": _turned(date), "title": title or _LAST}
        )
        _take(entry, said, kind="documentType", holding="holding", issuer="issuedBy")
        entry.facets |= {("number", number) for name in ("documentNumber", "verbatimNumber") for number in said.get(PP + name, ())}  # fmt: skip
        if date:
            entry.ranges.add(("date", date))
        self._place(entry, said.get(PP + "jurisdiction", ()))
        return entry

    def _plan(self, iri: str) -> Entry:
        said = self._said(iri)
        start, end = _first(said, PP + "periodStart"), _first(said, PP + "periodEnd")
        title = _first(said, DCT + "title")
        span = start + end if start else ""
        entry = Entry(
            {"key": _natural(iri), "period": span or _LAST, "-period": _turned(span), "title": title or _LAST}
        )
        _take(entry, said, kind="planKind", document="issuedThrough", upper="derivesFrom")
        if start and end:
            entry.facets.add(("period", f"{start[:4]}-{end[:4]}"))
            entry.facets |= {("period", str(year)) for year in range(int(start[:4]), int(end[:4]) + 1)}
        for key in said.get(PP + "seriesKey", ()):
            entry.facets |= {("series", key), ("series", key.partition("|")[0])}
        self._place(entry, said.get(PP + "jurisdiction", ()))
        return entry

    def _measure(self, iri: str) -> Entry:
        said = self._said(iri)
        plan = _first(said, PP + "provisionOf")
        dates = sorted({date for node in said.get(PP + "hasDeadline", ()) for date in self._dates(node)})
        due = dates[0] if dates else _LAST
        entry = Entry({"key": _place_in_plan(plan, said, iri), "due": due + _place_in_plan(plan, said, iri)})
        _take(
            entry,
            said,
            plan="provisionOf",
            lead="hasLead",
            support="hasSupport",
            responsible="hasResponsible",
        )
        self._parties(entry, said)
        entry.facets.add(("has-deadline", "true" if said.get(PP + "hasDeadline") else "false"))
        entry.ranges |= {("due", date) for date in dates}
        self._place(entry, said.get(PP + "jurisdiction", ()))
        return entry

    def _agency(self, iri: str) -> Entry:
        said = self._said(iri)
        name = _first(said, SKOS + "prefLabel")
        entry = Entry({"key": _natural(iri), "name": name or _LAST})
        _take(entry, said, system="functionalSystem")
        kinds = {kind.removeprefix(PP) for kind in said.get(RDF_TYPE, ())} & set(CLASSES["agencies"])
        entry.facets |= {("type", kind) for kind in kinds}
        for label in ("prefLabel", "altLabel"):
            entry.facets |= {("name", one) for one in said.get(SKOS + label, ())}
        self._place(entry, said.get(PP + "agencyOf", ()))
        return entry

    def _division(self, iri: str) -> Entry:
        said = self._said(iri)
        code = _first(said, PP + "gb2260") or _first(said, PP + "statisticsCode") or iri.rpartition("/")[2]
        # The nation comes first; its code is no number.
        entry = Entry(
            {"code": "0" if code == "CN" else code, "name": _first(said, SKOS + "prefLabel") or _LAST}
        )
        _take(entry, said, level="level", parent="parentDivision")
        entry.facets |= {("code", code[:length]) for length in range(1, len(code) + 1)}
        entry.facets |= self._above(iri)
        return entry

    def _deadline(self, iri: str) -> Entry:
        dates = self._dates(iri)
        said = self._said(iri)
        entry = Entry({"key": _natural(iri), "date": (dates[0] if dates else _LAST) + _natural(iri)})
        entry.facets |= {("kind", kind.removeprefix(PP)) for kind in said.get(RDF_TYPE, ()) if kind.removeprefix(PP) in CLASSES["deadlines"]}  # fmt: skip
        _take(entry, said, frequency="frequency")
        entry.ranges |= {("date", date) for date in dates}
        for owner in self._pointing(iri, "hasDeadline"):
            entry.facets |= self._owner(owner)
        return entry

    def _target(self, iri: str) -> Entry:
        said = self._said(iri)
        value = _first(said, PP + "value")
        entry = Entry({"key": _natural(iri)})
        _take(entry, said, indicator="indicator", comparator="comparator", unit="unit")
        if value:
            entry.ranges.add(("value", float(value)))
        for owner in self._pointing(iri, "hasTarget"):
            entry.facets |= self._owner(owner)
        return entry

    def _dates(self, deadline: str) -> list[str]:
        """Give the days on which a deadline falls due; a period its end."""
        said = self._said(deadline)
        names = ("dueDate", "latestReading", "occurrenceDate", "periodEnd")
        return sorted({value for name in names for value in said.get(PP + name, ())})

    def _facets_of_owner(self, iri: str) -> frozenset[tuple[str, str]]:
        """Give by what a deadline or target is found that a plan or provision has."""
        said = self._said(iri)
        entry = Entry()
        is_plan = PP + "Plan" in said.get(RDF_TYPE, ())
        entry.facets.add(("plan", iri if is_plan else _first(said, PP + "provisionOf")))
        entry.facets.add(("measure", iri))
        self._parties(entry, said)
        self._place(entry, said.get(PP + "jurisdiction", ()))
        return frozenset(entry.facets)

    def _parties(self, entry: Entry, said: dict[str, list[str]]) -> None:
        """Take every party of a measure, also the unit through which one acts (both are asked for by one filter)."""
        for name in ("hasParty", "hasLead", "hasSupport", "hasResponsible", "possibleParty"):
            entry.facets |= {("agency", party) for party in said.get(PP + name, ())}
        if PP + "hasAssignment" in said and self._through:
            for node in said[PP + "hasAssignment"]:
                entry.facets |= {("agency", unit) for unit in self._through.get(node, ())}

    def _place(self, entry: Entry, divisions: Sequence[str]) -> None:
        for division in divisions:
            entry.facets.add(("division", division))
            entry.facets |= self._above(division)

    def _divisions_above(self, iri: str) -> frozenset[tuple[str, str]]:
        """Give by what a thing in a division is found: the division, all that it lies in, and its level."""
        said = self._said(iri)
        within = (("within", one) for one in (iri, *said.get(PP + "within", ())))
        return frozenset([*within, *(("level", level) for level in said.get(PP + "level", ()))])


def _take(entry: Entry, said: dict[str, list[str]], **names: str) -> None:
    for facet, name in names.items():
        entry.facets |= {(facet, value) for value in said.get(PP + name, ())}


def _first(said: dict[str, list[str]], name: str) -> str:
    return next(iter(said.get(name, ())), "")


def _place_in_plan(plan: str, said: dict[str, list[str]], iri: str) -> str:
    order = _first(said, PP + "order")
    return f"{_natural(plan)} {order.zfill(8)} {_natural(iri)}"


def _natural(iri: str) -> str:
    """Give the key by which names with numbers in them sort as people count."""
    return _DIGITS.sub(lambda found: found[0].zfill(12), iri.removeprefix(DATA))


def _turned(key: str) -> str:
    """Give the key by which digits sort from the greatest to the least; what has none comes last in both orders."""
    return "".join(str(9 - int(c)) if c.isascii() and c.isdigit() else c for c in key) or _LAST
