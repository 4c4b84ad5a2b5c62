"""The generator of plans: the same bytes for the same seed, facts that stand in the text, lines of documents that fit."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhengmai.errors import InputError
from zhengmai.evaluate.gold import read_gold, read_predictions
from zhengmai.evaluate.score import canonical, evaluate
from zhengmai.registry import divisions

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "generate.py"
COUNT, SEED = 40, 3
# The reader's lowest F1 of any element.
FLOOR = 0.99
LEVELS = ("national", "province", "prefecture", "county")

Json = dict[str, Any]


@pytest.fixture(scope="module")
def script() -> Json:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture(scope="module")
def made(script: Json, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("generated") / "out"
    script["generate"](out, COUNT, SEED)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def annotated(folder: Path) -> dict[str, Json]:
    found = read_gold(folder / "annotations")
    assert len(found) == COUNT
    return found


def lineage(folder: Path) -> dict[str, Json]:
    found: dict[str, Json] = json.loads((folder / "lineage.json").read_text(encoding="utf-8"))
    assert len(found) == COUNT
    return found


def quotes(annotation: Json) -> list[str]:
    """Give every string of an annotation that is printed in its text."""
    carrier = annotation["carrier"]
    found = [
        carrier["number"],
        carrier["title"],
        carrier["division"],
        *carrier["issuers"],
        *carrier["addressees"],
    ]
    for plan in annotation["plans"]:
        found += [plan["title"], *(plan["period"] or [])]
        found += [text for t in plan["plan_targets"] for text in (t["text"], t["indicator"])]
        found += [text for c in plan["cites"] for text in (c["title"], c["number"])]
        for measure in plan["measures"]:
            found += [measure["heading"], measure["begins"], *(c["title"] for c in measure["cites"])]
            found += [
                party["mention"] for role in ("lead", "support", "responsible") for party in measure[role]
            ]
            found += [t["text"] for t in measure["targets"]]
            found += [measure["deadline"]["text"]] if measure["deadline"] else []
    return found


def test_same_seed_gives_the_same_bytes_whatever_the_order_of_sets(made: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "12345"}
    command = [sys.executable, str(SCRIPT), str(tmp_path / "out"), "--count", str(COUNT), "--seed", str(SEED)]
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=120)
    assert contents(tmp_path / "out") == contents(made)


def test_another_seed_gives_other_documents(script: Json, made: Path, tmp_path: Path) -> None:
    script["generate"](tmp_path / "out", COUNT, SEED + 1)
    assert set(contents(tmp_path / "out").values()).isdisjoint(contents(made).values())


def test_documents_annotations_and_lineage_have_the_same_names(made: Path) -> None:
    stems = {path.stem for path in (made / "documents").iterdir()}
    assert stems == set(annotated(made)) == set(lineage(made))
    assert all(annotation["file"] == f"{name}.txt" for name, annotation in annotated(made).items())


def test_facts_are_quotes_of_the_text(made: Path) -> None:
    count = 0
    for name, annotation in annotated(made).items():
        text = canonical((made / "documents" / f"{name}.txt").read_text(encoding="utf-8"))
        # The heading of a chapter of duties and the cells of a table are in no sentence of the text.
        tabled = annotation["plans"][0]["measures"][0]["path"].startswith("表")
        headings = (
            {m["heading"] for plan in annotation["plans"] for m in plan["measures"]} if tabled else set()
        )
        for quote in quotes(annotation):
            if annotation["carrier"]["level"] == "national" and quote == "全国":
                continue
            if quote not in headings:
                assert canonical(quote) in text, (name, quote)
                count += 1
    assert count > 3000


def test_numbers_are_unique(made: Path) -> None:
    numbers = [annotation["carrier"]["number"] for annotation in annotated(made).values()]
    assert len(set(numbers)) == COUNT


def test_line_of_documents_goes_from_level_to_level_and_forward_in_time(made: Path) -> None:
    known, register = lineage(made), divisions.load()
    firsts = [one for one in known.values() if one["implements"] is None]
    assert firsts
    assert {one["level"] for one in firsts} == {"national"}
    assert {one["level"] for one in known.values()} == set(LEVELS)
    for one in known.values():
        parent = one["implements"]
        if parent is None:
            continue
        assert known[parent["name"]] | {"implements": None} == parent | {"implements": None}
        assert date.fromisoformat(parent["date"]) < date.fromisoformat(one["date"])
        assert register.contains(parent["division"], one["division"])
        # A department carries out the plan of its own level.
        assert LEVELS.index(one["level"]) - LEVELS.index(parent["level"]) >= (
            one["division"] != parent["division"]
        )


def test_parent_is_cited_by_number_and_title(made: Path) -> None:
    noted = annotated(made)
    for name, one in lineage(made).items():
        cites = noted[name]["plans"][0]["cites"]
        parent = one["implements"]
        assert [cite["number"] for cite in cites] == ([parent["number"]] if parent else [])
        titles = [canonical(cite["title"]) for cite in cites]
        assert titles == ([canonical(parent["title"])] if parent else [])


def test_deadlines_are_not_over_on_the_day_of_issue(made: Path) -> None:
    count = 0
    for annotation in annotated(made).values():
        for measure in (m for plan in annotation["plans"] for m in plan["measures"]):
            due = measure["deadline"]
            if due and due["kind"] == "by-date":
                assert due["value"] > annotation["carrier"]["date"]
                count += 1
    assert count > 50


def test_reader_finds_the_facts(made: Path) -> None:
    gold = annotated(made)
    readings, failures = read_predictions(gold, made / "documents")
    assert failures == []
    scores = evaluate(gold, readings)
    figures = {name: score.figures.f1 for name, score in scores.items()}
    assert {name: f1 for name, f1 in figures.items() if f1 < FLOOR} == {}
    assert min(score.annotated for score in scores.values()) >= COUNT - 12


@pytest.mark.parametrize("count", [9, 10_001, -1])
def test_count_out_of_range_is_refused_and_nothing_is_written(
    script: Json, tmp_path: Path, count: int
) -> None:
    with pytest.raises(InputError, match="between 10 and 10000"):
        script["generate"](tmp_path / "out", count, 1)
    assert not (tmp_path / "out").exists()


def test_file_or_folder_with_content_is_refused_and_kept(
    script: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "held.txt"
    held.write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        script["generate"](held, 10, 1)
    with pytest.raises(InputError, match="is not empty"):
        script["generate"](tmp_path, 10, 1)
    assert script["main"]([str(tmp_path), "--count", "10"]) == 2
    assert "held.txt" not in capsys.readouterr().err
    assert contents(tmp_path) == {"held.txt": b"kept"}
