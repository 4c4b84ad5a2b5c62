"""Is the precision of a class of confidence that of its readings alone?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from zhengmai.cli import output
from zhengmai.cli.app import app
from zhengmai.evaluate.annotation import annotate
from zhengmai.evaluate.confidence import CLASSES, ELEMENTS, Precision, markdown, precision_by_confidence
from zhengmai.evaluate.gold import read_gold
from zhengmai.evaluate.score import evaluate

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "data" / "gold" / "annotations"
Json = dict[str, Any]


def party(mention: str, **more: Any) -> Json:
    return {"mention": mention, "resolved": f"甲市|{mention}", "confidence": "certain"} | more


def target(value: int, **more: Any) -> Json:
    return {"text": "", "value": value, "unit": "人", "comparator": "=", "confidence": "certain"} | more


def document(**measure: Any) -> Json:
    inner: Json = {
        "path": "一", "begins": "开展职业技能培训并建设实训基地", "confidence": "certain",
        "lead": [], "support": [], "responsible": [], "deadline": None, "targets": [], "cites": [],
    }  # fmt: skip
    plan = {"title": "方案", "period": None, "cites": [], "plan_targets": [], "measures": [inner | measure]}
    return {"carrier": {}, "plans": [plan]}


def figures(gold: Json, reading: Json) -> dict[str, dict[str, Precision]]:
    found: Any = precision_by_confidence({"a": gold}, {"a": reading})
    return dict(found)


def test_precision_of_each_class_is_that_of_its_own_parties() -> None:
    gold = document(lead=[party("人社局")], responsible=[party("教育局")])
    reading = document(
        lead=[party("人社局"), party("残联", confidence="likely")],
        responsible=[party("教育局", confidence="likely"), party("民政局", confidence="doubtful")],
    )
    found = figures(gold, reading)["party"]
    assert found == {
        "certain": Precision(1, 1, 0),
        "likely": Precision(2, 1, 0),
        "doubtful": Precision(1, 0, 0),
    }
    assert found["likely"].share == 0.5


def test_party_of_another_role_is_wrong() -> None:
    found = figures(document(lead=[party("人社局")]), document(support=[party("人社局")]))
    assert found["party"]["certain"] == Precision(1, 0, 0)


def test_what_the_annotation_is_unsure_of_counts_apart() -> None:
    gold = document(
        targets=[target(600), target(5, unsure=True)],
        deadline={"kind": "by-date", "value": "2024-12-31", "unsure": True},
    )
    reading = document(
        targets=[target(600), target(5, confidence="doubtful"), target(7, confidence="doubtful")],
        deadline={"kind": "by-date", "value": "2024-12-31", "confidence": "doubtful"},
    )
    found = figures(gold, reading)
    assert found["target"]["certain"] == Precision(1, 1, 0)
    assert found["target"]["doubtful"] == Precision(1, 0, 1)
    assert found["deadline"]["doubtful"] == Precision(0, 0, 1)
    assert found["deadline"]["doubtful"].share is None


def test_measure_of_its_own_class_is_counted_and_its_facts_find_it_all_the_same() -> None:
    gold = document(lead=[party("人社局")])
    found = figures(gold, document(lead=[party("人社局")], confidence="likely"))
    assert found["measure"] == {
        "certain": Precision(0, 0, 0), "likely": Precision(1, 1, 0), "doubtful": Precision(0, 0, 0),
    }  # fmt: skip
    assert found["party"]["certain"] == Precision(1, 1, 0)
    invented = document(lead=[party("人社局")], begins="另外的一件没有标注的事情", confidence="doubtful")
    assert figures(gold, invented)["measure"]["doubtful"] == Precision(1, 0, 0)


def test_field_of_the_carrier_has_the_class_of_the_place_that_it_was_read_from() -> None:
    gold = document() | {
        "carrier": {"number": "甲政发〔2022〕3号", "issuers": ["甲市人民政府", "乙市人民政府"]}
    }
    header = [
        {"element": "发文字号", "text": "甲政发〔2022〕3号", "confidence": "doubtful"},
        {"element": "发文机关", "text": "甲市人民政府", "confidence": "likely"},
        {"element": "发文机关署名", "text": "丙市人民政府", "confidence": "certain"},
    ]
    carrier = {
        "number": "甲政发〔2022〕3号", "issuers": ["甲市人民政府", "丙市人民政府"], "header": header, "level": "county",
    }  # fmt: skip
    found = figures(gold, document() | {"carrier": carrier})["carrier"]
    assert found == {
        "certain": Precision(1, 0, 0),
        "likely": Precision(1, 1, 0),
        "doubtful": Precision(1, 1, 0),
    }


def test_title_on_two_lines_has_the_class_of_the_weaker_one() -> None:
    header = [
        {"element": "标题", "text": "甲市", "confidence": "certain"},
        {"element": "标题", "text": "方案", "confidence": "likely"},
    ]
    carrier = {"title": "甲市方案"}
    found = figures(document() | {"carrier": carrier}, document() | {"carrier": carrier | {"header": header}})
    assert found["carrier"]["likely"] == Precision(1, 1, 0)
    assert found["carrier"]["certain"] == Precision(0, 0, 0)


def test_classes_together_count_what_the_score_counts(five_documents: dict[str, DocumentFacts]) -> None:
    gold = read_gold(GOLD)
    readings = {name: annotate(facts) for name, facts in five_documents.items()}
    scores = evaluate(gold, readings)
    found = precision_by_confidence(gold, readings)
    assert tuple(found) == ELEMENTS
    for element, parts in (
        ("party", ("lead", "support", "responsible")),
        ("deadline", ("deadline",)),
        ("target", ("target", "plan.target")),
        ("citation", ("citation",)),
        ("measure", ("measure",)),
    ):
        assert sum(found[element][c].right for c in CLASSES) == sum(scores[part].hits for part in parts)
        assert found[element]["certain"].right > 0


def test_table_gives_counts_and_share() -> None:
    gold = document(lead=[party("人社局")], targets=[target(5, unsure=True)])
    reading = document(lead=[party("人社局"), party("残联")], targets=[target(5, confidence="doubtful")])
    lines = markdown(precision_by_confidence({"a": gold}, {"a": reading})).splitlines()
    assert lines[0] == "| element | certain | likely | doubtful |"
    assert "| party | 1 of 2, 0.500 | – | – |" in lines
    assert "| target | – | – | – (+1 unsure) |" in lines


def test_evaluate_command_prints_the_classes(tmp_path: Path) -> None:
    output.console.cache_clear()
    name = "district-task-table"
    shutil.copy(GOLD / f"{name}.json", tmp_path)
    words = ["evaluate", str(tmp_path), "--documents", str(ROOT / "data" / "documents"), "--confidence"]
    shown = CliRunner().invoke(app, words, env={"ZHENGMAI_LANG": "en", "COLUMNS": "200", "NO_COLOR": "1"})
    assert shown.exit_code == 0
    rows = [line.split() for line in shown.stdout.splitlines()]
    assert ["element", "confidence", "read", "right", "precision", "unsure"] in rows
    (row,) = [row for row in rows if row[:2] == ["party", "certain"]]
    assert row[2] == row[3] != "0"
    as_json = CliRunner().invoke(app, [*words, "--json"], env={"ZHENGMAI_LANG": "en"})
    figures = json.loads(as_json.stdout)["confidence"]["party"]["certain"]
    assert figures["read"] == int(row[2])
    assert set(figures) == {"read", "right", "unsure", "precision"}
    output.console.cache_clear()
