"""The benchmark of checking measures what it says: a plan of 55 measures, and documents that grow in number only."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from zhengmai.validate.inputs import read_text

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "validate.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.mark.parametrize("measures", [10, 55])
def test_document_has_as_many_measures_as_asked(script: dict[str, Any], measures: int) -> None:
    part = read_text(script["document_of"](measures).encode(), "plan.txt")
    found = list(part.store.quads_for_pattern(None, script["_TYPE"], script["_MEASURE"], None))
    assert len(found) == measures


def test_growth_prints_a_row_a_count_with_findings_in_proportion(script: dict[str, Any]) -> None:
    rows = [line.split("|") for line in script["growth"]([2, 4]).splitlines()[2:]]
    assert [row[1].strip() for row in rows] == ["2", "4"]
    two, four = (int(row[3]) for row in rows)
    assert four == 2 * two > 0
