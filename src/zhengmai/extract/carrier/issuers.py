"""Who issued and who approved a document, where title, head or metadata say it.

Entry points: `issuers_from_title`, `issuer_of_inner_title`, `read_approval`, `read_red_head`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.carrier.head import LONGEST_HEAD
from zhengmai.extract.carrier.lines import names_issuer
from zhengmai.extract.facts import Evidence, HeaderFact
from zhengmai.extract.rules import load_rules
from zhengmai.extract.titles import split_frame, title_key
from zhengmai.extract.unit_names import LEVEL_WORDS, split_names
from zhengmai.registry import divisions
from zhengmai.text.view import Span

_PLACE = re.compile("[\u4e00-\u9fff]{1,10}[省市县区州盟旗]")
_ISSUER_OF_DECREE = re.compile("(?P<issuer>(?!.*关于)[\u4e00-\u9fff]{4,40})(?:令|公告|通告)")
_BOX = re.compile("[•·|]*(?:中文名|外文名)[：|]?")

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.extract.carrier.metadata import Fields
    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import View


def issuers_from_title(views: Sequence[View], head: Head, fields: Fields) -> None:
    """Read the issuers from the title, from 发文机关标志 or from the metadata, the first that names any."""
    carrier = head.carrier
    place = head.title or ((head.title_field[0],) * 2 if head.title_field else None)
    if place:
        _issuers_in_lines(views, place, head)
    if (
        head.title
        and not carrier.issuers
        and (named := _ISSUER_OF_DECREE.fullmatch(views[head.title[1]].text))
    ):
        # 甲市人民政府令: who gives it is all that its name says.
        _note_units(views[head.title[1]], *named.span("issuer"), "line-title", head)
    if not carrier.issuers:
        for i, view in enumerate(views[: head.body_from or 10]):
            if load_rules("carrier").only("line-red-head").matches(view.text):
                carrier.issuers.append(view.printed[:-2])
                head.add("发文机关", view, 0, len(view) - 2, "line-red-head", "certain")
                head.consumed.add(i)
                return
    if "发文机关" in fields:
        i, start, end = fields["发文机关"]
        if len(carrier.issuers) == 1 and _is_full_name(views[i].text[start:end], carrier.issuers[0]):
            # 县人民政府办公室关于… is what 示范县人民政府办公室 calls itself at home.
            carrier.issuers = []
            head.drop("发文机关")
        if not carrier.issuers:
            _note_units(views[i], start, end, "field-issuer", head)
    if not carrier.issuers and (title := carrier.title or _printed_whole(views)):
        _issuers_of_encyclopedia(views, head, title)


def _is_full_name(full: str, short: str) -> bool:
    """Tell whether a name is one that begins with its level alone, with its place before it."""
    return short.startswith(LEVEL_WORDS) and len(full) > len(short) and full.endswith(short)


def _printed_whole(views: Sequence[View]) -> str | None:
    """Give the title of the text that a report of the news prints whole, as 《X》全文如下 says."""
    for view in views[:LONGEST_HEAD]:
        for match in load_rules("carrier").only("printed-whole").matches(view.text):
            return match.group("title")
    return None


def issuer_of_inner_title(head: Head) -> None:
    """Take the unit that what is issued names as its own for the issuer: 关于印发《甲市教育局2024年工作要点》的通知."""
    frame = split_frame(head.carrier.title or "")
    if head.carrier.issuers or frame.verb != "印发" or len(frame.inner) != 1:
        return
    for match in load_rules("carrier").only("inner-title-unit").matches(frame.inner[0]):
        name = match.group("unit") or ""
        place = divisions.load().prefix(name)
        if place is None or place.length == len(name) or not names_issuer(name):
            continue
        title = head.title_evidence()
        if title is None:
            return
        head.carrier.issuers.append(name)
        evidence = Evidence(title.span, match.rule.id, match.rule.confidence)
        head.carrier.header.append(HeaderFact("发文机关", name, evidence))


def _note_units(view: View, start: int, end: int, rule: str, head: Head) -> None:
    for unit in split_names(view.text, start, end):
        name = view.text[unit.start : unit.end]
        # A site is no issuer: 县政府网站.
        if name.endswith(("网站", "网", "平台")):
            continue
        head.carrier.issuers.append(view.printed[unit.start : unit.end])
        head.add("发文机关", view, unit.start, unit.end, rule, "likely")


def _issuers_of_encyclopedia(views: Sequence[View], head: Head, title: str) -> None:
    """Read who issued the text where a page about it says so in a sentence or in its box."""
    rules = load_rules("carrier")
    for view in views[: head.body_from + LONGEST_HEAD]:
        for match in rules.where("form", "issued").matches(view.text):
            start, end = match.match.span("units")
            names = split_names(view.text, start, end)
            if title_key(match.group("title") or "") == title_key(title) and all(
                names_issuer(view.text[name.start : name.end]) for name in names
            ):
                _note_units(view, start, end, match.rule.id, head)
                return
    if not any(_BOX.match(view.text) for view in views[:LONGEST_HEAD]):
        return
    for view in views[:LONGEST_HEAD]:
        for match in rules.only("encyclopedia-issuer").matches(view.text):
            start, end = match.match.span("units")
            _note_units(view, start, end, match.rule.id, head)
            return


def _issuers_in_lines(views: Sequence[View], place: tuple[int, int], head: Head) -> None:
    """Read the issuers that the title names; a name may run over the end of a line."""
    rule: Literal["title-issuer", "field-title"] = "title-issuer" if head.title else "field-title"
    lines = [(view, k) for view in views[place[0] : place[1] + 1] for k in range(len(view))]
    if head.title_field and not head.title:
        lines = lines[head.title_field[1] : head.title_field[2]]
    text = "".join(view.text[k] for view, k in lines)
    at = 0
    for name in split_frame(text).issuers:
        at = text.find(name, at)
        if at < 0:
            return
        whole = divisions.load().prefix(name)
        if not names_issuer(name) and (
            divisions.load().stemmed(name)
            or (whole is not None and whole.length == len(name))
            or _PLACE.fullmatch(name)
        ):
            # A place alone issues nothing: 泰州关于…, 示范市关于….
            at += len(name)
            continue
        (first, start), (last, end) = lines[at], lines[at + len(name) - 1]
        span = Span(first.offsets[start], last.offsets[end] + 1)
        printed = "".join(view.printed[k] for view, k in lines[at : at + len(name)])
        at += len(name)
        head.carrier.issuers.append(printed)
        confidence: Confidence = "certain" if head.title else "likely"
        head.carrier.header.append(HeaderFact("发文机关", printed, Evidence(span, rule, confidence)))


def read_approval(views: Sequence[View], head: Head) -> None:
    """Read who approved a document: 经市政府同意."""
    stop = head.signature if head.signature is not None else min(len(views), head.body_from + 6)
    for view in views[head.body_from : stop]:
        for match in load_rules("carrier").only("approval").matches(view.text):
            start, end = match.match.span("body")
            head.carrier.approved_by = view.printed[start:end]
            head.add("批准机关", view, match.start, match.end, "approval", "certain")
            return


def read_red_head(views: Sequence[View], head: Head) -> None:
    """Note 发文机关标志 (GB/T 9704-2012 7.2.4), a line such as 示范市人民政府文件."""
    for i, view in enumerate(views[: head.body_from or 10]):
        if load_rules("carrier").only("line-red-head").matches(view.text):
            head.consumed.add(i)
            if not any(
                h.element == "发文机关" and h.evidence.rule == "line-red-head" for h in head.carrier.header
            ):
                head.add("发文机关标志", view, 0, len(view), "line-red-head", "certain")
