"""What is different between two releases: /releases/{left}/diff/{right}, as JSON, as RDF Patch or as a page.

Entry point: `router`. Two releases are compared in a process of its own, one pair at a time, which ends at its limit.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import IO, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from zhengmai.errors import Bilingual
from zhengmai.graph.iris import IriError
from zhengmai.release.void import GRAPH_NAMES
from zhengmai.store.keys import key_iri
from zhengmai_api.negotiation import HTML, Choice, Offer, choose, is_held
from zhengmai_api.problems import KINDS, Problem, problem
from zhengmai_api.public import settings_of
from zhengmai_api.render import page, page_language
from zhengmai_api.routes.releases import folder_of
from zhengmai_api.validators import validators

router = APIRouter()

_JSON = Offer("json", ("application/json",))
# Of RDF Delta; there is no registered type.
_PATCH = Offer("patch", ("application/rdf-patch", "text/rdf-patch"))
_OFFERS = (_JSON, _PATCH, HTML)
_LIMIT, _MOST, _FAR = 100, 1000, 10_000_000
_PIECE = 256 * 1024
_NAMES = {name: Bilingual(*said) for name, said in GRAPH_NAMES.items()} | {
    "default": Bilingual("默认图", "default graph"),
    "agencies": Bilingual("单位", "agencies"),
    "anchors": Bilingual("原文锚点", "anchors"),
    "citations": Bilingual("引用", "citations"),
    "deadlines": Bilingual("期限", "deadlines"),
    "documents": Bilingual("文件（含仅见引用）", "documents, cited ones included"),
    "measures": Bilingual("措施", "measures"),
    "plans": Bilingual("方案（含仅见引用）", "plans, cited ones included"),
    "quads": Bilingual("四元组", "quads"),
    "targets": Bilingual("指标", "targets"),
    "triples": Bilingual("默认图三元组", "triples of the default graph"),
    "checked": Bilingual("检查的节点", "nodes checked"),
    "info": Bilingual("提示", "notes"),
    "violation": Bilingual("违反", "violations"),
    "warning": Bilingual("警告", "warnings"),
    "package": Bilingual("软件包", "package"),
    "code": Bilingual("代码", "code"),
    "rules": Bilingual("规则表", "rule tables"),
}
"""Words for what is counted; what is not among them is shown by its key."""
_turn = threading.Semaphore(1)


@router.get("/releases/{left}/diff/{right}", summary="What is different between two releases")
@router.api_route("/releases/{left}/diff/{right}", methods=["HEAD"], include_in_schema=False)
def compared(
    request: Request,
    left: str,
    right: str,
    document: Annotated[str, Query(description="IRI or 文号: the statements of this document.")] = "",
    offset: Annotated[int, Query(ge=0, le=_FAR)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = _LIMIT,
) -> Response:
    """Give what the second release adds, changes and removes against the first.

    Documents that differ are listed with the numbers of their statements; `document` lists the statements themselves.
    """
    folders = folder_of(request, left), folder_of(request, right)
    chosen = _chosen(request)
    parts = [chosen.name, request.url.query]
    headers = validators(request, *parts, page_language(request) if chosen.name == HTML.name else "")
    # Both releases never change; only the program that compares them does.
    headers |= {"Cache-Control": "public, max-age=86400"}
    if is_held(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if chosen.name == _PATCH.name:
        return _patch(request, folders, headers)
    own = f"/releases/{quote(left)}/diff/{quote(right)}"
    if document:
        found, total = _statements(request, folders, document, offset, limit)
    else:
        found = dict(_whole(request, folders))
        total = found["total"]
        found["offset"], found["changes"] = (
            offset,
            [
                {**one, "href": f"{own}?{urlencode({'document': one['work']})}"}
                for one in found["changes"][offset : offset + limit]
            ],
        )
    kept = {"document": document, "offset": offset + limit, "limit": limit if limit != _LIMIT else ""}
    onward = (
        urlencode({name: value for name, value in kept.items() if value}) if offset + limit < total else ""
    )
    if onward:
        found["next"] = f"{own}?{onward}"
        headers["Link"] = f'<{found["next"]}>; rel="next"'
    if chosen.name == _JSON.name:
        return JSONResponse(found, headers=headers)
    values = {"found": found, "left": left, "right": right, "own": own, "of_document": bool(document)}
    values["names"] = {name: said.text(page_language(request)) for name, said in _NAMES.items()}
    return page(request, "difference.html", values, headers=headers)


def _chosen(request: Request) -> Choice:
    asked = request.query_params.get("format", "")
    offer = next((one for one in _OFFERS if one.name == asked), None)
    found = (
        Choice(offer.name, offer.media_types[0])
        if offer
        else choose(request.headers.get("accept"), _OFFERS, only_named=(HTML.name, _PATCH.name))
    )
    if found is None or (asked and offer is None):
        types = ", ".join(one.media_types[0] for one in _OFFERS)
        raise problem(
            "not-acceptable", f"比较结果只有这些格式：{types}。", f"A difference comes as: {types}."
        )
    return found


def _whole(request: Request, folders: tuple[Path, Path]) -> dict[str, Any]:
    placed = tuple((folder / "manifest.json").stat().st_mtime_ns for folder in folders)
    return _summary(*folders, placed, settings_of(request).diff_seconds)


@lru_cache(maxsize=8)
def _summary(left: Path, right: Path, placed: tuple[int, ...], seconds: float) -> dict[str, Any]:
    """Compare two releases once for each time that they were put in place."""
    del placed
    with _run(seconds, left, right, "json") as file:
        found: dict[str, Any] = json.load(file)
        return found


def _statements(
    request: Request, folders: tuple[Path, Path], key: str, offset: int, limit: int
) -> tuple[dict[str, Any], int]:
    try:
        work = key_iri(key.strip())
    except (IriError, ValueError):
        work = ""
    found = None
    if work:
        seconds = settings_of(request).diff_seconds
        with _run(seconds, *folders, "statements", work, str(offset), str(limit)) as file:
            found = json.load(file)
    if found is None:
        shown = key[:200]
        message = Bilingual(f"两个发布都没有文件 {shown}。", f"Neither release holds a document {shown}.")
        raise Problem(KINDS["not-found"], message, {"document": shown})
    found = {"from": folders[0].name, "to": folders[1].name, **found}
    return found, int(found["total"])


def _patch(request: Request, folders: tuple[Path, Path], headers: dict[str, str]) -> Response:
    settings = settings_of(request)
    file = _run(settings.diff_seconds, *folders, "patch")
    size = file.seek(0, 2)
    file.seek(0)
    if size > settings.result_bytes:
        file.close()
        most = settings.result_bytes
        message = Bilingual(
            f"补丁有 {size} 字节，超过 {most} 字节；请下载两个发布，用 zhengmai diff 比较。",
            f"The patch has {size} bytes, more than {most}; download both releases and use zhengmai diff.",
        )
        raise Problem(
            KINDS["result-too-large"], message, {"limit": "result_bytes", "value": most, "unit": "bytes"}
        )
    headers |= {"Content-Type": "application/rdf-patch; charset=utf-8", "Content-Length": str(size)}
    if request.method == "HEAD":
        file.close()
        return Response(headers=headers)
    return StreamingResponse(_pieces(file), headers=headers)


def _pieces(file: IO[bytes]) -> Any:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _run(seconds: float, left: Path, right: Path, *arguments: str) -> IO[bytes]:
    """Compare in a process of its own and give the file that it wrote, at its beginning."""
    command = [sys.executable, "-P", "-m", "zhengmai.release.difference", str(left), str(right), *arguments]
    if not _turn.acquire(timeout=seconds):
        raise problem("busy", "正在做另一项比较，请稍后重试。", "Another comparison is under way; try again later.", Retry_After="5")  # fmt: skip
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        done = subprocess.run(  # noqa: S603 - our own module over folders that are held
            command,
            stdout=file,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            raise problem("internal", "发布的转储文件读不出来。", "The dump of a release cannot be read.")
    except subprocess.TimeoutExpired as error:
        file.close()
        message = Bilingual(
            f"比较超过 {seconds:g} 秒；请下载两个发布，用 zhengmai diff 比较。",
            f"The comparison ran longer than {seconds:g} seconds; download both releases and use zhengmai diff.",
        )
        members = {"limit": "diff_seconds", "value": seconds, "unit": "seconds"}
        raise Problem(KINDS["diff-time-limit"], message, members) from error
    except BaseException:
        file.close()
        raise
    finally:
        _turn.release()
    file.seek(0)
    return file
