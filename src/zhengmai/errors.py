"""Errors that a person reads: every message exists in Chinese and in English."""

from __future__ import annotations

from typing import NamedTuple


class Bilingual(NamedTuple):
    """One sentence in simplified Chinese and in English."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """Give the sentence in a language.

        Args:
            language: a BCP 47 tag; any tag that begins with "zh" gives Chinese, every other one English.
        """
        return self.zh if language.lower().startswith("zh") else self.en


class ZhengmaiError(Exception):
    """Base of all errors that Zhengmai raises on purpose.

    Attributes:
        message: what happened and what to do, in both languages.
        exit_code: what the command line ends with (docs: exit codes).
    """

    exit_code = 2

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message


class InputError(ZhengmaiError):
    """A file that cannot be read as what it should be.

    Attributes:
        file: the file's name as given.
        cause: why it cannot be read.
    """

    def __init__(self, file: str, cause: Bilingual) -> None:
        super().__init__(Bilingual(f"{file}：{cause.zh}", f"{file}: {cause.en}"))
        self.file = file
        self.cause = cause

    def __reduce__(self) -> tuple[type[InputError], tuple[str, Bilingual]]:
        """Let the error travel between processes, which the inherited form cannot."""
        return InputError, (self.file, self.cause)


class EngineError(ZhengmaiError):
    """A failure of an engine (store, SHACL, reasoner), as opposed to a finding."""

    exit_code = 3
