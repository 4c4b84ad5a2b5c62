"""From the lines of a file to logical paragraphs: what belongs together is joined, what is no text is masked.

Entry point: `paragraphs`. Nothing is deleted from the source: a paragraph is a `View`, whose offsets lead back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from zhengmai.text.characters import replacer
from zhengmai.text.copies import without_remains
from zhengmai.text.grid import find_cells
from zhengmai.text.justified import printed_lines
from zhengmai.text.numbering import parse_label
from zhengmai.text.reader import simplify
from zhengmai.text.view import Cell, SourceText, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_FULL_TO_ASCII = {0xFF10 + i: 0x30 + i for i in range(10)}
_FULL_TO_ASCII |= {0xFF21 + i: 0x41 + i for i in range(26)}
_FULL_TO_ASCII |= {0xFF41 + i: 0x61 + i for i in range(26)}
_FULL_TO_ASCII |= {ord("％"): ord("%"), ord("．"): ord("."), ord("［"): ord("["), ord("］"): ord("]")}
_FULL_TO_ASCII |= {ord("﹒"): ord("."), ord("＂"): ord('"')}
_TO_FULL_PUNCTUATION = {
    ord(a): ord(b)
    for a, b in zip(
        "(),:;!?﹙﹚﹝﹞﹐﹑﹔﹕﹖﹗「」『』〝〞", "（），：；！？（）〔〕，、；：？！“”‘’“”", strict=True
    )
}
_fold_width = replacer(_FULL_TO_ASCII | _TO_FULL_PUNCTUATION)
_QUOTE = re.compile('["“”]')
# A digit that the recognition of a print took for a letter: 8月l5日, l00%, 2O23年.
_MISREAD_DIGIT = re.compile(
    r"(?<![A-Za-z])l(?=\d)(?!\d*[A-Za-z])|(?<=\d)[lO](?=[\d年月日%座个名家户处所万亿项条台辆套人])(?!\d*[A-Za-z])"
)
_SEPARATOR = re.compile(r"(?<=\d)[，：](?=\d)")
# Between two years a soft hyphen is what is left of a dash.
_SOFT_RANGE = re.compile(r"(?<=\d)\u00ad(?=\d)")
# Formats whose readers leave no tag in the text.
_WITHOUT_TAGS = frozenset({"html", "docx", "pdf", "doc", "rtf"})
# So much of a field's name may stand at the end of a line.
_CUT_NAME = 4
_SHORTEST_CRUMB = 4
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
# Lines that are no text: page numbers in their many dresses, rules, picture names.
_NOISE = re.compile(
    r"(?:PAGE)?(?:[-—–－·•]{1,3}\d{1,4}[-—–－·•]{1,3}|(?:PAGE|Page)\d{0,4}：?|第\d{1,4}页(?:[，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}|[-—–－_=*·•]{3,})"
    # The way through a site that led to the page.
    r"|(?:您?(?:现在)?的?)?(?:当前|所在)的?位置：?|首页[^，。；：《》]{0,60}"
    # White space that a copy turned into question marks, and what is left of an empty cell.
    r"|[?？\ufffd|]+"
    # Headers and footers of a printed web page: time and title, address and page of pages.
    r"|\d{4}/\d{1,2}/\d{1,2}[， ]?\d{1,2}:\d{2}.{0,120}|(?:[^_]{2,120}_){1,4}[^_]{2,24}网(?:站)?|(?:https?：//|http|www\.)[!-~：？]{4,300}"
)
# A rule over the page parts what stands above it from what stands below; an export may write in it what follows.
_RULE = re.compile("[-=*_]{5,}(?:(?:文件|政策|通知)?(?:正文|全文|内容)[-=*_]{3,})?")
_WAY_HERE = re.compile(r"\s*(?:您?(?:现在)?的?)?(?:当前|所在)的?位置[:：]")
_TITLED = re.compile(
    r"[^_]{4,110}(?:的(?:通知|意见|函|批复|决定|公告|通告)|方案|规划|计划)(?:（[^（）]{1,20}）)?_"
)
# Besides Markdown's marks, the quotation mark that an export of a table wrote twice: “桂惠贷"".
_MARKDOWN = re.compile(
    r'^[?？\ufffd]{2}[?？\ufffd\s]*|^[ \t\u3000]*(?:#{1,6}[ \t]+|>[ \t]?)+|\*\*|(?<=")"|^[ \t]*[*+-][ \t]+(?=\*\*|[\u4e00-\u9fff])'
)
# What some texts set before each item of a list instead of a number.
_BULLET = "●■▲◆★▪•➤➢◇△☆✓√"
_BULLETED = re.compile(rf"[ \t\u3000]*[{_BULLET}][ \t\u3000]*(?=[\u4e00-\u9fff“《（\d])")
# Markdown's emphasis by single marks, as of a clause at the end of an item: *责任单位：市教育局*.
_EMPHASIS = re.compile(
    r"(?:(?<=[。；！？：\s])|^)(?P<open>\*)(?![*\s])[^*]{2,400}(?<!\s)(?P<close>\*)(?=\s|$|[。；，])"
)
# What a line must hold for anything in it to be masked or replaced, blanks at its ends left aside.
_KEPT = re.compile(rf"[^\s{_INVISIBLE}]+")
# A cell on a line of its own, as some copies of tables print it: 责任单位 |.
_LONE_CELL = re.compile(r"[^|]*[^|\s](\s*\|+\s*)")
_MASKED = re.compile(rf'[\s{_INVISIBLE}{_BULLET}]|\*|""|^>|^[?？\ufffd]{{2}}')
_TERMINAL = "。；！？：:;!?…”’"
_STOPS = "。！？；…"
_CLOSING = "）)〕】》」"
_FIELD = re.compile(r"[\u4e00-\u9fff（）、]{2,14}[：:]")
# Behind a full line other words before a colon may only go on with it: 市 | 直各单位：.
_KNOWN_FIELD = re.compile(
    r"(?:牵头|责任|配合|主办|承办|协办|协同|参与|完成|联系|附|抄|主送|时限)[\u4e00-\u9fff]{0,8}[：:]"
)
# Metadata that a web site sets above the text: each line ends by sense, however long it is.
_METADATA = re.compile(
    r"[|\[【•]*(?:索引号|索取号|主题分类|信息分类|体裁分类|组配分类|主题词|关键词|发布机构|发布日期|发文机关|发文单位|制发机关"
    r"|发文字号|发布文号|文号|成文日期|生成日期|公开日期|信息来源|来源|名称|信息名称|文件名称|标题|有效性|公文时效)(?:[\]】][：|]?|[：|])"
)
# Addressees broken over two lines: the first one lists bodies, the second one ends the list with a colon.
_ADDRESSEES = re.compile(
    r"(?=.{0,200}[、，])(?:各|有关|省|市|县|区|州|中央|国务院)[\u4e00-\u9fff（）、，·]{22,}"
)
_LIST_END = re.compile(r"[\u4e00-\u9fff（）、，]{1,40}：$")
_WHOLE_LIST = re.compile(r"各[\u4e00-\u9fff（）、，·]{3,}：")
_AWAITS_FIGURE = re.compile(r"(?:至少|不少于|不低于|不高于|不超过|超过|达到|约|累计|新增)$")
# A copy that cuts its lines behind a title sets the rest of the sentence on the next one: 按照《甲标准》（JGJ59） | 相关规定….
_AWAITS_RULE = re.compile(
    r"(?:按照?|依照|根据|依据|执行|落实|符合|遵守)《[^《》]{2,40}》(?:（[^（）]{1,24}）)?$"
)
_OF_A_RULE = re.compile("(?:中)?的?(?:相关|有关)?(?:规定|要求|精神|标准|条款|内容|文件)")
# A date or a document number that a copy cut where its digits were set in another typeface: 2014 | 年6 | 月28 | 日.
_CUT_FIGURE = re.compile(
    r"(?:(?<!\d)(?:19|20)\d\d|年\d{1,2}|月\d{1,2}|[〔\[（【]\d{4}[〕\]）】]\d{1,4}|[\u4e00-\u9fff][〔\[]\d{4})$"
)
_CUT_FIGURE_BEHIND = re.compile(r"年\d{0,2}(?:月|$)|月\d{0,2}(?:日|$)|日(?:[。，；]|$)|号|[〕\]]\d{1,4}")
# The number of a document on a line of its own.
_NUMBER_ALONE = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[（]\d{4}[〕\]）]\d{1,4}号")
# Whom to call stands by itself: 联系电话：0971-6138729.
_CONTACT = re.compile(r"(?:电话|传真|手机|邮箱|邮编)[^。；，]{0,3}[：:]?[\dA-Za-z@._—－ -]{5,40}$")
# Running text has commas of its own; those of a title stand in its brackets.
_RUNS = re.compile("[，。；、]")
# A heading of two parts: （一）聚焦提质，推动转型.
_LABELLED_NAME = re.compile(
    r"[（(第\d一二三四五六七八九十][^。；：！？]{3,58}[^。；：！？，、的和与及对在将把为以]"
)
# A line of running text; what stands behind the text of a document has no such marks, or names itself.
_SENTENCE_ON = re.compile("(?!附[件表：]|联系|（|特此|注：|抄送|来源)[^：]{0,40}[，。；]")
_ENCLOSED = re.compile("《[^《》]*》|（[^（）]*）")
# A title whose issuers stand before it: 甲市交通委、乙海事局关于印发《…》的通知.
_WHOLE_TITLE = re.compile(r"[\u4e00-\u9fff、“”（）]{2,60}关于[^，。；：]*的(?:通知|意见|函|批复|决定|公告)")
# How a title ends, even where its last line happens to be full.
_TITLE_END = re.compile(r"(?:的(?:通知|意见|函|批复|决定|公告)|年）|方案|规划|计划|意见)$")
_TABLE_NAME = re.compile(r"(?:[^表代外仪手钟]表|清单)(?:（[^（）]{1,20}）)?$")
_HAN_LABEL = frozenset("一二三四五六七八九十")
# A print that stretches its lines sets an item's number apart from its text.
_LONE_NUMBER = re.compile(r"\d{1,3}\.")
# A collection prints the day of issue behind the title: …的通知（2023年6月21日）.
_ISSUED_TITLE = re.compile(
    r"(?:的(?:通知|意见|函|批复|决定|公告)|方案|规划|计划|要点|意见)（\d{4}年\d{1,2}月\d{1,2}日）$"
)
# A day by itself on a line is that of a signature, unless the sentence goes on with it.
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_AWAITS_DAY = re.compile(r"[，、于至自从在到即截迄为]$")
_OPENERS = dict(zip("（〔[【《“", "）〕]】》”", strict=True))
_BRACKET = re.compile(f"[{re.escape(''.join((*_OPENERS, *_OPENERS.values())))}]")
# A line this long is running text even without punctuation in it: GB/T 9704-2012 5.2.3 sets 28 characters a line.
_RUNNING = 24
# So much of a paragraph tells whether the next line goes on with it.
_TAIL = 300
# A line this long has lost its line breaks, or shows them as blanks.
_OVERLONG = 1200
# In a line this long dates and labels between blanks show whether the blanks were line breaks.
_LONG = 300
_PARTED_DATE = re.compile(r"[\u4e00-\u9fff][ \t\u3000]+\d{4}年\d{1,2}月\d{1,2}日[ \t\u3000]")
# A signature that only blanks part from the paragraph before it.
_SIGNED_END = re.compile(
    r"[。：:]\S{0,60}[ \t\u3000]+[\u4e00-\u9fff]{2,30}[局厅委办会府部院室][ \t\u3000]+\d{4}年\d{1,2}月\d{1,2}日\s*$"
)
_SIGNED = re.compile(r"[局厅委办会府部院室]\d{4}年\d{1,2}月\d{1,2}日$")
_SIGNATURE = 200
_PARTED_LABEL = re.compile(
    r"[\u4e00-\u9fff。；）)][ \t\u3000]+(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}(?:\.\d{1,2})*[.．、]?(?=[\u4e00-\u9fff]))"
    r"(?![年月日个名人项家%％])"
)
_MANY_LABELS = 4
# Behind a blank these go on with what stands before it: 2023 年底前, 编制 67 人, 深化 QDII; a label or a date does not.
_GOES_ON = re.compile(
    r"[年月日个名人%％]|(?!https?:|www\.)[A-Za-z]|\d(?!\d?[.．、]|\d{3}年\d{1,2}月\d{1,2}日)"
)
# Behind the day of a signature a year opens the title of what is issued: 2018年5月23日 2018年全区治理方案.
_DATED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$")
_OPENS_LINE = re.compile(r"(?:19|20)\d\d年|[A-Za-z]")
_LABEL_ONLY = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]$")
# Fields of a page's head that one line holds: 甲政发〔2023〕27号 | 发布时间：2023-06-20 | 来源：市教育局.
_PIPED_FIELDS = re.compile(
    r"\|[ \t\u3000]*(?:发布时间|发布日期|发布机构|来源|成文日期|文号|发文机关|发文字号|索引号)[:：][ \t\u3000]*[^\s|]"
)
# So much in front of a blank tells what it is.
_JUST_BEFORE = 40
_BAR = re.compile(r"\|")
_ANY_SPACE = re.compile(r"[ \t\u3000]+")
_WIDE_SPACE = re.compile("\u3000{2,}")
_INDENTATION = "\u3000\u3000"
# How text broken at fixed width is known: most of its running lines are about as long as the longest.
_SHORT, _FEW_LINES, _WIDEST, _RAGGED, _INDENT = 12, 20, 60, 3, 3


@dataclass(frozen=True)
class Paragraph:
    """Text that belongs together.

    Attributes:
        view: its characters.
        cell: whether it began with a tab, as the cell of a flattened table does.
        gap: whether a blank line or a cell mark stood before it.
        indented: whether its first line is indented by two ideographic spaces, as the first one of a paragraph is.
        bulleted: whether a mark such as ▲ stood before it, which makes it an item of a list.
    """

    view: View
    cell: bool = False
    gap: bool = False
    indented: bool = False
    bulleted: bool = False


def paragraphs(source: SourceText) -> list[Paragraph]:
    """Give the logical paragraphs of a text, in order.

    Lines cut in mid-sentence (by page breaks or fixed width) are joined. Page numbers, rules and Markdown marks
    are masked.
    """
    plain = simplify(source.text) if source.script == "Hant" else source.text
    plain, glued = without_remains(plain, tags=source.encoding not in _WITHOUT_TAGS)
    lines = _as_printed(list(_lines(plain, glued)))
    measure = _measure(lines)
    width = _wrap_width([measure(line.view) for line in lines])
    groups: list[list[Paragraph]] = []
    tail = ""
    full = False
    for line in lines:
        beside = bool(groups) and not line.cell and line.view.cell == groups[-1][0].view.cell
        # The list mark at the end of a line asks for more even of an item.
        opens_item = line.bulleted and tail[-1:] not in ("、", "，")
        if (
            beside
            and not opens_item
            and _continues(
                tail,
                line.view.text,
                full=full if width is not None else None,
                opens=line.indented,
                gap=line.gap,
            )
        ):
            groups[-1].append(line)
            tail = (tail + line.view.text)[-_TAIL:]
        else:
            groups.append([line])
            tail = line.view.text[-_TAIL:]
        # The first line of a paragraph is indented; one with a label and without punctuation is a heading.
        text = line.view.text
        heading = parse_label(text) is not None and not re.search("[，。；、：]", text[5:])
        missing = _RAGGED if heading else _RAGGED + (_INDENT if len(groups[-1]) == 1 else 0)
        full = width is not None and measure(line.view) >= width - missing
    return [_joined(group) for group in groups]


def _as_printed(lines: list[Paragraph]) -> list[Paragraph]:
    """Put together what a copy cut of the lines of a justified print; cells of tables stay as they are."""
    if any(line.cell or line.view.cell is not None for line in lines):
        return lines
    ranges = printed_lines([line.view.text for line in lines], [_print_width(line.view) for line in lines])
    return [_joined(lines[first:end]) for first, end in ranges]


def _measure(lines: Sequence[Paragraph]) -> Callable[[View], int]:
    """Give how the length of a line is told: as printed, or by characters where a program broke the text.

    Where all characters count alike, no line has more of them than the full ones.
    """
    counted = sorted(len(line.view) for line in lines)
    width = _wrap_width(counted)
    return len if width is not None and counted[-1] <= width else _print_width


def _print_width(view: View) -> int:
    """Give how many Han characters are as wide as a line; a Latin letter or digit takes half the room of one."""
    printed = view.printed
    # UTF-8 has three bytes for most of what is wide, and one for what is half as wide.
    wide = (len(printed.encode("utf-8", "surrogatepass")) - len(printed)) // 2
    return wide + (len(printed) - wide + 1) // 2


def _wrap_width(lengths: list[int]) -> int | None:
    """Give the width of a text that was broken at fixed width, as prints are; None where lines end by sense."""
    running = sorted(length for length in lengths if length >= _SHORT)
    if len(running) < _FEW_LINES:
        return None
    width = running[len(running) * 9 // 10]
    full = sum(width - _RAGGED <= length <= width + 1 for length in running)
    return width if width <= _WIDEST and full * 10 >= len(running) * 4 else None


def _lines(plain: str, glued: frozenset[int] = frozenset()) -> Iterator[Paragraph]:
    gap = first = True
    last_end = 0
    cells = find_cells(plain)
    for match in _LINE.finditer(plain):
        gap = gap or plain.count("\n", last_end, match.start()) > 1
        last_end = match.end()
        for start, end, cell in cells.get(match.start()) or _segments(plain, match.start(), match.end()):
            view = _view(plain, start, end, cell, glued)
            # The first line of a page may be the only one that has its title: X的通知_某县人民政府网.
            titled = first and (named := _TITLED.match(view.text)) and _is_only(plain, view, named.end() - 1)
            ruled = _RULE.fullmatch(view.text) is not None
            if not len(view) or ruled or (_NOISE.fullmatch(view.text) and not titled):
                gap = gap or ruled or not len(view)
                continue
            first = False
            lead = plain[start : start + 4]
            indent = lead[: len(lead) - len(lead.lstrip())]
            # In a line that holds several paragraphs the indentation stands behind the one before.
            indented = indent == _INDENTATION or (
                start > match.start() and _INDENTATION in plain[max(0, start - 4) : start]
            )
            bulleted = cell is None and _BULLETED.match(plain, start, end) is not None
            yield Paragraph(view, "\t" in indent, gap, indented, bulleted)
            gap = False


def _is_only(plain: str, view: View, length: int) -> bool:
    """Tell whether the first characters of a line come once in a text, white space left aside."""
    return "".join(plain.split()).count(view.printed[:length]) == 1


def _lost_breaks(plain: str, start: int, end: int) -> bool:
    """Tell whether blanks stand for line breaks in a line that a paragraph could be as long as.

    A signature's date or several labels stand between blanks only where each had a line of its own.
    """
    if plain[end - 1] in "日 \t\u3000" and _SIGNED_END.search(plain, max(start, end - _SIGNATURE), end):
        return True
    if end - start <= _LONG or plain.find("|", start, end) >= 0:
        return False
    # The page of a site on one line begins with the way to it.
    return bool(_WAY_HERE.match(plain, start) or _PARTED_DATE.search(plain, start, end)) or (
        sum(1 for _ in islice(_PARTED_LABEL.finditer(plain, start, end), _MANY_LABELS)) == _MANY_LABELS
    )


def _segments(plain: str, start: int, end: int) -> Iterator[tuple[int, int, Cell | None]]:
    """Cut a line where white space stands for a line break.

    In a line far longer than any that was printed every blank may be one; what it parted in mid-sentence is joined
    again. Elsewhere two ideographic spaces are, behind a finished sentence.
    """
    overlong = end - start > _OVERLONG or _lost_breaks(plain, start, end)
    if plain.find("|", start, end) >= 0 and _PIPED_FIELDS.search(plain, start, end):
        position = start
        for bar in _BAR.finditer(plain, start, end):
            yield position, bar.start(), None
            position = bar.end()
        yield position, end, None
        return
    position = start
    for match in (_ANY_SPACE if overlong else _WIDE_SPACE).finditer(plain, start, end):
        before = plain[max(position, match.start() - _JUST_BEFORE) : match.start()].rstrip()
        # Inside a title or a signature the spaces are mere layout.
        goes_on = _GOES_ON.match(plain, match.end()) and not (
            _DATED.search(before) and _OPENS_LINE.match(plain, match.end())
        )
        inside = before[-1:].isascii() or _LABEL_ONLY.search(before) or goes_on
        # A quotation mark that no sentence ends in closes a word: “十四五” 期间.
        quoted = overlong and before[-1:] in tuple("”’") and before[-2:-1] not in tuple(_STOPS)
        if not before or quoted:
            continue
        if before[-1] in _TERMINAL + _CLOSING or (overlong and not inside):
            yield position, match.start(), None
            position = match.end()
    yield position, end, None


def _view(
    plain: str, start: int, end: int, cell: Cell | None = None, glued: frozenset[int] = frozenset()
) -> View:
    line = plain[start:end]
    if cell is None and "|" in line and (lone := _LONE_CELL.fullmatch(line)):
        end = start + lone.start(1)
        line = plain[start:end]
    bare = line.strip()
    if not _MASKED.search(bare):
        # Most lines hold nothing to mask but the blanks around them.
        start += line.find(bare)
        return View(fold(bare), bare, range(start, start + len(bare)), cell, glued)
    emphasised = list(_EMPHASIS.finditer(line)) if "*" in line else []
    bullet = _BULLETED.match(line) if cell is None else None
    if not emphasised and not bullet and not _MARKDOWN.search(line) and not _SOFT_RANGE.search(line):
        runs = [match.span() for match in _KEPT.finditer(line)]
        printed = "".join([line[first:last] for first, last in runs])
        return View(
            fold(printed), printed, tuple(chain(*(range(start + a, start + b) for a, b in runs))), cell, glued
        )
    masked: set[int] = set()
    for mark in _MARKDOWN.finditer(line):
        # In a cell > is no quotation: >85%.
        if cell is None or not mark[0].strip().startswith(">"):
            masked.update(range(mark.start(), mark.end()))
    if bullet:
        masked.update(range(bullet.end()))
    for mark in emphasised:
        masked.update((mark.start("open"), mark.start("close")))
    ranges = {m.start() for m in _SOFT_RANGE.finditer(line)}
    kept = [
        i
        for i, c in enumerate(line)
        if i in ranges or (i not in masked and not c.isspace() and c not in _INVISIBLE)
    ]
    printed = "".join("-" if i in ranges else line[i] for i in kept)
    return View(fold(printed), printed, tuple(start + i for i in kept), cell, glued)


def fold(printed: str) -> str:
    """Unify the width of punctuation, digits and letters, one character for one.

    A comma, colon or stop between two digits stays as printed, since it belongs to a number. A quotation mark that is
    the same on both sides opens where none is open, and closes otherwise.
    """
    folded = _fold_width(printed)
    if "l" in folded or "O" in folded:
        folded = _MISREAD_DIGIT.sub(lambda m: "1" if m[0] == "l" else "0", folded)
    if '"' in folded:
        folded = _with_paired_quotes(folded)
    # Only numbers with separators need a look at their neighbours.
    return _SEPARATOR.sub(lambda m: printed[m.start()], folded)


def _with_paired_quotes(folded: str) -> str:
    is_open = False

    def paired(match: re.Match[str]) -> str:
        nonlocal is_open
        mark = match[0] if match[0] != '"' else "”" if is_open else "“"
        is_open = mark == "“"
        return mark

    return _QUOTE.sub(paired, folded)


def _joined(lines: Sequence[Paragraph]) -> Paragraph:
    first = lines[0]
    if len(lines) == 1:
        return first
    views = [line.view for line in lines]
    view = View(
        "".join(v.text for v in views),
        "".join(v.printed for v in views),
        tuple(chain.from_iterable(v.offsets for v in views)),
        first.view.cell,
        first.view.glued,
    )
    return Paragraph(view, first.cell, first.gap, first.indented, first.bulleted)


def _continues(a: str, b: str, *, full: bool | None, opens: bool = False, gap: bool = False) -> bool:
    """Tell whether a line goes on with the sentence of the paragraph before it.

    Args:
        a: the end of the paragraph so far, `_TAIL` characters of it.
        b: the next line.
        full: whether the line before fills the width at which the text was broken; None: it was not broken so.
        opens: whether the next line is indented as the first line of a paragraph.
        gap: whether a blank line stands before the next line.
    """
    if _METADATA.match(a) or _SIGNED.search(a) or _CONTACT.search(a):
        return False
    if _CUT_FIGURE_BEHIND.match(b) and _CUT_FIGURE.search(a):
        return True
    if (
        a[-1] in "、，"
        or b[0] in "、，。；"
        or (a[-1].isdigit() and b[0] in "%％‰")
        or (_AWAITS_FIGURE.search(a) and b[0].isdigit())
    ):
        return True
    if _AWAITS_RULE.search(a) and _OF_A_RULE.match(b):
        return True
    if _ISSUED_TITLE.search(a):
        return False
    if _LONE_NUMBER.fullmatch(a):
        return parse_label(b) is None
    crumb = a[max(0, a.rfind("关于")) :]
    if _SHORTEST_CRUMB <= len(crumb) < len(b) and b.startswith(crumb):
        # The way through a site cuts the title short that stands below it.
        return False
    still_open = _open_bracket(a)
    if _DAY.fullmatch(b) and not still_open and not _AWAITS_DAY.search(a):
        return False
    if still_open and gap and full is None and not _closes_first(b, still_open):
        # Behind a blank line that does not close it, a bracket has lost its other half.
        still_open = None
    if not opens and still_open is None and _ADDRESSEES.fullmatch(a) and _LIST_END.fullmatch(b):
        return a[-1] not in _CLOSING and not _TITLE_END.search(a) and not _KNOWN_FIELD.match(b)
    if (
        full
        and not still_open
        and _TITLE_END.search(a)
        and not re.search("[。；，]", re.sub("《.*》", "", a))
    ):
        return False
    if (
        still_open
        and not gap
        and len(a) - (cut := a.rindex(still_open) + 1) <= _CUT_NAME
        and _KNOWN_FIELD.match(a[cut:] + b)
    ):
        # A field's name may be cut itself: （责 | 任单位：….
        return True
    if parse_label(b) or (_KNOWN_FIELD if full else _FIELD).match(b):
        # A field goes on with a bracket that holds fields; elsewhere it begins a line of its own.
        if a[-1] == "。" and b[0] in _HAN_LABEL:
            # A bracket that nobody closed holds no chapter.
            return False
        fields = still_open in ("（", "〔", "[") and _KNOWN_FIELD.match(a, a.rindex(still_open) + 1)
        return bool(fields) or (still_open is not None and len(a) > _RUNNING and not _FIELD.match(b))
    # A short line with an open 〔 is a document number that lost its second bracket, unless a field opens in it.
    if still_open is not None and (
        still_open not in ("〔", "[") or len(a) >= _RUNNING or a[a.rindex(still_open) :].endswith("：")
    ):
        return True
    # At the margin a quotation mark closes a word more often than a sentence.
    if full and (a[-1] not in _TERMINAL or (a[-1] in "”’" and a[-2:-1] not in _STOPS)):
        return True
    if full and a[-1] == "。" and not opens and not gap and _SENTENCE_ON.match(b):
        # A full line that ends with a sentence stands in the midst of a paragraph more often than at its end.
        return True
    if a[-1] in _TERMINAL or a[-1] in _CLOSING:
        return False
    if b[0] == "）":
        return True
    if _NUMBER_ALONE.fullmatch(b):
        return False
    if len(b) > _WIDEST and _LABELLED_NAME.fullmatch(a) and parse_label(a):
        # Where lines are longer than any that was printed, a short one with a label is a heading, commas or not.
        return False
    # A signature or a heading has no punctuation and is short.
    return (
        full is None
        and not opens
        and not _WHOLE_LIST.fullmatch(b)
        and len(a) >= _RUNNING
        and _RUNS.search(_ENCLOSED.sub("", a)) is not None
        and not _WHOLE_TITLE.fullmatch(_ENCLOSED.sub("", a))
        # A number alone is that of a table's row; below a table's name stands its first head.
        and not re.fullmatch(r"[^，。；]{0,16}\d{4}年\d{1,2}月\d{1,2}日|\d{1,3}|序号?|编号|项次", b)
        and not (_TABLE_NAME.search(a) and len(b) <= _SHORT)
    )


def _closes_first(text: str, opener: str) -> bool:
    """Tell whether a text closes a bracket before it opens one of the same kind."""
    before, closer, _ = text.partition(_OPENERS[opener])
    return closer != "" and opener not in before


def _open_bracket(text: str) -> str | None:
    """Give the bracket that is still open at the end, if it was opened in the last `_TAIL` characters."""
    stack: list[str] = []
    for bracket in _BRACKET.finditer(text, max(0, len(text) - _TAIL)):
        if bracket[0] in _OPENERS:
            stack.append(bracket[0])
        elif stack and bracket[0] == _OPENERS[stack[-1]]:
            stack.pop()
    return stack[-1] if stack else None
