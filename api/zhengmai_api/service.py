"""What the routes share: one release, its store for pages, and the workers for queries.

Entry point: `Service`, kept as `app.state.service`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Store
from starlette.requests import Request

from zhengmai.namespaces import GRAPH
from zhengmai.store.index import Index
from zhengmai.store.lineage import Rows
from zhengmai.store.manifest import Manifest, read_manifest
from zhengmai.store.query import open_release, rows
from zhengmai.store.workers import Limits, WorkerPool


@dataclass(frozen=True)
class Service:
    """One release as it is served.

    Attributes:
        manifest: what the release says of itself.
        store: opened read-only; pages ask it bounded queries of their own in this process, so that they answer
            while every worker is busy.
        pool: runs the queries of others.
        modified: when the release was put in place, in seconds since 1970; a release itself holds no time.
        index: its collections and words; None where the release was built without.
    """

    manifest: Manifest
    store: Store
    pool: WorkerPool
    modified: float = 0.0
    index: Index | None = None

    @property
    def has_shapes(self) -> bool:
        """Whether the release holds the shapes that it was checked against."""
        return self.store.contains_named_graph(NamedNode(GRAPH + "shapes"))

    @property
    def has_metadata(self) -> bool:
        """Whether the release describes itself; those of earlier versions do not."""
        return self.store.contains_named_graph(NamedNode(GRAPH + "void"))

    @classmethod
    def of(cls, request: Request) -> Service:
        """Give the service of a request's application."""
        return cast("Service", request.app.state.service)

    @classmethod
    def open(cls, release: Path, workers: int, limits: Limits) -> Service:
        """Open a release; the pool is not started yet.

        Raises:
            InputError: the folder is no release.
            StoreError: its store cannot be opened.
        """
        # The link may be switched while this process serves; every part must see the same release.
        folder = release.resolve()
        manifest = read_manifest(folder)
        modified = (folder / "manifest.json").stat().st_mtime
        index = Index.open(folder, limits.seconds)
        return cls(manifest, open_release(folder), WorkerPool(folder, workers, limits), modified, index)

    def rows(self, text: str) -> Rows:
        """Run a SELECT for a page."""
        return rows(self.store, text)
