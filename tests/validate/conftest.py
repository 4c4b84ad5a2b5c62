"""A steward's document with three slips, whose findings every report has to place rightly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhengmai.validate.checking import ShapesSource, check_inputs
from zhengmai.validate.outcome import Outcome, join
from zhengmai.validate.profiles import load_profile
from zhengmai.validate.shapes import load_shapes

STEWARD = Path(__file__).parents[1] / "fixtures" / "steward" / "plan.txt"


def outcome_of(*paths: Path, profile: str = "release", jobs: int = 1) -> Outcome:
    """Check files as the command does."""
    checked = check_inputs(paths, ShapesSource((), profile), jobs=jobs)
    return join(checked, load_shapes(profile).rules, load_profile(profile), fail_on="warning")


@pytest.fixture(scope="session")
def check_files() -> Callable[..., Outcome]:
    return outcome_of


@pytest.fixture(scope="session")
def steward() -> Outcome:
    return outcome_of(STEWARD)
