"""The format of log lines.

The loggers of libraries (aiogram, alembic, aiohttp) use the same formatter, so that all lines look alike.
Passwords and tokens are removed from the finished line, also in tracebacks (bot/redaction.py), so that
callers need not do it.
"""

import logging
import sys
from typing import Any, Literal, TextIO

import structlog

from .redaction import hide_secrets


def configure_logging(
    form: Literal["console", "json"] = "console", level: str = "INFO", stream: TextIO | None = None
) -> None:
    """Send all logs, of structlog and of the standard library, to `stream`.

    The default is stdout: stderr is for the one line of an error that ends a command.
    """
    stream = stream or sys.stdout
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        last: list[Any] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
        ]
    else:
        # Plain tracebacks: the pretty ones print local variables, and those hold members' data.
        last = [
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _Redacting(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if root.level > logging.DEBUG:
        # A line for each update and each step of a migration is of no use in production.
        for chatty in ("aiogram.event", "alembic.runtime.migration", "aiohttp.access"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return hide_secrets(super().format(record))
