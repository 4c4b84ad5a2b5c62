"""Measures against the annotated alignment: the right counterparts come first, and what is accepted is right."""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zhengmai.store.query import rows

if TYPE_CHECKING:
    import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
BENCHMARK = runpy.run_path(str(ROOT / "benchmarks" / "alignment.py"))


@pytest.fixture(scope="module")
def figures(release_store: ox.Store) -> dict[str, Any]:
    measured: dict[str, Any] = BENCHMARK["measure"](partial(rows, release_store))
    return measured


def test_pairs_inside_and_across_provinces_are_both_measured(figures: dict[str, Any]) -> None:
    assert [(pair["within"], pair["lefts"]) for pair in figures["pairs"]] == [(True, 27), (False, 22)]


def test_best_candidate_is_among_the_right_ones(figures: dict[str, Any]) -> None:
    for pair in figures["pairs"]:
        assert pair["top1"] / pair["lefts"] >= (0.95 if pair["within"] else 0.90), pair


def test_accepted_without_a_person_is_right(figures: dict[str, Any]) -> None:
    for pair in figures["pairs"]:
        assert pair["accepted"] >= 15
        assert pair["right"] / pair["accepted"] >= 0.95, pair


def test_measure_without_counterpart_stays_unmatched(figures: dict[str, Any]) -> None:
    assert sum(pair["alone"] for pair in figures["pairs"]) == 10
    assert [pair["matched_though_alone"] for pair in figures["pairs"]] == [0, 0]


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("wording", 0.9),
        ("parties", 0.95),
        ("deadline", 0.95),
        ("target", 0.95),
        ("scope-wider", 0.9),
        ("scope-narrower", 0.7),
    ],
)
def test_differences_are_those_that_were_annotated(figures: dict[str, Any], kind: str, least: float) -> None:
    assert figures["differences"][kind]["f1"] >= least
