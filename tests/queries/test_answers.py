"""The answers of the saved queries over the five sample documents, checked by hand against their text."""

from pyoxigraph import QuerySolutions, Store

from zhengmai.prefixes import shorten
from zhengmai.store.saved import bind, bound_text, get

SHISHI_PREVENTION, SHISHI_JOBS = "plan:狮政办〔2022〕47号-p1", "plan:狮政办〔2022〕47号-p2"
JINJIANG = "plan:晋政残工委〔2023〕5号-p1"
JIANGXI = "plan:360000-人民政府办公厅-2022-09-07-1-p1"
SHANDONG = "plan:鲁残联发〔2023〕6号-p1"
DISTRICT = "plan:c-922927e3e2f1-p1"
FUJIAN = "plan:闽政办〔2022〕52号-p1"
NATION = "plan:t-921709608b1e-p1"
FEDERATION_NOTICE = "残联发〔2021〕51号"

Row = dict[str, str]


def ask(store: Store, name: str, **values: str) -> list[Row]:
    """Run a saved query both ways that it can be bound, and give its rows with IRIs shortened."""
    query = get(name)
    found = _rows(store.query(query.text, substitutions=bind(query, values)))
    assert _rows(store.query(bound_text(query, values))) == found
    return found


def _rows(found: object) -> list[Row]:
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: shorten(row[name].value) for name in names if row[name] is not None} for row in found]


def test_l1_chain_of_bases_from_the_county_to_the_state_council(release_store: Store) -> None:
    rows = ask(release_store, "L1", text="狮政办〔2022〕47号")
    assert [(r["plan"], r["step"], r["child"], r["parent"], r["kind"]) for r in rows] == [
        (SHISHI_PREVENTION, "1", SHISHI_PREVENTION, "plan:闽政办〔2022〕35号-p1", "stated"),
        # The provincial plan's title says that it carries out the national one.
        (SHISHI_PREVENTION, "2", "plan:闽政办〔2022〕35号-p1", "plan:t-ab97519aa792-p1", "inferred"),
        (SHISHI_JOBS, "1", SHISHI_JOBS, FUJIAN, "stated"),
        (SHISHI_JOBS, "2", FUJIAN, NATION, "curated"),
    ]
    assert rows[2]["quote"] == (
        "根据《福建省人民政府办公厅关于印发福建省促进残疾人就业三年行动实施方案（2022—2024年）的通知》（闽政办〔2022〕52号）精神"
    )
    assert "quote" not in rows[1]
    assert "quote" not in rows[3]
    assert rows == [
        row | {"text": "doc:狮政办〔2022〕47号"}
        for row in ask(release_store, "L1", text="doc:狮政办[2022]47号")
    ]


def test_l1_takes_a_plan_as_well_as_its_notice(release_store: Store) -> None:
    rows = ask(release_store, "L1", text="狮政办〔2022〕47号-p2")
    assert [row["parent"] for row in rows] == [FUJIAN, NATION]


def test_l2_the_shishi_plans_skip_the_prefecture_and_jinjiang_does_not(release_store: Store) -> None:
    rows = ask(release_store, "L2")
    assert [
        (r["plan"], r["basisNumber"], r["divisionName"], r["skippedName"], r["basisDivisionName"])
        for r in rows
    ] == [
        (SHISHI_PREVENTION, "闽政办〔2022〕35号", "石狮市", "泉州市", "福建省"),
        (SHISHI_JOBS, "闽政办〔2022〕52号", "石狮市", "泉州市", "福建省"),
    ]


def test_l4_descendants_of_the_fujian_plan_by_level(release_store: Store) -> None:
    rows = ask(release_store, "L4", text="闽政办〔2022〕52号")
    assert [(r["descendant"], r["levelName"], r["holdingName"]) for r in rows] == [
        ("plan:泉政残工委办〔2023〕1号-p1", "地级", "仅见引用"),
        (SHISHI_JOBS, "县级", "已入库"),
        (JINJIANG, "县级", "已入库"),
    ]


