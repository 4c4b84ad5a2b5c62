"""Choosing what to answer in: media types by Accept, the language by `lang` and Accept-Language (RFC 9110, 12.5).

Entry points: `choose`, `language` and `is_held`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

# A quoted string that does not end goes to the end of the header, so that it is read once.
_ELEMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^,"])+')
_PARAMETER = re.compile(r';\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)')
_RANGE = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+|\*)/([!#$%&'*+.^_`|~0-9A-Za-z-]+|\*)\s*(?=;|$)")
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$")


@dataclass(frozen=True)
class Offer:
    """Something that can be answered.

    Attributes:
        name: what the caller knows it by.
        media_types: the types it is asked for by; the first is the one that `*/*` gets.
    """

    name: str
    media_types: tuple[str, ...]


HTML = Offer("html", ("text/html", "application/xhtml+xml"))


@dataclass(frozen=True)
class Choice:
    """The offer that fits best, and the media type of it that was asked for."""

    name: str
    media_type: str


def choose(accept: str | None, offers: Sequence[Offer], *, only_named: Sequence[str] = ()) -> Choice | None:
    """Choose the offer of the highest quality; of equal ones the first.

    Args:
        accept: the Accept header; None, empty or unreadable means anything.
        offers: what there is, in the server's order of preference.
        only_named: names of offers that no wildcard selects.

    Returns:
        The choice, or None where nothing that is accepted is offered (406).
    """
    ranges = _ranges(accept or "")
    best: tuple[float, Choice] | None = None
    for offer in offers:
        for media_type in offer.media_types:
            quality = _quality(media_type, ranges, wildcards=offer.name not in only_named)
            if quality > 0 and (best is None or quality > best[0]):
                best = quality, Choice(offer.name, media_type)
    return None if best is None else best[1]


def prefers_html(accept: str | None) -> bool:
    """Tell whether a client would rather read a page than a document for programs."""
    problem = Offer("problem", ("application/problem+json", "application/json"))
    chosen = choose(accept, (problem, HTML), only_named=("html",))
    return chosen is not None and chosen.name == "html"


def language(asked: str | None, accept_language: str | None) -> Language:
    """Choose the language of a page: the asked one, else by Accept-Language, else Chinese.

    Args:
        asked: value of the `lang` parameter.
        accept_language: the Accept-Language header.
    """
    if asked:
        return "zh" if asked.lower().startswith("zh") else "en"
    best: tuple[float, Language] = (0.0, "zh")
    for element in (accept_language or "").split(","):
        tag, _, parameters = element.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        known: Language | None = "zh" if primary == "zh" else "en" if primary == "en" else None
        quality = _q(dict(_PARAMETER.findall(";" + parameters)))
        if known is not None and quality > best[0]:
            best = quality, known
    return best[1]


def _ranges(accept: str) -> dict[tuple[str, str], float]:
    """Read an Accept header: (type, subtype) → quality; parameters other than q are not told apart."""
    ranges: dict[tuple[str, str], float] = {}
    for element in _ELEMENT.findall(accept):
        match = _RANGE.match(element)
        if match is None or (match[1] == "*" and match[2] != "*"):
            continue
        key = match[1].lower(), match[2].lower()
        quality = _q({name.lower(): value for name, value in _PARAMETER.findall(element[match.end() :])})
        ranges[key] = max(quality, ranges.get(key, 0.0))
    return ranges or {("*", "*"): 1.0}


def _q(parameters: dict[str, str]) -> float:
    value = parameters.get("q", "1")
    return float(value) if _QUALITY.match(value) else 0.0


def _quality(media_type: str, ranges: dict[tuple[str, str], float], *, wildcards: bool) -> float:
    main, _, sub = media_type.partition("/")
    # The most specific range decides, also where it says q=0.
    keys = [(main, sub), (main, "*"), ("*", "*")] if wildcards else [(main, sub)]
    return next((ranges[key] for key in keys if key in ranges), 0.0)


def is_held(if_none_match: str, etag: str) -> bool:
    """Tell whether a client that sends If-None-Match holds an answer (RFC 9110, 13.1.2: weak comparison)."""
    held = [item.strip().removeprefix("W/") for item in if_none_match.split(",")]
    return etag in held or held == ["*"]
