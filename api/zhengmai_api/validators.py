"""Whether a client holds an answer already (RFC 9110, 8.8 and 13): ETag and Last-Modified.

Entry points: `validators` and `is_fresh`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from email.utils import formatdate, parsedate_to_datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from starlette.requests import Request

from zhengmai_api.kept import keep_for_release
from zhengmai_api.negotiation import is_held
from zhengmai_api.public import public_url
from zhengmai_api.service import Service


def validators(request: Request, *parts: str) -> dict[str, str]:
    """Give the headers by which a client can tell whether an answer has changed.

    An answer depends on the release, the program that writes it and the address that the service is reached at.
    It last changed when the later of release and program was put in place: a release itself holds no time, so that
    equal input gives equal bytes.

    Args:
        request: the request.
        parts: what the answer depends on besides: its media type, its language.
    """
    keep_for_release(request)
    service = Service.of(request)
    digest, written = _program()
    depends = [service.manifest.id, digest, request.scope["path"], public_url(request), *parts]
    tag = hashlib.sha256(json.dumps(depends).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    # RFC 9110, 8.8.2.1: not later than the answer itself.
    changed = min(max(service.modified, written), time.time())
    return {
        "ETag": f'"{tag}"',
        "Last-Modified": formatdate(changed, usegmt=True),
        "Cache-Control": "public, no-cache",
        "Vary": "Accept, Accept-Language",
    }


def is_fresh(request: Request, headers: Mapping[str, str]) -> bool:
    """Tell whether the client holds the answer with these validators (RFC 9110, 13.2.2)."""
    held = request.headers.get("if-none-match")
    if held is not None:
        return is_held(held, headers["ETag"])
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)  # fmt: skip
    except (TypeError, ValueError):
        # RFC 9110, 13.1.3: what is no date is ignored, and so is one without a time zone here.
        return False


@cache
def _program() -> tuple[str, float]:
    """Give the digest of the program's files, and when the newest of them was written."""
    digest, newest = hashlib.sha256(), 0.0
    for package in ("zhengmai", "zhengmai_api"):
        for file in _files(files(package)):
            digest.update(file.name.encode() + b"\n" + file.read_bytes())
            if isinstance(file, Path):
                newest = max(newest, file.stat().st_mtime)
    return digest.hexdigest(), newest


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name not in ("__pycache__", "_resources"):
                yield from _files(entry)
        else:
            yield entry
