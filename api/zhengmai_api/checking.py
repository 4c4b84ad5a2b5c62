"""Checks a document in a process of its own that can be killed; nothing is written to a disk.

Entry point: `Checker`. The process is forked from a server that has the rules and vocabularies loaded, so it starts
at once; it ends with the check, at its time limit, or with the service.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import resource
import signal
import time
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from zhengmai.errors import Bilingual
from zhengmai_api.problems import KINDS, Problem

_GRACE_SECONDS = 2.0


@dataclass(frozen=True)
class Task:
    """One check.

    Attributes:
        name: of the document, for messages.
        syntax: suffix of a syntax of RDF such as ".ttl"; empty: a source document.
        profile: what stops.
        fail_on: fail at this severity or graver besides; None: only by the profile.
        report: "json", "ttl", "jsonld", "csv", "sarif", "junit", or "page" for what a page needs.
        language: "zh" or "en", of the report's messages.
    """

    name: str
    syntax: str
    profile: str
    fail_on: str | None
    report: str
    language: str


@dataclass(frozen=True)
class Answer:
    """What a check gave.

    Attributes:
        exit_code: as the command line ends.
        body: the report.
        elapsed: seconds.
    """

    exit_code: int
    body: bytes
    elapsed: float


class Checker:
    """Runs checks, a few at a time.

    Args:
        most: how many at a time; 0: none.
        seconds: time limit of one check, and of waiting for a turn.
        memory_bytes: address space of one check.
    """

    def __init__(self, most: int, seconds: float, memory_bytes: int) -> None:
        self._most = most
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._turns = asyncio.Semaphore(most)
        self._context = multiprocessing.get_context("forkserver")
        # Only what the forked processes share; it is loaded when the first check comes.
        self._context.set_forkserver_preload(["zhengmai_api.check_warm"])

    async def check(self, task: Task, data: bytes) -> Answer:
        """Check a document.

        Args:
            task: what to do.
            data: the document.

        Raises:
            Problem: 422 it cannot be read or nothing was checked, 500 the engine failed or memory ran out, 503 no
                turn came or checks are switched off, 504 the time limit.
        """
        if not self._most:
            raise Problem(
                KINDS["busy"], Bilingual("本服务不接受检查。", "This service is set to check nothing.")
            )
        try:
            async with asyncio.timeout(self._seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise _busy(self._seconds) from None
        try:
            return await self._run(task, data)
        finally:
            self._turns.release()

    async def _run(self, task: Task, data: bytes) -> Answer:
        started = time.monotonic()
        mine, theirs = self._context.Pipe()
        limits = (self._seconds, self._memory_bytes)
        process = await asyncio.to_thread(_start, self._context, theirs, (asdict(task), limits))
        reading = asyncio.create_task(asyncio.to_thread(_exchange, mine, data))
        try:
            async with asyncio.timeout(self._seconds):
                head, body = await asyncio.shield(reading)
        except TimeoutError:
            raise _late(self._seconds, time.monotonic() - started) from None
        except (EOFError, OSError):
            raise _ended(self._memory_bytes) from None
        finally:
            # The whole group: a converter that the check started ends with it. The pipe breaks, and the thread with it.
            _kill(process)
            await asyncio.gather(reading, return_exceptions=True)
            mine.close()
            await asyncio.to_thread(process.join)
            process.close()
        return _answer(json.loads(head), body, time.monotonic() - started)


def _start(context: ForkServerContext, theirs: Connection, arguments: tuple[Any, ...]) -> ForkServerProcess:
    from zhengmai_api.check_process import main

    process = context.Process(target=main, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process


def _exchange(channel: Connection, data: bytes) -> tuple[bytes, bytes]:
    channel.send_bytes(data)
    return channel.recv_bytes(), channel.recv_bytes()


def _kill(process: ForkServerProcess) -> None:
    if process.pid is None or not process.is_alive():
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # It has not made its own group yet.
        process.kill()


def limit_process(seconds: float, memory_bytes: int) -> None:
    """Set the limits of the present process, as the kernel keeps them should the service be gone.

    Args:
        seconds: time limit.
        memory_bytes: address space.
    """
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _answer(head: dict[str, Any], body: bytes, elapsed: float) -> Answer:
    if kind := head.get("problem"):
        raise Problem(KINDS[kind], Bilingual(head["zh"], head["en"]), {"exit_code": head["exit_code"]})
    return Answer(head["exit_code"], body, elapsed)


def _busy(seconds: float) -> Problem:
    return Problem(
        KINDS["busy"],
        Bilingual(
            f"{seconds:g} 秒内没有轮到，请稍后再试。", f"No turn came within {seconds:g} s; try again later."
        ),
        {"limit": "ZHENGMAI_CHECK_SECONDS", "value": seconds},
        {"Retry-After": str(max(1, round(seconds)))},
    )


def _late(seconds: float, elapsed: float) -> Problem:
    return Problem(
        KINDS["check-time-limit"],
        Bilingual(
            f"检查超过 {seconds:g} 秒，已中止，没有结果；请拆小文件，或用命令行检查。",
            f"The check took longer than {seconds:g} s and was ended without a result; send a smaller document or use the command line.",
        ),
        {"limit": "ZHENGMAI_CHECK_SECONDS", "value": seconds, "elapsed": round(elapsed, 3)},
    )


def _ended(memory_bytes: int) -> Problem:
    return Problem(
        KINDS["check-failed"],
        Bilingual(
            "检查进程中止，多半因内存超限；请拆小文件，或用命令行检查。",
            "The process of the check ended, most likely at its memory limit; send a smaller document or use the command line.",
        ),
        {"limit": "ZHENGMAI_CHECK_MEMORY_BYTES", "value": memory_bytes, "exit_code": 3},
    )
