"""Are documents read that pages of news, aggregators and excerpts have dressed up or cut?"""

from __future__ import annotations

import pytest

from zhengmai.extract.document import extract_document
from zhengmai.extract.facts import DocumentFacts
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_bytes


def read(text: str) -> DocumentFacts:
    return resolve_document(extract_document(read_bytes(text.encode(), "a.txt")))


def paths(facts: DocumentFacts) -> list[str]:
    return ["/".join(p.path) for plan in facts.plans for p in plan.provisions if p.kind == "measure"]


def test_signature_behind_blanks_is_read() -> None:
    facts = read(
        "关于印发《示范市教育局2023年工作要点》的通知\n各区教育局：\n现将要点印发给你们，请抓好落实。 附件：工作要点 示范市教育局 2023年3月10日\n"
        "附件\n示范市教育局2023年工作要点\n一、加强管理\n1.开展培训，提高质量。\n2.完善制度，强化监督。\n"
    )
    assert facts.carrier.issuers == ["示范市教育局"]
    assert facts.carrier.date == "2023-03-10"


def test_outline_of_an_excerpt_that_ends_in_its_first_part_is_read() -> None:
    body = "把培训作为今年的重要任务，制定计划，扎实推进各项工作，确保取得实效，让群众得到更多实惠。" * 3
    facts = read(
        f"示范市教育局2023年工作要点\n今年的总体要求是：{body} 一、加强队伍建设 1.开展培训。{body} 2.完善制度。{body}"
    )
    assert paths(facts) == ["一/1", "一/2"]


def test_numbers_that_a_copy_left_out_with_their_groups_do_not_end_the_outline() -> None:
    clause = "，（责任单位：区教育局、区财政局等）"
    facts = read(
        f"二、重点任务（一）建立健全服务体系行动1.推进医院建设{clause}2.改善条件{clause}4.推进惠民行动{clause}"
        f"（二）提升服务能力行动5.打造示范品牌{clause}（五）发展产业行动8.建设重点专科{clause}"
    )
    assert paths(facts) == ["二/（一）/1", "二/（一）/2", "二/（一）/4", "二/（二）/5", "二/（五）/8"]


@pytest.mark.parametrize(
    "title",
    [
        "示范市民政局关于下达2025年为民办实事项目任务指标的通知",
        "示范市水利局关于分解下达2025年节水目标任务的通知",
        "示范市人民政府办公室关于重点督办2025年民生项目的通知",
    ],
)
def test_notice_that_sets_tasks_without_numbers_is_a_plan(title: str) -> None:
    facts = read(
        f"{title}\n各区民政局：\n纳入本市2025年项目的有：新建30家社区食堂、新增3000张养老床位。\n附件：1.任务分解表\n2.进度表\n示范市民政局\n2025年1月24日\n（注：1.只接收咨询；2.请注明名称）\n"
    )
    (plan,) = facts.plans
    assert (plan.title, paths(facts)) == (title, [])


@pytest.mark.parametrize("words", ["全文如下。", "主要内容如下：", "全文刊登如下。"])
def test_news_that_print_a_plan_name_it_and_its_issuers(words: str) -> None:
    facts = read(
        "首页>信息公开>工作动态\n近日，省委办公厅、省政府办公厅印发了《云南示范强省建设三年行动（2023—2025年）》，并发出通知，要求认真落实。\n"
        f"《云南示范强省建设三年行动（2023—2025年）》{words}\n一、重点任务\n（一）强化引领。开展培训。\n（二）培育主体。扩大规模。\n"
    )
    assert facts.carrier.issuers == ["省委办公厅", "省政府办公厅"]
    assert facts.carrier.division_name == "云南省"
    assert [plan.title for plan in facts.plans] == ["云南示范强省建设三年行动（2023—2025年）"]


def test_plan_named_in_its_preamble_alone_needs_but_one_task() -> None:
    facts = read(
        "为推动示范湖保护治理取得新成效，特制定实施示范湖保护治理三年行动方案（以下简称“方案”）。\n一、总体要求\n坚持源头治理。\n"
        "二、主要任务\n（一）实施截污行动。由市水务局负责，加快管网建设。\n"
    )
    assert [plan.title for plan in facts.plans] == ["示范湖保护治理三年行动方案"]
    assert paths(facts) == ["二/（一）"]


