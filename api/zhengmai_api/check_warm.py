"""Loaded once by the process that checks are forked from: reads and checks a sample, so that no check loads anything.

Rules are compiled, the registry and the shapes are in memory, and each forked process shares them.
"""

from __future__ import annotations

from zhengmai import resources
from zhengmai_api.check_process import check
from zhengmai_api.checking import Task

_SAMPLE = "documents/shandong-2023-6.txt"

check(Task(_SAMPLE, "", "release", None, "json", "zh"), resources.read_bytes("data", _SAMPLE))