def test_l5_documents_known_by_citation_only(release_store: Store) -> None:
    rows = ask(release_store, "L5")
    counts = {
        row.get("number", row.get("title", "")): (int(row["citations"]), int(row["citingDocuments"]))
        for row in rows
    }
    # 晋江 three times; 江西 once by number and twice by the title of the 办法 that the notice issues.
    assert counts.pop(FEDERATION_NOTICE) == (6, 2)
    # Once in full, six times as 《实施方案》.
    assert counts.pop("鲁政办发〔2022〕20号") == (7, 1)
    assert counts.pop("闽政办〔2022〕52号") == (2, 2)
    assert counts.pop("江西省“十四五”残疾人保障和发展规划") == (2, 1)
    assert counts.keys() == {
        "闽政办〔2022〕35号", "泉政残工委办〔2023〕1号", "晋政残工委〔2022〕2号", "赣残联字〔2021〕25号", "残联发〔2022〕13号",
        "中国残联办公厅关于转发中国盲人按摩学会盲人保健按摩行业相关规范的通知",
        "国务院办公厅关于印发促进残疾人就业三年行动方案(2022-2024年)的通知", "江西省“十四五”就业促进规划",
        "关于完善残疾人就业保障金制度更好促进残疾人就业的总体方案", "江西省超比例安排残疾人就业企业奖励的办法(试行)",
        "山东省残疾人事业发展“十四五”规划", "残疾人辅助性就业基本规范", "盲人按摩服务规范",
    }  # fmt: skip
    assert set(counts.values()) == {(1, 1)}
    order = [int(row["citations"]) for row in rows]
    assert order == sorted(order, reverse=True)


def test_l6_two_plans_in_one_notice_with_a_basis_each(release_store: Store) -> None:
    rows = ask(release_store, "L6", document="狮政办[2022]47号")
    assert [(r["plan"], r["basisNumber"], r["roleName"]) for r in rows] == [
        (SHISHI_PREVENTION, "闽政办〔2022〕35号", "根据"),
        (SHISHI_JOBS, "闽政办〔2022〕52号", "根据"),
    ]


def test_l10_measures_that_rest_on_the_federation_notice(release_store: Store) -> None:
    rows = ask(release_store, "L10", document=FEDERATION_NOTICE)
    assert {(r["plan"], r["path"], r["roleName"]) for r in rows} == {
        (JINJIANG, "二（一）1", "贯彻落实"),
        (JINJIANG, "二（七）2", "根据"),
        (JINJIANG, "二（十一）2", "贯彻落实"),
        (JIANGXI, "二（一）1", "贯彻落实"),
        (JIANGXI, "二（一）4", "根据"),
        (JIANGXI, "二（二）2", "根据"),
    }
    assert len(rows) == 6
    assert {row["legal"] for row in rows} == {"true"}
    # The traditional copy is quoted as it is printed.
    assert any(row["quote"].startswith("依據《機關、事業單位") for row in rows)


def test_r1_measures_of_the_shishi_federation(release_store: Store) -> None:
    rows = ask(release_store, "R1", agency="ag:350581-残疾人联合会")
    by_role = {
        (plan, role): [r["path"] for r in rows if (r["plan"], r["roleName"]) == (plan, role)]
        for plan in (SHISHI_PREVENTION, SHISHI_JOBS)
        for role in ("牵头", "配合", "责任")
    }
    assert by_role[SHISHI_JOBS, "牵头"] == [
        "二（三）3", "二（四）", "二（五）1", "二（六）1", "二（六）2", "二（七）1", "二（七）3", "二（八）", "二（九）1",
        "二（九）2", "二（九）3", "二（十）1", "二（十）2", "二（十一）1", "二（十一）3", "二（十一）5", "二（十一）6",
    ]  # fmt: skip
    assert by_role[SHISHI_JOBS, "配合"] == ["二（二）1", "二（五）2", "二（十）3"]
    assert by_role[SHISHI_PREVENTION, "牵头"] == [
        "二（一）1",
        "二（一）2",
        "二（一）3",
        "二（二）3",
        "二（五）2",
    ]
    assert by_role[SHISHI_PREVENTION, "配合"] == ["二（三）3", "二（五）4"]
    assert by_role[SHISHI_PREVENTION, "责任"] == ["二（五）1"]
    assert len(rows) == sum(map(len, by_role.values()))


def test_r1_finds_a_unit_through_which_another_acts(release_store: Store) -> None:
    rows = ask(release_store, "R1", agency="ag:350581-国有资产发展服务中心")
    assert [(r["plan"], r["path"], r["roleName"], r["throughUnit"]) for r in rows] == [
        (SHISHI_JOBS, "二（二）1", "牵头", "true"),
        (SHISHI_JOBS, "二（二）2", "牵头", "true"),
    ]
    assert rows[0]["name"] == "市财政局（市国有资产发展服务中心）"


