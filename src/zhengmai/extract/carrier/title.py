"""The title of the document that was issued, on however many lines. Entry point: `read_title`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhengmai.extract.carrier.head import LONGEST_HEAD
from zhengmai.extract.carrier.lines import (
    LONGEST_SIGNATURE,
    has_cells_beside,
    line_date,
    names_issuer,
    units_of_line,
)
from zhengmai.extract.document_numbers import find_document_numbers
from zhengmai.extract.tables import find_table
from zhengmai.extract.titles import (
    ASKS_FOR_COMMENT,
    bare_title,
    bracketed,
    document_kind,
    is_account,
    is_heading_too,
    is_unfinished,
    issuers_in_title,
    split_frame,
    title_key,
)
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.carrier.head import Head
    from zhengmai.extract.carrier.metadata import Fields
    from zhengmai.text.view import View

_TITLE_LINES = 4
_SHORTEST_ACCOUNT = 10
# What answers a proposal does without 关于 before it.
_ANSWER = re.compile("[^。；：]{0,30}对[^。；：]{4,80}(?:提案|建议|议案)的(?:答复|复函|办理意见)")
_SHORTEST_TABLE_NAME, _LONGEST_TABLE_NAME = 10, 60
_TABLE_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)|“十[一-九]五”")
_SENTENCE = re.compile("[。；：，|]")
# What may be left of a title for its last line.
_TITLE_TAIL = re.compile(
    "(?:（[^（）]{1,24}）)?[》〉]?的(?:实施|若干|指导|紧急|补充|暂行)?(?:通知|函|批复|意见|方案|办法|决定|公告|通告|通报|规定|措施|请示|报告)|(?:通知|公告|通告|通报|决定|意见)"
)
_LONGEST_TITLE = 200
_LONGEST_MENU = 300
# Opinions that need no 关于 to be a text's name: 加快甲市流通业发展实施意见.
_OPINIONS = re.compile(
    r"^(?!.*(?:征求|征集|反馈|审查|审核|修改|处理|办理|提出|听取))[^。；：，]{6,}(?:实施|指导|若干|工作)意见(?:（[^（）]{1,12}）)?$"
)
# So many equal characters tell that a summary is the beginning of the text.
_SAME = 20
# The sentence of a notice that issues another text.
_ISSUES = re.compile(
    r"现(?:予以?)?(?:将[^。]{0,80})?(?:印发|转发)|(?:印发|转发)(?:给)?你们"
    rf"|{ASKS_FOR_COMMENT}"
)
# The first line of a plan's title: place and time, and words that go on: 示范市示范区2023年度 | 老旧小区改造实施方案.
_OPENS_WITH_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市县区州盟旗镇乡](?=[\u4e00-\u9fff“”\d]{4,40}$)")
_BEGINS_PLAN = re.compile(
    r"[\u4e00-\u9fff]{1,12}[省市县区州盟旗镇乡][\u4e00-\u9fff\d“”（）—-]{0,30}(?:年|年度|”|的|和|与|及|、|推进|促进|加强|加快|深化|落实)"
)
# The way to a page through its site, and what its menus offer.
_MENU = re.compile(
    r"[>›»→]|^(?:您?(?:现在)?的?)?(?:当前|所在|本页)(?:的)?位置|^首页|[〔【\[](?:切换|关闭|打印|返回)[〕】\]]|登录.{0,4}注册"
    r"|^(?:新浪|腾讯|QQ空间|QQ好友|QQ|微博|微信|朋友圈|分享到?|打印|收藏)+$"
)
_REMARK = re.compile(r"（(?![^（）]*(?:通过|公布|会议))[^（）]{1,24}）")
# The month in which a text was written, below its title.
_MONTH = re.compile(
    r"（?(?:(?:19|20)\d\d|[一二][○〇零一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月）?"
)
# A headline that says of a text who issued it: 甲市政府印发甲市行动计划.
_HEADLINE = re.compile(r"[\u4e00-\u9fff、]{2,40}?(?:印发|发布|出台|公布|下发)(?=[\u4e00-\u9fff“\d])")
_FRAMED = re.compile(
    "[^。；：，]{0,40}关于(?!印发|转发|批转)(?P<about>[^。；：]{8,160})的(?:通知|意见|决定|公告|通告)"
)
_PLACE_AND_YEAR = re.compile("^(?:[\u4e00-\u9fff]{2,10}?(?:[省市县区州盟旗]|自治区))?(?:20[0-9]{2}年度?)?")
_SHORTEST_CORE = 10
# Who issues by the level alone, as menus and lists of links name it: 市政府关于….
_BY_LEVEL = re.compile(r"(?P<level>[省市县区州旗])(?P<body>政府|委)(?P<office>办公[厅室])?关于")
_ISSUER = re.compile("[\u4e00-\u9fff]{2,30}")
_FULL_BODY = {"政府": "人民政府", "委": "委员会"}
# A place on a line of its own, and the last line of a title that goes on from there.
# A notice that says neither who issues nor 关于: 印发甲若干措施的通知.
_ISSUES_ALONE = re.compile(r"(?:印发|转发|批转)[^。；，：]{6,80}的通知")
# The rest of a name that two lines share: 示范省人民政府 | 办公厅关于….
_REST_OF_NAME = re.compile("(?:办公[厅室]|委员会)(?:关于|印发|转发)")
_PLACE_LINE = re.compile(
    r"[\u4e00-\u9fff]{1,16}(?:[省市县区州盟旗镇乡]|自治区|示范区|开发区|新区|街道)(?:(?:19|20)\d\d年度?)?"
)
_LAST_LINE = re.compile(
    r"(?:19|20)\d\d(?:年|[—–－~-])|[\u4e00-\u9fff“”（）、]{2,30}(?:方案|计划|规划|要点|措施|意见|清单|预案)"
)

_ANNOUNCES = re.compile(
    "[\u4e00-\u9fff]{2,40}(?:政府|局|厅|部|委员会|委|办公室|指挥部|法院|检察院)(?:公告|通告)"
)
# The number of a decree or an announcement, which stands below its name.
SERIES = re.compile("(?:(?:19|20)[0-9]{2}年)?第[0-9]{1,4}号")

_TASKS_OF_A_YEAR = re.compile(
    "[^，。；：]{0,24}(?:19|20)[0-9]{2}年度?[^，。；：]{0,24}"
    "(?:目标任务|工作任务|重点任务|重点工作|工作安排|工作部署|工作打算|主要工作|实事项目|民生实事)(?:（[^（）]{1,12}）)?"
)


def read_title(views: Sequence[View], head: Head, fields: Fields) -> None:
    """Read the title from the text, or else from the metadata."""
    found = (
        _title_place(views, head)
        or _announcement(views, head)
        or _bare_opinions(views, head, fields)
        or _tasks_of_a_year(views, head, fields)
    )
    carrier = head.carrier
    if found is None:
        named = fields.get("标题") or _summary_title(views, fields)
        if named is None and fields and (above := line_above_table(views, head)) is not None:
            i, start, end = above
            head.title = (i, i)
            carrier.title = views[i].printed[start:end]
            carrier.kind = document_kind(views[i].text[start:end])
            head.add("标题", views[i], start, end, "line-title", "likely")
            head.consumed.add(i)
            head.body_from = i + 1
        elif named is not None:
            i, start, end = named
            head.title_field = (i, start, end)
            carrier.title = views[i].printed[start:end]
            carrier.kind = document_kind(views[i].text[start:end])
            head.add("标题", views[i], start, end, "field-title", "likely")
        return
    first, last = _last_copy(views, found)
    first = _with_first_lines(views, first, last, head)
    first = _with_issuers(views, first, last, head)
    head.title = (first, last)
    carrier.title = bare_title("".join(views[i].printed for i in range(first, last + 1)))
    carrier.kind = document_kind("".join(views[i].text for i in range(first, last + 1)))
    for i in range(first, last + 1):
        head.add("标题", views[i], 0, len(views[i]), "line-title", "certain")
        head.consumed.add(i)
    again = _other_copy(views, last, carrier.title)
    head.consumed.update(again)
    head.body_from = again.stop if again else last + 1


def _other_copy(views: Sequence[View], last: int, title: str) -> range:
    """Give the lines right below a title that bear it once more with other words for the issuers: 市交通委 | 关于…的通知."""
    about = _about(title)
    if not about:
        return range(0)
    lines = ""
    for end in range(last + 1, min(len(views), last + 1 + _TITLE_LINES)):
        if not _may_stand_in_title(views[end]):
            break
        lines += views[end].text
        if lines.find("关于") <= LONGEST_SIGNATURE and _about(lines) == about:
            return range(last + 1, end + 1)
    return range(0)


def _about(title: str) -> str:
    at = title.find("关于")
    return title_key(title[at:]) if at >= 0 else ""


def _summary_title(views: Sequence[View], fields: Fields) -> tuple[int, int, int] | None:
    """Give the title of a list or a table that the metadata's summary of the page consists of."""
    if "内容概述" not in fields:
        return None
    i, start, end = fields["内容概述"]
    text = views[i].text[start:end]
    if len(text) > _LONGEST_TABLE_NAME or _SENTENCE.search(text) or document_kind(text) is None:
        return None
    return i, start, end


