"""One query worker process: opens the data for reading, answers one query at a time, and ends with its server.

Entry point: `main`, started by `zhengmai.store.workers` as `python -m zhengmai.store.worker`.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
import threading
import time
from typing import IO, cast

from zhengmai.errors import ZhengmaiError
from zhengmai.prefixes import prefixes
from zhengmai.store.channel import HEAD, INLINE_BYTES, Question, Spool, pack, to_wire, unpack
from zhengmai.store.errors import QueryError, ResultTooLarge
from zhengmai.store.formats import by_name
from zhengmai.store.near import unknown_names
from zhengmai.store.place import place_of
from zhengmai.store.query import Dataset, answer
from zhengmai.store.source import Source
from zhengmai.store.tokens import token_rule

# From sched.h; os.unshare exists from Python 3.12 on.
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# The server kills a worker at the limit. Should the server be gone, the kernel does it this much later.
_GRACE_SECONDS = 2.0


def main(arguments: list[str]) -> int:
    """Serve queries until the server closes the socket or standard input.

    Args:
        arguments: where the data is kept, the socket's descriptor, the memory limit in bytes.
    """
    descriptor, memory_bytes = int(arguments[1]), int(arguments[2])
    # Ctrl-C reaches the whole group, as a service manager's SIGTERM may; the server decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    place = place_of(arguments[0])
    isolated = not place.leaves_network or _leave_network()
    threading.Thread(target=_end_with_server, daemon=True).start()
    with socket.socket(fileno=descriptor) as channel:
        try:
            store = place.open()
            prefixes()
        except (ZhengmaiError, OSError) as error:
            channel.sendall(pack({"failed": str(error)}))
            return 1
        channel.sendall(pack({"ready": True, "isolated": isolated}))
        # What most queries need, made while none is there yet.
        token_rule()
        while (question := _receive(channel)) is not None:
            # The default action of SIGALRM ends the process even inside native code.
            signal.setitimer(signal.ITIMER_REAL, question["seconds"] + _GRACE_SECONDS)
            _reply(channel, store, question)
            signal.setitimer(signal.ITIMER_REAL, 0)
    return 0


def _leave_network() -> bool:
    """Move this process to a network namespace without interfaces; tell whether the system allows it."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    # The first needs a privilege, the second a kernel that lets users make namespaces.
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def _end_with_server() -> None:
    # The server holds the other end and never writes, so reading returns only when the server is gone.
    os.read(0, 1)
    os._exit(0)


def _reply(channel: socket.socket, store: Source, question: Question) -> None:
    started = time.monotonic()
    spool = Spool(question["result_bytes"])
    try:
        chosen = by_name(question["format"])
        if chosen is None:
            raise ValueError(f"unknown format {question['format']!r}")
        dataset = Dataset(tuple(question["default_graphs"]), tuple(question["named_graphs"]))
        text = question["text"]
        try:
            answer(store, text, chosen, cast("IO[bytes]", spool), dataset)
        except QueryError as error:
            if spool.full:
                raise ResultTooLarge(question["result_bytes"], time.monotonic() - started) from error
            raise
        spool.flush()
        head = {"size": spool.size, "hints": [name.to_wire() for name in unknown_names(text)]}
        if spool.file is None:
            channel.sendall(pack(head, spool.inline))
        else:
            message = pack({**head, "file": True})
            socket.send_fds(channel, [message], [spool.file.fileno()])
    except QueryError as error:
        channel.sendall(pack(to_wire(error)))
    finally:
        spool.close()


def _receive(channel: socket.socket) -> Question | None:
    head = _exactly(channel, HEAD.size)
    if head is None:
        return None
    length, _ = HEAD.unpack(head)
    text = _exactly(channel, length)
    return None if text is None else cast("Question", unpack(text))


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = channel.recv(min(size - len(parts), INLINE_BYTES))
        if not part:
            return None
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
