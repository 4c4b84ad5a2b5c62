from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from zhengmai.store.errors import (
    ClientBusy,
    QueryEvaluationError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueueFull,
    ResultTooLarge,
    StoreError,
    WorkerLost,
)
from zhengmai.store.formats import SOLUTIONS
from zhengmai.store.workers import SPARE, Limits, WorkerPool, _clock_of

JSON = SOLUTIONS[0]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 3,000 statements, whose self-joins are long."""
    folder = tmp_path_factory.mktemp("numbers")
    store = Store(str(folder / "store"))
    store.bulk_extend(Quad(NamedNode(f"urn:a{i}"), NamedNode("urn:p"), Literal(str(i))) for i in range(3000))
    store.flush()
    return folder


def with_pool(
    release: Path, work: Callable[[WorkerPool], Awaitable[None]], workers: int = 1, **limits: float
) -> None:
    async def run() -> None:
        pool = WorkerPool(release, workers, Limits(**limits))  # type: ignore[arg-type]
        await pool.start()
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


def children(release: Path) -> set[int]:
    """Give the workers of this process that serve a release; other tests may have theirs."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid() and str(release).encode() in arguments:
            found.add(int(folder.name))
    return found


async def answers(pool: WorkerPool) -> bool:
    return b"true" in (await pool.run("ASK {}", JSON)).read()


