"""Citations of other documents in folded text: which text, in what role, under what number.

Entry point: `find_citations`. A title in 《》 is a citation where its form is that of a document (its last word
is a 文种, or a 文号 follows) and the sentence neither issues nor drafts it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.document_numbers import DocumentNumber, find_document_numbers
from zhengmai.extract.rules import Confidence, Rule, RuleMatch, RuleTable, load_rules
from zhengmai.extract.titles import document_kind, is_legal, title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Role = Literal["basis", "implements", "reference", "repeal"]

_STANDARD = re.compile(
    r"》(?:的?(?:国家|行业|地方|团体)标准)?（?(?P<number>(?:DB\d{2}(?:/[A-Z]{1,2})?\s?(?=\d)|(?!DB)[A-Z]{1,5}(?:/[A-Z]{1,4}\d{0,2})?|建标)\s?\d{1,6}(?:[.-]\d{1,5})*(?:[—–-]{1,2}\d{2,4})?)(?![\d\u4e00-\u9fff])"
)
_BOUNDARY = frozenset("，。；！？")
_SENTENCE_END = frozenset("。；！？")
_DUTY_LETTER = "目标责任书"
_REACH = 90  # how far a role word may stand before the 《: joint issuers of some 40 characters stand between
_NOTE = 160  # longest bracket behind a title that is read
_WINDOW = 150
_LONGEST_LINE = 300
_SHORTEST_FREE_TITLE = 6
_FRAME = re.compile("的(?:通知|公告|函|意见|决定)(?=（)")
_FRAMES = re.compile("[印转下]发$|[发公]布$|批转$")
_ENCLOSED = re.compile("（(?:详?见)?附[件表录]")


@dataclass(frozen=True)
class Citation:
    """One mention of another document.

    All offsets are those of the text that was searched.

    Attributes:
        start: where the mention begins, its role word included.
        end: where it ends, number and closing word (精神, 要求) included.
        title: as printed, without outer 《》; None where only a number names the document.
        title_span: of the title; None without one.
        number: canonical 文号; None where there is none or the damage of the copy leaves more than one reading.
        verbatim_number: 文号 as found, also a damaged one.
        number_span: of the number; None without one.
        role: basis (根据), implements (贯彻落实), reference (anything else) or repeal (废止).
        pinpoint: the place in the cited text, such as 专栏4 or 第八条.
        alias: the short name that this mention declares (以下简称《实施方案》).
        alias_of: the full title where this mention is such a short name.
        legal: the cited text, or the text that its notice issues, is a 法, 条例, 规定, 办法 or 细则.
        rule: id of the rule that decided.
        confidence: certain, likely or doubtful.
        standard: the number of a standard, which is no 文号 (GB/T 42195—2022); None where the text is none.
    """

    start: int
    end: int
    title: str | None
    title_span: tuple[int, int] | None
    number: str | None
    verbatim_number: str | None
    number_span: tuple[int, int] | None
    role: Role
    pinpoint: str | None
    alias: str | None
    alias_of: str | None
    legal: bool
    rule: str
    confidence: Confidence
    standard: str | None = None


def find_citations(
    text: str,
    printed: str | None = None,
    *,
    aliases: Mapping[str, str] | None = None,
    default_role: Role = "reference",
    listed: bool = False,
) -> list[Citation]:
    """Find what a text cites, in the order of the text.

    Args:
        text: folded text of one paragraph.
        printed: the same characters before punctuation was folded; titles are taken from it. As long as `text`.
        aliases: short names declared earlier in the document, each with the full title.
        default_role: role of a title that no role word governs; "basis" under a heading such as 编制依据.
        listed: whether the text is the cell of a column of documents (参考文件), where a title alone is cited.

    Returns:
        The citations, without overlaps. Texts that the sentence issues (现将《…》印发给你们), drafts
        (编制《…》) or names in a heading (关于贯彻落实《…》的通知) are none.

    Raises:
        ValueError: `printed` is not as long as `text`.

    >>> [(c.title, c.number, c.role) for c in find_citations("根据《甲办法》（国发〔2018〕2号）精神")]
    [('甲办法', '国发〔2018〕2号', 'basis')]
    """
    if printed is not None and len(printed) != len(text):
        raise ValueError(f"printed has {len(printed)} characters, text has {len(text)}")
    if not listed and (text.startswith("附件") or _title_line(text)):
        return []
    reading = _Reading(text, text if printed is None else printed, dict(aliases or {}), default_role, listed)
    return reading.citations()


@dataclass
class _Mention:
    """A title in 《》 with the brackets behind it."""

    start: int
    end: int
    title: str
    title_span: tuple[int, int]
    rule: Rule
    number: DocumentNumber | None = None
    alias: str | None = None
    pinpoint: str | None = None
    enclosed: bool = False


@dataclass
class _Reading:
    """One text while it is read."""

    text: str
    printed: str
    aliases: dict[str, str]
    default_role: Role
    is_cell: bool
    numbers: list[DocumentNumber] = field(init=False)
    cues: Sequence[RuleMatch] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = find_document_numbers(self.text)
        self.cues = _rules_for("before").matches(self.text)
        self.cue_ends = [cue.end for cue in self.cues]

    def citations(self) -> list[Citation]:
        mentions = [self.mention(m) for m in _rules_for("mention").matches(self.text)]
        # Without a title there is nothing to look up, and a document may declare many short names.
        if mentions:
            self.aliases = {_key(short): full for short, full in self.aliases.items()}
        found: list[Citation] = []
        for group in self.groups(_outside_notes(mentions)):
            found.extend(self.group(group))
        found.extend(self.unquoted(found, mentions))
        return sorted(found, key=lambda c: c.start)

    def mention(self, match: RuleMatch) -> _Mention:
        """Read a title in 《》 and what stands in brackets behind it."""
        start, stop = match.match.span("title")
        mention = _Mention(match.start, match.end, self.printed[start:stop], (start, stop), match.rule)
        self.pass_over_frame(mention)
        for _ in range(2):
            close = self.note_end(mention.end)
            if close < 0:
                break
            self.read_note(mention, mention.end, close)
        following = self.number_at(mention.end)
        if mention.number is None and following is not None:
            mention.number, mention.end = following, following.end
        place = _match_at("pinpoint", self.text, mention.end)
        if place:
            mention.pinpoint = place.group("place")
        return mention

    def pass_over_frame(self, mention: _Mention) -> None:
        """Go behind 《甲方案》的通知, whose number follows in a bracket: it is that of the notice which issues the text."""
        frame = _FRAME.match(self.text, mention.end)
        # 关于印发《甲方案》的通知 is a title of its own, which is read as such.
        if frame is None or _FRAMES.search(self.text, max(0, mention.start - 4), mention.start):
            return
        close = self.note_end(frame.end())
        if close > 0 and any(n.end <= close for n in self.numbers_from(frame.end())):
            mention.end = frame.end()

    def note_end(self, start: int) -> int:
        """Give where the bracket that opens at `start` closes, -1 where none opens or closes."""
        if start >= len(self.text) or self.text[start] != "（":
            return -1
        depth = 0
        for index in range(start, min(len(self.text), start + _NOTE)):
            depth += {"（": 1, "）": -1}.get(self.text[index], 0)
            if depth == 0:
                return index + 1
        return -1

    def read_note(self, mention: _Mention, start: int, end: int) -> None:
        mention.end = end
        # What the document encloses is no other document: 《示意图》（附件2）.
        mention.enclosed = mention.enclosed or _ENCLOSED.match(self.text, start, end) is not None
        inside = [n for n in self.numbers_from(start) if n.end <= end]
        if inside and mention.number is None:
            mention.number = inside[0]
        alias = _first("alias-declared", self.text[start:end])
        if alias:
            mention.alias = alias.group("alias")

    def numbers_from(self, start: int) -> list[DocumentNumber]:
        first = bisect_right([n.start for n in self.numbers], start - 1) if self.numbers else 0
        return self.numbers[first : first + 8]

    def number_at(self, start: int) -> DocumentNumber | None:
        return next((n for n in self.numbers_from(start) if n.start == start), None)

    def names_document(self, mention: _Mention) -> bool:
        """Tell whether the form of a title is that of a document, or a short name declared before."""
        title = self.text[slice(*mention.title_span)]
        lists = load_rules("citations").data["lists"]
        if mention.enclosed:
            return False
        if self.short_name(mention) or mention.number or self.standard(mention):
            return True
        if title.endswith(tuple(lists["cited_reports"])):
            return True
        if title in lists["short_names"] or title.endswith(tuple(lists["not_documents"])):
            return False
        kind = document_kind(title)
        if kind in lists["not_cited_kinds"]:
            return False
        if kind == "建议":
            return "关于" in title
        return kind is not None or "关于" in title or len(title) >= _SHORTEST_FREE_TITLE

    def groups(self, mentions: Sequence[_Mention]) -> list[list[_Mention]]:
        """Put together the titles of one list (《甲》、《乙》和《丙》)."""
        grouped: list[list[_Mention]] = []
        for mention in mentions:
            last = grouped[-1][-1] if grouped else None
            if last and self.joined(last.end, mention.start):
                grouped[-1].append(mention)
            else:
                grouped.append([mention])
        return grouped

    def joined(self, end: int, start: int) -> bool:
        if start - end > _REACH or self.cue_between(end, start):
            return False
        return start == end or _rule("list-joint").pattern.fullmatch(self.text, end, start) is not None

    def cue_between(self, start: int, end: int) -> bool:
        index = bisect_right(self.cue_ends, start)
        while index < len(self.cues) and self.cues[index].end <= end:
            if not self.cues[index].rule.attributes.get("adjacent") or self.cues[index].end == end:
                return True
            index += 1
        return False

    def cue(self, start: int) -> RuleMatch | None:
        """Give the role word that governs what begins at `start`."""
        index = bisect_right(self.cue_ends, start) - 1
        for cue in reversed(self.cues[max(0, index - 3) : index + 1]):
            between = self.text[cue.end : start]
            if len(between) > _REACH or _BOUNDARY.intersection(between):
                return None
            if not cue.rule.attributes.get("adjacent") or not between:
                return cue
        return None

    def group(self, mentions: list[_Mention]) -> list[Citation]:
        head, end = mentions[0], mentions[-1].end
        framed = self.framed(head, end) if len(mentions) == 1 else None
        if framed is not None:
            return framed
        if not _first("role-repeal-after", self.clause_after(end)) and self.issued(head.start, end):
            return []
        role, cue, after = self.role(head.start, end)
        known = any(mention.number or self.short_name(mention) for mention in mentions)
        if cue is None and after is None and not known and self.made(head.start, end):
            return []
        found = []
        for mention in mentions:
            # A letter of duty is signed by many; it is a document where the text rests on it.
            signed = role in ("basis", "implements") and mention.title.endswith(_DUTY_LETTER)
            if (signed or self.names_document(mention)) and (cue or after or self.sure(mention)):
                found.append(self.citation(mention, role, cue or after))
        # Between them may stand another title whose opening mark the copy lost.
        apart = cue is not None and "》" in self.text[cue.end : head.start]
        if found and cue and not apart and found[0].title_span == head.title_span:
            found[0] = replace(found[0], start=cue.start)
        if found and found[-1].end == end:
            if cue and (further := _match_at("unquoted-listed", self.text, end)):
                found.append(self.listed(further, role, cue))
                end = further.end
            if tail := _match_at("tail", self.text, end):
                found[-1] = replace(found[-1], end=tail.end)
        return found

    def listed(self, match: RuleMatch, role: Role, cue: RuleMatch) -> Citation:
        """Read a title without 《》 that goes on with a list of titles in 《》."""
        span = match.match.span("title")
        mention = _Mention(span[0], span[1], self.printed[slice(*span)], span, match.rule)
        found = self.citation(mention, role, cue)
        return replace(found, rule=match.rule.id, confidence=match.rule.confidence)

    def sure(self, mention: _Mention) -> bool:
        """Tell whether a title is a document's even where no role word says so."""
        kind = document_kind(self.text[slice(*mention.title_span)])
        return (
            mention.number is not None
            or kind is not None
            or self.short_name(mention)
            or self.standard(mention)
        )

    def standard(self, mention: _Mention) -> bool:
        """Tell whether the words behind a title say that it is a standard: 《…评定》国家标准."""
        end = mention.title_span[1]
        return _first("standard-after", self.text[end : end + 30]) is not None

    def short_name(self, mention: _Mention) -> bool:
        """Tell whether a title is a short name that the document has declared."""
        return _key(self.text[slice(*mention.title_span)]) in self.aliases

    def issued(self, start: int, end: int) -> bool:
        """Tell whether the sentence issues the texts named in [start, end)."""
        before = self.text[max(0, start - 60) : start]
        clause = before[_last(before, _SENTENCE_END) + 1 :]
        announced = _first("announced-before", clause) is not None
        after = _match_at("issued-after", self.text, end)
        if after is not None and (announced or not clause or after.group("approved")):
            return True
        if after is not None and after.group("now") and self.cue(start) is None:
            return True
        return announced or self.heading(before, start, end)

    def heading(self, before: str, start: int, end: int) -> bool:
        """Tell whether 《…》 stands as a title: alone, or at once behind a date."""
        alone = start == 0 and end == len(self.text) and self.default_role == "reference" and not self.is_cell
        return alone or (before.endswith("日") and before[-2:-1].isdigit())

    def made(self, start: int, end: int) -> bool:
        """Tell whether the sentence drafts the text, which is then not cited but to come."""
        before = self.text[max(0, start - 24) : start]
        made = None
        for match in load_rules("citations").only("made-before").matches(before):
            made = match if match.end == len(before) else None
        if made is None:
            return False
        sentence = self.text[end : end + 60]
        if any(word in sentence for word in ("现印发", "现予", "印发给")):
            return True
        earlier = _first("made-earlier", before[: made.start]) is not None
        return not (made.group("done") or earlier)

    def role(self, start: int, end: int) -> tuple[Role, RuleMatch | None, RuleMatch | None]:
        """Give the role of a list of titles with the word that gives it."""
        repeal = _first("role-repeal-after", self.clause_after(end))
        if repeal:
            return "repeal", None, repeal
        cue = self.cue(start)
        if cue and cue.rule.attributes["role"] != "reference":
            return cue.rule.attributes["role"], cue, None
        for name in ("role-implements-after", "role-report-sets", "role-basis-after"):
            if after := _match_at(name, self.text, end):
                return after.rule.attributes["role"], cue, after
        return "reference" if cue else self.default_role, cue, None

    def clause_after(self, end: int) -> str:
        after = self.text[end : end + 40]
        stops = [i for i, character in enumerate(after) if character in "。；《"]
        return after[: stops[0]] if stops else after

    def standard_number(self, mention: _Mention) -> str | None:
        """Give the number of a standard that stands behind its title, as printed (GB/T 20001.1—2024: 标准编号)."""
        number = _STANDARD.match(self.text, mention.title_span[1])
        return self.printed[slice(*number.span("number"))] if number else None

    def citation(self, mention: _Mention, role: Role, reason: RuleMatch | None) -> Citation:
        title = self.text[slice(*mention.title_span)]
        sure = document_kind(title) is not None or mention.number is not None
        number = mention.number
        alias_of = self.aliases.get(_key(title))
        if mention.alias:
            self.aliases[_key(mention.alias)] = mention.title
        return Citation(
            start=min(mention.start, number.start if number else mention.start),
            end=mention.end,
            title=mention.title,
            title_span=mention.title_span,
            number=number.canonical if number else None,
            verbatim_number=number.verbatim if number else None,
            number_span=(number.start, number.end) if number else None,
            role=role,
            pinpoint=mention.pinpoint,
            alias=mention.alias,
            alias_of=alias_of,
            legal=is_legal(alias_of or title),
            standard=self.standard_number(mention),
            rule=reason.rule.id if reason else mention.rule.id,
            confidence="doubtful"
            if number and number.confidence == "doubtful"
            else _weaker(mention.rule.confidence, "certain" if sure else "likely", reason),
        )

    def framed(self, mention: _Mention, end: int) -> list[Citation] | None:
        """Read 关于印发《…》的通知 without outer 《》; None where the mention stands in no such frame."""
        low = max(0, mention.start - _WINDOW)
        before = self.text[low : mention.start]
        opening = _first("frame-before", before)
        closing = _match_at("frame-after", self.text, end)
        if opening is None or closing is None:
            return None
        start = low + opening.start
        cue = self.cue(start)
        begin = cue.end if cue else low + _last(before[: opening.start], _BOUNDARY | {"："}) + 1
        outer = _Mention(
            begin, closing.end, self.printed[begin : closing.end], (begin, closing.end), closing.rule
        )
        close = self.note_end(outer.end)
        if close > 0:
            self.read_note(outer, outer.end, close)
        if cue is None and outer.number is None:
            return []
        role, cue, after = self.role(start, outer.end)
        found = self.citation(outer, role, cue or after)
        return [replace(found, start=cue.start if cue else found.start, rule=closing.rule.id)]

    def unquoted(self, found: Iterable[Citation], mentions: Iterable[_Mention]) -> list[Citation]:
        """Read documents that stand without 《》: by number, or by a title behind a role word."""
        taken = bytearray(len(self.text))
        for start, end in [*((c.start, c.end) for c in found), *((m.start, m.end) for m in mentions)]:
            taken[start:end] = b"\x01" * (end - start)
        more = []
        for number in self.numbers:
            citation = None if any(taken[number.start : number.end]) else self.numbered(number)
            if citation and citation.title is None and any(taken[citation.start : number.start]):
                # The role word stands before a list: 按照国办发〔2022〕6号、湘政办发〔2022〕52号文件要求.
                citation = replace(citation, start=number.start)
            if citation and not any(taken[citation.start : citation.end]):
                taken[citation.start : citation.end] = b"\x01" * (citation.end - citation.start)
                more.append(citation)
        for cue in self.cues:
            citation = None if cue.rule.attributes.get("adjacent") else self.titled(cue)
            if citation and not any(taken[citation.start : citation.end]):
                more.append(citation)
        return more

    def numbered(self, number: DocumentNumber) -> Citation | None:
        """Read a number that follows a title without 《》, or that stands alone behind a role word."""
        in_note = number.start > 0 and self.text[number.start - 1] == "（"
        stop = number.start - 1 if in_note else number.start
        cue = self.cue(stop)
        low = max(0, stop - _WINDOW)
        begin = cue.end if cue else low + _last(self.text[low:stop], _BOUNDARY | {"："}) + 1
        # Of a pair 《》 the copy may have lost the first.
        unopened = in_note and self.text[begin:stop].find("》") == stop - begin - 1
        close = stop - 1 if unopened else stop
        title = _rule("unquoted-numbered").pattern.fullmatch(self.text, begin, close) if in_note else None
        if title and not cue and "关于" not in title[0]:
            title = None
        alone = _match_at("number-alone", self.text, number.end)
        if title is None and cue is None and (alone is None or begin == number.start):
            return None
        end = self.note_end(stop) if in_note else alone.end if alone else number.end
        rule = _rule("unquoted-numbered" if title else "number-alone")
        span = (begin, close) if title else (number.start, number.end)
        mention = _Mention(span[0], max(end, number.end), self.printed[slice(*span)], span, rule, number)
        role, cue, after = self.role(stop, mention.end)
        citation = self.citation(mention, role, cue or after)
        start = cue.start if cue else citation.start
        if title is None:
            return replace(citation, start=start, title=None, title_span=None, rule=rule.id)
        return replace(citation, start=start, rule=rule.id, confidence=rule.confidence)

    def titled(self, cue: RuleMatch) -> Citation | None:
        """Read 按照国务院关于…的意见要求: no 《》 and no number."""
        match = _match_at("unquoted-titled", self.text, cue.end)
        if match is None or cue.rule.attributes["role"] not in ("basis", "implements"):
            return None
        span = match.match.span("title")
        mention = _Mention(span[0], span[1], self.printed[slice(*span)], span, match.rule)
        return replace(
            self.citation(mention, cue.rule.attributes["role"], cue), start=cue.start, rule=match.rule.id
        )


