"""The index of a release: what its collections hold, in order, by filter, and by word.

Entry point: `Index`. One SQLite file beside the store, written by the build and never changed afterwards, so that any
number of processes read it through the memory map of the system. Items have numbers in the order of their collection;
a page is a walk along an index from the item after which it begins, whatever the size of the collection.
"""

from __future__ import annotations

import sqlite3
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.namespaces import DATA

FILE = "index.sqlite"
"""Name of the index in the release's folder."""
VERSION = "1"
"""Of the tables; a file of another version is passed over."""
KINDS = ("documents", "plans", "measures", "agencies", "divisions", "deadlines", "targets")
"""The collections; their places are their numbers in the index."""
SEARCHED = ("documents", "plans", "agencies", "measures")
"""The collections that are searched by words."""
RANKED = 20_000
"""Of a search that finds more items than this, they come in the order of the collections: what nearly every item
holds tells none of them apart, and weighing all would take long."""

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE item (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, iri TEXT NOT NULL);
CREATE TABLE bounds (kind INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE value (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE entry (sort INTEGER, facet INTEGER, value INTEGER, position INTEGER, id INTEGER NOT NULL,
  PRIMARY KEY (sort, facet, value, position)) WITHOUT ROWID;
CREATE TABLE size (sort INTEGER, facet INTEGER, value INTEGER, items INTEGER NOT NULL,
  PRIMARY KEY (sort, facet, value)) WITHOUT ROWID;
CREATE TABLE range (kind INTEGER, name INTEGER, key, id INTEGER, PRIMARY KEY (kind, name, key, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (name, text, content = '', tokenize = 'ascii');
"""
ALL = ""
"""Facet and value of all items of a collection."""

_FEW = 5_000
_WEIGHTS = "bm25(words, 8.0, 1.0)"
_STEPS = 10_000
_CACHE_BYTES = 1 << 30


class IndexTimeoutError(ZhengmaiError):
    """A page took longer than it may."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of a collection.

    Attributes:
        kind: one of `KINDS`.
        sort: name of an order of the collection; the first one if empty.
        facets: (name, value) pairs that an item must have.
        ranges: (name, least, most): an item must have a value of that name between both, either may be None.
        words: an expression of `zhengmai.store.words.match`, or an empty string.
        after: position of the item that was the last of the page before.
        limit: how many items to give.
    """

    kind: str
    sort: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    ranges: tuple[tuple[str, Any, Any], ...] = ()
    words: str = ""
    after: int = 0
    limit: int = 50


@dataclass(frozen=True)
class Page:
    """A page of a collection: IRIs, the position of the last one, whether more follow, how many there are if known."""

    iris: tuple[str, ...]
    last: int
    more: bool
    total: int | None = None


@dataclass(frozen=True)
class Hit:
    """An item that a search finds; a lower rank is better."""

    kind: str
    iri: str
    rank: float
    id: int


@dataclass(frozen=True)
class Hits:
    """A page of a search: what was found, how much in all, whether more follows, and whether it is by relevance."""

    hits: tuple[Hit, ...]
    total: int
    more: bool
    ranked: bool


@dataclass
class Index:
    """The index of one release, open for reading; safe to use from several threads."""

    file: Path
    seconds: float = 5.0
    _idle: list[sqlite3.Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        weakref.finalize(self, _close, self._idle)

    @classmethod
    def open(cls, folder: Path, seconds: float = 5.0) -> Index | None:
        """Open the index of a release; None where the release has none that this version reads.

        Args:
            folder: the release's folder.
            seconds: how long one page may take.
        """
        found = cls(folder / FILE, seconds)
        if not found.file.is_file():
            return None
        try:
            with found._connection() as connection:
                row = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
        except sqlite3.DatabaseError:
            return None
        return found if row == (VERSION,) else None

    def close(self) -> None:
        """Close the connections that are not in use."""
        _close(self._idle)

    def page(self, wanted: Wanted) -> Page:
        """Give a page of a collection.

        Raises:
            IndexTimeoutError: it took too long.
        """
        with self._connection() as connection:
            return _Walk(connection, wanted).page()

    def search(
        self, words: str, kinds: Sequence[str], after: tuple[float, int] | None = None, limit: int = 20
    ) -> Hits:
        """Give a page of what holds words, the best first.

        Args:
            words: an expression of `zhengmai.store.words.match`.
            kinds: the collections to search, some of `SEARCHED`.
            after: rank and id of the hit that was the last of the page before.
            limit: how many to give.

        Raises:
            IndexTimeoutError: it took too long.
        """
        with self._connection() as connection:
            marks = ", ".join("?" * len(kinds))
            numbers = [KINDS.index(kind) for kind in kinds]
            bounds = connection.execute(
                f"SELECT first, last FROM bounds WHERE kind IN ({marks}) ORDER BY first",  # noqa: S608
                numbers,
            ).fetchall()
            total = sum(
                connection.execute(
                    "SELECT count(*) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?",
                    (words, *bound),
                ).fetchone()[0]
                for bound in bounds
            )
            if total <= RANKED:
                found = _ranked(connection, words, bounds, after, limit + 1)
            else:
                found = _in_order(connection, words, bounds, after, limit + 1)
            hits = []
            for rank, number in found[:limit]:
                kind, iri = connection.execute(
                    "SELECT kind, iri FROM item WHERE id = ?", (number,)
                ).fetchone()
                hits.append(Hit(KINDS[kind], DATA + iri, rank, number))
            return Hits(tuple(hits), total, len(found) > limit, total <= RANKED)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.pop()
        except IndexError:
            address = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            connection.execute(f"PRAGMA mmap_size = {_CACHE_BYTES}")
        until = time.monotonic() + self.seconds
        connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            yield connection
        except sqlite3.OperationalError as error:
            if "interrupt" not in str(error):
                raise
            raise IndexTimeoutError(
                Bilingual(
                    f"{self.seconds:g} 秒之内没有查完，请减少条件或者换一种顺序",
                    f"the page was not found within {self.seconds:g} seconds; take fewer filters or another order",
                )
            ) from error
        finally:
            connection.set_progress_handler(None, 0)
            self._idle.append(connection)


def _close(idle: list[sqlite3.Connection]) -> None:
    while idle:
        idle.pop().close()


def _ranked(
    connection: sqlite3.Connection,
    words: str,
    bounds: list[tuple[int, int]],
    after: tuple[float, int] | None,
    limit: int,
) -> list[tuple[float, int]]:
    within = " OR ".join("rowid BETWEEN ? AND ?" for _ in bounds) or "0"
    text = (
        f"SELECT weight, id FROM (SELECT {_WEIGHTS} AS weight, rowid AS id FROM words "  # noqa: S608
        f"WHERE words MATCH ? AND ({within})) WHERE (weight, id) > (?, ?) ORDER BY weight, id LIMIT ?"
    )
    rank, number = after or (float("-inf"), 0)
    return connection.execute(text, (words, *(n for b in bounds for n in b), rank, number, limit)).fetchall()


def _in_order(
    connection: sqlite3.Connection,
    words: str,
    bounds: list[tuple[int, int]],
    after: tuple[float, int] | None,
    limit: int,
) -> list[tuple[float, int]]:
    order = {kind: place for place, kind in enumerate(SEARCHED)}
    kinds = connection.execute("SELECT first, kind FROM bounds").fetchall()
    places = {first: order[KINDS[kind]] for first, kind in kinds if KINDS[kind] in order}
    start, number = after or (0.0, 0)
    found: list[tuple[float, int]] = []
    for first, last in sorted(bounds, key=lambda bound: places[bound[0]]):
        place = float(places[first])
        if place < start:
            continue
        low = max(first, number + 1) if place == start else first
        found += connection.execute(
            "SELECT ?, rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?",
            (place, words, low, last, limit - len(found)),
        ).fetchall()
        if len(found) >= limit:
            break
    return found


class _Walk:
    """A page of a collection as one walk along an index."""

    def __init__(self, connection: sqlite3.Connection, wanted: Wanted) -> None:
        self._connection = connection
        self._wanted = wanted
        self._kind = KINDS.index(wanted.kind)
        self._default = not wanted.sort or wanted.sort == self._first_sort()

    def page(self) -> Page:
        wanted = self._wanted
        sort = self._number(f"{wanted.kind}/{wanted.sort or self._first_sort()}")
        facets = [(self._number(name), self._number(value)) for name, value in wanted.facets]
        if sort is None or any(None in pair for pair in facets):
            return Page((), wanted.after, more=False, total=0)
        asked = [(self._number(ALL), self._number(ALL)), *facets]
        sizes = {pair: self._size(sort, pair) for pair in asked}
        if not all(sizes.values()):
            return Page((), wanted.after, more=False, total=0)
        # The rarest filter leads; the others are looked up for each of its items.
        leading, *others = sorted(dict.fromkeys(asked), key=lambda pair: sizes[pair])
        text, values = self._statement(sort, leading, [pair for pair in others if pair != asked[0]])
        rows = self._connection.execute(text, values).fetchall()
        kept = rows[: wanted.limit]
        total = sizes[leading] if len(asked) <= 2 and not wanted.ranges and not wanted.words else None
        if total is None and wanted.after == 0 and len(rows) <= wanted.limit:
            total = len(rows)
        last = kept[-1][0] if kept else wanted.after
        return Page(tuple(DATA + iri for _, iri in kept), last, len(rows) > wanted.limit, total)

    def _statement(
        self, sort: int, leading: tuple[int | None, int | None], others: list[tuple[int | None, int | None]]
    ) -> tuple[str, list[Any]]:
        wanted = self._wanted
        values: list[Any] = []
        source = "entry AS e"
        where = ["e.sort = ? AND e.facet = ? AND e.value = ?"]
        if wanted.words and self._default:
            # In the first order the numbers of items are their positions, and words come in that order.
            source = "words AS w CROSS JOIN entry AS e ON e.position = w.rowid"
            where.insert(0, "words MATCH ? AND w.rowid > ?")
            values += [wanted.words, wanted.after]
        values += [sort, *leading]
        if wanted.words and not self._default:
            where.append("e.id IN (SELECT rowid FROM words WHERE words MATCH ?)")
            values.append(wanted.words)
        for facet, value in others:
            where.append(
                "EXISTS (SELECT 1 FROM entry AS o WHERE o.sort = e.sort AND o.facet = ? AND o.value = ? AND o.position = e.position)"
            )
            values += [facet, value]
        for name, least, most in wanted.ranges:
            condition, bound = self._range(name, least, most)
            where.append(condition)
            values += bound
        order = "w.rowid" if wanted.words and self._default else "e.position"
        text = (
            f"SELECT e.position, item.iri FROM {source} CROSS JOIN item ON item.id = e.id "  # noqa: S608
            f"WHERE {' AND '.join(where)} AND e.position > ? ORDER BY {order} LIMIT ?"
        )
        return text, [*values, wanted.after, wanted.limit + 1]

    def _range(self, name: str, least: Any, most: Any) -> tuple[str, list[Any]]:
        """Give the condition of a range: a list of items where few have a value in it, else a look at each item."""
        bounds = [
            condition for condition, value in (("key >= ?", least), ("key <= ?", most)) if value is not None
        ]
        held = [value for value in (least, most) if value is not None]
        inside = " AND ".join(["kind = ?", "name = ?", *bounds])
        values = [self._kind, self._number(name), *held]
        few = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM range WHERE {inside} LIMIT {_FEW})",  # noqa: S608
            values,
        ).fetchone()[0]
        if few < _FEW:
            return f"e.id IN (SELECT id FROM range WHERE {inside})", values  # noqa: S608
        return f"EXISTS (SELECT 1 FROM range INDEXED BY range_of WHERE id = e.id AND {inside})", values  # noqa: S608

    def _first_sort(self) -> str:
        row = self._connection.execute(
            "SELECT value FROM about WHERE name = ?", (f"sort {self._wanted.kind}",)
        ).fetchone()
        return str(row[0]) if row else ""

    def _number(self, text: str) -> int | None:
        row = self._connection.execute("SELECT id FROM value WHERE text = ?", (text,)).fetchone()
        return None if row is None else int(row[0])

    def _size(self, sort: int, pair: tuple[int | None, int | None]) -> int:
        row = self._connection.execute(
            "SELECT items FROM size WHERE sort = ? AND facet = ? AND value = ?", (sort, *pair)
        ).fetchone()
        return 0 if row is None else int(row[0])
