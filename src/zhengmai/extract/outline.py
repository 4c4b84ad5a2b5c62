"""The outline of a plan: numbered items, nested as their numbering styles show.

Entry point: `build_outline`. Nesting follows the styles in the order in which a document uses them, so that
any system of numbering is understood; GB/T 9704-2012 7.3.3 is only the usual one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from zhengmai.extract.unit_names import is_unit, kind_of
from zhengmai.extract.unnumbered import CHAPTER_STYLES, bare_headings, dashed_parts, named_parts
from zhengmai.text.numbering import Label, parse_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from zhengmai.text.view import View

# After these an item may begin in the middle of a paragraph.
_BOUNDARY = "。；：！？）〕〉”"
_BELOW_HAN = ("han-paren", "arabic", "arabic-paren", "circled", "arabic-close")
_INLINE_STYLES = ("han", "han-paren", "arabic", "article", "chapter")
_INLINE = re.compile(
    r"[（〔]?[一二三四五六七八九十百\d]{1,4}[）〕、.]|第[一二三四五六七八九十百\d]{1,4}[章条]"
)
# The first item inside a paragraph counts only in a paragraph that holds many: a short one merely lists.
_INLINE_FIRST = 300
# A paragraph this long has lost its line breaks, as have those around it, however short they are.
_LOST_BREAKS = 1200
_MARK = re.compile(r"[，。；：]")
# The last field of an item, which the next item follows without a stop where line breaks are lost.
_LONGEST_FIELD = 140
_FIELD_TAIL = re.compile(r"(?:单位|部门|主体|处室|科室|股室|时限|时间|领导)：[^。；：]{2,120}$")
# A bracket that says who is to act closes an item.
_CLAUSE = re.compile(
    r"[（〔][^（）〔〕]{0,200}(?:牵头|负责|参与|配合|责任(?:单位|部门)：[^（）〔〕]{2,200})[^（）〔〕]{0,20}[）〕]$"
)
_LONGEST_CLAUSE = 240
# How far above its next point an enumeration inside a text may have begun.
_NEAR_LINES = 12
# A group's short name that its text follows behind a colon: （一）养殖环节治理指标：全市合格率达到98%以上….
_NAMES_TEXT = re.compile(r"[\u4e00-\u9fff“”（）、]{4,24}：(?=[^。]{8})")
# The same before the field that opened its next line.
_FIRST_FIELD = re.compile(
    r"[\u4e00-\u9fff“”（）、]{4,24}?(?=(?:工作|主要|整治|任务|目标|建设|具体|重点)(?:目标|任务|举措|措施|内容|要求)：)"
)
# The same before who is to act, by when, or why: what begins a sentence and goes on with no name.
_NAME_RUNS_ON = re.compile(
    r"[\u4e00-\u9fff“”（）、]{3,24}?(?<![由和与及对向在的是将把被以经从自于至到请让使或、（“])(?<![^行]为)(?<!推动|督促|指导|要求|组织|支持|鼓励|引导|协调|明确|配合|负责|牵头|落实|贯彻|会同|协助|依托|通过|结合|务必|必须|应当|需要|力争|争取|确保|计划|截至|截止)"
    r"(?=[省市县区州镇乡](?![级直属域内外场政民容辖])[\u4e00-\u9fff]{1,12}(?:局|委|办|厅|处|中心|部门)(?:[、和与][^，。；：]{2,30}?)?(?:要|应|须|应当)(?![急求素件点用])"
    r"|各(?:[省市县区州镇乡街道]|部门|单位|成员)[^，。；：]{0,16}?(?:要|应|须)(?![急求素件点用])"
    r"|在“?[\u4e00-\u9fff\d”]{2,10}前，|“?[\u4e00-\u9fff]{2,6}”?前的(?:19|20)\d\d年|(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?[^，。；：]{0,20}[前底间止]，"
    r"|为(?:深入|进一步|贯彻|全面|切实|加强|落实|确保|推[进动]|做好|有效)[^，。；：]{2,40}，|(?:根据|按照|依据)(?:《|[^，。；：]{2,30}，))"
)
# A name with a full stop on a line of its own, and what may follow a measure of one short sentence instead.
_BARE_NAME = re.compile(r"[\u4e00-\u9fff“”（）]{2,36}。")
_CLOSES = re.compile(r"[（〔【]|[\u4e00-\u9fff]{2,8}：")
# How many items must be of one paragraph before a further paragraph behind the last is the document's close.
_FEWEST_OTHERS = 3
_MANY_OTHERS = 12
_CLOSING = re.compile(
    r"各[\u4e00-\u9fff、（）]{1,16}(?:要|应|须|需|请)|本(?:通知|方案|意见|办法|措施|计划|规定|文件|政策)|"
    r"自(?:本|印|发|\d)|请各|以上|此前|上述|附[件：:]|联系|执行中|原《|特此"
)
_CLOSE_BEHIND = re.compile("[）〕](?=[各本])")
_ASKS_REPORT = re.compile("请(?:各|于|有关)[^。；：]{2,80}?(?:报送?|反馈|上报|报告)[^。]{0,60}")
# The words that tasks follow: …控制在1%以内。工作任务：1.加强…
_TASKS_BELOW = re.compile("(?:任务|措施|举措)：$")
# What begins the second item of a style.
_SUCCESSORS = {"han": "二、", "han-paren": "（二）", "arabic": "2"}
# The first member of an enumeration inside a text.
_FIRST_INSIDE = {"han-paren": "（一）", "arabic-paren": "（1）", "circled": "①"}
_STOP = re.compile("[。；：]")
# A clause in brackets behind a group's heading: 市场准入（牵头单位：….
_CLAUSE_BEHIND = re.compile(
    r"[^。；：，（〔【［]{2,40}[（〔【［](?=[^（）〔〕。]{0,80}(?:(?:牵头|责任|主办|配合)(?:单位|部门|处室|科室)：|(?:牵头|负责)(?:落实)?[，；、）〕】］]))"
)
# The same on a line of its own.
_CLAUSE_ALONE = re.compile(
    r"[（〔【［](?=[^。]{0,80}(?:(?:牵头|责任|主办|配合)(?:单位|部门|处室|科室)：|牵头|负责))[^。]{2,300}[）〕】］]|(?:牵头|责任|主办)(?:单位|部门)：[^。]{2,200}"
)
_FEWEST_HEADED = 2
_NAMED_BEHIND = re.compile("[^。；：，（〔【]{2,40}[（〔【](?P<inside>[^。]{2,200})[）〕】]")
# A heading behind a number without mark: 2组织体系及职责.
_BARE_CHAPTER = re.compile(r"(\d{1,2})[\u4e00-\u9fff、，]{2,24}")
# Longest heading that another item follows in the same paragraph.
_HEADING = 60
# Chapters whose numbers a copy lost, and how they are known.
_BARE = "bare"
_DASH_LENGTH = 2
_BOX = re.compile(r"专栏(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?P<name>[^。；]{0,40})$")
# What follows where a sentence speaks of a box: 专栏1中的项目.
_SPOKEN_OF = "条中提明所列要内"
# So many numbers a copy may have left out.
_SKIPPED = 6


@dataclass(eq=False)
class Item:
    """One numbered item and what stands under it; what is derived from them holds once the outline is built.

    Attributes:
        label: its numbering label; None only for the root.
        views: its own paragraphs, the first one with the label still on it.
        children: the items below it, in order.
        parent: the item above it.
        closing: of the root, the text that ends the document behind its last item.
        above: a line before it that says who is to act in it and in the items behind it.
    """

    label: Label | None
    views: list[View] = field(default_factory=list)
    children: list[Item] = field(default_factory=list)
    parent: Item | None = None
    closing: list[View] = field(default_factory=list)
    above: View | None = None

    # What follows is asked for many times of one item, and settled once the outline stands.
    @cached_property
    def path(self) -> tuple[str, ...]:
        """Printed labels from the outermost heading to this item."""
        above = self.parent.path if self.parent else ()
        # A chapter whose number the copy lost has its place, but nothing printed.
        return (*above, self.label.printed) if self.label and self.label.printed else above

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Numbers from the outermost heading to this item."""
        above = self.parent.numbers if self.parent else ()
        return (*above, self.label.number) if self.label else above

    @cached_property
    def texts(self) -> list[View]:
        """Own paragraphs without the label; none of them is empty."""
        if not self.views:
            return []
        length = self.label.length if self.label else 0
        return [v for v in (self.views[0].slice(length), *self.views[1:]) if len(v)]

    @cached_property
    def heading(self) -> View | None:
        """The item's heading, without its final stop; None where the item begins with running text.

        A group's first paragraph is its heading, or its first sentence where the text runs on in the same
        paragraph. An item without items below has a heading only where text follows on a line of its own.
        """
        texts = self.texts
        if not texts or self.label is None:
            return None
        first = texts[0]
        stop = first.text.find("。")
        if self.children:
            named = _CLAUSE_BEHIND.match(first.text) or _NAMES_TEXT.match(first.text)
            if named is not None:
                return first.slice(0, named.end() - 1)
            return first if stop < 0 else first.slice(0, stop)
        behind = _clause_at_end(first.text) if stop < 0 and len(texts) > 1 else None
        if behind is not None:
            return first.slice(0, behind)
        if stop < 0 and len(texts) > 1 and first.text[-1] not in "；：，":
            return first
        if (
            len(texts) > 1
            and stop == len(first) - 1
            and _BARE_NAME.fullmatch(first.text)
            and not self._named_in_line()
            and not _CLOSES.match(texts[1].text)
        ):
            return first.slice(0, stop)
        return None

    def _named_in_line(self) -> bool:
        """Tell whether the text goes on in one line with the name of the neighbours of an item."""
        return self.parent is not None and self.parent.named_in_line

    @cached_property
    def body(self) -> list[View]:
        """Own text without the label, and without the heading where that is on a line of its own."""
        heading, texts = self.heading, self.texts
        if heading is None or not texts:
            return texts
        if len(heading) >= len(texts[0]) - 1 and len(texts) > 1:
            return texts[1:]
        end = len(heading) + (texts[0].text[len(heading) : len(heading) + 1] not in tuple("（〔【［"))
        return [texts[0].slice(end), *texts[1:]] if len(texts[0]) > end else texts[1:]

    @cached_property
    def bare(self) -> bool:
        """Whether it holds neither items nor a sentence."""
        return not self.children and not any("。" in view.text for view in self.views)

    # What is asked of all neighbours of each item is counted once, so that work keeps to their number.
    @cached_property
    def bare_children(self) -> int:
        """How many of the items below it hold neither items nor a sentence."""
        return sum(child.bare for child in self.children)

    @cached_property
    def named_in_line(self) -> bool:
        """Whether most of the items below it have their text on the line of their name: （一）完善制度。制定…."""
        named = [_BARE_NAME.match(child.texts[0].text) for child in self.children if child.texts]
        first = [child.texts[0] for child in self.children if child.texts]
        in_line = sum(
            name is not None and name.end() < len(view) for name, view in zip(named, first, strict=True)
        )
        return in_line * 2 > len(first)

    @cached_property
    def holds_groups(self) -> bool:
        """Whether any of the items below it has items itself."""
        return any(child.children for child in self.children)

    def walk(self) -> Iterator[Item]:
        """Give this item and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_outline(views: Sequence[View]) -> Item:
    """Build the outline of a text.

    Args:
        views: its paragraphs in order.

    Returns:
        The root, whose own views are the text before the first numbered item.
    """
    root = Item(None)
    current = root
    latest: dict[str, int] = {}
    chapters = _bare_chapters(views)
    seconds = _last_seconds(views)
    headings = bare_headings(views) or named_parts(views)
    dashed = dashed_parts(views)
    boxed: dict[str, int] | None = None
    above = _clauses_above(views)
    spoken: View | None = None
    domain: Item | None = None
    for i, view in enumerate(views):
        if i in above:
            spoken, domain = view, None
            continue
        boxed = {} if _opens_box(view) else boxed
        if boxed is not None and _is_boxed(view, current, boxed):
            current.views.append(view)
            continue
        boxed = None
        if i in headings:
            current = Item(Label(_BARE, headings[i], 0, ""), [view], parent=root)
            root.children.append(current)
            latest = {}
            continue
        if i in dashed:
            current = Item(Label("dash", dashed[i], _DASH_LENGTH, "——"), [view], parent=root)
            root.children.append(current)
            continue
        following = parse_label(views[i + 1].text) if i + 1 < len(views) else None
        ahead = frozenset(second for second, last in seconds.items() if last > i)
        for part, label in _parts(view, current, latest, chapters, following, ahead):
            if label is None:
                current.views.append(part)
                continue
            latest[label.style] = label.number
            parent = _parent_of(current, label)
            lines = _without_break(part, label) if len(view) >= _INLINE_FIRST else [part]
            domain = domain or parent
            if spoken is not None and not _lies_in(parent, domain):
                spoken = None
            current = Item(label, lines, parent=parent, above=spoken if parent is domain else None)
            parent.children.append(current)
    if seconds and current.views:
        current.views[-1:] = _with_close_apart(current.views[-1])
    root.closing = _take_closing(root, current)
    return root


def _with_close_apart(view: View) -> list[View]:
    """Cut the last paragraph of a text that lost its line breaks behind the clause of its last item: （各部门负责）各地区要…."""
    for match in _CLOSE_BEHIND.finditer(view.text):
        if _closed_by_clause(view, match.end()) and _CLOSING.match(view.text, match.end()):
            return [view.slice(0, match.end()), view.slice(match.end())]
    return [view]


def _clauses_above(views: Sequence[View]) -> frozenset[int]:
    """Give the lines of who is to act that stand above their items, as they do right below the headings of groups.

    They do not where each stands behind its item, or only once above a group's items, which its heading's clause is.
    """
    alone = [i for i, view in enumerate(views) if _CLAUSE_ALONE.fullmatch(view.text)]
    labels = {i: parse_label(views[i].text) for k in alone for i in (k - 1, k + 1) if 0 <= i < len(views)}
    heads = between = 0
    for k in alone:
        before, behind = labels.get(k - 1), labels.get(k + 1)
        if behind is None:
            return frozenset()
        if before is not None:
            named = len(views[k - 1]) <= _HEADING and "。" not in views[k - 1].text
            if not named and before.style != behind.style:
                # Behind the last item of a group it is that item's.
                return frozenset()
            heads += before.style != behind.style
            between += before.style == behind.style
    return frozenset(alone) if heads >= _FEWEST_HEADED and between else frozenset()


def _lies_in(item: Item | None, group: Item) -> bool:
    while item is not None and item is not group:
        item = item.parent
    return item is group


def _opens_box(view: View) -> bool:
    """Tell whether a paragraph is the heading of a box: 专栏2 重点工程."""
    box = _BOX.match(view.text)
    if box is None:
        return False
    at = box.start("name")
    return not box["name"].startswith(tuple(_SPOKEN_OF)) or view.parted(at)


def _is_boxed(view: View, current: Item, boxed: dict[str, int]) -> bool:
    """Tell whether a paragraph belongs to a box (专栏2 重点工程) in the text of an item; `boxed` counts the box's own items.

    A box numbers its items from 1; what goes on with the numbers around it, or opens a chapter, stands behind it.
    """
    label = parse_label(view.text)
    if label is None:
        return True
    around: Item | None = current
    while around is not None:
        if around.label and (around.label.style, around.label.number + 1) == (label.style, label.number):
            return False
        around = around.parent
    if label.style in CHAPTER_STYLES or label.number != boxed.get(label.style, 0) + 1:
        return False
    boxed[label.style] = label.number
    return True


def _without_break(part: View, label: Label) -> list[View]:
    """Set an item's name apart from what opened the next line: （一）公益广告提升 | 工作目标：…, （二）路段排查 | 区公安局要…."""
    named = _FIRST_FIELD.match(part.text, label.length) or _NAME_RUNS_ON.match(part.text, label.length)
    # Who acts is the subject of the sentence and names no item.
    if named is None or kind_of(named[0]) is not None:
        return [part]
    return [part.slice(0, named.end()), part.slice(named.end())]


