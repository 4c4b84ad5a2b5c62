"""Names of agencies and codes of issuers."""

from __future__ import annotations

import pyoxigraph
import pytest

from zhengmai import resources
from zhengmai.errors import InputError
from zhengmai.namespaces import PP, VOCAB
from zhengmai.registry import agencies, divisions, issuers, records

# Names as the five documents print them, without place and level word, with their system.
PRINTED = {
    "残联": "残联", "卫健局": "卫健", "人社局": "人社", "人力资源社会保障厅": "人社", "教育局": "教育",
    "民政厅": "民政", "财政局": "财政", "国资委": "国资", "国有资产发展服务中心": "国资", "发改局": "发改",
    "工信局": "工信", "商务局": "商务", "公安局": "公安", "应急局": "应急", "消防救援大队": "消防",
    "住建局": "住建", "交通港口局": "交通", "农业农村局": "农业农村", "市场监管局": "市场监管",
    "石狮生态环境局": "生态环境", "医保局石狮分局": "医保", "银保监分局石狮监管组": "金融监管",
    "税务局": "税务", "邮政管理局": "邮政", "委网信办": "网信", "委组织部": "组织", "委编办": "编办", "编办": "编办",
    "委宣传部": "宣传", "工商联": "工商联", "总工会": "工会", "团市委": "共青团", "妇联": "妇联",
    "红十字会": "红十字", "退役军人局": "退役军人", "街道办事处": "乡级政府", "各镇人民政府": "乡级政府",
    "乡村振兴局": "乡村振兴", "中医药局": "中医药", "林业局": "林业", "水利厅": "水利", "烟草专卖局": "烟草",
    "通信管理局": "通信", "人行南昌中心支行": "人民银行", "企业联合会": "企业联合会", "高教发展中心": "教育",
    "经济开发区管委会": "开发区", "政府残工委有关成员单位": "残工委", "各残疾人协会": "残联",
}  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("残联", "残疾人联合会"),
        ("中国残联", "残疾人联合会"),
        ("人社局", "人力资源和社会保障局"),
        ("人力资源社会保障厅", "人力资源和社会保障厅"),
        ("卫健局", "卫生健康局"),
        ("卫健委", "卫生健康委员会"),
        ("卫生健康委", "卫生健康委员会"),
        ("发改局", "发展和改革局"),
        ("国家发展改革委", "发展和改革委员会"),
        ("工商联", "工商业联合会"),
        ("团市委", "共青团委员会"),
        ("残工委", "人民政府残疾人工作委员会"),
        ("人民政府残疾人工作委员会", "人民政府残疾人工作委员会"),
        ("委组织部", "党委组织部"),
        ("组织部", "党委组织部"),
        ("委老干部局", "党委老干部局"),
        ("委编办", "党委机构编制委员会办公室"),
        ("委办公室", "党委办公室"),
        ("中组部", "中央组织部"),
        ("政府办公室", "人民政府办公室"),
        ("国办", "国务院办公厅"),
        ("委员会", "委员会"),
        ("委金融办", "党委金融办"),
        ("政府国资委", "国有资产监督管理委员会"),
        ("政府办", "人民政府办公室"),
        ("文体旅游局", "文体旅游局"),
        ("某某局", "某某局"),
    ],
)
def test_expand_abbreviations_only(printed: str, full: str) -> None:
    assert agencies.expand(printed) == full
    assert agencies.expand(full) == full


@pytest.mark.parametrize(("printed", "system"), PRINTED.items())
def test_systems_printed_name_its_system(printed: str, system: str) -> None:
    assert agencies.systems(printed) == (f"sys-{system}",)


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("文体旅游局", ("sys-文化", "sys-体育", "sys-旅游")),
        ("工信科技局", ("sys-工信", "sys-科技")),
        ("文旅局", ("sys-文化", "sys-旅游")),
        ("教育体育局", ("sys-教育", "sys-体育")),
        ("农业农村和水利局", ("sys-农业农村", "sys-水利")),
        ("自然资源和规划局", ("sys-自然资源",)),
    ],
)
def test_systems_merged_bureau_several(printed: str, found: tuple[str, ...]) -> None:
    assert agencies.systems(printed) == found


