"""What can be told from the text of a SPARQL request before it is evaluated.

Entry points: `form`, `calls_service`, `is_volatile`, `canonical_iris` and `explain`.

The store follows SERVICE by itself and has no switch for it, so the text is read here. Token rules are those of
SPARQL 1.1, section 19.8. The store's parser knows no separate tokens: `?a<1)SERVICE#>` is a comparison there
and an IRI by the longest match. `calls_service` therefore follows every reading that the grammar leaves open.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal
from unicodedata import east_asian_width

from zhengmai.errors import Bilingual
from zhengmai.graph.iris import IriError, canonical_iri
from zhengmai.namespaces import BASE
from zhengmai.store.errors import QuerySyntaxError
from zhengmai.store.near import Near, place, unknown_names
from zhengmai.store.tokens import Token, token_rule, tokens

if TYPE_CHECKING:
    from zhengmai.store.grammar import Stumble

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "UPDATE"]

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
_CARET_CHARS = 120
_LONGEST = 256 * 1024
"""Longer texts are not read with the grammar, which takes seconds a megabyte; the parser's place is told."""
# What the store's parser says of queries that keep to the grammar.
_RULES = {
    "The SELECT contains a variable that is unbound": Bilingual(
        "SELECT 中有变量没有列入 GROUP BY，也不是聚合的结果",
        "SELECT names a variable that is neither grouped by nor the result of an aggregate",
    ),
    "SELECT * is not authorized with GROUP BY": Bilingual(
        "有 GROUP BY 时不能用 SELECT *", "SELECT * cannot be used with GROUP BY"
    ),
    "Duplicated variable name in SELECT": Bilingual(
        "SELECT 中有变量重名", "SELECT gives two results one variable"
    ),
}
_RULE_BROKEN = Bilingual(
    "写法合乎语法，但在此处之前违反了另一条规则：BIND 或 AS 用了已有的变量，或者同一空节点标签出现在两个组中",
    "the form is right, but before this place a rule is broken: BIND or AS takes a variable that is in use, or one label "
    "of a blank node stands in two groups",
)
_OPERANDS = {"variable", "string", "number", "iri", "name", "blank", "language", "word"}


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
    if "service" not in text.lower():
        return False
    rule = token_rule()
    seen: set[tuple[int, str, bool]] = set()
    # A reading: where it stands, the last kind and text of a token, and whether it took a "<" for an operator.
    readings: list[tuple[int, str, str, bool]] = [(0, "", "", False)]
    while readings:
        position, kind, last, other = readings.pop()
        match = rule.match(text, position)
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
    upper = text.upper()
    if not any(word in upper for word in _VOLATILE):
        return False
    return any(token.kind == "word" and token.text.upper() in _VOLATILE for token in tokens(text))


def canonical_iris(text: str) -> str:
    """Put the canonical form in place of each IRI of the project, outside strings and comments.

    An IRI without a canonical form names nothing here; it stays as it stands.
    """
    written = {match.group(1) for match in re.finditer(rf"<({re.escape(BASE)}[^<>\s]*)>", text)}
    changed = {iri: canonical for iri in written if (canonical := _canonical(iri)) != iri}
    return rewrite_iris(text, BASE, lambda iri: changed.get(iri, iri)) if changed else text