def _take_closing(root: Item, last: Item) -> list[View]:
    """Take the paragraphs that end the document off its last item, where no other item runs over so many."""
    style = last.label.style if last.label else None
    others = [
        item
        for item in root.walk()
        if item.label and item.label.style == style and not item.children and item is not last
    ]
    if last.children:
        return []
    if len(others) < _FEWEST_OTHERS:
        # 请各乡镇于1月5日前报送…: by when a notice wants to hear is no part of its last item.
        asks = next((i for i, view in enumerate(last.views) if i and _ASKS_REPORT.match(view.text)), None)
        if asks is None:
            return []
        last.views, closing = last.views[:asks], last.views[asks:]
        return closing
    longest = max(sum(not _CLOSES.match(view.text) for view in item.views) for item in others)
    own = [i for i, view in enumerate(last.views) if not _CLOSES.match(view.text)]
    if len(own) <= longest:
        return []
    begin = own[longest]
    # With few items to go by, the paragraph must also begin as the close of a document does.
    if len(others) < _MANY_OTHERS and not _CLOSING.match(last.views[begin].text):
        return []
    if any(_CLOSES.match(view.text) for view in last.views[begin:]):
        return []
    last.views, closing = last.views[:begin], last.views[begin:]
    return closing


def _bare_chapters(views: Sequence[View]) -> frozenset[str]:
    """Give the numbers that have parts 1.1, 1.2 …: a heading may bear them without a mark behind."""
    labels = [parse_label(view.text) for view in views if view.text[:1].isdecimal()]
    return frozenset(
        label.printed.partition(".")[0] for label in labels if label is not None and label.style == "decimal"
    )