@pytest.mark.parametrize(
    "way",
    ["首页>纲要规划", "当前位置：首页›工作方案", "国内政策〔切换〕国际政策", "您现在的位置：首页»行动计划"],
)
def test_way_through_a_site_is_no_title(way: str) -> None:
    facts = read(f"{way}\n示范市就业促进实施方案（2024—2026年）\n一、开展培训。\n二、完善服务。\n")
    assert facts.carrier.title == "示范市就业促进实施方案（2024—2026年）"


def test_day_of_publication_is_no_part_of_a_title() -> None:
    facts = read(
        "示范市民政局关于下达2025年为民办实事任务的通知（2025-01-27）\n各区民政局：\n一、开展培训。\n二、完善服务。\n"
    )
    assert facts.carrier.title == "示范市民政局关于下达2025年为民办实事任务的通知"


@pytest.mark.parametrize(
    ("title", "own", "name"),
    [
        ("明光镇2017年度安全生产整治工作计划", "我镇", "明光镇"),
        ("大坪乡防汛工作方案", "乡政府", "大坪乡"),
        ("桥头街道就业促进实施方案", "全街道", "桥头街道"),
        ("特色小镇培育实施方案", "镇政府", None),
        ("城镇化建设实施方案", "全镇", None),
    ],
)
def test_town_that_opens_a_title_is_the_documents_own(title: str, own: str, name: str | None) -> None:
    facts = read(f"{title}\n为做好{own}工作，制定本方案。\n一、开展培训。\n二、完善服务。\n")
    assert (facts.carrier.division_name if facts.carrier.level == "township" else None) == name


def test_short_name_of_an_autonomous_prefecture_is_known() -> None:
    facts = read(
        "湘西自治州人民政府关于促进就业的实施意见\n各县市人民政府：\n一、开展培训。\n二、完善服务。\n"
    )
    assert facts.carrier.division_name == "湘西土家族苗族自治州"


def test_title_below_a_summary_of_the_text_begins_the_document() -> None:
    title, opening = (
        "示范市人民政府关于促进就业的实施意见",
        "为促进就业，结合我市实际，现提出如下实施意见，请各有关方面认真组织落实，务求取得扎实的成效，推动就业工作再上新台阶，让群众满意。",
    )
    facts = read(
        f"{title}\n{opening}\n{title}\n各区人民政府，各有关单位：\n{opening}\n一、开展培训。\n二、完善服务。\n"
    )
    assert facts.carrier.addressees == ["各区人民政府", "各有关单位"]


def test_addressees_and_text_may_share_a_paragraph() -> None:
    found = read(
        "临江市人民政府关于做好就业工作的意见\n各县（市、区）人民政府，市政府各部门，各大企业：为做好就业工作，现提出以下意见。\n"
        "一、扩大就业。开发岗位。（市人社局负责）\n二、培训技能。开展培训。（市人社局负责）\n"
    )
    assert found.carrier.addressees == ["各县（市、区）人民政府", "市政府各部门", "各大企业"]


def test_whom_to_call_is_no_part_of_the_signature() -> None:
    found = read(
        "各市州人民政府：\n现将《甲省安全生产委员会工作要点》印发你们，请认真落实。\n联系人：王建军，联系电话：0971-6138729\n"
        "甲省安全生产委员会\n2020年3月3日\n甲省安全生产委员会工作要点\n1.开展检查。\n2.开展培训。\n"
    )
    assert found.carrier.issuers == ["甲省安全生产委员会"]


def test_rules_whose_articles_share_out_work_are_a_plan() -> None:
    found = read(
        "临江县优化营商环境的若干规定\n第一章 政务服务\n第一条 推进一窗办理。设立窗口。（牵头责任单位：县政务中心；责任单位：县税务局）\n"
        "第二条 推进网上办理。（牵头责任单位：县政务中心；责任单位：县公安局）\n"
    )
    assert [len(plan.measures) for plan in found.plans] == [2]


def test_lines_that_end_an_item_may_say_who_does_all_of_it() -> None:
    found = read(
        "临江市道路整治方案\n一、整治内容\n（一）取消收费。\n以上工作由市城管办、交通局负责，各区政府配合。\n（二）清理路障。\n"
        "上述各项工作由市交通局负责。\n"
    )
    first, second = found.plans[0].measures
    assert [(p.mention, p.role) for p in first.parties] == [
        ("市城管办", "responsible"),
        ("交通局", "responsible"),
        ("各区政府", "support"),
    ]
    assert [p.mention for p in second.parties] == ["市交通局"]


