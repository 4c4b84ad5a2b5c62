"""Whose agency is meant where a clause leaves the place out?"""

from __future__ import annotations

import pytest

from zhengmai.extract.facts import Evidence, Party
from zhengmai.resolve.places import Place, place_of_name
from zhengmai.resolve.units import Resolver
from zhengmai.text.view import Span

SHISHI = Place("350581", "石狮市", "county")
JIANGXI = Place("360000", "江西省", "province")
NATION = Place("CN", "全国", "national")
SHANGHAI = Place("310000", "上海市", "province")
XIANGZHOU = Place("451322", "象州县", "county")


def resolve(mention: str, place: Place | None, *, collective: bool = False) -> str:
    party = Party(mention, "lead", Evidence(Span(0, 1), "", "certain"), collective=collective)
    resolution = Resolver(place).resolve(party).resolution
    assert resolution is not None
    return resolution.key


@pytest.mark.parametrize(
    ("mention", "place", "expected"),
    [
        ("市残联", SHISHI, "石狮市|残联"),
        ("卫健局", SHISHI, "石狮市|卫健局"),
        ("市市场监管局", SHISHI, "石狮市|市场监管局"),
        ("市场监管局", SHISHI, "石狮市|市场监管局"),
        ("市委组织部", SHISHI, "石狮市|委组织部"),
        ("团市委", SHISHI, "石狮市|团市委"),
        ("泉州市石狮生态环境局", SHISHI, "泉州市|石狮生态环境局"),
        ("泉州银保监分局石狮监管组", SHISHI, "泉州市|银保监分局石狮监管组"),
        ("省卫健委", SHISHI, "福建省|卫健委"),
        ("红十字", SHISHI, "石狮市|红十字会"),
        ("省残联", JIANGXI, "江西省|残联"),
        ("人行南昌中心支行", JIANGXI, "江西省|人行南昌中心支行"),
        ("财政部", NATION, "全国|财政部"),
        ("上海海关", SHANGHAI, "上海市|海关"),
        ("市药品监管局", SHANGHAI, "上海市|药品监管局"),
        ("象州生态环境局", XIANGZHOU, "象州县|生态环境局"),
        ("市交通局", XIANGZHOU, "来宾市|交通局"),
        ("中国（福建）自由贸易试验区管委会", SHISHI, "福建省|中国（福建）自由贸易试验区管委会"),
        ("广西税务局", XIANGZHOU, "广西壮族自治区|税务局"),
        (
            "恩施银保监分局",
            Place("422800", "恩施土家族苗族自治州", "prefecture"),
            "恩施土家族苗族自治州|银保监分局",
        ),
        ("中国残联", NATION, "全国|中国残联"),
        ("园区民政办", Place(None, "临江工业园区", "county"), "临江工业园区|民政办"),
        ("园区民政办", XIANGZHOU, "象州县|园区民政办"),
        ("区残联", None, "?|残联"),
        ("高教发展中心", None, "?|高教发展中心"),
    ],
)
def test_name_is_put_with_its_division(mention: str, place: Place | None, expected: str) -> None:
    assert resolve(mention, place) == expected


@pytest.mark.parametrize(
    ("mention", "place", "expected"),
    [
        ("各镇人民政府（街道办事处）", SHISHI, "石狮市|各镇人民政府（街道办事处）"),
        ("市政府残工委有关成员单位", SHISHI, "石狮市|政府残工委有关成员单位"),
        ("街道办事处", SHISHI, "石狮市|街道办事处"),
        ("各设区市", JIANGXI, "江西省|各设区市"),
    ],
)
def test_groups_of_bodies_stay_whole(mention: str, place: Place, expected: str) -> None:
    assert resolve(mention, place, collective=True) == expected


def test_dispatched_unit_serves_the_place_it_names() -> None:
    party = Party("泉州市石狮生态环境局", "lead", Evidence(Span(0, 1), "", "certain"))
    resolution = Resolver(SHISHI).resolve(party).resolution
    assert resolution is not None
    assert (resolution.division, resolution.serves) == ("350500", "350581")


def test_abbreviations_are_expanded_through_the_registry_only() -> None:
    party = Party("市残联", "lead", Evidence(Span(0, 1), "", "certain"))
    resolution = Resolver(SHISHI).resolve(party).resolution
    assert resolution is not None
    assert resolution.name == "残疾人联合会"
    assert resolution.systems == ("sys-残联",)


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("石狮市人民政府办公室", "350581", "county"),
        ("国务院办公厅", "CN", "national"),
        ("商务部", "CN", "national"),
        ("中共福建省委办公厅", "350000", "province"),
        ("威海市环翠区竹岛街道办事处安全生产委员会", None, "township"),
    ],
)
def test_place_of_an_issuer(name: str, code: str | None, level: str) -> None:
    place = place_of_name(name)
    assert place is not None
    assert (place.code, place.level) == (code, level)


def test_unknown_issuer_has_no_place() -> None:
    assert place_of_name("某某协会") is None


def test_name_that_lost_a_character_is_mended_and_says_so() -> None:
    evidence = Evidence(Span(0, 1), "", "certain")
    mended = Resolver(SHISHI).resolve(Party("红十字", "lead", evidence)).resolution
    whole = Resolver(SHISHI).resolve(Party("市红十字会", "lead", evidence)).resolution
    assert mended is not None
    assert whole is not None
    assert (mended.name, mended.repaired, whole.name, whole.repaired) == ("红十字会", True, "红十字会", False)


def test_a_bare_place_name_is_that_of_the_zone_that_covers_its_county() -> None:
    zone = Place(None, "平潭综合实验区", "county", "350128")
    assert resolve("平潭海关", zone) == "平潭综合实验区|海关"
    assert resolve("平潭县海关", zone) == "平潭县|海关"
    # A zone in a city does not cover it.
    assert resolve("泉州海关", Place(None, "泉州台商投资区", "county", "350500")) == "泉州市|海关"
