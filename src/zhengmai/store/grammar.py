"""Where a text stops being a SPARQL 1.1 query, and what may stand there instead.

Entry point: `stumble`. The grammar is in sparql.lark; the store's own parser decides what is a query, and is asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lark import Lark
from lark import Token as LarkToken
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from zhengmai.errors import Bilingual
from zhengmai.store.tokens import Token, tokens

_WORDS = {
    word: word
    for word in """AS ASC ASK BASE BIND BNODE BOUND BY CONSTRUCT COUNT DESC DESCRIBE DISTINCT EXISTS FALSE FILTER FROM GRAPH
    GROUP GROUP_CONCAT HAVING IN LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX REPLACE SELECT SEPARATOR
    SERVICE SILENT SUBSTR TRUE UNDEF UNION VALUES WHERE""".split()  # noqa: SIM905 - a list of words reads better
}
_FUNCTIONS = {
    "AGGREGATE": "SUM MIN MAX AVG SAMPLE",
    "FUNCTION0": "RAND NOW UUID STRUUID",
    "FUNCTION1": """STR LANG DATATYPE IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY HOURS
    MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 isIRI isURI isBLANK isLITERAL isNUMERIC""",
    "FUNCTION2": "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT sameTerm",
    "FUNCTION3": "IF",
    "FUNCTIONS": "COALESCE CONCAT",
}
_NAMES = {terminal: tuple(names.split()) for terminal, names in _FUNCTIONS.items()}
_TERMINALS = _WORDS | {name.upper(): terminal for terminal, names in _NAMES.items() for name in names}
_MARKS = {
    "&&": "AND", "||": "OR", "=": "EQUAL", "!=": "UNEQUAL", "<": "LESS", ">": "MORE", "<=": "ATMOST", ">=": "ATLEAST",
    "^^": "DATATYPE_MARK", "^": "CARET", "{": "LBRACE", "}": "RBRACE", "(": "LPAR", ")": "RPAR", "[": "LBRACKET",
    "]": "RBRACKET", ".": "DOT", ",": "COMMA", ";": "SEMICOLON", "+": "PLUS", "-": "MINUSSIGN", "*": "STAR", "/": "SLASH",
    "|": "PIPE", "?": "QUESTION", "!": "BANG",
}  # fmt: skip
_KINDS = {"iri": "IRIREF", "string": "STRING", "number": "NUMBER", "blank": "BLANK", "variable": "VAR", "language": "LANGTAG"}  # fmt: skip
_CLOSING = ("DOT", "SEMICOLON", "COMMA", "RBRACE", "RPAR", "RBRACKET")
_UNREADABLE = "UNREADABLE"
_END = "$END"

# What a reader is told in the place of the terminals in a set, if all of them may stand there; the first that fits.
_GROUPS: tuple[tuple[frozenset[str], frozenset[str], Bilingual], ...] = (
    (
        frozenset({"BOUND", "VAR", "LPAR"}),
        frozenset({*_NAMES, "BOUND", "BNODE", "COUNT", "GROUP_CONCAT", "REGEX", "REPLACE", "SUBSTR", "EXISTS", "NOT", "VAR", "LPAR",
                   "IRIREF", "PNAME_LN", "PNAME_NS", "STRING", "NUMBER", "TRUE", "FALSE", "BANG", "PLUS", "MINUSSIGN"}),
        Bilingual("表达式", "an expression"),
    ),
    (
        frozenset({"BOUND", "LPAR"}),
        frozenset({*_NAMES, "BOUND", "BNODE", "COUNT", "GROUP_CONCAT", "REGEX", "REPLACE", "SUBSTR", "EXISTS", "NOT", "LPAR", "IRIREF",
                   "PNAME_LN", "PNAME_NS"}),
        Bilingual("括号中的条件或者函数", "a condition in brackets or a function"),
    ),
    (
        frozenset({"VAR", "IRIREF", "STRING", "LBRACKET"}),
        frozenset({"VAR", "IRIREF", "PNAME_LN", "PNAME_NS", "STRING", "NUMBER", "PLUS", "MINUSSIGN", "TRUE", "FALSE", "BLANK",
                   "LBRACKET", "LPAR"}),
        Bilingual("变量、IRI 或者字面值", "a variable, an IRI or a literal"),
    ),
    (
        frozenset({"IRIREF", "A", "BANG"}),
        frozenset({"VAR", "IRIREF", "PNAME_LN", "PNAME_NS", "A", "BANG", "CARET", "LPAR"}),
        Bilingual("属性（变量、IRI、a 或者属性路径）", "a property (a variable, an IRI, a or a path)"),
    ),
    (
        frozenset({"LESS", "EQUAL", "OR"}),
        frozenset({"LESS", "MORE", "EQUAL", "UNEQUAL", "ATMOST", "ATLEAST", "IN", "NOT", "PLUS", "MINUSSIGN", "STAR", "SLASH", "AND",
                   "OR"}),
        Bilingual("运算符", "an operator"),
    ),
    (frozenset({"IRIREF", "PNAME_LN"}), frozenset({"IRIREF", "PNAME_LN", "PNAME_NS"}), Bilingual("IRI", "an IRI")),
)  # fmt: skip
_SAID = {
    "IRIREF": Bilingual("<IRI>", "<IRI>"),
    "PNAME_NS": Bilingual("前缀:", "prefix:"),
    "PNAME_LN": Bilingual("前缀:名称", "prefix:name"),
    "VAR": Bilingual("变量", "a variable"),
    "STRING": Bilingual("字符串", "a string"),
    "NUMBER": Bilingual("数", "a number"),
    "BLANK": Bilingual("空节点", "a blank node"),
    "LANGTAG": Bilingual("@语言", "@language"),
    "A": Bilingual("a", "a"),
    _END: Bilingual("查询结束", "the end of the query"),
}


class Stumble(NamedTuple):
    """The first token that no query can have in its place.

    Attributes:
        start: where it stands, in code points of the text.
        found: the token; empty where the text ends too early.
        unreadable: no token begins here; an open string, for one.
        expected: what may stand there, in words, at most a few.
        words: every keyword and function that may stand there.
    """

    start: int
    found: str
    unreadable: bool
    expected: tuple[Bilingual, ...]
    words: tuple[str, ...]


def stumble(text: str) -> Stumble | None:
    """Find the place at which a text is no longer the beginning of a query; None where the grammar accepts it."""
    try:
        _parser().parse(text)
    except UnexpectedToken as error:
        parser: Any = error.interactive_parser
        accepted: set[str] = parser.accepts()
        found = "" if error.token.type == _END else str(error.token)
        start = len(text) if error.token.start_pos is None or not found else error.token.start_pos
        return Stumble(
            start, found, error.token.type == _UNREADABLE, _said(accepted), tuple(_words(accepted))
        )
    return None


class _Tokens(Lexer):
    """Gives the tokens of `zhengmai.store.tokens` to the parser, under the grammar's names."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    # The parser hands the text itself to a lexer that does not ask for its state.
    def lex(self, data: str) -> Iterator[LarkToken]:  # type: ignore[override]
        end = 0
        for token in tokens(data):
            end = token.end
            yield LarkToken(_terminal(token), token.text, token.start)
        rest = len(data) - len(data[end:].lstrip())
        if rest < len(data) and data[rest] != "#":
            yield LarkToken(_UNREADABLE, data[rest], rest)


