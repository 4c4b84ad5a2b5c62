"""What the routes share: one release, its store for pages, and the workers for queries.

Entry points: `Service` and `in_release`; `zhengmai_api.releases` says which one a request gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from pyoxigraph import NamedNode, Store
from starlette.requests import Request

from zhengmai.namespaces import GRAPH
from zhengmai.store.index import Index
from zhengmai.store.lineage import Rows
from zhengmai.store.manifest import Manifest, read_manifest
from zhengmai.store.query import open_release, rows
from zhengmai.store.workers import SPARE, Limits, WorkerPool

PARAMETER = "release"
"""The parameter of an address that names a release; any path takes it."""
SERVICE, RELEASE = "zhengmai.service", "zhengmai.release"
"""Where a request's scope holds its release, and the id by which it asked for it (empty: it named none)."""


@dataclass(frozen=True)
class Service:
    """One release as it is served.

    Attributes:
        manifest: what the release says of itself.
        store: opened read-only; pages ask it bounded queries of their own in this process, so that they answer
            while every worker is busy.
        pool: runs the queries of others.
        folder: where the release stands.
        modified: when the release was put in place, in seconds since 1970; a release itself holds no time.
        index: its collections and words; None where the release was built without.
    """

    manifest: Manifest
    store: Store
    pool: WorkerPool
    folder: Path
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
        """Give the release that answers a request; the current one where it is refused before it got any."""
        return cast("Service", request.scope.get(SERVICE) or request.app.state.releases.current)

    @classmethod
    def open(cls, release: Path, workers: int, limits: Limits, spare: int | None = None) -> Service:
        """Open a release; the pool starts when it is told to, or with the first query.

        Args:
            release: the release's folder.
            workers: how many long queries run at once.
            limits: of each query.
            spare: processes beside those; `zhengmai.store.workers.SPARE` if not given.

        Raises:
            InputError: the folder is no release.
            StoreError: its store cannot be opened.
        """
        # The link may be switched while this process serves; every part must see the same release.
        folder = release.resolve()
        manifest = read_manifest(folder)
        modified = (folder / "manifest.json").stat().st_mtime
        index = Index.open(folder, limits.seconds)
        pool = WorkerPool(folder, workers, limits, SPARE if spare is None else spare)
        return cls(manifest, open_release(folder), pool, folder, modified, index)

    async def close(self) -> None:
        """End the workers and let the index go."""
        await self.pool.close()
        if self.index is not None:
            self.index.close()

    def rows(self, text: str) -> Rows:
        """Run a SELECT for a page."""
        return rows(self.store, text)


def named_release(request: Request) -> str:
    """Give the id by which a request asked for its release; empty where it named none."""
    return cast("str", request.scope.get(RELEASE, ""))


def in_release(request: Request, address: str) -> str:
    """Give an address with the release that the request named, so that links stay within it."""
    return with_release(named_release(request), address)


def with_release(release: str, address: str) -> str:
    """Give an address with the id of a release; the same address where the id is empty."""
    if not release:
        return address
    before, hash_sign, fragment = address.partition("#")
    joint = "&" if "?" in before else "?"
    return f"{before}{joint}{urlencode({PARAMETER: release})}{hash_sign}{fragment}"
