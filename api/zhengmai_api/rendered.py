"""Rendered pages, kept as long as there is room: a release does not change, so neither do they.

Entry point: `RenderedPages`, kept as `app.state.rendered`.
"""

from __future__ import annotations

from collections import OrderedDict
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
        self._lock = Lock()
        self.size = 0

    @classmethod
    def of(cls, request: Request) -> RenderedPages:
        """Give those of a request's application."""
        return cast("RenderedPages", request.app.state.rendered)

    def get(self, tag: str) -> bytes | None:
        """Give a page; None where it is not kept.

        Args:
            tag: its strong entity tag, made of everything that the page depends on.
        """
        with self._lock:
            found = self._pages.get(tag)
            if found is not None:
                self._pages.move_to_end(tag)
            return found

    def keep(self, tag: str, page: bytes) -> None:
        """Keep a page, and let those go that were not asked for longest, where there is no room."""
        with self._lock:
            self.size -= len(self._pages.pop(tag, b""))
            self._pages[tag] = page
            self.size += len(page)
            while self.size > self._most_bytes:
                _, gone = self._pages.popitem(last=False)
                self.size -= len(gone)