def _last_seconds(views: Sequence[View]) -> dict[str, int]:
    """Give where what begins a second item stands last in a text that lost its line breaks; nothing of others."""
    if all(len(view) <= _LOST_BREAKS for view in views):
        return {}
    return {
        second: i for i, view in enumerate(views) for second in _SUCCESSORS.values() if second in view.text
    }


def _clause_at_end(text: str) -> int | None:
    """Give where a bracket begins that ends a heading and says who is to act: 项目审批（区发改局、区住建局）."""
    named = _NAMED_BEHIND.fullmatch(text)
    if named is None:
        return None
    units = [name for name in re.split("[、，；]", named["inside"]) if name]
    told = _CLAUSE_BEHIND.match(text) is not None or all(map(is_unit, units))
    return named.start("inside") - 1 if told else None


def _chapter(view: View, chapters: frozenset[str]) -> Label | None:
    bare = _BARE_CHAPTER.fullmatch(view.text)
    if bare is None or bare[1] not in chapters:
        return None
    return Label("decimal", int(bare[1]), len(bare[1]), bare[1])


def _parts(
    view: View,
    current: Item,
    latest: Mapping[str, int],
    chapters: frozenset[str],
    following: Label | None,
    ahead: Collection[str],
) -> Iterator[tuple[View, Label | None]]:
    """Cut a paragraph before each item that begins in it.

    Args:
        view: the paragraph.
        current: the item that is open before it.
        latest: the last number of each style so far, whatever group it stood in.
        chapters: numbers that may stand before a heading without a mark.
        following: the label of the next paragraph.
        ahead: of a text that lost its line breaks, what begins second items in further paragraphs.
    """
    label = parse_label(view.text) or _chapter(view, chapters)
    if (
        label is not None
        and label.length >= len(view)
        and label.style not in ("article", "chapter", "section", "part")
    ):
        label = None
    stack = _stack(current)
    if label and _goes_on_inside(label, current, stack):
        label = None
    if label:
        stack = _push(stack, label)
    start, pending = 0, label
    for match in _INLINE.finditer(view.text, label.length if label else 1):
        at = match.start()
        inner = parse_label(view.text, at)
        if inner is None or inner.style not in _INLINE_STYLES or at + inner.length >= len(view):
            continue
        since = view.text[start + (pending.length if pending else 0) : at]
        opens = pending is not None and len(since) <= _HEADING and "。" not in since
        # A number that goes on from the group before, or skips what a copy left out together with groups.
        beyond = inner.number - latest.get(inner.style, 0) if latest.get(inner.style) else 0
        skips = 1 < beyond <= _SKIPPED and _closed_by_clause(view, start)
        # The group's name may end in a stop: （二）破除垄断。4.放开市场….
        heads = (
            pending is not None and inner.style != pending.style and _BARE_NAME.fullmatch(since) is not None
        )
        runs_on = (opens and (beyond == 1 or skips)) or (heads and beyond == 1)
        # （一）调整结构。1.强化管控。… with 2. on the next line or further on: the group's name ends in a stop.
        named = (
            pending is not None
            and inner.number == 1
            and inner.style != pending.style
            and _BARE_NAME.fullmatch(since) is not None
            and (
                (following is not None and (following.style, following.number) == (inner.style, 2))
                or _second_behind(view, inner, at)
            )
        )
        field_tail = _FIELD_TAIL.search(since[-_LONGEST_FIELD:])
        # In a text without line breaks a number goes on behind a field of units: 责任单位：市教育局2.扩大岗位….
        behind_field = field_tail is not None and (
            inner.style != "arabic"
            or any(known.style == "arabic" and known.number + 1 == inner.number for known in stack)
        )
        if not (opens or behind_field or _is_boundary(view, at)) or not (
            runs_on or named or _expected(stack, inner, view, at, ahead, opens=opens)
        ):
            continue
        yield view.slice(start, at), pending
        start, pending = at, inner
        stack = _push(stack, inner)
    yield view.slice(start), pending


