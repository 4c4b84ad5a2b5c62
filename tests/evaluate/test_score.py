"""Do the figures count what the annotation guide says they count?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zhengmai.errors import InputError
from zhengmai.evaluate.annotation import annotate
from zhengmai.evaluate.gold import read_gold, read_predictions
from zhengmai.evaluate.score import ELEMENTS, evaluate

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold" / "annotations"
STRICT = ("measure", "measure.path", "lead", "support", "responsible", "agency.resolved", "deadline")


def document(**measure: Any) -> dict[str, Any]:
    base = {
        "path": "一/1",
        "begins": "开展职业技能培训工作，提高就业",
        "lead": [],
        "support": [],
        "responsible": [],
        "deadline": None,
        "targets": [],
        "cites": [],
    }
    return {
        "carrier": {"number": "示政办〔2023〕7号"},
        "plans": [
            {"title": "方案", "period": None, "cites": [], "plan_targets": [], "measures": [base | measure]}
        ],
    }


def test_equal_readings_score_one() -> None:
    scores = evaluate({"a": document()}, {"a": document()})
    assert list(scores) == list(ELEMENTS)
    assert all(score.figures.f1 == 1.0 for score in scores.values())


def test_missing_document_counts_as_missed() -> None:
    scores = evaluate({"a": document()}, {})
    assert scores["measure"].missed == 1
    assert scores["measure"].figures == (1.0, 0.0, 0.0)


def test_precision_and_recall_are_micro_averaged() -> None:
    units = [{"mention": name, "resolved": f"示范市|{name}"} for name in ("甲局", "乙局", "丙局")]
    scores = evaluate({"a": document(lead=units[:2])}, {"a": document(lead=[units[0], units[2]])})
    assert scores["lead"].figures.precision == scores["lead"].figures.recall == 0.5
    assert [(d.kind, d.item) for d in scores["lead"].differences] == [("extra", "丙局"), ("missed", "乙局")]


def test_unsure_items_count_neither_way() -> None:
    doubtful = {"mention": "甲局", "resolved": "示范市|甲局", "unsure": True}
    assert evaluate({"a": document(lead=[doubtful])}, {"a": document()})["lead"].annotated == 0
    assert evaluate({"a": document(unsure=True)}, {"a": document()})["measure"].annotated == 0


def test_brackets_dashes_and_white_space_do_not_count() -> None:
    left, right = document(), document()
    left["carrier"]["title"] = "方案（2022—2024年）"
    right["carrier"]["title"] = "方案 (2022-2024年)"
    assert evaluate({"a": left}, {"a": right})["carrier.title"].figures.f1 == 1.0


def test_the_five_documents_are_read_as_annotated(five_documents: dict[str, DocumentFacts]) -> None:
    readings = {name: annotate(facts) for name, facts in five_documents.items()}
    scores = evaluate(read_gold(GOLD), readings)
    low = {
        name: score.figures.f1
        for name, score in scores.items()
        if score.figures.f1 < (0.99 if name in STRICT else 0.97)
    }
    assert not low, [d for name in low for d in scores[name].differences][:20]
    assert scores["measure"].annotated == 135
    assert scores["agency.resolved"].annotated == 563


def test_folder_without_annotations_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no annotation"):
        read_gold(tmp_path)
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not valid JSON"):
        read_gold(tmp_path)


def test_document_that_is_missing_is_reported(tmp_path: Path) -> None:
    readings, failures = read_predictions(["none"], tmp_path)
    assert readings == {}
    assert "no such document" in failures[0].message.en


def test_readings_are_plain_json(five_documents: dict[str, DocumentFacts]) -> None:
    for facts in five_documents.values():
        assert json.loads(json.dumps(annotate(facts))) == annotate(facts)
