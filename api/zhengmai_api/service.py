"""What the routes share: one release, its store for pages, and the workers for queries.

Entry points: `Service` and `in_release`; `zhengmai_api.releases` says which one a request gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.requests import Request

from zhengmai.namespaces import GRAPH
from zhengmai.store.index import Index
from zhengmai.store.lineage import Rows
from zhengmai.store.manifest import Manifest
from zhengmai.store.place import Place, ReleaseFolder
from zhengmai.store.query import rows
from zhengmai.store.source import Source
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
        store: opened for reading; pages ask it bounded queries of their own in this process, so that they answer
            while every worker is busy.
        pool: runs the queries of others.
        folder: where the release stands; None where it is kept in another store.
        modified: when the release was put in place, in seconds since 1970; a release itself holds no time.
        index: its collections and words; None where the release was built without.
        is_release: False for a store of other data, of which only the endpoint and generic pages can speak.
    """

    manifest: Manifest
    store: Source
    pool: WorkerPool
    folder: Path | None
    modified: float = 0.0
    index: Index | None = None
    is_release: bool = True

    @cached_property
    def kept_labels(self) -> dict[tuple[str, str], str] | None:
        """What was found for an IRI and a language; None where the content may change, as it can in another store."""
        return {} if self.folder else None

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
    def open(cls, release: Path | Place, workers: int, limits: Limits, spare: int | None = None) -> Service:
        """Open a release, or what another place holds; the pool starts when it is told to, or with the first query.

        Args:
            release: the release's folder, or another place.
            workers: how many long queries run at once.
            limits: of each query.
            spare: processes beside those; `zhengmai.store.workers.SPARE` if not given.

        Raises:
            InputError: the folder is no release, or the store holds none.
            StoreError: its store cannot be opened.
            QueryError: a store that is asked over HTTP fails.
        """
        # The link may be switched while this process serves; every part must see the same release.
        place = ReleaseFolder(release.resolve()) if isinstance(release, Path) else release
        source = place.open()
        folder = place.release_folder
        return cls(
            manifest=place.manifest(source),
            store=source,
            pool=WorkerPool(place, workers, limits, SPARE if spare is None else spare),
            folder=folder,
            modified=place.modified,
            index=Index.open(folder, limits.seconds) if folder else None,
            is_release=place.is_release,
        )

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
