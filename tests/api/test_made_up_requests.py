"""Requests made up from the OpenAPI description, right ones and wrong ones: none makes the service fail."""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app

EXAMPLES = 6
MADE_UP = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "made_up.py"))


@pytest.fixture(scope="module")
def asked(settings: Settings) -> Iterator[TestClient]:
    """A client that gets the answer of a failure rather than the failure."""
    with TestClient(create_app(settings), follow_redirects=False, raise_server_exceptions=False) as found:
        yield found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_made_up_requests_get_answers_that_are_no_failures(asked: TestClient, mode: GenerationMode) -> None:
    found: Counter[tuple[str, int, bool]] = Counter()
    operations = MADE_UP["operations"](asked)
    assert len(operations) > 20
    for operation in operations:
        MADE_UP["tried"](asked, operation, mode, EXAMPLES, found)
    assert sum(found.values()) > len(operations)
    assert {status // 100 for _, status, _ in found} >= {2, 4}
