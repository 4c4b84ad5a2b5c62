"""What a cell of a flattened table holds, and which column it belongs to.

Entry points: `kind_of_cell`, `fit`. Where a copy prints one cell a paragraph, empty cells are left out and others
stand on several lines; a cell is known by its form and by its place among the others.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from zhengmai.extract.rules import load_rules
from zhengmai.extract.table_rows import EMPTY, LONGEST_NAME, UNIT_ROLES, goes_on_with_body
from zhengmai.extract.unit_names import OPEN_END, kind_of
from zhengmai.text.numbering import parse_label
from zhengmai.text.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.table_rows import ColumnRole

CellKind = Literal[
    "unit", "deadline", "person", "number", "measure", "sentence", "short", "words", "long", "group", "blank"
]
_Place = Literal[
    "task",
    "name",
    "unit",
    "deadline",
    "person",
    "goal",
    "measure-unit",
    "assess",
    "remark",
    "office",
    "where",
    "amount",
]

_DEADLINE = re.compile(
    r"(?:(?:\d{4}|[今本当]|每)年)?(?:\d{1,2}月|第?[一二三四1-4]季度|上半年|下半年|全年|年|长期|持续|常态|适时|即时|立即)[^。]{0,10}"
    r"|(?:立[行查]立改|边[查学]边改|立即整改)(?:[，、；][^。]{0,24})?"
    r"|\d{4}[年.-][^。]{0,8}|20\d\d(?:[-—~至]20\d\d)?年?|贯穿全年"
)
_PERSON = re.compile(
    "[\u4e00-\u9fff]{2,4}(?<![会局办部科股室站所院心队组馆处委司团厂社校园村镇乡县区市省厅行府企道旗盟州])"
)
_NUMBER = re.compile(r"[≥≤<>＜＞＝=±+-]{0,2}[\d.,]+[%‰]?(?:以[上内下])?")
_MEASURE = re.compile(
    r"[%‰]|[百千万亿]{0,2}(?:亩|吨|公?斤|头|只|羽|元|美元|人次?|户|个|家|所|座|件|公里|千米|平方米|立方米|公顷|套|辆|项|次|场|例|张|名|处|条|台|株|位|篇|部|年|天|度|分|吨标准煤|千瓦时?|千瓦)(?:/[\u4e00-\u9fff]{1,4})?"
)
# A person's name begins with one of these in nearly all cases; other short words are no persons.
_SURNAME = re.compile(f"[{load_rules('parties').data['lists']['surnames']}]")
# What stands in an empty cell.
_BLANK = re.compile(r"[-—–－/\\／]*|无")
LABELLED_GROUP = frozenset({"han", "han-paren", "part", "chapter", "section"})
_MARKS = re.compile("[、，；]")
_BESIDE = re.compile("([局委办部厅院会])（([^（）]{3,60})）")
_LONGEST_LIST = 200
_LONGEST_UNIT = 18
# Words that open a task and no unit's name (建设局, 组织部).
_TASK = re.compile(
    "(?:开工|启动|推进|推动|完成|实施|加快|加强|开展|新建|改建|扩建|迁建|建立|健全|完善|建成|落实|提升|提高|打造|培育|举办|做好|强化|深化|优化|支持|鼓励|引导|制定|编制|出台|创建|新增|继续|全面|深入|进一步|积极|严格|确保|持续|大力|构建|探索|争取|力争|每年|改造|更新|修缮|购置|配备|发放|资助|扩大|增加|增设|拓展|开放|延长|清理|加大|引进|设立|开通|维修|安装|硬化|建好|组织(?!部)|建设(?![局厅委部办、和与]))"
)

# How ill a kind of cell fits a place; 9 and above: not at all.
_MISFIT: dict[_Place, dict[CellKind, float]] = {
    "task": {"sentence": 0, "short": 0.1, "long": 0, "words": 0.6, "unit": 4, "deadline": 3, "person": 4, "number": 4, "measure": 4, "group": 2},
    "name": {"words": 0, "short": 0.5, "group": 0.5, "sentence": 2.5, "long": 1.5, "unit": 2.5, "deadline": 3, "person": 2, "number": 1, "measure": 2},
    "unit": {"unit": 0, "words": 2.5, "person": 4, "long": 6, "measure": 6, "deadline": 9, "number": 9, "sentence": 9, "group": 9},
    "deadline": {"deadline": 0, "words": 3, "number": 4, "measure": 5, "sentence": 5, "long": 6, "unit": 9, "person": 9, "group": 9},
    "person": {"person": 0, "words": 3, "unit": 7, "deadline": 9, "number": 9, "measure": 9, "sentence": 9, "long": 9, "group": 9},
    "goal": {"number": 0, "measure": 0.5, "words": 0.8, "deadline": 1.5, "sentence": 1.5, "long": 1.5, "person": 2, "unit": 6, "group": 9},
    "measure-unit": {"measure": 0, "words": 1.2, "person": 2, "number": 4, "deadline": 4, "unit": 7, "sentence": 9, "long": 9, "group": 9},
    "assess": {"unit": 0.1, "words": 2.5, "person": 4, "long": 6, "measure": 6, "deadline": 9, "number": 9, "sentence": 9, "group": 9},
    "remark": {"words": 0.8, "sentence": 1, "long": 1, "number": 1.5, "measure": 1.5, "person": 3, "unit": 4, "deadline": 4, "group": 5},
    "where": {"words": 0, "unit": 0, "short": 0.5, "long": 1, "person": 0.5, "measure": 3, "group": 5, "number": 5, "deadline": 5, "sentence": 5},
    "amount": {"number": 0, "measure": 0.2, "words": 1.5, "deadline": 1.5, "short": 2, "long": 3, "sentence": 4, "person": 4, "unit": 6, "group": 9},
    "office": {"words": 0.5, "unit": 0, "person": 3, "long": 6, "deadline": 9, "number": 9, "measure": 9, "sentence": 9, "group": 9},
}  # fmt: skip
# What it costs to leave a place empty, and to give it a further cell (a further line of the cell).
_EMPTY_COST: dict[_Place, float] = {
    "task": 5, "name": 0.4, "unit": 0.8, "deadline": 1, "person": 0.8, "goal": 0.8, "measure-unit": 0.5, "assess": 0.6, "remark": 0, "office": 0.5, "where": 0.6, "amount": 0.6,
}  # fmt: skip
_MORE_COST: dict[_Place, float] = {
    "task": 0.8, "name": 3, "unit": 0.3, "deadline": 2.5, "person": 0.4, "goal": 3, "measure-unit": 3, "assess": 0.8, "remark": 0.5, "office": 0.5, "where": 0.8, "amount": 3,
}  # fmt: skip
_NO_LEAD = 2.5
_MORE_LEADS = 0.6
# A line that holds a list already is seldom one of several lines of a cell.
_LIST_BESIDE = 1.0
_NO_COLUMN = 2.2
# Where offices inside a unit have columns of their own, they stand there.
_OFFICE = re.compile("[一-鿿]{1,8}(?:处|科|股)室?(?:[、，][一-鿿]{1,8}(?:处|科|股)室?)*")
_NO_UNIT = 2.0
_OF_A_YEAR = re.compile(r"(?:20\d\d年|[本今]年|年度)")
_ONLY_NAMES = re.compile("(?:任务|工作|项目)?(?:内容|名称|项目|事项)")
_WHERE = re.compile("地点|地址|选址|位置")
_AMOUNT = re.compile("投资|资金")
# A bare year in a column of deadlines.
_YEAR = re.compile(r"20\d\d")
_YEAR_MISFIT = 0.2
# A piece of a name that a blank or the end of a line parted from the rest of it.
LONGEST_PIECE = 6
_MORE_PIECES = 0.6


@lru_cache(maxsize=2048)
def kind_of_cell(text: str) -> CellKind:
    """Tell by its form what a cell holds."""
    if _BLANK.fullmatch(text):
        return "blank"
    if _NUMBER.fullmatch(text):
        return "number"
    if _MEASURE.fullmatch(text):
        return "measure"
    if _DEADLINE.fullmatch(text):
        return "deadline"
    if is_units(text):
        return "unit"
    if text.endswith(("。", "；", "！")):
        return "short" if len(text) <= LONGEST_NAME and parse_label(text) is None else "sentence"
    label = parse_label(text)
    if label is not None and label.style in LABELLED_GROUP and len(text) <= 2 * LONGEST_NAME:
        return "group"
    if label is not None and label.length < len(text):
        return "sentence"
    if _PERSON.fullmatch(text) and _SURNAME.match(text):
        return "person"
    return "long" if len(text) > LONGEST_NAME else "words"


def is_units(text: str) -> bool:
    """Tell whether a cell is a list of units, at least for the greater part."""
    if len(text) > _LONGEST_LIST:
        return False
    if _TASK.match(text) or "。" in text[:-1]:
        return False
    # Who stands in brackets behind a unit is one, too: 区委组织部（区公务员局）.
    printed = _BESIDE.sub(r"\1、\2", text)
    names = [name for name in _MARKS.split(printed.rstrip("。；等")) if name]
    known = sum(kind_of(OPEN_END.sub("", name) or name) is not None for name in names)
    if text.endswith(("。", "；")) and any(len(name) > _LONGEST_UNIT for name in names):
        return False
    return 2 * known > len(names) or (2 * known == len(names) > 0 and not text.endswith(("。", "；")))


def places_of(columns: Sequence[ColumnRole], heads: Sequence[str]) -> list[_Place]:
    """Tell what each column is for; of those of text one says what is to be done."""
    texts = [c for c, column in enumerate(columns) if column == "text"]
    units = [c for c, column in enumerate(columns) if column in UNIT_ROLES]
    named = [c for c in texts if re.search("任务|内容|措施|事项|举措|要求|目标|实事|年.{0,4}计划", heads[c])]
    before = [c for c in texts if not units or c < units[0]]
    # 内容 | 牵头部门 | 配合部门 | 2024年工作任务: the years behind the units say what is to be done of what stands before them.
    of_years = [c for c in named if units and c > units[-1] and _OF_A_YEAR.match(heads[c])]
    if of_years and any(_ONLY_NAMES.fullmatch(heads[c]) for c in before):
        named, before = of_years[:1], []
    task = next(iter([c for c in named if c in before][-1:] or named[:1] or before[-1:] or texts[:1]), None)
    places: list[_Place] = []
    for c, column in enumerate(columns):
        if column == "text":
            places.append("task" if c == task else "name")
        elif column in UNIT_ROLES:
            places.append("unit")
        elif column == "remark" and _WHERE.search(heads[c]):
            places.append("where")
        elif column == "remark" and _AMOUNT.search(heads[c]):
            places.append("amount")
        else:
            places.append(column)  # type: ignore[arg-type]
    return places


def fit(
    cells: Sequence[View], columns: Sequence[ColumnRole], heads: Sequence[str], *, pieces: bool = False
) -> tuple[list[View], int, float]:
    """Put the cells of a row into the columns, in order, at the least cost.

    Args:
        cells: the cells.
        columns: what the columns hold.
        heads: the words above them.
        pieces: whether a name may stand in several cells: blanks part them, or a narrow column broke them.

    Returns:
        A cell a column, how many of the cells the columns take, and how ill they fit.
    """
    places = places_of(columns, heads)
    kinds = [kind_of_cell(cell.text) for cell in cells]
    lists = [bool(_MARKS.search(cell.text)) for cell in cells]
    first = next((c for c, place in enumerate(places) if place == "unit"), None)
    several = places.count("unit") > 1
    offices = "office" in places
    n, width = len(cells), len(columns)
    # best[c][i]: the least cost of the first i cells in the first c columns; took[c][i]: how many cells column c-1 has.
    best = [[float("inf")] * (n + 1) for _ in range(width + 1)]
    took = [[0] * (n + 1) for _ in range(width + 1)]
    best[0][0] = 0.0
    for c, place in enumerate(places):
        empty = _NO_LEAD if c == first else _EMPTY_COST[place]
        more = _MORE_LEADS if c == first and several else _MORE_COST[place]
        for i in range(n + 1):
            base = best[c][i]
            if base == float("inf"):
                continue
            if base + empty < best[c + 1][i]:
                best[c + 1][i], took[c + 1][i] = base + empty, 0
            cost = base
            for k in range(i, n):
                if place == "deadline" and _YEAR.fullmatch(cells[k].text):
                    cost += _YEAR_MISFIT
                else:
                    cost += _misfit(kinds[k], place)
                if place == "unit" and offices and _OFFICE.fullmatch(cells[k].text):
                    cost += _NO_UNIT
                if k > i and pieces and place == "name" and len(cells[k]) <= LONGEST_PIECE:
                    cost += _MORE_PIECES
                elif k > i:
                    cost += more
                    if place == "unit" and several and (lists[k] or lists[k - 1]):
                        cost += _LIST_BESIDE
                if cost < best[c + 1][k + 1]:
                    best[c + 1][k + 1], took[c + 1][k + 1] = cost, k + 1 - i
    used = min(range(n + 1), key=lambda i: best[width][i] + _NO_COLUMN * (n - i))
    row: list[View] = [EMPTY] * width
    i = used
    for c in range(width, 0, -1):
        count = took[c][i]
        row[c - 1] = _lines(cells[i - count : i], units=places[c - 1] in ("unit", "assess", "person"))
        i -= count
    return row, used, best[width][used] + _NO_COLUMN * (n - used)


def _misfit(kind: CellKind, place: _Place) -> float:
    if kind == "blank":
        return 3.0 if place == "task" else 0.1
    fits = _MISFIT[place]
    return fits["sentence"] if kind == "short" and kind not in fits else fits[kind]


def _lines(cells: Sequence[View], *, units: bool) -> View:
    """Put the lines of a cell together; names on lines of their own make a list."""
    cells = [cell for cell in cells if not _BLANK.fullmatch(cell.text)]
    joined = next(iter(cells), EMPTY)
    for cell in cells[1:]:
        parted = not joined.text.endswith(("、", "，", "；")) and not goes_on_with_body(
            joined.text, cell.text
        )
        mark = "、" if units and parted else ""
        joined = View(
            f"{joined.text}{mark}{cell.text}",
            f"{joined.printed}{mark}{cell.printed}",
            (*joined.offsets, *((joined.offsets[-1] + 1,) if mark else ()), *cell.offsets),
        )
    return joined
