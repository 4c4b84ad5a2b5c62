"""Telling others what a pool of query workers does, for figures.

Entry point: `Watch`.
"""

from __future__ import annotations


class Watch:
    """Is told of the workers of a pool; this one heeds nothing."""

    def counts(self, pool: int, idle: int, busy: int, waiting: int) -> None:
        """Take note of how many workers are idle and at work, and of how many queries wait.

        Args:
            pool: tells the pools of a process apart.
            idle: workers that wait for a query.
            busy: workers that run one.
            waiting: queries that wait for a worker.
        """

    def replaced(self, reason: str, worker: int) -> None:
        """Take note that a worker is replaced.

        Args:
            reason: "time-limit", "cancelled", "lost" (its process ended under a query), "ended" (it ended while idle),
                "put-off" (its query turned out long and waits for a place), "priority" (it could not be made equal
                again after a long query).
            worker: its process.
        """

    def closed(self, pool: int) -> None:
        """Take note that a pool has no workers any more."""
