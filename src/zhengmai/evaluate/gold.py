"""Annotations and the readings that are compared with them. Entry points: `read_gold`, `read_predictions`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from zhengmai.errors import Bilingual, InputError
from zhengmai.evaluate.annotation import annotate
from zhengmai.extract.document import extract_document
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Json = dict[str, Any]


def read_gold(folder: Path) -> dict[str, Json]:
    """Read annotations: one JSON file a document, under the document's stem.

    Raises:
        InputError: the folder holds no annotation, or a file is no JSON object.
    """
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        cause = Bilingual("没有标注文件（*.json）", "holds no annotation (*.json)")
        raise InputError(str(folder), cause)
    return {path.stem: _object(path) for path in files}


def read_predictions(names: Iterable[str], folder: Path) -> tuple[dict[str, Json], list[InputError]]:
    """Read the documents that annotations speak of.

    Args:
        names: stems of the documents.
        folder: where they stand.

    Returns:
        The readings by stem in the form of the annotations, and an error for each document that is missing or
        cannot be read.
    """
    readings: dict[str, Json] = {}
    failures: list[InputError] = []
    for name in names:
        found = sorted(path for path in folder.glob(f"{name}.*") if path.is_file())
        if not found:
            failures.append(
                InputError(str(folder / name), Bilingual("没有这份文件", "there is no such document"))
            )
            continue
        try:
            readings[name] = annotate(resolve_document(extract_document(read_file(found[0]))))
        except InputError as error:
            failures.append(error)
    return readings, failures


def _object(path: Path) -> Json:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            str(path), Bilingual(f"不是有效的 JSON：{error}", f"is not valid JSON: {error}")
        ) from error
    if not isinstance(data, dict):
        raise InputError(str(path), Bilingual("应为一个 JSON 对象", "must be one JSON object"))
    return data
