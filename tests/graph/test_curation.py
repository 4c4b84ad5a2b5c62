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
        read_records([("a.toml", RECORD.encode())]), {}, frozenset({SUBJECT, OBJECT}).__contains__
    )
    assert [(q.subject.value, q.predicate.value, q.object.value) for q in accepted] == [
        (SUBJECT, PP + "derivesFrom", OBJECT)
    ]
    assert [o.state for o in outcomes] == ["applied"]
    assert len(described) > 8


@pytest.mark.parametrize("status", ["待核", "已拒绝", "已撤回"])
def test_record_that_is_not_accepted_states_nothing(status: str) -> None:
    records = read_records([("a.toml", RECORD.replace("已采纳", status).encode())])
    _, accepted, outcomes = curation_statements(records, {}, frozenset({SUBJECT, OBJECT}).__contains__)
    assert len(accepted) == 0
    assert [o.state for o in outcomes] == ["waiting"]


def test_record_follows_its_plan_to_a_new_identifier() -> None:
    moved = f"{DATA}plan/乙政发〔2022〕9号-p1"
    by_title = {title_key("乙方案（2022-2024年）"): moved}
    _, accepted, outcomes = curation_statements(
        read_records([("a.toml", RECORD.encode())]), by_title, frozenset({SUBJECT, moved}).__contains__
    )
    assert [q.object.value for q in accepted] == [moved]
    assert [o.state for o in outcomes] == ["repointed"]


def test_record_whose_target_has_gone_is_reported() -> None:
    _, accepted, outcomes = curation_statements(
        read_records([("a.toml", RECORD.encode())]), {}, frozenset({SUBJECT}).__contains__
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
        ("status =", "state = 1\nstatus =", "no field state"),
        ("date =", "confidence = 1.2\ndate =", "number from 0 to 1"),
        ('"steward-1"', '"steward 1"', "cannot stand in an identifier"),
        ('"cur-9"', '"cur 9"', "cannot stand in an identifier"),
        ('"plan:乙政发〔2022〕2号-p1"', "'\"2022-13-01\"^^xsd:date'", "no valid xsd:date"),
        ('"plan:乙政发〔2022〕2号-p1"', "[1]", "must be an identifier, a literal"),
        ("date =", 'in_place_of = "cur-8"\ndate =', "must name a retraction"),
    ],
)
def test_ill_formed_record_is_refused_with_file_place_and_cause(old: str, new: str, cause: str) -> None:
    with pytest.raises(InputError, match=cause) as caught:
        read_records([("a.toml", RECORD.replace(old, new).encode())])
    assert caught.value.file == "a.toml"


def test_two_records_with_one_id_are_refused() -> None:
    with pytest.raises(InputError, match=r"already used in a\.toml"):
        read_records([("a.toml", RECORD.encode()), ("b.toml", RECORD.encode())])


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("2022-12-21", '"2022-12-21"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("15", '"15"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("2.50", '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("false", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("'\"--10-31\"^^xsd:gMonthDay'", '"--10-31"^^<http://www.w3.org/2001/XMLSchema#gMonthDay>'),
        ("'\"市残联\"@zh-Hans'", '"市残联"@zh-hans'),
        ("'\"狮政办〔2022〕47号\"'", '"狮政办〔2022〕47号"'),
    ],
)
def test_object_may_be_a_literal_of_any_type(written: str, term: str) -> None:
    text = RECORD.replace('"plan:乙政发〔2022〕2号-p1"', written).replace("pp:derivesFrom", "pp:note")
    _, accepted, outcomes = curation_statements(
        read_records([("a.toml", text.encode())]), {}, frozenset({SUBJECT}).__contains__
    )
    assert [str(quad.object) for quad in accepted] == [term]
    assert outcomes[0].state == "applied"


def test_last_review_decides_and_all_decisions_are_described() -> None:
    review = '[[record.review]]\nstatus = "{}"\nauthor = "steward-2"\ndate = 2026-01-0{}\nreason.zh = "理"\nreason.en = "r"\n'
    text = RECORD.replace("已采纳", "待核") + review.format("已采纳", 3) + review.format("已撤回", 4)
    (record,) = read_records([("a.toml", text.encode())])
    assert (record.status, record.standing, record.in_force) == ("待核", "已撤回", False)
    described, accepted, _ = curation_statements([record], {}, frozenset({SUBJECT, OBJECT}).__contains__)
    assert len(accepted) == 0
    states = {
        (q.subject.value.rpartition("/")[2], q.object.value.rpartition("-")[2])
        for q in described
        if q.predicate.value == PP + "reviewStatus"
    }
    assert states == {("cur-9", "已撤回"), ("cur-9-r1", "已采纳"), ("cur-9-r2", "已撤回")}


def test_record_that_gives_a_class_makes_its_subject_known() -> None:
    new = (
        RECORD.replace("cur-9", "cur-10")
        .replace("pp:derivesFrom", "rdf:type")
        .replace("plan:乙政发〔2022〕2号-p1", "pp:Plan")
    )
    records = read_records([("a.toml", (RECORD + new).encode())])
    assert [record.id for record in records] == ["cur-9", "cur-10"]
    _, accepted, outcomes = curation_statements(records, {}, frozenset({OBJECT, PP + "Plan"}).__contains__)
    assert {o.state for o in outcomes} == {"applied"}
    assert len(accepted) == 2
    _, accepted, outcomes = curation_statements(records[:1], {}, frozenset({OBJECT}).__contains__)
    assert [o.state for o in outcomes] == ["vanished"]


def test_assertion_that_another_record_retracts_is_overruled() -> None:
    other = RECORD.replace("cur-9", "cur-10").replace("断言", "撤销")
    records = read_records([("a.toml", (RECORD + other).encode())])
    _, accepted, outcomes = curation_statements(records, {}, frozenset({SUBJECT, OBJECT}).__contains__)
    assert len(accepted) == 0
    assert [o.state for o in outcomes] == ["overruled", "applied"]


def test_decision_about_counterparts_stays_out_of_the_default_graph() -> None:
    text = RECORD.replace("pp:derivesFrom", "pp:parallelTo")
    described, accepted, outcomes = curation_statements(
        read_records([("a.toml", text.encode())]), {}, frozenset({SUBJECT, OBJECT}).__contains__
    )
    assert len(accepted) == 0
    assert [o.state for o in outcomes] == ["applied"]
    assert any(quad.object.value == PP + "parallelTo" for quad in described)