def _goes_on_inside(label: Label, current: Item, stack: Sequence[Label]) -> bool:
    """Tell whether a label goes on with an enumeration inside the open item's text, …：（1）…。 | （2）…。, its own line."""
    first = _FIRST_INSIDE.get(label.style)
    if first is None or label.number < 2 or any(known.style == label.style for known in stack):
        return False
    return any(first in view.text[1:] for view in current.views[-_NEAR_LINES:])


def _is_boundary(view: View, at: int) -> bool:
    return view.text[at - 1] in _BOUNDARY or view.parted(at)


def _expected(
    stack: list[Label], label: Label, view: View, at: int, ahead: Collection[str], *, opens: bool
) -> bool:
    """Tell whether a label in mid-paragraph goes on with a numbering that is under way or begins one.

    Args:
        stack: the labels that are open at this place.
        label: the label in question.
        view: the paragraph.
        at: where the label stands in it.
        ahead: of a text that lost its line breaks, what begins second items in further paragraphs.
        opens: whether only a heading stands between the last label and this one.
    """
    for open_label in reversed(stack):
        if open_label.style == label.style:
            # Behind a clause a copy may have left out items.
            gap = label.number > open_label.number and _closed_by_clause(view, at)
            return label.number == open_label.number + 1 or gap
    bare_heading = opens and not _MARK.search(view.text, 2, at)
    second = _successor(label)
    if (
        label.number != 1
        or (len(view) < _INLINE_FIRST and not bare_heading and second not in ahead)
        or not (
            opens
            or view.text[at - 1] in _opening_marks(label)
            or _TASKS_BELOW.search(view.text, max(0, at - 6), at)
        )
    ):
        return False
    return second in view.text[at + label.length :] or second in ahead or _heads_items(view, label, at)


