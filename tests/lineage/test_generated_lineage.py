"""Does the lineage of generated plans come out as it was put in, form by form?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from zhengmai.extract.document import extract_document
from zhengmai.prefixes import prologue
from zhengmai.release.assemble import assemble
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_file
from zhengmai.validate.lineage import validate_lineage

ROOT = Path(__file__).resolve().parents[2]
COUNT = 50


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, set[tuple[str, str]]]:
    """Give the graph of two families of plans, and which number carries out which."""
    folder = tmp_path_factory.mktemp("generated")
    command = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(folder)]
    subprocess.run([*command, "--count", str(COUNT), "--seed", "5"], check=True, stdout=subprocess.DEVNULL)
    facts = [
        resolve_document(extract_document(read_file(path)))
        for path in sorted((folder / "documents").glob("*.txt"))
    ]
    known = json.loads((folder / "lineage.json").read_text(encoding="utf-8")).values()
    carried = {(one["number"], one["implements"]["number"]) for one in known if one["implements"]}
    return assemble(facts, []).store, carried


def _pairs(store: Store, pattern: str) -> set[tuple[str, str]]:
    found = store.query(
        f"{prologue()} SELECT DISTINCT ?low ?high {{ {pattern} ?d pp:issues ?p ; pp:documentNumber ?low . "
        "?e pp:issues ?q ; pp:documentNumber ?high }"
    )
    assert isinstance(found, QuerySolutions)
    return {(row["low"].value, row["high"].value) for row in found}


def test_every_step_is_found_and_no_other(generated: tuple[Store, set[tuple[str, str]]]) -> None:
    store, carried = generated
    assert len(carried) == COUNT - 2
    assert _pairs(store, "?p pp:derivesFrom ?q .") == carried


def test_every_step_stays_in_one_series(generated: tuple[Store, set[tuple[str, str]]]) -> None:
    store, carried = generated
    assert _pairs(store, "?p pp:derivesFrom ?q ; pp:seriesKey ?key . ?q pp:seriesKey ?key .") == carried


def test_generated_lineage_is_in_order(generated: tuple[Store, set[tuple[str, str]]]) -> None:
    assert validate_lineage(generated[0]).findings == ()
