"""The roles that the units of several clauses of one task have together.

Entry points: `grouped`, `side_by_side`, `led_to_the_comma`, `beside_lead`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhengmai.extract.facts import Party
    from zhengmai.extract.parties import ClauseReading
    from zhengmai.text.view import View


def grouped(clauses: list[tuple[View, ClauseReading]]) -> list[list[tuple[View, ClauseReading]]]:
    """Put what speaks of the same task together: field lines that follow each other, and the words of a sentence.

    Each bracket is a group of its own.
    """
    groups: list[list[tuple[View, ClauseReading]]] = []
    for view, clause in clauses:
        last_view, last = groups[-1][-1] if groups else (None, None)
        if last is not None and (
            (clause.field and last.field)
            or (
                clause.prose
                and last.prose
                and view is last_view
                and "。" not in view.text[last.end : clause.start]
            )
        ):
            groups[-1].append((view, clause))
        else:
            groups.append([(view, clause)])
    return groups


def side_by_side(lists: list[list[Party]]) -> list[Party]:
    """Give the units of the clauses of one task, a list a clause, in the roles that they have together."""
    parties = _main_lead([p for parties in lists for p in parties])
    if not any(p.role == "lead" for p in parties):
        return parties
    # A clause that names who leads has given its other units their roles already.
    settled = [any(p.role == "lead" for p in parties) for parties in lists for _ in parties]
    return [p if known else beside_lead([p])[0] for p, known in zip(parties, settled, strict=True)]


def led_to_the_comma(view: View, clause: ClauseReading, parties: list[Party]) -> list[Party]:
    """Let the units before the first comma of a list lead, and the others support; a list without one stays as it is."""
    named = clause.parties
    comma = view.text.find("，", named[0].end, named[-1].start) if named else -1
    if comma < 0:
        return parties
    at = view.offsets[comma]
    return [
        replace(p, role="lead" if p.evidence.span.start < at else "support", stated=True) for p in parties
    ]


def beside_lead(parties: list[Party]) -> list[Party]:
    """Give the units with those of 责任单位 as supporting: beside a leading unit they answer for nothing alone."""
    return [replace(p, role="support") if p.role == "responsible" else p for p in parties]


def _main_lead(parties: list[Party]) -> list[Party]:
    """Let 主要责任单位 lead where others are named beside it in lines of their own."""
    main = [p.evidence.rule == "clause-label-main" for p in parties]
    if not any(main) or all(main):
        return parties
    return [replace(p, role="lead") if is_main else p for p, is_main in zip(parties, main, strict=True)]
