"""发文机关署名 and 成文日期 (GB/T 9704-2012 7.3.5), or what stands in for them. Entry point: `read_signature`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.issuers import issuer_of_inner_title, issuers_from_title
from zhengmai.extract.carrier.lines import (
    LONGEST_SIGNATURE,
    SEAL,
    copied_date,
    is_closing,
    iso_date,
    line_date,
    names_issuer,
    units_of_line,
)
from zhengmai.extract.carrier.metadata import FIELD_DATE
from zhengmai.extract.rules import load_rules
from zhengmai.extract.tables import find_tables
from zhengmai.extract.titles import bracketed, document_kind, issuers_in_title, split_frame, title_key
from zhengmai.extract.unit_names import LEVEL_WORDS
from zhengmai.registry import divisions
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.extract.carrier.metadata import Fields
    from zhengmai.extract.rules import RuleMatch
    from zhengmai.text.view import View

_ADOPTION_LINES = 8
_SHORTEST_DAY = 8
_NOTICE_LINES = 8
# Plans of a whole province are signed by two dozen of its bodies.
_MOST_SIGNERS = 40
# So many paragraphs, such as 附件, may stand between a notice's last sentence and its signature.
_SIGNATURE_REACH = 4
# The last sentence of a notice.
_CLOSES = re.compile(
    r"(?:印发|转发|下发|印送|下达)(?:给)?你们|现(?:予以?)?(?:印发|转发|下达)|特此(?:通知|函告|通告|公告)|(?:遵照|贯彻|组织|参照|认真)[^。]{0,6}(?:执行|实施|落实)。$"
)
_MARKS = re.compile(r"[。；：，《》]|^(?:截至|至|自|从|于|在|到)|(?:于|在|至|自|从)$")
_DUE_HEAD = re.compile("(?:时限|时间|期限|节点|进度|时效)(?!：)")
_LONGEST_HEAD_ROW = 60
_SIGNED_DATE = re.compile(r"[（(]?(?:[\d〇○零一二三四五六七八九十]{4}|[*＊×xX]{1,4})年")


def read_signature(views: Sequence[View], head: Head, fields: Fields) -> None:
    """Read 发文机关署名 and 成文日期 (GB/T 9704-2012 7.3.5): units, then the date."""
    due: frozenset[int] | None = None
    for i in range(head.body_from, len(views)):
        found = _dated(views, i, head)
        if found is None:
            continue
        due = _deadline_cells(views) if due is None else due
        if views[i].offsets[0] in due:
            continue
        value, match, begin, signers = found
        signers = signers or _signers_below(views, i, head)
        if signers and _wrote_what_is_issued(views, signers[0][0] - 1, head):
            continue
        if head.signature is not None and (not signers or _others_sign(views, signers, head)):
            continue
        head.carrier.date = value
        head.signature = i
        head.drop("成文日期")
        head.add("成文日期", views[i], begin, len(views[i]), match.rule.id, match.rule.confidence)
        head.consumed.add(i)
        if signers:
            _sign(views, head, signers)
            _name_in_full(views, head, fields)
            return
    _read_day_of_collection(views, head)
    _read_adoption(views, head)
    if head.carrier.date is None and "成文日期" in fields:
        _date_from_field(views, head, fields["成文日期"])
    if not head.carrier.issuers:
        issuers_from_title(views, head, fields)
    if not head.carrier.issuers:
        _sign(views, head, _undated(views, head))
    _read_imprint(views, head)
    issuer_of_inner_title(head)


def _deadline_cells(views: Sequence[View]) -> frozenset[int]:
    """Give where the cells begin that say by when a task of a table is due: units and days stand there as well."""
    # Nearly all texts have no head of such a column.
    if not any(_DUE_HEAD.search(view.text) for view in views if len(view) <= _LONGEST_HEAD_ROW):
        return frozenset()
    return frozenset(
        cell.offsets[0]
        for table in find_tables(views)
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=False)
        if column == "deadline" and len(cell)
    )


def _wrote_what_is_issued(views: Sequence[View], above: int, head: Head) -> bool:
    """Tell whether units stand right below the title of what a notice forwards: they wrote that text."""
    return above > head.body_from and any(
        title_key(views[above].text) == title_key(inner)
        for inner in _named(views[head.body_from : above], head)
    )


def _others_sign(views: Sequence[View], signers: Sequence[tuple[int, int, int]], head: Head) -> bool:
    """Tell whether units that sign further on are none of those whose name the title bears: they wrote what is forwarded.

    A notice that a copy printed without its signature still has its day below its last sentence.
    """
    own = issuers_in_title(head.carrier.title or "")
    named = [views[k].text[start:end] for k, start, end in signers]
    return bool(own) and not any(name in issuer or issuer in name for name in named for issuer in own)


def _named(views: Sequence[View], head: Head) -> Iterator[str]:
    """Give the titles that a notice's own title and sentences name."""
    yield from split_frame(head.carrier.title or "").inner
    for view in views:
        yield from (view.text[start + 1 : end - 1] for start, end in bracketed(view.text))


