"""Checks of plans that need calendars, names of places or a comparison of words.

Entry point: `plan_defects`. What engines get wrong or cannot do is done here: subtracting dates (they differ on
it), reading a division off a cited title, telling whether two names are nearly one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from zhengmai.extract.facts import Carrier
from zhengmai.extract.titles import issuers_in_title
from zhengmai.namespaces import DATA, PP, PPS
from zhengmai.registry import divisions
from zhengmai.resolve.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

DAYS_UNTIL_DUE = PPS + "daysUntilDue"
ELAPSED_AT_ISSUE = PPS + "elapsedAtIssue"
SKIPPED_LEVEL = PPS + "skippedLevel"
PROGRAMME_VARIANT = PPS + "programmeVariant"
UNANSWERED_PROBLEM = PPS + "unansweredProblem"
PLAN_CHECKS = frozenset(
    {DAYS_UNTIL_DUE, ELAPSED_AT_ISSUE, SKIPPED_LEVEL, PROGRAMME_VARIANT, UNANSWERED_PROBLEM}
)

_PREFIXES = {"pp": PP, "oa": "http://www.w3.org/ns/oa#"}
_PLAN_OF = "?plan (pp:hasMeasure|pp:hasProvision|^pp:provisionOf)"
_DOCUMENT_OF = "?document (pp:issues|^pp:issuedThrough) ?plan"
_DIVISION = DATA + "division/"

SHORTEST_NOTICE = timedelta(days=30)
LATEST_SHARE = 0.25
# Programmes are compared from this length on; shorter quoted words are no names.
_QUOTED = re.compile('[“"]([^“”"]{6,40})[”"]')
_NEARLY_ONE = 0.85
# A problem is answered where so much of its heading stands in that of a group of measures.
_ANSWERED = 0.6
_NO_SUBJECT = re.compile("(?:方面|领域)?(?:的)?(?:主要|突出)?(?:短板|不足|问题|弱项)?$")
_HAN = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Checked:
    """One thing that was checked.

    Attributes:
        node: IRI of the node.
        check: the defect property that would be stated of it.
        value: what is wrong with it; None: nothing.
    """

    node: str
    check: str
    value: str | None


def plan_defects(store: Store) -> list[Checked]:
    """Check deadlines, periods, bases, quoted names and problems of the plans in a store.

    Args:
        store: the data; all graphs count as one, nothing is changed.

    Returns:
        All that was checked, sorted, each thing once a value.
    """
    found = {
        *_soon_due(store),
        *_issued_late(store),
        *_skipped_levels(store),
        *_variants(store),
        *_unanswered(store),
    }
    return sorted(found, key=lambda checked: (checked.check, checked.node, checked.value or ""))


def _rows(store: Store, query: str) -> Iterator[tuple[str | None, ...]]:
    solutions = store.query(query, prefixes=_PREFIXES, use_default_graph_as_union=True)
    for solution in solutions:  # type: ignore[union-attr]
        yield tuple(term.value if isinstance(term, (NamedNode, Literal)) else None for term in solution)


def _day(text: str | None) -> date | None:
    """Give a date; None for what is none, which another shape reports."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _soon_due(store: Store) -> Iterator[Checked]:
    """Count the days from issue to a due date; of two readings the later counts."""
    query = f"""SELECT ?deadline ?due ?latest ?issued WHERE {{
      ?deadline pp:dueDate ?due . OPTIONAL {{ ?deadline pp:latestReading ?latest }}
      ?provision pp:hasDeadline ?deadline . {_PLAN_OF} ?provision .
      {_DOCUMENT_OF} . ?document pp:issueDate ?issued }}"""
    for deadline, due, latest, issued in _rows(store, query):
        end, begin = _day(latest) or _day(due), _day(issued)
        if deadline and end and begin:
            soon = timedelta(0) <= end - begin < SHORTEST_NOTICE
            yield Checked(deadline, DAYS_UNTIL_DUE, str((end - begin).days) if soon else None)


def _issued_late(store: Store) -> Iterator[Checked]:
    query = f"""SELECT ?plan ?start ?end ?issued WHERE {{
      ?plan pp:periodStart ?start ; pp:periodEnd ?end . {_DOCUMENT_OF} . ?document pp:issueDate ?issued }}"""
    for plan, first, last, day in _rows(store, query):
        start, end, issued = _day(first), _day(last), _day(day)
        if plan and start and end and issued and start <= end:
            share = (issued - start) / (end + timedelta(days=1) - start)
            yield Checked(plan, ELAPSED_AT_ISSUE, f"{share:.0%}" if share > LATEST_SHARE else None)


