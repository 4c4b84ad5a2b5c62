"""Answers that are given again without being worked out anew.

A release does not change, so the same request gets the same answer for as long as that release is served. A request is
known again by its bytes, head and body: nothing that an answer could depend on is left out, and nothing has to be parsed.

Entry points: `KeptAnswers`, kept as `app.state.kept`, `Keeping`, the middleware that keeps what routes answer, and
`keep_for_release`, by which a route says that its answer depends on the release and the request alone.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from uuid import uuid4

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhengmai_api.observed import HEADER, Noted, noted
from zhengmai_api.releases import Releases
from zhengmai_api.service import SERVICE

ASKED = "asked"
"""Where the state of a request's scope holds its bytes, if its answer may be kept."""
_DEPENDS = "of_release"

# Request ids: random for the process, then counted; a random one each time costs more than all else here.
_PROCESS, _NUMBERS = uuid4().hex[:20], count()
_MOST_ASKED_BYTES = 16 * 1024
_LARGEST_SHARE = 16
_STATUSES = frozenset((200, 304))
# A proxy's headers count only where the proxy is trusted; the others speak of the connection or of this one request.
_APART = re.compile(
    rb"\r\n(?:forwarded|x-forwarded-[a-z]+|x-real-ip|x-request-id|connection|range|expect|transfer-encoding|upgrade)[ \t]*:",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_LINE = re.compile(rb"(GET|POST) [^ \r\n]+ HTTP/1\.1\r\n")


def keep_for_release(request: Request) -> None:
    """Say that the answer to a request depends on its bytes, the release and the program, and on nothing else."""
    request.scope.setdefault("state", {})[_DEPENDS] = True


def may_be_kept(data: bytes) -> bool:
    """Tell whether bytes from a connection are one whole request whose answer may be kept."""
    line = _LINE.match(data)
    if line is None or len(data) > _MOST_ASKED_BYTES:
        return False
    head, end, body = data.partition(b"\r\n\r\n")
    if not end or _APART.search(head):
        return False
    lengths = _LENGTH.findall(head)
    if line[1] == b"GET":
        return not body and not lengths
    return lengths == [b"%d" % len(body)]


@dataclass(frozen=True)
class KeptAnswer:
    """An answer.

    Attributes:
        head: status line and headers, without those that differ each time.
        body: as sent.
        noted: what is counted and logged of it.
    """

    head: bytes
    body: bytes
    noted: Noted

    def bytes_for(self, headers: list[tuple[bytes, bytes]]) -> tuple[bytes, str]:
        """Give the answer to one request, and the id of that request.

        Args:
            headers: that the server adds, such as the date.
        """
        request_id = f"{_PROCESS}{next(_NUMBERS):012x}"
        added = b"".join(b"%b: %b\r\n" % header for header in headers)
        own = b"%b: %b\r\n\r\n" % (HEADER.lower().encode(), request_id.encode())
        return b"".join((self.head, added, own, self.body)), request_id


class KeptAnswers:
    """Answers of the current release by the bytes of their requests; those that were asked for last stay.

    All methods belong to the event loop.

    Args:
        releases: says which release is served; with another one all answers are let go.
        most_bytes: size limit of all answers and requests together; 0: none is kept.

    Attributes:
        size: bytes of all answers and requests that are kept.
    """

    def __init__(self, releases: Releases, most_bytes: int) -> None:
        self._releases = releases
        self._most_bytes = most_bytes
        self._of: object = None
        self._answers: OrderedDict[bytes, KeptAnswer] = OrderedDict()
        self.size = 0

    @property
    def most_of_one(self) -> int:
        """Size limit of one answer in bytes."""
        return self._most_bytes // _LARGEST_SHARE

    def find(self, asked: bytes) -> KeptAnswer | None:
        """Give the answer that is kept for a request."""
        if self._of is not self._releases.current:
            self._answers.clear()
            self._of, self.size = self._releases.current, 0
        found = self._answers.get(asked)
        if found is not None:
            self._answers.move_to_end(asked)
        return found

    def keep(self, asked: bytes, service: object, answer: KeptAnswer) -> None:
        """Keep an answer.

        Args:
            asked: bytes of the request.
            service: the release that gave the answer; that of another than the current one is not kept.
            answer: the answer.
        """
        if service is not self._releases.current or self.find(asked) is not None:
            return
        self._answers[asked] = answer
        self.size += _size(asked, answer)
        while self.size > self._most_bytes:
            self.size -= _size(*self._answers.popitem(last=False))


def _size(asked: bytes, answer: KeptAnswer) -> int:
    return len(asked) + len(answer.head) + len(answer.body)


class Keeping:
    """Keeps what is answered; to be met before all else, so that whole answers are seen.

    Args:
        app: what answers.
        kept: where answers are kept.
    """

    def __init__(self, app: ASGIApp, kept: KeptAnswers) -> None:
        self._app = app
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        asked = scope["state"].pop(ASKED, None) if scope["type"] == "http" and "state" in scope else None
        if asked is None:
            await self._app(scope, receive, send)
            return
        taken = _Taken(send, self._kept.most_of_one)
        await self._app(scope, receive, taken)
        if scope["state"].get(_DEPENDS) and taken.is_whole:
            self._kept.keep(asked, scope.get(SERVICE), taken.answer(scope))


class _Taken:
    """Passes an answer on and keeps its parts."""

    def __init__(self, send: Send, most_bytes: int) -> None:
        self._send = send
        self._most_bytes = most_bytes
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._size = 0
        self._ended = False

    @property
    def is_whole(self) -> bool:
        """Whether all of an answer that may be kept has been sent."""
        return self._ended and self._status in _STATUSES and self._size <= self._most_bytes

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            part = message.get("body", b"")
            self._size += len(part)
            if self._size <= self._most_bytes:
                self._parts.append(part)
            self._ended = not message.get("more_body", False)
        await self._send(message)

    def answer(self, scope: Scope) -> KeptAnswer:
        """Give the answer as it is kept."""
        left_out = (HEADER.lower().encode(), b"content-length", b"transfer-encoding")
        lines = [b"HTTP/1.1 %d %b" % (self._status, HTTPStatus(self._status).phrase.encode())]
        lines += [b"%b: %b" % header for header in self._headers if header[0].lower() not in left_out]
        body = b"".join(self._parts)
        if self._status != HTTPStatus.NOT_MODIFIED:
            lines.append(b"content-length: %d" % len(body))
        return KeptAnswer(b"\r\n".join(lines) + b"\r\n", body, noted(scope, self._status, len(body)))