def test_run_time_limit_kills_the_worker_and_the_next_query_is_answered(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        before = children(numbers)
        assert len(before) == 1 + SPARE
        started = time.monotonic()
        with pytest.raises(QueryTimeout) as caught:
            await pool.run(ENDLESS, JSON)
        assert time.monotonic() - started < 3
        assert caught.value.limit == 0.5
        assert await answers(pool)
        # The kernel takes a moment to clear a killed process away.
        deadline = time.monotonic() + 2
        while before <= children(numbers) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        assert len(before - children(numbers)) == 1

    with_pool(numbers, work, seconds=0.5)


def test_run_large_result_arrives_whole(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        result = await pool.run("SELECT * { ?s ?p ?o }", JSON)
        data = result.read()
        assert len(data) == result.size > 300_000
        assert data.endswith(b"]}}")
        # The worker answers others while the result is still held.
        held = await pool.run("SELECT * { ?s ?p ?o }", JSON)
        assert await answers(pool)
        assert held.read() == data

    with_pool(numbers, work)


def test_run_result_over_the_size_limit_is_refused_whole(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        with pytest.raises(ResultTooLarge) as caught:
            await pool.run("SELECT * { ?s ?p ?o }", JSON)
        assert caught.value.limit == 100_000
        assert await answers(pool)

    with_pool(numbers, work, result_bytes=100_000)


def test_run_memory_limit_ends_the_worker_and_the_next_query_is_answered(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        with pytest.raises(WorkerLost):
            await pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 10", JSON)
        assert await answers(pool)

    with_pool(numbers, work, seconds=60, memory_bytes=800 * 2**20)


def test_run_worker_killed_while_idle_is_replaced(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        for pid in children(numbers):
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert await answers(pool)

    with_pool(numbers, work)


def test_run_errors_of_the_worker_keep_their_types(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        with pytest.raises(QuerySyntaxError) as syntax:
            await pool.run("SELECT * WHERE {\n ?s ?p }", JSON)
        assert (syntax.value.line, syntax.value.column) == (2, 8)
        with pytest.raises(QueryRefused) as refused:
            await pool.run("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", JSON)
        assert refused.value.reason == "service"
        with pytest.raises(QueryEvaluationError):
            await pool.run("SELECT (<urn:f>(1) AS ?x) {}", JSON)

    with_pool(numbers, work)


def test_run_long_query_waits_while_the_places_are_taken_and_is_refused_when_too_many_wait(
    numbers: Path,
) -> None:
    async def work(pool: WorkerPool) -> None:
        busy = asyncio.create_task(pool.run(ENDLESS, JSON))
        await asyncio.sleep(0.2)
        waiting = asyncio.create_task(pool.run(ENDLESS, JSON))
        await asyncio.sleep(0.3)
        with pytest.raises(QueueFull) as caught:
            await pool.run(ENDLESS, JSON)
        # It ran for the time of a short query, and then found the one place to wait taken: it did not wait itself.
        assert not busy.done()
        assert not waiting.done()
        assert caught.value.retry_after >= 1
        with pytest.raises(QueryTimeout):
            await busy
        with pytest.raises(QueryTimeout) as late:
            await waiting
        assert late.value.elapsed < 1.5
        assert await answers(pool)

    with_pool(numbers, work, seconds=1, waiting=1)


def test_run_long_query_that_waits_too_long_is_refused(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        queries = [asyncio.create_task(pool.run(ENDLESS, JSON)) for _ in range(3)]
        outcomes = await asyncio.gather(*queries, return_exceptions=True)
        # The second has its turn when the first is stopped; the third has waited as long as a query may run.
        assert {type(outcome) for outcome in outcomes} <= {QueryTimeout, QueueFull}
        assert QueueFull in {type(outcome) for outcome in outcomes}

    with_pool(numbers, work, seconds=0.6)


def test_run_short_queries_are_answered_while_long_ones_take_every_place(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        busy = [asyncio.create_task(pool.run(ENDLESS, JSON, client=f"c{i}")) for i in range(4)]
        await asyncio.sleep(1.5)
        for _ in range(20):
            assert await answers(pool)
        assert not any(query.done() for query in busy)
        for query in busy:
            query.cancel()
        await asyncio.gather(*busy, return_exceptions=True)

    with_pool(numbers, work, workers=2, seconds=20)


def test_run_client_with_too_many_queries_is_refused_and_another_is_not(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        busy = [asyncio.create_task(pool.run(ENDLESS, JSON, client="a")) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(ClientBusy) as caught:
            await pool.run("ASK {}", JSON, client="a")
        assert (caught.value.limit, caught.value.retry_after >= 1) == (2, True)
        assert b"true" in (await pool.run("ASK {}", JSON, client="b")).read()
        for query in busy:
            query.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        assert b"true" in (await pool.run("ASK {}", JSON, client="a")).read()

    with_pool(numbers, work, per_client=2, seconds=20)


def test_run_names_that_the_ontology_lacks_come_with_the_result(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        text = "PREFIX pp: <https://w3id.org/policyplan/ns#>\nSELECT * { ?s a pp:Mesure ; pp:hasLead ?o }"
        result = await pool.run(text, JSON)
        (name,) = result.hints
        assert (name.iri, name.line, name.column) == ("https://w3id.org/policyplan/ns#Mesure", 2, 17)
        assert name.nearest[0] == "pp:Measure"
        assert b'"bindings":[]' in result.read()

    with_pool(numbers, work)


def test_run_cancelled_frees_its_worker(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        query = asyncio.create_task(pool.run(ENDLESS, JSON))
        await asyncio.sleep(0.1)
        query.cancel()
        started = time.monotonic()
        assert await answers(pool)
        assert time.monotonic() - started < 2

    with_pool(numbers, work, seconds=30)


def test_run_many_at_once_are_all_answered(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        found = await asyncio.gather(
            *(pool.run(f"SELECT ?o {{ <urn:a{i}> ?p ?o }}", JSON) for i in range(50))
        )
        assert all(f'"{i}"'.encode() in result.read() for i, result in enumerate(found))

    with_pool(numbers, work, workers=2)


def test_start_folder_without_store_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        with_pool(tmp_path, answers)  # type: ignore[arg-type]


def test_close_leaves_no_process(numbers: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        assert len(children(numbers)) == 2 + SPARE
        with pytest.raises(QueryTimeout):
            await pool.run(ENDLESS, JSON)

    with_pool(numbers, work, workers=2, seconds=0.2)
    assert children(numbers) == set()


def test_workers_end_when_their_server_is_killed_even_in_mid_query(numbers: Path) -> None:
    script = f"""
import asyncio, os
from pathlib import Path
from zhengmai.store.formats import SOLUTIONS
from zhengmai.store.workers import Limits, WorkerPool
async def main():
    pool = WorkerPool(Path({str(numbers)!r}), 2, Limits(seconds=60))
    await pool.start()
    asyncio.create_task(pool.run({ENDLESS!r}, SOLUTIONS[0]))
    await asyncio.sleep(0.3)
    print(*(worker._process.pid for worker in pool._all), flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2 + SPARE
        server.kill()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_the_clock_of_a_process_tells_its_processor_time() -> None:
    begin, used = time.clock_gettime(_clock_of(os.getpid())), time.process_time()
    while time.process_time() - used < 0.05:
        pass
    told = time.clock_gettime(_clock_of(os.getpid())) - begin
    assert 0.04 <= told <= time.process_time() - used + 0.01
