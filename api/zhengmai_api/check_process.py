"""What runs in the process of one check. Entry point: `main`."""

from __future__ import annotations

import json
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import RdfFormat

from zhengmai.errors import Bilingual
from zhengmai.validate.checking import check_parts
from zhengmai.validate.inputs import FORMATS, Part, read_rdf, read_text
from zhengmai.validate.junit import as_junit
from zhengmai.validate.outcome import ExitCode, Outcome, join
from zhengmai.validate.profiles import load_profile
from zhengmai.validate.reports import as_csv, as_json, as_rdf, document
from zhengmai.validate.sarif import as_sarif
from zhengmai.validate.shapes import load_shapes
from zhengmai_api.checking import Task, limit_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhengmai.validate.findings import Severity

_NOTHING = Bilingual(
    "其中没有形状所检查的节点，因此什么也没有检查。",
    "It holds no node that the shapes check, so nothing was checked.",
)


def main(channel: Connection, task: dict[str, Any], limits: tuple[float, int]) -> None:
    """Read a document from a pipe, check it and write the report into the pipe.

    Args:
        channel: gives the document; takes a head (JSON) and the report.
        task: members of a `Task`.
        limits: seconds and bytes.
    """
    limit_process(*limits)
    data = channel.recv_bytes()
    try:
        head, body = check(Task(**task), data)
    except MemoryError:
        # The service tells of the end of the process.
        return
    channel.send_bytes(json.dumps(head).encode())
    channel.send_bytes(body)


def check(task: Task, data: bytes) -> tuple[dict[str, Any], bytes]:
    """Check a document.

    Args:
        task: what to do.
        data: the document.

    Returns:
        A head with `exit_code`, and for a refusal `problem`, `zh` and `en`; and the report.
    """
    texts: list[str] = []
    shapes, profile = load_shapes(task.profile), load_profile(task.profile)
    checked = check_parts(task.name, _parts(task, data, texts), shapes)
    outcome = join([checked], shapes.rules, profile, fail_on=cast("Severity | None", task.fail_on))
    code = outcome.exit_code
    if outcome.failures:
        (failure,) = outcome.failures
        kind = "check-failed" if code is ExitCode.failed else "unreadable"
        return {"problem": kind, "exit_code": int(code), **failure.text._asdict()}, b""
    if code is ExitCode.nothing_checked:
        return {"problem": "nothing-checked", "exit_code": int(code), **_NOTHING._asdict()}, b""
    return {"exit_code": int(code)}, _report(outcome, task, texts)


def _parts(task: Task, data: bytes, texts: list[str]) -> Iterator[Part]:
    if task.syntax:
        yield from read_rdf(data, FORMATS[task.syntax], task.name)
        return
    part = read_text(data, task.name)
    texts += (part.sources or {}).values()
    yield part


def _report(outcome: Outcome, task: Task, texts: list[str]) -> bytes:
    match task.report:
        case "ttl":
            return as_rdf(outcome)
        case "jsonld":
            return as_rdf(outcome, RdfFormat.JSON_LD)
        case "csv":
            return as_csv(outcome).encode()
        case "sarif":
            return as_sarif(outcome, task.language).encode()
        case "junit":
            return as_junit(outcome, task.language).encode()
        case "page":
            report = {"report": document(outcome), "text": texts[0] if texts else None}
            return json.dumps(report, ensure_ascii=False).encode()
        case _:
            return as_json(outcome).encode()