def test_an_excerpt_may_begin_in_the_midst_of_a_part() -> None:
    found = read(
        "（一）取消收费。由市城管办负责。\n（二）清理路障。由市交通局负责。\n四、改造瓶颈。由市规划局负责。\n"
    )
    assert ["/".join(m.path) for m in found.plans[0].measures] == ["（一）", "（二）", "四"]


def test_a_comma_lost_behind_the_leading_unit_parts_the_units() -> None:
    found = read(
        "临江省残疾预防方案\n一、任务\n1.开展宣传。（省残联、省卫生健康委牵头省教育厅、省民政厅配合）\n2.开展筛查。（省残联牵头）\n"
    )
    roles = [(p.mention, p.role) for p in found.plans[0].measures[0].parties]
    assert roles == [
        ("省残联", "lead"),
        ("省卫生健康委", "lead"),
        ("省教育厅", "support"),
        ("省民政厅", "support"),
    ]


def test_commas_inside_a_title_make_it_no_running_text() -> None:
    found = read(
        "市场监管总局关于印发《质量强县（区、镇）培育建设工作方案》的通知\n市场监管总局2024-10-30\n国市监质发〔2024〕97号\n"
        "各省、自治区、直辖市和新疆生产建设兵团市场监管局（厅、委）：\n现将《质量强县（区、镇）培育建设工作方案》印发给你们。\n"
    )
    assert found.carrier.number == "国市监质发〔2024〕97号"
    assert found.carrier.title == "市场监管总局关于印发《质量强县（区、镇）培育建设工作方案》的通知"
    assert len(found.carrier.addressees) == 1


def test_the_first_line_of_a_title_may_name_the_place() -> None:
    found = read(
        "临江县打造“吉事即办”服务品牌\n争创服务示范县行动方案\n为改进服务，制定本方案。\n一、改进窗口。\n二、培训人员。\n"
    )
    assert found.plans[0].title == "临江县打造“吉事即办”服务品牌争创服务示范县行动方案"


def test_what_each_leader_is_in_charge_of_is_no_task() -> None:
    facts = read(
        "示范市教育局关于局领导工作分工的通知\n各科室：\n经研究，局领导工作分工如下：\n1.张某某 党组书记、局长：主持全面工作。\n"
        "2.李某某 副局长：分管基础教育科。\n3.王某某 副局长：分管职业教育科。\n4.赵某某 副局长：分管办公室。\n示范市教育局\n2023年5月1日\n"
    )
    assert facts.plans == []


def test_a_page_on_one_line_is_read_below_the_way_through_its_site() -> None:
    duties = (
        "组织开展执法检查，监督企业严格执行各项管理制度，查处不法行为，建立长效机制，做到发现一起查处一起。"
        * 4
    )
    facts = read(
        "标题: 关于印发2023年食品安全工作方案的通知\n发布时间: 2023-04-30 10:09\n文号: \n发布机构: 中国示范\n"
        "==================== 正文 ====================\n"
        "当前位置： 首页政务公开最新文件区管委会办公室文件 关于印发2023年食品安全工作方案的通知 时间：2023-04-30 微信 微博 QQ空间 "
        "示管办〔2023〕78号平潭综合实验区管委会办公室关于印发2023年食品安全工作方案的通知区直各单位、各乡镇人民政府："
        "现将《2023年食品安全工作方案》印发给你们，请认真贯彻落实。平潭综合实验区管委会办公室2023年4月28日 2023年食品安全工作方案"
        "为做好食品安全工作，制定本方案：一、整治范围全区13个乡镇的全部食品生产企业和经营企业，不论规模大小，一律列入整治，不留死角。"
        f"二、目标任务(一）养殖环节治理指标：全区定点屠宰率达到98%以上，抽检合格率达到95%以上。工作任务：1.加强屠宰监管。{duties}"
        f"（区农业农村局）2.开展专项整治。{duties}责任单位：区农业农村局3.强化抽检。{duties}（区市场监管局〉4.畅通举报。{duties}（区公安局）"
        "（二）流通环节治理指标：食品抽检合格率达到97%以上。工作任务：1.加强市场监管。定期巡查。（区市场监管局）2.规范仓储。开展检查。（区商务局）"
        "联系电话：13700000000平潭综合实验区管委会办公室2023年4月28日 来源：中国示范 附件下载\n"
    )
    carrier = facts.carrier
    assert carrier.number == "示管办〔2023〕78号"
    assert carrier.issuers == ["平潭综合实验区管委会办公室"]
    assert (carrier.date, carrier.division_name) == ("2023-04-28", "平潭综合实验区")
    assert carrier.addressees == ["区直各单位", "各乡镇人民政府"]
    assert paths(facts) == [
        "二/（一）/1",
        "二/（一）/2",
        "二/（一）/3",
        "二/（一）/4",
        "二/（二）/1",
        "二/（二）/2",
    ]
    [plan] = facts.plans
    assert [target.value for target in plan.targets] == [98, 95, 97]
    names = [party.mention for provision in plan.measures for party in provision.parties]
    assert names == ["区农业农村局"] * 2 + ["区市场监管局", "区公安局", "区市场监管局", "区商务局"]


