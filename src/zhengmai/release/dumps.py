"""Dumps of a release beside its sorted N-Quads. Entry point: `write_trig`."""

from __future__ import annotations

import gzip
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from zhengmai.prefixes import prefixes

if TYPE_CHECKING:
    from pathlib import Path

TRIG = "graph.trig.gz"


def write_trig(store: ox.Store, folder: Path) -> None:
    """Write all quads of a store as TriG (W3C RDF 1.1 TriG), graph by graph, the default graph first.

    The store streams its quads in the order of its keys, which are made of the terms alone: equal quads give equal
    bytes, and memory does not grow with their number. Without time and name in the header of gzip (RFC 1952, 2.3) the
    compressed bytes are equal as well.

    Args:
        store: the release's store, on disk.
        folder: where the file is written, as graph.trig.gz.
    """
    with (folder / TRIG).open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        store.dump(cast("IO[bytes]", packed), format=ox.RdfFormat.TRIG, prefixes=prefixes())