def line_above_table(views: Sequence[View], head: Head) -> tuple[int, int, int] | None:
    """Give the line that stands right above a task table and names it with the year that it is for."""
    table = find_table(views)
    if table is None or table.begin == 0 or table.begin - 1 in head.consumed:
        return None
    view = views[table.begin - 1]
    end = len(view.text.rstrip("|"))
    text = view.text[:end]
    named = _SHORTEST_TABLE_NAME <= len(text) <= _LONGEST_TABLE_NAME and _TABLE_YEAR.search(text)
    if not named or parse_label(text) or _SENTENCE.search(text) or line_date(view):
        return None
    return table.begin - 1, 0, end


def _title_place(views: Sequence[View], head: Head) -> tuple[int, int] | None:
    """Find the first run of lines that reads as a document's title; of several runs the shortest."""
    quoted = _quoted(views)
    for last in range(min(len(views), 400)):
        for first in range(last, max(-1, last - _TITLE_LINES), -1):
            if first in head.consumed or not _may_stand_in_title(views[first]):
                break
            # The head of a column is no title.
            if "关于" not in views[first].text and has_cells_beside(views, first):
                break
            text = "".join(view.text for view in views[first : last + 1])
            if len(text) > _LONGEST_TITLE:
                break
            whole = _is_one_line(views, first, last) or title_key(text) in quoted
            if _is_title(text, one_line=whole) and not _goes_on(views, last):
                if _is_issued_above(views, first):
                    return None
                place = first, _end_of_title(views, text, last, head)
                return _issuing_title(views, place, text, head) or place
    return None


