"""Reading a SPARQL 1.1 Protocol request (W3C Recommendation, 21 March 2013, section 2.1).

Entry point: `read_request`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from zhengmai.store.errors import QueryRefused
from zhengmai.store.query import OWN_DATASET, Dataset
from zhengmai_api.problems import problem
from zhengmai_api.service import PARAMETER, in_release, named_release

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
BODY_BYTES = 2**20
"""Size limit of a request's body."""

OWN_DEFAULT = frozenset({"urn:x-rdflib:default", "urn:x-arq:DefaultGraph"})
"""What clients made with rdflib and Jena call the default graph of the store that they ask."""

_PARAMETERS = 1000


@dataclass(frozen=True)
class QueryRequest:
    """A query as asked.

    Attributes:
        text: the query; None where a GET has none.
        dataset: the graphs that the request names.
        format: value of the `format` parameter, or an empty string.
    """

    text: str | None
    dataset: Dataset
    format: str = ""


async def read_request(request: Request) -> QueryRequest:
    """Read the query and its dataset from a GET, HEAD or POST.

    Every value is percent-decoded once, from UTF-8.

    Raises:
        Problem: 400 missing or repeated query, 413 too large, 415 wrong media type.
        QueryRefused: the request is an update.
    """
    parameters = _decode(request.scope["query_string"])
    texts: list[str] = []
    if request.method == "POST":
        media_type = _media_type(request)
        if media_type == UPDATE:
            raise QueryRefused("update")
        body = await _body(request)
        if media_type == FORM:
            parameters += _decode(body)
        else:
            texts.append(_utf8(body))
    if any(name == "update" for name, _ in parameters):
        raise QueryRefused("update")
    texts += [value for name, value in parameters if name == "query"]
    if len(texts) > 1:
        raise problem(
            "bad-request",
            "请求中有不止一个 query，只能有一个。",
            "The request has more than one query; exactly one is allowed.",
        )
    if not texts and request.method == "POST":
        raise missing_query(request)
    named = _values(parameters, PARAMETER)
    if any(value not in ("", named_release(request)) for value in named):
        raise problem(
            "bad-request",
            "参数 release 应写在地址里（/sparql?release=…），不在正文里。",
            "The parameter release belongs into the address (/sparql?release=…), not into the body.",
        )
    dataset = _dataset(parameters)
    formats = _values(parameters, "format")
    return QueryRequest(texts[0] if texts else None, dataset, formats[0] if formats else "")


def _dataset(parameters: list[tuple[str, str]]) -> Dataset:
    """Give the dataset of a request; one that names the store's own default graph and nothing else names none."""
    default, named = _values(parameters, "default-graph-uri"), _values(parameters, "named-graph-uri")
    return (
        OWN_DATASET if default and not named and OWN_DEFAULT.issuperset(default) else Dataset(default, named)
    )


def missing_query(request: Request) -> Exception:
    """Give the problem of a request without a query."""
    return problem(
        "bad-request",
        "请求中缺少 query 参数。要端点的说明，请用 Accept: text/turtle（不带其他参数）。",
        "The request has no query parameter. The description of the endpoint is given for Accept: text/turtle, without "
        "other parameters.",
        Link=f'<{in_release(request, "/sparql?format=ttl")}>; rel="describedby"; type="text/turtle"',
    )


def _values(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for found, value in parameters if found == name)


def _media_type(request: Request) -> str:
    header = request.headers.get("content-type", "")
    media_type, _, parameters = header.partition(";")
    media_type = media_type.strip().lower()
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip().strip('"')
    encoding = request.headers.get("content-encoding", "identity").lower()
    if (
        media_type not in (FORM, DIRECT, UPDATE)
        or charset not in ("", "utf-8", "utf8")
        or encoding != "identity"
    ):
        shown = header[:100] or "-"
        raise problem(
            "unsupported-media-type",
            f"不支持的媒体类型 {shown}；POST 的正文应为 UTF-8 编码的 {FORM} 或 {DIRECT}，不压缩。",
            f"Media type {shown} is not supported; POST a body of {FORM} or {DIRECT} in UTF-8, not compressed.",
            Accept_Post=f"{FORM}, {DIRECT}",
        )
    return media_type


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            raise problem(
                "request-too-large",
                f"请求正文超过 {BODY_BYTES} 字节。",
                f"The body of the request is larger than {BODY_BYTES} bytes.",
            )
    return bytes(body)


def _decode(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise problem(
            "bad-request", f"参数多于 {_PARAMETERS} 个。", f"There are more than {_PARAMETERS} parameters."
        ) from None


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Exception:
    return problem("bad-request", "请求不是有效的 UTF-8。", "The request is not valid UTF-8.")
