"""Log lines: JSON or text on standard error, each with the id of the request that it belongs to.

Entry points: `configure`, `JsonLines`, `TextLines` and `REQUEST_ID`. A record's own fields are given as
`extra={"fields": {...}}`.
"""

from __future__ import annotations

import json
import logging
import logging.config
import time
from contextvars import ContextVar
from typing import Any, Literal

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the request that the present task works for; empty outside of requests."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time (UTC), level, logger, message, request_id, its fields, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line = _common(record)
        line |= {"logger": record.name, "message": record.getMessage(), **_fields(record)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """Writes a record for a reader: time, level, message, then its fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; an exception follows on lines of its own."""
        common = _common(record)
        said = f"{common['time']} {common['level']:7} {_plain(record.getMessage())}"
        said += "".join(f" {name}={_shown(value)}" for name, value in _fields(record).items())
        if record.exc_info:
            said += "\n" + self.formatException(record.exc_info)
        return said


def configure(form: Literal["text", "json"], level: str) -> None:
    """Set up the logging of this process; the server's own messages go the same way.

    Args:
        form: of the lines.
        level: least level that is logged.
    """
    formatter = JsonLines if form == "json" else TextLines
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": formatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"level": "WARNING", "handlers": ["stderr"]},
            "loggers": {
                "zhengmai": {"level": level.upper()},
                "zhengmai_api": {"level": level.upper()},
            },
        }
    )


def _common(record: logging.LogRecord) -> dict[str, str]:
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return {"time": f"{seconds}.{int(record.msecs):03d}Z", "level": record.levelname.lower()}


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    own: dict[str, Any] = getattr(record, "fields", {})
    request = REQUEST_ID.get()
    return {"request_id": request, **own} if request else own


def _shown(value: object) -> str:
    if isinstance(value, str) and (not value or not value.isprintable() or set(value) & set(' "=')):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _plain(text: str) -> str:
    """Give a text on one line: what came from outside must not look like a line of its own."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
