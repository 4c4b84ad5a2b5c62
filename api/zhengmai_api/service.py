"""What the routes share: one release, its store for pages, and the workers for queries.

Entry point: `Service`, kept as `app.state.service`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode
from starlette.requests import Request

from zhengmai.namespaces import GRAPH
from zhengmai.store.lineage import Rows
from zhengmai.store.manifest import Manifest
from zhengmai.store.place import Place, ReleaseFolder
from zhengmai.store.query import rows
from zhengmai.store.source import Source
from zhengmai.store.workers import Limits, WorkerPool


@dataclass(frozen=True)
class Service:
    """One release as it is served.

    Attributes:
        manifest: what the release says of itself.
        store: opened for reading; pages ask it bounded queries of their own in this process, so that they answer
            while every worker is busy.
        pool: runs the queries of others.
        modified: when the release was put in place, in seconds since 1970; a release itself holds no time.
        is_release: False for a store of other data, of which only the endpoint and generic pages can speak.
    """

    manifest: Manifest
    store: Source
    pool: WorkerPool
    modified: float = 0.0
    is_release: bool = True

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
    def open(cls, release: Path | Place, workers: int, limits: Limits) -> Service:
        """Open a release, or what another place holds; the pool is not started yet.

        Raises:
            InputError: the folder is no release, or the store holds none.
            StoreError: its store cannot be opened.
            QueryError: a store that is asked over HTTP fails.
        """
        # The link may be switched while this process serves; every part must see the same release.
        place = ReleaseFolder(release.resolve()) if isinstance(release, Path) else release
        source = place.open()
        pool = WorkerPool(place, workers, limits)
        return cls(place.manifest(source), source, pool, place.modified, place.is_release)

    def rows(self, text: str) -> Rows:
        """Run a SELECT for a page."""
        return rows(self.store, text)