def _second_behind(view: View, label: Label, at: int) -> bool:
    """Tell whether the second item of a style begins behind a sentence of the same paragraph."""
    for match in _INLINE.finditer(view.text, at + label.length):
        inner = parse_label(view.text, match.start())
        if inner is not None and (inner.style, inner.number) == (label.style, 2):
            return view.text[match.start() - 1] in "。）〕"
    return False


def _successor(label: Label) -> str:
    """Give what begins the item behind the first one of a style."""
    return _SUCCESSORS.get(label.style) or label.printed.replace("一", "二").replace("1", "2")


def _heads_items(view: View, label: Label, at: int) -> bool:
    """Tell whether only a heading stands between a first label and a deeper first one that a second one follows.

    So an excerpt shows an outline of which it holds but the first part: 一、加强领导1.落实责任。…2.完善机制。
    """
    begin = at + label.length
    for match in _INLINE.finditer(view.text, begin, begin + _HEADING):
        inner = parse_label(view.text, match.start())
        if inner is None or inner.style not in _INLINE_STYLES:
            continue
        if inner.number != 1 or inner.style == label.style or label.style == "arabic":
            return False
        heading = view.text[begin : match.start()]
        second = f"2{view.text[match.end() - 1]}" if inner.style == "arabic" else _successor(inner)
        return len(heading) > 1 and not _STOP.search(heading) and second in view.text[match.end() :]
    return False


