"""Rendered pages, kept as long as there is room: a release does not change, so neither do they.

Entry point: `RenderedPages`, kept as `app.state.rendered`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import cast

from starlette.requests import Request


class RenderedPages:
    """Pages by their entity tag; those that were asked for last stay. May be used by several threads.

    Args:
        most_bytes: size limit of all pages together; 0: none is kept.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._turns: dict[str, Lock] = {}
        self._lock = Lock()
        self.size = 0

    @classmethod
    def of(cls, request: Request) -> RenderedPages:
        """Give those of a request's application."""
        return cast("RenderedPages", request.app.state.rendered)

    def page(self, tag: str, render: Callable[[], bytes]) -> bytes:
        """Give a page, rendered where it is not kept; of several that ask at once for it, one renders.

        Args:
            tag: its strong entity tag, made of everything that the page depends on.
            render: makes the page.
        """
        with self._lock:
            if (found := self._kept(tag)) is not None:
                return found
            turn = self._turns.setdefault(tag, Lock())
        with turn:
            try:
                with self._lock:
                    if (found := self._kept(tag)) is not None:
                        return found
                made = render()
                self._keep(tag, made)
                return made
            finally:
                with self._lock:
                    self._turns.pop(tag, None)

    def _kept(self, tag: str) -> bytes | None:
        found = self._pages.get(tag)
        if found is not None:
            self._pages.move_to_end(tag)
        return found

    def _keep(self, tag: str, page: bytes) -> None:
        with self._lock:
            self.size -= len(self._pages.pop(tag, b""))
            self._pages[tag] = page
            self.size += len(page)
            while self.size > self._most_bytes:
                _, gone = self._pages.popitem(last=False)
                self.size -= len(gone)
