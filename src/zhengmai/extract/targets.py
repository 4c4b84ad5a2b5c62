"""Targets in measures, goals and demands: quantities that a plan undertakes to reach.

Entry point: `find_targets`. A quantity (`zhengmai.extract.quantities`) is a target where the words around it say so:
a comparator (至少, 不低于), a verb of reaching (达到) or of doing (新增, 培育), a rate that it is the value of, or a target
before it in the same enumeration. Those words stand in rules/targets.toml. All offsets count characters of the folded
text that was given (see `zhengmai.text.view`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhengmai.extract.calendar_forms import five_year_plan
from zhengmai.extract.quantities import find_quantities
from zhengmai.extract.rules import load_rules
from zhengmai.extract.target_evidence import Words, evidence_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from zhengmai.extract.quantities import Comparator, Quantity
    from zhengmai.extract.rules import Confidence, RuleMatch
    from zhengmai.extract.target_evidence import Evidence

_NAME_AFTER = re.compile("的?(?!、)([^，。；：！？（）]{1,40})")
_NAME_BEFORE = re.compile("([^，。；：！？、（）]{1,40})$")
_LEADING_WORDS = re.compile(
    "(?:的|将|基本(?!养老|医疗|公共|农田|药物|民生|生活|殡葬|单元)|全部|实现|确保|力争|使|推动|其中|并|且|每年|共(?!同|享|青|建)|各地|对(?![外口接象标虾台照策])|要(?![素件点求害道地])|应(?![届急用收征聘对保付税])|在?到?(?:19|20)[0-9]{2}年(?:底?前|底|末)?){1,6}"
)
_TRAILING_WORDS = re.compile(
    "(?:较?(?:19|20)[0-9]{2}年底?|在?(?:19|20)[0-9]{2}年(?:底?前)?|(?<![日年月人户平])均|都|分别|实现|力争|应有?|要|须|(?<![雷抵直通])达到?|为|是|在|[由从](?:[0-9.,]{1,10}|[一二两三四五六七八九十]{1,3})[^，。；、0-9]{0,4}|中有?|超过?|约|较|(?<!占)比|至少|≥|原则上|每年|、|和|[一二两三四五六七八九十]{1,2}){1,4}$"
)
_NUMBER = re.compile("[0-9]|[一二两三四五六七八九十][个名次场家期项]")
# What joins the members of an enumeration; 和谐, 及时 and the like only begin so.
_LIST_JOINT = "(?:、|以及|和(?![谐平美睦时其])|与(?![时其])|及(?![时其格]))"
# A figure that follows at once is no name of what the one before it counts: 分别达到60万吨和200吉瓦.
_NEXT_FIGURE = re.compile(f"(?!、){_LIST_JOINT}[^，。；：、（）]{{0,16}}[0-9]")
_JOINTS = frozenset({"、", "和", "与", "及", "、和"})
_YEARS_SEVERALLY = re.compile("(?P<years>(?:20[0-9]{2}年?[、和及])+20[0-9]{2}年)[^，。；0-9]{0,24}分别")
_ANY_YEAR = re.compile("20[0-9]{2}")
_BARE_MEASURE = re.compile("(?:面积|总?数量?|总?量|规模|里程|产量|总?额|人数|户数|容量)")
_LIST_MARK = re.compile(_LIST_JOINT)
_SEVERALLY_BOUND = re.compile("分别(?:超过|突破|不少于|不低于|不超过|高于|低于|多于)[^，。；、]{0,16}$")
_SEVERALLY = re.compile("分别[^，。；]{0,40}$")
_FAR_BACK = 40
_NAMED_BEFORE = frozenset({"rate-name", "aim-verb", "aim-achieve"})
_COMPARATORS: dict[str, Comparator] = {
    "不低于": ">=", "达到": "=", "高于": ">", "超过": ">", "优于": ">", "好于": ">", "低于": "<",
}  # fmt: skip


@dataclass(frozen=True)
class TargetReading:
    """One target as its sentence states it.

    Attributes:
        start: offset of the first character of the shortest span that states it.
        end: offset after its last character.
        indicator: what is counted or measured, as printed; "" where the clause does not say.
        indicator_span: where the indicator stands, or None.
        comparator: the relation to the value; "=" also for a bare number.
        stated: False where the number stands bare, so that the relation is not printed.
        value: exact; of a range the lower bound; None where another figure is the value (`benchmark`).
        unit: as printed, without 万 and 亿.
        period: "2024", "2022/2024", "annual" or None; from the target's own sentence only.
        distribution: for each of whom it holds, as printed: 各设区市.
        benchmark: the figure to compare with, as printed: 上一年度全国平均水平.
        condition: the case it depends on, as printed.
        unsure: the value is one reading of several (ranges, 全覆盖, 翻番, benchmarks).
        rule: id of the rule that decided, in rules/targets.toml or rules/quantities.toml.
        confidence: how certain it is that this is a target with this value.
    """

    start: int
    end: int
    indicator: str
    indicator_span: tuple[int, int] | None
    comparator: Comparator
    stated: bool
    value: Decimal | None
    unit: str | None
    period: str | None
    distribution: str | None
    benchmark: str | None
    condition: str | None
    unsure: bool
    rule: str
    confidence: Confidence


def find_targets(text: str) -> list[TargetReading]:
    """Find the targets of a measure's, a goal's or a demand's folded text, heading excluded.

    Returns:
        The targets in order of their place.
    """
    table = load_rules("targets")
    quantities = find_quantities(text)
    # Most paragraphs state none, and the words of targets alone are none either.
    if not quantities and not any(rule.attributes["role"] == "benchmark" for rule in table.candidates(text)):
        return []
    words = Words(text, table.matches(text))
    found: list[TargetReading] = []
    last: tuple[Quantity, Evidence] | None = None
    for quantity in quantities:
        evidence = evidence_for(quantity, last, words)
        if evidence is not None:
            clause = words.clause_start(quantity.start)
            if last is not None and clause <= last[0].end and (joint := _LIST_MARK.match(text, last[0].end)):
                # The next member of an enumeration: 新增甲10家和乙5家.
                clause = min(joint.end(), quantity.start)
            span = _indicator(quantity, evidence, clause, words)
            if found and last is not None and _shares_indicator(last[0], quantity, evidence, span, words):
                span = found[-1].indicator_span
            found.append(_reading(quantity, evidence, span, last[0].end if last else 0, words))
            last = (quantity, evidence)
    _spread_back(found, text)
    _spread_on(found, text)
    _name_severally(found, words)
    found += [_against_benchmark(match, words) for match in words.of("benchmark")]
    return sorted(found, key=lambda target: target.start)


def _spread_back(found: list[TargetReading], text: str) -> None:
    """Let the bound behind the last of several figures hold for all that 分别 binds together: 分别下降24%、25%以上."""
    # Where the last but one has its own, each bound is that of its figure: 分别下降8%、10%以上、10%以上.
    last_of_series = True
    for k in range(len(found) - 1, 0, -1):
        earlier, later = found[k - 1], found[k]
        joined = (
            later.comparator in (">=", "<=")
            and earlier.unit == later.unit
            and text[earlier.end : later.start] in _JOINTS
            and _SEVERALLY.search(text, max(0, earlier.start - _FAR_BACK), earlier.end) is not None
        )
        if joined and last_of_series and earlier.comparator == "=":
            found[k - 1] = replace(earlier, comparator=later.comparator, stated=True)
        elif joined:
            last_of_series = False
        else:
            last_of_series = True


def _spread_on(found: list[TargetReading], text: str) -> None:
    """Let a bound before the first of several figures hold for the bare ones behind it: 分别超过200公里、100公里."""
    for k in range(1, len(found)):
        earlier, later = found[k - 1], found[k]
        if (
            later.comparator == "="
            and not later.stated
            and earlier.comparator != "="
            and earlier.unit == later.unit
            and text[earlier.end : later.start] in _JOINTS
            and _SEVERALLY_BOUND.search(text, max(0, earlier.start - _FAR_BACK), earlier.end)
        ):
            found[k] = replace(later, comparator=earlier.comparator, stated=True)


def _name_severally(found: list[TargetReading], words: Words) -> None:
    """Give each of several figures its own name, or year, where as many stand before 分别: 甲、乙总量分别下降8%、9%."""
    first = 0
    while first < len(found):
        last = first
        while last + 1 < len(found) and words.text[found[last].end : found[last + 1].start] in _JOINTS:
            last += 1
        years = _YEARS_SEVERALLY.search(words.text, max(0, found[first].start - _FAR_BACK), found[first].end)
        named = _ANY_YEAR.findall(years["years"]) if years is not None else []
        if last > first and len(named) == last - first + 1:
            for k, year in enumerate(named, first):
                found[k] = replace(found[k], period=year)
        span = found[first].indicator_span
        bare = all(one.indicator_span in (span, None) for one in found[first + 1 : last + 1])
        if last > first and bare and span is not None:
            at = words.clause_start(found[first].start)
            said = words.text[span[1] : found[first].end]
            members = list(_members(words.text, at, span[1]))
            whole = all(start < end for start, end in members)
            if "分别" in said and whole and len(members) == last - first + 1:
                for k, (start, end) in enumerate(members, first):
                    found[k] = replace(found[k], indicator=words.text[start:end], indicator_span=(start, end))
        first = last + 1


def _members(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a list of names at its marks."""
    at = start
    for mark in _LIST_MARK.finditer(text, start, end):
        yield at, mark.start()
        at = mark.end()
    yield at, end


