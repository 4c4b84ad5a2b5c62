import pytest

from zhengmai.extract.citations import Citation, find_citations


def briefly(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(c.title, c.number, c.role) for c in find_citations(text)]


def only(text: str) -> Citation:
    (citation,) = find_citations(text)
    return citation


def test_find_citations_gives_title_number_role_and_spans() -> None:
    text = "工作，根据《福建省人民政府办公厅关于印发甲方案的通知》（闽政办〔2022〕52号）精神，制定如下方案。"
    citation = only(text)
    assert text[citation.start : citation.end].startswith("根据《")
    assert text[citation.start : citation.end].endswith("52号）精神")
    assert citation.title_span is not None
    assert citation.number_span is not None
    assert text[slice(*citation.title_span)] == citation.title == "福建省人民政府办公厅关于印发甲方案的通知"
    assert text[slice(*citation.number_span)] == citation.number == "闽政办〔2022〕52号"
    assert (citation.role, citation.legal, citation.confidence) == ("basis", False, "certain")


def test_find_citations_of_a_list_share_the_role_word() -> None:
    text = (
        "根据《甲通知》（国发〔2022〕1号）、《乙规划》和省政府《丙意见》精神，落实《丁规范》《戊规范》等标准"
    )
    assert briefly(text) == [
        ("甲通知", "国发〔2022〕1号", "basis"),
        ("乙规划", None, "basis"),
        ("丙意见", None, "basis"),
        ("丁规范", None, "implements"),
        ("戊规范", None, "implements"),
    ]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("依据国务院《甲规划》", "basis"),
        ("按照《甲办法》相关规定", "basis"),
        ("按《甲办法》要求", "basis"),
        ("以《甲纲要》为指导", "basis"),
        ("认真贯彻落实省残联、省人社厅印发的《甲通知》要求", "implements"),
        ("认真执行《甲通知》相关要求", "implements"),
        ("全面实施《甲条例》", "implements"),
        ("全面完成好《政府工作报告》中确定的任务", "implements"),
        ("区长所作的《政府工作报告》安排部署了今年的主要工作任务", "implements"),
        ("推动《甲方案》各项任务落地见效", "implements"),
        ("参照《甲规则》执行", "reference"),
        ("不得违反《甲规定》", "reference"),
        ("按照要求，加强《甲条例》宣传", "reference"),
        ("落实责任。修订《甲条例》", "reference"),
        ("是《甲规划》的重要内容", "reference"),
        ("先后出台了《甲办法》", "reference"),
        ("《甲办法》（国发〔2016〕82号）停止执行", "repeal"),
        ("自本通知印发之日起，《甲通知》同时废止", "repeal"),
        ("《甲意见》（沪科规〔2020〕3号）将于2025年7月23日到期", "repeal"),
    ],
)
def test_find_citations_reads_the_role_from_the_words_round_it(text: str, role: str) -> None:
    assert only(text).role == role


@pytest.mark.parametrize(
    "text",
    [
        "现将《甲方案（2021—2025年）》《乙方案》印发给你们，请认真组织实施。",
        "《甲规划》已经国务院同意，现印发给你们，请认真贯彻执行。",
        "现将修订后的《甲意见》印发给你们",
        "市人民政府同意市教育局修订的《甲规定》，现转发给你们，请遵照执行。",
        "我们共同制定了《甲方案》。现印发你们",
        "关于贯彻落实《甲方案》的通知",
        "省政府办公厅关于印发《甲方案》《乙方案》的通知",
        "附件：《甲方案》重点任务分工",
        "编制《乡村休闲旅游业专项规划》",
        "听取和审议了《财政预算执行情况报告》",
        "凭《烟草专卖生产许可证》组织生产",
        "签订《劳动合同》",
        "刊登在《人民日报》上",
        "唱《歌》",
        "按照《方案》执行",
        "沪府办发〔2025〕17号",
        "《没有结尾的甲办法",
        "",
    ],
)
def test_find_citations_leaves_issued_drafted_and_other_titles_out(text: str) -> None:
    assert find_citations(text) == []


def test_find_citations_declares_an_alias_and_resolves_it_later() -> None:
    first = only("为贯彻落实《甲通知》（鲁政办发〔2022〕20号，以下简称《实施方案》）要求")
    assert first.alias == "实施方案"
    assert first.number == "鲁政办发〔2022〕20号"
    (later,) = find_citations("推动《实施方案》落实", aliases={"实施方案": "甲通知"})
    assert (later.title, later.alias_of, later.role) == ("实施方案", "甲通知", "implements")


def test_find_citations_resolves_an_alias_in_the_same_paragraph() -> None:
    text = "根据国家《烟草专卖条例》（以下简称《条例》）制定。贯彻执行《条例》"
    assert [c.alias_of for c in find_citations(text)] == [None, "烟草专卖条例"]


def test_find_citations_of_a_declared_short_name_are_never_drafts() -> None:
    (later,) = find_citations(
        "每年12月10日前提交《实施方案》执行情况年度报告", aliases={"实施方案": "甲通知"}
    )
    assert (later.alias_of, later.role) == ("甲通知", "reference")


def test_find_citations_keeps_a_pinpoint() -> None:
    assert only("要根据《山东省残疾人事业发展“十四五”规划》“专栏4”明确的范围").pinpoint == "专栏4"
    assert only("依照《甲条例》第八条第二款规定").pinpoint == "第八条第二款"


def test_find_citations_keeps_a_damaged_number_as_printed_only() -> None:
    citation = only("根据《甲通知》（办场字[2020]的39号）精神")
    assert citation.number is None
    assert citation.verbatim_number == "办场字[2020]的39号"


