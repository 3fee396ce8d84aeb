"""How log lines look and what must never stand in one.

The libraries' own loggers (aiogram, alembic, aiohttp) pass through the same formatter, so that every
line of the process is of one kind. Passwords and tokens are taken out of the finished line, tracebacks
included: whoever logs need not think of it.
"""

import logging
import re
import sys
from typing import Any, Literal, TextIO
from urllib.parse import unquote, urlsplit

import structlog

from bot.settings import Settings

HIDDEN = "***"
# A password in any URL, and anything that looks like a bot's token.
_PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):([^\s/@]+)@")
_TOKEN = re.compile(r"(?<!\d)(\d{6,}):[A-Za-z0-9_-]{30,}")
_known: set[str] = set()


def hide_secrets(text: str) -> str:
    """The text without passwords, tokens and the secrets of this process."""
    text = _PASSWORD.sub(rf"\1:{HIDDEN}@", text)
    text = _TOKEN.sub(rf"\1:{HIDDEN}", text)
    for secret in _known:
        text = text.replace(secret, HIDDEN)
    return text


def learn_secrets(settings: Settings) -> None:
    """Remember this process's secrets, so that `hide_secrets` knows them in whatever form they appear."""
    for secret in (settings.bot_token, settings.webhook_secret):
        if secret is not None:
            _known.add(secret.get_secret_value())
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else ""
    for url in (settings.database_url, redis_url):
        password = urlsplit(url).password
        # Short ones would take ordinary words out of the text; the pattern above finds them in URLs.
        if password and len(password) >= 4:
            _known.update((password, unquote(password)))


def configure_logging(
    form: Literal["console", "json"] = "console", level: str = "INFO", stream: TextIO | None = None
) -> None:
    """Send everything that is logged, by structlog and by the standard library, to `stream`.

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
        # One line for each update, and one for each step of a migration, say nothing in production.
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
