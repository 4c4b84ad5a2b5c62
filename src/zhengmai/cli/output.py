"""Where the command line writes: a console for results, one for errors, and the user's language."""

from __future__ import annotations

import locale
import os
from functools import cache

from rich.console import Console

_chosen: dict[str, str] = {}


def choose_language(tag: str) -> None:
    """Fix the language of messages for this process, as `--lang` does.

    Args:
        tag: "zh" or "en"; empty: leave it to the settings and the locale.
    """
    if tag:
        _chosen["language"] = "zh" if tag.lower().startswith("zh") else "en"


def language() -> str:
    """Give the language of messages: "zh" or "en" (--lang, then ZHENGMAI_LANG, then the locale)."""
    if "language" in _chosen:
        return _chosen["language"]
    tag = os.environ.get("ZHENGMAI_LANG") or locale.setlocale(locale.LC_MESSAGES, None) or ""
    if tag in ("C", "POSIX"):
        tag = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if tag.lower().startswith("zh") else "en"


@cache
def console() -> Console:
    """Give the console of results (standard output)."""
    return Console(soft_wrap=True, highlight=False)


@cache
def errors() -> Console:
    """Give the console of errors and progress (standard error)."""
    return Console(stderr=True, soft_wrap=True, highlight=False)
