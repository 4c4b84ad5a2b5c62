"""Identifiers and literals as people write them, in files and on the command line.

Entry points: `expand`, `read_literal` and `write_term`. A literal is written as in Turtle: "text"@zh-Hans,
"2022-12-21"^^xsd:date, "text".
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.graph.iris import canonical_iri
from zhengmai.graph.literals import well_typed
from zhengmai.graph.statements import RDF_TYPE, Term
from zhengmai.prefixes import prefixes, shorten

_LITERAL = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)|\^\^(?P<datatype>\S+))?',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\"}
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class TermError(ZhengmaiError, ValueError):
    """A text that is no identifier and no literal, or a literal outside its datatype.

    Attributes:
        text: as given.
    """

    def __init__(self, text: str, zh: str, en: str) -> None:
        super().__init__(Bilingual(f"“{text}”{zh}", f"“{text}” {en}"))
        self.text = text


def expand(text: str) -> str:
    """Give the identifier that an IRI (in < > or not) or a prefixed name means, in canonical form; "a" is rdf:type.

    Raises:
        TermError: the text is neither, or its prefix is not in the list.
        IriError: a character that no identifier of the project may hold.
    """
    stripped = text.strip()
    if stripped == "a":
        return RDF_TYPE
    if stripped.startswith("<") and stripped.endswith(">"):
        stripped = stripped[1:-1]
    if not stripped.startswith(("http://", "https://", "urn:")):
        prefix, colon, local = stripped.partition(":")
        namespace = prefixes().get(prefix)
        if not colon or not local:
            raise TermError(text, "不是 IRI，也不是带前缀的名称", "is neither an IRI nor a prefixed name")
        if namespace is None:
            raise TermError(text, "的前缀未知", "has an unknown prefix")
        stripped = namespace + local
    try:
        return ox.NamedNode(canonical_iri(stripped)).value
    except ValueError as error:
        raise TermError(text, "不是有效的 IRI", "is no valid IRI") from error


def read_literal(text: str) -> ox.Literal | None:
    """Read a literal in the notation of Turtle; None where the text does not begin with a quotation mark.

    Raises:
        TermError: the notation is broken, or the text is not in the lexical space of its datatype.

    Example:
        >>> str(read_literal('"2022-12-21"^^xsd:date'))
        '"2022-12-21"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    stripped = text.strip()
    if not stripped.startswith('"'):
        return None
    match = _LITERAL.fullmatch(stripped)
    if match is None:
        raise TermError(
            text,
            '的写法有误，应如 "文字"@zh-Hans 或 "2022-12-21"^^xsd:date',
            'is not written as a literal, such as "text"@en or "2022-12-21"^^xsd:date',
        )
    value = _ESCAPE.sub(_unescaped, match["text"])
    if match["language"]:
        return ox.Literal(value, language=match["language"])
    if not match["datatype"]:
        return ox.Literal(value)
    return typed(value, expand(match["datatype"]))


def typed(value: str, datatype: str) -> ox.Literal:
    """Give a literal of a datatype, given by its IRI.

    Raises:
        TermError: the value is not in the lexical space of the datatype.
    """
    if not well_typed(value, datatype):
        name = shorten(datatype)
        raise TermError(value, f"不是有效的 {name}", f"is no valid {name}")
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def write_term(term: Term | ox.NamedNode) -> str:
    """Write a term as a person would: a prefixed name where a prefix fits, else the IRI; a literal as in Turtle."""
    if isinstance(term, str):
        return "a" if term == RDF_TYPE else shorten(term)
    if isinstance(term, ox.NamedNode):
        return write_term(term.value)
    text = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if term.language:
        return f'"{text}"@{_tag(term.language)}'
    datatype = term.datatype.value
    return f'"{text}"' if datatype == _XSD_STRING else f'"{text}"^^{shorten(datatype)}'


def _tag(tag: str) -> str:
    # The store lower-cases tags; the script part is written with a capital (BCP 47, section 2.1.1).
    return "-".join(
        part.title() if index and len(part) == 4 else part for index, part in enumerate(tag.split("-"))
    )


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _ESCAPED.get(match[3], match[0])
