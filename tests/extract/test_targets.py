"""Which quantities are targets, and with which relation, value, unit and circumstances?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengmai.extract.numerals import number_value, small_number
from zhengmai.extract.quantities import find_quantities
from zhengmai.extract.rules import load_rules
from zhengmai.extract.targets import TargetReading, find_targets

Key = tuple[str, str, str | None]


def keys(text: str) -> list[Key]:
    """Give comparator, value and unit of each target, the value without needless digits."""
    return [
        (t.comparator, f"{t.value.normalize():f}" if t.value is not None else "", t.unit)
        for t in find_targets(text)
    ]


def only(text: str) -> TargetReading:
    (target,) = find_targets(text)
    return target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增残疾人就业600人", [("=", "600", "人")]),
        ("共新增就业2.5万人", [("=", "25000", "人")]),
        ("每年安置不少于1万人", [(">=", "10000", "人")]),
        ("至少安排1名残疾人就业", [(">=", "1", "名")]),
        ("干部队伍中有10%（含）以上的残疾人", [(">=", "10", "%")]),
        ("占比在2024年前达到15%以上", [(">=", "15", "%")]),
        ("实现建档率100%、就业服务率100%", [("=", "100", "%"), ("=", "100", "%")]),
        ("产值突破1500亿元", [(">", "150000000000", "元")]),
        ("总量达到1.8万亿元", [("=", "1800000000000", "元")]),
        ("新增注册证超500件", [(">", "500", "件")]),
        ("培训约1000名医生", [("~", "1000", "名")]),
        ("建设20个左右示范区", [("~", "20", "个")]),
        ("失业率控制在4.5%以内", [("<=", "4.5", "%")]),
        ("调查失业率不超过5.5%", [("<=", "5.5", "%")]),
        ("死亡率低于15%", [("<", "15", "%")]),
        ("浓度控制在29微克每立方米以下", [("<=", "29", "微克每立方米")]),
        ("审评时限压缩至40个工作日以内", [("<=", "40", "工作日")]),
        (
            "审批时限不超过70个工作日，小型项目不超过40个工作日。",
            [("<=", "70", "工作日"), ("<=", "40", "工作日")],
        ),
        ("推行并联审批、10个工作日内办结", [("<=", "10", "工作日")]),
        ("办理总时限不超过5个工作日。", [("<=", "5", "工作日")]),
        ("支持300名领军人才赴外地培训，1000名骨干人才参加研修。", [("=", "300", "名"), ("=", "1000", "名")]),
        ("完成1000公里老化管道改造，40万户立管改造。", [("=", "1000", "公里"), ("=", "400000", "户")]),
        ("年底前实现即时结算资金占本地基金月结算资金的80%以上。", [(">=", "80", "%")]),
        ("上线4个县级分站点。", [("=", "4", "个")]),
        ("收入比下降至2.45∶1", [("=", "2.45", "∶1")]),
        ("占比较2020年下降2个百分点左右", [("~", "2", "个百分点")]),
        ("联运量年均增长15%以上", [(">=", "15", "%")]),
        ("比2015年分别下降15%、10%和26%", [("=", "15", "%"), ("=", "10", "%"), ("=", "26", "%")]),
        ("分别达到65%和55%", [("=", "65", "%"), ("=", "55", "%")]),
        ("百分之八十以上的村卫生室达到标准，覆盖率达到百分之九十", [(">=", "80", "%"), ("=", "90", "%")]),
        ("100%的卫生院完成中医馆设置", [("=", "100", "%")]),
        ("压减审批材料30%以上", [(">=", "30", "%")]),
        ("培育1,200家企业", [("=", "1200", "家")]),
        ("遴选百项技术", [("=", "100", "项")]),
        ("选派两名干部", [("=", "2", "名")]),
        ("围绕10万名残疾人实现新增就业目标分解任务", [("=", "100000", "名")]),
        ("2023年第四季度，省残工委组织一次评估", [("=", "1", "次")]),
        (
            "准确率在去年82%的基础上提升到90%，优良率由去年的78%提升到85%以上",
            [("=", "90", "%"), (">=", "85", "%")],
        ),
        ("分别较上年提高2个和3个百分点", [("=", "2", "个百分点"), ("=", "3", "个百分点")]),
        ("火灾发生率控制在每10万公顷8次以下", [("<=", "8", "次")]),
        ("汛期前完成年度投资的40%、9月底前完成80%", [("=", "40", "%"), ("=", "80", "%")]),
        ("人均每日食盐摄入量降到5克以下", [("<=", "5", "克")]),
        ("故障应在48小时内修复", [("<=", "48", "小时")]),
        ("完成甲小学、乙小学等6所学校食堂改造", [("=", "6", "所")]),
        ("聘请监督员50名，清理积存垃圾3000吨以上", [("=", "50", "名"), (">=", "3000", "吨")]),
        ("重点查管网漏损率高于12%的工程", []),
        ("对服务人口超5万人、车程超过30分钟的新建居住片区，规划增设服务机构", []),
        ("今年1—10月，全县共发生火灾31起，同比上升6.9%，直接经济损失214.6万元", []),
    ],
)
def test_find_targets_form_of_the_genre_gives_relation_value_and_unit(text: str, expected: list[Key]) -> None:
    assert keys(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "编制67人（含）以上的事业单位优先安排",
        "未达到1.5%的，应制定计划",
        "超过职工总数1.5%比例安排1人以上（含1人）的，按照每人每年不低于工资标准的3倍给予奖励",
        "累计安置次数原则上不超过2次",
        "低保待遇延退3年",
        "给予企业30万元奖励",
        "单品种奖励企业200万元",
        "贷款额度最高不超过300万元",
        "注册资本不低于500万元",
        "为65岁以上老年人服务",
        "开展“131”服务和“四个一”活动",
        "实施528工程，推广O2O模式",
        "按第3条执行",
        "每3～5年轮换",
        "发展电商等12个领域",
        "从5个方面发力",
        "已建成12个中心",
        "截至2020年底，通达20多个城市",
        "垂直距离不应小于1.5米",
        "不再新建35蒸吨以下锅炉",
        "总规划面积约60平方公里",
        "自受理之日起10个工作日内办结",
        "10个工作日内报送材料",
        "落实《10件实事方案》",
        "2023年10月25日印发",
        "加强二次污染管控",
        "建立一个平台",
        "确保一次整改到位",
        "贯彻党的十九届五中全会精神",
    ],
)
def test_find_targets_quantity_that_is_no_undertaking_gives_nothing(text: str) -> None:
    assert keys(text) == []


def test_find_targets_at_least_holds_for_the_whole_enumeration() -> None:
    text = "对残疾人至少组织一次评估、进行一次登记、开展一次服务；提供至少1次指导、3个岗位信息"
    assert keys(text) == [(">=", "1", "次")] * 4 + [(">=", "3", "个")]


def test_find_targets_bound_before_the_first_holds_for_all_that_stand_severally() -> None:
    found = find_targets("到2025年底，公路和步道里程分别超过6200公里、4000公里。")
    assert [(str(t.value), t.comparator, t.stated) for t in found] == [
        ("6200", ">", True),
        ("4000", ">", True),
    ]


def test_find_targets_remark_in_brackets_parts_no_verb_from_its_number() -> None:
    assert [
        (t.indicator, str(t.value), t.unit)
        for t in find_targets("新建长者食堂（助餐点）45处，接待学生3万人（次）。")
    ] == [
        ("长者食堂", "45", "处"),
        ("学生", "30000", "人（次）"),
    ]


def test_find_targets_figures_that_stand_severally_have_names_of_their_own() -> None:
    found = find_targets(
        "化学需氧量、氨氮、氮氧化物和挥发性有机物排放总量比2020年分别下降8%、8%、10%以上、10%以上。"
    )
    assert [(t.indicator, str(t.value), t.comparator) for t in found] == [
        ("化学需氧量", "8", "="),
        ("氨氮", "8", "="),
        ("氮氧化物", "10", ">="),
        ("挥发性有机物排放总量", "10", ">="),
    ]
    # One name less than figures: all are of the last one.
    found = find_targets("排放总量比2020年分别下降8%、9%。")
    assert {t.indicator for t in found} == {"排放总量"}


def test_find_targets_verb_inside_a_name_does_not_part_it() -> None:
    found = find_targets("确保粮食播种面积稳定在85万亩以上，发展食用菌2000万袋，公厕设置达到3座/平方公里。")
    assert [(t.indicator, str(t.value), t.unit) for t in found] == [
        ("粮食播种面积", "850000", "亩"),
        ("食用菌", "20000000", "袋"),
        ("公厕设置", "3", "座/平方公里"),
    ]


def test_find_targets_figures_that_stand_severally_have_years_of_their_own() -> None:
    found = find_targets("2023年、2024年、2025年分别完成企业改造200家、300家、400家。")
    assert [(str(t.value), t.period) for t in found] == [("200", "2023"), ("300", "2024"), ("400", "2025")]


def test_find_targets_number_of_its_own_bound_is_not_given_to_the_next() -> None:
    assert keys("引育5家以上自主创新企业、10家骨干企业") == [(">=", "5", "家"), ("=", "10", "家")]


def test_find_targets_size_of_the_thing_counted_is_no_target() -> None:
    assert keys("培育年产值超100亿元、具备竞争力的龙头企业2家") == [("=", "2", "家")]


@pytest.mark.parametrize(("text", "stated"), [("新增600人", False), ("达到600人", True), ("至少600人", True)])
def test_find_targets_bare_number_is_marked_as_not_stated(text: str, stated: bool) -> None:
    assert only(f"{'确保' if stated else ''}{text}").stated is stated


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022—2024年，共新增600人", "2022/2024"),
        ("到2024年，至少挂牌1家", "2024"),
        ("每年安置不少于1000名", "annual"),
        ("“十四五”期间至少安排1名", "2021/2025"),
        ("比2015年下降15%", None),
        ("到2024年完成。至少设立1个机构", None),
        ("每年报告，在实施期间至少组织1次", None),
    ],
)
def test_find_targets_period_comes_from_its_own_sentence(text: str, period: str | None) -> None:
    assert only(text).period == period


def test_find_targets_circumstances_are_quoted() -> None:
    target = only("到2024年，各设区市至少有1个培训基地")
    assert (target.distribution, target.indicator) == ("各设区市", "培训基地")
    conditional = only("安排就业未达到规定比例的，至少安排1名残疾人就业")
    assert conditional.condition == "安排就业未达到规定比例的"


def test_find_targets_distribution_with_a_bracket_belongs_to_its_target() -> None:
    found = find_targets("各设区市至少有1个基地，各县（市、区）至少挂牌1家基地")
    assert [target.distribution for target in found] == ["各设区市", "各县（市、区）"]


def test_find_targets_federations_of_the_cities_share_one_sum() -> None:
    (target,) = find_targets("各市残联要围绕10万名残疾人实现新增就业目标")
    assert (target.value, target.distribution) == (100000, None)


def test_find_targets_another_figure_as_value_is_kept_as_benchmark() -> None:
    target = only("实现去向落实率不低于上一年度全国平均水平")
    assert (target.value, target.comparator, target.unit) == (None, ">=", "%")
    assert (target.benchmark, target.unsure) == ("上一年度全国平均水平", True)


@pytest.mark.parametrize("text", ["培育3—5家企业", "实现县域全覆盖", "增加值实现翻番"])
def test_find_targets_value_that_is_one_of_several_readings_is_unsure(text: str) -> None:
    target = only(text)
    assert target.unsure
    assert target.confidence == "doubtful"


def test_find_targets_span_and_indicator_quote_the_text() -> None:
    text = "全市建档率达到95%，新增残疾人就业600人"
    rate, count = find_targets(text)
    assert text[rate.start : rate.end] == "达到95%"
    assert rate.indicator == "全市建档率"
    assert text[count.start : count.end] == "新增残疾人就业600人"
    assert count.indicator_span is not None
    assert text[slice(*count.indicator_span)] == count.indicator == "残疾人就业"


def test_find_quantities_range_gives_the_lower_bound() -> None:
    (quantity,) = find_quantities("提升1～3个百分点")
    assert (quantity.value, quantity.comparator, quantity.unsure) == (Decimal(1), ">=", True)


def test_quantity_rules_every_rule_has_a_role() -> None:
    for table in ("quantities", "targets"):
        assert all(rule.attributes.get("role") for rule in load_rules(table).rules)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("600", "600"),
        ("1,200", "1200"),
        ("2.5万", "25000"),
        ("1.8万亿", "1800000000000"),
        ("二十五", "25"),
        ("两", "2"),
        ("百", "100"),
        ("百万", "1000000"),
    ],
)
def test_number_value_printed_number_gives_exact_value(text: str, value: str) -> None:
    assert number_value(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "百分之十五", "15%", "约600", "千百", "亿一", "一十零", "1" * 100])
def test_number_value_other_text_raises(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        number_value(text)


def test_small_number_han_year_and_fraction() -> None:
    assert small_number("二〇二三") == 2023
    with pytest.raises(ValueError, match="whole"):
        small_number("2.5")


@given(
    st.text(
        alphabet="至少培训新增达到率的等每第0123456789.一二百万亿%名个元以上下内、，。（）“”《》年",
        max_size=60,
    )
)
def test_find_targets_any_text_gives_spans_inside_it(text: str) -> None:
    for target in find_targets(text):
        assert 0 <= target.start < target.end <= len(text)
        if target.indicator_span is not None:
            assert text[slice(*target.indicator_span)] == target.indicator


@pytest.mark.parametrize(
    "unit",
    ["1", "（", "《", "“", "一", "1%、", "至少培训1名、", "10名实现目标", "率", "给予", "截至2020年", "1万"],
)
def test_find_targets_hostile_repetition_ends_within_the_text(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    for found in find_targets(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("60%以上乡镇卫生院达到服务能力推荐标准", [(">=", 60)]),
        ("养老设施覆盖全部社区、85%以上乡镇和50%以上村", [(">=", 85), (">=", 50)]),
        ("6月底100%开工，确保搬迁户100%有稳定住房", [("=", 100), ("=", 100)]),
        ("每年新增加适合青年的就业岗位2万个以上", [(">=", 20000)]),
        ("到2026年，见习岗位5000个以上", [(">=", 5000)]),
        ("主要目标是：贷款余额增长12%以上；3家企业报会；全年引进机构2家", [(">=", 12), ("=", 3), ("=", 2)]),
        ("服务人次较上年增长15%", [("=", 15)]),
        ("护理人员比不低于1：1.2,70%以上县级医院达到推荐标准", [(">=", 70)]),
        ("同步发展高效节水灌溉面积4000亩", [("=", 4000)]),
    ],
)  # fmt: skip
def test_shares_and_listed_goals_are_targets(text: str, values: list[tuple[str, int]]) -> None:
    assert [(t.comparator, t.value) for t in find_targets(text)] == values


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "多晶硅、单晶硅产能分别达到60万吨和200吉瓦",
            [("多晶硅", 600_000, "吨"), ("单晶硅产能", 200, "吉瓦")],
        ),
        ("甲、乙、丙分别达到10家、20家和30家", [("甲", 10, "家"), ("乙", 20, "家"), ("丙", 30, "家")]),
        (
            "建成14个充电示范县（市、区）、200个示范乡镇（街道）、2000个示范村（社区）",
            [("充电示范县", 14, "个"), ("示范乡镇", 200, "个"), ("示范村", 2000, "个")],
        ),
        ("停车场充电设施配建比例不低于车位的20%", [("停车场充电设施配建比例", 20, "%")]),
        ("新增绿色工厂10家和绿色园区5个", [("绿色工厂", 10, "家"), ("绿色园区", 5, "个")]),
        (
            "每万人医生数力争2023年不低于4人，2025年不低于5人",
            [("每万人医生数", 4, "人"), ("每万人医生数", 5, "人")],
        ),
        ("分别新增甲产品10家、乙产品5家", [("甲产品", 10, "家"), ("乙产品", 5, "家")]),
    ],
)
def test_each_figure_of_an_enumeration_has_its_own_name(text: str, named: list[tuple[str, int, str]]) -> None:
    assert [(t.indicator, t.value, t.unit) for t in find_targets(text)] == named


@pytest.mark.parametrize(
    "text",
    [
        "在职职工总数20人（含）以下的企业免征保障金",
        "对年吞吐量3万吨以上码头实行派驻管理",
        "通过优化3个结构、实施5个专项行动、强化6项保障措施推进工作",
        "确保12个责任相关单位完成任务",
        "推动《甲省行动方案》中18个事项落实",
        "深化多形式、分层次、全覆盖的学习培训",
        "目前，道路事故死亡人数占总死亡人数的80.5%，是主要威胁",
        "“十三五”以来，全市能耗累计下降12.3%，建成绿色园区3个，占比仍达到86%",
        "2022年以来，新建公厕20座",
        "占60%以上的股份",
    ],
)
def test_thresholds_own_parts_and_present_facts_are_no_targets(text: str) -> None:
    assert find_targets(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "对新设5000万美元以上、增资3000万美元以上的优质外商投资项目，给予奖励。",
        "对月销售额10万元以下（含本数）的小规模纳税人免征增值税。",
        "将稳定就业岗位达到95%的小微企业纳入支持范围。",
        "对零售额增速超过全省平均水平的限上单位给予奖励。",
        "分别实施5%、10%增值税加计抵减。",
        "组织落实好8个方面22项任务。",
        "对稳岗率达到95%以上、有扩岗需求的企业，优先给予贷款。",
        "当居民消费价格指数涨幅达到3%或食品价格涨幅达到6%，启动联动机制。",
        "吸纳1人以上新增就业人员的每增加1人给予1000元补贴。",
    ],
)
def test_who_is_meant_what_the_law_says_and_the_plans_own_size_are_no_targets(text: str) -> None:
    assert find_targets(text) == []


@pytest.mark.parametrize(
    ("text", "indicator", "comparator"),
    [
        ("将报装时限由16个工作日压减至13个工作日。", "报装时限", "="),
        ("补偿比例由20%提高至40%。", "补偿比例", "="),
        ("农村地区达标率在60%以上。", "农村地区达标率", ">="),
        ("监管行业（领域）达到50个以上。", "监管行业（领域）", ">="),
        ("确保基本养老保险参保率巩固在97%。", "基本养老保险参保率", "="),
        ("示范单位比例不低于各区机构数量的15%。", "示范单位比例", ">="),
        ("湿垃圾日均高于407吨。", "湿垃圾日均", ">"),
        ("再贷款额度不少于700亿元。", "再贷款额度", ">="),
        ("应届毕业生的岗位比例不得低于40%。", "应届毕业生的岗位比例", ">="),
        ("登记失业率不得超过4.5%。", "登记失业率", "<="),
        ("确保零就业家庭至少一人就业。", "就业", ">="),
        ("孕产妇死亡率控制在12/10万以下。", "孕产妇死亡率", "<="),
        ("新建农村公路100公里、改造。", "农村公路", "="),
        ("“最多跑一次”事项占比达95%。", "“最多跑一次”事项占比", "="),
        ("道路交通事故万车死亡率下降到1.2以下。", "道路交通事故万车死亡率", "<="),
        ("每万人口高价值发明专利拥有量达到8件。", "每万人口高价值发明专利拥有量", "="),
        ("农村低保标准提高到每人每年5000元。", "农村低保标准", "="),
        ("投放3亿元贷款。", "贷款", "="),
        ("75%以上科技人员落户企业。", "科技人员落户企业", ">="),
        ("群众留言5个工作日内受理。", "群众留言", "<="),
        ("到2025年，各区（县级市）有1所综合医院。", "综合医院", "="),
        ("城镇年均新增就业人数24万以上。", "城镇年均新增就业人数", ">="),
        ("其中租赁型住房占60%以上。", "租赁型住房", ">="),
        ("居民平均期望寿命超过80岁。", "居民平均期望寿命", ">"),
        ("推进甲、乙等23个城镇排水系统建设。", "城镇排水系统建设", "="),
        ("培育县级示范组织20家。", "县级示范组织", "="),
        ("托管服务面积达到60万亩次。", "托管服务面积", "="),
    ],
)
def test_what_is_measured_stands_without_its_first_value_and_the_words_around(
    text: str, indicator: str, comparator: str
) -> None:
    [found] = find_targets(text)
    assert (found.indicator, found.comparator) == (indicator, comparator)


@pytest.mark.parametrize(
    "text",
    [
        "在4个工作日以内核发许可证件。",
        "在5个工作日内（不含公示时间）完成竣工联合验收。",
        "1个工作日内完成不动产初始登记。",
        "应在2个工作日内作出接入工程的审批决定。",
        "业务在2个工作日内办理完成。",
    ],
)
def test_how_long_a_permit_takes_is_a_target(text: str) -> None:
    [found] = find_targets(text)
    assert (found.comparator, found.unit) == ("<=", "工作日")
