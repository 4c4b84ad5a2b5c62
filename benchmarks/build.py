"""Where the time of a build goes: shares of its stages, and the whole as a multiple of reading alone.

Run: python benchmarks/build.py [COPIES …]

Each figure of COPIES makes one row: the numbered sample documents that many times, each time under another number.
Only ratios are printed, since seconds say more about the machine than about the program.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from zhengmai.release.build import build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.errors import Bilingual

ROOT = Path(__file__).resolve().parents[1]
NUMBERED = ("shishi-2022-47", "jinjiang-2023-5", "shandong-2023-6")
COPIES = (1, 4)
# In the order in which `build` tells of them.
STAGES = ("reading", "graph and inference", "validation", "writing")
_SERIAL = re.compile(r"(?<=[〕\]])(\d+)(?=号)")


def corpus(folder: Path, copies: int) -> int:
    """Write the numbered sample documents under changed numbers, so that each is a document of its own.

    Returns:
        How many were written.
    """
    for name in NUMBERED:
        text = (ROOT / "data" / "documents" / f"{name}.txt").read_text(encoding="utf-8")
        for copy in range(copies):
            changed = _SERIAL.sub(lambda found, step=copy: str(int(found[1]) + 1000 * step), text)  # type: ignore[misc]
            (folder / f"{name}-{copy}.txt").write_text(changed, encoding="utf-8")
    return len(NUMBERED) * copies


def stages(folder: Path, home: Path) -> list[float]:
    """Build once, without a cache and in one process.

    Returns:
        The seconds of each of `STAGES`.
    """
    marks: list[float] = []

    def mark(_: Bilingual) -> None:
        marks.append(time.perf_counter())

    build([folder], home, jobs=1, progress=mark)
    marks.append(time.perf_counter())
    if len(marks) != len(STAGES) + 1:
        raise SystemExit(f"the build told of {len(marks) - 1} stages, expected {len(STAGES)}")
    return [later - earlier for earlier, later in pairwise(marks)]


def row(copies: int) -> str:
    """Give a line of the table for so many copies of the documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "documents")
        folder.mkdir()
        count = corpus(folder, copies)
        seconds = stages(folder, Path(name, "home"))
    shares = " | ".join(f"{share / sum(seconds):.0%}" for share in seconds)
    return f"| {count} | {shares} | {sum(seconds) / seconds[0]:.1f} |"


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    copies = [int(argument) for argument in arguments] or COPIES
    print(f"| documents | {' | '.join(STAGES)} | whole : reading |")
    print("|---:|" + "---:|" * (len(STAGES) + 1))
    for number in copies:
        print(row(number), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
