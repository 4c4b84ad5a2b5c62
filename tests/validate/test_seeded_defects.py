"""Is a defect put into real data found by its shape, at its sentence, and is nothing else new?

Each case changes the statements of a sample document in one place. What the report holds besides what it held before
must be the finding of that shape alone; where one change breaks two rules, both are named.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from zhengmai.graph.curation import curation_files, curation_statements, read_records
from zhengmai.namespaces import DATA, PPS
from zhengmai.prefixes import prologue
from zhengmai.validate import Report, load_shapes, validate_document
from zhengmai.validate.inputs import load_document
from zhengmai.validate.profiles import profile_names

DATA_FOLDER = Path(__file__).parents[2] / "data"
DOCUMENTS, CURATION = DATA_FOLDER / "documents", DATA_FOLDER / "curation"
FILES = {
    "S": ("shishi-2022-47", "狮政办〔2022〕47号"),
    "J": ("jinjiang-2023-5", "晋政残工委〔2023〕5号"),
    "X": ("jiangxi-2022-employment", "360000-人民政府办公厅-2022-09-07-1"),
    "L": ("shandong-2023-6", "鲁残联发〔2023〕6号"),
    "T": ("district-task-table", "c-922927e3e2f1"),
}
# Not read from a document: the project's curation records.
RECORDS = "C"


@dataclass(frozen=True)
class Seed:
    """One defect.

    Attributes:
        shape: the shape that finds it.
        file: key of `FILES`, or `RECORDS`.
        change: SPARQL update without prefixes; `{d}`, `{p}`, `{v}`, `{n}` stand for the document's IRI and for the
            beginnings of those of its plans, provisions and nodes.
        focus: what is found, `{…}` as above.
        sentence: words in the place that the finding points at, white space left out; "" where the node has none.
        also: other findings that the same change makes true, shape → node.
    """

    shape: str
    file: str
    change: str
    focus: str
    sentence: str
    also: tuple[tuple[str, str], ...] = field(default=())


def swap(subject: str, predicate: str, value: str) -> str:
    """Give an update that puts one value in place of all that a node has of a property."""
    return f"DELETE {{ {subject} {predicate} ?old }} INSERT {{ {subject} {predicate} {value} }} WHERE {{ {subject} {predicate} ?old }}"


def drop(subject: str, *predicates: str) -> str:
    """Give an update that takes properties from a node."""
    return " ; ".join(f"DELETE WHERE {{ {subject} {name} ?x{i} }}" for i, name in enumerate(predicates))


def add(statements: str) -> str:
    return f"INSERT DATA {{ {statements} }}"


def date(text: str) -> str:
    return f'"{text}"^^xsd:date'


PARTIES = (
    "pp:hasLeadAssignment",
    "pp:hasSupportAssignment",
    "pp:hasResponsibleAssignment",
    "pp:hasSoleAssignment",
)
ROW = "发挥各级各类残疾人协会"
DUE = "<{n}p2-2-2-2-d1>"
STUB = f"<{DATA}plan/t-0123456789ab-p1>"
ABOVE = f"<{DATA}node/t-0123456789ab-t1>"
SEEDS = [
    Seed("MeasureShape-lead-missing", "T", drop("<{v}p1-t1-3>", *PARTIES), "{v}p1-t1-3", ROW),
    Seed("MeasureShape-lead-unclear", "T", drop("<{v}p1-t1-3>", "pp:hasSoleAssignment"), "{v}p1-t1-3", ROW),
    Seed(
        "MeasureShape-lead-unassigned",
        "T",
        " ; ".join(f"DELETE {{ ?m {p} ?a }} WHERE {{ ?m {p} ?a }}" for p in PARTIES),
        "{v}p1-t1-3",
        ROW,
        tuple(("MeasureShape-lead-unassigned", f"{{v}}p1-t1-{row}") for row in range(1, 11) if row != 3),
    ),
    Seed(
        "MeasureShape-lead-required",
        "S",
        drop("<{v}p2-2-2-2>", "pp:hasLeadAssignment"),
        "{v}p2-2-2-2",
        "国有企业应当带头按比例安排残疾人就业",
        (("MeasureShape-lead-missing", "{v}p2-2-2-2"),),
    ),
    Seed(
        "MeasureShape-plan",
        "T",
        drop("<{v}p1-t1-3>", "pp:provisionOf") + " ; DELETE WHERE { ?p pp:hasMeasure <{v}p1-t1-3> }",
        "{v}p1-t1-3",
        ROW,
    ),
    Seed("PlanShape-style", "T", drop("<{p}p1>", "pp:clauseStyle"), "{p}p1", "落实分解表"),
    Seed("AssignmentShape-role-stated", "T", swap("<{n}p1-t1-3-a1>", "pp:roleStated", "false"), "{n}p1-t1-3-a1", "区残联"),
    Seed(
        "MeasureShape-lead-agency",
        "S",
        "DELETE { <{n}p2-2-2-2-a1> pp:assignee ?x } INSERT { <{n}p2-2-2-2-a1> pp:assignee ?group } WHERE { "
        "<{n}p2-2-2-2-a1> pp:assignee ?x . <{n}p2-2-1-1-a1> pp:assignee ?group }",
        "{v}p2-2-2-2",
        "国有企业应当带头按比例安排残疾人就业",
    ),
    Seed(
        "AssignmentShape-known-agency",
        "T",
        swap("<{n}p1-t1-3-a1>", "pp:assignee", f"<{DATA}agency/c-922927e3e2f1-某某队>")
        + " ; "
        + add(f"<{DATA}agency/c-922927e3e2f1-某某队> a pp:Agency"),
        "{n}p1-t1-3-a1",
        "区残联",
    ),
    Seed("AssignmentShape-name-whole", "T", add('<{n}p1-t1-3-a1> pp:repairedName "残联"'), "{n}p1-t1-3-a1", "区残联"),
    Seed(
        "AssignmentShape-prefix-carried",
        "T",
        swap("<{n}p1-t1-1-a2>", "pp:namePrefix", "v:prefix-他地")
        + " ; "
        + swap("<{n}p1-t1-1-a3>", "pp:namePrefix", "v:prefix-省略"),
        "{n}p1-t1-1-a3",
        "区委编办",
    ),
    Seed("MeasureShape-open-list", "T", add("<{v}p1-t1-3> pp:openEnded true"), "{v}p1-t1-3", ROW),
    Seed(
        "MeasureShape-lead-and-support",
        "S",
        "DELETE { <{n}p2-2-2-1-a2> pp:assignee ?x } INSERT { <{n}p2-2-2-1-a2> pp:assignee ?y } WHERE { "
        "<{n}p2-2-2-1-a2> pp:assignee ?x . <{n}p2-2-2-1-a1> pp:assignee ?y }",
        "{v}p2-2-2-1",
        "组织开展国有企业助残就业专场招聘活动",
    ),
    Seed(
        "AssignmentShape-recipient",
        "J",
        f"DELETE DATA {{ <{{d}}> pp:distributedTo <{DATA}agency/350582-民政局> }}",
        "{n}p1-2-4-1-a3",
        "民政局",
    ),
    Seed("DeadlineShape-due-before-issue", "S", swap(DUE, "pp:dueDate", date("2022-01-31")), "{n}p2-2-2-2-d1", "2023年底前"),
    Seed("DeadlineShape-due-date-type", "S", swap(DUE, "pp:dueDate", '"2023-12-31"'), "{n}p2-2-2-2-d1", "2023年底前"),
    Seed("DeadlineShape-latest-reading-type", "L", swap("<{n}p1-3-1-d1>", "pp:latestReading", '"2024"^^xsd:gYear'), "{n}p1-3-1-d1", "2024年前"),
    Seed("DeadlineShape-month-day-type", "S", swap("<{n}p2-2-2-1-d1>", "pp:dueMonthDay", '"--10-31"'), "{n}p2-2-2-1-d1", "每年10月底前"),
    Seed(
        "DeadlineShape-round-before-issue",
        "S",
        drop(DUE, "pp:dueDate") + " ; " + add(DUE + ' pp:dueMonthDay "--06-30"^^xsd:gMonthDay'),
        "{n}p2-2-2-2-d1",
        "2023年底前",
    ),
    Seed("PlanShape-period-end", "T", swap("<{p}p1>", "pp:periodEnd", '"2024"^^xsd:gYear'), "{p}p1", "落实分解表"),
    Seed("PlanShape-period-start", "T", swap("<{p}p1>", "pp:periodStart", '"2022"^^xsd:gYear'), "{p}p1", "落实分解表"),
    Seed("DeadlineShape-soon-due", "S", swap(DUE, "pp:dueDate", date("2023-01-10")), "{n}p2-2-2-2-d1", "2023年底前"),
    Seed("MeasureShape-deadline-missing", "T", drop("<{v}p1-t1-3>", "pp:hasDeadline"), "{v}p1-t1-3", ROW),
    Seed("MeasureShape-deadline-unstated", "L", drop("<{v}p1-3-1>", "pp:hasDeadline"), "{v}p1-3-1", "制定具体方案办法"),
    Seed("DeadlineShape-inside-period", "S", swap(DUE, "pp:dueDate", date("2025-06-30")), "{n}p2-2-2-2-d1", "2023年底前"),
    Seed("DeadlineShape-one-reading", "S", add(f"{DUE} pp:latestReading {date('2024-12-31')}"), "{n}p2-2-2-2-d1", "2023年底前"),
    Seed("DeadlineShape-years-named", "J", drop("<{n}p1-2-1-1-d1>", "pp:periodStart", "pp:periodEnd"), "{n}p1-2-1-1-d1", "“十四五”期间"),
    Seed("DocumentShape-number-missing", "L", drop("<{d}>", "pp:documentNumber", "pp:verbatimNumber"), "{d}", "关于贯彻落实"),
    Seed(
        "DocumentShape-number-official",
        "T",
        "DELETE { ?c pp:legalValue ?x } INSERT { ?c pp:legalValue v:legal-官方 } WHERE { ?c pp:legalValue ?x }",
        "{d}",
        "",
    ),
    Seed("DocumentShape-issue-date-missing", "X", drop("<{d}>", "pp:issueDate"), "{d}", "江西省人民政府辦公廳關於印發"),
    Seed("DocumentShape-issue-date-type", "X", swap("<{d}>", "pp:issueDate", '"2022-09-07"'), "{d}", "江西省人民政府辦公廳關於印發"),
    Seed("DocumentShape-issuer-missing", "L", drop("<{d}>", "pp:issuedBy"), "{d}", "关于贯彻落实"),
    Seed("DocumentShape-number-form", "L", swap("<{d}>", "pp:documentNumber", '"鲁残联发[2023]6号"'), "{d}", "关于贯彻落实"),
    Seed("DocumentShape-number-damaged", "L", drop("<{d}>", "pp:documentNumber"), "{d}", "鲁残联发〔2023〕6号"),
    Seed(
        "DocumentShape-number-damaged",
        "L",
        swap("<{d}>", "pp:verbatimNumber", '"鲁残联发〔20236号"')
        + ' ; DELETE { ?h pp:verbatim "鲁残联发〔2023〕6号" } INSERT { ?h pp:verbatim "鲁残联发〔20236号" } '
        'WHERE { ?h a pp:HeaderElement ; pp:verbatim "鲁残联发〔2023〕6号" }',
        "{d}",
        "鲁残联发〔2023〕6号",
    ),
    Seed(
        "DocumentShape-number-brackets",
        "L",
        swap("<{d}>", "pp:verbatimNumber", '"鲁残联发[2023]6号"')
        + ' ; DELETE { ?h pp:verbatim "鲁残联发〔2023〕6号" } INSERT { ?h pp:verbatim "鲁残联发[2023]6号" } '
        'WHERE { ?h a pp:HeaderElement ; pp:verbatim "鲁残联发〔2023〕6号" }',
        "{d}",
        "鲁残联发〔2023〕6号",
    ),
    Seed("DocumentShape-number-year", "J", swap("<{d}>", "pp:issueDate", date("2022-12-30")), "{d}", "晋政残工委〔2023〕5号"),
    Seed(
        "AcrossDocumentShape-number-unique",
        "L",
        add(f'<{DATA}doc/t-0123456789ab> a pp:PolicyDocument ; pp:documentNumber "鲁残联发〔2023〕6号" ; pp:holding v:holding-仅见引用'),
        "{d}",
        "关于贯彻落实",
        (("AcrossDocumentShape-number-unique", f"{DATA}doc/t-0123456789ab"),),
    ),
    Seed("DocumentShape-one-number", "L", add('<{d}> pp:documentNumber "鲁残联发〔2023〕7号"'), "{d}", "关于贯彻落实"),
    Seed(
        "AcrossCitationShape-one-title",
        "X",
        swap("<{n}p1-2-1-4-c1>", "pp:verbatimTitle", '"带头安排残疾人的规定"')
        + ' ; '
        + add('<{n}p1-2-1-4-c1> pp:verbatimNumber "残联发〔2021〕51号"'),
        "{n}p1-2-1-4-c1",
        "依據《機關、事業單位、國有企業帶頭安排殘疾人就業辦法》",
    ),
    Seed("CitationShape-number", "S", drop("<{n}p1-c1>", "pp:verbatimNumber"), "{n}p1-c1", "闽政办〔2022〕35号"),
    Seed("PlanShape-basis-level", "J", "DELETE DATA { <{p}p1> pp:hasBasisCitation <{n}p1-c2> }", "{p}p1", "晋江市促进残疾人就业"),
    Seed("PlanShape-carrier-known", "L", "DELETE DATA { <{d}> pp:issues <{p}p1> }", "{p}p1", "关于贯彻落实"),
    Seed("AcrossProvisionShape-adapted-in-line", "T", add("<{v}p1-t1-3> pp:adaptedFrom <{v}p1-t1-4>"), "{v}p1-t1-3", ROW),
    Seed("TargetShape-indicator", "J", drop("<{n}p1-t1>", "pp:indicator", "pp:indicatorText"), "{n}p1-t1", "新增残疾人就业600人"),
    Seed("TargetShape-value", "J", drop("<{n}p1-t1>", "pp:value"), "{n}p1-t1", "新增残疾人就业600人"),
    Seed("TargetShape-unit", "J", drop("<{n}p1-t1>", "pp:unit", "pp:unitText"), "{n}p1-t1", "新增残疾人就业600人"),
    Seed("TargetShape-comparator", "J", swap("<{n}p1-2-5-1-t1>", "pp:comparator", "v:cmp-未标明"), "{n}p1-2-5-1-t1", "至少设立1个"),
    Seed("TargetShape-period", "L", drop("<{n}p1-4-2-t1>", "pp:frequency"), "{n}p1-4-2-t1", "至少举办一场"),
    Seed("TargetShape-inside-period", "J", swap("<{n}p1-t1>", "pp:targetEnd", date("2025-12-31")), "{n}p1-t1", "新增残疾人就业600人"),
    Seed(
        "AcrossPlanShape-figure-above",
        "J",
        add(
            f"<{{p}}p1> pp:derivesFrom {STUB} . {STUB} pp:hasTarget {ABOVE} . {ABOVE} pp:value 500 ; "
            "pp:indicator v:indicator-新增残疾人就业 ; pp:unit v:unit-人"
        ),
        "{p}p1",
        "晋江市促进残疾人就业",
    ),
    Seed(
        "AcrossPlanShape-headline-missing",
        "S",
        f"INSERT {{ <{{p}}p2> pp:derivesFrom {STUB} . {STUB} pp:hasTarget {ABOVE} . {ABOVE} pp:evidencedBy ?anchor ; "
        f"pp:indicator v:indicator-新增残疾人就业 . <{DATA}provision/t-0123456789ab-p1-1> a pp:GoalStatement ; "
        f"pp:provisionOf {STUB} ; pp:evidencedBy ?anchor }} WHERE {{ <{{p}}p2> pp:evidencedBy ?anchor }}",
        "{p}p2",
        "石狮市促进残疾人就业三年行动",
    ),
    Seed("PlanShape-issued-early", "X", swap("<{d}>", "pp:issueDate", date("2022-11-01")), "{p}p1", "江西省促進殘疾人就業"),
    Seed(
        "AnchorShape-selectors",
        "L",
        "DELETE { ?q oa:exact ?x } WHERE { <{n}p1-3-1-t1> pp:evidencedBy/oa:hasSelector ?q . ?q oa:exact ?x }",
        f"{DATA}anchor/190903aaeb4b-1372-1381",
        "",
    ),
    Seed(
        "AnchorShape-source",
        "L",
        f"DELETE {{ ?a oa:hasSource ?x }} INSERT {{ ?a oa:hasSource <{DATA}copy/0123456789ab> }} "
        "WHERE { <{n}p1-3-1-t1> pp:evidencedBy ?a . ?a oa:hasSource ?x }",
        f"{DATA}anchor/190903aaeb4b-1372-1381",
        "达到15%以上",
    ),
    Seed(
        "AnchorShape-quote",
        "L",
        'DELETE { ?q oa:exact ?x } INSERT { ?q oa:exact "达到 51% 以上" } WHERE { '
        "<{n}p1-3-1-t1> pp:evidencedBy/oa:hasSelector ?q . ?q oa:exact ?x }",
        f"{DATA}anchor/190903aaeb4b-1372-1381",
        "达到51%以上",
    ),
    Seed("ExtractedNodeShape-anchor", "L", drop("<{n}p1-3-1-t1>", "pp:evidencedBy"), "{n}p1-3-1-t1", ""),
    Seed("PlanShape-anchor", "L", drop("<{p}p1>", "pp:evidencedBy"), "{p}p1", ""),
    Seed("IriShape-form", "L", add(f"<{{n}}p1-c1> pp:citedText <{DATA}doc/%E9%97%BD>"), f"{DATA}doc/%E9%97%BD", ""),
    Seed("IriShape-characters", "L", add(f"<{{n}}p1-c1> pp:citedText <{DATA}doc/“甲”>"), f"{DATA}doc/“甲”", ""),
    Seed(
        "ProvisionShape-programme-name",
        "J",
        swap("<{v}p1-2-11-5>", "pp:text", '"申报“福建省安排残疾人爱心单位”。"'),
        "{v}p1-2-11-5",
        "统筹用好各类残疾人就业创业扶持资金",
    ),
    Seed("ProvisionShape-problem-answered", "S", swap("<{v}p1-2-5>", "pp:heading", '"其他工作"'), "{v}p1-1-5", "康复服务方面"),
    Seed(
        "LineageShape-later-basis",
        "J",
        add(f"<{{p}}p1> pp:derivesFrom {STUB} . <{DATA}doc/t-0123456789ab> pp:issues {STUB} ; pp:issueDate " + date("2026-01-01")),
        "{p}p1",
        "晋江市促进残疾人就业三年行动实施方案",
    ),
    Seed(
        "LineageShape-circle",
        "S",
        add("<{p}p1> pp:derivesFrom <{p}p2> . <{p}p2> pp:derivesFrom <{p}p1>"),
        "{p}p1",
        "石狮市残疾预防补短板工作方案",
        (("LineageShape-circle", "{p}p2"),),
    ),
    Seed("CurationRecordShape-subject", RECORDS, drop("<{n}1>", "pp:recordSubject"), "{n}1", ""),
    Seed("CurationRecordShape-predicate", RECORDS, add("<{n}1> pp:recordPredicate pp:cites"), "{n}1", ""),
    Seed("CurationRecordShape-object", RECORDS, drop("<{n}1>", "pp:recordObject"), "{n}1", ""),
    Seed("CurationRecordShape-kind", RECORDS, swap("<{n}1>", "pp:recordKind", "v:review-已采纳"), "{n}1", ""),
    Seed("CurationRecordShape-in-place-of", RECORDS, add("<{n}1> pp:inPlaceOf <{n}2>"), "{n}1", ""),
    Seed("CurationRecordShape-confidence", RECORDS, swap("<{n}1>", "pp:confidence", "1.5"), "{n}1", ""),
    Seed("CurationRecordShape-justification", RECORDS, swap("<{n}1>", "pp:justification", "v:review-待核"), "{n}1", ""),
    Seed("DecisionShape-status", RECORDS, swap("<{n}1>", "pp:reviewStatus", "v:record-断言"), "{n}1", ""),
    Seed("DecisionShape-author", RECORDS, drop("<{n}1>", "pav:authoredBy"), "{n}1", ""),
    Seed("DecisionShape-date", RECORDS, swap("<{n}1>", "pav:authoredOn", '"2026"^^xsd:gYear'), "{n}1", ""),
    Seed("DecisionShape-reason", RECORDS, 'DELETE { <{n}1> pp:reason ?r } WHERE { <{n}1> pp:reason ?r FILTER langMatches(lang(?r), "en") }', "{n}1", ""),
    Seed("LiteralShape-lexical-form", "L", swap("<{n}p1-3-1-t1>", "pp:value", '"1,5"^^xsd:decimal'), "{n}p1-3-1-t1", "达到15%以上"),
]  # fmt: skip
# These speak of the text itself, so the text is changed and read anew.
TEXTS = {
    "TextShape-damage": ("L", "准确掌握当地残疾人就业信息", "准确掌握准确掌握当地残疾人就业信息", "准确掌握准确掌握"),
    "MeasureShape-lead-missing": ("S", "牵头单位：市教育局\n\n", "", "鼓励中高等职业院校扩大残疾人学生招收规模"),
    "DeadlineShape-due-before-issue": ("S", "完成时限：2024年6月底前", "完成时限：2022年6月底前", "2022年6月底前"),
    "TargetShape-comparator": ("J", "至少设立1个残疾人辅助性就业机构", "设立1个残疾人辅助性就业机构", "设立1个"),
    "MeasureShape-open-list": (
        "J",
        "市残联、农业农村局，各镇人民政府、街道办事处按",
        "市残联、农业农村局等单位按",
        "依托“双创”基地",
    ),
}  # fmt: skip


@cache
def baseline(file: str, profile: str) -> Report:
    store, sources = flat(file)
    return validate_document(store, sources=sources, shapes=load_shapes(profile))


@cache
def statements(file: str) -> tuple[tuple[Quad, ...], dict[str, str]]:
    if file == RECORDS:
        described, _, _ = curation_statements(
            read_records(curation_files(CURATION)), {}, known=lambda iri: True
        )
        return tuple(Quad(q.subject, q.predicate, q.object) for q in described), {}
    part = load_document(DOCUMENTS / f"{FILES[file][0]}.txt")
    assert part.sources is not None
    return tuple(Quad(q.subject, q.predicate, q.object) for q in part.store), dict(part.sources)


def flat(file: str) -> tuple[Store, dict[str, str]]:
    """Give a document's statements as one graph, with its text, to be changed at will."""
    quads, sources = statements(file)
    store = Store()
    store.extend(quads)
    return store, sources


