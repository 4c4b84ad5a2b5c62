"""Why a quantity is a target: the words of its clause, weighed.

Entry points: `Words`, `evidence_for`, `continued_evidence`. Used by `zhengmai.extract.targets`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from zhengmai.extract.quantities import countable_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.quantities import Comparator, Quantity
    from zhengmai.extract.rules import Confidence, RuleMatch

CLAUSE_LENGTH = 120
"""How far back a clause is followed; the bound keeps the work linear on text without punctuation."""

_SENTENCE_LENGTH = 400
_CLAUSE_END = re.compile("[，。；：！？（）]")
_SENTENCE_END = re.compile("[。！？]")
# What kinds of places there are may stand in a bracket: 14个示范县（市、区）、200个示范村.
_BETWEEN_IN_LIST = re.compile(
    "[^，。；：！？（）]{0,30}(?:（[^（），。；：]{1,8}）[^，。；：！？（）]{0,20})?|，其中[^，。；：！？（）]{0,20}"
)
_LIST_MARK = re.compile("、|和|及|与|，其中")
_BEFORE_COUNT = re.compile("(?:共|了|出|好|近|超|累计|总计|其中)?$")
_WHOLE = re.compile(
    "[\u4e00-\u9fff]{2,20}(?:总数|数量|人数|总量|总额|规模)的|(?:车位|床位|面积|学位|岗位|职工)的"
)
_PART_OF_TASK = re.compile("(?:任务|计划|工作量|投资|总量|总数)的$")
_AS_GOAL = re.compile("的(?:目标|任务|要求|水平|标准)")
_NEAR_EACH = 8
_PER_MANY = re.compile(
    "每(?:\\d{1,6}|[一二两三四五六七八九十百千万]{1,3})[百千万]?[\u4e00-\u9fff]{1,3}|每人(?:每[年月])?"
)
_SHARE = re.compile("的(?!比例|标准|费率|税率|股权|利率|股份|速度|幅度|薪酬|资金|经费)")
_NOT_OWN_COUNT = re.compile(
    "(?:这|该|其|上述|以上|前述|内|现有|原有|的|或|从|按|以|为|每|在|由|对|全省|全市|全县|全区|全国|共有|下辖|所属|[和与同及])$"
)
_ATTAINED = re.compile("[^，。；：]{0,12}(?:实现|完成)[^，。；：]{0,12}")
_YEAR_ALONE = re.compile("(?:19|20)[0-9]{2}年底?(?:前|再)?")
_SERIES_NAME = re.compile("[\u4e00-\u9fff“”]{2,24}")
_SQUEEZED = re.compile("[^，。；、：\\d]{2,14}(?:至|到|为)(?:约)?")
_TIME_NAME = re.compile(
    "(?:时间|时限|用时|耗时|时长|周期|期限)(?:总共|合计|平均|最长|一般|原则上|均|也|应|须){0,2}$"
)
_SHARE_DOES = re.compile(
    "[^，。；：、（）的]{0,24}?(?:达到|达标|覆盖|建成|建立|完成|实现|接入|配备|配置|开工|竣工|开展|设立|拥有|具备|有|通|纳入|参加|落实|到位|整改|办结|上线|创建|发放|落户|网办|公示|归集)"
)
_NO_SHARE = re.compile("(?:占|持|按|享|享受|的|给予|补助|奖励)$")
_COVERS = re.compile("(?:覆盖|惠及|普及|通达)(?![率面度])[^，。；：（）]{0,24}$")
_GOAL_LIST = re.compile("(?:目标|任务)[^，。；]{0,4}[：]")
_LIFE_UNITS = ("岁", "周岁")
_NAME_LENGTH = 14
_ALL = 100
_FAR = 40
_SERVICE_UNITS = ("工作日", "小时", "分钟", "日", "天")
_IS_SETTLED = re.compile(
    "(?:（[^（）]{1,12}）)?(?:即可|全部|限时|一律|予以)?(?:办结|修复|响应|回应|受理|核实(?:反馈|处理|回复|办结)?|反馈|回复|答复|办理完[成毕]|作出[^，。；、]{0,24}?(?:决定|批复|答复)|办好|办妥|办完|审结|发证|出证|核发|颁发|完成[^，。；、]{0,16}?(?:办理|审批|审核|登记|验收|备案|核准|核发|受理|发放))"
)
_ONE_CLAUSE = re.compile("[^，。；：！？]{2,60}，")
_PART_OF = re.compile("(?:实现|力争|确保|达到|保持)[^，。；：]{0,30}占[^，。；：]{2,30}的?$")


@dataclass(frozen=True)
class Evidence:
    """What makes a quantity a target.

    Attributes:
        start: offset of the deciding word.
        comparator: the relation that the words state; "=" where they state none.
        stated: the relation is printed.
        spreads: whether the relation holds for the further quantities of the enumeration: "all" of them, the "bare"
            ones without a verb of their own, or "".
        rule: id of the deciding rule.
        confidence: the weight of the decision.
        continued: the deciding word belongs to an earlier member of the enumeration.
        by_year: only the year before it tells it from that member.
    """

    start: int
    comparator: Comparator
    stated: bool
    spreads: str
    rule: str
    confidence: Confidence
    continued: bool = False
    by_year: bool = False


_LONGEST_REMARK = 14
_REMARK_BEFORE = re.compile("（[\u4e00-\u9fff、]{1,10}）$")


class Words:
    """The words of a text that rules/targets.toml knows, by role and place."""

    def __init__(self, text: str, matches: Sequence[RuleMatch]) -> None:
        self.text = text
        self._by_role: dict[str, list[RuleMatch]] = {}
        for match in matches:
            self._by_role.setdefault(match.rule.attributes["role"], []).append(match)
        self._starts = {role: [m.start for m in found] for role, found in self._by_role.items()}
        self._ends = {role: [m.end for m in found] for role, found in self._by_role.items()}

    def of(self, role: str) -> Sequence[RuleMatch]:
        """Give all words of a role in order of their place."""
        return self._by_role.get(role, [])

    def last(self, role: str, start: int, end: int) -> RuleMatch | None:
        """Give the last word of a role that lies within [start, end)."""
        found = self.of(role)
        index = bisect_right(self._ends.get(role, []), end) - 1
        return found[index] if index >= 0 and found[index].start >= start else None

    def next(self, role: str, position: int) -> RuleMatch | None:
        """Give the first word of a role that begins at a position or after it."""
        found = self.of(role)
        index = bisect_left(self._starts.get(role, []), position)
        return found[index] if index < len(found) else None

    def ends_clause(self, position: int) -> bool:
        """Tell whether a clause or a member of a list ends at a position."""
        return position >= len(self.text) or self.text[position] in "，。；：！？、（）"

    def clause_start(self, position: int) -> int:
        """Give where the clause of a position begins; brackets and colons bound it too.

        A short remark right before the position does not: 新建长者食堂（助餐点）45处.
        """
        remark = _REMARK_BEFORE.search(self.text, max(0, position - _LONGEST_REMARK), position)
        if remark is not None:
            position = remark.start()
        return self._after_last(_CLAUSE_END, position, CLAUSE_LENGTH)

    def sentence_start(self, position: int) -> int:
        """Give where the sentence of a position begins."""
        return self._after_last(_SENTENCE_END, position, _SENTENCE_LENGTH)

    def _after_last(self, mark: re.Pattern[str], position: int, reach: int) -> int:
        start = max(0, position - reach)
        for match in mark.finditer(self.text, start, position):
            start = match.end()
        return start


def evidence_for(
    quantity: Quantity, before: tuple[Quantity, Evidence] | None, words: Words
) -> Evidence | None:
    """Weigh what may make a quantity a target, the stronger first.

    Args:
        quantity: the number in question.
        before: the last target of the same text and its evidence; None where there is none yet.
        words: the words of the text.

    Returns:
        The evidence; None where the quantity is no target.
    """
    clause = words.clause_start(quantity.start)
    continued = _continued(quantity, before, words)
    evidence = _bound(quantity, clause, words)
    if evidence is None and continued is not None and continued.spreads:
        evidence = continued
    for weigh in _WEIGHED:
        evidence = evidence or weigh(quantity, clause, words)
    return (
        evidence
        or continued
        or _series(quantity, clause, before, words)
        or _one_more(quantity, clause, before, words)
    )


def _continued(quantity: Quantity, before: tuple[Quantity, Evidence] | None, words: Words) -> Evidence | None:
    """Find whether a quantity goes on with an enumeration whose last member is a target.

    至少 and 不少于 hold for the members after them too (至少1次…、3个…), 以上 for its own number only.
    """
    if before is None:
        return None
    earlier, evidence = before
    if quantity.kind == "time":
        return _same_limit(quantity, earlier, words)
    between = words.text[earlier.end : quantity.start]
    if len(between) > _FAR or not _BETWEEN_IN_LIST.fullmatch(between) or not _LIST_MARK.search(between):
        return None
    if quantity.kind != earlier.kind and "percent" in (quantity.kind, earlier.kind):
        return None
    spreads = evidence.spreads
    if spreads == "bare" and words.last("aim", earlier.end, quantity.start) is not None:
        spreads = ""
    comparator = quantity.comparator or (evidence.comparator if spreads else "=")
    stated = quantity.comparator is not None or bool(spreads)
    return Evidence(quantity.start, comparator, stated, spreads, evidence.rule, "likely", continued=True)


def _series(
    quantity: Quantity, clause: int, before: tuple[Quantity, Evidence] | None, words: Words
) -> Evidence | None:
    """Read a bare count that ends its clause right after a target (…不少于4次，健康讲座12场，…; 2018年改造500户，2019年800户)."""
    if (
        before is None
        or quantity.kind not in ("count", "money")
        or quantity.in_words
        or quantity.unit == "倍"
    ):
        return None
    earlier, _ = before
    name = words.text[clause : quantity.start]
    adjoining = 0 < clause - earlier.end <= _FAR and words.sentence_start(quantity.start) <= earlier.start
    by_year = _YEAR_ALONE.fullmatch(name) is not None and quantity.unit == earlier.unit
    if not adjoining or not (by_year or _SERIES_NAME.fullmatch(name)) or not words.ends_clause(quantity.end):
        return None
    return replace(_bare(quantity, "aim-verb"), confidence="doubtful", continued=by_year, by_year=by_year)


def _same_limit(quantity: Quantity, earlier: Quantity, words: Words) -> Evidence | None:
    """Read the second of two limits of which the first is named: 审批时限不超过70个工作日，小型项目不超过40个工作日."""
    word = words.last("bound", earlier.end, quantity.start)
    joint = words.text[earlier.end : quantity.start]
    if word is None or _gap(word, quantity) > 0 or earlier.unit != quantity.unit:
        return None
    return _from_word(word, quantity) if len(joint) <= _FAR and not _SENTENCE_END.search(joint) else None


def _one_more(
    quantity: Quantity, clause: int, before: tuple[Quantity, Evidence] | None, words: Words
) -> Evidence | None:
    """Read a count that opens the clause right behind a target: 支持300名领军人才赴外地培训，1000名骨干人才参加研修."""
    if before is None or quantity.kind != "count" or quantity.in_words or quantity.start != clause:
        return None
    earlier, evidence = before
    joint = words.text[earlier.end : quantity.start]
    if earlier.kind != "count" or not _ONE_CLAUSE.fullmatch(joint) or words.ends_clause(quantity.end):
        return None
    return replace(_bare(quantity, evidence.rule), confidence="doubtful")


def _gap(word: RuleMatch, quantity: Quantity) -> int:
    return quantity.start - word.end


def _from_word(word: RuleMatch, quantity: Quantity, comparator: Comparator | None = None) -> Evidence:
    own = quantity.comparator or comparator
    printed = cast("Comparator | None", word.rule.attributes.get("comparator"))
    return Evidence(
        start=word.start,
        comparator=own or printed or "=",
        stated=own is not None or printed is not None,
        spreads=word.rule.attributes.get("spreads", ""),
        rule=word.rule.id,
        confidence=word.rule.confidence,
    )


def _bound(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    word = words.last("bound", clause, quantity.start)
    if word is None:
        return None
    between = words.text[word.end : quantity.start]
    if quantity.kind == "percent" and _WHOLE.fullmatch(between):
        # 不低于各区机构数量的15%: of what it is a share may stand between.
        return _from_word(word, quantity, cast("Comparator", word.rule.attributes["comparator"]))
    if _gap(word, quantity) > word.rule.attributes["gap"]:
        return None
    if "、" in between or "的" in between[1:]:
        return None
    if _describes(quantity, word, clause, words):
        return None
    needs_rate = word.rule.attributes.get("needs") == "rate"
    named = words.last("rate", max(clause, word.start - 3), word.start) is not None or (
        quantity.kind == "time" and _TIME_NAME.search(words.text, clause, word.start) is not None
    )
    if (needs_rate or quantity.kind == "time") and not named:
        return _daily(quantity, word, clause, words) if not needs_rate else None
    if word.rule.attributes["comparator"] == "~" and words.last("aim", clause, word.start) is None:
        return None
    return _from_word(word, quantity, cast("Comparator", word.rule.attributes["comparator"]))


def _describes(quantity: Quantity, word: RuleMatch, clause: int, words: Words) -> bool:
    """Tell whether bound and number only describe the noun that follows (就诊≥1次的居民), not what is to be set up."""
    if not words.text.startswith("的", quantity.end):
        return False
    if quantity.kind == "percent":
        # 漏损率高于12%的工程.
        return word.rule.attributes["comparator"] in (">", "<") and not _AS_GOAL.match(
            words.text, quantity.end
        )
    verb = words.last("aim", clause, word.start)
    return verb is None or word.start - verb.end > 4 or word.rule.attributes["comparator"] == ">"


def _daily(quantity: Quantity, word: RuleMatch, clause: int, words: Words) -> Evidence | None:
    rhythm = words.last("rhythm", clause, word.start) or words.last("period", clause, word.start)
    return _from_word(word, quantity) if rhythm is not None else None


def _reach(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    word = words.last("reach", clause, quantity.start)
    # 控制在每10万公顷8次以下.
    if word is None or (
        _gap(word, quantity) > 1 and not _PER_MANY.fullmatch(words.text, word.end, quantity.start)
    ):
        return None
    if quantity.kind == "time" and not word.rule.attributes.get("time") and quantity.unit not in _LIFE_UNITS:
        return None
    return _from_word(word, quantity)


def _squeeze(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    word = words.last("squeeze", clause, quantity.start)
    if word is None:
        return None
    # 压缩公告时间至20天: what is squeezed may stand between.
    apart = quantity.kind == "time" and _SQUEEZED.fullmatch(words.text, word.end, quantity.start) is not None
    return _from_word(word, quantity) if apart or _gap(word, quantity) <= 1 else None


def _change(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 增长15%, and 压减审批材料30% where the percentage ends its clause."""
    if quantity.kind == "time":
        return None
    word = words.last("change", clause, quantity.start)
    if word is not None and _gap(word, quantity) <= 1:
        return _from_word(word, quantity)
    word = word or words.last("squeeze", clause, quantity.start)
    if word is None or quantity.kind != "percent" or _gap(word, quantity) > _NAME_LENGTH:
        return None
    between = words.text[word.end : quantity.start]
    return (
        None
        if "的" in between or "、" in between or not words.ends_clause(quantity.end)
        else _from_word(word, quantity)
    )


