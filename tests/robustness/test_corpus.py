"""Is every document of the folder that ZHENGMAI_CORPUS names read without an exception and with exact evidence?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhengmai.errors import InputError
from zhengmai.text.reader import SUFFIXES, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhengmai.extract.facts import DocumentFacts
    from zhengmai.text.view import SourceText

FOLDER = Path(os.environ["ZHENGMAI_CORPUS"])
FILES = sorted(path for path in FOLDER.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def test_folder_holds_documents() -> None:
    assert FILES, f"{FOLDER} holds no document"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_document_is_read_or_refused_with_a_cause(
    path: Path, read_through: Callable[[SourceText], DocumentFacts], corpus_counts: list[int]
) -> None:
    found = list(read_documents(path))
    assert found
    for source in found:
        error = source if isinstance(source, InputError) else refused(source, read_through)
        corpus_counts[0 if error is None else 1] += 1
        if error is not None:
            assert error.cause.zh.strip()
            assert error.cause.en.strip()


def refused(source: SourceText, read_through: Callable[[SourceText], DocumentFacts]) -> InputError | None:
    """Read a text with all checks; give the refusal, None where it was read."""
    try:
        read_through(source)
    except InputError as error:
        return error
    return None
