"""Figures of the service for Prometheus.

Entry points: `REQUESTS` and the other metrics, `Outcome`, `counted`, and `exposition`. All label values come from
fixed lists (routes, methods, statuses, outcomes), so their number does not grow with what is asked. The figures of
several server processes are summed up through the files in `PROMETHEUS_MULTIPROC_DIR`, which `zhengmai serve` sets.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

import zhengmai
from zhengmai.errors import ZhengmaiError
from zhengmai.store.errors import (
    ClientBusy,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooComplex,
    QueueFull,
    ResultTooLarge,
    WorkerLost,
)
from zhengmai.store.watch import Watch
from zhengmai.store.workers import WorkerPool

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Variable that names the folder through which processes share their figures."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Outcome = Literal[
    "ok", "timeout", "too-large", "too-complex", "memory", "refused", "cancelled", "syntax", "busy", "failed"
]
"""How a query ended."""

_OUTCOMES: tuple[tuple[type[ZhengmaiError], Outcome], ...] = (
    (QueryTimeout, "timeout"),
    (ResultTooLarge, "too-large"),
    (WorkerLost, "memory"),
    (QueryRefused, "refused"),
    (QueryTooComplex, "too-complex"),
    (QuerySyntaxError, "syntax"),
    (QueueFull, "busy"),
    (ClientBusy, "busy"),
)
_LOG = logging.getLogger(__name__)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_PROCESS_FILE = re.compile(r"_(\d+)\.db$")

disable_created_metrics()  # type: ignore[no-untyped-call]
_REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "zhengmai_http_requests", "Answered requests.", ("route", "method", "status"), registry=_REGISTRY
)
SECONDS = Histogram(
    "zhengmai_http_request_seconds",
    "Seconds from a request to the end of its answer.",
    ("route",),
    registry=_REGISTRY,
    buckets=_SECONDS,
)
SENT = Counter("zhengmai_http_response_bytes", "Bytes of answers' bodies.", ("route",), registry=_REGISTRY)
QUERIES = Counter("zhengmai_queries", "SPARQL queries by how they ended.", ("outcome",), registry=_REGISTRY)
QUERY_SECONDS = Histogram(
    "zhengmai_query_seconds",
    "Seconds that queries waited and ran.",
    registry=_REGISTRY,
    buckets=_SECONDS,
)
SPOOLED = Counter(
    "zhengmai_spooled_bytes", "Bytes of results that were kept in a temporary file.", registry=_REGISTRY
)
WORKERS = Gauge(
    "zhengmai_query_workers",
    "Query workers by what they do.",
    ("state",),
    registry=_REGISTRY,
    multiprocess_mode="livesum",
)
REPLACED = Counter(
    "zhengmai_query_workers_replaced", "Replaced query workers.", ("reason",), registry=_REGISTRY
)
QUEUE = Gauge(
    "zhengmai_query_queue",
    "Queries that wait for a worker.",
    registry=_REGISTRY,
    multiprocess_mode="livesum",
)


class _Meter(Watch):
    """Logs and sums up the pools of this process; there are two while a release is switched."""

    def __init__(self) -> None:
        self._pools: dict[int, tuple[int, int, int]] = {}
        self._idle, self._busy = WORKERS.labels("idle"), WORKERS.labels("busy")

    def counts(self, pool: int, idle: int, busy: int, waiting: int) -> None:
        self._pools[pool] = (idle, busy, waiting)
        self._set()

    def closed(self, pool: int) -> None:
        self._pools.pop(pool, None)
        self._set()

    def replaced(self, reason: str, worker: int) -> None:
        REPLACED.labels(reason).inc()
        level = logging.WARNING if reason in ("lost", "ended") else logging.INFO
        fields = {"event": "worker-replaced", "reason": reason, "worker": worker}
        _LOG.log(level, "a query worker is replaced", extra={"fields": fields})

    def _set(self) -> None:
        idle, busy, waiting = map(sum, zip(*self._pools.values(), strict=True)) if self._pools else (0, 0, 0)
        self._idle.set(idle)
        self._busy.set(busy)
        QUEUE.set(waiting)


WorkerPool.watch = _Meter()


@contextmanager
def counted() -> Iterator[None]:
    """Count a query by how it ends; one that is cancelled ended because its client left or the server stops."""
    started = time.perf_counter()
    outcome: Outcome = "cancelled"
    try:
        yield
        outcome = "ok"
    except ZhengmaiError as error:
        outcome = next((name for kind, name in _OUTCOMES if isinstance(error, kind)), "failed")
        raise
    finally:
        QUERIES.labels(outcome).inc()
        QUERY_SECONDS.observe(time.perf_counter() - started)


def exposition(releases: Iterable[str]) -> bytes:
    """Give all figures in Prometheus' text format.

    Args:
        releases: ids of the releases that are served.
    """
    registry = CollectorRegistry()
    folder = os.environ.get(SHARED)
    if folder:
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        registry.register(_Processes(Path(folder)))
    else:
        registry.register(_REGISTRY)
        ProcessCollector(registry=registry)
    info = GaugeMetricFamily(
        "zhengmai_release_info", "The releases that are served.", labels=("release", "version")
    )
    for release in releases:
        info.add_metric((release, zhengmai.__version__), 1)
    return generate_latest(registry) + generate_latest(_One(info))


class _One(CollectorRegistry):
    """A registry of one family."""

    def __init__(self, family: Metric) -> None:
        super().__init__()
        self._family = family

    def collect(self) -> Iterator[Metric]:
        yield self._family


class _Processes(Collector):
    """The usual figures of processes, for each server process with its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        found = {match[1] for path in self._folder.iterdir() if (match := _PROCESS_FILE.search(path.name))}
        families: dict[str, Metric] = {}
        for process in sorted(found, key=int):
            for family in ProcessCollector(pid=partial(int, process), registry=None).collect():
                own = families.setdefault(family.name, _labelled(family))
                for sample in family.samples:
                    own.add_sample(sample.name, {"pid": process}, sample.value)
        yield from families.values()


def _labelled(family: Metric) -> Metric:
    kind = CounterMetricFamily if family.type == "counter" else GaugeMetricFamily
    return kind(family.name, family.documentation, labels=("pid",))
