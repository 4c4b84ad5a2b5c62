"""Is the head of a document read from copies that web pages, aggregators and hands have damaged or dressed up?"""

from __future__ import annotations

import pytest

from zhengmai.extract.carrier.reader import read_carrier
from zhengmai.extract.dense import restore_lines
from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import Carrier
from zhengmai.extract.titles import document_kind
from zhengmai.resolve.document import resolve_document
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes

NOTICE = """{title}
各乡镇人民政府，县直各部门：
现将《低保方案》印发给你们，请遵照执行。
{signature}
低保方案
一、主要任务
（一）加强统筹。健全机制。（县民政局牵头，县财政局配合）
"""
PLAN = "\n为推进工作，制定本方案。\n一、主要任务\n（一）加强统筹。健全机制。（市民政局负责）\n"


def carrier(text: str) -> Carrier:
    views = [p.view for p in paragraphs(read_bytes(text.encode(), "a.txt"))]
    return read_carrier(restore_lines(views)).carrier


def resolved(text: str) -> Carrier:
    return resolve_document(extract_document(read_bytes(text.encode(), "a.txt"))).carrier


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2023年5月6日？？？？", "2023-05-06"),
        ("2023年5月6日 　　□", "2023-05-06"),
        ("2023年5月6", "2023-05-06"),
        ("2023.5.6", "2023-05-06"),
        ("2023 1 16", "2023-01-16"),
        ("2023327", "2023-03-27"),
        ("20231229", "2023-12-29"),
        # Two readings are none.
        ("2023116", None),
        ("2023年 月 日", None),
        ("××××年×月×日", None),
        ("* 年1月28日", None),
    ],
)
def test_a_damaged_date_is_read_if_it_has_one_reading(printed: str, date: str | None) -> None:
    read = carrier(NOTICE.format(title="关于印发低保方案的通知", signature=f"泸县民政局\n{printed}"))
    assert (read.issuers, read.date) == (["泸县民政局"], date)


@pytest.mark.parametrize("line", ["2022-11-14", "20221114", "泸县民政局 2022-11-14"])
def test_a_date_of_the_site_above_the_text_is_none_of_the_signature(line: str) -> None:
    text = NOTICE.format(title=f"泸县民政局关于印发低保方案的通知\n{line}", signature="")
    assert carrier(text).date is None


def test_figures_that_are_no_date_of_a_signature_are_left_alone() -> None:
    text = NOTICE.format(title="泸县民政局关于印发低保方案的通知", signature="联系电话\n20191230\n2019")
    assert carrier(text).date is None


def test_a_unit_and_a_day_in_a_flattened_table_sign_nothing() -> None:
    rows = "".join(f"{k}\n完成第{k}项任务。\n县民政局\n2023.{k}.30\n" for k in (4, 5, 6))
    assert carrier(f"泸县2023年重点任务清单\n序号\n工作任务\n责任单位\n完成时限\n{rows}").date is None


@pytest.mark.parametrize("signature", ["泸县民政局  泸县财政局", "泸县民政局\n泸县财政局\n2023年 月 日"])
def test_units_sign_without_a_date(signature: str) -> None:
    read = carrier(NOTICE.format(title="关于印发低保方案的通知", signature=signature))
    assert (read.issuers, read.date) == (["泸县民政局", "泸县财政局"], None)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("关于印发低保方案的通知_泸县人民政府门户网站", "关于印发低保方案的通知"),
        ("关于印发低保方案的通知-某某网络平台", "关于印发低保方案的通知"),
        ("泸县民政局关于印发低保方案的通知 | 政策文件 | 泸县人民政府", "泸县民政局关于印发低保方案的通知"),
        ("• 泸县民政局关于印发低保方案的通知", "泸县民政局关于印发低保方案的通知"),
        ("泸县养老规划（2021—2025年）-养老频道-某某在线", "泸县养老规划（2021—2025年）"),
        ("泸县养老规划（2021—2025年）", "泸县养老规划（2021—2025年）"),
    ],
)
def test_a_title_loses_what_the_page_adds(line: str, title: str) -> None:
    assert carrier(NOTICE.format(title=line, signature="2023年5月6日")).title == title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("泸县\n推进“一老一小”建设\n2025年行动计划", "泸县推进“一老一小”建设2025年行动计划"),
        (
            "示范改革创新示范区\n打造“标杆区”\n实施方案（2023—2025年）",
            "示范改革创新示范区打造“标杆区”实施方案（2023—2025年）",
        ),
        # A site's menu stands above a title that is whole.
        ("首页\n政务公开\n泸县2025年行动计划", "泸县2025年行动计划"),
    ],
)
def test_a_title_on_three_lines_is_whole(lines: str, title: str) -> None:
    assert carrier(lines + PLAN).title == title


