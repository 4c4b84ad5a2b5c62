"""Do records shape the release that is built, without touching what was read?"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from zhengmai.namespaces import DATA, GRAPH, PP
from zhengmai.release.build import Built, build
from zhengmai.validate.inputs import split

ROOT = Path(__file__).resolve().parents[2]
SHISHI = ROOT / "data" / "documents" / "shishi-2022-47.txt"
NOTICE = ox.NamedNode(DATA + "doc/狮政办〔2022〕47号")
ISSUED = ox.NamedNode(PP + "issueDate")
RECORDS = (ROOT / "tests" / "fixtures" / "curated.toml").read_text(encoding="utf-8")
DEFAULT = ox.DefaultGraph()


def values(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> list[str]:
    return [quad.object.value for quad in store.quads_for_pattern(NOTICE, ISSUED, None, graph)]  # type: ignore[union-attr]


def asks(store: ox.Store, pattern: str) -> bool:
    from zhengmai.prefixes import prologue

    return bool(store.query(f"{prologue()} ASK {{ {pattern} }}"))


def test_corrected_literal_is_what_a_plain_query_sees(curated_store: ox.Store) -> None:
    assert values(curated_store, DEFAULT) == ["2022-12-22"]
    assert values(curated_store, ox.NamedNode(GRAPH + "doc/fcd396196f14")) == ["2022-12-21"]
    assert values(curated_store, ox.NamedNode(GRAPH + "curation/accepted")) == ["2022-12-22"]


def test_nothing_follows_from_a_step_that_was_taken_back(curated_store: ox.Store) -> None:
    step = "plan:狮政办〔2022〕47号-p2 pp:derivesFrom plan:闽政办〔2022〕52号-p1"
    assert not asks(curated_store, step)
    assert asks(curated_store, f"GRAPH <{GRAPH}inferred> {{ {step} }}")
    assert not asks(curated_store, "plan:狮政办〔2022〕47号-p2 pp:ancestorPlan ?plan")


def test_thing_that_a_person_introduced_is_known(curated_store: ox.Store) -> None:
    assert asks(curated_store, "ag:350581-新设局 a pp:Agency ; pp:agencyOf div:350581")


def test_manifest_tells_what_became_of_each_record(curated_release: Built) -> None:
    assert curated_release.manifest["curation"] == {
        "cur-1": "applied",
        "cur-2": "applied",
        "cur-3": "applied",
        "cur-4": "waiting",
        "cur-5": "applied",
        "cur-6": "vanished",
        "cur-7": "applied",
    }


def test_records_survive_a_rebuild_with_more_documents(curated_release: Built, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "curated.toml").write_text(RECORDS, encoding="utf-8")
    both = [SHISHI, ROOT / "data" / "documents" / "jinjiang-2023-5.txt"]
    built = build(both, tmp_path / "home", curation=tmp_path / "c")
    store = ox.Store.read_only(str(built.folder / "store"))
    assert values(store, DEFAULT) == ["2022-12-22"]
    # What had vanished without its text applies now that the text is held.
    assert built.manifest["curation"] == {**curated_release.manifest["curation"], "cur-6": "applied"}


def test_withdrawn_record_leaves_the_reading_as_it_was(tmp_path: Path) -> None:
    from zhengmai.graph.curation import Review, curation_files, read_records
    from zhengmai.graph.curation_files import append_review

    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "curated.toml").write_text(RECORDS, encoding="utf-8")
    for record in read_records(curation_files(tmp_path / "c"))[:2]:
        append_review(
            tmp_path / "c", record, Review("已撤回", "steward-1", "2026-02-01", "原读无误", "right")
        )
    built = build([SHISHI], tmp_path / "home", curation=tmp_path / "c")
    store = ox.Store.read_only(str(built.folder / "store"))
    assert values(store, DEFAULT) == ["2022-12-21"]
    assert built.manifest["curation"]["cur-1"] == "waiting"


def test_retraction_of_what_nobody_says_is_reported(tmp_path: Path) -> None:
    (tmp_path / "curated.toml").write_text(
        RECORDS.replace("object = 2022-12-21", "object = 2022-12-20"), encoding="utf-8"
    )
    built = build([SHISHI], tmp_path / "home", curation=tmp_path)
    assert built.manifest["curation"]["cur-1"] == "vanished"


def test_document_is_checked_as_curation_leaves_it(tmp_path: Path) -> None:
    # Without the retraction the document has two dates of issue, which S16 finds.
    whole = build([SHISHI], tmp_path / "home")
    added = RECORDS.partition("[[record]]")[2].partition("[[record]]")[2].partition("[[record]]")[0]
    (tmp_path / "c").mkdir()
    text = "[[record]]" + added.replace('in_place_of = "cur-1"\n', "")
    (tmp_path / "c" / "a.toml").write_text(text, encoding="utf-8")
    two_dates = build([SHISHI], tmp_path / "home", curation=tmp_path / "c")
    before, after = whole.manifest["validation"], two_dates.manifest["validation"]
    assert after["violation"] == before["violation"] + 1
    (tmp_path / "c" / "a.toml").write_text(RECORDS, encoding="utf-8")
    corrected = build([SHISHI], tmp_path / "home", curation=tmp_path / "c")
    assert corrected.manifest["validation"]["violation"] == before["violation"]


def test_records_are_checked_as_a_part_of_their_own(curated_store: ox.Store) -> None:
    from zhengmai.validate.engine import validate_document

    *_, records = split(curated_store)
    report = validate_document(records.store)
    assert report.findings == ()
    assert report.checked["https://w3id.org/policyplan/shapes#CurationRecordShape-subject"] == 7
    assert report.checked["https://w3id.org/policyplan/shapes#DecisionShape-reason"] == 8


@pytest.mark.parametrize("name", ["subject", "date"])
def test_broken_record_in_a_release_is_found(curated_store: ox.Store, name: str) -> None:
    from zhengmai.validate.engine import validate_document

    *_, records = split(curated_store)
    predicate = PP + "recordSubject" if name == "subject" else "http://purl.org/pav/authoredOn"
    (first, *_) = list(records.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None))
    records.store.remove(first)
    assert [finding.code for finding in validate_document(records.store).findings] == ["S38"]
