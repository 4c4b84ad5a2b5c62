"""Responsibility clauses: which units lead, support or answer for a measure.

Entry point: `find_clauses`. Forms: `（A、B牵头，C、D按职责分工负责）`, `（责任单位：A、B）`, lines
`牵头单位：A`, and a bare list of units in a bracket that ends a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from zhengmai.extract.cover import Cover
from zhengmai.extract.rules import Confidence, Rule, RuleMatch, RuleTable, load_rules, search
from zhengmai.extract.unit_names import (
    BRACKETS,
    CLOSERS,
    LEVEL_WORDS,
    LONGEST_NAME,
    NO_PARTY,
    OPEN_END,
    PAIRS,
    PartyReading,
    Role,
    is_person,
    is_unit,
    kind_of,
    shares_body,
    split_at,
    split_names,
    trim,
    with_round_brackets,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BRACKET_OR_STOP = re.compile(f"[{re.escape(BRACKETS)}。]")
_CLAUSE_OPENERS = "（〔［[【"
# No role verb is longer.
_LONGEST_VERB = 40
_MANY_NAMES = 4
# So much stands at least before a bracket that ends an item, and so much of it could be a name with a note.
_SHORTEST_ITEM, _NAME_BEFORE = 8, 6
_LOST_COMMA = re.compile(
    "(?<=[局委办厅部会联院社行])牵头(?=[省市县区州镇](?!级|直)[\u4e00-\u9fff]{2,12}[、，配参协]|各[省市县区乡镇]|会同)"
)
# The last characters of the role verbs, and what goes on with one.
_VERB_ENDS = frozenset("头责办合与助加施实导进持作务")
_GOES_ON = re.compile(
    "组织(?!部)|协调|推进|推动|负责|落实|实施|配合|督促|督导|指导|参与|统筹|承办|协同|监督|抓好"
)
# An office that answers alone, in a department's own plan: （政策法规处）.
_OFFICE_ALONE = re.compile(
    "[\u4e00-\u9fff]{2,12}(?:(?<![查惩出好到何此])处|(?<=[审检督调稽核]查)处|科|股|局|厅|办|室|中心)|机关(?:党委|党总支|纪委|工会|团委)"
)
_UNIT_AND_HOLDER = re.compile("(?:单位|部门|主体).{0,2}(?:责任人|负责人|责任领导)")
_HOLDER = re.compile("的?(?:党政|行政)?(?:主要|分管|相关|有关)?(?:领导|负责人|负责同志|责任人)(?:同志)?$")
# A label this close behind another one may follow the content of that field.
_LONGEST_FIELD = 200
_SENTENCE = re.compile("[。；：]")
# Until when, and what is to be by then, in a piece of a clause.
_DUE = re.compile(
    r"(?:前|底|末|内|期间|全年|长期|持续)(?:完成|推进|实施|落实|报送|建成|启动)*$|\d月(?:底|末)?(?:前)?完成|完成$"
)
_TIME = re.compile(r"[\d年月日季长持]")
_OPENING_TIME = re.compile(
    r"(?:力争|确保|争取|计划)?[于在到]?(?=[\d年全长持常一二三四第上下])(?:(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬)?|[一二三四]季度|第[一二三四]季度|[上下]半年|年)?[底末]?(?:之|以)?前"
    r"|(?:20\d\d年)?(?:\d{1,2}月|[一二三四]季度|年)?[底末内]|20\d\d年(?:\d{1,2}月)?(?=完成)|(?:20\d\d年)?\d{1,2}月份?(?=启动|开始|开展|完成|实施|建成|出台)|全年|长期|持续|常态化)"
)
_LONGEST_OUTCOME = 40
_AREAS = re.compile(r"各(?:地区?|[省市县区州盟旗镇乡]{1,3}(?:（[^（）]{1,8}）)?|镇街|街道)(?:人民政府|政府)?")
_EVERYBODY = re.compile(r"各(?:有关|相关|责任)?(?:单位|部门|方面|方)")
# What a unit does, behind its name and those of others that only 等 stands for.
_DUTY = re.compile(
    r"(?:等[^，。；、]{0,20}(?:单位|部门))?(?P<verb>牵头|负责|做好|加强|及时|按照?|组织|开展|认真|建立|制定|完成|落实|配合|协助|根据|结合|围绕|聚焦|[要在并将])"
)
_EXECUTES = re.compile(
    r"(?:共同|分别|具体|统一|组织)?负责(?:具体|组织|抓好|贯彻|推动|推进)?(?:落实|实施|组织实施)"
)
# 【责任单位】市民政局: the bracket stands for the colon.
_BRACKETED_LABEL = re.compile(
    "[【［\\[〔](?P<label>[\u4e00-\u9fff]{0,8}(?:单位|部门|主体|处室|科室|股室|时限|时间|期限|领导|责任人))[】］\\]〕](?=：?[^、，。；：的是为])"
)
_EMPTY_BRACKET = re.compile(r"[（〔\[［【]，+[）〕\]］】]")
_NAME_PART = re.compile(r"(?<=[局厅委办会])（[\u4e00-\u9fff]{1,2}）$")
_LEADS_HERE = re.compile(r"（(?:总|主要)?(?:牵头|主办|牵头负责)(?:单位|部门)?）$")
_REMARK_ON_ALL = re.compile("以[上下](?:各项|所有|全部)?(?:工作|任务|措施|事项|政策)?均?(?:需要?|须)")
_PERSON_BEHIND = re.compile("(?<=[^（])（[^（）]{0,6}(?:领导|负责人|责任人|联系人)[：:]?[^（）、]{1,12}）$")
_LONGEST_SENTENCE = 400
_LONGEST_OBJECT = 16
# What is set up, changed or allowed in a sentence that says by whom: 建立由市政府牵头的机制.
_SETS_UP = re.compile("建立|成立|形成|构建|组建|健全|完善|组成|设立|实行|采取|改|必须|可|经|需|应")
_DASH_TAIL = re.compile("(?<=[。；！])—{1,2}(?=[^—。]{2,200}。?$)")
_LEAD_WORD = re.compile("牵头|主办|制[定订]|提出|出台|起草|编制")
_STARRED = re.compile(r"[*★☆▲△]+(?P<name>[^*★☆▲△]+)|(?P<name2>[^*★☆▲△]+)[*★☆▲△]+")
_CUT_REMARK = re.compile(r"(?:以[上下]|下[列述]|除)(?:各|所有|全部|均|任务|工作|措施|专门|另有|$)|注$|其中$")


@dataclass(frozen=True)
class ClauseReading:
    """One responsibility clause.

    Attributes:
        start: where it begins, bracket included.
        end: where it ends.
        parties: its units in printed order.
        rest: parts of it that were not understood, as (start, end).
        deadline: the part that follows 完成时限 or the like, as (start, end).
        open_ended: whether the list ends in 等.
        first_leads: whether it says that the first unit leads from here on.
        comma_leads: whether it says that those before the first comma lead from here on.
        field: whether it is a line `牵头单位：…` and not a bracket.
        prose: whether it is a part of a sentence, which stays in the text.
        stated: whether a word says the role; False for a mere list of units.
        rule: id of the rule that named the role.
        confidence: certain, likely or doubtful.
    """

    start: int
    end: int
    parties: tuple[PartyReading, ...]
    rule: str
    confidence: Confidence
    rest: tuple[tuple[int, int], ...] = ()
    deadline: tuple[int, int] | None = None
    open_ended: bool = False
    first_leads: bool = False
    comma_leads: bool = False
    field: bool = False
    prose: bool = False
    stated: bool = True


def find_clauses(text: str) -> list[ClauseReading]:
    """Find the responsibility clauses of a paragraph.

    Args:
        text: folded text of one paragraph.

    Returns:
        The clauses in order. Where two lead forms meet, the roles are those of the gold guide: in a clause that
        names a lead, who merely answers (负责) supports.
    """
    return list(_clauses_of(text))


# A group is asked whether its items have clauses before each of them is read.
@lru_cache(maxsize=64)
def _clauses_of(text: str) -> tuple[ClauseReading, ...]:
    # 各市〔州〕、县〔市、区〕人民政府.
    text = with_round_brackets(_BRACKETED_LABEL.sub(r"；\g<label>：", text))
    found: list[ClauseReading] = []
    # What may match in the paragraph may match in its parts, and nothing else does.
    rules = load_rules("clauses").candidates(text)
    groups = list(_brackets(text))
    for start, end, inner_end in groups:
        clause = _Reader(text, rules).bracket(start, end, inner_end)
        if clause:
            found.append(clause)
    if tail := _DASH_TAIL.search(text):
        # 逐寨建立台账。——县消防救援大队牵头，县住建局: what stands behind the dash is like a bracket that ends the text.
        clause = _Reader(text, rules).bracket(tail.end() - 1, len(text), len(text) - text.endswith("。"))
        if clause is not None and clause.parties and not any(c.end > tail.start() for c in found):
            found.append(replace(clause, start=tail.start()))
    if rules:
        fields = list(_fields(text, groups, rules))
        # A bracket inside a field names nobody beside those of the field.
        named = {party.start for clause in fields for party in clause.parties}
        found = [c for c in found if not c.parties or any(p.start not in named for p in c.parties)] + fields
        found += _prose(text, Cover((c.start, c.end) for c in found))
        found += _first_said(text, rules, found)
    return tuple(sorted(found, key=lambda c: c.start))


def _brackets(text: str) -> Iterator[tuple[int, int, int]]:
    """Give outermost bracket groups as (start, end, end of what is inside); an unclosed one runs to the end of the text."""
    stack: list[tuple[str, int]] = []
    for mark in _BRACKET_OR_STOP.finditer(text):
        i, c = mark.start(), mark[0]
        if c in PAIRS:
            stack.append((PAIRS[c], i))
        elif stack and c == stack[-1][0]:
            _, at = stack.pop()
            if not stack and text[at] in _CLAUSE_OPENERS:
                yield at, i + 1, i
        elif c == "。" and len(stack) > 3 and any(close == "》" for close, _ in stack):
            stack.clear()
    if stack and text[stack[0][1]] in _CLAUSE_OPENERS and len(text) - stack[0][1] < 300:
        # The last closer stands for the lost one, unless it closes a part of a name: 各市（州）交通运输局（委）.
        closed = text[-1] in CLOSERS and not _NAME_PART.search(text)
        yield stack[0][1], len(text), len(text) - closed


def _fields(
    text: str, groups: Sequence[tuple[int, int, int]], rules: Sequence[Rule]
) -> Iterator[ClauseReading]:
    """Give the clauses of the form `牵头单位：…` outside brackets."""
    bracketed = Cover((s, e) for s, e, _ in groups)
    labels = [m for m in _labels(search(rules, text), 0) if not bracketed.holds(m.start)]
    ends = [m.end for m in labels]
    labels = [
        m
        for m in labels
        if m.start == 0
        or text[m.start - 1] in "。；，！？）”、"
        or _after_field(ends, m)
        or _only_units(text, m.end)
    ]
    for start, end in _runs(text, labels):
        clause = _Reader(text, rules).statement(start, end)
        if clause:
            yield replace(clause, field=True)


def _runs(text: str, labels: Sequence[RuleMatch]) -> Iterator[tuple[int, int]]:
    """Give fields that follow each other without a full stop as one part of the text."""
    begin: int | None = None
    for i, label in enumerate(labels):
        stop = labels[i + 1].start if i + 1 < len(labels) else len(text)
        sentence = text.find("。", label.end, stop)
        begin = label.start if begin is None else begin
        if sentence >= 0 or i + 1 == len(labels):
            yield begin, sentence + 1 if sentence >= 0 else stop
            begin = None


def _prose(text: str, taken: Cover) -> Iterator[ClauseReading]:
    """Give the clauses that are part of a sentence: 由A牵头; their words stay in the text of the measure."""
    # Where the sentence that says who leads begins.
    led = -1
    for match in _rules_for("prose").matches(text):
        if taken.holds(match.start):
            continue
        # No printed sentence is longer; the bound keeps work to the length of the text.
        nearest = max(0, match.start - _LONGEST_SENTENCE)
        sentence = max(text.rfind("。", nearest, match.start), nearest - 1)
        if match.rule.attributes.get("behind") and led <= sentence:
            continue
        if match.rule.attributes.get("object") and not _is_object(text[sentence + 1 : match.start]):
            continue
        start, end = match.match.span("units")
        # 甲局会同乙局负责: the second takes part in what the first does.
        joined = text.find("会同", start + 2, end)
        joined = end if joined < 0 else joined
        names = [*split_names(text, start, joined), *split_names(text, joined, end)]
        if names and match.rule.attributes.get("known"):
            # 联合甲局、乙局、值班人员: those behind the units are no unit.
            names = list(takewhile(lambda n: kind_of(text[n.start : n.end]) is not None, names))
        if not names or any(kind_of(text[n.start : n.end]) is None for n in names):
            continue
        role: Role = match.rule.attributes["roles"][match.group("verb")]
        parties = tuple(replace(n, role=role if n.start < joined else "support") for n in names)
        led = match.start if role != "support" else led
        yield ClauseReading(match.start, match.end, parties, match.rule.id, match.rule.confidence, prose=True)


def _is_object(before: str) -> bool:
    """Tell whether a sentence up to 由 names what a unit is to do in its last clause: …，杆线整治由甲局负责."""
    last = re.split("[；，：、]", before)[-1]
    return len(last) <= _LONGEST_OBJECT and _SETS_UP.search(last) is None


def _first_said(text: str, rules: Sequence[Rule], found: Sequence[ClauseReading]) -> list[ClauseReading]:
    """Read a sentence that lets the first unit of each list lead, where it stands outside the lists."""
    spoken = [rule for rule in rules if rule.attributes["form"] == "first"]
    taken = Cover((c.start, c.end) for c in found)
    return [
        ClauseReading(m.start, m.end, (), m.rule.id, m.rule.confidence, first_leads=True, prose=True)
        for m in search(spoken, text)
        if not taken.holds(m.start)
    ]


def _after_field(ends: Sequence[int], match: RuleMatch) -> bool:
    """Tell whether another label ends shortly before this one; `ends` are sorted."""
    # In text without line breaks one field follows the other with nothing between.
    at = bisect_left(ends, match.start) - 1
    return at >= 0 and match.start - ends[at] <= _LONGEST_FIELD


def _only_units(text: str, start: int) -> bool:
    """Tell whether nothing but units stands from a label to the end of a paragraph that lost its stops."""
    end = len(text) - text.endswith("。")
    if not 0 < end - start <= _LONGEST_FIELD or _SENTENCE.search(text, start, end):
        return False
    names = split_names(text, start, end)
    return bool(names) and all(kind_of(text[name.start : name.end]) is not None for name in names)


class _Reader:
    """Reads the content of one clause; collects units, leftovers and flags on the way."""

    def __init__(self, text: str, rules: Sequence[Rule]) -> None:
        self.text = text
        self.candidates = rules
        self.parties: list[tuple[PartyReading, str]] = []
        self.rest: list[tuple[int, int]] = []
        self.asides: list[tuple[int, int]] = []
        self.deadline: tuple[int, int] | None = None
        self.open_ended = False
        self.first_leads = False
        self.comma_leads = False
        self.persons = False
        self.holders = False
        self.rules: list[Rule] = []

    def bracket(self, start: int, end: int, inner_end: int) -> ClauseReading | None:
        """Read a bracket group as a clause; None where it is none."""
        inner = self.text[start + 1 : inner_end]
        if not 2 <= len(inner) <= 1500:
            return None
        self._leave_out_remarks(start + 1, inner_end)
        self._content(start + 1, inner_end)
        if (
            not self.parties
            and self.rest
            and all(rule.attributes.get("role") == "deadline" for rule in self.rules)
        ):
            # What first-unit rules and deadlines leave over may be a mere list of units.
            first, last = self.rest[0][0], self.rest[-1][1]
            self._bare_list(first, last, at_end=end >= len(self.text.rstrip("。")))
        elif self.parties and all(role in ("support", "guide") for _, role in self.parties):
            # （县应急管理局；各乡镇配合）: who is named without a word beside those that support answers.
            bare = [part for part in self.rest if self._lists_units(*part)]
            self.rest = [part for part in self.rest if part not in bare]
            for first, last in bare:
                self._add(first, last, "responsible", "", strict=True)
            self.parties.sort(key=lambda party: party[0].start)
        if end == inner_end:
            self._drop_cut_name(end)
        return self._result(start, end)

    def _leave_out_remarks(self, start: int, end: int) -> None:
        """Blank what a list says of itself (排在首位的为牵头单位; 不再列出), so that only the list is left."""
        remarks = [rule for rule in self.candidates if rule.attributes["form"] in ("first", "comma", "aside")]
        for match in search(remarks, self.text[start:end]):
            first, last = start + match.start, start + match.end
            if _form(match) == "first":
                self.first_leads = True
            elif _form(match) == "comma":
                self.comma_leads = True
            elif match.rule.attributes.get("unread"):
                self.asides.append((first, last))
            self.text = self.text[:first] + "，" * (last - first) + self.text[last:]
            self.text = self.text[:start] + _EMPTY_BRACKET.sub(_blank, self.text[start:end]) + self.text[end:]

    def _drop_cut_name(self, end: int) -> None:
        """Leave out what the text ends in the middle of: one character of a name, the opening of a remark."""
        if self.parties and self.parties[-1][0].end == end:
            name, _ = self.parties[-1]
            printed = self.text[name.start : name.end]
            if len(printed) == 1 or _CUT_REMARK.match(printed):
                self.parties.pop()
                self.rest.append((name.start, name.end))

    def statement(self, start: int, end: int) -> ClauseReading | None:
        """Read a field line as a clause."""
        self._leave_out_remarks(start, end)
        self._content(start, end)
        return self._result(start, end)

    def _content(self, start: int, end: int) -> None:
        duties = ""
        pieces = list(split_at(self.text, start, end, "。；"))
        for (piece_start, piece_end), (next_start, _) in zip_longest(
            pieces, pieces[1:], fillvalue=(end, end)
        ):
            remarked = _REMARK_ON_ALL.match(self.text, next_start, end) is not None
            if (
                remarked
                and self._verb(piece_start, piece_end) is None
                and self._lists_units(piece_start, piece_end)
            ):
                # （省教育厅，各市政府。以下各项均需各市政府落实）: the list has no word of its own.
                self._add(piece_start, piece_end, "responsible", "", strict=True)
                continue
            found = search(self.candidates, self.text[piece_start:piece_end])
            labels = _labels(found, piece_start)
            if not labels:
                if duties:
                    self._duties(piece_start, piece_end, duties)
                else:
                    self._verbs(piece_start, piece_end)
                continue
            duties = labels[-1].rule.id if labels[-1].rule.attributes["role"] == "duties" else ""
            if labels[0].start > piece_start:
                self._verbs(piece_start, labels[0].start)
            for i, label in enumerate(labels):
                stop = labels[i + 1].start if i + 1 < len(labels) else piece_end
                self._labelled(label, label.end, stop)

    def _labelled(self, label: RuleMatch, start: int, end: int) -> None:
        role = label.rule.attributes["role"]
        self.rules.append(label.rule)
        if role == "deadline":
            self.deadline = trim(self.text, start, end)
            return
        if role in ("person", "office"):
            # Who leads a task may stand in a line of its own; whom to call is no part of the task.
            self.persons = self.persons or "领导" in label.match[0] or "责任人" in label.match[0]
            for piece_start, piece_end in split_at(self.text, start, end, "，"):
                # （…，责任领导：某某，12月底前完成）
                if _is_deadline(self.text[piece_start:piece_end]):
                    self.deadline = (piece_start, piece_end)
                else:
                    self.rest.append(trim(self.text, piece_start, piece_end))
            return
        if role == "duties":
            self._duties(start, end, label.rule.id)
            return
        # Under 责任单位及责任人 a unit is named with who answers in it: 某县政府主要领导.
        self.holders = bool(_UNIT_AND_HOLDER.search(label.match[0]))
        # Every verb of leading holds one of these words; most lists hold none.
        leads = _LEAD_WORD.search(self.text, start, end) is not None
        verbs = (self._verb(s, e) for s, e in self._pieces(start, end)) if leads else ()
        if any(verb is not None and verb.rule.attributes["role"] == "lead" for verb in verbs):
            # 责任单位：A牵头，B配合: the verbs say more than the label.
            self._verbs(start, end)
            return
        pieces = [(s, e, self._verb(s, e)) for s, e in split_at(self.text, start, end, "，")]
        for piece_start, piece_end, verb in pieces:
            stop = piece_start + verb.start if verb else piece_end
            if _is_deadline(self.text[piece_start:stop]):
                self.deadline = (piece_start, stop)
                continue
            # 牵头单位：甲局，乙局为实施单位: the words behind the name say more than the label.
            # So do those behind one that supports: 责任单位：甲局，乙局配合.
            says_more = verb is not None and (
                verb.match[0].startswith("为") or verb.rule.attributes["role"] == "support"
            )
            told = verb if says_more else None
            self._add(
                piece_start,
                stop,
                told.rule.attributes["role"] if told else role,
                told.rule.id if told else label.rule.id,
                strict=False,
            )

    def _duties(self, start: int, end: int, rule: str) -> None:
        """Read units each with what it does: 市教育局、市卫健委牵头做好…，各县政府做好本地…."""
        for piece_start, piece_end in split_at(self.text, start, end, "，"):
            duty = _DUTY.search(self.text, piece_start, piece_end)
            stop = duty.start() if duty else piece_end
            # Further parts of the sentence say more of what the unit does.
            if piece_start == start or is_unit(self.text[piece_start:stop].rpartition("、")[2]):
                role = "lead" if duty and duty["verb"] == "牵头" else "responsible"
                self._add(piece_start, stop, role, rule, strict=True)

    def _verbs(self, start: int, end: int) -> None:
        pending: list[tuple[int, int]] = []
        for piece_start, piece_end in self._pieces(start, end):
            verb = self._verb(piece_start, piece_end)
            if verb is None or _opens_with_time(self.text[piece_start:piece_end]):
                pending.append((piece_start, piece_end))
                continue
            before = len(self.parties)
            role = verb.rule.attributes["role"]
            if role == "responsible" and _EXECUTES.fullmatch(verb.match[0]):
                role = "executes"
            for s, e in [*pending, (piece_start, piece_start + verb.start)]:
                self._add(s, e, role, verb.rule.id, strict=True)
            pending = []
            if len(self.parties) > before:
                self.rules.append(verb.rule)
        leads = bool(self.parties) and self.parties[-1][1] == "lead"
        for s, e in pending:
            if _is_deadline(self.text[s:e]):
                self.deadline = (s, e)
            elif (leads or (self.rules and self.text.startswith("会同", s))) and self._lists_units(s, e):
                # 甲局牵头，乙局、丙局: those behind who leads have no word of their own; 甲局负责，会同乙局.
                self._add(s, e, "support", self.rules[-1].id, strict=True)
            elif s < e and not NO_PARTY.fullmatch(self.text[s:e]):
                self.rest.append((s, e))

    def _lists_units(self, start: int, end: int) -> bool:
        names = split_names(self.text, start, end)
        return bool(names) and all(kind_of(self.text[name.start : name.end]) is not None for name in names)

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut at commas, at the mark of a list behind a role verb (甲局牵头、乙局配合), and where a copy lost the comma."""
        for first, last in split_at(self.text, start, end, "，"):
            at = first
            for _, mark in split_at(self.text, first, last, "、"):
                if mark < last and self._ends_role(at, mark):
                    yield from self._parted(at, mark)
                    at = mark + 1
            yield from self._parted(at, last)

    def _ends_role(self, start: int, mark: int) -> bool:
        """Tell whether a role verb ends before a mark, and what follows is no further verb: 牵头、协调."""
        return (
            self.text[mark - 1] in _VERB_ENDS
            and not _GOES_ON.match(self.text, mark + 1)
            and self._verb(start, mark) is not None
        )

    def _parted(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut behind a 牵头 whose comma the copy lost: 甲局牵头市乙局配合."""
        at = start
        for lost in _LOST_COMMA.finditer(self.text, start, end):
            yield trim(self.text, at, lost.end())
            at = lost.end()
        yield trim(self.text, at, end)

    def _verb(self, start: int, end: int) -> RuleMatch | None:
        """Give the role verb that ends a piece, its offsets in the piece; the longest where several do."""
        # Only the tail can hold the verb, which keeps the work linear in the length of the clause.
        offset = max(0, end - start - _LONGEST_VERB)
        found = search(self.candidates, self.text[start + offset : end])
        verbs = [m for m in found if start + offset + m.end == end and _form(m) == "verb"]
        return _moved(min(verbs, key=lambda m: m.start), offset) if verbs else None

    def _bare_list(self, start: int, end: int, *, at_end: bool) -> None:
        """Take a bracket without role word that ends a paragraph and lists nothing but units."""
        start, end = trim(self.text, start, end)
        names = split_names(self.text, start, end)
        units = [
            n
            for i, n in enumerate(names)
            if kind_of(_LEADS_HERE.sub("", self.text[n.start : n.end])) or shares_body(self.text, names, i)
        ]
        prefixed = any(self.text[n.start] in "省市县区州镇" for n in names)
        # A remark stands before the full stop; what stands behind it alone is a clause, as is what a text begins with.
        behind_stop = start == 1 or (start >= 2 and self.text[start - 2] in "。；！—")
        listed = (at_end or behind_stop) and (
            (prefixed and (len(names) >= 2 or behind_stop or self._ends_item(start, end)))
            or (
                behind_stop
                and (len(names) >= 2 or _OFFICE_ALONE.fullmatch(self.text, start, end) is not None)
            )
        )
        # Who is told that the first of a list leads knows that it is a list of units, whatever one of them is called;
        # so do those among whom many are known.
        told = self.first_leads or self.comma_leads
        most = len(units) * 4 >= len(names) * 3
        known = len(units) == len(names) or (most and (told or len(names) >= _MANY_NAMES))
        # 各县（市、区）: the words of levels in a name's own bracket are none.
        whole = any(n.end - n.start > 1 for n in names)
        if whole and known and (listed or told):
            self.rest = []
            self._add(start, end, "responsible", "", strict=False)

    def _ends_item(self, start: int, end: int) -> bool:
        """Tell whether a bracket with one unit ends an item without a stop, and is no note to a name: 3.完善救助体系（市民政局）."""
        before = self.text[max(0, start - 1 - _NAME_BEFORE) : start - 1]
        return (
            start > _SHORTEST_ITEM
            and kind_of(self.text[start:end]) == "agency"
            and not any(kind_of(before[at:]) for at in range(len(before) - 1))
        )

    def _without_holder(self, start: int, end: int) -> int:
        holder = _HOLDER.search(self.text, start, end)
        return holder.start() if holder and kind_of(self.text[start : holder.start()]) is not None else end

    def _add(self, start: int, end: int, role: str, rule: str, *, strict: bool) -> None:
        start, end = trim(self.text, start, end)
        if start >= end:
            return
        joint = re.search("会同", self.text[start:end])
        if joint and joint.start() > 1 and (strict or self._lists_units(start, start + joint.start())):
            self._add(start, start + joint.start(), role, rule, strict=strict)
            self._add(start + joint.end(), end, "support", rule, strict=strict)
            return
        self.open_ended = self.open_ended or bool(OPEN_END.search(self.text[start:end]))
        names = split_names(self.text, start, end)
        if self.holders:
            names = [replace(name, end=self._without_holder(name.start, name.end)) for name in names]
        for index, name in enumerate(names):
            starred = _STARRED.fullmatch(self.text, name.start, name.end)
            if starred is not None:
                # What a star means stands in a remark, if anywhere.
                first, last = starred.span("name" if starred["name"] else "name2")
                name = names[index] = replace(name, start=first, end=last)
            if person := _PERSON_BEHIND.search(self.text, name.start, name.end):
                # 县交通运输局（包抓领导赵某）: who it is behind the unit is no part of its name.
                self.rest.append((person.start() + 1, person.end() - 1))
                name = names[index] = replace(name, end=person.start())
            printed = self.text[name.start : name.end]
            if _EVERYBODY.fullmatch(printed) and not self._beside_areas(names, index):
                # As little as 有关单位 does it say who; it makes the list open-ended.
                self.open_ended = True
            elif is_person(printed) or (
                kind_of(printed) is None
                and (
                    len(printed) > LONGEST_NAME
                    or "：" in printed
                    or (strict and not shares_body(self.text, names, index))
                )
            ):
                self.rest.append((name.start, name.end))
            elif note := _LEADS_HERE.search(printed):
                self.parties.append((replace(name, end=name.start + note.start(), rule=rule), "lead"))
            else:
                self.parties.append((replace(name, rule=rule), role))

    def _beside_areas(self, names: Sequence[PartyReading], index: int) -> bool:
        """Tell whether 各部门 stand beside 各地区 or 各乡镇: together they are all that there are."""
        beside = [*names[max(0, index - 1) : index], *names[index + 1 : index + 2]]
        return self.text[names[index].start : names[index].end] == "各部门" and any(
            _AREAS.fullmatch(self.text, name.start, name.end) for name in beside
        )

    def _result(self, start: int, end: int) -> ClauseReading | None:
        if not self.parties and self.deadline is None and not self.first_leads and not self.persons:
            return None
        # Whom a remark behind the list names again (以下均需各县区落实) has its role already.
        first = {self.text[name.start : name.end]: name for name, _ in reversed(self.parties)}
        self.parties = [(p, r) for p, r in self.parties if first[self.text[p.start : p.end]] is p]
        roles = [role for _, role in self.parties]
        has_lead = "lead" in roles or ("main" in roles and any(r != "main" for r in roles))
        shared = has_lead and "support" in roles
        parties = tuple(replace(p, role=_role(r, has_lead=has_lead, shared=shared)) for p, r in self.parties)
        rule = self.rules[0].id if self.rules else "clause-bare-list"
        confidence: Confidence = "certain" if self.rules and not self.rest else "likely"
        if not self.rules:
            confidence = "likely"
        return ClauseReading(
            start,
            end,
            parties,
            rule,
            confidence,
            tuple(sorted((*self.rest, *self.asides))),
            self.deadline,
            self.open_ended,
            self.first_leads,
            self.comma_leads,
            stated=bool(self.rules),
        )


def _role(role: str, *, has_lead: bool, shared: bool) -> Role:
    # Where some lead and others take part, those that answer for carrying it out (各县区政府负责落实) stand beside both.
    if role == "executes" and shared:
        return "responsible"
    if role == "lead" or (role == "main" and has_lead):
        return "lead"
    if role in ("support", "guide"):
        return "support"
    return "support" if has_lead else "responsible"


def _labels(found: Sequence[RuleMatch], start: int) -> list[RuleMatch]:
    """Give the labels among the matches of a part of a text that begins at `start`."""
    return [_moved(m, start) for m in found if _form(m) == "label"]


def _moved(match: RuleMatch, by: int) -> RuleMatch:
    return RuleMatch(match.rule, match.start + by, match.end + by, match.match)


@cache
def _rules_for(form: str) -> RuleTable:
    return load_rules("clauses").where("form", form)


def _form(match: RuleMatch) -> str:
    return str(match.rule.attributes["form"])


def _is_deadline(piece: str) -> bool:
    return bool(_DUE.search(piece) and _TIME.search(piece)) or _opens_with_time(piece)


def _opens_with_time(piece: str) -> bool:
    """Tell whether a piece of a clause says until when or how often and what is then to be: 2022年底前取得明显进展."""
    opening = _OPENING_TIME.match(piece)
    if opening is None or len(piece) - opening.end() > _LONGEST_OUTCOME:
        return False
    # 年底前市教育局 lost the comma before a unit; 出台 only ends like one.
    rest = piece[opening.end() :]
    return not (rest.startswith((*LEVEL_WORDS, "各")) and kind_of(rest) is not None)


def _blank(match: re.Match[str]) -> str:
    return "，" * len(match[0])
