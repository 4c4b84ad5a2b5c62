"""Which release serves a request: the current one, followed when `current` is switched, or an older one by `?release=`.

Entry points: `Releases`, kept as `app.state.releases`, and `Leasing`, the middleware that gives each request a release
for as long as it is answered. A request is answered by one release from its first byte to its last; workers of a release
end when nobody asks it any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhengmai.errors import Bilingual, InputError, ZhengmaiError
from zhengmai.release.catalogue import release_ids
from zhengmai.settings import Settings
from zhengmai.store.place import Place
from zhengmai.store.workers import Limits
from zhengmai_api.errors import respond
from zhengmai_api.problems import Problem, from_error, problem, unknown_release
from zhengmai_api.service import PARAMETER, RELEASE, SERVICE, Service

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_RETRY_SECONDS = 10.0
_RETRY_AFTER = "5"
# An older release is asked seldom: one long query at a time, and one process for short ones.
_OLD_WORKERS, _OLD_SPARE = 1, 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# What these answer is no part of any one release.
_APART = ("/releases", "/static", "/health", "/metrics", "/openapi.json", "/docs", "/validate", "/robots.txt")
REFUSALS = ("bad-request", "unknown-release", "busy")
"""Kinds of problem that a request meets by the release that it names."""
_YEAR, _DAY = 365 * 86400, 86400


@dataclass(frozen=True)
class Failure:
    """A release that `current` names and that cannot be served; the reason names no path."""

    release: str
    reason: Bilingual


@dataclass(eq=False)
class _Held:
    """A release that is open.

    Attributes:
        service: the release.
        place: device and inode of its folder; the same name may be built anew.
        users: requests that it answers now.
        used: when the last one ended, by the loop's clock.
        retired: whether no further request gets it; it is closed when the last one has ended.
    """

    service: Service
    place: tuple[int, int]
    users: int = 0
    used: float = 0.0
    retired: bool = False


@dataclass(eq=False)
class Releases:
    """The releases that are open in this process. All methods belong to the event loop that called `start`.

    Attributes:
        settings: limits and places.
        fixed: what is served whatever `current` says; None follows `current`.
        failure: the release that `current` names, where it cannot be served.
    """

    settings: Settings
    fixed: Place | None = None
    failure: Failure | None = None
    _others: dict[str, _Held] = field(default_factory=dict)
    _opening: dict[str, asyncio.Task[_Held]] = field(default_factory=dict)
    _closing: set[asyncio.Task[None]] = field(default_factory=set)
    _tried: tuple[int, int] | None = None
    _retry_at: float = 0.0
    _watching: asyncio.Task[None] | None = None
    _look: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Open the release that is served first.

        Raises:
            InputError: the folder is no release.
            StoreError: its store cannot be opened.
        """
        self._current = self._open(self.fixed or self.settings.current, self.settings.workers)

    @property
    def current(self) -> Service:
        """The release that serves requests which name none."""
        return self._current.service

    @property
    def open_ids(self) -> list[str]:
        """Ids of the releases that are open: the current one, then older ones, that asked for last at the end."""
        return [self.current.manifest.id, *self._others]

    def ids(self) -> list[str]:
        """Give the ids of the releases that can be asked for by name, the oldest first."""
        return [self.current.manifest.id] if self.fixed else release_ids(self.settings.home)

    def folder_of(self, release: str) -> Path | None:
        """Give the folder of a release that is held; None where there is none of that id."""
        if release == self.current.manifest.id:
            return self.current.folder
        if self.fixed or not _ID.fullmatch(release):
            return None
        folder = self.settings.releases / release
        return folder if (folder / "manifest.json").is_file() else None

    async def start(self) -> None:
        """Start the workers of the current release and, unless a release is fixed, follow `current`.

        Raises:
            StoreError: a worker could not open the release.
        """
        await self.current.pool.start()
        if self.fixed is None:
            # In another thread than the main one, or on a system without it, there is no signal to wait for.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):
                asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._look.set)
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await asyncio.gather(*self._opening.values(), return_exceptions=True)
        for held in (self._current, *self._others.values()):
            if not held.retired:
                self._close(held)
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def take(self, asked: str) -> tuple[Service, Callable[[], None]]:
        """Give a release to a request, and what the request calls when it is answered.

        Args:
            asked: id of a release that is held; empty: the current one.

        Raises:
            Problem: 404 where no such release is held, 503 where all places for older ones are in use.
            ZhengmaiError: the release cannot be opened.
        """
        held = self._current if asked in ("", self.current.manifest.id) else await self._named(asked)
        held.users += 1

        def done() -> None:
            held.users -= 1
            held.used = asyncio.get_running_loop().time()
            if held.retired and not held.users:
                self._end(held)

        return held.service, done

    async def _named(self, release: str) -> _Held:
        while True:
            held = self._others.pop(release, None)
            if held is not None:
                # The last one is the one used last.
                self._others[release] = held
                return held
            if self.folder_of(release) is None or not self.settings.old_releases:
                held_ids = self.ids() if self.settings.old_releases else [self.current.manifest.id]
                raise unknown_release(release, held_ids)
            if release not in self._opening:
                self._make_room()
                task = asyncio.create_task(self._open_other(release))
                self._opening[release] = task
                task.add_done_callback(lambda _: self._opening.pop(release, None))
            await asyncio.shield(self._opening[release])

    async def _open_other(self, release: str) -> _Held:
        folder = self.settings.releases / release
        held = await asyncio.to_thread(self._open, folder, _OLD_WORKERS, _OLD_SPARE)
        held.used = asyncio.get_running_loop().time()
        self._others[release] = held
        return held

    def _open(self, place: Path | Place, workers: int, spare: int | None = None) -> _Held:
        # The link may be switched while it is read; every part must see the same release.
        folder = place if isinstance(place, Path) else place.release_folder
        opened = folder.resolve() if folder else place
        service = Service.open(opened, workers, _limits(self.settings), spare)
        return _Held(service, (service.folder and _place(service.folder)) or (0, 0))

    def _make_room(self) -> None:
        """Close older releases that nobody asks, the one asked longest ago first.

        Raises:
            Problem: all are being asked.
        """
        excess = len(self._others) + len(self._opening) + 1 - self.settings.old_releases
        idle = [name for name, held in self._others.items() if not held.users]
        if excess > len(idle):
            raise problem(
                "busy",
                f"同时查阅的旧发布已达 {self.settings.old_releases} 个，请稍后重试。",
                f"{self.settings.old_releases} older releases are being read at once; try again later.",
                Retry_After=_RETRY_AFTER,
            )
        for name in idle[: max(0, excess)]:
            self._retire(self._others.pop(name))

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), _LOOK_SECONDS)
            asked = self._look.is_set()
            self._look.clear()
            try:
                if self.fixed is None:
                    await self._follow(asked=asked)
                self._sweep()
            except Exception:
                # Whatever goes wrong, the release that is open goes on serving.
                _LOG.exception("looking for a switch of release failed")

    async def _follow(self, *, asked: bool) -> None:
        """Serve the release that `current` names, if it is another one and can be opened."""
        place, now = _place(self.settings.current), asyncio.get_running_loop().time()
        if place == self._current.place:
            self._tried, self.failure = None, None
            return
        if place == self._tried and not asked and now < self._retry_at and self.failure:
            return
        self._tried, self._retry_at = place, now + _RETRY_SECONDS
        named = _named(self.settings.current)
        service = None
        try:
            held = await asyncio.to_thread(self._open, self.settings.current, self.settings.workers)
            service = held.service
            await service.pool.start()
        except (ZhengmaiError, OSError) as error:
            self._fail(named, error, opened=service is not None)
            return
        before, self._current, self.failure, self._tried = self._current, held, None, None
        _LOG.info("release %s is served in place of %s", service.manifest.id, before.service.manifest.id)
        self._retire(before)

    def _fail(self, release: str, error: Exception, *, opened: bool) -> None:
        if isinstance(error, InputError):
            reason = Bilingual("不是完整的发布", "it is no whole release")
        elif opened:
            reason = Bilingual("其查询进程无法启动", "its query workers could not be started")
        else:
            reason = Bilingual("其存储无法打开", "its store cannot be opened")
        found = Failure(release, reason)
        if found != self.failure:
            _LOG.error(
                "release %s cannot be served, %s goes on: %s", release, self.current.manifest.id, error
            )
        self.failure = found

    def _sweep(self) -> None:
        """Close older releases that were not asked for some time or are no longer held."""
        now = asyncio.get_running_loop().time()
        for name, held in list(self._others.items()):
            idle = not held.users and now - held.used > self.settings.release_idle_seconds
            if idle or _place(self.settings.releases / name) != held.place:
                self._retire(self._others.pop(name))

    def _retire(self, held: _Held) -> None:
        held.retired = True
        if not held.users:
            self._end(held)

    def _close(self, held: _Held) -> None:
        held.retired = True
        self._end(held)

    def _end(self, held: _Held) -> None:
        task = asyncio.get_running_loop().create_task(held.service.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class Leasing:
    """Gives each request the release that it names, or the current one, until it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within one release."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        releases: Releases = scope["app"].state.releases
        try:
            asked, refusal = _asked(scope), None
            service, done = await releases.take(asked)
        except (Problem, ZhengmaiError) as error:
            asked, refusal = "", error if isinstance(error, Problem) else from_error(error)
            service, done = await releases.take("")
        scope[SERVICE], scope[RELEASE] = service, asked
        try:
            if refusal is not None:
                await respond(Request(scope), refusal)(scope, receive, send)
            elif asked and scope["method"] in ("GET", "HEAD") and is_of_release(scope["path"]):
                await self._app(scope, receive, _kept(send))
            else:
                await self._app(scope, receive, send)
        finally:
            done()


def is_of_release(path: str) -> bool:
    """Tell whether what a path answers depends on the release; `?release=` then chooses it."""
    return not path.startswith(_APART)


def _asked(scope: Scope) -> str:
    """Read the id of the release from a request's address; an empty value is none."""
    if PARAMETER.encode() not in scope["query_string"]:
        return ""
    parameters = parse_qsl(scope["query_string"].decode("latin-1"))
    values = {value for name, value in parameters if name == PARAMETER}
    if len(values) > 1:
        raise problem(
            "bad-request", "参数 release 给了不止一个值。", "The parameter release has more than one value."
        )
    return next(iter(values), "")


def _kept(send: Send) -> Send:
    """Let caches keep an answer from a named release, which never changes (RFC 9111, RFC 8246).

    Pages are kept for a day only: their layout changes with the program. What may not be stored stays so.
    """

    async def with_age(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] < 400:
            headers = MutableHeaders(scope=message)
            if headers.get("cache-control") in ("no-cache", "public, no-cache"):
                page = headers.get("content-type", "").startswith("text/html")
                headers["cache-control"] = f"public, max-age={_DAY}" if page else f"public, max-age={_YEAR}, immutable"  # fmt: skip
        await send(message)

    return with_age


def _limits(settings: Settings) -> Limits:
    return Limits(
        seconds=settings.query_seconds,
        result_bytes=settings.result_bytes,
        memory_bytes=settings.query_memory_bytes,
        waiting=settings.waiting_queries,
        per_client=settings.client_queries,
        short_seconds=settings.short_seconds,
    )


def _place(folder: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _named(link: Path) -> str:
    """Give the name that a link leads to, whether or not there is anything."""
    with contextlib.suppress(OSError):
        return Path(os.readlink(link)).name
    return link.name