def _canonical(iri: str) -> str:
    with contextlib.suppress(IriError):
        return canonical_iri(iri)
    return iri


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

    Of a place that no grammar allows and a prefix that is not declared the first is told; where there is neither, the
    query breaks a rule beside the grammar, and the parser's own sentence is told.

    Args:
        text: the request.
        parser_text: what the parser says, "error at LINE:COLUMN: …".
        known_prefixes: prefix → namespace, to suggest a missing declaration from.
    """
    # The grammar takes a while to load, and most queries are right.
    from zhengmai.store.grammar import stumble

    names = unknown_names(text)
    long = len(text) > _LONGEST
    stopped, undeclared = None if long else stumble(text), _undeclared(text)
    if undeclared is not None and (stopped is None or undeclared.start <= stopped.start):
        prefix = undeclared.text.partition(":")[0]
        zh, en = f"前缀 {prefix!r} 没有声明", f"the prefix {prefix!r} is not declared"
        lines = _declarations(prefix, known_prefixes)
        if prefix in known_prefixes:
            zh, en = f"{zh}，请在查询开头加上 {lines[0]}", f"{en}; put this line first: {lines[0]}"
        elif lines:
            near = lines[0].split()[1]
            zh, en = f"{zh}，或许应为 {near}", f"{en}; {near} may be meant"
        return _error(text, undeclared.start, Bilingual(zh, en), parser_text, undeclared.text, lines, names)
    if stopped is not None:
        suggestions = _meant(stopped)
        cause = _cause(stopped, suggestions)
        return _error(text, stopped.start, cause, parser_text, stopped.found, suggestions, names)
    match = re.match(r"error at (\d+):(\d+): (.*)", parser_text, re.DOTALL)
    sentence = _sentence(match[3] if match else parser_text)
    if match is None or (not sentence.en and not match[3]):
        shown = sentence if sentence.en else Bilingual(parser_text, parser_text)
        return QuerySyntaxError(0, 0, shown, parser_text, names=names)
    start, found = _before(text, int(match[1]), int(match[2]))
    unknown = Bilingual(f"不应出现 {found!r}", f"unexpected {found!r}") if long else _RULE_BROKEN
    cause = sentence if sentence.en else unknown
    return _error(text, start, cause, parser_text, found, (), names)


def _error(
    text: str,
    start: int,
    cause: Bilingual,
    parser_text: str,
    found: str,
    suggestions: Sequence[str],
    names: Sequence[Near],
) -> QuerySyntaxError:
    line, column = place(text, start)
    caret = _caret(text.split("\n")[line - 1], column)
    return QuerySyntaxError(
        line, column, cause, parser_text, caret=caret, found=found, suggestions=suggestions, names=names
    )


def _caret(line: str, column: int) -> str:
    """Give a line, or the part of a long one around the place, and below it a caret under the place."""
    first = max(0, column - 1 - _CARET_CHARS // 2)
    shown = line[first : first + _CARET_CHARS].rstrip("\r")
    # Han characters are two columns wide, and so is the ideographic space.
    before = "".join(
        "\u3000" if east_asian_width(char) in "WF" else "\t" if char == "\t" else " "
        for char in line[first : column - 1]
    )
    return f"{shown}\n{before}^"


def _declarations(prefix: str, known: Mapping[str, str]) -> tuple[str, ...]:
    near = [prefix] if prefix in known else get_close_matches(prefix, known, n=1)
    return tuple(f"PREFIX {name}: <{known[name]}>" for name in near)


def _meant(stopped: Stumble) -> tuple[str, ...]:
    """Give the keywords and functions that were probably meant, of those that may stand there."""
    if not stopped.found[:1].isalpha() or ":" in stopped.found:
        return ()
    by_upper = {word.upper(): word for word in stopped.words}
    near = get_close_matches(stopped.found.upper(), by_upper, n=2, cutoff=0.7)
    # In a word by itself swapped letters weigh more than difflib gives them: FORM is FROM.
    swapped = [word for word in by_upper if sorted(word) == sorted(stopped.found.upper())]
    return tuple(by_upper[word] for word in dict.fromkeys([*swapped, *near]))


def _cause(stopped: Stumble, suggestions: Sequence[str]) -> Bilingual:
    found = stopped.found
    if stopped.unreadable and found in ('"', "'"):
        return Bilingual(
            "字符串没有写完，缺少结尾的引号", "the string is not closed: its last quotation mark is missing"
        )
    zh, en = (
        (f"不应出现 {found!r}", f"unexpected {found!r}")
        if found
        else ("查询没有写完", "the query ends too early")
    )
    if suggestions:
        words = list(suggestions)
        return Bilingual(f"{zh}，或许应为 {'、'.join(words)}", f"{en}; {' or '.join(words)} may be meant")
    few = stopped.expected[:_EXPECTED_SHOWN]
    if not few:
        return Bilingual(zh, en)
    more = len(stopped.expected) > len(few)
    listed_zh = "、".join(one.zh for one in few) + ("等" if more else "")
    listed_en = " or ".join(one.en for one in few) + (" or other words" if more else "")
    return Bilingual(f"{zh}；此处应为{listed_zh}", f"{en}; expected {listed_en}")


def _sentence(parser_text: str) -> Bilingual:
    """Give the sentence with which the parser names a rule beside the grammar; empty where it has none."""
    for known in _RULES:
        if known in parser_text:
            return _RULES[known]
    listed = parser_text.removeprefix("expected ").removeprefix("one of ")
    items = [item.strip(" \n") for item in _EXPECTATION.findall(listed)]
    own = "; ".join(item for item in items if item.count(" ") > 1 and not item.startswith("["))
    return Bilingual(own, own)


def _before(text: str, line: int, column: int) -> tuple[int, str]:
    """Give the place and text of the token before the place that the parser names, which is where it stopped."""
    lines = text.split("\n")
    reported = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    last = Token("", "", 0, 0)
    for token in tokens(text):
        if token.start >= reported:
            break
        last = token
    return last.start, last.text


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
