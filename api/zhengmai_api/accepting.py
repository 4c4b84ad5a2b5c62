"""Taking connections from a socket that several processes share, so that each gets its part of them.

The system wakes every process that waits for a connection, and the one that is first takes it: left to itself, one
process often has all connections of a client while the others are idle. `Acceptor` leaves a connection to processes
that have fewer.

Entry point: `Acceptor`.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable

_LOG = logging.getLogger(__name__)
STEP_SECONDS = 0.001
"""How long a process waits for each connection that it has; one that is idle takes a connection in much less."""
MOST_STEPS = 4
"""Connections beyond these make a process wait no longer: a client should not feel it."""
_PAUSE_SECONDS = 1.0
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Acceptor:
    """Takes connections from a shared socket one at a time, later the more connections this process has.

    Args:
        listener: a socket that listens; made non-blocking.
        protocol: makes the protocol of a connection.
        connections: number of connections that this process has.
    """

    def __init__(
        self,
        listener: socket.socket,
        protocol: Callable[[], asyncio.BaseProtocol],
        connections: Callable[[], int],
    ) -> None:
        self._listener = listener
        self._protocol = protocol
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._starting: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._serving = False

    def start(self) -> None:
        """Begin to take connections; the loop must run."""
        self._listener.setblocking(False)
        self._serving = True
        self._watch()

    def close(self) -> None:
        """Take no more connections; those that were taken go on."""
        if self._serving:
            self._serving = False
            self._loop.remove_reader(self._listener)
            if self._timer is not None:
                self._timer.cancel()

    def _watch(self) -> None:
        self._timer = None
        self._loop.add_reader(self._listener, self._come)

    def _come(self) -> None:
        # One that was taken a moment ago is not counted by the server yet.
        steps = min(self._connections() + len(self._starting), MOST_STEPS)
        if steps:
            self._loop.remove_reader(self._listener)
            self._timer = self._loop.call_later(steps * STEP_SECONDS, self._take_late)
        else:
            self._take()

    def _take_late(self) -> None:
        self._watch()
        self._take()

    def _take(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            # Another process has it, or the client is gone.
            return
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            _LOG.error("no connection can be taken for a moment: %s", error.strerror)
            self._loop.remove_reader(self._listener)
            self._timer = self._loop.call_later(_PAUSE_SECONDS, self._watch)
            return
        connection.setblocking(False)
        task = self._loop.create_task(self._begin(connection))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _begin(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._protocol, connection)
        except OSError as error:
            connection.close()
            _LOG.info("a connection ended before it began: %s", error.strerror)