def test_r3_ninety_four_measures_name_no_lead(release_store: Store) -> None:
    rows = ask(release_store, "R3")
    plans = [row["plan"] for row in rows]
    assert {plan: plans.count(plan) for plan in plans} == {
        SHISHI_PREVENTION: 6,
        JINJIANG: 29,
        JIANGXI: 41,
        SHANDONG: 8,
        DISTRICT: 10,
    }
    assert {row["parties"] for row in rows if row["plan"] == SHANDONG} == {"0"}


def test_e1_ten_measures_fall_due_in_october_2023(release_store: Store) -> None:
    rows = ask(release_store, "E1", month="2023-10")
    assert {(row["plan"], row["path"]) for row in rows} == {
        (JINJIANG, "二（一）2"),
        *((SHISHI_JOBS, path) for path in (
            "二（一）1", "二（一）2", "二（二）1", "二（三）3", "二（四）", "二（六）2", "二（七）1", "二（七）3", "二（十）3",
        )),
    }  # fmt: skip
    assert len(rows) == 10
    assert {row["due"] for row in rows} == {"2023-10-31"}
    assert {row["deadlineText"] for row in rows} == {"每年10月底前"}


def test_e1_a_yearly_deadline_falls_in_every_year_of_the_period_and_in_no_other(release_store: Store) -> None:
    # Seven measures of the 石狮 employment plan fall due once, by the end of October 2024.
    rows = {year: ask(release_store, "E1", month=f"{year}-10") for year in (2021, 2022, 2024, 2025)}
    assert {year: len(found) for year, found in rows.items()} == {2021: 0, 2022: 10, 2024: 10 + 7, 2025: 0}


def test_t3_share_of_federation_cadres_in_each_place(release_store: Store) -> None:
    rows = ask(release_store, "T3", indicator="v:indicator-残联机关残疾人干部比例")
    assert [(r["divisionName"], r["comparison"], r["value"], r["plan"]) for r in rows] == [
        ("山东省", "不少于", "15", SHANDONG),
        ("晋江市", "不少于", "10", JINJIANG),
        ("石狮市", "不少于", "10", SHISHI_JOBS),
    ]


def test_x3_leads_from_any_node_to_its_words(release_store: Store) -> None:
    (plan,) = ask(release_store, "X3", node=SHISHI_JOBS)
    assert (plan["start"], plan["end"]) == ("5657", "5688")
    assert (plan["file"], plan["quote"]) == (
        "shishi-2022-47.txt",
        "石狮市促进残疾人就业三年行动实施方案 (2022—2024年)",
    )
    (citation,) = ask(release_store, "X3", node="n:狮政办〔2022〕47号-p2-c1")
    assert (citation["start"], citation["end"]) == ("5711", "5778")
    (assignment,) = ask(release_store, "X3", node="n:狮政办〔2022〕47号-p2-2-2-1-a1")
    assert (assignment["start"], assignment["end"]) == ("6413", "6430")
    (deadline,) = ask(release_store, "X3", node="n:狮政办〔2022〕47号-p2-2-2-1-d1")
    assert deadline["quote"] == "每年10月底前"


def test_x3_shows_a_document_by_its_header_and_a_cited_text_by_its_citations(release_store: Store) -> None:
    header = ask(release_store, "X3", node="狮政办〔2022〕47号")
    assert ("16", "28", "狮政办〔2022〕47号") in {(r["start"], r["end"], r["quote"]) for r in header}
    cited = ask(release_store, "X3", node=FUJIAN)
    assert {row["file"] for row in cited} == {"shishi-2022-47.txt", "jinjiang-2023-5.txt"}


def test_x3_reaches_every_extracted_node(release_store: Store) -> None:
    query = """PREFIX pp: <https://w3id.org/policyplan/ns#>
    SELECT ?node WHERE { { ?node a pp:Measure } UNION { ?node a pp:Assignment } UNION { ?node a pp:Citation }
      UNION { ?node a pp:Target } UNION { ?x pp:hasDeadline ?node } } ORDER BY ?node"""
    nodes = [row["node"] for row in _rows(release_store.query(query))]
    assert len(nodes) > 700
    for node in nodes[::60]:
        (place,) = ask(release_store, "X3", node=node)
        assert int(place["start"]) < int(place["end"])
