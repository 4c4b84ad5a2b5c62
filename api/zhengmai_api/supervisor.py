"""Several server processes on one port: each takes connections from the same socket, and one that dies is replaced.

Entry point: `supervise`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from types import FrameType

from prometheus_client.multiprocess import mark_process_dead

from zhengmai.settings import Settings
from zhengmai_api.metrics import SHARED

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2
_GRACE_SECONDS = 5.0
# One that ends so soon after its start was no good from the start; so many of them in a row end the service.
_SHORT_LIFE_SECONDS = 5.0
_PAUSE_SECONDS = 1.0
_MOST_FAILURES = 5
FAILED = 3
"""Exit code where the processes cannot be kept up."""


def supervise(settings: Settings, listener: socket.socket) -> int:
    """Keep `settings.processes` server processes up until SIGTERM or SIGINT comes; give the exit code.

    The first signal lets them finish the requests under way, a second one ends them at once. SIGHUP is passed on.

    Args:
        settings: limits; the processes read the same from the environment.
        listener: a bound socket that listens.
    """
    figures = tempfile.mkdtemp(prefix="zhengmai-metrics-")
    try:
        return _Supervisor(settings, listener, figures).run()
    finally:
        shutil.rmtree(figures, ignore_errors=True)


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    started: float


class _Supervisor:
    def __init__(self, settings: Settings, listener: socket.socket, figures: str) -> None:
        self._settings = settings
        self._listener = listener
        self._figures = figures
        self._children: list[_Child] = []
        self._failures = 0
        self._signal = 0
        self._signalled = threading.Event()

    def run(self) -> int:
        handlers = {number: signal.signal(number, self._told) for number in (signal.SIGTERM, signal.SIGINT)}
        handlers[signal.SIGHUP] = signal.signal(signal.SIGHUP, self._pass_on)
        try:
            self._children = [self._start() for _ in range(self._settings.processes)]
            while not self._signalled.wait(_LOOK_SECONDS):
                if not self._replace_dead():
                    self._stop()
                    return FAILED
            self._signalled.clear()
            return self._stop()
        finally:
            for child in self._children:
                child.process.kill()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _told(self, number: int, frame: FrameType | None) -> None:
        self._signal = number
        self._signalled.set()

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        for child in self._children:
            child.process.send_signal(number)

    def _start(self) -> _Child:
        process = subprocess.Popen(  # noqa: S603 - the command is this program
            [sys.executable, "-P", "-m", "zhengmai_api.serving", str(self._listener.fileno())],
            # Its closing tells the process that this one is gone, however it went.
            stdin=subprocess.PIPE,
            pass_fds=[self._listener.fileno()],
            env={**os.environ, SHARED: self._figures, "ZHENGMAI_HOST": self._settings.host},
            # Ctrl-C reaches this process alone, which then tells the others.
            process_group=0,
        )
        _LOG.info(
            "a server process starts", extra={"fields": {"event": "process-started", "process": process.pid}}
        )
        return _Child(process, time.monotonic())

    def _replace_dead(self) -> bool:
        """Replace processes that have ended; tell whether it is worth going on."""
        for place, child in enumerate(self._children):
            code = child.process.poll()
            if code is None:
                continue
            lived = time.monotonic() - child.started
            fields = {
                "event": "process-ended",
                "process": child.process.pid,
                "code": code,
                "seconds": round(lived, 1),
            }
            _LOG.error("a server process has ended and is replaced", extra={"fields": fields})
            mark_process_dead(child.process.pid, self._figures)  # type: ignore[no-untyped-call]
            self._failures = self._failures + 1 if lived < _SHORT_LIFE_SECONDS else 0
            if self._failures >= _MOST_FAILURES:
                _LOG.error("server processes keep ending at their start; giving up")
                return False
            if self._failures and self._signalled.wait(_PAUSE_SECONDS):
                return True
            self._children[place] = self._start()
        return True

    def _stop(self) -> int:
        """End all processes, at once where a second signal comes; give the exit code."""
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                child.process.send_signal(signal.SIGTERM)
        limit = self._settings.drain_seconds + self._settings.stop_seconds + _GRACE_SECONDS
        until = time.monotonic() + limit
        while any(child.process.poll() is None for child in self._children):
            if self._signalled.wait(_LOOK_SECONDS / 4):
                return 128 + self._signal
            if time.monotonic() > until:
                _LOG.error("server processes did not end in time and are killed")
                return FAILED
        return 0
