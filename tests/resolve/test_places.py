"""Whose document is it where the issuers name their place by the level alone, or not as the registry does?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import Carrier
from zhengmai.resolve.bodies import resolve_body
from zhengmai.resolve.document import resolve_document
from zhengmai.resolve.places import Place, place_by_evidence, place_of, place_of_name
from zhengmai.text.reader import read_bytes

BODY = """各有关单位：
现将《{plan}》印发给你们，请认真贯彻执行。
2023年5月6日
{plan}
一、重点任务
（一）加强统筹。健全工作机制。（{word}民政局牵头，{word}财政局配合）
（二）加强检查。定期组织检查。（{word}教育局负责）
"""


def notice(title: str, plan: str, word: str, head: str = "") -> Carrier:
    text = f"{head}{title}\n{BODY.format(plan=plan, word=word)}"
    return resolve_document(extract_document(read_bytes(text.encode(), "a.txt"))).carrier


@pytest.mark.parametrize(
    ("title", "plan", "head", "division", "level"),
    [
        # The letters of the number.
        ("省人民政府关于印发甲方案的通知", "甲方案", "鄂政发〔2023〕4号\n", "湖北省", "province"),
        ("市人民政府办公室关于印发甲方案的通知", "甲方案", "黄石政办发〔2023〕4号\n", "黄石市", "prefecture"),
        # The plan's title, then the site that shows the text.
        (
            "市政府办公室关于印发无锡市健身方案的通知",
            "无锡市健身方案",
            "锡政办发〔2023〕4号\n",
            "无锡市",
            "prefecture",
        ),
        (
            "区人民政府办公室关于印发甲方案的通知",
            "甲方案",
            "发布机构：江汉区人民政府办公室\n",
            "江汉区",
            "county",
        ),
        (
            "省政府办公厅关于印发甲方案的通知",
            "甲方案",
            "发布机构：石狮市人民政府办公室\n",
            "福建省",
            "province",
        ),
        # Nothing tells which one.
        ("区人民政府办公室关于印发甲方案的通知", "甲方案", "", "?", "county"),
        ("市人民政府办公室关于印发甲方案的通知", "甲方案", "", "?", "prefecture"),
    ],
)
def test_a_level_is_made_a_place_by_other_evidence(
    title: str, plan: str, head: str, division: str, level: str
) -> None:
    read = notice(title, plan, title[0], head)
    assert (read.division_name, read.level) == (division, level)


def test_a_copy_of_the_plan_alone_names_its_place_in_its_title() -> None:
    assert notice("", "安溪县健身方案", "县").division_name == "安溪县"


@pytest.mark.parametrize(
    ("name", "place", "level"),
    [
        ("茂林镇党政办公室", "茂林镇", "township"),
        ("中共龙泉镇委员会", "龙泉镇", "township"),
        ("新安街道办事处", "新安街道", "township"),
        ("国家税务总局福建省税务局", "福建省", "province"),
        ("国家税务总局", "全国", "national"),
        ("国家税务总局河南局", "河南省", "province"),
        ("宁夏自治区市场监管厅", "宁夏回族自治区", "province"),
        ("国家能源局江苏监管办公室", "江苏省", "province"),
        ("财政部深圳监管局", "深圳市", "prefecture"),
        ("财政部监督评价局", "全国", "national"),
        ("张家口经济开发区管理委员会", "张家口经济开发区", "county"),
        ("大连长兴岛经济技术开发区管理委员会办公室", "大连长兴岛经济技术开发区", "county"),
        ("武汉市东湖新技术开发区管委会", "东湖新技术开发区", "county"),
        ("赣州市经济技术开发区管理委员会", "赣州市经济技术开发区", "county"),
        ("平潭综合实验区管委会办公室", "平潭综合实验区", "county"),
        ("江心洲新区管理委员会", "江心洲新区", "county"),
        ("平潭综合实验区西湖片区管理局", "西湖片区", "township"),
        ("西湖片区开发建设管委会", "西湖片区", "township"),
    ],
)
def test_names_that_the_registry_lacks_are_placed(name: str, place: str, level: str) -> None:
    found = place_of_name(name)
    assert found is not None
    assert (found.name if found.code != "CN" else "全国", found.level) == (place, level)


@pytest.mark.parametrize(
    "name", ["各镇人民政府", "乡镇人民政府", "县城镇人民政府", "市高新区管委会", "各片区管理局"]
)
def test_kinds_of_places_are_no_names(name: str) -> None:
    assert place_of_name(name) is None


def test_a_town_is_given_the_one_county_that_the_text_names() -> None:
    read = notice("龙泉镇人民政府关于印发甲方案的通知", "甲方案", "镇", "泸县龙泉镇人民政府网站\n")
    assert (read.division_name, read.level, read.above) == ("龙泉镇", "township", "510521")
    assert place_of(read) == Place(None, "龙泉镇", "township", "510521")


def test_units_of_a_town_the_registry_lacks_are_its_own() -> None:
    town = Carrier(issuers=["茂林镇人民政府"], division_name="茂林镇", level="township")
    assert resolve_body("镇综治中心", town).key == "茂林镇|综治中心"
    assert resolve_body("茂林镇人民政府", town).short == "茂林镇人民政府"


def test_a_level_that_is_part_of_the_word_is_not_cut() -> None:
    city = Carrier(issuers=["石狮市人民政府"])
    assert resolve_body("市直各单位", city).key == "石狮市|市直各单位"
    assert resolve_body("市级有关部门", city).key == "石狮市|市级有关部门"


def test_several_places_of_a_level_decide_nothing() -> None:
    carrier = Carrier(issuers=["市人民政府"])
    assert place_by_evidence(carrier, ["长沙市湘潭市合作方案"], "") is None
    found = place_by_evidence(carrier, [], "长沙市甲。长沙市乙。湘潭市丙。")
    assert found is not None
    assert found.name == "长沙市"
