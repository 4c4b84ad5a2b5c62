"""What a group says for its items: who is to act in them, and by when.

Entry points: `share_out`, `share_out_deadline`, `share_closing_clauses`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.facts import likely
from zhengmai.extract.parties import find_clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.facts import Deadline, Party, Provision
    from zhengmai.extract.outline import Item

# A line behind the last item of a group: 以上三项由甲局牵头.
_SPEAKS_FOR_ALL = re.compile(
    r"(?:以上|上述)(?:[一二两三四五六七八九十\d]{1,3}项|各项|所有|全部)?(?:工作|任务|措施)?(?:均|都)?由"
)
# So many groups tell that the clause behind the last item of each is that of all its items.
_FEW_GROUPS = 3
# The same where it is a line of its own: 责任单位：….
_FEW_LINES = 2


def share_out(parties: Sequence[Party], provisions: Sequence[Provision]) -> None:
    """Give the measures of a group that name nobody those whom its heading, or a clause behind that, names."""
    for provision in provisions:
        if provision.kind == "measure" and not provision.parties:
            provision.parties = [*parties]


def share_out_deadline(deadline: Deadline, provisions: Sequence[Provision]) -> None:
    """Give the measures that name no deadline the one of all: a group's (整改时限：2023年6月底), or the plan's."""
    for provision in provisions:
        if provision.kind == "measure" and not provision.deadlines:
            provision.deadline = likely(deadline)
            provision.deadlines = [provision.deadline]


def share_closing_clauses(outline: Item, provisions: Sequence[Provision]) -> None:
    """Let the bracket that closes the last item of a group speak for the items before it.

    So it does where several groups have one behind their last item and no other item of any group has one.
    """
    groups = [
        (item.children, [_closes_with_clause(child) for child in item.children])
        for item in outline.walk()
        if item.label and len(item.children) > 1 and not item.holds_groups
    ]
    said = [
        (children, closed)
        for children, closed in groups
        if _SPEAKS_FOR_ALL.match(children[-1].views[-1].text)
    ]
    if not said:
        # Groups whose items are numbered alike do it alike; 保障措施 may have a clause behind each of its items.
        styles = dict.fromkeys(children[0].label.style for children, _ in groups if children[0].label)
        alike = (
            [(c, closed) for c, closed in groups if any(closed) and c[0].label and c[0].label.style == style]
            for style in styles
        )
        said = [group for told in alike if _speaks_for_group(told) for group in told]
    by_begin = {provision.evidence.span.start: provision for provision in provisions}
    for children, _ in said:
        parts = [by_begin.get(child.views[0].span().start) for child in children]
        if parts[-1] is not None:
            share_out(
                [likely(party) for party in parts[-1].parties],
                [part for part in parts[:-1] if part is not None],
            )


def _speaks_for_group(told: Sequence[tuple[Sequence[Item], Sequence[bool]]]) -> bool:
    """Tell whether the clauses of groups, each with its items and which of them have one, stand behind the last items alone."""
    if any(closed.index(True) + 1 < len(closed) for _, closed in told):
        return False
    last = [children[-1].views for children, _ in told]
    lines = [find_clauses(views[-1].text) for views in last if len(views) > 1]
    in_lines = [clauses for clauses in lines if clauses and clauses[0].field and clauses[0].start == 0]
    return len(told) >= (_FEW_LINES if len(in_lines) == len(told) else _FEW_GROUPS)


def _closes_with_clause(item: Item) -> bool:
    """Tell whether an item names in brackets or lines of their own who is to act."""
    return any(c.parties and not c.prose for view in item.texts for c in find_clauses(view.text))