def _announcement(views: Sequence[View], head: Head) -> tuple[int, int] | None:
    """Find the name of an announcement above its number: 甲市人民政府公告 | 第3号."""
    for i in range(min(len(views) - 1, LONGEST_HEAD)):
        if (
            i not in head.consumed
            and _ANNOUNCES.fullmatch(views[i].text)
            and SERIES.fullmatch(views[i + 1].text)
        ):
            return i, i
    return None


def _bare_opinions(views: Sequence[View], head: Head, fields: Fields) -> tuple[int, int] | None:
    """Find opinions whose title does without 关于, where nothing else in the text or its metadata is a title."""
    if "标题" in fields:
        return None
    for i in range(min(head.body_begin(views), LONGEST_HEAD)):
        text = views[i].text
        if _ISSUES.search(text) or "关于" in text:
            return None
        if i not in head.consumed and _may_stand_in_title(views[i]) and _OPINIONS.match(text):
            return i, i
    return None


def _tasks_of_a_year(views: Sequence[View], head: Head, fields: Fields) -> tuple[int, int] | None:
    """Find a line above the text that names the tasks of a year and is called by none of the usual kinds."""
    if "标题" in fields:
        return None
    first = next((i for i in range(min(len(views), LONGEST_HEAD)) if i not in head.consumed), None)
    if first is None or not _may_stand_in_title(views[first]) or has_cells_beside(views, first):
        return None
    return (first, first) if _TASKS_OF_A_YEAR.fullmatch(views[first].text) else None


def _issuing_title(
    views: Sequence[View], place: tuple[int, int], title: str, head: Head
) -> tuple[int, int] | None:
    """Give the title of the notice where a web page names what it issues above it."""
    if split_frame(title).verb or document_kind(title) in ("通知", "函"):
        return None
    for last in range(place[1] + 1, min(len(views), place[1] + LONGEST_HEAD)):
        if _ISSUES.search(views[last].text):
            return None
        for first in range(last, max(place[1], last - _TITLE_LINES), -1):
            if first in head.consumed or not _may_stand_in_title(views[first]):
                break
            text = "".join(view.text for view in views[first : last + 1])
            if any(same_title(inner, title) for inner in split_frame(text).inner):
                return first, last
    return None


def _end_of_title(views: Sequence[View], text: str, last: int, head: Head) -> int:
    """Give the last line of a title whose first lines end like a title themselves: 关于印发2022年《政府工作报告》."""
    if not is_unfinished(text):
        return last
    for end in range(last + 1, min(last + _TITLE_LINES, len(views))):
        if end in head.consumed or not _may_stand_in_title(views[end]):
            break
        text += views[end].text
        if document_kind(text) is not None and not is_unfinished(text):
            return end
    return last


def _is_one_line(views: Sequence[View], first: int, last: int) -> bool:
    # A remark in brackets, such as the period, may stand on a line of its own.
    return all(_REMARK.fullmatch(view.text) for view in views[first + 1 : last + 1])


