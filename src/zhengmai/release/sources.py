"""The inputs of a build: documents, curation files, and the fingerprint of all that decides its outcome.

Entry points: `find_documents`, `read_facts`, `fingerprint`.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from zhengmai import __version__, resources
from zhengmai.errors import Bilingual, InputError
from zhengmai.extract.document import extract_document
from zhengmai.resolve.document import resolve_document
from zhengmai.text.reader import SUFFIXES, documents_in, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from zhengmai.extract.facts import DocumentFacts

# Fewer documents than this are read faster in one process.
_WORTH_A_POOL = 8


def find_documents(paths: Iterable[Path]) -> tuple[list[Path], list[InputError]]:
    """Give the documents among files and folders; a named file counts whatever its suffix.

    Returns:
        The documents, those of a folder sorted by path, and an error for each path that is missing or empty.
    """
    found: list[Path] = []
    errors: list[InputError] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            if not inside:
                cause = Bilingual("文件夹里没有可读的文件", "the folder holds no document of a known kind")
                errors.append(InputError(str(path), cause))
            found += inside
        elif path.exists():
            found.append(path)
        else:
            cause = Bilingual("没有这个文件或文件夹", "there is no such file or folder")
            errors.append(InputError(str(path), cause))
    return found, errors


def read_facts(
    paths: Sequence[Path], *, cache_folder: Path | None, jobs: int
) -> tuple[list[DocumentFacts], list[InputError]]:
    """Read documents; those that cannot be read are reported and nothing else is lost.

    Args:
        paths: the documents.
        cache_folder: where readings are kept between builds; None: nowhere.
        jobs: how many processes may read.

    Returns:
        The resolved facts, one for each different content, in the order of their sha256, and the errors in the
        order of the paths.
    """
    tasks = [(path, cache_folder) for path in paths]
    if jobs > 1 and len(tasks) >= _WORTH_A_POOL:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            results = [result for found in pool.map(_read_one, tasks, chunksize=4) for result in found]
    else:
        results = [result for task in tasks for result in _read_one(task)]
    facts: dict[str, DocumentFacts] = {}
    errors: list[InputError] = []
    for result in results:
        if isinstance(result, InputError):
            errors.append(result)
        else:
            facts.setdefault(result.source.sha256, result)
    return [facts[key] for key in sorted(facts)], errors


def _read_one(task: tuple[Path, Path | None]) -> list[DocumentFacts | InputError]:
    """Read the documents of one file; an archive holds several."""
    path, cache_folder = task
    results: list[DocumentFacts | InputError] = []
    for name, content in documents_in(path):
        try:
            results.append(
                content if isinstance(content, InputError) else _cached(content, name, cache_folder)
            )
        except InputError as error:
            results.append(error)
    return results


def _cached(data: bytes, name: str, folder: Path | None) -> DocumentFacts:
    key = hashlib.sha256(f"{code_hash()}\n{name}\n".encode() + data).hexdigest()
    place = folder / key[:2] / key if folder else None
    if place is not None and place.is_file():
        try:
            facts: DocumentFacts = pickle.loads(place.read_bytes())  # noqa: S301 - written by ourselves, in our own home
            return facts
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError):
            place.unlink(missing_ok=True)
    facts = resolve_document(extract_document(read_bytes(data, name)))
    if place is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        draft.write_bytes(pickle.dumps(facts))
        draft.replace(place)
    return facts


@cache
def code_hash() -> str:
    """Give 12 digits of the sha256 over all code and rule tables of the package."""
    digest = hashlib.sha256(__version__.encode())
    for name, data in _walk(files("zhengmai"), ""):
        if name.endswith((".py", ".toml")) and not name.startswith("_resources/"):
            digest.update(name.encode() + b"\n" + data)
    return digest.hexdigest()[:12]


@cache
def resource_hash(kind: str, under: str = "") -> str:
    """Give 12 digits of the sha256 over all resources of a kind."""
    digest = hashlib.sha256()
    for name in resources.names(kind, under=under):
        digest.update(name.encode() + b"\n" + resources.read_bytes(kind, name))
    return digest.hexdigest()[:12]


def versions() -> dict[str, str]:
    """Give the versions of all that decides the outcome of a build, besides its inputs."""
    return {
        "package": __version__,
        "code": code_hash(),
        "ontology": resource_hash("ontology"),
        "shapes": resource_hash("shapes"),
        "rules": resource_hash("queries", "rules"),
        "queries": resource_hash("queries"),
    }


def fingerprint(documents: Iterable[Path], curation: Iterable[tuple[str, bytes]], profile: str) -> str:
    """Give the id of the release that these inputs make: 12 digits of the sha256 over inputs and versions."""
    digest = hashlib.sha256(repr(sorted(versions().items())).encode())
    digest.update(profile.encode())
    contents = sorted((path.name, hashlib.sha256(_bytes(path)).hexdigest()) for path in documents)
    digest.update(repr(contents).encode())
    digest.update(repr(sorted(curation)).encode())
    return digest.hexdigest()[:12]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        # The build reports it; here it only makes another fingerprint.
        return b""


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            if entry.name not in ("__pycache__", "_resources"):
                yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry.read_bytes()