def test_headings_that_run_into_their_text_tell_what_a_part_is_for() -> None:
    rest = "统一部署，细化分工，压实责任，逐项抓好落实，确保各项工作取得实效，让群众得到更多实惠。" * 8
    facts = read(
        "示范市淘汰老旧车辆工作方案\n为做好淘汰工作，制定本方案。一、必要性和紧迫性老旧车辆排放高，污染重，"
        + rest
        + "二、整治范围属于下列情形之一的，纳入本次整治范围：（一）未年检的车辆。（二）已达年限的车辆。"
        + "三、提前淘汰补贴办法在《示范市经济补偿方案》的基础上执行：（一）2016年交售的，补贴不变。（二）2017年交售的，补贴减半。"
        + "四、主要措施（一）开展摸底排查。"
        + rest
        + "（二）开展集中淘汰。"
        + rest
        + "五、保障措施为保证工作落实，成立领导小组，"
        + rest
    )
    assert paths(facts) == ["四/（一）", "四/（二）"]


def test_what_a_guide_to_a_service_tells_its_users_is_no_task() -> None:
    facts = read(
        "示范市水电气联合服务工作方案\n为做好联合服务，制定本方案。\n一、工作措施\n1.建立联办机制。\n2.优化办理流程。\n二、工作内容\n"
        "1.事项名称：供水、供电、燃气联办\n2.设定依据：\n（1）《城镇燃气管理条例》\n（2）《城市供水条例》\n"
        "3.受理时限：1个工作日\n4.所需材料：\n（1）申请表（必要）\n（2）身份证复印件（非必要）\n"
    )
    assert paths(facts) == ["一/1", "一/2"]


def test_fields_without_line_breaks_end_where_the_next_item_begins() -> None:
    rest = (
        "垃圾清运及时、分类收集，无积存垃圾、纸屑、烟蒂，周围无污水污迹、无明显异味，环境干净整洁有序。" * 5
    )
    facts = read(
        "示范县提升环境工作方案\n为提升环境，制定本方案。一、工作目标以《文明城市测评体系》为依据，以实地考察项目为主，坚持“谁主管、谁负责”的原则，全面提升环境水平。二、工作重点既要统筹兼顾，又要重点突破。"
        f"（一）办公楼周边环境提升工作目标：①{rest}工作举措：①于6月底前设置标语；②划定停车位。牵头处室：党政办公室"
        f"（二）文化站环境提升工作目标：①{rest}工作举措：①公开开放时间；②安排保洁。牵头处室：社会事业处配合单位：各村文明实践站"
        f"（三）农贸市场环境提升工作目标：①{rest}\n②常态巡查，及时整改。牵头处室：经济发展处\n"
    )
    assert paths(facts) == ["二/（一）", "二/（二）", "二/（三）"]
    measures = facts.plans[0].measures
    assert [[(p.role, p.mention) for p in m.parties] for m in measures] == [
        [("lead", "党政办公室")],
        [("lead", "社会事业处"), ("support", "各村文明实践站")],
        [("lead", "经济发展处")],
    ]
    assert [m.text[:5] for m in measures] == ["工作目标："] * 3


def test_a_date_with_each_figure_on_a_line_and_signers_without_blanks_are_read() -> None:
    facts = read(
        "示范市水务局关于做好节水工作的通知\n各区水务局：\n请认真组织实施。\n示范市水务局\n2021\n年\n2\n月\n2\n日\n（联系人：张某某）\n"
    )
    assert facts.carrier.date == "2021-02-02"
    duties = "深入贯彻种业振兴行动部署要求，强化知识产权保护，严厉打击违法犯罪行为，营造良好氛围，" * 32
    facts = read(
        "当前位置： 首页政务公开最新文件部门文件 临江县农业农村局等4部门关于印发《临江县种业工作方案》的通知 时间：2022-08-05 16:05 微信 微博 "
        "各乡镇人民政府：为" + duties + "现印发你们，请认真组织实施。"
        "临江县农业农村局 临江县应急管理局临江县人民法院 临江县公安局 2022年8月3日 （此件主动公开）\n"
    )
    assert facts.carrier.issuers == [
        "临江县农业农村局",
        "临江县应急管理局",
        "临江县人民法院",
        "临江县公安局",
    ]


