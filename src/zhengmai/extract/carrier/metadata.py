"""The metadata that web sites and prints put before or after a text. Entry point: `read_metadata`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.lines import names_issuer
from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.rules import load_rules
from zhengmai.extract.table_rows import UNIT_ROLES, column_role
from zhengmai.extract.titles import document_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.extract.rules import RuleMatch
    from zhengmai.text.view import View

Fields = dict[str, tuple[int, int, int]]
"""Element of the metadata → (paragraph, start, end) of its value."""

_LONGEST_BARE = 300
# What stands behind each label of a field, and how far from the beginning of its paragraph at most.
_FIELD_MARK = re.compile("[：〔\\[【（]")
_LONGEST_LABEL = 40
# What encloses fields in tables and lists, and values that say that there is none.
_FRAME = "|•·*-—"
_SET_APART = re.compile(r"[\]】|•·*—-]|^.{1,12}$")
_NO_VALUE = frozenset({"无", "暂无", "-", "/", "--", "无文号", "其他"})
FIELD_DATE = re.compile(r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?")


def read_metadata(views: Sequence[View], head: Head) -> Fields:
    """Find the metadata that a web site puts before or after the text: element → (paragraph, start, end)."""
    found: Fields = {}
    tasks = _heads_of_task_tables(views)
    for i, view in enumerate(views):
        if view.cell is not None and view.cell[:2] in tasks:
            continue
        # Only a paragraph that begins with such a field is metadata; in running text the words mean themselves.
        opens = _FIELD_MARK.search(view.text, 0, _LONGEST_LABEL) is not None
        matches = load_rules("carrier").where("form", "field").matches(view.text) if opens else ()
        if not matches and view.cell is not None and (label := _label_of(view.text)):
            if row := _value_below(views, i):
                head.consumed |= {i, row[0]}
                _note_field(views, found, label, row)
            continue
        if not matches or view.text[: matches[0].start].strip(_FRAME):
            matches = _bare_labels(view) if len(view) <= _LONGEST_BARE and i not in head.consumed else []
            if not matches:
                continue
        elif len(matches) == 1 and _is_label(view.text) and (row := _value_below(views, i)):
            # Label and value each on a line, or in a cell, of their own.
            head.consumed |= {i, row[0]}
            _note_field(views, found, matches[0], row)
            continue
        head.consumed.add(i)
        for k, match in enumerate(matches):
            end = matches[k + 1].start if k + 1 < len(matches) else len(view)
            _note_field(views, found, match, (i, match.end, end))
    return found


def _heads_of_task_tables(views: Sequence[View]) -> frozenset[tuple[int, int]]:
    """Give table and row of the cells beside a head of a column of units: 类别 and 序号 are no metadata there."""
    return frozenset(
        (view.cell.table, view.cell.row)
        for view in views
        if view.cell is not None and column_role(view.text) in UNIT_ROLES
    )


def _note_field(
    views: Sequence[View],
    found: Fields,
    match: RuleMatch,
    place: tuple[int, int, int],
) -> None:
    i, start, end = place
    text = views[i].text
    while start < end and text[start] in _FRAME + "：":
        start += 1
    while start < end and text[end - 1] in _FRAME:
        end -= 1
    element = str(match.rule.attributes["element"])
    if element and start < end and text[start:end] not in _NO_VALUE:
        found.setdefault(element, (i, start, end))


def _bare_labels(view: View) -> list[RuleMatch]:
    """Give the labels of a line that sets label and value apart by blanks or by the lines of a table.

    One label by itself may be a word of a menu; it counts where the value is of its kind.
    """
    # In a line without blanks and marks nothing sets a label apart from its value.
    if isinstance(view.offsets, range) and not _SET_APART.search(view.text):
        return []
    rules = load_rules("carrier").where("form", "label")
    found = [
        match
        for match in rules.matches(view.text)
        if _is_parted(view, match.start)
        and (_is_parted(view, match.end) or match.match[0].endswith(("]", "】")))
    ]
    if not found or view.text[: found[0].start].strip(_FRAME):
        return []
    value = view.text[found[0].end :].strip(_FRAME)
    known = bool(value) and _is_value(str(found[0].rule.attributes["element"]), value)
    return found if known or len(found) > 1 or found[0].match[0].endswith(("]", "】")) else []


def _is_parted(view: View, at: int) -> bool:
    """Tell whether white space, a mark of a table or an end of the line stands before a character."""
    return at in (0, len(view)) or view.parted(at) or view.text[at] in _FRAME or view.text[at - 1] in _FRAME


def _label_of(text: str) -> RuleMatch | None:
    """Give the label that a text consists of."""
    plain = text.strip(_FRAME + "：")
    found = load_rules("carrier").where("form", "label").matches(plain)
    return found[0] if found and (found[0].start, found[0].end) == (0, len(plain)) else None


def _is_label(text: str) -> bool:
    return _label_of(text) is not None


def _value_below(views: Sequence[View], label: int) -> tuple[int, int, int] | None:
    """Give the paragraph that holds the value of a label alone on its line; None where none is of its kind."""
    if label + 1 >= len(views) or _is_label(views[label + 1].text):
        return None
    name, value = views[label], views[label + 1]
    known = _label_of(name.text)
    element = str(known.rule.attributes["element"]) if known else ""
    beside = name.cell is not None and value.cell == name.cell._replace(column=name.cell.column + 1)
    if beside or (name.cell is None and _is_value(element, value.text)):
        return label + 1, 0, len(value)
    return None


def _is_value(element: str, text: str) -> bool:
    """Tell whether a text is what an element of the metadata may hold."""
    if element == "发文字号":
        numbers = find_document_numbers(text)
        return bool(numbers) and numbers[0].start == 0
    if element == "成文日期":
        return FIELD_DATE.match(text) is not None
    if element == "标题":
        return "关于" in text and document_kind(text) is not None
    return element in ("发文机关", "发布机构") and names_issuer(text)
