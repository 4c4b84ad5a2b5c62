"""Units that the end of a document lists: what a collective addressee stands for, and 分送机关.

Entry points: `read_rosters`, `read_recipients`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhengmai.extract.carrier.lines import is_closing
from zhengmai.extract.facts import Roster
from zhengmai.extract.rules import load_rules
from zhengmai.extract.unit_names import split_names
from zhengmai.text.layout import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.text.view import View

_SHORTEST_ROSTER = 3
# Paragraphs behind which no list of recipients is looked for, and the fewest names that make one.
_LONGEST_TAIL = 12
_SHORTEST_LIST = 4


def read_rosters(views: Sequence[View], head: Head) -> None:
    """Read the list of a collective addressee's units, a paragraph that its name and a colon open.

    晋政残工委〔2023〕5号 is addressed to 市直有关单位 and ends 市直有关单位：组织部、宣传部、….
    """
    for addressee in dict.fromkeys(fold(name) for name in head.carrier.addressees):
        opening = addressee + "："
        for i in range(head.body_from, len(views)):
            view = views[i]
            if i in head.consumed or not view.text.startswith(opening):
                continue
            end = len(view.text.rstrip("。；"))
            names = split_names(view.text, len(opening), end, general=True)
            if len(names) < _SHORTEST_ROSTER:
                continue
            before = len(head.carrier.header)
            for name in names:
                head.add("分送机关", view, name.start, name.end, "line-recipients", "certain")
            head.carrier.rosters.append(Roster(addressee, tuple(head.carrier.header[before:])))
            head.consumed.add(i)


def read_recipients(views: Sequence[View], head: Head) -> None:
    """Read the units that the text is sent to besides 主送机关, where its tail lists them by name."""
    for i in range(max(head.body_from, len(views) - _LONGEST_TAIL), len(views)):
        found = load_rules("carrier").only("line-recipients").matches(views[i].text)
        if i in head.consumed or not found:
            continue
        start, end = found[0].match.span("units")
        names = split_names(views[i].text, start, end)
        known = [n for n in names if load_rules("parties").matches(views[i].text[n.start : n.end])]
        if len(names) < _SHORTEST_LIST or len(known) * 3 < len(names) * 2:
            continue
        for name in names:
            head.add("分送机关", views[i], name.start, name.end, "line-recipients", "certain")
        head.consumed.add(i)
        _consume_tail(views, head, i + 1)
        return


def _consume_tail(views: Sequence[View], head: Head, begin: int) -> None:
    """Leave out what a 抄送 line that ends in a semicolon goes on with."""
    for i in range(begin, len(views)):
        if i > 0 and is_closing(views[i - 1]) and views[i - 1].text.endswith("；"):
            head.consumed.add(i)
