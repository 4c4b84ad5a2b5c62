"""Do targets of one indicator come together by place, with sums where they are known and words where not?"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from pyoxigraph import RdfFormat, Store

from zhengmai.namespaces import DATA
from zhengmai.prefixes import prefixes
from zhengmai.reason.rules import run_rules
from zhengmai.registry import vocabulary
from zhengmai.store.cascade import Cascade, Place, cascades
from zhengmai.store.query import rows

PLAN = f"{DATA}plan/"
JOBS = "https://w3id.org/policyplan/vocab/indicator-新增残疾人就业"


def cascade(store: Store, plan: str, indicator: str = JOBS) -> Cascade:
    (found,) = [one for one in cascades(partial(rows, store), plan) if one.indicator == indicator]
    return found


def places(found: Cascade) -> dict[str, Place]:
    return {place.name.zh: place for place in found.places}


@pytest.mark.parametrize(
    "plan", ["晋政残工委〔2023〕5号-p1", "狮政办〔2022〕47号-p2", "360000-人民政府办公厅-2022-09-07-1-p1"]
)
def test_new_jobs_of_the_family_by_place(release_store: Store, plan: str) -> None:
    found = places(cascade(release_store, PLAN + plan))
    amounts = {name: place.figure.amount if place.figure else None for name, place in found.items()}
    assert amounts == {
        "中华人民共和国": None,
        "福建省": None,
        "江西省": "25000人",
        "山东省": "100000名",
        "泉州市": None,
        "石狮市": None,
        "晋江市": "600人",
        "区划不详的文件": None,
    }
    assert found["晋江市"].figures[0].quote == "新增残疾人就业600人"
    assert [found[name].above.rpartition("/")[2] for name in ("江西省", "泉州市", "晋江市")] == [
        "CN",
        "350000",
        "350500",
    ]


def test_what_is_missing_is_said_in_both_languages(release_store: Store) -> None:
    found = places(cascade(release_store, f"{PLAN}晋政残工委〔2023〕5号-p1"))
    nation = found["中华人民共和国"]
    assert nation.total == Decimal(125000)
    assert nation.shortfall is None
    assert [words.zh for words in nation.said] == [
        "中华人民共和国的数值不在任何已入库文本中（《促进残疾人就业三年行动方案（2022-2024年）》仅见引用）",
        "下级已知 2 处（江西省、山东省）合计 125000人；福建省无数值；区划名录中另有 31 个直接下级没有文本；本级数值未知，缺口无从判断",
    ]
    assert "known by citation only" in nation.said[0].en
    assert "no shortfall can be told" in nation.said[1].en
    assert [words.zh for words in found["石狮市"].said] == ["石狮市的已入库文本没有这一指标"]


FRAME = """
doc:省 pp:issues plan:省 . plan:省 a pp:Plan ; pp:seriesKey "养老|2023-2025" ; pp:jurisdiction div:1 ; dct:title "省方案"@zh-Hans .
doc:甲 pp:issues plan:甲 . plan:甲 a pp:Plan ; pp:seriesKey "养老|2023-2025" ; pp:jurisdiction div:2 ; dct:title "甲方案"@zh-Hans ; pp:derivesFrom plan:省 .
doc:乙 pp:issues plan:乙 . plan:乙 a pp:Plan ; pp:seriesKey "养老|2023-2025" ; pp:jurisdiction div:3 ; dct:title "乙方案"@zh-Hans ; pp:derivesFrom plan:省 .
div:2 pp:parentDivision div:1 ; skos:prefLabel "甲市"@zh-Hans ; pp:level v:level-地级 .
div:3 pp:parentDivision div:1 ; skos:prefLabel "乙市"@zh-Hans ; pp:level v:level-地级 .
div:1 skos:prefLabel "某省"@zh-Hans ; pp:level v:level-省级 .
"""


def target(name: str, holder: str, value: str, unit: str = "v:unit-人", more: str = "") -> str:
    return (
        f"{holder} pp:hasTarget n:{name} . n:{name} a pp:Target ; pp:indicator v:indicator-新增残疾人就业 ; "
        f'pp:value {value} ; pp:unit {unit} ; pp:verbatim "{value}" {more} .\n'
    )


def store_of(*statements: str) -> Store:
    store = Store()
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    body = FRAME + "".join(statements)
    store.load((head + f"GRAPH gd:aaaaaaaaaaaa {{ {body} }}").encode(), RdfFormat.TRIG)
    store.extend(vocabulary_quads())
    run_rules(store)
    return store


def vocabulary_quads() -> list[object]:
    from zhengmai.graph.vocabulary import vocabulary_quads as quads

    assert vocabulary.concept("unit-名") is not None
    return [quad for quad in quads() if "/vocab/" in str(quad.subject)]


OWN = target("t0", "plan:省", "1000.0")


@pytest.mark.parametrize(
    ("below", "total", "shortfall", "words"),
    [
        ((target("t1", "plan:甲", "600.0"), target("t2", "plan:乙", "300.0", "v:unit-名")), 900, 100, "比本级少 100人"),
        ((target("t1", "plan:甲", "600.0"), target("t2", "plan:乙", "400.0")), 1000, 0, "已达到本级数值"),
        ((target("t1", "plan:甲", "600.0"),), 600, 400, "乙市无数值"),
        ((target("t1", "plan:甲", "600.0"), target("t2", "plan:乙", "300.0", "v:unit-户")), None, None, "单位与本级不同"),
        ((target("t1", "plan:甲", "60.0", "v:unit-百分之"),), None, None, "没有可以相加的数值"),
        ((target("t1", "plan:甲", "60.0", more="; pp:distribution v:dist-每个下级"),), None, None, "没有可以相加的数值"),
        ((), None, None, "没有可以相加的数值"),
    ],
)  # fmt: skip
def test_sum_and_shortfall_of_the_places_below(
    below: tuple[str, ...], total: int | None, shortfall: int | None, words: str
) -> None:
    own = places(cascade(store_of(OWN, *below), f"{PLAN}省"))["某省"]
    assert own.total == (None if total is None else Decimal(total))
    assert own.shortfall == (None if shortfall is None else Decimal(shortfall))
    assert words in own.said[-1].zh


def test_figure_for_each_place_below_is_no_sum_to_be_reached() -> None:
    each = target("t0", "plan:省", "1.0", more="; pp:distribution v:dist-每个下级")
    own = places(cascade(store_of(each, target("t1", "plan:甲", "3.0")), f"{PLAN}省"))["某省"]
    assert (own.total, own.shortfall) == (Decimal(3), None)


def test_plan_that_states_two_values_has_no_figure_and_says_so() -> None:
    store = store_of(OWN, target("t1", "plan:甲", "600.0"), target("t2", "plan:甲", "700.0"))
    found = places(cascade(store, f"{PLAN}省"))
    assert found["甲市"].figure is None
    assert "几个不同的数值" in found["甲市"].said[0].zh
    assert found["某省"].total is None


def test_targets_cascade_along_descent_where_indicator_and_unit_agree() -> None:
    store = store_of(
        OWN,
        target("t1", "plan:甲", "600.0", "v:unit-名"),
        target("t2", "plan:乙", "60.0", "v:unit-百分之"),
        "pv:乙-1 pp:provisionOf plan:乙 .",
        target("t3", "pv:乙-1", "300.0"),
    )
    found = cascade(store, f"{PLAN}省")
    links = {f.iri.rpartition("/")[2]: f.from_targets for place in found.places for f in place.figures}
    parent = (f"{DATA}node/t0",)
    assert links == {"t0": (), "t1": parent, "t2": (), "t3": parent}


def test_indicators_of_measures_are_given_on_demand() -> None:
    store = store_of("pv:乙-1 pp:provisionOf plan:乙 .", target("t3", "pv:乙-1", "300.0"))
    query = partial(rows, store)
    assert cascades(query, f"{PLAN}省") == []
    assert [one.indicator for one in cascades(query, f"{PLAN}省", everything=True)] == [JOBS]