def _skipped_levels(store: Store) -> Iterator[Checked]:
    """Find plans whose bases come from two or more levels above, and none from the level directly above."""
    query = f"""SELECT ?plan ?own ?title ?number ?cited WHERE {{
      {_DOCUMENT_OF} . ?document pp:issuedBy/pp:agencyOf ?own .
      ?plan pp:hasBasisCitation ?citation .
      OPTIONAL {{ ?citation pp:verbatimTitle ?title }} OPTIONAL {{ ?citation pp:verbatimNumber ?number }}
      OPTIONAL {{ ?citation pp:citedText/pp:issuedBy/pp:agencyOf ?cited }} }}"""
    bases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for plan, own, title, number, cited in _rows(store, query):
        if plan and own:
            known = _code(cited) or _division_of(title, number)
            bases[plan, _code(own) or ""] |= {known} if known else set()
    for (plan, own), codes in bases.items():
        line = _line_above(own)
        if len(line) >= 2:
            skipped = any(code in codes for code in line[1:]) and line[0] not in codes
            yield Checked(plan, SKIPPED_LEVEL, divisions.load().get(line[0]).name if skipped else None)


def _code(division: str | None) -> str | None:
    return division.removeprefix(_DIVISION) if division and division.startswith(_DIVISION) else None


def _division_of(title: str | None, number: str | None) -> str | None:
    """Read the division of a cited text off its title, else off its number."""
    place = place_of(Carrier(number=number, issuers=issuers_in_title(title or ""), title=title))
    return place.code if place else None


def _line_above(code: str) -> list[str]:
    """Give the codes of the divisions above, nearest first; none for a division that the registry lacks."""
    try:
        return [division.code for division in divisions.load().ancestors(code)]
    except KeyError:
        return []


def _variants(store: Store) -> Iterator[Checked]:
    """Find names in quotation marks that differ from an earlier one of the plan by a character or two."""
    query = f"""SELECT ?plan ?node ?text (MIN(?start) AS ?at) WHERE {{
      {_PLAN_OF} ?node . ?node pp:text ?text .
      ?node pp:evidencedBy/oa:hasSelector/oa:start ?start }} GROUP BY ?plan ?node ?text"""
    texts: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for plan, node, text, at in _rows(store, query):
        if plan and node and text and at and at.isdecimal():
            texts[plan].append((int(at), node, text))
    for entries in texts.values():
        known: list[str] = []
        for _, node, text in sorted(entries):
            for name in dict.fromkeys(_QUOTED.findall(text)):
                near = [f"“{name}” ≠ “{other}”" for other in known if _nearly_one(name, other)]
                yield Checked(node, PROGRAMME_VARIANT, near[0] if near else None)
                known.append(name)


def _nearly_one(left: str, right: str) -> bool:
    # Names that differ by a number only are two: 第六届, 第七届; 2022, 2023.
    if left == right or re.sub(_NUMBERS, "", left) == re.sub(_NUMBERS, "", right):
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= _NEARLY_ONE


_NUMBERS = re.compile("[0-9０-９〇一二三四五六七八九十百]+")


def _unanswered(store: Store) -> Iterator[Checked]:
    """Find groups of problems whose heading no group of measures takes up."""
    problems = f"""SELECT DISTINCT ?plan ?group ?heading WHERE {{
      {_PLAN_OF} ?group . ?group a pp:ProblemStatement ; pp:heading ?heading ; pp:underSection ?above .
      ?above a pp:ProblemStatement . ?part pp:underSection ?group }}"""
    measures = f"""SELECT DISTINCT ?plan ?heading WHERE {{
      {{ {_PLAN_OF} ?measure . ?measure a pp:Measure . ?measure pp:underSection+ ?group . ?group pp:heading ?heading }}
      UNION {{ {_PLAN_OF} ?measure . ?measure a pp:Measure ; pp:heading ?heading }} }}"""
    answers: dict[str, list[str]] = defaultdict(list)
    for plan, heading in _rows(store, measures):
        if plan and heading:
            answers[plan].append(heading)
    for plan, group, heading in _rows(store, problems):
        if plan and group and heading:
            subject = _pairs(_NO_SUBJECT.sub("", heading))
            best = max((_overlap(subject, _pairs(answer)) for answer in answers[plan]), default=0.0)
            yield Checked(group, UNANSWERED_PROBLEM, heading if best < _ANSWERED else None)


def _pairs(text: str) -> set[str]:
    """Give the pairs of neighbouring Han characters."""
    return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}


def _overlap(subject: set[str], answer: Iterable[str]) -> float:
    return len(subject & set(answer)) / len(subject) if subject else 1.0
