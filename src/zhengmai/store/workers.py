"""A pool of query worker processes that can be killed.

Entry point: `WorkerPool`. The store has no time limit of its own, so a query runs in a process of its own and ends
with it. An answer is complete or refused: a result is handed on only when a worker has written the whole of it.

Long queries cannot shut out short ones. How long a query takes is known only by running it: each starts as a short
one, and after `Limits.short_seconds` it goes on as a long one if fewer than `workers` long ones run; otherwise its
process is ended, and it starts anew when its turn comes. It is remembered, and starts as a long one the next time.
`SPARE` more processes than that are kept, so that a place for short queries is always free or about to be. Who has
fewer queries under way is served first, and a query that runs on gives way to others on the processor.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import heapq
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, ClassVar

from zhengmai.store.channel import HEAD, INLINE_BYTES, Question, from_wire, pack, unpack
from zhengmai.store.errors import ClientBusy, QueryTimeout, QueryTooComplex, QueueFull, StoreError, WorkerLost
from zhengmai.store.formats import Format
from zhengmai.store.near import Near
from zhengmai.store.place import Place, ReleaseFolder
from zhengmai.store.query import OWN_DATASET, Dataset
from zhengmai.store.watch import Watch

SPARE = 2
"""Processes beside those of long queries: the place of short ones, and one that stands in while another starts."""

_LOG = logging.getLogger(__name__)
_START_SECONDS = 30.0
_END_SECONDS = 1.0
_RESTART_PAUSE_SECONDS = 1.0
_REMEMBERED = 4096
# A query that has run so long gets less of the processor. Where that cannot be taken back, which takes a privilege, its
# worker is replaced afterwards.
_PATIENT_SECONDS = 1.0
_NICE = 5
_SHORT_TURNS = 10
_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of one query.

    Attributes:
        seconds: time limit; also how long a query waits for a worker.
        result_bytes: size limit of a serialised result.
        memory_bytes: address space of a worker. 600 MB was not enough for a store of a million quads.
        waiting: how many queries may wait for a worker at once.
        per_client: how many queries of one client may run or wait at once.
        short_seconds: a query that runs longer counts as long.
    """

    seconds: float = 10.0
    result_bytes: int = 64 * 2**20
    memory_bytes: int = 1536 * 2**20
    waiting: int = 64
    per_client: int = 16
    short_seconds: float = 0.1


@dataclass
class Result:
    """A whole result; close it when it has been sent.

    Attributes:
        size: bytes.
        elapsed: seconds from the question to the answer.
        hints: names of the query that the ontology does not have, with those that it has.
    """

    size: int
    elapsed: float
    hints: tuple[Near, ...]
    _body: bytes
    _file: IO[bytes] | None

    @property
    def spooled(self) -> bool:
        """Whether the result is held in a temporary file."""
        return self._file is not None

    def read(self) -> bytes:
        """Give the result's bytes and close it."""
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """Give the result's bytes in pieces, then close it."""
        if self._file is None:
            yield self._body
            return
        with self._file as file:
            file.seek(0)
            while piece := file.read(_CHUNK_BYTES):
                yield piece

    def close(self) -> None:
        """Let the result go."""
        if self._file is not None:
            self._file.close()


