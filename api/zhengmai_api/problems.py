"""Refusals that a client gets: RFC 9457 problem details, or a page for a browser.

Entry point: `Problem`; `zhengmai_api.errors` renders it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from zhengmai.errors import Bilingual, EngineError, InputError, ZhengmaiError
from zhengmai.namespaces import BASE
from zhengmai.reason.asking import ArgumentError, UnknownStatementError
from zhengmai.reason.why_json import term
from zhengmai.store.errors import (
    ClientBusy,
    DatasetError,
    LimitExceeded,
    QueryEvaluationError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooComplex,
    QueueFull,
    ResultTooLarge,
    StoreFailed,
    WorkerLost,
)
from zhengmai.store.index import IndexTimeoutError
from zhengmai.store.keys import AmbiguousKeyError, UnknownKeyError
from zhengmai.store.near import Near
from zhengmai.store.saved import ParameterError, UnknownQueryError
from zhengmai.store.words import SearchError

_HELD = 50


@dataclass(frozen=True)
class Kind:
    """A kind of problem: the last part of its type IRI, its status and its title."""

    name: str
    status: int
    title: Bilingual

    @property
    def type(self) -> str:
        """The IRI that names the kind."""
        return f"{BASE}problem/{self.name}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind("bad-request", 400, Bilingual("请求有误", "Bad request")),
        Kind("query-syntax", 400, Bilingual("查询语法有误", "Syntax error in the query")),
        Kind("service-refused", 403, Bilingual("不执行 SERVICE", "SERVICE is refused")),
        Kind("update-refused", 403, Bilingual("不接受更新", "Updates are refused")),
        Kind("unknown-query", 404, Bilingual("没有此查询", "No such query")),
        Kind("unknown-key", 404, Bilingual("没有此项", "Nothing has this key")),
        Kind("ambiguous-key", 409, Bilingual("不止一项", "The key is ambiguous")),
        Kind("invalid-parameter", 422, Bilingual("参数有误", "A parameter is not valid")),
        Kind("not-found", 404, Bilingual("没有此资源", "Not found")),
        Kind("no-index", 404, Bilingual("本发布没有索引", "The release has no index")),
        Kind("cursor-expired", 410, Bilingual("游标属于另一发布", "The cursor is of another release")),
        Kind("unknown-release", 404, Bilingual("没有此发布", "No such release")),
        Kind("no-release", 404, Bilingual("存储不是发布", "The store is no release")),
        Kind("method-not-allowed", 405, Bilingual("不支持此方法", "Method not allowed")),
        Kind("not-acceptable", 406, Bilingual("没有所要求的格式", "Not acceptable")),
        Kind("forbidden", 403, Bilingual("不允许", "Forbidden")),
        Kind("request-timeout", 408, Bilingual("请求没有收全", "Request timeout")),
        Kind("request-too-large", 413, Bilingual("请求过大", "Request too large")),
        Kind("unsupported-media-type", 415, Bilingual("不支持此媒体类型", "Unsupported media type")),
        Kind("target-too-long", 414, Bilingual("地址过长", "Address too long")),
        Kind("range-not-satisfiable", 416, Bilingual("没有这一部分", "Range not satisfiable")),
        Kind("misdirected", 421, Bilingual("主机名不符", "Misdirected request")),
        Kind("headers-too-large", 431, Bilingual("请求头过大", "Headers too large")),
        Kind("query-too-complex", 422, Bilingual("查询过于复杂", "The query is too complex")),
        Kind("unreadable", 422, Bilingual("无法读取", "The document cannot be read")),
        Kind("nothing-checked", 422, Bilingual("什么也没有检查", "Nothing was checked")),
        Kind("result-too-large", 422, Bilingual("结果过大", "Result too large")),
        Kind("evaluation-failed", 500, Bilingual("查询无法求值", "The query could not be evaluated")),
        Kind("memory-limit", 500, Bilingual("查询进程中止", "The query's process was ended")),
        Kind("check-failed", 500, Bilingual("检查失败", "The check failed")),
        Kind("internal", 500, Bilingual("内部错误", "Internal error")),
        Kind("too-many-queries", 429, Bilingual("同时的查询过多", "Too many queries at once")),
        Kind("store-failed", 502, Bilingual("数据存储出错", "The data store failed")),
        Kind("store-time-limit", 504, Bilingual("数据存储超时", "The data store ran out of time")),
        Kind("busy", 503, Bilingual("服务繁忙", "Busy")),
        Kind("check-time-limit", 504, Bilingual("检查超时", "The check ran out of time")),
        Kind("diff-time-limit", 504, Bilingual("比较超时", "The comparison ran out of time")),
        Kind("time-limit", 504, Bilingual("查询超时", "Time limit reached")),
    )
}


@dataclass
class Problem(Exception):  # noqa: N818 - the term of RFC 9457
    """An answer that is a refusal.

    Attributes:
        kind: one of `KINDS`.
        detail: what happened and what to try.
        members: further members of the problem document.
        headers: further headers of the answer.
    """

    kind: Kind
    detail: Bilingual
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def document(self, language: str) -> dict[str, Any]:
        """Give the problem document, its title and detail in one language and the detail in both."""
        return {
            "type": self.kind.type,
            "title": self.kind.title.text(language),
            "status": self.kind.status,
            "detail": self.detail.text(language),
            "zh": self.detail.zh,
            "en": self.detail.en,
            **self.members,
        }


def problem(name: str, zh: str, en: str, **headers: str) -> Problem:
    """Make a problem of a kind; an underscore in a header's name stands for a hyphen."""
    named = {header.replace("_", "-"): value for header, value in headers.items()}
    return Problem(KINDS[name], Bilingual(zh, en), headers=named)


