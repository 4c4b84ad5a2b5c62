"""What is left of a measure's text when place, basis and misprints are taken away, and the words for it.

Entry points: `own_names`, `comparable`, `clauses`, `members_of`, `bare`. The words stand in align/words.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zhengmai.registry import divisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TITLE = r"《[^《》]{1,200}(?:《[^《》]{1,100}》[^《》]{0,60})?》"
_NUMBER = r"(?:[（(][^（）()]{1,24}号[）)])?"
_NOT_WORD = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff0-9A-Za-z%]+")
_CLAUSE_END = re.compile(r"[，。；：！？,;:!?]+")
_MEMBER_END = re.compile(r"、|(?<=”)(?=“)")
# 保障残疾人保障残疾人: a copy that repeats itself at once.
_REPEATED = re.compile(r"([\u4e00-\u9fff]{3,12})\1")


@cache
def words() -> Mapping[str, Any]:
    """Give the tables of align/words.toml."""
    return tomllib.loads(files("zhengmai.align").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def own_names(code: str) -> tuple[str, ...]:
    """Give the names, longest first, of a division and of those above it, the nation left out.

    Args:
        code: of the division; an unknown one gives none.
    """
    register = divisions.load()
    if code not in register or code == divisions.NATION:
        return ()
    found: list[str] = []
    for division in (register.get(code), *register.ancestors(code)):
        if division.code == divisions.NATION:
            continue
        # The generic element is one to three characters long; what is left of the name has two at least.
        stems = (
            [division.name[:-1]] if len(division.name) > 2 and division.name[-1] in "省市县区旗州盟" else []
        )
        found += [division.name, *stems]
    return tuple(sorted(set(found), key=lambda name: (-len(name), name)))


def comparable(text: str, names: Iterable[str]) -> str:
    """Leave out of a measure's text what does not say what is done: the basis, places, repeats of a misprint.

    Args:
        text: of the measure, simplified.
        names: of the plan's own places and parties, longest first.

    Returns:
        The rest with its punctuation; where nothing else is said, the text with the title that it names.
    """
    without = _basis().sub("", text)
    without = re.sub(_TITLE + _NUMBER, "", without)
    if len(bare(without)) < len(bare(text)) // 8:
        without = text
    for name in (*names, *words()["own_places"]):
        without = without.replace(name, "")
    return _REPEATED.sub(r"\1", without)


def clauses(text: str) -> list[str]:
    """Split a text at the marks that end a clause (not at 、); a subject word at the head is left out."""
    subjects = tuple(words()["subjects"])
    found = []
    for clause in _CLAUSE_END.split(text):
        subject = next((word for word in subjects if clause.startswith(word)), "")
        found.append(clause.removeprefix(subject).strip())
    return [clause for clause in found if bare(clause)]


def members_of(clause: str) -> list[str]:
    """Split a clause at 、 and between quoted names, where it enumerates."""
    return [member for member in _MEMBER_END.split(clause) if bare(member)]


def bare(text: str) -> str:
    """Give a text without punctuation and white space."""
    return _NOT_WORD.sub("", text)


@cache
def _basis() -> re.Pattern[str]:
    table = words()["basis"]
    verbs, adverbs, closings = (
        "|".join(sorted(table[name], key=len, reverse=True)) for name in ("verbs", "adverbs", "closings")
    )
    return re.compile(
        rf"(?:{adverbs})?(?:{verbs})[^，。；《》]{{0,60}}{_TITLE}{_NUMBER}的?(?:{closings})?[，,]?"
    )