class WorkerPool:
    """Runs queries over one release, or over what another place holds, in worker processes.

    All methods belong to the event loop that called `start`.

    Args:
        release: the release's folder, or another place.
        workers: how many long queries run at once.
        limits: limits of every query.
        spare: how many more processes are kept.

    Attributes:
        watch: is told what the pools of this process do.
    """

    watch: ClassVar[Watch] = Watch()

    def __init__(
        self, release: Path | Place, workers: int, limits: Limits | None = None, spare: int = SPARE
    ) -> None:
        self._place = ReleaseFolder(release) if isinstance(release, Path) else release
        self._spare = spare
        self._places = workers
        self.limits = limits or Limits()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._short: list[_Turn] = []
        self._long: list[_Turn] = []
        self._running_long = 0
        self._clients: Counter[str] = Counter()
        # Queries that were long when they last ran, the latest last.
        self._known_long: dict[int, None] = {}
        self._turns = 0
        self._closed = False
        self._starting: asyncio.Task[None] | None = None

    @property
    def alive(self) -> int:
        """Number of workers that are ready or at work."""
        return len(self._all)

    async def start(self) -> None:
        """Start the workers and wait until each has opened the release; the first query does so if nobody has.

        Raises:
            StoreError: a worker could not open it.
        """
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)

    async def _start(self) -> None:
        starts = [asyncio.create_task(self._add()) for _ in range(self._places + self._spare)]
        self._tasks.update(starts)
        for task in starts:
            task.add_done_callback(self._tasks.discard)
        outcomes = await asyncio.gather(*starts, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                await self.close()
                raise outcome
        if not all(worker.isolated for worker in self._all):
            _LOG.warning("query workers could not leave the network; SERVICE is refused by its text alone")

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        self._closed = True
        # Whoever waits for the start learns how it ended.
        if self._starting not in (None, asyncio.current_task()):
            await asyncio.gather(self._starting, return_exceptions=True)
        # A start under way is let finish: a process half started could not be ended.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        workers, self._all = self._all, set()
        await asyncio.gather(*(worker.end() for worker in workers))
        self.watch.closed(id(self))

    async def run(
        self, text: str, chosen: Format, dataset: Dataset = OWN_DATASET, client: str = ""
    ) -> Result:
        """Run one query; cancelling the call ends the query.

        Args:
            text: a SPARQL query.
            chosen: the format of the result.
            dataset: the dataset of the request.
            client: who asks; an empty one is not limited in number.

        Raises:
            QueryError: the query is refused, wrong, cannot be evaluated, or ran into a limit.
        """
        await self.start()
        limits = self.limits
        if client and self._clients[client] >= limits.per_client:
            raise ClientBusy(limits.per_client, limits.seconds)
        question = Question(
            text=text,
            format=chosen.name,
            default_graphs=list(dataset.default_graphs),
            named_graphs=list(dataset.named_graphs),
            seconds=limits.seconds,
            result_bytes=limits.result_bytes,
        )
        rank = self._clients[client] if client else 0
        self._clients[client] += 1
        try:
            result = None
            if hash((text, dataset)) not in self._known_long:
                result = await self._attempt(question, rank, long=False)
            if result is None:
                result = await self._attempt(question, rank, long=True)
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
        assert result is not None  # noqa: S101 - a long query is never put off
        if result.elapsed < limits.short_seconds:
            self._known_long.pop(hash((text, dataset)), None)
        return result

    async def _attempt(self, question: Question, rank: int, *, long: bool) -> Result | None:
        """Run a query in a worker; None where it turns out long and no place for a long one is free."""
        limits = self.limits
        worker = await self._take(rank, long=long)
        clock = asyncio.get_running_loop().time
        started = clock()
        asked = asyncio.create_task(worker.ask(question))
        kept = patient = False
        reason = "cancelled"
        used = worker.processor_seconds()

        async def wait(seconds: float) -> bool:
            if not asked.done():
                await asyncio.wait(
                    {asked}, timeout=max(0.0, started + min(seconds, limits.seconds) - clock())
                )
            return asked.done()

        try:
            turn = limits.short_seconds
            # A short query on a busy machine has only waited for the processor.
            while (
                not await wait(turn) and turn < limits.seconds and turn < _SHORT_TURNS * limits.short_seconds
            ):
                if worker.processor_seconds() - used >= limits.short_seconds / 2:
                    break
                turn += limits.short_seconds
            if not asked.done() and turn < limits.seconds:
                self._remember(question)
                if not long and self._running_long >= self._places:
                    reason = "put-off"
                    return None
                self._running_long += not long
                long = True
            if not await wait(_PATIENT_SECONDS):
                patient = True
                worker.make_patient()
            if not await wait(limits.seconds):
                reason = "time-limit"
                raise QueryTimeout(limits.seconds, clock() - started)
            try:
                message, body, file = asked.result()
            except (OSError, EOFError):
                reason = "lost"
                if await worker.has_overflowed():
                    raise QueryTooComplex from None
                raise WorkerLost(limits.memory_bytes, clock() - started) from None
            reason = "priority"
            kept = not patient or worker.make_equal()
        finally:
            self._running_long -= long
            if kept:
                self._idle.append(worker)
                self._dispatch()
            else:
                self._replace(worker, reason)
                self._dispatch()
                asked.cancel()
                await asyncio.gather(asked, return_exceptions=True)
        if "error" in message:
            raise from_wire(message)
        hints = tuple(Near.of_wire(one) for one in message["hints"])
        return Result(message["size"], clock() - started, hints, body, file)

    def _remember(self, question: Question) -> None:
        dataset = Dataset(tuple(question["default_graphs"]), tuple(question["named_graphs"]))
        self._known_long[hash((question["text"], dataset))] = None
        if len(self._known_long) > _REMEMBERED:
            del self._known_long[next(iter(self._known_long))]

    async def _take(self, rank: int, *, long: bool) -> _Worker:
        """Wait for a worker; that of a long query takes a place for long ones with it."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        turn = _Turn(rank, self._turns, loop.create_future())
        self._turns += 1
        heapq.heappush(self._long if long else self._short, turn)
        self._dispatch()
        if not turn.worker.done() and sum(map(_Turn.waits, self._short + self._long)) > self.limits.waiting:
            turn.worker.cancel()
            raise QueueFull(self.limits.seconds, 0.0)
        try:
            if not turn.worker.done():
                await asyncio.wait({turn.worker}, timeout=self.limits.seconds)
        except BaseException:
            if not turn.worker.cancel():
                # The worker came in the moment in which the client left.
                self._running_long -= long
                self._idle.append(turn.worker.result())
                self._dispatch()
            raise
        if turn.worker.cancel():
            raise QueueFull(self.limits.seconds, loop.time() - started)
        return turn.worker.result()

    def _dispatch(self) -> None:
        """Hand idle workers to those who wait, in the order of their turns."""
        self._hand_out()
        waiting = sum(map(_Turn.waits, self._short + self._long))
        self.watch.counts(id(self), len(self._idle), len(self._all) - len(self._idle), waiting)

    def _hand_out(self) -> None:
        while self._idle:
            if self._idle[-1].ended:
                self._replace(self._idle.pop(), "ended")
                continue
            for queue in (self._short, self._long):
                while queue and not queue[0].waits():
                    heapq.heappop(queue)
            # A place for short queries remains among the workers that are up.
            fits = self._running_long < self._places and len(self._all) - self._running_long >= self._spare
            open_queues = [queue for queue in (self._short, self._long if fits else []) if queue]
            if not open_queues:
                return
            queue = min(open_queues, key=lambda one: one[0])
            self._running_long += queue is self._long
            heapq.heappop(queue).worker.set_result(self._idle.pop())

    def _replace(self, worker: _Worker, reason: str) -> None:
        self._all.discard(worker)
        worker.kill()
        self.watch.replaced(reason, worker.pid)
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._renew(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _renew(self, gone: _Worker) -> None:
        try:
            while not self._closed:
                try:
                    await self._add()
                    return
                except StoreError as error:
                    _LOG.error("a query worker could not be started: %s", error)
                    await asyncio.sleep(_RESTART_PAUSE_SECONDS)
        finally:
            await gone.end()

    async def _add(self) -> None:
        worker = await _Worker.start(self._place, self.limits.memory_bytes)
        self._all.add(worker)
        self._idle.append(worker)
        self._dispatch()


@dataclass(order=True)
class _Turn:
    """A query that waits for a worker: first by how many its client has under way, then by arrival."""

    rank: int
    number: int
    worker: asyncio.Future[_Worker] = field(compare=False)

    def waits(self) -> bool:
        return not self.worker.done()


class _Worker:
    """One process and its socket."""

    def __init__(self, process: subprocess.Popen[bytes], channel: socket.socket) -> None:
        self._process = process
        self._channel = channel
        self._descriptor = channel.fileno()
        self._waiter: asyncio.Future[None] | None = None
        self._is_watched = False
        self._clock = _clock_of(process.pid)
        self.isolated = False

    @classmethod
    async def start(cls, place: Place, memory_bytes: int) -> _Worker:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setblocking(False)
        command = [sys.executable, "-P", "-m", "zhengmai.store.worker"]
        command += [place.argument, str(theirs.fileno()), str(memory_bytes)]
        with theirs:
            process = await asyncio.to_thread(
                subprocess.Popen,
                command,
                # Its closing tells the worker that the server is gone, however it went.
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # Each arena of the C library reserves address space, which is what the limit counts.
                env={**os.environ, **place.environment, "MALLOC_ARENA_MAX": "2"},
            )
        worker = cls(process, ours)
        try:
            async with asyncio.timeout(_START_SECONDS):
                message, _, _ = await worker._receive()
        except (TimeoutError, ConnectionError, EOFError) as error:
            await worker.end()
            raise StoreError(place.argument, f"worker: {error or type(error).__name__}") from error
        except BaseException:
            await worker.end()
            raise
        if "failed" in message:
            await worker.end()
            raise StoreError(place.argument, message["failed"])
        worker.isolated = message["isolated"]
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    async def has_overflowed(self) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return await asyncio.to_thread(self._process.wait, _END_SECONDS) == -signal.SIGSEGV
        return False

    def processor_seconds(self) -> float:
        """Give the processor time that the process has used; where the system does not tell, the time that passes."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:
            return time.monotonic()

    def make_patient(self) -> None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)

    def make_equal(self) -> bool:
        """Take back what `make_patient` did; tell whether that is allowed."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0))
            return True
        return False

    def kill(self) -> None:
        # Its memory is given back sooner so.
        self.make_equal()
        # SIGKILL: native code heeds nothing less.
        self._process.kill()

    async def end(self) -> None:
        self.kill()
        await asyncio.to_thread(self._process.wait)
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._unwatch()
        self._channel.close()

    async def ask(self, question: Question) -> tuple[Any, bytes, IO[bytes] | None]:
        await asyncio.get_running_loop().sock_sendall(self._channel, pack(question))
        return await self._receive()

    async def _receive(self) -> tuple[Any, bytes, IO[bytes] | None]:
        """Give the JSON part, the bytes that follow it, and the file that was sent along."""
        data = bytearray()
        descriptors: list[int] = []
        try:
            needed = HEAD.size
            while len(data) < needed:
                await self._readable()
                with contextlib.suppress(BlockingIOError):
                    part, passed, _, _ = socket.recv_fds(self._channel, INLINE_BYTES, 1)
                    descriptors += passed
                    if not part:
                        raise EOFError("the worker has closed its socket")
                    data += part
                if len(data) >= HEAD.size:
                    needed = HEAD.size + sum(HEAD.unpack_from(data))
        except BaseException:
            for descriptor in descriptors:
                os.close(descriptor)
            raise
        length, _ = HEAD.unpack_from(data)
        end = HEAD.size + length
        file = os.fdopen(descriptors[0], "rb") if descriptors else None
        return unpack(bytes(data[HEAD.size : end])), bytes(data[end:]), file

    async def _readable(self) -> None:
        """Wait until there is something to read. The loop goes on watching afterwards, since telling it costs each time."""
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        if not self._is_watched:
            loop.add_reader(self._descriptor, self._on_readable)
            self._is_watched = True
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _on_readable(self) -> None:
        if self._waiter is None:
            # Nobody reads: the loop would come back at once.
            self._unwatch()
        elif not self._waiter.done():
            self._waiter.set_result(None)

    def _unwatch(self) -> None:
        if self._is_watched:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._is_watched = False


def _clock_of(process: int) -> int:
    """Give the clock of the processor time that a process uses (POSIX, clock_getcpuclockid); -1: there is none."""
    clock = ctypes.c_int(-1)
    find = getattr(ctypes.CDLL(None), "clock_getcpuclockid", None)
    return clock.value if find is not None and find(process, ctypes.byref(clock)) == 0 else -1