def unknown_release(release: str, held: Sequence[str]) -> Problem:
    """Give the problem of a release that is not held; of many that are the newest are named.

    Args:
        release: as asked for.
        held: ids of those that are, the oldest first.
    """
    shown, listed = release[:100], list(held[-_HELD:])
    message = Bilingual(
        f"没有发布 {shown}；现有：{'、'.join(listed)}。",
        f"There is no release {shown}; there are: {', '.join(listed)}.",
    )
    return Problem(KINDS["unknown-release"], message, {"release": shown, "held": listed})


def from_error(error: ZhengmaiError) -> Problem:
    """Give the problem that an error of the library is."""
    match error:
        case QuerySyntaxError():
            return Problem(KINDS["query-syntax"], error.message, _syntax(error))
        case QueryRefused():
            return Problem(KINDS[f"{error.reason}-refused"], error.message)
        case ArgumentError():
            return Problem(KINDS["invalid-parameter"], error.message, {"parameter": error.parameter})
        case UnknownStatementError():
            members = {
                "values": [term(value) for value in error.values],
                "properties": list(error.properties),
            }
            return Problem(KINDS["not-found"], error.message, members)
        case DatasetError():
            return Problem(KINDS["bad-request"], error.message)
        case QueryTooComplex():
            return Problem(KINDS["query-too-complex"], error.message)
        case StoreFailed():
            kind = KINDS["store-time-limit" if error.reason == "timeout" else "store-failed"]
            return Problem(kind, error.message, {"cause": error.reason})
        case LimitExceeded():
            return _limit(error)
        case QueryEvaluationError():
            return Problem(KINDS["evaluation-failed"], error.message)
        case UnknownQueryError():
            return Problem(KINDS["unknown-query"], error.message, {"nearest": list(error.nearest)})
        case UnknownKeyError():
            members = {"key": error.key, "nearest": list(error.nearest)}
            return Problem(KINDS["unknown-key"], error.message, members)
        case AmbiguousKeyError():
            members = {"key": error.key, "candidates": list(error.candidates)}
            return Problem(KINDS["ambiguous-key"], error.message, members)
        case ParameterError():
            return Problem(KINDS["invalid-parameter"], error.message, {"parameter": error.parameter})
        case SearchError():
            return Problem(KINDS["invalid-parameter"], _sentence(error.message), {"parameter": "q"})
        case IndexTimeoutError():
            return Problem(KINDS["time-limit"], _sentence(error.message))
        case InputError() | EngineError():
            # The message may name a path of this machine.
            return problem("internal", "服务读不到发布。", "The service cannot read its release.")
        case _:
            return Problem(KINDS["bad-request"], error.message)


def _sentence(message: Bilingual) -> Bilingual:
    return Bilingual(f"{message.zh}。", f"{message.en[0].upper()}{message.en[1:]}.")


def _syntax(error: QuerySyntaxError) -> dict[str, Any]:
    place = {"line": error.line, "column": error.column, "caret": error.caret} if error.line else {}
    return {
        **place,
        "found": error.found[:200],
        "suggestions": list(error.suggestions),
        "unknown_names": [described(name) for name in error.names],
        "parser": error.parser_text[:500],
    }


def described(name: Near) -> dict[str, Any]:
    """Give a name that the ontology does not have as a member of a problem document."""
    return {"iri": name.iri, "line": name.line, "column": name.column, "nearest": list(name.nearest)}


_LIMITS: dict[type[LimitExceeded], tuple[str, str, tuple[str, ...]]] = {
    QueryTimeout: ("time-limit", "seconds", ("limit", "saved", "dump")),
    ResultTooLarge: ("result-too-large", "bytes", ("page", "columns", "dump")),
    WorkerLost: ("memory-limit", "bytes", ("limit", "unordered", "dump")),
    QueueFull: ("busy", "seconds", ("later", "saved", "dump")),
    ClientBusy: ("too-many-queries", "queries", ("later", "fewer", "dump")),
}
"""Kind of the problem, unit of the limit and what to try."""

_TRY = {
    "limit": (Bilingual("加 LIMIT，或者缩小图式", "Add a LIMIT, or narrow the patterns"), ""),
    "page": (Bilingual("用 LIMIT 和 OFFSET 分页", "Page with LIMIT and OFFSET"), ""),
    "columns": (Bilingual("选更少的列", "Select fewer columns"), ""),
    "unordered": (
        Bilingual(
            "不要对大量结果用 ORDER BY、DISTINCT、GROUP BY",
            "Avoid ORDER BY, DISTINCT and GROUP BY over large sets",
        ),
        "",
    ),
    "saved": (Bilingual("改用常用查询", "Take a saved query"), "/queries"),
    "dump": (Bilingual("下载整个发布，在本地查询", "Download the release and query it locally"), "/catalog"),
    "later": (Bilingual("稍后重试", "Try again later"), ""),
    "fewer": (Bilingual("逐个发送查询", "Send queries one after the other"), ""),
}


def _limit(error: LimitExceeded) -> Problem:
    name, unit, advice = _LIMITS[type(error)]
    tries = []
    for one in advice:
        said, href = _TRY[one]
        tries.append({"zh": said.zh, "en": said.en, **({"href": href} if href else {})})
    members = {
        "limit": error.limit_name,
        "value": error.limit,
        "unit": unit,
        "elapsed": round(error.elapsed, 3),
        "try": tries,
    }
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, QueueFull | ClientBusy) else {}
    return Problem(KINDS[name], error.message, members, headers)
