"""Canonical form of identifiers: one spelling for each thing.

Entry point: `canonical_iri`. Triple stores compare identifiers character by character, so a percent-encoded
and a plain spelling are two things; every edge (HTTP path, SPARQL text, CSV) sends identifiers through here.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.namespaces import BASE

_NON_ASCII_OCTETS = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_FULL_WIDTH_DIGITS = {ord("０") + digit: ord("0") + digit for digit in range(10)}
# An HTTP client must encode the square brackets, since an IRI's path cannot hold them.
_OPEN = r"(?:[〔\[【（(﹝]|%5[Bb])"
_CLOSE = r"(?:[〕\]】）)﹞]|%5[Dd])"
_YEAR = re.compile(rf"{_OPEN}([0-9]{{4}}){_CLOSE}")
# ASCII that an IRI may hold, less the percent sign; then PN_CHARS_BASE of RDF 1.1 Turtle beyond ASCII, with
# the middle dot and the combining marks that PN_CHARS adds.
FORBIDDEN = re.compile(
    r"[^!#$&'()*+,\-./0-9:;=?@A-Z_a-z~"
    r"\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0300-\u037D\u037F-\u1FFF\u200C-\u200D\u203F-\u2040"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]"
)


class IriError(ZhengmaiError):
    """An identifier that has no canonical form.

    Attributes:
        iri: the identifier as given.
        character: the character that cannot stand in it.
    """

    def __init__(self, iri: str, character: str) -> None:
        name = f"U+{ord(character):04X}"
        super().__init__(
            Bilingual(
                f"标识符 {iri} 含有不允许的字符“{character}”（{name}）",
                f"identifier {iri} holds the character “{character}” ({name}), which is not allowed",
            )
        )
        self.iri = iri
        self.character = character


def canonical_iri(iri: str) -> str:
    """Give the canonical form of an identifier of the project; others come back as they are.

    Percent-encoded characters beyond ASCII are decoded, the whole is brought to NFC, full-width digits become
    ASCII and the brackets around a document number's year become 〔 and 〕.

    Args:
        iri: an absolute identifier, encoded or not.

    Raises:
        IriError: a character remains that no prefixed name can hold (curly quotes, dashes, ellipses, blanks,
            encoded ASCII, broken encoding), so that there is no single right spelling.

    Example:
        >>> canonical_iri("https://w3id.org/policyplan/cn/doc/%E7%8B%AE%E6%94%BF%E5%8A%9E[2022]47号")
        'https://w3id.org/policyplan/cn/doc/狮政办〔2022〕47号'
    """
    if not iri.startswith(BASE):
        return iri
    decoded = _NON_ASCII_OCTETS.sub(_decoded, iri)
    composed = unicodedata.normalize("NFC", decoded).translate(_FULL_WIDTH_DIGITS)
    unified = _YEAR.sub(r"〔\1〕", composed)
    forbidden = FORBIDDEN.search(unified)
    if forbidden:
        raise IriError(iri, forbidden[0])
    return unified


def _decoded(octets: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(octets[0]).decode("utf-8")
    except UnicodeDecodeError:
        # Left encoded, its percent sign is refused by the caller with the whole identifier.
        return octets[0]
