"""`zhengmai evaluate`: precision, recall and F1 of the reader against annotations made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from zhengmai.cli.output import console, errors, language
from zhengmai.errors import Bilingual, InputError

if TYPE_CHECKING:
    from zhengmai.evaluate.confidence import Precision
    from zhengmai.evaluate.score import Score
    from zhengmai.extract.rules import Confidence

    ByConfidence = dict[str, dict[Confidence, Precision]]


def command(
    gold: Annotated[
        Path | None, typer.Argument(help="Folder of annotations; data/gold/annotations if not given.")
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(help="Folder of the documents, under the same names; data/documents if not given."),
    ] = None,
    least: Annotated[float, typer.Option("--min", min=0.0, max=1.0, help="Lowest F1 that passes.")] = 0.0,
    show_errors: Annotated[bool, typer.Option("--errors", help="List every item that differs.")] = False,
    confidence: Annotated[
        bool,
        typer.Option("--confidence", help="Show how many readings of each class of confidence are right."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Compare what is read from documents with annotations of them.

    Ends with 0, with 1 where an F1 is below --min, with 2 where files are missing or unreadable.

    Example: zhengmai evaluate --min 0.97 --errors
    """
    from zhengmai.evaluate.confidence import precision_by_confidence
    from zhengmai.evaluate.gold import read_gold, read_predictions
    from zhengmai.evaluate.score import evaluate

    gold_folder = gold or Path("data/gold/annotations")
    annotations = read_gold(gold_folder)
    readings, failures = read_predictions(annotations, documents or Path("data/documents"))
    for failure in failures:
        errors().print(failure.message.text(language()), style="red", markup=False)
    scores = evaluate(annotations, readings)
    classes = precision_by_confidence(annotations, readings) if confidence else None
    if as_json:
        typer.echo(json.dumps(_json(scores, classes), ensure_ascii=False, indent=2))
    else:
        _table(scores, show_errors=show_errors)
        if classes is not None:
            _confidence_table(classes)
    if failures:
        raise typer.Exit(InputError.exit_code)
    if any(score.figures.f1 < least for score in scores.values()):
        raise typer.Exit(1)


def _json(scores: dict[str, Score], classes: ByConfidence | None) -> dict[str, Any]:
    found: dict[str, Any] = {name: _figures(score) for name, score in scores.items()}
    if classes is not None:
        found["confidence"] = {
            element: {
                name: precision._asdict() | {"precision": precision.share} for name, precision in by.items()
            }
            for element, by in classes.items()
        }
    return found


def _confidence_table(classes: ByConfidence) -> None:
    from zhengmai.evaluate.confidence import CLASSES

    heads = [
        Bilingual("要素", "element"), Bilingual("把握程度", "confidence"), Bilingual("读到", "read"),
        Bilingual("读对", "right"), Bilingual("准确率", "precision"), Bilingual("标注存疑", "unsure"),
    ]  # fmt: skip
    table = Table(*(head.text(language()) for head in heads), box=None)
    for element, by in classes.items():
        for name in CLASSES:
            precision = by[name]
            share = "–" if precision.share is None else f"{precision.share:.3f}"
            counts = (str(precision.read), str(precision.right), share, str(precision.unsure))
            table.add_row(element, name, *counts)
    console().print()
    console().print(table)


def _figures(score: Score) -> dict[str, Any]:
    precision, recall, f1 = score.figures
    return {
        "annotated": score.annotated,
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "differences": [difference._asdict() for difference in score.differences],
    }


def _table(scores: dict[str, Score], *, show_errors: bool) -> None:
    heads = [
        Bilingual("要素", "element"), Bilingual("标注数", "gold"), Bilingual("准确率", "precision"),
        Bilingual("召回率", "recall"), Bilingual("F1", "F1"),
    ]  # fmt: skip
    table = Table(*(head.text(language()) for head in heads), box=None)
    for name, score in scores.items():
        table.add_row(name, str(score.annotated), *(f"{figure:.3f}" for figure in score.figures))
    console().print(table)
    if show_errors:
        for name, score in scores.items():
            for difference in score.differences:
                console().print(
                    f"{name}: {difference.kind} {difference.where} {difference.item}", markup=False
                )
