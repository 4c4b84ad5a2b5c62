"""Writing many statements into a store without holding them all. Entry point: `write`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad, Store

# Sorted and handed over at once: large portions make few files on disk, small ones little memory.
_PORTION = 200_000


def write(store: Store, quads: Iterable[Quad]) -> None:
    """Add statements to a store, in memory or on disk, in bounded portions.

    Args:
        store: writable. It may be read by the iterable itself: a query sees the store as it was when it began.
        quads: what to add; repetitions do no harm.
    """
    rest = iter(quads)
    while portion := list(islice(rest, _PORTION)):
        store.bulk_extend(portion)
