"""Where the data that is served is kept, as `ZHENGMAI_STORE` says it.

Entry points: `Place`, `place_of` and `served_place`. A place opens its data as a `zhengmai.store.source.Source` and says
what it is; nothing outside this module tells the kinds of places apart.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyoxigraph import Store

from zhengmai.errors import Bilingual, InputError
from zhengmai.store.errors import StoreError
from zhengmai.store.query import open_release
from zhengmai.store.source import Source

# What is imported where it is used takes longer to load than all else at the start of a worker, which needs none of it.
if TYPE_CHECKING:
    from zhengmai.settings import Settings
    from zhengmai.store.manifest import Manifest
    from zhengmai.store.remote import Access

OXIGRAPH = "oxigraph:"
REMOTE = ("sparql+http://", "sparql+https://")
_MARK = "CURRENT"
"""A file that every directory of Oxigraph has (RocksDB's own)."""


class Place(ABC):
    """Where data is kept.

    Attributes:
        is_release: whether it holds a release of ours.
        leaves_network: whether the processes that ask it can do without the network.
        environment: variables that a process needs beside `argument` to open it.
    """

    is_release = True
    leaves_network = True
    environment: Mapping[str, str] = {}

    @property
    def release_folder(self) -> Path | None:
        """The folder that a build wrote, with its dumps and its index; None where there is none."""
        return None

    @property
    @abstractmethod
    def argument(self) -> str:
        """The value of `ZHENGMAI_STORE` that names it; it holds no credentials."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What the command line calls it."""

    @abstractmethod
    def require(self) -> None:
        """Check that there is something to serve.

        Raises:
            InputError: there is not.
        """

    @abstractmethod
    def open(self) -> Source:
        """Open it for reading; several processes may do so at once.

        Raises:
            InputError: there is no store.
            StoreError: it cannot be opened.
        """

    @abstractmethod
    def manifest(self, source: Source) -> Manifest:
        """Give what the data says of itself.

        Args:
            source: what `open` gave.

        Raises:
            InputError: it says nothing, or lacks parts of a release.
            StoreError: it cannot be read.
            QueryError: a store that is asked over HTTP fails.
        """

    @property
    @abstractmethod
    def modified(self) -> float:
        """When it was put in place, in seconds since 1970; 0 where that is not known."""


@dataclass(frozen=True)
class ReleaseFolder(Place):
    """The folder of a release, as the build writes it."""

    folder: Path

    @property
    def release_folder(self) -> Path | None:
        """The folder."""
        return self.folder

    @property
    def argument(self) -> str:
        """The folder's path."""
        return str(self.folder.resolve())

    @property
    def name(self) -> str:
        """The release's id."""
        return self.folder.resolve().name

    def require(self) -> None:
        """Check that the folder is there."""
        if not self.folder.is_dir():
            cause = Bilingual(
                "还没有发布，请先运行 zhengmai build。",
                "there is no release yet; run `zhengmai build` first.",
            )
            raise InputError(str(self.folder), cause)

    def open(self) -> Source:
        """Open the release's store."""
        return open_release(self.folder)

    def manifest(self, source: Source) -> Manifest:
        """Read manifest.json."""
        from zhengmai.store.manifest import read_manifest

        return read_manifest(self.folder)

    @property
    def modified(self) -> float:
        """When the manifest was written."""
        return (self.folder / "manifest.json").stat().st_mtime


@dataclass(frozen=True)
class OxigraphDirectory(Place):
    """Any directory of Oxigraph, with data that need not be ours."""

    directory: Path
    is_release = False

    @property
    def argument(self) -> str:
        """`oxigraph:` and the directory's path."""
        return OXIGRAPH + str(self.directory.resolve())

    @property
    def name(self) -> str:
        """The directory's path."""
        return str(self.directory)

    def require(self) -> None:
        """Check that the directory is one of Oxigraph."""
        if not (self.directory / _MARK).is_file():
            cause = Bilingual("不是 Oxigraph 的存储目录。", "this is no directory of Oxigraph.")
            raise InputError(str(self.directory), cause)

    def open(self) -> Source:
        """Open the directory read-only."""
        self.require()
        try:
            return Store.read_only(str(self.directory))
        except (OSError, ValueError) as error:
            raise StoreError(str(self.directory), str(error)) from error

    def manifest(self, source: Source) -> Manifest:
        """Name the data by what its files are; nothing else is known of it."""
        from zhengmai.store.manifest import Manifest

        files = sorted(
            (file.name, stat.st_size, stat.st_mtime_ns)
            for file in self.directory.iterdir()
            if (stat := file.stat()) and file.suffix == ".sst"
        )
        said = repr([str(self.directory.resolve()), files])
        return Manifest(id="oxigraph-" + hashlib.sha256(said.encode()).hexdigest()[:12], profile="")

    @property
    def modified(self) -> float:
        """When the newest of its data was written."""
        return max(file.stat().st_mtime for file in self.directory.iterdir() if file.name != "LOG")


@dataclass(frozen=True)
class Endpoint(Place):
    """A SPARQL 1.1 store that holds a release."""

    access: Access
    leaves_network = False

    @property
    def argument(self) -> str:
        """`sparql+` and the address."""
        return f"sparql+{self.access.url}"

    @property
    def name(self) -> str:
        """The store's address."""
        return self.access.url

    @property
    def environment(self) -> Mapping[str, str]:  # type: ignore[override]
        """The settings of the access; arguments of a process can be read by others."""
        return {
            "ZHENGMAI_STORE_USER": self.access.user,
            "ZHENGMAI_STORE_PASSWORD": self.access.password,
            "ZHENGMAI_STORE_TOKEN": self.access.token,
            "ZHENGMAI_STORE_DEFAULT_GRAPH": self.access.default_graph,
            "ZHENGMAI_QUERY_SECONDS": str(self.access.seconds),
        }

    def require(self) -> None:
        """Nothing: only asking it tells."""

    def open(self) -> Source:
        """Give the store; nothing is asked yet."""
        from zhengmai.store.remote import RemoteStore

        return RemoteStore(self.access)

    def manifest(self, source: Source) -> Manifest:
        """Check that the store holds a whole release, and read off it what the manifest says."""
        from zhengmai.store.derived import derive_manifest

        return derive_manifest(source, self.access.url)

    @property
    def modified(self) -> float:
        """Not known."""
        return 0.0


def place_of(text: str, settings: Settings | None = None) -> Place:
    """Read a value of `ZHENGMAI_STORE`.

    Args:
        text: a release's folder, `oxigraph:FOLDER`, `sparql+http://…` or `sparql+https://…`.
        settings: for the credentials and limits of a store that is asked over HTTP; None: those of the environment.

    Raises:
        InputError: an address without a host, or with credentials or a fragment.
    """
    if text.startswith(OXIGRAPH):
        return OxigraphDirectory(Path(text.removeprefix(OXIGRAPH)))
    if text.startswith(REMOTE):
        return Endpoint(_access(text.removeprefix("sparql+"), settings))
    return ReleaseFolder(Path(text))


def served_place(settings: Settings) -> Place:
    """Give what the settings say to serve: `ZHENGMAI_STORE`, or else the current release.

    Raises:
        InputError: as `place_of`.
    """
    return place_of(settings.store, settings) if settings.store else ReleaseFolder(settings.current)


def _access(url: str, settings: Settings | None) -> Access:
    from zhengmai.settings import Settings
    from zhengmai.store.remote import Access

    settings = settings or Settings()
    try:
        parts = urlsplit(url)
        wrong = not parts.hostname or parts.port == 0 or bool(parts.fragment)
    except ValueError:
        wrong, parts = True, urlsplit("")
    # Such an address would stand in logs and lists of processes, so it is not shown here either.
    if wrong or "@" in parts.netloc:
        cause = Bilingual(
            "应为 sparql+http(s)://主机/路径，不含用户名、密码和 #；凭据另设 ZHENGMAI_STORE_USER 与 "
            "ZHENGMAI_STORE_PASSWORD，或 ZHENGMAI_STORE_TOKEN。",
            "it should be sparql+http(s)://host/path without user, password and #; credentials are set by "
            "ZHENGMAI_STORE_USER and ZHENGMAI_STORE_PASSWORD, or ZHENGMAI_STORE_TOKEN.",
        )
        raise InputError("ZHENGMAI_STORE", cause)
    return Access(
        url,
        settings.query_seconds,
        settings.store_user,
        settings.store_password.get_secret_value(),
        settings.store_token.get_secret_value(),
        settings.store_default_graph,
    )
