"""Are records added without touching what stands in a file, and never written where they would read otherwise?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from zhengmai.errors import InputError
from zhengmai.graph.curation import Record, Review, curation_files, read_records
from zhengmai.graph.curation_files import append_records, append_review, file_for, kinds, next_ids
from zhengmai.graph.statements import Term
from zhengmai.graph.terms import typed
from zhengmai.namespaces import DATA, PP

XSD = "http://www.w3.org/2001/XMLSchema#"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "curated.toml"
NEW = Record(
    id="cur-8",
    kind="断言",
    status="待核",
    subject=DATA + "doc/狮政办〔2022〕47号",
    predicate=PP + "documentNumber",
    object=ox.Literal("狮政办〔2022〕47号"),
    author="steward-1",
    date="2026-02-01",
    reason_zh='写作"47号"，反斜杠\\也在',
    reason_en="line one\nline two with 'both' \"kinds\"",
    file="curated.toml",
)
REVIEW = Review("已撤回", "steward-2", "2026-03-01", "原读无误", "the reading was right")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "curated.toml").write_bytes(FIXTURE.read_bytes())
    return tmp_path


def read(folder: Path) -> dict[str, Record]:
    return {record.id: record for record in read_records(curation_files(folder))}


def test_record_is_added_behind_all_that_stands_in_the_file(folder: Path) -> None:
    (path,) = append_records(folder, [NEW])
    text = path.read_text(encoding="utf-8")
    assert text.startswith(FIXTURE.read_text(encoding="utf-8"))
    assert read(folder)["cur-8"] == NEW
    assert [p.name for p in folder.iterdir()] == ["curated.toml"]


@pytest.mark.parametrize(
    "value",
    [
        DATA + "division/350581",
        PP + "Plan",
        "http://example.org/a",
        typed("2022-12-21", XSD + "date"),
        typed("--10-31", XSD + "gMonthDay"),
        typed("15", XSD + "integer"),
        typed("015", XSD + "integer"),
        typed("2.5", XSD + "decimal"),
        typed("2.50", XSD + "decimal"),
        typed("3", XSD + "decimal"),
        typed("true", XSD + "boolean"),
        ox.Literal("市“残联”\"'\n新行", language="zh-Hans"),
        ox.Literal(""),
    ],
    ids=str,
)
def test_object_of_any_type_is_read_back_as_it_was(tmp_path: Path, value: Term) -> None:
    record = replace(NEW, object=value, file="new.toml")
    append_records(tmp_path, [record])
    assert read(tmp_path)["cur-8"].object == value


def test_records_of_a_correction_go_to_one_file_in_one_step(tmp_path: Path) -> None:
    back = replace(NEW, kind="撤销")
    put = replace(NEW, id="cur-9", object=ox.Literal("狮政办〔2022〕48号"), in_place_of="cur-8")
    assert len(append_records(tmp_path, [back, put])) == 1
    assert read(tmp_path) == {"cur-8": back, "cur-9": put}


def test_review_stands_with_its_record_and_the_comment_of_the_next_stays_there(folder: Path) -> None:
    before = read(folder)
    append_review(folder, before["cur-5"], REVIEW)
    text = (folder / "curated.toml").read_text(encoding="utf-8")
    assert text.index('status = "已撤回"') < text.index("# This one speaks of a text")
    assert text.index("# This one speaks of a text") < text.index('id = "cur-6"')
    after = read(folder)
    assert after["cur-5"].review == (*before["cur-5"].review, REVIEW)
    assert {k: v for k, v in after.items() if k != "cur-5"} == {
        k: v for k, v in before.items() if k != "cur-5"
    }
    for line in FIXTURE.read_text(encoding="utf-8").splitlines():
        assert line in text


def test_review_of_the_last_record_ends_the_file(folder: Path) -> None:
    append_review(folder, read(folder)["cur-7"], REVIEW)
    assert read(folder)["cur-7"].standing == "已撤回"


def test_header_inside_a_multiline_text_is_never_taken_for_a_record(tmp_path: Path) -> None:
    first = (
        FIXTURE.read_text(encoding="utf-8")
        .partition("[[record]]\n")[2]
        .partition("\n[[record]]")[0]
        .replace('reason.en = "by the date of the seal"', 'reason.en = """\n[[record]]\nid = "cur-1"\n"""')
    )
    text = "[[record]]\n" + first + "\n"
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        append_review(tmp_path, read(tmp_path)["cur-1"], REVIEW)
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == text


def test_id_in_use_is_refused_and_nothing_written(folder: Path) -> None:
    with pytest.raises(InputError, match="already used"):
        append_records(folder, [replace(NEW, id="cur-1", file="other.toml")])
    assert [p.name for p in folder.iterdir()] == ["curated.toml"]


def test_next_ids_are_behind_the_highest_in_use(folder: Path) -> None:
    records = [*read(folder).values(), replace(NEW, id="cur-41"), replace(NEW, id="by-hand-99")]
    assert next_ids(records, 2) == ["cur-42", "cur-43"]
    assert next_ids([], 1) == ["cur-1"]


def test_file_is_chosen_by_the_property() -> None:
    assert file_for(PP + "derivesFrom") == "lineage.toml"
    assert file_for(PP + "adaptedFrom") == "alignment.toml"
    assert file_for(PP + "assignee") == "agencies.toml"
    assert file_for(PP + "jurisdiction") == "places.toml"
    assert file_for(PP + "issueDate") == "statements.toml"


def test_table_of_kinds_names_terms_of_the_ontology() -> None:
    from zhengmai.graph.vocabulary import ontology_quads

    terms = {quad.subject.value for quad in ontology_quads() if isinstance(quad.subject, ox.NamedNode)}
    named = {name for name in kinds()["files"] if name != "*"}
    named |= {name for pair in kinds()["resolves"].items() for name in pair}
    assert len(named) > 15
    assert named <= terms


def test_folder_that_cannot_be_written_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        append_records(tmp_path / "file" / "below", [NEW])
