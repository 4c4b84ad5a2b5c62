"""The tokens of SPARQL 1.1 (W3C Recommendation, 21 March 2013, section 19.8).

Entry point: `tokens`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_PREFIX = f"[{_BASE}](?:[{_CHAR}.]*[{_CHAR}])?"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = f"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:(?:[{_CHAR}.:]|{_ESCAPED})*(?:[{_CHAR}:]|{_ESCAPED}))?"

_RULES = rf"""(?P<space>[\x20\t\r\n]+)
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
    """


@cache
def token_rule() -> re.Pattern[str]:
    """Give the rule of one token, by the longest match; white space and comments count.

    It takes a while to compile, and many queries need none of it.
    """
    return re.compile(_RULES, re.VERBOSE | re.DOTALL)


class Token(NamedTuple):
    """One token: its kind (a group name of the token rules), text, start and end in the request's text."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens by the longest match, without white space and comments; stop at the first unreadable place."""
    position = 0
    rule = token_rule()
    while match := rule.match(text, position):
        position = match.end()
        kind = match.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start(), match.end())
