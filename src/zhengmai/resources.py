"""Files that travel with the package: ontology, shapes, queries, sample documents.

Entry points: `read_bytes` and `names`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

KINDS = ("ontology", "shapes", "queries", "data")


def root(kind: str) -> Traversable:
    """Give the folder of one kind of resource, in a wheel or in a checkout.

    Args:
        kind: one of `KINDS`.

    Raises:
        ValueError: the kind is not known.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of resource {kind!r}, expected one of {KINDS}")
    packaged = files("zhengmai") / "_resources"
    if packaged.is_dir():
        return packaged / kind
    # Editable install: src/zhengmai/resources.py is two levels below the checkout.
    return Path(__file__).resolve().parents[2] / kind


def read_bytes(kind: str, name: str) -> bytes:
    """Read one resource.

    Args:
        kind: one of `KINDS`.
        name: path inside the kind's folder, parts joined by "/".

    Raises:
        FileNotFoundError: there is no such resource.
    """
    return root(kind).joinpath(*name.split("/")).read_bytes()


def names(kind: str, suffix: str = "", under: str = "") -> list[str]:
    """List resources as sorted paths that `read_bytes` takes.

    Args:
        kind: one of `KINDS`.
        suffix: how the names end, for example ".ttl".
        under: a folder inside the kind, for example "vocab".
    """
    folder = root(kind).joinpath(*under.split("/")) if under else root(kind)
    prefix = f"{under}/" if under else ""
    return sorted(name for name in _walk(folder, prefix) if name.endswith(suffix))


def _walk(folder: Traversable, prefix: str) -> Iterator[str]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}"