def _shares_indicator(
    earlier: Quantity, quantity: Quantity, evidence: Evidence, span: tuple[int, int] | None, words: Words
) -> bool:
    """Tell whether a bare number goes on with an enumeration (分别下降15%、10%和26%; 2018年改造500户，2019年800户)."""
    text = words.text
    same_sentence = words.sentence_start(quantity.start) <= earlier.start
    if span is None and quantity.unit == earlier.unit and same_sentence:
        # 医生数2023年达到4名，2025年达到4.66名.
        return True
    severally = (
        text[earlier.end : quantity.start] in _JOINTS
        and _SEVERALLY.search(text, max(0, earlier.start - _FAR_BACK), earlier.start) is not None
        # 分别新增甲10家、乙5家 names each behind its figure.
        and not _named_behind(text, quantity.end)
    )
    return evidence.continued and (quantity.kind == "percent" or evidence.by_year or severally)


def _named_behind(text: str, end: int) -> bool:
    after = _NAME_AFTER.match(text, end)
    return after is not None and not _NEXT_FIGURE.match(text, end)


def _reading(
    quantity: Quantity, evidence: Evidence, span: tuple[int, int] | None, earlier_end: int, words: Words
) -> TargetReading:
    clause = words.clause_start(quantity.start)
    # A verb that an earlier member of the enumeration took already belongs to that one's span.
    start = evidence.start if earlier_end <= evidence.start <= quantity.start else quantity.start
    if span is not None and evidence.rule == "rate-name":
        start = max(earlier_end, min(start, span[0]))
    return TargetReading(
        start=start,
        end=quantity.end,
        indicator=words.text[span[0] : span[1]] if span else "",
        indicator_span=span,
        comparator=evidence.comparator,
        stated=evidence.stated,
        value=quantity.value,
        unit=quantity.unit,
        period=_period(quantity.start, words),
        distribution=_each(clause, quantity.start, words),
        benchmark=None,
        condition=_condition(quantity.start, words),
        unsure=quantity.unsure,
        rule=evidence.rule,
        confidence="doubtful" if quantity.unsure else evidence.confidence,
    )


