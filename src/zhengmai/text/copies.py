"""What copies of web pages leave in a text besides its words: tags and entities of HTML, pinyin behind characters.

Entry point: `without_remains`. Every character keeps its place: what is no text becomes white space or a character
that is never shown, one for one, and a tag that ends a line becomes a line break.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from itertools import islice

# Never shown, and no white space: the words at both its sides are one.
_NOTHING = "\u200b"

_TAG = r"<!--|<(?:/?[a-zA-Z][a-zA-Z0-9:]{0,15}(?:\s[^<>]{0,600})?/?|![^<>]{0,600}|\?xml[^<>]{0,200})(?:>|\Z)"
_TAGS = re.compile(_TAG)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Tags that no text about anything but web pages holds by itself.
_KNOWN = re.compile(
    r"</?(?:p|br|div|span|strong|b|table|tbody|tr|td|font|img|a|h[1-6]|ul|li|section|blockquote|dfn|menuitem)\b[^<>]{0,600}>",
    re.IGNORECASE,
)
_FEWEST_TAGS = 3
# A field of an export that stands between its tags: <TITLE>…</TITLE>.
_FIELD = re.compile(r"<([a-zA-Z][\w:]{1,20})>[^<>\n]{4,200}</\1>\s*(?:\n|$)")
_LINES = frozenset(
    ["p", "br", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tbody", "thead", "section",
     "article", "header", "footer", "blockquote", "center", "hr", "pre", "form", "title"]
)  # fmt: skip
# What is not shown from its beginning to its end.
_UNSEEN = {"<!--": "-->", "<script": "</script>", "<style": "</style>"}
# Codes by which a terminal colours what a program printed (ECMA-48 8.3.117).
_ESCAPES = re.compile(r"\x1b\[[0-9;]{0,16}m")
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")

# A key of an object of JSON, with what parts it from the value before it.
_JSON_KEY = re.compile(r'(?:\{|",|(?<=[\d\]a-z]),)\s*"[A-Za-z_]\w{0,30}"\s*:\s*"?|"\s*\}\s*$')
# So many breaks its values must write.
_FEWEST_BREAKS = 3

# A row of a dump of a site's data base: ('44','11','news','关于…的意见','…'), and what parts its values.
# Numbers and the like stand without marks between them: (7, 3, '关于…的意见', '…', 0).
_BARE_VALUE = r"(?:-?\d[\d.]{0,20}|NULL|TRUE|FALSE)"
_SQL_ROW = re.compile(
    r"\s*(?:INSERT INTO [^()\n]{1,80}(?:\([^()]{0,2000}\))?\s*VALUES\s*)?"
    rf"\(\s*(?:{_BARE_VALUE}\s*,\s*){{0,8}}'",
    re.IGNORECASE,
)
_SQL_MARK = re.compile(
    rf"\A\s*(?:INSERT INTO [^\n]*?)?\(\s*(?:{_BARE_VALUE}\s*,\s*){{0,8}}'|'\s*,\s*(?:{_BARE_VALUE}\s*,\s*){{0,8}}'"
    rf"|'(?:\s*,\s*{_BARE_VALUE}){{0,8}}\s*\)\s*[;,]?\s*\Z",
    re.IGNORECASE,
)

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê"
_LETTERS = rf"[a-zɡ{_TONES}\u0300\u0301\u0304\u0308\u030c]{{1,9}}"
_READINGS = rf"\s?{_LETTERS}(?:\s?[/／,，、;；|]\s?{_LETTERS}){{0,4}}\s?"
# A character and what is printed behind it; a copy may repeat that, and its excerpt may end in it.
_GLOSS = re.compile(rf"(?<=[\u3400-\u9fff])(?:[(（\[［【]{_READINGS}(?:[)）\]］】]|\Z))+")
_SYLLABLE = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|vn|a|e|i|o|u|v)|n|ng|m|hm)"
)
_WORD = re.compile(_LETTERS)
# Letters that count in lists stand behind a word as well: 附件(a). As a reading each is that of few characters.
_VOWELS = {
    "a": "啊阿呵腌嗄吖",
    "e": "额俄鹅饿恶厄鄂蛾峨呃扼噩",
    "o": "哦喔噢",
    "m": "",
    "n": "嗯",
    "v": "",
    "i": "",
    "u": "",
}
# So many readings a text must hold before they are taken for a copy's: with tone marks few tell, without them more do.
_FEWEST_TONED = 3
_FEWEST_PLAIN = 8
_FEWEST_SYLLABLES = 5


def without_remains(text: str, *, tags: bool) -> tuple[str, frozenset[int]]:
    """Take the remains of a web page out of a text.

    Args:
        text: a document's text.
        tags: whether tags may stand in it, as in text that no reader of HTML has seen.

    Returns:
        A text of the same length, and the offsets of the characters before which only such remains stand, so that
        no white space parts them from the words before.
    """
    glued: set[int] = set()
    if "\x1b" in text:
        text = _ESCAPES.sub(lambda codes: " " * len(codes[0]), text)
    if tags and text.startswith('{"') and text.count("\\n") >= _FEWEST_BREAKS:
        text = _without_json(text)
    elif text.count("\\n") >= max(_FEWEST_BREAKS, 2 * text.count("\n")):
        # An export wrote the breaks as two characters.
        text = _WRITTEN_BREAK.sub(lambda mark: " " * (len(mark[0]) - 1) + "\n", text)
    if _SQL_ROW.match(text):
        text = _SQL_MARK.sub(lambda mark: "\n" + " " * (len(mark[0]) - 1), text)
    known = sum(1 for _ in islice(_KNOWN.finditer(text), _FEWEST_TAGS)) if tags else 0
    # In the cells of a Markdown table a break is no remain, but how it is written.
    if known == _FEWEST_TAGS or (tags and _FIELD.match(text)) or (known and "\n|" in text and "<br" in text):
        text = _without_tags(text, glued)
    if tags and "&" in text:
        text = _ENTITY.sub(lambda match: _character(match, glued), text)
    return _without_readings(text, glued), frozenset(glued)


def _without_json(text: str) -> str:
    """Give the values of an object of JSON on lines of their own, and the breaks that it writes as two characters."""
    lines = _JSON_KEY.sub(lambda key: " " * (len(key[0]) - 1) + "\n", text)
    return lines.replace("\\n", " \n").replace('\\"', ' "')


def _without_tags(text: str, glued: set[int]) -> str:
    """Replace tags by what they mean: the end of a line, the beginning of a cell, or nothing."""
    parts: list[str] = []
    end = 0
    in_cell = False
    # Whether words stand in the line already.
    begun = False
    nowhere: set[str] = set()
    for match in _TAGS.finditer(text):
        start = match.start()
        if start < end:
            # Inside what is not shown.
            continue
        between = text[end:start]
        parts.append(between)
        begun = bool(between.rpartition("\n")[2].strip()) or (begun and "\n" not in between)
        end = _end_of_unseen(text, match, nowhere)
        name = _NAME.match(match[0])
        kind = name[2].lower() if name else ""
        closes = bool(name and name[1])
        if kind in ("td", "th"):
            in_cell = not closes
            mark = "" if closes else "\n\t"
        elif kind in ("table", "tr"):
            in_cell = False
            mark = "\n" if closes == (kind == "table") else ""
        elif kind in _LINES:
            # A cell goes on over its lines.
            cell = in_cell or (kind == "br" and _in_piped_line(text, start))
            mark = " " if cell else "\n" if closes or kind in ("br", "hr") else "\n" * begun
        else:
            mark = ""
        if mark:
            begun = begun and "\n" not in mark
            parts.append(" " * (end - start - len(mark)) + mark)
        else:
            parts.append(_NOTHING * (end - start))
            glued.add(end)
    parts.append(text[end:])
    return "".join(parts)


def _in_piped_line(text: str, at: int) -> bool:
    """Tell whether a place lies in a line of a Markdown table: | 甲 | 乙<br>丙 |."""
    return text.startswith("|", text.rfind("\n", 0, at) + 1)


def _end_of_unseen(text: str, tag: re.Match[str], nowhere: set[str]) -> int:
    """Give where a comment, a script or a style ends that a tag begins; else the end of the tag.

    Args:
        text: the text.
        tag: the tag.
        nowhere: marks that end such a part and do not come any more in the text.
    """
    begins = tag[0][:7].lower()
    mark = next((mark for opening, mark in _UNSEEN.items() if begins.startswith(opening)), None)
    if mark is None or mark in nowhere:
        return tag.end()
    end = text.find(mark, tag.start())
    if end < 0:
        nowhere.add(mark)
        return tag.end()
    return end + len(mark)


def _character(match: re.Match[str], glued: set[int]) -> str:
    character = html.unescape(match[0])
    if len(character) != 1:
        return match[0]
    if not character.isspace():
        glued.add(match.end())
    return character + (" " if character.isspace() else _NOTHING) * (len(match[0]) - 1)


def _without_readings(text: str, glued: set[int]) -> str:
    """Hide pinyin in brackets behind the characters that it reads, where a text holds much of it."""
    found = [match for match in _GLOSS.finditer(text) if _reads(match[0], text[match.start() - 1])]
    toned = sum(not match[0].isascii() and _is_toned(match[0]) for match in found)
    plain = {match[0] for match in found}
    if toned < _FEWEST_TONED and (len(found) < _FEWEST_PLAIN or len(plain) < _FEWEST_SYLLABLES):
        return text
    parts: list[str] = []
    end = 0
    for match in found:
        parts += (text[end : match.start()], _NOTHING * (match.end() - match.start()))
        end = match.end()
        glued.add(end)
    return "".join((*parts, text[end:]))


@lru_cache(maxsize=4096)
def _reads(bracketed: str, character: str) -> bool:
    """Tell whether all words in brackets are syllables of pinyin that may read a character."""
    words = [_bare(word) for word in _WORD.findall(bracketed)]
    return bool(words) and all(
        character in _VOWELS[word]
        if word in _VOWELS and not _is_toned(bracketed)
        else _SYLLABLE.fullmatch(word)
        for word in words
    )


def _is_toned(text: str) -> bool:
    return any(c in _TONES or unicodedata.combining(c) for c in text)


def _bare(word: str) -> str:
    """Give a syllable without its tone."""
    letters = unicodedata.normalize("NFD", word.replace("ɡ", "g").replace("ü", "v"))
    return "".join(
        "v" if c == "\u0308" else c for c in letters if not unicodedata.combining(c) or c == "\u0308"
    ).replace("uv", "v")
