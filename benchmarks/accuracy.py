"""Precision, recall and F1 of the reader as Markdown, and what a change of the reader gains and loses.

Run: python benchmarks/accuracy.py [GOLD] [DOCUMENTS] [--compare EARLIER]

GOLD holds annotations in the form of data/gold/GUIDE.md, DOCUMENTS the documents under the same stems. EARLIER is a
folder that `zhengmai extract DOCUMENTS --out EARLIER` wrote with the reader as it was before.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zhengmai.errors import Bilingual, InputError, ZhengmaiError
from zhengmai.evaluate.confidence import markdown, precision_by_confidence
from zhengmai.evaluate.gold import read_gold, read_predictions
from zhengmai.evaluate.score import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "data" / "gold" / "annotations"
DOCUMENTS = ROOT / "data" / "documents"

Json = dict[str, Any]


class Mistake(NamedTuple):
    """One item on which a reading and its annotation differ."""

    element: str
    kind: str
    where: str
    item: str


def figures(gold: Mapping[str, Json], readings: Mapping[str, Json]) -> str:
    """Give the table of all elements over all documents."""
    lines = ["| element | annotated | precision | recall | F1 |", "|---|---:|---:|---:|---:|"]
    for name, score in evaluate(gold, readings).items():
        shares = " | ".join(f"{share:.3f}" for share in score.figures)
        lines.append(f"| {name} | {score.annotated} | {shares} |")
    return "\n".join(lines)


def by_document(gold: Mapping[str, Json], readings: Mapping[str, Json]) -> str:
    """Give a table of documents: what is annotated and what is read wrongly in each, over all elements."""
    lines = ["| document | annotated items | read and not annotated | annotated and not read |", "|---|---:|---:|---:|"]  # fmt: skip
    for name in sorted(gold):
        scores = evaluate({name: gold[name]}, readings).values()
        counts = (
            sum(s.annotated for s in scores),
            sum(s.extra for s in scores),
            sum(s.missed for s in scores),
        )
        lines.append(f"| {name} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines)


def mistakes(gold: Json, reading: Json | None) -> set[Mistake]:
    """Give the items on which the reading of one document and its annotation differ."""
    scores = evaluate({"": gold}, {"": reading or {}})
    return {Mistake(name, *difference) for name, score in scores.items() for difference in score.differences}


def gains_and_losses(
    gold: Mapping[str, Json], earlier: Mapping[str, Json], now: Mapping[str, Json]
) -> tuple[str, int, int]:
    """Compare two sets of readings, document by document.

    Args:
        gold: annotations by stem.
        earlier: readings before a change, by stem; a missing one counts as nothing read.
        now: readings after it.

    Returns:
        A list in Markdown, and how many items were gained and lost.
    """
    lines, gained, lost = [], 0, 0
    for name in sorted(gold):
        before, after = mistakes(gold[name], earlier.get(name)), mistakes(gold[name], now.get(name))
        better, worse = sorted(before - after), sorted(after - before)
        gained, lost = gained + len(better), lost + len(worse)
        lines.append(
            f"- {name}: {len(better)} gained, {len(worse)} lost, {len(before & after)} wrong as before"
        )
        lines += [f"  - gained: {_told(mistake, 'before')}" for mistake in better]
        lines += [f"  - lost: {_told(mistake, 'now')}" for mistake in worse]
    return "\n".join(lines), gained, lost


def report(gold: Mapping[str, Json], readings: Mapping[str, Json]) -> str:
    """Give what docs/accuracy.md shows: the tables of elements, of classes of confidence and of documents."""
    by_confidence = markdown(precision_by_confidence(gold, readings))
    return f"{figures(gold, readings)}\n\n{by_confidence}\n\n{by_document(gold, readings)}"


def read_earlier(folder: Path) -> dict[str, Json]:
    """Read what `zhengmai extract --out` wrote.

    Raises:
        InputError: the folder holds no reading.
    """
    found = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))
    }
    if not found:
        cause = Bilingual("没有读数文件（*.json）", "holds no reading (*.json)")
        raise InputError(str(folder), cause)
    return found


def main(arguments: Sequence[str]) -> int:
    """Print the tables, and the comparison where one is asked for.

    Returns:
        0; 1 where something was lost; 2 where a document or a folder cannot be read.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD, help="folder of annotations")
    parser.add_argument("documents", nargs="?", type=Path, default=DOCUMENTS, help="folder of documents")
    parser.add_argument("--compare", type=Path, metavar="EARLIER", help="folder of earlier readings")
    chosen = parser.parse_args(arguments)
    try:
        gold = read_gold(chosen.gold)
        readings, failures = read_predictions(gold, chosen.documents)
        earlier = read_earlier(chosen.compare) if chosen.compare else None
    except ZhengmaiError as error:
        print(error.message.en, file=sys.stderr)
        return error.exit_code
    for failure in failures:
        print(failure.message.en, file=sys.stderr)
    print(report(gold, readings))
    lost = 0
    if earlier is not None:
        listed, gained, lost = gains_and_losses(gold, earlier, readings)
        print(f"\nAgainst {chosen.compare}: {gained} gained, {lost} lost.\n\n{listed}")
    return InputError.exit_code if failures else int(lost > 0)


def _told(mistake: Mistake, when: str) -> str:
    what = "read, not annotated" if mistake.kind == "extra" else "annotated, not read"
    return f"{mistake.element}, {mistake.where.strip() or 'document'}: {mistake.item} ({what} {when})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
