"""Does the benchmark of lineage build what it says and time answers that hold something?"""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path

from zhengmai.store.query import open_release, rows

BENCHMARK = runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks" / "lineage.py"))


def test_look_ups_are_timed_over_plans_that_have_kin(tmp_path: Path) -> None:
    BENCHMARK["generate"](tmp_path / "generated", 10)
    built = BENCHMARK["build_store"](tmp_path / "generated" / "documents", tmp_path / "release")
    assert built.plans >= 10
    assert built.statements > 10_000
    timings = BENCHMARK["look_ups"](partial(rows, open_release(tmp_path / "release")))
    assert list(timings) == ["lineage up", "lineage down", "series", "cascade", "compare"]
    assert all(timing.seconds > 0 and timing.size >= 1 for timing in timings.values())
    # Ten generated documents are one family: the nation's plan and nine below it.
    assert timings["lineage down"].size == timings["series"].size == 9