def _with_first_lines(views: Sequence[View], first: int, last: int, head: Head) -> int:
    """Give where a title begins whose last lines read as a title by themselves: 甲区 | 建设乙区 | 2026年行动计划.

    The whole stands in 《》 elsewhere in the text, or its first line, the first of the text, is a place by itself.
    """
    text = "".join(view.text for view in views[first : last + 1])
    if text.startswith("关于") or split_frame(text).issuers:
        return first
    quoted = _quoted(views)
    for begin in range(first - 1, max(-1, first - _TITLE_LINES), -1):
        if begin in head.consumed or not _may_stand_in_title(views[begin]):
            return first
        text = views[begin].text + text
        if title_key(text) in quoted:
            return begin
        above = begin - 1
        while above in head.consumed:
            above -= 1
        if above < 0 and _PLACE_LINE.fullmatch(views[begin].text) and _LAST_LINE.match(views[first].text):
            return begin
    return first


def _quoted(views: Sequence[View]) -> set[str]:
    """Give the keys of the titles that stand in 《》 in a text."""
    return {
        title_key(view.text[start + 1 : end - 1])
        for view in views[: LONGEST_HEAD * 2]
        for start, end in bracketed(view.text)
        if end - start < _LONGEST_TITLE
    }


def _with_issuers(views: Sequence[View], first: int, last: int, head: Head) -> int:
    """Give where the title begins with the issuers that are printed on lines above it."""
    begin = first
    while begin > 0 and begin - 1 not in head.consumed and first - begin < _TITLE_LINES:
        above, below = views[begin - 1], views[first].text
        if not _may_stand_in_title(above) or above.text.endswith("文件"):
            break
        opens = re.search(
            r"(?:印发|转发|关于|批转|人民|人民政|委员|办公|领导小|领导小组办|联合|(?:转发|批转)[^。；，：]{2,40}(?:部门|单位|[部委局办厅会]))$",
            above.text,
        ) or (begin == first and _BEGINS_PLAN.fullmatch(above.text) and not split_frame(below).issuers)
        units = [above.text[start:end] for start, end in units_of_line(above)]
        # A site's name stands above the issuers as well, so that who stands above the nearest line must sign, too.
        nearest = begin == first and (
            below.startswith(("关于", "印发", "转发")) or _REST_OF_NAME.match(below) is not None
        )
        named = begin < first or bool(issuers_in_title(below))
        signs = units and (nearest or (named and _sign_below(views, units, last)))
        # The first line of all that names the place of a title whose other line names none.
        heads = (
            begin == first == 1
            and _OPENS_WITH_PLACE.match(above.text)
            and not (units or _OPENS_WITH_PLACE.match(below) or "关于" in below)
        )
        # The first line of all is the place alone: 示范市 | 关于…的实施细则.
        placed = begin == first == 1 and below.startswith("关于") and _PLACE_LINE.fullmatch(above.text)
        # A name so long that two lines share it: 示范市委统筹工作领导 | 小组（指挥部）办公室 | 关于….
        joined = begin == first and below.startswith("关于") and _shares_name(views, begin, head)
        if not (opens or signs or heads or placed or joined):
            break
        begin -= 1 + (joined and not (opens or signs))
    return begin


def _shares_name(views: Sequence[View], begin: int, head: Head) -> bool:
    """Tell whether the two lines above one are the name of one body, and neither is one by itself."""
    if begin < 2 or begin - 2 in head.consumed or not _may_stand_in_title(views[begin - 2]):
        return False
    above, below = views[begin - 2].text, views[begin - 1].text
    return names_issuer(_REMARK.sub("", above + below)) and not names_issuer(_REMARK.sub("", above))


def _sign_below(views: Sequence[View], units: Sequence[str], last: int) -> bool:
    """Tell whether all of some units stand in signature lines below."""
    lines = {
        view.text[start:end]
        for view in views[last + 1 :]
        if len(view) <= LONGEST_SIGNATURE
        for start, end in units_of_line(view)
    }
    return all(unit in lines for unit in units)


def _is_issued_above(views: Sequence[View], first: int) -> bool:
    """Tell whether a notice without a title stands above: then the title is that of its plan."""
    return any(_ISSUES.search(view.text) for view in views[:first])