def test_a_title_broken_in_mid_phrase_is_whole_where_the_text_quotes_it() -> None:
    text = (
        "长沙市养老服务\n品质提升\n实施方案\n为落实《长沙市养老服务品质提升实施方案》，制定细则。\n一、任务\n"
    )
    assert carrier(text).title == "长沙市养老服务品质提升实施方案"


def test_a_notice_that_asks_for_comments_issues_what_it_shows() -> None:
    text = (
        "市民政局起草了《长沙市养老实施方案（征求意见稿）》，现向社会公开征求意见。\n长沙市民政局\n2024年5月6日\n"
        f"长沙市养老\n实施方案\n（征求意见稿）{PLAN}"
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    assert (facts.carrier.title, facts.carrier.issuers, facts.carrier.date) == (
        None,
        ["长沙市民政局"],
        "2024-05-06",
    )
    assert [plan.title for plan in facts.plans] == ["长沙市养老实施方案（征求意见稿）"]


@pytest.mark.parametrize(
    ("head", "issuers"),
    [
        (
            "2021年5月，中共山西省委、山西省人民政府印发了《山西省养老规划》。",
            ["中共山西省委", "山西省人民政府"],
        ),
        ("《山西省养老规划》是为了应对老龄化，由山西省民政厅于2021年3月印发的文件。", ["山西省民政厅"]),
        ("中文名：山西省养老规划\n• 发布单位：山西省民政厅、山西省财政厅", ["山西省民政厅", "山西省财政厅"]),
        # Another text, and a site's own name.
        ("近日，国务院印发《全民健身计划》。", []),
        ("发布单位：山西省人民政府网站", []),
    ],
)
def test_an_encyclopedia_page_names_the_issuers_of_its_own_text(head: str, issuers: list[str]) -> None:
    assert carrier(f"山西省养老规划\n{head}{PLAN}").issuers == issuers


def test_a_units_own_yearly_points_are_issued_by_itself() -> None:
    title = "关于印发《长沙市民政局2024年工作要点》的通知"
    assert carrier(f"{title}\n局属各单位：\n现将要点印发给你们，请执行。\n").issuers == ["长沙市民政局"]
    assert carrier("关于印发《长沙市养老规划》的通知\n局属各单位：\n现印发给你们。\n").issuers == []


def test_words_of_a_title_without_issuers_are_no_issuers() -> None:
    head = "示范省人民政府办公厅文件\n印发关于支持民营经济若干措施任务分工的通知\n各设区市人民政府：\n"
    assert carrier(f"{head}现印发给你们。\n2023年5月6日\n").issuers == ["示范省人民政府办公厅"]
    read = resolved("泰州关于印发低保方案的通知\n各县：\n现印发给你们。\n低保方案" + PLAN)
    assert (read.issuers, read.division_name, read.level) == ([], "泰州市", "prefecture")


def test_letters_of_a_number_give_way_to_the_level_of_the_issuer() -> None:
    text = "新政发〔2016〕21号\n区人民政府关于印发新洲区低保方案的通知\n各镇人民政府：\n现印发给你们。\n"
    assert resolved(f"{text}2016年5月6日\n新洲区低保方案{PLAN}").division_name == "新洲区"


@pytest.mark.parametrize(
    ("line", "addressees"),
    [
        ("各县区安委会，高新区、经开区安委会", ["各县区安委会", "高新区、经开区安委会"]),
        ("甲高新区、乙经开区、丙度假区财政局", ["甲高新区、乙经开区、丙度假区财政局"]),
        ("各区、市财政局，高新区、市公安局", ["各区", "市财政局", "高新区", "市公安局"]),
        ("各科室，各站所，各村", ["各科室", "各站所", "各村"]),
        ("各市、州、直管市人民政府，省直各单位", ["各市、州、直管市人民政府", "省直各单位"]),
        ("各省、自治区、直辖市民政厅（局）", ["各省、自治区、直辖市民政厅（局）"]),
        ("各县（市）、区交通运输局，各企业", ["各县（市）、区交通运输局", "各企业"]),
        ("各市（含定州市）、雄安新区应急管理局", ["各市（含定州市）、雄安新区应急管理局"]),
        ("各开发（度假）区、自贸试验（合作）区管委会", ["各开发（度假）区、自贸试验（合作）区管委会"]),
        ("市委和市级国家机关各部门，各人民团体", ["市委和市级国家机关各部门", "各人民团体"]),
        ("各省、自治区、直辖市教育厅（教委），各高校", ["各省、自治区、直辖市教育厅（教委）", "各高校"]),
        ("市直各委、办、局（公司），各高校", ["市直各委、办、局（公司）", "各高校"]),
        (
            "各省、自治区、直辖市及新疆生产建设兵团疫情联防联控机制（指挥部），各成员单位",
            ["各省、自治区、直辖市及新疆生产建设兵团疫情联防联控机制（指挥部）", "各成员单位"],
        ),
        (
            "各县（市、区）人民政府，（略）门、各直属机构",
            ["各县（市、区）人民政府", "（略）门", "各直属机构"],
        ),
    ],
)
def test_addressees_keep_zones_and_territories_together(line: str, addressees: list[str]) -> None:
    assert carrier(f"关于防火的通知\n{line}：\n现将有关事项通知如下。\n").addressees == addressees


@pytest.mark.parametrize("line", ["张三、李四、王二小代表", "张三委员", "尊敬的李四代表"])
def test_persons_who_are_answered_are_one_addressee(line: str) -> None:
    text = f"泸县民政局关于对县人大第12号建议的答复\n{line}：\n你们提出的建议收悉，现答复如下。\n"
    assert carrier(text).addressees == [line]


def test_a_notice_on_one_line_is_cut_where_its_lines_ended() -> None:
    body = "本镇地处丘陵，汛期降雨集中，易发山洪和内涝，各村、各单位要高度重视，认真落实各项责任。" * 6
    text = (
        "各村，各社区： 为做好防汛工作，制定《龙泉镇防汛应急预案》，现印发给你们，请认真执行。 泸县龙泉镇人民政府 "
        f"2022年5月3日 龙泉镇防汛应急预案 1.总则 1.1编制目的 {body} 1.2工作原则 以人为本，预防为主。"
    )
    facts = resolve_document(extract_document(read_bytes(text.encode(), "a.txt")))
    read = facts.carrier
    assert (read.addressees, read.issuers, read.date) == (
        ["各村", "各社区"],
        ["泸县龙泉镇人民政府"],
        "2022-05-03",
    )
    assert (read.division_name, read.level) == ("龙泉镇", "township")
    assert [plan.title for plan in facts.plans] == ["龙泉镇防汛应急预案"]


def test_the_number_of_a_telegram_stands_behind_its_head() -> None:
    text = "等级 加 急 平教办明电〔 2020 〕10号\n平顶山市教育局关于下达任务的通知\n各县教育局：\n现下达给你们。\n"
    assert carrier(text).number == "平教办明电〔2020〕10号"


def test_a_title_and_those_it_goes_to_may_share_a_line() -> None:
    found = carrier(
        "教育部职成司关于报送展览材料的通知各省、自治区、直辖市教育厅，各有关单位：\n现将有关事项通知如下。\n"
    )
    assert found.title == "教育部职成司关于报送展览材料的通知"
    assert found.addressees == ["各省、自治区、直辖市教育厅", "各有关单位"]


@pytest.mark.parametrize(
    ("head", "title", "number"),
    [
        (
            "16.\n示范市就业工作领导小组办公室印发\n《助力就业若干措施》\n（2023 年1 月11 日）\n示就办函﹝2023﹞4 号\n",
            "示范市就业工作领导小组办公室印发《助力就业若干措施》",
            "示就办函〔2023〕4号",
        ),
        (
            "3. 示范市信用体系建设2023年工作要点（2023年4月10日）\n示政字〔2023〕11 号\n",
            "示范市信用体系建设2023年工作要点",
            "示政字〔2023〕11号",
        ),
        (
            "示范市人社局印发《助力就业若干措施》的通知\n示人社〔2023〕1号\n",
            "示范市人社局印发《助力就业若干措施》的通知",
            "示人社〔2023〕1号",
        ),
    ],
)
def test_heads_of_collections_and_notices_without_their_preposition(
    head: str, title: str, number: str
) -> None:
    found = carrier(
        f"{head}市直各单位，各乡镇人民政府：《助力就业若干措施》已经研究同意，现印发给你们，请认真执行。\n"
    )
    assert (found.title, found.number) == (title, number)
    assert found.addressees == ["市直各单位", "各乡镇人民政府"]


def test_a_signature_and_the_title_behind_it_may_share_a_line() -> None:
    found = carrier(
        "示范市教育局关于印发方案的通知\n各学校：\n现将方案印发给你们，请遵照执行。\n"
        "示范市教育局2022年4月22日示范市校园安全整治方案\n一、排查隐患。\n二、落实整改。\n"
    )
    assert (found.issuers, found.date) == (["示范市教育局"], "2022-04-22")


def test_the_way_through_a_site_is_no_issuer() -> None:
    found = carrier(
        "当前位置： 首页政务公开最新文件部门文件 示范市教育局关于加强校园安全的通知\n各学校：\n现将有关事项通知如下。\n"
        "一、排查隐患。\n二、落实整改。\n示范市教育局\n2022年4月22日\n"
    )
    assert found.issuers == ["示范市教育局"]


def test_a_notice_its_signature_and_the_plan_in_one_paragraph_are_parted() -> None:
    found = read_bytes(
        (
            "示管办〔2023〕98号示范市教育局关于印发《校园安全工作方案》的通知各县教育局、各学校："
            "经研究同意，现将《校园安全工作方案》印发给你们，请认真贯彻落实。示范市教育局2023年6月1日校园安全工作方案"
            "为加强校园安全工作，制定本方案。一、排查隐患。"
            + "逐校排查，建立台账，限期整改，做到不留死角。" * 20
            + "二、落实整改。"
            + "逐项整改，对账销号，确保校园安全。" * 20
            + "\n来源：示范市教育局\n"
        ).encode(),
        "a.txt",
    )
    facts = extract_document(found)
    assert facts.carrier.number == "示管办〔2023〕98号"
    assert facts.carrier.title == "示范市教育局关于印发《校园安全工作方案》的通知"
    assert facts.carrier.addressees == ["各县教育局", "各学校"]
    assert (facts.carrier.issuers, facts.carrier.date) == (["示范市教育局"], "2023-06-01")
    assert [(plan.title, len(plan.measures)) for plan in facts.plans] == [("校园安全工作方案", 2)]


def test_policies_counted_by_their_articles_are_a_plan() -> None:
    assert document_kind("示范市优化营商环境政策25条") == "政策"
    assert document_kind("示范市稳增长若干措施20条") == "措施"


def test_a_day_behind_a_list_of_annexes_stands_alone() -> None:
    found = carrier(
        "示范市人民政府关于促进就业的实施意见\n各县人民政府：\n现提出如下意见。\n一、开展培训，\n二、完善服务。\n"
        "附件：重点任务分工和职业学校及其重点专业名单以及联系人名单汇总\n\n— 3 —\n\n2023 年5 月17 日\n"
    )
    assert found.date == "2023-05-17"


def test_a_name_that_signs_on_two_lines_is_one() -> None:
    read = carrier(
        NOTICE.format(
            title="关于印发低保方案的通知",
            signature="省城市功能品质提升与工程建设项目审批\n制度改革部门联席会议办公室（代章）\n2023年6月14日",
        )
    )
    assert read.issuers == ["省城市功能品质提升与工程建设项目审批制度改革部门联席会议办公室"]


def test_two_bodies_that_sign_below_each_other_stay_two() -> None:
    read = carrier(
        NOTICE.format(title="关于印发低保方案的通知", signature="泸县民政局\n泸县财政局\n2023年6月14日")
    )
    assert read.issuers == ["泸县民政局", "泸县财政局"]


def test_two_dozen_bodies_sign() -> None:
    names = [
        f"泸县{field}局"
        for field in [
            "民政",
            "财政",
            "司法",
            "教育",
            "统计",
            "审计",
            "水利",
            "林业",
            "商务",
            "体育",
            "卫生",
            "交通",
            "公安",
            "农业",
            "文化",
            "环保",
            "住建",
            "应急",
            "医保",
            "税务",
        ]
    ]
    read = carrier(
        NOTICE.format(title="关于印发低保方案的通知", signature="\n".join([*names, "2023年6月14日"]))
    )
    assert read.issuers == names


def test_the_day_in_brackets_behind_a_title_is_none_of_it() -> None:
    read = carrier(
        "泸县民政局关于印发低保方案的\n通知（2023年6月1日）\n各乡镇人民政府：\n现将《低保方案》印发给你们。\n低保方案\n一、主要任务\n"
    )
    assert (read.title, read.date) == ("泸县民政局关于印发低保方案的通知", "2023-06-01")


def test_bodies_of_the_nation_between_blanks_are_parted() -> None:
    read = carrier(
        "教育部 中央宣传部 人力资源社会保障部关于做好活动周工作的通知\n各省教育厅：\n现通知如下。\n"
    )
    assert read.issuers == ["教育部", "中央宣传部", "人力资源社会保障部"]


def test_a_page_on_one_line_is_cut_where_its_blanks_and_its_signature_tell() -> None:
    text = (
        "当前位置： 首页政务公开 泸县农业农村局关于印发《2022年普法责任清单》的通知 时间：2022-03-22 07:56 微信 微博 "
        "县农业农村中心，局各相关股室：为进一步落实普法责任制，现将《2022年普法责任清单》印发给你们，请认真组织实施。 "
        "附件：泸县农业农村局2022年普法责任清单 泸县农业农村局2022年3月21日（此件主动公开）2022年普法责任清单"
        "一、重点宣传1.《宪法》责任单位：局农业股、办公室，县农业农村中心2.《种子法》《安全生产法》《动物防疫法》责任单位：局农业股，县农业农村中心"
        "二、机关学法1.开展学法活动2次。责任单位：局农业股，县农业农村中心2.结合国家宪法日开展干部学法活动责任单位：局办公室，县农业农村中心"
        "三、社会普法1.结合安全生产月，开展农机安全普法宣传进乡村活动，面向农机手和农户讲解常见事故的案例，发放安全操作的明白纸，组织机手现场学习交通标志、应急处置和保险理赔的知识。责任单位：局农业股，县农业农村中心2.结合绿色食品宣传月，开展绿色食品专项普法宣传活动，向消费者介绍标志的含义和辨认方法。责任单位：局农业股，县农业农村中心 来源：泸县农业农村局"
    )
    facts = extract_document(read_bytes(text.encode(), "a.txt"))
    read = facts.carrier
    assert (read.issuers, read.date) == (["泸县农业农村局"], "2022-03-21")
    assert read.addressees == ["县农业农村中心", "局各相关股室"]
    assert ["/".join(m.path) for m in facts.plans[0].measures] == [
        "一/1",
        "一/2",
        "二/1",
        "二/2",
        "三/1",
        "三/2",
    ]
    assert [p.mention for p in facts.plans[0].measures[0].parties] == ["局农业股", "办公室", "县农业农村中心"]


def test_the_office_of_a_zone_is_addressed_with_the_zones_before_it() -> None:
    read = carrier(
        "泸县民政局关于印发低保方案的通知\n各县（市、区）人民政府，临江经开区、东湖文旅区、西山高新区管委会：\n现将《低保方案》印发给你们。\n"
    )
    assert read.addressees == ["各县（市、区）人民政府", "临江经开区、东湖文旅区、西山高新区管委会"]


def test_a_branch_of_a_citys_bureau_is_its_districts() -> None:
    read = resolved(
        NOTICE.format(
            title="上海市公安局奉贤分局关于印发低保方案的通知", signature="上海市公安局奉贤分局\n2023年6月1日"
        )
    )
    assert (read.division_name, read.level) == ("奉贤区", "county")


def test_the_title_names_in_full_who_signs_by_the_level() -> None:
    text = (
        "上海市交通委员会 上海市公安局关于印发《低保方案》的通知\n各有关单位：\n现将《低保方案》印发给你们，请遵照执行。\n特此通知。\n"
        "市交通委                市公安局\n2025年4月1日\n低保方案\n一、主要任务\n（一）加强统筹。健全机制。\n"
    )
    assert carrier(text).issuers == ["上海市交通委员会", "上海市公安局"]


def test_the_title_of_the_document_stands_behind_that_of_the_page_without_its_brackets() -> None:
    head = "印发《关于加快推进扶贫的工作方案》的通知\n时间：2015-10-22 10:51\n示政〔2015〕206号\n"
    own = "示范县人民政府印发关于加快推进扶贫的工作方案的通知"
    assert carrier(f"{head}{own}\n各乡镇人民政府：\n现印发给你们，请认真贯彻执行。\n").title == own


def test_an_office_on_the_next_line_belongs_to_the_body_above_it() -> None:
    found = carrier(
        "示范省人民政府\n办公厅关于印发养老工作方案的通知\n示办发〔2020〕3号\n各市（州）人民政府：\n"
    )
    assert found.title == "示范省人民政府办公厅关于印发养老工作方案的通知"
    assert found.issuers == ["示范省人民政府办公厅"]


def test_a_notice_that_only_says_what_it_issues_has_a_title() -> None:
    found = carrier(
        "印发推动乡镇敬老院高质量发展十条措施的通知\n各县（区）人民政府：\n现印发给你们，请认真贯彻执行。\n"
    )
    assert found.title == "印发推动乡镇敬老院高质量发展十条措施的通知"


def test_who_printed_a_document_and_when_stands_in_for_a_lost_signature() -> None:
    found = carrier(
        "泰政办发〔2019〕33号\n各县、市、区人民政府，市政府各部门：\n为加强秸秆禁烧工作，制定本方案。\n一、工作目标\n实现零火点。\n"
        "泰安市人民政府办公室                    2019年9月18日印发\n"
    )
    assert (found.issuers, found.date) == (["泰安市人民政府办公室"], "2019-09-18")


@pytest.mark.parametrize(
    "printed", ["二0二一年三月五日", "二oo九年三月五日", "二OO九年三月五日", "2021年3月5曰", "2021年3月5日"]
)
def test_letters_and_digits_stand_for_the_zero_of_a_date(printed: str) -> None:
    found = carrier(f"关于印发方案的通知\n各乡镇：\n现印发给你们。\n示范县民政局\n{printed}\n")
    assert found.date == ("2009-03-05" if "九" in printed else "2021-03-05")


def test_what_some_places_call_a_body_stays_in_its_brackets() -> None:
    found = carrier(
        "关于印发方案的通知\n各省、自治区、直辖市卫生健康委、教育厅（教委、教育局）、财政厅（局）：\n现印发给你们。\n"
    )
    assert found.addressees[-2:] == ["教育厅（教委、教育局）", "财政厅（局）"]


def test_a_title_that_the_way_through_a_site_cuts_short_is_read_once() -> None:
    found = carrier(
        "政策解读关于印发《示范\n关于印发《示范市人工智能发展方案》的通知\n2026-03-19\n各有关单位：\n现印发给你们。\n示范市科技局\n2026年3月19日\n"
    )
    assert found.title == "关于印发《示范市人工智能发展方案》的通知"


def test_the_tasks_of_a_year_are_a_title_of_none_of_the_usual_kinds() -> None:
    found = carrier(
        "山阳区中星街道2023年重点工作目标任务\n为完成各项任务，制定本任务。\n一、经济发展\n1.新增企业3家。\n"
    )
    assert found.title == "山阳区中星街道2023年重点工作目标任务"


def test_a_title_that_ends_its_first_line_with_what_it_carries_out_goes_on() -> None:
    found = carrier(
        "国务院关于落实《政府工作报告》\n重点工作分工的意见\n国发〔2021〕6号\n国务院各部委、各直属机构：\n为贯彻落实《政府工作报告》，提出如下意见。\n"
    )
    assert found.title == "国务院关于落实《政府工作报告》重点工作分工的意见"


def test_fields_in_brackets_end_with_their_line() -> None:
    found = carrier(
        "【生成日期】 2022-02-08   【文号】 示政办秘〔2022〕3号  【关键词】 政府工作报告,任务分解\n"
        "示范市人民政府办公室关于印发工作方案的通知\n各区人民政府：\n现印发给你们。\n"
    )
    assert found.title == "示范市人民政府办公室关于印发工作方案的通知"


def test_who_signs_below_the_date_is_read() -> None:
    found = carrier(
        "关于做好救助工作的通知\n各街道办事处：\n现通知如下：\n一、加强救助。开展专项行动。\n2022年1月5日\n上海市宝山区民政局\n"
    )
    assert (found.issuers, found.date) == (["上海市宝山区民政局"], "2022-01-05")


def test_the_page_of_a_law_database_gives_number_and_day_in_one_bracket() -> None:
    found = resolved(
        "【法规名称】示范省人民政府办公厅转发省民政厅等部门关于加快发展养老服务意见的通知\n【颁布部门】示范省人民政府办公厅\n【颁布时间】2010-02-27\n【正　　文】\n\n"
        "示范省人民政府办公厅转发省民政厅等部门\n关于加快发展养老服务意见的通知\n(示政办发[2010]19号　二○一○年二月二十七日)\n各市人民政府：\n"
        "省民政厅、省财政厅《关于加快发展养老服务的意见》已经省政府同意，现转发给你们，请认真贯彻执行。\n关于加快发展养老服务的意见\n省民政厅　省财政厅\n(二○一○年二月十三日)\n"
        "为加快发展养老服务，提出以下意见：\n一、主要任务\n（一）建设设施。新建养老院3所。\n（二）培训队伍。培训护理员。\n"
    )
    assert found.title == "示范省人民政府办公厅转发省民政厅等部门关于加快发展养老服务意见的通知"
    assert (found.number, found.date, found.issuers) == (
        "示政办发〔2010〕19号", "2010-02-27", ["示范省人民政府办公厅"],
    )  # fmt: skip


def test_a_name_that_two_lines_share_issues() -> None:
    found = carrier(
        "示统办发〔2021〕36号\n中共示范市委统筹疫情防控和经济运行工作领导\n小组（指挥部）办公室\n关于进一步加强冷链食品防控工作的通知\n各县委：\n现就有关事项通知如下：\n一、严格监管。（市市场监管局牵头）\n"
    )
    assert found.issuers == ["中共示范市委统筹疫情防控和经济运行工作领导小组（指挥部）办公室"]
    assert found.title == f"{found.issuers[0]}关于进一步加强冷链食品防控工作的通知"


def test_a_party_committee_and_its_body_are_two_issuers() -> None:
    found = carrier(
        "中共示范农业大学委员会　示范农业大学\n关于印发《后勤改革实施方案》的通知\n各学院：\n现予印发，望遵照执行。\n一九九九年十月十二日\n后勤改革实施方案\n一、清产核资。由财务处牵头。\n"
    )
    assert found.issuers == ["中共示范农业大学委员会", "示范农业大学"]


def test_a_field_of_an_export_stands_between_its_tags() -> None:
    found = carrier(
        "<UCAPTITLE>示范市人民政府关于印发设备更新实施方案的通知</UCAPTITLE>\n文　　号：示政〔2024〕15号\n各县人民政府：\n现印发给你们。\n示范市人民政府\n2024年7月3日\n"
    )
    assert found.title == "示范市人民政府关于印发设备更新实施方案的通知"


def test_a_title_in_brackets_that_issues_without_about_names_its_issuers() -> None:
    found = resolved(
        "《中共示范省委办公厅示范省人民政府办公厅印发〈关于加强乡镇服务能力建设的实施意见〉的通知》\n示办发〔2017〕49号\n"
        "各市（州）党委和人民政府，甲山开发区、乙新区，省政府各厅、委和各直属机构：\n现印发给你们，请认真贯彻落实。\n"
    )
    assert found.issuers == ["中共示范省委办公厅", "示范省人民政府办公厅"]
    assert found.addressees == [
        "各市（州）党委和人民政府",
        "甲山开发区",
        "乙新区",
        "省政府各厅、委",
        "各直属机构",
    ]


def test_the_metadata_name_the_issuer_in_full_that_the_title_names_by_its_level() -> None:
    found = carrier(
        "县人民政府办公室关于印发重点工作责任分解方案的通知\n文号：示政办发〔2024〕1号\n发文单位：示范县人民政府办公室\n各镇人民政府：\n现将方案印发给你们。\n一、务必重视。\n"
    )
    assert found.issuers == ["示范县人民政府办公室"]


def test_tasks_of_a_year_shared_out_and_signed_bear_their_title() -> None:
    text = (
        "临江市2024年度为民办实事项目任务分解\n\n一、就业\n1.城镇新增就业3万人。\n牵头单位：市人社局\n"
        "二、教育\n2.新建幼儿园6所。\n牵头单位：市教育局\n\n临江市人民政府办公室\n2024年2月18日\n"
    )
    document = extract_document(read_bytes(text.encode(), "a.txt"))
    assert document.carrier.title == "临江市2024年度为民办实事项目任务分解"
    assert document.carrier.issuers == ["临江市人民政府办公室"]
    assert document.carrier.date == "2024-02-18"
    assert [len(plan.measures) for plan in document.plans] == [2]


@pytest.mark.parametrize("below", ["（2023年3月）", "2023年3月", "二〇二三年三月"])
def test_month_below_a_title_is_none_of_it(below: str) -> None:
    text = f"临江市2023年度项目推进计划\n{below}\n{PLAN}"
    assert carrier(text).title == "临江市2023年度项目推进计划"


@pytest.mark.parametrize(
    "line", ["临政办发〔2023〕7号  2023年5月12日", "（临政办发〔2023〕7号 二○二三年五月十二日）"]
)
def test_number_and_day_on_one_line_below_the_title(line: str) -> None:
    read = carrier(f"临江市养老服务提升行动方案\n{line}\n{PLAN}")
    assert (read.number, read.date) == ("临政办发〔2023〕7号", "2023-05-12")


def test_day_of_a_pages_table_stands_in_the_cell_beside_its_name() -> None:
    text = (
        "| 索引号： | 11620403/2025-20 | 生成日期： | 2025-06-18 |\n| --- | --- | --- | --- |\n"
        "| 文号： | 临商发〔2025〕24号 | 关键字： | 成品油 |\n\n# 临江区2025年成品油市场整治方案\n" + PLAN
    )
    read = extract_document(read_bytes(text.encode(), "a.md")).carrier
    assert (read.number, read.date) == ("临商发〔2025〕24号", "2025-06-18")


@pytest.mark.parametrize("gap", ["", "  "])
@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            [
                "临江市促进文旅消费若干措施",
                "为激发消费潜力，制定以下措施。",
                "第一条 支持活动。",
                "第二条 支持景区。",
            ],
            "临江市促进文旅消费若干措施",
        ),
        (
            [
                "临江市绿化管理办法",
                "（2021年5月6日市人民政府第12次常务会议通过）",
                "第一章 总则",
                "第一条 制定本办法。",
            ],
            "临江市绿化管理办法",
        ),
        (
            [
                "临江市人民政府关于2022年考核情况的通报",
                "临政办函〔2023〕8号",
                "各县人民政府：",
                "现将情况通报如下：",
                "一、总体情况",
            ],
            "临江市人民政府关于2022年考核情况的通报",
        ),
    ],
)
def test_title_that_opens_a_text_on_one_line(lines: list[str], title: str, gap: str) -> None:
    facts = carrier(gap.join(lines) + "健全工作机制，强化要素保障，推动工作落地见效。" * 5)
    assert facts.title == title