@pytest.mark.parametrize("printed", ["某某局", "人民政府", "政府", ""])
def test_systems_unknown_or_general_none(printed: str) -> None:
    assert agencies.systems(printed) == ()


@pytest.mark.parametrize(
    "word",
    [
        "残联", "市财政局", "交通港口局", "省卫生健康委", "市委组织部", "石狮监管组", "国有资产发展服务中心", "街道办事处",
        "审计署", "人行南昌中心支行", "高新技术产业开发区管委会", "企业联合会", "人民医院", "县供销社", "某某局",
    ],
)  # fmt: skip
def test_is_agency_word_form_of_an_agency(word: str) -> None:
    assert agencies.is_agency_word(word)


@pytest.mark.parametrize(
    "word",
    [
        "布局",
        "产业布局",
        "举办",
        "承办",
        "干部",
        "全部",
        "招聘会",
        "社会",
        "执行",
        "推行",
        "局",
        "残疾人",
        "市中心",
        "平台",
        "",
    ],
)
def test_is_agency_word_false_friend_refused(word: str) -> None:
    assert not agencies.is_agency_word(word)


def test_national_name_and_use() -> None:
    assert agencies.national("残联") == "中国残疾人联合会"
    assert agencies.national("街道办事处") is None
    for name in ("中组部", "财政部", "国务院办公厅", "国家发展改革委", "中国残联", "税务总局"):
        assert agencies.is_national(name), name
    for name in ("残联", "发展改革委", "税务局", "编办"):
        assert not agencies.is_national(name), name


def test_issuer_known_codes() -> None:
    assert issuers.by_code("闽政办") == issuers.IssuerCode("闽政办", "350000", "人民政府办公厅")
    assert issuers.by_code("晋政残工委") == issuers.IssuerCode(
        "晋政残工委", "350582", "人民政府残疾人工作委员会"
    )
    assert issuers.by_code("某政办") is None


def test_issuer_every_code_known_division_and_canonical_name() -> None:
    assert len(issuers.load()) > 20
    register = divisions.load()
    for code in issuers.load().values():
        assert register.get(code.division)
        assert agencies.expand(code.name) == code.name


def test_records_malformed_file_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "read_bytes", lambda kind, name: b"@prefix broken")
    with pytest.raises(InputError, match=r"registry/x\.ttl"):
        records.read("registry/x.ttl", "Division")


def test_records_file_without_instances_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "read_bytes", lambda kind, name: b"<urn:a> <urn:b> <urn:c> .")
    with pytest.raises(InputError, match="AgencyName"):
        records.read("registry/x.ttl", "AgencyName")


def test_registry_every_short_form_stands_for_one_name() -> None:
    meaning: dict[str, str] = {}
    forms = ("fullName", "abbreviation", "nationalName", "nationalAbbreviation")
    for record in records.read(agencies.FILE, "AgencyName"):
        full = record.all(PP + "fullName")[0]
        for printed in {value for form in forms for value in record.all(PP + form)}:
            assert meaning.setdefault(printed, full) == full, printed
            assert agencies.expand(printed) == full
            assert agencies.expand(full) == full
    assert len(meaning) > 300


def test_registry_every_system_in_the_vocabulary_and_reached() -> None:
    quads = pyoxigraph.parse(
        resources.read_bytes("ontology", "vocab/systems.ttl"), pyoxigraph.RdfFormat.TURTLE
    )
    concepts = {quad.subject.value for quad in quads if isinstance(quad.subject, pyoxigraph.NamedNode)}
    kinds = ("AgencyName", "AgencyNameStem")
    used = {
        system
        for kind in kinds
        for record in records.read(agencies.FILE, kind)
        for system in record.all(PP + "systemOfName")
    }
    assert used == {concept for concept in concepts if concept.startswith(VOCAB + "sys-")}
