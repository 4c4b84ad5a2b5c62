"""Running the application as a server process: limits of connections, and its end.

Entry points: `run`, and `python -m zhengmai_api.serving DESCRIPTOR`, which is one of several processes on one port
(`zhengmai_api.supervisor`).
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import ClassVar

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from zhengmai.settings import Settings
from zhengmai_api.accepting import Acceptor
from zhengmai_api.kept import ASKED, KeptAnswer, KeptAnswers, may_be_kept
from zhengmai_api.lifecycle import Lifecycle
from zhengmai_api.logs import REQUEST_ID

_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def run(app: FastAPI, settings: Settings, listener: socket.socket, *, supervised: bool = False) -> None:
    """Serve until SIGTERM or SIGINT comes; requests under way are finished first.

    Args:
        app: what answers.
        settings: limits.
        listener: a bound socket.
        supervised: another process decides when this one is ended at once; otherwise a second signal does.

    Raises:
        SystemExit: the application could not start (3).
    """

    class Protocol(QuickProtocol):
        seconds = settings.request_seconds
        kept = app.state.kept
        lifecycle = app.state.lifecycle
        query_chars = settings.log_query_chars

    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        # The application decides itself whom it trusts.
        proxy_headers=False,
        timeout_graceful_shutdown=settings.stop_seconds,
        limit_concurrency=settings.connections,
        h11_max_incomplete_event_size=settings.target_bytes + settings.header_bytes,
        backlog=socket.SOMAXCONN,
    )
    Server(config, app.state.lifecycle, settings.drain_seconds, supervised=supervised).run([listener])


class Server(uvicorn.Server):
    """A server that says that it stops before it does, and ends with 0.

    Args:
        config: as of uvicorn.
        lifecycle: that of the application.
        drain_seconds: how long it goes on taking connections when it is told to stop, so that a load balancer sees
            that it is not ready.
        supervised: whether further signals are left to another process.
    """

    def __init__(
        self, config: uvicorn.Config, lifecycle: Lifecycle, drain_seconds: float, *, supervised: bool
    ) -> None:
        super().__init__(config)
        self._lifecycle = lifecycle
        self._drain_seconds = drain_seconds
        self._supervised = supervised
        self._acceptors: list[Acceptor] = []

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; a second signal ends the process at once, with 128 and its number."""
        if self._lifecycle.draining:
            if not self._supervised:
                os._exit(128 + sig)
            return
        self._lifecycle.draining = True
        if self._drain_seconds and self.started:
            timer = threading.Timer(self._drain_seconds, self._stop)
            timer.daemon = True
            timer.start()
        else:
            self._stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to take connections; a process of several leaves them to those that have fewer."""
        if not self._supervised:
            await super().startup(sockets)
            return
        await super().startup([])
        for listener in sockets or ():
            acceptor = Acceptor(listener, self._protocol, lambda: len(self.server_state.connections))
            acceptor.start()
            self._acceptors.append(acceptor)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, finish what is under way, and end."""
        for acceptor in self._acceptors:
            acceptor.close()
        await super().shutdown(sockets)

    def _protocol(self) -> asyncio.Protocol:
        make = self.config.http_protocol_class
        return make(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)  # type: ignore[call-arg]

    def _stop(self) -> None:
        self.should_exit = True


class TimedProtocol(H11Protocol):
    """HTTP/1.1 that ends a connection whose request's head does not arrive, or whose answer is not read, in time.

    The server below has no such limits. Bodies are timed where they are read (`zhengmai_api.hardening`).

    Attributes:
        seconds: in which the head must be whole, and in which the client must take some of an answer.
    """

    seconds: ClassVar[float] = 30.0
    _head: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; its first request must come."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read on; where no request is under way afterwards, one is arriving, or the rest of an answered one."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the connection go."""
        for timer in (self._head, self._unread):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait until the client has read."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Write on."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _watch(self) -> None:
        under_way = self.cycle is not None and not self.cycle.response_complete
        if under_way and self._head is not None:
            self._head.cancel()
            self._head = None
        elif not under_way and self._head is None and not self.transport.is_closing():
            self._head = self.loop.call_later(self.seconds, self._late)

    def _late(self) -> None:
        self._head = None
        if self.cycle is not None and not self.cycle.response_complete:
            return
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self.transport.write(_LATE)
        self.transport.close()


class QuickProtocol(TimedProtocol):
    """Gives a kept answer at once, before anything is parsed; every other request takes its way.

    Attributes:
        kept: answers that are kept.
        lifecycle: that of the application.
        query_chars: number of characters of a query that are logged.
    """

    kept: ClassVar[KeptAnswers]
    lifecycle: ClassVar[Lifecycle]
    query_chars: ClassVar[int] = 0
    _given: float = float("-inf")

    def data_received(self, data: bytes) -> None:
        """Answer a request that is known, else read on."""
        if not self._is_idle():
            super().data_received(data)
            return
        found = self.kept.find(data)
        if found is not None:
            self._give(found)
            return
        state = self.app_state
        if may_be_kept(data):
            # The scope of the request takes a copy of this.
            self.app_state = {**state, ASKED: data}
        try:
            super().data_received(data)
        finally:
            self.app_state = state

    def _is_idle(self) -> bool:
        """Tell whether no request is under way or half read, the client reads, and the server goes on."""
        return (
            (self.cycle is None or self.cycle.response_complete)
            and self.conn.our_state is h11.IDLE
            and not self.conn.trailing_data[0]
            and not self.flow.write_paused
            and not self.lifecycle.draining
            and not self.transport.is_closing()
        )

    def _give(self, found: KeptAnswer) -> None:
        started = self.loop.time()
        answer, request_id = found.bytes_for(self.server_state.default_headers)
        self.transport.write(answer)
        self.server_state.total_requests += 1
        # The timers of the connection run on and look at this when they are due: setting them anew takes as long as all else.
        self._given = self.loop.time()
        token = REQUEST_ID.set(request_id)
        found.noted.note(self._given - started, self.client[0] if self.client else "", self.query_chars)
        REQUEST_ID.reset(token)

    def timeout_keep_alive_handler(self) -> None:
        """End a connection on which nothing came for so long; an answer that was kept counts as well."""
        rest = self._given + self.timeout_keep_alive - self.loop.time()
        if rest > 0:
            self.timeout_keep_alive_task = self.loop.call_later(rest, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def _late(self) -> None:
        rest = self._given + self.seconds - self.loop.time()
        if rest > 0 and self._is_idle():
            self._head = self.loop.call_later(rest, self._late)
        else:
            super()._late()


def _end_with_parent() -> None:
    # The parent holds the other end and never writes, so reading returns only when it is gone.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Serve as one of several processes.

    Args:
        arguments: the descriptor of the bound socket.
    """
    from zhengmai_api.app import create_app
    from zhengmai_api.logs import configure

    settings = Settings()
    configure(settings.log_format, settings.log_level)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with socket.socket(fileno=int(arguments[0])) as listener:
        run(create_app(settings), settings, listener, supervised=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