def _dated(
    views: Sequence[View], i: int, head: Head
) -> tuple[str | None, RuleMatch, int, list[tuple[int, int, int]]] | None:
    """Read a paragraph that holds a signature's date: the date, its match, its start and the units that sign."""
    if dated := line_date(views[i]):
        return *dated, 0, _signers(views, i, head)
    if line := _signed_line(views[i]):
        (value, match), own = line
        return value, match, own[-1][1], [*_signers(views, i, head), *((i, start, end) for start, end in own)]
    if views[i].cell is None and (copied := copied_date(views[i])):
        signers = _signers(views, i, head)
        if _may_sign(views, (signers[0][0] if signers else i) - 1, i, head, signed=bool(signers)):
            return *copied, 0, signers
    return None


def _may_sign(views: Sequence[View], above: int, dated: int, head: Head, *, signed: bool) -> bool:
    """Tell whether figures stand where a signature's date does: behind a notice's last sentence.

    Args:
        views: the document's paragraphs.
        above: index of the paragraph above units and figures.
        dated: index of the figures.
        head: what is known of the carrier.
        signed: whether units stand above the figures.
    """
    if not any("。" in view.text for view in views[head.body_from : above + 1]):
        return False
    behind = views[dated + 1] if dated + 1 < len(views) else None
    nearest = max(head.body_from, above - (_SIGNATURE_REACH if signed else 0))
    if any(_CLOSES.search(view.text) for view in views[nearest : above + 1]) or (
        behind and is_closing(behind)
    ):
        return True
    # In a table that lost its lines a unit and a day follow each other as well, row by row.
    if not signed or not (behind is None or document_kind(behind.text) is not None):
        return False
    return not any(
        k != dated and line_date(view) is None and copied_date(view) for k, view in enumerate(views)
    )


def _sign(views: Sequence[View], head: Head, signers: Sequence[tuple[int, int, int]]) -> None:
    for k, start, end in signers:
        head.carrier.issuers.append(views[k].printed[start:end])
        head.add("发文机关署名", views[k], start, end, "line-signature", "certain")
        head.consumed.add(k)


def _name_in_full(views: Sequence[View], head: Head, fields: Fields) -> None:
    """Take the names in the title for those that sign by their level alone: 上海市交通委员会 for 市交通委."""
    carrier = head.carrier
    signed = list(carrier.issuers)
    in_title = issuers_in_title(carrier.title or "")
    if len(in_title) != len(signed) or not all(
        full[0] != short[0] and short[0] in LEVEL_WORDS and divisions.load().prefix(full) and short[1] in full
        for full, short in zip(in_title, signed, strict=True)
    ):
        return
    carrier.issuers = []
    issuers_from_title(views, head, fields)
    if len(carrier.issuers) != len(signed):
        carrier.issuers = signed
        head.drop("发文机关")


def _undated(views: Sequence[View], head: Head) -> list[tuple[int, int, int]]:
    """Give the units that sign without a date, on the lines behind the sentence that closes a notice."""
    for i in range(head.body_from, min(len(views), head.body_from + _NOTICE_LINES)):
        if not _CLOSES.search(views[i].text):
            continue
        found: list[tuple[int, int, int]] = []
        for k in range(i + 1, len(views)):
            text = views[k].text
            if len(views[k]) > LONGEST_SIGNATURE or parse_label(text) or _MARKS.search(text):
                break
            parts = units_of_line(views[k])
            if not parts:
                break
            found += [(k, start, end) for start, end in parts]
        return found
    return []


def _signed_line(view: View) -> tuple[tuple[str | None, RuleMatch], list[tuple[int, int]]] | None:
    """Read a line that holds signature and date: the date, and where its units stand."""
    if not 12 <= len(view) <= LONGEST_SIGNATURE or view.text[-1] not in "日）":
        return None
    for at in _SIGNED_DATE.finditer(view.text):
        line, names = view.slice(at.start()), view.slice(0, at.start())
        dated = line_date(line) or (copied_date(line) if at[0].strip("（(")[0] in "*＊×xX" else None)
        # A sentence may end in a date, too: only a blank in the print, or the whole of a unit, sets a signature off.
        units = units_of_line(names) if len(names) else []
        if dated and units and _MARKS.search(names.text) is None and not parse_label(names.text):
            return dated, units
    return None


