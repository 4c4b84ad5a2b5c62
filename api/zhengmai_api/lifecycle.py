"""Whether the service takes requests: between its start and its end.

Entry point: `Lifecycle`, kept as `app.state.lifecycle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request


@dataclass
class Lifecycle:
    """Where the service stands.

    Attributes:
        draining: the server was told to stop; requests under way are still answered.
        was_ready: it has been found ready once.
    """

    draining: bool = False
    was_ready: bool = False

    @classmethod
    def of(cls, request: Request) -> Lifecycle:
        """Give that of a request's application."""
        return cast("Lifecycle", request.app.state.lifecycle)
