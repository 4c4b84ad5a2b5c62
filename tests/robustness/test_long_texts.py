"""Are long and hostile texts read to their end? How long that takes is the matter of benchmarks/extract.py."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhengmai.extract.facts import DocumentFacts
    from zhengmai.text.view import SourceText

BENCHMARK: dict[str, Any] = runpy.run_path(
    str(Path(__file__).resolve().parents[2] / "benchmarks" / "extract.py"), run_name="benchmark"
)


@pytest.mark.parametrize("case", BENCHMARK["CASES"], ids=lambda case: str(case.name))
def test_long_text_is_read_through_all_stages(
    case: Any, read_through: Callable[[SourceText], DocumentFacts]
) -> None:
    source = BENCHMARK["text_of"](case, 4)
    facts = read_through(source)
    assert len(facts.source.text) > 4_000