def test_the_day_a_plan_comes_into_force_is_no_work_under_safeguards() -> None:
    facts = read(
        "示范县用水报装工作方案\n一、工作任务\n（一）精简环节。合并办理。\n（二）压缩时限。限时办结。\n二、保障措施\n"
        "（一）强化资金保障。县财政安排资金。\n（二）本方案自印发之日起施行。\n"
    )
    assert paths(facts) == ["一/（一）", "一/（二）", "二/（一）"]


def test_a_text_on_one_line_may_bear_its_number_or_day_in_brackets_behind_the_title() -> None:
    duties = "各地要加强组织领导，细化工作任务，完善工作机制，压实工作责任，确保各项改革任务落到实处。" * 12
    facts = read(
        "关于全面推进医保基金即时结算改革的通知（医保办函〔2025〕82号）各省、自治区、直辖市医疗保障局：现就有关事项通知如下。"
        f"一、推进改革{duties}二、强化机制{duties}国家医疗保障局2025年10月14日\n"
    )
    carrier = facts.carrier
    assert (carrier.title, carrier.number) == (
        "关于全面推进医保基金即时结算改革的通知",
        "医保办函〔2025〕82号",
    )
    assert carrier.addressees == ["各省、自治区、直辖市医疗保障局"]
    assert carrier.issuers == ["国家医疗保障局"]
    facts = read(
        f"临江县人民政府关于支持产业发展的实施意见（2023年2月8日）为支持产业发展，制定如下实施意见。一、政策支持第1条 设立资金。{duties}"
        f"第2条 鼓励投资。{duties}二、政策兑现第3条 加快兑现。{duties}\n"
    )
    assert (facts.carrier.title, facts.carrier.date) == (
        "临江县人民政府关于支持产业发展的实施意见",
        "2023-02-08",
    )
    assert paths(facts) == ["一/第1条", "一/第2条", "二/第3条"]


def test_an_object_of_json_on_one_line_is_read_as_the_lines_that_it_writes() -> None:
    facts = read(
        '{"id":"20240322_1","column":"政府文件","fwzh":"示政办发〔2024〕7号","views":12,"content":"示范市人民政府办公室关于印发养老服务工作方案的通知\\n'
        "　　各县人民政府：\\n　　现将方案印发给你们，请遵照执行。\\n　　示范市人民政府办公室\\n　　2024年3月18日\\n　　养老服务工作方案\\n"
        '　　一、工作任务\\n　　1.新建养老院。\\n牵头单位：市民政局\\n　　2.改造\\"幸福院\\"。\\n牵头单位：市民政局\\n"}'
    )
    assert facts.carrier.title == "示范市人民政府办公室关于印发养老服务工作方案的通知"
    assert (facts.carrier.number, facts.carrier.date) == ("示政办发〔2024〕7号", "2024-03-18")
    assert paths(facts) == ["一/1", "一/2"]
    assert all(facts.source.quote(h.evidence.span) for h in facts.carrier.header)


def test_a_print_on_one_line_with_blanks_inside_words_is_read() -> None:
    filler = "引导机构坚守定位，落实业务分类管理，增强普惠服务能力，形成具有比较优势的业务模式。" * 12
    text = (
        "本地目录: a/b/临江县人民政府办公室关于印发《临江县加快金融业\n说明见 list.tsv\n===== 正文 =====\n"
        "临江县人民政府办公室关于印发《临江县加快金融业发展若干措施》的通知 各乡镇人民政府，县直各单位：《临江县加快金融业 "
        "发展若干措施》已经研究同意，现印发给你们，请认真组织实施 临江县人民政府办公室2021 年 7 月 14 日 "
        "临江县加快金融业发展若干措施 为推动金融业“十四五” 期间发展，结合实际，制定本措施。一、完善体系，做大产业（一）推动银行业发展。 "
        f"力争到 2025 年末，贷款余额达 950 亿元。{filler}深化 QDII试点。责任单位：县银保监组、人行临江支行，县财政局"
        f"（二）推动保险业发展。支持保险机构依法合 规开展业务。{filler}责任单位：县金融办、财政 局"
        f"（三）扩大信贷投放。充分发挥作用。{filler}责任单位：县财政局、 县银保监组二、实施工程，助推发展（四）拓宽渠道。发展基金。责任单位：县国资局"
    )
    facts = read(text)
    assert facts.carrier.addressees == ["各乡镇人民政府", "县直各单位"]
    assert facts.carrier.date == "2021-07-14"
    [plan] = facts.plans
    assert ["/".join(m.path) for m in plan.measures] == ["一/（一）", "一/（二）", "一/（三）", "二/（四）"]
    assert plan.measures[0].begins.startswith("推动银行业发展。力争")
    assert [[p.mention for p in m.parties] for m in plan.measures] == [
        ["县银保监组", "人行临江支行", "县财政局"], ["县金融办", "财政局"], ["县财政局", "县银保监组"], ["县国资局"],
    ]  # fmt: skip
    assert [(m.deadline.value if m.deadline else None) for m in plan.measures] == [
        "2025-12-31",
        None,
        None,
        None,
    ]
    assert [str(t.value) for t in plan.measures[0].targets] == ["95000000000"]