def _signers(views: Sequence[View], dated: int, head: Head) -> list[tuple[int, int, int]]:
    """Give the units that sign above a date, as (paragraph, start, end), in printed order."""
    found: list[tuple[int, int, int]] = []
    for i in range(dated - 1, max(head.body_from - 1, dated - _MOST_SIGNERS - 1), -1):
        view = views[i]
        if SEAL.fullmatch(view.text):
            continue
        if (
            len(view) > LONGEST_SIGNATURE
            or parse_label(view.text)
            or re.search(r"[。；：，]", view.text)
            or is_closing(view)
        ):
            break
        parts = units_of_line(view)
        if not parts:
            break
        found[:0] = [(i, start, end) for start, end in parts]
    return found


def _signers_below(views: Sequence[View], dated: int, head: Head) -> list[tuple[int, int, int]]:
    """Give the units that sign under the date, where they end the document: 2022年1月5日 | 某县民政局."""
    if not head.body_from < dated == len(views) - 2 or views[dated - 1].text[-1] not in "。）":
        return []
    below = views[dated + 1]
    if len(below) > LONGEST_SIGNATURE or parse_label(below.text) or _MARKS.search(below.text):
        return []
    return [(dated + 1, start, end) for start, end in units_of_line(below)]


def _read_day_of_collection(views: Sequence[View], head: Head) -> None:
    """Read the day of issue that a collection prints in brackets behind the title, where nobody signed with one."""
    behind = head.title[1] + 1 if head.title else len(views)
    if head.carrier.date is not None or behind >= len(views) or behind in head.consumed:
        return
    view = views[behind]
    bracketed = len(view) > _SHORTEST_DAY and view.text[0] == "（" and view.text[-1] == "）"
    if bracketed and (dated := line_date(view.slice(1, len(view) - 1))):
        head.carrier.date = dated[0]
        head.add("成文日期", view, 1, len(view) - 1, dated[1].rule.id, "likely")
        head.consumed.add(behind)


def _read_adoption(views: Sequence[View], head: Head) -> None:
    """Read who adopted a text and when, in the lines under its title: of several acts publishing counts most."""
    if head.carrier.date is not None or head.title is None:
        return
    for i in range(head.body_from, min(len(views), head.body_from + _ADOPTION_LINES)):
        view = views[i]
        if parse_label(view.text) or "。" in view.text:
            return
        for match in load_rules("carrier").only("adoption").matches(view.text):
            value = iso_date(match.group("year"), match.group("month"), match.group("day"))
            published = match.group("act") != "通过"
            if value is None or (head.carrier.date is not None and not published):
                continue
            head.carrier.date = value
            start, end = match.match.span("body")
            head.drop("成文日期")
            head.add("成文日期", view, match.start, start, "adoption", "likely")
            if not issuers_in_title(head.carrier.title or "") and end - start >= 3:
                head.carrier.issuers = [view.printed[start:end]]
                head.drop("发文机关")
                head.add("发文机关", view, start, end, "adoption", "likely")
            head.consumed.add(i)


def _read_imprint(views: Sequence[View], head: Head) -> None:
    """Let the line that says who printed a document and when stand in for a signature that is not there."""
    if head.carrier.date is not None or head.signature is not None:
        return
    for i in range(len(views) - 1, head.body_from - 1, -1):
        for match in load_rules("carrier").only("imprint").matches(views[i].text):
            value = iso_date(match.group("year"), match.group("month"), match.group("day"))
            start, end = match.match.span("body")
            if value is None or not names_issuer(views[i].text[start:end]):
                continue
            head.carrier.date = value
            head.add(
                "成文日期", views[i], end, match.match.end("day") + 1, match.rule.id, match.rule.confidence
            )
            if not head.carrier.issuers:
                head.carrier.issuers.append(views[i].printed[start:end])
                head.add("发文机关", views[i], start, end, match.rule.id, match.rule.confidence)
            head.consumed.add(i)
            return


_SENT = re.compile(r"发文(?:时间|日期)[\]】]?[：|]*$")
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d")


def _date_from_field(views: Sequence[View], head: Head, place: tuple[int, int, int]) -> None:
    i, start, end = place
    match = FIELD_DATE.match(views[i].text[start:end])
    # 发文时间 with the time of day is when the page was put up.
    put_up = _SENT.search(views[i].text, 0, start)
    if match and put_up and _CLOCK.match(views[i].text, start + match.end(), end):
        return
    if match and (value := iso_date(match[1], match[2], match[3])):
        head.carrier.date = value
        head.add("成文日期", views[i], start + match.start(), start + match.end(), "field-date", "likely")