def _rate(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    word = words.last("rate", clause, quantity.start)
    if word is None or _gap(word, quantity) > 0 or quantity.kind == "time" or quantity.unit == "倍":
        return None
    return _from_word(word, quantity)


def _service_limit(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 3个工作日内办结: how long a service may take at most."""
    if quantity.kind != "time" or quantity.comparator != "<=" or quantity.unit not in _SERVICE_UNITS:
        return None
    # What is due so long after an event is a deadline of that event.
    since = words.text.find("之日起", clause, quantity.start) >= 0
    return (
        _bare(quantity, quantity.rule) if not since and _IS_SETTLED.match(words.text, quantity.end) else None
    )


def _percent_share(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 100%的社区…完成: what the plan does to a share of its objects."""
    if quantity.kind != "percent":
        return None
    if words.ends_clause(quantity.end) and _PART_OF.search(words.text, clause, quantity.start):
        return _bare(quantity, quantity.rule)
    if not _SHARE.match(words.text, quantity.end):
        return None
    described = words.text.endswith(("的", "高于", "低于", "超过"), clause, quantity.start)
    return None if described else _bare(quantity, quantity.rule)


def _event(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 组织一次 where the sentence says when or how often."""
    word = words.last("event", clause, quantity.start)
    if word is None or _gap(word, quantity) > 0:
        return None
    sentence = words.sentence_start(quantity.start)
    if not any(words.last(role, sentence, word.start) for role in ("rhythm", "period")):
        return None
    return _from_word(word, quantity)


def _each_has(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 各区（县级市）有1所综合医院: what each of many is to have, where it is told of all of them."""
    word = words.last("has", clause, quantity.start)
    if word is None or _gap(word, quantity) > 0 or quantity.kind != "count":
        return None
    # A remark in brackets may stand between: 各区（县级市）有….
    each = words.last("each", words.sentence_start(quantity.start), word.start)
    near = each is not None and word.start - each.end <= _NEAR_EACH
    return _from_word(word, quantity) if near else None


def _aim(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 新增600人 and 新增残疾人就业600人."""
    word = words.last("aim", clause, quantity.start) or words.last("squeeze", clause, quantity.start)
    if word is None and quantity.kind == "count":
        # 增加 before a percentage tells a change, before a count it is a verb of doing.
        change = words.last("change", clause, quantity.start)
        word = change if change is not None and change.match[0].endswith("增加") else None
    if word is None or quantity.kind == "time" or words.last("negation", clause, quantity.start) is not None:
        return None
    between = words.text[word.end : quantity.start]
    close = _BEFORE_COUNT.fullmatch(between) is not None
    if quantity.in_words:
        # 一个, 一支 are articles more often than numbers.
        countable = quantity.value >= 2 and countable_in_words(quantity.unit)
        described = words.text.startswith("的", quantity.end)
        return _from_word(word, quantity) if close and countable and not described else None
    if close:
        return _from_word(word, quantity)
    part = _PART_OF_TASK.search(words.text, clause, quantity.start) if quantity.kind == "percent" else None
    done = words.last("aim", clause, part.start()) if part is not None else None
    if done is not None and quantity.start - done.end <= _FAR:
        # 完成总任务的50%以上, 完成年度投资的40%: of the task itself.
        return _from_word(done, quantity)
    foreign = words.text.startswith(("的", "以"), quantity.end) or _NOT_OWN_COUNT.search(between)
    if foreign or len(between) > _FAR:
        return None
    achieved = quantity.unsure and word.rule.attributes.get("achieves") and words.ends_clause(quantity.end)
    if quantity.kind == "percent" and not achieved:
        return None
    return _from_word(word, quantity)


def _served(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 为1200名残疾人提供…."""
    word = words.last("for", clause, quantity.start)
    return _from_word(word, quantity) if word is not None and _gap(word, quantity) == 0 else None


def _attained(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 10万名残疾人实现新增就业目标."""
    if quantity.kind in ("time", "percent") or quantity.in_words or words.last("aim", clause, quantity.start):
        return None
    if not _ATTAINED.match(words.text, quantity.end):
        return None
    goal = words.next("promise", quantity.end)
    near = goal is not None and goal.start < quantity.end + _FAR
    return _bare(quantity, "promise-words") if near else None


def _share_reached(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 50%以上旗区级医院达到…标准, 100%竣工 and 覆盖90%以上乡镇: what is to hold for a share of many."""
    if quantity.kind != "percent" or quantity.unit not in ("%", "％"):
        return None
    if quantity.comparator not in (">=", "~") and quantity.value != _ALL:
        return None
    before = words.text[clause : quantity.start]
    if _NO_SHARE.search(before):
        return None
    reached = _SHARE_DOES.match(words.text, quantity.end) or _COVERS.search(before)
    return _bare(quantity, quantity.rule) if reached else None


def _listed_goal(quantity: Quantity, clause: int, words: Words) -> Evidence | None:
    """Read 主要目标是：…；2家企业上市；规上企业120家, and 每年…岗位1万个以上: numbers that stand for goals by themselves."""
    if quantity.kind != "count" or quantity.in_words or quantity.unit == "倍":
        return None
    name = words.text[clause : quantity.start]
    sentence = words.sentence_start(quantity.start)
    in_list = _GOAL_LIST.search(words.text, sentence, quantity.start) is not None
    if in_list and not name and not words.ends_clause(quantity.end):
        return replace(_bare(quantity, "promise-words"), confidence="doubtful")
    if not _SERIES_NAME.fullmatch(name) or not words.ends_clause(quantity.end):
        return None
    rhythm = any(words.last(role, sentence, quantity.start) for role in ("period", "rhythm"))
    if in_list or (rhythm and quantity.comparator == ">="):
        return replace(_bare(quantity, "promise-words"), confidence="doubtful")
    return None


def _bare(quantity: Quantity, rule: str) -> Evidence:
    stated = quantity.comparator is not None
    return Evidence(quantity.start, quantity.comparator or "=", stated, "", rule, "likely")


_WEIGHED = (
    _reach, _squeeze, _change, _rate, _service_limit, _percent_share, _share_reached, _event, _served, _each_has, _aim, _attained, _listed_goal,
)  # fmt: skip