def test_the_title_in_full_stands_below_what_a_page_says_the_text_is_about() -> None:
    text = (
        "# 临江省2025年加力实施设备更新政策\n发布日期：2025-01-08\n首页 > 专题\n微博微信\n临江省人民政府办公厅\n"
        "关于2025年临江省加力实施设备更新政策的通知\n临政办〔2025〕5号\n各市、县人民政府，省政府直属各单位：\n"
        "现将有关政策通知如下。\n一、更新设备\n（一）更新机床。支持更新。\n（二）更新车辆。支持更新。\n"
    )
    carrier = read(text).carrier
    assert carrier.title == "临江省人民政府办公厅关于2025年临江省加力实施设备更新政策的通知"
    assert carrier.addressees == ["各市、县人民政府", "省政府直属各单位"]


def test_a_year_behind_the_day_of_a_signature_opens_a_title() -> None:
    text = (
        "位置： 首页 政务公开 临江县人民政府办公室关于印发《2018年全县治理“餐桌污染”工作方案》的通知 时间：2018-05-24 "
        "各乡镇人民政府： 《2018年全县治理“餐桌污染”工作方案》已经县政府同意，现印发给你们。 临江县人民政府办公室 2018年5月23日 "
        "2018年全县治理“餐桌污染”工作方案 为深入治理，制定本方案。 一、总体要求 坚持治理。 二、工作任务 "
        + "（一）加强监管。" + "加强食品生产监管和风险监测工作。" * 60 + "（责任单位：县市场监管局） （二）加强宣传。普及知识。（责任单位：县教育局）"
    )  # fmt: skip
    facts = read(text)
    assert facts.carrier.date == "2018-05-23"
    assert [plan.title for plan in facts.plans] == ["2018年全县治理“餐桌污染”工作方案"]


def test_addressees_stand_below_a_second_copy_of_the_title() -> None:
    facts = read(
        "# 临江市交通委员会、临江海事局 关于印发《临江港岸电使用实施方案（2023年）》的通知\n\n市交通委、临江海事局\n"
        "关于印发《临江港岸电使\n用实施方案（2023年）》的通知\n\n市交通委执法总队、各区交通主管部门、各相关港航企业：\n"
        "为提高岸电使用率，制定《临江港岸电使用实施方案（2023年）》，现印发给你们，请贯彻执行。\n\n临江市交通委员会 临江海事局\n2023年4月17日\n"
        "临江港岸电使用实施方案（2023年）\n一、主要任务\n（一）建设设施。建设岸电设施。\n（二）改造船舶。改造受电设施。\n"
    )
    assert (
        facts.carrier.title
        == "临江市交通委员会、临江海事局关于印发《临江港岸电使用实施方案（2023年）》的通知"
    )
    assert facts.carrier.addressees == ["市交通委执法总队", "各区交通主管部门", "各相关港航企业"]
    assert facts.carrier.date == "2023-04-17"


