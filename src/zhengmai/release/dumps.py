"""The dumps of a release: all its statements, in one order. Entry points: `write_nquads`, `write_trig`."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import tempfile
from contextlib import ExitStack
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from zhengmai.prefixes import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NQUADS, TRIG = "graph.nq.gz", "graph.trig.gz"

# So many lines are sorted at once, in about 200 MB; what a larger release holds is sorted in runs that are then merged.
_RUN = 500_000


def write_nquads(store: ox.Store, folder: Path) -> str:
    """Write all statements as N-Quads, gzipped, sorted by line.

    Equal releases give equal bytes. Memory does not grow with the release.

    Args:
        store: the release's store.
        folder: where the file is written, as graph.nq.gz, and where the runs stand while they are merged.

    Returns:
        The sha256 of the N-Quads.
    """
    digest = hashlib.sha256()
    with (
        ExitStack() as runs,
        (folder / NQUADS).open("wb") as file,
        # Without time and name in the header, equal content gives equal bytes.
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
    ):
        for line in _sorted_lines(store, folder, runs):
            digest.update(line)
            packed.write(line)
    return digest.hexdigest()


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


def _sorted_lines(store: ox.Store, folder: Path, runs: ExitStack) -> Iterator[bytes]:
    lines = (f"{quad} .\n".encode() for quad in store)
    files: list[IO[bytes]] = []
    while run := sorted(islice(lines, _RUN)):
        if len(run) < _RUN and not files:
            return iter(run)
        file = runs.enter_context(tempfile.TemporaryFile(dir=folder))  # noqa: SIM115 - the stack closes it
        file.writelines(run)
        file.seek(0)
        files.append(file)
    return heapq.merge(*files)
