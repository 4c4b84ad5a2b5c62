"""Prints how well corresponding measures are found, against data/gold/alignment.json.

Top-1: the best candidate of a left measure is among its sure rights; lefts with only unsure or no rights are left
out. Accepted: what the margin rule accepts without a person; unsure pairs count neither way. Differences: precision,
recall and F1 of each kind over the sure pairs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengmai.align.counterparts import pairs_of
from zhengmai.align.differences import KINDS, differences
from zhengmai.align.measures import PlanText, load_plan
from zhengmai.align.records import alignment_statements
from zhengmai.release.build import build
from zhengmai.store.query import open_release, rows

if TYPE_CHECKING:
    from zhengmai.align.pairs import Pair
    from zhengmai.store.lineage import Query

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "data" / "gold" / "alignment.json"
# The annotation guide has no kind for the basis.
ANNOTATED = tuple(kind for kind in KINDS if kind != "basis")


def measure(query: Query) -> dict[str, Any]:
    """Give the figures of all annotated pairs of plans and of the kinds of difference."""
    counts = {kind: {"both": 0, "found": 0, "annotated": 0} for kind in ANNOTATED}
    found = []
    for names, entries in json.loads(GOLD.read_text(encoding="utf-8")).items():
        left, right = (load_plan(query, iri) for iri in names.split("→"))
        found.append(_pair(query, left, right, entries))
        _differences(left, right, entries, counts)
    return {"pairs": found, "differences": {kind: _rates(count) for kind, count in counts.items()}}


def _pair(query: Query, left: PlanText, right: PlanText, entries: list[dict[str, Any]]) -> dict[str, Any]:
    by_left: dict[str, list[Pair]] = {}
    for pair in pairs_of(query, left, right):
        by_left.setdefault(pair.left.path, []).append(pair)
    figures = {
        "lefts": 0,
        "top1": 0,
        "top3": 0,
        "accepted": 0,
        "right": 0,
        "alone": 0,
        "matched_though_alone": 0,
    }
    for entry in entries:
        sure = {_path(one["path"]) for one in entry["right"] if not one["unsure"]}
        unsure = {_path(one["path"]) for one in entry["right"] if one["unsure"]}
        options = by_left.get(_path(entry["left"]), [])
        accepted = [pair.right.path for pair in options if pair.status == "accepted"]
        counted = [path for path in accepted if path not in unsure]
        figures["accepted"] += len(counted)
        figures["right"] += sum(path in sure for path in counted)
        if sure:
            figures["lefts"] += 1
            figures["top1"] += any(pair.right.path in sure for pair in options[:1])
            figures["top3"] += any(pair.right.path in sure for pair in options[:3])
        elif not unsure:
            figures["alone"] += 1
            figures["matched_though_alone"] += bool(accepted)
    return {
        "left_plan": left.title,
        "right_plan": right.title,
        "within": left.division[:2] == right.division[:2],
        **figures,
    }


def _differences(
    left: PlanText, right: PlanText, entries: list[dict[str, Any]], counts: dict[str, dict[str, int]]
) -> None:
    lefts = {one.path: one for one in left.measures}
    rights = {one.path: one for one in right.measures}
    for entry in entries:
        for one in entry["right"]:
            if one["unsure"]:
                continue
            seen = differences(lefts[_path(entry["left"])], left, rights[_path(one["path"])], right)
            for kind in ANNOTATED:
                found, annotated = kind in seen.kinds, kind in one["differences"]
                counts[kind]["found"] += found
                counts[kind]["annotated"] += annotated
                counts[kind]["both"] += found and annotated


def _path(annotated: str) -> str:
    return annotated.replace("/", "")


def _rates(count: dict[str, int]) -> dict[str, float]:
    both, found, annotated = count["both"], count["found"], count["annotated"]
    return {
        **count,
        "precision": both / found if found else 1.0,
        "recall": both / annotated if annotated else 1.0,
        "f1": 2 * both / (found + annotated) if found + annotated else 1.0,
    }


def main() -> None:
    """Build a release of the sample documents and print the figures."""
    with tempfile.TemporaryDirectory() as home:
        built = build([ROOT / "data" / "documents"], Path(home), curation=ROOT / "data" / "curation")
        query = partial(rows, open_release(built.folder))
        figures = measure(query)
        start = time.perf_counter()
        statements = alignment_statements(query)
        seconds = time.perf_counter() - start
    for pair in figures["pairs"]:
        print(f"{pair['left_plan']} → {pair['right_plan']} ({'within' if pair['within'] else 'across'})")
        print(f"  top-1 {pair['top1']}/{pair['lefts']}  top-3 {pair['top3']}/{pair['lefts']}")
        print(f"  accepted {pair['accepted']}, right {pair['right']}")
        print(f"  without counterpart {pair['alone']}, matched all the same {pair['matched_though_alone']}")
    print(f"{'difference':16}{'precision':>10}{'recall':>10}{'F1':>10}{'annotated':>11}")
    for kind, rate in figures["differences"].items():
        print(
            f"{kind:16}{rate['precision']:10.3f}{rate['recall']:10.3f}{rate['f1']:10.3f}{rate['annotated']:11}"
        )
    print(f"alignment of the release: {len(statements)} statements in {seconds:.2f} s")


if __name__ == "__main__":
    sys.exit(main())