def _last_copy(views: Sequence[View], place: tuple[int, int]) -> tuple[int, int]:
    """Give the last place where the same title stands before the text: a web page repeats it above its menus."""
    first, last = place
    text = "".join(view.text for view in views[first : last + 1])
    found = place
    for at in range(last + 1, min(len(views), last + _LONGEST_MENU)):
        for end in range(at, min(at + _TITLE_LINES, len(views))):
            joined = "".join(view.text for view in views[at : end + 1])
            if at > found[1] and (
                joined == text
                or ("关于" in views[at].text and _is_signed(joined, text))
                or (_may_stand_in_title(views[at]) and _is_full_form(joined, text))
            ):
                found = (at, end)
            if len(joined) >= len(text) + LONGEST_SIGNATURE:
                break
        # Behind the text of a notice the same words are the title of what it issues.
        if _ISSUES.search(views[at].text):
            break
        if len(views[at]) > 60 and "。" in views[at].text:
            return _copy_below_summary(views, at, text) or found
    return found


def _copy_below_summary(views: Sequence[View], summary: int, title: str) -> tuple[int, int] | None:
    """Give where a title stands again below a page's summary of the text: then the addressees or the same words follow."""
    for first in range(summary + 1, min(len(views) - 1, summary + _TITLE_LINES)):
        below = views[first + 1].text
        again = below.endswith("：") or below[:_SAME] == views[summary].text[:_SAME]
        if again and views[first].text == title:
            return first, first
    return None


def _is_full_form(joined: str, title: str) -> bool:
    """Tell whether a text is a title in full of which a page prints a short form above it.

    The short form names the issuer by its level alone (市政府关于…), is a headline that says who issued the text, or what
    the text is about.
    """
    short = _BY_LEVEL.match(title)
    if short:
        about = title[short.end() - len("关于") :]
        body = f"{short['level']}{_FULL_BODY[short['body']]}{short['office'] or ''}"
        named = joined.removesuffix(about)
        return joined.endswith(about) and named.endswith(body) and _ISSUER.fullmatch(named) is not None
    if "关于" not in title and (framed := _FRAMED.fullmatch(joined)) is not None:
        # 某省2025年实施甲政策 above 某省人民政府关于2025年某省实施甲政策的通知.
        core = _PLACE_AND_YEAR.sub("", title)
        return len(core) >= _SHORTEST_CORE and framed["about"].endswith(core)
    bare = title[1:-1] if title.startswith("《") and title.endswith("》") else title
    headline = _HEADLINE.match(bare)
    return (
        headline is not None
        and "关于" not in bare
        and document_kind(joined) is not None
        and joined == bare[headline.end() :]
    )


def _is_signed(joined: str, title: str) -> bool:
    """Tell whether a text is a title with its issuers before it."""
    # A page's own title sets what is issued in brackets where the document does not: 印发《关于甲的方案》的通知.
    key, whole = (re.sub("[《》]", "", title_key(text)) for text in (title, joined))
    if not title.startswith(("关于", "印发", "转发")) or not whole.endswith(key):
        return False
    return "".join(issuers_in_title(joined)) == whole.removesuffix(key).replace("、", "")


def _goes_on(views: Sequence[View], last: int) -> bool:
    # 《X（试行）》 may follow on the next line of the same title; a date or a number in brackets is none of it.
    if last + 1 >= len(views) or line_date(views[last + 1]) or find_document_numbers(views[last + 1].text):
        return False
    if _MONTH.fullmatch(views[last + 1].text):
        return False
    return bool(_REMARK.fullmatch(views[last + 1].text) or _TITLE_TAIL.fullmatch(views[last + 1].text))


def _may_stand_in_title(view: View) -> bool:
    text = view.text
    if parse_label(text) or line_date(view) or len(text) > _LONGEST_TITLE or text[-1] in "。；：，、":
        return False
    outside = re.sub(r"《[^《》]*》", "", text)
    if _MENU.search(outside):
        return False
    return not re.search(r"[。；：！？]", outside) and not find_document_numbers(text)


def _is_title(text: str, *, one_line: bool) -> bool:
    if document_kind(text) is None or len(text) < 6:
        return False
    frame = split_frame(text)
    if "关于" in text and (text.startswith("关于") or frame.issuers or text.index("关于") < 60):
        return True
    if one_line and _ANSWER.fullmatch(text):
        return True
    # A plan that is issued by itself: X实施方案（2022—2024年）. One line only, so that no menu becomes a title.
    if is_heading_too(text):
        return False
    if is_account(text):
        # 政策解读 and 工作总结 are names of links and headings as well.
        return one_line and len(text) >= _SHORTEST_ACCOUNT
    issues = bool(frame.verb) or _ISSUES_ALONE.fullmatch(text) is not None
    return one_line and (issues or frame.kind not in (None, "通知", "公告", "意见", "函"))


def same_title(left: str, right: str) -> bool:
    """Tell whether two titles are the same text, apart from brackets, dashes and white space."""
    return title_key(left) == title_key(right)
