"""The alignment that a release keeps, what people decide, and two plans compared."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from zhengmai.align.compare import CHANGE_KINDS, Comparison, chosen, compare
from zhengmai.align.counterparts import all_records, counterparts, pairs
from zhengmai.align.forms import document, triples
from zhengmai.align.pairs import BY_METHOD, BY_PERSON, record_iri
from zhengmai.align.sssom import tsv
from zhengmai.graph.curation import Record
from zhengmai.namespaces import DATA, GRAPH, PP, VOCAB
from zhengmai.release.assemble import Assembly, assemble
from zhengmai.resources import names, read_bytes
from zhengmai.store.keys import AmbiguousKeyError, UnknownKeyError
from zhengmai.store.query import rows

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts
    from zhengmai.store.lineage import Query

PLANS = f"{DATA}plan/"
SHISHI, PREVENTION = f"{PLANS}狮政办〔2022〕47号-p2", f"{PLANS}狮政办〔2022〕47号-p1"
JINJIANG = f"{PLANS}晋政残工委〔2023〕5号-p1"
JIANGXI = f"{PLANS}360000-人民政府办公厅-2022-09-07-1-p1"
SHANDONG = f"{PLANS}鲁残联发〔2023〕6号-p1"
TABLE = f"{PLANS}c-922927e3e2f1-p1"
FUJIAN = f"{PLANS}闽政办〔2022〕52号-p1"
ALIGNMENT = ox.NamedNode(f"{GRAPH}alignment")
STATUSES = {"accepted", "pending", "rejected"}


@pytest.fixture(scope="module")
def query(release_store: ox.Store) -> Query:
    return partial(rows, release_store)


def provision(plan: str, numbers: str) -> str:
    return plan.replace("/plan/", "/provision/") + f"-{numbers}"


# What a release keeps


def test_records_every_pair_of_the_series_and_no_other(query: Query) -> None:
    series = {SHISHI, JINJIANG, JIANGXI, SHANDONG, TABLE}
    ends = {
        frozenset(
            iri.replace("/provision/", "/plan/").rpartition("-p")[0] for iri in (one.subject, one.object)
        )
        for one in all_records(query)
    }
    assert ends == {
        frozenset(plan.rpartition("-p")[0] for plan in (one, other))
        for one in series
        for other in series
        if one != other
    }


def test_records_hold_what_the_method_says(query: Query) -> None:
    records = all_records(query)
    assert len(records) > 300
    for record in records:
        assert record.iri == record_iri(record.subject, record.object)
        assert 0 < record.score <= 1
        assert record.status in STATUSES
        assert record.justification == BY_METHOD
        assert record.predicate == PP + "parallelTo"
        assert record.decision == ""
        assert (record.status == "accepted") or not record.differences


def test_relation_stands_both_ways_for_accepted_pairs_only_and_outside_the_default_graph(
    query: Query, release_store: ox.Store
) -> None:
    parallel = ox.NamedNode(PP + "parallelTo")
    stated = {
        (quad.subject.value, quad.object.value)
        for quad in release_store.quads_for_pattern(None, parallel, None, ALIGNMENT)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    accepted = {(one.subject, one.object) for one in all_records(query) if one.status == "accepted"}
    assert len(accepted) > 80
    assert stated == accepted | {(other, one) for one, other in accepted}
    assert not any(release_store.quads_for_pattern(None, parallel, None, ox.DefaultGraph()))


def test_pairs_kept_in_a_release_are_those_computed_without_it(query: Query, release_store: ox.Store) -> None:
    without = ox.Store()
    without.extend(quad for quad in release_store if quad.graph_name != ALIGNMENT)
    for one, other in ((SHISHI, JINJIANG), (JIANGXI, SHISHI), (TABLE, JINJIANG)):
        kept, computed = pairs(query, one, other), pairs(partial(rows, without), one, other)
        assert len(kept) > 20
        assert [(p.left.iri, p.right.iri, p.score, p.margin, p.status, p.record) for p in kept] == [
            (p.left.iri, p.right.iri, p.score, p.margin, p.status, p.record) for p in computed
        ]


def test_pairs_of_the_other_direction_are_the_same_pairs(query: Query) -> None:
    forth, back = pairs(query, SHISHI, JIANGXI), pairs(query, JIANGXI, SHISHI)
    assert {pair.record for pair in forth} == {pair.record for pair in back}
    assert {(pair.left.iri, pair.right.iri) for pair in forth} == {
        (pair.right.iri, pair.left.iri) for pair in back
    }


def test_counterparts_of_a_measure_the_accepted_first(query: Query) -> None:
    found = counterparts(query, provision(SHISHI, "2-2-1"))
    first = [(one.plan, one.path) for one in found if one.record.status == "accepted"]
    assert set(first) == {(JINJIANG, "二（二）1"), (JIANGXI, "二（二）1")}
    assert [one.record.status for one in found[:2]] == ["accepted", "accepted"]
    assert counterparts(query, provision(PREVENTION, "2-1-1")) == []


# What people decide


def decision(name: str, kind: str, predicate: str, subject: str, other: str, **more: str) -> Record:
    return Record(
        id=name,
        kind=kind,
        status=more.get("status", "已采纳"),
        subject=subject,
        predicate=PP + predicate,
        object=other,
        author="steward-1",
        date=more.get("date", "2026-11-22"),
        reason_zh="核对两份原文后认定",
        reason_en="found by reading both texts",
        file="test.toml",
    )


LEFT = {number: provision(SHISHI, number) for number in ("2-2-1", "2-2-2", "2-9-2", "2-9-3", "2-10-2")}
RIGHT = {number: provision(JINJIANG, number) for number in ("2-2-1", "2-2-2", "2-9-2", "2-10-1", "2-11-1")}
DECISIONS = [
    # Against the rule: a pair that leads by far is rejected, one that is no candidate is accepted.
    decision("x-1", "撤销", "parallelTo", LEFT["2-2-1"], RIGHT["2-2-1"]),
    decision("x-2", "断言", "parallelTo", LEFT["2-10-2"], RIGHT["2-11-1"]),
    # A later decision counts, an undecided one does not.
    decision("x-3", "断言", "parallelTo", LEFT["2-2-2"], RIGHT["2-2-2"], date="2026-11-20"),
    decision("x-4", "撤销", "parallelTo", RIGHT["2-2-2"], LEFT["2-2-2"], date="2026-11-21"),
    decision("x-5", "撤销", "parallelTo", LEFT["2-9-3"], RIGHT["2-9-2"], status="待核"),
    decision("x-6", "断言", "parallelTo", LEFT["2-9-2"], provision(JINJIANG, "9-9-9")),
    # The plan of Jinjiang is put below that of Jiangxi, so that a lineage is at hand whose texts are both held.
    decision("x-7", "断言", "derivesFrom", JINJIANG, JIANGXI),
    # Two plans that share no series are compared only because somebody decided on their measures.
    decision("x-8", "断言", "parallelTo", provision(PREVENTION, "2-1-1"), provision(SHANDONG, "4-2")),
]


@pytest.fixture(scope="module")
def decided(five_documents: dict[str, DocumentFacts]) -> Assembly:
    return assemble(five_documents.values(), DECISIONS)


def status(assembly: Assembly, one: str, other: str) -> str | None:
    found = [
        record
        for record in all_records(partial(rows, assembly.store))
        if {record.subject, record.object} == {one, other}
    ]
    assert len(found) <= 1
    return found[0].status if found else None


def related(assembly: Assembly, one: str, other: str) -> bool:
    ends = ox.NamedNode(one), ox.NamedNode(other)
    return any(
        any(assembly.store.quads_for_pattern(a, ox.NamedNode(PP + "parallelTo"), b, ALIGNMENT))
        for a, b in (ends, ends[::-1])
    )


def test_decision_accepts_what_the_rule_does_not_and_rejects_what_it_would(decided: Assembly) -> None:
    assert status(decided, LEFT["2-2-1"], RIGHT["2-2-1"]) == "rejected"
    assert not related(decided, LEFT["2-2-1"], RIGHT["2-2-1"])
    assert status(decided, LEFT["2-10-2"], RIGHT["2-11-1"]) == "accepted"
    assert related(decided, LEFT["2-10-2"], RIGHT["2-11-1"])


def test_decision_that_is_later_counts_whatever_its_direction(decided: Assembly) -> None:
    assert status(decided, LEFT["2-2-2"], RIGHT["2-2-2"]) == "rejected"


def test_decision_not_accepted_yet_changes_nothing(decided: Assembly) -> None:
    assert status(decided, LEFT["2-9-3"], RIGHT["2-9-2"]) == "accepted"


def test_decision_names_its_record_and_a_person(decided: Assembly) -> None:
    found = {record.iri: record for record in all_records(partial(rows, decided.store))}
    person = {iri for iri, record in found.items() if record.justification == BY_PERSON}
    assert len(person) == 4
    assert {found[iri].decision for iri in person} == {
        f"{DATA}node/{name}" for name in ("x-1", "x-2", "x-4", "x-8")
    }
    assert all(record.decision == "" for iri, record in found.items() if iri not in person)


def test_decision_on_plans_that_are_not_compared_is_kept_too(decided: Assembly) -> None:
    assert status(decided, provision(PREVENTION, "2-1-1"), provision(SHANDONG, "4-2")) == "accepted"


def test_decision_is_reported_as_applied_or_vanished(decided: Assembly) -> None:
    states = {outcome.record.id: outcome.state for outcome in decided.curation}
    assert states == {
        "x-1": "applied",
        "x-2": "applied",
        "x-3": "applied",
        "x-4": "applied",
        "x-5": "waiting",
        "x-6": "vanished",
        "x-7": "applied",
        "x-8": "applied",
    }


def test_lineage_gives_adapted_from_upwards_only(decided: Assembly) -> None:
    adapted = list(decided.store.quads_for_pattern(None, ox.NamedNode(PP + "adaptedFrom"), None, ALIGNMENT))
    assert len(adapted) > 15
    own, above = (
        {row["m"] for row in rows(decided.store, f"SELECT ?m WHERE {{ <{plan}> <{PP}hasMeasure> ?m }}")}
        for plan in (JINJIANG, JIANGXI)
    )
    assert {quad.subject.value for quad in adapted if isinstance(quad.subject, ox.NamedNode)} <= own
    assert {quad.object.value for quad in adapted if isinstance(quad.object, ox.NamedNode)} <= above
    query = partial(rows, decided.store)
    assert compare(query, JIANGXI, JINJIANG).relationship == "parent-child"
    assert compare(query, JINJIANG, JIANGXI).relationship == "child-parent"


# Two plans compared


@pytest.fixture(scope="module")
def compared(query: Query) -> Comparison:
    return compare(query, SHISHI, JINJIANG)


def test_compare_every_measure_has_a_place(compared: Comparison) -> None:
    lefts = {change.left.iri for change in compared.changes if change.left}
    rights = {change.right.iri for change in compared.changes if change.right}
    assert lefts == {measure.iri for measure in compared.left.measures}
    assert rights == {measure.iri for measure in compared.right.measures}
    assert len(compared.left.measures) == 30


def test_compare_kinds_follow_from_the_differences(compared: Comparison) -> None:
    assert compared.counts == {"adopted": 10, "adapted": 17, "added": 2, "left-out": 3}
    for change in compared.changes:
        if change.differences is None:
            assert (change.left is None) == (change.kind == "added")
        else:
            slight = set(change.differences.kinds) <= {"parties", "deadline"}
            assert change.kind == ("adopted" if slight else "adapted")


def test_compare_left_out_and_added_are_those_without_counterpart(compared: Comparison) -> None:
    alone = {kind: [] for kind in CHANGE_KINDS}  # type: dict[str, list[str]]
    for change in compared.changes:
        measure = change.left or change.right
        assert measure is not None
        alone[change.kind].append(measure.path)
    assert alone["left-out"] == ["二（九）2", "二（十）2", "二（十一）3"]
    assert alone["added"] == ["二（四）1", "二（八）2"]


def test_compare_gives_the_changed_words(compared: Comparison) -> None:
    change = next(one for one in compared.changes if one.left and one.left.path == "二（二）2")
    assert change.differences is not None
    assert change.differences.kinds == ("wording", "parties", "deadline")
    runs = [(run.kind, run.text) for run in change.differences.wording if run.kind != "equal"]
    assert runs == [("delete", "相关"), ("insert", "按比例安排残疾人就业")]
    assert [(one.text) for one in change.left.deadlines] == ["2023年底前"] if change.left else []


def test_compare_plans_that_share_nothing_is_empty_with_the_reason(query: Query) -> None:
    found = compare(query, PREVENTION, JIANGXI)
    assert found.changes == ()
    assert found.reason is not None
    assert "没有相互对应的措施" in found.reason.zh
    assert "不属于同一系列" in found.reason.zh
    assert "share no measure" in found.reason.en
    assert found.relationship == "other"


@pytest.mark.parametrize(("left", "right"), [(FUJIAN, SHISHI), (SHISHI, FUJIAN), (SHISHI, SHISHI)])
def test_compare_without_two_texts_says_why(query: Query, left: str, right: str) -> None:
    found = compare(query, left, right)
    assert found.changes == ()
    assert found.reason is not None
    assert found.reason.zh
    assert found.reason.en


def test_chosen_plan_of_a_notice_with_several_is_the_one_of_the_series(query: Query) -> None:
    assert chosen(query, "狮政办[2022]47号", "晋政残工委（2023）5号") == (SHISHI, JINJIANG)
    assert chosen(query, "plan:c-922927e3e2f1-p1", "狮政办〔2022〕47号") == (TABLE, SHISHI)


def test_chosen_key_that_stays_open_names_the_candidates(query: Query) -> None:
    with pytest.raises(AmbiguousKeyError) as caught:
        chosen(query, "狮政办〔2022〕47号", "闽政办〔2022〕35号")
    assert caught.value.candidates == ("plan:狮政办〔2022〕47号-p1", "plan:狮政办〔2022〕47号-p2")
    with pytest.raises(UnknownKeyError) as unknown:
        chosen(query, "狮政办〔2022〕48号", "晋政残工委〔2023〕5号")
    assert unknown.value.nearest[0] == "狮政办〔2022〕47号"


def test_json_form_holds_all_that_was_found(compared: Comparison) -> None:
    found = json.loads(json.dumps(document(compared), ensure_ascii=False))
    assert found["counts"] == compared.counts
    assert len(found["changes"]) == len(compared.changes) == 32
    first = found["changes"][0]
    assert first["alignment"]["status"] == "accepted"
    assert set(first) == {
        *("kind", "left", "right", "alignment", "differences", "wording", "only_left", "only_right"),
        *("parties", "deadlines", "targets", "bases"),
    }
    last = found["changes"][-1]
    assert set(last) == {"kind", "left", "right", "candidates"}


def test_rdf_form_uses_declared_terms_and_no_blank_nodes(compared: Comparison) -> None:
    found = triples(compared)
    declared = {
        quad.subject
        for name in names("ontology", ".ttl")
        for quad in ox.parse(read_bytes("ontology", name), ox.RdfFormat.TURTLE)
    }
    terms = [term for one in found for term in (one.subject, one.predicate, one.object)]
    assert not any(isinstance(term, ox.BlankNode) for term in terms)
    own = {term for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith((PP, VOCAB))}
    assert len(own) > 20
    assert own - declared == set()
    kinds = [one.object for one in found if one.predicate == ox.NamedNode(PP + "changeKind")]
    assert len(kinds) == 32
    assert kinds.count(ox.NamedNode(VOCAB + "change-新增")) == 2


# SSSOM


def sssom(*arguments: str) -> subprocess.CompletedProcess[str]:
    # The tool's libraries warn at import, which would fail a test that imports them itself.
    program = "from sssom.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=300, check=False
    )


def test_sssom_file_is_valid_and_read_whole(query: Query, tmp_path: Path) -> None:
    """The validator leaves out rows that it cannot read and ends well, so the rows are counted too."""
    path, back = tmp_path / "measures.sssom.tsv", tmp_path / "back.tsv"
    path.write_text(tsv(query, "release", STATUSES), encoding="utf-8")  # type: ignore[arg-type]
    kinds = ("JsonSchema", "PrefixMapCompleteness", "StrictCurieFormat")
    checked = sssom("validate", *(part for kind in kinds for part in ("-V", kind)), str(path))
    assert checked.returncode == 0, checked.stderr
    assert "not well-formed" not in checked.stdout + checked.stderr
    assert sssom("parse", str(path), "-o", str(back)).returncode == 0
    counts = [
        sum(not line.startswith("#") for line in file.read_text(encoding="utf-8").splitlines())
        for file in (path, back)
    ]
    assert counts[0] == counts[1] == len(all_records(query)) + 1


def test_sssom_validator_notices_a_broken_file(query: Query, tmp_path: Path) -> None:
    path = tmp_path / "broken.sssom.tsv"
    good = tsv(query, "release")
    path.write_text(good.replace("semapv:CompositeMatching", "一个 理由"), encoding="utf-8")
    checked = sssom("validate", str(path))
    assert checked.returncode != 0 or "not well-formed" in checked.stdout + checked.stderr


def test_sssom_rejected_pair_says_not_and_who_decided(decided: Assembly) -> None:
    lines = [
        line.split("\t")
        for line in tsv(partial(rows, decided.store), "release").splitlines()
        if not line.startswith("#")
    ]
    table = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    rejected = [row for row in table if row["predicate_modifier"] == "Not"]
    assert len(rejected) == 2
    for row in rejected:
        assert row["author_id"] == "n:steward-1"
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert "review_status=rejected" in row["other"]
        assert row["comment"] == "核对两份原文后认定"
    assert {row["predicate_id"] for row in table} == {"pp:parallelTo", "pp:adaptedFrom"}