def _terminal(token: Token) -> str:
    if token.kind == "word":
        return "A" if token.text == "a" else _TERMINALS.get(token.text.upper(), "UNKNOWN")
    if token.kind == "name":
        return "PNAME_NS" if token.text.endswith(":") and token.text.count(":") == 1 else "PNAME_LN"
    if token.kind == "mark":
        return _MARKS.get(token.text, _UNREADABLE)
    return _KINDS[token.kind]


def _said(accepted: set[str]) -> tuple[Bilingual, ...]:
    left = set(accepted)
    said: list[Bilingual] = []
    for needed, covered, name in _GROUPS:
        if needed <= left:
            said.append(name)
            left -= covered
    marks = {terminal: mark for mark, terminal in _MARKS.items()}
    # What closes comes first, other marks last.
    for terminal in sorted(left, key=lambda one: (one not in _CLOSING, one in marks, one)):
        # SERVICE is refused here, so it is no advice.
        if terminal == "SERVICE":
            continue
        if terminal in _NAMES:
            said += [Bilingual(name, name) for name in _NAMES[terminal]]
        else:
            shown = marks.get(terminal, terminal)
            said.append(_SAID.get(terminal, Bilingual(shown, shown)))
    return tuple(said)


def _words(accepted: Iterable[str]) -> Iterator[str]:
    for terminal in sorted(accepted):
        if terminal in _NAMES:
            yield from _NAMES[terminal]
        elif terminal in _WORDS and terminal != "SERVICE":
            yield terminal


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("sparql.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Tokens, start="query_unit")
