"""What can go wrong when a store is asked; each error says which limit or which place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from zhengmai.errors import Bilingual, EngineError, ZhengmaiError
from zhengmai.store.near import Near


class QueryError(ZhengmaiError):
    """Base of all errors of one query."""


class QuerySyntaxError(QueryError):
    """The text is no SPARQL 1.1 query.

    Attributes:
        line: line of the error, from 1; 0 where the parser gives no place.
        column: column in Unicode code points, from 1; 0 where the parser gives no place.
        cause: what stands there, what was expected and what was probably meant.
        parser_text: the store's own parser's words, in English.
        caret: the line, and below it a caret under the place; empty where there is no place.
        found: the text that cannot stand there; empty at the end of the query.
        suggestions: what was probably meant: a keyword, or a line to put first.
        names: names of the project's namespace that the ontology does not have.
    """

    def __init__(
        self,
        line: int,
        column: int,
        cause: Bilingual,
        parser_text: str = "",
        *,
        caret: str = "",
        found: str = "",
        suggestions: Sequence[str] = (),
        names: Sequence[Near] = (),
    ) -> None:
        said = Bilingual(cause.zh.removesuffix("。") + "。", cause.en.removesuffix(".") + ".")
        zh = f"查询语法有误，第 {line} 行第 {column} 列：{said.zh}"
        en = f"Syntax error in the query at line {line}, column {column}: {said.en}"
        if not line:
            zh, en = f"查询语法有误：{said.zh}", f"Syntax error in the query: {said.en}"
        super().__init__(Bilingual(zh, en))
        self.line = line
        self.column = column
        self.cause = cause
        self.parser_text = parser_text
        self.caret = caret
        self.found = found
        self.suggestions = tuple(suggestions)
        self.names = tuple(names)


class QueryRefused(QueryError):  # noqa: N818 - a refusal, nothing has failed
    """A request that this store does not carry out, whatever its limits.

    Attributes:
        reason: "service" for a federated query, "update" for a change.
    """

    def __init__(self, reason: Literal["service", "update"]) -> None:
        super().__init__(_REFUSALS[reason])
        self.reason: Literal["service", "update"] = reason


_REFUSALS = {
    "service": Bilingual(
        "本端点不执行 SERVICE：查询只在本发布内求值，不向其他主机发送请求。请去掉 SERVICE 部分，在客户端合并结果。",
        "SERVICE is not carried out here: a query is evaluated inside this release and sends no request to "
        "another host. Leave the SERVICE part out and join the results at the client.",
    ),
    "update": Bilingual(
        "本端点只读，不接受更新。更正写成 data/curation 里的考订记录（含作者、理由、日期），再用 zhengmai build 生成新发布。",
        "This endpoint is read-only and takes no update. A correction is written as a curation record in "
        "data/curation (with author, reason and date), and `zhengmai build` then makes a new release.",
    ),
}


class DatasetError(QueryError):
    """A graph IRI of the protocol's dataset is no absolute IRI.

    Attributes:
        iri: the value as given.
    """

    def __init__(self, iri: str) -> None:
        shown = iri[:200]
        super().__init__(
            Bilingual(
                f"图的 IRI 不是绝对 IRI：{shown}", f"The IRI of a graph is not an absolute IRI: {shown}"
            )
        )
        self.iri = iri


class QueryEvaluationError(QueryError):
    """The query is well formed but could not be evaluated."""

    exit_code = 3

    def __init__(self, cause: str) -> None:
        super().__init__(Bilingual(f"查询无法求值：{cause}", f"The query could not be evaluated: {cause}"))
        self.cause = cause


class QueryTooComplex(QueryError):  # noqa: N818 - says what happened
    """The store's parser or evaluator ran out of stack: the query nests too deeply or strings too many parts together."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual(
                "查询嵌套过深，或者由过多的部分串成，无法求值。请减少括号、运算符和图式，或者拆成几个查询。",
                "The query nests too deeply, or strings too many parts together, to be evaluated. Take fewer brackets, "
                "operators and patterns, or part it into several queries.",
            )
        )


class LimitExceeded(QueryError):  # noqa: N818 - says what happened
    """A query that ran into a limit; nothing of its result is handed on.

    Attributes:
        limit_name: the setting that names the limit.
        limit: its value, in seconds or bytes.
        elapsed: seconds since the query was sent to a worker.
    """

    exit_code = 3

    def __init__(self, message: Bilingual, limit_name: str, limit: float, elapsed: float) -> None:
        super().__init__(message)
        self.limit_name = limit_name
        self.limit = limit
        self.elapsed = elapsed


class QueryTimeout(LimitExceeded):
    """The query ran longer than the time limit and was stopped."""

    def __init__(self, limit: float, elapsed: float) -> None:
        super().__init__(
            Bilingual(
                f"查询超过时限 {limit:g} 秒（已运行 {elapsed:.2f} 秒），已停止，不返回部分结果。"
                "可以加 LIMIT、缩小图式、改用常用查询，或下载整个发布。",
                f"The query ran into the time limit of {limit:g} s (it ran {elapsed:.2f} s) and was stopped; no part "
                "of its result is given. Add a LIMIT, narrow the patterns, take a saved query, or download the release.",
            ),
            "query_seconds",
            limit,
            elapsed,
        )