def test_a_title_over_three_lines_of_a_print_ends_behind_its_years() -> None:
    facts = read(
        "临江省人民政府办公厅文件\n临府厅发〔2023〕18号\n临江省人民政府办公厅关于印发临江省\n推进内河航运高质量发展三年行动计划\n"
        "（2023—2025年）的通知\n各市人民政府：\n《临江省推进内河航运高质量发展三年行动计划（2023—2025年）》已经同意，现印发给你们。\n"
        "临江省人民政府办公厅\n2023年7月l1日\n临江省推进内河航运高质量发展\n三年行动计划（2023—2025年）\n一、主要任务\n"
        "1.建设航道。2025年航道达标率l00%。\n2.建设港口。新建码头2O座。\n"
    )
    assert facts.carrier.title == (
        "临江省人民政府办公厅关于印发临江省推进内河航运高质量发展三年行动计划（2023—2025年）的通知"
    )
    # Letters that the recognition of a print took digits for are read as digits.
    assert facts.carrier.date == "2023-07-11"
    assert [str(t.value) for m in facts.plans[0].measures for t in m.targets] == ["100", "20"]


def test_fields_that_bars_part_on_one_line_are_read() -> None:
    facts = read(
        "# 临江市人民政府关于印发临江市碳达峰实施方案的通知\n\n> 临政发〔2023〕27号 | 发布时间：2023-06-20 | 来源：市发展改革委\n\n"
        "各县人民政府：\n\n现将《临江市碳达峰实施方案》印发给你们。\n\n临江市人民政府\n\n2023年6月12日\n\n临江市碳达峰实施方案\n\n"
        "一、主要任务\n\n1.调整结构。发展清洁能源。\n\n2.节约能源。改造设备。\n"
    )
    assert facts.carrier.number == "临政发〔2023〕27号"
    assert facts.carrier.date == "2023-06-12"


def test_addressees_that_only_a_blank_parts_are_two() -> None:
    facts = read(
        "临江省人民政府办公厅关于做好养老服务工作的通知\n各州、市人民政府 省直各委、办、厅、局：\n一、发展养老服务。建设中心。\n"
        "二、培训人员。培训护理员。\n临江省人民政府办公厅\n2023年7月1日\n"
    )
    assert facts.carrier.addressees == ["各州、市人民政府", "省直各委、办、厅、局"]


def test_the_row_of_a_dump_of_a_site_s_data_base_is_read() -> None:
    text = (
        "('44','11','news','关于推进养老服务体系建设的实施意见','80893f20','','0','\n\t为发展养老服务，提出以下实施意见。\n\t一...','<p>\n\t为发展养老服务，提出以下实施意见。</p>"
        '<p align=\\"left\\">一、主要任务</p><p>1.建设中心。（牵头单位：市民政局）</p><p>2.培训人员，提高水平。（牵头单位：市人社局）</p>'
        "','1','100','news','1389595683','0');\n"
    )
    facts = resolve_document(extract_document(read_bytes(text.encode(), "a.html")))
    assert facts.carrier.title == "关于推进养老服务体系建设的实施意见"
    [plan] = facts.plans
    assert [[p.mention for p in m.parties] for m in plan.measures] == [["市民政局"], ["市人社局"]]


def test_numbers_go_on_behind_units_in_the_short_lines_of_a_page_that_lost_its_breaks() -> None:
    filler = "组织开展线索摸排，动员各片区及社会力量广泛开展调研，形成研究成果。" * 4
    facts = read(
        "临江区非遗振兴行动方案\n为振兴非遗，制定本方案。\n一、定义与范畴\n本方案所指包括：\n（一）传统口头文学；\n（二）传统技艺。\n二、工作内容\n"
        f"1.开展普查工作。{filler}\n责任单位：区旅游局，各片区管理局，区文化中心2.建设档案库。{filler}责任单位：区文联\n"
        f"3.完善名录。{filler}责任单位：区旅游局\n"
    )
    assert paths(facts) == ["二/1", "二/2", "二/3"]
    names = [[p.mention for p in m.parties] for plan in facts.plans for m in plan.measures]
    assert names == [["区旅游局", "各片区管理局", "区文化中心"], ["区文联"], ["区旅游局"]]


def test_title_that_a_page_repeats_at_once_is_read_once() -> None:
    title = "临江市人民政府办公室关于印发《临江市养老服务提升行动方案》的通知"
    text = f"{title}{title}（临政办发〔2020〕12号）各县市区人民政府：现将《临江市养老服务提升行动方案》印发给你们。临江市人民政府办公室2020年5月6日"
    text += "临江市养老服务提升行动方案一、主要任务（一）加强统筹。" + "健全工作机制，完善标准体系。" * 20
    carrier = extract_document(read_bytes(text.encode(), "a.txt")).carrier
    assert carrier.title == title
    assert carrier.number == "临政办发〔2020〕12号"
    assert carrier.addressees == ["各县市区人民政府"]