def _against_benchmark(match: RuleMatch, words: Words) -> TargetReading:
    span = match.match.span("indicator")
    return TargetReading(
        start=match.start,
        end=match.end,
        indicator=words.text[span[0] : span[1]],
        indicator_span=span,
        comparator=_COMPARATORS[match.group("comparator") or "达到"],
        stated=True,
        value=None,
        unit=match.rule.attributes["unit"],
        period=_period(match.end, words),
        distribution=_each(words.clause_start(match.start), match.end, words),
        benchmark=match.group("benchmark"),
        condition=_condition(match.start, words),
        unsure=True,
        rule=match.rule.id,
        confidence=match.rule.confidence,
    )


def _indicator(quantity: Quantity, evidence: Evidence, clause: int, words: Words) -> tuple[int, int] | None:
    """Find what is counted: the noun after a count (至少1名残疾人就业), else the words before it (建档率100%)."""
    text = words.text
    after = _NAME_AFTER.match(text, quantity.end)
    if after and quantity.kind == "count" and not _NEXT_FIGURE.match(text, quantity.end):
        return _trimmed(text, after.start(1), after.start(1) + _first_member(after[1]))
    stop = quantity.start if evidence.rule in _NAMED_BEFORE else min(evidence.start, quantity.start)
    verb = words.last("aim", clause, stop)
    if after and quantity.kind == "money" and verb is not None and verb.end == quantity.start:
        # 投放3亿元贷款: the sum stands between the verb and what it is a sum of.
        return _trimmed(text, *after.span(1))
    by_verb = (
        verb is not None and verb.end < stop and quantity.kind == "count" and evidence.rule != "rate-name"
    )
    start = verb.end if verb is not None and by_verb else clause
    if start == stop and text[start - 1 : start] == "）" and (opening := text.rfind("（", 0, start)) > 0:
        # What is counted may end in a remark: 监管行业（领域）达到50个.
        named = _NAME_BEFORE.search(text, words.clause_start(opening), opening)
        if named is not None:
            return _trimmed(text, named.start(1), start)
    if start >= stop and clause < quantity.start:
        stop = quantity.start
    if text[stop - 1 : stop] == "）" and (opening := text.rfind("（", start, stop)) > start:
        # A remark behind the name says no more of what is counted: 新建食堂（助餐点）45处.
        stop = opening
    before = _NAME_BEFORE.search(text, start, stop)
    if before is not None and start > clause and _BARE_MEASURE.fullmatch(before[1]):
        # The verb stands in the name itself: 粮食播种面积稳定在85万亩.
        before = _NAME_BEFORE.search(text, clause, stop)
    if before is not None:
        return _trimmed(text, *before.span(1))
    return _trimmed(text, *after.span(1)) if after else None


