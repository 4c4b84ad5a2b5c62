"""Do the bodies that a text names tell its level, and is its place taken only where it names no other?"""

from __future__ import annotations

import re

import pytest

from zhengmai.resolve.evidence import level_by_bodies, level_rank, place_by_names
from zhengmai.resolve.units import names


@pytest.mark.parametrize("sign", names()["level_signs"], ids=lambda sign: sign["level"])
def test_level_signs_find_their_examples_and_none_of_their_near_misses(sign: dict[str, str]) -> None:
    pattern = re.compile(sign["pattern"])
    for example in sign["examples"]:
        assert level_by_bodies([example], [], "") == sign["level"], example
    for miss in sign["near_misses"]:
        assert pattern.search(miss) is None, miss
    assert level_rank(sign["level"]) >= 0


@pytest.mark.parametrize(
    ("addressees", "level"),
    [
        (["各县（市）、区人民政府", "市政府各部门"], "prefecture"),
        (["各乡镇人民政府、管委会", "县直有关单位"], "county"),
        (["各镇（街道）", "市直各单位"], "county"),
        (["各市、县、自治县人民政府", "省政府直属各单位"], "province"),
        (["各区县（自治县）人民政府", "市政府各部门"], "province"),
        (["各旗县市区人民政府", "盟直各部门"], "prefecture"),
        (["各科室", "各站所", "各村"], "township"),
        (["各省、自治区、直辖市民政厅（局）"], "national"),
        (["局属各单位"], None),
    ],
)
def test_level_by_bodies_follows_the_addressees(addressees: list[str], level: str | None) -> None:
    assert level_by_bodies(addressees, [], "") == level


@pytest.mark.parametrize(
    ("mentions", "text", "level"),
    [
        (["省教育厅", "省财政厅", "发展改革委"], "", "province"),
        (["区残联", "区民政局"], "", "county"),
        (["镇综治办", "镇安监办"], "", "township"),
        (["市教育局", "市财政局"], "各县（市、区）人民政府负责", "prefecture"),
        (["市教育局", "市财政局"], "各乡镇、街道负责", "county"),
        (["市教育局", "市财政局"], "", "prefecture"),
        (["住建局"], "牵头单位：住建局", None),
        ([], "（责任单位：省大数据局、省科技厅）", "province"),
        (["住建局", "各乡镇（街道）"], "", "county"),
        (["市场监管局", "区域办"], "", None),
    ],
)
def test_level_by_bodies_follows_the_units_prefix(mentions: list[str], text: str, level: str | None) -> None:
    assert level_by_bodies([], mentions, text) == level


@pytest.mark.parametrize(
    ("level", "text", "place"),
    [
        ("province", "健康四川建设2026年工作要点", "四川省"),
        ("prefecture", "根据《辽宁省就业措施》，为沈阳全方位振兴提供人才保障", "沈阳市"),
        ("prefecture", "《湖北省就业条例》。建设美丽宜昌", "宜昌市"),
        ("county", "各区县。结合丰都实际，重庆市批准", "丰都县"),
        ("county", "中共宣威市委执政纪要", "宣威市"),
        # Another place, several places, a place of another province, a mere word.
        ("prefecture", "根据《山东省责任制规定》，我市道路交通形势严峻", None),
        ("prefecture", "学习杭州经验", None),
        ("prefecture", "长沙、株洲协同发展", None),
        ("prefecture", "根据《江西省就业条例》，对接长沙", None),
        ("county", "促进社会和平稳定", None),
        ("county", "12月底前完成县级平台建设", None),
        ("county", "各乡镇人民政府，鲤城街道办事处。莆田市下达任务", None),
        (None, "完成建设任务", None),
    ],
)
def test_place_by_names_takes_the_only_place_of_the_level(
    level: str | None, text: str, place: str | None
) -> None:
    found = place_by_names(level, text)
    assert (found.name if found else None) == place


@pytest.mark.parametrize(
    ("mentions", "text", "level"),
    [
        (["安全监管总局", "工业和信息化部", "公安部"], "", "national"),
        # A department of the Party is no ministry, and one ministry may be named by anybody.
        (["组织部", "宣传部"], "", None),
        (["公安部"], "", None),
        ([], "全市农业工作要点。建设我市示范区，全市面积稳定", "prefecture"),
        ([], "我县实际，全县推进", "county"),
        ([], "全市一次", None),
        ([], "全区推进，自治区要求，全区落实", None),
    ],
)
def test_level_by_ministries_and_by_what_a_text_calls_its_place(
    mentions: list[str], text: str, level: str | None
) -> None:
    assert level_by_bodies([], mentions, text) == level
