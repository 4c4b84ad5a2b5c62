"""Checking a document that is sent: POST /validate, and the page to paste or drop one, GET /validate.

Entry point: `router`. Nothing that is sent is stored: it is held in memory and checked in a process of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from zhengmai.errors import Bilingual
from zhengmai.text.reader import SUFFIXES
from zhengmai.validate.findings import SEVERITIES
from zhengmai.validate.inputs import FORMATS
from zhengmai.validate.profiles import profile_names
from zhengmai_api.checking import Answer, Checker, Task
from zhengmai_api.markup import marked_text
from zhengmai_api.negotiation import HTML, Choice, Offer, choose
from zhengmai_api.problems import KINDS, Problem, problem
from zhengmai_api.render import page, page_language

router = APIRouter()

_OFFERS = (
    Offer("json", ("application/json",)),
    Offer("ttl", ("text/turtle",)),
    Offer("jsonld", ("application/ld+json",)),
    Offer("csv", ("text/csv",)),
    Offer("sarif", ("application/sarif+json",)),
    Offer("junit", ("application/xml", "text/xml")),
)
_WITHOUT_CHARSET = ("application/json", "application/ld+json", "application/sarif+json")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENTS = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    _WORD: ".docx",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
}
_RDF = {syntax.media_type: suffix for suffix, syntax in FORMATS.items()}
_MULTIPART = "multipart/form-data"
_BINARY = ("application/octet-stream", "")
_FIELDS = 10
_EXAMPLE = "甲市人民政府办公室关于印发《甲市无障碍环境建设实施方案》的通知\n\n甲政办〔2024〕5号\n\n…"
_ANSWERS = {offer.media_types[0]: {"schema": {"type": "string"}} for offer in _OFFERS}
_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {
                "schema": {"type": "string"},
                "examples": {"document": {"summary": "A document as text", "value": _EXAMPLE}},
            },
            "text/turtle": {
                "schema": {"type": "string"},
                "examples": {
                    "rdf": {
                        "summary": "A document without an issuer, as RDF",
                        "value": "@prefix pp: <https://w3id.org/policyplan/ns#> .\n"
                        "<https://w3id.org/policyplan/cn/doc/甲政办〔2024〕5号> a pp:PolicyDocument ;\n"
                        '  pp:documentNumber "甲政办〔2024〕5号" .\n',
                    }
                },
            },
            _MULTIPART: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "text": {"type": "string"},
                        "profile": {"type": "string", "enum": profile_names()},
                    },
                },
                "examples": {"text": {"summary": "Pasted text", "value": {"text": _EXAMPLE}}},
            },
            **{
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in (*_DOCUMENTS, *_RDF)
                if media_type not in ("text/plain", "text/turtle")
            },
        },
    },
    "responses": {
        "200": {
            "description": "The report; the header Zhengmai-Exit-Code is 0 (conforms) or 1 (findings that stop).",
            "headers": {"Zhengmai-Exit-Code": {"schema": {"type": "integer", "enum": [0, 1]}}},
            "content": {
                **_ANSWERS,
                "application/json": {
                    "schema": {"type": "object"},
                    "example": {
                        "format": "zhengmai-validation/1",
                        "conforms": False,
                        "exit_code": 1,
                        "counts": {"violation": 1, "warning": 0, "info": 0, "known": 0},
                    },
                },
            },
        },
        **{
            str(status): {"description": text, "content": {"application/problem+json": {}}}
            for status, text in (
                (400, "No document, or more than one"),
                (413, "Larger than ZHENGMAI_CHECK_BYTES"),
                (415, "A media type that is neither a document nor RDF"),
                (422, "It cannot be read (exit code 2), or nothing was checked (exit code 4)"),
                (500, "The engine failed (exit code 3)"),
                (503, "No turn came"),
                (504, "Longer than ZHENGMAI_CHECK_SECONDS"),
            )
        },
    },
}


@dataclass(frozen=True)
class _Sent:
    """A document as it was sent."""

    data: bytes
    name: str
    syntax: str
    profile: str


@router.get("/validate", summary="Page to paste or drop a document")
@router.api_route("/validate", methods=["GET", "HEAD"], include_in_schema=False)
def form(request: Request) -> Response:
    """Show the page on which a document can be pasted or dropped."""
    return page(request, "validate.html", _values(request, None, None, ""))


@router.post("/validate", summary="Check a document or RDF", openapi_extra=_OPENAPI)
async def validate(request: Request) -> Response:
    """Check a document or RDF and give the report; nothing is stored."""
    html = False
    profile = ""
    try:
        chosen = _chosen(request)
        html = chosen.name == HTML.name
        sent = await _read(request, request.app.state.check_bytes)
        profile = sent.profile
        checker: Checker = request.app.state.checker
        task = Task(
            name=sent.name,
            syntax=sent.syntax,
            profile=_one_of(sent.profile or "release", profile_names(), "profile"),
            fail_on=_fail_on(request),
            report="page" if html else chosen.name,
            language=page_language(request),
        )
        answer = await checker.check(task, sent.data)
    except Problem as error:
        if not html:
            raise
        headers = {**error.headers, "Cache-Control": "no-store"}
        values = _values(request, None, error, profile)
        return page(request, "validate.html", values, status=error.kind.status, headers=headers)
    return _respond(request, chosen, answer, profile)


def _respond(request: Request, chosen: Choice, answer: Answer, profile: str) -> Response:
    headers = {"Cache-Control": "no-store", "Zhengmai-Exit-Code": str(answer.exit_code)}
    if chosen.name == HTML.name:
        found = json.loads(answer.body)
        return page(request, "validate.html", _values(request, found, None, profile), headers=headers)
    charset = "" if chosen.media_type in _WITHOUT_CHARSET else "; charset=utf-8"
    headers |= {
        "Content-Type": chosen.media_type + charset,
        "Content-Language": page_language(request),
        "Vary": "Accept, Accept-Language",
    }
    return Response(answer.body, headers=headers)


def _values(
    request: Request, found: dict[str, Any] | None, refused: Problem | None, profile: str
) -> dict[str, Any]:
    report = found["report"] if found else None
    text = found["text"] if found else None
    return {
        "report": report,
        "marked": marked_text(text, report["findings"]) if text and report else (),
        "problem": refused,
        "profiles": profile_names(),
        "profile": profile or "release",
        "most_bytes": request.app.state.check_bytes,
        "accepted": ",".join(sorted({*SUFFIXES, *FORMATS} - {".zip"})),
    }


def _chosen(request: Request) -> Choice:
    asked = request.query_params.get("format", "")
    if asked:
        name = _one_of(asked, [offer.name for offer in _OFFERS], "format")
        return next(Choice(name, offer.media_types[0]) for offer in _OFFERS if offer.name == name)
    chosen = choose(request.headers.get("accept"), (*_OFFERS, HTML), only_named=(HTML.name,))
    if chosen is None:
        types = ", ".join(offer.media_types[0] for offer in (*_OFFERS, HTML))
        raise problem("not-acceptable", f"报告只有这些格式：{types}。", f"The report comes as: {types}.")
    return chosen


def _fail_on(request: Request) -> str | None:
    asked = request.query_params.get("fail-on", "")
    return _one_of(asked, list(SEVERITIES), "fail-on") if asked else None


def _one_of(value: str, known: list[str], name: str) -> str:
    if value not in known:
        listed = ", ".join(known)
        raise problem(
            "bad-request", f"{name} 应为 {listed} 之一。", f"The parameter {name} must be one of {listed}."
        )
    return value


async def _read(request: Request, limit: int) -> _Sent:
    header = request.headers.get("content-type", "")
    media_type = header.partition(";")[0].strip().lower()
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise _unsupported(header)
    if int(request.headers.get("content-length", "0") or 0) > limit + 2**16 * (media_type == _MULTIPART):
        raise _too_large(limit)
    profile = request.query_params.get("profile", "")
    if media_type == _MULTIPART:
        return await _read_form(request, limit, profile)
    name = PurePath(request.query_params.get("name", "")).name
    suffix = _suffix(media_type, name)
    if suffix is None:
        raise _unsupported(header)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > limit:
            raise _too_large(limit)
    return _sent(bytes(data), name, suffix, profile)


async def _read_form(request: Request, limit: int, profile: str) -> _Sent:
    async def bounded() -> Any:
        size = 0
        async for part in request.stream():
            size += len(part)
            # What surrounds the document in a form takes little.
            if size > limit + 2**16:
                raise _too_large(limit)
            yield part

    parser = MultiPartParser(
        request.headers, bounded(), max_files=1, max_fields=_FIELDS, max_part_size=limit + 1
    )
    # A part stays in memory, whatever its size: nothing is written to a disk.
    parser.spool_max_size = limit + 2**16
    try:
        found = await parser.parse()
    except (MultiPartException, HTTPException, UnicodeDecodeError, KeyError) as error:
        said = getattr(error, "message", "") or getattr(error, "detail", "") or str(error)
        raise problem("bad-request", f"表单有误：{said}", f"The form cannot be read: {said}") from error
    try:
        data, name, suffix = await _part(found)
    finally:
        await found.close()
    if len(data) > limit:
        raise _too_large(limit)
    asked = found.get("profile")
    return _sent(data, name, suffix, asked if isinstance(asked, str) and asked else profile)


async def _part(found: FormData) -> tuple[bytes, str, str]:
    """Give the document of a form, its name and the suffix that tells how to read it."""
    upload, text = found.get("file"), found.get("text")
    pasted = text if isinstance(text, str) and text.strip() else ""
    if not isinstance(upload, UploadFile) or not upload.filename:
        if not pasted:
            raise problem("bad-request", "没有收到文件或文字。", "The form holds neither a file nor a text.")
        return pasted.encode("utf-8", "replace"), "", ".txt"
    if pasted:
        raise problem("bad-request", "文件与文字只能给一个。", "Give either a file or a text, not both.")
    name = PurePath(upload.filename).name
    media_type = (upload.content_type or "").partition(";")[0].lower()
    # A browser's media type is a guess from the name; the name itself says more.
    suffix = _suffix(media_type if not PurePath(name).suffix else "", name)
    if suffix is None:
        raise _unsupported(f"{upload.content_type or '-'} ({name})")
    return await upload.read(), name, suffix


def _sent(data: bytes, name: str, suffix: str, profile: str) -> _Sent:
    syntax = suffix if suffix in FORMATS else ""
    return _Sent(data, name or f"document{suffix}", syntax, profile)


def _suffix(media_type: str, name: str) -> str | None:
    """Give the suffix that tells how to read what was sent: by its media type, else by its name."""
    known = _DOCUMENTS.get(media_type) or _RDF.get(media_type)
    if known:
        return known
    suffix = PurePath(name).suffix.lower()
    readable = suffix in FORMATS or suffix in SUFFIXES - {".zip"}
    return suffix if media_type in _BINARY and readable else None


def _unsupported(shown: str) -> Problem:
    types = ", ".join([*_DOCUMENTS, *_RDF, _MULTIPART])
    return problem(
        "unsupported-media-type",
        f"不支持的媒体类型 {shown[:100] or '-'}；可用：{types}；application/octet-stream 须以 name 参数给出文件名。不压缩。",
        f"Media type {shown[:100] or '-'} is not supported; send {types}, or application/octet-stream with the parameter name. Not compressed.",
        Accept_Post=types,
    )


def _too_large(limit: int) -> Problem:
    return Problem(
        KINDS["request-too-large"],
        Bilingual(
            f"文件超过 {limit / 2**20:.3g} MiB 的上限；请拆小，或用命令行检查。",
            f"The document is larger than {limit / 2**20:.3g} MiB; send a smaller one or use the command line.",
        ),
        {"limit": "ZHENGMAI_CHECK_BYTES", "value": limit},
    )
