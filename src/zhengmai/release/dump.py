"""The dump of a release: all its statements in one order. Entry point: `write_dump`."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import tempfile
from contextlib import ExitStack
from itertools import islice
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyoxigraph import Store

# So many lines are sorted at once, in about 200 MB; what a larger release holds is sorted in runs that are then merged.
_RUN = 500_000


def write_dump(store: Store, path: Path) -> str:
    """Write all statements as N-Quads, gzipped, sorted by line.

    Equal releases give equal bytes. Memory does not grow with the release.

    Args:
        store: the release's store.
        path: of the file, whose folder takes the runs while they are merged.

    Returns:
        The sha256 of the N-Quads.
    """
    digest = hashlib.sha256()
    with (
        ExitStack() as runs,
        path.open("wb") as file,
        # Without time and name in the header, equal content gives equal bytes.
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
    ):
        for line in _sorted_lines(store, path.parent, runs):
            digest.update(line)
            packed.write(line)
    return digest.hexdigest()


def _sorted_lines(store: Store, folder: Path, runs: ExitStack) -> Iterator[bytes]:
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