def test_find_citations_tells_legal_texts_through_their_notice() -> None:
    assert only("贯彻落实《关于印发〈带头安排残疾人就业办法〉的通知》").legal
    assert only("依据《残疾人就业条例》（国务院令第488号）").legal
    assert not only("依据《残疾人就业规划》").legal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据省政府办公厅关于加强残疾人工作的意见（闽政办〔2022〕52号）精神", ("省政府办公厅关于加强残疾人工作的意见", "闽政办〔2022〕52号", "basis")),
        ("按照残疾人就业条例（国务院令第488号）规定", ("残疾人就业条例", "国务院令第488号", "basis")),
        ("按照国发〔2015〕7号文件要求", (None, "国发〔2015〕7号", "basis")),
        ("落实国务院关于加快推进残疾人小康进程的意见要求", ("国务院关于加快推进残疾人小康进程的意见", None, "implements")),
        ("按照国务院办公厅关于印发《甲方案》的通知（国办发〔2021〕12号）要求", ("国务院办公厅关于印发《甲方案》的通知", "国办发〔2021〕12号", "basis")),
    ],
)  # fmt: skip
def test_find_citations_reads_documents_without_title_marks(
    text: str, expected: tuple[str | None, str | None, str]
) -> None:
    assert briefly(text) == [expected]


@pytest.mark.parametrize(
    "title",
    [
        "国务院关于印发《全民健身计划》的通知",
        "广东省人民政府关于印发<打赢蓝天保卫战实施方案>的通知",
        "山东省人民政府办公厅关于印发〈甲方案〉的通知",
        "甲部、乙部、丙局关于印发‹丁办法›的通知",
    ],
)
def test_find_citations_keeps_titles_within_titles_whole(title: str) -> None:
    assert only(f"根据《{title}》精神").title == title


def test_find_citations_takes_titles_from_the_printed_text() -> None:
    text, printed = "落实《甲办法（试行）》", "落实《甲办法(试行)》"
    (citation,) = find_citations(text, printed)
    assert citation.title == "甲办法(试行)"
    with pytest.raises(ValueError, match="printed has"):
        find_citations(text, printed + "。")


def test_find_citations_uses_the_role_that_a_heading_gives() -> None:
    (citation,) = find_citations("《中华人民共和国安全生产法》", default_role="basis")
    assert citation.role == "basis"


@pytest.mark.parametrize(
    "unit", ["《", "《甲", "《甲办法》、", "根据", "根据关于的", "现将《甲办法》", "（", "国发〔2018〕1号"]
)
def test_find_citations_ends_on_hostile_repetition(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    for found in find_citations(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("国办发〔2018104号", "国办发〔2018〕104号"),
        ("赣府厅字[20159号", "赣府厅字〔2015〕9号"),
        ("闽政办2022〕52号", "闽政办〔2022〕52号"),
        ("闽政办202252号", "闽政办〔2022〕52号"),
    ],
)
def test_find_citations_mends_a_number_that_lost_its_brackets(printed: str, number: str) -> None:
    citation = only(f"根据《甲通知》（{printed}）精神")
    assert citation.number == number
    assert citation.verbatim_number == printed
    assert citation.confidence == "doubtful"


def test_find_citations_reads_a_title_that_lost_its_opening_mark() -> None:
    first, second = find_citations(
        "落实省政府办公厅2015年工作要点》（甲府字〔2015〕9号）和《乙意见》（甲府〔2015〕4号）"
    )
    assert (first.title, first.number, first.role) == (
        "省政府办公厅2015年工作要点",
        "甲府字〔2015〕9号",
        "implements",
    )
    assert (second.title, second.role) == ("乙意见", "implements")


@pytest.mark.parametrize(
    "text",
    [
        "现就省《政府工作报告》任务，制定分工方案如下",
        "继续推动《甲行动方案》中18个事项落实",
        "将《甲意见》明确的工作任务在开发区落地落实",
        "把《甲意见》要求落到实处",
    ],
)
def test_what_is_said_behind_a_title_may_say_that_it_is_carried_out(text: str) -> None:
    assert only(text).role == "implements"


@pytest.mark.parametrize(
    "text",
    [
        "按照国办发〔2022〕6号、湘政办发〔2022〕52号文件要求，制定本方案。",
        "按照国办发〔2022〕6号和湘政办发〔2022〕52号文件要求，制定本方案。",
        "按照《就业条例》（国办发〔2022〕6号）、湘政办发〔2022〕52号文件，制定本方案。",
    ],
)
def test_numbers_of_a_list_are_cited_each(text: str) -> None:
    found = find_citations(text, text)
    assert [(c.number, c.role) for c in found] == [
        ("国办发〔2022〕6号", "basis"),
        ("湘政办发〔2022〕52号", "basis"),
    ]
    assert [text[slice(*(c.number_span or (0, 0)))] for c in found] == [c.number for c in found]


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("按照《照料设施设计标准》（JGJ450-2018）执行。", "JGJ450-2018"),
        ("执行《养护院建设标准》（建标144-2010）。", "建标144-2010"),
        ("落实《能力评估规范》国家标准（GB/T42195—2022）。", "GB/T42195—2022"),
        ("落实《生产技术规程》（DB61/T）。", None),
        ("落实《甲办法》（甲政发〔2020〕3号）。", None),
    ],
)
def test_number_of_a_standard_is_read_and_is_no_document_number(text: str, standard: str | None) -> None:
    (citation,) = find_citations(text)
    assert citation.standard == standard
    assert (citation.number is None) == ("〔" not in text)
