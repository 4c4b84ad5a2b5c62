"""Are people's decisions checked, applied while in force, and reported when their target has gone?"""

from __future__ import annotations

import pytest

from zhengmai.errors import InputError
from zhengmai.extract.titles import title_key
from zhengmai.graph.curation import curation_statements, read_records
from zhengmai.namespaces import DATA, PP

RECORD = """
[[record]]
id = "cur-9"
kind = "断言"
status = "已采纳"
subject = "plan:甲政发〔2023〕1号-p1"
predicate = "pp:derivesFrom"
object = "plan:乙政发〔2022〕2号-p1"
object_title = "乙方案（2022—2024年）"
author = "steward-1"
date = 2026-01-02
reason.zh = "理由"
reason.en = "reason"
"""
SUBJECT, OBJECT = f"{DATA}plan/甲政发〔2023〕1号-p1", f"{DATA}plan/乙政发〔2022〕2号-p1"


def test_record_in_force_states_what_it_says() -> None:
    described, accepted, outcomes = curation_statements(
        read_records([("a.toml", RECORD.encode())]), {}, frozenset({SUBJECT, OBJECT})
    )
    assert [(q.subject.value, q.predicate.value, q.object.value) for q in accepted] == [
        (SUBJECT, PP + "derivesFrom", OBJECT)
    ]
    assert [o.state for o in outcomes] == ["applied"]
    assert len(described) > 8


@pytest.mark.parametrize("status", ["待核", "已拒绝", "已撤回"])
def test_record_that_is_not_accepted_states_nothing(status: str) -> None:
    records = read_records([("a.toml", RECORD.replace("已采纳", status).encode())])
    _, accepted, outcomes = curation_statements(records, {}, frozenset({SUBJECT, OBJECT}))
    assert len(accepted) == 0
    assert [o.state for o in outcomes] == ["waiting"]


def test_record_follows_its_plan_to_a_new_identifier() -> None:
    moved = f"{DATA}plan/乙政发〔2022〕9号-p1"
    by_title = {title_key("乙方案（2022-2024年）"): moved}
    _, accepted, outcomes = curation_statements(
        read_records([("a.toml", RECORD.encode())]), by_title, frozenset({SUBJECT, moved})
    )
    assert [q.object.value for q in accepted] == [moved]
    assert [o.state for o in outcomes] == ["repointed"]


def test_record_whose_target_has_gone_is_reported() -> None:
    _, accepted, outcomes = curation_statements(
        read_records([("a.toml", RECORD.encode())]), {}, frozenset({SUBJECT})
    )
    assert len(accepted) == 0
    assert [o.state for o in outcomes] == ["vanished"]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('author = "steward-1"\n', "", "author missing"),
        ("断言", "猜测", "in no vocabulary"),
        ("plan:乙政", "nowhere:乙政", "unknown prefix"),
        ("pp:derivesFrom", "dct:creator", "property of pp:"),
        ("2026-01-02", '"yesterday"', "must be a date"),
        ('reason.en = "reason"\n', "", "needs zh and en"),
        ("[[record]]", "[[record", "not valid TOML"),
    ],
)
def test_ill_formed_record_is_refused_with_file_place_and_cause(old: str, new: str, cause: str) -> None:
    with pytest.raises(InputError, match=cause) as caught:
        read_records([("a.toml", RECORD.replace(old, new).encode())])
    assert caught.value.file == "a.toml"


def test_two_records_with_one_id_are_refused() -> None:
    with pytest.raises(InputError, match=r"already used in a\.toml"):
        read_records([("a.toml", RECORD.encode()), ("b.toml", RECORD.encode())])
