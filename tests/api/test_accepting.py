"""How several processes share the connections that come."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator

import pytest

from zhengmai_api import accepting
from zhengmai_api.accepting import MOST_STEPS, STEP_SECONDS, Acceptor


class Taker(asyncio.Protocol):
    """Stands for one process: says by its letter who took a connection."""

    def __init__(self, letter: str, taken: list[Taker]) -> None:
        self.letter = letter
        self.taken = taken

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.taken.append(self)
        transport.write(self.letter.encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self.taken.remove(self)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def acceptor(listener: socket.socket, letter: str, taken: list[Taker]) -> Acceptor:
    return Acceptor(listener, lambda: Taker(letter, taken), lambda: len(taken))


async def who_takes(
    listener: socket.socket,
) -> tuple[str, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    return (await asyncio.wait_for(reader.readexactly(1), 10)).decode(), writer


@pytest.mark.parametrize("count", [2, 3])
def test_connections_are_shared_evenly_among_processes(listener: socket.socket, count: int) -> None:
    async def share() -> str:
        shared = [listener.dup() for _ in range(count)]
        acceptors = [acceptor(end, letter, []) for end, letter in zip(shared, "abc", strict=False)]
        for each in acceptors:
            each.start()
        met = []
        for _ in range(count * 2):
            met.append(await who_takes(listener))
            # Those that waited for this one as well wait anew for the next.
            await asyncio.sleep(5 * MOST_STEPS * STEP_SECONDS)
        for _, writer in met:
            writer.close()
        for each, end in zip(acceptors, shared, strict=True):
            each.close()
            end.close()
        return "".join(letter for letter, _ in met)

    letters = asyncio.run(share())
    assert sorted(letters[:count]) == sorted(set(letters))
    assert sorted(letters[count:]) == sorted(set(letters))


def test_a_process_that_is_alone_takes_every_connection(listener: socket.socket) -> None:
    async def take() -> int:
        taken: list[Taker] = []
        alone = acceptor(listener, "a", taken)
        alone.start()
        met = [await who_takes(listener) for _ in range(MOST_STEPS * 3)]
        count = len(taken)
        for _, writer in met:
            writer.close()
        alone.close()
        return count

    assert asyncio.run(take()) == MOST_STEPS * 3


def test_many_that_come_at_once_are_all_taken(listener: socket.socket) -> None:
    async def take() -> list[str]:
        alone = acceptor(listener, "a", [])
        alone.start()
        met = await asyncio.gather(*(who_takes(listener) for _ in range(60)))
        for _, writer in met:
            writer.close()
        alone.close()
        return [letter for letter, _ in met]

    assert asyncio.run(take()) == ["a"] * 60


def test_a_closed_one_takes_no_more_but_keeps_what_it_has(listener: socket.socket) -> None:
    async def take() -> int:
        taken: list[Taker] = []
        alone = acceptor(listener, "a", taken)
        alone.start()
        _, writer = await who_takes(listener)
        # The second is waited for when the end comes.
        reader, late = await asyncio.open_connection(*listener.getsockname())
        alone.close()
        alone.close()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(1), 0.1)
        kept = len(taken)
        writer.close()
        late.close()
        return kept

    assert asyncio.run(take()) == 1


class Exhausted(socket.socket):
    """A listening socket whose process has no descriptor left for the first connection."""

    refused = 0

    def accept(self) -> tuple[socket.socket, object]:
        if not self.refused:
            self.refused += 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


def test_a_process_without_descriptors_goes_on_when_it_has_some(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(accepting, "_PAUSE_SECONDS", 0.05)

    async def take() -> str:
        with Exhausted(fileno=listener.dup().detach()) as poor:
            alone = acceptor(poor, "a", [])
            alone.start()
            letter, writer = await who_takes(listener)
            writer.close()
            alone.close()
            assert poor.refused == 1
            return letter

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(take()) == "a"
    assert "Too many open files" in caplog.text
