"""The form of the answers in JSON: stable names, each with its meaning, labels in Chinese and English.

Entry points: the models, and `PageOf`. A field that is null says that the release states nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Number = Annotated[
    Decimal,
    PlainSerializer(
        lambda value: int(value) if value == value.to_integral() else float(value), return_type=int | float
    ),
]
"""A decimal that is a number in JSON."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Form):
    """中英文名称，没有的为 null · Names in both languages; null where there is none in it."""

    zh: str | None = Field(examples=["石狮市残疾人联合会"])
    en: str | None = Field(examples=["county"])


class Ref(_Form):
    """另一事物：标识、键、名称、地址 · Something else, by name."""

    iri: str = Field(
        description="identifier · 标识", examples=["https://w3id.org/policyplan/cn/division/350581"]
    )
    key: str = Field(
        description="last part of the identifier, the key in its collection · 标识末段，即集合中的键",
        examples=["350581"],
    )
    label: Label
    page: str = Field(description="path of the page · 页面路径", examples=["/cn/division/350581"])
    href: str | None = Field(
        description="path in this interface · 本接口中的路径", examples=["/api/divisions/350581"]
    )


class Evidence(_Form):
    """原文依据：引文与位置（Unicode 码位，终点不含） · A place of the text that bears a statement out."""

    anchor: str = Field(description="identifier of the anchor · 锚点标识")
    quote: str = Field(description="the words of the text · 原文")
    start: int | None = Field(description="first code point · 起点")
    end: int | None = Field(description="code point after the last · 终点（不含）")
    copy_iri: str | None = Field(description="identifier of the source copy · 文本副本的标识")


Confidence = Annotated[
    str | None,
    Field(
        description="how sure the reading is: certain, likely or unsure; null: nothing was read from a text · 读取把握：确定、较可能、存疑",
        examples=["certain"],
    ),
]


class Period(_Form):
    """起止日期 · First and last day."""

    start: str | None = Field(description="YYYY-MM-DD", examples=["2022-01-01"])
    end: str | None = Field(description="YYYY-MM-DD", examples=["2024-12-31"])


class _Item(_Form):
    iri: str = Field(description="identifier · 标识")
    key: str = Field(description="key in the collection · 集合中的键")
    page: str = Field(description="path of the page · 页面路径")
    href: str = Field(description="path in this interface · 本接口中的路径")


class HeaderElement(_Form):
    """公文格式要素 · An element of a document's head, as GB/T 9704 names them."""

    element: Ref | None
    verbatim: str | None = Field(description="as printed · 原文")
    evidence: list[Evidence]
    confidence: Confidence


class Document(_Item):
    """公文 · A document: notice, letter, plan's carrier."""

    number: str | None = Field(description="文号, canonical · 规范文号", examples=["狮政办〔2022〕47号"])
    verbatim_number: str | None = Field(description="文号 as printed · 原文文号")
    title: str | None
    kind: Ref | None = Field(description="document type · 文种")
    holding: Ref | None = Field(description="whether the text is held or only cited · 已入库或仅见引用")
    issue_date: str | None = Field(description="YYYY-MM-DD · 成文日期", examples=["2022-12-21"])
    issuers: list[Ref] = Field(description="发文机关")
    approved_by: list[Ref] = Field(description="批准机关")
    addressed_to: list[Ref] = Field(description="主送机关")
    division: Ref | None = Field(description="administrative division · 行政区划")
    plans: list[Ref] = Field(description="plans that it issues · 印发的方案")
    header: list[HeaderElement]
    confidence: Confidence


class Citation(_Form):
    """引用：引用了什么文件、起什么作用 · A text that is cited, in what role."""

    iri: str
    role: Ref | None
    text: Ref | None = Field(description="the cited text · 被引文件")
    verbatim_title: str | None
    verbatim_number: str | None
    evidence: list[Evidence]
    confidence: Confidence


class Series(_Form):
    """同一系列方案的共同名称与期限 · What the plans of one policy in all places have in common."""

    key: str = Field(examples=["促进残疾人就业三年行动|2022-2024"])
    name: str = Field(examples=["促进残疾人就业三年行动"])
    period: str = Field(
        description="first and last year, may be empty · 起止年份，可为空", examples=["2022-2024"]
    )


class Plan(_Item):
    """方案、规划、行动计划、任务分解表 · A plan."""

    title: str | None
    kind: Ref | None = Field(description="方案种类")
    clause_style: Ref | None = Field(description="how duties are written · 责任写法")
    documents: list[Ref] = Field(description="documents that issue it · 印发文件")
    division: Ref | None
    period: Period | None
    series: Series | None
    derives_from: list[Ref] = Field(description="plans that it carries out · 上级方案")
    derived_plans: list[Ref] = Field(description="plans that carry it out · 落实本方案的方案")
    bases: list[Citation] = Field(description="依据")
    measures: int = Field(description="number of measures · 措施数")
    measures_href: str = Field(description="its measures in this interface · 本方案的措施")
    evidence: list[Evidence]
    confidence: Confidence


class Assignment(_Form):
    """责任分工：单位与角色 · Who does a measure, in what role."""

    iri: str
    role: Ref | None
    agency: Ref | None
    through: Ref | None = Field(description="unit through which it acts · 具体承办单位")
    verbatim: str | None = Field(description="name as written · 原文写法", examples=["市残联"])
    evidence: list[Evidence]
    confidence: Confidence


