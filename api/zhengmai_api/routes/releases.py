"""The releases that are held and their files: /releases, /releases/{id}, /releases/{id}/graph.nq.gz and so on.

Entry point: `router`.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from zhengmai.release.dcat import FILES
from zhengmai.release.listing import Listed, listed
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, is_held
from zhengmai_api.problems import problem, unknown_release
from zhengmai_api.public import public_url
from zhengmai_api.releases import Releases
from zhengmai_api.render import page

router = APIRouter()

_JSON = Offer("json", ("application/json",))
_TYPES = dict.fromkeys(FILES, "application/gzip") | {
    "report.ttl": "text/turtle; charset=utf-8",
    "manifest.json": "application/json",
}
"""Files of a release that are handed out → Content-Type."""
_KEPT = "public, max-age=31536000, immutable"
_RANGES = re.compile(r"bytes=\s*(?:\d{1,18}-\d{0,18}|-\d{1,18})(?:\s*,\s*(?:\d{1,18}-\d{0,18}|-\d{1,18}))*\s*", re.I | re.A)  # fmt: skip
_RANGE = re.compile(r"(\d*)-(\d*)", re.A)
_CHANGING = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}


@router.get("/releases", summary="The releases that are held")
@router.api_route("/releases", methods=["HEAD"], include_in_schema=False)
def releases(request: Request) -> Response:
    """List the releases, the newest first, with counts, findings and files, as JSON or as a page."""
    found = _listed(request)
    if _form(request) == _JSON.name:
        documents = [
            _document(request, one, before) for one, before in zip(found, [*found[1:], None], strict=True)
        ]
        current = next((one.id for one in found if one.current), None)
        return JSONResponse({"current": current, "releases": documents}, headers=_CHANGING)
    return page(request, "releases.html", {"listed": found}, headers=_CHANGING)


@router.get("/releases/{release}", summary="One release")
@router.api_route("/releases/{release}", methods=["HEAD"], include_in_schema=False)
def one_release(request: Request, release: str) -> Response:
    """Give the manifest of a release, or a page about it."""
    if _form(request) == _JSON.name:
        return _file(request, release, "manifest.json", Vary="Accept, Accept-Language")
    found = _listed(request)
    places = [number for number, one in enumerate(found) if one.id == release]
    if not places:
        raise unknown_release(release, [one.id for one in reversed(found)])
    number = places[0]
    before = found[number + 1] if number + 1 < len(found) else None
    return page(request, "release.html", {"one": found[number], "before": before}, headers=_CHANGING)


@router.get("/releases/{release}/{name}", summary="A file of a release", response_class=FileResponse)
@router.api_route("/releases/{release}/{name}", methods=["HEAD"], include_in_schema=False)
def file(request: Request, release: str, name: str) -> Response:
    """Give a dump, the report or the manifest of a release: whole, a range of it (RFC 9110, 14) or not modified."""
    return _file(request, release, name)


def folder_of(request: Request, release: str) -> Path:
    """Give the folder of a release that is held.

    Raises:
        Problem: 404 where none of that id is.
    """
    held = releases_of(request)
    folder = held.folder_of(release)
    if folder is None:
        raise unknown_release(release, held.ids())
    return folder


def releases_of(request: Request) -> Releases:
    """Give the releases of a request's application."""
    return cast("Releases", request.app.state.releases)


def _file(request: Request, release: str, name: str, **headers: str) -> Response:
    folder = folder_of(request, release)
    held = [known for known in _TYPES if (folder / known).is_file()]
    if name not in held:
        raise problem(
            "not-found",
            f"发布 {release} 的文件有：{'、'.join(held)}。",
            f"The files of release {release} are: {', '.join(held)}.",
        )
    path = folder / name
    state = path.stat()
    (one,) = listed([folder], None)
    digest = one.manifest.files[name].sha256 if name in one.manifest.files else ""
    tag = digest or f"{release}-{name}-{state.st_mtime_ns:x}-{state.st_size:x}"
    known = {"ETag": f'"{tag}"', "Cache-Control": _KEPT, **headers}
    if digest:
        # RFC 9530, 3.
        known["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"
    if is_held(request.headers.get("if-none-match", ""), known["ETag"]):
        return Response(status_code=304, headers=known)
    saved = f"zhengmai-{release}-{name}" if name in FILES else None
    found = FileResponse(path, headers=known, media_type=_TYPES[name], filename=saved, stat_result=state)
    _read_range(request, found, state.st_size)
    return found


def _read_range(request: Request, found: FileResponse, size: int) -> None:
    """Take back a Range that is ill-formed or of another unit, which counts as none (RFC 9110, 14.2).

    Raises:
        Problem: 416 where a range lies outside of the file.
    """
    asked = request.headers.get("range")
    held = (None, found.headers["etag"], found.headers["last-modified"])
    if asked is None or request.headers.get("if-range") not in held:
        return
    ranges = _RANGE.findall(asked) if _RANGES.fullmatch(asked) else []
    if not ranges or any(first and last and int(first) > int(last) for first, last in ranges):
        request.scope["headers"] = [
            (key, value) for key, value in request.scope["headers"] if key != b"range"
        ]
    elif any(int(first) >= size if first else int(last) == 0 for first, last in ranges):
        refused = problem("range-not-satisfiable", f"文件有 {size} 字节。", f"The file has {size} bytes.")
        refused.headers["Content-Range"] = f"bytes */{size}"
        raise refused


def _listed(request: Request) -> list[Listed]:
    """List the releases, the newest first."""
    held = releases_of(request)
    folders = [folder for name in reversed(held.ids()) if (folder := held.folder_of(name)) is not None]
    return listed(folders, held.current.manifest.id)


def _document(request: Request, one: Listed, before: Listed | None) -> dict[str, Any]:
    """Give a release as JSON with its addresses and that of its difference from the one before."""
    own = f"releases/{quote(one.id)}"
    found = one.document()
    for entry in found["files"]:
        entry["href"] = public_url(request, f"{own}/{entry['name']}")
    asked = f"?release={quote(one.id)}"
    found["links"] = {
        "self": public_url(request, own),
        "page": public_url(request, asked),
        "sparql": public_url(request, f"sparql{asked}"),
        "catalogue": public_url(request, f"catalog{asked}"),
        "report": public_url(request, f"report{asked}"),
    }
    if before is not None:
        found["links"]["diff"] = public_url(request, f"releases/{quote(before.id)}/diff/{quote(one.id)}")
    return found


def _form(request: Request) -> str:
    asked = request.query_params.get("format")
    known = (_JSON.name, HTML.name)
    found = (
        Choice(asked, "")
        if asked in known
        else choose(request.headers.get("accept"), [_JSON, HTML], only_named=(HTML.name,))
    )
    if found is None or asked not in (None, "", *known):
        raise problem(
            "not-acceptable", "发布只有 JSON 和网页两种格式。", "Releases come as JSON or as a page."
        )
    return found.name
