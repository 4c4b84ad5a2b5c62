"""HTML: the document of a web page, without the page's menus, scripts and related links.

Entry point: `read_text`. The main block is the smallest element that holds nearly all running text (Chinese outside
links, in blocks with punctuation). Beside it only the table of metadata (索引号, 发文字号) and the page's heading
are kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from zhengmai.errors import Bilingual, InputError
from zhengmai.text.numbering import parse_label
from zhengmai.text.readers import plain
from zhengmai.text.readers.blocks import METADATA, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhengmai.text.readers.blocks import Block, Rows

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "iframe",
        "object",
        "svg",
        "canvas",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "nav",
        "footer",
        "audio",
        "video",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "main",
        "header",
        "form",
        "center",
        "blockquote",
        "pre",
        "body",
        "html",
        "tbody",
        "thead",
        "tfoot",
        "figure",
        "figcaption",
        "address",
        "hr",
        "aside",
        "caption",
        "fieldset",
        "ucapcontent",
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3"))
_BOLD = frozenset(("b", "strong"))
_SHORTEST_HEADING, _LONGEST_HEADING = 2, 30
# A line that begins with so many pieces without a character is no paragraph of text.
_MOST_BLANK = 20
_FULL_WIDTH = str.maketrans("(),", "（），")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
# Pages in GBK mostly call themselves by the name of its subset.
_ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
}
_MOST_STRAY = 1000
_MOST_HEADINGS = 20
_HAN = re.compile("[\u4e00-\u9fff]")
_STOPS = re.compile("[，。；：、]")
# Share of the running text that the main block holds: beside it stand a site's statements and its footer.
_MAIN_SHARE = 0.85
# A cell with more characters than this holds the page's text, not a table's.
_LONGEST_CELL = 2000
_MOST_SPAN = 200
_DEEPEST = 2000
# Parts of a page that are no text of the document, by the names that sites give them.
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|bread\w*|crumbs?|foot|footer|copyright|sidebar|share|related|recommend|pagination|"
    r"toolbar|weizhi|position|location|dqwz|xgwd|xgjd|print)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FRAME_SHARE = 0.3
_LINKS = 3
_LINK_SHARE = 0.7

Event = tuple[Literal["enter", "text", "exit"], LexborNode, str]


@dataclass
class _Mass:
    """What an element holds, itself and below it.

    Attributes:
        letters: Chinese characters.
        linked: those of them in links.
        prose: those of them in running text.
        links: number of links.
        tables: number of tables below it.
        labels: number of texts that begin with a label of metadata.
        blocks: number of blocks and line breaks.
    """

    letters: int = 0
    linked: int = 0
    prose: int = 0
    links: int = 0
    tables: int = 0
    labels: int = 0
    blocks: int = 0


def read_text(data: bytes, name: str) -> str:
    """Give the text of a web page or of a fragment of one.

    Args:
        data: the page's bytes; a byte order mark or the page's own `charset` tells the encoding, else it is guessed.
        name: its name, for errors.

    Raises:
        InputError: the encoding is unknown.
    """
    page = LexborHTMLParser(_decode(data, name))
    root = page.body or page.root
    if root is None:
        return ""
    masses = _weigh(root, name)
    main = _main_block(root, masses)
    blocks = [*_beside(root, main, masses), *_blocks(main, masses)]
    return render(blocks)


def _decode(data: bytes, name: str) -> str:
    found = _CHARSET.search(data[:8192])
    encoding = _ENCODINGS.get(found[1].decode("ascii", "replace").lower()) if found else None
    if encoding and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        text = data.decode(encoding, errors="replace")
        # A stray byte or two in a page that names its encoding is no reason to guess another one.
        if text.count("\ufffd") * _MOST_STRAY <= len(text):
            return text
    return plain.decode(data, name)[0]


def _walk(root: LexborNode, name: str = "") -> Iterator[Event]:
    """Walk a part of a page, without the elements that hold no text; deep nesting costs no stack."""
    stack: list[tuple[LexborNode, LexborNode | None]] = [(root, root.child)]
    yield "enter", root, ""
    while stack:
        node, child = stack.pop()
        if child is None:
            yield "exit", node, ""
            continue
        stack.append((node, child.next))
        if child.is_text_node:
            yield "text", child, child.text_content or ""
        elif child.is_element_node and child.tag not in _SKIPPED:
            if len(stack) > _DEEPEST:
                cause = Bilingual(
                    f"元素嵌套超过 {_DEEPEST} 层", f"its elements are nested more than {_DEEPEST} deep"
                )
                raise InputError(name, cause)
            yield "enter", child, ""
            stack.append((child, child.child))


def _weigh(root: LexborNode, name: str) -> dict[int, _Mass]:
    """Weigh every element of a page."""
    masses: dict[int, _Mass] = defaultdict(_Mass)
    path: list[_Mass] = []
    in_link = 0
    for event, node, text in _walk(root, name):
        tag = node.tag
        if event == "enter":
            path.append(masses[node.mem_id])
            in_link += tag == "a"
            path[-1].links += tag == "a"
        elif event == "text":
            own = path[-1]
            count = len(_HAN.findall(text))
            own.letters += count
            own.linked += count if in_link else 0
            own.prose += count if not in_link and _STOPS.search(text) and count > 10 else 0
            own.labels += METADATA.match(re.sub(r"\s", "", text[:40])) is not None
        else:
            in_link -= tag == "a"
            done = path.pop()
            if path:
                above = path[-1]
                above.letters += done.letters
                above.linked += done.linked
                above.prose += done.prose
                above.links += done.links
                above.labels += done.labels
                above.tables += done.tables + (tag == "table")
                above.blocks += done.blocks + (tag in _BLOCKS or tag == "br")
    return masses


def _main_block(root: LexborNode, masses: dict[int, _Mass]) -> LexborNode:
    total = masses[root.mem_id].prose
    main = root
    while total:
        heavier = [child for child in main.iter() if masses[child.mem_id].prose >= _MAIN_SHARE * total]
        # A paragraph, or a table of tasks, is text, not its frame.
        if not heavier or masses[heavier[0].mem_id].blocks < 2 or _is_data_table(heavier[0], masses):
            break
        main = heavier[0]
    # What encloses it without any link adds only its title, addressees or signature.
    while main.mem_id != root.mem_id and main.parent is not None:
        if masses[main.parent.mem_id].links > masses[main.mem_id].links:
            break
        main = main.parent
    return main


def _beside(root: LexborNode, main: LexborNode, masses: dict[int, _Mass]) -> Iterator[Block]:
    """Give what stands outside the main block and belongs to the document: its metadata and its heading."""
    above = {main.mem_id}
    node = main
    while node.parent is not None and node.mem_id != root.mem_id:
        node = node.parent
        above.add(node.mem_id)
    inside = "".join(text for event, _, text in _walk(main) if event == "text")
    compact = re.sub(r"\s", "", inside)
    skip = headings = 0
    for event, node, _ in _walk(root):
        if event == "text":
            continue
        if event == "exit":
            skip -= skip > 0
        elif skip or node.mem_id == main.mem_id:
            skip += 1
        elif node.mem_id not in above:
            mass = masses[node.mem_id]
            if mass.labels >= 2 and mass.linked <= mass.letters * _FRAME_SHARE:
                yield from _blocks(node, masses)
                skip += 1
            elif node.tag in _HEADINGS and headings < _MOST_HEADINGS:
                headings += 1
                heading = re.sub(r"\s+", " ", node.text(deep=True)).strip()
                if len(_HAN.findall(heading)) > 5 and re.sub(r"\s", "", heading) not in compact:
                    yield heading
                skip += 1


def _blocks(root: LexborNode, masses: dict[int, _Mass]) -> Iterator[Block]:
    """Give the paragraphs and tables of a part of a page."""
    total = masses[root.mem_id].prose
    text: list[str] = []
    skip = 0
    bold_from: int | None = None
    for event, node, piece in _walk(root):
        tag = node.tag or ""
        if skip:
            skip += {"enter": 1, "exit": -1}.get(event, 0)
            continue
        if event == "text":
            # Only <pre> keeps the page's own line breaks.
            text.append(piece if _in_pre(node) else re.sub(r"[ \t\r\n\f]+", " ", piece))
        elif tag in _BOLD:
            if event == "enter":
                bold_from = len(text)
            elif bold_from is not None:
                if _is_run_in_heading(text, bold_from, node):
                    text.append("\n")
                bold_from = None
        elif tag == "br":
            text.append("\n" if event == "enter" else "")
        elif event == "enter" and node.mem_id != root.mem_id and _is_frame(node, masses, total):
            skip = 1
        elif tag in _BLOCKS:
            yield "".join(text)
            text.clear()
            bold_from = None
            if event == "enter" and _is_data_table(node, masses):
                yield _rows(node)
                skip = 1
    yield "".join(text)


def _is_run_in_heading(text: list[str], bold_from: int, bold: LexborNode) -> bool:
    """Tell whether bold words are a numbered heading that the text goes on behind: <b>一、目标</b>到2025年….

    Args:
        text: the pieces of the block so far.
        bold_from: index of the first bold one.
        bold: the element that has ended.
    """
    for k in range(bold_from - 1, max(-1, bold_from - 1 - _MOST_BLANK), -1):
        if text[k].rpartition("\n")[2].strip():
            return False
        if "\n" in text[k]:
            break
    else:
        if bold_from > _MOST_BLANK:
            return False
    heading = re.sub(r"\s", "", "".join(text[bold_from:])).translate(_FULL_WIDTH)
    label = parse_label(heading)
    if label is None or not _SHORTEST_HEADING <= len(heading) - label.length <= _LONGEST_HEADING:
        return False
    if _STOPS.search(heading, label.length):
        return False
    behind = bold.next
    following = (behind.text(deep=True) if behind is not None else "").lstrip()
    # A mark behind the bold words makes them the beginning of the sentence.
    return _HAN.match(following) is not None


def _in_pre(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag == "pre"


def _is_frame(node: LexborNode, masses: dict[int, _Mass], total: int) -> bool:
    """Tell whether an element is a menu, a list of links, or a part that its name calls no text."""
    if node.tag not in _BLOCKS:
        return False
    mass = masses[node.mem_id]
    if mass.prose > _FRAME_SHARE * total or (mass.labels >= 2):
        return False
    names = node.attributes
    if _FRAME.search(f"{names.get('class') or ''} {names.get('id') or ''}"):
        return True
    # Links to annexes are few, or stand among the text.
    return (
        mass.links >= _LINKS
        and mass.linked > _LINK_SHARE * mass.letters
        and "附件" not in node.text(deep=True)
    )


def _is_data_table(node: LexborNode, masses: dict[int, _Mass]) -> bool:
    """Tell whether a table holds data, as opposed to the frames that old pages are laid out with."""
    if node.tag != "table" or masses[node.mem_id].tables:
        return False
    cells = node.css("td, th")
    return len(cells) >= 4 and max(masses[cell.mem_id].letters for cell in cells) <= _LONGEST_CELL


def _rows(table: LexborNode) -> Rows:
    """Give the rows of a table; a cell that spans rows stands in each, one that spans columns in the first."""
    rows: Rows = []
    pending: dict[int, tuple[int, str]] = {}
    for tr in table.css("tr"):
        row: list[str] = []
        for cell in [c for c in tr.iter() if c.tag in ("td", "th")]:
            _fill(row, pending)
            text = _cell(cell)
            down, across = (_span(cell, name) for name in ("rowspan", "colspan"))
            # No printed table is wider: spans that add up to more are a mistake, or meant to cost time.
            for part in [text, *[""] * (across - 1)][: _MOST_SPAN - len(row)]:
                if down > 1:
                    pending[len(row)] = (down - 1, part)
                row.append(part)
        _fill(row, pending, end=max(pending, default=-1) + 1)
        rows.append(row)
    return rows


def _fill(row: list[str], pending: dict[int, tuple[int, str]], end: int = 0) -> None:
    """Put the cells that reach down from the rows above into a row."""
    while len(row) in pending or len(row) < end:
        column = len(row)
        left, text = pending.pop(column, (0, ""))
        row.append(text)
        if left > 1:
            pending[column] = (left - 1, text)


def _cell(cell: LexborNode) -> str:
    parts: list[str] = []
    for event, node, piece in _walk(cell):
        if event == "text":
            parts.append(re.sub(r"[ \t\r\n\f]+", " ", piece))
        elif node.tag == "br" or node.tag in _BLOCKS:
            parts.append("\n")
    return "".join(parts)


def _span(cell: LexborNode, name: str) -> int:
    text = cell.attributes.get(name) or "1"
    return max(1, min(int(text), _MOST_SPAN)) if text.isascii() and text.isdigit() else 1
