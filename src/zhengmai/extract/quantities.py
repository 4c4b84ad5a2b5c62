"""Numbers with units in policy text, and the comparator that is printed behind them.

Entry point: `find_quantities`. The forms, and those that are no quantity of a plan (amounts of subsidy, thresholds, ages,
names), stand in rules/quantities.toml. Whether a quantity is a target is decided in `zhengmai.extract.targets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.numerals import number_value
from zhengmai.extract.rules import load_rules

if TYPE_CHECKING:
    from zhengmai.extract.rules import Confidence, RuleMatch, RuleTable

Comparator = Literal[">=", "<=", "=", ">", "<", "~"]
UnitKind = Literal["percent", "money", "time", "ratio", "count"]


@dataclass(frozen=True)
class Quantity:
    """A number with its unit.

    Attributes:
        start: offset of the first character in the folded text.
        end: offset after the last one, with 以上, 左右 and the like.
        unit_end: offset after the unit.
        value: exact, 万 and 亿 multiplied out; of a range the lower bound.
        unit: as printed, without 万 and 亿; "%" for 百分之.
        kind: the unit's kind.
        comparator: what 以上, 以下, 左右, 余 behind the number say; None where nothing stands there.
        in_words: the number is a Chinese numeral.
        unsure: the value is a reading among others (ranges, 全覆盖, 翻番).
        rule: id of the rule in rules/quantities.toml.
        confidence: the rule's.
    """

    start: int
    end: int
    unit_end: int
    value: Decimal
    unit: str
    kind: UnitKind
    comparator: Comparator | None
    in_words: bool
    unsure: bool
    rule: str
    confidence: Confidence


def find_quantities(text: str) -> list[Quantity]:
    """Find the quantities of a folded text that may be targets, in order of their place."""
    found = _rules_for("quantity").matches(text)
    if not found:
        return []
    excluded = bytearray(len(text))
    for rule in _rules_for("exclude").candidates(text):
        # Each exclusion holds by itself: a title inside a condition does not lift the condition.
        for match in rule.pattern.finditer(text):
            excluded[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    readings = (_quantity(match) for match in found if not excluded[match.start])
    return [quantity for quantity in readings if quantity is not None]


@cache
def _rules_for(role: str) -> RuleTable:
    return load_rules("quantities").where("role", role)


def _quantity(match: RuleMatch) -> Quantity | None:
    attributes = match.rule.attributes
    unit = attributes.get("unit") or match.group("unit") or ""
    try:
        value = _value(match)
    except ValueError:  # 千百, 一二三: characters of a numeral that are none together
        return None
    after = match.group("after") or ""
    comparator = _comparator(after) if after else None
    if comparator is None and (match.group("odd") or match.group("odd2")):
        comparator = ">"
    if match.group("low") and comparator is None:
        comparator = ">="
    return Quantity(
        start=match.start,
        end=match.end,
        unit_end=match.end - len(after),
        value=value,
        unit=unit.replace("亿元", "元").replace(":", "∶").replace("：", "∶").replace("个工作日", "工作日"),
        kind=_unit_kind(unit),
        comparator=comparator,
        in_words=not any(c.isdigit() for c in match.match[0]) and "value" not in attributes and unit != "%",
        unsure=bool(attributes.get("unsure", False)),
        rule=match.rule.id,
        confidence=match.rule.confidence,
    )


def _value(match: RuleMatch) -> Decimal:
    fixed = match.rule.attributes.get("value")
    if fixed is not None:
        return Decimal(fixed)
    denominator = match.group("denominator")
    if denominator:
        share = 100 * number_value(match.group("number") or "") / number_value(denominator)
        return share.quantize(Decimal("0.01"))
    low = match.group("low")
    if low:
        return number_value(low + (match.group("lowscale") or match.group("scale") or ""))
    return number_value((match.group("number") or "") + (match.group("scale") or ""))


def _comparator(after: str) -> Comparator | None:
    if after.endswith("以上"):
        return ">="
    if after.endswith(("以下", "内")):
        return "<="
    return "~" if after.endswith(("左右", "上下")) else None


def countable_in_words(unit: str) -> bool:
    """Tell whether a Chinese numeral with this unit is a number rather than a part of a name (二次供水)."""
    return unit in load_rules("quantities").data["in_words"]["units"]


@cache
def _kinds() -> dict[str, UnitKind]:
    units: dict[UnitKind, list[str]] = load_rules("quantities").data["units"]
    return {name: kind for kind, names in units.items() for name in names}


def _unit_kind(unit: str) -> UnitKind:
    return _kinds().get(unit, "count")