class ResultTooLarge(LimitExceeded):
    """The result is larger than the size limit."""

    def __init__(self, limit: int, elapsed: float) -> None:
        super().__init__(
            Bilingual(
                f"结果超过大小上限 {limit} 字节（已运行 {elapsed:.2f} 秒），不返回部分结果。"
                "可以加 LIMIT 和 OFFSET 分页，选更少的列，或下载整个发布。",
                f"The result is larger than the limit of {limit} bytes (the query ran {elapsed:.2f} s); no part of it "
                "is given. Page with LIMIT and OFFSET, select fewer columns, or download the release.",
            ),
            "result_bytes",
            limit,
            elapsed,
        )


class WorkerLost(LimitExceeded):
    """The worker process ended in mid-query, as it does when it runs into its memory limit."""

    def __init__(self, limit: int, elapsed: float) -> None:
        super().__init__(
            Bilingual(
                f"查询进程中止（已运行 {elapsed:.2f} 秒），多半是超过了内存上限 {limit} 字节。"
                "可以加 LIMIT，或去掉大范围的 ORDER BY、DISTINCT、GROUP BY。",
                f"The query's process was ended (it ran {elapsed:.2f} s), most likely by its memory limit of "
                f"{limit} bytes. Add a LIMIT, or avoid ORDER BY, DISTINCT and GROUP BY over large sets.",
            ),
            "query_memory_bytes",
            limit,
            elapsed,
        )


class QueueFull(LimitExceeded):
    """No worker became free in time.

    Attributes:
        retry_after: whole seconds after which trying again makes sense.
    """

    def __init__(self, limit: float, elapsed: float) -> None:
        self.retry_after = max(1, round(limit))
        super().__init__(
            Bilingual(
                f"所有查询进程都在忙（已等待 {elapsed:.2f} 秒）。请在 {self.retry_after} 秒后重试。",
                f"All query workers are busy (waited {elapsed:.2f} s). Try again in {self.retry_after} s.",
            ),
            "workers",
            limit,
            elapsed,
        )


class ClientBusy(LimitExceeded):
    """One client has as many queries under way as it may have.

    Attributes:
        retry_after: whole seconds after which trying again makes sense.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self.retry_after = max(1, round(seconds / 2))
        super().__init__(
            Bilingual(
                f"同一来源同时最多 {limit} 个查询。请等其中一个答完，或在 {self.retry_after} 秒后重试。",
                f"One client may have {limit} queries under way. Wait until one of them is answered, or try again in "
                f"{self.retry_after} s.",
            ),
            "client_queries",
            limit,
            0.0,
        )


StoreReason = Literal[
    "unreachable", "credentials", "missing", "timeout", "refused", "failed", "incomplete", "unreadable"
]


class StoreFailed(QueryError):  # noqa: N818 - says what happened
    """The SPARQL store that this service asks did not answer as it should.

    Neither its address nor its own words are told, which may name machines; they are logged.

    Attributes:
        reason: what is known of the cause.
        status: its HTTP status, 0 where it gave none.
    """

    exit_code = 3

    def __init__(self, reason: StoreReason, status: int = 0) -> None:
        said, shown = _FAILURES[reason], f"HTTP {status}" if status else ""
        zh, en = (f"（{shown}）", f" ({shown})") if shown else ("", "")
        super().__init__(Bilingual(f"{said.zh}{zh}。", f"{said.en}{en}."))
        self.reason: StoreReason = reason
        self.status = status


_FAILURES: dict[StoreReason, Bilingual] = {
    "unreachable": Bilingual(
        "存放数据的 SPARQL 存储连接不上", "The SPARQL store that holds the data cannot be reached"
    ),
    "credentials": Bilingual(
        "存放数据的 SPARQL 存储不接受本服务的凭据",
        "The SPARQL store that holds the data does not take the credentials of this service",
    ),
    "missing": Bilingual(
        "存放数据的 SPARQL 存储在所设的地址上没有端点",
        "The SPARQL store that holds the data has no endpoint at the address that is set",
    ),
    "timeout": Bilingual(
        "存放数据的 SPARQL 存储没有在它自己的时限内答完。可以加 LIMIT 或缩小图式",
        "The SPARQL store that holds the data did not answer within its own time limit. Add a LIMIT or narrow the patterns",
    ),
    "refused": Bilingual(
        "存放数据的 SPARQL 存储拒绝了这个查询", "The SPARQL store that holds the data refused the query"
    ),
    "failed": Bilingual("存放数据的 SPARQL 存储出错", "The SPARQL store that holds the data failed"),
    "incomplete": Bilingual(
        "存放数据的 SPARQL 存储只给出了部分结果，本服务不转交部分结果。可以加 LIMIT 分页",
        "The SPARQL store that holds the data gave a part of the result only, which is not handed on. Page with LIMIT",
    ),
    "unreadable": Bilingual(
        "存放数据的 SPARQL 存储的回答中断或无法解读",
        "The answer of the SPARQL store that holds the data breaks off or cannot be read",
    ),
}


class StoreError(EngineError):
    """The store cannot be opened or read."""

    def __init__(self, place: str, cause: str) -> None:
        super().__init__(
            Bilingual(f"{place}：存储无法读取（{cause}）。", f"{place}: the store cannot be read ({cause}).")
        )