def _closed_by_clause(view: View, at: int) -> bool:
    """Tell whether a bracket that says who is to act ends before a place."""
    return _CLAUSE.search(view.text, max(0, at - _LONGEST_CLAUSE), at) is not None


def _opening_marks(label: Label) -> str:
    # Behind a colon 1. 2. 3. mostly enumerate what the sentence speaks of; 一、 and （一） open an outline.
    return "。）〕" if label.style == "arabic" else "。）〕："


def _stack(item: Item) -> list[Label]:
    labels: list[Label] = []
    node: Item | None = item
    while node is not None:
        if node.label:
            labels.append(node.label)
        node = node.parent
    return labels[::-1]


def _push(stack: list[Label], label: Label) -> list[Label]:
    for depth, open_label in enumerate(stack):
        if open_label.style == label.style:
            return [*stack[:depth], label]
    return [*stack, label]


def _parent_of(current: Item, label: Label) -> Item:
    """Give the item under which a label belongs: beside the open item of its style, else below the current one."""
    node: Item | None = current
    if label.style == "decimal":
        return _parent_of_decimal(current, label)
    root = current
    while node is not None:
        if node.label and node.label.style == label.style and node.parent:
            return node.parent
        root = node
        node = node.parent
    # 四、 behind （二）, where the copy begins in the midst of 三、, stands above it all the same (GB/T 9704-2012 7.3.3).
    if (
        label.style == "han"
        and label.number > 1
        and all(known.style in _BELOW_HAN for known in _stack(current))
    ):
        return root
    return current


def _parent_of_decimal(current: Item, label: Label) -> Item:
    """Give the item whose number a number of several parts goes on with: 3.2 for 3.2.1; else as a new style."""
    above = label.printed.rpartition(".")[0]
    node: Item | None = current
    outermost = current
    while node is not None and node.label is not None:
        if node.label.style in ("decimal", "arabic"):
            if node.label.printed == above:
                return node
            outermost = node.parent or current
        node = node.parent
    return outermost
