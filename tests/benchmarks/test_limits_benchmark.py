"""Does the benchmark of limits see queries that are stopped, and the processes that ran them?"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHMARK = runpy.run_path(str(ROOT / "benchmarks" / "limits.py"))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?f && ?f != ?i && ?i != ?l) }"


def test_stopped_queries_and_clients_that_left_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = runpy.run_path(str(ROOT / "tests" / "store" / "conftest.py"))["build"]
    release = build(tmp_path / "releases" / "small")
    BENCHMARK["WORST"].clear()
    BENCHMARK["WORST"]["cartesian product"] = ENDLESS
    with BENCHMARK["serve"](release, 1.0, 0) as server:
        assert len(server.workers()) == BENCHMARK["PLACES"] + BENCHMARK["SPARE"]
        assert server.ask("ASK {}")[0] == 200
        BENCHMARK["overruns"](server, 2, 1.0)
        BENCHMARK["leavers"](server, 1)
    printed = capsys.readouterr().out
    assert "| cartesian product | 2 | 504: 2 | 0." in printed
    assert "| 1 | 0." in printed