def _title_line(text: str) -> bool:
    """Tell whether a paragraph is a title: what it names in 《》 it issues or serves, and cites in its own text."""
    line = _rule("title-line").pattern.match(text[:_LONGEST_LINE])
    cue = _rules_for("before").matches(text[: line.end()]) if line else []
    return line is not None and line.end() == len(text) and not any(c.start == 0 for c in cue)


def _outside_notes(mentions: Sequence[_Mention]) -> list[_Mention]:
    """Leave out the 《》 that stand in the bracket behind another title, such as declared short names."""
    kept: list[_Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


@lru_cache(maxsize=4096)
def _key(title: str) -> str:
    """Give a title's key; the short names of a document are asked for again and again."""
    return title_key(title)


@cache
def _rules_for(part: str) -> RuleTable:
    return load_rules("citations").where("part", part)


@cache
def _rule(name: str) -> Rule:
    return next(rule for rule in load_rules("citations").rules if rule.id == name)


def _match_at(name: str, text: str, start: int) -> RuleMatch | None:
    match = _rule(name).pattern.match(text, start)
    return RuleMatch(_rule(name), match.start(), match.end(), match) if match and match[0] else None


def _first(name: str, text: str) -> RuleMatch | None:
    match = _rule(name).pattern.search(text)
    return RuleMatch(_rule(name), match.start(), match.end(), match) if match else None


def _last(text: str, characters: Iterable[str]) -> int:
    return max((text.rfind(character) for character in characters), default=-1)


def _weaker(*found: Confidence | RuleMatch | None) -> Confidence:
    order: list[Confidence] = ["doubtful", "likely", "certain"]
    words = [c.rule.confidence if isinstance(c, RuleMatch) else c for c in found if c is not None]
    return min(words, key=order.index)
