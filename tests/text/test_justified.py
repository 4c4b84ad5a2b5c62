"""Lines of a justified print that a copy cut at its gaps are put together; other texts keep their lines."""

from __future__ import annotations

import re

from zhengmai.text.justified import printed_lines
from zhengmai.text.layout import paragraphs
from zhengmai.text.reader import read_bytes

WIDTH = 38
BODIES = [
    "提升企业开办服务效能。企业设立登记时，同步推送税务、公安部门进行身份认证，并申领发票、免费发放信息加密设备，企业登记完成后，"
    "可以通过平台办理医保登记、社保登记等服务事项，推进同步发放电子营业执照、电子发票，生成电子登记档案，提高全程网办水平。"
    "（牵头单位：县市场监管局，责任单位：县公安局、县医保局、县住房城乡建设局）",
    "深入推进“一照多址”改革。经营范围不需前置许可的市场主体在住所所在县内增设经营场所，可不办理设立登记，在同一个企业登记机关管辖"
    "区域内，允许集中办理信息变更，实行“一次申请”办结。（牵头单位：县市场监管局，责任单位：各镇人民政府）",
    "简化市场主体注销程序。优化简易注销程序，开展“套餐式”注销服务，简易注销实行全程网办，市场监管、税务等相关部门实行注销业务"
    "信息共享、同步指引，实现企业注销网上办、零费用、零跑腿。（责任单位：县税务局，县行政审批局）",
    "持续提升审批效率。按照全领域、全覆盖、全流程要求，强化“一个系统”功能，依托政务服务网，全面归并单部门事项办理入口，实现工程"
    "建设项目全程网办，推进系统从能用到好用。（牵头单位：县住房城乡建设局，责任单位：县自然资源局）",
    "推进审批流程电子化。在有条件的镇，推行工程建设项目审批全流程电子化，实行并联审批、联合审图、联合验收，进一步压缩办理时间，"
    "提高“最多跑一次”比例，方便企业和群众办事。（牵头单位：县行政审批局，责任单位：县住房城乡建设局）",
]
ITEMS = [f"{number}.{body}" for number, body in enumerate((*BODIES, *BODIES[:4]), 1)]
HEAD = ["临江县优化营商环境任务清单", "一、重点任务"]


def printed(text: str) -> list[str]:
    """Break a text at the margin, as a print does."""
    return [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]


def cut(line: str, place: int) -> list[str]:
    """Cut every second full line of a print behind its commas and around its quotation marks."""
    if len(line) < WIDTH or place % 2:
        return [line]
    return [part for part in re.split("(?<=[，：])|(?=“)|(?<=”)", line) if part]


PRINT = "\n".join(
    [*HEAD, *(part for item in ITEMS for k, line in enumerate(printed(item)) for part in cut(line, k))]
)


def texts(source: str) -> list[str]:
    return [paragraph.view.text for paragraph in paragraphs(read_bytes(source.encode(), "print.txt"))]


def test_parts_of_a_printed_line_go_on_in_one_paragraph() -> None:
    assert len(PRINT.splitlines()) > 2 * len(ITEMS) * 3
    assert texts(PRINT) == [*HEAD, *ITEMS]


def test_the_mark_of_a_page_parts_no_paragraph() -> None:
    lines = PRINT.splitlines()
    with_page = "\n".join([*lines[:12], "", "# Page 12:", *lines[12:]])
    assert texts(with_page) == [*HEAD, *ITEMS]


def test_text_that_ends_its_lines_by_sense_keeps_them() -> None:
    lines = [
        f"（{k}）完善第{k}类设施，" + "建设服务中心，" * (k % 5) + "培训护理人员。" for k in range(1, 40)
    ]
    assert len(texts("\n".join(lines))) == len(lines)


def test_a_fixed_width_print_without_gaps_is_left_to_its_width() -> None:
    widths = [40] * 30 + [8]
    lines = ["字" * width for width in widths]
    assert list(printed_lines(lines, widths)) == [(k, k + 1) for k in range(len(lines))]


def test_every_line_comes_once_and_in_order() -> None:
    lines = PRINT.splitlines()
    ranges = list(printed_lines(lines, [len(line) for line in lines]))
    assert [first for first, _ in ranges] == [0, *(end for _, end in ranges[:-1])]
    assert ranges[-1][1] == len(lines)


def test_dates_numbers_and_the_rest_of_addressees_stay_lines_of_their_own() -> None:
    addressees = "县社会信用体系建设领导小组各成员单位，县政府各有关部门、各镇信用体系建设牵头单位："
    first, rest = printed(addressees)
    head = ["《临江县任务清单》", "（2023年1月11日）", "临政函〔2023〕4号"]
    lines = "\n".join([*head, first, rest, "《清单》已经县政府同意，", PRINT])
    assert texts(lines)[:4] == [*head, addressees]