def test_number_and_addressees_behind_a_title_on_its_line_are_read() -> None:
    text = (
        "国务院办公厅关于加强监管执法的通知国办发〔2014〕56号各省、自治区、直辖市人民政府，国务院各部委：　　近年来，成效明显。"
        "　　一、主要任务　　（一）完善标准。抓紧制定标准。\n"
    )
    carrier = extract_document(read_bytes(text.encode(), "a.txt")).carrier
    assert carrier.title == "国务院办公厅关于加强监管执法的通知"
    assert carrier.number == "国办发〔2014〕56号"
    assert carrier.addressees == ["各省、自治区、直辖市人民政府", "国务院各部委"]


def test_colours_of_a_terminal_are_no_text() -> None:
    text = "临江市工作方案\n\x1b[30;103m一、主要任务\n\x1b[0m（一）完善标准。（市民政局负责）\n"
    (plan,) = read(text).plans
    assert [m.path for m in plan.measures] == [("一", "（一）")]
    assert plan.measures[0].begins == "完善标准。"


def test_who_wrote_what_is_forwarded_did_not_issue_the_notice() -> None:
    text = (
        "临江市人民政府办公室转发市水务局等部门关于供水改造实施意见的通知\n各县（区）人民政府：\n"
        "市水务局、市财政局《关于供水改造的实施意见》已经市政府同意，现转发给你们，请认真贯彻执行。\n2014年9月10日\n"
        "关于供水改造的实施意见\n一、主要任务\n（一）改造水箱。（市水务局负责）\n（二）落实资金。（市财政局负责）\n"
        "临江市水务局\n临江市财政局\n2014年9月1日\n"
    )
    carrier = read(text).carrier
    assert carrier.issuers == ["临江市人民政府办公室"]
    assert carrier.date == "2014-09-10"


def test_breaks_that_an_export_wrote_as_two_characters_end_lines() -> None:
    text = r"临江市养老工作方案\n一、主要任务\n（一）完善标准。（市民政局负责）\r\n（二）落实资金。（市财政局负责）\n"
    (plan,) = read(text).plans
    assert [(m.path, [p.mention for p in m.parties]) for m in plan.measures] == [
        (("一", "（一）"), ["市民政局"]),
        (("一", "（二）"), ["市财政局"]),
    ]


def test_address_of_the_page_before_a_text_on_one_line_is_no_part_of_its_title() -> None:
    title = "临江市人民政府办公室关于印发临江市养老服务实施意见的通知"
    text = (
        f"【引证码】 CLI.12.37原文链接：https://www.example.com/lar/630e8a5d.html{title}各县、区人民政府：现将《关于养老服务的实施意见》"
        "印发给你们。2019年11月12日关于养老服务的实施意见一、主要任务（一）完善标准。"
        + "健全工作机制，完善标准体系。"
        * 20
    )
    assert read(text).carrier.title == title


def test_row_of_a_data_base_with_numbers_and_written_breaks() -> None:
    text = (
        r"INSERT INTO `news` VALUES (7, 3, '印发推动养老院发展十条措施的通知', '### 各县（区）人民政府：\n\n为推进工作，制定以下措施。\n"
        r"一、完善标准。（市民政局负责）\n二、落实资金。（市财政局负责）\n', '2023-10-04', 'http://localhost/a.png', 0, NULL);"
    )
    document = read(text)
    assert document.carrier.title == "印发推动养老院发展十条措施的通知"
    assert document.carrier.addressees == ["各县（区）人民政府"]
    assert [plan.title for plan in document.plans] == ["推动养老院发展十条措施"]
    assert [m.path for m in document.plans[0].measures] == [("一",), ("二",)]


@pytest.mark.parametrize(
    "foot",
    [
        "上一篇：关于印发《某方案》（临政发〔2022〕9号）的通知",
        "【打印】【关闭】\n相关链接\n临江市防汛工作通知\n主办：临江市人民政府  网站标识码：1234567890",
        "分享到：\n扫一扫在手机打开当前页",
    ],
)
def test_what_a_page_prints_below_its_text_is_none_of_it(foot: str) -> None:
    facts = read(
        "临江市养老服务工作方案\n浏览次数：12\n一、主要任务\n（一）完善标准。健全养老服务标准体系。（市民政局负责）\n"
        "（二）改造设施。完成敬老院改造10所。\n牵头单位：市民政局\n完成时限：2023年10月底\n" + foot
    )
    last = facts.plans[0].measures[-1]
    assert last.text.endswith("10所。")
    assert last.deadline is not None
    assert last.citations == []
    assert facts.unread == []