def filled(text: str, file: str) -> str:
    local = "cur" if file == RECORDS else FILES[file][1]
    names = {
        "{d}": f"{DATA}doc/{local}",
        "{p}": f"{DATA}plan/{local}-",
        "{v}": f"{DATA}provision/{local}-",
        "{n}": f"{DATA}node/{local}-",
    }
    for mark, iri in names.items():
        text = text.replace(mark, iri)
    return text


def pairs(report: Report) -> set[tuple[str, str]]:
    return {(finding.shape.removeprefix(PPS), finding.focus) for finding in report.findings}


def test_every_shape_has_a_seeded_defect() -> None:
    every = {shape for name in profile_names() for shape in load_shapes(name).rules}
    seeded = {PPS + seed.shape for seed in SEEDS} | {PPS + shape for shape in TEXTS}
    assert every == seeded


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.shape)
def test_seeded_defect_is_found_at_its_sentence_and_nothing_else_is_new(seed: Seed) -> None:
    profile = "strict" if seed.shape == "MeasureShape-lead-required" else "release"
    store, sources = flat(seed.file)
    before = set(store)
    store.update(f"{prologue()} {filled(seed.change, seed.file)}")
    assert set(store) != before, "the change changed nothing"
    report = validate_document(store, sources=sources, shapes=load_shapes(profile))
    focus = filled(seed.focus, seed.file)
    expected = {(seed.shape, focus), *((shape, filled(node, seed.file)) for shape, node in seed.also)}
    assert pairs(report) - pairs(baseline(seed.file, profile)) == expected
    found = [f for f in report.findings if (f.shape, f.focus) == (PPS + seed.shape, focus)]
    quotes = ["".join(anchor.quote.split()) for finding in found for anchor in finding.anchors]
    if seed.sentence:
        assert any(seed.sentence in quote for quote in quotes)
    else:
        assert not any(quotes)


@pytest.mark.parametrize("shape", TEXTS)
def test_defect_in_the_text_is_found_at_its_words_and_nothing_else_is_new(shape: str, tmp_path: Path) -> None:
    file, old, new, sentence = TEXTS[shape]
    name = FILES[file][0]
    text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")
    assert text.count(old) == 1
    changed = tmp_path / f"{name}.txt"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    part = load_document(changed)
    report = validate_document(part.store, sources=part.sources)

    def places(of: Report) -> set[tuple[str, str]]:
        return {(f.shape.removeprefix(PPS), f.focus) for f in of.findings}

    new_findings = places(report) - places(baseline(file, "release"))
    assert [found for found, _ in new_findings] == [shape]
    ((_, node),) = new_findings
    quotes = [
        "".join(anchor.quote.split())
        for f in report.findings
        if f.shape == PPS + shape and f.focus == node
        for anchor in f.anchors
    ]
    assert any(sentence in quote for quote in quotes)