def _first_member(names: str) -> int:
    """Give the length of the names up to a list mark that another number follows."""
    length = 0
    for member in names.split("、"):
        if length and _NUMBER.search(member):
            break
        length += len(member) + 1
    return length - 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    leading = _LEADING_WORDS.match(text, start, end)
    trailing = _TRAILING_WORDS.search(text, start, end)
    start, end = leading.end() if leading else start, trailing.start() if trailing else end
    return (start, end) if start < end else None


def _period(position: int, words: Words) -> str | None:
    word = words.last("period", words.sentence_start(position), position)
    if word is None:
        return None
    fixed = word.rule.attributes.get("value")
    if fixed is not None:
        return str(fixed) or None
    plan = word.group("plan")
    if plan:
        first, final = five_year_plan(plan)
        return f"{first}/{final}"
    return "/".join(year for year in (word.group("y"), word.group("y2")) if year)


def _condition(position: int, words: Words) -> str | None:
    return _printed(words.last("condition", words.sentence_start(position), position))


def _each(clause: int, stop: int, words: Words) -> str | None:
    """Find for each of whom a target holds; the bracket of 各县（市、区） ends no clause."""
    word = words.last("each", words.sentence_start(stop), stop)
    if word is None or word.end < clause or words.last("common", word.end, stop):
        return None
    return _printed(word)


def _printed(word: RuleMatch | None) -> str | None:
    return word.match[0] if word else None
