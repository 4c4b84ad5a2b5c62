"""What a title tells of lineage: the texts that it carries out or forwards, and the series that a plan belongs to.

Entry points: `named_texts` and `series_key`. A series are the plans of one name and period in all places; the name is
what is left of the title when place, level, period, carrying out and the kind of text are taken away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from zhengmai.extract.rules import load_rules
from zhengmai.extract.titles import (
    bracketed,
    inner_titles,
    issuers_in_title,
    plan_period,
    split_frame,
    title_key,
)
from zhengmai.registry import divisions

if TYPE_CHECKING:
    from zhengmai.extract.rules import Confidence

_PERIODS = ("title-period", "title-period-plan", "title-period-year")
_FORWARDING = ("转发", "批转")
_EMPTY_BRACKETS = re.compile(r"[（(][）)]")
_QUOTES = re.compile(r"[“”\"‘’'《》〈〉]")
# 行动 or 就业 alone name no series.
_SHORTEST_NAME = 4
# A name of two characters (赵县, 城区) is too often the beginning of another word.
_SHORTEST_PLACE = 3


@dataclass(frozen=True)
class NamedText:
    """A text that a title names as what it carries out or forwards.

    Attributes:
        title: its title, without outer 《》.
        role: "implements" (贯彻落实《…》) or "forwards" (转发 …).
        rule: id of the rule that read it.
        confidence: of that rule.
    """

    title: str
    role: Literal["implements", "forwards"]
    rule: str
    confidence: Confidence


def named_texts(title: str) -> list[NamedText]:
    """Give the texts that a title carries out or forwards; none where it names none.

    A title that issues a plan (关于印发《…》的通知) names what it issues, which is not another text.

    Args:
        title: simplified, outer 《》 allowed.

    >>> [text.title for text in named_texts("关于贯彻落实《甲省就业三年行动方案》的通知")]
    ['甲省就业三年行动方案']
    """
    plain = re.sub(r"\s+", "", title)
    frame = split_frame(plain)
    if frame.verb in _FORWARDING:
        return [NamedText(inner, "forwards", "title-forwarding-notice", "certain") for inner in frame.inner]
    if frame.verb:
        return []
    for match in (
        load_rules("series").only("title-carries-out-quoted", "title-carries-out-plain").matches(plain)
    ):
        named = match.group("named") or ""
        spans = bracketed(named)
        texts = [named[start + 1 : end - 1] for start, end in spans] or [named]
        role = cast("Literal['implements']", match.rule.attributes["role"])
        return [NamedText(text, role, match.rule.id, match.rule.confidence) for text in texts]
    return []


def series_key(title: str, period: tuple[str, str] | None) -> str | None:
    """Give the series of a plan: its bare name, a bar, and first and last year.

    A plan that carries out or forwards another belongs to the other's series, as does a table of its tasks. The bar
    ends the key where no period is known.

    Args:
        title: of the plan, simplified.
        period: first and last year of the plan, None where unknown.

    Returns:
        None where nothing is left that would name a series (实施方案, 2023年工作要点).

    >>> series_key("石狮市促进残疾人就业三年行动实施方案（2022—2024年）", ("2022", "2024"))
    '促进残疾人就业三年行动|2022-2024'
    >>> series_key("福建省贯彻国家残疾预防行动计划（2021—2025年）实施方案", ("2021", "2025"))
    '残疾预防行动|2021-2025'
    """
    texts = [text.title for text in named_texts(title)] or inner_titles(title)
    # Each step leaves words out, so that the title gets shorter and the recursion ends.
    if len(texts) == 1:
        return series_key(texts[0], plan_period(texts[0]) or period)
    if texts:
        return None
    name = _name(title)
    if len(name) < _SHORTEST_NAME:
        return None
    years = period or plan_period(title)
    return f"{name}|{'-'.join(years) if years else ''}"


def place_in_title(title: str) -> str | None:
    """Give the code of the division that a title begins with; "CN" for 国家 and 全国, None where it names none.

    >>> place_in_title("江西省“十四五”残疾人保障和发展规划")
    '360000'
    """
    plain = re.sub(r"\s+", "", title).removeprefix("关于")
    if plain.startswith(tuple(_list("nation"))):
        return divisions.NATION
    found = divisions.load().prefix(plain)
    return found.division.code if found else None


def _name(title: str) -> str:
    plain = _without_period(re.sub(r"\s+", "", title))
    if issuers_in_title(plain):
        plain = plain.partition("关于")[2]
    plain = _without_opening(_QUOTES.sub("", plain))
    kinds = load_rules("series").only("series-kind").matches(plain)
    if not kinds:
        return title_key(_without_qualifiers(plain))
    # A kind word at the head is part of the name (规划编制工作方案).
    names = (_without_qualifiers(plain[: kind.start]) for kind in kinds)
    return title_key(next((name for name in names if name), ""))


def _without_period(plain: str) -> str:
    for name in _PERIODS:
        for match in reversed(load_rules("titles").only(name).matches(plain)):
            plain = plain[: match.start] + plain[match.end :]
    return _EMPTY_BRACKETS.sub("", plain)


def _without_opening(plain: str) -> str:
    """Leave out what stands before the name: 关于, places, level words, and the verb of carrying out."""
    openings = ("关于", *_list("nation"), *_list("levels"), *_list("carrying"))
    while True:
        opening = next((word for word in openings if plain.startswith(word)), "")
        length = len(opening) or _place_length(plain)
        if not length:
            return plain
        plain = plain[length:]


def _place_length(plain: str) -> int:
    register = divisions.load()
    found = register.prefix(plain)
    if found:
        return found.length
    # Of several places with one name none is meant for certain, but a place it is.
    for length in range(min(len(plain), 12), _SHORTEST_PLACE - 1, -1):
        named = register.named(plain[:length])
        if any(one.level != "township" and one.name == plain[:length] for one in named):
            return length
    return 0


def _without_qualifiers(name: str) -> str:
    qualifiers = _list("qualifiers")
    while ending := next((word for word in qualifiers if name.endswith(word)), ""):
        name = name[: -len(ending)]
    return name


def _list(name: str) -> list[str]:
    return cast("list[str]", load_rules("series").data["lists"][name])
