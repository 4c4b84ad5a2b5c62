"""Whether looking up lineage and comparing plans take longer in a larger release, and how inference and alignment grow.

Run: python benchmarks/lineage.py [COUNT …]

For ten generated documents and for each COUNT (100 if none is told; at least 10) a release's store is built on disk,
without the checks, which no look-up needs. The first table gives the time of each look-up as a multiple of that with ten; the
answers grow too, since ten documents are one family of ten and larger numbers give families of 25. The second gives the
time of the rules and of the alignment a plan, again as a multiple of that with ten (1: linear; a plan of a family of ten
has fewer partners than one of 25), the statements a plan and the memory of the
process that built the store. Only ratios and sizes are printed, since seconds say more about the machine than about the
program. The command ends with 1 where a look-up takes more than five times as long.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from zhengmai.align.compare import compare
from zhengmai.namespaces import GRAPH, PP, VOCAB
from zhengmai.release.assemble import ALIGNING, INFERRING, assemble
from zhengmai.release.sources import find_documents, read_facts
from zhengmai.store.cascade import cascades
from zhengmai.store.lineage import chain, descent, downward, upward
from zhengmai.store.query import open_release, rows
from zhengmai.store.series import siblings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhengmai.errors import Bilingual
    from zhengmai.store.lineage import Query

ROOT = Path(__file__).resolve().parents[1]
LEAST, COUNTS, SEED = 10, (100,), 1
SAMPLES, REPEATS = 9, 3
MOST_TIMES_LONGER = 5.0


class Built(NamedTuple):
    """What building a store took.

    Attributes:
        plans: how many plans the store holds.
        statements: how many statements.
        rules: seconds of processor time of all rules.
        alignment: seconds of processor time of aligning all plans with their partners, and of writing what comes of it.
        memory: largest memory of the process, in MiB.
        disk: size of the store, in MiB.
    """

    plans: int
    statements: int
    rules: float
    alignment: float
    memory: float
    disk: float


class Timing(NamedTuple):
    """A look-up: median seconds and median size of the answer."""

    seconds: float
    size: float


def generate(folder: Path, count: int) -> None:
    """Write generated documents."""
    command = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(folder)]
    subprocess.run(
        [*command, "--count", str(count), "--seed", str(SEED)], check=True, stdout=subprocess.DEVNULL
    )


def build_store(documents: Path, release: Path) -> Built:
    """Read documents and write the store of a release, without checks; runs in a process of its own."""
    found, missing = find_documents([documents])
    facts, failed = read_facts(found, cache_folder=None, jobs=os.cpu_count() or 1)
    if missing or failed:
        raise SystemExit(f"{len(missing) + len(failed)} generated documents cannot be read")
    (release / "store").mkdir(parents=True)
    store = ox.Store(str(release / "store"))
    begun: list[tuple[Bilingual, float]] = []
    assemble(facts, [], store, progress=lambda message: begun.append((message, time.process_time())))
    spent = {
        message: end - begin
        for (message, begin), (_, end) in pairwise([*begun, (ALIGNING, time.process_time())])
    }
    if not any(store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + "alignment"))):
        raise SystemExit("no two of the generated plans were aligned")
    store.optimize()
    store.flush()
    return Built(
        plans=sum(len(one.plans) for one in facts),
        statements=len(store),
        rules=spent[INFERRING],
        alignment=spent[ALIGNING],
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        disk=sum(file.stat().st_size for file in release.rglob("*") if file.is_file()) / 2**20,
    )


def look_ups(query: Query) -> dict[str, Timing]:
    """Time each look-up over a sample of plans, each several times."""
    low, high = _plans(query, "县级"), _plans(query, "国家级")
    return {
        "lineage up": _timing(low, lambda plan: upward(query, plan), lambda plan: len(chain(query, plan))),
        "lineage down": _timing(
            high, lambda plan: downward(query, plan), lambda plan: len(descent(query, plan))
        ),
        "series": _timing(low, lambda plan: siblings(query, plan), lambda plan: len(siblings(query, plan))),
        "cascade": _timing(
            low[:3], lambda plan: cascades(query, plan), lambda plan: len(siblings(query, plan))
        ),
        "compare": _timing(
            low,
            lambda plan: compare(query, plan, _partner(query, plan)),
            lambda plan: len(compare(query, plan, _partner(query, plan)).changes),
        ),
    }


def _plans(query: Query, level: str) -> list[str]:
    """Give some plans of a level that have kin, spread over all of them."""
    found = query(
        f"SELECT DISTINCT ?plan WHERE {{ ?plan a <{PP}Plan> ; <{PP}jurisdiction>/<{PP}level> <{VOCAB}level-{level}> ; "
        f"(<{PP}derivesFrom>|<{PP}hasDerivedPlan>) ?kin }} ORDER BY ?plan"
    )
    plans = [row["plan"] for row in found]
    return plans[:: max(1, len(plans) // SAMPLES)][:SAMPLES]


def _partner(query: Query, plan: str) -> str:
    """Give a plan that the release compares a plan with."""
    found = query(
        f"SELECT ?other WHERE {{ <{plan}> <{PP}hasMeasure> ?measure . GRAPH <{GRAPH}alignment> {{ "
        f"?record <{PP}recordSubject>|<{PP}recordObject> ?measure ; <{PP}recordSubject>|<{PP}recordObject> ?match "
        f"FILTER ( ?match != ?measure ) }} ?other <{PP}hasMeasure> ?match }} LIMIT 1"
    )
    return found[0]["other"] if found else plan


def _timing(plans: Sequence[str], ask: Callable[[str], object], size: Callable[[str], int]) -> Timing:
    if not plans:
        raise SystemExit("the generated release has no plan to ask for")
    seconds = []
    for plan in plans:
        for _ in range(REPEATS):
            begin = time.perf_counter()
            ask(plan)
            seconds.append(time.perf_counter() - begin)
    return Timing(median(seconds), median(size(plan) for plan in plans))


def measure(count: int) -> tuple[Built, dict[str, Timing]]:
    """Build a store of so many generated documents and time the look-ups in it."""
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name, "generated"), count)
        release = Path(name, "release")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            built = pool.submit(build_store, Path(name, "generated", "documents"), release).result()
        return built, look_ups(partial(rows, open_release(release)))


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    counts = [int(argument) for argument in arguments] or list(COUNTS)
    first, few = measure(LEAST)
    worst = 0.0
    results = [(LEAST, first, few), *((count, *measure(count)) for count in counts)]
    print("| documents | look-up | time : with ten | answer : with ten |\n|---:|---|---:|---:|")
    for count, _, timings in results[1:]:
        for name, timing in timings.items():
            longer = timing.seconds / few[name].seconds
            worst = max(worst, longer)
            print(
                f"| {count:,} | {name} | {longer:.1f} | {timing.size / max(few[name].size, 1):.1f} |",
                flush=True,
            )
    print(
        "\n| documents | plans | rules a plan : with ten | alignment a plan : with ten | statements a plan | memory, MiB | on disk, MiB |\n|---:|---:|---:|---:|---:|---:|---:|"
    )
    for count, built, _ in results:
        growth = built.rules / built.plans / (first.rules / first.plans)
        aligning = built.alignment / built.plans / (first.alignment / first.plans)
        each = built.statements / built.plans
        print(
            f"| {count:,} | {built.plans:,} | {growth:.2f} | {aligning:.2f} | {each:,.0f} | {built.memory:,.0f} | {built.disk:,.0f} |"
        )
    return 1 if worst > MOST_TIMES_LONGER else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