class DeadlineFacts(_Form):
    """期限 · When something is due."""

    iri: str
    kind: Literal["FixedDeadline", "RecurringDeadline", "WholePeriodDeadline"]
    verbatim: str | None = Field(description="as written · 原文", examples=["每年10月底前"])
    due_date: str | None = Field(
        description="YYYY-MM-DD, last day that keeps it · 截止日", examples=["2022-10-31"]
    )
    latest_reading: str | None = Field(description="YYYY-MM-DD, the later of two readings · 较晚的理解")
    month_day: str | None = Field(description="--MM-DD of a recurring one · 每年的月日", examples=["--10-31"])
    frequency: Ref | None = Field(description="频次")
    occurrences: list[str] = Field(description="days on which a recurring one falls due · 各次到期日")
    period: Period | None
    evidence: list[Evidence]
    confidence: Confidence


class TargetFacts(_Form):
    """指标 · A figure to be reached."""

    iri: str
    verbatim: str | None = Field(description="as written · 原文", examples=["不少于1万人"])
    indicator: Ref | None
    indicator_text: str | None = Field(description="indicator as written · 指标原文")
    comparator: Ref | None = Field(description="比较词")
    value: Number | None = Field(examples=[10000])
    unit: Ref | None
    unit_text: str | None
    benchmark_text: str | None = Field(description="what the figure is relative to · 参照值")
    condition: str | None
    distribution: Ref | None
    period: Period | None
    evidence: list[Evidence]
    confidence: Confidence


class Measure(_Item):
    """措施 · A measure of a plan: what is to be done, by whom, by when."""

    number_path: str | None = Field(description="its number in the plan · 序号", examples=["二（二）1"])
    order: int | None = Field(description="place among the plan's measures · 在方案中的次序")
    heading: str | None
    text: str | None
    plan: Ref | None
    section: Ref | None
    division: Ref | None
    lead: list[Ref] = Field(description="牵头单位")
    support: list[Ref] = Field(description="配合单位")
    responsible: list[Ref] = Field(description="责任单位")
    assignments: list[Assignment]
    deadlines: list[DeadlineFacts]
    targets: list[TargetFacts]
    citations: list[Citation]
    evidence: list[Evidence]
    confidence: Confidence


class Agency(_Item):
    """机关单位，或者“各……”一类的集合 · A body or a group of bodies."""

    type: Literal["Agency", "CollectiveParty"]
    label: Label
    names: list[str] = Field(description="other names · 别名", examples=[["石狮市残联"]])
    division: Ref | None
    functional_systems: list[Ref] = Field(description="职能系统")
    dispatched_by: Ref | None = Field(description="派出机关")
    selection: Ref | None = Field(description="which members of a group are meant · 集合的范围")
    member_level: Ref | None = Field(description="level of a group's members · 成员层级")


class Division(_Item):
    """行政区划 · An administrative division."""

    code: str | None = Field(
        description="GB/T 2260, or the statistics code of a town · 区划代码", examples=["350581"]
    )
    label: Label
    level: Ref | None
    parent: Ref | None
    abbreviation: str | None = Field(examples=["闽"])


class Deadline(DeadlineFacts):
    """期限及其所属措施 · A deadline with what is due by it."""

    key: str
    page: str
    href: str
    of: Ref | None = Field(description="measure or other provision · 所属措施或条文")
    plan: Ref | None
    agencies: list[Ref] = Field(description="parties of the measure · 责任单位")


class Target(TargetFacts):
    """指标及其所属措施或方案 · A target with what sets it."""

    key: str
    page: str
    href: str
    of: Ref | None = Field(description="measure, other provision or plan · 所属措施、条文或方案")
    plan: Ref | None


class Hit(_Form):
    """检索结果 · Something that a search found."""

    type: Literal["documents", "plans", "agencies", "measures"]
    iri: str
    key: str
    page: str
    href: str
    title: str = Field(description="name of what was found · 名称")
    snippet: str = Field(description="part of the text around the first match · 首处匹配前后的文字")
    highlights: list[tuple[int, int]] = Field(
        description="[start, end) in code points of the snippet · 片段中匹配处（码位，终点不含）",
        examples=[[[0, 2]]],
    )
    score: float | None = Field(
        description="higher is better; null where the search is too general to rank · 越高越相关"
    )


ItemT = TypeVar("ItemT")


class PageOf(_Form, Generic[ItemT]):
    """集合的一页 · A page of a collection."""

    release: str = Field(description="id of the release · 发布编号", examples=["c4747e0d6935"])
    total: int | None = Field(
        description="how many there are; null where counting would cost more than the page · 总数；统计代价过大时为 null"
    )
    items: list[ItemT]
    next: str | None = Field(
        description="address of the next page; null at the end · 下一页地址；到末页为 null"
    )
    first: str = Field(description="address of the first page · 第一页地址")


class SearchPage(PageOf[Hit]):
    """检索结果的一页 · A page of a search."""

    q: str
    ranked: bool = Field(
        description="false where so many match that they come by collection instead of relevance · 匹配过多时按集合次序给出，为 false"
    )
