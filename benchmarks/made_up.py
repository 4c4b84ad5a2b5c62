"""Requests made up from the OpenAPI description by schemathesis, and what no answer to them may be.

Run for longer by hand: python benchmarks/made_up.py RELEASE [EXAMPLES]
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from starlette.testclient import TestClient

LEAKS = ("Traceback", 'File "', "site-packages", str(Path(__file__).parents[1]))
# What a made-up query or document may run into: limits, and a query that has no answer.
KINDS = ("memory-limit", "evaluation-failed", "busy", "time-limit", "check-time-limit")
# The saved queries are one route; a few of them stand for all.
SAVED = ("/queries/basis_chain", "/queries/due_in_month", "/queries/place_in_text")
Found = Counter[tuple[str, int, bool]]
"""How often an operation was answered with a status, and whether its description names that status."""


def operations(client: TestClient, *, whole: bool = False) -> list[Any]:
    """Give the operations of the description; all saved queries only where the whole is asked for."""
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if whole or not one.path.startswith("/queries/") or one.path in SAVED]


def tried(client: TestClient, operation: Any, mode: GenerationMode, examples: int, found: Found) -> None:
    """Send requests of an operation that follow its description, or break it.

    Args:
        client: of the application.
        operation: what to ask.
        mode: whether they follow it.
        examples: how many; always the same.
        found: takes the statuses.

    Raises:
        AssertionError: an answer is a failure of the service or tells of its inside.
    """

    @hypothesis_settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        made = requests.Request(**_arguments(case)).prepare()
        url = str(made.url)
        response = client.request(str(made.method), url, headers=dict(made.headers), content=made.body)
        described = {str(status) for status in case.operation.definition.raw.get("responses", {})}
        found[operation.label, response.status_code, str(response.status_code) in described] += 1
        _check(response, f"{made.method} {url}")

    # Where nothing can be made up, as where there is nothing to break, there is nothing to send.
    with suppress(Unsatisfiable):
        send()


def _arguments(case: Any) -> dict[str, Any]:
    known = ("method", "url", "headers", "cookies", "params", "data", "json", "files")
    given: dict[str, Any] = case.as_transport_kwargs(base_url="http://testserver")
    return {name: value for name, value in given.items() if name in known}


def _check(response: Any, request: str) -> None:
    if response.status_code >= 500:
        kind = (
            response.json()["type"].rpartition("/")[2] if "json" in response.headers["content-type"] else ""
        )
        assert kind in KINDS, f"{response.status_code} {kind} for {request[:2000]}"
    shown = response.text + str(response.headers)
    assert [leak for leak in LEAKS if leak in shown] == [], request[:2000]


def main(release: str, examples: int) -> None:
    """Print how often each operation was answered with which status; "!" where its description names it not."""
    from zhengmai.settings import Settings
    from zhengmai_api.app import create_app

    found: Found = Counter()
    app = create_app(Settings(allowed_hosts="testserver", query_seconds=2), Path(release))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        for operation in operations(client, whole=True):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                try:
                    tried(client, operation, mode, examples, found)
                except AssertionError as error:
                    sys.stdout.write(f"{operation.label}: {error}\n")
    for (label, status, described), count in sorted(found.items()):
        sys.stdout.write(f"{label}\t{status}{'' if described else '!'}\t{count}\n")
    sys.stdout.write(f"{sum(found.values())} requests\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50)
