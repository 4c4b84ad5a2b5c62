"""What can be told from the text of a SPARQL request before it is evaluated.

Entry points: `form`, `calls_service`, `is_volatile`, `rewrite_iris` and `explain`.

The store follows SERVICE by itself and has no switch for it, so the text is read here. Token rules are those of
SPARQL 1.1, section 19.8. The store's parser knows no separate tokens: `?a<1)SERVICE#>` is a comparison there
and an IRI by the longest match. `calls_service` therefore follows every reading that the grammar leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from zhengmai.errors import Bilingual
from zhengmai.store.errors import QuerySyntaxError

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "UPDATE"]

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_PREFIX = f"[{_BASE}](?:[{_CHAR}.]*[{_CHAR}])?"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = f"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:(?:[{_CHAR}.:]|{_ESCAPED})*(?:[{_CHAR}:]|{_ESCAPED}))?"

_TOKEN = re.compile(
    rf"""(?P<space>[\x20\t\r\n]+)
    |(?P<comment>\#[^\r\n]*)
    |(?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<iri><[^<>"{{}}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{{4}}[^<>"{{}}|^`\\\x00-\x20]*)*>)
    |(?P<blank>_:[{_BASE}_0-9](?:[{_CHAR}.]*[{_CHAR}])?)
    |(?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)
    |(?P<variable>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]*)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>\^\^|<=|>=|!=|&&|\|\||[{{}}()\[\].,;<>=!+\-*/|^?&])
    """,
    re.VERBOSE | re.DOTALL,
)

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
# The words that may follow "<" as an operator and what may come later in an expression or a group.
_KEYWORDS = _VOLATILE | set(
    """A ABS AND AS ASC AVG BIND BOUND BY CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY DESC DISTINCT ENCODE_FOR_URI
    EXISTS FALSE FILTER FLOOR GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI
    LANG LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NOT OFFSET OPTIONAL ORDER REDUCED REGEX REPLACE
    ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS
    STRLANG STRLEN STRSTARTS SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI VALUES WHERE YEAR""".split()  # noqa: SIM905 - a list of words reads better
)
_EXPECTATION = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,\[\]"]+')
_EXPECTED_SHOWN = 6
_OPERANDS = {"variable", "string", "number", "iri", "name", "blank", "language", "word"}


class Token(NamedTuple):
    """One token: its kind (a group name of the token rules), text, start and end in the request's text."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens by the longest match, without white space and comments; stop at the first unreadable place."""
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        kind = match.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start(), match.end())


def form(text: str) -> Form | None:
    """Tell the form of a request from the first word after the prologue; None where there is none."""
    word = _first_word(text)
    if word is None:
        return None
    upper = word.text.upper()
    if upper in _UPDATES:
        return "UPDATE"
    return next((known for known in _FORMS if known == upper), None)


def calls_service(text: str) -> bool:
    """Tell whether any reading of the text has the keyword SERVICE.

    A variable, an IRI, a string, a comment or a prefixed name may contain the word.
    """
    seen: set[tuple[int, str, bool]] = set()
    # A reading: where it stands, the last kind and text of a token, and whether it took a "<" for an operator.
    readings: list[tuple[int, str, str, bool]] = [(0, "", "", False)]
    while readings:
        position, kind, last, other = readings.pop()
        match = _TOKEN.match(text, position)
        if position >= len(text) or (position, kind, other) in seen:
            continue
        seen.add((position, kind, other))
        if match is None:
            # The first reading goes past what it cannot read, so that nothing behind it stays unseen.
            readings += [] if other else [(position + 1, "", "", False)]
            continue
        found, end = match.lastgroup or "", match.end()
        if found in ("space", "comment"):
            readings.append((end, kind, last, other))
            continue
        if found == "iri" and (kind in _OPERANDS or last == ")"):
            readings.append((position + 1, "mark", "<", True))
        if _is_service(text, match, last):
            return True
        if not (other and _breaks(match, text)):
            readings.append((end, found, match.group(), other))
    return False


def _is_service(text: str, match: re.Match[str], last: str) -> bool:
    found = match.group().upper()
    if match.lastgroup == "word":
        # The parser needs no space between keywords and literals: trueSERVICE, SERVICESILENT.
        return "SERVICE" in found
    if match.lastgroup == "name" and "SERVICE" in found.partition(":")[0]:
        # SERVICE:x{…} is read as the keyword and the name :x wherever a group may follow.
        if last.upper() in ("GRAPH", "FROM", "NAMED", "DESCRIBE"):
            return False
        following = next(tokens(text[match.end() : match.end() + 10_000]), None)
        return following is not None and following.text == "{"
    return False


def _breaks(match: re.Match[str], text: str) -> bool:
    """Tell whether a token shows that a reading with "<" as an operator is none."""
    if match.lastgroup == "word":
        return match.group().upper() not in _KEYWORDS
    return match.group() == "/" and text.startswith("/", match.end())


def is_volatile(text: str) -> bool:
    """Tell whether two evaluations may differ (NOW, RAND, UUID, STRUUID, BNODE)."""
    return any(token.kind == "word" and token.text.upper() in _VOLATILE for token in tokens(text))


def rewrite_iris(text: str, namespace: str, canonical: Callable[[str], str]) -> str:
    """Put the canonical form in place of each IRI of a namespace, outside strings and comments.

    Args:
        text: a request.
        namespace: how the IRIs begin.
        canonical: gives the canonical form of an IRI.
    """
    if namespace not in text:
        return text
    parts: list[str] = []
    position = 0
    for token in tokens(text):
        if token.kind == "iri" and token.text.startswith("<" + namespace):
            parts += [text[position : token.start], f"<{canonical(token.text[1:-1])}>"]
            position = token.end
    return "".join([*parts, text[position:]])


def explain(text: str, parser_text: str, known_prefixes: Mapping[str, str]) -> QuerySyntaxError:
    """Make the most helpful error of a text that the parser refuses.

    Args:
        text: the request.
        parser_text: what the parser says, "error at LINE:COLUMN: …".
        known_prefixes: prefix → namespace, to suggest a missing declaration from.
    """
    word = _first_word(text)
    if word is None or word.text.upper() not in _FORMS:
        start = 0 if word is None else word.start
        before = "" if word is None else f"{word.text!r}: "
        zh, en = (
            f"{before}应为 SELECT、ASK、CONSTRUCT 或 DESCRIBE",
            f"{before}expected SELECT, ASK, CONSTRUCT or DESCRIBE",
        )
        return QuerySyntaxError(*_place(text, start), Bilingual(zh, en), parser_text)
    undeclared = _undeclared(text)
    if undeclared is not None:
        prefix = undeclared.text.partition(":")[0]
        zh, en = f"前缀 {prefix!r} 没有声明", f"the prefix {prefix!r} is not declared"
        if prefix in known_prefixes:
            line = f"PREFIX {prefix}: <{known_prefixes[prefix]}>"
            zh, en = f"{zh}，请在查询开头加上 {line}", f"{en}; put this line first: {line}"
        return QuerySyntaxError(*_place(text, undeclared.start), Bilingual(zh, en), parser_text)
    match = re.match(r"error at (\d+):(\d+): (.*)", parser_text, re.DOTALL)
    if match is None:
        return QuerySyntaxError(0, 0, Bilingual(parser_text, parser_text), parser_text)
    start, found = _stumble(text, int(match[1]), int(match[2]))
    sentence, expected = _expected(match[3])
    zh, en = (
        (f"不应出现 {found!r}", f"unexpected {found!r}")
        if found
        else ("查询没有写完", "the query ends too early")
    )
    if sentence:
        zh, en = f"{zh}；{sentence}", f"{en}; {sentence}"
    elif expected:
        zh, en = f"{zh}；应为 {'、'.join(expected)}", f"{en}; expected {' or '.join(expected)}"
    return QuerySyntaxError(*_place(text, start), Bilingual(zh, en), parser_text)


def _stumble(text: str, line: int, column: int) -> tuple[int, str]:
    """Give the place and text of the token at which the parser stopped; no text is the end of the query.

    The parser names a place up to a keyword's length behind the token's start.
    """
    lines = text.split("\n")
    reported = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    last, end = Token("", "", 0, 0), 0
    for token in tokens(text):
        if token.start >= reported:
            return last.start, last.text
        last, end = token, token.end
    unread = len(text) - len(text[end:].lstrip())
    if unread < len(text) and text[unread] != "#":
        return unread, text[unread]
    if reported >= len(text.rstrip()) and _open_groups(text):
        return len(text), ""
    return last.start, last.text


def _open_groups(text: str) -> bool:
    marks = [token.text for token in tokens(text) if token.kind == "mark"]
    return any(marks.count(opening) > marks.count(closing) for opening, closing in ("{}", "()", "[]"))


def _expected(parser_text: str) -> tuple[str, list[str]]:
    """Give the parser's sentence, if it has one, and the words it expected, without character classes and if few."""
    listed = parser_text.removeprefix("expected ").removeprefix("one of ")
    items = [item.strip(" \n") for item in _EXPECTATION.findall(listed)]
    sentence = "; ".join(item for item in items if item.count(" ") > 1)
    # SERVICE is refused here and LATERAL is no part of SPARQL 1.1.
    named = [item for item in items if item not in ("", "SERVICE", "LATERAL") and not item.startswith("[")]
    return sentence, named if len(named) <= _EXPECTED_SHOWN else []


def _first_word(text: str) -> Token | None:
    """Give the word that names the form: the first that belongs to no BASE, PREFIX or VERSION declaration."""
    return next(
        (
            token
            for token in tokens(text)
            if token.kind == "word" and token.text.upper() not in ("BASE", "PREFIX", "VERSION")
        ),
        None,
    )


def _undeclared(text: str) -> Token | None:
    declared: set[str] = set()
    last = ""
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if last.upper() == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        last = token.text
    return None


def _place(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
