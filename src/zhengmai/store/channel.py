"""How the server and a query worker speak: length-prefixed JSON over a Unix socket, large results as open files.

Entry points: `pack`, `unpack`, `Spool`, and the error forms `to_wire` and `from_wire`.
"""

from __future__ import annotations

import json
import struct
import tempfile
from typing import IO, Any, TypedDict

from zhengmai.errors import Bilingual
from zhengmai.store.errors import (
    DatasetError,
    QueryError,
    QueryEvaluationError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    StoreFailed,
)
from zhengmai.store.near import Near

HEAD = struct.Struct(">II")
"""Length of the JSON part and of the bytes that follow it."""

INLINE_BYTES = 64 * 1024
"""Results up to this size travel in the message; larger ones as the descriptor of an unlinked temporary file."""

_CAUSE_CHARS = 2000


class Question(TypedDict):
    """One query for a worker: text, short name of the format, dataset, and limits in seconds and bytes."""

    text: str
    format: str
    default_graphs: list[str]
    named_graphs: list[str]
    seconds: float
    result_bytes: int


def pack(message: Any, body: bytes = b"") -> bytes:
    """Give a message as bytes."""
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return HEAD.pack(len(text), len(body)) + text + body


def unpack(text: bytes) -> Any:
    """Read the JSON part of a message."""
    return json.loads(text.decode("utf-8", "surrogatepass"))


class Spool:
    """Takes a result up to a size: in memory first, then in an unlinked temporary file.

    Attributes:
        size: bytes taken.
        full: the limit was reached; what was taken is no whole result.
        file: the temporary file, once the result is larger than `INLINE_BYTES`.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._memory = bytearray()
        self.size = 0
        self.full = False
        self.file: IO[bytes] | None = None

    def write(self, data: bytes) -> int:
        """Take bytes; raise OSError beyond the limit, which ends the serialiser that writes."""
        if self.size + len(data) > self._limit:
            self.full = True
            raise OSError("the result is larger than its limit")
        self.size += len(data)
        if self.file is None and self.size <= INLINE_BYTES:
            self._memory += data
            return len(data)
        if self.file is None:
            self.file = tempfile.TemporaryFile(prefix="zhengmai-result-")  # noqa: SIM115 - closed by `close`
            self.file.write(self._memory)
            self._memory = bytearray()
        self.file.write(data)
        return len(data)

    def flush(self) -> None:
        """Hand what was taken to the operating system."""
        if self.file is not None:
            self.file.flush()

    @property
    def inline(self) -> bytes:
        """The result, if it is small enough to travel in the message."""
        return bytes(self._memory)

    def close(self) -> None:
        """Close the temporary file, if there is one."""
        if self.file is not None:
            self.file.close()


def to_wire(error: QueryError) -> dict[str, Any]:
    """Give an error as a message."""
    match error:
        case QuerySyntaxError():
            names = [name.to_wire() for name in error.names]
            fields = [error.line, error.column, list(error.cause), error.parser_text[:_CAUSE_CHARS]]
            fields += [error.caret, error.found[:_CAUSE_CHARS], list(error.suggestions), names]
        case QueryRefused():
            fields = [error.reason]
        case DatasetError():
            fields = [error.iri]
        case QueryEvaluationError():
            fields = [error.cause[:_CAUSE_CHARS]]
        case ResultTooLarge():
            fields = [int(error.limit), error.elapsed]
        case QueryTimeout():
            fields = [error.limit, error.elapsed]
        case StoreFailed():
            fields = [error.reason, error.status]
        case _:
            raise TypeError(f"{type(error).__name__} is not an error of a worker")
    return {"error": type(error).__name__, "fields": fields}


def from_wire(message: dict[str, Any]) -> QueryError:
    """Give the error that a message stands for."""
    fields = message["fields"]
    match message["error"]:
        case "QuerySyntaxError":
            return QuerySyntaxError(
                fields[0],
                fields[1],
                Bilingual(*fields[2]),
                fields[3],
                caret=fields[4],
                found=fields[5],
                suggestions=fields[6],
                names=[Near.of_wire(one) for one in fields[7]],
            )
        case "QueryRefused":
            return QueryRefused(fields[0])
        case "DatasetError":
            return DatasetError(fields[0])
        case "ResultTooLarge":
            return ResultTooLarge(fields[0], fields[1])
        case "QueryTimeout":
            return QueryTimeout(fields[0], fields[1])
        case "StoreFailed":
            return StoreFailed(fields[0], fields[1])
        case _:
            return QueryEvaluationError(fields[0])
